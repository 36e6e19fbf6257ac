//! What they do: the models `[score]` and `[models.*]`, their caps and groups, and the rules that earn (S2, S3).
//!
//! Limits, counts and fades of a rule are read by [`rules`](super::rules), thresholds by [`thresholds`](super::thresholds).

use super::code::Code;
use super::keys::{GROUP, GROUPS, Keys, MODEL, MODELS, MOST_GROUPS, MOST_MODELS, SCORE};
use super::problem::Report;
use super::rules;
use super::scope::Words;
use super::section::Section;
use super::thresholds;
use super::typed::{as_table, is_name, points, points_above_zero};
use crate::lead::definition::{
    DEFAULT_MODEL, Decay, Definition, Group, Model, Name, ScoreRule, Threshold,
};
use crate::lead::predicate::Predicate;
use std::collections::BTreeSet;

/// The most rules of all models together, and the most kinds of engagement that they name: the index of rules by kind (D4) holds no more
/// than their product.
const MOST_RULES_IN_ALL: usize = 2000;
const MOST_KINDS: usize = 2000;

/// A model by its name, before it is read.
#[derive(Clone, Debug)]
pub(super) struct Named<'a> {
    /// How people call it.
    pub(super) name: &'a str,
    section: Option<Section<'a>>,
    keys: &'static Keys,
}

/// What the models say.
#[derive(Clone, Debug, Default)]
pub(super) struct Read {
    /// The default one first, the others in the order of the file.
    pub(super) models: Vec<Model>,
    /// Of all models, in that order.
    pub(super) rules: Vec<ScoreRule>,
}

/// The models that an agreement names; the default one always.
pub(super) fn model_names<'a>(root: &Section<'a>, report: &mut Report<'_>) -> Vec<Named<'a>> {
    let mut models = vec![Named {
        name: DEFAULT_MODEL,
        section: root.table("score", SCORE.title, report),
        keys: &SCORE,
    }];
    let Some(section) = root.table("models", MODELS.title, report) else {
        return models;
    };
    for (name, at, value) in section.entries_up_to(MOST_MODELS, "models", report) {
        if name == DEFAULT_MODEL {
            let message = "the default model is `[score]`";
            let hint = "write its keys there, or give this model another name";
            report.error_with(Code::NameTaken, at, message, hint);
        } else if is_name(name, at, report)
            && let Some(section) = as_table(value, &format!("[models.{name}]"), report)
        {
            models.push(Named {
                name,
                section: Some(section),
                keys: &MODEL,
            });
        }
    }
    models
}

/// Reads all models.
pub(super) fn read(named: &[Named<'_>], words: &Words, report: &mut Report<'_>) -> Read {
    let mut read = Read::default();
    for (index, named) in (0..).zip(named) {
        let Some(section) = &named.section else {
            read.models.push(Model::named(named.name));
            continue;
        };
        section.check_keys(named.keys, report);
        let model = model(section, named.name, report);
        let list = rules::List {
            model: (index, &model),
            decay: rules::decay(section, report).unwrap_or(Decay::None),
        };
        let rules = list.read(section, words, report);
        read.rules.extend(rules);
        read.models.push(model);
    }
    read
}

fn model(section: &Section<'_>, name: &str, report: &mut Report<'_>) -> Model {
    let mut model = Model::named(name);
    model.cap = section.get("cap").and_then(|value| {
        let hint = "with a cap of 0 nobody would ever have points";
        points_above_zero(value, "a cap", hint, report)
    });
    model.floor = section.get("floor").and_then(|value| {
        let floor = points(value, report)?;
        if floor > 0 {
            report.error_with(
                Code::BadValue,
                value.span().start,
                "a floor is 0 or below",
                "above 0 everybody would have points before doing anything",
            );
            return None;
        }
        Some(floor)
    });
    model.groups = groups(section, name, report);
    if section.get("enter").is_some() || section.get("leave_below").is_some() {
        model.threshold = thresholds::read(section, report);
    } else {
        thresholds::check_alone(section, report);
    }
    model
}

fn groups(of: &Section<'_>, model: &str, report: &mut Report<'_>) -> Vec<Group> {
    let Some(section) = of.table("groups", GROUPS.title, report) else {
        return Vec::new();
    };
    let mut groups = Vec::new();
    for (name, at, value) in section.entries_up_to(MOST_GROUPS, "groups", report) {
        let title = format!("{}.groups.{name}]", of.title.trim_end_matches(']'));
        if !is_name(name, at, report) {
            continue;
        }
        let Some(group) = as_table(value, &title, report) else {
            continue;
        };
        group.check_keys(&GROUP, report);
        let cap = group.get("cap").and_then(|value| {
            let hint = "with a cap of 0 its rules would earn nothing";
            points_above_zero(value, "a cap", hint, report)
        });
        groups.push(Group {
            name: name.to_owned(),
            id: Name::of(model, name),
            cap,
        });
    }
    groups
}

/// A model without a threshold of its own has that of `[stages.mql]`.
pub(super) fn inherit(models: &mut [Model], threshold: Option<Threshold>) {
    for model in models {
        if model.threshold.is_none() {
            model.threshold.clone_from(&threshold);
        }
    }
}

/// Refuses more rules and kinds than the index of rules by kind can hold in little memory.
pub(super) fn check_size(root: &Section<'_>, definition: &Definition, report: &mut Report<'_>) {
    if definition.rules.len() > MOST_RULES_IN_ALL {
        let message = format!("all models together have at most {MOST_RULES_IN_ALL} rules");
        report.error(Code::OutOfBounds, root.place("models"), message);
    }
    let rules = definition.rules.iter().map(|rule| &rule.when);
    let raises = definition.hand_raises.iter().map(|raise| &raise.when);
    let vetoes = definition.engagement_vetoes.iter().map(|veto| &veto.when);
    let tests = rules.chain(raises).chain(vetoes);
    let kinds: BTreeSet<&str> = tests.filter_map(Predicate::kinds).flatten().collect();
    if kinds.len() > MOST_KINDS {
        let message = format!("all rules together name at most {MOST_KINDS} kinds of engagement");
        report.error(Code::OutOfBounds, root.place("score"), message);
    }
}
