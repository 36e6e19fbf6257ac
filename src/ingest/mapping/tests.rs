//! Mapping files: what is understood, and what people are told when it is not.

use super::*;
use expect_test::{Expect, expect};

#[expect(clippy::needless_pass_by_value, reason = "reads as a table")]
fn check(text: &str, expected: Expect) {
    let told = match Mapping::parse("m.toml", text) {
        Ok(mapping) => format!("understood, {} files", mapping.files.len()),
        Err(problems) => problems.to_string(),
    };
    expected.assert_eq(&told);
}

#[test]
fn the_bundled_mapping_is_understood() {
    let text = include_str!("../../../examples/mappings/olist.toml");
    let mapping = Mapping::parse("olist.toml", text).unwrap();
    let shape: Vec<_> = mapping
        .files
        .iter()
        .map(|file| (file.name.as_str(), file.events.len(), file.columns.len()))
        .collect();
    assert_eq!(shape, [("leads", 1, 4), ("deals", 2, 14)]);
    let birth = &mapping.files[0].events[0];
    assert!(birth.occurred_at.day_precision, "J6");
    assert_eq!(
        birth.event_id.parts,
        [Part::Column(0), Part::Text(":contact".to_owned())]
    );
}

#[test]
fn words_of_kinds_and_days_of_ends_are_checked() {
    check(
        r#"
[[files]]
name = "leads"

[[files.events]]
input = "lead_created"
lead_id = { column = "mql_id" }
event_id = { column = "mql_id" }
occurred_at = { column = "won", formats = ["rfc3339"] }
kind = { constant = "merge" }

[[files.events]]
input = "disposition"
lead_id = { column = "mql_id" }
event_id = { column = "mql_id" }
occurred_at = { column = "won", formats = ["rfc3339"] }
outcome = { constant = "hold_until" }
until = { column = "next", formats = ["%d.%m.%Y"] }
"#,
        expect![[r#"
            m.toml:10:8: unknown word "merge"
                kind = { constant = "merge" }
                hint: did you mean `merged`?
            m.toml:18:39: "%d.%m.%Y" knows the day only
                until = { column = "next", formats = ["%d.%m.%Y"] }
                hint: say so with precision = "day": its start is then meant"#]],
    );
}

#[test]
fn every_mistake_is_named_at_once_with_its_place_and_a_hint() {
    check(
        r#"
zone = "Europe/Brelin"
colour = "red"

[[files]]
name = "leads"
delimiter = ";;"

[[files.events]]
input = "lead_create"

[[files.events]]
input = "disposition"
lead_id = "mql_id"
event_id = { template = "{mql_id:won" }
occurred_at = { column = "won", formats = ["%Y-%m-%d", "yyyy"] }
outcome = { column = "status", table = { Won = "won" } }
actr = { column = "rep" }
when = [{ column = "status", is = "x", is_not = "y" }]
"#,
        expect![[r#"
            m.toml:2:8: there is no time zone "Europe/Brelin"
                zone = "Europe/Brelin"
                hint: an IANA name, for example "Europe/Berlin" or "UTC"
            m.toml:3:1: unknown key `colour`
                colour = "red"
                hint: known here: zone, empty, files
            m.toml:7:13: `delimiter` is one ASCII character, not a quote
                delimiter = ";;"
            m.toml:9:1: `lead_id` is missing
                [[files.events]]
                hint: lead_id = { column = "…" }
            m.toml:9:1: `event_id` is missing
                [[files.events]]
                hint: compose one where the data has none: event_id = { template = "{lead}:{what}" }
            m.toml:9:1: `occurred_at` is missing
                [[files.events]]
                hint: occurred_at = { column = "…", formats = ["…"] }
            m.toml:10:9: unknown word "lead_create"
                input = "lead_create"
                hint: did you mean `lead_created`?
            m.toml:14:11: `lead_id` must say where its value comes from
                lead_id = "mql_id"
                hint: write { column = "…" } or { constant = "…" }
            m.toml:15:25: a brace of the template has no partner
                event_id = { template = "{mql_id:won" }
                hint: columns stand as {name}; a brace itself is written {{ or }}
            m.toml:16:44: "%Y-%m-%d" knows the day only
                occurred_at = { column = "won", formats = ["%Y-%m-%d", "yyyy"] }
                hint: say so with precision = "day": births are then at its start, deeds at its end
            m.toml:16:56: "yyyy" is neither rfc3339, epoch_s, epoch_ms nor a pattern such as "%Y-%m-%d %H:%M:%S"
                occurred_at = { column = "won", formats = ["%Y-%m-%d", "yyyy"] }
            m.toml:17:11: unknown word "won"
                outcome = { column = "status", table = { Won = "won" } }
                hint: did you mean `win`?
            m.toml:18:1: unknown key `actr`
                actr = { column = "rep" }
                hint: did you mean `actor`?
            m.toml:19:9: a test needs exactly one of is, is_not, one_of, none_of, is_empty
                when = [{ column = "status", is = "x", is_not = "y" }]"#]],
    );
}

#[test]
fn a_file_that_is_no_toml_is_told_where() {
    check(
        "[[files]\nname = ",
        expect![[r#"
        m.toml:1:9: unclosed array table, expected `]`
            [[files]"#]],
    );
    check(
        "",
        expect![[r#"
        m.toml:1:1: `files` is missing
            hint: a mapping has at least one [[files]] with [[files.events]]"#]],
    );
}

#[test]
fn braces_in_templates_are_doubled() {
    let text = r#"
[[files]]
name = "f"
[[files.events]]
input = "engagement"
lead_id = { column = "a" }
event_id = { template = "{{{a}}}-{@row}" }
occurred_at = { column = "t", formats = ["epoch_ms"] }
kind = { constant = "page_view" }
properties = ["a", "b"]
"#;
    let mapping = Mapping::parse("m.toml", text).unwrap();
    let rule = &mapping.files[0].events[0];
    let text = |text: &str| Part::Text(text.to_owned());
    assert_eq!(
        rule.event_id.parts,
        [text("{"), Part::Column(0), text("}-"), Part::Row]
    );
}

#[test]
fn no_cut_or_garbled_mapping_makes_the_reader_fall_over() {
    for deep in [
        "a = ".to_owned() + &"[".repeat(200_000),
        "a.".repeat(100_000) + "b = 1",
        "a = ".to_owned() + &"{b=".repeat(60_000),
    ] {
        assert!(Mapping::parse("deep.toml", &deep).is_err());
    }
    let text = include_str!("../../../examples/mappings/olist.toml");
    for end in (0..text.len()).filter(|end| text.is_char_boundary(*end)) {
        drop(Mapping::parse("cut.toml", &text[..end]));
    }
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    for _ in 0..500 {
        let mut bytes = text.as_bytes().to_vec();
        for _ in 0..4 {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            let at = (state >> 8) as usize % bytes.len();
            bytes[at] = b"[]{}\"=\n,.#x0"[state as usize % 12];
        }
        drop(Mapping::parse(
            "garbled.toml",
            &String::from_utf8_lossy(&bytes),
        ));
    }
}
