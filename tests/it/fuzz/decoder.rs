//! Records of the three inputs, as Avro and as JSON.

use super::{mutated, target};
use crate::simulation::generator::Scenario;
use leadfold::lead::event::Input;
use leadfold::time::Timestamp;
use leadfold::wire::decode::Decoder;
use leadfold::wire::encode;
use leadfold::wire::record::Record;

#[test]
fn whatever_a_record_holds_decoding_answers() {
    let mut decoder = Decoder::default();
    target("decoder", 300, |random| {
        let scenario = Scenario::of(random.next() % 1000);
        for event in scenario.events.iter().take(10) {
            let mut value = Vec::new();
            encode::event(&event.borrowed(), &mut value);
            let value = mutated(random, &value);
            // A record may also come in on another input than its own.
            let input = Input::ALL[random.below(3)];
            let record = Record {
                offset: 0,
                appended_at: Timestamp::from_millis(random.between(-1, 1 << 45)),
                key: b"",
                value: Some(&value),
                headers: &[],
            };
            let _answer = decoder.decode(input, record).is_ok();
        }
    });
}

#[test]
fn whatever_a_json_record_says_decoding_answers() {
    let records = [
        r#"{"event_id":"e1","lead_id":"l1","occurred_at":1772409600000,"kind":"created","source":"web","traits":{"seniority":"vp"},"cleared":["campaign"]}"#,
        r#"{"event_id":"e2","lead_id":"l1","occurred_at":1772409600000,"kind":"merged","into":"l2"}"#,
        r#"{"event_id":"e3","lead_id":"l1","occurred_at":"2026-03-02T00:00:00Z","kind":"page_view","asset":"/pricing","properties":{"seconds":60.5}}"#,
        r#"{"event_id":"e4","lead_id":"l1","occurred_at":1772409600000,"outcome":"hold_until","until":1772409600001,"actor":"ann"}"#,
    ];
    let mut decoder = Decoder::default();
    target("json", 2000, |random| {
        let text = records[random.below(records.len())];
        let value = mutated(random, text.as_bytes());
        let record = Record {
            offset: 0,
            appended_at: Timestamp::from_millis(1_772_409_600_000),
            key: b"",
            value: Some(&value),
            headers: &[],
        };
        for input in Input::ALL {
            let _answer = decoder.decode(input, record).is_ok();
        }
    });
}
