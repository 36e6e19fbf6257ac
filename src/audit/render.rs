//! A funnel written down: a table for a sales manager, CSV for a spreadsheet, JSON for a program.

use crate::audit::figure::Figure;
use crate::audit::funnel::{Dimension, Funnel, Group};
use crate::time::Span;
use std::fmt::Write as _;

/// How a report is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    /// A table to be read.
    #[default]
    Text,
    /// One JSON document with all figures.
    Json,
    /// One line per group.
    Csv,
}

impl Form {
    /// The form of that word: `text`, `json` or `csv`.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "text" => Some(Self::Text),
            "json" => Some(Self::Json),
            "csv" => Some(Self::Csv),
            _ => None,
        }
    }
}

/// What stands in tables where a lead has no source, campaign, owner or team; in JSON that is null, and in CSV the cell is empty.
const NONE: &str = "(none)";

/// The funnel in a form, ending with a newline.
#[must_use]
pub fn funnel(funnel: &Funnel, form: Form) -> String {
    match form {
        Form::Text => text(funnel),
        Form::Json => {
            let json = serde_json::to_string_pretty(funnel);
            json.expect("a funnel has only text keys and finite numbers") + "\n"
        }
        Form::Csv => csv(funnel),
    }
}

fn text(funnel: &Funnel) -> String {
    let mut to = String::new();
    if let Some(dimension) = funnel.group_by {
        groups(&mut to, funnel, dimension);
        to.push('\n');
    }
    stages(&mut to, &funnel.all);
    if let Some(seeded) = funnel.seeded.filter(|seeded| seeded.leads > 0) {
        let (rows, leads) = (counted(seeded.rows), counted(seeded.leads));
        to.push_str(&format!(
            "\nnot counted: {rows} rows of {leads} leads that stood there before and were seeded\n"
        ));
    }
    if funnel.unbalanced_rows > 0 {
        let rows = counted(funnel.unbalanced_rows as u64);
        to.push_str(&format!(
            "\nwarning: {rows} rows do not add up; the output log lacks records\n"
        ));
    }
    to
}

fn groups(to: &mut String, funnel: &Funnel, dimension: Dimension) {
    let mut table = Table::default();
    let mut head = vec![dimension.name().to_owned(), "leads".to_owned()];
    head.extend(funnel.all.stages.iter().map(|line| line.stage.clone()));
    head.extend(["won".to_owned(), "days to close".to_owned()]);
    table.rows.push(head);
    let line = |name: &str, group: &Group| {
        let mut cells = vec![shown(name), counted(group.leads)];
        cells.extend(group.stages.iter().map(|line| counted(line.leads)));
        cells.push(percent(group.won_percent));
        cells.push(or_dash(
            group.average_days_to_close.map(|days| days.to_string()),
        ));
        cells
    };
    for group in &funnel.groups {
        table
            .rows
            .push(line(group.key.as_deref().unwrap_or(NONE), group));
    }
    table.rows.push(line("all", &funnel.all));
    table.write(to);
}

fn stages(to: &mut String, all: &Group) {
    let mut table = Table::default();
    let head = [
        "stage",
        "leads",
        "of the stage before",
        "of all leads",
        "median time",
        "average time",
    ];
    table.rows.push(head.map(str::to_owned).to_vec());
    let whole = Figure::percent(all.leads, all.leads);
    let first = [
        "all".to_owned(),
        counted(all.leads),
        or_dash(None),
        percent(whole),
        or_dash(None),
        or_dash(None),
    ];
    table.rows.push(first.to_vec());
    for line in &all.stages {
        let span = |millis: Option<i64>| {
            or_dash(millis.map(|millis| Span::from_millis(millis).to_string()))
        };
        table.rows.push(vec![
            line.stage.clone(),
            counted(line.leads),
            percent(line.percent_of_previous),
            percent(line.percent_of_leads),
            span(line.median_ms),
            span(line.average_ms),
        ]);
    }
    table.write(to);
    let days = or_dash(all.average_days_to_close.map(|days| days.to_string()));
    let (won, share) = (counted(all.won), percent(all.won_percent));
    to.push_str(&format!(
        "\n{won} won, {share} of all leads, {days} days from first contact to the deal on average\n"
    ));
}

fn csv(funnel: &Funnel) -> String {
    let mut to = String::new();
    let mut head = vec![
        funnel.group_by.map_or("group", Dimension::name).to_owned(),
        "leads".to_owned(),
    ];
    for line in &funnel.all.stages {
        head.extend([
            line.stage.clone(),
            format!("{}_percent_of_previous", line.stage),
        ]);
        head.extend([
            format!("{}_median_ms", line.stage),
            format!("{}_average_ms", line.stage),
        ]);
    }
    head.extend(["won", "won_percent", "average_days_to_close"].map(str::to_owned));
    csv_line(&mut to, &head);
    let plain =
        |figure: Option<Figure>| figure.map_or_else(String::new, |figure| figure.to_string());
    let millis = |span: Option<i64>| span.map_or_else(String::new, |span| span.to_string());
    let all = std::slice::from_ref(&funnel.all);
    let groups = if funnel.group_by.is_some() {
        &funnel.groups
    } else {
        all
    };
    for group in groups {
        let mut cells = vec![
            group.key.clone().unwrap_or_default(),
            group.leads.to_string(),
        ];
        for line in &group.stages {
            cells.extend([line.leads.to_string(), plain(line.percent_of_previous)]);
            cells.extend([millis(line.median_ms), millis(line.average_ms)]);
        }
        cells.extend([
            group.won.to_string(),
            plain(group.won_percent),
            plain(group.average_days_to_close),
        ]);
        csv_line(&mut to, &cells);
    }
    to
}

fn csv_line(to: &mut String, cells: &[String]) {
    for (index, cell) in cells.iter().enumerate() {
        if index > 0 {
            to.push(',');
        }
        if cell.contains([',', '"', '\n', '\r']) {
            to.push_str(&format!("\"{}\"", cell.replace('"', "\"\"")));
        } else {
            to.push_str(cell);
        }
    }
    to.push('\n');
}

/// Columns as wide as their widest cell: the first to the left, numbers to the right.
#[derive(Default)]
struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    fn write(&self, to: &mut String) {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let width = |column: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(column));
            cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        for row in &self.rows {
            for (column, cell) in row.iter().enumerate() {
                let width = widths[column];
                let written = if column == 0 {
                    write!(to, "{cell:<width$}")
                } else {
                    write!(to, "  {cell:>width$}")
                };
                written.expect("a String takes all text");
            }
            to.push('\n');
        }
    }
}

/// A name as the terminal may show it: one line, no control characters, not wider than a column should be.
fn shown(name: &str) -> String {
    const WIDEST: usize = 40;
    let clean: String = name
        .chars()
        .take(WIDEST)
        .map(|letter| {
            if letter.is_control() {
                '\u{fffd}'
            } else {
                letter
            }
        })
        .collect();
    if name.chars().count() > WIDEST {
        clean + "…"
    } else {
        clean
    }
}

fn percent(figure: Option<Figure>) -> String {
    or_dash(figure.map(|figure| format!("{figure} %")))
}

fn or_dash(text: Option<String>) -> String {
    text.unwrap_or_else(|| "–".to_owned())
}

/// `8,000`.
fn counted(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
