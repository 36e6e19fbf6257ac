//! What is taken without a word, and what goes to the dead letters (J3, J4, laws 3 and 5).

use super::agreement;
use super::desk::{Desk, Logged, check, check_with, instant};
use crate::lead::event::Input;
use crate::lead::rows::decide;
use crate::processor::{Settings, inspect};
use crate::wire::record::{Headers, push_header};
use crate::wire::rejection::Code;
use expect_test::expect;

#[test]
fn what_was_said_is_not_said_again_law_5() {
    let mut desk = Desk::new(agreement::usual(), Settings::default());
    desk.play(
        "09:00 form
         09:33 pass
         09:40 accept
         09:45 first_touch
         09:50 pass",
    );
    let found = inspect(
        &desk.store,
        0,
        "a",
        &agreement::usual(),
        desk.task.watermark(),
    )
    .expect("the store can be read")
    .expect("the lead is known");
    let rows = found
        .lead
        .rows
        .stored
        .expect("an inspection reads the rows");
    assert_eq!(
        rows.len(),
        5,
        "two stages to be MQL, one more, violated and met late"
    );
    assert_eq!(decide(&rows, |_| true), []);
}

#[test]
fn an_event_that_changes_nothing_says_nothing_law_5() {
    let mut desk = Desk::new(agreement::usual(), Settings::default());
    desk.play("09:00 form id=x");
    desk.trace.clear();
    desk.play(
        "09:01 view
         09:02 view occurred=08:00
         09:03 form id=x occurred=09:00
         09:04 created occurred=09:00:30",
    );
    // The second view is older than the birth: that is news.
    expect![[r#"
        09:02 - a birth -> inquiry at 09:00
        09:02 - a inquiry -> mql at 09:00
        09:02 + a birth -> inquiry at 08:00
        09:02 + a inquiry -> mql at 09:00
    "#]]
    .assert_eq(&desk.trace);
    let counts = desk.task.counts();
    assert_eq!(counts.accepted, [1, 3, 0]);
    assert_eq!(counts.duplicates, [0, 1, 0]);
    assert!(counts.rejected.is_empty());
}

#[test]
fn the_same_id_with_other_content_is_a_conflict_and_the_first_stands_j4() {
    check(
        "09:00 view id=x
         09:01 form id=x occurred=09:00
         09:02 form id=x occurred=09:00:30",
        expect![[r#"
            09:00 + a birth -> inquiry at 09:00
            09:01 x id_conflict
            09:02 + a inquiry -> mql at 09:00:30
        "#]],
    );
}

#[test]
fn what_lies_before_something_final_is_refused_j3() {
    let mut settings = Settings::default();
    settings.bounds.journal = 1;
    check_with(
        settings,
        "09:00 view
         09:01 view
         09:02 form occurred=08:59
         09:03 form occurred=09:00:30
         09:04 form occurred=09:01:30",
        expect![[r#"
            09:00 + a birth -> inquiry at 09:00
            09:02 x beyond_horizon
            09:03 x beyond_horizon
            09:04 + a inquiry -> mql at 09:01:30
        "#]],
    );
}

#[test]
fn a_lead_of_another_partition_is_not_folded() {
    let mut desk = Desk::of_partitions(2);
    desk.play("09:00 form lead=b times=6");
    expect![[r#"
        09:00 x wrong_partition
        09:00 x wrong_partition
        09:00 + b0 birth -> inquiry at 09:00
        09:00 + b0 inquiry -> mql at 09:00
        09:00 + b2 birth -> inquiry at 09:00
        09:00 + b2 inquiry -> mql at 09:00
        09:00 + b4 birth -> inquiry at 09:00
        09:00 + b4 inquiry -> mql at 09:00
        09:00 + b5 birth -> inquiry at 09:00
        09:00 + b5 inquiry -> mql at 09:00
    "#]]
    .assert_eq(&desk.trace);
    let wrong = desk.task.counts().rejected[&(Input::Engagement, Code::WrongPartition)];
    assert_eq!(wrong + desk.task.counts().accepted[1], 6);
}

#[test]
fn a_dead_letter_is_the_record_as_it_came_with_where_and_why() {
    let mut desk = Desk::new(agreement::usual(), Settings::default());
    let mut headers = Vec::new();
    push_header(&mut headers, "trace-id", b"7");
    for value in [Some(b"not a lead".to_vec()), None] {
        desk.append_logged(
            Input::Disposition,
            Logged {
                appended_at: instant("09:00"),
                key: b"some key".to_vec(),
                value,
                headers: headers.clone(),
            },
        );
    }
    desk.play("09:00 pass");
    let mut told = String::new();
    for dead in &desk.dead {
        let value = dead.value.as_deref().map(String::from_utf8_lossy);
        told.push_str(&format!(
            "{} {value:?}\n",
            String::from_utf8_lossy(&dead.key)
        ));
        for (name, value) in Headers(&dead.headers) {
            let (name, value) = (
                String::from_utf8_lossy(name),
                String::from_utf8_lossy(value),
            );
            told.push_str(&format!("  {name}: {value}\n"));
        }
    }
    expect![[r#"
        some key Some("not a lead")
          trace-id: 7
          __streams.errors.exception: io.leadfold.Rejection
          __streams.errors.message: the value is neither JSON nor Avro behind a zero byte and a schema id
          __streams.errors.topic: sales-disposition
          __streams.errors.partition: 0
          __streams.errors.offset: 0
          leadfold.error.code: not_framed
          leadfold.rule.version: 1
        some key None
          trace-id: 7
          __streams.errors.exception: io.leadfold.Rejection
          __streams.errors.message: the record has no value
          __streams.errors.topic: sales-disposition
          __streams.errors.partition: 0
          __streams.errors.offset: 1
          leadfold.error.code: empty_value
          leadfold.rule.version: 1
    "#]].assert_eq(&told);
}
