//! Every table of an agreement and every key it may have, once: what the reader accepts, what a hint proposes, and what the schema for
//! editors says are all taken from here.
//!
//! What a value may be in detail is the reader's business; a [`Form`] says as much of it as an editor can use.

mod clocks;
mod scoring;
mod stages;

pub(super) use clocks::*;
pub(super) use scoring::*;
pub(super) use stages::*;

use super::scope::Scope;

/// The two sides of an agreement.
pub(super) const SIDES: [&str; 2] = ["marketing", "sales"];

/// The longest name, code or other short text, in bytes.
pub(super) const LONGEST_NAME: usize = 100;

/// The longest word (the name of a stage, a clock, a promise), in bytes: it is a label of metrics.
pub(super) const LONGEST_WORD: usize = 64;

/// The most bytes of the reason for a version.
pub(super) const LONGEST_WHY: usize = 2000;

/// A table.
#[derive(Debug)]
pub(super) struct Keys {
    /// As people write it: `[score]`, `[[score.rules]]`, `limit`.
    pub(super) title: &'static str,
    /// What it is, in one sentence.
    pub(super) says: &'static str,
    /// Its keys; tables that are alike share parts.
    pub(super) parts: &'static [&'static [Key]],
    /// What stands under a name that its author chooses.
    pub(super) others: Option<&'static Form>,
}

/// A key of a table.
#[derive(Debug)]
pub(super) struct Key {
    /// The word.
    pub(super) word: &'static str,
    /// What its value is.
    pub(super) form: Form,
    /// Whether the table needs it.
    pub(super) needed: bool,
    /// What it means, in one sentence.
    pub(super) says: &'static str,
}

/// What a value is.
#[derive(Debug)]
pub(super) enum Form {
    /// Text of at most so many bytes.
    Text(usize),
    /// A short line of text.
    Name,
    /// Small letters, digits and `_`.
    Word,
    /// One of these.
    OneOf(&'static [&'static str]),
    /// `true` or `false`.
    Flag,
    /// A whole number between these.
    Whole(i64, i64),
    /// Points.
    Points,
    /// A span of time.
    Span,
    /// A span of time with or without `+`.
    Tier,
    /// `"75 %"`: a whole share.
    Share,
    /// `"12.5 %"`: 0 to 100 with one decimal.
    Probability,
    /// A CEL expression.
    Test(Scope),
    /// An instant with its offset.
    Instant,
    /// A calendar day.
    Day,
    /// A list of at most so many.
    Many(&'static Self, usize),
    /// A table.
    Table(&'static Keys),
    /// One of these forms.
    Either(&'static [Self]),
}

/// A key that must be there.
const fn need(word: &'static str, form: Form, says: &'static str) -> Key {
    Key {
        word,
        form,
        needed: true,
        says,
    }
}

/// A key that may be there.
const fn may(word: &'static str, form: Form, says: &'static str) -> Key {
    Key {
        word,
        form,
        needed: false,
        says,
    }
}

impl Keys {
    /// Its keys.
    pub(super) fn all(&self) -> impl Iterator<Item = &'static Key> + use<> {
        self.parts.iter().copied().flatten()
    }

    /// The words of its keys.
    pub(super) fn words(&self) -> Vec<&'static str> {
        self.all().map(|key| key.word).collect()
    }
}

/// All tables, the file first.
pub(super) fn tables() -> Vec<&'static Keys> {
    fn gather(keys: &'static Keys, found: &mut Vec<&'static Keys>) {
        if found.iter().any(|known| std::ptr::eq(*known, keys)) {
            return;
        }
        found.push(keys);
        for form in keys.all().map(|key| &key.form).chain(keys.others) {
            within(form, found);
        }
    }
    fn within(form: &'static Form, found: &mut Vec<&'static Keys>) {
        match form {
            Form::Table(keys) => gather(keys, found),
            Form::Many(of, _) => within(of, found),
            Form::Either(forms) => forms.iter().for_each(|form| within(form, found)),
            Form::Text(_)
            | Form::Name
            | Form::Word
            | Form::OneOf(_)
            | Form::Flag
            | Form::Whole(..)
            | Form::Points
            | Form::Span
            | Form::Tier
            | Form::Share
            | Form::Probability
            | Form::Test(_)
            | Form::Instant
            | Form::Day => {}
        }
    }
    let mut found = Vec::new();
    gather(&FILE, &mut found);
    found
}

/// The file.
pub(super) static FILE: Keys = Keys {
    title: "an agreement",
    says: "What marketing and sales agreed: one version of it.",
    parts: &[&[
        need(
            "version",
            Form::Whole(1, u32::MAX as i64),
            "The number of this version; a later one has a greater number.",
        ),
        need(
            "effective_from",
            Form::Instant,
            "From when on this version judges what occurs.",
        ),
        may(
            "agreed_by",
            Form::Many(&Form::Name, 100),
            "Who agreed: both `marketing` and `sales`, and whoever else.",
        ),
        may(
            "why",
            Form::Text(LONGEST_WHY),
            "Why this version exists, for those who read it later.",
        ),
        may(
            "zone",
            Form::Name,
            "The IANA time zone whose days, weeks and months are meant; `UTC` unless said otherwise.",
        ),
        may("fit", Form::Table(&FIT), FIT.says),
        may("score", Form::Table(&SCORE), SCORE.says),
        may("models", Form::Table(&MODELS), MODELS.says),
        may(
            "segments",
            Form::Many(&Form::Table(&SEGMENT), MOST_RULES),
            SEGMENT.says,
        ),
        may(
            "hand_raises",
            Form::Many(&Form::Table(&HAND_RAISE), MOST_RULES),
            HAND_RAISE.says,
        ),
        may("pql", Form::Many(&Form::Table(&PQL), MOST_RULES), PQL.says),
        may(
            "vetoes",
            Form::Many(&Form::Table(&VETO), MOST_RULES),
            VETO.says,
        ),
        may("graph", Form::Table(&GRAPH), GRAPH.says),
        may("stages", Form::Table(&STAGES), STAGES.says),
        may("reasons", Form::Table(&REASONS), REASONS.says),
        may("clocks", Form::Table(&CLOCKS), CLOCKS.says),
        may("calendars", Form::Table(&CALENDARS), CALENDARS.says),
        may("promises", Form::Table(&PROMISES), PROMISES.says),
        may("money", Form::Table(&MONEY), MONEY.says),
    ]],
    others: None,
};
