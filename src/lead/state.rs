//! What the walk over a lead's events carries along: where the lead stands after an event.
//!
//! A [`State`] is a value: equal states go on equally. That is what lets a late event's refold stop early.

use crate::lead::definition::{Definitions, Grade, Stage};
use crate::lead::predicate::{Field, Fields};
use crate::lead::row::{Cause, Route};
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

    /// Sets a trait.
    pub(super) fn set_trait(&mut self, name: &Text, value: &Text) {
        match self.place_of(name.as_bytes()) {
            Ok(place) => self.traits[place].1.clone_from(value),
            Err(place) => self.traits.insert(place, (name.clone(), value.clone())),
        }
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
    /// The promise that runs; none when it was kept while `run_while` goes on.
    pub running: Option<Running>,
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
    /// What was promised.
    pub within: Span,
    /// When it is due.
    pub due_at: Timestamp,
    /// When the lead comes to be at risk.
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
        }
    }
}

impl State {
    /// Becomes equal to the other in its own memory: refolding and sealing copy states over old ones.
    pub(super) fn assign(&mut self, other: &Self) {
        let mut fading = std::mem::take(&mut self.score.fading);
        fading.clone_from(&other.score.fading);
        let mut clocks = std::mem::take(&mut self.clocks);
        clocks.clone_from(&other.clocks);
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
            score: Score {
                fading,
                fixed: other.score.fixed,
            },
            grade: other.grade,
            profile: Arc::clone(&other.profile),
            owner: other.owner.clone(),
            team: other.team.clone(),
            amount: other.amount,
            clocks,
            latest_disposition: other.latest_disposition.clone(),
        };
    }
}

/// A state as the tests of clocks see it.
pub(super) struct Seen<'a> {
    pub(super) state: &'a State,
    pub(super) definitions: &'a Definitions,
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
            Field::Source | Field::Account | Field::Trait(_) => state.profile.with(field, use_it),
            Field::Kind | Field::Asset | Field::Campaign | Field::Channel | Field::Property(_) => {
                use_it(None)
            }
        }
    }
}

impl Fields for Known {
    fn with<R>(&self, field: &Field, use_it: impl FnOnce(Option<&str>) -> R) -> R {
        match field {
            Field::Source => use_it(self.source.as_ref().map(Text::as_str)),
            Field::Account => use_it(self.account.as_ref().map(Text::as_str)),
            Field::Trait(name) => {
                let place = self.place_of(name.as_bytes()).ok();
                use_it(place.map(|place| self.traits[place].1.as_str()))
            }
            Field::Kind
            | Field::Asset
            | Field::Campaign
            | Field::Channel
            | Field::Property(_)
            | Field::Stage
            | Field::Contacted
            | Field::Grade
            | Field::Route
            | Field::Owner
            | Field::Team
            | Field::Cycle => use_it(None),
        }
    }
}
