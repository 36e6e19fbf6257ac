//! Foreign data in: files of other systems become events of the three inputs.
//!
//! A [`mapping`] says in a TOML file which columns of which files mean what; [`table`] reads rows out of CSV and JSON lines, compressed or not;
//! [`event`] makes events of a row; [`import`] merges several files by time and appends to the log. Nothing here folds: an import is a producer
//! like any other, and importing the same file again changes nothing, because its events have the same ids (J4).

pub mod import;

pub mod mapping;

pub mod table;

mod stream;

pub mod event;

mod feeds;

pub mod bad_rows;

pub mod files;

pub mod progress;

mod sort;

pub mod problem;
