//! F, from zero: sort, take out what is revoked, walk events and instants in order, keep the rows that exist at W.

use super::acceptance::Accepted;
use super::clock::{Clocks, Ended};
use super::event::OwnedFact;
use super::lead::{Lead, Moment, Step};
use super::meets::Meets;
use super::score::{first_below, score_at};
use leadfold::lead::definition::{Definition, Definitions, Grade, Stage};
use leadfold::lead::event::Input;
use leadfold::lead::row::{Cause, Detail, Identity, Kind, Row, SlaState, Values};
use leadfold::lead::text::Text;
use leadfold::time::{Span, Timestamp};

/// What F says of one lead.
#[derive(Clone, Debug, Default)]
pub(crate) struct Folded {
    /// All rows that exist at W, in the order in which they came to be.
    pub(crate) rows: Vec<Row>,
    /// The lead at the later of W and its last event (S13); none when nothing was accepted.
    pub(crate) view: Option<View>,
    /// How often what was met.
    pub(crate) meets: Meets,
}

/// Where a lead stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct View {
    pub(crate) stage: Stage,
    pub(crate) entered_at: Timestamp,
    pub(crate) cycle: u32,
    pub(crate) contacted: bool,
    pub(crate) owner: Option<String>,
    pub(crate) team: Option<String>,
    pub(crate) amount: Option<i64>,
    pub(crate) source: Option<String>,
    pub(crate) campaign: Option<String>,
    pub(crate) grade: Grade,
    /// In milli-points.
    pub(crate) score: i64,
    /// The version that judged the last event.
    pub(crate) version: u32,
}

/// F1: what follows from the accepted events, the definitions and W, and from nothing else.
pub(crate) fn fold(
    accepted: &[Accepted],
    definitions: &Definitions,
    watermark: Timestamp,
) -> Folded {
    let mut meets = Meets::default();
    let standing = without_revoked(accepted, &mut meets);
    let (Some(first), Some(last)) = (standing.first(), standing.last()) else {
        return Folded::default();
    };
    let mut walk = Walk::begin(first, definitions);
    for accepted in &standing {
        // F2: at equal instants events come before instants.
        walk.fire(accepted.event.occurred_at - Span::from_millis(1));
        walk.take(accepted);
    }
    let until = watermark.max(last.event.occurred_at);
    walk.fire(until);
    let lead = walk.lead;
    meets.add(&lead.meets);
    // F3: nobody is accused before W has reached the instant.
    let (rows, waiting): (Vec<Row>, Vec<Row>) = walk
        .rows
        .into_iter()
        .partition(|row| !row.is_sla() || watermark >= row.identity.instant);
    for _ in &waiting {
        meets.note("SLA row waits for W");
    }
    let view = View {
        stage: lead.stage,
        entered_at: lead.entered_at,
        cycle: lead.cycle,
        contacted: lead.contacted,
        owner: lead.owner,
        team: lead.team,
        amount: lead.amount,
        source: lead.known.source,
        campaign: lead.known.campaign,
        grade: lead.grade,
        score: score_at(&lead.contributions, until),
        version: definitions.at(last.event.occurred_at).version,
    };
    Folded {
        rows,
        view: Some(view),
        meets,
    }
}

/// F6, F12: revokes are heard from the latest to the earliest, so that a revoke that was itself revoked undoes nothing; a marked one has
/// its turn in the walk.
fn without_revoked<'a>(accepted: &'a [Accepted], meets: &mut Meets) -> Vec<&'a Accepted> {
    let mut events: Vec<&Accepted> = accepted.iter().collect();
    events.sort_by_key(|accepted| accepted.event.key());
    let mut removed = vec![false; events.len()];
    for place in (0..events.len()).rev() {
        let Some(target) = events[place].event.revokes() else {
            continue;
        };
        if removed[place] || events[place].marked {
            continue;
        }
        let mut idle = true;
        for earlier in 0..place {
            let event = &events[earlier].event;
            if event.disposition().is_some() && event.event_id == target {
                let of_a_revoke = event.revokes().is_some();
                meets.note(if of_a_revoke {
                    "revoke revoked"
                } else {
                    "disposition revoked"
                });
                removed[earlier] = true;
                idle = false;
            }
        }
        if idle {
            meets.note("revoke idle");
        }
    }
    let standing = events.into_iter().zip(removed);
    standing
        .filter(|(_, removed)| !removed)
        .map(|(accepted, _)| accepted)
        .collect()
}

struct Walk<'a> {
    definitions: &'a Definitions,
    lead: Lead,
    clocks: Clocks,
    /// The last event's time.
    last_at: Timestamp,
    rows: Vec<Row>,
}

impl<'a> Walk<'a> {
    /// F5: the first event, whatever it is, is the birth; its own turn comes next.
    fn begin(first: &Accepted, definitions: &'a Definitions) -> Self {
        let moment = moment_of(first, definitions);
        Self {
            definitions,
            lead: Lead::born(&moment, first.event.input() != Input::LeadCreated),
            clocks: Clocks::default(),
            last_at: first.event.occurred_at,
            rows: Vec::new(),
        }
    }

    /// One event, in the order of F9.
    fn take(&mut self, accepted: &Accepted) {
        let moment = moment_of(accepted, self.definitions);
        let lead = &mut self.lead;
        let trait_changed = match &accepted.event.fact {
            OwnedFact::Created(profile) => lead.known.patch(profile),
            OwnedFact::Engagement(_) | OwnedFact::Disposition(_) => false,
        };
        lead.grade = lead.known.grade(moment.definition);
        match &accepted.event.fact {
            OwnedFact::Created(_) => {
                if trait_changed {
                    lead.qualify(&moment);
                }
            }
            OwnedFact::Engagement(engagement) => {
                let net = lead.credit(engagement, &moment);
                lead.raise_hand(engagement, &moment);
                if net > 0 {
                    lead.qualify(&moment);
                }
                let score = score_at(&lead.contributions, moment.at);
                if net < 0 && lead.leave_below.is_some_and(|leave| score < leave) {
                    lead.meets.note("fall by an event");
                    lead.fall(&moment);
                }
            }
            OwnedFact::Disposition(said) => lead.hear(accepted, said, &moment),
        }
        self.last_at = moment.at;
        self.close(&moment);
    }

    /// Everything the lead does by itself up to and including `until`: decay before clocks at one instant (F8).
    fn fire(&mut self, until: Timestamp) {
        loop {
            let crossing = self.lead.leave_below.and_then(|leave| {
                first_below(&self.lead.contributions, leave, self.last_at, until)
            });
            let due = self.clocks.next_due().filter(|&due_at| due_at <= until);
            match (crossing, due) {
                (None, None) => return,
                (Some(at), None) => self.decay(at),
                (Some(at), Some(due_at)) if at <= due_at => self.decay(at),
                (Some(_) | None, Some(due_at)) => self.come_due(due_at),
            }
        }
    }

    /// S4: the score no longer holds the stage. Judged by the version of the stage's entry (R8).
    fn decay(&mut self, at: Timestamp) {
        let definition = self
            .definitions
            .versions()
            .iter()
            .find(|definition| definition.version == self.lead.entry_version)
            .expect("a stage was entered under a version of the agreement");
        let moment = Moment {
            at,
            cause: Cause::Decay,
            definition,
            graph: self.definitions.graph(),
        };
        self.lead.meets.note("fall by decay");
        self.lead.fall(&moment);
        self.close(&moment);
    }

    fn come_due(&mut self, at: Timestamp) {
        for ended in self.clocks.violate(at) {
            self.write_sla(&ended, at, Cause::Due);
        }
    }

    /// After a whole event or instant: its rows, then the clocks (F8, F9).
    fn close(&mut self, moment: &Moment<'_>) {
        for step in std::mem::take(&mut self.lead.moves) {
            self.write_transition(&step, moment);
        }
        for ended in self.clocks.look(&self.lead, moment) {
            self.write_sla(&ended, moment.at, moment.cause.clone());
        }
    }

    fn write_transition(&mut self, step: &Step, moment: &Moment<'_>) {
        let detail = Detail::Transition {
            from: step.from,
            entered_from_at: step.entered_from_at,
            route: step.how.route,
            inferred: step.how.inferred,
            irregular: step.how.irregular,
            reason: text(step.how.reason.as_ref()),
            actor: text(step.how.actor.as_ref()),
        };
        let kind = Kind::Transition { to: step.to };
        let values = self.values(step.cycle, moment.definition.version, detail);
        self.write(kind, moment.at, moment.cause.clone(), values);
    }

    fn write_sla(&mut self, (state, instance): &Ended, at: Timestamp, cause: Cause) {
        self.lead.meets.note(match state {
            SlaState::Met => "clock met",
            SlaState::Violated => "clock violated",
            SlaState::MetLate => "clock met late",
            SlaState::Cancelled => "clock cancelled",
        });
        let detail = Detail::Sla {
            due_at: instance.due_at(),
            target: instance.policy.within,
            elapsed: at - instance.started_at,
        };
        let kind = Kind::Sla {
            state: *state,
            clock: instance.policy.name.clone(),
            started_at: instance.started_at,
            started_by: instance.started_by.clone(),
        };
        // R8: cycle and version of the start, everything else of the instant.
        let values = self.values(instance.cycle, instance.version, detail);
        self.write(kind, at, cause, values);
    }

    fn values(&self, cycle: u32, version: u32, detail: Detail) -> Values {
        Values {
            cycle,
            version,
            owner: text(self.lead.owner.as_ref()),
            team: text(self.lead.team.as_ref()),
            source: text(self.lead.known.source.as_ref()),
            campaign: text(self.lead.known.campaign.as_ref()),
            amount: self.lead.amount,
            detail,
        }
    }

    fn write(&mut self, kind: Kind, instant: Timestamp, cause: Cause, values: Values) {
        self.rows.push(Row {
            identity: Identity {
                instant,
                kind,
                cause,
            },
            values,
            score: score_at(&self.lead.contributions, instant),
            grade: self.lead.grade,
        });
    }
}

fn moment_of<'a>(accepted: &Accepted, definitions: &'a Definitions) -> Moment<'a> {
    let at = accepted.event.occurred_at;
    let definition: &Definition = definitions.at(at);
    Moment {
        at,
        cause: Cause::event(&accepted.event.key()),
        definition,
        graph: definitions.graph(),
    }
}

fn text(value: Option<&String>) -> Option<Text> {
    value.map(|value| Text::new(value))
}
