//! What was and what is to be asserted about a lead, and their difference (R1).
//!
//! Each row carries two marks: *published* (it was sent and not taken back) and *wanted* (the fold computes it). `decide` is nothing but the
//! difference of the two; a row whose turn has not come yet is wanted and simply not asked about.

use crate::lead::event::Key;
use crate::lead::row::Row;
use crate::lead::walk::Found;
use crate::time::Timestamp;

/// All rows of a lead that are not summarised.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    /// The rows; absent until they were read.
    pub stored: Option<Vec<StoredRow>>,
    /// The number that the next row gets.
    pub next: u32,
    /// Some row came up after the last entry: the next entry may take it back.
    pub has_trailing: bool,
    /// The earliest instant of a row that is wanted and not published, or published and not wanted.
    pub open: Option<Timestamp>,
    /// How many were ever stored and are summarised now (R1).
    pub summarised: u32,
}

/// A row with its marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredRow {
    /// Its number within the lead.
    pub number: u32,
    /// Where in the walk it came up; none: after the last entry.
    pub at: Option<Key>,
    /// The row.
    pub row: Row,
    /// The fold computes it.
    pub wanted: bool,
    /// It was sent.
    pub published: bool,
    /// It has waited for its lead to settle (W5).
    pub backfill: bool,
    /// It counts as sent and was not: its lead stood there before (C1).
    pub seeded: bool,
    /// It must be written.
    pub is_dirty: bool,
}

/// What has to go out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Take the row at this place back.
    Retract(usize),
    /// Assert the row at this place.
    Assert(usize),
}

/// The difference between what is published and what is wanted: first what is taken back, then what is new, both in the order of time.
/// `turn` says whether a row may go out now.
#[must_use]
pub fn decide(rows: &[StoredRow], mut turn: impl FnMut(&Row) -> bool) -> Vec<Effect> {
    let mut effects: Vec<Effect> = Vec::new();
    for (place, stored) in rows.iter().enumerate() {
        if stored.published != stored.wanted && turn(&stored.row) {
            effects.push(if stored.published {
                Effect::Retract(place)
            } else {
                Effect::Assert(place)
            });
        }
    }
    // A pair of old and new values under one id must not come apart: -1 goes first (R1, R2).
    effects.sort_by_key(|effect| match effect {
        Effect::Retract(place) => (0, rows[*place].row.identity.instant, rows[*place].number),
        Effect::Assert(place) => (1, rows[*place].row.identity.instant, rows[*place].number),
    });
    effects
}

/// The parts of the walk that were walked again. What came up after the last entry always was.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Region {
    /// From the first key up to, not including, the second; without a second one to the end.
    pub again: Option<(Key, Option<Key>)>,
    /// From that key on, entries that were walked for the first time.
    pub first_time: Option<Key>,
}

impl Region {
    fn holds(&self, at: Option<&Key>) -> bool {
        let Some(key) = at else { return true };
        self.first_time.as_ref().is_some_and(|from| key >= from)
            || self.again.as_ref().is_some_and(|(from, until)| {
                key >= from && until.as_ref().is_none_or(|until| key < until)
            })
    }
}

impl Rows {
    /// Puts what a walk found in the place of what an earlier walk had found there.
    pub fn replace(&mut self, region: &Region, found: impl Iterator<Item = Found>) {
        let rows = self.stored.get_or_insert_default();
        for stored in rows.iter_mut().filter(|stored| stored.wanted) {
            if region.holds(stored.at.as_ref()) {
                stored.wanted = false;
                stored.is_dirty = true;
            }
        }
        for Found { at, row } in found {
            // A row that says what was said already is that row: published once, and only its place may move.
            let known = rows
                .iter_mut()
                .find(|stored| !stored.wanted && stored.row.says_the_same_as(&row));
            match known {
                Some(stored) => {
                    stored.wanted = true;
                    stored.is_dirty = true;
                    stored.at = at;
                    if !stored.published {
                        stored.row = row;
                    }
                }
                None => {
                    let number = self.next;
                    self.next += 1;
                    // Most leads have a row or two, and stay in memory by the hundred thousand.
                    rows.reserve_exact(1);
                    rows.push(StoredRow {
                        number,
                        at,
                        row,
                        wanted: true,
                        published: false,
                        backfill: false,
                        seeded: false,
                        is_dirty: true,
                    });
                }
            }
        }
        self.note();
    }

    /// Brings the summary up to date after the marks have changed.
    pub fn note(&mut self) {
        let Some(rows) = &self.stored else { return };
        self.has_trailing = rows.iter().any(|stored| stored.at.is_none());
        self.open = rows
            .iter()
            .filter(|stored| stored.published != stored.wanted)
            .map(|stored| stored.row.identity.instant)
            .min();
    }

    /// The earliest SLA row that waits for the watermark.
    #[must_use]
    pub fn waits_for(&self, watermark: Timestamp) -> Option<Timestamp> {
        let rows = self.stored.as_deref().unwrap_or_default();
        rows.iter()
            .filter(|stored| stored.wanted && !stored.published && stored.row.is_sla())
            .map(|stored| stored.row.identity.instant)
            .filter(|instant| *instant > watermark)
            .min()
    }

    /// Summarises the oldest rows beyond the bound: published, wanted, and from before `kept_from`, where the journal can still be walked
    /// again. Answers the numbers that are gone (R1).
    pub fn summarise(&mut self, most: usize, kept_from: Option<&Key>) -> Vec<u32> {
        let Some(rows) = self.stored.as_mut() else {
            return Vec::new();
        };
        let mut excess = rows.len().saturating_sub(most);
        let mut gone = Vec::new();
        rows.retain(|stored| {
            let is_final = stored.published
                && stored.wanted
                && stored
                    .at
                    .as_ref()
                    .is_some_and(|at| kept_from.is_some_and(|from| at < from));
            let goes = excess > 0 && is_final;
            if goes {
                excess -= 1;
                gone.push(stored.number);
            }
            !goes
        });
        self.summarised += u32::try_from(gone.len()).unwrap_or(u32::MAX);
        gone
    }
}
