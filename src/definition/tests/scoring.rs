//! What may be said of scoring, and what it is compiled to.

use expect_test::expect;

use super::compiled;
use crate::lead::definition::{Count, Decay, Limit, Name, Window};
use crate::time::Span;
use crate::time::zone::Period;

/// The one rule of an agreement, which says `more` besides its name, test and points.
fn rule(more: &str) -> crate::lead::definition::ScoreRule {
    let agreement = compiled(&format!(
        "[score]\ndecay = {{ half_life = '30 days' }}\n[score.groups.email]\ncap = 30
[[score.rules]]\nname = 'a'\nwhen = 'kind == \"x\"'\npoints = 1\n{more}\n"
    ));
    agreement.rules[0].clone()
}

#[test]
fn a_limit_looks_back_on_a_calendar_period_a_span_a_cycle_or_a_life() {
    let limit = |per: &str| rule(&format!("limit = {{ max = 3, per = '{per}' }}")).limit;
    let window = |per: &str| limit(per).map(|limit| limit.per);
    assert_eq!(window("day"), Some(Window::Calendar(Period::Day)));
    assert_eq!(window("week"), Some(Window::Calendar(Period::Week)));
    assert_eq!(window("month"), Some(Window::Calendar(Period::Month)));
    assert_eq!(window("quarter"), Some(Window::Calendar(Period::Quarter)));
    assert_eq!(window("cycle"), Some(Window::Cycle));
    assert_eq!(window("ever"), Some(Window::Ever));
    // A span rolls, also when it is as long as a day.
    for day in ["1 day", "24 h", "1d"] {
        assert_eq!(window(day), Some(Window::Rolling(Span::from_hours(24))));
    }
    let by_asset = rule("limit = { max = 64, per = 'day', by = 'asset' }").limit;
    let expected = Limit {
        most: 64,
        per: Window::Calendar(Period::Day),
        by_asset: true,
    };
    assert_eq!(by_asset, Some(expected));
    assert_eq!(limit("day").map(|limit| limit.by_asset), Some(false));
}

#[test]
fn a_rule_counts_belongs_to_a_group_and_fades_in_its_own_way() {
    let count = rule("count = { nth = 3, within = '14 days' }").count;
    let expected = Count {
        nth: 3,
        within: Span::from_days(14),
    };
    assert_eq!(count, Some(expected));
    assert_eq!(rule("group = 'email'").group, Name::of("default", "email"));
    assert_eq!(rule("").group, Name::NONE);
    let days = Span::from_days(30);
    assert_eq!(rule("").decay, Decay::HalfLife(days));
    assert_eq!(rule("decay = 'none'").decay, Decay::None);
    let linear = rule("decay = { linear = '30 days' }").decay;
    assert_eq!(linear, Decay::Linear(days));
    let expiry = rule("decay = { expiry = '30 days' }").decay;
    assert_eq!(expiry, Decay::Expiry(days));
}

/// Three models, and all that may ask for one.
const MODELS: &str = "[fit]
grades = { A = 4, B = 3, C = 2, D = 1 }
[[fit.rules]]
name = 'big'
when = 'traits.employees > 10'
points = 5
[stages.mql]
enter = { score = 10, grade = 'B' }
[score]
cap = 200
floor = -20.5
[[score.rules]]
name = 'visit'
when = 'kind == \"visit\"'
points = 10
[models.zeta]
decay = { expiry = '1 s' }
[models.zeta.groups.all]
cap = 50
[[models.zeta.rules]]
name = 'visit'
when = 'kind == \"visit\"'
points = 20
group = 'all'
[models.alpha]
enter = { score = 5 }
leave_below = 5
held_by = 'score'
[[models.alpha.rules]]
name = 'pause'
when = 'kind == \"partner\"'
do = 'suspend'
[[models.alpha.rules]]
name = 'login'
when = 'kind == \"login\"'
points = 7
do = 'resume'
[[segments]]
name = 'enterprise'
when = 'traits.employees > 1000'
model = 'zeta'
[[segments]]
name = 'self-service'
when = 'source == \"signup\" && campaign != \"x\"'
model = 'alpha'
[[segments]]
name = 'rest'
when = 'true'
[[hand_raises]]
name = 'call'
when = 'kind == \"call_me\"'
to = 'mql'
model = 'zeta'
[[pql]]
name = 'active'
when = 'traits.seats >= 5'
to = 'mql'
model = 'alpha'
score = 3
grade = 'C'
[[pql]]
name = 'paying'
when = 'traits.plan == \"paid\"'
to = 'mql'
[[fit.vetoes]]
name = 'competitor'
when = 'traits.domain == \"rival.example\"'
[[vetoes]]
name = 'spam'
when = 'kind == \"spam_report\"'
reason = 'complained'
";

#[test]
fn models_stand_in_the_order_of_the_file_and_inherit_the_threshold() {
    let agreement = compiled(MODELS);
    let models: Vec<_> = agreement
        .models
        .iter()
        .map(|model| {
            format!(
                "{} {:?} {:?} {:?}",
                model.name, model.cap, model.floor, model.threshold
            )
        })
        .collect();
    expect![[r#"
        default Some(200000) Some(-20500) Some(Threshold { score: 10000, grade: Some(B), leave_below: None })
        zeta None None Some(Threshold { score: 10000, grade: Some(B), leave_below: None })
        alpha None None Some(Threshold { score: 5000, grade: None, leave_below: Some(5000) })"#]].assert_eq(&models.join("\n"));
    let rules: Vec<_> = agreement
        .rules
        .iter()
        .map(|rule| {
            format!(
                "{} {} {} {:?} {:?}",
                rule.model, rule.name, rule.points, rule.decay, rule.act
            )
        })
        .collect();
    expect![[r#"
        0 visit 10000 None None
        1 visit 20000 Expiry(Span(1000)) None
        2 pause 0 None Some(Suspend)
        2 login 7000 None Some(Resume)"#]]
    .assert_eq(&rules.join("\n"));
    let segments: Vec<_> = agreement
        .segments
        .iter()
        .map(|segment| format!("{} {}", segment.name, segment.model))
        .collect();
    expect![[r#"
        enterprise 1
        self-service 2
        rest 0"#]]
    .assert_eq(&segments.join("\n"));
    let pql: Vec<_> = agreement
        .pql
        .iter()
        .map(|rule| format!("{} {:?} {:?}", rule.name, rule.score, rule.grade))
        .collect();
    expect![[r#"
        active Some((2, 3000)) Some(C)
        paying None None"#]]
    .assert_eq(&pql.join("\n"));
    assert_eq!(agreement.hand_raises[0].model, Some(1));
    let vetoes = agreement
        .trait_vetoes
        .iter()
        .chain(&agreement.engagement_vetoes);
    let vetoes: Vec<_> = vetoes
        .map(|veto| format!("{} {}", veto.name, veto.reason))
        .collect();
    expect![[r#"
        competitor competitor
        spam complained"#]]
    .assert_eq(&vetoes.join("\n"));
}

#[test]
fn vetoes_alone_grade_nobody() {
    let agreement = compiled(
        "[[fit.vetoes]]\nname = 'competitor'\nwhen = 'traits.domain == \"rival.example\"'\n",
    );
    assert_eq!(agreement.fit, None);
    assert_eq!(agreement.trait_vetoes.len(), 1);
}
