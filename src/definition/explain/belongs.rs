//! What a thing belongs to, and what belongs to it.

use super::examples::model_of;
use crate::definition::describe::predicate::possible_in;
use crate::definition::describe::words::{list, named, span};
use crate::definition::describe::{Part, Thing};
use crate::lead::definition::{DEFAULT_MODEL, Definition, Graph, Model, Stage};

/// Half-sentences that stand by themselves.
pub(super) fn of(version: &Definition, thing: &Thing) -> Vec<String> {
    match thing.part {
        Part::Rule | Part::Threshold => {
            model_of(version, thing).map_or_else(Vec::new, |model| vec![model_line(version, model)])
        }
        Part::Group => group(version, thing),
        Part::Model => model(version, thing),
        Part::Segment => segment(version, thing),
        Part::Stage => stage(version, thing),
        Part::Clock => clock(version, thing),
        Part::Calendar => calendar(version, thing),
        Part::TraitVeto | Part::EngagementVeto => {
            let from = stages(&version.graph, &version.graph.veto_from);
            vec![format!("vetoes act on leads in {from}")]
        }
        Part::HandRaise => {
            let from = stages(&version.graph, &version.graph.hand_raise_from);
            vec![format!("hand-raises count from {from}")]
        }
        Part::Pql => {
            let from = stages(&version.graph, &version.graph.qualify_from);
            vec![format!("points and PQL rules qualify from {from}")]
        }
        Part::FitRule => vec!["the grading of fit".to_owned()],
        Part::Head
        | Part::Fit
        | Part::Recycle
        | Part::Path
        | Part::Move
        | Part::Promise
        | Part::Reasons
        | Part::Money => Vec::new(),
    }
}

fn stages(graph: &Graph, stages: &[Stage]) -> String {
    let names: Vec<String> = stages
        .iter()
        .map(|&stage| named(graph.name(stage)))
        .collect();
    if names.is_empty() {
        return "no stage".to_owned();
    }
    list(&names, "and")
}

/// A model and which leads it counts for.
fn model_line(version: &Definition, model: &Model) -> String {
    format!(
        "the model {}, {}",
        named(&model.name),
        whose(version, model)
    )
}

/// Which leads a model counts for.
fn whose(version: &Definition, model: &Model) -> String {
    let counted_by: Vec<String> = (version.segments.iter())
        .filter(|segment| version.models[usize::from(segment.model)].name == model.name)
        .map(|segment| named(&segment.name))
        .collect();
    match (counted_by.is_empty(), model.name == DEFAULT_MODEL) {
        (true, true) if version.segments.is_empty() => "which counts for all leads".to_owned(),
        (true, true) => "which counts for leads in no segment".to_owned(),
        (true, false) => "which no segment uses".to_owned(),
        (false, true) => format!(
            "which counts for leads in no segment and in {}",
            list(&counted_by, "and")
        ),
        (false, false) => format!("which counts for leads in {}", list(&counted_by, "and")),
    }
}

fn group(version: &Definition, thing: &Thing) -> Vec<String> {
    let Some(model) = model_of(version, thing) else {
        return Vec::new();
    };
    let group = model.groups.iter().find(|group| group.name == thing.name);
    let members: Vec<String> = (version.rules.iter())
        .filter(|rule| group.is_some_and(|group| rule.group == group.id))
        .map(|rule| named(&rule.name))
        .collect();
    let rules = if members.is_empty() {
        "no rule counts in it".to_owned()
    } else {
        format!("in it count {}", list(&members, "and"))
    };
    vec![rules, model_line(version, model)]
}

fn model(version: &Definition, thing: &Thing) -> Vec<String> {
    let Some(place) = version
        .models
        .iter()
        .position(|model| model.name == thing.name)
    else {
        return Vec::new();
    };
    let names: Vec<String> = (version.rules.iter())
        .filter(|rule| usize::from(rule.model) == place)
        .map(|rule| named(&rule.name))
        .collect();
    let rules = if names.is_empty() {
        "it has no rules".to_owned()
    } else {
        format!("its rules are {}", list(&names, "and"))
    };
    let whose = whose(version, &version.models[place]);
    let whose = whose.replacen("which counts", "it counts", 1);
    vec![
        whose.replacen("which no segment uses", "no segment uses it", 1),
        rules,
    ]
}

fn segment(version: &Definition, thing: &Thing) -> Vec<String> {
    let segment = version
        .segments
        .iter()
        .find(|segment| segment.name == thing.name);
    segment.map_or_else(Vec::new, |segment| {
        vec![model_line(
            version,
            &version.models[usize::from(segment.model)],
        )]
    })
}

fn stage(version: &Definition, thing: &Thing) -> Vec<String> {
    let graph = &version.graph;
    let Some(stage) = graph.stage(&thing.name) else {
        return Vec::new();
    };
    let mut told = Vec::new();
    let into: Vec<String> = (graph.moves.iter())
        .filter(|step| step.to == stage)
        .map(|step| {
            let from = stages(graph, &step.from);
            format!("{} from {from}", named(step.outcome.name()))
        })
        .collect();
    if !into.is_empty() {
        told.push(format!("into it lead {}", into.join("; ")));
    }
    if stage == Stage::MQL {
        let by_points = stages(graph, &graph.qualify_from);
        let by_hand = stages(graph, &graph.hand_raise_from);
        told.push(format!(
            "points enter it from {by_points}; hand-raises from {by_hand}"
        ));
    }
    let out: Vec<String> = (graph.moves.iter())
        .filter(|step| step.from.contains(&stage))
        .map(|step| {
            format!(
                "{} to {}",
                named(step.outcome.name()),
                named(graph.name(step.to))
            )
        })
        .collect();
    if !out.is_empty() {
        told.push(format!("out of it lead {}", out.join("; ")));
    }
    let sent: Vec<String> = (graph.stages.iter().enumerate())
        .filter_map(|(index, rule)| {
            let end = rule.timeout.filter(|end| end.to == stage)?;
            Some(format!(
                "{} after {}",
                named(graph.names[index].as_str()),
                span(end.after)
            ))
        })
        .collect();
    if !sent.is_empty() {
        told.push(format!(
            "by itself a lead comes here from {}",
            list(&sent, "and")
        ));
    }
    let clocks: Vec<String> = (version.clocks.iter())
        .filter(|clock| possible_in(&clock.run_while, graph.name(stage)))
        .map(|clock| named(clock.name.as_str()))
        .collect();
    if !clocks.is_empty() {
        told.push(format!("in it may run {}", list(&clocks, "and")));
    }
    told
}

fn clock(version: &Definition, thing: &Thing) -> Vec<String> {
    let Some(clock) = version.clock(&thing.name) else {
        return Vec::new();
    };
    let graph = &version.graph;
    let runs_in: Vec<Stage> = (graph.path.iter().copied())
        .chain((0..graph.names.len()).map(|index| Stage(index as u8)))
        .filter(|&stage| possible_in(&clock.run_while, graph.name(stage)))
        .fold(Vec::new(), |mut seen, stage| {
            if !seen.contains(&stage) {
                seen.push(stage);
            }
            seen
        });
    let mut told = vec![if runs_in.len() == graph.names.len() {
        "it may run in any stage".to_owned()
    } else {
        format!("it may run in {}", stages(graph, &runs_in))
    }];
    let mut calendars: Vec<String> = (clock.targets.iter())
        .filter_map(|target| target.calendar)
        .map(|index| named(&version.calendars[usize::from(index)].name))
        .collect();
    calendars.sort();
    calendars.dedup();
    if calendars.is_empty() {
        told.push("its time is raw: nights and weekends count".to_owned());
    } else {
        told.push(format!(
            "its working time is that of {}",
            list(&calendars, "and")
        ));
    }
    told
}

fn calendar(version: &Definition, thing: &Thing) -> Vec<String> {
    let Some(place) = version
        .calendars
        .iter()
        .position(|named| named.name == thing.name)
    else {
        return Vec::new();
    };
    let is_it = |index: Option<u16>| index.is_some_and(|index| usize::from(index) == place);
    let clocks: Vec<String> = (version.clocks.iter())
        .filter(|clock| clock.targets.iter().any(|target| is_it(target.calendar)))
        .map(|clock| named(clock.name.as_str()))
        .collect();
    let told_in: Vec<String> = (version.graph.stages.iter().enumerate())
        .filter(|(_, rule)| is_it(rule.calendar))
        .map(|(index, _)| named(version.graph.names[index].as_str()))
        .collect();
    let mut told = vec![if clocks.is_empty() {
        "no clock goes by it".to_owned()
    } else {
        format!("by it go {}", list(&clocks, "and"))
    }];
    if !told_in.is_empty() {
        told.push(format!("time is told in it of {}", list(&told_in, "and")));
    }
    told
}
