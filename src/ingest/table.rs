//! Rows out of files: CSV or JSON lines, plain, gzip or zstd, read as a stream in constant memory.
//!
//! A [`Rows`] fills a [`Row`] with the columns that the mapping uses, in the mapping's order. What cannot be a row is told with its line, and
//! the next row is read; only a file that cannot be read on is an error.

use crate::ingest::mapping::{FileRule, Format, Mapping};
use crate::ingest::problem::{Problem, Problems, did_you_mean};
use crate::ingest::stream::{self, Budget, Stream, Window};
use serde_json::Value;
use std::cell::{Cell as Counter, RefCell};
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// The most bytes a row may have: more is a quote that was never closed, or not a table at all.
pub const MOST_ROW: usize = 1024 * 1024;

/// The rows of one file.
pub struct Rows {
    path: PathBuf,
    empty: Vec<String>,
    names: Vec<String>,
    body: Body,
    number: u64,
    taken: Rc<Counter<u64>>,
}

/// One row: the columns that the mapping uses.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// Its number in the file, from 1; the header does not count.
    pub number: u64,
    /// The line at which it begins, from 1.
    pub line: u64,
    text: String,
    cells: Vec<Cell>,
}

/// What a row has in a column.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Cell {
    Absent,
    Text(Range<usize>),
    Unusable(&'static str),
}

/// What came of asking for the next row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// The row was filled.
    Row,
    /// Only the row's number and line were filled; this is why.
    Bad(String),
    /// There are no more.
    End,
}

/// Why a file cannot be read, or not further.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It cannot be opened, or its bytes cannot be read or decompressed.
    #[error("could not read {path:?} after {rows} rows")]
    Io {
        /// The file.
        path: PathBuf,
        /// How far it got.
        rows: u64,
        /// Why.
        source: io::Error,
    },
    /// A row does not end.
    #[error(
        "could not read {path:?}: the row at line {line} is larger than 1 MiB; is a quote not closed?"
    )]
    TooLong {
        /// The file.
        path: PathBuf,
        /// Where the row begins.
        line: u64,
    },
    /// The mapping names columns that the file does not have.
    #[error("the mapping does not fit {path:?}\n{problems}")]
    Columns {
        /// The file.
        path: PathBuf,
        /// The columns, at their places in the mapping.
        problems: Problems,
    },
}

enum Body {
    Csv {
        reader: Box<csv::Reader<Budget<Stream>>>,
        record: csv::ByteRecord,
        /// For each used column its place in the record.
        places: Vec<usize>,
        width: Option<usize>,
        budget: Rc<Counter<usize>>,
        window: Rc<RefCell<Window>>,
    },
    JsonLines {
        reader: Stream,
        line: Vec<u8>,
        lines: u64,
    },
}

impl Row {
    /// The text in a column, if it has one.
    ///
    /// # Errors
    /// A sentence when what stands there is no text.
    pub fn get(&self, column: usize) -> Result<Option<&str>, &'static str> {
        match self.cells.get(column) {
            Some(Cell::Text(range)) => Ok(Some(&self.text[range.clone()])),
            Some(Cell::Unusable(why)) => Err(why),
            Some(Cell::Absent) | None => Ok(None),
        }
    }

    fn clear(&mut self) {
        self.text.clear();
        self.cells.clear();
    }

    fn push(&mut self, bytes: &[u8], empty: &[String]) {
        let cell = match std::str::from_utf8(bytes) {
            Ok(text) if empty.iter().any(|word| word == text) => Cell::Absent,
            Ok(text) => {
                let start = self.text.len();
                self.text.push_str(text);
                Cell::Text(start..self.text.len())
            }
            Err(_) => Cell::Unusable("not UTF-8"),
        };
        self.cells.push(cell);
    }

    fn push_json(&mut self, value: Option<&Value>, empty: &[String]) {
        match value {
            None | Some(Value::Null) => self.cells.push(Cell::Absent),
            Some(Value::String(text)) => self.push(text.as_bytes(), empty),
            Some(Value::Bool(flag)) => self.push(flag.to_string().as_bytes(), empty),
            Some(Value::Number(number)) => self.push(number.to_string().as_bytes(), empty),
            Some(Value::Array(_) | Value::Object(_)) => {
                self.cells.push(Cell::Unusable("not a single value"));
            }
        }
    }
}

impl Rows {
    /// Opens a file. The mapping gives the columns; of CSV the header is read at once.
    ///
    /// # Errors
    /// When it cannot be read or lacks a column.
    pub fn open(path: &Path, rule: &FileRule, mapping: &Mapping) -> Result<Self, Error> {
        let taken = Rc::new(Counter::new(0));
        let stream = stream::open(path, &taken).map_err(|source| Error::Io {
            path: path.to_owned(),
            rows: 0,
            source,
        })?;
        let body = match rule.format.unwrap_or_else(|| format_of(path)) {
            Format::Csv => csv(path, stream, rule, mapping)?,
            Format::JsonLines => Body::JsonLines {
                reader: stream,
                line: Vec::new(),
                lines: 0,
            },
        };
        Ok(Self {
            path: path.to_owned(),
            empty: rule.empty.clone(),
            names: rule
                .columns
                .iter()
                .map(|column| column.name.clone())
                .collect(),
            body,
            number: 0,
            taken,
        })
    }

    /// How many bytes of the file have been read, compressed as they are.
    #[must_use]
    pub fn bytes_read(&self) -> u64 {
        self.taken.get()
    }

    /// Reads the next row.
    ///
    /// # Errors
    /// When the file cannot be read on.
    pub fn next(&mut self, row: &mut Row) -> Result<Next, Error> {
        row.clear();
        let next = match &mut self.body {
            Body::Csv { .. } => self.next_csv(row)?,
            Body::JsonLines { .. } => self.next_json(row)?,
        };
        if next != Next::End {
            self.number += 1;
            row.number = self.number;
        }
        Ok(next)
    }

    fn next_csv(&mut self, row: &mut Row) -> Result<Next, Error> {
        let Body::Csv {
            reader,
            record,
            places,
            width,
            budget,
            window,
        } = &mut self.body
        else {
            return Ok(Next::End);
        };
        budget.set(MOST_ROW);
        let place = reader.position().clone();
        let line_of =
            |place: &csv::Position| place.line() + window.borrow_mut().line_feeds_at(place.byte());
        match reader.read_byte_record(record) {
            Ok(false) => return Ok(Next::End),
            Ok(true) => {}
            Err(_) if budget.get() == 0 => {
                return Err(Error::TooLong {
                    path: self.path.clone(),
                    line: line_of(&place),
                });
            }
            Err(e) => {
                return Err(Error::Io {
                    path: self.path.clone(),
                    rows: self.number,
                    source: e.into(),
                });
            }
        }
        row.line = line_of(record.position().unwrap_or(&place));
        let wanted = *width.get_or_insert(record.len());
        if record.len() != wanted {
            let found = record.len();
            return Ok(Next::Bad(format!("{found} cells instead of {wanted}")));
        }
        for place in places {
            row.push(record.get(*place).unwrap_or_default(), &self.empty);
        }
        Ok(Next::Row)
    }

    fn next_json(&mut self, row: &mut Row) -> Result<Next, Error> {
        let Body::JsonLines {
            reader,
            line,
            lines,
        } = &mut self.body
        else {
            return Ok(Next::End);
        };
        loop {
            let whole = stream::read_line(reader, line, MOST_ROW).map_err(|source| Error::Io {
                path: self.path.clone(),
                rows: self.number,
                source,
            })?;
            let Some(whole) = whole else {
                return Ok(Next::End);
            };
            *lines += 1;
            row.line = *lines;
            if !whole {
                return Ok(Next::Bad("longer than 1 MiB".to_owned()));
            }
            if !line.trim_ascii().is_empty() {
                break;
            }
        }
        let object: Value = match serde_json::from_slice(line) {
            Ok(value @ Value::Object(_)) => value,
            Ok(_) => return Ok(Next::Bad("not a JSON object".to_owned())),
            Err(e) => {
                return Ok(Next::Bad(format!(
                    "not JSON: broken at column {}",
                    e.column()
                )));
            }
        };
        for name in &self.names {
            let value = if name.starts_with('/') {
                object.pointer(name)
            } else {
                object.get(name)
            };
            row.push_json(value, &self.empty);
        }
        Ok(Next::Row)
    }
}

impl std::fmt::Debug for Rows {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Rows")
            .field("path", &self.path)
            .field("number", &self.number)
            .finish_non_exhaustive()
    }
}

/// The rows' form by the file's name; what is not known is CSV.
fn format_of(path: &Path) -> Format {
    let name = path.to_string_lossy().to_ascii_lowercase();
    let name = name.trim_end_matches(".gz").trim_end_matches(".zst");
    if name.ends_with(".jsonl") || name.ends_with(".ndjson") {
        Format::JsonLines
    } else {
        Format::Csv
    }
}

fn csv(path: &Path, stream: Stream, rule: &FileRule, mapping: &Mapping) -> Result<Body, Error> {
    let budget = Rc::new(Counter::new(MOST_ROW));
    let window = Rc::new(RefCell::new(Window::default()));
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(rule.delimiter)
        .has_headers(rule.header)
        .flexible(true)
        .from_reader(Budget {
            inner: stream,
            left: Rc::clone(&budget),
            window: Rc::clone(&window),
        });
    // Without a header this is the first row; it is given again when rows are read.
    let first = reader.byte_headers().map_err(|e| Error::Io {
        path: path.to_owned(),
        rows: 0,
        source: e.into(),
    })?;
    // An empty file without a header has no width that could be wrong.
    let width = (rule.header || !first.is_empty()).then_some(first.len());
    let names = first.iter().filter(|_| rule.header);
    let header: Vec<String> = names
        .map(|name| String::from_utf8_lossy(name).trim().to_owned())
        .collect();
    let places = places(path, rule, mapping, &header, width)?;
    Ok(Body::Csv {
        reader: Box::new(reader),
        record: csv::ByteRecord::new(),
        places,
        width,
        budget,
        window,
    })
}

/// Where each used column stands. Columns that are missing or stand twice are told at their place in the mapping.
fn places(
    path: &Path,
    rule: &FileRule,
    mapping: &Mapping,
    header: &[String],
    width: Option<usize>,
) -> Result<Vec<usize>, Error> {
    let mut problems = Vec::new();
    let mut places = Vec::new();
    for column in &rule.columns {
        let mut found = header
            .iter()
            .enumerate()
            .filter(|(_, name)| **name == column.name);
        let place = match (rule.header, found.next(), found.next()) {
            (true, Some((place, _)), None) => Ok(place),
            (true, Some(_), Some(_)) => Err("stands twice in the header".to_owned()),
            (true, None, _) => Err("is not in the header".to_owned()),
            (false, ..) => match (column.name.parse::<usize>(), width) {
                (Ok(number), Some(width)) if number > width => {
                    Err(format!("is not in the first row, which has {width} cells"))
                }
                (Ok(number), _) if number > 0 => Ok(number - 1),
                (Ok(_) | Err(_), _) => Err("is no number, and the file has no header".to_owned()),
            },
        };
        match place {
            Ok(place) => places.push(place),
            Err(why) => problems.push(Problem {
                file: mapping.name.clone(),
                line: column.place.0,
                column: column.place.1,
                message: format!("column {:?} {why}", column.name),
                text: String::new(),
                hint: did_you_mean(&column.name, header.iter().map(String::as_str))
                    .filter(|_| !header.contains(&column.name)),
            }),
        }
    }
    if problems.is_empty() {
        Ok(places)
    } else {
        Err(Error::Columns {
            path: path.to_owned(),
            problems: Problems(problems),
        })
    }
}
