//! Why the score is what it is: lines that add up to it, to the milli-point (law 7, R6).

use crate::lead::definition::{Definitions, Name};
use crate::lead::event::Key;
use crate::lead::journal::Lead;
use crate::lead::score::worth;
use crate::lead::steps;
use crate::lead::walk::{Credit, Walk};
use crate::time::Timestamp;

/// A score, line by line: of the model that counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lines {
    /// The score in milli-points: the sum of all that follows.
    pub score: i64,
    /// The model's name.
    pub model: String,
    /// What each remembered engagement is still worth, oldest first.
    pub credits: Vec<(Credit, i64)>,
    /// What engagements before the journal are still worth.
    pub earlier: i64,
    /// What the cap of each group takes away, by the group's name; below zero.
    pub groups: Vec<(String, i64)>,
    /// What the total cap takes away; zero or below.
    pub cap: i64,
    /// What the floor adds; zero or above.
    pub floor: i64,
    /// What rounding each line down has left over (S8).
    pub rounding: i64,
}

/// The lines of a lead's score at an instant, after the event of that key (or after all events up to the instant): of the model that counts,
/// or of another one of the version that judged last. Every segment must have been read.
#[must_use]
pub fn lines(
    lead: &Lead,
    definitions: &Definitions,
    until: Option<&Key>,
    at: Timestamp,
    of: Option<u16>,
) -> Lines {
    let mut walk = Walk::new(definitions);
    walk.credits = Some(Vec::new());
    let mut state = steps::start(lead);
    walk.earlier = state.score.clone();
    for entry in lead.entries() {
        let is_past = match until {
            Some(key) => entry.key > *key,
            None => entry.key.occurred_at > at,
        };
        if is_past {
            break;
        }
        walk.over(&mut state, entry);
    }
    if until.is_none() {
        // A timeout into `recycled` drops or scales what was earned (S9), too.
        walk.to_end(&mut state, at);
    }
    let definition = definitions
        .version(state.version)
        .unwrap_or_else(|| definitions.at(at));
    let of = of.unwrap_or_else(|| state.model_in(definition));
    let model = &definition.models[usize::from(of)];
    let of_model = |credit: &Credit| {
        let version = definitions.version(credit.version);
        let rule = version.and_then(|version| version.rules.get(usize::from(credit.rule)));
        // Models are the same across versions when their names are (S11).
        version
            .zip(rule)
            .is_some_and(|(version, rule)| version.models[usize::from(rule.model)].id == model.id)
    };
    let credits: Vec<(Credit, i64)> = walk
        .credits
        .take()
        .unwrap_or_default()
        .into_iter()
        .filter(of_model)
        .map(|credit| {
            let now = worth(credit.points, credit.decay, credit.at, at);
            (credit, now)
        })
        .collect();
    let parts = state.score.parts(model, at);
    let earlier = walk.earlier.parts(model, at);
    let earlier: i64 = earlier.groups.iter().map(|(_, sum, _)| sum).sum();
    let before_caps: i64 = parts.groups.iter().map(|(_, sum, _)| sum).sum();
    let listed: i64 = credits.iter().map(|(_, now)| now).sum();
    let name_of = |id: Name| {
        let group = model.groups.iter().find(|group| group.id == id);
        group.map_or_else(String::new, |group| group.name.clone())
    };
    let groups = parts.groups.iter().filter(|(_, _, cut)| *cut != 0);
    Lines {
        score: parts.score,
        model: model.name.clone(),
        credits,
        earlier,
        groups: groups.map(|(id, _, cut)| (name_of(*id), *cut)).collect(),
        cap: parts.cap,
        floor: parts.floor,
        rounding: before_caps - earlier - listed,
    }
}
