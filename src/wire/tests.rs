//! Bytes to event or code, in tables that can be read; and that no bytes do harm.

mod differential;
mod outputs;

use crate::lead::event::{Fact, Input, LeadEvent};
use crate::time::Timestamp;
use crate::wire::avro::put_long;
use crate::wire::decode::{ControlKind, Decoded, Decoder, MOST_VALUE};
use crate::wire::encode;
use crate::wire::record::Record;
use expect_test::{Expect, expect};

const APPENDED_AT: &str = "2026-04-01T10:00:00Z";

pub(super) fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap()
}

pub(super) fn record(value: &[u8]) -> Record<'_> {
    Record {
        offset: 7,
        appended_at: at(APPENDED_AT),
        key: b"",
        value: Some(value),
        headers: b"",
    }
}

/// What a value is, in one line.
fn told(decoder: &mut Decoder, input: Input, value: &[u8]) -> String {
    match decoder.decode(input, record(value)) {
        Ok(Decoded::Event(event)) => told_event(&event),
        Ok(Decoded::Control(control)) => {
            format!("{} at {}", control.kind.name(), control.occurred_at)
        }
        Err(rejection) => {
            let detail = rejection.detail.map(|detail| format!(" ({detail})"));
            format!("! {}{}", rejection.code.name(), detail.unwrap_or_default())
        }
    }
}

fn told_event(event: &LeadEvent<'_>) -> String {
    let fact = match &event.fact {
        Fact::Created(profile) => format!("{profile:?}"),
        Fact::Merged(_) | Fact::Erased | Fact::Scoring { .. } => format!("{:?}", event.fact),
        Fact::Engagement(engagement) => format!("{engagement:?}"),
        Fact::Disposition(disposition) => format!("{disposition:?}"),
    };
    format!(
        "{} {} {} #{}{} {fact}",
        event.lead_id,
        event.event_id,
        event.occurred_at,
        event.sequence,
        if event.day_precision { " day" } else { "" },
    )
}

/// Each line is a JSON value; what it is stands in the expectation's line.
fn check_json(input: Input, lines: &[&str], expected: Expect) {
    let mut decoder = Decoder::default();
    let answers: String = lines
        .iter()
        .map(|line| told(&mut decoder, input, line.as_bytes()) + "\n")
        .collect();
    expected.assert_eq(&answers);
}

/// An engagement with a field replaced or added.
fn engagement_json(field: &str) -> String {
    format!(
        r#"{{"lead_id":"l-1","event_id":"e-1","occurred_at":"2026-04-01T09:00:00Z","kind":"visit",{field}}}"#
    )
}

#[test]
fn json_of_the_three_inputs_is_read() {
    check_json(
        Input::LeadCreated,
        &[
            r#"{"lead_id":"l-1","event_id":"e-1","occurred_at":"2026-04-01T11:00:00+02:00","kind":"created","source":"ads",
               "traits":{"seniority":"vp","employees":900,"rate":1.10,"known":true,"gone":null},"cleared":["campaign"],"shoe_size":{"eu":[43]}}"#,
            r#"  {"lead_id":"l-1","event_id":"e-2","occurred_at":1775034000000,"kind":"updated","sequence":3,"day_precision":true}"#,
        ],
        expect![[r#"
            l-1 e-1 2026-04-01T09:00:00.000Z #0 Profile { account: None, source: Some("ads"), campaign: None, traits: {"employees": "900", "known": "true", "rate": "1.10", "seniority": "vp"}, cleared: ["campaign"] }
            l-1 e-2 2026-04-01T09:00:00.000Z #3 day Profile { account: None, source: None, campaign: None, traits: {}, cleared: [] }
        "#]],
    );
    check_json(
        Input::Engagement,
        &[
            r#"{"lead_id":"l-1","event_id":"e-1","occurred_at":"2026-04-01T09:00:00Z","kind":"form_submitted","properties":{"form":"contact \"us\""}}"#,
            r#"{"lead_id":"l-1","event_id":"e-1","occurred_at":"2026-04-01T09:00:00Z","kind":"visit","kind":"visit_2","owner":7}"#,
        ],
        expect![[r#"
            l-1 e-1 2026-04-01T09:00:00.000Z #0 Engagement { kind: "form_submitted", asset: None, campaign: None, channel: None, properties: {"form": "contact \"us\""} }
            l-1 e-1 2026-04-01T09:00:00.000Z #0 Engagement { kind: "visit_2", asset: None, campaign: None, channel: None, properties: {} }
        "#]],
    );
    check_json(
        Input::Disposition,
        &[
            r#"{"lead_id":"l-1","event_id":"e-1","occurred_at":"2026-04-01T09:00:00Z","outcome":"win","amount":1250000,"owner":"kim","actor":"kim"}"#,
            r#"{"lead_id":"l-1","event_id":"e-2","occurred_at":"2026-04-01T09:00:00Z","outcome":"revoke","target":"e-1"}"#,
            r#"{"lead_id":"l-1","event_id":"e-3","occurred_at":"2026-04-01T09:00:00Z","outcome":"hold_until","until":"2026-07-01T07:00:00+02:00"}"#,
            r#"{"lead_id":"l-1","event_id":"e-4","occurred_at":"2026-04-01T09:00:00Z","outcome":"override","target":"sql","actor":"kim","until":1780000000000}"#,
        ],
        expect![[r#"
            l-1 e-1 2026-04-01T09:00:00.000Z #0 Disposition { outcome: Win, reason: None, owner: Some("kim"), team: None, amount: Some(1250000), actor: Some("kim"), target: None, until: None }
            l-1 e-2 2026-04-01T09:00:00.000Z #0 Disposition { outcome: Revoke, reason: None, owner: None, team: None, amount: None, actor: None, target: Some("e-1"), until: None }
            l-1 e-3 2026-04-01T09:00:00.000Z #0 Disposition { outcome: HoldUntil, reason: None, owner: None, team: None, amount: None, actor: None, target: None, until: Some(Timestamp(1782882000000)) }
            l-1 e-4 2026-04-01T09:00:00.000Z #0 Disposition { outcome: Override, reason: None, owner: None, team: None, amount: None, actor: Some("kim"), target: Some("sql"), until: Some(Timestamp(1780000000000)) }
        "#]],
    );
}

#[test]
fn what_is_missing_or_of_another_type_has_its_code() {
    check_json(
        Input::Engagement,
        &[
            r#"{"event_id":"e-1","occurred_at":"2026-04-01T09:00:00Z","kind":"visit"}"#,
            r#"{"lead_id":"l-1","occurred_at":"2026-04-01T09:00:00Z","kind":"visit"}"#,
            r#"{"lead_id":"l-1","event_id":"e-1","kind":"visit"}"#,
            r#"{"lead_id":"l-1","event_id":"e-1","occurred_at":"2026-04-01","kind":"visit"}"#,
            r#"{"lead_id":"l-1","event_id":"e-1","occurred_at":1.5,"kind":"visit"}"#,
            r#"{"lead_id":"l-1","event_id":"e-1","occurred_at":"2026-04-01T09:00:00Z"}"#,
            r#"{"lead_id":1,"event_id":"e-1","occurred_at":"2026-04-01T09:00:00Z","kind":"visit"}"#,
            &engagement_json(r#""sequence":1.5"#),
            &engagement_json(r#""properties":{"deep":{"er":1}}"#),
            &engagement_json(r#""properties":[]"#),
            &engagement_json(r#""asset":"\ud800""#),
            r#"{"lead_id":"l-1""#,
            "{}x",
            "[1]",
            "\u{feff}{}",
            "",
        ],
        expect![[r#"
            ! missing_lead_id
            ! missing_event_id
            ! invalid_time (occurred_at)
            ! invalid_time (occurred_at)
            ! invalid_time (occurred_at)
            ! unknown_kind
            ! unreadable_json (lead_id)
            ! unreadable_json (sequence)
            ! unreadable_json (properties)
            ! unreadable_json (properties)
            ! unreadable_json (asset)
            ! unreadable_json
            ! unreadable_json
            ! not_framed
            ! not_framed
            ! empty_value
        "#]],
    );
}

#[test]
fn words_of_kinds_and_outcomes() {
    let created = |kind: &str| {
        format!(
            r#"{{"lead_id":"l","event_id":"e","occurred_at":"2026-04-01T09:00:00Z","kind":{kind}}}"#
        )
    };
    check_json(
        Input::LeadCreated,
        &[
            r#""merged","into":"m""#,
            r#""merged""#,
            r#""merged","into":"""#,
            r#""merged","into":"l""#,
            r#""erased""#,
            r#""scoring_suspended""#,
            r#""scoring_resumed""#,
            r#""visit""#,
            r#""""#,
        ]
        .map(created)
        .each_ref()
        .map(String::as_str),
        expect![[r#"
            l e 2026-04-01T09:00:00.000Z #0 Merged("m")
            ! missing_survivor
            ! missing_survivor
            ! missing_survivor
            l e 2026-04-01T09:00:00.000Z #0 Erased
            l e 2026-04-01T09:00:00.000Z #0 Scoring { suspended: true }
            l e 2026-04-01T09:00:00.000Z #0 Scoring { suspended: false }
            ! unknown_kind
            ! unknown_kind
        "#]],
    );
    let said = |outcome: &str| {
        format!(
            r#"{{"lead_id":"l","event_id":"e","occurred_at":"2026-04-01T09:00:00Z","outcome":{outcome}}}"#
        )
    };
    check_json(
        Input::Disposition,
        &[
            r#""hold_until""#,
            r#""hold_until","until":"whenever""#,
            r#""hold_until","until":253402300800000"#,
            r#""override""#,
            r#""Accept""#,
            r#""""#,
            r#""revoke""#,
        ]
        .map(said)
        .each_ref()
        .map(String::as_str),
        expect![[r#"
            l e 2026-04-01T09:00:00.000Z #0 Disposition { outcome: HoldUntil, reason: None, owner: None, team: None, amount: None, actor: None, target: None, until: None }
            ! invalid_time (until)
            ! invalid_time (until)
            l e 2026-04-01T09:00:00.000Z #0 Disposition { outcome: Override, reason: None, owner: None, team: None, amount: None, actor: None, target: None, until: None }
            ! unknown_outcome
            ! unknown_outcome
            ! missing_target
        "#]],
    );
}

#[test]
fn j5_what_occurs_after_the_log_took_it_is_refused_by_the_logs_time() {
    let occurring = |at: &str| {
        format!(r#"{{"lead_id":"l","event_id":"e","occurred_at":"{at}","kind":"visit"}}"#)
    };
    check_json(
        Input::Engagement,
        &[
            "2026-04-01T10:05:00Z",
            "2026-04-01T10:05:00.001Z",
            "9999-12-30T00:00:00Z",
            "0001-01-01T00:00:00Z",
            "0000-12-31T23:59:59Z",
            "-000044-03-15T12:00:00Z",
        ]
        .map(occurring)
        .each_ref()
        .map(String::as_str),
        expect![[r#"
            l e 2026-04-01T10:05:00.000Z #0 Engagement { kind: "visit", asset: None, campaign: None, channel: None, properties: {} }
            ! occurs_in_future
            ! occurs_in_future
            l e 0001-01-01T00:00:00.000Z #0 Engagement { kind: "visit", asset: None, campaign: None, channel: None, properties: {} }
            ! invalid_time (occurred_at)
            ! invalid_time (occurred_at)
        "#]],
    );
}

#[test]
fn everything_has_a_bound() {
    let mut decoder = Decoder::default();
    let mut code = |field: String| {
        let answer = told(
            &mut decoder,
            Input::Engagement,
            engagement_json(&field).as_bytes(),
        );
        answer.split(" Engagement").next().unwrap().to_owned()
    };
    let properties = |count: usize| {
        let entries: Vec<_> = (0..count).map(|n| format!(r#""p{n}":{n}"#)).collect();
        format!(r#""properties":{{{}}}"#, entries.join(","))
    };
    let taken = "l-1 e-1 2026-04-01T09:00:00.000Z #0";
    assert_eq!(code(properties(64)), taken);
    assert_eq!(code(properties(65)), "! too_large (properties)");
    assert_eq!(code(format!(r#""asset":"{}""#, "a".repeat(512))), taken);
    assert_eq!(
        code(format!(r#""asset":"{}""#, "a".repeat(513))),
        "! too_large (asset)"
    );
    assert_eq!(
        code(format!(r#""lead_id":"{}""#, "l".repeat(129))),
        "! too_large (lead_id)"
    );
    assert_eq!(
        code(format!(r#""event_id":"{}""#, "e".repeat(129))),
        "! too_large (event_id)"
    );
    assert_eq!(
        code(format!(r#""unknown":"{}""#, "u".repeat(MOST_VALUE))),
        "! too_large (value)"
    );
    let nested = format!(r#""deep":{}1{}"#, "[".repeat(9999), "]".repeat(9999));
    assert_eq!(code(nested), taken, "of no interest, hence not looked into");
}

#[test]
fn controls_are_about_no_lead_on_each_input() {
    let mut decoder = Decoder::default();
    for input in Input::ALL {
        for kind in ControlKind::ALL {
            let mut value = Vec::new();
            encode::control(input, kind, at("2026-04-01T09:59:00Z"), &mut value);
            assert_eq!(
                told(&mut decoder, input, &value),
                format!("{} at 2026-04-01T09:59:00.000Z", kind.name())
            );
        }
    }
    check_json(
        Input::Disposition,
        &[
            r#"{"kind":"heartbeat","occurred_at":"2026-04-01T09:59:00Z"}"#,
            r#"{"kind":"heartbeat","occurred_at":"2026-04-01T10:59:00Z"}"#,
        ],
        expect![[r#"
            heartbeat at 2026-04-01T09:59:00.000Z
            ! occurs_in_future
        "#]],
    );
}

/// The canonical datum of a small engagement, in pieces: what stands before its map, and the map.
fn engagement_bytes(map: &[u8]) -> Vec<u8> {
    let mut value = vec![0, 0, 0, 0, 2];
    for text in ["e-1", "l-1"] {
        put_long(&mut value, text.len() as i64);
        value.extend_from_slice(text.as_bytes());
    }
    put_long(&mut value, at("2026-04-01T09:00:00Z").as_millis());
    value.extend_from_slice(b"\x00\x00\x0avisit\x00\x00\x00");
    value.extend_from_slice(map);
    value
}

#[test]
fn framing_and_avro_faults_have_their_codes() {
    let mut decoder = Decoder::default();
    let mut code = |value: &[u8]| told(&mut decoder, Input::Engagement, value);
    assert!(code(&engagement_bytes(&[0])).starts_with("l-1 e-1 "));
    assert_eq!(code(b"\x00\x00\x00"), "! not_framed");
    assert_eq!(code(b"\x01\x00\x00\x00\x02rest"), "! not_framed");
    assert_eq!(
        code(b"\x00\x00\x00\x00\x63rest"),
        "! unknown_schema (id 99)"
    );
    let mut other = engagement_bytes(&[0]);
    other[4] = 3;
    assert_eq!(code(&other), "! incompatible_schema (id 3)");
    assert_eq!(
        code(&engagement_bytes(b"\x00\x00")),
        "! unreadable_avro (end)"
    );
    assert_eq!(
        code(&engagement_bytes(b"\x02\x02\xff\x02a\x00")),
        "! unreadable_avro (properties)",
        "not UTF-8"
    );
    assert_eq!(
        code(&engagement_bytes(b"\x02\x01")),
        "! unreadable_avro (properties)",
        "a negative length"
    );
    let mut endless = engagement_bytes(&[]);
    endless.extend_from_slice(&[0xff; 20]);
    assert_eq!(code(&endless), "! unreadable_avro (properties)");
    let mut huge = engagement_bytes(&[]);
    put_long(&mut huge, i64::MAX);
    assert_eq!(code(&huge), "! unreadable_avro (properties)");
    assert_eq!(
        decoder
            .decode(
                Input::Engagement,
                Record {
                    value: None,
                    ..record(b"")
                }
            )
            .unwrap_err()
            .code
            .name(),
        "empty_value"
    );
}

fn digest(decoder: &mut Decoder, value: &[u8]) -> u64 {
    match decoder.decode(Input::Engagement, record(value)) {
        Ok(Decoded::Event(event)) => event.digest,
        other => panic!("an event was expected, not {other:?}"),
    }
}

#[test]
fn j4_equal_content_has_one_digest_whatever_its_form() {
    let mut decoder = Decoder::default();
    let canonical = engagement_bytes(b"\x04\x02a\x021\x02b\x022\x00");
    let expected = digest(&mut decoder, &canonical);
    let forms: [&[u8]; 5] = [
        b"\x04\x02b\x022\x02a\x021\x00",
        b"\x02\x02b\x022\x02\x02a\x021\x00",
        b"\x03\x10\x02a\x021\x02b\x022\x00",
        b"\x06\x02a\x029\x02b\x022\x02a\x021\x00",
        b"\x04\x82\x00a\x021\x02b\x022\x00",
    ];
    let told_as = [
        "in another order",
        "in two blocks",
        "in a block with its size",
        "with a name that comes twice, of which the last wins",
        "with a number in more bytes than it needs",
    ];
    let event = told(&mut decoder, Input::Engagement, &canonical);
    for (form, why) in forms.into_iter().zip(told_as) {
        let value = engagement_bytes(form);
        assert_eq!(digest(&mut decoder, &value), expected, "{why}");
        let parts = |told: &str| {
            let mut parts: Vec<char> = told.chars().collect();
            parts.sort_unstable();
            parts
        };
        let other = told(&mut decoder, Input::Engagement, &value);
        assert_eq!(parts(&other), parts(&event), "{why}");
    }
    let json = engagement_json(r#""properties":{"b":2,"a":"1"}"#);
    assert_eq!(digest(&mut decoder, json.as_bytes()), expected, "as JSON");
    for other in [
        &b"\x04\x02a\x022\x02b\x021\x00"[..],
        b"\x04\x02a\x021\x02c\x022\x00",
        b"\x02\x02a\x021\x00",
        b"\x00",
    ] {
        let value = engagement_bytes(other);
        assert_ne!(digest(&mut decoder, &value), expected, "other content");
    }
}
