//! What the rules mean, in stories that a sales manager can judge. Each trace was checked by hand against the rules; the
//! numbers are those of a pocket calculator.

mod order;
mod promises;
mod qualifying;
mod selling;

use super::script::{FIRST_DAY, trace};
use expect_test::Expect;
use leadfold::lead::definition::{
    ClockPolicy, Decay, Definition, Definitions, Fit, FitRule, Grade, HandRaise, Model, OnReassign,
    OnRecycle, Reason, ReasonList, ScoreRule, Side, Target, Threshold,
};
use leadfold::lead::event::Outcome;
use leadfold::lead::predicate::{Decimal, Field, Literal, Predicate};
use leadfold::lead::text::Text;
use leadfold::time::Span;

fn is(field: Field, value: &str) -> Predicate {
    Predicate::Equals(field, Literal::Text(value.to_owned()))
}

fn one_of(field: Field, values: &[&str]) -> Predicate {
    let literals = values
        .iter()
        .map(|value| Literal::Text((*value).to_owned()));
    Predicate::In(field, literals.collect())
}

/// The agreement of the stories. A VP is a B, a VP of a large company an A; a webinar is worth 30 points, a visit to the pricing page 25,
/// any page 5; unsubscribing costs 40. Points halve in a day. 60 points and a B make an MQL, below 40 it falls. Sales accepts within four
/// hours and touches first within 30 minutes.
fn agreement() -> Definition {
    let day = Decay::HalfLife(Span::from_days(1));
    let earns =
        |kind: &str, points: i64| ScoreRule::plain(kind, is(Field::Kind, kind), points * 1000, day);
    let fits = |name: &str, when: Predicate, points: i64| FitRule {
        name: name.to_owned(),
        when,
        points: points * 1000,
    };
    let employees = Field::Trait("employees".to_owned());
    Definition {
        version: 1,
        effective_from: FIRST_DAY - Span::from_days(1),
        digest: 1,
        fit: Some(Fit {
            least: [80_000, 50_000, 20_000, 0],
            rules: vec![
                fits("a VP", is(Field::Trait("seniority".to_owned()), "vp"), 50),
                fits(
                    "large",
                    Predicate::AtLeast(employees, Decimal::whole(200)),
                    30,
                ),
            ],
        }),
        rules: vec![
            earns("page_view", 5),
            earns("pricing_visit", 25),
            earns("webinar", 30),
            earns("unsubscribed", -40),
        ],
        hand_raises: vec![HandRaise {
            name: "asked to be called".to_owned(),
            when: is(Field::Property("form".to_owned()), "contact_sales"),
            model: None,
        }],
        models: vec![Model {
            threshold: Some(Threshold {
                score: 60_000,
                grade: Some(Grade::B),
                leave_below: Some(40_000),
            }),
            ..Model::default()
        }],
        on_recycle: OnRecycle::Reset,
        clocks: vec![
            clock(
                "time_to_acceptance",
                &["mql"],
                one_of(Field::Stage, &["sal", "sql", "customer"]),
                240,
            ),
            clock(
                "time_to_first_touch",
                &["mql", "sal"],
                Predicate::Has(Field::Contacted),
                30,
            ),
        ],
        reasons: vec![ReasonList {
            outcome: Outcome::Reject,
            required: true,
            codes: ["budget", "timing"].map(code).to_vec(),
        }],
        ..Definition::default()
    }
}

fn clock(name: &str, stages: &[&str], met_when: Predicate, minutes: i64) -> ClockPolicy {
    ClockPolicy {
        name: Text::new(name),
        run_while: one_of(Field::Stage, stages),
        met_when,
        cancel_when: Predicate::never(),
        promised_by: Side::Sales,
        pause_while: Predicate::never(),
        restart_on: Predicate::never(),
        targets: vec![Target {
            when: Predicate::Always,
            within: Span::from_mins(minutes),
            calendar: None,
        }],
        at_risk: None,
        tiers: Vec::new(),
        on_reassign: OnReassign::Continue,
    }
}

fn code(code: &str) -> Reason {
    Reason {
        code: code.to_owned(),
        group: None,
    }
}

/// Without clocks, where a story is not about promises.
fn unhurried() -> Definition {
    Definition {
        clocks: Vec::new(),
        ..agreement()
    }
}

fn check(definition: Definition, script: &str, expected: Expect) {
    expected.assert_eq(&trace(&Definitions::new(vec![definition]), script));
}
