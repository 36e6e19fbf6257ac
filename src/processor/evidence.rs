//! Why a transition went out, as one JSON text (R6): as known at publication, built only then.

use crate::lead::definition::{Definition, Definitions};
use crate::lead::event::Key;
use crate::lead::explain;
use crate::lead::journal::Lead;
use crate::lead::row::{Cause, Detail, Route, Row};
use serde_json::{Value, json};

/// Score lines listed at most, newest first; what is older is one line. Keeps the evidence of a busy lead below 4 KiB.
const LINES: usize = 24;

/// Whether the evidence of a row lists what the score is made of.
pub(super) fn lists_score(row: &Row) -> bool {
    match &row.values.detail {
        Detail::Transition {
            route, inferred, ..
        } => !inferred && matches!(route, Route::Threshold | Route::Decay | Route::Pql),
        Detail::Sla { .. } => false,
    }
}

/// The evidence of a transition.
pub(super) fn json(lead: &Lead, row: &Row, definitions: &Definitions) -> String {
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
        Cause::Decay | Cause::Due | Cause::Timeout | Cause::HoldEnd => None,
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
    let reason = reason.as_ref().map(|reason| reason.as_str());
    match route {
        // Whoever was inferred beside them says the same.
        _ if *inferred => {}
        Route::Threshold | Route::Decay | Route::Pql => {
            if *route == Route::Pql {
                evidence["pql"] = json!(reason);
            }
            if cause.is_some() || *route == Route::Decay {
                score(
                    lead,
                    row,
                    *route,
                    definitions,
                    cause.as_ref(),
                    &mut evidence,
                );
            }
        }
        Route::HandRaise => evidence["hand_raise"] = json!(reason),
        Route::Veto => evidence["veto"] = json!(reason),
        Route::Merged => evidence["into"] = json!(reason),
        Route::Birth
        | Route::Disposition
        | Route::Revoke
        | Route::Override
        | Route::Timeout
        | Route::Erased => {}
    }
    evidence.to_string()
}

/// The score's lines, which add up to it, and what it was held against.
fn score(
    lead: &Lead,
    row: &Row,
    route: Route,
    definitions: &Definitions,
    cause: Option<&Key>,
    evidence: &mut Value,
) {
    let definition = definitions.version(row.values.version);
    // A PQL rule may ask for the score of a model of its own.
    let asked = definition.and_then(|definition| pql_score(definition, row, route));
    let model = asked.map(|(model, _)| model);
    let lines = explain::lines(lead, definitions, cause, row.identity.instant, model);
    let hidden = lines.credits.len().saturating_sub(LINES);
    let earlier = lines.earlier
        + lines.credits[..hidden]
            .iter()
            .map(|(_, now)| now)
            .sum::<i64>();
    if let Some(definition) = definition {
        threshold(definition, &lines.model, route, evidence);
    }
    if let Some((_, least)) = asked {
        evidence["threshold"] = json!(least);
    }
    evidence["model"] = json!(lines.model);
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
    evidence["groups"] = lines
        .groups
        .iter()
        .map(|(group, cut)| json!({ "group": group, "points": cut }))
        .collect();
    evidence["cap"] = json!(lines.cap);
    evidence["floor"] = json!(lines.floor);
    evidence["rounding"] = json!(lines.rounding);
}

/// The model whose score the row's PQL rule asks for, and the least score.
fn pql_score(definition: &Definition, row: &Row, route: Route) -> Option<(u16, i64)> {
    let Detail::Transition { reason, .. } = &row.values.detail else {
        return None;
    };
    let name = reason.as_ref().filter(|_| route == Route::Pql)?;
    let rule = definition
        .pql
        .iter()
        .find(|rule| rule.name == name.as_str())?;
    rule.score
}

/// What the model's score is held against on that route.
fn threshold(definition: &Definition, model: &str, route: Route, evidence: &mut Value) {
    let model = definition.models.iter().find(|known| known.name == model);
    let Some(threshold) = model.and_then(|model| model.threshold.as_ref()) else {
        return;
    };
    match route {
        Route::Threshold => evidence["threshold"] = json!(threshold.score),
        Route::Decay => evidence["threshold"] = json!(threshold.leave_below),
        // A rule of its own asks for what it asks.
        _ => return,
    }
    evidence["grade"] = json!(threshold.grade.map(|grade| grade.name()));
}
