//! Which stages leads come to by themselves, by what they do, or by what sales says; an override may put a lead anywhere and says nothing.

use crate::lead::definition::{Definition, Graph, Stage};

/// The stages that leads come to.
#[derive(Clone, Debug)]
pub(super) struct Reached {
    /// At all, if only on the way to another one.
    entered: Vec<bool>,
    /// As the end of a move.
    aimed: Vec<bool>,
}

impl Reached {
    /// Those of a version.
    pub(super) fn of(definition: &Definition) -> Self {
        let count = definition.graph.names.len();
        let mut reached = Self {
            entered: vec![false; count],
            aimed: vec![false; count],
        };
        for stage in [Stage::INQUIRY, Stage::MERGED, Stage::ERASED] {
            reached.aim(stage);
        }
        // Each round reaches a stage more, or is the last.
        for _ in 0..=2 * count {
            let before = (reached.entered.clone(), reached.aimed.clone());
            reached.go_on(definition);
            if before == (reached.entered.clone(), reached.aimed.clone()) {
                break;
            }
        }
        reached
    }

    /// Whether leads come to it.
    pub(super) fn has(&self, stage: Stage) -> bool {
        self.entered[stage.index()]
    }

    /// Whether anything leads there, and not only past it.
    pub(super) fn is_aimed(&self, stage: Stage) -> bool {
        self.aimed[stage.index()]
    }

    /// All of them.
    pub(super) fn stages(&self) -> impl Iterator<Item = Stage> + '_ {
        (0..self.entered.len())
            .map(|index| Stage(index as u8))
            .filter(|stage| self.has(*stage))
    }

    fn aim(&mut self, stage: Stage) {
        self.entered[stage.index()] = true;
        self.aimed[stage.index()] = true;
    }

    fn any(&self, stages: &[Stage]) -> bool {
        stages.iter().any(|stage| self.has(*stage))
    }

    /// One step from every stage that is reached so far.
    fn go_on(&mut self, definition: &Definition) {
        let graph = &definition.graph;
        let has_threshold = definition.models.iter().any(|m| m.threshold.is_some());
        let by_points = has_threshold || !definition.pql.is_empty();
        if (by_points && self.any(&graph.qualify_from))
            || (!definition.hand_raises.is_empty() && self.any(&graph.hand_raise_from))
        {
            self.aim(Stage::MQL);
        }
        let has_veto =
            !(definition.trait_vetoes.is_empty() && definition.engagement_vetoes.is_empty());
        if has_veto && self.any(&graph.veto_from) {
            self.aim(Stage::INELIGIBLE);
        }
        for step in &graph.moves {
            let from: Vec<Stage> = (step.from.iter().copied())
                .filter(|stage| self.has(*stage))
                .collect();
            for stage in from {
                self.infer(graph, stage, step.to);
                self.aim(step.to);
            }
        }
        let reached: Vec<Stage> = self.stages().collect();
        for stage in reached {
            if let Some(timeout) = graph.stages[stage.index()].timeout {
                self.aim(timeout.to);
            }
            if let Some(beyond) = graph.beyond(stage) {
                self.aim(beyond);
            }
        }
    }

    /// What lies between on the path is entered too (G2).
    fn infer(&mut self, graph: &Graph, from: Stage, to: Stage) {
        let Some(end) = graph.path.iter().position(|step| *step == to) else {
            return;
        };
        for between in graph.path.iter().take(end).skip(graph.standing(from) + 1) {
            self.entered[between.index()] = true;
        }
    }
}
