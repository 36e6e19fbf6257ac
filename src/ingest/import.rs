//! The import: files in, records of the three inputs out, merged by time, resumable, in memory that does not grow with the files.
//!
//! Each file is read once, front to back. The next event of each is known, and the earliest goes first: that keeps a lead's events of several files
//! together in time. A file that is itself out of order is taken as it is, because the order of records never shows in what leadfold says; only
//! leads with histories longer than their journal need [`Options::sort`] (J3).

use crate::ingest::event::{self, Fault};
use crate::ingest::files::{self, Given};
use crate::ingest::mapping::{FileRule, Mapping};
use crate::ingest::progress::{Identity, Place, Progress};
use crate::ingest::sort::Sorted;
use crate::ingest::table::{self, Next, Row, Rows};
use crate::lead::event::Input;
use crate::log::{self, Log, NewRecord};
use crate::time::{Now, Timestamp};
use crate::wire;
use crate::wire::topic::Topic;
use serde::Serialize;
use std::collections::{BTreeMap, VecDeque};
use std::io::Write as _;
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

/// A row that was not imported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BadRow {
    /// The file.
    pub file: String,
    /// The line at which the row begins, from 1.
    pub line: u64,
    /// The data's column, where one is to blame.
    pub column: Option<String>,
    /// The event's field, where it came to that.
    pub field: Option<String>,
    /// Why.
    pub why: String,
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

/// An event, encoded, on its way to the log.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Prepared {
    pub(super) occurred_at: Timestamp,
    pub(super) input: Input,
    pub(super) sequence: i64,
    pub(super) lead_id: String,
    pub(super) value: Vec<u8>,
}

/// Records appended at once: large enough that a write costs little per record, small enough that a stop is felt at once.
const MOST_BATCH: usize = 4096;
/// Bytes appended at once, whatever their number.
const MOST_BATCH_BYTES: usize = 8 << 20;

/// Imports. `durable` must make all appended records survive the machine; `on_bad_row` hears of every bad row, `on_step` after each batch and may
/// stop the import there.
///
/// # Errors
/// When files are unclear or unreadable, or the log does not take the records.
pub fn run<L: Log>(
    options: &Options<'_>,
    log: &mut L,
    durable: impl Fn(&L) -> Result<(), log::Error>,
    now: &dyn Now,
    on_bad_row: &mut dyn FnMut(&BadRow),
    on_step: &mut dyn FnMut(Step) -> ControlFlow<()>,
) -> Result<Summary, Error> {
    let files = files::resolve(options.mapping, options.files, options.folder)?;
    let identities = identities(&files)?;
    let place = Place::of(options.state, options.mapping, options.sort, &identities);
    let mut remembered = place.read();
    if options.again {
        remembered = Progress::default();
    }
    if remembered.finished {
        return Ok(Summary {
            files: files.len(),
            appended_before: remembered.appended,
            already_done: true,
            finished: true,
            ..Summary::default()
        });
    }
    let bytes = identities.iter().map(|identity| identity.bytes).sum();
    let mut report = Report::open(options.bad_rows, on_bad_row)?;
    let mut sequence = Sequence::open(options, &files, &mut report)?;
    let mut progress = Progress {
        mapping: options.mapping.name.clone(),
        files: identities,
        appended: remembered.appended,
        finished: false,
    };
    let mut done = Summary {
        files: files.len(),
        ..Summary::default()
    };
    let mut batch = Batch::default();
    loop {
        let next = sequence.next(&mut report)?;
        let ended = next.is_none();
        if let Some(prepared) = next {
            if done.appended_before < remembered.appended {
                done.appended_before += 1;
                continue;
            }
            done.appended[prepared.input as usize] += 1;
            batch.push(prepared, options.partitions);
        }
        if !(batch.is_full() || ended) {
            continue;
        }
        progress.appended += batch.append(log, now.now())?;
        durable(log)?;
        progress.finished = ended;
        place.write(&progress).map_err(|source| Error::State {
            path: place.path().to_owned(),
            source,
        })?;
        let step = Step {
            bytes_read: sequence.bytes_read(),
            bytes,
            rows: sequence.rows(),
            events: progress.appended,
        };
        let stop = on_step(step).is_break();
        if ended || stop {
            done.rows = sequence.rows();
            done.rows_without_event = sequence.rows_without_event();
            done.bad_rows = report.end()?;
            done.finished = ended;
            return Ok(done);
        }
    }
}

fn identities(files: &[(&FileRule, PathBuf)]) -> Result<Vec<Identity>, Error> {
    files
        .iter()
        .map(|(_, path)| {
            Identity::of(path).map_err(|source| Error::State {
                path: path.clone(),
                source,
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

/// Where bad rows are told.
pub(super) struct Report<'a> {
    file: Option<(PathBuf, std::io::BufWriter<std::fs::File>)>,
    tell: &'a mut dyn FnMut(&BadRow),
    count: u64,
}

impl<'a> Report<'a> {
    fn open(path: Option<&Path>, tell: &'a mut dyn FnMut(&BadRow)) -> Result<Self, Error> {
        let open = |path: &Path| match std::fs::File::create(path) {
            Ok(file) => Ok((path.to_owned(), std::io::BufWriter::new(file))),
            Err(source) => Err(Error::State {
                path: path.to_owned(),
                source,
            }),
        };
        Ok(Self {
            file: path.map(open).transpose()?,
            tell,
            count: 0,
        })
    }

    fn bad(&mut self, bad: &BadRow) -> Result<(), Error> {
        self.count += 1;
        (self.tell)(bad);
        let Some((path, file)) = &mut self.file else {
            return Ok(());
        };
        serde_json::to_writer(&mut *file, bad)
            .map_err(std::io::Error::from)
            .and_then(|()| file.write_all(b"\n"))
            .map_err(|source| Error::State {
                path: path.clone(),
                source,
            })
    }

    fn end(self) -> Result<u64, Error> {
        if let Some((path, mut file)) = self.file {
            file.flush()
                .map_err(|source| Error::State { path, source })?;
        }
        Ok(self.count)
    }
}

/// All events of all files, in the one order that these files and this mapping give.
#[derive(Debug)]
enum Sequence<'m> {
    Merged(Feeds<'m>),
    Sorted { feeds: Feeds<'m>, sorted: Sorted },
}

impl<'m> Sequence<'m> {
    fn open(
        options: &Options<'_>,
        files: &[(&'m FileRule, PathBuf)],
        report: &mut Report<'_>,
    ) -> Result<Self, Error> {
        let mut feeds = Feeds::default();
        for (rule, path) in files {
            feeds.list.push(Feed::open(rule, path, options.mapping)?);
        }
        if !options.sort {
            return Ok(Self::Merged(feeds));
        }
        let failed = |source| Error::State {
            path: options.state.to_owned(),
            source,
        };
        let mut sorter = Sorted::new(options.state).map_err(failed)?;
        while let Some(prepared) = feeds.next(report)? {
            sorter.push(prepared).map_err(failed)?;
        }
        sorter.merge().map_err(failed)?;
        Ok(Self::Sorted {
            feeds,
            sorted: sorter,
        })
    }

    fn next(&mut self, report: &mut Report<'_>) -> Result<Option<Prepared>, Error> {
        match self {
            Self::Merged(feeds) => feeds.next(report),
            Self::Sorted { sorted, .. } => sorted.next().map_err(|source| Error::State {
                path: sorted.folder().to_owned(),
                source,
            }),
        }
    }

    const fn feeds(&self) -> &Feeds<'m> {
        match self {
            Self::Merged(feeds) | Self::Sorted { feeds, .. } => feeds,
        }
    }

    fn bytes_read(&self) -> u64 {
        self.feeds()
            .list
            .iter()
            .map(|feed| feed.rows.bytes_read())
            .sum()
    }

    fn rows(&self) -> u64 {
        self.feeds().list.iter().map(|feed| feed.row.number).sum()
    }

    fn rows_without_event(&self) -> u64 {
        self.feeds()
            .list
            .iter()
            .map(|feed| feed.without_event)
            .sum()
    }
}

/// The files, read side by side.
#[derive(Debug, Default)]
struct Feeds<'m> {
    list: Vec<Feed<'m>>,
}

impl Feeds<'_> {
    /// The earliest of the files' next events; of equal ones that of the file named first.
    fn next(&mut self, report: &mut Report<'_>) -> Result<Option<Prepared>, Error> {
        let mut earliest: Option<(usize, (Timestamp, Input))> = None;
        for (index, feed) in self.list.iter_mut().enumerate() {
            let Some(head) = feed.head(report)? else {
                continue;
            };
            let place = (head.occurred_at, head.input);
            if earliest.is_none_or(|(_, best)| place < best) {
                earliest = Some((index, place));
            }
        }
        Ok(earliest.and_then(|(index, _)| self.list[index].ready.pop_front()))
    }
}

/// One file.
#[derive(Debug)]
struct Feed<'m> {
    rule: &'m FileRule,
    path: PathBuf,
    rows: Rows,
    row: Row,
    ready: VecDeque<Prepared>,
    without_event: u64,
    ended: bool,
}

impl<'m> Feed<'m> {
    fn open(rule: &'m FileRule, path: &Path, mapping: &Mapping) -> Result<Self, Error> {
        Ok(Self {
            rule,
            path: path.to_owned(),
            rows: Rows::open(path, rule, mapping)?,
            row: Row::default(),
            ready: VecDeque::new(),
            without_event: 0,
            ended: false,
        })
    }

    /// The next event, read on to if need be.
    fn head(&mut self, report: &mut Report<'_>) -> Result<Option<&Prepared>, Error> {
        while self.ready.is_empty() && !self.ended {
            match self.rows.next(&mut self.row)? {
                Next::Row => self.take_row(report)?,
                Next::Bad(why) => report.bad(&self.bad_row(None, why))?,
                Next::End => self.ended = true,
            }
        }
        Ok(self.ready.front())
    }

    fn take_row(&mut self, report: &mut Report<'_>) -> Result<(), Error> {
        let ready = &mut self.ready;
        let made = event::of_row(self.rule, &self.row, &mut |event| {
            let mut value = Vec::with_capacity(128);
            wire::encode::event(event, &mut value);
            ready.push_back(Prepared {
                occurred_at: event.occurred_at,
                input: event.input(),
                sequence: event.sequence,
                lead_id: event.lead_id.to_owned(),
                value,
            });
        });
        match made {
            Ok(0) => self.without_event += 1,
            // Stable: events of one instant and input keep the mapping's order.
            Ok(_) => ready
                .make_contiguous()
                .sort_by_key(|prepared| (prepared.occurred_at, prepared.input)),
            Err(Fault { column, field, why }) => {
                ready.clear();
                let bad = BadRow {
                    column,
                    ..self.bad_row(Some(field), why)
                };
                report.bad(&bad)?;
            }
        }
        Ok(())
    }

    fn bad_row(&self, field: Option<String>, why: String) -> BadRow {
        BadRow {
            file: self.path.display().to_string(),
            line: self.row.line,
            column: None,
            field,
            why,
        }
    }
}

#[cfg(test)]
mod tests;
