//! Bytes to domain and back: topics, records, schemas, rejections. Nothing else knows what a record looks like.
//!
//! Decoding never fails the stream: what cannot be an event is a `Rejection` with a stable code.

pub mod record;
pub mod topic;
