//! `leadfold heartbeat` and `leadfold watermark`: control records, appended to every partition of an input (W3, W4). They travel by the log, so
//! that every instance obeys and a restart does not forget.

use super::failure::Outcome;
use super::{folder, print};
use crate::lead::event::Input;
use crate::log::{Log, NewRecord};
use crate::time::{Now, SystemNow, Timestamp};
use crate::wire::decode::ControlKind;
use crate::wire::encode;
use crate::wire::topic::Topic;
use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// `lead_created`, `engagement` or `disposition`.
    #[arg(value_parser = input)]
    input: Input,
    /// The data folder.
    #[arg(long, value_name = "FOLDER")]
    data: PathBuf,
}

#[derive(Debug, Subcommand)]
pub(super) enum WatermarkVerb {
    /// Hold an input's watermark: no SLA outcome is judged until it is released.
    Stop(Arguments),
    /// Let it go on.
    Release(Arguments),
}

pub(super) fn heartbeat(arguments: &Arguments) -> Outcome {
    send(arguments, ControlKind::Heartbeat)
}

pub(super) fn watermark(verb: &WatermarkVerb) -> Outcome {
    match verb {
        WatermarkVerb::Stop(arguments) => send(arguments, ControlKind::Stop),
        WatermarkVerb::Release(arguments) => send(arguments, ControlKind::Release),
    }
}

fn send(arguments: &Arguments, kind: ControlKind) -> Outcome {
    let mut log = folder::own(&arguments.data)?;
    let partitions = log.partitions();
    let now = SystemNow.now();
    append(&mut log, partitions, arguments.input, kind, now)?;
    print::note(&format!(
        "{} of {} appended to {partitions} partitions",
        kind.name(),
        arguments.input.name(),
    ))
}

/// Appends a control record to every partition of an input.
pub(super) fn append(
    log: &mut impl Log,
    partitions: u16,
    input: Input,
    kind: ControlKind,
    now: Timestamp,
) -> Outcome {
    let mut value = Vec::new();
    encode::control(input, kind, now, &mut value);
    let record = NewRecord {
        key: &[],
        value: &value,
        headers: &[],
    };
    for partition in 0..partitions {
        log.append(Topic::of(input), partition, &[record], now)
            .map_err(folder::of_log)?;
    }
    Ok(())
}

fn input(word: &str) -> Result<Input, String> {
    (Input::ALL.into_iter())
        .find(|input| input.name() == word || Topic::of(*input).name() == word)
        .ok_or_else(|| "inputs are lead_created, engagement and disposition".to_owned())
}
