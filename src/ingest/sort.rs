//! Sorting events by time on disk: runs that fit in memory are sorted and written, then merged. Constant memory whatever the files' size.
//!
//! Used when an import must come in order (J3). The order is total over the records' bytes, so that the same files always give the same sequence:
//! resuming depends on it.

use crate::ingest::feeds::Prepared;
use crate::lead::event::Input;
use crate::time::Timestamp;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

/// Bytes of one run, about what is held in memory at once.
const RUN_BYTES: usize = 64 << 20;
/// The most runs: each is an open file while they are merged.
const MOST_RUNS: usize = 512;

/// A sort on disk: pushed to, merged, then read.
#[derive(Debug)]
pub(super) struct Sorted {
    folder: PathBuf,
    run_bytes: usize,
    run: Vec<Prepared>,
    bytes: usize,
    runs: usize,
    readers: Vec<BufReader<File>>,
    heads: BinaryHeap<Reverse<(Prepared, usize)>>,
}

impl Sorted {
    /// An empty sort that keeps its runs in a folder of its own below `state`.
    pub(super) fn new(state: &Path) -> io::Result<Self> {
        Self::with_runs_of(state, RUN_BYTES)
    }

    fn with_runs_of(state: &Path, run_bytes: usize) -> io::Result<Self> {
        let folder = state.join("import-sort");
        // What an earlier run left when it was killed.
        if folder.exists() {
            std::fs::remove_dir_all(&folder)?;
        }
        std::fs::create_dir_all(&folder)?;
        Ok(Self {
            folder,
            run_bytes,
            run: Vec::new(),
            bytes: 0,
            runs: 0,
            readers: Vec::new(),
            heads: BinaryHeap::new(),
        })
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(super) fn push(&mut self, prepared: Prepared) -> io::Result<()> {
        self.bytes += prepared.value.len() + prepared.lead_id.len() + size_of::<Prepared>();
        self.run.push(prepared);
        if self.bytes >= self.run_bytes {
            self.write_run()?;
        }
        Ok(())
    }

    /// Ends the pushing; from now on [`next`](Self::next) answers in order.
    pub(super) fn merge(&mut self) -> io::Result<()> {
        self.write_run()?;
        self.run = Vec::new();
        for run in 0..self.runs {
            self.readers
                .push(BufReader::new(File::open(self.run_path(run))?));
            self.refill(run)?;
        }
        Ok(())
    }

    /// The next in order.
    pub(super) fn next(&mut self) -> io::Result<Option<Prepared>> {
        let Some(Reverse((prepared, run))) = self.heads.pop() else {
            return Ok(None);
        };
        self.refill(run)?;
        Ok(Some(prepared))
    }

    fn refill(&mut self, run: usize) -> io::Result<()> {
        if let Some(prepared) = read(&mut self.readers[run])? {
            self.heads.push(Reverse((prepared, run)));
        }
        Ok(())
    }

    fn write_run(&mut self) -> io::Result<()> {
        if self.run.is_empty() {
            return Ok(());
        }
        if self.runs == MOST_RUNS {
            return Err(io::Error::other(
                "more than 32 GiB to sort; sort the files beforehand",
            ));
        }
        self.run.sort_unstable();
        let mut file = BufWriter::new(File::create(self.run_path(self.runs))?);
        for prepared in self.run.drain(..) {
            write(&mut file, &prepared)?;
        }
        file.flush()?;
        self.runs += 1;
        self.bytes = 0;
        Ok(())
    }

    fn run_path(&self, run: usize) -> PathBuf {
        self.folder.join(format!("run-{run}"))
    }
}

impl Drop for Sorted {
    fn drop(&mut self) {
        // What cannot be removed now is removed by the next sort.
        drop(std::fs::remove_dir_all(&self.folder));
    }
}

fn write(to: &mut impl Write, prepared: &Prepared) -> io::Result<()> {
    to.write_all(&prepared.occurred_at.as_millis().to_le_bytes())?;
    to.write_all(&[prepared.input as u8])?;
    to.write_all(&prepared.sequence.to_le_bytes())?;
    for part in [prepared.lead_id.as_bytes(), &prepared.value] {
        // Both come of one row, which is bounded.
        to.write_all(&(part.len() as u32).to_le_bytes())?;
        to.write_all(part)?;
    }
    Ok(())
}

fn read(from: &mut impl Read) -> io::Result<Option<Prepared>> {
    let mut first = [0; 8];
    // A run ends where a record would begin.
    if from.read(&mut first[..1])? == 0 {
        return Ok(None);
    }
    from.read_exact(&mut first[1..])?;
    let mut input = [0; 1];
    from.read_exact(&mut input)?;
    let mut sequence = [0; 8];
    from.read_exact(&mut sequence)?;
    let lead_id = String::from_utf8(part(from)?).map_err(io::Error::other)?;
    let input = Input::ALL.get(usize::from(input[0])).copied();
    Ok(Some(Prepared {
        occurred_at: Timestamp::from_millis(i64::from_le_bytes(first)),
        input: input.ok_or_else(|| io::Error::other("a run was changed while it was read"))?,
        sequence: i64::from_le_bytes(sequence),
        lead_id,
        value: part(from)?,
    }))
}

fn part(from: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut length = [0; 4];
    from.read_exact(&mut length)?;
    let mut bytes = Vec::new();
    let wanted = u64::from(u32::from_le_bytes(length));
    if from.take(wanted).read_to_end(&mut bytes)? as u64 == wanted {
        Ok(bytes)
    } else {
        Err(io::ErrorKind::UnexpectedEof.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_in_memory_comes_out_in_order_and_leaves_nothing_behind() {
        let state = tempfile::tempdir().unwrap();
        let mut sorted = Sorted::with_runs_of(state.path(), 1000).unwrap();
        let mut all = Vec::new();
        for number in 0..500_u64 {
            let mixed = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
            let prepared = Prepared {
                occurred_at: Timestamp::from_millis((mixed >> 56) as i64),
                input: Input::ALL[(mixed % 3) as usize],
                sequence: (mixed % 5) as i64,
                lead_id: format!("lead-{}", mixed % 7),
                value: mixed.to_be_bytes().to_vec(),
            };
            all.push(prepared.clone());
            sorted.push(prepared).unwrap();
        }
        sorted.merge().unwrap();
        assert!(sorted.runs > 10, "the test is about several runs");
        let mut out = Vec::new();
        while let Some(prepared) = sorted.next().unwrap() {
            out.push(prepared);
        }
        all.sort();
        assert!(out == all);
        drop(sorted);
        assert_eq!(std::fs::read_dir(state.path()).unwrap().count(), 0);
    }
}
