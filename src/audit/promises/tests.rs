//! Promises of a marketing team, with numbers that its manager can count on paper.

use super::*;
use crate::time::zone::Zone;
use expect_test::{Expect, expect};

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap()
}

fn promise(name: &str, per: Period, target: PromiseTarget) -> Promise {
    Promise {
        name: name.to_owned(),
        promised_by: Side::Marketing,
        per,
        target,
    }
}

fn volume(at_least: u64) -> PromiseTarget {
    PromiseTarget::Volume {
        at_least,
        stage: Stage::MQL,
    }
}

fn version(version: u32, from: &str, zone: &str, promises: Vec<Promise>) -> Definition {
    Definition {
        version,
        effective_from: at(from),
        zone: Zone::named(zone).unwrap(),
        promises,
        ..Definition::default()
    }
}

/// `L1 2026-01-05T10:00:00Z inquiry -> mql 2`: lead, instant, stages, and the cycle where it is not the first.
fn rows(script: &str) -> Vec<Transition> {
    let lines = script
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty());
    let rows = lines.map(|line| {
        let words: Vec<&str> = line.split_whitespace().collect();
        Transition {
            lead_id: words[0].to_owned(),
            instant: at(words[1]),
            from_stage: (words[2] != "-").then(|| words[2].to_owned()),
            to_stage: words[4].to_owned(),
            cycle: words.get(5).map_or(1, |cycle| cycle.parse().unwrap()),
            definition_version: 1,
            ..Transition::default()
        }
    });
    rows.collect()
}

fn told(definitions: Vec<Definition>, script: &str, as_of: &str) -> String {
    let definitions = Definitions::new(definitions);
    let mut tally = Tally::new(&definitions);
    tally.take(&rows(script));
    let line = |held: Held| {
        let kept = match held.figure.is_kept() {
            Some(true) => "kept",
            Some(false) if held.is_over => "BROKEN",
            Some(false) => "not yet kept",
            None => "nothing to keep",
        };
        let figure = match &held.figure {
            Came::Volume {
                stage,
                at_least,
                entries,
            } => format!("{entries} of {at_least} into {stage}"),
            Came::Acceptance {
                percent,
                mqls,
                accepted,
            } => format!(
                "{accepted} of {mqls} accepted, {} of {percent} %",
                held.figure
                    .rate()
                    .map_or_else(|| "-".to_owned(), |rate| rate.to_string())
            ),
        };
        format!(
            "{} from {} by version {}: {figure}, {kept}, from {} rows\n",
            held.promise, held.from, held.version, held.rows
        )
    };
    tally.end(at(as_of)).into_iter().map(line).collect()
}

fn check(definitions: Vec<Definition>, script: &str, as_of: &str, expected: Expect) {
    expected.assert_eq(&told(definitions, script, as_of));
}

const BEGIN: &str = "2020-01-01T00:00:00Z";

#[test]
fn c4_so_many_mqls_a_month_and_a_month_without_any_is_told_too() {
    // In Berlin the first of January begins at 23:00 UTC the evening before.
    let promises = vec![promise("mqls", Period::Month, volume(2))];
    check(
        vec![version(1, BEGIN, "Europe/Berlin", promises)],
        "A 2025-12-31T22:59:59Z - -> mql
         B 2025-12-31T23:00:00Z - -> mql
         C 2026-01-20T12:00:00Z inquiry -> mql
         C 2026-01-21T12:00:00Z mql -> recycled
         C 2026-03-02T12:00:00Z recycled -> mql 2
         D 2026-01-20T12:00:00Z - -> inquiry",
        "2026-03-10T00:00:00Z",
        expect![[r#"
            mqls from 2025-11-30T23:00:00.000Z by version 1: 1 of 2 into mql, BROKEN, from 1 rows
            mqls from 2025-12-31T23:00:00.000Z by version 1: 2 of 2 into mql, kept, from 2 rows
            mqls from 2026-01-31T23:00:00.000Z by version 1: 0 of 2 into mql, BROKEN, from 0 rows
            mqls from 2026-02-28T23:00:00.000Z by version 1: 1 of 2 into mql, not yet kept, from 1 rows
        "#]],
    );
}

#[test]
fn c4_of_a_quarters_mqls_so_many_are_accepted_whenever_that_is() {
    let promises = vec![promise(
        "quality",
        Period::Quarter,
        PromiseTarget::AcceptanceRate { percent: 75 },
    )];
    check(
        vec![version(1, BEGIN, "UTC", promises)],
        // Accepted; qualified at once, which is more; accepted in the next quarter; rejected.
        "A 2026-01-10T00:00:00Z inquiry -> mql
         A 2026-01-11T00:00:00Z mql -> sal
         B 2026-02-10T00:00:00Z inquiry -> mql
         B 2026-02-11T00:00:00Z mql -> sql
         C 2026-03-31T23:00:00Z inquiry -> mql
         C 2026-04-02T00:00:00Z mql -> sal
         D 2026-03-01T00:00:00Z inquiry -> mql
         D 2026-03-02T00:00:00Z mql -> rejected
         E 2026-04-05T00:00:00Z inquiry -> mql
         E 2026-04-05T00:00:00Z mql -> sal
         F 2026-05-05T00:00:00Z inquiry -> mql",
        "2026-10-01T00:00:00Z",
        expect![[r#"
            quality from 2026-01-01T00:00:00.000Z by version 1: 3 of 4 accepted, 75.00 of 75 %, kept, from 7 rows
            quality from 2026-04-01T00:00:00.000Z by version 1: 1 of 2 accepted, 50.00 of 75 %, BROKEN, from 3 rows
            quality from 2026-07-01T00:00:00.000Z by version 1: 0 of 0 accepted, - of 75 %, nothing to keep, from 0 rows
            quality from 2026-10-01T00:00:00.000Z by version 1: 0 of 0 accepted, - of 75 %, nothing to keep, from 0 rows
        "#]],
    );
}

#[test]
fn c4_each_round_of_a_lead_counts_by_itself() {
    let promises = vec![promise(
        "quality",
        Period::Month,
        PromiseTarget::AcceptanceRate { percent: 60 },
    )];
    check(
        vec![version(1, BEGIN, "UTC", promises)],
        // It was put into sal by hand before it was ever an MQL; its first round as one is rejected, its second accepted.
        "A 2026-01-01T00:00:00Z inquiry -> sal
         A 2026-01-02T00:00:00Z sal -> recycled
         A 2026-01-03T00:00:00Z recycled -> mql
         A 2026-01-04T00:00:00Z mql -> rejected
         A 2026-01-05T00:00:00Z rejected -> mql 2
         A 2026-01-06T00:00:00Z mql -> sal 2",
        "2026-01-31T00:00:00Z",
        expect![[r#"
            quality from 2026-01-01T00:00:00.000Z by version 1: 1 of 2 accepted, 50.00 of 60 %, not yet kept, from 3 rows
        "#]],
    );
}

#[test]
fn c4_a_period_is_judged_to_its_end_by_the_version_that_was_in_force_when_it_began() {
    let weekly = |least| vec![promise("mqls", Period::Week, volume(least))];
    // The second version comes on a Wednesday.
    check(
        vec![
            version(1, "2026-01-08T00:00:00Z", "UTC", weekly(1)),
            version(2, "2026-01-14T00:00:00Z", "UTC", weekly(3)),
        ],
        "A 2026-01-06T10:00:00Z - -> mql
         B 2026-01-15T10:00:00Z - -> mql
         C 2026-01-19T10:00:00Z - -> mql",
        "2026-01-20T00:00:00Z",
        expect![[r#"
            mqls from 2026-01-05T00:00:00.000Z by version 1: 1 of 1 into mql, kept, from 1 rows
            mqls from 2026-01-12T00:00:00.000Z by version 1: 1 of 1 into mql, kept, from 1 rows
            mqls from 2026-01-19T00:00:00.000Z by version 2: 1 of 3 into mql, not yet kept, from 1 rows
        "#]],
    );
}

#[test]
fn c4_other_stages_and_days_can_be_promised_and_without_rows_there_is_nothing_to_tell() {
    let demos = PromiseTarget::Volume {
        at_least: 1,
        stage: Stage::SQL,
    };
    let daily = || {
        vec![version(
            1,
            BEGIN,
            "UTC",
            vec![promise("sqls", Period::Day, demos)],
        )]
    };
    check(
        daily(),
        "A 2026-03-01T00:00:00Z - -> inquiry
         A 2026-03-02T23:59:59.999Z inquiry -> sql",
        "2026-03-02T23:59:59.999Z",
        expect![[r#"
            sqls from 2026-03-01T00:00:00.000Z by version 1: 0 of 1 into sql, BROKEN, from 0 rows
            sqls from 2026-03-02T00:00:00.000Z by version 1: 1 of 1 into sql, kept, from 1 rows
        "#]],
    );
    check(daily(), "", "2026-03-02T00:00:00Z", expect![[""]]);
}

#[test]
fn with_another_zone_the_next_period_begins_where_the_last_one_ended() {
    // Berlin's April begins when New York has six hours of March left: they belong to its April. Every row is in one period.
    let of = |number, from, zone| {
        let promises = vec![promise("mqls", Period::Month, volume(1))];
        version(number, from, zone, promises)
    };
    check(
        vec![
            of(1, BEGIN, "Europe/Berlin"),
            of(2, "2026-03-31T22:00:00Z", "America/New_York"),
            of(3, "2026-05-01T04:00:00Z", "Europe/Berlin"),
        ],
        "A 2026-03-31T21:59:59Z - -> mql
         B 2026-03-31T22:00:00Z - -> mql
         C 2026-04-01T03:59:59Z - -> mql
         D 2026-05-01T03:59:59Z - -> mql
         E 2026-05-01T04:00:00Z - -> mql",
        "2026-06-10T00:00:00Z",
        expect![[r#"
            mqls from 2026-02-28T23:00:00.000Z by version 1: 1 of 1 into mql, kept, from 1 rows
            mqls from 2026-03-31T22:00:00.000Z by version 2: 3 of 1 into mql, kept, from 3 rows
            mqls from 2026-05-01T04:00:00.000Z by version 3: 1 of 1 into mql, kept, from 1 rows
            mqls from 2026-05-31T22:00:00.000Z by version 3: 0 of 1 into mql, not yet kept, from 0 rows
        "#]],
    );
}

#[test]
fn with_longer_periods_the_first_is_what_is_left_of_one() {
    let of = |number, from, per| {
        let promises = vec![promise("mqls", per, volume(1))];
        version(number, from, "Etc/UTC", promises)
    };
    check(
        vec![
            of(1, BEGIN, Period::Month),
            // In the middle of January, which version 1 judges to its end.
            of(2, "2026-01-15T00:00:00Z", Period::Quarter),
            // Over before its first period could begin.
            of(3, "2026-02-15T00:00:00Z", Period::Day),
            of(4, "2026-03-15T00:00:00Z", Period::Month),
        ],
        "A 2026-01-31T23:00:00Z - -> mql
         B 2026-02-01T00:00:00Z - -> mql
         C 2026-03-31T23:00:00Z - -> mql
         D 2026-04-01T00:00:00Z - -> mql",
        "2026-05-10T00:00:00Z",
        expect![[r#"
            mqls from 2026-01-01T00:00:00.000Z by version 1: 1 of 1 into mql, kept, from 1 rows
            mqls from 2026-02-01T00:00:00.000Z by version 2: 2 of 1 into mql, kept, from 2 rows
            mqls from 2026-04-01T00:00:00.000Z by version 4: 1 of 1 into mql, kept, from 1 rows
            mqls from 2026-05-01T00:00:00.000Z by version 4: 0 of 1 into mql, not yet kept, from 0 rows
        "#]],
    );
}

#[test]
fn a_lead_born_in_the_year_1_does_not_bring_hundreds_of_thousands_of_days() {
    let promises = vec![promise("mqls", Period::Day, volume(1))];
    let definitions = vec![version(1, BEGIN, "Europe/Berlin", promises)];
    let script = "A 0001-01-01T12:00:00Z - -> mql
                  B 2026-03-10T11:00:00Z - -> mql";
    let told = told(definitions, script, "2026-03-10T12:00:00Z");
    assert_eq!(told.lines().count(), 5_000);
    let last = told.lines().last().unwrap();
    assert!(
        last.contains("2026-03-09T23:00:00.000Z by version 1: 1 of 1"),
        "{last}"
    );
}
