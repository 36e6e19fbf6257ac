//! The sentences that tell a change.

use super::Pair;
use crate::definition::describe::words::{capital, list, named};
use crate::definition::describe::{Facet, Part, TARGET_ORDER, Thing, Value};

/// "The rule `pricing page` gives 12 points instead of 8; earns at most once a day per asset (before: without limit)."
pub(super) fn changed(pair: &Pair<'_>) -> String {
    if pair.after.part == Part::Threshold {
        return threshold(pair);
    }
    // What stands behind the targets of a clock would read as if it were of the last one alone.
    let is_of_all = |(before, after): &(Option<&Facet>, Option<&Facet>)| {
        let field = after.or(*before).map(|facet| facet.field.as_str());
        pair.after.facet(TARGET_ORDER).is_some() && matches!(field, Some("at_risk" | "tiers"))
    };
    let clauses = |of_all: bool| {
        let facets = pair
            .facets
            .iter()
            .filter(|facets| is_of_all(facets) == of_all);
        let told: Vec<String> = facets
            .map(|(before, after)| clause(*before, *after))
            .collect();
        (!told.is_empty()).then(|| told.join("; "))
    };
    let subject = pair.after.subject();
    match (clauses(false), clauses(true)) {
        (Some(some), Some(all)) => {
            format!("{} {some}. For every target it {all}.", capital(&subject))
        }
        (Some(some), None) => format!("{} {some}.", capital(&subject)),
        (None, Some(all)) => format!("For every target {subject} {all}."),
        (None, None) => String::new(),
    }
}

/// What one facet's change sounds like, behind the thing's name.
fn clause(before: Option<&Facet>, after: Option<&Facet>) -> String {
    match (before, after) {
        (Some(before), Some(after)) if before.value.is_silent() => {
            format!("now {}", after.text())
        }
        (Some(before), Some(after)) if after.value.is_silent() => {
            format!("no longer {}", before.text())
        }
        (Some(before), Some(after)) => match (&before.value, &after.value) {
            (Value::Amount { number: old, .. }, Value::Amount { .. }) => {
                format!("{} instead of {old}", after.text())
            }
            (Value::Set(old), Value::Set(new)) => members(after, old, new),
            (old, _) => phrases(after, &old.text()),
        },
        (None, Some(after)) => format!("now {}", after.text()),
        (Some(before), None) => format!("no longer {}", before.text()),
        (None, None) => String::new(),
    }
}

/// "2 h instead of 4 h in `sales-emea`", and for what is no amount "when the owner changes (before: never)".
fn phrases(after: &Facet, old: &str) -> String {
    let new = after.value.text();
    let begins_with_number = |text: &str| text.starts_with(|letter: char| letter.is_ascii_digit());
    let place = |text: &str| text.find(" in `").unwrap_or(text.len());
    let ((short, new_place), (old_short, old_place)) =
        (new.split_at(place(&new)), old.split_at(place(old)));
    let is_number = begins_with_number(old) && begins_with_number(&new) && short != old_short;
    let told = match is_number {
        true if new_place == old_place => format!("{short} instead of {old_short}{new_place}"),
        true => format!("{new} instead of {old}"),
        false => format!("{new} (before: {old})"),
    };
    format!("{} {told}", after.lead_in).trim().to_owned()
}

/// "moves it now also from `recycled`, no longer from `mql`".
fn members(after: &Facet, old: &[String], new: &[String]) -> String {
    let (verb, preposition) = match after.lead_in.rsplit_once(' ') {
        Some((verb, word @ ("from" | "on"))) => (verb, format!("{word} ")),
        _ => (after.lead_in.as_str(), String::new()),
    };
    let fresh: Vec<&String> = new.iter().filter(|member| !old.contains(member)).collect();
    let gone: Vec<&String> = old.iter().filter(|member| !new.contains(member)).collect();
    let mut parts = Vec::new();
    if !fresh.is_empty() {
        parts.push(format!("now also {preposition}{}", list(&fresh, "and")));
    }
    if !gone.is_empty() {
        parts.push(format!("no longer {preposition}{}", list(&gone, "or")));
    }
    if parts.is_empty() {
        parts.push("the same in another order".to_owned());
    }
    format!("{verb} {}", parts.join(", "))
}

/// "A lead needs 120 points instead of 100 to become an MQL (grade B or better, as before)."
fn threshold(pair: &Pair<'_>) -> String {
    let who = who(pair.after);
    let changed = |field: &str| {
        (pair.facets.iter())
            .find(|(_, after)| after.is_some_and(|after| after.field == field))
            .and_then(|(before, after)| Some(((*before)?, (*after)?)))
    };
    let says = |field: &str| pair.after.facet(field).map(|facet| facet.value.text());
    let score = match changed("score") {
        Some((before, after)) => clause(Some(before), Some(after)),
        None => format!("needs {}, as before,", says("score").unwrap_or_default()),
    };
    let grade = match (changed("grade"), says("grade")) {
        (Some((before, after)), _) => {
            format!("{} instead of {}", after.value.text(), before.value.text())
        }
        (None, Some(grade)) => format!("{grade}, as before"),
        (None, None) => String::new(),
    };
    let mut text = format!("{who} {score} to become an MQL ({grade}).");
    if changed("score").is_none() && changed("grade").is_none() {
        text.clear();
    }
    if let Some((before, after)) = changed("leave_below") {
        if !text.is_empty() {
            text.push(' ');
        }
        let (before, after) = (before.value.text(), after.value.text());
        text.push_str(&format!(
            "{who} that became an MQL by points ceases to be one below {after} (before: below {before})."
        ));
    }
    text
}

/// Whose threshold it is.
fn who(thing: &Thing) -> String {
    match &thing.model {
        Some(model) => format!("A lead of the model {}", named(model)),
        None => "A lead".to_owned(),
    }
}

pub(super) fn added(thing: &Thing) -> String {
    if thing.part == Part::Threshold {
        return format!(
            "{} becomes an MQL by points now: it {}.",
            who(thing),
            said(thing)
        );
    }
    let subject = thing.subject();
    let subject = subject.strip_prefix("the ").unwrap_or(&subject);
    let said = said(thing);
    if said.is_empty() {
        return format!("New: {subject}.");
    }
    format!("New: {subject}: {said}.")
}

pub(super) fn removed(thing: &Thing) -> String {
    if thing.part == Part::Threshold {
        return format!(
            "{} becomes an MQL by points no longer (before: it {}).",
            who(thing),
            said(thing)
        );
    }
    let said = said(thing);
    if said.is_empty() {
        return format!("{} is dropped.", capital(&thing.subject()));
    }
    format!("{} is dropped (before: {said}).", capital(&thing.subject()))
}

pub(super) fn renamed(old: &Thing, new: &Thing) -> String {
    format!(
        "{} is called {} now; else it is as it was.",
        capital(&old.subject()),
        named(&new.name)
    )
}

/// All that is said of a thing beyond what goes without saying.
fn said(thing: &Thing) -> String {
    let told = thing.facets.iter().filter(|facet| !facet.is_default);
    told.map(Facet::text).collect::<Vec<_>>().join("; ")
}
