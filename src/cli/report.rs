//! `leadfold report`: figures over all leads, counted again from what was published.

use super::failure::{Failure, Outcome};
use super::{folder, print};
use crate::audit::funnel::{self, Dimension};
use crate::audit::render::{self, Form};
use crate::lead::definition::Graph;
use crate::processor;
use crate::store::Store;
use crate::time::zone::Zone;
use crate::wire::decode::Decoder;
use crate::wire::schemas::Schemas;
use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub(super) enum Verb {
    /// How many leads came how far, how well they convert, and how long it took.
    Funnel(Arguments),
}

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The data folder; another process may own it.
    #[arg(long, value_name = "FOLDER")]
    data: PathBuf,
    /// By what leads are grouped: source, campaign, owner or team.
    #[arg(long, value_parser = dimension)]
    by: Option<Dimension>,
    #[arg(long, value_enum, default_value_t)]
    format: ReportFormat,
}

/// How a report is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum ReportFormat {
    /// For people.
    #[default]
    Text,
    /// For programs.
    Json,
    /// For spreadsheets.
    Csv,
}

pub(super) fn run(verb: &Verb) -> Outcome {
    match verb {
        Verb::Funnel(arguments) => report(arguments),
    }
}

fn report(arguments: &Arguments) -> Outcome {
    let mut log = folder::look(&arguments.data)?;
    let partitions = log.partitions();
    let mut schemas = Schemas::bundled();
    for (id, json) in log.schemas().map_err(folder::of_log)? {
        schemas.register(id, &json).map_err(Failure::failed)?;
    }
    let funnel = funnel::read(
        &mut log,
        partitions,
        &mut Decoder::new(schemas),
        &Graph::default(),
        arguments.by,
        &Zone::utc(),
    );
    let mut funnel = funnel.map_err(Failure::failed)?;
    // Another process may be at it just now; the figures do not depend on it.
    let store = Store::open_read_only(&arguments.data.join("store")).ok();
    funnel.seeded = store.and_then(|store| processor::seeded(&store).ok());
    let form = match arguments.format {
        ReportFormat::Text => Form::Text,
        ReportFormat::Json => Form::Json,
        ReportFormat::Csv => Form::Csv,
    };
    print::text(&render::funnel(&funnel, form))
}

fn dimension(word: &str) -> Result<Dimension, String> {
    Dimension::parse(word)
        .ok_or_else(|| "leads are grouped by source, campaign, owner or team".to_owned())
}
