//! The repository as text: its files, Rust code apart from its comments and strings, and the paths that code names.
//!
//! A small scanner rather than a parser: it has to be right about what is code and what is not, and about `use` trees, and nothing more.

use std::fs;
use std::path::Path;

/// One text file of the repository.
#[derive(Clone, Debug)]
pub(super) struct File {
    /// From the root, with slashes.
    pub(super) path: String,
    /// Its content.
    pub(super) text: String,
}

impl File {
    /// A file that is not on disk, to try a check on.
    pub(super) fn planted(path: &str, text: &str) -> Self {
        Self {
            path: path.to_owned(),
            text: text.to_owned(),
        }
    }

    /// Whether it is Rust below that folder; an empty folder is the root.
    pub(super) fn is_rust_in(&self, folder: &str) -> bool {
        self.path.starts_with(folder) && self.path.ends_with(".rs")
    }

    /// The top-level module of a file in `src/`: `lead` for `src/lead/event.rs` and for `src/lead.rs`.
    pub(super) fn module(&self) -> Option<&str> {
        let inner = self.path.strip_prefix("src/")?;
        let first = inner.split('/').next()?;
        Some(first.strip_suffix(".rs").unwrap_or(first))
    }
}

/// All text files of the repository, by path. What is no UTF-8 is no text; what git does not hold is not looked at.
pub(super) fn files() -> Vec<File> {
    let mut found = Vec::new();
    walk(Path::new(env!("CARGO_MANIFEST_DIR")), "", &mut found);
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn walk(folder: &Path, prefix: &str, found: &mut Vec<File>) {
    let entries = fs::read_dir(folder).expect("a folder of the repository can be read");
    for entry in entries {
        let entry = entry.expect("an entry of the repository can be read");
        let name = entry.file_name().to_string_lossy().into_owned();
        // Hidden folders belong to tools, except the one that says what continuous integration runs.
        if name == "target" || (name.starts_with('.') && name != ".ci") {
            continue;
        }
        let path = format!("{prefix}{name}");
        let kind = entry.file_type().expect("an entry has a kind");
        if kind.is_dir() {
            walk(&entry.path(), &format!("{path}/"), found);
        } else if kind.is_file()
            && let Ok(text) = fs::read_to_string(entry.path())
        {
            found.push(File { path, text });
        }
    }
}

/// A Rust text in two layers of the same length and the same lines: what is code, and what is comment. Text in strings is in neither.
#[derive(Debug)]
pub(super) struct Layers {
    /// Code, all else blank.
    pub(super) code: String,
    /// Comments with their slashes, all else blank.
    pub(super) comments: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Layer {
    Code,
    Comment,
    Literal,
}

/// Takes a Rust text apart.
pub(super) fn layers(text: &str) -> Layers {
    let bytes = text.as_bytes();
    let mut code = Vec::with_capacity(bytes.len());
    let mut comments = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let (layer, end) = token(bytes, at);
        for &byte in &bytes[at..end] {
            let blank = if byte == b'\n' { b'\n' } else { b' ' };
            code.push(if layer == Layer::Code { byte } else { blank });
            comments.push(if layer == Layer::Comment { byte } else { blank });
        }
        at = end;
    }
    Layers {
        code: String::from_utf8_lossy(&code).into_owned(),
        comments: String::from_utf8_lossy(&comments).into_owned(),
    }
}

/// The layer of what begins at `at`, and where it ends: at least one byte further.
fn token(bytes: &[u8], at: usize) -> (Layer, usize) {
    let rest = &bytes[at..];
    if rest.starts_with(b"//") {
        let length = rest.iter().position(|&b| b == b'\n').unwrap_or(rest.len());
        return (Layer::Comment, at + length);
    }
    if rest.starts_with(b"/*") {
        return (Layer::Comment, at + block_comment(rest));
    }
    let after_name = at > 0 && is_name(bytes[at - 1]);
    if !after_name && let Some(length) = raw_string(rest) {
        return (Layer::Literal, at + length);
    }
    match rest[0] {
        b'"' => (Layer::Literal, at + string(rest)),
        b'\'' => character(rest).map_or((Layer::Code, at + 1), |n| (Layer::Literal, at + n)),
        _ => (Layer::Code, at + 1),
    }
}

fn block_comment(rest: &[u8]) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < rest.len() {
        if rest[at..].starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if rest[at..].starts_with(b"*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                break;
            }
        } else {
            at += 1;
        }
    }
    at
}

/// `r"…"`, `r#"…"#`, `br"…"`: the length, when one begins here.
fn raw_string(rest: &[u8]) -> Option<usize> {
    let start = rest.iter().position(|&b| b == b'r').filter(|&n| n <= 1)?;
    if start == 1 && !matches!(rest[0], b'b' | b'c') {
        return None;
    }
    let hashes = rest[start + 1..].iter().take_while(|&&b| b == b'#').count();
    let open = start + 1 + hashes;
    if rest.get(open) != Some(&b'"') {
        return None;
    }
    let close = [b"\"".as_slice(), &vec![b'#'; hashes]].concat();
    let inner = &rest[open + 1..];
    let length = inner.windows(close.len()).position(|end| end == close);
    Some(open + 1 + length.map_or(inner.len(), |n| n + close.len()))
}

fn string(rest: &[u8]) -> usize {
    let mut at = 1;
    while at < rest.len() && rest[at] != b'"' {
        at += if rest[at] == b'\\' { 2 } else { 1 };
    }
    (at + 1).min(rest.len())
}

/// A character literal's length; none for a lifetime.
fn character(rest: &[u8]) -> Option<usize> {
    if rest.get(1) == Some(&b'\\') {
        // The escaped character may be a quote itself.
        let close = rest.iter().skip(3).position(|&b| b == b'\'')?;
        return Some(3 + close + 1);
    }
    let text = std::str::from_utf8(&rest[1..rest.len().min(5)]);
    let width = match text {
        Ok(text) => text.chars().next()?.len_utf8(),
        Err(error) if error.valid_up_to() > 0 => {
            let valid = std::str::from_utf8(&rest[1..=error.valid_up_to()]).ok()?;
            valid.chars().next()?.len_utf8()
        }
        Err(_) => return None,
    };
    (rest.get(1 + width) == Some(&b'\'')).then_some(width + 2)
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// A path that code names, all of its `use` tree spelled out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Named {
    /// The line, from 1.
    pub(super) line: usize,
    /// The segments after the first.
    pub(super) segments: Vec<String>,
}

/// Every path in `code` that begins with the name `first`, be it in a `use` tree or in an expression.
pub(super) fn paths(code: &str, first: &str) -> Vec<Named> {
    let bytes = code.as_bytes();
    let mut found = Vec::new();
    for (at, _) in code.match_indices(first) {
        let end = at + first.len();
        if !begins_a_path(bytes, at) || bytes.get(end).is_some_and(|&b| is_name(b)) {
            continue;
        }
        let next = blanks(bytes, end);
        let mut trees = Vec::new();
        if bytes[next..].starts_with(b"::") {
            tree(bytes, next + 2, &[], &mut trees);
        } else if is_used_whole(code, at) {
            trees.push(Vec::new());
        }
        let line = 1 + code[..at].matches('\n').count();
        found.extend(trees.into_iter().map(|segments| Named { line, segments }));
    }
    found
}

/// Whether a name at `at` is a path's first segment: nothing of a path or of a longer name stands before it.
fn begins_a_path(bytes: &[u8], at: usize) -> bool {
    match bytes[..at].last() {
        None => true,
        Some(&b) if is_name(b) || b == b'.' || b == b'\'' => false,
        // `::name` from the root of all crates, but not `other::name`.
        Some(b':') => {
            at >= 2
                && bytes[at - 2] == b':'
                && !(at >= 3 && (is_name(bytes[at - 3]) || bytes[at - 3] == b'>'))
        }
        Some(_) => true,
    }
}

/// `use name;`, `use name as other;`.
fn is_used_whole(code: &str, at: usize) -> bool {
    let before = code[..at].trim_end();
    before.strip_suffix("use").is_some_and(|rest| {
        !rest
            .as_bytes()
            .last()
            .is_some_and(|&b| is_name(b) || b == b'.')
    })
}

fn blanks(bytes: &[u8], mut at: usize) -> usize {
    while at < bytes.len() && bytes[at].is_ascii_whitespace() {
        at += 1;
    }
    at
}

/// Reads one `use` tree from `at` on, adds its leaves to `found`, answers where it ends.
fn tree(bytes: &[u8], at: usize, prefix: &[String], found: &mut Vec<Vec<String>>) -> usize {
    let mut at = blanks(bytes, at);
    if bytes.get(at) == Some(&b'{') {
        at += 1;
        while at < bytes.len() && bytes[at] != b'}' {
            at = tree(bytes, at, prefix, found);
            // What follows a leaf (`as other`) is no path; go on behind the comma.
            while at < bytes.len() && !matches!(bytes[at], b',' | b'}') {
                at += 1;
            }
            if bytes.get(at) == Some(&b',') {
                at = blanks(bytes, at + 1);
            }
        }
        return (at + 1).min(bytes.len());
    }
    let start = at;
    while at < bytes.len() && (is_name(bytes[at]) || bytes[at] == b'*') {
        at += 1;
    }
    if start == at {
        found.push(prefix.to_vec());
        return at;
    }
    let mut path = prefix.to_vec();
    path.push(String::from_utf8_lossy(&bytes[start..at]).into_owned());
    let next = blanks(bytes, at);
    if bytes[next..].starts_with(b"::") {
        return tree(bytes, next + 2, &path, found);
    }
    found.push(path);
    at
}
