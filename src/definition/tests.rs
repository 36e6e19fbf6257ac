//! Agreements as people write them, and what they are told about them.

mod clocks;
mod doubts;
mod expressions;
mod hostile;
mod mistakes;
mod page;
mod schema;
mod scoring;
mod stages;

use std::fs;

use expect_test::expect;

use super::*;
use crate::lead::definition::{Decay, Definition, Grade, Model, OnRecycle};
use crate::lead::event::Outcome;
use crate::time::Span;

/// The least that an agreement must say.
const HEAD: &str = "version = 1
effective_from = 2026-04-01T00:00:00+02:00
agreed_by = [\"marketing\", \"sales\"]
";

/// What is told about an agreement that begins with [`HEAD`].
fn told(rest: &str) -> String {
    told_of(&[("a.toml", &format!("{HEAD}{rest}"))])
}

/// What is told about these files.
fn told_of(files: &[(&str, &str)]) -> String {
    match parse(files) {
        Ok(loaded) => Problems(loaded.warnings).to_string(),
        Err(problems) => problems.to_string(),
    }
}

/// For each piece of an agreement what is told of it, a line each: where, what kind, the sentence, the hint.
fn in_short(pieces: &[&str]) -> String {
    let mut lines = String::new();
    for piece in pieces {
        let text = format!("{HEAD}{piece}\n");
        let problems = match parse(&[("a.toml", &text)]) {
            Ok(loaded) => loaded.warnings,
            Err(problems) => problems.0,
        };
        let said: Vec<_> = piece.lines().filter(|line| !line.is_empty()).collect();
        lines += &format!("{}\n", said.join("\n  "));
        for problem in problems {
            let Problem {
                line,
                column,
                severity,
                code,
                message,
                hint,
                ..
            } = problem;
            // The head has three lines.
            let line = line.saturating_sub(3);
            lines += &format!("    {line}:{column} {severity}[{code}]: {message}\n");
            lines += &hint.map_or_else(String::new, |hint| format!("        hint: {hint}\n"));
        }
    }
    lines
}

/// The one version of an agreement that begins with [`HEAD`].
fn compiled(rest: &str) -> Definition {
    let text = format!("{HEAD}{rest}");
    match parse(&[("a.toml", &text)]) {
        Ok(loaded) => loaded.definitions.versions()[0].clone(),
        Err(problems) => panic!("{problems}"),
    }
}

#[test]
fn the_sample_is_without_mistakes_and_without_warnings() {
    assert_eq!(told_of(&[("default.toml", SAMPLE)]), "");
}

#[test]
fn the_sample_says_what_it_reads_like() {
    let definitions = sample();
    let agreement = &definitions.versions()[0];
    assert_eq!(agreement.version, 1);
    let half_life = Decay::HalfLife(Span::from_days(30));
    assert!(agreement.rules.iter().all(|rule| rule.decay == half_life));
    let mql = agreement.models[0].threshold.as_ref();
    let mql = mql.expect("points make an MQL");
    assert_eq!(
        (mql.score, mql.grade, mql.leave_below),
        (50_000, Some(Grade::B), Some(30_000))
    );
    assert_eq!(agreement.on_recycle, OnRecycle::Reset);
    let earned: Vec<_> = agreement
        .rules
        .iter()
        .map(|rule| {
            format!(
                "{:?} {}",
                rule.when.kinds().unwrap_or_default(),
                rule.points
            )
        })
        .collect();
    expect![[r#"
        ["page_view"] 1000
        ["pricing_page"] 12000
        ["email_click"] 2000
        ["content_download"] 10000
        ["webinar_registered"] 8000
        ["webinar_attended"] 20000
        ["trial_started"] 30000
        ["unsubscribe"] -25000"#]]
    .assert_eq(&earned.join("\n"));
    let clocks: Vec<_> = agreement
        .clocks
        .iter()
        .map(|clock| {
            let targets = clock.targets.iter();
            let targets: Vec<_> = targets.map(|target| target.within.to_string()).collect();
            format!(
                "{} within {}, at risk {:?}",
                clock.name,
                targets.join(" or "),
                clock.at_risk
            )
        })
        .collect();
    expect![[r#"
        time_to_acceptance within 4 h, at risk Some(Share(75))
        time_to_first_touch within 8 h, at risk Some(Left(Span(7200000)))"#]]
    .assert_eq(&clocks.join("\n"));
    let reasons: Vec<_> = agreement
        .reasons
        .iter()
        .map(|list| format!("{} {}", list.outcome.name(), list.codes.len()))
        .collect();
    expect![[r#"
        reject 7
        disqualify 11
        recycle 10
        lose 9"#]]
    .assert_eq(&reasons.join("\n"));
}

#[test]
fn an_agreement_may_say_almost_nothing() {
    let agreement = compiled("");
    assert_eq!(agreement.fit, None);
    assert_eq!(agreement.models, [Model::default()]);
    assert_eq!(agreement.on_recycle, OnRecycle::Reset);
    assert_eq!(agreement.rules, []);
    assert_eq!(agreement.clocks, []);
}

#[test]
fn points_may_have_three_decimals_and_a_sign() {
    let agreement = compiled(
        "[[score.rules]]
name = 'a'
when = 'kind == \"x\"'
points = 0.125
[[score.rules]]
name = 'b'
when = 'kind == \"x\"'
points = -1_000_000
[[score.rules]]
name = 'c'
when = 'kind == \"x\"'
points = -12.5000
",
    );
    let points: Vec<_> = agreement.rules.iter().map(|rule| rule.points).collect();
    assert_eq!(points, [125, -1_000_000_000, -12_500]);
}

#[test]
fn clocks_stand_in_the_order_of_their_names_and_reasons_in_that_of_the_dispositions() {
    let clock =
        "promised_by = 'sales'\nrun_while = 'true'\nmet_when = 'contacted'\nwithin = '1 h'\n";
    let agreement = compiled(&format!(
        "[clocks.b]\n{clock}[clocks.a]\n{clock}[reasons.lose]\ncodes = ['x']\n[reasons.accept]\ncodes = ['y']"
    ));
    let names: Vec<_> = agreement
        .clocks
        .iter()
        .map(|clock| clock.name.as_str())
        .collect();
    assert_eq!(names, ["a", "b"]);
    let outcomes: Vec<_> = agreement.reasons.iter().map(|list| list.outcome).collect();
    assert_eq!(outcomes, [Outcome::Accept, Outcome::Lose]);
}

#[test]
fn spans_of_time_are_read_as_people_say_them() {
    let table: String = [
        "30 min",
        "8 h",
        "1 d",
        "14 days",
        "250 ms",
        "2 h 30 min",
        "1week",
        "45 s",
        "36525 d",
        "",
        "0 s",
        "-1 h",
        "8",
        "h",
        "1.5 h",
        "30 min 2 h",
        "1 h 1 h",
        "2 months",
        "5 parsecs",
        "36526 d",
        "9999999999999999999 d",
        "8 h,",
        "８ h",
    ]
    .iter()
    .map(|text| match span(text) {
        Ok(span) => format!("{text:?}: {} ms\n", span.as_millis()),
        Err(message) => format!("{text:?}: {message}\n"),
    })
    .collect();
    expect![[r#"
        "30 min": 1800000 ms
        "8 h": 28800000 ms
        "1 d": 86400000 ms
        "14 days": 1209600000 ms
        "250 ms": 250 ms
        "2 h 30 min": 9000000 ms
        "1week": 604800000 ms
        "45 s": 45000 ms
        "36525 d": 3155760000000 ms
        "": a span of time is above zero
        "0 s": a span of time is above zero
        "-1 h": a span of time is a whole number and a unit
        "8": a span of time needs its unit
        "h": a span of time is a whole number and a unit
        "1.5 h": a span of time is a whole number and a unit
        "30 min 2 h": the longer unit comes first, each once
        "1 h 1 h": the longer unit comes first, each once
        "2 months": months and years differ in length: say it in days
        "5 parsecs": this is no unit of time
        "36526 d": a span of time is at most a hundred years
        "9999999999999999999 d": a span of time is a whole number and a unit
        "8 h,": a span of time is a whole number and a unit
        "８ h": a span of time is a whole number and a unit
    "#]]
    .assert_eq(&table);
}

#[test]
fn a_changed_file_has_another_digest() {
    let digest = |text: &str| compiled(text).digest;
    assert_eq!(digest("why = 'a'"), digest("why = 'a'"));
    assert_ne!(digest("why = 'a'"), digest("why = 'b'"));
}

#[test]
fn the_folder_holds_all_versions_whatever_the_order_of_the_files() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, version: u32, month: u32| {
        let text = HEAD
            .replace("version = 1", &format!("version = {version}"))
            .replace("-04-", &format!("-{month:02}-"));
        fs::write(folder.path().join(name), text).unwrap();
    };
    write("a.toml", 10, 7);
    write("b.toml", 9, 4);
    fs::write(folder.path().join("notes.md"), "not an agreement").unwrap();
    let loaded = load(folder.path()).unwrap();
    let versions: Vec<_> = loaded
        .definitions
        .versions()
        .iter()
        .map(|definition| (definition.version, definition.effective_from.to_string()))
        .collect();
    assert_eq!(
        versions,
        [
            (9, "2026-03-31T22:00:00.000Z".to_owned()),
            (10, "2026-06-30T22:00:00.000Z".to_owned())
        ]
    );
}

#[test]
fn a_folder_that_cannot_be_read_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let told = |folder: &Path| load(folder).unwrap_err().0[0].message.clone();
    assert_eq!(told(folder.path()), "there is no agreement to read");
    assert!(told(&folder.path().join("absent")).starts_with("could not read the folder"));
    fs::write(folder.path().join("a.toml"), b"version = 1\nwhy = \"\xff\"").unwrap();
    assert_eq!(told(folder.path()), "line 2 is not UTF-8 text");
    fs::write(folder.path().join("b.toml"), "version = 1").unwrap();
    let both = load(folder.path()).unwrap_err();
    let messages: Vec<_> = both
        .0
        .iter()
        .map(|problem| problem.message.as_str())
        .collect();
    expect![[r#"
        line 2 is not UTF-8 text
        an agreement needs `effective_from`
        marketing and sales have not agreed to this version"#]]
    .assert_eq(&messages.join("\n"));
    fs::write(folder.path().join("a.toml"), vec![b'#'; LONGEST_FILE + 1]).unwrap();
    let long = &load(folder.path()).unwrap_err().0[0];
    assert_eq!(
        (long.code, long.message.as_str()),
        ("too_large", "this agreement has more than 1048576 bytes")
    );
}

#[test]
fn what_is_no_file_is_told_and_what_is_hidden_is_not_read() {
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| folder.path().join(name);
    for hidden in [".taplo.toml", ".#1.toml", "._1.toml"] {
        fs::write(place(hidden), b"\xff").unwrap();
    }
    fs::create_dir(place("old.toml")).unwrap();
    fs::write(place("1.toml"), SAMPLE).unwrap();
    assert_eq!(load(folder.path()).unwrap().definitions.versions().len(), 1);
    // A device has no end, and a named pipe waits for a writer: neither is opened.
    std::os::unix::fs::symlink("/dev/null", place("2.toml")).unwrap();
    let told = load(folder.path()).unwrap_err();
    assert_eq!(told.0[0].message, "this agreement is no file");
}

#[test]
fn an_unreadable_file_hides_no_warning_of_another_one() {
    let folder = tempfile::tempdir().unwrap();
    let alone = SAMPLE.replace(
        "agreed_by = [\"marketing\", \"sales\"]",
        "agreed_by = [\"sales\"]",
    );
    assert_ne!(alone, SAMPLE);
    fs::write(folder.path().join("1.toml"), alone).unwrap();
    fs::write(folder.path().join("2.toml"), b"\xff").unwrap();
    let told = load(folder.path()).unwrap_err().0;
    let codes: Vec<_> = told.iter().map(|problem| problem.code).collect();
    assert!(
        codes.contains(&"unreadable") && codes.contains(&"one_sided"),
        "{codes:?}"
    );
}

#[test]
fn a_byte_order_mark_is_no_part_of_the_text() {
    let Err(problems) = parse(&[("a.toml", "\u{feff}versoin = 1\n")]) else {
        panic!("a wrong key is refused");
    };
    let first = problems
        .0
        .iter()
        .find(|problem| problem.code == "unknown_key")
        .unwrap();
    assert_eq!(
        (first.line, first.column, first.text.as_str()),
        (1, 1, "versoin = 1")
    );
}
