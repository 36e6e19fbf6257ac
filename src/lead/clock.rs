//! What the teams promised each lead: starting, keeping, missing and voiding a clock (C2, C6–C8), in raw time.
//!
//! Clocks read the lead after a whole event or instant and never move a stage (F3).

use crate::lead::definition::{ClockPolicy, Definition, Grade, Stage};
use crate::lead::row::{Cause, Detail, Identity, Kind, Route, SlaState};
use crate::lead::state::{Clock, Running, Seen, State};
use crate::lead::text::Text;
use crate::lead::walk::Walk;
use crate::time::Timestamp;

/// What clocks may look at: while it stays the same, so do they.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reading {
    stage: Stage,
    entered_at: Timestamp,
    route: Route,
    cycle: u32,
    contacted: bool,
    grade: Grade,
}

impl Reading {
    /// Owner and team change only by dispositions, after which clocks are always judged.
    pub(super) const fn of(state: &State) -> Self {
        Self {
            stage: state.stage,
            entered_at: state.entered_at,
            route: state.route,
            cycle: state.cycle,
            contacted: state.contacted,
            grade: state.grade,
        }
    }
}

/// The first clock to come due at or before `limit`, and its place.
pub(super) fn first_due(state: &State, limit: Timestamp) -> Option<(Timestamp, usize)> {
    let due = state
        .clocks
        .iter()
        .enumerate()
        .filter_map(|(index, clock)| {
            let running = clock.running.as_ref()?;
            (!running.violated && running.due_at <= limit).then_some((running.due_at, index))
        });
    due.min()
}

impl Walk<'_> {
    /// The promise is broken: due, and still running.
    pub(super) fn violate(&mut self, state: &mut State, at: Timestamp, index: usize) {
        let clock = &mut state.clocks[index];
        let running = clock
            .running
            .as_mut()
            .expect("only a running clock comes due");
        running.violated = true;
        let (name, running) = (clock.name.clone(), running.clone());
        self.outcome(
            state,
            &name,
            &running,
            SlaState::Violated,
            (at, &Cause::Due),
        );
    }

    /// Judges all clocks of the version after an event or instant, by name (F8).
    pub(super) fn judge_clocks(
        &mut self,
        state: &mut State,
        at: Timestamp,
        version: u32,
        cause: &Cause,
    ) {
        let Some(definition) = self.definitions.version(version) else {
            return;
        };
        let before = std::mem::take(&mut state.clocks);
        let mut after = Vec::with_capacity(before.len());
        for clock in before {
            after.extend(self.go_on(state, clock, definition, (at, cause)));
        }
        for policy in &definition.clocks {
            if !after.iter().any(|clock| clock.name == policy.name) {
                after.extend(self.start(state, policy, (at, version), cause));
            }
        }
        after.sort_by(|one, other| one.name.cmp(&other.name));
        state.clocks = after;
    }

    /// A clock that ran, or whose promise was kept while its time goes on: is it met, over, or neither (C6)?
    fn go_on(
        &mut self,
        state: &State,
        clock: Clock,
        definition: &Definition,
        (at, cause): (Timestamp, &Cause),
    ) -> Option<Clock> {
        let name = clock.name.as_str();
        // What started under an older version is ended by that version, even when the new one has no such clock.
        let judge = match &clock.running {
            Some(running) => self.definitions.version(running.version)?,
            None => definition,
        };
        let policy = judge.clock(name)?;
        let seen = Seen {
            state,
            definitions: self.definitions,
        };
        let is_met = policy.met_when.holds(&seen);
        let is_over = policy.cancel_when.holds(&seen) || !policy.run_while.holds(&seen);
        let edge = definition.clock(name);
        let goes_on = edge.is_some_and(|policy| policy.run_while.holds(&seen));
        let running = match clock.running {
            Some(running) if is_met || is_over => {
                let end = match (is_met, running.violated) {
                    (true, true) => SlaState::MetLate,
                    (true, false) => SlaState::Met,
                    (false, _) => SlaState::Cancelled,
                };
                self.outcome(state, &clock.name, &running, end, (at, cause));
                None
            }
            running => running,
        };
        (goes_on || running.is_some()).then_some(Clock {
            name: clock.name,
            running,
        })
    }

    /// A clock whose time has come: it starts, unless it is met or void already (C6).
    fn start(
        &self,
        state: &State,
        policy: &ClockPolicy,
        (at, version): (Timestamp, u32),
        cause: &Cause,
    ) -> Option<Clock> {
        let seen = Seen {
            state,
            definitions: self.definitions,
        };
        if !policy.run_while.holds(&seen) {
            return None;
        }
        let is_void = policy.met_when.holds(&seen) || policy.cancel_when.holds(&seen);
        let running = (!is_void).then(|| Running {
            version,
            cycle: state.cycle,
            started_at: at,
            started_by: cause.clone(),
            within: policy.within,
            due_at: at + policy.within,
            at_risk_at: policy.at_risk_after.map(|after| at + after),
            violated: false,
        });
        Some(Clock {
            name: policy.name.clone(),
            running,
        })
    }

    fn outcome(
        &mut self,
        state: &State,
        clock: &Text,
        running: &Running,
        sla: SlaState,
        (at, cause): (Timestamp, &Cause),
    ) {
        let kind = Kind::Sla {
            state: sla,
            clock: clock.clone(),
            started_at: running.started_at,
            started_by: running.started_by.clone(),
        };
        let identity = Identity {
            instant: at,
            kind,
            cause: cause.clone(),
        };
        let elapsed = at - running.started_at;
        let detail = Detail::Sla {
            due_at: running.due_at,
            target: running.within,
            elapsed,
        };
        self.say(state, identity, (running.cycle, running.version), detail);
    }
}
