//! Random stories of a few leads: bursts in one millisecond, late and very old events, plausible words and unlawful ones, revokes of
//! everything and nothing, patches, clears and conflicts. All of it follows from the seed and can be printed.

mod words;

use super::agreement;
use super::random::Random;
use crate::model::acceptance::Accepted;
use crate::model::event::{OwnedEngagement, OwnedEvent, OwnedFact};
use crate::model::fold::fold;
use leadfold::lead::definition::Definitions;
use leadfold::lead::event::Outcome;
use leadfold::time::{Span, Timestamp};
use std::fmt;

/// What happens, in the order in which it is told; who hears it when is a [`Plan`](super::plan::Plan).
#[derive(Clone, Debug)]
pub(crate) struct Scenario {
    /// Everything follows from it.
    pub(crate) seed: u64,
    /// The agreement.
    pub(crate) definitions: Definitions,
    /// The events of all leads; append times and offsets come with the delivery.
    pub(crate) events: Vec<OwnedEvent>,
    /// The usual time between two events.
    pub(crate) tempo: Span,
    /// Producers that use one id for several dispositions, and change an event's sequence: only where nothing is trimmed does an engine of
    /// bounded memory have to notice all of it.
    pub(crate) reuses_ids: bool,
}

impl Scenario {
    /// The story of that seed.
    pub(crate) fn of(seed: u64) -> Self {
        let mut random = Random::new(seed);
        let tempos = [
            Span::from_millis(40),
            Span::from_mins(1),
            Span::from_mins(20),
            Span::from_hours(6),
        ];
        let tempo = tempos[random.below(tempos.len())];
        let start = STARTS[random.below(STARTS.len())];
        let start = Timestamp::from_millis(start - random.between(0, 10 * tempo.as_millis()));
        let definitions = agreement::agreements(&mut random, start, tempo);
        let reuses_ids = random.percent(15);
        // More assets than a limit remembers (S12) need a long story of one lead.
        let browses = random.percent(2);
        let leads = if browses { 1 } else { random.below(6) + 1 };
        let mut teller = Teller {
            leads: vec![Vec::new(); leads],
            untils: Vec::new(),
            is_due: false,
            again: None,
            browses,
            now: start,
            definitions: &definitions,
            tempo,
            reuses_ids,
            random,
            told: Vec::new(),
        };
        let length = if browses {
            150
        } else {
            teller.random.below(60) + 5
        };
        for _ in 0..length {
            teller.tell();
        }
        let events = teller.told;
        Self {
            seed,
            events,
            tempo,
            reuses_ids,
            definitions,
        }
    }
}

impl fmt::Display for Scenario {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "seed {}", self.seed)?;
        write!(f, "{}", agreement::print(&self.definitions))?;
        for event in &self.events {
            writeln!(f, "{event}")?;
        }
        Ok(())
    }
}

/// Mostly a plain Monday; around 1970 times change their sign (S8); on the others clocks change in Berlin, in New York, on Lord Howe.
const STARTS: [i64; 8] = [
    1_772_409_600_000,
    1_772_409_600_000,
    1_772_409_600_000,
    0,
    1_774_742_400_000,
    1_792_886_400_000,
    1_772_928_000_000,
    1_775_304_000_000,
];

struct Teller<'a> {
    random: Random,
    definitions: &'a Definitions,
    tempo: Span,
    reuses_ids: bool,
    now: Timestamp,
    /// The ends of holds and pins that were told.
    untils: Vec<Timestamp>,
    /// Something may be so at this very instant.
    is_due: bool,
    /// What was done so long before that a window may open or close now.
    again: Option<OwnedEngagement>,
    /// Almost only visits, each to another page.
    browses: bool,
    /// Per lead what was told of it.
    leads: Vec<Vec<OwnedEvent>>,
    told: Vec<OwnedEvent>,
}

impl Teller<'_> {
    fn tell(&mut self) {
        let lead = self.random.below(self.leads.len());
        let event = if !self.leads[lead].is_empty() && self.random.percent(4) {
            self.conflict(lead)
        } else {
            self.happening(lead)
        };
        self.leads[lead].push(event.clone());
        self.told.push(event);
    }

    fn happening(&mut self, lead: usize) -> OwnedEvent {
        let occurred_at = self.instant(lead);
        let first = self.leads[lead].is_empty();
        let fact = self.fact(lead, first);
        let mut id = format!("e{}", self.leads[lead].len());
        if self.reuses_ids && self.random.percent(10) {
            id = format!("e{}", self.random.below(self.leads[lead].len() + 1));
        }
        let mut event = OwnedEvent::new(&format!("lead-{lead}"), &id, occurred_at, fact);
        if self.random.percent(15) {
            event.sequence = self.random.between(-2, 3);
        }
        event.day_precision = self.random.percent(8);
        event.digested()
    }

    fn fact(&mut self, lead: usize, first: bool) -> OwnedFact {
        if self.browses && self.random.percent(90) {
            let page = format!("/pricing/{}", self.random.below(400));
            return OwnedFact::Engagement(OwnedEngagement {
                kind: "page_view".to_owned(),
                asset: Some(page),
                ..OwnedEngagement::default()
            });
        }
        let again = self.again.take();
        if let Some(engagement) = again.filter(|_| self.is_due && self.random.percent(60)) {
            return OwnedFact::Engagement(engagement);
        }
        if self.is_due && !first && self.random.percent(35) {
            // Whoever waits or hands over does so at the last moment.
            let mut said = self.disposition(lead);
            said.outcome = Outcome::HoldUntil;
            said.until = self.until(15);
            if self.random.percent(50) {
                said.outcome = Outcome::Assign;
                said.owner = self.sometimes(80, &["ann", "bob", "cid"]);
            }
            return OwnedFact::Disposition(said);
        }
        match self.random.below(100) {
            chance if chance < 14 || (first && chance < 66) => OwnedFact::Created(self.profile()),
            chance if chance < 55 => OwnedFact::Engagement(self.engagement()),
            55 => OwnedFact::Scoring {
                suspended: self.random.percent(50),
            },
            56 if self.random.percent(60) => OwnedFact::Merged("survivor".to_owned()),
            56 if self.random.percent(70) => OwnedFact::Erased,
            _ => OwnedFact::Disposition(self.disposition(lead)),
        }
    }

    /// When it happens: often in the same millisecond, often to the millisecond when a promise is due, sometimes long ago.
    fn instant(&mut self, lead: usize) -> Timestamp {
        let tempo = self.tempo.as_millis();
        let step = match self.random.below(100) {
            0..30 => 0,
            30..50 => self.random.between(1, 3),
            50..90 => self.random.between(1, tempo),
            _ => self.random.between(1, 20 * tempo),
        };
        self.now = self.now + Span::from_millis(step);
        let chance = self.random.below(100);
        self.is_due = chance < 12;
        match chance {
            0..12 => self.due_instant(lead),
            12..22 => self.now - Span::from_millis(self.random.between(1, 30 * tempo)),
            22..24 => self.now - Span::from_days(self.random.between(40, 400)),
            _ => self.now,
        }
    }

    /// When something may be so because of an earlier event, give or take a millisecond.
    fn due_instant(&mut self, lead: usize) -> Timestamp {
        // Mostly to the millisecond: a deed at exactly `due_at` is in time, a pause then leaves nothing.
        let near = Span::from_millis(match self.random.below(5) {
            0 => -1,
            1 => 1,
            _ => 0,
        });
        let earlier = &self.leads[lead];
        let start = earlier.get(self.random.below(earlier.len().max(1)));
        let Some((start, done)) = start.map(|event| (event.occurred_at, &event.fact)) else {
            return self.now;
        };
        self.again = match done {
            OwnedFact::Engagement(engagement) => Some(engagement.clone()),
            OwnedFact::Created(_)
            | OwnedFact::Merged(_)
            | OwnedFact::Erased
            | OwnedFact::Scoring { .. }
            | OwnedFact::Disposition(_) => None,
        };
        let running = self.running(lead);
        let done = self.again.clone().filter(|_| self.random.percent(45));
        let at = if let Some(done) = done {
            agreement::window_after(&mut self.random, self.definitions, &done, start)
        } else if !running.is_empty() && self.random.percent(40) {
            running[self.random.below(running.len())]
        } else if !self.untils.is_empty() && self.random.percent(25) {
            self.untils[self.random.below(self.untils.len())]
        } else {
            agreement::instant_after(&mut self.random, self.definitions, start)
        };
        // A step of months would leave the rest of the story behind it.
        let at = at.min(self.now + Span::from_millis(40 * self.tempo.as_millis())) + near;
        self.now = self.now.max(at);
        at
    }

    /// When the clocks that run by what was told so far are due.
    fn running(&self, lead: usize) -> Vec<Timestamp> {
        let told = self.leads[lead].iter().map(|event| Accepted {
            event: event.clone(),
            marked: false,
        });
        let told: Vec<Accepted> = told.collect();
        let folded = fold(&told, self.definitions, Timestamp::MIN);
        let clocks = folded.view.map(|view| view.clocks).unwrap_or_default();
        clocks
            .iter()
            .filter_map(|clock| clock.due_at)
            .filter(|due_at| *due_at < Timestamp::LATEST_EVENT)
            .collect()
    }
}
