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
