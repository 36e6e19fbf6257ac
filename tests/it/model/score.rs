//! The numbers of S3 and S8 from a plain list of contributions: no accumulators.
//!
//! `score(t) = max(floor, min(cap, Σ groups min(group cap, sum)))`. Within a group, contributions that fade alike are summed exactly and rounded
//! down once. Negative points do not fade.

use super::halving::{self, Weight};
use leadfold::lead::definition::{Decay, Model, Name};
use leadfold::time::{Span, Timestamp};
use num_bigint::BigInt;
use std::collections::BTreeMap;

/// The most contributions that a sum which fades to nothing holds.
const MOST_LIVE: usize = 4096;

/// Points that one rule gave to one event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Contribution {
    /// The model that it counts in.
    pub(crate) model: Name,
    /// The group in it.
    pub(crate) group: Name,
    /// When.
    pub(crate) at: Timestamp,
    /// How much.
    pub(crate) worth: Worth,
    /// The decay by the version of its event (S11).
    pub(crate) decay: Decay,
}

/// How much a contribution gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Worth {
    /// Milli-points.
    Points(i64),
    /// What a reduction left of all that halved (S9).
    Left(Weight),
}

/// A score, what caps have taken from it and what the floor has added.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Taken {
    pub(crate) score: i64,
    pub(crate) by_group_caps: i64,
    pub(crate) by_cap: i64,
    pub(crate) by_floor: i64,
}

impl Contribution {
    /// S3: negative points do not fade.
    fn decay(&self) -> Decay {
        match self.worth {
            Worth::Points(points) if points <= 0 => Decay::None,
            Worth::Points(_) | Worth::Left(_) => self.decay,
        }
    }

    fn alike(&self) -> (Name, Name, Decay) {
        (self.model, self.group, self.decay())
    }

    fn points(&self) -> i64 {
        match self.worth {
            Worth::Points(points) => points,
            Worth::Left(_) => 0,
        }
    }

    fn weight(&self, half_life: Span) -> Weight {
        match &self.worth {
            Worth::Points(points) => halving::weight(*points, self.at, half_life),
            Worth::Left(weight) => weight.clone(),
        }
    }
}

/// Adds one. What fades to nothing makes room: what is over leaves, and of 4,096 the oldest.
pub(crate) fn add(contributions: &mut Vec<Contribution>, new: Contribution) {
    if let Decay::Linear(span) | Decay::Expiry(span) = new.decay() {
        contributions.retain(|old| old.alike() != new.alike() || new.at - old.at < span);
        let alike = |old: &Contribution| old.alike() == new.alike();
        if contributions.iter().filter(|old| alike(old)).count() == MOST_LIVE {
            let oldest = contributions.iter().position(alike);
            contributions.remove(oldest.expect("there are many"));
        }
    }
    contributions.push(new);
}

/// S9: what of everything is kept, in percent, toward zero. What does not fade, and what halves, is reduced as a whole.
pub(crate) fn reduce(contributions: &mut Vec<Contribution>, keep: u8) {
    let scaled = |points: i64| points * i64::from(keep) / 100;
    let mut reduced = Vec::new();
    for ((model, group, decay), together) in by_likeness(contributions.iter()) {
        let newest = together.iter().map(|one| one.at).max();
        let at = newest.expect("a likeness has a member");
        let left = |at, worth| Contribution {
            model,
            group,
            at,
            worth,
            decay,
        };
        match decay {
            Decay::None => {
                let sum = together.iter().map(|one| one.points()).sum();
                reduced.push(left(at, Worth::Points(scaled(sum))));
            }
            Decay::HalfLife(half_life) => {
                let weights = together.iter().map(|one| one.weight(half_life)).collect();
                let mut sum = halving::gathered(weights).expect("a likeness has a member");
                sum.weight = sum.weight * BigInt::from(keep) / 100;
                reduced.push(left(at, Worth::Left(sum)));
            }
            Decay::Linear(_) | Decay::Expiry(_) => {
                let each = together.iter().map(|one| (one.at, scaled(one.points())));
                let some = each.filter(|(_, points)| *points != 0);
                reduced.extend(some.map(|(at, points)| left(at, Worth::Points(points))));
            }
        }
    }
    *contributions = reduced;
}

/// The score in a model at `at`, which is not before any contribution (S3).
pub(crate) fn score_at(contributions: &[Contribution], model: &Model, at: Timestamp) -> Taken {
    let mut taken = Taken::default();
    let mut groups: BTreeMap<Name, i64> = BTreeMap::new();
    let of_model = contributions.iter().filter(|one| one.model == model.id);
    for ((_, group, decay), together) in by_likeness(of_model) {
        *groups.entry(group).or_default() += faded(&together, decay, at);
    }
    let mut total = 0;
    for (group, sum) in groups {
        let named = model.groups.iter().find(|named| named.id == group);
        let capped = named
            .and_then(|named| named.cap)
            .map_or(sum, |cap| cap.min(sum));
        taken.by_group_caps += sum - capped;
        total += capped;
    }
    let capped = model.cap.map_or(total, |cap| cap.min(total));
    taken.by_cap = total - capped;
    taken.score = model.floor.map_or(capped, |floor| floor.max(capped));
    taken.by_floor = taken.score - capped;
    taken
}

/// The first instant in `from..=until` at which the score is below `leave` (S4), found by halving, since between events the score only falls.
pub(crate) fn first_below(
    contributions: &[Contribution],
    model: &Model,
    leave: i64,
    from: Timestamp,
    until: Timestamp,
) -> Option<Timestamp> {
    let below = |at| score_at(contributions, model, at).score < leave;
    if from > until || !below(until) {
        return None;
    }
    if below(from) {
        return Some(from);
    }
    let (mut above, mut under) = (from.as_millis(), until.as_millis());
    while above + 1 < under {
        let middle = i64::midpoint(above, under);
        if below(Timestamp::from_millis(middle)) {
            under = middle;
        } else {
            above = middle;
        }
    }
    assert!(
        !below(Timestamp::from_millis(under - 1)) && below(Timestamp::from_millis(under)),
        "the crossing stands between two neighbouring milliseconds"
    );
    Some(Timestamp::from_millis(under))
}

fn by_likeness<'a>(
    contributions: impl Iterator<Item = &'a Contribution>,
) -> BTreeMap<(Name, Name, Decay), Vec<&'a Contribution>> {
    let mut alike: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for one in contributions {
        alike.entry(one.alike()).or_default().push(one);
    }
    alike
}

/// What contributions of one group and one decay are worth together (S8).
fn faded(together: &[&Contribution], decay: Decay, at: Timestamp) -> i64 {
    let live = |span: Span| {
        let ages = together.iter().map(move |one| (at - one.at, one.points()));
        ages.filter(move |(age, _)| *age < span)
    };
    match decay {
        Decay::None => together.iter().map(|one| one.points()).sum(),
        Decay::HalfLife(half_life) => {
            let weights = together.iter().map(|one| one.weight(half_life)).collect();
            halving::worth(weights, half_life, at)
        }
        Decay::Linear(span) => {
            let length = i128::from(span.as_millis());
            let left = |age: Span| length - i128::from(age.as_millis());
            let sum: i128 = live(span)
                .map(|(age, points)| i128::from(points) * left(age))
                .sum();
            i64::try_from(sum / length).expect("bounded points in bounded number fit")
        }
        Decay::Expiry(span) => live(span).map(|(_, points)| points).sum(),
    }
}

#[cfg(test)]
mod tests;
