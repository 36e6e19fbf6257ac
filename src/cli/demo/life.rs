//! One lead's life as its producers would tell it: the web site, the campaign tool and the CRM. It is traffic, not truth: what became of
//! the lead is decided by leadfold alone.

use super::cast::{
    Campaign, DISQUALIFY_REASONS, LOSE_REASONS, RECYCLE_REASONS, REJECT_REASONS, REPS, Rep,
    draw_campaign,
};
use super::random::Random;
use crate::lead::event::{Disposition, Engagement, Fact, Input, LeadEvent, Outcome, Profile};
use crate::time::{Span, Timestamp};

/// How many times one lead may go round.
const MOST_CYCLES: u32 = 3;
/// The points at which sales hears of a lead, as the demo's agreement has them. A producer need not know them: it is enough to be about right.
const READY: i64 = 60;

/// An event as a producer will send it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Told {
    pub(super) lead_id: String,
    pub(super) event_id: String,
    pub(super) occurred_at: Timestamp,
    pub(super) deed: Deed,
}

/// What is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Deed {
    Created {
        campaign: &'static str,
        source: &'static str,
        seniority: &'static str,
        employees: &'static str,
    },
    Engaged {
        kind: &'static str,
        asset: &'static str,
        form: Option<&'static str>,
    },
    Said {
        outcome: Outcome,
        reason: Option<&'static str>,
        rep: Option<Rep>,
        amount: Option<i64>,
        target: Option<String>,
    },
    /// A record that no producer should send; where it goes and its bytes.
    Broken(Input, String),
}

impl PartialEq for Rep {
    fn eq(&self, other: &Self) -> bool {
        self.code == other.code
    }
}

impl Eq for Rep {}

impl Told {
    /// The input it goes to.
    pub(super) const fn input(&self) -> Input {
        match &self.deed {
            Deed::Created { .. } => Input::LeadCreated,
            Deed::Engaged { .. } => Input::Engagement,
            Deed::Said { .. } => Input::Disposition,
            Deed::Broken(input, _) => *input,
        }
    }

    /// It as an event to be encoded; nothing for a broken record.
    pub(super) fn event(&self) -> Option<LeadEvent<'_>> {
        let fact = match &self.deed {
            Deed::Created {
                campaign,
                source,
                seniority,
                employees,
            } => Fact::Created(Profile {
                source: Some(source),
                campaign: Some(campaign),
                traits: vec![("employees", *employees), ("seniority", *seniority)].into(),
                ..Profile::default()
            }),
            Deed::Engaged { kind, asset, form } => Fact::Engagement(Engagement {
                kind,
                asset: Some(asset),
                properties: (form.iter().map(|form| ("form", *form)))
                    .collect::<Vec<_>>()
                    .into(),
                ..Engagement::default()
            }),
            Deed::Said {
                outcome,
                reason,
                rep,
                amount,
                target,
            } => Fact::Disposition(Disposition {
                outcome: *outcome,
                reason: *reason,
                owner: rep.map(|rep| rep.code),
                team: rep.map(|rep| rep.team),
                amount: *amount,
                actor: rep.map(|rep| rep.code),
                target: target.as_deref(),
                until: None,
            }),
            Deed::Broken(..) => return None,
        };
        Some(LeadEvent {
            lead_id: &self.lead_id,
            event_id: &self.event_id,
            occurred_at: self.occurred_at,
            appended_at: self.occurred_at,
            offset: 0,
            sequence: 0,
            day_precision: false,
            digest: 0,
            fact,
        })
    }
}

/// Tells lives. An hour of working life lasts `hour`: a real one in the history, a second or so when a viewer watches.
#[derive(Debug)]
pub(super) struct Teller<'a> {
    random: &'a mut Random,
    hour: Span,
    lead_id: String,
    events: u32,
    told: Vec<Told>,
}

impl<'a> Teller<'a> {
    /// The whole life of a new lead, in no promised order.
    pub(super) fn life(
        random: &'a mut Random,
        hour: Span,
        lead_id: String,
        born_at: Timestamp,
    ) -> Vec<Told> {
        let campaign = draw_campaign(random);
        let mut teller = Self {
            random,
            hour,
            lead_id,
            events: 0,
            told: Vec::new(),
        };
        teller.born(campaign, born_at);
        teller.told
    }

    /// An old acquaintance comes back: `visit` makes its event ids differ from all it had.
    pub(super) fn return_of(
        random: &'a mut Random,
        hour: Span,
        lead_id: String,
        visit: u32,
        at: Timestamp,
    ) -> Vec<Told> {
        let campaign = draw_campaign(random);
        let mut teller = Self {
            random,
            hour,
            lead_id,
            events: 1_000 + visit * 100,
            told: Vec::new(),
        };
        teller.raises_hand(at);
        teller.sales(campaign, at, MOST_CYCLES);
        teller.told
    }

    fn tell(&mut self, at: Timestamp, deed: Deed) -> String {
        let event_id = format!("{}-{:03}", self.lead_id, self.events);
        self.events += 1;
        self.told.push(Told {
            lead_id: self.lead_id.clone(),
            event_id: event_id.clone(),
            occurred_at: at,
            deed,
        });
        event_id
    }

    fn born(&mut self, campaign: Campaign, at: Timestamp) {
        let fits = self.random.chance(campaign.fits);
        let (seniority, employees) = if fits {
            (
                self.random.one_of(&["director", "vp", "c_level"]),
                self.random.one_of(&["220", "900", "4500"]),
            )
        } else {
            (
                self.random.one_of(&["student", "specialist", "manager"]),
                self.random.one_of(&["3", "25", "120"]),
            )
        };
        self.tell(
            at,
            Deed::Created {
                campaign: campaign.name,
                source: campaign.source,
                seniority,
                employees,
            },
        );
        self.warms_up(campaign, at, fits, 1);
    }

    /// Engagements until sales hears of the lead or it falls silent.
    fn warms_up(&mut self, campaign: Campaign, from: Timestamp, fits: bool, cycle: u32) {
        const KINDS: [(&str, &str, i64); 6] = [
            ("email_open", "newsletter", 2),
            ("page_view", "/product", 5),
            ("page_view", "/pricing", 15),
            ("content_download", "/whitepaper", 12),
            ("webinar_attended", "pipeline-in-practice", 30),
            ("trial_started", "trial", 40),
        ];
        let mut at = from;
        let mut points = 0;
        for _ in 0..self.random.between(1, campaign.interest) {
            at = at + self.hours(5);
            let (kind, asset, worth) = self.random.one_of(&KINDS);
            self.tell(
                at,
                Deed::Engaged {
                    kind,
                    asset,
                    form: None,
                },
            );
            points += worth;
            if points >= READY && fits {
                return self.sales(campaign, at, cycle);
            }
        }
        at = at + self.hours(2);
        if self.random.chance(campaign.asks) {
            self.raises_hand(at);
            self.sales(campaign, at, cycle);
        } else if self.random.chance(60) {
            self.tell(
                at,
                Deed::Engaged {
                    kind: "unsubscribed",
                    asset: "newsletter",
                    form: None,
                },
            );
        }
    }

    fn raises_hand(&mut self, at: Timestamp) {
        self.tell(
            at,
            Deed::Engaged {
                kind: "form_submitted",
                asset: "/contact",
                form: Some("contact_sales"),
            },
        );
    }

    /// What sales does with a lead that is ready.
    fn sales(&mut self, campaign: Campaign, ready_at: Timestamp, cycle: u32) {
        let rep = self.random.one_of(&REPS);
        let mut at = ready_at + self.minutes(25);
        self.say(at, Outcome::Assign, None, rep);
        if self.random.chance(40) {
            return; // Forgotten: its promises break.
        }
        at = at + self.minutes(rep.pace_minutes);
        if self.random.chance(90) {
            let reason = self.reason(&REJECT_REASONS);
            let said = self.say(at, Outcome::Reject, reason, rep);
            if !self.random.chance(300) {
                return;
            }
            // It was a slip: the reject is taken back and the lead accepted.
            at = at + self.minutes(30);
            self.tell(
                at,
                Deed::Said {
                    outcome: Outcome::Revoke,
                    reason: None,
                    rep: Some(rep),
                    amount: None,
                    target: Some(said),
                },
            );
            at = at + self.minutes(5);
        }
        self.say(at, Outcome::Accept, None, rep);
        at = at + self.minutes(rep.pace_minutes);
        self.say(at, Outcome::FirstTouch, None, rep);
        at = at + self.hours(7);
        match self.random.below(100) {
            0..=16 => {
                let reason = self.reason(&DISQUALIFY_REASONS);
                self.say(at, Outcome::Disqualify, reason, rep);
            }
            17..=44 => {
                let reason = self.reason(&RECYCLE_REASONS);
                self.say(at, Outcome::Recycle, reason, rep);
                if cycle < MOST_CYCLES && self.random.chance(450) {
                    at = at + self.hours(20);
                    self.warms_up(campaign, at, true, cycle + 1);
                }
            }
            45..=54 => {} // Still talking.
            _ => {
                self.say(at, Outcome::Qualify, None, rep);
                self.deal(campaign, at, rep);
            }
        }
    }

    fn deal(&mut self, campaign: Campaign, qualified_at: Timestamp, rep: Rep) {
        let mut at = qualified_at + self.hours(8);
        let amount = Some(self.random.between(20, 900) * 10_000);
        let deal = |outcome, reason, amount| Deed::Said {
            outcome,
            reason,
            rep: Some(rep),
            amount,
            target: None,
        };
        self.tell(at, deal(Outcome::OpenOpportunity, None, amount));
        at = at + self.hours(60);
        if self.random.chance(campaign.wins) {
            self.tell(at, deal(Outcome::Win, None, amount));
        } else if self.random.chance(700) {
            let reason = self.reason(&LOSE_REASONS);
            self.tell(at, deal(Outcome::Lose, reason, None));
        }
    }

    fn say(
        &mut self,
        at: Timestamp,
        outcome: Outcome,
        reason: Option<&'static str>,
        rep: Rep,
    ) -> String {
        self.tell(
            at,
            Deed::Said {
                outcome,
                reason,
                rep: Some(rep),
                amount: None,
                target: None,
            },
        )
    }

    /// A reason from the list; now and then none, or one that nobody agreed on.
    fn reason(&mut self, codes: &[&'static str]) -> Option<&'static str> {
        match self.random.below(40) {
            0 => None,
            1 => Some("see_notes"),
            _ => Some(self.random.one_of(codes)),
        }
    }

    fn hours(&mut self, mean: i64) -> Span {
        self.minutes(mean * 60)
    }

    fn minutes(&mut self, mean: i64) -> Span {
        let mean = mean * self.hour.as_millis() / 60;
        Span::from_millis(self.random.around(mean.max(4)))
    }
}
