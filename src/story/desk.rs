//! The place where a story is played: one lead, taken through its events and through time by the real rules, and what it says on the way.
//!
//! Time goes from instant to instant as a task's timer would have it: the watermark stops wherever the lead has to be looked at. Of what
//! happens at a line's own time the events come first and the instants after them (F2).

use super::check::Bar;
use super::event::Event;
use super::tell::{Teller, points};
use crate::lead::definition::{Definition, Definitions};
use crate::lead::journal::{Bounds, Lead, Verdict};
use crate::lead::row::Row;
use crate::lead::rows::{Effect, decide};
use crate::lead::state::State;
use crate::lead::walk::Walk;
use crate::time::{Span, Timestamp};

/// A line of a trace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Utterance {
    /// When it was said.
    pub at: Timestamp,
    /// With its sign, if it has one.
    pub text: String,
}

/// An event as it came in.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// The event.
    pub event: Event,
    /// The watermark then.
    pub watermark: Timestamp,
    /// What became of it.
    pub verdict: Verdict,
}

/// One lead at work.
#[derive(Debug)]
pub(super) struct Desk<'a> {
    pub(super) teller: Teller<'a>,
    definitions: &'a Definitions,
    bounds: Bounds,
    delay: Span,
    pub(super) lead: Lead,
    /// The line's time.
    pub(super) present: Timestamp,
    pub(super) watermark: Timestamp,
    pub(super) trace: Vec<Utterance>,
    pub(super) arrivals: Vec<Arrival>,
}

const TICK: Span = Span::from_millis(1);

impl<'a> Desk<'a> {
    pub(super) fn new(
        teller: Teller<'a>,
        definitions: &'a Definitions,
        (bounds, delay): (Bounds, Span),
    ) -> Self {
        Self {
            teller,
            definitions,
            bounds,
            delay,
            lead: Lead::default(),
            present: Timestamp::MIN,
            watermark: Timestamp::MIN,
            trace: Vec::new(),
            arrivals: Vec::new(),
        }
    }

    /// Time passes up to and including that instant.
    pub(super) fn pass(&mut self, until: Timestamp) {
        let target = until - self.delay;
        while let Some(instant) = self.lead.next_instant(self.watermark, self.definitions) {
            if instant > target {
                break;
            }
            self.watermark = instant;
            self.present = instant + self.delay;
            self.look();
        }
        if target > self.watermark {
            self.watermark = target;
            self.present = until;
            self.look();
        }
        self.present = until;
    }

    /// An event is heard of at that instant.
    pub(super) fn hear(&mut self, event: &Event) {
        if event.appended_at > self.present {
            self.pass(event.appended_at - TICK);
        }
        self.present = event.appended_at;
        let offset = i64::try_from(self.arrivals.len()).unwrap_or(i64::MAX);
        let heard = event.borrowed(offset);
        let verdict = self
            .lead
            .arrive(&heard, self.definitions, self.watermark, &self.bounds);
        let refused = match verdict {
            Verdict::Accepted | Verdict::AcceptedLate => None,
            Verdict::Duplicate => Some("duplicate"),
            Verdict::IdConflict => Some("id_conflict"),
            Verdict::BeyondHorizon => Some("beyond_horizon"),
        };
        if let Some(refused) = refused {
            self.say(format!("{refused} {}", event.word()));
        }
        self.arrivals.push(Arrival {
            event: event.clone(),
            watermark: self.watermark,
            verdict,
        });
        self.look();
    }

    /// Folds, and says what goes out.
    fn look(&mut self) {
        let mut walk = Walk::new(self.definitions);
        let region = self.lead.fold(&mut walk, self.watermark, &self.bounds);
        for note in walk.notes.drain(..) {
            if let Some(text) = self.teller.note(note) {
                self.say(text);
            }
        }
        if let Some(region) = region {
            self.lead.rows.replace(&region, walk.found.drain(..));
        }
        self.publish();
        for notice in self.lead.warnings(self.watermark, self.definitions) {
            let text = self.at(self.teller.notice(&notice), notice.instant);
            self.say(text);
        }
    }

    /// The difference of what was said and what is so (R1).
    fn publish(&mut self) {
        let watermark = self.watermark;
        let mut rows = self.lead.rows.stored.take().unwrap_or_default();
        // F3: an SLA row exists only when W has reached its instant.
        let effects = decide(&rows, |row| {
            !row.is_sla() || row.identity.instant <= watermark
        });
        let is_pair = |place: usize, text: &str| {
            effects.iter().any(|effect| {
                let (Effect::Assert(other) | Effect::Retract(other)) = *effect;
                other != place
                    && rows[other].row.identity == rows[place].row.identity
                    && self.teller.row(&rows[other].row) == text
            })
        };
        let mut lines = Vec::new();
        for effect in &effects {
            let (sign, place) = match effect {
                Effect::Retract(place) => ('-', *place),
                Effect::Assert(place) => ('+', *place),
            };
            let row = &rows[place].row;
            let mut text = self.teller.row(row);
            if is_pair(place, &text)
                && let Some(entered) = self.teller.entered_from(row)
            {
                text.push_str(&format!(", {entered}"));
            }
            lines.push(self.at(format!("{sign} {text}"), row.identity.instant));
        }
        for effect in effects {
            match effect {
                Effect::Retract(place) => rows[place].published = false,
                Effect::Assert(place) => rows[place].published = true,
            }
        }
        rows.retain(|stored| stored.wanted || stored.published);
        self.lead.rows.stored = Some(rows);
        self.lead.rows.note();
        for line in lines {
            self.say(line);
        }
    }

    /// Adds when it was so, where that is not when it is said.
    fn at(&self, text: String, instant: Timestamp) -> String {
        if instant == self.present {
            return text;
        }
        let at = self.teller.dial.tell(instant, Some(self.present));
        format!("{text}, at {at}")
    }

    fn say(&mut self, text: String) {
        let at = self.present;
        self.trace.push(Utterance { at, text });
    }

    /// A time as told beside the present.
    pub(super) fn told(&self, at: Timestamp) -> String {
        self.teller.dial.tell(at, Some(self.present))
    }

    /// Where the lead stands.
    pub(super) fn state(&self) -> &State {
        self.lead.current()
    }

    /// The score that counts, as of the later of W and the last event (S13).
    pub(super) fn score(&self) -> i64 {
        self.state().score_at(self.definitions, self.instant())
    }

    fn instant(&self) -> Timestamp {
        let last_at = self.state().last_at;
        last_at.map_or(self.watermark, |last| last.max(self.watermark))
    }

    fn definition(&self) -> &'a Definition {
        let version = self.definitions.version(self.state().version);
        version.unwrap_or_else(|| self.definitions.at(self.instant()))
    }

    /// The lead's segment.
    pub(super) fn segment(&self) -> Option<&'a str> {
        let place = usize::from(self.state().segment?);
        let segment = self.definition().segments.get(place)?;
        Some(&segment.name)
    }

    /// The rows that stand.
    pub(super) fn published(&self) -> impl Iterator<Item = &Row> {
        let rows = self.lead.rows.stored.as_deref().unwrap_or_default();
        rows.iter()
            .filter(|stored| stored.published)
            .map(|stored| &stored.row)
    }

    /// What keeps points from qualifying the lead now, each with a sentence (G3–G7, G9, G10).
    pub(super) fn bars(&self) -> Vec<(Bar, String)> {
        let (state, definition, at) = (self.state(), self.definition(), self.instant());
        let mut bars = Vec::new();
        if state.ended || !definition.graph.qualify_from.contains(&state.stage) {
            let stage = self.teller.graph.name(state.stage);
            bars.push((Bar::Stage, format!("points do not qualify from {stage}")));
        }
        let model = &definition.models[usize::from(state.model_in(definition))];
        match &model.threshold {
            None => bars.push((Bar::Threshold, "points never qualify".to_owned())),
            Some(threshold) => {
                let score = self.score();
                if score < threshold.score {
                    let (is, least) = (points(score), points(threshold.score));
                    bars.push((Bar::Score, format!("score {is} of {least}")));
                }
                if let Some(least) = threshold.grade.filter(|least| state.grade > *least) {
                    let (is, least) = (state.grade.name(), least.name());
                    bars.push((Bar::Grade, format!("grade {is} where {least} is asked for")));
                }
            }
        }
        let profile = state.profile.as_ref();
        let vetoes = definition.trait_vetoes.iter();
        for veto in vetoes.filter(|veto| veto.when.holds(profile)) {
            bars.push((Bar::Veto, format!("veto \"{}\"", veto.name)));
        }
        if let Some(until) = state.cool_until.filter(|until| at < *until) {
            bars.push((
                Bar::CoolDown,
                format!("cool-down until {}", self.told(until)),
            ));
        }
        if let Some(until) = state.pinned_until.filter(|until| at <= *until) {
            let until = self.told(until);
            bars.push((
                Bar::Override,
                format!("pinned by an override until {until}"),
            ));
        }
        bars
    }
}
