//! The small tables of a mapping: where a field's text comes from, how a time is read, what a row is tested for.

use super::keys::{Keys, Notes, Value};
use super::{Column, Is, Otherwise, Part, Sequence, Source, Table, Test, TimeRule};
use crate::ingest::problem::did_you_mean;
use crate::time::zone::{Notation, Zone};

/// The columns of one file rule, as they are met.
#[derive(Debug, Default)]
pub(super) struct Columns(pub(super) Vec<Column>);

/// What a template calls the row's number.
const ROW: &str = "@row";

/// The bounds of a mapping: far above any real one, low enough that a hostile one costs nothing.
const MOST_COLUMNS: usize = 512;
const MOST_VALUES: usize = 4096;
const MOST_PARTS: usize = 32;
const MOST_NOTATIONS: usize = 16;

impl Columns {
    fn index(&mut self, notes: &mut Notes<'_>, name: &str, value: &Value<'_>) -> usize {
        if let Some(index) = self.0.iter().position(|column| column.name == name) {
            return index;
        }
        if self.0.len() == MOST_COLUMNS {
            notes.note(
                value.span(),
                format!("more than {MOST_COLUMNS} columns are used"),
                None,
            );
            return 0;
        }
        self.0.push(Column {
            name: name.to_owned(),
            place: notes.place(value.span()),
        });
        self.0.len() - 1
    }
}

/// A field's source: `{ column = "…" }`, `{ constant = "…" }` or `{ template = "…" }`, with `table`, `otherwise`, `default`, and the `more` keys
/// that this field has besides.
pub(super) fn source<'i>(
    notes: &mut Notes<'i>,
    columns: &mut Columns,
    value: &Value<'i>,
    what: &str,
    more: &[&str],
) -> Option<Source> {
    if value.get_ref().as_str().is_some() {
        let hint = "write { column = \"…\" } or { constant = \"…\" }".to_owned();
        notes.note(
            value.span(),
            format!("`{what}` must say where its value comes from"),
            Some(hint),
        );
        return None;
    }
    let keys = notes.table(value, what)?;
    let mut known = vec![
        "column",
        "constant",
        "template",
        "table",
        "otherwise",
        "default",
    ];
    known.extend_from_slice(more);
    keys.only(notes, &known);
    let parts = parts(notes, columns, keys, what)?;
    let table = table(notes, keys);
    let default = keys
        .get("default")
        .and_then(|value| notes.text(value, "default").map(str::to_owned));
    Some(Source {
        parts,
        table,
        default,
    })
}

/// The source that is one column.
pub(super) fn column(
    notes: &mut Notes<'_>,
    columns: &mut Columns,
    name: &str,
    value: &Value<'_>,
) -> Source {
    Source {
        parts: vec![Part::Column(columns.index(notes, name, value))],
        table: None,
        default: None,
    }
}

fn parts<'i>(
    notes: &mut Notes<'i>,
    columns: &mut Columns,
    keys: Keys<'_, 'i>,
    what: &str,
) -> Option<Vec<Part>> {
    let ways = ["column", "constant", "template"];
    let given: Vec<_> = ways
        .iter()
        .filter_map(|way| Some((*way, keys.get(way)?)))
        .collect();
    let &[(way, value)] = given.as_slice() else {
        notes.note(
            keys.span.0..keys.span.1,
            format!("`{what}` needs exactly one of column, constant and template"),
            None,
        );
        return None;
    };
    let text = notes.text(value, way)?;
    match way {
        "column" => Some(vec![Part::Column(columns.index(notes, text, value))]),
        "constant" => Some(vec![Part::Text(text.to_owned())]),
        _ => template(notes, columns, text, value),
    }
}

/// Cuts `{mql_id}:won` into its pieces; `{{` and `}}` are braces, `{@row}` the row's number.
fn template(
    notes: &mut Notes<'_>,
    columns: &mut Columns,
    text: &str,
    value: &Value<'_>,
) -> Option<Vec<Part>> {
    let mut parts = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        let (before, brace) = rest.split_at(at);
        plain.push_str(before);
        let doubled = brace.starts_with("{{") || brace.starts_with("}}");
        if doubled {
            plain.push_str(&brace[..1]);
            rest = &brace[2..];
            continue;
        }
        let name = brace
            .strip_prefix('{')
            .and_then(|inside| inside.split_once('}'));
        let Some((name, after)) = name.filter(|(name, _)| !name.is_empty() && !name.contains('{'))
        else {
            let hint = "columns stand as {name}; a brace itself is written {{ or }}".to_owned();
            notes.note(
                value.span(),
                "a brace of the template has no partner",
                Some(hint),
            );
            return None;
        };
        if !plain.is_empty() {
            parts.push(Part::Text(std::mem::take(&mut plain)));
        }
        parts.push(if name == ROW {
            Part::Row
        } else {
            Part::Column(columns.index(notes, name, value))
        });
        rest = after;
    }
    plain.push_str(rest);
    if !plain.is_empty() {
        parts.push(Part::Text(plain));
    }
    if parts.is_empty() || parts.len() > MOST_PARTS {
        notes.note(
            value.span(),
            format!("a template has 1 to {MOST_PARTS} pieces"),
            None,
        );
        return None;
    }
    Some(parts)
}

fn table<'i>(notes: &mut Notes<'i>, keys: Keys<'_, 'i>) -> Option<Table> {
    let otherwise = keys.get("otherwise");
    let Some(value) = keys.get("table") else {
        if let Some(otherwise) = otherwise {
            notes.note(
                otherwise.span(),
                "`otherwise` says nothing without `table`",
                None,
            );
        }
        return None;
    };
    let entries = notes.table(value, "table")?;
    if entries.table.len() > MOST_VALUES {
        notes.note(
            value.span(),
            format!("a table has at most {MOST_VALUES} values"),
            None,
        );
        return None;
    }
    let values = entries
        .table
        .iter()
        .filter_map(|(from, to)| {
            let to = notes.text(to, "a value of the table")?;
            Some((from.get_ref().to_string(), to.to_owned()))
        })
        .collect();
    let otherwise =
        otherwise.map_or_else(Otherwise::default, |value| self::otherwise(notes, value));
    Some(Table { values, otherwise })
}

fn otherwise<'i>(notes: &mut Notes<'i>, value: &Value<'i>) -> Otherwise {
    let constant = value
        .get_ref()
        .as_table()
        .and_then(|table| table.get("constant"));
    if let Some(constant) = constant.and_then(|constant| notes.text(constant, "constant")) {
        return Otherwise::Constant(constant.to_owned());
    }
    match value.get_ref().as_str() {
        Some("reject") => Otherwise::Reject,
        Some("keep") => Otherwise::Keep,
        Some("absent") => Otherwise::Absent,
        _ => {
            notes.note(
                value.span(),
                "`otherwise` is \"reject\", \"keep\", \"absent\" or { constant = \"…\" }",
                None,
            );
            Otherwise::default()
        }
    }
}

/// A time: a source with `formats`, `zone` and `precision`.
pub(super) fn time<'i>(
    notes: &mut Notes<'i>,
    columns: &mut Columns,
    (what, value): (&str, &Value<'i>),
    zone: &Zone,
) -> Option<TimeRule> {
    let source = source(
        notes,
        columns,
        value,
        what,
        &["formats", "zone", "precision"],
    )?;
    let keys = notes.table(value, what)?;
    let day_precision = keys.get("precision").is_some_and(|value| {
        let word = value.get_ref().as_str();
        if !matches!(word, Some("day" | "time")) {
            notes.note(value.span(), "`precision` is \"day\" or \"time\"", None);
        }
        word == Some("day")
    });
    let zone = keys
        .get("zone")
        .and_then(|value| self::zone(notes, value))
        .unwrap_or_else(|| zone.clone());
    let formats = keys.required(
        notes,
        "formats",
        "for example formats = [\"%Y-%m-%d %H:%M:%S\"]",
    )?;
    let mut notations = Vec::new();
    for format in notes.list(formats, "formats", MOST_NOTATIONS) {
        let Some(text) = notes.text(format, "a format") else {
            continue;
        };
        match Notation::parse(text) {
            Ok(notation) if notation.has_time_of_day() || day_precision => notations.push(notation),
            Ok(_) => notes.note(
                format.span(),
                format!("{text:?} knows the day only"),
                Some(
                    if what == "until" {
                        "say so with precision = \"day\": its start is then meant"
                    } else {
                        "say so with precision = \"day\": births are then at its start, deeds at its end"
                    }
                    .to_owned(),
                ),
            ),
            Err(why) => notes.note(format.span(), why, None),
        }
    }
    if notations.is_empty()
        && formats
            .get_ref()
            .as_array()
            .is_some_and(|list| list.is_empty())
    {
        notes.note(
            formats.span(),
            "`formats` names no way to read the time",
            None,
        );
    }
    Some(TimeRule {
        source,
        notations,
        zone,
        day_precision,
    })
}

/// A zone by its name.
pub(super) fn zone<'i>(notes: &mut Notes<'i>, value: &Value<'i>) -> Option<Zone> {
    let name = notes.text(value, "zone")?;
    Zone::named(name)
        .map_err(|why| {
            let hint = "an IANA name, for example \"Europe/Berlin\" or \"UTC\"".to_owned();
            notes.note(value.span(), why, Some(hint));
        })
        .ok()
}

/// `sequence = "row"` or `sequence = { column = "…" }`.
pub(super) fn sequence<'i>(
    notes: &mut Notes<'i>,
    columns: &mut Columns,
    value: &Value<'i>,
) -> Sequence {
    if value.get_ref().as_str() == Some("row") {
        return Sequence::Row;
    }
    let column = value
        .get_ref()
        .as_table()
        .and_then(|table| table.get("column"));
    let Some(column) = column else {
        notes.note(
            value.span(),
            "`sequence` is \"row\" or { column = \"…\" }",
            None,
        );
        return Sequence::Zero;
    };
    notes.text(column, "column").map_or(Sequence::Zero, |name| {
        Sequence::Column(columns.index(notes, name, column))
    })
}

/// One test: `column` with one of `is`, `is_not`, `one_of`, `none_of`, `is_empty`.
pub(super) fn test<'i>(
    notes: &mut Notes<'i>,
    columns: &mut Columns,
    value: &Value<'i>,
) -> Option<Test> {
    const WORDS: [&str; 5] = ["is", "is_not", "one_of", "none_of", "is_empty"];
    let keys = notes.table(value, "a test of `when`")?;
    keys.only(
        notes,
        &["column", "is", "is_not", "one_of", "none_of", "is_empty"],
    );
    let column = keys.required(notes, "column", "a test names the column it looks at")?;
    let name = notes.text(column, "column")?;
    let column = columns.index(notes, name, column);
    let given: Vec<_> = WORDS
        .iter()
        .filter_map(|word| Some((*word, keys.get(word)?)))
        .collect();
    let &[(word, value)] = given.as_slice() else {
        notes.note(
            keys.span.0..keys.span.1,
            format!("a test needs exactly one of {}", WORDS.join(", ")),
            None,
        );
        return None;
    };
    let is = match word {
        "is" | "one_of" => Is::OneOf(notes.texts(value, word, MOST_VALUES)),
        "is_not" | "none_of" => Is::NoneOf(notes.texts(value, word, MOST_VALUES)),
        _ => match notes.flag(value, word)? {
            true => Is::Empty,
            false => Is::NotEmpty,
        },
    };
    Some(Test { column, is })
}

/// Notes a word that is not among those a field can take.
pub(super) fn one_of<'i>(notes: &mut Notes<'i>, value: &Value<'i>, word: &str, known: &[&str]) {
    if !known.contains(&word) {
        let hint = did_you_mean(word, known.iter().copied())
            .unwrap_or_else(|| format!("one of {}", known.join(", ")));
        notes.note(value.span(), format!("unknown word {word:?}"), Some(hint));
    }
}
