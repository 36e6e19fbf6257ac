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
    check(
        folder.path(),
        &[],
        expect![[r#"
            exit 1
            --- stdout
            FOLDER/below/a.story
              ok       who asks is an MQL
              failed   who asks is accepted
                line 10: `stage sal`: the lead is in mql since 09:10
                line 11: < expected, > said
                  Mon 2026-03-02 09:00  + -> inquiry, birth
                >                09:10  + inquiry -> mql, hand_raise "asked to be called"
            2 stories: 1 ok, 1 failed
            --- stderr
            error: 1 of 2 stories did not come out as they say
        "#]],
    );
}

#[test]
fn programs_are_told_the_same() {
    let folder = folder(STORIES);
    check(
        folder.path(),
        &["--format", "json"],
        expect![[r#"
            exit 1
            --- stdout
            {
              "problems": [],
              "stories": [
                {
                  "failures": [],
                  "file": "FOLDER/below/a.story",
                  "line": 3,
                  "outcome": "ok",
                  "story": "who asks is an MQL"
                },
                {
                  "failures": [
                    {
                      "check": "stage sal",
                      "line": 10,
                      "so": "the lead is in mql since 09:10"
                    },
                    {
                      "expected": [
                        {
                          "at": "2026-03-02T09:00:00.000Z",
                          "text": "+ -> inquiry, birth"
                        }
                      ],
                      "line": 11,
                      "said": [
                        {
                          "at": "2026-03-02T09:00:00.000Z",
                          "text": "+ -> inquiry, birth"
                        },
                        {
                          "at": "2026-03-02T09:10:00.000Z",
                          "text": "+ inquiry -> mql, hand_raise \"asked to be called\""
                        }
                      ]
                    }
                  ],
                  "file": "FOLDER/below/a.story",
                  "line": 7,
                  "outcome": "failed",
                  "story": "who asks is accepted"
                }
              ],
              "summary": {
                "errors": 0,
                "failed": 1,
                "ok": 1,
                "stories": 2,
                "updated": 0,
                "warnings": 0
              }
            }
            --- stderr
            error: 1 of 2 stories did not come out as they say
        "#]],
    );
}

#[test]
fn update_writes_what_was_said_and_leaves_checks_alone() {
    let folder = folder(STORIES);
    check(
        folder.path(),
        &["--update"],
        expect![[r#"
            exit 1
            --- stdout
            FOLDER/below/a.story
              ok       who asks is an MQL
              failed   who asks is accepted
                line 10: `stage sal`: the lead is in mql since 09:10
            2 stories: 1 ok, 1 failed
            --- stderr
            error: 1 of 2 stories did not come out as they say
        "#]],
    );
    let text = std::fs::read_to_string(folder.path().join("below/a.story")).unwrap();
    expect![[r#"
        agreement = "../agreement.toml"

        story "who asks is an MQL"
          Mon 2026-03-02 09:00  engagement call_me
                                stage mql

        story "who asks is accepted"
          Mon 2026-03-02 09:00  created
          09:10                 engagement call_me
          09:11                 stage sal
                                expect
            # by hand: nobody has accepted it
            Mon 2026-03-02 09:00  + -> inquiry, birth
                           09:10  + inquiry -> mql, hand_raise "asked to be called"
    "#]]
    .assert_eq(&text);
    std::fs::write(
        folder.path().join("below/a.story"),
        text.replace("stage sal", "stage mql"),
    )
    .unwrap();
    check(
        folder.path(),
        &[],
        expect![[r#"
        exit 0
        --- stdout
        FOLDER/below/a.story
          ok       who asks is an MQL
          ok       who asks is accepted
        2 stories: 2 ok, 0 failed
        --- stderr
    "#]],
    );
}

#[test]
fn mistakes_of_stories_and_of_their_agreement_are_wrong_use() {
    let broken = folder(&STORIES.replace("stage sal", "stage sol"));
    check(
        broken.path(),
        &[],
        expect![[r#"
            exit 2
            --- stdout
            FOLDER/below/a.story
            error: there is no stage `sol`
              --> FOLDER/below/a.story:10:31
               |
            10 |   09:11                 stage sol
               |                               ^
              hint: did you mean `sal`?

            0 stories: 0 ok, 0 failed
            --- stderr
            error: the stories or their agreements have mistakes: 1
        "#]],
    );
    let broken = folder(STORIES);
    std::fs::write(broken.path().join("agreement.toml"), "version = 0\n").unwrap();
    // The agreement that two files share is told of once.
    let again = STORIES.replace("\"agreement.toml\"", "\"../agreement.toml\"");
    std::fs::write(broken.path().join("below/b.story"), again).unwrap();
    check(
        broken.path(),
        &[],
        expect![[r#"
            exit 2
            --- stdout
            FOLDER/below/a.story
            error: an agreement needs `effective_from`
             --> FOLDER/below/../agreement.toml:1:1
              |
            1 | version = 0
              | ^

            warning: marketing and sales have not agreed to this version
             --> FOLDER/below/../agreement.toml:1:1
              |
            1 | version = 0
              | ^
              hint: an agreement of one side is none: `agreed_by = ["marketing", "sales"]`

            error: this is a whole number from 1 to 4294967295
             --> FOLDER/below/../agreement.toml:1:11
              |
            1 | version = 0
              |           ^

            FOLDER/below/b.story
              not played: its agreement has mistakes, see above
            0 stories: 0 ok, 0 failed
            --- stderr
            error: the stories or their agreements have mistakes: 2
        "#]],
    );
}

#[test]
fn an_agreement_is_named_in_the_file_or_on_the_command_line() {
    let bare = folder(&STORIES.replace("agreement = \"agreement.toml\"\n", ""));
    check(
        bare.path(),
        &[],
        expect![[r#"
            exit 2
            --- stdout
            FOLDER/below/a.story
            error: these stories name no agreement
             --> FOLDER/below/a.story
              hint: write `agreement = "agreement.toml"` above the first story, or say `--definitions DIR`

            0 stories: 0 ok, 0 failed
            --- stderr
            error: the stories or their agreements have mistakes: 1
        "#]],
    );
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
    check(
        empty.path(),
        &[],
        expect![[r#"
        exit 2
        --- stdout
        0 stories: 0 ok, 0 failed
        --- stderr
        error: there is no `*.story` file in what was named
    "#]],
    );
    check(
        empty.path(),
        &["/nowhere/a.story"],
        expect![[r#"
            exit 2
            --- stdout
            /nowhere/a.story
            error: could not read this file of stories: No such file or directory (os error 2)
             --> /nowhere/a.story

            0 stories: 0 ok, 0 failed
            --- stderr
            error: the stories or their agreements have mistakes: 1
        "#]],
    );
}

#[test]
fn a_file_that_cannot_be_read_hides_nothing_of_the_others() {
    let folder = folder(&STORIES.replace("stage sal", "stage mql"));
    let place = |name: &str| folder.path().join("below").join(name);
    std::fs::write(place("0.story"), b"\xff").unwrap();
    std::fs::write(place("1.story"), "story \"x\"\n").unwrap();
    std::fs::write(place(".#a.story"), b"\xff").unwrap();
    std::os::unix::fs::symlink("/dev/null", place("b.story")).unwrap();
    check(
        folder.path(),
        &[],
        expect![[r#"
        exit 2
        --- stdout
        FOLDER/below/0.story
        error: line 1 is not UTF-8 text
         --> FOLDER/below/0.story

        FOLDER/below/1.story
        error: these stories name no agreement
         --> FOLDER/below/1.story
          hint: write `agreement = "agreement.toml"` above the first story, or say `--definitions DIR`

        FOLDER/below/a.story
          ok       who asks is an MQL
          failed   who asks is accepted
            line 11: < expected, > said
              Mon 2026-03-02 09:00  + -> inquiry, birth
            >                09:10  + inquiry -> mql, hand_raise "asked to be called"
        FOLDER/below/b.story
        error: this file of stories is no file
         --> FOLDER/below/b.story

        2 stories: 1 ok, 1 failed
        --- stderr
        error: the stories or their agreements have mistakes: 3
    "#]],
    );
    let arguments = [
        "definition",
        "test",
        &folder.path().display().to_string(),
        "--format",
        "json",
    ];
    let told = transcript(folder.path(), &arguments);
    let summary = told.split("\"summary\": ").nth(1).unwrap_or_default();
    expect![[r#"
        {
            "errors": 3,
            "failed": 1,
            "ok": 1,
            "stories": 2,
            "updated": 0,
            "warnings": 0
          }
        }
        --- stderr
        error: the stories or their agreements have mistakes: 3
    "#]]
    .assert_eq(summary);
}
