//! How leads move, in words: the path, what each disposition does, what is agreed about each stage.

use super::words::{clean, named, span};
use super::{Facet, Part, Thing};
use crate::lead::definition::{Definition, Graph, Stage, StageKind, StageRule, Timeout};

pub(super) fn tell(definition: &Definition, all: &mut Vec<Thing>) {
    let graph = &definition.graph;
    let of = |stages: &[Stage]| {
        stages
            .iter()
            .map(|&stage| named(graph.name(stage)))
            .collect()
    };
    let steps: Vec<String> = graph.path.iter().map(|&s| named(graph.name(s))).collect();
    let path = vec![
        Facet::phrase("path", "leads from", steps.join(" to ")),
        Facet::set(
            "qualify_from",
            "is entered by points and PQL rules from",
            of(&graph.qualify_from),
        ),
        Facet::set(
            "hand_raise_from",
            "is entered by a hand-raise from",
            of(&graph.hand_raise_from),
        ),
        Facet::set("veto_from", "is left by a veto from", of(&graph.veto_from)),
    ];
    all.push(Thing::new(Part::Path, "", path));
    for step in &graph.moves {
        let facets = vec![
            Facet::phrase("to", "moves a lead to", named(graph.name(step.to))),
            Facet::set("from", "moves it from", of(&step.from)),
        ];
        all.push(Thing::new(Part::Move, step.outcome.name(), facets));
    }
    for index in 0..graph.names.len() {
        // A graph has at most 32 stages.
        let stage = Stage(index as u8);
        if is_used(graph, stage) {
            let facets = stage_facets(definition, stage);
            all.push(Thing::new(Part::Stage, graph.name(stage), facets));
        }
    }
}

/// Whether this version has a use for the stage: all versions of a folder share one list of names.
pub(in crate::definition) fn is_used(graph: &Graph, stage: Stage) -> bool {
    let is_built_in = stage.index() < Graph::default().names.len();
    let leads_there = |timeout: Option<Timeout>| timeout.is_some_and(|end| end.to == stage);
    is_built_in
        || graph.path.contains(&stage)
        || graph.rejoins[stage.index()] != Stage::INQUIRY
        || graph.stages[stage.index()] != StageRule::default()
        || graph.moves.iter().any(|step| step.to == stage)
        || graph.stages.iter().any(|rule| leads_there(rule.timeout))
}

fn stage_facets(definition: &Definition, stage: Stage) -> Vec<Facet> {
    let graph = &definition.graph;
    let rule = &graph.stages[stage.index()];
    let rejoins = graph.rejoins[stage.index()];
    let on_path = graph.path.contains(&stage);
    let place = if on_path {
        "on the success path".to_owned()
    } else {
        format!("beside the path, where {} is", named(graph.name(rejoins)))
    };
    let kind = rule.kind.map(|kind| match kind {
        StageKind::Inventory => "`inventory`: a lead may wait in it".to_owned(),
        StageKind::Sla => "`sla`: a clock runs in it".to_owned(),
        StageKind::Gate => "`gate`: a lead passes it in the same instant".to_owned(),
    });
    let timeout = rule
        .timeout
        .map(|end| format!("{} to {}", span(end.after), named(graph.name(end.to))));
    let calendar = rule.calendar.map(|index| calendar(definition, index));
    vec![
        Facet::phrase("place", "stands", place)
            .by_default(!on_path && rejoins == Stage::INQUIRY || is_default_step(stage, on_path)),
        Facet::optional("type", "is of the type", kind, ""),
        Facet::optional("timeout", "passes a lead on after", timeout, ""),
        Facet::optional(
            "label",
            "is shown as",
            rule.label
                .as_deref()
                .map(|label| format!("\"{}\"", clean(label))),
            "",
        ),
        Facet::optional("owner", "is answered for by", rule.owner.clone(), ""),
        Facet::optional("calendar", "has its time told also in", calendar, ""),
    ]
}

/// Where a stage of the default graph stands without a word.
fn is_default_step(stage: Stage, on_path: bool) -> bool {
    let default = Graph::default();
    stage.index() < default.names.len() && on_path == default.path.contains(&stage)
}

/// A calendar's name.
pub(super) fn calendar(definition: &Definition, index: u16) -> String {
    named(&definition.calendars[usize::from(index)].name)
}
