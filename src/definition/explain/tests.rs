//! Names, and what is said of them.

use super::{Explained, explain};
use crate::definition::diff::tests::everything::everything;
use crate::lead::definition::{Decay, Definitions, Limit, ScoreRule, Window};
use crate::lead::predicate::{Field, Predicate};
use crate::time::calendar::Period;
use crate::time::{Span, Timestamp};
use expect_test::{Expect, expect};

/// Three versions: the second one changes a rule, the third a clock.
fn versions() -> Definitions {
    let first = everything();
    let mut second = first.clone();
    second.version = 2;
    second.effective_from = Timestamp::parse("2026-04-01T00:00:00+02:00").unwrap();
    second.rules[0].points = 12_000;
    second.rules[0].limit = Some(Limit {
        most: 1,
        per: Window::Calendar(Period::Day),
        by_asset: true,
    });
    let mut third = second.clone();
    third.version = 3;
    third.effective_from = Timestamp::parse("2026-07-01T00:00:00+02:00").unwrap();
    third.clocks[0].targets[0].within = Span::from_hours(1);
    third.hand_raises.clear();
    third.models[0].threshold.as_mut().unwrap().score = 120_000;
    third.rules.push(ScoreRule::plain(
        "unsubscribed",
        Predicate::Has(Field::Asset),
        -25_000,
        Decay::HalfLife(Span::from_days(30)),
    ));
    Definitions::new(vec![first, second, third])
}

fn told(explained: &Explained) -> String {
    let mut text = format!("{} in version {}\n", explained.subject, explained.version);
    for (head, lines) in [
        ("", &explained.means),
        ("e.g. ", &explained.examples),
        ("of: ", &explained.belongs),
    ] {
        for line in lines {
            text.push_str(&format!("  {head}{line}\n"));
        }
    }
    for past in &explained.history {
        text.push_str(&format!(
            "  {} ({}): {}\n",
            past.version, past.since, past.told
        ));
    }
    text
}

fn check(name: &str, expected: &Expect) {
    let definitions = versions();
    let newest = definitions.versions().last().unwrap();
    let told = match explain(&definitions, newest, name) {
        Ok(all) => all.iter().map(told).collect::<Vec<_>>().join("\n"),
        Err(unknown) => format!(
            "nearest {:?}, in version {:?}, {} names",
            unknown.nearest,
            unknown.in_version,
            unknown.names.len()
        ),
    };
    expected.assert_eq(&told);
}

#[test]
fn a_rule_has_its_price_its_example_and_its_past() {
    check(
        "default/pricing page",
        &expect![[r#"
        the rule `pricing page` of the model `default` in version 3
          gives 12 points
          applies when kind is pricing_page
          earns at most once a day per asset
          gives points of which half are gone after 30 days
          e.g. 12 points are worth 6.000 after 30 days, 3.000 after 60 days, 1.500 after 90 days
          e.g. 2 matches of one asset on one day earn 12 points together; the next day begins at midnight in Europe/Berlin, however little later
          of: the model `default`, which counts for leads in no segment
          1 (2026-01-01 00:00 (Europe/Berlin)): Was there from the first version on.
          2 (2026-04-01 00:00 (Europe/Berlin)): The rule `pricing page` of the model `default` gives 12 points instead of 8; earns at most once a day per asset (before: without limit). What was credited before keeps its 8 points; matches and credits that are remembered count toward the new window.
    "#]],
    );
}

#[test]
fn a_name_of_two_things_is_told_of_both() {
    check(
        "pricing page",
        &expect![[r#"
        the rule `pricing page` of the model `default` in version 3
          gives 12 points
          applies when kind is pricing_page
          earns at most once a day per asset
          gives points of which half are gone after 30 days
          e.g. 12 points are worth 6.000 after 30 days, 3.000 after 60 days, 1.500 after 90 days
          e.g. 2 matches of one asset on one day earn 12 points together; the next day begins at midnight in Europe/Berlin, however little later
          of: the model `default`, which counts for leads in no segment
          1 (2026-01-01 00:00 (Europe/Berlin)): Was there from the first version on.
          2 (2026-04-01 00:00 (Europe/Berlin)): The rule `pricing page` of the model `default` gives 12 points instead of 8; earns at most once a day per asset (before: without limit). What was credited before keeps its 8 points; matches and credits that are remembered count toward the new window.

        the rule `pricing page` of the model `large` in version 3
          gives 20 points
          applies when kind is pricing_page
          of: the model `large`, which counts for leads in `large`
          1 (2026-01-01 00:00 (Europe/Berlin)): Was there from the first version on.
    "#]],
    );
    check(
        "large",
        &expect![[r#"
            the segment `large` in version 3
              holds leads of which employees is at least 1000
              is scored by the model `large`
              of: the model `large`
              1 (2026-01-01 00:00 (Europe/Berlin)): Was there from the first version on.

            the model `large` in version 3
              gives points that do not fade
              makes a lead an MQL: from 60 points on, and no fading of points ends it
              of: it counts for leads in `large`
              of: its rules are `pricing page`
              1 (2026-01-01 00:00 (Europe/Berlin)): Was there from the first version on.
        "#]],
    );
}

#[test]
fn limits_counts_and_groups_have_examples() {
    check(
        "e-mail click",
        &expect![[r#"
        the rule `e-mail click` of the model `default` in version 3
          gives 2 points
          applies when kind is email_click
          earns at most once in any 3 days
          counts in the group `email`
          gives points of which half are gone after 30 days
          e.g. 2 points are worth 1.000 after 30 days, 0.500 after 60 days, 0.250 after 90 days
          e.g. 2 matches a minute apart earn 2 points together; 3 days after the first was credited the next one earns again
          of: the model `default`, which counts for leads in no segment
          1 (2026-01-01 00:00 (Europe/Berlin)): Was there from the first version on.
    "#]],
    );
    check(
        "keeps coming",
        &expect![[r#"
        the rule `keeps coming` of the model `default` in version 3
          gives 15 points
          applies when kind is page_view
          earns only at the third match within 14 days
          gives points of which half are gone after 30 days
          e.g. 15 points are worth 7.500 after 30 days, 3.750 after 60 days, 1.875 after 90 days
          e.g. of 4 matches within 14 days the third earns 15 points, those before it nothing, and so does the fourth
          of: the model `default`, which counts for leads in no segment
          1 (2026-01-01 00:00 (Europe/Berlin)): Was there from the first version on.
    "#]],
    );
    check(
        "email",
        &expect![[r#"
        the group `email` of the model `default` in version 3
          gives at most 20 points
          of: in it count `e-mail click`
          of: the model `default`, which counts for leads in no segment
          1 (2026-01-01 00:00 (Europe/Berlin)): Was there from the first version on.
    "#]],
    );
}

#[test]
fn a_clock_is_told_with_a_weekend() {
    check(
        "time_to_acceptance",
        &expect![[r#"
            the clock `time_to_acceptance` in version 3
              is promised by sales
              runs while stage is mql
              is kept when stage is sal
              stands still when on hold
              for leads of which grade is A: 1 h in `sales-emea`
              for all other leads: 8 h in `sales-emea`
              warns when 75 % of the time is used
              escalates 4 h after it was due
              e.g. by the first target a clock that starts Fri 2026-07-03 16:30 is due Mon 2026-07-06 09:30; the warning comes Mon 2026-07-06 09:15; the first escalation Mon 2026-07-06 13:30
              e.g. by the second target a clock that starts Fri 2026-07-03 16:30 is due Mon 2026-07-06 16:30; the warning comes Mon 2026-07-06 14:30; the first escalation Tue 2026-07-07 12:30
              of: it may run in `mql`
              of: its working time is that of `sales-emea`
              1 (2026-01-01 00:00 (Europe/Berlin)): Was there from the first version on.
              3 (2026-07-01 00:00 (Europe/Berlin)): The clock `time_to_acceptance` for leads of which grade is A: 1 h instead of 4 h in `sales-emea`. Clocks that run already keep what was promised when they started.
        "#]],
    );
    check(
        "sales-emea",
        &expect![[r#"
            the calendar `sales-emea` in version 3
              works Mon-Fri 09:00-17:00
              is closed on 2026-04-03
              e.g. an hour that begins Fri 2026-07-03 16:30 is over Mon 2026-07-06 09:30
              of: by it goes `time_to_acceptance`
              of: time is told in it of `mql`
              1 (2026-01-01 00:00 (Europe/Berlin)): Was there from the first version on.
        "#]],
    );
}

#[test]
fn a_stage_is_told_with_what_leads_in_and_out() {
    check(
        "mql",
        &expect![[r#"
            the stage `mql` in version 3
              is of the type `sla`: a clock runs in it
              is shown as "Ready for sales"
              is answered for by marketing
              has its time told also in `sales-emea`
              by points in the model `default`: from 120 points and grade B or better on, left again below 70 points
              by points in the model `large`: from 60 points on, and no fading of points ends it
              of: points enter it from `inquiry` and `recycled`; hand-raises from `inquiry`, `recycled`, `rejected` and `disqualified`
              of: out of it lead `accept` to `sal`; `reject` to `rejected`; `qualify` to `sql`; `disqualify` to `disqualified`; `recycle` to `recycled`; `open_opportunity` to `opportunity`; `win` to `customer`; vetoes to `ineligible`
              of: in it may run `time_to_acceptance`
              1 (2026-01-01 00:00 (Europe/Berlin)): Was there from the first version on.
              3 (2026-07-01 00:00 (Europe/Berlin)): A lead of the model `default` needs 120 points instead of 100 to become an MQL (grade B or better, as before). Leads that are MQL already stay by the threshold under which they came (leave below 70). Nobody is promoted in silence: who has enough already becomes an MQL at the next event that may promote.
        "#]],
    );
    check(
        "recycled",
        &expect![[r#"
            the stage `recycled` in version 3
              is of the type `inventory`: a lead may wait in it
              passes a lead on after 180 days to `inquiry`
              at the entry: drops all points that were earned
              at the entry: lets points and PQL rules wait 30 days
              of: into it lead `recycle` from `mql`, `sal`, `sql`, `opportunity`, `rejected` and `lost`
              of: out of it lead `accept` to `sal`; `qualify` to `sql`; `disqualify` to `disqualified`; points and PQL rules to `mql`; hand-raises to `mql`; vetoes to `ineligible`
              1 (2026-01-01 00:00 (Europe/Berlin)): Was there from the first version on.
        "#]],
    );
}

#[test]
fn what_there_is_one_of_has_a_word() {
    check(
        "threshold",
        &expect![[r#"
            the way into `mql` by points of the model `default` in version 3
              needs 120 points
              asks for grade B or better
              is lost below 70 points
              e.g. a lead that came by 120 points stays while it has 70 points or more, and goes back in the first millisecond in which it has less
              of: the model `default`, which counts for leads in no segment
              1 (2026-01-01 00:00 (Europe/Berlin)): Was there from the first version on.
              3 (2026-07-01 00:00 (Europe/Berlin)): A lead of the model `default` needs 120 points instead of 100 to become an MQL (grade B or better, as before). Leads that are MQL already stay by the threshold under which they came (leave below 70). Nobody is promoted in silence: who has enough already becomes an MQL at the next event that may promote.

            the way into `mql` by points of the model `large` in version 3
              needs 60 points
              of: the model `large`, which counts for leads in `large`
              1 (2026-01-01 00:00 (Europe/Berlin)): Was there from the first version on.
        "#]],
    );
    check(
        "grades",
        &expect![[r#"
        the grading in version 3
          gives an A from 80 points
          gives a B from 50 points
          gives a C from 25 points
          gives a D from 0 points
          e.g. a lead that meets every fit rule with positive points has 40 points and grade C
          1 (2026-01-01 00:00 (Europe/Berlin)): Was there from the first version on.
    "#]],
    );
    check(
        "volume",
        &expect![[r#"
        the promise `volume` in version 3
          is made by marketing
          promises at least 400 entries into `mql`
          is counted for each month
          e.g. a month with 399 entries into `mql` falls short by 1
          1 (2026-01-01 00:00 (Europe/Berlin)): Was there from the first version on.
    "#]],
    );
    check(
        "path",
        &expect![[r#"
        the path in version 3
          leads from `inquiry` to `mql` to `sal` to `sql` to `opportunity` to `customer`
          is entered by points and PQL rules from `inquiry` and `recycled`
          is entered by a hand-raise from `inquiry`, `recycled`, `rejected` and `disqualified`
          is left by a veto from `inquiry`, `mql`, `recycled` and `rejected`
          1 (2026-01-01 00:00 (Europe/Berlin)): Was there from the first version on.
    "#]],
    );
    check(
        "uses it",
        &expect![[r#"
        the PQL rule `uses it` in version 3
          makes a lead an MQL when seats is known
          asks for 10 points
          asks for grade C or better
          of: points and PQL rules qualify from `inquiry` and `recycled`
          1 (2026-01-01 00:00 (Europe/Berlin)): Was there from the first version on.
    "#]],
    );
    check(
        "student",
        &expect![[r#"
        the veto on the profile `student` in version 3
          makes a lead ineligible when role is student
          of: vetoes act on leads in `inquiry`, `mql`, `recycled` and `rejected`
          1 (2026-01-01 00:00 (Europe/Berlin)): Was there from the first version on.
    "#]],
    );
}

#[test]
fn outcomes_and_reasons_have_names_too() {
    check(
        "reject",
        &expect![[r#"
        the outcome `reject` in version 3
          moves a lead to `rejected`
          moves it from `mql` and `sal`
          1 (2026-01-01 00:00 (Europe/Berlin)): Was there from the first version on.

        the list of reasons of `reject` in version 3
          says that a reason must be given, else it is `unspecified`
          knows `misrouted` (procedural) and `duplicate`
          1 (2026-01-01 00:00 (Europe/Berlin)): Was there from the first version on.
    "#]],
    );
    check(
        "misrouted",
        &expect![[r#"
        the reason `misrouted` in version 3
          is a reason that `reject` may give
          is of the group `procedural`
          of: the reasons of `reject`: `misrouted` (procedural) and `duplicate`
          1 (2026-01-01 00:00 (Europe/Berlin)): Was there from the first version on.
    "#]],
    );
}

#[test]
fn what_takes_points_says_that_they_never_fade() {
    check(
        "unsubscribed",
        &expect![[r#"
        the rule `unsubscribed` of the model `default` in version 3
          gives -25 points
          applies when asset is given
          takes points that never fade
          of: the model `default`, which counts for leads in no segment
          3 (2026-07-01 00:00 (Europe/Berlin)): New: rule `unsubscribed` of the model `default`: gives -25 points; applies when asset is given. What occurred before earns nothing after the fact.
    "#]],
    );
    check(
        "default",
        &expect![[r#"
        the model `default` in version 3
          comes to at most 200 points
          never falls below -50 points
          gives points of which half are gone after 30 days
          makes a lead an MQL: from 120 points and grade B or better on, left again below 70 points
          of: it counts for leads in no segment
          of: its rules are `pricing page`, `e-mail click`, `keeps coming` and `unsubscribed`
          1 (2026-01-01 00:00 (Europe/Berlin)): Was there from the first version on.
          3 (2026-07-01 00:00 (Europe/Berlin)): A lead of the model `default` needs 120 points instead of 100 to become an MQL (grade B or better, as before). Leads that are MQL already stay by the threshold under which they came (leave below 70). Nobody is promoted in silence: who has enough already becomes an MQL at the next event that may promote.
    "#]],
    );
}

#[test]
fn what_nobody_is_called_is_told_with_what_is_near() {
    check(
        "princing page",
        &expect![[r#"nearest Some("pricing page"), in version None, 44 names"#]],
    );
    check(
        "asked to be called",
        &expect!["nearest None, in version Some(2), 44 names"],
    );
    check(
        "zzzzzz",
        &expect!["nearest None, in version None, 44 names"],
    );
}
