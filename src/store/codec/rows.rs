//! Rows as bytes: what was said is stored, never computed again (R1).

use super::Corrupt;
use super::bytes::{Flags, Reader, Writer};
use super::parts::{
    at_index, index_of, read_cause, read_key, read_route_and_grade, read_stage, write_cause,
    write_key, write_route_and_grade, write_stage, write_text,
};
use crate::lead::definition::Grade;
use crate::lead::row::{Detail, Identity, Kind, Lags, Route, Row, SlaState, Values};
use crate::lead::rows::StoredRow;
use crate::time::{Span, Timestamp};

/// So many bits tell apart a transition and the states of a clock.
const KIND_BITS: u32 = 3;

/// Writes a row with its marks; its number is in the key.
pub fn write_row(stored: &StoredRow, to: &mut Vec<u8>) {
    let mut writer = Writer(to);
    let Row {
        identity,
        values,
        score,
        grade,
        lags,
    } = &stored.row;
    let mut flags = Flags::default();
    for mark in [
        stored.wanted,
        stored.published,
        stored.backfill,
        stored.seeded,
        stored.at.is_some(),
    ] {
        flags.push(mark);
    }
    flags.push_number(kind(&identity.kind), KIND_BITS);
    for lag in all(lags) {
        flags.push(lag.is_some());
    }
    writer.flags(flags);
    writer.given(stored.at.as_ref(), |writer, key| write_key(key, writer));
    writer.time(identity.instant);
    write_cause(&identity.cause, identity.instant, &mut writer);
    match &identity.kind {
        Kind::Transition { to } => write_stage(*to, &mut writer),
        Kind::Sla {
            state: _,
            clock,
            started_at,
            started_by,
        } => {
            writer.text(clock);
            writer.time_from(identity.instant, *started_at);
            write_cause(started_by, *started_at, &mut writer);
        }
    }
    write_values(values, &mut writer);
    write_detail(&values.detail, *grade, identity.instant, &mut writer);
    writer.signed(*score);
    for lag in all(lags) {
        writer.given(lag, Writer::span);
    }
}

fn kind(kind: &Kind) -> u8 {
    match kind {
        Kind::Transition { .. } => 0,
        Kind::Sla { state, .. } => 1 + index_of(&SlaState::ALL, state),
    }
}

const fn all(lags: &Lags) -> [Option<Span>; 4] {
    [lags.ingest, lags.routing, lags.acceptance, lags.reaction]
}

fn write_values(values: &Values, writer: &mut Writer<'_>) {
    let texts = texts(values);
    let campaign = &values.campaign;
    let mut flags = Flags::default();
    for text in texts {
        flags.push(text.is_some());
    }
    // A lead mostly has one campaign: it is written once.
    let [first, mql] = [&values.first_touch_campaign, &values.mql_campaign]
        .map(|text| (text.as_ref()).filter(|text| campaign.as_ref() != Some(text)));
    flags.push(values.first_touch_campaign.is_some() && first.is_none());
    flags.push(values.mql_campaign.is_some() && mql.is_none());
    flags.push(first.is_some());
    flags.push(mql.is_some());
    flags.push(values.amount.is_some());
    writer.flags(flags);
    writer.unsigned(u64::from(values.cycle));
    writer.unsigned(u64::from(values.version));
    for text in texts.into_iter().flatten() {
        writer.text(text);
    }
    writer.given(first, write_text);
    writer.given(mql, write_text);
    writer.given(values.amount, Writer::signed);
}

const fn texts(values: &Values) -> [&Option<crate::lead::text::Text>; 4] {
    [
        &values.owner,
        &values.team,
        &values.source,
        &values.campaign,
    ]
}

fn write_detail(detail: &Detail, grade: Grade, instant: Timestamp, writer: &mut Writer<'_>) {
    match detail {
        Detail::Transition {
            from,
            entered_from_at,
            route,
            inferred,
            irregular,
            stayed_business,
            reason,
            reason_group,
            actor,
        } => {
            write_route_and_grade(*route, grade, writer);
            let mut flags = Flags::default();
            flags.push(from.is_some());
            flags.push(entered_from_at.is_some());
            flags.push(*inferred);
            flags.push(reason.is_some());
            flags.push(actor.is_some());
            flags.push(reason_group.is_some());
            flags.push(*irregular);
            flags.push(stayed_business.is_some());
            writer.flags(flags);
            writer.given(*from, |writer, stage| write_stage(stage, writer));
            writer.given(*entered_from_at, |writer, at| {
                writer.time_from(instant, at);
            });
            writer.given(reason.as_ref(), write_text);
            writer.given(actor.as_ref(), write_text);
            writer.given(reason_group.as_ref(), write_text);
            writer.given(*stayed_business, Writer::span);
        }
        Detail::Sla {
            due_at,
            target,
            elapsed,
            counted,
            paused,
            notify_not_before,
        } => {
            // An SLA row has no route; its place holds the grade.
            write_route_and_grade(Route::Birth, grade, writer);
            writer.time_from(instant, *due_at);
            for span in [target, elapsed, counted, paused] {
                writer.span(*span);
            }
            writer.time_from(instant, *notify_not_before);
        }
    }
}

/// Reads a row and its marks.
///
/// # Errors
/// When the bytes are not a row.
pub fn read_row(number: u32, bytes: &[u8]) -> Result<StoredRow, Corrupt> {
    let mut reader = Reader(bytes);
    let mut flags = reader.flags()?;
    let (wanted, published) = (flags.take(), flags.take());
    let (backfill, seeded) = (flags.take(), flags.take());
    let has_place = flags.take();
    let kind = flags.take_number(KIND_BITS);
    let has_lags = [flags.take(), flags.take(), flags.take(), flags.take()];
    flags.end()?;
    let at = reader.given(has_place, read_key)?;
    let instant = reader.time()?;
    let cause = read_cause(instant, &mut reader)?;
    let kind = match kind.checked_sub(1) {
        None => Kind::Transition {
            to: read_stage(&mut reader)?,
        },
        Some(state) => {
            let clock = reader.text()?;
            let started_at = reader.time_from(instant)?;
            Kind::Sla {
                state: at_index(&SlaState::ALL, state)?,
                clock,
                started_at,
                started_by: read_cause(started_at, &mut reader)?,
            }
        }
    };
    let (values, grade) = read_values(&kind, instant, &mut reader)?;
    let score = reader.signed()?;
    let mut lag = |is_given| reader.given(is_given, Reader::span);
    let lags = Lags {
        ingest: lag(has_lags[0])?,
        routing: lag(has_lags[1])?,
        acceptance: lag(has_lags[2])?,
        reaction: lag(has_lags[3])?,
    };
    reader.end()?;
    let identity = Identity {
        instant,
        kind,
        cause,
    };
    let row = Row {
        identity,
        values,
        score,
        grade,
        lags,
    };
    Ok(StoredRow {
        number,
        at,
        row,
        wanted,
        published,
        backfill,
        seeded,
        is_dirty: false,
    })
}

fn read_values(
    kind: &Kind,
    instant: Timestamp,
    reader: &mut Reader<'_>,
) -> Result<(Values, Grade), Corrupt> {
    let mut flags = reader.flags()?;
    let has_texts = [flags.take(), flags.take(), flags.take(), flags.take()];
    let (first_is_same, mql_is_same) = (flags.take(), flags.take());
    let (has_first, has_mql) = (flags.take(), flags.take());
    let has_amount = flags.take();
    flags.end()?;
    let cycle = reader.small()?;
    let version = reader.small()?;
    let mut text = |is_given| reader.given(is_given, Reader::text);
    let owner = text(has_texts[0])?;
    let team = text(has_texts[1])?;
    let source = text(has_texts[2])?;
    let campaign = text(has_texts[3])?;
    let first = text(has_first)?;
    let mql = text(has_mql)?;
    let amount = reader.given(has_amount, Reader::signed)?;
    let (route, grade) = read_route_and_grade(reader)?;
    let detail = match kind {
        Kind::Transition { .. } => read_transition(route, instant, reader)?,
        Kind::Sla { .. } => read_sla(instant, reader)?,
    };
    let values = Values {
        cycle,
        version,
        owner,
        team,
        source,
        first_touch_campaign: first.or_else(|| campaign.clone().filter(|_| first_is_same)),
        mql_campaign: mql.or_else(|| campaign.clone().filter(|_| mql_is_same)),
        campaign,
        amount,
        detail,
    };
    Ok((values, grade))
}

fn read_transition(
    route: Route,
    instant: Timestamp,
    reader: &mut Reader<'_>,
) -> Result<Detail, Corrupt> {
    let mut flags = reader.flags()?;
    let (has_from, has_entered) = (flags.take(), flags.take());
    let inferred = flags.take();
    let (has_reason, has_actor, has_group) = (flags.take(), flags.take(), flags.take());
    let irregular = flags.take();
    let has_business = flags.take();
    flags.end()?;
    Ok(Detail::Transition {
        from: reader.given(has_from, read_stage)?,
        entered_from_at: reader.given(has_entered, |reader| reader.time_from(instant))?,
        route,
        inferred,
        irregular,
        reason: reader.given(has_reason, Reader::text)?,
        actor: reader.given(has_actor, Reader::text)?,
        reason_group: reader.given(has_group, Reader::text)?,
        stayed_business: reader.given(has_business, Reader::span)?,
    })
}

fn read_sla(instant: Timestamp, reader: &mut Reader<'_>) -> Result<Detail, Corrupt> {
    Ok(Detail::Sla {
        due_at: reader.time_from(instant)?,
        target: reader.span()?,
        elapsed: reader.span()?,
        counted: reader.span()?,
        paused: reader.span()?,
        notify_not_before: reader.time_from(instant)?,
    })
}
