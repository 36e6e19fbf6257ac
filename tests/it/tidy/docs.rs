//! Agreement of the documents with the code, and manners of texts.

use super::source::{File, layers};
use std::collections::BTreeSet;
use std::path::Path;

fn find<'a>(files: &'a [File], path: &str) -> Option<&'a str> {
    files
        .iter()
        .find(|file| file.path == path)
        .map(|file| file.text.as_str())
}

/// What one list has and the other lacks, both ways.
fn differences(
    code: &BTreeSet<String>,
    document: &BTreeSet<String>,
    path: &str,
    what: &str,
) -> Vec<String> {
    let missing = code
        .difference(document)
        .map(|name| format!("{path} does not list the {what} `{name}`"));
    let stale = document
        .difference(code)
        .map(|name| format!("{path} lists `{name}`, which is no {what} of the code"));
    missing.chain(stale).collect()
}

/// The first code word of each table row: `| `name` | … |`.
fn listed(document: &str) -> BTreeSet<String> {
    document
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once('`'))
        .map(|(name, _)| name.to_owned())
        .collect()
}

fn is_snake_case(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
}

/// `docs/rejections.md` lists exactly the codes that `Code::name` gives.
pub(super) fn rejections(files: &[File]) -> Vec<String> {
    let Some(source) = find(files, "src/wire/rejection.rs") else {
        return Vec::new();
    };
    let name = source.split_once("fn name(").map_or("", |(_, rest)| rest);
    let body = name.split("fn ").next().unwrap_or_default();
    let codes: BTreeSet<String> = body
        .split("=> \"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .filter(|word| is_snake_case(word))
        .map(str::to_owned)
        .collect();
    let document = find(files, "docs/rejections.md").unwrap_or_default();
    differences(
        &codes,
        &listed(document),
        "docs/rejections.md",
        "rejection code",
    )
}

/// `docs/metrics.md` lists exactly the metrics that `metrics` declares.
pub(super) fn metrics(files: &[File]) -> Vec<String> {
    let declared: BTreeSet<String> = files
        .iter()
        .filter(|file| file.module() == Some("metrics") && !file.path.ends_with("tests.rs"))
        .flat_map(|file| file.text.split("\"leadfold_").skip(1))
        .filter_map(|rest| rest.split('"').next())
        .filter(|word| is_snake_case(word))
        .map(|word| format!("leadfold_{word}"))
        .collect();
    let document = find(files, "docs/metrics.md").unwrap_or_default();
    differences(&declared, &listed(document), "docs/metrics.md", "metric")
}

/// The letters that rules begin with.
const FAMILIES: &[u8] = b"FJWRSCDG";

/// The rule names in a line: a family's letter and one or two digits, standing alone.
fn cited(line: &str) -> Vec<&str> {
    line.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
        .filter(|word| {
            let (letter, digits) = word.as_bytes().split_first().unwrap_or((&0, &[]));
            FAMILIES.contains(letter)
                && (1..=2).contains(&digits.len())
                && digits.iter().all(u8::is_ascii_digit)
        })
        .collect()
}

/// A rule that a comment points at is found in `docs/design/rules.md`, once.
pub(super) fn rule_names(files: &[File]) -> Vec<String> {
    let mut faults = Vec::new();
    let mut rules = BTreeSet::new();
    let document = find(files, "docs/design/rules.md").unwrap_or_default();
    for line in document.lines() {
        let cell = line
            .strip_prefix("| ")
            .and_then(|row| row.split(' ').next());
        for rule in cell.map_or_else(Vec::new, cited) {
            if !rules.insert(rule) {
                faults.push(format!("docs/design/rules.md: {rule} is listed twice"));
            }
        }
    }
    let rust = files
        .iter()
        .filter(|file| file.is_rust_in("src/") || file.is_rust_in("tests/"))
        // This check's own examples are no citations.
        .filter(|file| !file.path.starts_with("tests/it/tidy"));
    for file in rust {
        for (number, line) in layers(&file.text).comments.lines().enumerate() {
            for rule in cited(line).into_iter().filter(|rule| !rules.contains(rule)) {
                faults.push(format!(
                    "{}:{}: {rule} is not in docs/design/rules.md",
                    file.path,
                    number + 1
                ));
            }
        }
    }
    faults
}

/// A relative link in a document leads to a file or folder of the repository.
pub(super) fn links(files: &[File]) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut faults = Vec::new();
    for file in files.iter().filter(|file| file.path.ends_with(".md")) {
        let folder = Path::new(&file.path)
            .parent()
            .unwrap_or_else(|| Path::new(""));
        for (number, line) in file.text.lines().enumerate() {
            for target in line.split("](").skip(1).filter_map(|r| r.split(')').next()) {
                let path = target.split('#').next().unwrap_or_default();
                if path.is_empty() || path.contains("://") || path.starts_with("mailto:") {
                    continue;
                }
                let is_planted = files
                    .iter()
                    .any(|other| Path::new(&other.path) == folder.join(path));
                if !is_planted && !root.join(folder).join(path).exists() {
                    faults.push(format!(
                        "{}:{}: `{target}` leads nowhere",
                        file.path,
                        number + 1
                    ));
                }
            }
        }
    }
    faults
}

/// The marks of open tasks, in pieces, so that this file has none.
const OPEN_TASKS: [&str; 2] = [concat!("TO", "DO"), concat!("FIX", "ME")];

/// What is left to do is somewhere with a number, or it is forgotten.
pub(super) fn open_tasks(files: &[File]) -> Vec<String> {
    let mut faults = Vec::new();
    for file in files.iter().filter(|file| is_ours(&file.path)) {
        for (number, line) in file.text.lines().enumerate() {
            for mark in OPEN_TASKS {
                let is_bare = line.split(mark).skip(1).any(|rest| {
                    let digit = rest.strip_prefix("(#").and_then(|rest| rest.bytes().next());
                    !digit.is_some_and(|byte| byte.is_ascii_digit())
                });
                if is_bare {
                    faults.push(format!(
                        "{}:{}: {mark} without a number",
                        file.path,
                        number + 1
                    ));
                }
            }
        }
    }
    faults
}

/// Texts that are written by hand; data and generated files have manners of their own.
fn is_ours(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let kind = name.rsplit_once('.').map_or("", |(_, kind)| kind);
    matches!(
        kind,
        "rs" | "md" | "toml" | "avsc" | "html" | "css" | "js" | "yml" | "yaml" | "sql"
    ) || name == "Makefile"
        || path.starts_with("scripts/")
        || path.starts_with(".ci/")
}

/// No blanks at a line's end; the last line is a line. Of Rust rustfmt sees to the blanks, and knows which are a snapshot's.
pub(super) fn line_ends(files: &[File]) -> Vec<String> {
    let mut faults = Vec::new();
    for file in files.iter().filter(|file| is_ours(&file.path)) {
        for (number, line) in file.text.lines().enumerate() {
            if line.ends_with([' ', '\t', '\r']) && !file.path.ends_with(".rs") {
                faults.push(format!("{}:{}: blanks at the end", file.path, number + 1));
            }
        }
        if !file.text.is_empty() && !file.text.ends_with('\n') {
            faults.push(format!("{} does not end with a newline", file.path));
        }
    }
    faults
}

/// Places that exist on one person's machine only, and words of a diary. In pieces, so that this file is no fault itself.
const FOREIGN: [&str; 8] = [
    concat!("/ro", "ot/"),
    concat!("/ho", "me/"),
    concat!("/wo", "rk/"),
    concat!("/Us", "ers/"),
    concat!("this ", "session"),
    concat!("next ", "session"),
    concat!("this ", "issue"),
    concat!("next ", "issue"),
];

/// A text tells of the product, to a reader anywhere: it names no folder of a machine, and nothing beside the repository.
pub(super) fn wording(files: &[File]) -> Vec<String> {
    let mut faults = Vec::new();
    for file in files.iter().filter(|file| is_ours(&file.path)) {
        if file.path.starts_with("tests/it/tidy") {
            continue;
        }
        let depth = file.path.matches('/').count();
        for (number, line) in file.text.lines().enumerate() {
            let at = format!("{}:{}", file.path, number + 1);
            for word in FOREIGN.iter().filter(|word| line.contains(*word)) {
                faults.push(format!(
                    "{at}: `{word}` means nothing to a reader elsewhere"
                ));
            }
            let outside = "../".repeat(depth + 1);
            // A shell script's own folder and a Rust text's `../` in a range pattern are no paths of documents.
            if file.path.ends_with(".md") && line.contains(&outside) {
                faults.push(format!("{at}: {outside} leads out of the repository"));
            }
        }
    }
    faults
}
