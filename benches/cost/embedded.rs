//! The whole way on the embedded log: a million leads, asked for as Zipf has it, with everything that the service does per event: append, read,
//! step, commit, apply, and the store made durable every two seconds.

use crate::harness::{Stopwatch, process_nanos};
use crate::world::{self, BEGIN};
use leadfold::lead::event::{Disposition, Engagement, Fact, Input, Outcome};
use leadfold::log::embedded::Embedded;
use leadfold::log::{Log, NewRecord};
use leadfold::processor::{End, Settings, Task};
use leadfold::store::Store;
use leadfold::time::{Span, Timestamp};
use leadfold::wire::encode;
use leadfold::wire::schemas::Schemas;
use leadfold::wire::topic::Topic;
use std::ops::Range;
use std::sync::Arc;

const LEADS: u64 = 1_000_000;
const USUAL_EVENTS: u64 = 2_000_000;
/// What is appended at once, and then taken.
const CHUNK: u64 = 15_000;
/// Event time that passes from one event to the next: a hundred events a second.
const PACE: Span = Span::from_millis(10);
/// As in the service.
const CHECKPOINT_NANOS: u64 = 2_000_000_000;

#[expect(
    clippy::disallowed_methods,
    reason = "the number of events is the one thing that whoever runs the bench may choose"
)]
fn events_wanted() -> u64 {
    std::env::var("LEADFOLD_BENCH_EVENTS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(USUAL_EVENTS)
}

pub(crate) fn run() {
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(Store::open(&folder.path().join("store"), 1).unwrap());
    let task = Task::open(
        0,
        1,
        Arc::new(leadfold::definition::sample()),
        Settings::default(),
        Schemas::bundled(),
        Arc::clone(&store),
    )
    .unwrap();
    let mut whole = Whole {
        log: Embedded::open(&folder.path().join("log"), 1).unwrap(),
        store,
        task,
        drawn: Zipf::new(LEADS),
        chunk: Chunk::default(),
        now: BEGIN,
        costs: Costs::default(),
        checkpoint_at: process_nanos() + CHECKPOINT_NANOS,
    };
    println!("\nembedded, end to end: {LEADS} leads, Zipf 1.0");
    println!(
        "  {:<28} {:>8} {:>8} {:>8} {:>8} {:>8} {:>8} {:>8} {:>8}",
        "per event", "all", "append", "read", "step", "commit", "apply", "upkeep", "behind"
    );
    whole.live("a lead is created", 0..LEADS);
    let events = events_wanted();
    // The first half brings caches and files into the state in which they stay.
    whole.live("caches fill", LEADS..LEADS + events / 2);
    whole.live("steady", LEADS + events / 2..LEADS + events);
}

struct Whole {
    log: Embedded,
    store: Arc<Store>,
    task: Task,
    drawn: Zipf,
    chunk: Chunk,
    now: Timestamp,
    costs: Costs,
    checkpoint_at: u64,
}

/// What each part has cost.
#[derive(Debug, Default)]
struct Costs {
    append: Stopwatch,
    read: Stopwatch,
    step: Stopwatch,
    commit: Stopwatch,
    apply: Stopwatch,
    upkeep: Stopwatch,
    inventing: Stopwatch,
}

impl Whole {
    /// Lets the events of those numbers happen and prints what they cost.
    fn live(&mut self, name: &str, numbers: Range<u64>) {
        self.costs = Costs::default();
        let events = numbers.end - numbers.start;
        let (cpu, log_bytes, store_bytes) = (
            process_nanos(),
            self.log.written_bytes(),
            self.store.written_bytes(),
        );
        let mut next = numbers.start;
        while next < numbers.end {
            let end = (next + CHUNK).min(numbers.end);
            let (chunk, drawn, costs) = (&mut self.chunk, &mut self.drawn, &mut self.costs);
            costs.inventing.time(0, || chunk.invent(next..end, drawn));
            self.now = at(end);
            self.append();
            self.take();
            next = end;
        }
        let costs = &self.costs;
        let all = process_nanos() - cpu - costs.inventing.nanos();
        let parts = [
            &costs.append,
            &costs.read,
            &costs.step,
            &costs.commit,
            &costs.apply,
            &costs.upkeep,
        ];
        let known: u64 = parts.iter().map(|part| part.nanos()).sum();
        let each = |sum: u64| sum as f64 / events as f64;
        print!("  {name:<28} {:>5.0} ns", each(all));
        for part in parts {
            print!(" {:>5.0} ns", each(part.nanos()));
        }
        println!(" {:>5.0} ns", each(all.saturating_sub(known)));
        let allocations: u64 = parts.iter().map(|part| part.allocations()).sum();
        println!(
            "  {:<28} {:.0} events per second and core, allocations {:.2} (step {:.2}), bytes to the log {:.0}, to the store {:.0}, memory {}",
            "",
            1e9 / each(all),
            each(allocations),
            each(costs.step.allocations()),
            each(self.log.written_bytes() - log_bytes),
            each(self.store.written_bytes() - store_bytes),
            memory(),
        );
    }

    fn append(&mut self) {
        for input in Input::ALL {
            let records = self.chunk.records(input);
            let (log, now) = (&mut self.log, self.now);
            self.costs.append.time(0, || {
                log.append(Topic::of(input), 0, &records, now).unwrap();
            });
        }
    }

    /// As the service's worker, until nothing is left.
    fn take(&mut self) {
        loop {
            let (log, task, now) = (&mut self.log, &mut self.task, self.now);
            self.costs.read.time(0, || {
                for input in Input::ALL {
                    let wanted = task.wants(input);
                    let buffer = task.buffer(input);
                    log.read(Topic::of(input), 0, wanted.from, wanted.most, buffer)
                        .unwrap();
                }
            });
            let ends = Input::ALL.map(|input| End {
                offset: log.end(Topic::of(input), 0).unwrap(),
                asked_at: now,
            });
            let mut step = None;
            (self.costs.step).time(0, || step = Some(task.step(ends, now).unwrap()));
            let step = step.unwrap();
            let is_idle = step.is_idle;
            if !step.batch.is_empty() {
                let mut end = 0;
                (self.costs.commit).time(0, || end = log.commit(step.batch, now).unwrap());
                (self.costs.apply).time(0, || task.committed(end).unwrap());
            }
            if process_nanos() >= self.checkpoint_at {
                let store = &self.store;
                (self.costs.upkeep).time(0, || log.checkpoint(store).unwrap());
                self.checkpoint_at = process_nanos() + CHECKPOINT_NANOS;
            }
            if is_idle {
                return;
            }
        }
    }
}

fn at(number: u64) -> Timestamp {
    BEGIN + Span::from_millis(PACE.as_millis() * number as i64)
}

/// Draws numbers below a count, the n-th as often as 1/n asks.
struct Zipf {
    sums: Vec<f64>,
}

impl Zipf {
    fn new(count: u64) -> Self {
        let mut sum = 0.0;
        let sums = (1..=count)
            .map(|rank| {
                sum += 1.0 / rank as f64;
                sum
            })
            .collect();
        Self { sums }
    }

    fn draw(&self, random: u64) -> u64 {
        let all = self.sums.last().copied().unwrap_or_default();
        let point = (random >> 11) as f64 / (1_u64 << 53) as f64 * all;
        self.sums.partition_point(|&sum| sum < point) as u64
    }
}

/// Records to be appended, by input.
#[derive(Default)]
struct Chunk {
    bytes: Vec<u8>,
    places: [Vec<(Range<usize>, Range<usize>)>; 3],
}

impl Chunk {
    fn invent(&mut self, numbers: Range<u64>, drawn: &mut Zipf) {
        self.bytes.clear();
        self.places.iter_mut().for_each(Vec::clear);
        for number in numbers {
            let random = world::mix(number);
            let (lead, fact) = if number < LEADS {
                (number, world::profile())
            } else {
                (drawn.draw(random), fact(world::mix(random)))
            };
            let (lead_id, event_id) = (world::id('l', lead), world::id('e', number));
            let mut event = world::event(&lead_id, &event_id, Span::ZERO, 0, fact);
            event.occurred_at = at(number);
            let start = self.bytes.len();
            self.bytes.extend_from_slice(lead_id.as_bytes());
            let value_at = self.bytes.len();
            encode::event(&event, &mut self.bytes);
            self.places[event.input() as usize].push((start..value_at, value_at..self.bytes.len()));
        }
    }

    fn records(&self, input: Input) -> Vec<NewRecord<'_>> {
        let record = |(key, value): &(Range<usize>, Range<usize>)| NewRecord {
            key: &self.bytes[key.clone()],
            value: &self.bytes[value.clone()],
            headers: &[],
        };
        self.places[input as usize].iter().map(record).collect()
    }
}

/// Nine engagements to one disposition; of the engagements most are page views.
fn fact(random: u64) -> Fact<'static> {
    const OUTCOMES: [Outcome; 6] = [
        Outcome::Assign,
        Outcome::Accept,
        Outcome::FirstTouch,
        Outcome::Recycle,
        Outcome::Qualify,
        Outcome::Disqualify,
    ];
    const KINDS: [&str; 8] = [
        "page_view",
        "page_view",
        "page_view",
        "email_click",
        "email_click",
        "content_download",
        "pricing_page",
        "webinar_registered",
    ];
    if random.is_multiple_of(10) {
        return Fact::Disposition(Disposition {
            outcome: OUTCOMES[(random >> 8) as usize % OUTCOMES.len()],
            reason: None,
            owner: Some("anna.kern"),
            team: Some("dach"),
            amount: None,
            actor: Some("anna.kern"),
            target: None,
            until: None,
        });
    }
    Fact::Engagement(Engagement {
        kind: KINDS[(random >> 8) as usize % KINDS.len()],
        asset: Some("/product/overview"),
        campaign: None,
        channel: Some("web"),
        properties: Default::default(),
    })
}

/// The process's memory now and at most, as the kernel counts it.
fn memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let of = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
        kib.unwrap_or_default() / 1024
    };
    format!("{} MiB (at most {})", of("VmRSS:"), of("VmHWM:"))
}
