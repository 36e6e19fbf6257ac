//! The numbers of S8 from the formula itself: exact integers as large as they get, no accumulators.
//!
//! `score(t) = Σ per half-life H of ⌊Σ p·g(s)·2^(k(s) − k(t)) / g(t)⌋ + everything that does not decay`, with `k(x) = x div H` and `g(x) =
//! 2^((x mod H)/H)` in 62 fractional bits. Negative points do not decay (S3).

use leadfold::time::{Span, Timestamp};
use num_bigint::{BigInt, BigUint};
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// Points that one rule gave to one event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Contribution {
    /// When.
    pub(crate) at: Timestamp,
    /// Milli-points.
    pub(crate) points: i64,
    /// The decay by the version of its event (S11).
    pub(crate) half_life: Option<Span>,
}

/// The score at `at`, which is not before any contribution.
pub(crate) fn score_at(contributions: &[Contribution], at: Timestamp) -> i64 {
    let mut constant = 0;
    let mut decaying: BTreeMap<Span, Vec<Contribution>> = BTreeMap::new();
    for contribution in contributions {
        match contribution.half_life {
            Some(half_life) if contribution.points > 0 => {
                decaying.entry(half_life).or_default().push(*contribution);
            }
            Some(_) | None => constant += contribution.points,
        }
    }
    let decayed: i64 = decaying
        .iter()
        .map(|(&half_life, together)| decayed_sum(together, half_life, at))
        .sum();
    constant + decayed
}

/// The first instant in `from..=until` at which the score is below `leave` (S4), found by halving, since between events the score only falls.
pub(crate) fn first_below(
    contributions: &[Contribution],
    leave: i64,
    from: Timestamp,
    until: Timestamp,
) -> Option<Timestamp> {
    let below = |at| score_at(contributions, at) < leave;
    if from > until || !below(until) {
        return None;
    }
    if below(from) {
        return Some(from);
    }
    let (mut above, mut under) = (from.as_millis(), until.as_millis());
    while above + 1 < under {
        let middle = i64::midpoint(above, under);
        if below(Timestamp::from_millis(middle)) {
            under = middle;
        } else {
            above = middle;
        }
    }
    assert!(
        !below(Timestamp::from_millis(under - 1)) && below(Timestamp::from_millis(under)),
        "the crossing stands between two neighbouring milliseconds"
    );
    Some(Timestamp::from_millis(under))
}

/// S8 for one half-life: one exact quotient, rounded down once.
fn decayed_sum(together: &[Contribution], half_life: Span, at: Timestamp) -> i64 {
    let epoch = |instant: Timestamp| instant.as_millis().div_euclid(half_life.as_millis());
    let mut newest_first = together.to_vec();
    newest_first.sort_by_key(|c| std::cmp::Reverse(epoch(c.at)));
    let Some(newest) = newest_first.first() else {
        return 0;
    };
    // After 128 half-lives a whole journal of the dearest contributions is below one milli-point together; the power would only be slow.
    if epoch(at) - epoch(newest.at) > 128 {
        return 0;
    }
    // What is older by a gap of 200 half-lives adds less than one unit to a numerator of whole units, which cannot change a quotient that
    // is rounded down: left out, so that years between two events do not make numbers of a billion digits.
    let gap = newest_first
        .windows(2)
        .position(|pair| epoch(pair[0].at) - epoch(pair[1].at) > 200);
    newest_first.truncate(gap.map_or(newest_first.len(), |last| last + 1));
    let oldest = newest_first.last().map_or(0, |c| epoch(c.at));
    let shift =
        |instant| usize::try_from(epoch(instant) - oldest).expect("none is before the oldest");
    let numerator: BigInt = newest_first
        .iter()
        .map(|c| (BigInt::from(c.points) * growth(c.at, half_life)) << shift(c.at))
        .sum();
    let denominator = growth(at, half_life) << shift(at);
    // Both are positive, so the quotient that rounds to zero is the one that rounds down.
    i64::try_from(numerator / denominator).expect("bounded points in bounded number fit")
}

/// `g(x)` of S8: the product of the roots over the bits of the fraction of the half-life, truncated after every factor.
fn growth(instant: Timestamp, half_life: Span) -> BigInt {
    let within = i128::from(instant.as_millis().rem_euclid(half_life.as_millis()));
    let fraction = (within << 32) / i128::from(half_life.as_millis());
    let mut product = BigUint::from(1_u8) << 62;
    for (root, j) in roots().iter().zip(1..=32) {
        if fraction >> (32 - j) & 1 == 1 {
            product = (product * root) >> 62;
        }
    }
    BigInt::from(product)
}

/// `⌊2^(2^−j)·2^62⌋` for j = 1…32, by square roots of integers with 512 bits more than needed.
fn roots() -> &'static [BigUint] {
    const MORE: u32 = 512;
    static ROOTS: OnceLock<Vec<BigUint>> = OnceLock::new();
    ROOTS.get_or_init(|| {
        let one = BigUint::from(1_u8) << (62 + MORE);
        let mut exact: BigUint = &one << 1;
        let mut roots = Vec::new();
        for _ in 1..=32 {
            exact = (&exact * &one).sqrt();
            let root: BigUint = &exact >> MORE;
            // Each root is at most two units of its last place too low; were that seen in the 62 bits, more bits would be needed.
            assert_eq!(root, (&exact + 2_u8) >> MORE, "the root is certain");
            roots.push(root);
        }
        roots
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Span = Span::from_days(1);

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(millis)
    }

    fn points(points: i64, millis: i64) -> Contribution {
        Contribution {
            at: at(millis),
            points,
            half_life: Some(DAY),
        }
    }

    #[test]
    fn roots_are_those_of_two() {
        // floor(sqrt(2)·2^62) and floor(2^(1/4)·2^62), known from any table of square roots.
        assert_eq!(roots()[0].to_string(), "6521908912666391106");
        assert_eq!(roots().len(), 32);
        let squared = &roots()[1] * &roots()[1];
        assert!((squared >> 62_u32) <= roots()[0]);
    }

    #[test]
    fn after_exactly_one_half_life_half_the_points_are_left_s8() {
        let one = [points(10_001, 12_345)];
        assert_eq!(score_at(&one, at(12_345)), 10_001);
        assert_eq!(score_at(&one, at(12_345) + DAY), 5_000);
        assert_eq!(score_at(&one, at(12_345) + Span::from_days(2)), 2_500);
        assert_eq!(score_at(&one, at(12_345) + Span::from_days(14)), 0);
    }

    #[test]
    fn after_half_a_half_life_it_is_one_over_the_root_of_two() {
        // 10000 / sqrt(2) = 7071.06…
        let one = [points(10_000, 0)];
        assert_eq!(score_at(&one, at(DAY.as_millis() / 2)), 7_071);
    }

    #[test]
    fn halves_of_a_milli_point_are_summed_before_they_are_rounded_s8() {
        let two = [points(1, 5), points(1, 5)];
        assert_eq!(score_at(&two, at(5) + DAY), 1);
        assert_eq!(score_at(&two[..1], at(5) + DAY), 0);
    }

    #[test]
    fn times_before_1970_count_the_same() {
        let one = [points(8_000, -1)];
        assert_eq!(score_at(&one, at(-1) + DAY), 4_000);
        assert_eq!(score_at(&one, at(-1) + Span::from_days(3)), 1_000);
    }

    #[test]
    fn what_does_not_decay_is_simply_added() {
        let mut three = [points(10_000, 0), points(-3_000, 0), points(500, 0)];
        three[2].half_life = None;
        assert_eq!(score_at(&three, at(0) + DAY), 5_000 - 3_000 + 500);
    }

    /// Worked out apart from this code, in fractions of unlimited integers.
    #[test]
    fn the_numbers_of_s8_at_odd_instants() {
        let now = 1_772_413_200_000;
        let score = |half_life, later| {
            let mut three = [
                points(12_345, 1_772_409_600_123),
                points(7, now),
                points(999_999_999, 1_772_409_599_999),
            ];
            three
                .iter_mut()
                .for_each(|c| c.half_life = Some(Span::from_millis(half_life)));
            score_at(&three, at(now + later))
        };
        let later = [0, 1, 1_799_999, 86_400_000, 100_000_000];
        let days = [
            971_543_933,
            971_543_925,
            957_615_108,
            485_771_966,
            435_560_108,
        ];
        assert_eq!(later.map(|later| score(86_400_000, later)), days);
        let hours = [500_006_179, 500_006_082, 353_557_861, 29, 2];
        assert_eq!(later.map(|later| score(3_600_001, later)), hours);
        assert_eq!(later.map(|later| score(777, later)), [7, 6, 0, 0, 0]);
        let mut before_1970 = [points(12_345, -5_000), points(77, -1)];
        before_1970
            .iter_mut()
            .for_each(|c| c.half_life = Some(Span::from_millis(3_333)));
        assert_eq!(
            [0, 4_321].map(|later| score_at(&before_1970, at(later))),
            [4_441, 1_808]
        );
    }

    #[test]
    fn years_between_two_events_are_no_trouble() {
        let mut two = [points(10_000, 0), points(8_000, 1_000_000_000_000)];
        two.iter_mut()
            .for_each(|c| c.half_life = Some(Span::from_millis(1)));
        assert_eq!(score_at(&two[1..], at(1_000_000_000_001)), 4_000);
        assert_eq!(score_at(&two, at(1_000_000_000_001)), 4_000);
        assert_eq!(score_at(&two, at(i64::MAX)), 0);
    }

    #[test]
    fn different_half_lives_are_rounded_each_by_itself() {
        let mut two = [points(1, 0), points(1, 0)];
        two[1].half_life = Some(Span::from_hours(12));
        assert_eq!(score_at(&two, at(0) + DAY), 0);
    }

    #[test]
    fn the_crossing_is_the_first_millisecond_below() {
        // Exactly 5000 remain after a day: still there; a millisecond later 4999.99… is rounded down.
        let one = [points(10_000, 0)];
        let until = at(0) + Span::from_days(9);
        assert_eq!(
            first_below(&one, 5_000, at(0), until),
            Some(at(0) + DAY + Span::from_millis(1))
        );
        assert_eq!(first_below(&one, 5_000, at(0), at(0) + DAY), None);
        assert_eq!(first_below(&one, 10_001, at(0), until), Some(at(0)));
    }
}
