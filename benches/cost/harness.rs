//! Measures small pieces of work: many short rounds, the cases of a table taking turns, so that whatever else the machine does meets all of
//! them alike. Time is the processor time of this thread, which other processes disturb only through the caches.

use allocation_counter::measure;
use rustix::time::{ClockId, clock_gettime};

/// Enough for a median that stays within a few percent between runs.
const ROUNDS: usize = 41;

/// Processor time in nanoseconds.
fn clock(of: ClockId) -> u64 {
    let time = clock_gettime(of);
    let (seconds, nanos) = (time.tv_sec.unsigned_abs(), time.tv_nsec.unsigned_abs());
    seconds * 1_000_000_000 + nanos
}

/// Processor time of the whole process, in nanoseconds: with it the background work of the databases.
pub(crate) fn process_nanos() -> u64 {
    clock(ClockId::ProcessCPUTime)
}

/// Measures what it is told to within a round.
#[derive(Debug, Default)]
pub(crate) struct Stopwatch {
    nanos: u64,
    allocations: u64,
    events: u64,
}

impl Stopwatch {
    /// Does `work`, which takes so many events, and counts what it costs.
    pub(crate) fn time(&mut self, events: usize, work: impl FnOnce()) {
        let mut spent = 0;
        let allocated = measure(|| {
            let before = clock(ClockId::ThreadCPUTime);
            work();
            spent = clock(ClockId::ThreadCPUTime) - before;
        });
        self.nanos += spent;
        self.allocations += allocated.count_total;
        self.events += events as u64;
    }

    /// Processor time so far, in nanoseconds.
    pub(crate) const fn nanos(&self) -> u64 {
        self.nanos
    }

    /// Allocations so far.
    pub(crate) const fn allocations(&self) -> u64 {
        self.allocations
    }
}

/// One line of a table: a piece of work, and what is prepared for it outside of the measured part.
pub(crate) struct Case<'a> {
    name: String,
    round: Box<dyn FnMut(&mut Stopwatch) + 'a>,
}

impl<'a> Case<'a> {
    pub(crate) fn new(name: impl Into<String>, round: impl FnMut(&mut Stopwatch) + 'a) -> Self {
        let name = name.into();
        Self {
            name,
            round: Box::new(round),
        }
    }
}

/// Runs the cases in turns and prints, for each, what one event costs.
pub(crate) fn table(title: &str, mut cases: Vec<Case<'_>>) {
    let mut measured: Vec<Vec<(f64, f64)>> = vec![Vec::new(); cases.len()];
    for round in 0..=ROUNDS {
        for (case, measured) in cases.iter_mut().zip(&mut measured) {
            let mut watch = Stopwatch::default();
            (case.round)(&mut watch);
            // The first round fills buffers and caches.
            if round > 0 {
                let per_event = |sum: u64| sum as f64 / watch.events as f64;
                measured.push((per_event(watch.nanos), per_event(watch.allocations)));
            }
        }
    }
    println!("\n{title}");
    println!(
        "  {:<44} {:>9} {:>9} {:>9} {:>12}",
        "", "median", "quarter", "3/4", "allocations"
    );
    for (case, mut measured) in cases.iter().zip(measured) {
        measured.sort_by(|one, other| one.0.total_cmp(&other.0));
        let at = |share: usize| measured[(measured.len() - 1) * share / 4].0;
        let allocations =
            measured.iter().map(|(_, count)| count).sum::<f64>() / measured.len() as f64;
        println!(
            "  {:<44} {:>6.0} ns {:>6.0} ns {:>6.0} ns {allocations:>12.3}",
            case.name,
            at(2),
            at(1),
            at(3),
        );
    }
}
