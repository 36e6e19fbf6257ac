//! The walk over a lead's events (F2, F8, F9): each event's effect on the state, and the lead's own instants between them.
//!
//! Here is the order of things: which instants fire before an event, what happens within one, and how rows come into being. Points are
//! credited in `credit`, stages change in `moves`, clocks are judged in `clock`. Nothing here asks for the watermark: how far the last
//! instants are fired is the caller's argument.

use crate::lead::clock;
use crate::lead::credit::Credited;
use crate::lead::definition::{Decay, Definition, Definitions, Grade, Stage};
use crate::lead::entry::{Entry, What};
use crate::lead::event::{Key, Outcome};
use crate::lead::moves::forget;
use crate::lead::row::{Cause, Detail, Identity, Lags, Route, Row, Values};
use crate::lead::score::Score;
use crate::lead::state::{Known, State};
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
    /// Milli-points before decay, and after what a recycle has left of them.
    pub points: i64,
    /// How they fade.
    pub decay: Decay,
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
    /// A rule's limit by asset had no room for a further asset (S12).
    AssetsFull,
    /// A record named further traits than a lead has room for.
    TraitsFull,
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
    /// What is left of a score from before the walk, when asked for with the credits: a recycle drops or reduces it.
    pub earlier: Score,
    pub(super) walking: Option<Key>,
    /// Before that instant the score cannot fall below the leave-threshold, so no crossing is looked for.
    pub(super) holds_until: Option<Timestamp>,
    /// Something has happened since this was last cleared that may bring a crossing earlier.
    pub(super) is_lowered: bool,
}

/// What is judged by: the event at hand, or an instant.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment<'a> {
    pub(super) at: Timestamp,
    /// The version that judges.
    pub(super) definition: &'a Definition,
    pub(super) cause: &'a Cause,
    /// The disposition, if the event is one.
    pub(super) said: Option<Outcome>,
    /// The owner has changed from one person to another (C8).
    pub(super) is_reassigned: bool,
    /// The event is known to the day only (J6).
    pub(super) day_precision: bool,
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
            earlier: Score { sums: Vec::new() },
            walking: None,
            holds_until: None,
            is_lowered: false,
        }
    }

    /// Fires the instants before the entry, then applies it. A removed entry does nothing (F6).
    pub fn over(&mut self, state: &mut State, entry: &Entry) {
        if entry.removed {
            return;
        }
        let at = entry.key.occurred_at;
        // At equal instants events come before instants (F2).
        let before = at - Span::from_millis(1);
        if state.last_at.is_some() && self.first_instant(state, before).is_some() {
            self.walking = Some(entry.key.clone());
            self.fire(state, before);
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

    /// Whether any instant but a crossing does.
    pub(super) fn has_fixed_instant(&self, state: &State, limit: Timestamp) -> bool {
        self.first_fixed(state, limit).is_some()
    }

    /// The first instant at or before `limit`: of several at once the end of a hold, decay, the stage's timeout, clocks by name (F8).
    fn first_instant(&self, state: &State, limit: Timestamp) -> Option<Instant> {
        let fixed = self.first_fixed(state, limit);
        let decay = self.crossing(state, limit).map(Instant::Decay);
        match (decay, fixed) {
            (Some(decay), Some(fixed)) if fixed.rank() < decay.rank() => Some(fixed),
            (Some(decay), _) => Some(decay),
            (None, fixed) => fixed,
        }
    }

    fn first_fixed(&self, state: &State, limit: Timestamp) -> Option<Instant> {
        let hold = state.hold_until.map(Instant::HoldEnd);
        let timeout = timeout_at(state, self.definitions).map(|(at, _)| Instant::Timeout(at));
        let due = clock::first_due(state, limit).map(|(at, index)| Instant::Due(at, index));
        let all = [hold, timeout, due].into_iter().flatten();
        all.filter(|instant| instant.at() <= limit)
            .min_by_key(|instant| instant.rank())
    }

    fn crossing(&self, state: &State, limit: Timestamp) -> Option<Timestamp> {
        let leave = state.held_at?;
        if self.holds_until.is_some_and(|until| limit < until) {
            return None;
        }
        crossing(state, self.definitions, leave, limit)
    }

    fn fire(&mut self, state: &mut State, limit: Timestamp) {
        while let Some(instant) = self.first_instant(state, limit) {
            let rows_before = self.found.len();
            let at = instant.at();
            let definitions = self.definitions;
            // R8: what a stage does by itself is judged by the version under which it was entered.
            let entry = definitions.version(state.entry_version);
            match instant {
                Instant::HoldEnd(_) => {
                    state.hold_until = None;
                    self.judge_after(state, at, &Cause::HoldEnd);
                }
                Instant::Decay(_) => {
                    let definition = entry.expect("a stage was entered under a known version");
                    let moment = Moment::of(at, definition, &Cause::Decay);
                    self.go(state, &moment, Stage::INQUIRY, Route::Decay);
                    self.judge_after(state, at, &Cause::Decay);
                }
                Instant::Timeout(_) => {
                    let definition = entry.expect("a stage was entered under a known version");
                    let moment = Moment::of(at, definition, &Cause::Timeout);
                    let to = timeout_at(state, definitions).map(|(_, to)| to);
                    self.go(state, &moment, to.unwrap_or(Stage::INQUIRY), Route::Timeout);
                    self.judge_after(state, at, &Cause::Timeout);
                }
                Instant::Due(_, index) => self.violate(state, at, index),
            }
            self.annotate(state, at, None, rows_before);
        }
    }

    /// Judges the clocks after an instant, by the version of the last event.
    fn judge_after(&mut self, state: &mut State, at: Timestamp, cause: &Cause) {
        let definition = self.definitions.version(state.version);
        let definition = definition.expect("the last event was judged by a known version");
        self.judge_clocks(state, &Moment::of(at, definition, cause));
    }

    /// One event, in the order of F9.
    fn apply(&mut self, state: &mut State, entry: &Entry) {
        let at = entry.key.occurred_at;
        if state.ended {
            // F11: nothing moves it; only the view's instant goes with it (S13). Who asks to be forgotten is forgotten, merged or not.
            state.last_at = Some(at);
            if matches!(entry.what, What::Erased) {
                forget(state);
            }
            return;
        }
        let definitions = self.definitions;
        let definition = definitions.at(at);
        let rows_before = self.found.len();
        let is_birth = state.last_at.is_none();
        let is_regraded = is_birth || state.version != definition.version;
        let reading = clock::Reading::of(state);
        // A fall or timeout since the last event was judged by the version of its stage's entry: this event's may have other clocks.
        let is_judged_otherwise = state.entry_version != definition.version
            && state.last_at.is_some_and(|last| last <= state.entered_at);
        let held_score = state.held_at.map(|_| state.score_at(definitions, at));
        state.last_at = Some(at);
        state.version = definition.version;
        if is_birth {
            state.stage = Stage::INQUIRY;
            state.entered_at = at;
            state.entry_version = definition.version;
        }
        let said = entry.deed().map(|deed| self.hear(state, entry, deed));
        let trait_changed = self.learn(state, entry);
        // Fit may ask for source and account too, which are no traits.
        if is_regraded || matches!(entry.what, What::Created(_)) {
            self.classify(state, definition, is_regraded && !is_birth);
        }
        // A birth, a move and a change of what clocks read are rare; the cause is made only for them.
        if is_birth {
            self.mark(entry);
            self.bear(state, entry, definition);
        }
        match &entry.what {
            What::Created(_) => {
                let engaged = trait_changed.then_some(None);
                self.rise(state, entry, definition, engaged);
            }
            What::Engagement(judged) => {
                let credited = self.credit(state, entry, judged, definition);
                self.rise(state, entry, definition, Some(Some((judged, credited))));
            }
            What::Disposition(deed) => {
                let said = said.as_ref().expect("a disposition was heard");
                self.dispose(state, entry, deed, definition, said);
            }
            What::Merged(_) | What::Erased => self.end(state, entry, definition),
            What::Scoring { suspended } => {
                state.suspended = *suspended;
                self.rise(state, entry, definition, None);
            }
        }
        if let Some(before) = held_score {
            self.fall(state, entry, definition, before);
        }
        let is_read = !matches!(entry.what, What::Engagement(_))
            || is_regraded
            || is_judged_otherwise
            || reading != clock::Reading::of(state);
        if is_read && !state.ended {
            self.mark(entry);
            let cause = Cause::event(&entry.key);
            let mut moment = Moment::of(at, definition, &cause);
            moment.said = entry.deed().map(|deed| deed.outcome);
            moment.is_reassigned = said.is_some_and(|said| said.is_reassigned);
            moment.day_precision = entry.day_precision;
            self.judge_clocks(state, &moment);
        }
        self.annotate(state, at, Some(entry), rows_before);
    }

    /// What becomes known of the lead: answers whether a trait changed (G4). A disposition was heard before.
    fn learn(&mut self, state: &mut State, entry: &Entry) -> bool {
        let (trait_changed, campaign) = match &entry.what {
            What::Created(patch) => {
                let is_set = !patch.cleared.iter().any(|name| name.as_str() == "campaign");
                let campaign = patch.campaign.as_ref().filter(|_| is_set);
                let (trait_changed, had_room) = Known::patched(&mut state.profile, patch);
                if !had_room && entry.fresh {
                    self.notes.push(Note::TraitsFull);
                }
                (trait_changed, campaign)
            }
            What::Engagement(judged) => (false, judged.campaign.as_ref()),
            What::Disposition(_) | What::Merged(_) | What::Erased | What::Scoring { .. } => {
                (false, None)
            }
        };
        if let Some(campaign) = campaign {
            let campaigns = &mut state.campaigns;
            if campaigns.first.is_none() {
                campaigns.first = Some(campaign.clone());
            }
            if campaigns.last.as_ref() != Some(campaign) {
                campaigns.last = Some(campaign.clone());
            }
        }
        trait_changed
    }

    /// Grade and segment, by the version at hand (S11). Another version or model reads the sums otherwise.
    fn classify(&mut self, state: &mut State, definition: &Definition, is_other_version: bool) {
        state.grade = grade(state, definition);
        let profile = state.profile.as_ref();
        let segment = definition
            .segments
            .iter()
            .position(|segment| segment.when.holds(profile))
            .map(|place| {
                u16::try_from(place).expect("an agreement has few segments; its reader sees to it")
            });
        self.is_lowered |= is_other_version || segment != state.segment;
        state.segment = segment;
    }

    /// Says which entry is walked, for the rows that follow.
    pub(super) fn mark(&mut self, entry: &Entry) {
        if self.walking.as_ref() != Some(&entry.key) {
            self.walking = Some(entry.key.clone());
        }
    }

    /// Adds a row with the lead's values; its annotations follow with [`annotate`](Self::annotate).
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
            first_touch_campaign: state.campaigns.first.clone(),
            mql_campaign: state.campaigns.at_mql.clone(),
            detail,
        };
        let row = Row {
            identity,
            values,
            score: 0,
            grade: state.grade,
            lags: Lags::default(),
        };
        self.found.push(Found {
            at: self.walking.clone(),
            row,
        });
    }

    /// A row's score, grade and lags are those after its event (F9).
    fn annotate(&mut self, state: &State, at: Timestamp, entry: Option<&Entry>, from: usize) {
        if self.found.len() == from {
            return;
        }
        let score = state.score_at(self.definitions, at);
        let ingest = entry.map(|entry| entry.appended_at - entry.key.occurred_at);
        let lags = state.marks.lags(ingest);
        for found in &mut self.found[from..] {
            found.row.score = score;
            found.row.grade = state.grade;
            found.row.lags = lags;
        }
    }

    fn rise(
        &mut self,
        state: &mut State,
        entry: &Entry,
        definition: &Definition,
        promoting: Option<Option<(&super::entry::Judged, Credited)>>,
    ) {
        if !self.veto(state, entry, definition)
            && let Some(engaged) = promoting
        {
            self.promote(state, entry, definition, engaged);
        }
    }
}

impl<'a> Moment<'a> {
    pub(super) const fn of(at: Timestamp, definition: &'a Definition, cause: &'a Cause) -> Self {
        Self {
            at,
            definition,
            cause,
            said: None,
            is_reassigned: false,
            day_precision: false,
        }
    }
}

/// When the score that counts falls below `leave`, at most at `limit`.
pub(super) fn crossing(
    state: &State,
    definitions: &Definitions,
    leave: i64,
    limit: Timestamp,
) -> Option<Timestamp> {
    let definition = definitions.version(state.version)?;
    let model = &definition.models[usize::from(state.model_in(definition))];
    state.score.crossing(model, leave, state.last_at?, limit)
}

/// When the stage's timeout runs out, and where the lead goes then (G10); none while there is none, and where an override pins the stage at
/// that instant.
pub(super) fn timeout_at(state: &State, definitions: &Definitions) -> Option<(Timestamp, Stage)> {
    let definition = definitions.version(state.entry_version)?;
    let timeout = definition.graph.stages[state.stage.index()].timeout?;
    let at = state.entered_at + timeout.after;
    let is_pinned = state.pinned_until.is_some_and(|until| at < until);
    (state.last_at.is_some() && !state.ended && !is_pinned).then_some((at, timeout.to))
}

#[derive(Clone, Copy)]
enum Instant {
    HoldEnd(Timestamp),
    Decay(Timestamp),
    Timeout(Timestamp),
    Due(Timestamp, usize),
}

impl Instant {
    const fn at(self) -> Timestamp {
        match self {
            Self::HoldEnd(at) | Self::Decay(at) | Self::Timeout(at) | Self::Due(at, _) => at,
        }
    }

    /// The order in which instants fire (F8).
    const fn rank(self) -> (Timestamp, u8) {
        match self {
            Self::HoldEnd(at) => (at, 0),
            Self::Decay(at) => (at, 1),
            Self::Timeout(at) => (at, 2),
            Self::Due(at, _) => (at, 3),
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
