//! Random streams from seeds, and what must be so of every one of them. A failing seed prints its script.
//!
//! `LEADFOLD_SEEDS=5000` runs seeds 0 to 4999, `LEADFOLD_SEEDS=41..42` only seed 41.

mod agreement;
mod agrees;
mod cases;
pub(crate) mod engine;
pub(crate) mod generator;
mod laws;
pub(crate) mod plan;
pub(crate) mod random;
mod settling;
mod standing;
pub(crate) mod told;

use std::ops::Range;

/// The seeds to run: what the environment asks for, or `usual` many.
#[expect(
    clippy::disallowed_methods,
    reason = "the number of seeds is the one thing that whoever runs the tests may choose"
)]
pub(crate) fn seeds(usual: u64) -> Range<u64> {
    let Ok(wanted) = std::env::var("LEADFOLD_SEEDS") else {
        return 0..usual;
    };
    let number = |text: &str| text.trim().parse::<u64>();
    let range = match wanted.split_once("..") {
        Some((first, end)) => number(first).and_then(|first| Ok(first..number(end)?)),
        None => number(&wanted).map(|count| 0..count),
    };
    range.unwrap_or_else(|_| {
        panic!("LEADFOLD_SEEDS is a number or a range like 41..42, not {wanted:?}")
    })
}
