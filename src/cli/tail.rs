//! `leadfold tail`: a topic's records as JSON, one a line, partition by partition.

use super::failure::{Failure, Outcome};
use super::outputs::Outputs;
use super::{folder, print};
use crate::audit::net;
use crate::wire::record::{Headers, Record};
use crate::wire::show::Shower;
use crate::wire::topic::Topic;
use clap::Args;
use serde_json::{Value, json};
use std::collections::HashSet;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The topic: lead-transitions, sla-violations, lead-snapshots, leadfold-dead-letters, or an input.
    #[arg(value_parser = topic)]
    topic: Topic,
    /// The data folder; another process may own it.
    #[arg(long, value_name = "FOLDER")]
    data: PathBuf,
    /// Only rows that are true now: what was taken back is left out (transitions and SLA outcomes).
    #[arg(long)]
    net: bool,
    /// Only records of this lead.
    #[arg(long, value_name = "ID")]
    lead: Option<String>,
}

/// Lines are handed to the terminal in pieces of this size.
const PIECE: usize = 64 << 10;

pub(super) fn run(arguments: &Arguments) -> Outcome {
    let mut log = folder::look(&arguments.data)?;
    let partitions = log.partitions();
    let standing = if arguments.net {
        Some(standing(arguments.topic, &mut log)?)
    } else {
        None
    };
    let shower = Shower::default();
    let mut piece = String::new();
    Outputs::new(partitions).read(&mut log, arguments.topic, |partition, record| {
        if arguments
            .lead
            .as_ref()
            .is_some_and(|lead| lead.as_bytes() != record.key)
        {
            return Ok(());
        }
        let shown = show(&shower, partition, record);
        let is_true = standing.as_ref().is_none_or(|standing| {
            // The newest assertion of a row is the one that stands.
            let revision = shown["revision"].as_i64().unwrap_or_default();
            let id = shown["id"].as_str().unwrap_or_default();
            shown["sign"] == 1 && standing.contains(&(id.to_owned(), revision))
        });
        if is_true {
            piece.push_str(&shown.to_string());
            piece.push('\n');
        }
        if piece.len() > PIECE {
            print::text(&piece)?;
            piece.clear();
        }
        Ok(())
    })?;
    print::text(&piece)
}

/// The rows that are true now, by id and revision.
fn standing(
    topic: Topic,
    log: &mut crate::log::embedded::Embedded,
) -> Outcome<HashSet<(String, i64)>> {
    let mut standing = HashSet::new();
    let mut stands = |id: String, revision: u64| {
        standing.insert((id, i64::try_from(revision).unwrap_or(i64::MAX)));
    };
    for partition in 0..log.partitions() {
        match topic {
            Topic::LeadTransitions => {
                let (rows, _) = net::transitions(log, partition).map_err(Failure::failed)?;
                rows.into_iter()
                    .for_each(|row| stands(row.id, row.publication.revision));
            }
            Topic::SlaViolations => {
                let (rows, _) = net::sla(log, partition).map_err(Failure::failed)?;
                rows.into_iter()
                    .for_each(|row| stands(row.id, row.publication.revision));
            }
            Topic::LeadCreated
            | Topic::LeadEngagement
            | Topic::SalesDisposition
            | Topic::LeadSnapshots
            | Topic::DeadLetters
            | Topic::Changelog => {
                return Err(Failure::usage(
                    "only transitions and SLA outcomes have a net view",
                ));
            }
        }
    }
    Ok(standing)
}

/// A record of a bundled schema with its fields; anything else with its place, its size and its headers, never with its content: a dead letter
/// may hold anything.
fn show(shower: &Shower, partition: u16, record: Record<'_>) -> Value {
    let is_dead_letter = Headers(record.headers).next().is_some();
    let fields = record
        .value
        .filter(|_| !is_dead_letter)
        .and_then(|value| shower.json(value));
    if let Some(mut fields) = fields {
        fields["partition"] = json!(partition);
        fields["offset"] = json!(record.offset);
        return fields;
    }
    let headers: serde_json::Map<_, _> = Headers(record.headers)
        .map(|(name, value)| {
            (
                String::from_utf8_lossy(name).into_owned(),
                json!(String::from_utf8_lossy(value)),
            )
        })
        .collect();
    json!({
        "partition": partition,
        "offset": record.offset,
        "appended_at": record.appended_at.to_string(),
        "bytes": record.value.map(<[u8]>::len),
        "headers": headers,
    })
}

fn topic(name: &str) -> Result<Topic, String> {
    let readable = |topic: &Topic| *topic != Topic::Changelog;
    Topic::ALL
        .into_iter()
        .filter(readable)
        .find(|topic| topic.name() == name)
        .ok_or_else(|| {
            let names: Vec<&str> = Topic::ALL
                .iter()
                .filter(|topic| readable(topic))
                .map(|t| t.name())
                .collect();
            format!("there are the topics {}", names.join(", "))
        })
}
