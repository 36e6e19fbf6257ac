//! One task, step by step: take records, fold their leads, move the watermark, let settled leads speak, and put all of it into one batch.

use crate::lead::definition::Definitions;
use crate::lead::event::Input;
use crate::lead::text::Text;
use crate::lead::walk::{Found, Walk};
use crate::processor::batch::Batch;
use crate::processor::counts::Counts;
use crate::processor::emit::{Press, needs_whole};
use crate::processor::intake::Intake;
use crate::processor::keys;
use crate::processor::leads::{Error, Leads};
use crate::processor::record::{Refusal, TaskRecord};
use crate::processor::settings::Settings;
use crate::processor::timers::Timers;
use crate::processor::watermark::{self, End, Hold};
use crate::store::Store;
use crate::time::Timestamp;
use crate::wire::decode::Decoder;
use crate::wire::record::Records;
use crate::wire::schemas::Schemas;
use std::sync::Arc;

/// One partition of the three inputs.
#[derive(Debug)]
pub struct Task {
    intake: Intake,
    decoder: Decoder,
    core: Core,
}

/// What a step has come to.
#[derive(Debug)]
pub struct Step<'a> {
    /// What must be committed, if it is not empty; then [`Task::committed`] is to be called.
    pub batch: &'a Batch,
    /// Nothing was left to do: the next step can wait for a record or for `wake_at`.
    pub is_idle: bool,
    /// When time alone gives the task something to do.
    pub wake_at: Timestamp,
}

/// What a task wants to read of an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// From that offset on.
    pub from: i64,
    /// So many records at most; 0 when enough are waiting.
    pub most: usize,
}

/// Why a task does not open.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Its state cannot be read.
    #[error(transparent)]
    State(#[from] Error),
    /// What it finds forbids it to run (D2).
    #[error(transparent)]
    Refused(#[from] Refusal),
}

/// The task without what is waiting to be taken.
#[derive(Debug)]
pub(super) struct Core {
    pub(super) partition: u16,
    pub(super) definitions: Arc<Definitions>,
    pub(super) settings: Settings,
    store: Arc<Store>,
    pub(super) leads: Leads,
    pub(super) record: TaskRecord,
    pub(super) timers: Timers,
    pub(super) batch: Batch,
    pub(super) counts: Counts,
    pub(super) touched: Vec<Text>,
    found: Vec<Found>,
    pub(super) hold: Option<Hold>,
    pub(super) is_importing: bool,
    pub(super) is_seeding: bool,
    pub(super) was_changed: bool,
    /// The clock at the last step.
    last_now: Timestamp,
}

impl Task {
    /// Opens a task on what the store holds.
    ///
    /// # Errors
    /// When the state cannot be read, or does not fit the definitions or the number of partitions.
    pub fn open(
        partition: u16,
        partitions: u16,
        definitions: Arc<Definitions>,
        settings: Settings,
        schemas: Schemas,
        store: Arc<Store>,
    ) -> Result<Self, OpenError> {
        let read = |bytes: Option<&[u8]>| bytes.map(TaskRecord::read).transpose();
        let stored = store
            .get(partition, &keys::TASK, read)
            .map_err(Error::from)?
            .map_err(Error::from)?;
        let mut record = stored.unwrap_or_else(|| TaskRecord::new(partitions));
        record.adopt(&definitions, partitions)?;
        let leads = Leads::new(Arc::clone(&store), partition, settings.cached_leads);
        let mut timers = Timers::default();
        leads.timers(|id, at, is_unsettled| timers.restore(id, at, is_unsettled))?;
        let positions = record.progress.map(|of| of.position);
        let core = Core {
            partition,
            definitions,
            settings,
            store,
            leads,
            record,
            timers,
            batch: Batch::new(partition),
            counts: Counts::default(),
            touched: Vec::new(),
            found: Vec::new(),
            hold: None,
            is_importing: false,
            is_seeding: false,
            was_changed: false,
            last_now: Timestamp::MIN,
        };
        Ok(Self {
            intake: Intake::new(positions),
            decoder: Decoder::new(schemas),
            core,
        })
    }

    /// What to read of an input into [`buffer`](Self::buffer).
    pub fn wants(&mut self, input: Input) -> Wanted {
        self.intake.wants(input, self.core.settings.step_records)
    }

    /// Where records of an input are put.
    pub fn buffer(&mut self, input: Input) -> &mut Records {
        self.intake.buffer(input)
    }

    /// How far an input was read: what was put into its buffer ends before that offset, and between the two is no record.
    pub const fn read_to(&mut self, input: Input, next: i64) {
        self.intake.read_to(input, next);
    }

    /// Takes what is waiting, at most a step's worth, and whatever time has brought. `ends` answers end-offset requests sent after the last
    /// records were read.
    ///
    /// # Errors
    /// When the store cannot be read; the task must be opened again.
    pub fn step(&mut self, ends: [End; 3], now: Timestamp) -> Result<Step<'_>, Error> {
        let core = &mut self.core;
        core.last_now = now;
        core.batch.clear();
        core.was_changed = false;
        core.record.commit += 1;
        let mut taken = 0;
        while taken < core.settings.step_records
            && let Some((input, record)) = self.intake.next(&ends)
        {
            core.take(input, record, &mut self.decoder, now)?;
            taken += 1;
        }
        for input in Input::ALL {
            let position = &mut core.record.progress[input as usize].position;
            *position = (*position).max(self.intake.position(input));
        }
        core.fold_touched(now)?;
        let has_rest = self.intake.has_next(&ends);
        let moved_all = core.move_watermark(&ends, now)?;
        let all_settled = core.settle(now)?;
        core.finish()?;
        let is_idle = !has_rest && moved_all && all_settled && taken == 0;
        let wake_at = core.wake_at();
        Ok(Step {
            batch: &core.batch,
            is_idle,
            wake_at,
        })
    }

    /// The step's batch has been committed: the store may hear of it.
    ///
    /// # Errors
    /// When the store cannot be written; the task must be opened again.
    pub fn committed(&mut self, changelog_end: i64) -> Result<(), Error> {
        let core = &mut self.core;
        let changes = core
            .batch
            .changes()
            .map(|change| (change.key, change.value));
        core.store.apply(core.partition, changes, changelog_end)?;
        core.counts.commits += 1;
        core.leads.make_room();
        Ok(())
    }

    /// Whether years of history are being read: then old rows wait until it is over (W5).
    pub fn set_importing(&mut self, is_importing: bool) {
        if self.core.is_importing && !is_importing {
            self.core.timers.release();
        }
        self.core.is_importing = is_importing;
    }

    /// Whether what is said now is only taken note of, because its leads stood there before leadfold began (C1).
    pub const fn set_seeding(&mut self, is_seeding: bool) {
        self.core.is_seeding = is_seeding;
    }

    /// W.
    #[must_use]
    pub const fn watermark(&self) -> Timestamp {
        self.core.record.watermark
    }

    /// Why W does not go on, as of the last step.
    #[must_use]
    pub const fn hold(&self) -> Option<Hold> {
        self.core.hold
    }

    /// The task's record, as of the last step.
    #[must_use]
    pub const fn record(&self) -> &TaskRecord {
        &self.core.record
    }

    /// What was met since it was opened.
    #[must_use]
    pub const fn counts(&self) -> &Counts {
        &self.core.counts
    }

    /// The partition.
    #[must_use]
    pub const fn partition(&self) -> u16 {
        self.core.partition
    }
}

impl Core {
    fn fold_touched(&mut self, now: Timestamp) -> Result<(), Error> {
        let touched = std::mem::take(&mut self.touched);
        for id in &touched {
            self.refresh(id.as_str(), now, false)?;
        }
        self.touched = touched;
        self.touched.clear();
        Ok(())
    }

    /// Brings a lead up to date with its events and W, publishes what may go out, re-arms its timer, and writes it.
    pub(super) fn refresh(
        &mut self,
        id: &str,
        now: Timestamp,
        is_settled: bool,
    ) -> Result<(), Error> {
        let watermark = self.record.watermark;
        let bounds = self.settings.bounds;
        let definitions = Arc::clone(&self.definitions);
        let mut walk = Walk::new(&definitions);
        walk.found = std::mem::take(&mut self.found);
        let lead = &mut self.leads.get(id)?.lead;
        if lead.head.is_empty() {
            self.found = walk.found;
            return self.leads.write(id, &mut self.batch);
        }
        let is_refold = lead.stale.is_some();
        self.counts.refolds += u64::from(is_refold);
        // What a refold finds at risk was at risk before: a warning now would come from the past (R5). Not so what waits to be sent already.
        let waiting = if is_refold {
            lead.waiting_warnings(watermark, &definitions)
        } else {
            Vec::new()
        };
        let region = lead.fold(&mut walk, watermark, &bounds);
        if is_refold {
            lead.forgo_warnings(watermark, &definitions, &waiting);
        }
        for note in walk.notes.drain(..) {
            self.counts.note(note);
        }
        let is_replaced = region.is_some();
        if let Some(region) = region {
            self.leads.read_rows(id)?;
            self.leads
                .get(id)?
                .lead
                .rows
                .replace(&region, walk.found.drain(..));
        }
        self.found = walk.found;
        self.publish(id, now, is_settled, is_replaced)?;
        let lead = &mut self.leads.get(id)?.lead;
        let next = lead.next_instant(watermark, &definitions);
        self.timers.arm(id, lead, next, watermark);
        self.leads.write(id, &mut self.batch)
    }

    fn publish(
        &mut self,
        id: &str,
        now: Timestamp,
        is_settled: bool,
        is_replaced: bool,
    ) -> Result<(), Error> {
        let lead = &self.leads.get(id)?.lead;
        let is_open = is_replaced || lead.rows.open.is_some();
        if is_open {
            self.leads.read_rows(id)?;
            if needs_whole(&self.leads.get(id)?.lead, self.settings.bounds.rows) {
                self.leads.read_whole(id)?;
            }
        }
        let press = Press {
            definitions: &self.definitions,
            watermark: self.record.watermark,
            now,
            old_before: now - self.settings.settle_older_than,
            is_settled,
            is_seeding: self.is_seeding,
            most_rows: self.settings.bounds.rows,
        };
        let cached = self.leads.get(id)?;
        let is_held = is_open
            && press.publish(
                id,
                cached,
                &mut self.batch,
                &mut self.record,
                &mut self.counts,
            );
        let lead = &mut cached.lead;
        if is_held != lead.is_unsettled {
            lead.is_unsettled = is_held;
            if is_held {
                self.record.unsettled += 1;
                self.timers.unsettle(id, now, &self.settings);
            } else {
                self.record.unsettled -= 1;
                self.counts.settled += 1;
                self.timers.settled(id);
            }
        }
        if !lead.is_unsettled {
            press.warn(id, lead, &mut self.batch, &self.record, &mut self.counts);
            press.snapshot(id, lead, &mut self.batch, &self.record);
            self.count(id)?;
        }
        Ok(())
    }

    /// Counts the lead in its stage, and its running clocks (law 6).
    fn count(&mut self, id: &str) -> Result<(), Error> {
        let lead = &mut self.leads.get(id)?.lead;
        let stage = lead.current().stage;
        let is_open = |clock: &&crate::lead::state::Clock| {
            clock
                .running
                .as_ref()
                .is_some_and(|running| !running.violated)
        };
        let clocks = lead.current().clocks.iter().filter(is_open).count() as u32;
        if lead.counted != Some(stage) {
            if let Some(before) = lead.counted {
                self.record.leads[before.index()] -= 1;
            }
            self.record.leads[stage.index()] += 1;
            lead.counted = Some(stage);
        }
        self.record.open_clocks += u64::from(clocks);
        self.record.open_clocks -= u64::from(lead.counted_clocks);
        lead.counted_clocks = clocks;
        Ok(())
    }

    /// Moves W as far as the inputs, the timers of this step and the breaker allow. Answers whether nothing of it is left for the next step.
    fn move_watermark(&mut self, ends: &[End; 3], now: Timestamp) -> Result<bool, Error> {
        let before = self.record.watermark;
        let (reached, hold) =
            watermark::next(before, &self.record.progress, ends, now, &self.settings);
        self.hold = hold;
        if reached <= before {
            self.counts.stalls += 1;
            return Ok(true);
        }
        if self.is_broken(reached, now)? {
            self.hold = Some(Hold::Breaker);
            return Ok(true);
        }
        let (due, last) = self
            .timers
            .due(Timestamp::MIN, reached, self.settings.step_leads);
        self.record.watermark = last.unwrap_or(reached);
        for id in &due {
            self.timers.fire(id.as_str());
            let lead = &mut self.leads.get(id.as_str())?.lead;
            lead.armed_at = None;
            self.refresh(id.as_str(), now, false)?;
            self.was_changed = true;
        }
        Ok(last.is_none())
    }

    /// Lets leads speak that have been quiet long enough (W5). Answers whether none is left for the next step.
    fn settle(&mut self, now: Timestamp) -> Result<bool, Error> {
        self.timers.listen(now, &self.settings);
        if self.is_importing {
            self.timers.ignore_heard();
            return Ok(true);
        }
        for id in self.timers.quiet(now, self.settings.step_leads) {
            self.refresh(id.as_str(), now, true)?;
            self.was_changed = true;
        }
        Ok(self.timers.next_quiet().is_none_or(|until| until > now))
    }

    /// Writes the task's own record, when anything else is written.
    fn finish(&mut self) -> Result<(), Error> {
        if !self.was_changed {
            self.record.commit -= 1;
            return Ok(());
        }
        let record = &self.record;
        self.batch.change(
            |key| key.extend_from_slice(&keys::TASK),
            |value| record.write(value),
        );
        Ok(())
    }

    fn wake_at(&self) -> Timestamp {
        let least = self
            .settings
            .delay
            .iter()
            .min()
            .copied()
            .unwrap_or_default();
        // A timer that W has been kept from is not brought nearer by time alone.
        let is_free = |at: &Timestamp| {
            *at > self.last_now && matches!(self.hold, None | Some(Hold::Waiting(_)))
        };
        let by_timer = self.timers.next().map(|at| at + least).filter(is_free);
        let by_settling = self.timers.next_quiet().filter(|_| !self.is_importing);
        by_timer
            .into_iter()
            .chain(by_settling)
            .min()
            .unwrap_or(Timestamp::MAX)
    }
}
