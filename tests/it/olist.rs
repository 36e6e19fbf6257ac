//! The Olist marketing funnel, from its files to the table that its author published: 11 sources, 44 numbers, counted by leadfold from its own
//! outputs. The data is not part of this repository. It is looked for in the folder `olist` of `LEADFOLD_DATA`, or of a folder `shared/data` beside
//! the checkout; without it the test says so and passes.

#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test, with its helpers, may fail and may say that it was skipped"
)]

use leadfold::audit::funnel::{self, Dimension, Funnel};
use leadfold::audit::render::{Form, funnel as rendered};
use leadfold::definition;
use leadfold::ingest::import::{self, Options, Summary};
use leadfold::ingest::mapping::Mapping;
use leadfold::lead::definition::{Definitions, Graph};
use leadfold::lead::event::Input;
use leadfold::log::Log;
use leadfold::log::embedded::Embedded;
use leadfold::processor::{End, Settings, Task};
use leadfold::store::Store;
use leadfold::time::zone::Zone;
use leadfold::time::{ManualNow, Now, Span, Timestamp};
use leadfold::wire::decode::Decoder;
use leadfold::wire::schemas::Schemas;
use leadfold::wire::topic::Topic;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

const MAPPING: &str = include_str!("../../examples/mappings/olist.toml");
const PARTITIONS: u16 = 2;

#[test]
fn the_published_table_comes_out_of_leadfolds_own_outputs() {
    let Some(data) = data() else {
        eprintln!(
            "skipped: the olist data is not here; set LEADFOLD_DATA to the folder that has it"
        );
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let mut log = Embedded::open(&folder.path().join("log"), PARTITIONS).unwrap();
    let now = ManualNow::new(Timestamp::parse("2026-04-01T00:00:00Z").unwrap());

    let done = import(&mut log, &data, folder.path(), &now, false);
    assert_eq!((done.rows, done.bad_rows, done.finished), (8842, 0, true));
    assert_eq!(done.appended, [8842, 0, 842]);
    process(&mut log, &now);
    let first = table(&mut log);
    assert_eq!((first.all.leads, first.all.won), (8000, 842));
    assert_eq!(first.unbalanced_rows, 0);
    let published =
        std::fs::read_to_string(data.join("published_marketing_performance.csv")).unwrap();
    assert_eq!(as_published(&first), published.replace("\r\n", "\n"));

    // Again changes nothing: the finished import is recognised, and forced all the same it makes only duplicates (J4).
    assert!(import(&mut log, &data, folder.path(), &now, false).already_done);
    let said = |log: &mut Embedded| -> i64 {
        let ends =
            (0..PARTITIONS).map(|partition| log.end(Topic::LeadTransitions, partition).unwrap());
        ends.sum()
    };
    let before = said(&mut log);
    assert_eq!(
        import(&mut log, &data, folder.path(), &now, true).appended,
        [8842, 0, 842]
    );
    process(&mut log, &now);
    assert_eq!(said(&mut log), before);
    assert_eq!(table(&mut log), first);
    let text = rendered(&first, Form::Text);
    assert!(text.contains("842 won, 10.53 % of all leads"), "{text}");
}

/// The folder of the data, if it is on this machine.
fn data() -> Option<PathBuf> {
    #[expect(clippy::disallowed_methods, reason = "a test finds its data by it")]
    let named = std::env::var("LEADFOLD_DATA").ok().map(PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let folders = named.into_iter().chain([beside]);
    folders
        .map(|folder| folder.join("olist"))
        .find(|folder| folder.is_dir())
}

fn import(log: &mut Embedded, data: &Path, state: &Path, now: &ManualNow, again: bool) -> Summary {
    let mapping = Mapping::parse("olist.toml", MAPPING).unwrap();
    let options = Options {
        mapping: &mapping,
        files: &[],
        folder: data,
        state,
        partitions: PARTITIONS,
        sort: false,
        again,
        bad_rows: None,
    };
    let mut done = Summary::default();
    import::run(
        &options,
        log,
        Embedded::sync,
        now,
        &mut |bad| panic!("a bad row: {bad:?}"),
        &mut |_| ControlFlow::Continue(()),
        &mut done,
    )
    .unwrap();
    done
}

/// Runs every task until nothing is left, then lets the settling time pass (W5) and runs it again.
fn process(log: &mut Embedded, now: &ManualNow) {
    let agreement = definition::parse(&[("default.toml", definition::SAMPLE)]).unwrap();
    let definitions = Arc::new(agreement.definitions);
    for partition in 0..PARTITIONS {
        // From an empty store each time: what the task knew comes back from the changelog, as after the loss of a disk.
        let store = Arc::new(Store::in_memory(PARTITIONS));
        let mut task = opened(log, partition, &definitions, &store);
        rest(log, &mut task, now);
        now.set(now.now() + Span::from_mins(2));
        rest(log, &mut task, now);
    }
}

fn opened(
    log: &mut Embedded,
    partition: u16,
    definitions: &Arc<Definitions>,
    store: &Arc<Store>,
) -> Task {
    let mut records = leadfold::wire::record::Records::default();
    let mut from = 0;
    loop {
        records.clear();
        log.read(Topic::Changelog, partition, from, 10_000, &mut records)
            .unwrap();
        let Some(last) = records.iter().last() else {
            break;
        };
        from = last.offset + 1;
        let changes = records.iter().map(|record| (record.key, record.value));
        store.apply(partition, changes, from).unwrap();
    }
    Task::open(
        partition,
        PARTITIONS,
        Arc::clone(definitions),
        Settings::default(),
        Schemas::bundled(),
        Arc::clone(store),
    )
    .unwrap()
}

fn rest(log: &mut Embedded, task: &mut Task, now: &ManualNow) {
    for _ in 0..1000 {
        let ends = Input::ALL.map(|input| {
            let (topic, wanted) = (Topic::of(input), task.wants(input));
            let partition = task.partition();
            log.read(
                topic,
                partition,
                wanted.from,
                wanted.most,
                task.buffer(input),
            )
            .unwrap();
            End {
                asked_at: now.now(),
                offset: log.end(topic, partition).unwrap(),
            }
        });
        let step = task.step(ends, now.now()).unwrap();
        let is_idle = step.is_idle;
        if !step.batch.is_empty() {
            let end = log.commit(step.batch, now.now()).unwrap();
            task.committed(end).unwrap();
        }
        if is_idle {
            return;
        }
    }
    panic!("the task never comes to rest");
}

fn table(log: &mut Embedded) -> Funnel {
    let mut decoder = Decoder::new(Schemas::bundled());
    funnel::read(
        log,
        PARTITIONS,
        &mut decoder,
        &Graph::default(),
        Some(Dimension::Source),
        &Zone::utc(),
    )
    .unwrap()
}

/// The funnel in the published table's own form and order.
fn as_published(funnel: &Funnel) -> String {
    let mut text = "origin,total_leads,won_deals,conv_rate_pct,avg_days_to_close\n".to_owned();
    for group in &funnel.groups {
        let source = group.key.as_deref().unwrap_or("NULL");
        let (percent, days) = (
            group.won_percent.unwrap(),
            group.average_days_to_close.unwrap(),
        );
        text += &format!("{source},{},{},{percent},{days}\n", group.leads, group.won);
    }
    text
}
