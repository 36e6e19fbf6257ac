//! The form of stories: what is read, what is refused and how it is said, and how the outcome of a story is told.

mod hostile;
mod mistakes;

use super::*;
use crate::lead::definition::{
    ClockPolicy, Decay, Definition, Definitions, Fit, FitRule, Grade, HandRaise, NamedCalendar,
    ScoreRule, Target, Threshold,
};
use crate::lead::predicate::{Field, Literal, Predicate};
use crate::time::calendar::{Block as Hours, Calendar};
use crate::time::zone::Zone;
use expect_test::{Expect, expect};

fn is(field: Field, value: &str) -> Predicate {
    Predicate::Equals(field, Literal::Text(value.to_owned()))
}

/// Berlin. A webinar earns 30 points, 60 and a B make an MQL, below 40 it falls; a VP is a B. Who asks to be called is touched within an hour of
/// work, Monday to Friday, 9 to 17.
fn agreement() -> Definitions {
    let zone = Zone::named("Europe/Berlin").unwrap();
    let day = vec![Hours {
        from: 9 * 60,
        until: 17 * 60,
    }];
    let mut week = std::array::from_fn(|_| day.clone());
    (week[5], week[6]) = (Vec::new(), Vec::new());
    let mut definition = Definition {
        zone: zone.clone(),
        calendars: vec![NamedCalendar {
            name: "office".to_owned(),
            calendar: Calendar::new(zone, week, Vec::new()).unwrap(),
        }],
        fit: Some(Fit {
            least: [80_000, 50_000, 20_000, 0],
            rules: vec![FitRule {
                name: "a VP".to_owned(),
                when: is(Field::Trait("seniority".to_owned()), "vp"),
                points: 50_000,
            }],
        }),
        rules: vec![ScoreRule::plain(
            "webinar",
            is(Field::Kind, "webinar"),
            30_000,
            Decay::HalfLife(Span::from_days(1)),
        )],
        hand_raises: vec![HandRaise {
            name: "asked to be called".to_owned(),
            when: is(Field::Property("form".to_owned()), "contact_sales"),
            model: None,
        }],
        clocks: vec![ClockPolicy {
            name: crate::lead::text::Text::new("time_to_first_touch"),
            promised_by: crate::lead::definition::Side::Sales,
            run_while: is(Field::Stage, "mql"),
            met_when: Predicate::Has(Field::Contacted),
            cancel_when: Predicate::never(),
            pause_while: Predicate::Has(Field::OnHold),
            restart_on: Predicate::never(),
            targets: vec![Target {
                when: Predicate::Always,
                within: Span::from_hours(1),
                calendar: Some(0),
            }],
            at_risk: None,
            tiers: Vec::new(),
            on_reassign: crate::lead::definition::OnReassign::Continue,
        }],
        ..Definition::default()
    };
    definition.models[0].threshold = Some(Threshold {
        score: 60_000,
        grade: Some(Grade::B),
        leave_below: Some(40_000),
    });
    Definitions::new(vec![definition])
}

/// What comes of the stories of a file: mistakes, or for each story its failures.
fn outcome(text: &str) -> String {
    let definitions = agreement();
    let stories = match parse("a.story", text, &definitions) {
        Ok(stories) => stories,
        Err(problems) => return format!("{problems}\n"),
    };
    let mut told = String::new();
    for warning in &stories.warnings {
        told.push_str(&format!("{warning}\n"));
    }
    for story in &stories.stories {
        let played = play(story, &stories.dial, &definitions);
        let word = if played.failures.is_empty() {
            "ok"
        } else {
            "failed"
        };
        told.push_str(&format!("{word} {}\n", story.name));
        for failure in &played.failures {
            told.push_str(&failure.told(&stories.dial));
        }
    }
    told
}

fn check(text: &str, expected: Expect) {
    expected.assert_eq(&outcome(text));
}

const FRIDAY: &str = r#"
story "Friday afternoon"
  Fri 2026-03-06 16:30  created seniority=vp
  16:30  engagement form_submitted form=contact_sales   # asks for a call
  16:45  stage mql
  16:45  due time_to_first_touch Mon 09:30
  Mon 10:00  accept owner=ann occurred=09:15
  10:30  expect
"#;

#[test]
fn a_trace_tells_what_was_said_when_and_what_was_taken_back() {
    check(
        &format!("{FRIDAY}    nothing\n"),
        expect![[r#"
        failed Friday afternoon
          line 8: < expected, > said
          > Fri 2026-03-06 16:30  + -> inquiry, birth
          >                16:30  + inquiry -> mql, hand_raise "asked to be called"
          > Mon 2026-03-09 09:30  + violated time_to_first_touch, from Fri 2026-03-06 16:30, due 09:30 (1 h)
          >                10:00  - violated time_to_first_touch, from Fri 2026-03-06 16:30, due 09:30 (1 h), at 09:30
          >                10:00  + mql -> sal, disposition, owner ann, at 09:15
          >                10:00  + cancelled time_to_first_touch, from Fri 2026-03-06 16:30, due 09:30 (1 h), took 45 min, owner ann, at 09:15
    "#]],
    );
}

#[test]
fn a_story_that_holds_is_ok_and_blanks_do_not_matter() {
    check(
        r#"
        story "points and fit"
          Fri 2026-03-06 09:00  created seniority=vp
          +2min     engagement webinar
                    engagement webinar id=second
          09:02     engagement webinar id=second
          09:02     expect
            Fri 2026-03-06   09:00  +  -> inquiry,   birth     # with its first record
                             09:02  + inquiry -> mql, threshold, score 60, grade B
                             09:02  duplicate webinar
          09:02     row inquiry -> mql, threshold, at 09:02
                    not row violated time_to_first_touch
                    first mql 09:02
                    grade B
                    not contacted
                    owner none
                    due time_to_first_touch 10:02
          10:00     hold_until until="Mon 12:00"
                    due time_to_first_touch paused
                    on_hold
          11:00     first_touch
                    contacted
                    due time_to_first_touch none
          "#,
        expect![[r#"
            ok points and fit
        "#]],
    );
}

#[test]
fn a_statement_that_is_not_so_tells_what_is() {
    check(
        r#"
        story "all is wrong"
          Fri 2026-03-06 09:00  created employees=3
          engagement webinar
          stage mql
          not stage inquiry
          score 29.5
          grade B
          cycle 2
          owner ann
          segment none
          contacted
          not barred_by grade
          barred_by veto
          due time_to_first_touch 10:00
          latest mql 09:00
          lag routing 5min
          row inquiry -> mql
          not row -> inquiry, birth
        "#,
        expect![[r#"
            failed all is wrong
              line 5: `stage mql`: the lead is in inquiry since 09:00; score 30 of 60; grade D where B is asked for
              line 6: `not stage inquiry`: the lead is in inquiry since 09:00
              line 7: `score 29.5`: the score is 30
              line 8: `grade B`: the grade is D
              line 9: `cycle 2`: the cycle is 1
              line 10: `owner ann`: there is no owner
              line 12: `contacted`: the lead is not contacted
              line 13: `not barred_by grade`: what bars it: score 30 of 60; grade D where B is asked for
              line 14: `barred_by veto`: what bars it: score 30 of 60; grade D where B is asked for
              line 15: `due time_to_first_touch 10:00`: the clock does not run
              line 16: `latest mql 09:00`: the lead never was in mql
              line 17: `lag routing 5min`: there is none
              line 18: `row inquiry -> mql`: the rows are
                09:00  -> inquiry, birth
              line 19: `not row -> inquiry, birth`: the rows are
                09:00  -> inquiry, birth
        "#]],
    );
}

#[test]
fn the_watermark_may_lag_behind() {
    // Heard after it was due and before the watermark has come so far: nobody is accused.
    check(
        r#"
delay = "2 min"
story "patience"
  Fri 2026-03-06 09:00  engagement form_submitted form=contact_sales
  10:01  first_touch occurred=09:59
  10:02  expect
"#,
        expect![[r#"
            failed patience
              line 6: < expected, > said
              > Fri 2026-03-06 09:00  + -> inquiry, birth (inferred)
              >                09:00  + inquiry -> mql, hand_raise "asked to be called"
              >                10:01  + met time_to_first_touch, from 09:00, due 10:00 (1 h), took 59 min, at 09:59
        "#]],
    );
}

#[test]
fn blocks_are_rewritten_and_nothing_else() {
    let text = format!(
        "{FRIDAY}\n# the end\nstory \"two\"\n  2026-03-06 09:00 created\n  expect\n      # by hand\n      09:00 + -> mql\n  stage inquiry\n  expect"
    );
    let definitions = agreement();
    let stories = parse("a.story", &text, &definitions).unwrap();
    let played: Vec<_> = (stories.stories.iter())
        .map(|story| play(story, &stories.dial, &definitions))
        .collect();
    let pairs: Vec<_> = stories.stories.iter().zip(&played).collect();
    let new = rewritten(&text, &stories.dial, &pairs);
    expect![[r#"

        story "Friday afternoon"
          Fri 2026-03-06 16:30  created seniority=vp
          16:30  engagement form_submitted form=contact_sales   # asks for a call
          16:45  stage mql
          16:45  due time_to_first_touch Mon 09:30
          Mon 10:00  accept owner=ann occurred=09:15
          10:30  expect
            Fri 2026-03-06 16:30  + -> inquiry, birth
                           16:30  + inquiry -> mql, hand_raise "asked to be called"
            Mon 2026-03-09 09:30  + violated time_to_first_touch, from Fri 2026-03-06 16:30, due 09:30 (1 h)
                           10:00  - violated time_to_first_touch, from Fri 2026-03-06 16:30, due 09:30 (1 h), at 09:30
                           10:00  + mql -> sal, disposition, owner ann, at 09:15
                           10:00  + cancelled time_to_first_touch, from Fri 2026-03-06 16:30, due 09:30 (1 h), took 45 min, owner ann, at 09:15

        # the end
        story "two"
          2026-03-06 09:00 created
          expect
              # by hand
              Fri 2026-03-06 09:00  + -> inquiry, birth
          stage inquiry
          expect"#]].assert_eq(&new);
    assert!(!outcome(&new).contains("failed"), "{}", outcome(&new));
}

#[test]
fn an_update_keeps_the_ends_of_lines_and_the_byte_order_mark() {
    let definitions = agreement();
    let text = "\u{feff}story \"x\"\r\n  Fri 2026-03-06 09:00  created\r\n  expect\r\n    # why\r\n    nothing\r\n\r\nstory \"y\"\n  \
                Fri 2026-03-06 09:00  created\n  expect";
    let stories = parse("a.story", text, &definitions).unwrap();
    let played: Vec<_> = (stories.stories.iter())
        .map(|story| play(story, &stories.dial, &definitions))
        .collect();
    let pairs: Vec<_> = stories.stories.iter().zip(&played).collect();
    let new = rewritten(text, &stories.dial, &pairs);
    assert_eq!(
        new,
        "\u{feff}story \"x\"\r\n  Fri 2026-03-06 09:00  created\r\n  expect\r\n    # why\r\n    \
         Fri 2026-03-06 09:00  + -> inquiry, birth\r\n\r\nstory \"y\"\n  Fri 2026-03-06 09:00  created\n  expect\n    \
         Fri 2026-03-06 09:00  + -> inquiry, birth\n"
    );
}

#[test]
fn a_byte_order_mark_moves_no_column() {
    let definitions = agreement();
    let problems = parse("a.story", "\u{feff}story\n", &definitions).unwrap_err();
    let first = &problems.0[0];
    assert_eq!(
        (first.line, first.column, first.text.as_str()),
        (1, 1, "story")
    );
}
