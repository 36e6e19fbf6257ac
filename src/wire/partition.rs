//! Where a lead's records belong: `murmur2(lead_id) mod n`, as Kafka's own producers place them.

/// The partition, of `count`, that a key belongs to: what Kafka's Java client answers for the same bytes.
///
/// # Panics
/// When `count` is 0: a topic has partitions.
#[must_use]
pub fn partition(lead_id: &str, count: u16) -> u16 {
    assert!(count > 0, "a topic has at least one partition");
    let positive = murmur2(lead_id.as_bytes()) & 0x7fff_ffff;
    // Less than a u16, hence fits one.
    (positive % u32::from(count)) as u16
}

/// Kafka's variant of MurmurHash2, with its fixed seed.
#[must_use]
pub fn murmur2(bytes: &[u8]) -> u32 {
    const SEED: u32 = 0x9747_b28c;
    const MULTIPLIER: u32 = 0x5bd1_e995;
    const SHIFT: u32 = 24;
    // The algorithm mixes the length in 32 bits; longer keys do not exist.
    let mut hash = SEED ^ bytes.len() as u32;
    let (words, tail) = bytes.as_chunks::<4>();
    for word in words {
        let mut mixed = u32::from_le_bytes(*word).wrapping_mul(MULTIPLIER);
        mixed ^= mixed >> SHIFT;
        hash = hash.wrapping_mul(MULTIPLIER) ^ mixed.wrapping_mul(MULTIPLIER);
    }
    if !tail.is_empty() {
        for (index, &byte) in tail.iter().enumerate() {
            hash ^= u32::from(byte) << (8 * index);
        }
        hash = hash.wrapping_mul(MULTIPLIER);
    }
    hash ^= hash >> 13;
    hash = hash.wrapping_mul(MULTIPLIER);
    hash ^ (hash >> 15)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_those_of_kafkas_java_client() {
        let known = [
            ("21", -973_932_308),
            ("foobar", -790_332_482),
            ("a-little-bit-long-string", -985_981_536),
            ("a-little-bit-longer-string", -1_486_304_829),
            (
                "lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8",
                -58_897_971,
            ),
            ("abc", 479_470_107),
        ];
        for (key, expected) in known {
            assert_eq!(murmur2(key.as_bytes()).cast_signed(), expected, "{key}");
        }
    }

    #[test]
    fn the_sign_bit_does_not_count() {
        // -973932308 without its sign bit is 1173551340.
        assert_eq!(partition("21", 7), (1_173_551_340_u32 % 7) as u16);
        assert_eq!(partition("21", 1), 0);
    }
}
