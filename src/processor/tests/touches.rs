//! What a lead touched in the stage that it left, as its transitions tell it.

use super::agreement::usual;
use super::desk::Desk;
use crate::lead::journal::Bounds;
use crate::processor::Settings;
use serde_json::Value;

/// `inquiry -> mql: pricing/spring x2, docs/- x1; 0 others` for each transition with touches.
fn told(desk: &Desk) -> Vec<String> {
    let rows = desk.moves.iter().filter(|row| row.sign > 0);
    rows.map(|row| {
        let from = row.from_stage.as_deref().unwrap_or("birth");
        let touches = row.touches.as_deref();
        let touches: Option<Value> = touches.map(|text| serde_json::from_str(text).unwrap());
        let told = touches.map_or_else(
            || "none".to_owned(),
            |touches| {
                let listed = touches["touches"].as_array().unwrap().iter();
                let listed = listed.map(|one| {
                    assert_eq!(one["stage"].as_str(), row.from_stage.as_deref());
                    let name = |key: &str| one[key].as_str().unwrap_or("-").to_owned();
                    format!("{}/{} x{}", name("asset"), name("campaign"), one["count"])
                });
                let more = if touches["complete"] == true {
                    ""
                } else {
                    ", or more"
                };
                let listed: Vec<String> = listed.collect();
                format!("{}; {} others{more}", listed.join(", "), touches["others"])
            },
        );
        format!("{from} -> {}: {told}", row.to_stage)
    })
    .collect()
}

fn check(settings: Settings, script: &str, expected: expect_test::Expect) {
    let mut desk = Desk::new(usual(), settings);
    desk.play(script);
    expected.assert_eq(&told(&desk).join("\n"));
}

#[test]
fn what_was_touched_counts_for_the_stage_in_which_it_was() {
    check(
        Settings::default(),
        "09:00 view asset=home campaign=spring
         09:01 view asset=pricing
         09:02 view asset=home campaign=spring
         09:03 view
         09:04 form asset=contact
         09:05 view asset=docs
         09:06 qualify
         09:07 view asset=offer
         09:08 win",
        expect_test::expect![[r#"
            birth -> inquiry: none
            inquiry -> mql: home/spring x2, pricing/- x1, contact/- x1; 0 others
            mql -> sal: docs/- x1; 0 others
            sal -> sql: ; 0 others
            sql -> opportunity: offer/- x1; 0 others
            opportunity -> customer: ; 0 others"#]],
    );
}

#[test]
fn of_one_instant_the_order_of_events_decides() {
    check(
        Settings::default(),
        "09:00 created
         09:04 view asset=before id=a occurred=09:04
         09:04 form asset=raised id=b occurred=09:04
         09:04 view asset=after id=c occurred=09:04
         09:05 accept",
        expect_test::expect![[r#"
            birth -> inquiry: none
            inquiry -> mql: before/- x1, raised/- x1; 0 others
            mql -> sal: after/- x1; 0 others"#]],
    );
}

#[test]
fn sixty_four_are_listed_and_the_rest_is_counted() {
    let mut script = String::new();
    for number in 0..70 {
        script.push_str(&format!("09:{:02} view asset=page{number}\n", number / 2));
    }
    script.push_str("09:40 form\n");
    let mut desk = Desk::new(usual(), Settings::default());
    desk.play(&script);
    let row = desk.moves.last().unwrap();
    let touches: Value = serde_json::from_str(row.touches.as_deref().unwrap()).unwrap();
    let listed = touches["touches"].as_array().unwrap();
    assert_eq!((listed.len(), &touches["others"]), (64, &Value::from(6)));
    assert_eq!(listed[63]["asset"], "page69", "the newest is last");
    assert_eq!(listed[0]["asset"], "page6");
}

#[test]
fn older_segments_are_read_and_what_the_journal_has_let_go_is_said_to_be_missing() {
    let mut settings = Settings {
        bounds: Bounds {
            segment: 2,
            ..Bounds::default()
        },
        cached_leads: 1,
        ..Settings::default()
    };
    let script = "09:00 view asset=a
         09:01 view asset=b
         09:02 view asset=c
         09:03 view asset=d
         09:04 view asset=e
         09:05 view lead=other
         09:06 restart
         09:07 form";
    check(
        settings,
        script,
        expect_test::expect![[r#"
            birth -> inquiry: none
            birth -> inquiry: none
            inquiry -> mql: a/- x1, b/- x1, c/- x1, d/- x1, e/- x1; 0 others"#]],
    );
    settings.bounds.journal = 3;
    check(
        settings,
        script,
        expect_test::expect![[r#"
            birth -> inquiry: none
            birth -> inquiry: none
            inquiry -> mql: c/- x1, d/- x1, e/- x1; 0 others, or more"#]],
    );
}
