//! The promises (C2, C6–C12): when a clock starts, pauses, starts anew, and what it comes to. Read after each whole event and instant, never
//! within (F8).

use super::calendar::{add, elapsed, next_working};
use super::lead::{Lead, Moment};
use super::meets::Meets;
use super::seen::Seen;
use leadfold::lead::definition::{AtRisk, ClockPolicy, Definition, OnReassign, Target};
use leadfold::lead::row::{Cause, Detail, SlaNotice, SlaState};
use leadfold::lead::text::Text;
use leadfold::time::calendar::Calendar;
use leadfold::time::{Span, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// All clocks of a lead, by name (F8).
#[derive(Clone, Debug, Default)]
pub(crate) struct Clocks<'a> {
    by_name: BTreeMap<Text, Clock<'a>>,
    /// Those that ended, or had to make room for a new one.
    over: Vec<Instance<'a>>,
}

#[derive(Clone, Debug, Default)]
struct Clock<'a> {
    /// Whether `run_while` held after the last look, by the version that judged then or by the one that a running clock belongs to: a clock starts on
    /// the rising edge only (C6).
    held: bool,
    running: Option<Instance<'a>>,
}

/// One promise to one lead. It keeps the policy of the version under which it began (D1).
#[derive(Clone, Debug)]
pub(crate) struct Instance<'a> {
    pub(crate) policy: &'a ClockPolicy,
    pub(crate) version: u32,
    pub(crate) cycle: u32,
    pub(crate) started_at: Timestamp,
    pub(crate) started_by: Cause,
    target: &'a Target,
    calendar: Option<&'a Calendar>,
    /// When it ran, and when it was paused: from, until; the last of all is the one that goes on.
    ran: Vec<(Timestamp, Option<Timestamp>)>,
    paused: Vec<(Timestamp, Option<Timestamp>)>,
    violated_at: Option<Timestamp>,
    /// Whether `restart_on` held after the last look, without a word of sales.
    restart_held: bool,
}

/// A running clock as a view shows it (S13).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Running {
    pub(crate) name: String,
    pub(crate) started_at: Timestamp,
    pub(crate) is_paused: bool,
    /// How much of its own time it has counted.
    pub(crate) counted: Span,
    /// When it is or was due; none while it is paused before that.
    pub(crate) due_at: Option<Timestamp>,
}

/// What a clock came to.
pub(crate) type Ended<'a> = (SlaState, Instance<'a>);

/// What one look found of a running clock.
enum Look {
    Ends(SlaState),
    /// Without a row (C8).
    Restarts,
    GoesOn,
}

impl<'a> Instance<'a> {
    fn start(
        policy: &'a ClockPolicy,
        target: &'a Target,
        lead: &Lead<'a>,
        moment: &Moment<'a>,
    ) -> Self {
        let definition: &'a Definition = moment.definition;
        let calendar = target.calendar.map(|place| definition.calendar(place));
        Self {
            policy,
            version: definition.version,
            cycle: lead.cycle,
            started_at: moment.at,
            started_by: moment.cause.clone(),
            target,
            calendar,
            ran: Vec::new(),
            paused: Vec::new(),
            violated_at: None,
            restart_held: false,
        }
    }

    /// It runs no longer.
    fn ended(mut self, at: Timestamp) -> Self {
        if let Some((_, until)) = self.ran.last_mut() {
            until.get_or_insert(at);
        }
        self
    }

    /// How much it has counted by then, in its own time.
    fn counted(&self, by: Timestamp) -> Span {
        let spans = self.ran.iter();
        let counted = spans
            .map(|(from, until)| elapsed(self.calendar, *from, until.unwrap_or(by)).as_millis());
        Span::from_millis(counted.sum())
    }

    /// How long it has been paused by then, in raw time.
    fn paused(&self, by: Timestamp) -> Span {
        let spans = self.paused.iter();
        let paused = spans.map(|(from, until)| (until.unwrap_or(by) - *from).as_millis());
        Span::from_millis(paused.sum())
    }

    fn is_paused(&self) -> bool {
        self.paused.last().is_some_and(|(_, until)| until.is_none())
    }

    /// When it is due if it goes on from an instant to which it has been counted.
    fn due_from(&self, at: Timestamp) -> Timestamp {
        let left = self.target.within.as_millis() - self.counted(at).as_millis();
        add(self.calendar, at, Span::from_millis(left.max(0)))
    }

    /// When it is due; none while it is paused (C10), and of one that was due already.
    fn next_due(&self) -> Option<Timestamp> {
        if self.violated_at.is_some() || self.is_paused() {
            return None;
        }
        self.ran.last().map(|(from, _)| self.due_from(*from))
    }

    /// What its row says at an instant.
    pub(crate) fn detail(&self, at: Timestamp) -> Detail {
        Detail::Sla {
            due_at: self
                .violated_at
                .or_else(|| self.next_due())
                .unwrap_or_else(|| self.due_from(at)),
            target: self.target.within,
            elapsed: at - self.started_at,
            counted: self.counted(at),
            paused: self.paused(at),
            notify_not_before: next_working(self.calendar, at),
        }
    }

    /// R5: all that it ever warned of by an instant: before it was broken of the risk, afterwards of each escalation. What had been reached before a
    /// pause may be told at the resumption, if nobody was there to tell it before.
    fn notices(&self, by: Timestamp) -> Vec<SlaNotice> {
        let within = self.target.within.as_millis();
        let tiers = self.policy.tiers.iter();
        let escalations = (1..).zip(tiers.map(|tier| within + tier.as_millis()));
        let risk = self.at_risk_after(within).map(|after| (0, after));
        let marks: Vec<(u8, i64)> = risk.into_iter().chain(escalations).collect();
        let mut notices = Vec::new();
        let mut before = 0;
        for &(since, until) in &self.ran {
            let broken_at = self.violated_at.unwrap_or(Timestamp::MAX);
            for &(tier, counted) in &marks {
                let left = Span::from_millis((counted - before).max(0));
                let instant = add(self.calendar, since, left);
                let so = (instant > broken_at) == (tier > 0) && broken_at != instant;
                if so && instant <= by && until.is_none_or(|until| instant < until) {
                    let due_from = add(
                        self.calendar,
                        since,
                        Span::from_millis((within - before).max(0)),
                    );
                    let due_at = if tier > 0 { broken_at } else { due_from };
                    notices.push(self.notice(tier, instant, due_at));
                }
            }
            before += elapsed(self.calendar, since, until.unwrap_or(since)).as_millis();
        }
        notices
    }

    fn notice(&self, tier: u8, instant: Timestamp, due_at: Timestamp) -> SlaNotice {
        SlaNotice {
            clock: self.policy.name.clone(),
            started_at: self.started_at,
            started_by: self.started_by.clone(),
            tier,
            instant,
            notify_not_before: next_working(self.calendar, instant),
            due_at,
            target: self.target.within,
            cycle: self.cycle,
            version: self.version,
        }
    }

    /// How much is counted when the risk begins; none where that is not after the start and before the due instant.
    fn at_risk_after(&self, within: i64) -> Option<i64> {
        let after = match self.policy.at_risk? {
            AtRisk::Share(percent) => within * i64::from(percent) / 100,
            AtRisk::Left(left) => within - left.as_millis(),
        };
        (0 < after && after < within).then_some(after)
    }

    /// C6: kept, before void, before restarted; C7: after a violation it is kept late.
    fn look(&self, seen: &Seen<'_, 'a>, moment: &Moment<'a>, is_reassigned: bool) -> Look {
        let policy = self.policy;
        if policy.met_when.holds(seen) {
            return Look::Ends(match self.violated_at {
                // J6: in business hours a day is not precise enough to praise or blame anybody.
                _ if moment.day_precision && self.calendar.is_some() => SlaState::Cancelled,
                Some(_) => SlaState::MetLate,
                None => SlaState::Met,
            });
        }
        if policy.cancel_when.holds(seen) || !policy.run_while.holds(seen) {
            return Look::Ends(SlaState::Cancelled);
        }
        let by_owner = is_reassigned && policy.on_reassign == OnReassign::Restart;
        if by_owner || (policy.restart_on.holds(seen) && !self.restart_held) {
            return Look::Restarts;
        }
        Look::GoesOn
    }

    /// Runs or stands still from here on.
    fn pause_or_resume(&mut self, seen: &Seen<'_, 'a>, at: Timestamp, meets: &mut Meets) {
        let wanted = self.policy.pause_while.holds(seen);
        if self.ran.is_empty() && self.paused.is_empty() && wanted {
            meets.note("clock started paused");
        }
        if wanted && !self.is_paused() {
            if let Some((_, until)) = self.ran.last_mut() {
                *until = Some(at);
                meets.note("clock paused");
            }
            self.paused.push((at, None));
            if self.violated_at.is_none() && self.counted(at) == self.target.within {
                meets.note("clock paused with nothing left");
            }
        } else if !wanted && (self.is_paused() || self.ran.is_empty()) {
            if let Some((_, until)) = self.paused.last_mut() {
                *until = Some(at);
                meets.note("clock resumed");
                if self.violated_at.is_none() && self.counted(at) == self.target.within {
                    meets.note("clock resumed with nothing left");
                }
            }
            self.ran.push((at, None));
        }
        self.restart_held = self.policy.restart_on.holds(&Seen {
            said: None,
            ..*seen
        });
    }
}

impl<'a> Clocks<'a> {
    /// After an event or instant: ends what is met or void, starts what has begun to run. Clocks of any version are asked, in the order of
    /// their names.
    pub(crate) fn look(
        &mut self,
        lead: &Lead<'a>,
        moment: &Moment<'a>,
        is_reassigned: bool,
        meets: &mut Meets,
    ) -> Vec<Ended<'a>> {
        let seen = Seen {
            lead,
            said: moment.said,
        };
        let policies = &moment.definition.clocks;
        let mut names: BTreeSet<Text> = self.by_name.keys().cloned().collect();
        names.extend(policies.iter().map(|policy| policy.name.clone()));
        let mut ended = Vec::new();
        for name in names {
            let policy = policies.iter().find(|policy| policy.name == name);
            let clock = self.by_name.entry(name).or_default();
            let found = clock
                .running
                .as_ref()
                .map(|instance| instance.look(&seen, moment, is_reassigned));
            let restarts = matches!(found, Some(Look::Restarts));
            match found {
                Some(Look::Ends(state)) => {
                    let instance = clock.running.take().expect("it was looked at");
                    self.over.push(instance.clone().ended(moment.at));
                    ended.push((state, instance));
                }
                Some(Look::Restarts) => {
                    meets.note(if is_reassigned {
                        "clock restarted for a new owner"
                    } else {
                        "clock restarted by what was said or became so"
                    });
                    let instance = clock.running.take().expect("it was looked at");
                    self.over.push(instance.ended(moment.at));
                }
                Some(Look::GoesOn) | None => {}
            }
            let holds = policy.is_some_and(|policy| policy.run_while.holds(&seen));
            let starts = holds && clock.running.is_none() && (restarts || !clock.held);
            if let Some(policy) = policy.filter(|_| starts) {
                clock.running = start(policy, &seen, moment, meets);
            } else if restarts {
                meets.note("clock only ended by a restart");
            }
            if let Some(instance) = &mut clock.running {
                instance.pause_or_resume(&seen, moment.at, meets);
            }
            clock.held = holds || clock.running.is_some();
        }
        ended
    }

    /// F11: nothing runs any more.
    pub(crate) fn end(&mut self, at: Timestamp) -> Vec<Ended<'a>> {
        let clocks = std::mem::take(&mut self.by_name);
        let running = clocks.into_values().filter_map(|clock| clock.running);
        let ended: Vec<Ended<'a>> = running
            .map(|instance| (SlaState::Cancelled, instance))
            .collect();
        let over = ended.iter().map(|(_, instance)| instance.clone());
        self.over.extend(over.map(|instance| instance.ended(at)));
        ended
    }

    /// When the next promise breaks.
    pub(crate) fn next_due(&self) -> Option<Timestamp> {
        let running = self
            .by_name
            .values()
            .filter_map(|clock| clock.running.as_ref());
        running.filter_map(Instance::next_due).min()
    }

    /// All that are due at that instant, by name; each is violated once.
    pub(crate) fn violate(&mut self, at: Timestamp) -> Vec<Ended<'a>> {
        let running = self
            .by_name
            .values_mut()
            .filter_map(|clock| clock.running.as_mut());
        running
            .filter(|instance| instance.next_due() == Some(at))
            .map(|instance| {
                instance.violated_at = Some(at);
                (SlaState::Violated, instance.clone())
            })
            .collect()
    }

    /// All that clocks have ever warned of by an instant.
    pub(crate) fn notices(&self, by: Timestamp) -> Vec<SlaNotice> {
        let running = self
            .by_name
            .values()
            .filter_map(|clock| clock.running.as_ref());
        let all = self.over.iter().chain(running);
        all.flat_map(|instance| instance.notices(by)).collect()
    }

    /// What runs, for the view.
    pub(crate) fn running(&self, at: Timestamp) -> Vec<Running> {
        let running = self
            .by_name
            .values()
            .filter_map(|clock| clock.running.as_ref());
        running
            .map(|instance| Running {
                name: instance.policy.name.as_str().to_owned(),
                started_at: instance.started_at,
                is_paused: instance.is_paused(),
                counted: instance.counted(at),
                due_at: instance.violated_at.or_else(|| instance.next_due()),
            })
            .collect()
    }
}

/// C8: target and calendar are chosen at the start; no target that fits, no clock.
fn start<'a>(
    policy: &'a ClockPolicy,
    seen: &Seen<'_, 'a>,
    moment: &Moment<'a>,
    meets: &mut Meets,
) -> Option<Instance<'a>> {
    if policy.met_when.holds(seen) || policy.cancel_when.holds(seen) {
        meets.note("clock that was needless");
        return None;
    }
    let mut targets = policy.targets.iter();
    let Some(target) = targets.find(|target| target.when.holds(seen)) else {
        meets.note("clock without a target that fits");
        return None;
    };
    if target.calendar.is_some() {
        if moment.day_precision {
            meets.note("clock not started by a day");
            return None;
        }
        meets.note("clock with a calendar");
    }
    Some(Instance::start(policy, target, seen.lead, moment))
}
