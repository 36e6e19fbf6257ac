//! What happened to a lead: the event as it came in, its place in the order of events (F2), and its identity (J4).
//!
//! A [`LeadEvent`] borrows from the record it was decoded from; what is remembered of it is an [`Entry`](super::entry::Entry).

use crate::lead::pairs::Pairs;
use crate::lead::text::Text;
use crate::time::Timestamp;

/// The topic an event came in by. The order is that of F2 at equal instants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Input {
    /// `lead-created`: that leads exist and what is known of them.
    LeadCreated,
    /// `lead-engagement`: what leads do.
    Engagement,
    /// `sales-disposition`: what sales says about them.
    Disposition,
}

impl Input {
    /// All three, in order.
    pub const ALL: [Self; 3] = [Self::LeadCreated, Self::Engagement, Self::Disposition];

    /// Its word in rows, metrics and metadata.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::LeadCreated => "lead_created",
            Self::Engagement => "engagement",
            Self::Disposition => "disposition",
        }
    }
}

/// One event about one lead, as decoded.
#[derive(Clone, Debug, PartialEq)]
pub struct LeadEvent<'a> {
    /// Whose.
    pub lead_id: &'a str,
    /// The producer's id of the event; with the input and `occurred_at` its identity (J4).
    pub event_id: &'a str,
    /// When it happened, as the event says.
    pub occurred_at: Timestamp,
    /// When the log took it.
    pub appended_at: Timestamp,
    /// Its offset in its input's partition: where the original is found.
    pub offset: i64,
    /// The producer's own count, or 0: orders events of one input at one instant (F2).
    pub sequence: i64,
    /// The time is known to the day only (J6).
    pub day_precision: bool,
    /// A 64-bit digest of all content, to notice the same id with other content (J4).
    pub digest: u64,
    /// What happened.
    pub fact: Fact<'a>,
}

/// What happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Fact<'a> {
    /// The lead exists, or more is known of it (kinds `created`, `updated`).
    Created(Profile<'a>),
    /// The lead is another lead from now on (kind `merged`, F11): the survivor's id.
    Merged(&'a str),
    /// The lead is to be forgotten (kind `erased`, F11).
    Erased,
    /// Scoring is suspended (kind `scoring_suspended`) or resumed (`scoring_resumed`, S10): whether it is suspended from the next event on.
    Scoring {
        /// So or not so.
        suspended: bool,
    },
    /// The lead did something.
    Engagement(Engagement<'a>),
    /// Sales said something.
    Disposition(Disposition<'a>),
}

/// A patch of what is known of a lead (F5): absent keeps, `cleared` removes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Profile<'a> {
    /// The account (company) the lead belongs to.
    pub account: Option<&'a str>,
    /// Where the lead came from.
    pub source: Option<&'a str>,
    /// The campaign that brought it.
    pub campaign: Option<&'a str>,
    /// Traits set by this record, as text; numbers are compared as decimals.
    pub traits: Pairs<'a>,
    /// Traits removed by this record; `account`, `source` and `campaign` may be named too.
    pub cleared: Vec<&'a str>,
}

/// One engagement.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Engagement<'a> {
    /// `page_view`, `form_submitted`, `webinar_attended` …: the definition's rules ask for it.
    pub kind: &'a str,
    /// What it was done with: a page, a document, a webinar.
    pub asset: Option<&'a str>,
    /// The campaign it belongs to.
    pub campaign: Option<&'a str>,
    /// The channel it came by.
    pub channel: Option<&'a str>,
    /// All else, as text.
    pub properties: Pairs<'a>,
}

/// What sales said.
#[derive(Clone, Debug, PartialEq)]
pub struct Disposition<'a> {
    /// The word.
    pub outcome: Outcome,
    /// A reason code, as given.
    pub reason: Option<&'a str>,
    /// The person who has the lead from now on.
    pub owner: Option<&'a str>,
    /// Their team.
    pub team: Option<&'a str>,
    /// The deal's amount in the currency's minor unit (cents).
    pub amount: Option<i64>,
    /// Who said so.
    pub actor: Option<&'a str>,
    /// Of a `revoke`: the event id of the disposition to undo (F6). Of an `override`: the name of the stage.
    pub target: Option<&'a str>,
    /// Of a `hold_until`: its end. Of an `override`: until when the stage is pinned; none: for good.
    pub until: Option<Timestamp>,
}

/// The dispositions, in the order that F2 gives them at one instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// The lead gets an owner.
    Assign,
    /// Sales takes the lead formally.
    Accept,
    /// Sales refuses the lead before contact.
    Reject,
    /// The first genuine human attempt to reach the lead.
    FirstTouch,
    /// Sales confirms an opportunity after contact.
    Qualify,
    /// Sales ends it after contact.
    Disqualify,
    /// Back to marketing.
    Recycle,
    /// Sales waits with it until an instant; moves no stage (C11).
    HoldUntil,
    /// A deal is opened.
    OpenOpportunity,
    /// The deal is won.
    Win,
    /// The deal is lost.
    Lose,
    /// A named person puts the lead into a stage (G1).
    Override,
    /// Undo one earlier disposition by its event id.
    Revoke,
}

impl Outcome {
    /// All, in order.
    pub const ALL: [Self; 13] = [
        Self::Assign,
        Self::Accept,
        Self::Reject,
        Self::FirstTouch,
        Self::Qualify,
        Self::Disqualify,
        Self::Recycle,
        Self::HoldUntil,
        Self::OpenOpportunity,
        Self::Win,
        Self::Lose,
        Self::Override,
        Self::Revoke,
    ];

    /// Its word on the wire.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Assign => "assign",
            Self::Accept => "accept",
            Self::Reject => "reject",
            Self::FirstTouch => "first_touch",
            Self::Qualify => "qualify",
            Self::Disqualify => "disqualify",
            Self::Recycle => "recycle",
            Self::HoldUntil => "hold_until",
            Self::OpenOpportunity => "open_opportunity",
            Self::Win => "win",
            Self::Lose => "lose",
            Self::Override => "override",
            Self::Revoke => "revoke",
        }
    }

    /// The outcome of that word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.name() == word)
    }
}

/// An event's place in the order of events (F2): the derived order of these fields is that order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// When it happened.
    pub occurred_at: Timestamp,
    /// Created before engagement before disposition.
    pub input: Input,
    /// The producer's count, or 0.
    pub sequence: i64,
    /// Of dispositions their word; nothing else has one.
    pub outcome: Option<Outcome>,
    /// Last, the id, by its bytes.
    pub event_id: Text,
}

impl LeadEvent<'_> {
    /// The topic it came in by.
    #[must_use]
    pub const fn input(&self) -> Input {
        match self.fact {
            Fact::Created(_) | Fact::Merged(_) | Fact::Erased | Fact::Scoring { .. } => {
                Input::LeadCreated
            }
            Fact::Engagement(_) => Input::Engagement,
            Fact::Disposition(_) => Input::Disposition,
        }
    }

    /// Its place in the order of events (F2).
    #[must_use]
    pub fn key(&self) -> Key {
        Key {
            occurred_at: self.occurred_at,
            input: self.input(),
            sequence: self.sequence,
            outcome: match &self.fact {
                Fact::Disposition(disposition) => Some(disposition.outcome),
                Fact::Created(_)
                | Fact::Merged(_)
                | Fact::Erased
                | Fact::Scoring { .. }
                | Fact::Engagement(_) => None,
            },
            event_id: Text::new(self.event_id),
        }
    }
}
