//! `docs/definition.md` says what the reader reads: its examples are agreements, and it tells every code.

use std::collections::BTreeSet;

use super::super::code::Code;
use super::super::keys::tables;
use super::{HEAD, told_of};

const PAGE: &str = include_str!("../../../docs/definition.md");

/// The examples of the page, in order.
fn examples() -> Vec<&'static str> {
    let blocks = PAGE.split("```toml\n").skip(1);
    blocks
        .map(|block| block.split("```").next().unwrap_or_default())
        .collect()
}

#[test]
fn the_examples_of_the_page_are_without_mistakes_and_without_warnings() {
    let examples = examples();
    assert!(examples.len() >= 12, "{} examples", examples.len());
    for example in examples {
        let whole = if example.contains("effective_from") {
            example.to_owned()
        } else {
            format!("{HEAD}{example}")
        };
        assert_eq!(told_of(&[("page.toml", &whole)]), "", "{example}");
    }
}

#[test]
fn the_page_tells_every_code_once() {
    let rows = PAGE
        .split("| code of")
        .skip(1)
        .flat_map(|table| table.split("\n\n").next().unwrap_or_default().lines());
    let told: Vec<&str> = rows
        .filter_map(|row| row.strip_prefix("| `")?.split('`').next())
        .collect();
    let all = Code::ALL.map(Code::name);
    assert_eq!(told, all, "in the order of the code");
    assert_eq!(
        BTreeSet::from(all).len(),
        all.len(),
        "each has its own word"
    );
}

#[test]
fn the_page_names_every_key() {
    for keys in tables() {
        for key in keys.all() {
            let word = format!("`{}`", key.word);
            let heading = format!("[{}", key.word);
            let is_named = PAGE.contains(&word)
                || PAGE.contains(&heading)
                || PAGE.contains(&format!(".{}", key.word))
                || PAGE.contains(&format!("{} =", key.word));
            assert!(is_named, "{} of {}", key.word, keys.title);
        }
    }
}
