//! Numbers for people, recomputed from leadfold's own outputs: whoever doubts a figure can count again.
//!
//! [`net`] folds signed rows into what is true now (R3); [`contact`] reads from the lead-created input when leads were first heard of, and
//! whence; [`funnel`] counts stages, conversion and time by a dimension; [`render`] writes that down for a terminal or a program; [`pipeline`] says
//! what open deals are worth, and [`promises`] whether what marketing promised came. Nothing here writes to the log, and nothing asks the
//! engine's state.

pub mod funnel;

pub mod net;

pub mod contact;

pub mod figure;

pub mod render;

pub mod pipeline;

pub mod promises;

use crate::log::{self, Log};
use crate::wire;
use crate::wire::record::{Record, Records};
use crate::wire::topic::Topic;

/// Why the outputs could not be read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The log does not answer.
    #[error("could not read the log for the report")]
    Log(#[from] log::Error),
    /// A record is none of leadfold's.
    #[error("could not understand {topic}[{partition}]@{offset}")]
    Record {
        /// Its topic.
        topic: &'static str,
        /// Its partition.
        partition: u16,
        /// Its offset.
        offset: i64,
        /// Why.
        source: wire::read::Error,
    },
}

/// Gives every record that a partition has now to `each`.
fn scan<L: Log + ?Sized>(
    log: &mut L,
    topic: Topic,
    partition: u16,
    mut each: impl FnMut(Record<'_>) -> Result<(), wire::read::Error>,
) -> Result<(), Error> {
    /// Enough that asking costs little per record, little enough for any memory.
    const AT_ONCE: usize = 1000;
    let end = log.end(topic, partition)?;
    let mut records = Records::default();
    let mut from = 0;
    while from < end {
        records.clear();
        log.read(topic, partition, from, AT_ONCE, &mut records)?;
        let before = from;
        for record in records.iter().take_while(|record| record.offset < end) {
            from = record.offset + 1;
            each(record).map_err(|source| Error::Record {
                topic: topic.name(),
                partition,
                offset: record.offset,
                source,
            })?;
        }
        // What is left has been deleted meanwhile, or is not yet visible.
        if from == before {
            break;
        }
    }
    Ok(())
}
