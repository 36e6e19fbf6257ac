//! From the text of a mapping file to a [`Mapping`], noting every mistake on the way.

use super::fields::{self, Columns};
use super::keys::{Keys, Notes, Value};
use super::{
    DispositionRule, EventRule, FactRule, FileRule, Format, Mapping, Otherwise, Part, Sequence,
    Source,
};
use crate::ingest::problem::Problems;
use crate::lead::event::{Input, Outcome};
use crate::time::zone::Zone;
use crate::wire::decode::CREATED_KINDS;
use toml::de::DeTable;

const MOST_FILES: usize = 64;
const MOST_EVENTS: usize = 64;
const MOST_TESTS: usize = 32;
const MOST_EMPTIES: usize = 32;
/// As many as an event may carry.
const MOST_TRAITS: usize = 64;

/// What every event has, whatever its input.
const COMMON: [&str; 6] = [
    "input",
    "when",
    "lead_id",
    "event_id",
    "occurred_at",
    "sequence",
];

pub(super) fn mapping(name: &str, text: &str) -> Result<Mapping, Problems> {
    let mut notes = Notes::new(name, text);
    if text.len() > Mapping::MOST_BYTES {
        let most = Mapping::MOST_BYTES / 1024;
        notes.note(0..0, format!("a mapping has at most {most} KiB"), None);
    }
    notes.end()?;
    let mut notes = Notes::new(name, text);
    let (root, mistakes) = DeTable::parse_recoverable(text);
    for mistake in &mistakes {
        let message = mistake.message().lines().collect::<Vec<_>>().join(", ");
        notes.note(mistake.span().unwrap_or(0..0), message, None);
    }
    if !mistakes.is_empty() {
        // What follows from a file that is no TOML would only mislead.
        notes.end()?;
        return Err(Problems(Vec::new()));
    }
    let keys = Keys {
        table: root.get_ref(),
        span: (0, 0),
    };
    let files = files(&mut notes, keys);
    notes.end()?;
    Ok(Mapping {
        name: name.to_owned(),
        digest: xxhash_rust::xxh3::xxh3_64(text.as_bytes()),
        files,
    })
}

fn files<'i>(notes: &mut Notes<'i>, root: Keys<'_, 'i>) -> Vec<FileRule> {
    root.only(notes, &["zone", "empty", "files"]);
    let zone = root
        .get("zone")
        .and_then(|value| fields::zone(notes, value))
        .unwrap_or_else(Zone::utc);
    let empty = empty(notes, root, vec![String::new()]);
    let hint = "a mapping has at least one [[files]] with [[files.events]]";
    let Some(list) = root.required(notes, "files", hint) else {
        return Vec::new();
    };
    let mut files: Vec<FileRule> = Vec::new();
    for value in notes.list(list, "files", MOST_FILES) {
        let Some(file) = file(notes, value, &zone, &empty) else {
            continue;
        };
        if files.iter().any(|earlier| earlier.name == file.name) {
            notes.note(
                value.span().start..value.span().start,
                format!("two files are called {:?}", file.name),
                None,
            );
        }
        files.push(file);
    }
    files
}

fn empty<'i>(notes: &mut Notes<'i>, keys: Keys<'_, 'i>, otherwise: Vec<String>) -> Vec<String> {
    match keys.get("empty") {
        Some(value) => notes.texts(value, "empty", MOST_EMPTIES),
        None => otherwise,
    }
}

fn file<'i>(
    notes: &mut Notes<'i>,
    value: &Value<'i>,
    zone: &Zone,
    empty: &[String],
) -> Option<FileRule> {
    let keys = notes.table(value, "files")?;
    keys.only(
        notes,
        &[
            "name",
            "path",
            "format",
            "delimiter",
            "header",
            "zone",
            "empty",
            "events",
        ],
    );
    let name = keys
        .required(notes, "name", "the command line speaks of files by name")
        .and_then(|value| notes.text(value, "name"));
    let path = keys.get("path").and_then(|value| notes.text(value, "path"));
    let zone = keys
        .get("zone")
        .and_then(|value| fields::zone(notes, value))
        .unwrap_or_else(|| zone.clone());
    let mut columns = Columns::default();
    let events = keys
        .required(
            notes,
            "events",
            "say with [[files.events]] what a row becomes",
        )
        .map_or(&[] as &[_], |value| {
            notes.list(value, "events", MOST_EVENTS)
        })
        .iter()
        .filter_map(|value| event(notes, &mut columns, value, &zone))
        .collect();
    let header = keys
        .get("header")
        .and_then(|value| notes.flag(value, "header"));
    let empty = self::empty(notes, keys, empty.to_vec());
    Some(FileRule {
        name: name.unwrap_or_default().to_owned(),
        path: path.map(str::to_owned),
        format: format(notes, keys),
        delimiter: delimiter(notes, keys),
        header: header.unwrap_or(true),
        empty,
        columns: columns.0,
        events,
    })
}

fn format<'i>(notes: &mut Notes<'i>, keys: Keys<'_, 'i>) -> Option<Format> {
    let value = keys.get("format")?;
    match notes.text(value, "format")? {
        "csv" => Some(Format::Csv),
        "jsonl" => Some(Format::JsonLines),
        word => {
            fields::one_of(notes, value, word, &["csv", "jsonl"]);
            None
        }
    }
}

fn delimiter<'i>(notes: &mut Notes<'i>, keys: Keys<'_, 'i>) -> u8 {
    const COMMA: u8 = b',';
    let Some(value) = keys.get("delimiter") else {
        return COMMA;
    };
    match notes.text(value, "delimiter").map(str::as_bytes) {
        Some(&[byte]) if byte.is_ascii() && !matches!(byte, b'"' | b'\n' | b'\r') => byte,
        Some(_) => {
            notes.note(
                value.span(),
                "`delimiter` is one ASCII character, not a quote",
                None,
            );
            COMMA
        }
        None => COMMA,
    }
}

fn event<'i>(
    notes: &mut Notes<'i>,
    columns: &mut Columns,
    value: &Value<'i>,
    zone: &Zone,
) -> Option<EventRule> {
    let keys = notes.table(value, "events")?;
    let input = input(notes, keys);
    let when = keys
        .get("when")
        .map_or(&[] as &[_], |value| notes.list(value, "when", MOST_TESTS))
        .iter()
        .filter_map(|value| fields::test(notes, columns, value))
        .collect();
    let mut required = |notes: &mut Notes<'i>, key: &str, hint: &str| {
        let value = keys.required(notes, key, hint)?;
        fields::source(notes, columns, value, key, &[])
    };
    let lead_id = required(notes, "lead_id", "lead_id = { column = \"…\" }");
    let event_id = required(
        notes,
        "event_id",
        "compose one where the data has none: event_id = { template = \"{lead}:{what}\" }",
    );
    let occurred_at = keys
        .required(
            notes,
            "occurred_at",
            "occurred_at = { column = \"…\", formats = [\"…\"] }",
        )
        .and_then(|value| fields::time(notes, columns, ("occurred_at", value), zone));
    let sequence = keys.get("sequence").map_or(Sequence::Zero, |value| {
        fields::sequence(notes, columns, value)
    });
    let fact = fact(notes, columns, keys, input?, zone);
    Some(EventRule {
        input: input?,
        when,
        lead_id: lead_id?,
        event_id: event_id?,
        occurred_at: occurred_at?,
        sequence,
        fact: fact?,
    })
}

fn input<'i>(notes: &mut Notes<'i>, keys: Keys<'_, 'i>) -> Option<Input> {
    let names = Input::ALL.map(Input::name);
    let value = keys.required(
        notes,
        "input",
        "one of lead_created, engagement, disposition",
    )?;
    let word = notes.text(value, "input")?;
    fields::one_of(notes, value, word, &names);
    Input::ALL.into_iter().find(|input| input.name() == word)
}

fn fact<'i>(
    notes: &mut Notes<'i>,
    columns: &mut Columns,
    keys: Keys<'_, 'i>,
    input: Input,
    zone: &Zone,
) -> Option<FactRule> {
    let own: &[&str] = match input {
        Input::LeadCreated => &["kind", "account", "source", "campaign", "traits", "into"],
        Input::Engagement => &["kind", "asset", "campaign", "channel", "properties"],
        Input::Disposition => &[
            "outcome", "reason", "owner", "team", "actor", "target", "until", "amount",
        ],
    };
    keys.only(notes, &[&COMMON, own].concat());
    let mut field = |notes: &mut Notes<'i>, key: &str| {
        let value = keys.get(key)?;
        fields::source(notes, columns, value, key, &[])
    };
    match input {
        Input::LeadCreated => {
            let kind = field(notes, "kind");
            if let Some(kind) = &kind {
                lawful_words(notes, keys, ("kind", kind), &CREATED_KINDS);
            }
            Some(FactRule::Created {
                account: field(notes, "account"),
                source: field(notes, "source"),
                campaign: field(notes, "campaign"),
                into: field(notes, "into"),
                traits: named(notes, columns, keys, "traits"),
                kind,
            })
        }
        Input::Engagement => {
            keys.required(
                notes,
                "kind",
                "kind = { column = \"…\" } or { constant = \"page_view\" }",
            );
            let kind = field(notes, "kind");
            Some(FactRule::Engagement {
                asset: field(notes, "asset"),
                campaign: field(notes, "campaign"),
                channel: field(notes, "channel"),
                properties: named(notes, columns, keys, "properties"),
                kind: kind?,
            })
        }
        Input::Disposition => {
            keys.required(
                notes,
                "outcome",
                "outcome = { constant = \"win\" } or a table of words",
            );
            let outcome = field(notes, "outcome");
            let rule = DispositionRule {
                reason: field(notes, "reason"),
                owner: field(notes, "owner"),
                team: field(notes, "team"),
                actor: field(notes, "actor"),
                target: field(notes, "target"),
                until: (keys.get("until"))
                    .and_then(|value| fields::time(notes, columns, ("until", value), zone)),
                amount: amount(notes, columns, keys),
                outcome: outcome?,
            };
            let known = Outcome::ALL.map(Outcome::name);
            lawful_words(notes, keys, ("outcome", &rule.outcome), &known);
            Some(FactRule::Disposition(Box::new(rule)))
        }
    }
}

/// Words that stand in the mapping itself are checked now; those that only the data says, row by row.
fn lawful_words<'i>(
    notes: &mut Notes<'i>,
    keys: Keys<'_, 'i>,
    (key, source): (&str, &Source),
    known: &[&str],
) {
    let Some(value) = keys.get(key) else {
        return;
    };
    let mut words: Vec<&str> = source.default.iter().map(String::as_str).collect();
    match (&source.table, source.parts.as_slice()) {
        (Some(table), _) => {
            words.extend(table.values.values().map(String::as_str));
            if let Otherwise::Constant(word) = &table.otherwise {
                words.push(word);
            }
        }
        (None, [Part::Text(word)]) => words.push(word),
        (None, _) => {}
    }
    words.sort_unstable();
    for word in words {
        fields::one_of(notes, value, word, known);
    }
}

/// A map of names to sources; a plain list of columns names each after itself.
fn named<'i>(
    notes: &mut Notes<'i>,
    columns: &mut Columns,
    keys: Keys<'_, 'i>,
    key: &str,
) -> Vec<(String, Source)> {
    let Some(value) = keys.get(key) else {
        return Vec::new();
    };
    if value.get_ref().is_array() {
        let mut sources = Vec::new();
        for entry in notes.list(value, key, MOST_TRAITS) {
            if let Some(name) = notes.text(entry, key) {
                sources.push((name.to_owned(), fields::column(notes, columns, name, entry)));
            }
        }
        return sources;
    }
    let Some(entries) = notes.table(value, key) else {
        return Vec::new();
    };
    if entries.table.len() > MOST_TRAITS {
        notes.note(
            value.span(),
            format!("`{key}` has at most {MOST_TRAITS} entries"),
            None,
        );
        return Vec::new();
    }
    let mut sources = Vec::new();
    for (name, value) in entries.table {
        let name: &str = name.get_ref();
        if let Some(source) = fields::source(notes, columns, value, name, &[]) {
            sources.push((name.to_owned(), source));
        }
    }
    sources
}

fn amount<'i>(
    notes: &mut Notes<'i>,
    columns: &mut Columns,
    keys: Keys<'_, 'i>,
) -> Option<(Source, u8)> {
    let value = keys.get("amount")?;
    let source = fields::source(notes, columns, value, "amount", &["decimals"])?;
    let decimals = value
        .get_ref()
        .as_table()
        .and_then(|table| table.get("decimals"));
    let decimals = decimals.map_or(Some(0), |decimals| {
        let number = decimals.get_ref().as_integer()?;
        number
            .as_str()
            .parse()
            .ok()
            .filter(|places| *places <= 6_u8)
    });
    if decimals.is_none() {
        notes.note(
            value.span(),
            "`decimals` is how many decimals the currency has, 0 to 6",
            Some("2 for euro and dollar: 12.50 becomes 1250".to_owned()),
        );
    }
    Some((source, decimals.unwrap_or(0)))
}
