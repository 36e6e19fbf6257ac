//! The stages of a version and the lawful moves between them (C1, G1–G3): the default graph, and what an agreement changes in it.
//!
//! Stages are numbered over all versions of a folder, so that a lead keeps its stage when the version changes: the default ones first, then
//! new names in the order in which versions, and in them the file, first name them.

use super::agreement::Draft;
use super::code::Code;
use super::keys::{GRAPH, MOVE, MOVES, PLACES};
use super::problem::{Report, quoted, suggestion};
use super::section::Section;
use super::typed::{Value, as_table, check_word, is_word, some_of, text};
use crate::lead::definition::{Graph, Move, Stage, StageRule};
use crate::lead::event::Outcome;
use crate::lead::text::Text;

/// Where nothing moves a lead from or to: what stands there is no lead any more (F11).
const ENDS: [Stage; 2] = [Stage::MERGED, Stage::ERASED];

/// Which of all stages a version uses: those on its path and those beside it.
#[derive(Clone, Debug)]
pub(super) struct Used(Vec<bool>);

impl Used {
    /// Whether this version uses it.
    pub(super) fn has(&self, stage: Stage) -> bool {
        self.0.get(stage.index()).copied().unwrap_or(false)
    }

    /// The stages of a version.
    pub(super) fn of(graph: &Graph, root: &Section<'_>) -> Self {
        let mut used: Vec<bool> = (0..graph.names.len())
            .map(|index| beside_by_default(Stage(index as u8)))
            .collect();
        for stage in &graph.path {
            used[stage.index()] = true;
        }
        for (_, name) in detours_in(root) {
            if let Some(stage) = graph.stage(name) {
                used[stage.index()] = true;
            }
        }
        Self(used)
    }

    /// Their names.
    pub(super) fn names<'a>(&self, graph: &'a Graph) -> Vec<&'a str> {
        let names = graph.names.iter().enumerate();
        names
            .filter(|(index, _)| self.0[*index])
            .map(|(_, name)| name.as_str())
            .collect()
    }
}

/// The side stages of the default graph: they mean what they mean in every agreement.
pub(super) fn beside_by_default(stage: Stage) -> bool {
    (Stage::RECYCLED..=Stage::ERASED).contains(&stage)
}

/// The names of stages in a file that may be its own, by place: those on its path, and those it describes as detours.
pub(super) fn names_in<'a>(root: &Section<'a>) -> Vec<(usize, &'a str)> {
    let path = root.within("graph").and_then(|graph| graph.get("path"));
    let path = path.and_then(|value| value.get_ref().as_array());
    let entries = path.into_iter().flat_map(|path| path.iter());
    let mut names: Vec<_> = entries
        .filter_map(|entry| Some((entry.span().start, entry.get_ref().as_str()?)))
        .collect();
    names.extend(detours_in(root));
    names.sort_unstable();
    names
}

/// The stages that a file describes as detours.
fn detours_in<'a>(root: &Section<'a>) -> Vec<(usize, &'a str)> {
    let Some(stages) = root.within("stages") else {
        return Vec::new();
    };
    let is_detour = |name: &str| {
        let place = stages.within(name).and_then(|stage| stage.get("path"));
        place.is_some_and(|value| value.get_ref().as_str() == Some("detour"))
    };
    let entries = stages.entries().into_iter();
    entries
        .filter(|(name, ..)| is_detour(name))
        .map(|(name, at, _)| (at, name))
        .collect()
}

/// Numbers the stages of all versions, which stand in their order.
pub(super) fn number_stages(drafts: &mut [Draft<'_>]) -> Vec<Text> {
    let mut names = Graph::default().names;
    for draft in drafts {
        let own: Vec<(usize, Text)> = draft
            .stage_names()
            .into_iter()
            .filter(|(_, name)| is_word(name))
            .map(|(at, name)| (at, Text::new(name)))
            .collect();
        for (at, name) in own {
            if names.contains(&name) {
                continue;
            }
            if names.len() == Stage::MOST {
                let message = format!("at most {} stages are possible", Stage::MOST);
                let hint = "the thirteen default ones and those of all versions count";
                draft
                    .report
                    .error_with(Code::OutOfBounds, at, message, hint);
                break;
            }
            names.push(name);
        }
    }
    names
}

/// The stages and moves of a version; what is agreed about each stage is read later.
pub(super) fn read(root: &Section<'_>, names: &[Text], report: &mut Report<'_>) -> Graph {
    let mut graph = Graph {
        names: names.to_vec(),
        stages: vec![StageRule::default(); names.len()],
        rejoins: vec![Stage::INQUIRY; names.len()],
        ..Graph::default()
    };
    let section = root.table("graph", GRAPH.title, report);
    if let Some(section) = &section {
        section.check_keys(&GRAPH, report);
        read_path(section, &mut graph, report);
    }
    for &stage in &graph.path {
        graph.rejoins[stage.index()] = stage;
    }
    let used = Used::of(&graph, root);
    read_detours(root, &mut graph, &used, report);
    keep_used(&mut graph, &used);
    if let Some(section) = &section {
        read_moves(section, &mut graph, &used, report);
        read_lists(section, &mut graph, &used, report);
    }
    graph
}

fn read_path(section: &Section<'_>, graph: &mut Graph, report: &mut Report<'_>) {
    let Some(value) = section.get("path") else {
        return;
    };
    let Some(entries) = some_of(value, Stage::MOST, report) else {
        return;
    };
    let (errors, at) = (report.errors(), value.span().start);
    let mut path = Vec::new();
    for entry in entries {
        let (Some(word), at) = (text(entry, report), entry.span().start) else {
            continue;
        };
        check_word("stage", word, at, report);
        let Some(stage) = graph.stage(word) else {
            continue;
        };
        if path.contains(&stage) {
            let message = format!("{} is on the path already", quoted(word));
            report.error(Code::NameTaken, at, message);
        } else if beside_by_default(stage) {
            let message = format!("{} stands beside the path", quoted(word));
            let hint = "leave it out: leads come there all the same";
            report.error_with(Code::BadGraph, at, message, hint);
        }
        path.push(stage);
    }
    let message = if path.first() != Some(&Stage::INQUIRY) {
        Some("the path begins with `inquiry`, where every lead is born")
    } else if !path.contains(&Stage::MQL) {
        Some("the path needs `mql`, where points and hand-raises lead")
    } else if path.last() == Some(&Stage::MQL) {
        Some("the path ends with the stage of leads that were won, and that is not `mql`")
    } else {
        None
    };
    if let Some(message) = message.filter(|_| report.errors() == errors) {
        let hint = "the default path: inquiry, mql, sal, sql, opportunity, customer";
        report.error_with(Code::BadGraph, at, message, hint);
    }
    if report.errors() == errors {
        graph.path = path;
    }
}

/// Which stages stand beside the path, and where they rejoin it.
fn read_detours(root: &Section<'_>, graph: &mut Graph, used: &Used, report: &mut Report<'_>) {
    let Some(stages) = root.within("stages") else {
        return;
    };
    for (name, at, value) in stages.entries() {
        let title = format!("[stages.{name}]");
        let Some(section) = as_table(value, &title, report) else {
            continue;
        };
        let said = section.choice("path", &PLACES, report);
        if said == Some("detour") {
            check_word("stage", name, at, report);
        }
        let Some(stage) = graph.stage(name).filter(|stage| used.has(*stage)) else {
            unknown_stage(name, at, said, graph, used, report);
            continue;
        };
        let on_path = graph.path.contains(&stage);
        if said.is_some_and(|said| (said == "success") != on_path) {
            let (is, hint) = if on_path {
                (
                    "on the path",
                    "leave `path` out, or take the stage out of `[graph] path`",
                )
            } else {
                (
                    "beside the path",
                    "put it into `path` of `[graph]` where it belongs",
                )
            };
            let message = format!("{} stands {is}", quoted(name));
            report.error_with(Code::Contradiction, section.place("path"), message, hint);
        }
        let Some(value) = section.get("rejoins") else {
            continue;
        };
        let at = value.span().start;
        if on_path || ENDS.contains(&stage) {
            let message = format!("{} rejoins nothing", quoted(name));
            let hint = "`rejoins` is for stages beside the path from which a lead may come back";
            report.error_with(Code::BadGraph, at, message, hint);
        } else if let Some(to) = stage_at(value, graph, used, report) {
            if graph.path.contains(&to) {
                graph.rejoins[stage.index()] = to;
            } else {
                let message = format!("{} is not on the path", quoted(graph.name(to)));
                let path: Vec<&str> = graph.path.iter().map(|step| graph.name(*step)).collect();
                let hint = format!("possible here: {}", path.join(", "));
                report.error_with(Code::BadGraph, at, message, hint);
            }
        }
    }
}

/// Notes a stage that is described and that this version does not have.
fn unknown_stage(
    name: &str,
    at: usize,
    said: Option<&str>,
    graph: &Graph,
    used: &Used,
    report: &mut Report<'_>,
) {
    let message = format!("there is no stage {}", quoted(name));
    let hint = match (said, is_word(name)) {
        // A detour is there unless its name is none or there are too many, and both are told.
        (Some("detour"), _) => return,
        (Some(_), true) => "put it into `path` of `[graph]` where it belongs".to_owned(),
        (None | Some(_), _) => match suggestion(name, &used.names(graph)) {
            near if near.starts_with("did you mean") => near,
            _ => "a new stage is on `path` of `[graph]`, or says `path = \"detour\"`".to_owned(),
        },
    };
    report.error_with(Code::UnknownName, at, message, hint);
}

/// A stage of this version, by its name.
pub(super) fn stage_at(
    value: Value<'_>,
    graph: &Graph,
    used: &Used,
    report: &mut Report<'_>,
) -> Option<Stage> {
    let word = text(value, report)?;
    let at = value.span().start;
    match graph.stage(word) {
        Some(stage) if used.has(stage) => Some(stage),
        Some(_) => {
            let message = format!("this version does not use the stage {}", quoted(word));
            let hint = "put it on `path` of `[graph]`, or describe it with `path = \"detour\"`";
            report.error_with(Code::UnknownName, at, message, hint);
            None
        }
        None => {
            super::typed::unknown_name("stage", word, &used.names(graph), at, report);
            None
        }
    }
}

/// Takes what this version does not use out of the default moves and lists. Who is won goes to the end of the path, whatever it is called.
fn keep_used(graph: &mut Graph, used: &Used) {
    let last = graph.path.last().copied().unwrap_or(Stage::CUSTOMER);
    for step in &mut graph.moves {
        if step.outcome == Outcome::Win {
            step.to = last;
        }
        step.from
            .retain(|stage| used.has(*stage) && *stage != step.to);
    }
    graph
        .moves
        .retain(|step| used.has(step.to) && !step.from.is_empty());
    let lists = [
        &mut graph.qualify_from,
        &mut graph.hand_raise_from,
        &mut graph.veto_from,
    ];
    for list in lists {
        list.retain(|stage| used.has(*stage));
    }
}

fn read_moves(section: &Section<'_>, graph: &mut Graph, used: &Used, report: &mut Report<'_>) {
    let Some(moves) = section.table("moves", MOVES.title, report) else {
        return;
    };
    for (word, at, value) in moves.entries() {
        let Some(outcome) = outcome_of_move(word, at, report) else {
            continue;
        };
        let title = format!("[graph.moves.{word}]");
        let Some(entry) = as_table(value, &title, report) else {
            continue;
        };
        entry.check_keys(&MOVE, report);
        let from = entry
            .need("from", report)
            .and_then(|value| stages(value, graph, used, report));
        let to = entry
            .need("to", report)
            .and_then(|value| move_to(value, graph, used, report));
        let from = from.unwrap_or_default();
        check_from(&from, to, graph, report);
        let Some(to) = to else { continue };
        let from = from.into_iter().map(|(stage, _)| stage).collect();
        graph.moves.retain(|step| step.outcome != outcome);
        graph.moves.push(Move { outcome, from, to });
    }
    graph.moves.sort_by_key(|step| step.outcome);
}

/// The disposition of that word, if it may move a lead.
fn outcome_of_move(word: &str, at: usize, report: &mut Report<'_>) -> Option<Outcome> {
    let words = MOVES.words();
    if words.contains(&word) {
        return Outcome::parse(word);
    }
    let (message, hint) = match Outcome::parse(word) {
        Some(_) => (
            format!("{} moves no lead by the graph", quoted(word)),
            format!("possible here: {}", words.join(", ")),
        ),
        None => (
            format!("there is no disposition {}", quoted(word)),
            suggestion(word, &words),
        ),
    };
    report.error_with(Code::UnknownName, at, message, hint);
    None
}

fn move_to(value: Value<'_>, graph: &Graph, used: &Used, report: &mut Report<'_>) -> Option<Stage> {
    let to = stage_at(value, graph, used, report)?;
    if ENDS.contains(&to) {
        let message = format!("no disposition leads to {}", quoted(graph.name(to)));
        let hint = "leads are merged and erased by records of the `lead-created` topic";
        report.error_with(Code::BadGraph, value.span().start, message, hint);
        return None;
    }
    Some(to)
}

fn read_lists(section: &Section<'_>, graph: &mut Graph, used: &Used, report: &mut Report<'_>) {
    for key in ["qualify_from", "hand_raise_from"] {
        let Some(from) = section
            .get(key)
            .and_then(|value| stages(value, graph, used, report))
        else {
            continue;
        };
        check_promotion(&from, graph, report);
        let from = from.into_iter().map(|(stage, _)| stage).collect();
        if key == "qualify_from" {
            graph.qualify_from = from;
        } else {
            graph.hand_raise_from = from;
        }
    }
}

/// A list of different stages, each with its place.
pub(super) fn stages(
    value: Value<'_>,
    graph: &Graph,
    used: &Used,
    report: &mut Report<'_>,
) -> Option<Vec<(Stage, usize)>> {
    let mut stages: Vec<(Stage, usize)> = Vec::new();
    for entry in some_of(value, Stage::MOST, report)? {
        let Some(stage) = stage_at(entry, graph, used, report) else {
            continue;
        };
        let at = entry.span().start;
        if stages.iter().any(|(known, _)| *known == stage) {
            let message = format!("{} is there twice", quoted(graph.name(stage)));
            report.error(Code::NameTaken, at, message);
        }
        stages.push((stage, at));
    }
    Some(stages)
}

/// Where a disposition may find a lead: not where it leads, and not where only an override, or nothing at all, moves one (G3, F11).
fn check_from(from: &[(Stage, usize)], to: Option<Stage>, graph: &Graph, report: &mut Report<'_>) {
    for &(stage, at) in from {
        let name = quoted(graph.name(stage));
        let message = if Some(stage) == to {
            format!("a move from {name} to itself is none")
        } else if stage == Stage::INELIGIBLE {
            format!("{name} is left by an override only")
        } else if ENDS.contains(&stage) {
            format!("nothing leaves {name}")
        } else {
            continue;
        };
        report.error_with(Code::BadGraph, at, message, "take it out of `from`");
    }
}

/// From where a lead may be made an MQL: below it on the path, or beside it.
fn check_promotion(from: &[(Stage, usize)], graph: &Graph, report: &mut Report<'_>) {
    let mql = graph.standing(Stage::MQL);
    for &(stage, at) in from {
        let name = quoted(graph.name(stage));
        let place = graph.path.iter().position(|step| *step == stage);
        let message = if place.is_some_and(|place| place >= mql) {
            format!("{name} does not stand below `mql`")
        } else if stage == Stage::INELIGIBLE {
            format!("{name} is left by an override only")
        } else if ENDS.contains(&stage) {
            format!("nothing leaves {name}")
        } else {
            continue;
        };
        report.error_with(Code::BadGraph, at, message, "take it out of the list");
    }
}
