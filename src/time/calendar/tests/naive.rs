//! Chance against the naive way: look at the wall clock at every step of a window of time, and count.
//!
//! Windows lie around clock changes of zones with odd habits. In them every answer is compared; across all of time only the laws are.

use super::super::*;
use jiff::tz::TimeZone;

/// Chance from a seed (splitmix64).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: i64) -> i64 {
        (self.next() % bound as u64) as i64
    }
}

/// Around which day a zone is looked at, and how often: its offsets are whole steps.
const WINDOWS: [(&str, &str, i64); 20] = [
    ("Europe/Berlin", "2026-03-29", 60_000),
    ("Europe/Berlin", "2026-10-25", 60_000),
    // Where the near table ends, and far beyond it.
    ("Europe/Berlin", "2099-12-31", 60_000),
    ("Europe/Berlin", "2735-03-27", 60_000),
    ("Australia/Sydney", "2026-04-05", 60_000),
    ("Australia/Sydney", "2026-10-04", 60_000),
    ("Australia/Lord_Howe", "2026-04-05", 60_000),
    ("Australia/Lord_Howe", "2026-10-04", 60_000),
    // Changes at midnight, in both directions.
    ("America/Sao_Paulo", "2018-02-18", 60_000),
    ("America/Sao_Paulo", "2018-11-04", 60_000),
    ("Asia/Beirut", "2023-03-30", 60_000),
    ("Africa/Cairo", "2026-10-30", 60_000),
    // The clock goes back from one minute after midnight, so that a day begins twice.
    ("America/St_Johns", "2006-10-29", 60_000),
    // Days that never were.
    ("Pacific/Apia", "2011-12-30", 60_000),
    ("Pacific/Kwajalein", "1993-08-21", 60_000),
    // Out of step with hours, or with minutes.
    ("Asia/Kathmandu", "1986-01-01", 60_000),
    ("Africa/Monrovia", "1972-01-07", 1_000),
    ("Europe/Amsterdam", "1937-07-01", 1_000),
    ("Africa/Casablanca", "2026-02-15", 60_000),
    ("UTC", "1970-01-01", 60_000),
];

/// A week and holidays at random, some of them on the days around `today`.
struct Plan {
    week: [Vec<Block>; 7],
    holidays: Vec<Day>,
}

fn plan(random: &mut Random, today: jiff::civil::Date) -> Plan {
    // Ends at whole quarters of an hour meet the clock changes often; sometimes there are others.
    let grain = [1, 15, 30][random.below(3) as usize];
    let week = std::array::from_fn(|_| {
        let mut ends: Vec<u16> = (0..random.below(4) * 2)
            .map(|_| (random.below(1440 / grain + 1) * grain) as u16)
            .collect();
        ends.sort_unstable();
        ends.dedup();
        let blocks = ends.chunks_exact(2).map(|ends| Block {
            from: ends[0],
            until: ends[1],
        });
        blocks.collect()
    });
    let holidays = (0..random.below(5)).map(|_| {
        let date = today.saturating_add(jiff::Span::new().days(random.below(13) - 6));
        Day::of_date(date.year(), date.month(), date.day()).unwrap()
    });
    Plan {
        holidays: holidays.collect(),
        week,
    }
}

/// Which steps of a window are working time, by the wall clock alone.
struct Naive {
    starts_at: i64,
    step: i64,
    working: Vec<bool>,
}

impl Naive {
    fn look(zone: &TimeZone, plan: &Plan, starts_at: i64, step: i64, steps: i64) -> Self {
        let working = (0..steps).map(|n| {
            let instant = jiff::Timestamp::from_millisecond(starts_at + n * step).unwrap();
            let local = zone.to_datetime(instant);
            let minute = local.hour() as u16 * 60 + local.minute() as u16;
            let today = Day::of_date(local.year(), local.month(), local.day()).unwrap();
            let weekday = local.weekday().to_monday_zero_offset() as usize;
            let in_block = |block: &Block| (block.from..block.until).contains(&minute);
            plan.week[weekday].iter().any(in_block) && !plan.holidays.contains(&today)
        });
        Self {
            starts_at,
            step,
            working: working.collect(),
        }
    }

    /// The parts of the window's steps that are worked from `from` on.
    fn worked_from(&self, from: i64) -> impl Iterator<Item = (i64, i64)> {
        let past = (from - self.starts_at) / self.step;
        (past..self.working.len() as i64)
            .filter(|n| self.working[*n as usize])
            .map(move |n| {
                let begins = self.starts_at + n * self.step;
                (begins.max(from), begins + self.step)
            })
    }

    fn elapsed(&self, from: i64, until: i64) -> i64 {
        self.worked_from(from)
            .take_while(|(begins, _)| *begins < until)
            .map(|(begins, ends)| ends.min(until) - begins)
            .sum()
    }

    /// None when it is not over within the window.
    fn add(&self, start: i64, span: i64) -> Option<i64> {
        let mut left = span;
        for (begins, ends) in self.worked_from(start) {
            if left <= ends - begins {
                return Some(begins + left);
            }
            left -= ends - begins;
        }
        None
    }
}

/// One calendar in one window, asked many times.
fn compare(seed: u64, (name, date, step): (&str, &str, i64)) {
    let mut random = Random(seed);
    let context = format!("seed {seed}, {name} around {date}");
    let today: jiff::civil::Date = date.parse().unwrap();
    let zone = TimeZone::get(name).unwrap();
    let plan = plan(&mut random, today);
    // Ten days where minutes are looked at, so that every weekday is on both sides; three where it is seconds.
    let days = if step == 1_000 { 3 } else { 10 };
    let steps = days * 86_400_000 / step;
    let noon = today.at(12, 0, 0, 0).to_zoned(TimeZone::UTC).unwrap();
    let starts_at = noon.timestamp().as_millisecond() - steps / 2 * step;
    let naive = Naive::look(&zone, &plan, starts_at, step, steps);
    let calendar =
        Calendar::new(Zone::named(name).unwrap(), plan.week, plan.holidays).expect(&context);
    let length = steps * step;
    for _ in 0..40 {
        // Half of the instants are at whole minutes, where things begin and end.
        let grain = [1, 60_000][random.below(2) as usize];
        let pick = |random: &mut Random| starts_at + random.below(length / grain) * grain;
        let (from, until) = (pick(&mut random), pick(&mut random));
        let at = Timestamp::from_millis;
        let context = format!("{context}, from {} to {}", at(from), at(until));
        let elapsed = calendar.elapsed(at(from), at(until)).as_millis();
        assert_eq!(elapsed, naive.elapsed(from, until), "{context}");
        let asked = Span::from_millis(until - from).max(Span::ZERO);
        for span in [Span::from_millis(elapsed), asked] {
            let due = calendar.add(at(from), span);
            match naive.add(from, span.as_millis()) {
                _ if span == Span::ZERO => assert_eq!(due, at(from), "{context}"),
                Some(expected) => assert_eq!(due, at(expected), "{context}, span {span}"),
                None => assert!(due > at(starts_at + length), "{context}, span {span}"),
            }
        }
        let next = naive.worked_from(from).next().map(|(begins, _)| begins);
        match next {
            Some(next) => assert_eq!(calendar.next_working(at(from)), at(next), "{context}"),
            None => assert!(calendar.next_working(at(from)) >= at(starts_at + length)),
        }
        assert_eq!(
            calendar.is_working(at(from)),
            next == Some(from),
            "{context}"
        );
    }
}

#[test]
fn the_wall_clock_looked_at_minute_by_minute_says_the_same() {
    for round in 0..6 {
        for (seed, window) in (round * 100..).zip(WINDOWS) {
            compare(seed, window);
        }
    }
}

#[test]
fn a_span_added_has_elapsed_and_not_a_millisecond_earlier() {
    let first = Timestamp::EARLIEST_EVENT.as_millis();
    let all = Timestamp::LATEST_EVENT.as_millis() - first;
    for (seed, (name, date, _)) in (1000..).zip(WINDOWS) {
        let mut random = Random(seed);
        let plan = plan(&mut random, date.parse().unwrap());
        let zone = Zone::named(name).unwrap();
        let calendar = Calendar::new(zone, plan.week, plan.holidays).unwrap();
        for _ in 0..500 {
            // From milliseconds to millennia.
            let range = all >> random.below(48);
            let span = Span::from_millis(random.below(range) + 1);
            let start = Timestamp::from_millis(first + random.below(all));
            let context = format!("seed {seed}, {name}, from {start}, span {span}");
            let due = calendar.add(start, span);
            if due == Timestamp::MAX {
                let left = calendar.elapsed(start, Timestamp::MAX);
                assert!(left < span, "{context}");
                continue;
            }
            assert_eq!(calendar.elapsed(start, due), span, "{context}");
            let tick = Span::from_millis(1);
            let before = calendar.elapsed(start, due - tick);
            assert_eq!(before.as_millis() + 1, span.as_millis(), "{context}");
            let middle = start + Span::from_millis(random.below((due - start).as_millis()));
            let halves = [(start, middle), (middle, due)].map(|(a, b)| calendar.elapsed(a, b));
            let sum: i64 = halves.iter().map(|half| half.as_millis()).sum();
            assert_eq!(sum, span.as_millis(), "{context}");
        }
    }
}
