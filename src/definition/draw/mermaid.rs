//! The stages as a Mermaid flowchart, from left to right: <https://mermaid.js.org/syntax/flowchart.html>.

use super::picture::{Node, Picture, WayKind};
use crate::definition::describe::words::capital;
use crate::lead::definition::{Definition, Stage, StageKind};

/// A Mermaid flowchart of a version.
#[must_use]
pub fn mermaid(definition: &Definition) -> String {
    let picture = Picture::of(definition);
    let mut text = format!("%% {}\nflowchart LR\n", picture.title.replace('\n', " "));
    for node in picture.path.iter().chain(&picture.detours) {
        text.push_str(&format!("  {}\n", shape(node)));
    }
    for pair in picture.path.windows(2) {
        let (from, to) = (pair[0].stage, pair[1].stage);
        let words = words(&picture, from, to, is_deed);
        // The path is drawn even where no outcome takes this one step of it.
        text.push_str(&edge(from, "==", &words, "==>", to));
    }
    let all: Vec<Stage> = (picture.path.iter().chain(&picture.detours))
        .map(|node| node.stage)
        .collect();
    let on_path = |from: Stage, to: Stage| {
        let mut steps = picture.path.windows(2);
        steps.any(|pair| (pair[0].stage, pair[1].stage) == (from, to))
    };
    for &from in &all {
        for &to in &all {
            let deeds = words(&picture, from, to, is_deed);
            if !deeds.is_empty() && !on_path(from, to) {
                text.push_str(&edge(from, "--", &deeds, "-->", to));
            }
            let others = words(&picture, from, to, |kind| !is_deed(kind));
            if !others.is_empty() {
                text.push_str(&edge(from, "-.", &others, ".->", to));
            }
        }
    }
    text.push_str("  classDef path stroke-width:2px\n  classDef detour stroke-dasharray:4 3\n");
    for (class, nodes) in [("path", &picture.path), ("detour", &picture.detours)] {
        let ids: Vec<String> = nodes.iter().map(|node| id(node.stage)).collect();
        if !ids.is_empty() {
            text.push_str(&format!("  class {} {class}\n", ids.join(",")));
        }
    }
    text
}

/// What somebody did, in contrast to vetoes and the mere passing of time, which are dotted.
const fn is_deed(kind: WayKind) -> bool {
    match kind {
        WayKind::Said | WayKind::Earned => true,
        WayKind::Veto | WayKind::Time => false,
    }
}

fn words(
    picture: &Picture,
    from: Stage,
    to: Stage,
    wanted: impl Fn(WayKind) -> bool,
) -> Vec<String> {
    let ways = picture
        .ways
        .iter()
        .filter(|way| way.to == to && way.from.contains(&from) && wanted(way.kind));
    ways.map(|way| escaped(&way.words)).collect()
}

fn edge(from: Stage, begin: &str, words: &[String], end: &str, to: Stage) -> String {
    let (from, to) = (id(from), id(to));
    if words.is_empty() {
        return format!("  {from} {end} {to}\n");
    }
    format!("  {from} {begin} \"{}\" {end} {to}\n", words.join("<br/>"))
}

/// Ids are ours: a name could be a word of Mermaid's.
fn id(stage: Stage) -> String {
    format!("s{}", stage.0)
}

fn shape(node: &Node) -> String {
    let mut lines = vec![format!("<b>{}</b>", escaped(&node.label))];
    lines.extend(node.name.as_deref().map(escaped));
    let about: Vec<String> = [
        kind(node.kind).map(str::to_owned),
        node.owner.as_deref().map(escaped),
    ]
    .into_iter()
    .flatten()
    .collect();
    if !about.is_empty() {
        lines.push(about.join(", "));
    }
    lines.extend(
        node.clocks
            .iter()
            .map(|clock| capital(&format!("clock {}", escaped(clock)))),
    );
    let (open, close) = match node.kind {
        Some(StageKind::Gate) => ("{{", "}}"),
        Some(StageKind::Sla) => ("[", "]"),
        Some(StageKind::Inventory) | None => ("(", ")"),
    };
    format!("{}{open}\"{}\"{close}", id(node.stage), lines.join("<br/>"))
}

/// The word of a type.
pub(super) const fn kind(kind: Option<StageKind>) -> Option<&'static str> {
    match kind {
        Some(StageKind::Inventory) => Some("inventory"),
        Some(StageKind::Sla) => Some("sla"),
        Some(StageKind::Gate) => Some("gate"),
        None => None,
    }
}

/// Text between quotation marks: whatever Mermaid, Markdown or HTML could obey is written as its number.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for letter in text.chars() {
        if letter.is_alphanumeric() || " _-.,:()/+".contains(letter) {
            out.push(letter);
        } else {
            out.push_str(&format!("#{};", u32::from(letter)));
        }
    }
    out
}
