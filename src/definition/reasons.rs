//! Why: the reason codes of dispositions (G11), alone or in groups.

use super::code::Code;
use super::keys::{LONGEST_NAME, MOST_CODES, REASON, REASON_GROUPS, REASONS};
use super::problem::{Report, quoted, suggestion};
use super::section::Section;
use super::typed::{Value, as_table, flag, is_name, list, name};
use crate::lead::definition::{Reason, ReasonList};
use crate::lead::event::Outcome;

/// What becomes of a reason that is missing or in no list; so no list may hold it.
const UNSPECIFIED: &str = "unspecified";

/// Reads `[reasons.*]`, in the order of the dispositions.
pub(super) fn read(root: &Section<'_>, report: &mut Report<'_>) -> Vec<ReasonList> {
    let Some(section) = root.table("reasons", REASONS.title, report) else {
        return Vec::new();
    };
    let words = Outcome::ALL.map(Outcome::name);
    let mut reasons = Vec::new();
    for (word, at, value) in section.entries() {
        let Some(outcome) = Outcome::parse(word) else {
            let message = format!("there is no disposition {}", quoted(word));
            report.error_with(Code::UnknownName, at, message, suggestion(word, &words));
            continue;
        };
        let title = format!("[reasons.{word}]");
        if let Some(section) = as_table(value, &title, report) {
            reasons.push(read_list(outcome, &section, report));
        }
    }
    reasons.sort_by_key(|list| list.outcome);
    reasons
}

fn read_list(outcome: Outcome, section: &Section<'_>, report: &mut Report<'_>) -> ReasonList {
    section.check_keys(&REASON, report);
    let required = match section.get("required") {
        Some(value) => flag(value, report).unwrap_or(true),
        None => true,
    };
    let mut codes = Vec::new();
    if section.get("groups").is_none() {
        section.need("codes", report);
    }
    if let Some(value) = section.get("codes") {
        read_codes(value, None, &mut codes, report);
    }
    let groups = section.table("groups", REASON_GROUPS.title, report);
    for (group, at, value) in groups.map_or_else(Vec::new, |groups| groups.entries()) {
        if is_name(group, at, report) {
            read_codes(value, Some(group), &mut codes, report);
        }
    }
    if codes.len() > MOST_CODES {
        let message = format!("{} has at most {MOST_CODES} codes in all", section.title);
        report.error(Code::OutOfBounds, section.at, message);
    }
    ReasonList {
        outcome,
        required,
        codes,
    }
}

fn read_codes(
    value: Value<'_>,
    group: Option<&str>,
    codes: &mut Vec<Reason>,
    report: &mut Report<'_>,
) {
    let Some(given) = list(value, report) else {
        return;
    };
    if !(1..=MOST_CODES).contains(&given.len()) {
        let message = format!("a list has 1 to {MOST_CODES} codes of up to {LONGEST_NAME} bytes");
        report.error(Code::OutOfBounds, value.span().start, message);
        return;
    }
    for entry in given {
        let Some(code) = name(entry, report) else {
            continue;
        };
        let at = entry.span().start;
        if code == UNSPECIFIED {
            let message = "`unspecified` is what becomes of a missing reason";
            let hint = "leave it out of the list";
            report.error_with(Code::NameTaken, at, message, hint);
        } else if codes.iter().any(|known| known.code == code) {
            let message = format!("the code {} is there already", quoted(code));
            report.error(Code::NameTaken, at, message);
        } else if codes.len() <= MOST_CODES {
            codes.push(Reason {
                code: code.to_owned(),
                group: group.map(str::to_owned),
            });
        }
    }
}
