//! The whole, running: the log, the store and all tasks of one process, driven by one thread. [`Engine::turn`] reads, steps, commits and
//! applies; whoever drives it appends between two turns, and so needs no lock.
//!
//! Upkeep (making the store durable, trimming the changelog) runs beside it on a thread of its own, since it waits for the disk.

mod error;
mod publish;
pub mod stop;
#[cfg(test)]
mod tests;
mod upkeep;

pub use self::error::Error;
use self::publish::Publisher;
use self::stop::Stop;
use self::upkeep::Upkeep;
use crate::http::health::{Health, Phase};
use crate::lead::definition::Definitions;
use crate::lead::event::Input;
use crate::log::Log;
use crate::log::embedded::Embedded;
use crate::metrics::Metrics;
use crate::processor::record::Seeded;
use crate::processor::{Counts, End, Settings, Task, ends_commit};
use crate::store::Store;
use crate::time::{Now, Span, Timestamp};
use crate::wire::record::Records;
use crate::wire::schemas::Schemas;
use crate::wire::topic::Topic;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// The longest an idle engine waits. It bounds how late time alone is noticed when the clock on the wall is set.
const LONGEST_WAIT: Span = Span::from_millis(100);
/// Changelog records replayed at once.
const REPLAYED_AT_ONCE: usize = 5_000;

/// What an engine works on.
#[derive(Clone, Debug)]
pub struct Options {
    /// The data folder; made when it is not there.
    pub data: PathBuf,
    /// How many partitions a new log gets; an old one must have as many.
    pub partitions: u16,
    /// The agreement.
    pub definitions: Arc<Definitions>,
    /// Of every task.
    pub settings: Settings,
}

/// What others may ask about an engine, also before it is open: opening replays the changelog, and that can take a while.
#[derive(Clone, Debug)]
pub struct Signs {
    /// The metrics.
    pub metrics: Arc<Metrics>,
    /// The health; `starting` until the engine opens.
    pub health: Arc<Health>,
}

impl Signs {
    /// Of an engine that will work by that agreement.
    #[must_use]
    pub fn new(definitions: &Definitions) -> Self {
        Self {
            metrics: Arc::new(Metrics::new(&publish::labels(definitions))),
            health: Arc::new(Health::default()),
        }
    }
}

/// The log, the store and all tasks of this process.
pub struct Engine {
    log: Embedded,
    store: Arc<Store>,
    tasks: Vec<Task>,
    settings: Settings,
    now: Arc<dyn Now>,
    health: Arc<Health>,
    publisher: Publisher,
    upkeep: Upkeep,
}

/// What a turn has come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turn {
    /// No task had anything left to do.
    pub is_idle: bool,
    /// When time alone gives some task something to do.
    pub wake_at: Timestamp,
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine")
            .field("tasks", &self.tasks.len())
            .finish_non_exhaustive()
    }
}

impl Engine {
    /// Opens or makes the folder, replays into the store what only the log has, and opens the tasks.
    ///
    /// # Errors
    /// See [`Error`]: the folder is another process's, does not fit, or the disk fails.
    pub fn open(options: Options, now: Arc<dyn Now>) -> Result<Self, Error> {
        let signs = Signs::new(&options.definitions);
        Self::open_with(options, now, signs)
    }

    /// As [`open`](Self::open), with signs that somebody looks at already.
    ///
    /// # Errors
    /// As there.
    pub fn open_with(options: Options, now: Arc<dyn Now>, signs: Signs) -> Result<Self, Error> {
        let Signs { metrics, health } = signs;
        let Options {
            data,
            partitions,
            definitions,
            settings,
        } = options;
        let mut log = Embedded::open(&data, partitions)?;
        let store = Arc::new(Store::open(&data.join("store"), partitions)?);
        log.check_against(&store)?;
        health.enter(Phase::Restoring);
        let mut replayed = 0;
        for partition in 0..partitions {
            replayed += replay(&mut log, &store, partition)?;
        }
        let mut schemas = Schemas::bundled();
        for (id, json) in log.schemas()? {
            schemas.register(id, &json).map_err(Error::Schema)?;
        }
        // One budget for all tasks.
        let cached_leads = (settings.cached_leads / usize::from(partitions.max(1))).max(1);
        let settings = Settings {
            cached_leads,
            ..settings
        };
        let mut tasks = Vec::new();
        for partition in 0..partitions {
            let task = Task::open(
                partition,
                partitions,
                Arc::clone(&definitions),
                settings,
                schemas.clone(),
                Arc::clone(&store),
            );
            tasks.push(task.map_err(|source| Error::Task { partition, source })?);
        }
        let publisher = Publisher::new(metrics, &definitions, partitions, replayed);
        let upkeep = Upkeep::start(log.clone(), Arc::clone(&store)).map_err(Error::Thread)?;
        health.enter(Phase::Running);
        tracing::info!(partitions, replayed, "the engine runs");
        Ok(Self {
            log,
            store,
            tasks,
            settings,
            now,
            health,
            publisher,
            upkeep,
        })
    }

    /// The metrics.
    #[must_use]
    pub fn metrics(&self) -> Arc<Metrics> {
        self.publisher.metrics()
    }

    /// The log, for appending and for reading what went out.
    pub const fn log(&mut self) -> &mut Embedded {
        &mut self.log
    }

    /// The store, for looking at leads.
    #[must_use]
    pub const fn store(&self) -> &Arc<Store> {
        &self.store
    }

    /// What was met since the engine was opened, task by task.
    pub fn counts(&self) -> impl Iterator<Item = &Counts> {
        self.tasks.iter().map(Task::counts)
    }

    /// Records of the inputs that no task has taken yet.
    ///
    /// # Errors
    /// When the log does not answer.
    pub fn backlog(&mut self) -> Result<u64, Error> {
        let mut behind = 0;
        for task in &self.tasks {
            for input in Input::ALL {
                let end = self.log.end(Topic::of(input), task.partition())?;
                let position = task.record().progress[input as usize].position;
                behind += u64::try_from(end - position).unwrap_or(0);
            }
        }
        Ok(behind)
    }

    /// The least watermark of all tasks.
    #[must_use]
    pub fn watermark(&self) -> Timestamp {
        let all = self.tasks.iter().map(Task::watermark);
        all.min().unwrap_or(Timestamp::MIN)
    }

    /// SLA clocks that run at present.
    #[must_use]
    pub fn open_clocks(&self) -> u64 {
        self.tasks
            .iter()
            .map(|task| task.record().open_clocks)
            .sum()
    }

    /// What counts as published and was never sent (C1).
    #[must_use]
    pub fn seeded(&self) -> Seeded {
        self.tasks.iter().map(|task| task.record().seeded).sum()
    }

    /// Whether years of history are being read: then old rows wait until it is over (W5).
    pub fn set_importing(&mut self, is_importing: bool) {
        for task in &mut self.tasks {
            task.set_importing(is_importing);
        }
    }

    /// Whether what is said now is only taken note of, because its leads stood there before leadfold began (C1).
    pub fn set_seeding(&mut self, is_seeding: bool) {
        for task in &mut self.tasks {
            task.set_seeding(is_seeding);
        }
    }

    /// One step of every task: reads what it wants, lets it work, commits and applies.
    ///
    /// # Errors
    /// When it is not certain what was written; the engine must be opened again.
    pub fn turn(&mut self) -> Result<Turn, Error> {
        let mut turn = Turn {
            is_idle: true,
            wake_at: Timestamp::MAX,
        };
        self.publisher.look_anew();
        for index in 0..self.tasks.len() {
            let of_task = self.work(index)?;
            turn.is_idle &= of_task.is_idle;
            turn.wake_at = turn.wake_at.min(of_task.wake_at);
        }
        self.publisher.publish(&self.tasks, self.now.now());
        Ok(turn)
    }

    fn work(&mut self, index: usize) -> Result<Turn, Error> {
        let Self {
            log,
            tasks,
            now,
            publisher,
            upkeep,
            settings,
            ..
        } = self;
        let task = &mut tasks[index];
        let partition = task.partition();
        let mut oldest = Timestamp::MAX;
        for input in Input::ALL {
            let wanted = task.wants(input);
            if wanted.most == 0 {
                continue;
            }
            let buffer = task.buffer(input);
            let before = buffer.len();
            let next = log.read(
                Topic::of(input),
                partition,
                wanted.from,
                wanted.most,
                buffer,
            )?;
            if let Some(first) = buffer.get(before) {
                oldest = oldest.min(first.appended_at);
            }
            task.read_to(input, next);
        }
        // Asked after reading, and each time noted before asking (W1).
        let mut ends = [End {
            offset: 0,
            asked_at: Timestamp::MIN,
        }; 3];
        for input in Input::ALL {
            let asked_at = now.now();
            let offset = log.end(Topic::of(input), partition)?;
            ends[input as usize] = End { offset, asked_at };
        }
        let step =
            (task.step(ends, now.now())).map_err(|source| Error::Step { partition, source })?;
        let turn = Turn {
            is_idle: step.is_idle,
            wake_at: step.wake_at,
        };
        if !step.batch.is_empty() {
            let changelog_end = log.commit(step.batch, now.now())?;
            publisher.committed(step.batch, oldest, now.now());
            (task.committed(changelog_end)).map_err(|source| Error::Step { partition, source })?;
            upkeep.is_needed();
        }
        publisher.saw(task, &ends, settings, now.now());
        Ok(turn)
    }

    /// Turns until nothing is left to do.
    ///
    /// # Errors
    /// As [`turn`](Self::turn).
    pub fn catch_up(&mut self) -> Result<(), Error> {
        while !self.turn()?.is_idle {}
        Ok(())
    }

    /// Works until told to stop. An idle engine sleeps until time gives it something to do, at most 100 ms.
    ///
    /// # Errors
    /// As [`turn`](Self::turn).
    pub fn run(&mut self, stop: &Stop) -> Result<(), Error> {
        while !stop.is_said() {
            let turn = self.turn()?;
            if turn.is_idle && stop.wait(self.rest(turn, Timestamp::MAX)) {
                break;
            }
        }
        Ok(())
    }

    /// How long an idle driver may wait that has something of its own to do at `until`.
    #[must_use]
    pub fn rest(&self, turn: Turn, until: Timestamp) -> Duration {
        let rest = turn.wake_at.min(until) - self.now.now();
        let millis = rest.as_millis().clamp(1, LONGEST_WAIT.as_millis());
        Duration::from_millis(millis.unsigned_abs())
    }

    /// Ends the work: all that was committed is made durable in the store, so that the next start has nothing to replay.
    ///
    /// # Errors
    /// When the disk fails; nothing is lost then, the next start replays.
    pub fn close(mut self) -> Result<(), Error> {
        self.health.enter(Phase::Stopping);
        self.upkeep.end();
        self.publisher.publish_now(&self.tasks, self.now.now());
        self.log.checkpoint(&self.store)?;
        Ok(())
    }
}

/// Applies to the store what only the changelog has; answers how many records that were.
///
/// # Errors
/// When the log cannot be read, or lacks what the store still needs.
pub(crate) fn replay(log: &mut Embedded, store: &Store, partition: u16) -> Result<u64, Error> {
    let end = log.end(Topic::Changelog, partition)?;
    let mut from = store.changelog_end(partition);
    let mut records = Records::default();
    let mut replayed = 0;
    while from < end {
        records.clear();
        let mut read_to = from;
        // The store takes whole commits only; each ends with its task's record.
        let whole = loop {
            let before = records.len();
            read_to = log.read(
                Topic::Changelog,
                partition,
                read_to,
                REPLAYED_AT_ONCE,
                &mut records,
            )?;
            let ends = |at: &usize| {
                records
                    .get(*at)
                    .is_some_and(|record| ends_commit(record.key))
            };
            if let Some(last) = (0..records.len()).rev().find(ends) {
                break last + 1;
            }
            if records.len() == before {
                return Err(Error::Hole {
                    partition,
                    from,
                    end,
                });
            }
        };
        let last = records.get(whole - 1).map_or(from, |record| record.offset);
        let changes = records
            .iter()
            .take(whole)
            .map(|record| (record.key, record.value));
        store.apply(partition, changes, last + 1)?;
        replayed += whole as u64;
        from = last + 1;
    }
    Ok(replayed)
}
