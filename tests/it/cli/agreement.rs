//! What `leadfold definition` answers about an agreement of two versions: what changes, what a name means, how it looks.

use super::{leadfold, text, transcript};
use expect_test::{Expect, expect, expect_file};
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/cli/agreement")
}

fn check(arguments: &[&str], expected: &Expect) {
    let folder = folder();
    let path = folder.to_str().unwrap();
    let named: Vec<String> = arguments
        .iter()
        .map(|argument| argument.replace("FOLDER", path))
        .collect();
    let arguments: Vec<&str> = ["definition"]
        .into_iter()
        .chain(named.iter().map(String::as_str))
        .collect();
    expected.assert_eq(&transcript(&folder, &arguments));
}

#[test]
fn two_versions_are_compared_by_what_they_mean() {
    check(
        &["diff", "1", "2", "--definitions", "FOLDER"],
        &expect![[r#"
            exit 0
            --- stdout
            from  version 1, from 2026-01-01 00:00 (Europe/Berlin), agreed by marketing and
                  sales
                  A first agreement.
            to    version 2, from 2026-04-01 00:00 (Europe/Berlin), agreed by marketing and
                  sales
                  Too many MQLs, too slow an answer to the best.

            WHAT THEY DO
            - The rule `pricing page` gives 12 points instead of 8; earns at most once a day
              per asset (before: without limit).
              What was credited before keeps its 8 points; matches and credits that are
              remembered count toward the new window.

            WHEN A LEAD IS READY
            - A lead needs 120 points instead of 100 to become an MQL (grade B or better, as
              before).
              Leads that are MQL already stay by the threshold under which they came (leave
              below 70). Nobody is promoted in silence: who has enough already becomes an
              MQL at the next event that may promote.

            WHAT IS PROMISED
            - The clock `time_to_acceptance` for leads of which grade is A: 2 h instead of 4
              h in `sales-emea`.
              Clocks that run already keep what was promised when they started.
            - The calendar `sales-emea` is closed now also on 2026-04-03 and 2026-04-06.
              Clocks that run already keep the hours under which they started.

            REASONS AND MONEY
            - The list of reasons of `reject` knows now also `below_lead_level`.
              It counts for dispositions from then on.

            WHAT HAPPENS THEN
            - On 2026-04-01 00:00 (Europe/Berlin) nothing happens by itself: no lead moves,
              no points come or go, no clock starts or stops.
            - What occurs before is judged by version 1, what occurs from then on by version
              2, however late either becomes known.
            - Grade, segment, caps, floor and the score that qualifies are those of version
              2 for a lead from its first event after that; until then they are those of
              version 1.
            - A score below which a stage is lost, a timeout and a running clock stay with
              the version under which they began.
            - Points that were earned under version 1 stay, at the price and with the fading
              of their day.
            --- stderr
        "#]],
    );
}

#[test]
fn files_are_compared_like_versions() {
    let folder = folder();
    let [one, two] = ["1.toml", "2.toml"].map(|name| folder.join(name));
    let [one, two] = [one.to_str().unwrap(), two.to_str().unwrap()];
    let by_file = leadfold(&["definition", "diff", one, two]);
    let path = folder.to_str().unwrap();
    let by_number = leadfold(&["definition", "diff", "1", "2", "--definitions", path]);
    assert_eq!(text(&by_file.stdout), text(&by_number.stdout));
    check(
        &["diff", "FOLDER/2.toml", "FOLDER/2.toml"],
        &expect![[r#"
            exit 0
            --- stdout
            from  version 2, from 2026-04-01 00:00 (Europe/Berlin), agreed by marketing and
                  sales
                  Too many MQLs, too slow an answer to the best.
            to    version 2, from 2026-04-01 00:00 (Europe/Berlin), agreed by marketing and
                  sales
                  Too many MQLs, too slow an answer to the best.

            The two mean the same: nothing changes for anyone.
            --- stderr
        "#]],
    );
}

#[test]
fn programs_get_the_changes_field_by_field() {
    let folder = folder();
    let path = folder.to_str().unwrap();
    let ran = leadfold(&[
        "definition",
        "diff",
        "1",
        "2",
        "--definitions",
        path,
        "--format",
        "json",
    ]);
    let told: serde_json::Value = serde_json::from_slice(&ran.stdout).unwrap();
    assert_eq!(told["to"]["effective_from"], "2026-03-31T22:00:00.000Z");
    let rule = &told["changes"][0];
    expect![[r#"
        {
          "fields": [
            {
              "after": "120 points",
              "before": "100 points",
              "field": "score"
            }
          ],
          "kind": "changed",
          "model": null,
          "name": "",
          "old_name": null,
          "part": "threshold",
          "sentence": "A lead needs 120 points instead of 100 to become an MQL (grade B or better, as before).",
          "whom": "Leads that are MQL already stay by the threshold under which they came (leave below 70). Nobody is promoted in silence: who has enough already becomes an MQL at the next event that may promote."
        }"#]].assert_eq(&format!("{rule:#}"));
}

#[test]
fn what_cannot_be_compared_is_told_with_a_hint() {
    check(
        &["diff", "1", "7", "--definitions", "FOLDER"],
        &expect![[r#"
        exit 2
        --- stdout
        --- stderr
        error: the agreement has no version 7

        hint: its versions: 1, 2
    "#]],
    );
    check(
        &["diff", "FOLDER", "FOLDER"],
        &expect![[r#"
        exit 2
        --- stdout
        --- stderr
        error: FOLDER is a folder, not a version

        hint: name one of its files, or say `leadfold definition diff 1 2 --definitions DIR`
    "#]],
    );
    check(
        &["diff", "FOLDER/1.toml", "FOLDER/3.toml"],
        &expect![[r#"
        exit 2
        --- stdout
        --- stderr
        error: there is no agreement file FOLDER/3.toml

        hint: name two files, or two version numbers and the folder: `--definitions DIR`
    "#]],
    );
}

#[test]
fn a_name_is_explained_with_an_example_and_its_past() {
    check(
        &["explain", "pricing page", "--definitions", "FOLDER"],
        &expect![[r#"
            exit 0
            --- stdout
            rule `pricing page`, as of version 2, from 2026-04-01 00:00 (Europe/Berlin)
              gives 12 points
              applies when kind is page_view and asset begins with /pricing
              earns at most once a day per asset
              gives points of which half are gone after 30 days
              for example
                12 points are worth 6.000 after 30 days, 3.000 after 60 days, 1.500 after 90
                days
                2 matches of one asset on one day earn 12 points together; the next day
                begins at midnight in Europe/Berlin, however little later
              belongs to
                the model `default`, which counts for all leads
              over the versions
                 1  from 2026-01-01 00:00 (Europe/Berlin): Was there from the first version
                    on.
                 2  from 2026-04-01 00:00 (Europe/Berlin): The rule `pricing page` gives 12
                    points instead of 8; earns at most once a day per asset (before: without
                    limit). What was credited before keeps its 8 points; matches and credits
                    that are remembered count toward the new window.
            --- stderr
        "#]],
    );
    check(
        &[
            "explain",
            "time_to_acceptance",
            "--definitions",
            "FOLDER",
            "--version",
            "1",
        ],
        &expect![[r#"
            exit 0
            --- stdout
            clock `time_to_acceptance`, as of version 1, from 2026-01-01 00:00
            (Europe/Berlin)
              is promised by sales
              runs while stage is mql
              is kept when stage is sal, sql, opportunity, customer, rejected or
              disqualified
              for leads of which grade is A: 4 h in `sales-emea`
              for all other leads: 8 h in `sales-emea`
              warns when 75 % of the time is used
              for example
                by the first target a clock that starts Fri 2026-01-02 16:30 is due Mon
                2026-01-05 12:30; the warning comes Mon 2026-01-05 11:30
                by the second target a clock that starts Fri 2026-01-02 16:30 is due Mon
                2026-01-05 16:30; the warning comes Mon 2026-01-05 14:30
              belongs to
                it may run in `mql`
                its working time is that of `sales-emea`
              over the versions
                 1  from 2026-01-01 00:00 (Europe/Berlin): Was there from the first version
                    on.
                 2  from 2026-04-01 00:00 (Europe/Berlin): The clock `time_to_acceptance`
                    for leads of which grade is A: 2 h instead of 4 h in `sales-emea`.
                    Clocks that run already keep what was promised when they started.
            --- stderr
        "#]],
    );
}

#[test]
fn a_name_that_is_not_there_is_told_with_one_that_is() {
    check(
        &["explain", "princing page", "--definitions", "FOLDER"],
        &expect![[r#"
            exit 2
            --- stdout
            --- stderr
            error: nothing in version 2 is called `princing page`

            hint: did you mean `pricing page`?
        "#]],
    );
    check(
        &[
            "explain",
            "below_lead_level",
            "--definitions",
            "FOLDER",
            "--version",
            "3",
        ],
        &expect![[r#"
            exit 2
            --- stdout
            --- stderr
            error: the agreement has no version 3

            hint: its versions: 1, 2
        "#]],
    );
}

#[test]
#[expect(
    clippy::too_many_lines,
    reason = "a picture as text has a line for each thing in it"
)]
fn the_stages_are_drawn() {
    check(
        &["graph", "--definitions", "FOLDER"],
        &expect![[r#"
            exit 0
            --- stdout
            %% Version 2, from 2026-04-01 00:00 (Europe/Berlin)
            flowchart LR
              s0("<b>inquiry</b>")
              s1["<b>Ready for sales</b><br/>mql<br/>sla, marketing<br/>Clock time_to_acceptance 2 h to 8 h"]
              s2("<b>sal</b>")
              s3("<b>sql</b>")
              s4("<b>opportunity</b>")
              s5("<b>customer</b>")
              s6("<b>recycled</b>")
              s7("<b>rejected</b>")
              s8("<b>disqualified</b>")
              s10("<b>lost</b>")
              s0 == "120 points, fit B or better<br/>hand-raise" ==> s1
              s1 == "accept" ==> s2
              s2 == "qualify" ==> s3
              s3 == "open_opportunity" ==> s4
              s4 == "win" ==> s5
              s0 -- "accept" --> s2
              s0 -- "qualify" --> s3
              s0 -- "open_opportunity" --> s4
              s0 -- "win" --> s5
              s0 -- "disqualify" --> s8
              s1 -. "below 70 points" .-> s0
              s1 -- "qualify" --> s3
              s1 -- "open_opportunity" --> s4
              s1 -- "win" --> s5
              s1 -- "recycle" --> s6
              s1 -- "reject" --> s7
              s1 -- "disqualify" --> s8
              s2 -- "open_opportunity" --> s4
              s2 -- "win" --> s5
              s2 -- "recycle" --> s6
              s2 -- "reject" --> s7
              s2 -- "disqualify" --> s8
              s3 -- "win" --> s5
              s3 -- "recycle" --> s6
              s3 -- "disqualify" --> s8
              s3 -- "lose" --> s10
              s4 -- "recycle" --> s6
              s4 -- "lose" --> s10
              s6 -. "after 180 days" .-> s0
              s6 -- "120 points, fit B or better<br/>hand-raise" --> s1
              s6 -- "accept" --> s2
              s6 -- "qualify" --> s3
              s6 -- "disqualify" --> s8
              s7 -- "hand-raise" --> s1
              s7 -- "accept" --> s2
              s7 -- "recycle" --> s6
              s8 -- "hand-raise" --> s1
              s10 -- "win" --> s5
              s10 -- "recycle" --> s6
              classDef path stroke-width:2px
              classDef detour stroke-dasharray:4 3
              class s0,s1,s2,s3,s4,s5 path
              class s6,s7,s8,s10 detour
            --- stderr
        "#]],
    );
    let folder = folder();
    let path = folder.to_str().unwrap();
    let ran = leadfold(&[
        "definition",
        "graph",
        "--definitions",
        path,
        "--format",
        "svg",
    ]);
    let picture = text(&ran.stdout);
    assert!(ran.status.success() && picture.starts_with("<svg ") && picture.ends_with("</svg>\n"));
    assert!(picture.contains(">120 points, fit B or better</text>"));
}

#[test]
fn the_page_shows_the_stages_of_the_agreement_that_comes_along() {
    let ran = leadfold(&["definition", "graph", "--format", "svg"]);
    expect_file!["../../../docs/stages.svg"].assert_eq(&text(&ran.stdout));
}

#[test]
fn without_a_folder_the_agreement_that_comes_along_is_spoken_of() {
    let ran = leadfold(&["definition", "explain", "time_to_acceptance"]);
    assert!(ran.status.success(), "{}", text(&ran.stderr));
    assert!(text(&ran.stderr).contains("no agreement was named"));
}

#[test]
fn the_schema_for_editors_is_json() {
    let ran = leadfold(&["definition", "schema"]);
    let schema: serde_json::Value = serde_json::from_slice(&ran.stdout).unwrap();
    assert_eq!(
        schema["$schema"],
        "https://json-schema.org/draft/2020-12/schema"
    );
    assert!(schema["properties"]["clocks"].is_object());
}
