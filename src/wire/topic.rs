//! The topics, by role; their names on a broker are configuration, these are the defaults.

use crate::lead::event::Input;

/// A topic leadfold reads or writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Topic {
    /// Input: that leads exist and what is known of them.
    LeadCreated,
    /// Input: what leads do.
    LeadEngagement,
    /// Input: what sales says about them.
    SalesDisposition,
    /// Output: signed stage transitions.
    LeadTransitions,
    /// Output: signed SLA outcomes, and warnings.
    SlaViolations,
    /// Output, compacted: the flat current view of each lead.
    LeadSnapshots,
    /// Output: records that could not be events, with their original bytes.
    DeadLetters,
    /// Internal, compacted: what restores a task's state.
    Changelog,
}

impl Topic {
    /// All topics.
    pub const ALL: [Self; 8] = [
        Self::LeadCreated,
        Self::LeadEngagement,
        Self::SalesDisposition,
        Self::LeadTransitions,
        Self::SlaViolations,
        Self::LeadSnapshots,
        Self::DeadLetters,
        Self::Changelog,
    ];

    /// The topic of an input.
    #[must_use]
    pub const fn of(input: Input) -> Self {
        match input {
            Input::LeadCreated => Self::LeadCreated,
            Input::Engagement => Self::LeadEngagement,
            Input::Disposition => Self::SalesDisposition,
        }
    }

    /// The default name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::LeadCreated => "lead-created",
            Self::LeadEngagement => "lead-engagement",
            Self::SalesDisposition => "sales-disposition",
            Self::LeadTransitions => "lead-transitions",
            Self::SlaViolations => "sla-violations",
            Self::LeadSnapshots => "lead-snapshots",
            Self::DeadLetters => "leadfold-dead-letters",
            Self::Changelog => "leadfold-changelog",
        }
    }
}
