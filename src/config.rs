//! The configuration of a service: one TOML file, each key of which a variable `LEADFOLD_SECTION__KEY` may override.
//!
//! The environment is read here and nowhere else. Secrets are never values: a key ending in `_file` names the file that holds one. There is no
//! interpolation, so a file means the same on every machine.

use crate::http::{self, token::Token};
use crate::lead::event::Input;
use crate::time::Span;
use serde::Deserialize;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// What begins the name of a variable that overrides a key.
pub const PREFIX: &str = "LEADFOLD_";
/// The largest file read, in bytes; a configuration of this size is a mistake.
const MOST_BYTES: u64 = 1024 * 1024;

/// All of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// The embedded log.
    pub log: LogSection,
    /// The task.
    pub processor: ProcessorSection,
    /// The HTTP server.
    pub http: HttpSection,
}

/// The embedded log.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LogSection {
    /// How many partitions each topic has; fixed when the folder is made. Left out, a folder keeps what it has, and a new one gets
    /// [`PARTITIONS`](Self::PARTITIONS).
    pub partitions: Option<u16>,
}

impl LogSection {
    /// Partitions of a new folder: enough to spread a laptop's leads, and few enough that each commit is worth its write.
    pub const PARTITIONS: u16 = 4;
}

/// The task.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ProcessorSection {
    /// How late each input's source may be, in milliseconds.
    pub delay_ms: Delays,
    /// The inputs whose connectors send heartbeats (W3), by name.
    pub heartbeats: Vec<String>,
}

/// How late each input's source may be, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Delays {
    /// Of lead-created.
    pub lead_created: u32,
    /// Of lead-engagement.
    pub engagement: u32,
    /// Of sales-disposition.
    pub disposition: u32,
}

impl Default for Delays {
    fn default() -> Self {
        // Two minutes: what webhook queues and CRM polls commonly need.
        Self {
            lead_created: 120_000,
            engagement: 120_000,
            disposition: 120_000,
        }
    }
}

/// The HTTP server.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HttpSection {
    /// Where to listen.
    pub listen: SocketAddr,
    /// A file that holds the token callers must show.
    pub token_file: Option<PathBuf>,
}

impl Default for HttpSection {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 9464)),
            token_file: None,
        }
    }
}

/// What can go wrong; all of it is the operator's to mend.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file cannot be read.
    #[error("could not read {path:?}")]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file is larger than any such file should be.
    #[error("would not read {path:?}: it is larger than {MOST_BYTES} bytes")]
    TooLarge {
        /// Which.
        path: PathBuf,
    },
    /// The file is not what it should be.
    #[error("could not understand the configuration {path:?}")]
    File {
        /// Which.
        path: PathBuf,
        /// Where and why.
        source: Box<toml::de::Error>,
    },
    /// A variable is not what it should be.
    #[error(
        "could not understand the configuration with its overrides from the environment ({names})"
    )]
    Overrides {
        /// The variables in force.
        names: String,
        /// Why.
        source: Box<toml::de::Error>,
    },
    /// A value cannot be.
    #[error("{key} {why}")]
    Value {
        /// Which key.
        key: &'static str,
        /// What is wrong with it.
        why: String,
    },
}

impl Config {
    /// The configuration of a file (or the defaults) with the overrides of the process's environment.
    ///
    /// # Errors
    /// When a file cannot be read, or a key or value is unknown.
    pub fn load(file: Option<&Path>) -> Result<Self, Error> {
        let overrides = std::env::vars_os().filter_map(|(name, value)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        });
        Self::read(file, overrides)
    }

    fn read(
        file: Option<&Path>,
        variables: impl Iterator<Item = (String, String)>,
    ) -> Result<Self, Error> {
        let mut table = match file {
            None => toml::Table::new(),
            Some(path) => {
                let text = read_bounded(path)?;
                let understood = toml::from_str::<Self>(&text).and_then(|_| toml::from_str(&text));
                understood.map_err(|source| Error::File {
                    path: path.to_owned(),
                    source: Box::new(source),
                })?
            }
        };
        let mut names = Vec::new();
        for (name, value) in variables {
            if let Some(keys) = name.strip_prefix(PREFIX).filter(|keys| keys.contains("__")) {
                put(&mut table, &keys.to_ascii_lowercase(), &value);
                names.push(name);
            }
        }
        names.sort_unstable();
        let config: Self = table.try_into().map_err(|source| Error::Overrides {
            names: names.join(", "),
            source: Box::new(source),
        })?;
        config.check()?;
        Ok(config)
    }

    fn check(&self) -> Result<(), Error> {
        if let Some(partitions) = self.log.partitions
            && !(1..=1024).contains(&partitions)
        {
            return Err(Error::Value {
                key: "log.partitions",
                why: format!("must be from 1 to 1024, not {partitions}"),
            });
        }
        self.heartbeats().map(drop)
    }

    /// How late each input's source may be, in the order of [`Input::ALL`].
    #[must_use]
    pub fn delays(&self) -> [Span; 3] {
        let Delays {
            lead_created,
            engagement,
            disposition,
        } = self.processor.delay_ms;
        [lead_created, engagement, disposition].map(|millis| Span::from_millis(millis.into()))
    }

    /// Whether each input's connector sends heartbeats, in the order of [`Input::ALL`].
    ///
    /// # Errors
    /// When an input is named that does not exist.
    pub fn heartbeats(&self) -> Result<[bool; 3], Error> {
        let mut asked = [false; 3];
        for name in &self.processor.heartbeats {
            let found = Input::ALL.iter().position(|input| input.name() == name);
            let index = found.ok_or_else(|| Error::Value {
                key: "processor.heartbeats",
                why: format!("names {name:?}, which is no input; inputs are lead_created, engagement and disposition"),
            })?;
            asked[index] = true;
        }
        Ok(asked)
    }

    /// Where to listen, with the token read from its file.
    ///
    /// # Errors
    /// When the file cannot be read, or its token can be guessed.
    pub fn http(&self) -> Result<http::Settings, Error> {
        let token = match &self.http.token_file {
            None => None,
            Some(path) => Some(
                Token::new(&read_bounded(path)?).ok_or_else(|| Error::Value {
                    key: "http.token_file",
                    why: format!("holds fewer than {} characters", Token::SHORTEST),
                })?,
            ),
        };
        Ok(http::Settings {
            listen: self.http.listen,
            token,
        })
    }
}

fn read_bounded(path: &Path) -> Result<String, Error> {
    use std::io::Read;
    let failed = |source| Error::Read {
        path: path.to_owned(),
        source,
    };
    let file = std::fs::File::open(path).map_err(failed)?;
    let mut text = String::new();
    let read = file.take(MOST_BYTES + 1).read_to_string(&mut text);
    if u64::try_from(read.map_err(failed)?).is_ok_and(|length| length > MOST_BYTES) {
        return Err(Error::TooLarge {
            path: path.to_owned(),
        });
    }
    Ok(text)
}

/// Puts `value` at `section__key`: as a TOML value if it reads as one, else as text, so that nobody has to quote twice.
fn put(table: &mut toml::Table, keys: &str, value: &str) {
    let mut keys: Vec<&str> = keys.split("__").collect();
    let Some(last) = keys.pop() else { return };
    let mut at = table;
    for key in keys {
        let next = at
            .entry(key.to_owned())
            .or_insert_with(|| toml::Value::Table(toml::Table::new()));
        if !next.is_table() {
            *next = toml::Value::Table(toml::Table::new());
        }
        let Some(inner) = next.as_table_mut() else {
            return;
        };
        at = inner;
    }
    let read = toml::from_str::<toml::Table>(&format!("value = {value}"));
    let value = read
        .ok()
        .filter(|table| table.len() == 1)
        .and_then(|mut table| table.remove("value"))
        .unwrap_or_else(|| toml::Value::String(value.to_owned()));
    at.insert(last.to_owned(), value);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(file: &str, variables: &[(&str, &str)]) -> Result<Config, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("leadfold.toml");
        std::fs::write(&path, file).unwrap();
        let variables = variables
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Config::read(Some(&path), variables).map_err(|error| {
            let source = std::error::Error::source(&error).map(ToString::to_string);
            let text = format!("{error}: {}", source.unwrap_or_default());
            text.replace(&folder.path().display().to_string(), "")
        })
    }

    #[test]
    fn nothing_said_means_the_defaults() {
        assert_eq!(read("", &[]).unwrap(), Config::default());
    }

    #[test]
    fn a_variable_overrides_the_file() {
        let file = "[log]\npartitions = 2\n[processor.delay_ms]\ndisposition = 5\n";
        let variables = [
            ("LEADFOLD_LOG__PARTITIONS", "8"),
            ("LEADFOLD_PROCESSOR__DELAY_MS__ENGAGEMENT", "7"),
            ("LEADFOLD_PROCESSOR__HEARTBEATS", "[\"disposition\"]"),
            ("LEADFOLD_HTTP__LISTEN", "127.0.0.1:0"),
            ("LEADFOLD_SOMETHING", "else"),
            ("PATH", "/bin"),
        ];
        let config = read(file, &variables).unwrap();
        assert_eq!(config.log.partitions, Some(8));
        assert_eq!(config.delays().map(Span::as_millis), [120_000, 7, 5]);
        assert_eq!(config.heartbeats().unwrap(), [false, false, true]);
        assert_eq!(config.http.listen.port(), 0);
    }

    #[test]
    fn what_is_not_known_is_refused() {
        let refused = [
            read("[log]\npartition = 2\n", &[]),
            read("[log]\npartitions = 0\n", &[]),
            read("[processor]\nheartbeats = [\"crm\"]\n", &[]),
            read("", &[("LEADFOLD_LOG__PARTITIONS", "many")]),
        ];
        let lines: Vec<String> = (refused.into_iter())
            .map(|refusal| {
                refusal
                    .unwrap_err()
                    .trim_end_matches([':', ' ', '\n'])
                    .to_owned()
            })
            .collect();
        expect_test::expect![[r#"
            could not understand the configuration "/leadfold.toml": TOML parse error at line 2, column 1
              |
            2 | partition = 2
              | ^^^^^^^^^
            unknown field `partition`, expected `partitions`
            log.partitions must be from 1 to 1024, not 0
            processor.heartbeats names "crm", which is no input; inputs are lead_created, engagement and disposition
            could not understand the configuration with its overrides from the environment (LEADFOLD_LOG__PARTITIONS): invalid type: string "many", expected u16
            in `log.partitions`"#]].assert_eq(&lines.join("\n"));
    }
}
