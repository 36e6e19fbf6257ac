//! What changes between two versions of an agreement, in words, and for whom: not a difference of texts but of what is meant.
//!
//! The things of both versions are matched by part, model and name, their facets compared. A sentence tells what is different; another one, where
//! it is needed, for which leads and from when on (D1, S11). `whom.rs` has those.

mod sentence;
mod whom;

#[cfg(test)]
pub(super) mod tests;

use super::describe::words::named;
use super::describe::{Facet, Key, ORDER, Part, TARGET_ORDER, Thing, Value, things};
use crate::lead::definition::Definition;
use crate::time::Timestamp;
use std::collections::HashMap;

/// What two versions differ in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diff {
    /// The version that was.
    pub from: VersionHead,
    /// The version that will be.
    pub to: VersionHead,
    /// In the order in which people read an agreement.
    pub changes: Vec<Change>,
    /// What happens when the later version takes effect.
    pub closing: Vec<String>,
}

/// How a version is told apart from others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionHead {
    /// Its number.
    pub version: u32,
    /// From when on it judges.
    pub effective_from: Timestamp,
    /// The same as the wall clock of its zone shows it: `2026-04-01 00:00 (Europe/Berlin)`.
    pub since: String,
    /// Who agreed.
    pub agreed_by: Vec<String>,
    /// Why it exists.
    pub why: Option<String>,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Of what.
    pub part: Part,
    /// Its name, the new one when it was renamed; empty for what there is one of.
    pub name: String,
    /// The model it belongs to, if it belongs to one.
    pub model: Option<String>,
    /// Which kind.
    pub kind: ChangeKind,
    /// What is different about it.
    pub fields: Vec<FieldChange>,
    /// What changes.
    pub sentence: String,
    /// For whom, and what becomes of what was; empty when that goes without saying.
    pub whom: String,
}

/// What became of a thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// It is new.
    Added,
    /// It is no more.
    Removed,
    /// It is the same with another name; the old one.
    Renamed(String),
    /// It is still there, and something about it is different.
    Changed,
}

impl ChangeKind {
    /// Its word.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Renamed(_) => "renamed",
            Self::Changed => "changed",
        }
    }
}

/// One field that is different.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldChange {
    /// Which.
    pub field: String,
    /// What it was, in words; none when it was not there.
    pub before: Option<String>,
    /// What it will be; none when it is no more.
    pub after: Option<String>,
}

/// A thing of which something is different.
struct Pair<'t> {
    before: &'t Thing,
    after: &'t Thing,
    /// What is different: the facet before and after.
    facets: Vec<(Option<&'t Facet>, Option<&'t Facet>)>,
}

/// What changes from one version to another.
#[must_use]
pub fn diff(from: &Definition, to: &Definition) -> Diff {
    let (before, after) = (things(from), things(to));
    let (known, wanted) = (by_key(&before), by_key(&after));
    let reordered = reordered(&before, &after);
    let mut changes: Vec<Change> = Vec::new();
    let mut gone: Vec<&Thing> = before
        .iter()
        .filter(|thing| !wanted.contains_key(&thing.key()))
        .collect();
    for thing in &after {
        if let Some(old) = known.get(&thing.key()) {
            let facets = differing(old, thing, reordered.contains(&thing.part));
            if !facets.is_empty() {
                let pair = Pair {
                    before: old,
                    after: thing,
                    facets,
                };
                changes.push(changed(&pair));
            }
            continue;
        }
        let renamed = gone.iter().position(|old| is_renamed(old, thing));
        changes.push(match renamed {
            Some(place) => renaming(gone.remove(place), thing),
            None => added(thing),
        });
    }
    say_once(&mut changes, to);
    changes.extend(gone.into_iter().map(|thing| removed(thing, to)));
    changes.sort_by_key(|change| change.part);
    let closing = whom::closing(from, to, &changes);
    Diff {
        from: head(from),
        to: head(to),
        changes,
        closing,
    }
}

/// Things by what they are found by: an agreement has a thousand rules, and a folder a thousand versions.
fn by_key(things: &[Thing]) -> HashMap<Key<'_>, &Thing> {
    things.iter().map(|thing| (thing.key(), thing)).collect()
}

fn head(definition: &Definition) -> VersionHead {
    VersionHead {
        version: definition.version,
        effective_from: definition.effective_from,
        since: since(definition),
        agreed_by: definition.agreed_by.clone(),
        why: definition.why.clone(),
    }
}

/// `2026-04-01 00:00 (Europe/Berlin)`.
pub(super) fn since(definition: &Definition) -> String {
    let zone = &definition.zone;
    let wall_clock = zone.wall_clock(definition.effective_from);
    format!("{wall_clock} ({})", zone.name())
}

/// The facets that do not say the same.
fn differing<'t>(
    before: &'t Thing,
    after: &'t Thing,
    is_reordered: bool,
) -> Vec<(Option<&'t Facet>, Option<&'t Facet>)> {
    let mut pairs = Vec::new();
    for facet in &after.facets {
        let old = before.facet(&facet.field);
        if old.is_none_or(|old| old.value != facet.value) {
            pairs.push((old, Some(facet)));
        }
    }
    let gone = (before.facets.iter()).filter(|facet| after.facet(&facet.field).is_none());
    pairs.extend(gone.map(|facet| (Some(facet), None)));
    // What stands where changes when something comes or goes; then that is told.
    let comes_or_goes = pairs.iter().any(|(old, new)| {
        let is_one = old.is_none() || new.is_none();
        is_one && !is(TARGET_ORDER, (*old, *new))
    });
    pairs.retain(|pair| {
        !(is(ORDER, *pair) && !is_reordered || is(TARGET_ORDER, *pair) && comes_or_goes)
    });
    pairs
}

fn is(field: &str, (before, after): (Option<&Facet>, Option<&Facet>)) -> bool {
    (after.or(before)).is_some_and(|facet| facet.field == field)
}

/// The parts of which those things that are in both versions stand in another order.
fn reordered(before: &[Thing], after: &[Thing]) -> Vec<Part> {
    let common = |these: &[Thing], those: &[Thing]| -> Vec<(Part, String)> {
        let those = by_key(those);
        let both = (these.iter()).filter(|thing| those.contains_key(&thing.key()));
        both.map(|thing| (thing.part, thing.name.clone())).collect()
    };
    // Both lists are sorted by part and have the same members, so the places of a part are the same.
    let (old, new) = (common(before, after), common(after, before));
    let moved = old.iter().zip(&new).filter(|(old, new)| old != new);
    moved.map(|((part, _), _)| *part).collect()
}

/// Whether a thing is another one with a new name: nothing else about it is different, and it says something.
fn is_renamed(old: &Thing, new: &Thing) -> bool {
    old.part == new.part
        && old.key().2 == new.key().2
        && old.facets.iter().any(|facet| !facet.is_default)
        && said(old).eq(said(new))
}

/// All that is said of a thing, its place in a list apart.
fn said(thing: &Thing) -> impl Iterator<Item = (&str, &Value)> {
    let facets = thing.facets.iter().filter(|facet| facet.field != ORDER);
    facets.map(|facet| (facet.field.as_str(), &facet.value))
}

/// What a facet says, if it says something.
fn told(facet: &Facet) -> Option<String> {
    (!facet.value.is_silent()).then(|| facet.value.text())
}

/// A threshold that all models share and that changes for all alike is one change.
fn say_once(changes: &mut Vec<Change>, to: &Definition) {
    let is_threshold = |change: &Change| change.part == Part::Threshold;
    let thresholds: Vec<&Change> = changes
        .iter()
        .filter(|change| is_threshold(change))
        .collect();
    let all_alike = thresholds.windows(2).all(|pair| {
        (&pair[0].kind, &pair[0].fields, &pair[0].whom)
            == (&pair[1].kind, &pair[1].fields, &pair[1].whom)
    });
    if thresholds.len() < 2 || thresholds.len() != to.models.len() || !all_alike {
        return;
    }
    let mut is_first = true;
    changes.retain_mut(|change| {
        if !is_threshold(change) {
            return true;
        }
        let model = change.model.take().unwrap_or_default();
        let of_model = format!("A lead of the model {}", named(&model));
        change.sentence = change.sentence.replace(&of_model, "A lead");
        std::mem::take(&mut is_first)
    });
}

fn changed(pair: &Pair<'_>) -> Change {
    let field = |(before, after): &(Option<&Facet>, Option<&Facet>)| FieldChange {
        field: (*after)
            .or(*before)
            .map_or_else(String::new, |f| f.field.clone()),
        before: before.and_then(told),
        after: after.and_then(told),
    };
    change(
        pair.after,
        ChangeKind::Changed,
        pair.facets.iter().map(field).collect(),
        sentence::changed(pair),
        whom::changed(pair),
    )
}

fn added(thing: &Thing) -> Change {
    let field = |facet: &Facet| FieldChange {
        field: facet.field.clone(),
        before: None,
        after: told(facet),
    };
    change(
        thing,
        ChangeKind::Added,
        thing.facets.iter().map(field).collect(),
        sentence::added(thing),
        whom::added(thing.part).to_owned(),
    )
}

fn removed(thing: &Thing, to: &Definition) -> Change {
    let field = |facet: &Facet| FieldChange {
        field: facet.field.clone(),
        before: told(facet),
        after: None,
    };
    change(
        thing,
        ChangeKind::Removed,
        thing.facets.iter().map(field).collect(),
        sentence::removed(thing),
        whom::removed(thing, to),
    )
}

fn renaming(old: &Thing, new: &Thing) -> Change {
    change(
        new,
        ChangeKind::Renamed(old.name.clone()),
        Vec::new(),
        sentence::renamed(old, new),
        whom::renamed(new.part).to_owned(),
    )
}

fn change(
    thing: &Thing,
    kind: ChangeKind,
    fields: Vec<FieldChange>,
    sentence: String,
    whom: String,
) -> Change {
    Change {
        part: thing.part,
        name: thing.name.clone(),
        model: thing.model.clone(),
        kind,
        fields,
        sentence,
        whom,
    }
}
