//! An agreement that says something of everything.

use crate::lead::definition::{
    AtRisk, ClockPolicy, Count, Decay, Definition, Fit, FitRule, Grade, Graph, Group, HandRaise,
    Limit, Model, Money, Name, NamedCalendar, OnReassign, OnRecycle, Pql, Promise, PromiseTarget,
    Reason, ReasonList, ScoreRule, Segment, Side, Stage, StageKind, StageRule, Target, Threshold,
    Timeout, Veto, Window,
};
use crate::lead::event::Outcome;
use crate::lead::predicate::{Decimal, Field, Literal, Predicate};
use crate::lead::text::Text;
use crate::time::calendar::{Block, Calendar, Period};
use crate::time::zone::{Day, Zone};
use crate::time::{Span, Timestamp};

pub(super) fn kind(word: &str) -> Predicate {
    Predicate::Equals(Field::Kind, Literal::Text(word.to_owned()))
}

fn trait_is(name: &str, value: &str) -> Predicate {
    Predicate::Equals(
        Field::Trait(name.to_owned()),
        Literal::Text(value.to_owned()),
    )
}

fn in_stage(name: &str) -> Predicate {
    Predicate::Equals(Field::Stage, Literal::Text(name.to_owned()))
}

fn grade(grade: Grade) -> Predicate {
    Predicate::Equals(Field::Grade, Literal::Text(grade.name().to_owned()))
}

pub(in crate::definition) fn everything() -> Definition {
    Definition {
        effective_from: Timestamp::parse("2026-01-01T00:00:00+01:00").unwrap(),
        agreed_by: vec!["marketing".to_owned(), "sales".to_owned()],
        why: Some("to begin with".to_owned()),
        zone: Zone::named("Europe/Berlin").unwrap(),
        graph: graph(),
        trait_vetoes: vec![Veto {
            name: "student".to_owned(),
            when: trait_is("role", "student"),
            reason: "student".to_owned(),
        }],
        engagement_vetoes: vec![Veto {
            name: "bounced".to_owned(),
            when: kind("hard_bounce"),
            reason: "no_address".to_owned(),
        }],
        segments: vec![Segment {
            name: "large".to_owned(),
            when: Predicate::AtLeast(Field::Trait("employees".to_owned()), Decimal::whole(1000)),
            model: 1,
        }],
        on_recycle: OnRecycle::Reset,
        cool_down: Some(Span::from_days(30)),
        ..scoring(across(clocks(Definition::default())))
    }
}

fn graph() -> Graph {
    let mut graph = Graph::default();
    graph.stages[Stage::MQL.index()] = StageRule {
        kind: Some(StageKind::Sla),
        label: Some("Ready for sales".to_owned()),
        owner: Some("marketing".to_owned()),
        timeout: None,
        calendar: Some(0),
    };
    graph.stages[Stage::RECYCLED.index()] = StageRule {
        kind: Some(StageKind::Inventory),
        timeout: Some(Timeout {
            after: Span::from_days(180),
            to: Stage::INQUIRY,
        }),
        ..StageRule::default()
    };
    graph
}

fn models() -> Vec<Model> {
    let small = Model {
        cap: Some(200_000),
        floor: Some(-50_000),
        groups: vec![Group {
            name: "email".to_owned(),
            id: Name::of("default", "email"),
            cap: Some(20_000),
        }],
        threshold: Some(Threshold {
            score: 100_000,
            grade: Some(Grade::B),
            leave_below: Some(70_000),
        }),
        ..Model::default()
    };
    let large = Model {
        threshold: Some(Threshold {
            score: 60_000,
            grade: None,
            leave_below: None,
        }),
        ..Model::named("large")
    };
    vec![small, large]
}

fn scoring(definition: Definition) -> Definition {
    let half_life = Decay::HalfLife(Span::from_days(30));
    let rules = vec![
        ScoreRule::plain("pricing page", kind("pricing_page"), 8_000, half_life),
        ScoreRule {
            group: Name::of("default", "email"),
            limit: Some(Limit {
                most: 1,
                per: Window::Rolling(Span::from_days(3)),
                by_asset: false,
            }),
            ..ScoreRule::plain("e-mail click", kind("email_click"), 2_000, half_life)
        },
        ScoreRule {
            count: Some(Count {
                nth: 3,
                within: Span::from_days(14),
            }),
            ..ScoreRule::plain("keeps coming", kind("page_view"), 15_000, half_life)
        },
        ScoreRule {
            model: 1,
            id: Name::of("large", "pricing page"),
            ..ScoreRule::plain("pricing page", kind("pricing_page"), 20_000, Decay::None)
        },
    ];
    let fit = Fit {
        least: [80_000, 50_000, 25_000, 0],
        rules: vec![FitRule {
            name: "decides".to_owned(),
            when: trait_is("seniority", "vp"),
            points: 40_000,
        }],
    };
    Definition {
        fit: Some(fit),
        models: models(),
        rules,
        hand_raises: vec![HandRaise {
            name: "asked to be called".to_owned(),
            when: kind("contact_sales"),
            model: None,
        }],
        pql: vec![Pql {
            name: "uses it".to_owned(),
            when: Predicate::Has(Field::Trait("seats".to_owned())),
            score: Some((0, 10_000)),
            grade: Some(Grade::C),
        }],
        ..definition
    }
}

pub(super) fn office(zone: &str, holidays: Vec<Day>) -> Calendar {
    let mut week: [Vec<Block>; 7] = Default::default();
    for day in week.iter_mut().take(5) {
        day.push(Block {
            from: 9 * 60,
            until: 17 * 60,
        });
    }
    Calendar::new(Zone::named(zone).unwrap(), week, holidays).unwrap()
}

fn clocks(definition: Definition) -> Definition {
    let target = |when, hours| Target {
        when,
        within: Span::from_hours(hours),
        calendar: Some(0),
    };
    let acceptance = ClockPolicy {
        name: Text::new("time_to_acceptance"),
        promised_by: Side::Sales,
        run_while: in_stage("mql"),
        met_when: in_stage("sal"),
        cancel_when: Predicate::never(),
        pause_while: Predicate::Has(Field::OnHold),
        restart_on: Predicate::never(),
        targets: vec![target(grade(Grade::A), 4), target(Predicate::Always, 8)],
        at_risk: Some(AtRisk::Share(75)),
        tiers: vec![Span::from_hours(4)],
        on_reassign: OnReassign::Continue,
    };
    Definition {
        calendars: vec![NamedCalendar {
            name: "sales-emea".to_owned(),
            calendar: office(
                "Europe/Berlin",
                Day::of_date(2026, 4, 3).into_iter().collect(),
            ),
        }],
        clocks: vec![acceptance],
        ..definition
    }
}

fn across(definition: Definition) -> Definition {
    let reason = |code: &str, group: Option<&str>| Reason {
        code: code.to_owned(),
        group: group.map(str::to_owned),
    };
    Definition {
        promises: vec![Promise {
            name: "volume".to_owned(),
            promised_by: Side::Marketing,
            per: Period::Month,
            target: PromiseTarget::Volume {
                at_least: 400,
                stage: Stage::MQL,
            },
        }],
        reasons: vec![ReasonList {
            outcome: Outcome::Reject,
            required: true,
            codes: vec![
                reason("misrouted", Some("procedural")),
                reason("duplicate", None),
            ],
        }],
        money: Money {
            currency: Some("EUR".to_owned()),
            probability: vec![(Stage::MQL, 50), (Stage::OPPORTUNITY, 300)],
        },
        ..definition
    }
}
