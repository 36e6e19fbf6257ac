//! `leadfold import`: foreign rows in by a mapping, and processed at once. Rows that cannot be events are named and passed over.

use super::failure::{Failure, Outcome};
use super::{Format, folder, print, run as verb_run, table};
use crate::config::Config;
use crate::ingest::files::{self, Given};
use crate::ingest::import::{self, Error, Options, Summary};
use crate::ingest::mapping::Mapping;
use crate::lead::event::Input;
use crate::log::embedded::Embedded;
use crate::processor::record::Seeded;
use crate::service::Engine;
use crate::service::stop::Stop;
use crate::time::SystemNow;
use crate::wire::rejection::Code;
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// Bad rows named at the terminal; all go to the file of `--bad-rows`.
const NAMED: u64 = 20;
/// The largest mapping read, in bytes.
const MOST_MAPPING: u64 = Mapping::MOST_BYTES as u64;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The data folder; made when it is not there.
    #[arg(long, value_name = "FOLDER")]
    data: PathBuf,
    /// The mapping: which columns become which fields.
    #[arg(long, value_name = "FILE")]
    mapping: PathBuf,
    /// The files, each as PATH or NAME=PATH with a name of the mapping; without any, the mapping's own paths beside it are read.
    #[arg(value_name = "FILES", value_parser = given)]
    files: Vec<Given>,
    /// The folder of agreement files; without it `definitions` below the data folder, else the agreement that comes with leadfold.
    #[arg(long, value_name = "FOLDER")]
    definitions: Option<PathBuf>,
    /// The configuration file.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Sort all events by time first: for leads with histories longer than their journal.
    #[arg(long)]
    sort: bool,
    /// Import even what was imported before; leadfold drops it as repeated.
    #[arg(long)]
    again: bool,
    /// Take note of where the leads stand without publishing it: for leads that stood there before leadfold began. Their views go out, their
    /// history does not.
    #[arg(long)]
    seed: bool,
    /// Write every bad row to this file, one JSON object a line.
    #[arg(long, value_name = "FILE")]
    bad_rows: Option<PathBuf>,
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

pub(super) fn run(arguments: &Arguments) -> Outcome {
    let mapping = mapping(&arguments.mapping)?;
    // A bare name's folder is empty, not absent.
    let beside = (arguments.mapping.parent())
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or_else(|| Path::new("."));
    let files = files::resolve(&mapping, &arguments.files, beside).map_err(Failure::usage)?;
    files::expect_readable(&files).map_err(Failure::usage)?;
    let config = Config::load(arguments.config.as_deref()).map_err(Failure::usage)?;
    let agreement = folder::agreement(&arguments.data, arguments.definitions.as_deref())?;
    let definitions = verb_run::agreed(&agreement)?;
    let mut engine = verb_run::open(&arguments.data, &config, definitions)?;
    engine.set_importing(true);
    engine.set_seeding(arguments.seed);
    let stop = Stop::default();
    stop.on_signals().map_err(Failure::failed)?;
    let partitions = engine.log().partitions();
    let options = Options {
        mapping: &mapping,
        files: &arguments.files,
        folder: beside,
        state: &arguments.data,
        partitions,
        sort: arguments.sort,
        again: arguments.again,
        bad_rows: arguments.bad_rows.as_deref(),
    };
    let mut summary = Summary::default();
    let appended = append(&options, engine.log(), &stop, &mut summary);
    // Also when a file broke off: the import is over, and what there is may speak (W5); what is still to come corrects it (R3).
    let processed = process(&mut engine, &stop)?;
    let refused = dead_letters(&engine);
    let seeded = arguments.seed.then(|| engine.seeded());
    engine.close().map_err(verb_run::of_service)?;
    tell(&summary, &refused, seeded, arguments.format)?;
    if refused.contains_key(Code::BeyondHorizon.name()) && !arguments.sort {
        print::note("hint: leads with long histories must come in order; import with --sort")?;
    }
    appended?;
    if summary.finished && processed {
        Ok(())
    } else {
        let hint = if arguments.seed {
            "the same command goes on from there; any other would publish what is still to be seeded"
        } else {
            "the same command goes on from there; `leadfold run --once` publishes what there is"
        };
        Err(Failure::failed("the import was stopped before its end").hint(hint))
    }
}

/// Folds what was appended, then lets it speak. Answers whether that was all: it stops between two commits when told to.
fn process(engine: &mut Engine, stop: &Stop) -> Outcome<bool> {
    let bar = bar("{bar:30} {human_pos}/{human_len} records processed")?;
    for is_importing in [true, false] {
        engine.set_importing(is_importing);
        loop {
            if stop.is_said() {
                bar.finish_and_clear();
                return Ok(false);
            }
            let turn = engine.turn().map_err(verb_run::of_service)?;
            let taken = engine.counts().flat_map(|counts| counts.records).sum();
            bar.set_length(taken + engine.backlog().map_err(verb_run::of_service)?);
            bar.set_position(taken);
            if turn.is_idle {
                break;
            }
        }
    }
    bar.finish_and_clear();
    Ok(true)
}

/// What leadfold refused since the folder was opened, by code.
fn dead_letters(engine: &Engine) -> BTreeMap<&'static str, u64> {
    let mut refused = BTreeMap::new();
    for ((_, code), count) in engine.counts().flat_map(|counts| &counts.rejected) {
        *refused.entry(code.name()).or_default() += count;
    }
    refused
}

/// A bar on stderr; hidden by itself when that is no terminal.
fn bar(template: &str) -> Outcome<ProgressBar> {
    let style = ProgressStyle::with_template(template).map_err(Failure::failed)?;
    Ok(ProgressBar::new(0).with_style(style))
}

fn append(
    options: &Options<'_>,
    log: &mut Embedded,
    stop: &Stop,
    summary: &mut Summary,
) -> Outcome {
    let bar = bar("{bar:30} {bytes}/{total_bytes} {msg}")?;
    let mut named = 0;
    let done = import::run(
        options,
        log,
        Embedded::sync,
        &SystemNow,
        &mut |bad| {
            named += 1;
            if named <= NAMED {
                let column = bad.column.as_deref().unwrap_or("-");
                let text = format!(
                    "bad row: {}:{} column {column}: {}",
                    bad.file, bad.line, bad.why
                );
                // When stderr is gone the counts still tell.
                bar.suspend(|| drop(print::note(&table::clip(&text, 400))));
            }
        },
        &mut |step| {
            bar.set_length(step.bytes);
            bar.set_position(step.bytes_read);
            bar.set_message(format!("{} events", table::count(step.events)));
            if stop.is_said() {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        },
        summary,
    );
    bar.finish_and_clear();
    done.map_err(|error| match error {
        error @ Error::Files(_) => Failure::usage(error),
        Error::Log(error) => folder::of_log(error),
        error @ (Error::Table(_) | Error::State { .. }) => Failure::failed(error),
    })
}

fn mapping(path: &Path) -> Outcome<Mapping> {
    let unreadable = |error: std::io::Error| {
        Failure::usage(error).hint(format!("the mapping {} could not be read", path.display()))
    };
    if std::fs::metadata(path).map_err(unreadable)?.len() > MOST_MAPPING {
        return Err(Failure::usage(format!(
            "the mapping {} is too large",
            path.display()
        )));
    }
    let text = std::fs::read_to_string(path).map_err(unreadable)?;
    let name = path
        .file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy();
    Mapping::parse(&name, &text).map_err(Failure::usage)
}

/// What a program is told.
#[derive(Debug, Serialize)]
struct Told<'a> {
    #[serde(flatten)]
    summary: &'a Summary,
    dead_letters: &'a BTreeMap<&'static str, u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seeded: Option<Seeded>,
}

fn tell(
    summary: &Summary,
    refused: &BTreeMap<&'static str, u64>,
    seeded: Option<Seeded>,
    format: Format,
) -> Outcome {
    if format == Format::Json {
        return print::json(&Told {
            summary,
            dead_letters: refused,
            seeded,
        });
    }
    if summary.already_done {
        return print::text("these files were imported before; nothing was done\n");
    }
    let mut text = format!(
        "{} rows of {} files; {} bad rows, {} rows without an event\n",
        table::count(summary.rows),
        summary.files,
        table::count(summary.bad_rows),
        table::count(summary.rows_without_event),
    );
    for (input, appended) in Input::ALL.iter().zip(summary.appended) {
        text.push_str(&format!(
            "{}: {} appended\n",
            input.name(),
            table::count(appended)
        ));
    }
    if let Some(seeded) = seeded {
        text.push_str(&format!(
            "seeded: {} rows of {} leads are taken note of and not published\n",
            table::count(seeded.rows),
            table::count(seeded.leads),
        ));
    }
    for (code, count) in refused {
        text.push_str(&format!("dead letters: {} {code}\n", table::count(*count)));
    }
    print::text(&text)
}

/// `PATH`, or `NAME=PATH`; a path with `=` in it that exists is a path.
fn given(text: &str) -> Result<Given, String> {
    let (name, path) = match text.split_once('=') {
        Some((name, path)) if !Path::new(text).exists() => (Some(name.to_owned()), path),
        Some(_) | None => (None, text),
    };
    Ok(Given {
        name,
        path: PathBuf::from(path),
    })
}
