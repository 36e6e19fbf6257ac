//! Random graphs: the default one, or stages of one's own on the path and beside it, gates, timeouts, other moves.

use super::several;
use crate::simulation::random::Random;
use leadfold::lead::definition::{Graph, Stage, StageKind, StageRule, Timeout};
use leadfold::lead::event::Outcome;
use leadfold::lead::text::Text;
use leadfold::time::Span;

/// Of one's own: on the path before `mql`, on it after `sal`, on it as a gate before `sal`, beside it, beside it as a gate.
const OWN: [&str; 5] = ["engaged", "demo", "queue", "nurture", "sorting"];
const ENGAGED: Stage = Stage(13);
const DEMO: Stage = Stage(14);
const QUEUE: Stage = Stage(15);
const NURTURE: Stage = Stage(16);
const SORTING: Stage = Stage(17);

/// The names that all versions share, besides the default ones.
pub(super) fn names(random: &mut Random) -> Vec<&'static str> {
    if random.percent(35) {
        Vec::new()
    } else {
        OWN.to_vec()
    }
}

/// A graph with these names besides the default ones; `calendars` are the places of those that a stage may tell its time in.
pub(super) fn graph(random: &mut Random, own: &[&str], tempo: Span, calendars: &[u16]) -> Graph {
    let mut graph = Graph::default();
    graph.names.extend(own.iter().map(|name| Text::new(name)));
    let stages = graph.names.len();
    graph.stages.resize(stages, StageRule::default());
    graph.rejoins.resize(stages, Stage::INQUIRY);
    let mut beside = vec![
        Stage::RECYCLED,
        Stage::REJECTED,
        Stage::DISQUALIFIED,
        Stage::INELIGIBLE,
        Stage::LOST,
    ];
    if !own.is_empty() {
        lay_path(random, &mut graph);
        for stage in [NURTURE, SORTING] {
            if random.percent(60) {
                beside.push(stage);
            }
        }
        if beside.contains(&SORTING) {
            graph.stages[SORTING.index()].kind = Some(StageKind::Gate);
        }
        move_about(random, &mut graph, &beside);
    }
    for &stage in &beside {
        if random.percent(20) {
            graph.rejoins[stage.index()] = graph.path[random.below(graph.path.len() - 1)];
        }
    }
    timeouts(random, &mut graph, &beside, tempo);
    for rule in &mut graph.stages {
        if random.percent(25) && !calendars.is_empty() {
            rule.calendar = Some(calendars[random.below(calendars.len())]);
        }
    }
    let extend = |random: &mut Random, list: &mut Vec<Stage>, more: &[Stage]| {
        for &stage in more {
            let used = graph.path.contains(&stage) || beside.contains(&stage);
            if used && random.percent(40) {
                list.push(stage);
            }
        }
    };
    extend(
        random,
        &mut graph.qualify_from,
        &[ENGAGED, NURTURE, Stage::SAL],
    );
    extend(random, &mut graph.hand_raise_from, &[ENGAGED, NURTURE]);
    extend(
        random,
        &mut graph.veto_from,
        &[ENGAGED, Stage::SAL, Stage::SQL],
    );
    graph
}

/// Own stages on the path, default ones off it.
fn lay_path(random: &mut Random, graph: &mut Graph) {
    type S = Stage;
    let mut path = vec![S::INQUIRY];
    let add = |path: &mut Vec<Stage>, so: bool, stage: Stage| {
        if so {
            path.push(stage);
        }
    };
    add(&mut path, random.percent(50), ENGAGED);
    path.push(S::MQL);
    let queued = random.percent(50);
    add(&mut path, queued, QUEUE);
    add(&mut path, random.percent(85), S::SAL);
    add(&mut path, random.percent(40), DEMO);
    path.push(S::SQL);
    add(&mut path, random.percent(80), S::OPPORTUNITY);
    path.push(S::CUSTOMER);
    if queued {
        graph.stages[QUEUE.index()].kind = Some(StageKind::Gate);
    }
    for stage in 0..graph.rejoins.len() {
        graph.rejoins[stage] = S::INQUIRY;
    }
    for &stage in &path {
        graph.rejoins[stage.index()] = stage;
    }
    graph.path = path;
}

/// Moves of one's own; a default move to or from a stage that is not used is dropped.
fn move_about(random: &mut Random, graph: &mut Graph, beside: &[Stage]) {
    let path = graph.path.clone();
    let is_used = |stage: &Stage| path.contains(stage) || beside.contains(stage);
    let other = [
        (Outcome::Accept, QUEUE),
        (Outcome::Accept, DEMO),
        (Outcome::Recycle, NURTURE),
        (Outcome::Recycle, SORTING),
        (Outcome::Reject, SORTING),
        (Outcome::Qualify, DEMO),
    ];
    for (outcome, to) in other {
        let chosen = is_used(&to) && random.percent(30);
        for step in graph
            .moves
            .iter_mut()
            .filter(|step| step.outcome == outcome)
        {
            if chosen {
                step.to = to;
            }
            if random.percent(15) {
                step.from.push(*random.pick(&[&ENGAGED, &DEMO, &NURTURE]));
            }
        }
    }
    graph.moves.retain(|step| is_used(&step.to));
    for step in &mut graph.moves {
        let to = step.to;
        step.from.retain(|stage| is_used(stage) && *stage != to);
    }
    for list in [
        &mut graph.qualify_from,
        &mut graph.hand_raise_from,
        &mut graph.veto_from,
    ] {
        list.retain(is_used);
    }
}

/// Never to a higher stage on the path, never in a circle, never from or to where a lead ends.
fn timeouts(random: &mut Random, graph: &mut Graph, beside: &[Stage], tempo: Span) {
    let places: Vec<Stage> = graph.path.iter().chain(beside).copied().collect();
    for _ in 0..random.below(4) {
        let from = places[random.below(places.len())];
        let to = places[random.below(places.len())];
        let standing = |stage: Stage| {
            let on_path = graph.rejoins[stage.index()];
            graph.path.iter().position(|&step| step == on_path)
        };
        let is_gate = graph.stages[from.index()].kind == Some(StageKind::Gate);
        if is_gate || from == to || standing(to) > standing(from) {
            continue;
        }
        let before = graph.stages[from.index()].timeout;
        graph.stages[from.index()].timeout = Some(Timeout {
            after: several(random, tempo, 25),
            to,
        });
        if goes_in_a_circle(graph, from) {
            graph.stages[from.index()].timeout = before;
        }
    }
}

fn goes_in_a_circle(graph: &Graph, from: Stage) -> bool {
    let mut stage = from;
    for _ in 0..2 * graph.names.len() {
        let rule = &graph.stages[stage.index()];
        let place = graph.path.iter().position(|&step| step == stage);
        stage = match (rule.kind, rule.timeout, place) {
            (Some(StageKind::Gate), _, Some(place)) => graph.path[place + 1],
            (Some(StageKind::Gate), _, None) => graph.rejoins[stage.index()],
            (_, Some(timeout), _) => timeout.to,
            _ => return false,
        };
    }
    true
}
