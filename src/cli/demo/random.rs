//! A seeded source of numbers (splitmix64): the same seed tells the same story on every machine.

/// The source.
#[derive(Clone, Debug)]
pub(super) struct Random(u64);

impl Random {
    /// The source of that seed.
    pub(super) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub(super) const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        bits ^ (bits >> 31)
    }

    /// A number below `bound`, which is above 0.
    pub(super) fn below(&mut self, bound: i64) -> i64 {
        let bound = u64::try_from(bound).unwrap_or(1).max(1);
        i64::try_from(self.next() % bound).unwrap_or(0)
    }

    /// A number from `least` to `most`, both included.
    pub(super) fn between(&mut self, least: i64, most: i64) -> i64 {
        least + self.below(most - least + 1)
    }

    /// A positive number whose mean is about `mean`, small ones being more frequent: the product of two even draws.
    pub(super) fn around(&mut self, mean: i64) -> i64 {
        const STEPS: i64 = 2_000;
        let product = self.between(1, STEPS) * self.between(1, STEPS);
        // Multiplied before it is divided, so that small means keep their size.
        let drawn = i128::from(mean) * 4 * i128::from(product) / i128::from(STEPS * STEPS);
        i64::try_from(drawn).unwrap_or(i64::MAX).max(1)
    }

    /// True so often in a thousand.
    pub(super) fn chance(&mut self, per_mille: i64) -> bool {
        self.below(1_000) < per_mille
    }

    /// One of them.
    pub(super) fn one_of<T: Copy>(&mut self, choices: &[T]) -> T {
        let index = self.below(i64::try_from(choices.len()).unwrap_or(1));
        choices[usize::try_from(index).unwrap_or(0)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_lie_about_their_mean_however_small_it_is() {
        let mut random = Random::new(1);
        for mean in [20, 200, 3_600_000] {
            let sum: i64 = (0..10_000).map(|_| random.around(mean)).sum();
            let percent = sum / 100 / mean;
            assert!((90..=110).contains(&percent), "{percent} % of {mean}");
        }
    }
}
