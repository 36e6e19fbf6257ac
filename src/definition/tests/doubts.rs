//! What is legal and surely not meant: tests that are never so, and a grade that nobody can have (D3).

mod clocks;
mod scoring;
mod stages;

use expect_test::{Expect, expect};

use super::told;

fn check(rest: &str, wanted: Expect) {
    wanted.assert_eq(&told(rest));
}

#[test]
fn a_test_that_is_never_so_is_a_warning() {
    let is_doubted = |when: &str| {
        let rule = format!("[[score.rules]]\nname = 'a'\npoints = 1\nwhen = '{when}'\n");
        told(&rule).contains("warning: this test is never so: the rule never matches")
    };
    for never in [
        r#"false"#,
        r#"!true"#,
        r#"kind == "a" && kind == "b""#,
        r#"kind == "a" && (campaign == "x" && kind in ["b", "c"])"#,
        r#"kind == "a" && kind != "a""#,
        r#"kind == "a" && !(kind == "a")"#,
        r#"kind == "ab" && kind.startsWith("b")"#,
        r#"properties.n > 5 && properties.n < 5"#,
        r#"properties.n >= 6 && properties.n == 5"#,
        r#"has(properties.n) && !has(properties.n)"#,
        r#"(kind == "a" && kind == "b") || false"#,
        r#"properties.p.startsWith("/a") && properties.p.startsWith("/b")"#,
        r#"!has(properties.n) && properties.n == 3"#,
        r#"!has(properties.n) && (kind == "a" && properties.n != "x")"#,
    ] {
        assert!(is_doubted(never), "{never}");
    }
    for possible in [
        r#"true"#,
        r#"kind == "a" || kind == "b""#,
        r#"kind in ["a", "b"] && kind != "a""#,
        r#"kind == "a" && campaign == "b""#,
        r#"properties.n >= 5 && properties.n <= 5"#,
        r#"properties.n == "5" && properties.n == 5"#,
        r#"kind == "a" && !(kind == "b")"#,
        r#"properties.n == 5 && properties.n != 6"#,
        r#"properties.p.startsWith("/a") && properties.p.startsWith("/a/b")"#,
        r#"!has(properties.n) && !(properties.n == 3)"#,
        r#"!has(properties.n) && properties.m == 3"#,
    ] {
        assert!(!is_doubted(possible), "{possible}");
    }
}

#[test]
fn a_clock_that_cannot_start_or_be_met_is_a_warning() {
    let clock = "[clocks.c]\npromised_by = 'sales'\nwithin = '1 h'\n";
    check(
        &format!(
            "{clock}run_while = 'stage == \"mql\" && stage == \"sal\"'\nmet_when = 'false'\ncancel_when = 'false'\n"
        ),
        expect![[r#"
            warning: this test is never so: the clock never starts
             --> a.toml:7:13
              |
            7 | run_while = 'stage == "mql" && stage == "sal"'
              |             ^
              hint: if its parts exclude each other, `||` or `in` lets either do

            warning: this test is never so: the promise can never be kept
             --> a.toml:8:12
              |
            8 | met_when = 'false'
              |            ^
              hint: if its parts exclude each other, `||` or `in` lets either do"#]],
    );
}

#[test]
fn a_grade_that_no_lead_can_have_is_a_warning() {
    let agreement = "[fit]\ngrades = { A = 80, B = 50, C = 25, D = 0 }
[[fit.rules]]\nname = 'a'\nwhen = 'traits.seniority == \"vp\"'\npoints = 40
[[fit.rules]]\nname = 'b'\nwhen = 'traits.seniority in [\"chief\", \"owner\"]'\npoints = 50
[[fit.rules]]\nname = 'c'\nwhen = 'traits.employees >= 200'\npoints = 29.5
[[fit.rules]]\nname = 'd'\nwhen = 'traits.country == \"XX\"'\npoints = -10
[[score.rules]]\nname = 'a'\nwhen = 'true'\npoints = 1
[stages.mql]\nenter = { score = 50, grade = 'A' }\n";
    check(
        agreement,
        expect![[r#"
        warning: no lead can have the grade A: it needs 80 points of fit, and all rules together give at most 79.5
          --> a.toml:27:31
           |
        27 | enter = { score = 50, grade = 'A' }
           |                               ^
          hint: add `[[fit.rules]]`, or lower what the grade needs"#]],
    );
    assert_eq!(told(&agreement.replace("'A' }", "'B' }")), "");
    assert_eq!(told(&agreement.replace("29.5", "30")), "");
}

#[test]
fn a_veto_that_is_always_so_is_a_warning() {
    let always = |text: &str| told(text).matches("this test is always so").count();
    let reason = "name = 'a'\nwhen";
    assert_eq!(always(&format!("[[vetoes]]\n{reason} = 'true'\n")), 1);
    assert_eq!(
        always(&format!(
            "[[fit.vetoes]]\n{reason} = '!(source == \"a\" && source == \"b\")'\n"
        )),
        1
    );
    assert_eq!(
        always(&format!("[[fit.vetoes]]\n{reason} = 'source == \"a\"'\n")),
        0
    );
}

#[test]
fn rules_that_never_match_give_no_points() {
    let rule = "[stages.mql]\nenter = { score = 50 }\n[[score.rules]]\nname = 'a'\npoints = 9\n";
    let never = told(&format!("{rule}when = 'kind == \"a\" && kind == \"b\"'\n"));
    assert!(
        never.contains("no rule gives points, so this score is never reached"),
        "{never}"
    );
    assert!(!never.contains("the caps allow"), "{never}");
}
