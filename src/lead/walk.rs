//! The walk over a lead's events (F2, F8, F9): each event's effect on the state, and the lead's own instants between them.
//!
//! The only place where rows come into being. It knows the rules of birth, profile, points and moves; clocks are in `clock`.
//! Nothing here asks for the watermark: how far the last instants are fired is the caller's argument.

use crate::lead::clock;
use crate::lead::definition::{Definition, Definitions, Grade, OnRecycle, Stage};
use crate::lead::entry::{Deed, Entry, Judged, What};
use crate::lead::event::{Key, Outcome};
use crate::lead::row::{Cause, Detail, Identity, Kind, Route, Row, Values};
use crate::lead::state::{Known, LatestDisposition, State};
use crate::lead::text::Text;
use crate::time::{Span, Timestamp};

/// A row and where in the walk it came up: while walking to or over the entry of that key, or after the last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The entry; none for instants after the last.
    pub at: Option<Key>,
    /// The row.
    pub row: Row,
}

/// A contribution still in the score.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credit {
    /// Where the event is found.
    pub offset: i64,
    /// When it happened.
    pub at: Timestamp,
    /// Its version.
    pub version: u32,
    /// The rule's index in that version.
    pub rule: u16,
    /// Milli-points before decay.
    pub points: i64,
    /// How they fade.
    pub half_life: Option<Span>,
}

/// What happened to a fresh event, for the counters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Note {
    /// Not lawful now: it moved nothing (F7).
    Refused(Outcome),
    /// Taken as said, and flagged (F7).
    Irregular(Outcome),
    /// Its reason was missing or unknown.
    Unspecified(Outcome),
    /// A revoke without a target it could undo (F12).
    IdleRevoke,
}

/// The walk.
#[derive(Debug)]
pub struct Walk<'a> {
    pub(super) definitions: &'a Definitions,
    /// The rows, in the order in which they came up.
    pub found: Vec<Found>,
    /// What the fresh events came to.
    pub notes: Vec<Note>,
    /// The contributions in the score, when asked for.
    pub credits: Option<Vec<Credit>>,
    /// Whether a reset has dropped what was in the score before the walk; told with the credits.
    pub has_reset: bool,
    pub(super) walking: Option<Key>,
    /// Before that instant the score cannot fall below the leave-threshold, so no crossing is looked for.
    pub(super) holds_until: Option<Timestamp>,
}

/// An entry into a stage.
struct Step<'a> {
    to: Stage,
    at: Timestamp,
    route: Route,
    cause: &'a Cause,
    version: u32,
    held_at: Option<i64>,
    irregular: bool,
    reason: Option<Text>,
    actor: Option<Text>,
}

impl<'a> Walk<'a> {
    /// A walk that has not begun.
    #[must_use]
    pub const fn new(definitions: &'a Definitions) -> Self {
        Self {
            definitions,
            found: Vec::new(),
            notes: Vec::new(),
            credits: None,
            has_reset: false,
            walking: None,
            holds_until: None,
        }
    }

    /// Fires the instants before the entry, then applies it. A removed entry does nothing (F6).
    pub fn over(&mut self, state: &mut State, entry: &Entry) {
        if entry.removed {
            return;
        }
        let at = entry.key.occurred_at;
        // At equal instants events come before instants (F2).
        if state.last_at.is_some()
            && self
                .first_instant(state, at - Span::from_millis(1))
                .is_some()
        {
            self.walking = Some(entry.key.clone());
            self.fire(state, at - Span::from_millis(1));
        }
        self.apply(state, entry);
    }

    /// Fires the instants up to and including `limit`, after the last entry.
    pub fn to_end(&mut self, state: &mut State, limit: Timestamp) {
        self.walking = None;
        self.fire(state, limit);
    }

    /// Whether any instant of the lead lies at or before `limit`; cheap when not.
    #[must_use]
    pub fn has_instant(&self, state: &State, limit: Timestamp) -> bool {
        self.first_instant(state, limit).is_some()
    }

    /// The first instant at or before `limit`: decay before clocks, clocks by name (F8).
    fn first_instant(&self, state: &State, limit: Timestamp) -> Option<Instant> {
        let decay = state
            .held_at
            .filter(|_| self.holds_until.is_none_or(|until| limit >= until))
            .and_then(|leave| state.score.crossing(leave, state.last_at?, limit))
            .map(Instant::Decay);
        let due = clock::first_due(state, limit).map(|(at, index)| Instant::Due(at, index));
        match (decay, due) {
            (Some(decay), Some(due)) => Some(if decay.at() <= due.at() { decay } else { due }),
            (decay, due) => decay.or(due),
        }
    }

    fn fire(&mut self, state: &mut State, limit: Timestamp) {
        while let Some(instant) = self.first_instant(state, limit) {
            let rows_before = self.found.len();
            match instant {
                Instant::Decay(at) => {
                    let version = state.entry_version;
                    let step = Step::new(Stage::INQUIRY, at, Route::Decay, &Cause::Decay, version);
                    self.enter(state, step, false);
                    self.judge_clocks(state, at, version, &Cause::Decay);
                }
                Instant::Due(at, index) => self.violate(state, at, index),
            }
            self.annotate(state, instant.at(), rows_before);
        }
    }

    fn apply(&mut self, state: &mut State, entry: &Entry) {
        let at = entry.key.occurred_at;
        let definition = self.definitions.at(at);
        let rows_before = self.found.len();
        let is_birth = state.last_at.is_none();
        let is_regraded = is_birth || state.version != definition.version;
        let before = clock::Reading::of(state);
        state.last_at = Some(at);
        state.version = definition.version;
        if is_birth {
            state.stage = Stage::INQUIRY;
            state.entered_at = at;
            state.entry_version = definition.version;
        }
        let trait_changed = match &entry.what {
            What::Created(patch) => Known::patched(&mut state.profile, patch),
            What::Disposition(deed) => {
                self.carry(state, deed);
                false
            }
            What::Engagement(_) => false,
        };
        // Fit may ask for source and account too, which are no traits.
        if is_regraded || matches!(entry.what, What::Created(_)) {
            state.grade = grade(state, definition);
        }
        // A birth, a move and a change of what clocks read are rare; the cause is made only for them.
        if is_birth {
            self.mark(entry);
            self.bear(state, entry, definition.version);
        }
        match &entry.what {
            What::Created(_) => {
                if trait_changed {
                    self.promote(state, entry, None, definition);
                }
            }
            What::Engagement(judged) => self.engage(state, entry, judged, definition),
            What::Disposition(deed) => self.dispose(state, entry, deed, definition),
        }
        if is_regraded
            || trait_changed
            || before != clock::Reading::of(state)
            || entry.deed().is_some()
        {
            self.mark(entry);
            self.judge_clocks(state, at, definition.version, &Cause::event(&entry.key));
        }
        self.annotate(state, at, rows_before);
    }

    /// Says which entry is walked, for the rows that follow.
    fn mark(&mut self, entry: &Entry) {
        if self.walking.as_ref() != Some(&entry.key) {
            self.walking = Some(entry.key.clone());
        }
    }

    /// Owner, team and amount ride on any lawful disposition (G11).
    fn carry(&self, state: &mut State, deed: &Deed) {
        if deed.outcome == Outcome::Revoke || !self.is_lawful(state, deed) {
            return;
        }
        if deed.owner.is_some() {
            state.owner.clone_from(&deed.owner);
        }
        if deed.team.is_some() {
            state.team.clone_from(&deed.team);
        }
        state.amount = deed.amount.or(state.amount);
    }

    fn is_lawful(&self, state: &State, deed: &Deed) -> bool {
        self.definitions
            .graph()
            .move_of(deed.outcome)
            .is_none_or(|lawful| lawful.from.contains(&state.stage))
    }

    fn bear(&mut self, state: &State, entry: &Entry, version: u32) {
        let cause = Cause::event(&entry.key);
        let detail = Detail::Transition {
            from: None,
            entered_from_at: None,
            route: Route::Birth,
            inferred: !matches!(entry.what, What::Created(_)),
            irregular: false,
            reason: None,
            actor: None,
        };
        let instant = entry.key.occurred_at;
        let kind = Kind::Transition { to: Stage::INQUIRY };
        self.say(
            state,
            Identity {
                instant,
                kind,
                cause,
            },
            (state.cycle, version),
            detail,
        );
    }

    /// Credit, promotion, and the fall that negative points cause (F9).
    fn engage(
        &mut self,
        state: &mut State,
        entry: &Entry,
        judged: &Judged,
        definition: &Definition,
    ) {
        let at = entry.key.occurred_at;
        if judged.gained != 0 {
            state.score.add(judged.gained, definition.half_life, at);
        }
        if judged.taken != 0 {
            state.score.add(judged.taken, None, at);
        }
        if let Some(credits) = &mut self.credits {
            credits.extend(judged.rules.iter().map(|rule| {
                let points = definition.rules[usize::from(rule)].points;
                let half_life = definition.half_life.filter(|_| points > 0);
                Credit {
                    offset: entry.offset,
                    at,
                    version: definition.version,
                    rule,
                    points,
                    half_life,
                }
            }));
        }
        if judged.gained + judged.taken > 0 || judged.hand_raise.is_some() {
            self.promote(state, entry, Some(judged), definition);
        }
        let falls = state
            .held_at
            .is_some_and(|leave| judged.gained + judged.taken < 0 && state.score.at(at) < leave);
        if falls {
            self.mark(entry);
            let cause = Cause::event(&entry.key);
            let step = Step::new(Stage::INQUIRY, at, Route::Decay, &cause, definition.version);
            self.enter(state, step, false);
        }
    }

    /// A hand-raise, then the threshold (G3, G4).
    fn promote(
        &mut self,
        state: &mut State,
        entry: &Entry,
        judged: Option<&Judged>,
        definition: &Definition,
    ) {
        let graph = self.definitions.graph();
        let at = entry.key.occurred_at;
        let raised = judged.and_then(|judged| judged.hand_raise);
        if let Some(raised) = raised.filter(|_| graph.hand_raise_from.contains(&state.stage)) {
            self.mark(entry);
            let cause = Cause::event(&entry.key);
            let name = Text::new(&definition.hand_raises[usize::from(raised)].name);
            let mut step = Step::new(Stage::MQL, at, Route::HandRaise, &cause, definition.version);
            step.reason = Some(name);
            self.enter(state, step, false);
            return;
        }
        if judged.is_some_and(|judged| judged.gained + judged.taken <= 0) {
            return;
        }
        let Some(threshold) = &definition.mql else {
            return;
        };
        let reached = graph.qualify_from.contains(&state.stage)
            && threshold.grade.is_none_or(|least| state.grade <= least)
            && state.score.at(at) >= threshold.score;
        if reached {
            self.mark(entry);
            let cause = Cause::event(&entry.key);
            let mut step = Step::new(Stage::MQL, at, Route::Threshold, &cause, definition.version);
            step.held_at = threshold.leave_below;
            self.enter(state, step, false);
        }
    }

    fn dispose(&mut self, state: &mut State, entry: &Entry, deed: &Deed, definition: &Definition) {
        self.mark(entry);
        if deed.unspecified && entry.fresh {
            self.notes.push(Note::Unspecified(deed.outcome));
        }
        if deed.outcome == Outcome::Revoke {
            self.revoke(state, entry, deed, definition.version);
            return;
        }
        let mut left = None;
        if !self.is_lawful(state, deed) {
            if entry.fresh {
                self.notes.push(Note::Refused(deed.outcome));
            }
        } else if let Some(to) = self
            .definitions
            .graph()
            .move_of(deed.outcome)
            .map(|lawful| lawful.to)
        {
            let irregular = match deed.outcome {
                Outcome::Reject => state.contacted,
                Outcome::Disqualify => !state.contacted,
                Outcome::Assign
                | Outcome::Accept
                | Outcome::FirstTouch
                | Outcome::Qualify
                | Outcome::Recycle
                | Outcome::OpenOpportunity
                | Outcome::Win
                | Outcome::Lose
                | Outcome::Revoke => false,
            };
            if irregular && entry.fresh {
                self.notes.push(Note::Irregular(deed.outcome));
            }
            left = Some(state.stage);
            let cause = Cause::event(&entry.key);
            let at = entry.key.occurred_at;
            let mut step = Step::new(to, at, Route::Disposition, &cause, definition.version);
            step.irregular = irregular;
            step.reason.clone_from(&deed.reason);
            step.actor.clone_from(&deed.actor);
            self.enter(state, step, true);
        } else if deed.outcome == Outcome::FirstTouch {
            state.contacted = true;
        }
        let event_id = entry.key.event_id.clone();
        state.latest_disposition = Some(LatestDisposition { event_id, left });
    }

    /// A revoke that was not resolved before the walk: of a final target a move back, otherwise idle (F6, F12).
    fn revoke(&mut self, state: &mut State, entry: &Entry, deed: &Deed, version: u32) {
        let undone = state
            .latest_disposition
            .as_ref()
            .filter(|latest| deed.marked && deed.target.as_ref() == Some(&latest.event_id));
        let Some(back) = undone
            .and_then(|latest| latest.left)
            .filter(|&left| left != state.stage)
        else {
            if entry.fresh && !deed.has_target {
                self.notes.push(Note::IdleRevoke);
            }
            return;
        };
        let cause = Cause::event(&entry.key);
        let mut step = Step::new(back, entry.key.occurred_at, Route::Revoke, &cause, version);
        step.actor.clone_from(&deed.actor);
        // Undone is undone: a second revoke of it finds nothing to undo.
        state.latest_disposition = None;
        self.enter(state, step, false);
    }

    /// Enters a stage; with `infer`, what lies between on the success path first, at the same instant (G2).
    fn enter(&mut self, state: &mut State, step: Step<'_>, infer: bool) {
        let graph = self.definitions.graph();
        if infer && let Some(end) = graph.path.iter().position(|&stage| stage == step.to) {
            for &between in graph
                .path
                .get(graph.standing(state.stage) + 1..end)
                .unwrap_or_default()
            {
                let inferred = Step::new(between, step.at, step.route, step.cause, step.version);
                self.enter_one(state, inferred, true);
            }
        }
        self.enter_one(state, step, false);
    }

    fn enter_one(&mut self, state: &mut State, step: Step<'_>, inferred: bool) {
        let (left, entered_left_at) = (state.stage, state.entered_at);
        state.stage = step.to;
        state.entered_at = step.at;
        state.entry_version = step.version;
        state.route = step.route;
        state.held_at = step.held_at;
        if step.to == Stage::MQL {
            if state.was_mql {
                // G8: the cycle grows at each later entry, and contact is of a cycle.
                state.cycle += 1;
                state.contacted = false;
            }
            state.was_mql = true;
        }
        let keeps = self
            .definitions
            .version(step.version)
            .is_some_and(|definition| definition.on_recycle == OnRecycle::Keep);
        if step.to == Stage::RECYCLED && !keeps {
            state.score.reset();
            self.has_reset = true;
            if let Some(credits) = &mut self.credits {
                credits.clear();
            }
        }
        let detail = Detail::Transition {
            from: Some(left),
            entered_from_at: Some(entered_left_at),
            route: step.route,
            inferred,
            irregular: step.irregular,
            reason: step.reason,
            actor: step.actor,
        };
        let kind = Kind::Transition { to: step.to };
        let identity = Identity {
            instant: step.at,
            kind,
            cause: step.cause.clone(),
        };
        self.say(state, identity, (state.cycle, step.version), detail);
    }

    /// Adds a row with the lead's values; its score follows with [`annotate`](Self::annotate).
    pub(super) fn say(
        &mut self,
        state: &State,
        identity: Identity,
        (cycle, version): (u32, u32),
        detail: Detail,
    ) {
        let values = Values {
            cycle,
            version,
            owner: state.owner.clone(),
            team: state.team.clone(),
            source: state.profile.source.clone(),
            campaign: state.profile.campaign.clone(),
            amount: state.amount,
            detail,
        };
        let row = Row {
            identity,
            values,
            score: 0,
            grade: state.grade,
        };
        self.found.push(Found {
            at: self.walking.clone(),
            row,
        });
    }

    /// A row's score is that after its event (F9).
    fn annotate(&mut self, state: &State, at: Timestamp, from: usize) {
        if self.found.len() > from {
            let score = state.score.at(at);
            for found in &mut self.found[from..] {
                found.row.score = score;
                found.row.grade = state.grade;
            }
        }
    }
}

impl<'a> Step<'a> {
    const fn new(to: Stage, at: Timestamp, route: Route, cause: &'a Cause, version: u32) -> Self {
        Self {
            to,
            at,
            route,
            cause,
            version,
            held_at: None,
            irregular: false,
            reason: None,
            actor: None,
        }
    }
}

#[derive(Clone, Copy)]
enum Instant {
    Decay(Timestamp),
    Due(Timestamp, usize),
}

impl Instant {
    const fn at(self) -> Timestamp {
        match self {
            Self::Decay(at) | Self::Due(at, _) => at,
        }
    }
}

/// The grade of a lead (F5, G5): unknown without any trait.
fn grade(state: &State, definition: &Definition) -> Grade {
    let Some(fit) = definition
        .fit
        .as_ref()
        .filter(|_| !state.profile.traits.is_empty())
    else {
        return Grade::Unknown;
    };
    let points: i64 = fit
        .rules
        .iter()
        .filter(|rule| rule.when.holds(state.profile.as_ref()))
        .map(|rule| rule.points)
        .sum();
    let reached = fit.least.iter().position(|&least| points >= least);
    reached.map_or(Grade::D, |index| Grade::ALL[index])
}
