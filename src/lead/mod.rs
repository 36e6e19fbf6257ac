//! The rules: what events mean for a lead. Pure; the time, the agreement and the events come in, views and rows go out.
//!
//! Read [`event`] for what comes in, [`row`] for what goes out, [`definition`] for the agreement that is applied, then [`walk`] for the rules
//! themselves and [`fold`] for how a lead is kept without walking everything again.

pub mod text;

pub mod pairs;

pub mod event;

pub mod predicate;

pub mod definition;

pub mod row;

pub mod score;

pub mod state;

pub mod entry;

pub mod walk;

mod credit;

mod moves;

mod clock;

pub mod rows;

pub mod journal;

pub mod fold;

pub mod explain;

pub mod steps;
