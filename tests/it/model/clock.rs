//! The promises (C6–C8): when a clock starts, and what it comes to. Read after each whole event and instant, never within (F8).

use super::lead::{Lead, Moment, Seen};
use leadfold::lead::definition::ClockPolicy;
use leadfold::lead::row::{Cause, SlaState};
use leadfold::lead::text::Text;
use leadfold::time::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// All clocks of a lead, by name (F8).
#[derive(Clone, Debug, Default)]
pub(crate) struct Clocks(BTreeMap<Text, Clock>);

#[derive(Clone, Debug, Default)]
struct Clock {
    /// Whether `run_while` held at the last look: a clock starts on the rising edge only (C6).
    held: bool,
    running: Option<Instance>,
}

/// One promise to one lead. It keeps the policy of the version under which it began (D1).
#[derive(Clone, Debug)]
pub(crate) struct Instance {
    pub(crate) policy: ClockPolicy,
    pub(crate) version: u32,
    pub(crate) cycle: u32,
    pub(crate) started_at: Timestamp,
    pub(crate) started_by: Cause,
    violated: bool,
}

impl Instance {
    /// The last instant at which the promise can be kept.
    pub(crate) fn due_at(&self) -> Timestamp {
        self.started_at + self.policy.within
    }
}

/// What a clock came to.
pub(crate) type Ended = (SlaState, Instance);

impl Clocks {
    /// After an event or instant: ends what is met or void, starts what has begun to run.
    pub(crate) fn look(&mut self, lead: &Lead, moment: &Moment<'_>) -> Vec<Ended> {
        let seen = Seen {
            lead,
            graph: moment.graph,
        };
        let mut names: BTreeSet<Text> = self.0.keys().cloned().collect();
        names.extend(
            moment
                .definition
                .clocks
                .iter()
                .map(|policy| policy.name.clone()),
        );
        let mut ended = Vec::new();
        for name in names {
            let policy = moment
                .definition
                .clocks
                .iter()
                .find(|policy| policy.name == name);
            let clock = self.0.entry(name).or_default();
            if let Some(state) = clock
                .running
                .as_ref()
                .and_then(|instance| outcome(instance, &seen))
            {
                ended.extend(clock.running.take().map(|instance| (state, instance)));
            }
            let held_before = clock.held;
            clock.held = policy.is_some_and(|policy| policy.run_while.holds(&seen));
            let Some(policy) = policy.filter(|_| clock.held && !held_before) else {
                continue;
            };
            let needless = policy.met_when.holds(&seen) || policy.cancel_when.holds(&seen);
            if clock.running.is_none() && !needless {
                clock.running = Some(Instance {
                    policy: policy.clone(),
                    version: moment.definition.version,
                    cycle: lead.cycle,
                    started_at: moment.at,
                    started_by: moment.cause.clone(),
                    violated: false,
                });
            }
        }
        ended
    }

    /// When the next promise breaks.
    pub(crate) fn next_due(&self) -> Option<Timestamp> {
        self.waiting().map(Instance::due_at).min()
    }

    /// All that are due at that instant, by name; each is violated once.
    pub(crate) fn violate(&mut self, at: Timestamp) -> Vec<Ended> {
        let running = self
            .0
            .values_mut()
            .filter_map(|clock| clock.running.as_mut());
        running
            .filter(|instance| !instance.violated && instance.due_at() == at)
            .map(|instance| {
                instance.violated = true;
                (SlaState::Violated, instance.clone())
            })
            .collect()
    }

    fn waiting(&self) -> impl Iterator<Item = &Instance> {
        let running = self.0.values().filter_map(|clock| clock.running.as_ref());
        running.filter(|instance| !instance.violated)
    }
}

/// C6: kept, before void; C7: after a violation it is kept late.
fn outcome(instance: &Instance, seen: &Seen<'_>) -> Option<SlaState> {
    if instance.policy.met_when.holds(seen) {
        Some(if instance.violated {
            SlaState::MetLate
        } else {
            SlaState::Met
        })
    } else if instance.policy.cancel_when.holds(seen) || !instance.policy.run_while.holds(seen) {
        Some(SlaState::Cancelled)
    } else {
        None
    }
}
