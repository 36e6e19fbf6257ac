//! leadfold's own Avro against the Avro library's: many records from a seeded generator, written by one and read by the other; other writers'
//! schemas; and bytes that were cut or changed anywhere.

use super::{at, record};
use crate::lead::event::{Disposition, Engagement, Fact, Input, LeadEvent, Outcome, Profile};
use crate::time::Timestamp;
use crate::wire::decode::{Decoded, Decoder};
use crate::wire::encode;
use crate::wire::rejection::Code;
use crate::wire::schemas::{Schemas, Subject};
use apache_avro::Schema;
use apache_avro::reader::datum::GenericDatumReader;
use apache_avro::types::Value;
use apache_avro::writer::datum::GenericDatumWriter;

const ROUNDS: u64 = 2_000;

/// A small generator of its own (xorshift), so that a seed means the same for ever.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    fn word(&mut self) -> &'static str {
        const WORDS: [&str; 8] = [
            "",
            "a",
            "web",
            "ads",
            "zürich",
            "日本",
            "0.10",
            "form_submitted",
        ];
        WORDS[self.below(8) as usize]
    }

    fn optional(&mut self) -> Option<&'static str> {
        (self.below(2) == 0).then(|| self.word())
    }

    fn pairs(&mut self) -> Vec<(&'static str, &'static str)> {
        const NAMES: [&str; 4] = ["seniority", "employees", "land", "ß"];
        let count = self.below(5) as usize;
        NAMES[..count]
            .iter()
            .map(|&name| (name, self.word()))
            .collect()
    }

    fn time(&mut self) -> Timestamp {
        Timestamp::from_millis(self.below(1 << 40).cast_signed() - (1 << 39))
    }

    fn event(&mut self) -> LeadEvent<'static> {
        let fact = match self.below(6) {
            0 => Fact::Merged("l-2"),
            1 => Fact::Erased,
            2 => Fact::Scoring {
                suspended: self.below(2) == 0,
            },
            3 => Fact::Created(Profile {
                account: self.optional(),
                source: self.optional(),
                campaign: self.optional(),
                traits: self.pairs().into(),
                cleared: (0..self.below(3)).map(|_| self.word()).collect(),
            }),
            4 => Fact::Engagement(Engagement {
                kind: "visit",
                asset: self.optional(),
                campaign: self.optional(),
                channel: self.optional(),
                properties: self.pairs().into(),
            }),
            _ => Fact::Disposition(Disposition {
                outcome: Outcome::ALL[self.below(13) as usize],
                reason: self.optional(),
                owner: self.optional(),
                team: self.optional(),
                amount: (self.below(2) == 0).then(|| self.next().cast_signed()),
                actor: self.optional(),
                target: Some("e-0"),
                until: (self.below(2) == 0).then(|| self.time()),
            }),
        };
        LeadEvent {
            lead_id: "l-1",
            event_id: ["e-1", "0190d5a0-7c6c-7cc0-9d5f-2c9d1a2b3c4d"][self.below(2) as usize],
            occurred_at: self.time(),
            appended_at: at(super::APPENDED_AT),
            offset: 7,
            sequence: self.next().cast_signed() >> self.below(64),
            day_precision: self.below(2) == 0,
            digest: 0,
            fact,
        }
    }
}

fn schema(subject: Subject) -> Schema {
    Schema::parse_str(subject.json()).unwrap()
}

/// The event, its digest set aside.
fn decoded<'a>(decoder: &'a mut Decoder, input: Input, value: &'a [u8]) -> (LeadEvent<'a>, u64) {
    match decoder.decode(input, record(value)) {
        Ok(Decoded::Event(event)) => {
            let digest = event.digest;
            (LeadEvent { digest: 0, ..event }, digest)
        }
        other => panic!("an event was expected, not {other:?}"),
    }
}

#[test]
fn what_one_writes_the_other_reads() {
    let mut random = Random(0x1eadf01d);
    let mut decoder = Decoder::default();
    let schemas = Input::ALL.map(|input| schema(Subject::of(input)));
    for round in 0..ROUNDS {
        let event = random.event();
        let input = event.input();
        let schema = &schemas[input as usize];
        let mut value = Vec::new();
        encode::event(&event, &mut value);
        let (read, digest) = decoded(&mut decoder, input, &value);
        assert_eq!(read, event, "round {round}");

        let mut rest = &value[5..];
        let reader = GenericDatumReader::builder(schema).build().unwrap();
        let theirs = reader.read_value(&mut rest).unwrap();
        assert!(rest.is_empty(), "round {round}: nothing is left over");
        let mut again = value[..5].to_vec();
        let writer = GenericDatumWriter::builder(schema).build().unwrap();
        writer.write_value_ref(&mut again, &theirs).unwrap();
        let (read, their_digest) = decoded(&mut decoder, input, &again);
        assert_eq!(read, event, "round {round}");
        assert_eq!(their_digest, digest, "round {round}: J4, whoever wrote it");
    }
}

#[test]
fn other_compatible_writers_are_resolved() {
    // Fewer fields, another order, one that leadfold does not know, plain types where leadfold's may be null, a long without a logical type.
    let json = r#"{"type":"record","name":"Engagement","namespace":"com.example","fields":[
        {"name":"visitor","type":{"type":"record","name":"Visitor","fields":[{"name":"ip","type":"bytes"}]}},
        {"name":"kind","type":"string"},
        {"name":"asset","type":"string"},
        {"name":"occurred_at","type":"long"},
        {"name":"lead_id","type":"string"},
        {"name":"event_id","type":"string"}]}"#;
    let mut schemas = Schemas::bundled();
    schemas.register(1001, json).unwrap();
    let writer = Schema::parse_str(json).unwrap();
    let millis = at("2026-04-01T09:00:00Z").as_millis();
    let text = |text: &str| Value::String(text.to_owned());
    let value = Value::Record(vec![
        (
            "visitor".into(),
            Value::Record(vec![("ip".into(), Value::Bytes(vec![1, 2, 3, 4]))]),
        ),
        ("kind".into(), text("visit")),
        ("asset".into(), text("/pricing")),
        ("occurred_at".into(), Value::Long(millis)),
        ("lead_id".into(), text("l-1")),
        ("event_id".into(), text("e-1")),
    ]);
    let mut bytes = vec![0];
    bytes.extend_from_slice(&1001_u32.to_be_bytes());
    GenericDatumWriter::builder(&writer)
        .build()
        .unwrap()
        .write_value_ref(&mut bytes, &value)
        .unwrap();

    let mut decoder = Decoder::new(schemas);
    let json = br#"{"lead_id":"l-1","event_id":"e-1","occurred_at":"2026-04-01T09:00:00Z","kind":"visit","asset":"/pricing"}"#;
    let (as_json, json_digest) = {
        let (event, digest) = decoded(&mut decoder, Input::Engagement, json);
        (format!("{event:?}"), digest)
    };
    let (event, digest) = decoded(&mut decoder, Input::Engagement, &bytes);
    assert_eq!(format!("{event:?}"), as_json);
    assert_eq!(
        digest, json_digest,
        "J4: the same content, whoever wrote it"
    );

    for length in 5..bytes.len() {
        let code = decoder
            .decode(Input::Engagement, record(&bytes[..length]))
            .unwrap_err()
            .code;
        assert_eq!(code, Code::UnreadableAvro, "cut at {length}");
    }
    let code = decoder
        .decode(Input::Disposition, record(&bytes))
        .unwrap_err()
        .code;
    assert_eq!(code, Code::IncompatibleSchema);
}

#[test]
fn schemas_that_could_fill_the_memory_are_refused() {
    let with = |field: &str| {
        format!(
            r#"{{"type":"record","name":"Engagement","fields":[
            {{"name":"event_id","type":"string"}},{{"name":"lead_id","type":"string"}},
            {{"name":"occurred_at","type":"long"}},{{"name":"kind","type":"string"}},
            {{"name":"more","type":{field}}}]}}"#
        )
    };
    let chain: String = (0..64)
        .map(|n| match n {
            0 => r#"{"name":"f0","type":{"type":"record","name":"R0","fields":[{"name":"a","type":"int"}]}}"#.to_owned(),
            _ => format!(
                r#",{{"name":"f{n}","type":{{"type":"record","name":"R{n}","fields":[{{"name":"a","type":"R{}"}}]}}}}"#,
                n - 1
            ),
        })
        .collect();
    let told: Vec<String> = [
        with(r#""double""#),
        with(r#"["null","double"]"#),
        with(r#"{"type":"array","items":"null"}"#),
        with(r#"{"type":"array","items":{"type":"record","name":"Empty","fields":[]}}"#),
        with(r#"{"type":"array","items":["null","Engagement"]}"#),
        with(&format!(
            r#"{{"type":"record","name":"Chain","fields":[{chain}]}}"#
        )),
        "\"string\"".to_owned(),
        "{}".to_owned(),
    ]
    .iter()
    .map(|json| match Schemas::bundled().register(1001, json) {
        Ok(()) => "taken".to_owned(),
        Err(error) => error.to_string(),
    })
    .collect();
    expect_test::expect![[r#"
        taken
        taken
        could not take schema 1001: a field is always null
        could not take schema 1001: a record has no field
        could not take schema 1001: it is recursive
        could not take schema 1001: it nests too deeply
        could not take schema 1001: it is compatible with no input
        could not read schema 1001"#]]
    .assert_eq(&told.join("\n"));
    assert!(Schemas::bundled().register(3, "\"string\"").is_err());
}

#[test]
fn bytes_cut_or_changed_anywhere_do_no_harm() {
    let mut random = Random(7);
    let mut decoder = Decoder::default();
    for _ in 0..ROUNDS / 10 {
        let event = random.event();
        let mut value = Vec::new();
        encode::event(&event, &mut value);
        for length in 0..value.len() {
            let answer = decoder.decode(event.input(), record(&value[..length]));
            assert!(answer.is_err(), "a record cut at {length} is no record");
        }
        for _ in 0..20 {
            let place = random.below(value.len() as u64) as usize;
            let mut changed = value.clone();
            changed[place] = random.next() as u8;
            for input in Input::ALL {
                // Whatever it is now: an event, or a code.
                drop(decoder.decode(input, record(&changed)));
            }
        }
    }
}
