//! Avro's binary form, as far as leadfold's own records need it: a cursor that reads where the bytes lie, and appends to a buffer.
//!
//! The cursor takes only the *canonical* form: numbers in their shortest encoding, maps and arrays in one block with a positive count. Other
//! lawful encodings are told apart by [`Fault::NotCanonical`], so that the caller can rewrite them and read again; so equal content has equal
//! bytes.

use crate::time::Timestamp;

/// Why a cursor stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Not Avro, or not this schema: the field at which that showed.
    Malformed(&'static str),
    /// Lawful Avro in another form than the canonical one.
    NotCanonical,
    /// A field is longer, or has more entries, than leadfold takes.
    TooLarge(&'static str),
}

/// Reads a datum from front to back. Each method names the field it reads, for [`Fault`].
#[derive(Clone, Debug)]
pub(crate) struct Cursor<'a> {
    rest: &'a [u8],
}

impl<'a> Cursor<'a> {
    pub(crate) const fn new(datum: &'a [u8]) -> Self {
        Self { rest: datum }
    }

    /// What has not been read.
    pub(crate) const fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// Refuses bytes after the last field.
    pub(crate) const fn finish(self) -> Result<(), Fault> {
        if self.rest.is_empty() {
            Ok(())
        } else {
            Err(Fault::Malformed("end"))
        }
    }

    #[inline]
    pub(crate) fn long(&mut self, field: &'static str) -> Result<i64, Fault> {
        // Most numbers are lengths and indexes of one byte.
        match self.rest {
            [byte, rest @ ..] if *byte < 0x80 => {
                self.rest = rest;
                let value = i64::from(*byte);
                Ok((value >> 1) ^ -(value & 1))
            }
            _ => self.long_of_many_bytes(field),
        }
    }

    fn long_of_many_bytes(&mut self, field: &'static str) -> Result<i64, Fault> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let (&byte, rest) = self.rest.split_first().ok_or(Fault::Malformed(field))?;
            self.rest = rest;
            let bits = u64::from(byte & 0x7f);
            if shift == 63 && bits > 1 {
                return Err(Fault::Malformed(field));
            }
            value |= bits << shift;
            if byte & 0x80 == 0 {
                if byte == 0 && shift > 0 {
                    return Err(Fault::NotCanonical);
                }
                return Ok((value >> 1).cast_signed() ^ -(value & 1).cast_signed());
            }
        }
        Err(Fault::Malformed(field))
    }

    pub(crate) fn int(&mut self, field: &'static str) -> Result<i32, Fault> {
        i32::try_from(self.long(field)?).map_err(|_| Fault::Malformed(field))
    }

    pub(crate) fn timestamp(&mut self, field: &'static str) -> Result<Timestamp, Fault> {
        self.long(field).map(Timestamp::from_millis)
    }

    pub(crate) fn boolean(&mut self, field: &'static str) -> Result<bool, Fault> {
        let (&byte, rest) = self.rest.split_first().ok_or(Fault::Malformed(field))?;
        self.rest = rest;
        match byte {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(Fault::Malformed(field)),
        }
    }

    /// Text of at most `most` bytes.
    pub(crate) fn text(&mut self, field: &'static str, most: usize) -> Result<&'a str, Fault> {
        let length = usize::try_from(self.long(field)?).map_err(|_| Fault::Malformed(field))?;
        let (text, rest) = self
            .rest
            .split_at_checked(length)
            .ok_or(Fault::Malformed(field))?;
        if length > most {
            return Err(Fault::TooLarge(field));
        }
        self.rest = rest;
        std::str::from_utf8(text).map_err(|_| Fault::Malformed(field))
    }

    /// A union of null and one other type, null first.
    pub(crate) fn optional<T>(
        &mut self,
        field: &'static str,
        read: impl FnOnce(&mut Self) -> Result<T, Fault>,
    ) -> Result<Option<T>, Fault> {
        match self.long(field)? {
            0 => Ok(None),
            1 => read(self).map(Some),
            _ => Err(Fault::Malformed(field)),
        }
    }

    pub(crate) fn optional_text(
        &mut self,
        field: &'static str,
        most: usize,
    ) -> Result<Option<&'a str>, Fault> {
        self.optional(field, |cursor| cursor.text(field, most))
    }

    /// How many entries the one block of a map or an array has; its end is read by [`Cursor::block_end`], unless there are none.
    pub(crate) fn block(&mut self, field: &'static str, most: usize) -> Result<usize, Fault> {
        let count = self.long(field)?;
        let count = usize::try_from(count).map_err(|_| Fault::NotCanonical)?;
        // Each entry takes at least a byte: a count beyond them is no count.
        if count > self.rest.len() {
            return Err(Fault::Malformed(field));
        }
        if count > most {
            return Err(Fault::TooLarge(field));
        }
        Ok(count)
    }

    /// The zero that ends a block; more blocks are not canonical.
    pub(crate) fn block_end(&mut self, field: &'static str) -> Result<(), Fault> {
        match self.long(field)? {
            0 => Ok(()),
            _ => Err(Fault::NotCanonical),
        }
    }
}

/// Appends a long, an int or a length.
pub(crate) fn put_long(to: &mut Vec<u8>, value: i64) {
    let mut rest = (value << 1).cast_unsigned() ^ (value >> 63).cast_unsigned();
    while rest >= 0x80 {
        to.push((rest & 0x7f) as u8 | 0x80);
        rest >>= 7;
    }
    to.push(rest as u8);
}

/// Appends an instant.
pub(crate) fn put_timestamp(to: &mut Vec<u8>, value: Timestamp) {
    put_long(to, value.as_millis());
}

/// Appends a length; nothing in memory is longer than an i64 can say.
pub(crate) fn put_length(to: &mut Vec<u8>, length: usize) {
    put_long(
        to,
        i64::try_from(length).expect("a length in memory fits an i64"),
    );
}

/// Appends a counter that Avro's signed long can hold.
pub(crate) fn put_count(to: &mut Vec<u8>, value: u64) {
    put_long(to, i64::try_from(value).unwrap_or(i64::MAX));
}

/// Appends a counter that Avro's signed int can hold.
pub(crate) fn put_small_count(to: &mut Vec<u8>, value: u32) {
    put_long(to, i64::from(i32::try_from(value).unwrap_or(i32::MAX)));
}

pub(crate) fn put_boolean(to: &mut Vec<u8>, value: bool) {
    to.push(u8::from(value));
}

pub(crate) fn put_text(to: &mut Vec<u8>, text: &str) {
    put_length(to, text.len());
    to.extend_from_slice(text.as_bytes());
}

/// Appends a union of null and another type.
pub(crate) fn put_optional<T>(
    to: &mut Vec<u8>,
    value: Option<T>,
    put: impl FnOnce(&mut Vec<u8>, T),
) {
    match value {
        None => to.push(0),
        Some(value) => {
            to.push(2);
            put(to, value);
        }
    }
}

pub(crate) fn put_optional_text(to: &mut Vec<u8>, text: Option<&str>) {
    put_optional(to, text, put_text);
}

/// Appends a map of texts as one block.
pub(crate) fn put_pairs<'a>(
    to: &mut Vec<u8>,
    count: usize,
    pairs: impl Iterator<Item = (&'a str, &'a str)>,
) {
    put_length(to, count);
    if count == 0 {
        return;
    }
    for (name, value) in pairs {
        put_text(to, name);
        put_text(to, value);
    }
    to.push(0);
}

/// Appends an array of texts as one block.
pub(crate) fn put_texts<'a>(to: &mut Vec<u8>, count: usize, texts: impl Iterator<Item = &'a str>) {
    put_length(to, count);
    if count == 0 {
        return;
    }
    for text in texts {
        put_text(to, text);
    }
    to.push(0);
}
