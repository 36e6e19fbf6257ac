//! `leadfold check`: all mistakes of an agreement at once, before anything is run with it.

use super::failure::{Failure, Outcome};
use super::{Format, print};
use crate::definition::{self, Problem};
use clap::Args;
use serde_json::{Value, json};
use std::path::PathBuf;

const EXAMPLES: &str = "\
Exit code 0: the agreement can be used, warnings or not; 2: it cannot, or nothing could be read.

Examples:
  leadfold check agreement
  leadfold check agreement/3.toml
  leadfold check agreement --format json | jq '.problems[] | select(.severity == \"error\")'";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// The folder of agreement files, one version each; or one file.
    #[arg(value_name = "DIR", default_value = ".")]
    folder: PathBuf,
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

pub(super) fn run(arguments: &Arguments) -> Outcome {
    let (problems, versions) = match definition::load(&arguments.folder) {
        Ok(loaded) => (loaded.warnings, loaded.definitions.versions().len()),
        Err(problems) => (problems.0, 0),
    };
    let (errors, warnings) = definition::count(&problems);
    match arguments.format {
        Format::Json => print::json(&json!({
            "problems": problems.iter().map(as_json).collect::<Vec<_>>(),
            "summary": {
                "usable": errors == 0,
                // Of an agreement that cannot be used nobody knows how many it has.
                "versions": (errors == 0).then_some(versions),
                "errors": errors,
                "warnings": warnings,
            },
        }))?,
        Format::Text => {
            let mut text = String::new();
            for problem in &problems {
                text.push_str(&format!("{problem}\n\n"));
            }
            if errors == 0 {
                let (versions, warnings) = (many(versions, "version"), many(warnings, "warning"));
                text.push_str(&format!("{versions}, {warnings}\n"));
            }
            print::text(&text)?;
        }
    }
    if errors > 0 {
        let what = format!(
            "the agreement in {} has {} and {}",
            arguments.folder.display(),
            many(errors, "error"),
            many(warnings, "warning")
        );
        return Err(Failure::usage(what));
    }
    Ok(())
}

/// `1 error`, `2 errors`.
fn many(count: usize, what: &str) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{count} {what}{ending}")
}

/// A problem as programs read it.
pub(super) fn as_json(problem: &Problem) -> Value {
    json!({
        "severity": problem.severity.name(),
        "code": problem.code,
        "file": problem.file,
        "line": problem.line,
        "column": problem.column,
        "message": problem.message,
        "text": problem.text,
        "hint": problem.hint,
    })
}
