//! One task: a partition of the three inputs, its leads, its watermark, its unit of commit. No IO of its own: records come in, a
//! [`Batch`](batch::Batch) goes out, and whoever drives it reads, commits and applies.

pub mod batch;
