//! The naive model: what the rules say, as plainly as it can be computed. It judges the engine.
//!
//! All accepted events of a lead are sorted (F2), the revoked ones are taken out (F12), the rest is walked from zero: no journal, no
//! checkpoint, no increments, no accumulators. It is written from the rules alone and shares with the engine only the types of events,
//! definitions, predicates and rows. Read `acceptance` for which events count, `fold` for the walk, `lead` for the moves, `clock` for the
//! promises, `score` for the numbers.

pub(crate) mod acceptance;
pub(crate) mod clock;
pub(crate) mod compare;
pub(crate) mod event;
pub(crate) mod fold;
pub(crate) mod lead;
pub(crate) mod meets;
pub(crate) mod profile;
pub(crate) mod score;

mod script;
mod stories;
