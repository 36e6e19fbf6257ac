//! Where durable state lies: on disk, or, for tests of rules, in maps that behave alike.

use super::disk::Disk;
use super::gather::Gathered;
use super::{Error, RESERVED};
use std::collections::BTreeMap;
use std::ops::{Bound, ControlFlow};
use std::sync::{PoisonError, RwLock};

/// The durable state of all tasks.
#[derive(Debug)]
pub(super) enum Backing {
    Disk(Box<Disk>),
    Memory(Vec<RwLock<Map>>),
}

/// One task's state.
type Map = BTreeMap<Box<[u8]>, Box<[u8]>>;

impl Backing {
    pub(super) fn is_writable(&self) -> bool {
        match self {
            Self::Disk(disk) => disk.is_writable(),
            Self::Memory(_) => true,
        }
    }

    pub(super) fn end(&self, partition: u16) -> Result<i64, Error> {
        let read = |value: Option<&[u8]>| match value {
            None => Ok(0),
            Some(value) => value
                .try_into()
                .map(i64::from_be_bytes)
                .map_err(|_| Error::Torn { partition }),
        };
        self.get(partition, &[RESERVED], read)?
    }

    pub(super) fn get<R>(
        &self,
        partition: u16,
        key: &[u8],
        read: impl FnOnce(Option<&[u8]>) -> R,
    ) -> Result<R, Error> {
        match self {
            Self::Disk(disk) => disk.get(partition, key, read),
            Self::Memory(maps) => {
                let map = maps[usize::from(partition)]
                    .read()
                    .unwrap_or_else(PoisonError::into_inner);
                Ok(read(map.get(key).map(|value| &**value)))
            }
        }
    }

    pub(super) fn get_many<K: AsRef<[u8]>>(
        &self,
        partition: u16,
        keys: &[K],
        places: &[usize],
        mut each: impl FnMut(usize, Option<&[u8]>),
    ) -> Result<(), Error> {
        match self {
            Self::Disk(disk) => disk.get_many(partition, keys, places, each),
            Self::Memory(_) => places.iter().try_for_each(|&place| {
                self.get(partition, keys[place].as_ref(), |value| each(place, value))
            }),
        }
    }

    pub(super) fn scan(
        &self,
        partition: u16,
        prefix: &[u8],
        mut each: impl FnMut(&[u8], &[u8]) -> ControlFlow<()>,
    ) -> Result<(), Error> {
        match self {
            Self::Disk(disk) => disk.scan(partition, prefix, each),
            Self::Memory(maps) => {
                let map = maps[usize::from(partition)]
                    .read()
                    .unwrap_or_else(PoisonError::into_inner);
                for (key, value) in
                    map.range::<[u8], _>((Bound::Included(prefix), Bound::Unbounded))
                {
                    let is_out = !key.starts_with(prefix) || key[0] == RESERVED;
                    if is_out || each(key, value).is_break() {
                        break;
                    }
                }
                Ok(())
            }
        }
    }

    pub(super) fn write(&self, partition: u16, gathered: &Gathered) -> Result<(), Error> {
        match self {
            Self::Disk(disk) => disk.write(partition, gathered),
            Self::Memory(maps) => {
                let mut map = maps[usize::from(partition)]
                    .write()
                    .unwrap_or_else(PoisonError::into_inner);
                for (key, value) in gathered.from(&[]) {
                    match value {
                        Some(value) => map.insert(key.into(), value.into()),
                        None => map.remove(key),
                    };
                }
                map.insert([RESERVED].into(), gathered.end.to_be_bytes().into());
                Ok(())
            }
        }
    }
}
