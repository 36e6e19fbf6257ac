//! Maps by lead id. Looked into several times per event, so the hash is a short one; its seed is random, because ids come from outside and whoever
//! chooses them could otherwise choose such as collide.

use crate::lead::text::Text;
use std::collections::HashMap;
use std::hash::{BuildHasher, Hasher, RandomState};
use xxhash_rust::xxh3::xxh3_64_with_seed;

/// Something for each lead.
pub(super) type IdMap<V> = HashMap<Text, V, Seeded>;

/// Begins hashes with a seed of its own.
#[derive(Clone, Debug)]
pub(super) struct Seeded(u64);

/// One hash.
#[derive(Debug)]
pub(super) struct IdHasher(u64);

impl Default for Seeded {
    fn default() -> Self {
        Self(RandomState::new().build_hasher().finish())
    }
}

impl BuildHasher for Seeded {
    type Hasher = IdHasher;

    fn build_hasher(&self) -> IdHasher {
        IdHasher(self.0)
    }
}

impl Hasher for IdHasher {
    fn write(&mut self, bytes: &[u8]) {
        self.0 = xxh3_64_with_seed(bytes, self.0);
    }

    fn write_usize(&mut self, length: usize) {
        // What comes before bytes is their length, which the hash of the bytes takes in anyway.
        self.0 = self.0.wrapping_add(length as u64);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
