//! Random clocks and calendars: tiny working blocks near to where the story plays, pauses, restarts, several targets.

use super::{ZONES, all, is, not, one_of, several};
use crate::model::calendar::period_start;
use crate::simulation::random::Random;
use leadfold::lead::definition::{AtRisk, ClockPolicy, NamedCalendar, OnReassign, Side, Target};
use leadfold::lead::predicate::{Decimal, Field, Predicate};
use leadfold::lead::text::Text;
use leadfold::time::calendar::{Block, Calendar};
use leadfold::time::zone::{Period, Zone};
use leadfold::time::{Span, Timestamp};

/// None to two, open and shut about as often as things happen.
pub(super) fn calendars(random: &mut Random, start: Timestamp, tempo: Span) -> Vec<NamedCalendar> {
    let mut calendars = Vec::new();
    for name in ["north", "south"] {
        if random.percent(60) {
            calendars.push(NamedCalendar {
                name: name.to_owned(),
                calendar: calendar(random, start, tempo),
            });
        }
    }
    calendars
}

fn calendar(random: &mut Random, start: Timestamp, tempo: Span) -> Calendar {
    let zone = Zone::named(random.pick(&ZONES)).expect("a zone of the list");
    let minutes = (tempo.as_millis() / 60_000).clamp(1, 240);
    let midnight = period_start(&zone, Period::Day, start);
    let about_then = (start - midnight).as_millis() / 60_000 - random.between(0, 10 * minutes);
    let week = [0; 7].map(|_| {
        if random.percent(15) {
            return Vec::new();
        }
        let mut blocks = Vec::new();
        // Blocks of a minute would be too many for a whole day: those after the story begins.
        let mut minute = about_then.max(0) + random.between(0, 3);
        while minute < 1440 && blocks.len() < 30 {
            let until = (minute + random.between(1, 2 * minutes)).min(1440);
            blocks.push(Block {
                from: minute_of_day(minute),
                until: minute_of_day(until),
            });
            minute = until + random.between(0, 3 * minutes);
        }
        blocks
    });
    let today = zone.day_of(start);
    let mut holidays = Vec::new();
    for days in 0..3 {
        if random.percent(15) {
            holidays.push(zone.day_of(start + Span::from_days(days)));
        }
    }
    if random.percent(10) {
        // Twice named is one holiday.
        holidays.extend([today, today]);
    }
    Calendar::new(zone, week, holidays).expect("blocks in order")
}

fn minute_of_day(minute: i64) -> u16 {
    u16::try_from(minute).expect("a day has 1440 minutes")
}

pub(super) fn clocks(random: &mut Random, tempo: Span, calendars: &[u16]) -> Vec<ClockPolicy> {
    let sold = one_of(Field::Stage, &["sal", "sql", "opportunity", "customer"]);
    let lost = one_of(Field::Stage, &["rejected", "disqualified", "nurture"]);
    let owned = Predicate::Has(Field::Owner);
    let mql = is(Field::Stage, "mql");
    let with_sales = one_of(Field::Stage, &["mql", "sal", "sql", "demo"]);
    let late_rounds = Predicate::Greater(Field::Cycle, Decimal::whole(1));
    let by_score = is(Field::Route, "threshold");
    let fitting = one_of(Field::Grade, &["A", "B"]);
    let contacted = Predicate::Has(Field::Contacted);
    let dear = Predicate::AtLeast(Field::Amount, Decimal::whole(50_000));
    let never = Predicate::never();
    let on_hold = Predicate::Has(Field::OnHold);
    let mut clock =
        |name: &str, run_while: Predicate, met_when: &Predicate, cancel_when: &Predicate| {
            let mut policy = ClockPolicy {
                name: Text::new(name),
                promised_by: Side::Sales,
                run_while,
                met_when: met_when.clone(),
                cancel_when: cancel_when.clone(),
                pause_while: never.clone(),
                restart_on: never.clone(),
                targets: targets(random, tempo, calendars),
                at_risk: None,
                tiers: Vec::new(),
                on_reassign: OnReassign::Continue,
            };
            vary(random, &mut policy, tempo);
            policy
        };
    // By name, as a definition has them (F8).
    let mut clocks = vec![
        clock("dear", all(&[&with_sales, &dear]), &sold, &on_hold),
        clock(
            "named_owner",
            all(&[&with_sales, &not(&owned)]),
            &owned,
            &lost,
        ),
        clock(
            "second_round",
            all(&[&late_rounds, &fitting]),
            &sold,
            &is(Field::Stage, "recycled"),
        ),
        clock("time_by_score", all(&[&mql, &by_score]), &contacted, &never),
        clock("time_held", on_hold.clone(), &never, &never),
        clock(
            "time_in_stage",
            is(Field::Stage, "recycled"),
            &never,
            &never,
        ),
        clock("time_to_acceptance", mql, &sold, &never),
        clock("time_to_first_touch", with_sales, &contacted, &lost),
    ];
    while clocks.len() > 2 && random.percent(60) {
        clocks.remove(random.below(clocks.len()));
    }
    clocks
}

/// The last of them mostly fits every lead.
fn targets(random: &mut Random, tempo: Span, calendars: &[u16]) -> Vec<Target> {
    let tests = [
        one_of(Field::Grade, &["A"]),
        is(Field::Segment, "enterprise"),
        one_of(Field::Team, &["north", "south"]),
        is(Field::Owner, "ann"),
    ];
    let mut targets = Vec::new();
    for _ in 0..random.below(3) {
        targets.push(tests[random.below(tests.len())].clone());
    }
    if targets.is_empty() || random.percent(80) {
        targets.push(Predicate::Always);
    }
    let mut target = |when: Predicate| Target {
        when,
        within: several(random, tempo, 12),
        calendar: (!calendars.is_empty() && random.percent(50))
            .then(|| calendars[random.below(calendars.len())]),
    };
    targets.drain(..).map(&mut target).collect()
}

fn vary(random: &mut Random, policy: &mut ClockPolicy, tempo: Span) {
    if random.percent(15) {
        // Another version may ask for something else under the same name.
        policy.run_while = one_of(Field::Stage, &["inquiry", "mql", "recycled", "engaged"]);
    }
    let pauses = [
        Predicate::Has(Field::OnHold),
        is(Field::Owner, "bob"),
        is(Field::Team, "south"),
        is(Field::Grade, "unknown"),
    ];
    let restarts = [
        is(Field::Disposition, "assign"),
        is(Field::Disposition, "first_touch"),
        is(Field::Owner, "cid"),
        is(Field::Stage, "sal"),
    ];
    if random.percent(55) {
        policy.pause_while = pauses[random.below(pauses.len())].clone();
    }
    if random.percent(30) {
        policy.restart_on = restarts[random.below(restarts.len())].clone();
    }
    if random.percent(30) {
        policy.on_reassign = OnReassign::Restart;
    }
    if random.percent(60) {
        policy.at_risk = Some(if random.percent(50) {
            AtRisk::Share(u8::try_from(random.between(1, 99)).expect("a percentage"))
        } else {
            AtRisk::Left(several(random, tempo, 6))
        });
    }
    let mut tier = Span::ZERO;
    for _ in 0..random.below(3) {
        tier = Span::from_millis(tier.as_millis() + several(random, tempo, 5).as_millis());
        policy.tiers.push(tier);
    }
}
