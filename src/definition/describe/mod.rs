//! An agreement taken apart into things with names, each said in words: a rule, a clock, a stage, a promise. What two versions differ in
//! ([`diff`](super::diff)) and what one thing means ([`explain`](super::explain)) are both told from this, so that the same is always said alike.
//!
//! A [`Thing`] is a list of [`Facet`]s, each a half-sentence that follows the thing's name: "gives 12 points". Whatever an agreement says is
//! in some facet, which the tests of [`diff`](super::diff) hold by changing every field there is.

pub(super) mod across;
mod clocks;
pub(super) mod graph;
mod people;
pub(super) mod predicate;
pub(super) mod scoring;
pub(super) mod words;

#[cfg(test)]
mod tests;

use crate::lead::definition::{DEFAULT_MODEL, Definition};
use words::named;

/// The field that says where a thing stands in a list of which the first that fits counts.
pub(super) const ORDER: &str = "order";

/// The field that says in which order a clock's targets are tried.
pub(super) const TARGET_ORDER: &str = "order of targets";

/// Which part of an agreement a thing belongs to, in the order in which people read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// Who agreed, and whose days are meant.
    Head,
    /// The grades of fit.
    Fit,
    /// Points for a trait.
    FitRule,
    /// What makes a lead ineligible: by its profile.
    TraitVeto,
    /// What makes a lead ineligible: by what it does.
    EngagementVeto,
    /// Leads that another model scores.
    Segment,
    /// A way to add up points.
    Model,
    /// When points qualify.
    Threshold,
    /// Rules with a common cap.
    Group,
    /// Points for an engagement.
    Rule,
    /// A way to ask for sales.
    HandRaise,
    /// A way to qualify by what is known.
    Pql,
    /// What an entry into `recycled` does.
    Recycle,
    /// The success path, and from where one may enter it.
    Path,
    /// What a disposition does.
    Move,
    /// A stage.
    Stage,
    /// A promise to each lead.
    Clock,
    /// Working time.
    Calendar,
    /// A promise across leads.
    Promise,
    /// The reasons of an outcome.
    Reasons,
    /// What deals are worth.
    Money,
}

impl Part {
    /// What one such thing is called.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Head => "agreement",
            Self::Fit => "grades",
            Self::FitRule => "fit rule",
            Self::TraitVeto => "veto on the profile",
            Self::EngagementVeto => "veto on engagements",
            Self::Segment => "segment",
            Self::Model => "model",
            Self::Threshold => "threshold",
            Self::Group => "group",
            Self::Rule => "rule",
            Self::HandRaise => "hand-raise",
            Self::Pql => "PQL rule",
            Self::Recycle => "recycling",
            Self::Path => "path",
            Self::Move => "move",
            Self::Stage => "stage",
            Self::Clock => "clock",
            Self::Calendar => "calendar",
            Self::Promise => "promise",
            Self::Reasons => "reasons",
            Self::Money => "money",
        }
    }
}

/// Something that an agreement names, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thing {
    /// What it is.
    pub part: Part,
    /// How the agreement calls it; empty for what there is one of.
    pub name: String,
    /// The model it belongs to, if it belongs to one of several.
    pub model: Option<String>,
    /// All that is said of it.
    pub facets: Vec<Facet>,
}

/// What a [`Thing`] is found by in another version: its part, its name, and the model it belongs to.
pub(super) type Key<'t> = (Part, &'t str, Option<&'t str>);

/// One thing that is said of a [`Thing`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facet {
    /// Which, for programs: `points`, `limit`.
    pub field: String,
    /// The half-sentence before the value: `gives`.
    pub lead_in: String,
    /// What is said.
    pub value: Value,
    /// It is what counts where the agreement says nothing; told when it changes and not otherwise.
    pub is_default: bool,
}

/// What a [`Facet`] says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A phrase: `12 points`.
    Phrase(String),
    /// A number with its unit: the unit need not be said twice.
    Amount {
        /// `12`.
        number: String,
        /// `points`.
        unit: &'static str,
    },
    /// Members of a set: what comes and goes is told, not the whole.
    Set(Vec<String>),
}

impl Value {
    /// In words.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Phrase(phrase) => phrase.clone(),
            Self::Amount { number, unit } => format!("{number} {unit}"),
            Self::Set(members) if members.is_empty() => "none".to_owned(),
            Self::Set(members) => words::list(members, "and"),
        }
    }
}

impl Value {
    /// Nothing is said.
    pub(super) const fn is_silent(&self) -> bool {
        matches!(self, Self::Phrase(phrase) if phrase.is_empty())
    }
}

impl Facet {
    /// A phrase that the agreement says.
    fn phrase(field: &str, lead_in: &str, phrase: impl Into<String>) -> Self {
        Self {
            field: field.to_owned(),
            lead_in: lead_in.to_owned(),
            value: Value::Phrase(phrase.into()),
            is_default: false,
        }
    }

    /// A phrase, or the one that counts where the agreement says nothing; empty where nothing is worth a word.
    fn optional(field: &str, lead_in: &str, phrase: Option<String>, otherwise: &str) -> Self {
        let is_default = phrase.is_none();
        let phrase = phrase.unwrap_or_else(|| otherwise.to_owned());
        Self {
            is_default,
            ..Self::phrase(field, lead_in, phrase)
        }
    }

    /// Points.
    fn points(field: &str, lead_in: &str, milli: i64) -> Self {
        Self {
            value: Value::Amount {
                number: words::number(milli),
                unit: if milli == 1000 { "point" } else { "points" },
            },
            ..Self::phrase(field, lead_in, "")
        }
    }

    /// A set.
    fn set(field: &str, lead_in: &str, members: Vec<String>) -> Self {
        Self {
            is_default: members.is_empty(),
            value: Value::Set(members),
            ..Self::phrase(field, lead_in, "")
        }
    }

    /// The same, told only when it changes.
    fn by_default(self, is_default: bool) -> Self {
        Self { is_default, ..self }
    }

    /// The half-sentence.
    #[must_use]
    pub fn text(&self) -> String {
        let text = format!("{} {}", self.lead_in, self.value.text());
        text.trim().to_owned()
    }
}

impl Thing {
    fn new(part: Part, name: &str, facets: Vec<Facet>) -> Self {
        Self {
            part,
            name: name.to_owned(),
            model: None,
            facets,
        }
    }

    /// The facet of that field.
    #[must_use]
    pub fn facet(&self, field: &str) -> Option<&Facet> {
        self.facets.iter().find(|facet| facet.field == field)
    }

    /// What it is found by in another version: a model that is the only one there may be one of several here.
    pub(super) fn key(&self) -> Key<'_> {
        let model = self.model.as_deref().unwrap_or(DEFAULT_MODEL);
        let has_model = matches!(self.part, Part::Threshold | Part::Group | Part::Rule);
        (self.part, &self.name, has_model.then_some(model))
    }

    /// What a sentence about it begins with: "the rule `pricing page`".
    #[must_use]
    pub fn subject(&self) -> String {
        let name = named(&self.name);
        let subject = match self.part {
            Part::Head => "the agreement".to_owned(),
            Part::Fit => "the grading".to_owned(),
            Part::Threshold => "the way into `mql` by points".to_owned(),
            Part::Recycle => "an entry into `recycled`".to_owned(),
            Part::Path => "the path".to_owned(),
            Part::Move => format!("the outcome {name}"),
            Part::Reasons => format!("the list of reasons of {name}"),
            Part::Money => "the value of deals".to_owned(),
            Part::FitRule
            | Part::TraitVeto
            | Part::EngagementVeto
            | Part::Segment
            | Part::Model
            | Part::Group
            | Part::Rule
            | Part::HandRaise
            | Part::Pql
            | Part::Stage
            | Part::Clock
            | Part::Calendar
            | Part::Promise => format!("the {} {name}", self.part.name()),
        };
        match &self.model {
            Some(model) => format!("{subject} of the model {}", named(model)),
            None => subject,
        }
    }
}

/// All things of a version, by part, in the order of the agreement.
#[must_use]
pub fn things(definition: &Definition) -> Vec<Thing> {
    // Named one by one, so that what is new in an agreement is told somewhere below or named here as what is not.
    let Definition {
        // Of the file, not of what is agreed; a difference is told with its heads.
        version: _,
        effective_from: _,
        digest: _,
        why: _,
        // people
        agreed_by: _,
        zone: _,
        fit: _,
        trait_vetoes: _,
        engagement_vetoes: _,
        segments: _,
        // scoring
        models: _,
        rules: _,
        hand_raises: _,
        pql: _,
        on_recycle: _,
        cool_down: _,
        // graph
        graph: _,
        // clocks
        clocks: _,
        calendars: _,
        // across
        promises: _,
        reasons: _,
        money: _,
    } = definition;
    let mut all = Vec::new();
    people::tell(definition, &mut all);
    scoring::tell(definition, &mut all);
    graph::tell(definition, &mut all);
    clocks::tell(definition, &mut all);
    across::tell(definition, &mut all);
    all.sort_by_key(|thing| thing.part);
    all
}
