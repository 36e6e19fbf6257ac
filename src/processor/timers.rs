//! When leads must be looked at again without a new event: one timer each (section 11), and the leads that wait to settle (W5).
//!
//! In memory and ordered, so that what is due costs no scan; written with each lead, read back at start.

use crate::lead::journal::Lead;
use crate::lead::text::Text;
use crate::processor::ids::IdMap;
use crate::processor::settings::Settings;
use crate::time::{Span, Timestamp};
use std::collections::BTreeSet;

/// The timers of a task.
#[derive(Debug, Default)]
pub(super) struct Timers {
    due: BTreeSet<(Timestamp, Text)>,
    armed: IdMap<Timestamp>,
    waiting: IdMap<Waiting>,
    /// Leads read back as unsettled, whose waiting begins when the clock is first known.
    restored: Vec<Text>,
    /// Unsettled leads that have had an event in this step.
    heard: Vec<Text>,
    quiet: BTreeSet<(Timestamp, Text)>,
}

#[derive(Clone, Copy, Debug)]
struct Waiting {
    since: Timestamp,
    until: Timestamp,
}

impl Timers {
    /// Takes over what was written of a lead.
    pub(super) fn restore(&mut self, id: &str, at: Option<Timestamp>, is_unsettled: bool) {
        if let Some(at) = at {
            self.due.insert((at, Text::new(id)));
            self.armed.insert(Text::new(id), at);
        }
        if is_unsettled {
            self.restored.push(Text::new(id));
        }
    }

    /// Arms a lead's timer, unless it stands earlier already: then it fires too soon and is armed anew, which costs less than moving it.
    pub(super) fn arm(
        &mut self,
        id: &str,
        lead: &mut Lead,
        next: Option<Timestamp>,
        watermark: Timestamp,
    ) {
        let Some(next) = next else { return };
        if lead.armed_at.is_some_and(|at| at <= next && at > watermark) {
            return;
        }
        self.fire(id);
        self.due.insert((next, Text::new(id)));
        self.armed.insert(Text::new(id), next);
        lead.armed_at = Some(next);
    }

    /// A lead's timer stands no more.
    pub(super) fn fire(&mut self, id: &str) {
        if let Some(at) = self.armed.remove(id.as_bytes()) {
            self.due.remove(&(at, Text::new(id)));
        }
    }

    /// Leads due after `after` and up to `reached`, about `most` of them; with the instant of the last when there are more.
    pub(super) fn due(
        &self,
        after: Timestamp,
        reached: Timestamp,
        most: usize,
    ) -> (Vec<Text>, Option<Timestamp>) {
        let mut leads = Vec::new();
        let mut last = after;
        // Texts are never below the empty one, so this begins right after that instant.
        let first = (after + Span::from_millis(1), Text::default());
        let range = self.due.range(first..).take_while(|(at, _)| *at <= reached);
        for (at, id) in range {
            // All of one instant go together: W cannot stand within it.
            if leads.len() >= most && *at > last {
                return (leads, Some(last));
            }
            leads.push(id.clone());
            last = *at;
        }
        (leads, None)
    }

    /// The earliest timer.
    pub(super) fn next(&self) -> Option<Timestamp> {
        self.due.first().map(|(at, _)| *at)
    }

    /// A lead's rows have to wait, from now on.
    pub(super) fn unsettle(&mut self, id: &str, now: Timestamp, settings: &Settings) {
        let until = now + settings.settle_quiet;
        self.waiting
            .insert(Text::new(id), Waiting { since: now, until });
        self.quiet.insert((until, Text::new(id)));
    }

    /// An unsettled lead has had an event.
    pub(super) fn heard(&mut self, id: &str) {
        self.heard.push(Text::new(id));
    }

    /// During an import nobody waits for quiet, so events need not be remembered.
    pub(super) fn ignore_heard(&mut self) {
        self.heard.clear();
    }

    /// An import is over: what waited for its end has waited long enough (W5).
    pub(super) fn release(&mut self) {
        let over = Waiting {
            since: Timestamp::MIN,
            until: Timestamp::MIN,
        };
        for id in self.restored.drain(..) {
            self.waiting.insert(id, over);
        }
        self.quiet.clear();
        for (id, waiting) in &mut self.waiting {
            *waiting = over;
            self.quiet.insert((over.until, id.clone()));
        }
    }

    /// A lead's rows wait no more.
    pub(super) fn settled(&mut self, id: &str) {
        if let Some(waiting) = self.waiting.remove(id.as_bytes()) {
            self.quiet.remove(&(waiting.until, Text::new(id)));
        }
    }

    /// Takes note of who was heard in this step, and of who was read back.
    pub(super) fn listen(&mut self, now: Timestamp, settings: &Settings) {
        for id in std::mem::take(&mut self.restored) {
            self.unsettle(id.as_str(), now, settings);
        }
        for id in std::mem::take(&mut self.heard) {
            if let Some(waiting) = self.waiting.get_mut(&id) {
                self.quiet.remove(&(waiting.until, id.clone()));
                waiting.until =
                    (now + settings.settle_quiet).min(waiting.since + settings.settle_most);
                self.quiet.insert((waiting.until, id));
            }
        }
    }

    /// The leads whose waiting is over, at most so many.
    pub(super) fn quiet(&self, now: Timestamp, most: usize) -> Vec<Text> {
        let is_over = |(until, _): &&(Timestamp, Text)| *until <= now;
        self.quiet
            .iter()
            .take_while(is_over)
            .take(most)
            .map(|(_, id)| id.clone())
            .collect()
    }

    /// When the next lead may settle.
    pub(super) fn next_quiet(&self) -> Option<Timestamp> {
        self.quiet.first().map(|(until, _)| *until)
    }
}
