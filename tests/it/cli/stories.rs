//! `definition test`: what the author of an agreement sees of stories that hold, that do not, and that cannot be read.

use super::transcript;
use expect_test::{Expect, expect};
use std::path::Path;
use tempfile::TempDir;

const AGREEMENT: &str = r#"
version = 1
effective_from = 2026-01-01T00:00:00Z
agreed_by = ["marketing", "sales"]

[[hand_raises]]
name = "asked to be called"
when = 'kind == "call_me"'
to = "mql"
"#;

const STORIES: &str = r#"agreement = "agreement.toml"

story "who asks is an MQL"
  Mon 2026-03-02 09:00  engagement call_me
                        stage mql

story "who asks is accepted"
  Mon 2026-03-02 09:00  created
  09:10                 engagement call_me
  09:11                 stage sal
                        expect
    # by hand: nobody has accepted it
    09:00  + -> inquiry, birth
"#;

fn folder(stories: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("agreement.toml"), AGREEMENT).unwrap();
    std::fs::create_dir(folder.path().join("below")).unwrap();
    let text = stories.replace("\"agreement.toml\"", "\"../agreement.toml\"");
    std::fs::write(folder.path().join("below/a.story"), text).unwrap();
    folder
}

fn check(folder: &Path, more: &[&str], expected: Expect) {
    let place = folder.display().to_string();
    let arguments = [&["definition", "test", &place], more].concat();
    expected.assert_eq(&transcript(folder, &arguments));
}

#[test]
fn a_story_that_does_not_hold_is_told_with_what_came_of_it() {
    let folder = folder(STORIES);
    check(folder.path(), &[], expect![[r#""#]]);
    check(folder.path(), &["--format", "json"], expect![[r#""#]]);
}

#[test]
fn update_writes_what_was_said_and_leaves_checks_alone() {
    let folder = folder(STORIES);
    check(folder.path(), &["--update"], expect![[r#""#]]);
    let text = std::fs::read_to_string(folder.path().join("below/a.story")).unwrap();
    expect![[r#""#]].assert_eq(&text);
    std::fs::write(
        folder.path().join("below/a.story"),
        text.replace("stage sal", "stage mql"),
    )
    .unwrap();
    check(folder.path(), &[], expect![[r#""#]]);
}

#[test]
fn mistakes_of_stories_and_of_their_agreement_are_wrong_use() {
    let broken = folder(&STORIES.replace("stage sal", "stage sol"));
    check(broken.path(), &[], expect![[r#""#]]);
    let broken = folder(STORIES);
    std::fs::write(broken.path().join("agreement.toml"), "version = 0\n").unwrap();
    // The agreement that two files share is told of once.
    let again = STORIES.replace("\"agreement.toml\"", "\"../agreement.toml\"");
    std::fs::write(broken.path().join("below/b.story"), again).unwrap();
    check(broken.path(), &[], expect![[r#""#]]);
}

#[test]
fn an_agreement_is_named_in_the_file_or_on_the_command_line() {
    let bare = folder(&STORIES.replace("agreement = \"agreement.toml\"\n", ""));
    check(bare.path(), &[], expect![[r#""#]]);
    let place = bare.path().display().to_string();
    let told = transcript(
        bare.path(),
        &["definition", "test", &place, "--definitions", &place],
    );
    assert!(told.contains("ok       who asks is an MQL"), "{told}");
}

#[test]
fn a_folder_without_stories_is_wrong_use() {
    let empty = tempfile::tempdir().unwrap();
    check(empty.path(), &[], expect![[r#""#]]);
    check(empty.path(), &["/nowhere/a.story"], expect![[r#""#]]);
}
