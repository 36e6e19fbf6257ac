//! Business calendars: how much working time lies between two instants, and when a span of it is over (C3, C9).
//!
//! A calendar is a zone, the hours of a week, and holidays. Both questions are answered by one function, the working time since the calendar
//! began, and its inverse. The clock changes of the zone cut time into stretches of one offset. Within a stretch the wall clock runs evenly, so
//! there `hours` has the answer in closed form. A missing hour is therefore missing and a doubled one counts twice, with no rule for either.
//!
//! What is promised by a clock, and in which calendar, is decided by [`lead`](crate::lead).

mod hours;

pub use crate::time::zone::Period;
use crate::time::zone::{Day, Zone};
use crate::time::{Span, Timestamp};
use hours::Hours;
use std::fmt;
use std::sync::{Arc, OnceLock};

/// One stretch of working time within a day of the wall clock, in minutes since midnight: `from` belongs to it, `until` does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// Its first minute.
    pub from: u16,
    /// The minute after its last; 1440 is the end of the day.
    pub until: u16,
}

/// When people work. Clones share one table.
///
/// Working time is every instant whose local wall clock lies in a block of its weekday, on a day that is no holiday. There is none before the
/// year 1 and none after 9999.
#[derive(Clone)]
pub struct Calendar(Arc<Inner>);

struct Inner {
    zone: Zone,
    hours: Hours,
    near: Table,
    whole: OnceLock<Table>,
}

/// Stretches of one offset, in order, from the beginning of the calendar to `end`.
struct Table {
    stretches: Vec<Stretch>,
    end: i64,
}

/// Time between two clock changes.
struct Stretch {
    /// Its first instant.
    starts_at: i64,
    /// From universal time to the wall clock.
    offset: i64,
    /// Working time since the calendar began, up to here.
    worked: i64,
    /// Working time since the calendar began is this and what [`Hours`] counts, everywhere in this stretch. One sum instead of three.
    base: i64,
}

/// A zone with summer time has 16,000 changes until 9999, and they cost milliseconds to find and half a megabyte to keep. Those before 2100 are all
/// that most calendars are ever asked for; the rest is computed when it is.
const NEAR_END: i64 = 4_102_444_800_000;
const BEGIN: i64 = Timestamp::EARLIEST_EVENT.as_millis();
const END: i64 = Timestamp::LATEST_EVENT.as_millis() + 1;

impl Calendar {
    /// A calendar of a week, Monday first, and of days on which nobody works.
    ///
    /// # Errors
    /// A sentence when a block is empty or ends after midnight, or when the blocks of a day are not in order or overlap. A block may begin where the one
    /// before it ends.
    pub fn new(zone: Zone, week: [Vec<Block>; 7], holidays: Vec<Day>) -> Result<Self, String> {
        let hours = Hours::new(&week, holidays)?;
        let near = Table::new(&zone, &hours, NEAR_END);
        Ok(Self(Arc::new(Inner {
            zone,
            hours,
            near,
            whole: OnceLock::new(),
        })))
    }

    /// Whether there is a block on any weekday. Without one no span is ever over.
    #[must_use]
    pub fn has_working_time(&self) -> bool {
        self.0.hours.has_working_time()
    }

    /// The working time between two instants; none when `until` is not the later.
    #[must_use]
    pub fn elapsed(&self, from: Timestamp, until: Timestamp) -> Span {
        if until <= from {
            return Span::ZERO;
        }
        Span::from_millis(self.worked(until) - self.worked(from))
    }

    /// The earliest instant from `start` on by which `span` of working time has passed: a promise that ends with the working day is due then, not
    /// next morning. `start` itself when the span is zero or less, [`Timestamp::MAX`] when the calendar has not that much left.
    #[must_use]
    pub fn add(&self, start: Timestamp, span: Span) -> Timestamp {
        if span <= Span::ZERO {
            return start;
        }
        self.reached(self.worked(start).saturating_add(span.as_millis()))
            .filter(|at| *at < END)
            .map_or(Timestamp::MAX, Timestamp::from_millis)
    }

    /// The instant itself when it is working time, else the start of the next that is; [`Timestamp::MAX`] when there is none.
    #[must_use]
    pub fn next_working(&self, at: Timestamp) -> Timestamp {
        // Working time starts and stops at whole milliseconds, so the next one worked is working time from its start.
        self.reached(self.worked(at) + 1)
            .map_or(Timestamp::MAX, |end| Timestamp::from_millis(end - 1))
    }

    /// Whether an instant is working time.
    #[must_use]
    pub fn is_working(&self, at: Timestamp) -> bool {
        at != Timestamp::MAX && self.next_working(at) == at
    }

    /// The zone of its wall clock.
    #[must_use]
    pub fn zone(&self) -> &Zone {
        &self.0.zone
    }

    /// The blocks of each weekday, Monday first, as they were given.
    #[must_use]
    pub fn week(&self) -> [Vec<Block>; 7] {
        self.0.hours.week()
    }

    /// The days on which nobody works, in order.
    #[must_use]
    pub fn holidays(&self) -> Vec<Day> {
        self.0.hours.holidays()
    }

    /// Working time since the calendar began.
    fn worked(&self, at: Timestamp) -> i64 {
        let at = at.as_millis().clamp(BEGIN, END);
        if at <= self.0.near.end {
            self.0.near.worked(&self.0.hours, at)
        } else {
            self.whole().worked(&self.0.hours, at)
        }
    }

    /// The earliest instant at which that much was worked, which is more than nothing.
    fn reached(&self, worked: i64) -> Option<i64> {
        if !self.has_working_time() {
            return None;
        }
        let near = self.0.near.reached(&self.0.hours, worked);
        near.or_else(|| self.whole().reached(&self.0.hours, worked))
    }

    fn whole(&self) -> &Table {
        let Inner { zone, hours, .. } = &*self.0;
        self.0.whole.get_or_init(|| Table::new(zone, hours, END))
    }
}

impl Table {
    /// The table up to `end`, or of everything when no clock changes after it.
    fn new(zone: &Zone, hours: &Hours, end: i64) -> Self {
        let mut table = Self {
            stretches: Vec::new(),
            end: END,
        };
        for (changed_at, offset) in zone.offsets(Timestamp::EARLIEST_EVENT) {
            let starts_at = changed_at.as_millis();
            if starts_at >= end {
                table.end = end;
                break;
            }
            let offset = offset.as_millis();
            let worked = match table.stretches.last() {
                Some(before) => before.worked(hours, starts_at),
                None => 0,
            };
            table.stretches.push(Stretch {
                starts_at,
                offset,
                worked,
                base: worked - hours.worked(starts_at + offset),
            });
        }
        table
    }

    fn worked(&self, hours: &Hours, at: i64) -> i64 {
        let next = self.stretches.partition_point(|s| s.starts_at <= at);
        self.stretches[next - 1].worked(hours, at)
    }

    fn reached(&self, hours: &Hours, worked: i64) -> Option<i64> {
        let next = self.stretches.partition_point(|s| s.worked < worked);
        let stretch = &self.stretches[next.checked_sub(1)?];
        let wall_clock = hours.reached(worked.checked_sub(stretch.base)?)?;
        Some(wall_clock - stretch.offset).filter(|at| *at <= self.end)
    }
}

impl Stretch {
    fn worked(&self, hours: &Hours, at: i64) -> i64 {
        self.base + hours.worked(at + self.offset)
    }
}

impl PartialEq for Calendar {
    fn eq(&self, other: &Self) -> bool {
        self.0.zone == other.0.zone && self.0.hours == other.0.hours
    }
}

impl Eq for Calendar {}

impl fmt::Debug for Calendar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The tables follow from these two.
        f.debug_struct("Calendar")
            .field("zone", &self.0.zone)
            .field("hours", &self.0.hours)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
