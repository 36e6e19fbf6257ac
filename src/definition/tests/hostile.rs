//! Files that nobody would write: whatever stands in them, reading ends with an answer.

mod promises;

use std::fs;
use std::path::{Path, PathBuf};

use super::super::{Problems, SAMPLE, parse};
use crate::definition::expression::compile;
use crate::definition::scope::{Scope, Words};
use promises::check_promises;

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

/// Reads the files and checks the answer: was it accepted?
fn is_fine(files: &[(&str, &str)], seed: u64) -> bool {
    match parse(files) {
        Ok(loaded) => {
            assert!(Problems(loaded.warnings).to_string().len() < 200_000);
            for definition in loaded.definitions.versions() {
                check_promises(definition, seed);
            }
            true
        }
        Err(problems) => {
            assert!(
                !problems.0.is_empty(),
                "seed {seed}: refused without a word"
            );
            for problem in &problems.0 {
                let text = files.iter().find(|(name, _)| *name == problem.file);
                let lines = text.map_or(0, |(_, text)| text.split('\n').count());
                assert!(problem.line <= lines, "seed {seed}: {problem}");
            }
            assert!(problems.to_string().len() < 200_000, "seed {seed}");
            false
        }
    }
}

#[test]
fn no_mutation_of_the_sample_brings_the_reader_down() {
    let mut fine = 0;
    for seed in 0..1000 {
        let mut numbers = Numbers(seed);
        let text = mutated(SAMPLE, &mut numbers);
        fine += usize::from(is_fine(&[("fuzz.toml", &text)], seed));
    }
    // Both answers must have been met, else the mutations are too tame or too wild.
    assert!((50..950).contains(&fine), "{fine} fine");
}

/// The agreements that come with leadfold, folder by folder.
fn examples() -> Vec<Vec<(String, String)>> {
    fn gather(folder: &Path, found: &mut Vec<Vec<(String, String)>>) {
        let mut entries: Vec<PathBuf> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        entries.sort();
        let (folders, files): (Vec<_>, Vec<_>) =
            entries.into_iter().partition(|path| path.is_dir());
        let files = files
            .into_iter()
            .filter(|path| path.extension().is_some_and(|ending| ending == "toml"));
        let texts = files.map(|path| {
            let text = fs::read_to_string(&path).unwrap();
            (path.display().to_string(), text)
        });
        found.push(texts.collect());
        for folder in folders {
            gather(&folder, found);
        }
    }
    let mut found = Vec::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/agreement");
    gather(&root, &mut found);
    found.retain(|files| !files.is_empty());
    found
}

/// The words, signs, quotations and gaps of a TOML text.
fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '"' | '\'' => rest[1..]
                .find([first, '\n'])
                .map_or(rest.len(), |end| end + 2),
            '#' => rest.find('\n').unwrap_or(rest.len()),
            c if c.is_alphanumeric() || matches!(c, '_' | '-') => rest
                .find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':' | '+')))
                .unwrap_or(rest.len()),
            c => c.len_utf8(),
        };
        let (token, after) = rest.split_at(length.min(rest.len()));
        tokens.push(token);
        rest = after;
    }
    tokens
}

/// What stands for what, whether it fits or not.
const VALUES: [&str; 26] = [
    "0",
    "-1",
    "1",
    "65",
    "1e308",
    "nan",
    "0.0001",
    "9223372036854775808",
    "true",
    "[]",
    "{}",
    "[[[[[[[[]]]]]]]]",
    "{ a = { b = { c = 1 } } }",
    "2026-04-01",
    "2026-04-01T00:00:00Z",
    "'\"'",
    "''",
    "'mql'",
    "'inquiry'",
    "'100 %'",
    "'1 day'",
    "'36525 d'",
    "'gate'",
    "'detour'",
    "'stage == \"sal\"'",
    "'true'",
];

/// A text whose words, values, lines and sections are mixed up.
fn mixed(text: &str, numbers: &mut Numbers) -> String {
    let mut tokens: Vec<String> = tokens(text).into_iter().map(str::to_owned).collect();
    for _ in 0..=numbers.below(3) {
        let is_value = |token: &String| {
            token.starts_with(['"', '\'', '-']) || token.starts_with(|c: char| c.is_ascii_digit())
        };
        let values: Vec<usize> = (0..tokens.len())
            .filter(|at| is_value(&tokens[*at]))
            .collect();
        if values.is_empty() {
            break;
        }
        let (one, two) = (
            values[numbers.below(values.len())],
            values[numbers.below(values.len())],
        );
        let any = numbers.below(tokens.len());
        match numbers.below(7) {
            0 => tokens.swap(one, two),
            1 => tokens[one] = numbers.pick(&VALUES).to_owned(),
            2 => tokens[one] = tokens[two].clone(),
            3 => tokens[any] = "[".repeat(numbers.below(200)),
            4 => {
                tokens.remove(any);
            }
            // A section goes elsewhere, or comes twice, or is dropped.
            _ => {
                let text = tokens.concat();
                let mut sections: Vec<String> = text.split("\n\n").map(str::to_owned).collect();
                let (from, to) = (numbers.below(sections.len()), numbers.below(sections.len()));
                match numbers.below(3) {
                    0 => sections.insert(to, sections[from].clone()),
                    1 => sections.swap(from, to),
                    _ => {
                        sections.remove(from);
                    }
                }
                tokens = self::tokens(&sections.join("\n\n"))
                    .into_iter()
                    .map(str::to_owned)
                    .collect();
            }
        }
        if tokens.is_empty() {
            break;
        }
    }
    tokens.concat()
}

#[test]
fn no_mixture_of_the_examples_brings_the_reader_down() {
    let examples = examples();
    assert!(examples.len() >= 4, "{} folders", examples.len());
    let mut fine = 0;
    for seed in 0..1200 {
        let mut numbers = Numbers(seed);
        let mut files = examples[numbers.below(examples.len())].clone();
        let place = numbers.below(files.len());
        files[place].1 = mixed(&files[place].1, &mut numbers);
        let files: Vec<_> = files
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_str()))
            .collect();
        fine += usize::from(is_fine(&files, seed));
    }
    assert!((60..1140).contains(&fine), "{fine} fine");
}

/// A graph as nobody would draw it.
fn scribbled(numbers: &mut Numbers) -> String {
    const STAGES: [&str; 9] = [
        "inquiry",
        "mql",
        "sal",
        "own",
        "customer",
        "recycled",
        "lost",
        "ineligible",
        "aside",
    ];
    const KINDS: [&str; 5] = ["inventory", "sla", "gate", "gate", "gate"];
    let mut path = vec!["inquiry"];
    for stage in ["own", "mql", "sal"] {
        if stage == "mql" || numbers.below(2) == 0 {
            path.insert(1 + numbers.below(path.len()), stage);
        }
    }
    path.push("customer");
    let mut text = format!("[graph]\npath = {path:?}\n");
    for stage in STAGES {
        text += &format!("[stages.{stage}]\n");
        if stage == "aside" {
            text += "path = 'detour'\n";
        }
        if numbers.below(9) == 0 {
            text += &format!("type = '{}'\n", numbers.pick(&KINDS));
        }
        if numbers.below(9) == 0 {
            text += &format!("rejoins = '{}'\n", numbers.pick(&STAGES));
        }
        if numbers.below(6) == 0 {
            let to = numbers.pick(&STAGES);
            text += &format!("timeout = {{ after = '1 d', to = '{to}' }}\n");
        }
    }
    text
}

#[test]
fn no_graph_that_is_accepted_goes_round() {
    let mut fine = 0;
    for seed in 0..6000 {
        let text = format!("{}{}", super::HEAD, scribbled(&mut Numbers(seed)));
        fine += usize::from(is_fine(&[("a.toml", &text)], seed));
    }
    assert!(fine > 50, "{fine} fine");
}

#[test]
fn no_end_of_a_file_brings_the_reader_down() {
    for files in examples() {
        for (name, text) in &files {
            let lines = text.split_inclusive('\n').count();
            for kept in (0..lines).step_by(3) {
                let begun: String = text.split_inclusive('\n').take(kept).collect();
                let broken = format!(
                    "{begun}{}",
                    &text[begun.len()..].chars().take(9).collect::<String>()
                );
                is_fine(&[(name, &begun)], kept as u64);
                is_fine(&[(name, &broken)], kept as u64);
            }
        }
    }
}

#[test]
fn a_file_of_a_mebibyte_is_answered_at_once() {
    let head = super::HEAD;
    let filled = |piece: &str| {
        let count = (super::super::LONGEST_FILE - head.len()) / piece.len();
        format!("{head}{}", piece.repeat(count))
    };
    // A hundred thousand mistakes are counted, and a hundred told.
    let unknown: String = (0..80_000).map(|number| format!("k{number}=1\n")).collect();
    let told = parse(&[("a.toml", &format!("{unknown}{head}"))]).unwrap_err();
    assert_eq!(told.0.len(), 101);
    assert!(
        told.0[100].message.contains("79900 more problems"),
        "{}",
        told.0[100].message
    );
    assert_eq!(super::super::count(&told.0), (80_000, 0));
    for piece in [
        "[[score.rules]]\nname='a'\nwhen='true'\npoints=1\n",
        "[[segments]]\nname='a'\nwhen='source==\"x\"&&source==\"y\"'\n",
        "# a comment\n",
        "[a.",
        "a=[",
    ] {
        is_fine(&[("a.toml", &filled(piece))], 0);
    }
    // Expressions as long as they may be, all of one field.
    let test = ["source==\"a\""; 140].join("&&");
    let rules: String = (0..100)
        .map(|number| format!("[[fit.rules]]\nname='{number}'\npoints=1\nwhen='{test}'\n"))
        .collect();
    assert!(is_fine(
        &[(
            "a.toml",
            &format!(
                "{head}{}",
                "[fit]\ngrades={A=4,B=3,C=2,D=1}\n".to_owned() + &rules
            )
        )],
        0
    ));
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

#[test]
fn no_row_of_words_brings_the_parser_down() {
    const WORDS: [&str; 30] = [
        "stage",
        "grade",
        "contacted",
        "on_hold",
        "cycle",
        "amount",
        "traits",
        "disposition",
        "segment",
        ".x",
        ".startsWith(",
        "has(",
        "(",
        ")",
        "[",
        "]",
        ",",
        "==",
        "!=",
        "<",
        ">=",
        "in",
        "&&",
        "||",
        "!",
        "-1",
        "2.5",
        "\"mql\"",
        "'a'",
        "true",
    ];
    let words = Words {
        stages: vec!["mql".to_owned()],
        segments: Vec::new(),
    };
    let mut fine = 0;
    for seed in 0..6000 {
        let mut numbers = Numbers(seed);
        let scope = Scope::ALL[numbers.below(Scope::ALL.len())];
        let count = 1 + numbers.below(9);
        let text: Vec<&str> = (0..count).map(|_| numbers.pick(&WORDS)).collect();
        let text = text.join(" ");
        match compile(&text, scope, &words) {
            Ok(_) => fine += 1,
            Err(refusals) => {
                assert!(
                    !refusals.is_empty(),
                    "seed {seed}: refused without a word: {text}"
                );
                assert!(
                    refusals.iter().all(|refusal| refusal.at <= text.len()),
                    "seed {seed}"
                );
            }
        }
    }
    assert!(fine > 20, "{fine} fine");
}
