//! Events that own what they say, so that they can be kept, printed, permuted and delivered again.

use leadfold::lead::event::{
    Disposition, Engagement, Fact, Input, Key, LeadEvent, Outcome, Profile,
};
use leadfold::lead::pairs::Pairs;
use leadfold::time::Timestamp;
use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};

/// A [`LeadEvent`] with its own text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OwnedEvent {
    pub(crate) lead_id: String,
    pub(crate) event_id: String,
    pub(crate) occurred_at: Timestamp,
    pub(crate) appended_at: Timestamp,
    pub(crate) offset: i64,
    pub(crate) sequence: i64,
    pub(crate) day_precision: bool,
    pub(crate) digest: u64,
    pub(crate) fact: OwnedFact,
}

/// A [`Fact`] with its own text.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum OwnedFact {
    Created(OwnedProfile),
    /// The survivor's id.
    Merged(String),
    Erased,
    Scoring {
        suspended: bool,
    },
    Engagement(OwnedEngagement),
    Disposition(OwnedDisposition),
}

/// A [`Profile`] with its own text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct OwnedProfile {
    pub(crate) account: Option<String>,
    pub(crate) source: Option<String>,
    pub(crate) campaign: Option<String>,
    pub(crate) traits: Vec<(String, String)>,
    pub(crate) cleared: Vec<String>,
}

/// An [`Engagement`] with its own text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct OwnedEngagement {
    pub(crate) kind: String,
    pub(crate) asset: Option<String>,
    pub(crate) campaign: Option<String>,
    pub(crate) channel: Option<String>,
    pub(crate) properties: Vec<(String, String)>,
}

/// A [`Disposition`] with its own text.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct OwnedDisposition {
    pub(crate) outcome: Outcome,
    pub(crate) reason: Option<String>,
    pub(crate) owner: Option<String>,
    pub(crate) team: Option<String>,
    pub(crate) amount: Option<i64>,
    pub(crate) actor: Option<String>,
    pub(crate) target: Option<String>,
    pub(crate) until: Option<Timestamp>,
}

impl OwnedEvent {
    /// An event that the log took at once, with sequence 0 and the digest of its content.
    pub(crate) fn new(
        lead_id: &str,
        event_id: &str,
        occurred_at: Timestamp,
        fact: OwnedFact,
    ) -> Self {
        let event = Self {
            lead_id: lead_id.to_owned(),
            event_id: event_id.to_owned(),
            occurred_at,
            appended_at: occurred_at,
            offset: 0,
            sequence: 0,
            day_precision: false,
            digest: 0,
            fact,
        };
        event.digested()
    }

    /// The same with a digest of all that the producer said; what the log adds (append time, offset) is not part of it.
    pub(crate) fn digested(mut self) -> Self {
        let mut hasher = DefaultHasher::new();
        (&self.lead_id, &self.event_id, self.occurred_at).hash(&mut hasher);
        (self.sequence, self.day_precision, &self.fact).hash(&mut hasher);
        self.digest = hasher.finish();
        self
    }

    /// The event as the engine gets it.
    pub(crate) fn borrowed(&self) -> LeadEvent<'_> {
        LeadEvent {
            lead_id: &self.lead_id,
            event_id: &self.event_id,
            occurred_at: self.occurred_at,
            appended_at: self.appended_at,
            offset: self.offset,
            sequence: self.sequence,
            day_precision: self.day_precision,
            digest: self.digest,
            fact: self.fact.borrowed(),
        }
    }

    /// The topic it came in by.
    pub(crate) const fn input(&self) -> Input {
        match self.fact {
            OwnedFact::Created(_)
            | OwnedFact::Merged(_)
            | OwnedFact::Erased
            | OwnedFact::Scoring { .. } => Input::LeadCreated,
            OwnedFact::Engagement(_) => Input::Engagement,
            OwnedFact::Disposition(_) => Input::Disposition,
        }
    }

    /// Its place in the order of events (F2).
    pub(crate) fn key(&self) -> Key {
        self.borrowed().key()
    }

    /// What sales said, if it is a disposition.
    pub(crate) const fn disposition(&self) -> Option<&OwnedDisposition> {
        match &self.fact {
            OwnedFact::Disposition(disposition) => Some(disposition),
            OwnedFact::Created(_)
            | OwnedFact::Merged(_)
            | OwnedFact::Erased
            | OwnedFact::Scoring { .. }
            | OwnedFact::Engagement(_) => None,
        }
    }

    /// What a revoke asks to undo; none of anything else.
    pub(crate) fn revokes(&self) -> Option<&str> {
        self.disposition()
            .filter(|disposition| disposition.outcome == Outcome::Revoke)
            .and_then(|disposition| disposition.target.as_deref())
    }
}

impl OwnedFact {
    fn borrowed(&self) -> Fact<'_> {
        match self {
            Self::Created(profile) => Fact::Created(Profile {
                account: profile.account.as_deref(),
                source: profile.source.as_deref(),
                campaign: profile.campaign.as_deref(),
                traits: pairs(&profile.traits),
                cleared: profile.cleared.iter().map(String::as_str).collect(),
            }),
            Self::Merged(into) => Fact::Merged(into),
            Self::Erased => Fact::Erased,
            Self::Scoring { suspended } => Fact::Scoring {
                suspended: *suspended,
            },
            Self::Engagement(engagement) => Fact::Engagement(Engagement {
                kind: &engagement.kind,
                asset: engagement.asset.as_deref(),
                campaign: engagement.campaign.as_deref(),
                channel: engagement.channel.as_deref(),
                properties: pairs(&engagement.properties),
            }),
            Self::Disposition(disposition) => Fact::Disposition(Disposition {
                outcome: disposition.outcome,
                reason: disposition.reason.as_deref(),
                owner: disposition.owner.as_deref(),
                team: disposition.team.as_deref(),
                amount: disposition.amount,
                actor: disposition.actor.as_deref(),
                target: disposition.target.as_deref(),
                until: disposition.until,
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

/// One line of a script that a person can read: `2026-03-02T09:05:00.000Z lead-1 engagement e7 page_view asset=/pricing`.
impl fmt::Display for OwnedEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let input = self.input().name();
        write!(
            f,
            "{} {} {input} {}",
            self.occurred_at, self.lead_id, self.event_id
        )?;
        if self.sequence != 0 {
            write!(f, " sequence={}", self.sequence)?;
        }
        if self.day_precision {
            write!(f, " day_precision")?;
        }
        if self.appended_at != self.occurred_at {
            write!(f, " appended={}", self.appended_at)?;
        }
        write!(f, " {}", self.fact)
    }
}

impl fmt::Display for OwnedFact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut word = |name: &str, value: &Option<String>| match value {
            Some(value) => write!(f, " {name}={value}"),
            None => Ok(()),
        };
        match self {
            Self::Created(profile) => {
                word("account", &profile.account)?;
                word("source", &profile.source)?;
                word("campaign", &profile.campaign)?;
                for (name, value) in &profile.traits {
                    write!(f, " {name}={value}")?;
                }
                for name in &profile.cleared {
                    write!(f, " -{name}")?;
                }
                Ok(())
            }
            Self::Merged(into) => write!(f, " merged into={into}"),
            Self::Erased => write!(f, " erased"),
            Self::Scoring { suspended: true } => write!(f, " scoring_suspended"),
            Self::Scoring { suspended: false } => write!(f, " scoring_resumed"),
            Self::Engagement(engagement) => {
                word(&engagement.kind, &engagement.asset)?;
                if engagement.asset.is_none() {
                    write!(f, " {}", engagement.kind)?;
                }
                for (name, value) in [
                    ("campaign", &engagement.campaign),
                    ("channel", &engagement.channel),
                ] {
                    if let Some(value) = value {
                        write!(f, " {name}={value}")?;
                    }
                }
                for (name, value) in &engagement.properties {
                    write!(f, " {name}={value}")?;
                }
                Ok(())
            }
            Self::Disposition(disposition) => {
                word("reason", &disposition.reason)?;
                word("owner", &disposition.owner)?;
                word("team", &disposition.team)?;
                word("actor", &disposition.actor)?;
                word("target", &disposition.target)?;
                if let Some(amount) = disposition.amount {
                    write!(f, " amount={amount}")?;
                }
                if let Some(until) = disposition.until {
                    write!(f, " until={until}")?;
                }
                write!(f, " {}", disposition.outcome.name())
            }
        }
    }
}
