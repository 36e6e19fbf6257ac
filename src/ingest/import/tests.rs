//! Imports into an embedded log: what arrives, in which order, and what a second run does.

use super::*;
use crate::lead::event::Input;
use crate::log::embedded::Embedded;
use crate::time::ManualNow;
use crate::wire::record::Records;
use expect_test::expect;
use std::fmt::Write as _;
use std::io::Write as _;

const MAPPING: &str = r#"
[[files]]
name = "leads"
path = "leads*.csv"
[[files.events]]
input = "lead_created"
lead_id = { column = "lead" }
event_id = { template = "{lead}:born" }
occurred_at = { column = "at", formats = ["rfc3339"] }

[[files]]
name = "clicks"
path = "clicks.csv"
[[files.events]]
input = "engagement"
when = [{ column = "what", is_not = "ignore" }]
lead_id = { column = "lead" }
event_id = { template = "{lead}:{@row}" }
occurred_at = { column = "at", formats = ["rfc3339"] }
kind = { column = "what" }
"#;

/// A folder with files, a log beside it, and the mapping.
struct Scene {
    folder: tempfile::TempDir,
    mapping: Mapping,
    log: Embedded,
    sort: bool,
}

impl Scene {
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        let log = Embedded::open(&folder.path().join("log"), 1).unwrap();
        Self {
            folder,
            mapping: Mapping::parse("m.toml", MAPPING).unwrap(),
            log,
            sort: false,
        }
    }

    /// Imports, stopping after so many batches.
    fn import(&mut self, batches: usize) -> (Result<Summary, Error>, String) {
        let state = self.folder.path().join("state");
        let bad_rows = self.folder.path().join("bad.jsonl");
        let options = Options {
            mapping: &self.mapping,
            files: &[],
            folder: self.folder.path(),
            state: &state,
            partitions: 1,
            sort: self.sort,
            again: false,
            bad_rows: Some(&bad_rows),
        };
        let mut told = String::new();
        let mut steps = 0;
        let mut done = Summary::default();
        let ended = run(
            &options,
            &mut self.log,
            Embedded::sync,
            &ManualNow::new(Timestamp::parse("2026-06-01T00:00:00Z").unwrap()),
            &mut |bad| {
                let name = Path::new(&bad.file).file_name().unwrap().display();
                writeln!(told, "{name}:{}: {}", bad.line, bad.why).unwrap();
            },
            &mut |step| {
                // Steps of sorting, before anything is appended, are no batches.
                steps += usize::from(step.events > 0);
                if steps >= batches {
                    ControlFlow::Break(())
                } else {
                    ControlFlow::Continue(())
                }
            },
            &mut done,
        );
        (ended.map(|()| done), told)
    }

    /// The values of a topic, in order.
    fn values(&mut self, topic: Topic) -> Vec<Vec<u8>> {
        let mut records = Records::default();
        let mut values = Vec::new();
        loop {
            records.clear();
            self.log
                .read(topic, 0, values.len() as i64, 1000, &mut records)
                .unwrap();
            if records.is_empty() {
                return values;
            }
            values.extend(records.iter().map(|record| record.value.unwrap().to_vec()));
        }
    }
}

fn clicks(count: usize) -> String {
    let mut text = "lead,at,what\n".to_owned();
    for number in 0..count {
        // Backwards in time within each hundred.
        let second = number / 100 * 100 + 99 - number % 100;
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        writeln!(
            text,
            "L{},2026-01-01T{hour:02}:{minute:02}:{second:02}Z,view",
            number % 17
        )
        .unwrap();
    }
    text
}

#[test]
fn several_files_are_merged_by_time_and_bad_rows_are_named() {
    let mut scene = Scene::new(&[
        ("leads-2.csv", "lead,at\nC,2026-01-01T00:00:00Z\nD,soon\n"),
        (
            "leads-1.csv",
            "at,lead\n2026-01-01T00:00:00Z,A\n2026-01-02T00:00:00Z,B\n",
        ),
        (
            "clicks.csv",
            "lead,at,what\nA,2026-01-01T12:00:00Z,view\nA,2026-01-01T13:00:00Z,ignore\n",
        ),
    ]);
    let (done, told) = scene.import(usize::MAX);
    let done = done.unwrap();
    expect![[r#"
        leads-2.csv:3: "soon" fits none of the formats
    "#]]
    .assert_eq(&told);
    let written = std::fs::read_to_string(scene.folder.path().join("bad.jsonl")).unwrap();
    assert!(
        written.contains(r#""line":3,"column":"at","field":"occurred_at""#),
        "{written}"
    );
    assert_eq!((done.files, done.rows, done.bad_rows), (3, 6, 1));
    assert_eq!(
        (done.appended, done.rows_without_event, done.finished),
        ([3, 1, 0], 1, true)
    );
    let mut records = Records::default();
    scene
        .log
        .read(Topic::LeadCreated, 0, 0, 10, &mut records)
        .unwrap();
    let keys: Vec<_> = records.iter().map(|record| record.key.to_vec()).collect();
    assert_eq!(keys, [b"A", b"C", b"B"]);
}

#[test]
fn an_import_that_was_stopped_goes_on_where_it_ended() {
    let text = clicks(10_000);
    let files = [
        ("leads.csv", "lead,at\nL0,2025-01-01T00:00:00Z\n"),
        ("clicks.csv", text.as_str()),
    ];
    let mut whole = Scene::new(&files);
    assert_eq!(whole.import(usize::MAX).0.unwrap().appended, [1, 10_000, 0]);
    for sort in [false, true] {
        let mut scene = Scene::new(&files);
        scene.sort = sort;
        let first = scene.import(1).0.unwrap();
        assert_eq!((first.finished, first.appended), (false, [1, 4095, 0]));
        let second = scene.import(usize::MAX).0.unwrap();
        assert_eq!((second.finished, second.appended_before), (true, 4096));
        assert_eq!(second.appended, [0, 5905, 0]);
        let mut got = scene.values(Topic::LeadEngagement);
        let mut wanted = whole.values(Topic::LeadEngagement);
        if sort {
            got.sort();
            wanted.sort();
        }
        assert!(got == wanted, "sort {sort}");
    }
}

#[test]
fn a_finished_import_is_recognised_and_a_changed_file_is_another_import() {
    let text = clicks(50);
    let mut scene = Scene::new(&[("leads.csv", "lead,at\n"), ("clicks.csv", &text)]);
    assert_eq!(scene.import(usize::MAX).0.unwrap().appended, [0, 50, 0]);
    let again = scene.import(usize::MAX).0.unwrap();
    assert_eq!(
        (again.already_done, again.appended_before, again.appended),
        (true, 50, [0; 3])
    );
    assert_eq!(scene.values(Topic::LeadEngagement).len(), 50);
    let longer = text + "L1,2026-01-02T00:00:00Z,view\n";
    std::fs::write(scene.folder.path().join("clicks.csv"), longer).unwrap();
    let changed = scene.import(usize::MAX).0.unwrap();
    assert_eq!(
        (changed.already_done, changed.appended),
        (false, [0, 51, 0])
    );
    // What stands in the log twice is the same to the byte: duplicates by J4.
    let values = scene.values(Topic::LeadEngagement);
    assert!(values[..50] == values[50..100]);
}

#[test]
fn sorting_puts_a_file_in_order_whatever_its_rows_are() {
    let mut scene = Scene::new(&[("leads.csv", "lead,at\n"), ("clicks.csv", &clicks(1000))]);
    scene.sort = true;
    assert_eq!(scene.import(usize::MAX).0.unwrap().appended, [0, 1000, 0]);
    let mut records = Records::default();
    scene
        .log
        .read(Topic::LeadEngagement, 0, 0, 2000, &mut records)
        .unwrap();
    let mut decoder = wire::decode::Decoder::default();
    let times: Vec<_> = records
        .iter()
        .map(|record| match decoder.decode(Input::Engagement, record) {
            Ok(wire::decode::Decoded::Event(event)) => event.occurred_at,
            other => panic!("not an event: {other:?}"),
        })
        .collect();
    assert!(times.is_sorted());
    assert_eq!(times.len(), 1000);
}

#[test]
fn a_file_that_breaks_off_gives_what_came_before() {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
    gzip.write_all(clicks(10_000).as_bytes()).unwrap();
    let whole = gzip.finish().unwrap();
    for sort in [false, true] {
        let mut scene = Scene::new(&[("leads.csv", "lead,at\n")]);
        scene.sort = sort;
        let path = scene.folder.path().join("clicks.csv");
        std::fs::write(&path, &whole[..whole.len() / 2]).unwrap();
        assert!(matches!(scene.import(usize::MAX).0, Err(Error::Table(_))));
        let half = scene.values(Topic::LeadEngagement).len();
        assert!((4000..6000).contains(&half), "{half}");
        // Nothing more comes of trying again; the whole file is another import.
        assert!(matches!(scene.import(usize::MAX).0, Err(Error::Table(_))));
        assert_eq!(scene.values(Topic::LeadEngagement).len(), half);
        std::fs::write(&path, &whole).unwrap();
        assert_eq!(scene.import(usize::MAX).0.unwrap().appended, [0, 10_000, 0]);
    }
}

#[test]
fn a_row_is_taken_whole_or_not_at_all() {
    let mut scene = Scene::new(&[(
        "won.csv",
        "lead,at,amount\nA,2026-01-01T00:00:00Z,12.5\nB,2026-01-01T00:00:00Z,twelve\n",
    )]);
    let two_events = r#"
        [[files]]
        name = "won"
        path = "won.csv"
        [[files.events]]
        input = "lead_created"
        lead_id = { column = "lead" }
        event_id = { column = "lead" }
        occurred_at = { column = "at", formats = ["rfc3339"] }
        [[files.events]]
        input = "disposition"
        lead_id = { column = "lead" }
        event_id = { column = "lead" }
        occurred_at = { column = "at", formats = ["rfc3339"] }
        outcome = { constant = "win" }
        amount = { column = "amount", decimals = 2 }
    "#;
    scene.mapping = Mapping::parse("m.toml", two_events).unwrap();
    let (done, told) = scene.import(usize::MAX);
    assert_eq!(
        told,
        "won.csv:3: \"twelve\" is no amount with at most 2 decimals\n"
    );
    assert_eq!(done.unwrap().appended, [1, 0, 1]);
    assert_eq!(
        scene.values(Topic::LeadCreated).len(),
        1,
        "B is not born by half a row"
    );
}

#[test]
fn a_missing_file_is_told_before_anything_is_appended() {
    let mut scene = Scene::new(&[("leads.csv", "lead,at\nA,2026-01-01T00:00:00Z\n")]);
    assert!(matches!(scene.import(usize::MAX).0, Err(Error::Files(_))));
    assert!(scene.values(Topic::LeadCreated).is_empty());
}

#[test]
fn a_bad_row_is_named_by_its_own_line_whatever_ends_the_lines() {
    for text in [
        "lead,at\r\nA,soon\r\nB,2026-01-01T00:00:00Z\r\nC,\"never,\r\never\"\r\nD,soon\r\n",
        "lead,at\nA,soon\n\nC,soon\n\n\n\"D\",soon\n",
        "\r\nlead,at\r\n\r\nB,soon\r\n",
    ] {
        let mut scene = Scene::new(&[("clicks.csv", "lead,at,what\n"), ("leads.csv", text)]);
        let (_, told) = scene.import(usize::MAX);
        let lines = text.lines().zip(1..);
        let named: Vec<usize> = (told.lines())
            .filter_map(|line| line.split(':').nth(1)?.parse().ok())
            .collect();
        let bad: Vec<usize> = lines
            .filter(|(line, _)| line.contains(",soon") || line.contains(",\"never"))
            .map(|(_, number)| number)
            .collect();
        assert_eq!(named, bad, "{text:?}: {told}");
    }
}

#[test]
fn a_correction_that_is_as_long_as_the_mistake_is_another_import() {
    let text = clicks(10_000);
    let corrected = text.trim_end().trim_end_matches("view").to_owned() + "form\n";
    assert_eq!(text.len(), corrected.len());
    for batches in [1, usize::MAX] {
        let mut scene = Scene::new(&[("leads.csv", "lead,at\n"), ("clicks.csv", &text)]);
        scene.import(batches).0.unwrap();
        std::fs::write(scene.folder.path().join("clicks.csv"), &corrected).unwrap();
        let done = scene.import(usize::MAX).0.unwrap();
        assert_eq!((done.already_done, done.appended), (false, [0, 10_000, 0]));
    }
}

#[test]
fn a_column_beyond_the_first_row_is_told_before_anything_is_appended() {
    let mapping = |column: &str| {
        let text = format!(
            r#"
            [[files]]
            name = "leads"
            path = "leads.csv"
            header = false
            [[files.events]]
            input = "lead_created"
            lead_id = {{ column = "1" }}
            event_id = {{ column = "1" }}
            occurred_at = {{ column = "2", formats = ["rfc3339"] }}
            source = {{ column = "{column}" }}
            "#
        );
        Mapping::parse("m.toml", &text).unwrap()
    };
    let mut scene = Scene::new(&[("leads.csv", "A,2026-01-01T00:00:00Z,ads\nB,soon,ads\n")]);
    scene.mapping = mapping("4");
    let refused = scene.import(usize::MAX).0.unwrap_err().to_string();
    assert!(
        refused.contains(r#"column "4" is not in the first row, which has 3 cells"#),
        "{refused}"
    );
    scene.mapping = mapping("3");
    let (done, told) = scene.import(usize::MAX);
    assert_eq!(told, "leads.csv:2: \"soon\" fits none of the formats\n");
    assert_eq!(done.unwrap().appended, [1, 0, 0]);
    std::fs::write(scene.folder.path().join("leads.csv"), "").unwrap();
    assert_eq!(scene.import(usize::MAX).0.unwrap().rows, 0);
}
