//! From a place inside a text value back to the place in the file: quotation marks, escapes and multi-line text stand between them.

use std::ops::Range;

/// A text value as it stands in the file, beside what it means.
#[derive(Clone, Copy, Debug)]
pub(super) struct Raw<'a> {
    /// The value with its quotation marks.
    raw: &'a str,
    /// Where that begins in the file.
    at: usize,
    /// The text it stands for.
    meant: &'a str,
}

impl<'a> Raw<'a> {
    /// The value at `span` of `file`, which means `meant`.
    pub(super) fn new(file: &'a str, span: Range<usize>, meant: &'a str) -> Self {
        Self {
            at: span.start,
            raw: file.get(span).unwrap_or(""),
            meant,
        }
    }

    /// The byte of the file where byte `offset` of the meant text comes from.
    pub(super) fn place(&self, offset: usize) -> usize {
        let (mut at, escapes) = self.opening();
        for (index, letter) in self.meant.char_indices() {
            at = self.skip_folds(at, escapes);
            if index >= offset {
                break;
            }
            at += self.width(at, letter, escapes);
        }
        self.at + at.min(self.raw.len())
    }

    /// How long the opening marks are, and whether a backslash has a meaning behind them.
    fn opening(&self) -> (usize, bool) {
        let escapes = self.raw.starts_with('"');
        let lines = self.raw.starts_with("\"\"\"") || self.raw.starts_with("'''");
        if !lines {
            return (1, escapes);
        }
        // The line break right after three marks does not count.
        let length = match self.raw.get(3..).unwrap_or("") {
            rest if rest.starts_with("\r\n") => 5,
            rest if rest.starts_with('\n') => 4,
            _ => 3,
        };
        (length, escapes)
    }

    /// Passes a backslash at the end of a line, with all blanks and line breaks that it swallows.
    fn skip_folds(&self, mut at: usize, escapes: bool) -> usize {
        if !escapes {
            return at;
        }
        loop {
            let rest = self.raw.get(at..).unwrap_or("");
            let Some(blanks) = rest.strip_prefix('\\') else {
                break;
            };
            let folded = blanks.trim_start();
            if !blanks[..blanks.len() - folded.len()].contains('\n') {
                break;
            }
            at += rest.len() - folded.len();
        }
        at
    }

    /// How many bytes of the file stand for `letter`.
    fn width(&self, at: usize, letter: char, escapes: bool) -> usize {
        let rest = self.raw.get(at..).unwrap_or("");
        if escapes && rest.starts_with('\\') {
            return match rest.as_bytes().get(1) {
                Some(b'x') => 4,
                Some(b'u') => 6,
                Some(b'U') => 10,
                _ => 2,
            };
        }
        // Line breaks of either kind may be read as the same.
        if letter == '\n' && rest.starts_with("\r\n") {
            return 2;
        }
        letter.len_utf8()
    }
}
