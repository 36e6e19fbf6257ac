//! What is known of a lead, how it is graded, and what tests on an engagement see.

use super::event::{OwnedEngagement, OwnedProfile};
use leadfold::lead::definition::{Definition, Grade};
use leadfold::lead::predicate::{Field, Fields};
use std::collections::BTreeMap;

/// Source, campaign, account and traits, as patched so far (F5).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Known {
    pub(crate) account: Option<String>,
    pub(crate) source: Option<String>,
    pub(crate) campaign: Option<String>,
    pub(crate) traits: BTreeMap<String, String>,
}

impl Known {
    /// F5: absent keeps, present sets, `cleared` removes. Answers whether a trait is another than before (G4); account, source and
    /// campaign are no traits.
    pub(crate) fn patch(&mut self, patch: &OwnedProfile) -> bool {
        let before = self.traits.clone();
        let set = |field: &mut Option<String>, value: &Option<String>, name: &str| {
            if value.is_some() {
                field.clone_from(value);
            }
            if patch.cleared.iter().any(|cleared| cleared == name) {
                *field = None;
            }
        };
        set(&mut self.account, &patch.account, "account");
        set(&mut self.source, &patch.source, "source");
        set(&mut self.campaign, &patch.campaign, "campaign");
        // A lead has room for 256 traits; of one record the first by name come in.
        let mut given = patch.traits.clone();
        given.sort();
        for (name, value) in given {
            if self.traits.len() < 256 || self.traits.contains_key(&name) {
                self.traits.insert(name, value);
            }
        }
        for name in &patch.cleared {
            self.traits.remove(name);
        }
        self.traits != before
    }

    /// G5: the sum of the fit rules, graded; unknown without any trait or without fit in the agreement.
    pub(crate) fn grade(&self, definition: &Definition) -> Grade {
        let Some(fit) = definition.fit.as_ref().filter(|_| !self.traits.is_empty()) else {
            return Grade::Unknown;
        };
        let earning = fit.rules.iter().filter(|rule| rule.when.holds(self));
        let points: i64 = earning.map(|rule| rule.points).sum();
        // The least points fall from A to D, so the first grade that is reached is the best.
        let mut grades = Grade::ALL.into_iter().zip(fit.least);
        grades
            .find(|(_, least)| points >= *least)
            .map_or(Grade::D, |(grade, _)| grade)
    }

    /// S11: the first segment that fits, by its place in the version.
    pub(crate) fn segment(&self, definition: &Definition) -> Option<usize> {
        let segments = &definition.segments;
        segments.iter().position(|segment| segment.when.holds(self))
    }

    /// The field of that name in the profile.
    pub(crate) fn field(&self, field: &Field) -> Option<&str> {
        match field {
            Field::Trait(name) => self.traits.get(name).map(String::as_str),
            Field::Source => self.source.as_deref(),
            Field::Account => self.account.as_deref(),
            Field::Campaign => self.campaign.as_deref(),
            Field::Kind
            | Field::Asset
            | Field::Channel
            | Field::Property(_)
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
            | Field::Disposition => None,
        }
    }
}

impl Fields for Known {
    fn with<R>(&self, field: &Field, use_it: impl FnOnce(Option<&str>) -> R) -> R {
        use_it(self.field(field))
    }
}

/// S2: rules see the event alone.
impl Fields for OwnedEngagement {
    fn with<R>(&self, field: &Field, use_it: impl FnOnce(Option<&str>) -> R) -> R {
        use_it(match field {
            Field::Kind => Some(self.kind.as_str()),
            Field::Asset => self.asset.as_deref(),
            Field::Campaign => self.campaign.as_deref(),
            Field::Channel => self.channel.as_deref(),
            Field::Property(name) => self
                .properties
                .iter()
                .find(|(property, _)| property == name)
                .map(|(_, value)| value.as_str()),
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
            | Field::Disposition => None,
        })
    }
}
