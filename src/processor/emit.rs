//! What goes out about a lead: the difference of its rows, warnings, its snapshot, and what is counted by it.

use crate::lead::definition::{Definition, Definitions};
use crate::lead::journal::Lead;
use crate::lead::row::{Detail, Kind, Route, Row};
use crate::lead::rows::{Effect, decide};
use crate::processor::batch::Batch;
use crate::processor::counts::Counts;
use crate::processor::evidence;
use crate::processor::leads::Cached;
use crate::processor::record::TaskRecord;
use crate::time::Timestamp;
use crate::wire::encode::{self, Published, PublishedNotice, SnapshotView};
use crate::wire::topic::Topic;

/// What publication needs to know besides the lead.
pub(super) struct Press<'a> {
    pub(super) definitions: &'a Definitions,
    pub(super) watermark: Timestamp,
    pub(super) now: Timestamp,
    /// Rows whose instant is before this wait until their lead has settled (W5).
    pub(super) old_before: Timestamp,
    /// It has.
    pub(super) is_settled: bool,
    pub(super) most_rows: usize,
}

/// Whether publication of a lead's rows needs its older segments: for the evidence, or to know which rows are final when there are more than
/// `most` (R1).
pub(super) fn needs_whole(lead: &Lead, most: usize) -> bool {
    let rows = lead.rows.stored.as_deref().unwrap_or_default();
    rows.len() > most
        || rows.iter().any(|stored| {
            stored.wanted
                && !stored.published
                && !stored.row.is_sla()
                && has_score_evidence(&stored.row)
        })
}

fn has_score_evidence(row: &Row) -> bool {
    match &row.values.detail {
        Detail::Transition {
            route, inferred, ..
        } => !inferred && matches!(route, Route::Threshold | Route::Decay),
        Detail::Sla { .. } => false,
    }
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
        lead.revision += 1;
        let revision = lead.revision;
        let evidence = {
            let row = &lead.rows.stored.as_deref().unwrap_or_default()[place].row;
            (sign > 0 && !row.is_sla()).then(|| evidence::json(lead, row, self.definitions))
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
        }
        let published = Published {
            lead_id: id,
            row: &stored.row,
            sign,
            revision,
            published_at: self.now,
            backfill: stored.backfill,
            commit: record.commit,
            evidence: evidence.as_deref(),
            graph: self.definitions.graph(),
        };
        let topic = if stored.row.is_sla() {
            Topic::SlaViolations
        } else {
            Topic::LeadTransitions
        };
        batch.output(
            topic,
            id.as_bytes(),
            |value| {
                encode::row(&published, value);
                true
            },
            |_| {},
        );
        count(&stored.row, sign, record, counts);
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

    /// Sends the warnings that are due (R5).
    pub(super) fn warn(
        &self,
        id: &str,
        lead: &mut Lead,
        batch: &mut Batch,
        record: &TaskRecord,
        counts: &mut Counts,
    ) {
        for notice in lead.warnings(self.watermark) {
            *counts
                .warned
                .entry(notice.clock.as_str().to_owned())
                .or_default() += 1;
            lead.revision += 1;
            let state = lead.current();
            let published = PublishedNotice {
                lead_id: id,
                notice: &notice,
                owner: state.owner.as_ref().map(|text| text.as_str()),
                team: state.team.as_ref().map(|text| text.as_str()),
                source: state.profile.source.as_ref().map(|text| text.as_str()),
                campaign: state.profile.campaign.as_ref().map(|text| text.as_str()),
                amount: state.amount,
                score: state.score.at(notice
                    .at_risk_at
                    .max(state.last_at.unwrap_or(notice.at_risk_at))),
                grade: state.grade,
                revision: lead.revision,
                published_at: self.now,
                commit: record.commit,
            };
            batch.output(
                Topic::SlaViolations,
                id.as_bytes(),
                |value| {
                    encode::notice(&published, value);
                    true
                },
                |_| {},
            );
        }
    }

    /// Sends the lead's flat view when stage, owner, grade or score band has changed.
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
        let score = state.score.at(as_of);
        let definition = self.definitions.at(last_at);
        let digest = {
            let owner = state
                .owner
                .as_ref()
                .map_or(0, |owner| xxhash_rust::xxh3::xxh3_64(owner.as_bytes()));
            let small = [state.stage.0, state.grade as u8, band(score, definition), 1];
            // Never 0, which stands for no snapshot yet.
            owner.rotate_left(32) ^ (u64::from(u32::from_le_bytes(small)) | 1 << 40)
        };
        if digest == lead.snapshot {
            return;
        }
        let view = SnapshotView {
            lead_id: id,
            stage: self.definitions.graph().name(state.stage),
            entered_at: state.entered_at,
            cycle: state.cycle,
            score,
            grade: state.grade,
            owner: state.owner.as_ref().map(|text| text.as_str()),
            team: state.team.as_ref().map(|text| text.as_str()),
            source: state.profile.source.as_ref().map(|text| text.as_str()),
            campaign: state.profile.campaign.as_ref().map(|text| text.as_str()),
            account: state.profile.account.as_ref().map(|text| text.as_str()),
            amount: state.amount,
            contacted: state.contacted,
            definition_version: state.version,
            as_of,
            published_at: self.now,
            commit: record.commit,
        };
        batch.output(
            Topic::LeadSnapshots,
            id.as_bytes(),
            |value| {
                encode::snapshot(&view, value);
                true
            },
            |_| {},
        );
        lead.snapshot = digest;
    }
}

/// The band of a score: below, between or at the thresholds.
fn band(score: i64, definition: &Definition) -> u8 {
    definition.mql.as_ref().map_or(0, |mql| {
        if score >= mql.score {
            2
        } else {
            u8::from(mql.leave_below.is_some_and(|leave| score >= leave))
        }
    })
}

fn count(row: &Row, sign: i8, record: &mut TaskRecord, counts: &mut Counts) {
    match (&row.identity.kind, &row.values.detail) {
        (Kind::Transition { to }, Detail::Transition { from, .. }) => {
            let by = if sign > 0 {
                &mut counts.asserted
            } else {
                &mut counts.retracted
            };
            *by.entry((from.map(|stage| stage.0), to.0)).or_default() += 1;
            record.inflow[to.index()] += i64::from(sign);
            if let Some(from) = from {
                record.outflow[from.index()] += i64::from(sign);
            }
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
