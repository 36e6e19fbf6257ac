//! Numbers that a pocket calculator can check.

use super::super::halving::roots;
use super::{Contribution, Decay, Model, Name, Worth, add, first_below, reduce, score_at};
use leadfold::time::{Span, Timestamp};

const DAY: Span = Span::from_days(1);

fn at(millis: i64) -> Timestamp {
    Timestamp::from_millis(millis)
}

fn points(points: i64, millis: i64) -> Contribution {
    Contribution {
        model: Model::default().id,
        group: Name::NONE,
        at: at(millis),
        worth: Worth::Points(points),
        decay: Decay::HalfLife(DAY),
    }
}

/// In a model without caps and floor.
fn score(contributions: &[Contribution], at: Timestamp) -> i64 {
    score_at(contributions, &Model::default(), at).score
}

fn below(all: &[Contribution], leave: i64, from: Timestamp, until: Timestamp) -> Option<Timestamp> {
    first_below(all, &Model::default(), leave, from, until)
}

#[test]
fn roots_are_those_of_two() {
    // floor(sqrt(2)·2^62) and floor(2^(1/4)·2^62), known from any table of square roots.
    assert_eq!(roots()[0].to_string(), "6521908912666391106");
    assert_eq!(roots().len(), 32);
    let squared = &roots()[1] * &roots()[1];
    assert!((squared >> 62_u32) <= roots()[0]);
}

#[test]
fn after_exactly_one_half_life_half_the_points_are_left_s8() {
    let one = [points(10_001, 12_345)];
    assert_eq!(score(&one, at(12_345)), 10_001);
    assert_eq!(score(&one, at(12_345) + DAY), 5_000);
    assert_eq!(score(&one, at(12_345) + Span::from_days(2)), 2_500);
    assert_eq!(score(&one, at(12_345) + Span::from_days(14)), 0);
}

#[test]
fn after_half_a_half_life_it_is_one_over_the_root_of_two() {
    // 10000 / sqrt(2) = 7071.06…
    let one = [points(10_000, 0)];
    assert_eq!(score(&one, at(DAY.as_millis() / 2)), 7_071);
}

#[test]
fn halves_of_a_milli_point_are_summed_before_they_are_rounded_s8() {
    let two = [points(1, 5), points(1, 5)];
    assert_eq!(score(&two, at(5) + DAY), 1);
    assert_eq!(score(&two[..1], at(5) + DAY), 0);
}

#[test]
fn times_before_1970_count_the_same() {
    let one = [points(8_000, -1)];
    assert_eq!(score(&one, at(-1) + DAY), 4_000);
    assert_eq!(score(&one, at(-1) + Span::from_days(3)), 1_000);
}

#[test]
fn what_does_not_decay_is_simply_added() {
    let mut three = [points(10_000, 0), points(-3_000, 0), points(500, 0)];
    three[2].decay = Decay::None;
    assert_eq!(score(&three, at(0) + DAY), 5_000 - 3_000 + 500);
}

/// Worked out apart from this code, in fractions of unlimited integers.
#[test]
fn the_numbers_of_s8_at_odd_instants() {
    let now = 1_772_413_200_000;
    let of = |half_life, later| {
        let mut three = [
            points(12_345, 1_772_409_600_123),
            points(7, now),
            points(999_999_999, 1_772_409_599_999),
        ];
        three
            .iter_mut()
            .for_each(|c| c.decay = Decay::HalfLife(Span::from_millis(half_life)));
        score(&three, at(now + later))
    };
    let later = [0, 1, 1_799_999, 86_400_000, 100_000_000];
    let days = [
        971_543_933,
        971_543_925,
        957_615_108,
        485_771_966,
        435_560_108,
    ];
    assert_eq!(later.map(|later| of(86_400_000, later)), days);
    let hours = [500_006_179, 500_006_082, 353_557_861, 29, 2];
    assert_eq!(later.map(|later| of(3_600_001, later)), hours);
    assert_eq!(later.map(|later| of(777, later)), [7, 6, 0, 0, 0]);
    let mut before_1970 = [points(12_345, -5_000), points(77, -1)];
    before_1970
        .iter_mut()
        .for_each(|c| c.decay = Decay::HalfLife(Span::from_millis(3_333)));
    assert_eq!(
        [0, 4_321].map(|later| score(&before_1970, at(later))),
        [4_441, 1_808]
    );
}

#[test]
fn years_between_two_events_are_no_trouble() {
    let mut two = [points(10_000, 0), points(8_000, 1_000_000_000_000)];
    two.iter_mut()
        .for_each(|c| c.decay = Decay::HalfLife(Span::from_millis(1)));
    assert_eq!(score(&two[1..], at(1_000_000_000_001)), 4_000);
    assert_eq!(score(&two, at(1_000_000_000_001)), 4_000);
    assert_eq!(score(&two, at(i64::MAX)), 0);
}

#[test]
fn different_half_lives_are_rounded_each_by_itself() {
    let mut two = [points(1, 0), points(1, 0)];
    two[1].decay = Decay::HalfLife(Span::from_hours(12));
    assert_eq!(score(&two, at(0) + DAY), 0);
}

#[test]
fn the_crossing_is_the_first_millisecond_below() {
    // Exactly 5000 remain after a day: still there; a millisecond later 4999.99… is rounded down.
    let one = [points(10_000, 0)];
    let until = at(0) + Span::from_days(9);
    assert_eq!(
        below(&one, 5_000, at(0), until),
        Some(at(0) + DAY + Span::from_millis(1))
    );
    assert_eq!(below(&one, 5_000, at(0), at(0) + DAY), None);
    assert_eq!(below(&one, 10_001, at(0), until), Some(at(0)));
}

#[test]
fn linear_points_go_evenly_and_expiring_ones_at_once_s8() {
    let mut one = [points(10_000, 0)];
    one[0].decay = Decay::Linear(DAY);
    let hours = [0, 6, 12, 23, 24, 25].map(|hours| at(0) + Span::from_hours(hours));
    assert_eq!(
        hours.map(|at| score(&one, at)),
        [10_000, 7_500, 5_000, 416, 0, 0]
    );
    one[0].decay = Decay::Expiry(DAY);
    assert_eq!(
        hours.map(|at| score(&one, at)),
        [10_000, 10_000, 10_000, 10_000, 0, 0]
    );
    let last = at(DAY.as_millis() - 1);
    assert_eq!(score(&one, last), 10_000);
}

#[test]
fn caps_and_floor_clamp_the_sum_and_not_each_step_s5() {
    let model = Model {
        floor: Some(0),
        cap: Some(20_000),
        ..Model::default()
    };
    let constant = |value: i64| Contribution {
        decay: Decay::None,
        ..points(value, 0)
    };
    let taken = score_at(&[constant(-50_000), constant(5_000)], &model, at(1));
    assert_eq!((taken.score, taken.by_floor), (0, 45_000));
    let taken = score_at(&[constant(30_000), constant(5_000)], &model, at(1));
    assert_eq!((taken.score, taken.by_cap), (20_000, 15_000));
}

#[test]
fn a_reduction_keeps_a_share_of_everything_toward_zero_s9() {
    let mut list = vec![points(10_001, 0), points(-999, 5), points(7_777, 6)];
    list[2].decay = Decay::Linear(DAY);
    reduce(&mut list, 50);
    assert_eq!(score(&list[..1], at(6)), -499, "what does not fade");
    // 5000.5 points and 3888 are left, of which the first half is gone after a day.
    assert_eq!(score(&list, at(0)), 5_000 - 499 + 3_888);
    assert_eq!(score(&list, at(0) + DAY), 2_500 - 499);
}

#[test]
fn of_many_that_fade_to_nothing_the_oldest_makes_room() {
    let expiring = |millis| Contribution {
        decay: Decay::Expiry(DAY),
        ..points(1, millis)
    };
    let mut list = Vec::new();
    for millis in 0..4_097 {
        add(&mut list, expiring(millis));
    }
    assert_eq!(score(&list, at(4_097)), 4_096);
    add(&mut list, expiring(DAY.as_millis() + 4_000));
    assert_eq!(list.len(), 97, "those that are over have left");
}
