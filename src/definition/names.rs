//! Names that a lead's memory knows by a digest of 32 bits (S11): models, groups, rules. Two names of one digest would share their memory, so an
//! agreement with both is refused; the versions of a folder are looked at together, since a memory outlives them.

use std::collections::{BTreeMap, BTreeSet};

use super::agreement::Draft;
use super::code::Code;
use super::problem::{Report, quoted};
use super::section::Section;
use crate::lead::definition::{DEFAULT_MODEL, Definition, Name};

/// What a name is of. Digests are compared within one of these only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Model,
    Group,
    Rule,
}

/// A name, its digest, and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Named {
    kind: Kind,
    /// The name, behind that of its model if it has one.
    name: String,
    digest: Name,
    at: usize,
}

/// All names of a definition that are known by their digests.
pub(super) fn known_by_digest(definition: &Definition, root: &Section<'_>) -> Vec<Named> {
    let mut named = Vec::new();
    for (index, model) in definition.models.iter().enumerate() {
        let section = if model.name == DEFAULT_MODEL {
            root.within("score")
        } else {
            root.within("models")
                .and_then(|models| models.within(&model.name))
        };
        let Some(section) = section else { continue };
        named.push(Named {
            kind: Kind::Model,
            name: model.name.clone(),
            digest: model.id,
            at: section.at,
        });
        for group in &model.groups {
            let groups = section.within("groups");
            named.push(Named {
                kind: Kind::Group,
                name: format!("{}/{}", model.name, group.name),
                digest: group.id,
                at: groups.map_or(section.at, |groups| groups.place(&group.name)),
            });
        }
        let places: BTreeMap<_, _> = section
            .each("rules")
            .into_iter()
            .filter_map(|rule| {
                let name = rule.get("name")?;
                Some((name.get_ref().as_str()?.to_owned(), name.span().start))
            })
            .collect();
        for rule in &definition.rules {
            if usize::from(rule.model) != index {
                continue;
            }
            named.push(Named {
                kind: Kind::Rule,
                name: format!("{}/{}", model.name, rule.name),
                digest: rule.id,
                at: places.get(&rule.name).copied().unwrap_or(section.at),
            });
        }
    }
    named
}

/// Refuses two names of one digest, wherever in the folder they stand.
pub(super) fn check(drafts: &mut [Draft<'_>]) {
    let mut first: BTreeMap<(Kind, Name), String> = BTreeMap::new();
    for draft in drafts {
        let Draft { named, report, .. } = draft;
        let mut told = BTreeSet::new();
        for name in named.iter() {
            let known = first
                .entry((name.kind, name.digest))
                .or_insert_with(|| name.name.clone());
            if *known != name.name && told.insert(name.at) {
                tell(name, known, report);
            }
        }
    }
}

fn tell(name: &Named, known: &str, report: &mut Report<'_>) {
    let message = format!(
        "{} and {} cannot be told apart: leads remember names by a short digest, and theirs is the same",
        quoted(&name.name),
        quoted(known)
    );
    report.error_with(Code::NameClash, name.at, message, "rename either of them");
}
