//! How a line says an event: `engagement form_submitted form=contact_sales`, `accept owner=ann`.
//!
//! The words are those of the inputs: `created`, `engagement`, and each disposition by its own name.

use super::dial::{self, Dial, Toward, Wrong};
use super::event::{Deed, Done, Event, Known, Said};
use super::lines::Word;
use crate::definition::{Code, Report, quoted, suggestion};
use crate::lead::definition::Definitions;
use crate::lead::event::Outcome;
use crate::lead::text::Text;
use crate::time::{Span, Timestamp};
use std::collections::HashSet;

/// The words by which lead-created records and engagements begin; dispositions begin by their own.
pub(super) const RECORDS: [&str; 7] = [
    "created",
    "updated",
    "merged",
    "erased",
    "scoring_suspended",
    "scoring_resumed",
    "engagement",
];

/// The most traits, or properties, of one event: as many as the inputs may carry.
const MOST_VALUES: usize = 64;

/// Whether a line that begins so tells an event.
pub(super) fn is_event(word: &str) -> bool {
    RECORDS.contains(&word) || Outcome::parse(word).is_some()
}

/// What reading an event needs besides its words.
pub(super) struct Reader<'r, 'f> {
    pub(super) report: &'r mut Report<'f>,
    pub(super) dial: &'r Dial,
    pub(super) definitions: &'r Definitions,
    /// The line's number and time.
    pub(super) line: usize,
    pub(super) at: Timestamp,
}

/// Values with their names, each to be taken once.
struct Named<'a> {
    words: Vec<Word<'a>>,
}

impl<'a> Named<'a> {
    fn take(&mut self, name: &str) -> Option<Word<'a>> {
        let place = self.words.iter().position(|word| word.name == Some(name))?;
        Some(self.words.remove(place))
    }

    fn text(&mut self, name: &str) -> Option<String> {
        self.take(name).map(|word| word.value.to_owned())
    }
}

impl Reader<'_, '_> {
    /// The event of a line whose first word is known to begin one.
    pub(super) fn event(&mut self, verb: &Word<'_>, rest: &[Word<'_>]) -> Option<Event> {
        let errors = self.report.errors();
        let (named, plain): (Vec<Word<'_>>, Vec<Word<'_>>) =
            rest.iter().copied().partition(|word| word.name.is_some());
        let mut named = Named {
            words: self.without_doubles(named),
        };
        let id = named
            .text("id")
            // At one instant ids decide the order (F2): that of the lines.
            .unwrap_or_else(|| format!("line {:05}", self.line));
        let sequence = named.take("sequence").map_or(0, |word| self.whole(&word));
        let occurred = named.take("occurred");
        let deed = match verb.value {
            "created" | "updated" => self.created(&mut named, &plain),
            "merged" => self.merged(verb, &mut named, &plain),
            "erased" => self.bare(Deed::Erased, &plain),
            "scoring_suspended" => self.bare(Deed::Scoring(true), &plain),
            "scoring_resumed" => self.bare(Deed::Scoring(false), &plain),
            "engagement" => self.engagement(verb, &mut named, &plain),
            _ => self.disposition(verb, &mut named, &plain),
        };
        self.refuse_rest(verb, &named);
        let is_birth = !matches!(deed, Some(Deed::Engagement(_) | Deed::Disposition(_)));
        let (occurred_at, day_precision) = match occurred {
            None => (self.at, false),
            Some(word) => self.occurred(&word, is_birth),
        };
        let deed = deed.filter(|_| self.report.errors() == errors)?;
        Some(Event {
            id,
            occurred_at,
            appended_at: self.at,
            sequence,
            day_precision,
            deed,
        })
    }

    /// When it happened, if that was before it was heard of. Of a day alone its start for what is known of a lead, its end for deeds (J6).
    fn occurred(&mut self, word: &Word<'_>, is_birth: bool) -> (Timestamp, bool) {
        let read = dial::of_value(word).and_then(|written| {
            if !written.is_day_only() {
                let at = self.dial.instant(&written, Some(self.at), Toward::Past)?;
                return Ok((at, false));
            }
            let day = self.dial.day(&written, Some(self.at), Toward::Past)?;
            let zone = &self.dial.zone;
            let at = if is_birth {
                zone.start_of(day)
            } else {
                zone.end_of(day)
            };
            Ok((at, true))
        });
        match read {
            Ok((at, is_day)) => {
                if at > self.at + Span::from_mins(5) {
                    self.report.error_with(
                        Code::Contradiction, word.value_at,
                        "an event is heard of after it has happened, or five minutes before at most",
                        "the line's own time is when it is heard of, `occurred=` when it happened",
                    );
                }
                (at, is_day)
            }
            Err(wrong) => {
                self.tell(wrong);
                (self.at, false)
            }
        }
    }

    fn created(&mut self, named: &mut Named<'_>, plain: &[Word<'_>]) -> Option<Deed> {
        let mut known = Known {
            account: named.text("account"),
            source: named.text("source"),
            campaign: named.text("campaign"),
            ..Known::default()
        };
        for word in self.bounded(std::mem::take(&mut named.words), "traits") {
            let name = word.name.unwrap_or_default();
            let name = name.strip_prefix("traits.").unwrap_or(name);
            known.traits.push((name.to_owned(), word.value.to_owned()));
        }
        for word in plain {
            match word.plain().and_then(|text| text.strip_prefix('-')) {
                Some(name) if !name.is_empty() => known.cleared.push(name.to_owned()),
                Some(_) | None => self.report.error_with(
                    Code::UnknownWord,
                    word.at,
                    format!("{} says nothing of the lead", quoted(word.value)),
                    "what is known is `name=value`; `-name` says that it is known no more",
                ),
            }
        }
        Some(Deed::Created(Box::new(known)))
    }

    fn merged(
        &mut self,
        verb: &Word<'_>,
        named: &mut Named<'_>,
        plain: &[Word<'_>],
    ) -> Option<Deed> {
        self.refuse_plain(plain);
        let into = named.text("into");
        if into.is_none() {
            self.report.error_with(
                Code::MissingKey,
                verb.at,
                "a merge names the lead that goes on",
                "write `merged into=lead-7`",
            );
        }
        into.map(Deed::Merged)
    }

    fn bare(&mut self, deed: Deed, plain: &[Word<'_>]) -> Option<Deed> {
        self.refuse_plain(plain);
        Some(deed)
    }

    fn engagement(
        &mut self,
        verb: &Word<'_>,
        named: &mut Named<'_>,
        plain: &[Word<'_>],
    ) -> Option<Deed> {
        let [kind, rest @ ..] = plain else {
            self.report.error_with(
                Code::MissingKey,
                verb.at,
                "an engagement says its kind",
                "write `engagement form_submitted`",
            );
            return None;
        };
        self.refuse_plain(rest);
        self.doubt_kind(kind);
        let mut done = Done {
            kind: kind.value.to_owned(),
            asset: named.text("asset"),
            campaign: named.text("campaign"),
            channel: named.text("channel"),
            properties: Vec::new(),
        };
        for word in self.bounded(std::mem::take(&mut named.words), "properties") {
            let name = word.name.unwrap_or_default();
            let name = name.strip_prefix("properties.").unwrap_or(name);
            done.properties
                .push((name.to_owned(), word.value.to_owned()));
        }
        Some(Deed::Engagement(Box::new(done)))
    }

    /// Warns of a kind that no rule looks at and that is near to one which some rule does.
    fn doubt_kind(&mut self, kind: &Word<'_>) {
        let versions = self.definitions.versions().iter();
        let mut known: Vec<&str> = versions
            .flat_map(|version| {
                let rules = version.rules.iter().map(|rule| &rule.when);
                let raises = version.hand_raises.iter().map(|raise| &raise.when);
                let vetoes = version.engagement_vetoes.iter().map(|veto| &veto.when);
                rules.chain(raises).chain(vetoes)
            })
            .filter_map(|when| when.kinds())
            .flatten()
            .collect();
        known.sort_unstable();
        known.dedup();
        let hint = suggestion(kind.value, &known);
        if !known.contains(&kind.value) && hint.starts_with("did you mean") {
            let message = format!("no rule of the agreement looks at {}", quoted(kind.value));
            self.report.warning(Code::Unused, kind.at, message, hint);
        }
    }

    fn disposition(
        &mut self,
        verb: &Word<'_>,
        named: &mut Named<'_>,
        plain: &[Word<'_>],
    ) -> Option<Deed> {
        let outcome = Outcome::parse(verb.value)?;
        self.refuse_plain(plain);
        let is_override = outcome == Outcome::Override;
        let target = match outcome {
            Outcome::Override => self.stage(verb, named),
            Outcome::Revoke => {
                let target = named.text("target");
                if target.is_none() {
                    self.report.error_with(
                        Code::MissingKey,
                        verb.at,
                        "a revoke names what it takes back",
                        "give the disposition an `id=x` and write `revoke target=x`",
                    );
                }
                target
            }
            Outcome::Assign
            | Outcome::Accept
            | Outcome::Reject
            | Outcome::FirstTouch
            | Outcome::Qualify
            | Outcome::Disqualify
            | Outcome::Recycle
            | Outcome::HoldUntil
            | Outcome::OpenOpportunity
            | Outcome::Win
            | Outcome::Lose => None,
        };
        let until = (is_override || outcome == Outcome::HoldUntil)
            .then(|| named.take("until"))
            .flatten();
        let until = until.and_then(|word| self.until(&word));
        Some(Deed::Disposition(Box::new(Said {
            outcome,
            reason: named.text("reason"),
            owner: named.text("owner"),
            team: named.text("team"),
            amount: named.take("amount").map(|word| self.whole(&word)),
            actor: named.text("actor"),
            target,
            until,
        })))
    }

    /// The stage of an override, by its name. That there is none of that name is a mistake of the story: the engine would refuse it silently.
    fn stage(&mut self, verb: &Word<'_>, named: &mut Named<'_>) -> Option<String> {
        let Some(word) = named.take("stage") else {
            self.report.error_with(
                Code::MissingKey,
                verb.at,
                "an override names the stage",
                "write `override stage=sql actor=ann`",
            );
            return None;
        };
        let graph = self.definitions.graph();
        if graph.stage(word.value).is_none() {
            let names: Vec<&str> = graph.names.iter().map(Text::as_str).collect();
            self.report.error_with(
                Code::UnknownName,
                word.value_at,
                format!("the agreement has no stage {}", quoted(word.value)),
                suggestion(word.value, &names),
            );
        }
        Some(word.value.to_owned())
    }

    fn until(&mut self, word: &Word<'_>) -> Option<Timestamp> {
        let read = dial::of_value(word)
            .and_then(|written| self.dial.instant(&written, Some(self.at), Toward::Future));
        read.map_err(|wrong| self.tell(wrong)).ok()
    }

    fn whole(&mut self, word: &Word<'_>) -> i64 {
        word.value.parse().unwrap_or_else(|_| {
            let message = format!("{} is no whole number", quoted(word.value));
            self.report.error(Code::BadValue, word.value_at, message);
            0
        })
    }

    /// As many as an event can have; more are an error.
    fn bounded<'w>(&mut self, mut words: Vec<Word<'w>>, what: &str) -> Vec<Word<'w>> {
        if let Some(word) = words.get(MOST_VALUES) {
            let message = format!("an event has at most {MOST_VALUES} {what}");
            self.report.error(Code::OutOfBounds, word.at, message);
            words.truncate(MOST_VALUES);
        }
        words
    }

    fn without_doubles<'w>(&mut self, named: Vec<Word<'w>>) -> Vec<Word<'w>> {
        let mut once: Vec<Word<'w>> = Vec::with_capacity(named.len());
        let mut names = HashSet::new();
        for word in named {
            if !names.insert(word.name) {
                let name = quoted(word.name.unwrap_or_default());
                self.report
                    .error(Code::NameTaken, word.at, format!("{name} is said twice"));
            } else {
                once.push(word);
            }
        }
        once
    }

    fn refuse_plain(&mut self, plain: &[Word<'_>]) {
        for word in plain {
            self.report.error_with(
                Code::UnknownWord,
                word.at,
                format!("{} does not belong here", quoted(word.value)),
                "all else is said as `name=value`; a value with blanks in quotation marks",
            );
        }
    }

    fn refuse_rest(&mut self, verb: &Word<'_>, named: &Named<'_>) {
        const COMMON: [&str; 3] = ["id", "sequence", "occurred"];
        const OF_ALL: [&str; 5] = ["reason", "owner", "team", "amount", "actor"];
        let own: &[&str] = match verb.value {
            "merged" => &["into"],
            "override" => &["stage", "until"],
            "hold_until" => &["until"],
            "revoke" => &["target"],
            _ => &[],
        };
        let of_all: &[&str] = if Outcome::parse(verb.value).is_some() {
            &OF_ALL
        } else {
            &[]
        };
        let possible = [own, of_all, &COMMON].concat();
        for word in &named.words {
            let name = word.name.unwrap_or_default();
            self.report.error_with(
                Code::UnknownKey,
                word.at,
                format!("{} has no {}", quoted(verb.value), quoted(name)),
                suggestion(name, &possible),
            );
        }
    }

    fn tell(&mut self, wrong: Wrong) {
        tell(self.report, wrong);
    }
}

/// Puts a mistake in a time among the others.
pub(super) fn tell(report: &mut Report<'_>, wrong: Wrong) {
    match wrong.hint {
        Some(hint) => report.error_with(Code::BadValue, wrong.at, wrong.message, hint),
        None => report.error(Code::BadValue, wrong.at, wrong.message),
    }
}
