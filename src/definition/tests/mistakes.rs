//! Mistakes, and how they are told: place, sentence, hint (D3).

mod clocks;
mod scoring;
mod slips;
mod stages;

pub(super) use clocks::check_clocks;

use expect_test::{Expect, expect};

use super::{HEAD, told, told_of};

fn check(rest: &str, wanted: Expect) {
    wanted.assert_eq(&told(rest));
}

#[test]
fn all_mistakes_are_told_at_once() {
    wanted_all(
        "verzion = 1
effective_from = 2026-04-01
agreed_by = [\"marketing\"]
colour = \"blue\"
zone = \"Berlin\"

[[fit.rules]]
name = \"big\"
when = 'traits.employees >= \"200\"'
points = \"40\"
",
        expect![[r#"
            error: unknown key `verzion` in an agreement
             --> agreements/1.toml:1:1
              |
            1 | verzion = 1
              | ^
              hint: did you mean `version`?

            error: this is not an instant
             --> agreements/1.toml:2:18
              |
            2 | effective_from = 2026-04-01
              |                  ^
              hint: write it with its offset and without quotation marks: 2026-04-01T00:00:00+02:00

            warning: sales has not agreed to this version
             --> agreements/1.toml:3:13
              |
            3 | agreed_by = ["marketing"]
              |             ^
              hint: an agreement of one side is none: `agreed_by = ["marketing", "sales"]`

            error: unknown key `colour` in an agreement
             --> agreements/1.toml:4:1
              |
            4 | colour = "blue"
              | ^
              hint: possible here: version, effective_from, agreed_by, why, zone, fit, score, models, segments, hand_raises, pql, vetoes, graph, stages, reasons, clocks, calendars, promises, money

            error: this is not the name of a zone
             --> agreements/1.toml:5:8
              |
            5 | zone = "Berlin"
              |        ^
              hint: write an IANA name, such as `Europe/Berlin` or `UTC`

            error: [fit] needs `grades`
             --> agreements/1.toml:7:3
              |
            7 | [[fit.rules]]
              |   ^

            error: only numbers are compared by size
             --> agreements/1.toml:9:29
              |
            9 | when = 'traits.employees >= "200"'
              |                             ^
              hint: write a number without quotation marks

            error: this must be a number of points, and is text
              --> agreements/1.toml:10:10
               |
            10 | points = "40"
               |          ^
              hint: write points as 12 or 0.5, without quotation marks"#]],
    );
}

fn wanted_all(text: &str, wanted: Expect) {
    wanted.assert_eq(&told_of(&[("agreements/1.toml", text)]));
}

#[test]
fn a_file_that_is_not_toml_is_told_as_such() {
    wanted_all(
        "version = 1\nwhy = \"open\nzone = UTC\n",
        expect![[r#"
            error: this is not TOML: invalid basic string, expected `"`
             --> agreements/1.toml:2:12
              |
            2 | why = "open
              |            ^
              hint: a quotation mark, a bracket or a comma may be missing on this line or before it

            error: this is not TOML: string values must be quoted, expected literal string
             --> agreements/1.toml:3:8
              |
            3 | zone = UTC
              |        ^
              hint: text stands in quotation marks"#]],
    );
}

#[test]
fn versions_and_their_dates_grow_together() {
    let second = HEAD.replace("version = 1", "version = 2");
    let told = told_of(&[("b.toml", &second), ("a.toml", HEAD), ("c.toml", HEAD)]);
    expect![[r#"
        error: version 1 is also in a.toml
         --> c.toml:1:11
          |
        1 | version = 1
          |           ^
          hint: each version has its own number and its own file

        error: version 2 must begin after version 1, which begins 2026-03-31T22:00:00.000Z (c.toml)
         --> b.toml:2:18
          |
        2 | effective_from = 2026-04-01T00:00:00+02:00
          |                  ^"#]]
    .assert_eq(&told);
}

#[test]
fn what_only_one_side_agreed_to_is_a_warning() {
    wanted_all(
        "version = 1\neffective_from = 2026-04-01T00:00:00Z\nagreed_by = [\"sales\"]\n",
        expect![[r#"
            warning: marketing has not agreed to this version
             --> agreements/1.toml:3:13
              |
            3 | agreed_by = ["sales"]
              |             ^
              hint: an agreement of one side is none: `agreed_by = ["marketing", "sales"]`"#]],
    );
}

#[test]
fn a_zone_is_one_that_the_database_knows() {
    let is_refused = |zone: &str| told(&format!("zone = \"{zone}\"\n")).contains("name of a zone");
    let zones = [
        "Europe/Berlin",
        "UTC",
        "GMT",
        "Japan",
        "Europe/Berln",
        "Mars/Olympus",
        "",
    ];
    assert_eq!(
        zones.map(is_refused),
        [false, false, false, false, true, true, true]
    );
}

#[test]
fn grades_fall_and_are_complete() {
    check(
        "[fit]\ngrades = { A = 80, B = 80, C = 40, D = 0 }\n",
        expect![[r#"
            error: the least points of the grades must fall from A to D
             --> a.toml:5:10
              |
            5 | grades = { A = 80, B = 80, C = 40, D = 0 }
              |          ^
              hint: a grade that needs as much as the better one is never given"#]],
    );
    check(
        "[fit]\ngrades = { A = 80, B = 60, C = 40, E = 0 }\n",
        expect![[r#"
            error: `grades` needs `D`
             --> a.toml:5:10
              |
            5 | grades = { A = 80, B = 60, C = 40, E = 0 }
              |          ^

            error: unknown key `E` in `grades`
             --> a.toml:5:36
              |
            5 | grades = { A = 80, B = 60, C = 40, E = 0 }
              |                                    ^
              hint: possible here: A, B, C, D"#]],
    );
}

#[test]
fn points_have_bounds_and_a_form() {
    let rule = |points: &str| {
        told(&format!(
            "[[score.rules]]\nname = 'x'\nwhen = 'kind == \"x\"'\npoints = {points}\n"
        ))
    };
    let table: String = ["1_000_001", "0.1234", "1e3", "nan", "0", "\"5\"", "0x10"]
        .iter()
        .map(|points| {
            let told = rule(points);
            format!("{points}: {}\n", told.lines().next().unwrap_or(""))
        })
        .collect();
    expect![[r#"
        1_000_001: error: points lie between -1000000 and 1000000
        0.1234: error: points have at most three decimals
        1e3: error: points are written as a plain number, such as 12 or 0.5
        nan: error: points are written as a plain number, such as 12 or 0.5
        0: warning: this rule changes nothing
        "5": error: this must be a number of points, and is text
        0x10: 
    "#]]
    .assert_eq(&table);
}

#[test]
fn a_rule_is_known_by_its_name() {
    check(
        "[[hand_raises]]
name = 'a'
when = 'kind == \"x\"'
to = 'mql'
[[hand_raises]]
name = 'a'
when = 'kind == \"y\"'
to = 'sal'
",
        expect![[r#"
            error: the name `a` is taken by another one above
             --> a.toml:9:8
              |
            9 | name = 'a'
              |        ^
              hint: each is known by its name: give each its own

            error: `sal` is not possible for `to`
              --> a.toml:11:6
               |
            11 | to = 'sal'
               |      ^
              hint: possible here: mql"#]],
    );
}

#[test]
fn half_lives_have_bounds() {
    check(
        "[score]\ndecay = { half_life = \"500 ms\" }\n",
        expect![[r#"
            error: `half_life` is at least 1 s
             --> a.toml:5:23
              |
            5 | decay = { half_life = "500 ms" }
              |                       ^"#]],
    );
    check(
        "[score]\ndecay = { half_life = \"101 years\" }\n",
        expect![[r#"
            error: months and years differ in length: say it in days
             --> a.toml:5:23
              |
            5 | decay = { half_life = "101 years" }
              |                       ^
              hint: write it as "30 min", "8 h", "14 days" or "2 h 30 min""#]],
    );
    check("[score]\ndecay = { linear = \"30 days\" }\n", expect![""]);
    check(
        "[score]\ndecay = \"fast\"\n",
        expect![[r#"
            error: `fast` is no `decay`
             --> a.toml:5:9
              |
            5 | decay = "fast"
              |         ^
              hint: write `{ half_life = "30 days" }`, `{ linear = "90 days" }`, `{ expiry = "90 days" }` or "none""#]],
    );
}

#[test]
fn a_threshold_is_left_below_where_it_is_entered() {
    check(
        "[stages.mql]\nenter = { score = 50 }\nleave_below = 70\nheld_by = \"score\"\n",
        expect![[r#"
            error: `leave_below` is above the score of `enter`: a lead would leave as it comes
             --> a.toml:6:15
              |
            6 | leave_below = 70
              |               ^
              hint: leave a gap below it, so that nobody goes in and out with every click"#]],
    );
    check(
        "[stages.mql]\nenter = { score = 0, grade = \"E\" }\nleave_below = 10\n",
        expect![[r#"
            error: a threshold is above 0
             --> a.toml:5:19
              |
            5 | enter = { score = 0, grade = "E" }
              |                   ^
              hint: every lead has a score of 0 before it has done anything

            error: `E` is not possible for `grade`
             --> a.toml:5:30
              |
            5 | enter = { score = 0, grade = "E" }
              |                              ^
              hint: possible here: A, B, C, D

            error: a grade is asked for, and this agreement grades nobody
             --> a.toml:5:30
              |
            5 | enter = { score = 0, grade = "E" }
              |                              ^
              hint: add `[fit]`, or leave the grade out

            error: `leave_below` without `held_by` would hold nothing
             --> a.toml:6:15
              |
            6 | leave_below = 10
              |               ^
              hint: write `held_by = "score"`, or leave both out"#]],
    );
}

#[test]
fn a_grade_needs_a_fit_and_a_score_needs_a_rule() {
    check(
        "[stages.mql]\nenter = { score = 50, grade = \"B\" }\n",
        expect![[r#"
            error: a grade is asked for, and this agreement grades nobody
             --> a.toml:5:31
              |
            5 | enter = { score = 50, grade = "B" }
              |                               ^
              hint: add `[fit]`, or leave the grade out"#]],
    );
    check(
        "[stages.mql]\ntype = \"sla\"\nenter = { score = 50 }\n",
        expect![[r#"
            warning: the stage is of type `sla`, and no clock runs in it
             --> a.toml:5:8
              |
            5 | type = "sla"
              |        ^
              hint: add a clock, or make the type `inventory`

            warning: no rule gives points, so this score is never reached
             --> a.toml:6:19
              |
            6 | enter = { score = 50 }
              |                   ^
              hint: add `[[score.rules]]`, or ask for no score"#]],
    );
}

#[test]
fn stages_and_dispositions_must_exist() {
    check(
        "[stages.mlq]\n[stages.sal]\ntype = \"sla\"\n[reasons.rejected]\ncodes = [\"x\"]\n",
        expect![[r#"
            error: there is no stage `mlq`
             --> a.toml:4:9
              |
            4 | [stages.mlq]
              |         ^
              hint: did you mean `mql`?

            error: there is no disposition `rejected`
             --> a.toml:7:10
              |
            7 | [reasons.rejected]
              |          ^
              hint: did you mean `reject`?"#]],
    );
}

#[test]
fn codes_are_few_and_different() {
    check(
        "[reasons.reject]\nrequired = false\ncodes = [\"a\", \"a\", \"unspecified\", \"\"]\n[reasons.lose]\ncodes = []\n",
        expect![[r#"
            error: the code `a` is there already
             --> a.toml:6:15
              |
            6 | codes = ["a", "a", "unspecified", ""]
              |               ^

            error: `unspecified` is what becomes of a missing reason
             --> a.toml:6:20
              |
            6 | codes = ["a", "a", "unspecified", ""]
              |                    ^
              hint: leave it out of the list

            error: this must be one line of text, 1 to 100 bytes long
             --> a.toml:6:35
              |
            6 | codes = ["a", "a", "unspecified", ""]
              |                                   ^

            error: a list has 1 to 200 codes of up to 100 bytes
             --> a.toml:8:9
              |
            8 | codes = []
              |         ^"#]],
    );
}

#[test]
fn a_clock_says_who_when_and_how_long() {
    check(
        "[clocks.Slow-One]
promised_by = \"everyone\"
run_while = 'stage == \"mpl\"'
met_when = 'seniority == \"vp\"'
within = \"4 h\"
targets = [{ within = \"4 h\" }]
",
        expect![[r#"
            error: the name of a clock is made of small letters, digits and `_`, at most 64, a letter first
             --> a.toml:4:9
              |
            4 | [clocks.Slow-One]
              |         ^
              hint: write `slow_one`

            error: `everyone` is not possible for `promised_by`
             --> a.toml:5:15
              |
            5 | promised_by = "everyone"
              |               ^
              hint: possible here: marketing, sales

            error: there is no stage `mpl`
             --> a.toml:6:23
              |
            6 | run_while = 'stage == "mpl"'
              |                       ^
              hint: did you mean `mql`?

            error: there is no field `seniority`
             --> a.toml:7:13
              |
            7 | met_when = 'seniority == "vp"'
              |             ^
              hint: did you mean `traits.seniority`?

            error: [clocks.Slow-One] says twice how long it may take
             --> a.toml:8:10
              |
            8 | within = "4 h"
              |          ^
              hint: write `within` or `targets`, not both"#]],
    );
}

#[test]
fn a_warning_lies_within_the_time_it_warns_of() {
    let warns = |at_risk: &str| {
        told(&format!(
            "[clocks.c]\npromised_by = 'sales'\nrun_while = 'true'\nmet_when = 'contacted'\nwithin = '4 h'\nat_risk = {at_risk}\n"
        ))
    };
    let table: String = [
        "\"4 h\"",
        "\"100 %\"",
        "\"7.5 %\"",
        "\"5 h\"",
        "75",
        "\"soon\"",
    ]
    .iter()
    .map(|at_risk| {
        let told = warns(at_risk);
        format!("{at_risk}: {}\n", told.lines().next().unwrap_or(""))
    })
    .collect();
    expect![[r#"
        "4 h": error: this warning would come before the clock starts
        "100 %": error: a share here is a whole number from 1 % to 99 %
        "7.5 %": error: a share here is a whole number from 1 % to 99 %
        "5 h": error: this warning would come before the clock starts
        75: error: this must be a share or a span of time, and is a whole number
        "soon": error: a span of time is a whole number and a unit
    "#]]
    .assert_eq(&table);
}

#[test]
fn a_long_line_is_shown_around_the_place() {
    let long = format!(
        "[[score.rules]]\nname = 'x'\npoints = 1\nwhen = 'kind == \"{}\" && color == \"red\"'\n",
        "x".repeat(500)
    );
    check(
        &long,
        expect![[r#"
            error: there is no field `color`
             --> a.toml:7:523
              |
            7 | xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" && color == "red"'
              |                                                             ^
              hint: did you mean `properties.color`?"#]],
    );
}
