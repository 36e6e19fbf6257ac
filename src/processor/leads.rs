//! The leads of a task: read when needed, kept while they are hot, written with the commit that changed them.

use crate::lead::journal::Lead;
use crate::lead::rows::StoredRow;
use crate::lead::state::Known;
use crate::lead::text::Text;
use crate::processor::batch::Batch;
use crate::processor::ids::IdMap;
use crate::processor::keys;
use crate::store::codec::{self, Corrupt};
use crate::store::{self, Store};
use crate::time::Timestamp;
use std::ops::ControlFlow;
use std::sync::Arc;

/// So many rows are read one by one. Most leads have fewer in all their life.
const FEW_ROWS: u32 = 32;

/// A lead in memory.
#[derive(Debug)]
pub(super) struct Cached {
    pub(super) lead: Lead,
    /// The profile as it was written last.
    profile: Option<Arc<Known>>,
    /// Rows whose records are to be forgotten.
    pub(super) gone_rows: Vec<u32>,
    /// What is written of its timer.
    timer: Option<(Option<Timestamp>, bool)>,
    /// It is among the leads of this step.
    pub(super) is_touched: bool,
    last_step: u64,
}

/// The leads of a task.
#[derive(Debug)]
pub(super) struct Leads {
    store: Arc<Store>,
    partition: u16,
    cached: Vec<(Text, Box<Cached>)>,
    places: IdMap<usize>,
    /// The place of the lead that was asked for last: the next question is mostly about it too.
    latest: usize,
    most: usize,
    step: u64,
    key: Vec<u8>,
}

/// What can go wrong: the disk, or what is on it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The store cannot be read or written.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The store does not hold what was written.
    #[error(transparent)]
    Corrupt(#[from] Corrupt),
}

impl Leads {
    pub(super) fn new(store: Arc<Store>, partition: u16, most: usize) -> Self {
        Self {
            store,
            partition,
            cached: Vec::new(),
            places: IdMap::default(),
            latest: 0,
            most,
            step: 0,
            key: Vec::new(),
        }
    }

    /// The lead of that id, read or begun.
    pub(super) fn get(&mut self, id: &str) -> Result<&mut Cached, Error> {
        let is_latest = (self.cached.get(self.latest))
            .is_some_and(|(latest, _)| latest.as_bytes() == id.as_bytes());
        if !is_latest {
            self.latest = match self.places.get(id.as_bytes()) {
                Some(place) => *place,
                None => {
                    let cached = self.read(id)?;
                    let place = self.cached.len();
                    self.cached.push((Text::new(id), Box::new(cached)));
                    self.places.insert(Text::new(id), place);
                    place
                }
            };
        }
        let (_, cached) = &mut self.cached[self.latest];
        cached.last_step = self.step;
        Ok(cached)
    }

    fn read(&mut self, id: &str) -> Result<Cached, Error> {
        self.key.clear();
        keys::lead(keys::HEAD, id, &mut self.key);
        let read = |bytes: Option<&[u8]>| bytes.map(codec::read_head).transpose();
        let Some(mut lead) = self.store.get(self.partition, &self.key, read)?? else {
            let lead = Lead::default();
            let empty = Cached {
                lead,
                profile: None,
                gone_rows: Vec::new(),
                timer: None,
                is_touched: false,
                last_step: self.step,
            };
            return Ok(empty);
        };
        self.key[0] = keys::PROFILE;
        let read = |bytes: Option<&[u8]>| bytes.map(codec::read_profile).transpose();
        let profile = Arc::new(
            self.store
                .get(self.partition, &self.key, read)??
                .unwrap_or_default(),
        );
        lead.tail.profile = Arc::clone(&profile);
        // The timer's record is written with the head whenever it says something else, so the head tells what it says.
        let timer = Some((lead.armed_at, lead.is_unsettled));
        Ok(Cached {
            lead,
            profile: Some(profile),
            gone_rows: Vec::new(),
            timer,
            is_touched: false,
            last_step: self.step,
        })
    }

    /// Reads one of the lead's older segments.
    pub(super) fn read_segment(&mut self, id: &str, index: usize) -> Result<(), Error> {
        let slot = self.get(id)?.lead.segments[index].slot;
        self.key.clear();
        keys::segment(id, slot, &mut self.key);
        let read = |bytes: Option<&[u8]>| bytes.map(codec::read_segment).transpose();
        let segment = self.store.get(self.partition, &self.key, read)??;
        let segment = segment.ok_or(Corrupt("a segment that a head names is missing"))?;
        let at = &mut self.get(id)?.lead.segments[index];
        if segment.entries.len() != at.length {
            return Err(Corrupt("a segment is not as long as its head says").into());
        }
        at.segment = Some(Box::new(segment));
        Ok(())
    }

    /// Reads all of the lead's older segments.
    pub(super) fn read_whole(&mut self, id: &str) -> Result<(), Error> {
        let absent = |cached: &Cached| {
            cached
                .lead
                .segments
                .iter()
                .position(|at| at.segment.is_none())
        };
        while let Some(index) = absent(self.get(id)?) {
            self.read_segment(id, index)?;
        }
        Ok(())
    }

    /// Reads the lead's rows.
    pub(super) fn read_rows(&mut self, id: &str) -> Result<(), Error> {
        let rows = &self.get(id)?.lead.rows;
        if rows.stored.is_some() {
            return Ok(());
        }
        let rows = match rows.next {
            0 => Vec::new(),
            // Keys asked for by name pass by files that do not have them; a scan opens all.
            next @ 1..=FEW_ROWS => self.read_few_rows(id, next)?,
            _ => self.scan_rows(id)?,
        };
        self.get(id)?.lead.rows.stored = Some(rows);
        Ok(())
    }

    fn read_few_rows(&self, id: &str, next: u32) -> Result<Vec<StoredRow>, Error> {
        let key = |number| {
            let mut key = Vec::new();
            keys::row(id, number, &mut key);
            key
        };
        let keys: Vec<Vec<u8>> = (0..next).map(key).collect();
        let mut rows: Vec<Result<StoredRow, Corrupt>> = Vec::with_capacity(keys.len());
        self.store.get_many(self.partition, &keys, |place, value| {
            // Places count rows, of which there are few.
            rows.extend(value.map(|value| codec::read_row(place as u32, value)));
        })?;
        let mut rows: Vec<StoredRow> = rows.into_iter().collect::<Result<_, _>>()?;
        rows.sort_by_key(|row| row.number);
        Ok(rows)
    }

    fn scan_rows(&mut self, id: &str) -> Result<Vec<StoredRow>, Error> {
        let mut rows: Vec<StoredRow> = Vec::new();
        self.key.clear();
        keys::lead(keys::ROW, id, &mut self.key);
        let prefix = self.key.len();
        let mut damage = None;
        self.store.scan(self.partition, &self.key, |key, value| {
            let number = key
                .get(prefix..)
                .and_then(|rest| rest.try_into().ok())
                .map(u32::from_be_bytes);
            match number
                .ok_or(Corrupt("the key of a row"))
                .and_then(|n| codec::read_row(n, value))
            {
                Ok(row) => {
                    rows.push(row);
                    ControlFlow::Continue(())
                }
                Err(corrupt) => {
                    damage = Some(corrupt);
                    ControlFlow::Break(())
                }
            }
        })?;
        damage.map_or(Ok(rows), |corrupt| Err(corrupt.into()))
    }

    /// Writes what has changed of the lead.
    pub(super) fn write(&mut self, id: &str, batch: &mut Batch) -> Result<(), Error> {
        let cached = self.get(id)?;
        cached.is_touched = false;
        let lead = &mut cached.lead;
        if lead.head.is_empty() {
            // Only refused events so far: nothing is known of such a lead.
            return Ok(());
        }
        batch.change(
            |key| keys::lead(keys::HEAD, id, key),
            |value| codec::write_head(lead, value),
        );
        for at in &mut lead.segments {
            if let Some(segment) = at.segment.as_ref().filter(|_| at.is_dirty) {
                batch.change(
                    |key| keys::segment(id, at.slot, key),
                    |value| codec::write_segment(segment, value),
                );
            }
            at.is_dirty = false;
        }
        let profile = &lead.tail.profile;
        if cached
            .profile
            .as_ref()
            .is_none_or(|written| !Arc::ptr_eq(written, profile) && written != profile)
        {
            batch.change(
                |key| keys::lead(keys::PROFILE, id, key),
                |value| codec::write_profile(profile, value),
            );
            cached.profile = Some(Arc::clone(profile));
        }
        for stored in lead
            .rows
            .stored
            .iter_mut()
            .flatten()
            .filter(|stored| stored.is_dirty)
        {
            batch.change(
                |key| keys::row(id, stored.number, key),
                |value| codec::write_row(stored, value),
            );
            stored.is_dirty = false;
        }
        for number in cached.gone_rows.drain(..) {
            batch.forget(|key| keys::row(id, number, key));
        }
        let timer = (lead.armed_at, lead.is_unsettled);
        if cached.timer.unwrap_or_default() != timer {
            batch.change(
                |key| keys::lead(keys::TIMER, id, key),
                |value| codec::write_timer(timer.0, timer.1, value),
            );
            cached.timer = Some(timer);
        }
        Ok(())
    }

    /// After a commit: the leads longest untouched make room, when there are too many.
    pub(super) fn make_room(&mut self) {
        self.step += 1;
        if self.cached.len() <= self.most {
            return;
        }
        let mut steps: Vec<u64> = self
            .cached
            .iter()
            .map(|(_, cached)| cached.last_step)
            .collect();
        let middle = steps.len() / 2;
        let (_, oldest_kept, _) = steps.select_nth_unstable(middle);
        let oldest_kept = *oldest_kept;
        // Half of them at once, so that looking for the oldest costs little per lead.
        self.cached
            .retain(|(_, cached)| cached.last_step > oldest_kept);
        self.places.clear();
        for (place, (id, _)) in self.cached.iter().enumerate() {
            self.places.insert(id.clone(), place);
        }
    }

    /// All timers of the task, and which leads wait to settle.
    pub(super) fn timers(
        &self,
        mut each: impl FnMut(&str, Option<Timestamp>, bool),
    ) -> Result<(), Error> {
        let mut damage = None;
        self.store
            .scan(self.partition, &[keys::TIMER], |key, value| {
                match (keys::id_of(key), codec::read_timer(value)) {
                    (Some(id), Ok((at, is_unsettled))) => {
                        each(id, at, is_unsettled);
                        ControlFlow::Continue(())
                    }
                    _ => {
                        damage = Some(Corrupt("a timer"));
                        ControlFlow::Break(())
                    }
                }
            })?;
        damage.map_or(Ok(()), |corrupt| Err(corrupt.into()))
    }
}
