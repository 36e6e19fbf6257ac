//! What is remembered on disk.

pub mod codec;
