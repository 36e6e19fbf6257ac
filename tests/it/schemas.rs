//! The contract with everybody who writes or reads the topics: schemas, golden bytes, and the pages that describe them.
//!
//! What was released stays in `schemas/golden/`; a change to a file there breaks a promise. `UPDATE_EXPECT=1` rewrites the pages, and writes
//! the bytes of a new version.

use apache_avro::Schema;
use apache_avro::reader::datum::GenericDatumReader;
use apache_avro::schema::{RecordField, RecordSchema};
use apache_avro::schema_compatibility::{Compatibility, SchemaCompatibility};
use expect_test::expect_file;
use leadfold::lead::definition::{Grade, Graph, Stage};
use leadfold::lead::event::{Disposition, Engagement, Fact, Input, LeadEvent, Outcome, Profile};
use leadfold::lead::row::{
    Cause, Detail, Identity, Kind, Lags, Route, Row, SlaNotice, SlaState, Values,
};
use leadfold::lead::state::{Campaigns, Marks};
use leadfold::lead::text::Text;
use leadfold::time::{Span, Timestamp};
use leadfold::wire::decode::{Decoded, Decoder};
use leadfold::wire::encode::{self, Published, PublishedNotice, SnapshotView};
use leadfold::wire::read::{Sla, Snapshot, Transition};
use leadfold::wire::record::Record;
use leadfold::wire::rejection;
use leadfold::wire::schemas::{Schemas, Subject};
use std::fs;
use std::path::PathBuf;

fn here(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap()
}

const fn optional(full: bool, text: &str) -> Option<&str> {
    if full { Some(text) } else { None }
}

/// One event of each input, with all fields or with as few as may be.
fn event(subject: Subject, full: bool) -> LeadEvent<'static> {
    let some = |text| optional(full, text);
    let fact = match subject {
        Subject::LeadCreated => Fact::Created(Profile {
            account: some("acme"),
            source: some("ads"),
            campaign: some("spring"),
            traits: full
                .then_some([("seniority", "vp"), ("employees", "900")])
                .into_iter()
                .flatten()
                .collect(),
            cleared: full.then_some("region").into_iter().collect(),
        }),
        Subject::Engagement => Fact::Engagement(Engagement {
            kind: "form_submitted",
            asset: some("/contact"),
            campaign: some("spring"),
            channel: some("web"),
            properties: full
                .then_some(("form", "contact_sales"))
                .into_iter()
                .collect(),
        }),
        Subject::SalesDisposition => Fact::Disposition(Disposition {
            outcome: if full {
                Outcome::Revoke
            } else {
                Outcome::Accept
            },
            reason: some("mistake"),
            owner: some("kim"),
            team: some("emea"),
            amount: full.then_some(1_250_000),
            actor: some("lee"),
            target: some("d-1"),
            until: full.then_some(at("2026-07-01T07:00:00Z")),
        }),
        Subject::LeadTransition | Subject::SlaEvent | Subject::LeadSnapshot => {
            unreachable!("outputs hold no events")
        }
    };
    LeadEvent {
        lead_id: "lead-1",
        event_id: "0190d5a0-7c6c-7cc0-9d5f-2c9d1a2b3c4d",
        occurred_at: at("2026-04-01T09:30:00Z"),
        appended_at: at("2026-04-01T09:30:01Z"),
        offset: 7,
        sequence: if full { 12 } else { 0 },
        day_precision: full,
        digest: 0,
        fact,
    }
}

fn cause(full: bool) -> Cause {
    if full {
        Cause::Event {
            input: Input::Disposition,
            event_id: Text::new("d-1"),
            occurred_at: at("2026-04-01T09:30:00Z"),
        }
    } else {
        Cause::Decay
    }
}

/// One row of each kind, with all fields or with as few as may be.
fn row(subject: Subject, full: bool) -> Row {
    let text = |value| optional(full, value).map(Text::new);
    let (kind, detail) = if subject == Subject::LeadTransition {
        let detail = Detail::Transition {
            from: full.then_some(Stage::MQL),
            entered_from_at: full.then_some(at("2026-04-01T09:05:00Z")),
            route: if full {
                Route::Disposition
            } else {
                Route::Birth
            },
            inferred: full,
            irregular: full,
            stayed_business: full.then_some(Span::from_mins(20)),
            reason: text("fits"),
            reason_group: text("clerical"),
            actor: text("lee"),
        };
        (Kind::Transition { to: Stage::SAL }, detail)
    } else {
        let kind = Kind::Sla {
            state: SlaState::MetLate,
            clock: Text::new("time_to_acceptance"),
            started_at: at("2026-04-01T09:05:00Z"),
            started_by: cause(full),
        };
        let detail = Detail::Sla {
            due_at: at("2026-04-01T09:20:00Z"),
            target: Span::from_mins(15),
            elapsed: Span::from_mins(30),
            counted: Span::from_mins(if full { 25 } else { 15 }),
            paused: Span::from_mins(if full { 5 } else { 0 }),
            notify_not_before: at("2026-04-02T07:00:00Z"),
        };
        (kind, detail)
    };
    Row {
        identity: Identity {
            instant: at("2026-04-01T09:30:00Z"),
            kind,
            cause: cause(full),
        },
        values: Values {
            cycle: 2,
            version: 1,
            owner: text("kim"),
            team: text("emea"),
            source: text("ads"),
            campaign: text("spring"),
            amount: full.then_some(1_250_000),
            first_touch_campaign: text("autumn"),
            mql_campaign: text("spring"),
            detail,
        },
        score: 112_500,
        grade: Grade::B,
        lags: Lags {
            ingest: full.then_some(Span::from_secs(2)),
            routing: full.then_some(Span::from_mins(3)),
            acceptance: full.then_some(Span::from_mins(4)),
            reaction: full.then_some(Span::from_mins(5)),
        },
    }
}

/// A framed record of each subject. The minimal `SlaEvent` is a warning.
fn example(subject: Subject, full: bool) -> Vec<u8> {
    let mut value = Vec::new();
    match subject {
        Subject::LeadCreated | Subject::Engagement | Subject::SalesDisposition => {
            encode::event(&event(subject, full), &mut value);
        }
        Subject::SlaEvent if !full => encode::notice(
            &PublishedNotice {
                lead_id: "lead-1",
                notice: &SlaNotice {
                    clock: Text::new("time_to_acceptance"),
                    started_at: at("2026-04-01T09:05:00Z"),
                    started_by: cause(false),
                    tier: 0,
                    instant: at("2026-04-01T09:15:00Z"),
                    notify_not_before: at("2026-04-01T09:15:00Z"),
                    due_at: at("2026-04-01T09:20:00Z"),
                    target: Span::from_mins(15),
                    cycle: 2,
                    version: 1,
                },
                owner: None,
                team: None,
                source: None,
                campaign: None,
                amount: None,
                first_touch_campaign: None,
                mql_campaign: None,
                score: 0,
                grade: Grade::Unknown,
                revision: 1,
                published_at: at("2026-04-01T09:15:01Z"),
                commit: 1,
            },
            &mut value,
        ),
        Subject::LeadTransition | Subject::SlaEvent => {
            encode::row(
                &Published {
                    lead_id: "lead-1",
                    row: &row(subject, full),
                    sign: if full { -1 } else { 1 },
                    revision: 4,
                    published_at: at("2026-04-01T09:31:00Z"),
                    backfill: full,
                    commit: 77,
                    seeded: full,
                    evidence: optional(full, r#"{"lines":[]}"#),
                    touches: optional(full, r#"{"touches":[],"others":0,"complete":true}"#),
                    graph: &Graph::default(),
                },
                &mut value,
            );
        }
        Subject::LeadSnapshot => {
            let (campaigns, marks) = (campaigns(full), marks(full));
            encode::snapshot(&snapshot(full, &campaigns, &marks), &mut value);
        }
    }
    value
}

fn campaigns(full: bool) -> Campaigns {
    let text = |value| optional(full, value).map(Text::new);
    Campaigns {
        first: text("autumn"),
        last: None,
        at_mql: text("spring"),
    }
}

fn marks(full: bool) -> Marks {
    let time = |text| full.then(|| at(text));
    Marks {
        qualified_at: time("2026-04-01T09:05:00Z"),
        assigned_at: time("2026-04-01T09:06:00Z"),
        accepted_at: time("2026-04-01T09:30:00Z"),
        touched_at: time("2026-04-01T09:31:00Z"),
    }
}

fn snapshot<'a>(full: bool, campaigns: &'a Campaigns, marks: &'a Marks) -> SnapshotView<'a> {
    SnapshotView {
        lead_id: "lead-1",
        stage: "sal",
        entered_at: Timestamp::from_millis(1_775_035_800_000),
        cycle: 2,
        score: 112_500,
        grade: Grade::B,
        segment: optional(full, "enterprise"),
        owner: optional(full, "kim"),
        team: optional(full, "emea"),
        source: optional(full, "ads"),
        campaign: optional(full, "spring"),
        campaigns,
        account: optional(full, "acme"),
        amount: if full { Some(1_250_000) } else { None },
        contacted: full,
        on_hold_until: full.then_some(at("2026-07-01T07:00:00Z")),
        suspended: full,
        marks,
        mql_at: full.then_some((at("2026-01-01T00:00:00Z"), at("2026-04-01T09:05:00Z"))),
        stages: optional(full, r#"{"inquiry":{"first_at":1,"latest_at":1}}"#),
        definition_version: 1,
        as_of: Timestamp::from_millis(1_775_035_801_000),
        published_at: Timestamp::from_millis(1_775_035_802_000),
        commit: 77,
    }
}

fn input(subject: Subject) -> Option<Input> {
    Input::ALL
        .into_iter()
        .find(|&input| Subject::of(input) == subject)
}

fn record(value: &[u8]) -> Record<'_> {
    Record {
        offset: 7,
        appended_at: at("2026-04-01T09:30:01Z"),
        key: b"lead-1",
        value: Some(value),
        headers: b"",
    }
}

/// Hexadecimal digits, 32 bytes a line.
fn hex(bytes: &[u8]) -> String {
    bytes
        .chunks(32)
        .map(|line| {
            line.iter()
                .map(|byte| format!("{byte:02x}"))
                .collect::<String>()
                + "\n"
        })
        .collect()
}

fn unhex(text: &str) -> Vec<u8> {
    let digits: Vec<u32> = text
        .chars()
        .filter_map(|digit| digit.to_digit(16))
        .collect();
    digits
        .chunks(2)
        .map(|pair| (pair[0] * 16 + pair[1]) as u8)
        .collect()
}

/// All released versions of a record: number and schema.
fn released(subject: Subject) -> Vec<(u32, String)> {
    (1..)
        .map_while(|version| {
            let path = here(&format!("schemas/golden/{}.{version}.avsc", subject.name()));
            Some((version, fs::read_to_string(path).ok()?))
        })
        .collect()
}

/// All released golden bytes of a record: file name, version and bytes.
fn golden(subject: Subject) -> Vec<(String, u32, Vec<u8>)> {
    let mut files = Vec::new();
    for (version, _) in released(subject) {
        for size in ["full", "minimal"] {
            let name = format!("{}.{version}.{size}.hex", subject.name());
            let text = fs::read_to_string(here("schemas/golden").join(&name)).unwrap();
            files.push((name, version, unhex(&text)));
        }
    }
    files
}

#[test]
fn bytes_that_are_written_are_those_of_the_newest_version() {
    for subject in Subject::ALL {
        let version = released(subject).last().expect("each is released").0;
        for (size, full) in [("full", true), ("minimal", false)] {
            let path = here(&format!(
                "schemas/golden/{}.{version}.{size}.hex",
                subject.name()
            ));
            expect_file![path].assert_eq(&hex(&example(subject, full)));
        }
    }
}

#[test]
fn golden_inputs_of_every_version_are_read_and_mean_the_same() {
    for subject in Subject::ALL {
        let Some(input) = input(subject) else {
            continue;
        };
        for (name, version, bytes) in golden(subject) {
            let mut schemas = Schemas::bundled();
            let id = 1000 + version;
            schemas
                .register(id, &released(subject)[version as usize - 1].1)
                .unwrap();
            let mut as_released = bytes.clone();
            as_released[1..5].copy_from_slice(&id.to_be_bytes());
            let mut decoder = Decoder::new(schemas);
            let mut digest = None;
            for value in [&as_released, &bytes] {
                let Ok(Decoded::Event(read)) = decoder.decode(input, record(value)) else {
                    panic!("{name} is an event");
                };
                // J4: whichever writer it was, the content is the same.
                assert_eq!(*digest.get_or_insert(read.digest), read.digest, "{name}");
                let expected = event(subject, name.contains("full"));
                assert_eq!(LeadEvent { digest: 0, ..read }, expected, "{name}");
            }
        }
    }
}

#[test]
fn golden_records_cut_anywhere_are_refused_with_a_code() {
    let mut decoder = Decoder::default();
    for subject in Subject::ALL {
        for (name, _, bytes) in golden(subject) {
            for length in 0..bytes.len() {
                let cut = &bytes[..length];
                let refused = match input(subject) {
                    Some(input) => decoder.decode(input, record(cut)).is_err(),
                    None => {
                        Transition::read(cut).is_err()
                            && Sla::read(cut).is_err()
                            && Snapshot::read(cut).is_err()
                    }
                };
                assert!(refused, "{name} cut at {length}");
            }
        }
    }
}

#[test]
fn golden_outputs_are_read_by_the_avro_library_with_every_version() {
    for subject in Subject::ALL {
        let current = Schema::parse_str(subject.json()).unwrap();
        for (name, version, bytes) in golden(subject) {
            let writer = Schema::parse_str(&released(subject)[version as usize - 1].1).unwrap();
            let mut rest = &bytes[5..];
            GenericDatumReader::builder(&writer)
                .reader_schema(&current)
                .build()
                .unwrap()
                .read_value(&mut rest)
                .unwrap_or_else(|error| panic!("{name}: {error}"));
            assert!(rest.is_empty(), "{name}: nothing is left over");
        }
    }
}

#[test]
fn each_schema_is_fully_compatible_with_every_version_ever_released() {
    for subject in Subject::ALL {
        let current = Schema::parse_str(subject.json()).unwrap();
        for (version, json) in released(subject) {
            let old = Schema::parse_str(&json).unwrap();
            let compatibility = SchemaCompatibility::mutual_read(&current, &old);
            assert_eq!(
                compatibility,
                Ok(Compatibility::Full),
                "{} and its version {version}",
                subject.name()
            );
        }
    }
}

fn parsed(subject: Subject) -> RecordSchema {
    match Schema::parse_str(subject.json()).unwrap() {
        Schema::Record(record) => record,
        other => panic!("{} is a record, not {other:?}", subject.name()),
    }
}

/// The type as people call it; panics at what some consumer of the topics cannot read.
fn told_type(subject: Subject, field: &RecordField) -> String {
    let scalar = |schema: &Schema| match schema {
        Schema::String => "string",
        Schema::Boolean => "boolean",
        Schema::Int => "int",
        Schema::Long => "long",
        Schema::TimestampMillis => "timestamp-millis",
        other => panic!("{}.{}: {other:?}", subject.name(), field.name),
    };
    match &field.schema {
        Schema::Union(union) => {
            let [Schema::Null, value] = union.variants() else {
                panic!("{}.{}: null and one other", subject.name(), field.name);
            };
            assert_eq!(field.default, Some(serde_json::Value::Null));
            format!("{}, may be null", scalar(value))
        }
        Schema::Map(map) if input(subject).is_some() => format!("map of {}", scalar(&map.types)),
        Schema::Array(array) if input(subject).is_some() => {
            format!("list of {}", scalar(&array.items))
        }
        schema => scalar(schema).to_owned(),
    }
}

#[test]
fn outputs_are_flat_and_their_fields_need_no_quotes() {
    // Words that SQL engines reserve and that a field of an event is easily called.
    const RESERVED: [&str; 24] = [
        "at",
        "by",
        "commit",
        "current",
        "cycle",
        "date",
        "day",
        "end",
        "from",
        "group",
        "limit",
        "offset",
        "order",
        "partition",
        "rank",
        "result",
        "row",
        "rows",
        "start",
        "time",
        "timestamp",
        "to",
        "user",
        "value",
    ];
    for subject in Subject::ALL {
        let record = parsed(subject);
        assert!(record.doc.is_some(), "{}", subject.name());
        for field in &record.fields {
            told_type(subject, field);
            let name = &field.name;
            assert!(
                name.bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte == b'_'),
                "{name} is snake_case"
            );
            assert!(!RESERVED.contains(&name.as_str()), "{name} is reserved");
            let doc = field.doc.as_deref().unwrap_or_default();
            assert!(doc.contains("Personal data: "), "{name} says what it holds");
        }
    }
}

#[test]
fn the_page_of_rejections_is_what_the_codes_say() {
    expect_file![here("docs/rejections.md")].assert_eq(&rejection::documentation());
}

#[test]
fn the_page_of_topics_lists_the_fields_of_the_schemas() {
    const MARK: &str = "<!-- below: generated from schemas/ -->\n";
    let path = here("docs/topics.md");
    let page = fs::read_to_string(&path).unwrap();
    let (written, _) = page.split_once(MARK).expect("the page has its mark");
    let mut text = format!("{written}{MARK}");
    for subject in Subject::ALL {
        let record = parsed(subject);
        let doc = record.doc.unwrap_or_default();
        text.push_str(&format!("\n## {}\n\n{doc}\n\n", subject.name()));
        text.push_str("| field | type | what |\n|---|---|---|\n");
        for field in &record.fields {
            let kind = told_type(subject, field);
            let doc = field.doc.as_deref().unwrap_or_default();
            text.push_str(&format!("| `{}` | {kind} | {doc} |\n", field.name));
        }
    }
    expect_file![path].assert_eq(&text);
}
