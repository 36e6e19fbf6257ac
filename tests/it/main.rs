//! Everything that is tested from outside, as one binary: linking RocksDB once is cheaper than once per file.
#![allow(
    clippy::print_stdout,
    reason = "a run says what it has met, to whoever asks with --nocapture"
)]
#![allow(
    clippy::unwrap_used,
    reason = "a test that panics has failed, and says where"
)]

mod tidy;

mod schemas;

mod model;

mod stories;

mod simulation;

mod fuzz;

mod crash;

mod cli;
mod http;
mod olist;
mod samples;
