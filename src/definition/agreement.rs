//! One agreement file, from its text to a compiled [`Definition`]: the head, who fits, what earns points, who raises a hand.
//!
//! Stages, reasons and clocks are read by [`stages`](super::stages) and [`clocks`](super::clocks). What an agreement may say stands in
//! `docs/definition.md`; what is wrong with one is noted in the [`Report`], all of it at once (D3).

use std::collections::BTreeSet;

use toml::de::{DeTable, DeValue};
use xxhash_rust::xxh3::xxh3_64;

use super::clocks;
use super::problem::{Report, quoted};
use super::scope::Scope;
use super::section::{
    Keys, Section, as_table, list, mistyped, name, points, span, text, unsupported, whole,
};
use super::stages;
use crate::lead::definition::{Definition, Fit, FitRule, Graph, HandRaise, ScoreRule};
use crate::lead::predicate::Predicate;
use crate::time::zone::Zone;
use crate::time::{Span, Timestamp};

/// The most rules of one list. An engagement is tried against each that can match its kind, so that this bounds the work per event.
const MOST_RULES: usize = 1000;

/// The most bytes of the reason for a version.
const LONGEST_WHY: usize = 2000;

/// The shortest half-life: below it a score would be gone before anyone could read it.
const SHORTEST_HALF_LIFE: Span = Span::from_secs(1);

const FILE: Keys = Keys {
    known: &[
        "version",
        "effective_from",
        "agreed_by",
        "why",
        "zone",
        "fit",
        "score",
        "hand_raises",
        "stages",
        "reasons",
        "clocks",
    ],
    later: &[
        "promises",
        "calendars",
        "money",
        "models",
        "segments",
        "vetoes",
        "pql",
        "graph",
    ],
};
const FIT: Keys = Keys {
    known: &["grades", "rules"],
    later: &["vetoes", "models"],
};
const SCORE: Keys = Keys {
    known: &["decay", "rules"],
    later: &["cap", "floor", "groups", "vetoes", "models"],
};
const SCORE_RULE: Keys = Keys {
    known: &["name", "when", "points"],
    later: &["limit", "count", "group", "decay", "do", "model"],
};
const FIT_RULE: Keys = Keys {
    known: &["name", "when", "points"],
    later: &["model"],
};
const HAND_RAISE: Keys = Keys {
    known: &["name", "when", "to"],
    later: &["limit", "model"],
};
const DECAY: Keys = Keys {
    known: &["half_life"],
    later: &["linear", "expiry"],
};
const GRADES: Keys = Keys {
    known: &["A", "B", "C", "D"],
    later: &[],
};

/// What the versions of one folder are compared by; each with its place in the file.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Head {
    /// The number of the version.
    pub(super) version: Option<(u32, usize)>,
    /// From when on it judges.
    pub(super) effective_from: Option<(Timestamp, usize)>,
}

/// Reads the file that `report` was made for. No definition when anything in it is wrong; the head as far as it can be read.
pub(super) fn read(report: &mut Report<'_>, graph: &Graph) -> (Head, Option<Definition>) {
    let (root, mistakes) = DeTable::parse_recoverable(report.text());
    if !mistakes.is_empty() {
        // What follows from a damaged file is noise: its grammar first.
        for mistake in &mistakes {
            let at = mistake.span().map_or(0, |span| span.start);
            report.error(
                at,
                format!("this is not TOML: {}", one_line(mistake.message())),
            );
        }
        return (Head::default(), None);
    }
    let root = Section::new("an agreement".to_owned(), 0, root.get_ref());
    root.check_keys(FILE, report);
    let head = head(&root, report);
    signatures(&root, report);
    let fit = root
        .table("fit", "[fit]", report)
        .and_then(|fit| read_fit(&fit, graph, report));
    let score = root.table("score", "[score]", report);
    let (half_life, rules) = score.map_or_else(
        || (None, Vec::new()),
        |score| read_score(&score, graph, report),
    );
    let hand_raises = hand_raises(&root, graph, report);
    let stages = stages::read(&root, graph, report);
    let reasons = stages::reasons(&root, report);
    let clocks = clocks::read(&root, graph, report);
    let has_fit = root.get("fit").is_some();
    stages::check(&stages, has_fit, fit.as_ref(), &rules, &clocks, report);
    let definition = Definition {
        version: head.version.map_or(0, |(version, _)| version),
        effective_from: head.effective_from.map_or(Timestamp::MIN, |(at, _)| at),
        digest: xxh3_64(report.text().as_bytes()),
        fit,
        half_life,
        rules,
        hand_raises,
        mql: stages.mql.map(|mql| mql.threshold),
        on_recycle: stages.on_recycle,
        clocks: clocks.into_iter().map(|clock| clock.policy).collect(),
        reasons,
    };
    (head, (report.errors() == 0).then_some(definition))
}

/// The library writes some of its messages over several lines.
fn one_line(message: &str) -> String {
    message.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn head(root: &Section<'_>, report: &mut Report<'_>) -> Head {
    let version = root.need("version", report).and_then(|value| {
        let at = value.span().start;
        let version = u32::try_from(whole(value, report)?).ok().filter(|&v| v > 0);
        if version.is_none() {
            report.error(at, format!("a version is a number from 1 to {}", u32::MAX));
        }
        Some((version?, at))
    });
    let effective_from = root.need("effective_from", report).and_then(|value| {
        let at = value.span().start;
        let hint =
            "write it with its offset and without quotation marks: 2026-04-01T00:00:00+02:00";
        let DeValue::Datetime(datetime) = value.get_ref() else {
            return mistyped(value, "an instant", hint, report);
        };
        // The library checks the parts; an instant needs all three of them.
        let instant = Timestamp::parse(&datetime.to_string())
            .ok()
            .filter(|instant| {
                (Timestamp::EARLIEST_EVENT..=Timestamp::LATEST_EVENT).contains(instant)
            });
        if instant.is_none() {
            report.error_with(at, "this is not an instant", hint);
        }
        Some((instant?, at))
    });
    Head {
        version,
        effective_from,
    }
}

/// Who agreed, why, and the zone of calendar days: for people and for later; checked now, so that they can be relied on then.
fn signatures(root: &Section<'_>, report: &mut Report<'_>) {
    const SIDES: [&str; 2] = ["marketing", "sales"];
    let agreed_by = root.get("agreed_by");
    let mut missing = SIDES.to_vec();
    if let Some(parties) = agreed_by.and_then(|value| list(value, report)) {
        for party in parties {
            if let Some(party) = name(party, report) {
                missing.retain(|side| *side != party);
            }
        }
    }
    if !missing.is_empty() {
        report.warning(
            agreed_by.map_or(root.at, |value| value.span().start),
            format!("{} has not agreed to this version", missing.join(" and ")),
            "an agreement of one side is none: `agreed_by = [\"marketing\", \"sales\"]`",
        );
    }
    if let Some(value) = root.get("why")
        && text(value, report).is_some_and(|why| why.len() > LONGEST_WHY)
    {
        let message = format!("the reason for a version has at most {LONGEST_WHY} bytes");
        report.error(value.span().start, message);
    }
    if let Some(value) = root.get("zone")
        && text(value, report).is_some_and(|zone| Zone::named(zone).is_err())
    {
        let hint = "write an IANA name, such as `Europe/Berlin` or `UTC`";
        report.error_with(value.span().start, "this is not the name of a zone", hint);
    }
}

fn read_fit(fit: &Section<'_>, graph: &Graph, report: &mut Report<'_>) -> Option<Fit> {
    fit.check_keys(FIT, report);
    let least = fit
        .need("grades", report)
        .and_then(|value| as_table(value, "`grades`", report))
        .and_then(|grades| least(&grades, report));
    let rules: Vec<_> = rules(
        fit,
        "[[fit.rules]]",
        FIT_RULE,
        Scope::Profile,
        graph,
        report,
    )
    .into_iter()
    .map(|(name, when, points)| FitRule { name, when, points })
    .collect();
    Some(Fit {
        least: least?,
        rules,
    })
}

/// The least points of each grade, falling.
fn least(grades: &Section<'_>, report: &mut Report<'_>) -> Option<[i64; 4]> {
    grades.check_keys(GRADES, report);
    let [a, b, c, d] = ["A", "B", "C", "D"].map(|grade| {
        let value = grades.need(grade, report)?;
        points(value, report)
    });
    let least = [a?, b?, c?, d?];
    if !least.is_sorted_by(|better, worse| better > worse) {
        report.error_with(
            grades.at,
            "the least points of the grades must fall from A to D",
            "a grade that needs as much as the better one is never given",
        );
        return None;
    }
    Some(least)
}

fn read_score(
    score: &Section<'_>,
    graph: &Graph,
    report: &mut Report<'_>,
) -> (Option<Span>, Vec<ScoreRule>) {
    score.check_keys(SCORE, report);
    let half_life = half_life(score, report);
    let title = "[[score.rules]]";
    let rules = rules(score, title, SCORE_RULE, Scope::Engagement, graph, report)
        .into_iter()
        .map(|(name, when, points)| ScoreRule { name, when, points })
        .collect();
    (half_life, rules)
}

fn half_life(score: &Section<'_>, report: &mut Report<'_>) -> Option<Span> {
    let value = score.get("decay")?;
    let hint = "write `{ half_life = \"30 days\" }` or \"none\"";
    let at = value.span().start;
    let table = match value.get_ref() {
        DeValue::Table(table) => Section::new("`decay`".to_owned(), at, table),
        DeValue::String(word) if word == "none" => return None,
        DeValue::String(word) => {
            report.error_with(at, format!("{} is no `decay`", quoted(word)), hint);
            return None;
        }
        DeValue::Integer(_)
        | DeValue::Float(_)
        | DeValue::Boolean(_)
        | DeValue::Datetime(_)
        | DeValue::Array(_) => return mistyped(value, "a table", hint, report),
    };
    let errors = report.errors();
    table.check_keys(DECAY, report);
    if table.get("half_life").is_none() && report.errors() > errors {
        // `linear` and its like are refused already; that the half-life is missing is no second mistake.
        return None;
    }
    let value = table.need("half_life", report)?;
    let half_life = span(value, report)?;
    if half_life < SHORTEST_HALF_LIFE {
        report.error(value.span().start, "a half-life is at least one second");
        return None;
    }
    Some(half_life)
}

/// The rules of a list: name, test, milli-points.
fn rules(
    of: &Section<'_>,
    title: &str,
    keys: Keys,
    scope: Scope,
    graph: &Graph,
    report: &mut Report<'_>,
) -> Vec<(String, Predicate, i64)> {
    let mut names = BTreeSet::new();
    let mut rules = Vec::new();
    for rule in of.tables("rules", title, MOST_RULES, report) {
        rule.check_keys(keys, report);
        let name = unique_name(&rule, &mut names, report);
        let when = rule.need_predicate("when", scope, graph, report);
        let earned = rule.need("points", report).and_then(|value| {
            let earned = points(value, report)?;
            if earned == 0 {
                let hint = "give it points, or leave it out";
                report.warning(value.span().start, "this rule changes nothing", hint);
            }
            Some(earned)
        });
        if let (Some(name), Some(when), Some(points)) = (name, when, earned) {
            rules.push((name.to_owned(), when, points));
        }
    }
    rules
}

/// The name of a rule; in its list no other may have it, since a rule is known by its name (S11).
fn unique_name<'a>(
    rule: &Section<'a>,
    names: &mut BTreeSet<&'a str>,
    report: &mut Report<'_>,
) -> Option<&'a str> {
    let name = rule.need_name("name", report)?;
    if !names.insert(name) {
        let at = rule.get("name").map_or(rule.at, |value| value.span().start);
        report.error_with(
            at,
            format!("the name {} is taken by a rule above", quoted(name)),
            "a rule is known by its name: give each its own",
        );
        return None;
    }
    Some(name)
}

fn hand_raises(root: &Section<'_>, graph: &Graph, report: &mut Report<'_>) -> Vec<HandRaise> {
    let mut names = BTreeSet::new();
    let mut hand_raises = Vec::new();
    for entry in root.tables("hand_raises", "[[hand_raises]]", MOST_RULES, report) {
        entry.check_keys(HAND_RAISE, report);
        let name = unique_name(&entry, &mut names, report);
        let when = entry.need_predicate("when", Scope::Engagement, graph, report);
        if let Some(value) = entry.need("to", report)
            && let Some(stage) = text(value, report)
            && stage != "mql"
        {
            let what = format!("a hand-raise to {}", quoted(stage));
            unsupported(&what, value.span().start, report);
        }
        if let (Some(name), Some(when)) = (name, when) {
            hand_raises.push(HandRaise {
                name: name.to_owned(),
                when,
            });
        }
    }
    hand_raises
}
