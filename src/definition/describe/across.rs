//! What is agreed across leads, in words: promises per period, reasons, money.

use super::words::{clean, named, share};
use super::{Facet, Part, Thing};
use crate::lead::definition::{Definition, PromiseTarget, ReasonList};
use crate::time::calendar::Period;

pub(super) fn tell(definition: &Definition, all: &mut Vec<Thing>) {
    for promise in &definition.promises {
        let target = match promise.target {
            PromiseTarget::Volume { at_least, stage } => {
                let stage = named(definition.graph.name(stage));
                format!("at least {at_least} entries into {stage}")
            }
            PromiseTarget::AcceptanceRate { percent } => {
                format!("at least {percent} % of the MQLs accepted")
            }
        };
        let facets = vec![
            Facet::phrase("promised_by", "is made by", promise.promised_by.name()),
            Facet::phrase("target", "promises", target),
            Facet::phrase("per", "is counted for each", period(promise.per)),
        ];
        all.push(Thing::new(Part::Promise, &promise.name, facets));
    }
    for list in &definition.reasons {
        all.push(reasons(list));
    }
    let money = &definition.money;
    let currency = money.currency.as_deref().map(clean);
    let mut facets = vec![Facet::optional("currency", "is told in", currency, "")];
    for &(stage, tenths) in &money.probability {
        let stage = named(definition.graph.name(stage));
        let value = format!("{} in {stage}", share(tenths));
        facets.push(Facet::phrase(&stage, "counts a deal with", value));
    }
    all.push(Thing::new(Part::Money, "", facets));
}

/// Its word.
pub(in crate::definition) const fn period(period: Period) -> &'static str {
    match period {
        Period::Day => "day",
        Period::Week => "week",
        Period::Month => "month",
        Period::Quarter => "quarter",
    }
}

fn reasons(list: &ReasonList) -> Thing {
    let required = if list.required {
        "must be given, else it is `unspecified`"
    } else {
        "may be left out"
    };
    let codes = list.codes.iter().map(|reason| match &reason.group {
        Some(group) => format!("{} ({})", named(&reason.code), clean(group)),
        None => named(&reason.code),
    });
    let facets = vec![
        Facet::phrase("required", "says that a reason", required),
        Facet::set("codes", "knows", codes.collect()),
    ];
    Thing::new(Part::Reasons, list.outcome.name(), facets)
}
