//! What happens in a story: events that own their words. How a line says them stands in `says`.

use crate::lead::event::{Disposition, Engagement, Fact, LeadEvent, Outcome, Profile};
use crate::lead::pairs::Pairs;
use crate::time::Timestamp;
use std::hash::{DefaultHasher, Hash, Hasher};

/// The lead of every story.
pub const LEAD: &str = "lead";

/// One event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// What the line calls it, or its line number.
    pub id: String,
    /// When it happened.
    pub occurred_at: Timestamp,
    /// When it was heard of: the line's time.
    pub appended_at: Timestamp,
    /// The producer's own count.
    pub sequence: i64,
    /// Only the day is known (J6).
    pub day_precision: bool,
    /// What happened.
    pub deed: Deed,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Deed {
    /// `created` and `updated`.
    Created(Box<Known>),
    /// `merged into=…`.
    Merged(String),
    /// `erased`.
    Erased,
    /// `scoring_suspended` (true) and `scoring_resumed`.
    Scoring(bool),
    /// `engagement …`.
    Engagement(Box<Done>),
    /// A disposition.
    Disposition(Box<Said>),
}

/// What is known of a lead.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Known {
    pub(super) account: Option<String>,
    pub(super) source: Option<String>,
    pub(super) campaign: Option<String>,
    pub(super) traits: Vec<(String, String)>,
    pub(super) cleared: Vec<String>,
}

/// What a lead did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Done {
    pub(super) kind: String,
    pub(super) asset: Option<String>,
    pub(super) campaign: Option<String>,
    pub(super) channel: Option<String>,
    pub(super) properties: Vec<(String, String)>,
}

/// What sales said.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Said {
    pub(super) outcome: Outcome,
    pub(super) reason: Option<String>,
    pub(super) owner: Option<String>,
    pub(super) team: Option<String>,
    pub(super) amount: Option<i64>,
    pub(super) actor: Option<String>,
    pub(super) target: Option<String>,
    pub(super) until: Option<Timestamp>,
}

impl Event {
    /// The event as the rules take it.
    #[must_use]
    pub fn borrowed(&self, offset: i64) -> LeadEvent<'_> {
        let mut digest = DefaultHasher::new();
        self.deed.hash(&mut digest);
        LeadEvent {
            lead_id: LEAD,
            event_id: &self.id,
            occurred_at: self.occurred_at,
            appended_at: self.appended_at,
            offset,
            sequence: self.sequence,
            day_precision: self.day_precision,
            digest: digest.finish(),
            fact: self.deed.fact(),
        }
    }

    /// Its word, to be told: of an engagement its kind.
    pub(super) fn word(&self) -> &str {
        match &self.deed {
            Deed::Created(_) => "created",
            Deed::Merged(_) => "merged",
            Deed::Erased => "erased",
            Deed::Scoring(true) => "scoring_suspended",
            Deed::Scoring(false) => "scoring_resumed",
            Deed::Engagement(done) => &done.kind,
            Deed::Disposition(said) => said.outcome.name(),
        }
    }
}

impl Deed {
    fn fact(&self) -> Fact<'_> {
        match self {
            Self::Created(known) => Fact::Created(Profile {
                account: known.account.as_deref(),
                source: known.source.as_deref(),
                campaign: known.campaign.as_deref(),
                traits: pairs(&known.traits),
                cleared: known.cleared.iter().map(String::as_str).collect(),
            }),
            Self::Merged(into) => Fact::Merged(into),
            Self::Erased => Fact::Erased,
            Self::Scoring(suspended) => Fact::Scoring {
                suspended: *suspended,
            },
            Self::Engagement(done) => Fact::Engagement(Engagement {
                kind: &done.kind,
                asset: done.asset.as_deref(),
                campaign: done.campaign.as_deref(),
                channel: done.channel.as_deref(),
                properties: pairs(&done.properties),
            }),
            Self::Disposition(said) => Fact::Disposition(Disposition {
                outcome: said.outcome,
                reason: said.reason.as_deref(),
                owner: said.owner.as_deref(),
                team: said.team.as_deref(),
                amount: said.amount,
                actor: said.actor.as_deref(),
                target: said.target.as_deref(),
                until: said.until,
            }),
        }
    }
}

fn pairs(owned: &[(String, String)]) -> Pairs<'_> {
    owned
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect()
}
