//! Records as a log holds them: bytes at an offset. A [`Records`] is filled again and again without allocating in steady state.

use crate::time::Timestamp;

/// One record, as taken from a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record<'a> {
    /// Its place in its partition.
    pub offset: i64,
    /// When the log took it.
    pub appended_at: Timestamp,
    /// The key; absent keys are empty here.
    pub key: &'a [u8],
    /// The value; `None` is a tombstone.
    pub value: Option<&'a [u8]>,
    /// The headers, encoded as in [`Headers`].
    pub headers: &'a [u8],
}

/// Headers as one run of bytes: for each, its name and its value, both prefixed by their length as a little-endian u32.
#[derive(Clone, Copy, Debug)]
pub struct Headers<'a>(pub &'a [u8]);

impl<'a> Iterator for Headers<'a> {
    type Item = (&'a [u8], &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let mut part = || {
            let (length, rest) = self.0.split_first_chunk::<4>()?;
            let (part, rest) =
                rest.split_at_checked(usize::try_from(u32::from_le_bytes(*length)).ok()?)?;
            self.0 = rest;
            Some(part)
        };
        let name = part()?;
        Some((name, part()?))
    }
}

/// Appends one header to an encoded run.
pub fn push_header(to: &mut Vec<u8>, name: &str, value: &[u8]) {
    for part in [name.as_bytes(), value] {
        to.extend_from_slice(
            &u32::try_from(part.len())
                .expect("a header is shorter than 4 GiB")
                .to_le_bytes(),
        );
        to.extend_from_slice(part);
    }
}

/// A run of records, their bytes in one buffer.
#[derive(Clone, Debug, Default)]
pub struct Records {
    bytes: Vec<u8>,
    entries: Vec<Stored>,
}

#[derive(Clone, Copy, Debug)]
struct Stored {
    offset: i64,
    appended_at: Timestamp,
    start: usize,
    key: usize,
    value: Option<usize>,
    headers: usize,
}

impl Records {
    /// Forgets all records and keeps the memory.
    pub fn clear(&mut self) {
        self.bytes.clear();
        self.entries.clear();
    }

    /// How many there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Takes a copy of a record.
    pub fn push(&mut self, record: Record<'_>) {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(record.key);
        self.bytes
            .extend_from_slice(record.value.unwrap_or_default());
        self.bytes.extend_from_slice(record.headers);
        self.entries.push(Stored {
            offset: record.offset,
            appended_at: record.appended_at,
            start,
            key: record.key.len(),
            value: record.value.map(<[u8]>::len),
            headers: record.headers.len(),
        });
    }

    /// The record at that place.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<Record<'_>> {
        let stored = self.entries.get(index)?;
        let value_at = stored.start + stored.key;
        let headers_at = value_at + stored.value.unwrap_or(0);
        Some(Record {
            offset: stored.offset,
            appended_at: stored.appended_at,
            key: &self.bytes[stored.start..value_at],
            value: stored.value.map(|_| &self.bytes[value_at..headers_at]),
            headers: &self.bytes[headers_at..headers_at + stored.headers],
        })
    }

    /// All, in order.
    pub fn iter(&self) -> impl Iterator<Item = Record<'_>> {
        (0..self.len()).filter_map(|index| self.get(index))
    }
}
