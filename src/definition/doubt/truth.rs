//! What can be said of a test without any lead: that it is never so, or always; whether it may be so in a stage.

use crate::definition::code::Code;
use crate::definition::problem::Report;
use crate::lead::definition::FitRule;
use crate::lead::predicate::{Decimal, Field, Fields, Literal, Predicate};

/// Warns when the test of that key can never be so, with what follows from it.
pub(in crate::definition) fn warn_if_never(
    key: &str,
    test: &Predicate,
    at: usize,
    report: &mut Report<'_>,
) {
    if !is_never(test) {
        return;
    }
    let then = match key {
        "run_while" => "the clock never starts",
        "met_when" => "the promise can never be kept",
        _ => "the rule never matches",
    };
    let hint = "if its parts exclude each other, `||` or `in` lets either do";
    let message = format!("this test is never so: {then}");
    report.warning(Code::NeverTrue, at, message, hint);
}

/// Warns when the test of a veto is always so.
pub(in crate::definition) fn warn_if_always(test: &Predicate, at: usize, report: &mut Report<'_>) {
    if is_always(test) {
        let message = "this test is always so: no lead ever becomes an MQL";
        let hint = "say which leads are meant, or leave the veto out";
        report.warning(Code::AlwaysTrue, at, message, hint);
    }
}

/// Whether a test is surely never so.
pub(super) fn is_never(test: &Predicate) -> bool {
    match test {
        Predicate::Not(inner) => is_always(inner),
        Predicate::Any(parts) => parts.iter().all(is_never),
        Predicate::In(_, literals) => literals.is_empty(),
        Predicate::All(parts) => {
            let mut leaves = Vec::new();
            gather(parts, &mut leaves);
            let is_denied = |leaf: &&Predicate| matches!(leaf, Predicate::Not(inner) if leaves.contains(&inner.as_ref()));
            parts.iter().any(is_never)
                || leaves.iter().any(is_denied)
                || fields_of(&leaves).into_iter().any(|field| {
                    no_text_fits(field, &leaves)
                        || no_number_fits(field, &leaves)
                        || no_beginning_fits(field, &leaves)
                        || is_absent_and_asked(field, &leaves)
                })
        }
        Predicate::Always
        | Predicate::Has(_)
        | Predicate::Equals(..)
        | Predicate::Differs(..)
        | Predicate::StartsWith(..)
        | Predicate::Less(..)
        | Predicate::AtMost(..)
        | Predicate::Greater(..)
        | Predicate::AtLeast(..) => false,
    }
}

/// The fields that tests are about, each once.
fn fields_of<'a>(leaves: &[&'a Predicate]) -> Vec<&'a Field> {
    let mut fields = Vec::new();
    for field in leaves.iter().filter_map(|leaf| field_of(leaf)) {
        if !fields.contains(&field) {
            fields.push(field);
        }
    }
    fields
}

/// Whether a test is surely always so.
pub(super) fn is_always(test: &Predicate) -> bool {
    match test {
        Predicate::Always => true,
        Predicate::Not(inner) => is_never(inner),
        Predicate::All(parts) => parts.iter().all(is_always),
        Predicate::Any(parts) => parts.iter().any(is_always),
        Predicate::Has(_)
        | Predicate::Equals(..)
        | Predicate::Differs(..)
        | Predicate::In(..)
        | Predicate::StartsWith(..)
        | Predicate::Less(..)
        | Predicate::AtMost(..)
        | Predicate::Greater(..)
        | Predicate::AtLeast(..) => false,
    }
}

/// The tests of one field each that must all be so, through nested `&&`.
fn gather<'a>(parts: &'a [Predicate], into: &mut Vec<&'a Predicate>) {
    for part in parts {
        match part {
            Predicate::All(inner) => gather(inner, into),
            _ if field_of(part).is_some() => into.push(part),
            _ => {}
        }
    }
}

/// The one field that a test is about.
fn field_of(test: &Predicate) -> Option<&Field> {
    match test {
        Predicate::Not(inner) => match inner.as_ref() {
            Predicate::Not(_) => None,
            inner => field_of(inner),
        },
        Predicate::Has(field)
        | Predicate::Equals(field, _)
        | Predicate::Differs(field, _)
        | Predicate::In(field, _)
        | Predicate::StartsWith(field, _)
        | Predicate::Less(field, _)
        | Predicate::AtMost(field, _)
        | Predicate::Greater(field, _)
        | Predicate::AtLeast(field, _) => Some(field),
        Predicate::Always | Predicate::All(_) | Predicate::Any(_) => None,
    }
}

/// Whether the field must be one of some texts, and each of them fails another test of it.
fn no_text_fits(field: &Field, leaves: &[&Predicate]) -> bool {
    let of_field = || leaves.iter().filter(|leaf| field_of(leaf) == Some(field));
    let fits = |text: &&str| of_field().all(|leaf| leaf.holds(&Only(field, text)));
    of_field()
        .filter_map(|leaf| texts(leaf))
        .any(|texts| !texts.iter().any(fits))
}

/// The texts that a test asks for, if it is about nothing else.
fn texts(test: &Predicate) -> Option<Vec<&str>> {
    let text = |literal: &'_ Literal| matches!(literal, Literal::Text(_));
    let words = |literals: &[Literal]| literals.iter().all(text);
    fn word(literal: &Literal) -> &str {
        match literal {
            Literal::Text(word) => word,
            Literal::Number(_) | Literal::Flag(_) => "",
        }
    }
    match test {
        Predicate::Equals(_, literal) if text(literal) => Some(vec![word(literal)]),
        Predicate::In(_, literals) if words(literals) => Some(literals.iter().map(word).collect()),
        _ => None,
    }
}

/// Whether the field must lie above one number and below another one that is not greater.
fn no_number_fits(field: &Field, leaves: &[&Predicate]) -> bool {
    let of_field = || leaves.iter().filter(|leaf| field_of(leaf) == Some(field));
    // With each bound goes whether it lies outside.
    let low = of_field().filter_map(|leaf| match leaf {
        Predicate::Greater(_, bound) => Some((*bound, true)),
        Predicate::AtLeast(_, bound) | Predicate::Equals(_, Literal::Number(bound)) => {
            Some((*bound, false))
        }
        _ => None,
    });
    let high: Vec<(Decimal, bool)> = of_field()
        .filter_map(|leaf| match leaf {
            Predicate::Less(_, bound) => Some((*bound, true)),
            Predicate::AtMost(_, bound) | Predicate::Equals(_, Literal::Number(bound)) => {
                Some((*bound, false))
            }
            _ => None,
        })
        .collect();
    low.into_iter().any(|(low, above)| {
        (high.iter()).any(|(high, below)| low > *high || (low == *high && (above || *below)))
    })
}

/// Whether the field must begin in two ways, of which neither is the beginning of the other.
fn no_beginning_fits(field: &Field, leaves: &[&Predicate]) -> bool {
    let of_field = leaves.iter().filter(|leaf| field_of(leaf) == Some(field));
    let beginnings = of_field.filter_map(|leaf| match leaf {
        Predicate::StartsWith(_, beginning) => Some(beginning.as_str()),
        _ => None,
    });
    // All fit into one text if each fits into the longest.
    let longest = beginnings.clone().max_by_key(|beginning| beginning.len());
    longest.is_some_and(|longest| beginnings.into_iter().any(|one| !longest.starts_with(one)))
}

/// Whether the field must be missing and yet pass a test, which no missing field does.
fn is_absent_and_asked(field: &Field, leaves: &[&Predicate]) -> bool {
    let of_field = || leaves.iter().filter(|leaf| field_of(leaf) == Some(field));
    let is_absent = |leaf: &&Predicate| matches!(leaf, Predicate::Not(inner) if matches!(inner.as_ref(), Predicate::Has(_)));
    of_field().any(is_absent) && of_field().any(|leaf| !matches!(leaf, Predicate::Not(_)))
}

/// A field with a value, and no other.
struct Only<'a>(&'a Field, &'a str);

impl Fields for Only<'_> {
    fn with<R>(&self, field: &Field, use_it: impl FnOnce(Option<&str>) -> R) -> R {
        use_it((field == self.0).then_some(self.1))
    }
}

/// The most milli-points that fit rules give together. Of rules that ask for texts of one field only those count that one text meets.
pub(super) fn best_fit(rules: &[FitRule]) -> i64 {
    let earning = || (rules.iter()).filter(|rule| rule.points > 0 && !is_never(&rule.when));
    let asks = |rule: &FitRule| texts(&rule.when).and_then(|_| field_of(&rule.when).cloned());
    let free: i64 = (earning().filter(|rule| asks(rule).is_none()))
        .map(|rule| rule.points)
        .sum();
    let mut fields: Vec<Field> = Vec::new();
    for field in earning().filter_map(asks) {
        if !fields.contains(&field) {
            fields.push(field);
        }
    }
    let best_of = |field: &Field| {
        let of_field = || earning().filter(|rule| asks(rule).as_ref() == Some(field));
        let sum = |text: &str| -> i64 {
            (of_field().filter(|rule| rule.when.holds(&Only(field, text))))
                .map(|rule| rule.points)
                .sum()
        };
        let words = of_field().filter_map(|rule| texts(&rule.when)).flatten();
        words.map(sum).max().unwrap_or(0)
    };
    free + fields.iter().map(best_of).sum::<i64>()
}

/// Whether a test can be so while the lead is in that stage. When in doubt, yes.
pub(super) fn may_hold_in(test: &Predicate, stage: &str) -> bool {
    match test {
        Predicate::All(parts) => parts.iter().all(|part| may_hold_in(part, stage)),
        Predicate::Any(parts) => parts.iter().any(|part| may_hold_in(part, stage)),
        Predicate::Not(inner) => !holds_in(inner, stage),
        _ => of_stage(test, stage).unwrap_or(true),
    }
}

/// Whether a test is surely so while the lead is in that stage. When in doubt, no.
pub(super) fn holds_in(test: &Predicate, stage: &str) -> bool {
    match test {
        Predicate::Always => true,
        Predicate::All(parts) => parts.iter().all(|part| holds_in(part, stage)),
        Predicate::Any(parts) => parts.iter().any(|part| holds_in(part, stage)),
        Predicate::Not(inner) => !may_hold_in(inner, stage),
        _ => of_stage(test, stage).unwrap_or(false),
    }
}

/// What a test of the stage comes to in a stage; none when it is about something else.
fn of_stage(test: &Predicate, stage: &str) -> Option<bool> {
    let is_stage = field_of(test) == Some(&Field::Stage);
    is_stage.then(|| test.holds(&Only(&Field::Stage, stage)))
}

/// The stages that a test names.
pub(super) fn stages_asked(test: &Predicate) -> Vec<&str> {
    let mut names = Vec::new();
    gather_stages(test, &mut names);
    names
}

fn gather_stages<'a>(test: &'a Predicate, into: &mut Vec<&'a str>) {
    fn word(literal: &Literal) -> Option<&str> {
        match literal {
            Literal::Text(word) => Some(word),
            Literal::Number(_) | Literal::Flag(_) => None,
        }
    }
    match test {
        Predicate::All(parts) | Predicate::Any(parts) => {
            parts.iter().for_each(|part| gather_stages(part, into));
        }
        Predicate::Not(inner) => gather_stages(inner, into),
        Predicate::Equals(Field::Stage, literal) | Predicate::Differs(Field::Stage, literal) => {
            into.extend(word(literal));
        }
        Predicate::In(Field::Stage, literals) => into.extend(literals.iter().filter_map(word)),
        _ => {}
    }
}
