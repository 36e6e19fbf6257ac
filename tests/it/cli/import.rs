//! `leadfold import` as people meet it: what it tells, what it publishes, and with which exit code it ends.

use super::{leadfold, text};
use leadfold::definition;
use leadfold::log::embedded::Embedded;
use leadfold::log::{Log, NewRecord};
use leadfold::time::Timestamp;
use leadfold::wire::topic::Topic;
use std::io::Write;
use std::path::Path;
use std::process::Output;
use tempfile::TempDir;

const MAPPING: &str = r#"
    [[files]]
    name = "leads"
    path = "leads*.csv"
    [[files.events]]
    input = "lead_created"
    lead_id = { column = "lead" }
    event_id = { template = "{lead}:{at}" }
    occurred_at = { column = "at", formats = ["rfc3339"] }
"#;

/// A folder with a mapping, files and an agreement; the data folder is `data` in it.
fn scene(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("crm.toml"), MAPPING).unwrap();
    for (name, bytes) in files {
        std::fs::write(folder.path().join(name), bytes).unwrap();
    }
    let agreement = folder.path().join("agreement");
    std::fs::create_dir(&agreement).unwrap();
    std::fs::write(agreement.join("1.toml"), definition::SAMPLE).unwrap();
    folder
}

fn import(folder: &Path, more: &[&str]) -> Output {
    let at = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    let (data, mapping, agreement) = (at("data"), at("crm.toml"), at("agreement"));
    let always = ["import", "--data", &data, "--mapping", &mapping];
    leadfold(&[&always, &["--definitions", agreement.as_str()][..], more].concat())
}

/// How many leads the funnel has.
fn leads(folder: &Path) -> u64 {
    let data = folder.join("data");
    let data = data.to_str().unwrap();
    let ran = leadfold(&["report", "funnel", "--data", data, "--format", "json"]);
    let report: serde_json::Value = serde_json::from_slice(&ran.stdout).unwrap();
    report["all"]["leads"].as_u64().unwrap()
}

#[test]
fn a_file_that_breaks_off_is_told_with_its_counts_and_what_came_before_is_published() {
    let mut rows = "lead,at\n".to_owned();
    for number in 0..5_000 {
        rows.push_str(&format!("L{number},2026-01-01T00:00:00Z\n"));
    }
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
    gzip.write_all(rows.as_bytes()).unwrap();
    let whole = gzip.finish().unwrap();
    let scene = scene(&[("leads.csv", &whole[..whole.len() / 2])]);
    let ran = import(scene.path(), &[]);
    let (told, failed) = (text(&ran.stdout), text(&ran.stderr));
    assert_eq!(ran.status.code(), Some(1), "{failed}");
    assert!(told.contains(" rows of 1 files; 0 bad rows"), "{told}");
    assert!(failed.starts_with("error: could not read "), "{failed}");
    assert!(leads(scene.path()) > 1_000, "{told}");
}

#[test]
fn what_leadfold_refused_is_counted_and_told() {
    let mut rows = "lead,at\n".to_owned();
    for number in 0..600 {
        // Newest first: when the journal is full, all the rest lies before what was made final.
        let second = 599 - number;
        let (minute, second) = (second / 60, second % 60);
        rows.push_str(&format!("L1,2020-01-01T00:{minute:02}:{second:02}Z\n"));
    }
    let scene = scene(&[("leads.csv", rows.as_bytes())]);
    let ran = import(scene.path(), &[]);
    let (told, hint) = (text(&ran.stdout), text(&ran.stderr));
    assert_eq!(ran.status.code(), Some(0), "{hint}");
    assert!(told.contains(" beyond_horizon\n"), "{told}");
    assert!(hint.contains("import with --sort"), "{hint}");
}

#[test]
fn seeded_leads_are_known_and_nothing_of_them_is_published() {
    let rows = b"lead,at\nA,2026-01-01T00:00:00Z\nB,2026-01-02T00:00:00Z\n";
    let scene = scene(&[("leads.csv", rows)]);
    let ran = import(scene.path(), &["--seed"]);
    let told = text(&ran.stdout);
    assert!(ran.status.success(), "{}", text(&ran.stderr));
    assert!(
        told.contains("seeded: 2 rows of 2 leads are taken note of and not published\n"),
        "{told}"
    );
    assert_eq!(leads(scene.path()), 0);
    let data = scene.path().join("data");
    let data = data.to_str().unwrap();
    let report = text(&leadfold(&["report", "funnel", "--data", data]).stdout);
    assert!(
        report.contains("not counted: 2 rows of 2 leads that stood there before"),
        "{report}"
    );
    let shown = text(
        &leadfold(&[
            "lead",
            "show",
            "A",
            "--data",
            data,
            "--definitions",
            scene.path().join("agreement").to_str().unwrap(),
        ])
        .stdout,
    );
    assert!(shown.contains("(seeded, not sent) became known"), "{shown}");

    // It turns out that A is older: what was seeded is taken back aloud, and told anew.
    std::fs::write(
        scene.path().join("leads.csv"),
        b"lead,at\nA,2025-12-24T00:00:00Z\n",
    )
    .unwrap();
    assert!(import(scene.path(), &[]).status.success());
    assert_eq!(leads(scene.path()), 1);
    let report = text(&leadfold(&["report", "funnel", "--data", data]).stdout);
    assert!(!report.contains("do not add up"), "{report}");
}

#[test]
fn a_file_that_is_not_there_is_wrong_use_and_makes_no_folder() {
    let scene = scene(&[]);
    let ran = import(scene.path(), &["nope.csv"]);
    let told = text(&ran.stderr);
    assert_eq!(ran.status.code(), Some(2), "{told}");
    assert!(
        told.starts_with("error: could not read \"nope.csv\""),
        "{told}"
    );
    assert!(!scene.path().join("data").exists());
}

#[test]
fn a_mapping_named_without_a_folder_finds_its_files_beside_it() {
    let scene = scene(&[("leads.csv", b"lead,at\nA,2026-01-01T00:00:00Z\n")]);
    let ran = std::process::Command::new(env!("CARGO_BIN_EXE_leadfold"))
        .args(["import", "--data", "data", "--mapping", "crm.toml"])
        .args(["--definitions", "agreement"])
        .current_dir(scene.path())
        .env_clear()
        .output()
        .unwrap();
    assert!(ran.status.success(), "{}", text(&ran.stderr));
    assert_eq!(leads(scene.path()), 1);
}

#[test]
fn reading_to_the_end_once_publishes_old_history_too() {
    let scene = scene(&[]);
    let data = scene.path().join("data");
    let mut log = Embedded::open(&data, 1).unwrap();
    let value = br#"{"lead_id":"L1","event_id":"e1","occurred_at":"2020-01-01T00:00:00Z","kind":"created"}"#;
    let record = NewRecord {
        key: b"L1",
        value,
        headers: &[],
    };
    let at = Timestamp::parse("2026-01-01T00:00:00Z").unwrap();
    log.append(Topic::LeadCreated, 0, &[record], at).unwrap();
    drop(log);
    let (data, agreement) = (data.to_str().unwrap(), scene.path().join("agreement"));
    let ran = leadfold(&[
        "run",
        "--data",
        data,
        "--definitions",
        agreement.to_str().unwrap(),
        "--once",
        "--http",
        "127.0.0.1:0",
    ]);
    assert!(ran.status.success(), "{}", text(&ran.stderr));
    assert_eq!(leads(scene.path()), 1);
}
