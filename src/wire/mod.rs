//! Bytes to domain and back: topics, records, schemas, rejections. Nothing else knows what a record looks like.
//!
//! Decoding never fails the stream: what cannot be an event is a `Rejection` with a stable code. Read [`decode`] for what comes in, [`encode`]
//! for what goes out.

pub mod topic;

pub mod record;

pub mod decode;

pub mod encode;

pub mod read;

pub mod show;

pub mod row_id;

pub mod rejection;

pub mod partition;

pub mod schemas;

mod avro;

mod input;

mod json;

#[cfg(test)]
mod tests;
