//! One table of an agreement file, read key by key: typed values with their places, missing keys, unknown keys, keys of later releases.
//!
//! Reading never stops at a mistake: it is noted in the [`Report`] and the value is `None`, so that one run tells all of them (D3).

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::doubt::warn_if_never;
use super::expression::compile;
use super::problem::{Report, nearest, quoted, suggestion};
use super::raw::Raw;
use super::scope::Scope;
use super::value;
use crate::lead::definition::Graph;
use crate::lead::predicate::Predicate;
use crate::time::Span;

/// The longest name, code or other short text, in bytes.
pub(super) const LONGEST_NAME: usize = 100;

/// What to do about something that a later release brings.
const LATER: &str = "leave it out for now; it is refused because a rule that is silently ignored would mislead both sides";

/// A value with its place in the file.
pub(super) type Value<'a> = &'a Spanned<DeValue<'a>>;

/// A table and how people call it.
#[derive(Clone, Debug)]
pub(super) struct Section<'a> {
    /// As written in the file: `[fit]`, `[[score.rules]]`.
    pub(super) title: String,
    /// Where it begins.
    pub(super) at: usize,
    table: &'a DeTable<'a>,
}

/// Which keys a table may have.
#[derive(Clone, Copy, Debug)]
pub(super) struct Keys {
    /// They are read.
    pub(super) known: &'static [&'static str],
    /// Their form is settled, and they are refused until a release supports them.
    pub(super) later: &'static [&'static str],
}

impl<'a> Section<'a> {
    pub(super) const fn new(title: String, at: usize, table: &'a DeTable<'a>) -> Self {
        Self { title, at, table }
    }

    /// Refuses every key that is not known: what is not read must not be there.
    pub(super) fn check_keys(&self, keys: Keys, report: &mut Report<'_>) {
        for key in self.table.keys() {
            let (at, word) = (key.span().start, key.get_ref().as_ref());
            if keys.known.contains(&word) {
                continue;
            }
            if keys.later.contains(&word) {
                unsupported(&format!("`{word}` in {}", self.title), at, report);
                continue;
            }
            let all = keys.known.iter().chain(keys.later).copied();
            let hint = nearest(word, all).map_or_else(
                || format!("possible here: {}", keys.known.join(", ")),
                |candidate| format!("did you mean `{candidate}`?"),
            );
            let message = format!("unknown key {} in {}", quoted(word), self.title);
            report.error_with(at, message, hint);
        }
    }

    pub(super) fn get(&self, key: &str) -> Option<Value<'a>> {
        self.table.get(key)
    }

    /// The value of a key that must be there.
    pub(super) fn need(&self, key: &str, report: &mut Report<'_>) -> Option<Value<'a>> {
        let value = self.get(key);
        if value.is_none() {
            report.error(self.at, format!("{} needs `{key}`", self.title));
        }
        value
    }

    /// All keys with their places and values.
    pub(super) fn entries(&self) -> impl Iterator<Item = (&'a str, usize, Value<'a>)> + use<'a> {
        self.table
            .iter()
            .map(|(key, value)| (key.get_ref().as_ref(), key.span().start, value))
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
            report.error(value.span().start, message);
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
            let message = format!("{} is no `{key}`", quoted(given));
            report.error_with(value.span().start, message, suggestion(given, words));
        }
        found
    }

    /// A CEL expression that must be there.
    pub(super) fn need_predicate(
        &self,
        key: &str,
        scope: Scope,
        graph: &Graph,
        report: &mut Report<'_>,
    ) -> Option<Predicate> {
        let value = self.need(key, report)?;
        let test = predicate(value, scope, graph, report)?;
        warn_if_never(key, &test, value.span().start, report);
        Some(test)
    }
}

/// Notes that something has its final form and is not supported yet.
pub(super) fn unsupported(what: &str, at: usize, report: &mut Report<'_>) {
    let message = format!("{what} is not supported by this release yet");
    report.error_with(at, message, LATER);
}

/// The value as a table.
pub(super) fn as_table<'a>(
    value: Value<'a>,
    title: &str,
    report: &mut Report<'_>,
) -> Option<Section<'a>> {
    match value.get_ref().as_table() {
        Some(table) => Some(Section::new(title.to_owned(), value.span().start, table)),
        None => {
            let hint = "write `key = value` under a heading in brackets, or in braces";
            mistyped(value, "a table", hint, report)
        }
    }
}

/// The value as text.
pub(super) fn text<'a>(value: Value<'a>, report: &mut Report<'_>) -> Option<&'a str> {
    match value.get_ref() {
        DeValue::String(text) => Some(text.as_ref()),
        _ => mistyped(value, "text", "put it in quotation marks", report),
    }
}

/// The value as a short text without control characters.
pub(super) fn name<'a>(value: Value<'a>, report: &mut Report<'_>) -> Option<&'a str> {
    let name = text(value, report)?;
    let fits = !name.trim().is_empty()
        && name.len() <= LONGEST_NAME
        && !name.chars().any(char::is_control);
    if !fits {
        report.error(
            value.span().start,
            format!("this must be one line of text, 1 to {LONGEST_NAME} bytes long"),
        );
        return None;
    }
    Some(name)
}

/// The value as a list.
pub(super) fn list<'a>(
    value: Value<'a>,
    report: &mut Report<'_>,
) -> Option<impl ExactSizeIterator<Item = Value<'a>> + use<'a>> {
    match value.get_ref().as_array() {
        Some(list) => Some(list.iter()),
        None => mistyped(value, "a list", "put it in brackets: `[…]`", report),
    }
}

/// The value as a whole number.
pub(super) fn whole(value: Value<'_>, report: &mut Report<'_>) -> Option<i64> {
    let DeValue::Integer(integer) = value.get_ref() else {
        return mistyped(
            value,
            "a whole number",
            "write it without quotation marks",
            report,
        );
    };
    let read = i64::from_str_radix(integer.as_str(), integer.radix()).ok();
    if read.is_none() {
        report.error(value.span().start, "this number is too large");
    }
    read
}

/// The value as points, in milli-points.
pub(super) fn points(value: Value<'_>, report: &mut Report<'_>) -> Option<i64> {
    let read = match value.get_ref() {
        DeValue::Integer(integer) => i64::from_str_radix(integer.as_str(), integer.radix())
            .ok()
            .and_then(value::whole_points)
            .ok_or_else(value::too_many_points),
        DeValue::Float(float) => value::decimal_points(float.as_str()),
        _ => {
            let hint = "write points as 12 or 0.5, without quotation marks";
            return mistyped(value, "a number of points", hint, report);
        }
    };
    read.map_err(|message| report.error(value.span().start, message))
        .ok()
}

/// The value as a span of time.
pub(super) fn span(value: Value<'_>, report: &mut Report<'_>) -> Option<Span> {
    let hint = "write it as \"30 min\", \"8 h\", \"14 days\" or \"2 h 30 min\"";
    let DeValue::String(text) = value.get_ref() else {
        return mistyped(value, "a span of time", hint, report);
    };
    value::span(text)
        .map_err(|message| report.error_with(value.span().start, message, hint))
        .ok()
}

/// The value as a CEL expression.
pub(super) fn predicate(
    value: Value<'_>,
    scope: Scope,
    graph: &Graph,
    report: &mut Report<'_>,
) -> Option<Predicate> {
    let expression = text(value, report)?;
    match compile(expression, scope, graph) {
        Ok(predicate) => Some(predicate),
        Err(refusals) => {
            let source = report.text();
            let raw = Raw::new(source, value.span(), expression);
            for refusal in refusals {
                let at = raw.place(refusal.at);
                match refusal.hint {
                    Some(hint) => report.error_with(at, refusal.message, hint),
                    None => report.error(at, refusal.message),
                }
            }
            None
        }
    }
}

/// Notes that the value is of another type.
pub(super) fn mistyped<T>(
    value: Value<'_>,
    wanted: &str,
    hint: &str,
    report: &mut Report<'_>,
) -> Option<T> {
    let found = match value.get_ref() {
        DeValue::String(_) => "text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a decimal number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    };
    let message = format!("this must be {wanted}, and is {found}");
    report.error_with(value.span().start, message, hint);
    None
}
