//! A file of stories, read line by line (the form is told in `docs/stories.md`). A mistake never stops the reading: all are told at once.

use super::check::{self, CHECKS, Check};
use super::dial::{self, Dial, Toward};
use super::event::Event;
use super::lines::{Line, Word, lines};
use super::says::{self, RECORDS, is_event, tell};
use super::tell::normal;
use super::{Block, LONGEST_FILE, Scene, Step, Stories, Story};
use crate::definition::{Code, Problems, Report, quoted, span, suggestion};
use crate::lead::definition::Definitions;
use crate::lead::event::Outcome;
use crate::lead::journal::Bounds;
use crate::time::zone::Zone;
use crate::time::{Span, Timestamp};

/// What stands before the first story.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// The agreement that the stories are about: a file, or a folder of versions; relative to the file of stories.
    pub agreement: Option<String>,
    zone: Option<Zone>,
    delay: Span,
}

/// Reads what stands before the first story, so that the agreement can be loaded which the stories are read by.
///
/// # Errors
/// The mistakes of that part.
pub fn head(file: &str, text: &str) -> Result<Head, Problems> {
    let mut report = Report::new(file, text);
    if text.len() > LONGEST_FILE {
        report.error(
            Code::TooLarge,
            0,
            format!("a file of stories has at most {LONGEST_FILE} bytes"),
        );
        return Err(Problems(report.finish()));
    }
    let head = read_head(&mut report, text);
    let is_broken = report.errors() > 0;
    let problems = report.finish();
    if is_broken {
        Err(Problems(problems))
    } else {
        Ok(head)
    }
}

/// Reads all stories of a file.
///
/// # Errors
/// All mistakes, with the warnings.
pub fn parse(file: &str, text: &str, definitions: &Definitions) -> Result<Stories, Problems> {
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

const HEAD: [&str; 3] = ["agreement", "zone", "delay"];

fn read_head(report: &mut Report<'_>, text: &str) -> Head {
    let mut head = Head::default();
    let mut seen: Vec<&str> = Vec::new();
    for line in lines(text).take_while(|line| !line.is_of("story")) {
        let code = line.code();
        if code.trim().is_empty() {
            continue;
        }
        let at = line.at + line.indent_bytes();
        let (name, value) = code.split_once('=').unwrap_or((code, ""));
        let (name, value) = (name.trim(), value.trim());
        if !HEAD.contains(&name) {
            let first = name.split_whitespace().next().unwrap_or_default();
            let message = format!("{} is not said before the first story", quoted(first));
            report.error_with(
                Code::UnknownKey,
                at,
                message,
                suggestion(first, &[&HEAD[..], &["story"]].concat()),
            );
            continue;
        }
        if seen.contains(&name) {
            report.error(
                Code::NameTaken,
                at,
                format!("{} is said twice", quoted(name)),
            );
        }
        seen.push(name);
        let inner = value
            .strip_prefix('"')
            .and_then(|rest| rest.strip_suffix('"'))
            .filter(|inner| !inner.contains('"') && !inner.trim().is_empty());
        let Some(inner) = inner else {
            let hint = match name {
                "agreement" => "write `agreement = \"agreement.toml\"`",
                "zone" => "write `zone = \"Europe/Berlin\"`",
                _ => "write `delay = \"2 min\"`",
            };
            report.error_with(
                Code::WrongType,
                at,
                format!("{} is a text in quotation marks", quoted(name)),
                hint,
            );
            continue;
        };
        let value_at = line.at + code.find('"').unwrap_or(0);
        match name {
            "agreement" => head.agreement = Some(inner.to_owned()),
            "zone" => match Zone::named(inner) {
                Ok(zone) => head.zone = Some(zone),
                Err(message) => {
                    let hint = "a zone of the IANA database, such as `Europe/Berlin`";
                    report.error_with(Code::BadValue, value_at, message, hint);
                }
            },
            _ => match span(inner) {
                Ok(delay) => head.delay = delay,
                Err(message) => report.error(Code::BadValue, value_at, message),
            },
        }
    }
    head
}

struct Reader<'a> {
    report: Report<'a>,
    definitions: &'a Definitions,
    dial: Dial,
    delay: Span,
    stories: Vec<Story>,
    told: Option<Told>,
}

/// The story that is being read.
struct Told {
    at: usize,
    story: Story,
    /// The time of the line before.
    last: Option<Timestamp>,
    /// The `expect` that is being read: how far it is indented, and the time of its line before.
    block: Option<(usize, Option<Timestamp>)>,
}

impl Reader<'_> {
    fn line(&mut self, line: &Line<'_>) {
        let code = line.code();
        let is_blank = code.trim().is_empty();
        if let Some(told) = &mut self.told
            && let Some((indent, _)) = told.block
        {
            let is_deeper = line.indent() > indent;
            if is_blank {
                if is_deeper && line.is_comment() {
                    told.note(line);
                }
                return;
            }
            if is_deeper {
                self.expected(line, code);
                return;
            }
            told.block = None;
        }
        if is_blank {
            return;
        }
        let words = line.words(&mut self.report);
        let Some(first) = words.first() else {
            return;
        };
        if first.plain() == Some("story") {
            self.end_story();
            self.begin_story(line, &words);
        } else if first.plain() == Some("bounds") {
            self.bounds(&words);
        } else {
            self.step(line, &words);
        }
    }

    fn begin_story(&mut self, line: &Line<'_>, words: &[Word<'_>]) {
        let at = words[0].at;
        let name = match words {
            [_, name] if name.is_quoted && name.name.is_none() => name.value,
            _ => {
                let hint = "write `story \"Friday afternoon\"`";
                self.report.error_with(
                    Code::MissingKey,
                    at,
                    "a story has a name in quotation marks",
                    hint,
                );
                ""
            }
        };
        let is_taken = |story: &Story| story.name == name && !name.is_empty();
        if let Some(other) = self.stories.iter().find(|story| is_taken(story)) {
            let message = format!("line {} has a story of that name", other.line);
            self.report.error(Code::NameTaken, at, message);
        }
        self.told = Some(Told {
            at,
            story: Story {
                name: name.to_owned(),
                line: line.number,
                bounds: Bounds {
                    journal: 4096,
                    horizon: Span::from_days(36_525),
                    ..Bounds::default()
                },
                delay: self.delay,
                steps: Vec::new(),
            },
            last: None,
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
    fn bounds(&mut self, words: &[Word<'_>]) {
        let Some(told) = self
            .told
            .as_mut()
            .filter(|told| told.story.steps.is_empty())
        else {
            self.report.error(
                Code::BadValue,
                words[0].at,
                "bounds stand right below the name of a story",
            );
            return;
        };
        for word in &words[1..] {
            let count = || {
                word.value
                    .parse()
                    .ok()
                    .filter(|count| (1..=4096).contains(count))
            };
            let bounds = &mut told.story.bounds;
            let is_read = match word.name {
                Some("journal") => count().map(|count| bounds.journal = count),
                Some("segment") => count().map(|count| bounds.segment = count),
                Some("horizon") => span(word.value)
                    .ok()
                    .map(|horizon| bounds.horizon = horizon),
                Some(_) | None => None,
            };
            if is_read.is_none() {
                let hint = "write `bounds journal=5 horizon=30min segment=2`";
                self.report
                    .error_with(Code::BadValue, word.at, "this is no bound", hint);
            }
        }
    }

    fn step(&mut self, line: &Line<'_>, words: &[Word<'_>]) {
        let Some((last, is_first)) =
            (self.told.as_ref()).map(|told| (told.last, told.story.steps.is_empty()))
        else {
            return;
        };
        let mut rest = words;
        let at = match dial::take(&mut rest) {
            Ok(None) => match last {
                Some(last) => last,
                None => {
                    let at = words[0].at;
                    // Told once per story, at its first line.
                    if is_first {
                        tell(&mut self.report, dial::no_date(at));
                    }
                    return;
                }
            },
            Ok(Some(written)) => match self.dial.instant(&written, last, Toward::Future) {
                Ok(at) if last.is_some_and(|last| at < last) => {
                    self.report.error_with(
                        Code::Contradiction, written.at,
                        "this is before the line above",
                        "lines stand in the order in which things are heard; what was so earlier is told with `occurred=`",
                    );
                    return;
                }
                Ok(at) => at,
                Err(wrong) => return tell(&mut self.report, wrong),
            },
            Err(wrong) => return tell(&mut self.report, wrong),
        };
        let scene = match rest.split_first() {
            None => {
                let message = "what is so at that time?";
                let hint = "a line says what happens, or what must be so; `W` only lets time pass";
                self.report
                    .error_with(Code::MissingKey, words[0].at, message, hint);
                None
            }
            Some((verb, rest)) => self.scene(line, at, verb, rest),
        };
        if let Some(told) = &mut self.told {
            told.last = Some(at);
            // A broken line still counts as a step, so that what follows is not told to say its date.
            let scene = scene.unwrap_or(Scene::Wait);
            if let Scene::Expect(_) = scene {
                told.block = Some((line.indent(), None));
            }
            told.story.steps.push(Step {
                line: line.number,
                at,
                scene,
            });
        }
    }

    fn scene(
        &mut self,
        line: &Line<'_>,
        at: Timestamp,
        verb: &Word<'_>,
        rest: &[Word<'_>],
    ) -> Option<Scene> {
        let Some(word) = verb.plain() else {
            self.unknown(verb, verb.name.unwrap_or(verb.value));
            return None;
        };
        if word == "W" || word == "expect" {
            if let Some(more) = rest.first() {
                let message = format!("{} does not belong here", quoted(more.value));
                self.report.error(Code::UnknownWord, more.at, message);
            }
            return Some(match word {
                "W" => Scene::Wait,
                _ => Scene::Expect(Block {
                    first: line.number + 1,
                    end: line.number + 1,
                    indent: line.indent() + 2,
                    notes: Vec::new(),
                    lines: Vec::new(),
                }),
            });
        }
        if is_event(word) {
            return self.event(line, at, verb, rest).map(Scene::Event);
        }
        let (is_negated, verb, rest) = match (word, rest.split_first()) {
            ("not", Some((verb, rest))) => (true, verb, rest),
            ("not", None) => {
                let hint = "write `not stage mql` or `not row violated time_to_first_touch`";
                self.report
                    .error_with(Code::MissingKey, verb.at, "what must not be so?", hint);
                return None;
            }
            _ => (false, verb, rest),
        };
        self.check(line, at, is_negated, verb, rest)
            .map(|check| Scene::Check(Box::new(check)))
    }

    fn event(
        &mut self,
        line: &Line<'_>,
        at: Timestamp,
        verb: &Word<'_>,
        rest: &[Word<'_>],
    ) -> Option<Box<Event>> {
        let mut reader = says::Reader {
            report: &mut self.report,
            dial: &self.dial,
            definitions: self.definitions,
            line: line.number,
            at,
        };
        reader.event(verb, rest).map(Box::new)
    }

    fn check(
        &mut self,
        line: &Line<'_>,
        at: Timestamp,
        is_negated: bool,
        verb: &Word<'_>,
        rest: &[Word<'_>],
    ) -> Option<Check> {
        let mut reader = check::Reader {
            report: &mut self.report,
            dial: &self.dial,
            definitions: self.definitions,
            at,
        };
        match verb.plain() {
            Some("row") => {
                let end = verb.at - line.at + "row".len();
                reader.row(is_negated, verb, line.code()[end..].trim())
            }
            Some(word) if CHECKS.contains(&word) => reader.check(is_negated, verb, rest),
            Some(_) | None => {
                self.unknown(verb, verb.value);
                None
            }
        }
    }

    fn unknown(&mut self, verb: &Word<'_>, word: &str) {
        let outcomes = Outcome::ALL.map(Outcome::name);
        let known = [
            &RECORDS[..],
            &outcomes,
            &CHECKS,
            &["row", "not", "expect", "W"],
        ]
        .concat();
        let hint = match suggestion(word, &known) {
            near if near.starts_with("did you mean") => near,
            _ if word == "+" || word == "-" => {
                "lines of `expect` stand further to the right than the word".to_owned()
            }
            all => format!("{all}. An engagement is told as `engagement {word}`"),
        };
        let message = format!("{} begins no line of a story", quoted(word));
        self.report
            .error_with(Code::UnknownWord, verb.at, message, hint);
    }

    /// A line below `expect`: its time, and what is said then.
    fn expected(&mut self, line: &Line<'_>, code: &str) {
        let Some((_, last)) = self.told.as_ref().and_then(|told| told.block) else {
            return;
        };
        // A first line without a date is of the story's first day.
        let begins = |told: &Told| told.story.steps.first().map(|step| step.at);
        let last = last.or_else(|| self.told.as_ref().and_then(begins));
        // Only its time is read; the rest is compared as it stands.
        let mut words = line.first_words();
        let all = words.len();
        let mut rest: &[Word<'_>] = &words;
        let read = dial::take(&mut rest);
        let used = all - rest.len();
        let at = match read {
            Err(wrong) => return tell(&mut self.report, wrong),
            Ok(None) => last,
            Ok(Some(written)) => match self.dial.instant(&written, last, Toward::Future) {
                Ok(at) => Some(at),
                Err(wrong) => return tell(&mut self.report, wrong),
            },
        };
        let text = match words.drain(used..).next() {
            Some(word) => normal(&code[word.at - line.at..]),
            None => String::new(),
        };
        let (Some(at), Some(told)) = (at, &mut self.told) else {
            return;
        };
        told.block = told.block.map(|(indent, _)| (indent, Some(at)));
        if let Some(block) = told.expect_block() {
            block.end = line.number + 1;
            if block.lines.is_empty() {
                block.indent = line.indent();
            }
            if text != "nothing" {
                block.lines.push((at, text));
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

    fn note(&mut self, line: &Line<'_>) {
        if let Some(block) = self.expect_block() {
            block.end = line.number + 1;
            block.notes.push(line.text.trim().to_owned());
        }
    }
}
