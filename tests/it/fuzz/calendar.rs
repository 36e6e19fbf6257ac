//! Calendars that nobody would keep, at instants that nobody lives in: the laws of working time hold all the same (C9, law 7).

use super::target;
use crate::simulation::random::Random;
use leadfold::time::calendar::{Block, Calendar};
use leadfold::time::zone::{Day, Zone};
use leadfold::time::{Span, Timestamp};

const ZONES: [&str; 8] = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Pacific/Apia",
    "America/Sao_Paulo",
    "Africa/Monrovia",
];

fn calendar(random: &mut Random) -> Result<Calendar, String> {
    let mut week: [Vec<Block>; 7] = Default::default();
    for day in &mut week {
        let mut minutes: Vec<u16> = (0..2 * random.below(4))
            .map(|_| u16::try_from(random.below(1441)).unwrap())
            .collect();
        if random.percent(97) {
            minutes.sort_unstable();
            minutes.dedup();
        }
        let blocks = minutes.chunks_exact(2);
        day.extend(blocks.map(|pair| Block {
            from: pair[0],
            until: pair[1],
        }));
    }
    let mut holidays = Vec::new();
    for _ in 0..random.below(6) {
        let (year, month, day) = (
            i16::try_from(random.between(1900, 2100)).unwrap(),
            i8::try_from(random.between(0, 13)).unwrap(),
            i8::try_from(random.between(0, 32)).unwrap(),
        );
        holidays.extend(Day::of_date(year, month, day));
    }
    let zone = Zone::named(random.pick(&ZONES))?;
    Calendar::new(zone, week, holidays)
}

fn instant(random: &mut Random) -> Timestamp {
    match random.below(10) {
        0 => Timestamp::MIN,
        1 => Timestamp::MAX,
        2 => Timestamp::EARLIEST_EVENT,
        3 => Timestamp::LATEST_EVENT,
        _ => Timestamp::from_millis(random.between(-3_000_000_000_000, 6_000_000_000_000)),
    }
}

#[test]
fn whatever_a_calendar_says_its_laws_hold() {
    let mut accepted = 0;
    target("calendar", 3000, |random| {
        let Ok(calendar) = calendar(random) else {
            return;
        };
        accepted += 1;
        let start = instant(random);
        let span = Span::from_millis(random.between(0, 400 * 86_400_000));
        let due_at = calendar.add(start, span);
        if due_at == Timestamp::MAX {
            return;
        }
        assert_eq!(calendar.elapsed(start, due_at), span, "C9: it has elapsed");
        if span > Span::ZERO {
            let before = due_at - Span::from_millis(1);
            assert!(calendar.elapsed(start, before) < span, "C9: not earlier");
        }
        let middle = Timestamp::from_millis(i64::midpoint(start.as_millis(), due_at.as_millis()));
        let parts = calendar.elapsed(start, middle).as_millis()
            + calendar.elapsed(middle, due_at).as_millis();
        assert_eq!(parts, span.as_millis(), "parts add up");
    });
    // One seed alone says nothing about the share.
    assert_ne!(accepted, 0, "none can be kept");
}
