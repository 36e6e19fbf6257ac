//! Rows of files, as people have them, and the events that come of them.

use super::*;
use crate::ingest::mapping::Mapping;
use crate::ingest::table::{Next, Rows};
use expect_test::{Expect, expect};
use std::fmt::Write as _;
use std::io::Write as _;

/// The events and faults of a file, one a line.
fn told(mapping: &str, file_name: &str, bytes: &[u8]) -> String {
    let mapping = Mapping::parse("m.toml", mapping).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(file_name);
    std::fs::write(&path, bytes).unwrap();
    let mut told = String::new();
    let rule = &mapping.files[0];
    let mut rows = match Rows::open(&path, rule, &mapping) {
        Ok(rows) => rows,
        Err(e) => return e.to_string().replace(folder.path().to_str().unwrap(), ""),
    };
    let mut row = Row::default();
    loop {
        match rows.next(&mut row) {
            Ok(Next::End) => return told,
            Ok(Next::Bad(why)) => writeln!(told, "line {}: {why}", row.line).unwrap(),
            Ok(Next::Row) => {
                let mut events = String::new();
                match of_row(rule, &row, &mut |event| show(&mut events, event)) {
                    Ok(_) => told.push_str(&events),
                    Err(fault) => writeln!(
                        told,
                        "line {}, column {}: {}: {}",
                        row.line,
                        fault.column.as_deref().unwrap_or("-"),
                        fault.field,
                        fault.why
                    )
                    .unwrap(),
                }
            }
            Err(e) => {
                let whole = e.to_string().replace(folder.path().to_str().unwrap(), "");
                return told + &whole;
            }
        }
    }
}

fn show(to: &mut String, event: &LeadEvent<'_>) {
    let day = if event.day_precision { " (day)" } else { "" };
    write!(
        to,
        "{}{day} {} {}",
        event.occurred_at, event.lead_id, event.event_id
    )
    .unwrap();
    if event.sequence != 0 {
        write!(to, " #{}", event.sequence).unwrap();
    }
    match &event.fact {
        Fact::Created(profile) => {
            write!(to, " created source={:?}", profile.source).unwrap();
            for (name, value) in &profile.traits {
                write!(to, " {name}:{value}").unwrap();
            }
        }
        Fact::Engagement(engagement) => {
            write!(to, " {} asset={:?}", engagement.kind, engagement.asset).unwrap();
            for (name, value) in &engagement.properties {
                write!(to, " {name}:{value}").unwrap();
            }
        }
        Fact::Merged(into) => write!(to, " merged into {into}").unwrap(),
        Fact::Erased => to.push_str(" erased"),
        Fact::Scoring { suspended } => write!(to, " scoring suspended: {suspended}").unwrap(),
        Fact::Disposition(said) => {
            write!(
                to,
                " {} by {:?} amount {:?}",
                said.outcome.name(),
                said.actor,
                said.amount
            )
            .unwrap();
            if let Some(until) = said.until {
                write!(to, " until {until}").unwrap();
            }
        }
    }
    to.push('\n');
}

#[expect(clippy::needless_pass_by_value, reason = "reads as a table")]
fn check(mapping: &str, file: &str, bytes: &[u8], expected: Expect) {
    expected.assert_eq(&told(mapping, file, bytes));
}

const CRM: &str = r#"
zone = "Europe/Berlin"
empty = ["", "n/a"]

[[files]]
name = "crm"
delimiter = ";"

[[files.events]]
input = "lead_created"
when = [{ column = "Kind", is = "New" }]
lead_id = { column = "Lead" }
event_id = { template = "{Lead}:{@row}" }
occurred_at = { column = "At", formats = ["%d.%m.%Y"], precision = "day" }
source = { column = "Source" }
traits = ["Size"]

[[files.events]]
input = "disposition"
when = [{ column = "Kind", is_not = "New" }, { column = "Lead", is_empty = false }]
lead_id = { column = "Lead" }
event_id = { template = "{Lead}:{@row}" }
occurred_at = { column = "At", formats = ["%d.%m.%Y %H:%M", "rfc3339", "%d.%m.%Y"], precision = "day" }
outcome = { column = "Kind", table = { Won = "win", Lost = "lose" } }
actor = { column = "Rep", default = "nobody" }
amount = { column = "Amount", decimals = 2 }
sequence = "row"
"#;

#[test]
fn a_crm_export_becomes_births_at_the_start_and_deeds_at_the_end_of_their_day() {
    check(
        CRM,
        "crm.csv",
        b"\xef\xbb\xbfLead;Kind;At;Source;Size;Rep;Amount\n\
          L1;New;01.02.2026;;90;;\n\
          L2;New;02.02.2026;unknown;n/a;;\n\
          L1;Won;03.02.2026;;;\"Kim; Lee\";1200.5\n\
          L2;Lost;03.02.2026 10:15;;;;\n",
        expect![[r#"
            2026-01-31T23:00:00.000Z (day) L1 L1:1 created source=None Size:90
            2026-02-01T23:00:00.000Z (day) L2 L2:2 created source=Some("unknown")
            2026-02-03T22:59:59.999Z (day) L1 L1:3 #3 win by Some("Kim; Lee") amount Some(120050)
            2026-02-03T22:59:59.999Z (day) L2 L2:4 #4 lose by Some("nobody") amount None
        "#]],
    );
}

const MOVES: &str = r#"
zone = "Europe/Berlin"

[[files]]
name = "moves"

[[files.events]]
input = "lead_created"
when = [{ column = "what", one_of = ["merge", "forget", "pause", "new", "odd"] }]
lead_id = { column = "lead" }
event_id = { template = "{@row}" }
occurred_at = { column = "at", formats = ["rfc3339"] }
kind = { column = "what", table = { merge = "merged", forget = "erased", pause = "scoring_suspended", new = "created" }, otherwise = "keep" }
into = { column = "other" }

[[files.events]]
input = "disposition"
when = [{ column = "what", none_of = ["merge", "forget", "pause", "new", "odd"] }]
lead_id = { column = "lead" }
event_id = { template = "{@row}" }
occurred_at = { column = "at", formats = ["rfc3339"] }
outcome = { column = "what" }
actor = { column = "who" }
target = { column = "other" }
until = { column = "until", formats = ["%Y-%m-%d"], precision = "day" }
"#;

#[test]
fn holds_overrides_merges_and_erasures_can_be_imported() {
    check(
        MOVES,
        "moves.csv",
        b"lead,what,at,who,other,until\n\
          L1,new,2026-04-01T09:00:00Z,,,\n\
          L1,pause,2026-04-01T09:01:00Z,,,\n\
          L1,hold_until,2026-04-01T09:02:00Z,kim,,2026-07-01\n\
          L1,hold_until,2026-04-01T09:03:00Z,kim,,\n\
          L1,hold_until,2026-04-01T09:04:00Z,kim,,soon\n\
          L1,override,2026-04-01T09:05:00Z,kim,sql,2026-05-01\n\
          L1,override,2026-04-01T09:06:00Z,,sql,\n\
          L1,merge,2026-04-01T09:07:00Z,,L2,\n\
          L1,merge,2026-04-01T09:08:00Z,,,\n\
          L1,merge,2026-04-01T09:09:00Z,,L1,\n\
          L1,forget,2026-04-01T09:10:00Z,,,\n\
          L1,odd,2026-04-01T09:11:00Z,,,\n",
        expect![[r#"
            2026-04-01T09:00:00.000Z L1 1 created source=None
            2026-04-01T09:01:00.000Z L1 2 scoring suspended: true
            2026-04-01T09:02:00.000Z L1 3 hold_until by Some("kim") amount None until 2026-06-30T22:00:00.000Z
            2026-04-01T09:03:00.000Z L1 4 hold_until by Some("kim") amount None
            line 6, column until: until: "soon" fits none of the formats
            2026-04-01T09:05:00.000Z L1 6 override by Some("kim") amount None until 2026-04-30T22:00:00.000Z
            line 8, column what: target: an override names the stage, and who says so
            2026-04-01T09:07:00.000Z L1 8 merged into L2
            line 10, column other: into: there is none
            line 11, column other: into: a merge names the other lead that goes on
            2026-04-01T09:10:00.000Z L1 11 erased
            line 13, column what: kind: "odd" is no kind of this input
        "#]],
    );
}

#[test]
fn a_bad_row_is_named_and_the_next_one_is_read() {
    check(
        CRM,
        "crm.csv",
        b"Lead;Kind;At;Source;Size;Rep;Amount\n\
          ;New;01.02.2026;;;;\n\
          L1;New;31.02.2026;;;;\n\
          L1;Maybe;01.02.2026;;;;\n\
          L1;Won;01.02.2026;;;;12.345\n\
          L1;Won;01.02.2026;;;;99999999999999999999\n\
          L1;New;01.02.2026\n\
          L\xff;New;01.02.2026;;;;\n\
          \"L\n3\";New;01.02.2026;;;;\n\
          L4;New;01.02.2026;;;;\n",
        expect![[r#"
            line 2, column Lead: lead_id: there is none
            line 3, column At: occurred_at: "31.02.2026" fits none of the formats
            line 4, column Kind: outcome: "Maybe" is not in the table
            line 5, column Amount: amount: "12.345" is no amount with at most 2 decimals
            line 6, column Amount: amount: "99999999999999999999" is no amount with at most 2 decimals
            line 7: 3 cells instead of 7
            line 8, column Lead: lead_id: not UTF-8
            2026-01-31T23:00:00.000Z (day) L
            3 L
            3:8 created source=None
            2026-01-31T23:00:00.000Z (day) L4 L4:9 created source=None
        "#]],
    );
    let long = format!(
        "Lead;Kind;At;Source;Size;Rep;Amount\n{};New;01.02.2026;;;;\n",
        "x".repeat(200)
    );
    check(
        CRM,
        "crm.csv",
        long.as_bytes(),
        expect![[r#"
        line 2, column Lead: lead_id: longer than 128 bytes
    "#]],
    );
}

#[test]
fn columns_that_the_file_lacks_are_told_at_their_place_in_the_mapping() {
    check(
        CRM,
        "crm.csv",
        b"Lead;Kid;At;Source;Size;Rep;Rep\n",
        expect![[r#"
            the mapping does not fit "/crm.csv"
            m.toml:11:20: column "Kind" is not in the header
                hint: did you mean `Kid`?
            m.toml:25:20: column "Rep" stands twice in the header
            m.toml:26:21: column "Amount" is not in the header"#]],
    );
}

#[test]
fn a_quote_that_is_never_closed_ends_the_import_instead_of_the_memory() {
    let mut text = b"Lead;Kind;At;Source;Size;Rep;Amount\nL1;New;\"".to_vec();
    text.resize(3 * crate::ingest::table::MOST_ROW, b'x');
    check(
        CRM,
        "crm.csv",
        &text,
        expect![[
            r#"could not read "/crm.csv": the row at line 2 is larger than 1 MiB; is a quote not closed?"#
        ]],
    );
}

const CLICKS: &str = r#"
[[files]]
name = "clicks"

[[files.events]]
input = "engagement"
lead_id = { column = "/who/id" }
event_id = { column = "id" }
occurred_at = { column = "ts", formats = ["epoch_ms", "rfc3339"] }
kind = { column = "type", table = { view = "page_view" }, otherwise = "keep" }
asset = { column = "/page/0" }
properties = { visits = { column = "visits" }, ad = { column = "ad" } }
"#;

const CLICK_LINES: &str = r#"{"id": 1, "ts": 1767225600001, "who": {"id": "L1"}, "type": "view", "page": ["/pricing"], "visits": 3, "ad": false}

{"id": "2", "ts": "2026-01-01T00:00:00.002Z", "who": {"id": "L1"}, "type": "heartbeat"}
{"id": "3", "ts": "2026-01-01T00:00:00.003Z", "who": {"id": "L1"}, "type": "webinar_attended", "ad": null}
{"id": "4", "ts": true, "who": {"id": {}}, "type": "view"}
[1]
{"id":
{"id": "5", "ts": 99999999999999999, "who": {"id": "L1"}, "type": "view"}
"#;

#[test]
fn json_lines_are_read_by_keys_and_pointers() {
    check(
        CLICKS,
        "clicks.jsonl",
        CLICK_LINES.as_bytes(),
        expect![[r#"
            2026-01-01T00:00:00.001Z L1 1 page_view asset=Some("/pricing") ad:false visits:3
            line 3, column type: kind: "heartbeat" is reserved
            2026-01-01T00:00:00.003Z L1 3 webinar_attended asset=None
            line 5, column /who/id: lead_id: not a single value
            line 6: not a JSON object
            line 7: not JSON: broken at column 6
            line 8, column ts: occurred_at: "99999999999999999" is outside the years 1 to 9999
        "#]],
    );
}

#[test]
fn compressed_files_say_the_same_whatever_they_are_called() {
    let plain = told(CLICKS, "clicks.jsonl", CLICK_LINES.as_bytes());
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(CLICK_LINES.as_bytes()).unwrap();
    let gzip = gzip.finish().unwrap();
    let zstd = zstd::encode_all(CLICK_LINES.as_bytes(), 1).unwrap();
    assert_eq!(told(CLICKS, "clicks.jsonl.gz", &gzip), plain);
    assert_eq!(told(CLICKS, "clicks.ndjson.zst", &zstd), plain);
    assert_eq!(told(CLICKS, "clicks.jsonl", &zstd), plain);
    let cut = told(CLICKS, "clicks.jsonl.gz", &gzip[..gzip.len() / 2]);
    assert!(cut.contains("could not read"), "{cut}");
}

#[test]
fn amounts_are_whole_minor_units_or_refused() {
    for (text, decimals, expected) in [
        ("12.5", 2, Some(1250)),
        ("12.50000", 2, Some(1250)),
        ("-0.01", 2, Some(-1)),
        ("7", 0, Some(7)),
        ("7.0", 0, Some(7)),
        ("7.5", 0, None),
        ("1,200", 2, None),
        ("", 2, None),
        (".5", 2, None),
        ("--5", 2, None),
        ("9223372036854775807", 2, None),
        ("5\u{20ac}", 2, None),
        ("5.\u{20ac}", 2, None),
    ] {
        assert_eq!(minor_units(text, decimals), expected, "{text}");
    }
}
