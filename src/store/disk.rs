//! The store on RocksDB: one column family per task, written by ingesting sorted files.
//!
//! A flush writes its gathered commits and the changelog's end as one sorted file, synced, and RocksDB takes it in with one synced entry of
//! its manifest: all of it or nothing, without write-ahead log and without memtable. Measured over tens of millions of events that is a third
//! of the cost of a write batch per commit. The families are independent: each carries its own changelog end.

use super::gather::Gathered;
use super::scratch::Scratch;
use super::{Error, RESERVED};
use rocksdb::{
    BlockBasedOptions, Cache, ColumnFamily, ColumnFamilyDescriptor, DB, DBCompressionType,
    DEFAULT_COLUMN_FAMILY_NAME, DataBlockIndexType, IngestExternalFileOptions, Options,
    ReadOptions, SstFileWriter, WriteBufferManager, WriteOptions,
};
use std::fmt;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// Where, in the default family, the number of tasks stands. Written last at creation, so that a creation cut short is finished, not refused.
const PARTITIONS_KEY: &[u8] = b"partitions";

/// A reader's cache: it answers a few questions and goes away.
const READER_CACHE_BYTES: usize = 16 << 20;

pub(super) struct Disk {
    db: DB,
    families: Vec<String>,
    options: Options,
    role: Role,
    written_bytes: AtomicU64,
    files: AtomicU64,
}

enum Role {
    /// Writes files into this folder before RocksDB takes them in.
    Owner { incoming: PathBuf },
    /// Follows an owner; RocksDB's own notes go into the scratch directory, which must outlive the database.
    Reader { _scratch: Scratch },
}

impl fmt::Debug for Disk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Disk")
            .field("path", &self.db.path())
            .field("tasks", &self.families.len())
            .finish_non_exhaustive()
    }
}

impl Disk {
    pub(super) fn open(path: &Path, partitions: u16, cache_bytes: usize) -> Result<Self, Error> {
        let failed = |source| open_error(path, source);
        let (place, incoming) = (path.join("db"), path.join("incoming"));
        for folder in [&place, &incoming] {
            std::fs::create_dir_all(folder).map_err(|e| failed(e.into()))?;
        }
        let mut options = options(cache_bytes);
        options.create_if_missing(true);
        let existing = if place.join("CURRENT").exists() {
            DB::list_cf(&options, &place).map_err(|e| failed(e.into()))?
        } else {
            vec![DEFAULT_COLUMN_FAMILY_NAME.to_owned()]
        };
        let described = existing
            .iter()
            .map(|name| ColumnFamilyDescriptor::new(name, options.clone()));
        let mut db =
            DB::open_cf_descriptors(&options, &place, described).map_err(|e| failed(e.into()))?;
        let families: Vec<_> = (0..partitions).map(family_name).collect();
        match stored_partitions(&db).map_err(failed)? {
            Some(found) if found == partitions => {}
            Some(found) => {
                return Err(Error::Partitions {
                    path: path.to_owned(),
                    found,
                    wanted: partitions,
                });
            }
            None => create(&mut db, &families, &options).map_err(|e| failed(e.into()))?,
        }
        // Only the owner may do this, and only now is it certain that we are. Files in here were never taken in.
        for file in std::fs::read_dir(&incoming).map_err(|e| failed(e.into()))? {
            file.and_then(|file| std::fs::remove_file(file.path()))
                .map_err(|e| failed(e.into()))?;
        }
        Ok(Self {
            db,
            families,
            options,
            role: Role::Owner { incoming },
            written_bytes: AtomicU64::new(0),
            files: AtomicU64::new(0),
        })
    }

    pub(super) fn open_read_only(path: &Path) -> Result<(Self, u16), Error> {
        let failed = |source| open_error(path, source);
        let place = path.join("db");
        let scratch = Scratch::create().map_err(|e| failed(e.into()))?;
        let mut options = options(READER_CACHE_BYTES);
        // The owner deletes files that it has compacted; a reader keeps reading those it has open.
        options.set_max_open_files(-1);
        let existing = DB::list_cf(&options, &place).map_err(|e| failed(e.into()))?;
        let described = existing
            .iter()
            .map(|name| ColumnFamilyDescriptor::new(name, options.clone()));
        let db = DB::open_cf_descriptors_as_secondary(
            &options,
            place.as_path(),
            scratch.path(),
            described,
        )
        .map_err(|e| failed(e.into()))?;
        let partitions = stored_partitions(&db)
            .map_err(failed)?
            .ok_or_else(|| failed("its creation has not come to an end".into()))?;
        let disk = Self {
            db,
            families: (0..partitions).map(family_name).collect(),
            options,
            role: Role::Reader { _scratch: scratch },
            written_bytes: AtomicU64::new(0),
            files: AtomicU64::new(0),
        };
        Ok((disk, partitions))
    }

    pub(super) const fn is_writable(&self) -> bool {
        match self.role {
            Role::Owner { .. } => true,
            Role::Reader { .. } => false,
        }
    }

    pub(super) fn written_bytes(&self) -> u64 {
        self.written_bytes.load(Ordering::Relaxed)
    }

    pub(super) fn catch_up(&self) -> Result<(), Error> {
        match self.role {
            Role::Owner { .. } => Ok(()),
            Role::Reader { .. } => {
                (self.db.try_catch_up_with_primary()).map_err(|e| read_error(0, e))
            }
        }
    }

    pub(super) fn get<R>(
        &self,
        partition: u16,
        key: &[u8],
        read: impl FnOnce(Option<&[u8]>) -> R,
    ) -> Result<R, Error> {
        let found = self.db.get_pinned_cf(self.family(partition), key);
        let found = found.map_err(|e| read_error(partition, e))?;
        Ok(read(found.as_deref()))
    }

    pub(super) fn get_many<K: AsRef<[u8]>>(
        &self,
        partition: u16,
        keys: &[K],
        places: &[usize],
        mut each: impl FnMut(usize, Option<&[u8]>),
    ) -> Result<(), Error> {
        if places.is_empty() {
            return Ok(());
        }
        let keys = places.iter().map(|&place| keys[place].as_ref());
        let found = self
            .db
            .batched_multi_get_cf::<[u8], _>(self.family(partition), keys, true);
        for (&place, found) in places.iter().zip(found) {
            each(
                place,
                found.map_err(|e| read_error(partition, e))?.as_deref(),
            );
        }
        Ok(())
    }

    pub(super) fn scan(
        &self,
        partition: u16,
        prefix: &[u8],
        mut each: impl FnMut(&[u8], &[u8]) -> ControlFlow<()>,
    ) -> Result<(), Error> {
        let mut range = ReadOptions::default();
        range.set_iterate_upper_bound(end_of(prefix));
        let mut at = self.db.raw_iterator_cf_opt(self.family(partition), range);
        at.seek(prefix);
        while let Some((key, value)) = at.item() {
            if each(key, value).is_break() {
                return Ok(());
            }
            at.next();
        }
        at.status().map_err(|e| read_error(partition, e))
    }

    pub(super) fn write(&self, partition: u16, gathered: &Gathered) -> Result<(), Error> {
        let Role::Owner { incoming } = &self.role else {
            return Err(write_error(partition, "it was opened for reading"));
        };
        let failed = |e: rocksdb::Error| write_error(partition, e);
        let number = self.files.fetch_add(1, Ordering::Relaxed);
        let path = incoming.join(format!("{partition}-{number}.sst"));
        let mut file = SstFileWriter::create(&self.options);
        file.open(&path).map_err(failed)?;
        for (key, value) in gathered.from(&[]) {
            match value {
                Some(value) => file.put(key, value),
                None => file.delete(key),
            }
            .map_err(failed)?;
        }
        // The reserved key is the greatest, so the file stays sorted.
        file.put([RESERVED], gathered.end.to_be_bytes())
            .map_err(failed)?;
        file.finish().map_err(failed)?;
        crate::fault::hit(crate::fault::Point::InsideFlush);
        let mut how = IngestExternalFileOptions::default();
        how.set_move_files(true);
        self.db
            .ingest_external_file_cf_opts(self.family(partition), &how, vec![&path])
            .map_err(failed)?;
        self.written_bytes
            .fetch_add(file.file_size(), Ordering::Relaxed);
        Ok(())
    }

    fn family(&self, partition: u16) -> &ColumnFamily {
        self.db
            .cf_handle(&self.families[usize::from(partition)])
            .expect("every task's family was opened or created at start")
    }
}

fn family_name(partition: u16) -> String {
    format!("task-{partition}")
}

/// Creates what is missing of a new store, then writes down that nothing is.
fn create(db: &mut DB, families: &[String], options: &Options) -> Result<(), rocksdb::Error> {
    for name in families {
        if db.cf_handle(name).is_none() {
            db.create_cf(name, options)?;
        }
    }
    let mut synced = WriteOptions::default();
    synced.set_sync(true);
    let partitions = u16::try_from(families.len()).expect("families are numbered by a u16");
    db.put_opt(PARTITIONS_KEY, partitions.to_be_bytes(), &synced)
}

fn stored_partitions(db: &DB) -> Result<Option<u16>, Box<dyn std::error::Error + Send + Sync>> {
    let Some(stored) = db.get_pinned(PARTITIONS_KEY)? else {
        return Ok(None);
    };
    let stored = stored.as_ref().try_into();
    Ok(Some(u16::from_be_bytes(
        stored.map_err(|_| "its number of partitions cannot be read")?,
    )))
}

/// The first key behind all that begin with the prefix, and never beyond the reserved ones.
fn end_of(prefix: &[u8]) -> Vec<u8> {
    let mut end = prefix.to_vec();
    while let Some(last) = end.pop() {
        if last < u8::MAX {
            end.push(last + 1);
            return end;
        }
    }
    vec![RESERVED]
}

fn options(cache_bytes: usize) -> Options {
    let cache = Cache::new_lru_cache(cache_bytes);
    let mut table = BlockBasedOptions::default();
    table.set_block_cache(&cache);
    // Filters of a million leads are 1.25 MB per level: in the cache, so that the budget counts them; those of the youngest files pinned.
    table.set_cache_index_and_filter_blocks(true);
    table.set_pin_l0_filter_and_index_blocks_in_cache(true);
    // 10 bits: one in a hundred needless block reads. Most touched leads exist, but each lies in one of several levels.
    table.set_bloom_filter(10.0, false);
    table.set_data_block_index_type(DataBlockIndexType::BinaryAndHash);

    let mut options = Options::default();
    options.set_block_based_table_factory(&table);
    // States are ids and small numbers; lz4 halves them for less than the reading saves.
    options.set_compression_type(DBCompressionType::Lz4);
    // Memtables stay empty but for the number of partitions; whatever comes into them is charged to the cache.
    options.set_write_buffer_manager(&WriteBufferManager::new_write_buffer_manager_with_cache(
        cache_bytes,
        false,
        cache,
    ));
    options.set_write_buffer_size(64 << 20);
    // One for flushes, one for compactions: more would take the cores of the workers.
    options.set_max_background_jobs(2);
    // A flush adds one file; eight before a compaction halves the compactions and costs a few filter lookups per get.
    options.set_level_zero_file_num_compaction_trigger(8);
    // RocksDB's own notes are for whoever debugs RocksDB; a few are enough.
    options.set_keep_log_file_num(4);
    options
}

fn open_error(path: &Path, source: Box<dyn std::error::Error + Send + Sync>) -> Error {
    let path = path.to_owned();
    if is_lock_refusal(source.as_ref()) {
        return Error::InUse { path };
    }
    Error::Open { path, source }
}

/// Whether RocksDB could not be opened because somebody else has it. It has no code of its own, only a sentence about its lock file.
pub(crate) fn is_lock_refusal(error: &(dyn std::error::Error + Send + Sync + 'static)) -> bool {
    (error.downcast_ref::<rocksdb::Error>()).is_some_and(|error| {
        error.kind() == rocksdb::ErrorKind::IOError && error.as_ref().contains("/LOCK")
    })
}

fn read_error(partition: u16, source: rocksdb::Error) -> Error {
    Error::Io {
        doing: "read",
        partition,
        source: source.into(),
    }
}

fn write_error(
    partition: u16,
    source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
) -> Error {
    Error::Io {
        doing: "write",
        partition,
        source: source.into(),
    }
}
