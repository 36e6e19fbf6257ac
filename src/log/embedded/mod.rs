//! The log in this process: RocksDB with its write-ahead log, one write batch per append and per commit.
//!
//! For the demo, a laptop and tests; topics, partitions, offsets, framing and atomicity are those of a broker. [`Embedded`] is a handle: clone
//! it for each thread. Other processes read through [`Embedded::open_read_only`] while the owner writes, and see whole commits only.

mod frame;
mod open;
mod schemas;
#[cfg(test)]
mod tests;
mod upkeep;

use crate::fault::{self, Point};
use crate::log::{Error, Log, NewRecord};
use crate::processor::batch::Batch;
use crate::store::scratch::Scratch;
use crate::time::Timestamp;
use crate::wire::record::{Record, Records};
use crate::wire::topic::Topic;
use rocksdb::{DB, ReadOptions, WriteBatch, WriteOptions};
pub use schemas::FIRST_SCHEMA_ID;
use std::fmt;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The longest record a producer may append, with key and headers. Above the decoder's limit of 1 MiB, so that what is a little too large
/// becomes a dead letter that can be looked at, not a lost call.
pub const MOST_RECORD_BYTES: usize = 8 << 20;

/// The most one append may hold: it is built in memory as one write.
pub const MOST_APPEND_BYTES: usize = 64 << 20;

/// Where a read stops though more records were asked for, so that large records cannot fill the memory.
const MOST_READ_BYTES: usize = 32 << 20;

/// How a log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Whether each commit and append waits for the disk. Without it nothing is lost when the process dies, however it dies; when the power
    /// fails or the kernel crashes, the last moments are. Off by default: it costs milliseconds per commit, and the embedded log is for trying.
    pub sync: bool,
    /// How many changelog records must be superfluous before they are deleted. Each deletion of a range makes later reads look at one more
    /// tombstone until it is compacted away, so: rarely, in large steps.
    pub trim_step: i64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            sync: false,
            trim_step: 100_000,
        }
    }
}

/// A handle on the log. Clones share it.
#[derive(Clone)]
pub struct Embedded {
    shared: Arc<Shared>,
    /// One framed record, kept for its memory.
    framed: Vec<u8>,
}

struct Shared {
    db: DB,
    path: PathBuf,
    settings: Settings,
    /// Per partition, of all topics: held while writing, so that offsets and stamps grow in the order of the writes.
    partitions: Vec<Mutex<Heads>>,
    /// A write failed and it is not known how much of it is there. Whoever writes on would give offsets twice.
    is_uncertain: AtomicBool,
    /// Held while a schema gets its id.
    registering: Mutex<()>,
    written_bytes: AtomicU64,
    /// A reader's own directory. Last, because the database must be closed before it goes.
    reader: Option<Scratch>,
}

/// Where the topics of a partition stand.
#[derive(Clone, Copy, Debug, Default)]
struct Heads {
    topics: [Head; Topic::ALL.len()],
    /// The first changelog record that is still there.
    changelog_start: i64,
}

#[derive(Clone, Copy, Debug)]
struct Head {
    end: i64,
    appended_at: Timestamp,
}

impl Default for Head {
    fn default() -> Self {
        Self {
            end: 0,
            appended_at: Timestamp::MIN,
        }
    }
}

impl Heads {
    fn of(&mut self, topic: Topic) -> &mut Head {
        &mut self.topics[usize::from(frame::code(topic)) - 1]
    }
}

impl fmt::Debug for Embedded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Embedded")
            .field("path", &self.shared.path)
            .field("partitions", &self.shared.partitions.len())
            .field("settings", &self.shared.settings)
            .finish_non_exhaustive()
    }
}

impl Embedded {
    /// With how many partitions it was created.
    #[must_use]
    pub fn partitions(&self) -> u16 {
        u16::try_from(self.shared.partitions.len())
            .expect("a log is created with a u16 of partitions")
    }

    /// Bytes handed to the disk since opening, compactions not counted.
    #[must_use]
    pub fn written_bytes(&self) -> u64 {
        self.shared.written_bytes.load(Ordering::Relaxed)
    }

    fn heads(&self, topic: Topic, partition: u16) -> Result<MutexGuard<'_, Heads>, Error> {
        // Heads change after a write only, so those that a panic left are right.
        self.shared
            .partitions
            .get(usize::from(partition))
            .map(|heads| heads.lock().unwrap_or_else(PoisonError::into_inner))
            .ok_or_else(|| {
                let (name, there) = (topic.name(), self.shared.partitions.len());
                refused(format!(
                    "{name} has no partition {partition}, there are {there}"
                ))
            })
    }

    fn write(
        &self,
        write: WriteBatch,
        doing: &'static str,
        topic: Topic,
        partition: u16,
    ) -> Result<(), Error> {
        let shared = &*self.shared;
        if shared.reader.is_some() {
            return Err(io_error(
                doing,
                topic,
                partition,
                "it was opened for reading",
            ));
        }
        if shared.is_uncertain.load(Ordering::SeqCst) {
            let source = "an earlier write failed, so the log must be opened again";
            return Err(io_error(doing, topic, partition, source));
        }
        let mut how = WriteOptions::default();
        how.set_sync(shared.settings.sync);
        let bytes = write.size_in_bytes() as u64;
        shared.db.write_opt(write, &how).map_err(|e| {
            shared.is_uncertain.store(true, Ordering::SeqCst);
            io_error(doing, topic, partition, e)
        })?;
        shared.written_bytes.fetch_add(bytes, Ordering::Relaxed);
        Ok(())
    }
}

impl Log for Embedded {
    fn read(
        &mut self,
        topic: Topic,
        partition: u16,
        from: i64,
        most: usize,
        into: &mut Records,
    ) -> Result<i64, Error> {
        let (end, start) = {
            let mut heads = self.heads(topic, partition)?;
            let is_trimmed = topic == Topic::Changelog;
            (
                heads.of(topic).end,
                if is_trimmed { heads.changelog_start } else { 0 },
            )
        };
        let from = from.max(0);
        if from < start {
            return Err(Error::Trimmed {
                topic: topic.name(),
                partition,
                from,
                start,
            });
        }
        if from >= end || most == 0 {
            return Ok(from);
        }
        let mut range = ReadOptions::default();
        range.set_iterate_upper_bound(frame::key(topic, partition, end));
        let mut at = self.shared.db.raw_iterator_opt(range);
        at.seek(frame::key(topic, partition, from));
        let (mut records, mut bytes, mut next) = (0, 0, from);
        while records < most && bytes < MOST_READ_BYTES {
            let Some((key, value)) = at.item() else {
                break;
            };
            let record = frame::offset_of(key, topic, partition)
                .and_then(|offset| frame::decode(offset, value))
                .ok_or_else(|| io_error("read", topic, partition, "a record is torn"))?;
            next = record.offset + 1;
            into.push(record);
            (records, bytes) = (records + 1, bytes + value.len());
            at.next();
        }
        at.status()
            .map_err(|e| io_error("read", topic, partition, e))?;
        Ok(next)
    }

    fn end(&mut self, topic: Topic, partition: u16) -> Result<i64, Error> {
        Ok(self.heads(topic, partition)?.of(topic).end)
    }

    fn append(
        &mut self,
        topic: Topic,
        partition: u16,
        records: &[NewRecord<'_>],
        now: Timestamp,
    ) -> Result<i64, Error> {
        check_sizes(records)?;
        let mut framed = std::mem::take(&mut self.framed);
        let mut heads = self.heads(topic, partition)?;
        let first = heads.of(topic).end;
        if !records.is_empty() {
            let mut next = *heads;
            let mut write = WriteBatch::default();
            for record in records {
                let value = (record.key, Some(record.value), record.headers);
                put(
                    &mut write,
                    &mut next,
                    &mut framed,
                    topic,
                    partition,
                    value,
                    now,
                );
            }
            fault::hit(Point::BeforeAppend);
            self.write(write, "append to", topic, partition)?;
            *heads = next;
            fault::hit(Point::AfterAppend);
        }
        drop(heads);
        self.framed = framed;
        Ok(first)
    }

    fn commit(&mut self, batch: &Batch, now: Timestamp) -> Result<i64, Error> {
        let (topic, partition) = (Topic::Changelog, batch.partition);
        let mut framed = std::mem::take(&mut self.framed);
        let mut heads = self.heads(topic, partition)?;
        if !batch.is_empty() {
            fault::hit(Point::BeforeCommit);
            let mut next = *heads;
            let mut write = WriteBatch::default();
            for output in batch.outputs() {
                let value = (output.key, output.value, output.headers);
                let to = output.topic;
                put(
                    &mut write,
                    &mut next,
                    &mut framed,
                    to,
                    partition,
                    value,
                    now,
                );
            }
            for change in batch.changes() {
                let value = (change.key, change.value, &[][..]);
                put(
                    &mut write,
                    &mut next,
                    &mut framed,
                    topic,
                    partition,
                    value,
                    now,
                );
            }
            fault::hit(Point::InsideCommit);
            self.write(write, "commit to", topic, partition)?;
            *heads = next;
            fault::hit(Point::AfterCommitBeforeApply);
        }
        let end = heads.of(topic).end;
        drop(heads);
        self.framed = framed;
        Ok(end)
    }
}

/// Adds a record (key, value, headers) to a write, at the topic's end, and moves the end.
fn put(
    write: &mut WriteBatch,
    heads: &mut Heads,
    framed: &mut Vec<u8>,
    topic: Topic,
    partition: u16,
    (key, value, headers): (&[u8], Option<&[u8]>, &[u8]),
    now: Timestamp,
) {
    let head = heads.of(topic);
    // The machine's clock may be set back; the log's time never goes back, or a watermark drawn from it would.
    head.appended_at = head.appended_at.max(now);
    frame::encode(
        framed,
        &Record {
            offset: head.end,
            appended_at: head.appended_at,
            key,
            value,
            headers,
        },
    );
    write.put(frame::key(topic, partition, head.end), framed);
    head.end += 1;
}

fn check_sizes(records: &[NewRecord<'_>]) -> Result<(), Error> {
    let mut all = 0;
    for record in records {
        let bytes = record.key.len() + record.value.len() + record.headers.len();
        if bytes > MOST_RECORD_BYTES {
            return Err(refused(format!(
                "a record of {bytes} bytes is longer than {MOST_RECORD_BYTES}"
            )));
        }
        all += bytes;
    }
    if all > MOST_APPEND_BYTES {
        return Err(refused(format!(
            "{all} bytes at once are more than {MOST_APPEND_BYTES}"
        )));
    }
    Ok(())
}

fn io_error(
    doing: &'static str,
    topic: Topic,
    partition: u16,
    source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
) -> Error {
    Error::Io {
        doing,
        topic: topic.name(),
        partition,
        source: source.into(),
    }
}

const fn refused(reason: String) -> Error {
    Error::Refused { reason }
}
