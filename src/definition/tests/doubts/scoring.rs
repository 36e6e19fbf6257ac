//! Scores and segments that nobody reaches.

use expect_test::expect;

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
    expect![[r#"
        [stages.mql]
          enter = { score = 50 }
          [score]
          cap = 49.5
          [[score.rules]]
          name = 'free'
          when = 'kind == "x"'
          points = 10
            2:19 warning[unreachable_score]: this score is never reached: the caps allow at most 49.5
                hint: lower it, or raise `cap` of the model or of its groups
        [stages.mql]
          enter = { score = 50 }
          [score.groups.g]
          cap = 40
          [[score.rules]]
          name = 'grouped'
          when = 'kind == "x"'
          points = 10
          group = "g"
            2:19 warning[unreachable_score]: this score is never reached: the caps allow at most 40
                hint: lower it, or raise `cap` of the model or of its groups
        [stages.mql]
          enter = { score = 50 }
          [score.groups.g]
          cap = 40
          [[score.rules]]
          name = 'grouped'
          when = 'kind == "x"'
          points = 10
          group = "g"
          [[score.rules]]
          name = 'free'
          when = 'kind == "x"'
          points = 10
        [stages.mql]
          enter = { score = 50 }
          leave_below = 20
          held_by = 'score'
          [[score.rules]]
          name = 'free'
          when = 'kind == "x"'
          points = 10
            3:15 warning[never_left]: points never fade here and no rule takes any, so no score ever falls below this
                hint: say `decay`, or leave `leave_below` and `held_by` out
        [stages.mql]
          enter = { score = 50 }
          [[score.rules]]
          name = 'free'
          when = 'kind == "x"'
          points = 10
          [models.b]
          cap = 20
          [[models.b.rules]]
          name = 'a'
          when = 'kind == "x"'
          points = 5
          [[segments]]
          name = 's'
          when = 'source == "x"'
          model = 'b'
            8:1 warning[unreachable_score]: `b` never reaches the 50 points that [stages.mql] asks for
                hint: say `enter` here too, or let its rules and caps give more
        [stages.mql]
          enter = { score = 50 }
          [[score.rules]]
          name = 'free'
          when = 'kind == "x"'
          points = 10
          [models.b]
          [[hand_raises]]
          name = 'h'
          when = 'kind == "call"'
          to = 'mql'
          model = 'b'
            8:1 warning[unused]: the model `b` counts for nobody
                hint: name it in a segment or in a PQL rule, or leave it out
            13:9 warning[never_reached]: the model `b` counts for nobody, so neither does this
                hint: name the model in a segment, or leave `model` out here
        [[segments]]
          name = 'a'
          when = 'true'
          [[segments]]
          name = 'b'
          when = 'source == "x"'
            4:1 warning[never_reached]: no lead gets to the segment `b`
                hint: the first segment that fits is the lead's: put the general one last
        [score.groups.g]
          cap = 5
            1:1 warning[unused]: no rule belongs to the group `g`
                hint: write `group = …` in its rules, or leave the group out
    "#]]
    .assert_eq(&in_short(&pieces));
}
