//! The usual slips of the pen, and whether the hint says what was meant.

use expect_test::expect;

use super::super::in_short;

#[test]
fn slips_of_the_pen_are_understood() {
    let clock =
        "[clocks.c]\npromised_by = 'sales'\nwithin = '1 h'\nrun_while = 'stage == \"MQL\"'\n";
    expect![[r#"
        [stages.MQL]
          enter = { score = 50 }
            1:9 error[unknown_name]: there is no stage `MQL`
                hint: did you mean `mql`?
        [clocks.c]
          promised_by = 'sales'
          within = '1 h'
          run_while = 'stage == "MQL"'
          met_when = 'first_touch'
            4:23 error[unknown_name]: there is no stage `MQL`
                hint: did you mean `mql`?
            5:13 error[unknown_field]: there is no field `first_touch`
                hint: did you mean `contacted`?
        [clocks.c]
          promised_by = 'sales'
          within = '1 h'
          run_while = 'stage == "MQL"'
          met_when = 'accept'
            4:23 error[unknown_name]: there is no stage `MQL`
                hint: did you mean `mql`?
            5:13 error[unknown_field]: there is no field `accept`
                hint: `accept` is a disposition: ask for the stage to which it leads
        zone = "UTC"
          zone = "UTC"
            2:1 error[not_toml]: this is not TOML: duplicate key
                hint: each key stands once; of a list every entry begins with its heading in double brackets
        why = “so”
            1:7 error[not_toml]: this is not TOML: string values must be quoted, expected literal string
                hint: quotation marks are straight ones: " or '
        [[score.rules]]
          when = kind == "page_view"
            2:13 error[not_toml]: this is not TOML: unexpected key or value, expected newline, `#`
                hint: an expression stands in single quotation marks: 'kind == "page_view"'
        effective_from = 03.04.2026
            1:18 error[not_toml]: this is not TOML: unexpected leading zero, expected nothing
                hint: write a day as 2026-04-03
        [[score.rules]]
          points = 12,5
            2:12 error[not_toml]: this is not TOML: unexpected key or value, expected newline, `#`
                hint: write a decimal point: 12.5
        [score]
          [[score.rules]]
          name = 'a'
          when = 'true'
          points = 1
          limit = '1 per day'
            6:9 error[wrong_type]: this must be a table, and is text
                hint: write `limit = { max = 1, per = "day" }`
        [[hand_raises]]
          nam = 'a'
          when = 'true'
          to = 'sql'
            2:1 error[unknown_key]: unknown key `nam` in [[hand_raises]]
                hint: did you mean `name`?
            4:6 error[unknown_word]: `sql` is not possible for `to`
                hint: did you mean `mql`?
        [score]
          [[score.rules]]
          name = 'a'
          when = 'true'
          points = 1
          limit = { max = 1.0, per = 'day' }
            6:17 error[wrong_type]: this must be a whole number, and is a decimal number
                hint: write `1`, without a decimal point
        [[score.rules]]
          when = "kind == "page_view""
            2:18 error[not_toml]: this is not TOML: unexpected key or value, expected newline, `#`
                hint: a mark inside text ends it: an expression with double ones stands in single ones, 'kind == "page_view"'
        [[score.rule]]
          name = 'a'
            1:9 error[unknown_key]: unknown key `rule` in [score]
                hint: did you mean `rules`?
        [score]
          decay = { half-life = '30 days' }
            2:11 error[unknown_key]: unknown key `half-life` in `decay`
                hint: did you mean `half_life`?
        [stages.In-Talks]
          path = 'detour'
          [stages.'24h']
          path = 'detour'
          [stages.'7']
          path = 'detour'
            1:9 error[bad_name]: the name of a stage is made of small letters, digits and `_`, at most 64, a letter first
                hint: write `in_talks`
            3:9 error[bad_name]: the name of a stage is made of small letters, digits and `_`, at most 64, a letter first
                hint: write `h`
            5:9 error[bad_name]: the name of a stage is made of small letters, digits and `_`, at most 64, a letter first
                hint: write it like `time_to_first_touch`
    "#]].assert_eq(&in_short(&[
        "[stages.MQL]\nenter = { score = 50 }",
        &format!("{clock}met_when = 'first_touch'"),
        &format!("{clock}met_when = 'accept'"),
        "zone = \"UTC\"\nzone = \"UTC\"",
        "why = “so”",
        "[[score.rules]]\nwhen = kind == \"page_view\"",
        "effective_from = 03.04.2026",
        "[[score.rules]]\npoints = 12,5",
        "[score]\n[[score.rules]]\nname = 'a'\nwhen = 'true'\npoints = 1\nlimit = '1 per day'",
        "[[hand_raises]]\nnam = 'a'\nwhen = 'true'\nto = 'sql'",
        "[score]\n[[score.rules]]\nname = 'a'\nwhen = 'true'\npoints = 1\nlimit = { max = 1.0, per = 'day' }",
        "[[score.rules]]\nwhen = \"kind == \"page_view\"\"",
        "[[score.rule]]\nname = 'a'",
        "[score]\ndecay = { half-life = '30 days' }",
        "[stages.In-Talks]\npath = 'detour'\n[stages.'24h']\npath = 'detour'\n[stages.'7']\npath = 'detour'",
    ]));
}
