//! A file of stories, read line by line (the form is told in `docs/stories.md`). A mistake never stops the reading: all are told at once.

use super::check::{self, CHECKS};
use super::dial::{self, Dial, Toward, Written};
use super::head::head;
use super::lines::{Line, Word, lines};
use super::says::{self, RECORDS, is_event, tell};
use super::tell::{TRACE, normal};
use super::{Block, Scene, Step, Stories, Story};
use crate::definition::file::split_mark;
use crate::definition::{Code, Problems, Report, quoted, span, suggestion};
use crate::lead::definition::Definitions;
use crate::lead::event::Outcome;
use crate::lead::journal::Bounds;
use crate::time::zone::{Day, Zone};
use crate::time::{Span, Timestamp};
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// So many events and rows a lead remembers in a story, unless it says otherwise.
const MOST: usize = 4096;

/// Reads all stories of a file.
///
/// # Errors
/// All mistakes, with the warnings.
pub fn parse(file: &str, text: &str, definitions: &Definitions) -> Result<Stories, Problems> {
    let (_, text) = split_mark(text);
    let head = head(file, text)?;
    let newest = definitions.versions().last();
    let zone = head.zone.clone();
    let zone = zone.or_else(|| newest.map(|version| version.zone.clone()));
    let mut reader = Reader {
        report: Report::new(file, text),
        definitions,
        dial: Dial {
            zone: zone.unwrap_or_else(Zone::utc),
        },
        delay: head.delay,
        stories: Vec::new(),
        names: HashMap::new(),
        told: None,
    };
    let is_in_head = |line: &Line<'_>| !line.is_of("story");
    for line in lines(text).skip_while(is_in_head) {
        reader.line(&line);
    }
    reader.end_story();
    if reader.stories.is_empty() && reader.report.errors() == 0 {
        reader.report.error_with(
            Code::MissingKey,
            0,
            "there is no story in this file",
            "a story begins with `story \"what it is about\"`",
        );
    }
    let is_broken = reader.report.errors() > 0;
    let problems = reader.report.finish();
    if is_broken {
        return Err(Problems(problems));
    }
    Ok(Stories {
        dial: reader.dial,
        stories: reader.stories,
        warnings: problems,
    })
}

struct Reader<'a> {
    report: Report<'a>,
    definitions: &'a Definitions,
    dial: Dial,
    delay: Span,
    stories: Vec<Story>,
    /// The line of each story, by its name.
    names: HashMap<String, usize>,
    told: Option<Told>,
}

/// The story that is being read.
struct Told {
    at: usize,
    story: Story,
    /// How far its lines stand to the right.
    indent: usize,
    /// The time of the line before.
    last: Option<Timestamp>,
    /// That time is made up: the first line's date could not be read.
    date_is_lost: bool,
    /// An `expect` is being read: the time of its line before, and the comments since that.
    block: Option<(Option<Timestamp>, Vec<String>)>,
}

impl<'a> Reader<'a> {
    fn line(&mut self, line: &Line<'_>) {
        let bare = line.bare_words();
        let Some(first) = bare.first() else {
            let block = self.told.as_mut().and_then(|told| told.block.as_mut());
            if let Some((_, notes)) = block.filter(|_| line.is_comment()) {
                notes.push(line.text.trim().to_owned());
            }
            return;
        };
        match first.value {
            "story" => {
                self.end_story();
                self.begin_story(line, first);
            }
            "bounds" => self.bounds(line, first),
            _ => {
                let mut rest = &bare[..];
                match dial::take(&mut rest) {
                    Err(wrong) => {
                        tell(&mut self.report, wrong);
                        self.lose_date(line);
                    }
                    Ok(written) => match rest.first() {
                        Some(word) if TRACE.contains(&word.value) => {
                            self.said(line, written.as_ref(), word);
                        }
                        _ => self.step(line, written.as_ref(), rest),
                    },
                }
            }
        }
    }

    fn begin_story(&mut self, line: &Line<'_>, first: &Word<'_>) {
        let words = line.words(&mut self.report, first.at);
        let name = match words.as_slice() {
            [_, name] if name.is_quoted && name.name.is_none() => name.value,
            _ => {
                self.report.error_with(
                    Code::MissingKey,
                    first.at,
                    "a story has a name in quotation marks",
                    "write `story \"Friday afternoon\"`",
                );
                ""
            }
        };
        if !name.is_empty() {
            match self.names.entry(name.to_owned()) {
                Entry::Occupied(other) => {
                    let message = format!("line {} has a story of that name", other.get());
                    self.report.error(Code::NameTaken, first.at, message);
                }
                Entry::Vacant(free) => {
                    free.insert(line.number);
                }
            }
        }
        self.told = Some(Told {
            at: first.at,
            story: Story {
                name: name.to_owned(),
                line: line.number,
                bounds: Bounds {
                    journal: MOST,
                    horizon: Span::from_days(36_525),
                    rows: MOST,
                    ..Bounds::default()
                },
                delay: self.delay,
                steps: Vec::new(),
            },
            indent: 2,
            last: None,
            date_is_lost: false,
            block: None,
        });
    }

    fn end_story(&mut self) {
        let Some(told) = self.told.take() else {
            return;
        };
        let asks = |step: &Step| matches!(step.scene, Scene::Check(_) | Scene::Expect(_));
        if !told.story.steps.iter().any(asks) && self.report.errors() == 0 {
            self.report.error_with(
                Code::MissingKey,
                told.at,
                "this story expects nothing, so it can never fail",
                "end it with `expect`, or with a check such as `stage mql`",
            );
        }
        self.stories.push(told.story);
    }

    /// `bounds journal=5 horizon=30min segment=2`: how little is remembered, for stories about forgetting.
    fn bounds(&mut self, line: &Line<'_>, first: &Word<'_>) {
        let words = line.words(&mut self.report, first.at);
        let told = self.told.as_mut();
        let Some(told) = told.filter(|told| told.story.steps.is_empty()) else {
            let message = "bounds stand right below the name of a story";
            self.report.error(Code::BadValue, first.at, message);
            return;
        };
        let bounds = &mut told.story.bounds;
        for word in &words[1..] {
            let count = word.value.parse().ok().filter(|n| (1..=MOST).contains(n));
            let is_read = match word.name {
                Some("journal") => count.map(|count| bounds.journal = count),
                Some("segment") => count.map(|count| bounds.segment = count),
                Some("horizon") => (span(word.value).ok()).map(|span| bounds.horizon = span),
                Some(_) | None => None,
            };
            if is_read.is_none() {
                let hint = "write `bounds journal=5 horizon=30min segment=2`";
                let message = "this is no bound";
                self.report
                    .error_with(Code::BadValue, word.at, message, hint);
            }
        }
    }

    /// A line that says what happens or what must be so; `bare` are its words after the time.
    fn step(&mut self, line: &Line<'_>, written: Option<&Written>, bare: &[Word<'_>]) {
        let Some(at) = self.time(line, written) else {
            return;
        };
        let scene = match bare.first() {
            None => {
                let message = "what is so at that time?";
                let hint = "a line says what happens, or what must be so; `W` only lets time pass";
                let place = line.at + line.indent();
                self.report
                    .error_with(Code::MissingKey, place, message, hint);
                None
            }
            Some(verb) => self.scene(line, at, verb, bare),
        };
        if let Some(told) = &mut self.told {
            told.last = Some(at);
            told.date_is_lost &= written.is_none_or(|written| written.date.is_none());
            if told.story.steps.is_empty() {
                told.indent = line.indent();
            }
            told.block = matches!(scene, Some(Scene::Expect(_))).then(|| (None, Vec::new()));
            // A broken line still counts as a step, so that what follows is not told to say its date.
            told.story.steps.push(Step {
                line: line.number,
                at,
                scene: scene.unwrap_or(Scene::Wait),
            });
        }
    }

    /// The line's time; without one it is that of the line before.
    fn time(&mut self, line: &Line<'_>, written: Option<&Written>) -> Option<Timestamp> {
        let told = self.told.as_ref()?;
        let last = told.last;
        let Some(written) = written else {
            // Told once per story, at its first line.
            if last.is_none() && told.story.steps.is_empty() {
                let at = line.at + line.indent();
                tell(&mut self.report, dial::no_date(at));
            }
            return last;
        };
        match self.dial.instant(written, last, Toward::Future) {
            Ok(at) if last.is_some_and(|last| at < last) && !told.date_is_lost => {
                self.report.error_with(
                    Code::Contradiction,
                    written.at,
                    "this is before the line above",
                    "lines stand in the order in which things are heard; what was so earlier is told with \
                     `occurred=`",
                );
                None
            }
            Ok(at) => Some(at),
            Err(wrong) => {
                tell(&mut self.report, wrong);
                self.lose_date(line);
                None
            }
        }
    }

    /// A broken time is told once: the lines behind it are read as of the day it names, or of any day if it names none, so that their own
    /// mistakes are told too.
    fn lose_date(&mut self, line: &Line<'_>) {
        let zone = &self.dial.zone;
        let Some(told) = self.told.as_mut().filter(|told| told.last.is_none()) else {
            return;
        };
        let words = line.bare_words();
        let named = words.iter().take(3).find_map(|word| dial::date(word.value));
        // A late one, so that no `occurred=` seems to lie ahead.
        let day = named.or_else(|| Day::of_date(9000, 1, 1));
        told.last = day.map(|day| zone.start_of(day));
        told.date_is_lost = named.is_none();
    }

    fn scene(
        &mut self,
        line: &Line<'_>,
        at: Timestamp,
        verb: &Word<'_>,
        bare: &[Word<'_>],
    ) -> Option<Scene> {
        let (is_negated, claim) = match bare {
            [not, claim, ..] if not.value == "not" => (true, claim),
            _ => (false, verb),
        };
        let text = normal(line.from(verb));
        if claim.value == "row" {
            // A row is compared as it stands.
            let row = line.from(claim);
            let row = self.checks(at).row(text, is_negated, (claim, row));
            return row.map(|check| Scene::Check(Box::new(check)));
        }
        let words = line.words(&mut self.report, claim.at);
        // Words that cannot be read were told of.
        let (claim, rest) = words
            .split_first()
            .filter(|(word, _)| word.at == claim.at)?;
        match claim.plain() {
            Some(word) if is_event(word) && !is_negated => {
                let mut reader = says::Reader {
                    report: &mut self.report,
                    dial: &self.dial,
                    definitions: self.definitions,
                    line: line.number,
                    at,
                };
                let event = reader.event(claim, rest);
                event.map(|event| Scene::Event(Box::new(event)))
            }
            Some(word) if CHECKS.contains(&word) => {
                let check = self.checks(at).check(text, is_negated, (claim, rest));
                check.map(|check| Scene::Check(Box::new(check)))
            }
            Some(word @ ("W" | "expect")) if !is_negated => {
                if let Some(more) = rest.first() {
                    let message = format!("{} does not belong here", quoted(more.value));
                    self.report.error(Code::UnknownWord, more.at, message);
                }
                let block = self.block(line);
                Some(if word == "W" {
                    Scene::Wait
                } else {
                    Scene::Expect(block)
                })
            }
            Some(_) | None => {
                self.unknown(claim, is_negated);
                None
            }
        }
    }

    fn checks(&mut self, at: Timestamp) -> check::Reader<'_, 'a> {
        check::Reader {
            report: &mut self.report,
            dial: &self.dial,
            definitions: self.definitions,
            at,
        }
    }

    /// An `expect` without lines as yet; they are to stand a little to the right of the story's.
    fn block(&self, line: &Line<'_>) -> Block {
        let told = self.told.as_ref();
        Block {
            first: line.number + 1,
            end: line.number + 1,
            indent: told.map_or(0, |told| told.indent) + 2,
            notes: Vec::new(),
            lines: Vec::new(),
        }
    }

    fn unknown(&mut self, verb: &Word<'_>, is_negated: bool) {
        let word = verb.name.unwrap_or(verb.value);
        if word == "not" || (is_negated && is_event(word)) {
            let hint = "write `not stage mql` or `not row violated time_to_first_touch`";
            let message = "what must not be so?";
            self.report
                .error_with(Code::MissingKey, verb.at, message, hint);
            return;
        }
        let message = format!("{} begins no line of a story", quoted(word));
        if verb.name.is_some() && CHECKS.contains(&word) {
            let value = verb.value;
            let hint = format!(
                "write `{word} {value}` for a check; `{word}={value}` stands behind what happens"
            );
            self.report
                .error_with(Code::UnknownWord, verb.at, message, hint);
            return;
        }
        let outcomes = Outcome::ALL.map(Outcome::name);
        let others = ["row", "not", "expect", "W"];
        let known = [&RECORDS[..], &outcomes, &CHECKS, &others, &TRACE[2..]].concat();
        // Deeds are told as commands, and some words are only the beginning of ours.
        let stem = word.strip_suffix("ed").unwrap_or(word);
        let begun = (known.iter()).find(|other| other.starts_with(&format!("{word}_")));
        let meant = begun.map_or_else(
            || suggestion(stem, &known),
            |begun| format!("did you mean `{begun}`?"),
        );
        let hint = match meant {
            near if near.starts_with("did you mean") => near,
            _ => format!(
                "what a lead does is told as `engagement {word}`; what can be said else stands in docs/stories.md"
            ),
        };
        self.report
            .error_with(Code::UnknownWord, verb.at, message, hint);
    }

    /// A line below `expect`: its time, and what is said then, compared as it stands.
    fn said(&mut self, line: &Line<'_>, written: Option<&Written>, first: &Word<'_>) {
        let Some(told) = &mut self.told else {
            return;
        };
        let Some((last, notes)) = &mut told.block else {
            self.report.error_with(
                Code::UnknownWord,
                first.at,
                format!(
                    "{} begins a line below `expect`, and there is none above",
                    quoted(first.value)
                ),
                "write `expect` above the lines that tell what must have been said",
            );
            return;
        };
        // A first line without a date is of the story's first day.
        let begins = told.story.steps.first().map(|step| step.at);
        let last_at = last.or(begins);
        let at = match written {
            None => last_at,
            Some(written) => match self.dial.instant(written, last_at, Toward::Future) {
                Ok(at) => Some(at),
                Err(wrong) => return tell(&mut self.report, wrong),
            },
        };
        *last = at;
        let notes = std::mem::take(notes);
        if let (Some(at), Some(block)) = (at, told.expect_block()) {
            block.end = line.number + 1;
            block.notes.extend(notes);
            if block.lines.is_empty() {
                block.indent = line.indent();
            }
            if first.value != "nothing" {
                block.lines.push((at, normal(line.from(first))));
            }
        }
    }
}

impl Told {
    fn expect_block(&mut self) -> Option<&mut Block> {
        match &mut self.story.steps.last_mut()?.scene {
            Scene::Expect(block) => Some(block),
            Scene::Event(_) | Scene::Check(_) | Scene::Wait => None,
        }
    }
}
