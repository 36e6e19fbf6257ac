//! When points make an MQL, and when they cease to (S4, G6): `enter`, `leave_below`, `held_by`.

use super::code::Code;
use super::keys::{ENTER, GRADES, HELD_BY};
use super::problem::Report;
use super::section::Section;
use super::typed::points_above_zero;
use crate::lead::definition::{Grade, Threshold};

/// Reads the threshold of `[stages.mql]` or of a model.
pub(super) fn read(of: &Section<'_>, report: &mut Report<'_>) -> Option<Threshold> {
    check_alone(of, report);
    let held = of.choice("held_by", &HELD_BY, report).is_some();
    let leave = of.get("leave_below");
    let leave_below = leave.and_then(|value| above_zero(value, report));
    let Some(enter) = of.table("enter", ENTER.title, report) else {
        if let (Some(leave), None) = (leave, of.get("enter")) {
            let message = "`leave_below` without `enter`: points never bring a lead here";
            let hint = "say `enter = { score = … }`, or leave it out";
            report.error_with(Code::Contradiction, leave.span().start, message, hint);
        }
        return None;
    };
    enter.check_keys(&ENTER, report);
    let grade = grade(&enter, report);
    let score = enter
        .need("score", report)
        .and_then(|value| above_zero(value, report))?;
    if leave_below.is_some_and(|leave_below| leave_below > score) {
        report.error_with(
            Code::Contradiction,
            of.place("leave_below"),
            "`leave_below` is above the score of `enter`: a lead would leave as it comes",
            "leave a gap below it, so that nobody goes in and out with every click",
        );
    }
    Some(Threshold {
        score,
        grade,
        leave_below: leave_below.filter(|_| held),
    })
}

/// Refuses one of `leave_below` and `held_by` without the other.
pub(super) fn check_alone(of: &Section<'_>, report: &mut Report<'_>) {
    match (of.get("leave_below"), of.get("held_by")) {
        (Some(value), None) => report.error_with(
            Code::Contradiction,
            value.span().start,
            "`leave_below` without `held_by` would hold nothing",
            "write `held_by = \"score\"`, or leave both out",
        ),
        (None, Some(value)) => report.error_with(
            Code::Contradiction,
            value.span().start,
            "`held_by` without `leave_below` says not when the stage is left",
            "write `leave_below = …`, or leave both out",
        ),
        (Some(_), Some(_)) | (None, None) => {}
    }
}

/// The grade that a table asks for, if it does.
pub(super) fn grade(of: &Section<'_>, report: &mut Report<'_>) -> Option<Grade> {
    let word = of.choice("grade", &GRADES, report)?;
    Grade::ALL.into_iter().find(|grade| grade.name() == word)
}

fn above_zero(value: super::typed::Value<'_>, report: &mut Report<'_>) -> Option<i64> {
    let hint = "every lead has a score of 0 before it has done anything";
    points_above_zero(value, "a threshold", hint, report)
}
