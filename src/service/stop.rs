//! The word to stop: said by a signal or by whoever ends the work, heard by the worker between two turns, never within a commit.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

/// A flag that can be waited for. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<(Mutex<bool>, Condvar)>);

impl Stop {
    /// Says it. Saying it again changes nothing.
    pub fn say(&self) {
        let (said, heard) = &*self.0;
        *said.lock().unwrap_or_else(PoisonError::into_inner) = true;
        heard.notify_all();
    }

    /// Whether it was said.
    #[must_use]
    pub fn is_said(&self) -> bool {
        *self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until it is said, at most so long; answers whether it was.
    pub fn wait(&self, at_most: Duration) -> bool {
        let (said, heard) = &*self.0;
        let guard = said.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = heard.wait_timeout_while(guard, at_most, |said| !*said);
        *waited.unwrap_or_else(PoisonError::into_inner).0
    }

    /// Lets Ctrl-C and the orchestrator's SIGTERM say it. A second signal ends the process at once, which is safe: a commit is whole or absent.
    ///
    /// # Errors
    /// When no thread can be had or signals cannot be listened to.
    pub fn on_signals(&self) -> std::io::Result<()> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let stop = self.clone();
        let listen = move || {
            let listened = runtime.block_on(async {
                signal().await?;
                stop.say();
                signal().await
            });
            match listened {
                Ok(()) => std::process::exit(1),
                Err(error) => tracing::warn!(%error, "signals are not heard"),
            }
        };
        std::thread::Builder::new()
            .name("signals".to_owned())
            .spawn(listen)
            .map(drop)
    }
}

#[cfg(unix)]
async fn signal() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted,
        _ = terminate.recv() => Ok(()),
    }
}

#[cfg(not(unix))]
async fn signal() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_once_said_is_heard_at_once_by_all() {
        let stop = Stop::default();
        let other = stop.clone();
        assert!(!other.wait(Duration::ZERO));
        stop.say();
        assert!(other.is_said());
        assert!(other.wait(Duration::from_secs(3_600)));
    }
}
