//! The agreement, compiled: what an engagement earns, who fits, when a lead moves, what the teams promised (D1).
//!
//! Built and validated by the `definition` module from files; the fold only reads it. The stage graph is data here, so that an agreement can
//! name its own.

mod clocks;
mod graph;
mod index;
mod scoring;

pub use clocks::{
    AtRisk, ClockPolicy, Money, NamedCalendar, OnReassign, Promise, PromiseTarget, Side, Target,
};
pub use graph::{Graph, Move, Stage, StageKind, StageRule, Timeout};
pub use index::{Candidates, Index};
pub use scoring::{
    Act, Count, DEFAULT_MODEL, Decay, Fit, FitRule, Grade, Group, HandRaise, Limit, Model, Name,
    OnRecycle, Pql, ScoreRule, Segment, Threshold, Veto, Window,
};

use crate::lead::event::Outcome;
use crate::time::calendar::Calendar;
use crate::time::zone::Zone;
use crate::time::{Span, Timestamp};

/// All versions, oldest first. F sees all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definitions {
    versions: Vec<Definition>,
    indices: Vec<Index>,
}

/// One version of the agreement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// Its number, growing.
    pub version: u32,
    /// From when on it judges events, by their `occurred_at`.
    pub effective_from: Timestamp,
    /// A digest of the file, so that a used version cannot change unnoticed (D2).
    pub digest: u64,
    /// Who agreed, for readers.
    pub agreed_by: Vec<String>,
    /// Why this version exists, for readers.
    pub why: Option<String>,
    /// Whose days, weeks and months are meant (S7).
    pub zone: Zone,
    /// The stages and moves.
    pub graph: Graph,
    /// Who they are; absent when the agreement does not grade fit.
    pub fit: Option<Fit>,
    /// What in a profile makes a lead ineligible.
    pub trait_vetoes: Vec<Veto>,
    /// Which engagements do.
    pub engagement_vetoes: Vec<Veto>,
    /// Who is scored by another model than the first.
    pub segments: Vec<Segment>,
    /// How what they do is added up; the first is the default. At least one.
    pub models: Vec<Model>,
    /// What an engagement earns, in any model; in the order of the models and of the file.
    pub rules: Vec<ScoreRule>,
    /// Who may say that they are ready, without points.
    pub hand_raises: Vec<HandRaise>,
    /// Who is ready by what is known of them.
    pub pql: Vec<Pql>,
    /// What an entry into `recycled` does to the engagement scores.
    pub on_recycle: OnRecycle,
    /// How long after an entry into `recycled` points and PQL rules wait (G7).
    pub cool_down: Option<Span>,
    /// Working times.
    pub calendars: Vec<NamedCalendar>,
    /// What the teams promise, ordered by name (F8).
    pub clocks: Vec<ClockPolicy>,
    /// What they promise across leads.
    pub promises: Vec<Promise>,
    /// The reason codes of outcomes that have a list; an outcome without one takes any reason as given.
    pub reasons: Vec<ReasonList>,
    /// What deals are worth.
    pub money: Money,
}

/// The reasons of one outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReasonList {
    /// Of which.
    pub outcome: Outcome,
    /// A missing reason becomes `unspecified`; one that is in no list does so always.
    pub required: bool,
    /// The codes.
    pub codes: Vec<Reason>,
}

/// A reason code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// The code.
    pub code: String,
    /// The group it belongs to, such as `procedural`.
    pub group: Option<String>,
}

impl Default for Definition {
    /// An agreement that says nothing: version 1, from the beginning of time, the default graph, one model without rules.
    fn default() -> Self {
        Self {
            version: 1,
            effective_from: Timestamp::EARLIEST_EVENT,
            digest: 0,
            agreed_by: Vec::new(),
            why: None,
            zone: Zone::utc(),
            graph: Graph::default(),
            fit: None,
            trait_vetoes: Vec::new(),
            engagement_vetoes: Vec::new(),
            segments: Vec::new(),
            models: vec![Model::default()],
            rules: Vec::new(),
            hand_raises: Vec::new(),
            pql: Vec::new(),
            on_recycle: OnRecycle::default(),
            cool_down: None,
            calendars: Vec::new(),
            clocks: Vec::new(),
            promises: Vec::new(),
            reasons: Vec::new(),
            money: Money::default(),
        }
    }
}

impl Definitions {
    /// All versions.
    ///
    /// # Panics
    /// When there is none, when numbers or effective dates do not grow, or when the stages are not called the same in all of them.
    #[must_use]
    pub fn new(versions: Vec<Definition>) -> Self {
        assert!(
            !versions.is_empty(),
            "an agreement has at least one version"
        );
        assert!(
            versions.windows(2).all(|pair| {
                pair[0].version < pair[1].version && pair[0].effective_from < pair[1].effective_from
            }),
            "version numbers and effective dates grow together"
        );
        assert!(
            versions
                .iter()
                .all(|version| version.graph.names == versions[0].graph.names),
            "a stage has one place in all versions"
        );
        let indices = versions.iter().map(Index::of).collect();
        Self { versions, indices }
    }

    /// The version in force at that instant; before the first, the first (F10).
    #[must_use]
    pub fn at(&self, instant: Timestamp) -> &Definition {
        &self.versions[self.place_at(instant)]
    }

    /// The version in force at that instant, with what finds its rules by an event's kind.
    #[must_use]
    pub fn indexed_at(&self, instant: Timestamp) -> (&Definition, &Index) {
        let place = self.place_at(instant);
        (&self.versions[place], &self.indices[place])
    }

    fn place_at(&self, instant: Timestamp) -> usize {
        let later = self
            .versions
            .partition_point(|version| version.effective_from <= instant);
        later.saturating_sub(1)
    }

    /// The version of that number.
    #[must_use]
    pub fn version(&self, number: u32) -> Option<&Definition> {
        let index = self
            .versions
            .binary_search_by_key(&number, |version| version.version)
            .ok()?;
        self.versions.get(index)
    }

    /// All, oldest first.
    #[must_use]
    pub fn versions(&self) -> &[Definition] {
        &self.versions
    }

    /// The stages as the newest version has them; the names are those of all.
    #[must_use]
    pub fn graph(&self) -> &Graph {
        &self.versions[self.versions.len() - 1].graph
    }
}

impl Definition {
    /// The clock of that name.
    #[must_use]
    pub fn clock(&self, name: &str) -> Option<&ClockPolicy> {
        self.clocks.iter().find(|clock| clock.name.as_str() == name)
    }

    /// The calendar at that index.
    #[must_use]
    pub fn calendar(&self, index: u16) -> &Calendar {
        &self.calendars[usize::from(index)].calendar
    }

    /// The reasons of that outcome, if they are listed.
    #[must_use]
    pub fn reasons_of(&self, outcome: Outcome) -> Option<&ReasonList> {
        self.reasons.iter().find(|list| list.outcome == outcome)
    }
}
