//! The small words: points, spans, shares, names and lists as people say them. Nothing is rounded, so that two different values never sound alike.

use crate::lead::predicate::{Decimal, Literal};
use crate::time::Span;

/// A milli-point amount as a number: `12`, `0.5`, `-25`.
pub(in crate::definition) fn number(milli: i64) -> String {
    let whole = milli.unsigned_abs() / 1000;
    let rest = milli.unsigned_abs() % 1000;
    let sign = if milli < 0 { "-" } else { "" };
    if rest == 0 {
        return format!("{sign}{whole}");
    }
    let fraction = format!("{rest:03}");
    format!("{sign}{whole}.{}", fraction.trim_end_matches('0'))
}

/// `12 points`, `1 point`.
pub(in crate::definition) fn points(milli: i64) -> String {
    let unit = if milli == 1000 { "point" } else { "points" };
    format!("{} {unit}", number(milli))
}

/// A span with all its units: `30 days`, `1 day 2 h`, `4 h 30 min`.
pub(in crate::definition) fn span(span: Span) -> String {
    const UNITS: [(i64, &str, &str); 5] = [
        (86_400_000, "day", "days"),
        (3_600_000, "h", "h"),
        (60_000, "min", "min"),
        (1_000, "s", "s"),
        (1, "ms", "ms"),
    ];
    let mut rest = span.as_millis();
    let mut parts = Vec::new();
    for (length, one, many) in UNITS {
        let count = rest / length;
        rest %= length;
        if count != 0 {
            parts.push(format!("{count} {}", if count == 1 { one } else { many }));
        }
    }
    if parts.is_empty() {
        return "no time".to_owned();
    }
    parts.join(" ")
}

/// Tenths of a percent: `5 %`, `12.5 %`.
pub(in crate::definition) fn share(tenths: u16) -> String {
    if tenths.is_multiple_of(10) {
        format!("{} %", tenths / 10)
    } else {
        format!("{}.{} %", tenths / 10, tenths % 10)
    }
}

/// `once`, `twice`, `5 times`.
pub(in crate::definition) fn times(count: u8) -> String {
    match count {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        _ => format!("{count} times"),
    }
}

/// `second`, `third`, `21st`.
pub(in crate::definition) fn ordinal(place: usize) -> String {
    const FIRST: [&str; 10] = [
        "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
        "tenth",
    ];
    if let Some(word) = place.checked_sub(1).and_then(|index| FIRST.get(index)) {
        return (*word).to_owned();
    }
    let ending = match (place % 10, place % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{place}{ending}")
}

/// A name in a sentence: between backticks, without what a terminal could obey.
pub(in crate::definition) fn named(name: &str) -> String {
    format!("`{}`", clean(name))
}

/// Without what a hostile file could send to a terminal or a page: control characters, signs that turn the direction of reading, and code points
/// that are no characters.
pub(in crate::definition) fn clean(text: &str) -> String {
    let is_foul = |letter: char| {
        letter.is_control()
            || matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}')
            || matches!(letter, '\u{2066}'..='\u{2069}' | '\u{fffe}' | '\u{ffff}')
    };
    let seen = |letter| if is_foul(letter) { '\u{fffd}' } else { letter };
    text.chars().map(seen).collect()
}

/// `a`, `a and b`, `a, b and c`.
pub(in crate::definition) fn list<T: AsRef<str>>(parts: &[T], last: &str) -> String {
    match parts {
        [] => String::new(),
        [only] => only.as_ref().to_owned(),
        [all @ .., end] => {
            let all: Vec<&str> = all.iter().map(AsRef::as_ref).collect();
            format!("{} {last} {}", all.join(", "), end.as_ref())
        }
    }
}

/// With a capital at its beginning.
pub(in crate::definition) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// A constant: bare when it is one plain word that cannot be taken for something else, else in quotation marks.
pub(in crate::definition) fn literal(literal: &Literal) -> String {
    match literal {
        Literal::Text(text) => word(text),
        Literal::Number(number) => number.to_string(),
        Literal::Flag(true) => "true".to_owned(),
        Literal::Flag(false) => "false".to_owned(),
    }
}

/// As [`literal`] says of text.
pub(in crate::definition) fn word(text: &str) -> String {
    let plain = |letter: char| letter.is_alphanumeric() || "_-./@#+".contains(letter);
    let is_plain = !text.is_empty()
        && text.chars().all(plain)
        && Decimal::parse(text).is_none()
        && !["and", "or", "not", "is", "true", "false", "nor"].contains(&text);
    if is_plain {
        return text.to_owned();
    }
    format!("\"{}\"", clean(text).replace('"', "\\\""))
}
