//! Clocks, calendars and promises that come to nothing.

use expect_test::{expect, expect_file};

use super::super::mistakes::check_clocks;
use super::super::{in_short, told_of};

/// A calendar with working time.
const OFFICE: &str = "[calendars.office]\nhours = { mon-fri = ['09:00-17:00'] }";

#[test]
fn a_day_of_working_time_is_told() {
    let office = |within: &str| format!("within = '{within}'\ncalendar = 'office'\n{OFFICE}");
    check_clocks(
        &[
            &office("1 d"),
            &office("24 h"),
            "within = '1 d'",
            &office("80 h").replace("\n[", "\ntiers = ['+4 h', '+1 d']\nat_risk = '1 day'\n["),
            "within = '2 d'\ntiers = ['+1 d']\nat_risk = '1 day'",
        ],
        expect![[r#"
            within = '1 d'
              calendar = 'office'
              [calendars.office]
              hours = { mon-fri = ['09:00-17:00'] }
                5:10 warning[working_day]: a day is 24 hours here too, and of working time that is several days
                    hint: write working hours: "8 h" is one working day of eight hours
            within = '24 h'
              calendar = 'office'
              [calendars.office]
              hours = { mon-fri = ['09:00-17:00'] }
            within = '1 d'
            within = '80 h'
              calendar = 'office'
              tiers = ['+4 h', '+1 d']
              at_risk = '1 day'
              [calendars.office]
              hours = { mon-fri = ['09:00-17:00'] }
                7:18 warning[working_day]: a day is 24 hours here too, and of working time that is several days
                    hint: write working hours: "8 h" is one working day of eight hours
                8:11 warning[working_day]: a day is 24 hours here too, and of working time that is several days
                    hint: write working hours: "8 h" is one working day of eight hours
            within = '2 d'
              tiers = ['+1 d']
              at_risk = '1 day'
        "#]],
    );
}

#[test]
fn clocks_that_never_start_run_or_end_are_told() {
    let clock = |run: &str, met: &str, more: &str| {
        format!(
            "[clocks.c]\npromised_by = 'sales'\nwithin = '1 h'\nrun_while = '{run}'\nmet_when = '{met}'\n{more}"
        )
    };
    let own = "[graph]\npath = ['inquiry', 'mql', 'sal', 'customer']";
    let pieces = [
        clock("stage == \"mql\"", "stage in [\"mql\", \"sal\"]", ""),
        clock("stage == \"mql\" && !contacted", "contacted", "cancel_when = '!contacted'"),
        clock("stage == \"mql\"", "contacted", "pause_while = 'on_hold || stage == \"mql\"'"),
        clock("stage == \"ineligible\"", "contacted", ""),
        clock("true", "stage == \"ineligible\"", ""),
        clock("true", "stage == \"ineligible\"", "cancel_when = 'stage == \"lost\"'"),
        clock("stage == \"mql\"", "false", ""),
        clock("stage in [\"mql\", \"sql\"]", "contacted", own),
        clock("stage == \"mql\"", "contacted", "").replace(
            "within = '1 h'",
            "targets = [{ grade = 'A', within = '1 h' }, { within = '2 h' }, { grade = 'B', within = '3 h' }]",
        ),
        clock("stage == \"mql\"", "contacted", "").replace(
            "within = '1 h'",
            "targets = [{ when = 'stage == \"sal\"', within = '1 h' }, { within = '2 h' }]",
        ),
        // What may be so in no stage alone is not taken for never.
        clock("!(stage in [\"customer\", \"lost\"])", "contacted", "pause_while = 'on_hold'"),
    ];
    let pieces: Vec<_> = pieces.iter().map(String::as_str).collect();
    expect_file!["../transcripts/idle_clocks.txt"].assert_eq(&in_short(&pieces));
}

#[test]
fn calendars_promises_and_money_that_change_nothing_are_told() {
    expect![[r#"
        [calendars.office]
          hours = { mon-fri = ['09:00-17:00'] }
            1:1 warning[unused]: no clock and no stage uses the calendar `office`
                hint: write `calendar = …` in a clock, a target or a stage, or leave it out
        [stages.sal]
          calendar = 'never'
          [calendars.never]
          hours = { mon = [] }
            4:9 warning[no_working_time]: this calendar has no working time: nothing that is counted in it is ever due
                hint: write `hours = { mon-fri = ["09:00-17:00"] }`
        [promises.a]
          promised_by = 'sales'
          per = 'month'
          at_least = 5
          stage = 'ineligible'
            5:9 warning[never_reached]: nothing leads to `ineligible` but an override: this is never kept
                hint: promise a stage that leads come to
        [graph]
          path = ['inquiry', 'mql', 'won']
          [promises.a]
          promised_by = 'sales'
          per = 'month'
          acceptance_rate = '80 %'
            6:19 warning[never_reached]: `accept` moves no lead in this graph: this is never kept
                hint: add `[graph.moves.accept]`, or promise a volume
        [money]
          probability = { mql = '5 %', customer = '100 %', lost = '0 %', recycled = '1 %' }
            2:41 warning[no_open_deal]: no deal is open in `customer`
                hint: probabilities are those of stages in which a deal may still be won
            2:57 warning[no_open_deal]: no deal is open in `lost`
                hint: probabilities are those of stages in which a deal may still be won
    "#]].assert_eq(&in_short(&[
        OFFICE,
        "[stages.sal]\ncalendar = 'never'\n[calendars.never]\nhours = { mon = [] }",
        "[promises.a]\npromised_by = 'sales'\nper = 'month'\nat_least = 5\nstage = 'ineligible'",
        "[graph]\npath = ['inquiry', 'mql', 'won']\n[promises.a]\npromised_by = 'sales'\nper = 'month'\nacceptance_rate = '80 %'",
        "[money]\nprobability = { mql = '5 %', customer = '100 %', lost = '0 %', recycled = '1 %' }",
    ]));
}

#[test]
fn a_promise_of_a_side_that_has_not_signed_is_told() {
    let text = "version = 1
effective_from = 2026-04-01T00:00:00Z
agreed_by = ['sales']
[clocks.c]
promised_by = 'sales'
run_while = 'stage == \"mql\"'
met_when = 'contacted'
within = '1 h'
[promises.volume]
promised_by = 'marketing'
per = 'month'
at_least = 400
";
    expect![[r#"
        warning: marketing has not agreed to this version
         --> a.toml:3:13
          |
        3 | agreed_by = ['sales']
          |             ^
          hint: an agreement of one side is none: `agreed_by = ["marketing", "sales"]`

        warning: marketing has not agreed, and `volume` is its promise
          --> a.toml:10:15
           |
        10 | promised_by = 'marketing'
           |               ^
          hint: a promise counts when the one who gives it has signed"#]]
    .assert_eq(&told_of(&[("a.toml", text)]));
}
