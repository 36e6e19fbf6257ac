//! The mapping: which columns of which files mean what. Parsed from TOML with all mistakes at once (D3); `docs/import.md` is its reference.
//!
//! Everything that can be checked without the data is checked here: words, times, zones, bounds. What only a row can get wrong is left to
//! [`event`](super::event).

mod fields;
mod keys;
mod read;

#[cfg(test)]
mod tests;

use crate::ingest::problem::Problems;
use crate::lead::event::Input;
use crate::time::zone::{Notation, Zone};
use std::collections::HashMap;

/// A parsed mapping file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    /// The file's name, for messages.
    pub name: String,
    /// A digest of its text: another mapping of the same data is another import.
    pub digest: u64,
    /// The kinds of files it knows.
    pub files: Vec<FileRule>,
}

/// How one kind of file is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileRule {
    /// What the command line calls it.
    pub name: String,
    /// Where it is found when the command line names none: a path relative to the folder given, `*` and `?` in its last part.
    pub path: Option<String>,
    /// How rows are written; absent: by the file's name, `.jsonl` and `.ndjson` or else CSV.
    pub format: Option<Format>,
    /// What separates cells of CSV.
    pub delimiter: u8,
    /// Whether the first row of CSV names the columns; otherwise they are called `1`, `2`, ….
    pub header: bool,
    /// The texts that mean that there is no value.
    pub empty: Vec<String>,
    /// The columns that are used, by name; all else refers to them by index.
    pub columns: Vec<Column>,
    /// What a row becomes.
    pub events: Vec<EventRule>,
}

/// How rows are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Delimited text, quoted by `"`.
    Csv,
    /// One JSON object a line.
    JsonLines,
}

/// A column that the mapping uses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name; of JSON lines a key, or a pointer that begins with `/`.
    pub name: String,
    /// Where the mapping names it first: line and column of the mapping file, for the message when the data has no such column.
    pub place: (usize, usize),
}

/// One event of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventRule {
    /// The topic it goes to.
    pub input: Input,
    /// Only rows that pass all of these.
    pub when: Vec<Test>,
    /// Whose event.
    pub lead_id: Source,
    /// Its id: the same again for the same row, else an import again would count twice.
    pub event_id: Source,
    /// When it happened.
    pub occurred_at: TimeRule,
    /// The producer's count.
    pub sequence: Sequence,
    /// What happened.
    pub fact: FactRule,
}

/// What happened, by input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FactRule {
    /// A lead-created record.
    Created {
        /// The company.
        account: Option<Source>,
        /// Where the lead came from.
        source: Option<Source>,
        /// The campaign that brought it.
        campaign: Option<Source>,
        /// What else is known of it.
        traits: Vec<(String, Source)>,
        /// What the record says: `created` unless the mapping says otherwise.
        kind: Option<Source>,
        /// Of a merge, the survivor.
        into: Option<Source>,
    },
    /// An engagement.
    Engagement {
        /// What was done.
        kind: Source,
        /// With what.
        asset: Option<Source>,
        /// For which campaign.
        campaign: Option<Source>,
        /// By which channel.
        channel: Option<Source>,
        /// All else.
        properties: Vec<(String, Source)>,
    },
    /// A disposition.
    Disposition(Box<DispositionRule>),
}

/// The fields of a disposition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DispositionRule {
    /// The word.
    pub outcome: Source,
    /// The reason code.
    pub reason: Option<Source>,
    /// Who has the lead from now on.
    pub owner: Option<Source>,
    /// Their team.
    pub team: Option<Source>,
    /// Who said so.
    pub actor: Option<Source>,
    /// Of a revoke, the disposition to undo; of an override, the stage.
    pub target: Option<Source>,
    /// Of a hold, its end; of an override, until when it pins the stage. Of a day its start.
    pub until: Option<TimeRule>,
    /// The deal's amount, and how many decimals its currency has: the event carries whole minor units.
    pub amount: Option<(Source, u8)>,
}

/// Where a field's text comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// One column, one constant, or a template's pieces. When any column of it is absent, so is the whole.
    pub parts: Vec<Part>,
    /// A translation of the text.
    pub table: Option<Table>,
    /// The text when there is none.
    pub default: Option<String>,
}

/// A piece of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// As it stands.
    Text(String),
    /// What the row has in that column of [`FileRule::columns`].
    Column(usize),
    /// The row's number in its file, from 1.
    Row,
}

/// A translation of values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// From their words to ours.
    pub values: HashMap<String, String>,
    /// What becomes of a value that is not in it.
    pub otherwise: Otherwise,
}

/// What becomes of a value that a table does not have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Otherwise {
    /// The row is bad.
    #[default]
    Reject,
    /// It stands as it is.
    Keep,
    /// The field is absent.
    Absent,
    /// This instead.
    Constant(String),
}

/// When something happened, or will.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeRule {
    /// The text.
    pub source: Source,
    /// Ways to read it, tried in order.
    pub notations: Vec<Notation>,
    /// The zone of local times and of days.
    pub zone: Zone,
    /// The time is known to the day only (J6): births are at its start, deeds at its end.
    pub day_precision: bool,
}

/// Where the producer's count comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sequence {
    /// There is none.
    Zero,
    /// The row's number: events of one instant keep the file's order.
    Row,
    /// A column.
    Column(usize),
}

/// A test on a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Test {
    /// Which.
    pub column: usize,
    /// What must be so.
    pub is: Is,
}

/// What must be so of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Is {
    /// It is one of these.
    OneOf(Vec<String>),
    /// It is none of these; an absent value is none.
    NoneOf(Vec<String>),
    /// It is absent.
    Empty,
    /// It is not.
    NotEmpty,
}

impl Mapping {
    /// The most bytes a mapping file may have.
    pub const MOST_BYTES: usize = 256 * 1024;

    /// Reads a mapping file's text. `name` is for messages.
    ///
    /// # Errors
    /// All mistakes, in order.
    pub fn parse(name: &str, text: &str) -> Result<Self, Problems> {
        read::mapping(name, text)
    }

    /// The file rule of that name.
    #[must_use]
    pub fn file(&self, name: &str) -> Option<&FileRule> {
        self.files.iter().find(|file| file.name == name)
    }
}
