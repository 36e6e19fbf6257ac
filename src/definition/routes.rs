//! Who is scored how, and who is ready without points: segments, hand-raises, PQL rules.

use std::collections::BTreeSet;

use super::code::Code;
use super::fit::unique_name;
use super::keys::{HAND_RAISE, MOST_RULES, PQL, SEGMENT, TO};
use super::problem::Report;
use super::scope::{Scope, Words};
use super::section::Section;
use super::thresholds::grade;
use super::typed::{index_of, points_above_zero};
use crate::lead::definition::{HandRaise, Pql, Segment};

/// The names of the segments, before anything is read: expressions may ask for them.
pub(super) fn segment_names(root: &Section<'_>) -> Vec<String> {
    let segments = root.each("segments").into_iter().take(MOST_RULES);
    segments
        .filter_map(|segment| Some(segment.get("name")?.get_ref().as_str()?.to_owned()))
        .collect()
}

/// Reads `[[segments]]`.
pub(super) fn segments(
    root: &Section<'_>,
    models: &[&str],
    words: &Words,
    report: &mut Report<'_>,
) -> Vec<Segment> {
    let mut names = BTreeSet::new();
    let mut segments = Vec::new();
    for segment in root.tables("segments", SEGMENT.title, MOST_RULES, report) {
        segment.check_keys(&SEGMENT, report);
        let name = unique_name(&segment, &mut names, report);
        let when = segment.need_predicate("when", Scope::Profile, words, report);
        let model = match segment.get("model") {
            Some(value) => index_of("model", value, models, report),
            None => Some(0),
        };
        if let (Some(name), Some(when), Some(model)) = (name, when, model) {
            segments.push(Segment {
                name: name.to_owned(),
                when,
                model,
            });
        }
    }
    segments
}

/// Reads `[[hand_raises]]`.
pub(super) fn hand_raises(
    root: &Section<'_>,
    models: &[&str],
    words: &Words,
    report: &mut Report<'_>,
) -> Vec<HandRaise> {
    let mut names = BTreeSet::new();
    let mut hand_raises = Vec::new();
    for raise in root.tables("hand_raises", HAND_RAISE.title, MOST_RULES, report) {
        raise.check_keys(&HAND_RAISE, report);
        let name = unique_name(&raise, &mut names, report);
        let when = raise.need_predicate("when", Scope::Engagement, words, report);
        raise.need_choice("to", &TO, report);
        let model = raise
            .get("model")
            .map(|value| index_of("model", value, models, report));
        if let (Some(name), Some(when)) = (name, when) {
            hand_raises.push(HandRaise {
                name: name.to_owned(),
                when,
                model: model.flatten(),
            });
        }
    }
    hand_raises
}

/// Reads `[[pql]]`.
pub(super) fn pql(
    root: &Section<'_>,
    models: &[&str],
    words: &Words,
    report: &mut Report<'_>,
) -> Vec<Pql> {
    let mut names = BTreeSet::new();
    let mut rules = Vec::new();
    for rule in root.tables("pql", PQL.title, MOST_RULES, report) {
        rule.check_keys(&PQL, report);
        let name = unique_name(&rule, &mut names, report);
        let when = rule.need_predicate("when", Scope::Profile, words, report);
        rule.need_choice("to", &TO, report);
        let score = least_score(&rule, models, report);
        let grade = grade(&rule, report);
        if let (Some(name), Some(when)) = (name, when) {
            rules.push(Pql {
                name: name.to_owned(),
                when,
                score,
                grade,
            });
        }
    }
    rules
}

/// The model and its least score that a PQL rule asks for: both or neither.
fn least_score(rule: &Section<'_>, models: &[&str], report: &mut Report<'_>) -> Option<(u16, i64)> {
    let model = rule
        .get("model")
        .and_then(|value| index_of("model", value, models, report));
    let score = rule.get("score").and_then(|value| {
        let hint = "leave `model` and `score` out when no score is asked for";
        points_above_zero(value, "a score", hint, report)
    });
    match (rule.get("model"), rule.get("score")) {
        (Some(value), None) => report.error_with(
            Code::Contradiction,
            value.span().start,
            "`model` without `score` asks for nothing",
            "write `score = …`, or leave both out",
        ),
        (None, Some(value)) => report.error_with(
            Code::Contradiction,
            value.span().start,
            "`score` without `model` says not which score",
            "write `model = \"default\"` for that of `[score]`",
        ),
        (Some(_), Some(_)) | (None, None) => {}
    }
    Some((model?, score?))
}
