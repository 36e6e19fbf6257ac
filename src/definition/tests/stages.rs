//! What may be said of stages and moves, and what it is compiled to.

use expect_test::expect;

use super::*;
use crate::lead::definition::{Graph, Stage};

/// Path, moves and lists of a graph, in words.
fn drawn(graph: &Graph) -> String {
    let names = |stages: &[Stage]| {
        let names: Vec<_> = stages.iter().map(|stage| graph.name(*stage)).collect();
        names.join(" ")
    };
    let mut lines = vec![format!("path: {}", names(&graph.path))];
    for step in &graph.moves {
        let to = graph.name(step.to);
        lines.push(format!(
            "{}: {} -> {to}",
            step.outcome.name(),
            names(&step.from)
        ));
    }
    lines.push(format!("points from: {}", names(&graph.qualify_from)));
    lines.push(format!(
        "hand-raises from: {}",
        names(&graph.hand_raise_from)
    ));
    lines.push(format!("vetoes from: {}", names(&graph.veto_from)));
    for (index, rule) in graph.stages.iter().enumerate() {
        let stage = Stage(index as u8);
        let rejoins = graph.rejoins[index];
        let back = if rejoins == stage || rejoins == Stage::INQUIRY {
            String::new()
        } else {
            format!(" rejoins {}", graph.name(rejoins))
        };
        let timeout = rule.timeout.map_or_else(String::new, |timeout| {
            format!(" after {} to {}", timeout.after, graph.name(timeout.to))
        });
        let about = format!(
            "{:?} {:?} {:?} {:?}",
            rule.kind, rule.label, rule.owner, rule.calendar
        );
        if about != "None None None None" || !back.is_empty() || !timeout.is_empty() {
            lines.push(format!("{}: {about}{back}{timeout}", graph.name(stage)));
        }
    }
    lines.join("\n")
}

#[test]
fn a_graph_may_have_its_own_stages_path_and_moves() {
    let agreement = compiled(
        "[graph]
path = ['inquiry', 'engaged', 'mql', 'sal', 'closed_won']
qualify_from = ['inquiry', 'engaged', 'recycled']
hand_raise_from = ['inquiry', 'engaged', 'nurture']
[graph.moves.accept]
from = ['mql', 'nurture']
to = 'sal'
[graph.moves.recycle]
from = ['mql', 'sal']
to = 'nurture'
[graph.moves.lose]
from = ['sal']
to = 'lost'
[stages.nurture]
path = 'detour'
rejoins = 'engaged'
label = 'Nurture'
owner = 'marketing'
type = 'inventory'
timeout = { after = '90 days', to = 'inquiry' }
[stages.sal]
calendar = 'office'
[stages.engaged]
type = 'gate'
path = 'success'
[stages.ineligible]
veto_from = ['inquiry', 'mql']
[stages.recycled]
on_entry = { score = { reduce = '30 %' } }
cool_down = '14 days'
[calendars.office]
hours = { mon-fri = ['09:00-17:00'] }
",
    );
    expect![[r#"
        path: inquiry engaged mql sal closed_won
        accept: mql nurture -> sal
        reject: mql sal -> rejected
        disqualify: inquiry mql sal recycled -> disqualified
        recycle: mql sal -> nurture
        win: inquiry mql sal lost -> closed_won
        lose: sal -> lost
        points from: inquiry engaged recycled
        hand-raises from: inquiry engaged nurture
        vetoes from: inquiry mql
        sal: None None None Some(0)
        engaged: Some(Gate) None None None
        nurture: Some(Inventory) Some("Nurture") Some("marketing") None rejoins engaged after 90 d to inquiry"#]].assert_eq(&drawn(&agreement.graph));
    assert_eq!(agreement.on_recycle, OnRecycle::Reduce { keep: 70 });
    assert_eq!(agreement.cool_down, Some(Span::from_days(14)));
}

#[test]
fn the_default_graph_is_what_an_agreement_without_one_has() {
    assert_eq!(compiled("").graph, Graph::default());
}

#[test]
fn stages_are_numbered_over_all_versions_in_the_order_in_which_they_are_named() {
    let second = HEAD
        .replace("version = 1", "version = 2")
        .replace("-04-", "-05-");
    let first = format!(
        "{HEAD}[stages.zoo]\npath = 'detour'\n[graph]\npath = ['inquiry', 'mql', 'late', 'customer']\n"
    );
    let second = format!(
        "{second}[graph]\npath = ['inquiry', 'beta', 'mql', 'late', 'alpha', 'customer']\n"
    );
    // The order of the files does not matter, that of the versions does.
    let loaded = parse(&[("a.toml", &second), ("b.toml", &first)]).unwrap();
    let [one, two] = loaded.definitions.versions() else {
        panic!("two versions were given");
    };
    let own: Vec<_> = one.graph.names[13..]
        .iter()
        .map(|name| name.as_str())
        .collect();
    assert_eq!(own, ["zoo", "late", "beta", "alpha"]);
    assert_eq!(one.graph.names, two.graph.names);
    // What a version does not use stands at the beginning of its path.
    let alpha = one.graph.stage("alpha").unwrap();
    assert_eq!(one.graph.standing(alpha), 0);
    assert_eq!(two.graph.standing(alpha), 4);
}

#[test]
fn reasons_stand_in_groups_or_alone_and_may_be_optional() {
    let agreement = compiled(
        "[reasons.reject]
codes = ['other']
groups = { procedural = ['misrouted', 'duplicate'], clerical = ['incomplete'] }
[reasons.hold_until]
required = false
codes = ['on leave']
",
    );
    let lists: Vec<_> = agreement
        .reasons
        .iter()
        .map(|list| {
            let codes: Vec<_> = list
                .codes
                .iter()
                .map(|reason| format!("{}/{}", reason.group.as_deref().unwrap_or("-"), reason.code))
                .collect();
            format!(
                "{} {} {}",
                list.outcome.name(),
                list.required,
                codes.join(" ")
            )
        })
        .collect();
    expect![[r#"
        reject true -/other procedural/misrouted procedural/duplicate clerical/incomplete
        hold_until false -/on leave"#]]
    .assert_eq(&lists.join("\n"));
}
