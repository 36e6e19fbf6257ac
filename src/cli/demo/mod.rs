//! `leadfold demo`: the whole job on made-up traffic, with nothing to set up. Some weeks of history are read at once, then a live stream in
//! which an hour of working life passes in about a second; the CRM's connector dies for a while, and nobody is accused for it.

mod agreement;
mod cast;
mod ledger;
mod life;
mod random;
mod screen;
mod show;
mod summary;
mod traffic;

use self::show::Show;
use self::traffic::Plan;
use super::failure::{Failure, Outcome};
use super::{Format, folder, print, run as verb_run};
use crate::http;
use crate::processor;
use crate::service::stop::Stop;
use crate::service::{Engine, Options, Signs};
use crate::time::{Now, Span, SystemNow};
use clap::Args;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How long a run lasts that nobody watches.
const UNWATCHED: Span = Span::from_secs(20);
/// Partitions of a new folder: more than one, so that the demo shows that it does not matter.
const PARTITIONS: u16 = 3;
/// The most leads of a history that is told in memory.
const MOST_LEADS: i64 = 200_000;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// How long to go on, as in `30s` or `5min`; without it, until Ctrl-C on a terminal and 20 s elsewhere.
    #[arg(long = "for", value_name = "SPAN", value_parser = span)]
    lasts: Option<Span>,
    /// Another seed tells another story.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Leads of the history.
    #[arg(long, default_value_t = 3_000, value_parser = clap::value_parser!(u32).range(0..=MOST_LEADS))]
    leads: u32,
    /// Hours of working life in a second of the live part.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=20))]
    speed: u32,
    /// Keep the data in this folder; without it a new one is made and removed at the end.
    #[arg(long, value_name = "FOLDER")]
    data: Option<PathBuf>,
    /// Where to answer `/metrics`.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0")]
    http: SocketAddr,
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

pub(super) fn run(arguments: &Arguments) -> Outcome {
    let kept;
    let data = match &arguments.data {
        Some(data) => data.as_path(),
        None => {
            kept = Temporary::new().map_err(Failure::failed)?;
            kept.0.as_path()
        }
    };
    // The history ends where the live agreement begins.
    let now = SystemNow.now();
    let plan = plan(arguments);
    let agreement = prepare(data, now, plan.hour)?;
    let definitions = verb_run::agreed(&agreement)?;
    let settings = processor::Settings {
        // The demo's connectors deliver within a second what is on time.
        delay: [Span::from_secs(1); 3],
        heartbeats: [false, false, true],
        ..processor::Settings::default()
    };
    let options = Options {
        data: data.to_owned(),
        partitions: folder::partitions(data)?.unwrap_or(PARTITIONS),
        definitions: Arc::clone(&definitions),
        settings,
    };
    let signs = Signs::new(&definitions);
    let engine = Engine::open_with(options, Arc::new(SystemNow), signs.clone())
        .map_err(verb_run::of_service)?;
    let http = http::Settings {
        listen: arguments.http,
        token: None,
    };
    let server = verb_run::serve(http, &signs)?;
    print::note(&format!("metrics: http://{}/metrics", server.address()))?;
    let stop = Stop::default();
    stop.on_signals().map_err(Failure::failed)?;
    let mut show = Show::new(engine, definitions.graph().clone(), plan);
    show.history(now, &stop)?;
    let watched = arguments.format == Format::Text && console::user_attended();
    let lasts = (arguments.lasts).or_else(|| (!watched).then_some(UNWATCHED));
    show.live(lasts, watched, &stop)?;
    let told = match arguments.format {
        Format::Text => print::text(&show.page()?),
        Format::Json => print::json(&show.summary()?),
    };
    show.close()?;
    told
}

fn plan(arguments: &Arguments) -> Plan {
    let lasts = arguments.lasts.unwrap_or(UNWATCHED).as_millis();
    let of_run = |percent: i64| Span::from_millis(lasts.saturating_mul(percent) / 100);
    Plan {
        seed: arguments.seed,
        leads: arguments.leads,
        hour: Span::from_millis(1_000 / i64::from(arguments.speed)),
        leads_per_minute: 900,
        outage_after: of_run(35).min(Span::from_secs(20)),
        outage_lasts: of_run(25).min(Span::from_secs(12)),
        outage_again: Span::from_mins(2),
    }
}

/// Writes the demo's agreement into a folder that has none; a folder with one keeps it, since what has judged must not change (D2).
fn prepare(data: &Path, now: crate::time::Timestamp, hour: Span) -> Outcome<PathBuf> {
    let files = [
        ("1-history.toml", agreement::HISTORY.to_owned()),
        ("2-live.toml", agreement::live(now, hour)),
    ];
    folder::put_agreement(data, &files).map(|(agreement, _)| agreement)
}

/// A folder that is removed at the end.
#[derive(Debug)]
struct Temporary(PathBuf);

impl Temporary {
    fn new() -> std::io::Result<Self> {
        let name = format!(
            "leadfold-demo-{}-{}",
            std::process::id(),
            SystemNow.now().as_millis()
        );
        let path = std::env::temp_dir().join(name);
        // It must be ours alone: an existing one is an error.
        std::fs::create_dir(&path)?;
        Ok(Self(path))
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0) {
            tracing::warn!(%error, path = %self.0.display(), "the demo's folder could not be removed");
        }
    }
}

/// `30s`, `5 min`, `2h`.
fn span(text: &str) -> Result<Span, String> {
    let digits = text
        .find(|letter: char| !letter.is_ascii_digit())
        .unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let number: i64 = number
        .parse()
        .map_err(|_| "a span is a number and a unit, as in 30s".to_owned())?;
    let unit = match unit.trim() {
        "" | "s" => 1_000,
        "ms" => 1,
        "m" | "min" => 60_000,
        "h" => 3_600_000,
        other => return Err(format!("{other:?} is no unit; units are ms, s, min and h")),
    };
    if !(1..=1_000_000).contains(&number) {
        return Err("the number must be from 1 to 1000000".to_owned());
    }
    Ok(Span::from_millis(number * unit))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::definition;
    use crate::time::Timestamp;

    #[test]
    fn the_agreements_of_the_demo_are_without_mistakes() {
        let now = Timestamp::from_millis(1_800_000_000_000);
        let live = agreement::live(now, Span::from_secs(1));
        let files = [
            ("1-history.toml", agreement::HISTORY),
            ("2-live.toml", live.as_str()),
        ];
        let loaded = definition::parse(&files).unwrap_or_else(|problems| panic!("{problems}"));
        assert_eq!(loaded.warnings, []);
        assert_eq!(loaded.definitions.versions().len(), 2);
    }

    #[test]
    fn spans_read_as_people_write_them() {
        let read =
            ["30s", "45", "5 min", "2h", "250ms"].map(|text| span(text).unwrap().as_millis());
        assert_eq!(read, [30_000, 45_000, 300_000, 7_200_000, 250]);
        for wrong in [
            "",
            "s",
            "-3s",
            "3 days",
            "0s",
            "99999999999999999999s",
            "1000001s",
        ] {
            assert!(span(wrong).is_err(), "{wrong}");
        }
    }
}
