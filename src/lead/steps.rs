//! What each remembered event did: the walk over a lead's entries, told entry by entry for people. Decides nothing.

use crate::lead::definition::{Definitions, Stage};
use crate::lead::entry::Entry;
use crate::lead::event::Outcome;
use crate::lead::journal::Lead;
use crate::lead::row::{Cause, Kind};
use crate::lead::state::State;
use crate::lead::text::Text;
use crate::lead::walk::{Credit, Note, Walk};

/// One remembered event and what it did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step<'a> {
    /// The event.
    pub entry: &'a Entry,
    /// It can no longer be corrected by a late event (J2).
    pub is_final: bool,
    /// Where the lead stood when it came, after the instants before it.
    pub stood: Stage,
    /// What it was credited, in all models; matches beyond a limit or short of a count are not.
    pub credited: Vec<Credit>,
    /// The stages that it brought the lead into, the inferred ones too, in order.
    pub entered: Vec<Stage>,
    /// What was found about it: not lawful, irregular, idle, without a reason (F7, F12).
    pub notes: Vec<Note>,
    /// The id of the revoke that has removed it (F6).
    pub removed_by: Option<&'a Text>,
    /// Of a revoke: it has removed what it names.
    pub has_removed: bool,
}

/// The steps of a lead, oldest first. Every segment must have been read.
#[must_use]
pub fn steps<'a>(lead: &'a Lead, definitions: &Definitions) -> Vec<Step<'a>> {
    let mut walk = Walk::new(definitions);
    let mut state = start(lead);
    let mut steps = Vec::new();
    for (place, entry) in lead.entries().enumerate() {
        // Notes are made of fresh entries alone, so that nothing is counted twice.
        let fresh = Entry {
            fresh: true,
            ..entry.clone()
        };
        let before = state.stage;
        walk.credits = Some(Vec::new());
        walk.over(&mut state, &fresh);
        let cause = Cause::event(&entry.key);
        let mut stood = before;
        let mut entered = Vec::new();
        for found in walk.found.drain(..) {
            if let Kind::Transition { to } = found.row.identity.kind {
                if found.row.identity.cause == cause {
                    entered.push(to);
                } else {
                    stood = to;
                }
            }
        }
        let has_removed = has_removed(lead, entry);
        let mut notes = std::mem::take(&mut walk.notes);
        // The walk cannot tell a revoke that was resolved before it from one that found nothing.
        notes.retain(|note| *note != Note::IdleRevoke || !has_removed);
        steps.push(Step {
            entry,
            is_final: place < lead.trimmed,
            stood,
            credited: walk.credits.take().unwrap_or_default(),
            entered,
            notes,
            removed_by: removed_by(lead, entry),
            has_removed,
        });
    }
    steps
}

/// Whether the lead had been merged or erased (F11) before the oldest entry that is kept. Every segment must have been read.
#[must_use]
pub fn had_ended(lead: &Lead) -> bool {
    start(lead).ended
}

/// The state before the oldest entry that is kept.
pub(super) fn start(lead: &Lead) -> State {
    let first = lead.segments.first().and_then(|at| at.segment.as_ref());
    match (first, &lead.head_start) {
        (Some(segment), _) => segment.start.clone(),
        (None, Some(start)) => State::clone(start),
        (None, None) => State::default(),
    }
}

/// The latest revoke that stands and names the entry (F12).
fn removed_by<'a>(lead: &'a Lead, entry: &Entry) -> Option<&'a Text> {
    if !entry.removed {
        return None;
    }
    let revokes = lead
        .entries()
        .filter(|other| !other.removed && removes(other, entry));
    revokes.last().map(|revoke| &revoke.key.event_id)
}

fn has_removed(lead: &Lead, revoke: &Entry) -> bool {
    let mut entries = lead.entries();
    !revoke.removed && entries.any(|entry| entry.removed && removes(revoke, entry))
}

/// Whether the one is a revoke that takes the other out of the walk, unless it is revoked itself (F12).
fn removes(revoke: &Entry, entry: &Entry) -> bool {
    revoke.deed().is_some_and(|deed| {
        deed.outcome == Outcome::Revoke
            && !deed.marked
            && entry.deed().is_some()
            && entry.key < revoke.key
            && deed.target.as_ref() == Some(&entry.key.event_id)
    })
}
