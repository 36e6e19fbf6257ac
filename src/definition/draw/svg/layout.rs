//! Where boxes stand and lines run. All lines are level or upright; each kind has ground of its own, so that none runs through a box or a word.
//!
//! ```text
//!        arcs: back on the path            one level each
//!   [inquiry] --words--> [mql] --words--> [sal]
//!      :   |               |                |
//!      :   trunk           trunk            trunk      down from each stage that leads beside the path
//!      :..[rejected]<--reject--o------------o          one lane for each way into a stage beside it; a dot where a trunk joins
//! ```

use super::paint::{Canvas, NAME, Pen, SMALL, TITLE};
use super::text::{bold, for_bold, width, wrapped};
use crate::definition::draw::mermaid::kind;
use crate::definition::draw::picture::{Node, Picture, Way, WayKind};
use crate::lead::definition::{Stage, StageKind};

const MARGIN: u32 = 24;
/// Ground left of the first column, for the dotted lines of the stages that stand there.
const LEFT: u32 = MARGIN + 24;
const LINE: u32 = 15;
/// Between two levels of arcs.
const LEVEL: u32 = 24;
/// Between two lanes into one box: a line of words fits.
const LANE: u32 = 24;
const BOX_LEAST: u32 = 120;
const BOX_MOST: u32 = 220;
const GAP_LEAST: u32 = 76;
const GAP_MOST: u32 = 190;
/// From a box to its trunk, and from trunk to trunk.
const TRUNK: u32 = 16;
const TRUNKS_APART: u32 = 10;

/// Where everything is.
pub(super) struct Layout {
    /// The boxes of the path, in its order.
    steps: Vec<Place>,
    /// What is written between a step and the next.
    gaps: Vec<Vec<String>>,
    /// The boxes beside it, each with the ways that lead into it.
    detours: Vec<(Place, Vec<Way>)>,
    /// Back on the path.
    arcs: Vec<Way>,
}

/// A box.
struct Place {
    stage: Stage,
    at: (u32, u32),
    size: (u32, u32),
    lines: Lines,
    kind: Option<StageKind>,
    /// The column of the path.
    column: usize,
}

/// What is written in a box.
struct Lines {
    name: Vec<String>,
    small: Vec<String>,
}

/// A clock's line in a box.
fn clock_line(clock: &str) -> String {
    format!("\u{25f7} {clock}")
}

impl Lines {
    fn of(node: &Node, also: &[String], room: u32) -> Self {
        let mut small = Vec::new();
        small.extend(node.name.as_ref().map(|name| format!("({name})")));
        let about: Vec<&str> = [kind(node.kind), node.owner.as_deref()]
            .into_iter()
            .flatten()
            .collect();
        if !about.is_empty() {
            small.push(about.join(", "));
        }
        small.extend(node.clocks.iter().map(|clock| clock_line(clock)));
        small.extend(also.iter().cloned());
        Self {
            name: wrapped(&node.label, NAME, for_bold(room), 3),
            small: (small.iter())
                .flat_map(|line| wrapped(line, SMALL, room, 4))
                .collect(),
        }
    }

    fn height(&self) -> u32 {
        // A box has some dozens of lines at most.
        20 + self.name.len() as u32 * 18 + self.small.len() as u32 * LINE
    }
}

impl Layout {
    pub(super) fn of(picture: &Picture) -> Self {
        let columns = Columns::of(picture);
        let arcs = arcs(picture);
        let gaps: Vec<Vec<String>> = (picture.path.windows(2))
            .map(|pair| gap_words(picture, pair[0].stage, pair[1].stage))
            .collect();
        let top = 64 + arcs.len() as u32 * LEVEL;
        let room = columns.box_width - 32;
        let mut steps: Vec<Place> = (picture.path.iter().enumerate())
            .map(|(column, node)| Place {
                stage: node.stage,
                at: (columns.left[column], top),
                size: (columns.box_width, 0),
                lines: Lines::of(node, &[], room),
                kind: node.kind,
                column,
            })
            .collect();
        let boxes = steps
            .iter()
            .map(|step| step.lines.height())
            .max()
            .unwrap_or(0);
        // The words of a gap stand above its arrow, which is half way down.
        let words = gaps.iter().map(Vec::len).max().unwrap_or(0) as u32 * LINE * 2 + 20;
        for step in &mut steps {
            step.size.1 = boxes.max(words);
        }
        let mut layout = Self {
            steps,
            gaps,
            detours: Vec::new(),
            arcs,
        };
        let mut y = layout.row_bottom() + 44;
        for node in &picture.detours {
            let ways = into(picture, node.stage);
            let lines = Lines::of(node, &leads_on(picture, node.stage), room);
            let lanes = ways.len() as u32 * LANE + 26;
            let height = lines.height().max(lanes);
            let column = column_of(picture, node.rejoins);
            let place = Place {
                stage: node.stage,
                at: (columns.left[column], y),
                size: (columns.box_width, height),
                lines,
                kind: node.kind,
                column,
            };
            layout.detours.push((place, ways));
            y += height + 22;
        }
        layout
    }

    fn row_bottom(&self) -> u32 {
        self.steps.first().map_or(0, |step| step.at.1 + step.size.1)
    }

    /// Where the picture ends and the list may begin.
    pub(super) fn bottom(&self) -> u32 {
        let last = self.detours.last();
        last.map_or_else(|| self.row_bottom(), |(place, _)| place.at.1 + place.size.1)
    }

    /// Where its last box ends.
    pub(super) fn width(&self) -> u32 {
        self.steps.last().map_or(0, |step| step.at.0 + step.size.0)
    }

    pub(super) fn paint(&self, picture: &Picture, canvas: &mut Canvas) {
        canvas.text((MARGIN, 34), TITLE, "strong", &picture.title);
        self.paint_arcs(canvas);
        for (place, pair) in self.steps.windows(2).enumerate() {
            let y = pair[0].at.1 + pair[0].size.1 / 2;
            let (from, to) = (pair[0].at.0 + pair[0].size.0, pair[1].at.0);
            canvas.line(&[(from, y), (to, y)], Pen::Thick, true);
            let lines = &self.gaps[place];
            for (index, line) in (0..).zip(lines.iter().rev()) {
                canvas.centered(
                    (from + (to - from) / 2, y - 8 - index * LINE),
                    SMALL,
                    "",
                    line,
                );
            }
        }
        self.paint_standing(canvas);
        self.paint_trunks(canvas);
        self.paint_lanes(canvas);
        let last = self.steps.len().saturating_sub(1);
        for (index, step) in self.steps.iter().enumerate() {
            step.paint(if index == last { "step end" } else { "step" }, canvas);
        }
        for (place, _) in &self.detours {
            place.paint("", canvas);
        }
    }

    /// Back on the path: up, to the left and down again.
    fn paint_arcs(&self, canvas: &mut Canvas) {
        let find = |stage: Stage| self.steps.iter().find(|step| step.stage == stage);
        for (level, way) in (0..).zip(&self.arcs) {
            let (Some(from), Some(to)) = (way.from.first().and_then(|&s| find(s)), find(way.to))
            else {
                continue;
            };
            let y = from.at.1 - 16 - level * LEVEL;
            // Apart from one another where several begin or end at one box.
            let apart = (level * 12).min(from.size.0 / 3);
            let (right, left) = (from.at.0 + 24 + apart, to.at.0 + to.size.0 - 24 - apart);
            let line = [(right, from.at.1), (right, y), (left, y), (left, to.at.1)];
            canvas.line(&line, pen(way.kind), true);
            canvas.centered(
                (left + (right - left) / 2, y - 5),
                SMALL,
                "label",
                &way.words,
            );
        }
    }

    /// The dotted lines from stages beside the path to where they stand.
    fn paint_standing(&self, canvas: &mut Canvas) {
        for step in &self.steps {
            let mut places = (self.detours.iter().rev())
                .map(|(place, _)| place)
                .filter(|place| place.column == step.column);
            let Some(lowest) = places.next() else {
                continue;
            };
            let (x, bottom) = (step.at.0, step.at.1 + step.size.1);
            let line = [
                (x, lowest.middle()),
                (x - 14, lowest.middle()),
                (x - 14, bottom + 18),
                (x + 18, bottom + 18),
                (x + 18, bottom),
            ];
            canvas.line(&line, Pen::Dotted, true);
            for place in places {
                canvas.line(
                    &[(x, place.middle()), (x - 14, place.middle())],
                    Pen::Dotted,
                    false,
                );
            }
        }
    }

    /// Where the trunk of a stage is.
    fn trunk(&self, stage: Stage) -> Option<u32> {
        let has_detours = |column| self.detours.iter().any(|(place, _)| place.column == column);
        if let Some(step) = self.steps.iter().find(|step| step.stage == stage) {
            let right = step.at.0 + step.size.0;
            return Some(if has_detours(step.column) {
                right + TRUNK
            } else {
                right - step.size.0 / 2
            });
        }
        let (own, _) = self
            .detours
            .iter()
            .find(|(place, _)| place.stage == stage)?;
        let before = (self.detours.iter())
            .take_while(|(place, _)| place.stage != stage)
            .filter(|(place, _)| place.column == own.column && self.is_source(place.stage))
            .count();
        Some(own.at.0 + own.size.0 + TRUNK + (before as u32 + 1) * TRUNKS_APART)
    }

    fn is_source(&self, stage: Stage) -> bool {
        !self.lanes_from(stage).is_empty()
    }

    /// The heights of all lanes that a stage leads into.
    fn lanes_from(&self, stage: Stage) -> Vec<u32> {
        let lanes = self.detours.iter().flat_map(|(place, ways)| {
            (0..).zip(ways).filter_map(move |(index, way)| {
                let leads = way.from.contains(&stage) && way.to != stage;
                leads.then(|| place.lane(index))
            })
        });
        lanes.collect()
    }

    /// The upright lines from stages to the lanes of where they lead.
    fn paint_trunks(&self, canvas: &mut Canvas) {
        for step in &self.steps {
            let lanes = self.lanes_from(step.stage);
            let (Some(x), Some(&end)) = (self.trunk(step.stage), lanes.iter().max()) else {
                continue;
            };
            let bottom = step.at.1 + step.size.1;
            let from = x.min(step.at.0 + step.size.0 - 18);
            let line = [
                (from, bottom),
                (from, bottom + 14),
                (x, bottom + 14),
                (x, end),
            ];
            canvas.line(&line, Pen::Plain, false);
        }
        for (place, _) in &self.detours {
            let lanes = self.lanes_from(place.stage);
            let Some(x) = self.trunk(place.stage) else {
                continue;
            };
            let stub = place.at.1 + place.size.1 - 9;
            for end in [lanes.iter().min(), lanes.iter().max()]
                .into_iter()
                .flatten()
            {
                let right = place.at.0 + place.size.0;
                canvas.line(&[(right, stub), (x, stub), (x, *end)], Pen::Plain, false);
            }
        }
    }

    /// The level lines into the stages beside the path, and what is written on them.
    fn paint_lanes(&self, canvas: &mut Canvas) {
        for (place, ways) in &self.detours {
            let (left, right) = (place.at.0, place.at.0 + place.size.0);
            for (index, way) in (0..).zip(ways) {
                let y = place.lane(index);
                let trunks: Vec<u32> = (way.from.iter())
                    .filter(|&&stage| stage != place.stage)
                    .filter_map(|&stage| self.trunk(stage))
                    .collect();
                let farthest = trunks.iter().copied().filter(|&x| x > right).max();
                let nearest = trunks.iter().copied().filter(|&x| x < left).min();
                if let Some(x) = farthest {
                    canvas.line(&[(x, y), (right, y)], pen(way.kind), true);
                }
                if let Some(x) = nearest {
                    canvas.line(&[(x, y), (left, y)], pen(way.kind), true);
                }
                for &x in &trunks {
                    canvas.dot((x, y));
                }
                let beside = self.beside_trunks(place.column);
                let at = match (farthest, nearest) {
                    (Some(_), _) => (right + beside, y - 5),
                    (None, Some(x)) => (x + 10, y - 5),
                    (None, None) => continue,
                };
                canvas.text(at, SMALL, "label", &way.words);
            }
        }
    }

    /// How far right of a column's boxes its trunks end.
    fn beside_trunks(&self, column: usize) -> u32 {
        let sources = (self.detours.iter())
            .filter(|(place, _)| place.column == column && self.is_source(place.stage))
            .count();
        TRUNK + sources as u32 * TRUNKS_APART + 10
    }
}

impl Place {
    const fn middle(&self) -> u32 {
        self.at.1 + self.size.1 / 2
    }

    /// The height of one of its lanes.
    const fn lane(&self, index: u32) -> u32 {
        self.at.1 + 18 + index * LANE
    }

    fn paint(&self, class: &str, canvas: &mut Canvas) {
        match self.kind {
            Some(StageKind::Gate) => canvas.pointed(self.at, self.size, class),
            Some(StageKind::Sla | StageKind::Inventory) | None => {
                canvas.rounded(self.at, self.size, class);
            }
        }
        if self.kind == Some(StageKind::Sla) {
            canvas.bar((self.at.0, self.at.1 + 7), self.size.1 - 14);
        }
        let x = self.at.0
            + if self.kind == Some(StageKind::Gate) {
                18
            } else {
                14
            };
        let mut y = self.at.1 + 22;
        for line in &self.lines.name {
            canvas.text((x, y), NAME, "strong", line);
            y += 18;
        }
        for line in &self.lines.small {
            canvas.text((x, y), SMALL, "quiet", line);
            y += LINE;
        }
    }
}

const fn pen(kind: WayKind) -> Pen {
    match kind {
        WayKind::Said | WayKind::Earned => Pen::Plain,
        WayKind::Veto | WayKind::Time => Pen::Dashed,
    }
}

/// How wide boxes are, and where columns begin.
struct Columns {
    box_width: u32,
    left: Vec<u32>,
}

impl Columns {
    fn of(picture: &Picture) -> Self {
        let nodes = picture.path.iter().chain(&picture.detours);
        let wanted = nodes.map(|node| {
            let name = bold(&node.label, NAME);
            let clocks = node
                .clocks
                .iter()
                .map(|clock| width(&clock_line(clock), SMALL));
            let on = leads_on(picture, node.stage);
            let on = on.iter().map(|line| width(line, SMALL));
            clocks.chain(on).max().unwrap_or(0).max(name) + 32
        });
        let box_width = wanted.max().unwrap_or(0).clamp(BOX_LEAST, BOX_MOST);
        let mut left = vec![LEFT];
        let mut x = LEFT;
        for (column, pair) in picture.path.windows(2).enumerate() {
            let words = gap_words(picture, pair[0].stage, pair[1].stage);
            let words = words
                .iter()
                .map(|line| width(line, SMALL))
                .max()
                .unwrap_or(0)
                + 28;
            let stands = |column: usize| {
                let beside = picture.detours.iter();
                beside
                    .filter(|node| column_of(picture, node.rejoins) == column)
                    .count() as u32
            };
            let trunks = TRUNK * 2 + stands(column) * TRUNKS_APART;
            let dotted = if stands(column + 1) > 0 { 24 } else { 0 };
            x += box_width + words.max(trunks + dotted).max(GAP_LEAST);
            left.push(x);
        }
        Self { box_width, left }
    }
}

fn column_of(picture: &Picture, stage: Stage) -> usize {
    let place = picture.path.iter().position(|node| node.stage == stage);
    place.unwrap_or(0)
}

/// What brings a lead from a step to the next one; through gates, to the first one where it may rest.
fn gap_words(picture: &Picture, from: Stage, to: Stage) -> Vec<String> {
    let mut reached: Vec<Stage> = Vec::new();
    for node in picture.path.iter().skip_while(|node| node.stage != to) {
        reached.push(node.stage);
        if node.kind != Some(StageKind::Gate) {
            break;
        }
    }
    let ways = picture.ways.iter();
    let here = ways.filter(|way| reached.contains(&way.to) && way.from.contains(&from));
    here.flat_map(|way| wrapped(&way.words, SMALL, GAP_MOST, 2))
        .collect()
}

/// The ways into a stage beside the path; those of the same stages and kind are one.
fn into(picture: &Picture, stage: Stage) -> Vec<Way> {
    let mut ways: Vec<Way> = Vec::new();
    for way in picture.ways.iter().filter(|way| way.to == stage) {
        let same = ways
            .iter_mut()
            .find(|one| one.from == way.from && one.kind == way.kind);
        match same {
            Some(one) => one.words = format!("{}, {}", one.words, way.words),
            None => ways.push(way.copied(&way.from)),
        }
    }
    ways
}

/// The ways back on the path, one for each stage it begins at.
fn arcs(picture: &Picture) -> Vec<Way> {
    let step = |stage: Stage| picture.path.iter().position(|node| node.stage == stage);
    let mut arcs: Vec<Way> = Vec::new();
    for way in &picture.ways {
        let Some(to) = step(way.to) else {
            continue;
        };
        for &from in way
            .from
            .iter()
            .filter(|&&from| step(from).is_some_and(|from| from > to))
        {
            let same =
                |one: &&mut Way| one.to == way.to && one.kind == way.kind && one.from == [from];
            match arcs.iter_mut().find(same) {
                Some(one) => one.words = format!("{}, {}", one.words, way.words),
                None => arcs.push(way.copied(&[from])),
            }
        }
    }
    arcs
}

/// What leads from a stage beside the path on to the path, as lines in its box: `accept → sal`.
fn leads_on(picture: &Picture, stage: Stage) -> Vec<String> {
    let mut lines: Vec<(Stage, String)> = Vec::new();
    if picture.path.iter().any(|node| node.stage == stage) {
        return Vec::new();
    }
    for node in &picture.path {
        let ways = picture.ways.iter();
        let mut words: Vec<&str> = ways
            .filter(|way| way.to == node.stage && way.from.contains(&stage))
            .map(|way| way.brief.as_str())
            .collect();
        words.dedup();
        if !words.is_empty() {
            lines.push((node.stage, words.join(", ")));
        }
    }
    (lines.into_iter())
        .map(|(to, words)| format!("{words} \u{2192} {}", picture.label(to)))
        .collect()
}
