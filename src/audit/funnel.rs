//! The funnel: how many leads came to each stage, how well they convert, and how long it took, by source, campaign, owner or team.
//!
//! A lead counts once per stage, when it first came there, whatever happened later. It counts in one group, so that the rows add
//! up: by the source or campaign known now, by the owner or team of its latest transition.

use crate::audit::contact::{Contact, Contacts, contacts};
use crate::audit::figure::Figure;
use crate::audit::{Error, net};
use crate::lead::definition::Graph;
use crate::log::Log;
use crate::processor::record::Seeded;
use crate::time::Timestamp;
use crate::time::zone::Zone;
use crate::wire::decode::Decoder;
use crate::wire::read::Transition;
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};

/// By what leads are grouped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Dimension {
    /// Where they came from.
    Source,
    /// The campaign that brought them.
    Campaign,
    /// Who had them at their latest transition.
    Owner,
    /// The team that had them at their latest transition.
    Team,
}

impl Dimension {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Source, Self::Campaign, Self::Owner, Self::Team];

    /// Its word.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Campaign => "campaign",
            Self::Owner => "owner",
            Self::Team => "team",
        }
    }

    /// The dimension of that word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|dimension| dimension.name() == word)
    }
}

/// A funnel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Funnel {
    /// By what leads are grouped; absent: not at all.
    pub group_by: Option<Dimension>,
    /// The groups, the best converting first; empty without grouping.
    pub groups: Vec<Group>,
    /// All leads together.
    pub all: Group,
    /// Rows of the log that do not add up; above 0 the log lacks something and the figures are wrong.
    pub unbalanced_rows: usize,
    /// What was seeded and so is in no figure here, where the reader knows it (C1).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seeded: Option<Seeded>,
}

/// The figures of one group of leads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Group {
    /// The source, campaign, owner or team; null where leads have none.
    pub key: Option<String>,
    /// Leads that began.
    pub leads: u64,
    /// The stages of the success path, from the one after birth on.
    pub stages: Vec<StageLine>,
    /// Leads that came to the last stage.
    pub won: u64,
    /// Of all leads, with two decimals.
    pub won_percent: Option<Figure>,
    /// From first contact to the deal, in calendar days, on average, with one decimal.
    pub average_days_to_close: Option<Figure>,
}

/// One stage in a group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StageLine {
    /// Its name.
    pub stage: String,
    /// Leads that ever came there.
    pub leads: u64,
    /// Of those in the stage before.
    pub percent_of_previous: Option<Figure>,
    /// Of all.
    pub percent_of_leads: Option<Figure>,
    /// Leads of which it is known how long they took from the stage before: both entries were said, not inferred.
    pub timed: u64,
    /// How long those took: half of them took no longer. Milliseconds.
    pub median_ms: Option<i64>,
    /// How long those took on average. Milliseconds.
    pub average_ms: Option<i64>,
}

/// Counts leads, partition by partition, because all rows of a lead lie in one.
#[derive(Debug)]
pub struct Tally<'a> {
    path: Vec<&'a str>,
    group_by: Option<Dimension>,
    zone: &'a Zone,
    groups: BTreeMap<Option<String>, Count>,
    all: Count,
    unbalanced_rows: usize,
}

#[derive(Clone, Debug, Default)]
struct Count {
    leads: u64,
    came: Vec<u64>,
    took: Vec<Vec<i64>>,
    closed: u64,
    days_to_close: i64,
}

/// What a funnel needs of one lead.
#[derive(Clone, Debug, Default)]
struct Journey {
    born_at: Option<Timestamp>,
    /// By place on the path: first entered, and whether that was inferred.
    first: Vec<Option<(Timestamp, bool)>>,
    last: Option<(Timestamp, u64)>,
    value: Option<String>,
}

/// The funnel of a log, read from its outputs; `graph` gives the success path, `zone` the calendar for days to close.
///
/// # Errors
/// When the log cannot be read or understood.
pub fn read<L: Log + ?Sized>(
    log: &mut L,
    partitions: u16,
    decoder: &mut Decoder,
    graph: &Graph,
    group_by: Option<Dimension>,
    zone: &Zone,
) -> Result<Funnel, Error> {
    let mut tally = Tally::new(graph, group_by, zone);
    for partition in 0..partitions {
        let contacts = contacts(log, partition, partitions, decoder)?;
        let (rows, unbalanced) = net::transitions(log, partition)?;
        tally.unbalanced_rows += unbalanced;
        tally.take(rows, &contacts);
    }
    Ok(tally.end())
}

impl<'a> Tally<'a> {
    /// Nothing counted yet.
    #[must_use]
    pub fn new(graph: &'a Graph, group_by: Option<Dimension>, zone: &'a Zone) -> Self {
        Self {
            path: graph.path.iter().map(|stage| graph.name(*stage)).collect(),
            group_by,
            zone,
            groups: BTreeMap::new(),
            all: Count::default(),
            unbalanced_rows: 0,
        }
    }

    /// Counts leads by their net transitions, in any order; all transitions of a lead come together in one call.
    pub fn take(&mut self, transitions: impl IntoIterator<Item = Transition>, contacts: &Contacts) {
        let mut journeys: HashMap<String, Journey> = HashMap::new();
        for row in transitions {
            let place = self.path.iter().position(|name| *name == row.to_stage);
            let journey = journeys.entry(row.lead_id).or_default();
            let instant = row.instant;
            if row.from_stage.is_none() {
                journey.born_at = Some(instant);
            }
            if let Some(place) = place {
                journey.first.resize(self.path.len(), None);
                let first = &mut journey.first[place];
                if first.is_none_or(|(at, _)| instant < at) {
                    *first = Some((instant, row.inferred));
                }
            }
            if journey.last < Some((instant, row.publication.revision)) {
                journey.last = Some((instant, row.publication.revision));
                journey.value = match self.group_by {
                    None => None,
                    Some(Dimension::Source) => row.dimensions.source,
                    Some(Dimension::Campaign) => row.dimensions.campaign,
                    Some(Dimension::Owner) => row.dimensions.owner,
                    Some(Dimension::Team) => row.dimensions.team,
                };
            }
        }
        for (lead_id, journey) in journeys {
            self.count(journey, contacts.of(&lead_id));
        }
    }

    fn count(&mut self, mut journey: Journey, contact: Option<&Contact>) {
        // A lead whose birth is not in the log is none of this funnel's.
        let Some(born_at) = journey.born_at else {
            return;
        };
        if let Some(contact) = contact {
            // Rows say what was known then; the input says what is known now.
            match self.group_by {
                Some(Dimension::Source) => journey.value = contact.source().map(str::to_owned),
                Some(Dimension::Campaign) => journey.value = contact.campaign().map(str::to_owned),
                Some(Dimension::Owner | Dimension::Team) | None => {}
            }
        }
        let first_contact = contact.and_then(Contact::first_at).unwrap_or(born_at);
        let closed = journey.first.last().copied().flatten();
        let days = closed.map(|(closed_at, _)| {
            let contact_day = self.zone.day_of(first_contact);
            self.zone.day_of(closed_at).since(contact_day)
        });
        self.all.add(&journey.first, days);
        if self.group_by.is_some() {
            let group = self.groups.entry(journey.value).or_default();
            group.add(&journey.first, days);
        }
    }

    /// The funnel.
    #[must_use]
    pub fn end(self) -> Funnel {
        let path = self.path;
        let groups = self.groups.into_iter();
        let mut groups: Vec<Group> = groups.map(|(key, count)| count.group(key, &path)).collect();
        // Stable: groups that convert alike stand by name, those without one first.
        groups.sort_by_key(|group| std::cmp::Reverse(group.won_percent.map(Figure::units)));
        Funnel {
            group_by: self.group_by,
            groups,
            all: self.all.group(None, &path),
            unbalanced_rows: self.unbalanced_rows,
            seeded: None,
        }
    }
}

impl Count {
    fn add(&mut self, first: &[Option<(Timestamp, bool)>], days_to_close: Option<i64>) {
        self.leads += 1;
        self.came.resize(self.came.len().max(first.len()), 0);
        self.took.resize(self.came.len(), Vec::new());
        for (place, entry) in first.iter().enumerate() {
            let Some((at, inferred)) = *entry else {
                continue;
            };
            self.came[place] += 1;
            let before = place.checked_sub(1).and_then(|before| first[before]);
            // What was inferred happened at nobody's word; how long it took says nothing. Birth alone may be inferred.
            if let Some((before_at, before_inferred)) = before
                && !inferred
                && (!before_inferred || place == 1)
                && before_at <= at
            {
                self.took[place].push((at - before_at).as_millis());
            }
        }
        if let Some(days) = days_to_close {
            self.closed += 1;
            self.days_to_close = self.days_to_close.saturating_add(days);
        }
    }

    fn group(mut self, key: Option<String>, path: &[&str]) -> Group {
        self.came.resize(path.len(), 0);
        self.took.resize(path.len(), Vec::new());
        let mut stages = Vec::new();
        for (place, name) in path.iter().enumerate().skip(1) {
            let previous = if place == 1 {
                self.leads
            } else {
                self.came[place - 1]
            };
            let took = &mut self.took[place];
            took.sort_unstable();
            stages.push(StageLine {
                stage: (*name).to_owned(),
                leads: self.came[place],
                percent_of_previous: Figure::percent(self.came[place], previous),
                percent_of_leads: Figure::percent(self.came[place], self.leads),
                timed: took.len() as u64,
                median_ms: median(took),
                average_ms: average(took),
            });
        }
        Group {
            key,
            leads: self.leads,
            stages,
            won: self.closed,
            won_percent: Figure::percent(self.closed, self.leads),
            average_days_to_close: Figure::ratio(self.days_to_close, self.closed, 1),
        }
    }
}

/// Of an even number the mean of the two in the middle, rounded down.
fn median(sorted: &[i64]) -> Option<i64> {
    let upper = *sorted.get(sorted.len() / 2)?;
    if sorted.len() % 2 == 1 {
        return Some(upper);
    }
    let lower = sorted[sorted.len() / 2 - 1];
    Some(lower + (upper - lower) / 2)
}

fn average(spans: &[i64]) -> Option<i64> {
    let sum: i128 = spans.iter().map(|span| i128::from(*span)).sum();
    let count = i128::try_from(spans.len())
        .ok()
        .filter(|count| *count > 0)?;
    i64::try_from((2 * sum + count).div_euclid(2 * count)).ok()
}

#[cfg(test)]
mod tests;
