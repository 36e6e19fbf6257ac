//! A whole task without a log: records in, one batch of changes and outputs out, as in the service. Here allocations are counted: an event that
//! changes no stage should need none.

use crate::harness::{Case, table};
use crate::world::{self, BEGIN};
use leadfold::lead::event::{Fact, Input};
use leadfold::processor::batch::Batch;
use leadfold::processor::{End, Settings, Task};
use leadfold::store::Store;
use leadfold::time::{Span, Timestamp};
use leadfold::wire::encode;
use leadfold::wire::record::Record;
use leadfold::wire::schemas::Schemas;
use std::sync::Arc;

/// A task, and the records that are handed to it.
pub(crate) struct Bare {
    task: Task,
    leads: Vec<String>,
    value: Vec<u8>,
    offset: i64,
    now: Timestamp,
    changelog_end: i64,
}

impl Bare {
    pub(crate) fn new(leads: u64) -> Self {
        let definitions = Arc::new(leadfold::definition::sample());
        let (settings, store) = (Settings::default(), Arc::new(Store::in_memory(1)));
        let schemas = Schemas::bundled();
        Self {
            task: Task::open(0, 1, definitions, settings, schemas, store).unwrap(),
            leads: (0..leads).map(|number| world::id('l', number)).collect(),
            value: Vec::new(),
            offset: 0,
            now: BEGIN,
            changelog_end: 0,
        }
    }

    /// Puts one more event of each lead before the task; a minute has passed.
    pub(crate) fn deliver(&mut self, fact: &Fact<'static>) {
        let at = self.now + Span::from_mins(1) - BEGIN;
        let _ = self.task.wants(Input::Engagement);
        for lead in &self.leads {
            let event_id = world::id('e', self.offset.unsigned_abs());
            let event = world::event(lead, &event_id, at, self.offset, fact.clone());
            self.value.clear();
            encode::event(&event, &mut self.value);
            self.task.buffer(Input::Engagement).push(Record {
                offset: self.offset,
                appended_at: event.appended_at,
                key: lead.as_bytes(),
                value: Some(&self.value),
                headers: &[],
            });
            self.offset += 1;
            self.now = event.appended_at;
        }
    }

    /// Takes what was delivered, and hands out the batch.
    pub(crate) fn step(&mut self) -> &Batch {
        let offset = self.offset;
        let end = |offset| End {
            offset,
            asked_at: self.now,
        };
        let ends = [end(0), end(offset), end(0)];
        self.task.step(ends, self.now).unwrap().batch
    }

    /// Lets the store know.
    pub(crate) fn committed(&mut self) {
        self.changelog_end += 1;
        self.task.committed(self.changelog_end).unwrap();
    }

    /// Takes so many events of each lead.
    pub(crate) fn live_through(&mut self, events: usize, fact: &Fact<'static>) {
        for _ in 0..events {
            self.deliver(fact);
            self.step();
            self.committed();
        }
    }

    fn round(&mut self) -> usize {
        self.deliver(&world::page_view());
        self.leads.len()
    }
}

pub(crate) fn run() {
    let case = |name: &str, leads: u64, history: usize, with_store: bool| {
        let mut bare = Bare::new(leads);
        bare.live_through(history, &world::page_view());
        Case::new(name, move |watch| {
            // Sixteen steps of one event per lead: each lead seals once.
            for _ in 0..16 {
                let events = bare.round();
                if with_store {
                    watch.time(events, || {
                        bare.step();
                        bare.committed();
                    });
                } else {
                    watch.time(events, || {
                        bare.step();
                    });
                    bare.committed();
                }
            }
        })
    };
    let cases = vec![
        case("100 leads, journals full", 100, 280, false),
        case("100 leads, journals full, and the store", 100, 280, true),
        case("4000 leads, journals growing", 4_000, 24, false),
        case(
            "4000 leads, journals growing, and the store",
            4_000,
            24,
            true,
        ),
    ];
    table(
        "task, per engagement that changes no stage: decode, fold, encode, batch",
        cases,
    );
}
