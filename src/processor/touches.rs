//! What a lead touched in the stage that it left: assets and campaigns, with which content is held against the stages it led to. An annotation, as
//! known at publication, from the entries that the lead still keeps.

use crate::lead::definition::{Graph, Stage};
use crate::lead::entry::{Entry, What};
use crate::lead::event::Key;
use crate::lead::journal::Lead;
use crate::lead::row::{Cause, Detail, Kind, Route, Row};
use crate::lead::text::Text;
use crate::time::Timestamp;
use serde_json::json;

/// Pairs of asset and campaign that are listed, the newest ones; touches of others are counted. A row stays below 10 KiB with ordinary names.
const MOST: usize = 64;

/// One asset with its campaign.
struct Touched<'a> {
    asset: Option<&'a Text>,
    campaign: Option<&'a Text>,
    count: u64,
    first_at: Timestamp,
}

/// Whether the touches of a transition lie before what is in memory of the lead.
pub(super) fn reach_back(lead: &Lead, row: &Row) -> bool {
    let Detail::Transition {
        entered_from_at: Some(entered_at),
        ..
    } = &row.values.detail
    else {
        return false;
    };
    if lead.is_whole() {
        return false;
    }
    let sealed = lead.segments.iter().rev();
    let oldest = sealed
        .map_while(|at| at.segment.as_ref()?.entries.first())
        .last()
        .or_else(|| lead.head.first());
    oldest.is_none_or(|oldest| *entered_at <= oldest.key.occurred_at)
}

/// What the lead touched between its entry into the stage left and the transition. None at birth, and of a lead that is forgotten.
pub(super) fn json(lead: &Lead, row: &Row, graph: &Graph) -> Option<String> {
    let Detail::Transition {
        from: Some(from),
        entered_from_at: Some(entered_at),
        route,
        ..
    } = &row.values.detail
    else {
        return None;
    };
    if *route == Route::Erased {
        return None;
    }
    let after = Beginning::of(lead, *from, *entered_at);
    let until = key_of(lead, &row.identity.cause);
    let is_past = |entry: &Entry| match until {
        Some(cause) => entry.key > *cause,
        // At equal instants events come before instants (F2).
        None => entry.key.occurred_at > row.identity.instant,
    };
    let mut touched: Vec<Touched<'_>> = Vec::new();
    let within = lead
        .entries()
        .filter(|entry| !entry.removed && after.is_before(entry) && !is_past(entry));
    for entry in within {
        let What::Engagement(judged) = &entry.what else {
            continue;
        };
        let (asset, campaign) = (judged.asset.as_ref(), judged.campaign.as_ref());
        if asset.is_none() && campaign.is_none() {
            continue;
        }
        match (touched.iter_mut()).find(|one| one.asset == asset && one.campaign == campaign) {
            Some(known) => known.count += 1,
            None => touched.push(Touched {
                asset,
                campaign,
                count: 1,
                first_at: entry.key.occurred_at,
            }),
        }
    }
    let others = touched.len().saturating_sub(MOST);
    let not_listed: u64 = touched[..others].iter().map(|one| one.count).sum();
    let stage = graph.name(*from);
    let listed: Vec<_> = touched[others..]
        .iter()
        .map(|one| {
            json!({
                "asset": one.asset.map(Text::as_str),
                "campaign": one.campaign.map(Text::as_str),
                "stage": stage,
                "count": one.count,
                "first_at": one.first_at.as_millis(),
            })
        })
        .collect();
    // Of what the journal has let go nothing can be told.
    let oldest = lead.entries().next();
    let complete = oldest.is_some_and(|oldest| oldest.key.occurred_at <= *entered_at);
    let touches = json!({ "touches": listed, "others": not_listed, "complete": complete });
    Some(touches.to_string())
}

/// Where the stage left began.
enum Beginning<'a> {
    /// With the lead: its first event, which makes its birth, is the first that it did.
    Birth,
    /// With an event, which belongs to the stage before.
    Event(&'a Key),
    /// At an instant, of which events of the same millisecond come before.
    Instant(Timestamp),
    /// With an event that the journal has let go: all of that millisecond that it keeps come after.
    Gone(Timestamp),
}

impl<'a> Beginning<'a> {
    fn of(lead: &'a Lead, stage: Stage, at: Timestamp) -> Self {
        let into = Kind::Transition { to: stage };
        let rows = lead.rows.stored.iter().flatten();
        let entry = rows
            .filter(|stored| stored.wanted)
            .map(|stored| &stored.row)
            .find(|row| row.identity.instant == at && row.identity.kind == into);
        match entry.map(|row| (&row.identity.cause, &row.values.detail)) {
            Some((_, Detail::Transition { from: None, .. })) => Self::Birth,
            Some((cause @ Cause::Event { .. }, _)) => {
                key_of(lead, cause).map_or(Self::Gone(at), Self::Event)
            }
            Some(_) | None => Self::Instant(at),
        }
    }

    fn is_before(&self, entry: &Entry) -> bool {
        match self {
            Self::Birth => true,
            Self::Event(key) => entry.key > **key,
            Self::Instant(at) => entry.key.occurred_at > *at,
            Self::Gone(at) => entry.key.occurred_at >= *at,
        }
    }
}

/// The event that is a cause, if it is one and still remembered.
fn key_of<'a>(lead: &'a Lead, cause: &Cause) -> Option<&'a Key> {
    let mut keys = lead.entries().map(|entry| &entry.key);
    match cause {
        Cause::Event {
            input,
            event_id,
            occurred_at,
        } => keys.find(|key| {
            key.occurred_at == *occurred_at && key.input == *input && key.event_id == *event_id
        }),
        Cause::Decay | Cause::Due | Cause::Timeout | Cause::HoldEnd => None,
    }
}
