//! Whatever a lead may be comes back from its bytes, bytes that were cut or changed do no harm, and a simple lead stays small.

use super::*;
use crate::lead::definition::{
    DEFAULT_MODEL, Decay, Definition, Definitions, Grade, Name, ScoreRule, Stage,
};
use crate::lead::entry::{Deed, Judged, Matched, Patch, What};
use crate::lead::event::{Engagement, Fact, Input, Key, LeadEvent, Outcome, Profile};
use crate::lead::journal::Bounds;
use crate::lead::predicate::Predicate;
use crate::lead::row::{Cause, Detail, Identity, Kind, Lags, Route, Row, SlaState, Values};
use crate::lead::rows::StoredRow;
use crate::lead::score::{Fading, Kept, Score, Sum};
use crate::lead::state::{Campaigns, Clock, LatestDisposition, Marks, Memory, Running, Visit};
use crate::lead::walk::Walk;
use crate::time::Span;

const SEEDS: u64 = 300;

/// A small generator of its own (xorshift), so that a seed means the same for ever.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }

    fn flag(&mut self) -> bool {
        self.below(2) == 0
    }

    /// Mostly small, now and then anything.
    fn number(&mut self) -> i64 {
        self.next().cast_signed() >> self.below(64)
    }

    fn count(&mut self) -> u32 {
        (self.next() >> (32 + self.below(32))) as u32
    }

    fn short(&mut self) -> u16 {
        (self.next() >> (48 + self.below(16))) as u16
    }

    fn time(&mut self) -> Timestamp {
        match self.below(12) {
            0 => Timestamp::MIN,
            1 => Timestamp::MAX,
            _ => Timestamp::from_millis(1_780_000_000_000 + self.number() % 100_000_000_000),
        }
    }

    fn span(&mut self) -> Span {
        Span::from_millis(self.number())
    }

    fn fade(&mut self) -> Span {
        Span::from_millis(self.number().unsigned_abs().cast_signed().max(1))
    }

    fn text(&mut self) -> Text {
        const TEXTS: [&str; 6] = [
            "",
            "a",
            "spring",
            "日本",
            "0190d5a0-7c6c-7cc0-9d5f-2c9d1a2b3c4d",
            "a text that is longer than what has its place in a text",
        ];
        Text::new(TEXTS[self.below(TEXTS.len())])
    }

    fn some<T>(&mut self, value: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.flag().then(|| value(self))
    }

    fn list<T>(&mut self, most: usize, mut value: impl FnMut(&mut Self) -> T) -> Vec<T> {
        (0..self.below(most + 1)).map(|_| value(self)).collect()
    }

    fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }

    fn stage(&mut self) -> Stage {
        Stage(self.below(Stage::MOST) as u8)
    }

    fn name(&mut self) -> Name {
        Name(self.next() as u32)
    }

    fn cause(&mut self) -> Cause {
        match self.below(5) {
            0 => Cause::Decay,
            1 => Cause::Due,
            2 => Cause::Timeout,
            3 => Cause::HoldEnd,
            _ => Cause::event(&self.key()),
        }
    }

    fn key(&mut self) -> Key {
        let input = self.one_of(&Input::ALL);
        Key {
            occurred_at: self.time(),
            input,
            sequence: self.number(),
            outcome: (input == Input::Disposition).then(|| self.one_of(&Outcome::ALL)),
            event_id: self.text(),
        }
    }

    fn known(&mut self) -> Known {
        Known {
            account: self.some(Self::text),
            source: self.some(Self::text),
            campaign: self.some(Self::text),
            traits: self.list(3, |chance| (chance.text(), chance.text())),
        }
    }

    fn sum(&mut self) -> Sum {
        let kept = match self.below(4) {
            0 => Kept::Fixed(self.number()),
            1 => Kept::Halving(Fading {
                half_life: self.fade(),
                epoch: self.number(),
                sum: i128::from(self.number()) << self.below(64),
            }),
            of => {
                let span = self.fade();
                Kept::Live {
                    decay: if of == 2 {
                        Decay::Linear(span)
                    } else {
                        Decay::Expiry(span)
                    },
                    live: self.list(5, |chance| (chance.time(), chance.number())),
                }
            }
        };
        let default = Name::of("", DEFAULT_MODEL);
        Sum {
            model: if self.flag() { default } else { self.name() },
            group: if self.flag() { Name::NONE } else { self.name() },
            kept,
        }
    }

    fn memory(&mut self) -> Memory {
        Memory {
            rule: self.name(),
            matched: self.list(4, Self::time),
            credited: self.list(3, |chance| {
                let asset = if chance.flag() { 0 } else { chance.next() };
                (asset, chance.list(3, Self::time))
            }),
        }
    }

    fn clock(&mut self) -> Clock {
        Clock {
            name: self.text(),
            running: self.some(|chance| {
                let started_at = chance.time();
                Running {
                    version: chance.count(),
                    cycle: chance.count(),
                    started_at,
                    started_by: chance.cause(),
                    target: chance.short(),
                    within: chance.span(),
                    counted: chance.span(),
                    running_since: match chance.below(3) {
                        0 => None,
                        1 => Some(started_at),
                        _ => Some(chance.time()),
                    },
                    paused_at: chance.some(Self::time),
                    paused: chance.span(),
                    due_at: chance.time(),
                    at_risk_at: chance.some(Self::time),
                    violated: chance.flag(),
                }
            }),
            restart_held: self.flag(),
        }
    }

    fn campaigns(&mut self) -> Campaigns {
        let all = [None, Some(self.text()), Some(self.text())];
        let [first, last, at_mql] = [0; 3].map(|_| all[self.below(3)].clone());
        Campaigns {
            first,
            last,
            at_mql,
        }
    }

    /// A state without a profile, which is written by itself.
    fn state(&mut self) -> State {
        State {
            last_at: self.some(Self::time),
            version: self.count(),
            stage: self.stage(),
            entered_at: self.time(),
            entry_version: self.count(),
            route: self.one_of(&Route::ALL),
            cycle: self.count(),
            was_mql: self.flag(),
            contacted: self.flag(),
            held_at: self.some(Self::number),
            score: Score {
                sums: self.list(3, Self::sum),
            },
            memory: self.list(3, Self::memory),
            suspended: self.flag(),
            forgotten: false,
            segment: self.some(Self::short),
            grade: self.one_of(&Grade::ALL),
            profile: Arc::default(),
            owner: self.some(Self::text),
            team: self.some(Self::text),
            amount: self.some(Self::number),
            clocks: self.list(3, Self::clock),
            latest_disposition: self.some(|chance| LatestDisposition {
                event_id: chance.text(),
                left: chance.some(Self::stage),
            }),
            hold_until: self.some(Self::time),
            pinned_until: self.some(Self::time),
            cool_until: self.some(Self::time),
            ended: self.flag(),
            visits: self.list(4, |chance| Visit {
                stage: chance.stage(),
                first_at: chance.time(),
                latest_at: chance.time(),
            }),
            marks: Marks {
                qualified_at: self.some(Self::time),
                assigned_at: self.some(Self::time),
                accepted_at: self.some(Self::time),
                touched_at: self.some(Self::time),
            },
            campaigns: self.campaigns(),
        }
    }

    fn matched(&mut self) -> Matched {
        let mut matched = Matched::default();
        for _ in 0..self.below(7) {
            matched.push(self.short());
        }
        matched
    }

    fn deed(&mut self) -> Deed {
        Deed {
            outcome: self.one_of(&Outcome::ALL),
            reason: self.some(Self::text),
            owner: self.some(Self::text),
            team: self.some(Self::text),
            amount: self.some(Self::number),
            actor: self.some(Self::text),
            target: self.some(Self::text),
            until: self.some(Self::time),
            reason_group: self.some(Self::text),
            marked: self.flag(),
            touches_base: self.flag(),
            has_target: false,
            unspecified: self.flag(),
        }
    }

    fn entry(&mut self) -> Entry {
        let what = match self.below(6) {
            0 => What::Created(Box::new(Patch {
                account: self.some(Self::text),
                source: self.some(Self::text),
                campaign: self.some(Self::text),
                set: self.list(3, |chance| (chance.text(), chance.text())),
                cleared: self.list(3, Self::text),
            })),
            1 => What::Engagement(Judged {
                rules: self.matched(),
                hand_raises: self.matched(),
                veto: self.some(Self::short),
                asset: self.some(Self::text),
                campaign: self.some(Self::text),
            }),
            2 => What::Disposition(Box::new(self.deed())),
            3 => What::Merged(Box::new(self.text())),
            4 => What::Erased,
            _ => What::Scoring {
                suspended: self.flag(),
            },
        };
        let (input, outcome) = match &what {
            What::Engagement(_) => (Input::Engagement, None),
            What::Disposition(deed) => (Input::Disposition, Some(deed.outcome)),
            _ => (Input::LeadCreated, None),
        };
        Entry {
            key: Key {
                input,
                outcome,
                ..self.key()
            },
            digest: self.next(),
            offset: self.number(),
            appended_at: self.time(),
            day_precision: self.flag(),
            removed: self.flag(),
            fresh: false,
            what,
        }
    }

    fn lead(&mut self) -> Lead {
        let head = self.list(4, Self::entry);
        Lead {
            tail: self.state(),
            folded: head.len(),
            head,
            segments: self.list(3, |chance| SegmentAt {
                slot: chance.short(),
                length: chance.count() as usize,
                segment: None,
                is_dirty: false,
            }),
            trimmed: self.count() as usize,
            last_trimmed: self.some(Self::key),
            oldest_at: self.time(),
            revokes: self.count() as usize,
            rows: Rows {
                stored: None,
                next: self.count(),
                has_trailing: self.flag(),
                open: self.some(Self::time),
                summarised: self.count(),
            },
            revision: self.next(),
            warned: self.list(4, |chance| {
                (chance.text(), chance.time(), chance.next() as u8)
            }),
            armed_at: self.some(Self::time),
            holds_until: self.some(Self::time),
            counted: self.some(Self::stage),
            counted_clocks: self.count(),
            snapshot: self.next(),
            is_unsettled: self.flag(),
            ..Lead::default()
        }
    }

    fn values(&mut self, detail: Detail) -> Values {
        let all = [None, Some(self.text()), Some(self.text())];
        let [campaign, first, mql] = [0; 3].map(|_| all[self.below(3)].clone());
        Values {
            cycle: self.count(),
            version: self.count(),
            owner: self.some(Self::text),
            team: self.some(Self::text),
            source: self.some(Self::text),
            campaign,
            amount: self.some(Self::number),
            first_touch_campaign: first,
            mql_campaign: mql,
            detail,
        }
    }

    fn row(&mut self) -> StoredRow {
        let (kind, detail) = if self.flag() {
            let detail = Detail::Transition {
                from: self.some(Self::stage),
                entered_from_at: self.some(Self::time),
                route: self.one_of(&Route::ALL),
                inferred: self.flag(),
                irregular: self.flag(),
                stayed_business: self.some(Self::span),
                reason: self.some(Self::text),
                reason_group: self.some(Self::text),
                actor: self.some(Self::text),
            };
            (Kind::Transition { to: self.stage() }, detail)
        } else {
            let kind = Kind::Sla {
                state: self.one_of(&SlaState::ALL),
                clock: self.text(),
                started_at: self.time(),
                started_by: self.cause(),
            };
            let detail = Detail::Sla {
                due_at: self.time(),
                target: self.span(),
                elapsed: self.span(),
                counted: self.span(),
                paused: self.span(),
                notify_not_before: self.time(),
            };
            (kind, detail)
        };
        StoredRow {
            number: self.count(),
            at: self.some(Self::key),
            row: Row {
                identity: Identity {
                    instant: self.time(),
                    kind,
                    cause: self.cause(),
                },
                values: self.values(detail),
                score: self.number(),
                grade: self.one_of(&Grade::ALL),
                lags: Lags {
                    ingest: self.some(Self::span),
                    routing: self.some(Self::span),
                    acceptance: self.some(Self::span),
                    reaction: self.some(Self::span),
                },
            },
            wanted: self.flag(),
            published: self.flag(),
            backfill: self.flag(),
            seeded: self.flag(),
            is_dirty: false,
        }
    }
}

/// Cut anywhere the bytes are refused; changed anywhere they are refused or are another record, and nothing worse.
fn harm(bytes: &[u8], chance: &mut Chance, read: impl Fn(&[u8]) -> bool) {
    for length in 0..bytes.len() {
        assert!(!read(&bytes[..length]), "a record cut at {length} is none");
    }
    let mut longer = bytes.to_vec();
    longer.push(0);
    assert!(!read(&longer), "something follows");
    for _ in 0..30 {
        let mut changed = bytes.to_vec();
        let place = chance.below(changed.len());
        changed[place] = chance.next() as u8;
        read(&changed);
    }
}

#[test]
fn any_lead_comes_back_from_its_head() {
    for seed in 1..=SEEDS {
        let mut chance = Chance(seed * 0x9e37_79b9);
        let lead = chance.lead();
        let mut bytes = Vec::new();
        write_head(&lead, &mut bytes);
        let read = read_head(&bytes).unwrap_or_else(|corrupt| panic!("seed {seed}: {corrupt}"));
        assert_eq!(read.tail, lead.tail, "seed {seed}");
        assert_eq!(read.head, lead.head, "seed {seed}");
        // All else of it too, down to what is only summed up in memory.
        assert_eq!(format!("{read:?}"), format!("{lead:?}"), "seed {seed}");
        if seed % 10 == 0 {
            harm(&bytes, &mut chance, |bytes| read_head(bytes).is_ok());
        }
    }
}

#[test]
fn any_segment_profile_and_row_comes_back() {
    for seed in 1..=SEEDS {
        let mut chance = Chance(seed * 0x9e37_79b9);
        let mut segment = Segment {
            start: chance.state(),
            entries: chance.list(5, Chance::entry),
        };
        segment.start.profile = Arc::new(chance.known());
        let mut bytes = Vec::new();
        write_segment(&segment, &mut bytes);
        assert_eq!(read_segment(&bytes), Ok(segment), "seed {seed}");
        if seed % 10 == 0 {
            harm(&bytes, &mut chance, |bytes| read_segment(bytes).is_ok());
        }

        let known = chance.known();
        bytes.clear();
        write_profile(&known, &mut bytes);
        assert_eq!(read_profile(&bytes), Ok(known), "seed {seed}");

        let row = chance.row();
        bytes.clear();
        write_row(&row, &mut bytes);
        harm(&bytes, &mut chance, |bytes| read_row(1, bytes).is_ok());
        assert_eq!(read_row(row.number, &bytes), Ok(row), "seed {seed}");
    }
}

#[test]
fn a_record_of_another_format_is_refused_with_a_sentence() {
    let mut head = Vec::new();
    write_head(&Lead::default(), &mut head);
    let mut told = |format: u8| {
        head[0] = format;
        read_head(&head).unwrap_err().to_string()
    };
    expect_test::expect![[r#"
        a record of the store is damaged: it is of format 1, which was never released; delete the state folder and read the inputs again
        a record of the store is damaged: it is of a format that this leadfold does not know; a newer one wrote it"#]]
    .assert_eq(&[told(1), told(3)].join("\n"));
    assert!(read_segment(&[1]).is_err());
}

#[test]
fn a_simple_lead_stays_small() {
    let rule = ScoreRule::plain(
        "looked",
        Predicate::Always,
        15_000,
        Decay::HalfLife(Span::from_days(30)),
    );
    let definitions = Definitions::new(vec![Definition {
        rules: vec![rule],
        ..Definition::default()
    }]);
    let mut lead = Lead::default();
    let facts = [
        Fact::Created(Profile {
            source: Some("ads"),
            campaign: Some("spring"),
            ..Profile::default()
        }),
        Fact::Engagement(Engagement {
            kind: "page_view",
            asset: Some("/pricing"),
            ..Engagement::default()
        }),
    ];
    let mut sizes = Vec::new();
    for (minute, fact) in (1..).zip(facts) {
        let at = Timestamp::from_millis(1_780_000_000_000) + Span::from_mins(minute);
        let event = LeadEvent {
            lead_id: "l-1",
            event_id: "0190d5a0-7c6c-7cc0-9d5f-2c9d1a2b3c4d",
            occurred_at: at,
            appended_at: at + Span::from_secs(1),
            offset: 100_000,
            sequence: 0,
            day_precision: false,
            digest: 7,
            fact,
        };
        let bounds = Bounds::default();
        lead.arrive(&event, &definitions, Timestamp::MIN, &bounds);
        let mut walk = Walk::new(&definitions);
        let _rows = lead.fold(&mut walk, Timestamp::MIN, &bounds);
        let mut bytes = Vec::new();
        write_head(&lead, &mut bytes);
        sizes.push(bytes.len());
    }
    // Of which the two ids are 72 bytes and the two digests 16.
    expect_test::expect!["[117, 205]"].assert_eq(&format!("{sizes:?}"));
}
