//! What the teams promised: kept, broken, late, void.

use super::{agreement, check, clock, is};
use expect_test::expect;
use leadfold::lead::definition::ClockPolicy;
use leadfold::lead::predicate::{Field, Predicate};

#[test]
fn a_promise_kept_and_a_promise_broken_c7() {
    let script = "09:00 created
                  09:05 engagement form_submitted form=contact_sales
                  09:40 disposition accept owner=ann
                  W 10:05";
    check(
        agreement(),
        script,
        expect![[r#"
        09:00 -> inquiry, birth, score 0
        09:05 inquiry -> mql, hand_raise "asked to be called", score 0
        09:35   violated time_to_first_touch, from 09:05, due 09:35
        09:40 mql -> sal, disposition, score 0, owner ann
        09:40   met time_to_acceptance, from 09:05, due 13:05, owner ann
        = sal since 09:40, grade unknown, score 0, cycle 1
    "#]],
    );
}

#[test]
fn nobody_is_accused_before_w_reaches_the_instant_f3() {
    let script = "09:05 engagement form_submitted form=contact_sales";
    check(
        agreement(),
        &format!("{script}\nW 09:34:59.999"),
        expect![[r#"
            09:05 -> inquiry, birth (inferred), score 0
            09:05 inquiry -> mql, hand_raise "asked to be called", score 0
            = mql since 09:05, grade unknown, score 0, cycle 1
        "#]],
    );
    check(
        agreement(),
        &format!("{script}\nW 09:35"),
        expect![[r#"
        09:05 -> inquiry, birth (inferred), score 0
        09:05 inquiry -> mql, hand_raise "asked to be called", score 0
        09:35   violated time_to_first_touch, from 09:05, due 09:35
        = mql since 09:05, grade unknown, score 0, cycle 1
    "#]],
    );
}

#[test]
fn a_deed_at_exactly_due_is_in_time_f2() {
    let script = "09:05 engagement form_submitted form=contact_sales
                  09:35 disposition first_touch
                  W 09:40";
    check(
        agreement(),
        script,
        expect![[r#"
        09:05 -> inquiry, birth (inferred), score 0
        09:05 inquiry -> mql, hand_raise "asked to be called", score 0
        09:35   met time_to_first_touch, from 09:05, due 09:35
        = mql since 09:05, grade unknown, score 0, cycle 1, contacted
    "#]],
    );
}

#[test]
fn a_touch_after_the_due_instant_is_late_and_the_violation_stands_c7() {
    let script = "09:05 engagement form_submitted form=contact_sales
                  09:35:00.001 disposition first_touch
                  W 09:40";
    check(
        agreement(),
        script,
        expect![[r#"
        09:05 -> inquiry, birth (inferred), score 0
        09:05 inquiry -> mql, hand_raise "asked to be called", score 0
        09:35   violated time_to_first_touch, from 09:05, due 09:35
        09:35:00.001   met_late time_to_first_touch, from 09:05, due 09:35
        = mql since 09:05, grade unknown, score 0, cycle 1, contacted
    "#]],
    );
}

#[test]
fn a_touch_in_time_that_is_heard_late_leaves_no_violation_r3() {
    let script = "09:05 engagement form_submitted form=contact_sales
                  W 09:50
                  09:20 disposition first_touch appended=09:51";
    check(
        agreement(),
        script,
        expect![[r#"
        09:05 -> inquiry, birth (inferred), score 0
        09:05 inquiry -> mql, hand_raise "asked to be called", score 0
        09:20   met time_to_first_touch, from 09:05, due 09:35
        = mql since 09:05, grade unknown, score 0, cycle 1, contacted
    "#]],
    );
}

#[test]
fn a_fall_by_decay_voids_the_promise_c6() {
    let mut definition = agreement();
    definition.clocks = vec![clock(
        "time_to_first_touch",
        &["mql"],
        Predicate::Has(Field::Contacted),
        60 * 24,
    )];
    let script = "09:00 created seniority=vp
                  09:00 engagement webinar
                  09:00 engagement webinar
                  W d3 09:00";
    check(
        definition,
        script,
        expect![[r#"
        09:00 -> inquiry, birth, score 0
        09:00 inquiry -> mql, threshold, score 60
        23:02:20.761 mql -> inquiry, decay, score 39.999
        23:02:20.761   cancelled time_to_first_touch, from 09:00, due d2 09:00
        = inquiry since 23:02:20.761, grade B, score 15, cycle 1
    "#]],
    );
}

#[test]
fn a_promise_that_was_void_does_not_begin_again_by_itself_c6() {
    // Ann is away: her leads are not promised. That bob takes over does not make the lead an MQL anew.
    let mut definition = agreement();
    definition.clocks = vec![ClockPolicy {
        cancel_when: is(Field::Owner, "ann"),
        ..clock(
            "time_to_first_touch",
            &["mql"],
            Predicate::Has(Field::Contacted),
            30,
        )
    }];
    let script = "09:05 engagement form_submitted form=contact_sales
                  09:10 disposition assign owner=ann
                  09:20 disposition assign owner=bob
                  W 12:00";
    check(
        definition,
        script,
        expect![[r#"
        09:05 -> inquiry, birth (inferred), score 0
        09:05 inquiry -> mql, hand_raise "asked to be called", score 0
        09:10   cancelled time_to_first_touch, from 09:05, due 09:35, owner ann
        = mql since 09:05, grade unknown, score 0, cycle 1
    "#]],
    );
}
