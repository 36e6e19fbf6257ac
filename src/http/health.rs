//! Whether the service is ready, as told by its worker and asked by probes.

use std::sync::atomic::{AtomicU8, Ordering};

/// Where the service is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Opening its folder and reading the agreement.
    Starting,
    /// Replaying the changelog into the store.
    Restoring,
    /// Working.
    Running,
    /// Finishing its last commit.
    Stopping,
}

/// The present phase, shared between threads.
#[derive(Debug)]
pub struct Health(AtomicU8);

impl Default for Health {
    fn default() -> Self {
        Self(AtomicU8::new(Phase::Starting as u8))
    }
}

impl Health {
    /// Tells the phase.
    pub fn enter(&self, phase: Phase) {
        self.0.store(phase as u8, Ordering::Release);
    }

    /// Why outputs do not follow inputs now; nothing while they do.
    #[must_use]
    pub fn trouble(&self) -> Option<&'static str> {
        let phase = self.0.load(Ordering::Acquire);
        [
            (Phase::Starting, "starting"),
            (Phase::Restoring, "restoring the state from the changelog"),
            (Phase::Stopping, "stopping"),
        ]
        .into_iter()
        .find(|(candidate, _)| *candidate as u8 == phase)
        .map(|(_, trouble)| trouble)
    }
}
