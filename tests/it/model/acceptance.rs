//! Which events are accepted (J2–J5), one lead at a time, with nothing but two lists: what is still in the journal, and what was trimmed.

use super::event::{OwnedEvent, OwnedFact};
use super::meets::Meets;
use leadfold::lead::event::Key;
use leadfold::time::{Span, Timestamp};

/// An event that counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Accepted {
    /// The event.
    pub(crate) event: OwnedEvent,
    /// Of a revoke: what it would undo was final already when it was accepted (F12).
    pub(crate) marked: bool,
}

/// What became of an arriving event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It counts.
    Accepted,
    /// It counts, but its lead had been merged away or erased before it, in F2's order (F11): somebody should see it.
    AcceptedAfterEnd,
    /// The same again (J4): dropped.
    Duplicate,
    /// The same identity with other content (J4): the first stands.
    IdConflict,
    /// Not after the last trimmed entry (J3).
    BeyondHorizon,
}

/// How much a lead's journal keeps (J2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Bounds {
    /// The most entries.
    pub(crate) journal: usize,
    /// How long an entry stays after it occurred and was appended.
    pub(crate) horizon: Span,
}

impl Bounds {
    /// So wide that nothing is ever trimmed in a test.
    pub(crate) const WIDE: Self = Self {
        journal: 100_000,
        horizon: Span::from_days(400_000),
    };
}

/// The acceptance of one lead's events.
#[derive(Clone, Debug)]
pub(crate) struct Acceptance {
    bounds: Bounds,
    /// Trimmed entries, in F2's order.
    base: Vec<Accepted>,
    /// All others, in F2's order.
    journal: Vec<Accepted>,
    /// How often what was met.
    pub(crate) meets: Meets,
}

impl Acceptance {
    /// Of a lead nobody has heard of.
    pub(crate) fn new(bounds: Bounds) -> Self {
        Self {
            bounds,
            base: Vec::new(),
            journal: Vec::new(),
            meets: Meets::default(),
        }
    }

    /// Trims, then judges (J2, J3, J4): every arriving event is a touch, whatever becomes of it.
    pub(crate) fn arrive(&mut self, event: &OwnedEvent, watermark: Timestamp) -> Verdict {
        self.trim(watermark);
        let same = self.journal.iter().find(|entry| {
            entry.event.input() == event.input()
                && entry.event.event_id == event.event_id
                && entry.event.occurred_at == event.occurred_at
        });
        if let Some(first) = same {
            let again = first.event.digest == event.digest;
            self.meets
                .note(if again { "duplicate" } else { "id conflict" });
            return if again {
                Verdict::Duplicate
            } else {
                Verdict::IdConflict
            };
        }
        let key = event.key();
        if self.base.last().is_some_and(|last| key <= last.event.key()) {
            self.meets.note("beyond horizon");
            return Verdict::BeyondHorizon;
        }
        let marked = self.reaches_base(event);
        if marked {
            self.meets.note("revoke marked");
        }
        if self
            .journal
            .last()
            .is_some_and(|last| key < last.event.key())
        {
            self.meets.note("late event accepted");
        }
        self.journal.push(Accepted {
            event: event.clone(),
            marked,
        });
        self.journal.sort_by_key(|entry| entry.event.key());
        let all = self.base.iter().chain(&self.journal);
        let mut ends = all
            .filter(|entry| matches!(entry.event.fact, OwnedFact::Merged(_) | OwnedFact::Erased));
        if ends.any(|entry| entry.event.key() < key) {
            return Verdict::AcceptedAfterEnd;
        }
        Verdict::Accepted
    }

    /// Everything that counts, in F2's order.
    pub(crate) fn accepted(&self) -> Vec<Accepted> {
        self.base.iter().chain(&self.journal).cloned().collect()
    }

    /// J2: the oldest go into the base when the horizon has passed them, or when there is no room for one more.
    fn trim(&mut self, watermark: Timestamp) {
        while let Some(oldest) = self.journal.first() {
            let final_at =
                oldest.event.occurred_at.max(oldest.event.appended_at) + self.bounds.horizon;
            let passed = watermark >= final_at;
            let full = self.journal.len() >= self.bounds.journal;
            if !passed && !full {
                return;
            }
            self.meets.note(if passed {
                "trim by horizon"
            } else {
                "trim by full journal"
            });
            self.base.push(self.journal.remove(0));
        }
    }

    /// F12: whether the event is a revoke of something final: a trimmed disposition, or a revoke that is itself marked or reaches one.
    fn reaches_base(&self, revoke: &OwnedEvent) -> bool {
        let Some(target) = revoke.revokes() else {
            return false;
        };
        let key = revoke.key();
        // Of final dispositions nobody keeps the ids: once anything is final, a target that is not in the journal may be among them.
        let targets: Vec<&Accepted> = self
            .journal
            .iter()
            .filter(|entry| hits(target, &key, entry))
            .collect();
        (targets.is_empty() && !self.base.is_empty())
            || targets.into_iter().any(|entry| self.is_bound(entry))
    }

    /// Whether a revoke in the journal cannot be taken back: it was marked, or something it targets is final, directly or through others.
    fn is_bound(&self, revoke: &Accepted) -> bool {
        let Some(target) = revoke.event.revokes() else {
            return false;
        };
        let key = revoke.event.key();
        // Each step of a chain goes to an earlier key, so it ends.
        revoke.marked
            || self.base.iter().any(|entry| hits(target, &key, entry))
            || self
                .journal
                .iter()
                .any(|entry| hits(target, &key, entry) && self.is_bound(entry))
    }
}

/// Whether a revoke of that target and place means this entry.
fn hits(target: &str, key: &Key, entry: &Accepted) -> bool {
    entry.event.disposition().is_some()
        && entry.event.event_id == target
        && entry.event.key() < *key
}
