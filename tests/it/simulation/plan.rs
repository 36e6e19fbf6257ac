//! How a story is delivered: in what order, how often, in which batches, with which steps of W between, and where the engine is restarted.

use super::agreement;
use super::generator::Scenario;
use super::random::Random;
use crate::model::acceptance::{Acceptance, Accepted, Bounds, Verdict};
use crate::model::event::OwnedEvent;
use crate::model::fold::{Folded, fold};
use crate::model::meets::Meets;
use leadfold::lead::definition::Definitions;
use leadfold::lead::event::Input;
use leadfold::time::{Span, Timestamp};
use std::collections::BTreeMap;
use std::fmt;

/// One delivery of a story.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    /// How much each lead's journal keeps.
    pub(crate) bounds: Bounds,
    /// One after the other.
    pub(crate) steps: Vec<Step>,
}

/// One step of a delivery.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// These arrive together. Append times never fall, offsets grow by one per input.
    Deliver(Vec<OwnedEvent>),
    /// W grows to this.
    Watermark(Timestamp),
    /// The engine stops and begins again from what it had committed.
    Restart,
}

/// How far the delivery strays from the order in which the story is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    /// Not at all, and nothing twice.
    AsTold,
    /// A few places, some events twice.
    Nearly,
    /// Any order, some events twice.
    Any,
}

impl Order {
    /// All of them.
    pub(crate) const ALL: [Self; 3] = [Self::AsTold, Self::Nearly, Self::Any];
}

impl Plan {
    /// The delivery of that seed, with nothing trimmed or, if `tiny`, with journals of a few entries.
    pub(crate) fn of(scenario: &Scenario, seed: u64, order: Order, tiny: bool) -> Self {
        // A stream of its own: the same story can be delivered in many ways.
        let mut random = Random::new(seed ^ scenario.seed.rotate_left(32) ^ 0x5eed);
        let bounds = if tiny && !scenario.reuses_ids {
            Bounds {
                journal: random.below(6) + 1,
                horizon: Span::from_millis(random.between(1, 60 * scenario.tempo.as_millis())),
            }
        } else {
            Bounds::WIDE
        };
        let events = arrange(&mut random, scenario, order);
        let events = append(&mut random, events, scenario.tempo);
        Self {
            bounds,
            steps: steps(&mut random, scenario, bounds, events),
        }
    }
}

fn arrange(random: &mut Random, scenario: &Scenario, order: Order) -> Vec<OwnedEvent> {
    let mut events = scenario.events.clone();
    match order {
        Order::AsTold => return events,
        Order::Nearly => {
            for place in 1..events.len() {
                if random.percent(30) {
                    let back = random.below(place.min(6)) + 1;
                    events[place - back..=place].rotate_right(1);
                }
            }
        }
        Order::Any => random.shuffle(&mut events),
    }
    for _ in 0..events.len() / 5 {
        let again = events[random.below(events.len())].clone();
        let first = events.iter().position(|event| *event == again).unwrap_or(0);
        let place = first + 1 + random.below(events.len() - first);
        events.insert(place, again);
    }
    events
}

/// Gives append times and offsets, as a log would: never before the event less what J5 allows, never falling.
fn append(random: &mut Random, mut events: Vec<OwnedEvent>, tempo: Span) -> Vec<OwnedEvent> {
    let mut offsets: BTreeMap<Input, i64> = BTreeMap::new();
    let mut clock = Timestamp::MIN;
    for event in &mut events {
        let lag = if random.percent(10) {
            // The producer's clock is ahead.
            -random.between(0, 240_000)
        } else {
            random.between(0, tempo.as_millis())
        };
        clock = clock.max(event.occurred_at + Span::from_millis(lag));
        event.appended_at = clock;
        let next = offsets.entry(event.input()).or_default();
        event.offset = *next;
        *next += 1;
    }
    events
}

fn steps(
    random: &mut Random,
    scenario: &Scenario,
    bounds: Bounds,
    events: Vec<OwnedEvent>,
) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut watermark = Timestamp::MIN;
    let mut clock = Timestamp::MIN;
    let mut rest = events.as_slice();
    while !rest.is_empty() {
        // Single events are as likely as batches, so that every cut is met.
        let most = if random.percent(50) {
            1
        } else {
            random.below(12) + 1
        };
        let (batch, later) = rest.split_at(most.min(rest.len()));
        rest = later;
        clock = batch.last().map_or(clock, |event| event.appended_at);
        steps.push(Step::Deliver(batch.to_vec()));
        if random.percent(40) {
            let wanted = if random.percent(20) {
                let heard = &events[..events.len() - rest.len()];
                final_instant(random, bounds, heard).min(clock)
            } else {
                wanted_watermark(random, scenario, clock)
            };
            watermark = watermark.max(wanted);
            steps.push(Step::Watermark(watermark));
        }
        if random.percent(10) {
            steps.push(Step::Restart);
        }
    }
    // Small steps past the last event: what comes due early must not wait for what comes due late.
    for _ in 0..random.below(8) {
        let step = Span::from_millis(random.between(1, 6 * scenario.tempo.as_millis()));
        watermark = clock.max(watermark) + step;
        steps.push(Step::Watermark(watermark));
    }
    if random.percent(60) {
        // The end of all things: every clock is due, every score has faded.
        steps.push(Step::Watermark(
            clock.max(watermark) + Span::from_days(2000),
        ));
    }
    steps
}

/// Where an event becomes final (J2), or a millisecond before.
fn final_instant(random: &mut Random, bounds: Bounds, heard: &[OwnedEvent]) -> Timestamp {
    let event = &heard[random.below(heard.len())];
    let before = Span::from_millis(random.between(0, 1));
    event.occurred_at.max(event.appended_at) + bounds.horizon - before
}

/// Somewhere behind the log's clock, or to the millisecond where a promise may be due.
fn wanted_watermark(random: &mut Random, scenario: &Scenario, clock: Timestamp) -> Timestamp {
    if random.percent(60) {
        let behind = random.between(0, 10 * scenario.tempo.as_millis());
        return clock - Span::from_millis(behind);
    }
    let event = &scenario.events[random.below(scenario.events.len())];
    let said = event.disposition().and_then(|said| said.until);
    let at = said.unwrap_or_else(|| {
        agreement::instant_after(random, &scenario.definitions, event.occurred_at)
    });
    (at + Span::from_millis(random.between(-1, 1))).min(clock)
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "journal {}, horizon {}",
            self.bounds.journal, self.bounds.horizon
        )?;
        for step in &self.steps {
            match step {
                Step::Deliver(events) => {
                    writeln!(f, "deliver {}:", events.len())?;
                    for event in events {
                        writeln!(f, "  {event}")?;
                    }
                }
                Step::Watermark(to) => writeln!(f, "W {to}")?,
                Step::Restart => writeln!(f, "restart")?,
            }
        }
        Ok(())
    }
}

/// The model of all leads of a task: hears a plan step by step.
#[derive(Clone, Debug)]
pub(crate) struct Model<'a> {
    definitions: &'a Definitions,
    bounds: Bounds,
    leads: BTreeMap<String, Acceptance>,
    watermark: Timestamp,
}

impl<'a> Model<'a> {
    /// Nothing has been heard yet.
    pub(crate) const fn new(definitions: &'a Definitions, bounds: Bounds) -> Self {
        Self {
            definitions,
            bounds,
            leads: BTreeMap::new(),
            watermark: Timestamp::MIN,
        }
    }

    /// Hears one step; answers the verdicts on the events in it, in their order. A batch is judged event by event, at the W before it.
    pub(crate) fn hear(&mut self, step: &Step) -> Vec<Verdict> {
        match step {
            Step::Deliver(events) => events.iter().map(|event| self.arrive(event)).collect(),
            Step::Watermark(to) => {
                self.watermark = self.watermark.max(*to);
                Vec::new()
            }
            // The model forgets nothing.
            Step::Restart => Vec::new(),
        }
    }

    fn arrive(&mut self, event: &OwnedEvent) -> Verdict {
        let new = || Acceptance::new(self.bounds);
        let lead = self.leads.entry(event.lead_id.clone()).or_insert_with(new);
        lead.arrive(event, self.watermark)
    }

    /// How far W has come.
    pub(crate) const fn watermark(&self) -> Timestamp {
        self.watermark
    }

    /// Per lead what counts so far.
    pub(crate) fn accepted(&self) -> BTreeMap<&str, Vec<Accepted>> {
        let leads = self.leads.iter();
        leads
            .map(|(lead, acceptance)| (lead.as_str(), acceptance.accepted()))
            .collect()
    }

    /// Per lead what is so now.
    pub(crate) fn folded(&self) -> BTreeMap<&str, Folded> {
        let accepted = self.accepted().into_iter();
        accepted
            .map(|(lead, events)| (lead, fold(&events, self.definitions, self.watermark)))
            .collect()
    }

    /// How often what was met by acceptance.
    pub(crate) fn meets(&self) -> Meets {
        let mut meets = Meets::default();
        for acceptance in self.leads.values() {
            meets.add(&acceptance.meets);
        }
        meets
    }
}
