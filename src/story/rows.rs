//! `row violated time_to_first_touch, at 10:05` read part by part. A part that no row can have is refused: `not row` with a slip of the pen in it
//! would be true for ever.

use super::check::{Check, Claim, Reader};
use super::dial::{self, Toward};
use super::lines::Word;
use super::says::tell;
use super::tell::normal;
use crate::definition::{Code, quoted, suggestion};
use crate::lead::definition::Grade;
use crate::lead::row::{Route, SlaState};
use crate::lead::text::Text;

/// What a part begins with that says when something was so.
const TIMES: [&str; 3] = ["from", "due", "notify"];

/// What a part begins with that is followed by a number.
const NUMBERS: [&str; 4] = ["score", "cycle", "version", "amount"];

/// What a part begins with that is followed by a length of time.
const LENGTHS: [&str; 3] = ["took", "paused", "after"];

/// What a part begins with that is followed by a name which nothing lists.
const TEXTS: [&str; 4] = ["owner", "team", "source", "campaign"];

/// The words of a part outside quotation marks, and one for each text inside them.
type Words<'w> = [Word<'w>];

impl Reader<'_, '_> {
    /// The statement of a line, `text`; `row` is what stands in it from that word on.
    pub(super) fn row(
        &mut self,
        text: String,
        is_negated: bool,
        (verb, row): (&Word<'_>, &str),
    ) -> Option<Check> {
        let mut said = Vec::new();
        let mut at = None;
        let mut is_right = true;
        for (place, part) in places_of_parts(row, "row".len()) {
            let words = words(verb.at + place, part);
            match words.as_slice() {
                [] => {}
                [first, time @ ..] if first.value == "at" => match self.when(first, time) {
                    Some(instant) => at = Some(instant),
                    None => is_right = false,
                },
                words => {
                    is_right &= self.part(words).is_some();
                    said.push(normal(part));
                }
            }
        }
        if said.is_empty() && is_right {
            self.report.error_with(
                Code::MissingKey,
                verb.at,
                "which row is meant?",
                "write some of its parts: `row inquiry -> mql, threshold`",
            );
            return None;
        }
        is_right.then_some(Check {
            text,
            is_negated,
            claim: Claim::Row { parts: said, at },
        })
    }

    fn when(&mut self, at: &Word<'_>, time: &Words<'_>) -> Option<crate::time::Timestamp> {
        let mut rest = time;
        let read = dial::take(&mut rest)
            .and_then(|written| match (written, rest.first()) {
                (Some(written), None) => Ok(written),
                (_, Some(word)) => {
                    let message = format!("{} is no time", quoted(word.value));
                    Err(dial::wrong(word.at, message))
                }
                (None, None) => Err(dial::wrong(at.at, "a time is missing".to_owned())),
            })
            .and_then(|written| self.dial.instant(&written, Some(self.at), Toward::Past));
        read.map_err(|wrong| tell(self.report, wrong)).ok()
    }

    /// Refuses what no row says.
    fn part(&mut self, words: &Words<'_>) -> Option<()> {
        let [first, rest @ ..] = words else {
            return Some(());
        };
        if words.iter().any(|word| word.value == "->") {
            return self.move_between(words);
        }
        self.no_time_inside(rest)?;
        let word = first.value;
        let states = SlaState::ALL.map(SlaState::name);
        let routes = Route::ALL.map(Route::name);
        if states.contains(&word) {
            return self.outcome(rest);
        }
        if routes.contains(&word) {
            return self.route(rest);
        }
        match (word, rest) {
            ("first", [touch, _, ..]) if touch.value == "touch" => Some(()),
            ("mql", [campaign, _, ..]) if campaign.value == "campaign" => Some(()),
            ("late", [by, _, ..]) if by.value == "by" => Some(()),
            (word, [_, ..]) if TEXTS.contains(&word) => Some(()),
            ("grade", [grade, more @ ..]) => {
                let known = Grade::ALL.map(Grade::name);
                self.known(grade, "grade", &known)?;
                self.nothing_more(more)
            }
            (word, [number, more @ ..]) if NUMBERS.contains(&word) => {
                let digits = number.value.strip_prefix('-').unwrap_or(number.value);
                if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
                    let message = format!("{} is no number", quoted(number.value));
                    self.report.error(Code::BadValue, number.at, message);
                    return None;
                }
                self.nothing_more(more)
            }
            (word, [_, ..]) if TIMES.contains(&word) => self.time_of(first, rest),
            (word, [_, ..]) if LENGTHS.contains(&word) => Some(()),
            _ => self.unknown_part(first, rest, (&states, &routes)),
        }
    }

    fn unknown_part(
        &mut self,
        first: &Word<'_>,
        rest: &Words<'_>,
        (states, routes): (&[&str], &[&str]),
    ) -> Option<()> {
        let names = [&TIMES[..], &NUMBERS, &LENGTHS, &TEXTS, &["grade"]].concat();
        if rest.is_empty() && names.contains(&first.value) {
            let message = format!("a value is missing behind {}", quoted(first.value));
            self.report.error(Code::MissingKey, first.at, message);
            return None;
        }
        let stages = self.stages();
        let is_stage = stages.iter().any(|stage| stage == first.value);
        let known = [states, routes, &names, &["at"]].concat();
        let hint = match suggestion(first.value, &known) {
            near if near.starts_with("did you mean") && !is_stage => near,
            _ => {
                "a row says `mql -> sal` or `violated CLOCK`, and how, whose and when, with commas \
                  between: `row mql -> sal, disposition, owner ann, at 09:30`"
                    .to_owned()
            }
        };
        let message = format!("{} begins no part of a row", quoted(first.value));
        self.report
            .error_with(Code::UnknownWord, first.at, message, hint);
        None
    }

    /// `inquiry -> mql`, or `-> inquiry` at birth.
    fn move_between(&mut self, words: &Words<'_>) -> Option<()> {
        let (from, to, more) = match words {
            [arrow, to, more @ ..] if arrow.value == "->" => (None, to, more),
            [from, arrow, to, more @ ..] if arrow.value == "->" => (Some(from), to, more),
            _ => {
                let message = "a move is written `mql -> sal`, or `-> inquiry` at birth";
                self.report
                    .error(Code::UnknownWord, words[0].at, message.to_owned());
                return None;
            }
        };
        let stages = self.stages();
        let stages: Vec<&str> = stages.iter().map(String::as_str).collect();
        for stage in from.into_iter().chain([to]) {
            self.known(stage, "stage", &stages)?;
        }
        self.no_time_inside(more)?;
        self.nothing_more(more)
    }

    fn outcome(&mut self, rest: &Words<'_>) -> Option<()> {
        let [clock, more @ ..] = rest else {
            return Some(());
        };
        let versions = self.definitions.versions().iter();
        let clocks = versions.flat_map(|version| &version.clocks);
        let mut names: Vec<&str> = clocks.map(|clock| clock.name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        self.known(clock, "clock", &names)?;
        self.nothing_more(more)
    }

    /// `disposition "no budget" (group) by ann (inferred)`.
    fn route(&mut self, rest: &Words<'_>) -> Option<()> {
        let mut rest = rest;
        while let [word, more @ ..] = rest {
            rest = match (word.value, more) {
                // The actor's name may have blanks; what follows it is compared as it stands.
                ("by", [_, ..]) => return Some(()),
                (value, more) if word.is_quoted || value.starts_with('(') => more,
                _ => {
                    self.report.error_with(
                        Code::UnknownWord,
                        word.at,
                        format!("{} does not belong here", quoted(word.value)),
                        "behind the way stand a reason in quotation marks, its group in brackets, and `by` whom; all \
                         else behind a comma",
                    );
                    return None;
                }
            };
        }
        Some(())
    }

    /// `due Mon 2026-03-09 09:30 (1 h)`, compared as it stands.
    fn time_of(&mut self, verb: &Word<'_>, rest: &Words<'_>) -> Option<()> {
        if rest.first().is_some_and(|word| word.value == "never") {
            return Some(());
        }
        let mut time = rest;
        match dial::take(&mut time) {
            Ok(Some(_)) if verb.value == "due" => Some(()),
            Ok(Some(_)) => self.nothing_more(time),
            Ok(None) => {
                let wrong =
                    dial::wrong(rest[0].at, format!("{} is no time", quoted(rest[0].value)));
                tell(self.report, wrong);
                None
            }
            Err(wrong) => {
                tell(self.report, wrong);
                None
            }
        }
    }

    fn stages(&self) -> Vec<String> {
        let names = self.definitions.graph().names.iter();
        names.map(|name| Text::as_str(name).to_owned()).collect()
    }

    fn known(&mut self, word: &Word<'_>, what: &str, known: &[&str]) -> Option<()> {
        if known.contains(&word.value) {
            return Some(());
        }
        self.unknown(word, what, known);
        None
    }

    /// `violated call_back at 09:30` would be compared as one part, and never be found.
    fn no_time_inside(&mut self, words: &Words<'_>) -> Option<()> {
        for (index, word) in words.iter().enumerate() {
            let mut after = &words[index + 1..];
            let is_time = !after.is_empty() && !matches!(dial::take(&mut after), Ok(None));
            if word.plain() == Some("at") && is_time {
                self.report.error_with(
                    Code::UnknownWord,
                    word.at,
                    "`at` is a part of its own",
                    "write a comma before it: `row violated call_back, at 09:30`",
                );
                return None;
            }
        }
        Some(())
    }

    fn nothing_more(&mut self, words: &Words<'_>) -> Option<()> {
        let Some(word) = words.first() else {
            return Some(());
        };
        self.report.error_with(
            Code::UnknownWord,
            word.at,
            format!("{} does not belong here", quoted(word.value)),
            "between the parts of a row stand commas: `row mql -> sal, disposition`",
        );
        None
    }
}

/// The parts of what stands behind the first `from` bytes, each with its place in `row`.
fn places_of_parts(row: &str, from: usize) -> Vec<(usize, &str)> {
    let mut is_quoted = false;
    let (mut parts, mut begins) = (Vec::new(), from);
    for (place, c) in row.char_indices().skip_while(|(place, _)| *place < from) {
        is_quoted ^= c == '"';
        if c == ',' && !is_quoted {
            parts.push((begins, &row[begins..place]));
            begins = place + 1;
        }
    }
    parts.push((begins, &row[begins..]));
    parts
}

/// The words of a part that begins at that place of the file; a text in quotation marks is one of them.
fn words(at: usize, part: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let mut rest = part.trim_start();
    while let Some(first) = rest.chars().next() {
        let is_quoted = first == '"';
        let end = if is_quoted {
            rest[1..].find('"').map_or(rest.len(), |end| end + 2)
        } else {
            rest.find(char::is_whitespace).unwrap_or(rest.len())
        };
        let place = at + (part.len() - rest.len());
        words.push(Word {
            at: place,
            name: None,
            value: &rest[..end],
            value_at: place,
            is_quoted,
        });
        rest = rest[end..].trim_start();
    }
    words
}
