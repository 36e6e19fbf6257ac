//! Tests in words, and small words.

use super::predicate::{possible_in, test};
use super::words::{list, named, number, ordinal, points, share, span};
use crate::lead::predicate::{Decimal, Field, Literal, Predicate};
use crate::time::Span;
use Predicate::{All, Any, Equals, Has, In, Not, StartsWith};
use expect_test::{Expect, expect};

fn check(predicate: &Predicate, expected: &Expect) {
    expected.assert_eq(&test(predicate));
}

fn texts(words: &[&str]) -> Vec<Literal> {
    let text = |word: &&str| Literal::Text((*word).to_owned());
    words.iter().map(text).collect()
}

fn seniority() -> Predicate {
    let field = Field::Trait("seniority".to_owned());
    In(field, texts(&["vp", "c_level"]))
}

fn kind(word: &str) -> Predicate {
    Equals(Field::Kind, Literal::Text(word.to_owned()))
}

fn not(predicate: Predicate) -> Predicate {
    Not(Box::new(predicate))
}

fn employees(least: i64) -> Predicate {
    Predicate::AtLeast(Field::Trait("employees".to_owned()), Decimal::whole(least))
}

fn pricing() -> Predicate {
    StartsWith(Field::Asset, "/pricing".to_owned())
}

#[test]
fn a_test_is_said_as_people_say_it() {
    check(&seniority(), &expect!["seniority is vp or c_level"]);
    check(&pricing(), &expect!["asset begins with /pricing"]);
    check(&kind("page_view"), &expect!["kind is page_view"]);
    check(&kind("page view"), &expect![[r#"kind is "page view""#]]);
    check(&kind("5"), &expect![[r#"kind is "5""#]]);
    check(&Has(Field::Contacted), &expect!["contacted"]);
    check(&not(Has(Field::OnHold)), &expect!["not on hold"]);
    check(
        &Has(Field::Property("form".to_owned())),
        &expect!["form is given"],
    );
    check(
        &Has(Field::Trait("stage".to_owned())),
        &expect!["trait stage is known"],
    );
    check(&Predicate::never(), &expect!["never"]);
    check(
        &Predicate::Less(
            Field::Property("minutes".to_owned()),
            Decimal::parse("-2.50").unwrap(),
        ),
        &expect!["minutes is below -2.5"],
    );
}

#[test]
fn what_is_missing_is_told_where_it_can_be_missing() {
    let paid = || Equals(Field::Channel, Literal::Text("paid".to_owned()));
    check(&not(paid()), &expect!["channel is not paid (or not given)"]);
    check(
        &Predicate::Differs(Field::Channel, Literal::Text("paid".to_owned())),
        &expect!["channel is another than paid"],
    );
    check(&not(kind("bounce")), &expect!["kind is not bounce"]);
    check(
        &not(seniority()),
        &expect!["seniority is neither vp nor c_level (or not known)"],
    );
    check(
        &not(In(Field::Stage, texts(&["mql", "sal"]))),
        &expect!["stage is neither mql nor sal"],
    );
    check(
        &not(pricing()),
        &expect!["asset does not begin with /pricing (or not given)"],
    );
}

#[test]
fn brackets_stand_only_where_they_are_needed() {
    check(
        &All(vec![kind("page_view"), pricing()]),
        &expect!["kind is page_view and asset begins with /pricing"],
    );
    check(
        &All(vec![seniority(), employees(200)]),
        &expect!["seniority is vp or c_level, and employees is at least 200"],
    );
    check(
        &Any(vec![kind("a"), All(vec![kind("b"), pricing()])]),
        &expect!["kind is a, or kind is b and asset begins with /pricing"],
    );
    check(
        &All(vec![Any(vec![kind("a"), kind("b")]), pricing()]),
        &expect!["(kind is a or kind is b) and asset begins with /pricing"],
    );
    check(
        &Any(vec![All(vec![seniority(), employees(200)]), pricing()]),
        &expect![
            "(seniority is vp or c_level, and employees is at least 200) or asset begins with /pricing"
        ],
    );
    check(
        &All(vec![All(vec![kind("a"), pricing()]), employees(5)]),
        &expect!["kind is a and asset begins with /pricing and employees is at least 5"],
    );
    check(
        &not(All(vec![kind("a"), pricing()])),
        &expect!["not (kind is a and asset begins with /pricing)"],
    );
    check(&Any(vec![]), &expect!["never"]);
    check(&All(vec![]), &expect!["always"]);
}

#[test]
fn a_stage_is_looked_at_only_where_the_test_could_hold() {
    let open = All(vec![
        In(Field::Stage, texts(&["mql", "sal"])),
        not(Has(Field::Contacted)),
    ]);
    assert!(possible_in(&open, "mql"));
    assert!(!possible_in(&open, "sql"));
    let away = not(Any(vec![
        Equals(Field::Stage, Literal::Text("lost".to_owned())),
        Has(Field::OnHold),
    ]));
    assert!(possible_in(&away, "mql"));
    assert!(!possible_in(&away, "lost"));
    assert!(possible_in(&Has(Field::Contacted), "lost"));
    assert!(!possible_in(&Predicate::never(), "mql"));
}

#[test]
fn numbers_and_lists_are_whole() {
    let of = |millis| span(Span::from_millis(millis));
    assert_eq!(number(12_000), "12");
    assert_eq!(number(-500), "-0.5");
    assert_eq!(number(1), "0.001");
    assert_eq!(points(1000), "1 point");
    assert_eq!(of(30 * 86_400_000), "30 days");
    assert_eq!(of(86_400_000 + 7_200_000 + 1), "1 day 2 h 1 ms");
    assert_eq!(of(0), "no time");
    assert_eq!(share(125), "12.5 %");
    assert_eq!(share(50), "5 %");
    assert_eq!(ordinal(3), "third");
    assert_eq!(ordinal(11), "11th");
    assert_eq!(ordinal(22), "22nd");
    assert_eq!(ordinal(63), "63rd");
    assert_eq!(list(&["a", "b", "c"], "or"), "a, b or c");
    assert_eq!(named("a\u{1b}[2J"), "`a\u{fffd}[2J`");
    assert_eq!(Decimal::parse("5.0").unwrap().to_string(), "5");
    assert_eq!(Decimal::parse("-0.05").unwrap().to_string(), "-0.05");
}
