//! Where a lead stands: what has become of it, how it is born, enters a stage and ends (F5, G2, G7, G8, G13, F11). What makes it move stands in
//! `moves` and `qualify`; time and order are the walk's matter, in `fold`.

use super::calendar;
use super::meets::Meets;
use super::past::Past;
use super::profile::Known;
use super::score::{Contribution, Taken, reduce, score_at};
use leadfold::lead::definition::{
    Definition, Grade, Graph, Model, OnRecycle, Stage, StageKind, Threshold,
};
use leadfold::lead::event::Outcome;
use leadfold::lead::row::{Cause, Route};
use leadfold::time::{Span, Timestamp};

/// One lead as it is after what has been walked.
#[derive(Clone, Debug)]
pub(crate) struct Lead<'a> {
    /// The version of the last event.
    pub(crate) definition: &'a Definition,
    pub(crate) stage: Stage,
    pub(crate) entered_at: Timestamp,
    /// The version under which the stage was entered (D1).
    pub(crate) entry: &'a Definition,
    pub(crate) route: Route,
    /// The leave-threshold that holds the stage, if the score does (G6).
    pub(crate) leave_below: Option<i64>,
    pub(crate) cycle: u32,
    been_mql: bool,
    /// A first touch in this cycle (G8).
    pub(crate) contacted: bool,
    pub(crate) owner: Option<String>,
    pub(crate) team: Option<String>,
    pub(crate) amount: Option<i64>,
    pub(crate) known: Known,
    pub(crate) grade: Grade,
    /// Its place in the version of the last event.
    pub(super) segment: Option<usize>,
    pub(crate) contributions: Vec<Contribution>,
    pub(super) past: Past,
    pub(crate) suspended: bool,
    /// The last disposition that is no revoke: what a marked revoke may still undo (F6).
    pub(super) last_disposition: Option<Undoable>,
    /// The end of a hold in force (C11).
    pub(crate) hold_until: Option<Timestamp>,
    /// Until when an override pins the stage (G10).
    pub(crate) pinned_until: Option<Timestamp>,
    /// G7: [t, t + c) after each entry into recycled.
    cool_downs: Vec<(Timestamp, Timestamp)>,
    /// Merged or erased (F11).
    pub(crate) ended: bool,
    pub(crate) visits: Vec<Visit>,
    pub(crate) marks: Marks,
    pub(crate) campaigns: Campaigns,
    /// Moves of the event or instant at hand; their rows are written when it is over.
    pub(crate) moves: Vec<Step>,
    pub(crate) meets: Meets,
}

/// A disposition that was walked.
#[derive(Clone, Debug)]
pub(super) struct Undoable {
    pub(super) event_id: String,
    /// Where the lead stood before, if the disposition moved it.
    pub(super) left: Option<Stage>,
}

/// When the lead was in a stage (C1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Visit {
    pub(crate) stage: Stage,
    pub(crate) first_at: Timestamp,
    pub(crate) latest_at: Timestamp,
}

/// Between which instants the lags of the cycle lie (C13).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Marks {
    pub(crate) qualified_at: Option<Timestamp>,
    pub(crate) assigned_at: Option<Timestamp>,
    pub(crate) accepted_at: Option<Timestamp>,
    pub(crate) touched_at: Option<Timestamp>,
}

/// Which campaigns the lead touched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Campaigns {
    pub(crate) first: Option<String>,
    pub(crate) last: Option<String>,
    /// The last when the lead entered `mql` last.
    pub(crate) at_mql: Option<String>,
}

/// One entry into a stage.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    pub(crate) from: Option<Stage>,
    pub(crate) entered_from_at: Option<Timestamp>,
    pub(crate) stayed_business: Option<Span>,
    pub(crate) to: Stage,
    pub(crate) cycle: u32,
    /// As of this entry, like the cycle.
    pub(crate) mql_campaign: Option<String>,
    pub(crate) how: How,
}

/// How a stage is entered.
#[derive(Clone, Debug)]
pub(crate) struct How {
    pub(crate) route: Route,
    pub(crate) inferred: bool,
    pub(crate) irregular: bool,
    pub(crate) reason: Option<String>,
    pub(crate) reason_group: Option<String>,
    pub(crate) actor: Option<String>,
}

impl How {
    /// Just so: neither inferred nor irregular, nobody's reason.
    pub(crate) const fn plain(route: Route) -> Self {
        Self {
            route,
            inferred: false,
            irregular: false,
            reason: None,
            reason_group: None,
            actor: None,
        }
    }

    /// The same way, but nobody said so (G2).
    fn inferred(route: Route) -> Self {
        Self {
            inferred: true,
            ..Self::plain(route)
        }
    }
}

/// The event or instant at hand.
#[derive(Clone, Debug)]
pub(crate) struct Moment<'a> {
    pub(crate) at: Timestamp,
    pub(crate) cause: Cause,
    /// Which version judges.
    pub(crate) definition: &'a Definition,
    /// How long the log took to hear of it; none of an instant.
    pub(crate) ingest: Option<Span>,
    /// The word of a disposition.
    pub(crate) said: Option<Outcome>,
    /// Known to the day only (J6).
    pub(crate) day_precision: bool,
}

impl<'a> Lead<'a> {
    /// F5: born, in the first stage of the path, knowing nothing.
    pub(crate) fn born(moment: &Moment<'a>, inferred: bool) -> Self {
        let how = How {
            inferred,
            ..How::plain(Route::Birth)
        };
        let birth = Step {
            from: None,
            entered_from_at: None,
            stayed_business: None,
            to: Stage::INQUIRY,
            cycle: 1,
            mql_campaign: None,
            how,
        };
        Self {
            definition: moment.definition,
            stage: Stage::INQUIRY,
            entered_at: moment.at,
            entry: moment.definition,
            route: Route::Birth,
            leave_below: None,
            cycle: 1,
            been_mql: false,
            contacted: false,
            owner: None,
            team: None,
            amount: None,
            known: Known::default(),
            grade: Grade::Unknown,
            segment: None,
            contributions: Vec::new(),
            past: Past::default(),
            suspended: false,
            last_disposition: None,
            hold_until: None,
            pinned_until: None,
            cool_downs: Vec::new(),
            ended: false,
            visits: vec![Visit {
                stage: Stage::INQUIRY,
                first_at: moment.at,
                latest_at: moment.at,
            }],
            marks: Marks::default(),
            campaigns: Campaigns::default(),
            moves: vec![birth],
            meets: Meets::default(),
        }
    }

    /// Who it is, by the version at hand: grade and segment.
    pub(crate) fn determine(&mut self, definition: &'a Definition) {
        self.definition = definition;
        self.grade = self.known.grade(definition);
        self.segment = self.known.segment(definition);
    }

    /// S11: the place of the model that counts now.
    pub(super) fn model_place(&self) -> u16 {
        let segment = self.segment.map(|place| &self.definition.segments[place]);
        segment.map_or(0, |segment| segment.model)
    }

    /// Its segment's name, if it is in one.
    pub(crate) fn segment_name(&self) -> Option<&'a str> {
        let segment = self.segment.map(|place| &self.definition.segments[place]);
        segment.map(|segment| segment.name.as_str())
    }

    /// The model that counts now.
    pub(crate) fn model(&self) -> &'a Model {
        &self.definition.models[usize::from(self.model_place())]
    }

    /// Its threshold.
    pub(super) fn threshold(&self) -> Option<&'a Threshold> {
        self.model().threshold.as_ref()
    }

    /// The score that counts, and what caps and floor took from it.
    pub(crate) fn taken(&self, at: Timestamp) -> Taken {
        score_at(&self.contributions, self.model(), at)
    }

    /// The score that counts, in milli-points.
    pub(crate) fn score(&self, at: Timestamp) -> i64 {
        self.taken(at).score
    }

    /// From where limits per cycle look on: the entry into `mql` that began a later cycle, or a recycle after it (S9).
    pub(super) fn cycle_began(&self) -> Option<Timestamp> {
        let recycled = self
            .visits
            .iter()
            .find(|visit| visit.stage == Stage::RECYCLED);
        let begun = self.marks.qualified_at.filter(|_| self.cycle > 1);
        begun.max(recycled.map(|visit| visit.latest_at))
    }

    /// An event named a campaign.
    pub(crate) fn touch_campaign(&mut self, campaign: &str) {
        let first = &mut self.campaigns.first;
        first.get_or_insert_with(|| campaign.to_owned());
        self.campaigns.last = Some(campaign.to_owned());
    }

    /// G7: whether points and PQL rules wait.
    pub(super) fn is_cooling(&self, at: Timestamp) -> bool {
        let covers = |&(from, until): &(Timestamp, Timestamp)| from <= at && at < until;
        self.cool_downs.iter().any(covers)
    }

    /// G10: when the stage's timeout runs out; none where an override pins it then.
    pub(crate) fn timeout_at(&mut self) -> Option<Timestamp> {
        let timeout = self.entry.graph.stages[self.stage.index()].timeout?;
        let at = self.entered_at + timeout.after;
        if self.pinned_until.is_some_and(|until| at < until) {
            self.meets.note("timeout within a pin");
            return None;
        }
        (!self.ended).then_some(at)
    }

    /// F11: erased leads are forgotten before anything is written.
    pub(crate) fn forget(&mut self) {
        self.known = Known::default();
        self.owner = None;
        self.team = None;
        self.amount = None;
        self.campaigns = Campaigns::default();
        self.grade = Grade::Unknown;
        self.segment = None;
        self.past.forget();
    }

    /// F11: the last stage. Nothing moves it any more.
    pub(crate) fn end(&mut self, to: Stage, how: How, moment: &Moment<'a>) {
        self.enter(to, how, moment);
        self.hold_until = None;
        self.ended = true;
    }

    /// G2: on the path, what lies between is entered too, inferred.
    pub(super) fn advance(&mut self, to: Stage, how: How, moment: &Moment<'a>) {
        let graph = &moment.definition.graph;
        // A stage that the version does not use stands at the beginning.
        let standing = place_on_path(graph, graph.rejoins[self.stage.index()]).unwrap_or(0);
        if let Some(goal) = place_on_path(graph, to) {
            for &between in graph.path.iter().take(goal).skip(standing + 1) {
                self.meets.note("stage inferred");
                self.enter(between, How::inferred(how.route), moment);
            }
        }
        self.arrive(to, how, moment);
    }

    /// G13: enters a stage, and from a gate goes on until it may rest.
    pub(super) fn arrive(&mut self, to: Stage, how: How, moment: &Moment<'a>) {
        let graph = &moment.definition.graph;
        let route = how.route;
        self.enter(to, how, moment);
        while graph.stages[self.stage.index()].kind == Some(StageKind::Gate) {
            self.meets.note("gate passed");
            let beyond = match place_on_path(graph, self.stage) {
                Some(place) => graph.path[place + 1],
                None => graph.rejoins[self.stage.index()],
            };
            self.enter(beyond, How::inferred(route), moment);
        }
    }

    fn enter(&mut self, to: Stage, how: How, moment: &Moment<'a>) {
        let stays_in = self.entry.graph.stages[self.stage.index()].calendar;
        let stayed_business = stays_in.map(|place| {
            let calendar = self.entry.calendar(place);
            calendar::elapsed(Some(calendar), self.entered_at, moment.at)
        });
        if to == Stage::MQL {
            if self.been_mql {
                // G8: a later entry is a new round, in which nobody has been contacted yet.
                self.meets.note("cycle grows");
                self.cycle += 1;
                self.contacted = false;
                self.marks = Marks::default();
            }
            self.been_mql = true;
            self.marks.qualified_at = Some(moment.at);
            self.campaigns.at_mql.clone_from(&self.campaigns.last);
        }
        if to == Stage::RECYCLED {
            self.recycle(moment);
        }
        self.moves.push(Step {
            from: Some(self.stage),
            entered_from_at: Some(self.entered_at),
            stayed_business,
            to,
            cycle: self.cycle,
            mql_campaign: self.campaigns.at_mql.clone(),
            how: how.clone(),
        });
        self.stage = to;
        self.entered_at = moment.at;
        self.entry = moment.definition;
        self.route = how.route;
        self.leave_below = None;
        self.pinned_until = None;
        self.visit(to, moment.at);
    }

    /// S9, G7: by the version at hand, whatever the way in.
    fn recycle(&mut self, moment: &Moment<'a>) {
        match moment.definition.on_recycle {
            OnRecycle::Reset => {
                self.meets.note("score reset");
                self.contributions.clear();
            }
            OnRecycle::Reduce { keep } => {
                self.meets.note("score reduced");
                reduce(&mut self.contributions, keep);
            }
            OnRecycle::Keep => self.meets.note("score kept"),
        }
        if let Some(span) = moment.definition.cool_down {
            self.cool_downs.push((moment.at, moment.at + span));
        }
    }

    fn visit(&mut self, stage: Stage, at: Timestamp) {
        match self.visits.iter_mut().find(|visit| visit.stage == stage) {
            Some(visit) => visit.latest_at = at,
            None => self.visits.push(Visit {
                stage,
                first_at: at,
                latest_at: at,
            }),
        }
    }
}

fn place_on_path(graph: &Graph, stage: Stage) -> Option<usize> {
    graph.path.iter().position(|&step| step == stage)
}
