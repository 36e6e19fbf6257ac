//! The parts that several records are made of: words, stages, keys, causes, profiles.

use super::Corrupt;
use super::bytes::{Flags, Reader, Writer};
use crate::lead::definition::{Grade, Stage};
use crate::lead::event::{Input, Key, Outcome};
use crate::lead::row::{Cause, Route};
use crate::lead::state::Known;
use crate::lead::text::Text;
use crate::time::Timestamp;

pub(super) fn index_of<T: PartialEq>(all: &[T], value: &T) -> u8 {
    let index = all.iter().position(|candidate| candidate == value);
    index
        .and_then(|index| u8::try_from(index).ok())
        .expect("a list of all values holds each")
}

pub(super) fn at_index<T: Copy>(all: &[T], index: u8) -> Result<T, Corrupt> {
    all.get(usize::from(index))
        .copied()
        .ok_or(Corrupt("a word"))
}

/// A stage: its place in the agreement's names.
pub(super) fn write_stage(stage: Stage, writer: &mut Writer<'_>) {
    writer.byte(stage.0);
}

pub(super) fn read_stage(reader: &mut Reader<'_>) -> Result<Stage, Corrupt> {
    let stage = Stage(reader.byte()?);
    if stage.index() < Stage::MOST {
        Ok(stage)
    } else {
        Err(Corrupt("a stage"))
    }
}

pub(super) fn write_text(writer: &mut Writer<'_>, text: &Text) {
    writer.text(text);
}

/// A key. The input and the word of a disposition are one byte.
pub(super) fn write_key(key: &Key, writer: &mut Writer<'_>) {
    writer.time(key.occurred_at);
    let word = match key.outcome {
        None => index_of(&Input::ALL, &key.input),
        Some(outcome) => WORDS + index_of(&Outcome::ALL, &outcome),
    };
    writer.byte(word);
    writer.signed(key.sequence);
    writer.text(&key.event_id);
}

/// Where the words of dispositions begin.
const WORDS: u8 = Input::ALL.len() as u8;

pub(super) fn read_key(reader: &mut Reader<'_>) -> Result<Key, Corrupt> {
    let occurred_at = reader.time()?;
    let (input, outcome) = match reader.byte()? {
        input @ 0..WORDS => (at_index(&Input::ALL, input)?, None),
        word => {
            let outcome = at_index(&Outcome::ALL, word - WORDS)?;
            (Input::Disposition, Some(outcome))
        }
    };
    Ok(Key {
        occurred_at,
        input,
        sequence: reader.signed()?,
        outcome,
        event_id: reader.text()?,
    })
}

/// A cause of something at about that instant.
pub(super) fn write_cause(cause: &Cause, near: Timestamp, writer: &mut Writer<'_>) {
    match cause {
        Cause::Decay => writer.byte(0),
        Cause::Due => writer.byte(1),
        Cause::Timeout => writer.byte(2),
        Cause::HoldEnd => writer.byte(3),
        Cause::Event {
            input,
            event_id,
            occurred_at,
        } => {
            writer.byte(EVENTS + index_of(&Input::ALL, input));
            writer.text(event_id);
            writer.time_from(near, *occurred_at);
        }
    }
}

/// Where causes that are events begin, by their input.
const EVENTS: u8 = 4;

pub(super) fn read_cause(near: Timestamp, reader: &mut Reader<'_>) -> Result<Cause, Corrupt> {
    match reader.byte()? {
        0 => Ok(Cause::Decay),
        1 => Ok(Cause::Due),
        2 => Ok(Cause::Timeout),
        3 => Ok(Cause::HoldEnd),
        input => Ok(Cause::Event {
            input: at_index(&Input::ALL, input - EVENTS)?,
            event_id: reader.text()?,
            occurred_at: reader.time_from(near)?,
        }),
    }
}

/// How a stage was entered, and the grade: one byte.
pub(super) fn write_route_and_grade(route: Route, grade: Grade, writer: &mut Writer<'_>) {
    writer.byte(index_of(&Route::ALL, &route) << 3 | index_of(&Grade::ALL, &grade));
}

pub(super) fn read_route_and_grade(reader: &mut Reader<'_>) -> Result<(Route, Grade), Corrupt> {
    let both = reader.byte()?;
    let route = at_index(&Route::ALL, both >> 3)?;
    Ok((route, at_index(&Grade::ALL, both & 7)?))
}

pub(super) fn write_known(known: &Known, writer: &mut Writer<'_>) {
    let fields = [&known.account, &known.source, &known.campaign];
    write_given(&fields, writer);
    write_pairs(&known.traits, writer);
}

pub(super) fn read_known(reader: &mut Reader<'_>) -> Result<Known, Corrupt> {
    let [account, source, campaign] = read_given(reader)?;
    Ok(Known {
        account,
        source,
        campaign,
        traits: read_pairs(reader)?,
    })
}

/// A few texts, each of which may be absent.
pub(super) fn write_given(fields: &[&Option<Text>], writer: &mut Writer<'_>) {
    let mut flags = Flags::default();
    for field in fields {
        flags.push(field.is_some());
    }
    writer.flags(flags);
    for field in fields.iter().copied().flatten() {
        writer.text(field);
    }
}

pub(super) fn read_given<const COUNT: usize>(
    reader: &mut Reader<'_>,
) -> Result<[Option<Text>; COUNT], Corrupt> {
    let mut flags = reader.flags()?;
    let mut fields = [const { None }; COUNT];
    for field in &mut fields {
        *field = reader.given(flags.take(), Reader::text)?;
    }
    flags.end()?;
    Ok(fields)
}

pub(super) fn write_pairs(pairs: &[(Text, Text)], writer: &mut Writer<'_>) {
    writer.count(pairs.len());
    for (name, value) in pairs {
        writer.text(name);
        writer.text(value);
    }
}

pub(super) fn read_pairs(reader: &mut Reader<'_>) -> Result<Vec<(Text, Text)>, Corrupt> {
    let count = reader.count()?;
    reader.list(count, |reader| Ok((reader.text()?, reader.text()?)))
}
