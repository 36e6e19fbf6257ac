//! In what order events count, which are accepted, and what is undone.

use super::{agreement, check, unhurried};
use crate::model::script::{FIRST_DAY, trace};
use expect_test::expect;
use leadfold::lead::definition::{Definitions, Threshold};
use leadfold::time::Span;

#[test]
fn a_late_event_makes_a_refused_word_lawful_f7() {
    // Without the qualify of 09:10 the lose of 09:20 would find an inquiry.
    let script = "09:00 created
                  09:20 disposition lose
                  09:10 disposition qualify appended=09:25";
    check(
        unhurried(),
        script,
        expect![[r#"
        09:00 -> inquiry, birth, score 0
        09:10 inquiry -> mql, disposition (inferred), score 0
        09:10 mql -> sal, disposition (inferred), score 0
        09:10 sal -> sql, disposition, score 0
        09:20 sql -> lost, disposition, score 0
        = lost since 09:20, grade unknown, score 0, cycle 1
    "#]],
    );
}

#[test]
fn a_revoke_takes_its_target_out_whichever_came_first_f6() {
    let script = "09:20 disposition revoke target=d1
                  09:10 disposition accept id=d1 owner=ann
                  09:00 created";
    check(
        unhurried(),
        script,
        expect![[r#"
        09:00 -> inquiry, birth, score 0
        = inquiry since 09:00, grade unknown, score 0, cycle 1
    "#]],
    );
}

#[test]
fn a_revoke_that_is_revoked_undoes_nothing_f12() {
    let script = "09:00 created
                  09:10 disposition accept id=d1
                  09:20 disposition revoke id=r1 target=d1
                  09:30 disposition revoke target=r1";
    check(
        unhurried(),
        script,
        expect![[r#"
        09:00 -> inquiry, birth, score 0
        09:10 inquiry -> mql, disposition (inferred), score 0
        09:10 mql -> sal, disposition, score 0
        = sal since 09:10, grade unknown, score 0, cycle 1
    "#]],
    );
}

#[test]
fn a_revoke_of_something_later_is_idle_f12() {
    let script = "09:00 created
                  09:10 disposition revoke target=d1
                  09:20 disposition accept id=d1";
    check(
        unhurried(),
        script,
        expect![[r#"
        09:00 -> inquiry, birth, score 0
        09:20 inquiry -> mql, disposition (inferred), score 0
        09:20 mql -> sal, disposition, score 0
        = sal since 09:20, grade unknown, score 0, cycle 1
    "#]],
    );
}

#[test]
fn the_revoke_is_the_birth_when_its_target_was_all_there_was_f12() {
    let script = "09:10 disposition accept id=d1
                  09:20 disposition revoke target=d1";
    check(
        unhurried(),
        script,
        expect![[r#"
        09:20 -> inquiry, birth (inferred), score 0
        = inquiry since 09:20, grade unknown, score 0, cycle 1
    "#]],
    );
}

#[test]
fn a_revoke_of_what_is_final_is_a_move_at_its_own_time_f6() {
    let script = "journal=1
                  09:00 created
                  09:10 disposition accept id=d1
                  09:20 disposition revoke target=d1 actor=ann";
    check(
        unhurried(),
        script,
        expect![[r#"
        09:00 -> inquiry, birth, score 0
        09:10 inquiry -> mql, disposition (inferred), score 0
        09:10 mql -> sal, disposition, score 0
        09:20 sal -> inquiry, revoke by ann, score 0
        = inquiry since 09:20, grade unknown, score 0, cycle 1
    "#]],
    );
}

#[test]
fn a_revoke_comes_too_late_when_a_later_word_stands_on_its_target_f6() {
    let script = "journal=1
                  09:00 created
                  09:10 disposition accept id=d1
                  09:15 disposition qualify owner=ann
                  09:20 disposition revoke target=d1";
    check(
        unhurried(),
        script,
        expect![[r#"
        09:00 -> inquiry, birth, score 0
        09:10 inquiry -> mql, disposition (inferred), score 0
        09:10 mql -> sal, disposition, score 0
        09:15 sal -> sql, disposition, score 0, owner ann
        = sql since 09:15, grade unknown, score 0, cycle 1
    "#]],
    );
}

#[test]
fn a_full_journal_makes_the_oldest_final_j2_j3() {
    // The refused record is a touch too: it makes room for itself, so that 09:10 becomes final.
    let script = "journal=2
                  09:00 engagement page_view
                  09:10 engagement page_view
                  09:20 engagement page_view
                  09:00 created id=before_the_base
                  09:15 created id=after_the_base";
    check(
        unhurried(),
        script,
        expect![[r#"
        09:00 before_the_base: BeyondHorizon
        09:00 -> inquiry, birth (inferred), score 5
        = inquiry since 09:00, grade unknown, score 14.928, cycle 1
    "#]],
    );
}

#[test]
fn what_the_horizon_passed_is_final_j2() {
    let script = "journal=99 horizon_minutes=60
                  09:00 created id=a
                  W 09:59:59.999
                  08:00 engagement page_view id=b
                  W 10:00
                  08:30 engagement page_view id=c
                  09:01 engagement page_view id=d";
    check(
        unhurried(),
        script,
        expect![[r#"
        08:30 c: BeyondHorizon
        08:00 -> inquiry, birth (inferred), score 5
        = inquiry since 08:00, grade unknown, score 9.579, cycle 1
    "#]],
    );
}

#[test]
fn the_same_again_is_dropped_and_the_first_stands_j4() {
    let script = "09:00 created
                  09:01 engagement webinar id=e
                  09:01 engagement webinar id=e appended=09:30
                  09:01 engagement page_view id=e
                  09:02 engagement webinar id=e";
    check(
        unhurried(),
        script,
        expect![[r#"
        09:01 e: Duplicate
        09:01 e: IdConflict
        09:00 -> inquiry, birth, score 0
        = inquiry since 09:00, grade unknown, score 59.985, cycle 1
    "#]],
    );
}

#[test]
fn at_one_instant_created_comes_first_and_dispositions_in_their_order_f2() {
    let script = "09:00 disposition qualify
                  09:00 disposition accept
                  09:00 engagement form_submitted form=contact_sales
                  09:00 created";
    check(
        unhurried(),
        script,
        expect![[r#"
        09:00 -> inquiry, birth, score 0
        09:00 inquiry -> mql, hand_raise "asked to be called", score 0
        09:00 mql -> sal, disposition, score 0
        09:00 sal -> sql, disposition, score 0
        = sql since 09:00, grade unknown, score 0, cycle 1
    "#]],
    );
}

#[test]
fn the_producers_sequence_goes_before_the_word_f2() {
    let script = "09:00 created
                  09:00 disposition accept sequence=2
                  09:00 disposition qualify sequence=1";
    check(
        unhurried(),
        script,
        expect![[r#"
        09:00 -> inquiry, birth, score 0
        09:00 inquiry -> mql, disposition (inferred), score 0
        09:00 mql -> sal, disposition (inferred), score 0
        09:00 sal -> sql, disposition, score 0
        = sql since 09:00, grade unknown, score 0, cycle 1
    "#]],
    );
}

#[test]
fn an_event_is_judged_by_the_version_at_its_time_d1() {
    // Version 2 asks for half the points from 12:00 on, and for fit no more; the same webinar was not enough in the morning.
    let mut second = unhurried();
    second.version = 2;
    second.effective_from = FIRST_DAY + Span::from_hours(12);
    second.fit = None;
    second.models[0].threshold = Some(Threshold {
        score: 30_000,
        grade: None,
        leave_below: None,
    });
    let definitions = Definitions::new(vec![unhurried(), second]);
    let script = "11:00 engagement webinar
                  12:00 disposition assign owner=ann
                  12:30 engagement page_view
                  W d30 00:00";
    expect![[r#"
        11:00 -> inquiry, birth (inferred), score 30
        12:30 inquiry -> mql, threshold, score 33.728, version 2, owner ann
        = mql since 12:30, grade unknown, score 0, cycle 1
    "#]]
    .assert_eq(&trace(&definitions, script));
}

#[test]
fn arrival_order_does_not_show_law_2() {
    let lines = [
        "09:00 created seniority=vp id=a",
        "09:01 engagement webinar id=b",
        "09:02 engagement webinar id=c",
        "09:03 engagement webinar id=d",
        "09:10 disposition accept id=e",
        "09:20 disposition revoke target=e id=f",
    ];
    let definitions = Definitions::new(vec![agreement()]);
    let told = |order: Vec<&str>| trace(&definitions, &format!("{}\nW d9 00:00", order.join("\n")));
    let straight = told(lines.to_vec());
    for start in 0..lines.len() {
        let mut turned = lines.to_vec();
        turned.rotate_left(start);
        assert_eq!(told(turned.clone()), straight);
        turned.reverse();
        assert_eq!(told(turned), straight);
    }
}
