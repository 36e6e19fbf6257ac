//! The engagement score: sums that fade, exact to the milli-point however they were added up (S3, S4, S8).
//!
//! A contribution of `p` points at `s` with half-life H is worth `p · 2^((s − t)/H)` at `t`. With `k(x) = x div H` and `g(x) = 2^((x mod H)/H)`
//! that is `p·g(s)·2^(k(s) − k(t)) / g(t)`; all contributions of one half-life are added and rounded down once. Because
//! `⌊⌊X/a⌋/b⌋ = ⌊X/(a·b)⌋` for whole numbers, ONE integer per half-life, shifted right when an epoch passes, gives the exact floor of the
//! whole sum: nothing is approximated, and trimming old contributions away cannot show.

use crate::lead::definition::{Decay, Model, Name};
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

/// The most contributions that a sum which fades to nothing holds: when there are more, the oldest leaves before its time. Half-lives need no
/// such bound.
pub const MOST_LIVE: usize = 4096;

/// The sums of all contributions since the last reset, in all models.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// Ordered by model, group and decay.
    pub sums: Vec<Sum>,
}

/// Contributions of one group that fade alike (S8).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sum {
    /// The model.
    pub model: Name,
    /// The group in it.
    pub group: Name,
    /// What they come to.
    pub kept: Kept,
}

/// What contributions that fade alike come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kept {
    /// They do not fade: negative ones, and all of rules without decay. Milli-points.
    Fixed(i64),
    /// They halve.
    Halving(Fading),
    /// They fade to nothing in a known time: those that have not, oldest first.
    Live {
        /// Linear or expiry.
        decay: Decay,
        /// When each came and its milli-points.
        live: Vec<(Timestamp, i64)>,
    },
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

/// A score taken apart: what its groups come to, and what floor and caps change (S3).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    /// Per group its sum and what its cap takes away (zero or below).
    pub groups: Vec<(Name, i64, i64)>,
    /// What the total cap takes away (zero or below).
    pub cap: i64,
    /// What the floor adds (zero or above).
    pub floor: i64,
    /// The score: all of the above added up.
    pub score: i64,
}

impl Score {
    /// Adds one contribution; contributions come in the order of time. Negative ones do not fade (S3). Answers whether an older one had to
    /// leave before its time.
    pub fn add(
        &mut self,
        (model, group): (Name, Name),
        points: i64,
        decay: Decay,
        at: Timestamp,
    ) -> bool {
        let decay = if points > 0 { decay } else { Decay::None };
        // Also where nothing comes any more: what has faded to nothing is not remembered for ever.
        self.sums.retain_mut(|sum| sum.kept.clear_away(at));
        let wanted = (model, group, decay);
        match self.sums.binary_search_by_key(&wanted, Sum::key) {
            Ok(place) => self.sums[place].kept.add(points, at),
            Err(place) => {
                if self.sums.capacity() == 0 {
                    // Most leads have one or two sums in all their life.
                    self.sums.reserve_exact(1);
                }
                let kept = Kept::of(decay, points, at);
                self.sums.insert(place, Sum { model, group, kept });
                false
            }
        }
    }

    /// Drops every contribution (S9).
    pub fn reset(&mut self) {
        self.sums.clear();
    }

    /// Scales every sum to a percentage, toward zero (S9).
    pub fn reduce(&mut self, keep: u8) {
        let keep = i64::from(keep);
        let scaled = |points: i64| (i128::from(points) * i128::from(keep) / 100) as i64;
        for sum in &mut self.sums {
            match &mut sum.kept {
                Kept::Fixed(points) => *points = scaled(*points),
                // Two factors, so that the product stays within 128 bits.
                Kept::Halving(fading) => {
                    let (whole, rest) = (fading.sum / 100, fading.sum % 100);
                    fading.sum = whole * i128::from(keep) + rest * i128::from(keep) / 100;
                }
                Kept::Live { live, .. } => {
                    for (_, points) in live.iter_mut() {
                        *points = scaled(*points);
                    }
                    live.retain(|(_, points)| *points != 0);
                }
            }
        }
    }

    /// The score of a model in milli-points at an instant not before the newest contribution (S3).
    #[must_use]
    pub fn at(&self, model: &Model, instant: Timestamp) -> i64 {
        let mut total = 0;
        self.each_group(model, instant, |_, sum, cut| total += sum + cut);
        clamp(total, model)
    }

    /// The same, taken apart.
    #[must_use]
    pub fn parts(&self, model: &Model, instant: Timestamp) -> Parts {
        let mut parts = Parts::default();
        let mut total = 0;
        self.each_group(model, instant, |group, sum, cut| {
            parts.groups.push((group, sum, cut));
            total += sum + cut;
        });
        parts.score = clamp(total, model);
        let change = parts.score - total;
        (parts.cap, parts.floor) = (change.min(0), change.max(0));
        parts
    }

    /// Tells for each group of the model its sum and what its cap takes away.
    fn each_group(&self, model: &Model, instant: Timestamp, mut tell: impl FnMut(Name, i64, i64)) {
        let mut sums = self
            .sums
            .iter()
            .filter(|sum| sum.model == model.id)
            .peekable();
        while let Some(first) = sums.next() {
            let mut sum = first.kept.at(instant);
            while let Some(more) = sums.next_if(|next| next.group == first.group) {
                sum += more.kept.at(instant);
            }
            let group = model.groups.iter().find(|group| group.id == first.group);
            let cap = group.and_then(|group| group.cap);
            tell(first.group, sum, cap.map_or(0, |cap| cap.min(sum) - sum));
        }
    }

    /// The first instant from `from` on, at most `limit`, at which a model's score is below `leave` (S4, S8). `from` is not before the newest
    /// contribution, so the score only falls.
    #[must_use]
    pub fn crossing(
        &self,
        model: &Model,
        leave: i64,
        from: Timestamp,
        limit: Timestamp,
    ) -> Option<Timestamp> {
        let limit = limit.min(self.faded_out(from));
        if limit < from || self.at(model, limit) >= leave {
            return None;
        }
        let (mut low, mut high) = (from.as_millis(), limit.as_millis());
        while low < high {
            let middle = low + (high - low) / 2;
            if self.at(model, Timestamp::from_millis(middle)) < leave {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        Some(Timestamp::from_millis(low))
    }

    /// An instant at which nothing is left of what fades.
    fn faded_out(&self, from: Timestamp) -> Timestamp {
        let longest = self.sums.iter().map(|sum| match &sum.kept {
            Kept::Fixed(_) => 0,
            Kept::Halving(fading) => fading.half_life.as_millis().saturating_mul(129),
            Kept::Live { decay, .. } => decay.span().as_millis(),
        });
        from + Span::from_millis(longest.max().unwrap_or(0))
    }
}

fn clamp(total: i64, model: &Model) -> i64 {
    let capped = model.cap.map_or(total, |cap| total.min(cap));
    model.floor.map_or(capped, |floor| capped.max(floor))
}

impl Sum {
    fn key(&self) -> (Name, Name, Decay) {
        let decay = match &self.kept {
            Kept::Fixed(_) => Decay::None,
            Kept::Halving(fading) => Decay::HalfLife(fading.half_life),
            Kept::Live { decay, .. } => *decay,
        };
        (self.model, self.group, decay)
    }
}

impl Kept {
    fn of(decay: Decay, points: i64, at: Timestamp) -> Self {
        match decay {
            Decay::None => Self::Fixed(points),
            Decay::HalfLife(half_life) => {
                let (epoch, growth) = place(half_life, at);
                Self::Halving(Fading {
                    half_life,
                    epoch,
                    sum: i128::from(points) * i128::from(growth),
                })
            }
            Decay::Linear(_) | Decay::Expiry(_) => Self::Live {
                decay,
                live: vec![(at, points)],
            },
        }
    }

    /// Drops what has faded to nothing; answers whether anything may be left.
    fn clear_away(&mut self, at: Timestamp) -> bool {
        let Self::Live { decay, live } = self else {
            return true;
        };
        let span = decay.span();
        live.retain(|(since, _)| at - *since < span);
        !live.is_empty()
    }

    fn add(&mut self, points: i64, at: Timestamp) -> bool {
        match self {
            Self::Fixed(sum) => {
                *sum += points;
                false
            }
            Self::Halving(fading) => {
                let (epoch, growth) = place(fading.half_life, at);
                let weighed = i128::from(points) * i128::from(growth);
                fading.sum = halved(fading.sum, epoch - fading.epoch) + weighed;
                fading.epoch = epoch;
                false
            }
            Self::Live { live, .. } => {
                let is_full = live.len() == MOST_LIVE;
                if is_full {
                    live.remove(0);
                }
                live.push((at, points));
                is_full
            }
        }
    }

    fn at(&self, instant: Timestamp) -> i64 {
        match self {
            Self::Fixed(sum) => *sum,
            Self::Halving(fading) => fading.at(instant),
            Self::Live { decay, live } => {
                let span = i128::from(decay.span().as_millis());
                let ages = live.iter().map(|(since, points)| {
                    let age = i128::from((instant - *since).as_millis());
                    (span - age, i128::from(*points))
                });
                let left = ages.filter(|(left, _)| *left > 0);
                // Bounded points in bounded number fit 64 bits.
                match decay {
                    Decay::Linear(_) => {
                        let sum: i128 = left.map(|(left, points)| points * left).sum();
                        (sum / span) as i64
                    }
                    Decay::None | Decay::HalfLife(_) | Decay::Expiry(_) => {
                        left.map(|(_, points)| points).sum::<i128>() as i64
                    }
                }
            }
        }
    }
}

impl Decay {
    /// The span in which it works; zero for none.
    #[must_use]
    pub const fn span(self) -> Span {
        match self {
            Self::None => Span::ZERO,
            Self::HalfLife(span) | Self::Linear(span) | Self::Expiry(span) => span,
        }
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
pub fn worth(points: i64, decay: Decay, at: Timestamp, instant: Timestamp) -> i64 {
    if points > 0 {
        Kept::of(decay, points, at).at(instant)
    } else {
        points
    }
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
