//! One lead at a time, from the decoded event to the encoded head: taking in, folding, the difference of rows, the next instant, the bytes.

use crate::harness::{Case, table};
use crate::world::{self, BEGIN};
use leadfold::lead::definition::{Definitions, Stage};
use leadfold::lead::event::{Fact, LeadEvent};
use leadfold::lead::journal::{Bounds, Lead, Verdict};
use leadfold::lead::rows::decide;
use leadfold::lead::walk::{Found, Walk};
use leadfold::store::codec;
use leadfold::time::{Span, Timestamp};
use std::hint::black_box;

/// Between two events of a lead.
const STEP: Span = Span::from_mins(10);

/// What a task keeps from one lead to the next.
#[derive(Default)]
pub(crate) struct Desk {
    found: Vec<Found>,
    bytes: Vec<u8>,
}

impl Desk {
    /// What a task does with the events of one lead in one step; the watermark stays behind, so that nothing is trimmed for its age.
    pub(crate) fn take(
        &mut self,
        lead: &mut Lead,
        events: &[LeadEvent<'_>],
        definitions: &Definitions,
        bounds: &Bounds,
    ) {
        for event in events {
            let verdict = lead.arrive(event, definitions, BEGIN, bounds);
            debug_assert!(matches!(verdict, Verdict::Accepted | Verdict::AcceptedLate));
        }
        let mut walk = Walk::new(definitions);
        walk.found = std::mem::take(&mut self.found);
        if let Some(region) = lead.fold(&mut walk, BEGIN, bounds) {
            lead.rows.replace(&region, walk.found.drain(..));
            let rows = lead.rows.stored.as_deref().unwrap_or_default();
            black_box(decide(rows, |_| true));
        }
        self.found = walk.found;
        black_box(lead.next_instant(BEGIN, definitions));
        if self.bytes.len() > 1 << 20 {
            self.bytes.clear();
        }
        codec::write_head(lead, &mut self.bytes);
        for at in lead.segments.iter_mut().filter(|at| at.is_dirty) {
            if let Some(segment) = &at.segment {
                codec::write_segment(segment, &mut self.bytes);
            }
            at.is_dirty = false;
        }
    }
}

/// Ids of a lead's events, made beforehand.
struct Ids {
    leads: Vec<String>,
    events: Vec<String>,
}

impl Ids {
    fn event(&self, lead: usize, number: usize, after: Span, fact: Fact<'static>) -> LeadEvent<'_> {
        let offset = (lead * 4096 + number) as i64;
        let id = &self.events[(lead * 31 + number) % self.events.len()];
        world::event(&self.leads[lead], id, after, offset, fact)
    }
}

fn after(steps: usize) -> Span {
    Span::from_millis(STEP.as_millis() * steps as i64)
}

/// How a lead begins.
#[derive(Clone, Copy)]
enum Kind {
    /// Without traits, so that no number of points moves it.
    Anonymous,
    /// Qualified by its score, which decay takes away again.
    HeldByScore,
}

pub(crate) fn run() {
    let definitions = leadfold::definition::sample();
    let ids = Ids {
        leads: (0..64).map(|number| world::id('l', number)).collect(),
        events: (0..4096).map(|number| world::id('e', number)).collect(),
    };
    let bench = Bench {
        definitions,
        bounds: Bounds::default(),
        ids,
    };
    let in_order = vec![
        bench.in_order("head not full", Kind::Anonymous, 17, 7, 1),
        bench.in_order("averaged over sealing", Kind::Anonymous, 40, 64, 1),
        bench.in_order("held by score", Kind::HeldByScore, 17, 7, 1),
        bench.in_order(
            "full journal (256): each event trims",
            Kind::Anonymous,
            300,
            64,
            1,
        ),
        bench.in_order("ten of one lead in one step", Kind::Anonymous, 40, 80, 10),
    ];
    table(
        "fold, per event in order: decoded event to encoded head",
        in_order,
    );
    let mut late = Vec::new();
    for journal in [16, 64, 256] {
        late.push(bench.late(journal, journal - 3, "before the last"));
        late.push(bench.late(journal, journal / 2, "the middle"));
        late.push(bench.late(journal, 2, "the beginning"));
    }
    table("fold, per late event: decoded event to encoded head", late);
}

struct Bench {
    definitions: Definitions,
    bounds: Bounds,
    ids: Ids,
}

impl Bench {
    /// Leads with so many events, as a task has them in memory.
    fn leads(&self, kind: Kind, count: usize, length: usize) -> Vec<Lead> {
        let mut desk = Desk::default();
        (0..count)
            .map(|index| {
                let mut lead = Lead::default();
                for number in 0..length {
                    let fact = match kind {
                        Kind::HeldByScore if number == 0 => world::profile(),
                        Kind::HeldByScore if number < 4 => {
                            Fact::Engagement(leadfold::lead::event::Engagement {
                                kind: "trial_started",
                                ..Default::default()
                            })
                        }
                        Kind::HeldByScore | Kind::Anonymous => world::page_view(),
                    };
                    let event = self.ids.event(index, number, after(number), fact);
                    desk.take(&mut lead, &[event], &self.definitions, &self.bounds);
                }
                let is_held = matches!(kind, Kind::HeldByScore);
                assert_eq!(lead.tail.stage == Stage::MQL, is_held);
                assert_eq!(lead.tail.held_at.is_some(), is_held);
                lead
            })
            .collect()
    }

    /// Events later than all before, so many to each lead that already has `length`; `batch` of them in one step.
    fn in_order(
        &self,
        name: &str,
        kind: Kind,
        length: usize,
        events: usize,
        batch: usize,
    ) -> Case<'_> {
        let leads = self.leads(kind, self.ids.leads.len(), length);
        let mut desk = Desk::default();
        Case::new(name, move |watch| {
            let mut leads = leads.clone();
            let new: Vec<Vec<LeadEvent<'_>>> = (0..leads.len())
                .map(|index| {
                    let numbers = length..length + events;
                    numbers
                        .map(|n| self.ids.event(index, n, after(n), world::page_view()))
                        .collect()
                })
                .collect();
            watch.time(leads.len() * events, || {
                for start in (0..events).step_by(batch) {
                    for (lead, new) in leads.iter_mut().zip(&new) {
                        let run = &new[start..start + batch];
                        desk.take(lead, run, &self.definitions, &self.bounds);
                    }
                }
            });
            black_box(&leads);
        })
    }

    /// One event for each lead, in the place after its event of that number.
    fn late(&self, journal: usize, place: usize, name: &str) -> Case<'_> {
        // One less than the journal holds, so that nothing is trimmed.
        let length = journal - 1;
        let leads = self.leads(Kind::Anonymous, 16, length);
        let mut desk = Desk::default();
        let name = format!("journal of {journal}, at {name}");
        Case::new(name, move |watch| {
            let mut leads = leads.clone();
            let just_after: Timestamp = BEGIN + after(place) + Span::from_secs(1);
            let new: Vec<LeadEvent<'_>> = (0..leads.len())
                .map(|index| {
                    let fact = world::page_view();
                    self.ids.event(index, 2048, just_after - BEGIN, fact)
                })
                .collect();
            watch.time(leads.len(), || {
                for (lead, new) in leads.iter_mut().zip(&new) {
                    let run = std::slice::from_ref(new);
                    desk.take(lead, run, &self.definitions, &self.bounds);
                }
            });
            black_box(&leads);
        })
    }
}
