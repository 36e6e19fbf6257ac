//! What the teams promise each other: the clocks of an agreement (C2), in raw time.

use super::problem::Report;
use super::scope::Scope;
use super::section::{
    Keys, Section, Value, as_table, list, mistyped, predicate, span, text, unsupported,
};
use super::value;
use crate::lead::definition::{ClockPolicy, Graph};
use crate::lead::predicate::Predicate;
use crate::lead::text::Text;
use crate::time::Span;

/// The most clocks of an agreement: each lead carries the state of all that run.
const MOST_CLOCKS: usize = 32;

/// The longest name of a clock, in bytes: it is a label of metrics.
const LONGEST_CLOCK: usize = 64;

const CLOCK: Keys = Keys {
    known: &[
        "promised_by",
        "run_while",
        "met_when",
        "cancel_when",
        "at_risk",
        "within",
        "targets",
        "on_reassign",
    ],
    later: &["pause_while", "restart_on", "tiers", "calendar"],
};
const TARGET: Keys = Keys {
    known: &["within"],
    later: &["when", "calendar", "team", "segment", "grade"],
};

/// One clock as read.
#[derive(Clone, Debug)]
pub(super) struct Clock {
    /// What the fold runs by.
    pub(super) policy: ClockPolicy,
}

/// Reads `[clocks.*]`, ordered by name (F8).
pub(super) fn read(root: &Section<'_>, graph: &Graph, report: &mut Report<'_>) -> Vec<Clock> {
    let Some(section) = root.table("clocks", "[clocks]", report) else {
        return Vec::new();
    };
    let mut clocks = Vec::new();
    for (index, (name, at, value)) in section.entries().enumerate() {
        if index == MOST_CLOCKS {
            report.error(at, format!("at most {MOST_CLOCKS} clocks are possible"));
            break;
        }
        if !is_clock_name(name) {
            report.error(
                at,
                format!(
                    "the name of a clock is made of small letters, digits and `_`, at most {LONGEST_CLOCK}"
                ),
            );
        }
        if let Some(clock) = as_table(value, &format!("[clocks.{name}]"), report)
            && let Some(policy) = clock_policy(name, &clock, graph, report)
        {
            clocks.push(Clock { policy });
        }
    }
    clocks.sort_by(|one, other| one.policy.name.cmp(&other.policy.name));
    clocks
}

fn is_clock_name(name: &str) -> bool {
    (1..=LONGEST_CLOCK).contains(&name.len())
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

fn clock_policy(
    name: &str,
    clock: &Section<'_>,
    graph: &Graph,
    report: &mut Report<'_>,
) -> Option<ClockPolicy> {
    clock.check_keys(CLOCK, report);
    if clock.need("promised_by", report).is_some() {
        clock.choice("promised_by", &["marketing", "sales"], report);
    }
    if let Some(value) = clock.get("on_reassign")
        && clock.choice("on_reassign", &["continue", "restart"], report) == Some("restart")
    {
        let what = "`on_reassign = \"restart\"`";
        unsupported(what, value.span().start, report);
    }
    let run_while = clock.need_predicate("run_while", Scope::Lead, graph, report);
    let met_when = clock.need_predicate("met_when", Scope::Lead, graph, report);
    let cancel_when = match clock.get("cancel_when") {
        Some(value) => predicate(value, Scope::Lead, graph, report),
        None => Some(Predicate::Not(Box::new(Predicate::Always))),
    };
    let within = within(clock, report);
    let at_risk_after = clock
        .get("at_risk")
        .and_then(|value| at_risk_after(value, within, report));
    Some(ClockPolicy {
        name: Text::new(name),
        run_while: run_while?,
        met_when: met_when?,
        cancel_when: cancel_when?,
        within: within?,
        at_risk_after,
    })
}

/// How long it may take: said once, for all leads.
fn within(clock: &Section<'_>, report: &mut Report<'_>) -> Option<Span> {
    match (clock.get("within"), clock.get("targets")) {
        (Some(within), None) => span(within, report),
        (None, Some(targets)) => one_target(targets, report),
        (Some(_), Some(targets)) => {
            report.error_with(
                targets.span().start,
                format!("{} says twice how long it may take", clock.title),
                "write `within` or `targets`, not both",
            );
            None
        }
        (None, None) => {
            report.error_with(
                clock.at,
                format!("{} says not how long it may take", clock.title),
                "write `within = \"8 h\"`",
            );
            None
        }
    }
}

/// The one target without a condition. All are read, so that all mistakes in them are told.
fn one_target(targets: Value<'_>, report: &mut Report<'_>) -> Option<Span> {
    let at = targets.span().start;
    let entries = list(targets, report)?;
    let count = entries.len();
    let mut within = None;
    for entry in entries.take(MOST_CLOCKS) {
        let Some(target) = as_table(entry, "a target", report) else {
            continue;
        };
        target.check_keys(TARGET, report);
        if let Some(value) = target.need("within", report) {
            within = span(value, report);
        }
    }
    match count {
        0 => {
            report.error_with(at, "there is no target", "write `within = \"8 h\"`");
            None
        }
        1 => within,
        _ => {
            unsupported("more than one target", at, report);
            None
        }
    }
}

/// How long after its start a clock is at risk: a share of the time allowed, or a span before it is due.
fn at_risk_after(value: Value<'_>, within: Option<Span>, report: &mut Report<'_>) -> Option<Span> {
    let at = value.span().start;
    let hint = "\"75 %\" warns when three quarters of the time are used, \"30 min\" when 30 minutes are left";
    if !value.get_ref().is_str() {
        return mistyped(value, "a share or a span of time", hint, report);
    }
    let given = text(value, report)?;
    let share = value::percent(given);
    if share.is_none() && given.contains('%') {
        report.error_with(at, "a share is a whole number from 1 % to 99 %", hint);
        return None;
    }
    let left = match share {
        Some(_) => None,
        None => Some(span(value, report)?),
    };
    let within = within?.as_millis();
    let after = match (share, left) {
        (Some(share), _) => within.checked_mul(share)? / 100,
        (None, Some(left)) => within - left.as_millis(),
        (None, None) => return None,
    };
    if !(1..within).contains(&after) {
        report.error_with(at, "this warning would come before the clock starts", hint);
        return None;
    }
    Some(Span::from_millis(after))
}
