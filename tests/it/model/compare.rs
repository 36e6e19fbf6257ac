//! Law 1 as a question: does the net of what was published say what the model says?

use super::fold::Folded;
use leadfold::lead::row::Row;
use std::fmt::Write;

/// Compares by identity and values; annotations (score, grade) may differ (R2).
///
/// # Errors
/// A text with every row that only one side has, sorted by instant.
pub(crate) fn compare(net_published: &[Row], model: &Folded) -> Result<(), String> {
    let mut missing = said(&model.rows);
    let mut surplus = Vec::new();
    for row in said(net_published) {
        // A row counts as often as it stands there: twice published is not once published.
        match missing.iter().position(|wanted| *wanted == row) {
            Some(place) => drop(missing.swap_remove(place)),
            None => surplus.push(row),
        }
    }
    if missing.is_empty() && surplus.is_empty() {
        return Ok(());
    }
    let mut report = String::new();
    let mut list = |title: &str, mut rows: Vec<String>| {
        rows.sort();
        for row in rows {
            // Writing into a String cannot fail.
            writeln!(report, "{title}: {row}").unwrap_or_default();
        }
    };
    list("published, but not so  ", surplus);
    list("so, but not published  ", missing);
    Err(report)
}

fn said(rows: &[Row]) -> Vec<String> {
    let say = |row: &Row| {
        format!(
            "{} {:?} {:?}",
            row.identity.instant, row.identity, row.values
        )
    };
    rows.iter().map(say).collect()
}
