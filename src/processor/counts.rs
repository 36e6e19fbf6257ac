//! What a task has met since it was opened: plain numbers, for metrics and for tests that ask whether a rule was met at all.

use crate::lead::event::{Input, Outcome};
use crate::lead::row::SlaState;
use crate::lead::walk::Note;
use crate::wire::rejection::Code;
use std::collections::BTreeMap;

/// Counters of a task.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Records taken, by input.
    pub records: [u64; 3],
    /// Events accepted, by input.
    pub accepted: [u64; 3],
    /// Of those, how many came before others of their lead.
    pub late: [u64; 3],
    /// Events known already (J4), by input.
    pub duplicates: [u64; 3],
    /// Heartbeats, stops and releases, by input.
    pub controls: [u64; 3],
    /// Records sent to the dead letters, by input and code.
    pub rejected: BTreeMap<(Input, Code), u64>,
    /// Entries made final (J2).
    pub trimmed: u64,
    /// Of those, how many before their horizon, because a journal was full.
    pub trimmed_early: u64,
    /// Walks that began again at an earlier place.
    pub refolds: u64,
    /// Dispositions that moved nothing (F7).
    pub refused: BTreeMap<Outcome, u64>,
    /// Dispositions taken as said and flagged (F7).
    pub irregular: BTreeMap<Outcome, u64>,
    /// Reasons that were missing or unknown.
    pub unspecified: BTreeMap<Outcome, u64>,
    /// Revokes without a target they could undo (F12).
    pub idle_revokes: u64,
    /// Transitions asserted, by stage left (none: birth) and entered.
    pub asserted: BTreeMap<(Option<u8>, u8), u64>,
    /// Transitions taken back.
    pub retracted: BTreeMap<(Option<u8>, u8), u64>,
    /// SLA rows asserted, by clock and state.
    pub sla_asserted: BTreeMap<(String, SlaState), u64>,
    /// SLA rows taken back.
    pub sla_retracted: BTreeMap<(String, SlaState), u64>,
    /// Warnings sent before a promise is due, by clock (R5).
    pub warned: BTreeMap<String, u64>,
    /// Escalations sent after a promise was broken, by clock (R5).
    pub escalated: BTreeMap<String, u64>,
    /// Engagements with an asset for which a rule's limit had no room (S12).
    pub assets_full: u64,
    /// Records that named further traits than a lead has room for.
    pub traits_full: u64,
    /// Leads that had to wait until they settled (W5).
    pub settled: u64,
    /// Steps in which W could not go on (W2, W3).
    pub stalls: u64,
    /// How often the breaker has tripped (W4).
    pub breaks: u64,
    /// Commits that changed something.
    pub commits: u64,
}

impl Counts {
    /// Counts what became of a fresh event.
    pub(super) fn note(&mut self, note: Note) {
        match note {
            Note::Refused(outcome) => *self.refused.entry(outcome).or_default() += 1,
            Note::Irregular(outcome) => *self.irregular.entry(outcome).or_default() += 1,
            Note::Unspecified(outcome) => *self.unspecified.entry(outcome).or_default() += 1,
            Note::IdleRevoke => self.idle_revokes += 1,
            Note::AssetsFull => self.assets_full += 1,
            Note::TraitsFull => self.traits_full += 1,
        }
    }
}
