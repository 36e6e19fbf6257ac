//! What else goes out of the whole agreement: escalations, views, evidence that adds up, and stages that must keep their places.

use super::agreement::{fading, file, of, usual};
use super::desk::Desk;
use crate::lead::definition::{
    DEFAULT_MODEL, Decay, Definition, Definitions, Group, Name, ScoreRule, Threshold,
};
use crate::lead::predicate::{Field, Literal, Predicate};
use crate::lead::text::Text;
use crate::processor::{Settings, Task};
use crate::time::Span;
use crate::wire::schemas::Schemas;
use expect_test::expect;
use serde_json::Value;
use std::sync::Arc;

/// The usual agreement with something else in it.
fn with(change: impl FnOnce(&mut Definition)) -> Definitions {
    let mut definition = usual().versions()[0].clone();
    change(&mut definition);
    Definitions::new(vec![definition])
}

#[test]
fn r5_each_escalation_is_sent_once_while_the_promise_stays_broken() {
    let definitions = with(|definition| {
        definition.clocks[0].tiers = vec![Span::from_mins(10), Span::from_mins(60)];
    });
    let mut desk = Desk::new(definitions, Settings::default());
    desk.play(
        "09:00 form
         09:22 pass
         09:32 pass
         09:42 pass
         09:43 restart
         09:44 view occurred=08:59
         09:50 pass
         10:20 first_touch
         11:00 pass",
    );
    expect![[r#"
        09:00 + a birth -> inquiry at 09:00
        09:00 + a inquiry -> mql at 09:00
        09:22 ! a at_risk time_to_first_touch at 09:20
        09:32 + a violated time_to_first_touch at 09:30
        09:42 ! a escalated 1 time_to_first_touch at 09:40
        09:44 - a birth -> inquiry at 09:00
        09:44 - a inquiry -> mql at 09:00
        09:44 + a birth -> inquiry at 08:59
        09:44 + a inquiry -> mql at 09:00
        11:00 + a met_late time_to_first_touch at 10:20
    "#]]
    .assert_eq(&desk.trace);
    let notices = desk.promises.iter().filter(|row| row.sign == 0);
    let tiers: Vec<_> = notices.map(|row| row.tier).collect();
    assert_eq!(tiers, [Some(0), Some(1)]);
    let late = desk.promises.iter().find(|row| row.state == "met_late");
    let late = late.expect("it was met late");
    assert_eq!(late.late, Some(Span::from_mins(50)));
    assert_eq!(
        (late.counted, late.paused),
        (Some(Span::from_mins(80)), Some(Span::ZERO))
    );
}

#[test]
fn a_view_goes_out_when_what_people_look_for_has_changed() {
    let mut desk = Desk::new(usual(), Settings::default());
    desk.play("09:00 created source=ads");
    let sent = |desk: &mut Desk, line: &str| {
        let before = desk.views.len();
        desk.play(line);
        desk.views.len() - before
    };
    let told: Vec<String> = [
        "09:01 view campaign=spring",
        "09:02 form",
        "09:03 assign owner=kim",
        "09:04 assign owner=kim",
        "09:05 first_touch",
        "09:06 hold_until until=+9d09:00",
        "09:07 hold_until until=+10d09:00",
        "09:08 suspended",
        "09:09 resumed",
        "09:10 accept",
        "09:11 view",
    ]
    .map(|line| format!("{} {line}", sent(&mut desk, line)))
    .into();
    expect![[r#"
        0 09:01 view campaign=spring
        1 09:02 form
        1 09:03 assign owner=kim
        0 09:04 assign owner=kim
        1 09:05 first_touch
        1 09:06 hold_until until=+9d09:00
        1 09:07 hold_until until=+10d09:00
        1 09:08 suspended
        1 09:09 resumed
        1 09:10 accept
        0 09:11 view
    "#]]
    .assert_eq(&(told.join("\n") + "\n"));
    let view = desk.views.last().unwrap().as_ref().unwrap();
    expect![[r#"
        Snapshot { lead_id: "a"
        stage: "sal"
        entered_at: Timestamp(1772442600000)
        cycle: 1
        score: 0
        grade: "unknown"
        segment: None
        owner: Some("kim")
        team: None
        source: Some("ads")
        campaign: None
        first_touch_campaign: Some("spring")
        mql_campaign: Some("spring")
        account: None
        amount: None
        contacted: true
        on_hold_until: Some(Timestamp(1773306000000))
        suspended: false
        qualified_at: Some(Timestamp(1772442120000))
        assigned_at: Some(Timestamp(1772442180000))
        accepted_at: Some(Timestamp(1772442600000))
        first_touch_at: Some(Timestamp(1772442300000))
        first_mql_at: Some(Timestamp(1772442120000))
        latest_mql_at: Some(Timestamp(1772442120000))
        stages: Some("{\"inquiry\":{\"first_at\":1772442000000,\"latest_at\":1772442000000},\"mql\":{\"first_at\":1772442120000,\"latest_at\":1772442120000},\"sal\":{\"first_at\":1772442600000,\"latest_at\":1772442600000}}")
        definition_version: 1
        as_of: Timestamp(1772442600000)
        published_at: Timestamp(1772442600000)
        commit: 11 }"#]]
    .assert_eq(&format!("{view:?}").replace(", ", "\n"));
}

/// Fifty points a form at most, forty of a group, a floor at zero; a view costs.
fn capped() -> Definitions {
    let kind = |word: &str| Predicate::Equals(Field::Kind, Literal::Text(word.to_owned()));
    let decay = Decay::HalfLife(Span::from_hours(1));
    let rule =
        |name: &str, word: &str, points: i64| ScoreRule::plain(name, kind(word), points, decay);
    with(|definition| {
        let group = Name::of(DEFAULT_MODEL, "web");
        let mut webinar = rule("webinar", "webinar", 33_333);
        webinar.group = group;
        definition.hand_raises.clear();
        definition.rules = vec![
            webinar,
            rule("form", "form", 30_001),
            rule("view", "view", -5_000),
        ];
        let model = &mut definition.models[0];
        model.groups = vec![Group {
            name: "web".to_owned(),
            id: group,
            cap: Some(40_000),
        }];
        (model.cap, model.floor) = (Some(60_000), Some(0));
        model.threshold = Some(Threshold {
            score: 55_000,
            grade: None,
            leave_below: Some(20_000),
        });
    })
}

#[test]
fn law_7_the_lines_of_the_evidence_add_up_with_caps_and_floor() {
    let mut desk = Desk::new(capped(), Settings::default());
    desk.play(
        "09:00 webinar
         09:10 webinar
         09:11 view
         09:20 form
         09:25 form
         23:00 pass",
    );
    let mut told = Vec::new();
    for row in desk.moves.iter().filter(|row| row.from_stage.is_some()) {
        let evidence: Value = serde_json::from_str(row.evidence.as_deref().unwrap()).unwrap();
        let milli = |value: &Value| value.as_i64().unwrap();
        let sum_of = |key: &str| -> i64 {
            let all = evidence[key].as_array().unwrap().iter();
            all.map(|line| milli(&line["points"])).sum()
        };
        let sum = sum_of("lines")
            + sum_of("groups")
            + ["earlier", "cap", "floor", "rounding"]
                .map(|key| milli(&evidence[key]))
                .iter()
                .sum::<i64>();
        assert_eq!(sum, milli(&evidence["score"]), "{evidence}");
        assert_eq!(milli(&evidence["score"]), row.score);
        told.push(format!(
            "{} {}: score {} of {}, groups {}, cap {}",
            row.route,
            row.to_stage,
            row.score,
            evidence["threshold"],
            evidence["groups"],
            evidence["cap"]
        ));
    }
    expect![[r#"
        threshold mql: score 60000 of 55000, groups [{"group":"web","points":-16152}], cap -5001
        decay inquiry: score 19999 of 20000, groups [], cap 0
    "#]]
    .assert_eq(&(told.join("\n") + "\n"));
}

#[test]
fn d2_stages_keep_their_places() {
    let names = |own: &[&str]| {
        with(|definition| {
            for name in own {
                definition.graph.names.push(Text::new(name));
                definition.graph.stages.push(Default::default());
                definition
                    .graph
                    .rejoins
                    .push(crate::lead::definition::Stage::INQUIRY);
            }
        })
    };
    let mut desk = Desk::new(names(&["demo", "trial"]), Settings::default());
    desk.play("09:00 form");
    let told: Vec<String> = [
        &["demo", "trial", "pilot"][..],
        &["trial", "demo"],
        &["demo"],
    ]
    .map(|own| {
        let opened = Task::open(
            0,
            1,
            Arc::new(names(own)),
            Settings::default(),
            Schemas::bundled(),
            Arc::clone(&desk.store),
        );
        opened.map_or_else(|refusal| refusal.to_string(), |_| "it runs".to_owned())
    })
    .into();
    expect![[r#"
        it runs
        stage 14 of the agreement was called "demo" when this state was made and is called "trial" now; leads are remembered by a stage's place, so let the names stand as they were and new ones follow
        stage 15 of the agreement was called "trial" when this state was made and is gone; leads are remembered by a stage's place, so let the names stand as they were and new ones follow
    "#]]
    .assert_eq(&(told.join("\n") + "\n"));
}

#[test]
fn the_band_is_that_of_the_models_thresholds() {
    let mut desk = Desk::new(fading(), Settings::default());
    desk.play("09:00 webinar");
    let before = desk.views.len();
    // 40 points are below 30 after 25 minutes, which is another band of the same stage.
    desk.play("09:40 view");
    assert_eq!(desk.views.len(), before + 1);
    let stages: Vec<_> = desk
        .views
        .iter()
        .flatten()
        .map(|view| view.stage.as_str())
        .collect();
    assert_eq!(stages, ["mql", "mql"]);
}

#[test]
fn a_lead_that_left_its_stage_and_came_back_within_a_step_has_a_new_view() {
    let mut desk = Desk::new(usual(), Settings::default());
    desk.play(
        "09:00 form
         09:10 form
         09:20 recycle occurred=09:05",
    );
    let last = desk.views.last().and_then(Option::as_ref);
    let last = last.expect("a view went out");
    assert_eq!((last.stage.as_str(), last.cycle), ("mql", 2));
}

#[test]
fn the_evidence_of_a_pql_rule_is_the_score_that_it_asks_for_r6() {
    let text = file(1, "2020-01-01T00:00:00Z", "30 min") + PRODUCT;
    let mut desk = Desk::new(of(&[text]), Settings::default());
    desk.play("09:00 webinar");
    let row = desk
        .moves
        .last()
        .expect("it is ready by its use of the product");
    assert_eq!((row.to_stage.as_str(), row.route.as_str()), ("mql", "pql"));
    let evidence: Value = serde_json::from_str(row.evidence.as_deref().unwrap()).unwrap();
    let told = ["model", "pql", "score", "threshold"].map(|key| evidence[key].to_string());
    assert_eq!(told, ["\"product\"", "\"uses it\"", "40000", "30000"]);
}

const PRODUCT: &str = r#"
[models.product]

[[models.product.rules]]
name = "used it"
when = 'kind == "webinar"'
points = 40

[[pql]]
name = "uses it"
when = 'true'
model = "product"
score = 30
to = "mql"
"#;
