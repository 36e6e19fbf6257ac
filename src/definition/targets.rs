//! How long a promise may take: once for every lead, or target by target, the first that fits (C8).

use super::code::Code;
use super::keys::{ANY_GRADE, MOST_TARGETS, TARGET};
use super::problem::{Report, quoted, suggestion};
use super::scope::{Scope, Words};
use super::section::Section;
use super::typed::{
    Value, as_table, index_of, mistyped, name, predicate, some_of, span, text, unknown_name,
};
use super::value;
use crate::lead::definition::Target;
use crate::lead::predicate::{Field, Literal, Predicate};
use crate::time::Span;

/// Reads `within` or `targets` of a clock.
pub(super) fn read(
    clock: &Section<'_>,
    calendars: &[&str],
    words: &Words,
    report: &mut Report<'_>,
) -> Option<Vec<Target>> {
    let Some(value) = clock.get("targets") else {
        if clock.get("within").is_none() {
            report.error_with(
                Code::MissingKey,
                clock.at,
                format!("{} says not how long it may take", clock.title),
                "write `within = \"8 h\"`",
            );
        }
        let (within, calendar) = time(clock, calendars, report)?;
        return Some(vec![Target {
            when: Predicate::Always,
            within,
            calendar,
        }]);
    };
    if let Some(calendar) = clock.get("calendar") {
        let message = "`calendar` beside `targets` counts for none of them";
        let hint = "write it in each target whose working time is counted";
        report.error_with(Code::Contradiction, calendar.span().start, message, hint);
    }
    if let Some(within) = clock.get("within") {
        report.error_with(
            Code::Contradiction,
            within.span().start,
            format!("{} says twice how long it may take", clock.title),
            "write `within` or `targets`, not both",
        );
    }
    targets(value, calendars, words, report)
}

fn targets(
    value: Value<'_>,
    calendars: &[&str],
    words: &Words,
    report: &mut Report<'_>,
) -> Option<Vec<Target>> {
    let mut targets = Vec::new();
    let entries = some_of(value, MOST_TARGETS, report)?;
    for entry in entries {
        let Some(section) = as_table(entry, TARGET.title, report) else {
            continue;
        };
        section.check_keys(&TARGET, report);
        let when = condition(&section, words, report);
        section.need("within", report);
        let time = time(&section, calendars, report);
        if let (Some(when), Some((within, calendar))) = (when, time) {
            targets.push(Target {
                when,
                within,
                calendar,
            });
        }
    }
    Some(targets)
}

/// How long, and in whose working time.
fn time(
    of: &Section<'_>,
    calendars: &[&str],
    report: &mut Report<'_>,
) -> Option<(Span, Option<u16>)> {
    let calendar = of
        .get("calendar")
        .map(|value| index_of("calendar", value, calendars, report));
    let value = of.get("within")?;
    let within = span(value, report)?;
    let Some(calendar) = calendar else {
        return Some((within, None));
    };
    if text(value, report).is_some_and(value::says_days) {
        warn_of_day(value, report);
    }
    Some((within, Some(calendar?)))
}

/// Says that a span in days, counted in a calendar, is longer than it looks.
pub(super) fn warn_of_day(value: Value<'_>, report: &mut Report<'_>) {
    report.warning(
        Code::WorkingDay,
        value.span().start,
        "a day is 24 hours here too, and of working time that is several days",
        "write working hours: \"8 h\" is one working day of eight hours",
    );
}

/// For which leads: all that the target says.
fn condition(target: &Section<'_>, words: &Words, report: &mut Report<'_>) -> Option<Predicate> {
    let mut tests = Vec::new();
    let mut whole = true;
    if let Some(value) = target.get("when") {
        match predicate(value, Scope::Lead, words, report) {
            Some(test) => tests.push(test),
            None => whole = false,
        }
    }
    let shorthands = [
        ("grade", Field::Grade),
        ("team", Field::Team),
        ("segment", Field::Segment),
    ];
    for (key, field) in shorthands {
        if let Some(value) = target.get(key) {
            match one_of(key, field, value, words, report) {
                Some(test) => tests.push(test),
                None => whole = false,
            }
        }
    }
    if !whole {
        return None;
    }
    Some(match tests.len() {
        0 => Predicate::Always,
        1 => tests.remove(0),
        _ => Predicate::All(tests),
    })
}

/// `grade = "A"`, `team = ["north", "south"]`.
fn one_of(
    key: &str,
    field: Field,
    value: Value<'_>,
    words: &Words,
    report: &mut Report<'_>,
) -> Option<Predicate> {
    if value.get_ref().is_str() {
        let word = known_word(key, value, words, report)?;
        return Some(Predicate::Equals(field, word));
    }
    if !value.get_ref().is_array() {
        let hint = "write it in quotation marks, or several in brackets: [\"a\", \"b\"]";
        return mistyped(value, "text or a list", hint, report);
    }
    let entries = some_of(value, MOST_TARGETS, report)?;
    let count = entries.len();
    let literals: Vec<_> = entries
        .filter_map(|entry| known_word(key, entry, words, report))
        .collect();
    (literals.len() == count).then_some(Predicate::In(field, literals))
}

fn known_word(
    key: &str,
    value: Value<'_>,
    words: &Words,
    report: &mut Report<'_>,
) -> Option<Literal> {
    let given = name(value, report)?;
    let at = value.span().start;
    let is_known = match key {
        "grade" => ANY_GRADE.contains(&given),
        "segment" => words.segments.iter().any(|segment| segment == given),
        _ => true,
    };
    if is_known {
        return Some(Literal::Text(given.to_owned()));
    }
    if key == "grade" {
        let message = format!("{} is no `grade`", quoted(given));
        report.error_with(
            Code::UnknownWord,
            at,
            message,
            suggestion(given, &ANY_GRADE),
        );
    } else {
        let known: Vec<&str> = words.segments.iter().map(String::as_str).collect();
        unknown_name("segment", given, &known, at, report);
    }
    None
}
