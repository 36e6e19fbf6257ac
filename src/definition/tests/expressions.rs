//! CEL text, and what it is compiled to or why it is refused (D4).

use crate::lead::predicate::{Field, Literal, Predicate};
use expect_test::{Expect, expect};

use super::told;
use crate::definition::expression::compile;
use crate::definition::scope::{Scope, Words};
use crate::lead::definition::Graph;

/// The stages of the default graph, and two segments.
fn words() -> Words {
    let names = Graph::default().names;
    Words {
        stages: names.iter().map(|name| name.as_str().to_owned()).collect(),
        segments: vec!["enterprise".to_owned(), "self-service".to_owned()],
    }
}

/// One line for each expression: its predicate, or every refusal with its byte.
fn check(scope: Scope, expressions: &[&str], wanted: Expect) {
    let lines: String = expressions
        .iter()
        .map(|text| match compile(text, scope, &words()) {
            Ok(predicate) => format!("{text}\n    {predicate:?}\n"),
            Err(refusals) => {
                let reasons: String = refusals
                    .iter()
                    .map(|refusal| {
                        let hint = refusal.hint.as_deref().map(|hint| format!(" ({hint})"));
                        let hint = hint.unwrap_or_default();
                        format!("    at {}: {}{hint}\n", refusal.at, refusal.message)
                    })
                    .collect();
                format!("{text}\n{reasons}")
            }
        })
        .collect();
    wanted.assert_eq(&lines);
}

#[test]
fn rules_on_engagements() {
    check(
        Scope::Engagement,
        &[
            r#"kind == "page_view" && asset.startsWith("/pricing")"#,
            r#"kind in ["a", 'b'] || has(properties.form)"#,
            r#"!(channel != "paid") && campaign == "x" && properties.seats >= 2.50"#,
            "properties.a < -5 && properties.b <= -0.5 && properties.c > 7",
            "properties.vip == true",
            "true",
            "false",
        ],
        expect![[r#"
            kind == "page_view" && asset.startsWith("/pricing")
                All([Equals(Kind, Text("page_view")), StartsWith(Asset, "/pricing")])
            kind in ["a", 'b'] || has(properties.form)
                Any([In(Kind, [Text("a"), Text("b")]), Has(Property("form"))])
            !(channel != "paid") && campaign == "x" && properties.seats >= 2.50
                All([Not(Differs(Channel, Text("paid"))), Equals(Campaign, Text("x")), AtLeast(Property("seats"), Decimal { units: 250, scale: 2 })])
            properties.a < -5 && properties.b <= -0.5 && properties.c > 7
                All([Less(Property("a"), Decimal { units: -5, scale: 0 }), AtMost(Property("b"), Decimal { units: -5, scale: 1 }), Greater(Property("c"), Decimal { units: 7, scale: 0 })])
            properties.vip == true
                Equals(Property("vip"), Flag(true))
            true
                Always
            false
                Not(Always)
        "#]],
    );
}

#[test]
fn rules_on_fit() {
    check(
        Scope::Profile,
        &[
            r#"traits.seniority in ["vp", "c_level"]"#,
            r#"source == "fair" && account != """#,
            "traits.zip == 10115 || traits.score == 1.10",
        ],
        expect![[r#"
            traits.seniority in ["vp", "c_level"]
                In(Trait("seniority"), [Text("vp"), Text("c_level")])
            source == "fair" && account != ""
                All([Equals(Source, Text("fair")), Differs(Account, Text(""))])
            traits.zip == 10115 || traits.score == 1.10
                Any([Equals(Trait("zip"), Number(Decimal { units: 10115, scale: 0 })), Equals(Trait("score"), Number(Decimal { units: 110, scale: 2 }))])
        "#]],
    );
}

#[test]
fn clocks_see_where_the_lead_stands() {
    check(
        Scope::Lead,
        &[
            r#"stage in ["mql", "sal"] && !contacted"#,
            "contacted == false",
            "contacted != false",
            r#"grade == "A" && route == "hand_raise" && cycle > 1"#,
            r#"owner != "" || team.startsWith("emea")"#,
        ],
        expect![[r#"
            stage in ["mql", "sal"] && !contacted
                All([In(Stage, [Text("mql"), Text("sal")]), Not(Has(Contacted))])
            contacted == false
                Not(Has(Contacted))
            contacted != false
                Has(Contacted)
            grade == "A" && route == "hand_raise" && cycle > 1
                All([Equals(Grade, Text("A")), Equals(Route, Text("hand_raise")), Greater(Cycle, Decimal { units: 1, scale: 0 })])
            owner != "" || team.startsWith("emea")
                Any([Differs(Owner, Text("")), StartsWith(Team, "emea")])
        "#]],
    );
}

#[test]
fn each_rule_sees_its_own_fields_only() {
    check(
        Scope::Engagement,
        &[
            r#"traits.seniority == "vp""#,
            r#"stage == "mql""#,
            "contacted",
            r#"knd == "x""#,
            r#"properties == "x""#,
            r#"properties.a.b == "x""#,
            r#"has(traits.x) && has(properties.x)"#,
            r#"kind == "a" && colour == "b" && shape == "c""#,
        ],
        expect![[r#"
            traits.seniority == "vp"
                at 0: `traits.seniority` is not known here: a rule on engagements sees the event alone (what is known of a lead is asked in [[fit.rules]], [[fit.vetoes]], [[segments]] and [[pql]])
            stage == "mql"
                at 0: `stage` is not known here: a rule on engagements sees the event alone (possible here: kind, asset, campaign, channel, properties.NAME)
            contacted
                at 0: `contacted` is not known here: a rule on engagements sees the event alone (possible here: kind, asset, campaign, channel, properties.NAME)
            knd == "x"
                at 0: there is no field `knd` (did you mean `kind`?)
            properties == "x"
                at 0: there is no field `properties` (did you mean `properties.NAME`?)
            properties.a.b == "x"
                at 0: there is no field `properties.a.b` (did you mean `properties.NAME`?)
            has(traits.x) && has(properties.x)
                at 4: `traits.x` is not known here: a rule on engagements sees the event alone (what is known of a lead is asked in [[fit.rules]], [[fit.vetoes]], [[segments]] and [[pql]])
            kind == "a" && colour == "b" && shape == "c"
                at 15: there is no field `colour` (did you mean `properties.colour`?)
                at 32: there is no field `shape` (did you mean `properties.shape`?)
        "#]],
    );
}

#[test]
fn values_must_be_such_as_the_field_can_have() {
    check(
        Scope::Lead,
        &[
            r#"stage == "mlq""#,
            r#"stage in ["mql", "won"]"#,
            r#"grade == "E""#,
            r#"route == "luck""#,
            r#"cycle == "2""#,
            "stage == 1",
            r#"contacted == "yes""#,
            r#"contacted in ["yes"]"#,
            r#"stage < "mql""#,
            r#"cycle.startsWith("1")"#,
            "stage",
            r#"stage == owner"#,
            r#""mql" == stage"#,
            "1",
            "stage in []",
            r#"stage in "mql""#,
        ],
        expect![[r#"
            stage == "mlq"
                at 9: there is no stage `mlq` (did you mean `mql`?)
            stage in ["mql", "won"]
                at 17: there is no stage `won` (possible here: inquiry, mql, sal, sql, opportunity, customer, recycled, rejected, disqualified, ineligible, lost, merged, erased)
            grade == "E"
                at 9: there is no grade `E` (possible here: A, B, C, D, unknown)
            route == "luck"
                at 9: there is no route `luck` (possible here: birth, threshold, hand_raise, disposition, decay, revoke, pql, veto, override, timeout, merged, erased)
            cycle == "2"
                at 9: the field never has such a value (this field is a number: write no quotation marks)
            stage == 1
                at 9: the field never has such a value (this field is text: write quotation marks)
            contacted == "yes"
                at 13: the field never has such a value (this field is a flag: write `true` or `false`)
            contacted in ["yes"]
                at 0: a flag is in no list (write the flag alone, or `!` before it)
            stage < "mql"
                at 0: only numbers are compared by size (use `==`, `in` or `.startsWith()`)
            cycle.startsWith("1")
                at 0: only text begins with text (use `==`)
            stage
                at 0: `stage` alone is no test (compare it: `stage == …`)
            stage == owner
                at 9: a field is compared with a constant (write text in quotation marks, a number, `true` or `false`)
            "mql" == stage
                at 0: the field stands on the left (turn the comparison around)
            1
                at 0: a value alone is no test (compare a field with it)
            stage in []
                at 9: nothing is in an empty list (name the values)
            stage in "mql"
                at 9: `in` asks for a list (write the values in brackets: `in ["a", "b"]`)
        "#]],
    );
}

#[test]
fn the_usual_slips_are_named() {
    check(
        Scope::Engagement,
        &[
            r#"kind = "a""#,
            r#"kind == "a" and asset == "b""#,
            r#"kind == "a" & asset == "b""#,
            "kind == “a”",
            r#"kind == "a"#,
            "kind == (\"a\"",
            "kind == \"a\")",
            "kind == \"a\" &&",
            "kind == == \"a\"",
            r#"kind == "ä" == == 5"#,
            r#"kind == "a" "b""#,
            "properties.a in [1, -0.5] && kind == \"x\" 5",
            "kind == null",
            "has(kind)",
            r#"kind == "ä" && farbe == "ü" && 5"#,
        ],
        expect![[r#"
            kind = "a"
                at 5: `=` compares nothing (write `==`)
            kind == "a" and asset == "b"
                at 12: `and` is not a word of CEL (write `&&`)
            kind == "a" & asset == "b"
                at 12: a single `&` has no meaning (write `&&`)
            kind == “a”
                at 8: this is a typographic quotation mark (write a plain " or ')
            kind == "a
                at 8: this quotation is never closed
            kind == ("a"
                at 8: this bracket is never closed
            kind == "a")
                at 11: `)` closes nothing
            kind == "a" &&
                at 14: the expression ends too early
            kind == == "a"
                at 8: `==` is not expected here
            kind == "ä" == == 5
                at 16: `==` is not expected here
            kind == "a" "b"
                at 12: `"b"` is not expected here
            properties.a in [1, -0.5] && kind == "x" 5
                at 41: `5` is not expected here
            kind == null
                at 8: a field is compared with a constant (write text in quotation marks, a number, `true` or `false`)
            has(kind)
                at 4: `kind` is not expected here (write `has(properties.NAME)` or `has(traits.NAME)`)
            kind == "ä" && farbe == "ü" && 5
                at 16: there is no field `farbe` (did you mean `properties.farbe`?)
                at 33: a value alone is no test (compare a field with it)
        "#]],
    );
}

#[test]
fn slips_of_other_languages_are_named() {
    check(
        Scope::Engagement,
        &[
            "properties.a => 50",
            "properties.a > = 50",
            "properties.a ≥ 50",
            r#"kind <> "a""#,
            r#"kind is "a""#,
            r#"kind not in ["a", "b"]"#,
            r#"kind in ["a" "b"]"#,
            r#"kind in "a", "b""#,
            r#"kind in ("a", "b")"#,
            "10 < properties.a < 50",
            "pages == 5",
            "traits.employees > 5",
        ],
        expect![[r#"
            properties.a => 50
                at 13: `=>` compares nothing (write `>=`)
            properties.a > = 50
                at 13: `> =` compares nothing (write `>=`)
            properties.a ≥ 50
                at 13: `≥` compares nothing (write `>=`)
            kind <> "a"
                at 5: `<>` compares nothing (write `!=`)
            kind is "a"
                at 5: `is` is not expected here (write `==`)
            kind not in ["a", "b"]
                at 5: `not` is not a word of CEL (write `!(FIELD in ["a", "b"])`)
            kind in ["a" "b"]
                at 13: `"b"` is not expected here (a comma stands between two values: `in ["a", "b"]`)
            kind in "a", "b"
                at 11: `,` is not expected here (write the values in brackets: `in ["a", "b"]`)
            kind in ("a", "b")
                at 12: `,` is not expected here (write the values in brackets: `in ["a", "b"]`)
            10 < properties.a < 50
                at 0: a field is compared with one value at a time (write two comparisons joined by `&&`: `FIELD > 10 && FIELD < 50`)
            pages == 5
                at 0: there is no field `pages` (did you mean `properties.pages`?)
            traits.employees > 5
                at 0: `traits.employees` is not known here: a rule on engagements sees the event alone (what is known of a lead is asked in [[fit.rules]], [[fit.vetoes]], [[segments]] and [[pql]])
        "#]],
    );
}

#[test]
fn what_is_not_supported_is_refused_with_its_place() {
    check(
        Scope::Engagement,
        &[
            "properties.a + 1 > 2",
            "-kind == 5",
            "properties.a > 2 ? true : false",
            r#"asset.endsWith("x")"#,
            r#"asset.matches("x.*")"#,
            r#"size(asset) > 3"#,
            r#"asset["a"] == "b""#,
            r#"properties[kind] == "b""#,
            r#"properties["a"]["b"] == "b""#,
            r#"properties["utm-source"]"#,
            r#"properties.utm-source == "b""#,
            r#"traits["x"] == "b""#,
            r#"["a"].exists(x, x == kind)"#,
            r#"kind == r"a""#,
            r#"kind == """a""""#,
            "properties.a > 1e3",
            "properties.a > 0x1F",
            "properties.a == -9223372036854775808",
        ],
        expect![[r#"
            properties.a + 1 > 2
                at 13: an expression does not reckon (compare the field with the number itself)
            -kind == 5
                at 0: an expression does not reckon (compare the field with the number itself)
            properties.a > 2 ? true : false
                at 17: `… ? … : …` is not part of what an agreement may ask (say it with `&&` and `||`)
            asset.endsWith("x")
                at 0: `endsWith()` is not part of what an agreement may ask (possible: == != < <= > >= in, .startsWith(), has(), && || !)
            asset.matches("x.*")
                at 0: `matches()` is not part of what an agreement may ask (possible: == != < <= > >= in, .startsWith(), has(), && || !)
            size(asset) > 3
                at 0: `size()` is not part of what an agreement may ask (possible: == != < <= > >= in, .startsWith(), has(), && || !)
            asset["a"] == "b"
                at 0: `…[…]` is not part of what an agreement may ask (possible: == != < <= > >= in, .startsWith(), has(), && || !)
            properties[kind] == "b"
                at 0: `…[…]` is not part of what an agreement may ask (possible: == != < <= > >= in, .startsWith(), has(), && || !)
            properties["a"]["b"] == "b"
                at 0: `…[…]` is not part of what an agreement may ask (possible: == != < <= > >= in, .startsWith(), has(), && || !)
            properties["utm-source"]
                at 0: a field alone is no test (compare it: `properties["NAME"] == …`)
            properties.utm-source == "b"
                at 0: `properties.utm-source` has a hyphen in its name (write `properties["utm-source"]`)
            traits["x"] == "b"
                at 0: `traits.x` is not known here: a rule on engagements sees the event alone (what is known of a lead is asked in [[fit.rules]], [[fit.vetoes]], [[segments]] and [[pql]])
            ["a"].exists(x, x == kind)
                at 12: a test of each value of a list is not part of what an agreement may ask (possible: == != < <= > >= in, .startsWith(), has(), && || !)
            kind == r"a"
                at 8: a letter before a quotation has no meaning (leave the letter out)
            kind == """a"""
                at 8: triple quotes have no meaning in an expression (use one quotation mark)
            properties.a > 1e3
                at 15: `1e3` is not a number that can be compared (up to 18 digits before the point and 9 after it; text stands in quotation marks)
            properties.a > 0x1F
                at 15: `0x1F` is not a number that can be compared (up to 18 digits before the point and 9 after it; text stands in quotation marks)
            properties.a == -9223372036854775808
                at 17: `9223372036854775808` is not a number that can be compared (up to 18 digits before the point and 9 after it; text stands in quotation marks)
        "#]],
    );
}

#[test]
fn length_and_depth_have_bounds() {
    let first = |text: &str| match compile(text, Scope::Engagement, &words()) {
        Ok(_) => "fine".to_owned(),
        Err(refusals) => refusals[0].message.clone(),
    };
    assert_eq!(first(""), "the expression is empty");
    assert_eq!(first("  "), "the expression is empty");
    let nested = |depth| format!("{}true{}", "(".repeat(depth), ")".repeat(depth));
    assert_eq!(first(&nested(32)), "fine");
    assert_eq!(first(&nested(33)), "brackets are nested more than 32 deep");
    assert_eq!(
        first(&format!("kind == \"{}\"", "x".repeat(4096))),
        "an expression has at most 4096 bytes"
    );
    let many = |count| vec!["true"; count].join(" && ");
    assert_eq!(first(&many(300)), "fine");
    assert_eq!(
        first(&many(301)),
        "an expression has at most 600 words and signs"
    );
    assert_eq!(first(&format!("{}true", "!".repeat(599))), "fine");
    assert!(first(&format!("a{}", ".a".repeat(299))).starts_with("there is no field"));
    assert_ne!(first(&vec!["1"; 300].join(" < ")), "fine");
}

#[test]
fn the_place_is_that_in_the_file_whatever_the_quotation() {
    let rule = |when: &str| {
        told(&format!(
            "[[score.rules]]\nname = 'x'\npoints = 1\nwhen = {when}\n"
        ))
    };
    let places: String = [
        r#"'kind == "ä" && colour == "b"'"#,
        r#""kind == \"\u00e4\" && colour == \"b\"""#,
        "'''\nkind == \"a\" &&\n  colour == \"b\"'''",
        "\"\"\"\\\n   kind == \\\"a\\\" \\\n   && colour == 'b'\"\"\"",
        "\"\"\"kind == 'a' &&\r\ncolour == 'b'\"\"\"",
        "'kind == \"a\" &&'",
    ]
    .iter()
    .map(|when| {
        let told = rule(when);
        format!(
            "{}\n\n",
            told.lines().take(5).collect::<Vec<_>>().join("\n")
        )
    })
    .collect();
    expect![[r#"
        error: there is no field `colour`
         --> a.toml:7:24
          |
        7 | when = 'kind == "ä" && colour == "b"'
          |                        ^

        error: there is no field `colour`
         --> a.toml:7:31
          |
        7 | when = "kind == \"\u00e4\" && colour == \"b\""
          |                               ^

        error: there is no field `colour`
         --> a.toml:9:3
          |
        9 |   colour == "b"'''
          |   ^

        error: there is no field `colour`
         --> a.toml:9:7
          |
        9 |    && colour == 'b'"""
          |       ^

        error: there is no field `colour`
         --> a.toml:8:1
          |
        8 | colour == 'b'"""
          | ^

        error: the expression ends too early
         --> a.toml:7:23
          |
        7 | when = 'kind == "a" &&'
          |                       ^

    "#]]
    .assert_eq(&places);
}

#[test]
fn a_name_that_is_no_word_stands_in_brackets() {
    let of = |text: &str| compile(text, Scope::Engagement, &Words::default()).unwrap();
    let wanted = Predicate::Equals(
        Field::Property("utm-source".to_owned()),
        Literal::Text("x".to_owned()),
    );
    assert_eq!(of(r#"properties["utm-source"] == "x""#), wanted);
    assert_eq!(of(r#"properties["n"] > 5"#), of("properties.n > 5"));
    assert_eq!(
        of(r#"properties["n"].startsWith("a")"#),
        of(r#"properties.n.startsWith("a")"#)
    );
    assert_eq!(
        of(r#"properties['n'] in ["a"]"#),
        of(r#"properties.n in ["a"]"#)
    );
}
