//! What nothing refers to, and what refers to nothing that counts: models, segments, calendars, reasons, promises, probabilities.

use super::reach::Reached;
use super::scores::takes_all;
use crate::definition::code::Code;
use crate::definition::keys::MOVES;
use crate::definition::problem::{Report, quoted};
use crate::definition::section::Section;
use crate::lead::definition::{Definition, PromiseTarget, Side, Stage};
use crate::lead::event::Outcome;

/// Looks at everything that has a name.
pub(super) fn check(
    root: &Section<'_>,
    definition: &Definition,
    reached: &Reached,
    report: &mut Report<'_>,
) {
    models(root, definition, report);
    segments(root, definition, report);
    hand_raises(root, definition, report);
    calendars(root, definition, report);
    reasons(root, definition, report);
    promises(root, definition, reached, report);
    signatures(root, definition, report);
    money(root, definition, report);
}

/// Whether a model is the one that counts for some leads.
fn counts(definition: &Definition, model: u16) -> bool {
    model == 0
        || definition
            .segments
            .iter()
            .any(|segment| segment.model == model)
}

fn models(root: &Section<'_>, definition: &Definition, report: &mut Report<'_>) {
    let Some(section) = root.within("models") else {
        return;
    };
    for (index, model) in (0..).zip(&definition.models).skip(1) {
        let mut pql = definition.pql.iter();
        let is_asked = pql.any(|rule| rule.score.is_some_and(|(of, _)| of == index));
        if !counts(definition, index) && !is_asked {
            report.warning(
                Code::Unused,
                section.place(&model.name),
                format!("the model {} counts for nobody", quoted(&model.name)),
                "name it in a segment or in a PQL rule, or leave it out",
            );
        }
    }
}

fn segments(root: &Section<'_>, definition: &Definition, report: &mut Report<'_>) {
    let segments = &definition.segments;
    for (index, (segment, place)) in segments.iter().zip(root.each("segments")).enumerate() {
        let is_taken = takes_all(definition, index)
            || segments[..index].iter().any(|one| one.when == segment.when);
        if is_taken {
            report.warning(
                Code::NeverReached,
                place.at,
                format!("no lead gets to the segment {}", quoted(&segment.name)),
                "the first segment that fits is the lead's: put the general one last",
            );
        }
    }
}

fn hand_raises(root: &Section<'_>, definition: &Definition, report: &mut Report<'_>) {
    for (raise, place) in definition.hand_raises.iter().zip(root.each("hand_raises")) {
        if let Some(model) = raise.model
            && !counts(definition, model)
        {
            let name = &definition.models[usize::from(model)].name;
            report.warning(
                Code::NeverReached,
                place.place("model"),
                format!(
                    "the model {} counts for nobody, so neither does this",
                    quoted(name)
                ),
                "name the model in a segment, or leave `model` out here",
            );
        }
    }
}

fn calendars(root: &Section<'_>, definition: &Definition, report: &mut Report<'_>) {
    let Some(section) = root.within("calendars") else {
        return;
    };
    let of_targets = (definition.clocks.iter())
        .flat_map(|clock| &clock.targets)
        .filter_map(|target| target.calendar);
    let of_stages = (definition.graph.stages.iter()).filter_map(|stage| stage.calendar);
    let used: Vec<u16> = of_targets.chain(of_stages).collect();
    for (index, named) in (0..).zip(&definition.calendars) {
        let Some(calendar) = section.within(&named.name) else {
            continue;
        };
        if !named.calendar.has_working_time() {
            report.warning(
                Code::NoWorkingTime,
                calendar.place("hours"),
                "this calendar has no working time: nothing that is counted in it is ever due",
                "write `hours = { mon-fri = [\"09:00-17:00\"] }`",
            );
        }
        if !used.contains(&index) {
            report.warning(
                Code::Unused,
                calendar.at,
                format!(
                    "no clock and no stage uses the calendar {}",
                    quoted(&named.name)
                ),
                "write `calendar = …` in a clock, a target or a stage, or leave it out",
            );
        }
    }
}

/// Reasons of a disposition that no longer moves anybody: it was meant to be said with another one.
fn reasons(root: &Section<'_>, definition: &Definition, report: &mut Report<'_>) {
    let moving = MOVES.words();
    for list in &definition.reasons {
        let name = list.outcome.name();
        if moving.contains(&name) && definition.graph.move_of(list.outcome).is_none() {
            let section = root.within("reasons").and_then(|of| of.within(name));
            report.warning(
                Code::Unused,
                section.map_or(root.at, |section| section.at),
                format!(
                    "{} moves no lead in this graph, so its reasons are never given",
                    quoted(name)
                ),
                format!("add `[graph.moves.{name}]`, or leave the reasons out"),
            );
        }
    }
}

fn promises(
    root: &Section<'_>,
    definition: &Definition,
    reached: &Reached,
    report: &mut Report<'_>,
) {
    let Some(section) = root.within("promises") else {
        return;
    };
    for promise in &definition.promises {
        let Some(section) = section.within(&promise.name) else {
            continue;
        };
        match promise.target {
            PromiseTarget::Volume { stage, .. } if !reached.has(stage) => {
                let name = definition.graph.name(stage);
                report.warning(
                    Code::NeverReached,
                    section.place("stage"),
                    format!(
                        "nothing leads to {} but an override: this is never kept",
                        quoted(name)
                    ),
                    "promise a stage that leads come to",
                );
            }
            PromiseTarget::AcceptanceRate { .. }
                if definition.graph.move_of(Outcome::Accept).is_none() =>
            {
                report.warning(
                    Code::NeverReached,
                    section.place("acceptance_rate"),
                    "`accept` moves no lead in this graph: this is never kept",
                    "add `[graph.moves.accept]`, or promise a volume",
                );
            }
            PromiseTarget::Volume { .. } | PromiseTarget::AcceptanceRate { .. } => {}
        }
    }
}

/// A promise of a side that has not signed; told once for each side.
fn signatures(root: &Section<'_>, definition: &Definition, report: &mut Report<'_>) {
    for side in [Side::Marketing, Side::Sales] {
        if definition
            .agreed_by
            .iter()
            .any(|party| party == side.name())
        {
            continue;
        }
        let clocks = (definition.clocks.iter())
            .filter(|clock| clock.promised_by == side)
            .map(|clock| ("clocks", clock.name.as_str()));
        let promises = (definition.promises.iter())
            .filter(|promise| promise.promised_by == side)
            .map(|promise| ("promises", promise.name.as_str()));
        let places = clocks.chain(promises).filter_map(|(of, name)| {
            let section = root.within(of)?.within(name)?;
            Some((section.place("promised_by"), name))
        });
        if let Some((at, name)) = places.min() {
            report.warning(
                Code::OneSided,
                at,
                format!(
                    "{} has not agreed, and {} is its promise",
                    side.name(),
                    quoted(name)
                ),
                "a promise counts when the one who gives it has signed",
            );
        }
    }
}

/// Stages in which no deal is open.
fn money(root: &Section<'_>, definition: &Definition, report: &mut Report<'_>) {
    let section = root.within("money").and_then(|of| of.within("probability"));
    let Some(section) = section else { return };
    let graph = &definition.graph;
    let over = [
        Stage::REJECTED,
        Stage::DISQUALIFIED,
        Stage::INELIGIBLE,
        Stage::LOST,
        Stage::MERGED,
        Stage::ERASED,
    ];
    for (stage, _) in &definition.money.probability {
        if graph.path.last() == Some(stage) || over.contains(stage) {
            let name = graph.name(*stage);
            report.warning(
                Code::NoOpenDeal,
                section.place(name),
                format!("no deal is open in {}", quoted(name)),
                "probabilities are those of stages in which a deal may still be won",
            );
        }
    }
}
