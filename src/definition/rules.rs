//! The rules of a model: what an engagement earns, how often, at which match, how the points fade (S5, S6, S8).

use std::collections::BTreeSet;

use toml::de::DeValue;

use super::code::Code;
use super::fit::{changes_nothing, unique_name};
use super::keys::{ACTS, COUNT, DECAY, LIMIT, MOST_RULES, SCORE_RULE, UNITS};
use super::problem::{Report, quoted};
use super::scope::{Scope, Words};
use super::section::Section;
use super::typed::{
    Value, mistyped, name, points, span, span_of_at_least, text, unknown_name, whole,
};
use super::value;
use crate::lead::definition::{Act, Count, Decay, Limit, Model, Name, ScoreRule, Window};
use crate::time::Span;
use crate::time::zone::Period;

/// The shortest time to fade: below it a score would be gone before anyone could read it.
const SHORTEST_FADE: Span = Span::from_secs(1);

/// What the rules of a list have in common.
#[derive(Clone, Copy, Debug)]
pub(super) struct List<'a> {
    /// Their model and its index.
    pub(super) model: (u16, &'a Model),
    /// How points fade unless a rule says otherwise.
    pub(super) decay: Decay,
}

impl List<'_> {
    /// Reads `rules` of a model.
    pub(super) fn read(
        self,
        of: &Section<'_>,
        words: &Words,
        report: &mut Report<'_>,
    ) -> Vec<ScoreRule> {
        let title = if self.model.0 == 0 {
            SCORE_RULE.title.to_owned()
        } else {
            format!("[[models.{}.rules]]", self.model.1.name)
        };
        let mut names = BTreeSet::new();
        let tables = of.tables("rules", &title, MOST_RULES, report);
        tables
            .into_iter()
            .filter_map(|rule| self.rule(&rule, &mut names, words, report))
            .collect()
    }

    fn rule<'a>(
        self,
        rule: &Section<'a>,
        names: &mut BTreeSet<&'a str>,
        words: &Words,
        report: &mut Report<'_>,
    ) -> Option<ScoreRule> {
        rule.check_keys(&SCORE_RULE, report);
        let name = unique_name(rule, names, report);
        let when = rule.need_predicate("when", Scope::Engagement, words, report);
        let act = act(rule, report);
        let points = earned(rule, report);
        let group = self.group(rule, report);
        let decay = match rule.get("decay") {
            Some(_) => decay(rule, report),
            None => Some(self.decay),
        };
        let limit = rule
            .table("limit", LIMIT.title, report)
            .map(|limit| read_limit(&limit, report));
        let count = rule
            .table("count", COUNT.title, report)
            .map(|count| read_count(&count, report));
        Some(ScoreRule {
            id: Name::of(&self.model.1.name, name?),
            name: name?.to_owned(),
            model: self.model.0,
            when: when?,
            points: points?,
            limit: match limit {
                Some(limit) => Some(limit?),
                None => None,
            },
            count: match count {
                Some(count) => Some(count?),
                None => None,
            },
            group: group?,
            decay: decay?,
            act,
        })
    }

    /// The group that a rule names, which its model must have.
    fn group(self, rule: &Section<'_>, report: &mut Report<'_>) -> Option<Name> {
        let Some(value) = rule.get("group") else {
            return Some(Name::NONE);
        };
        let given = name(value, report)?;
        let groups = &self.model.1.groups;
        let found = groups.iter().find(|group| group.name == given);
        if found.is_none() {
            let known: Vec<&str> = groups.iter().map(|group| group.name.as_str()).collect();
            unknown_name("group", given, &known, value.span().start, report);
        }
        found.map(|group| group.id)
    }
}

/// What a rule gives; a rule that only acts gives nothing.
fn earned(rule: &Section<'_>, report: &mut Report<'_>) -> Option<i64> {
    let acts = rule.get("do").is_some();
    if acts && rule.get("points").is_none() {
        return Some(0);
    }
    let earned = points(rule.need("points", report)?, report)?;
    if earned == 0 && !acts {
        changes_nothing(rule.place("points"), report);
    }
    Some(earned)
}

/// What a rule does besides; it does so at every match, so nothing may say how often.
fn act(rule: &Section<'_>, report: &mut Report<'_>) -> Option<Act> {
    let word = rule.choice("do", &ACTS, report)?;
    for key in ["limit", "count"] {
        if let Some(value) = rule.get(key) {
            report.error_with(
                Code::Contradiction,
                value.span().start,
                format!("`do` and `{key}` do not go together: a rule acts at every match"),
                "make two rules of it",
            );
        }
    }
    Some(if word == "suspend" {
        Act::Suspend
    } else {
        Act::Resume
    })
}

/// How points fade. None when that cannot be read; where nothing is said, they do not.
pub(super) fn decay(of: &Section<'_>, report: &mut Report<'_>) -> Option<Decay> {
    let Some(value) = of.get("decay") else {
        return Some(Decay::None);
    };
    let hint = "write `{ half_life = \"30 days\" }`, `{ linear = \"90 days\" }`, `{ expiry = \"90 days\" }` or \"none\"";
    let at = value.span().start;
    let table = match value.get_ref() {
        DeValue::Table(table) => Section::new(DECAY.title.to_owned(), at, table),
        DeValue::String(word) if word == "none" => return Some(Decay::None),
        DeValue::String(word) => {
            let message = format!("{} is no `decay`", quoted(word));
            report.error_with(Code::UnknownWord, at, message, hint);
            return None;
        }
        DeValue::Integer(_)
        | DeValue::Float(_)
        | DeValue::Boolean(_)
        | DeValue::Datetime(_)
        | DeValue::Array(_) => return mistyped(value, "a table or `\"none\"`", hint, report),
    };
    let errors = report.errors();
    table.check_keys(&DECAY, report);
    let mut ways = Vec::new();
    for word in DECAY.words() {
        if let Some(value) = table.get(word) {
            let what = format!("`{word}`");
            ways.push((word, span_of_at_least(value, SHORTEST_FADE, &what, report)));
        }
    }
    match ways.as_slice() {
        [("half_life", span)] => span.map(Decay::HalfLife),
        [("linear", span)] => span.map(Decay::Linear),
        [("expiry", span)] => span.map(Decay::Expiry),
        [] => {
            // An unknown key says enough.
            if report.errors() == errors {
                let message = "`decay` says not how points fade";
                report.error_with(Code::MissingKey, at, message, hint);
            }
            None
        }
        _ => {
            let message = "points fade in one way only";
            report.error_with(Code::Contradiction, at, message, hint);
            None
        }
    }
}

fn read_limit(limit: &Section<'_>, report: &mut Report<'_>) -> Option<Limit> {
    limit.check_keys(&LIMIT, report);
    let bounds = (1, i64::from(Limit::MOST));
    let most = limit
        .need("max", report)
        .and_then(|value| whole(value, bounds, report));
    let per = limit
        .need("per", report)
        .and_then(|value| window(value, report));
    let by = match limit.get("by") {
        Some(_) => limit.choice("by", &UNITS, report),
        None => Some("lead"),
    };
    Some(Limit {
        most: u8::try_from(most?).ok()?,
        per: per?,
        by_asset: by? == "asset",
    })
}

fn window(value: Value<'_>, report: &mut Report<'_>) -> Option<Window> {
    let hint = "\"day\", \"week\", \"month\" and \"quarter\" are those of the calendar, \"cycle\" and \"ever\" the lead's; \"24 h\" or \"1 day\" are the 24 hours before";
    let given = text(value, report)?;
    let window = match given {
        "cycle" => Window::Cycle,
        "ever" => Window::Ever,
        _ => match (period(given), value::span(given)) {
            (Some(period), _) => Window::Calendar(period),
            (None, Ok(span)) => Window::Rolling(span),
            (None, Err(_)) => {
                let message = format!("{} is no time that a limit can look back on", quoted(given));
                report.error_with(Code::BadValue, value.span().start, message, hint);
                return None;
            }
        },
    };
    Some(window)
}

/// The calendar period of that word.
pub(super) fn period(word: &str) -> Option<Period> {
    match word {
        "day" => Some(Period::Day),
        "week" => Some(Period::Week),
        "month" => Some(Period::Month),
        "quarter" => Some(Period::Quarter),
        _ => None,
    }
}

fn read_count(count: &Section<'_>, report: &mut Report<'_>) -> Option<Count> {
    count.check_keys(&COUNT, report);
    let bounds = (2, i64::from(Limit::MOST));
    let nth = count
        .need("nth", report)
        .and_then(|value| whole(value, bounds, report));
    let within = count
        .need("within", report)
        .and_then(|value| span(value, report));
    Some(Count {
        nth: u8::try_from(nth?).ok()?,
        within: within?,
    })
}
