//! How far an import has come, remembered in a small file, so that it goes on where it ended.
//!
//! An import of the same files by the same mapping is always the same sequence of records; so one number says all: how many of them are in the log.
//! It is written only after those records are durable. A crash between the two repeats some records, which are dropped as duplicates (J4).

use crate::ingest::mapping::Mapping;
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use xxhash_rust::xxh3::Xxh3;

/// The remembered progress of one import.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// The mapping's name, for people who open the file.
    pub mapping: String,
    /// The files, in the order in which they were named.
    pub files: Vec<Identity>,
    /// How many records of the sequence are durably in the log.
    pub appended: u64,
    /// Whether that was all.
    pub finished: bool,
}

/// What tells one file from another, or from an earlier state of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// Where it lies.
    pub path: PathBuf,
    /// Its size in bytes.
    pub bytes: u64,
    /// A digest of all its bytes: a corrected file may be as long as the one it corrects.
    pub digest: u64,
}

/// The file in which an import's progress stands.
#[derive(Clone, Debug)]
pub struct Place(PathBuf);

impl Identity {
    /// The identity of a file as it is now.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn of(path: &Path) -> io::Result<Self> {
        let path = path.canonicalize()?;
        let mut file = File::open(&path)?;
        if !file.metadata()?.is_file() {
            return Err(io::Error::other("not a regular file"));
        }
        let (mut digest, mut bytes) = (Xxh3::new(), 0);
        let mut part = vec![0; 1 << 16];
        loop {
            let count = file.read(&mut part)?;
            if count == 0 {
                break;
            }
            digest.update(&part[..count]);
            bytes += count as u64;
        }
        Ok(Self {
            path,
            bytes,
            digest: digest.digest(),
        })
    }
}

impl Place {
    /// Where the progress of this import stands in `folder`: another mapping, another file or a file that has changed is another import.
    #[must_use]
    pub fn of(folder: &Path, mapping: &Mapping, sorted: bool, files: &[Identity]) -> Self {
        let mut digest = Xxh3::new();
        digest.update(&mapping.digest.to_le_bytes());
        digest.update(&[u8::from(sorted)]);
        for file in files {
            let path = file.path.as_os_str().as_encoded_bytes();
            digest.update(&(path.len() as u64).to_le_bytes());
            digest.update(path);
            digest.update(&file.bytes.to_le_bytes());
            digest.update(&file.digest.to_le_bytes());
        }
        Self(folder.join(format!("import-{:016x}.json", digest.digest())))
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// What is remembered; a file that is missing or unreadable remembers nothing, and the import begins anew: that costs time, no truth.
    #[must_use]
    pub fn read(&self) -> Progress {
        let text = std::fs::read(&self.0).unwrap_or_default();
        serde_json::from_slice(&text).unwrap_or_default()
    }

    /// Remembers, whole or not at all.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(&self, progress: &Progress) -> io::Result<()> {
        if let Some(folder) = self.0.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let beside = self.0.with_extension("json.new");
        let mut file = File::create(&beside)?;
        serde_json::to_writer_pretty(&mut file, progress)?;
        file.write_all(b"\n")?;
        file.sync_all()?;
        std::fs::rename(&beside, &self.0)
    }
}
