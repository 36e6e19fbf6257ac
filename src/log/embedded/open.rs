//! Opening the log, as its owner or as a reader beside it, and finding out where it stands.

use super::{Embedded, Head, Heads, Settings, Shared, frame, io_error};
use crate::log::Error;
use crate::store;
use crate::store::scratch::Scratch;
use crate::wire::topic::Topic;
use rocksdb::{BlockBasedOptions, Cache, DB, DBCompressionType, Options, WriteOptions};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64};
use std::sync::{Arc, Mutex, PoisonError};

impl Embedded {
    /// Opens or creates the log in `log` below that folder, with the default settings.
    ///
    /// # Errors
    /// [`Error::InUse`] when another process has it, [`Error::Partitions`] when it was created with another number, else what the disk says.
    pub fn open(folder: &Path, partitions: u16) -> Result<Self, Error> {
        Self::open_with(folder, partitions, Settings::default())
    }

    /// Opens or creates the log with settings.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn open_with(folder: &Path, partitions: u16, settings: Settings) -> Result<Self, Error> {
        let path = folder.join("log");
        let failed = |source| open_error(&path, source);
        std::fs::create_dir_all(&path).map_err(|e| failed(e.into()))?;
        let mut options = options();
        options.create_if_missing(true);
        let db = DB::open(&options, &path).map_err(|e| failed(e.into()))?;
        match stored_partitions(&db).map_err(failed)? {
            Some(found) if found == partitions => {}
            Some(found) => {
                return Err(Error::Partitions {
                    path,
                    found,
                    wanted: partitions,
                });
            }
            None => {
                let mut synced = WriteOptions::default();
                synced.set_sync(true);
                db.put_opt(frame::PARTITIONS_KEY, partitions.to_be_bytes(), &synced)
                    .map_err(|e| failed(e.into()))?;
            }
        }
        Self::on(db, path, partitions, settings, None)
    }

    /// Opens the log for reading while its owner, usually another process, writes on. What is seen is what was there at this instant or at the
    /// last [`catch_up`](Self::catch_up).
    ///
    /// # Errors
    /// What the disk says, also when there is no log.
    pub fn open_read_only(folder: &Path) -> Result<Self, Error> {
        let path = folder.join("log");
        let failed = |source| open_error(&path, source);
        let scratch = Scratch::create().map_err(|e| failed(e.into()))?;
        let mut options = options();
        // The owner deletes files that it has compacted; a reader keeps reading those it has open.
        options.set_max_open_files(-1);
        let db = DB::open_as_secondary(&options, path.as_path(), scratch.path())
            .map_err(|e| failed(e.into()))?;
        let partitions = stored_partitions(&db)
            .map_err(failed)?
            .ok_or_else(|| failed("its creation has not come to an end".into()))?;
        Self::on(db, path, partitions, Settings::default(), Some(scratch))
    }

    fn on(
        db: DB,
        path: PathBuf,
        partitions: u16,
        settings: Settings,
        reader: Option<Scratch>,
    ) -> Result<Self, Error> {
        let partitions = (0..partitions)
            .map(|partition| Ok(Mutex::new(heads(&db, partition)?)))
            .collect::<Result<_, Error>>()?;
        Ok(Self {
            shared: Arc::new(Shared {
                db,
                path,
                settings,
                partitions,
                is_uncertain: AtomicBool::new(false),
                registering: Mutex::new(()),
                written_bytes: AtomicU64::new(0),
                reader,
            }),
            framed: Vec::new(),
        })
    }

    /// For a log that was [opened read only](Self::open_read_only): looks again at what its owner has written.
    ///
    /// # Errors
    /// When the disk cannot be read.
    pub fn catch_up(&self) -> Result<(), Error> {
        if self.shared.reader.is_none() {
            return Ok(());
        }
        (self.shared.db.try_catch_up_with_primary())
            .map_err(|e| io_error("read", Topic::Changelog, 0, e))?;
        for (partition, known) in (0..).zip(&self.shared.partitions) {
            let heads = heads(&self.shared.db, partition)?;
            *known.lock().unwrap_or_else(PoisonError::into_inner) = heads;
        }
        Ok(())
    }
}

/// Finds out where a partition stands.
fn heads(db: &DB, partition: u16) -> Result<Heads, Error> {
    let mut heads = Heads::default();
    for topic in Topic::ALL {
        let failed = |e: rocksdb::Error| io_error("read", topic, partition, e);
        let torn = || io_error("read", topic, partition, "its last record is torn");
        let mut at = db.raw_iterator();
        at.seek_for_prev(frame::key(topic, partition, i64::MAX));
        if let Some((key, value)) = at.item()
            && let Some(offset) = frame::offset_of(key, topic, partition)
        {
            let last = frame::decode(offset, value).ok_or_else(torn)?;
            *heads.of(topic) = Head {
                end: offset + 1,
                appended_at: last.appended_at,
            };
        }
        at.status().map_err(failed)?;
        if topic == Topic::Changelog {
            at.seek(frame::key(topic, partition, 0));
            let first = at
                .key()
                .and_then(|key| frame::offset_of(key, topic, partition));
            heads.changelog_start = first.unwrap_or(0);
            at.status().map_err(failed)?;
        }
    }
    Ok(heads)
}

fn stored_partitions(db: &DB) -> Result<Option<u16>, Box<dyn std::error::Error + Send + Sync>> {
    let Some(stored) = db.get_pinned(frame::PARTITIONS_KEY)? else {
        return Ok(None);
    };
    let stored = stored.as_ref().try_into();
    Ok(Some(u16::from_be_bytes(
        stored.map_err(|_| "its number of partitions cannot be read")?,
    )))
}

fn options() -> Options {
    let mut table = BlockBasedOptions::default();
    // Records are read in order and once; a small cache serves readers that follow one another.
    table.set_block_cache(&Cache::new_lru_cache(32 << 20));
    // 16 KiB: records are read in runs, and larger blocks compress better.
    table.set_block_size(16 << 10);
    let mut options = Options::default();
    options.set_block_based_table_factory(&table);
    options.set_compression_type(DBCompressionType::Lz4);
    // What is read soon after it was written comes from the memtable.
    options.set_write_buffer_size(64 << 20);
    // One for flushes, one for compactions: more would take the cores of the workers.
    options.set_max_background_jobs(2);
    options.set_keep_log_file_num(4);
    options
}

fn open_error(path: &Path, source: Box<dyn std::error::Error + Send + Sync>) -> Error {
    let path = path.to_owned();
    if store::is_lock_refusal(source.as_ref()) {
        return Error::InUse { path };
    }
    Error::Open { path, source }
}
