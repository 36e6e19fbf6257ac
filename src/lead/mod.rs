//! The rules: what events mean for a lead. Pure; the time, the agreement and the events come in, views and rows go out.
//!
//! Read [`event`] for what comes in, [`row`] for what goes out, [`definition`] for the agreement that is applied.

pub mod definition;
pub mod event;
pub mod pairs;
pub mod predicate;
pub mod row;
pub mod text;
