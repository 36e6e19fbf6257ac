//! The breaker (W4): when so many promises would break at once that a broken pipeline is the likelier cause than slow people, W waits.
//!
//! It is let go by a release, or by records on all three inputs; then what it held is believed, for as long as a word from sales would be.

use crate::lead::state::Clock;
use crate::processor::leads::Error;
use crate::processor::task::Core;
use crate::time::Timestamp;

impl Core {
    /// Whether W must not go to `reached`, be it in one step or in many.
    pub(super) fn is_broken(&mut self, reached: Timestamp, now: Timestamp) -> Result<bool, Error> {
        let positions = self.record.progress.map(|of| of.position);
        if let Some(then) = self.record.breaker {
            if !positions.iter().zip(then).all(|(now, then)| *now > then) {
                return Ok(true);
            }
            self.close_breaker(now);
        }
        let breaker = self.settings.breaker;
        let is_believed = now < self.record.believed_at + breaker.silence;
        if is_believed || self.is_importing {
            return Ok(false);
        }
        let share = self.record.open_clocks.saturating_mul(breaker.percent) / 100;
        let is_broken = self.breaks_more_than(breaker.least.max(share), reached, now)?;
        if is_broken {
            self.record.breaker = Some(positions);
            self.counts.breaks += 1;
            self.was_changed = true;
        }
        Ok(is_broken)
    }

    /// Lets W go on, and believes what it brings for a while: otherwise the very same step would trip again.
    pub(super) fn close_breaker(&mut self, now: Timestamp) {
        if self.record.breaker.take().is_some() {
            self.record.believed_at = now;
        }
    }

    /// Whether more promises would break on the way there than that many, without those so old that they are told as history (W5).
    fn breaks_more_than(
        &mut self,
        most: u64,
        reached: Timestamp,
        now: Timestamp,
    ) -> Result<bool, Error> {
        let before = self.record.watermark;
        let young = now - self.settings.settle_older_than;
        let mut violations = 0;
        let mut from = Timestamp::MIN;
        loop {
            let (due, last) = self.timers.due(from, reached, self.settings.step_leads);
            for id in &due {
                let lead = &self.leads.get(id.as_str())?.lead;
                // A lead fresh from the store does not show what W has broken already; only what lies beyond W is new.
                let breaks = |clock: &&Clock| {
                    clock.running.as_ref().is_some_and(|running| {
                        !running.violated
                            && running.due_at > before
                            && running.due_at <= reached
                            && running.due_at >= young
                    })
                };
                violations += lead.current().clocks.iter().filter(breaks).count() as u64;
            }
            match last {
                Some(last) if violations <= most => from = last,
                _ => return Ok(violations > most),
            }
        }
    }
}
