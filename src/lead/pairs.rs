//! Names with values, as an event carries them: traits and properties. Read where they lie in the record, so that an event with properties
//! costs no allocation.
//!
//! The names are distinct; whoever builds pairs sees to that.

use std::fmt;

/// A few names with their values, in no particular order.
#[derive(Clone, Default)]
pub struct Pairs<'a>(Repr<'a>);

#[derive(Clone)]
enum Repr<'a> {
    Listed(Vec<(&'a str, &'a str)>),
    Encoded { count: usize, bytes: &'a [u8] },
}

impl Default for Repr<'_> {
    fn default() -> Self {
        Self::Encoded {
            count: 0,
            bytes: &[],
        }
    }
}

impl<'a> Pairs<'a> {
    /// The pairs that lie in `bytes`: for each its name and its value, both UTF-8 prefixed by their length as a zigzag varint, as in Avro.
    /// Bytes that are not so end the pairs early.
    #[must_use]
    pub const fn encoded(count: usize, bytes: &'a [u8]) -> Self {
        Self(Repr::Encoded { count, bytes })
    }

    /// How many there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        match &self.0 {
            Repr::Listed(pairs) => pairs.len(),
            Repr::Encoded { count, .. } => *count,
        }
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The value of that name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&'a str> {
        self.iter()
            .find_map(|(candidate, value)| (candidate == name).then_some(value))
    }

    /// All of them.
    #[must_use]
    pub fn iter(&self) -> Iter<'a, '_> {
        match &self.0 {
            Repr::Listed(pairs) => Iter {
                listed: pairs,
                bytes: &[],
                left: pairs.len(),
            },
            Repr::Encoded { count, bytes } => Iter {
                listed: &[],
                bytes,
                left: *count,
            },
        }
    }
}

impl<'a> From<Vec<(&'a str, &'a str)>> for Pairs<'a> {
    fn from(pairs: Vec<(&'a str, &'a str)>) -> Self {
        Self(Repr::Listed(pairs))
    }
}

impl<'a> FromIterator<(&'a str, &'a str)> for Pairs<'a> {
    fn from_iter<I: IntoIterator<Item = (&'a str, &'a str)>>(pairs: I) -> Self {
        Self(Repr::Listed(pairs.into_iter().collect()))
    }
}

impl PartialEq for Pairs<'_> {
    /// The same names with the same values, wherever they stand.
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len()
            && self
                .iter()
                .all(|(name, value)| other.get(name) == Some(value))
    }
}

impl fmt::Debug for Pairs<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl<'a, 'b> IntoIterator for &'b Pairs<'a> {
    type Item = (&'a str, &'a str);
    type IntoIter = Iter<'a, 'b>;

    fn into_iter(self) -> Iter<'a, 'b> {
        self.iter()
    }
}

/// Goes through [`Pairs`].
#[derive(Clone, Debug)]
pub struct Iter<'a, 'b> {
    listed: &'b [(&'a str, &'a str)],
    bytes: &'a [u8],
    left: usize,
}

impl<'a> Iterator for Iter<'a, '_> {
    type Item = (&'a str, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        if let Some((&pair, rest)) = self.listed.split_first() {
            self.listed = rest;
            self.left -= 1;
            return Some(pair);
        }
        self.left = self.left.checked_sub(1)?;
        let name = take_text(&mut self.bytes)?;
        Some((name, take_text(&mut self.bytes)?))
    }
}

fn take_text<'a>(bytes: &mut &'a [u8]) -> Option<&'a str> {
    let mut length = 0_usize;
    for shift in [0, 7, 14, 21] {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        length |= usize::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            // Zigzag doubles a length; the decoder has refused negative ones before.
            let (text, rest) = bytes.split_at_checked(length >> 1)?;
            *bytes = rest;
            return std::str::from_utf8(text).ok();
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encoded_and_listed_pairs_say_the_same() {
        let encoded = Pairs::encoded(2, b"\x02a\x042b\x02c\x00");
        let listed = Pairs::from(vec![("c", ""), ("a", "2b")]);
        assert_eq!(encoded, listed);
        assert_eq!(
            encoded.iter().collect::<Vec<_>>(),
            [("a", "2b"), ("c", "")],
            "in the order of the bytes"
        );
        assert_eq!(listed.get("a"), Some("2b"));
        assert_ne!(encoded, Pairs::from(vec![("a", "2b"), ("c", "x")]));
        assert_eq!(Pairs::default().iter().next(), None);
    }

    #[test]
    fn broken_bytes_end_the_pairs() {
        let whole = b"\x02a\x042b\x02c\x00";
        for length in 0..whole.len() {
            let cut = Pairs::encoded(2, &whole[..length]);
            assert!(cut.iter().count() < 2);
        }
        assert_eq!(Pairs::encoded(1, b"\x02\xff\x00").iter().count(), 0);
        assert_eq!(
            Pairs::encoded(1, &[0xff; 9]).iter().count(),
            0,
            "an endless length"
        );
    }
}
