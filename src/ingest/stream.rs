//! The bytes of a file as text to be read: decompressed, counted, and never more at once than a row may have.

use std::cell::{Cell, RefCell};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;
use std::rc::Rc;

/// A file's text.
pub(super) type Stream = BufReader<Box<dyn Read>>;

/// The file's text: decompressed by what its first bytes say, whatever its name says, and without a byte order mark.
pub(super) fn open(path: &Path, taken: &Rc<Cell<u64>>) -> io::Result<Stream> {
    const GZIP: &[u8] = &[0x1f, 0x8b];
    const ZSTD: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];
    const BYTE_ORDER_MARK: &[u8] = &[0xef, 0xbb, 0xbf];
    let mut raw = BufReader::with_capacity(
        1 << 16,
        Counted {
            inner: File::open(path)?,
            taken: Rc::clone(taken),
        },
    );
    let head = raw.fill_buf()?;
    let text: Box<dyn Read> = if head.starts_with(GZIP) {
        Box::new(flate2::bufread::MultiGzDecoder::new(raw))
    } else if head.starts_with(ZSTD) {
        Box::new(zstd::stream::read::Decoder::with_buffer(raw)?)
    } else {
        Box::new(raw)
    };
    let mut text = BufReader::with_capacity(1 << 16, text);
    if text.fill_buf()?.starts_with(BYTE_ORDER_MARK) {
        text.consume(BYTE_ORDER_MARK.len());
    }
    Ok(text)
}

/// Reads one line of bounded length. None at the end; false when it was too long and has been passed over.
pub(super) fn read_line(
    reader: &mut impl BufRead,
    line: &mut Vec<u8>,
    most: usize,
) -> io::Result<Option<bool>> {
    line.clear();
    let mut whole = true;
    let mut any = false;
    loop {
        let available = reader.fill_buf()?;
        if available.is_empty() {
            return Ok(any.then_some(whole));
        }
        any = true;
        let end = available.iter().position(|byte| *byte == b'\n');
        let part = &available[..end.unwrap_or(available.len())];
        if line.len() + part.len() > most {
            whole = false;
            line.clear();
        }
        if whole {
            line.extend_from_slice(part);
        }
        let taken = part.len() + usize::from(end.is_some());
        reader.consume(taken);
        if end.is_some() {
            return Ok(Some(whole));
        }
    }
}

/// Counts the bytes that pass.
struct Counted<R> {
    inner: R,
    taken: Rc<Cell<u64>>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(into)?;
        self.taken.set(self.taken.get() + count as u64);
        Ok(count)
    }
}

/// Gives no more than is left: the bound of a row, because the CSV reader itself has none. What it gave is kept in the window.
pub(super) struct Budget<R> {
    pub(super) inner: R,
    pub(super) left: Rc<Cell<usize>>,
    pub(super) window: Rc<RefCell<Window>>,
}

impl<R: Read> Read for Budget<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.left.get() == 0 {
            return Err(io::Error::other("row without an end"));
        }
        let count = self.inner.read(into)?;
        self.left.set(self.left.get().saturating_sub(count));
        self.window.borrow_mut().push(&into[..count]);
        Ok(count)
    }
}

/// The bytes that the CSV reader has taken, from the row on that it read last. That reader passes over the line feed of a CRLF, and over blank
/// lines, only when it is asked for the next row, and tells the row's place from before: here stands how many lines those were.
#[derive(Debug, Default)]
pub(super) struct Window {
    bytes: Vec<u8>,
    /// How many of the bytes lie before the row.
    passed: usize,
    /// Where in the text the row begins.
    row_at: u64,
}

impl Window {
    fn push(&mut self, bytes: &[u8]) {
        self.bytes.drain(..self.passed);
        self.passed = 0;
        self.bytes.extend_from_slice(bytes);
    }

    /// How many line feeds stand between a place and the first byte after it that is of no line break. Places may only grow.
    pub(super) fn line_feeds_at(&mut self, at: u64) -> u64 {
        let on = usize::try_from(at.saturating_sub(self.row_at)).unwrap_or(usize::MAX);
        self.passed = self.passed.saturating_add(on).min(self.bytes.len());
        self.row_at = self.row_at.max(at);
        let breaks = (self.bytes[self.passed..].iter()).take_while(|byte| b"\r\n".contains(byte));
        breaks.filter(|byte| **byte == b'\n').count() as u64
    }
}
