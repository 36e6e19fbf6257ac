//! What text and JSON of `lead show` both say: how a row stands, what a clock has left, how rules are called.

use super::look::Looked;
use crate::cli::explain::Move;
use crate::lead::definition::{Definitions, Graph};
use crate::lead::entry::{Entry, What};
use crate::lead::row::{Detail, Kind, Row};
use crate::lead::rows::StoredRow;
use crate::lead::state::Running;
use crate::time::{Span, Timestamp};

/// How a row stands in the world.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// It was published and is true.
    Published,
    /// It is true and not yet published.
    Pending(Waits),
    /// It was published, is not true any more, and will be taken back.
    Withdrawn(Waits),
}

/// What a row, or taking it back, waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Waits {
    /// The judge of the clocks has not come to its instant (F3).
    Watermark,
    /// Its lead still gets old events (W5).
    Settling,
    /// Nothing else: it goes out as soon as the lead is worked on.
    Commit,
}

impl Waits {
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::Watermark => "waits for the watermark",
            Self::Settling => "waits to settle",
            Self::Commit => "goes out with the next commit",
        }
    }

    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Watermark => "watermark",
            Self::Settling => "settling",
            Self::Commit => "commit",
        }
    }
}

impl Standing {
    /// None of a row that was neither said nor is to be.
    pub(super) fn of(stored: &StoredRow, looked: &Looked) -> Option<Self> {
        let is_ahead = stored.row.identity.instant > looked.found.watermark;
        let waits = if stored.row.is_sla() && is_ahead {
            Waits::Watermark
        } else if looked.found.lead.is_unsettled {
            Waits::Settling
        } else {
            Waits::Commit
        };
        match (stored.wanted, stored.published) {
            (true, true) => Some(Self::Published),
            (true, false) => Some(Self::Pending(waits)),
            (false, true) => Some(Self::Withdrawn(waits)),
            (false, false) => None,
        }
    }

    pub(super) const fn waits(self) -> Option<Waits> {
        match self {
            Self::Published => None,
            Self::Pending(waits) | Self::Withdrawn(waits) => Some(waits),
        }
    }
}

/// The rows that stand or are to stand, by when it was so.
pub(super) fn rows(looked: &Looked) -> Vec<(&Row, Standing)> {
    let stored = looked.found.lead.rows.stored.iter().flatten();
    let mut rows: Vec<(&StoredRow, Standing)> = stored
        .filter_map(|stored| Some((stored, Standing::of(stored, looked)?)))
        .collect();
    rows.sort_by_key(|(stored, _)| (stored.row.identity.instant, stored.number));
    rows.into_iter()
        .map(|(stored, standing)| (&stored.row, standing))
        .collect()
}

/// What a running clock has left at the watermark, negative when it is over; none as long as no watermark is known.
pub(super) fn left(running: &Running, watermark: Timestamp) -> Option<Span> {
    (watermark >= Timestamp::EARLIEST_EVENT).then(|| running.due_at - watermark)
}

/// A transition as it is told; none of an SLA row.
pub(super) fn move_of<'a>(
    row: &'a Row,
    evidence: Option<&'a str>,
    graph: &'a Graph,
) -> Option<Move<'a>> {
    let (
        Kind::Transition { to },
        Detail::Transition {
            from,
            entered_from_at,
            route,
            inferred,
            irregular,
            reason,
            actor,
        },
    ) = (&row.identity.kind, &row.values.detail)
    else {
        return None;
    };
    Some(Move {
        at: row.identity.instant,
        from: from.map(|stage| graph.name(stage)),
        to: graph.name(*to),
        entered_from_at: *entered_from_at,
        route: route.name(),
        reason: reason.as_ref().map(|text| text.as_str()),
        actor: actor.as_ref().map(|text| text.as_str()),
        source: row.values.source.as_ref().map(|text| text.as_str()),
        campaign: row.values.campaign.as_ref().map(|text| text.as_str()),
        cycle: row.values.cycle,
        inferred: *inferred,
        irregular: *irregular,
        score: row.score,
        grade: row.grade.name(),
        evidence,
    })
}

/// How a scoring rule is called; by its number when its version is not there.
pub(super) fn rule_name(definitions: &Definitions, version: u32, rule: u16) -> String {
    let named = (definitions.version(version))
        .and_then(|definition| definition.rules.get(usize::from(rule)))
        .map(|rule| rule.name.clone());
    named.unwrap_or_else(|| format!("rule {rule} of version {version}"))
}

/// What an engagement matched: each rule with its milli-points, and the hand-raise's name. Empty of anything else.
pub(super) fn judgement<'a>(
    entry: &Entry,
    definitions: &'a Definitions,
) -> (Vec<(&'a str, i64)>, Option<&'a str>) {
    let What::Engagement(judged) = &entry.what else {
        return (Vec::new(), None);
    };
    let definition = definitions.at(entry.key.occurred_at);
    let rules = judged
        .rules
        .iter()
        .filter_map(|rule| definition.rules.get(usize::from(rule)))
        .map(|rule| (rule.name.as_str(), rule.points));
    let raised = judged
        .hand_raise
        .and_then(|raise| definition.hand_raises.get(usize::from(raise)))
        .map(|raise| raise.name.as_str());
    (rules.collect(), raised)
}

/// What the lead's traits earn for its grade: each rule that holds, with its milli-points.
pub(super) fn fit(looked: &Looked) -> Vec<(&str, i64)> {
    let state = looked.found.lead.current();
    let definition = looked.definitions.version(state.version);
    let rules = definition.and_then(|definition| definition.fit.as_ref());
    (rules.iter())
        .flat_map(|fit| &fit.rules)
        .filter(|rule| rule.when.holds(state.profile.as_ref()))
        .map(|rule| (rule.name.as_str(), rule.points))
        .collect()
}
