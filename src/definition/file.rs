//! The text of a file that an author wrote: an agreement, or stories of one. Bounded, whatever the name leads to.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use super::LONGEST_FILE;
use super::code::Code;
use super::problem::Problem;

/// What an editor of another system may put before a text. It is no part of it, and no column.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// The text of a file, if it is one and not too long; `what` it should be, for people.
pub(crate) fn read(path: &Path, what: &str) -> Result<String, Box<Problem>> {
    let name = path.display().to_string();
    let problem =
        |code: Code, message: String| Box::new(Problem::of_file(&name, code, message, None));
    let unreadable = |message: String| problem(Code::Unreadable, message);
    let failed = |error: io::Error| unreadable(format!("could not read this {what}: {error}"));
    // Asked before it is opened: to open a named pipe waits for a writer, and a device has no end.
    if !fs::metadata(path).map_err(failed)?.is_file() {
        return Err(unreadable(format!("this {what} is no file")));
    }
    let mut bytes = Vec::new();
    // Read with a bound, since a length can be wrong: a huge file is never in memory.
    let bounded = File::open(path).map(|file| file.take(LONGEST_FILE as u64 + 1));
    let mut bounded = bounded.map_err(failed)?;
    bounded.read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() > LONGEST_FILE {
        let message = format!("this {what} has more than {LONGEST_FILE} bytes");
        return Err(problem(Code::TooLarge, message));
    }
    String::from_utf8(bytes).map_err(|error| {
        let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = valid.iter().filter(|&&byte| byte == b'\n').count() + 1;
        unreadable(format!("line {line} is not UTF-8 text"))
    })
}

/// The byte order mark of a text, if it has one, and the text without it.
pub(crate) fn split_mark(text: &str) -> (&str, &str) {
    let rest = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    text.split_at(text.len() - rest.len())
}

/// Whether a name is hidden: what editors and tools leave beside a file is no file of its author.
pub(crate) fn is_hidden(path: &Path) -> bool {
    path.file_name()
        .is_some_and(|name| name.as_encoded_bytes().starts_with(b"."))
}
