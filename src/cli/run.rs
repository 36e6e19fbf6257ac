//! `leadfold run`: works on the embedded log of a folder until told to stop.

use super::failure::{Failure, Outcome};
use super::{folder, print};
use crate::config::{self, Config};
use crate::definition::{self, Problem};
use crate::lead::definition::Definitions;
use crate::processor::{self, OpenError};
use crate::service::stop::Stop;
use crate::service::{self, Engine, Options};
use crate::time::SystemNow;
use crate::{fault, http};
use clap::Args;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The data folder; made when it is not there.
    #[arg(long, value_name = "FOLDER")]
    data: PathBuf,
    /// The folder of agreement files; without it, `definitions` below the data folder.
    #[arg(long, value_name = "FOLDER")]
    definitions: Option<PathBuf>,
    /// The configuration file; every key may be overridden by `LEADFOLD_SECTION__KEY`.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Where to answer `/metrics`, `/livez` and `/readyz`; overrides the configuration.
    #[arg(long, value_name = "ADDRESS")]
    http: Option<SocketAddr>,
    /// End when nothing is left to do, instead of waiting for more.
    #[arg(long)]
    once: bool,
    /// Abort at a failpoint, as in `inside_commit:3`: for tests of crashes.
    #[arg(long, hide = true)]
    fault: Option<fault::Fault>,
}

pub(super) fn run(arguments: &Arguments) -> Outcome {
    let config = Config::load(arguments.config.as_deref()).map_err(of_config)?;
    let agreement =
        (arguments.definitions.clone()).unwrap_or_else(|| folder::definitions(&arguments.data));
    let definitions = agreed(&agreement)?;
    if let Some(fault) = arguments.fault {
        fault::arm(fault);
    }
    let mut engine = open(&arguments.data, &config, definitions)?;
    let mut http = config.http().map_err(of_config)?;
    http.listen = arguments.http.unwrap_or(http.listen);
    let server = serve(http, &engine)?;
    print::note(&format!("metrics: http://{}/metrics", server.address()))?;
    let stop = Stop::default();
    stop.on_signals().map_err(Failure::failed)?;
    let worked = if arguments.once {
        // Nobody else can append meanwhile: when all is read, what waited for more of its lead need not wait any longer (W5).
        engine.set_importing(true);
        let read = engine.catch_up();
        engine.set_importing(false);
        read.and_then(|()| engine.catch_up())
    } else {
        engine.run(&stop)
    };
    worked.map_err(of_service)?;
    engine.close().map_err(of_service)
}

/// Opens the engine of a folder as configured.
pub(super) fn open(data: &Path, config: &Config, definitions: Arc<Definitions>) -> Outcome<Engine> {
    let settings = processor::Settings {
        delay: config.delays(),
        heartbeats: config.heartbeats().map_err(of_config)?,
        ..processor::Settings::default()
    };
    let partitions = folder::partitions(data)?.unwrap_or(config.log.partitions);
    let options = Options {
        data: data.to_owned(),
        partitions,
        definitions,
        settings,
    };
    Engine::open(options, Arc::new(SystemNow)).map_err(of_service)
}

/// Answers over HTTP for an engine.
pub(super) fn serve(settings: http::Settings, engine: &Engine) -> Outcome<http::Server> {
    http::start(settings, engine.metrics(), engine.health()).map_err(|error| match error {
        error @ http::Error::Unguarded { .. } => Failure::usage(error)
            .hint("listen on 127.0.0.1, or name a file with a secret as `http.token_file`"),
        error @ http::Error::Listen { .. } => {
            Failure::failed(error).hint("port 0 takes any free one: `--http 127.0.0.1:0`")
        }
        error @ http::Error::Start(_) => Failure::failed(error),
    })
}

/// The agreement of a folder. Its warnings are told, its errors end the verb.
pub(super) fn agreed(folder: &Path) -> Outcome<Arc<Definitions>> {
    let loaded = definition::load(folder).map_err(|problems| {
        Failure::usage(problems).hint(format!(
            "`leadfold check {}` tells the same",
            folder.display()
        ))
    })?;
    for warning in &loaded.warnings {
        warn(warning)?;
    }
    Ok(Arc::new(loaded.definitions))
}

fn warn(warning: &Problem) -> Outcome {
    print::note(&warning.to_string())
}

/// A failure of the service, with what can be done about it.
pub(super) fn of_service(error: service::Error) -> Failure {
    match error {
        service::Error::Log(error) => folder::of_log(error),
        service::Error::Store(error) => folder::of_store(error),
        error @ service::Error::Task {
            source: OpenError::Refused(_),
            ..
        } => Failure::usage(error)
            .hint("versions of an agreement are only ever added; see docs/definition.md"),
        error @ (service::Error::Task { .. }
        | service::Error::Step { .. }
        | service::Error::Schema(_)
        | service::Error::Hole { .. }
        | service::Error::Thread(_)) => Failure::failed(error),
    }
}

fn of_config(error: config::Error) -> Failure {
    Failure::usage(error)
}
