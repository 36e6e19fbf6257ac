//! The engagement score: a sum that fades, exact to the milli-point however it was added up (S3, S4, S8).
//!
//! A contribution of `p` points at `s` with half-life H is worth `p · 2^((s − t)/H)` at `t`. With `k(x) = x div H` and `g(x) = 2^((x mod H)/H)`
//! that is `p·g(s)·2^(k(s) − k(t)) / g(t)`; all contributions of one half-life are added and rounded down once. Because
//! `⌊⌊X/a⌋/b⌋ = ⌊X/(a·b)⌋` for whole numbers, ONE integer per half-life, shifted right when an epoch passes, gives the exact floor of the
//! whole sum: nothing is approximated, and trimming old contributions away cannot show.

use crate::time::{Span, Timestamp};

/// `⌊2^(2^−j) · 2^62⌋` for j = 1 … 32.
const ROOTS: [u64; 32] = [
    0x5a82_7999_fcef_3242,
    0x4c1b_f828_c6dc_54b7,
    0x45ca_e0f1_f545_eb73,
    0x42d5_61b3_e624_3d8a,
    0x4166_c34c_5615_d0eb,
    0x40b2_68f9_de01_83b9,
    0x4058_f6a7_eccc_d5b6,
    0x402c_6be9_6af2_fb58,
    0x4016_321b_6870_27a8,
    0x400b_1817_8ba3_3b14,
    0x4005_8bce_4101_47e8,
    0x4002_c5d7_bff7_1dae,
    0x4001_62e8_07ee_7e5b,
    0x4000_b173_0df6_a524,
    0x4000_58b9_497b_8151,
    0x4000_2c5c_955d_d701,
    0x4000_162e_46d6_f26b,
    0x4000_0b17_2275_7b1b,
    0x4000_058b_90fd_3e0c,
    0x4000_02c5_c86f_3f26,
    0x4000_0162_e433_c79b,
    0x4000_00b1_7218_edcf,
    0x4000_0058_b90c_3968,
    0x4000_002c_5c86_0d54,
    0x4000_0016_2e43_02d2,
    0x4000_000b_1721_8073,
    0x4000_0005_8b90_bffc,
    0x4000_0002_c5c8_5fee,
    0x4000_0001_62e4_2ff3,
    0x4000_0000_b172_17f8,
    0x4000_0000_58b9_0bfc,
    0x4000_0000_2c5c_85fe,
];

/// The sum of all contributions since the last reset.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// What fades, one sum per half-life in use.
    pub fading: Vec<Fading>,
    /// What does not: negative points, and all points of an agreement without decay. Milli-points.
    pub fixed: i64,
}

/// Contributions of one half-life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fading {
    /// H.
    pub half_life: Span,
    /// `k` of the newest contribution.
    pub epoch: i64,
    /// `⌊Σ p·g(s)·2^(k(s) − epoch)⌋`.
    pub sum: i128,
}

impl Score {
    /// Adds one contribution; contributions come in the order of time.
    pub fn add(&mut self, points: i64, half_life: Option<Span>, at: Timestamp) {
        let Some(half_life) = half_life.filter(|_| points > 0) else {
            self.fixed += points;
            return;
        };
        let (epoch, growth) = place(half_life, at);
        let weighed = i128::from(points) * i128::from(growth);
        match self
            .fading
            .iter_mut()
            .find(|fading| fading.half_life == half_life)
        {
            Some(fading) => {
                fading.sum = halved(fading.sum, epoch - fading.epoch) + weighed;
                fading.epoch = epoch;
            }
            None => self.fading.push(Fading {
                half_life,
                epoch,
                sum: weighed,
            }),
        }
    }

    /// Drops every contribution (S9).
    pub fn reset(&mut self) {
        self.fading.clear();
        self.fixed = 0;
    }

    /// The score in milli-points at an instant not before the newest contribution.
    #[must_use]
    pub fn at(&self, instant: Timestamp) -> i64 {
        self.fading
            .iter()
            .map(|fading| fading.at(instant))
            .sum::<i64>()
            + self.fixed
    }

    /// The first instant from `from` on, at most `limit`, at which the score is below `leave` (S4, S8). `from` is not before the newest
    /// contribution, so the score only falls.
    #[must_use]
    pub fn crossing(&self, leave: i64, from: Timestamp, limit: Timestamp) -> Option<Timestamp> {
        let limit = limit.min(self.faded_out(from));
        if limit < from || self.at(limit) >= leave {
            return None;
        }
        let (mut low, mut high) = (from.as_millis(), limit.as_millis());
        while low < high {
            let middle = low + (high - low) / 2;
            if self.at(Timestamp::from_millis(middle)) < leave {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        Some(Timestamp::from_millis(low))
    }

    /// An instant at which nothing is left of what fades.
    fn faded_out(&self, from: Timestamp) -> Timestamp {
        let longest = self
            .fading
            .iter()
            .map(|fading| fading.half_life.as_millis())
            .max()
            .unwrap_or(0);
        from + Span::from_millis(longest.saturating_mul(129))
    }
}

impl Fading {
    fn at(&self, instant: Timestamp) -> i64 {
        let (epoch, growth) = place(self.half_life, instant);
        let whole = halved(self.sum, epoch - self.epoch);
        // A sum below 2^126 over a growth of at least 2^62 stays within 64 bits.
        match (u64::try_from(whole), i64::try_from(growth)) {
            (Ok(small), Ok(_)) => (small / growth) as i64,
            _ => (whole / i128::from(growth)) as i64,
        }
    }
}

/// What one contribution alone is worth at `instant`, rounded down.
#[must_use]
pub fn worth(points: i64, half_life: Option<Span>, at: Timestamp, instant: Timestamp) -> i64 {
    let mut alone = Score::default();
    alone.add(points, half_life, at);
    alone.at(instant)
}

fn halved(sum: i128, epochs: i64) -> i128 {
    // The sum is never negative; after 127 halvings nothing is left.
    sum >> epochs.clamp(0, 127)
}

/// `k` and `g` of an instant; `g` with 62 fractional bits.
fn place(half_life: Span, at: Timestamp) -> (i64, u64) {
    let length = half_life.as_millis();
    let epoch = at.as_millis().div_euclid(length);
    let within = at.as_millis().rem_euclid(length);
    // Up to 49 days the shifted value fits 64 bits, where division is several times cheaper.
    let fraction = if within < 1 << 31 {
        ((within << 32) / length) as u64
    } else {
        ((i128::from(within) << 32) / i128::from(length)) as u64
    };
    (epoch, growth(fraction))
}

fn growth(fraction: u64) -> u64 {
    let mut product: u64 = 1 << 62;
    let mut bits = fraction << 32;
    // From the highest bit, j = 1, down to the lowest set one.
    while bits != 0 {
        let zeros = bits.leading_zeros();
        product = ((u128::from(product) * u128::from(ROOTS[zeros as usize])) >> 62) as u64;
        bits &= !(1 << (63 - zeros));
    }
    product
}
