//! What the teams promise to each lead, in words: clocks with their targets, and the working time they are counted in.

use super::graph;
use super::predicate::test;
use super::words::{list, span};
use super::{Facet, Part, TARGET_ORDER, Thing};
use crate::lead::definition::{AtRisk, ClockPolicy, Definition, OnReassign, Target};
use crate::lead::predicate::Predicate;
use crate::time::calendar::{Block, Calendar};

pub(super) fn tell(definition: &Definition, all: &mut Vec<Thing>) {
    for clock in &definition.clocks {
        let facets = clock_facets(definition, clock);
        all.push(Thing::new(Part::Clock, clock.name.as_str(), facets));
    }
    for named in &definition.calendars {
        let calendar = &named.calendar;
        let holidays = calendar.holidays();
        let holidays = holidays.iter().map(ToString::to_string);
        let facets = vec![
            Facet::phrase("hours", "works", hours(calendar)),
            Facet::phrase("zone", "goes by the clocks of", calendar.zone().name())
                .by_default(*calendar.zone() == definition.zone),
            Facet::set("holidays", "is closed on", holidays.collect()),
        ];
        all.push(Thing::new(Part::Calendar, &named.name, facets));
    }
}

fn clock_facets(definition: &Definition, clock: &ClockPolicy) -> Vec<Facet> {
    let unless_never = |predicate: &Predicate| {
        (*predicate != Predicate::never()).then(|| format!("when {}", test(predicate)))
    };
    let mut facets = vec![
        Facet::phrase("promised_by", "is promised by", clock.promised_by.name()),
        Facet::phrase("run_while", "runs while", test(&clock.run_while)),
        Facet::phrase("met_when", "is kept when", test(&clock.met_when)),
        Facet::optional(
            "cancel_when",
            "is void",
            unless_never(&clock.cancel_when),
            "",
        ),
        Facet::optional(
            "pause_while",
            "stands still",
            unless_never(&clock.pause_while),
            "",
        ),
        Facet::optional(
            "restart_on",
            "starts anew",
            unless_never(&clock.restart_on),
            "",
        ),
    ];
    facets.extend(target_facets(definition, clock));
    let tiers: Vec<String> = clock.tiers.iter().map(|&tier| span(tier)).collect();
    facets.extend([
        Facet::optional("at_risk", "warns", clock.at_risk.map(at_risk), ""),
        Facet::optional(
            "tiers",
            "escalates",
            (!tiers.is_empty()).then(|| format!("{} after it was due", list(&tiers, "and"))),
            "",
        ),
        Facet::phrase(
            "on_reassign",
            "",
            match clock.on_reassign {
                OnReassign::Continue => "goes on when the owner changes",
                OnReassign::Restart => "starts anew when the owner changes",
            },
        )
        .by_default(clock.on_reassign == OnReassign::Continue),
    ]);
    facets
}

fn target_facets(definition: &Definition, clock: &ClockPolicy) -> Vec<Facet> {
    let mut facets: Vec<Facet> = Vec::new();
    for target in &clock.targets {
        let field = match &target.when {
            Predicate::Always => "for all leads".to_owned(),
            when => format!("for leads of which {}", test(when)),
        };
        // The same test twice: the second is never reached, and is told all the same.
        let again = facets.iter().filter(|facet| facet.field == field).count();
        let field = format!("{field}{}", " (again)".repeat(again));
        // The same field in every version, so that a target before it does not make it another one.
        let lead_in = match facets.is_empty() {
            true => format!("{field}:"),
            false => format!("{field}:").replacen("for all leads", "for all other leads", 1),
        };
        facets.push(Facet::phrase(&field, &lead_in, allowed(definition, target)));
    }
    if facets.len() > 1 {
        let order: Vec<&str> = (facets.iter())
            .map(|facet| facet.lead_in.trim_end_matches(':'))
            .collect();
        let order = order.join("; ");
        let lead_in = "takes the first that fits, in this order:";
        facets.push(Facet::phrase(TARGET_ORDER, lead_in, order).by_default(true));
    }
    facets
}

/// `2 h in `sales-emea``.
fn allowed(definition: &Definition, target: &Target) -> String {
    let within = span(target.within);
    match target.calendar {
        Some(index) => format!("{within} in {}", graph::calendar(definition, index)),
        None => within,
    }
}

fn at_risk(at_risk: AtRisk) -> String {
    match at_risk {
        AtRisk::Share(percent) => format!("when {percent} % of the time is used"),
        AtRisk::Left(left) => format!("when {} are left", span(left)),
    }
}

/// `Mon-Thu 09:00-12:30 and 13:30-18:00, Fri 09:00-15:00`.
fn hours(calendar: &Calendar) -> String {
    const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let week = calendar.week();
    let mut parts = Vec::new();
    let mut first = 0;
    while first < week.len() {
        let same = week[first..].iter().take_while(|day| **day == week[first]);
        let last = first + same.count() - 1;
        if !week[first].is_empty() {
            let days = if first == last {
                DAYS[first].to_owned()
            } else {
                format!("{}-{}", DAYS[first], DAYS[last])
            };
            let blocks: Vec<String> = week[first].iter().map(block).collect();
            parts.push(format!("{days} {}", list(&blocks, "and")));
        }
        first = last + 1;
    }
    if parts.is_empty() {
        return "never".to_owned();
    }
    parts.join(", ")
}

fn block(block: &Block) -> String {
    let clock = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
    format!("{}-{}", clock(block.from), clock(block.until))
}
