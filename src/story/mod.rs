//! Stories of leads in a plain text form: what happens, and what must follow from it by the agreement.
//!
//! A story is the test of an agreement that marketing and sales operations write, and the form of the project's own tests of the rules.
//! `docs/stories.md` tells the form. Nothing here reads files: [`head`] says which agreement a file of stories is about, [`parse`] reads the
//! stories by it, [`play`] takes one lead through each of them by the real rules, and [`rewritten`] puts what was said in the place of what
//! was expected.
//!
//! Read `read.rs` for the form, `desk.rs` for how a lead is taken through time, `tell.rs` for what a line of a trace says.

mod check;
mod desk;
mod dial;
mod difference;
mod event;
mod head;
mod judge;
mod lines;
mod play;
mod read;
mod rows;
mod says;
mod tell;

#[cfg(test)]
mod tests;

pub use check::Check;
pub use desk::{Arrival, Utterance};
pub use dial::Dial;
pub use difference::{Mark, rewritten};
pub use event::{Deed, Done, Event, Known, LEAD, Said};
pub use head::{Head, head};
pub use play::{Failure, Played, play};
pub use read::parse;

use crate::definition::Problem;
use crate::lead::journal::Bounds;
use crate::time::{Span, Timestamp};

/// The longest file of stories, in bytes.
const LONGEST_FILE: usize = 1 << 20;

/// The stories of a file.
#[derive(Clone, Debug)]
pub struct Stories {
    /// The clock on the wall by which they are told.
    pub dial: Dial,
    /// In the order of the file.
    pub stories: Vec<Story>,
    /// What is legal and surely not meant.
    pub warnings: Vec<Problem>,
}

/// One story: one lead, from its first event on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Story {
    /// What it is about.
    pub name: String,
    /// Its line in the file, from 1.
    pub line: usize,
    /// How much the lead remembers: everything, unless the story is about forgetting.
    pub bounds: Bounds,
    /// How far the watermark is behind the story's time.
    pub delay: Span,
    /// What happens and what must be so, in order; the times never fall.
    pub steps: Vec<Step>,
}

/// One line of a story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// From 1.
    pub line: usize,
    /// The time that it tells of.
    pub at: Timestamp,
    /// What it tells.
    pub scene: Scene,
}

/// What a line tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scene {
    /// Something is heard of.
    Event(Box<Event>),
    /// Something must be so then.
    Check(Box<Check>),
    /// Exactly this must have been said since the story's begin, or since the block before.
    Expect(Block),
    /// Time passes.
    Wait,
}

/// The lines below an `expect`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// The number of its first line, from 1.
    first: usize,
    /// The number of the line after its last.
    end: usize,
    /// How far its lines stand to the right.
    indent: usize,
    /// Comments on lines of their own.
    notes: Vec<String>,
    /// When something is to be said, and what; with one blank between words.
    lines: Vec<(Timestamp, String)>,
}
