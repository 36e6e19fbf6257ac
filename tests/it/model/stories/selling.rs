//! What sales says, and what it does to the stage.

use super::{check, unhurried};
use expect_test::expect;

#[test]
fn an_accepted_lead_does_not_fall_when_its_points_do_g6() {
    let script = "09:00 created seniority=vp
                  09:00 engagement webinar
                  09:00 engagement webinar
                  09:30 disposition accept owner=ann actor=ann
                  W d9 09:00";
    check(
        unhurried(),
        script,
        expect![[r#"
        09:00 -> inquiry, birth, score 0
        09:00 inquiry -> mql, threshold, score 60
        09:30 mql -> sal, disposition by ann, score 59.139, owner ann
        = sal since 09:30, grade B, score 0.234, cycle 1
    "#]],
    );
}

#[test]
fn stages_that_were_skipped_are_inferred_in_order_g2() {
    let script = "09:00 created
                  09:30 disposition open_opportunity actor=bob amount=500000";
    check(
        unhurried(),
        script,
        expect![[r#"
        09:00 -> inquiry, birth, score 0
        09:30 inquiry -> mql, disposition (inferred), score 0
        09:30 mql -> sal, disposition (inferred), score 0
        09:30 sal -> sql, disposition (inferred), score 0
        09:30 sql -> opportunity, disposition by bob, score 0
        = opportunity since 09:30, grade unknown, score 0, cycle 1
    "#]],
    );
}

#[test]
fn a_rejected_lead_that_is_accepted_after_all_goes_round_again_g8() {
    let script = "09:00 created
                  09:05 engagement form_submitted form=contact_sales
                  09:10 disposition reject reason=budget actor=ann
                  09:20 disposition accept actor=bob";
    check(
        unhurried(),
        script,
        expect![[r#"
        09:00 -> inquiry, birth, score 0
        09:05 inquiry -> mql, hand_raise "asked to be called", score 0
        09:10 mql -> rejected, disposition "budget" by ann, score 0
        09:20 rejected -> mql, disposition (inferred), score 0, cycle 2
        09:20 mql -> sal, disposition by bob, score 0, cycle 2
        = sal since 09:20, grade unknown, score 0, cycle 2
    "#]],
    );
}

#[test]
fn reject_after_contact_is_taken_as_said_but_irregular_f7() {
    let script = "09:05 engagement form_submitted form=contact_sales
                  09:10 disposition first_touch
                  09:15 disposition reject reason=mood";
    check(
        unhurried(),
        script,
        expect![[r#"
        09:05 -> inquiry, birth (inferred), score 0
        09:05 inquiry -> mql, hand_raise "asked to be called", score 0
        09:15 mql -> rejected, disposition "unspecified" (irregular), score 0
        = rejected since 09:15, grade unknown, score 0, cycle 1, contacted
    "#]],
    );
}

#[test]
fn disqualify_before_contact_is_irregular_f7() {
    let script = "09:00 created
                  09:15 disposition disqualify reason=student";
    check(
        unhurried(),
        script,
        expect![[r#"
        09:00 -> inquiry, birth, score 0
        09:15 inquiry -> disqualified, disposition "student" (irregular), score 0
        = disqualified since 09:15, grade unknown, score 0, cycle 1
    "#]],
    );
}

#[test]
fn an_unlawful_word_moves_nothing_and_sets_no_owner_f7() {
    let script = "09:00 created
                  09:15 disposition win owner=ann
                  09:20 disposition win owner=bob
                  09:30 disposition recycle owner=cid";
    check(
        unhurried(),
        script,
        expect![[r#"
        09:00 -> inquiry, birth, score 0
        09:15 inquiry -> mql, disposition (inferred), score 0, owner ann
        09:15 mql -> sal, disposition (inferred), score 0, owner ann
        09:15 sal -> sql, disposition (inferred), score 0, owner ann
        09:15 sql -> opportunity, disposition (inferred), score 0, owner ann
        09:15 opportunity -> customer, disposition, score 0, owner ann
        = customer since 09:15, grade unknown, score 0, cycle 1
    "#]],
    );
}

#[test]
fn recycling_drops_the_points_and_says_why_as_given_s9() {
    let script = "09:00 created seniority=vp
                  09:00 engagement webinar
                  09:00 engagement webinar
                  09:10 disposition recycle reason=next_year
                  09:20 engagement webinar";
    check(
        unhurried(),
        script,
        expect![[r#"
        09:00 -> inquiry, birth, score 0
        09:00 inquiry -> mql, threshold, score 60
        09:10 mql -> recycled, disposition "next_year", score 0
        = recycled since 09:10, grade B, score 30, cycle 1
    "#]],
    );
}
