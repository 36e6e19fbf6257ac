//! Reading TOML with all mistakes collected: typed access to tables, each wrong type and unknown key noted at its place.

use crate::ingest::problem::{Problem, Problems, did_you_mean};
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A TOML value with its place.
pub(super) type Value<'i> = Spanned<DeValue<'i>>;

/// Collects the mistakes of one file.
#[derive(Debug)]
pub(super) struct Notes<'i> {
    file: &'i str,
    text: &'i str,
    problems: Vec<Problem>,
}

/// A table with its place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Keys<'t, 'i> {
    /// The table.
    pub(super) table: &'t DeTable<'i>,
    /// Its place, for what is missing in it.
    pub(super) span: (usize, usize),
}

/// More mistakes than this help nobody.
const MOST_PROBLEMS: usize = 100;

impl<'i> Notes<'i> {
    pub(super) const fn new(file: &'i str, text: &'i str) -> Self {
        Self {
            file,
            text,
            problems: Vec::new(),
        }
    }

    pub(super) fn note(
        &mut self,
        span: Range<usize>,
        message: impl Into<String>,
        hint: impl Into<Option<String>>,
    ) {
        if self.problems.len() < MOST_PROBLEMS {
            let problem = Problem::at(self.file, self.text, span, message.into());
            self.problems.push(problem.hint(hint));
        }
    }

    /// The line and column of a byte.
    pub(super) fn place(&self, span: Range<usize>) -> (usize, usize) {
        let problem = Problem::at("", self.text, span, String::new());
        (problem.line, problem.column)
    }

    /// Nothing, or all mistakes in the order of their places.
    pub(super) fn end(mut self) -> Result<(), Problems> {
        self.problems
            .sort_by_key(|problem| (problem.line, problem.column));
        if self.problems.is_empty() {
            Ok(())
        } else {
            Err(Problems(self.problems))
        }
    }

    /// The value as a table.
    pub(super) fn table<'t>(&mut self, value: &'t Value<'i>, what: &str) -> Option<Keys<'t, 'i>> {
        let span = value.span();
        match value.get_ref().as_table() {
            Some(table) => Some(Keys {
                table,
                span: (span.start, span.end),
            }),
            None => {
                self.wrong_type(value, what, "a table");
                None
            }
        }
    }

    /// The value as a list.
    pub(super) fn list<'t>(
        &mut self,
        value: &'t Value<'i>,
        what: &str,
        most: usize,
    ) -> &'t [Value<'i>] {
        let Some(list) = value.get_ref().as_array() else {
            self.wrong_type(value, what, "a list");
            return &[];
        };
        if list.len() > most {
            self.note(
                value.span(),
                format!("{what} has more than {most} entries"),
                None,
            );
            return &[];
        }
        list
    }

    /// The value as a text of bounded length.
    pub(super) fn text<'t>(&mut self, value: &'t Value<'i>, what: &str) -> Option<&'t str> {
        const MOST_TEXT: usize = 512;
        match value.get_ref().as_str() {
            Some(text) if text.len() <= MOST_TEXT => Some(text),
            Some(_) => {
                self.note(
                    value.span(),
                    format!("{what} is longer than {MOST_TEXT} bytes"),
                    None,
                );
                None
            }
            None => {
                self.wrong_type(value, what, "a text");
                None
            }
        }
    }

    /// The value as a list of texts; a single text will do.
    pub(super) fn texts(&mut self, value: &Value<'i>, what: &str, most: usize) -> Vec<String> {
        if let Some(text) = value.get_ref().as_str() {
            return vec![text.to_owned()];
        }
        self.list(value, what, most)
            .iter()
            .filter_map(|entry| self.text(entry, what).map(str::to_owned))
            .collect()
    }

    /// The value as true or false.
    pub(super) fn flag(&mut self, value: &Value<'i>, what: &str) -> Option<bool> {
        let flag = value.get_ref().as_bool();
        if flag.is_none() {
            self.wrong_type(value, what, "true or false");
        }
        flag
    }

    fn wrong_type(&mut self, value: &Value<'i>, what: &str, wanted: &str) {
        let found = value.get_ref().type_str();
        self.note(
            value.span(),
            format!("{what} must be {wanted}, not {found}"),
            None,
        );
    }
}

impl<'t, 'i> Keys<'t, 'i> {
    /// The value of a key.
    pub(super) fn get(&self, key: &str) -> Option<&'t Value<'i>> {
        self.table.get(key)
    }

    /// The value of a key that must be there.
    pub(super) fn required(
        &self,
        notes: &mut Notes<'i>,
        key: &str,
        hint: &str,
    ) -> Option<&'t Value<'i>> {
        let value = self.get(key);
        if value.is_none() {
            // A table's own place may run over many lines; its start is where people look.
            let at = self.span.0;
            notes.note(at..at, format!("`{key}` is missing"), Some(hint.to_owned()));
        }
        value
    }

    /// Notes every key that is not among `known`.
    pub(super) fn only(&self, notes: &mut Notes<'i>, known: &[&str]) {
        for (key, _) in self.table {
            let name: &str = key.get_ref();
            if !known.contains(&name) {
                let hint = did_you_mean(name, known.iter().copied())
                    .unwrap_or_else(|| format!("known here: {}", known.join(", ")));
                notes.note(
                    key.span(),
                    format!("unknown key `{}`", name.escape_debug()),
                    Some(hint),
                );
            }
        }
    }
}
