//! Stories of the store, told to the one on disk and to the one in memory: whoever relies on the latter in a test relies on the former in
//! earnest.

use super::*;
use expect_test::{Expect, expect};
use std::collections::BTreeMap;

/// A store of two tasks of each kind.
fn on_both(story: impl Fn(&Store)) {
    story(&Store::in_memory(2));
    let folder = tempfile::tempdir().unwrap();
    story(&Store::open(folder.path(), 2).unwrap());
}

/// Commits `key=value` and `key-` (forgotten) words.
fn commit(store: &Store, partition: u16, changes: &str, end: i64) {
    let changes = changes.split_whitespace().map(|change| {
        change.split_once('=').map_or_else(
            || (change.trim_end_matches('-').as_bytes(), None),
            |(key, value)| (key.as_bytes(), Some(value.as_bytes())),
        )
    });
    store.apply(partition, changes, end).unwrap();
}

/// Everything a task holds, and how far it has come: in memory, durably.
fn told(store: &Store, partition: u16) -> String {
    let mut told = String::new();
    let mut keys = Vec::new();
    store
        .scan(partition, b"", |key, value| {
            let (key, value) = (text(key), text(value));
            told += &format!("{key}={value} ");
            keys.push((key, value));
            ControlFlow::Continue(())
        })
        .unwrap();
    for (key, value) in &keys {
        let got = store.get(partition, key.as_bytes(), |found| found.map(text));
        assert_eq!(got.unwrap().as_ref(), Some(value), "get and scan agree");
    }
    let (end, durable) = (store.changelog_end(partition), store.durable_end(partition));
    format!("{told}@{end} durable @{durable}\n")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn check(story: impl Fn(&Store) -> String, expected: &Expect) {
    let in_memory = story(&Store::in_memory(2));
    let folder = tempfile::tempdir().unwrap();
    let on_disk = story(&Store::open(folder.path(), 2).unwrap());
    assert_eq!(in_memory, on_disk, "in memory and on disk are alike");
    expected.assert_eq(&on_disk);
}

fn error_text(error: &Error, folder: &Path) -> String {
    let folder = folder.to_str().unwrap();
    error.to_string().replace(folder, "FOLDER")
}

#[test]
fn a_commit_is_read_at_once_and_durable_after_a_flush() {
    check(
        |store| {
            let mut trace = told(store, 0);
            commit(store, 0, "h:ann=1 h:bob=1 t:7=bob", 3);
            trace += &told(store, 0);
            store.flush(0).unwrap();
            trace += &told(store, 0);
            commit(store, 0, "h:ann=22 h:cleo=1 t:7-", 6);
            trace += &told(store, 0);
            commit(store, 0, "h:ann=3 h:bob- t:7=cleo", 9);
            trace += &told(store, 0);
            assert_eq!(store.flush(0).unwrap(), 9);
            trace + &told(store, 0)
        },
        &expect![[r#"
            @0 durable @0
            h:ann=1 h:bob=1 t:7=bob @3 durable @0
            h:ann=1 h:bob=1 t:7=bob @3 durable @3
            h:ann=22 h:bob=1 h:cleo=1 @6 durable @3
            h:ann=3 h:cleo=1 t:7=cleo @9 durable @3
            h:ann=3 h:cleo=1 t:7=cleo @9 durable @9
        "#]],
    );
}

#[test]
fn what_a_crash_leaves_is_the_state_after_an_earlier_commit() {
    check(
        |store| {
            commit(store, 0, "h:ann=1 h:bob=1", 2);
            store.flush(0).unwrap();
            commit(store, 0, "h:ann=2 h:bob-", 4);
            commit(store, 0, "h:ann=3", 5);
            store.forget_gathered().unwrap();
            let after_crash = told(store, 0);
            commit(store, 0, "h:ann=2 h:bob-", 4);
            commit(store, 0, "h:ann=3", 5);
            after_crash + &told(store, 0)
        },
        &expect![[r#"
            h:ann=1 h:bob=1 @2 durable @2
            h:ann=3 @5 durable @2
        "#]],
    );
}

#[test]
fn tasks_do_not_see_each_other() {
    check(
        |store| {
            commit(store, 0, "h:ann=1", 10);
            commit(store, 1, "h:bob=1", 20);
            store.flush(0).unwrap();
            store.forget_gathered().unwrap();
            told(store, 0) + &told(store, 1)
        },
        &expect![[r#"
            h:ann=1 @10 durable @10
            @0 durable @0
        "#]],
    );
}

#[test]
fn a_scan_keeps_to_its_prefix_and_stops_when_told() {
    check(
        |store| {
            commit(store, 0, "s=0 t:1=a t:3=c u=9", 1);
            store.flush(0).unwrap();
            commit(store, 0, "t:2=b t:4=d", 2);
            let mut trace = String::new();
            for most in 1..=5 {
                let mut left = most;
                let each = |key: &[u8], value: &[u8]| {
                    trace += &format!("{}={} ", text(key), text(value));
                    left -= 1;
                    if left == 0 {
                        return ControlFlow::Break(());
                    }
                    ControlFlow::Continue(())
                };
                store.scan(0, b"t:", each).unwrap();
                trace += &format!("({most} at most)\n");
            }
            trace
        },
        &expect![[r#"
            t:1=a (1 at most)
            t:1=a t:2=b (2 at most)
            t:1=a t:2=b t:3=c (3 at most)
            t:1=a t:2=b t:3=c t:4=d (4 at most)
            t:1=a t:2=b t:3=c t:4=d (5 at most)
        "#]],
    );
}

#[test]
fn the_greatest_kind_is_scanned_and_the_stores_own_key_is_not() {
    on_both(|store| {
        let key: &[u8] = &[RESERVED - 1, 0xFF, 0xFF];
        store
            .apply(0, [(key, Some(&b"1"[..]))].into_iter(), 1)
            .unwrap();
        for _ in 0..2 {
            for (prefix, expected) in [(&[][..], 1), (&key[..1], 1), (key, 1), (&[RESERVED], 0)] {
                let mut found = 0;
                let each = |_: &[u8], _: &[u8]| {
                    found += 1;
                    ControlFlow::Continue(())
                };
                store.scan(0, prefix, each).unwrap();
                assert_eq!(found, expected, "with prefix {prefix:?}");
            }
            store.flush(0).unwrap();
        }
    });
}

#[test]
fn an_empty_value_is_a_value() {
    on_both(|store| {
        commit(store, 0, "h:ann= h:bob=1", 1);
        for _ in 0..2 {
            let read = |key: &[u8]| store.get(0, key, |value| value.map(<[u8]>::len)).unwrap();
            assert_eq!([read(b"h:ann"), read(b"h:cleo")], [Some(0), None]);
            store.flush(0).unwrap();
        }
    });
}

/// A linear congruential generator: the run is the same for a seed, which is all that is asked of it.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (self.0 >> 33) % bound
    }
}

#[test]
fn random_commits_flushes_and_crashes_leave_what_a_map_holds() {
    for seed in 0..8 {
        on_both(|store| {
            let mut dice = Dice(seed);
            let (mut live, mut durable) = (BTreeMap::new(), BTreeMap::new());
            let (mut end, mut durable_end) = (0, 0);
            for _ in 0..60 {
                match dice.below(8) {
                    0 => {
                        durable_end = store.flush(0).unwrap();
                        durable = live.clone();
                    }
                    1 => {
                        store.forget_gathered().unwrap();
                        (live, end) = (durable.clone(), durable_end);
                    }
                    _ => {
                        let mut changes = Vec::new();
                        for _ in 0..dice.below(6) {
                            let key = format!("{}:{}", dice.below(3), dice.below(9)).into_bytes();
                            let length = usize::try_from(dice.below(5)).unwrap();
                            let value = (dice.below(4) > 0).then(|| vec![b'x'; length]);
                            changes.push((key, value));
                        }
                        end += i64::try_from(changes.len()).unwrap();
                        let borrowed = changes
                            .iter()
                            .map(|(key, value)| (&**key, value.as_deref()));
                        store.apply(0, borrowed, end).unwrap();
                        for (key, value) in changes {
                            match value {
                                Some(value) => live.insert(key, value),
                                None => live.remove(&key),
                            };
                        }
                    }
                }
                let at = format!("seed {seed}");
                agree(store, &live, &at);
                let ends = (store.changelog_end(0), store.durable_end(0));
                assert_eq!(ends, (end, durable_end), "{at}");
            }
        });
    }
}

fn agree(store: &Store, live: &BTreeMap<Vec<u8>, Vec<u8>>, at: &str) {
    for prefix in ["", "1", "2:"] {
        let mut found = Vec::new();
        let each = |key: &[u8], value: &[u8]| {
            found.push((key.to_vec(), value.to_vec()));
            ControlFlow::Continue(())
        };
        store.scan(0, prefix.as_bytes(), each).unwrap();
        let expected = live.clone().into_iter();
        let expected: Vec<_> = expected
            .filter(|(key, _)| key.starts_with(prefix.as_bytes()))
            .collect();
        assert_eq!(found, expected, "{at}, prefix {prefix:?}");
    }
    let keys: Vec<_> = (0..3)
        .flat_map(|kind| (0..9).map(move |number| format!("{kind}:{number}")))
        .collect();
    let mut found = BTreeMap::new();
    let each = |place: usize, value: Option<&[u8]>| {
        let value = value.map(<[u8]>::to_vec);
        assert!(
            found.insert(place, value).is_none(),
            "{at}: handed out twice"
        );
    };
    store.get_many(0, &keys, each).unwrap();
    let expected: BTreeMap<_, _> = keys
        .iter()
        .map(|key| live.get(key.as_bytes()).cloned())
        .enumerate()
        .collect();
    assert_eq!(found, expected, "{at}");
}

#[test]
fn a_task_that_gathered_its_part_of_the_budget_flushes_by_itself() {
    let folder = tempfile::tempdir().unwrap();
    let budget = Budget { bytes: 80_000 };
    let store = Store::open_with(folder.path(), 2, budget).unwrap();
    let large = format!("h:ann={}", "x".repeat(9_000));
    commit(&store, 0, &large, 1);
    assert_eq!(store.durable_end(0), 0);
    commit(&store, 0, &large, 2);
    assert_eq!(
        store.durable_end(0),
        0,
        "a hot lead's value takes its old place"
    );
    commit(&store, 0, &large.replace("ann", "bob"), 3);
    assert_eq!(store.durable_end(0), 3);
}

#[test]
#[should_panic(expected = "first byte is a kind of the caller's")]
fn the_stores_own_key_cannot_be_changed() {
    let key: &[u8] = &[RESERVED];
    drop(Store::in_memory(1).apply(0, [(key, None)].into_iter(), 1));
}

#[test]
#[should_panic(expected = "must not call the store")]
fn a_closure_that_calls_the_store_is_stopped_the_first_time() {
    let store = Store::in_memory(1);
    drop(store.get(0, b"h:ann", |_| drop(store.get(0, b"h:bob", |_| ()))));
}

#[test]
#[should_panic(expected = "a commit ending at 4 cannot follow one ending at 5")]
fn commits_come_in_order() {
    let store = Store::in_memory(1);
    commit(&store, 0, "h:ann=1", 5);
    commit(&store, 0, "h:ann=1", 4);
}

#[test]
fn dropping_the_store_is_a_crash_and_reopening_finds_the_last_flush() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), 2).unwrap();
    commit(&store, 0, "h:ann=1", 1);
    commit(&store, 1, "h:bob=1", 1);
    store.flush(0).unwrap();
    commit(&store, 0, "h:ann=2", 2);
    drop(store);
    let store = Store::open(folder.path(), 2).unwrap();
    expect![[r#"
        h:ann=1 @1 durable @1
        @0 durable @0
    "#]]
    .assert_eq(&(told(&store, 0) + &told(&store, 1)));
}

#[test]
fn who_may_not_open_it_is_told_why() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), 2).unwrap();
    let told = |error: Error| error_text(&error, folder.path()) + "\n";
    let mut trace = told(Store::open(folder.path(), 2).unwrap_err());
    drop(store);
    trace += &told(Store::open(folder.path(), 4).unwrap_err());
    trace += &told(Store::open_read_only(&folder.path().join("elsewhere")).unwrap_err());
    expect![[r#"
        the store at "FOLDER" is in use by another process
        the store at "FOLDER" has 2 partitions, not 4; the number is fixed at creation
        could not open the store at "FOLDER/elsewhere"
    "#]]
    .assert_eq(&trace);
}

#[test]
fn a_creation_that_was_cut_short_is_finished() {
    let folder = tempfile::tempdir().unwrap();
    {
        let mut options = rocksdb::Options::default();
        options.create_if_missing(true);
        options.create_missing_column_families(true);
        let place = folder.path().join("db");
        drop(rocksdb::DB::open_cf(&options, place, ["default", "task-0"]).unwrap());
    }
    let store = Store::open(folder.path(), 3).unwrap();
    commit(&store, 2, "h:ann=1", 1);
    assert_eq!(store.flush(2).unwrap(), 1);
}

#[test]
fn a_file_that_was_never_taken_in_is_removed() {
    let folder = tempfile::tempdir().unwrap();
    drop(Store::open(folder.path(), 1).unwrap());
    let torn = folder.path().join("incoming/0-17.sst");
    std::fs::write(&torn, "half a file").unwrap();
    let _store = Store::open(folder.path(), 1).unwrap();
    assert!(!torn.exists());
}

#[test]
fn a_flush_that_fails_loses_nothing_and_is_tried_again() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), 1).unwrap();
    let incoming = folder.path().join("incoming");
    std::fs::remove_dir(&incoming).unwrap();
    commit(&store, 0, "h:ann=1 h:bob=1 h:cleo=1", 3);
    let mut trace = error_text(&store.flush(0).unwrap_err(), folder.path()) + "\n";
    commit(&store, 0, "h:ann=2 h:bob-", 5);
    trace += &told(&store, 0);
    store.flush(0).unwrap_err();
    trace += &told(&store, 0);
    std::fs::create_dir(&incoming).unwrap();
    store.flush(0).unwrap();
    trace += &told(&store, 0);
    expect![[r#"
        could not write the store's task 0
        h:ann=2 h:cleo=1 @5 durable @0
        h:ann=2 h:cleo=1 @5 durable @0
        h:ann=2 h:cleo=1 @5 durable @5
    "#]]
    .assert_eq(&trace);
}

#[test]
fn a_reader_sees_flushed_commits_and_takes_later_ones_from_the_changelog() {
    let folder = tempfile::tempdir().unwrap();
    let owner = Store::open(folder.path(), 2).unwrap();
    commit(&owner, 1, "h:ann=1 h:bob=1", 2);
    owner.flush(1).unwrap();
    commit(&owner, 1, "h:ann=2", 3);
    let reader = Store::open_read_only(folder.path()).unwrap();
    assert_eq!(reader.partitions(), 2);
    let mut trace = told(&reader, 1);
    commit(&reader, 1, "h:ann=2", 3);
    trace += &told(&reader, 1);
    owner.flush(1).unwrap();
    commit(&owner, 1, "h:ann=3 h:bob-", 5);
    owner.flush(1).unwrap();
    reader.catch_up().unwrap();
    trace += &told(&reader, 1);
    expect![[r#"
        h:ann=1 h:bob=1 @2 durable @2
        h:ann=2 h:bob=1 @3 durable @2
        h:ann=3 @5 durable @5
    "#]]
    .assert_eq(&trace);
    reader
        .apply(1, [(&b"h:ann"[..], None)].into_iter(), 6)
        .unwrap();
    assert_eq!(
        reader.flush(1).unwrap_err().to_string(),
        "could not write the store's task 1"
    );
}

#[test]
fn flushing_in_another_thread_hides_nothing_from_readers() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), 1).unwrap();
    std::thread::scope(|threads| {
        let flushing = threads.spawn(|| {
            while store.durable_end(0) < 200 {
                store.flush(0).unwrap();
            }
        });
        for end in 1..=200 {
            let value = end.to_string();
            commit(&store, 0, &format!("h:ann={value} h:bob={value}"), end);
            for key in [b"h:ann", b"h:bob"] {
                let read = store.get(0, key, |found| found.map(text)).unwrap();
                assert_eq!(read.as_ref(), Some(&value));
            }
        }
        flushing.join().unwrap();
    });
}
