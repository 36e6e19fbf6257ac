//! What leadfold has said so far, read from the output log and from nowhere else: the net of transitions and SLA outcomes, the newest moves
//! with their reasons, and what was taken back.

use super::summary::{CampaignLine, ClockLine, Corrections, Records, StageLine, Summary, Told};
use crate::cli::explain;
use crate::cli::failure::{Failure, Outcome};
use crate::cli::outputs::Outputs;
use crate::lead::definition::Graph;
use crate::log::Log;
use crate::time::Timestamp;
use crate::wire::read::{Dimensions, Sla, Transition};
use crate::wire::record::{Headers, Record};
use crate::wire::rejection::ERROR_CODE;
use crate::wire::topic::Topic;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// How many news the page shows of each kind.
const NEWS: usize = 5;

/// The ledger.
#[derive(Debug)]
pub(super) struct Ledger {
    outputs: Outputs,
    graph: Graph,
    /// The net transitions of each lead, by row id.
    leads: BTreeMap<String, BTreeMap<String, Entry>>,
    clocks: BTreeMap<String, Clock>,
    latest: VecDeque<Told>,
    corrections: Corrections,
    dead_letters: BTreeMap<String, u64>,
}

/// What the tally needs of a transition.
#[derive(Clone, Debug)]
struct Entry {
    at: Timestamp,
    revision: u64,
    to_stage: String,
    campaign: Option<String>,
}

/// What came of one clock.
#[derive(Debug, Default)]
struct Clock {
    /// Net outcomes by state.
    states: BTreeMap<String, i64>,
    /// Instances that were warned about and have come to nothing: lead and start.
    at_risk: BTreeSet<(String, Timestamp)>,
}

impl Ledger {
    /// An empty ledger over a log of so many partitions.
    pub(super) fn new(partitions: u16, graph: Graph) -> Self {
        Self {
            outputs: Outputs::new(partitions),
            graph,
            leads: BTreeMap::new(),
            clocks: BTreeMap::new(),
            latest: VecDeque::new(),
            corrections: Corrections::default(),
            dead_letters: BTreeMap::new(),
        }
    }

    /// Takes in what was published since the last look.
    pub(super) fn look(&mut self, log: &mut impl Log) -> Outcome {
        let mut outputs = std::mem::replace(&mut self.outputs, Outputs::new(0));
        let looked = self.take(&mut outputs, log);
        self.outputs = outputs;
        looked
    }

    fn take(&mut self, outputs: &mut Outputs, log: &mut impl Log) -> Outcome {
        let mut moves = Commit::default();
        outputs.read(log, Topic::LeadTransitions, |partition, record| {
            let Some(value) = record.value else {
                return Ok(()); // A tombstone says nothing.
            };
            let read = Transition::read(value).map_err(Failure::failed)?;
            if !moves.is_of(partition, read.publication.commit) {
                self.moved(std::mem::take(&mut moves).rows);
            }
            moves.add(partition, read.publication.commit, read);
            Ok(())
        })?;
        self.moved(moves.rows);
        let mut outcomes = Commit::default();
        outputs.read(log, Topic::SlaViolations, |partition, record| {
            let Some(value) = record.value else {
                return Ok(());
            };
            let read = Sla::read(value).map_err(Failure::failed)?;
            if !outcomes.is_of(partition, read.publication.commit) {
                self.promised(std::mem::take(&mut outcomes).rows);
            }
            outcomes.add(partition, read.publication.commit, read);
            Ok(())
        })?;
        self.promised(outcomes.rows);
        outputs.read(log, Topic::DeadLetters, |_, record| {
            *self.dead_letters.entry(code(record)).or_default() += 1;
            Ok(())
        })
    }

    /// Takes in the transitions of one commit: what it withdraws and what it asserts belong together.
    fn moved(&mut self, rows: Vec<Transition>) {
        for row in &rows {
            let entries = self.leads.entry(row.lead_id.clone()).or_default();
            if row.sign < 0 {
                entries.remove(&row.id);
                continue;
            }
            let entry = Entry {
                at: row.instant,
                revision: row.publication.revision,
                to_stage: row.to_stage.clone(),
                campaign: row.dimensions.campaign.clone(),
            };
            entries.insert(row.id.clone(), entry);
        }
        for row in &rows {
            if row.sign < 0 {
                self.took_back(row, &rows);
            } else if !row.publication.backfill && row.route != "birth" && !row.inferred {
                let told = Told {
                    at: row.publication.published_at,
                    lead_id: row.lead_id.clone(),
                    what: row.to_stage.clone(),
                    why: explain::because(&row.into()),
                };
                news(&mut self.latest, told);
            }
        }
    }

    fn took_back(&mut self, row: &Transition, rows: &[Transition]) {
        let same_lead = |other: &&Transition| other.sign > 0 && other.lead_id == row.lead_id;
        let again = rows
            .iter()
            .filter(same_lead)
            .find(|other| other.id == row.id);
        let (what, why) = if let Some(again) = again {
            self.corrections.restated += 1;
            (
                "told again".to_owned(),
                format!("its move to {} {}", row.to_stage, changed(row, again)),
            )
        } else {
            self.corrections.transitions_withdrawn += 1;
            let instead = rows.iter().filter(same_lead).next_back();
            let why = instead.map_or_else(
                || "the deed behind it was revoked".to_owned(),
                |instead| {
                    format!(
                        "a late event tells it otherwise: it {}",
                        explain::sentence(&instead.into())
                    )
                },
            );
            (format!("not {}", row.to_stage), why)
        };
        if !row.publication.backfill {
            self.corrected(row.publication.published_at, &row.lead_id, what, why);
        }
    }

    fn corrected(&mut self, at: Timestamp, lead_id: &str, what: String, why: String) {
        let told = Told {
            at,
            lead_id: lead_id.to_owned(),
            what,
            why,
        };
        self.corrections.latest.insert(0, told);
        self.corrections.latest.truncate(NEWS);
    }

    /// Takes in the SLA rows and warnings of one commit.
    fn promised(&mut self, rows: Vec<Sla>) {
        for row in &rows {
            let clock = self.clocks.entry(row.clock.clone()).or_default();
            let instance = (row.lead_id.clone(), row.started_at);
            if row.sign == 0 {
                clock.at_risk.insert(instance);
                continue;
            }
            *clock.states.entry(row.state.clone()).or_default() += i64::from(row.sign);
            if row.sign > 0 {
                clock.at_risk.remove(&instance);
            }
        }
        for row in rows.iter().filter(|row| row.sign < 0) {
            self.took_outcome_back(row, &rows);
        }
    }

    fn took_outcome_back(&mut self, row: &Sla, rows: &[Sla]) {
        let asserted = |other: &&Sla| {
            other.sign > 0 && other.lead_id == row.lead_id && other.clock == row.clock
        };
        if rows.iter().filter(asserted).any(|other| other.id == row.id) {
            self.corrections.restated += 1;
            return;
        }
        if row.state != "violated" {
            self.corrections.outcomes_withdrawn += 1;
            return;
        }
        self.corrections.violations_withdrawn += 1;
        let met = (rows.iter().filter(asserted))
            .find(|other| other.state == "met" && other.started_at == row.started_at);
        let why = met.map_or_else(
            || format!("a late event shows that {} did not run so", row.clock),
            |met| {
                let late = met.publication.published_at - met.instant;
                format!(
                    "{} was met in time, {} before leadfold heard of it",
                    row.clock,
                    explain::about(late)
                )
            },
        );
        self.corrected(
            row.publication.published_at,
            &row.lead_id,
            "not violated".to_owned(),
            why,
        );
    }

    /// The whole, as of the last look; `records` counts what outputs do not tell.
    pub(super) fn summary(&self, records: Records) -> Summary {
        let path: Vec<&str> = self
            .graph
            .path
            .iter()
            .map(|stage| self.graph.name(*stage))
            .collect();
        let mut tally = Tally::new(&path);
        for entries in self.leads.values() {
            tally.lead(entries.values());
        }
        let count = |states: &BTreeMap<String, i64>, state: &str| {
            u64::try_from(states.get(state).copied().unwrap_or(0)).unwrap_or(0)
        };
        let clocks = self.clocks.iter().map(|(name, clock)| ClockLine {
            clock: name.clone(),
            at_risk: clock.at_risk.len() as u64,
            met: count(&clock.states, "met"),
            met_late: count(&clock.states, "met_late"),
            violated: count(&clock.states, "violated"),
            cancelled: count(&clock.states, "cancelled"),
        });
        let dead_letters = self.dead_letters.iter();
        Summary {
            clocks: clocks.collect(),
            latest: self.latest.iter().cloned().collect(),
            corrections: self.corrections.clone(),
            records: Records {
                dead_letters: dead_letters
                    .map(|(code, count)| (code.clone(), *count))
                    .collect(),
                ..records
            },
            ..tally.summary()
        }
    }
}

/// The rows of one commit of one partition.
#[derive(Debug)]
struct Commit<R> {
    of: Option<(u16, u64)>,
    rows: Vec<R>,
}

impl<R> Default for Commit<R> {
    fn default() -> Self {
        Self {
            of: None,
            rows: Vec::new(),
        }
    }
}

impl<R> Commit<R> {
    fn is_of(&self, partition: u16, commit: u64) -> bool {
        self.of.is_none_or(|of| of == (partition, commit))
    }

    fn add(&mut self, partition: u16, commit: u64, row: R) {
        self.of = Some((partition, commit));
        self.rows.push(row);
    }
}

/// Counts leads, each by its own net transitions.
#[derive(Debug)]
struct Tally<'a> {
    path: &'a [&'a str],
    leads: u64,
    reached: Vec<u64>,
    spans: Vec<Vec<i64>>,
    standing: BTreeMap<&'a str, u64>,
    beside: BTreeMap<String, u64>,
    campaigns: BTreeMap<Option<String>, CampaignLine>,
}

impl<'a> Tally<'a> {
    fn new(path: &'a [&'a str]) -> Self {
        Self {
            path,
            leads: 0,
            reached: vec![0; path.len()],
            spans: vec![Vec::new(); path.len()],
            standing: BTreeMap::new(),
            beside: BTreeMap::new(),
            campaigns: BTreeMap::new(),
        }
    }

    fn lead<'e>(&mut self, entries: impl Iterator<Item = &'e Entry>) {
        let mut entries: Vec<&Entry> = entries.collect();
        // Stages passed in one instant stand in the order in which they were told.
        entries.sort_by_key(|entry| (entry.at, entry.revision));
        let Some(last) = entries.last() else { return };
        self.leads += 1;
        match self.path.iter().find(|stage| **stage == last.to_stage) {
            Some(stage) => *self.standing.entry(stage).or_default() += 1,
            None => *self.beside.entry(last.to_stage.clone()).or_default() += 1,
        }
        let first = |stage: &str| {
            entries
                .iter()
                .find(|entry| entry.to_stage == stage)
                .map(|entry| entry.at)
        };
        let firsts: Vec<Option<Timestamp>> = self.path.iter().map(|stage| first(stage)).collect();
        let line = self.campaigns.entry(last.campaign.clone()).or_default();
        line.leads += 1;
        for (index, at) in firsts.iter().enumerate() {
            let Some(at) = at else { continue };
            self.reached[index] += 1;
            let of_stage = match self.path[index] {
                "mql" => Some(&mut line.mql),
                "sal" => Some(&mut line.sal),
                "sql" => Some(&mut line.sql),
                "customer" => Some(&mut line.customer),
                _ => None,
            };
            if let Some(count) = of_stage {
                *count += 1;
            }
            if let Some(Some(before)) = index.checked_sub(1).map(|before| firsts[before]) {
                self.spans[index].push((*at - before).as_millis());
            }
        }
    }

    fn summary(mut self) -> Summary {
        let stages = self
            .path
            .iter()
            .enumerate()
            .map(|(index, stage)| StageLine {
                stage: (*stage).to_owned(),
                reached: self.reached[index],
                median_ms: median(&mut self.spans[index]),
                standing: self.standing.get(stage).copied().unwrap_or(0),
            });
        let stages = stages.collect();
        let campaigns = self
            .campaigns
            .into_iter()
            .map(|(campaign, line)| CampaignLine { campaign, ..line });
        let mut campaigns: Vec<CampaignLine> = campaigns.collect();
        campaigns.sort_by_key(|line| std::cmp::Reverse(line.leads));
        Summary {
            leads: self.leads,
            stages,
            beside: self.beside.into_iter().collect(),
            campaigns,
            ..Summary::default()
        }
    }
}

/// The middle one; of an even number the earlier of the two in the middle, so that it is one that was.
fn median(spans: &mut [i64]) -> Option<i64> {
    spans.sort_unstable();
    spans.get(spans.len().checked_sub(1)? / 2).copied()
}

fn news(latest: &mut VecDeque<Told>, told: Told) {
    latest.push_front(told);
    latest.truncate(NEWS);
}

/// What differs between a row taken back and the same row told again.
fn changed(before: &Transition, after: &Transition) -> String {
    let Dimensions {
        owner,
        team,
        source,
        campaign,
        amount,
    } = &before.dimensions;
    let word = |value: &Option<String>| value.clone().unwrap_or_else(|| "none".to_owned());
    let pairs = [
        ("owner", word(owner), word(&after.dimensions.owner)),
        ("team", word(team), word(&after.dimensions.team)),
        ("source", word(source), word(&after.dimensions.source)),
        ("campaign", word(campaign), word(&after.dimensions.campaign)),
        (
            "amount",
            format!("{amount:?}"),
            format!("{:?}", after.dimensions.amount),
        ),
        (
            "stage before",
            word(&before.from_stage),
            word(&after.from_stage),
        ),
        ("cycle", before.cycle.to_string(), after.cycle.to_string()),
    ];
    let differing = pairs.iter().filter(|(_, old, new)| old != new);
    let told: Vec<String> = differing
        .map(|(name, old, new)| format!("{name} {new} instead of {old}"))
        .collect();
    if told.is_empty() {
        "is told with another time in the stage before, after a late event".to_owned()
    } else {
        format!("now has {}", told.join(", "))
    }
}

fn code(record: Record<'_>) -> String {
    let found = Headers(record.headers).find(|(name, _)| *name == ERROR_CODE.as_bytes());
    found.map_or_else(
        || "without_code".to_owned(),
        |(_, code)| String::from_utf8_lossy(code).into_owned(),
    )
}
