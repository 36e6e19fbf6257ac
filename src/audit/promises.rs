//! What marketing promises, held against what came (C4): how many leads entered a stage in each period, and how many of a period's MQLs sales
//! accepted. Across leads, so it is counted here and never on one lead's topic.
//!
//! Periods are those of the agreement's zone. A period is judged by the version in force when it began, to its end. An MQL belongs to the period in which it
//! became one, whenever it is accepted: so the figure of a period still grows after its end.

use crate::audit::figure::Figure;
use crate::audit::{Error, net};
use crate::lead::definition::{
    Definition, Definitions, Graph, Promise, PromiseTarget, Side, Stage,
};
use crate::lead::event::Outcome;
use crate::log::Log;
use crate::time::Timestamp;
use crate::time::calendar::Period;
use crate::wire::read::Transition;

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
) -> Result<Vec<Held>, Error> {
    let mut tally = Tally::new(definitions);
    for partition in 0..partitions {
        let (rows, _) = net::transitions(log, partition)?;
        tally.take(&rows);
    }
    Ok(tally.end(as_of))
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
        for (place, version) in versions.iter().enumerate() {
            // F10: before the first version takes effect, it judges.
            let from = if place == 0 {
                Timestamp::MIN
            } else {
                version.effective_from
            };
            let next = versions.get(place + 1);
            let until = next.map_or(Timestamp::MAX, |next| next.effective_from);
            for promise in &version.promises {
                let mut of_promise = periods(version, promise, (from, until), (first_at, as_of));
                self.count(promise, &mut of_promise);
                held.extend(of_promise);
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

/// The periods of a promise that begin while its version is in force, with nothing counted.
fn periods(
    version: &Definition,
    promise: &Promise,
    (from, until): (Timestamp, Timestamp),
    (first_at, as_of): (Timestamp, Timestamp),
) -> Vec<Held> {
    let zone = &version.zone;
    let mut start = zone.period_start(promise.per, first_at.max(from));
    if start < from {
        // The version before judges it to its end.
        start = zone.period_after(promise.per, from);
    }
    let mut periods = Vec::new();
    while start < until && start <= as_of {
        let end = zone.period_after(promise.per, start);
        periods.push(Held {
            promise: promise.name.clone(),
            promised_by: promise.promised_by,
            version: version.version,
            per: promise.per,
            from: start,
            until: end,
            is_over: end <= as_of,
            figure: match promise.target {
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
            },
            rows: 0,
        });
        start = end;
    }
    periods
}

/// The period that holds an instant.
fn at_instant(periods: &mut [Held], at: Timestamp) -> Option<&mut Held> {
    let later = periods.partition_point(|period| period.from <= at);
    let period = periods.get_mut(later.checked_sub(1)?)?;
    (at < period.until).then_some(period)
}

#[cfg(test)]
mod tests;
