//! The stages of an agreement: when a lead becomes an MQL and ceases to be one, what recycling does; and the reasons that dispositions give.
//!
//! The graph is the field's default one; an agreement says how its stages are entered and left.

use super::clocks::Clock;
use super::doubt::best_fit;
use super::problem::{Report, quoted, suggestion};
use super::section::{
    Keys, LONGEST_NAME, Section, as_table, list, name, points, text, unsupported,
};
use crate::lead::definition::{Fit, Grade, Graph, OnRecycle, ScoreRule, Threshold};
use crate::lead::event::Outcome;
use crate::lead::predicate::{Field, Literal, Predicate};
use toml::de::DeValue;

/// The most codes of one outcome. A list that nobody can overlook is answered with "other".
const MOST_CODES: usize = 200;

/// What becomes of a reason that is missing or in no list; so no list may hold it.
const UNSPECIFIED: &str = "unspecified";

const TYPES: [&str; 3] = ["inventory", "sla", "gate"];
const SIDES: [&str; 2] = ["marketing", "sales"];
const GRADES: [&str; 4] = ["A", "B", "C", "D"];

const MQL: Keys = Keys {
    known: &["type", "enter", "leave_below", "held_by", "owner"],
    later: &["timeout", "path", "veto_from", "cool_down", "on_entry"],
};
const ENTER: Keys = Keys {
    known: &["score", "grade"],
    later: &["pql", "when"],
};
const RECYCLED: Keys = Keys {
    known: &["type", "path", "rejoins", "on_entry", "owner"],
    later: &["cool_down", "timeout", "enter", "leave_below", "held_by"],
};
const ON_ENTRY: Keys = Keys {
    known: &["score"],
    later: &["limits", "counts"],
};
const REASONS: Keys = Keys {
    known: &["codes", "required"],
    later: &["groups", "sub_reasons"],
};

/// What the agreement says of stages.
#[derive(Clone, Debug, Default)]
pub(super) struct Stages {
    /// Of the marketing qualified.
    pub(super) mql: Option<Mql>,
    /// What recycling does to the score.
    pub(super) on_recycle: OnRecycle,
    /// Where `[stages.mql]` promises that a clock runs in it (G13).
    promises_clock: Option<usize>,
}

/// How points make an MQL, with the places that are judged once all is read.
#[derive(Clone, Debug)]
pub(super) struct Mql {
    /// What must be met.
    pub(super) threshold: Threshold,
    score_at: usize,
    grade_at: usize,
}

/// Reads `[stages.*]`.
pub(super) fn read(root: &Section<'_>, graph: &Graph, report: &mut Report<'_>) -> Stages {
    let mut stages = Stages::default();
    let Some(section) = root.table("stages", "[stages]", report) else {
        return stages;
    };
    let names: Vec<&str> = graph.names.iter().map(|name| name.as_str()).collect();
    for (word, at, value) in section.entries() {
        let title = format!("[stages.{word}]");
        match word {
            "mql" => {
                if let Some(mql) = as_table(value, &title, report) {
                    stages.promises_clock = kind(&mql, report).filter(|_| is_sla(&mql));
                    stages.mql = read_mql(&mql, report);
                }
            }
            "recycled" => {
                if let Some(recycled) = as_table(value, &title, report) {
                    stages.on_recycle = read_recycled(&recycled, graph, report);
                }
            }
            _ if names.contains(&word) => unsupported(&title, at, report),
            _ => {
                let message = format!("there is no stage {}", quoted(word));
                report.error_with(at, message, suggestion(word, &names));
            }
        }
    }
    stages
}

/// Checks the type of a stage and its owner; gives the place of the type.
fn kind(stage: &Section<'_>, report: &mut Report<'_>) -> Option<usize> {
    stage.choice("owner", &SIDES, report);
    let at = stage.get("type")?.span().start;
    if stage.choice("type", &TYPES, report)? == "gate" {
        unsupported("a stage of type `gate`", at, report);
    }
    Some(at)
}

fn is_sla(stage: &Section<'_>) -> bool {
    stage.get("type").and_then(|value| value.get_ref().as_str()) == Some("sla")
}

fn read_mql(mql: &Section<'_>, report: &mut Report<'_>) -> Option<Mql> {
    mql.check_keys(MQL, report);
    let held = mql.choice("held_by", &["score"], report).is_some();
    let leave = mql.get("leave_below");
    let leave_below = leave.and_then(|value| {
        let least = points(value, report)?;
        above_zero(least, value.span().start, report)
    });
    match (leave, mql.get("held_by")) {
        (Some(value), None) => report.error_with(
            value.span().start,
            "`leave_below` without `held_by` would hold nothing",
            "write `held_by = \"score\"`, or leave both out",
        ),
        (None, Some(value)) => report.error_with(
            value.span().start,
            "`held_by` without `leave_below` says not when the stage is left",
            "write `leave_below = …`, or leave both out",
        ),
        (Some(_), Some(_)) | (None, None) => {}
    }
    let Some(enter) = mql.table("enter", "`enter`", report) else {
        if let Some(leave) = leave {
            let message = "`leave_below` without `enter`: points never bring a lead here";
            report.error(leave.span().start, message);
        }
        return None;
    };
    enter.check_keys(ENTER, report);
    let grade = enter.choice("grade", &GRADES, report);
    let value = enter.need("score", report)?;
    let score_at = value.span().start;
    let score = above_zero(points(value, report)?, score_at, report)?;
    if let (Some(leave_below), Some(value)) = (leave_below, leave)
        && leave_below > score
    {
        report.error_with(
            value.span().start,
            "`leave_below` is above the score of `enter`: a lead would leave as it comes",
            "leave a gap below it, so that nobody goes in and out with every click",
        );
    }
    let threshold = Threshold {
        score,
        grade: grade.and_then(|word| Grade::ALL.into_iter().find(|grade| grade.name() == word)),
        leave_below: leave_below.filter(|_| held),
    };
    Some(Mql {
        threshold,
        score_at,
        grade_at: enter
            .get("grade")
            .map_or(enter.at, |value| value.span().start),
    })
}

fn above_zero(points: i64, at: usize, report: &mut Report<'_>) -> Option<i64> {
    if points <= 0 {
        report.error_with(
            at,
            "a threshold is above 0",
            "every lead has a score of 0 before it has done anything",
        );
        return None;
    }
    Some(points)
}

fn read_recycled(recycled: &Section<'_>, graph: &Graph, report: &mut Report<'_>) -> OnRecycle {
    recycled.check_keys(RECYCLED, report);
    kind(recycled, report);
    let fixed = [("path", "detour"), ("rejoins", graph.name(graph.path[0]))];
    for (key, word) in fixed {
        if let Some(value) = recycled.get(key)
            && let Some(given) = text(value, report)
            && given != word
        {
            let what = format!("`{key}` other than `{word}`");
            unsupported(&what, value.span().start, report);
        }
    }
    let Some(on_entry) = recycled.table("on_entry", "`on_entry`", report) else {
        return OnRecycle::default();
    };
    on_entry.check_keys(ON_ENTRY, report);
    let Some(value) = on_entry.need("score", report) else {
        return OnRecycle::default();
    };
    if matches!(value.get_ref(), DeValue::Table(_)) || value.get_ref().as_str() == Some("reduce") {
        unsupported("a reduced score", value.span().start, report);
        return OnRecycle::default();
    }
    match on_entry.choice("score", &["reset", "keep"], report) {
        Some("keep") => OnRecycle::Keep,
        _ => OnRecycle::Reset,
    }
}

/// Judges what needs the whole agreement: a threshold that nothing reaches, a stage whose clock is missing (G13).
pub(super) fn check(
    stages: &Stages,
    has_fit: bool,
    fit: Option<&Fit>,
    rules: &[ScoreRule],
    clocks: &[Clock],
    report: &mut Report<'_>,
) {
    if let Some(mql) = &stages.mql {
        if mql.threshold.grade.is_some() && !has_fit {
            report.error_with(
                mql.grade_at,
                "a grade is asked for, and this agreement grades nobody",
                "add `[fit]`, or leave the grade out",
            );
        }
        // With errors a rule may be missing from the list that stands in the file.
        if report.errors() == 0 && !rules.iter().any(|rule| rule.points > 0) {
            report.warning(
                mql.score_at,
                "no rule gives points, so this score is never reached",
                "add `[[score.rules]]`, or leave `enter` out",
            );
        }
    }
    if let (Some(mql), Some(fit), 0) = (&stages.mql, fit, report.errors()) {
        check_grade(mql, fit, report);
    }
    let runs_in_mql = |clock: &Clock| may_hold_in(&clock.policy.run_while, "mql");
    if let Some(at) = stages.promises_clock
        && report.errors() == 0
        && !clocks.iter().any(runs_in_mql)
    {
        report.warning(
            at,
            "the stage is of type `sla`, and no clock runs in it",
            "add a clock, or make the type `inventory`",
        );
    }
}

/// Warns when no lead can have the grade that is asked for. Who is graded at all has D.
fn check_grade(mql: &Mql, fit: &Fit, report: &mut Report<'_>) {
    let asked = (mql.threshold.grade)
        .and_then(|grade| GRADES.iter().position(|name| *name == grade.name()))
        .filter(|&index| GRADES[index] != "D");
    let Some(index) = asked else { return };
    let (least, best) = (fit.least[index], best_fit(&fit.rules));
    if best < least {
        let grade = GRADES[index];
        report.warning(
            mql.grade_at,
            format!("no lead can have the grade {grade}: it needs {} points of fit, and all rules together give at most {}", told(least), told(best)),
            "add `[[fit.rules]]`, or lower what the grade needs",
        );
    }
}

/// Milli-points as they are written.
fn told(milli: i64) -> String {
    let whole = format!("{}.{:03}", milli / 1_000, milli % 1_000);
    whole.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Whether a test can be so while the lead is in that stage. When in doubt, yes: this is for a warning.
fn may_hold_in(test: &Predicate, stage: &str) -> bool {
    let is = |literal: &Literal| matches!(literal, Literal::Text(word) if word == stage);
    match test {
        Predicate::All(parts) => parts.iter().all(|part| may_hold_in(part, stage)),
        Predicate::Any(parts) => parts.iter().any(|part| may_hold_in(part, stage)),
        Predicate::Equals(Field::Stage, literal) => is(literal),
        Predicate::Differs(Field::Stage, literal) => !is(literal),
        Predicate::In(Field::Stage, literals) => literals.iter().any(is),
        Predicate::StartsWith(Field::Stage, prefix) => stage.starts_with(prefix.as_str()),
        Predicate::Always
        | Predicate::Not(_)
        | Predicate::Has(_)
        | Predicate::Equals(..)
        | Predicate::Differs(..)
        | Predicate::In(..)
        | Predicate::StartsWith(..)
        | Predicate::Less(..)
        | Predicate::AtMost(..)
        | Predicate::Greater(..)
        | Predicate::AtLeast(..) => true,
    }
}

/// Reads `[reasons.*]`: the codes that a disposition's reason is one of (G11).
pub(super) fn reasons(root: &Section<'_>, report: &mut Report<'_>) -> Vec<(Outcome, Vec<String>)> {
    let Some(section) = root.table("reasons", "[reasons]", report) else {
        return Vec::new();
    };
    let words = Outcome::ALL.map(Outcome::name);
    let mut reasons = Vec::new();
    for (word, at, value) in section.entries() {
        let Some(outcome) = Outcome::parse(word) else {
            let message = format!("there is no disposition {}", quoted(word));
            report.error_with(at, message, suggestion(word, &words));
            continue;
        };
        let title = format!("[reasons.{word}]");
        if let Some(list) = as_table(value, &title, report)
            && let Some(codes) = codes(&list, report)
        {
            reasons.push((outcome, codes));
        }
    }
    reasons.sort_by_key(|(outcome, _)| *outcome);
    reasons
}

fn codes(section: &Section<'_>, report: &mut Report<'_>) -> Option<Vec<String>> {
    section.check_keys(REASONS, report);
    if let Some(value) = section.get("required") {
        match value.get_ref().as_bool() {
            Some(true) => {}
            Some(false) => unsupported("an optional reason", value.span().start, report),
            None => report.error(value.span().start, "this must be true or false"),
        }
    }
    let value = section.need("codes", report)?;
    let given = list(value, report)?;
    if !(1..=MOST_CODES).contains(&given.len()) {
        let message = format!("a list has 1 to {MOST_CODES} codes of up to {LONGEST_NAME} bytes");
        report.error(value.span().start, message);
        return None;
    }
    let mut codes: Vec<String> = Vec::with_capacity(given.len());
    for entry in given {
        let Some(code) = name(entry, report) else {
            continue;
        };
        let at = entry.span().start;
        if code == UNSPECIFIED {
            let message = "`unspecified` is what becomes of a missing reason";
            report.error_with(at, message, "leave it out of the list");
        } else if codes.iter().any(|known| known == code) {
            report.error(at, format!("the code {} is there already", quoted(code)));
        } else {
            codes.push(code.to_owned());
        }
    }
    Some(codes)
}
