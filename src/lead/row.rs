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
    /// The lags of speed to lead in the row's cycle, as far as they have ended by then: annotations.
    pub lags: Lags,
}

/// The four lags of speed to lead (C5, C13), each absent while either end is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lags {
    /// From the cause's `occurred_at` to its `appended_at`; negative when the producer's clock is ahead. Absent where no event is the cause.
    pub ingest: Option<Span>,
    /// From the entry into `mql` to the first assignment after it.
    pub routing: Option<Span>,
    /// From that assignment to the first acceptance after it.
    pub acceptance: Option<Span>,
    /// From that acceptance to the first touch after it.
    pub reaction: Option<Span>,
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
    /// A stage's timeout ran out by itself (G10).
    Timeout,
    /// A hold ended by itself (C11).
    HoldEnd,
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
    /// What is known of the lead, such as its use of the product, qualified it.
    Pql,
    /// A veto made it ineligible (G9).
    Veto,
    /// A named person put it there (G1).
    Override,
    /// It had stood in a stage for too long (G10).
    Timeout,
    /// It became another lead (F11).
    Merged,
    /// It was forgotten on request (F11).
    Erased,
}

impl Route {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::Birth,
        Self::Threshold,
        Self::HandRaise,
        Self::Disposition,
        Self::Decay,
        Self::Revoke,
        Self::Pql,
        Self::Veto,
        Self::Override,
        Self::Timeout,
        Self::Merged,
        Self::Erased,
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
            Self::Pql => "pql",
            Self::Veto => "veto",
            Self::Override => "override",
            Self::Timeout => "timeout",
            Self::Merged => "merged",
            Self::Erased => "erased",
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
    /// The campaign of the first event that named one.
    pub first_touch_campaign: Option<Text>,
    /// The campaign touched last when the lead entered `mql` last.
    pub mql_campaign: Option<Text>,
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
        /// How long the lead stood in the stage left, in that stage's calendar; absent where it has none.
        stayed_business: Option<Span>,
        /// The reason code, of dispositions and vetoes; for a hand-raise or a PQL rule its name; for a merge the survivor's id.
        reason: Option<Text>,
        /// The group of the reason code, where the agreement names one.
        reason_group: Option<Text>,
        /// Who said so.
        actor: Option<Text>,
    },
    /// Of an SLA row.
    Sla {
        /// When the promise was due.
        due_at: Timestamp,
        /// What was promised.
        target: Span,
        /// From the start to this row's instant, all of it.
        elapsed: Span,
        /// Of that, how much the clock has counted: its own time without pauses, in its calendar if it has one.
        counted: Span,
        /// Of that, how much it was paused, in raw time: paused and running make up `elapsed` (law 7).
        paused: Span,
        /// The next working instant at or after this row's: before it nobody should be disturbed (C3).
        notify_not_before: Timestamp,
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
    /// 0: the lead is at risk; n: the n-th escalation after the promise was broken.
    pub tier: u8,
    /// When it came to that.
    pub instant: Timestamp,
    /// The next working instant at or after that (C3).
    pub notify_not_before: Timestamp,
    /// When the promise is due.
    pub due_at: Timestamp,
    /// What was promised.
    pub target: Span,
    /// The cycle at the start.
    pub cycle: u32,
    /// The version at the start.
    pub version: u32,
}
