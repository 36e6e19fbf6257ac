//! Records that were read and not taken yet, and in which order the three inputs take turns (W6).
//!
//! In the order in which the log took them, and of what it took at one instant in the order in which it happened, so that a catch-up meets
//! events much as they happened. That saves corrections; and a sorted import of a history longer than its journal relies on it (J3).

use crate::lead::event::Input;
use crate::processor::task::Wanted;
use crate::processor::watermark::End;
use crate::time::Timestamp;
use crate::wire::decode::occurs_at;
use crate::wire::record::{Record, Records};

/// What is waiting, by input.
#[derive(Debug)]
pub(super) struct Intake {
    buffers: [Records; 3],
    taken: [usize; 3],
    positions: [i64; 3],
    read_to: [i64; 3],
}

impl Intake {
    pub(super) fn new(positions: [i64; 3]) -> Self {
        Self {
            buffers: Default::default(),
            taken: [0; 3],
            positions,
            read_to: [0; 3],
        }
    }

    /// What to read of an input: a new run when the last one is used up.
    pub(super) fn wants(&mut self, input: Input, most: usize) -> Wanted {
        let index = input as usize;
        if self.taken[index] < self.buffers[index].len() {
            return Wanted {
                from: self.positions[index],
                most: 0,
            };
        }
        self.positions[index] = self.position(input);
        self.buffers[index].clear();
        self.taken[index] = 0;
        Wanted {
            from: self.positions[index],
            most,
        }
    }

    /// Between what is in the buffer and `next` is no record.
    pub(super) const fn read_to(&mut self, input: Input, next: i64) {
        self.read_to[input as usize] = next;
    }

    /// The offset before which everything was taken.
    pub(super) fn position(&self, input: Input) -> i64 {
        let index = input as usize;
        let is_used_up = self.taken[index] >= self.buffers[index].len();
        if is_used_up {
            self.positions[index].max(self.read_to[index])
        } else {
            self.positions[index]
        }
    }

    pub(super) const fn buffer(&mut self, input: Input) -> &mut Records {
        &mut self.buffers[input as usize]
    }

    fn turn(&self, ends: &[End; 3]) -> Option<Input> {
        let mut first: Option<((Timestamp, Option<Timestamp>), Input)> = None;
        for input in Input::ALL {
            let index = input as usize;
            match self.buffers[index].get(self.taken[index]) {
                Some(record) => {
                    let at = (record.appended_at, occurs_at(input, record));
                    if first.is_none_or(|(earliest, _)| at < earliest) {
                        first = Some((at, input));
                    }
                }
                // More of this input exists and was not read: it may come first.
                None if self.position(input) < ends[index].offset && self.taken[index] > 0 => {
                    return None;
                }
                None => {}
            }
        }
        first.map(|(_, input)| input)
    }

    /// Whether a record could be taken now.
    pub(super) fn has_next(&self, ends: &[End; 3]) -> bool {
        self.turn(ends).is_some()
            || Input::ALL
                .into_iter()
                .any(|input| self.position(input) < ends[input as usize].offset)
    }

    /// The next record.
    pub(super) fn next(&mut self, ends: &[End; 3]) -> Option<(Input, Record<'_>)> {
        let input = self.turn(ends)?;
        let index = input as usize;
        let record = self.buffers[index].get(self.taken[index])?;
        self.taken[index] += 1;
        self.positions[index] = record.offset + 1;
        Some((input, record))
    }
}
