//! Keeps the store durable and the changelog short: every two seconds, when something was committed meanwhile.

use super::stop::Stop;
use crate::log::embedded::Embedded;
use crate::store::Store;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

/// How often. Commits of two seconds are gathered into one sorted write, and a crash leaves two seconds to replay.
const EVERY: Duration = Duration::from_secs(2);

/// The thread that does it; it ends when this is dropped.
#[derive(Debug)]
pub(super) struct Upkeep {
    stop: Stop,
    needed: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Upkeep {
    pub(super) fn start(log: Embedded, store: Arc<Store>) -> std::io::Result<Self> {
        let stop = Stop::default();
        let needed = Arc::new(AtomicBool::new(false));
        let (heard, wanted) = (stop.clone(), Arc::clone(&needed));
        let keep = move || {
            while !heard.wait(EVERY) {
                if !wanted.swap(false, Ordering::AcqRel) {
                    continue;
                }
                // The next round tries again; until then a crash only has more to replay.
                if let Err(error) = log.checkpoint(&store) {
                    wanted.store(true, Ordering::Release);
                    tracing::warn!(%error, "the store could not be made durable");
                }
            }
        };
        let thread = std::thread::Builder::new()
            .name("upkeep".to_owned())
            .spawn(keep)?;
        Ok(Self {
            stop,
            needed,
            thread: Some(thread),
        })
    }

    /// Something was committed.
    pub(super) fn is_needed(&self) {
        self.needed.store(true, Ordering::Release);
    }

    /// Ends the thread.
    pub(super) fn end(&mut self) {
        self.stop.say();
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the upkeep thread had panicked");
        }
    }
}

impl Drop for Upkeep {
    fn drop(&mut self) {
        self.end();
    }
}
