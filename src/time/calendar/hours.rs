//! Working hours of a wall clock that never changes: weeks of blocks, without the holidays.
//!
//! Here an instant is what the wall clock shows, as milliseconds since it showed the beginning of 1970. Every day has 24 hours, every week is the
//! same, so the working time up to an instant is a division and two short searches, however far away it is. Clock changes are the concern of the
//! [calendar](super).

use super::Block;
use crate::time::zone::Day;

const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;
const WEEK: i64 = 7 * DAY;
/// 1970 began on a Thursday.
const FIRST_MONDAY: i64 = 4 * DAY;
const WEEKDAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Hours {
    /// The blocks of a week, in order.
    blocks: Vec<Shift>,
    /// The working time of a week without holidays.
    weekly: i64,
    /// In order, each day once.
    holidays: Vec<Holiday>,
}

/// A block, as part of its week.
#[derive(Debug, PartialEq, Eq)]
struct Shift {
    /// Since the week began.
    from: i64,
    until: i64,
    /// Working time of the week before it.
    worked: i64,
}

/// A day on which nobody works. What would have been worked is counted and taken away again, so that all weeks can be the same.
#[derive(Debug, PartialEq, Eq)]
struct Holiday {
    starts_at: i64,
    /// What is taken away by holidays before it.
    lost: i64,
    /// Working time up to its start and to its end if there were no holidays.
    regular_start: i64,
    regular_end: i64,
}

impl Hours {
    pub(super) fn new(week: &[Vec<Block>; 7], mut days: Vec<Day>) -> Result<Self, String> {
        let (blocks, weekly) = shifts(week)?;
        let mut hours = Self {
            blocks,
            weekly,
            holidays: Vec::new(),
        };
        days.sort_unstable();
        days.dedup();
        let mut lost = 0;
        for day in days {
            let starts_at = day.midnight();
            let holiday = Holiday {
                starts_at,
                lost,
                regular_start: hours.regular(starts_at),
                regular_end: hours.regular(starts_at + DAY),
            };
            lost = holiday.lost_after();
            hours.holidays.push(holiday);
        }
        Ok(hours)
    }

    pub(super) const fn has_working_time(&self) -> bool {
        self.weekly > 0
    }

    /// Working time up to an instant, from a fixed one long ago or to come: only differences mean something.
    pub(super) fn worked(&self, at: i64) -> i64 {
        let regular = self.regular(at);
        let begun = self.holidays.partition_point(|h| h.starts_at <= at);
        let Some(holiday) = begun.checked_sub(1).map(|last| &self.holidays[last]) else {
            return regular;
        };
        regular - holiday.lost - (regular.min(holiday.regular_end) - holiday.regular_start)
    }

    /// The earliest instant at which [`worked`](Self::worked) is that much. None when nobody ever works.
    pub(super) fn reached(&self, worked: i64) -> Option<i64> {
        // A holiday before which less was worked is over: nothing is added while it lasts.
        let over = self
            .holidays
            .partition_point(|h| h.regular_start - h.lost < worked);
        let lost = over
            .checked_sub(1)
            .map_or(0, |last| self.holidays[last].lost_after());
        // The end of one week's work is reached in that week, not at the start of the next: hence the one less and the one more.
        let before = worked.checked_add(lost)?.checked_sub(1)?;
        let weeks = before.checked_div_euclid(self.weekly)?;
        let rest = before.checked_rem_euclid(self.weekly)? + 1;
        let begun = self.blocks.partition_point(|shift| shift.worked < rest);
        let shift = &self.blocks[begun - 1];
        let monday = weeks.checked_mul(WEEK)?.checked_add(FIRST_MONDAY)?;
        monday.checked_add(shift.from + rest - shift.worked)
    }

    /// The blocks it was made of.
    pub(super) fn week(&self) -> [Vec<Block>; 7] {
        let mut week: [Vec<Block>; 7] = Default::default();
        for shift in &self.blocks {
            let midnight = shift.from - shift.from % DAY;
            // Less than a week and at most a day, in minutes.
            let minute = |at: i64| ((at - midnight) / MINUTE) as u16;
            week[(midnight / DAY) as usize].push(Block {
                from: minute(shift.from),
                until: minute(shift.until),
            });
        }
        week
    }

    /// The days it was made of, in order.
    pub(super) fn holidays(&self) -> Vec<Day> {
        let days = self.holidays.iter();
        days.map(|holiday| Day::of_midnight(holiday.starts_at))
            .collect()
    }

    /// What [`worked`](Self::worked) would be without holidays.
    fn regular(&self, at: i64) -> i64 {
        let since = at - FIRST_MONDAY;
        let rest = since.rem_euclid(WEEK);
        let begun = self.blocks.partition_point(|shift| shift.from <= rest);
        let within = begun.checked_sub(1).map_or(0, |last| {
            let shift = &self.blocks[last];
            shift.worked + rest.min(shift.until) - shift.from
        });
        since.div_euclid(WEEK) * self.weekly + within
    }
}

impl Holiday {
    const fn lost_after(&self) -> i64 {
        self.lost + self.regular_end - self.regular_start
    }
}

/// The blocks as parts of the week, and their sum.
fn shifts(week: &[Vec<Block>; 7]) -> Result<(Vec<Shift>, i64), String> {
    let mut shifts = Vec::new();
    let mut worked = 0;
    for ((blocks, name), midnight) in week.iter().zip(WEEKDAYS).zip((0..).step_by(DAY as usize)) {
        let mut free_from = 0;
        for block in blocks {
            if block.from >= block.until {
                return Err(format!("a block of {name} does not end after it begins"));
            }
            if block.until > 1440 {
                return Err(format!("a block of {name} ends after midnight"));
            }
            if block.from < free_from {
                return Err(format!(
                    "a block of {name} begins before the one before it has ended"
                ));
            }
            free_from = block.until;
            let from = midnight + i64::from(block.from) * MINUTE;
            let until = midnight + i64::from(block.until) * MINUTE;
            shifts.push(Shift {
                from,
                until,
                worked,
            });
            worked += until - from;
        }
    }
    Ok((shifts, worked))
}
