//! Files that nobody would write: whatever stands in them, reading ends with an answer.

use super::super::{Problems, SAMPLE, parse};
use crate::definition::expression::compile;
use crate::definition::scope::{Scope, Words};
use crate::lead::definition::{Definition, ScoreRule};
use crate::time::Span;

/// A small generator of numbers (splitmix64), so that a failure is repeated by its seed.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound.max(1) as u64).unwrap()
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }
}

const BITS: [&str; 40] = [
    "\"",
    "'",
    "\"\"\"",
    "'''",
    "\\",
    "\\u00e4",
    "\n",
    "\r\n",
    "\t",
    "[",
    "]",
    "[[",
    "]]",
    "{",
    "}",
    "(",
    ")",
    "=",
    "==",
    "!",
    "&&",
    "||",
    "<",
    ".",
    ",",
    "-",
    "0",
    "9999999999999999999",
    "1e9",
    "0x",
    "nan",
    "ä",
    "\u{1f600}",
    "\u{0}",
    "#",
    "kind",
    "has(",
    "in [",
    "?",
    "2026-04-01",
];

/// The text with some of it dropped, doubled, or replaced.
fn mutated(text: &str, numbers: &mut Numbers) -> String {
    let mut text = text.to_owned();
    for _ in 0..=numbers.below(4) {
        let from = text.floor_char_boundary(numbers.below(text.len() + 1));
        let until = text.floor_char_boundary((from + numbers.below(12)).min(text.len()));
        let until = until.max(from);
        match numbers.below(4) {
            0 => text.replace_range(from..until, ""),
            1 => text.insert_str(from, numbers.pick(&BITS)),
            2 => text.replace_range(from..until, numbers.pick(&BITS)),
            _ => {
                let piece = text[from..until].to_owned();
                let to = text.floor_char_boundary(numbers.below(text.len() + 1));
                text.insert_str(to, &piece);
            }
        }
    }
    text
}

/// What the fold relies on, whatever was accepted.
fn check_promises(definition: &Definition, seed: u64) {
    for rule in &definition.rules {
        assert!(rule.points.abs() <= ScoreRule::MOST, "seed {seed}");
    }
    if let Some(fit) = &definition.fit {
        assert!(fit.least.is_sorted_by(|a, b| a > b), "seed {seed}");
    }
    for threshold in definition
        .models
        .iter()
        .filter_map(|model| model.threshold.as_ref())
    {
        let leave_below = threshold.leave_below.unwrap_or(1);
        assert!(
            0 < leave_below && leave_below <= threshold.score,
            "seed {seed}"
        );
    }
    for clock in &definition.clocks {
        assert!(!clock.targets.is_empty(), "seed {seed}");
        for target in &clock.targets {
            assert!(target.within > Span::ZERO, "seed {seed}");
        }
    }
}

#[test]
fn no_mutation_of_the_sample_brings_the_reader_down() {
    let (mut fine, mut refused) = (0, 0);
    for seed in 0..4000 {
        let mut numbers = Numbers(seed);
        let text = mutated(SAMPLE, &mut numbers);
        match parse(&[("fuzz.toml", &text)]) {
            Ok(loaded) => {
                fine += 1;
                assert!(Problems(loaded.warnings).to_string().len() < 100_000);
                for definition in loaded.definitions.versions() {
                    check_promises(definition, seed);
                }
            }
            Err(problems) => {
                refused += 1;
                assert!(
                    !problems.0.is_empty(),
                    "seed {seed}: refused without a word"
                );
                for problem in &problems.0 {
                    let lines = text.split('\n').count();
                    assert!(problem.line <= lines, "seed {seed}: {problem}");
                }
                assert!(problems.to_string().len() < 100_000, "seed {seed}");
            }
        }
    }
    // Both answers must have been met, else the mutations are too tame or too wild.
    assert!(
        fine > 100 && refused > 100,
        "{fine} fine, {refused} refused"
    );
}

#[test]
fn no_mutation_of_an_expression_brings_the_parser_down() {
    const TEXT: &str = r#"kind == "a" && (asset.startsWith("/p") || !has(properties.x)) && properties.n in [1, -2.5, "ä"]"#;
    let words = Words::default();
    for seed in 0..4000 {
        let text = mutated(TEXT, &mut Numbers(seed));
        if let Err(refusals) = compile(&text, Scope::Engagement, &words) {
            assert!(
                !refusals.is_empty(),
                "seed {seed}: refused without a word: {text}"
            );
            for refusal in refusals {
                assert!(refusal.at <= text.len(), "seed {seed}: {refusal:?}");
            }
        }
    }
}
