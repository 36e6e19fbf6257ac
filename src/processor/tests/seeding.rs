//! Leads that stood somewhere before leadfold began: what is known of them counts as said and is not said (C1).

use super::agreement::usual;
use super::desk::Desk;
use crate::processor::record::Seeded;
use crate::processor::{Settings, seeded};
use expect_test::{Expect, expect};

fn played(script: &str, trace: Expect) -> Desk {
    let mut desk = Desk::new(usual(), Settings::default());
    desk.play(script);
    trace.assert_eq(&desk.trace);
    desk
}

#[test]
fn c1_what_was_before_is_not_told_and_what_follows_is() {
    let desk = played(
        "09:00 seed
         09:00 import
         09:00 form occurred=-90d09:00
         09:00 first_touch occurred=-90d09:10
         09:00 form lead=b
         09:01 imported
         09:03 seeded
         09:04 accept
         09:20 first_touch lead=b",
        expect![[r#"
            09:04 + a mql -> sal at 09:04
        "#]],
    );
    let record = desk.task.record();
    // Birth and entry into mql of both, and the promise of the first, which was kept.
    assert_eq!(record.seeded, Seeded { rows: 5, leads: 2 });
    assert_eq!(record.imbalance(), 0, "law 6 counts them");
    assert!(!desk.views.is_empty(), "views are told");
    assert_eq!(desk.task.counts().asserted.values().sum::<u64>(), 1);
    assert_eq!(seeded(&desk.store).unwrap(), record.seeded);
}

#[test]
fn c1_what_turns_out_otherwise_is_taken_back_aloud_and_told_anew() {
    let desk = played(
        "09:00 seed
         09:00 import
         09:00 form occurred=-90d09:00
         09:00 imported
         09:03 seeded
         09:04 view occurred=-90d08:00
         09:30 pass",
        expect![[r#"
            09:30 - a birth -> inquiry at -90d09:00, seeded
            09:30 - a inquiry -> mql at -90d09:00, seeded
            09:30 + a birth -> inquiry at -90d08:00, backfill
            09:30 + a inquiry -> mql at -90d09:00, backfill
        "#]],
    );
    let record = desk.task.record();
    assert_eq!(record.imbalance(), 0);
    assert_eq!(record.seeded.rows, 3, "so many were never sent");
}

#[test]
fn c1_while_seeding_a_correction_is_as_silent() {
    let desk = played(
        "09:00 seed
         09:00 form
         09:01 view occurred=08:00
         09:25 pass
         09:35 pass
         09:40 first_touch occurred=09:10
         09:45 seeded
         09:50 accept",
        expect![[r#"
            09:50 + a mql -> sal at 09:50
        "#]],
    );
    let record = desk.task.record();
    // Birth, mql and the promise that was met: the violation said in between was never sent, and is gone as silently.
    assert_eq!(record.seeded, Seeded { rows: 3, leads: 1 });
    assert!(desk.promises.is_empty(), "nobody was warned or accused");
    assert_eq!(record.imbalance(), 0);
}

#[test]
fn c1_what_had_been_sent_is_taken_back_aloud_even_while_seeding() {
    let desk = played(
        "09:00 form
         09:01 seed
         09:02 view occurred=08:00",
        expect![[r#"
            09:00 + a birth -> inquiry at 09:00
            09:00 + a inquiry -> mql at 09:00
            09:02 - a birth -> inquiry at 09:00
            09:02 - a inquiry -> mql at 09:00
        "#]],
    );
    assert_eq!(desk.task.record().seeded, Seeded { rows: 2, leads: 1 });
    assert_eq!(desk.task.record().imbalance(), 0);
}
