//! How far time has surely come (W1–W3).

use super::desk::{check, check_with};
use crate::processor::Settings;
use expect_test::expect;

/// Heartbeats are asked of sales' connector.
fn with_heartbeats() -> Settings {
    Settings {
        heartbeats: [false, false, true],
        ..Settings::default()
    }
}

#[test]
fn read_to_the_end_w_follows_the_question_less_the_delay_w1() {
    check(
        "09:00 where
         09:00 created
         09:00 where
         09:10 pass
         09:10 where",
        expect![[r#"
            09:00 W nowhere, held by None
            09:00 + a birth -> inquiry at 09:00
            09:00 W 08:58, held by Some(Waiting(LeadCreated))
            09:10 W 09:08, held by Some(Waiting(LeadCreated))
        "#]],
    );
}

#[test]
fn in_a_backlog_w_is_the_lesser_of_both_times_read_w1() {
    check(
        "09:00 unread input=engagement count=5
         09:00 view occurred=08:00 appended=08:30
         09:00 where
         09:01 view occurred=08:33 appended=08:31
         09:01 where
         09:02 view lead=b occurred=08:10 appended=08:32
         09:02 where
         09:03 unread input=engagement count=0
         09:03 where",
        expect![[r#"
            09:00 + a birth -> inquiry at 08:00
            09:00 W 07:58, held by Some(Waiting(Engagement))
            09:01 W 08:29, held by Some(Waiting(Engagement))
            09:02 + b birth -> inquiry at 08:10
            09:02 W 08:30, held by Some(Waiting(Engagement))
            09:03 W 09:01, held by Some(Waiting(LeadCreated))
        "#]],
    );
}

#[test]
fn an_input_of_which_nothing_was_read_lets_w_nowhere_w1() {
    check(
        "09:00 unread input=disposition count=5
         09:00 form
         10:00 pass
         10:00 where",
        expect![[r#"
            09:00 + a birth -> inquiry at 09:00
            09:00 + a inquiry -> mql at 09:00
            10:00 W nowhere, held by Some(Waiting(Disposition))
        "#]],
    );
}

#[test]
fn w_never_falls_not_over_a_clock_set_back_and_not_over_a_restart_w1() {
    check(
        "09:00 form
         09:33 pass
         09:33 where
         08:00 pass
         08:00 where
         08:00 restart
         08:00 where
         09:40 where
         09:40 first_touch occurred=09:20
         09:40 where",
        expect![[r#"
            09:00 + a birth -> inquiry at 09:00
            09:00 + a inquiry -> mql at 09:00
            09:33 + a violated time_to_first_touch at 09:30
            09:33 W 09:31, held by Some(Waiting(LeadCreated))
            08:00 W 09:31, held by Some(Ahead(Engagement))
            08:00 W 09:31, held by Some(Ahead(Engagement))
            09:40 W 09:31, held by Some(Ahead(Engagement))
            09:40 - a violated time_to_first_touch at 09:30
            09:40 + a met time_to_first_touch at 09:20
            09:40 W 09:38, held by Some(Waiting(LeadCreated))
        "#]],
    );
}

#[test]
fn a_record_from_the_future_holds_w_until_the_clock_has_come_w2() {
    check(
        "09:00 form
         09:10 view appended=09:50
         09:10 where
         09:49:57 pass
         09:49:57 where
         09:49:58 pass
         09:49:58 where",
        expect![[r#"
            09:00 + a birth -> inquiry at 09:00
            09:00 + a inquiry -> mql at 09:00
            09:10 W 08:58, held by Some(Ahead(Engagement))
            09:49:57 W 08:58, held by Some(Ahead(Engagement))
            09:49:58 + a violated time_to_first_touch at 09:30
            09:49:58 W 09:47:58, held by Some(Waiting(LeadCreated))
        "#]],
    );
}

#[test]
fn a_dead_connector_stops_the_judge_and_nobody_is_accused_w3() {
    check_with(
        with_heartbeats(),
        "09:00 heartbeat input=disposition
         09:00 form
         09:10 heartbeat input=disposition
         09:10 where
         10:30 pass
         10:30 where
         10:31 first_touch occurred=09:20
         10:31 heartbeat input=disposition
         10:31 where",
        expect![[r#"
            09:00 + a birth -> inquiry at 09:00
            09:00 + a inquiry -> mql at 09:00
            09:10 W 09:08, held by Some(Waiting(LeadCreated))
            10:30 W 09:08, held by Some(Waiting(Disposition))
            10:31 + a met time_to_first_touch at 09:20
            10:31 W 10:29, held by Some(Waiting(LeadCreated))
        "#]],
    );
}

#[test]
fn a_heartbeat_is_not_believed_beyond_the_time_at_which_the_log_took_it_w3() {
    check_with(
        with_heartbeats(),
        "09:00 heartbeat input=disposition occurred=09:04
         09:00 where",
        expect![[r#"
            09:00 W 08:58, held by Some(Waiting(LeadCreated))
        "#]],
    );
}

#[test]
fn a_living_connector_accuses_who_is_silent_w3() {
    check_with(
        with_heartbeats(),
        "09:00 form
         09:31 heartbeat input=disposition
         09:32 heartbeat input=disposition
         09:32 where",
        expect![[r#"
            09:00 + a birth -> inquiry at 09:00
            09:00 + a inquiry -> mql at 09:00
            09:31 ! a at_risk time_to_first_touch at 09:20
            09:32 + a violated time_to_first_touch at 09:30
            09:32 W 09:30, held by Some(Waiting(LeadCreated))
        "#]],
    );
}

#[test]
fn w_is_stopped_and_released_by_hand_also_over_a_restart_w3() {
    check(
        "09:00 form
         09:05 stop input=disposition
         10:00 pass
         10:00 where
         10:00 restart
         10:01 where
         10:02 pass
         10:02 where
         10:03 first_touch occurred=09:10
         10:04 release input=disposition
         10:04 where",
        expect![[r#"
            09:00 + a birth -> inquiry at 09:00
            09:00 + a inquiry -> mql at 09:00
            10:00 W 08:58, held by Some(Stopped(Disposition))
            10:01 W 08:58, held by Some(Stopped(Disposition))
            10:02 W 08:58, held by Some(Stopped(Disposition))
            10:04 + a met time_to_first_touch at 09:10
            10:04 W 10:02, held by Some(Waiting(LeadCreated))
        "#]],
    );
}
