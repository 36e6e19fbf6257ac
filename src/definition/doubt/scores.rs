//! Scores and grades that nobody reaches, points that nobody loses, groups that change nothing.

use super::truth::{best_fit, is_always, is_never};
use crate::definition::code::Code;
use crate::definition::keys::GRADES;
use crate::definition::problem::{Report, quoted};
use crate::definition::section::Section;
use crate::lead::definition::{Decay, Definition, Grade, Model, Name, ScoreRule};
use std::collections::BTreeSet;

/// Looks at every model, and at whoever asks for a score or a grade.
pub(super) fn check(root: &Section<'_>, definition: &Definition, report: &mut Report<'_>) {
    let mql = root
        .within("stages")
        .and_then(|stages| stages.within("mql"));
    for (index, model) in (0..).zip(&definition.models) {
        let section = section_of(root, model);
        let scored = Scored::of(definition, index, model);
        if let Some(section) = &section {
            groups(section, model, &scored, report);
        }
        let own = section.filter(|section| section.get("enter").is_some());
        if let Some(asking) = own.as_ref().or_else(|| mql.as_ref().filter(|_| index == 0)) {
            threshold(asking, model, &scored, report);
            if let Some(enter) = asking.within("enter") {
                let asked = model
                    .threshold
                    .as_ref()
                    .and_then(|threshold| threshold.grade);
                grade(&enter, asked, definition, report);
            }
        } else if let Some(section) = section_of(root, model) {
            inherited(&section, definition, index, model, &scored, report);
        }
    }
    for (rule, place) in definition.pql.iter().zip(root.each("pql")) {
        grade(&place, rule.grade, definition, report);
        if let Some((of, least)) = rule.score {
            let model = &definition.models[usize::from(of)];
            let scored = Scored::of(definition, of, model);
            scored.check(least, model, place.place("score"), report);
        }
    }
}

/// Where a model is described.
fn section_of<'a>(root: &Section<'a>, model: &Model) -> Option<Section<'a>> {
    if model.name == crate::lead::definition::DEFAULT_MODEL {
        return root.within("score");
    }
    root.within("models")?.within(&model.name)
}

/// What the rules of a model can come to.
struct Scored<'a> {
    rules: Vec<&'a ScoreRule>,
    /// The most that they give, where caps bound it.
    most: Option<i64>,
}

impl<'a> Scored<'a> {
    fn of(definition: &'a Definition, index: u16, model: &Model) -> Self {
        let rules: Vec<_> = (definition.rules.iter())
            .filter(|rule| rule.model == index)
            .collect();
        let mut groups = BTreeSet::new();
        let giving = rules.iter().filter(|rule| gives(rule));
        groups.extend(giving.map(|rule| rule.group));
        let cap_of = |name: &Name| {
            let group = model.groups.iter().find(|group| group.id == *name)?;
            group.cap
        };
        // A group without a cap, or a rule without a group, bounds nothing.
        let of_groups: Option<i64> = groups.iter().map(cap_of).sum();
        let most = match (of_groups, model.cap) {
            (Some(groups), Some(cap)) => Some(groups.min(cap)),
            (groups, cap) => groups.or(cap),
        };
        Self { rules, most }
    }

    fn gives(&self) -> bool {
        self.rules.iter().any(|rule| gives(rule))
    }

    /// Whether a score is reached at all.
    fn check(&self, score: i64, model: &Model, at: usize, report: &mut Report<'_>) {
        if !self.gives() {
            let list = if model.name == crate::lead::definition::DEFAULT_MODEL {
                "`[[score.rules]]`".to_owned()
            } else {
                quoted(&format!("[[models.{}.rules]]", model.name))
            };
            report.warning(
                Code::UnreachableScore,
                at,
                "no rule gives points, so this score is never reached",
                format!("add {list}, or ask for no score"),
            );
        } else if let Some(most) = self.most.filter(|most| *most < score) {
            report.warning(
                Code::UnreachableScore,
                at,
                format!(
                    "this score is never reached: the caps allow at most {}",
                    told(most)
                ),
                "lower it, or raise `cap` of the model or of its groups",
            );
        }
    }
}

/// Whether a rule ever gives points.
fn gives(rule: &ScoreRule) -> bool {
    rule.points > 0 && !is_never(&rule.when)
}

fn threshold(asking: &Section<'_>, model: &Model, scored: &Scored<'_>, report: &mut Report<'_>) {
    let Some(threshold) = &model.threshold else {
        return;
    };
    let enter = asking.within("enter");
    let at = enter.map_or(asking.at, |enter| enter.place("score"));
    scored.check(threshold.score, model, at, report);
    let falls = |rule: &&ScoreRule| rule.points < 0 || rule.decay != Decay::None;
    if threshold.leave_below.is_some() && scored.gives() && !scored.rules.iter().any(falls) {
        report.warning(
            Code::NeverLeft,
            asking.place("leave_below"),
            "points never fade here and no rule takes any, so no score ever falls below this",
            "say `decay`, or leave `leave_below` and `held_by` out",
        );
    }
}

/// A model with the threshold of `[stages.mql]`, if it counts for anybody.
fn inherited(
    section: &Section<'_>,
    definition: &Definition,
    index: u16,
    model: &Model,
    scored: &Scored<'_>,
    report: &mut Report<'_>,
) {
    let counts = definition
        .segments
        .iter()
        .any(|segment| segment.model == index);
    let Some(threshold) = model.threshold.as_ref().filter(|_| counts) else {
        return;
    };
    let is_out_of_reach = scored.most.is_some_and(|most| most < threshold.score);
    if !scored.gives() || is_out_of_reach {
        report.warning(
            Code::UnreachableScore,
            section.at,
            format!(
                "{} never reaches the {} points that [stages.mql] asks for",
                quoted(&model.name),
                told(threshold.score)
            ),
            "say `enter` here too, or let its rules and caps give more",
        );
    }
}

fn groups(section: &Section<'_>, model: &Model, scored: &Scored<'_>, report: &mut Report<'_>) {
    let Some(groups) = section.within("groups") else {
        return;
    };
    for group in &model.groups {
        let at = groups.place(&group.name);
        if !scored.rules.iter().any(|rule| rule.group == group.id) {
            report.warning(
                Code::Unused,
                at,
                format!("no rule belongs to the group {}", quoted(&group.name)),
                "write `group = …` in its rules, or leave the group out",
            );
        } else if group.cap.is_none() {
            report.warning(
                Code::ChangesNothing,
                at,
                format!(
                    "the group {} has no cap, and so changes nothing",
                    quoted(&group.name)
                ),
                "give it a `cap`, or leave the group out",
            );
        }
    }
}

/// Warns when no lead can have the grade that is asked for. Who is graded at all has D.
fn grade(
    asking: &Section<'_>,
    asked: Option<Grade>,
    definition: &Definition,
    report: &mut Report<'_>,
) {
    let (Some(asked), Some(fit)) = (asked, &definition.fit) else {
        return;
    };
    let index = GRADES[..3].iter().position(|name| *name == asked.name());
    let Some(least) = index.map(|index| fit.least[index]) else {
        return;
    };
    let best = best_fit(&fit.rules);
    if best < least {
        report.warning(
            Code::UnreachableGrade,
            asking.place("grade"),
            format!(
                "no lead can have the grade {}: it needs {} points of fit, and all rules together give at most {}",
                asked.name(),
                told(least),
                told(best)
            ),
            "add `[[fit.rules]]`, or lower what the grade needs",
        );
    }
}

/// Whether a segment takes every lead, so that none is left for what comes after it.
pub(super) fn takes_all(definition: &Definition, until: usize) -> bool {
    let mut before = definition.segments.iter().take(until);
    before.any(|segment| is_always(&segment.when))
}

/// Milli-points as they are written.
fn told(milli: i64) -> String {
    let sign = if milli < 0 { "-" } else { "" };
    let (whole, rest) = (milli.unsigned_abs() / 1_000, milli.unsigned_abs() % 1_000);
    let number = format!("{sign}{whole}.{rest:03}");
    number
        .trim_end_matches('0')
        .trim_end_matches('.')
        .to_owned()
}
