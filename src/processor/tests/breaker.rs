//! When many promises break at once while sales is silent, the pipeline is looked at before anybody is accused (W4).

use super::desk::check_with;
use crate::processor::Settings;
use crate::processor::settings::Breaker;
use expect_test::{Expect, expect};

/// More than three at once are too many.
fn check(script: &str, trace: Expect) {
    let breaker = Breaker {
        least: 3,
        ..Settings::default().breaker
    };
    let settings = Settings {
        breaker,
        ..Settings::default()
    };
    check_with(settings, script, trace);
}

#[test]
fn many_at_once_while_sales_is_silent_are_held_until_somebody_lets_go_w4() {
    check(
        "09:00 form lead=b times=4
         09:33 pass
         09:33 where
         10:00 restart
         10:00 where
         10:05 release input=lead_created
         10:05 where",
        expect![[r#"
            09:00 + b0 birth -> inquiry at 09:00
            09:00 + b0 inquiry -> mql at 09:00
            09:00 + b1 birth -> inquiry at 09:00
            09:00 + b1 inquiry -> mql at 09:00
            09:00 + b2 birth -> inquiry at 09:00
            09:00 + b2 inquiry -> mql at 09:00
            09:00 + b3 birth -> inquiry at 09:00
            09:00 + b3 inquiry -> mql at 09:00
            09:33 W 08:58, held by Some(Breaker)
            10:00 W 08:58, held by Some(Breaker)
            10:05 + b0 violated time_to_first_touch at 09:30
            10:05 + b1 violated time_to_first_touch at 09:30
            10:05 + b2 violated time_to_first_touch at 09:30
            10:05 + b3 violated time_to_first_touch at 09:30
            10:05 W 10:03, held by Some(Waiting(LeadCreated))
        "#]],
    );
}

#[test]
fn a_few_at_once_are_believed_w4() {
    check(
        "09:00 form lead=b times=3
         09:33 pass
         09:33 where",
        expect![[r#"
            09:00 + b0 birth -> inquiry at 09:00
            09:00 + b0 inquiry -> mql at 09:00
            09:00 + b1 birth -> inquiry at 09:00
            09:00 + b1 inquiry -> mql at 09:00
            09:00 + b2 birth -> inquiry at 09:00
            09:00 + b2 inquiry -> mql at 09:00
            09:33 + b0 violated time_to_first_touch at 09:30
            09:33 + b1 violated time_to_first_touch at 09:30
            09:33 + b2 violated time_to_first_touch at 09:30
            09:33 W 09:31, held by Some(Waiting(LeadCreated))
        "#]],
    );
}

#[test]
fn records_on_all_three_inputs_let_go_w4() {
    check(
        "09:00 form lead=b times=4
         09:33 pass
         09:40 created lead=z
         09:41 view lead=z
         09:41 where
         09:42 heartbeat input=disposition
         09:42 where",
        expect![[r#"
            09:00 + b0 birth -> inquiry at 09:00
            09:00 + b0 inquiry -> mql at 09:00
            09:00 + b1 birth -> inquiry at 09:00
            09:00 + b1 inquiry -> mql at 09:00
            09:00 + b2 birth -> inquiry at 09:00
            09:00 + b2 inquiry -> mql at 09:00
            09:00 + b3 birth -> inquiry at 09:00
            09:00 + b3 inquiry -> mql at 09:00
            09:40 + z birth -> inquiry at 09:40
            09:41 W 08:58, held by Some(Breaker)
            09:42 + b0 violated time_to_first_touch at 09:30
            09:42 + b1 violated time_to_first_touch at 09:30
            09:42 + b2 violated time_to_first_touch at 09:30
            09:42 + b3 violated time_to_first_touch at 09:30
            09:42 W 09:40, held by Some(Waiting(LeadCreated))
        "#]],
    );
}

#[test]
fn what_was_read_before_a_restart_counts_as_progress_w4() {
    check(
        "09:00 form lead=b times=4
         09:33 pass
         09:40 created lead=z
         09:41 view lead=z
         09:41 restart
         09:42 heartbeat input=disposition
         09:42 where",
        expect![[r#"
            09:00 + b0 birth -> inquiry at 09:00
            09:00 + b0 inquiry -> mql at 09:00
            09:00 + b1 birth -> inquiry at 09:00
            09:00 + b1 inquiry -> mql at 09:00
            09:00 + b2 birth -> inquiry at 09:00
            09:00 + b2 inquiry -> mql at 09:00
            09:00 + b3 birth -> inquiry at 09:00
            09:00 + b3 inquiry -> mql at 09:00
            09:40 + z birth -> inquiry at 09:40
            09:42 + b0 violated time_to_first_touch at 09:30
            09:42 + b1 violated time_to_first_touch at 09:30
            09:42 + b2 violated time_to_first_touch at 09:30
            09:42 + b3 violated time_to_first_touch at 09:30
            09:42 W 09:40, held by Some(Waiting(LeadCreated))
        "#]],
    );
}

#[test]
fn nobody_doubts_while_sales_is_heard_w4() {
    check(
        "09:00 form lead=b times=4
         09:04 assign lead=b0
         09:33 pass",
        expect![[r#"
            09:00 + b0 birth -> inquiry at 09:00
            09:00 + b0 inquiry -> mql at 09:00
            09:00 + b1 birth -> inquiry at 09:00
            09:00 + b1 inquiry -> mql at 09:00
            09:00 + b2 birth -> inquiry at 09:00
            09:00 + b2 inquiry -> mql at 09:00
            09:00 + b3 birth -> inquiry at 09:00
            09:00 + b3 inquiry -> mql at 09:00
            09:33 + b0 violated time_to_first_touch at 09:30
            09:33 + b1 violated time_to_first_touch at 09:30
            09:33 + b2 violated time_to_first_touch at 09:30
            09:33 + b3 violated time_to_first_touch at 09:30
        "#]],
    );
}

#[test]
fn half_an_hour_after_the_last_word_of_sales_doubt_begins_w4() {
    check(
        "09:00 form lead=b times=4
         09:00 assign lead=b0
         09:32 pass
         09:32 where",
        expect![[r#"
            09:00 + b0 birth -> inquiry at 09:00
            09:00 + b0 inquiry -> mql at 09:00
            09:00 + b1 birth -> inquiry at 09:00
            09:00 + b1 inquiry -> mql at 09:00
            09:00 + b2 birth -> inquiry at 09:00
            09:00 + b2 inquiry -> mql at 09:00
            09:00 + b3 birth -> inquiry at 09:00
            09:00 + b3 inquiry -> mql at 09:00
            09:32 W 08:58, held by Some(Breaker)
        "#]],
    );
}

#[test]
fn a_heartbeat_is_not_a_word_of_sales_w4() {
    check(
        "09:00 form lead=b times=4
         09:31 heartbeat input=disposition
         09:33 pass
         09:33 where",
        expect![[r#"
            09:00 + b0 birth -> inquiry at 09:00
            09:00 + b0 inquiry -> mql at 09:00
            09:00 + b1 birth -> inquiry at 09:00
            09:00 + b1 inquiry -> mql at 09:00
            09:00 + b2 birth -> inquiry at 09:00
            09:00 + b2 inquiry -> mql at 09:00
            09:00 + b3 birth -> inquiry at 09:00
            09:00 + b3 inquiry -> mql at 09:00
            09:31 ! b0 at_risk time_to_first_touch at 09:20
            09:31 ! b1 at_risk time_to_first_touch at 09:20
            09:31 ! b2 at_risk time_to_first_touch at 09:20
            09:31 ! b3 at_risk time_to_first_touch at 09:20
            09:33 W 09:29, held by Some(Breaker)
        "#]],
    );
}

#[test]
fn what_is_told_as_history_breaks_nothing_w4_w5() {
    check(
        "09:00 form lead=b times=4 occurred=-3d09:00
         09:00 where
         09:01 pass
         09:01 where",
        expect![[r#"
            09:00 W 08:58, held by Some(Waiting(LeadCreated))
            09:01 + b0 birth -> inquiry at -3d09:00, backfill
            09:01 + b0 inquiry -> mql at -3d09:00, backfill
            09:01 + b0 violated time_to_first_touch at -3d09:30, backfill
            09:01 + b1 birth -> inquiry at -3d09:00, backfill
            09:01 + b1 inquiry -> mql at -3d09:00, backfill
            09:01 + b1 violated time_to_first_touch at -3d09:30, backfill
            09:01 + b2 birth -> inquiry at -3d09:00, backfill
            09:01 + b2 inquiry -> mql at -3d09:00, backfill
            09:01 + b2 violated time_to_first_touch at -3d09:30, backfill
            09:01 + b3 birth -> inquiry at -3d09:00, backfill
            09:01 + b3 inquiry -> mql at -3d09:00, backfill
            09:01 + b3 violated time_to_first_touch at -3d09:30, backfill
            09:01 W 08:59, held by Some(Waiting(LeadCreated))
        "#]],
    );
}
