//! What is remembered on disk: per task a sorted map of bytes, and how far into the changelog it has come.
//!
//! A commit reaches the store only after the log has it, whole, together with the changelog's end after it. Commits are gathered in memory
//! and made durable together by [`Store::flush`], so what a crash leaves is always the state after some commit, and the changelog from
//! [`Store::changelog_end`] on restores the rest. The store knows nothing of what the bytes mean, but that a key's first byte is its kind.

mod backing;
pub mod codec;
mod disk;
mod error;
mod gather;
pub mod scratch;
#[cfg(test)]
mod tests;

use crate::fault::{self, Point};
use backing::Backing;
use disk::Disk;
pub(crate) use disk::is_lock_refusal;
pub use error::Error;
use gather::Gathered;
use std::cell::Cell;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

/// First byte of the keys that the store keeps for itself: how far it has come. No change may begin with it.
pub const RESERVED: u8 = 0xFF;

/// How much memory a store may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Bytes, all tasks together: half for blocks read from disk, half for commits that are gathered or being written.
    pub bytes: usize,
}

impl Default for Budget {
    /// 256 MiB: a million leads of 300 bytes fit, half of them cached, and the process stays far below 1 GB.
    fn default() -> Self {
        Self { bytes: 256 << 20 }
    }
}

/// The state of all tasks. Shared by reference: one thread applies to a task, any may read and flush.
#[derive(Debug)]
pub struct Store {
    backing: Backing,
    tasks: Vec<Task>,
    /// The weight of gathered commits at which a task must write them.
    most_gathered: usize,
}

#[derive(Debug)]
struct Task {
    state: RwLock<State>,
    /// Held while writing, so that gathered commits become durable in their order.
    writing: Mutex<()>,
}

#[derive(Debug)]
struct State {
    gathered: Gathered,
    /// Commits on their way to disk: complete, older than what is gathered, still to be read here.
    leaving: Option<Arc<Gathered>>,
    durable_end: i64,
}

impl State {
    const fn durable(end: i64) -> Self {
        Self {
            gathered: Gathered::after(end),
            leaving: None,
            durable_end: end,
        }
    }

    fn in_memory(&self, key: &[u8]) -> Option<Option<&[u8]>> {
        let leaving = self.leaving.as_deref();
        (self.gathered.get(key)).or_else(|| leaving.and_then(|leaving| leaving.get(key)))
    }
}

impl Store {
    /// Opens or creates the store of that many tasks, with the default budget.
    ///
    /// # Errors
    /// [`Error::InUse`] when another process has it, [`Error::Partitions`] when it was created for another number of tasks, else what the
    /// disk says.
    pub fn open(path: &Path, partitions: u16) -> Result<Self, Error> {
        Self::open_with(path, partitions, Budget::default())
    }

    /// Opens or creates the store with a budget of memory.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn open_with(path: &Path, partitions: u16, budget: Budget) -> Result<Self, Error> {
        Self::on(
            Backing::Disk(Box::new(Disk::open(path, partitions, budget.bytes / 2)?)),
            partitions,
            budget,
        )
    }

    /// Opens the store for reading while its owner, usually another process, goes on. What is seen is what the owner had flushed at this
    /// instant or at the last [`catch_up`](Self::catch_up); later commits can be [`apply`](Self::apply)'d from the changelog, and stay in
    /// memory.
    ///
    /// # Errors
    /// What the disk says, also when there is no store.
    pub fn open_read_only(path: &Path) -> Result<Self, Error> {
        let (disk, partitions) = Disk::open_read_only(path)?;
        Self::on(Backing::Disk(Box::new(disk)), partitions, Budget::default())
    }

    /// A store that forgets everything when it is dropped, for tests of rules; it behaves as one on disk does.
    #[must_use]
    pub fn in_memory(partitions: u16) -> Self {
        let maps = (0..partitions).map(|_| RwLock::default()).collect();
        Self::on(Backing::Memory(maps), partitions, Budget::default())
            .expect("a new map holds no changelog end that could not be read")
    }

    fn on(backing: Backing, partitions: u16, budget: Budget) -> Result<Self, Error> {
        let tasks = (0..partitions)
            .map(|partition| {
                Ok(Task {
                    state: RwLock::new(State::durable(backing.end(partition)?)),
                    writing: Mutex::new(()),
                })
            })
            .collect::<Result<_, Error>>()?;
        Ok(Self {
            backing,
            tasks,
            // A task gathers while its last lot is being written: two lots per task share half of the budget.
            most_gathered: budget.bytes / 4 / usize::from(partitions.max(1)),
        })
    }

    /// For how many tasks it was created.
    #[must_use]
    pub fn partitions(&self) -> u16 {
        u16::try_from(self.tasks.len()).expect("a store is created for a u16 of tasks")
    }

    /// Reads one key's value where it lies. `read` must not call the store.
    ///
    /// # Errors
    /// When the disk cannot be read.
    pub fn get<R>(
        &self,
        partition: u16,
        key: &[u8],
        read: impl FnOnce(Option<&[u8]>) -> R,
    ) -> Result<R, Error> {
        let _alone = Alone::enter();
        let state = self
            .task(partition)
            .state
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(value) = state.in_memory(key) {
            return Ok(read(value));
        }
        drop(state);
        self.backing.get(partition, key, read)
    }

    /// Reads many keys, given in ascending order; `each` gets a key's place in `keys` and its value, places in no particular order, and must
    /// not call the store.
    ///
    /// # Errors
    /// When the disk cannot be read; some keys may have been handed out by then.
    pub fn get_many<K: AsRef<[u8]>>(
        &self,
        partition: u16,
        keys: &[K],
        mut each: impl FnMut(usize, Option<&[u8]>),
    ) -> Result<(), Error> {
        let _alone = Alone::enter();
        let mut elsewhere = Vec::new();
        {
            let state = self
                .task(partition)
                .state
                .read()
                .unwrap_or_else(PoisonError::into_inner);
            for (place, key) in keys.iter().enumerate() {
                match state.in_memory(key.as_ref()) {
                    Some(value) => each(place, value),
                    None => elsewhere.push(place),
                }
            }
        }
        self.backing.get_many(partition, keys, &elsewhere, each)
    }

    /// Hands out all keys with that prefix and their values, in key order, as they were at one instant, until `each` breaks. `each` must not
    /// call the store, and a commit waits for it: collect what takes long.
    ///
    /// # Errors
    /// When the disk cannot be read; some keys may have been handed out by then.
    pub fn scan(
        &self,
        partition: u16,
        prefix: &[u8],
        mut each: impl FnMut(&[u8], &[u8]) -> ControlFlow<()>,
    ) -> Result<(), Error> {
        let _alone = Alone::enter();
        let state = self
            .task(partition)
            .state
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        let leaving = state.leaving.as_deref();
        let mut memory = gather::merged(
            state.gathered.from(prefix),
            leaving.into_iter().flat_map(|leaving| leaving.from(prefix)),
        )
        .take_while(|(key, _)| key.starts_with(prefix))
        .peekable();
        let is_broken = Cell::new(false);
        let mut each = |key: &[u8], value: Option<&[u8]>| {
            let step = value.map_or(ControlFlow::Continue(()), |value| each(key, value));
            is_broken.set(step.is_break());
            step
        };
        self.backing.scan(partition, prefix, |key, value| {
            while let Some((newer, value)) = memory.next_if(|(newer, _)| *newer < key) {
                each(newer, value)?;
            }
            let newer = memory.next_if(|(newer, _)| *newer == key);
            each(key, newer.map_or(Some(value), |(_, value)| value))
        })?;
        for (key, value) in memory {
            if is_broken.get() || each(key, value).is_break() {
                break;
            }
        }
        Ok(())
    }

    /// Takes one whole commit of a task, which the log must have taken before: its changes in order (`None` forgets the key) and the
    /// changelog's end after it. Readers see all of it or nothing.
    ///
    /// # Errors
    /// When too much was gathered and the disk does not take it. The commit is readable nevertheless; the next flush tries again.
    ///
    /// # Panics
    /// When a key is empty or [`RESERVED`], or the commit is older than one already taken: then the caller is broken.
    pub fn apply<'a>(
        &self,
        partition: u16,
        changes: impl Iterator<Item = (&'a [u8], Option<&'a [u8]>)>,
        changelog_end: i64,
    ) -> Result<(), Error> {
        let mut state = self
            .task(partition)
            .state
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        assert!(
            state.gathered.end <= changelog_end,
            "a commit ending at {changelog_end} cannot follow one ending at {}",
            state.gathered.end
        );
        for (key, value) in changes {
            assert!(
                key.first().is_some_and(|kind| *kind != RESERVED),
                "a change must have a key whose first byte is a kind of the caller's"
            );
            state.gathered.put(key, value);
            fault::hit(Point::InsideApply);
        }
        state.gathered.end = changelog_end;
        let is_full = state.gathered.weight() > self.most_gathered;
        drop(state);
        fault::hit(Point::AfterApply);
        if is_full && self.backing.is_writable() {
            self.flush(partition)?;
        }
        Ok(())
    }

    /// Makes all commits taken so far durable and answers the changelog's end after them. Commits and reads go on meanwhile.
    ///
    /// # Errors
    /// When the disk does not take them; they stay readable and the next flush tries again.
    pub fn flush(&self, partition: u16) -> Result<i64, Error> {
        let task = self.task(partition);
        let _writing = task.writing.lock().unwrap_or_else(PoisonError::into_inner);
        fault::hit(Point::BeforeFlush);
        let left_behind = {
            let state = task.state.read().unwrap_or_else(PoisonError::into_inner);
            state.leaving.clone()
        };
        if let Some(left_behind) = left_behind {
            self.write(partition, &left_behind)?;
        }
        let leaving = {
            let mut state = task.state.write().unwrap_or_else(PoisonError::into_inner);
            if state.gathered.end == state.durable_end {
                return Ok(state.durable_end);
            }
            let next = Gathered::after(state.gathered.end);
            let leaving = Arc::new(std::mem::replace(&mut state.gathered, next));
            state.leaving = Some(Arc::clone(&leaving));
            leaving
        };
        self.write(partition, &leaving)?;
        fault::hit(Point::AfterFlush);
        Ok(leaving.end)
    }

    fn write(&self, partition: u16, leaving: &Gathered) -> Result<(), Error> {
        self.backing.write(partition, leaving)?;
        let mut state = self
            .task(partition)
            .state
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        state.leaving = None;
        state.durable_end = leaving.end;
        Ok(())
    }

    /// The changelog's end after the last commit taken: just after opening, where the replay of the changelog must begin. 0 when new.
    #[must_use]
    pub fn changelog_end(&self, partition: u16) -> i64 {
        let state = self
            .task(partition)
            .state
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        state.gathered.end
    }

    /// The changelog's end that this store would come back with after a crash; the changelog below it is not needed any more.
    #[must_use]
    pub fn durable_end(&self, partition: u16) -> i64 {
        let state = self
            .task(partition)
            .state
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        state.durable_end
    }

    /// Bytes written to disk by flushes since opening, compactions not counted.
    #[must_use]
    pub fn written_bytes(&self) -> u64 {
        match &self.backing {
            Backing::Disk(disk) => disk.written_bytes(),
            Backing::Memory(_) => 0,
        }
    }

    /// Forgets every commit that is not durable, as a crash would. A reader's first step of catching up, and what tests of recovery use.
    ///
    /// # Errors
    /// When the disk cannot be read.
    pub fn forget_gathered(&self) -> Result<(), Error> {
        for (partition, task) in (0..).zip(&self.tasks) {
            let _writing = task.writing.lock().unwrap_or_else(PoisonError::into_inner);
            let mut state = task.state.write().unwrap_or_else(PoisonError::into_inner);
            *state = State::durable(self.backing.end(partition)?);
        }
        Ok(())
    }

    /// For a store that was [opened read only](Self::open_read_only): looks again at what its owner has flushed. What was applied here is
    /// dropped; it must be applied again from the new [`changelog_end`](Self::changelog_end) on.
    ///
    /// # Errors
    /// When the disk cannot be read.
    pub fn catch_up(&self) -> Result<(), Error> {
        if let Backing::Disk(disk) = &self.backing {
            disk.catch_up()?;
        }
        self.forget_gathered()
    }

    fn task(&self, partition: u16) -> &Task {
        let tasks = self.tasks.len();
        self.tasks
            .get(usize::from(partition))
            .unwrap_or_else(|| panic!("task {partition} is asked of a store of {tasks} tasks"))
    }
}

thread_local! {
    static READING: Cell<bool> = const { Cell::new(false) };
}

/// Held while a caller's closure may run. A closure that read the store again would wait for itself as soon as a commit waits too, so it is
/// stopped the first time, not once in a thousand runs.
struct Alone;

impl Alone {
    fn enter() -> Self {
        assert!(
            !READING.replace(true),
            "a closure that reads the store must not call the store"
        );
        Self
    }
}

impl Drop for Alone {
    fn drop(&mut self) {
        READING.set(false);
    }
}
