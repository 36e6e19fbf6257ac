//! An event as it is remembered: judged, compact, without what can be found again at its offset (J1).

use crate::lead::definition::{Definition, Definitions, Index};
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
    /// Its time is known to the day only (J6).
    pub day_precision: bool,
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
    /// Which rules it matches, as judged by the version at its time (S2, S3).
    Engagement(Judged),
    /// What sales said.
    Disposition(Box<Deed>),
    /// The lead is another one from now on: the survivor's id (F11).
    Merged(Box<Text>),
    /// The lead is forgotten (F11).
    Erased,
    /// Scoring is suspended, or resumed (S10).
    Scoring {
        /// So or not so.
        suspended: bool,
    },
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
    /// Sets traits; by name, so that the order in which a producer wrote them never shows.
    pub set: Vec<(Text, Text)>,
    /// Removes traits, or `account`, `source`, `campaign`; what is both set and cleared is gone.
    pub cleared: Vec<Text>,
}

/// An engagement, judged: indices are those of the version at its time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judged {
    /// The score rules that match.
    pub rules: Matched,
    /// The hand-raises that match.
    pub hand_raises: Matched,
    /// The first veto that matches.
    pub veto: Option<u16>,
    /// What it was done with: limits by asset and the list of touches ask for it.
    pub asset: Option<Text>,
    /// The campaign it belongs to.
    pub campaign: Option<Text>,
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
    /// Of a revoke: what it undoes. Of an override: the stage's name.
    pub target: Option<Text>,
    /// Of a hold: its end. Of an override: until when it pins the stage.
    pub until: Option<Timestamp>,
    /// The group of the reason, where the agreement names one.
    pub reason_group: Option<Text>,
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

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// All, in the order of the version's rules.
    pub fn iter(&self) -> impl Iterator<Item = u16> + '_ {
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
        let (definition, index) = definitions.indexed_at(event.occurred_at);
        let what = match &event.fact {
            Fact::Created(profile) => What::Created(Box::new(patch(profile))),
            Fact::Engagement(engagement) => What::Engagement(judge(engagement, definition, index)),
            Fact::Disposition(disposition) => {
                What::Disposition(Box::new(deed(disposition, definition)))
            }
            Fact::Merged(into) => What::Merged(Box::new(Text::new(into))),
            Fact::Erased => What::Erased,
            Fact::Scoring { suspended } => What::Scoring {
                suspended: *suspended,
            },
        };
        Self {
            key,
            digest: event.digest,
            offset: event.offset,
            appended_at: event.appended_at,
            day_precision: event.day_precision,
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
            What::Created(_)
            | What::Engagement(_)
            | What::Merged(_)
            | What::Erased
            | What::Scoring { .. } => None,
        }
    }

    /// The disposition to be changed, if it is one.
    pub fn deed_mut(&mut self) -> Option<&mut Deed> {
        match &mut self.what {
            What::Disposition(deed) => Some(deed),
            What::Created(_)
            | What::Engagement(_)
            | What::Merged(_)
            | What::Erased
            | What::Scoring { .. } => None,
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
    /// Applies a patch; answers whether a trait changed (G4), and whether all of it had room.
    pub fn patched(known: &mut Arc<Self>, patch: &Patch) -> (bool, bool) {
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
        let mut had_room = true;
        for (name, value) in &patch.set {
            had_room &= after.set_trait(name, value);
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
        (before.traits != after.traits, had_room)
    }
}

fn patch(profile: &Profile<'_>) -> Patch {
    let mut set: Vec<(Text, Text)> = profile
        .traits
        .iter()
        .map(|(name, value)| (Text::new(name), Text::new(value)))
        .collect();
    set.sort();
    Patch {
        account: profile.account.map(Text::new),
        source: profile.source.map(Text::new),
        campaign: profile.campaign.map(Text::new),
        set,
        cleared: profile.cleared.iter().map(|name| Text::new(name)).collect(),
    }
}

fn judge(engagement: &Engagement<'_>, definition: &Definition, index: &Index) -> Judged {
    let candidates = index.of_kind(engagement.kind);
    let mut judged = Judged {
        asset: engagement.asset.map(Text::new),
        campaign: engagement.campaign.map(Text::new),
        ..Judged::default()
    };
    for &place in &candidates.rules {
        if definition.rules[usize::from(place)].when.holds(engagement) {
            judged.rules.push(place);
        }
    }
    for &place in &candidates.hand_raises {
        let raise = &definition.hand_raises[usize::from(place)];
        if raise.when.holds(engagement) {
            judged.hand_raises.push(place);
        }
    }
    judged.veto = candidates.vetoes.iter().copied().find(|&place| {
        let veto = &definition.engagement_vetoes[usize::from(place)];
        veto.when.holds(engagement)
    });
    judged
}

fn deed(disposition: &Disposition<'_>, definition: &Definition) -> Deed {
    let (reason, reason_group, unspecified) = match definition.reasons_of(disposition.outcome) {
        None => (disposition.reason, None, false),
        Some(list) => match disposition.reason {
            None if !list.required => (None, None, false),
            given => {
                let known = list
                    .codes
                    .iter()
                    .find(|reason| given == Some(reason.code.as_str()));
                match known {
                    Some(reason) => (given, reason.group.as_deref(), false),
                    None => (Some(UNSPECIFIED), None, true),
                }
            }
        },
    };
    Deed {
        outcome: disposition.outcome,
        reason: reason.map(Text::new),
        reason_group: reason_group.map(Text::new),
        owner: disposition.owner.map(Text::new),
        team: disposition.team.map(Text::new),
        amount: disposition.amount,
        actor: disposition.actor.map(Text::new),
        target: disposition.target.map(Text::new),
        until: disposition.until,
        marked: false,
        touches_base: false,
        has_target: false,
        unspecified,
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
            | Field::Cycle
            | Field::OnHold
            | Field::Segment
            | Field::Amount
            | Field::Disposition => use_it(None),
        }
    }
}
