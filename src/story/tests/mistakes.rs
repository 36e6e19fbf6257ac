//! What is refused, all at once, and how it is said.

use super::{check, expect, head, outcome};
use expect_test::expect_file;

#[test]
fn all_mistakes_of_a_file_are_told_at_once() {
    let told = outcome(include_str!("mistakes/all.story"));
    expect_file!["mistakes/all.txt"].assert_eq(&told);
}

#[test]
fn what_stands_before_the_first_story_is_read_first() {
    let read = head(
        "a.story",
        "agreement = \"agreement.toml\" # beside it\n\nzone=\"Asia/Tokyo\"\ndelay = \"2 min\"\nstory \"x\"\n",
    );
    assert_eq!(read.unwrap().agreement.as_deref(), Some("agreement.toml"));
    check(
        "agrement = \"a\"\nzone = \"Mars\"\nzone = Berlin\ndelay = \"2 parsecs\"\nagreement = \"\"\n",
        expect![[r#"
            error: `agrement` is not said before the first story
             --> a.story:1:1
              |
            1 | agrement = "a"
              | ^
              hint: did you mean `agreement`?

            error: there is no time zone "Mars"
             --> a.story:2:8
              |
            2 | zone = "Mars"
              |        ^
              hint: a zone of the IANA database, such as `Europe/Berlin`

            error: `zone` is said twice
             --> a.story:3:1
              |
            3 | zone = Berlin
              | ^

            error: `zone` is a text in quotation marks
             --> a.story:3:1
              |
            3 | zone = Berlin
              | ^
              hint: write `zone = "Europe/Berlin"`

            error: this is no unit of time
             --> a.story:4:9
              |
            4 | delay = "2 parsecs"
              |         ^

            error: `agreement` is a text in quotation marks
             --> a.story:5:1
              |
            5 | agreement = ""
              | ^
              hint: write `agreement = "agreement.toml"`
        "#]],
    );
    check(
        "# nothing\n",
        expect![[r#"
        error: there is no story in this file
         --> a.story:1:1
          |
        1 | # nothing
          | ^
          hint: a story begins with `story "what it is about"`
    "#]],
    );
    check(
        "story \"cannot fail\"\n 2026-03-06 09:00 created\n",
        expect![[r#"
            error: this story expects nothing, so it can never fail
             --> a.story:1:1
              |
            1 | story "cannot fail"
              | ^
              hint: end it with `expect`, or with a check such as `stage mql`
        "#]],
    );
}

#[test]
fn a_row_that_no_lead_can_have_is_a_mistake_also_behind_not() {
    let told = outcome(include_str!("mistakes/rows.story"));
    expect_file!["mistakes/rows.txt"].assert_eq(&told);
}

#[test]
fn every_form_of_a_row_is_read() {
    for row in [
        "row -> inquiry, birth",
        "not row inquiry -> mql, hand_raise \"asked, to be called at 09:30\" by ann lee (inferred)",
        "not row sal -> rejected, disposition \"x\" (clerical) (irregular), cycle 2, version 3, amount 5",
        "not row met_late time_to_first_touch, from 08:00, due Mon 2026-03-09 09:30 (1 h), took 2 h, late by 1 h",
        "not row violated, notify 09:00, paused 1 h 5 min, at 08:00",
        "not row threshold, score 64.985, grade B, after 2 h of work, owner at home",
        "not row cancelled, due never, first touch spring, mql campaign spring, team north",
    ] {
        let story = format!("story \"x\"\n  Fri 2026-03-06 09:00  created\n  09:01  {row}\n");
        assert_eq!(outcome(&story), "ok x\n", "{row}");
    }
}

#[test]
fn a_mistake_in_the_first_date_hides_nothing_behind_it() {
    let told = outcome(include_str!("mistakes/dates.story"));
    expect_file!["mistakes/dates.txt"].assert_eq(&told);
}
