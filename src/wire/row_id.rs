//! The identity of a row in 128 bits (R2, R7): the first half of a SHA-256 over a text that anybody can put together, in SQL too.
//!
//! The text is `leadfold-row-1|LEAD|KIND|INSTANT|CAUSE`. Instants are milliseconds since 1970 in decimal; free text is preceded by its length in
//! bytes and a colon, so that no two rows have the same text:
//!
//! - LEAD is `<length>:<lead_id>`;
//! - KIND is `transition:<length>:<to_stage>`, or for an SLA row `<state>:<length>:<clock>:<started_at>:<CAUSE of the start>`;
//! - CAUSE is `event:<input>:<occurred_at>:<length>:<event_id>`, `decay`, `due`, `timeout` or `hold_end`.

use crate::lead::definition::Graph;
use crate::lead::row::{Cause, Identity, Kind, SlaNotice};
use crate::lead::text::Text;
use crate::time::Timestamp;
use sha2::{Digest, Sha256};
use std::fmt::{self, Write};

/// The word of a notice where a row has its state.
pub(crate) const fn notice_state(notice: &SlaNotice) -> &'static str {
    if notice.tier == 0 {
        "at_risk"
    } else {
        "escalated"
    }
}

/// The id of a row.
#[must_use]
pub fn row_id(lead_id: &str, identity: &Identity, graph: &Graph) -> [u8; 16] {
    hashed(|to| write_row(to, lead_id, identity, graph))
}

/// The id of a notice: as of an SLA row whose state is `at_risk` or `escalated`, at the instant it came to that, with the cause `due`. Escalations
/// of one clock differ by their instants.
#[must_use]
pub fn notice_id(lead_id: &str, notice: &SlaNotice) -> [u8; 16] {
    hashed(|to| {
        write!(to, "leadfold-row-1|{}:{lead_id}|", lead_id.len())?;
        write_sla(
            to,
            notice_state(notice),
            &notice.clock,
            notice.started_at,
            &notice.started_by,
        )?;
        write!(to, "|{}|", notice.instant.as_millis())?;
        write_cause(to, &Cause::Due)
    })
}

fn hashed(write: impl FnOnce(&mut Hashing) -> fmt::Result) -> [u8; 16] {
    let mut hashing = Hashing(Sha256::new());
    write(&mut hashing).expect("hashing text does not fail");
    let digest: [u8; 32] = hashing.0.finalize().into();
    let (half, _) = digest
        .split_first_chunk()
        .expect("32 bytes begin with 16 bytes");
    *half
}

/// A hash that text is written into, so that none is put together in memory.
struct Hashing(Sha256);

impl Write for Hashing {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.update(text.as_bytes());
        Ok(())
    }
}

pub(crate) fn write_row(
    to: &mut impl Write,
    lead_id: &str,
    identity: &Identity,
    graph: &Graph,
) -> fmt::Result {
    write!(to, "leadfold-row-1|{}:{lead_id}|", lead_id.len())?;
    match &identity.kind {
        Kind::Transition { to: stage } => {
            let name = graph.name(*stage);
            write!(to, "transition:{}:{name}", name.len())?;
        }
        Kind::Sla {
            state,
            clock,
            started_at,
            started_by,
        } => write_sla(to, state.name(), clock, *started_at, started_by)?,
    }
    write!(to, "|{}|", identity.instant.as_millis())?;
    write_cause(to, &identity.cause)
}

fn write_sla(
    to: &mut impl Write,
    state: &str,
    clock: &Text,
    started_at: Timestamp,
    started_by: &Cause,
) -> fmt::Result {
    write!(to, "{state}:{}:{clock}:", clock.as_bytes().len())?;
    write!(to, "{}:", started_at.as_millis())?;
    write_cause(to, started_by)
}

fn write_cause(to: &mut impl Write, cause: &Cause) -> fmt::Result {
    match cause {
        Cause::Event {
            input,
            event_id,
            occurred_at,
        } => write!(
            to,
            "event:{}:{}:{}:{event_id}",
            input.name(),
            occurred_at.as_millis(),
            event_id.as_bytes().len()
        ),
        Cause::Decay => to.write_str("decay"),
        Cause::Due => to.write_str("due"),
        Cause::Timeout => to.write_str("timeout"),
        Cause::HoldEnd => to.write_str("hold_end"),
    }
}
