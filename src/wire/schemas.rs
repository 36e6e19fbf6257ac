//! The schemas that records are written in: leadfold's own six, with fixed ids, and whatever else producers write, once registered.
//!
//! Values are framed as schema registries frame them: a zero byte, the schema's id as four bytes, the datum. Compatible writers are resolved
//! into leadfold's own schema and rewritten, so that only [`decode`](crate::wire::decode) knows what fields mean.

use crate::lead::event::Input;
use crate::wire::rejection::{Code, Rejection};
use apache_avro::Schema;
use apache_avro::reader::datum::GenericDatumReader;
use apache_avro::schema_compatibility::SchemaCompatibility;
use apache_avro::writer::datum::GenericDatumWriter;
use std::collections::BTreeMap;
use std::io;

/// The records of leadfold's topics.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// Of `lead-created`.
    LeadCreated,
    /// Of `lead-engagement`.
    Engagement,
    /// Of `sales-disposition`.
    SalesDisposition,
    /// Of `lead-transitions`.
    LeadTransition,
    /// Of `sla-violations`.
    SlaEvent,
    /// Of `lead-snapshots`.
    LeadSnapshot,
}

impl Subject {
    /// All of them, by their ids.
    pub const ALL: [Self; 6] = [
        Self::LeadCreated,
        Self::Engagement,
        Self::SalesDisposition,
        Self::LeadTransition,
        Self::SlaEvent,
        Self::LeadSnapshot,
    ];

    /// The record of an input.
    #[must_use]
    pub const fn of(input: Input) -> Self {
        match input {
            Input::LeadCreated => Self::LeadCreated,
            Input::Engagement => Self::Engagement,
            Input::Disposition => Self::SalesDisposition,
        }
    }

    /// The schema's id on the embedded log.
    #[must_use]
    pub const fn id(self) -> u32 {
        match self {
            Self::LeadCreated => 1,
            Self::Engagement => 2,
            Self::SalesDisposition => 3,
            Self::LeadTransition => 4,
            Self::SlaEvent => 5,
            Self::LeadSnapshot => 6,
        }
    }

    /// The record's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::LeadCreated => "LeadCreated",
            Self::Engagement => "Engagement",
            Self::SalesDisposition => "SalesDisposition",
            Self::LeadTransition => "LeadTransition",
            Self::SlaEvent => "SlaEvent",
            Self::LeadSnapshot => "LeadSnapshot",
        }
    }

    /// The schema, as released in `schemas/`.
    #[must_use]
    pub const fn json(self) -> &'static str {
        match self {
            Self::LeadCreated => include_str!("../../schemas/LeadCreated.avsc"),
            Self::Engagement => include_str!("../../schemas/Engagement.avsc"),
            Self::SalesDisposition => include_str!("../../schemas/SalesDisposition.avsc"),
            Self::LeadTransition => include_str!("../../schemas/LeadTransition.avsc"),
            Self::SlaEvent => include_str!("../../schemas/SlaEvent.avsc"),
            Self::LeadSnapshot => include_str!("../../schemas/LeadSnapshot.avsc"),
        }
    }
}

/// The zero byte before a schema id.
const MAGIC: u8 = 0;
/// What one claim of a length may make the Avro library allocate: above any lawful value, far below what hurts.
const MOST_ALLOCATED: usize = 16 << 20;
/// How deep a writer's schema may nest, and how many records it may name: far above flat records, far below what exhausts the stack.
const MOST_NESTED: usize = 32;
/// The longest schema, in bytes.
const MOST_SCHEMA: usize = 256 << 10;

/// Appends the frame of a schema's data.
pub(crate) fn put_frame(to: &mut Vec<u8>, subject: Subject) {
    to.push(MAGIC);
    to.extend_from_slice(&subject.id().to_be_bytes());
}

/// The schema id and the datum of a framed value.
#[must_use]
pub(crate) fn unframe(value: &[u8]) -> Option<(u32, &[u8])> {
    let (&magic, rest) = value.split_first()?;
    let (id, datum) = rest.split_first_chunk::<4>()?;
    (magic == MAGIC).then(|| (u32::from_be_bytes(*id), datum))
}

/// All known writer schemas.
#[derive(Clone, Debug)]
pub struct Schemas {
    readers: [Schema; 3],
    writers: BTreeMap<u32, Writer>,
}

#[derive(Clone, Debug)]
struct Writer {
    schema: Schema,
    /// For which inputs, in order, it can be read.
    reads: [bool; 3],
}

/// Why a schema cannot be registered.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It is not an Avro schema.
    #[error("could not read schema {id}")]
    Unreadable {
        /// Its id.
        id: u32,
        /// Why.
        source: Box<apache_avro::Error>,
    },
    /// A value of it could be small and fill the memory.
    #[error("could not take schema {id}: {why}")]
    Unbounded {
        /// Its id.
        id: u32,
        /// What makes it so.
        why: &'static str,
    },
    /// The id belongs to one of leadfold's own schemas.
    #[error("could not take schema {id}: ids 1 to 6 are leadfold's own")]
    Reserved {
        /// The id.
        id: u32,
    },
    /// No input can be read from it.
    #[error("could not take schema {id}: it is compatible with no input")]
    Incompatible {
        /// Its id.
        id: u32,
    },
}

impl Default for Schemas {
    fn default() -> Self {
        Self::bundled()
    }
}

impl Schemas {
    /// leadfold's own.
    #[must_use]
    pub fn bundled() -> Self {
        // The library keeps one such bound per process, and the first to set it wins.
        apache_avro::util::max_allocation_bytes(MOST_ALLOCATED);
        let readers = Input::ALL.map(|input| {
            Schema::parse_str(Subject::of(input).json()).expect("the bundled schemas are Avro")
        });
        let mut schemas = Self {
            readers,
            writers: BTreeMap::new(),
        };
        for input in Input::ALL {
            let schema = schemas.readers[input as usize].clone();
            let reads = Input::ALL.map(|other| other == input);
            schemas
                .writers
                .insert(Subject::of(input).id(), Writer { schema, reads });
        }
        schemas
    }

    /// Whether a schema of that id is known.
    #[must_use]
    pub fn knows(&self, id: u32) -> bool {
        self.writers.contains_key(&id)
    }

    /// Takes a further writer schema.
    ///
    /// # Errors
    /// When it is no schema, could fill the memory from few bytes, or no input can be read from it.
    pub fn register(&mut self, id: u32, json: &str) -> Result<(), Error> {
        if Subject::ALL.iter().any(|subject| subject.id() == id) {
            return Err(Error::Reserved { id });
        }
        if json.len() > MOST_SCHEMA {
            let why = "it is longer than 256 KiB";
            return Err(Error::Unbounded { id, why });
        }
        let schema = Schema::parse_str(json).map_err(|source| Error::Unreadable {
            id,
            source: Box::new(source),
        })?;
        bounded(&schema, &mut Vec::new(), &mut 0).map_err(|why| Error::Unbounded { id, why })?;
        let reads = [0, 1, 2]
            .map(|input| SchemaCompatibility::can_read(&schema, &self.readers[input]).is_ok());
        if !reads.contains(&true) {
            return Err(Error::Incompatible { id });
        }
        self.writers.insert(id, Writer { schema, reads });
        Ok(())
    }

    /// Rewrites a datum of any known schema as the canonical datum of the input's own.
    pub(crate) fn resolve(
        &self,
        input: Input,
        id: u32,
        datum: &[u8],
        to: &mut Vec<u8>,
    ) -> Result<(), Rejection> {
        let writer = self
            .writers
            .get(&id)
            .ok_or_else(|| Rejection::at(Code::UnknownSchema, format!("id {id}")))?;
        if !writer.reads[input as usize] {
            return Err(Rejection::at(Code::IncompatibleSchema, format!("id {id}")));
        }
        let unreadable = |_| Rejection::at(Code::UnreadableAvro, format!("by schema {id}"));
        let reader = &self.readers[input as usize];
        let mut rest = Strict(datum);
        let value = GenericDatumReader::builder(&writer.schema)
            .reader_schema(reader)
            .build()
            .and_then(|resolving| resolving.read_value(&mut rest))
            .map_err(unreadable)?;
        if !rest.0.is_empty() {
            return Err(Rejection::at(Code::UnreadableAvro, "end"));
        }
        GenericDatumWriter::builder(reader)
            .build()
            .and_then(|writing| writing.write_value_ref(to, &value))
            .map_err(unreadable)?;
        Ok(())
    }
}

/// Bytes whose end is an error of its own kind: the Avro library takes an ordinary end of input for null in places, and so would read a
/// truncated record as one with absent fields.
struct Strict<'a>(&'a [u8]);

impl io::Read for Strict<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let length = into.len().min(self.0.len());
        if length < into.len() {
            return Err(io::Error::from(io::ErrorKind::InvalidData));
        }
        let (head, rest) = self.0.split_at(length);
        into.copy_from_slice(head);
        self.0 = rest;
        Ok(length)
    }
}

/// Refuses schemas of which few bytes can make many or deeply nested values: recursion, and types that take no byte.
fn bounded<'a>(
    schema: &'a Schema,
    within: &mut Vec<&'a str>,
    records: &mut usize,
) -> Result<(), &'static str> {
    // Records are counted too: each may refer to the one before, and so nest as deeply as there are records.
    *records += usize::from(matches!(schema, Schema::Record(_)));
    if within.len() > MOST_NESTED || *records > MOST_NESTED {
        return Err("it nests too deeply");
    }
    let (name, parts): (&str, Vec<&Schema>) = match schema {
        Schema::Null => return Err("a field is always null"),
        Schema::Fixed(fixed) if fixed.size == 0 => return Err("a fixed type has no byte"),
        Schema::Fixed(fixed) if fixed.size > MOST_ALLOCATED => {
            return Err("a fixed type is too large");
        }
        // Of a namespace nothing is said: refusing too much is safe here.
        Schema::Ref { name } if within.contains(&name.name()) => return Err("it is recursive"),
        Schema::Record(record) if record.fields.is_empty() => {
            return Err("a record has no field");
        }
        Schema::Record(record) => (
            record.name.name(),
            record.fields.iter().map(|field| &field.schema).collect(),
        ),
        // Within a union null takes the byte of the union's index.
        Schema::Union(union) => (
            "",
            union
                .variants()
                .iter()
                .filter(|variant| !matches!(variant, Schema::Null))
                .collect(),
        ),
        Schema::Array(array) => ("", vec![array.items.as_ref()]),
        Schema::Map(map) => ("", vec![map.types.as_ref()]),
        // The others hold no further types.
        _ => return Ok(()),
    };
    within.push(name);
    for part in parts {
        bounded(part, within, records)?;
    }
    within.pop();
    Ok(())
}
