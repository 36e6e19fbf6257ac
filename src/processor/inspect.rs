//! A look at one lead, for people: what is remembered of it, and why its score is what it is. Changes nothing.

use crate::lead::definition::{Definitions, Stage};
use crate::lead::explain::{self, Lines};
use crate::lead::journal::{Bounds, Lead};
use crate::lead::row::{Kind, Row};
use crate::lead::walk::Walk;
use crate::processor::leads::{Error, Leads};
use crate::processor::record::{Seeded, TaskRecord};
use crate::processor::task::OpenError;
use crate::processor::{evidence, keys};
use crate::store::Store;
use crate::time::Timestamp;
use std::sync::Arc;

/// One lead, looked at.
#[derive(Clone, Debug)]
pub struct Inspection {
    /// The lead with all its entries and rows; [`Lead::current`] is where it stands.
    pub lead: Lead,
    /// Its score at `as_of`, line by line: the lines add up (law 7).
    pub lines: Lines,
    /// The later of W and the last event (S13).
    pub as_of: Timestamp,
    /// W of its task.
    pub watermark: Timestamp,
    /// Why it stands where it stands: its newest way into `mql`, where that is remembered and is another one, then that into its stage.
    pub reasons: Vec<Reason>,
}

/// A move, with its evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// The transition, as the fold computes it now.
    pub row: Row,
    /// Why, as JSON, in the form in which it goes out (R6), as known now.
    pub evidence: String,
}

/// What counts as published and was never sent, of all tasks of a store (C1); as it was written last.
///
/// # Errors
/// When the store cannot be read.
pub fn seeded(store: &Store) -> Result<Seeded, Error> {
    let of_task = |partition| {
        let read = |bytes: Option<&[u8]>| bytes.map(TaskRecord::read).transpose();
        let record = store.get(partition, &keys::TASK, read)??;
        Ok(record.map_or_else(Seeded::default, |record| record.seeded))
    };
    (0..store.partitions()).map(of_task).sum()
}

/// Looks at a lead in the store; none when nothing is known of it. W is the stored one, or `at_least` where the caller knows better: W goes on
/// without a commit while it changes nothing.
///
/// # Errors
/// When the store cannot be read, or the lead was judged by other definitions than these (D2): what they said could not be told.
pub fn inspect(
    store: &Arc<Store>,
    partition: u16,
    id: &str,
    definitions: &Definitions,
    at_least: Timestamp,
) -> Result<Option<Inspection>, OpenError> {
    let read = |bytes: Option<&[u8]>| bytes.map(TaskRecord::read).transpose();
    let record = (store.get(partition, &keys::TASK, read))
        .map_err(Error::from)?
        .map_err(Error::from)?;
    let Some(mut record) = record else {
        return Ok(None);
    };
    record.adopt(definitions, store.partitions())?;
    let watermark = record.watermark.max(at_least);
    let mut leads = Leads::new(Arc::clone(store), partition, 1);
    if leads.get(id)?.lead.head.is_empty() {
        return Ok(None);
    }
    leads.read_whole(id)?;
    leads.read_rows(id)?;
    let lead = &mut leads.get(id)?.lead;
    // Nothing is new; this fires the instants up to W, which are not stored.
    let _unchanged = lead.fold(&mut Walk::new(definitions), watermark, &Bounds::default());
    let as_of = lead
        .tail
        .last_at
        .map_or(watermark, |last| last.max(watermark));
    let lines = explain::lines(lead, definitions, None, as_of, None);
    let reasons = reasons(lead, definitions);
    Ok(Some(Inspection {
        lead: lead.clone(),
        lines,
        as_of,
        watermark,
        reasons,
    }))
}

fn reasons(lead: &Lead, definitions: &Definitions) -> Vec<Reason> {
    let state = lead.current();
    let entries_into = |stage: Stage| {
        let stored = lead.rows.stored.iter().flatten().filter(move |stored| {
            stored.wanted && stored.row.identity.kind == Kind::Transition { to: stage }
        });
        stored.map(|stored| &stored.row)
    };
    let newest = entries_into(Stage::MQL).max_by_key(|row| row.identity.instant);
    let present = entries_into(state.stage).rfind(|row| row.identity.instant == state.entered_at);
    let before = newest.filter(|_| state.stage != Stage::MQL);
    let told = before.into_iter().chain(present);
    told.map(|row| Reason {
        row: row.clone(),
        evidence: evidence::json(lead, row, definitions),
    })
    .collect()
}
