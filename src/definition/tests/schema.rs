//! The schema for editors says what the reader reads: it is made from the same tables, and here the tables are held to the reader.

use std::collections::BTreeSet;

use expect_test::expect_file;
use serde_json::Value;
use toml::de::{DeTable, DeValue};

use super::super::code::Code;
use super::super::keys::{FILE, Form, Keys, tables};
use super::super::{SAMPLE, json_schema, parse};
use super::HEAD;

#[test]
fn the_schema_is_what_the_reader_reads() {
    expect_file!["../../../schemas/agreement.schema.json"].assert_eq(&json_schema());
}

#[test]
fn every_key_of_every_table_is_in_the_schema() {
    let schema: Value = serde_json::from_str(&json_schema()).unwrap();
    let titles: BTreeSet<_> = tables().iter().map(|keys| keys.title).collect();
    let all: Vec<_> = tables().iter().map(|keys| keys.title).collect();
    assert_eq!(
        titles.len(),
        all.len(),
        "each table has its own title: {all:?}"
    );
    let defs = schema["$defs"].as_object().unwrap();
    assert_eq!(defs.len(), tables().len() - 1 + 8);
    let root = &schema["properties"];
    for key in FILE.all() {
        assert!(root.get(key.word).is_some(), "{}", key.word);
    }
    for key in tables()[1..].iter().flat_map(|keys| keys.all()) {
        let is_there = |def: &Value| def["properties"].get(key.word).is_some();
        assert!(defs.values().any(is_there), "{}", key.word);
    }
}

/// What stands at the end of a reference.
fn resolved<'a>(schema: &'a Value, root: &'a Value) -> &'a Value {
    match schema["$ref"].as_str() {
        Some(reference) => &root["$defs"][reference.trim_start_matches("#/$defs/")],
        None => schema,
    }
}

/// Whether a value is as the schema says, and if not, where. Knows no patterns.
fn differs(value: &DeValue<'_>, schema: &Value, root: &Value) -> Option<String> {
    let schema = resolved(schema, root);
    if let Some(choices) = schema["anyOf"].as_array() {
        let told: Vec<_> = choices
            .iter()
            .map(|choice| differs(value, choice, root))
            .collect();
        return told.into_iter().min().flatten();
    }
    if let Some(words) = schema["enum"].as_array() {
        let is_one = words.iter().any(|word| word.as_str() == value.as_str());
        return (!is_one).then(|| format!("{value:?}"));
    }
    match (value, schema["type"].as_str()?) {
        (DeValue::Table(table), "object") => differing_key(table, schema, root),
        (DeValue::Array(list), "array") => {
            (list.iter()).find_map(|entry| differs(entry.get_ref(), &schema["items"], root))
        }
        (DeValue::String(_) | DeValue::Datetime(_), "string")
        | (DeValue::Integer(_), "integer" | "number")
        | (DeValue::Float(_), "number")
        | (DeValue::Boolean(_), "boolean") => None,
        (_, wanted) => Some(format!("{value:?} is no {wanted}")),
    }
}

fn differing_key(table: &DeTable<'_>, schema: &Value, root: &Value) -> Option<String> {
    table.iter().find_map(|(key, value)| {
        let word = key.get_ref().as_ref();
        let of_key = match schema["properties"].get(word) {
            Some(schema) => schema,
            None if schema["additionalProperties"] == false => return Some(word.to_owned()),
            None => &schema["additionalProperties"],
        };
        differs(value.get_ref(), of_key, root).map(|told| format!("{word}: {told}"))
    })
}

#[test]
fn the_examples_are_as_the_schema_says() {
    let schema: Value = serde_json::from_str(&json_schema()).unwrap();
    let told = |text: &str| {
        let table = DeTable::parse(text).unwrap();
        differing_key(table.get_ref(), &schema, &schema)
    };
    assert_eq!(told(SAMPLE), None);
    // Blind it is not.
    assert_eq!(told("[fit]\nvetos = []").as_deref(), Some("fit: vetos"));
    assert!(told("[[score.rules]]\npoints = '5'").is_some());
    assert!(told("[score]\ndecay = 'slow'").is_some());
}

/// A table, and what has to be written before a key of it.
struct Place {
    opening: String,
    keys: &'static Keys,
}

/// A name that may stand where the author chooses one.
fn chosen(keys: &Keys) -> &'static str {
    match keys.title {
        "[stages]" => "lost",
        "[reasons]" => "lose",
        "`probability`" => "mql",
        "`hours`" => "mon",
        _ => "x",
    }
}

/// Every table of the tree.
fn places() -> Vec<Place> {
    fn visit(around: &str, path: &str, is_list: bool, keys: &'static Keys, found: &mut Vec<Place>) {
        let opening = match (path, is_list) {
            ("", _) => String::new(),
            (path, true) => format!("{around}[[{path}]]\n"),
            (path, false) => format!("{around}[{path}]\n"),
        };
        // What stands below a list needs the list's entry before it.
        let around = if is_list { opening.as_str() } else { around };
        let below = |word: &str| match path {
            "" => word.to_owned(),
            path => format!("{path}.{word}"),
        };
        for key in keys.all() {
            within(around, &below(key.word), &key.form, found);
        }
        if let Some(form) = keys.others {
            within(around, &below(chosen(keys)), form, found);
        }
        found.push(Place { opening, keys });
    }
    fn within(around: &str, path: &str, form: &'static Form, found: &mut Vec<Place>) {
        match form {
            Form::Table(keys) => visit(around, path, false, keys, found),
            Form::Many(Form::Table(keys), _) => visit(around, path, true, keys, found),
            Form::Either(forms) => {
                for form in *forms {
                    within(around, path, form, found);
                }
            }
            _ => {}
        }
    }
    let mut found = Vec::new();
    visit("", "", false, &FILE, &mut found);
    found
}

#[test]
fn every_key_that_is_known_is_read() {
    // A time of day is what no key wants, so a key that is read refuses it.
    let mut tried = 0;
    for Place { opening, keys } in places() {
        let others = keys.others.map(|_| chosen(keys));
        for word in keys.words().into_iter().chain(others) {
            let text = if opening.is_empty() {
                format!("{word} = 07:32:00\n")
            } else {
                format!("{HEAD}{opening}{word} = 07:32:00\n")
            };
            let line = text.lines().count();
            let problems = parse(&[("a.toml", &text)]).unwrap_err();
            let is_read = |code: &str| code != Code::UnknownKey.name();
            assert!(
                problems
                    .0
                    .iter()
                    .any(|problem| problem.line == line && is_read(problem.code)),
                "{opening}{word} is never read:\n{problems}"
            );
            tried += 1;
        }
    }
    assert!(tried > 150, "{tried} keys");
}
