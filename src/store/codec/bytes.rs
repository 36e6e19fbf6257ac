//! Bytes, written and read one value after the other: numbers as variable-length integers, texts with their length.

use super::Corrupt;
use crate::lead::text::Text;
use crate::time::Timestamp;

/// Appends to bytes.
#[derive(Debug)]
pub struct Writer<'a>(pub &'a mut Vec<u8>);

/// Takes from bytes.
#[derive(Debug)]
pub struct Reader<'a>(pub &'a [u8]);

impl Writer<'_> {
    /// One byte.
    pub fn byte(&mut self, byte: u8) {
        self.0.push(byte);
    }

    /// A flag.
    pub fn flag(&mut self, flag: bool) {
        self.byte(u8::from(flag));
    }

    /// A number, in as few groups of seven bits as it needs.
    pub fn unsigned(&mut self, mut number: u64) {
        if number < 0x80 {
            return self.byte(number as u8);
        }
        let mut groups: u64 = 0;
        let mut length = 0;
        while number >= 0x80 && length < 7 {
            groups |= ((number & 0x7f) | 0x80) << (8 * length);
            number >>= 7;
            length += 1;
        }
        if number >= 0x80 {
            // More than 56 bits, which hardly any number has: one by one after the first seven.
            self.0.extend_from_slice(&groups.to_le_bytes()[..7]);
            while number >= 0x80 {
                self.byte(number as u8 | 0x80);
                number >>= 7;
            }
            return self.byte(number as u8);
        }
        groups |= number << (8 * length);
        // Eight bytes at once and the surplus cut off: a copy of known length is one instruction.
        let end = self.0.len() + length + 1;
        self.0.extend_from_slice(&groups.to_le_bytes());
        self.0.truncate(end);
    }

    /// A signed number; small ones either way are short.
    pub fn signed(&mut self, number: i64) {
        self.unsigned(((number << 1) ^ (number >> 63)) as u64);
    }

    /// A count.
    pub fn count(&mut self, count: usize) {
        self.unsigned(count as u64);
    }

    /// An instant.
    pub fn time(&mut self, at: Timestamp) {
        self.signed(at.as_millis());
    }

    /// A text.
    pub fn text(&mut self, text: &Text) {
        self.count(text.as_bytes().len());
        text.append_to(self.0);
    }

    /// A value that may be absent.
    pub fn option<T>(&mut self, value: Option<T>, write: impl FnOnce(&mut Self, T)) {
        self.flag(value.is_some());
        if let Some(value) = value {
            write(self, value);
        }
    }
}

impl<'a> Reader<'a> {
    /// One byte.
    ///
    /// # Errors
    /// When none is left.
    pub fn byte(&mut self) -> Result<u8, Corrupt> {
        let (byte, rest) = self.0.split_first().ok_or(Corrupt("it ends too early"))?;
        self.0 = rest;
        Ok(*byte)
    }

    /// A flag.
    ///
    /// # Errors
    /// When it is neither 0 nor 1.
    pub fn flag(&mut self) -> Result<bool, Corrupt> {
        match self.byte()? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(Corrupt("a flag")),
        }
    }

    /// A number.
    ///
    /// # Errors
    /// When it does not end within 64 bits.
    pub fn unsigned(&mut self) -> Result<u64, Corrupt> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err(Corrupt("a number"))
    }

    /// A signed number.
    ///
    /// # Errors
    /// As [`unsigned`](Self::unsigned).
    pub fn signed(&mut self) -> Result<i64, Corrupt> {
        let number = self.unsigned()?;
        Ok((number >> 1) as i64 ^ -((number & 1) as i64))
    }

    /// Eight bytes as they are: a digest.
    ///
    /// # Errors
    /// When fewer are left.
    pub fn fixed(&mut self) -> Result<u64, Corrupt> {
        let (bytes, rest) = self
            .0
            .split_first_chunk()
            .ok_or(Corrupt("it ends too early"))?;
        self.0 = rest;
        Ok(u64::from_le_bytes(*bytes))
    }

    /// A count.
    ///
    /// # Errors
    /// As [`unsigned`](Self::unsigned).
    pub fn count(&mut self) -> Result<usize, Corrupt> {
        usize::try_from(self.unsigned()?).map_err(|_| Corrupt("a count"))
    }

    /// A number of 32 bits.
    ///
    /// # Errors
    /// When it is larger.
    pub fn small(&mut self) -> Result<u32, Corrupt> {
        u32::try_from(self.unsigned()?).map_err(|_| Corrupt("a small number"))
    }

    /// An instant.
    ///
    /// # Errors
    /// As [`unsigned`](Self::unsigned).
    pub fn time(&mut self) -> Result<Timestamp, Corrupt> {
        self.signed().map(Timestamp::from_millis)
    }

    /// A text.
    ///
    /// # Errors
    /// When it is not UTF-8.
    pub fn text(&mut self) -> Result<Text, Corrupt> {
        let length = self.count()?;
        let (text, rest) = self
            .0
            .split_at_checked(length)
            .ok_or(Corrupt("it ends too early"))?;
        self.0 = rest;
        std::str::from_utf8(text)
            .map(Text::new)
            .map_err(|_| Corrupt("a text"))
    }

    /// A value that may be absent.
    ///
    /// # Errors
    /// Those of the value.
    pub fn option<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, Corrupt>,
    ) -> Result<Option<T>, Corrupt> {
        if self.flag()? {
            read(self).map(Some)
        } else {
            Ok(None)
        }
    }

    /// The end.
    ///
    /// # Errors
    /// When something is left.
    pub const fn end(&self) -> Result<(), Corrupt> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(Corrupt("something follows its end"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_any_length_come_back() {
        let edges = (0..64).flat_map(|bit| [(1 << bit) - 1, 1 << bit, (1 << bit) + 1]);
        for number in edges.chain([u64::MAX]) {
            let mut bytes = Vec::new();
            Writer(&mut bytes).unsigned(number);
            let bits = u64::BITS - number.leading_zeros();
            assert_eq!(bytes.len() as u32, bits.div_ceil(7).max(1), "{number}");
            let mut reader = Reader(&bytes);
            assert_eq!(reader.unsigned(), Ok(number));
            assert_eq!(reader.end(), Ok(()), "{number}");
        }
    }

    #[test]
    fn texts_in_place_and_on_the_heap_come_back() {
        for length in [0, 1, 36, 37, 38, 39, 200] {
            let text = Text::new(&"x".repeat(length));
            let mut bytes = vec![7];
            Writer(&mut bytes).text(&text);
            let mut reader = Reader(&bytes[1..]);
            assert_eq!(reader.text(), Ok(text));
            assert_eq!(reader.end(), Ok(()), "{length}");
        }
    }
}
