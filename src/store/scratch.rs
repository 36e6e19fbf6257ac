//! A directory of one's own below the system's temporary one, gone when dropped. A reader of somebody else's RocksDB needs one.

use std::io;
use std::path::{Path, PathBuf};

/// Names tried before giving up: leftovers of killed processes that had the same process id.
const ATTEMPTS: u32 = 1000;

/// A temporary directory.
#[derive(Debug)]
pub struct Scratch {
    path: PathBuf,
}

impl Scratch {
    /// Creates one. It must not exist before, so nobody can have prepared it.
    ///
    /// # Errors
    /// When it cannot be created.
    pub fn create() -> io::Result<Self> {
        let mut attempt = 0;
        loop {
            let name = format!("leadfold-reader-{}-{attempt}", std::process::id());
            let path = std::env::temp_dir().join(name);
            match std::fs::create_dir(&path) {
                Ok(()) => return Ok(Self { path }),
                Err(e) if e.kind() == io::ErrorKind::AlreadyExists && attempt < ATTEMPTS => {
                    attempt += 1;
                }
                Err(e) => return Err(e),
            }
        }
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What cannot be removed lies in the temporary directory, where leftovers are expected.
        drop(std::fs::remove_dir_all(&self.path));
    }
}
