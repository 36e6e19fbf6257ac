//! The log: where events come from and truth goes to. One small trait; `embedded` implements it on RocksDB in this process.

pub mod embedded;

use crate::processor::batch::Batch;
use crate::time::Timestamp;
use crate::wire::record::Records;
use crate::wire::topic::Topic;
use std::path::PathBuf;

/// A partitioned, append-only log with atomic commits.
pub trait Log {
    /// Appends to `into` at most `most` records of a partition, from that offset on: fewer when the end is reached or they are large, none only
    /// at the end.
    /// Answers from where to read on: a log may have offsets without a record, such as the marks of its transactions.
    ///
    /// # Errors
    /// [`Error::Trimmed`] when what is asked for is no longer there, else when the log cannot be read.
    fn read(
        &mut self,
        topic: Topic,
        partition: u16,
        from: i64,
        most: usize,
        into: &mut Records,
    ) -> Result<i64, Error>;

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
        path: PathBuf,
        /// Why.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// Another process, or another part of this one, has it open for writing.
    #[error("the log at {path:?} is in use by another process")]
    InUse {
        /// Where.
        path: PathBuf,
    },
    /// It was created with another number of partitions; leads would be looked for in the wrong ones.
    #[error(
        "the log at {path:?} has {found} partitions, not {wanted}; the number is fixed at creation"
    )]
    Partitions {
        /// Where.
        path: PathBuf,
        /// With how many it was created.
        found: u16,
        /// How many were asked for.
        wanted: u16,
    },
    /// It does not take this record or schema; nothing was written, and whoever sent it should hear why.
    #[error("the log does not take it: {reason}")]
    Refused {
        /// Why.
        reason: String,
    },
    /// The records asked for were trimmed, so a state restored from here would have a hole.
    #[error(
        "could not read {topic}[{partition}]@{from}: it begins at {start} since what is below was trimmed"
    )]
    Trimmed {
        /// The topic's name.
        topic: &'static str,
        /// Its partition.
        partition: u16,
        /// From where it was to be read.
        from: i64,
        /// The first offset that is still there.
        start: i64,
    },
    /// The store knows commits that the log has lost, which only a power failure without syncing can do.
    #[error(
        "the store has task {partition} up to changelog offset {store}, the log only up to {log}: the log has lost commits"
    )]
    Behind {
        /// Which task.
        partition: u16,
        /// The changelog's end as the store has it.
        store: i64,
        /// The changelog's end as the log has it.
        log: i64,
    },
    /// What the store gathered could not be made durable; the changelog was not trimmed.
    #[error("could not make the store durable before trimming the changelog")]
    Store {
        /// Why.
        source: crate::store::Error,
    },
    /// It could not be read or written; the process should stop and start again.
    #[error("could not {doing} {topic}[{partition}]")]
    Io {
        /// `read`, `append to`, `commit to`, `trim`.
        doing: &'static str,
        /// The topic's name.
        topic: &'static str,
        /// Its partition.
        partition: u16,
        /// Why.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}
