//! How a record and its place look in RocksDB.
//!
//! Key: topic (one byte), partition (two, big-endian), offset (eight, big-endian), so that a partition lies together and in order. Value: the
//! instant of appending (eight, big-endian), the key's length, the value's length plus one (zero is a tombstone), both as LEB128, then key,
//! value and headers; the headers' length is what is left. The first byte 0 is the log's own: see [`PARTITIONS_KEY`] and [`schema_key`].

use crate::time::Timestamp;
use crate::wire::record::Record;
use crate::wire::topic::Topic;

/// Where the number of partitions stands.
pub(super) const PARTITIONS_KEY: &[u8] = b"\0partitions";

/// What the keys of registered schemas begin with.
pub(super) const SCHEMA_PREFIX: &[u8] = b"\0s";

/// Length of a record's key.
pub(super) const KEY_BYTES: usize = 11;

/// A topic's place in keys and tables. Fixed for ever: it is on disk.
pub(super) const fn code(topic: Topic) -> u8 {
    match topic {
        Topic::LeadCreated => 1,
        Topic::LeadEngagement => 2,
        Topic::SalesDisposition => 3,
        Topic::LeadTransitions => 4,
        Topic::SlaViolations => 5,
        Topic::LeadSnapshots => 6,
        Topic::DeadLetters => 7,
        Topic::Changelog => 8,
    }
}

/// The key of a record; the same for all its life.
pub(super) fn key(topic: Topic, partition: u16, offset: i64) -> [u8; KEY_BYTES] {
    let mut key = [0; KEY_BYTES];
    key[0] = code(topic);
    key[1..3].copy_from_slice(&partition.to_be_bytes());
    key[3..].copy_from_slice(&offset.to_be_bytes());
    key
}

/// The offset in a key, if it is one of that partition.
pub(super) fn offset_of(key: &[u8], topic: Topic, partition: u16) -> Option<i64> {
    let (head, offset) = key.split_last_chunk::<8>()?;
    let [high, low] = partition.to_be_bytes();
    (head == [code(topic), high, low]).then(|| i64::from_be_bytes(*offset))
}

/// The key of a registered schema.
pub(super) fn schema_key(id: u32) -> Vec<u8> {
    [SCHEMA_PREFIX, &id.to_be_bytes()].concat()
}

/// Writes a record's value over what is in `to`. Its offset is in the key.
pub(super) fn encode(to: &mut Vec<u8>, record: &Record<'_>) {
    to.clear();
    to.extend_from_slice(&record.appended_at.as_millis().to_be_bytes());
    push_length(to, record.key.len() as u64);
    push_length(to, record.value.map_or(0, |value| value.len() as u64 + 1));
    to.extend_from_slice(record.key);
    to.extend_from_slice(record.value.unwrap_or_default());
    to.extend_from_slice(record.headers);
}

/// Reads a record's value; `None` when it is torn.
pub(super) fn decode(offset: i64, bytes: &[u8]) -> Option<Record<'_>> {
    let (appended_at, rest) = bytes.split_first_chunk::<8>()?;
    let (key, rest) = take_length(rest)?;
    let (value, rest) = take_length(rest)?;
    let (key, rest) = rest.split_at_checked(usize::try_from(key).ok()?)?;
    let (value, headers) = match value.checked_sub(1) {
        None => (None, rest),
        Some(length) => {
            let (value, headers) = rest.split_at_checked(usize::try_from(length).ok()?)?;
            (Some(value), headers)
        }
    };
    Some(Record {
        offset,
        appended_at: Timestamp::from_millis(i64::from_be_bytes(*appended_at)),
        key,
        value,
        headers,
    })
}

fn push_length(to: &mut Vec<u8>, mut length: u64) {
    while length >= 0x80 {
        to.push(length.to_le_bytes()[0] | 0x80);
        length >>= 7;
    }
    to.push(length.to_le_bytes()[0]);
}

fn take_length(mut bytes: &[u8]) -> Option<(u64, &[u8])> {
    let mut length = 0;
    for shift in (0..u64::BITS).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        bytes = rest;
        let bits = u64::from(byte & 0x7F);
        // The tenth byte may hold the one bit that is left.
        if bits > u64::MAX >> shift {
            return None;
        }
        length |= bits << shift;
        if byte < 0x80 {
            return Some((length, bytes));
        }
    }
    None
}
