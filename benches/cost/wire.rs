//! Bytes to events and outputs to bytes.

use crate::harness::{Case, table};
use crate::world::{self, BEGIN};
use leadfold::lead::definition::{Grade, Graph, Stage};
use leadfold::lead::event::{Disposition, Fact, Input, LeadEvent, Outcome};
use leadfold::lead::row::{Cause, Detail, Identity, Kind, Lags, Route, Row, Values};
use leadfold::lead::state::{Campaigns, Marks};
use leadfold::lead::text::Text;
use leadfold::time::Span;
use leadfold::wire::decode::Decoder;
use leadfold::wire::encode::{self, Published, SnapshotView};
use leadfold::wire::record::Record;
use leadfold::wire::schemas::{Schemas, Subject};
use std::hint::black_box;

const REPEATS: usize = 2_000;
const OTHER_SCHEMA: u32 = 100;
const STAGES: &str = r#"{"inquiry":{"first_at":1770026400000,"latest_at":1770026400000},"mql":{"first_at":1770026400000,"latest_at":1770026400000}}"#;

pub(crate) fn run() {
    decoding();
    encoding();
}

fn decoding() {
    let disposition = Fact::Disposition(Disposition {
        outcome: Outcome::Accept,
        reason: None,
        owner: Some("anna.kern"),
        team: Some("dach"),
        amount: None,
        actor: Some("anna.kern"),
        target: None,
        until: None,
    });
    let json = br#"{"event_id":"9f2c1d1e-0a77-4c2f-8f2e-1c2b3a4d5e6f","lead_id":"0b1c2d3e-4f50-4171-8293-a4b5c6d7e8f9","occurred_at":"2026-02-03T09:30:00Z","kind":"page_view","asset":"/product/overview","channel":"web"}"#;
    let framed = |fact: Fact<'_>| {
        let (lead_id, event_id) = (world::id('l', 1), world::id('e', 1));
        let mut value = Vec::new();
        let event = world::event(&lead_id, &event_id, Span::ZERO, 0, fact);
        encode::event(&event, &mut value);
        value
    };
    let mut other = framed(world::page_view());
    other[1..5].copy_from_slice(&OTHER_SCHEMA.to_be_bytes());
    let values = [
        ("engagement", Input::Engagement, framed(world::page_view())),
        (
            "engagement, 2 properties",
            Input::Engagement,
            framed(world::form()),
        ),
        ("disposition", Input::Disposition, framed(disposition)),
        (
            "created, 2 traits",
            Input::LeadCreated,
            framed(world::profile()),
        ),
        (
            "engagement, another writer's schema",
            Input::Engagement,
            other,
        ),
        ("engagement, JSON", Input::Engagement, json.to_vec()),
    ];
    let cases = values.into_iter().map(|(name, input, value)| {
        let mut schemas = Schemas::bundled();
        schemas
            .register(OTHER_SCHEMA, Subject::Engagement.json())
            .unwrap();
        let mut decoder = Decoder::new(schemas);
        let name = format!("{name} ({} bytes)", value.len());
        Case::new(name, move |watch| {
            let record = Record {
                offset: 7,
                appended_at: BEGIN + Span::from_days(2),
                key: &[],
                value: Some(&value),
                headers: &[],
            };
            watch.time(REPEATS, || {
                for _ in 0..REPEATS {
                    let decoded = decoder.decode(input, black_box(record));
                    black_box(&decoded).as_ref().unwrap();
                }
            });
        })
    });
    table("decode, per record", cases.collect());
}

fn transition() -> Row {
    let cause = Cause::Event {
        input: Input::Engagement,
        event_id: Text::new(&world::id('e', 2)),
        occurred_at: BEGIN,
    };
    Row {
        identity: Identity {
            instant: BEGIN,
            kind: Kind::Transition { to: Stage::MQL },
            cause,
        },
        values: Values {
            cycle: 1,
            version: 1,
            owner: Some(Text::new("anna.kern")),
            team: Some(Text::new("dach")),
            source: Some(Text::new("webinar")),
            campaign: Some(Text::new("spring-2026")),
            amount: None,
            first_touch_campaign: Some(Text::new("spring-2026")),
            mql_campaign: Some(Text::new("spring-2026")),
            detail: Detail::Transition {
                from: Some(Stage::INQUIRY),
                entered_from_at: Some(BEGIN),
                route: Route::Threshold,
                inferred: false,
                irregular: false,
                stayed_business: None,
                reason: None,
                reason_group: None,
                actor: None,
            },
        },
        score: 104_500,
        grade: Grade::B,
        lags: Lags {
            ingest: Some(Span::from_millis(40)),
            ..Lags::default()
        },
    }
}

fn encoding() {
    let (lead_id, event_id) = (world::id('l', 1), world::id('e', 1));
    let graph = Graph::default();
    let row = transition();
    let published = Published {
        lead_id: &lead_id,
        row: &row,
        sign: 1,
        revision: 3,
        published_at: BEGIN,
        backfill: false,
        commit: 812,
        seeded: false,
        evidence: None,
        touches: None,
        graph: &graph,
    };
    let (campaigns, marks) = (Campaigns::default(), Marks::default());
    let view = SnapshotView {
        lead_id: &lead_id,
        stage: "mql",
        entered_at: BEGIN,
        cycle: 1,
        score: 104_500,
        grade: Grade::B,
        segment: None,
        owner: Some("anna.kern"),
        team: Some("dach"),
        source: Some("webinar"),
        campaign: Some("spring-2026"),
        campaigns: &campaigns,
        account: Some("acme"),
        amount: None,
        contacted: false,
        on_hold_until: None,
        suspended: false,
        marks: &marks,
        mql_at: Some((BEGIN, BEGIN)),
        stages: Some(STAGES),
        definition_version: 1,
        as_of: BEGIN,
        published_at: BEGIN,
        commit: 812,
    };
    let event: LeadEvent<'_> = world::event(&lead_id, &event_id, Span::ZERO, 0, world::page_view());
    let case = |name: &str, write: &dyn Fn(&mut Vec<u8>)| {
        let mut once = Vec::new();
        write(&mut once);
        format!("{name} ({} bytes)", once.len())
    };
    let row_name = case("transition", &|to| encode::transition(&published, to));
    let snapshot_name = case("snapshot", &|to| encode::snapshot(&view, to));
    let event_name = case("engagement", &|to| encode::event(&event, to));
    let cases = vec![
        repeated(event_name, |to| encode::event(black_box(&event), to)),
        repeated(row_name, |to| encode::transition(black_box(&published), to)),
        repeated(snapshot_name, |to| encode::snapshot(black_box(&view), to)),
    ];
    table("encode, per record", cases);
}

fn repeated<'a>(name: String, write: impl Fn(&mut Vec<u8>) + 'a) -> Case<'a> {
    let mut to = Vec::with_capacity(1 << 20);
    Case::new(name, move |watch| {
        to.clear();
        watch.time(REPEATS, || {
            for _ in 0..REPEATS {
                write(&mut to);
            }
        });
        black_box(&to);
    })
}
