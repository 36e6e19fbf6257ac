//! Who they are: `[fit]` with its grades and rules, and who is never a lead (G9).

use std::collections::BTreeSet;

use super::code::Code;
use super::doubt::warn_if_always;
use super::keys::{FIT, FIT_RULE, GRADE_POINTS, Keys, MOST_RULES, TRAIT_VETO, VETO};
use super::problem::{Report, quoted};
use super::scope::{Scope, Words};
use super::section::Section;
use super::typed::{name, points};
use crate::lead::definition::{Fit, FitRule, Veto};

/// What `[fit]` says.
#[derive(Clone, Debug, Default)]
pub(super) struct Read {
    /// The grades; none when nobody is graded.
    pub(super) fit: Option<Fit>,
    /// Who is never a lead.
    pub(super) vetoes: Vec<Veto>,
}

/// Reads `[fit]`.
pub(super) fn read(root: &Section<'_>, words: &Words, report: &mut Report<'_>) -> Read {
    let Some(section) = root.table("fit", FIT.title, report) else {
        return Read::default();
    };
    section.check_keys(&FIT, report);
    let vetoes = vetoes(&section, &TRAIT_VETO, Scope::Profile, words, report);
    // Vetoes alone grade nobody.
    let is_graded = section.get("rules").is_some() || section.get("vetoes").is_none();
    let grades = match section.get("grades") {
        None if !is_graded => return Read { fit: None, vetoes },
        None => section.need("grades", report).is_some(),
        Some(_) => true,
    };
    let least = grades
        .then(|| section.table("grades", GRADE_POINTS.title, report))
        .flatten()
        .and_then(|grades| least(&grades, report));
    let rules = fit_rules(&section, words, report);
    // A mistake is noted already; that the agreement means to grade is still known to what asks for a grade.
    let least = least.unwrap_or_default();
    Read {
        fit: Some(Fit { least, rules }),
        vetoes,
    }
}

/// The least points of each grade, falling.
fn least(grades: &Section<'_>, report: &mut Report<'_>) -> Option<[i64; 4]> {
    grades.check_keys(&GRADE_POINTS, report);
    let [a, b, c, d] = ["A", "B", "C", "D"].map(|grade| {
        let value = grades.need(grade, report)?;
        points(value, report)
    });
    let least = [a?, b?, c?, d?];
    if !least.is_sorted_by(|better, worse| better > worse) {
        report.error_with(
            Code::BadValue,
            grades.at,
            "the least points of the grades must fall from A to D",
            "a grade that needs as much as the better one is never given",
        );
        return None;
    }
    Some(least)
}

fn fit_rules(of: &Section<'_>, words: &Words, report: &mut Report<'_>) -> Vec<FitRule> {
    let mut names = BTreeSet::new();
    let mut rules = Vec::new();
    for rule in of.tables("rules", FIT_RULE.title, MOST_RULES, report) {
        rule.check_keys(&FIT_RULE, report);
        let name = unique_name(&rule, &mut names, report);
        let when = rule.need_predicate("when", Scope::Profile, words, report);
        let earned = rule
            .need("points", report)
            .and_then(|value| points(value, report));
        if earned == Some(0) {
            changes_nothing(rule.place("points"), report);
        }
        if let (Some(name), Some(when), Some(points)) = (name, when, earned) {
            rules.push(FitRule {
                name: name.to_owned(),
                when,
                points,
            });
        }
    }
    rules
}

/// Warns of a rule of zero points.
pub(super) fn changes_nothing(at: usize, report: &mut Report<'_>) {
    let hint = "give it points, or leave it out";
    report.warning(Code::ChangesNothing, at, "this rule changes nothing", hint);
}

/// Reads `[[vetoes]]`: what ends a lead by what it does.
pub(super) fn engagement_vetoes(
    root: &Section<'_>,
    words: &Words,
    report: &mut Report<'_>,
) -> Vec<Veto> {
    vetoes(root, &VETO, Scope::Engagement, words, report)
}

fn vetoes(
    of: &Section<'_>,
    keys: &'static Keys,
    scope: Scope,
    words: &Words,
    report: &mut Report<'_>,
) -> Vec<Veto> {
    let mut names = BTreeSet::new();
    let mut vetoes = Vec::new();
    for veto in of.tables("vetoes", keys.title, MOST_RULES, report) {
        veto.check_keys(keys, report);
        let called = unique_name(&veto, &mut names, report);
        let when = veto.need_predicate("when", scope, words, report);
        if let Some(when) = &when {
            warn_if_always(when, veto.place("when"), report);
        }
        let reason = match veto.get("reason") {
            Some(value) => name(value, report),
            None => called,
        };
        if let (Some(called), Some(when), Some(reason)) = (called, when, reason) {
            vetoes.push(Veto {
                name: called.to_owned(),
                when,
                reason: reason.to_owned(),
            });
        }
    }
    vetoes
}

/// The name of a rule; in its list no other may have it, since a rule is known by its name (S11).
pub(super) fn unique_name<'a>(
    rule: &Section<'a>,
    names: &mut BTreeSet<&'a str>,
    report: &mut Report<'_>,
) -> Option<&'a str> {
    let name = rule.need_name("name", report)?;
    if !names.insert(name) {
        report.error_with(
            Code::NameTaken,
            rule.place("name"),
            format!("the name {} is taken by another one above", quoted(name)),
            "each is known by its name: give each its own",
        );
        return None;
    }
    Some(name)
}

/// Refuses a grade that is asked for where nobody is graded.
pub(super) fn check_grades_asked(root: &Section<'_>, is_graded: bool, report: &mut Report<'_>) {
    if is_graded {
        return;
    }
    let models = root.within("models");
    let models = models.iter().flat_map(|models| {
        let names = models.entries().into_iter();
        names.filter_map(|(name, ..)| models.within(name))
    });
    let stages = root.within("stages");
    let mql = stages.and_then(|stages| stages.within("mql"));
    let enters = models.chain(mql).filter_map(|of| of.within("enter"));
    for asking in enters.chain(root.each("pql")) {
        if let Some(grade) = asking.get("grade") {
            report.error_with(
                Code::Contradiction,
                grade.span().start,
                "a grade is asked for, and this agreement grades nobody",
                "add `[fit]`, or leave the grade out",
            );
        }
    }
}
