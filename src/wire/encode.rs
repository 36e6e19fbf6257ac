//! What goes out becomes bytes: rows, notices and snapshots as framed canonical Avro, and events and controls for those who produce them.
//!
//! Everything appends to a buffer and allocates nothing of its own.

use crate::lead::definition::{Grade, Graph};
use crate::lead::event::{Fact, Input, LeadEvent, Profile};
use crate::lead::row::{Cause, Detail, Kind, Row, SlaNotice, Values};
use crate::lead::state::{Campaigns, Marks};
use crate::lead::text::Text;
use crate::time::{Span, Timestamp};
use crate::wire::avro::{
    put_boolean, put_count, put_long, put_optional, put_optional_text, put_small_count, put_text,
    put_timestamp,
};
use crate::wire::decode::ControlKind;
use crate::wire::input::{
    Common, DISPOSITION, ERASED, MERGED, RESUMED, SUSPENDED, Said, put_created, put_disposition,
    put_engagement,
};
use crate::wire::row_id::{notice_id, notice_state, row_id};
use crate::wire::schemas::{Subject, put_frame};
use crate::wire::topic::Topic;

/// A row on its way out, with what only publication knows.
#[derive(Clone, Copy, Debug)]
pub struct Published<'a> {
    /// Whose row.
    pub lead_id: &'a str,
    /// The row.
    pub row: &'a Row,
    /// +1 asserts it, -1 takes it back (R1).
    pub sign: i8,
    /// Grows with each row published about the lead (R4).
    pub revision: u64,
    /// When it goes out.
    pub published_at: Timestamp,
    /// It was held until the lead's history had settled (W5).
    pub backfill: bool,
    /// The number of the task's commit that sends it.
    pub commit: u64,
    /// It takes back what was never sent (C1).
    pub seeded: bool,
    /// Why, as JSON (R6); of transitions.
    pub evidence: Option<&'a str>,
    /// What the lead touched in the stage left, as JSON; of transitions.
    pub touches: Option<&'a str>,
    /// Names the stages.
    pub graph: &'a Graph,
}

/// A warning on its way out (R5), with the lead's values at its instant.
#[derive(Clone, Copy, Debug)]
pub struct PublishedNotice<'a> {
    /// Whose promise.
    pub lead_id: &'a str,
    /// The warning.
    pub notice: &'a SlaNotice,
    /// The lead's owner.
    pub owner: Option<&'a str>,
    /// The owner's team.
    pub team: Option<&'a str>,
    /// Where the lead came from.
    pub source: Option<&'a str>,
    /// The campaign that brought it.
    pub campaign: Option<&'a str>,
    /// The deal's amount in minor units.
    pub amount: Option<i64>,
    /// The first campaign that it touched.
    pub first_touch_campaign: Option<&'a str>,
    /// The campaign when it last entered `mql`.
    pub mql_campaign: Option<&'a str>,
    /// The engagement score in milli-points.
    pub score: i64,
    /// The grade of fit.
    pub grade: Grade,
    /// The lead's revision.
    pub revision: u64,
    /// When it goes out.
    pub published_at: Timestamp,
    /// The number of the task's commit that sends it.
    pub commit: u64,
}

/// The flat current view of a lead.
#[derive(Clone, Copy, Debug)]
pub struct SnapshotView<'a> {
    /// Whose.
    pub lead_id: &'a str,
    /// Where it stands: the stage's name.
    pub stage: &'a str,
    /// Since when.
    pub entered_at: Timestamp,
    /// How often it has gone round.
    pub cycle: u32,
    /// The engagement score at `as_of`, in milli-points.
    pub score: i64,
    /// The grade of fit.
    pub grade: Grade,
    /// The segment it is in.
    pub segment: Option<&'a str>,
    /// Who has it.
    pub owner: Option<&'a str>,
    /// The owner's team.
    pub team: Option<&'a str>,
    /// Where it came from.
    pub source: Option<&'a str>,
    /// The campaign that brought it.
    pub campaign: Option<&'a str>,
    /// Which it touched first, and when it last entered `mql`.
    pub campaigns: &'a Campaigns,
    /// Its company.
    pub account: Option<&'a str>,
    /// The deal's amount in minor units.
    pub amount: Option<i64>,
    /// A first touch in this cycle (G8).
    pub contacted: bool,
    /// The end of a hold that is in force (C11).
    pub on_hold_until: Option<Timestamp>,
    /// Scoring is suspended (S10).
    pub suspended: bool,
    /// The present cycle's marks (C13).
    pub marks: &'a Marks,
    /// Its first and latest entry into `mql`.
    pub mql_at: Option<(Timestamp, Timestamp)>,
    /// When it entered each stage, as JSON (C1).
    pub stages: Option<&'a str>,
    /// The version of the agreement that judged it last.
    pub definition_version: u32,
    /// The view's instant (S13).
    pub as_of: Timestamp,
    /// When it goes out.
    pub published_at: Timestamp,
    /// The number of the task's commit that sends it.
    pub commit: u64,
}

/// Appends a row as its kind asks, and answers the topic it belongs to.
pub fn row(published: &Published<'_>, to: &mut Vec<u8>) -> Topic {
    match published.row.identity.kind {
        Kind::Transition { .. } => {
            transition(published, to);
            Topic::LeadTransitions
        }
        Kind::Sla { .. } => {
            sla(published, to);
            Topic::SlaViolations
        }
    }
}

/// Appends a transition as a framed `LeadTransition`.
///
/// # Panics
/// When the row is none.
pub fn transition(published: &Published<'_>, to: &mut Vec<u8>) {
    let Row {
        identity, values, ..
    } = published.row;
    let (
        Kind::Transition { to: stage },
        Detail::Transition {
            from,
            entered_from_at,
            route,
            inferred,
            irregular,
            stayed_business,
            reason,
            reason_group,
            actor,
        },
    ) = (&identity.kind, &values.detail)
    else {
        panic!("a transition's kind and detail are a transition's");
    };
    let name = |stage| published.graph.name(stage);
    put_frame(to, Subject::LeadTransition);
    put_hex(to, row_id(published.lead_id, identity, published.graph));
    put_long(to, i64::from(published.sign));
    put_text(to, published.lead_id);
    put_timestamp(to, identity.instant);
    put_optional_text(to, from.map(name));
    put_text(to, name(*stage));
    put_optional(to, *entered_from_at, put_timestamp);
    put_span(
        to,
        entered_from_at.map(|entered| identity.instant - entered),
    );
    put_span(to, *stayed_business);
    put_small_count(to, values.cycle);
    put_small_count(to, values.version);
    put_text(to, route.name());
    put_boolean(to, *inferred);
    put_boolean(to, *irregular);
    put_optional_text(to, text(reason));
    put_optional_text(to, text(reason_group));
    put_optional_text(to, text(actor));
    put_dimensions(to, values);
    put_cause(to, &identity.cause);
    put_long(to, published.row.score);
    put_text(to, published.row.grade.name());
    let lags = &published.row.lags;
    for lag in [lags.ingest, lags.routing, lags.acceptance, lags.reaction] {
        put_span(to, lag);
    }
    put_optional_text(to, published.evidence);
    put_optional_text(to, published.touches);
    put_publication(to, published);
}

/// Appends an SLA row as a framed `SlaEvent`.
///
/// # Panics
/// When the row is none.
pub fn sla(published: &Published<'_>, to: &mut Vec<u8>) {
    let Row {
        identity, values, ..
    } = published.row;
    let (
        Kind::Sla {
            state,
            clock,
            started_at,
            started_by,
        },
        Detail::Sla {
            due_at,
            target,
            elapsed,
            counted,
            paused,
            notify_not_before,
        },
    ) = (&identity.kind, &values.detail)
    else {
        panic!("an SLA row's kind and detail are an SLA row's");
    };
    put_frame(to, Subject::SlaEvent);
    put_hex(to, row_id(published.lead_id, identity, published.graph));
    put_long(to, i64::from(published.sign));
    put_text(to, state.name());
    put_optional(to, None, put_small_count);
    put_text(to, published.lead_id);
    put_text(to, clock.as_str());
    put_timestamp(to, identity.instant);
    put_timestamp(to, *started_at);
    put_timestamp(to, *due_at);
    put_long(to, target.as_millis());
    let late =
        (counted > target).then(|| Span::from_millis(counted.as_millis() - target.as_millis()));
    for span in [Some(*elapsed), Some(*counted), Some(*paused), late] {
        put_span(to, span);
    }
    put_timestamp(to, *notify_not_before);
    put_cause(to, started_by);
    put_cause(to, &identity.cause);
    put_small_count(to, values.cycle);
    put_small_count(to, values.version);
    put_dimensions(to, values);
    put_long(to, published.row.score);
    put_text(to, published.row.grade.name());
    put_publication(to, published);
}

/// Appends a warning as a framed `SlaEvent` of state `at_risk` or `escalated` and sign 0.
pub fn notice(published: &PublishedNotice<'_>, to: &mut Vec<u8>) {
    let notice = published.notice;
    put_frame(to, Subject::SlaEvent);
    put_hex(to, notice_id(published.lead_id, notice));
    put_long(to, 0);
    put_text(to, notice_state(notice));
    put_optional(to, Some(u32::from(notice.tier)), put_small_count);
    put_text(to, published.lead_id);
    put_text(to, notice.clock.as_str());
    put_timestamp(to, notice.instant);
    put_timestamp(to, notice.started_at);
    put_timestamp(to, notice.due_at);
    put_long(to, notice.target.as_millis());
    for _ in ["elapsed_ms", "counted_ms", "paused_ms", "late_ms"] {
        put_span(to, None);
    }
    put_timestamp(to, notice.notify_not_before);
    put_cause(to, &notice.started_by);
    put_cause(to, &Cause::Due);
    put_small_count(to, notice.cycle);
    put_small_count(to, notice.version);
    put_optional_text(to, published.owner);
    put_optional_text(to, published.team);
    put_optional_text(to, published.source);
    put_optional_text(to, published.campaign);
    put_optional(to, published.amount, put_long);
    put_optional_text(to, published.first_touch_campaign);
    put_optional_text(to, published.mql_campaign);
    put_long(to, published.score);
    put_text(to, published.grade.name());
    put_count(to, published.revision);
    put_timestamp(to, published.published_at);
    // A warning is neither history nor taken back.
    put_boolean(to, false);
    put_boolean(to, false);
    put_count(to, published.commit);
}

/// Appends a lead's view as a framed `LeadSnapshot`.
pub fn snapshot(view: &SnapshotView<'_>, to: &mut Vec<u8>) {
    put_frame(to, Subject::LeadSnapshot);
    put_text(to, view.lead_id);
    put_text(to, view.stage);
    put_timestamp(to, view.entered_at);
    put_small_count(to, view.cycle);
    put_long(to, view.score);
    put_text(to, view.grade.name());
    put_optional_text(to, view.segment);
    put_optional_text(to, view.owner);
    put_optional_text(to, view.team);
    put_optional_text(to, view.source);
    put_optional_text(to, view.campaign);
    put_optional_text(to, text(&view.campaigns.first));
    put_optional_text(to, text(&view.campaigns.at_mql));
    put_optional_text(to, view.account);
    put_optional(to, view.amount, put_long);
    put_boolean(to, view.contacted);
    put_optional(to, view.on_hold_until, put_timestamp);
    put_boolean(to, view.suspended);
    let marks = view.marks;
    for at in [
        marks.qualified_at,
        marks.assigned_at,
        marks.accepted_at,
        marks.touched_at,
        view.mql_at.map(|(first, _)| first),
        view.mql_at.map(|(_, latest)| latest),
    ] {
        put_optional(to, at, put_timestamp);
    }
    put_optional_text(to, view.stages);
    put_small_count(to, view.definition_version);
    put_timestamp(to, view.as_of);
    put_timestamp(to, view.published_at);
    put_count(to, view.commit);
}

/// Appends an event as its input's framed record. Offset, append time and digest are the log's and the reader's, and are not written.
pub fn event(event: &LeadEvent<'_>, to: &mut Vec<u8>) {
    let common = Common {
        event_id: event.event_id,
        lead_id: event.lead_id,
        occurred_at: event.occurred_at,
        sequence: event.sequence,
        day_precision: event.day_precision,
    };
    put_frame(to, Subject::of(event.input()));
    match &event.fact {
        Fact::Created(profile) => put_created(to, &common, "created", profile, None),
        Fact::Merged(into) => {
            put_created(to, &common, MERGED, &Profile::default(), Some(into));
        }
        Fact::Erased => put_created(to, &common, ERASED, &Profile::default(), None),
        Fact::Scoring { suspended } => {
            let kind = if *suspended { SUSPENDED } else { RESUMED };
            put_created(to, &common, kind, &Profile::default(), None);
        }
        Fact::Engagement(engagement) => put_engagement(to, &common, engagement),
        Fact::Disposition(disposition) => {
            let said = Said {
                outcome: disposition.outcome.name(),
                reason: disposition.reason,
                owner: disposition.owner,
                team: disposition.team,
                actor: disposition.actor,
                amount: disposition.amount,
                target: disposition.target,
                until: disposition.until,
            };
            put_disposition(to, &common, DISPOSITION, &said);
        }
    }
}

/// Appends a control of an input's watermark (W3).
pub fn control(input: Input, kind: ControlKind, occurred_at: Timestamp, to: &mut Vec<u8>) {
    let common = Common {
        event_id: "",
        lead_id: "",
        occurred_at,
        sequence: 0,
        day_precision: false,
    };
    put_frame(to, Subject::of(input));
    match input {
        Input::LeadCreated => put_created(to, &common, kind.name(), &Profile::default(), None),
        Input::Engagement => {
            let engagement = crate::lead::event::Engagement {
                kind: kind.name(),
                ..Default::default()
            };
            put_engagement(to, &common, &engagement);
        }
        Input::Disposition => put_disposition(to, &common, kind.name(), &Said::default()),
    }
}

fn text(text: &Option<Text>) -> Option<&str> {
    text.as_ref().map(Text::as_str)
}

fn put_hex(to: &mut Vec<u8>, id: [u8; 16]) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    put_long(to, 32);
    for byte in id {
        to.push(DIGITS[usize::from(byte >> 4)]);
        to.push(DIGITS[usize::from(byte & 0xf)]);
    }
}

fn put_dimensions(to: &mut Vec<u8>, values: &Values) {
    put_optional_text(to, text(&values.owner));
    put_optional_text(to, text(&values.team));
    put_optional_text(to, text(&values.source));
    put_optional_text(to, text(&values.campaign));
    put_optional(to, values.amount, put_long);
    put_optional_text(to, text(&values.first_touch_campaign));
    put_optional_text(to, text(&values.mql_campaign));
}

fn put_span(to: &mut Vec<u8>, span: Option<Span>) {
    put_optional(to, span.map(Span::as_millis), put_long);
}

fn put_cause(to: &mut Vec<u8>, cause: &Cause) {
    match cause {
        Cause::Event {
            input,
            event_id,
            occurred_at,
        } => {
            put_text(to, "event");
            put_optional_text(to, Some(input.name()));
            put_optional_text(to, Some(event_id.as_str()));
            put_optional(to, Some(*occurred_at), put_timestamp);
        }
        Cause::Decay => put_silent_cause(to, "decay"),
        Cause::Due => put_silent_cause(to, "due"),
        Cause::Timeout => put_silent_cause(to, "timeout"),
        Cause::HoldEnd => put_silent_cause(to, "hold_end"),
    }
}

/// A cause that is no event: three fields stay null.
fn put_silent_cause(to: &mut Vec<u8>, word: &str) {
    put_text(to, word);
    to.extend_from_slice(&[0; 3]);
}

fn put_publication(to: &mut Vec<u8>, published: &Published<'_>) {
    put_count(to, published.revision);
    put_timestamp(to, published.published_at);
    put_boolean(to, published.backfill);
    put_boolean(to, published.seeded);
    put_count(to, published.commit);
}
