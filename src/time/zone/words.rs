//! How a zone, a day and an instant are told to people: the zone's name, `2026-04-03`, `Fri 2026-01-09 16:30`.

use super::{Day, Zone};
use crate::time::Timestamp;
use std::fmt;

impl Zone {
    /// Its IANA name; `UTC` for universal time.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }

    /// What the wall clock shows at an instant, seconds only where there are some: `2026-01-09 16:30`.
    #[must_use]
    pub fn wall_clock(&self, at: Timestamp) -> String {
        self.written(at, "%Y-%m-%d %H:%M")
    }

    /// The same with the day of the week before it: `Fri 2026-01-09 16:30`.
    #[must_use]
    pub fn wall_clock_with_weekday(&self, at: Timestamp) -> String {
        self.written(at, "%a %Y-%m-%d %H:%M")
    }

    fn written(&self, at: Timestamp, pattern: &str) -> String {
        let Ok(instant) = jiff::Timestamp::from_millisecond(at.as_millis()) else {
            return at.to_string();
        };
        let local = self.0.to_datetime(instant);
        let mut text = local.strftime(pattern).to_string();
        if local.second() != 0 || local.millisecond() != 0 {
            text.push_str(&local.strftime(":%S").to_string());
        }
        if local.millisecond() != 0 {
            text.push_str(&format!(".{:03}", local.millisecond()));
        }
        text
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.date())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_told_as_the_wall_clock_shows_it() {
        let berlin = Zone::named("Europe/Berlin").unwrap();
        let told = |at: &str| berlin.wall_clock_with_weekday(Timestamp::parse(at).unwrap());
        assert_eq!(berlin.name(), "Europe/Berlin");
        assert_eq!(Zone::utc().name(), "UTC");
        assert_eq!(told("2026-01-09T15:30:00Z"), "Fri 2026-01-09 16:30");
        assert_eq!(told("2026-07-09T22:00:01Z"), "Fri 2026-07-10 00:00:01");
        assert_eq!(
            told("2026-07-09T22:00:00.050Z"),
            "Fri 2026-07-10 00:00:00.050"
        );
        assert_eq!(Day::of_date(2026, 4, 3).unwrap().to_string(), "2026-04-03");
        assert!(!berlin.wall_clock(Timestamp::MAX).is_empty());
    }
}
