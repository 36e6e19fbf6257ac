//! Mistakes in clocks, calendars, promises and money.

use expect_test::{expect, expect_file};

use super::super::in_short;

/// A clock with more lines.
pub(in super::super) fn check_clocks(more: &[&str], wanted: expect_test::Expect) {
    const CLOCK: &str = "[clocks.c]\npromised_by = 'sales'\nrun_while = 'stage == \"mql\"'\nmet_when = 'contacted'\n";
    let pieces: Vec<_> = more.iter().map(|more| format!("{CLOCK}{more}")).collect();
    let pieces: Vec<_> = pieces.iter().map(String::as_str).collect();
    wanted.assert_eq(&in_short(&pieces).replace(&CLOCK.replace('\n', "\n  "), ""));
}

#[test]
fn targets_say_how_long_once() {
    check_clocks(
        &[
            "",
            "targets = []",
            "within = '1 h'\ntargets = [{ within = '2 h' }]",
            "calendar = 'office'\ntargets = [{ within = '2 h' }]",
            "within = '1 h'\ncalendar = 'ofice'\n[calendars.office]\nhours = { mon-fri = ['09:00-17:00'] }",
            "within = '1 h'\ncalendar = 'office'",
            "targets = [{ grade = 'E', within = '2 h' }, { segment = 'big', within = '1 h' }, { team = [], within = '1 h' }]",
            "targets = [{ when = 'kind == \"x\"' }, 5]",
            "targets = [{ grades = ['A'], within = '2 h' }]",
            "targets = [{ grade = ['A', 'F'], team = 7, within = '2 h' }]",
        ],
        expect![[r#"
              1:1 error[missing_key]: [clocks.c] says not how long it may take
                    hint: write `within = "8 h"`
            targets = []
                5:11 error[out_of_bounds]: a list here has 1 to 32 entries
            within = '1 h'
              targets = [{ within = '2 h' }]
                5:10 error[contradiction]: [clocks.c] says twice how long it may take
                    hint: write `within` or `targets`, not both
            calendar = 'office'
              targets = [{ within = '2 h' }]
                5:12 error[contradiction]: `calendar` beside `targets` counts for none of them
                    hint: write it in each target whose working time is counted
            within = '1 h'
              calendar = 'ofice'
              [calendars.office]
              hours = { mon-fri = ['09:00-17:00'] }
                6:12 error[unknown_name]: there is no calendar `ofice`
                    hint: did you mean `office`?
            within = '1 h'
              calendar = 'office'
                6:12 error[unknown_name]: there is no calendar `office`
                    hint: this agreement names no calendar
            targets = [{ grade = 'E', within = '2 h' }, { segment = 'big', within = '1 h' }, { team = [], within = '1 h' }]
                5:22 error[unknown_word]: `E` is no `grade`
                    hint: possible here: A, B, C, D, unknown
                5:57 error[unknown_name]: there is no segment `big`
                    hint: this agreement names no segment
                5:91 error[out_of_bounds]: a list here has 1 to 32 entries
            targets = [{ when = 'kind == "x"' }, 5]
                5:12 error[missing_key]: a target needs `within`
                5:22 error[unknown_field]: `kind` is not known here: a clock sees where the lead stands
                    hint: possible here: stage, grade, route, owner, team, cycle, contacted, on_hold, segment, amount, source, account, campaign, traits.NAME
                5:38 error[wrong_type]: this must be a table, and is a whole number
                    hint: write `key = value` under a heading in brackets, or in braces
            targets = [{ grades = ['A'], within = '2 h' }]
                5:14 error[unknown_key]: unknown key `grades` in a target
                    hint: did you mean `grade`?
            targets = [{ grade = ['A', 'F'], team = 7, within = '2 h' }]
                5:28 error[unknown_word]: `F` is no `grade`
                    hint: possible here: A, B, C, D, unknown
                5:41 error[wrong_type]: this must be text or a list, and is a whole number
                    hint: write it in quotation marks, or several in brackets: ["a", "b"]
        "#]],
    );
}

#[test]
fn tiers_grow_and_warnings_come_in_time() {
    check_clocks(
        &[
            "within = '1 h'\ntiers = ['+4 h', '+4 h']",
            "within = '1 h'\ntiers = ['4', 5, '++1 h']",
            "within = '1 h'\ntiers = []",
            "within = '1 h'\ntiers = ['1h','2h','3h','4h','5h','6h','7h','8h','9h']",
            "within = '1 h'\non_reassign = 'stop'\npause_while = 'onhold'\nrestart_on = 'disposition == \"asign\"'",
            "within = '1 h'\ncancel_when = 'disposition == \"assign\"'",
            "targets = [{ grade = 'A', within = '1 h' }, { within = '4 h' }]\nat_risk = '2 h'",
            "targets = [{ grade = 'A', within = '1 h' }, { within = '2 h' }]\nat_risk = '2 h'",
        ],
        expect![[r#"
            within = '1 h'
              tiers = ['+4 h', '+4 h']
                6:18 error[bad_value]: each tier comes later than the one before it
                    hint: all are counted from the due instant: "+4 h", "+1 d"
            within = '1 h'
              tiers = ['4', 5, '++1 h']
                6:10 error[bad_value]: a span of time needs its unit
                    hint: write it as "30 min", "8 h", "14 days" or "2 h 30 min"
                6:15 error[wrong_type]: this must be text, and is a whole number
                    hint: put it in quotation marks
                6:18 error[bad_value]: a span of time is a whole number and a unit
                    hint: write it as "30 min", "8 h", "14 days" or "2 h 30 min"
            within = '1 h'
              tiers = []
                6:9 error[out_of_bounds]: a clock has 1 to 8 tiers
            within = '1 h'
              tiers = ['1h','2h','3h','4h','5h','6h','7h','8h','9h']
                6:9 error[out_of_bounds]: a clock has 1 to 8 tiers
            within = '1 h'
              on_reassign = 'stop'
              pause_while = 'onhold'
              restart_on = 'disposition == "asign"'
                6:15 error[unknown_word]: `stop` is not possible for `on_reassign`
                    hint: possible here: continue, restart
                7:16 error[unknown_field]: there is no field `onhold`
                    hint: did you mean `on_hold`?
                8:30 error[unknown_name]: there is no disposition `asign`
                    hint: did you mean `assign`?
            within = '1 h'
              cancel_when = 'disposition == "assign"'
                6:16 error[unknown_field]: `disposition` is not known here: a clock sees where the lead stands
                    hint: possible here: stage, grade, route, owner, team, cycle, contacted, on_hold, segment, amount, source, account, campaign, traits.NAME
            targets = [{ grade = 'A', within = '1 h' }, { within = '4 h' }]
              at_risk = '2 h'
                6:11 warning[early_warning]: for 1 of the targets this warning would come before the clock starts
                    hint: they are not warned of; a share such as "75 %" fits every target
            targets = [{ grade = 'A', within = '1 h' }, { within = '2 h' }]
              at_risk = '2 h'
                6:11 error[bad_value]: this warning would come before the clock starts
                    hint: "75 %" warns when three quarters of the time are used, "30 min" when 30 minutes are left
        "#]],
    );
}

#[test]
fn calendars_have_days_and_blocks_in_order() {
    let hours = |hours: &str| {
        format!(
            "[clocks.c]\npromised_by = 'sales'\nrun_while = 'stage == \"mql\"'\nmet_when = 'contacted'\nwithin = '1 h'\ncalendar = 'office'\n[calendars.office]\n{hours}"
        )
    };
    let pieces = [
        "hours = { monday = ['09:00-17:00'] }",
        "hours = { fri-mon = ['09:00-17:00'], thuesday-friday = [] }",
        "hours = { mon-wed = ['09:00-17:00'], 'tue,tue' = [] }",
        "hours = { mon = ['09:00-17:00', '16:00-18:00'] }",
        "hours = { mon = ['22:00-06:00'] }",
        "hours = { mon = ['22:00-00:00'] }",
        "hours = { mon = ['9:00-17:00', '09:00-09:00', '09:60-10:00', '09:00–10:00', 'all day', 9] }",
        "hours = { mon = ['23:00-24:30'] }",
        "hours = { mon = '09:00-17:00' }",
        "hours = {}",
        "zone = 'Berlin'",
        "hours = { mon = ['09:00-17:00'] }\nholidays = ['2026-12-25', 2026-12-25T00:00:00Z, 07:00:00]",
        "hours = { mon = ['09:00-17:00'] }\nholidays = [2026-02-30]",
    ];
    let pieces: Vec<_> = pieces.iter().map(|piece| hours(piece)).collect();
    let pieces: Vec<_> = pieces.iter().map(String::as_str).collect();
    expect_file!["../transcripts/calendars.txt"]
        .assert_eq(&in_short(&pieces).replace(&hours("").replace('\n', "\n  "), ""));
}

#[test]
fn promises_and_money_have_their_mistakes() {
    expect![[r#"
        [promises.a]
          promised_by = 'sales'
          per = 'year'
            1:1 error[missing_key]: [promises.a] says not what is promised
                hint: write `at_least = 400` or `acceptance_rate = "80 %"`; for both, make two promises
            3:7 error[unknown_word]: `year` is not possible for `per`
                hint: possible here: day, week, month, quarter
        [promises.A-b]
          promised_by = 'us'
          per = 'day'
          at_least = 0
            1:11 error[bad_name]: the name of a promise is made of small letters, digits and `_`, at most 64, a letter first
                hint: write `a_b`
            2:15 error[unknown_word]: `us` is not possible for `promised_by`
                hint: possible here: marketing, sales
            4:12 error[bad_value]: this is a whole number from 1 to 1000000000
        [promises.a]
          promised_by = 'sales'
          per = 'day'
          at_least = 5
          acceptance_rate = '80 %'
            5:19 error[contradiction]: [promises.a] promises two things
                hint: write `at_least = 400` or `acceptance_rate = "80 %"`; for both, make two promises
        [promises.a]
          promised_by = 'sales'
          per = 'day'
          acceptance_rate = '101 %'
          stage = 'sal'
            4:19 error[bad_value]: a share here is a whole number from 1 % to 100 %
                hint: write it as "75 %", in quotation marks
            5:9 error[contradiction]: `stage` goes with `at_least`: a rate of acceptance is that of MQLs
                hint: leave it out
        [promises.a]
          promised_by = 'sales'
          per = 'day'
          at_least = 5
          stage = 'sall'
            5:9 error[unknown_name]: there is no stage `sall`
                hint: did you mean `sal`?
        [money]
          currency = 'Euro'
          probability = { mlq = '5 %', sal = '12.55 %', sql = 5, opportunity = '101 %' }
            2:12 error[bad_value]: a currency is a code of three capital letters
                hint: write `currency = "EUR"`
            3:17 error[unknown_name]: there is no stage `mlq`
                hint: did you mean `mql`?
            3:36 error[bad_value]: a probability lies between 0 % and 100 %, with one decimal at most
                hint: write it as "5 %" or "12.5 %"
            3:53 error[wrong_type]: this must be a probability, and is a whole number
                hint: write it as "5 %" or "12.5 %"
            3:70 error[bad_value]: a probability lies between 0 % and 100 %, with one decimal at most
                hint: write it as "5 %" or "12.5 %"
    "#]].assert_eq(&in_short(&[
        "[promises.a]\npromised_by = 'sales'\nper = 'year'",
        "[promises.A-b]\npromised_by = 'us'\nper = 'day'\nat_least = 0",
        "[promises.a]\npromised_by = 'sales'\nper = 'day'\nat_least = 5\nacceptance_rate = '80 %'",
        "[promises.a]\npromised_by = 'sales'\nper = 'day'\nacceptance_rate = '101 %'\nstage = 'sal'",
        "[promises.a]\npromised_by = 'sales'\nper = 'day'\nat_least = 5\nstage = 'sall'",
        "[money]\ncurrency = 'Euro'\nprobability = { mlq = '5 %', sal = '12.55 %', sql = 5, opportunity = '101 %' }",
    ]));
}
