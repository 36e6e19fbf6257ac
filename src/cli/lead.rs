//! `leadfold lead`: where one lead stands and why. `show` tells what the engine remembers of it, `explain` what was published about it. Both work
//! while another process owns the folder, since nothing is written.

mod look;

mod standing;

mod page;

mod data;

use super::failure::{Failure, Outcome};
use super::outputs::Outputs;
use super::{Format, explain, folder, print};
use crate::wire::partition::partition;
use crate::wire::read::{Sla, Transition};
use crate::wire::topic::Topic;
use clap::{Args, Subcommand};
use serde_json::{Value, json};
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub(super) enum Verb {
    /// Where a lead stands and why: its score line by line, its promises, its events, what was said of it.
    Show(ShowArguments),
    /// What was published about it: each move with its reason, each promise with its outcome.
    Explain(Arguments),
}

#[derive(Debug, Args)]
pub(super) struct ShowArguments {
    /// The lead's id.
    #[arg(value_name = "ID")]
    lead_id: String,
    /// The data folder.
    #[arg(long, value_name = "FOLDER")]
    data: PathBuf,
    /// The folder of agreement files; without it `definitions` below the data folder, else the agreement that comes with leadfold.
    #[arg(long, value_name = "FOLDER")]
    definitions: Option<PathBuf>,
    /// Show lists whole, not only the newest of each. JSON is always whole.
    #[arg(long)]
    all: bool,
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The lead's id.
    #[arg(value_name = "ID")]
    lead_id: String,
    /// The data folder.
    #[arg(long, value_name = "FOLDER")]
    data: PathBuf,
    /// Show what was taken back, too.
    #[arg(long)]
    all: bool,
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// All that was published about a lead.
#[derive(Debug, Default)]
struct Story {
    moves: Vec<Transition>,
    outcomes: Vec<Sla>,
}

pub(super) fn run(verb: &Verb) -> Outcome {
    match verb {
        Verb::Show(arguments) => show(arguments),
        Verb::Explain(arguments) => explain(arguments),
    }
}

fn show(arguments: &ShowArguments) -> Outcome {
    let lead_id = arguments.lead_id.as_str();
    let looked = look::look(&arguments.data, arguments.definitions.as_deref(), lead_id)?;
    match arguments.format {
        Format::Text => print::text(&page::page(lead_id, &looked, arguments.all)),
        Format::Json => print::json(&data::document(lead_id, &looked)),
    }
}

fn explain(arguments: &Arguments) -> Outcome {
    let story = Story::read(arguments)?;
    match arguments.format {
        Format::Text => print::text(&story.explained(&arguments.lead_id)),
        Format::Json => print::json(&story.explained_as_json(&arguments.lead_id)),
    }
}

impl Story {
    fn read(arguments: &Arguments) -> Outcome<Self> {
        let lead_id = arguments.lead_id.as_str();
        let mut log = folder::look(&arguments.data)?;
        let home = partition(lead_id, log.partitions());
        let mut outputs = Outputs::of(home..home + 1);
        let mut story = Self::default();
        outputs.read(&mut log, Topic::LeadTransitions, |_, record| {
            if let Some(value) = record.value
                && record.key == lead_id.as_bytes()
            {
                story
                    .moves
                    .push(Transition::read(value).map_err(Failure::failed)?);
            }
            Ok(())
        })?;
        outputs.read(&mut log, Topic::SlaViolations, |_, record| {
            if let Some(value) = record.value
                && record.key == lead_id.as_bytes()
            {
                story
                    .outcomes
                    .push(Sla::read(value).map_err(Failure::failed)?);
            }
            Ok(())
        })?;
        if story.moves.is_empty() {
            return Err(Failure::failed(format!(
                "nothing was published about the lead {lead_id:?}"
            ))
            .hint(
                "ids are compared letter by letter; a lead without any accepted event is not known",
            ));
        }
        if !arguments.all {
            story.net();
        }
        Ok(story)
    }

    /// Leaves what stands: rows that were taken back go, and so do warnings. What stands is in the order of when it was so.
    fn net(&mut self) {
        let mut moves: Vec<Transition> = Vec::new();
        for row in self.moves.drain(..) {
            moves.retain(|earlier| earlier.id != row.id);
            if row.sign > 0 {
                moves.push(row);
            }
        }
        moves.sort_by_key(|row| (row.instant, row.publication.revision));
        self.moves = moves;
        let mut outcomes: Vec<Sla> = Vec::new();
        for row in self.outcomes.drain(..).filter(|row| row.sign != 0) {
            outcomes.retain(|earlier| earlier.id != row.id);
            if row.sign > 0 {
                outcomes.push(row);
            }
        }
        outcomes.sort_by_key(|row| (row.instant, row.publication.revision));
        self.outcomes = outcomes;
    }

    fn explained(&self, lead_id: &str) -> String {
        let mut text = format!("lead {lead_id}\n");
        for row in &self.moves {
            let taken_back = if row.sign < 0 { "TAKEN BACK: " } else { "" };
            text.push_str(&format!(
                "  {taken_back}{}\n",
                explain::sentence(&row.into())
            ));
        }
        if !self.outcomes.is_empty() {
            text.push_str("promises\n");
        }
        for row in &self.outcomes {
            let taken_back = if row.sign < 0 { "TAKEN BACK: " } else { "" };
            text.push_str(&format!("  {taken_back}{}\n", outcome(row)));
        }
        text
    }

    fn explained_as_json(&self, lead_id: &str) -> Value {
        let json =
            |text: Option<&str>| text.and_then(|text| serde_json::from_str::<Value>(text).ok());
        let moves = self.moves.iter().map(|row| {
            json!({
                "id": row.id,
                "sign": row.sign,
                "instant": row.instant.to_string(),
                "from_stage": row.from_stage,
                "to_stage": row.to_stage,
                "cycle": row.cycle,
                "route": row.route,
                "reason": row.reason,
                "reason_group": row.reason_group,
                "actor": row.actor,
                "inferred": row.inferred,
                "irregular": row.irregular,
                "score_milli_points": row.score,
                "grade": row.grade,
                "definition_version": row.definition_version,
                "evidence": json(row.evidence.as_deref()),
                "touches": json(row.touches.as_deref()),
                "why": explain::because(&row.into()),
            })
        });
        let outcomes = self.outcomes.iter().map(|row| {
            json!({
                "id": row.id,
                "sign": row.sign,
                "clock": row.clock,
                "state": row.state,
                "instant": row.instant.to_string(),
                "started_at": row.started_at.to_string(),
                "due_at": row.due_at.to_string(),
                "target_ms": row.target.as_millis(),
                "elapsed_ms": row.elapsed.map(crate::time::Span::as_millis),
                "counted_ms": row.counted.map(crate::time::Span::as_millis),
                "paused_ms": row.paused.map(crate::time::Span::as_millis),
                "late_ms": row.late.map(crate::time::Span::as_millis),
                "tier": row.tier,
                "notify_not_before": row.notify_not_before.to_string(),
                "owner": row.dimensions.owner,
            })
        });
        json!({
            "lead_id": lead_id,
            "moves": moves.collect::<Vec<_>>(),
            "promises": outcomes.collect::<Vec<_>>(),
        })
    }
}

/// One promise in a sentence.
fn outcome(row: &Sla) -> String {
    let promised = format!("{} (promised within {})", row.clock, row.target);
    let at = explain::instant(row.instant);
    // How long it took in the promise's own time, without pauses.
    let after = explain::span(row.counted.or(row.elapsed));
    let late = (row.late).map_or_else(String::new, |late| {
        format!(", {} late", explain::about(late))
    });
    let owner = row.dimensions.owner.as_deref().unwrap_or("nobody");
    match row.state.as_str() {
        "violated" => format!("{promised} was violated on {at}; the lead was with {owner}"),
        "met" => format!("{promised} was met on {at}, after {after}"),
        "met_late" => format!("{promised} was met late on {at}, after {after}{late}"),
        "cancelled" => format!("{promised} ended on {at} before it was kept"),
        "at_risk" => format!(
            "{promised} was at risk on {at}, due {}",
            explain::instant(row.due_at)
        ),
        "escalated" => format!(
            "{promised} was escalated on {at}, for the {}. time",
            row.tier.unwrap_or(1)
        ),
        other => format!("{promised}: {other} on {at}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::{Span, Timestamp};
    use crate::wire::read::Publication;

    fn moved(id: &str, sign: i32, minute: i64, to_stage: &str) -> Transition {
        Transition {
            id: id.to_owned(),
            sign,
            to_stage: to_stage.to_owned(),
            route: "disposition".to_owned(),
            cycle: 1,
            actor: Some("rep-01".to_owned()),
            instant: Timestamp::from_millis(minute * 60_000),
            publication: Publication {
                revision: u64::try_from(minute).unwrap(),
                ..Publication::default()
            },
            ..Transition::default()
        }
    }

    fn outcome_row(id: &str, sign: i32, minute: i64, state: &str) -> Sla {
        Sla {
            id: id.to_owned(),
            sign,
            state: state.to_owned(),
            clock: "time_to_acceptance".to_owned(),
            instant: Timestamp::from_millis(minute * 60_000),
            target: Span::from_hours(8),
            elapsed: Some(Span::from_mins(minute)),
            ..Sla::default()
        }
    }

    #[test]
    fn what_was_taken_back_is_told_only_when_asked_for() {
        let mut story = Story {
            moves: vec![
                moved("a", 1, 3, "rejected"),
                moved("a", -1, 3, "rejected"),
                moved("b", 1, 2, "sal"),
            ],
            outcomes: vec![
                outcome_row("w", 0, 4, "at_risk"),
                outcome_row("v", 1, 8, "violated"),
                outcome_row("v", -1, 8, "violated"),
                outcome_row("m", 1, 7, "met"),
            ],
        };
        let all = story.explained("L1");
        assert_eq!(all.matches("TAKEN BACK").count(), 2, "{all}");
        story.net();
        expect_test::expect![[r#"
            lead L1
              became a SAL on 1970-01-01 00:02:00 UTC, accepted by rep-01
            promises
              time_to_acceptance (promised within 8 h) was met on 1970-01-01 00:07:00 UTC, after 7 min
        "#]].assert_eq(&story.explained("L1"));
    }
}
