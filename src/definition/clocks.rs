//! What the sides promise for every lead: the clocks of an agreement (C2). How long a promise may take is read by [`targets`](super::targets).

use super::calendars;
use super::code::Code;
use super::keys::{CLOCK, CLOCKS, MOST_CLOCKS, MOST_TIERS, ON_REASSIGN, SIDES};
use super::problem::Report;
use super::scope::{Scope, Words};
use super::section::Section;
use super::targets;
use super::typed::{SPANS, Value, as_table, check_word, list, mistyped, share, span, text};
use super::value;
use crate::lead::definition::{AtRisk, ClockPolicy, OnReassign, Side};
use crate::lead::text::Text;
use crate::time::Span;

/// Reads `[clocks.*]`, ordered by name (F8).
pub(super) fn read(root: &Section<'_>, words: &Words, report: &mut Report<'_>) -> Vec<ClockPolicy> {
    let Some(section) = root.table("clocks", CLOCKS.title, report) else {
        return Vec::new();
    };
    let calendars = calendars::names(root);
    let mut clocks = Vec::new();
    for (name, at, value) in section.entries_up_to(MOST_CLOCKS, "clocks", report) {
        check_word("clock", name, at, report);
        if let Some(clock) = as_table(value, &format!("[clocks.{name}]"), report)
            && let Some(policy) = policy(name, &clock, &calendars, words, report)
        {
            clocks.push(policy);
        }
    }
    clocks.sort_by(|one, other| one.name.cmp(&other.name));
    clocks
}

fn policy(
    name: &str,
    clock: &Section<'_>,
    calendars: &[&str],
    words: &Words,
    report: &mut Report<'_>,
) -> Option<ClockPolicy> {
    clock.check_keys(&CLOCK, report);
    let promised_by = side(clock, report);
    let on_reassign = match clock.choice("on_reassign", &ON_REASSIGN, report) {
        Some("restart") => OnReassign::Restart,
        Some(_) | None => OnReassign::Continue,
    };
    let run_while = clock.need_predicate("run_while", Scope::Lead, words, report);
    let met_when = clock.need_predicate("met_when", Scope::Lead, words, report);
    let cancel_when = clock.predicate_or_never("cancel_when", Scope::Lead, words, report);
    let pause_while = clock.predicate_or_never("pause_while", Scope::Lead, words, report);
    let restart_on = clock.predicate_or_never("restart_on", Scope::Restart, words, report);
    let targets = targets::read(clock, calendars, words, report);
    let at_risk = clock
        .get("at_risk")
        .and_then(|value| at_risk(value, report));
    let tiers = clock
        .get("tiers")
        .map_or_else(Vec::new, |value| tiers(value, report));
    let policy = ClockPolicy {
        name: Text::new(name),
        promised_by: promised_by?,
        run_while: run_while?,
        met_when: met_when?,
        cancel_when: cancel_when?,
        pause_while: pause_while?,
        restart_on: restart_on?,
        targets: targets?,
        at_risk,
        tiers,
        on_reassign,
    };
    check_warning(clock, &policy, report);
    if policy
        .targets
        .iter()
        .any(|target| target.calendar.is_some())
    {
        warn_of_days(clock, report);
    }
    Some(policy)
}

/// Tiers and warnings in days are counted in the working time of the targets too.
fn warn_of_days(clock: &Section<'_>, report: &mut Report<'_>) {
    let tiers = clock
        .get("tiers")
        .and_then(|value| value.get_ref().as_array());
    let spans = tiers.into_iter().flatten().chain(clock.get("at_risk"));
    for value in spans {
        if value.get_ref().as_str().is_some_and(value::says_days) {
            targets::warn_of_day(value, report);
        }
    }
}

/// The side that promises.
pub(super) fn side(of: &Section<'_>, report: &mut Report<'_>) -> Option<Side> {
    let word = of.need_choice("promised_by", &SIDES, report)?;
    Some(if word == Side::Marketing.name() {
        Side::Marketing
    } else {
        Side::Sales
    })
}

const AT_RISK: &str =
    "\"75 %\" warns when three quarters of the time are used, \"30 min\" when 30 minutes are left";

/// When a clock is at risk: a share of the time allowed, or a span before it is due.
fn at_risk(value: Value<'_>, report: &mut Report<'_>) -> Option<AtRisk> {
    if !value.get_ref().is_str() {
        return mistyped(value, "a share or a span of time", AT_RISK, report);
    }
    if text(value, report)?.contains('%') {
        return share(value, 99, report).map(AtRisk::Share);
    }
    span(value, report).map(AtRisk::Left)
}

/// The warning must come after the start: an error when it does for no target, a warning when it does for some.
fn check_warning(clock: &Section<'_>, policy: &ClockPolicy, report: &mut Report<'_>) {
    let Some(at_risk) = policy.at_risk else {
        return;
    };
    let (at, targets) = (clock.place("at_risk"), policy.targets.iter());
    let early = targets
        .filter(|target| at_risk.after(target.within) == Span::ZERO)
        .count();
    if early == policy.targets.len() {
        let message = "this warning would come before the clock starts";
        report.error_with(Code::BadValue, at, message, AT_RISK);
    } else if early > 0 {
        let message =
            format!("for {early} of the targets this warning would come before the clock starts");
        let hint = "they are not warned of; a share such as \"75 %\" fits every target";
        report.warning(Code::EarlyWarning, at, message, hint);
    }
}

/// How long after the due instant each escalation is sent, growing.
fn tiers(value: Value<'_>, report: &mut Report<'_>) -> Vec<Span> {
    let mut tiers: Vec<Span> = Vec::new();
    let Some(entries) = list(value, report) else {
        return tiers;
    };
    if !(1..=MOST_TIERS).contains(&entries.len()) {
        let message = format!("a clock has 1 to {MOST_TIERS} tiers");
        report.error(Code::OutOfBounds, value.span().start, message);
        return tiers;
    }
    for entry in entries {
        let at = entry.span().start;
        let Some(given) = text(entry, report) else {
            continue;
        };
        let given = given.trim();
        match value::span(given.strip_prefix('+').unwrap_or(given)) {
            Ok(tier) if tiers.last().is_some_and(|before| *before >= tier) => {
                let message = "each tier comes later than the one before it";
                let hint = "all are counted from the due instant: \"+4 h\", \"+1 d\"";
                report.error_with(Code::BadValue, at, message, hint);
            }
            Ok(tier) => tiers.push(tier),
            Err(message) => report.error_with(Code::BadValue, at, message, SPANS),
        }
    }
    tiers
}
