//! `leadfold definition`: questions to an agreement that need no log and no data. One verb, one file.

mod agreement;

mod diff;

mod explain;

mod graph;

mod schema;

mod test;

use super::failure::Outcome;
use clap::Subcommand;

/// The verbs below `leadfold definition`.
#[derive(Debug, Subcommand)]
pub(super) enum Verb {
    /// Say what changes between two versions, for whom, and when.
    Diff(diff::Arguments),
    /// Say what a name in the agreement means: with an example, and how it changed.
    Explain(explain::Arguments),
    /// Draw the stages and all ways between them.
    Graph(graph::Arguments),
    /// Print the JSON Schema of agreement files, by which editors complete and check while one writes.
    Schema(schema::Arguments),
    /// Play stories of leads, and compare what comes of them with what they expect.
    Test(test::Arguments),
}

/// Runs one of them.
pub(super) fn run(verb: &Verb) -> Outcome {
    match verb {
        Verb::Diff(arguments) => diff::run(arguments),
        Verb::Explain(arguments) => explain::run(arguments),
        Verb::Graph(arguments) => graph::run(arguments),
        Verb::Schema(arguments) => schema::run(arguments),
        Verb::Test(arguments) => test::run(arguments),
    }
}
