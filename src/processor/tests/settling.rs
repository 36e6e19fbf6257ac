//! Rows about the past wait until their lead has come to rest (W5).

use super::desk::{Desk, check, short};
use crate::processor::Settings;
use crate::time::{Span, Timestamp};
use expect_test::expect;
use std::fmt::Write;

#[test]
fn history_waits_for_a_minute_of_quiet_and_says_that_it_did() {
    check(
        "09:00 form occurred=-400d09:00
         09:00:59 pass
         09:01 pass",
        expect![[r#"
            09:01 + a birth -> inquiry at -400d09:00, backfill
            09:01 + a inquiry -> mql at -400d09:00, backfill
            09:01 + a violated time_to_first_touch at -400d09:30, backfill
        "#]],
    );
}

#[test]
fn history_out_of_order_accuses_nobody() {
    check(
        "09:00 form occurred=-400d09:00
         09:00:30 first_touch occurred=-400d09:10
         09:01:29 pass
         09:01:30 pass",
        expect![[r#"
            09:01:30 + a birth -> inquiry at -400d09:00, backfill
            09:01:30 + a inquiry -> mql at -400d09:00, backfill
            09:01:30 + a met time_to_first_touch at -400d09:10, backfill
        "#]],
    );
}

#[test]
fn a_lead_that_never_rests_is_heard_after_ten_minutes() {
    let mut script = "09:00 form occurred=-400d09:00\n".to_owned();
    let nine = super::desk::instant("09:00");
    for tens in 1..=62 {
        let at: Timestamp = nine + Span::from_secs(10 * tens);
        writeln!(script, "{} view occurred=-300d09:00", short(at)).expect("a string takes it");
    }
    check(
        &script,
        expect![[r#"
        09:10 + a birth -> inquiry at -400d09:00, backfill
        09:10 + a inquiry -> mql at -400d09:00, backfill
        09:10 + a violated time_to_first_touch at -400d09:30, backfill
    "#]],
    );
}

#[test]
fn what_is_fresh_goes_at_once_and_is_no_backfill() {
    check(
        "09:00 form occurred=-400d09:00
         09:00:10 accept occurred=09:00:10
         09:01:10 pass",
        expect![[r#"
            09:00:10 + a mql -> sal at 09:00:10
            09:01:10 + a birth -> inquiry at -400d09:00, backfill
            09:01:10 + a inquiry -> mql at -400d09:00, backfill
            09:01:10 + a violated time_to_first_touch at -400d09:30, backfill
        "#]],
    );
}

#[test]
fn a_correction_of_the_past_waits_as_well() {
    check(
        "09:00 form occurred=-400d09:00
         09:01 pass
         10:00 first_touch occurred=-400d09:10
         10:00 first_touch occurred=-400d09:10 id=e2
         10:01 pass",
        expect![[r#"
            09:01 + a birth -> inquiry at -400d09:00, backfill
            09:01 + a inquiry -> mql at -400d09:00, backfill
            09:01 + a violated time_to_first_touch at -400d09:30, backfill
            10:01 - a violated time_to_first_touch at -400d09:30, backfill
            10:01 + a met time_to_first_touch at -400d09:10, backfill
        "#]],
    );
}

#[test]
fn while_history_is_read_all_of_it_waits() {
    check(
        "09:00 import
         09:00 form occurred=-400d09:00
         09:00 form lead=fresh
         09:20 first_touch occurred=-400d09:10
         11:00 pass
         11:00 imported",
        expect![[r#"
            09:00 + fresh birth -> inquiry at 09:00
            09:00 + fresh inquiry -> mql at 09:00
            11:00 + fresh violated time_to_first_touch at 09:30
            11:00 + a birth -> inquiry at -400d09:00, backfill
            11:00 + a inquiry -> mql at -400d09:00, backfill
            11:00 + a met time_to_first_touch at -400d09:10, backfill
        "#]],
    );
}

#[test]
fn after_a_restart_the_waiting_begins_anew_and_nothing_is_said_twice() {
    check(
        "09:00 form id=x occurred=-400d09:00
         09:00:30 restart
         09:01:29 pass
         09:01:30 pass
         09:02 restart
         09:02 form id=x occurred=-400d09:00
         09:10 pass",
        expect![[r#"
            09:01:30 + a birth -> inquiry at -400d09:00, backfill
            09:01:30 + a inquiry -> mql at -400d09:00, backfill
            09:01:30 + a violated time_to_first_touch at -400d09:30, backfill
        "#]],
    );
}

#[test]
fn how_many_leads_wait_is_known_and_the_stages_balance_law_6() {
    let mut desk = Desk::new(super::agreement::usual(), Settings::default());
    desk.play("09:00 form occurred=-400d09:00");
    assert_eq!(desk.task.record().unsettled, 1);
    desk.play("09:01 pass");
    assert_eq!(desk.task.record().unsettled, 0);
    assert_eq!(desk.task.counts().settled, 1);
    assert_eq!(desk.task.record().imbalance(), 0, "law 6");
}
