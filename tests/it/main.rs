//! The crate from outside: contracts, people, whole runs.

mod schemas;
