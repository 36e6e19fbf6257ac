//! F, from zero: sort, take out what is revoked, walk events and instants in order, keep the rows that exist at W.

use super::acceptance::Accepted;
use super::clock::Clocks;
use super::event::OwnedFact;
use super::lead::{How, Lead, Moment};
use super::meets::Meets;
use super::qualify::Occurrence;
use super::score::{Taken, first_below};
use super::view::View;
use leadfold::lead::definition::{Definition, Definitions, Stage};
use leadfold::lead::event::Input;
use leadfold::lead::row::{Cause, Route, Row, SlaNotice};
use leadfold::time::{Span, Timestamp};

/// What F says of one lead.
#[derive(Clone, Debug, Default)]
pub(crate) struct Folded {
    /// All rows that exist at W, in the order in which they came to be.
    pub(crate) rows: Vec<Row>,
    /// The lead at the later of W and its last event (S13); none when nothing was accepted.
    pub(crate) view: Option<View>,
    /// What may have been warned of by W (R5): each of these, once, at most.
    pub(crate) notices: Vec<SlaNotice>,
    /// What caps and floor do to its score then.
    pub(crate) taken: Taken,
    /// How often what was met.
    pub(crate) meets: Meets,
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
        walk.take(accepted, definitions);
    }
    let until = watermark.max(last.event.occurred_at);
    walk.fire(until);
    let running = walk.clocks.running(until);
    let notices = walk.clocks.notices(watermark);
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
    let view = View::of(&lead, running, until);
    Folded {
        rows,
        notices,
        taken: lead.taken(until),
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

/// A lead on its way, and the rows so far.
pub(super) struct Walk<'a> {
    pub(super) lead: Lead<'a>,
    clocks: Clocks<'a>,
    /// The last event's time.
    last_at: Timestamp,
    pub(super) rows: Vec<Row>,
}

/// What a lead does by itself, in the order of F8.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Own {
    HoldEnds,
    Decays,
    TimesOut,
    ComesDue,
}

impl<'a> Walk<'a> {
    /// F5: the first event, whatever it is, is the birth; its own turn comes next.
    fn begin(first: &Accepted, definitions: &'a Definitions) -> Self {
        let moment = moment_of(first, definitions);
        Self {
            lead: Lead::born(&moment, first.event.input() != Input::LeadCreated),
            clocks: Clocks::default(),
            last_at: first.event.occurred_at,
            rows: Vec::new(),
        }
    }

    /// One event, in the order of F9.
    fn take(&mut self, accepted: &Accepted, definitions: &'a Definitions) {
        let moment = moment_of(accepted, definitions);
        self.last_at = moment.at;
        let lead = &mut self.lead;
        if lead.ended {
            // F11: nothing at all.
            lead.meets.note("event after the end");
            if accepted.event.fact == OwnedFact::Erased {
                lead.meets.note("forgotten after the end");
                lead.forget();
            }
            return;
        }
        let score_before = lead.holding_score(moment.at);
        let owner_before = lead.owner.clone();
        let trait_changed = learn(lead, &accepted.event.fact);
        lead.determine(moment.definition);
        match &accepted.event.fact {
            OwnedFact::Created(_) => {
                if !lead.veto(None, &moment) && trait_changed {
                    lead.promote(Occurrence::TraitChanged, &moment);
                }
            }
            OwnedFact::Scoring { .. } => {
                lead.veto(None, &moment);
            }
            OwnedFact::Engagement(engagement) => {
                let credited = lead.credit(engagement, &moment);
                if !lead.veto(Some(engagement), &moment) {
                    lead.promote(Occurrence::Engaged(engagement, &credited), &moment);
                }
            }
            OwnedFact::Disposition(said) => lead.hear(accepted, said, &moment),
            OwnedFact::Merged(into) => {
                lead.meets.note("merged");
                let how = How {
                    reason: Some(into.clone()),
                    ..How::plain(Route::Merged)
                };
                lead.end(Stage::MERGED, how, &moment);
            }
            OwnedFact::Erased => {
                lead.meets.note("erased");
                lead.forget();
                lead.end(Stage::ERASED, How::plain(Route::Erased), &moment);
            }
        }
        lead.fall_if_lowered(score_before, &moment);
        note_caps(lead, moment.at);
        let before_and_after = owner_before.zip(lead.owner.clone());
        let is_reassigned = before_and_after.is_some_and(|(before, after)| before != after);
        self.close(&moment, is_reassigned);
    }

    /// Everything the lead does by itself up to and including `until`, in time order; at one instant in the order of F8.
    fn fire(&mut self, until: Timestamp) {
        loop {
            let timeout_at = self.lead.timeout_at();
            let lead = &self.lead;
            let decay = lead.leave_below.and_then(|leave| {
                let (from, model) = (self.last_at, lead.model());
                first_below(&lead.contributions, model, leave, from, until)
            });
            let own = [
                (lead.hold_until, Own::HoldEnds),
                (decay, Own::Decays),
                (timeout_at, Own::TimesOut),
                (self.clocks.next_due(), Own::ComesDue),
            ];
            let coming = own.into_iter().filter_map(|(at, own)| Some((at?, own)));
            let Some((at, own)) = coming.min().filter(|(at, _)| *at <= until) else {
                return;
            };
            match own {
                Own::HoldEnds => self.end_hold(at),
                Own::Decays => self.decay(at),
                Own::TimesOut => self.time_out(at),
                Own::ComesDue => self.come_due(at),
            }
        }
    }

    /// C11: it moves nothing; only clocks may see that it is over. Judged by the version of the last event.
    fn end_hold(&mut self, at: Timestamp) {
        self.lead.meets.note("hold ends");
        self.lead.hold_until = None;
        self.close(&instant(at, Cause::HoldEnd, self.lead.definition), false);
    }

    /// S4: the score no longer holds the stage. Judged by the version of the stage's entry (R8).
    fn decay(&mut self, at: Timestamp) {
        let moment = instant(at, Cause::Decay, self.lead.entry);
        self.lead.meets.note("fall by decay");
        self.lead.fall(&moment);
        self.close_instant(&moment);
    }

    /// G10: by the version of the stage's entry, too.
    fn time_out(&mut self, at: Timestamp) {
        let moment = instant(at, Cause::Timeout, self.lead.entry);
        let stage = self.lead.stage.index();
        let timeout = self.lead.entry.graph.stages[stage].timeout;
        let to = timeout.expect("it has run out").to;
        self.lead.meets.note("timeout");
        self.lead.arrive(to, How::plain(Route::Timeout), &moment);
        self.close_instant(&moment);
    }

    fn come_due(&mut self, at: Timestamp) {
        let moment = instant(at, Cause::Due, self.lead.definition);
        for ended in self.clocks.violate(at) {
            self.write_sla(&ended, &moment);
        }
    }

    /// After an instant that moved the lead: the row is of the version of the stage's entry (R8), clocks begin by that of the last event.
    fn close_instant(&mut self, moment: &Moment<'a>) {
        for step in std::mem::take(&mut self.lead.moves) {
            self.write_transition(&step, moment);
        }
        self.close(
            &instant(moment.at, moment.cause.clone(), self.lead.definition),
            false,
        );
    }

    /// After a whole event or instant: its rows, then the clocks (F8, F9).
    fn close(&mut self, moment: &Moment<'a>, is_reassigned: bool) {
        for step in std::mem::take(&mut self.lead.moves) {
            self.write_transition(&step, moment);
        }
        let ended = if self.lead.ended {
            self.clocks.end(moment.at)
        } else {
            let mut meets = std::mem::take(&mut self.lead.meets);
            let ended = self
                .clocks
                .look(&self.lead, moment, is_reassigned, &mut meets);
            self.lead.meets = meets;
            ended
        };
        for ended in ended {
            self.write_sla(&ended, moment);
        }
    }
}

/// What the event tells of the lead, before anything follows from it; answers whether a trait is another than before (G4).
fn learn(lead: &mut Lead<'_>, fact: &OwnedFact) -> bool {
    match fact {
        OwnedFact::Created(profile) => {
            let changed = lead.known.patch(profile);
            let clears = profile.cleared.iter().any(|name| name == "campaign");
            if let Some(campaign) = profile.campaign.as_ref().filter(|_| !clears) {
                lead.touch_campaign(campaign);
            }
            changed
        }
        OwnedFact::Engagement(engagement) => {
            if let Some(campaign) = &engagement.campaign {
                lead.touch_campaign(campaign);
            }
            false
        }
        OwnedFact::Scoring { suspended } => {
            lead.meets.note(if *suspended {
                "record suspends scoring"
            } else {
                "record resumes scoring"
            });
            lead.suspended = *suspended;
            false
        }
        OwnedFact::Erased | OwnedFact::Merged(_) | OwnedFact::Disposition(_) => false,
    }
}

fn note_caps(lead: &mut Lead<'_>, at: Timestamp) {
    let taken = lead.taken(at);
    for (case, points) in [
        ("a group's cap cuts", taken.by_group_caps),
        ("a model's cap cuts", taken.by_cap),
        ("a model's floor lifts", taken.by_floor),
    ] {
        if points != 0 {
            lead.meets.note(case);
        }
    }
}

fn moment_of<'a>(accepted: &Accepted, definitions: &'a Definitions) -> Moment<'a> {
    let event = &accepted.event;
    Moment {
        at: event.occurred_at,
        cause: Cause::event(&event.key()),
        definition: definitions.at(event.occurred_at),
        ingest: Some(event.appended_at - event.occurred_at),
        said: event.disposition().map(|said| said.outcome),
        day_precision: event.day_precision,
    }
}

/// An instant of the lead's own.
const fn instant(at: Timestamp, cause: Cause, definition: &Definition) -> Moment<'_> {
    Moment {
        at,
        cause,
        definition,
        ingest: None,
        said: None,
        day_precision: false,
    }
}
