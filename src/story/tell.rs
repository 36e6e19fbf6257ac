//! Rows, warnings and the rest of a trace as lines that a person reads, and that an author writes to say what is expected.
//!
//! A line is parts between commas, the first of which says what it is: `mql -> sal, disposition by ann, owner ann`. Everything a row says is
//! in its line, so that two rows that say something else read otherwise (R2); annotations are told only where they are the point.

use super::dial::{Dial, span_text};
use crate::lead::definition::{Grade, Graph};
use crate::lead::event::Outcome;
use crate::lead::row::{Detail, Kind, Route, Row, SlaNotice, SlaState, Values};
use crate::lead::text::Text;
use crate::lead::walk::Note;
use crate::time::{Span, Timestamp};

/// What telling needs to know of a story.
#[derive(Debug)]
pub(super) struct Teller<'a> {
    pub(super) dial: &'a Dial,
    pub(super) graph: &'a Graph,
    /// The version in force when the story begins: another one is told.
    pub(super) version: u32,
}

/// The words by which the lines of a trace begin. None of them begins anything else in a story.
pub(super) const TRACE: [&str; 12] = [
    "+",
    "-",
    "at_risk",
    "escalation",
    "refused",
    "idle",
    "assets_full",
    "traits_full",
    "duplicate",
    "id_conflict",
    "beyond_horizon",
    "nothing",
];

/// Milli-points as people read points.
pub(super) fn points(milli: i64) -> String {
    let sign = if milli < 0 { "-" } else { "" };
    let (whole, rest) = (milli.unsigned_abs() / 1000, milli.unsigned_abs() % 1000);
    if rest == 0 {
        return format!("{sign}{whole}");
    }
    format!("{sign}{whole}.{rest:03}")
        .trim_end_matches('0')
        .to_owned()
}

impl Teller<'_> {
    /// What a row says, without its sign and without when it was so.
    pub(super) fn row(&self, row: &Row) -> String {
        let instant = row.identity.instant;
        let mut parts = match (&row.identity.kind, &row.values.detail) {
            (Kind::Transition { to }, detail @ Detail::Transition { .. }) => {
                self.transition(self.graph.name(*to), detail, row)
            }
            (
                Kind::Sla {
                    state,
                    clock,
                    started_at,
                    ..
                },
                detail @ Detail::Sla { .. },
            ) => self.outcome(*state, clock, (*started_at, instant), detail),
            (Kind::Transition { .. }, Detail::Sla { .. })
            | (Kind::Sla { .. }, Detail::Transition { .. }) => {
                panic!("a row's kind and detail speak of the same thing");
            }
        };
        self.values(&row.values, &mut parts);
        parts.join(", ")
    }

    fn transition(&self, to: &str, detail: &Detail, row: &Row) -> Vec<String> {
        let Detail::Transition {
            from,
            entered_from_at: _,
            route,
            inferred,
            irregular,
            stayed_business,
            reason,
            reason_group,
            actor,
        } = detail
        else {
            return Vec::new();
        };
        let from = from.map(|from| format!("{} ", self.graph.name(from)));
        let mut how = route.name().to_owned();
        if let Some(reason) = reason {
            how.push_str(&format!(" \"{reason}\""));
        }
        if let Some(group) = reason_group {
            how.push_str(&format!(" ({group})"));
        }
        if let Some(actor) = actor {
            how.push_str(&format!(" by {actor}"));
        }
        for (is_so, word) in [(inferred, " (inferred)"), (irregular, " (irregular)")] {
            if *is_so {
                how.push_str(word);
            }
        }
        let mut parts = vec![format!("{}-> {to}", from.unwrap_or_default()), how];
        match route {
            Route::Threshold => {
                parts.push(format!("score {}", points(row.score)));
                // An agreement that grades nobody asks for no grade.
                if row.grade != Grade::Unknown {
                    parts.push(format!("grade {}", row.grade.name()));
                }
            }
            Route::Decay => parts.push(format!("score {}", points(row.score))),
            Route::Birth
            | Route::HandRaise
            | Route::Disposition
            | Route::Revoke
            | Route::Pql
            | Route::Veto
            | Route::Override
            | Route::Timeout
            | Route::Merged
            | Route::Erased => {}
        }
        if let Some(stayed) = stayed_business {
            parts.push(format!("after {} of work", span_text(*stayed)));
        }
        parts
    }

    fn outcome(
        &self,
        state: SlaState,
        clock: &Text,
        (started_at, instant): (Timestamp, Timestamp),
        detail: &Detail,
    ) -> Vec<String> {
        let Detail::Sla {
            due_at,
            target,
            elapsed: _,
            counted,
            paused,
            notify_not_before,
        } = detail
        else {
            return Vec::new();
        };
        let beside = Some(instant);
        let mut parts = vec![
            format!("{} {clock}", state.name()),
            format!("from {}", self.dial.tell(started_at, beside)),
            format!(
                "due {} ({})",
                self.dial.tell(*due_at, beside),
                span_text(*target)
            ),
        ];
        match state {
            SlaState::Violated => {}
            SlaState::Met | SlaState::Cancelled => {
                parts.push(format!("took {}", span_text(*counted)));
            }
            SlaState::MetLate => {
                let late = Span::from_millis(counted.as_millis() - target.as_millis());
                parts.push(format!("took {}", span_text(*counted)));
                parts.push(format!("late by {}", span_text(late)));
            }
        }
        if *paused != Span::ZERO {
            parts.push(format!("paused {}", span_text(*paused)));
        }
        if *notify_not_before != instant {
            parts.push(format!(
                "notify {}",
                self.dial.tell(*notify_not_before, beside)
            ));
        }
        parts
    }

    fn values(&self, values: &Values, parts: &mut Vec<String>) {
        if values.cycle > 1 {
            parts.push(format!("cycle {}", values.cycle));
        }
        if values.version != self.version {
            parts.push(format!("version {}", values.version));
        }
        for (name, value) in [
            ("owner", &values.owner),
            ("team", &values.team),
            ("source", &values.source),
            ("campaign", &values.campaign),
            ("first touch", &values.first_touch_campaign),
            ("mql campaign", &values.mql_campaign),
        ] {
            if let Some(value) = value {
                parts.push(format!("{name} {value}"));
            }
        }
        if let Some(amount) = values.amount {
            parts.push(format!("amount {amount}"));
        }
    }

    /// What distinguishes two rows that read alike: only when the stage left had been entered is not in a line.
    pub(super) fn entered_from(&self, row: &Row) -> Option<String> {
        match &row.values.detail {
            Detail::Transition {
                entered_from_at: Some(at),
                ..
            } => Some(format!(
                "entered {}",
                self.dial.tell(*at, Some(row.identity.instant))
            )),
            Detail::Transition { .. } | Detail::Sla { .. } => None,
        }
    }

    /// A warning or an escalation.
    pub(super) fn notice(&self, notice: &SlaNotice) -> String {
        let beside = Some(notice.instant);
        let what = match notice.tier {
            0 => "at_risk".to_owned(),
            tier => format!("escalation {tier}"),
        };
        let mut text = format!(
            "{what} {}, due {} ({})",
            notice.clock,
            self.dial.tell(notice.due_at, beside),
            span_text(notice.target)
        );
        if notice.notify_not_before != notice.instant {
            let notify = self.dial.tell(notice.notify_not_before, beside);
            text.push_str(&format!(", notify {notify}"));
        }
        text
    }

    /// What was found about an event; nothing for what a row tells.
    pub(super) fn note(&self, note: Note) -> Option<String> {
        match note {
            Note::Refused(outcome) => Some(format!("refused {}", outcome.name())),
            Note::IdleRevoke => Some(format!("idle {}", Outcome::Revoke.name())),
            Note::AssetsFull => Some("assets_full".to_owned()),
            Note::TraitsFull => Some("traits_full".to_owned()),
            Note::Irregular(_) | Note::Unspecified(_) => None,
        }
    }
}

/// The parts of a line: between commas that stand outside quotation marks.
pub(super) fn parts(text: &str) -> Vec<&str> {
    let mut is_quoted = false;
    let parts = text.split(|c| {
        is_quoted ^= c == '"';
        c == ',' && !is_quoted
    });
    parts.map(str::trim).collect()
}

/// Words with one blank between them.
pub(super) fn normal(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
