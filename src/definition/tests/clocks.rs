//! What may be said of clocks, calendars, promises and money, and what it is compiled to.

use expect_test::expect;

use super::*;
use crate::lead::definition::{AtRisk, OnReassign, Side};
use crate::time::Timestamp;

/// A clock that says `more` besides what it must.
fn clock(more: &str) -> crate::lead::definition::ClockPolicy {
    let agreement = compiled(&format!(
        "[clocks.c]\npromised_by = 'sales'\nrun_while = 'stage == \"mql\"'\nmet_when = 'contacted'\n{more}\n
[calendars.office]\nhours = {{ mon-fri = ['09:00-17:00'] }}
[[segments]]\nname = 'enterprise'\nwhen = 'traits.employees > 1000'\n"
    ));
    agreement.clocks[0].clone()
}

#[test]
fn a_warning_is_a_share_of_the_time_or_a_while_before_it_is_due() {
    let at_risk = |at_risk: &str| clock(&format!("within = '4 h'\nat_risk = '{at_risk}'")).at_risk;
    assert_eq!(at_risk("75 %"), Some(AtRisk::Share(75)));
    assert_eq!(at_risk("1%"), Some(AtRisk::Share(1)));
    assert_eq!(at_risk("30 min"), Some(AtRisk::Left(Span::from_mins(30))));
}

#[test]
fn targets_have_conditions_in_full_or_in_short() {
    let clock = clock(
        "promised_by = 'marketing'
pause_while = 'on_hold'
cancel_when = 'amount > 500000 && traits.vip == true'
restart_on = 'disposition in [\"assign\", \"recycle\"] && owner != \"\"'
on_reassign = 'restart'
tiers = ['+4h', '1 d', '+ 2 d']
targets = [
  { grade = 'A', team = ['north', 'south'], within = '2 h', calendar = 'office' },
  { when = 'route == \"hand_raise\"', segment = 'enterprise', within = '30 min' },
  { within = '8 h' },
]"
        .replace("promised_by = 'marketing'\n", "")
        .as_str(),
    );
    let targets: Vec<_> = clock
        .targets
        .iter()
        .map(|target| format!("{} {:?} {:?}", target.within, target.calendar, target.when))
        .collect();
    expect![[r#"
        2 h Some(0) All([Equals(Grade, Text("A")), In(Team, [Text("north"), Text("south")])])
        30 min None All([Equals(Route, Text("hand_raise")), Equals(Segment, Text("enterprise"))])
        8 h None Always"#]]
    .assert_eq(&targets.join("\n"));
    assert_eq!(clock.on_reassign, OnReassign::Restart);
    assert_eq!(clock.promised_by, Side::Sales);
    let tiers: Vec<_> = clock.tiers.iter().map(ToString::to_string).collect();
    assert_eq!(tiers, ["4 h", "1 d", "2 d"]);
    expect![[r#"
        Has(OnHold)
        All([Greater(Amount, Decimal { units: 500000, scale: 0 }), Equals(Trait("vip"), Flag(true))])
        All([In(Disposition, [Text("assign"), Text("recycle")]), Differs(Owner, Text(""))])"#]].assert_eq(&format!(
        "{:?}\n{:?}\n{:?}",
        clock.pause_while, clock.cancel_when, clock.restart_on
    ));
}

#[test]
fn a_calendar_has_a_zone_hours_and_holidays() {
    let agreement = compiled(
        "zone = 'Europe/Berlin'
[calendars.sales-emea]
hours = { mon-thu = ['09:00-12:30', '13:30-18:00'], fri = ['09:00-12:30'], 'sat,sun' = [] }
holidays = [2026-04-03, 2026-12-25]
[calendars.night]
zone = 'Asia/Tokyo'
hours = { mon = ['22:00-24:00'], tue = ['00:00-06:00'] }
",
    );
    let names: Vec<_> = agreement
        .calendars
        .iter()
        .map(|c| c.name.as_str())
        .collect();
    assert_eq!(names, ["sales-emea", "night"]);
    let at = |text| Timestamp::parse(text).unwrap();
    let emea = &agreement.calendars[0].calendar;
    // Thursday evening before Good Friday: on Monday at nine.
    assert_eq!(
        emea.next_working(at("2026-04-02T18:00:00+02:00")),
        at("2026-04-06T09:00:00+02:00")
    );
    let lunch = emea.elapsed(
        at("2026-04-01T12:00:00+02:00"),
        at("2026-04-01T14:00:00+02:00"),
    );
    assert_eq!(lunch, Span::from_hours(1));
    let night = &agreement.calendars[1].calendar;
    let shift = night.elapsed(
        at("2026-04-06T12:00:00+09:00"),
        at("2026-04-07T12:00:00+09:00"),
    );
    assert_eq!(shift, Span::from_hours(8));
}

#[test]
fn promises_and_money() {
    let agreement = compiled(
        "[promises.volume]
promised_by = 'marketing'
per = 'month'
at_least = 400
[promises.sals]
promised_by = 'sales'
per = 'week'
at_least = 1
stage = 'sal'
[promises.quality]
promised_by = 'marketing'
per = 'quarter'
acceptance_rate = '100 %'
[money]
currency = 'EUR'
probability = { opportunity = '12.5 %', mql = '0 %', sal = '100 %' }
",
    );
    expect![[r#"
        [
            Promise {
                name: "volume",
                promised_by: Marketing,
                per: Month,
                target: Volume {
                    at_least: 400,
                    stage: Stage(
                        1,
                    ),
                },
            },
            Promise {
                name: "sals",
                promised_by: Sales,
                per: Week,
                target: Volume {
                    at_least: 1,
                    stage: Stage(
                        2,
                    ),
                },
            },
            Promise {
                name: "quality",
                promised_by: Marketing,
                per: Quarter,
                target: AcceptanceRate {
                    percent: 100,
                },
            },
        ]
        Money { currency: Some("EUR"), probability: [(Stage(1), 0), (Stage(2), 1000), (Stage(4), 125)] }"#]].assert_eq(&format!("{:#?}\n{:?}", agreement.promises, agreement.money));
}
