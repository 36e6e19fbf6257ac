//! What went out, read back: for the report, for explaining, for tests. Owned, with all fields, as the schemas in `schemas/` describe them.

use crate::lead::row::Lags;
use crate::time::{Span, Timestamp};
use crate::wire::avro::{Cursor, Fault};
use crate::wire::schemas::{Subject, unframe};

/// Why an output could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// No schema id stands before it.
    #[error("could not read {record}: it is not framed Avro")]
    NotFramed {
        /// What it should be.
        record: &'static str,
    },
    /// It is something else.
    #[error("could not read {record}: it has schema {id}")]
    OtherSchema {
        /// What it should be.
        record: &'static str,
        /// The id of what it is.
        id: u32,
    },
    /// The bytes are not what the schema says.
    #[error("could not read {record} at {field}")]
    Malformed {
        /// What it should be.
        record: &'static str,
        /// Where that showed.
        field: &'static str,
    },
}

/// What made a row so, or started a clock.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cause {
    /// `event`, `decay`, `due`, `timeout` or `hold_end`.
    pub word: String,
    /// Of an event: its input's name.
    pub input: Option<String>,
    /// Of an event: its id.
    pub event_id: Option<String>,
    /// Of an event: when it occurred.
    pub occurred_at: Option<Timestamp>,
}

/// A `LeadTransition`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Transition {
    /// The row's identity, 32 hexadecimal digits.
    pub id: String,
    /// +1 or -1.
    pub sign: i32,
    /// Whose.
    pub lead_id: String,
    /// When it was so.
    pub instant: Timestamp,
    /// The stage left.
    pub from_stage: Option<String>,
    /// The stage entered.
    pub to_stage: String,
    /// When the stage left had been entered.
    pub entered_from_at: Option<Timestamp>,
    /// How long the lead stood there.
    pub stayed: Option<Span>,
    /// The same in working time.
    pub stayed_business: Option<Span>,
    /// How often the lead has gone round.
    pub cycle: u32,
    /// The version of the agreement.
    pub definition_version: u32,
    /// How the stage was entered.
    pub route: String,
    /// Nobody said so.
    pub inferred: bool,
    /// A reject after contact, or a disqualify before it.
    pub irregular: bool,
    /// The reason code, the name of a hand-raise or a PQL rule, or a merge's survivor.
    pub reason: Option<String>,
    /// The group of the reason code.
    pub reason_group: Option<String>,
    /// Who said so.
    pub actor: Option<String>,
    /// The lead's values.
    pub dimensions: Dimensions,
    /// What made it so.
    pub cause: Cause,
    /// The engagement score, in milli-points.
    pub score: i64,
    /// The grade of fit.
    pub grade: String,
    /// The lags of speed to lead, as far as they have ended.
    pub lags: Lags,
    /// Why, as JSON.
    pub evidence: Option<String>,
    /// What the lead touched in the stage left, as JSON.
    pub touches: Option<String>,
    /// What only publication knows.
    pub publication: Publication,
}

/// An `SlaEvent`: a row, or with sign 0 a warning.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sla {
    /// The row's identity, 32 hexadecimal digits.
    pub id: String,
    /// +1 or -1; 0 of warnings.
    pub sign: i32,
    /// `at_risk`, `escalated`, `violated`, `met`, `met_late` or `cancelled`.
    pub state: String,
    /// Of warnings: 0 at risk, then the number of the escalation.
    pub tier: Option<u32>,
    /// Whose.
    pub lead_id: String,
    /// Which clock.
    pub clock: String,
    /// When it was so.
    pub instant: Timestamp,
    /// When this instance of the clock started.
    pub started_at: Timestamp,
    /// When the promise was due.
    pub due_at: Timestamp,
    /// What was promised.
    pub target: Span,
    /// From the start to the instant; none of warnings.
    pub elapsed: Option<Span>,
    /// Of that, what the clock has counted.
    pub counted: Option<Span>,
    /// How long it was paused.
    pub paused: Option<Span>,
    /// How late, in the clock's own time, if it is.
    pub late: Option<Span>,
    /// Before it nobody should be disturbed.
    pub notify_not_before: Timestamp,
    /// What started the clock.
    pub started_by: Cause,
    /// What made it so.
    pub cause: Cause,
    /// The cycle at the start.
    pub cycle: u32,
    /// The version of the agreement at the start.
    pub definition_version: u32,
    /// The lead's values.
    pub dimensions: Dimensions,
    /// The engagement score, in milli-points.
    pub score: i64,
    /// The grade of fit.
    pub grade: String,
    /// What only publication knows.
    pub publication: Publication,
}

/// By what rows are counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dimensions {
    /// Who has the lead.
    pub owner: Option<String>,
    /// Their team.
    pub team: Option<String>,
    /// Where the lead came from.
    pub source: Option<String>,
    /// The campaign that brought it.
    pub campaign: Option<String>,
    /// The deal's amount in minor units.
    pub amount: Option<i64>,
    /// The first campaign that the lead touched.
    pub first_touch_campaign: Option<String>,
    /// The campaign when it last entered `mql`.
    pub mql_campaign: Option<String>,
}

/// What only publication knows of a row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Publication {
    /// Grows with each row about the lead.
    pub revision: u64,
    /// When the row went out.
    pub published_at: Timestamp,
    /// It was held until the history had settled.
    pub backfill: bool,
    /// It takes back what was never sent.
    pub seeded: bool,
    /// The task's commit.
    pub commit: u64,
}

/// A `LeadSnapshot`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snapshot {
    /// Whose.
    pub lead_id: String,
    /// Where it stands.
    pub stage: String,
    /// Since when.
    pub entered_at: Timestamp,
    /// How often it has gone round.
    pub cycle: u32,
    /// The engagement score at `as_of`, in milli-points.
    pub score: i64,
    /// The grade of fit.
    pub grade: String,
    /// The segment it is in.
    pub segment: Option<String>,
    /// Who has it.
    pub owner: Option<String>,
    /// Their team.
    pub team: Option<String>,
    /// Where it came from.
    pub source: Option<String>,
    /// The campaign that brought it.
    pub campaign: Option<String>,
    /// The first campaign that it touched.
    pub first_touch_campaign: Option<String>,
    /// The campaign when it last entered `mql`.
    pub mql_campaign: Option<String>,
    /// Its company.
    pub account: Option<String>,
    /// The deal's amount in minor units.
    pub amount: Option<i64>,
    /// A first touch in this cycle.
    pub contacted: bool,
    /// The end of a hold that is in force.
    pub on_hold_until: Option<Timestamp>,
    /// Scoring is suspended.
    pub suspended: bool,
    /// The entry into `mql` that began the present cycle.
    pub qualified_at: Option<Timestamp>,
    /// The cycle's first assignment.
    pub assigned_at: Option<Timestamp>,
    /// The cycle's first acceptance.
    pub accepted_at: Option<Timestamp>,
    /// The cycle's first touch.
    pub first_touch_at: Option<Timestamp>,
    /// The first entry into `mql`.
    pub first_mql_at: Option<Timestamp>,
    /// The last entry into `mql`.
    pub latest_mql_at: Option<Timestamp>,
    /// When it entered each stage, as JSON.
    pub stages: Option<String>,
    /// The version of the agreement that judged it last.
    pub definition_version: u32,
    /// The view's instant.
    pub as_of: Timestamp,
    /// When it went out.
    pub published_at: Timestamp,
    /// The task's commit.
    pub commit: u64,
}

impl Transition {
    /// Reads a framed value.
    ///
    /// # Errors
    /// When it is none of this schema.
    pub fn read(value: &[u8]) -> Result<Self, Error> {
        framed(Subject::LeadTransition, value, |fields| {
            Ok(Self {
                id: fields.text("id")?,
                sign: fields.0.int("sign")?,
                lead_id: fields.text("lead_id")?,
                instant: fields.0.timestamp("instant")?,
                from_stage: fields.optional_text("from_stage")?,
                to_stage: fields.text("to_stage")?,
                entered_from_at: fields.optional_timestamp("entered_from_at")?,
                stayed: fields.optional_span("stayed_ms")?,
                stayed_business: fields.optional_span("stayed_business_ms")?,
                cycle: fields.count("cycle_number")?,
                definition_version: fields.count("definition_version")?,
                route: fields.text("route")?,
                inferred: fields.0.boolean("inferred")?,
                irregular: fields.0.boolean("irregular")?,
                reason: fields.optional_text("reason")?,
                reason_group: fields.optional_text("reason_group")?,
                actor: fields.optional_text("actor")?,
                dimensions: fields.dimensions()?,
                cause: fields.cause()?,
                score: fields.0.long("score")?,
                grade: fields.text("grade")?,
                lags: Lags {
                    ingest: fields.optional_span("ingest_lag_ms")?,
                    routing: fields.optional_span("routing_lag_ms")?,
                    acceptance: fields.optional_span("acceptance_lag_ms")?,
                    reaction: fields.optional_span("reaction_lag_ms")?,
                },
                evidence: fields.optional_text("evidence")?,
                touches: fields.optional_text("touches")?,
                publication: fields.publication()?,
            })
        })
    }
}

impl Sla {
    /// Reads a framed value.
    ///
    /// # Errors
    /// When it is none of this schema.
    pub fn read(value: &[u8]) -> Result<Self, Error> {
        framed(Subject::SlaEvent, value, |fields| {
            Ok(Self {
                id: fields.text("id")?,
                sign: fields.0.int("sign")?,
                state: fields.text("state")?,
                tier: fields.optional_count("tier")?,
                lead_id: fields.text("lead_id")?,
                clock: fields.text("clock")?,
                instant: fields.0.timestamp("instant")?,
                started_at: fields.0.timestamp("started_at")?,
                due_at: fields.0.timestamp("due_at")?,
                target: Span::from_millis(fields.0.long("target_ms")?),
                elapsed: fields.optional_span("elapsed_ms")?,
                counted: fields.optional_span("counted_ms")?,
                paused: fields.optional_span("paused_ms")?,
                late: fields.optional_span("late_ms")?,
                notify_not_before: fields.0.timestamp("notify_not_before")?,
                started_by: fields.cause()?,
                cause: fields.cause()?,
                cycle: fields.count("cycle_number")?,
                definition_version: fields.count("definition_version")?,
                dimensions: fields.dimensions()?,
                score: fields.0.long("score")?,
                grade: fields.text("grade")?,
                publication: fields.publication()?,
            })
        })
    }
}

impl Snapshot {
    /// Reads a framed value.
    ///
    /// # Errors
    /// When it is none of this schema.
    pub fn read(value: &[u8]) -> Result<Self, Error> {
        framed(Subject::LeadSnapshot, value, |fields| {
            Ok(Self {
                lead_id: fields.text("lead_id")?,
                stage: fields.text("stage")?,
                entered_at: fields.0.timestamp("entered_at")?,
                cycle: fields.count("cycle_number")?,
                score: fields.0.long("score")?,
                grade: fields.text("grade")?,
                segment: fields.optional_text("segment")?,
                owner: fields.optional_text("owner")?,
                team: fields.optional_text("team")?,
                source: fields.optional_text("source")?,
                campaign: fields.optional_text("campaign")?,
                first_touch_campaign: fields.optional_text("first_touch_campaign")?,
                mql_campaign: fields.optional_text("mql_campaign")?,
                account: fields.optional_text("account")?,
                amount: fields.optional_long("amount")?,
                contacted: fields.0.boolean("contacted")?,
                on_hold_until: fields.optional_timestamp("on_hold_until")?,
                suspended: fields.0.boolean("suspended")?,
                qualified_at: fields.optional_timestamp("qualified_at")?,
                assigned_at: fields.optional_timestamp("assigned_at")?,
                accepted_at: fields.optional_timestamp("accepted_at")?,
                first_touch_at: fields.optional_timestamp("first_touch_at")?,
                first_mql_at: fields.optional_timestamp("first_mql_at")?,
                latest_mql_at: fields.optional_timestamp("latest_mql_at")?,
                stages: fields.optional_text("stages")?,
                definition_version: fields.count("definition_version")?,
                as_of: fields.0.timestamp("as_of")?,
                published_at: fields.0.timestamp("published_at")?,
                commit: fields.large_count("commit_number")?,
            })
        })
    }
}

fn framed<T>(
    subject: Subject,
    value: &[u8],
    read: impl FnOnce(&mut Fields<'_>) -> Result<T, Fault>,
) -> Result<T, Error> {
    let record = subject.name();
    let (id, datum) = unframe(value).ok_or(Error::NotFramed { record })?;
    if id != subject.id() {
        return Err(Error::OtherSchema { record, id });
    }
    let mut fields = Fields(Cursor::new(datum));
    let answer = read(&mut fields).and_then(|answer| fields.0.finish().map(|()| answer));
    answer.map_err(|fault| Error::Malformed {
        record,
        field: match fault {
            Fault::Malformed(field) | Fault::TooLarge(field) => field,
            Fault::NotCanonical => "a number in an overlong form",
        },
    })
}

/// A cursor that gives owned fields.
struct Fields<'a>(Cursor<'a>);

impl Fields<'_> {
    fn text(&mut self, field: &'static str) -> Result<String, Fault> {
        self.0.text(field, usize::MAX).map(str::to_owned)
    }

    fn optional_text(&mut self, field: &'static str) -> Result<Option<String>, Fault> {
        let text = self.0.optional_text(field, usize::MAX)?;
        Ok(text.map(str::to_owned))
    }

    fn optional_long(&mut self, field: &'static str) -> Result<Option<i64>, Fault> {
        self.0.optional(field, |cursor| cursor.long(field))
    }

    fn optional_span(&mut self, field: &'static str) -> Result<Option<Span>, Fault> {
        Ok(self.optional_long(field)?.map(Span::from_millis))
    }

    fn optional_count(&mut self, field: &'static str) -> Result<Option<u32>, Fault> {
        let count = self.optional_long(field)?;
        let count = count.map(|count| u32::try_from(count).map_err(|_| Fault::Malformed(field)));
        count.transpose()
    }

    fn optional_timestamp(&mut self, field: &'static str) -> Result<Option<Timestamp>, Fault> {
        self.0.optional(field, |cursor| cursor.timestamp(field))
    }

    fn count(&mut self, field: &'static str) -> Result<u32, Fault> {
        u32::try_from(self.0.long(field)?).map_err(|_| Fault::Malformed(field))
    }

    fn large_count(&mut self, field: &'static str) -> Result<u64, Fault> {
        u64::try_from(self.0.long(field)?).map_err(|_| Fault::Malformed(field))
    }

    fn cause(&mut self) -> Result<Cause, Fault> {
        Ok(Cause {
            word: self.text("cause")?,
            input: self.optional_text("cause_input")?,
            event_id: self.optional_text("cause_event_id")?,
            occurred_at: self.optional_timestamp("cause_occurred_at")?,
        })
    }

    fn dimensions(&mut self) -> Result<Dimensions, Fault> {
        Ok(Dimensions {
            owner: self.optional_text("owner")?,
            team: self.optional_text("team")?,
            source: self.optional_text("source")?,
            campaign: self.optional_text("campaign")?,
            amount: self.optional_long("amount")?,
            first_touch_campaign: self.optional_text("first_touch_campaign")?,
            mql_campaign: self.optional_text("mql_campaign")?,
        })
    }

    fn publication(&mut self) -> Result<Publication, Fault> {
        Ok(Publication {
            revision: self.large_count("revision")?,
            published_at: self.0.timestamp("published_at")?,
            backfill: self.0.boolean("backfill")?,
            seeded: self.0.boolean("seeded")?,
            commit: self.large_count("commit_number")?,
        })
    }
}
