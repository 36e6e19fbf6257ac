//! Data to stdout, words to stderr.

use super::failure::{Failure, Outcome};
use serde::Serialize;
use std::io::Write;

/// Prints text as it is.
pub(super) fn text(text: &str) -> Outcome {
    let mut out = std::io::stdout().lock();
    (out.write_all(text.as_bytes()).and_then(|()| out.flush())).map_err(Failure::failed)
}

/// Prints one JSON document.
pub(super) fn json(data: &impl Serialize) -> Outcome {
    let mut document = serde_json::to_string_pretty(data).map_err(Failure::failed)?;
    document.push('\n');
    text(&document)
}

/// Tells the person at the terminal something that is no data.
pub(super) fn note(words: &str) -> Outcome {
    (std::io::stderr().lock())
        .write_all(format!("{words}\n").as_bytes())
        .map_err(Failure::failed)
}
