//! What a side promises across leads (C4), and what open deals are worth.

use super::clocks::side;
use super::code::Code;
use super::graph::{Used, stage_at};
use super::keys::{MONEY, MOST_PROMISED, MOST_PROMISES, PERIODS, PROBABILITY, PROMISE, PROMISES};
use super::problem::Report;
use super::rules::period;
use super::section::Section;
use super::typed::{as_table, check_word, mistyped, share, text, unknown_name, whole};
use super::value;
use crate::lead::definition::{Graph, Money, Promise, PromiseTarget, Stage};

/// Reads `[promises.*]`, in the order of the file.
pub(super) fn read(root: &Section<'_>, graph: &Graph, report: &mut Report<'_>) -> Vec<Promise> {
    let Some(section) = root.table("promises", PROMISES.title, report) else {
        return Vec::new();
    };
    let used = Used::of(graph, root);
    let mut promises = Vec::new();
    for (name, at, value) in section.entries_up_to(MOST_PROMISES, "promises", report) {
        check_word("promise", name, at, report);
        let Some(promise) = as_table(value, &format!("[promises.{name}]"), report) else {
            continue;
        };
        promise.check_keys(&PROMISE, report);
        let promised_by = side(&promise, report);
        let per = promise
            .need_choice("per", &PERIODS, report)
            .and_then(period);
        let target = target(&promise, graph, &used, report);
        if let (Some(promised_by), Some(per), Some(target)) = (promised_by, per, target) {
            promises.push(Promise {
                name: name.to_owned(),
                promised_by,
                per,
                target,
            });
        }
    }
    promises
}

/// What is promised: so many, or so good.
fn target(
    promise: &Section<'_>,
    graph: &Graph,
    used: &Used,
    report: &mut Report<'_>,
) -> Option<PromiseTarget> {
    let hint =
        "write `at_least = 400` or `acceptance_rate = \"80 %\"`; for both, make two promises";
    let stage = match promise.get("stage") {
        Some(value) => stage_at(value, graph, used, report),
        None => Some(Stage::MQL),
    };
    let at_least =
        (promise.get("at_least")).and_then(|value| whole(value, (1, MOST_PROMISED), report));
    let percent = (promise.get("acceptance_rate")).and_then(|value| share(value, 100, report));
    match (promise.get("at_least"), promise.get("acceptance_rate")) {
        (Some(_), None) => Some(PromiseTarget::Volume {
            at_least: u64::try_from(at_least?).ok()?,
            stage: stage?,
        }),
        (None, Some(_)) => {
            if let Some(stage) = promise.get("stage") {
                let message = "`stage` goes with `at_least`: a rate of acceptance is that of MQLs";
                report.error_with(
                    Code::Contradiction,
                    stage.span().start,
                    message,
                    "leave it out",
                );
            }
            percent.map(|percent| PromiseTarget::AcceptanceRate { percent })
        }
        (Some(_), Some(rate)) => {
            let message = format!("{} promises two things", promise.title);
            report.error_with(Code::Contradiction, rate.span().start, message, hint);
            None
        }
        (None, None) => {
            let message = format!("{} says not what is promised", promise.title);
            report.error_with(Code::MissingKey, promise.at, message, hint);
            None
        }
    }
}

/// Reads `[money]`.
pub(super) fn money(root: &Section<'_>, graph: &Graph, report: &mut Report<'_>) -> Money {
    let mut money = Money::default();
    let Some(section) = root.table("money", MONEY.title, report) else {
        return money;
    };
    section.check_keys(&MONEY, report);
    money.currency = section
        .get("currency")
        .and_then(|value| Some((text(value, report)?, value.span().start)))
        .and_then(|(code, at)| {
            let is_code = code.len() == 3 && code.bytes().all(|b| b.is_ascii_uppercase());
            if !is_code {
                let message = "a currency is a code of three capital letters";
                let hint = "write `currency = \"EUR\"`";
                report.error_with(Code::BadValue, at, message, hint);
            }
            is_code.then(|| code.to_owned())
        });
    let used = Used::of(graph, root);
    let Some(probabilities) = section.table("probability", PROBABILITY.title, report) else {
        return money;
    };
    for (name, at, value) in probabilities.entries() {
        let stage = graph.stage(name).filter(|stage| used.has(*stage));
        if stage.is_none() {
            unknown_name("stage", name, &used.names(graph), at, report);
        }
        let hint = "write it as \"5 %\" or \"12.5 %\"";
        let Some(given) = value.get_ref().as_str() else {
            mistyped::<()>(value, "a probability", hint, report);
            continue;
        };
        let tenths = value::probability(given);
        if tenths.is_none() {
            let message = "a probability lies between 0 % and 100 %, with one decimal at most";
            report.error_with(Code::BadValue, value.span().start, message, hint);
        }
        money.probability.extend(stage.zip(tenths));
    }
    money.probability.sort_unstable();
    money
}
