//! `leadfold definition schema`: what an agreement file may say, for editors.

use crate::cli::failure::Outcome;
use crate::cli::print;
use crate::definition;
use clap::Args;

const EXAMPLES: &str = "\
Examples:
  leadfold definition schema > agreement.schema.json
and as the first line of an agreement, for editors that know Taplo:
  #:schema ./agreement.schema.json";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct Arguments {}

pub(super) fn run(_: &Arguments) -> Outcome {
    print::text(&definition::json_schema())
}
