//! What a log promises, and what is the embedded one's own: reopening, readers beside the owner, trimming, and recovery of a store from it.

use super::*;
use crate::store::Store;
use crate::wire::record::{Headers, push_header};
use expect_test::{Expect, expect};
use std::ops::ControlFlow;
use std::path::Path;

const ALL: usize = usize::MAX;

fn at(millis: i64) -> Timestamp {
    Timestamp::from_millis(millis)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Appends `key=value` words to the engagements.
fn append(log: &mut impl Log, partition: u16, words: &str, now: i64) -> i64 {
    let records: Vec<_> = words
        .split_whitespace()
        .map(|word| {
            let (key, value) = word.split_once('=').unwrap();
            NewRecord {
                key: key.as_bytes(),
                value: value.as_bytes(),
                headers: &[],
            }
        })
        .collect();
    log.append(Topic::LeadEngagement, partition, &records, at(now))
        .unwrap()
}

/// Commits `topic:key=value` outputs and `key=value` changes, both `key-` for none.
fn commit(log: &mut impl Log, words: &str, now: i64) -> i64 {
    log.commit(&batch(words), at(now)).unwrap()
}

fn batch(words: &str) -> Batch {
    let mut batch = Batch::default();
    batch.partition = 1;
    for word in words.split_whitespace() {
        let (to, word) = word.split_once(':').unwrap_or(("", word));
        let (key, value) = word.split_once('=').map_or_else(
            || (word.trim_end_matches('-'), None),
            |(key, value)| (key, Some(value)),
        );
        let put = |bytes: &mut Vec<u8>, text: &str| bytes.extend_from_slice(text.as_bytes());
        let topic = match to {
            "transition" => Some(Topic::LeadTransitions),
            "snapshot" => Some(Topic::LeadSnapshots),
            _ => None,
        };
        match (topic, value) {
            (Some(topic), _) => {
                let write = |bytes: &mut Vec<u8>| {
                    put(bytes, value.unwrap_or_default());
                    value.is_some()
                };
                batch.output(topic, key.as_bytes(), write, |headers| {
                    push_header(headers, "commit", b"7");
                });
            }
            (None, Some(value)) => batch.change(|to| put(to, key), |to| put(to, value)),
            (None, None) => batch.forget(|to| put(to, key)),
        }
    }
    batch
}

fn read(log: &mut impl Log, topic: Topic, partition: u16, from: i64, most: usize) -> Records {
    let mut records = Records::default();
    log.read(topic, partition, from, most, &mut records)
        .unwrap();
    records
}

/// A partition from an offset on: one line, `offset@appended_at key=value {headers}`.
fn told(log: &mut impl Log, topic: Topic, partition: u16, from: i64, most: usize) -> String {
    let mut told = format!("{}[{partition}]", topic.name());
    for record in read(log, topic, partition, from, most).iter() {
        let value = record
            .value
            .map_or_else(|| "-".to_owned(), |value| format!("={}", text(value)));
        let (offset, stamp) = (record.offset, record.appended_at.as_millis());
        told += &format!(" {offset}@{stamp} {}{value}", text(record.key));
        for (name, value) in Headers(record.headers) {
            told += &format!(" {{{} {}}}", text(name), text(value));
        }
    }
    format!("{told} | {}\n", log.end(topic, partition).unwrap())
}

fn written(log: &mut impl Log) -> String {
    [
        Topic::LeadTransitions,
        Topic::LeadSnapshots,
        Topic::Changelog,
    ]
    .map(|topic| told(log, topic, 1, 0, ALL))
    .concat()
}

fn check(trace: &str, expected: &Expect) {
    expected.assert_eq(trace);
}

fn error_text(error: &Error, folder: &Path) -> String {
    let folder = folder.to_str().unwrap();
    error.to_string().replace(folder, "FOLDER") + "\n"
}

#[test]
fn records_keep_their_order_and_get_offsets_without_gaps() {
    let folder = tempfile::tempdir().unwrap();
    let mut log = Embedded::open(folder.path(), 2).unwrap();
    let mut trace = told(&mut log, Topic::LeadEngagement, 0, 0, ALL);
    assert_eq!(append(&mut log, 0, "ann=1 bob=2", 10), 0);
    assert_eq!(append(&mut log, 1, "cleo=3", 11), 0);
    assert_eq!(append(&mut log, 0, "ann=4", 12), 2);
    assert_eq!(append(&mut log, 0, "", 13), 3);
    for (partition, from, most) in [
        (0, 0, ALL),
        (0, 1, 1),
        (0, 2, 5),
        (0, 3, 5),
        (0, 99, 5),
        (0, -5, 1),
        (0, 0, 0),
        (1, 0, ALL),
    ] {
        trace += &told(&mut log, Topic::LeadEngagement, partition, from, most);
    }
    check(
        &trace,
        &expect![[r#"
        lead-engagement[0] | 0
        lead-engagement[0] 0@10 ann=1 1@10 bob=2 2@12 ann=4 | 3
        lead-engagement[0] 1@10 bob=2 | 3
        lead-engagement[0] 2@12 ann=4 | 3
        lead-engagement[0] | 3
        lead-engagement[0] | 3
        lead-engagement[0] 0@10 ann=1 | 3
        lead-engagement[0] | 3
        lead-engagement[1] 0@11 cleo=3 | 1
    "#]],
    );
}

#[test]
fn a_commit_writes_outputs_and_changes_as_one_and_answers_the_changelogs_end() {
    let folder = tempfile::tempdir().unwrap();
    let mut log = Embedded::open(folder.path(), 2).unwrap();
    assert_eq!(
        commit(
            &mut log,
            "transition:ann=mql snapshot:ann=mql h.ann=1 t.9=ann",
            10
        ),
        2
    );
    assert_eq!(commit(&mut log, "snapshot:ann- h.ann= t.9-", 11), 4);
    assert_eq!(commit(&mut log, "", 12), 4);
    assert_eq!(commit(&mut log, "transition:bob=mql", 13), 4);
    check(
        &written(&mut log),
        &expect![[r#"
        lead-transitions[1] 0@10 ann=mql {commit 7} 1@13 bob=mql {commit 7} | 2
        lead-snapshots[1] 0@10 ann=mql {commit 7} 1@11 ann- {commit 7} | 2
        leadfold-changelog[1] 0@10 h.ann=1 1@10 t.9=ann 2@11 h.ann= 3@11 t.9- | 4
    "#]],
    );
}

#[test]
fn the_logs_time_never_goes_back_though_the_clock_does() {
    let folder = tempfile::tempdir().unwrap();
    let mut log = Embedded::open(folder.path(), 2).unwrap();
    append(&mut log, 0, "ann=1", 100);
    append(&mut log, 0, "ann=2", 40);
    append(&mut log, 1, "bob=1", 40);
    drop(log);
    let mut log = Embedded::open(folder.path(), 2).unwrap();
    append(&mut log, 0, "ann=3", 70);
    append(&mut log, 0, "ann=4", 130);
    let trace = told(&mut log, Topic::LeadEngagement, 0, 0, ALL)
        + &told(&mut log, Topic::LeadEngagement, 1, 0, ALL);
    check(
        &trace,
        &expect![[r#"
        lead-engagement[0] 0@100 ann=1 1@100 ann=2 2@100 ann=3 3@130 ann=4 | 4
        lead-engagement[1] 0@40 bob=1 | 1
    "#]],
    );
}

#[test]
fn reopening_finds_every_record_and_every_end() {
    let folder = tempfile::tempdir().unwrap();
    let mut log = Embedded::open(folder.path(), 2).unwrap();
    append(&mut log, 1, "ann=1 bob=2", 10);
    commit(&mut log, "transition:ann=mql h.ann=1", 11);
    let before = written(&mut log) + &told(&mut log, Topic::LeadEngagement, 1, 0, ALL);
    drop(log);
    let mut log = Embedded::open(folder.path(), 2).unwrap();
    assert_eq!(log.partitions(), 2);
    let after = written(&mut log) + &told(&mut log, Topic::LeadEngagement, 1, 0, ALL);
    assert_eq!(before, after);
    assert_eq!(commit(&mut log, "h.ann=2", 12), 2);
}

#[test]
fn what_was_copied_while_the_log_runs_holds_whole_commits_only() {
    // A copy of the files is what a kill leaves, and a write-ahead log cut anywhere is what a power failure leaves.
    let folder = tempfile::tempdir().unwrap();
    let mut log = Embedded::open(folder.path(), 2).unwrap();
    for number in 1..=3 {
        commit(
            &mut log,
            &format!("transition:ann={number} snapshot:ann={number} h.ann={number}"),
            number,
        );
    }
    let wal = files(&folder.path().join("log")).into_iter();
    let wal = wal
        .filter(|(name, _)| name.ends_with(".log"))
        .max()
        .unwrap();
    let mut seen = Vec::new();
    // Each length would take half a minute; thirteen hits every part of a record of RocksDB's log in some commit.
    for length in (0..wal.1.len()).step_by(13).chain([wal.1.len()]) {
        let copied = tempfile::tempdir().unwrap();
        let place = copied.path().join("log");
        std::fs::create_dir(&place).unwrap();
        for (name, bytes) in files(&folder.path().join("log")) {
            let bytes = if name == wal.0 {
                &bytes[..length]
            } else {
                &bytes[..]
            };
            std::fs::write(place.join(name), bytes).unwrap();
        }
        let mut copy = Embedded::open(copied.path(), 2).unwrap();
        let ends = [
            Topic::LeadTransitions,
            Topic::LeadSnapshots,
            Topic::Changelog,
        ]
        .map(|topic| copy.end(topic, 1).unwrap());
        assert!(
            ends.iter().all(|end| *end == ends[0]),
            "cut at {length}: {ends:?}"
        );
        seen.push(ends[0]);
    }
    assert!(seen.is_sorted());
    seen.dedup();
    assert_eq!(seen, [0, 1, 2, 3]);
}

fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = std::fs::read_dir(folder).unwrap().map(Result::unwrap);
    let names = entries.map(|entry| entry.file_name().into_string().unwrap());
    names
        .filter(|name| name != "LOCK" && !name.starts_with("LOG"))
        .map(|name| (name.clone(), std::fs::read(folder.join(&name)).unwrap()))
        .collect()
}

#[test]
fn a_read_of_large_records_stops_early_and_goes_on_where_it_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let mut log = Embedded::open(folder.path(), 1).unwrap();
    let value = vec![b'x'; MOST_RECORD_BYTES - 1];
    let record = NewRecord {
        key: b"k",
        value: &value,
        headers: &[],
    };
    for _ in 0..6 {
        log.append(Topic::LeadCreated, 0, &[record], at(1)).unwrap();
    }
    let first = read(&mut log, Topic::LeadCreated, 0, 0, ALL).len();
    assert_eq!(
        first, 4,
        "32 MiB are reached with the fourth record of 8 MiB"
    );
    let rest = read(&mut log, Topic::LeadCreated, 0, 4, ALL);
    assert_eq!(rest.len(), 2);
    assert!(rest.iter().all(|record| record.value == Some(&value)));
}

#[test]
fn what_it_does_not_take_is_refused_and_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut log = Embedded::open(folder.path(), 2).unwrap();
    let value = vec![0; MOST_RECORD_BYTES];
    let large = |length: usize| NewRecord {
        key: b"",
        value: &value[..length],
        headers: b"",
    };
    let topic = Topic::LeadCreated;
    let too_long = NewRecord {
        key: b"k",
        ..large(MOST_RECORD_BYTES)
    };
    let trace = [
        log.append(topic, 2, &[], at(1)).map(drop),
        log.append(topic, 0, &[large(1), too_long], at(1)).map(drop),
        log.append(topic, 0, &[large(MOST_RECORD_BYTES); 9], at(1))
            .map(drop),
        log.end(topic, 7).map(drop),
        log.register_schema(&" ".repeat(2 << 20)).map(drop),
    ]
    .map(|answer| answer.unwrap_err().to_string() + "\n")
    .concat();
    check(
        &trace,
        &expect![[r#"
        the log does not take it: lead-created has no partition 2, there are 2
        the log does not take it: a record of 8388609 bytes is longer than 8388608
        the log does not take it: 75497472 bytes at once are more than 67108864
        the log does not take it: lead-created has no partition 7, there are 2
        the log does not take it: a schema of 2097152 bytes is longer than 1048576
    "#]],
    );
    assert_eq!(log.end(topic, 0).unwrap(), 0);
}

#[test]
fn who_may_not_open_it_is_told_why() {
    let folder = tempfile::tempdir().unwrap();
    let log = Embedded::open(folder.path(), 2).unwrap();
    let mut trace = error_text(
        &Embedded::open(folder.path(), 2).unwrap_err(),
        folder.path(),
    );
    drop(log);
    trace += &error_text(
        &Embedded::open(folder.path(), 3).unwrap_err(),
        folder.path(),
    );
    let nowhere = folder.path().join("elsewhere");
    trace += &error_text(
        &Embedded::open_read_only(&nowhere).unwrap_err(),
        folder.path(),
    );
    check(
        &trace,
        &expect![[r#"
        the log at "FOLDER/log" is in use by another process
        the log at "FOLDER/log" has 2 partitions, not 3; the number is fixed at creation
        could not open the log at "FOLDER/elsewhere/log"
    "#]],
    );
}

#[test]
fn a_reader_beside_the_owner_sees_whole_commits_and_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut owner = Embedded::open(folder.path(), 2).unwrap();
    commit(&mut owner, "transition:ann=mql h.ann=1", 1);
    let mut reader = Embedded::open_read_only(folder.path()).unwrap();
    let mut trace = written(&mut reader);
    commit(&mut owner, "transition:ann=sal snapshot:ann=sal h.ann=2", 2);
    assert_eq!(written(&mut reader), trace, "until it catches up");
    reader.catch_up().unwrap();
    trace += &written(&mut reader);
    assert_eq!(written(&mut reader), written(&mut owner));
    let refused = reader.commit(&batch("h.ann=3"), at(3)).unwrap_err();
    trace += &error_text(&refused, folder.path());
    check(
        &trace,
        &expect![[r#"
        lead-transitions[1] 0@1 ann=mql {commit 7} | 1
        lead-snapshots[1] | 0
        leadfold-changelog[1] 0@1 h.ann=1 | 1
        lead-transitions[1] 0@1 ann=mql {commit 7} 1@2 ann=sal {commit 7} | 2
        lead-snapshots[1] 0@2 ann=sal {commit 7} | 1
        leadfold-changelog[1] 0@1 h.ann=1 1@2 h.ann=2 | 2
        could not commit to leadfold-changelog[1]
    "#]],
    );
}

#[test]
fn handles_in_several_threads_never_give_an_offset_twice() {
    let folder = tempfile::tempdir().unwrap();
    let mut log = Embedded::open(folder.path(), 1).unwrap();
    std::thread::scope(|threads| {
        for _ in 0..4 {
            let mut log = log.clone();
            threads.spawn(move || {
                for _ in 0..100 {
                    append(&mut log, 0, "ann=1 ann=2", 5);
                }
            });
        }
    });
    let records = read(&mut log, Topic::LeadEngagement, 0, 0, ALL);
    let offsets: Vec<_> = records.iter().map(|record| record.offset).collect();
    assert_eq!(offsets, (0..800).collect::<Vec<_>>());
    let pairs: Vec<_> = records
        .iter()
        .map(|record| record.value.unwrap()[0])
        .collect();
    assert!(
        pairs.chunks(2).all(|pair| pair == b"12"),
        "an append stays together"
    );
}

#[test]
fn a_schema_keeps_its_id() {
    let folder = tempfile::tempdir().unwrap();
    let log = Embedded::open(folder.path(), 1).unwrap();
    let ids =
        ["\"string\"", "\"bytes\"", "\"string\""].map(|json| log.register_schema(json).unwrap());
    assert_eq!(ids, [7, 8, 7]);
    drop(log);
    let log = Embedded::open(folder.path(), 1).unwrap();
    assert_eq!(log.register_schema("\"int\"").unwrap(), 9);
    let schemas = log.schemas().unwrap();
    let expected = [(7, "\"string\""), (8, "\"bytes\""), (9, "\"int\"")];
    assert_eq!(schemas, expected.map(|(id, json)| (id, json.to_owned())));
}

/// Everything in a store's task 1.
fn bytes(store: &Store) -> Vec<(Vec<u8>, Vec<u8>)> {
    let mut bytes = Vec::new();
    let each = |key: &[u8], value: &[u8]| {
        bytes.push((key.to_vec(), value.to_vec()));
        ControlFlow::Continue(())
    };
    store.scan(1, b"", each).unwrap();
    bytes
}

/// One step of a task: the log first, then the store.
fn step(log: &mut Embedded, store: &Store, words: &str) {
    let batch = batch(words);
    let end = log.commit(&batch, at(1)).unwrap();
    let changes = batch.changes().map(|change| (change.key, change.value));
    store.apply(1, changes, end).unwrap();
}

/// Brings a store up to the log by the changelog's tail; answers how many records that took.
fn restore(log: &mut Embedded, store: &Store) -> usize {
    log.check_against(store).unwrap();
    let tail = read(log, Topic::Changelog, 1, store.changelog_end(1), ALL);
    let end = log.end(Topic::Changelog, 1).unwrap();
    let changes = tail.iter().map(|record| (record.key, record.value));
    store.apply(1, changes, end).unwrap();
    tail.len()
}

#[test]
fn after_a_crash_the_changelogs_tail_restores_the_exact_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("store");
    let words = [
        "h.ann=1 t.5=ann",
        "h.bob=1 t.5-",
        "h.ann=22 t.7=ann",
        "h.bob- h.cleo=1",
    ];
    for flushed_after in 0..=words.len() {
        let mut log = Embedded::open(folder.path(), 2).unwrap();
        let store = Store::open(&place, 2).unwrap();
        for (number, words) in words.iter().enumerate() {
            if number == flushed_after {
                log.checkpoint(&store).unwrap();
            }
            step(&mut log, &store, words);
        }
        let live = bytes(&store);
        drop((log, store));

        let mut log = Embedded::open(folder.path(), 2).unwrap();
        let store = Store::open(&place, 2).unwrap();
        let older = restore(&mut log, &store);
        assert!(older > 0, "the crash has taken something from the store");
        assert_eq!(bytes(&store), live, "flushed after {flushed_after} commits");
        let empty = Store::in_memory(2);
        restore(&mut log, &empty);
        assert_eq!(bytes(&empty), live, "from nothing");
        store.flush(1).unwrap();
    }
}

#[test]
fn the_changelog_is_trimmed_in_steps_to_what_the_store_has_durably() {
    let folder = tempfile::tempdir().unwrap();
    let settings = Settings {
        trim_step: 3,
        sync: true,
    };
    let mut log = Embedded::open_with(folder.path(), 2, settings).unwrap();
    let store = Store::open(&folder.path().join("store"), 2).unwrap();
    let mut trace = String::new();
    for number in 1..=4 {
        step(&mut log, &store, &format!("h.ann={number} h.bob={number}"));
        log.checkpoint(&store).unwrap();
        let start = log.heads(Topic::Changelog, 1).unwrap().changelog_start;
        trace += &format!("{start} ");
        trace += &told(&mut log, Topic::Changelog, 1, start, ALL);
    }
    let empty = Store::in_memory(2);
    let mut records = Records::default();
    let from = empty.changelog_end(1);
    let refused = log
        .read(Topic::Changelog, 1, from, ALL, &mut records)
        .unwrap_err();
    trace += &error_text(&refused, folder.path());
    log.trim_changelog(1, i64::MAX).unwrap();
    drop((log, store));

    let mut log = Embedded::open_with(folder.path(), 2, settings).unwrap();
    trace += &told(&mut log, Topic::Changelog, 1, 7, ALL);
    let refused = log
        .read(Topic::Changelog, 1, 0, ALL, &mut records)
        .unwrap_err();
    trace += &error_text(&refused, folder.path());
    check(
        &trace,
        &expect![[r#"
        0 leadfold-changelog[1] 0@1 h.ann=1 1@1 h.bob=1 | 2
        3 leadfold-changelog[1] 3@1 h.bob=2 | 4
        3 leadfold-changelog[1] 3@1 h.bob=2 4@1 h.ann=3 5@1 h.bob=3 | 6
        7 leadfold-changelog[1] 7@1 h.bob=4 | 8
        could not read leadfold-changelog[1]@0: it begins at 7 since what is below was trimmed
        leadfold-changelog[1] 7@1 h.bob=4 | 8
        could not read leadfold-changelog[1]@0: it begins at 7 since what is below was trimmed
    "#]],
    );
}

#[test]
fn a_store_ahead_of_the_log_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let mut log = Embedded::open(folder.path(), 2).unwrap();
    let store = Store::in_memory(2);
    step(&mut log, &store, "h.ann=1");
    log.check_against(&store).unwrap();
    store.apply(1, std::iter::empty(), 5).unwrap();
    check(
        &error_text(&log.check_against(&store).unwrap_err(), folder.path()),
        &expect![[r#"
            the store has task 1 up to changelog offset 5, the log only up to 1: the log has lost commits
        "#]],
    );
}

#[test]
fn any_bytes_decode_to_a_record_or_to_nothing_and_a_record_to_itself() {
    let mut framed = Vec::new();
    for (key, value) in [
        (0, None),
        (1, Some(0)),
        (127, Some(126)),
        (128, Some(127)),
        (20_000, Some(300)),
    ] {
        let (key, value) = (vec![1; key], value.map(|length| vec![2; length]));
        let record = Record {
            offset: 3,
            appended_at: at(-5),
            key: &key,
            value: value.as_deref(),
            headers: b"abc",
        };
        frame::encode(&mut framed, &record);
        assert_eq!(frame::decode(3, &framed), Some(record));
    }
    let mut state = 1_u64;
    for _ in 0..20_000 {
        let bytes: Vec<_> = (0..24)
            .map(|_| {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1);
                // Half of the bytes go on with a length.
                state.to_be_bytes()[0]
            })
            .collect();
        for length in 0..=bytes.len() {
            let _decoded = frame::decode(0, &bytes[..length]);
        }
    }
}
