//! A lead as it is remembered, and which events it takes in (J1–J4, F12).
//!
//! The newest entries lie in the head, older ones in sealed segments with the state before each. Trimming moves no bytes: it counts. Older
//! segments are read from the store only when asked for ([`Lead::missing`]); everything else here works on what is in memory.

use crate::lead::definition::{Definitions, Stage};
use crate::lead::entry::{Entry, What};
use crate::lead::event::{Fact, Key, LeadEvent, Outcome};
use crate::lead::rows::Rows;
use crate::lead::state::State;
use crate::lead::text::Text;
use crate::time::{Span, Timestamp};
use std::collections::HashSet;

/// How much a lead remembers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Entries at most; when full, the oldest is trimmed (J2). At most 4,096, at least 1.
    pub journal: usize,
    /// Entries of a segment, and of the head; at least 1.
    pub segment: usize,
    /// How long an event can still be corrected by a late one (J2).
    pub horizon: Span,
    /// Rows at most, besides those whose events are still in the journal (R1).
    pub rows: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            journal: 256,
            segment: 8,
            horizon: Span::from_days(30),
            rows: 256,
        }
    }
}

/// A lead.
#[derive(Clone, Debug, Default)]
pub struct Lead {
    /// After the newest entry, before any later instant.
    pub tail: State,
    /// After the instants that have been fired since; absent when there were none.
    pub view: Option<Box<State>>,
    /// The newest entries, in order.
    pub head: Vec<Entry>,
    /// The state before the head; absent when it was not needed since the lead was read.
    pub head_start: Option<Box<State>>,
    /// Older entries, oldest first.
    pub segments: Vec<SegmentAt>,
    /// How many entries, from the oldest kept, are final.
    pub trimmed: usize,
    /// The key of the newest final entry (J3).
    pub last_trimmed: Option<Key>,
    /// The later of the two times of the oldest entry that is not final (J2).
    pub oldest_at: Timestamp,
    /// How many revokes are among the kept entries.
    pub revokes: usize,
    /// What was and is to be asserted.
    pub rows: Rows,
    /// Counts what goes out about this lead (R4).
    pub revision: u64,
    /// The warnings sent for clocks that may still run (R5): name, start and tier.
    pub warned: Vec<(Text, Timestamp, u8)>,
    /// The instant its timer stands at.
    pub armed_at: Option<Timestamp>,
    /// A bound below which the score cannot fall under the leave-threshold.
    pub holds_until: Option<Timestamp>,
    /// The stage it is counted in.
    pub counted: Option<Stage>,
    /// How many running clocks it is counted with.
    pub counted_clocks: u32,
    /// A digest of the snapshot that was sent last; 0 before the first.
    pub snapshot: u64,
    /// Entries made final since this was last asked for; never stored.
    pub trims: u64,
    /// Of those, how many before their horizon, because the journal was full; never stored.
    pub early_trims: u64,
    /// Rows wait until it has been quiet for a while (W5).
    pub is_unsettled: bool,
    /// The first and the last place where the walk has to be walked again.
    pub stale: Option<(Key, Key)>,
    /// How many of the head's entries, from the first, the tail has walked.
    pub folded: usize,
    /// The memory of the segment dropped last, for the next one that is sealed; never stored.
    pub spare: Option<Box<Segment>>,
}

/// A segment's place, and the segment when it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SegmentAt {
    /// Its slot: reused when the segment is dropped.
    pub slot: u16,
    /// How many entries it holds.
    pub length: usize,
    /// What it holds; boxed, because of most leads in memory no segment is read.
    pub segment: Option<Box<Segment>>,
    /// It must be written.
    pub is_dirty: bool,
}

/// A sealed run of entries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Segment {
    /// The state before the first.
    pub start: State,
    /// In order.
    pub entries: Vec<Entry>,
}

/// What became of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Taken in, later than all before.
    Accepted,
    /// Taken in, before others.
    AcceptedLate,
    /// Known already (J4).
    Duplicate,
    /// Known with other content (J4).
    IdConflict,
    /// Before something final (J3).
    BeyondHorizon,
}

impl Lead {
    /// The entries kept.
    #[must_use]
    pub fn kept(&self) -> usize {
        self.segments.iter().map(|at| at.length).sum::<usize>() + self.head.len()
    }

    /// The key of the newest entry.
    #[must_use]
    pub fn last_key(&self) -> Option<&Key> {
        self.head.last().map(|entry| &entry.key)
    }

    /// The next segment that must be read before this event can arrive, if any. Ask again after reading it.
    #[must_use]
    pub fn missing(
        &self,
        event: &LeadEvent<'_>,
        watermark: Timestamp,
        bounds: &Bounds,
    ) -> Option<usize> {
        let is_absent = |index: usize| self.segments[index].segment.is_none();
        let untrimmed = self.kept() - self.trimmed;
        let trims = untrimmed > 0
            && (watermark >= self.oldest_at + bounds.horizon || untrimmed >= bounds.journal);
        let is_later = self.last_key().is_none_or(|last| {
            last.occurred_at < event.occurred_at
                || (last.occurred_at == event.occurred_at
                    && self.head.len() > 1
                    && *last < event.key()
                    && self.head[0].key.occurred_at < event.occurred_at)
        });
        let may_revoke = match &event.fact {
            Fact::Disposition(disposition) => {
                disposition.outcome == Outcome::Revoke || self.revokes > 0
            }
            Fact::Created(_)
            | Fact::Merged(_)
            | Fact::Erased
            | Fact::Scoring { .. }
            | Fact::Engagement(_) => false,
        };
        if !is_later || may_revoke || self.stale.is_some() || (trims && self.revokes > 0) {
            return (0..self.segments.len())
                .rev()
                .find(|&index| is_absent(index));
        }
        if self.head.len() >= bounds.segment && self.head_start.is_none() {
            // The head will be sealed: the state before it comes from the newest segment.
            if let Some(newest) = self
                .segments
                .len()
                .checked_sub(1)
                .filter(|&index| is_absent(index))
            {
                return Some(newest);
            }
        }
        // Trimming looks at the oldest entry that is not final, then at its successors.
        if trims {
            (0..self.segments.len()).find(|&index| is_absent(index))
        } else {
            None
        }
    }

    /// Takes an event in, or says why not: trim, then judge (J2–J4). The fold is to follow.
    pub fn arrive(
        &mut self,
        event: &LeadEvent<'_>,
        definitions: &Definitions,
        watermark: Timestamp,
        bounds: &Bounds,
    ) -> Verdict {
        self.trim(watermark, bounds);
        let key = event.key();
        if self
            .last_key()
            .is_none_or(|last| last.occurred_at < key.occurred_at)
            && self
                .last_trimmed
                .as_ref()
                .is_none_or(|trimmed| *trimmed < key)
        {
            // Later than all before: no search for duplicates.
            self.insert(Entry::judge(event, key, definitions));
            return Verdict::Accepted;
        }
        let is_final = |entry: &Entry| {
            self.last_trimmed
                .as_ref()
                .is_some_and(|last| entry.key <= *last)
        };
        let same = self
            .entries()
            .find(|entry| entry.is_same_event(&key) && !is_final(entry));
        if let Some(same) = same {
            let is_same = same.digest == event.digest;
            return if is_same {
                Verdict::Duplicate
            } else {
                Verdict::IdConflict
            };
        }
        if self
            .last_trimmed
            .as_ref()
            .is_some_and(|trimmed| key <= *trimmed)
        {
            return Verdict::BeyondHorizon;
        }
        let is_late = self.last_key().is_some_and(|last| key < *last);
        self.insert(Entry::judge(event, key, definitions));
        if is_late {
            Verdict::AcceptedLate
        } else {
            Verdict::Accepted
        }
    }

    /// The entries in memory, oldest first.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        let sealed = self.segments.iter().filter_map(|at| at.segment.as_ref());
        sealed
            .flat_map(|segment| &segment.entries)
            .chain(&self.head)
    }

    /// The entries that are not final, oldest first; all segments must have been read.
    pub fn journal(&self) -> impl Iterator<Item = &Entry> {
        self.entries().skip(self.trimmed)
    }

    /// Makes the oldest entries final: those past the horizon, then as many as the bound asks for (J2).
    fn trim(&mut self, watermark: Timestamp, bounds: &Bounds) {
        let mut untrimmed = self.kept() - self.trimmed;
        while untrimmed > 0
            && (watermark >= self.oldest_at + bounds.horizon || untrimmed >= bounds.journal)
        {
            self.early_trims += u64::from(watermark < self.oldest_at + bounds.horizon);
            self.trim_one();
            untrimmed -= 1;
        }
        // The newest segment stays: the state before the head is read from it. And nothing goes that is still to be walked again.
        while self.stale.is_none()
            && self.segments.len() > 1
            && self.trimmed >= self.segments[0].length
        {
            let dropped = self.segments.remove(0);
            self.trimmed -= dropped.length;
            let gone = dropped.segment.iter().flat_map(|segment| &segment.entries);
            self.revokes -= gone.filter(|entry| is_revoke(entry)).count();
            self.spare = dropped.segment;
        }
    }

    fn trim_one(&mut self) {
        let place = self.trimmed;
        let entry = self
            .entry_at(place)
            .expect("the oldest entry was read before trimming");
        let key = entry.key.clone();
        let disposition = entry.deed();
        if disposition.is_some() && self.revokes > 0 {
            self.touch_revokes(&key);
        }
        self.last_trimmed = Some(key);
        self.trimmed += 1;
        self.trims += 1;
        let next = self.entry_at(place + 1).map(Entry::later_time);
        self.oldest_at = next.unwrap_or(Timestamp::MAX);
    }

    /// Tells the revokes that target an entry which becomes final (F12).
    fn touch_revokes(&mut self, key: &Key) {
        self.for_each_revoke(|revoke_key, deed| {
            let hits = deed.target.as_ref() == Some(&key.event_id) && key < revoke_key;
            let changes = hits && !deed.touches_base;
            deed.touches_base |= hits;
            changes
        });
    }

    /// Calls `change` on every revoke in memory; a segment in which it answers true is dirty.
    fn for_each_revoke(&mut self, mut change: impl FnMut(&Key, &mut super::entry::Deed) -> bool) {
        let mut over = |entries: &mut [Entry]| {
            let mut is_changed = false;
            for Entry { key, what, .. } in entries {
                if let What::Disposition(deed) = what
                    && deed.outcome == Outcome::Revoke
                {
                    is_changed |= change(key, deed);
                }
            }
            is_changed
        };
        for at in &mut self.segments {
            if let Some(segment) = &mut at.segment {
                at.is_dirty |= over(&mut segment.entries);
            }
        }
        over(&mut self.head);
    }

    fn entry_at(&self, mut place: usize) -> Option<&Entry> {
        for at in &self.segments {
            if place < at.length {
                return at.segment.as_ref()?.entries.get(place);
            }
            place -= at.length;
        }
        self.head.get(place)
    }

    /// Puts an accepted entry in its place.
    fn insert(&mut self, mut entry: Entry) {
        let is_disposition = entry.deed().is_some();
        let is_first = self.kept() == self.trimmed;
        if is_revoke(&entry) {
            self.revokes += 1;
            self.mark(&mut entry);
        }
        let later_time = entry.later_time();
        if self.last_key().is_none_or(|last| *last < entry.key) {
            if self.head.is_empty() {
                // Many leads have one event in all their life.
                self.head.reserve_exact(1);
            }
            self.head.push(entry);
            if is_first {
                self.oldest_at = later_time;
            }
        } else {
            let key = entry.key.clone();
            self.insert_late(entry);
            let oldest = self.entry_at(self.trimmed).map(|oldest| oldest.key == key);
            if is_first || oldest == Some(true) {
                self.oldest_at = later_time;
            }
        }
        if is_disposition && self.revokes > 0 {
            self.resolve_revokes();
        }
    }

    fn insert_late(&mut self, entry: Entry) {
        self.make_stale(&entry.key);
        let home = self.segments.iter_mut().find_map(|at| {
            let segment = at
                .segment
                .as_mut()
                .expect("a late event reads all segments first");
            let is_home = segment
                .entries
                .last()
                .is_some_and(|last| entry.key < last.key);
            is_home.then_some((&mut segment.entries, &mut at.length, &mut at.is_dirty))
        });
        match home {
            Some((entries, length, is_dirty)) => {
                let place = entries.partition_point(|other| other.key < entry.key);
                entries.insert(place, entry);
                *length += 1;
                *is_dirty = true;
            }
            None => {
                let place = self.head.partition_point(|other| other.key < entry.key);
                self.head.insert(place, entry);
            }
        }
    }

    /// The walk over that place has to be walked again.
    pub(super) fn make_stale(&mut self, key: &Key) {
        match &mut self.stale {
            None => self.stale = Some((key.clone(), key.clone())),
            Some((from, to)) => {
                if key < from {
                    from.clone_from(key);
                }
                if key > to {
                    to.clone_from(key);
                }
            }
        }
    }

    /// Marks a revoke whose target is final already (F12).
    fn mark(&self, revoke: &mut Entry) {
        let key = revoke.key.clone();
        let Some(target) = revoke.deed().and_then(|deed| deed.target.clone()) else {
            return;
        };
        // In one pass, oldest first: whether a revoke is bound follows from earlier ones. Ids may stand there hundreds of times.
        let mut is_known = false;
        let mut bound: HashSet<&[u8]> = HashSet::new();
        for other in self.journal().take_while(|other| other.key < key) {
            let Some(deed) = other.deed() else { continue };
            is_known |= other.key.event_id == target;
            // It cannot be taken back any more: something it targets is final, directly or through other revokes.
            let is_bound = deed.outcome == Outcome::Revoke
                && (deed.marked
                    || deed.touches_base
                    || (deed.target.as_ref()).is_some_and(|of| bound.contains(of.as_bytes())));
            if is_bound {
                bound.insert(other.key.event_id.as_bytes());
            }
        }
        // Of final dispositions no ids are kept: once anything is final, a target that is not in the journal may be among them.
        let is_final =
            (!is_known && self.last_trimmed.is_some()) || bound.contains(target.as_bytes());
        if let Some(deed) = revoke.deed_mut() {
            deed.marked = is_final;
        }
    }

    /// Decides which entries the revokes remove, from the latest to the earliest (F12), and what has to be walked again.
    fn resolve_revokes(&mut self) {
        let mut targets: Vec<(Text, Key)> = Vec::new();
        let mut changed: Vec<(Key, bool)> = Vec::new();
        let mut hits: Vec<Key> = Vec::new();
        let journal: Vec<&Entry> = self.journal().collect();
        for entry in journal.into_iter().rev() {
            let Some(deed) = entry.deed() else { continue };
            let by = targets
                .iter()
                .find(|(target, revoke)| *target == entry.key.event_id && entry.key < *revoke);
            let removed = by.is_some();
            hits.extend(by.map(|(_, revoke)| revoke.clone()));
            if removed != entry.removed {
                changed.push((entry.key.clone(), removed));
            }
            if deed.outcome == Outcome::Revoke
                && !removed
                && !deed.marked
                && let Some(target) = &deed.target
            {
                targets.push((target.clone(), entry.key.clone()));
            }
        }
        self.for_each_revoke(|key, deed| {
            deed.has_target |= hits.contains(key);
            false
        });
        for (key, removed) in changed {
            // An entry that has just been appended was not walked yet.
            if self
                .head
                .get(self.folded)
                .is_none_or(|unwalked| key < unwalked.key)
            {
                self.make_stale(&key);
            }
            self.set_removed(&key, removed);
        }
    }

    fn set_removed(&mut self, key: &Key, removed: bool) {
        for at in &mut self.segments {
            let entries = at.segment.as_mut().map(|segment| &mut segment.entries);
            if let Some(entry) =
                entries.and_then(|all| all.iter_mut().find(|entry| entry.key == *key))
            {
                entry.removed = removed;
                at.is_dirty = true;
                return;
            }
        }
        if let Some(entry) = self.head.iter_mut().find(|entry| entry.key == *key) {
            entry.removed = removed;
        }
    }

    /// A slot that no segment uses.
    pub(super) fn free_slot(&self) -> u16 {
        let mut slots = 0..u16::MAX;
        slots
            .find(|slot| self.segments.iter().all(|at| at.slot != *slot))
            .expect("a journal has far fewer segments than slots")
    }
}

fn is_revoke(entry: &Entry) -> bool {
    entry
        .deed()
        .is_some_and(|deed| deed.outcome == Outcome::Revoke)
}
