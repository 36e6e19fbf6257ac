//! The writer schemas that producers have registered: what a registry does for a broker, because records carry a schema's id.

use super::{Embedded, frame, io_error, refused};
use crate::log::Error;
use crate::wire::topic::Topic;
use rocksdb::{ReadOptions, WriteBatch};
use std::sync::PoisonError;

/// The first id that a registered schema gets; below are those that come with the program.
pub const FIRST_SCHEMA_ID: u32 = 7;

/// How many schemas can be registered: a producer that registers one per record is stopped here.
const MOST_SCHEMAS: usize = 1000;

/// The longest schema.
const MOST_SCHEMA_BYTES: usize = 1 << 20;

impl Embedded {
    /// All schemas that producers have registered, by id.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub fn schemas(&self) -> Result<Vec<(u32, String)>, Error> {
        let mut range = ReadOptions::default();
        range.set_iterate_lower_bound(frame::SCHEMA_PREFIX);
        range.set_iterate_upper_bound(frame::schema_key(u32::MAX));
        let mut at = self.shared.db.raw_iterator_opt(range);
        at.seek_to_first();
        let mut schemas = Vec::new();
        while let Some((key, json)) = at.item() {
            let id = key.last_chunk().map(|id| u32::from_be_bytes(*id));
            schemas.extend(id.zip(String::from_utf8(json.to_vec()).ok()));
            at.next();
        }
        at.status()
            .map_err(|e| io_error("read", Topic::LeadCreated, 0, e))?;
        Ok(schemas)
    }

    /// Gives a writer schema its id, the same one if it is known already. Whether it is a schema is the caller's question.
    ///
    /// # Errors
    /// [`Error::Refused`] when it is too long or there are too many, else when it could not be written.
    pub fn register_schema(&self, json: &str) -> Result<u32, Error> {
        if json.len() > MOST_SCHEMA_BYTES {
            return Err(refused(format!(
                "a schema of {} bytes is longer than {MOST_SCHEMA_BYTES}",
                json.len()
            )));
        }
        let registering = &self.shared.registering;
        let _one_at_a_time = registering.lock().unwrap_or_else(PoisonError::into_inner);
        let known = self.schemas()?;
        if let Some((id, _)) = known.iter().find(|(_, text)| text == json) {
            return Ok(*id);
        }
        if known.len() >= MOST_SCHEMAS {
            return Err(refused(format!(
                "{MOST_SCHEMAS} schemas are registered, which is all there can be"
            )));
        }
        let id = known.last().map_or(FIRST_SCHEMA_ID, |(id, _)| id + 1);
        let mut write = WriteBatch::default();
        write.put(frame::schema_key(id), json);
        self.write(write, "append to", Topic::LeadCreated, 0)?;
        Ok(id)
    }
}
