//! The agreement files: read, checked, and compiled into what the fold applies (D1, D3, D4).
//!
//! An agreement is a TOML file that marketing and sales can read aloud; its tests are CEL expressions. All versions stand in one folder, and
//! all of them are read at once. A mistake never stops the reading: every mistake of every file is told, with its line and a hint. A key that
//! is not known is refused, never ignored. `docs/definition.md` is the reference of what may be said, `keys` its table of contents.
//!
//! Read `agreement.rs` for the file as a whole, `expression.rs` for its tests, `doubt` for warnings, `problem.rs` for how mistakes are told. What a
//! compiled agreement means is told back to people by [`describe`], [`diff`], [`explain`] and [`draw`].

use std::fs;
use std::path::{Path, PathBuf};

use crate::lead::definition::Definitions;

use agreement::Draft;
// Stories of an agreement tell their mistakes as the agreement does.
pub(crate) use code::Code;
pub use problem::{Problem, Problems, Severity, count};
pub(crate) use problem::{Report, quoted, suggestion};
pub use schema::json_schema;
pub(crate) use value::{decimal_points, span};

pub mod describe;

pub mod diff;

pub mod explain;

pub mod draw;

mod agreement;
mod calendars;
mod clocks;
mod code;
mod doubt;
mod expression;
pub(crate) mod file;
mod fit;
mod graph;
mod keys;
mod names;
mod problem;
mod promises;
mod raw;
mod reasons;
mod routes;
mod rules;
mod scan;
mod schema;
mod scope;
mod scoring;
mod section;
mod stages;
mod targets;
mod thresholds;
mod typed;
mod value;

#[cfg(test)]
mod tests;

/// The longest file of an agreement or of stories, in bytes: a thousand rules with comments fit.
const LONGEST_FILE: usize = 1 << 20;

/// The most versions of an agreement: one a day for almost three years.
const MOST_VERSIONS: usize = 1000;

/// A sober agreement to begin with: that of an import that names none. The demo has its own, with promises that are due within seconds.
pub const SAMPLE: &str = include_str!("../../examples/agreement/default.toml");

/// All versions of an agreement, compiled.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// What the fold applies.
    pub definitions: Definitions,
    /// What is legal and surely not meant.
    pub warnings: Vec<Problem>,
}

/// Reads all `*.toml` files of a folder that are not hidden, each one version (D1); or one file, whose version is the only one.
///
/// # Errors
/// All that is wrong, in the order of files and lines; a file or the folder that cannot be read too.
pub fn load(folder: &Path) -> Result<Loaded, Problems> {
    let Folder {
        files,
        mut problems,
    } = read_folder(folder)?;
    let files: Vec<_> = files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    if problems.is_empty() {
        return parse(&files);
    }
    // What can be read is checked all the same, so that one run tells everything.
    if !files.is_empty() {
        problems.extend(parse(&files).map_or_else(|more| more.0, |loaded| loaded.warnings));
    }
    Err(Problems(problems))
}

/// Compiles files given as (name, text), each one version, in any order.
///
/// # Errors
/// All that is wrong, in the order of files and lines, with the warnings.
pub fn parse(files: &[(&str, &str)]) -> Result<Loaded, Problems> {
    if let Some(problem) = wrong_number(files.len()) {
        return Err(Problems(vec![problem]));
    }
    let mut drafts: Vec<_> = files
        .iter()
        .map(|&(name, text)| Draft::open(name, text))
        .collect();
    drafts.sort_by_key(|draft| (draft.head.version.map(|(v, _)| v), draft.report.file()));
    check_order(&mut drafts);
    let stages = graph::number_stages(&mut drafts);
    for draft in &mut drafts {
        draft.read(&stages);
    }
    names::check(&mut drafts);
    let broken = drafts.iter().any(|draft| draft.report.errors() > 0);
    let mut definitions = Vec::with_capacity(drafts.len());
    let mut problems = Vec::new();
    for draft in drafts {
        definitions.extend(draft.definition);
        problems.extend(draft.report.finish());
    }
    if broken {
        return Err(Problems(problems));
    }
    Ok(Loaded {
        definitions: Definitions::new(definitions),
        warnings: problems,
    })
}

/// The compiled [`SAMPLE`].
///
/// # Panics
/// Never: a test compiles it.
#[must_use]
pub fn sample() -> Definitions {
    parse(&[("default.toml", SAMPLE)])
        .expect("the agreement that comes with leadfold is without mistakes")
        .definitions
}

/// Version numbers and effective dates must grow together: else nobody could say which version judges an event.
fn check_order(drafts: &mut [Draft<'_>]) {
    for index in 1..drafts.len() {
        let (earlier, later) = drafts.split_at_mut(index);
        let (Some(before), Some(draft)) = (earlier.last(), later.first_mut()) else {
            continue;
        };
        let (file, report) = (before.report.file(), &mut draft.report);
        let (Some((old, _)), Some((new, at))) = (before.head.version, draft.head.version) else {
            continue;
        };
        if old == new {
            let message = format!("version {new} is also in {file}");
            let hint = "each version has its own number and its own file";
            report.error_with(Code::VersionOrder, at, message, hint);
        } else if let (Some((from, _)), Some((until, at))) =
            (before.head.effective_from, draft.head.effective_from)
            && until <= from
        {
            let message = format!(
                "version {new} must begin after version {old}, which begins {from} ({file})"
            );
            report.error(Code::VersionOrder, at, message);
        }
    }
}

fn wrong_number(files: usize) -> Option<Problem> {
    match files {
        0 => Some(Problem::of_file(
            ".",
            Code::NoAgreement,
            "there is no agreement to read",
            Some("begin with a copy of `examples/agreement/default.toml`"),
        )),
        1..=MOST_VERSIONS => None,
        _ => Some(Problem::of_file(
            ".",
            Code::OutOfBounds,
            format!("at most {MOST_VERSIONS} versions of an agreement are possible"),
            None,
        )),
    }
}

/// The `*.toml` files of a folder.
struct Folder {
    /// Names and texts of those that can be read, by name.
    files: Vec<(String, String)>,
    /// One for each that cannot.
    problems: Vec<Problem>,
}

fn read_folder(folder: &Path) -> Result<Folder, Problems> {
    let place = folder.display().to_string();
    let unreadable = |error: std::io::Error| {
        let message = format!("could not read the folder of agreements: {error}");
        Problems(vec![Problem::of_file(
            &place,
            Code::Unreadable,
            message,
            None,
        )])
    };
    if folder.is_file() {
        return Ok(read_files(vec![folder.to_owned()]));
    }
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let is_named = (path.extension()).is_some_and(|extension| extension == "toml");
        if is_named && !file::is_hidden(&path) && !path.is_dir() {
            paths.push(path);
        }
        if paths.len() > MOST_VERSIONS {
            break;
        }
    }
    if let Some(mut problem) = wrong_number(paths.len()) {
        problem.file = place;
        return Err(Problems(vec![problem]));
    }
    paths.sort();
    Ok(read_files(paths))
}

fn read_files(paths: Vec<PathBuf>) -> Folder {
    let mut files = Vec::with_capacity(paths.len());
    let mut problems = Vec::new();
    for path in paths {
        let name = path.display().to_string();
        match file::read(&path, "agreement") {
            Ok(text) => files.push((name, text)),
            Err(problem) => problems.push(*problem),
        }
    }
    Folder { files, problems }
}
