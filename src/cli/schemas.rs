//! `leadfold schemas`: the Avro schemas of the topics, as they are compiled in.

use super::failure::{Failure, Outcome};
use super::{Format, print, table};
use crate::wire::schemas::Subject;
use clap::Subcommand;

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
    }
}
