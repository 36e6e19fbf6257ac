//! Mistakes in what earns points, and in who is scored how.

use expect_test::{expect, expect_file};

use super::super::{HEAD, in_short, told, told_of};
use crate::lead::definition::Name;

/// A score rule with more lines.
fn with_rule(more: &str) -> String {
    format!("[[score.rules]]\nname = 'a'\nwhen = 'kind == \"x\"'\npoints = 1\n{more}")
}

fn check_rules(more: &[&str], wanted: expect_test::Expect) {
    let pieces: Vec<_> = more.iter().map(|more| with_rule(more)).collect();
    let pieces: Vec<_> = pieces.iter().map(String::as_str).collect();
    let rule = with_rule("").replace('\n', "\n  ");
    wanted.assert_eq(&in_short(&pieces).replace(&rule, ""));
}

#[test]
fn limits_and_counts_have_bounds_and_words() {
    check_rules(
        &[
            "limit = { max = 0, per = 'day' }",
            "limit = { max = 65, per = 'day', by = 'person' }",
            "limit = { per = 'days' }",
            "limit = { max = 1, per = 'daily' }",
            "limit = { max = 1, per = 7, bi = 'asset' }",
            "limit = 3",
            "count = { nth = 1, within = '14 days' }",
            "count = { nth = 65 }",
            "count = { nth = 2, within = '0 d' }",
        ],
        expect![[r#"
            limit = { max = 0, per = 'day' }
                5:17 error[bad_value]: this is a whole number from 1 to 64
            limit = { max = 65, per = 'day', by = 'person' }
                5:17 error[bad_value]: this is a whole number from 1 to 64
                5:39 error[unknown_word]: `person` is not possible for `by`
                    hint: possible here: asset, lead
            limit = { per = 'days' }
                5:9 error[missing_key]: `limit` needs `max`
                5:17 error[bad_value]: `days` is no time that a limit can look back on
                    hint: "day", "week", "month" and "quarter" are those of the calendar, "cycle" and "ever" the lead's; "24 h" or "1 day" are the 24 hours before
            limit = { max = 1, per = 'daily' }
                5:26 error[bad_value]: `daily` is no time that a limit can look back on
                    hint: "day", "week", "month" and "quarter" are those of the calendar, "cycle" and "ever" the lead's; "24 h" or "1 day" are the 24 hours before
            limit = { max = 1, per = 7, bi = 'asset' }
                5:26 error[wrong_type]: this must be text, and is a whole number
                    hint: put it in quotation marks
                5:29 error[unknown_key]: unknown key `bi` in `limit`
                    hint: did you mean `by`?
            limit = 3
                5:9 error[wrong_type]: this must be a table, and is a whole number
                    hint: write `limit = { max = 1, per = "day" }`
            count = { nth = 1, within = '14 days' }
                5:17 error[bad_value]: this is a whole number from 2 to 64
            count = { nth = 65 }
                5:9 error[missing_key]: `count` needs `within`
                5:17 error[bad_value]: this is a whole number from 2 to 64
            count = { nth = 2, within = '0 d' }
                5:29 error[bad_value]: a span of time is above zero
                    hint: write it as "30 min", "8 h", "14 days" or "2 h 30 min"
        "#]],
    );
}

#[test]
fn groups_must_exist_and_fades_are_one() {
    check_rules(
        &[
            "group = 'mail'\n[score.groups.email]\ncap = 30\n[score.groups.pages]\ncap = 30",
            "group = 'email'",
            "[score.groups.email]\ncap = 0",
            "group = 'email'\n[score.groups.email]",
            "decay = { half_life = '1 h', linear = '2 h' }",
            "decay = { linear = '999 ms' }",
            "decay = {}",
            "decay = { halflife = '1 h' }",
            "do = 'stop'",
            "do = 'suspend'\nlimit = { max = 1, per = 'day' }",
        ],
        expect![[r#"
            group = 'mail'
              [score.groups.email]
              cap = 30
              [score.groups.pages]
              cap = 30
                5:9 error[unknown_name]: there is no group `mail`
                    hint: did you mean `email`?
            group = 'email'
                5:9 error[unknown_name]: there is no group `email`
                    hint: this agreement names no group
            [score.groups.email]
              cap = 0
                6:7 error[bad_value]: a cap is above 0
                    hint: with a cap of 0 its rules would earn nothing
            group = 'email'
              [score.groups.email]
                6:1 warning[changes_nothing]: the group `email` has no cap, and so changes nothing
                    hint: give it a `cap`, or leave the group out
            decay = { half_life = '1 h', linear = '2 h' }
                5:9 error[contradiction]: points fade in one way only
                    hint: write `{ half_life = "30 days" }`, `{ linear = "90 days" }`, `{ expiry = "90 days" }` or "none"
            decay = { linear = '999 ms' }
                5:20 error[bad_value]: `linear` is at least 1 s
            decay = {}
                5:9 error[missing_key]: `decay` says not how points fade
                    hint: write `{ half_life = "30 days" }`, `{ linear = "90 days" }`, `{ expiry = "90 days" }` or "none"
            decay = { halflife = '1 h' }
                5:11 error[unknown_key]: unknown key `halflife` in `decay`
                    hint: did you mean `half_life`?
            do = 'stop'
                5:6 error[unknown_word]: `stop` is not possible for `do`
                    hint: possible here: suspend, resume
            do = 'suspend'
              limit = { max = 1, per = 'day' }
                6:9 error[contradiction]: `do` and `limit` do not go together: a rule acts at every match
                    hint: make two rules of it
        "#]],
    );
}

#[test]
fn caps_floors_and_models_have_their_mistakes() {
    let pieces = [
        "[score]\ncap = -1\nfloor = 5",
        "[models.default]\ncap = 5",
        "[models.'']\ncap = 5",
        "[models.b]\nenter = { score = 5 }\nleave_below = 6\nheld_by = 'score'\n[[models.b.rules]]\nname = 'a'",
        "[models.b]\nleave_below = 6",
        "[[segments]]\nname = 's'\nwhen = 'kind == \"x\"'\nmodel = 'enterprise'\n[models.enterprize]",
        "[[hand_raises]]\nname = 'h'\nwhen = 'true'\nmodel = 'x'",
        "[[pql]]\nname = 'p'\nwhen = 'traits.seats > 5'\nto = 'mql'\nscore = 5\ngrade = 'B'",
        "[[pql]]\nname = 'p'\nwhen = 'traits.seats > 5'\nto = 'sql'\nmodel = 'default'",
        "[[fit.vetoes]]\nname = 'v'\nwhen = 'kind == \"x\"'\nreason = ''",
        "[[vetoes]]\nname = 'v'\nwhen = 'traits.domain == \"x\"'",
        "[fit]",
    ];
    expect_file!["../transcripts/models.txt"].assert_eq(&in_short(&pieces));
}

#[test]
fn lists_and_models_have_bounds() {
    let many = |count: usize, entry: &dyn Fn(usize) -> String| -> String {
        (0..count).map(entry).collect()
    };
    let rules = |of: &str, count| {
        many(count, &|n| {
            format!("[[{of}]]\nname = '{n}'\nwhen = 'kind == \"x\"'\npoints = 1\n")
        })
    };
    // Hand-raises and vetoes name kinds too.
    let kinds = many(8, &|n| {
        let names: Vec<_> = (0..290).map(|kind| format!("\"{n}-{kind}\"")).collect();
        let when = format!("when = 'kind in [{}]'\n", names.join(", "));
        match n % 3 {
            0 => format!("[[score.rules]]\nname = '{n}'\npoints = 1\n{when}"),
            1 => format!("[[hand_raises]]\nname = '{n}'\nto = 'mql'\n{when}"),
            _ => format!("[[vetoes]]\nname = '{n}'\n{when}"),
        }
    });
    let first = |text: &str| {
        let told = told(text);
        told.lines().next().unwrap_or_default().to_owned()
    };
    let told = [
        first(&rules("score.rules", 1001)),
        first(&format!(
            "{}{}{}",
            rules("score.rules", 900),
            rules("models.a.rules", 900),
            rules("models.b.rules", 201)
        )),
        first(&kinds),
        first(&many(8, &|n| format!("[models.m{n}]\n"))),
        first(&many(65, &|n| format!("[score.groups.m{n}]\ncap = 5\n"))),
    ];
    expect![[r#"
        error: at most 1000 [[score.rules]] are possible
        error: all models together have at most 2000 rules
        error: all rules together name at most 2000 kinds of engagement
        error: at most 7 models are possible
        error: at most 64 groups are possible"#]]
    .assert_eq(&told.join("\n"));
}

#[test]
fn two_names_of_one_digest_are_refused_across_versions() {
    // Found by looking: a digest has 32 bits, so among a hundred thousand names there are two.
    let mut seen = std::collections::HashMap::new();
    let (one, two) = (0..)
        .find_map(|number: u32| {
            let name = format!("r{number}");
            let before = seen.insert(Name::of("default", &name), name.clone())?;
            Some((before, name))
        })
        .unwrap();
    let version = |number: u32, name: &str| {
        let head = HEAD.replace("version = 1", &format!("version = {number}"));
        let head = head.replace("-04-", &format!("-0{}-", number + 4));
        format!("{head}[[score.rules]]\nname = '{name}'\nwhen = 'kind == \"x\"'\npoints = 1\n")
    };
    let (first, second) = (version(1, &one), version(2, &two));
    let told = told_of(&[("1.toml", &first), ("2.toml", &second)]);
    let wanted = format!("error: `default/{two}` and `default/{one}` cannot be told apart");
    assert!(told.starts_with(&wanted), "{told}");
    // The same name in both is the same rule.
    let second = version(2, &one);
    assert_eq!(told_of(&[("1.toml", &first), ("2.toml", &second)]), "");
}
