//! `leadfold schemas`: the Avro schemas of the topics, as they are compiled in.

use super::failure::{Failure, Outcome};
use super::{Format, folder, print, table};
use crate::wire::schemas::Schemas;
use crate::wire::schemas::Subject;
use clap::Subcommand;
use std::path::{Path, PathBuf};

#[derive(Debug, Subcommand)]
pub(super) enum Verb {
    /// Their names, and their ids on the embedded log.
    List {
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// One of them, as JSON.
    Show {
        /// Its name, as in the list.
        name: String,
    },
    /// Make a producer's own schema known to a folder's log; prints the id to frame its records with.
    Register {
        /// The schema, an .avsc file from which one of the inputs can be read.
        file: PathBuf,
        /// The data folder; no other process may own it.
        #[arg(long, value_name = "FOLDER")]
        data: PathBuf,
    },
}

pub(super) fn run(verb: &Verb) -> Outcome {
    match verb {
        Verb::List {
            format: Format::Json,
        } => {
            let all: Vec<_> = (Subject::ALL.iter())
                .map(|subject| serde_json::json!({ "id": subject.id(), "name": subject.name() }))
                .collect();
            print::json(&all)
        }
        Verb::List {
            format: Format::Text,
        } => {
            let mut rows = vec![vec!["NAME".to_owned(), "ID".to_owned()]];
            rows.extend(
                Subject::ALL
                    .iter()
                    .map(|subject| vec![subject.name().to_owned(), subject.id().to_string()]),
            );
            print::text(&table::columns(&rows))
        }
        Verb::Show { name } => {
            let found = Subject::ALL.iter().find(|subject| subject.name() == name);
            let subject = found.ok_or_else(|| {
                Failure::usage(format!("there is no schema named {name:?}"))
                    .hint("`leadfold schemas list` names them all")
            })?;
            print::text(&format!("{}\n", subject.json().trim_end()))
        }
        Verb::Register { file, data } => register(file, data),
    }
}

/// A schema is tried before it is kept: one that could not be used would stand in the way of every later start.
fn register(file: &Path, data: &Path) -> Outcome {
    let json = std::fs::read_to_string(file).map_err(|error| {
        Failure::usage(format!(
            "could not read the schema {}: {error}",
            file.display()
        ))
    })?;
    Schemas::bundled()
        .register(FIRST_FREE, &json)
        .map_err(|error| {
            Failure::usage(error).hint("`leadfold schemas show` prints what the inputs are read as")
        })?;
    let log = folder::own(data)?;
    let id = log.register_schema(&json).map_err(folder::of_log)?;
    print::text(&format!("{id}\n"))
}

/// The ids before it are those of the bundled schemas.
const FIRST_FREE: u32 = 7;
