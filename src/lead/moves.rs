//! How a lead comes into stages and out of them: birth, vetoes, promotion, what sales says, overrides, gates, and the end (section 7, G1–G13).

use crate::lead::credit::Credited;
use crate::lead::definition::{Definition, Grade, Graph, Stage};
use crate::lead::entry::{Deed, Entry, Judged, What};
use crate::lead::event::Outcome;
use crate::lead::row::{Cause, Detail, Identity, Kind, Route, SlaState};
use crate::lead::state::{LatestDisposition, Marks, State, Visit};
use crate::lead::text::Text;
use crate::lead::walk::{Moment, Note, Walk};
use crate::time::Timestamp;

/// What a disposition comes to where the lead stands (G1, F7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lawful {
    /// It moves the lead.
    Moves(Stage),
    /// It is about the lead, not its stage.
    Stays,
    /// It is remembered and does nothing.
    Refused,
}

/// A disposition that was heard, before its move.
#[derive(Clone, Copy, Debug)]
pub(super) struct Said {
    lawful: Lawful,
    /// The owner has changed from one person to another (C8).
    pub(super) is_reassigned: bool,
}

/// An entry into a stage.
struct Step<'a> {
    moment: &'a Moment<'a>,
    to: Stage,
    route: Route,
    held_at: Option<i64>,
    irregular: bool,
    reason: Option<Text>,
    reason_group: Option<Text>,
    actor: Option<Text>,
}

impl<'a> Step<'a> {
    const fn new(moment: &'a Moment<'a>, to: Stage, route: Route) -> Self {
        Self {
            moment,
            to,
            route,
            held_at: None,
            irregular: false,
            reason: None,
            reason_group: None,
            actor: None,
        }
    }

    fn because(mut self, reason: &str) -> Self {
        self.reason = Some(Text::new(reason));
        self
    }
}

impl Walk<'_> {
    /// The row of the birth (F5): not inferred for any record of the lead-created input (F10).
    pub(super) fn bear(&mut self, state: &mut State, entry: &Entry, definition: &Definition) {
        let detail = Detail::Transition {
            from: None,
            entered_from_at: None,
            stayed_business: None,
            route: Route::Birth,
            inferred: matches!(entry.what, What::Engagement(_) | What::Disposition(_)),
            irregular: false,
            reason: None,
            reason_group: None,
            actor: None,
        };
        let instant = entry.key.occurred_at;
        visit(state, Stage::INQUIRY, instant);
        let identity = Identity {
            instant,
            kind: Kind::Transition { to: Stage::INQUIRY },
            cause: Cause::event(&entry.key),
        };
        self.say(state, identity, (state.cycle, definition.version), detail);
    }

    /// Makes a lead ineligible where a veto says so; answers whether one did (G9).
    pub(super) fn veto(
        &mut self,
        state: &mut State,
        entry: &Entry,
        definition: &Definition,
    ) -> bool {
        if !definition.graph.veto_from.contains(&state.stage) {
            return false;
        }
        let by_event = match &entry.what {
            What::Engagement(judged) => judged.veto,
            What::Created(_)
            | What::Disposition(_)
            | What::Merged(_)
            | What::Erased
            | What::Scoring { .. } => None,
        };
        let profile = state.profile.as_ref();
        let by_trait = definition
            .trait_vetoes
            .iter()
            .find(|veto| veto.when.holds(profile));
        let by_event = by_event.map(|place| &definition.engagement_vetoes[usize::from(place)]);
        let Some(veto) = by_trait.or(by_event) else {
            return false;
        };
        self.mark(entry);
        let cause = Cause::event(&entry.key);
        let moment = Moment::of(entry.key.occurred_at, definition, &cause);
        let step = Step::new(&moment, Stage::INELIGIBLE, Route::Veto).because(&veto.reason);
        self.enter(state, step, false);
        true
    }

    /// A hand-raise, then the threshold, then PQL rules (G3–G5, G7); the event is one that may promote.
    pub(super) fn promote(
        &mut self,
        state: &mut State,
        entry: &Entry,
        definition: &Definition,
        engaged: Option<(&Judged, Credited)>,
    ) {
        let graph = &definition.graph;
        let model = state.model_in(definition);
        let raised = engaged.and_then(|(judged, _)| {
            let mut raises = judged
                .hand_raises
                .iter()
                .map(|place| &definition.hand_raises[usize::from(place)]);
            raises.find(|raise| raise.model.is_none_or(|of| of == model))
        });
        let credited = |of: u16| {
            engaged.is_none_or(|(_, credited)| raised.is_some() || credited.in_model(of) > 0)
        };
        let step =
            if let Some(raise) = raised.filter(|_| graph.hand_raise_from.contains(&state.stage)) {
                Some((Route::HandRaise, Some(raise.name.as_str()), None))
            } else if graph.qualify_from.contains(&state.stage) {
                qualify(self, state, entry.key.occurred_at, definition, credited)
            } else {
                None
            };
        let Some((route, reason, held_at)) = step else {
            return;
        };
        let profile = state.profile.as_ref();
        if (definition.trait_vetoes.iter()).any(|veto| veto.when.holds(profile)) {
            return;
        }
        self.mark(entry);
        let cause = Cause::event(&entry.key);
        let moment = Moment::of(entry.key.occurred_at, definition, &cause);
        let mut step = Step::new(&moment, Stage::MQL, route);
        step.held_at = held_at;
        step.reason = reason.map(Text::new);
        self.enter(state, step, true);
    }

    /// What a disposition is where the lead stands; owner, team and amount ride on a lawful one (G11).
    pub(super) fn hear(&self, state: &mut State, entry: &Entry, deed: &Deed) -> Said {
        let definition = self.definitions.at(entry.key.occurred_at);
        let lawful = lawful(state, deed, &definition.graph);
        if deed.outcome == Outcome::Revoke || lawful == Lawful::Refused {
            return Said {
                lawful,
                is_reassigned: false,
            };
        }
        let is_reassigned =
            state.owner.is_some() && deed.owner.is_some() && state.owner != deed.owner;
        if deed.owner.is_some() {
            state.owner.clone_from(&deed.owner);
        }
        if deed.team.is_some() {
            state.team.clone_from(&deed.team);
        }
        state.amount = deed.amount.or(state.amount);
        Said {
            lawful,
            is_reassigned,
        }
    }

    /// What sales said (F6, F7).
    pub(super) fn dispose(
        &mut self,
        state: &mut State,
        entry: &Entry,
        deed: &Deed,
        definition: &Definition,
        said: &Said,
    ) {
        self.mark(entry);
        if deed.unspecified && entry.fresh {
            self.notes.push(Note::Unspecified(deed.outcome));
        }
        let cause = Cause::event(&entry.key);
        let at = entry.key.occurred_at;
        let moment = Moment::of(at, definition, &cause);
        if deed.outcome == Outcome::Revoke {
            self.revoke(state, entry, deed, &moment);
            return;
        }
        let mut left = None;
        match said.lawful {
            Lawful::Refused => {
                if entry.fresh {
                    self.notes.push(Note::Refused(deed.outcome));
                }
            }
            Lawful::Stays => stay(state, deed, at),
            Lawful::Moves(to) => {
                let is_override = deed.outcome == Outcome::Override;
                let irregular = is_irregular(state, deed.outcome);
                if irregular && entry.fresh {
                    self.notes.push(Note::Irregular(deed.outcome));
                }
                let stood = state.stage;
                let route = if is_override {
                    Route::Override
                } else {
                    Route::Disposition
                };
                let mut step = Step::new(&moment, to, route);
                step.irregular = irregular;
                step.reason.clone_from(&deed.reason);
                step.reason_group.clone_from(&deed.reason_group);
                step.actor.clone_from(&deed.actor);
                self.enter(state, step, !is_override);
                // A gate may have led it back: then there is nothing to undo.
                left = Some(stood).filter(|stood| *stood != state.stage);
                if is_override {
                    // It pins the stage until its end; without one for good (G10).
                    let until = deed.until.unwrap_or(Timestamp::MAX);
                    state.pinned_until = (until > at).then_some(until);
                }
                if deed.outcome == Outcome::Accept {
                    state.marks.accepted_at.get_or_insert(at);
                }
            }
        }
        let event_id = entry.key.event_id.clone();
        state.latest_disposition = Some(LatestDisposition { event_id, left });
    }

    /// A revoke that was not resolved before the walk: of a final target a move back, otherwise idle (F6, F12).
    fn revoke(&mut self, state: &mut State, entry: &Entry, deed: &Deed, moment: &Moment<'_>) {
        let undone = state
            .latest_disposition
            .as_ref()
            .filter(|latest| deed.marked && deed.target.as_ref() == Some(&latest.event_id));
        let Some(back) = undone
            .and_then(|latest| latest.left)
            // G3: out of `ineligible` leads an override alone.
            .filter(|&left| left != state.stage && state.stage != Stage::INELIGIBLE)
        else {
            if entry.fresh && !deed.has_target {
                self.notes.push(Note::IdleRevoke);
            }
            return;
        };
        let mut step = Step::new(moment, back, Route::Revoke);
        step.actor.clone_from(&deed.actor);
        // Undone is undone: a second revoke of it finds nothing to undo.
        state.latest_disposition = None;
        self.enter(state, step, false);
    }

    /// The fall that an event causes: it has lowered the score of a lead held by score below the leave-threshold (S4).
    pub(super) fn fall(
        &mut self,
        state: &mut State,
        entry: &Entry,
        definition: &Definition,
        before: i64,
    ) {
        let at = entry.key.occurred_at;
        let score = match state.held_at {
            Some(leave) => Some(state.score_at(self.definitions, at)).filter(|now| *now < leave),
            None => None,
        };
        if score.is_none_or(|now| now >= before) {
            return;
        }
        self.mark(entry);
        let cause = Cause::event(&entry.key);
        let moment = Moment::of(at, definition, &cause);
        self.go(state, &moment, Stage::INQUIRY, Route::Decay);
    }

    /// The lead is merged or erased (F11): it enters that stage, its clocks are void, and nothing moves it any more.
    pub(super) fn end(&mut self, state: &mut State, entry: &Entry, definition: &Definition) {
        self.mark(entry);
        let cause = Cause::event(&entry.key);
        let moment = Moment::of(entry.key.occurred_at, definition, &cause);
        let step = match &entry.what {
            What::Merged(into) => {
                Step::new(&moment, Stage::MERGED, Route::Merged).because(into.as_str())
            }
            What::Created(_)
            | What::Engagement(_)
            | What::Disposition(_)
            | What::Erased
            | What::Scoring { .. } => {
                forget(state);
                Step::new(&moment, Stage::ERASED, Route::Erased)
            }
        };
        self.enter(state, step, false);
        for clock in std::mem::take(&mut state.clocks) {
            if let Some(running) = &clock.running {
                let end = (SlaState::Cancelled, &moment);
                self.outcome(state, &clock.name, running, end);
            }
        }
        state.hold_until = None;
        state.ended = true;
    }

    /// Enters a stage just so, inferring nothing.
    pub(super) fn go(&mut self, state: &mut State, moment: &Moment<'_>, to: Stage, route: Route) {
        self.enter(state, Step::new(moment, to, route), false);
    }

    /// Enters a stage; with `infer`, what lies between on the success path first, at the same instant (G2); a gate is passed (G13).
    fn enter(&mut self, state: &mut State, step: Step<'_>, infer: bool) {
        let (moment, route) = (step.moment, step.route);
        let graph = &moment.definition.graph;
        if infer && let Some(end) = graph.path.iter().position(|&stage| stage == step.to) {
            let from = graph.standing(state.stage) + 1;
            for &between in graph.path.get(from..end).unwrap_or_default() {
                self.enter_one(state, Step::new(moment, between, route), true);
            }
        }
        self.enter_one(state, step, false);
        // Gates lead on along the path or onto it; the count only keeps a graph that was not checked from going round.
        let mut gates = graph.path.len() + graph.names.len();
        while let Some(beyond) = graph.beyond(state.stage).filter(|_| gates > 0) {
            self.enter_one(state, Step::new(moment, beyond, route), true);
            gates -= 1;
        }
    }

    fn enter_one(&mut self, state: &mut State, step: Step<'_>, inferred: bool) {
        let Moment { at, definition, .. } = *step.moment;
        let (left, entered_left_at) = (state.stage, state.entered_at);
        let stayed_business = self.stayed_business(state, at);
        state.stage = step.to;
        state.entered_at = at;
        state.entry_version = definition.version;
        state.route = step.route;
        state.held_at = step.held_at;
        state.pinned_until = None;
        visit(state, step.to, at);
        if step.to == Stage::MQL {
            if state.was_mql {
                // G8: the cycle grows at each later entry; contact and marks are of a cycle.
                state.cycle += 1;
                state.contacted = false;
                state.marks = Marks::default();
            }
            state.was_mql = true;
            state.marks.qualified_at = Some(at);
            state.campaigns.at_mql.clone_from(&state.campaigns.last);
        }
        if step.to == Stage::RECYCLED {
            self.recycle(state, definition);
            // G7: each entry's stands, also where a later version's is shorter.
            let cool_until = definition.cool_down.map(|span| at + span);
            state.cool_until = state.cool_until.max(cool_until);
        }
        let detail = Detail::Transition {
            from: Some(left),
            entered_from_at: Some(entered_left_at),
            stayed_business,
            route: step.route,
            inferred,
            irregular: step.irregular,
            reason: step.reason,
            reason_group: step.reason_group,
            actor: step.actor,
        };
        let kind = Kind::Transition { to: step.to };
        let identity = Identity {
            instant: at,
            kind,
            cause: step.moment.cause.clone(),
        };
        self.say(state, identity, (state.cycle, definition.version), detail);
    }

    /// How long the lead stood in its stage in that stage's calendar, by the version of its entry.
    fn stayed_business(&self, state: &State, until: Timestamp) -> Option<crate::time::Span> {
        let definition = self.definitions.version(state.entry_version)?;
        let calendar = definition.graph.stages[state.stage.index()].calendar?;
        Some(
            definition
                .calendar(calendar)
                .elapsed(state.entered_at, until),
        )
    }
}

/// How a lead qualifies here, where points and PQL rules may qualify: the threshold of the model that counts, then the first PQL rule.
/// `credited` tells whether the event may promote by the points of a model (G4).
fn qualify<'d>(
    walk: &Walk<'_>,
    state: &State,
    at: Timestamp,
    definition: &'d Definition,
    credited: impl Fn(u16) -> bool,
) -> Option<(Route, Option<&'d str>, Option<i64>)> {
    if state.cool_until.is_some_and(|until| at < until) {
        return None;
    }
    // G5: of whom nothing is known, nothing qualifies but a hand-raise or a person.
    if definition.fit.is_some() && state.grade == Grade::Unknown {
        return None;
    }
    let fits = |least: Option<Grade>| least.is_none_or(|least| state.grade <= least);
    let model = state.model_in(definition);
    let is_pinned = state.pinned_until.is_some_and(|until| at <= until);
    let threshold = definition.models[usize::from(model)].threshold.as_ref();
    if let Some(threshold) = threshold.filter(|_| !is_pinned && credited(model))
        && fits(threshold.grade)
        && state.score_at(walk.definitions, at) >= threshold.score
    {
        return Some((Route::Threshold, None, threshold.leave_below));
    }
    let profile = state.profile.as_ref();
    let rule = definition.pql.iter().find(|rule| {
        let scored = rule.score.is_none_or(|(of, least)| {
            state.score.at(&definition.models[usize::from(of)], at) >= least
        });
        credited(rule.score.map_or(model, |(of, _)| of))
            && fits(rule.grade)
            && scored
            && rule.when.holds(profile)
    });
    rule.map(|rule| (Route::Pql, Some(rule.name.as_str()), None))
}

fn lawful(state: &State, deed: &Deed, graph: &Graph) -> Lawful {
    match deed.outcome {
        Outcome::Assign | Outcome::FirstTouch | Outcome::HoldUntil | Outcome::Revoke => {
            Lawful::Stays
        }
        Outcome::Override => {
            let to = deed
                .target
                .as_ref()
                .and_then(|name| graph.stage(name.as_str()));
            let is_open = |to: &Stage| ![state.stage, Stage::MERGED, Stage::ERASED].contains(to);
            match to.filter(is_open).filter(|_| deed.actor.is_some()) {
                Some(to) => Lawful::Moves(to),
                None => Lawful::Refused,
            }
        }
        Outcome::Accept
        | Outcome::Reject
        | Outcome::Qualify
        | Outcome::Disqualify
        | Outcome::Recycle
        | Outcome::OpenOpportunity
        | Outcome::Win
        | Outcome::Lose => match graph.move_of(deed.outcome) {
            Some(lawful) if lawful.from.contains(&state.stage) => Lawful::Moves(lawful.to),
            Some(_) | None => Lawful::Refused,
        },
    }
}

/// A reject after contact, or a disqualify before it (F7).
const fn is_irregular(state: &State, outcome: Outcome) -> bool {
    match outcome {
        Outcome::Reject => state.contacted,
        Outcome::Disqualify => !state.contacted,
        Outcome::Assign
        | Outcome::Accept
        | Outcome::FirstTouch
        | Outcome::Qualify
        | Outcome::Recycle
        | Outcome::HoldUntil
        | Outcome::OpenOpportunity
        | Outcome::Win
        | Outcome::Lose
        | Outcome::Override
        | Outcome::Revoke => false,
    }
}

/// What a disposition does that moves no stage.
fn stay(state: &mut State, deed: &Deed, at: Timestamp) {
    match deed.outcome {
        Outcome::Assign => {
            state.marks.assigned_at.get_or_insert(at);
        }
        Outcome::FirstTouch => {
            state.contacted = true;
            state.marks.touched_at.get_or_insert(at);
        }
        // C11: a time that is not in the future releases.
        Outcome::HoldUntil => state.hold_until = deed.until.filter(|until| *until > at),
        Outcome::Accept
        | Outcome::Reject
        | Outcome::Qualify
        | Outcome::Disqualify
        | Outcome::Recycle
        | Outcome::OpenOpportunity
        | Outcome::Win
        | Outcome::Lose
        | Outcome::Override
        | Outcome::Revoke => {}
    }
}

/// Notes an entry (C1).
fn visit(state: &mut State, stage: Stage, at: Timestamp) {
    match state
        .visits
        .binary_search_by_key(&stage, |visit| visit.stage)
    {
        Ok(place) => state.visits[place].latest_at = at,
        Err(place) => state.visits.insert(
            place,
            Visit {
                stage,
                first_at: at,
                latest_at: at,
            },
        ),
    }
}

/// What an erased lead no longer has (F11).
pub(super) fn forget(state: &mut State) {
    state.profile = std::sync::Arc::default();
    state.owner = None;
    state.team = None;
    state.amount = None;
    state.campaigns = super::state::Campaigns::default();
    state.grade = Grade::Unknown;
    state.segment = None;
    state.memory = Vec::new();
    state.latest_disposition = None;
    state.forgotten = true;
}
