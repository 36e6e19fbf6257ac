//! One table of an agreement file, read key by key: typed values with their places, missing keys, unknown keys.
//!
//! Reading never stops at a mistake: it is noted in the [`Report`] and the value is `None`, so that one run tells all of them (D3).

use toml::de::{DeTable, DeValue};

use super::code::Code;
use super::doubt::warn_if_never;
use super::keys::{self, Keys};
use super::problem::{Report, nearest, quoted, suggestion};
use super::scope::{Scope, Words};
use super::typed::{Value, as_table, mistyped, name, predicate, text};
use crate::lead::predicate::Predicate;

/// A table and how people call it.
#[derive(Clone, Debug)]
pub(super) struct Section<'a> {
    /// As written in the file: `[fit]`, `[[score.rules]]`.
    pub(super) title: String,
    /// Where it begins.
    pub(super) at: usize,
    table: &'a DeTable<'a>,
}

impl<'a> Section<'a> {
    pub(super) const fn new(title: String, at: usize, table: &'a DeTable<'a>) -> Self {
        Self { title, at, table }
    }

    /// Refuses every key that is not known: what is not read must not be there.
    pub(super) fn check_keys(&self, keys: &'static Keys, report: &mut Report<'_>) {
        for key in self.table.keys() {
            let (at, word) = (key.span().start, key.get_ref().as_ref());
            if keys.all().any(|known| known.word == word) {
                continue;
            }
            let message = format!("unknown key {} in {}", quoted(word), self.title);
            let word = word.to_owned();
            report.error_later(Code::UnknownKey, at, message, move || hint_for(&word, keys));
        }
    }

    pub(super) fn get(&self, key: &str) -> Option<Value<'a>> {
        self.table.get(key)
    }

    /// Where the value of that key stands; where the table begins when there is none.
    pub(super) fn place(&self, key: &str) -> usize {
        self.get(key).map_or(self.at, |value| value.span().start)
    }

    /// The value of a key that must be there.
    pub(super) fn need(&self, key: &str, report: &mut Report<'_>) -> Option<Value<'a>> {
        let value = self.get(key);
        if value.is_none() && !self.has_misspelt(key) {
            let message = format!("{} needs `{key}`", self.title);
            report.error(Code::MissingKey, self.at, message);
        }
        value
    }

    /// Whether a key that no table knows was probably meant to be this one: that is told as an unknown key.
    fn has_misspelt(&self, key: &str) -> bool {
        let tables = keys::tables();
        let is_known = |word: &str| {
            tables
                .iter()
                .any(|table| table.all().any(|key| key.word == word))
        };
        let mut words = self.table.keys().map(|key| key.get_ref().as_ref());
        words.any(|word: &str| nearest(word, [key]).is_some() && !is_known(word))
    }

    /// All keys with their places and values, in the order of the file.
    pub(super) fn entries(&self) -> Vec<(&'a str, usize, Value<'a>)> {
        let mut entries: Vec<_> = self
            .table
            .iter()
            .map(|(key, value)| (key.get_ref().as_ref(), key.span().start, value))
            .collect();
        entries.sort_by_key(|(_, at, _)| *at);
        entries
    }

    /// The same, at most so many of them; more are an error.
    pub(super) fn entries_up_to(
        &self,
        most: usize,
        what: &str,
        report: &mut Report<'_>,
    ) -> Vec<(&'a str, usize, Value<'a>)> {
        let mut entries = self.entries();
        if let Some((_, at, _)) = entries.get(most) {
            let message = format!("at most {most} {what} are possible");
            report.error(Code::OutOfBounds, *at, message);
            entries.truncate(most);
        }
        entries
    }

    /// The table under that key.
    pub(super) fn table(&self, key: &str, title: &str, report: &mut Report<'_>) -> Option<Self> {
        as_table(self.get(key)?, title, report)
    }

    /// The list of tables under that key, `[[…]]`; at most `most`.
    pub(super) fn tables(
        &self,
        key: &str,
        title: &str,
        most: usize,
        report: &mut Report<'_>,
    ) -> Vec<Self> {
        let Some(value) = self.get(key) else {
            return Vec::new();
        };
        let Some(list) = value.get_ref().as_array() else {
            let hint = format!("write `{title}`");
            return mistyped(value, "a list of tables", &hint, report).unwrap_or_default();
        };
        if list.len() > most {
            let message = format!("at most {most} {title} are possible");
            report.error(Code::OutOfBounds, value.span().start, message);
            return Vec::new();
        }
        list.iter()
            .filter_map(|entry| as_table(entry, title, report))
            .collect()
    }

    /// A short text that must be there: a name, a word.
    pub(super) fn need_name(&self, key: &str, report: &mut Report<'_>) -> Option<&'a str> {
        name(self.need(key, report)?, report)
    }

    /// One of a few words, if the key is there.
    pub(super) fn choice(
        &self,
        key: &str,
        words: &[&'static str],
        report: &mut Report<'_>,
    ) -> Option<&'static str> {
        let value = self.get(key)?;
        let given = text(value, report)?;
        let found = words.iter().copied().find(|word| *word == given);
        if found.is_none() {
            let message = format!("{} is not possible for `{key}`", quoted(given));
            let hint = suggestion(given, words);
            report.error_with(Code::UnknownWord, value.span().start, message, hint);
        }
        found
    }

    /// One of a few words, which must be there.
    pub(super) fn need_choice(
        &self,
        key: &str,
        words: &[&'static str],
        report: &mut Report<'_>,
    ) -> Option<&'static str> {
        self.need(key, report)?;
        self.choice(key, words, report)
    }

    /// A CEL expression that must be there; a warning when it can never be so.
    pub(super) fn need_predicate(
        &self,
        key: &str,
        scope: Scope,
        words: &Words,
        report: &mut Report<'_>,
    ) -> Option<Predicate> {
        let value = self.need(key, report)?;
        let test = predicate(value, scope, words, report)?;
        warn_if_never(key, &test, value.span().start, report);
        Some(test)
    }

    /// A CEL expression that may be there; never so when it is not.
    pub(super) fn predicate_or_never(
        &self,
        key: &str,
        scope: Scope,
        words: &Words,
        report: &mut Report<'_>,
    ) -> Option<Predicate> {
        match self.get(key) {
            Some(value) => predicate(value, scope, words, report),
            None => Some(Predicate::never()),
        }
    }

    /// The table or value at the end of a path of keys, as far as it is there; for warnings that come after reading.
    pub(super) fn within(&self, key: &str) -> Option<Self> {
        let value = self.get(key)?;
        let table = value.get_ref().as_table()?;
        Some(Self::new(key.to_owned(), value.span().start, table))
    }

    /// The tables of the list under that key, as far as they are there.
    pub(super) fn each(&self, key: &str) -> Vec<Self> {
        let list = self.get(key).and_then(|value| value.get_ref().as_array());
        let entries = list.into_iter().flat_map(|list| list.iter());
        entries
            .filter_map(|entry| match entry.get_ref() {
                DeValue::Table(table) => Some(Self::new(key.to_owned(), entry.span().start, table)),
                _ => None,
            })
            .collect()
    }
}

/// What was probably meant by a key that a table does not have.
fn hint_for(word: &str, keys: &Keys) -> String {
    let known = keys.words();
    if let Some(candidate) = nearest(word, known.iter().copied()) {
        return format!("did you mean `{candidate}`?");
    }
    let elsewhere: Vec<_> = keys::tables()
        .into_iter()
        .filter(|table| table.all().any(|key| key.word == word))
        .map(|table| table.title)
        .collect();
    if !elsewhere.is_empty() {
        return format!("{} belongs to {}", quoted(word), elsewhere.join(", "));
    }
    format!("possible here: {}", known.join(", "))
}
