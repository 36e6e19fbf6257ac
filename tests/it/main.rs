//! Everything that judges the whole: the naive model of the rules, and the random streams on which engine and model must agree.

mod model;
mod simulation;
