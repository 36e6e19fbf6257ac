//! Two versions, and what is said of their difference. One agreement that says something of everything is changed in one place at a time.

pub(in crate::definition) mod everything;

use super::{Diff, diff};
use crate::lead::definition::{
    Act, Count, Decay, Definition, Grade, Limit, Name, OnReassign, OnRecycle, Side, Stage,
    StageKind, Timeout, Window,
};
use crate::lead::predicate::{Field, Literal, Predicate};
use crate::time::calendar::{Calendar, Period};
use crate::time::zone::{Day, Zone};
use crate::time::{Span, Timestamp};
use everything::{everything, kind, office};
use expect_test::{Expect, expect};

/// The whole agreement and the same with a change, as version 2.
fn changed_by(change: impl FnOnce(&mut Definition)) -> Diff {
    let before = everything();
    let mut after = before.clone();
    after.version = 2;
    after.effective_from = Timestamp::parse("2026-04-01T00:00:00+02:00").unwrap();
    change(&mut after);
    diff(&before, &after)
}

/// The sentences and for whom they count, a change a paragraph.
fn told(diff: &Diff) -> String {
    let paragraph = |change: &super::Change| format!("{}\n{}", change.sentence, change.whom);
    let paragraphs: Vec<String> = diff.changes.iter().map(paragraph).collect();
    paragraphs.join("\n\n")
}

fn check(change: impl FnOnce(&mut Definition), expected: &Expect) {
    expected.assert_eq(&told(&changed_by(change)));
}

/// Each change by itself.
fn check_each(changes: &[fn(&mut Definition)], expected: &Expect) {
    let each = changes.iter().map(|change| told(&changed_by(change)));
    expected.assert_eq(&each.collect::<Vec<_>>().join("\n\n"));
}

#[test]
fn a_higher_threshold_and_who_stays_by_the_old_one() {
    let higher = changed_by(|agreement| {
        agreement.models[0].threshold.as_mut().unwrap().score = 120_000;
    });
    expect![[r#"
        A lead of the model `default` needs 120 points instead of 100 to become an MQL (grade B or better, as before).
        Leads that are MQL already stay by the threshold under which they came (leave below 70). Nobody is promoted in silence: who has enough already becomes an MQL at the next event that may promote."#]].assert_eq(&told(&higher));
    expect![[r#"
        On 2026-04-01 00:00 (Europe/Berlin) nothing happens by itself: no lead moves, no points come or go, no clock starts or stops.
        What occurs before is judged by version 1, what occurs from then on by version 2, however late either becomes known.
        Grade, segment, caps, floor and the score that qualifies are those of version 2 for a lead from its first event after that; until then they are those of version 1.
        A score below which a stage is lost, a timeout and a running clock stay with the version under which they began."#]].assert_eq(&higher.closing.join("\n"));
}

#[test]
fn what_the_way_in_may_ask_for() {
    check_each(
        &[
            |agreement| agreement.models[0].threshold.as_mut().unwrap().grade = Some(Grade::A),
            |agreement| agreement.models[0].threshold.as_mut().unwrap().grade = None,
            |agreement| {
                agreement.models[0].threshold.as_mut().unwrap().leave_below = Some(50_000);
            },
            |agreement| agreement.models[1].threshold.as_mut().unwrap().score = 50_000,
            |agreement| agreement.models[1].threshold = None,
            |agreement| agreement.hand_raises[0].when = kind("call_me"),
            |agreement| agreement.hand_raises[0].model = Some(1),
            |agreement| agreement.hand_raises.clear(),
            |agreement| agreement.pql[0].when = kind("x"),
            |agreement| agreement.pql[0].score = Some((1, 20_000)),
            |agreement| agreement.pql[0].grade = None,
            |agreement| agreement.on_recycle = OnRecycle::Reduce { keep: 50 },
            |agreement| agreement.cool_down = None,
        ],
        &expect![[r#"
            A lead of the model `default` needs 100 points, as before, to become an MQL (grade A instead of grade B or better).
            Leads that are MQL already stay by the threshold under which they came (leave below 70). Nobody is promoted in silence: who has enough already becomes an MQL at the next event that may promote.

            A lead of the model `default` needs 100 points, as before, to become an MQL (no grade instead of grade B or better).
            Leads that are MQL already stay by the threshold under which they came (leave below 70). Nobody is promoted in silence: who has enough already becomes an MQL at the next event that may promote.

            A lead of the model `default` that became an MQL by points ceases to be one below 50 points (before: below 70 points).
            Leads that are MQL already stay by the threshold under which they came (leave below 70).

            A lead of the model `large` needs 50 points instead of 60 to become an MQL (no grade, as before).
            Leads that are MQL already stay so. Nobody is promoted in silence: who has enough already becomes an MQL at the next event that may promote.

            A lead of the model `large` becomes an MQL by points no longer (before: it needs 60 points).
            Leads that are MQL already stay by the threshold under which they came.

            The hand-raise `asked to be called` makes a lead an MQL when kind is call_me (before: kind is contact_sales).
            It counts for what occurs from then on.

            The hand-raise `asked to be called` counts while the model `large` does (before: whatever the model).
            It counts for what occurs from then on.

            The hand-raise `asked to be called` is dropped (before: makes a lead an MQL when kind is contact_sales).
            Who came by it stays where they are.

            The PQL rule `uses it` makes a lead an MQL when kind is x (before: seats is known).
            It counts for what occurs from then on.

            The PQL rule `uses it` asks for 20 points in the model `large` instead of 10 points.
            It counts for what occurs from then on.

            The PQL rule `uses it` no longer asks for grade C or better.
            It counts for what occurs from then on.

            An entry into `recycled` leaves 50 % of the points that were earned (before: drops all points that were earned).
            It counts for leads that are recycled from then on.

            An entry into `recycled` no longer lets points and PQL rules wait 30 days.
            It counts for leads that are recycled from then on."#]],
    );
}

#[test]
fn a_threshold_that_is_everybodys_is_told_once() {
    let mut before = everything();
    before.models[1].threshold = before.models[0].threshold.clone();
    let mut after = before.clone();
    for model in &mut after.models {
        model.threshold.as_mut().unwrap().score = 120_000;
    }
    expect![[r#"
        A lead needs 120 points instead of 100 to become an MQL (grade B or better, as before).
        Leads that are MQL already stay by the threshold under which they came (leave below 70). Nobody is promoted in silence: who has enough already becomes an MQL at the next event that may promote."#]].assert_eq(&told(&diff(&before, &after)));
}

#[test]
fn another_model_beside_the_only_one_leaves_its_rules_what_they_are() {
    let mut before = everything();
    before.models.truncate(1);
    before.rules.truncate(3);
    before.segments.clear();
    expect![[r#"
        New: segment `large`: holds leads of which employees is at least 1000; is scored by the model `large`.
        It counts for each lead from its first event under the new version; until then the old one does.

        New: model `large`.
        It scores what occurs from then on; what occurred before is not added after the fact.

        A lead of the model `large` becomes an MQL by points now: it needs 60 points.
        Nobody is promoted in silence: who has enough already becomes an MQL at the next event that may promote.

        New: rule `pricing page` of the model `large`: gives 20 points; applies when kind is pricing_page.
        What occurred before earns nothing after the fact."#]].assert_eq(&told(&diff(&before, &everything())));
}

#[test]
fn an_order_is_told_when_the_same_things_stand_in_another() {
    let mut before = everything();
    let mut second = before.hand_raises[0].clone();
    second.name = "asked for a demo".to_owned();
    before.hand_raises.push(second);
    let mut turned = before.clone();
    turned.hand_raises.reverse();
    expect![[r#"
        The hand-raise `asked for a demo` is asked first (before: second).
        It counts for what occurs from then on.

        The hand-raise `asked to be called` is asked second (before: first).
        It counts for what occurs from then on."#]]
    .assert_eq(&told(&diff(&before, &turned)));
    let mut longer = before.clone();
    let mut first = before.hand_raises[0].clone();
    first.name = "wrote to us".to_owned();
    longer.hand_raises.insert(0, first);
    expect![[r#"
        New: hand-raise `wrote to us`: makes a lead an MQL when kind is contact_sales; is asked first.
        It counts for what occurs from then on."#]].assert_eq(&told(&diff(&before, &longer)));
}

#[test]
fn a_rule_that_gives_more_and_less_often() {
    check(
        |agreement| {
            agreement.rules[0].points = 12_000;
            agreement.rules[0].limit = Some(Limit {
                most: 1,
                per: Window::Calendar(Period::Day),
                by_asset: true,
            });
        },
        &expect![[r#"
            The rule `pricing page` of the model `default` gives 12 points instead of 8; earns at most once a day per asset (before: without limit).
            What was credited before keeps its 8 points; matches and credits that are remembered count toward the new window."#]],
    );
}

#[test]
fn whatever_is_said_of_points() {
    check_each(
        &[
            |agreement| agreement.rules[1].when = kind("email_open"),
            |agreement| agreement.rules[1].limit = None,
            |agreement| agreement.rules[1].limit.as_mut().unwrap().most = 2,
            |agreement| agreement.rules[1].limit.as_mut().unwrap().per = Window::Cycle,
            |agreement| agreement.rules[1].group = Name::NONE,
            |agreement| agreement.rules[1].decay = Decay::Linear(Span::from_days(10)),
            |agreement| agreement.rules[1].act = Some(Act::Suspend),
            |agreement| {
                agreement.rules[2].count = Some(Count {
                    nth: 4,
                    within: Span::from_days(14),
                });
            },
            |agreement| agreement.rules[3].points = 25_000,
            |agreement| agreement.models[0].cap = None,
            |agreement| agreement.models[0].floor = Some(0),
            |agreement| agreement.models[0].groups[0].cap = Some(30_000),
            |agreement| agreement.rules.truncate(2),
            |agreement| {
                let mut again = agreement.rules[0].clone();
                again.name = "prices".to_owned();
                again.id = Name::of("default", "prices");
                agreement.rules[0] = again;
            },
        ],
        &expect![[r#"
            The rule `e-mail click` of the model `default` applies when kind is email_open (before: kind is email_click).
            It counts for engagements from then on.

            The rule `e-mail click` of the model `default` earns without limit (before: at most once in any 3 days).
            It counts for engagements from then on.

            The rule `e-mail click` of the model `default` earns at most twice in any 3 days (before: at most once in any 3 days).
            Matches and credits that are remembered count toward the new window.

            The rule `e-mail click` of the model `default` earns at most once a cycle (before: at most once in any 3 days).
            Matches and credits that are remembered count toward the new window.

            The rule `e-mail click` of the model `default` counts in no group (before: in the group `email`).
            What was credited before stays where it was counted.

            The rule `e-mail click` of the model `default` gives points that fade evenly to nothing in 10 days (before: of which half are gone after 30 days).
            What was credited before fades as it did.

            The rule `e-mail click` of the model `default` now suspends scoring: later engagements earn nothing until it is resumed.
            It counts for engagements from then on.

            The rule `keeps coming` of the model `default` earns only at the fourth match within 14 days (before: only at the third match within 14 days).
            Matches and credits that are remembered count toward the new window.

            The rule `pricing page` of the model `large` gives 25 points instead of 20.
            What was credited before keeps its 20 points.

            The model `default` comes to any height (before: at most 200 points).
            It counts for each lead from its first event under the new version; until then the old one does.

            The model `default` never falls below 0 points (before: -50 points).
            It counts for each lead from its first event under the new version; until then the old one does.

            The group `email` of the model `default` gives at most 30 points (before: at most 20 points).
            It counts for each lead from its first event under the new version; until then the old one does.

            The rule `keeps coming` of the model `default` is dropped (before: gives 15 points; applies when kind is page_view; earns only at the third match within 14 days; gives points of which half are gone after 30 days).
            What it credited before stays and fades as it did.

            The rule `pricing page` of the model `large` is dropped (before: gives 20 points; applies when kind is pricing_page).
            What it credited before stays and fades as it did.

            The rule `pricing page` of the model `default` is called `prices` now; else it is as it was.
            A rule is known by its name: its limits and counts begin anew, and what was credited under the old name stays."#]],
    );
}

#[test]
fn whatever_is_said_of_people() {
    check_each(
        &[
            |agreement| agreement.agreed_by = vec!["marketing".to_owned()],
            |agreement| agreement.zone = Zone::utc(),
            |agreement| agreement.fit.as_mut().unwrap().least[1] = 60_000,
            |agreement| agreement.fit.as_mut().unwrap().rules[0].points = 30_000,
            |agreement| agreement.fit.as_mut().unwrap().rules[0].when = kind("x"),
            |agreement| agreement.fit = None,
            |agreement| agreement.trait_vetoes[0].reason = "too_young".to_owned(),
            |agreement| agreement.engagement_vetoes[0].when = kind("spam"),
            |agreement| agreement.engagement_vetoes.clear(),
            |agreement| agreement.segments[0].when = Predicate::Has(Field::Account),
            |agreement| agreement.segments[0].model = 0,
            |agreement| {
                let mut first = agreement.segments[0].clone();
                first.name = "partners".to_owned();
                agreement.segments.insert(0, first);
            },
        ],
        &expect![[r#"
            The agreement was agreed by marketing (before: marketing and sales).


            The agreement counts days, weeks, months and quarters in UTC (before: Europe/Berlin).
            Limits per day, week, month or quarter and promises follow the new zone from then on.

            The grading gives a B from 60 points instead of 50.
            Each lead is graded anew at its next event; a grade that falls takes no stage away.

            The fit rule `decides` gives 30 points instead of 40.
            Each lead is graded anew at its next event; a grade that falls takes no stage away.

            The fit rule `decides` applies when kind is x (before: seniority is vp).
            Each lead is graded anew at its next event; a grade that falls takes no stage away.

            The grading is dropped (before: gives an A from 80 points; gives a B from 50 points; gives a C from 25 points; gives a D from 0 points).
            Nobody is graded from a lead's next event on; no stage is taken away.

            The fit rule `decides` is dropped (before: gives 40 points; applies when seniority is vp).
            Each lead is graded anew at its next event; a grade that falls takes no stage away.

            The veto on the profile `student` gives the reason `too_young` (before: `student`).
            It is asked at a lead's next engagement or record; who is ineligible already stays so until an override.

            The veto on engagements `bounced` makes a lead ineligible when kind is spam (before: kind is hard_bounce).
            It is asked at a lead's next engagement or record; who is ineligible already stays so until an override.

            The veto on engagements `bounced` is dropped (before: makes a lead ineligible when kind is hard_bounce; gives the reason `no_address`).
            Who is ineligible already stays so until an override.

            The segment `large` holds leads of which account is known (before: employees is at least 1000).
            It counts for each lead from its first event under the new version; until then the old one does.

            The segment `large` is scored by the model `default` (before: the model `large`).
            It counts for each lead from its first event under the new version; until then the old one does.

            New: segment `partners`: holds leads of which employees is at least 1000; is scored by the model `large`; is asked first.
            It counts for each lead from its first event under the new version; until then the old one does."#]],
    );
}

#[test]
fn a_target_that_is_shorter_for_the_best() {
    check(
        |agreement| agreement.clocks[0].targets[0].within = Span::from_hours(2),
        &expect![[r#"
            The clock `time_to_acceptance` for leads of which grade is A: 2 h instead of 4 h in `sales-emea`.
            Clocks that run already keep what was promised when they started."#]],
    );
}

#[test]
fn whatever_is_said_of_clocks() {
    check_each(
        &[
            |agreement| agreement.clocks[0].run_while = Predicate::Has(Field::Owner),
            |agreement| agreement.clocks[0].met_when = Predicate::Has(Field::Contacted),
            |agreement| agreement.clocks[0].cancel_when = Predicate::Has(Field::Team),
            |agreement| agreement.clocks[0].pause_while = Predicate::never(),
            |agreement| {
                let word = Literal::Text("assign".to_owned());
                agreement.clocks[0].restart_on = Predicate::Equals(Field::Disposition, word);
            },
            |agreement| agreement.clocks[0].targets[0].calendar = None,
            |agreement| agreement.clocks[0].targets.truncate(1),
            |agreement| agreement.clocks[0].targets.swap(0, 1),
            |agreement| agreement.clocks[0].at_risk = None,
            |agreement| agreement.clocks[0].tiers.push(Span::from_days(1)),
            |agreement| agreement.clocks[0].tiers.clear(),
            |agreement| {
                agreement.clocks[0].on_reassign = OnReassign::Restart;
            },
            |agreement| agreement.clocks.clear(),
            |agreement| agreement.clocks[0].promised_by = Side::Marketing,
        ],
        &expect![[r#"
            The clock `time_to_acceptance` runs while owner is known (before: stage is mql).
            Clocks that run already keep what was promised when they started.

            The clock `time_to_acceptance` is kept when contacted (before: stage is sal).
            Clocks that run already keep what was promised when they started.

            The clock `time_to_acceptance` now is void when team is known.
            Clocks that run already keep what was promised when they started.

            The clock `time_to_acceptance` no longer stands still when on hold.
            Clocks that run already keep what was promised when they started.

            The clock `time_to_acceptance` now starts anew when disposition is assign.
            Clocks that run already keep what was promised when they started.

            The clock `time_to_acceptance` for leads of which grade is A: 4 h (before: 4 h in `sales-emea`).
            Clocks that run already keep what was promised when they started.

            The clock `time_to_acceptance` no longer for all other leads: 8 h in `sales-emea`.
            Clocks that run already keep what was promised when they started.

            The clock `time_to_acceptance` takes the first that fits, in this order: for all leads; for leads of which grade is A (before: for leads of which grade is A; for all other leads).
            Clocks that run already keep what was promised when they started.

            For every target the clock `time_to_acceptance` no longer warns when 75 % of the time is used.
            Clocks that run already keep what was promised when they started.

            For every target the clock `time_to_acceptance` escalates 4 h and 1 day after it was due instead of 4 h after it was due.
            Clocks that run already keep what was promised when they started.

            For every target the clock `time_to_acceptance` no longer escalates 4 h after it was due.
            Clocks that run already keep what was promised when they started.

            The clock `time_to_acceptance` starts anew when the owner changes (before: goes on when the owner changes).
            Clocks that run already keep what was promised when they started.

            The clock `time_to_acceptance` is dropped (before: is promised by sales; runs while stage is mql; is kept when stage is sal; stands still when on hold; for leads of which grade is A: 4 h in `sales-emea`; for all other leads: 8 h in `sales-emea`; warns when 75 % of the time is used; escalates 4 h after it was due).
            Clocks that run already run to their end.

            The clock `time_to_acceptance` is promised by marketing (before: sales).
            Clocks that run already keep what was promised when they started."#]],
    );
}

#[test]
fn whatever_is_said_across_leads() {
    check_each(
        &[
            |agreement| {
                let holidays = ["2026-04-06", "2026-05-01"];
                let days = holidays.map(|day| {
                    let month = day[5..7].parse().unwrap();
                    Day::of_date(2026, month, day[8..].parse().unwrap()).unwrap()
                });
                agreement.calendars[0].calendar = office("Europe/Berlin", days.to_vec());
            },
            |agreement| {
                let mut week = agreement.calendars[0].calendar.week();
                week[4].clear();
                let zone = Zone::named("Europe/Paris").unwrap();
                let calendar = Calendar::new(zone, week, Vec::new()).unwrap();
                agreement.calendars[0].calendar = calendar;
            },
            |agreement| agreement.promises[0].per = Period::Quarter,
            |agreement| agreement.promises.clear(),
            |agreement| agreement.reasons[0].required = false,
            |agreement| agreement.reasons[0].codes[1].group = Some("clerical".to_owned()),
            |agreement| agreement.money.currency = None,
            |agreement| agreement.money.probability[0].1 = 75,
            |agreement| agreement.money.probability.truncate(1),
        ],
        &expect![[r#"
            The calendar `sales-emea` is closed now also on 2026-04-06 and 2026-05-01, no longer on 2026-04-03.
            Clocks that run already keep the hours under which they started.

            The calendar `sales-emea` works Mon-Thu 09:00-17:00 (before: Mon-Fri 09:00-17:00); goes by the clocks of Europe/Paris (before: Europe/Berlin); is closed no longer on 2026-04-03.
            Clocks that run already keep the hours under which they started.

            The promise `volume` is counted for each quarter (before: month).
            It is counted across all leads; for no single lead anything changes.

            The promise `volume` is dropped (before: is made by marketing; promises at least 400 entries into `mql`; is counted for each month).
            It is counted across all leads; for no single lead anything changes.

            The list of reasons of `reject` says that a reason may be left out (before: must be given, else it is `unspecified`).
            It counts for dispositions from then on.

            The list of reasons of `reject` knows now also `duplicate` (clerical), no longer `duplicate`.
            It counts for dispositions from then on.

            The value of deals no longer is told in EUR.
            It changes figures; no lead moves.

            The value of deals counts a deal with 7.5 % instead of 5 % in `mql`.
            It changes figures; no lead moves.

            The value of deals no longer counts a deal with 30 % in `opportunity`.
            It changes figures; no lead moves."#]],
    );
}

#[test]
fn whatever_is_said_of_moves() {
    check_each(
        &[
            |agreement| {
                agreement.graph.path.remove(2);
                agreement.graph.rejoins[Stage::SAL.index()] = Stage::INQUIRY;
            },
            |agreement| agreement.graph.qualify_from.truncate(1),
            |agreement| agreement.graph.hand_raise_from.push(Stage::LOST),
            |agreement| agreement.graph.veto_from.truncate(2),
            |agreement| agreement.graph.moves[1].to = Stage::RECYCLED,
            |agreement| agreement.graph.moves[1].from = vec![Stage::MQL, Stage::SQL],
            |agreement| {
                agreement.graph.moves.remove(7);
            },
            |agreement| agreement.graph.rejoins[Stage::RECYCLED.index()] = Stage::MQL,
            |agreement| agreement.graph.stages[1].kind = Some(StageKind::Inventory),
            |agreement| agreement.graph.stages[1].label = None,
            |agreement| agreement.graph.stages[1].owner = Some("sales".to_owned()),
            |agreement| agreement.graph.stages[1].calendar = None,
            |agreement| {
                agreement.graph.stages[1].timeout = Some(Timeout {
                    after: Span::from_days(20),
                    to: Stage::INQUIRY,
                });
            },
            |agreement| agreement.graph.stages[Stage::RECYCLED.index()].timeout = None,
        ],
        &expect![[r#"
            The path leads from `inquiry` to `mql` to `sql` to `opportunity` to `customer` (before: `inquiry` to `mql` to `sal` to `sql` to `opportunity` to `customer`).
            No lead moves by itself; one in a stage that is no longer used counts as standing at the beginning of the path.

            The stage `sal` stands beside the path, where `inquiry` is (before: on the success path).
            No lead moves by itself.

            The path is entered by points and PQL rules no longer from `recycled`.
            It counts for what occurs from then on; no lead moves by itself.

            The path is entered by a hand-raise now also from `lost`.
            It counts for what occurs from then on; no lead moves by itself.

            The path is left by a veto no longer from `recycled` or `rejected`.
            It counts for what occurs from then on; no lead moves by itself.

            The outcome `reject` moves a lead to `recycled` (before: `rejected`).
            It counts for what occurs from then on; no lead moves by itself.

            The outcome `reject` moves it now also from `sql`, no longer from `sal`.
            It counts for what occurs from then on; no lead moves by itself.

            The outcome `lose` is dropped (before: moves a lead to `lost`; moves it from `sql` and `opportunity`).
            It counts for what occurs from then on; no lead moves by itself.

            The stage `recycled` stands beside the path, where `mql` is (before: beside the path, where `inquiry` is).
            No lead moves by itself.

            The stage `mql` is of the type `inventory`: a lead may wait in it (before: `sla`: a clock runs in it).
            No lead moves by itself.

            The stage `mql` no longer is shown as "Ready for sales".
            It is for readers and figures; no lead moves.

            The stage `mql` is answered for by sales (before: marketing).
            It is for readers and figures; no lead moves.

            The stage `mql` no longer has its time told also in `sales-emea`.
            It is for readers and figures; no lead moves.

            The stage `mql` now passes a lead on after 20 days to `inquiry`.
            Leads that stand in it already keep the timeout under which they came.

            The stage `recycled` no longer passes a lead on after 180 days to `inquiry`.
            Leads that stand in it already keep the timeout under which they came."#]],
    );
}

#[test]
fn nothing_is_said_when_nothing_changes() {
    let same = changed_by(|_| {});
    assert!(same.changes.is_empty(), "{}", told(&same));
    assert_eq!(same.closing.len(), 2);
    let mut later = everything();
    later.effective_from = Timestamp::parse("2026-04-01T00:00:00+02:00").unwrap();
    later.version = 2;
    let backwards = diff(&later, &everything());
    expect![[r#"
        This is told backwards: version 2 is the later one, from 2026-04-01 00:00 (Europe/Berlin) on.
        On 2026-04-01 00:00 (Europe/Berlin) nothing happens by itself: no lead moves, no points come or go, no clock starts or stops.
        What occurs before is judged by version 1, what occurs from then on by version 2, however late either becomes known."#]].assert_eq(&backwards.closing.join("\n"));
}

#[test]
fn a_thousand_rules_are_compared_in_no_time() {
    let mut before = everything();
    let template = before.rules[0].clone();
    before.rules = (0..1000)
        .map(|number| {
            let mut rule = template.clone();
            rule.name = format!("rule {number}");
            rule.id = Name::of("default", &rule.name);
            rule.points = 1000 * (number + 1);
            rule
        })
        .collect();
    let mut after = before.clone();
    for rule in &mut after.rules {
        rule.points += 1;
    }
    // A comparison of each with each of them, once for each of them, would take minutes.
    assert_eq!(diff(&before, &after).changes.len(), 1000);
}
