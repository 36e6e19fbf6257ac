//! Leads as bytes. Compact and private: numbers as variable-length integers, texts with their length, no names.
//!
//! What one version writes the next one must read: the first byte of a head is its format. A record that cannot be read was not written by
//! leadfold; that is [`Corrupt`], and the process must not go on with it.

mod bytes;
mod entries;
mod parts;
mod rows;
mod state;
#[cfg(test)]
mod tests;

use crate::lead::entry::Entry;
use crate::lead::journal::{Lead, Segment, SegmentAt};
use crate::lead::rows::Rows;
use crate::lead::state::{Known, State};
use crate::lead::text::Text;
use crate::time::Timestamp;
pub use bytes::{Flags, Reader, Writer};
pub use rows::{read_row, write_row};
use std::sync::Arc;

/// The format of heads and segments written now. 1 was that of trials before the first release.
const FORMAT: u8 = 2;

/// A warning sent: clock, start and tier.
type Warned = (Text, Timestamp, u8);

/// A record of the store that is not what leadfold wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a record of the store is damaged: {0}")]
pub struct Corrupt(pub &'static str);

/// Writes what changes with every event of a lead: its newest state and entries.
pub fn write_head(lead: &Lead, to: &mut Vec<u8>) {
    let mut writer = Writer(to);
    writer.byte(FORMAT);
    let mut flags = Flags::default();
    flags.push(lead.armed_at.is_some());
    flags.push(lead.counted.is_some());
    flags.push(lead.rows.open.is_some());
    flags.push(lead.rows.has_trailing);
    flags.push(lead.is_unsettled);
    flags.push(lead.oldest_at == Timestamp::MAX);
    flags.push(lead.holds_until.is_some());
    flags.push(lead.last_trimmed.is_some());
    flags.push(!lead.segments.is_empty());
    flags.push(!lead.warned.is_empty());
    writer.flags(flags);
    state::write_state(&lead.tail, &mut writer);
    entries::write_entries(&lead.head, &mut writer);
    if !lead.segments.is_empty() {
        writer.count(lead.segments.len());
        for at in &lead.segments {
            writer.unsigned(u64::from(at.slot));
            writer.count(at.length);
        }
    }
    // Most instants of a lead are near its last event.
    let near = lead.tail.last_at.unwrap_or_default();
    let from_last = |writer: &mut Writer<'_>, at| writer.time_from(near, at);
    writer.count(lead.trimmed);
    writer.given(lead.last_trimmed.as_ref(), |writer, key| {
        parts::write_key(key, writer);
    });
    let oldest_at = (lead.oldest_at != Timestamp::MAX).then_some(lead.oldest_at);
    writer.given(oldest_at, from_last);
    writer.count(lead.revokes);
    writer.unsigned(u64::from(lead.rows.next));
    writer.given(lead.rows.open, from_last);
    writer.unsigned(u64::from(lead.rows.summarised));
    writer.unsigned(lead.revision);
    if !lead.warned.is_empty() {
        write_warned(&lead.warned, near, &mut writer);
    }
    writer.given(lead.armed_at, from_last);
    writer.given(lead.holds_until, from_last);
    writer.given(lead.counted, |writer, stage| {
        parts::write_stage(stage, writer);
    });
    writer.unsigned(u64::from(lead.counted_clocks));
    writer.fixed(lead.snapshot);
}

/// Reads a head; the profile, the rows and the segments are read by themselves.
///
/// # Errors
/// When the bytes are not a head.
pub fn read_head(bytes: &[u8]) -> Result<Lead, Corrupt> {
    let mut reader = Reader(bytes);
    read_format(&mut reader)?;
    let mut flags = reader.flags()?;
    let is_armed = flags.take();
    let is_counted = flags.take();
    let (is_open, has_trailing) = (flags.take(), flags.take());
    let is_unsettled = flags.take();
    let has_oldest = !flags.take();
    let has_bound = flags.take();
    let has_trimmed = flags.take();
    let (has_segments, has_warned) = (flags.take(), flags.take());
    flags.end()?;
    let tail = state::read_state(&mut reader)?;
    let head = entries::read_entries(&mut reader)?;
    let segments = reader.given(has_segments, |reader| {
        let count = reader.count()?;
        reader.list(count, read_segment_at)
    })?;
    let near = tail.last_at.unwrap_or_default();
    let from_last = |reader: &mut Reader<'_>| reader.time_from(near);
    let mut lead = Lead {
        tail,
        head,
        segments: segments.unwrap_or_default(),
        is_unsettled,
        ..Lead::default()
    };
    lead.trimmed = reader.count()?;
    lead.last_trimmed = reader.given(has_trimmed, parts::read_key)?;
    lead.oldest_at = reader
        .given(has_oldest, from_last)?
        .unwrap_or(Timestamp::MAX);
    lead.revokes = reader.count()?;
    lead.rows = Rows {
        stored: None,
        next: reader.small()?,
        has_trailing,
        open: reader.given(is_open, from_last)?,
        summarised: reader.small()?,
    };
    lead.revision = reader.unsigned()?;
    let warned = reader.given(has_warned, |reader| read_warned(near, reader))?;
    lead.warned = warned.unwrap_or_default();
    lead.armed_at = reader.given(is_armed, from_last)?;
    lead.holds_until = reader.given(has_bound, from_last)?;
    lead.counted = reader.given(is_counted, parts::read_stage)?;
    lead.counted_clocks = reader.small()?;
    lead.snapshot = reader.fixed()?;
    reader.end()?;
    lead.folded = lead.head.len();
    Ok(lead)
}

/// Warnings sent: escalations of one clock follow each other, so its name is written once.
fn write_warned(warned: &[Warned], near: Timestamp, writer: &mut Writer<'_>) {
    writer.count(warned.len());
    let mut before: Option<&Text> = None;
    for (clock, started_at, tier) in warned {
        let is_same = before == Some(clock);
        writer.unsigned(u64::from(*tier) << 1 | u64::from(is_same));
        if !is_same {
            writer.text(clock);
        }
        writer.time_from(near, *started_at);
        before = Some(clock);
    }
}

fn read_warned(near: Timestamp, reader: &mut Reader<'_>) -> Result<Vec<Warned>, Corrupt> {
    let count = reader.count()?;
    let mut before: Option<Text> = None;
    reader.list(count, |reader| {
        let head = reader.short()?;
        let tier = u8::try_from(head >> 1).map_err(|_| Corrupt("a tier"))?;
        let clock = match before.take() {
            Some(same) if head & 1 == 1 => same,
            _ if head & 1 == 1 => return Err(Corrupt("a clock without a name")),
            _ => reader.text()?,
        };
        before = Some(clock.clone());
        Ok((clock, reader.time_from(near)?, tier))
    })
}

fn read_format(reader: &mut Reader<'_>) -> Result<(), Corrupt> {
    match reader.byte()? {
        FORMAT => Ok(()),
        1 => Err(Corrupt(
            "it is of format 1, which was never released; delete the state folder and read the inputs again",
        )),
        _ => Err(Corrupt(
            "it is of a format that this leadfold does not know; a newer one wrote it",
        )),
    }
}

fn read_segment_at(reader: &mut Reader<'_>) -> Result<SegmentAt, Corrupt> {
    Ok(SegmentAt {
        slot: reader.short()?,
        length: reader.count()?,
        segment: None,
        is_dirty: false,
    })
}

/// Writes a sealed segment, with the profile before it: segments are written once in many events.
pub fn write_segment(segment: &Segment, to: &mut Vec<u8>) {
    let mut writer = Writer(to);
    writer.byte(FORMAT);
    parts::write_known(&segment.start.profile, &mut writer);
    state::write_state(&segment.start, &mut writer);
    entries::write_entries(&segment.entries, &mut writer);
}

/// Reads a segment.
///
/// # Errors
/// When the bytes are not a segment.
pub fn read_segment(bytes: &[u8]) -> Result<Segment, Corrupt> {
    let mut reader = Reader(bytes);
    read_format(&mut reader)?;
    let profile = Arc::new(parts::read_known(&mut reader)?);
    let mut start: State = state::read_state(&mut reader)?;
    start.profile = profile;
    let entries: Vec<Entry> = entries::read_entries(&mut reader)?;
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
