//! What leadfold has said so far, read from the output log and from nowhere else: the net of transitions and SLA outcomes, the newest moves
//! with their reasons, and what was taken back.

use super::summary::{CampaignLine, ClockLine, Corrections, Records, StageLine, Summary, Told};
use crate::audit::funnel::{Funnel, Group};
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
use std::collections::{BTreeMap, BTreeSet};

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
    latest: Vec<Told>,
    corrections: Corrections,
    dead_letters: BTreeMap<String, u64>,
}

/// What the tally needs of a transition.
#[derive(Clone, Debug)]
struct Entry {
    at: Timestamp,
    revision: u64,
    to_stage: String,
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
            latest: Vec::new(),
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
            let instead = rows.iter().rfind(same_lead);
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
        news(&mut self.corrections.latest, told);
    }

    /// Takes in the SLA rows and warnings of one commit.
    fn promised(&mut self, rows: Vec<Sla>) {
        for row in &rows {
            let clock = self.clocks.entry(row.clock.clone()).or_default();
            let instance = (row.lead_id.clone(), row.started_at);
            if row.sign == 0 {
                // An escalation follows on a violation, and that is counted.
                if row.tier == Some(0) {
                    clock.at_risk.insert(instance);
                }
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

    /// The whole, as of the last look; `funnel` counts leads by campaign, `records` what outputs do not tell.
    pub(super) fn summary(&self, funnel: Funnel, records: Records) -> Summary {
        let standing = self.standing();
        let here = |stage: &str| standing.get(stage).copied().unwrap_or(0);
        let path: Vec<&str> = (self.graph.path.iter())
            .map(|stage| self.graph.name(*stage))
            .collect();
        let first = path.first().map(|stage| StageLine {
            stage: (*stage).to_owned(),
            reached: funnel.all.leads,
            median_ms: None,
            standing: here(stage),
        });
        let further = funnel.all.stages.iter().map(|line| StageLine {
            stage: line.stage.clone(),
            reached: line.leads,
            median_ms: line.median_ms,
            standing: here(&line.stage),
        });
        let beside = standing.iter().filter(|(stage, _)| !path.contains(stage));
        let mut campaigns: Vec<CampaignLine> = funnel.groups.into_iter().map(campaign).collect();
        campaigns.sort_by_key(|line| std::cmp::Reverse(line.leads));
        let dead_letters = self.dead_letters.iter();
        Summary {
            leads: funnel.all.leads,
            stages: first.into_iter().chain(further).collect(),
            beside: beside
                .map(|(stage, leads)| ((*stage).to_owned(), *leads))
                .collect(),
            campaigns,
            clocks: self
                .clocks
                .iter()
                .map(|(name, clock)| clock.line(name))
                .collect(),
            latest: self.latest.clone(),
            corrections: self.corrections.clone(),
            records: Records {
                dead_letters: dead_letters
                    .map(|(code, count)| (code.clone(), *count))
                    .collect(),
                ..records
            },
        }
    }

    /// How many leads stand in each stage: each where its last net transition brought it.
    fn standing(&self) -> BTreeMap<&str, u64> {
        let mut standing = BTreeMap::new();
        for entries in self.leads.values() {
            // Stages passed in one instant stand in the order in which they were told.
            if let Some(last) = entries
                .values()
                .max_by_key(|entry| (entry.at, entry.revision))
            {
                *standing.entry(last.to_stage.as_str()).or_default() += 1;
            }
        }
        standing
    }
}

impl Clock {
    fn line(&self, name: &str) -> ClockLine {
        let count = |state: &str| {
            let net = self.states.get(state).copied().unwrap_or(0);
            u64::try_from(net).unwrap_or(0)
        };
        ClockLine {
            clock: name.to_owned(),
            at_risk: self.at_risk.len() as u64,
            met: count("met"),
            met_late: count("met_late"),
            violated: count("violated"),
            cancelled: count("cancelled"),
        }
    }
}

fn campaign(group: Group) -> CampaignLine {
    let came = |stage: &str| {
        let line = group.stages.iter().find(|line| line.stage == stage);
        line.map_or(0, |line| line.leads)
    };
    CampaignLine {
        leads: group.leads,
        mql: came("mql"),
        sal: came("sal"),
        sql: came("sql"),
        customer: group.won,
        campaign: group.key,
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

/// Partitions are read one after the other, so the newest are found by their time.
fn news(latest: &mut Vec<Told>, told: Told) {
    latest.insert(0, told);
    latest.sort_by_key(|told| std::cmp::Reverse(told.at));
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
        first_touch_campaign,
        mql_campaign,
    } = &before.dimensions;
    let now = &after.dimensions;
    let word = |value: &Option<String>| value.clone().unwrap_or_else(|| "none".to_owned());
    let pairs = [
        ("owner", word(owner), word(&now.owner)),
        ("team", word(team), word(&now.team)),
        ("source", word(source), word(&now.source)),
        ("campaign", word(campaign), word(&now.campaign)),
        (
            "first campaign",
            word(first_touch_campaign),
            word(&now.first_touch_campaign),
        ),
        (
            "campaign at MQL",
            word(mql_campaign),
            word(&now.mql_campaign),
        ),
        ("amount", format!("{amount:?}"), format!("{:?}", now.amount)),
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
