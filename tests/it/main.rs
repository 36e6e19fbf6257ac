//! Everything that is tested from outside, as one binary: linking RocksDB once is cheaper than once per file.

mod tidy;

mod model;

mod simulation;
