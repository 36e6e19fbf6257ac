//! `leadfold definition graph`: the stages of an agreement as a picture.

use super::agreement;
use crate::cli::failure::Outcome;
use crate::cli::print;
use crate::definition::draw;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  leadfold definition graph --definitions agreement --format svg > stages.svg
  leadfold definition graph --definitions agreement --version 2      for Markdown: between ```mermaid and ```";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct Arguments {
    /// The folder of versions, or one file; without it `definitions` here, else the agreement that comes with leadfold.
    #[arg(long, value_name = "DIR")]
    definitions: Option<PathBuf>,
    /// As this version has them; without it the newest.
    #[arg(long, value_name = "N")]
    version: Option<u32>,
    #[arg(long, value_enum, default_value_t)]
    format: Drawing,
}

/// How it is drawn.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Drawing {
    /// A Mermaid flowchart, for pages that draw it.
    #[default]
    Mermaid,
    /// A picture that any browser shows, with a list of all that moves a lead.
    Svg,
}

pub(super) fn run(arguments: &Arguments) -> Outcome {
    let definitions = agreement::load(arguments.definitions.as_deref())?;
    let version = agreement::version(&definitions, arguments.version)?;
    print::text(&match arguments.format {
        Drawing::Mermaid => draw::mermaid(version),
        Drawing::Svg => draw::svg(version),
    })
}
