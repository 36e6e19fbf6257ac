//! What the process says of itself on stderr: rarely, in fields, and never a word about a person. Data goes to stdout and is not logged.

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::SubscriberBuilder;

/// How to log.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Which events, as in `info,leadfold::service=debug`.
    pub filter: String,
    /// One JSON object per line, for machines.
    pub json: bool,
}

/// What can go wrong.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The filter cannot be read.
    #[error("could not read the log filter {filter:?}")]
    Filter {
        /// The text given.
        filter: String,
        /// Why.
        source: tracing_subscriber::filter::ParseError,
    },
    /// Logging is set up already.
    #[error("could not set up logging: it is set up already")]
    Twice,
}

/// Begins to log to stderr, for the whole process.
///
/// # Errors
/// When the filter cannot be read, or this was called before.
pub fn init(settings: &Settings) -> Result<(), Error> {
    let filter = EnvFilter::try_new(&settings.filter).map_err(|source| Error::Filter {
        filter: settings.filter.clone(),
        source,
    })?;
    let builder: SubscriberBuilder<_, _, _, _> = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        // Colour would make a difference only to the eye, and files full of escapes.
        .with_ansi(false);
    let set = if settings.json {
        builder.json().try_init()
    } else {
        builder.with_target(false).try_init()
    };
    set.map_err(|_| Error::Twice)
}
