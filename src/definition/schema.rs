//! The schema for editors (JSON Schema, draft 2020-12), made from the tables by which agreements are read, so that it cannot say anything else.
//!
//! It knows keys, types and bounds. What belongs together, and what an expression may ask, is said by `leadfold check` only.

use serde_json::{Map, Value, json};

use super::keys::{FILE, Form, Key, Keys, LONGEST_NAME, LONGEST_WORD, tables};
use crate::lead::definition::ScoreRule;

/// The longest expression that the schema lets pass, in characters.
const LONGEST_EXPRESSION: usize = super::scan::LONGEST;

/// The schema of agreement files, as `schemas/agreement.schema.json` has it.
#[must_use]
pub fn json_schema() -> String {
    let mut schema = table(&FILE);
    let mut defs = Map::new();
    for keys in tables().into_iter().skip(1) {
        defs.insert(slug(keys), Value::Object(table(keys)));
    }
    for (name, value) in scalars() {
        defs.insert(name.to_owned(), value);
    }
    for (key, value) in [
        (
            "$schema",
            json!("https://json-schema.org/draft/2020-12/schema"),
        ),
        ("title", json!("leadfold agreement")),
        ("$defs", Value::Object(defs)),
    ] {
        schema.insert(key.to_owned(), value);
    }
    let mut text = format!("{:#}", Value::Object(schema));
    text.push('\n');
    text
}

/// The name of a table's definition: `[[score.rules]]` is `score.rules`.
fn slug(keys: &Keys) -> String {
    let is_kept = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_');
    let words = keys
        .title
        .split(' ')
        .map(|word| word.chars().filter(is_kept).collect());
    let words: Vec<String> = words.collect();
    words.join("_")
}

fn table(keys: &'static Keys) -> Map<String, Value> {
    let mut properties = Map::new();
    for key in keys.all() {
        properties.insert(key.word.to_owned(), property(key));
    }
    let needed: Vec<&str> = keys
        .all()
        .filter(|key| key.needed)
        .map(|key| key.word)
        .collect();
    let mut schema = Map::new();
    let others = keys.others.map_or(Value::Bool(false), form);
    for (key, value) in [
        ("type", json!("object")),
        ("description", json!(keys.says)),
        ("properties", Value::Object(properties)),
        ("additionalProperties", others),
    ] {
        schema.insert(key.to_owned(), value);
    }
    if !needed.is_empty() {
        schema.insert("required".to_owned(), json!(needed));
    }
    schema
}

fn property(key: &Key) -> Value {
    let mut schema = form(&key.form);
    if let Value::Object(schema) = &mut schema {
        let mut says = key.says.to_owned();
        if let Form::Test(scope) = &key.form {
            says += &format!(
                " A CEL expression; it may ask for {}.",
                scope.names().join(", ")
            );
        }
        schema.insert("description".to_owned(), json!(says));
    }
    schema
}

fn form(of: &Form) -> Value {
    let reference = |name: &str| json!({ "$ref": format!("#/$defs/{name}") });
    match of {
        Form::Text(most) => json!({ "type": "string", "maxLength": most }),
        Form::Name => reference("name"),
        Form::Word => reference("word"),
        Form::OneOf(words) => json!({ "enum": words }),
        Form::Flag => json!({ "type": "boolean" }),
        Form::Whole(least, most) => json!({ "type": "integer", "minimum": least, "maximum": most }),
        Form::Points => reference("points"),
        Form::Span => reference("span"),
        Form::Tier => reference("tier"),
        Form::Share => reference("share"),
        Form::Probability => reference("percentage"),
        Form::Test(_) => reference("test"),
        Form::Instant => json!({ "type": "string", "format": "date-time" }),
        Form::Day => json!({ "type": "string", "format": "date" }),
        Form::Many(of, most) => json!({ "type": "array", "items": form(of), "maxItems": most }),
        Form::Table(keys) => reference(&slug(keys)),
        Form::Either(forms) => json!({ "anyOf": forms.iter().map(form).collect::<Vec<_>>() }),
    }
}

/// The small values.
fn scalars() -> [(&'static str, Value); 8] {
    const SPAN: &str = "[0-9]+ ?(ms|s|sec|seconds?|min|mins|minutes?|h|hours?|d|days?|w|weeks?)";
    let spans = format!("{SPAN}( ?{SPAN})*");
    let most = ScoreRule::MOST / 1000;
    [
        (
            "name",
            json!({ "type": "string", "minLength": 1, "maxLength": LONGEST_NAME }),
        ),
        (
            "word",
            json!({ "type": "string", "pattern": format!("^[a-z][a-z0-9_]{{0,{}}}$", LONGEST_WORD - 1) }),
        ),
        (
            "points",
            json!({ "type": "number", "minimum": -most, "maximum": most }),
        ),
        (
            "span",
            json!({ "type": "string", "pattern": format!("^ *{spans} *$") }),
        ),
        (
            "tier",
            json!({ "type": "string", "pattern": format!("^ *\\+? *{spans} *$") }),
        ),
        (
            "share",
            json!({ "type": "string", "pattern": "^ *[0-9]{1,3} *% *$" }),
        ),
        (
            "percentage",
            json!({ "type": "string", "pattern": "^ *[0-9]{1,3}(\\.[0-9])? *% *$" }),
        ),
        (
            "test",
            json!({ "type": "string", "minLength": 1, "maxLength": LONGEST_EXPRESSION }),
        ),
    ]
}
