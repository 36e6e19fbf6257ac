//! An event as it is remembered: judged, compact, without what can be found again at its offset (J1).

use crate::lead::definition::{Definition, Definitions};
use crate::lead::event::{Disposition, Engagement, Fact, Key, LeadEvent, Outcome, Profile};
use crate::lead::predicate::{Field, Fields};
use crate::lead::state::Known;
use crate::lead::text::Text;
use crate::time::Timestamp;
use std::sync::Arc;

/// One accepted event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its place in the order (F2).
    pub key: Key,
    /// The digest of its content (J4).
    pub digest: u64,
    /// Where the original is found.
    pub offset: i64,
    /// When the log took it.
    pub appended_at: Timestamp,
    /// A revoke has removed it from the walk (F6).
    pub removed: bool,
    /// Not yet counted: set when it arrives, cleared after its first fold; never stored.
    pub fresh: bool,
    /// What it means.
    pub what: What,
}

/// What an event means to the fold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// The lead exists, or more is known of it.
    Created(Box<Patch>),
    /// Points and hand-raises, as judged by the version at its time (S2, S3).
    Engagement(Judged),
    /// What sales said.
    Disposition(Box<Deed>),
}

/// A patch of the profile.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Patch {
    /// Sets the account.
    pub account: Option<Text>,
    /// Sets the source.
    pub source: Option<Text>,
    /// Sets the campaign.
    pub campaign: Option<Text>,
    /// Sets traits.
    pub set: Vec<(Text, Text)>,
    /// Removes traits, or `account`, `source`, `campaign`; what is both set and cleared is gone.
    pub cleared: Vec<Text>,
}

/// An engagement, judged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judged {
    /// The sum of the positive points of all matching rules, in milli-points.
    pub gained: i64,
    /// The sum of the negative ones.
    pub taken: i64,
    /// The indices of the matching rules in their version.
    pub rules: Matched,
    /// The index of the hand-raise it is, if it is one.
    pub hand_raise: Option<u16>,
}

/// Indices of rules; up to four need no allocation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matched {
    few: [u16; 4],
    count: u8,
    more: Vec<u16>,
}

/// A disposition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deed {
    /// The word.
    pub outcome: Outcome,
    /// The reason code, already held against the agreement's list.
    pub reason: Option<Text>,
    /// Sets the owner.
    pub owner: Option<Text>,
    /// Sets the team.
    pub team: Option<Text>,
    /// Sets the amount, in minor units.
    pub amount: Option<i64>,
    /// Who said so.
    pub actor: Option<Text>,
    /// Of a revoke: what it undoes.
    pub target: Option<Text>,
    /// Of a revoke: its target was already final when it was accepted (F12); then it removes nothing, and undoes by a move.
    pub marked: bool,
    /// Of a revoke: something it targets has become final since.
    pub touches_base: bool,
    /// Of a revoke: it removes something; known when it arrives, never stored.
    pub has_target: bool,
    /// The reason was missing or unknown where the agreement has a list.
    pub unspecified: bool,
}

/// The reason of an outcome that has a list, when none of it was given (section 1).
pub const UNSPECIFIED: &str = "unspecified";

impl Matched {
    /// Adds an index.
    pub fn push(&mut self, rule: u16) {
        match self.few.get_mut(usize::from(self.count)) {
            Some(place) => {
                *place = rule;
                self.count += 1;
            }
            None => self.more.push(rule),
        }
    }

    /// All, in the order of the version's rules.
    pub fn iter(&self) -> impl Iterator<Item = u16> {
        self.few[..usize::from(self.count)]
            .iter()
            .chain(&self.more)
            .copied()
    }
}

impl Entry {
    /// Judges an event by the version in force at its time.
    #[must_use]
    pub fn judge(event: &LeadEvent<'_>, key: Key, definitions: &Definitions) -> Self {
        let definition = definitions.at(event.occurred_at);
        let what = match &event.fact {
            Fact::Created(profile) => What::Created(Box::new(patch(profile))),
            Fact::Engagement(engagement) => What::Engagement(judge(engagement, definition)),
            Fact::Disposition(disposition) => {
                What::Disposition(Box::new(deed(disposition, definition)))
            }
        };
        Self {
            key,
            digest: event.digest,
            offset: event.offset,
            appended_at: event.appended_at,
            removed: false,
            fresh: true,
            what,
        }
    }

    /// The disposition, if it is one.
    #[must_use]
    pub fn deed(&self) -> Option<&Deed> {
        match &self.what {
            What::Disposition(deed) => Some(deed),
            What::Created(_) | What::Engagement(_) => None,
        }
    }

    /// The disposition to be changed, if it is one.
    pub fn deed_mut(&mut self) -> Option<&mut Deed> {
        match &mut self.what {
            What::Disposition(deed) => Some(deed),
            What::Created(_) | What::Engagement(_) => None,
        }
    }

    /// Whether both are the same event (J4).
    #[must_use]
    pub fn is_same_event(&self, key: &Key) -> bool {
        self.key.occurred_at == key.occurred_at
            && self.key.input == key.input
            && self.key.event_id == key.event_id
    }

    /// The later of its two times: with the horizon, when it may become final (J2).
    #[must_use]
    pub fn later_time(&self) -> Timestamp {
        self.key.occurred_at.max(self.appended_at)
    }
}

impl Known {
    /// Applies a patch; answers whether a trait changed (G4).
    pub fn patched(known: &mut Arc<Self>, patch: &Patch) -> bool {
        let before = Arc::clone(known);
        let after = Arc::make_mut(known);
        for (field, value) in [
            (&mut after.account, &patch.account),
            (&mut after.source, &patch.source),
            (&mut after.campaign, &patch.campaign),
        ] {
            if value.is_some() {
                field.clone_from(value);
            }
        }
        for (name, value) in &patch.set {
            after.set_trait(name, value);
        }
        for name in &patch.cleared {
            match name.as_str() {
                "account" => after.account = None,
                "source" => after.source = None,
                "campaign" => after.campaign = None,
                _ => {}
            }
            after.remove_trait(name);
        }
        before.traits != after.traits
    }
}

fn patch(profile: &Profile<'_>) -> Patch {
    Patch {
        account: profile.account.map(Text::new),
        source: profile.source.map(Text::new),
        campaign: profile.campaign.map(Text::new),
        set: profile
            .traits
            .iter()
            .map(|(name, value)| (Text::new(name), Text::new(value)))
            .collect(),
        cleared: profile.cleared.iter().map(|name| Text::new(name)).collect(),
    }
}

fn judge(engagement: &Engagement<'_>, definition: &Definition) -> Judged {
    let mut judged = Judged::default();
    for (index, rule) in definition.rules.iter().enumerate() {
        if rule.when.holds(engagement) {
            if rule.points > 0 {
                judged.gained += rule.points;
            } else {
                judged.taken += rule.points;
            }
            judged.rules.push(index_of(index));
        }
    }
    judged.hand_raise = definition
        .hand_raises
        .iter()
        .position(|raise| raise.when.holds(engagement))
        .map(index_of);
    judged
}

fn index_of(index: usize) -> u16 {
    u16::try_from(index)
        .expect("a version has at most 65,535 rules of a kind; the definition's reader sees to it")
}

fn deed(disposition: &Disposition<'_>, definition: &Definition) -> Deed {
    let list = definition
        .reasons
        .iter()
        .find(|(outcome, _)| *outcome == disposition.outcome);
    let known = list.is_none_or(|(_, codes)| {
        disposition
            .reason
            .is_some_and(|reason| codes.iter().any(|code| code == reason))
    });
    let reason = if known {
        disposition.reason
    } else {
        Some(UNSPECIFIED)
    };
    Deed {
        outcome: disposition.outcome,
        reason: reason.map(Text::new),
        owner: disposition.owner.map(Text::new),
        team: disposition.team.map(Text::new),
        amount: disposition.amount,
        actor: disposition.actor.map(Text::new),
        target: disposition.target.map(Text::new),
        marked: false,
        touches_base: false,
        has_target: false,
        unspecified: !known,
    }
}

impl Fields for Engagement<'_> {
    fn with<R>(&self, field: &Field, use_it: impl FnOnce(Option<&str>) -> R) -> R {
        match field {
            Field::Kind => use_it(Some(self.kind)),
            Field::Asset => use_it(self.asset),
            Field::Campaign => use_it(self.campaign),
            Field::Channel => use_it(self.channel),
            Field::Property(name) => use_it(self.properties.get(name)),
            Field::Trait(_)
            | Field::Source
            | Field::Account
            | Field::Stage
            | Field::Contacted
            | Field::Grade
            | Field::Route
            | Field::Owner
            | Field::Team
            | Field::Cycle => use_it(None),
        }
    }
}
