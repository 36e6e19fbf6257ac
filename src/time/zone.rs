//! Time zones and calendar days: what a local date means, and which day an instant belongs to.
//!
//! Used where people's notations meet instants: imports read local times, reports count calendar days. The rules of [`lead`](crate::lead) know
//! instants only. Zone data is bundled, so that the same file gives the same instants on every machine.

mod period;
mod wall;
mod words;

pub use period::Period;

use crate::time::{Span, Timestamp};
use jiff::civil::{Date, DateTime, Time};
use jiff::fmt::strtime;
use jiff::tz::{AmbiguousOffset, TimeZone};

/// A time zone of the IANA database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone(TimeZone);

/// A calendar day, counted from 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

/// How a text says an instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notation {
    /// `2026-04-01T09:30:00Z`, with any offset.
    Rfc3339,
    /// Whole seconds since 1970, UTC.
    EpochSeconds,
    /// Whole milliseconds since 1970, UTC.
    EpochMillis,
    /// A pattern as of `strptime`: `%Y-%m-%d %H:%M:%S`. Without an offset in it the text is local time of a zone.
    Pattern(String),
}

/// What a text said: an instant, or no more than a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// The instant.
    Instant(Timestamp),
    /// The day, without a time of day.
    Day(Day),
}

impl Day {
    /// The day of a date, month and day counted from 1. None when the calendar has no such date.
    #[must_use]
    pub fn of_date(year: i16, month: i8, day: i8) -> Option<Self> {
        Date::new(year, month, day).ok().map(Self::of)
    }

    /// Its place in the week, Monday being 0.
    #[must_use]
    pub const fn weekday(self) -> usize {
        // 1970 began on a Thursday.
        (self.0 + 3).rem_euclid(7) as usize
    }

    /// Whole days from `earlier` to this one; negative when this is the earlier.
    #[must_use]
    pub const fn since(self, earlier: Self) -> i64 {
        self.0 as i64 - earlier.0 as i64
    }

    /// Its midnight as the wall clock's milliseconds since 1970.
    pub(in crate::time) const fn midnight(self) -> i64 {
        self.0 as i64 * 86_400_000
    }

    /// The day whose midnight it is, as the wall clock's milliseconds since 1970.
    pub(in crate::time) const fn of_midnight(millis: i64) -> Self {
        // A midnight came from a day, so the quotient is one.
        Self(millis.div_euclid(86_400_000) as i32)
    }

    fn of(date: Date) -> Self {
        let epoch = Date::constant(1970, 1, 1);
        // A calendar of 20,000 years has 7.3 million days.
        Self(date.duration_since(epoch).as_hours().div_euclid(24) as i32)
    }

    fn date(self) -> Date {
        Date::constant(1970, 1, 1).saturating_add(jiff::Span::new().days(self.0))
    }
}

impl Zone {
    /// Universal time.
    #[must_use]
    pub const fn utc() -> Self {
        Self(TimeZone::UTC)
    }

    /// The zone of an IANA name, `Europe/Berlin`.
    ///
    /// # Errors
    /// A sentence when there is no such zone.
    pub fn named(name: &str) -> Result<Self, String> {
        if name.len() > 64 {
            return Err("the name of a zone has at most 64 bytes".to_owned());
        }
        TimeZone::get(name)
            .map(Self)
            .map_err(|_| format!("there is no time zone {name:?}"))
    }

    /// The day to which an instant belongs here. Instants outside the calendar belong to its first or last day.
    #[must_use]
    pub fn day_of(&self, instant: Timestamp) -> Day {
        Day::of(self.date_of(instant))
    }

    /// The first millisecond of a day here. Where midnight is skipped by a clock change, it is the first instant after the gap.
    #[must_use]
    pub fn start_of(&self, day: Day) -> Timestamp {
        // Only at the very ends of the calendar is there no such instant.
        let end = if day.0 < 0 {
            Timestamp::MIN
        } else {
            Timestamp::LATEST_EVENT
        };
        self.first_instant(day.date()).unwrap_or(end)
    }

    /// The last millisecond of a day here.
    #[must_use]
    pub fn end_of(&self, day: Day) -> Timestamp {
        let next = Day(day.0.saturating_add(1));
        Timestamp::from_millis(self.start_of(next).as_millis() - 1)
    }

    /// What `text` says in a notation, local times being of this zone. A local time that a clock change skips is taken as much later as the gap is
    /// long; of one that comes twice the first is taken.
    ///
    /// # Errors
    /// A sentence when it is not so written.
    pub fn read(&self, notation: &Notation, text: &str) -> Result<Moment, String> {
        let number = |factor: i64| {
            let count: i64 = text.parse().map_err(|_| "not a whole number".to_owned())?;
            let millis = count.checked_mul(factor);
            millis
                .map(|millis| Moment::Instant(Timestamp::from_millis(millis)))
                .ok_or_else(|| "beyond the calendar".to_owned())
        };
        match notation {
            Notation::Rfc3339 => Timestamp::parse(text).map(Moment::Instant),
            Notation::EpochSeconds => number(1000),
            Notation::EpochMillis => number(1),
            Notation::Pattern(pattern) => self.read_pattern(pattern, text),
        }
    }

    fn read_pattern(&self, pattern: &str, text: &str) -> Result<Moment, String> {
        let parsed = strtime::parse(pattern, text).map_err(|e| e.to_string())?;
        if parsed.offset().is_some() || parsed.timestamp().is_some() {
            let instant = parsed.to_timestamp().map_err(|e| e.to_string())?;
            return Ok(Moment::Instant(Timestamp::from_millis(
                instant.as_millisecond(),
            )));
        }
        if parsed.hour().is_none() {
            let date = parsed.to_date().map_err(|e| e.to_string())?;
            return Ok(Moment::Day(Day::of(date)));
        }
        let local = parsed.to_datetime().map_err(|e| e.to_string())?;
        Ok(Moment::Instant(self.local(local)))
    }

    /// What must be added to universal time to have the time here: from `from` on, then from each change on.
    pub(in crate::time) fn offsets(
        &self,
        from: Timestamp,
    ) -> impl Iterator<Item = (Timestamp, Span)> {
        let offset = |offset: jiff::tz::Offset| Span::from_secs(offset.seconds().into());
        let start = within_calendar(from);
        let changes = self.0.following(start).map(move |change| {
            let changed_at = Timestamp::from_millis(change.timestamp().as_millisecond());
            (changed_at, offset(change.offset()))
        });
        std::iter::once((from, offset(self.0.to_offset(start)))).chain(changes)
    }

    fn date_of(&self, instant: Timestamp) -> Date {
        self.0.to_datetime(within_calendar(instant)).date()
    }

    /// The first instant at which this date, or a later one, is shown here.
    fn first_instant(&self, date: Date) -> Option<Timestamp> {
        let midnight = date.to_datetime(Time::midnight());
        let midnight = self.0.to_ambiguous_timestamp(midnight);
        let skipped = matches!(midnight.offset(), AmbiguousOffset::Gap { .. });
        let instant = midnight.compatible().ok()?;
        // A gap may have begun before midnight: its end is the change itself.
        let instant = if skipped {
            let just_after = instant.checked_add(jiff::Span::new().nanoseconds(1)).ok()?;
            self.0.preceding(just_after).next()?.timestamp()
        } else {
            instant
        };
        Some(Timestamp::from_millis(instant.as_millisecond()))
    }

    fn local(&self, local: DateTime) -> Timestamp {
        let instant = self.0.to_ambiguous_timestamp(local).compatible();
        // Only at the very ends of the calendar is there no such instant.
        instant.map_or(Timestamp::LATEST_EVENT, |instant| {
            Timestamp::from_millis(instant.as_millisecond())
        })
    }
}

impl Notation {
    /// Whether it says a time of day, not only a day.
    #[must_use]
    pub fn has_time_of_day(&self) -> bool {
        match self {
            Self::Rfc3339 | Self::EpochSeconds | Self::EpochMillis => true,
            Self::Pattern(pattern) => {
                let written = strtime::format(pattern, &sample()).unwrap_or_default();
                strtime::parse(pattern, written)
                    .is_ok_and(|parsed| parsed.hour().is_some() || parsed.timestamp().is_some())
            }
        }
    }

    /// Reads `rfc3339`, `epoch_s`, `epoch_ms` or a pattern.
    ///
    /// # Errors
    /// A sentence when a pattern has a directive that nothing can be read by, or none at all.
    pub fn parse(text: &str) -> Result<Self, String> {
        match text {
            "rfc3339" => Ok(Self::Rfc3339),
            "epoch_s" => Ok(Self::EpochSeconds),
            "epoch_ms" => Ok(Self::EpochMillis),
            pattern if pattern.contains('%') && pattern.len() <= 128 => {
                // What can be written by a pattern can be read by it: a trial finds unknown directives before the first row does.
                strtime::format(pattern, &sample()).map_err(|e| e.to_string())?;
                Ok(Self::Pattern(pattern.to_owned()))
            }
            _ => Err(format!(
                "{text:?} is neither rfc3339, epoch_s, epoch_ms nor a pattern such as \"%Y-%m-%d %H:%M:%S\""
            )),
        }
    }
}

/// The instant itself, or the nearest that the calendar has.
fn within_calendar(instant: Timestamp) -> jiff::Timestamp {
    let end = if instant.as_millis() < 0 {
        jiff::Timestamp::MIN
    } else {
        jiff::Timestamp::MAX
    };
    jiff::Timestamp::from_millisecond(instant.as_millis()).unwrap_or(end)
}

/// Any instant will do to try a pattern on.
fn sample() -> jiff::Zoned {
    jiff::Timestamp::UNIX_EPOCH.to_zoned(TimeZone::UTC)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(zone: &str, notation: &str, text: &str) -> String {
        let zone = Zone::named(zone).unwrap();
        match zone.read(&Notation::parse(notation).unwrap(), text) {
            Ok(Moment::Instant(instant)) => instant.to_string(),
            Ok(Moment::Day(day)) => format!("{} to {}", zone.start_of(day), zone.end_of(day)),
            Err(_) => "refused".to_owned(),
        }
    }

    #[test]
    fn local_times_are_of_their_zone_and_clock_changes_have_one_answer() {
        let pattern = "%Y-%m-%d %H:%M:%S";
        for (zone, notation, text, expected) in [
            (
                "UTC",
                pattern,
                "2018-02-26 19:58:54",
                "2018-02-26T19:58:54.000Z",
            ),
            (
                "America/Sao_Paulo",
                pattern,
                "2018-02-26 19:58:54",
                "2018-02-26T22:58:54.000Z",
            ),
            // Skipped: an hour later. Doubled: the first.
            (
                "Europe/Berlin",
                pattern,
                "2026-03-29 02:30:00",
                "2026-03-29T01:30:00.000Z",
            ),
            (
                "Europe/Berlin",
                pattern,
                "2026-10-25 02:30:00",
                "2026-10-25T00:30:00.000Z",
            ),
            (
                "Europe/Berlin",
                "%Y-%m-%d",
                "2026-03-29",
                "2026-03-28T23:00:00.000Z to 2026-03-29T21:59:59.999Z",
            ),
            // Midnight itself was skipped there.
            (
                "America/Sao_Paulo",
                "%d/%m/%Y",
                "04/11/2018",
                "2018-11-04T03:00:00.000Z to 2018-11-05T01:59:59.999Z",
            ),
            (
                "Europe/Berlin",
                "%Y-%m-%d %H:%M %z",
                "2026-01-01 10:00 -0500",
                "2026-01-01T15:00:00.000Z",
            ),
            (
                "UTC",
                "rfc3339",
                "2026-01-01T10:00:00.123+02:00",
                "2026-01-01T08:00:00.123Z",
            ),
            ("UTC", "epoch_s", "1700000000", "2023-11-14T22:13:20.000Z"),
            (
                "UTC",
                "epoch_ms",
                "1700000000001",
                "2023-11-14T22:13:20.001Z",
            ),
            ("UTC", "epoch_s", "9223372036854775807", "refused"),
            ("UTC", pattern, "2018-02-30 00:00:00", "refused"),
            ("UTC", "%Y-%m-%d", "2018-02-28 extra", "refused"),
        ] {
            assert_eq!(
                read(zone, notation, text),
                expected,
                "{zone} {notation} {text}"
            );
        }
    }

    #[test]
    fn days_are_counted_by_the_calendar() {
        let berlin = Zone::named("Europe/Berlin").unwrap();
        let at = |text| Timestamp::parse(text).unwrap();
        let before = berlin.day_of(at("2026-03-28T22:59:59Z"));
        let after = berlin.day_of(at("2026-03-28T23:00:00Z"));
        assert_eq!(after.since(before), 1);
        assert_eq!(
            Zone::utc()
                .day_of(at("1969-12-31T23:59:59Z"))
                .since(Zone::utc().day_of(at("1970-01-01T00:00:00Z"))),
            -1
        );
        let whole = Zone::utc()
            .day_of(Timestamp::MAX)
            .since(Zone::utc().day_of(Timestamp::MIN));
        assert!(
            whole > 7_300_000,
            "hostile instants have a day too: {whole}"
        );
    }

    #[test]
    fn dates_are_read_and_know_their_weekday() {
        let day = |year, month, day| Day::of_date(year, month, day);
        for (date, weekday) in [
            (day(1970, 1, 1), 3),
            (day(2026, 4, 6), 0),
            (day(1969, 12, 28), 6),
            (day(2024, 2, 29), 3),
            (day(1, 1, 1), 0),
        ] {
            assert_eq!(date.unwrap().weekday(), weekday, "{date:?}");
        }
        assert_eq!(day(2026, 2, 29), None);
        assert_eq!(day(2026, 13, 1), None);
        let first = Zone::utc().day_of(Timestamp::EARLIEST_EVENT);
        assert_eq!(day(1, 1, 1), Some(first));
    }

    #[test]
    fn unknown_zones_and_directives_are_refused_before_the_first_row() {
        assert!(Zone::named("Mars/Base").is_err());
        assert!(Notation::parse("%Y-%m-%d %!").is_err());
        assert!(Notation::parse("yyyy-mm-dd").is_err());
        assert!(!Notation::parse("%d.%m.%y").unwrap().has_time_of_day());
        assert!(Notation::parse("%d.%m.%y %H:%M").unwrap().has_time_of_day());
    }
}
