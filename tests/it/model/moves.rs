//! What sales says, and what it moves (F6, F7, G1, G8, G10, G11, C11).

use super::acceptance::Accepted;
use super::event::OwnedDisposition;
use super::lead::{How, Lead, Moment, Undoable};
use leadfold::lead::definition::{Definition, Stage};
use leadfold::lead::event::Outcome;
use leadfold::lead::row::Route;
use leadfold::time::Timestamp;

impl<'a> Lead<'a> {
    /// G1: what sales said, if it is lawful now (F7).
    pub(crate) fn hear(
        &mut self,
        accepted: &Accepted,
        said: &OwnedDisposition,
        moment: &Moment<'a>,
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
            Outcome::HoldUntil => {
                self.hold(said.until, moment);
                true
            }
            Outcome::Override => self.overrule(said, moment),
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
            self.mark(said.outcome, moment);
        } else {
            self.meets.note(&format!("refused {name}"));
        }
        self.last_disposition = Some(Undoable {
            event_id: accepted.event.event_id.clone(),
            left: (self.stage != before).then_some(before),
        });
    }

    /// C13: the first of each in the cycle, or before it.
    fn mark(&mut self, outcome: Outcome, moment: &Moment<'a>) {
        let mark = match outcome {
            Outcome::Assign => &mut self.marks.assigned_at,
            Outcome::Accept => &mut self.marks.accepted_at,
            Outcome::FirstTouch => &mut self.marks.touched_at,
            Outcome::Reject
            | Outcome::Qualify
            | Outcome::Disqualify
            | Outcome::Recycle
            | Outcome::HoldUntil
            | Outcome::OpenOpportunity
            | Outcome::Win
            | Outcome::Lose
            | Outcome::Override
            | Outcome::Revoke => return,
        };
        mark.get_or_insert(moment.at);
    }

    /// C11: a hold replaces the one before; a time that is not to come releases.
    fn hold(&mut self, until: Option<Timestamp>, moment: &Moment<'a>) {
        let before = self.hold_until;
        self.hold_until = until.filter(|until| *until > moment.at);
        self.meets.note(match (before, self.hold_until) {
            (None, Some(_)) => "hold",
            (Some(_), Some(_)) => "hold replaced",
            (Some(_), None) => "hold released",
            (None, None) => "hold that never was",
        });
    }

    /// G1, G10: a named person puts the lead into another stage, and pins it there.
    fn overrule(&mut self, said: &OwnedDisposition, moment: &Moment<'a>) -> bool {
        let names = &moment.definition.graph.names;
        let target = said.target.as_deref().unwrap_or_default();
        let Some(place) = names.iter().position(|name| name.as_str() == target) else {
            return false;
        };
        let to = Stage(u8::try_from(place).expect("there are few stages"));
        if said.actor.is_none() || to == self.stage || [Stage::MERGED, Stage::ERASED].contains(&to)
        {
            return false;
        }
        let how = self.as_said(said, Route::Override, moment.definition);
        self.arrive(to, how, moment);
        let until = said.until.unwrap_or(Timestamp::MAX);
        if until > moment.at {
            self.meets.note("override pins");
            if to != self.stage {
                self.meets.note("override through a gate pins");
            }
            self.pinned_until = Some(until);
        }
        true
    }

    /// Moves as the graph says; answers whether the move is lawful from here.
    fn obey(&mut self, said: &OwnedDisposition, moment: &Moment<'a>) -> bool {
        let mut moves = moment.definition.graph.moves.iter();
        let Some(step) = moves.find(|step| step.outcome == said.outcome) else {
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
            | Outcome::HoldUntil
            | Outcome::OpenOpportunity
            | Outcome::Win
            | Outcome::Lose
            | Outcome::Override
            | Outcome::Revoke => false,
        };
        if irregular {
            let name = said.outcome.name();
            self.meets.note(&format!("irregular {name}"));
        }
        let how = How {
            irregular,
            ..self.as_said(said, Route::Disposition, moment.definition)
        };
        self.advance(step.to, how, moment);
        true
    }

    /// G11: with a code of the list and its group, `unspecified` where it should have been one; as given where the agreement lists none.
    fn as_said(&mut self, said: &OwnedDisposition, route: Route, definition: &Definition) -> How {
        let mut lists = definition.reasons.iter();
        let list = lists.find(|list| list.outcome == said.outcome);
        let known = list.and_then(|list| {
            let mut codes = list.codes.iter();
            codes.find(|reason| Some(&reason.code) == said.reason.as_ref())
        });
        let reason = match (list, &said.reason) {
            (None, given) => given.clone(),
            (Some(list), None) if !list.required => {
                self.meets.note("reason not needed");
                None
            }
            (Some(_), given) if known.is_some() => given.clone(),
            (Some(_), _) => {
                self.meets.note("reason unspecified");
                Some("unspecified".to_owned())
            }
        };
        let reason_group = known.and_then(|reason| reason.group.clone());
        if reason_group.is_some() {
            self.meets.note("reason of a group");
        }
        How {
            reason,
            reason_group,
            actor: said.actor.clone(),
            ..How::plain(route)
        }
    }

    /// F6: a revoke of what was final when it came is a move at its own time, unless something stands on its target. An unmarked one has
    /// done its work before the walk.
    fn undo(&mut self, accepted: &Accepted, said: &OwnedDisposition, moment: &Moment<'a>) {
        if !accepted.marked {
            return;
        }
        let last = self.last_disposition.clone();
        match last.filter(|last| Some(&last.event_id) == said.target.as_ref()) {
            None => self.meets.note("revoke too late"),
            Some(Undoable {
                left: Some(stage), ..
            }) if stage != self.stage && self.stage != Stage::INELIGIBLE => {
                self.meets.note("revoke moves back");
                // Undone is undone: a second revoke of it finds nothing to undo.
                self.last_disposition = None;
                let how = How {
                    actor: said.actor.clone(),
                    ..How::plain(Route::Revoke)
                };
                self.arrive(stage, how, moment);
            }
            Some(_) => self.meets.note("revoke of what moved nothing"),
        }
    }
}
