//! Who they are, in words: the head of the agreement, grades, fit rules, vetoes, segments.

use super::predicate::test;
use super::words::{list, named, ordinal};
use super::{Facet, ORDER, Part, Thing};
use crate::lead::definition::{Definition, Grade, Veto};

pub(super) fn tell(definition: &Definition, all: &mut Vec<Thing>) {
    let agreed = list(&definition.agreed_by, "and");
    let agreed = (!agreed.is_empty()).then_some(agreed);
    let head = vec![
        Facet::optional("agreed_by", "was agreed by", agreed, ""),
        Facet::phrase(
            "zone",
            "counts days, weeks, months and quarters in",
            definition.zone.name(),
        ),
    ];
    all.push(Thing::new(Part::Head, "", head));
    fit(definition, all);
    vetoes(Part::TraitVeto, &definition.trait_vetoes, all);
    vetoes(Part::EngagementVeto, &definition.engagement_vetoes, all);
    for (place, segment) in definition.segments.iter().enumerate() {
        let model = &definition.models[usize::from(segment.model)].name;
        let facets = vec![
            Facet::phrase("when", "holds leads of which", test(&segment.when)),
            Facet::phrase(
                "model",
                "is scored by",
                format!("the model {}", named(model)),
            ),
            in_order(place, definition.segments.len()),
        ];
        all.push(Thing::new(Part::Segment, &segment.name, facets));
    }
}

/// Of lists in which the first that fits counts.
pub(super) fn in_order(place: usize, of: usize) -> Facet {
    Facet::phrase(ORDER, "is asked", ordinal(place + 1)).by_default(of < 2)
}

fn fit(definition: &Definition, all: &mut Vec<Thing>) {
    let Some(fit) = &definition.fit else {
        return;
    };
    let grades = Grade::ALL.iter().zip(fit.least);
    let facets = grades
        .map(|(grade, least)| {
            let lead_in = match grade {
                Grade::A => "gives an A from",
                Grade::B => "gives a B from",
                Grade::C => "gives a C from",
                Grade::D => "gives a D from",
                // There are four limits, so the fifth grade has no part in this.
                Grade::Unknown => "",
            };
            Facet::points(grade.name(), lead_in, least)
        })
        .collect();
    all.push(Thing::new(Part::Fit, "", facets));
    for rule in &fit.rules {
        let facets = vec![
            Facet::points("points", "gives", rule.points),
            Facet::phrase("when", "applies when", test(&rule.when)),
        ];
        all.push(Thing::new(Part::FitRule, &rule.name, facets));
    }
}

fn vetoes(part: Part, vetoes: &[Veto], all: &mut Vec<Thing>) {
    for (place, veto) in vetoes.iter().enumerate() {
        let facets = vec![
            Facet::phrase("when", "makes a lead ineligible when", test(&veto.when)),
            Facet::phrase("reason", "gives the reason", named(&veto.reason))
                .by_default(veto.reason == veto.name),
            in_order(place, vetoes.len()),
        ];
        all.push(Thing::new(part, &veto.name, facets));
    }
}
