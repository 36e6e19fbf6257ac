//! Events of leads that have become another one or were erased (F11): they are taken like any other and move nothing, and somebody should see them.

use crate::lead::definition::Stage;
use crate::lead::entry::{Entry, What};
use crate::lead::event::LeadEvent;
use crate::lead::journal::Lead;
use crate::lead::row::{Detail, Kind};
use crate::lead::steps;
use crate::lead::text::Text;
use crate::processor::leads::{Error, Leads};
use crate::wire::rejection::Code;

/// Why a record goes to the dead letters because of its lead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Letter {
    pub(super) code: Code,
    /// Of `merged_into`: the lead that goes on, where that is still remembered.
    pub(super) survivor: Option<Text>,
    /// The lead asked to be forgotten: nothing of the record is kept.
    pub(super) is_stripped: bool,
}

impl Letter {
    /// Of a record that is kept as it came.
    pub(super) const fn of(code: Code) -> Self {
        Self {
            code,
            survivor: None,
            is_stripped: false,
        }
    }
}

/// Why an event that was taken is a dead letter besides: in the order of events (F2) its lead had ended before it.
pub(super) fn letter(leads: &mut Leads, event: &LeadEvent<'_>) -> Result<Option<Letter>, Error> {
    if !may_have_ended(&leads.get(event.lead_id)?.lead) {
        return Ok(None);
    }
    leads.read_whole(event.lead_id)?;
    let lead = &leads.get(event.lead_id)?.lead;
    let key = event.key();
    let ends: Vec<&Entry> = lead.entries().filter(|entry| ends(entry)).collect();
    let before = || ends.iter().filter(|entry| entry.key < key);
    let is_erased = before().any(|entry| matches!(entry.what, What::Erased));
    // An end that has left the journal comes before all that is still taken; those in it may come later.
    let had_ended = steps::had_ended(lead);
    let (code, survivor) = match before().next().map(|first| &first.what) {
        _ if is_erased || (had_ended && lead.tail.forgotten) => (Code::Erased, None),
        _ if had_ended => {
            leads.read_rows(event.lead_id)?;
            (Code::MergedInto, survivor(&leads.get(event.lead_id)?.lead))
        }
        Some(What::Merged(into)) => (Code::MergedInto, Some(Text::clone(into))),
        Some(_) | None => return Ok(None),
    };
    Ok(Some(Letter {
        code,
        survivor,
        is_stripped: code == Code::Erased,
    }))
}

/// Whether a lead, as far as it is in memory, was or will be erased: then nothing of its records is kept, whatever else is wrong with them.
pub(super) fn is_erased(lead: &Lead) -> bool {
    lead.tail.forgotten
        || lead
            .entries()
            .any(|entry| matches!(entry.what, What::Erased))
}

/// Cheap for leads that have not: those of most events.
fn may_have_ended(lead: &Lead) -> bool {
    // What came late in this step may lie before the head; then all is in memory.
    let is_late = lead.stale.is_some() && lead.entries().any(ends);
    lead.tail.ended || is_late || lead.head.iter().any(ends)
}

const fn ends(entry: &Entry) -> bool {
    matches!(entry.what, What::Merged(_) | What::Erased)
}

/// The survivor as the row tells it.
fn survivor(lead: &Lead) -> Option<Text> {
    let merged = Kind::Transition { to: Stage::MERGED };
    let rows = lead.rows.stored.iter().flatten();
    let row = rows
        .filter(|stored| stored.wanted)
        .find(|stored| stored.row.identity.kind == merged)?;
    match &row.row.values.detail {
        Detail::Transition { reason, .. } => reason.clone(),
        Detail::Sla { .. } => None,
    }
}
