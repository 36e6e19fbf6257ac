//! A look at one lead, for people: what is remembered of it, and why its score is what it is. Changes nothing.

use crate::lead::definition::Definitions;
use crate::lead::explain::{self, Lines};
use crate::lead::journal::{Bounds, Lead};
use crate::lead::walk::Walk;
use crate::processor::keys;
use crate::processor::leads::{Error, Leads};
use crate::processor::record::TaskRecord;
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
}

/// Looks at a lead in the store; none when nothing is known of it. W is the stored one, or `at_least` where the caller knows better: W goes on
/// without a commit while it changes nothing.
///
/// # Errors
/// When the store cannot be read.
pub fn inspect(
    store: &Arc<Store>,
    partition: u16,
    id: &str,
    definitions: &Definitions,
    at_least: Timestamp,
) -> Result<Option<Inspection>, Error> {
    let read = |bytes: Option<&[u8]>| bytes.map(TaskRecord::read).transpose();
    let record = store.get(partition, &keys::TASK, read)??;
    let Some(watermark) = record.map(|record| record.watermark.max(at_least)) else {
        return Ok(None);
    };
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
    let lines = explain::lines(lead, definitions, None, as_of);
    Ok(Some(Inspection {
        lead: lead.clone(),
        lines,
        as_of,
        watermark,
    }))
}
