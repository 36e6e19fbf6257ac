//! Reads output topics from where it stopped to their present ends: the one way in which verbs look at what leadfold has said.

use super::failure::{Failure, Outcome};
use crate::log::Log;
use crate::wire::record::{Record, Records};
use crate::wire::topic::Topic;
use std::collections::BTreeMap;
use std::ops::Range;

/// Records taken at once: a few hundred kilobytes.
const AT_ONCE: usize = 2_000;

/// How far each partition was read.
#[derive(Debug)]
pub(super) struct Outputs {
    partitions: Range<u16>,
    positions: BTreeMap<(Topic, u16), i64>,
    records: Records,
}

impl Outputs {
    /// From the beginning.
    pub(super) fn new(partitions: u16) -> Self {
        Self::of(0..partitions)
    }

    /// From the beginning of those partitions alone.
    pub(super) fn of(partitions: Range<u16>) -> Self {
        Self {
            partitions,
            positions: BTreeMap::new(),
            records: Records::default(),
        }
    }

    /// Hands out what has been added to a topic, partition by partition.
    ///
    /// # Errors
    /// When the log cannot be read, or `each` says so.
    pub(super) fn read(
        &mut self,
        log: &mut impl Log,
        topic: Topic,
        mut each: impl FnMut(u16, Record<'_>) -> Outcome,
    ) -> Outcome {
        for partition in self.partitions.clone() {
            let position = self.positions.entry((topic, partition)).or_insert(0);
            let end = log.end(topic, partition).map_err(Failure::failed)?;
            while *position < end {
                self.records.clear();
                log.read(topic, partition, *position, AT_ONCE, &mut self.records)
                    .map_err(Failure::failed)?;
                let mut next = *position;
                for record in self.records.iter() {
                    next = record.offset + 1;
                    each(partition, record)?;
                }
                if next == *position {
                    break; // What was promised is not there yet; the next look finds it.
                }
                *position = next;
            }
        }
        Ok(())
    }
}
