//! From plain counts to metrics: sums over the tasks of this process, a few times a second and never per record.

use crate::lead::definition::{Definitions, Graph, Stage};
use crate::lead::event::{Input, Outcome};
use crate::lead::row::SlaState;
use crate::metrics::{Labels, Metric, Metrics};
use crate::processor::batch::Batch;
use crate::processor::{Counts, End, Hold, Settings, Task};
use crate::time::{Span, Timestamp};
use crate::wire::rejection::Code;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How often, at most: what is scraped every few seconds need not be newer.
const EVERY: Span = Span::from_millis(200);
/// So far an input may be behind its own delay without being said to hold the watermark: a heartbeat a minute may be lost once, and a backlog
/// of seconds is an ordinary day.
const PATIENCE: Span = Span::from_mins(2);

/// Publishes.
#[derive(Debug)]
pub(super) struct Publisher {
    metrics: Arc<Metrics>,
    graph: Graph,
    published_at: Timestamp,
    /// What was seen of the inputs in this turn.
    seen: Option<Seen>,
}

/// What was seen of the inputs, all tasks together.
#[derive(Clone, Copy, Debug)]
struct Seen {
    /// By input, the least that any partition has surely come to; [`Timestamp::MIN`] where nothing is known.
    reached: [Timestamp; 3],
    /// By input and [`REASONS`], whether it holds some task's watermark.
    held: [[bool; REASONS.len()]; 3],
}

impl Publisher {
    pub(super) fn new(
        metrics: Arc<Metrics>,
        definitions: &Definitions,
        partitions: u16,
        replayed: u64,
    ) -> Self {
        metrics.set(Metric::Tasks, &[], f64::from(partitions));
        metrics.set(Metric::ReplayedRecords, &[], float(replayed));
        Self {
            metrics,
            graph: definitions.graph().clone(),
            published_at: Timestamp::MIN,
            seen: None,
        }
    }

    pub(super) fn metrics(&self) -> Arc<Metrics> {
        Arc::clone(&self.metrics)
    }

    /// A commit was made, whose oldest record was appended at `oldest`.
    pub(super) fn committed(&self, batch: &Batch, oldest: Timestamp, now: Timestamp) {
        let metrics = &self.metrics;
        metrics.add(Metric::Commits, &[], 1);
        metrics.add(
            Metric::CommitRecords,
            &["output"],
            batch.outputs().len() as u64,
        );
        metrics.add(
            Metric::CommitRecords,
            &["change"],
            batch.changes().len() as u64,
        );
        metrics.set(Metric::LastCommit, &[], seconds(now));
        if oldest != Timestamp::MAX {
            metrics.observe(Metric::Latency, length((now - oldest).max(Span::ZERO)));
        }
    }

    /// A turn begins: what was seen in the one before is past.
    pub(super) fn look_anew(&mut self) {
        self.seen = None;
    }

    /// A task was looked at: notes how far its inputs have come, and which of them hold its watermark.
    pub(super) fn saw(
        &mut self,
        task: &Task,
        ends: &[End; 3],
        settings: &Settings,
        now: Timestamp,
    ) {
        let seen = self.seen.get_or_insert(Seen {
            reached: [Timestamp::MAX; 3],
            held: [[false; REASONS.len()]; 3],
        });
        for input in Input::ALL {
            let index = input as usize;
            let (reached, reason) = bound(input, task, ends[index], settings, now);
            seen.reached[index] = seen.reached[index].min(reached);
            if let Some(reason) = reason {
                seen.held[index][reason as usize] = true;
            }
        }
    }

    /// Publishes if it is time.
    pub(super) fn publish(&mut self, tasks: &[Task], now: Timestamp) {
        // A clock set backwards publishes too.
        if now < self.published_at || now - self.published_at >= EVERY {
            self.publish_now(tasks, now);
        }
    }

    /// Publishes.
    pub(super) fn publish_now(&mut self, tasks: &[Task], now: Timestamp) {
        self.published_at = now;
        let counts: Vec<&Counts> = tasks.iter().map(Task::counts).collect();
        self.records(&counts);
        self.rows(&counts);
        self.states(tasks);
        if let Some(seen) = self.seen.take() {
            self.inputs(&seen, now);
        }
    }

    fn inputs(&self, seen: &Seen, now: Timestamp) {
        for input in Input::ALL {
            let index = input as usize;
            let lag = match seen.reached[index] {
                Timestamp::MIN => f64::INFINITY,
                reached => length(now - reached),
            };
            self.metrics.set(Metric::WatermarkLag, &[input.name()], lag);
            for (reason, holds) in REASONS.iter().zip(seen.held[index]) {
                self.metrics.set(
                    Metric::WatermarkHolder,
                    &[input.name(), reason],
                    f64::from(u8::from(holds)),
                );
            }
        }
    }

    fn records(&self, counts: &[&Counts]) {
        let metrics = &self.metrics;
        let sum = |of: fn(&Counts) -> u64| counts.iter().map(|counts| of(counts)).sum::<u64>();
        for (index, input) in Input::ALL.iter().enumerate() {
            let records = counts.iter().map(|counts| counts.records[index]).sum();
            metrics.raise(Metric::EventsConsumed, &[input.name()], records);
        }
        metrics.raise(
            Metric::EventsDuplicate,
            &[],
            sum(|counts| counts.duplicates.iter().sum()),
        );
        metrics.raise(
            Metric::EventsLate,
            &[],
            sum(|counts| counts.late.iter().sum()),
        );
        metrics.raise(
            Metric::TrimmedEarly,
            &[],
            sum(|counts| counts.trimmed_early),
        );
        metrics.raise(Metric::AssetsFull, &[], sum(|counts| counts.assets_full));
        metrics.raise(Metric::TraitsFull, &[], sum(|counts| counts.traits_full));
        for ((input, code), total) in total(counts, |counts| &counts.rejected) {
            metrics.raise(Metric::EventsRejected, &[input.name(), code.name()], total);
        }
        type Outcomes = fn(&Counts) -> &BTreeMap<Outcome, u64>;
        let outcomes: [(Metric, Outcomes); 3] = [
            (Metric::RefusedMoves, |counts| &counts.refused),
            (Metric::IrregularMoves, |counts| &counts.irregular),
            (Metric::UnspecifiedReasons, |counts| &counts.unspecified),
        ];
        for (metric, of) in outcomes {
            for (outcome, total) in total(counts, of) {
                metrics.raise(metric, &[outcome.name()], total);
            }
        }
    }

    fn rows(&self, counts: &[&Counts]) {
        let metrics = &self.metrics;
        let name = |stage: u8| self.graph.name(Stage(stage));
        type Moves = fn(&Counts) -> &BTreeMap<(Option<u8>, u8), u64>;
        let moves: [(Metric, Moves); 2] = [
            (Metric::TransitionsAsserted, |counts| &counts.asserted),
            (Metric::TransitionsRetracted, |counts| &counts.retracted),
        ];
        for (metric, of) in moves {
            for ((from, to), total) in total(counts, of) {
                metrics.raise(metric, &[from.map_or("none", name), name(to)], total);
            }
        }
        type Outcomes = fn(&Counts) -> &BTreeMap<(String, SlaState), u64>;
        let outcomes: [(Metric, Outcomes); 2] = [
            (Metric::SlaAsserted, |counts| &counts.sla_asserted),
            (Metric::SlaRetracted, |counts| &counts.sla_retracted),
        ];
        for (metric, of) in outcomes {
            for ((clock, state), total) in total(counts, of) {
                metrics.raise(metric, &[&clock, state.name()], total);
            }
        }
        for (clock, total) in total(counts, |counts| &counts.warned) {
            metrics.raise(Metric::SlaAtRisk, &[&clock], total);
        }
        for (clock, total) in total(counts, |counts| &counts.escalated) {
            metrics.raise(Metric::SlaEscalated, &[&clock], total);
        }
    }

    fn states(&self, tasks: &[Task]) {
        let metrics = &self.metrics;
        let records = || tasks.iter().map(Task::record);
        for (index, name) in self.graph.names.iter().enumerate() {
            let leads: u64 = records().filter_map(|record| record.leads.get(index)).sum();
            metrics.set(Metric::Leads, &[name.as_str()], float(leads));
        }
        let unsettled = records().map(|record| record.unsettled).sum();
        let open_clocks = records().map(|record| record.open_clocks).sum();
        let seeded = records().map(|record| record.seeded.rows).sum();
        let imbalance = records().map(|record| record.imbalance()).sum();
        metrics.set(Metric::UnsettledLeads, &[], float(unsettled));
        metrics.set(Metric::OpenClocks, &[], float(open_clocks));
        metrics.set(Metric::SeededRows, &[], float(seeded));
        metrics.set(Metric::StageImbalance, &[], float(imbalance));
        let mut held = 0;
        for task in tasks {
            let watermark = task.watermark();
            if watermark != Timestamp::MIN {
                let partition = task.partition().to_string();
                metrics.set(
                    Metric::WatermarkTimestamp,
                    &[&partition],
                    seconds(watermark),
                );
            }
            if task.hold() == Some(Hold::Breaker) {
                held += 1;
            }
        }
        metrics.set(Metric::BreakerHeld, &[], float(held));
    }
}

/// Why an input holds the watermark; the names stand in [`REASONS`].
#[derive(Clone, Copy, Debug)]
enum Reason {
    Ahead,
    Stopped,
    Breaker,
    Heartbeat,
    Backlog,
}

/// The values of the label, in the order of [`Reason`].
const REASONS: [&str; 5] = ["ahead", "stopped", "breaker", "heartbeat", "backlog"];

/// How far an input lets the task's watermark go, and why no further if it holds it. A record ahead of the clock, a stop and the breaker
/// freeze W where it stands, however far the input itself has been read; the breaker waits for dispositions.
fn bound(
    input: Input,
    task: &Task,
    end: End,
    settings: &Settings,
    now: Timestamp,
) -> (Timestamp, Option<Reason>) {
    let index = input as usize;
    let progress = &task.record().progress[index];
    let reaches = progress.reaches(input, end, settings);
    let is_ahead =
        progress.appended_at != Timestamp::MIN && progress.appended_at > now + settings.ahead;
    let frozen = if is_ahead {
        Some(Reason::Ahead)
    } else if progress.is_stopped {
        Some(Reason::Stopped)
    } else if input == Input::Disposition && task.hold() == Some(Hold::Breaker) {
        Some(Reason::Breaker)
    } else {
        None
    };
    if frozen.is_some() {
        return (reaches.min(task.watermark()), frozen);
    }
    let is_late = reaches < now - settings.delay[index] - PATIENCE;
    let reason = match (is_late, settings.heartbeats[index]) {
        (false, _) => None,
        (true, true) => Some(Reason::Heartbeat),
        (true, false) => Some(Reason::Backlog),
    };
    (reaches, reason)
}

/// The sum over tasks of counts by some key.
fn total<K: Ord + Clone>(
    counts: &[&Counts],
    of: impl Fn(&Counts) -> &BTreeMap<K, u64>,
) -> BTreeMap<K, u64> {
    let mut sums = BTreeMap::new();
    for counts in counts {
        for (key, count) in of(counts) {
            *sums.entry(key.clone()).or_default() += count;
        }
    }
    sums
}

/// All label values that can be known before anything happens.
pub(super) fn labels(definitions: &Definitions) -> Labels {
    let graph = definitions.graph();
    let name = |stage: Stage| graph.name(stage).to_owned();
    let mut moves = vec![
        ("none".to_owned(), name(Stage::INQUIRY)),
        (name(Stage::MQL), name(Stage::INQUIRY)),
    ];
    let mut lawful =
        |from: &[Stage], to: Stage| moves.extend(from.iter().map(|from| (name(*from), name(to))));
    let versions = definitions.versions();
    for graph in versions.iter().map(|version| &version.graph) {
        for step in &graph.moves {
            lawful(&step.from, step.to);
        }
        lawful(&graph.qualify_from, Stage::MQL);
        lawful(&graph.hand_raise_from, Stage::MQL);
        lawful(&graph.veto_from, Stage::INELIGIBLE);
        for pair in graph.path.windows(2) {
            lawful(&pair[..1], pair[1]);
        }
        for (place, stage) in (0..).map(Stage).zip(&graph.stages) {
            if let Some(timeout) = &stage.timeout {
                lawful(&[place], timeout.to);
            }
        }
    }
    moves.sort();
    moves.dedup();
    let mut clocks: Vec<String> = (versions.iter().flat_map(|version| &version.clocks))
        .map(|clock| clock.name.to_string())
        .collect();
    clocks.sort();
    clocks.dedup();
    Labels {
        inputs: Input::ALL.map(|input| input.name().to_owned()).to_vec(),
        codes: Code::ALL.map(|code| code.name().to_owned()).to_vec(),
        stages: graph.names.iter().map(ToString::to_string).collect(),
        moves,
        clocks,
        states: SlaState::ALL.map(|state| state.name().to_owned()).to_vec(),
        outcomes: Outcome::ALL
            .map(|outcome| outcome.name().to_owned())
            .to_vec(),
        reasons: REASONS.map(str::to_owned).to_vec(),
        versions: versions
            .iter()
            .map(|version| version.version.to_string())
            .collect(),
    }
}

/// Metrics are floating point; the rules never see one.
#[expect(
    clippy::cast_precision_loss,
    reason = "counts of leads are far below 2^53"
)]
const fn float(count: u64) -> f64 {
    count as f64
}

#[expect(
    clippy::cast_precision_loss,
    reason = "milliseconds of this era are below 2^53"
)]
fn seconds(at: Timestamp) -> f64 {
    at.as_millis() as f64 / 1_000.0
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a lag in milliseconds is below 2^53"
)]
fn length(span: Span) -> f64 {
    span.as_millis() as f64 / 1_000.0
}
