//! `leadfold definition explain`: what a name in an agreement means.

use super::agreement;
use crate::cli::failure::{Failure, Outcome};
use crate::cli::table::{clip, paragraph};
use crate::cli::{Format, print};
use crate::definition::explain::{Explained, Unknown, explain};
use clap::Args;
use serde_json::{Value, json};
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  leadfold definition explain \"viewed the prices\"
  leadfold definition explain time_to_acceptance --definitions agreement
  leadfold definition explain mql --definitions agreement --version 2
  leadfold definition explain \"enterprise/viewed the prices\"     a rule of one model
  leadfold definition explain no_budget                          a reason
  leadfold definition explain grades
                              (also: path, threshold, recycling, money, agreement)";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct Arguments {
    /// The name of a rule, hand-raise, clock, stage, group, model, segment, promise, calendar, veto, PQL rule, outcome or reason.
    name: String,
    /// The folder of versions, or one file; without it `definitions` here, else the agreement that comes with leadfold.
    #[arg(long, value_name = "DIR")]
    definitions: Option<PathBuf>,
    /// As this version has it; without it the newest.
    #[arg(long, value_name = "N")]
    version: Option<u32>,
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

pub(super) fn run(arguments: &Arguments) -> Outcome {
    let definitions = agreement::load(arguments.definitions.as_deref())?;
    let version = agreement::version(&definitions, arguments.version)?;
    let found = explain(&definitions, version, &arguments.name)
        .map_err(|unknown| not_found(&arguments.name, version.version, &unknown))?;
    match arguments.format {
        Format::Text => {
            let pages: Vec<String> = found.iter().map(page).collect();
            print::text(&pages.join("\n"))
        }
        Format::Json => print::json(&found.iter().map(document).collect::<Vec<_>>()),
    }
}

fn not_found(name: &str, version: u32, unknown: &Unknown) -> Failure {
    let name = clip(name, 60);
    let failure = Failure::usage(format!("nothing in version {version} is called `{name}`"));
    let hint = match (unknown.in_version, &unknown.nearest) {
        (Some(other), _) => format!("version {other} has it: `--version {other}`"),
        (None, Some(nearest)) => format!("did you mean `{nearest}`?"),
        (None, None) => {
            // More than a screen of names helps nobody.
            const MOST: usize = 40;
            let names: Vec<&str> = unknown
                .names
                .iter()
                .take(MOST)
                .map(String::as_str)
                .collect();
            let more = unknown.names.len().saturating_sub(MOST);
            let rest = if more > 0 {
                format!(" and {more} more")
            } else {
                String::new()
            };
            format!("there are {}{rest}", names.join(", "))
        }
    };
    failure.hint(hint)
}

fn page(explained: &Explained) -> String {
    let subject = explained.subject.trim_start_matches("the ");
    let head = format!(
        "{subject}, as of version {}, from {}",
        explained.version, explained.since
    );
    let mut text = paragraph("", &head, usize::MAX);
    for line in &explained.means {
        text.push_str(&paragraph("  ", line, usize::MAX));
    }
    for (heading, lines) in [
        ("for example", &explained.examples),
        ("belongs to", &explained.belongs),
    ] {
        if !lines.is_empty() {
            text.push_str(&format!("  {heading}\n"));
        }
        for line in lines {
            text.push_str(&paragraph("    ", line, usize::MAX));
        }
    }
    text.push_str("  over the versions\n");
    for past in &explained.history {
        let line = format!("from {}: {}", past.since, past.told);
        text.push_str(&paragraph(
            &format!("    {:>2}  ", past.version),
            &line,
            usize::MAX,
        ));
    }
    text
}

fn document(explained: &Explained) -> Value {
    let history: Vec<Value> = (explained.history.iter())
        .map(|past| json!({ "version": past.version, "since": past.since, "told": past.told }))
        .collect();
    json!({
        "part": explained.part.name(),
        "name": explained.name,
        "model": explained.model,
        "version": explained.version,
        "means": explained.means,
        "examples": explained.examples,
        "belongs_to": explained.belongs,
        "history": history,
    })
}
