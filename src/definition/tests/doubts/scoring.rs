//! Scores and segments that nobody reaches.

use expect_test::expect_file;

use super::super::in_short;

#[test]
fn scores_that_nobody_reaches_are_told() {
    let rule = |more: &str| {
        let name = if more.is_empty() { "free" } else { "grouped" };
        format!("[[score.rules]]\nname = '{name}'\nwhen = 'kind == \"x\"'\npoints = 10\n{more}\n")
    };
    let mql = "[stages.mql]\nenter = { score = 50 }\n";
    let free = rule("");
    let in_group = rule("group = \"g\"");
    let pieces = [
        format!("{mql}[score]\ncap = 49.5\n{free}"),
        format!("{mql}[score.groups.g]\ncap = 40\n{in_group}"),
        // A rule outside of the group gives the rest.
        format!("{mql}[score.groups.g]\ncap = 40\n{in_group}{free}"),
        format!("{mql}leave_below = 20\nheld_by = 'score'\n{free}"),
        format!("{mql}{free}[models.b]\ncap = 20\n[[models.b.rules]]\nname = 'a'\nwhen = 'kind == \"x\"'\npoints = 5\n[[segments]]\nname = 's'\nwhen = 'source == \"x\"'\nmodel = 'b'"),
        format!("{mql}{free}[models.b]\n[[hand_raises]]\nname = 'h'\nwhen = 'kind == \"call\"'\nto = 'mql'\nmodel = 'b'"),
        "[[segments]]\nname = 'a'\nwhen = 'true'\n[[segments]]\nname = 'b'\nwhen = 'source == \"x\"'".to_owned(),
        "[score.groups.g]\ncap = 5".to_owned(),
    ];
    let pieces: Vec<_> = pieces.iter().map(String::as_str).collect();
    expect_file!["../transcripts/idle_scores.txt"].assert_eq(&in_short(&pieces));
}
