//! Under the picture: everything that moves a lead, as a list of three columns, and what the lines mean. Here nothing is left out.

use super::paint::{Canvas, NAME, Pen, SMALL};
use super::text::{bold, for_bold, width, wrapped};
use crate::definition::draw::picture::{Picture, Way, WayKind};

const LEFT: u32 = 24;
const LINE: u32 = 16;

/// Paints the list below `top`, not wider than `right`.
pub(super) fn paint(picture: &Picture, top: u32, right: u32, canvas: &mut Canvas) {
    let mut y = legend(top + 30, canvas) + 36;
    canvas.text((LEFT, y), NAME, "strong", "What moves a lead");
    y += 10;
    // Each column is as wide as it needs to be, within its share of the page.
    let room = right.saturating_sub(LEFT).max(420);
    let column = |of: &dyn Fn(&Way) -> String, most: u32| {
        let widths = picture.ways.iter().map(|way| bold(&of(way), SMALL));
        widths.max().unwrap_or(0).clamp(80, most.max(80)) + 24
    };
    let first = column(&told, room / 3);
    let middle = column(&|way| from(picture, way), room * 5 / 12);
    let last = column(&|way| to(picture, way), room / 4);
    for way in &picture.ways {
        canvas.rule(LEFT, LEFT + first + middle + last - 24, y);
        y += LINE;
        let columns = [
            (
                LEFT,
                wrapped(&told(way), SMALL, for_bold(first - 24), 3),
                "strong",
            ),
            (
                LEFT + first,
                wrapped(&from(picture, way), SMALL, middle - 24, 6),
                "quiet",
            ),
            (
                LEFT + first + middle,
                wrapped(&to(picture, way), SMALL, last - 24, 3),
                "",
            ),
        ];
        let lines = columns.iter().map(|(_, lines, _)| lines.len()).max();
        for (x, lines, class) in &columns {
            for (place, line) in (0..).zip(lines) {
                canvas.text((*x, y + place * LINE), SMALL, class, line);
            }
        }
        // A way has a few lines at most.
        y += (lines.unwrap_or(1).max(1) as u32 - 1) * LINE + 7;
    }
    y += LINE + 4;
    let end = "Besides, a named person may put a lead into any stage by `override`, and any lead may be \
               merged or erased. What lies between on the path is passed in the same instant.";
    for line in wrapped(end, SMALL, room, 4) {
        canvas.text((LEFT, y), SMALL, "quiet", &line);
        y += LINE;
    }
}

fn from(picture: &Picture, way: &Way) -> String {
    let labels: Vec<&str> = way.from.iter().map(|&stage| picture.label(stage)).collect();
    format!("from {}", labels.join(", "))
}

fn to(picture: &Picture, way: &Way) -> String {
    format!("to {}", picture.label(way.to))
}

fn told(way: &Way) -> String {
    match way.kind {
        WayKind::Said | WayKind::Earned | WayKind::Veto => way.words.clone(),
        WayKind::Time => format!("by itself {}", way.words),
    }
}

/// What the lines mean; answers where it ends.
fn legend(y: u32, canvas: &mut Canvas) -> u32 {
    let mut x = LEFT;
    for (pen, words) in [
        (Pen::Thick, "success path"),
        (Pen::Plain, "somebody says so"),
        (Pen::Dashed, "a veto, or time alone"),
        (Pen::Dotted, "stands there, and goes on from there"),
    ] {
        canvas.line(&[(x, y - 4), (x + 34, y - 4)], pen, pen != Pen::Dotted);
        canvas.text((x + 42, y), SMALL, "quiet", words);
        x += 42 + width(words, SMALL) + 26;
    }
    y
}
