//! The engine on a real folder: what goes in comes out once, whatever becomes of the process between two turns.

use super::{Engine, Options, Signs};
use crate::definition;
use crate::lead::event::{Fact, Input, LeadEvent, Profile};
use crate::log::{Log, NewRecord};
use crate::processor::Settings;
use crate::time::{ManualNow, Now, Span, Timestamp};
use crate::wire::decode::ControlKind;
use crate::wire::encode;
use crate::wire::partition::partition;
use crate::wire::topic::Topic;
use expect_test::expect;
use std::path::Path;
use std::sync::Arc;

const PARTITIONS: u16 = 2;
const START: Timestamp = Timestamp::from_millis(1_800_000_000_000);

fn open(data: &Path, now: &Arc<ManualNow>) -> Engine {
    open_with(data, now, Settings::default())
}

fn open_with(data: &Path, now: &Arc<ManualNow>, settings: Settings) -> Engine {
    let options = Options {
        data: data.to_owned(),
        partitions: PARTITIONS,
        definitions: Arc::new(definition::sample()),
        settings,
    };
    let now: Arc<dyn Now> = Arc::<ManualNow>::clone(now);
    Engine::open(options, now).unwrap()
}

fn create(engine: &mut Engine, lead_id: &str, occurred_at: Timestamp, now: Timestamp) {
    let event = LeadEvent {
        lead_id,
        event_id: lead_id,
        occurred_at,
        appended_at: now,
        offset: 0,
        sequence: 0,
        day_precision: false,
        digest: 0,
        fact: Fact::Created(Profile::default()),
    };
    let mut value = Vec::new();
    encode::event(&event, &mut value);
    let record = NewRecord {
        key: lead_id.as_bytes(),
        value: &value,
        headers: &[],
    };
    let home = partition(lead_id, PARTITIONS);
    let topic = Topic::of(Input::LeadCreated);
    engine.log().append(topic, home, &[record], now).unwrap();
}

fn said(engine: &mut Engine) -> i64 {
    (0..PARTITIONS)
        .map(|partition| engine.log().end(Topic::LeadTransitions, partition).unwrap())
        .sum()
}

fn control(engine: &mut Engine, input: Input, kind: ControlKind, now: Timestamp) {
    let mut value = Vec::new();
    encode::control(input, kind, now, &mut value);
    let record = NewRecord {
        key: &[],
        value: &value,
        headers: &[],
    };
    for partition in 0..PARTITIONS {
        let topic = Topic::of(input);
        engine
            .log()
            .append(topic, partition, &[record], now)
            .unwrap();
    }
}

/// A title; the lags that are told once all is done, and who is said to hold the watermark.
fn told(title: &str, engine: &mut Engine) -> String {
    engine.catch_up().unwrap();
    let scrape = engine.metrics().scrape();
    let is_told = |line: &&str| {
        line.starts_with("leadfold_watermark_lag_seconds{")
            || (line.starts_with("leadfold_watermark_holder{") && line.ends_with(" 1"))
    };
    let lines = scrape.lines().filter(is_told);
    std::iter::once(title)
        .chain(lines)
        .map(|line| format!("{line}\n").replace("leadfold_watermark_", ""))
        .collect()
}

#[test]
fn whoever_holds_the_watermark_is_named_with_the_reason() {
    let folder = tempfile::tempdir().unwrap();
    let now = Arc::new(ManualNow::new(START));
    let settings = Settings {
        heartbeats: [false, false, true],
        ..Settings::default()
    };
    let mut engine = open_with(folder.path(), &now, settings);
    let mut trace = told("no heartbeat yet", &mut engine);

    control(
        &mut engine,
        Input::Disposition,
        ControlKind::Heartbeat,
        START,
    );
    now.set(START + Span::from_mins(1));
    trace += &told("a heartbeat a minute ago", &mut engine);

    now.set(START + Span::from_mins(10));
    trace += &told("no heartbeat for ten minutes", &mut engine);

    let stopped = START + Span::from_mins(10);
    control(
        &mut engine,
        Input::Disposition,
        ControlKind::Heartbeat,
        stopped,
    );
    engine.catch_up().unwrap();
    control(&mut engine, Input::Engagement, ControlKind::Stop, stopped);
    now.set(stopped + Span::from_mins(1));
    trace += &told("stopped a minute ago", &mut engine);

    now.set(stopped + Span::from_mins(2));
    let ahead = now.now() + Span::from_secs(10);
    create(&mut engine, "L1", ahead, ahead);
    create(&mut engine, "L2", ahead, ahead);
    control(
        &mut engine,
        Input::Engagement,
        ControlKind::Release,
        stopped,
    );
    trace += &told("released, and a record from the future", &mut engine);
    expect![[r#"
        no heartbeat yet
        holder{input="disposition",reason="heartbeat"} 1
        lag_seconds{input="disposition"} inf
        lag_seconds{input="engagement"} 120
        lag_seconds{input="lead_created"} 120
        a heartbeat a minute ago
        lag_seconds{input="disposition"} 180
        lag_seconds{input="engagement"} 120
        lag_seconds{input="lead_created"} 120
        no heartbeat for ten minutes
        holder{input="disposition",reason="heartbeat"} 1
        lag_seconds{input="disposition"} 720
        lag_seconds{input="engagement"} 120
        lag_seconds{input="lead_created"} 120
        stopped a minute ago
        holder{input="engagement",reason="stopped"} 1
        lag_seconds{input="disposition"} 180
        lag_seconds{input="engagement"} 180
        lag_seconds{input="lead_created"} 120
        released, and a record from the future
        holder{input="lead_created",reason="ahead"} 1
        lag_seconds{input="disposition"} 240
        lag_seconds{input="engagement"} 120
        lag_seconds{input="lead_created"} 240
    "#]]
    .assert_eq(&trace);
}

#[test]
fn what_was_committed_is_not_said_again_after_the_process_died() {
    let folder = tempfile::tempdir().unwrap();
    let now = Arc::new(ManualNow::new(START));
    let mut engine = open(folder.path(), &now);
    for lead in ["L1", "L2", "L3"] {
        create(&mut engine, lead, START, START);
    }
    engine.catch_up().unwrap();
    assert_eq!(said(&mut engine), 3);
    let scrape = engine.metrics().scrape();
    assert!(
        scrape.contains("leadfold_events_consumed_total{input=\"lead_created\"} 3\n"),
        "{scrape}"
    );
    assert!(scrape.contains("leadfold_stage_imbalance 0\n"), "{scrape}");
    // Dropped, not closed: the store has not been made durable, as after a kill.
    drop(engine);

    let mut engine = open(folder.path(), &now);
    engine.catch_up().unwrap();
    assert_eq!(said(&mut engine), 3);
    create(&mut engine, "L4", START, START);
    engine.catch_up().unwrap();
    assert_eq!(said(&mut engine), 4);
    engine.close().unwrap();
}

#[test]
fn the_end_of_an_import_lets_its_old_rows_speak_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let now = Arc::new(ManualNow::new(START));
    let mut engine = open(folder.path(), &now);
    engine.set_importing(true);
    create(&mut engine, "L1", START - Span::from_days(30), START);
    create(&mut engine, "L1", START - Span::from_days(20), START);
    engine.catch_up().unwrap();
    assert_eq!(said(&mut engine), 0);
    engine.set_importing(false);
    engine.catch_up().unwrap();
    assert_eq!(said(&mut engine), 1);
}

#[test]
fn a_folder_has_one_owner() {
    let folder = tempfile::tempdir().unwrap();
    let now = Arc::new(ManualNow::new(START));
    let _owner = open(folder.path(), &now);
    let options = Options {
        data: folder.path().to_owned(),
        partitions: PARTITIONS,
        definitions: Arc::new(definition::sample()),
        settings: Settings::default(),
    };
    let refused = Engine::open(options, now).unwrap_err().to_string();
    assert!(refused.contains("in use by another process"), "{refused}");
}

#[test]
fn who_asks_while_the_engine_opens_is_told_that_it_starts() {
    let folder = tempfile::tempdir().unwrap();
    let definitions = Arc::new(definition::sample());
    let signs = Signs::new(&definitions);
    let options = Options {
        data: folder.path().to_owned(),
        partitions: PARTITIONS,
        definitions,
        settings: Settings::default(),
    };
    assert_eq!(signs.health.trouble(), Some("starting"));
    assert!(signs.metrics.scrape().contains("leadfold_tasks 0\n"));
    let now = Arc::new(ManualNow::new(START));
    let engine = Engine::open_with(options, now, signs.clone()).unwrap();
    assert_eq!(signs.health.trouble(), None);
    assert!(signs.metrics.scrape().contains("leadfold_tasks 2\n"));
    engine.close().unwrap();
    assert_eq!(signs.health.trouble(), Some("stopping"));
}
