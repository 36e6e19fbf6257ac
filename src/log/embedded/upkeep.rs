//! What the log needs beside reading and writing: being synced, and its changelog trimmed to what a store still needs.

use super::{Embedded, frame, io_error};
use crate::log::Error;
use crate::store::Store;
use crate::wire::topic::Topic;
use rocksdb::WriteBatch;

impl Embedded {
    /// Makes the store durable and then lets go of the changelog that only it needed. To be called from time to time by a thread that may wait
    /// for the disk; commits go on meanwhile. The log is synced first, so that a power failure between the two leaves the store behind the log.
    ///
    /// # Errors
    /// When either cannot be written; nothing is trimmed then.
    pub fn checkpoint(&self, store: &Store) -> Result<(), Error> {
        for partition in 0..self.partitions() {
            self.sync()?;
            let below = store
                .flush(partition)
                .map_err(|source| Error::Store { source })?;
            self.trim_changelog(partition, below)?;
        }
        Ok(())
    }

    /// Whether the log has all that the store has, which must be so before a task is restored: the answer is `Ok` unless power failed.
    ///
    /// # Errors
    /// [`Error::Behind`] when commits were lost.
    pub fn check_against(&self, store: &Store) -> Result<(), Error> {
        for partition in 0..self.partitions() {
            let log = self
                .heads(Topic::Changelog, partition)?
                .of(Topic::Changelog)
                .end;
            let store = store.changelog_end(partition);
            if store > log {
                return Err(Error::Behind {
                    partition,
                    store,
                    log,
                });
            }
        }
        Ok(())
    }

    /// Waits until everything written so far is on disk, whatever the settings.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn sync(&self) -> Result<(), Error> {
        (self.shared.db.flush_wal(true)).map_err(|e| io_error("commit to", Topic::Changelog, 0, e))
    }

    /// Deletes changelog records below an offset that a store has durably come to; only in steps, and never the last record, which tells
    /// where the changelog ends.
    ///
    /// # Errors
    /// When it could not be written.
    pub fn trim_changelog(&self, partition: u16, below: i64) -> Result<(), Error> {
        let topic = Topic::Changelog;
        let mut heads = self.heads(topic, partition)?;
        let below = below.min(heads.of(topic).end - 1);
        if below - heads.changelog_start < self.shared.settings.trim_step.max(1) {
            return Ok(());
        }
        let mut write = WriteBatch::default();
        write.delete_range(
            frame::key(topic, partition, heads.changelog_start),
            frame::key(topic, partition, below),
        );
        self.write(write, "trim", topic, partition)?;
        heads.changelog_start = below;
        Ok(())
    }
}
