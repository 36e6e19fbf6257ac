//! What is wrong with an agreement file or a file of stories, said so that its author can mend it: file, line, column, the line itself, a sentence, a hint (D3).
//!
//! [`Report`] gathers the problems of one file while it is read; nothing here knows what an agreement means.

use std::fmt;

use super::code::Code;

/// The most problems told of one file: whoever has mended so many reads it again anyway.
const MOST_PER_FILE: usize = 100;

/// The most problems of one file that are remembered until it is read: a hostile file has hundreds of thousands.
const MOST_NOTED: usize = 10_000;

/// The most characters of a line that are shown: a window around the place, so that one endless line does not fill the screen.
const SHOWN: usize = 120;

/// The most characters of a foreign word that are quoted in a sentence.
const QUOTED: usize = 60;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The file cannot be used.
    Error,
    /// Legal, and surely not what was meant.
    Warning,
}

/// One mistake, or one warning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file's name, as it was given.
    pub file: String,
    /// From 1; 0 when the file as a whole is meant.
    pub line: usize,
    /// In characters, from 1; 0 when the file as a whole is meant.
    pub column: usize,
    /// Error or warning.
    pub severity: Severity,
    /// What kind of problem it is, for programs; `docs/definition.md` lists them.
    pub code: &'static str,
    /// What is wrong, in one sentence without its end.
    pub message: String,
    /// The line, or the part of a long one around the place.
    pub text: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// How many characters of `text` stand before the place.
    caret: usize,
    /// How many errors and warnings it stands for: more than one where the rest of a file is not listed.
    stands_for: (usize, usize),
}

/// All that is wrong, in the order of files and lines; with the errors come the warnings.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct Problems(pub Vec<Problem>);

impl Problem {
    /// A problem of a file as a whole: it cannot be read, there is none.
    pub(crate) fn of_file(
        file: &str,
        code: Code,
        message: impl Into<String>,
        hint: Option<&str>,
    ) -> Self {
        Self {
            file: file.to_owned(),
            line: 0,
            column: 0,
            severity: Severity::Error,
            code: code.name(),
            message: message.into(),
            text: String::new(),
            hint: hint.map(str::to_owned),
            caret: 0,
            stands_for: (1, 0),
        }
    }
}

/// How many errors and how many warnings there are, those that are not listed too.
#[must_use]
pub fn count(problems: &[Problem]) -> (usize, usize) {
    let counts = problems.iter().map(|problem| problem.stands_for);
    counts.fold((0, 0), |sum, of| (sum.0 + of.0, sum.1 + of.1))
}

impl Severity {
    /// Its word.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}: {}", self.severity, self.message)?;
        if self.line == 0 {
            write!(f, " --> {}", self.file)?;
        } else {
            let number = self.line.to_string();
            let margin = " ".repeat(number.len());
            // Tabs stay tabs, so that the mark stands under its place at any tab width.
            let before: String = self
                .text
                .chars()
                .take(self.caret)
                .map(|c| if c == '\t' { '\t' } else { ' ' })
                .collect();
            writeln!(f, "{margin}--> {}:{}:{}", self.file, self.line, self.column)?;
            writeln!(f, "{margin} |")?;
            writeln!(f, "{}", format!("{number} | {}", self.text).trim_end())?;
            write!(f, "{margin} | {before}^")?;
        }
        if let Some(hint) = &self.hint {
            write!(f, "\n  hint: {hint}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("\n\n")?;
            }
            write!(f, "{problem}")?;
        }
        Ok(())
    }
}

/// The problems of one file, gathered while it is read.
#[derive(Debug)]
pub(crate) struct Report<'a> {
    file: &'a str,
    text: &'a str,
    noted: Vec<Noted>,
    errors: usize,
    forgotten: usize,
}

/// A problem whose line is not looked up yet: that costs a walk through the file, so only the told ones get it.
#[derive(Debug)]
struct Noted {
    severity: Severity,
    code: Code,
    at: usize,
    message: String,
    hint: Hint,
}

/// What to do about a problem.
enum Hint {
    None,
    Said(String),
    /// Thought about only when the problem is told: to look for what was meant in a hundred thousand words takes seconds.
    Later(Box<dyn FnOnce() -> String>),
}

impl fmt::Debug for Hint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("None"),
            Self::Said(hint) => write!(f, "Said({hint:?})"),
            Self::Later(_) => f.write_str("Later(..)"),
        }
    }
}

impl<'a> Report<'a> {
    pub(crate) const fn new(file: &'a str, text: &'a str) -> Self {
        Self {
            file,
            text,
            noted: Vec::new(),
            errors: 0,
            forgotten: 0,
        }
    }

    pub(crate) const fn file(&self) -> &'a str {
        self.file
    }

    pub(crate) const fn text(&self) -> &'a str {
        self.text
    }

    /// How many errors there are so far, the untold ones too.
    pub(crate) const fn errors(&self) -> usize {
        self.errors
    }

    /// The file cannot be used because of what stands at byte `at`.
    pub(crate) fn error(&mut self, code: Code, at: usize, message: impl Into<String>) {
        self.push(Severity::Error, code, at, message.into(), Hint::None);
    }

    /// As [`error`](Self::error), with what to do about it.
    pub(crate) fn error_with(
        &mut self,
        code: Code,
        at: usize,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) {
        let hint = Hint::Said(hint.into());
        self.push(Severity::Error, code, at, message.into(), hint);
    }

    /// As [`error_with`](Self::error_with), with a hint that takes time to find: it is looked for only if the error is told.
    pub(crate) fn error_later(
        &mut self,
        code: Code,
        at: usize,
        message: String,
        hint: impl FnOnce() -> String + 'static,
    ) {
        self.push(
            Severity::Error,
            code,
            at,
            message,
            Hint::Later(Box::new(hint)),
        );
    }

    /// What stands at byte `at` is legal and surely not meant.
    pub(crate) fn warning(
        &mut self,
        code: Code,
        at: usize,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) {
        let hint = Hint::Said(hint.into());
        self.push(Severity::Warning, code, at, message.into(), hint);
    }

    /// The problems, in the order of the file.
    pub(crate) fn finish(mut self) -> Vec<Problem> {
        // Errors are kept before warnings when there are too many.
        self.noted.sort_by_key(|noted| (noted.severity, noted.at));
        let untold = (self.noted).split_off(self.noted.len().min(MOST_PER_FILE));
        self.noted.sort_by_key(|noted| noted.at);
        let (file, text) = (self.file, self.text);
        let told = self.noted.into_iter().map(|noted| noted.told(file, text));
        let mut problems: Vec<_> = told.collect();
        if let Some(first) = untold.first() {
            let count = untold.len() + self.forgotten;
            let (told, _) = self::count(&problems);
            let errors = self.errors - told;
            let message = format!("{count} more problems of this file are not listed");
            let mut rest = Problem::of_file(file, Code::TooLarge, message, None);
            rest.severity = first.severity;
            rest.stands_for = (errors, count - errors);
            problems.push(rest);
        }
        problems
    }

    fn push(&mut self, severity: Severity, code: Code, at: usize, message: String, hint: Hint) {
        if severity == Severity::Error {
            self.errors += 1;
        }
        if self.noted.len() == MOST_NOTED {
            self.forgotten += 1;
            return;
        }
        self.noted.push(Noted {
            severity,
            code,
            at,
            message,
            hint,
        });
    }
}

impl Noted {
    fn told(self, file: &str, text: &str) -> Problem {
        let (line, column, text, caret) = place(text, self.at);
        Problem {
            file: file.to_owned(),
            line,
            column,
            severity: self.severity,
            code: self.code.name(),
            message: self.message,
            text,
            hint: match self.hint {
                Hint::None => None,
                Hint::Said(hint) => Some(hint),
                Hint::Later(hint) => Some(hint()),
            },
            caret,
            stands_for: match self.severity {
                Severity::Error => (1, 0),
                Severity::Warning => (0, 1),
            },
        }
    }
}

/// Line and column of a byte, what is shown of its line, and how many characters of that stand before it.
fn place(text: &str, at: usize) -> (usize, usize, String, usize) {
    let at = text.floor_char_boundary(at);
    let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let end = text[at..].find('\n').map_or(text.len(), |more| at + more);
    let line = text[..start].bytes().filter(|&byte| byte == b'\n').count() + 1;
    let before = text[start..at].chars().count();
    let whole = text[start..end].trim_end_matches('\r');
    let skipped = if before < SHOWN {
        0
    } else {
        before - SHOWN / 2
    };
    let shown = whole
        .chars()
        .skip(skipped)
        .take(SHOWN)
        .map(|c| {
            if c.is_control() && c != '\t' {
                '\u{fffd}'
            } else {
                c
            }
        })
        .collect();
    (line, before + 1, shown, before - skipped)
}

/// A foreign word as it may stand in a sentence: short, and without control characters.
pub(crate) fn quoted(word: &str) -> String {
    let mut shown: String = word
        .chars()
        .take(QUOTED)
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
        .collect();
    if word.chars().nth(QUOTED).is_some() {
        shown.push('…');
    }
    format!("`{shown}`")
}

/// The candidate that was probably meant: at most a third of the letters differ, and never all of them.
pub(super) fn nearest<'c>(
    word: &str,
    candidates: impl IntoIterator<Item = &'c str>,
) -> Option<&'c str> {
    // A longer word is near to none of ours, and the table of distances stays small.
    if word.len() > 64 {
        return None;
    }
    // Whoever writes `MQL` means `mql`.
    let word = word.to_lowercase();
    candidates
        .into_iter()
        .map(|candidate| (distance(&word, &candidate.to_lowercase()), candidate))
        .filter(|(differing, candidate)| {
            *differing <= candidate.len().div_ceil(3) && *differing < candidate.len()
        })
        .min()
        .map(|(_, candidate)| candidate)
}

/// How many letters must be changed, added, dropped or swapped with their neighbour to get from one word to the other.
fn distance(from: &str, to: &str) -> usize {
    let from: Vec<char> = from.chars().collect();
    let to: Vec<char> = to.chars().collect();
    let mut rows = vec![vec![0; to.len() + 1]; from.len() + 1];
    for (index, row) in rows.iter_mut().enumerate() {
        row[0] = index;
    }
    rows[0] = (0..=to.len()).collect();
    for i in 1..=from.len() {
        for j in 1..=to.len() {
            let replaced = rows[i - 1][j - 1] + usize::from(from[i - 1] != to[j - 1]);
            let mut least = replaced.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
            if i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1] {
                least = least.min(rows[i - 2][j - 2] + 1);
            }
            rows[i][j] = least;
        }
    }
    rows[from.len()][to.len()]
}

/// `"did you mean …?"`, or all that would be possible.
pub(crate) fn suggestion(word: &str, candidates: &[&str]) -> String {
    match nearest(word, candidates.iter().copied()) {
        Some(candidate) => format!("did you mean `{candidate}`?"),
        None => format!("possible here: {}", candidates.join(", ")),
    }
}
