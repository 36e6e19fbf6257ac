//! What people see at the command line: transcripts of the real binary, with exit codes.

mod agreement;
mod check;
mod import;
mod show;
mod stories;

use expect_test::{Expect, expect, expect_file};
use std::path::Path;
use std::process::{Command, Output};

/// Runs the binary without any of this machine's configuration.
fn leadfold(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_leadfold"))
        .args(arguments)
        .env_clear()
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// The exit code, then what went to stdout and to stderr; `folder` is shown as FOLDER.
fn transcript(folder: &Path, arguments: &[&str]) -> String {
    let ran = leadfold(arguments);
    let told = format!(
        "exit {}\n--- stdout\n{}--- stderr\n{}",
        ran.status.code().unwrap(),
        text(&ran.stdout),
        text(&ran.stderr)
    );
    told.replace(&folder.display().to_string(), "FOLDER")
}

fn check(arguments: &[&str], expected: Expect) {
    expected.assert_eq(&transcript(Path::new("/nowhere"), arguments));
}

fn demo(folder: &str, seed: &str) -> serde_json::Value {
    let ran = leadfold(&[
        "demo", "--for", "300ms", "--leads", "60", "--seed", seed, "--data", folder, "--format",
        "json",
    ]);
    assert!(ran.status.success(), "{}", text(&ran.stderr));
    serde_json::from_slice(&ran.stdout).unwrap()
}

#[test]
fn every_verb_is_documented_as_its_help_says() {
    let verbs: [&[&str]; 23] = [
        &[],
        &["demo"],
        &["run"],
        &["import"],
        &["lead"],
        &["lead", "show"],
        &["lead", "explain"],
        &["report", "funnel"],
        &["check"],
        &["definition"],
        &["definition", "diff"],
        &["definition", "explain"],
        &["definition", "graph"],
        &["definition", "schema"],
        &["definition", "test"],
        &["heartbeat"],
        &["watermark"],
        &["watermark", "stop"],
        &["watermark", "release"],
        &["tail"],
        &["schemas", "list"],
        &["schemas", "show"],
        &["schemas", "register"],
    ];
    let mut page = String::from(
        "# The command line\n\n\
         Data goes to stdout, all else to stderr. Exit code 0: done; 1: failed; 2: used wrongly, or a configuration or agreement is wrong. Verbs,\n\
         options and exit codes are leadfold's interface: a change stands in the changelog. An error is told with its causes and, where one can be\n\
         given, a hint.\n\n\
         `lead`, `report` and `tail` read beside a process that owns the folder; `heartbeat` and `watermark` append, and need the folder for themselves.\n\n\
         Generated from the binary's own help; `UPDATE_EXPECT=1 cargo test --test it cli` writes this page anew.\n",
    );
    for verb in verbs {
        let ran = leadfold(&[verb, &["--help"]].concat());
        assert_eq!(ran.status.code(), Some(0));
        let name = ["leadfold", &verb.join(" ")].join(" ");
        let help: Vec<String> = (text(&ran.stdout).lines())
            .map(|line| line.trim_end().to_owned())
            .collect();
        page.push_str(&format!(
            "\n## {}\n\n```text\n{}\n```\n",
            name.trim(),
            help.join("\n")
        ));
    }
    expect_file!["../../docs/cli.md"].assert_eq(&page);
}

#[test]
fn wrong_use_is_exit_code_2() {
    for wrong in [
        &["frobnicate"][..],
        &["demo", "--for", "3 days"],
        &["demo", "--leads", "1000000000"],
        &["heartbeat", "crm", "--data", "x"],
        &["report", "funnel", "--data", "x", "--by", "colour"],
        &["schemas", "show", "Invoice"],
        &["demo", "--log", "=="],
    ] {
        let ran = leadfold(wrong);
        assert_eq!(
            ran.status.code(),
            Some(2),
            "{wrong:?}: {}",
            text(&ran.stderr)
        );
        assert_eq!(text(&ran.stdout), "", "{wrong:?}");
    }
}

#[test]
fn what_is_not_there_is_told_with_a_hint() {
    check(
        &["lead", "show", "L1", "--data", "/nowhere"],
        expect![[r#"
            exit 1
            --- stdout
            --- stderr
            error: there is no log in FOLDER

            hint: `leadfold demo --data FOLDER`, `leadfold import` or `leadfold run` make one
        "#]],
    );
    check(
        &["schemas", "show", "Invoice"],
        expect![[r#"
        exit 2
        --- stdout
        --- stderr
        error: there is no schema named "Invoice"

        hint: `leadfold schemas list` names them all
    "#]],
    );
}

#[test]
fn a_server_that_others_could_reach_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let data = data.to_str().unwrap();
    let told = transcript(
        folder.path(),
        &[
            "demo",
            "--leads",
            "0",
            "--for",
            "1ms",
            "--data",
            data,
            "--http",
            "0.0.0.0:0",
        ],
    );
    expect![[r#"
        exit 2
        --- stdout
        --- stderr
        error: would not listen on 0.0.0.0:0 without a token: it can be reached from other machines

        hint: listen on 127.0.0.1, or name a file with a secret as `http.token_file`
    "#]]
    .assert_eq(&told);
}

#[test]
fn a_new_folder_gets_the_agreement_that_later_runs_judge_by() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let data = data.to_str().unwrap();
    let run = ["run", "--data", data, "--once", "--http", "127.0.0.1:0"];
    let ran = leadfold(&run);
    assert!(ran.status.success(), "{}", text(&ran.stderr));
    assert!(text(&ran.stderr).contains("no agreement was named"));
    let ran = leadfold(&run);
    assert!(ran.status.success(), "{}", text(&ran.stderr));
    assert!(!text(&ran.stderr).contains("no agreement was named"));

    let config = folder.path().join("leadfold.toml");
    std::fs::write(&config, "[log]\npartitions = 8\n").unwrap();
    let ran = leadfold(&[&run[..], &["--config", config.to_str().unwrap()]].concat());
    let told = text(&ran.stderr).replace(&folder.path().display().to_string(), "FOLDER");
    assert_eq!(ran.status.code(), Some(2), "{told}");
    let (_, told) = told.split_once("error: ").unwrap();
    expect![[r#"
        the log at "FOLDER/data/log" has 4 partitions, not 8; the number is fixed at creation

        hint: leave `partitions` out, and what the folder has is taken
    "#]]
    .assert_eq(told);
}

#[test]
fn an_agreement_that_cannot_be_read_is_told_once() {
    check(
        &[
            "run",
            "--data",
            "/nowhere",
            "--definitions",
            "/nowhere/else",
        ],
        expect![[r#"
            exit 2
            --- stdout
            --- stderr
            error: could not read the folder of agreements: No such file or directory (os error 2)
             --> FOLDER/else
            error: the agreement in FOLDER/else cannot be used

            hint: `leadfold check FOLDER/else` tells the same
        "#]],
    );
}

#[test]
fn the_schemas_are_listed() {
    check(
        &["schemas", "list"],
        expect![[r#"
        exit 0
        --- stdout
        NAME              ID
        LeadCreated        1
        Engagement         2
        SalesDisposition   3
        LeadTransition     4
        SlaEvent           5
        LeadSnapshot       6
        --- stderr
    "#]],
    );
}

#[test]
fn an_agreement_with_a_mistake_is_told_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("1.toml"), "version = \"one\"\n").unwrap();
    let ran = leadfold(&["check", folder.path().to_str().unwrap()]);
    assert_eq!(ran.status.code(), Some(2));
    assert!(
        text(&ran.stdout).contains("1.toml:1:"),
        "{}",
        text(&ran.stdout)
    );
    let told = text(&ran.stderr);
    assert!(told.starts_with("error: the agreement in "), "{told}");
}

#[test]
fn another_seed_tells_another_story_and_the_kept_folder_can_be_asked() {
    let folder = tempfile::tempdir().unwrap();
    let [one, two] = ["one", "two"].map(|name| folder.path().join(name));
    let [one, two] = [one.to_str().unwrap(), two.to_str().unwrap()];
    let (first, second) = (demo(one, "1"), demo(two, "2"));
    assert_ne!(first["stages"], second["stages"]);
    assert!(first["leads"].as_u64().unwrap() >= 60, "{first}");

    let ran = leadfold(&["lead", "explain", "L000003", "--data", one]);
    let told = text(&ran.stdout);
    assert!(
        told.starts_with("lead L000003\n  became known on "),
        "{told}"
    );
    let ran = leadfold(&["lead", "show", "L000003", "--data", one, "--format", "json"]);
    let shown: serde_json::Value = serde_json::from_slice(&ran.stdout).unwrap();
    assert_eq!(shown["lead_id"], "L000003");

    let ran = leadfold(&["report", "funnel", "--data", one, "--format", "json"]);
    let report: serde_json::Value = serde_json::from_slice(&ran.stdout).unwrap();
    assert_eq!(report["all"]["leads"], first["leads"]);
    assert_eq!(report["unbalanced_rows"], 0);
    assert_eq!(
        report["all"]["stages"][0]["leads"],
        first["stages"][1]["reached"]
    );

    // What was kept can be worked on; nothing is left to say (law 5).
    let ran = leadfold(&["heartbeat", "disposition", "--data", one]);
    assert!(ran.status.success(), "{}", text(&ran.stderr));
    let ran = leadfold(&["run", "--data", one, "--once", "--http", "127.0.0.1:0"]);
    assert!(ran.status.success(), "{}", text(&ran.stderr));
    let ran = leadfold(&["report", "funnel", "--data", one, "--format", "json"]);
    let again: serde_json::Value = serde_json::from_slice(&ran.stdout).unwrap();
    assert_eq!(again, report);
}
