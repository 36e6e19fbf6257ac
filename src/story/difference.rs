//! What was expected beside what was said: line by line for people, and put into the file for whoever asks for that.

use super::desk::Utterance;
use super::dial::Dial;
use super::play::Played;
use super::tell::normal;
use super::{Block, Scene, Story};
use crate::definition::file::split_mark;
use crate::time::Timestamp;
use std::fmt;

/// Where a line stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Expected and said.
    Same,
    /// Expected, and not said.
    Expected,
    /// Said, and not expected.
    Said,
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Same => " ",
            Self::Expected => "<",
            Self::Said => ">",
        })
    }
}

/// The most pairs of lines that are held against one another. A block that differs in more of them is told as two lists.
const MOST_PAIRS: usize = 1 << 20;

/// Both in one list, in order, with as many lines in common as can be.
pub(super) fn difference(
    expected: &[(Timestamp, String)],
    said: &[Utterance],
) -> Vec<(Mark, Utterance)> {
    let is_same = |i: usize, j: usize| {
        let (at, text) = &expected[i];
        *at == said[j].at && *text == normal(&said[j].text)
    };
    let common = common(expected.len(), said.len(), is_same);
    let mut all = Vec::new();
    let (mut i, mut j) = (0, 0);
    while i < expected.len() || j < said.len() {
        if i < expected.len() && j < said.len() && is_same(i, j) {
            all.push((Mark::Same, said[j].clone()));
            (i, j) = (i + 1, j + 1);
        } else if i < expected.len() && (j == said.len() || common(i + 1, j) >= common(i, j + 1)) {
            let (at, text) = expected[i].clone();
            all.push((Mark::Expected, Utterance { at, text }));
            i += 1;
        } else {
            all.push((Mark::Said, said[j].clone()));
            j += 1;
        }
    }
    all
}

/// How many lines the rests from i and from j on have in common.
fn common(
    expected: usize,
    said: usize,
    is_same: impl Fn(usize, usize) -> bool,
) -> impl Fn(usize, usize) -> usize {
    let is_small = expected.saturating_mul(said) <= MOST_PAIRS;
    let width = said + 1;
    let mut table = vec![0; if is_small { (expected + 1) * width } else { 0 }];
    for i in (0..if is_small { expected } else { 0 }).rev() {
        for j in (0..said).rev() {
            table[i * width + j] = if is_same(i, j) {
                table[(i + 1) * width + j + 1] + 1
            } else {
                table[(i + 1) * width + j].max(table[i * width + j + 1])
            };
        }
    }
    move |i, j| table.get(i * width + j).copied().unwrap_or(0)
}

impl Dial {
    /// The lines of a trace as a story writes them, each with what stands before it: the date only where it changes.
    #[must_use]
    pub fn trace(&self, said: &[Utterance]) -> Vec<String> {
        if said.is_empty() {
            return vec!["nothing".to_owned()];
        }
        let mut before = None;
        let mut told = Vec::with_capacity(said.len());
        for line in said {
            let date = self.date_text(line.at, before);
            let clock = self.clock_text(line.at);
            before = Some(line.at);
            // What has no sign stands below the others' words.
            let is_signed = line.text.starts_with(['+', '-']);
            let margin = if is_signed { "" } else { "  " };
            told.push(format!("{date:14} {clock}  {margin}{}", line.text));
        }
        told
    }
}

/// The file with what was said in the place of what was expected, in every block that differs; the rest stays as it is.
#[must_use]
pub fn rewritten(text: &str, dial: &Dial, played: &[(&Story, &Played)]) -> String {
    let mut blocks = Vec::new();
    for (story, played) in played {
        for step in &story.steps {
            let failure = played
                .failures
                .iter()
                .find(|failure| failure.line == step.line);
            if let (Scene::Expect(block), Some(failure)) = (&step.scene, failure) {
                blocks.push((block, &failure.said));
            }
        }
    }
    let (mark, text) = split_mark(text);
    // What is put in ends its lines as the file does where it is put in.
    let told = |block: &Block, said: &[Utterance], end: &str| {
        let margin = " ".repeat(block.indent);
        let told = dial.trace(said);
        let lines = block.notes.iter().chain(&told);
        lines
            .map(|line| format!("{margin}{line}{end}"))
            .collect::<String>()
    };
    let mut new = mark.to_owned();
    let mut end = "\n";
    let mut blocks = blocks.into_iter().peekable();
    let mut goes_on_at = 0;
    for (number, line) in (1..).zip(text.split_inclusive('\n')) {
        if let Some((block, said)) = blocks.next_if(|(block, _)| block.first == number) {
            new.push_str(&told(block, said, end));
            goes_on_at = block.end;
        }
        end = if line.ends_with("\r\n") { "\r\n" } else { "\n" };
        if number >= goes_on_at {
            new.push_str(line);
        }
    }
    // An `expect` may be the last line of a file.
    for (block, said) in blocks {
        if !new.ends_with('\n') {
            new.push_str(end);
        }
        new.push_str(&told(block, said, end));
    }
    new
}
