//! The crate from outside: contracts, people, whole runs.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on should say where"
)]

mod schemas;
