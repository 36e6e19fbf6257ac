//! Where a lead stands, and how it moves (F5–F7, G1–G8). Time and order are the walk's matter, in `fold`.

use super::acceptance::Accepted;
use super::event::{OwnedDisposition, OwnedEngagement};
use super::meets::Meets;
use super::profile::Known;
use super::score::{Contribution, score_at};
use leadfold::lead::definition::{Definition, Grade, Graph, OnRecycle, Stage};
use leadfold::lead::event::Outcome;
use leadfold::lead::predicate::{Field, Fields};
use leadfold::lead::row::{Cause, Route};
use leadfold::time::Timestamp;

/// One lead as it is after what has been walked.
#[derive(Clone, Debug)]
pub(crate) struct Lead {
    pub(crate) stage: Stage,
    pub(crate) entered_at: Timestamp,
    /// The version under which the stage was entered (D1).
    pub(crate) entry_version: u32,
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
    pub(crate) contributions: Vec<Contribution>,
    /// The last disposition that is no revoke: what a marked revoke may still undo (F6).
    last_disposition: Option<Undoable>,
    /// Moves of the event or instant at hand; their rows are written when it is over.
    pub(crate) moves: Vec<Step>,
    pub(crate) meets: Meets,
}

/// A disposition that was walked.
#[derive(Clone, Debug)]
struct Undoable {
    event_id: String,
    /// Where the lead stood before, if the disposition moved it.
    left: Option<Stage>,
}

/// One entry into a stage.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    pub(crate) from: Option<Stage>,
    pub(crate) entered_from_at: Option<Timestamp>,
    pub(crate) to: Stage,
    pub(crate) cycle: u32,
    pub(crate) how: How,
}

/// How a stage is entered.
#[derive(Clone, Debug)]
pub(crate) struct How {
    pub(crate) route: Route,
    pub(crate) inferred: bool,
    pub(crate) irregular: bool,
    pub(crate) reason: Option<String>,
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
            actor: None,
        }
    }
}

/// The event or instant at hand.
#[derive(Clone, Debug)]
pub(crate) struct Moment<'a> {
    pub(crate) at: Timestamp,
    pub(crate) cause: Cause,
    pub(crate) definition: &'a Definition,
    pub(crate) graph: &'a Graph,
}

impl Lead {
    /// F5: born, in the first stage of the path, knowing nothing.
    pub(crate) fn born(moment: &Moment<'_>, inferred: bool) -> Self {
        let how = How {
            inferred,
            ..How::plain(Route::Birth)
        };
        let birth = Step {
            from: None,
            entered_from_at: None,
            to: Stage::INQUIRY,
            cycle: 1,
            how,
        };
        Self {
            stage: Stage::INQUIRY,
            entered_at: moment.at,
            entry_version: moment.definition.version,
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
            contributions: Vec::new(),
            last_disposition: None,
            moves: vec![birth],
            meets: Meets::default(),
        }
    }

    /// S3: the points of the engagement, each priced by the version at hand; answers their net.
    pub(crate) fn credit(&mut self, engagement: &OwnedEngagement, moment: &Moment<'_>) -> i64 {
        let mut net = 0;
        for rule in &moment.definition.rules {
            if rule.when.holds(engagement) {
                net += rule.points;
                self.contributions.push(Contribution {
                    at: moment.at,
                    points: rule.points,
                    half_life: moment.definition.half_life,
                });
            }
        }
        net
    }

    /// G3: who asks for sales gets sales, without points.
    pub(crate) fn raise_hand(&mut self, engagement: &OwnedEngagement, moment: &Moment<'_>) {
        let raises = &moment.definition.hand_raises;
        let Some(raise) = raises.iter().find(|raise| raise.when.holds(engagement)) else {
            return;
        };
        if !moment.graph.hand_raise_from.contains(&self.stage) {
            self.meets.note("hand-raise where it moves nothing");
            return;
        }
        self.meets.note("promotion by hand-raise");
        let how = How {
            reason: Some(raise.name.clone()),
            ..How::plain(Route::HandRaise)
        };
        self.advance(Stage::MQL, how, moment);
    }

    /// G3, G5: the threshold is a level, judged at promoting events (G4) only.
    pub(crate) fn qualify(&mut self, moment: &Moment<'_>) {
        let Some(threshold) = &moment.definition.mql else {
            return;
        };
        if !moment.graph.qualify_from.contains(&self.stage)
            || score_at(&self.contributions, moment.at) < threshold.score
        {
            return;
        }
        let fits = threshold
            .grade
            .is_none_or(|least| self.grade != Grade::Unknown && self.grade <= least);
        if !fits {
            let unknown = self.grade == Grade::Unknown;
            self.meets.note(if unknown {
                "score without a grade"
            } else {
                "score without fit"
            });
            return;
        }
        self.meets.note("promotion by threshold");
        let leave_below = threshold.leave_below;
        self.advance(Stage::MQL, How::plain(Route::Threshold), moment);
        self.leave_below = leave_below;
    }

    /// S4: back to the start when the score no longer holds the stage.
    pub(crate) fn fall(&mut self, moment: &Moment<'_>) {
        self.enter(Stage::INQUIRY, How::plain(Route::Decay), moment);
    }

    /// G1: what sales said, if it is lawful now (F7).
    pub(crate) fn hear(
        &mut self,
        accepted: &Accepted,
        said: &OwnedDisposition,
        moment: &Moment<'_>,
    ) {
        let name = said.outcome.name();
        let before = self.stage;
        let lawful = match said.outcome {
            Outcome::Revoke => {
                self.undo(accepted, said, moment);
                return;
            }
            Outcome::Assign => true,
            Outcome::FirstTouch => {
                self.contacted = true;
                true
            }
            Outcome::Accept
            | Outcome::Reject
            | Outcome::Qualify
            | Outcome::Disqualify
            | Outcome::Recycle
            | Outcome::OpenOpportunity
            | Outcome::Win
            | Outcome::Lose => self.obey(said, moment),
        };
        if lawful {
            self.meets.note(&format!("lawful {name}"));
            let replace = |field: &mut Option<String>, value: &Option<String>| {
                if value.is_some() {
                    field.clone_from(value);
                }
            };
            replace(&mut self.owner, &said.owner);
            replace(&mut self.team, &said.team);
            self.amount = said.amount.or(self.amount);
        } else {
            self.meets.note(&format!("refused {name}"));
        }
        self.last_disposition = Some(Undoable {
            event_id: accepted.event.event_id.clone(),
            left: (self.stage != before).then_some(before),
        });
    }

    /// Moves as the graph says; answers whether the move is lawful from here.
    fn obey(&mut self, said: &OwnedDisposition, moment: &Moment<'_>) -> bool {
        let Some(step) = moment.graph.move_of(said.outcome) else {
            return false;
        };
        if !step.from.contains(&self.stage) {
            return false;
        }
        // F7: taken as said, but noted: reject is before contact, disqualify after it.
        let irregular = match said.outcome {
            Outcome::Reject => self.contacted,
            Outcome::Disqualify => !self.contacted,
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
        if irregular {
            self.meets
                .note(&format!("irregular {}", said.outcome.name()));
        }
        let how = How {
            route: Route::Disposition,
            inferred: false,
            irregular,
            reason: self.reason(said, moment.definition),
            actor: said.actor.clone(),
        };
        self.advance(step.to, how, moment);
        true
    }

    /// G11: a code of the list, `unspecified` without one; as given where the agreement lists none.
    fn reason(&mut self, said: &OwnedDisposition, definition: &Definition) -> Option<String> {
        let list = definition
            .reasons
            .iter()
            .find(|(outcome, _)| *outcome == said.outcome);
        let Some((_, codes)) = list else {
            return said.reason.clone();
        };
        match &said.reason {
            Some(reason) if codes.contains(reason) => Some(reason.clone()),
            Some(_) | None => {
                self.meets.note("reason unspecified");
                Some("unspecified".to_owned())
            }
        }
    }

    /// F6: a revoke of what was final when it came is a move at its own time, unless something stands on its target. An unmarked one has
    /// done its work before the walk.
    fn undo(&mut self, accepted: &Accepted, said: &OwnedDisposition, moment: &Moment<'_>) {
        if !accepted.marked {
            return;
        }
        let last = self.last_disposition.clone();
        match last.filter(|last| Some(&last.event_id) == said.target.as_ref()) {
            None => self.meets.note("revoke too late"),
            Some(Undoable {
                left: Some(stage), ..
            }) if stage != self.stage => {
                self.meets.note("revoke moves back");
                // Undone is undone: a second revoke of it finds nothing to undo.
                self.last_disposition = None;
                let how = How {
                    actor: said.actor.clone(),
                    ..How::plain(Route::Revoke)
                };
                self.enter(stage, how, moment);
            }
            Some(_) => self.meets.note("revoke of what moved nothing"),
        }
    }

    /// G2: on the path, what lies between is entered too, inferred.
    fn advance(&mut self, to: Stage, how: How, moment: &Moment<'_>) {
        let path = &moment.graph.path;
        let place = |stage: Stage| path.iter().position(|&step| step == stage);
        let standing = place(moment.graph.rejoins[self.stage.index()]);
        if let (Some(standing), Some(goal)) = (standing, place(to)) {
            for &between in path.iter().take(goal).skip(standing + 1) {
                self.meets.note("stage inferred");
                let inferred = How {
                    inferred: true,
                    ..How::plain(how.route)
                };
                self.enter(between, inferred, moment);
            }
        }
        self.enter(to, how, moment);
    }

    fn enter(&mut self, to: Stage, how: How, moment: &Moment<'_>) {
        if to == Stage::MQL {
            if self.been_mql {
                // G8: a later entry is a new round, in which nobody has been contacted yet.
                self.meets.note("cycle grows");
                self.cycle += 1;
                self.contacted = false;
            }
            self.been_mql = true;
        }
        if to == Stage::RECYCLED && moment.definition.on_recycle == OnRecycle::Reset {
            self.meets.note("score reset");
            self.contributions.clear();
        }
        self.moves.push(Step {
            from: Some(self.stage),
            entered_from_at: Some(self.entered_at),
            to,
            cycle: self.cycle,
            how: how.clone(),
        });
        self.stage = to;
        self.entered_at = moment.at;
        self.entry_version = moment.definition.version;
        self.route = how.route;
        self.leave_below = None;
    }
}

/// The lead with its graph's names, as clocks see it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seen<'a> {
    pub(crate) lead: &'a Lead,
    pub(crate) graph: &'a Graph,
}

impl Fields for Seen<'_> {
    fn with<R>(&self, field: &Field, use_it: impl FnOnce(Option<&str>) -> R) -> R {
        let cycle = self.lead.cycle.to_string();
        use_it(match field {
            Field::Stage => Some(self.graph.names[self.lead.stage.index()].as_str()),
            Field::Contacted => self.lead.contacted.then_some("true"),
            Field::Grade => Some(self.lead.grade.name()),
            Field::Route => Some(self.lead.route.name()),
            Field::Owner => self.lead.owner.as_deref(),
            Field::Team => self.lead.team.as_deref(),
            Field::Cycle => Some(&cycle),
            Field::Trait(_) | Field::Source | Field::Account => self.lead.known.field(field),
            Field::Kind | Field::Asset | Field::Campaign | Field::Channel | Field::Property(_) => {
                None
            }
        })
    }
}
