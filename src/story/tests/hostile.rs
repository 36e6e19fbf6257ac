//! No text stops the reader or the player: it is a story, or it has mistakes.

use super::{FRIDAY, agreement, outcome};
use crate::story::{head, parse};

/// A story with one of everything.
const ALL: &str = include_str!("../../../tests/stories/sales.story");

/// Numbers that look random and are the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }
}

#[test]
fn broken_stories_are_mistakes_and_never_panics() {
    const PIECES: [&str; 24] = [
        "\"",
        "=",
        "#",
        "+",
        "-",
        " ",
        "\n",
        "\t",
        "é",
        "\u{0}",
        ":",
        "9",
        "Fri",
        "+99999d",
        "+36525d",
        "0000-01-01",
        "9999-12-31 23:59",
        "expect",
        "row",
        "not",
        "W",
        "until=",
        "occurred=",
        "story \"x\"",
    ];
    let definitions = agreement();
    let mut numbers = Numbers(7);
    let (mut read, mut refused) = (0, 0);
    for round in 0..3000 {
        let mut text = if round % 2 == 0 {
            FRIDAY.to_owned()
        } else {
            ALL[..ALL.len() / 8].to_owned()
        };
        for _ in 0..=numbers.below(4) {
            let at = text.floor_char_boundary(numbers.below(text.len()));
            let until = text.floor_char_boundary((at + numbers.below(6)).min(text.len()));
            text.replace_range(at..until.max(at), PIECES[numbers.below(PIECES.len())]);
        }
        drop(head("a.story", &text));
        match parse("a.story", &text, &definitions) {
            Ok(_) => read += 1,
            Err(_) => refused += 1,
        }
        drop(outcome(&text));
    }
    assert!(
        read > 100 && refused > 100,
        "{read} read, {refused} refused"
    );
}

#[test]
fn times_stay_within_the_calendar() {
    let told = outcome("story \"x\"\n 9999-12-31 23:00 created\n +36525d W\n stage inquiry\n");
    assert!(told.contains("beyond the calendar"), "{told}");
    let told = outcome("story \"x\"\n 0000-01-01 00:00 created\n stage inquiry\n");
    assert!(told.contains("beyond the calendar"), "{told}");
}

#[test]
fn long_blocks_are_compared_without_a_table_of_all_pairs() {
    let mut text = String::from("story \"x\"\n 2026-03-06 09:00 created\n");
    text.push_str(&" lose\n".repeat(100));
    text.push_str(" expect\n");
    for line in 0..20_000 {
        text.push_str(&format!("  + {line}\n"));
    }
    let told = outcome(&text);
    let lines = |mark: &str| told.lines().filter(|line| line.starts_with(mark)).count();
    assert_eq!(
        (lines("  <"), lines("  >")),
        (20_000, 101),
        "{}",
        &told[..2000]
    );
}

#[test]
fn a_line_has_as_many_values_as_an_event() {
    let story = |count: usize| {
        let traits: String = (0..count).map(|number| format!(" t{number}=1")).collect();
        format!("story \"x\"\n 2026-03-06 09:00 created{traits}\n stage inquiry\n")
    };
    assert_eq!(outcome(&story(64)), "ok x\n");
    // As long as a file may be: each word is looked at once.
    for count in [65, 80_000] {
        let told = outcome(&story(count));
        assert!(told.starts_with("error: an event has at most 64 traits"));
    }
}

#[test]
fn many_stories_of_one_name_are_told_of() {
    let stories: String = (0..20_000)
        .map(|number| format!("story \"{}\"\n", number / 2))
        .collect();
    let problems = parse("a.story", &stories, &agreement()).unwrap_err().0;
    assert_eq!(problems[1].message, "line 1 has a story of that name");
    assert_eq!(crate::definition::count(&problems).0, 10_001);
}
