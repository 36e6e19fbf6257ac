//! The parts that records are made of: keys, causes, entries, states.

use super::Corrupt;
use super::bytes::{Reader, Writer};
use crate::lead::definition::{Grade, Stage};
use crate::lead::entry::{Deed, Entry, Judged, Matched, Patch, What};
use crate::lead::event::{Input, Key, Outcome};
use crate::lead::row::{Cause, Route};
use crate::lead::score::{Fading, Score};
use crate::lead::state::{Clock, Known, LatestDisposition, Running, State};
use crate::time::{Span, Timestamp};

fn index_of<T: PartialEq>(all: &[T], value: &T) -> u8 {
    let index = all.iter().position(|candidate| candidate == value);
    index
        .and_then(|index| u8::try_from(index).ok())
        .expect("a list of all values holds each")
}

fn at_index<T: Copy>(all: &[T], index: u8) -> Result<T, Corrupt> {
    all.get(usize::from(index))
        .copied()
        .ok_or(Corrupt("a word"))
}

/// A key.
pub(super) fn write_key(key: &Key, writer: &mut Writer<'_>) {
    writer.time(key.occurred_at);
    writer.byte(index_of(&Input::ALL, &key.input));
    writer.signed(key.sequence);
    writer.byte(
        key.outcome
            .map_or(u8::MAX, |outcome| index_of(&Outcome::ALL, &outcome)),
    );
    writer.text(&key.event_id);
}

pub(super) fn read_key(reader: &mut Reader<'_>) -> Result<Key, Corrupt> {
    Ok(Key {
        occurred_at: reader.time()?,
        input: at_index(&Input::ALL, reader.byte()?)?,
        sequence: reader.signed()?,
        outcome: match reader.byte()? {
            u8::MAX => None,
            index => Some(at_index(&Outcome::ALL, index)?),
        },
        event_id: reader.text()?,
    })
}

pub(super) fn write_cause(cause: &Cause, writer: &mut Writer<'_>) {
    match cause {
        Cause::Decay => writer.byte(0),
        Cause::Due => writer.byte(1),
        Cause::Event {
            input,
            event_id,
            occurred_at,
        } => {
            writer.byte(2);
            writer.byte(index_of(&Input::ALL, input));
            writer.text(event_id);
            writer.time(*occurred_at);
        }
    }
}

pub(super) fn read_cause(reader: &mut Reader<'_>) -> Result<Cause, Corrupt> {
    match reader.byte()? {
        0 => Ok(Cause::Decay),
        1 => Ok(Cause::Due),
        2 => Ok(Cause::Event {
            input: at_index(&Input::ALL, reader.byte()?)?,
            event_id: reader.text()?,
            occurred_at: reader.time()?,
        }),
        _ => Err(Corrupt("a cause")),
    }
}

pub(super) fn write_route(route: Route, writer: &mut Writer<'_>) {
    writer.byte(index_of(&Route::ALL, &route));
}

pub(super) fn read_route(reader: &mut Reader<'_>) -> Result<Route, Corrupt> {
    at_index(&Route::ALL, reader.byte()?)
}

pub(super) fn write_grade(grade: Grade, writer: &mut Writer<'_>) {
    writer.byte(index_of(&Grade::ALL, &grade));
}

pub(super) fn read_grade(reader: &mut Reader<'_>) -> Result<Grade, Corrupt> {
    at_index(&Grade::ALL, reader.byte()?)
}

pub(super) fn write_known(known: &Known, writer: &mut Writer<'_>) {
    for field in [&known.account, &known.source, &known.campaign] {
        writer.option(field.as_ref(), |writer, text| writer.text(text));
    }
    writer.count(known.traits.len());
    for (name, value) in &known.traits {
        writer.text(name);
        writer.text(value);
    }
}

pub(super) fn read_known(reader: &mut Reader<'_>) -> Result<Known, Corrupt> {
    Ok(Known {
        account: reader.option(Reader::text)?,
        source: reader.option(Reader::text)?,
        campaign: reader.option(Reader::text)?,
        traits: (0..reader.count()?)
            .map(|_| Ok((reader.text()?, reader.text()?)))
            .collect::<Result<_, Corrupt>>()?,
    })
}

/// A state without its profile.
pub(super) fn write_state(state: &State, writer: &mut Writer<'_>) {
    writer.option(state.last_at, Writer::time);
    writer.unsigned(u64::from(state.version));
    writer.byte(state.stage.0);
    writer.time(state.entered_at);
    writer.unsigned(u64::from(state.entry_version));
    write_route(state.route, writer);
    writer.unsigned(u64::from(state.cycle));
    writer.flag(state.was_mql);
    writer.flag(state.contacted);
    writer.option(state.held_at, Writer::signed);
    writer.count(state.score.fading.len());
    for fading in &state.score.fading {
        writer.signed(fading.half_life.as_millis());
        writer.signed(fading.epoch);
        writer.0.extend_from_slice(&fading.sum.to_le_bytes());
    }
    writer.signed(state.score.fixed);
    write_grade(state.grade, writer);
    writer.option(state.owner.as_ref(), |writer, text| writer.text(text));
    writer.option(state.team.as_ref(), |writer, text| writer.text(text));
    writer.option(state.amount, Writer::signed);
    writer.count(state.clocks.len());
    for clock in &state.clocks {
        writer.text(&clock.name);
        writer.option(clock.running.as_ref(), |writer, running| {
            write_running(running, writer);
        });
    }
    writer.option(state.latest_disposition.as_ref(), |writer, latest| {
        writer.text(&latest.event_id);
        writer.option(latest.left, |writer, stage| writer.byte(stage.0));
    });
}

pub(super) fn read_state(reader: &mut Reader<'_>) -> Result<State, Corrupt> {
    Ok(State {
        last_at: reader.option(Reader::time)?,
        version: reader.small()?,
        stage: Stage(reader.byte()?),
        entered_at: reader.time()?,
        entry_version: reader.small()?,
        route: read_route(reader)?,
        cycle: reader.small()?,
        was_mql: reader.flag()?,
        contacted: reader.flag()?,
        held_at: reader.option(Reader::signed)?,
        score: Score {
            fading: (0..reader.count()?)
                .map(|_| read_fading(reader))
                .collect::<Result<_, _>>()?,
            fixed: reader.signed()?,
        },
        grade: read_grade(reader)?,
        profile: std::sync::Arc::default(),
        owner: reader.option(Reader::text)?,
        team: reader.option(Reader::text)?,
        amount: reader.option(Reader::signed)?,
        clocks: (0..reader.count()?)
            .map(|_| {
                Ok(Clock {
                    name: reader.text()?,
                    running: reader.option(read_running)?,
                })
            })
            .collect::<Result<_, Corrupt>>()?,
        latest_disposition: reader.option(|reader| {
            let event_id = reader.text()?;
            let left = reader.option(|reader| reader.byte().map(Stage))?;
            Ok(LatestDisposition { event_id, left })
        })?,
    })
}

fn read_fading(reader: &mut Reader<'_>) -> Result<Fading, Corrupt> {
    let half_life = Span::from_millis(reader.signed()?);
    let epoch = reader.signed()?;
    let (sum, rest) = reader
        .0
        .split_first_chunk()
        .ok_or(Corrupt("it ends too early"))?;
    reader.0 = rest;
    if half_life <= Span::ZERO {
        return Err(Corrupt("a half-life"));
    }
    Ok(Fading {
        half_life,
        epoch,
        sum: i128::from_le_bytes(*sum),
    })
}

fn write_running(running: &Running, writer: &mut Writer<'_>) {
    writer.unsigned(u64::from(running.version));
    writer.unsigned(u64::from(running.cycle));
    writer.time(running.started_at);
    write_cause(&running.started_by, writer);
    writer.signed(running.within.as_millis());
    writer.time(running.due_at);
    writer.option(running.at_risk_at, Writer::time);
    writer.flag(running.violated);
}

fn read_running(reader: &mut Reader<'_>) -> Result<Running, Corrupt> {
    Ok(Running {
        version: reader.small()?,
        cycle: reader.small()?,
        started_at: reader.time()?,
        started_by: read_cause(reader)?,
        within: Span::from_millis(reader.signed()?),
        due_at: reader.time()?,
        at_risk_at: reader.option(Reader::time)?,
        violated: reader.flag()?,
    })
}

pub(super) fn write_entries(entries: &[Entry], writer: &mut Writer<'_>) {
    writer.count(entries.len());
    let mut before = Timestamp::from_millis(0);
    for entry in entries {
        writer.signed((entry.key.occurred_at - before).as_millis());
        before = entry.key.occurred_at;
        writer.signed((entry.appended_at - entry.key.occurred_at).as_millis());
        writer.signed(entry.key.sequence);
        writer.text(&entry.key.event_id);
        writer.0.extend_from_slice(&entry.digest.to_le_bytes());
        writer.signed(entry.offset);
        writer.flag(entry.removed);
        match &entry.what {
            What::Created(patch) => {
                writer.byte(0);
                write_patch(patch, writer);
            }
            What::Engagement(judged) => {
                writer.byte(1);
                write_judged(judged, writer);
            }
            What::Disposition(deed) => {
                writer.byte(2);
                write_deed(deed, writer);
            }
        }
    }
}

pub(super) fn read_entries(reader: &mut Reader<'_>) -> Result<Vec<Entry>, Corrupt> {
    let mut before = Timestamp::from_millis(0);
    let mut entries = Vec::new();
    for _ in 0..reader.count()? {
        let occurred_at = before + Span::from_millis(reader.signed()?);
        before = occurred_at;
        let appended_at = occurred_at + Span::from_millis(reader.signed()?);
        let sequence = reader.signed()?;
        let event_id = reader.text()?;
        let digest = reader.fixed()?;
        let offset = reader.signed()?;
        let removed = reader.flag()?;
        let (input, outcome, what) = match reader.byte()? {
            0 => (
                Input::LeadCreated,
                None,
                What::Created(Box::new(read_patch(reader)?)),
            ),
            1 => (
                Input::Engagement,
                None,
                What::Engagement(read_judged(reader)?),
            ),
            2 => {
                let deed = read_deed(reader)?;
                (
                    Input::Disposition,
                    Some(deed.outcome),
                    What::Disposition(Box::new(deed)),
                )
            }
            _ => return Err(Corrupt("an entry")),
        };
        let key = Key {
            occurred_at,
            input,
            sequence,
            outcome,
            event_id,
        };
        entries.push(Entry {
            key,
            digest,
            offset,
            appended_at,
            removed,
            fresh: false,
            what,
        });
    }
    Ok(entries)
}

fn write_patch(patch: &Patch, writer: &mut Writer<'_>) {
    for field in [&patch.account, &patch.source, &patch.campaign] {
        writer.option(field.as_ref(), |writer, text| writer.text(text));
    }
    writer.count(patch.set.len());
    for (name, value) in &patch.set {
        writer.text(name);
        writer.text(value);
    }
    writer.count(patch.cleared.len());
    for name in &patch.cleared {
        writer.text(name);
    }
}

fn read_patch(reader: &mut Reader<'_>) -> Result<Patch, Corrupt> {
    Ok(Patch {
        account: reader.option(Reader::text)?,
        source: reader.option(Reader::text)?,
        campaign: reader.option(Reader::text)?,
        set: (0..reader.count()?)
            .map(|_| Ok((reader.text()?, reader.text()?)))
            .collect::<Result<_, Corrupt>>()?,
        cleared: (0..reader.count()?)
            .map(|_| reader.text())
            .collect::<Result<_, _>>()?,
    })
}

fn write_judged(judged: &Judged, writer: &mut Writer<'_>) {
    writer.signed(judged.gained);
    writer.signed(judged.taken);
    writer.count(judged.rules.iter().count());
    for rule in judged.rules.iter() {
        writer.unsigned(u64::from(rule));
    }
    writer.option(judged.hand_raise, |writer, raise| {
        writer.unsigned(u64::from(raise));
    });
}

fn read_judged(reader: &mut Reader<'_>) -> Result<Judged, Corrupt> {
    let index = |reader: &mut Reader<'_>| {
        u16::try_from(reader.unsigned()?).map_err(|_| Corrupt("the index of a rule"))
    };
    let (gained, taken) = (reader.signed()?, reader.signed()?);
    let mut rules = Matched::default();
    for _ in 0..reader.count()? {
        rules.push(index(reader)?);
    }
    Ok(Judged {
        gained,
        taken,
        rules,
        hand_raise: reader.option(index)?,
    })
}

fn write_deed(deed: &Deed, writer: &mut Writer<'_>) {
    writer.byte(index_of(&Outcome::ALL, &deed.outcome));
    for field in [
        &deed.reason,
        &deed.owner,
        &deed.team,
        &deed.actor,
        &deed.target,
    ] {
        writer.option(field.as_ref(), |writer, text| writer.text(text));
    }
    writer.option(deed.amount, Writer::signed);
    for flag in [deed.marked, deed.touches_base, deed.unspecified] {
        writer.flag(flag);
    }
}

fn read_deed(reader: &mut Reader<'_>) -> Result<Deed, Corrupt> {
    Ok(Deed {
        outcome: at_index(&Outcome::ALL, reader.byte()?)?,
        reason: reader.option(Reader::text)?,
        owner: reader.option(Reader::text)?,
        team: reader.option(Reader::text)?,
        actor: reader.option(Reader::text)?,
        target: reader.option(Reader::text)?,
        amount: reader.option(Reader::signed)?,
        marked: reader.flag()?,
        touches_base: reader.flag()?,
        has_target: false,
        unspecified: reader.flag()?,
    })
}
