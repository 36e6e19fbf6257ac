//! Commits that the store has taken and not yet written: the newest value of each changed key, in key order.
//!
//! Between two flushes a busy lead is written once, however often it changed, and all of it goes out sorted. A value that fits takes its
//! predecessor's place, so a hot lead costs no memory.

use std::collections::BTreeMap;
use std::ops::Bound;

/// What an entry costs beside its bytes: map node, key allocation, place of the value. Counted so that one bound holds bytes and number.
const ENTRY_OVERHEAD: usize = 96;

/// The newest values of one task's changed keys.
#[derive(Debug)]
pub(super) struct Gathered {
    newest: BTreeMap<Box<[u8]>, Option<Place>>,
    values: Vec<u8>,
    keys: usize,
    /// The changelog's end after the last commit in here.
    pub(super) end: i64,
}

/// Where a value lies, and how long a successor may be to take its place.
#[derive(Clone, Copy, Debug)]
struct Place {
    start: usize,
    length: usize,
    room: usize,
}

impl Gathered {
    /// Nothing yet, after a commit that ended there.
    pub(super) const fn after(end: i64) -> Self {
        Self {
            newest: BTreeMap::new(),
            values: Vec::new(),
            keys: 0,
            end,
        }
    }

    /// Takes a key's newest value; `None` forgets the key.
    pub(super) fn put(&mut self, key: &[u8], value: Option<&[u8]>) {
        let known = self.newest.get_mut(key);
        let place = match (value, known.as_deref()) {
            (None, _) => None,
            (Some(value), Some(Some(old))) if value.len() <= old.room => {
                self.values[old.start..old.start + value.len()].copy_from_slice(value);
                Some(Place {
                    length: value.len(),
                    ..*old
                })
            }
            (Some(value), _) => {
                let start = self.values.len();
                self.values.extend_from_slice(value);
                Some(Place {
                    start,
                    length: value.len(),
                    room: value.len(),
                })
            }
        };
        match known {
            Some(known) => *known = place,
            None => {
                self.keys += key.len();
                self.newest.insert(key.into(), place);
            }
        }
    }

    /// The key's newest value: `None` when it is not in here, `Some(None)` when it was forgotten.
    pub(super) fn get(&self, key: &[u8]) -> Option<Option<&[u8]>> {
        self.newest.get(key).map(|place| self.value(*place))
    }

    /// All entries from a key on, in order.
    pub(super) fn from<'a>(
        &'a self,
        key: &'a [u8],
    ) -> impl Iterator<Item = (&'a [u8], Option<&'a [u8]>)> {
        self.newest
            .range::<[u8], _>((Bound::Included(key), Bound::Unbounded))
            .map(|(key, place)| (&**key, self.value(*place)))
    }

    /// How much memory this takes, in bytes.
    pub(super) fn weight(&self) -> usize {
        self.values.len() + self.keys + self.newest.len() * ENTRY_OVERHEAD
    }

    fn value(&self, place: Option<Place>) -> Option<&[u8]> {
        place.map(|place| &self.values[place.start..place.start + place.length])
    }
}

/// Two layers of gathered commits as one, in key order; where both have a key, the upper layer's value.
pub(super) fn merged<'a>(
    upper: impl Iterator<Item = (&'a [u8], Option<&'a [u8]>)>,
    lower: impl Iterator<Item = (&'a [u8], Option<&'a [u8]>)>,
) -> impl Iterator<Item = (&'a [u8], Option<&'a [u8]>)> {
    let (mut upper, mut lower) = (upper.peekable(), lower.peekable());
    std::iter::from_fn(move || match (upper.peek(), lower.peek()) {
        (Some((above, _)), Some((below, _))) if below < above => lower.next(),
        (Some((above, _)), Some((below, _))) => {
            if above == below {
                lower.next();
            }
            upper.next()
        }
        (Some(_), None) => upper.next(),
        (None, _) => lower.next(),
    })
}
