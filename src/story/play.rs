//! Playing a story: what comes of it, and where that is not what the story says.

use super::desk::{Arrival, Desk, Utterance};
use super::difference::{Mark, difference};
use super::tell::Teller;
use super::{Dial, Scene, Story};
use crate::lead::definition::Definitions;
use crate::lead::journal::Lead;
use crate::lead::row::Row;
use crate::time::Timestamp;

/// What came of a story.
#[derive(Clone, Debug)]
pub struct Played {
    /// All that was said, in order.
    pub trace: Vec<Utterance>,
    /// Where it is not what the story says; none: the story holds.
    pub failures: Vec<Failure>,
    /// The events as they came in.
    pub arrivals: Vec<Arrival>,
    /// Where the watermark stood in the end.
    pub watermark: Timestamp,
    /// The lead in the end.
    pub lead: Lead,
}

/// A statement that is not so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The line of the statement, from 1.
    pub line: usize,
    /// Of a check: the statement.
    pub check: Option<String>,
    /// Of a check: what is so instead.
    pub so: Option<String>,
    /// Of a block: its lines beside those that were said.
    pub difference: Vec<(Mark, Utterance)>,
    /// Of a block: what was said.
    pub said: Vec<Utterance>,
}

impl Failure {
    /// As told to the author: of a check what is so instead, of a block the lines that were expected (`<`) and those that were said (`>`).
    #[must_use]
    pub fn told(&self, dial: &Dial) -> String {
        if let (Some(check), Some(so)) = (&self.check, &self.so) {
            return format!("  line {}: `{check}`: {so}\n", self.line);
        }
        let lines: Vec<Utterance> = self
            .difference
            .iter()
            .map(|(_, line)| line.clone())
            .collect();
        let mut told = format!("  line {}: < expected, > said\n", self.line);
        for ((mark, _), line) in self.difference.iter().zip(dial.trace(&lines)) {
            told.push_str(&format!("  {mark} {line}\n"));
        }
        told
    }
}

impl Played {
    /// The rows that stand in the end, in the order in which they were found.
    #[must_use]
    pub fn rows(&self) -> Vec<Row> {
        let rows = self.lead.rows.stored.as_deref().unwrap_or_default();
        let standing = rows.iter().filter(|stored| stored.published);
        standing.map(|stored| stored.row.clone()).collect()
    }
}

/// Takes a lead through the story.
///
/// # Panics
/// When a rule breaks an invariant of its own; no story may bring it to that.
#[must_use]
pub fn play(story: &Story, dial: &Dial, definitions: &Definitions) -> Played {
    let begins = story.steps.first().map_or(Timestamp::MIN, |step| step.at);
    let teller = Teller {
        dial,
        graph: definitions.graph(),
        version: definitions.at(begins).version,
    };
    let mut desk = Desk::new(teller, definitions, (story.bounds, story.delay));
    let mut failures = Vec::new();
    let mut told = 0;
    for step in &story.steps {
        match &step.scene {
            Scene::Event(event) => desk.hear(event),
            Scene::Wait => desk.pass(step.at),
            Scene::Check(check) => {
                desk.pass(step.at);
                failures.extend(check.contradiction(&desk).map(|so| Failure {
                    line: step.line,
                    check: Some(check.text.clone()),
                    so: Some(so),
                    difference: Vec::new(),
                    said: Vec::new(),
                }));
            }
            Scene::Expect(block) => {
                desk.pass(step.at);
                let said = &desk.trace[told..];
                told = desk.trace.len();
                let difference = difference(&block.lines, said);
                if difference.iter().any(|(mark, _)| *mark != Mark::Same) {
                    failures.push(Failure {
                        line: step.line,
                        check: None,
                        so: None,
                        difference,
                        said: said.to_vec(),
                    });
                }
            }
        }
    }
    Played {
        failures,
        watermark: desk.watermark,
        trace: desk.trace,
        arrivals: desk.arrivals,
        lead: desk.lead,
    }
}
