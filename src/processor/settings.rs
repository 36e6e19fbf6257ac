//! What a task may be told, with the reason of each default.

use crate::lead::journal::Bounds;
use crate::time::Span;

/// A task's settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// How much a lead remembers.
    pub bounds: Bounds,
    /// Per input (created, engagement, disposition): how late its source may be (W1). Default 2 min each.
    pub delay: [Span; 3],
    /// Per input: its watermark follows heartbeats (W3). Default: none does.
    pub heartbeats: [bool; 3],
    /// How far a record may be stamped ahead of `now` before it holds the watermark (W2). Default 2 s.
    pub ahead: Span,
    /// Rows older than this wait for their lead to settle (W5). Default 24 h.
    pub settle_older_than: Span,
    /// For how long a lead must have been quiet (W5). Default 60 s.
    pub settle_quiet: Span,
    /// After which time its rows go out all the same (W5). Default 10 min.
    pub settle_most: Span,
    /// When violations look like a broken pipeline instead of slow people (W4).
    pub breaker: Breaker,
    /// Leads that a task keeps in memory; the service divides this by its tasks. Default 200,000: about 300 MB with typical journals.
    pub cached_leads: usize,
    /// Records taken by one step. Default 5,000: a commit of a few milliseconds.
    pub step_records: usize,
    /// Leads looked at by one step because of time. Default 20,000; the watermark goes on with the rest in the next step.
    pub step_leads: usize,
}

/// The breaker (W4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Breaker {
    /// So many violations in one step are always believed. Default 100.
    pub least: u64,
    /// So many percent of the open clocks are believed. Default 10.
    pub percent: u64,
    /// While a disposition has been read within this time, all are believed. Default 30 min.
    pub silence: Span,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            bounds: Bounds::default(),
            delay: [Span::from_mins(2); 3],
            heartbeats: [false; 3],
            ahead: Span::from_secs(2),
            settle_older_than: Span::from_hours(24),
            settle_quiet: Span::from_secs(60),
            settle_most: Span::from_mins(10),
            breaker: Breaker {
                least: 100,
                percent: 10,
                silence: Span::from_mins(30),
            },
            cached_leads: 200_000,
            step_records: 5_000,
            step_leads: 20_000,
        }
    }
}
