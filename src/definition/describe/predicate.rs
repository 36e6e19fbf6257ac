//! A test in words: `traits.seniority in ["vp", "c_level"]` is "seniority is vp or c_level". And in which stages a test of a lead can be so.

use super::words::{list, literal, word};
use crate::lead::predicate::{Field, Literal, Predicate};

/// How closely a phrase holds together: what stands inside another one needs brackets when it is the looser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Bond {
    /// One statement without a list.
    Atom,
    /// One statement that ends in a list with `or`: a comma before what follows keeps it apart.
    Choice,
    /// Statements joined by `and`.
    And,
    /// Statements joined by `or`.
    Or,
    /// Joined with commas already: only brackets keep it together.
    Commas,
}

/// The test in words. Two tests of the same words have the same meaning.
pub(in crate::definition) fn test(predicate: &Predicate) -> String {
    phrase(predicate).0
}

fn phrase(predicate: &Predicate) -> (String, Bond) {
    let atom = |text: String| (text, Bond::Atom);
    match predicate {
        Predicate::Always => atom("always".to_owned()),
        Predicate::All(parts) => joined(parts, "and"),
        Predicate::Any(parts) => joined(parts, "or"),
        Predicate::Not(inner) => denied(inner),
        Predicate::Has(field) if is_flag(field) => atom(name(field)),
        Predicate::Has(field) => atom(format!("{} is {}", name(field), known(field))),
        Predicate::Equals(field, Literal::Flag(true)) if is_flag(field) => atom(name(field)),
        Predicate::Equals(field, value) => atom(format!("{} is {}", name(field), literal(value))),
        Predicate::Differs(field, value) if is_always_there(field) => {
            atom(format!("{} is not {}", name(field), literal(value)))
        }
        Predicate::Differs(field, value) => atom(format!(
            "{} is another than {}",
            name(field),
            literal(value)
        )),
        Predicate::In(field, values) => choice(field, values),
        Predicate::StartsWith(field, start) => {
            atom(format!("{} begins with {}", name(field), word(start)))
        }
        Predicate::Less(field, bound) => atom(format!("{} is below {bound}", name(field))),
        Predicate::AtMost(field, bound) => atom(format!("{} is at most {bound}", name(field))),
        Predicate::Greater(field, bound) => atom(format!("{} is above {bound}", name(field))),
        Predicate::AtLeast(field, bound) => atom(format!("{} is at least {bound}", name(field))),
    }
}

fn choice(field: &Field, values: &[Literal]) -> (String, Bond) {
    let values: Vec<String> = values.iter().map(literal).collect();
    let bond = match values.len() {
        0 => return ("never".to_owned(), Bond::Atom),
        1 => Bond::Atom,
        _ => Bond::Choice,
    };
    (format!("{} is {}", name(field), list(&values, "or")), bond)
}

/// `!(…)`. An absent field makes the inner test untrue and this one true, which has to be said where it can be absent.
fn denied(inner: &Predicate) -> (String, Bond) {
    let or_absent = |field: &Field, text: String| {
        if is_always_there(field) {
            (text, Bond::Atom)
        } else {
            (format!("{text} (or not {})", known(field)), Bond::Atom)
        }
    };
    match inner {
        Predicate::Always => ("never".to_owned(), Bond::Atom),
        Predicate::Not(inner) => phrase(inner),
        Predicate::Has(field) if is_flag(field) => (format!("not {}", name(field)), Bond::Atom),
        Predicate::Has(field) => (
            format!("{} is not {}", name(field), known(field)),
            Bond::Atom,
        ),
        Predicate::Equals(field, Literal::Flag(true)) if is_flag(field) => {
            (format!("not {}", name(field)), Bond::Atom)
        }
        Predicate::Equals(field, value) => {
            or_absent(field, format!("{} is not {}", name(field), literal(value)))
        }
        Predicate::In(field, values) if values.len() > 1 => {
            let values: Vec<String> = values.iter().map(literal).collect();
            or_absent(
                field,
                format!("{} is neither {}", name(field), list(&values, "nor")),
            )
        }
        Predicate::StartsWith(field, start) => or_absent(
            field,
            format!("{} does not begin with {}", name(field), word(start)),
        ),
        Predicate::Differs(..)
        | Predicate::In(..)
        | Predicate::All(_)
        | Predicate::Any(_)
        | Predicate::Less(..)
        | Predicate::AtMost(..)
        | Predicate::Greater(..)
        | Predicate::AtLeast(..) => (format!("not ({})", phrase(inner).0), Bond::Atom),
    }
}

/// Parts joined by `and` or `or`; a part of the other kind stands apart by commas, or by brackets where commas would not do.
fn joined(parts: &[Predicate], by: &str) -> (String, Bond) {
    let flat = flatten(parts, by);
    let mut phrases: Vec<(String, Bond)> = flat.into_iter().map(phrase).collect();
    match phrases.len() {
        // All of nothing is so, one of nothing is not.
        0 => {
            let word = if by == "and" { "always" } else { "never" };
            return (word.to_owned(), Bond::Atom);
        }
        1 => return phrases.remove(0),
        _ => {}
    }
    let mut with_commas = false;
    let texts: Vec<String> = phrases
        .into_iter()
        .map(|(text, bond)| match (bond, by) {
            (Bond::Atom, _) => text,
            (Bond::Choice, _) => {
                with_commas = true;
                text
            }
            (Bond::And, "or") => {
                with_commas = true;
                text
            }
            (Bond::And | Bond::Or | Bond::Commas, _) => format!("({text})"),
        })
        .collect();
    if with_commas {
        (texts.join(&format!(", {by} ")), Bond::Commas)
    } else {
        let bond = if by == "and" { Bond::And } else { Bond::Or };
        (texts.join(&format!(" {by} ")), bond)
    }
}

/// `a && (b && c)` is `a && b && c`.
fn flatten<'p>(parts: &'p [Predicate], by: &str) -> Vec<&'p Predicate> {
    let mut flat = Vec::new();
    for part in parts {
        match part {
            Predicate::All(inner) if by == "and" => flat.extend(flatten(inner, by)),
            Predicate::Any(inner) if by == "or" => flat.extend(flatten(inner, by)),
            part => flat.push(part),
        }
    }
    flat
}

/// The words that fields of their own have: a trait or property of such a name is told apart.
const TAKEN: [&str; 17] = [
    "kind",
    "asset",
    "campaign",
    "channel",
    "source",
    "account",
    "stage",
    "contacted",
    "grade",
    "route",
    "owner",
    "team",
    "cycle",
    "segment",
    "amount",
    "disposition",
    "on_hold",
];

fn name(field: &Field) -> String {
    let word = match field {
        Field::Kind => "kind",
        Field::Asset => "asset",
        Field::Campaign => "campaign",
        Field::Channel => "channel",
        Field::Property(name) => return told_apart("property", name),
        Field::Trait(name) => return told_apart("trait", name),
        Field::Source => "source",
        Field::Account => "account",
        Field::Stage => "stage",
        Field::Contacted => "contacted",
        Field::Grade => "grade",
        Field::Route => "route",
        Field::Owner => "owner",
        Field::Team => "team",
        Field::Cycle => "cycle",
        Field::OnHold => "on hold",
        Field::Segment => "segment",
        Field::Amount => "amount in minor units",
        Field::Disposition => "disposition",
    };
    word.to_owned()
}

fn told_apart(what: &str, name: &str) -> String {
    let name = word(name);
    if TAKEN.contains(&name.as_str()) {
        format!("{what} {name}")
    } else {
        name
    }
}

const fn is_flag(field: &Field) -> bool {
    matches!(field, Field::Contacted | Field::OnHold)
}

/// Fields that every event or lead has.
const fn is_always_there(field: &Field) -> bool {
    matches!(
        field,
        Field::Kind | Field::Stage | Field::Grade | Field::Route | Field::Cycle
    )
}

/// An event gives a field; of a lead it is known.
const fn known(field: &Field) -> &'static str {
    match field {
        Field::Kind
        | Field::Asset
        | Field::Campaign
        | Field::Channel
        | Field::Property(_)
        | Field::Disposition => "given",
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
        | Field::Amount => "known",
    }
}

/// Whether a lead that stands in the stage of that name can satisfy the test, whatever else is so of it.
pub(in crate::definition) fn possible_in(predicate: &Predicate, stage: &str) -> bool {
    truth(predicate, stage) != Some(false)
}

/// What the stage alone decides; none when it depends on more.
fn truth(predicate: &Predicate, stage: &str) -> Option<bool> {
    let is = |literal: &Literal| matches!(literal, Literal::Text(text) if text == stage);
    match predicate {
        Predicate::Always => Some(true),
        Predicate::All(parts) => {
            let all: Vec<_> = parts.iter().map(|part| truth(part, stage)).collect();
            if all.contains(&Some(false)) {
                Some(false)
            } else {
                (all.iter().all(|part| *part == Some(true))).then_some(true)
            }
        }
        Predicate::Any(parts) => {
            let any: Vec<_> = parts.iter().map(|part| truth(part, stage)).collect();
            if any.contains(&Some(true)) {
                Some(true)
            } else {
                (any.iter().all(|part| *part == Some(false))).then_some(false)
            }
        }
        Predicate::Not(inner) => truth(inner, stage).map(|so| !so),
        Predicate::Has(Field::Stage) => Some(true),
        Predicate::Equals(Field::Stage, value) => Some(is(value)),
        Predicate::Differs(Field::Stage, value) => Some(!is(value)),
        Predicate::In(Field::Stage, values) => Some(values.iter().any(is)),
        Predicate::StartsWith(Field::Stage, start) => Some(stage.starts_with(start.as_str())),
        Predicate::Has(_)
        | Predicate::Equals(..)
        | Predicate::Differs(..)
        | Predicate::In(..)
        | Predicate::StartsWith(..)
        | Predicate::Less(..)
        | Predicate::AtMost(..)
        | Predicate::Greater(..)
        | Predicate::AtLeast(..) => None,
    }
}
