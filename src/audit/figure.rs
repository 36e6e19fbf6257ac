//! Figures with a fixed number of decimals, computed in integers and rounded half up: the same on every machine, and what people get by hand.

use serde::{Serialize, Serializer};
use std::fmt;

/// `units / 10^places`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figure {
    units: i64,
    places: u32,
}

impl Figure {
    /// A ratio, rounded half up to that many decimals; of nothing there is none.
    #[must_use]
    pub fn ratio(numerator: i64, denominator: u64, places: u32) -> Option<Self> {
        let denominator = i128::from(denominator);
        if denominator == 0 || places > 9 {
            return None;
        }
        let scaled = i128::from(numerator) * 10_i128.pow(places);
        let units = (2 * scaled + denominator).div_euclid(2 * denominator);
        let units = i64::try_from(units).ok()?;
        Some(Self { units, places })
    }

    /// How many percent `part` is of `whole`, with two decimals.
    #[must_use]
    pub fn percent(part: u64, whole: u64) -> Option<Self> {
        Self::ratio(i64::try_from(part).ok()?.checked_mul(100)?, whole, 2)
    }

    /// The figure times ten to its number of decimals: for comparing and sorting.
    #[must_use]
    pub const fn units(self) -> i64 {
        self.units
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let one = 10_u64.pow(self.places);
        let sign = if self.units < 0 { "-" } else { "" };
        let units = self.units.unsigned_abs();
        let whole = units / one;
        let text = match self.places as usize {
            0 => format!("{sign}{whole}"),
            places => format!("{sign}{whole}.{:0places$}", units % one),
        };
        f.pad(&text)
    }
}

impl Serialize for Figure {
    /// As a number; JSON readers know no decimals, but its shortest form is this figure again.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.units as f64 / 10_f64.powi(self.places as i32))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_are_rounded_up_also_below_zero() {
        for (numerator, denominator, places, expected) in [
            (1, 8, 2, "0.13"),
            (-1, 8, 2, "-0.12"),
            (5, 2, 0, "3"),
            (-5, 2, 0, "-2"),
            (-1, 100, 1, "0.0"),
            (13_550, 271, 1, "50.0"),
            (842 * 100, 8000, 2, "10.53"),
            (i64::MAX, 1, 0, "9223372036854775807"),
        ] {
            let figure = Figure::ratio(numerator, denominator, places).unwrap();
            assert_eq!(figure.to_string(), expected, "{numerator}/{denominator}");
        }
        assert_eq!(Figure::ratio(1, 0, 2), None);
        assert_eq!(Figure::ratio(i64::MAX, 1, 3), None);
        assert_eq!(
            serde_json::to_string(&Figure::percent(14, 60)).unwrap(),
            "23.33"
        );
    }
}
