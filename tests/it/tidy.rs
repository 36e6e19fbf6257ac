//! The repository, held to its own rules: what a module may use, how long a file may be, that the documents say what the code says.
//!
//! Each rule is a function from files to faults. One test runs it on the repository; another hands it a planted fault, so that a check that
//! has gone blind is noticed too.

mod docs;
mod laws;
mod source;

use source::{File, files};

type Check = fn(&[File]) -> Vec<String>;

fn holds(check: Check) {
    let faults = check(&files());
    assert!(
        faults.is_empty(),
        "{} found:\n  {}\n",
        faults.len(),
        faults.join("\n  ")
    );
}

/// The check must say exactly one thing about the planted file, and it must contain `expected`.
fn sees(check: Check, planted: &[(&str, &str)], expected: &str) {
    let files: Vec<File> = planted
        .iter()
        .map(|(path, text)| File::planted(path, text))
        .collect();
    let faults = check(&files);
    assert_eq!(faults.len(), 1, "one fault was planted: {faults:#?}");
    assert!(faults[0].contains(expected), "{faults:#?}");
}

#[test]
fn a_module_uses_only_what_stands_above_it() {
    holds(laws::imports);
    sees(
        laws::imports,
        &[("src/lead/fold.rs", "use crate::{time::Span, wire::record};")],
        "src/lead/fold.rs:1: `lead` may not use `wire`",
    );
    sees(
        laws::imports,
        &[("src/novelty.rs", "//! New.")],
        "`novelty` has no place",
    );
}

#[test]
fn the_table_of_modules_is_in_order_and_on_the_map() {
    holds(|_| laws::order());
    holds(laws::map);
    sees(
        laws::map,
        &[("ARCHITECTURE.md", "| 0 | `time` | instants |\n")],
        "ARCHITECTURE.md draws [\"time\"]",
    );
}

#[test]
fn a_crate_is_known_to_its_one_module_only() {
    holds(laws::sole_users);
    sees(
        laws::sole_users,
        &[("src/http/routes.rs", "fn f() { rocksdb::DB::list_cf() }")],
        "src/http/routes.rs:1: `rocksdb` belongs to src/store, src/log/embedded",
    );
}

#[test]
fn the_rules_need_nothing_but_the_standard_library() {
    holds(laws::lead_is_std_only);
    sees(
        laws::lead_is_std_only,
        &[
            ("Cargo.toml", "[dependencies]\nserde = \"1\"\n"),
            ("src/lead/row.rs", "#[derive(serde::Serialize)] struct Row;"),
        ],
        "src/lead/row.rs:1: `lead` may not use the crate `serde`",
    );
}

#[test]
fn the_naive_model_shares_only_words_with_the_engine() {
    holds(laws::model_is_independent);
    sees(
        laws::model_is_independent,
        &[(
            "tests/it/model/mod.rs",
            "use leadfold::lead::{event::Key, score};",
        )],
        "`leadfold::lead::score`",
    );
}

#[test]
fn no_file_is_too_long_to_read() {
    holds(laws::file_sizes);
    let long = "//! Long.\n".repeat(601);
    sees(
        laws::file_sizes,
        &[("benches/fold.rs", &long)],
        "benches/fold.rs has 601 lines",
    );
}

#[test]
fn every_module_opens_with_its_purpose() {
    holds(laws::purposes);
    sees(
        laws::purposes,
        &[("src/wire/mod.rs", "pub mod record;\n")],
        "src/wire/mod.rs does not open with",
    );
}

#[test]
fn the_rejections_are_documented_one_by_one() {
    holds(docs::rejections);
    sees(
        docs::rejections,
        &[
            (
                "src/wire/rejection.rs",
                "fn name(self) { match self { Self::A => \"not_framed\", Self::B => \"too_large\", } }",
            ),
            ("docs/rejections.md", "| `not_framed` | text |\n"),
        ],
        "`too_large`",
    );
}

#[test]
fn the_metrics_are_documented_one_by_one() {
    holds(docs::metrics);
    sees(
        docs::metrics,
        &[
            ("src/metrics.rs", "const A: &str = \"leadfold_leads\";"),
            (
                "docs/metrics.md",
                "| `leadfold_leads` |\n| `leadfold_gone` |\n",
            ),
        ],
        "`leadfold_gone`",
    );
}

#[test]
fn every_rule_that_code_cites_is_in_the_list() {
    holds(docs::rule_names);
    sees(
        docs::rule_names,
        &[
            (
                "docs/design/rules.md",
                "| F1 | Pure. | `lead` | model |\n| F1 | Again. | `lead` | model |\n",
            ),
            ("src/time.rs", "// As F1 says."),
        ],
        "F1 is listed twice",
    );
    sees(
        docs::rule_names,
        &[
            ("docs/design/rules.md", "| F1 | Pure. | `lead` | model |\n"),
            ("src/time.rs", "/// As F1 and G99 say.\nlet f2 = \"J77\";"),
        ],
        "src/time.rs:1: G99",
    );
}

#[test]
fn links_between_documents_lead_somewhere() {
    holds(docs::links);
    sees(
        docs::links,
        &[(
            "docs/a.md",
            "[here](a.md) [there](b.md#part) [far](https://example.com)",
        )],
        "docs/a.md:1: `b.md#part`",
    );
}

#[test]
fn a_task_left_open_has_a_number() {
    holds(docs::open_tasks);
    sees(
        docs::open_tasks,
        &[(
            "src/time.rs",
            concat!("// TO", "DO(#12): later\n// TO", "DO: some day\n"),
        )],
        "src/time.rs:2",
    );
}

#[test]
fn lines_end_clean_and_files_end_with_a_newline() {
    holds(docs::line_ends);
    sees(docs::line_ends, &[("a.md", "one \ntwo\n")], "a.md:1");
    sees(
        docs::line_ends,
        &[("Makefile", "all:")],
        "Makefile does not end",
    );
}

#[test]
fn texts_speak_of_the_product_and_of_no_machine() {
    holds(docs::wording);
    sees(
        docs::wording,
        &[("README.md", "Run it in /root/leadfold.\n")],
        "README.md:1",
    );
    sees(
        docs::wording,
        &[("docs/a.md", "See ../../elsewhere/b.md and ../README.md.\n")],
        "docs/a.md:1: ../../",
    );
}

#[test]
fn the_scanner_tells_code_from_comments_and_strings() {
    let layers = source::layers(
        "let a = \"crate::x\"; // crate::y\nlet b = 'x'; /* crate::z */ r#\"crate::\"\"#; fn f<'a>() { crate::q }",
    );
    assert_eq!(source::paths(&layers.code, "crate").len(), 1);
    assert_eq!(source::paths(&layers.comments, "crate").len(), 2);
    let names: Vec<String> = source::paths(
        "use crate::{a::{self, b}, c as d,\n e::*}; x::crate::no",
        "crate",
    )
    .into_iter()
    .map(|named| named.segments.join("::"))
    .collect();
    assert_eq!(names, ["a::self", "a::b", "c", "e::*"]);
}
