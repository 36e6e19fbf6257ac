//! What the clock on the wall shows at an instant, and at which instants it shows that: for texts that people write and read.

use super::{Day, Zone, within_calendar};
use crate::time::{Span, Timestamp};
use jiff::tz::{AmbiguousOffset, Offset};

const DAY: i64 = 86_400_000;

impl Zone {
    /// The day and the time since midnight that the wall clock shows here.
    #[must_use]
    pub fn local_time(&self, instant: Timestamp) -> (Day, Span) {
        let shown = instant.as_millis() + self.offset_at(instant).as_millis();
        // Instants of the calendar, so the days fit.
        let day = i32::try_from(shown.div_euclid(DAY)).unwrap_or(i32::MAX);
        (Day(day), Span::from_millis(shown.rem_euclid(DAY)))
    }

    /// The instants at which the wall clock shows that: none where a clock change skips it, two where it comes twice.
    #[must_use]
    pub fn instants_of(&self, day: Day, since_midnight: Span) -> Vec<Timestamp> {
        let shown = Timestamp::from_millis(i64::from(day.0) * DAY) + since_midnight;
        let local = jiff::tz::TimeZone::UTC.to_datetime(within_calendar(shown));
        let at = |offset: Offset| shown - span_of(offset);
        match self.0.to_ambiguous_timestamp(local).offset() {
            AmbiguousOffset::Unambiguous { offset } => vec![at(offset)],
            AmbiguousOffset::Gap { .. } => Vec::new(),
            AmbiguousOffset::Fold { before, after } => vec![at(before), at(after)],
        }
    }

    /// What must be added to universal time to have the time here.
    #[must_use]
    pub fn offset_at(&self, instant: Timestamp) -> Span {
        span_of(self.0.to_offset(within_calendar(instant)))
    }
}

fn span_of(offset: Offset) -> Span {
    Span::from_secs(offset.seconds().into())
}

impl Day {
    /// The day so many days later; earlier for a negative number.
    #[must_use]
    pub const fn plus(self, days: i32) -> Self {
        Self(self.0.saturating_add(days))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(zone: &str, date: (i16, i8, i8), minutes: i64) -> String {
        let zone = Zone::named(zone).unwrap();
        let day = Day::of_date(date.0, date.1, date.2).unwrap();
        let instants = zone.instants_of(day, Span::from_mins(minutes));
        for &instant in &instants {
            assert_eq!(zone.local_time(instant), (day, Span::from_mins(minutes)));
        }
        let told: Vec<String> = instants.iter().map(Timestamp::to_string).collect();
        told.join(" ")
    }

    #[test]
    fn the_wall_shows_most_times_once_skipped_ones_never_and_doubled_ones_twice() {
        for (zone, date, minutes, expected) in [
            (
                "Europe/Berlin",
                (2026, 3, 6),
                990,
                "2026-03-06T15:30:00.000Z",
            ),
            ("Europe/Berlin", (2026, 3, 29), 150, ""),
            (
                "Europe/Berlin",
                (2026, 10, 25),
                150,
                "2026-10-25T00:30:00.000Z 2026-10-25T01:30:00.000Z",
            ),
            // Half an hour, and in the other half of the year.
            (
                "Australia/Lord_Howe",
                (2026, 4, 5),
                105,
                "2026-04-04T14:45:00.000Z 2026-04-04T15:15:00.000Z",
            ),
            ("UTC", (1969, 12, 31), 0, "1969-12-31T00:00:00.000Z"),
        ] {
            assert_eq!(shown(zone, date, minutes), expected, "{zone} {date:?}");
        }
    }
}
