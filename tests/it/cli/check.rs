//! What `leadfold check` says of agreements that are wrong: a dozen of them, each with several mistakes of one kind, as people make them.

use super::{leadfold, text, transcript};
use expect_test::{ExpectFile, expect, expect_file};
use std::path::Path;

fn broken() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/cli/broken")
}

fn check(file: &str, code: i32, expected: &ExpectFile) {
    let folder = broken();
    let path = folder.join(file);
    let told = transcript(&folder, &["check", path.to_str().unwrap()]);
    assert!(told.starts_with(&format!("exit {code}\n")), "{told}");
    expected.assert_eq(&told);
}

#[test]
fn mistakes_are_told_all_at_once_with_place_and_hint() {
    check("head.toml", 2, &expect_file!["broken/head.txt"]);
    check("misspelt.toml", 2, &expect_file!["broken/misspelt.txt"]);
    check(
        "expressions.toml",
        2,
        &expect_file!["broken/expressions.txt"],
    );
    check("points.toml", 2, &expect_file!["broken/points.txt"]);
    check("limits.toml", 2, &expect_file!["broken/limits.txt"]);
    check("thresholds.toml", 2, &expect_file!["broken/thresholds.txt"]);
    check("references.toml", 2, &expect_file!["broken/references.txt"]);
    check("graph.toml", 2, &expect_file!["broken/graph.txt"]);
    check("calendars.toml", 2, &expect_file!["broken/calendars.txt"]);
    check("clocks.toml", 2, &expect_file!["broken/clocks.txt"]);
    check("across.toml", 2, &expect_file!["broken/across.txt"]);
    check("not_toml.toml", 2, &expect_file!["broken/not_toml.txt"]);
}

#[test]
fn what_is_lawful_and_surely_not_meant_is_told_and_may_be_used() {
    check("doubtful.toml", 0, &expect_file!["broken/doubtful.txt"]);
}

#[test]
fn no_mistake_goes_without_a_place() {
    for entry in std::fs::read_dir(broken()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "toml") {
            continue;
        }
        let ran = leadfold(&["check", path.to_str().unwrap(), "--format", "json"]);
        let told: serde_json::Value = serde_json::from_slice(&ran.stdout).unwrap();
        let problems = told["problems"].as_array().unwrap();
        assert!(problems.len() >= 2, "{}: {told}", path.display());
        let lines: Vec<String> = std::fs::read_to_string(&path)
            .unwrap()
            .lines()
            .map(str::to_owned)
            .collect();
        for problem in problems {
            let line = usize::try_from(problem["line"].as_u64().unwrap()).unwrap();
            let column = usize::try_from(problem["column"].as_u64().unwrap()).unwrap();
            // The end of the file is a place too.
            let stands = lines.get(line - 1).map_or("", String::as_str);
            assert!(column <= stands.chars().count() + 1, "{problem}");
            assert_eq!(problem["text"], stands, "{problem}");
            assert!(!problem["message"].as_str().unwrap().is_empty());
            assert!(!problem["code"].as_str().unwrap().is_empty());
        }
    }
}

const SOUND: &str =
    "version = 1\neffective_from = 2026-01-01T00:00:00Z\nagreed_by = [\"marketing\", \"sales\"]\n";

#[test]
fn programs_get_a_list_and_a_summary() {
    let folder = tempfile::tempdir().unwrap();
    let wrong = SOUND.replace("= 1", "= \"1\"").replace(", \"sales\"", "");
    std::fs::write(folder.path().join("1.toml"), wrong).unwrap();
    let path = folder.path().to_str().unwrap();
    let told = transcript(folder.path(), &["check", path, "--format", "json"]);
    expect![[r#"
        exit 2
        --- stdout
        {
          "problems": [
            {
              "code": "wrong_type",
              "column": 11,
              "file": "FOLDER/1.toml",
              "hint": "write it without quotation marks",
              "line": 1,
              "message": "this must be a whole number, and is text",
              "severity": "error",
              "text": "version = \"1\""
            },
            {
              "code": "one_sided",
              "column": 13,
              "file": "FOLDER/1.toml",
              "hint": "an agreement of one side is none: `agreed_by = [\"marketing\", \"sales\"]`",
              "line": 3,
              "message": "sales has not agreed to this version",
              "severity": "warning",
              "text": "agreed_by = [\"marketing\"]"
            }
          ],
          "summary": {
            "errors": 1,
            "usable": false,
            "versions": null,
            "warnings": 1
          }
        }
        --- stderr
        error: the agreement in FOLDER has 1 error and 1 warning
    "#]]
    .assert_eq(&told);
}

#[test]
fn versions_of_a_folder_must_agree_with_one_another() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("1.toml", SOUND);
    write("2.toml", &SOUND.replace("version = 1", "version = 2"));
    write("again.toml", SOUND);
    let told = transcript(folder.path(), &["check", folder.path().to_str().unwrap()]);
    expect![[r#"
        exit 2
        --- stdout
        error: version 1 is also in FOLDER/1.toml
         --> FOLDER/again.toml:1:11
          |
        1 | version = 1
          |           ^
          hint: each version has its own number and its own file

        error: version 2 must begin after version 1, which begins 2026-01-01T00:00:00.000Z (FOLDER/again.toml)
         --> FOLDER/2.toml:2:18
          |
        2 | effective_from = 2026-01-01T00:00:00Z
          |                  ^

        --- stderr
        error: the agreement in FOLDER has 2 errors and 0 warnings
    "#]].assert_eq(&told);
}

#[test]
fn an_agreement_without_fault_says_so() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("1.toml"), SOUND).unwrap();
    let told = transcript(folder.path(), &["check", folder.path().to_str().unwrap()]);
    expect![[r#"
        exit 0
        --- stdout
        1 version, 0 warnings
        --- stderr
    "#]]
    .assert_eq(&told);
}

#[test]
fn what_is_not_there_cannot_be_checked() {
    let ran = leadfold(&["check", "/nowhere/at-all"]);
    assert_eq!(ran.status.code(), Some(2));
    assert!(
        text(&ran.stdout).contains("/nowhere/at-all"),
        "{}",
        text(&ran.stdout)
    );
    let empty = tempfile::tempdir().unwrap();
    let told = transcript(empty.path(), &["check", empty.path().to_str().unwrap()]);
    expect![[r#"
        exit 2
        --- stdout
        error: there is no agreement to read
         --> FOLDER
          hint: begin with a copy of `examples/agreement/default.toml`

        --- stderr
        error: the agreement in FOLDER has 1 error and 0 warnings
    "#]]
    .assert_eq(&told);
}
