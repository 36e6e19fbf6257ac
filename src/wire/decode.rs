//! A record's bytes become an event of a lead, a control of the watermark, or a rejection with a code; never a panic, never an error.
//!
//! There is one reading of fields: canonical data of leadfold's own schemas are read where they lie, without copying or allocating; everything
//! else (other writers' schemas, JSON, lawful Avro in another form) is first rewritten into that form.

use crate::lead::event::{Disposition, Fact, Input, LeadEvent, Outcome, Profile};
use crate::time::{Span, Timestamp};
use crate::wire::avro::Cursor;
use crate::wire::avro::Fault;
use crate::wire::input::{Body, DISPOSITION, Draft, ERASED, MERGED, RESUMED, SUSPENDED, Said};
use crate::wire::json;
use crate::wire::record::Record;
use crate::wire::rejection::{Code, Rejection};
use crate::wire::schemas::{Schemas, Subject, unframe};

/// The largest value, in bytes: Kafka's own default bound for a record.
pub const MOST_VALUE: usize = 1 << 20;
/// How far an event may lie ahead of the log's time (J5): clocks are not that wrong, zones are.
pub const AHEAD: Span = Span::from_mins(5);

/// The kinds of the lead-created input.
pub const CREATED_KINDS: [&str; 6] = [CREATED, UPDATED, MERGED, ERASED, SUSPENDED, RESUMED];
const CREATED: &str = "created";
const UPDATED: &str = "updated";

/// What a record is.
#[derive(Clone, Debug, PartialEq)]
pub enum Decoded<'a> {
    /// An event of a lead.
    Event(LeadEvent<'a>),
    /// A word about the input itself, for the watermark (W3).
    Control(Control),
}

/// A record that is about no lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Control {
    /// What it says.
    pub kind: ControlKind,
    /// How far the source has come.
    pub occurred_at: Timestamp,
    /// When the log took it.
    pub appended_at: Timestamp,
    /// Its offset.
    pub offset: i64,
}

/// What a control says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ControlKind {
    /// The source is alive and has come so far.
    Heartbeat,
    /// Hold the watermark.
    Stop,
    /// Let it go on.
    Release,
}

impl ControlKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Heartbeat, Self::Stop, Self::Release];

    /// Its word on the wire.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Heartbeat => "heartbeat",
            Self::Stop => "watermark_stop",
            Self::Release => "watermark_release",
        }
    }

    /// The control of that word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == word)
    }
}

/// Decodes records, one after the other, with memory of its own for those that must be rewritten.
#[derive(Clone, Debug, Default)]
pub struct Decoder {
    schemas: Schemas,
    scratch: Vec<u8>,
}

impl Decoder {
    /// A decoder that knows these schemas.
    #[must_use]
    pub const fn new(schemas: Schemas) -> Self {
        Self {
            schemas,
            scratch: Vec::new(),
        }
    }

    /// The schemas, to register further ones.
    pub const fn schemas_mut(&mut self) -> &mut Schemas {
        &mut self.schemas
    }

    /// What a record of that input is.
    ///
    /// # Errors
    /// The reason why it cannot be an event.
    pub fn decode<'a>(
        &'a mut self,
        input: Input,
        record: Record<'a>,
    ) -> Result<Decoded<'a>, Rejection> {
        let value = record.value.unwrap_or_default();
        if value.is_empty() {
            return Err(Rejection::new(Code::EmptyValue));
        }
        if value.len() > MOST_VALUE {
            return Err(Rejection::at(Code::TooLarge, "value"));
        }
        self.scratch.clear();
        if let Some((id, datum)) = unframe(value) {
            if id == Subject::of(input).id() {
                match Draft::read(input, datum) {
                    Ok(draft) => return judge(draft, record),
                    Err(Fault::NotCanonical) => {}
                    Err(fault) => return Err(rejection(fault)),
                }
            }
            self.schemas.resolve(input, id, datum, &mut self.scratch)?;
        } else if json::looks_so(value) {
            json::rewrite(input, value, &mut self.scratch)?;
        } else {
            return Err(Rejection::new(Code::NotFramed));
        }
        let draft = Draft::read(input, &self.scratch).map_err(rejection)?;
        judge(draft, record)
    }
}

fn rejection(fault: Fault) -> Rejection {
    match fault {
        Fault::Malformed(field) => Rejection::at(Code::UnreadableAvro, field),
        Fault::NotCanonical => Rejection::new(Code::UnreadableAvro),
        Fault::TooLarge(field) => Rejection::at(Code::TooLarge, field),
    }
}

/// Whether a record of right form is lawful.
fn judge<'a>(draft: Draft<'a>, record: Record<'a>) -> Result<Decoded<'a>, Rejection> {
    let common = draft.common;
    let occurred_at = common.occurred_at;
    if !(Timestamp::EARLIEST_EVENT..=Timestamp::LATEST_EVENT).contains(&occurred_at) {
        return Err(Rejection::at(Code::InvalidTime, "occurred_at"));
    }
    // J5: by the log's time, so that reading the record again gives the same answer.
    if occurred_at > record.appended_at + AHEAD {
        return Err(Rejection::new(Code::OccursInFuture));
    }
    // A heartbeat is about no lead; a lead's event of that name is some producer's own word, and must not move the watermark.
    if let Some(kind) = ControlKind::parse(draft.kind).filter(|_| common.lead_id.is_empty()) {
        return Ok(Decoded::Control(Control {
            kind,
            occurred_at,
            appended_at: record.appended_at,
            offset: record.offset,
        }));
    }
    if common.lead_id.is_empty() {
        return Err(Rejection::new(Code::MissingLeadId));
    }
    if common.event_id.is_empty() {
        return Err(Rejection::new(Code::MissingEventId));
    }
    let fact = match draft.body {
        Body::Created(profile, into) => judge_created(draft.kind, common.lead_id, profile, into)?,
        Body::Engagement(engagement) if engagement.kind.is_empty() => {
            return Err(Rejection::new(Code::UnknownKind));
        }
        Body::Engagement(engagement) => Fact::Engagement(engagement),
        Body::Disposition(said) => Fact::Disposition(judge_disposition(draft.kind, said)?),
    };
    Ok(Decoded::Event(LeadEvent {
        lead_id: common.lead_id,
        event_id: common.event_id,
        occurred_at,
        appended_at: record.appended_at,
        offset: record.offset,
        sequence: common.sequence,
        day_precision: common.day_precision,
        digest: draft.digest,
        fact,
    }))
}

/// When a record's event occurs, for those in leadfold's own form; none of any other. It is not judged.
#[must_use]
pub fn occurs_at(input: Input, record: Record<'_>) -> Option<Timestamp> {
    let (id, datum) = unframe(record.value?)?;
    if id != Subject::of(input).id() {
        return None;
    }
    let mut cursor = Cursor::new(datum);
    cursor.text("event_id", MOST_VALUE).ok()?;
    cursor.text("lead_id", MOST_VALUE).ok()?;
    cursor.timestamp("occurred_at").ok()
}

fn judge_created<'a>(
    kind: &str,
    lead_id: &str,
    profile: Profile<'a>,
    into: Option<&'a str>,
) -> Result<Fact<'a>, Rejection> {
    match kind {
        CREATED | UPDATED => Ok(Fact::Created(profile)),
        // A lead that became itself would be gone without anybody who goes on.
        MERGED => into
            .filter(|into| !into.is_empty() && *into != lead_id)
            .map(Fact::Merged)
            .ok_or(Rejection::new(Code::MissingSurvivor)),
        ERASED => Ok(Fact::Erased),
        SUSPENDED => Ok(Fact::Scoring { suspended: true }),
        RESUMED => Ok(Fact::Scoring { suspended: false }),
        _ => Err(Rejection::new(Code::UnknownKind)),
    }
}

fn judge_disposition<'a>(kind: &str, said: Said<'a>) -> Result<Disposition<'a>, Rejection> {
    if kind != DISPOSITION {
        return Err(Rejection::new(Code::UnknownKind));
    }
    let outcome = Outcome::parse(said.outcome).ok_or(Rejection::new(Code::UnknownOutcome))?;
    if outcome == Outcome::Revoke && said.target.is_none_or(str::is_empty) {
        return Err(Rejection::new(Code::MissingTarget));
    }
    let events = Timestamp::EARLIEST_EVENT..=Timestamp::LATEST_EVENT;
    if said.until.is_some_and(|until| !events.contains(&until)) {
        return Err(Rejection::at(Code::InvalidTime, "until"));
    }
    Ok(Disposition {
        outcome,
        reason: said.reason,
        owner: said.owner,
        team: said.team,
        amount: said.amount,
        actor: said.actor,
        target: said.target,
        until: said.until,
    })
}
