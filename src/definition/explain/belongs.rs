//! What a thing belongs to, and what belongs to it.

use super::examples::model_of;
use crate::definition::describe::predicate::possible_in;
use crate::definition::describe::scoring::{decay, grade_or_better};
use crate::definition::describe::words::{list, named, points, span};
use crate::definition::describe::{Part, Thing, Value, things};
use crate::lead::definition::{DEFAULT_MODEL, Decay, Definition, Graph, Model, Stage};

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

/// What an agreement says elsewhere, or not at all, and who asks for the thing wants to know.
pub(super) fn unsaid(version: &Definition, thing: &Thing) -> Vec<String> {
    match thing.part {
        Part::Rule => {
            let loses = thing.facet("points").is_some_and(|facet| {
                matches!(&facet.value, Value::Amount { number, .. } if number.starts_with('-'))
            });
            let never = "takes points that never fade".to_owned();
            loses.then_some(never).into_iter().collect()
        }
        Part::Model => model_says(version, thing),
        Part::Stage if thing.name == version.graph.name(Stage::RECYCLED) => {
            let all = things(version);
            let recycling = all.iter().filter(|other| other.part == Part::Recycle);
            let facets = recycling.flat_map(|other| &other.facets);
            let said = facets.filter(|facet| !facet.value.is_silent());
            said.map(|facet| format!("at the entry: {}", facet.text()))
                .collect()
        }
        Part::Stage if thing.name == version.graph.name(Stage::MQL) => {
            let ways = version.models.iter().filter_map(|model| {
                let threshold = threshold_line(model)?;
                let several = version.models.len() > 1;
                let whose = several.then(|| format!(" in the model {}", named(&model.name)));
                Some(format!(
                    "by points{}: {threshold}",
                    whose.unwrap_or_default()
                ))
            });
            ways.collect()
        }
        Part::Head
        | Part::Fit
        | Part::FitRule
        | Part::TraitVeto
        | Part::EngagementVeto
        | Part::Segment
        | Part::Threshold
        | Part::Group
        | Part::HandRaise
        | Part::Pql
        | Part::Recycle
        | Part::Path
        | Part::Move
        | Part::Stage
        | Part::Clock
        | Part::Calendar
        | Part::Promise
        | Part::Reasons
        | Part::Money => Vec::new(),
    }
}

/// How points of a model fade, where its rules agree, and its threshold.
fn model_says(version: &Definition, thing: &Thing) -> Vec<String> {
    let Some(place) = (version.models.iter()).position(|model| model.name == thing.name) else {
        return Vec::new();
    };
    let earning =
        (version.rules.iter()).filter(|rule| usize::from(rule.model) == place && rule.points > 0);
    let mut fades: Vec<Decay> = earning.map(|rule| rule.decay).collect();
    fades.dedup();
    let mut told = match fades.as_slice() {
        [] => Vec::new(),
        [one] => vec![format!("gives points {}", decay(*one))],
        _ => vec!["gives points that fade as each rule says".to_owned()],
    };
    let threshold = threshold_line(&version.models[place]);
    told.push(match threshold {
        Some(line) => format!("makes a lead an MQL: {line}"),
        None => "makes no lead an MQL by points".to_owned(),
    });
    told
}

/// "from 100 points and grade B or better on, left again below 70 points".
fn threshold_line(model: &Model) -> Option<String> {
    let threshold = model.threshold.as_ref()?;
    let mut line = format!("from {}", points(threshold.score));
    if let Some(grade) = threshold.grade {
        line.push_str(&format!(" and {}", grade_or_better(grade.name())));
    }
    line.push_str(" on");
    match threshold.leave_below {
        Some(leave) => line.push_str(&format!(", left again below {}", points(leave))),
        None => line.push_str(", and no fading of points ends it"),
    }
    Some(line)
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
        let model = &version.models[usize::from(segment.model)];
        let others: Vec<String> = (version.segments.iter())
            .filter(|other| other.model == segment.model && other.name != segment.name)
            .map(|other| named(&other.name))
            .collect();
        let others = match others.is_empty() {
            true => String::new(),
            false => format!(", which counts for leads in {} too", list(&others, "and")),
        };
        vec![format!("the model {}{others}", named(&model.name))]
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
    let mut out = out;
    if graph.qualify_from.contains(&stage) {
        out.push("points and PQL rules to `mql`".to_owned());
    }
    if graph.hand_raise_from.contains(&stage) {
        out.push("hand-raises to `mql`".to_owned());
    }
    let has_veto = !version.trait_vetoes.is_empty() || !version.engagement_vetoes.is_empty();
    if has_veto && graph.veto_from.contains(&stage) {
        out.push("vetoes to `ineligible`".to_owned());
    }
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
        let verb = if clocks.len() == 1 { "goes" } else { "go" };
        format!("by it {verb} {}", list(&clocks, "and"))
    }];
    if !told_in.is_empty() {
        told.push(format!("time is told in it of {}", list(&told_in, "and")));
    }
    told
}
