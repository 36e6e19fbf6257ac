//! All changes of one commit: outputs, dead letters and state, to be made durable together or not at all.
//!
//! Filled by a task, written by a log, applied to the store afterwards. Its memory is kept from one commit to the next.

use crate::wire::topic::Topic;
use std::ops::Range;

/// What one commit of one task changes.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// The task's partition.
    pub partition: u16,
    bytes: Vec<u8>,
    outputs: Vec<OutputAt>,
    changes: Vec<ChangeAt>,
}

/// A record that goes out with this commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Output<'a> {
    /// Where to.
    pub topic: Topic,
    /// The key.
    pub key: &'a [u8],
    /// The value; `None` is a tombstone.
    pub value: Option<&'a [u8]>,
    /// Encoded headers, see [`Headers`](crate::wire::record::Headers).
    pub headers: &'a [u8],
}

/// A change of state: a record of the changelog, then of the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change<'a> {
    /// The store's key.
    pub key: &'a [u8],
    /// The new value; `None` forgets the key.
    pub value: Option<&'a [u8]>,
}

#[derive(Clone, Debug)]
struct OutputAt {
    topic: Topic,
    key: Range<usize>,
    value: Option<Range<usize>>,
    headers: Range<usize>,
}

#[derive(Clone, Debug)]
struct ChangeAt {
    key: Range<usize>,
    value: Option<Range<usize>>,
}

impl Batch {
    /// Of the task of that partition, changing nothing.
    #[must_use]
    pub fn new(partition: u16) -> Self {
        Self {
            partition,
            ..Self::default()
        }
    }

    /// Forgets everything and keeps the memory.
    pub fn clear(&mut self) {
        self.bytes.clear();
        self.outputs.clear();
        self.changes.clear();
    }

    /// Whether nothing would change.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.outputs.is_empty() && self.changes.is_empty()
    }

    /// Adds an output whose value and headers are written by the caller; `value` answers whether there is one.
    pub fn output(
        &mut self,
        topic: Topic,
        key: &[u8],
        value: impl FnOnce(&mut Vec<u8>) -> bool,
        headers: impl FnOnce(&mut Vec<u8>),
    ) {
        let key = self.put(|bytes| bytes.extend_from_slice(key));
        let mut is_some = false;
        let value = self.put(|bytes| is_some = value(bytes));
        let headers = self.put(headers);
        self.outputs.push(OutputAt {
            topic,
            key,
            value: is_some.then_some(value),
            headers,
        });
    }

    /// Adds a change whose key and value are written by the caller.
    pub fn change(&mut self, key: impl FnOnce(&mut Vec<u8>), value: impl FnOnce(&mut Vec<u8>)) {
        let key = self.put(key);
        let value = Some(self.put(value));
        self.changes.push(ChangeAt { key, value });
    }

    /// Forgets a key of the state.
    pub fn forget(&mut self, key: impl FnOnce(&mut Vec<u8>)) {
        let key = self.put(key);
        self.changes.push(ChangeAt { key, value: None });
    }

    fn put(&mut self, write: impl FnOnce(&mut Vec<u8>)) -> Range<usize> {
        let start = self.bytes.len();
        write(&mut self.bytes);
        start..self.bytes.len()
    }

    /// The outputs, in order.
    pub fn outputs(&self) -> impl ExactSizeIterator<Item = Output<'_>> {
        self.outputs.iter().map(|at| Output {
            topic: at.topic,
            key: &self.bytes[at.key.clone()],
            value: at.value.clone().map(|range| &self.bytes[range]),
            headers: &self.bytes[at.headers.clone()],
        })
    }

    /// The changes, in order.
    pub fn changes(&self) -> impl ExactSizeIterator<Item = Change<'_>> {
        self.changes.iter().map(|at| Change {
            key: &self.bytes[at.key.clone()],
            value: at.value.clone().map(|range| &self.bytes[range]),
        })
    }
}
