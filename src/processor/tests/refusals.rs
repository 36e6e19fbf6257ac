//! What a task finds at start and will not run on (D2), each with its sentence.

use super::agreement::{file, of, usual};
use super::desk::Desk;
use crate::processor::{Settings, Task};
use crate::wire::schemas::Schemas;
use expect_test::{Expect, expect};
use std::sync::Arc;

const BEGIN: &str = "2020-01-01T00:00:00Z";

/// A task that has judged an event of 09:00, opened again with these files and partitions.
fn reopen(files: &[String], partitions: u16, sentence: Expect) {
    let both = [
        file(1, BEGIN, "30 min"),
        file(2, "2027-01-01T00:00:00Z", "30 min"),
    ];
    let mut desk = Desk::new(of(&both), Settings::default());
    desk.play("09:00 form");
    let opened = Task::open(
        0,
        partitions,
        Arc::new(of(files)),
        Settings::default(),
        Schemas::bundled(),
        Arc::clone(&desk.store),
    );
    let said = match opened {
        Ok(_) => "it runs".to_owned(),
        Err(refusal) => refusal.to_string(),
    };
    sentence.assert_eq(&said);
}

#[test]
fn a_used_version_that_is_missing_d2() {
    reopen(
        &[file(2, "2027-01-01T00:00:00Z", "30 min")],
        1,
        expect!["version 1 of the agreement has judged events and is missing from the definitions"],
    );
}

#[test]
fn what_was_used_before_a_restart_is_still_known_d2() {
    let mut desk = Desk::new(usual(), Settings::default());
    desk.play(
        "09:00 form
         09:01 restart
         09:02 heartbeat input=disposition",
    );
    let known = &desk.task.record().versions;
    assert!(known.iter().all(|known| known.is_used));
    desk.play("09:03 restart");
    assert!(desk.task.record().versions[0].is_used);
}

#[test]
fn a_used_version_that_was_edited_d2() {
    reopen(
        &[file(1, BEGIN, "45 min")],
        1,
        expect![
            "version 1 of the agreement has judged events and was changed since; write a new version instead"
        ],
    );
}

#[test]
fn a_used_version_that_was_moved_d2() {
    reopen(
        &[file(1, "2020-01-02T00:00:00Z", "30 min")],
        1,
        expect![
            "version 1 of the agreement has judged events and was changed since; write a new version instead"
        ],
    );
}

#[test]
fn a_new_version_that_would_judge_again_d2() {
    let files = |from| [file(1, BEGIN, "30 min"), file(3, from, "45 min")];
    reopen(
        &files("2026-03-02T08:00:00Z"),
        1,
        expect![
            "version 3 of the agreement starts at 2026-03-02T08:00:00.000Z, but events up to 2026-03-02T09:00:00.000Z are judged already; let it start later"
        ],
    );
    reopen(
        &files("2026-03-02T09:00:00Z"),
        1,
        expect![
            "version 3 of the agreement starts at 2026-03-02T09:00:00.000Z, but events up to 2026-03-02T09:00:00.000Z are judged already; let it start later"
        ],
    );
}

#[test]
fn an_unused_version_that_was_moved_into_the_past_d2() {
    let files = [
        file(1, BEGIN, "30 min"),
        file(2, "2026-01-01T00:00:00Z", "30 min"),
    ];
    reopen(
        &files,
        1,
        expect![
            "version 2 of the agreement starts at 2026-01-01T00:00:00.000Z, but events up to 2026-03-02T09:00:00.000Z are judged already; let it start later"
        ],
    );
}

#[test]
fn a_new_version_that_begins_after_all_that_was_judged_runs_d2() {
    let files = [
        file(1, BEGIN, "30 min"),
        file(3, "2026-03-02T09:00:01Z", "45 min"),
    ];
    reopen(&files, 1, expect!["it runs"]);
}

#[test]
fn an_unused_version_may_be_edited_or_dropped_d2() {
    let edited = [
        file(1, BEGIN, "30 min"),
        file(2, "2027-01-01T00:00:00Z", "45 min"),
    ];
    reopen(&edited, 1, expect!["it runs"]);
    reopen(&[file(1, BEGIN, "30 min")], 1, expect!["it runs"]);
}

#[test]
fn another_number_of_partitions() {
    reopen(
        &[file(1, BEGIN, "30 min")],
        2,
        expect![
            "this state was made with 1 partitions and the inputs have 2; leads would be looked for in the wrong place"
        ],
    );
}

#[test]
fn before_anything_was_judged_any_agreement_will_do_d2() {
    let mut desk = Desk::new(usual(), Settings::default());
    desk.play("09:00 heartbeat input=disposition");
    let opened = Task::open(
        0,
        1,
        Arc::new(of(&[file(7, "2026-01-01T00:00:00Z", "45 min")])),
        Settings::default(),
        Schemas::bundled(),
        Arc::clone(&desk.store),
    );
    assert!(opened.is_ok());
}
