//! What is said and done in a random story: who leads are, what they do, what sales says, and the same told otherwise.

use super::Teller;
use crate::model::event::{OwnedDisposition, OwnedEngagement, OwnedEvent, OwnedFact, OwnedProfile};
use leadfold::lead::event::Outcome;
use leadfold::time::{Span, Timestamp};

impl Teller<'_> {
    pub(super) fn profile(&mut self) -> OwnedProfile {
        let mut profile = OwnedProfile {
            account: self.sometimes(20, &["acme", "globex"]),
            source: self.sometimes(40, &["web", "fair", "referral"]),
            campaign: self.sometimes(30, &["spring", "autumn"]),
            ..OwnedProfile::default()
        };
        let traits: [(&str, &[&str]); 3] = [
            ("seniority", &["vp", "head", "junior"]),
            ("employees", &["5", "199.5", "200", "5000", "many"]),
            ("region", &["north", "south"]),
        ];
        for (name, values) in traits {
            if let Some(value) = self.sometimes(45, values) {
                profile.traits.push((name.to_owned(), value));
            } else if self.random.percent(12) {
                profile.cleared.push(name.to_owned());
            }
        }
        if profile.source.is_none() && self.random.percent(8) {
            profile.cleared.push("source".to_owned());
        }
        if profile.campaign.is_none() && self.random.percent(8) {
            profile.cleared.push("campaign".to_owned());
        }
        profile
    }

    pub(super) fn engagement(&mut self) -> OwnedEngagement {
        let kinds = [
            "page_view",
            "page_view",
            "webinar",
            "webinar",
            "form_submitted",
            "unsubscribed",
            "job_page",
            "unheard_of",
        ];
        let mut engagement = OwnedEngagement {
            kind: self.random.pick(&kinds).to_owned(),
            asset: self.sometimes(50, &["/pricing", "/pricing/enterprise", "/blog"]),
            campaign: self.sometimes(20, &["spring", "autumn"]),
            channel: self.sometimes(20, &["mail", "search"]),
            properties: Vec::new(),
        };
        if let Some(form) = self.sometimes(8, &["contact_sales", "newsletter"]) {
            engagement.properties.push(("form".to_owned(), form));
        }
        if let Some(seconds) = self.sometimes(25, &["5", "60", "60.5", "long", "600"]) {
            engagement.properties.push(("seconds".to_owned(), seconds));
        }
        engagement
    }

    pub(super) fn disposition(&mut self, lead: usize) -> OwnedDisposition {
        let outcome = self.outcome(lead);
        let target = match outcome {
            Outcome::Revoke => Some(self.target(lead)),
            Outcome::Override => Some(self.stage()),
            _ => None,
        };
        let until = match outcome {
            Outcome::HoldUntil => self.until(10),
            Outcome::Override => self.until(35),
            _ => None,
        };
        OwnedDisposition {
            outcome,
            reason: self.sometimes(60, &["budget", "timing", "mood"]),
            owner: self.sometimes(30, &["ann", "bob", "cid"]),
            team: self.sometimes(20, &["north", "south"]),
            amount: self
                .random
                .percent(15)
                .then(|| self.random.between(1, 9) * 10_000),
            actor: self.sometimes(
                if outcome == Outcome::Override { 80 } else { 40 },
                &["ann", "bob"],
            ),
            target,
            until,
        }
    }

    /// Where an override puts a lead: any stage, also one that no version has.
    fn stage(&mut self) -> String {
        let names = &self.definitions.graph().names;
        match self.random.below(names.len() + 1) {
            unknown if unknown == names.len() => "unheard_of".to_owned(),
            known => names[known].as_str().to_owned(),
        }
    }

    /// Until when: mostly a while to come, seldom gone by already; never in so many percent.
    pub(super) fn until(&mut self, never: usize) -> Option<Timestamp> {
        if self.random.percent(never) {
            return None;
        }
        let tempo = self.tempo.as_millis();
        let span = match self.random.below(10) {
            0 => -self.random.between(0, 5 * tempo),
            1..4 => self.random.between(1, 3),
            _ => self.random.between(1, 12 * tempo),
        };
        let until = self.now + Span::from_millis(span);
        self.untils.push(until);
        Some(until)
    }

    /// What sales says next: mostly what could follow on the last word, one in four anything.
    fn outcome(&mut self, lead: usize) -> Outcome {
        type O = Outcome;
        match self.random.below(100) {
            0..14 => return O::Revoke,
            14..20 => return O::HoldUntil,
            20..25 => return O::Override,
            25..31 => return O::Assign,
            _ => {}
        }
        if self.random.percent(25) {
            return O::ALL[self.random.below(O::ALL.len() - 1)];
        }
        let said = self.leads[lead]
            .iter()
            .rev()
            .filter_map(OwnedEvent::disposition);
        let moving = said.map(|said| said.outcome).find(|outcome| {
            !matches!(
                outcome,
                O::Assign | O::FirstTouch | O::HoldUntil | O::Revoke
            )
        });
        let likely: &[&O] = match moving {
            None => &[
                &O::Assign,
                &O::Accept,
                &O::Reject,
                &O::FirstTouch,
                &O::Qualify,
            ],
            Some(O::Accept) => &[&O::FirstTouch, &O::Qualify, &O::Disqualify, &O::Recycle],
            Some(O::Qualify) => &[&O::OpenOpportunity, &O::Lose, &O::Recycle, &O::Win],
            Some(O::OpenOpportunity) => &[&O::Win, &O::Lose, &O::Recycle],
            Some(O::Lose) => &[&O::Recycle, &O::Win],
            Some(O::Reject | O::Disqualify) => &[&O::Recycle, &O::Accept, &O::Assign],
            Some(O::Recycle) => &[&O::Accept, &O::FirstTouch, &O::Qualify, &O::Disqualify],
            Some(O::Override) => &[&O::Accept, &O::Qualify, &O::HoldUntil, &O::Recycle],
            Some(O::Win | O::Assign | O::FirstTouch | O::HoldUntil | O::Revoke) => {
                &[&O::Assign, &O::FirstTouch]
            }
        };
        *self.random.pick(likely)
    }

    /// What a revoke asks for: something said, a revoke, something yet to come, or nothing anyone knows.
    fn target(&mut self, lead: usize) -> String {
        let told = &self.leads[lead];
        let ids = |only_revokes: bool| -> Vec<&str> {
            let said = told.iter().filter(|event| event.disposition().is_some());
            let wanted = said.filter(|event| !only_revokes || event.revokes().is_some());
            wanted.map(|event| event.event_id.as_str()).collect()
        };
        let (all, revokes) = (ids(false), ids(true));
        match self.random.below(100) {
            // Mostly the newest: those are the ones that people take back.
            0..40 if !all.is_empty() => all[all.len() - 1].to_owned(),
            40..65 if !all.is_empty() => self.random.pick(&all).to_owned(),
            65..82 if !revokes.is_empty() => self.random.pick(&revokes).to_owned(),
            82..92 => format!("e{}", told.len() + 1 + self.random.below(4)),
            _ => "unheard-of".to_owned(),
        }
    }

    /// The same identity, other content (J4).
    pub(super) fn conflict(&mut self, lead: usize) -> OwnedEvent {
        let mut event = self.leads[lead][self.random.below(self.leads[lead].len())].clone();
        match &mut event.fact {
            OwnedFact::Created(profile) => profile.account = Some("other".to_owned()),
            OwnedFact::Merged(into) => "other".clone_into(into),
            OwnedFact::Erased => event.fact = OwnedFact::Merged("other".to_owned()),
            OwnedFact::Scoring { suspended } => *suspended = !*suspended,
            OwnedFact::Engagement(engagement) => engagement.channel = Some("other".to_owned()),
            OwnedFact::Disposition(said) => said.actor = Some("other".to_owned()),
        }
        if self.reuses_ids && self.random.percent(25) {
            event.sequence += 1;
        }
        event.digested()
    }

    pub(super) fn sometimes(&mut self, percent: usize, values: &[&str]) -> Option<String> {
        let so = self.random.percent(percent);
        so.then(|| self.random.pick(values).to_owned())
    }
}
