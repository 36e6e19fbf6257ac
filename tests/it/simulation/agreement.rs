//! Random agreements: thresholds so low and spans so short that leads rise and fall within one story.

use super::random::Random;
use leadfold::lead::definition::{
    ClockPolicy, Definition, Definitions, Fit, FitRule, Grade, HandRaise, OnRecycle, ScoreRule,
    Threshold,
};
use leadfold::lead::event::Outcome;
use leadfold::lead::predicate::{Decimal, Field, Literal, Predicate};
use leadfold::lead::text::Text;
use leadfold::time::{Span, Timestamp};
use std::fmt::Write;

/// One to three versions, the later ones taking effect while things happen; `tempo` is the usual time between two events.
pub(super) fn agreements(random: &mut Random, start: Timestamp, tempo: Span) -> Definitions {
    let mut effective_from = start - Span::from_days(1);
    if random.percent(20) {
        // Some events precede the first version: it judges them all the same (F10).
        effective_from = start + several(random, tempo, 5);
    }
    let mut versions = Vec::new();
    for number in 1..=u32::try_from(random.between(1, 3)).expect("a small number") {
        let mut version = agreement(random, tempo);
        version.version = number;
        version.effective_from = effective_from;
        versions.push(version);
        effective_from = start.max(effective_from) + several(random, tempo, 30);
    }
    Definitions::new(versions)
}

/// For the printed script.
pub(super) fn print(definitions: &Definitions) -> String {
    let mut told = String::new();
    for version in definitions.versions() {
        // Writing into a String cannot fail.
        writeln!(
            told,
            "version {} from {}: {version:?}",
            version.version, version.effective_from
        )
        .unwrap_or_default();
    }
    told
}

fn several(random: &mut Random, tempo: Span, most: i64) -> Span {
    Span::from_millis(random.between(1, tempo.as_millis() * most))
}

fn agreement(random: &mut Random, tempo: Span) -> Definition {
    let enter = random.between(8, 40) * 1000;
    Definition {
        version: 0,
        effective_from: Timestamp::MIN,
        digest: random.next(),
        fit: random.percent(80).then(|| fit(random)),
        half_life: random.percent(90).then(|| several(random, tempo, 40)),
        rules: rules(random),
        hand_raises: hand_raises(random),
        mql: random.percent(95).then(|| Threshold {
            score: enter,
            grade: random.percent(50).then(|| Grade::ALL[random.below(4)]),
            leave_below: random.percent(85).then(|| random.between(1, enter)),
        }),
        on_recycle: if random.percent(50) {
            OnRecycle::Reset
        } else {
            OnRecycle::Keep
        },
        clocks: clocks(random, tempo),
        reasons: reasons(random),
    }
}

fn fit(random: &mut Random) -> Fit {
    let seniority = Field::Trait("seniority".to_owned());
    let employees = Field::Trait("employees".to_owned());
    let mut rule = |name: &str, when: Predicate| FitRule {
        name: name.to_owned(),
        when,
        points: random.between(-10, 40) * 1000,
    };
    let rules = vec![
        rule("decides", one_of(seniority, &["vp", "head"])),
        rule(
            "large",
            Predicate::AtLeast(employees.clone(), Decimal::whole(200)),
        ),
        rule("small", Predicate::Less(employees, Decimal::whole(20))),
        rule("met at the fair", is(Field::Source, "fair")),
    ];
    Fit {
        least: [40_000, 20_000, 5_000, 0],
        rules,
    }
}

fn rules(random: &mut Random) -> Vec<ScoreRule> {
    let pricing = Predicate::StartsWith(Field::Asset, "/pricing".to_owned());
    let long = Predicate::Greater(Field::Property("seconds".to_owned()), Decimal::whole(60));
    let mut earns = |name: &str, when: Predicate, least: i64, most: i64| ScoreRule {
        name: name.to_owned(),
        when,
        // Odd milli-points, so that every rounding shows.
        points: random.between(least * 1000, most * 1000),
    };
    let mut rules = vec![
        earns("page", is(Field::Kind, "page_view"), 0, 6),
        earns(
            "pricing",
            Predicate::All(vec![is(Field::Kind, "page_view"), pricing]),
            2,
            15,
        ),
        earns("webinar", is(Field::Kind, "webinar"), 5, 30),
        earns("unsubscribed", is(Field::Kind, "unsubscribed"), -25, -1),
        earns("long visit", long, -2, 8),
        earns("wants a job", is(Field::Kind, "job_page"), -12, 2),
    ];
    random.shuffle(&mut rules);
    rules.truncate(random.below(3) + 4);
    rules
}

fn hand_raises(random: &mut Random) -> Vec<HandRaise> {
    let mut raises = vec![HandRaise {
        name: "asked to be called".to_owned(),
        when: is(Field::Property("form".to_owned()), "contact_sales"),
    }];
    if random.percent(50) {
        raises.push(HandRaise {
            name: "any form".to_owned(),
            when: is(Field::Kind, "form_submitted"),
        });
    }
    raises
}

fn clocks(random: &mut Random, tempo: Span) -> Vec<ClockPolicy> {
    let sold = one_of(Field::Stage, &["sal", "sql", "opportunity", "customer"]);
    let never = Predicate::Not(Box::new(Predicate::Always));
    let lost = one_of(Field::Stage, &["rejected", "disqualified"]);
    let owned = Predicate::Has(Field::Owner);
    let not = |inner: &Predicate| Predicate::Not(Box::new(inner.clone()));
    let mql = is(Field::Stage, "mql");
    let with_sales = one_of(Field::Stage, &["mql", "sal", "sql"]);
    let late_rounds = Predicate::Greater(Field::Cycle, Decimal::whole(1));
    let by_score = is(Field::Route, "threshold");
    let fitting = one_of(Field::Grade, &["A", "B"]);
    let all =
        |parts: &[&Predicate]| Predicate::All(parts.iter().map(|&part| part.clone()).collect());
    let mut clock =
        |name: &str, run_while: Predicate, met_when: &Predicate, cancel_when: &Predicate| {
            let within = several(random, tempo, 12);
            ClockPolicy {
                name: Text::new(name),
                run_while,
                met_when: met_when.clone(),
                cancel_when: cancel_when.clone(),
                within,
                at_risk_after: (within.as_millis() > 1)
                    .then(|| Span::from_millis(within.as_millis() / 2)),
            }
        };
    // By name, as a definition has them (F8).
    let mut clocks = vec![
        clock(
            "named_owner",
            all(&[&with_sales, &not(&owned)]),
            &owned,
            &lost,
        ),
        clock(
            "second_round",
            all(&[&late_rounds, &fitting]),
            &sold,
            &is(Field::Stage, "recycled"),
        ),
        clock(
            "time_by_score",
            all(&[&mql, &by_score]),
            &Predicate::Has(Field::Contacted),
            &never,
        ),
        clock(
            "time_in_stage",
            is(Field::Stage, "recycled"),
            &never,
            &never,
        ),
        clock("time_to_acceptance", mql, &sold, &never),
        clock(
            "time_to_first_touch",
            with_sales,
            &Predicate::Has(Field::Contacted),
            &lost,
        ),
    ];
    while clocks.len() > 2 && random.percent(50) {
        clocks.remove(random.below(clocks.len()));
    }
    clocks
}

fn reasons(random: &mut Random) -> Vec<(Outcome, Vec<String>)> {
    let codes = || vec!["budget".to_owned(), "timing".to_owned()];
    let listed = [
        Outcome::Reject,
        Outcome::Recycle,
        Outcome::Disqualify,
        Outcome::Win,
    ];
    let chosen = listed.into_iter().filter(|_| random.percent(50));
    chosen.map(|outcome| (outcome, codes())).collect()
}

fn is(field: Field, value: &str) -> Predicate {
    Predicate::Equals(field, Literal::Text(value.to_owned()))
}

fn one_of(field: Field, values: &[&str]) -> Predicate {
    let literals = values
        .iter()
        .map(|value| Literal::Text((*value).to_owned()));
    Predicate::In(field, literals.collect())
}
