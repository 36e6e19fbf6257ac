//! What the teams promise: clocks on each lead (C2), and what marketing promises across leads (C4); what a deal is worth.

use crate::lead::definition::graph::Stage;
use crate::lead::predicate::Predicate;
use crate::lead::text::Text;
use crate::time::Span;
use crate::time::calendar::Calendar;
use crate::time::zone::Period;

/// A promise to every lead (C2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClockPolicy {
    /// `time_to_acceptance`, `time_to_first_touch`, or any other.
    pub name: Text,
    /// Who promises: `marketing` or `sales`.
    pub promised_by: Side,
    /// The clock starts when this becomes so.
    pub run_while: Predicate,
    /// The promise is kept when this is so.
    pub met_when: Predicate,
    /// The promise is void when this is so; [`Predicate::never`] when the agreement names nothing.
    pub cancel_when: Predicate,
    /// The time stands still while this is so; [`Predicate::never`] when the agreement names nothing.
    pub pause_while: Predicate,
    /// A new promise takes the place of the old one when this becomes so; [`Predicate::never`] when the agreement names nothing.
    pub restart_on: Predicate,
    /// How long it may take: the first that fits at the start. None fits: no clock (C8).
    pub targets: Vec<Target>,
    /// When the lead is at risk; absent: no warning.
    pub at_risk: Option<AtRisk>,
    /// How long after its due instant, in the clock's own time, each escalation is sent; growing.
    pub tiers: Vec<Span>,
    /// What a change of owner does.
    pub on_reassign: OnReassign,
}

/// How long a promise may take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// For which leads.
    pub when: Predicate,
    /// How long, in the calendar's time if there is one, else in raw time.
    pub within: Span,
    /// An index into [`Definition::calendars`](super::Definition::calendars).
    pub calendar: Option<u16>,
}

/// When a running clock is at risk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AtRisk {
    /// When so many percent of the time are used: 1 to 99.
    Share(u8),
    /// When no more than this is left.
    Left(Span),
}

impl AtRisk {
    /// How much of `within` is used when the risk begins, in whole milliseconds; zero when the warning would come before the start.
    #[must_use]
    pub fn after(self, within: Span) -> Span {
        let within = i128::from(within.as_millis());
        let after = match self {
            Self::Share(percent) => within * i128::from(percent) / 100,
            Self::Left(left) => (within - i128::from(left.as_millis())).max(0),
        };
        // Never more than `within`.
        Span::from_millis(after as i64)
    }
}

/// What a change of owner from one person to another does to a running clock (C8).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnReassign {
    /// Nothing.
    #[default]
    Continue,
    /// A new promise takes the place of the old one.
    Restart,
}

/// One of the two sides of an agreement.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Side {
    /// Finds leads.
    Marketing,
    /// Works them.
    #[default]
    Sales,
}

impl Side {
    /// Its word.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Marketing => "marketing",
            Self::Sales => "sales",
        }
    }
}

/// Working time, by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedCalendar {
    /// How people call it.
    pub name: String,
    /// What it is.
    pub calendar: Calendar,
}

/// A promise across leads (C4): at least so many, or so good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Promise {
    /// How people call it.
    pub name: String,
    /// Who promises.
    pub promised_by: Side,
    /// Counted for each of these, in the agreement's zone.
    pub per: Period,
    /// What is promised.
    pub target: PromiseTarget,
}

/// What is promised across leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PromiseTarget {
    /// At least so many entries into a stage.
    Volume {
        /// So many.
        at_least: u64,
        /// Which stage; `mql` unless said otherwise.
        stage: Stage,
    },
    /// At least so many percent of the period's MQLs are accepted.
    AcceptanceRate {
        /// 1 to 100.
        percent: u8,
    },
}

/// What a deal is worth while it is open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Money {
    /// The currency's code, for readers.
    pub currency: Option<String>,
    /// How likely a lead of that stage is won, in tenths of a percent (0 to 1000); stages that are not listed count nothing.
    pub probability: Vec<(Stage, u16)>,
}
