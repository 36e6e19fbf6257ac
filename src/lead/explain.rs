//! Why the score is what it is: lines that add up to it, to the milli-point (law 7, R6).

use crate::lead::definition::Definitions;
use crate::lead::event::Key;
use crate::lead::journal::Lead;
use crate::lead::score::worth;
use crate::lead::steps;
use crate::lead::walk::{Credit, Walk};
use crate::time::Timestamp;

/// A score, line by line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lines {
    /// The score in milli-points: the sum of all that follows.
    pub score: i64,
    /// What each remembered engagement is still worth, oldest first.
    pub credits: Vec<(Credit, i64)>,
    /// What engagements before the journal are still worth.
    pub earlier: i64,
    /// What rounding each line down has left over (S8).
    pub rounding: i64,
}

/// The lines of a lead's score at an instant, after the event of that key (or after all events up to the instant). Every segment must have
/// been read.
#[must_use]
pub fn lines(lead: &Lead, definitions: &Definitions, until: Option<&Key>, at: Timestamp) -> Lines {
    let mut walk = Walk::new(definitions);
    walk.credits = Some(Vec::new());
    let mut state = steps::start(lead);
    let before = state.score.clone();
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
    let earlier = if walk.has_reset { 0 } else { before.at(at) };
    let credits: Vec<(Credit, i64)> = walk
        .credits
        .take()
        .unwrap_or_default()
        .into_iter()
        .map(|credit| {
            let now = worth(credit.points, credit.half_life, credit.at, at);
            (credit, now)
        })
        .collect();
    let score = state.score.at(at);
    let rounding = score - earlier - credits.iter().map(|(_, now)| now).sum::<i64>();
    Lines {
        score,
        credits,
        earlier,
        rounding,
    }
}
