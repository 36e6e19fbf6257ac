//! What can go wrong with a running service, cut by what the caller will do.

use crate::{log, processor, store, wire};

/// What can go wrong.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The log: see its own cuts.
    #[error(transparent)]
    Log(#[from] log::Error),
    /// The store: see its own cuts.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// A task does not open: its state does not fit the agreement or cannot be read. Starting again does not help.
    #[error("could not open task {partition}")]
    Task {
        /// Of that partition.
        partition: u16,
        /// Why.
        source: processor::OpenError,
    },
    /// A task failed at work; opening the engine again may help.
    #[error("task {partition} failed")]
    Step {
        /// Of that partition.
        partition: u16,
        /// Why.
        source: processor::Error,
    },
    /// A schema that a producer registered is none.
    #[error("could not read a registered schema")]
    Schema(#[source] wire::schemas::Error),
    /// The changelog does not hold what the store still needs.
    #[error(
        "the changelog of task {partition} ends at {end}, but nothing could be read from {from} on"
    )]
    Hole {
        /// Of that partition.
        partition: u16,
        /// From where.
        from: i64,
        /// Where it ends.
        end: i64,
    },
    /// No thread could be had.
    #[error("could not start a thread")]
    Thread(#[source] std::io::Error),
}
