//! Where a lead stands as bytes. Written with every event of a lead, so it is kept short: times stand by how far they are from others, and what
//! most leads do not have costs a bit or nothing.

use super::Corrupt;
use super::bytes::{Flags, Reader, Writer};
use super::parts::{
    read_cause, read_route_and_grade, read_stage, write_cause, write_route_and_grade, write_stage,
    write_text,
};
use crate::lead::definition::{DEFAULT_MODEL, Decay, Name};
use crate::lead::score::{Fading, Kept, Score, Sum};
use crate::lead::state::{
    Campaigns, Clock, LatestDisposition, Marks, Memory, Running, State, Visit,
};
use crate::time::{Span, Timestamp};

/// A state without its profile.
pub(super) fn write_state(state: &State, writer: &mut Writer<'_>) {
    let last_at = state.last_at.unwrap_or_default();
    writer.flags(flags_of(state));
    writer.given(state.last_at, Writer::time);
    writer.unsigned(u64::from(state.version));
    write_stage(state.stage, writer);
    writer.time_from(last_at, state.entered_at);
    writer.unsigned(u64::from(state.entry_version));
    write_route_and_grade(state.route, state.grade, writer);
    writer.unsigned(u64::from(state.cycle));
    write_campaigns(&state.campaigns, writer);
    for mark in marks(&state.marks) {
        writer.given(mark, |writer, at| writer.time_from(last_at, at));
    }
    writer.given(state.held_at, Writer::signed);
    writer.given(state.owner.as_ref(), write_text);
    writer.given(state.team.as_ref(), write_text);
    writer.given(state.latest_disposition.as_ref(), |writer, latest| {
        writer.text(&latest.event_id);
        writer.given(latest.left, |writer, left| write_stage(left, writer));
    });
    writer.given(state.amount, Writer::signed);
    writer.given(state.segment, |writer, segment| {
        writer.unsigned(u64::from(segment));
    });
    for until in [state.hold_until, state.pinned_until, state.cool_until] {
        writer.given(until, |writer, at| writer.time_from(last_at, at));
    }
    writer.count(state.score.sums.len());
    for sum in &state.score.sums {
        write_sum(sum, last_at, writer);
    }
    writer.count(state.visits.len());
    for visit in &state.visits {
        write_stage(visit.stage, writer);
        writer.time_from(state.entered_at, visit.first_at);
        writer.time_from(visit.first_at, visit.latest_at);
    }
    writer.count(state.clocks.len());
    for clock in &state.clocks {
        write_clock(clock, last_at, writer);
    }
    writer.count(state.memory.len());
    for memory in &state.memory {
        write_memory(memory, last_at, writer);
    }
}

/// What is most often so stands first: a lead that has done nothing yet has one byte of flags, most others two.
fn flags_of(state: &State) -> Flags {
    let campaigns = &state.campaigns;
    let latest = state.latest_disposition.as_ref();
    let mut flags = Flags::default();
    flags.push(campaigns.first.is_some());
    flags.push(state.was_mql);
    for mark in marks(&state.marks) {
        flags.push(mark.is_some());
    }
    flags.push(state.held_at.is_some());
    flags.push(state.owner.is_some());
    flags.push(state.team.is_some());
    flags.push(latest.is_some());
    flags.push(latest.is_some_and(|latest| latest.left.is_some()));
    flags.push(state.contacted);
    flags.push(campaigns.last != campaigns.first);
    flags.push(campaigns.last != campaigns.first && campaigns.last.is_some());
    flags.push(campaigns.at_mql.is_some());
    flags.push(campaigns.at_mql.is_some() && campaigns.at_mql != campaigns.last);
    flags.push(state.amount.is_some());
    flags.push(state.segment.is_some());
    for until in [state.hold_until, state.pinned_until, state.cool_until] {
        flags.push(until.is_some());
    }
    flags.push(state.suspended);
    flags.push(state.forgotten);
    flags.push(state.ended);
    flags.push(state.last_at.is_none());
    flags
}

/// A lead mostly touches one campaign: it is written once.
fn write_campaigns(campaigns: &Campaigns, writer: &mut Writer<'_>) {
    let Campaigns {
        first,
        last,
        at_mql,
    } = campaigns;
    writer.given(first.as_ref(), write_text);
    writer.given(last.as_ref().filter(|_| last != first), write_text);
    writer.given(at_mql.as_ref().filter(|_| at_mql != last), write_text);
}

const fn marks(marks: &Marks) -> [Option<Timestamp>; 4] {
    [
        marks.qualified_at,
        marks.assigned_at,
        marks.accepted_at,
        marks.touched_at,
    ]
}

/// What a state's flags say, as [`flags_of`] gives them.
struct Given {
    campaign: bool,
    was_mql: bool,
    marks: [bool; 4],
    held: bool,
    owner: bool,
    team: bool,
    latest: bool,
    left: bool,
    contacted: bool,
    last_differs: bool,
    last: bool,
    at_mql: bool,
    at_mql_differs: bool,
    amount: bool,
    segment: bool,
    until: [bool; 3],
    suspended: bool,
    forgotten: bool,
    ended: bool,
    unborn: bool,
}

impl Given {
    fn of(mut flags: Flags) -> Result<Self, Corrupt> {
        // Fields of a literal are evaluated in the order in which they stand.
        let given = Self {
            campaign: flags.take(),
            was_mql: flags.take(),
            marks: [flags.take(), flags.take(), flags.take(), flags.take()],
            held: flags.take(),
            owner: flags.take(),
            team: flags.take(),
            latest: flags.take(),
            left: flags.take(),
            contacted: flags.take(),
            last_differs: flags.take(),
            last: flags.take(),
            at_mql: flags.take(),
            at_mql_differs: flags.take(),
            amount: flags.take(),
            segment: flags.take(),
            until: [flags.take(), flags.take(), flags.take()],
            suspended: flags.take(),
            forgotten: flags.take(),
            ended: flags.take(),
            unborn: flags.take(),
        };
        flags.end()?;
        Ok(given)
    }
}

pub(super) fn read_state(reader: &mut Reader<'_>) -> Result<State, Corrupt> {
    let given = Given::of(reader.flags()?)?;
    let born_at = reader.given(!given.unborn, Reader::time)?;
    let last_at = born_at.unwrap_or_default();
    let near = |reader: &mut Reader<'_>| reader.time_from(last_at);
    let version = reader.small()?;
    let stage = read_stage(reader)?;
    let entered_at = near(reader)?;
    let entry_version = reader.small()?;
    let (route, grade) = read_route_and_grade(reader)?;
    let cycle = reader.small()?;
    let campaigns = read_campaigns(&given, reader)?;
    let marks = Marks {
        qualified_at: reader.given(given.marks[0], near)?,
        assigned_at: reader.given(given.marks[1], near)?,
        accepted_at: reader.given(given.marks[2], near)?,
        touched_at: reader.given(given.marks[3], near)?,
    };
    let held_at = reader.given(given.held, Reader::signed)?;
    let owner = reader.given(given.owner, Reader::text)?;
    let team = reader.given(given.team, Reader::text)?;
    let latest_disposition = reader.given(given.latest, |reader| {
        let event_id = reader.text()?;
        let left = reader.given(given.left, read_stage)?;
        Ok(LatestDisposition { event_id, left })
    })?;
    let mut state = State {
        last_at: born_at,
        version,
        stage,
        entered_at,
        entry_version,
        route,
        cycle,
        was_mql: given.was_mql,
        contacted: given.contacted,
        held_at,
        suspended: given.suspended,
        forgotten: given.forgotten,
        grade,
        owner,
        team,
        latest_disposition,
        ended: given.ended,
        marks,
        campaigns,
        ..State::default()
    };
    state.amount = reader.given(given.amount, Reader::signed)?;
    state.segment = reader.given(given.segment, Reader::short)?;
    state.hold_until = reader.given(given.until[0], near)?;
    state.pinned_until = reader.given(given.until[1], near)?;
    state.cool_until = reader.given(given.until[2], near)?;
    read_lists(&mut state, last_at, reader)?;
    Ok(state)
}

fn read_campaigns(given: &Given, reader: &mut Reader<'_>) -> Result<Campaigns, Corrupt> {
    let first = reader.given(given.campaign, Reader::text)?;
    let last = match given.last_differs {
        false => first.clone(),
        true => reader.given(given.last, Reader::text)?,
    };
    let at_mql = match given.at_mql_differs {
        false => last.clone().filter(|_| given.at_mql),
        true => reader.given(given.at_mql, Reader::text)?,
    };
    Ok(Campaigns {
        first,
        last,
        at_mql,
    })
}

fn read_lists(
    state: &mut State,
    last_at: Timestamp,
    reader: &mut Reader<'_>,
) -> Result<(), Corrupt> {
    let count = reader.count()?;
    state.score = Score {
        sums: reader.list(count, |reader| read_sum(last_at, reader))?,
    };
    let count = reader.count()?;
    let entered_at = state.entered_at;
    state.visits = reader.list(count, |reader| read_visit(entered_at, reader))?;
    let count = reader.count()?;
    state.clocks = reader.list(count, |reader| read_clock(last_at, reader))?;
    let count = reader.count()?;
    state.memory = reader.list(count, |reader| read_memory(last_at, reader))?;
    Ok(())
}

fn read_visit(entered_at: Timestamp, reader: &mut Reader<'_>) -> Result<Visit, Corrupt> {
    let stage = read_stage(reader)?;
    let first_at = reader.time_from(entered_at)?;
    let latest_at = reader.time_from(first_at)?;
    Ok(Visit {
        stage,
        first_at,
        latest_at,
    })
}

fn write_name(name: Name, writer: &mut Writer<'_>) {
    writer.0.extend_from_slice(&name.0.to_le_bytes());
}

fn read_name(reader: &mut Reader<'_>) -> Result<Name, Corrupt> {
    let (bytes, rest) = reader
        .0
        .split_first_chunk()
        .ok_or(Corrupt("it ends too early"))?;
    reader.0 = rest;
    Ok(Name(u32::from_le_bytes(*bytes)))
}

const FIXED: u8 = 0;
const HALVING: u8 = 1;
const LINEAR: u8 = 2;
const EXPIRY: u8 = 3;
/// So many bits tell these apart.
const DECAY_BITS: u32 = 2;

/// Most leads have sums of the default model outside any group: neither is written.
fn write_sum(sum: &Sum, last_at: Timestamp, writer: &mut Writer<'_>) {
    let is_default = sum.model == Name::of("", DEFAULT_MODEL);
    let mut flags = Flags::default();
    flags.push_number(
        match &sum.kept {
            Kept::Fixed(_) => FIXED,
            Kept::Halving(_) => HALVING,
            Kept::Live { decay, .. } => match decay {
                Decay::Linear(_) => LINEAR,
                Decay::Expiry(_) => EXPIRY,
                Decay::None | Decay::HalfLife(_) => {
                    unreachable!("only what fades to nothing is kept one by one")
                }
            },
        },
        DECAY_BITS,
    );
    flags.push(!is_default);
    flags.push(sum.group != Name::NONE);
    writer.flags(flags);
    if !is_default {
        write_name(sum.model, writer);
    }
    if sum.group != Name::NONE {
        write_name(sum.group, writer);
    }
    match &sum.kept {
        Kept::Fixed(points) => writer.signed(*points),
        Kept::Halving(fading) => {
            writer.span(fading.half_life);
            writer.signed(fading.epoch);
            writer.wide(fading.sum);
        }
        Kept::Live { decay, live } => {
            writer.span(decay.span());
            writer.count(live.len());
            let mut before = last_at;
            for (at, points) in live {
                writer.time_from(before, *at);
                writer.signed(*points);
                before = *at;
            }
        }
    }
}

fn read_sum(last_at: Timestamp, reader: &mut Reader<'_>) -> Result<Sum, Corrupt> {
    let mut flags = reader.flags()?;
    let decay = flags.take_number(DECAY_BITS);
    let has_model = flags.take();
    let has_group = flags.take();
    flags.end()?;
    let model = reader.given(has_model, read_name)?;
    let group = reader.given(has_group, read_name)?;
    let kept = match decay {
        FIXED => Kept::Fixed(reader.signed()?),
        HALVING => Kept::Halving(Fading {
            half_life: read_fade(reader)?,
            epoch: reader.signed()?,
            sum: reader.wide()?,
        }),
        _ => {
            let span = read_fade(reader)?;
            let count = reader.count()?;
            let mut before = last_at;
            let live = reader.list(count, |reader| {
                before = reader.time_from(before)?;
                Ok((before, reader.signed()?))
            })?;
            let decay = if decay == LINEAR {
                Decay::Linear(span)
            } else {
                Decay::Expiry(span)
            };
            Kept::Live { decay, live }
        }
    };
    Ok(Sum {
        model: model.unwrap_or_else(|| Name::of("", DEFAULT_MODEL)),
        group: group.unwrap_or(Name::NONE),
        kept,
    })
}

/// Sums are divided by it.
fn read_fade(reader: &mut Reader<'_>) -> Result<Span, Corrupt> {
    let span = reader.span()?;
    if span > Span::ZERO {
        Ok(span)
    } else {
        Err(Corrupt("a span in which points fade"))
    }
}

fn write_clock(clock: &Clock, last_at: Timestamp, writer: &mut Writer<'_>) {
    writer.text(&clock.name);
    let mut flags = Flags::default();
    flags.push(clock.running.is_some());
    let Some(running) = &clock.running else {
        flags.push(clock.restart_held);
        return writer.flags(flags);
    };
    let since_start = running.running_since == Some(running.started_at);
    flags.push(clock.restart_held);
    flags.push(since_start);
    flags.push(running.at_risk_at.is_some());
    flags.push(running.violated);
    flags.push(running.target != 0);
    flags.push(running.running_since.is_some() && !since_start);
    flags.push(running.paused_at.is_some());
    flags.push(running.counted != Span::ZERO);
    flags.push(running.paused != Span::ZERO);
    flags.push(running.due_at == Timestamp::MAX);
    writer.flags(flags);
    let started_at = running.started_at;
    let not_zero = |span: Span| (span != Span::ZERO).then_some(span);
    let from_start = |writer: &mut Writer<'_>, at| writer.time_from(started_at, at);
    writer.unsigned(u64::from(running.version));
    writer.unsigned(u64::from(running.cycle));
    writer.time_from(last_at, started_at);
    write_cause(&running.started_by, started_at, writer);
    writer.span(running.within);
    let target = (running.target != 0).then_some(running.target);
    writer.given(target, |writer, target| writer.unsigned(u64::from(target)));
    writer.given(running.running_since.filter(|_| !since_start), from_start);
    writer.given(running.paused_at, from_start);
    writer.given(not_zero(running.counted), Writer::span);
    writer.given(not_zero(running.paused), Writer::span);
    let due_at = (running.due_at != Timestamp::MAX).then_some(running.due_at);
    writer.given(due_at, from_start);
    writer.given(running.at_risk_at, from_start);
}

fn read_clock(last_at: Timestamp, reader: &mut Reader<'_>) -> Result<Clock, Corrupt> {
    let name = reader.text()?;
    let mut flags = reader.flags()?;
    let is_running = flags.take();
    let restart_held = flags.take();
    let running = reader.given(is_running, |reader| {
        read_running(last_at, &mut flags, reader)
    })?;
    flags.end()?;
    Ok(Clock {
        name,
        running,
        restart_held,
    })
}

fn read_running(
    last_at: Timestamp,
    flags: &mut Flags,
    reader: &mut Reader<'_>,
) -> Result<Running, Corrupt> {
    let since_start = flags.take();
    let has_risk = flags.take();
    let violated = flags.take();
    let has_target = flags.take();
    let (runs, is_paused) = (flags.take(), flags.take());
    let (has_counted, has_paused) = (flags.take(), flags.take());
    let has_due = !flags.take();
    let version = reader.small()?;
    let cycle = reader.small()?;
    let started_at = reader.time_from(last_at)?;
    let started_by = read_cause(started_at, reader)?;
    let within = reader.span()?;
    let target = reader.given(has_target, Reader::short)?;
    let since = reader.given(runs, |reader| reader.time_from(started_at))?;
    let paused_at = reader.given(is_paused, |reader| reader.time_from(started_at))?;
    let counted = reader.given(has_counted, Reader::span)?;
    let paused = reader.given(has_paused, Reader::span)?;
    let due_at = reader.given(has_due, |reader| reader.time_from(started_at))?;
    let at_risk_at = reader.given(has_risk, |reader| reader.time_from(started_at))?;
    Ok(Running {
        version,
        cycle,
        started_at,
        started_by,
        target: target.unwrap_or(0),
        within,
        counted: counted.unwrap_or(Span::ZERO),
        running_since: if since_start { Some(started_at) } else { since },
        paused_at,
        paused: paused.unwrap_or(Span::ZERO),
        due_at: due_at.unwrap_or(Timestamp::MAX),
        at_risk_at,
        violated,
    })
}

fn write_memory(memory: &Memory, last_at: Timestamp, writer: &mut Writer<'_>) {
    write_name(memory.rule, writer);
    write_instants(&memory.matched, last_at, writer);
    writer.count(memory.credited.len());
    for (asset, instants) in &memory.credited {
        writer.flag(*asset != 0);
        writer.given((*asset != 0).then_some(*asset), Writer::fixed);
        write_instants(instants, last_at, writer);
    }
}

fn read_memory(last_at: Timestamp, reader: &mut Reader<'_>) -> Result<Memory, Corrupt> {
    let rule = read_name(reader)?;
    let matched = read_instants(last_at, reader)?;
    let count = reader.count()?;
    let credited = reader.list(count, |reader| {
        let asset = reader.option(Reader::fixed)?;
        Ok((asset.unwrap_or(0), read_instants(last_at, reader)?))
    })?;
    Ok(Memory {
        rule,
        matched,
        credited,
    })
}

/// Instants, oldest first: the newest is mostly that of the last event.
fn write_instants(instants: &[Timestamp], last_at: Timestamp, writer: &mut Writer<'_>) {
    writer.count(instants.len());
    let mut after = last_at;
    for at in instants.iter().rev() {
        writer.time_from(after, *at);
        after = *at;
    }
}

fn read_instants(last_at: Timestamp, reader: &mut Reader<'_>) -> Result<Vec<Timestamp>, Corrupt> {
    let count = reader.count()?;
    let mut after = last_at;
    let mut instants = reader.list(count, |reader| {
        after = reader.time_from(after)?;
        Ok(after)
    })?;
    instants.reverse();
    Ok(instants)
}
