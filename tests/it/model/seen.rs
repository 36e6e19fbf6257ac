//! What the tests of clocks see of a lead.

use super::lead::Lead;
use leadfold::lead::event::Outcome;
use leadfold::lead::predicate::{Field, Fields};

/// The lead, and the word of the disposition at hand.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seen<'l, 'a> {
    pub(crate) lead: &'l Lead<'a>,
    pub(crate) said: Option<Outcome>,
}

impl Fields for Seen<'_, '_> {
    fn with<R>(&self, field: &Field, use_it: impl FnOnce(Option<&str>) -> R) -> R {
        let lead = self.lead;
        let cycle = lead.cycle.to_string();
        let amount = lead.amount.map(|amount| amount.to_string());
        use_it(match field {
            Field::Stage => Some(lead.definition.graph.names[lead.stage.index()].as_str()),
            Field::Contacted => lead.contacted.then_some("true"),
            Field::Grade => Some(lead.grade.name()),
            Field::Route => Some(lead.route.name()),
            Field::Owner => lead.owner.as_deref(),
            Field::Team => lead.team.as_deref(),
            Field::Cycle => Some(&cycle),
            Field::OnHold => lead.hold_until.and(Some("true")),
            Field::Segment => lead.segment_name(),
            Field::Amount => amount.as_deref(),
            Field::Disposition => self.said.map(Outcome::name),
            Field::Trait(_) | Field::Source | Field::Account | Field::Campaign => {
                lead.known.field(field)
            }
            Field::Kind | Field::Asset | Field::Channel | Field::Property(_) => None,
        })
    }
}
