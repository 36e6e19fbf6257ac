//! The naive model: what the rules say, as plainly as it can be computed. It judges the engine.
//!
//! All accepted events of a lead are sorted (F2), the revoked ones are taken out (F12), the rest is walked from zero: no journal, no
//! checkpoint, no increments, no accumulators. It is written from the rules alone and shares with the engine only the types of events,
//! definitions, predicates and rows. Read `acceptance` for which events count, `fold` for the walk and `telling` for its rows, `lead` for where a lead stands, `qualify` and
//! `moves` for what moves it, `clock` and `calendar` for the promises, `past`, `score` and `halving` for the numbers.

pub(crate) mod acceptance;
pub(crate) mod calendar;
pub(crate) mod clock;
pub(crate) mod compare;
pub(crate) mod event;
pub(crate) mod fold;
mod halving;
pub(crate) mod lead;
pub(crate) mod meets;
mod moves;
mod past;
pub(crate) mod profile;
mod qualify;
pub(crate) mod score;
mod seen;
mod telling;
pub(crate) mod view;
