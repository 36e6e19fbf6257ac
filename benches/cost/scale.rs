//! How costs grow: with the rules and versions of an agreement, with the history of one lead, and with the clocks that are open and come due.

use crate::fold::Desk;
use crate::harness::{Case, Stopwatch, process_nanos, table};
use crate::world::{self, BEGIN};
use leadfold::definition;
use leadfold::lead::definition::Definitions;
use leadfold::lead::event::{Engagement, Fact, Input, LeadEvent};
use leadfold::lead::journal::{Bounds, Lead};
use leadfold::lead::row::SlaState;
use leadfold::processor::{Breaker, End, Settings, Task};
use leadfold::store::Store;
use leadfold::time::{Span, Timestamp};
use leadfold::wire::encode;
use leadfold::wire::record::Record;
use leadfold::wire::schemas::Schemas;
use std::fmt::Write;
use std::hint::black_box;
use std::sync::Arc;

pub(crate) fn run() {
    agreements();
    history();
    clocks();
}

/// What stands in an agreement besides the one rule that matches.
#[derive(Clone, Copy)]
struct Size {
    /// Rules on other kinds of engagement.
    others: usize,
    /// Rules that look at every engagement and match none.
    any: usize,
    versions: usize,
}

fn agreement(size: Size) -> Definitions {
    let texts: Vec<String> = (1..=size.versions)
        .map(|version| text(size, version))
        .collect();
    let files: Vec<(&str, &str)> = texts.iter().map(|text| ("a.toml", text.as_str())).collect();
    definition::parse(&files).unwrap().definitions
}

fn text(size: Size, version: usize) -> String {
    // The last version begins a day before the first event: it judges, and all others are history.
    let from = BEGIN - Span::from_days((size.versions + 1 - version) as i64);
    let mut text = format!(
        "version = {version}\neffective_from = {from}\nagreed_by = [\"marketing\", \"sales\"]\n\
         [score]\ndecay = {{ half_life = \"30 days\" }}\n\
         [[score.rules]]\nname = \"page\"\nwhen = 'kind == \"page_view\"'\npoints = 1\n"
    );
    for number in 0..size.others {
        let when = format!("kind == \"other_{number}\" && asset.startsWith(\"/a\")");
        rule(&mut text, &format!("other {number}"), &when);
    }
    for number in 0..size.any {
        let when = format!("asset == \"/nowhere/{number}\"");
        rule(&mut text, &format!("any {number}"), &when);
    }
    text
}

fn rule(text: &mut String, name: &str, when: &str) {
    write!(
        text,
        "[[score.rules]]\nname = \"{name}\"\nwhen = '{when}'\npoints = 1\n"
    )
    .unwrap();
}

/// The cost of an event by the size of its agreement.
fn agreements() {
    let sizes = [
        (
            "1 rule, 1 version",
            Size {
                others: 0,
                any: 0,
                versions: 1,
            },
        ),
        (
            "200 rules on other kinds",
            Size {
                others: 199,
                any: 0,
                versions: 1,
            },
        ),
        (
            "1,000 rules on other kinds",
            Size {
                others: 999,
                any: 0,
                versions: 1,
            },
        ),
        (
            "200 rules on any kind that do not match",
            Size {
                others: 0,
                any: 199,
                versions: 1,
            },
        ),
        (
            "50 versions of 200 rules on other kinds",
            Size {
                others: 199,
                any: 0,
                versions: 50,
            },
        ),
    ];
    let cases = sizes.map(|(name, size)| {
        let definitions = agreement(size);
        Case::new(name, move |watch| {
            let mut desk = Desk::default();
            let mut leads = vec![Lead::default(); 64];
            let bounds = Bounds::default();
            let mut number = 0;
            for round in 0..40 {
                let events: Vec<String> = (0..64)
                    .map(|lead| world::id('e', (round * 64 + lead) as u64))
                    .collect();
                watch.time(64, || {
                    for (lead, id) in leads.iter_mut().zip(&events) {
                        number += 1;
                        let after = Span::from_mins(10 * i64::from(round));
                        let event = world::event("lead", id, after, number, world::page_view());
                        desk.take(lead, &[event], &definitions, &bounds);
                    }
                });
            }
            black_box(&leads);
        })
    });
    table(
        "scale, per event by the size of its agreement",
        cases.into(),
    );
}

/// The cost of an event by the number of events that its lead has had.
fn history() {
    let definitions = definition::sample();
    let bounds = Bounds::default();
    let ids: Vec<String> = (0..10_000).map(|number| world::id('e', number)).collect();
    let mut lead = Lead::default();
    let mut desk = Desk::default();
    println!("\nscale, one lead of 10,000 events: per event");
    let fact = || {
        Fact::Engagement(Engagement {
            kind: "page_view",
            asset: Some("/pricing"),
            campaign: Some("spring"),
            ..Engagement::default()
        })
    };
    for (thousand, ids) in ids.chunks(1000).enumerate() {
        let events: Vec<LeadEvent<'_>> = ids
            .iter()
            .enumerate()
            .map(|(place, id)| {
                let number = (thousand * 1000 + place) as i64;
                world::event("lead", id, Span::from_mins(number), number, fact())
            })
            .collect();
        let before = process_nanos();
        for event in &events {
            desk.take(
                &mut lead,
                std::slice::from_ref(event),
                &definitions,
                &bounds,
            );
        }
        let spent = process_nanos() - before;
        println!(
            "  {:>6} events before: {:>6} ns",
            thousand * 1000,
            spent / 1000
        );
    }
}

const LEADS: u64 = 1_000_000;
const DUE: u64 = 100_000;

/// A promise of two hours, due for each lead when its clock has run so long.
const PROMISE: &str = r#"
version = 1
effective_from = 2026-01-01T00:00:00Z
agreed_by = ["marketing", "sales"]
[[hand_raises]]
name = "asked"
when = 'kind == "asked"'
to = "mql"
[clocks.time_to_acceptance]
promised_by = "sales"
run_while = 'stage == "mql"'
met_when = 'stage == "sal"'
within = "2 h"
"#;

/// A million open clocks; then one second of W in which a hundred thousand of them come due: of leads that are read from disk, and of leads in
/// memory.
fn clocks() {
    println!("\nscale, {LEADS} open clocks, {DUE} of them due in one second of W");
    for (name, cached_leads) in [
        ("the usual 200,000 leads in memory", 200_000),
        ("all leads in memory", 2_000_000),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let store = Arc::new(Store::open(&folder.path().join("store"), 1).unwrap());
        let mut desk = Clocks::new(Arc::clone(&store), cached_leads);
        let before = process_nanos();
        desk.open();
        store.flush(0).unwrap();
        let opened = process_nanos() - before;
        let idle = desk.pass(BEGIN + Span::from_mins(119));
        let due = desk.pass(BEGIN + Span::from_hours(2));
        println!("  {name}");
        println!("    opening, per lead: {} ns", opened / LEADS);
        println!("    W moves on and nothing is due: {} us", idle / 1000);
        println!(
            "    {} come due: {} ms, {} ns each",
            desk.violated,
            due / 1_000_000,
            due / desk.violated.max(1)
        );
    }
}

struct Clocks {
    task: Task,
    changelog_end: i64,
    offset: i64,
    violated: u64,
}

impl Clocks {
    fn new(store: Arc<Store>, cached_leads: usize) -> Self {
        let agreement = definition::parse(&[("a.toml", PROMISE)]).unwrap();
        let settings = Settings {
            // All of them are accused at once, and that is what is measured, not the breaker (W4).
            breaker: Breaker {
                least: u64::MAX,
                ..Settings::default().breaker
            },
            cached_leads,
            ..Settings::default()
        };
        let definitions = Arc::new(agreement.definitions);
        Self {
            task: Task::open(0, 1, definitions, settings, Schemas::bundled(), store).unwrap(),
            changelog_end: 0,
            offset: 0,
            violated: 0,
        }
    }

    /// Every lead asks for sales: the first hundred thousand within one second, the others within the hour that follows.
    fn open(&mut self) {
        let mut value = Vec::new();
        for number in 0..LEADS {
            let _ = self.task.wants(Input::Engagement);
            let lead = world::id('l', number);
            let event_id = world::id('e', number);
            let after = if number < DUE {
                Span::from_millis((number / 100) as i64 - 1000)
            } else {
                Span::from_millis(((number - DUE) * 4) as i64 + 1)
            };
            let fact = Fact::Engagement(Engagement {
                kind: "asked",
                ..Engagement::default()
            });
            let event = world::event(&lead, &event_id, after, self.offset, fact);
            value.clear();
            encode::event(&event, &mut value);
            self.task.buffer(Input::Engagement).push(Record {
                offset: self.offset,
                appended_at: BEGIN + Span::from_hours(1),
                key: lead.as_bytes(),
                value: Some(&value),
                headers: &[],
            });
            self.offset += 1;
            if self.offset % 5000 == 0 {
                self.step(BEGIN + Span::from_hours(1), BEGIN - Span::from_hours(1));
            }
        }
    }

    /// Moves W there; answers the processor time of this thread: the databases' own threads are still busy with what was opened.
    fn pass(&mut self, watermark: Timestamp) -> u64 {
        let mut watch = Stopwatch::default();
        watch.time(0, || while !self.step(watermark, watermark) {});
        watch.nanos()
    }

    fn step(&mut self, now: Timestamp, asked_at: Timestamp) -> bool {
        // W lags by the delay of the inputs (W1).
        let asked_at = asked_at + Settings::default().delay[Input::Engagement as usize];
        let end = |offset| End { offset, asked_at };
        let ends = [end(0), end(self.offset), end(0)];
        let step = self.task.step(ends, now).unwrap();
        let is_idle = step.is_idle;
        self.changelog_end += 1;
        self.task.committed(self.changelog_end).unwrap();
        let asserted = &self.task.counts().sla_asserted;
        let violated = asserted
            .iter()
            .filter(|((_, state), _)| *state == SlaState::Violated);
        self.violated = violated.map(|(_, count)| count).sum();
        is_idle
    }
}
