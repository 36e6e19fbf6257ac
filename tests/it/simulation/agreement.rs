//! Random agreements: thresholds so low and spans so short that everything an agreement can say is met within one story.
//!
//! All versions of one agreement share the names of stages, models, groups, rules and clocks, and differ in what they say about them.

mod promises;
mod scoring;
mod stages;

use super::random::Random;
use crate::model::calendar::{add, period_start};
use crate::model::event::OwnedEngagement;
use leadfold::lead::definition::{
    Decay, Definition, Definitions, OnRecycle, Reason, ReasonList, Window,
};
use leadfold::lead::event::Outcome;
use leadfold::lead::predicate::{Field, Literal, Predicate};
use leadfold::time::zone::{Period, Zone};
use leadfold::time::{Span, Timestamp};
use std::fmt::Write;

/// Zones with whole hours, halves and odd ones, whose clocks change by an hour or half of one, at night or around midnight.
const ZONES: [&str; 7] = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "America/St_Johns",
    "America/Sao_Paulo",
];

/// One to four versions, the later ones taking effect while things happen; `tempo` is the usual time between two events.
pub(super) fn agreements(random: &mut Random, start: Timestamp, tempo: Span) -> Definitions {
    let mut effective_from = start - Span::from_days(1);
    if random.percent(20) {
        // Some events precede the first version: it judges them all the same (F10).
        effective_from = start + several(random, tempo, 5);
    }
    let names = stages::names(random);
    let mut versions = Vec::new();
    for number in 1..=u32::try_from(random.between(1, 4)).expect("a small number") {
        let mut version = agreement(random, &names, start, tempo);
        version.version = number;
        version.effective_from = effective_from;
        versions.push(version);
        effective_from = start.max(effective_from) + several(random, tempo, 25);
    }
    Definitions::new(versions)
}

/// For the printed script.
pub(super) fn print(definitions: &Definitions) -> String {
    let mut told = String::new();
    for version in definitions.versions() {
        // Writing into a String cannot fail.
        writeln!(
            told,
            "version {} from {}: {version:?}",
            version.version, version.effective_from
        )
        .unwrap_or_default();
    }
    told
}

/// An instant at which something may happen because something else happened at `start`: a promise due, the end of a cool-down or a timeout, a day's
/// beginning.
pub(super) fn instant_after(
    random: &mut Random,
    definitions: &Definitions,
    start: Timestamp,
) -> Timestamp {
    let version = &definitions.versions()[random.below(definitions.versions().len())];
    match random.below(10) {
        0..5 if !version.clocks.is_empty() => {
            let clock = &version.clocks[random.below(version.clocks.len())];
            let target = &clock.targets[random.below(clock.targets.len())];
            let calendar = target.calendar.map(|place| version.calendar(place));
            add(calendar, start, target.within).min(start + Span::from_days(30))
        }
        5 => {
            let (period, zone) = (Period::Day, Zone::named(random.pick(&ZONES)));
            let later = start + Span::from_days(random.between(0, 2));
            period_start(&zone.expect("a zone of the list"), period, later)
        }
        6 => version.effective_from,
        7 => start + version.cool_down.unwrap_or(Span::ZERO),
        _ => {
            let timeouts = version.graph.stages.iter().filter_map(|rule| rule.timeout);
            let spans: Vec<Span> = timeouts.map(|timeout| timeout.after).collect();
            let chosen = random.below(spans.len().max(1));
            start + spans.get(chosen).copied().unwrap_or(Span::ZERO)
        }
    }
}

/// When a window closes that some rule opens at an engagement, or what it earned has faded.
pub(super) fn window_after(
    random: &mut Random,
    definitions: &Definitions,
    engagement: &OwnedEngagement,
    start: Timestamp,
) -> Timestamp {
    let rules = definitions.versions().iter().flat_map(|v| &v.rules);
    let mut spans: Vec<Span> = Vec::new();
    for rule in rules.filter(|rule| rule.when.holds(engagement)) {
        match rule.decay {
            Decay::None => {}
            Decay::HalfLife(span) | Decay::Linear(span) | Decay::Expiry(span) => spans.push(span),
        }
        // Twice, so that windows are as likely as fades.
        let window = rule.limit.and_then(|limit| match limit.per {
            Window::Rolling(span) => Some(span),
            Window::Calendar(_) | Window::Cycle | Window::Ever => None,
        });
        for span in window
            .into_iter()
            .chain(rule.count.map(|count| count.within))
        {
            spans.extend([span, span]);
        }
    }
    let chosen = random.below(spans.len().max(1));
    start + spans.get(chosen).copied().unwrap_or(Span::ZERO)
}

fn several(random: &mut Random, tempo: Span, most: i64) -> Span {
    Span::from_millis(random.between(1, tempo.as_millis() * most))
}

fn agreement(
    random: &mut Random,
    names: &[&'static str],
    start: Timestamp,
    tempo: Span,
) -> Definition {
    let calendars = promises::calendars(random, start, tempo);
    let working: Vec<u16> = (0..).take(calendars.len()).collect();
    let models = scoring::models(random);
    let mut segments = scoring::segments(random, models.len());
    segments.truncate(random.below(3));
    Definition {
        digest: random.next(),
        zone: Zone::named(random.pick(&ZONES)).expect("a zone of the list"),
        graph: stages::graph(random, names, tempo, &working),
        fit: random.percent(55).then(|| scoring::fit(random)),
        trait_vetoes: scoring::trait_vetoes(random),
        engagement_vetoes: scoring::engagement_vetoes(random),
        segments,
        rules: scoring::rules(random, &models, tempo),
        hand_raises: scoring::hand_raises(random, models.len()),
        pql: scoring::pql(random, models.len()),
        models,
        on_recycle: match random.below(3) {
            0 => OnRecycle::Reset,
            1 => OnRecycle::Reduce {
                keep: u8::try_from(random.between(1, 99)).expect("a percentage"),
            },
            _ => OnRecycle::Keep,
        },
        cool_down: random.percent(40).then(|| several(random, tempo, 12)),
        calendars,
        clocks: promises::clocks(random, tempo, &working),
        reasons: reasons(random),
        ..Definition::default()
    }
}

fn reasons(random: &mut Random) -> Vec<ReasonList> {
    let listed = [
        Outcome::Reject,
        Outcome::Recycle,
        Outcome::Disqualify,
        Outcome::Win,
        Outcome::Override,
    ];
    let mut lists = Vec::new();
    for outcome in listed {
        if random.percent(50) {
            let mut code = |code: &str| Reason {
                code: code.to_owned(),
                group: random.percent(50).then(|| "procedural".to_owned()),
            };
            let codes = vec![code("budget"), code("timing")];
            lists.push(ReasonList {
                outcome,
                required: random.percent(60),
                codes,
            });
        }
    }
    lists
}

fn is(field: Field, value: &str) -> Predicate {
    Predicate::Equals(field, Literal::Text(value.to_owned()))
}

fn one_of(field: Field, values: &[&str]) -> Predicate {
    let literals = values
        .iter()
        .map(|value| Literal::Text((*value).to_owned()));
    Predicate::In(field, literals.collect())
}

fn all(parts: &[&Predicate]) -> Predicate {
    Predicate::All(parts.iter().map(|&part| part.clone()).collect())
}

fn not(inner: &Predicate) -> Predicate {
    Predicate::Not(Box::new(inner.clone()))
}
