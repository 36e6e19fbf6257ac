//! Random stories of a few leads: bursts in one millisecond, late and very old events, plausible words and unlawful ones, revokes of
//! everything and nothing, patches, clears and conflicts. All of it follows from the seed and can be printed.

use super::agreement;
use super::random::Random;
use crate::model::event::{OwnedDisposition, OwnedEngagement, OwnedEvent, OwnedFact, OwnedProfile};
use leadfold::lead::definition::Definitions;
use leadfold::lead::event::Outcome;
use leadfold::time::{Span, Timestamp};
use std::fmt;

/// What happens, in the order in which it is told; who hears it when is a [`Plan`](super::plan::Plan).
#[derive(Clone, Debug)]
pub(crate) struct Scenario {
    /// Everything follows from it.
    pub(crate) seed: u64,
    /// The agreement.
    pub(crate) definitions: Definitions,
    /// The events of all leads; append times and offsets come with the delivery.
    pub(crate) events: Vec<OwnedEvent>,
    /// The usual time between two events.
    pub(crate) tempo: Span,
    /// Producers that use one id for several dispositions, and change an event's sequence: only where nothing is trimmed does an engine of
    /// bounded memory have to notice all of it.
    pub(crate) reuses_ids: bool,
}

impl Scenario {
    /// The story of that seed.
    pub(crate) fn of(seed: u64) -> Self {
        let mut random = Random::new(seed);
        let tempos = [
            Span::from_millis(40),
            Span::from_mins(1),
            Span::from_mins(20),
            Span::from_hours(6),
        ];
        let tempo = tempos[random.below(tempos.len())];
        let start = STARTS[random.below(STARTS.len())];
        let start = Timestamp::from_millis(start - random.between(0, 10 * tempo.as_millis()));
        let definitions = agreement::agreements(&mut random, start, tempo);
        let reuses_ids = random.percent(15);
        // More assets than a limit remembers (S12) need a long story of one lead.
        let browses = random.percent(2);
        let leads = if browses { 1 } else { random.below(6) + 1 };
        let mut teller = Teller {
            leads: vec![Vec::new(); leads],
            untils: Vec::new(),
            is_due: false,
            browses,
            now: start,
            definitions: &definitions,
            tempo,
            reuses_ids,
            random,
            told: Vec::new(),
        };
        let length = if browses {
            150
        } else {
            teller.random.below(60) + 5
        };
        for _ in 0..length {
            teller.tell();
        }
        let events = teller.told;
        Self {
            seed,
            events,
            tempo,
            reuses_ids,
            definitions,
        }
    }
}

impl fmt::Display for Scenario {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "seed {}", self.seed)?;
        write!(f, "{}", agreement::print(&self.definitions))?;
        for event in &self.events {
            writeln!(f, "{event}")?;
        }
        Ok(())
    }
}

/// Mostly a plain Monday; around 1970 times change their sign (S8); on the others clocks change in Berlin, in New York, on Lord Howe.
const STARTS: [i64; 8] = [
    1_772_409_600_000,
    1_772_409_600_000,
    1_772_409_600_000,
    0,
    1_774_742_400_000,
    1_792_886_400_000,
    1_772_928_000_000,
    1_775_304_000_000,
];

struct Teller<'a> {
    random: Random,
    definitions: &'a Definitions,
    tempo: Span,
    reuses_ids: bool,
    now: Timestamp,
    /// The ends of holds and pins that were told.
    untils: Vec<Timestamp>,
    /// Something may be so at this very instant.
    is_due: bool,
    /// Almost only visits, each to another page.
    browses: bool,
    /// Per lead what was told of it.
    leads: Vec<Vec<OwnedEvent>>,
    told: Vec<OwnedEvent>,
}

impl Teller<'_> {
    fn tell(&mut self) {
        let lead = self.random.below(self.leads.len());
        let event = if !self.leads[lead].is_empty() && self.random.percent(4) {
            self.conflict(lead)
        } else {
            self.happening(lead)
        };
        self.leads[lead].push(event.clone());
        self.told.push(event);
    }

    fn happening(&mut self, lead: usize) -> OwnedEvent {
        let occurred_at = self.instant(lead);
        let first = self.leads[lead].is_empty();
        let fact = self.fact(lead, first);
        let mut id = format!("e{}", self.leads[lead].len());
        if self.reuses_ids && self.random.percent(10) {
            id = format!("e{}", self.random.below(self.leads[lead].len() + 1));
        }
        let mut event = OwnedEvent::new(&format!("lead-{lead}"), &id, occurred_at, fact);
        if self.random.percent(15) {
            event.sequence = self.random.between(-2, 3);
        }
        event.day_precision = self.random.percent(8);
        event.digested()
    }

    fn fact(&mut self, lead: usize, first: bool) -> OwnedFact {
        if self.browses && self.random.percent(90) {
            let page = format!("/pricing/{}", self.random.below(400));
            return OwnedFact::Engagement(OwnedEngagement {
                kind: "page_view".to_owned(),
                asset: Some(page),
                ..OwnedEngagement::default()
            });
        }
        if self.is_due && !first && self.random.percent(35) {
            // Whoever waits or hands over does so at the last moment.
            let mut said = self.disposition(lead);
            said.outcome = Outcome::HoldUntil;
            said.until = self.until(15);
            if self.random.percent(50) {
                said.outcome = Outcome::Assign;
                said.owner = self.sometimes(80, &["ann", "bob", "cid"]);
            }
            return OwnedFact::Disposition(said);
        }
        match self.random.below(100) {
            chance if chance < 14 || (first && chance < 66) => OwnedFact::Created(self.profile()),
            chance if chance < 55 => OwnedFact::Engagement(self.engagement()),
            55 => OwnedFact::Scoring {
                suspended: self.random.percent(50),
            },
            56 if self.random.percent(60) => OwnedFact::Merged("survivor".to_owned()),
            56 if self.random.percent(70) => OwnedFact::Erased,
            _ => OwnedFact::Disposition(self.disposition(lead)),
        }
    }

    /// When it happens: often in the same millisecond, often to the millisecond when a promise is due, sometimes long ago.
    fn instant(&mut self, lead: usize) -> Timestamp {
        let tempo = self.tempo.as_millis();
        let step = match self.random.below(100) {
            0..30 => 0,
            30..50 => self.random.between(1, 3),
            50..90 => self.random.between(1, tempo),
            _ => self.random.between(1, 20 * tempo),
        };
        self.now = self.now + Span::from_millis(step);
        let chance = self.random.below(100);
        self.is_due = chance < 12;
        match chance {
            0..12 => self.due_instant(lead),
            12..22 => self.now - Span::from_millis(self.random.between(1, 30 * tempo)),
            22..24 => self.now - Span::from_days(self.random.between(40, 400)),
            _ => self.now,
        }
    }

    /// When something may be so because of an earlier event, give or take a millisecond.
    fn due_instant(&mut self, lead: usize) -> Timestamp {
        let near = Span::from_millis(self.random.between(-1, 1));
        let earlier = &self.leads[lead];
        let start = earlier.get(self.random.below(earlier.len().max(1)));
        let Some(start) = start.map(|event| event.occurred_at) else {
            return self.now;
        };
        let at = if !self.untils.is_empty() && self.random.percent(25) {
            self.untils[self.random.below(self.untils.len())]
        } else {
            agreement::instant_after(&mut self.random, self.definitions, start)
        };
        // A step of months would leave the rest of the story behind it.
        let at = at.min(self.now + Span::from_millis(40 * self.tempo.as_millis())) + near;
        self.now = self.now.max(at);
        at
    }

    fn profile(&mut self) -> OwnedProfile {
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

    fn engagement(&mut self) -> OwnedEngagement {
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

    fn disposition(&mut self, lead: usize) -> OwnedDisposition {
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
    fn until(&mut self, never: usize) -> Option<Timestamp> {
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
    fn conflict(&mut self, lead: usize) -> OwnedEvent {
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

    fn sometimes(&mut self, percent: usize, values: &[&str]) -> Option<String> {
        let so = self.random.percent(percent);
        so.then(|| self.random.pick(values).to_owned())
    }
}
