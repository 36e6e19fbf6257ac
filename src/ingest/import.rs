//! The import: files in, records of the three inputs out, merged by time, resumable, in memory that does not grow with the files.
//!
//! The order of records never shows in what leadfold says, so files that are out of order are taken as they are; only leads with histories longer
//! than their journal need [`Options::sort`] (J3).

use crate::ingest::bad_rows::{BadRow, Report};
use crate::ingest::feeds::{Feeds, Prepared, Sequence};
use crate::ingest::files::{self, Given};
use crate::ingest::mapping::{FileRule, Mapping};
use crate::ingest::progress::{Identity, Place, Progress};
use crate::ingest::table;
use crate::log::{self, Log, NewRecord};
use crate::time::{Now, Timestamp};
use crate::wire;
use crate::wire::topic::Topic;
use serde::Serialize;
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// What to import, and how.
#[derive(Clone, Debug)]
pub struct Options<'a> {
    /// How the files are read.
    pub mapping: &'a Mapping,
    /// The files, when the command line names them.
    pub files: &'a [Given],
    /// Where the mapping's own paths begin.
    pub folder: &'a Path,
    /// The folder in which progress is remembered, and in which sorting keeps its runs.
    pub state: &'a Path,
    /// How many partitions each input has.
    pub partitions: u16,
    /// Sort all events by time first, on disk: for leads with longer histories than their journal holds, in files that are not in order (J3).
    pub sort: bool,
    /// Import even what is remembered as imported; nothing changes by it but the counts of duplicates.
    pub again: bool,
    /// Where every bad row is written, one JSON object a line.
    pub bad_rows: Option<&'a Path>,
}

/// How far it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Step {
    /// Bytes of the files that have been read, as they lie on disk.
    pub bytes_read: u64,
    /// All their bytes.
    pub bytes: u64,
    /// Rows read.
    pub rows: u64,
    /// Events that are in the log, those of an earlier run included.
    pub events: u64,
}

/// What an import did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// The files that were read.
    pub files: usize,
    /// Rows read.
    pub rows: u64,
    /// Rows that the mapping makes no event of.
    pub rows_without_event: u64,
    /// Rows that were not imported.
    pub bad_rows: u64,
    /// Events appended now, by input: lead-created, engagement, disposition.
    pub appended: [u64; 3],
    /// Events that an earlier run had appended.
    pub appended_before: u64,
    /// The very same import had been finished before, and nothing was done.
    pub already_done: bool,
    /// All was imported; false when it was asked to stop.
    pub finished: bool,
}

/// Why an import ended early. What was appended stays, and the next run goes on from there.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It is not clear which files are meant: wrong use.
    #[error(transparent)]
    Files(#[from] files::Error),
    /// A file cannot be read, or not further.
    #[error(transparent)]
    Table(#[from] table::Error),
    /// The log did not take it.
    #[error("could not append what was imported")]
    Log(#[from] log::Error),
    /// A file that the import keeps for itself cannot be read or written.
    #[error("could not use {path:?}")]
    State {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
}

/// Records appended at once: large enough that a write costs little per record, small enough that a stop is felt at once.
const MOST_BATCH: usize = 4096;
/// Bytes appended at once, whatever their number.
const MOST_BATCH_BYTES: usize = 8 << 20;

/// Imports, and counts in `done` what was done, also when it ends early. `durable` must make all appended records survive the machine; `on_bad_row` hears of every bad row, `on_step` after each batch and may
/// stop the import there.
///
/// # Errors
/// When files are unclear or unreadable, or the log does not take the records. What had been read before is in the log.
pub fn run<L: Log>(
    options: &Options<'_>,
    log: &mut L,
    durable: impl Fn(&L) -> Result<(), log::Error>,
    now: &dyn Now,
    on_bad_row: &mut dyn FnMut(&BadRow),
    on_step: &mut dyn FnMut(Step) -> ControlFlow<()>,
    done: &mut Summary,
) -> Result<(), Error> {
    let files = files::resolve(options.mapping, options.files, options.folder)?;
    let identities = identities(&files)?;
    let place = Place::of(options.state, options.mapping, options.sort, &identities);
    let remembered = if options.again {
        Progress::default()
    } else {
        place.read()
    };
    *done = Summary {
        files: files.len(),
        ..Summary::default()
    };
    if remembered.finished {
        done.appended_before = remembered.appended;
        done.already_done = true;
        done.finished = true;
        return Ok(());
    }
    let bytes = identities.iter().map(|identity| identity.bytes).sum();
    let step = |feeds: &Feeds<'_>, events| Step {
        bytes_read: feeds.bytes_read(),
        bytes,
        rows: feeds.rows(),
        events,
    };
    let mut report = Report::open(options.bad_rows, on_bad_row)?;
    let opened = Sequence::open(options, &files, &mut report, &mut |feeds| {
        on_step(step(feeds, remembered.appended))
    })?;
    let Some(mut sequence) = opened else {
        return Ok(());
    };
    let mut writer = Writer {
        progress: Progress {
            mapping: options.mapping.name.clone(),
            files: identities,
            appended: remembered.appended,
            finished: false,
        },
        place,
        partitions: options.partitions,
        batch: Batch::default(),
    };
    while !done.finished {
        let filled = fill(
            &mut sequence,
            &mut report,
            &mut writer,
            remembered.appended,
            done,
        );
        // Also when a file breaks off: what came before is as good as ever.
        done.finished = matches!(filled, Ok(true));
        writer.write(log, &durable, now.now(), done.finished)?;
        let feeds = sequence.feeds();
        done.rows = feeds.rows();
        done.rows_without_event = feeds.rows_without_event();
        done.bad_rows = report.count();
        filled?;
        if on_step(step(feeds, writer.progress.appended)).is_break() {
            break;
        }
    }
    report.end()
}

/// Fills a batch with what is not in the log yet. Answers whether that was all.
fn fill(
    sequence: &mut Sequence<'_>,
    report: &mut Report<'_>,
    writer: &mut Writer,
    remembered: u64,
    done: &mut Summary,
) -> Result<bool, Error> {
    while !writer.batch.is_full() {
        let Some(prepared) = sequence.next(report)? else {
            return Ok(true);
        };
        if done.appended_before < remembered {
            done.appended_before += 1;
            continue;
        }
        done.appended[prepared.input as usize] += 1;
        writer.batch.push(prepared, writer.partitions);
    }
    Ok(false)
}

/// Brings batches into the log, and remembers that they are there.
#[derive(Debug)]
struct Writer {
    progress: Progress,
    place: Place,
    partitions: u16,
    batch: Batch,
}

impl Writer {
    fn write<L: Log>(
        &mut self,
        log: &mut L,
        durable: impl Fn(&L) -> Result<(), log::Error>,
        now: Timestamp,
        finished: bool,
    ) -> Result<(), Error> {
        self.progress.appended += self.batch.append(log, now)?;
        durable(log)?;
        self.progress.finished = finished;
        self.place
            .write(&self.progress)
            .map_err(|source| Error::State {
                path: self.place.path().to_owned(),
                source,
            })
    }
}

fn identities(given: &[(&FileRule, PathBuf)]) -> Result<Vec<Identity>, Error> {
    given
        .iter()
        .map(|(_, path)| {
            Identity::of(path).map_err(|source| {
                Error::Files(files::Error::Unreadable {
                    path: path.clone(),
                    source,
                })
            })
        })
        .collect()
}

/// Records that are appended together.
#[derive(Debug, Default)]
struct Batch {
    by_place: BTreeMap<(Topic, u16), Vec<Prepared>>,
    records: usize,
    bytes: usize,
}

impl Batch {
    fn push(&mut self, prepared: Prepared, partitions: u16) {
        let partition = wire::partition::partition(&prepared.lead_id, partitions);
        self.records += 1;
        self.bytes += prepared.value.len();
        let place = (Topic::of(prepared.input), partition);
        self.by_place.entry(place).or_default().push(prepared);
    }

    const fn is_full(&self) -> bool {
        self.records >= MOST_BATCH || self.bytes >= MOST_BATCH_BYTES
    }

    fn append(&mut self, log: &mut impl Log, now: Timestamp) -> Result<u64, log::Error> {
        for ((topic, partition), prepared) in &self.by_place {
            let records: Vec<_> = prepared
                .iter()
                .map(|prepared| NewRecord {
                    key: prepared.lead_id.as_bytes(),
                    value: &prepared.value,
                    headers: &[],
                })
                .collect();
            log.append(*topic, *partition, &records, now)?;
        }
        let count = self.records as u64;
        *self = Self::default();
        Ok(count)
    }
}

#[cfg(test)]
mod tests;
