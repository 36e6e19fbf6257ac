//! Single statements of a story about where the lead stands: `stage mql`, `score 64.985`, `not row violated time_to_first_touch`. Whether they
//! are so is found out in `judge`; rows are read in `rows`.

use super::dial::{self, Dial, Toward};
use super::lines::Word;
use super::says::tell;
use crate::definition::{Code, Report, decimal_points, quoted, span, suggestion};
use crate::lead::definition::{Definitions, Grade, Stage};
use crate::lead::text::Text;
use crate::time::{Span, Timestamp};

/// A statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// As it stands in the file.
    pub(super) text: String,
    pub(super) is_negated: bool,
    pub(super) claim: Claim,
}

/// What it states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Claim {
    Stage(Stage),
    Score(i64),
    Grade(Grade),
    Cycle(u32),
    Owner(Option<String>),
    Team(Option<String>),
    Segment(Option<String>),
    Contacted,
    OnHold,
    BarredBy(Bar),
    Due(String, Due),
    Entered {
        which: Which,
        stage: Stage,
        at: Timestamp,
    },
    Lag(Lag, Option<Span>),
    Row {
        parts: Vec<String>,
        at: Option<Timestamp>,
    },
}

/// What a clock does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Due {
    At(Timestamp),
    Paused,
    None,
}

/// Which entry into a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Which {
    First,
    Latest,
}

/// One of the lags of speed to lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lag {
    Routing,
    Acceptance,
    Reaction,
}

/// Why points do not qualify a lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bar {
    Stage,
    Threshold,
    Score,
    Grade,
    Veto,
    CoolDown,
    Override,
}

impl Bar {
    pub(super) const ALL: [Self; 7] = [
        Self::Stage,
        Self::Threshold,
        Self::Score,
        Self::Grade,
        Self::Veto,
        Self::CoolDown,
        Self::Override,
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::Stage => "stage",
            Self::Threshold => "threshold",
            Self::Score => "score",
            Self::Grade => "grade",
            Self::Veto => "veto",
            Self::CoolDown => "cool_down",
            Self::Override => "override",
        }
    }
}

/// The words by which statements begin.
pub(super) const CHECKS: [&str; 14] = [
    "stage",
    "score",
    "grade",
    "cycle",
    "owner",
    "team",
    "segment",
    "contacted",
    "on_hold",
    "barred_by",
    "due",
    "first",
    "latest",
    "lag",
];

/// What reading a statement needs besides its words.
pub(super) struct Reader<'r, 'f> {
    pub(super) report: &'r mut Report<'f>,
    pub(super) dial: &'r Dial,
    pub(super) definitions: &'r Definitions,
    pub(super) at: Timestamp,
}

impl Reader<'_, '_> {
    /// The statement of a line, `text`, whose first word is known to begin one.
    pub(super) fn check(
        &mut self,
        text: String,
        is_negated: bool,
        (verb, rest): (&Word<'_>, &[Word<'_>]),
    ) -> Option<Check> {
        let mut rest = rest;
        let claim = match verb.value {
            "stage" => Claim::Stage(self.stage(verb, &mut rest)?),
            "score" => Claim::Score(self.score(verb, &mut rest)?),
            "grade" => Claim::Grade(self.grade(verb, &mut rest)?),
            "cycle" => Claim::Cycle(self.cycle(verb, &mut rest)?),
            "owner" => Claim::Owner(self.text_or_none(verb, &mut rest)?),
            "team" => Claim::Team(self.text_or_none(verb, &mut rest)?),
            "segment" => Claim::Segment(self.segment(verb, &mut rest)?),
            "contacted" => Claim::Contacted,
            "on_hold" => Claim::OnHold,
            "barred_by" => Claim::BarredBy(self.bar(verb, &mut rest)?),
            "due" => self.due(verb, &mut rest)?,
            "first" | "latest" => self.entered(verb, &mut rest)?,
            _ => self.lag(verb, &mut rest)?,
        };
        if let Some(word) = rest.first() {
            let message = format!("{} does not belong here", quoted(word.value));
            self.report.error(Code::BadValue, word.at, message);
            return None;
        }
        Some(Check {
            text,
            is_negated,
            claim,
        })
    }

    fn next<'w>(
        &mut self,
        verb: &Word<'_>,
        rest: &mut &[Word<'w>],
        what: &str,
    ) -> Option<Word<'w>> {
        let Some((word, after)) = rest.split_first() else {
            let message = format!("{} asks for {what}", quoted(verb.value));
            self.report.error(Code::MissingKey, verb.at, message);
            return None;
        };
        *rest = after;
        if word.name.is_some() {
            let message = format!("{} asks for {what}, not for a name", quoted(verb.value));
            self.report.error(Code::BadValue, word.at, message);
            return None;
        }
        Some(*word)
    }

    pub(super) fn unknown(&mut self, word: &Word<'_>, what: &str, known: &[&str]) {
        let message = format!("there is no {what} {}", quoted(word.value));
        self.report.error_with(
            Code::UnknownName,
            word.value_at,
            message,
            suggestion(word.value, known),
        );
    }

    fn stage(&mut self, verb: &Word<'_>, rest: &mut &[Word<'_>]) -> Option<Stage> {
        let word = self.next(verb, rest, "a stage")?;
        let graph = self.definitions.graph();
        let stage = graph.stage(word.value);
        if stage.is_none() {
            let names: Vec<&str> = graph.names.iter().map(Text::as_str).collect();
            self.unknown(&word, "stage", &names);
        }
        stage
    }

    fn score(&mut self, verb: &Word<'_>, rest: &mut &[Word<'_>]) -> Option<i64> {
        let word = self.next(verb, rest, "points")?;
        let whole = if word.value.contains('.') {
            word.value.to_owned()
        } else {
            format!("{}.0", word.value)
        };
        decimal_points(&whole)
            .map_err(|message| self.report.error(Code::BadValue, word.value_at, message))
            .ok()
    }

    fn grade(&mut self, verb: &Word<'_>, rest: &mut &[Word<'_>]) -> Option<Grade> {
        let word = self.next(verb, rest, "a grade")?;
        let grade = Grade::ALL
            .into_iter()
            .find(|grade| grade.name() == word.value);
        if grade.is_none() {
            self.unknown(&word, "grade", &Grade::ALL.map(Grade::name));
        }
        grade
    }

    fn cycle(&mut self, verb: &Word<'_>, rest: &mut &[Word<'_>]) -> Option<u32> {
        let word = self.next(verb, rest, "a number")?;
        let cycle = word.value.parse().ok().filter(|cycle| *cycle > 0);
        if cycle.is_none() {
            let message = format!("{} is no number of a cycle", quoted(word.value));
            self.report.error_with(
                Code::BadValue,
                word.value_at,
                message,
                "cycles are counted from 1",
            );
        }
        cycle
    }

    fn text_or_none(&mut self, verb: &Word<'_>, rest: &mut &[Word<'_>]) -> Option<Option<String>> {
        let word = self.next(verb, rest, "a name, or `none`")?;
        Some((word.plain() != Some("none")).then(|| word.value.to_owned()))
    }

    fn segment(&mut self, verb: &Word<'_>, rest: &mut &[Word<'_>]) -> Option<Option<String>> {
        let word = self.next(verb, rest, "a segment, or `none`")?;
        if word.plain() == Some("none") {
            return Some(None);
        }
        let versions = self.definitions.versions().iter();
        let segments = versions.flat_map(|version| &version.segments);
        let mut names: Vec<&str> = segments.map(|segment| segment.name.as_str()).collect();
        names.push("none");
        if !names.contains(&word.value) {
            self.unknown(&word, "segment", &names);
            return None;
        }
        Some(Some(word.value.to_owned()))
    }

    fn bar(&mut self, verb: &Word<'_>, rest: &mut &[Word<'_>]) -> Option<Bar> {
        let word = self.next(verb, rest, "what bars the lead")?;
        let bar = Bar::ALL.into_iter().find(|bar| bar.name() == word.value);
        if bar.is_none() {
            self.unknown(&word, "bar", &Bar::ALL.map(Bar::name));
        }
        bar
    }

    fn due(&mut self, verb: &Word<'_>, rest: &mut &[Word<'_>]) -> Option<Claim> {
        let word = self.next(verb, rest, "a clock and when it is due")?;
        let versions = self.definitions.versions().iter();
        let clocks = versions.flat_map(|version| &version.clocks);
        let mut names: Vec<&str> = clocks.map(|clock| clock.name.as_str()).collect();
        names.dedup();
        if !names.contains(&word.value) {
            self.unknown(&word, "clock", &names);
            return None;
        }
        let due = match rest.first().and_then(Word::plain) {
            Some("paused") => Due::Paused,
            Some("none") => Due::None,
            Some(_) | None => {
                let at = self.leading_time(verb, rest, Toward::Future)?;
                return Some(Claim::Due(word.value.to_owned(), Due::At(at)));
            }
        };
        *rest = &rest[1..];
        Some(Claim::Due(word.value.to_owned(), due))
    }

    fn entered(&mut self, verb: &Word<'_>, rest: &mut &[Word<'_>]) -> Option<Claim> {
        let which = if verb.value == "first" {
            Which::First
        } else {
            Which::Latest
        };
        let stage = self.stage(verb, rest)?;
        let at = self.leading_time(verb, rest, Toward::Past)?;
        Some(Claim::Entered { which, stage, at })
    }

    fn lag(&mut self, verb: &Word<'_>, rest: &mut &[Word<'_>]) -> Option<Claim> {
        let word = self.next(verb, rest, "a lag and how long it is")?;
        let lag = match word.value {
            "routing" => Lag::Routing,
            "acceptance" => Lag::Acceptance,
            "reaction" => Lag::Reaction,
            _ => {
                self.unknown(&word, "lag", &["routing", "acceptance", "reaction"]);
                return None;
            }
        };
        let word = self.next(verb, rest, "a span of time, or `none`")?;
        if word.plain() == Some("none") {
            return Some(Claim::Lag(lag, None));
        }
        let long = span(word.value)
            .map_err(|message| self.report.error(Code::BadValue, word.value_at, message))
            .ok()?;
        Some(Claim::Lag(lag, Some(long)))
    }

    fn leading_time(
        &mut self,
        verb: &Word<'_>,
        rest: &mut &[Word<'_>],
        toward: Toward,
    ) -> Option<Timestamp> {
        let written = dial::take(rest)
            .and_then(|written| {
                written.ok_or_else(|| dial::wrong(verb.at, "a time is missing".to_owned()))
            })
            .and_then(|written| self.dial.instant(&written, Some(self.at), toward));
        written.map_err(|wrong| tell(self.report, wrong)).ok()
    }
}
