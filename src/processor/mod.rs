//! One task: a partition of the three inputs, its leads, its watermark, its unit of commit. No IO of its own but reading its store: records
//! come in, a [`Batch`](batch::Batch) goes out, and whoever drives it reads, commits and says so.

mod task;

pub mod settings;

pub mod watermark;

pub mod batch;

pub mod record;

mod emit;

mod evidence;

mod touches;

mod take;

mod ended;

mod timers;

mod breaker;

mod intake;

mod leads;

mod keys;

mod ids;

mod inspect;

mod counts;

pub use counts::Counts;
pub use inspect::{Inspection, Reason, inspect, seeded};
pub use keys::ends_commit;
pub use leads::Error;
pub use settings::{Breaker, Settings};
pub use task::{OpenError, Step, Task, Wanted};
pub use watermark::{End, Hold};

#[cfg(test)]
mod tests;
