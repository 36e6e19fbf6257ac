//! What a name in an agreement means: in words, with an example in numbers, what it belongs to, and how it changed over the versions.
//!
//! A name may be that of several things, such as a rule in two models: all of them are explained. `examples.rs` computes the examples with the
//! very code that scores leads and counts working time.

mod belongs;
mod examples;

#[cfg(test)]
mod tests;

use super::describe::words::named;
use super::describe::{Facet, Part, Thing, Value, things};
use super::diff::{Change, diff, since};
use super::problem::nearest;
use crate::lead::definition::{DEFAULT_MODEL, Definition, Definitions};
use crate::lead::event::Outcome;

/// One thing, explained.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explained {
    /// What it is.
    pub part: Part,
    /// Its name.
    pub name: String,
    /// The model it belongs to, if it belongs to one of several.
    pub model: Option<String>,
    /// What a sentence about it begins with: "the rule `pricing page`".
    pub subject: String,
    /// The version that is explained.
    pub version: u32,
    /// From when on that judges.
    pub since: String,
    /// What it means, a half-sentence each.
    pub means: Vec<String>,
    /// Examples in numbers.
    pub examples: Vec<String>,
    /// What it belongs to, and what belongs to it.
    pub belongs: Vec<String>,
    /// The versions in which it changed, the first of them when it came.
    pub history: Vec<Past>,
}

/// What one version did to a thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Past {
    /// The version.
    pub version: u32,
    /// From when on it judged.
    pub since: String,
    /// What was different in it.
    pub told: String,
}

/// Nothing has the name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// The name that was probably meant.
    pub nearest: Option<String>,
    /// The newest other version that has a thing of that name.
    pub in_version: Option<u32>,
    /// All names of the version, in order.
    pub names: Vec<String>,
}

/// Explains what has that name in a version: by the thing's own name, `MODEL/NAME`, a reason code, or for what there is one of the word for it,
/// such as `path`.
///
/// # Errors
/// What is near when nothing has it.
pub fn explain(
    definitions: &Definitions,
    version: &Definition,
    name: &str,
) -> Result<Vec<Explained>, Unknown> {
    let all = things(version);
    let found: Vec<Explained> = all
        .iter()
        .filter(|thing| is_called(thing, name))
        .map(|thing| explained(definitions, version, thing))
        .collect();
    let found = if found.is_empty() {
        reasons(definitions, version, &all, name)
    } else {
        found
    };
    if found.is_empty() {
        return Err(unknown(definitions, version, &all, name));
    }
    Ok(found)
}

fn is_called(thing: &Thing, name: &str) -> bool {
    let own = if thing.name.is_empty() {
        thing.part.name()
    } else {
        &thing.name
    };
    if own.eq_ignore_ascii_case(name) {
        return true;
    }
    let within = name.split_once('/');
    within.is_some_and(|(model, rest)| {
        rest.eq_ignore_ascii_case(own)
            && thing
                .model
                .as_deref()
                .is_some_and(|of| of.eq_ignore_ascii_case(model))
    })
}

fn explained(definitions: &Definitions, version: &Definition, thing: &Thing) -> Explained {
    let told = thing.facets.iter().filter(|facet| !facet.is_default);
    Explained {
        part: thing.part,
        name: thing.name.clone(),
        model: thing.model.clone(),
        subject: thing.subject(),
        version: version.version,
        since: since(version),
        means: told
            .map(Facet::text)
            .chain(belongs::unsaid(version, thing))
            .collect(),
        examples: examples::of(version, thing),
        belongs: belongs::of(version, thing),
        history: history(definitions, thing),
    }
}

/// How the thing came to be what it is: its changes, from version to version.
fn history(definitions: &Definitions, thing: &Thing) -> Vec<Past> {
    let mut past = Vec::new();
    let versions = definitions.versions();
    if let Some(first) = versions.first()
        && things(first).iter().any(|old| old.key() == thing.key())
    {
        past.push(Past {
            version: first.version,
            since: since(first),
            told: "Was there from the first version on.".to_owned(),
        });
    }
    for pair in versions.windows(2) {
        let changes = diff(&pair[0], &pair[1]).changes;
        let own = (changes.into_iter())
            .filter(|change| is_of(change, thing) || is_part_of(change, thing));
        past.extend(own.map(|change| {
            Past {
                version: pair[1].version,
                since: since(&pair[1]),
                told: format!("{} {}", change.sentence, change.whom)
                    .trim_end()
                    .to_owned(),
            }
        }));
    }
    past
}

/// Whether a change is of what an agreement writes with a stage: the way into `mql` by points, what an entry into `recycled` does.
fn is_part_of(change: &Change, thing: &Thing) -> bool {
    match (thing.part, change.part) {
        (Part::Stage, Part::Threshold) => thing.name == "mql",
        (Part::Stage, Part::Recycle) => thing.name == "recycled",
        (Part::Model, Part::Threshold) => {
            change.model.as_deref().unwrap_or(DEFAULT_MODEL) == thing.name
        }
        _ => false,
    }
}

fn is_of(change: &Change, thing: &Thing) -> bool {
    let changed = Thing {
        part: change.part,
        name: change.name.clone(),
        model: change.model.clone(),
        facets: Vec::new(),
    };
    changed.key() == thing.key()
}

/// Reason codes: they are members of their outcome's list.
fn reasons(
    definitions: &Definitions,
    version: &Definition,
    all: &[Thing],
    code: &str,
) -> Vec<Explained> {
    let mut found = Vec::new();
    for list in &version.reasons {
        let Some(reason) = list.codes.iter().find(|reason| reason.code == code) else {
            continue;
        };
        let of_list =
            |thing: &&Thing| thing.part == Part::Reasons && thing.name == list.outcome.name();
        let Some(thing) = all.iter().find(of_list) else {
            continue;
        };
        let outcome = named(list.outcome.name());
        let mut means = vec![format!("is a reason that {outcome} may give")];
        means.extend(
            reason
                .group
                .as_ref()
                .map(|group| format!("is of the group {}", named(group))),
        );
        found.push(Explained {
            name: code.to_owned(),
            subject: format!("the reason {}", named(code)),
            means,
            belongs: vec![format!("the reasons of {outcome}: {}", codes(thing))],
            history: came(definitions, list.outcome, code),
            ..explained(definitions, version, thing)
        });
    }
    found
}

/// In which version a reason came, and in which it came again.
fn came(definitions: &Definitions, outcome: Outcome, code: &str) -> Vec<Past> {
    let has = |version: &Definition| {
        let list = version.reasons_of(outcome);
        list.is_some_and(|list| list.codes.iter().any(|reason| reason.code == code))
    };
    let mut past = Vec::new();
    let mut was_there = false;
    for (place, version) in definitions.versions().iter().enumerate() {
        let is_there = has(version);
        if is_there != was_there {
            let told = match (is_there, place) {
                (true, 0) => "Was there from the first version on.",
                (true, _) => "Came with this version.",
                (false, _) => "Was dropped by this version.",
            };
            past.push(Past {
                version: version.version,
                since: since(version),
                told: told.to_owned(),
            });
        }
        was_there = is_there;
    }
    past
}

fn codes(thing: &Thing) -> String {
    let codes = thing.facet("codes").map(|facet| &facet.value);
    codes.map_or_else(String::new, Value::text)
}

fn unknown(definitions: &Definitions, version: &Definition, all: &[Thing], name: &str) -> Unknown {
    let mut names: Vec<String> = all
        .iter()
        .map(|thing| match thing.name.as_str() {
            "" => thing.part.name().to_owned(),
            name => name.to_owned(),
        })
        .collect();
    let codes = version.reasons.iter().flat_map(|list| &list.codes);
    let codes: Vec<&str> = codes.map(|reason| reason.code.as_str()).collect();
    let lower = name.to_lowercase();
    let candidates = names.iter().map(String::as_str).chain(codes);
    let nearest = nearest(&lower, candidates).map(str::to_owned);
    let elsewhere = definitions.versions().iter().rev().find(|other| {
        other.version != version.version && things(other).iter().any(|thing| is_called(thing, name))
    });
    names.dedup();
    Unknown {
        nearest,
        in_version: elsewhere.map(|other| other.version),
        names,
    }
}
