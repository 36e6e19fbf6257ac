//! `leadfold definition diff`: what changes between two versions, for whom, and when.

use super::agreement;
use crate::cli::failure::{Failure, Outcome};
use crate::cli::table::{clip, paragraph};
use crate::cli::{Format, print};
use crate::definition::describe::Part;
use crate::definition::diff::{Change, ChangeKind, Diff, VersionHead, diff};
use crate::lead::definition::{Definition, Definitions};
use clap::Args;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

const EXAMPLES: &str = "\
Examples:
  leadfold definition diff agreement/1.toml agreement/2.toml
  leadfold definition diff 1 2 --definitions agreement
  leadfold definition diff 1 draft.toml --definitions agreement
  leadfold definition diff 1 2 --definitions agreement --format json";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct Arguments {
    /// The version that was: a file, or a number of the folder given by `--definitions`.
    #[arg(value_name = "A")]
    from: String,
    /// The version that will be.
    #[arg(value_name = "B")]
    to: String,
    /// The folder of versions that numbers are looked up in; without it `definitions` here.
    #[arg(long, value_name = "DIR")]
    definitions: Option<PathBuf>,
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

pub(super) fn run(arguments: &Arguments) -> Outcome {
    let folder = arguments.definitions.as_deref();
    let mut versions = Versions {
        folder,
        loaded: None,
    };
    let (from, to) = (
        versions.find(&arguments.from)?,
        versions.find(&arguments.to)?,
    );
    let diff = diff(&from, &to);
    match arguments.format {
        Format::Text => print::text(&page(&diff)),
        Format::Json => print::json(&document(&diff)),
    }
}

/// The versions that numbers name: read once, so that what is noted of them is noted once.
struct Versions<'a> {
    folder: Option<&'a Path>,
    loaded: Option<Definitions>,
}

impl Versions<'_> {
    /// A version by its number or its file. A file that has a number for its name is meant when it is there.
    fn find(&mut self, named: &str) -> Outcome<Definition> {
        let path = Path::new(named);
        if let Ok(number) = named.parse()
            && !path.exists()
        {
            let definitions = match &mut self.loaded {
                Some(loaded) => loaded,
                none => none.insert(agreement::load(self.folder)?),
            };
            return agreement::version(definitions, Some(number)).cloned();
        }
        if path.is_dir() {
            return Err(
                Failure::usage(format!("{named} is a folder, not a version")).hint(
                    "name one of its files, or say `leadfold definition diff 1 2 --definitions DIR`",
                ),
            );
        }
        if !path.exists() {
            let what = format!("there is no agreement file {}", clip(named, 200));
            return Err(Failure::usage(what).hint(
                "name two files, or two version numbers and the folder: `--definitions DIR`",
            ));
        }
        let definitions = agreement::read(path)?;
        agreement::version(&definitions, None).cloned()
    }
}

/// The headings, and which parts stand below each.
const CHAPTERS: [(&str, &[Part]); 7] = [
    ("WHO AGREED", &[Part::Head]),
    (
        "WHO THEY ARE",
        &[
            Part::Fit,
            Part::FitRule,
            Part::TraitVeto,
            Part::EngagementVeto,
            Part::Segment,
        ],
    ),
    ("WHAT THEY DO", &[Part::Model, Part::Group, Part::Rule]),
    (
        "WHEN A LEAD IS READY",
        &[Part::Threshold, Part::HandRaise, Part::Pql],
    ),
    (
        "HOW LEADS MOVE",
        &[Part::Recycle, Part::Path, Part::Move, Part::Stage],
    ),
    (
        "WHAT IS PROMISED",
        &[Part::Clock, Part::Calendar, Part::Promise],
    ),
    ("REASONS AND MONEY", &[Part::Reasons, Part::Money]),
];

fn page(diff: &Diff) -> String {
    let mut text = format!("{}{}", head("from", &diff.from), head("to", &diff.to));
    if diff.changes.is_empty() {
        text.push_str("\nThe two mean the same: nothing changes for anyone.\n");
        return text;
    }
    for (heading, parts) in CHAPTERS {
        let changes: Vec<&Change> = (diff.changes.iter())
            .filter(|change| parts.contains(&change.part))
            .collect();
        if changes.is_empty() {
            continue;
        }
        text.push_str(&format!("\n{heading}\n"));
        for change in changes {
            text.push_str(&paragraph("- ", &change.sentence, usize::MAX));
            text.push_str(&paragraph("  ", &change.whom, usize::MAX).replace("\n\n", "\n"));
        }
    }
    text.push_str("\nWHAT HAPPENS THEN\n");
    for sentence in &diff.closing {
        text.push_str(&paragraph("- ", sentence, usize::MAX));
    }
    text
}

fn head(which: &str, head: &VersionHead) -> String {
    let agreed = if head.agreed_by.is_empty() {
        "nobody".to_owned()
    } else {
        head.agreed_by.join(" and ")
    };
    let first = format!(
        "version {}, from {}, agreed by {agreed}",
        head.version, head.since
    );
    let mut text = paragraph(&format!("{which:4}  "), &first, usize::MAX);
    if let Some(why) = &head.why {
        text.push_str(&paragraph("      ", why, usize::MAX));
    }
    text
}

fn document(diff: &Diff) -> Value {
    let changes: Vec<Value> = diff.changes.iter().map(change).collect();
    json!({
        "from": version(&diff.from),
        "to": version(&diff.to),
        "changes": changes,
        "at_effective_from": diff.closing,
    })
}

fn version(head: &VersionHead) -> Value {
    json!({
        "version": head.version,
        "effective_from": head.effective_from.to_string(),
        "agreed_by": head.agreed_by,
        "why": head.why,
    })
}

fn change(change: &Change) -> Value {
    let fields: Vec<Value> = (change.fields.iter())
        .map(|field| json!({ "field": field.field, "before": field.before, "after": field.after }))
        .collect();
    let old_name = match &change.kind {
        ChangeKind::Renamed(old) => Some(old),
        ChangeKind::Added | ChangeKind::Removed | ChangeKind::Changed => None,
    };
    json!({
        "part": change.part.name(),
        "name": change.name,
        "model": change.model,
        "kind": change.kind.name(),
        "old_name": old_name,
        "fields": fields,
        "sentence": change.sentence,
        "whom": change.whom,
    })
}
