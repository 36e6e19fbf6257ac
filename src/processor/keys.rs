//! The keys of a task's state: the first byte is the kind, then the lead's id with its length, then what numbers the kind.

/// The newest state and entries of a lead.
pub(super) const HEAD: u8 = b'h';
/// A sealed segment of a lead.
pub(super) const SEGMENT: u8 = b's';
/// Who a lead is.
pub(super) const PROFILE: u8 = b'p';
/// A row of a lead.
pub(super) const ROW: u8 = b'r';
/// The timer of a lead.
pub(super) const TIMER: u8 = b't';
/// The task's own record.
pub(super) const TASK: [u8; 1] = [b'k'];

/// Writes the key of a lead's record of that kind.
pub(super) fn lead(kind: u8, id: &str, to: &mut Vec<u8>) {
    to.push(kind);
    // Ids are at most 128 bytes long; the decoder sees to it.
    to.extend_from_slice(&(id.len() as u16).to_be_bytes());
    to.extend_from_slice(id.as_bytes());
}

/// Writes the key of a segment.
pub(super) fn segment(id: &str, slot: u16, to: &mut Vec<u8>) {
    lead(SEGMENT, id, to);
    to.extend_from_slice(&slot.to_be_bytes());
}

/// Writes the key of a row.
pub(super) fn row(id: &str, number: u32, to: &mut Vec<u8>) {
    lead(ROW, id, to);
    to.extend_from_slice(&number.to_be_bytes());
}

/// The lead's id in a key.
pub(super) fn id_of(key: &[u8]) -> Option<&str> {
    let (length, rest) = key.get(1..)?.split_first_chunk()?;
    std::str::from_utf8(rest.get(..usize::from(u16::from_be_bytes(*length)))?).ok()
}

/// Whether a change of that key is the last of its commit: the task's own record.
#[must_use]
pub fn ends_commit(key: &[u8]) -> bool {
    key == TASK
}
