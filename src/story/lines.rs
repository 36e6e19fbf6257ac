//! A line of a story taken apart into words, each with its place. Knows blanks, quotation marks and comments, and nothing of what words mean.

use crate::definition::{Code, Report};

/// A word: plain (`mql`), quoted (`"asked to be called"`), or a value with its name (`owner=ann`, `reason="no budget"`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Word<'a> {
    /// Where it begins in the file, in bytes.
    pub(super) at: usize,
    /// What stands before the `=`.
    pub(super) name: Option<&'a str>,
    /// The rest, without quotation marks.
    pub(super) value: &'a str,
    /// Where the value begins in the file.
    pub(super) value_at: usize,
    /// It stood in quotation marks.
    pub(super) is_quoted: bool,
}

impl<'a> Word<'a> {
    /// The word, if it is neither quoted nor named.
    pub(super) const fn plain(&self) -> Option<&'a str> {
        match (self.name, self.is_quoted) {
            (None, false) => Some(self.value),
            (Some(_), _) | (_, true) => None,
        }
    }
}

/// A line and its place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'a> {
    /// From 1.
    pub(super) number: usize,
    /// Where it begins in the file, in bytes.
    pub(super) at: usize,
    /// As it stands there, without its end.
    pub(super) text: &'a str,
}

/// The lines of a file.
pub(super) fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    let mut at = 0;
    text.split('\n').enumerate().map(move |(index, line)| {
        let begins = at;
        at += line.len() + 1;
        Line {
            number: index + 1,
            at: begins,
            text: line.strip_suffix('\r').unwrap_or(line),
        }
    })
}

impl<'a> Line<'a> {
    /// The line without comment and without blanks at its end. A comment is a `#` after a blank or at the beginning, outside quotation marks.
    pub(super) fn code(&self) -> &'a str {
        let mut is_quoted = false;
        let mut is_after_blank = true;
        for (place, c) in self.text.char_indices() {
            if c == '#' && is_after_blank && !is_quoted {
                return self.text[..place].trim_end();
            }
            is_quoted ^= c == '"';
            is_after_blank = c.is_whitespace();
        }
        self.text.trim_end()
    }

    /// How many bytes of blanks stand before its first word.
    pub(super) fn indent(&self) -> usize {
        self.text.len() - self.text.trim_start().len()
    }

    /// Whether that is its first word.
    pub(super) fn is_of(&self, word: &str) -> bool {
        self.code().split_whitespace().next() == Some(word)
    }

    /// Whether all of it is a comment.
    pub(super) fn is_comment(&self) -> bool {
        self.text.trim_start().starts_with('#')
    }

    /// Its words as blanks part them, each as it stands.
    pub(super) fn bare_words(&self) -> Vec<Word<'a>> {
        let code = self.code();
        let words = code.split_whitespace().map(|text| {
            // Both are parts of one line.
            let at = self.at + (text.as_ptr() as usize - code.as_ptr() as usize);
            Word {
                at,
                name: None,
                value: text,
                value_at: at,
                is_quoted: false,
            }
        });
        words.collect()
    }

    /// What stands in the line from that word on.
    pub(super) fn from(&self, word: &Word<'_>) -> &'a str {
        &self.code()[word.at - self.at..]
    }

    /// Its words from that place of the file on; what cannot be a word is told and left out.
    pub(super) fn words(&self, report: &mut Report<'_>, from: usize) -> Vec<Word<'a>> {
        let code = self.code();
        let mut words = Vec::new();
        let mut place = from - self.at;
        while let Some(begin) = code[place..]
            .find(|c: char| !c.is_whitespace())
            .map(|blanks| place + blanks)
        {
            let (end, is_closed) = end_of_word(code, begin);
            place = end;
            let at = self.at + begin;
            if is_closed {
                words.extend(word(report, at, &code[begin..end]));
            } else {
                report.error_with(
                    Code::WrongType,
                    at,
                    "the quotation mark is not closed on this line",
                    "a text stands between two quotation marks: `reason=\"no budget\"`",
                );
            }
        }
        words
    }
}

/// Where the word that begins at `begin` ends, and whether its quotation marks are closed there.
fn end_of_word(code: &str, begin: usize) -> (usize, bool) {
    let mut is_quoted = false;
    for (place, c) in code[begin..].char_indices() {
        if c.is_whitespace() && !is_quoted {
            return (begin + place, true);
        }
        is_quoted ^= c == '"';
    }
    (code.len(), !is_quoted)
}

fn word<'a>(report: &mut Report<'_>, at: usize, text: &'a str) -> Option<Word<'a>> {
    // A quoted text may hold an `=`; a name never begins with a quotation mark.
    let split = text.split_once('=').filter(|_| !text.starts_with('"'));
    let (name, written, value_at) = match split {
        Some(("", _)) => {
            report.error(Code::MissingKey, at, "a name is missing before `=`");
            return None;
        }
        Some((name, _)) if name.contains('"') => (None, text, at),
        Some((name, value)) => (Some(name), value, at + name.len() + 1),
        None => (None, text, at),
    };
    let inner = written
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
        .filter(|_| written.len() >= 2);
    let value = inner.unwrap_or(written);
    if value.contains('"') {
        report.error_with(
            Code::WrongType,
            value_at,
            "quotation marks stand around a whole value",
            "write `name=\"some words\"`; a value cannot hold quotation marks",
        );
        return None;
    }
    if value.is_empty() {
        report.error(Code::MissingKey, value_at, "a value is missing");
        return None;
    }
    Some(Word {
        at,
        name,
        value,
        value_at,
        is_quoted: inner.is_some(),
    })
}
