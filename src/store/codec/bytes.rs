//! Bytes, written and read one value after the other: numbers as variable-length integers, texts with their length, yes and no as bits.

use super::Corrupt;
use crate::lead::text::Text;
use crate::time::{Span, Timestamp};

/// Appends to bytes.
#[derive(Debug)]
pub struct Writer<'a>(pub &'a mut Vec<u8>);

/// Takes from bytes.
#[derive(Debug)]
pub struct Reader<'a>(pub &'a [u8]);

/// Answers to yes-or-no questions, packed: what is absent costs a bit. Asked in the order in which they were given; those that are mostly
/// no stand last and then take no room.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flags {
    bits: u64,
    count: u32,
}

impl Flags {
    /// Gives the next answer.
    pub fn push(&mut self, flag: bool) {
        // What is written here has at most thirty or so questions.
        self.bits |= u64::from(flag) << self.count;
        self.count += 1;
    }

    /// Gives a number as the next answers, of so many bits.
    pub fn push_number(&mut self, number: u8, bits: u32) {
        self.bits |= u64::from(number) << self.count;
        self.count += bits;
    }

    /// Takes the next answer.
    pub const fn take(&mut self) -> bool {
        self.take_number(1) != 0
    }

    /// Takes a number of so many bits.
    pub const fn take_number(&mut self, bits: u32) -> u8 {
        let number = self.bits & ((1 << bits) - 1);
        self.bits >>= bits;
        number as u8
    }

    /// The end of the questions.
    ///
    /// # Errors
    /// When more was answered.
    pub const fn end(self) -> Result<(), Corrupt> {
        if self.bits == 0 {
            Ok(())
        } else {
            Err(Corrupt("flags that nobody knows"))
        }
    }
}

impl Writer<'_> {
    /// One byte.
    pub fn byte(&mut self, byte: u8) {
        self.0.push(byte);
    }

    /// A flag.
    pub fn flag(&mut self, flag: bool) {
        self.byte(u8::from(flag));
    }

    /// Packed flags.
    pub fn flags(&mut self, flags: Flags) {
        self.unsigned(flags.bits);
    }

    /// Eight bytes as they are: a digest.
    pub fn fixed(&mut self, digest: u64) {
        self.0.extend_from_slice(&digest.to_le_bytes());
    }

    /// A number, in as few groups of seven bits as it needs.
    #[inline]
    pub fn unsigned(&mut self, number: u64) {
        if number < 0x80 {
            self.byte(number as u8);
        } else {
            self.long(number);
        }
    }

    /// A number of more than seven bits. Without branches on its length, which nothing could predict: heads are full of such numbers.
    fn long(&mut self, number: u64) {
        const MOST: u64 = 1 << 56;
        let low = number % MOST;
        // The groups are moved apart by halves: 28 bits into 32, then 14 into 16, then 7 into 8.
        let halves = (low & 0x0fff_ffff) | ((low & 0x00ff_ffff_f000_0000) << 4);
        let quarters = (halves & 0x0000_3fff_0000_3fff) | ((halves & 0x0fff_c000_0fff_c000) << 2);
        let groups = (quarters & 0x007f_007f_007f_007f) | ((quarters & 0x3f80_3f80_3f80_3f80) << 1);
        if number >= MOST {
            // Hardly any number is so large.
            self.0
                .extend_from_slice(&(groups | 0x8080_8080_8080_8080).to_le_bytes());
            return self.unsigned(number >> 56);
        }
        let length = (u64::BITS - number.leading_zeros()).div_ceil(7);
        let more = 0x8080_8080_8080_8080 & ((1 << (8 * (length - 1))) - 1);
        // Eight bytes at once and the surplus cut off: a copy of known length is one instruction.
        let end = self.0.len() + length as usize;
        self.0.extend_from_slice(&(groups | more).to_le_bytes());
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

    /// An instant near another one: short when it is.
    pub fn time_from(&mut self, base: Timestamp, at: Timestamp) {
        // Wrapping, so that every pair of instants comes back, the ends of time too.
        self.signed(at.as_millis().wrapping_sub(base.as_millis()));
    }

    /// A span.
    pub fn span(&mut self, span: Span) {
        self.signed(span.as_millis());
    }

    /// A wide number: its bytes as far as they are not zero.
    pub fn wide(&mut self, number: i128) {
        let bytes = number.to_le_bytes();
        let length = 16 - number.leading_zeros() as usize / 8;
        // At most 16.
        self.byte(length as u8);
        self.0.extend_from_slice(&bytes[..length]);
    }

    /// A text.
    pub fn text(&mut self, text: &Text) {
        self.count(text.as_bytes().len());
        text.append_to(self.0);
    }

    /// A value whose presence stands in flags.
    pub fn given<T>(&mut self, value: Option<T>, write: impl FnOnce(&mut Self, T)) {
        if let Some(value) = value {
            write(self, value);
        }
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

    /// Packed flags.
    ///
    /// # Errors
    /// When they do not end.
    pub fn flags(&mut self) -> Result<Flags, Corrupt> {
        let bits = self.unsigned()?;
        Ok(Flags { bits, count: 0 })
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

    /// An instant near another one.
    ///
    /// # Errors
    /// As [`unsigned`](Self::unsigned).
    pub fn time_from(&mut self, base: Timestamp) -> Result<Timestamp, Corrupt> {
        let away = self.signed()?;
        Ok(Timestamp::from_millis(base.as_millis().wrapping_add(away)))
    }

    /// A span.
    ///
    /// # Errors
    /// As [`unsigned`](Self::unsigned).
    pub fn span(&mut self) -> Result<Span, Corrupt> {
        self.signed().map(Span::from_millis)
    }

    /// An index or another number of 16 bits.
    ///
    /// # Errors
    /// When it is larger.
    pub fn short(&mut self) -> Result<u16, Corrupt> {
        u16::try_from(self.unsigned()?).map_err(|_| Corrupt("a short number"))
    }

    /// A wide number.
    ///
    /// # Errors
    /// When it has more than 16 bytes, or fewer are left.
    pub fn wide(&mut self) -> Result<i128, Corrupt> {
        let length = usize::from(self.byte()?);
        let mut bytes = [0; 16];
        let place = bytes.get_mut(..length).ok_or(Corrupt("a wide number"))?;
        let (given, rest) = self
            .0
            .split_at_checked(length)
            .ok_or(Corrupt("it ends too early"))?;
        self.0 = rest;
        place.copy_from_slice(given);
        Ok(i128::from_le_bytes(bytes))
    }

    /// So many values, one after the other.
    ///
    /// # Errors
    /// Those of the values. Each takes at least a byte, so that a count alone cannot fill the memory.
    pub fn list<T>(
        &mut self,
        count: usize,
        mut read: impl FnMut(&mut Self) -> Result<T, Corrupt>,
    ) -> Result<Vec<T>, Corrupt> {
        if count > self.0.len() {
            return Err(Corrupt("more than there is"));
        }
        (0..count).map(|_| read(self)).collect()
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

    /// A value whose presence stands in flags.
    ///
    /// # Errors
    /// Those of the value.
    pub fn given<T>(
        &mut self,
        is_given: bool,
        read: impl FnOnce(&mut Self) -> Result<T, Corrupt>,
    ) -> Result<Option<T>, Corrupt> {
        is_given.then(|| read(self)).transpose()
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

    #[test]
    fn flags_come_back_in_their_order_and_nothing_more_is_taken_for_one() {
        let mut given = Flags::default();
        given.push(true);
        given.push(false);
        given.push_number(5, 3);
        given.push(true);
        given.push(false);
        let mut bytes = Vec::new();
        Writer(&mut bytes).flags(given);
        assert_eq!(bytes.len(), 1, "seven bits are one byte");
        let mut flags = Reader(&bytes).flags().unwrap();
        assert_eq!((flags.take(), flags.take()), (true, false));
        assert_eq!(flags.take_number(3), 5);
        assert!(flags.end().is_err(), "one is left");
        assert!(flags.take());
        assert_eq!(flags.end(), Ok(()));
    }

    #[test]
    fn wide_numbers_and_instants_near_others_come_back() {
        for number in [0, 1, 255, 256, 1 << 80, i128::MAX, -1, i128::MIN] {
            let mut bytes = Vec::new();
            Writer(&mut bytes).wide(number);
            let mut reader = Reader(&bytes);
            assert_eq!(reader.wide(), Ok(number));
            assert_eq!(reader.end(), Ok(()), "{number}");
        }
        let ends = [Timestamp::MIN, Timestamp::from_millis(7), Timestamp::MAX];
        for (base, at) in ends.iter().flat_map(|base| ends.map(|at| (*base, at))) {
            let mut bytes = Vec::new();
            Writer(&mut bytes).time_from(base, at);
            assert_eq!(Reader(&bytes).time_from(base), Ok(at));
        }
    }
}
