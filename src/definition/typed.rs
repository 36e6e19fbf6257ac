//! Values of an agreement file as what they should be: text, names, numbers, points, spans, expressions. What is something else is noted.

use toml::Spanned;
use toml::de::DeValue;

use super::code::Code;
use super::expression::compile;
use super::keys::{LONGEST_NAME, LONGEST_WORD};
use super::problem::{Report, quoted};
use super::raw::Raw;
use super::scope::{Scope, Words};
use super::section::Section;
use super::value;
use crate::lead::predicate::Predicate;
use crate::time::Span;

/// A value with its place in the file.
pub(super) type Value<'a> = &'a Spanned<DeValue<'a>>;

/// The value as a table.
pub(super) fn as_table<'a>(
    value: Value<'a>,
    title: &str,
    report: &mut Report<'_>,
) -> Option<Section<'a>> {
    match value.get_ref().as_table() {
        Some(table) => Some(Section::new(title.to_owned(), value.span().start, table)),
        None => {
            let hint = if title.contains("limit") {
                "write `limit = { max = 1, per = \"day\" }`"
            } else {
                "write `key = value` under a heading in brackets, or in braces"
            };
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
    is_name(name, value.span().start, report).then_some(name)
}

/// Whether a text may be a name; noted when not.
pub(super) fn is_name(name: &str, at: usize, report: &mut Report<'_>) -> bool {
    let fits = !name.trim().is_empty()
        && name.len() <= LONGEST_NAME
        && !name.chars().any(char::is_control);
    if !fits {
        let message = format!("this must be one line of text, 1 to {LONGEST_NAME} bytes long");
        report.error(Code::BadName, at, message);
    }
    fits
}

/// Whether a text may be a word: the name of a stage, a clock, a promise.
pub(super) fn is_word(word: &str) -> bool {
    (1..=LONGEST_WORD).contains(&word.len())
        && word.starts_with(|c: char| c.is_ascii_lowercase())
        && word
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

/// The word that is most like a name.
fn as_word(name: &str) -> String {
    let letters = name.trim().chars().map(|c| match c {
        c if c.is_ascii_alphanumeric() => c.to_ascii_lowercase(),
        _ => '_',
    });
    let word: String = letters.take(LONGEST_WORD).collect();
    word.trim_matches(|c: char| c == '_' || c.is_ascii_digit())
        .to_owned()
}

/// Notes a name that is no word.
pub(super) fn check_word(what: &str, word: &str, at: usize, report: &mut Report<'_>) {
    if !is_word(word) {
        let message = format!(
            "the name of a {what} is made of small letters, digits and `_`, at most {LONGEST_WORD}, a letter first"
        );
        let like = as_word(word);
        let hint = if is_word(&like) {
            format!("write {}", quoted(&like))
        } else {
            "write it like `time_to_first_touch`".to_owned()
        };
        report.error_with(Code::BadName, at, message, hint);
    }
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

/// The value as a list of 1 to `most`.
pub(super) fn some_of<'a>(
    value: Value<'a>,
    most: usize,
    report: &mut Report<'_>,
) -> Option<impl ExactSizeIterator<Item = Value<'a>> + use<'a>> {
    let entries = list(value, report)?;
    if !(1..=most).contains(&entries.len()) {
        let message = format!("a list here has 1 to {most} entries");
        report.error(Code::OutOfBounds, value.span().start, message);
        return None;
    }
    Some(entries)
}

/// The value as a whole number between two bounds.
pub(super) fn whole(
    value: Value<'_>,
    (least, most): (i64, i64),
    report: &mut Report<'_>,
) -> Option<i64> {
    let integer = match value.get_ref() {
        DeValue::Integer(integer) => integer,
        DeValue::Float(float) => {
            let hint = match float.as_str().split_once('.') {
                Some((whole, rest)) if rest.bytes().all(|digit| digit == b'0') => {
                    format!("write `{whole}`, without a decimal point")
                }
                Some(_) | None => "write it without a decimal point".to_owned(),
            };
            return mistyped(value, "a whole number", &hint, report);
        }
        _ => {
            let hint = "write it without quotation marks";
            return mistyped(value, "a whole number", hint, report);
        }
    };
    let read = i64::from_str_radix(integer.as_str(), integer.radix()).ok();
    let read = read.filter(|number| (least..=most).contains(number));
    if read.is_none() {
        let message = format!("this is a whole number from {least} to {most}");
        report.error(Code::BadValue, value.span().start, message);
    }
    read
}

/// The value as `true` or `false`.
pub(super) fn flag(value: Value<'_>, report: &mut Report<'_>) -> Option<bool> {
    match value.get_ref() {
        DeValue::Boolean(flag) => Some(*flag),
        _ => mistyped(
            value,
            "true or false",
            "write it without quotation marks",
            report,
        ),
    }
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
    read.map_err(|message| report.error(Code::BadValue, value.span().start, message))
        .ok()
}

/// The value as points above 0, in milli-points.
pub(super) fn points_above_zero(
    value: Value<'_>,
    what: &str,
    hint: &str,
    report: &mut Report<'_>,
) -> Option<i64> {
    let read = points(value, report)?;
    if read <= 0 {
        let at = value.span().start;
        report.error_with(Code::BadValue, at, format!("{what} is above 0"), hint);
        return None;
    }
    Some(read)
}

/// How spans of time are written.
pub(super) const SPANS: &str = "write it as \"30 min\", \"8 h\", \"14 days\" or \"2 h 30 min\"";

/// The value as a span of time.
pub(super) fn span(value: Value<'_>, report: &mut Report<'_>) -> Option<Span> {
    let DeValue::String(text) = value.get_ref() else {
        return mistyped(value, "a span of time", SPANS, report);
    };
    value::span(text)
        .map_err(|message| report.error_with(Code::BadValue, value.span().start, message, SPANS))
        .ok()
}

/// The value as a span of time of at least so much.
pub(super) fn span_of_at_least(
    value: Value<'_>,
    least: Span,
    what: &str,
    report: &mut Report<'_>,
) -> Option<Span> {
    let read = span(value, report)?;
    if read < least {
        let message = format!("{what} is at least {least}");
        report.error(Code::BadValue, value.span().start, message);
        return None;
    }
    Some(read)
}

/// The value as a whole share between 1 % and `most` %.
pub(super) fn share(value: Value<'_>, most: u8, report: &mut Report<'_>) -> Option<u8> {
    let hint = "write it as \"75 %\", in quotation marks";
    let DeValue::String(text) = value.get_ref() else {
        return mistyped(value, "a share", hint, report);
    };
    let read = value::percent(text, most);
    if read.is_none() {
        let message = format!("a share here is a whole number from 1 % to {most} %");
        report.error_with(Code::BadValue, value.span().start, message, hint);
    }
    read
}

/// The value as a CEL expression.
pub(super) fn predicate(
    value: Value<'_>,
    scope: Scope,
    words: &Words,
    report: &mut Report<'_>,
) -> Option<Predicate> {
    let expression = text(value, report)?;
    match compile(expression, scope, words) {
        Ok(predicate) => Some(predicate),
        Err(refusals) => {
            let source = report.text();
            let raw = Raw::new(source, value.span(), expression);
            for refusal in refusals {
                let at = raw.place(refusal.at);
                match refusal.hint {
                    Some(hint) => report.error_with(refusal.code, at, refusal.message, hint),
                    None => report.error(refusal.code, at, refusal.message),
                }
            }
            None
        }
    }
}

/// Notes a name that refers to nothing.
pub(super) fn unknown_name(
    what: &str,
    given: &str,
    known: &[&str],
    at: usize,
    report: &mut Report<'_>,
) {
    let message = format!("there is no {what} {}", quoted(given));
    let hint = if known.is_empty() {
        format!("this agreement names no {what}")
    } else {
        super::problem::suggestion(given, known)
    };
    report.error_with(Code::UnknownName, at, message, hint);
}

/// The place of a name among those known; noted when it refers to nothing.
pub(super) fn index_of(
    what: &str,
    value: Value<'_>,
    known: &[&str],
    report: &mut Report<'_>,
) -> Option<u16> {
    let given = text(value, report)?;
    let place = known.iter().position(|name| *name == given);
    if place.is_none() {
        unknown_name(what, given, known, value.span().start, report);
    }
    u16::try_from(place?).ok()
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
    report.error_with(Code::WrongType, value.span().start, message, hint);
    None
}
