//! `leadfold check`: all mistakes of an agreement at once, before anything is run with it.

use super::failure::{Failure, Outcome};
use super::{Format, print};
use crate::definition::{self, Problem, Severity};
use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The folder of agreement files, one version each.
    folder: PathBuf,
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

pub(super) fn run(arguments: &Arguments) -> Outcome {
    let (problems, versions) = match definition::load(&arguments.folder) {
        Ok(loaded) => (loaded.warnings, loaded.definitions.versions().len()),
        Err(problems) => (problems.0, 0),
    };
    let is_error = |problem: &&Problem| problem.severity == Severity::Error;
    let errors = problems.iter().filter(is_error).count();
    match arguments.format {
        Format::Json => print::json(&problems.iter().map(as_json).collect::<Vec<_>>())?,
        Format::Text => {
            let mut text = String::new();
            for problem in &problems {
                text.push_str(&format!("{problem}\n"));
            }
            if errors == 0 {
                text.push_str(&format!(
                    "{versions} versions, {} warnings\n",
                    problems.len()
                ));
            }
            print::text(&text)?;
        }
    }
    if errors > 0 {
        let what = format!(
            "the agreement in {} has {errors} errors",
            arguments.folder.display()
        );
        return Err(Failure::usage(what));
    }
    Ok(())
}

/// A problem as programs read it.
pub(super) fn as_json(problem: &Problem) -> serde_json::Value {
    let severity = match problem.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    serde_json::json!({
        "severity": severity,
        "file": problem.file,
        "line": problem.line,
        "column": problem.column,
        "message": problem.message,
        "hint": problem.hint,
    })
}
