//! What an expression may look at, and what kind of value each field has.
//!
//! Rules on engagements see the event alone (S2), so that a judgement can be stored and never be judged again.

use crate::lead::predicate::Field;

/// What an expression may look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// An engagement, and nothing else (S2): score rules, hand-raises, vetoes on engagements.
    Engagement,
    /// What is known of a lead: fit rules, vetoes on traits, segments, PQL rules.
    Profile,
    /// Where a lead stands: clocks and their targets.
    Lead,
    /// The same, and the disposition that just came: what restarts a clock.
    Restart,
}

/// What kind of value a field has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Text, any.
    Text,
    /// Text, one of few words.
    Word,
    /// Text that may be a number.
    Open,
    /// A whole number.
    Number,
    /// So or not so.
    Flag,
}

/// The words of an agreement that expressions may ask for.
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    /// The stages of all versions.
    pub(super) stages: Vec<String>,
    /// The segments of this version.
    pub(super) segments: Vec<String>,
}

impl Scope {
    pub(super) const ALL: [Self; 4] = [Self::Engagement, Self::Profile, Self::Lead, Self::Restart];

    /// The fields, as written.
    pub(super) const fn names(self) -> &'static [&'static str] {
        match self {
            Self::Engagement => &["kind", "asset", "campaign", "channel", "properties.NAME"],
            Self::Profile => &["traits.NAME", "source", "account", "campaign"],
            Self::Lead => &[
                "stage",
                "grade",
                "route",
                "owner",
                "team",
                "cycle",
                "contacted",
                "on_hold",
                "segment",
                "amount",
                "source",
                "account",
                "campaign",
                "traits.NAME",
            ],
            Self::Restart => &[
                "disposition",
                "stage",
                "grade",
                "route",
                "owner",
                "team",
                "cycle",
                "contacted",
                "on_hold",
                "segment",
                "amount",
                "source",
                "account",
                "campaign",
                "traits.NAME",
            ],
        }
    }

    /// Who looks.
    pub(super) const fn who(self) -> &'static str {
        match self {
            Self::Engagement => "a rule on engagements sees the event alone",
            Self::Profile => "a rule on what is known of a lead sees its profile alone",
            Self::Lead => "a clock sees where the lead stands",
            Self::Restart => "a restart sees where the lead stands and the disposition that came",
        }
    }

    /// The field of that path, if this scope has it.
    pub(super) fn field(self, path: &[&str]) -> Option<Field> {
        match self {
            Self::Engagement => of_engagement(path),
            Self::Profile => of_profile(path),
            Self::Lead => of_lead(path).or_else(|| of_profile(path)),
            Self::Restart => match path {
                ["disposition"] => Some(Field::Disposition),
                _ => Self::Lead.field(path),
            },
        }
    }
}

fn of_engagement(path: &[&str]) -> Option<Field> {
    match path {
        ["kind"] => Some(Field::Kind),
        ["asset"] => Some(Field::Asset),
        ["campaign"] => Some(Field::Campaign),
        ["channel"] => Some(Field::Channel),
        ["properties", name] => Some(Field::Property((*name).to_owned())),
        _ => None,
    }
}

fn of_profile(path: &[&str]) -> Option<Field> {
    match path {
        ["traits", name] => Some(Field::Trait((*name).to_owned())),
        ["source"] => Some(Field::Source),
        ["account"] => Some(Field::Account),
        ["campaign"] => Some(Field::Campaign),
        _ => None,
    }
}

fn of_lead(path: &[&str]) -> Option<Field> {
    match path {
        ["stage"] => Some(Field::Stage),
        ["grade"] => Some(Field::Grade),
        ["route"] => Some(Field::Route),
        ["owner"] => Some(Field::Owner),
        ["team"] => Some(Field::Team),
        ["cycle"] => Some(Field::Cycle),
        ["contacted"] => Some(Field::Contacted),
        ["on_hold"] => Some(Field::OnHold),
        ["segment"] => Some(Field::Segment),
        ["amount"] => Some(Field::Amount),
        _ => None,
    }
}

/// The kind of a field's values.
pub(super) fn kind(field: &Field) -> Kind {
    match field {
        Field::Kind
        | Field::Asset
        | Field::Campaign
        | Field::Channel
        | Field::Source
        | Field::Account
        | Field::Owner
        | Field::Team => Kind::Text,
        Field::Stage | Field::Grade | Field::Route | Field::Segment | Field::Disposition => {
            Kind::Word
        }
        Field::Property(_) | Field::Trait(_) => Kind::Open,
        Field::Cycle | Field::Amount => Kind::Number,
        Field::Contacted | Field::OnHold => Kind::Flag,
    }
}
