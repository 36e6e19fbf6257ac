//! What the fold relies on, whatever the reader has accepted.

use crate::lead::definition::{Definition, Graph, Limit, Model, Name, ScoreRule, Stage};
use crate::time::Span;

/// Holds a definition to it.
pub(super) fn check_promises(definition: &Definition, seed: u64) {
    assert!(
        (1..=Model::MOST).contains(&definition.models.len()),
        "seed {seed}"
    );
    let has_model = |model: u16| usize::from(model) < definition.models.len();
    for rule in &definition.rules {
        assert!(rule.points.abs() <= ScoreRule::MOST, "seed {seed}");
        assert!(has_model(rule.model), "seed {seed}");
        let groups = &definition.models[usize::from(rule.model)].groups;
        let has_group = groups.iter().any(|group| group.id == rule.group);
        assert!(rule.group == Name::NONE || has_group, "seed {seed}");
        let limits = rule
            .limit
            .is_none_or(|limit| (1..=Limit::MOST).contains(&limit.most));
        let counts = rule
            .count
            .is_none_or(|count| (2..=Limit::MOST).contains(&count.nth));
        assert!(limits && counts, "seed {seed}");
    }
    let asked = definition.pql.iter().filter_map(|rule| rule.score);
    let models = (definition.segments.iter().map(|segment| segment.model))
        .chain(
            definition
                .hand_raises
                .iter()
                .filter_map(|raise| raise.model),
        )
        .chain(asked.map(|(model, _)| model));
    assert!(models.into_iter().all(has_model), "seed {seed}");
    if let Some(fit) = &definition.fit {
        assert!(fit.least.is_sorted_by(|a, b| a > b), "seed {seed}");
    }
    for model in &definition.models {
        let cap = model.cap.unwrap_or(1);
        assert!(model.floor.unwrap_or(0) <= 0 && 0 < cap, "seed {seed}");
        if let Some(threshold) = &model.threshold {
            let leave_below = threshold.leave_below.unwrap_or(1);
            assert!(0 < leave_below, "seed {seed}");
            assert!(leave_below <= threshold.score, "seed {seed}");
        }
    }
    let has_calendar = |calendar: Option<u16>| {
        calendar.is_none_or(|c| usize::from(c) < definition.calendars.len())
    };
    for clock in &definition.clocks {
        assert!(!clock.targets.is_empty(), "seed {seed}");
        for target in &clock.targets {
            assert!(target.within > Span::ZERO, "seed {seed}");
            assert!(has_calendar(target.calendar), "seed {seed}");
        }
        assert!(clock.tiers.is_sorted_by(|a, b| a < b), "seed {seed}");
    }
    check_graph(&definition.graph, has_calendar, seed);
}

/// A path from birth past the MQL to an end; gates that end, timeouts that end and never lead up.
fn check_graph(graph: &Graph, has_calendar: impl Fn(Option<u16>) -> bool, seed: u64) {
    assert!(graph.names.len() <= Stage::MOST, "seed {seed}");
    assert_eq!(graph.names.len(), graph.stages.len(), "seed {seed}");
    assert_eq!(graph.names.len(), graph.rejoins.len(), "seed {seed}");
    assert_eq!(graph.path.first(), Some(&Stage::INQUIRY), "seed {seed}");
    assert!(graph.path.contains(&Stage::MQL), "seed {seed}");
    assert_ne!(graph.path.last(), Some(&Stage::MQL), "seed {seed}");
    let all = (0..graph.names.len()).map(|index| Stage(index as u8));
    for from in all {
        assert!(
            graph.path.contains(&graph.rejoins[from.index()]),
            "seed {seed}"
        );
        assert!(
            has_calendar(graph.stages[from.index()].calendar),
            "seed {seed}"
        );
        let mut stage = from;
        for step in 0..=Stage::MOST {
            assert!(step < Stage::MOST, "seed {seed}: gates go round");
            match graph.beyond(stage) {
                Some(next) => stage = next,
                None => break,
            }
        }
        let mut stage = from;
        for step in 0..=Stage::MOST {
            assert!(step < Stage::MOST, "seed {seed}: timeouts go round");
            let Some(timeout) = graph.stages[stage.index()].timeout else {
                break;
            };
            let before = graph.standing(stage);
            stage = timeout.to;
            while let Some(next) = graph.beyond(stage) {
                stage = next;
            }
            assert!(
                graph.standing(stage) <= before,
                "seed {seed}: a timeout leads up"
            );
        }
    }
}
