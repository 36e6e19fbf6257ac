//! Stories that a sales manager can check by hand, then chance against a clock that is looked at minute by minute.

mod naive;

use super::*;
use crate::time::zone::Zone;
use jiff::Zoned;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

const OFFICE: &str = "Mon-Fri 09:00-17:00";

/// The hours of a week, in words: `Mon-Fri 09:00-12:00 13:00-17:00; Sat 10:00-14:00`.
fn week(text: &str) -> [Vec<Block>; 7] {
    let day = |name: &str| {
        let names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
        names.iter().position(|n| *n == name).unwrap()
    };
    let minute = |text: &str| {
        let (hour, minute) = text.split_once(':').unwrap();
        hour.parse::<u16>().unwrap() * 60 + minute.parse::<u16>().unwrap()
    };
    let mut week = <[Vec<Block>; 7]>::default();
    for part in text.split(';').filter(|part| !part.is_empty()) {
        let mut words = part.split_whitespace();
        let days = words.next().unwrap();
        let (first, last) = days.split_once('-').unwrap_or((days, days));
        let blocks: Vec<Block> = words
            .map(|block| {
                let (from, until) = block.split_once('-').unwrap();
                Block {
                    from: minute(from),
                    until: minute(until),
                }
            })
            .collect();
        week[day(first)..=day(last)].fill(blocks);
    }
    week
}

fn calendar(zone: &str, hours: &str, holidays: &[&str]) -> Calendar {
    let holidays = holidays.iter().map(|date| {
        let date: jiff::civil::Date = date.parse().unwrap();
        Day::of_date(date.year(), date.month(), date.day()).unwrap()
    });
    Calendar::new(Zone::named(zone).unwrap(), week(hours), holidays.collect()).unwrap()
}

/// Reads `Fri 2026-04-10 16:30`, or with the offset where that is said twice: `Sun 2026-10-25 02:30 +01:00`.
fn instant(zone: &str, text: &str) -> Timestamp {
    let millis = if text.len() > 20 {
        let zoned = Zoned::strptime("%a %Y-%m-%d %H:%M %:z", text).unwrap();
        zoned.timestamp().as_millisecond()
    } else {
        let local = DateTime::strptime("%a %Y-%m-%d %H:%M", text).unwrap();
        let zone = TimeZone::get(zone).unwrap();
        let zoned = zone.to_ambiguous_zoned(local).unambiguous().unwrap();
        zoned.timestamp().as_millisecond()
    };
    Timestamp::from_millis(millis)
}

/// As [`instant`] reads it, always with the offset.
fn said(zone: &str, at: Timestamp) -> String {
    let Ok(instant) = jiff::Timestamp::from_millisecond(at.as_millis()) else {
        return "never".to_owned();
    };
    let local = instant.to_zoned(TimeZone::get(zone).unwrap());
    local.strftime("%a %Y-%m-%d %H:%M %:z").to_string()
}

/// Reads `1 h 30 min`.
fn span(text: &str) -> Span {
    let words: Vec<&str> = text.split_whitespace().collect();
    let parts = words.chunks(2).map(|part| {
        let count: i64 = part[0].parse().unwrap();
        match part[1] {
            "h" => count * 3_600_000,
            "min" => count * 60_000,
            "ms" => count,
            unit => panic!("{unit} is no unit of these stories"),
        }
    });
    Span::from_millis(parts.sum())
}

/// Each line says `start + span = due`; what is due then must also have that span behind it.
fn check(zone: &str, hours: &str, holidays: &[&str], story: &str) {
    let calendar = calendar(zone, hours, holidays);
    for line in story.lines().map(str::trim).filter(|l| !l.is_empty()) {
        let (question, answer) = line.split_once(" = ").unwrap();
        let (start, within) = question.split_once(" + ").unwrap();
        let (start, within) = (instant(zone, start), span(within));
        let due = calendar.add(start, within);
        let said = said(zone, due);
        assert!(said.starts_with(answer), "{line}, but it is {said}");
        if due < Timestamp::MAX {
            assert_eq!(calendar.elapsed(start, due), within, "{line}");
        }
    }
}

#[test]
fn a_promise_goes_on_where_work_goes_on() {
    check(
        "Europe/Berlin",
        OFFICE,
        &[],
        "Fri 2026-04-10 16:30 + 1 h      = Mon 2026-04-13 09:30
         Wed 2026-04-08 07:00 + 2 h      = Wed 2026-04-08 11:00
         Sat 2026-04-11 16:00 + 1 h      = Mon 2026-04-13 10:00
         Wed 2026-04-08 12:00 + 40 h     = Wed 2026-04-15 12:00
         Wed 2026-04-08 09:00 + 8 h      = Wed 2026-04-08 17:00
         Wed 2026-04-08 09:00 + 0 h      = Wed 2026-04-08 09:00
         Sat 2026-04-11 12:00 + 0 h      = Sat 2026-04-11 12:00",
    );
}

#[test]
fn what_ends_with_the_working_day_is_due_then_and_not_next_morning() {
    check(
        "Europe/Berlin",
        OFFICE,
        &[],
        "Wed 2026-04-08 16:00 + 1 h       = Wed 2026-04-08 17:00
         Wed 2026-04-08 17:00 + 8 h       = Thu 2026-04-09 17:00
         Wed 2026-04-08 16:00 + 1 h 1 min = Thu 2026-04-09 09:01",
    );
}

#[test]
fn nothing_is_worked_on_a_holiday() {
    // Good Friday and Easter Monday of 2026; one of them said twice, and a Sunday that would be free anyway.
    let easter = ["2026-04-06", "2026-04-03", "2026-04-05", "2026-04-03"];
    check(
        "Europe/Berlin",
        OFFICE,
        &easter[1..],
        "Thu 2026-04-02 15:00 + 4 h = Mon 2026-04-06 11:00",
    );
    check(
        "Europe/Berlin",
        OFFICE,
        &easter,
        "Thu 2026-04-02 15:00 + 2 h   = Thu 2026-04-02 17:00
         Thu 2026-04-02 15:00 + 4 h   = Tue 2026-04-07 11:00
         Fri 2026-04-03 12:00 + 1 h   = Tue 2026-04-07 10:00
         Thu 2026-04-02 17:00 + 8 h   = Tue 2026-04-07 17:00
         Fri 2026-03-27 09:00 + 160 h = Mon 2026-04-27 17:00",
    );
}

#[test]
fn the_lunch_break_is_not_counted() {
    check(
        "America/New_York",
        "Mon-Thu 09:00-12:00 13:00-17:00; Fri 09:00-12:00; Sat 10:00-11:00",
        &[],
        "Wed 2026-04-08 11:30 + 1 h        = Wed 2026-04-08 13:30
         Wed 2026-04-08 11:30 + 30 min     = Wed 2026-04-08 12:00
         Wed 2026-04-08 12:15 + 4 h        = Wed 2026-04-08 17:00
         Thu 2026-04-09 16:00 + 4 h 30 min = Sat 2026-04-11 10:30
         Wed 2026-04-08 09:00 + 32 h       = Tue 2026-04-14 17:00",
    );
}

#[test]
fn a_night_shift_is_an_hour_shorter_when_clocks_go_forward() {
    check(
        "Europe/Berlin",
        "Sun 00:00-06:00",
        &[],
        "Sun 2026-03-29 00:00 + 2 h       = Sun 2026-03-29 03:00 +02:00
         Sun 2026-03-29 00:00 + 5 h       = Sun 2026-03-29 06:00 +02:00
         Sun 2026-03-29 00:00 + 5 h 1 min = Sun 2026-04-05 00:01 +02:00",
    );
    // Only what is left of the block counts, whichever of its ends is missing.
    check(
        "Europe/Berlin",
        "Sun 01:30-02:30",
        &[],
        "Sun 2026-03-29 01:00 + 30 min = Sun 2026-03-29 03:00 +02:00
         Sun 2026-03-29 01:00 + 31 min = Sun 2026-04-05 01:31 +02:00",
    );
    check(
        "Australia/Sydney",
        "Sun 02:30-04:00",
        &[],
        "Sun 2026-10-04 01:00 + 1 h       = Sun 2026-10-04 04:00 +11:00
         Sun 2026-10-04 01:00 + 1 h 1 min = Sun 2026-10-11 02:31 +11:00",
    );
}

#[test]
fn a_night_shift_is_an_hour_longer_when_clocks_go_back() {
    check(
        "Europe/Berlin",
        "Sun 00:00-06:00",
        &[],
        "Sun 2026-10-25 00:00 + 3 h       = Sun 2026-10-25 02:00 +01:00
         Sun 2026-10-25 00:00 + 7 h       = Sun 2026-10-25 06:00 +01:00
         Sun 2026-10-25 00:00 + 7 h 1 min = Sun 2026-11-01 00:01 +01:00",
    );
    // The half hour from two on comes again, half an hour after the block was over.
    check(
        "Australia/Sydney",
        "Sun 01:30-02:30",
        &[],
        "Sun 2026-04-05 01:00 + 1 h        = Sun 2026-04-05 02:30 +11:00
         Sun 2026-04-05 01:00 + 1 h 10 min = Sun 2026-04-05 02:10 +10:00
         Sun 2026-04-05 01:00 + 1 h 30 min = Sun 2026-04-05 02:30 +10:00",
    );
    // There it is half an hour only: what is over at two is over when two is half past one.
    check(
        "Australia/Lord_Howe",
        "Sun 01:00-02:00",
        &[],
        "Sun 2026-04-05 00:00 + 1 h        = Sun 2026-04-05 01:30 +10:30
         Sun 2026-04-05 00:00 + 1 h 30 min = Sun 2026-04-05 02:00 +10:30",
    );
}

#[test]
fn a_day_that_never_was_has_no_work() {
    check(
        "Pacific/Apia",
        "Mon-Sun 00:00-24:00",
        &[],
        "Thu 2011-12-29 23:00 + 2 h = Sat 2011-12-31 01:00",
    );
    // Midnight was skipped, then it came after an evening hour that came twice.
    check(
        "America/Sao_Paulo",
        "Sun 00:00-02:00; Sat 22:00-24:00",
        &[],
        "Sat 2018-11-03 21:00 + 3 h = Sun 2018-11-04 02:00
         Sat 2018-02-17 21:00 + 4 h = Sun 2018-02-18 01:00",
    );
}

#[test]
fn a_block_until_midnight_goes_on_with_the_next_day() {
    check(
        "Europe/Berlin",
        "Mon 22:00-24:00; Tue 00:00-06:00; Sun 22:00-24:00",
        &[],
        "Mon 2026-04-06 23:00 + 2 h = Tue 2026-04-07 01:00
         Mon 2026-04-06 23:00 + 1 h = Tue 2026-04-07 00:00
         Sun 2026-04-12 23:00 + 1 h = Mon 2026-04-13 00:00",
    );
    let always = calendar("Europe/Berlin", "Mon-Sun 00:00-09:30 09:30-24:00", &[]);
    let start = instant("Europe/Berlin", "Wed 1998-04-08 16:00");
    let years = Span::from_days(10_000);
    assert_eq!(always.add(start, years), start + years);
    assert_eq!(always.next_working(start), start);
}

#[test]
fn a_hold_ends_with_the_next_working_instant() {
    let zone = "Europe/Berlin";
    let calendar = calendar(zone, OFFICE, &["2026-04-03"]);
    for (at, next) in [
        ("Wed 2026-04-08 12:00", "Wed 2026-04-08 12:00"),
        ("Wed 2026-04-08 09:00", "Wed 2026-04-08 09:00"),
        ("Wed 2026-04-08 08:59", "Wed 2026-04-08 09:00"),
        ("Wed 2026-04-08 17:00", "Thu 2026-04-09 09:00"),
        ("Thu 2026-04-02 17:00", "Mon 2026-04-06 09:00"),
        ("Fri 2026-04-03 12:00", "Mon 2026-04-06 09:00"),
    ] {
        let (start, expected) = (instant(zone, at), instant(zone, next));
        assert_eq!(calendar.next_working(start), expected, "{at}");
        assert_eq!(calendar.is_working(start), at == next, "{at}");
    }
    let last = instant(zone, "Wed 2026-04-08 17:00") - Span::from_millis(1);
    assert!(calendar.is_working(last));
}

#[test]
fn where_nobody_works_nothing_is_ever_due() {
    let calendar = calendar("Europe/Berlin", "", &["2026-04-03"]);
    assert!(!calendar.has_working_time());
    let at = instant("Europe/Berlin", "Wed 2026-04-08 12:00");
    assert_eq!(calendar.add(at, Span::ZERO), at);
    assert_eq!(calendar.add(at, Span::from_millis(1)), Timestamp::MAX);
    assert_eq!(calendar.next_working(at), Timestamp::MAX);
    assert!(!calendar.is_working(at) && !calendar.is_working(Timestamp::MAX));
    let ever = calendar.elapsed(Timestamp::MIN, Timestamp::MAX);
    assert_eq!(ever, Span::ZERO);
}

#[test]
fn the_ends_of_time_have_an_answer() {
    let (first, last) = (Timestamp::EARLIEST_EVENT, Timestamp::LATEST_EVENT);
    let longest = Span::from_millis(i64::MAX);
    for zone in ["UTC", "Europe/Berlin", "Pacific/Apia"] {
        let office = calendar(zone, OFFICE, &["0001-01-01", "9999-12-31", "-009999-01-03"]);
        let ever = office.elapsed(Timestamp::MIN, Timestamp::MAX);
        assert_eq!(ever, office.elapsed(first, last), "{zone}");
        let due = office.add(Timestamp::MIN, ever);
        assert!(due > first && due < last, "{zone}: {due}");
        assert_eq!(office.elapsed(Timestamp::MIN, due), ever, "{zone}");
        let more = Span::from_millis(ever.as_millis() + 1);
        assert_eq!(office.add(Timestamp::MIN, more), Timestamp::MAX, "{zone}");
        for at in [Timestamp::MIN, first, last, Timestamp::MAX] {
            assert_eq!(office.add(at, longest), Timestamp::MAX, "{zone}");
            assert_eq!(office.add(at, Span::from_millis(i64::MIN)), at, "{zone}");
            assert_eq!(office.elapsed(at, at), Span::ZERO, "{zone}");
            assert!(!office.is_working(at), "{zone}");
        }
        assert_eq!(office.next_working(Timestamp::MAX), Timestamp::MAX);
        assert_eq!(office.next_working(last), Timestamp::MAX);
        assert!(office.next_working(Timestamp::MIN) > first);
    }
    let tick = Span::from_millis(1);
    let always = calendar("UTC", "Mon-Sun 00:00-24:00", &[]);
    assert_eq!(always.next_working(Timestamp::MIN), first);
    assert_eq!(always.next_working(last), last);
    assert_eq!(always.add(last - tick, tick), last);
    assert_eq!(always.add(last, tick), Timestamp::MAX);
}

#[test]
fn blocks_that_cannot_be_are_refused_with_a_sentence() {
    let refused = |hours: &str| {
        Calendar::new(Zone::utc(), week(hours), Vec::new()).expect_err("this must be refused")
    };
    for (hours, why) in [
        (
            "Tue 12:00-12:00",
            "a block of Tuesday does not end after it begins",
        ),
        (
            "Wed 17:00-09:00",
            "a block of Wednesday does not end after it begins",
        ),
        ("Sun 23:00-24:01", "a block of Sunday ends after midnight"),
        (
            "Mon 09:00-12:00 11:59-17:00",
            "a block of Monday begins before the one before it has ended",
        ),
        (
            "Mon 13:00-17:00 09:00-12:00",
            "a block of Monday begins before the one before it has ended",
        ),
    ] {
        assert_eq!(refused(hours), why, "{hours}");
    }
}

#[test]
fn calendars_are_the_same_when_their_zone_and_hours_are() {
    let berlin = calendar("Europe/Berlin", OFFICE, &["2026-04-03"]);
    assert_eq!(berlin, calendar("Europe/Berlin", OFFICE, &["2026-04-03"]));
    assert_ne!(berlin, calendar("Europe/Paris", OFFICE, &["2026-04-03"]));
    assert_ne!(berlin, calendar("Europe/Berlin", OFFICE, &[]));
    assert!(format!("{berlin:?}").len() < 2000);
    assert_eq!(berlin.zone(), &Zone::named("Europe/Berlin").unwrap());
}

#[test]
fn a_calendar_tells_the_hours_and_holidays_it_was_made_of() {
    let hours = "Mon 09:00-12:00 13:00-24:00; Sun 00:00-06:00";
    let calendar = calendar("Europe/Berlin", hours, &["2026-12-25", "2026-04-03"]);
    assert_eq!(calendar.week(), week(hours));
    let holidays: Vec<_> = calendar
        .holidays()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(holidays, ["2026-04-03", "2026-12-25"]);
}
