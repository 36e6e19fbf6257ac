//! `leadfold definition`: questions to an agreement that need no log and no data. One verb, one file.

mod test;

use super::failure::Outcome;
use clap::Subcommand;

/// The verbs below `leadfold definition`.
#[derive(Debug, Subcommand)]
pub(super) enum Verb {
    /// Play stories of leads, and compare what comes of them with what they expect.
    Test(test::Arguments),
}

/// Runs one of them.
pub(super) fn run(verb: &Verb) -> Outcome {
    match verb {
        Verb::Test(arguments) => test::run(arguments),
    }
}
