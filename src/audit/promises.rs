//! What marketing promises, held against what came (C4): how many leads entered a stage in each period, and how many of a period's MQLs sales
//! accepted. Across leads, so it is counted here and never on one lead's topic.
//!
//! Periods are those of the agreement's zone. A period is judged by the version in force when it began, to its end. Where the next version has another
//! zone or other periods, its first one begins where that ended, so that none overlap and nothing lies between them: it is what is left of a
//! period of its own calendar, and with less than half of one left it goes on to the end of the next. An MQL belongs to the period in which it
//! became one, whenever it is accepted: so the figure of a period still grows after its end.
//!
//! Of each promise the periods of about the last [`MOST_TOLD`] are told, up to the instant that is asked for; what lies before is skipped.

use crate::audit::figure::Figure;
use crate::audit::{Error, net};
use crate::lead::definition::{
    Definition, Definitions, Graph, Promise, PromiseTarget, Side, Stage,
};
use crate::lead::event::Outcome;
use crate::log::Log;
use crate::time::calendar::Period;
use crate::time::zone::Zone;
use crate::time::{Span, Timestamp};
use crate::wire::read::Transition;
use std::collections::BTreeMap;

/// So many periods of a promise are told at most, the latest: thirteen years of days. One lead that is said to be born in the year 1 must not
/// bring hundreds of thousands of empty ones.
pub const MOST_TOLD: i64 = 5_000;

/// All promises, and whether the figures can be relied on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Promises {
    /// Each promise in each period; by promise, then by time.
    pub held: Vec<Held>,
    /// Rows of the log that do not add up; above 0 the log lacks something and the figures are wrong.
    pub unbalanced_rows: usize,
}

/// One promise in one period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The promise's name.
    pub promise: String,
    /// Who promised.
    pub promised_by: Side,
    /// The version that judges.
    pub version: u32,
    /// Counted for each of these.
    pub per: Period,
    /// The first instant of the period.
    pub from: Timestamp,
    /// The first instant after it.
    pub until: Timestamp,
    /// Whether the period was over at the instant up to which was counted: before that a promise is not broken.
    pub is_over: bool,
    /// What was promised and what came.
    pub figure: Came,
    /// From so many rows.
    pub rows: u64,
}

/// What was promised and what came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Came {
    /// Entries into a stage.
    Volume {
        /// Which.
        stage: String,
        /// At least so many.
        at_least: u64,
        /// So many came.
        entries: u64,
    },
    /// Of the period's MQLs.
    Acceptance {
        /// At least so many percent.
        percent: u8,
        /// So many became MQL.
        mqls: u64,
        /// Of those so many were accepted.
        accepted: u64,
    },
}

/// Counts leads, partition by partition, because all rows of a lead lie in one.
#[derive(Debug)]
pub struct Tally<'a> {
    definitions: &'a Definitions,
    /// The first row of all: no period before it is told.
    first_at: Option<Timestamp>,
    entries: Vec<(Stage, Timestamp)>,
    mqls: Vec<(Timestamp, bool)>,
}

/// What was promised, held against the outputs of a log as of an instant.
///
/// # Errors
/// When the log cannot be read or understood.
pub fn read<L: Log + ?Sized>(
    log: &mut L,
    partitions: u16,
    definitions: &Definitions,
    as_of: Timestamp,
) -> Result<Promises, Error> {
    let mut tally = Tally::new(definitions);
    let mut unbalanced_rows = 0;
    for partition in 0..partitions {
        let (rows, unbalanced) = net::transitions(log, partition)?;
        unbalanced_rows += unbalanced;
        tally.take(&rows);
    }
    Ok(Promises {
        held: tally.end(as_of),
        unbalanced_rows,
    })
}

impl Came {
    /// Whether the promise is kept as it stands; none where there is nothing to be held against it.
    #[must_use]
    pub fn is_kept(&self) -> Option<bool> {
        match self {
            Self::Volume {
                at_least, entries, ..
            } => Some(entries >= at_least),
            Self::Acceptance { mqls: 0, .. } => None,
            Self::Acceptance {
                percent,
                mqls,
                accepted,
            } => {
                let (accepted, mqls) = (u128::from(*accepted), u128::from(*mqls));
                Some(accepted * 100 >= mqls * u128::from(*percent))
            }
        }
    }

    /// The acceptance rate in percent, with two decimals.
    #[must_use]
    pub fn rate(&self) -> Option<Figure> {
        match self {
            Self::Volume { .. } => None,
            Self::Acceptance { mqls, accepted, .. } => Figure::percent(*accepted, *mqls),
        }
    }
}

impl<'a> Tally<'a> {
    /// Nothing counted yet.
    #[must_use]
    pub const fn new(definitions: &'a Definitions) -> Self {
        Self {
            definitions,
            first_at: None,
            entries: Vec::new(),
            mqls: Vec::new(),
        }
    }

    /// Counts leads by their net transitions, as [`net::transitions`] gives them: those of a lead together.
    pub fn take(&mut self, transitions: &[Transition]) {
        let counted = self.counted_stages();
        for rows in transitions.chunk_by(|one, other| one.lead_id == other.lead_id) {
            for row in rows {
                let stage = self.definitions.graph().stage(&row.to_stage);
                let stage = stage.filter(|stage| counted.contains(stage));
                self.entries.extend(stage.map(|stage| (stage, row.instant)));
                self.first_at = self.first_at.into_iter().chain([row.instant]).min();
                if self.is(row, Stage::MQL) {
                    self.mqls.push((row.instant, self.is_accepted(row, rows)));
                }
            }
        }
    }

    /// The stages whose entries some version counts.
    fn counted_stages(&self) -> Vec<Stage> {
        let versions = self.definitions.versions().iter();
        let promises = versions.flat_map(|version| &version.promises);
        let stages = promises.filter_map(|promise| match promise.target {
            PromiseTarget::Volume { stage, .. } => Some(stage),
            PromiseTarget::AcceptanceRate { .. } => None,
        });
        stages.collect()
    }

    fn is(&self, row: &Transition, stage: Stage) -> bool {
        self.definitions.graph().name(stage) == row.to_stage
    }

    /// Whether sales has taken the MQL in the same cycle: it came to the stage to which an acceptance leads, or further on the path.
    fn is_accepted(&self, mql: &Transition, of_lead: &[Transition]) -> bool {
        let version = self.definitions.version(mql.definition_version);
        let graph = version.map_or_else(|| self.definitions.graph(), |version| &version.graph);
        let later = |row: &&Transition| row.cycle == mql.cycle && row.instant >= mql.instant;
        let mut stages = (of_lead.iter().filter(later))
            .filter_map(|row| self.definitions.graph().stage(&row.to_stage));
        stages.any(|stage| counts_as_accepted(graph, stage))
    }

    /// Each promise in each period, from the one with the first row to the one that holds `as_of`; by promise, then by time.
    #[must_use]
    pub fn end(self, as_of: Timestamp) -> Vec<Held> {
        let mut held = Vec::new();
        let Some(first_at) = self.first_at else {
            return held;
        };
        let versions = self.definitions.versions();
        // Where the last period ended that a version before judges, by promise.
        let mut ends = BTreeMap::new();
        for (place, version) in versions.iter().enumerate() {
            // F10: before the first version takes effect, it judges.
            let from = (place > 0).then_some(version.effective_from);
            let next = versions.get(place + 1);
            let until = next.map_or(Timestamp::MAX, |next| next.effective_from);
            for promise in &version.promises {
                let before = ends.get(promise.name.as_str()).copied();
                let spell = Spell::of(&version.zone, promise.per, (from, until), before);
                let mut of_promise = spell.periods(version, promise, (first_at, as_of));
                self.count(promise, &mut of_promise);
                held.extend(of_promise);
                ends.insert(promise.name.as_str(), spell.end);
            }
        }
        held.sort_by(|one, other| {
            (one.promise.as_str(), one.from).cmp(&(other.promise.as_str(), other.from))
        });
        held
    }

    fn count(&self, promise: &Promise, periods: &mut [Held]) {
        match promise.target {
            PromiseTarget::Volume { stage, .. } => {
                let entries = self.entries.iter().filter(|(of, _)| *of == stage);
                for (_, at) in entries {
                    if let Some(period) = at_instant(periods, *at) {
                        period.rows += 1;
                        if let Came::Volume { entries, .. } = &mut period.figure {
                            *entries += 1;
                        }
                    }
                }
            }
            PromiseTarget::AcceptanceRate { .. } => {
                for (at, is_accepted) in &self.mqls {
                    if let Some(period) = at_instant(periods, *at) {
                        // The entry into mql, and the one that made it accepted.
                        period.rows += 1 + u64::from(*is_accepted);
                        if let Came::Acceptance { mqls, accepted, .. } = &mut period.figure {
                            *mqls += 1;
                            *accepted += u64::from(*is_accepted);
                        }
                    }
                }
            }
        }
    }
}

/// Where an acceptance leads, or further on the path.
fn counts_as_accepted(graph: &Graph, stage: Stage) -> bool {
    let place = |stage| graph.path.iter().position(|step| *step == stage);
    let accept = graph.move_of(Outcome::Accept).map(|accept| accept.to);
    if accept == Some(stage) {
        return true;
    }
    let least = match accept {
        Some(to) => graph.standing(to),
        None => graph.standing(Stage::MQL),
    };
    place(stage).is_some_and(|place| place > least.max(graph.standing(Stage::MQL)))
}

/// The time for which a version judges a promise.
struct Spell<'a> {
    zone: &'a Zone,
    per: Period,
    /// Where its first period begins and ends; none of the version that judges from the beginning of time.
    first: Option<(Timestamp, Timestamp)>,
    /// No period begins then or later.
    until: Timestamp,
    /// Where its last period ends.
    end: Timestamp,
}

impl<'a> Spell<'a> {
    /// That of a version in force from `from` until `until`, `before` being where the last period of the version before ended.
    fn of(
        zone: &'a Zone,
        per: Period,
        (from, until): (Option<Timestamp>, Timestamp),
        before: Option<Timestamp>,
    ) -> Self {
        let first = from.map(|from| {
            // The version before judges its last period to its end. One that did not promise it leaves no end that matters.
            let begin = before.filter(|before| *before >= from);
            let begin = begin.unwrap_or_else(|| at_or_after(zone, per, from));
            (begin, first_end(zone, per, begin))
        });
        let end = match first {
            // Shorter than a single period of the version before.
            Some((begin, _)) if begin >= until => begin,
            Some((_, end)) if end >= until => end,
            Some(_) | None if until == Timestamp::MAX => until,
            Some(_) | None => at_or_after(zone, per, until),
        };
        Self {
            zone,
            per,
            first,
            until,
            end,
        }
    }

    /// Its periods with nothing counted, from the one with the first row to the one that holds `as_of`.
    fn periods(
        &self,
        version: &Definition,
        promise: &Promise,
        (first_at, as_of): (Timestamp, Timestamp),
    ) -> Vec<Held> {
        let asked = first_at.max(as_of - told_span(self.per));
        let (mut start, mut end) = match self.first {
            Some(first) if asked < first.1 => first,
            Some(_) | None => {
                let start = self.zone.period_start(self.per, asked);
                (start, self.zone.period_after(self.per, start))
            }
        };
        let mut periods = Vec::new();
        while start < self.until && start <= as_of {
            periods.push(Held {
                promise: promise.name.clone(),
                promised_by: promise.promised_by,
                version: version.version,
                per: promise.per,
                from: start,
                until: end,
                is_over: end <= as_of,
                figure: nothing_came(version, promise),
                rows: 0,
            });
            (start, end) = (end, self.zone.period_after(self.per, end));
        }
        periods
    }
}

/// Where a first period ends that begins anywhere: with that of the calendar, or with the next one if less than half of that is left.
fn first_end(zone: &Zone, per: Period, begin: Timestamp) -> Timestamp {
    let (start, end) = (zone.period_start(per, begin), zone.period_after(per, begin));
    if (end - begin) < (begin - start) {
        zone.period_after(per, end)
    } else {
        end
    }
}

/// Where the first period begins that begins then or later.
fn at_or_after(zone: &Zone, per: Period, at: Timestamp) -> Timestamp {
    if zone.period_start(per, at) == at {
        at
    } else {
        zone.period_after(per, at)
    }
}

/// So long before an instant begins the earliest period that is told.
const fn told_span(per: Period) -> Span {
    // The least days of a period. The one that holds the instant is told too.
    let days = match per {
        Period::Day => 1,
        Period::Week => 7,
        Period::Month => 28,
        Period::Quarter => 90,
    };
    Span::from_days(days * (MOST_TOLD - 1))
}

fn nothing_came(version: &Definition, promise: &Promise) -> Came {
    match promise.target {
        PromiseTarget::Volume { at_least, stage } => Came::Volume {
            stage: version.graph.name(stage).to_owned(),
            at_least,
            entries: 0,
        },
        PromiseTarget::AcceptanceRate { percent } => Came::Acceptance {
            percent,
            mqls: 0,
            accepted: 0,
        },
    }
}

/// The period that holds an instant.
fn at_instant(periods: &mut [Held], at: Timestamp) -> Option<&mut Held> {
    let later = periods.partition_point(|period| period.from <= at);
    let period = periods.get_mut(later.checked_sub(1)?)?;
    (at < period.until).then_some(period)
}

#[cfg(test)]
mod tests;
