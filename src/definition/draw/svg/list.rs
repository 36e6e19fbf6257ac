//! Under the picture: everything that moves a lead, as a list of three columns, and what the lines mean. Here nothing is left out.

use super::paint::{Canvas, NAME, Pen, SMALL};
use super::text::{width, wrapped};
use crate::definition::draw::picture::{Picture, Way, WayKind};

const LEFT: u32 = 24;
const LINE: u32 = 16;

/// Paints the list below `top`, not wider than `right`.
pub(super) fn paint(picture: &Picture, top: u32, right: u32, canvas: &mut Canvas) {
    let mut y = legend(top + 30, canvas) + 36;
    canvas.text((LEFT, y), NAME, "strong", "What moves a lead");
    y += 10;
    let words = picture.ways.iter().map(|way| width(&told(way), SMALL));
    // The first column is as wide as it needs to be, within a third of the page.
    let first = words.max().unwrap_or(0).clamp(80, (right / 3).max(80)) + 24;
    let last = picture.ways.iter().map(|way| width(picture.label(way.to), SMALL));
    let last = last.max().unwrap_or(0).clamp(60, (right / 4).max(60)) + 24;
    let middle = right.saturating_sub(LEFT + first + last).max(160);
    for way in &picture.ways {
        canvas.rule(LEFT, LEFT + first + middle + last - 24, y);
        y += LINE;
        let from: Vec<&str> = way.from.iter().map(|&stage| picture.label(stage)).collect();
        let from = format!("from {}", from.join(", "));
        let columns = [
            (LEFT, wrapped(&told(way), SMALL, first - 24, 3), "strong"),
            (LEFT + first, wrapped(&from, SMALL, middle - 24, 6), "quiet"),
            (
                LEFT + first + middle,
                wrapped(&format!("to {}", picture.label(way.to)), SMALL, last - 24, 3),
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
    for line in wrapped(end, SMALL, right.saturating_sub(LEFT).max(300), 4) {
        canvas.text((LEFT, y), SMALL, "quiet", &line);
        y += LINE;
    }
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
