//! Pictures are read back from their text: what overlaps, what leaves the page, what a name could break.

use super::{mermaid, svg};
use crate::definition::diff::tests::everything::everything;
use crate::lead::definition::{Definition, Stage, StageKind, StageRule, Timeout};
use crate::lead::text::Text;
use crate::time::Span;
use expect_test::expect;

const HOSTILE: &str =
    "<script>alert(\"x\")</script> & \u{202e}evil' \u{7} ]]> 漢字漢字漢字漢字 `#quot;` very long";

/// An agreement with stages of its own, gates, ways back, and names that mean no good.
fn crooked() -> Definition {
    let mut agreement = everything();
    let graph = &mut agreement.graph;
    for name in ["triage", "nurture", "legal_hold"] {
        graph.names.push(Text::new(name));
        graph.stages.push(StageRule::default());
        graph.rejoins.push(Stage::INQUIRY);
    }
    let [triage, nurture, legal_hold] = [Stage(13), Stage(14), Stage(15)];
    graph.path.insert(2, triage);
    graph.rejoins[triage.index()] = triage;
    graph.rejoins[nurture.index()] = Stage::SAL;
    graph.rejoins[legal_hold.index()] = Stage::OPPORTUNITY;
    graph.stages[triage.index()].kind = Some(StageKind::Gate);
    graph.stages[legal_hold.index()].label = Some(HOSTILE.to_owned());
    graph.stages[nurture.index()].label = Some("unbreakable_".repeat(8));
    graph.stages[Stage::CUSTOMER.index()].owner = Some(HOSTILE.to_owned());
    for (stage, days, to) in [
        (Stage::SQL, 45, nurture),
        (Stage::SAL, 10, Stage::MQL),
        (Stage::OPPORTUNITY, 365, Stage::INQUIRY),
        (nurture, 90, Stage::INQUIRY),
    ] {
        graph.stages[stage.index()].timeout = Some(Timeout {
            after: Span::from_days(days),
            to,
        });
    }
    graph.moves[1].to = nurture;
    graph.moves[7].to = legal_hold;
    graph.moves[7].from = vec![
        Stage::INQUIRY,
        Stage::SQL,
        Stage::OPPORTUNITY,
        Stage::RECYCLED,
    ];
    agreement
}

/// Left, top, right, bottom, and what it is.
type Area = (f64, f64, f64, f64, String);

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    rest.split('"').next().map(str::to_owned)
}

fn number(tag: &str, name: &str) -> f64 {
    attribute(tag, name).unwrap().parse().unwrap()
}

fn tags<'t>(picture: &'t str, name: &str) -> Vec<&'t str> {
    picture.split(&format!("<{name} ")).skip(1).collect()
}

/// Where texts are: letters are 0.56 of their size wide, which is what wide fonts come to on average, bold ones 0.62, signs of Asian scripts 1.
fn texts(picture: &str) -> Vec<Area> {
    let tags = tags(picture, "text").into_iter().map(|rest| {
        let (head, body) = rest.split_once('>').unwrap();
        let tag = format!(" {head}");
        let text = body.split("</text>").next().unwrap();
        let shown = text.replace("&lt;", "<").replace("&gt;", ">");
        let shown = shown.replace("&quot;", "\"").replace("&#39;", "'");
        let shown = shown.replace("&amp;", "&");
        let size = number(&tag, "font-size");
        let is_bold = attribute(&tag, "class").unwrap() == "strong";
        let plain = if is_bold { 0.62 } else { 0.56 };
        let letter = |letter: char| if letter.is_ascii() { plain } else { 1.0 };
        let width = shown.chars().map(letter).sum::<f64>() * size;
        let (x, y) = (number(&tag, "x"), number(&tag, "y"));
        let left = match attribute(&tag, "text-anchor") {
            Some(_) => x - width / 2.0,
            None => x,
        };
        let class = attribute(&tag, "class").unwrap();
        let top = y - size * 0.8;
        (
            left,
            top,
            left + width,
            y + size * 0.2,
            format!("{class}|{shown}"),
        )
    });
    tags.collect()
}

fn boxes(picture: &str) -> Vec<Area> {
    let rects = tags(picture, "rect").into_iter();
    let rects = rects.map(|rest| format!(" {rest}"));
    let rects = rects.filter(|tag| attribute(tag, "class").unwrap().starts_with("box"));
    let areas = rects.map(|tag| {
        let (x, y) = (number(&tag, "x"), number(&tag, "y"));
        let (right, bottom) = (x + number(&tag, "width"), y + number(&tag, "height"));
        (x, y, right, bottom, "box".to_owned())
    });
    areas.collect()
}

/// The level and upright pieces of all lines.
fn pieces(picture: &str) -> Vec<Area> {
    let paths = tags(picture, "path")
        .into_iter()
        .map(|rest| format!(" {rest}"));
    let lines = paths.filter(|tag| attribute(tag, "class").unwrap().starts_with("line"));
    let mut pieces = Vec::new();
    for tag in lines {
        let path = attribute(&tag, "d").unwrap().replace('M', "");
        let point = |text: &str| {
            let (x, y) = text.split_once(' ').unwrap();
            (x.parse::<f64>().unwrap(), y.parse::<f64>().unwrap())
        };
        let points: Vec<(f64, f64)> = path.split('L').map(point).collect();
        for pair in points.windows(2) {
            let ((a, b), (c, d)) = (pair[0], pair[1]);
            assert!(a == c || b == d, "a line is level or upright: {path}");
            pieces.push((a.min(c), b.min(d), a.max(c), b.max(d), path.clone()));
        }
    }
    pieces
}

fn meet(one: &Area, other: &Area) -> bool {
    one.0 < other.2 && other.0 < one.2 && one.1 < other.3 && other.1 < one.3
}

fn check_readable(picture: &str) {
    let head = picture.split('>').next().unwrap();
    let (width, height) = (number(head, "width"), number(head, "height"));
    let (texts, boxes) = (texts(picture), boxes(picture));
    assert!(
        texts.len() > 30 && boxes.len() > 8,
        "there is something to see"
    );
    for areas in [&texts, &boxes] {
        for (index, one) in areas.iter().enumerate() {
            assert!(
                one.0 >= 0.0 && one.2 <= width && one.1 >= 0.0 && one.3 <= height,
                "{one:?}"
            );
            for other in &areas[index + 1..] {
                assert!(!meet(one, other), "{one:?} and {other:?}");
            }
        }
    }
    for text in &texts {
        let inside = |area: &&Area| meet(text, area);
        for area in boxes.iter().filter(inside) {
            assert!(
                text.2 <= area.2 && text.0 >= area.0,
                "{text:?} leaves {area:?}"
            );
        }
        // What is a label has ground of its own and may be crossed by a line.
        let is_label = text.4.starts_with("label|");
        for piece in pieces(picture).iter().filter(|_| !is_label) {
            let thick = (
                piece.0 - 0.5,
                piece.1 - 0.5,
                piece.2 + 0.5,
                piece.3 + 0.5,
                String::new(),
            );
            assert!(!meet(text, &thick), "{text:?} is crossed by {piece:?}");
        }
    }
}

#[test]
fn nothing_overlaps_and_nothing_leaves_the_page() {
    check_readable(&svg(&everything()));
    check_readable(&svg(&crooked()));
}

#[test]
fn every_way_is_told_in_the_list() {
    let picture = svg(&everything());
    for told in [
        "100 points, fit B or better (default)",
        "60 points (large)",
        "hand-raise",
        "PQL",
        "veto",
        "by itself below 70 points (default)",
        "by itself after 180 days",
        "open_opportunity",
        "from Ready for sales, sal, sql, opportunity, rejected, lost",
    ] {
        assert!(picture.contains(&format!(">{told}</text>")), "{told}");
    }
}

#[test]
fn a_name_breaks_no_picture() {
    let picture = svg(&crooked());
    assert!(!picture.contains("<script"));
    let foul = |text: &str| {
        let is_foul = |letter: char| letter.is_control() && letter != '\n' || letter == '\u{202e}';
        text.chars().any(is_foul)
    };
    assert!(!foul(&picture));
    // No bracket but those of our own signs, and no ampersand but that of an escape.
    let signs = [
        "svg", "title", "style", "defs", "marker", "path", "rect", "text", "circle",
    ];
    for rest in picture.split('<').skip(1) {
        let name = rest.trim_start_matches('/');
        assert!(signs.iter().any(|sign| name.starts_with(sign)), "<{name}");
    }
    for rest in picture.split('&').skip(1) {
        let escapes = ["amp;", "lt;", "gt;", "quot;", "#39;"];
        assert!(
            escapes.iter().any(|escape| rest.starts_with(escape)),
            "&{rest}"
        );
    }
    let chart = mermaid(&crooked());
    assert!(!foul(&chart) && !chart.contains("<script") && !chart.contains("alert(\""));
    for line in chart.lines().filter(|line| line.contains('"')) {
        assert_eq!(line.matches('"').count(), 2, "{line}");
    }
}

#[test]
fn the_chart_has_stages_ways_and_what_is_dotted() {
    expect![[r#"
        %% Version 1, from 2026-01-01 00:00 (Europe/Berlin)
        flowchart LR
          s0("<b>inquiry</b>")
          s1["<b>Ready for sales</b><br/>mql<br/>sla, marketing<br/>Clock time_to_acceptance 4 h to 8 h"]
          s2("<b>sal</b>")
          s3("<b>sql</b>")
          s4("<b>opportunity</b>")
          s5("<b>customer</b>")
          s6("<b>recycled</b><br/>inventory")
          s7("<b>rejected</b>")
          s8("<b>disqualified</b>")
          s9("<b>ineligible</b>")
          s10("<b>lost</b>")
          s0 == "100 points, fit B or better (default)<br/>60 points (large)<br/>PQL<br/>hand-raise" ==> s1
          s1 == "accept" ==> s2
          s2 == "qualify" ==> s3
          s3 == "open_opportunity" ==> s4
          s4 == "win" ==> s5
          s0 -- "accept" --> s2
          s0 -- "qualify" --> s3
          s0 -- "open_opportunity" --> s4
          s0 -- "win" --> s5
          s0 -- "disqualify" --> s8
          s0 -. "veto" .-> s9
          s1 -. "below 70 points (default)" .-> s0
          s1 -- "qualify" --> s3
          s1 -- "open_opportunity" --> s4
          s1 -- "win" --> s5
          s1 -- "recycle" --> s6
          s1 -- "reject" --> s7
          s1 -- "disqualify" --> s8
          s1 -. "veto" .-> s9
          s2 -- "open_opportunity" --> s4
          s2 -- "win" --> s5
          s2 -- "recycle" --> s6
          s2 -- "reject" --> s7
          s2 -- "disqualify" --> s8
          s3 -- "win" --> s5
          s3 -- "recycle" --> s6
          s3 -- "disqualify" --> s8
          s3 -- "lose" --> s10
          s4 -- "recycle" --> s6
          s4 -- "lose" --> s10
          s6 -. "after 180 days" .-> s0
          s6 -- "100 points, fit B or better (default)<br/>60 points (large)<br/>PQL<br/>hand-raise" --> s1
          s6 -- "accept" --> s2
          s6 -- "qualify" --> s3
          s6 -- "disqualify" --> s8
          s6 -. "veto" .-> s9
          s7 -- "hand-raise" --> s1
          s7 -- "accept" --> s2
          s7 -- "recycle" --> s6
          s7 -. "veto" .-> s9
          s8 -- "hand-raise" --> s1
          s10 -- "win" --> s5
          s10 -- "recycle" --> s6
          classDef path stroke-width:2px
          classDef detour stroke-dasharray:4 3
          class s0,s1,s2,s3,s4,s5 path
          class s6,s7,s8,s9,s10 detour
    "#]].assert_eq(&mermaid(&everything()));
}
