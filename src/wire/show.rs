//! Records of the bundled schemas as JSON, field by field as the schemas name them: for people and scripts at a terminal, not for the hot path.

use crate::time::Timestamp;
use crate::wire::schemas::{Subject, unframe};
use apache_avro::Schema;
use apache_avro::reader::datum::GenericDatumReader;
use apache_avro::types::Value;
use serde_json::{Map, json};

/// Shows records.
#[derive(Debug)]
pub struct Shower {
    schemas: Vec<(u32, Schema)>,
}

impl Default for Shower {
    fn default() -> Self {
        let schemas = Subject::ALL
            .into_iter()
            .map(|subject| {
                let schema = Schema::parse_str(subject.json());
                (
                    subject.id(),
                    schema.expect("a bundled schema is one; the tests read each"),
                )
            })
            .collect();
        Self { schemas }
    }
}

impl Shower {
    /// A framed record as a JSON object; times are RFC 3339 in UTC, to the millisecond. None when it is not framed, or not of a bundled schema.
    #[must_use]
    pub fn json(&self, value: &[u8]) -> Option<serde_json::Value> {
        let (id, mut datum) = unframe(value)?;
        let (_, schema) = self.schemas.iter().find(|(known, _)| *known == id)?;
        let reader = GenericDatumReader::builder(schema).build().ok()?;
        reader.read_value(&mut datum).ok().map(shown)
    }
}

fn shown(value: Value) -> serde_json::Value {
    match value {
        Value::Record(fields) => fields
            .into_iter()
            .map(|(name, value)| (name, shown(value)))
            .collect::<Map<_, _>>()
            .into(),
        Value::Map(entries) => entries
            .into_iter()
            .map(|(name, value)| (name, shown(value)))
            .collect::<Map<_, _>>()
            .into(),
        Value::Union(_, value) => shown(*value),
        Value::Array(values) => values.into_iter().map(shown).collect(),
        Value::TimestampMillis(millis) => json!(Timestamp::from_millis(millis).to_string()),
        Value::String(text) => json!(text),
        Value::Boolean(flag) => json!(flag),
        Value::Int(number) => json!(number),
        Value::Long(number) => json!(number),
        // The bundled schemas have nothing else.
        _ => serde_json::Value::Null,
    }
}
