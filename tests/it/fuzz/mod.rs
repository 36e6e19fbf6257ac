//! Targets for hostile input: whatever bytes arrive, reading them ends with an answer, and what is accepted can be used.
//!
//! Each target changes something valid at random and looks at what becomes of it; a panic is a failure, and the seed is told. The usual run is
//! short; `LEADFOLD_SEEDS=100000` runs longer.

mod agreement;
mod calendar;
mod decoder;
mod mapping;
mod state;
mod story;

use crate::simulation::random::Random;
use crate::simulation::seeds;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Runs a target with seeds; a panic is told with its seed.
fn target(name: &str, usual: u64, mut run: impl FnMut(&mut Random)) {
    for seed in seeds(usual) {
        // A stream of its own, so that two targets do not walk the same way.
        let mut random = Random::new(seed ^ 0xf0_22ed);
        if catch_unwind(AssertUnwindSafe(|| run(&mut random))).is_err() {
            panic!(
                "target {name} fails with LEADFOLD_SEEDS={seed}..{}",
                seed + 1
            );
        }
    }
}

/// Changes bytes in a few places: flipped, replaced, cut out, doubled, cut off, swapped for telling ones.
fn mutated(random: &mut Random, bytes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..=random.below(4) {
        if bytes.is_empty() {
            break;
        }
        let at = random.below(bytes.len());
        let end = (at + 1 + random.below(16)).min(bytes.len());
        match random.below(7) {
            0 => bytes[at] ^= 1 << random.below(8),
            1 => bytes[at] = [0, 1, 0x7f, 0x80, 0xff][random.below(5)],
            2 => drop(bytes.drain(at..end)),
            3 => {
                let copy = bytes[at..end].to_vec();
                bytes.splice(at..at, copy);
            }
            4 => bytes.truncate(at),
            5 => {
                // The longest lengths and the largest numbers that varints can say.
                let long = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01];
                bytes.splice(at..end, long);
            }
            _ => bytes[at] = u8::try_from(random.below(256)).unwrap(),
        }
    }
    bytes
}

/// Changes a text word by word: what stands in it is swapped, doubled, dropped, or replaced by one of `words`.
fn reworded(random: &mut Random, text: &str, words: &[&str]) -> String {
    let mut pieces: Vec<&str> = text.split_inclusive([' ', '\n', '.', ',', '"']).collect();
    for _ in 0..=random.below(2) {
        let at = random.below(pieces.len());
        let other = random.below(pieces.len());
        match random.below(5) {
            0 => pieces.swap(at, other),
            1 => pieces.insert(at, pieces[other]),
            2 => drop(pieces.remove(at)),
            3 => pieces[at] = random.pick(words),
            _ => pieces.insert(at, random.pick(words)),
        }
        if pieces.is_empty() {
            break;
        }
    }
    pieces.concat()
}
