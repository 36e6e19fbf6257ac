//! What is agreed about single stages (`[stages.*]`): their types, their timeouts, when a lead is ready, what recycling does, where vetoes act.
//!
//! Which stages there are, and where they stand, is read by [`graph`](super::graph).

use super::calendars;
use super::code::Code;
use super::graph::{Used, stage_at, stages};
use super::keys::{
    INELIGIBLE, MQL, ON_ENTRY, ON_RECYCLE, RECYCLED, REDUCE, SIDES, STAGE, STAGES, TIMEOUT, TYPES,
};
use super::problem::{Report, quoted};
use super::section::Section;
use super::thresholds;
use super::typed::{index_of, name, share, span, span_of_at_least};
use crate::lead::definition::{Graph, OnRecycle, Stage, StageKind, Threshold, Timeout};
use crate::time::Span;
use toml::de::DeValue;

/// The shortest timeout: a stage that is left by itself sooner is not a stage.
const SHORTEST_TIMEOUT: Span = Span::from_mins(1);

/// What stages say beside the graph.
#[derive(Clone, Debug, Default)]
pub(super) struct Settled {
    /// When points make an MQL.
    pub(super) threshold: Option<Threshold>,
    /// What recycling does to the scores.
    pub(super) on_recycle: OnRecycle,
    /// How long points wait afterwards.
    pub(super) cool_down: Option<Span>,
}

/// Reads `[stages.*]` into the graph.
pub(super) fn read(root: &Section<'_>, graph: &mut Graph, report: &mut Report<'_>) -> Settled {
    let mut settled = Settled::default();
    let Some(section) = root.table("stages", STAGES.title, report) else {
        return settled;
    };
    let used = Used::of(graph, root);
    let calendars = calendars::names(root);
    let mut timeouts = Vec::new();
    for (word, _, value) in section.entries() {
        let DeValue::Table(table) = value.get_ref() else {
            continue;
        };
        let title = format!("[stages.{word}]");
        let of = Section::new(title, value.span().start, table);
        let stage = graph.stage(word).filter(|stage| used.has(*stage));
        // That it is unknown has been said; which keys it may have depends on what was meant.
        let Some(stage) = stage else { continue };
        let keys = match stage {
            Stage::MQL => &MQL,
            Stage::RECYCLED => &RECYCLED,
            Stage::INELIGIBLE => &INELIGIBLE,
            _ => &STAGE,
        };
        of.check_keys(keys, report);
        common(&of, stage, graph, &calendars, report);
        if let Some(timeout) = of.table("timeout", TIMEOUT.title, report)
            && let Some(read) = read_timeout(&timeout, graph, &used, report)
        {
            timeouts.push((stage, timeout.place("to")));
            graph.stages[stage.index()].timeout = Some(read);
        }
        match stage {
            Stage::MQL => settled.threshold = thresholds::read(&of, report),
            Stage::RECYCLED => {
                settled.on_recycle = on_recycle(&of, report);
                settled.cool_down = of.get("cool_down").and_then(|value| span(value, report));
            }
            Stage::INELIGIBLE => veto_from(&of, graph, &used, report),
            _ => {}
        }
    }
    for (stage, at) in timeouts {
        check_timeout(stage, at, graph, report);
    }
    settled
}

/// What every stage may say.
fn common(
    of: &Section<'_>,
    stage: Stage,
    graph: &mut Graph,
    calendars: &[&str],
    report: &mut Report<'_>,
) {
    let kind = of.choice("type", &TYPES, report).map(|word| match word {
        "inventory" => StageKind::Inventory,
        "sla" => StageKind::Sla,
        _ => StageKind::Gate,
    });
    if kind == Some(StageKind::Gate) {
        check_gate(of, stage, graph, report);
    }
    let calendar = of
        .get("calendar")
        .and_then(|value| index_of("calendar", value, calendars, report));
    let label = of.get("label").and_then(|value| name(value, report));
    let owner = of.choice("owner", &SIDES, report);
    let rule = &mut graph.stages[stage.index()];
    rule.kind = kind;
    rule.calendar = calendar;
    rule.label = label.map(str::to_owned);
    rule.owner = owner.map(str::to_owned);
}

/// A gate is passed at once, so nothing may need to rest there.
fn check_gate(of: &Section<'_>, stage: Stage, graph: &Graph, report: &mut Report<'_>) {
    let is_end = graph.path.last() == Some(&stage);
    let rests = [
        Stage::INQUIRY,
        Stage::MQL,
        Stage::INELIGIBLE,
        Stage::MERGED,
        Stage::ERASED,
    ];
    if is_end || rests.contains(&stage) {
        let message = format!(
            "{} cannot be a gate: leads stay there",
            quoted(graph.name(stage))
        );
        let hint = "a gate is passed in the same instant: make it `inventory` or `sla`";
        report.error_with(Code::BadGraph, of.place("type"), message, hint);
    }
    for key in ["timeout", "calendar"] {
        if of.get(key).is_some() {
            let message = format!("a gate has no `{key}`: it is passed in the same instant");
            let hint = "leave it out, or make the stage `inventory` or `sla`";
            report.error_with(Code::Contradiction, of.place(key), message, hint);
        }
    }
}

fn read_timeout(
    timeout: &Section<'_>,
    graph: &Graph,
    used: &Used,
    report: &mut Report<'_>,
) -> Option<Timeout> {
    timeout.check_keys(&TIMEOUT, report);
    let after = timeout
        .need("after", report)
        .and_then(|value| span_of_at_least(value, SHORTEST_TIMEOUT, "a timeout", report));
    let to = timeout
        .need("to", report)
        .and_then(|value| stage_at(value, graph, used, report));
    Some(Timeout {
        after: after?,
        to: to?,
    })
}

/// A timeout never leads up the path, never to or from the end of a life, and never in a circle (G10, F4).
fn check_timeout(from: Stage, at: usize, graph: &Graph, report: &mut Report<'_>) {
    let Some(timeout) = graph.stages[from.index()].timeout else {
        return;
    };
    let (name, to) = (quoted(graph.name(from)), resting(graph, timeout.to));
    let ends = [Stage::MERGED, Stage::ERASED, Stage::INELIGIBLE];
    let (message, hint) = if ends.contains(&from) || graph.path.last() == Some(&from) {
        (
            format!("{name} is not left by a timeout"),
            "leave the timeout out",
        )
    } else if [Stage::MERGED, Stage::ERASED].contains(&timeout.to) {
        (
            format!("no timeout leads to {}", quoted(graph.name(timeout.to))),
            "leads are merged and erased by records of the `lead-created` topic",
        )
    } else if to == from {
        (
            format!("this timeout leads from {name} to itself"),
            "a timeout leads elsewhere",
        )
    } else if graph.standing(to).max(graph.standing(timeout.to)) > graph.standing(from) {
        (
            format!("{} stands higher than {name}", quoted(graph.name(to))),
            "nothing qualifies by silence: a timeout leads down the path or beside it",
        )
    } else if is_circle(from, graph) {
        (
            format!("timeouts lead from {name} in a circle"),
            "a lead that nobody touches must come to rest: leave one of them out",
        )
    } else {
        return;
    };
    report.error_with(Code::BadTimeout, at, message, hint);
}

/// Where a lead that goes to a stage comes to rest, past the gates.
fn resting(graph: &Graph, mut stage: Stage) -> Stage {
    // Gates lead up the path, so they end; the bound is for a graph that has a mistake already.
    for _ in 0..Stage::MOST {
        match graph.beyond(stage) {
            Some(next) => stage = next,
            None => break,
        }
    }
    stage
}

/// Whether a lead that only timeouts move comes back to where it began.
fn is_circle(from: Stage, graph: &Graph) -> bool {
    let mut stage = from;
    for _ in 0..Stage::MOST {
        let Some(timeout) = graph.stages[stage.index()].timeout else {
            return false;
        };
        stage = resting(graph, timeout.to);
        if stage == from {
            return true;
        }
    }
    false
}

fn on_recycle(of: &Section<'_>, report: &mut Report<'_>) -> OnRecycle {
    let Some(on_entry) = of.table("on_entry", ON_ENTRY.title, report) else {
        return OnRecycle::default();
    };
    on_entry.check_keys(&ON_ENTRY, report);
    let Some(value) = on_entry.need("score", report) else {
        return OnRecycle::default();
    };
    if value.get_ref().as_str() == Some("reduce") {
        let hint = "write `score = { reduce = \"50 %\" }`";
        let message = "by how much the score is reduced is not said";
        report.error_with(Code::BadValue, value.span().start, message, hint);
        return OnRecycle::default();
    }
    if value.get_ref().is_table() {
        let reduced = on_entry
            .table("score", REDUCE.title, report)
            .and_then(|reduce| {
                reduce.check_keys(&REDUCE, report);
                share(reduce.need("reduce", report)?, 99, report)
            });
        return reduced.map_or_else(OnRecycle::default, |lost| OnRecycle::Reduce {
            keep: 100 - lost,
        });
    }
    match on_entry.choice("score", &ON_RECYCLE, report) {
        Some("keep") => OnRecycle::Keep,
        Some(_) | None => OnRecycle::Reset,
    }
}

/// Where vetoes act (G9).
fn veto_from(of: &Section<'_>, graph: &mut Graph, used: &Used, report: &mut Report<'_>) {
    let Some(value) = of.get("veto_from") else {
        return;
    };
    let Some(from) = stages(value, graph, used, report) else {
        return;
    };
    for &(stage, at) in &from {
        if [Stage::INELIGIBLE, Stage::MERGED, Stage::ERASED].contains(&stage) {
            let message = format!("no veto acts in {}", quoted(graph.name(stage)));
            let hint = "take it out of the list";
            report.error_with(Code::BadGraph, at, message, hint);
        }
    }
    graph.veto_from = from.into_iter().map(|(stage, _)| stage).collect();
}
