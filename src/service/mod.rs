//! The whole, running.
pub mod stop;
