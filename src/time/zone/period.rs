//! Periods of the calendar: the day, week, month or quarter that holds an instant.
//!
//! Periods follow one another without gap or overlap. A period begins at the first instant at which the wall clock shows its first day. Where
//! the clock is then turned back over midnight, the old day is shown once more, but the new period goes on.

use super::Zone;
use crate::time::Timestamp;
use jiff::civil::Date;

/// A length of time by which people plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Period {
    /// From midnight to midnight.
    Day,
    /// Monday to Sunday, as ISO 8601 has it.
    Week,
    /// A month of the calendar.
    Month,
    /// Three months, the first from January on.
    Quarter,
}

impl Zone {
    /// The first instant of the period that holds `at`. [`Timestamp::MIN`] where the calendar has none.
    #[must_use]
    pub fn period_start(&self, period: Period, at: Timestamp) -> Timestamp {
        let start = self.first_instant(self.first_date(period, at));
        start.filter(|start| *start <= at).unwrap_or(Timestamp::MIN)
    }

    /// The first instant of the period after the one that holds `at`. [`Timestamp::MAX`] where the calendar has none.
    #[must_use]
    pub fn period_after(&self, period: Period, at: Timestamp) -> Timestamp {
        let next = period.next(self.first_date(period, at));
        next.and_then(|next| self.first_instant(next))
            .unwrap_or(Timestamp::MAX)
    }

    fn first_date(&self, period: Period, at: Timestamp) -> Date {
        let first = period.first(self.date_of(at));
        // The day that is shown may be one that is shown again.
        period
            .next(first)
            .filter(|next| self.first_instant(*next).is_some_and(|start| start <= at))
            .unwrap_or(first)
    }
}

impl Period {
    /// The first date of the period that holds a date.
    fn first(self, date: Date) -> Date {
        let (year, month) = (date.year(), date.month());
        match self {
            Self::Day => date,
            Self::Week => {
                let days = i64::from(date.weekday().to_monday_zero_offset());
                date.saturating_sub(jiff::Span::new().days(days))
            }
            Self::Month => date.first_of_month(),
            Self::Quarter => Date::constant(year, (month - 1) / 3 * 3 + 1, 1),
        }
    }

    /// The first date of the next period, given that of one; none after the year 9999.
    fn next(self, first: Date) -> Option<Date> {
        let length = match self {
            Self::Day => jiff::Span::new().days(1),
            Self::Week => jiff::Span::new().days(7),
            Self::Month => jiff::Span::new().months(1),
            Self::Quarter => jiff::Span::new().months(3),
        };
        first.checked_add(length).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Period; 4] = [Period::Day, Period::Week, Period::Month, Period::Quarter];

    #[test]
    fn a_period_begins_with_its_first_instant_on_the_wall() {
        // In universal time: an instant, the start of its period, the start of the next.
        let story = "
            UTC               day     2026-04-08T12:00 | 2026-04-08T00:00 2026-04-09T00:00
            UTC               day     2026-04-08T00:00 | 2026-04-08T00:00 2026-04-09T00:00
            UTC               week    2026-04-12T23:59 | 2026-04-06T00:00 2026-04-13T00:00
            UTC               week    2027-01-01T00:00 | 2026-12-28T00:00 2027-01-04T00:00
            UTC               month   2024-02-29T12:00 | 2024-02-01T00:00 2024-03-01T00:00
            UTC               quarter 2026-12-31T23:59 | 2026-10-01T00:00 2027-01-01T00:00
            # The clock changes within it.
            Europe/Berlin     day     2026-03-29T12:00 | 2026-03-28T23:00 2026-03-29T22:00
            Europe/Berlin     month   2026-03-31T22:00 | 2026-03-31T22:00 2026-04-30T22:00
            Europe/Berlin     quarter 2026-01-31T00:00 | 2025-12-31T23:00 2026-03-31T22:00
            # Midnight is skipped: with the hour after it, with half an hour before it, with a whole day.
            America/Sao_Paulo day     2018-11-04T12:00 | 2018-11-04T03:00 2018-11-05T02:00
            America/Toronto   day     1919-03-31T12:00 | 1919-03-31T04:30 1919-04-01T04:00
            Pacific/Apia      day     2011-12-30T09:00 | 2011-12-29T10:00 2011-12-30T10:00
            Pacific/Apia      day     2011-12-30T10:00 | 2011-12-30T10:00 2011-12-31T10:00
            # At a minute past midnight the clock goes back. The last hour is shown again, but the day has begun.
            America/St_Johns  day     2006-10-29T02:29 | 2006-10-28T02:30 2006-10-29T02:30
            America/St_Johns  day     2006-10-29T02:45 | 2006-10-29T02:30 2006-10-30T03:30
        ";
        let lines = story.lines().map(str::trim);
        for line in lines.filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let (question, answer) = line.split_once(" | ").unwrap();
            let question: Vec<&str> = question.split_whitespace().collect();
            let zone = Zone::named(question[0]).unwrap();
            let period = match question[1] {
                "day" => Period::Day,
                "week" => Period::Week,
                "month" => Period::Month,
                "quarter" => Period::Quarter,
                other => panic!("{other} is no period of this story"),
            };
            let instant = |text: &str| Timestamp::parse(&format!("{text}:00Z")).unwrap();
            let at = instant(question[2]);
            let found = [zone.period_start(period, at), zone.period_after(period, at)];
            let expected: Vec<_> = answer.split_whitespace().map(instant).collect();
            assert_eq!(found[..], expected, "{line}");
        }
    }

    #[test]
    fn periods_follow_one_another_without_gap_or_overlap() {
        for name in [
            "UTC",
            "America/St_Johns",
            "Pacific/Apia",
            "America/Sao_Paulo",
            "Asia/Beirut",
        ] {
            let zone = Zone::named(name).unwrap();
            for period in ALL {
                let mut start = Timestamp::parse("1985-01-01T00:00:00Z").unwrap();
                for _ in 0..10_000 {
                    start = zone.period_after(period, start);
                    let after = zone.period_after(period, start);
                    let last = Timestamp::from_millis(after.as_millis() - 1);
                    assert!(start < after, "{period:?} at {start} in {name}");
                    assert_eq!(
                        zone.period_start(period, start),
                        start,
                        "{period:?} in {name}"
                    );
                    assert_eq!(
                        zone.period_start(period, last),
                        start,
                        "{period:?} in {name}"
                    );
                    assert_eq!(
                        zone.period_after(period, last),
                        after,
                        "{period:?} in {name}"
                    );
                }
            }
        }
    }

    #[test]
    fn the_first_and_the_last_period_have_no_end() {
        for name in ["UTC", "Pacific/Apia", "America/Anchorage"] {
            let zone = Zone::named(name).unwrap();
            for period in ALL {
                let [first, last] = [Timestamp::MIN, Timestamp::MAX];
                assert_eq!(zone.period_start(period, first), first, "{period:?}");
                assert!(zone.period_after(period, first) > first, "{period:?}");
                assert!(zone.period_start(period, last) < last, "{period:?}");
                assert_eq!(zone.period_after(period, last), last, "{period:?}");
                let latest = Timestamp::LATEST_EVENT;
                assert!(zone.period_start(period, latest) <= latest, "{period:?}");
                assert!(zone.period_after(period, latest) > latest, "{period:?}");
            }
        }
    }
}
