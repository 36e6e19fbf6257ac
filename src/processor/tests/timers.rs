//! When a lead is looked at although nothing came in: its earliest instant, however that has moved (S4, section 11 of the design).

use super::agreement;
use super::desk::Desk;
use crate::processor::Settings;
use expect_test::{Expect, expect};

fn check(script: &str, trace: Expect) {
    let mut desk = Desk::new(agreement::fading(), Settings::default());
    desk.play(script);
    trace.assert_eq(&desk.trace);
}

#[test]
fn a_score_that_fades_is_looked_at_when_it_crosses() {
    check(
        "09:00 webinar
         11:01 pass
         11:03 pass",
        expect![[r#"
            09:00 + a birth -> inquiry at 09:00
            09:00 + a inquiry -> mql at 09:00
            11:03 + a mql -> inquiry at 11:00:00.001
            11:03 + a cancelled time_to_first_touch at 11:00:00.001
        "#]],
    );
}

#[test]
fn points_taken_away_bring_the_crossing_forward() {
    check(
        "09:00 webinar
         09:01 unsubscribe
         10:01 pass
         10:03 pass",
        expect![[r#"
            09:00 + a birth -> inquiry at 09:00
            09:00 + a inquiry -> mql at 09:00
            10:03 + a mql -> inquiry at 10:00:00.001
            10:03 + a cancelled time_to_first_touch at 10:00:00.001
        "#]],
    );
}

#[test]
fn points_earned_put_the_crossing_off() {
    check(
        "09:00 webinar
         10:00 webinar
         11:03 pass
         12:36 pass
         12:38 pass",
        expect![[r#"
            09:00 + a birth -> inquiry at 09:00
            09:00 + a inquiry -> mql at 09:00
            12:38 + a mql -> inquiry at 12:35:05.866
            12:38 + a cancelled time_to_first_touch at 12:35:05.866
        "#]],
    );
}

#[test]
fn a_crossing_is_not_forgotten_over_a_restart() {
    check(
        "09:00 webinar
         10:00 restart
         11:03 pass",
        expect![[r#"
            09:00 + a birth -> inquiry at 09:00
            09:00 + a inquiry -> mql at 09:00
            11:03 + a mql -> inquiry at 11:00:00.001
            11:03 + a cancelled time_to_first_touch at 11:00:00.001
        "#]],
    );
}
