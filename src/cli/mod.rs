//! The command line: one verb, one file. Data goes to stdout, all else to stderr; exit code 0 is done, 1 failed, 2 wrong use or configuration.

mod check;
mod control;
mod definition;
mod demo;
mod explain;
mod failure;
mod folder;
mod import;
mod lead;
mod outputs;
mod print;
mod report;
mod run;
mod schemas;
mod table;
mod tail;

use self::failure::{Failure, Outcome};
use crate::telemetry;
use clap::{Parser, Subcommand, ValueEnum};
use std::io::Write;
use std::process::ExitCode;

/// Event-sourced lifecycle of sales leads: who qualified, why, and whether sales answered in time.
#[derive(Debug, Parser)]
#[command(name = "leadfold", version, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
    /// What to log to stderr, as in `info,leadfold::service=debug`.
    #[arg(long, global = true, default_value = "warn", value_name = "FILTER")]
    log: String,
    /// Log one JSON object per line.
    #[arg(long, global = true)]
    log_json: bool,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Show the whole job on made-up traffic; needs nothing.
    Demo(demo::Arguments),
    /// Work on an embedded log in a folder.
    Run(run::Arguments),
    /// Append the rows of files to the log, and process them.
    Import(import::Arguments),
    /// Ask about one lead.
    #[command(subcommand)]
    Lead(lead::Verb),
    /// Count over all leads.
    #[command(subcommand)]
    Report(report::Verb),
    /// Check the agreement files of a folder.
    Check(check::Arguments),
    /// Ask an agreement, without any data.
    #[command(subcommand)]
    Definition(definition::Verb),
    /// Say that an input's connector lives.
    Heartbeat(control::Arguments),
    /// Hold or release the judge of the clocks by hand.
    #[command(subcommand)]
    Watermark(control::WatermarkVerb),
    /// Print a topic's records as JSON, one a line.
    Tail(tail::Arguments),
    /// The Avro schemas of the topics.
    #[command(subcommand)]
    Schemas(schemas::Verb),
}

/// How data is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    #[default]
    Text,
    /// For programs.
    Json,
}

/// Runs the process's command line.
#[must_use]
pub fn main() -> ExitCode {
    // Wrong use ends here, with code 2; `--help` and `--version` with 0.
    let arguments = Arguments::parse();
    match run(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) if failure.is_closed_pipe() => ExitCode::SUCCESS,
        Err(failure) => {
            // When stderr is gone too there is nobody left to tell; the exit code says it.
            drop(std::io::stderr().write_all(failure.told().as_bytes()));
            failure.exit_code()
        }
    }
}

fn run(arguments: Arguments) -> Outcome {
    let settings = telemetry::Settings {
        filter: arguments.log,
        json: arguments.log_json,
    };
    telemetry::init(&settings).map_err(Failure::usage)?;
    match arguments.verb {
        Verb::Demo(arguments) => demo::run(&arguments),
        Verb::Run(arguments) => run::run(&arguments),
        Verb::Import(arguments) => import::run(&arguments),
        Verb::Lead(verb) => lead::run(&verb),
        Verb::Report(verb) => report::run(&verb),
        Verb::Check(arguments) => check::run(&arguments),
        Verb::Definition(verb) => definition::run(&verb),
        Verb::Heartbeat(arguments) => control::heartbeat(&arguments),
        Verb::Watermark(verb) => control::watermark(&verb),
        Verb::Tail(arguments) => tail::run(&arguments),
        Verb::Schemas(verb) => schemas::run(&verb),
    }
}
