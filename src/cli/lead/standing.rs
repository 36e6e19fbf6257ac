//! What text and JSON of `lead show` both say: how a row stands, what a clock has left, how rules are called.

use super::look::Looked;
use crate::cli::explain::Move;
use crate::lead::definition::{Definitions, Graph};
use crate::lead::entry::What;
use crate::lead::row::{Detail, Kind, Row};
use crate::lead::rows::StoredRow;
use crate::lead::state::{Clock, Running, State};
use crate::lead::steps::Step;
use crate::time::{Span, Timestamp};

/// How a row stands in the world.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// It was published and is true.
    Published,
    /// It is true and counts as published, though it was never sent: the lead stood there before (C1).
    Seeded,
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
            (true, true) if stored.seeded => Some(Self::Seeded),
            (true, true) => Some(Self::Published),
            (true, false) => Some(Self::Pending(waits)),
            (false, true) => Some(Self::Withdrawn(waits)),
            (false, false) => None,
        }
    }

    pub(super) const fn waits(self) -> Option<Waits> {
        match self {
            Self::Published | Self::Seeded => None,
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

/// What a running clock has left at the watermark in its own time, negative when it is over; none as long as no watermark is known.
pub(super) fn left(
    clock: &Clock,
    running: &Running,
    watermark: Timestamp,
    definitions: &Definitions,
) -> Option<Span> {
    if watermark < Timestamp::EARLIEST_EVENT {
        return None;
    }
    let calendar = running.calendar(&clock.name, definitions);
    // A lead's last event may be later than the watermark: then nothing has been counted since.
    let since = running.running_since.unwrap_or(watermark);
    let counted = running.counted_at(calendar, watermark.max(since));
    Some(Span::from_millis(
        running.within.as_millis() - counted.as_millis(),
    ))
}

/// The calendar in whose time a clock counts, by its name.
pub(super) fn calendar_of<'d>(
    clock: &Clock,
    running: &Running,
    definitions: &'d Definitions,
) -> Option<&'d str> {
    let definition = definitions.version(running.version)?;
    let policy = definition.clock(clock.name.as_str())?;
    let target = policy.targets.get(usize::from(running.target))?;
    let calendar = definition.calendars.get(usize::from(target.calendar?))?;
    Some(calendar.name.as_str())
}

/// The name of the segment that a lead is in.
pub(super) fn segment<'d>(state: &State, definitions: &'d Definitions) -> Option<&'d str> {
    let definition = definitions.version(state.version)?;
    let segment = definition.segments.get(usize::from(state.segment?))?;
    Some(segment.name.as_str())
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
            ..
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

/// What an engagement matched.
#[derive(Debug, Default)]
pub(super) struct Judgement<'a> {
    /// Each rule with its model, its milli-points, and whether they were credited (S6).
    pub(super) rules: Vec<Matched<'a>>,
    /// The hand-raises, by name.
    pub(super) raised: Vec<&'a str>,
    /// The veto, by name.
    pub(super) veto: Option<&'a str>,
}

/// A rule that an engagement matched.
#[derive(Debug)]
pub(super) struct Matched<'a> {
    pub(super) rule: &'a str,
    pub(super) model: &'a str,
    pub(super) points: i64,
    pub(super) is_credited: bool,
}

/// What the engagement of a step matched. Empty of anything else.
pub(super) fn judgement<'a>(step: &Step<'_>, definitions: &'a Definitions) -> Judgement<'a> {
    let What::Engagement(judged) = &step.entry.what else {
        return Judgement::default();
    };
    let definition = definitions.at(step.entry.key.occurred_at);
    let rules = judged.rules.iter().filter_map(|place| {
        let rule = definition.rules.get(usize::from(place))?;
        Some(Matched {
            rule: &rule.name,
            model: &definition.models.get(usize::from(rule.model))?.name,
            points: rule.points,
            is_credited: step.credited.iter().any(|credit| credit.rule == place),
        })
    });
    let raised = (judged.hand_raises.iter())
        .filter_map(|raise| definition.hand_raises.get(usize::from(raise)))
        .map(|raise| raise.name.as_str());
    let veto = (judged.veto)
        .and_then(|veto| definition.engagement_vetoes.get(usize::from(veto)))
        .map(|veto| veto.name.as_str());
    Judgement {
        rules: rules.collect(),
        raised: raised.collect(),
        veto,
    }
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
