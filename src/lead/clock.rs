//! What the teams promised each lead: starting, pausing, restarting, keeping, missing and voiding a clock (C2, C6–C12).
//!
//! Clocks read the lead after a whole event or instant and never move a stage (F3). A running one belongs to the version of its start.

use crate::lead::definition::{ClockPolicy, Definitions, Grade, OnReassign, Stage, Target};
use crate::lead::row::{Cause, Detail, Identity, Kind, Route, SlaState};
use crate::lead::state::{Clock, Running, Seen, State};
use crate::lead::text::Text;
use crate::lead::walk::{Moment, Walk};
use crate::time::calendar::Calendar;
use crate::time::{Span, Timestamp};

/// What clocks may look at and an engagement may change: while it stays the same, so do they.
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
    /// Everything else changes only by dispositions and lead-created records, after which clocks are always judged.
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
            let due_at = clock.running.as_ref()?.comes_due_at()?;
            (due_at <= limit).then_some((due_at, index))
        });
    due.min()
}

impl Running {
    /// When it comes due, unless it has, or is paused.
    #[must_use]
    pub fn comes_due_at(&self) -> Option<Timestamp> {
        (!self.violated && self.running_since.is_some()).then_some(self.due_at)
    }

    /// The calendar of its time; none: raw time.
    #[must_use]
    pub fn calendar<'d>(&self, clock: &Text, definitions: &'d Definitions) -> Option<&'d Calendar> {
        let definition = definitions.version(self.version)?;
        let policy = definition.clock(clock.as_str())?;
        let target = policy.targets.get(usize::from(self.target))?;
        target.calendar.map(|index| definition.calendar(index))
    }

    /// How much of its own time it has counted at an instant not before it last began to run or was paused.
    #[must_use]
    pub fn counted_at(&self, calendar: Option<&Calendar>, at: Timestamp) -> Span {
        let running = self
            .running_since
            .map_or(Span::ZERO, |since| elapsed(calendar, since, at));
        Span::from_millis(self.counted.as_millis() + running.as_millis())
    }

    /// How long it was paused until then, in raw time.
    #[must_use]
    pub fn paused_at(&self, at: Timestamp) -> Span {
        let now = self.paused_at.map_or(Span::ZERO, |since| at - since);
        Span::from_millis(self.paused.as_millis() + now.as_millis())
    }

    /// When it has counted `span`, if it runs on as it does; none while it is paused. Not before it began to run last.
    #[must_use]
    pub fn reaches(&self, calendar: Option<&Calendar>, span: Span) -> Option<Timestamp> {
        let left = (span.as_millis() - self.counted.as_millis()).max(0);
        let since = self.running_since?;
        Some(add(calendar, since, Span::from_millis(left)))
    }

    fn pause(&mut self, calendar: Option<&Calendar>, at: Timestamp) {
        self.counted = self.counted_at(calendar, at);
        self.running_since = None;
        self.paused_at = Some(at);
        self.at_risk_at = None;
        if !self.violated {
            self.due_at = Timestamp::MAX;
        }
    }

    fn run(&mut self, policy: &ClockPolicy, calendar: Option<&Calendar>, at: Timestamp) {
        self.paused = self.paused_at(at);
        self.paused_at = None;
        self.running_since = Some(at);
        if !self.violated {
            // Of a clock paused at exactly its due instant nothing is left: it is due as it resumes (C10).
            self.due_at = self
                .reaches(calendar, self.within)
                .expect("it runs since just now");
            let after = policy.at_risk.map(|risk| risk.after(self.within));
            let warns = after.filter(|after| (Span::from_millis(1)..self.within).contains(after));
            self.at_risk_at = warns.and_then(|after| self.reaches(calendar, after));
        }
    }
}

/// The state as tests see it during an event, and after it.
fn seen<'s>(
    state: &'s State,
    definitions: &'s Definitions,
    moment: &Moment<'_>,
) -> (Seen<'s>, Seen<'s>) {
    let seen = |said| Seen {
        state,
        definitions,
        said,
    };
    (seen(moment.said), seen(None))
}

fn elapsed(calendar: Option<&Calendar>, from: Timestamp, until: Timestamp) -> Span {
    calendar.map_or_else(|| until - from, |calendar| calendar.elapsed(from, until))
}

fn add(calendar: Option<&Calendar>, start: Timestamp, span: Span) -> Timestamp {
    calendar.map_or_else(|| start + span, |calendar| calendar.add(start, span))
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
        let definitions = self.definitions;
        let definition = definitions
            .version(running.version)
            .expect("a clock was started under a known version");
        let moment = Moment::of(at, definition, &Cause::Due);
        self.outcome(state, &name, &running, (SlaState::Violated, &moment));
    }

    /// Judges all clocks after an event or instant, by name (F8).
    pub(super) fn judge_clocks(&mut self, state: &mut State, moment: &Moment<'_>) {
        let before = std::mem::take(&mut state.clocks);
        let mut after = Vec::with_capacity(before.len());
        for clock in before {
            after.extend(self.go_on(state, clock, moment));
        }
        for policy in &moment.definition.clocks {
            if !after.iter().any(|clock| clock.name == policy.name) {
                after.extend(self.start(state, policy, moment));
            }
        }
        after.sort_by(|one, other| one.name.cmp(&other.name));
        state.clocks = after;
    }

    /// A clock whose `run_while` held, or that runs: it ends, starts anew, stands still or goes on (C6).
    fn go_on(&mut self, state: &State, mut clock: Clock, moment: &Moment<'_>) -> Option<Clock> {
        let definitions = self.definitions;
        let (during, after) = seen(state, definitions, moment);
        let name = clock.name.as_str();
        let edge = moment.definition.clock(name);
        let goes_on = edge.is_some_and(|policy| policy.run_while.holds(&during));
        let Some(mut running) = clock.running.take() else {
            return goes_on.then_some(clock);
        };
        // What started under an older version is ended by that version, even when the new one has no such clock.
        let policy = definitions.version(running.version)?.clock(name)?;
        let calendar = running.calendar(&clock.name, definitions);
        let is_met = policy.met_when.holds(&during);
        if is_met || policy.cancel_when.holds(&during) || !policy.run_while.holds(&during) {
            // J6: a business clock is not judged by what is known to the day only.
            let is_judged = is_met && !(moment.day_precision && calendar.is_some());
            let end = match (is_judged, running.violated) {
                (true, true) => SlaState::MetLate,
                (true, false) => SlaState::Met,
                (false, _) => SlaState::Cancelled,
            };
            self.outcome(state, &clock.name, &running, (end, moment));
            return goes_on.then_some(clock);
        }
        let restarts = (moment.is_reassigned && policy.on_reassign == OnReassign::Restart)
            || (policy.restart_on.holds(&during) && !clock.restart_held);
        if restarts {
            let again = edge.filter(|_| goes_on);
            return again.and_then(|policy| self.start(state, policy, moment));
        }
        clock.restart_held = policy.restart_on.holds(&after);
        match (policy.pause_while.holds(&during), running.running_since) {
            (true, Some(_)) => running.pause(calendar, moment.at),
            (false, None) => running.run(policy, calendar, moment.at),
            (true, None) | (false, Some(_)) => {}
        }
        clock.running = Some(running);
        Some(clock)
    }

    /// A clock whose time has come: it starts, unless it is met or void already, or no target fits (C6, C8).
    fn start(&self, state: &State, policy: &ClockPolicy, moment: &Moment<'_>) -> Option<Clock> {
        let (during, after) = seen(state, self.definitions, moment);
        if !policy.run_while.holds(&during) {
            return None;
        }
        let is_void = policy.met_when.holds(&during) || policy.cancel_when.holds(&during);
        let fits = |target: &Target| target.when.holds(&during);
        let target = policy.targets.iter().position(fits).filter(|_| !is_void);
        let running = target.and_then(|place| {
            let target = &policy.targets[place];
            let calendar = target
                .calendar
                .map(|index| moment.definition.calendar(index));
            // J6: a business clock does not start with what is known to the day only.
            if moment.day_precision && calendar.is_some() {
                return None;
            }
            let mut running = Running {
                version: moment.definition.version,
                cycle: state.cycle,
                started_at: moment.at,
                started_by: moment.cause.clone(),
                target: u16::try_from(place)
                    .expect("a clock has few targets; the definition's reader sees to it"),
                within: target.within,
                counted: Span::ZERO,
                running_since: None,
                paused_at: None,
                paused: Span::ZERO,
                due_at: Timestamp::MAX,
                at_risk_at: None,
                violated: false,
            };
            if policy.pause_while.holds(&during) {
                running.paused_at = Some(moment.at);
            } else {
                running.run(policy, calendar, moment.at);
            }
            Some(running)
        });
        Some(Clock {
            name: policy.name.clone(),
            running,
            restart_held: policy.restart_on.holds(&after),
        })
    }

    pub(super) fn outcome(
        &mut self,
        state: &State,
        clock: &Text,
        running: &Running,
        (sla, moment): (SlaState, &Moment<'_>),
    ) {
        let at = moment.at;
        let calendar = running.calendar(clock, self.definitions);
        let kind = Kind::Sla {
            state: sla,
            clock: clock.clone(),
            started_at: running.started_at,
            started_by: running.started_by.clone(),
        };
        let identity = Identity {
            instant: at,
            kind,
            cause: moment.cause.clone(),
        };
        let counted = running.counted_at(calendar, at);
        let is_waiting = running.running_since.is_none() && !running.violated;
        let due_at = if is_waiting {
            // When it would be due if it ran on from now.
            let left = running.within.as_millis() - counted.as_millis();
            add(calendar, at, Span::from_millis(left))
        } else {
            running.due_at
        };
        let detail = Detail::Sla {
            due_at,
            target: running.within,
            elapsed: at - running.started_at,
            counted,
            paused: running.paused_at(at),
            notify_not_before: calendar.map_or(at, |calendar| calendar.next_working(at)),
        };
        self.say(state, identity, (running.cycle, running.version), detail);
    }
}
