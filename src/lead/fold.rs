//! Keeping a lead folded: walking only what is new, or again from the segment in which a late event fell (section 11 of the design).
//!
//! The answer is always the one that a walk over everything would give (F1): a state is a value, and where the recomputed state before a
//! segment equals the stored one, everything after it stands.

use crate::lead::definition::Definitions;
use crate::lead::entry::Entry;
use crate::lead::event::Key;
use crate::lead::journal::{Bounds, Lead, Segment, SegmentAt};
use crate::lead::row::SlaNotice;
use crate::lead::rows::Region;
use crate::lead::state::{Clock, Running, State};
use crate::lead::text::Text;
use crate::lead::walk::{Walk, crossing, timeout_at};
use crate::time::{Span, Timestamp};

/// Warnings remembered per lead, so that a refold does not send one again (R5): of the most clocks that an agreement may have, each with the
/// most escalations and the risk before them.
const WARNINGS: usize = 32 * 9;

impl Lead {
    /// Walks what has arrived since the last fold and fires the instants up to the later of the watermark and the last event. The rows are
    /// left in `walk.found`; they belong in the place of those of the region that is answered, or nothing has changed when it is none.
    pub fn fold(
        &mut self,
        walk: &mut Walk<'_>,
        watermark: Timestamp,
        bounds: &Bounds,
    ) -> Option<Region> {
        let mut region = Region::default();
        if self.folded > bounds.segment && self.folded < self.head.len() {
            // The head was made with larger segments: walking it again seals it in pieces of today's size.
            if let Some(first) = self.head.first().map(|entry| entry.key.clone()) {
                self.make_stale(&first);
            }
        }
        if let Some((from, to)) = self.stale.take() {
            // Only a walk that begins in the head needs the state before it; one that begins earlier computes it.
            let is_in_head = self.segments.last().is_none_or(|newest| {
                let last = newest
                    .segment
                    .as_ref()
                    .and_then(|segment| segment.entries.last());
                last.is_none_or(|last| last.key < from)
            });
            if is_in_head {
                self.ensure_head_start(walk.definitions);
            }
            self.holds_until = None;
            region.again = self.walk_again(walk, &from, to, bounds);
        }
        if self.folded < self.head.len() {
            if self.head.len() > bounds.segment {
                self.ensure_head_start(walk.definitions);
            }
            region.first_time = self.head.get(self.folded).map(|entry| entry.key.clone());
            self.walk_head(walk, bounds);
        }
        let limit = self
            .tail
            .last_at
            .map_or(watermark, |last| last.max(watermark));
        if self.holds_until.is_some_and(|until| limit < until)
            && !walk.has_fixed_instant(&self.tail, limit)
        {
            self.view = None;
        } else if walk.has_instant(&self.tail, limit) {
            let mut view = Box::new(self.tail.clone());
            walk.to_end(&mut view, limit);
            self.view = Some(view);
        } else {
            self.view = None;
        }
        let is_changed = !walk.found.is_empty() || region.again.is_some() || self.rows.has_trailing;
        is_changed.then_some(region)
    }

    /// The lead at the later of the watermark and its last event.
    #[must_use]
    pub fn current(&self) -> &State {
        self.view.as_deref().unwrap_or(&self.tail)
    }

    /// Walks from the segment that holds `from` until nothing differs any more; answers what was walked.
    fn walk_again(
        &mut self,
        walk: &mut Walk<'_>,
        from: &Key,
        mut to: Key,
        bounds: &Bounds,
    ) -> Option<(Key, Option<Key>)> {
        let holds = |at: &SegmentAt| {
            at.segment
                .as_ref()
                .and_then(|segment| segment.entries.last())
                .is_some_and(|last| *from <= last.key)
        };
        let first = self
            .segments
            .iter()
            .position(holds)
            .unwrap_or(self.segments.len());
        let mut index = first;
        let mut state = match self.segments.get(first).and_then(|at| at.segment.as_ref()) {
            Some(segment) => segment.start.clone(),
            None => self.head_start.as_deref().cloned().unwrap_or_default(),
        };
        let again_from = self.first_key(first)?;
        while index < self.segments.len() {
            if let Some(last) = self.split(index, bounds) {
                // The halves have no state of their own yet: none may pass for walked, nor may what was split.
                to = to.max(last);
            }
            let is_untouched = self.first_key(index).is_some_and(|key| key > to);
            let at = &mut self.segments[index];
            let segment = at
                .segment
                .as_mut()
                .expect("a late event reads all segments first");
            if index > first {
                if is_untouched && segment.start == state {
                    return Some((again_from, self.first_key(index)));
                }
                segment.start.assign(&state);
                at.is_dirty = true;
            }
            for entry in &mut segment.entries {
                walk.over(&mut state, entry);
                entry.fresh = false;
            }
            index += 1;
        }
        let head_is_untouched = self.head.first().is_some_and(|entry| entry.key > to);
        if first < self.segments.len()
            && head_is_untouched
            && self.head_start.as_deref() == Some(&state)
        {
            return Some((again_from, self.first_key(index)));
        }
        self.head_start.get_or_insert_default().assign(&state);
        self.tail = state;
        self.folded = 0;
        self.walk_head(walk, bounds);
        Some((again_from, None))
    }

    /// Walks the entries of the head that the tail has not seen, sealing a full head on the way.
    fn walk_head(&mut self, walk: &mut Walk<'_>, bounds: &Bounds) {
        while self.folded < self.head.len() {
            if self.folded == bounds.segment {
                self.seal(bounds);
            }
            let entry = &mut self.head[self.folded];
            let held_at = self.tail.held_at;
            walk.holds_until = self.holds_until;
            walk.is_lowered = false;
            walk.over(&mut self.tail, entry);
            entry.fresh = false;
            if walk.is_lowered || held_at != self.tail.held_at {
                self.holds_until = None;
            }
            self.folded += 1;
        }
        walk.holds_until = None;
    }

    fn seal(&mut self, bounds: &Bounds) {
        let mut start = self
            .head_start
            .take()
            .expect("the state before a full head was asked for");
        // A full journal drops a segment for each that it seals: its memory goes round.
        let mut segment = self.spare.take().unwrap_or_default();
        segment.entries.clear();
        segment.entries.reserve(bounds.segment);
        segment.entries.extend(self.head.drain(bounds.segment..));
        std::mem::swap(&mut self.head, &mut segment.entries);
        std::mem::swap(&mut *start, &mut segment.start);
        let slot = self.free_slot();
        let length = segment.entries.len();
        let segment = Some(segment);
        self.segments.push(SegmentAt {
            slot,
            length,
            segment,
            is_dirty: true,
        });
        start.assign(&self.tail);
        self.head_start = Some(start);
        self.folded = 0;
    }

    /// Halves a segment that late events have overfilled; the state before the second half follows when it is walked.
    /// Answers the last key of the halves.
    fn split(&mut self, index: usize, bounds: &Bounds) -> Option<Key> {
        if self.segments[index].length <= bounds.segment {
            return None;
        }
        let slot = self.free_slot();
        let at = &mut self.segments[index];
        let segment = at.segment.as_mut().expect("a segment that grew was read");
        let entries = segment.entries.split_off(at.length.div_ceil(2));
        at.length = segment.entries.len();
        at.is_dirty = true;
        let half = SegmentAt {
            slot,
            length: entries.len(),
            segment: Some(Box::new(Segment {
                start: State::default(),
                entries,
            })),
            is_dirty: true,
        };
        let last = half
            .segment
            .as_ref()
            .and_then(|half| half.entries.last())
            .map(|last| last.key.clone());
        self.segments.insert(index + 1, half);
        self.split(index, bounds);
        last
    }

    /// The first key of a segment, or of the head after the last segment.
    fn first_key(&self, index: usize) -> Option<Key> {
        let first = match self.segments.get(index) {
            Some(at) => at.segment.as_ref()?.entries.first(),
            None => self.head.first(),
        };
        first.map(|entry| entry.key.clone())
    }

    /// Computes the state before the head from the newest segment, when it is not known since the lead was read.
    fn ensure_head_start(&mut self, definitions: &Definitions) {
        if self.head_start.is_some() {
            return;
        }
        let mut state = State::default();
        if let Some(newest) = self.segments.last() {
            let segment = newest
                .segment
                .as_ref()
                .expect("the newest segment was read before the head is sealed");
            state.clone_from(&segment.start);
            let mut walk = Walk::new(definitions);
            for entry in &segment.entries {
                walk.over(&mut state, entry);
            }
        }
        self.head_start = Some(Box::new(state));
    }

    /// The warnings and escalations that are due now (R5): those of each running clock that the watermark has passed, once.
    pub fn warnings(&mut self, watermark: Timestamp, definitions: &Definitions) -> Vec<SlaNotice> {
        let mut notices = Vec::new();
        for clock in &self.view.as_deref().unwrap_or(&self.tail).clocks {
            let Some(running) = &clock.running else {
                continue;
            };
            for (tier, instant) in points(clock, running, definitions) {
                if instant > watermark || is_sent(&self.warned, clock, running, tier) {
                    continue;
                }
                let calendar = running.calendar(&clock.name, definitions);
                notices.push(SlaNotice {
                    clock: clock.name.clone(),
                    started_at: running.started_at,
                    started_by: running.started_by.clone(),
                    tier,
                    instant,
                    notify_not_before: calendar
                        .map_or(instant, |calendar| calendar.next_working(instant)),
                    due_at: running.due_at,
                    target: running.within,
                    cycle: running.cycle,
                    version: running.version,
                });
            }
        }
        for notice in &notices {
            self.remember_warning((notice.clock.clone(), notice.started_at, notice.tier));
        }
        notices
    }

    /// The warnings that are due and were not sent: of a lead whose rows wait until it has settled.
    #[must_use]
    pub fn waiting_warnings(
        &self,
        watermark: Timestamp,
        definitions: &Definitions,
    ) -> Vec<(Text, Timestamp, u8)> {
        let mut waiting = Vec::new();
        for clock in &self.current().clocks {
            let Some(running) = &clock.running else {
                continue;
            };
            for (tier, instant) in points(clock, running, definitions) {
                if instant <= watermark && !is_sent(&self.warned, clock, running, tier) {
                    waiting.push((clock.name.clone(), running.started_at, tier));
                }
            }
        }
        waiting
    }

    /// Takes note of all warnings that are due as if they were sent, but for those that wait.
    pub fn forgo_warnings(
        &mut self,
        watermark: Timestamp,
        definitions: &Definitions,
        waiting: &[(Text, Timestamp, u8)],
    ) {
        for due in self.waiting_warnings(watermark, definitions) {
            if !waiting.contains(&due) {
                self.remember_warning(due);
            }
        }
    }

    /// Remembers that a warning was sent. When there is no room, one of a clock that has ended makes it, the oldest first.
    fn remember_warning(&mut self, warning: (Text, Timestamp, u8)) {
        if self.warned.len() >= WARNINGS {
            let clocks = &self.view.as_deref().unwrap_or(&self.tail).clocks;
            let has_ended = |(name, started_at, _): &(Text, Timestamp, u8)| {
                !clocks.iter().any(|clock| {
                    let running = clock.running.as_ref();
                    clock.name == *name
                        && running.is_some_and(|running| running.started_at == *started_at)
                })
            };
            let place = self.warned.iter().position(has_ended).unwrap_or(0);
            self.warned.remove(place);
        }
        self.warned.push(warning);
    }

    /// The next instant at which the lead must be looked at again; above the watermark. For a lead held by score it may be too early, never
    /// too late: the exact crossing is solved when the last known bound has come (section 11: one timer, lazy).
    pub fn next_instant(
        &mut self,
        watermark: Timestamp,
        definitions: &Definitions,
    ) -> Option<Timestamp> {
        let current = self.view.as_deref().unwrap_or(&self.tail);
        let mut next = None;
        let mut sooner = |at: Option<Timestamp>| {
            let at = at.filter(|at| *at > watermark);
            next = next.into_iter().chain(at).min();
        };
        for clock in &current.clocks {
            let Some(running) = &clock.running else {
                continue;
            };
            sooner(running.comes_due_at());
            for (tier, instant) in points(clock, running, definitions) {
                if !is_sent(&self.warned, clock, running, tier) {
                    sooner(Some(instant));
                }
            }
        }
        sooner(self.rows.waits_for(watermark));
        sooner(current.hold_until);
        sooner(timeout_at(current, definitions).map(|(at, _)| at));
        self.holds_until = match (current.held_at, current.last_at) {
            (Some(leave), Some(last_at)) => self
                .holds_until
                .filter(|until| *until > watermark.max(last_at))
                .or_else(|| crossing(current, definitions, leave, Timestamp::MAX)),
            _ => None,
        };
        next.into_iter().chain(self.holds_until).min()
    }

    /// Whether every older segment is in memory.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.segments.iter().all(|at| at.segment.is_some())
    }

    /// The entry of that key, among those in memory.
    #[must_use]
    pub fn entry(&self, key: &Key) -> Option<&Entry> {
        self.entries().find(|entry| entry.key == *key)
    }
}

/// The instants at which a running clock asks for attention (R5): before it is broken the risk (tier 0), afterwards each escalation.
fn points(
    clock: &Clock,
    running: &Running,
    definitions: &Definitions,
) -> impl Iterator<Item = (u8, Timestamp)> {
    let risk = running.at_risk_at.filter(|_| !running.violated);
    let policy = definitions
        .version(running.version)
        .filter(|_| running.violated)
        .and_then(|definition| definition.clock(clock.name.as_str()));
    let calendar = policy.and_then(|_| running.calendar(&clock.name, definitions));
    let tiers = policy.map_or(&[][..], |policy| &policy.tiers);
    let escalations = (1_u8..).zip(tiers).filter_map(move |(tier, after)| {
        let counted = Span::from_millis(running.within.as_millis() + after.as_millis());
        Some((tier, running.reaches(calendar, counted)?))
    });
    risk.map(|at| (0, at)).into_iter().chain(escalations)
}

fn is_sent(
    warned: &[(Text, Timestamp, u8)],
    clock: &Clock,
    running: &Running,
    of_tier: u8,
) -> bool {
    warned.iter().any(|(name, started_at, tier)| {
        *name == clock.name && *started_at == running.started_at && *tier == of_tier
    })
}
