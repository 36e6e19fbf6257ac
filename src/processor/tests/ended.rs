//! What comes for a lead that became another one or was erased (F11): taken like any event, moving nothing, and a dead letter besides.

use super::agreement::usual;
use super::desk::{Desk, Logged, instant};
use crate::lead::event::{Engagement, Fact, Input, LeadEvent};
use crate::processor::Settings;
use crate::wire::encode;
use crate::wire::record::Headers;
use crate::wire::rejection::MERGED_INTO;
use expect_test::{Expect, expect};

fn header(letter: &Logged, wanted: &str) -> Option<String> {
    let mut all = Headers(&letter.headers);
    let found = all.find(|(name, _)| *name == wanted.as_bytes());
    found.map(|(_, value)| String::from_utf8_lossy(value).into_owned())
}

fn played(script: &str, trace: Expect) -> Desk {
    let mut desk = Desk::new(usual(), Settings::default());
    desk.play(script);
    trace.assert_eq(&desk.trace);
    desk
}

#[test]
fn f11_events_of_a_merged_lead_name_the_survivor_and_move_nothing() {
    let desk = played(
        "09:00 form
         09:05 merged into=b
         09:10 form
         09:11 accept
         09:12 view occurred=09:04
         09:13 view id=once
         09:14 view id=once occurred=09:13
         10:00 pass",
        expect![[r#"
            09:00 + a birth -> inquiry at 09:00
            09:00 + a inquiry -> mql at 09:00
            09:05 + a mql -> merged at 09:05
            09:10 x merged_into
            09:10 + a cancelled time_to_first_touch at 09:05
            09:11 x merged_into
            09:13 x merged_into
        "#]],
    );
    let counts = desk.task.counts();
    assert_eq!(counts.accepted, [1, 4, 1], "dead letters are taken too");
    assert_eq!(counts.duplicates, [0, 1, 0]);
    assert_eq!(desk.dead.len(), 3);
    for letter in &desk.dead {
        assert_eq!(header(letter, MERGED_INTO).as_deref(), Some("b"));
        assert_eq!(letter.key, b"a");
        assert!(letter.value.is_some(), "the record is kept as it came");
    }
    assert_eq!(desk.task.record().imbalance(), 0);
}

#[test]
fn f11_the_order_of_events_decides_and_not_that_of_arrival() {
    let desk = played(
        "09:10 form
         09:11 merged into=b occurred=09:05
         09:12 view occurred=09:06
         09:13 view occurred=09:04",
        expect![[r#"
            09:10 + a birth -> inquiry at 09:10
            09:10 + a inquiry -> mql at 09:10
            09:11 - a birth -> inquiry at 09:10
            09:11 - a inquiry -> mql at 09:10
            09:11 + a birth -> inquiry at 09:05
            09:11 + a inquiry -> merged at 09:05
            09:12 x merged_into
            09:13 - a birth -> inquiry at 09:05
            09:13 - a inquiry -> merged at 09:05
            09:13 + a birth -> inquiry at 09:04
            09:13 + a inquiry -> merged at 09:05
        "#]],
    );
    assert_eq!(desk.dead.len(), 1, "the form had come before it was known");
}

#[test]
fn f11_of_an_erased_lead_nothing_is_kept_and_its_view_is_taken_away() {
    let desk = played(
        "09:00 created source=ads
         09:01 view asset=secret
         09:05 erased
         09:10 form asset=secret
         09:11 view id=twin occurred=09:03
         09:12 form id=twin occurred=09:03
         10:00 pass",
        expect![[r#"
            09:00 + a birth -> inquiry at 09:00
            09:05 + a inquiry -> erased at 09:05
            09:10 x erased
            09:12 x id_conflict
        "#]],
    );
    // The second of the two lies before the erasure and is refused for its own sake: it is as personal.
    assert_eq!(desk.dead.len(), 2);
    for letter in &desk.dead {
        assert_eq!((letter.key.as_slice(), &letter.value), (&b""[..], &None));
        let headers = String::from_utf8_lossy(&letter.headers).into_owned();
        assert!(headers.contains("lead-engagement"), "its place is told");
        assert!(!headers.contains("secret"), "{headers}");
    }
    assert_eq!(desk.views.last().unwrap(), &None, "a tombstone");
    assert_eq!(desk.views.iter().filter(|view| view.is_none()).count(), 1);
    let row = desk.moves.last().unwrap();
    assert_eq!((row.to_stage.as_str(), &row.touches), ("erased", &None));
    assert_eq!(row.dimensions, Default::default());
    assert_eq!(desk.task.record().imbalance(), 0);
}

#[test]
fn f11_an_end_that_comes_late_is_known_to_what_comes_with_it() {
    let mut settings = Settings::default();
    settings.bounds.segment = 1;
    let mut desk = Desk::new(usual(), settings);
    desk.play(
        "09:00 view
         09:10 view
         09:20 view",
    );
    let late = |event_id, occurred, fact| {
        let event = LeadEvent {
            lead_id: "a",
            event_id,
            occurred_at: instant(occurred),
            appended_at: instant("09:30"),
            offset: 0,
            sequence: 0,
            day_precision: false,
            digest: 0,
            fact,
        };
        let mut value = Vec::new();
        encode::event(&event, &mut value);
        (event.input(), value)
    };
    let engagement = Engagement {
        kind: "view",
        ..Engagement::default()
    };
    for (input, value) in [
        late("m", "09:05", Fact::Merged("b")),
        late("v", "09:15", Fact::Engagement(engagement)),
    ] {
        desk.append(input, instant("09:30"), "a", Some(value));
    }
    desk.play("09:31 pass");
    assert_eq!(desk.task.counts().late, [1, 1, 0], "both were late");
    assert_eq!(desk.dead.len(), 1, "they were read in one step");
}

#[test]
fn f11_an_end_that_has_left_the_journal_is_still_known() {
    let mut settings = Settings::default();
    settings.bounds.journal = 2;
    settings.bounds.segment = 1;
    let mut desk = Desk::new(usual(), settings);
    desk.play(
        "09:00 form
         09:05 merged into=b",
    );
    for minute in 10..20 {
        desk.play(&format!("09:{minute} view"));
    }
    desk.play(
        "09:30 restart
         09:31 view",
    );
    assert_eq!(desk.dead.len(), 11);
    let last = desk.dead.last().unwrap();
    assert_eq!(header(last, MERGED_INTO).as_deref(), Some("b"));
    assert_eq!(desk.task.counts().accepted[Input::Engagement as usize], 1);
}

#[test]
fn f11_who_was_merged_can_still_be_forgotten() {
    let mut desk = Desk::new(usual(), Settings::default());
    desk.play(
        "09:00 created source=web account=acme
         09:05 merged into=b
         09:10 erased
         09:15 view",
    );
    let letter = desk
        .dead
        .last()
        .expect("the view came for a lead that was erased");
    assert_eq!(letter.value, None, "nothing of the record is kept");
    let last = desk.views.last().expect("views went out");
    assert!(last.is_none(), "the view is taken away: {last:?}");
}
