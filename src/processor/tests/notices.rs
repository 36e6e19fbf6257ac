//! Warnings are sent once, before the promise breaks, and never by looking again (R5).

use super::desk::check;
use expect_test::expect;

#[test]
fn a_lead_at_risk_is_told_once_and_not_again_by_a_refold_or_a_restart_r5() {
    check(
        "09:00 form
         09:21 pass
         09:22 pass
         09:23 pass
         09:23 restart
         09:24 pass
         09:25 view occurred=09:05
         09:26 view occurred=08:00
         09:26 restart
         09:32 pass
         09:40 pass
         09:41 view occurred=09:06",
        expect![[r#"
            09:00 + a birth -> inquiry at 09:00
            09:00 + a inquiry -> mql at 09:00
            09:22 ! a at_risk time_to_first_touch at 09:20
            09:26 - a birth -> inquiry at 09:00
            09:26 - a inquiry -> mql at 09:00
            09:26 + a birth -> inquiry at 08:00
            09:26 + a inquiry -> mql at 09:00
            09:32 + a violated time_to_first_touch at 09:30
        "#]],
    );
}

#[test]
fn what_is_violated_already_is_not_at_risk_r5() {
    check(
        "09:00 form
         10:00 pass",
        expect![[r#"
            09:00 + a birth -> inquiry at 09:00
            09:00 + a inquiry -> mql at 09:00
            10:00 + a violated time_to_first_touch at 09:30
        "#]],
    );
}

#[test]
fn who_was_reached_in_time_is_not_at_risk_r5() {
    check(
        "09:00 form
         09:15 first_touch
         09:25 pass",
        expect![[r#"
            09:00 + a birth -> inquiry at 09:00
            09:00 + a inquiry -> mql at 09:00
            09:25 + a met time_to_first_touch at 09:15
        "#]],
    );
}

#[test]
fn a_late_record_does_not_warn_about_what_is_past_r5() {
    check(
        "09:00 created
         09:10 view
         09:23 pass
         09:25 form occurred=09:00
         09:32 pass",
        expect![[r#"
            09:00 + a birth -> inquiry at 09:00
            09:25 + a inquiry -> mql at 09:00
            09:32 + a violated time_to_first_touch at 09:30
        "#]],
    );
}

#[test]
fn a_promise_that_turns_out_to_be_older_is_not_warned_of_twice_r5() {
    check(
        "09:10 form
         09:32 pass
         09:33 form occurred=09:05
         09:34 pass
         09:37 pass",
        expect![[r#"
            09:10 + a birth -> inquiry at 09:10
            09:10 + a inquiry -> mql at 09:10
            09:32 ! a at_risk time_to_first_touch at 09:30
            09:33 - a birth -> inquiry at 09:10
            09:33 - a inquiry -> mql at 09:10
            09:33 + a birth -> inquiry at 09:05
            09:33 + a inquiry -> mql at 09:05
            09:37 + a violated time_to_first_touch at 09:35
        "#]],
    );
}
