//! What there is to draw: stages with what is agreed about them, and all ways from one to another.

use crate::definition::describe::graph::is_used;
use crate::definition::describe::predicate::possible_in;
use crate::definition::describe::words::{clean, list, number, span};
use crate::definition::diff::since;
use crate::lead::definition::{ClockPolicy, Definition, Graph, Stage, StageKind, Threshold};

/// An agreement, as it is drawn.
pub(super) struct Picture {
    /// Over it all.
    pub(super) title: String,
    /// The success path, from birth to the end.
    pub(super) path: Vec<Node>,
    /// The stages beside it that a lead can come to.
    pub(super) detours: Vec<Node>,
    /// All ways, by what is written on them.
    pub(super) ways: Vec<Way>,
}

/// A stage.
pub(super) struct Node {
    pub(super) stage: Stage,
    /// How it is called by people: its label, else its name.
    pub(super) label: String,
    /// Its name, where the label is another.
    pub(super) name: Option<String>,
    /// `sla`, `inventory`, `gate`.
    pub(super) kind: Option<StageKind>,
    /// Who answers for it.
    pub(super) owner: Option<String>,
    /// The clocks that may run in it, each with its time.
    pub(super) clocks: Vec<String>,
    /// The stage of the path where it stands; of a stage of the path itself.
    pub(super) rejoins: Stage,
}

/// What brings leads from some stages to another.
pub(super) struct Way {
    pub(super) from: Vec<Stage>,
    pub(super) to: Stage,
    /// Written on it.
    pub(super) words: String,
    /// The same where there is little room.
    pub(super) brief: String,
    pub(super) kind: WayKind,
}

impl Way {
    /// The same from other stages.
    pub(super) fn copied(&self, from: &[Stage]) -> Self {
        Self {
            from: from.to_vec(),
            to: self.to,
            words: self.words.clone(),
            brief: self.brief.clone(),
            kind: self.kind,
        }
    }
}

/// What brings them there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WayKind {
    /// Sales says so.
    Said,
    /// They earned it or asked for it.
    Earned,
    /// A veto.
    Veto,
    /// Time alone.
    Time,
}

impl Picture {
    /// The picture of a version.
    pub(super) fn of(definition: &Definition) -> Self {
        let graph = &definition.graph;
        let ways = ways(definition);
        // Merged and erased may come from anywhere, and would only cover the rest.
        let is_beside = |stage: Stage| {
            !graph.path.contains(&stage)
                && stage != Stage::MERGED
                && stage != Stage::ERASED
                && is_used(graph, stage)
                && ways
                    .iter()
                    .any(|way| way.to == stage || way.from.contains(&stage))
        };
        let all = (0..graph.names.len()).map(|index| Stage(index as u8));
        let detours = all.filter(|&stage| is_beside(stage));
        Self {
            title: format!("Version {}, from {}", definition.version, since(definition)),
            detours: detours.map(|stage| node(definition, stage)).collect(),
            path: graph
                .path
                .iter()
                .map(|&stage| node(definition, stage))
                .collect(),
            ways,
        }
    }

    /// The stage's label.
    pub(super) fn label(&self, stage: Stage) -> &str {
        let mut nodes = self.path.iter().chain(&self.detours);
        (nodes.find(|node| node.stage == stage)).map_or("", |node| node.label.as_str())
    }
}

fn node(definition: &Definition, stage: Stage) -> Node {
    let graph = &definition.graph;
    let rule = &graph.stages[stage.index()];
    let name = clean(graph.name(stage));
    let label = rule.label.as_deref().map(clean);
    let runs = |clock: &&ClockPolicy| possible_in(&clock.run_while, graph.name(stage));
    let everywhere = |clock: &&ClockPolicy| {
        let mut stages = graph.names.iter();
        stages.all(|name| possible_in(&clock.run_while, name.as_str()))
    };
    let clocks = definition.clocks.iter().filter(runs);
    Node {
        stage,
        name: label
            .as_ref()
            .is_some_and(|label| *label != name)
            .then(|| name.clone()),
        label: label.unwrap_or(name),
        kind: rule.kind,
        owner: rule.owner.as_deref().map(clean),
        // A clock that looks at no stage would be written into every box.
        clocks: clocks
            .filter(|clock| !everywhere(clock))
            .map(clock_line)
            .collect(),
        rejoins: graph.rejoins[stage.index()],
    }
}

/// `time_to_acceptance 2 h`, and with several targets `time_to_acceptance 2 h to 8 h`.
fn clock_line(clock: &ClockPolicy) -> String {
    let spans = clock.targets.iter().map(|target| target.within);
    let least = spans.clone().min().map(span);
    let most = spans.max().map(span);
    let name = clean(clock.name.as_str());
    match (least, most) {
        (Some(least), Some(most)) if least == most => format!("{name} {least}"),
        (Some(least), Some(most)) => format!("{name} {least} to {most}"),
        _ => name,
    }
}

fn ways(definition: &Definition) -> Vec<Way> {
    let graph = &definition.graph;
    let mut ways = earned(definition);
    for step in &graph.moves {
        ways.push(Way {
            from: step.from.clone(),
            to: step.to,
            words: step.outcome.name().to_owned(),
            brief: step.outcome.name().to_owned(),
            kind: WayKind::Said,
        });
    }
    let vetoes = definition.trait_vetoes.len() + definition.engagement_vetoes.len();
    if vetoes > 0 {
        ways.push(Way {
            from: graph.veto_from.clone(),
            to: Stage::INELIGIBLE,
            words: "veto".to_owned(),
            brief: "veto".to_owned(),
            kind: WayKind::Veto,
        });
    }
    ways.extend(by_time(definition));
    ways.retain(|way| !way.from.is_empty());
    ways
}

/// The ways into `mql` without sales.
fn earned(definition: &Definition) -> Vec<Way> {
    let graph = &definition.graph;
    let several = definition.models.len() > 1;
    let thresholds = definition.models.iter().filter_map(|model| {
        let threshold = model.threshold.as_ref()?;
        Some((threshold, model.name.as_str()))
    });
    let mut told: Vec<(String, Vec<String>)> = Vec::new();
    for (threshold, model) in thresholds {
        let words = enough(threshold);
        match told.iter_mut().find(|(same, _)| *same == words) {
            Some((_, models)) => models.push(clean(model)),
            None => told.push((words, vec![clean(model)])),
        }
    }
    let all_alike = told.len() == 1;
    let way = |from: &[Stage], brief: &str, words: String| Way {
        from: from.to_vec(),
        to: Stage::MQL,
        words,
        brief: brief.to_owned(),
        kind: WayKind::Earned,
    };
    let mut ways: Vec<Way> = (told.into_iter())
        .map(|(words, models)| {
            let words = if several && !all_alike {
                format!("{words} ({})", list(&models, "and"))
            } else {
                words
            };
            way(&graph.qualify_from, "points", words)
        })
        .collect();
    if !definition.pql.is_empty() {
        ways.push(way(&graph.qualify_from, "PQL", "PQL".to_owned()));
    }
    if !definition.hand_raises.is_empty() {
        ways.push(way(
            &graph.hand_raise_from,
            "hand-raise",
            "hand-raise".to_owned(),
        ));
    }
    ways
}

fn enough(threshold: &Threshold) -> String {
    let points = format!("{} points", number(threshold.score));
    match threshold.grade {
        Some(grade) => {
            format!("{points}, fit {} or better", grade.name()).replace("A or better", "A")
        }
        None => points,
    }
}

/// The ways that a lead goes because nothing happens.
fn by_time(definition: &Definition) -> Vec<Way> {
    let graph = &definition.graph;
    let mut ways: Vec<Way> = Vec::new();
    let mut leave: Vec<(i64, Vec<String>)> = Vec::new();
    for model in &definition.models {
        let below = model.threshold.as_ref().and_then(|t| t.leave_below);
        let Some(below) = below else {
            continue;
        };
        match leave.iter_mut().find(|(same, _)| *same == below) {
            Some((_, models)) => models.push(clean(&model.name)),
            None => leave.push((below, vec![clean(&model.name)])),
        }
    }
    for (below, models) in leave {
        let brief = format!("below {} points", number(below));
        let words = if models.len() == definition.models.len() {
            brief.clone()
        } else {
            format!("{brief} ({})", list(&models, "and"))
        };
        ways.push(Way {
            from: vec![Stage::MQL],
            to: Stage::INQUIRY,
            brief,
            words,
            kind: WayKind::Time,
        });
    }
    for (stage, end) in timeouts(graph) {
        ways.push(Way {
            from: vec![stage],
            to: end.to,
            words: format!("after {}", span(end.after)),
            brief: format!("after {}", span(end.after)),
            kind: WayKind::Time,
        });
    }
    ways
}

fn timeouts(graph: &Graph) -> impl Iterator<Item = (Stage, crate::lead::definition::Timeout)> {
    let stages = graph.stages.iter().enumerate();
    stages.filter_map(|(index, rule)| Some((Stage(index as u8), rule.timeout?)))
}
