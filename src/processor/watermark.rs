//! How far event time has surely come (W1–W3): per input, and for the task.

use crate::lead::event::Input;
use crate::processor::settings::Settings;
use crate::time::Timestamp;
use crate::wire::decode::{Control, ControlKind};

/// The end of an input's partition, as the log answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct End {
    /// The offset that the next record will get.
    pub offset: i64,
    /// When the question was sent: what was appended later cannot be in the answer.
    pub asked_at: Timestamp,
}

/// How far one input has come. Stored with each commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The offset of the next record to take.
    pub position: i64,
    /// The greatest `occurred_at` taken.
    pub occurred_at: Timestamp,
    /// The greatest `appended_at` taken.
    pub appended_at: Timestamp,
    /// How far the newest heartbeat says that the source has come.
    pub heartbeat_at: Timestamp,
    /// Held by hand (W3).
    pub is_stopped: bool,
}

impl Default for Progress {
    fn default() -> Self {
        Self {
            position: 0,
            occurred_at: Timestamp::MIN,
            appended_at: Timestamp::MIN,
            heartbeat_at: Timestamp::MIN,
            is_stopped: false,
        }
    }
}

/// Why the watermark does not go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hold {
    /// A record was stamped too far ahead of the clock (W2).
    Ahead(Input),
    /// Stopped by hand (W3).
    Stopped(Input),
    /// No newer heartbeat has come (W3); or, without heartbeats, nothing tells more.
    Waiting(Input),
    /// Too many violations at once (W4).
    Breaker,
}

impl Progress {
    /// Takes note of an event.
    pub fn saw(&mut self, occurred_at: Timestamp, appended_at: Timestamp) {
        self.occurred_at = self.occurred_at.max(occurred_at);
        self.appended_at = self.appended_at.max(appended_at);
    }

    /// Takes note of a record that is about the input itself.
    pub fn heard(&mut self, control: &Control) {
        match control.kind {
            // A heartbeat cannot speak of a time after the log took it.
            ControlKind::Heartbeat => {
                let at = control.occurred_at.min(control.appended_at);
                self.heartbeat_at = self.heartbeat_at.max(at);
            }
            ControlKind::Stop => self.is_stopped = true,
            ControlKind::Release => self.is_stopped = false,
        }
    }

    /// How far this input has surely come (W1, W3), before the task's own bounds.
    #[must_use]
    pub fn reaches(&self, input: Input, end: End, settings: &Settings) -> Timestamp {
        let index = input as usize;
        let come = if settings.heartbeats[index] {
            self.heartbeat_at
        } else if self.position >= end.offset {
            end.asked_at
        } else {
            self.occurred_at.min(self.appended_at)
        };
        if come == Timestamp::MIN {
            come
        } else {
            come - settings.delay[index]
        }
    }
}

/// The task's next watermark, and what keeps it from going further; never less than before.
#[must_use]
pub fn next(
    before: Timestamp,
    progress: &[Progress; 3],
    ends: &[End; 3],
    now: Timestamp,
    settings: &Settings,
) -> (Timestamp, Option<Hold>) {
    let mut least = (Timestamp::MAX, None);
    for input in Input::ALL {
        let of = &progress[input as usize];
        if of.appended_at != Timestamp::MIN && of.appended_at > now + settings.ahead {
            return (before, Some(Hold::Ahead(input)));
        }
        if of.is_stopped {
            return (before, Some(Hold::Stopped(input)));
        }
        let reaches = of.reaches(input, ends[input as usize], settings);
        if reaches < least.0 {
            least = (reaches, Some(Hold::Waiting(input)));
        }
    }
    (before.max(least.0), least.1)
}
