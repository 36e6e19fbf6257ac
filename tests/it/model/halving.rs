//! Half-lives from the formula itself (S8): exact integers as large as they get.
//!
//! `⌊Σ p·g(s)·2^(k(s) − k(t)) / g(t)⌋`, with `k(x) = x div H` and `g(x) = 2^((x mod H)/H)` in 62 fractional bits.

use leadfold::time::{Span, Timestamp};
use num_bigint::{BigInt, BigUint};
use std::sync::OnceLock;

/// What a contribution weighs at the beginning of an epoch: `p·g(s)` at `k(s)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Weight {
    pub(crate) epoch: i64,
    pub(crate) weight: BigInt,
}

/// Of points that came at an instant.
pub(crate) fn weight(points: i64, at: Timestamp, half_life: Span) -> Weight {
    Weight {
        epoch: epoch(at, half_life),
        weight: BigInt::from(points) * growth(at, half_life),
    }
}

/// What weights of one half-life are worth together: one exact quotient, rounded down once.
pub(crate) fn worth(together: Vec<Weight>, half_life: Span, at: Timestamp) -> i64 {
    let now = epoch(at, half_life);
    // After 128 half-lives a whole journal of the dearest contributions is below one milli-point together; the power would only be slow.
    let newest = together.iter().map(|one| one.epoch).max();
    if newest.is_none_or(|newest| now - newest > 128) {
        return 0;
    }
    let Some((oldest, numerator)) = sum(together) else {
        return 0;
    };
    let shift = usize::try_from(now - oldest).expect("nothing comes after the instant");
    let denominator = growth(at, half_life) << shift;
    // Both are positive, so the quotient that rounds to zero is the one that rounds down.
    i64::try_from(numerator / denominator).expect("bounded points in bounded number fit")
}

/// `⌊Σ p·g(s)·2^(k(s) − k)⌋` at the newest epoch: what a reduction scales (S9).
pub(crate) fn gathered(together: Vec<Weight>) -> Option<Weight> {
    let newest = together.iter().map(|one| one.epoch).max()?;
    let (oldest, numerator) = sum(together)?;
    let shift = usize::try_from(newest - oldest).expect("the newest is not older");
    Some(Weight {
        epoch: newest,
        weight: numerator >> shift,
    })
}

/// The sum of all weights as of the oldest epoch: a whole number, divided by nothing yet.
fn sum(mut together: Vec<Weight>) -> Option<(i64, BigInt)> {
    together.sort_by_key(|one| std::cmp::Reverse(one.epoch));
    // What is older by a gap of 200 half-lives adds less than one unit to a numerator of whole units, which cannot change a quotient that
    // is rounded down: left out, so that years between two events do not make numbers of a billion digits.
    let gap = together
        .windows(2)
        .position(|pair| pair[0].epoch - pair[1].epoch > 200);
    together.truncate(gap.map_or(together.len(), |last| last + 1));
    let oldest = together.last()?.epoch;
    let shift = |epoch: i64| usize::try_from(epoch - oldest).expect("none is before the oldest");
    let numerator = together
        .iter()
        .map(|one| &one.weight << shift(one.epoch))
        .sum();
    Some((oldest, numerator))
}

fn epoch(instant: Timestamp, half_life: Span) -> i64 {
    instant.as_millis().div_euclid(half_life.as_millis())
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
pub(crate) fn roots() -> &'static [BigUint] {
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
