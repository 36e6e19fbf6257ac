//! Why a transition went out, as one JSON text (R6): as known at publication, built only then.

use crate::lead::definition::Definitions;
use crate::lead::explain;
use crate::lead::journal::Lead;
use crate::lead::row::{Cause, Detail, Route, Row};
use serde_json::{Value, json};

/// Score lines listed at most, newest first; what is older is one line. Keeps the evidence of a busy lead below 4 KiB.
const LINES: usize = 24;

/// The evidence of a transition.
pub(super) fn json(lead: &Lead, row: &Row, definitions: &Definitions) -> String {
    let definition = definitions.version(row.values.version);
    let mut evidence = json!({ "version": row.values.version });
    let cause = match &row.identity.cause {
        Cause::Event {
            input,
            event_id,
            occurred_at,
        } => {
            let entry = lead.entries().find(|entry| {
                entry.key.input == *input
                    && entry.key.event_id == *event_id
                    && entry.key.occurred_at == *occurred_at
            });
            if let Some(entry) = entry {
                evidence["offset"] = json!(entry.offset);
            }
            entry.map(|entry| entry.key.clone())
        }
        Cause::Decay | Cause::Due => None,
    };
    let Detail::Transition {
        route,
        inferred,
        reason,
        ..
    } = &row.values.detail
    else {
        return evidence.to_string();
    };
    match route {
        Route::Threshold | Route::Decay if !inferred => {
            if let Some(mql) = definition.and_then(|definition| definition.mql.as_ref()) {
                let threshold = if *route == Route::Threshold {
                    Some(mql.score)
                } else {
                    mql.leave_below
                };
                evidence["threshold"] = json!(threshold);
                evidence["grade"] = json!(mql.grade.map(|grade| grade.name()));
            }
            if cause.is_some() || *route == Route::Decay {
                score(lead, row, definitions, cause.as_ref(), &mut evidence);
            }
        }
        Route::HandRaise if !inferred => {
            evidence["hand_raise"] = json!(reason.as_ref().map(|name| name.as_str()));
        }
        Route::Threshold
        | Route::Decay
        | Route::HandRaise
        | Route::Birth
        | Route::Disposition
        | Route::Revoke => {}
    }
    evidence.to_string()
}

fn score(
    lead: &Lead,
    row: &Row,
    definitions: &Definitions,
    cause: Option<&crate::lead::event::Key>,
    evidence: &mut Value,
) {
    let lines = explain::lines(lead, definitions, cause, row.identity.instant);
    let hidden = lines.credits.len().saturating_sub(LINES);
    let earlier = lines.earlier
        + lines.credits[..hidden]
            .iter()
            .map(|(_, now)| now)
            .sum::<i64>();
    evidence["score"] = json!(lines.score);
    evidence["lines"] = lines.credits[hidden..]
        .iter()
        .map(|(credit, now)| {
            let rule = definitions
                .version(credit.version)
                .and_then(|definition| definition.rules.get(usize::from(credit.rule)))
                .map(|rule| rule.name.as_str());
            json!({
                "offset": credit.offset,
                "at": credit.at.as_millis(),
                "rule": rule,
                "points": now,
            })
        })
        .collect();
    evidence["earlier"] = json!(earlier);
    evidence["rounding"] = json!(lines.rounding);
}
