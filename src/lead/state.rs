//! What the walk over a lead's events carries along: where the lead stands after an event.
//!
//! A [`State`] is a value: equal states go on equally. That is what lets a late event's refold stop early.

use crate::lead::definition::{Definition, Definitions, Grade, Name, Stage};
use crate::lead::event::Outcome;
use crate::lead::predicate::{Field, Fields};
use crate::lead::row::{Cause, Lags, Route};
use crate::lead::score::Score;
use crate::lead::text::Text;
use crate::time::{Span, Timestamp};
use std::sync::Arc;

/// A lead after an event, before any later instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    /// When the newest event happened; none before birth.
    pub last_at: Option<Timestamp>,
    /// The version that judged it.
    pub version: u32,
    /// Where the lead stands.
    pub stage: Stage,
    /// Since when.
    pub entered_at: Timestamp,
    /// The version at the stage's entry: it judges the fall out of it.
    pub entry_version: u32,
    /// How the stage was entered.
    pub route: Route,
    /// How often the lead has gone round, from 1.
    pub cycle: u32,
    /// Whether it ever entered `mql`: the next entry begins a new cycle.
    pub was_mql: bool,
    /// A first touch in this cycle (G8).
    pub contacted: bool,
    /// The leave-threshold, while the stage is held by score (G6).
    pub held_at: Option<i64>,
    /// What it did, in points.
    pub score: Score,
    /// What limits and counts remember (S6), ordered by rule.
    pub memory: Vec<Memory>,
    /// Scoring is suspended (S10).
    pub suspended: bool,
    /// The segment, by its place in `version`; none: the default model counts.
    pub segment: Option<u16>,
    /// Who it is, graded.
    pub grade: Grade,
    /// Who it is.
    pub profile: Arc<Known>,
    /// Who has it.
    pub owner: Option<Text>,
    /// The owner's team.
    pub team: Option<Text>,
    /// The deal's amount in minor units.
    pub amount: Option<i64>,
    /// The clocks whose `run_while` holds, by name.
    pub clocks: Vec<Clock>,
    /// The newest disposition that was not undone, for a revoke that comes when it is final (F6).
    pub latest_disposition: Option<LatestDisposition>,
    /// The end of a hold that is in force (C11).
    pub hold_until: Option<Timestamp>,
    /// Until when an override pins the stage against score and timeout (G10); [`Timestamp::MAX`]: for good.
    pub pinned_until: Option<Timestamp>,
    /// Until when threshold and PQL wait after a recycle (G7).
    pub cool_until: Option<Timestamp>,
    /// It was merged or erased: nothing moves it any more (F11).
    pub ended: bool,
    /// It was erased, be it after a merge: nothing is known of it any more.
    pub forgotten: bool,
    /// When the lead was in each stage that it has been in, ordered by stage (C1).
    pub visits: Vec<Visit>,
    /// Where the lags of the present cycle begin and end (C13).
    pub marks: Marks,
    /// Which campaigns it touched.
    pub campaigns: Campaigns,
}

/// What limits and counts remember of one rule (S6).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Memory {
    /// The rule.
    pub rule: Name,
    /// When it matched, for a count; the newest ones, oldest first.
    pub matched: Vec<Timestamp>,
    /// When it was credited, for a limit: by a digest of the asset, 0 for none or where assets are not told apart. Ordered by digest; the
    /// newest instants of each, oldest first.
    pub credited: Vec<(u64, Vec<Timestamp>)>,
}

/// When a lead was in a stage (C1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Visit {
    /// Which.
    pub stage: Stage,
    /// When it entered it for the first time.
    pub first_at: Timestamp,
    /// When it entered it last.
    pub latest_at: Timestamp,
}

/// The instants between which the lags of a cycle lie (C13).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// The entry into `mql` that began the cycle, or the first one.
    pub qualified_at: Option<Timestamp>,
    /// The first assignment of the cycle.
    pub assigned_at: Option<Timestamp>,
    /// The first acceptance of the cycle.
    pub accepted_at: Option<Timestamp>,
    /// The first touch of the cycle.
    pub touched_at: Option<Timestamp>,
}

/// The campaigns a lead touched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Campaigns {
    /// The first that an event named.
    pub first: Option<Text>,
    /// The last.
    pub last: Option<Text>,
    /// The last when it entered `mql` last.
    pub at_mql: Option<Text>,
}

impl Marks {
    /// The lags that have ended, of a row whose cause took so long to come in.
    #[must_use]
    pub fn lags(&self, ingest: Option<Span>) -> Lags {
        let between = |from: Option<Timestamp>, until: Option<Timestamp>| {
            from.zip(until)
                .filter(|(from, until)| from <= until)
                .map(|(from, until)| until - from)
        };
        Lags {
            ingest,
            routing: between(self.qualified_at, self.assigned_at),
            acceptance: between(self.assigned_at, self.accepted_at),
            reaction: between(self.accepted_at, self.touched_at),
        }
    }
}

/// What is known of who a lead is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// The account.
    pub account: Option<Text>,
    /// Where it came from.
    pub source: Option<Text>,
    /// The campaign that brought it.
    pub campaign: Option<Text>,
    /// All else, by name; a lead has a few, for which a list is smaller than a map.
    pub traits: Vec<(Text, Text)>,
}

impl Known {
    /// Where the trait of that name is, or would be.
    fn place_of(&self, name: &[u8]) -> Result<usize, usize> {
        (self.traits).binary_search_by(|(known, _)| known.as_bytes().cmp(name))
    }

    /// The most traits of a lead: a profile is written whole at each change, so that names without end would make it grow without end.
    pub const MOST_TRAITS: usize = 256;

    /// Sets a trait; answers false when there is no room for another.
    pub(super) fn set_trait(&mut self, name: &Text, value: &Text) -> bool {
        match self.place_of(name.as_bytes()) {
            Ok(place) => self.traits[place].1.clone_from(value),
            Err(_) if self.traits.len() >= Self::MOST_TRAITS => return false,
            Err(place) => self.traits.insert(place, (name.clone(), value.clone())),
        }
        true
    }

    /// Removes a trait.
    pub(super) fn remove_trait(&mut self, name: &Text) {
        if let Ok(place) = self.place_of(name.as_bytes()) {
            self.traits.remove(place);
        }
    }
}

/// A clock whose `run_while` holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clock {
    /// Its name.
    pub name: Text,
    /// The promise that runs; none when it was kept while `run_while` goes on, or when no target fitted.
    pub running: Option<Running>,
    /// Whether `restart_on` holds: it restarts when it becomes so.
    pub restart_held: bool,
}

/// One promise to one lead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Running {
    /// The version that judges it to its end.
    pub version: u32,
    /// The cycle in which it started.
    pub cycle: u32,
    /// When it started.
    pub started_at: Timestamp,
    /// What started it.
    pub started_by: Cause,
    /// Which target was chosen, by its place in the policy.
    pub target: u16,
    /// What was promised.
    pub within: Span,
    /// How much of its own time it had counted when it began to run last.
    pub counted: Span,
    /// Since when it runs; none: it is paused.
    pub running_since: Option<Timestamp>,
    /// When it was paused last, if it is.
    pub paused_at: Option<Timestamp>,
    /// How long it was paused before, in raw time.
    pub paused: Span,
    /// When it is or was due. While it is paused before its due instant: never.
    pub due_at: Timestamp,
    /// When the lead comes to be at risk; none: no warning, or paused before it.
    pub at_risk_at: Option<Timestamp>,
    /// It came due and was not kept.
    pub violated: bool,
}

/// The newest disposition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LatestDisposition {
    /// Its event id.
    pub event_id: Text,
    /// The stage before its move, if it moved.
    pub left: Option<Stage>,
}

impl Default for State {
    fn default() -> Self {
        Self {
            last_at: None,
            version: 0,
            stage: Stage::INQUIRY,
            entered_at: Timestamp::MIN,
            entry_version: 0,
            route: Route::Birth,
            cycle: 1,
            was_mql: false,
            contacted: false,
            held_at: None,
            score: Score::default(),
            grade: Grade::Unknown,
            profile: Arc::default(),
            owner: None,
            team: None,
            amount: None,
            clocks: Vec::new(),
            latest_disposition: None,
            memory: Vec::new(),
            suspended: false,
            segment: None,
            hold_until: None,
            pinned_until: None,
            cool_until: None,
            ended: false,
            forgotten: false,
            visits: Vec::new(),
            marks: Marks::default(),
            campaigns: Campaigns::default(),
        }
    }
}

impl State {
    /// Becomes equal to the other in its own memory: refolding and sealing copy states over old ones.
    pub(super) fn assign(&mut self, other: &Self) {
        let mut score = std::mem::take(&mut self.score);
        score.sums.clone_from(&other.score.sums);
        let mut clocks = std::mem::take(&mut self.clocks);
        clocks.clone_from(&other.clocks);
        let mut memory = std::mem::take(&mut self.memory);
        memory.clone_from(&other.memory);
        let mut visits = std::mem::take(&mut self.visits);
        visits.clone_from(&other.visits);
        *self = Self {
            last_at: other.last_at,
            version: other.version,
            stage: other.stage,
            entered_at: other.entered_at,
            entry_version: other.entry_version,
            route: other.route,
            cycle: other.cycle,
            was_mql: other.was_mql,
            contacted: other.contacted,
            held_at: other.held_at,
            score,
            memory,
            suspended: other.suspended,
            segment: other.segment,
            grade: other.grade,
            profile: Arc::clone(&other.profile),
            owner: other.owner.clone(),
            team: other.team.clone(),
            amount: other.amount,
            clocks,
            latest_disposition: other.latest_disposition.clone(),
            hold_until: other.hold_until,
            pinned_until: other.pinned_until,
            cool_until: other.cool_until,
            ended: other.ended,
            forgotten: other.forgotten,
            visits,
            marks: other.marks,
            campaigns: other.campaigns.clone(),
        };
    }

    /// From where limits per cycle look on: the entry into `mql` that began a later cycle, or a recycle after it (S9); none before either.
    #[must_use]
    pub fn cycle_began(&self) -> Option<Timestamp> {
        let begun = self.marks.qualified_at.filter(|_| self.cycle > 1);
        let recycled = self
            .visits
            .iter()
            .find(|visit| visit.stage == Stage::RECYCLED);
        begun.max(recycled.map(|visit| visit.latest_at))
    }

    /// The model that counts now (S11), by its place in the version of the last event.
    #[must_use]
    pub fn model_in(&self, definition: &Definition) -> u16 {
        let segment = self
            .segment
            .and_then(|place| definition.segments.get(usize::from(place)));
        segment.map_or(0, |segment| segment.model)
    }

    /// The engagement score that counts, in milli-points, at an instant not before the last event (S3, S11).
    #[must_use]
    pub fn score_at(&self, definitions: &Definitions, instant: Timestamp) -> i64 {
        match definitions.version(self.version) {
            Some(definition) => {
                let model = &definition.models[usize::from(self.model_in(definition))];
                self.score.at(model, instant)
            }
            None => 0,
        }
    }
}

/// A state as the tests of clocks see it.
pub(super) struct Seen<'a> {
    pub(super) state: &'a State,
    pub(super) definitions: &'a Definitions,
    /// The disposition that is walked, while it is.
    pub(super) said: Option<Outcome>,
}

impl Fields for Seen<'_> {
    fn with<R>(&self, field: &Field, use_it: impl FnOnce(Option<&str>) -> R) -> R {
        let state = self.state;
        match field {
            Field::Stage => use_it(Some(self.definitions.graph().name(state.stage))),
            Field::Contacted => use_it(state.contacted.then_some("true")),
            Field::Grade => use_it(Some(state.grade.name())),
            Field::Route => use_it(Some(state.route.name())),
            Field::Owner => use_it(state.owner.as_ref().map(Text::as_str)),
            Field::Team => use_it(state.team.as_ref().map(Text::as_str)),
            Field::Cycle => use_it(Some(&state.cycle.to_string())),
            Field::OnHold => use_it(state.hold_until.map(|_| "true")),
            Field::Segment => {
                let definition = self.definitions.version(state.version);
                let segment = definition
                    .zip(state.segment)
                    .and_then(|(definition, place)| definition.segments.get(usize::from(place)));
                use_it(segment.map(|segment| segment.name.as_str()))
            }
            Field::Amount => match state.amount {
                Some(amount) => use_it(Some(&amount.to_string())),
                None => use_it(None),
            },
            Field::Disposition => use_it(self.said.map(Outcome::name)),
            Field::Source | Field::Account | Field::Campaign | Field::Trait(_) => {
                state.profile.with(field, use_it)
            }
            Field::Kind | Field::Asset | Field::Channel | Field::Property(_) => use_it(None),
        }
    }
}

impl Fields for Known {
    fn with<R>(&self, field: &Field, use_it: impl FnOnce(Option<&str>) -> R) -> R {
        match field {
            Field::Source => use_it(self.source.as_ref().map(Text::as_str)),
            Field::Account => use_it(self.account.as_ref().map(Text::as_str)),
            Field::Campaign => use_it(self.campaign.as_ref().map(Text::as_str)),
            Field::Trait(name) => {
                let place = self.place_of(name.as_bytes()).ok();
                use_it(place.map(|place| self.traits[place].1.as_str()))
            }
            Field::Kind
            | Field::Asset
            | Field::Channel
            | Field::Property(_)
            | Field::Stage
            | Field::Contacted
            | Field::Grade
            | Field::Route
            | Field::Owner
            | Field::Team
            | Field::Cycle
            | Field::OnHold
            | Field::Segment
            | Field::Amount
            | Field::Disposition => use_it(None),
        }
    }
}
