//! All events of all files, in one order that depends on nothing but the files and the mapping: resuming counts on it.
//!
//! Each file is read once, front to back, and the earliest of the files' next events goes first; or everything is sorted on disk before.

use crate::ingest::bad_rows::{BadRow, Report};
use crate::ingest::event::{self, Fault};
use crate::ingest::import::{Error, Options};
use crate::ingest::mapping::{FileRule, Mapping};
use crate::ingest::sort::Sorted;
use crate::ingest::table::{Next, Row, Rows};
use crate::lead::event::Input;
use crate::time::Timestamp;
use crate::wire;
use std::collections::VecDeque;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// An event, encoded, on its way to the log.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Prepared {
    pub(super) occurred_at: Timestamp,
    pub(super) input: Input,
    pub(super) sequence: i64,
    pub(super) lead_id: String,
    pub(super) value: Vec<u8>,
}

/// All events of all files, in the one order that these files and this mapping give.
#[derive(Debug)]
pub(super) enum Sequence<'m> {
    Merged(Feeds<'m>),
    Sorted {
        feeds: Feeds<'m>,
        sorted: Sorted,
        /// Why a file could not be read to its end: told when all that came before has been given.
        broken: Option<Error>,
    },
}

impl<'m> Sequence<'m> {
    /// Opens the files; what is to be sorted is read and sorted at once, and `pause` is asked now and then whether to go on. None if not.
    pub(super) fn open(
        options: &Options<'_>,
        files: &[(&'m FileRule, PathBuf)],
        report: &mut Report<'_>,
        pause: &mut dyn FnMut(&Feeds<'m>) -> ControlFlow<()>,
    ) -> Result<Option<Self>, Error> {
        /// How many records are sorted between two questions.
        const BETWEEN_PAUSES: usize = 10_000;
        let mut feeds = Feeds::default();
        for (rule, path) in files {
            feeds.list.push(Feed::open(rule, path, options.mapping)?);
        }
        if !options.sort {
            return Ok(Some(Self::Merged(feeds)));
        }
        let failed = |source| Error::State {
            path: options.state.to_owned(),
            source,
        };
        let mut sorted = Sorted::new(options.state).map_err(failed)?;
        let mut pushed = 0_usize;
        let broken = loop {
            let prepared = match feeds.next(report) {
                Ok(Some(prepared)) => prepared,
                Ok(None) => break None,
                Err(error @ Error::Table(_)) => break Some(error),
                Err(error) => return Err(error),
            };
            sorted.push(prepared).map_err(failed)?;
            pushed += 1;
            if pushed.is_multiple_of(BETWEEN_PAUSES) && pause(&feeds).is_break() {
                return Ok(None);
            }
        };
        sorted.merge().map_err(failed)?;
        Ok(Some(Self::Sorted {
            feeds,
            sorted,
            broken,
        }))
    }

    /// The next event.
    pub(super) fn next(&mut self, report: &mut Report<'_>) -> Result<Option<Prepared>, Error> {
        match self {
            Self::Merged(feeds) => feeds.next(report),
            Self::Sorted { sorted, broken, .. } => {
                let next = sorted.next().map_err(|source| Error::State {
                    path: sorted.folder().to_owned(),
                    source,
                })?;
                match broken.take_if(|_| next.is_none()) {
                    Some(error) => Err(error),
                    None => Ok(next),
                }
            }
        }
    }

    /// The files, for how far they have been read.
    pub(super) const fn feeds(&self) -> &Feeds<'m> {
        match self {
            Self::Merged(feeds) | Self::Sorted { feeds, .. } => feeds,
        }
    }
}

/// The files, read side by side.
#[derive(Debug, Default)]
pub(super) struct Feeds<'m> {
    list: Vec<Feed<'m>>,
}

impl Feeds<'_> {
    /// Bytes of the files that have been read, as they lie on disk.
    pub(super) fn bytes_read(&self) -> u64 {
        self.list.iter().map(|feed| feed.rows.bytes_read()).sum()
    }

    /// Rows that have been read.
    pub(super) fn rows(&self) -> u64 {
        self.list.iter().map(|feed| feed.row.number).sum()
    }

    /// Rows that the mapping made no event of.
    pub(super) fn rows_without_event(&self) -> u64 {
        self.list.iter().map(|feed| feed.without_event).sum()
    }

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
