//! Random models, rules with every kind of limit, count, fade and group, fit, vetoes, hand-raises, PQL rules, segments.

use super::{all, is, one_of, several};
use crate::simulation::random::Random;
use leadfold::lead::definition::{
    Act, Count, Decay, Fit, FitRule, Grade, Group, HandRaise, Limit, Model, Name, Pql, ScoreRule,
    Segment, Threshold, Veto, Window,
};
use leadfold::lead::predicate::{Decimal, Field, Literal, Predicate};
use leadfold::time::Span;
use leadfold::time::zone::Period;

/// One or two, each with its own caps, groups and threshold.
pub(super) fn models(random: &mut Random) -> Vec<Model> {
    let mut models = vec![Model::default()];
    if random.percent(60) {
        models.push(Model::named("partners"));
    }
    for model in &mut models {
        let enter = random.between(6, 30) * 1000;
        model.cap = random
            .percent(40)
            .then(|| random.between(enter / 2, 2 * enter));
        model.floor = random.percent(40).then(|| random.between(-8, 0) * 1000);
        for name in ["mail", "web"] {
            if random.percent(70) {
                model.groups.push(Group {
                    name: name.to_owned(),
                    id: Name::of(&model.name, name),
                    cap: random.percent(70).then(|| random.between(1, 25) * 1000),
                });
            }
        }
        model.threshold = random.percent(90).then(|| Threshold {
            score: enter,
            grade: random.percent(40).then(|| Grade::ALL[random.below(4)]),
            leave_below: random.percent(85).then(|| random.between(1, enter)),
        });
    }
    models
}

pub(super) fn segments(random: &mut Random, models: usize) -> Vec<Segment> {
    let tests = [
        (
            "enterprise",
            Predicate::AtLeast(trait_of("employees"), Decimal::whole(200)),
        ),
        ("north", is(trait_of("region"), "north")),
        ("spring", is(Field::Campaign, "spring")),
    ];
    let mut segments: Vec<Segment> = Vec::new();
    for (name, when) in tests {
        segments.push(Segment {
            name: name.to_owned(),
            when,
            model: place(random.below(models)),
        });
    }
    random.shuffle(&mut segments);
    segments
}

pub(super) fn fit(random: &mut Random) -> Fit {
    let employees = trait_of("employees");
    let mut rule = |name: &str, when: Predicate| FitRule {
        name: name.to_owned(),
        when,
        points: random.between(-10, 40) * 1000,
    };
    let rules = vec![
        rule("decides", one_of(trait_of("seniority"), &["vp", "head"])),
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

/// Of each model the same tests under the same names; in the order of the models.
pub(super) fn rules(random: &mut Random, models: &[Model], tempo: Span) -> Vec<ScoreRule> {
    let page = is(Field::Kind, "page_view");
    let pricing = Predicate::StartsWith(Field::Asset, "/pricing".to_owned());
    let long = Predicate::Greater(Field::Property("seconds".to_owned()), Decimal::whole(60));
    let tests = [
        ("page", page.clone(), 0, 8),
        ("pricing", all(&[&page, &pricing]), 2, 15),
        ("webinar", is(Field::Kind, "webinar"), 5, 30),
        ("unsubscribed", is(Field::Kind, "unsubscribed"), -25, -1),
        ("long visit", long, -2, 8),
        ("wants a job", is(Field::Kind, "job_page"), -12, 2),
        ("any form", is(Field::Kind, "form_submitted"), 0, 12),
    ];
    let mut rules = Vec::new();
    for (index, model) in models.iter().enumerate() {
        let fade = decay(random, tempo);
        let mut of_model = Vec::new();
        for (name, when, least, most) in &tests {
            // Odd milli-points, so that every rounding shows.
            let points = random.between(least * 1000, most * 1000);
            let mut rule = ScoreRule::plain(name, when.clone(), points, fade);
            rule.id = Name::of(&model.name, name);
            rule.model = place(index);
            refine(random, &mut rule, model, tempo);
            of_model.push(rule);
        }
        random.shuffle(&mut of_model);
        of_model.truncate(random.below(4) + 4);
        rules.extend(of_model);
    }
    rules
}

fn refine(random: &mut Random, rule: &mut ScoreRule, model: &Model, tempo: Span) {
    if random.percent(25) {
        rule.decay = decay(random, tempo);
    }
    if random.percent(50) {
        // Also one that this version does not know: rules may have been in it under another.
        let name = random.pick(&["mail", "web", "gone"]);
        rule.group = Name::of(&model.name, name);
    }
    if random.percent(5) {
        rule.act = Some(if random.percent(60) {
            Act::Suspend
        } else {
            Act::Resume
        });
        if random.percent(50) {
            rule.points = 0;
        }
        return;
    }
    if random.percent(15) {
        rule.count = Some(Count {
            nth: u8::try_from(random.between(2, 3)).expect("a small number"),
            within: several(random, tempo, 15),
        });
    }
    if random.percent(38) {
        let periods = [Period::Day, Period::Week, Period::Month, Period::Quarter];
        rule.limit = Some(Limit {
            most: u8::try_from(random.between(1, 3)).expect("a small number"),
            per: match random.below(6) {
                0..2 => Window::Rolling(several(random, tempo, 12)),
                2..4 => Window::Calendar(periods[random.below(periods.len())]),
                4 => Window::Cycle,
                _ => Window::Ever,
            },
            by_asset: random.percent(45),
        });
    }
}

fn decay(random: &mut Random, tempo: Span) -> Decay {
    match random.below(8) {
        0 => Decay::None,
        1..4 => Decay::HalfLife(several(random, tempo, 40)),
        4..6 => Decay::Linear(several(random, tempo, 40)),
        _ => Decay::Expiry(several(random, tempo, 30)),
    }
}

pub(super) fn trait_vetoes(random: &mut Random) -> Vec<Veto> {
    let tests = [
        ("competitor", is(Field::Account, "globex"), 20),
        ("student", is(trait_of("seniority"), "junior"), 15),
    ];
    vetoes(random, tests)
}

pub(super) fn engagement_vetoes(random: &mut Random) -> Vec<Veto> {
    let newsletter = is(Field::Property("form".to_owned()), "newsletter");
    let tests = [
        ("applicant", is(Field::Kind, "job_page"), 20),
        ("reader", newsletter, 15),
    ];
    vetoes(random, tests)
}

fn vetoes(random: &mut Random, tests: [(&str, Predicate, usize); 2]) -> Vec<Veto> {
    let chosen = tests
        .into_iter()
        .filter(|(.., percent)| random.percent(*percent));
    let veto = |(name, when, _): (&str, Predicate, usize)| Veto {
        name: name.to_owned(),
        when,
        reason: format!("is_{name}"),
    };
    chosen.map(veto).collect()
}

pub(super) fn hand_raises(random: &mut Random, models: usize) -> Vec<HandRaise> {
    let asks = is(Field::Property("form".to_owned()), "contact_sales");
    let mut raises = Vec::new();
    for (name, when, percent) in [
        ("asked to be called", asks, 90),
        ("any form", is(Field::Kind, "form_submitted"), 35),
    ] {
        if random.percent(percent) {
            let bound = random.percent(25);
            raises.push(HandRaise {
                name: name.to_owned(),
                when,
                model: bound.then(|| place(random.below(models))),
            });
        }
    }
    raises
}

pub(super) fn pql(random: &mut Random, models: usize) -> Vec<Pql> {
    let tests = [
        ("large", Predicate::Has(trait_of("employees"))),
        ("from the south", is(trait_of("region"), "south")),
        (
            "anybody at the fair",
            Predicate::Equals(Field::Source, Literal::Text("fair".to_owned())),
        ),
    ];
    let mut rules = Vec::new();
    for (name, when) in tests {
        if random.percent(20) {
            let asks_points = random.percent(60);
            let points = random.between(1, 20) * 1000;
            rules.push(Pql {
                name: name.to_owned(),
                when,
                score: asks_points.then(|| (place(random.below(models)), points)),
                grade: random.percent(30).then(|| Grade::ALL[random.below(4)]),
            });
        }
    }
    rules
}

fn trait_of(name: &str) -> Field {
    Field::Trait(name.to_owned())
}

fn place(index: usize) -> u16 {
    u16::try_from(index).expect("there are few")
}
