//! Rows that were not imported: each told to the caller, and written to a file when one is asked for.

use crate::ingest::import::Error;
use serde::Serialize;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

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

/// Where bad rows are told.
pub(super) struct Report<'a> {
    file: Option<(PathBuf, BufWriter<File>)>,
    tell: &'a mut dyn FnMut(&BadRow),
    count: u64,
}

impl<'a> Report<'a> {
    pub(super) fn open(
        path: Option<&Path>,
        tell: &'a mut dyn FnMut(&BadRow),
    ) -> Result<Self, Error> {
        let open = |path: &Path| match File::create(path) {
            Ok(file) => Ok((path.to_owned(), BufWriter::new(file))),
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

    pub(super) fn bad(&mut self, bad: &BadRow) -> Result<(), Error> {
        self.count += 1;
        (self.tell)(bad);
        let Some((path, file)) = &mut self.file else {
            return Ok(());
        };
        serde_json::to_writer(&mut *file, bad)
            .map_err(io::Error::from)
            .and_then(|()| file.write_all(b"\n"))
            .map_err(|source| Error::State {
                path: path.clone(),
                source,
            })
    }

    /// How many there were.
    pub(super) const fn count(&self) -> u64 {
        self.count
    }

    pub(super) fn end(self) -> Result<(), Error> {
        if let Some((path, mut file)) = self.file {
            file.flush()
                .map_err(|source| Error::State { path, source })?;
        }
        Ok(())
    }
}
