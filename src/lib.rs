//! leadfold: an event-sourced stream processor for the life of a sales lead.
//!
//! Three topics come in (that leads exist, what they do, what sales says about them); signed stage transitions and SLA outcomes go out. Read
//! `ARCHITECTURE.md` for the map; the modules stand here in the order in which a module may use only what stands above it.

pub mod time;

pub mod metrics;

pub mod fault;

pub mod lead;

pub mod definition;

pub mod wire;

pub mod store;

pub mod processor;

pub mod story;

pub mod log;

pub mod ingest;

pub mod audit;

pub mod http;

pub mod config;

pub mod telemetry;

pub mod service;

pub mod cli;
