//! The log: where events come from and truth goes to. One small trait; `embedded` implements it on RocksDB in this process.

use crate::processor::batch::Batch;
use crate::time::Timestamp;
use crate::wire::record::Records;
use crate::wire::topic::Topic;

/// A partitioned, append-only log with atomic commits.
pub trait Log {
    /// Appends to `into` at most `most` records of a partition, from that offset on; fewer (or none) when the end is reached.
    ///
    /// # Errors
    /// When the log cannot be read.
    fn read(
        &mut self,
        topic: Topic,
        partition: u16,
        from: i64,
        most: usize,
        into: &mut Records,
    ) -> Result<(), Error>;

    /// The offset that the partition's next record will get. The request's own send time is what W1 goes by; take it before asking.
    ///
    /// # Errors
    /// When the log does not answer.
    fn end(&mut self, topic: Topic, partition: u16) -> Result<i64, Error>;

    /// Appends records of producers (key, value, encoded headers), stamped `now` or later (never earlier than the record before), as one atomic
    /// write. Answers the first one's offset.
    ///
    /// # Errors
    /// When nothing was written.
    fn append(
        &mut self,
        topic: Topic,
        partition: u16,
        records: &[NewRecord<'_>],
        now: Timestamp,
    ) -> Result<i64, Error>;

    /// Writes a batch's outputs (to the batch's partition of their topics) and its changes (to the changelog) as one. Answers the changelog's end
    /// offset after it.
    ///
    /// # Errors
    /// When it is not certain that all was written; the caller must start again from what the log says.
    fn commit(&mut self, batch: &Batch, now: Timestamp) -> Result<i64, Error>;
}

/// A record to be appended.
#[derive(Clone, Copy, Debug)]
pub struct NewRecord<'a> {
    /// The key.
    pub key: &'a [u8],
    /// The value.
    pub value: &'a [u8],
    /// Encoded headers, see [`Headers`](crate::wire::record::Headers).
    pub headers: &'a [u8],
}

/// What can go wrong with a log.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It cannot be opened: wrong place, wrong owner, or another process has it.
    #[error("could not open the log at {path:?}")]
    Open {
        /// Where.
        path: std::path::PathBuf,
        /// Why.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// It could not be read or written; the process should stop and start again.
    #[error("could not {doing} {topic}[{partition}]")]
    Io {
        /// `read`, `append to`, `commit to`.
        doing: &'static str,
        /// The topic's name.
        topic: &'static str,
        /// Its partition.
        partition: u16,
        /// Why.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}
