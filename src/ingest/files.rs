//! Which files an import reads: those the command line names, or those the mapping's paths find.

use crate::ingest::mapping::{FileRule, Mapping};
use std::path::{Path, PathBuf};

/// The most files of one import: all are open at once, to be merged by time.
pub const MOST_FILES: usize = 256;

/// A file that the command line names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// Which of the mapping's files it is; it may be left out where only one can be meant.
    pub name: Option<String>,
    /// Where it is.
    pub path: PathBuf,
}

/// Why the files are not clear.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The mapping knows no file of that name.
    #[error("the mapping {mapping:?} has no file called {name:?}; it knows {known}")]
    UnknownName {
        /// The mapping.
        mapping: String,
        /// The name given.
        name: String,
        /// The names there are.
        known: String,
    },
    /// It cannot be told which of the mapping's files is meant.
    #[error("could not tell which file of the mapping {path:?} is; say NAME={}, NAME one of {known}", path.display())]
    Unclear {
        /// The file.
        path: PathBuf,
        /// The names there are.
        known: String,
    },
    /// A path of the mapping finds nothing.
    #[error("could not find {path:?} in {folder:?} for the mapping's file {name:?}")]
    NotFound {
        /// The mapping's file.
        name: String,
        /// Its path.
        path: String,
        /// Where it was looked for.
        folder: PathBuf,
    },
    /// The mapping gives no path and the command line no file.
    #[error("the mapping's file {name:?} has no path; give one on the command line")]
    NoPath {
        /// The mapping's file.
        name: String,
    },
    /// More than can be open at once.
    #[error("an import reads at most {MOST_FILES} files, these are {count}")]
    TooMany {
        /// How many.
        count: usize,
    },
    /// A file is not there, or may not be read.
    #[error("could not read {path:?}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A folder cannot be listed.
    #[error("could not list {folder:?}")]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// Why.
        source: std::io::Error,
    },
}

/// The files to read, each with its rule: those given, or else what every path of the mapping finds below `folder`.
///
/// # Errors
/// When it is not clear which files are meant.
pub fn resolve<'m>(
    mapping: &'m Mapping,
    given: &[Given],
    folder: &Path,
) -> Result<Vec<(&'m FileRule, PathBuf)>, Error> {
    let mut files = Vec::new();
    for file in given {
        files.push((rule_of(mapping, file)?, file.path.clone()));
    }
    if given.is_empty() {
        for rule in &mapping.files {
            files.extend(found(rule, folder)?.into_iter().map(|path| (rule, path)));
        }
    }
    if files.len() > MOST_FILES {
        return Err(Error::TooMany { count: files.len() });
    }
    Ok(files)
}

/// Refuses files that cannot be opened, before anything else is done.
///
/// # Errors
/// Names the first of them.
pub fn expect_readable(files: &[(&FileRule, PathBuf)]) -> Result<(), Error> {
    files.iter().try_for_each(|(_, path)| {
        let opened = std::fs::File::open(path);
        opened.map(drop).map_err(|source| Error::Unreadable {
            path: path.clone(),
            source,
        })
    })
}

fn rule_of<'m>(mapping: &'m Mapping, given: &Given) -> Result<&'m FileRule, Error> {
    let known = || {
        let names: Vec<&str> = mapping
            .files
            .iter()
            .map(|file| file.name.as_str())
            .collect();
        names.join(", ")
    };
    if let Some(name) = &given.name {
        return mapping.file(name).ok_or_else(|| Error::UnknownName {
            mapping: mapping.name.clone(),
            name: name.clone(),
            known: known(),
        });
    }
    let file_name = given.path.file_name().unwrap_or_default().to_string_lossy();
    let fits = |rule: &&FileRule| {
        let pattern = rule.path.as_deref().map(|path| split(path).1);
        pattern.is_some_and(|pattern| matches(pattern.as_bytes(), file_name.as_bytes()))
    };
    let mut fitting = mapping.files.iter().filter(fits);
    match (mapping.files.as_slice(), fitting.next(), fitting.next()) {
        ([only], ..) => Ok(only),
        (_, Some(rule), None) => Ok(rule),
        _ => Err(Error::Unclear {
            path: given.path.clone(),
            known: known(),
        }),
    }
}

fn found(rule: &FileRule, folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let Some(path) = &rule.path else {
        return Err(Error::NoPath {
            name: rule.name.clone(),
        });
    };
    let (parent, pattern) = split(path);
    let parent = folder.join(parent);
    let not_found = || Error::NotFound {
        name: rule.name.clone(),
        path: path.clone(),
        folder: folder.to_owned(),
    };
    if !pattern.contains(['*', '?']) {
        let whole = parent.join(pattern);
        return if whole.is_file() {
            Ok(vec![whole])
        } else {
            Err(not_found())
        };
    }
    let list = |source| Error::Folder {
        folder: parent.clone(),
        source,
    };
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(&parent).map_err(list)? {
        let entry = entry.map_err(list)?;
        let name = entry.file_name();
        if matches(pattern.as_bytes(), name.to_string_lossy().as_bytes()) && entry.path().is_file()
        {
            paths.push(entry.path());
        }
    }
    // The order of a listing is the file system's whim; the import's order must not be.
    paths.sort();
    if paths.is_empty() {
        Err(not_found())
    } else {
        Ok(paths)
    }
}

fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').map_or(("", path), |(parent, name)| {
        // The root itself keeps its slash.
        if parent.is_empty() {
            ("/", name)
        } else {
            (parent, name)
        }
    })
}

/// Whether a name fits a pattern of `*` and `?`. Walks back at most to the last `*`, so that no pattern costs more than the product of lengths.
fn matches(pattern: &[u8], name: &[u8]) -> bool {
    let (mut p, mut n) = (0, 0);
    let mut star = None;
    while n < name.len() {
        match pattern.get(p) {
            Some(b'*') => {
                star = Some((p, n));
                p += 1;
            }
            Some(byte) if *byte == b'?' || *byte == name[n] => {
                p += 1;
                n += 1;
            }
            _ => {
                let Some((at, from)) = star else {
                    return false;
                };
                star = Some((at, from + 1));
                p = at + 1;
                n = from + 1;
            }
        }
    }
    pattern[p..].iter().all(|byte| *byte == b'*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_find_files_as_a_shell_does() {
        for (pattern, name, fits) in [
            ("*.csv", "leads.csv", true),
            ("*.csv", "leads.csv.gz", false),
            ("leads-????.csv*", "leads-2026.csv.gz", true),
            ("*a*b", "aaab", true),
            ("*a*b", "aaac", false),
            ("", "", true),
            ("?", "", false),
        ] {
            assert_eq!(
                matches(pattern.as_bytes(), name.as_bytes()),
                fits,
                "{pattern} {name}"
            );
        }
    }

    #[test]
    fn files_are_found_by_the_mapping_or_named_on_the_command_line() {
        let mapping = Mapping::parse(
            "olist.toml",
            include_str!("../../examples/mappings/olist.toml"),
        )
        .unwrap();
        let folder = tempfile::tempdir().unwrap();
        let leads = folder
            .path()
            .join("olist_marketing_qualified_leads_dataset.csv");
        std::fs::write(&leads, "").unwrap();
        let missing = resolve(&mapping, &[], folder.path()).unwrap_err();
        assert!(matches!(missing, Error::NotFound { name, .. } if name == "deals"));
        let given = |name: Option<&str>, path: &str| Given {
            name: name.map(str::to_owned),
            path: path.into(),
        };
        let by_pattern = given(None, "elsewhere/olist_closed_deals_dataset.csv");
        assert_eq!(
            resolve(&mapping, &[by_pattern], folder.path()).unwrap()[0]
                .0
                .name,
            "deals"
        );
        let by_name = given(Some("deals"), "x.csv");
        assert_eq!(
            resolve(&mapping, &[by_name], folder.path()).unwrap()[0]
                .0
                .name,
            "deals"
        );
        assert!(matches!(
            resolve(&mapping, &[given(None, "x.csv")], folder.path()),
            Err(Error::Unclear { .. })
        ));
        assert!(matches!(
            resolve(&mapping, &[given(Some("x"), "x.csv")], folder.path()),
            Err(Error::UnknownName { .. })
        ));
    }
}
