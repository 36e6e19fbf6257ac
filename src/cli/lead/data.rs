//! `lead show` for programs: the same as the page, uncut, in one JSON document. Points are milli-points, spans milliseconds.

use super::look::Looked;
use super::standing::{
    Matched, Standing, calendar_of, fit, judgement, left, move_of, rows, rule_name, segment,
};
use crate::cli::explain;
use crate::lead::entry::What;
use crate::lead::row::{Cause, Detail, Kind, Row};
use crate::lead::steps::{Step, steps};
use crate::lead::text::Text;
use crate::lead::walk::Note;
use crate::time::Timestamp;
use crate::wire::row_id::row_id;
use serde_json::{Value, json};

/// The document.
pub(super) fn document(lead_id: &str, looked: &Looked) -> Value {
    let found = &looked.found;
    let state = found.lead.current();
    let model = looked
        .definitions
        .version(state.version)
        .and_then(|definition| {
            let mut models = definition.models.iter();
            models.find(|model| model.name == found.lines.model)
        });
    let mql = model
        .and_then(|model| model.threshold.as_ref())
        .map(|threshold| {
            json!({
                "score_milli_points": threshold.score,
                "grade": threshold.grade.map(|grade| grade.name()),
            })
        });
    let mut told = json!({
        "lead_id": lead_id,
        "watermark": known(found.watermark),
        "as_of": found.as_of.to_string(),
        "reasons": reasons(looked),
        "stage": looked.definitions.graph().name(state.stage),
        "entered_at": state.entered_at.to_string(),
        "route": state.route.name(),
        "cycle": state.cycle,
        "contacted": state.contacted,
        "grade": state.grade.name(),
        "fit": fit(looked).into_iter()
            .map(|(rule, milli)| json!({ "rule": rule, "milli_points": milli }))
            .collect::<Vec<_>>(),
        "owner": text(&state.owner),
        "team": text(&state.team),
        "amount": state.amount,
        "source": text(&state.profile.source),
        "campaign": text(&state.profile.campaign),
        "account": text(&state.profile.account),
        "definition_version": state.version,
        "threshold": mql,
        "held_at_milli_points": state.held_at,
        "score_milli_points": found.lines.score,
        "score": score(looked),
        "promises": clocks(looked),
        "journal": steps(&found.lead, &looked.definitions)
            .iter()
            .map(|step| journal(step, looked))
            .collect::<Vec<_>>(),
        "rows": rows(looked)
            .into_iter()
            .map(|(row, standing)| published(lead_id, row, standing, looked))
            .collect::<Vec<_>>(),
        "summarised_rows": found.lead.rows.summarised,
        "is_unsettled": found.lead.is_unsettled,
    });
    beyond_the_basics(&mut told, looked);
    told
}

/// What agreements without segments, holds and campaigns do not need.
fn beyond_the_basics(told: &mut Value, looked: &Looked) {
    let state = looked.found.lead.current();
    told["segment"] = json!(segment(state, &looked.definitions));
    told["model"] = json!(looked.found.lines.model);
    told["scoring_suspended"] = json!(state.suspended);
    told["on_hold_until"] = json!(state.hold_until.map(end));
    told["pinned_until"] = json!(state.pinned_until.map(end));
    told["cool_down_until"] = json!(state.cool_until.map(end));
    told["has_ended"] = json!(state.ended);
    told["stages"] = stages(looked);
    told["marks"] = json!({
        "qualified_at": state.marks.qualified_at.map(end),
        "assigned_at": state.marks.assigned_at.map(end),
        "accepted_at": state.marks.accepted_at.map(end),
        "first_touch_at": state.marks.touched_at.map(end),
    });
    told["first_touch_campaign"] = json!(text(&state.campaigns.first));
    told["mql_campaign"] = json!(text(&state.campaigns.at_mql));
}

/// When it entered each stage first and last.
fn stages(looked: &Looked) -> Value {
    let graph = looked.definitions.graph();
    let visits = looked.found.lead.current().visits.iter().map(|visit| {
        let times = json!({
            "first_at": visit.first_at.to_string(),
            "latest_at": visit.latest_at.to_string(),
        });
        (graph.name(visit.stage).to_owned(), times)
    });
    visits.collect::<serde_json::Map<_, _>>().into()
}

/// An instant, or the word for one that never comes.
fn end(at: Timestamp) -> String {
    if at == Timestamp::MAX {
        "for good".to_owned()
    } else {
        at.to_string()
    }
}

fn reasons(looked: &Looked) -> Vec<Value> {
    let graph = looked.definitions.graph();
    let reasons = looked.found.reasons.iter().rev();
    reasons
        .filter_map(|reason| {
            let told = move_of(&reason.row, Some(&reason.evidence), graph)?;
            Some(json!({
                "to_stage": told.to,
                "instant": told.at.to_string(),
                "sentence": explain::sentence(&told),
                "evidence": serde_json::from_str::<Value>(&reason.evidence).ok(),
            }))
        })
        .collect()
}

/// All that is listed adds up to `score_milli_points` (law 7).
fn score(looked: &Looked) -> Value {
    let lines = &looked.found.lines;
    let credits = lines.credits.iter().map(|(credit, now)| {
        json!({
            "occurred_at": credit.at.to_string(),
            "offset": credit.offset,
            "rule": rule_name(&looked.definitions, credit.version, credit.rule),
            "definition_version": credit.version,
            "then_milli_points": credit.points,
            "now_milli_points": now,
        })
    });
    json!({
        "lines": credits.collect::<Vec<_>>(),
        "earlier_milli_points": lines.earlier,
        "group_caps": lines.groups.iter()
            .map(|(group, cut)| json!({ "group": group, "milli_points": cut }))
            .collect::<Vec<_>>(),
        "cap_milli_points": lines.cap,
        "floor_milli_points": lines.floor,
        "rounding_milli_points": lines.rounding,
    })
}

fn clocks(looked: &Looked) -> Vec<Value> {
    let watermark = looked.found.watermark;
    let clocks = looked.found.lead.current().clocks.iter();
    clocks
        .map(|clock| {
            let Some(running) = &clock.running else {
                return json!({ "clock": clock.name.as_str(), "runs": false });
            };
            json!({
                "clock": clock.name.as_str(),
                "runs": true,
                "started_at": running.started_at.to_string(),
                "due_at": (running.due_at != Timestamp::MAX).then(|| running.due_at.to_string()),
                "at_risk_at": running.at_risk_at.map(|at| at.to_string()),
                "target_ms": running.within.as_millis(),
                "calendar": calendar_of(clock, running, &looked.definitions),
                "paused_since": running.paused_at.map(|at| at.to_string()),
                "paused_before_ms": running.paused.as_millis(),
                "left_ms": left(clock, running, watermark, &looked.definitions)
                    .map(crate::time::Span::as_millis),
                "violated": running.violated,
                "cycle": running.cycle,
                "definition_version": running.version,
            })
        })
        .collect()
}

fn journal(step: &Step<'_>, looked: &Looked) -> Value {
    let entry = step.entry;
    let graph = looked.definitions.graph();
    let mut told = json!({
        "occurred_at": entry.key.occurred_at.to_string(),
        "appended_at": entry.appended_at.to_string(),
        "input": entry.key.input.name(),
        "event_id": entry.key.event_id.as_str(),
        "sequence": entry.key.sequence,
        "offset": entry.offset,
        "stood_in": graph.name(step.stood),
        "entered": step.entered.iter().map(|stage| graph.name(*stage)).collect::<Vec<_>>(),
        "notes": step.notes.iter().map(note).collect::<Vec<_>>(),
        "removed": entry.removed,
        "removed_by": step.removed_by.map(Text::as_str),
        "has_removed": step.has_removed,
        "final": step.is_final,
    });
    match &entry.what {
        What::Created(patch) => {
            let traits = (patch.set.iter())
                .map(|(name, value)| (name.as_str().to_owned(), json!(value.as_str())));
            told["known"] = json!({
                "account": text(&patch.account),
                "source": text(&patch.source),
                "campaign": text(&patch.campaign),
                "traits": traits.collect::<serde_json::Map<_, _>>(),
                "cleared": patch.cleared.iter().map(Text::as_str).collect::<Vec<_>>(),
            });
        }
        What::Engagement(engaged) => {
            let judged = judgement(step, &looked.definitions);
            let rules = judged.rules.iter().map(|matched| {
                json!({
                    "rule": matched.rule,
                    "model": matched.model,
                    "milli_points": matched.points,
                    "credited": matched.is_credited,
                })
            });
            let counts = |matched: &&Matched<'_>| {
                matched.is_credited && matched.model == looked.found.lines.model
            };
            let credited = judged.rules.iter().filter(counts);
            told["milli_points"] = json!(credited.map(|matched| matched.points).sum::<i64>());
            told["rules"] = rules.collect();
            told["hand_raises"] = json!(judged.raised);
            told["veto"] = json!(judged.veto);
            told["asset"] = json!(text(&engaged.asset));
            told["campaign"] = json!(text(&engaged.campaign));
        }
        What::Merged(into) => told["merged_into"] = json!(into.as_str()),
        What::Erased => told["erased"] = json!(true),
        What::Scoring { suspended } => told["scoring_suspended"] = json!(suspended),
        What::Disposition(deed) => {
            told["said"] = json!({
                "outcome": deed.outcome.name(),
                "reason": text(&deed.reason),
                "actor": text(&deed.actor),
                "owner": text(&deed.owner),
                "team": text(&deed.team),
                "amount": deed.amount,
                "target": text(&deed.target),
                "until": deed.until.map(|at| at.to_string()),
            });
        }
    }
    told
}

const fn note(note: &Note) -> &'static str {
    match note {
        Note::Refused(_) => "not_lawful",
        Note::Irregular(_) => "irregular",
        Note::Unspecified(_) => "unspecified",
        Note::IdleRevoke => "idle_revoke",
        Note::AssetsFull => "assets_full",
        Note::TraitsFull => "traits_full",
    }
}

fn published(lead_id: &str, row: &Row, standing: Standing, looked: &Looked) -> Value {
    let graph = looked.definitions.graph();
    let values = &row.values;
    let id = u128::from_be_bytes(row_id(lead_id, &row.identity, graph));
    let mut told = json!({
        // As in the output topics.
        "id": format!("{id:032x}"),
        "instant": row.identity.instant.to_string(),
        "cause": cause(&row.identity.cause),
        "standing": match standing {
            Standing::Published => "published",
            Standing::Seeded => "seeded",
            Standing::Pending(_) => "pending",
            Standing::Withdrawn(_) => "to_be_taken_back",
        },
        "waits_for": standing.waits().map(|waits| waits.code()),
        "cycle": values.cycle,
        "definition_version": values.version,
        "owner": text(&values.owner),
        "team": text(&values.team),
        "source": text(&values.source),
        "campaign": text(&values.campaign),
        "amount": values.amount,
        "score_milli_points": row.score,
        "grade": row.grade.name(),
    });
    if let Some(to) = move_of(row, None, graph) {
        told["kind"] = json!("transition");
        told["from_stage"] = json!(to.from);
        told["to_stage"] = json!(to.to);
        told["route"] = json!(to.route);
        told["inferred"] = json!(to.inferred);
        told["irregular"] = json!(to.irregular);
        told["reason"] = json!(to.reason);
        told["actor"] = json!(to.actor);
    }
    if let (
        Kind::Sla {
            state,
            clock,
            started_at,
            ..
        },
        Detail::Sla {
            due_at,
            target,
            elapsed,
            counted,
            paused,
            notify_not_before,
        },
    ) = (&row.identity.kind, &values.detail)
    {
        told["kind"] = json!("sla");
        told["clock"] = json!(clock.as_str());
        told["state"] = json!(state.name());
        told["started_at"] = json!(started_at.to_string());
        told["due_at"] = json!(due_at.to_string());
        told["target_ms"] = json!(target.as_millis());
        told["elapsed_ms"] = json!(elapsed.as_millis());
        told["counted_ms"] = json!(counted.as_millis());
        told["paused_ms"] = json!(paused.as_millis());
        told["notify_not_before"] = json!(notify_not_before.to_string());
    }
    told
}

fn cause(cause: &Cause) -> Value {
    match cause {
        Cause::Event {
            input,
            event_id,
            occurred_at,
        } => json!({
            "input": input.name(),
            "event_id": event_id.as_str(),
            "occurred_at": occurred_at.to_string(),
        }),
        Cause::Decay => json!("decay"),
        Cause::Due => json!("due"),
        Cause::Timeout => json!("timeout"),
        Cause::HoldEnd => json!("hold_end"),
    }
}

fn text(value: &Option<Text>) -> Option<&str> {
    value.as_ref().map(Text::as_str)
}

/// None as long as no watermark is known.
fn known(watermark: Timestamp) -> Option<String> {
    (watermark >= Timestamp::EARLIEST_EVENT).then(|| watermark.to_string())
}
