//! The traffic of the demo, as three connectors would deliver it: a history of some weeks at once, then a live stream in which an hour of
//! working life passes in about a second. Records come repeated, out of order and broken, and the CRM's connector dies for a while.

use super::life::{Deed, Teller, Told};
use super::random::Random;
use crate::lead::event::Input;
use crate::time::{Span, Timestamp};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// How far back the history goes.
pub(super) const HISTORY: Span = Span::from_days(80);
/// How many records of a thousand are delivered twice.
const REPEATED: i64 = 20;
/// How many of a thousand come late.
const LATE: i64 = 50;
/// How many of a thousand leads are accompanied by a record that is no event.
const BROKEN: i64 = 6;
/// How long the connector needs for what is on time, at most.
const DELIVERY_MILLIS: i64 = 250;
/// The most records waiting to be delivered; new leads wait until there is room.
const MOST_WAITING: usize = 200_000;
/// How often the CRM's connector says that it lives.
const HEARTBEAT: Span = Span::from_millis(250);

/// What the demo is told to do.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plan {
    pub(super) seed: u64,
    /// How many leads the history has.
    pub(super) leads: u32,
    /// How long an hour of working life lasts while it is live.
    pub(super) hour: Span,
    /// How many new leads come in per live minute.
    pub(super) leads_per_minute: i64,
    /// When the connector dies for the first time, after the live part began.
    pub(super) outage_after: Span,
    /// How long it is dead.
    pub(super) outage_lasts: Span,
    /// When it dies again, after it died.
    pub(super) outage_again: Span,
}

/// The history: sorted as it arrives, which is not quite as it happened.
pub(super) fn history(plan: &Plan, until: Timestamp) -> Vec<Told> {
    let mut random = Random::new(plan.seed);
    let begins_at = until - HISTORY;
    let mut arrivals: Vec<(Timestamp, Told)> = Vec::new();
    for number in 0..plan.leads {
        let lead_id = format!("L{number:06}");
        let born_at = begins_at + Span::from_millis(random.below(HISTORY.as_millis()));
        let hour = Span::from_hours(1);
        for told in Teller::life(&mut random, hour, lead_id, born_at) {
            // What would happen later than now has not happened.
            if told.occurred_at >= until {
                continue;
            }
            let late = random.chance(LATE);
            let delay = if late {
                random.below(HISTORY.as_millis() / 10)
            } else {
                0
            };
            let arrives_at = told.occurred_at + Span::from_millis(delay);
            if random.chance(REPEATED) {
                arrivals.push((arrives_at + Span::from_hours(30), told.clone()));
            }
            arrivals.push((arrives_at, told));
        }
        if random.chance(BROKEN) {
            arrivals.push((born_at, broken(&mut random, until)));
        }
    }
    arrivals.sort_by(|a, b| (a.0, &a.1.event_id).cmp(&(b.0, &b.1.event_id)));
    arrivals.into_iter().map(|(_, told)| told).collect()
}

/// A record that no producer should send.
fn broken(random: &mut Random, now: Timestamp) -> Told {
    let input = random.one_of(&Input::ALL);
    let tomorrow = (now + Span::from_days(2)).as_millis();
    let bytes = match random.below(4) {
        0 => "{\"event_id\": \"cut-off".to_owned(),
        1 => format!(
            "{{\"event_id\":\"x1\",\"occurred_at\":{}}}",
            now.as_millis()
        ),
        2 => format!(
            "{{\"event_id\":\"x2\",\"lead_id\":\"L000001\",\"kind\":\"created\",\"outcome\":\"accept\",\"occurred_at\":{tomorrow}}}"
        ),
        _ => "id;lead;when".to_owned(),
    };
    Told {
        lead_id: format!("B{:06}", random.below(1_000_000)),
        event_id: String::new(),
        occurred_at: now,
        deed: Deed::Broken(input, bytes),
    }
}

/// What is delivered now.
#[derive(Debug)]
pub(super) enum Delivery {
    /// A record.
    Told(Told),
    /// The connector of an input says that it lives.
    Heartbeat(Input, Timestamp),
}

/// The live stream.
#[derive(Debug)]
pub(super) struct Live {
    plan: Plan,
    random: Random,
    began_at: Timestamp,
    next_lead_at: Timestamp,
    next_heartbeat_at: Timestamp,
    next_number: u32,
    visits: u32,
    order: u64,
    waiting: BinaryHeap<Reverse<Waiting>>,
    held: Vec<Told>,
    outage: Option<Timestamp>,
    next_outage_at: Timestamp,
}

#[derive(Debug)]
struct Waiting {
    due_at: Timestamp,
    order: u64,
    told: Told,
}

impl PartialEq for Waiting {
    fn eq(&self, other: &Self) -> bool {
        (self.due_at, self.order) == (other.due_at, other.order)
    }
}

impl Eq for Waiting {}

impl PartialOrd for Waiting {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Waiting {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.due_at, self.order).cmp(&(other.due_at, other.order))
    }
}

impl Live {
    /// A stream that begins now. `round` makes the leads of a second visit to the same folder new ones.
    pub(super) fn new(plan: Plan, began_at: Timestamp) -> Self {
        Self {
            plan,
            random: Random::new(plan.seed ^ 0x5EED),
            began_at,
            next_lead_at: began_at,
            next_heartbeat_at: began_at,
            next_number: 0,
            visits: 0,
            order: 0,
            waiting: BinaryHeap::new(),
            held: Vec::new(),
            outage: None,
            next_outage_at: began_at + plan.outage_after,
        }
    }

    /// Since when the CRM's connector is dead, if it is.
    pub(super) const fn dead_since(&self) -> Option<Timestamp> {
        self.outage
    }

    /// How many dispositions wait behind the dead connector.
    pub(super) const fn held(&self) -> usize {
        self.held.len()
    }

    /// When there is something to deliver next.
    pub(super) fn due_at(&self) -> Timestamp {
        let first = self
            .waiting
            .peek()
            .map_or(Timestamp::MAX, |next| next.0.due_at);
        first.min(self.next_lead_at).min(self.next_heartbeat_at)
    }

    /// All that is delivered up to `now`, in order.
    pub(super) fn deliver(&mut self, now: Timestamp) -> Vec<Delivery> {
        self.begin_lives(now);
        let mut deliveries = Vec::new();
        self.break_or_mend(now, &mut deliveries);
        while self.waiting.peek().is_some_and(|next| next.0.due_at <= now) {
            let Some(Reverse(Waiting { told, .. })) = self.waiting.pop() else {
                break;
            };
            if self.outage.is_some() && told.input() == Input::Disposition {
                self.held.push(told);
            } else {
                deliveries.push(Delivery::Told(told));
            }
        }
        if now >= self.next_heartbeat_at {
            self.next_heartbeat_at = now + HEARTBEAT;
            if self.outage.is_none() {
                deliveries.push(Delivery::Heartbeat(Input::Disposition, now));
            }
        }
        deliveries
    }

    /// The connector dies, or comes back and delivers first what it held: only then does it say that it lives.
    fn break_or_mend(&mut self, now: Timestamp, deliveries: &mut Vec<Delivery>) {
        match self.outage {
            None if now >= self.next_outage_at => {
                self.outage = Some(now);
                self.next_outage_at = now + self.plan.outage_again;
            }
            Some(since) if now >= since + self.plan.outage_lasts => {
                self.outage = None;
                deliveries.extend(self.held.drain(..).map(Delivery::Told));
                self.next_heartbeat_at = now;
            }
            None | Some(_) => {}
        }
    }

    fn begin_lives(&mut self, now: Timestamp) {
        let gap = 60_000 / self.plan.leads_per_minute.max(1);
        while self.next_lead_at <= now && self.waiting.len() < MOST_WAITING {
            let at = self.next_lead_at;
            self.next_lead_at = at + Span::from_millis(self.random.around(gap.max(1)));
            let life = if self.plan.leads > 0 && self.random.chance(120) {
                self.visits += 1;
                let number = self.random.below(i64::from(self.plan.leads));
                let lead_id = format!("L{number:06}");
                Teller::return_of(&mut self.random, self.plan.hour, lead_id, self.visits, at)
            } else {
                // The instant in the name keeps the leads of two runs in one folder apart.
                let lead_id = format!(
                    "N{:x}-{:05}",
                    self.began_at.as_millis() / 1_000,
                    self.next_number
                );
                self.next_number += 1;
                Teller::life(&mut self.random, self.plan.hour, lead_id, at)
            };
            for told in life {
                self.send(told);
            }
            if self.random.chance(BROKEN) {
                let told = broken(&mut self.random, at);
                self.send(told);
            }
        }
    }

    fn send(&mut self, told: Told) {
        let mut delay = self.random.below(DELIVERY_MILLIS);
        if self.random.chance(LATE) {
            delay += self.random.between(500, 4_000);
        }
        let due_at = told.occurred_at + Span::from_millis(delay);
        if self.random.chance(REPEATED) {
            let again_at = due_at + Span::from_millis(self.random.below(5_000));
            self.wait(again_at, told.clone());
        }
        self.wait(due_at, told);
    }

    fn wait(&mut self, due_at: Timestamp, told: Told) {
        self.order += 1;
        self.waiting.push(Reverse(Waiting {
            due_at,
            order: self.order,
            told,
        }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAN: Plan = Plan {
        seed: 1,
        leads: 300,
        hour: Span::from_secs(1),
        leads_per_minute: 240,
        outage_after: Span::from_secs(6),
        outage_lasts: Span::from_secs(4),
        outage_again: Span::from_secs(60),
    };
    const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

    fn live(plan: Plan, seconds: i64) -> Vec<(i64, Delivery)> {
        let mut live = Live::new(plan, NOW);
        (0..seconds * 10)
            .flat_map(|tenth| {
                let now = NOW + Span::from_millis(tenth * 100);
                let deliveries = live.deliver(now);
                deliveries
                    .into_iter()
                    .map(move |delivery| (tenth, delivery))
                    .collect::<Vec<_>>()
            })
            .collect()
    }

    #[test]
    fn one_seed_tells_one_story_and_another_seed_another() {
        assert_eq!(history(&PLAN, NOW), history(&PLAN, NOW));
        let other = Plan { seed: 2, ..PLAN };
        assert_ne!(history(&PLAN, NOW), history(&other, NOW));
        let told = |plan| format!("{:?}", live(plan, 12));
        assert_eq!(told(PLAN), told(PLAN));
        assert_ne!(told(PLAN), told(other));
    }

    #[test]
    fn the_history_is_over_before_now_repeated_here_and_there_and_out_of_order() {
        let told = history(&PLAN, NOW);
        assert!(told.len() > 1_000, "{}", told.len());
        assert!(told.iter().all(|told| told.occurred_at <= NOW));
        let mut ids: Vec<&str> = (told.iter().map(|told| told.event_id.as_str()))
            .filter(|id| !id.is_empty())
            .collect();
        let all = ids.len();
        ids.sort_unstable();
        ids.dedup();
        let repeated = (all - ids.len()) * 1_000 / all;
        assert!((10..40).contains(&repeated), "{repeated} of 1000");
        let mut newest = Timestamp::MIN;
        let mut late = 0;
        for told in told.iter().filter(|told| !told.event_id.is_empty()) {
            late += usize::from(told.occurred_at < newest);
            newest = newest.max(told.occurred_at);
        }
        assert!(late > all / 30, "{late} of {all}");
    }

    #[test]
    fn while_the_connector_is_dead_nothing_of_it_arrives_and_then_all_of_it() {
        let deliveries = live(PLAN, 20);
        let of_crm = |from: i64, to: i64| {
            deliveries
                .iter()
                .filter(|(tenth, _)| (from..to).contains(tenth))
                .fold((0, 0), |(said, beats), (_, delivery)| match delivery {
                    Delivery::Told(told) => (
                        said + usize::from(told.input() == Input::Disposition),
                        beats,
                    ),
                    Delivery::Heartbeat(..) => (said, beats + 1),
                })
        };
        assert_eq!(of_crm(60, 100), (0, 0));
        let (said, beats) = of_crm(100, 101);
        assert!(said > 5 && beats == 1, "{said} held, {beats} heartbeats");
    }

    #[test]
    fn every_event_can_be_encoded_and_every_broken_record_has_bytes() {
        for told in history(&PLAN, NOW) {
            match &told.deed {
                Deed::Broken(_, bytes) => assert!(!bytes.is_empty()),
                Deed::Created { .. } | Deed::Engaged { .. } | Deed::Said { .. } => {
                    assert_eq!(told.event().unwrap().input(), told.input());
                }
            }
        }
    }
}
