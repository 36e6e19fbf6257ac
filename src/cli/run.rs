//! `leadfold run`: works on the embedded log of a folder until told to stop.

use super::failure::{Failure, Outcome};
use super::{folder, print};
use crate::config::{self, Config, LogSection};
use crate::definition::{self, Problem};
use crate::lead::definition::Definitions;
use crate::processor::{self, OpenError};
use crate::service::stop::Stop;
use crate::service::{self, Engine, Options, Signs};
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
    /// The folder of agreement files; without it, `definitions` below the data folder, where the agreement that comes with leadfold is put if there is none.
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
    let definitions = agreed(&folder::agreement(
        &arguments.data,
        arguments.definitions.as_deref(),
    )?)?;
    if let Some(fault) = arguments.fault {
        fault::arm(fault);
    }
    let mut http = config.http().map_err(of_config)?;
    http.listen = arguments.http.unwrap_or(http.listen);
    // Probes are answered while the engine opens: the replay of a long changelog must not look like a dead process.
    let signs = Signs::new(&definitions);
    let server = serve(http, &signs)?;
    print::note(&format!("metrics: http://{}/metrics", server.address()))?;
    let options = options(&arguments.data, &config, definitions)?;
    let mut engine = Engine::open_with(options, Arc::new(SystemNow), signs).map_err(of_service)?;
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
    let options = options(data, config, definitions)?;
    Engine::open(options, Arc::new(SystemNow)).map_err(of_service)
}

fn options(data: &Path, config: &Config, definitions: Arc<Definitions>) -> Outcome<Options> {
    let settings = processor::Settings {
        delay: config.delays(),
        heartbeats: config.heartbeats().map_err(of_config)?,
        ..processor::Settings::default()
    };
    // What is configured is asked for, so that a folder of another number refuses instead of being taken in silence.
    let partitions = match config.log.partitions {
        Some(partitions) => partitions,
        None => folder::partitions(data)?.unwrap_or(LogSection::PARTITIONS),
    };
    Ok(Options {
        data: data.to_owned(),
        partitions,
        definitions,
        settings,
    })
}

/// Answers over HTTP for an engine.
pub(super) fn serve(settings: http::Settings, signs: &Signs) -> Outcome<http::Server> {
    let (metrics, health) = (Arc::clone(&signs.metrics), Arc::clone(&signs.health));
    http::start(settings, metrics, health).map_err(|error| match error {
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
    let loaded = match definition::load(folder) {
        Ok(loaded) => loaded,
        Err(problems) => {
            for problem in &problems.0 {
                warn(problem)?;
            }
            let place = folder.display();
            let what = format!("the agreement in {place} cannot be used");
            return Err(
                Failure::usage(what).hint(format!("`leadfold check {place}` tells the same"))
            );
        }
    };
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
