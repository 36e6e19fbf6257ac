//! Stages that nothing leads to, that nothing leads out of, or in which no clock runs.

use super::reach::Reached;
use super::truth::may_hold_in;
use crate::definition::code::Code;
use crate::definition::graph::beside_by_default;
use crate::definition::problem::{Report, quoted};
use crate::definition::section::Section;
use crate::lead::definition::{Definition, Graph, Stage, StageKind};

/// Looks at every stage that the file speaks of.
pub(super) fn check(
    root: &Section<'_>,
    definition: &Definition,
    reached: &Reached,
    report: &mut Report<'_>,
) {
    let graph = &definition.graph;
    for (index, name) in graph.names.iter().enumerate() {
        let stage = Stage(index as u8);
        let on_path = graph.path.contains(&stage);
        let described = root
            .within("stages")
            .and_then(|stages| stages.within(name.as_str()));
        let place = place_on_path(root, name.as_str())
            .filter(|_| on_path)
            .or_else(|| described.as_ref().map(|section| section.at));
        let Some(at) = place else { continue };
        if !reached.has(stage) {
            unreached(name.as_str(), stage, at, report);
            continue;
        }
        let rests = graph.stages[index].kind != Some(StageKind::Gate);
        if on_path && rests && stage != Stage::MQL && !reached.is_aimed(stage) {
            report.warning(
                Code::UnreachableStage,
                at,
                format!(
                    "leads only pass through {}: no move ends there",
                    quoted(name.as_str())
                ),
                "add `[graph.moves.OUTCOME]` with this stage in `to`, or make it a gate",
            );
        }
        if on_path && rests && graph.path.last() != Some(&stage) && is_dead_end(definition, stage) {
            report.warning(
                Code::DeadEnd,
                at,
                format!(
                    "nothing leads out of {} but an override",
                    quoted(name.as_str())
                ),
                "add the stage to `from` of `[graph.moves.OUTCOME]`",
            );
        }
        if let Some(section) = described
            && graph.stages[index].kind == Some(StageKind::Sla)
            && !has_clock(definition, name.as_str())
        {
            report.warning(
                Code::NoClock,
                section.place("type"),
                "the stage is of type `sla`, and no clock runs in it",
                "add a clock, or make the type `inventory`",
            );
        }
    }
}

fn unreached(name: &str, stage: Stage, at: usize, report: &mut Report<'_>) {
    let hint = if stage == Stage::INELIGIBLE {
        "add `[[fit.vetoes]]` or `[[vetoes]]`, or leave the stage out"
    } else if beside_by_default(stage) {
        "a disposition leads there when its move ends there: see `[graph.moves.OUTCOME]`"
    } else {
        "add `[graph.moves.OUTCOME]` with this stage in `to`"
    };
    let message = format!("nothing leads to {} but an override", quoted(name));
    report.warning(Code::UnreachableStage, at, message, hint);
}

/// Where a stage stands in `path` of `[graph]`.
fn place_on_path(root: &Section<'_>, name: &str) -> Option<usize> {
    let path = root.within("graph")?.get("path")?.get_ref().as_array()?;
    let entry = path
        .iter()
        .find(|entry| entry.get_ref().as_str() == Some(name))?;
    Some(entry.span().start)
}

/// Whether neither sales, nor points, nor time lead out of a stage.
fn is_dead_end(definition: &Definition, stage: Stage) -> bool {
    let Graph {
        moves,
        stages,
        qualify_from,
        hand_raise_from,
        ..
    } = &definition.graph;
    let has_threshold = definition.models.iter().any(|m| m.threshold.is_some());
    let by_points = has_threshold || !definition.pql.is_empty();
    let is_held = definition.models.iter().any(|model| {
        model
            .threshold
            .as_ref()
            .is_some_and(|t| t.leave_below.is_some())
    });
    let leads_out = moves.iter().any(|step| step.from.contains(&stage))
        || stages[stage.index()].timeout.is_some()
        || (by_points && qualify_from.contains(&stage))
        || (!definition.hand_raises.is_empty() && hand_raise_from.contains(&stage))
        || (stage == Stage::MQL && is_held);
    !leads_out
}

fn has_clock(definition: &Definition, stage: &str) -> bool {
    let mut clocks = definition.clocks.iter();
    clocks.any(|clock| may_hold_in(&clock.run_while, stage))
}
