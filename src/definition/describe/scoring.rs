//! What they do, in words: models, groups, thresholds, rules with their limits and counts, hand-raises, PQL rules, recycling.

use super::people::in_order;
use super::predicate::test;
use super::words::{named, ordinal, points, span, times};
use super::{Facet, Part, Thing};
use crate::lead::definition::{
    Act, Count, DEFAULT_MODEL, Decay, Definition, Limit, Model, Name, OnRecycle, ScoreRule, Window,
};
use crate::time::calendar::Period;

pub(super) fn tell(definition: &Definition, all: &mut Vec<Thing>) {
    let several = definition.models.len() > 1;
    for model in &definition.models {
        let of = several.then(|| model.name.clone());
        all.push(whole(model));
        all.extend(threshold(model).map(|thing| Thing {
            model: of.clone(),
            ..thing
        }));
        for group in &model.groups {
            let cap = group.cap.map(points);
            let facets = vec![Facet::optional("cap", "gives", at_most(cap), "any sum")];
            all.push(Thing {
                model: of.clone(),
                ..Thing::new(Part::Group, &group.name, facets)
            });
        }
    }
    for rule in &definition.rules {
        let model = &definition.models[usize::from(rule.model)];
        all.push(Thing {
            model: several.then(|| model.name.clone()),
            ..Thing::new(Part::Rule, &rule.name, rule_facets(rule, model))
        });
    }
    entries(definition, all);
    let facets = vec![
        Facet::phrase("score", "", on_recycle(definition.on_recycle))
            .by_default(definition.on_recycle == OnRecycle::Reset),
        Facet::optional(
            "cool_down",
            "lets points and PQL rules wait",
            definition.cool_down.map(span),
            "",
        ),
    ];
    all.push(Thing::new(Part::Recycle, "", facets));
}

fn at_most(points: Option<String>) -> Option<String> {
    points.map(|points| format!("at most {points}"))
}

fn whole(model: &Model) -> Thing {
    let floor = model.floor.map(points);
    let facets = vec![
        Facet::optional(
            "cap",
            "comes to",
            at_most(model.cap.map(points)),
            "any height",
        ),
        Facet::optional(
            "floor",
            "never falls below",
            floor,
            "any depth (it has no floor)",
        ),
    ];
    Thing::new(Part::Model, &model.name, facets)
}

fn threshold(model: &Model) -> Option<Thing> {
    let threshold = model.threshold.as_ref()?;
    let grade = threshold.grade.map(|grade| grade_or_better(grade.name()));
    let facets = vec![
        Facet::points("score", "needs", threshold.score),
        Facet::optional("grade", "asks for", grade, "no grade"),
        Facet::optional(
            "leave_below",
            "is lost below",
            threshold.leave_below.map(points),
            "no score",
        ),
    ];
    Some(Thing::new(Part::Threshold, "", facets))
}

/// `grade A`, `grade B or better`.
pub(in crate::definition) fn grade_or_better(grade: &str) -> String {
    if grade == "A" {
        "grade A".to_owned()
    } else {
        format!("grade {grade} or better")
    }
}

fn rule_facets(rule: &ScoreRule, model: &Model) -> Vec<Facet> {
    let group = model.groups.iter().find(|group| group.id == rule.group);
    let group = group.map(|group| format!("in the group {}", named(&group.name)));
    debug_assert!(
        group.is_some() || rule.group == Name::NONE,
        "a rule's group exists"
    );
    let act = rule.act.map(|act| match act {
        Act::Suspend => {
            "suspends scoring: later engagements earn nothing until it is resumed".to_owned()
        }
        Act::Resume => "resumes scoring: later engagements earn again".to_owned(),
    });
    vec![
        Facet::points("points", "gives", rule.points),
        Facet::phrase("when", "applies when", test(&rule.when)),
        Facet::optional("count", "earns", rule.count.map(count), "at every match"),
        Facet::optional("limit", "earns", rule.limit.map(limit), "without limit"),
        Facet::optional("group", "counts", group, "in no group"),
        Facet::phrase("decay", "gives points", decay(rule.decay))
            .by_default(rule.decay == Decay::None || rule.points <= 0),
        Facet::optional("do", "", act, ""),
    ]
}

/// `at most once a day per asset`.
fn limit(limit: Limit) -> String {
    let window = match limit.per {
        Window::Rolling(within) => format!("in any {}", span(within)),
        Window::Calendar(Period::Day) => "a day".to_owned(),
        Window::Calendar(Period::Week) => "a week".to_owned(),
        Window::Calendar(Period::Month) => "a month".to_owned(),
        Window::Calendar(Period::Quarter) => "a quarter".to_owned(),
        Window::Cycle => "a cycle".to_owned(),
        Window::Ever => "in the life of a lead".to_owned(),
    };
    let each = if limit.by_asset { " per asset" } else { "" };
    format!("at most {} {window}{each}", times(limit.most))
}

fn count(count: Count) -> String {
    format!(
        "only at the {} match within {}",
        ordinal(usize::from(count.nth)),
        span(count.within)
    )
}

pub(in crate::definition) fn decay(decay: Decay) -> String {
    match decay {
        Decay::None => "that do not fade".to_owned(),
        Decay::HalfLife(half) => format!("of which half are gone after {}", span(half)),
        Decay::Linear(whole) => format!("that fade evenly to nothing in {}", span(whole)),
        Decay::Expiry(whole) => format!("that are all gone after {}", span(whole)),
    }
}

/// What an entry into `recycled` does to the score.
fn on_recycle(on_recycle: OnRecycle) -> String {
    match on_recycle {
        OnRecycle::Reset => "drops all points that were earned".to_owned(),
        OnRecycle::Reduce { keep } => format!("leaves {keep} % of the points that were earned"),
        OnRecycle::Keep => "leaves the points as they are".to_owned(),
    }
}

/// Hand-raises and PQL rules.
fn entries(definition: &Definition, all: &mut Vec<Thing>) {
    let model_name = |model: u16| definition.models[usize::from(model)].name.as_str();
    for (place, raise) in definition.hand_raises.iter().enumerate() {
        let model =
            (raise.model).map(|model| format!("while the model {} does", named(model_name(model))));
        let facets = vec![
            Facet::phrase("when", "makes a lead an MQL when", test(&raise.when)),
            Facet::optional("model", "counts", model, "whatever the model"),
            in_order(place, definition.hand_raises.len()),
        ];
        all.push(Thing::new(Part::HandRaise, &raise.name, facets));
    }
    for (place, pql) in definition.pql.iter().enumerate() {
        let score = pql.score.map(|(model, least)| {
            let least = points(least);
            match model_name(model) {
                DEFAULT_MODEL => least,
                model => format!("{least} in the model {}", named(model)),
            }
        });
        let grade = pql.grade.map(|grade| grade_or_better(grade.name()));
        let facets = vec![
            Facet::phrase("when", "makes a lead an MQL when", test(&pql.when)),
            Facet::optional("score", "asks for", score, ""),
            Facet::optional("grade", "asks for", grade, ""),
            in_order(place, definition.pql.len()),
        ];
        all.push(Thing::new(Part::Pql, &pql.name, facets));
    }
}
