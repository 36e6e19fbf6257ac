//! Whatever bytes the inputs hold, the task goes on, and every record is accounted for.

use super::agreement;
use super::desk::{Desk, Logged, instant};
use crate::lead::event::{Disposition, Engagement, Fact, Input, LeadEvent, Outcome, Profile};
use crate::lead::pairs::Pairs;
use crate::processor::Settings;
use crate::time::Timestamp;
use crate::wire::encode;
use crate::wire::rejection::Code;

/// Chance from a seed (splitmix64).
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % bound as u64) as usize
    }

    fn bytes(&mut self, most: usize) -> Vec<u8> {
        (0..self.below(most))
            .map(|_| self.below(256) as u8)
            .collect()
    }
}

fn lawful(chance: &mut Chance) -> (Input, Vec<u8>) {
    let fact = match chance.below(60) {
        0 => Fact::Merged("d"),
        1 => Fact::Erased,
        2 => Fact::Scoring { suspended: true },
        3..20 => Fact::Created(Profile {
            source: Some("web"),
            traits: [("seniority", "vp")].into_iter().collect::<Pairs<'_>>(),
            ..Profile::default()
        }),
        20..40 => Fact::Engagement(Engagement {
            kind: "form",
            ..Engagement::default()
        }),
        _ => Fact::Disposition(Disposition {
            outcome: Outcome::ALL[chance.below(Outcome::ALL.len())],
            reason: None,
            owner: Some("ann"),
            team: None,
            amount: Some(5),
            actor: None,
            target: Some("e1"),
            until: None,
        }),
    };
    let id = format!("e{}", chance.below(40));
    let event = LeadEvent {
        lead_id: ["a", "b", "c"][chance.below(3)],
        event_id: &id,
        occurred_at: instant("09:00"),
        appended_at: instant("09:00"),
        offset: 0,
        sequence: chance.below(3) as i64,
        day_precision: false,
        digest: 0,
        fact,
    };
    let mut value = Vec::new();
    encode::event(&event, &mut value);
    (event.input(), value)
}

fn record(chance: &mut Chance) -> (Input, Logged) {
    let (input, mut value) = lawful(chance);
    let mut input = input;
    match chance.below(4) {
        0 => value = chance.bytes(80),
        1 => value.truncate(chance.below(value.len())),
        2 => {
            for _ in 0..=chance.below(4) {
                let place = chance.below(value.len());
                value[place] = chance.below(256) as u8;
            }
        }
        _ => {}
    }
    if chance.below(10) == 0 {
        input = Input::ALL[chance.below(3)];
    }
    let appended_at = match chance.below(30) {
        0 => Timestamp::MIN,
        1 => Timestamp::MAX,
        _ => instant("09:00"),
    };
    let logged = Logged {
        appended_at,
        key: chance.bytes(12),
        value: (chance.below(20) > 0).then_some(value),
        headers: if chance.below(5) == 0 {
            chance.bytes(40)
        } else {
            Vec::new()
        },
    };
    (input, logged)
}

#[test]
fn no_bytes_stop_the_task_and_each_record_is_accounted_for() {
    for seed in 0..30 {
        let mut chance = Chance(seed);
        let mut settings = Settings::default();
        settings.bounds.journal = 5;
        settings.bounds.segment = 2;
        let mut desk = Desk::new(agreement::usual(), settings);
        for _ in 0..20 {
            for _ in 0..20 {
                let (input, logged) = record(&mut chance);
                desk.append_logged(input, logged);
            }
            desk.play("09:30 pass");
        }
        desk.play("09:31 form lead=sane");
        assert!(
            desk.trace
                .contains("09:31 + sane inquiry -> mql at 09:31\n"),
            "seed {seed}"
        );
        let counts = desk.task.counts();
        for input in Input::ALL {
            let of = input as usize;
            // F11: what comes after the end of its lead is taken, and a dead letter besides.
            let is_taken = |code: &Code| matches!(code, Code::MergedInto | Code::Erased);
            let rejected =
                (counts.rejected.iter()).filter(|((at, code), _)| *at == input && !is_taken(code));
            let rejected: u64 = rejected.map(|(_, times)| times).sum();
            let known = counts.accepted[of] + counts.duplicates[of] + counts.controls[of];
            assert_eq!(
                known + rejected,
                counts.records[of],
                "seed {seed}, {input:?}"
            );
        }
        let rejected: u64 = counts.rejected.values().sum();
        assert_eq!(rejected, desk.dead.len() as u64, "seed {seed}");
        assert_eq!(desk.task.record().imbalance(), 0, "seed {seed}, law 6");
    }
}

#[test]
fn revokes_of_one_id_by_the_hundred_are_judged_in_one_pass_each_f12() {
    // A CRM that uses the deal's id as the event's: each revoke names all that came before. Followed one by one these would be 2^200 ways.
    let script: Vec<String> = (0..200)
        .map(|minute| {
            let (hour, minute) = (9 + minute / 60, minute % 60);
            format!("{hour:02}:{minute:02} revoke id=deal target=deal")
        })
        .collect();
    let mut desk = Desk::new(agreement::usual(), Settings::default());
    desk.play(&script.join("\n"));
    assert_eq!(desk.task.counts().accepted, [0, 0, 200]);
}
