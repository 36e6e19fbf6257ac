//! What goes out about a lead: the difference of its rows, warnings, its snapshot, and what is counted by it.

use crate::lead::definition::{Definitions, Stage};
use crate::lead::journal::Lead;
use crate::lead::row::{Detail, Kind, Row, SlaNotice};
use crate::lead::rows::{Effect, decide};
use crate::lead::state::State;
use crate::lead::text::Text;
use crate::processor::batch::Batch;
use crate::processor::counts::Counts;
use crate::processor::leads::Cached;
use crate::processor::record::TaskRecord;
use crate::processor::{evidence, touches};
use crate::time::Timestamp;
use crate::wire::encode::{self, Published, PublishedNotice, SnapshotView};
use crate::wire::topic::Topic;
use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

/// What publication needs to know besides the lead.
pub(super) struct Press<'a> {
    pub(super) definitions: &'a Definitions,
    pub(super) watermark: Timestamp,
    pub(super) now: Timestamp,
    /// Rows whose instant is before this wait until their lead has settled (W5).
    pub(super) old_before: Timestamp,
    /// It has.
    pub(super) is_settled: bool,
    /// What is said now is only taken note of (C1).
    pub(super) is_seeding: bool,
    pub(super) most_rows: usize,
}

/// Whether publication of a lead's rows needs its older segments: for the evidence and the touches, or to know which rows are final when there
/// are more than `most` (R1).
pub(super) fn needs_whole(lead: &Lead, most: usize) -> bool {
    let rows = lead.rows.stored.as_deref().unwrap_or_default();
    rows.len() > most
        || rows.iter().any(|stored| {
            stored.wanted
                && !stored.published
                && !stored.row.is_sla()
                && (evidence::lists_score(&stored.row) || touches::reach_back(lead, &stored.row))
        })
}

impl Press<'_> {
    /// Publishes what may go out now. Answers whether something had to be held for the lead to settle (W5).
    pub(super) fn publish(
        &self,
        id: &str,
        cached: &mut Cached,
        batch: &mut Batch,
        record: &mut TaskRecord,
        counts: &mut Counts,
    ) -> bool {
        let Some(rows) = cached.lead.rows.stored.take() else {
            return false;
        };
        let mut is_held = false;
        let effects = decide(&rows, |row| {
            // F3: an SLA row exists only when W has reached its instant.
            let is_reached = !row.is_sla() || row.identity.instant <= self.watermark;
            let must_wait = self.is_old(row) && !self.is_settled;
            is_held |= is_reached && must_wait;
            is_reached && !must_wait
        });
        cached.lead.rows.stored = Some(rows);
        for effect in effects {
            let (place, sign) = match effect {
                Effect::Retract(place) => (place, -1),
                Effect::Assert(place) => (place, 1),
            };
            self.publish_row(id, &mut cached.lead, (place, sign), batch, record, counts);
        }
        self.settle_rows(cached);
        is_held
    }

    fn is_old(&self, row: &Row) -> bool {
        row.identity.instant < self.old_before
    }

    fn publish_row(
        &self,
        id: &str,
        lead: &mut Lead,
        (place, sign): (usize, i8),
        batch: &mut Batch,
        record: &mut TaskRecord,
        counts: &mut Counts,
    ) {
        if self.is_seeding && seed(lead, (place, sign), record) {
            return;
        }
        lead.revision += 1;
        let revision = lead.revision;
        let graph = self.definitions.graph();
        let (evidence, touches) = {
            let row = &lead.rows.stored.as_deref().unwrap_or_default()[place].row;
            let is_told = sign > 0 && !row.is_sla();
            let evidence = is_told.then(|| evidence::json(lead, row, self.definitions));
            let touches = if is_told {
                touches::json(lead, row, graph)
            } else {
                None
            };
            (evidence, touches)
        };
        let Some(stored) = lead
            .rows
            .stored
            .as_mut()
            .and_then(|rows| rows.get_mut(place))
        else {
            return;
        };
        stored.published = sign > 0;
        stored.is_dirty = true;
        if sign > 0 {
            // Only what had to wait: a fresh row of the same lead goes at once, and is no history.
            stored.backfill = self.is_old(&stored.row);
            stored.seeded = false;
        }
        let published = Published {
            lead_id: id,
            row: &stored.row,
            sign,
            revision,
            published_at: self.now,
            backfill: stored.backfill,
            seeded: stored.seeded,
            commit: record.commit,
            evidence: evidence.as_deref(),
            touches: touches.as_deref(),
            graph,
        };
        let topic = if stored.row.is_sla() {
            Topic::SlaViolations
        } else {
            Topic::LeadTransitions
        };
        send(batch, topic, id, |value| {
            encode::row(&published, value);
            true
        });
        flow(&stored.row, sign, record);
        count(&stored.row, sign, counts);
    }

    /// Drops rows that are neither wanted nor published any more, and summarises the oldest (R1).
    fn settle_rows(&self, cached: &mut Cached) {
        let lead = &mut cached.lead;
        if let Some(rows) = lead.rows.stored.as_mut() {
            rows.retain(|stored| {
                let stays = stored.wanted || stored.published;
                if !stays {
                    cached.gone_rows.push(stored.number);
                }
                stays
            });
            if rows.len() > self.most_rows {
                let kept_from = lead.entries().next().map(|entry| entry.key.clone());
                let gone = lead.rows.summarise(self.most_rows, kept_from.as_ref());
                cached.gone_rows.extend(gone);
            }
        }
        cached.lead.rows.note();
    }

    /// Sends the warnings and escalations that are due (R5). Nobody is warned of what is only taken note of.
    pub(super) fn warn(
        &self,
        id: &str,
        lead: &mut Lead,
        batch: &mut Batch,
        record: &TaskRecord,
        counts: &mut Counts,
    ) {
        let notices = lead.warnings(self.watermark, self.definitions);
        if self.is_seeding {
            return;
        }
        // What lies long back when it is found is history, not a warning to anybody (W5).
        let fresh = notices
            .into_iter()
            .filter(|notice| notice.instant >= self.old_before);
        for notice in fresh {
            let by_clock = if notice.tier == 0 {
                &mut counts.warned
            } else {
                &mut counts.escalated
            };
            let clock = notice.clock.as_str().to_owned();
            *by_clock.entry(clock).or_default() += 1;
            lead.revision += 1;
            let published = self.notice(id, lead, &notice, record);
            send(batch, Topic::SlaViolations, id, |value| {
                encode::notice(&published, value);
                true
            });
        }
    }

    /// A warning with the lead's values, as they are now.
    fn notice<'a>(
        &self,
        id: &'a str,
        lead: &'a Lead,
        notice: &'a SlaNotice,
        record: &TaskRecord,
    ) -> PublishedNotice<'a> {
        let state = lead.current();
        let at = state
            .last_at
            .map_or(notice.instant, |last| last.max(notice.instant));
        PublishedNotice {
            lead_id: id,
            notice,
            owner: state.owner.as_ref().map(Text::as_str),
            team: state.team.as_ref().map(Text::as_str),
            source: state.profile.source.as_ref().map(Text::as_str),
            campaign: state.profile.campaign.as_ref().map(Text::as_str),
            amount: state.amount,
            first_touch_campaign: state.campaigns.first.as_ref().map(Text::as_str),
            mql_campaign: state.campaigns.at_mql.as_ref().map(Text::as_str),
            score: state.score_at(self.definitions, at),
            grade: state.grade,
            revision: lead.revision,
            published_at: self.now,
            commit: record.commit,
        }
    }

    /// Sends the lead's flat view when something has changed that people look for in it: stage, owner, grade, score band, contact, hold,
    /// segment, suspension. The view of a lead that was erased is taken away.
    pub(super) fn snapshot(
        &self,
        id: &str,
        lead: &mut Lead,
        batch: &mut Batch,
        record: &TaskRecord,
    ) {
        let state = lead.current();
        let Some(last_at) = state.last_at else { return };
        let as_of = last_at.max(self.watermark);
        let score = state.score_at(self.definitions, as_of);
        let digest = digest(state, band(state, score, self.definitions));
        if digest == lead.snapshot {
            return;
        }
        if state.forgotten {
            send(batch, Topic::LeadSnapshots, id, |_| false);
            lead.snapshot = digest;
            return;
        }
        let graph = self.definitions.graph();
        let stages = stages(state, self.definitions);
        let definition = self.definitions.version(state.version);
        let segment = definition
            .zip(state.segment)
            .and_then(|(definition, place)| {
                let segment = definition.segments.get(usize::from(place))?;
                Some(segment.name.as_str())
            });
        let mql = state.visits.iter().find(|visit| visit.stage == Stage::MQL);
        let view = SnapshotView {
            lead_id: id,
            stage: graph.name(state.stage),
            entered_at: state.entered_at,
            cycle: state.cycle,
            score,
            grade: state.grade,
            segment,
            owner: state.owner.as_ref().map(Text::as_str),
            team: state.team.as_ref().map(Text::as_str),
            source: state.profile.source.as_ref().map(Text::as_str),
            campaign: state.profile.campaign.as_ref().map(Text::as_str),
            campaigns: &state.campaigns,
            account: state.profile.account.as_ref().map(Text::as_str),
            amount: state.amount,
            contacted: state.contacted,
            on_hold_until: state.hold_until,
            suspended: state.suspended,
            marks: &state.marks,
            mql_at: mql.map(|visit| (visit.first_at, visit.latest_at)),
            stages: Some(&stages),
            definition_version: state.version,
            as_of,
            published_at: self.now,
            commit: record.commit,
        };
        send(batch, Topic::LeadSnapshots, id, |value| {
            encode::snapshot(&view, value);
            true
        });
        lead.snapshot = digest;
    }
}

/// Adds an output without headers; `value` answers whether there is one, or else a tombstone.
fn send(batch: &mut Batch, topic: Topic, id: &str, value: impl FnOnce(&mut Vec<u8>) -> bool) {
    batch.output(topic, id.as_bytes(), value, |_| {});
}

/// Takes note of a row without sending it, and answers whether that was all: what has been sent before must be taken back aloud (C1).
fn seed(lead: &mut Lead, (place, sign): (usize, i8), record: &mut TaskRecord) -> bool {
    let rows = lead.rows.stored.as_deref_mut().unwrap_or_default();
    let had_any = rows.iter().any(|stored| stored.seeded);
    let stored = &mut rows[place];
    if sign < 0 && !stored.seeded {
        return false;
    }
    stored.published = sign > 0;
    stored.seeded = sign > 0;
    stored.is_dirty = true;
    let has_any = rows.iter().any(|stored| stored.seeded);
    if sign > 0 {
        record.seeded.rows += 1;
        record.seeded.leads += u64::from(!had_any);
    } else {
        record.seeded.rows -= 1;
        record.seeded.leads -= u64::from(!has_any);
    }
    flow(&rows[place].row, sign, record);
    true
}

/// When a lead entered each stage, as JSON (C1).
fn stages(state: &State, definitions: &Definitions) -> String {
    let visits = state.visits.iter().map(|visit| {
        let name = definitions.graph().name(visit.stage).to_owned();
        let times = serde_json::json!({
            "first_at": visit.first_at.as_millis(),
            "latest_at": visit.latest_at.as_millis(),
        });
        (name, times)
    });
    serde_json::Value::from(visits.collect::<serde_json::Map<_, _>>()).to_string()
}

/// What a view is sent anew for, as one number; never 0, which stands for no view yet.
fn digest(state: &State, band: u8) -> u64 {
    let owner = state.owner.as_ref().map_or(&[][..], Text::as_bytes);
    let hold = state.hold_until.map_or(0, Timestamp::as_millis);
    let flags =
        u8::from(state.contacted) | u8::from(state.suspended) << 1 | u8::from(state.forgotten) << 2;
    let [low, high] = state.segment.unwrap_or(u16::MAX).to_le_bytes();
    let small = [
        state.stage.0,
        state.grade as u8,
        band,
        flags,
        low,
        high,
        0,
        0,
    ];
    // Every event of a lead asks, so nothing is gathered on the heap: the owner's digest is the seed of the next.
    let seed = xxh3_64(owner) ^ u64::from_le_bytes(small);
    let since = state.entered_at.as_millis();
    let mut large = [0; 20];
    large[..8].copy_from_slice(&hold.to_le_bytes());
    large[8..16].copy_from_slice(&since.to_le_bytes());
    large[16..].copy_from_slice(&state.cycle.to_le_bytes());
    xxh3_64_with_seed(&large, seed).max(1)
}

/// The band of a score: below, between or at the thresholds of the model that counts.
fn band(state: &State, score: i64, definitions: &Definitions) -> u8 {
    let definition = definitions.version(state.version);
    let threshold = definition.and_then(|definition| {
        let model = usize::from(state.model_in(definition));
        definition.models.get(model)?.threshold.as_ref()
    });
    threshold.map_or(0, |threshold| {
        if score >= threshold.score {
            2
        } else {
            u8::from(threshold.leave_below.is_some_and(|leave| score >= leave))
        }
    })
}

/// Balances the stages by a row (law 6), whether it is sent or seeded.
fn flow(row: &Row, sign: i8, record: &mut TaskRecord) {
    if let (Kind::Transition { to }, Detail::Transition { from, .. }) =
        (&row.identity.kind, &row.values.detail)
    {
        record.inflow[to.index()] += i64::from(sign);
        if let Some(from) = from {
            record.outflow[from.index()] += i64::from(sign);
        }
    }
}

/// Counts a row that was sent.
fn count(row: &Row, sign: i8, counts: &mut Counts) {
    match (&row.identity.kind, &row.values.detail) {
        (Kind::Transition { to }, Detail::Transition { from, .. }) => {
            let by = if sign > 0 {
                &mut counts.asserted
            } else {
                &mut counts.retracted
            };
            *by.entry((from.map(|stage| stage.0), to.0)).or_default() += 1;
        }
        (Kind::Sla { state, clock, .. }, _) => {
            let by = if sign > 0 {
                &mut counts.sla_asserted
            } else {
                &mut counts.sla_retracted
            };
            *by.entry((clock.as_str().to_owned(), *state)).or_default() += 1;
        }
        (Kind::Transition { .. }, Detail::Sla { .. }) => {
            unreachable!("a transition says what a transition says")
        }
    }
}
