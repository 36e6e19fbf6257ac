//! Rows as bytes: what was said is stored, never computed again (R1).

use super::Corrupt;
use super::bytes::{Reader, Writer};
use super::parts::{
    read_cause, read_grade, read_key, read_route, write_cause, write_grade, write_key, write_route,
};
use crate::lead::definition::Stage;
use crate::lead::row::{Detail, Identity, Kind, Row, SlaState, Values};
use crate::lead::rows::StoredRow;
use crate::time::Span;

/// Writes a row with its marks; its number is in the key.
pub fn write_row(stored: &StoredRow, to: &mut Vec<u8>) {
    let mut writer = Writer(to);
    writer.byte(
        u8::from(stored.wanted) | u8::from(stored.published) << 1 | u8::from(stored.backfill) << 2,
    );
    writer.option(stored.at.as_ref(), |writer, key| write_key(key, writer));
    let Row {
        identity,
        values,
        score,
        grade,
    } = &stored.row;
    writer.time(identity.instant);
    write_cause(&identity.cause, &mut writer);
    match &identity.kind {
        Kind::Transition { to } => {
            writer.byte(0);
            writer.byte(to.0);
        }
        Kind::Sla {
            state,
            clock,
            started_at,
            started_by,
        } => {
            let state = SlaState::ALL
                .iter()
                .position(|candidate| candidate == state);
            writer.byte(1 + state.map_or(0, |index| index as u8));
            writer.text(clock);
            writer.time(*started_at);
            write_cause(started_by, &mut writer);
        }
    }
    writer.unsigned(u64::from(values.cycle));
    writer.unsigned(u64::from(values.version));
    for field in [
        &values.owner,
        &values.team,
        &values.source,
        &values.campaign,
    ] {
        writer.option(field.as_ref(), |writer, text| writer.text(text));
    }
    writer.option(values.amount, Writer::signed);
    write_detail(&values.detail, &mut writer);
    writer.signed(*score);
    write_grade(*grade, &mut writer);
}

fn write_detail(detail: &Detail, writer: &mut Writer<'_>) {
    match detail {
        Detail::Transition {
            from,
            entered_from_at,
            route,
            inferred,
            irregular,
            reason,
            actor,
        } => {
            writer.option(*from, |writer, stage| writer.byte(stage.0));
            writer.option(*entered_from_at, Writer::time);
            write_route(*route, writer);
            writer.flag(*inferred);
            writer.flag(*irregular);
            writer.option(reason.as_ref(), |writer, text| writer.text(text));
            writer.option(actor.as_ref(), |writer, text| writer.text(text));
        }
        Detail::Sla {
            due_at,
            target,
            elapsed,
        } => {
            writer.time(*due_at);
            writer.signed(target.as_millis());
            writer.signed(elapsed.as_millis());
        }
    }
}

/// Reads a row and its marks.
///
/// # Errors
/// When the bytes are not a row.
pub fn read_row(number: u32, bytes: &[u8]) -> Result<StoredRow, Corrupt> {
    let mut reader = Reader(bytes);
    let marks = reader.byte()?;
    let at = reader.option(read_key)?;
    let instant = reader.time()?;
    let cause = read_cause(&mut reader)?;
    let kind = match reader.byte()? {
        0 => Kind::Transition {
            to: Stage(reader.byte()?),
        },
        state => Kind::Sla {
            state: *SlaState::ALL
                .get(usize::from(state) - 1)
                .ok_or(Corrupt("an SLA state"))?,
            clock: reader.text()?,
            started_at: reader.time()?,
            started_by: read_cause(&mut reader)?,
        },
    };
    let is_sla = matches!(kind, Kind::Sla { .. });
    let values = Values {
        cycle: reader.small()?,
        version: reader.small()?,
        owner: reader.option(Reader::text)?,
        team: reader.option(Reader::text)?,
        source: reader.option(Reader::text)?,
        campaign: reader.option(Reader::text)?,
        amount: reader.option(Reader::signed)?,
        detail: if is_sla {
            read_sla(&mut reader)?
        } else {
            read_transition(&mut reader)?
        },
    };
    let row = Row {
        identity: Identity {
            instant,
            kind,
            cause,
        },
        values,
        score: reader.signed()?,
        grade: read_grade(&mut reader)?,
    };
    reader.end()?;
    Ok(StoredRow {
        number,
        at,
        row,
        wanted: marks & 1 != 0,
        published: marks & 2 != 0,
        backfill: marks & 4 != 0,
        is_dirty: false,
    })
}

fn read_transition(reader: &mut Reader<'_>) -> Result<Detail, Corrupt> {
    Ok(Detail::Transition {
        from: reader.option(|reader| reader.byte().map(Stage))?,
        entered_from_at: reader.option(Reader::time)?,
        route: read_route(reader)?,
        inferred: reader.flag()?,
        irregular: reader.flag()?,
        reason: reader.option(Reader::text)?,
        actor: reader.option(Reader::text)?,
    })
}

fn read_sla(reader: &mut Reader<'_>) -> Result<Detail, Corrupt> {
    Ok(Detail::Sla {
        due_at: reader.time()?,
        target: Span::from_millis(reader.signed()?),
        elapsed: Span::from_millis(reader.signed()?),
    })
}
