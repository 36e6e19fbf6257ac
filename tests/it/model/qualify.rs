//! What a lead earns, and how that raises it or lets it fall: credit, vetoes, hand-raises, threshold, PQL rules, the fall by score (F9, G3–G9, S10).

use super::event::OwnedEngagement;
use super::lead::{How, Lead, Moment};
use super::past::Occasion;
use super::score::{Contribution, Worth, add, score_at};
use leadfold::lead::definition::{Act, Decay, Grade, Stage, Veto};
use leadfold::lead::row::Route;
use leadfold::time::Timestamp;

/// What an engagement was credited: milli-points by the model's place, before caps and floor.
pub(crate) type Credited = Vec<i64>;

/// An event that may promote (G4).
#[derive(Clone, Copy, Debug)]
pub(crate) enum Occurrence<'e> {
    /// The lead did something, and was credited so much.
    Engaged(&'e OwnedEngagement, &'e Credited),
    /// A record changed a trait.
    TraitChanged,
}

impl<'a> Lead<'a> {
    /// S2, S5: the points of the engagement, each priced by the version at hand; answers their net by model.
    pub(crate) fn credit(&mut self, engagement: &OwnedEngagement, moment: &Moment<'a>) -> Credited {
        let definition = moment.definition;
        let mut credited = vec![0; definition.models.len()];
        let occasion = Occasion {
            at: moment.at,
            asset: engagement.asset.as_deref(),
            cycle_began: self.cycle_began(),
            zone: &definition.zone,
            suspended: self.suspended,
        };
        let counts = self.model_place();
        for rule in &definition.rules {
            if !rule.when.holds(engagement) {
                continue;
            }
            if self.past.credits(rule, &occasion, &mut self.meets) {
                self.meets.note(match rule.decay {
                    _ if rule.points < 0 => "credit below zero",
                    Decay::None => "credit that stays",
                    Decay::HalfLife(_) => "credit that halves",
                    Decay::Linear(_) => "credit that goes evenly",
                    Decay::Expiry(_) => "credit that expires",
                });
                credited[usize::from(rule.model)] += rule.points;
                let contribution = Contribution {
                    model: definition.models[usize::from(rule.model)].id,
                    group: rule.group,
                    at: moment.at,
                    worth: Worth::Points(rule.points),
                    decay: rule.decay,
                };
                add(&mut self.contributions, contribution);
            }
            // S10: at every match, of the model that counts, from the next event on.
            let act = rule.act.filter(|_| rule.model == counts);
            if let Some(act) = act {
                self.suspended = act == Act::Suspend;
                self.meets.note(match act {
                    Act::Suspend => "rule suspends scoring",
                    Act::Resume => "rule resumes scoring",
                });
            }
        }
        credited
    }

    /// G9: makes the lead ineligible where vetoes act; answers whether it did, since nothing promotes then.
    pub(crate) fn veto(
        &mut self,
        engagement: Option<&OwnedEngagement>,
        moment: &Moment<'a>,
    ) -> bool {
        let by_trait = self.trait_veto(moment);
        let by_event = engagement.and_then(|engagement| {
            let vetoes = &moment.definition.engagement_vetoes;
            vetoes.iter().find(|veto| veto.when.holds(engagement))
        });
        let Some(veto) = by_trait.or(by_event) else {
            return false;
        };
        if !moment.definition.graph.veto_from.contains(&self.stage) {
            self.meets.note("veto where it does nothing");
            return false;
        }
        self.meets.note(if by_trait.is_some() {
            "veto by a trait"
        } else {
            "veto by an engagement"
        });
        let how = How {
            reason: Some(veto.reason.clone()),
            ..How::plain(Route::Veto)
        };
        self.advance(Stage::INELIGIBLE, how, moment);
        true
    }

    fn trait_veto(&self, moment: &Moment<'a>) -> Option<&'a Veto> {
        let mut vetoes = moment.definition.trait_vetoes.iter();
        vetoes.find(|veto| veto.when.holds(&self.known))
    }

    /// G3–G5: hand-raise, then threshold, then PQL rules; at most one.
    pub(crate) fn promote(&mut self, occurrence: Occurrence<'_>, moment: &Moment<'a>) {
        let raise = match occurrence {
            Occurrence::Engaged(engagement, _) => self.hand_raise(engagement, moment),
            Occurrence::TraitChanged => None,
        };
        if self.trait_veto(moment).is_some() {
            if raise.is_some() {
                self.meets.note("a trait veto bars a hand-raise");
            }
            return;
        }
        if let Some(name) = raise {
            let from = &moment.definition.graph.hand_raise_from;
            if from.contains(&self.stage) {
                self.meets.note("promotion by hand-raise");
                let how = How {
                    reason: Some(name),
                    ..How::plain(Route::HandRaise)
                };
                self.advance(Stage::MQL, how, moment);
                return;
            }
            self.meets.note("hand-raise where it moves nothing");
            self.promote_by_points(moment, |_| true);
            return;
        }
        match occurrence {
            Occurrence::Engaged(_, credited) => {
                self.promote_by_points(moment, |model| credited[usize::from(model)] > 0);
            }
            Occurrence::TraitChanged => self.promote_by_points(moment, |_| true),
        }
    }

    /// The first hand-raise that matches, whose model is none or the one that counts.
    fn hand_raise(&self, engagement: &OwnedEngagement, moment: &Moment<'a>) -> Option<String> {
        let counts = self.model_place();
        let mut raises = moment.definition.hand_raises.iter();
        let raise = raises.find(|raise| {
            raise.model.is_none_or(|model| model == counts) && raise.when.holds(engagement)
        });
        raise.map(|raise| raise.name.clone())
    }

    /// Threshold, then PQL rules, where the event is one that promotes for the model.
    fn promote_by_points(&mut self, moment: &Moment<'a>, promotes: impl Fn(u16) -> bool) {
        if !moment.definition.graph.qualify_from.contains(&self.stage) {
            return;
        }
        if self.is_cooling(moment.at) {
            self.meets.note("points wait for a cool-down");
            return;
        }
        if promotes(self.model_place()) && self.reaches_threshold(moment) {
            self.meets.note("promotion by threshold");
            if self.model_place() != 0 {
                self.meets.note("promotion by another model");
            }
            let threshold = self.threshold().expect("it was reached");
            self.advance(Stage::MQL, How::plain(Route::Threshold), moment);
            if self.stage == Stage::MQL {
                // G6: nothing but the stage that the threshold led into is held by it.
                self.leave_below = threshold.leave_below;
            }
            return;
        }
        let counts = self.model_place();
        for pql in &moment.definition.pql {
            let model = pql.score.map_or(counts, |(model, _)| model);
            let reached = pql.score.is_none_or(|(model, least)| {
                let model = &moment.definition.models[usize::from(model)];
                score_at(&self.contributions, model, moment.at).score >= least
            });
            if !promotes(model) || !pql.when.holds(&self.known) || !reached {
                continue;
            }
            if !self.fits(pql.grade, moment) {
                self.meets.note("PQL without fit");
                continue;
            }
            self.meets.note("promotion by PQL");
            let how = How {
                reason: Some(pql.name.clone()),
                ..How::plain(Route::Pql)
            };
            self.advance(Stage::MQL, how, moment);
            return;
        }
    }

    fn reaches_threshold(&mut self, moment: &Moment<'a>) -> bool {
        let Some(threshold) = self.threshold() else {
            return false;
        };
        if self.score(moment.at) < threshold.score {
            return false;
        }
        if self.pinned_until.is_some_and(|until| moment.at <= until) {
            self.meets.note("threshold waits for a pin");
            return false;
        }
        let fits = self.fits(threshold.grade, moment);
        if !fits {
            let unknown = self.grade == Grade::Unknown;
            self.meets.note(if unknown {
                "score without a grade"
            } else {
                "score without fit"
            });
        }
        fits
    }

    /// G5: whether the grade is good enough; unknown is not, where the version grades fit or asks for a grade.
    fn fits(&self, least: Option<Grade>, moment: &Moment<'a>) -> bool {
        match (self.grade, least) {
            (Grade::Unknown, least) => least.is_none() && moment.definition.fit.is_none(),
            (grade, least) => least.is_none_or(|least| grade <= least),
        }
    }

    /// S4: the event has lowered the score that counts to below what holds the stage; it was `before`.
    pub(crate) fn fall_if_lowered(&mut self, before: Option<i64>, moment: &Moment<'a>) {
        let Some((leave, before)) = self.leave_below.zip(before) else {
            return;
        };
        let after = self.score(moment.at);
        if after < before && after < leave {
            self.meets.note("fall by an event");
            self.fall(moment);
        }
    }

    /// S4: back to the start when the score no longer holds the stage.
    pub(crate) fn fall(&mut self, moment: &Moment<'a>) {
        self.arrive(Stage::INQUIRY, How::plain(Route::Decay), moment);
    }

    /// The score, while it holds the stage.
    pub(crate) fn holding_score(&self, at: Timestamp) -> Option<i64> {
        self.leave_below.map(|_| self.score(at))
    }
}
