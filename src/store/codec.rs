//! Leads as bytes. Compact and private: numbers as variable-length integers, texts with their length, no names.
//!
//! What one version writes the next one must read: the first byte of a head is its format. A record that cannot be read was not written by
//! leadfold; that is [`Corrupt`], and the process must not go on with it.

mod bytes;
mod parts;
mod rows;

use crate::lead::entry::Entry;
use crate::lead::journal::{Lead, Segment, SegmentAt};
use crate::lead::rows::Rows;
use crate::lead::state::{Known, State};
use crate::time::Timestamp;
pub use bytes::{Reader, Writer};
pub use rows::{read_row, write_row};
use std::sync::Arc;

/// The format of heads and segments written now.
const FORMAT: u8 = 1;

/// A record of the store that is not what leadfold wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a record of the store is damaged: {0}")]
pub struct Corrupt(pub &'static str);

/// Writes what changes with every event of a lead: its newest state and entries.
pub fn write_head(lead: &Lead, to: &mut Vec<u8>) {
    let mut writer = Writer(to);
    writer.byte(FORMAT);
    parts::write_state(&lead.tail, &mut writer);
    parts::write_entries(&lead.head, &mut writer);
    writer.count(lead.segments.len());
    for at in &lead.segments {
        writer.unsigned(u64::from(at.slot));
        writer.count(at.length);
    }
    writer.count(lead.trimmed);
    writer.option(lead.last_trimmed.as_ref(), |writer, key| {
        parts::write_key(key, writer);
    });
    writer.time(lead.oldest_at);
    writer.count(lead.revokes);
    writer.unsigned(u64::from(lead.rows.next));
    writer.flag(lead.rows.has_trailing);
    writer.option(lead.rows.open, Writer::time);
    writer.unsigned(u64::from(lead.rows.summarised));
    writer.unsigned(lead.revision);
    writer.count(lead.warned.len());
    for (clock, started_at) in &lead.warned {
        writer.text(clock);
        writer.time(*started_at);
    }
    writer.option(lead.armed_at, Writer::time);
    writer.option(lead.holds_until, Writer::time);
    writer.option(lead.counted, |writer, stage| writer.byte(stage.0));
    writer.unsigned(u64::from(lead.counted_clocks));
    writer.0.extend_from_slice(&lead.snapshot.to_le_bytes());
    writer.flag(lead.is_unsettled);
}

/// Reads a head; the profile, the rows and the segments are read by themselves.
///
/// # Errors
/// When the bytes are not a head.
pub fn read_head(bytes: &[u8]) -> Result<Lead, Corrupt> {
    let mut reader = Reader(bytes);
    if reader.byte()? != FORMAT {
        return Err(Corrupt("a head of an unknown format"));
    }
    let tail = parts::read_state(&mut reader)?;
    let head = parts::read_entries(&mut reader)?;
    let segments = (0..reader.count()?)
        .map(|_| {
            let slot = u16::try_from(reader.unsigned()?).map_err(|_| Corrupt("a slot"))?;
            Ok(SegmentAt {
                slot,
                length: reader.count()?,
                segment: None,
                is_dirty: false,
            })
        })
        .collect::<Result<_, Corrupt>>()?;
    let mut lead = Lead {
        tail,
        head,
        segments,
        ..Lead::default()
    };
    lead.trimmed = reader.count()?;
    lead.last_trimmed = reader.option(parts::read_key)?;
    lead.oldest_at = reader.time()?;
    lead.revokes = reader.count()?;
    lead.rows = Rows {
        stored: None,
        next: reader.small()?,
        has_trailing: reader.flag()?,
        open: reader.option(Reader::time)?,
        summarised: reader.small()?,
    };
    lead.revision = reader.unsigned()?;
    lead.warned = (0..reader.count()?)
        .map(|_| Ok((reader.text()?, reader.time()?)))
        .collect::<Result<_, Corrupt>>()?;
    lead.armed_at = reader.option(Reader::time)?;
    lead.holds_until = reader.option(Reader::time)?;
    lead.counted = reader.option(|reader| reader.byte().map(crate::lead::definition::Stage))?;
    lead.counted_clocks = reader.small()?;
    lead.snapshot = reader.fixed()?;
    lead.is_unsettled = reader.flag()?;
    reader.end()?;
    lead.folded = lead.head.len();
    Ok(lead)
}

/// Writes a sealed segment, with the profile before it: segments are written once in many events.
pub fn write_segment(segment: &Segment, to: &mut Vec<u8>) {
    let mut writer = Writer(to);
    writer.byte(FORMAT);
    parts::write_known(&segment.start.profile, &mut writer);
    parts::write_state(&segment.start, &mut writer);
    parts::write_entries(&segment.entries, &mut writer);
}

/// Reads a segment.
///
/// # Errors
/// When the bytes are not a segment.
pub fn read_segment(bytes: &[u8]) -> Result<Segment, Corrupt> {
    let mut reader = Reader(bytes);
    if reader.byte()? != FORMAT {
        return Err(Corrupt("a segment of an unknown format"));
    }
    let profile = Arc::new(parts::read_known(&mut reader)?);
    let mut start: State = parts::read_state(&mut reader)?;
    start.profile = profile;
    let entries: Vec<Entry> = parts::read_entries(&mut reader)?;
    reader.end()?;
    Ok(Segment { start, entries })
}

/// Writes who a lead is.
pub fn write_profile(known: &Known, to: &mut Vec<u8>) {
    parts::write_known(known, &mut Writer(to));
}

/// Reads who a lead is.
///
/// # Errors
/// When the bytes are not a profile.
pub fn read_profile(bytes: &[u8]) -> Result<Known, Corrupt> {
    let mut reader = Reader(bytes);
    let known = parts::read_known(&mut reader)?;
    reader.end()?;
    Ok(known)
}

/// Writes a lead's timer: when to look at it again, and whether it waits to settle (W5).
pub fn write_timer(at: Option<Timestamp>, is_unsettled: bool, to: &mut Vec<u8>) {
    let mut writer = Writer(to);
    writer.option(at, Writer::time);
    writer.flag(is_unsettled);
}

/// Reads a lead's timer.
///
/// # Errors
/// When the bytes are not a timer.
pub fn read_timer(bytes: &[u8]) -> Result<(Option<Timestamp>, bool), Corrupt> {
    let mut reader = Reader(bytes);
    let timer = (reader.option(Reader::time)?, reader.flag()?);
    reader.end()?;
    Ok(timer)
}
