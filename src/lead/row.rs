//! What leadfold asserts about a lead: a transition, or an SLA outcome (R1, R2).
//!
//! A row has an identity, values and annotations. Two rows with the same identity and other values are a correction; annotations never are.

use crate::lead::definition::{Grade, Stage};
use crate::lead::event::{Input, Key};
use crate::lead::text::Text;
use crate::time::{Span, Timestamp};

/// One assertion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What it is about. Together with the lead's id it makes the row's `id`.
    pub identity: Identity,
    /// What it says: a change of any is a correction.
    pub values: Values,
    /// The engagement score after the row's event or instant, in milli-points: an annotation.
    pub score: i64,
    /// The grade then: an annotation.
    pub grade: Grade,
}

/// What a row is about (R7).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identity {
    /// When it was so, never when it was found.
    pub instant: Timestamp,
    /// What kind of row.
    pub kind: Kind,
    /// What made it so.
    pub cause: Cause,
}

/// The kind of a row. Sum types in identities hold what tells instances apart.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A stage was entered.
    Transition {
        /// Which.
        to: Stage,
    },
    /// A clock came to something.
    Sla {
        /// What.
        state: SlaState,
        /// Which clock.
        clock: Text,
        /// When this instance of it started.
        started_at: Timestamp,
        /// What started it.
        started_by: Cause,
    },
}

/// What a row's instant followed from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// An event.
    Event {
        /// Its topic.
        input: Input,
        /// Its id.
        event_id: Text,
        /// When it occurred.
        occurred_at: Timestamp,
    },
    /// The score fell below the leave-threshold by itself.
    Decay,
    /// A clock came due by itself.
    Due,
}

impl Cause {
    /// The event as a cause.
    #[must_use]
    pub fn event(key: &Key) -> Self {
        Self::Event {
            input: key.input,
            event_id: key.event_id.clone(),
            occurred_at: key.occurred_at,
        }
    }
}

/// What a clock came to (C7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SlaState {
    /// Kept in time.
    Met,
    /// Due, and not kept.
    Violated,
    /// Kept after it was violated.
    MetLate,
    /// Void before it was kept.
    Cancelled,
}

impl SlaState {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Met, Self::Violated, Self::MetLate, Self::Cancelled];

    /// Its word.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Violated => "violated",
            Self::MetLate => "met_late",
            Self::Cancelled => "cancelled",
        }
    }
}

/// How a stage was entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Route {
    /// The lead began.
    Birth,
    /// Score and grade reached the threshold.
    Threshold,
    /// The lead asked for sales.
    HandRaise,
    /// Sales said so.
    Disposition,
    /// The score fell.
    Decay,
    /// An earlier disposition was undone after it had become final (F6).
    Revoke,
}

impl Route {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Birth,
        Self::Threshold,
        Self::HandRaise,
        Self::Disposition,
        Self::Decay,
        Self::Revoke,
    ];

    /// Its word.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Birth => "birth",
            Self::Threshold => "threshold",
            Self::HandRaise => "hand_raise",
            Self::Disposition => "disposition",
            Self::Decay => "decay",
            Self::Revoke => "revoke",
        }
    }
}

/// What a row says (R2, R8).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Values {
    /// How often the lead has gone round; of SLA rows at the clock's start.
    pub cycle: u32,
    /// The version of the agreement: of the event, of the stage's entry for decay, of the clock's start for SLA rows.
    pub version: u32,
    /// The lead's owner after the event.
    pub owner: Option<Text>,
    /// The owner's team.
    pub team: Option<Text>,
    /// Where the lead came from.
    pub source: Option<Text>,
    /// The campaign that brought it.
    pub campaign: Option<Text>,
    /// The deal's amount in minor units.
    pub amount: Option<i64>,
    /// What only one kind of row says.
    pub detail: Detail,
}

/// What only one kind of row says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Detail {
    /// Of a transition.
    Transition {
        /// The stage left; none at birth.
        from: Option<Stage>,
        /// When the stage left had been entered; none at birth.
        entered_from_at: Option<Timestamp>,
        /// How.
        route: Route,
        /// Nobody said so; it lies between (G2), or the lead began without a lead-created record (F5).
        inferred: bool,
        /// A reject after contact, or a disqualify before it (F7).
        irregular: bool,
        /// The reason code, of dispositions; for a hand-raise its name.
        reason: Option<Text>,
        /// Who said so.
        actor: Option<Text>,
    },
    /// Of an SLA row.
    Sla {
        /// When the promise was due.
        due_at: Timestamp,
        /// What was promised.
        target: Span,
        /// From the start to this row's instant.
        elapsed: Span,
    },
}

impl Row {
    /// Whether it is an SLA row: those wait for the watermark (F3).
    #[must_use]
    pub const fn is_sla(&self) -> bool {
        matches!(self.identity.kind, Kind::Sla { .. })
    }

    /// Whether both say the same: identity and values; annotations may differ (R2).
    #[must_use]
    pub fn says_the_same_as(&self, other: &Self) -> bool {
        self.identity == other.identity && self.values == other.values
    }
}

/// A warning, not a fact: unsigned, sent once, never taken back (R5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlaNotice {
    /// Which clock.
    pub clock: Text,
    /// When this instance of it started.
    pub started_at: Timestamp,
    /// What started it.
    pub started_by: Cause,
    /// When the lead came to be at risk.
    pub at_risk_at: Timestamp,
    /// When the promise is due.
    pub due_at: Timestamp,
    /// What was promised.
    pub target: Span,
    /// The cycle at the start.
    pub cycle: u32,
    /// The version at the start.
    pub version: u32,
}
