//! What can go wrong with a store, cut by what the caller will do.

use std::path::PathBuf;

/// What can go wrong with a store.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It cannot be opened or created there.
    #[error("could not open the store at {path:?}")]
    Open {
        /// Where.
        path: PathBuf,
        /// Why.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// Another process, or another part of this one, has it open for writing.
    #[error("the store at {path:?} is in use by another process")]
    InUse {
        /// Where.
        path: PathBuf,
    },
    /// It was created for another number of partitions; leads would be looked for in the wrong tasks.
    #[error(
        "the store at {path:?} has {found} partitions, not {wanted}; the number is fixed at creation"
    )]
    Partitions {
        /// Where.
        path: PathBuf,
        /// With how many it was created.
        found: u16,
        /// How many were asked for.
        wanted: u16,
    },
    /// It could not be read or written; the process should stop and start again.
    #[error("could not {doing} the store's task {partition}")]
    Io {
        /// `read`, `write`.
        doing: &'static str,
        /// Which task.
        partition: u16,
        /// Why.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// How far the task has come cannot be told; it must be restored from an empty store.
    #[error("the store's task {partition} does not tell how far into the changelog it has come")]
    Torn {
        /// Which task.
        partition: u16,
    },
}
