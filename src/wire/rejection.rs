//! Why a record cannot be an event. A rejection is not an error: it is counted by its code, the record goes to the dead letters as it came,
//! and the stream goes on.
//!
//! Codes are stable; `docs/rejections.md` is generated from them. Nothing here repeats what stood in a record: payloads hold personal data.

use crate::wire::record::{Headers, push_header};
use std::borrow::Cow;
use std::fmt;

/// Why a record was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection {
    /// The stable reason.
    pub code: Code,
    /// Which field, or which numbers; never text of the record.
    pub detail: Option<Cow<'static, str>>,
}

/// The reasons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Code {
    /// No value.
    EmptyValue,
    /// Neither framed Avro nor JSON.
    NotFramed,
    /// No such schema id.
    UnknownSchema,
    /// The schema is of something else.
    IncompatibleSchema,
    /// The bytes are not what the schema says.
    UnreadableAvro,
    /// The text is not the JSON that is asked for.
    UnreadableJson,
    /// Something is larger than its bound.
    TooLarge,
    /// Nobody's event.
    MissingLeadId,
    /// An event without identity.
    MissingEventId,
    /// No instant, or one beyond all calendars.
    InvalidTime,
    /// J5.
    OccursInFuture,
    /// A kind nobody knows.
    UnknownKind,
    /// An outcome nobody knows.
    UnknownOutcome,
    /// A revoke of nothing.
    MissingTarget,
    /// A merge into nobody.
    MissingSurvivor,
    /// In the wrong partition.
    WrongPartition,
    /// J3.
    BeyondHorizon,
    /// J4.
    IdConflict,
    /// F11: its lead is another one by then.
    MergedInto,
    /// F11: its lead was forgotten by then.
    Erased,
}

impl Code {
    /// All of them.
    pub const ALL: [Self; 20] = [
        Self::EmptyValue,
        Self::NotFramed,
        Self::UnknownSchema,
        Self::IncompatibleSchema,
        Self::UnreadableAvro,
        Self::UnreadableJson,
        Self::TooLarge,
        Self::MissingLeadId,
        Self::MissingEventId,
        Self::InvalidTime,
        Self::OccursInFuture,
        Self::UnknownKind,
        Self::UnknownOutcome,
        Self::MissingTarget,
        Self::MissingSurvivor,
        Self::WrongPartition,
        Self::BeyondHorizon,
        Self::IdConflict,
        Self::MergedInto,
        Self::Erased,
    ];

    /// Its stable name, in headers and metrics.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::EmptyValue => "empty_value",
            Self::NotFramed => "not_framed",
            Self::UnknownSchema => "unknown_schema",
            Self::IncompatibleSchema => "incompatible_schema",
            Self::UnreadableAvro => "unreadable_avro",
            Self::UnreadableJson => "unreadable_json",
            Self::TooLarge => "too_large",
            Self::MissingLeadId => "missing_lead_id",
            Self::MissingEventId => "missing_event_id",
            Self::InvalidTime => "invalid_time",
            Self::OccursInFuture => "occurs_in_future",
            Self::UnknownKind => "unknown_kind",
            Self::UnknownOutcome => "unknown_outcome",
            Self::MissingTarget => "missing_target",
            Self::MissingSurvivor => "missing_survivor",
            Self::WrongPartition => "wrong_partition",
            Self::BeyondHorizon => "beyond_horizon",
            Self::IdConflict => "id_conflict",
            Self::MergedInto => "merged_into",
            Self::Erased => "erased",
        }
    }

    /// The code of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|code| code.name() == name)
    }

    /// What it means, for people.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::EmptyValue => "the record has no value",
            Self::NotFramed => {
                "the value is neither JSON nor Avro behind a zero byte and a schema id"
            }
            Self::UnknownSchema => "the schema id of the value is not known",
            Self::IncompatibleSchema => "records of that schema cannot be read as this input's",
            Self::UnreadableAvro => "the bytes are not what their schema says",
            Self::UnreadableJson => "the text is not JSON, or its fields have other types",
            Self::TooLarge => "the value or one of its fields is larger than leadfold takes",
            Self::MissingLeadId => "the event names no lead",
            Self::MissingEventId => "the event has no id",
            Self::InvalidTime => {
                "occurred_at is missing, or it or until is no instant within years 1 to 9999"
            }
            Self::OccursInFuture => {
                "occurred_at is more than 5 minutes after the log took the record"
            }
            Self::UnknownKind => "the kind is none of this input's",
            Self::UnknownOutcome => "the outcome is none of sales' words",
            Self::MissingTarget => "a revoke does not say what it undoes",
            Self::MissingSurvivor => "a merge does not say which other lead goes on",
            Self::WrongPartition => "the record is not in the partition of its lead",
            Self::BeyondHorizon => "the event is older than what its lead has already made final",
            Self::IdConflict => {
                "the lead has another event of that input, id and instant with other content"
            }
            Self::MergedInto => "its lead had become another one by then",
            Self::Erased => "its lead had been erased by then; neither key nor value are kept",
        }
    }

    /// What can be done about it, for whoever looks after the stream.
    #[must_use]
    pub const fn remedy(self) -> &'static str {
        match self {
            Self::EmptyValue => "Inputs are not compacted: send an event, not a tombstone.",
            Self::NotFramed => {
                "Use a registry-aware Avro serializer, or JSON with the schema's field names."
            }
            Self::UnknownSchema => {
                "Make the producer's schema known with `leadfold schemas register`, or send with a bundled one."
            }
            Self::IncompatibleSchema => {
                "Compare the producer's schema with the one in `schemas/`: same record name, same fields."
            }
            Self::UnreadableAvro | Self::UnreadableJson => {
                "The producer's fault; the message names the field where it showed."
            }
            Self::TooLarge => {
                "Bounds: value 1 MiB, ids 128 bytes, other text 512 bytes, 64 traits or properties."
            }
            Self::MissingLeadId | Self::MissingEventId => {
                "The producer's fault; both ids have 1 to 128 bytes."
            }
            Self::InvalidTime => {
                "Send RFC 3339 or milliseconds since 1970; seconds are a common mistake."
            }
            Self::OccursInFuture => "Look at the producer's clock and zone.",
            Self::UnknownKind | Self::UnknownOutcome => {
                "Map the producer's word to one that the schema's documentation lists."
            }
            Self::MissingTarget => "Put the event id of the disposition into `target`.",
            Self::MissingSurvivor => "Put the lead_id of the survivor into `into`.",
            Self::WrongPartition => {
                "Key by lead_id with Kafka's default partitioner, and give the three inputs the same partition count."
            }
            Self::BeyondHorizon => {
                "Import long histories with `--sort`; of a live source, raise its lead's horizon or journal before it happens again."
            }
            Self::IdConflict => "Give each event an id of its own; the first one taken stands.",
            Self::MergedInto => {
                "Send it again for the survivor, whose lead_id stands in `leadfold.merged.into`; here it moves nothing."
            }
            Self::Erased => "Stop the source: somebody asked to be forgotten.",
        }
    }
}

impl Rejection {
    /// A rejection that its code explains.
    #[must_use]
    pub const fn new(code: Code) -> Self {
        Self { code, detail: None }
    }

    /// A rejection at a field, or with numbers; never with text of the record.
    #[must_use]
    pub fn at(code: Code, detail: impl Into<Cow<'static, str>>) -> Self {
        Self {
            code,
            detail: Some(detail.into()),
        }
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code.meaning())?;
        match &self.detail {
            Some(detail) => write!(f, ": {detail}"),
            None => Ok(()),
        }
    }
}

/// Where a dead letter came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin<'a> {
    /// The topic's name on its broker.
    pub topic: &'a str,
    /// The partition.
    pub partition: u16,
    /// The offset.
    pub offset: i64,
    /// The record's own headers, encoded as in [`Headers`]: they are kept.
    pub headers: &'a [u8],
}

const STREAMS: &str = "__streams.errors.";
const OURS: &str = "leadfold.";
/// The header that holds the code's name.
pub const ERROR_CODE: &str = "leadfold.error.code";
/// The header that holds the version of the agreement that was in force.
pub const RULE_VERSION: &str = "leadfold.rule.version";

/// The header that names the survivor, of `merged_into`.
pub const MERGED_INTO: &str = "leadfold.merged.into";

/// Appends the headers of a dead letter: the record's own, then origin and reason under the names that Kafka Streams uses (KIP-1034), then
/// leadfold's. What an earlier rejection of the same record had added is replaced.
pub fn headers(to: &mut Vec<u8>, origin: Origin<'_>, rejection: &Rejection, rule_version: u32) {
    for (name, value) in Headers(origin.headers) {
        if let Ok(name) = std::str::from_utf8(name)
            && !name.starts_with(STREAMS)
            && !name.starts_with(OURS)
        {
            push_header(to, name, value);
        }
    }
    let mut streams = |name: &str, value: &str| {
        push_header(to, &format!("{STREAMS}{name}"), value.as_bytes());
    };
    streams("exception", "io.leadfold.Rejection");
    streams("message", &rejection.to_string());
    streams("topic", origin.topic);
    streams("partition", &origin.partition.to_string());
    streams("offset", &origin.offset.to_string());
    push_header(to, ERROR_CODE, rejection.code.name().as_bytes());
    push_header(to, RULE_VERSION, rule_version.to_string().as_bytes());
}

/// `docs/rejections.md`, as the codes say it.
#[must_use]
pub fn documentation() -> String {
    let mut text = String::from(
        "# Rejections\n\n\
         A record that cannot be an event never stops the stream. It goes to the dead-letter topic with its original key, value and headers, and\n\
         its offset moves on. The reason stands in the header `leadfold.error.code`; the metric of rejections counts by the same word. The origin\n\
         stands in `__streams.errors.topic`, `.partition` and `.offset`, a sentence in `.message` (it never repeats what stood in the record), the\n\
         version of the agreement in `leadfold.rule.version`.\n\n\
         `merged_into` and `erased` are told of events that were taken as well: they stand in their lead's journal and move nothing, and are sent\n\
         here so that somebody sees them. Of a lead that was erased neither key nor value nor headers of a record are kept.\n\n\
         This page is generated from `src/wire/rejection.rs`.\n\n\
         | code | meaning | what to do |\n|---|---|---|\n",
    );
    for code in Code::ALL {
        text.push_str(&format!(
            "| `{}` | {} | {} |\n",
            code.name(),
            code.meaning(),
            code.remedy()
        ));
    }
    text
}
