//! What an expression may look at, and what kind of value each field has.
//!
//! Rules on engagements see the event alone (S2), so that a judgement can be stored and never be judged again.

use crate::lead::predicate::Field;

/// What an expression may look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// An engagement, and nothing else (S2): score rules and hand-raises.
    Engagement,
    /// What is known of a lead: fit rules.
    Profile,
    /// Where a lead stands: clocks.
    Lead,
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

impl Scope {
    pub(super) const ALL: [Self; 3] = [Self::Engagement, Self::Profile, Self::Lead];

    /// The fields, as written.
    pub(super) const fn names(self) -> &'static [&'static str] {
        match self {
            Self::Engagement => &["kind", "asset", "campaign", "channel", "properties.NAME"],
            Self::Profile => &["traits.NAME", "source", "account"],
            Self::Lead => &[
                "stage",
                "contacted",
                "grade",
                "route",
                "owner",
                "team",
                "cycle",
            ],
        }
    }

    /// Who looks.
    pub(super) const fn who(self) -> &'static str {
        match self {
            Self::Engagement => "a rule on engagements sees the event alone",
            Self::Profile => "a rule on fit sees the lead's profile alone",
            Self::Lead => "a clock sees where the lead stands",
        }
    }

    /// The field of that path, if this scope has it.
    pub(super) fn field(self, path: &[&str]) -> Option<Field> {
        match (self, path) {
            (Self::Engagement, ["kind"]) => Some(Field::Kind),
            (Self::Engagement, ["asset"]) => Some(Field::Asset),
            (Self::Engagement, ["campaign"]) => Some(Field::Campaign),
            (Self::Engagement, ["channel"]) => Some(Field::Channel),
            (Self::Engagement, ["properties", name]) => Some(Field::Property((*name).to_owned())),
            (Self::Profile, ["traits", name]) => Some(Field::Trait((*name).to_owned())),
            (Self::Profile, ["source"]) => Some(Field::Source),
            (Self::Profile, ["account"]) => Some(Field::Account),
            (Self::Lead, ["stage"]) => Some(Field::Stage),
            (Self::Lead, ["contacted"]) => Some(Field::Contacted),
            (Self::Lead, ["grade"]) => Some(Field::Grade),
            (Self::Lead, ["route"]) => Some(Field::Route),
            (Self::Lead, ["owner"]) => Some(Field::Owner),
            (Self::Lead, ["team"]) => Some(Field::Team),
            (Self::Lead, ["cycle"]) => Some(Field::Cycle),
            (Self::Engagement | Self::Profile | Self::Lead, _) => None,
        }
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
        Field::Stage | Field::Grade | Field::Route => Kind::Word,
        Field::Property(_) | Field::Trait(_) => Kind::Open,
        Field::Cycle => Kind::Number,
        Field::Contacted => Kind::Flag,
    }
}
