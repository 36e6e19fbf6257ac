//! What is remembered on disk: damaged records are noticed or read as something, never a panic.

use super::{mutated, target};
use crate::simulation::generator::Scenario;
use leadfold::lead::journal::{Bounds, Lead};
use leadfold::lead::walk::Walk;
use leadfold::store::codec;
use leadfold::time::Timestamp;

#[test]
fn whatever_a_record_of_the_store_holds_reading_it_answers() {
    target("state", 150, |random| {
        let scenario = Scenario::of(random.next() % 1000);
        let bounds = Bounds {
            segment: 4,
            ..Bounds::default()
        };
        let mut lead = Lead::default();
        for event in &scenario.events {
            let event = event.borrowed();
            lead.arrive(&event, &scenario.definitions, Timestamp::MIN, &bounds);
            let mut walk = Walk::new(&scenario.definitions);
            if let Some(region) = lead.fold(&mut walk, Timestamp::MIN, &bounds) {
                lead.rows.replace(&region, walk.found.drain(..));
            }
        }
        let mut bytes = Vec::new();
        codec::write_head(&lead, &mut bytes);
        assert!(codec::read_head(&bytes).is_ok(), "what was written is read");
        let _answer = codec::read_head(&mutated(random, &bytes)).is_ok();
        for segment in lead.segments.iter().filter_map(|at| at.segment.as_ref()) {
            bytes.clear();
            codec::write_segment(segment, &mut bytes);
            let again = codec::read_segment(&bytes).expect("what was written is read");
            assert_eq!(again.start, segment.start);
            let _answer = codec::read_segment(&mutated(random, &bytes)).is_ok();
        }
        for stored in lead.rows.stored.iter().flatten() {
            bytes.clear();
            codec::write_row(stored, &mut bytes);
            let again = codec::read_row(stored.number, &bytes).expect("what was written is read");
            assert_eq!(again.row, stored.row);
            let _answer = codec::read_row(stored.number, &mutated(random, &bytes)).is_ok();
        }
    });
}
