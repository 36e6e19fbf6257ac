//! What goes out: every row can be read back, by leadfold and by the Avro library, and its id by anybody who has its fields.

use super::at;
use crate::lead::definition::{Grade, Graph, Stage};
use crate::lead::event::Input;
use crate::lead::row::{
    Cause, Detail, Identity, Kind, Lags, Route, Row, SlaNotice, SlaState, Values,
};
use crate::lead::state::{Campaigns, Marks};
use crate::lead::text::Text;
use crate::time::{Span, Timestamp};
use crate::wire::encode::{self, Published, PublishedNotice, SnapshotView};
use crate::wire::read::{self, Sla, Snapshot, Transition};
use crate::wire::record::{Headers, push_header};
use crate::wire::rejection::{self, Code, Origin, Rejection};
use crate::wire::row_id::{row_id, write_row};
use crate::wire::schemas::Subject;
use crate::wire::topic::Topic;
use apache_avro::Schema;
use apache_avro::reader::datum::GenericDatumReader;
use expect_test::expect;
use std::fmt::Debug;

fn accepted() -> Cause {
    Cause::Event {
        input: Input::Disposition,
        event_id: Text::new("d-9"),
        occurred_at: at("2026-04-01T09:30:00Z"),
    }
}

fn values(detail: Detail) -> Values {
    Values {
        cycle: 2,
        version: 3,
        owner: Some(Text::new("kim")),
        team: Some(Text::new("emea")),
        source: Some(Text::new("ads")),
        campaign: None,
        amount: Some(-125),
        first_touch_campaign: Some(Text::new("autumn")),
        mql_campaign: None,
        detail,
    }
}

fn transition() -> Row {
    Row {
        identity: Identity {
            instant: at("2026-04-01T09:30:00Z"),
            kind: Kind::Transition { to: Stage::SAL },
            cause: accepted(),
        },
        values: values(Detail::Transition {
            from: Some(Stage::MQL),
            entered_from_at: Some(at("2026-04-01T09:05:00Z")),
            route: Route::Disposition,
            inferred: false,
            irregular: true,
            stayed_business: Some(Span::from_mins(5)),
            reason: Some(Text::new("fits")),
            reason_group: Some(Text::new("clerical")),
            actor: Some(Text::new("kim")),
        }),
        score: 112_500,
        grade: Grade::B,
        lags: Lags {
            ingest: Some(Span::from_secs(2)),
            routing: None,
            acceptance: Some(Span::from_mins(4)),
            reaction: None,
        },
    }
}

fn violation() -> Row {
    Row {
        identity: Identity {
            instant: at("2026-04-01T09:35:00Z"),
            kind: Kind::Sla {
                state: SlaState::Violated,
                clock: Text::new("time_to_first_touch"),
                started_at: at("2026-04-01T09:05:00Z"),
                started_by: accepted(),
            },
            cause: Cause::Due,
        },
        values: values(Detail::Sla {
            due_at: at("2026-04-01T09:35:00Z"),
            target: Span::from_mins(30),
            elapsed: Span::from_mins(45),
            counted: Span::from_mins(31),
            paused: Span::from_mins(14),
            notify_not_before: at("2026-04-02T07:00:00Z"),
        }),
        score: 112_500,
        grade: Grade::Unknown,
        lags: Lags::default(),
    }
}

fn published<'a>(row: &'a Row, graph: &'a Graph) -> Published<'a> {
    Published {
        lead_id: "l-1",
        row,
        sign: -1,
        revision: 4,
        published_at: at("2026-04-01T09:31:00Z"),
        backfill: true,
        commit: 77,
        seeded: true,
        evidence: Some(r#"{"lines":[]}"#),
        touches: Some(r#"{"touches":[]}"#),
        graph,
    }
}

/// Reads a framed value by the Avro library, so that nothing is left over, and answers it as text.
fn by_library(subject: Subject, value: &[u8]) -> String {
    assert_eq!(value[..5], [0, 0, 0, 0, subject.id() as u8]);
    let schema = Schema::parse_str(subject.json()).unwrap();
    let mut rest = &value[5..];
    let datum = GenericDatumReader::builder(&schema)
        .build()
        .unwrap()
        .read_value(&mut rest)
        .unwrap();
    assert!(rest.is_empty(), "nothing is left over");
    let json = serde_json::Value::try_from(datum).unwrap();
    serde_json::to_string_pretty(&json).unwrap()
}

/// A field per line.
fn listed(read: &impl Debug) -> String {
    format!("{read:?}").replace(", ", "\n")
}

fn encoded(row: &Row, expected: Topic) -> Vec<u8> {
    let mut value = Vec::new();
    let topic = encode::row(&published(row, &Graph::default()), &mut value);
    assert_eq!(topic, expected);
    value
}

#[test]
fn a_transition_is_read_by_the_avro_library() {
    let value = encoded(&transition(), Topic::LeadTransitions);
    expect![[r#"
        {
          "acceptance_lag_ms": 240000,
          "actor": "kim",
          "amount": -125,
          "backfill": true,
          "campaign": null,
          "cause": "event",
          "cause_event_id": "d-9",
          "cause_input": "disposition",
          "cause_occurred_at": 1775035800000,
          "commit_number": 77,
          "cycle_number": 2,
          "definition_version": 3,
          "entered_from_at": 1775034300000,
          "evidence": "{\"lines\":[]}",
          "first_touch_campaign": "autumn",
          "from_stage": "mql",
          "grade": "B",
          "id": "7c606c3ce9172d15f8a24da39d329b77",
          "inferred": false,
          "ingest_lag_ms": 2000,
          "instant": 1775035800000,
          "irregular": true,
          "lead_id": "l-1",
          "mql_campaign": null,
          "owner": "kim",
          "published_at": 1775035860000,
          "reaction_lag_ms": null,
          "reason": "fits",
          "reason_group": "clerical",
          "revision": 4,
          "route": "disposition",
          "routing_lag_ms": null,
          "score": 112500,
          "seeded": true,
          "sign": -1,
          "source": "ads",
          "stayed_business_ms": 300000,
          "stayed_ms": 1500000,
          "team": "emea",
          "to_stage": "sal",
          "touches": "{\"touches\":[]}"
        }"#]]
    .assert_eq(&by_library(Subject::LeadTransition, &value));
}

#[test]
fn a_transition_is_read_back_with_all_fields() {
    let value = encoded(&transition(), Topic::LeadTransitions);
    expect![[r#"
        Transition { id: "7c606c3ce9172d15f8a24da39d329b77"
        sign: -1
        lead_id: "l-1"
        instant: Timestamp(1775035800000)
        from_stage: Some("mql")
        to_stage: "sal"
        entered_from_at: Some(Timestamp(1775034300000))
        stayed: Some(Span(1500000))
        stayed_business: Some(Span(300000))
        cycle: 2
        definition_version: 3
        route: "disposition"
        inferred: false
        irregular: true
        reason: Some("fits")
        reason_group: Some("clerical")
        actor: Some("kim")
        dimensions: Dimensions { owner: Some("kim")
        team: Some("emea")
        source: Some("ads")
        campaign: None
        amount: Some(-125)
        first_touch_campaign: Some("autumn")
        mql_campaign: None }
        cause: Cause { word: "event"
        input: Some("disposition")
        event_id: Some("d-9")
        occurred_at: Some(Timestamp(1775035800000)) }
        score: 112500
        grade: "B"
        lags: Lags { ingest: Some(Span(2000))
        routing: None
        acceptance: Some(Span(240000))
        reaction: None }
        evidence: Some("{\"lines\":[]}")
        touches: Some("{\"touches\":[]}")
        publication: Publication { revision: 4
        published_at: Timestamp(1775035860000)
        backfill: true
        seeded: true
        commit: 77 } }"#]]
    .assert_eq(&listed(&Transition::read(&value).unwrap()));
}

#[test]
fn an_sla_row_is_read_by_the_avro_library() {
    let value = encoded(&violation(), Topic::SlaViolations);
    expect![[r#"
        {
          "amount": -125,
          "backfill": true,
          "campaign": null,
          "cause": "due",
          "cause_event_id": null,
          "cause_input": null,
          "cause_occurred_at": null,
          "clock": "time_to_first_touch",
          "commit_number": 77,
          "counted_ms": 1860000,
          "cycle_number": 2,
          "definition_version": 3,
          "due_at": 1775036100000,
          "elapsed_ms": 2700000,
          "first_touch_campaign": "autumn",
          "grade": "unknown",
          "id": "8ad2ea2410355c138d65529fa1be4c79",
          "instant": 1775036100000,
          "late_ms": 60000,
          "lead_id": "l-1",
          "mql_campaign": null,
          "notify_not_before": 1775113200000,
          "owner": "kim",
          "paused_ms": 840000,
          "published_at": 1775035860000,
          "revision": 4,
          "score": 112500,
          "seeded": true,
          "sign": -1,
          "source": "ads",
          "started_at": 1775034300000,
          "started_by": "event",
          "started_by_event_id": "d-9",
          "started_by_input": "disposition",
          "started_by_occurred_at": 1775035800000,
          "state": "violated",
          "target_ms": 1800000,
          "team": "emea",
          "tier": null
        }"#]]
    .assert_eq(&by_library(Subject::SlaEvent, &value));
}

#[test]
fn an_sla_row_is_read_back_with_all_fields() {
    let value = encoded(&violation(), Topic::SlaViolations);
    expect![[r#"
        Sla { id: "8ad2ea2410355c138d65529fa1be4c79"
        sign: -1
        state: "violated"
        tier: None
        lead_id: "l-1"
        clock: "time_to_first_touch"
        instant: Timestamp(1775036100000)
        started_at: Timestamp(1775034300000)
        due_at: Timestamp(1775036100000)
        target: Span(1800000)
        elapsed: Some(Span(2700000))
        counted: Some(Span(1860000))
        paused: Some(Span(840000))
        late: Some(Span(60000))
        notify_not_before: Timestamp(1775113200000)
        started_by: Cause { word: "event"
        input: Some("disposition")
        event_id: Some("d-9")
        occurred_at: Some(Timestamp(1775035800000)) }
        cause: Cause { word: "due"
        input: None
        event_id: None
        occurred_at: None }
        cycle: 2
        definition_version: 3
        dimensions: Dimensions { owner: Some("kim")
        team: Some("emea")
        source: Some("ads")
        campaign: None
        amount: Some(-125)
        first_touch_campaign: Some("autumn")
        mql_campaign: None }
        score: 112500
        grade: "unknown"
        publication: Publication { revision: 4
        published_at: Timestamp(1775035860000)
        backfill: true
        seeded: true
        commit: 77 } }"#]]
    .assert_eq(&listed(&Sla::read(&value).unwrap()));
}

#[test]
fn a_warning_is_unsigned() {
    let notice = SlaNotice {
        clock: Text::new("time_to_acceptance"),
        started_at: at("2026-04-01T09:05:00Z"),
        started_by: accepted(),
        tier: 0,
        instant: at("2026-04-01T09:25:00Z"),
        notify_not_before: at("2026-04-02T07:00:00Z"),
        due_at: at("2026-04-01T09:35:00Z"),
        target: Span::from_mins(30),
        cycle: 1,
        version: 1,
    };
    let mut value = Vec::new();
    let published = PublishedNotice {
        lead_id: "l-1",
        notice: &notice,
        owner: Some("kim"),
        team: None,
        source: None,
        campaign: Some("spring"),
        amount: None,
        first_touch_campaign: None,
        mql_campaign: Some("summer"),
        score: 0,
        grade: Grade::A,
        revision: 5,
        published_at: at("2026-04-01T09:26:00Z"),
        commit: 78,
    };
    encode::notice(&published, &mut value);
    by_library(Subject::SlaEvent, &value);
    let read = Sla::read(&value).unwrap();
    assert_eq!((read.sign, read.state.as_str()), (0, "at_risk"));
    assert_eq!((read.elapsed, read.target), (None, Span::from_mins(30)));
    assert_eq!(read.cause.word, "due");
    assert_eq!(read.tier, Some(0));
    assert_eq!(read.notify_not_before, at("2026-04-02T07:00:00Z"));
    assert_eq!(read.dimensions.mql_campaign.as_deref(), Some("summer"));
    assert_eq!(read.started_by.event_id.as_deref(), Some("d-9"));
    assert_eq!(read.dimensions.campaign.as_deref(), Some("spring"));
    let other_clock = SlaNotice {
        clock: Text::new("time_to_first_touch"),
        ..notice.clone()
    };
    let mut other = Vec::new();
    let published = PublishedNotice {
        notice: &other_clock,
        ..published
    };
    encode::notice(&published, &mut other);
    assert_ne!(Sla::read(&other).unwrap().id, read.id);
    let escalation = SlaNotice {
        tier: 2,
        ..notice.clone()
    };
    let mut escalated = Vec::new();
    let published = PublishedNotice {
        notice: &escalation,
        ..published
    };
    encode::notice(&published, &mut escalated);
    by_library(Subject::SlaEvent, &escalated);
    let escalated = Sla::read(&escalated).unwrap();
    assert_eq!((escalated.sign, escalated.tier), (0, Some(2)));
    assert_eq!(escalated.state, "escalated");
    assert_ne!(escalated.id, read.id, "it is another notice");
}

fn view<'a>(campaigns: &'a Campaigns, marks: &'a Marks) -> SnapshotView<'a> {
    SnapshotView {
        lead_id: "l-1",
        stage: "sal",
        entered_at: at("2026-04-01T09:30:00Z"),
        cycle: 2,
        score: -1,
        grade: Grade::D,
        segment: Some("enterprise"),
        owner: None,
        team: Some("emea"),
        source: Some("ads"),
        campaign: Some("spring"),
        campaigns,
        account: Some("acme"),
        amount: Some(125),
        contacted: true,
        on_hold_until: Some(at("2026-07-01T00:00:00Z")),
        suspended: true,
        marks,
        mql_at: Some((at("2026-01-01T00:00:00Z"), at("2026-04-01T09:00:00Z"))),
        stages: Some("{}"),
        definition_version: 3,
        as_of: at("2026-04-01T09:30:01Z"),
        published_at: at("2026-04-01T09:30:02Z"),
        commit: 79,
    }
}

#[test]
fn a_snapshot_reads_the_same_for_everybody() {
    let campaigns = Campaigns {
        first: Some(Text::new("autumn")),
        last: None,
        at_mql: Some(Text::new("spring")),
    };
    let marks = Marks {
        qualified_at: Some(at("2026-04-01T09:00:00Z")),
        accepted_at: Some(at("2026-04-01T09:20:00Z")),
        ..Marks::default()
    };
    let view = view(&campaigns, &marks);
    let mut value = Vec::new();
    encode::snapshot(&view, &mut value);
    by_library(Subject::LeadSnapshot, &value);
    expect![[r#"
        Snapshot { lead_id: "l-1"
        stage: "sal"
        entered_at: Timestamp(1775035800000)
        cycle: 2
        score: -1
        grade: "D"
        segment: Some("enterprise")
        owner: None
        team: Some("emea")
        source: Some("ads")
        campaign: Some("spring")
        first_touch_campaign: Some("autumn")
        mql_campaign: Some("spring")
        account: Some("acme")
        amount: Some(125)
        contacted: true
        on_hold_until: Some(Timestamp(1782864000000))
        suspended: true
        qualified_at: Some(Timestamp(1775034000000))
        assigned_at: None
        accepted_at: Some(Timestamp(1775035200000))
        first_touch_at: None
        first_mql_at: Some(Timestamp(1767225600000))
        latest_mql_at: Some(Timestamp(1775034000000))
        stages: Some("{}")
        definition_version: 3
        as_of: Timestamp(1775035801000)
        published_at: Timestamp(1775035802000)
        commit: 79 }"#]]
    .assert_eq(&listed(&Snapshot::read(&value).unwrap()));
    for length in 0..value.len() {
        assert!(Snapshot::read(&value[..length]).is_err(), "cut at {length}");
    }
    assert_eq!(
        Sla::read(&value),
        Err(read::Error::OtherSchema {
            record: "SlaEvent",
            id: 6
        })
    );
}

#[test]
fn r7_an_id_is_the_hash_of_a_text_that_anybody_can_write() {
    let graph = Graph::default();
    let texts: Vec<String> = [transition(), violation()]
        .iter()
        .map(|row| {
            let mut text = String::new();
            write_row(&mut text, "l-1", &row.identity, &graph).unwrap();
            let id = u128::from_be_bytes(row_id("l-1", &row.identity, &graph));
            format!("{text}\n{id:032x}\n")
        })
        .collect();
    expect![[r#"
        leadfold-row-1|3:l-1|transition:3:sal|1775035800000|event:disposition:1775035800000:3:d-9
        7c606c3ce9172d15f8a24da39d329b77
        leadfold-row-1|3:l-1|violated:19:time_to_first_touch:1775034300000:event:disposition:1775035800000:3:d-9|1775036100000|due
        8ad2ea2410355c138d65529fa1be4c79
    "#]].assert_eq(&texts.concat());
}

#[test]
fn r2_ids_differ_by_identity_alone() {
    let graph = Graph::default();
    let row = transition();
    let id = |lead_id: &str, row: &Row| row_id(lead_id, &row.identity, &graph);
    let mut corrected = row.clone();
    corrected.values.cycle = 3;
    corrected.score = 0;
    assert_eq!(
        id("l-1", &row),
        id("l-1", &corrected),
        "values do not count"
    );
    assert_ne!(id("l-1", &row), id("l-2", &row));
    let mut later = row.clone();
    later.identity.instant = Timestamp::from_millis(0);
    let mut elsewhere = row.clone();
    elsewhere.identity.kind = Kind::Transition { to: Stage::MQL };
    let mut ids = vec![id("l-1", &row), id("l-1", &later), id("l-1", &elsewhere)];
    for cause in [Cause::Decay, Cause::Due, Cause::Timeout, Cause::HoldEnd] {
        let mut otherwise = row.clone();
        otherwise.identity.cause = cause;
        ids.push(id("l-1", &otherwise));
    }
    for (place, one) in ids.iter().enumerate() {
        assert!(!ids[..place].contains(one), "{place} has an id of its own");
    }
}

#[test]
fn a_dead_letter_keeps_its_headers_and_names_its_last_reason() {
    let mut own = Vec::new();
    push_header(&mut own, "traceparent", b"00-1");
    let told = |headers: &[u8]| -> String {
        Headers(headers)
            .map(|(name, value)| {
                format!(
                    "{}: {}\n",
                    str::from_utf8(name).unwrap(),
                    str::from_utf8(value).unwrap()
                )
            })
            .collect()
    };
    let mut first = Vec::new();
    let origin = Origin {
        topic: "lead-engagement",
        partition: 3,
        offset: 1042,
        headers: &own,
    };
    let rejection = Rejection::at(Code::TooLarge, "asset");
    rejection::headers(&mut first, origin, &rejection, 2);
    expect![[r#"
        traceparent: 00-1
        __streams.errors.exception: io.leadfold.Rejection
        __streams.errors.message: the value or one of its fields is larger than leadfold takes: asset
        __streams.errors.topic: lead-engagement
        __streams.errors.partition: 3
        __streams.errors.offset: 1042
        leadfold.error.code: too_large
        leadfold.rule.version: 2
    "#]].assert_eq(&told(&first));

    let mut again = Vec::new();
    let replayed = Origin {
        offset: 2000,
        headers: &first,
        ..origin
    };
    rejection::headers(
        &mut again,
        replayed,
        &Rejection::new(Code::BeyondHorizon),
        2,
    );
    let told = told(&again);
    assert_eq!(told.matches("leadfold.error.code").count(), 1);
    assert!(told.contains("leadfold.error.code: beyond_horizon"));
    assert!(told.starts_with("traceparent: 00-1\n"));
}
