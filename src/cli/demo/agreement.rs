//! The demo's two agreements: one for the history, in hours, and one for the live part, in which an hour lasts about a second.

use crate::time::{Span, Timestamp};

/// The agreement under which the history happened.
pub(super) const HISTORY: &str = include_str!("agreement.toml");

/// The agreement of the live part: the same, but for the length of an hour. It is effective from `from` on.
///
/// # Panics
/// When the text of the first agreement has lost one of the lines that differ.
pub(super) fn live(from: Timestamp, hour: Span) -> String {
    let within = |hours: i64| format!("within = \"{} ms\"", hours * hour.as_millis());
    let replaced = [
        ("version = 1\n", "version = 2\n".to_owned()),
        (
            "effective_from = 2020-01-01T00:00:00Z",
            format!("effective_from = {from}"),
        ),
        (
            "why = \"The first agreement: who is ready, and how soon sales answers.\"",
            format!(
                "why = \"For a viewer who has no day to spare: an hour of working life lasts {hour}.\""
            ),
        ),
        ("within = \"8 h\"", within(8)),
        ("within = \"16 h\"", within(16)),
    ];
    replaced
        .iter()
        .fold(HISTORY.to_owned(), |text, (from, to)| {
            assert!(text.contains(from), "the agreement has the line {from:?}");
            text.replace(from, to)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_live_agreement_is_the_first_one_with_shorter_hours() {
        let from = Timestamp::from_millis(1_800_000_000_000);
        let live = live(from, Span::from_millis(500));
        let differing: Vec<&str> = (live.lines().zip(HISTORY.lines()))
            .filter(|(now, then)| now != then)
            .map(|(now, _)| now)
            .collect();
        expect_test::expect![[r#"
            version = 2
            effective_from = 2027-01-15T08:00:00.000Z
            why = "For a viewer who has no day to spare: an hour of working life lasts 500 ms."
            within = "4000 ms"
            within = "8000 ms""#]]
        .assert_eq(&differing.join("\n"));
    }
}
