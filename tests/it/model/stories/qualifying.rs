//! How a lead begins, qualifies by points and fit or by a raised hand, and falls again.

use super::{check, unhurried};
use expect_test::expect;
use leadfold::lead::definition::{Definition, OnRecycle};

#[test]
fn a_lead_begins_as_an_inquiry_f5() {
    check(
        unhurried(),
        "09:00 created source=web",
        expect![[r#"
        09:00 -> inquiry, birth, score 0
        = inquiry since 09:00, grade unknown, score 0, cycle 1
    "#]],
    );
}

#[test]
fn a_lead_first_seen_by_what_it_does_is_inferred_f5() {
    let script = "09:00 engagement page_view
                  08:00 disposition assign owner=ann";
    check(
        unhurried(),
        script,
        expect![[r#"
        08:00 -> inquiry, birth (inferred), score 0, owner ann
        = inquiry since 08:00, grade unknown, score 5, cycle 1
    "#]],
    );
}

#[test]
fn points_and_fit_together_make_an_mql() {
    let script = "09:00 created seniority=vp
                  09:01 engagement webinar
                  09:02 engagement page_view
                  09:02 engagement webinar";
    check(
        unhurried(),
        script,
        expect![[r#"
        09:00 -> inquiry, birth, score 0
        09:02 inquiry -> mql, threshold, score 64.985
        = mql since 09:02, grade B, score 64.985, cycle 1
    "#]],
    );
}

#[test]
fn points_without_a_known_trait_do_not_qualify_g5() {
    let script = "09:00 created source=web
                  09:01 engagement webinar
                  09:01 engagement webinar";
    check(
        unhurried(),
        script,
        expect![[r#"
        09:00 -> inquiry, birth, score 0
        = inquiry since 09:00, grade unknown, score 60, cycle 1
    "#]],
    );
}

#[test]
fn a_trait_that_makes_the_fit_qualifies_a_lead_with_enough_points_g4() {
    let script = "09:00 created employees=200
                  09:01 engagement webinar
                  09:01 engagement webinar
                  09:01 engagement webinar
                  09:05 created seniority=vp";
    check(
        unhurried(),
        script,
        expect![[r#"
        09:00 -> inquiry, birth, score 0
        09:05 inquiry -> mql, threshold, score 89.826
        = mql since 09:05, grade A, score 89.826, cycle 1
    "#]],
    );
}

#[test]
fn a_record_that_changes_no_trait_promotes_nobody_g4() {
    // Recycled and kept, the points are there; the same trait again is no news, another one is.
    let keep = Definition {
        on_recycle: OnRecycle::Keep,
        ..unhurried()
    };
    let script = "09:00 created seniority=vp
                  09:01 engagement webinar
                  09:01 engagement webinar
                  09:01 engagement webinar
                  09:02 disposition recycle
                  09:03 created seniority=vp source=fair
                  09:04 created employees=10";
    check(
        keep,
        script,
        expect![[r#"
        09:00 -> inquiry, birth, score 0
        09:01 inquiry -> mql, threshold, score 60
        09:02 mql -> recycled, disposition, score 89.956
        09:04 recycled -> mql, threshold, score 89.870, cycle 2
        = mql since 09:04, grade B, score 89.870, cycle 2
    "#]],
    );
}

#[test]
fn who_asks_to_be_called_needs_no_points() {
    let script = "09:00 created
                  09:05 engagement form_submitted form=contact_sales";
    check(
        unhurried(),
        script,
        expect![[r#"
        09:00 -> inquiry, birth, score 0
        09:05 inquiry -> mql, hand_raise "asked to be called", score 0
        = mql since 09:05, grade unknown, score 0, cycle 1
    "#]],
    );
}

#[test]
fn a_hand_raise_goes_before_the_threshold() {
    let script = "09:00 created seniority=vp
                  09:01 engagement webinar
                  09:02 engagement webinar form=contact_sales
                  d9 09:00 engagement page_view";
    check(
        unhurried(),
        script,
        expect![[r#"
        09:00 -> inquiry, birth, score 0
        09:02 inquiry -> mql, hand_raise "asked to be called", score 59.985
        = mql since 09:02, grade B, score 5.234, cycle 1
    "#]],
    );
}

#[test]
fn an_mql_by_score_falls_in_the_first_millisecond_below_s4() {
    // 60 points at 09:00; below 40 after log2(60/40) of a day.
    let script = "09:00 created seniority=vp
                  09:00 engagement webinar
                  09:00 engagement webinar
                  W d2 09:00";
    check(
        unhurried(),
        script,
        expect![[r#"
        09:00 -> inquiry, birth, score 0
        09:00 inquiry -> mql, threshold, score 60
        23:02:20.761 mql -> inquiry, decay, score 39.999
        = inquiry since 23:02:20.761, grade B, score 30, cycle 1
    "#]],
    );
}

#[test]
fn exactly_half_is_left_after_exactly_one_half_life_s8() {
    // Held while at least 30: at the full day it is exactly 30, a millisecond later less.
    let mut definition = unhurried();
    if let Some(mql) = &mut definition.models[0].threshold {
        mql.leave_below = Some(30_000);
    }
    let script = "09:00 created seniority=vp
                  09:00 engagement webinar
                  09:00 engagement webinar";
    check(
        definition.clone(),
        &format!("{script}\nW d2 09:00"),
        expect![[r#"
            09:00 -> inquiry, birth, score 0
            09:00 inquiry -> mql, threshold, score 60
            = mql since 09:00, grade B, score 30, cycle 1
        "#]],
    );
    check(
        definition,
        &format!("{script}\nW d2 09:00:00.001"),
        expect![[r#"
            09:00 -> inquiry, birth, score 0
            09:00 inquiry -> mql, threshold, score 60
            d2 09:00:00.001 mql -> inquiry, decay, score 29.999
            = inquiry since d2 09:00:00.001, grade B, score 29.999, cycle 1
        "#]],
    );
}

#[test]
fn unsubscribing_makes_an_mql_fall_at_once_f9() {
    let script = "09:00 created seniority=vp
                  09:00 engagement webinar
                  09:00 engagement webinar
                  09:10 engagement unsubscribed";
    check(
        unhurried(),
        script,
        expect![[r#"
        09:00 -> inquiry, birth, score 0
        09:00 inquiry -> mql, threshold, score 60
        09:10 mql -> inquiry, decay, score 19.711
        = inquiry since 09:10, grade B, score 19.711, cycle 1
    "#]],
    );
}

#[test]
fn a_fallen_lead_that_comes_back_is_in_its_second_cycle_g8() {
    let script = "09:00 created seniority=vp
                  09:00 engagement webinar
                  09:00 engagement webinar
                  09:05 disposition first_touch
                  d3 09:00 engagement webinar
                  d3 09:00 engagement webinar";
    check(
        unhurried(),
        script,
        expect![[r#"
        09:00 -> inquiry, birth, score 0
        09:00 inquiry -> mql, threshold, score 60
        23:02:20.761 mql -> inquiry, decay, score 39.999
        d3 09:00 inquiry -> mql, threshold, score 75, cycle 2
        = mql since d3 09:00, grade B, score 75, cycle 2
    "#]],
    );
}
