//! Working time and calendar periods, slow and obvious: local days are walked one by one, and the hours of each are laid over the clock.
//!
//! Nothing here asks the engine's calendar how long anything takes; it only tells its zone, its hours and its holidays.

use jiff::civil::Date;
use leadfold::time::calendar::Calendar;
use leadfold::time::zone::{Day, Period, Zone};
use leadfold::time::{Span, Timestamp};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// What the wall clock shows: from the first instant on, so much later than universal time; in order.
type Offsets = Rc<Vec<(i64, i64)>>;

/// How much of the time from `from` to `until` counts: all of it, or what a calendar calls working time.
pub(crate) fn elapsed(calendar: Option<&Calendar>, from: Timestamp, until: Timestamp) -> Span {
    if until <= from {
        return Span::ZERO;
    }
    let Some(calendar) = calendar else {
        return until - from;
    };
    let worked = working(calendar, from.as_millis(), until.as_millis());
    Span::from_millis(worked.iter().map(|(begin, end)| end - begin).sum())
}

/// C9: the earliest instant at which so much has been counted since `start`; [`Timestamp::MAX`] when it never comes to that.
pub(crate) fn add(calendar: Option<&Calendar>, start: Timestamp, span: Span) -> Timestamp {
    let Some(calendar) = calendar else {
        return start + span;
    };
    if span == Span::ZERO {
        return start;
    }
    let mut left = span.as_millis();
    for (begin, end) in onwards(calendar, start.as_millis()) {
        if end - begin >= left {
            return Timestamp::from_millis(begin + left);
        }
        left -= end - begin;
    }
    Timestamp::MAX
}

/// The instant itself if it is working time, else the next that is (C3).
pub(crate) fn next_working(calendar: Option<&Calendar>, at: Timestamp) -> Timestamp {
    let Some(calendar) = calendar else {
        return at;
    };
    let next = onwards(calendar, at.as_millis()).next();
    next.map_or(Timestamp::MAX, |(begin, _)| Timestamp::from_millis(begin))
}

/// S7: when the day, ISO week, month or quarter of an instant began. Where a clock is turned back over midnight the old day is shown once more,
/// but the new one goes on.
pub(crate) fn period_start(zone: &Zone, period: Period, at: Timestamp) -> Timestamp {
    let at = at.as_millis();
    let minutes_back = (0..180).map(|minutes| at - minutes * MINUTE);
    let day = minutes_back
        .map(|instant| local_day(zone, instant))
        .max()
        .expect("three hours have minutes");
    let date = date_of(day);
    let first_of_month = |month: i8| days_to(Date::constant(date.year(), month, 1));
    let first = match period {
        Period::Day => day,
        Period::Week => day - weekday(day),
        Period::Month => first_of_month(date.month()),
        Period::Quarter => first_of_month((date.month() - 1) / 3 * 3 + 1),
    };
    Timestamp::from_millis(first_shown(zone, first))
}

/// The first instant at which the wall clock shows that day, or a later one where the day itself was skipped.
fn first_shown(zone: &Zone, day: i64) -> i64 {
    let is_shown = |&instant: &i64| local_day(zone, instant) >= day;
    // No zone is more than 15 hours ahead.
    let hours = (0..48).map(|hour| day * DAY - 15 * HOUR + hour * HOUR);
    let after = hours.clone().find(is_shown).unwrap_or(day * DAY);
    let minutes = (0..=180).map(|minute| after - 180 * MINUTE + minute * MINUTE);
    minutes.clone().find(is_shown).unwrap_or(after)
}

/// All working time from an instant on, a few weeks at a time.
fn onwards(calendar: &Calendar, from: i64) -> impl Iterator<Item = (i64, i64)> + '_ {
    const WEEKS: i64 = 21 * DAY;
    let is_ever_open = calendar.week().iter().any(|blocks| !blocks.is_empty());
    let stretches = if is_ever_open { 20_000 } else { 0 };
    (0..stretches).flat_map(move |stretch| {
        let begin = from + stretch * WEEKS;
        working(calendar, begin, begin + WEEKS)
    })
}

/// The working time in `from..until`, in order: every instant whose local wall clock lies in a block of its weekday, on a day that is no
/// holiday.
fn working(calendar: &Calendar, from: i64, until: i64) -> Vec<(i64, i64)> {
    let holidays: Vec<i64> = calendar.holidays().iter().map(|day| number(*day)).collect();
    let mut worked = Vec::new();
    let offsets = offsets(calendar.zone());
    for (place, (begins, offset)) in offsets.iter().enumerate() {
        let ends = offsets.get(place + 1).map_or(i64::MAX, |(next, _)| *next);
        let (begin, end) = (from.max(*begins), until.min(ends));
        if begin >= end {
            continue;
        }
        // As long as the offset stays, the wall clock runs evenly.
        for day in (begin + offset).div_euclid(DAY)..=(end + offset).div_euclid(DAY) {
            if holidays.contains(&day) {
                continue;
            }
            for block in &calendar.week()[usize::try_from(weekday(day)).expect("0 to 6")] {
                let wall = |minutes: u16| day * DAY + i64::from(minutes) * MINUTE - offset;
                let (opens, closes) = (wall(block.from).max(begin), wall(block.until).min(end));
                if opens < closes {
                    worked.push((opens, closes));
                }
            }
        }
    }
    worked
}

fn local_day(zone: &Zone, instant: i64) -> i64 {
    let offsets = offsets(zone);
    let later = offsets.partition_point(|(begins, _)| *begins <= instant);
    (instant + offsets[later.saturating_sub(1)].1).div_euclid(DAY)
}

/// The zone's clock changes, from long before to long after every story.
fn offsets(zone: &Zone) -> Offsets {
    thread_local! {
        static KNOWN: RefCell<BTreeMap<String, Offsets>> = const { RefCell::new(BTreeMap::new()) };
    }
    KNOWN.with_borrow_mut(|known| {
        if let Some(found) = known.get(zone.name()) {
            return Rc::clone(found);
        }
        let zone_of_name = jiff::tz::TimeZone::get(zone.name()).expect("a zone that was read");
        let year = |year: i64| jiff::Timestamp::from_second((year - 1970) * 31_556_952);
        let begin = year(1900).expect("within the calendar");
        let end = year(2600).expect("within the calendar");
        let millis = |seconds: i32| i64::from(seconds) * 1000;
        let mut changes = vec![(i64::MIN, millis(zone_of_name.to_offset(begin).seconds()))];
        for change in zone_of_name.following(begin) {
            if change.timestamp() > end {
                break;
            }
            let at = change.timestamp().as_millisecond();
            changes.push((at, millis(change.offset().seconds())));
        }
        let changes = Rc::new(changes);
        known.insert(zone.name().to_owned(), Rc::clone(&changes));
        changes
    })
}

/// Days since 1970-01-01.
fn number(day: Day) -> i64 {
    day.since(Zone::utc().day_of(Timestamp::from_millis(0)))
}

/// Monday is 0; 1970 began on a Thursday.
const fn weekday(day: i64) -> i64 {
    (day + 3).rem_euclid(7)
}

fn date_of(day: i64) -> Date {
    Date::constant(1970, 1, 1).saturating_add(jiff::Span::new().days(day))
}

fn days_to(date: Date) -> i64 {
    let since = Date::constant(1970, 1, 1).until(date);
    since.expect("within the calendar").get_days().into()
}

#[cfg(test)]
mod tests {
    use super::{add, elapsed, next_working, period_start};
    use leadfold::time::calendar::{Block, Calendar};
    use leadfold::time::zone::{Day, Period, Zone};
    use leadfold::time::{Span, Timestamp};

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).unwrap()
    }

    /// Monday to Friday from nine to five, with a break at noon, but not on Good Friday.
    fn office(zone: &str) -> Calendar {
        let block = |from: u16, until: u16| Block {
            from: from * 60,
            until: until * 60,
        };
        let day = vec![block(9, 12), block(13, 17)];
        let week = [0, 1, 2, 3, 4, 5, 6].map(|weekday| match weekday {
            0..5 => day.clone(),
            _ => Vec::new(),
        });
        let holidays = vec![Day::of_date(2026, 4, 3).unwrap()];
        Calendar::new(Zone::named(zone).unwrap(), week, holidays).unwrap()
    }

    #[test]
    fn what_is_left_on_friday_goes_on_after_the_weekend_c9() {
        let office = office("UTC");
        let later = |start: &str, minutes| {
            let due = add(Some(&office), at(start), Span::from_mins(minutes));
            let counted = elapsed(Some(&office), at(start), due);
            assert_eq!(counted, Span::from_mins(minutes));
            due.to_string()
        };
        assert_eq!(
            later("2026-03-06T16:30:00Z", 60),
            "2026-03-09T09:30:00.000Z"
        );
        assert_eq!(
            later("2026-03-06T16:30:00Z", 30),
            "2026-03-06T17:00:00.000Z"
        );
        assert_eq!(
            later("2026-03-07T16:00:00Z", 60),
            "2026-03-09T10:00:00.000Z"
        );
        // Good Friday is a holiday, and lunch is lunch.
        assert_eq!(
            later("2026-04-02T16:00:00Z", 300),
            "2026-04-06T14:00:00.000Z"
        );
        let next = next_working(Some(&office), at("2026-04-02T17:00:00Z"));
        assert_eq!(next, at("2026-04-06T09:00:00Z"));
    }

    #[test]
    fn a_missing_hour_is_missing_and_a_doubled_one_counts_twice_c9() {
        let week = [0; 7].map(|_| {
            vec![Block {
                from: 0,
                until: 240,
            }]
        });
        let nights = Calendar::new(Zone::named("Europe/Berlin").unwrap(), week, Vec::new());
        let nights = nights.unwrap();
        let counted = |from: &str, until: &str| elapsed(Some(&nights), at(from), at(until));
        let hours = Span::from_hours;
        assert_eq!(
            counted("2026-03-28T12:00:00Z", "2026-03-29T12:00:00Z"),
            hours(3)
        );
        assert_eq!(
            counted("2026-10-24T12:00:00Z", "2026-10-25T12:00:00Z"),
            hours(5)
        );
    }

    #[test]
    fn periods_begin_with_their_first_local_day_s7() {
        let zone = Zone::named("America/New_York").unwrap();
        let start = |period, text: &str| period_start(&zone, period, at(text)).to_string();
        let instant = "2026-03-11T03:59:59Z";
        assert_eq!(start(Period::Day, instant), "2026-03-10T04:00:00.000Z");
        // The clocks went forward on Sunday the 8th.
        assert_eq!(start(Period::Week, instant), "2026-03-09T04:00:00.000Z");
        assert_eq!(start(Period::Month, instant), "2026-03-01T05:00:00.000Z");
        assert_eq!(start(Period::Quarter, instant), "2026-01-01T05:00:00.000Z");
    }
}
