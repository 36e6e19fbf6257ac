//! Funnels of a few leads, told by their transitions and contacts.

use super::*;
use crate::audit::render::{Form, funnel as rendered};
use crate::lead::event::{Fact, LeadEvent, Profile};
use crate::wire::read::{Dimensions, Publication};
use expect_test::expect;

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap()
}

/// `L1 2026-01-05T10:00:00Z inquiry -> mql`; a `~` before the arrow means inferred, and `Kim` at the end is the owner.
fn transitions(script: &str) -> Vec<Transition> {
    let lines = script
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty());
    let rows = lines.zip(1..).map(|(line, revision)| {
        let words: Vec<&str> = line.split_whitespace().collect();
        Transition {
            lead_id: words[0].to_owned(),
            instant: at(words[1]),
            from_stage: (words[2] != "-").then(|| words[2].to_owned()),
            inferred: words[3] == "~>",
            to_stage: words[4].to_owned(),
            dimensions: Dimensions {
                owner: words.get(5).map(|owner| (*owner).to_owned()),
                ..Dimensions::default()
            },
            publication: Publication {
                revision,
                ..Publication::default()
            },
            ..Transition::default()
        }
    });
    rows.collect()
}

/// `L1 2026-01-05T10:00:00Z ads`: a lead-created record with a source, or `-` without.
fn heard(script: &str) -> Contacts {
    let mut contacts = Contacts::default();
    for line in script
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
    {
        let words: Vec<&str> = line.split_whitespace().collect();
        contacts.take(&LeadEvent {
            lead_id: words[0],
            event_id: line,
            occurred_at: at(words[1]),
            appended_at: at(words[1]),
            offset: 0,
            sequence: 0,
            day_precision: false,
            digest: 0,
            fact: Fact::Created(Profile {
                source: (words[2] != "-").then_some(words[2]),
                ..Profile::default()
            }),
        });
    }
    contacts
}

const ROWS: &str = "
    A 2026-01-01T09:00:00Z - -> inquiry
    A 2026-01-03T09:00:00Z inquiry -> mql
    A 2026-01-03T11:00:00Z mql -> sal Kim
    A 2026-01-04T11:00:00Z sal -> recycled Kim
    A 2026-02-01T09:00:00Z recycled -> mql Kim
    A 2026-02-03T09:00:00Z mql ~> sal Kim
    A 2026-02-03T09:00:00Z sal ~> sql Kim
    A 2026-02-03T09:00:00Z sql ~> opportunity Kim
    A 2026-02-03T09:00:00Z opportunity -> customer Kim
    B 2026-01-01T23:30:00Z - -> inquiry
    B 2026-01-02T00:30:00Z inquiry -> mql
    C 2026-01-05T00:00:00Z - ~> inquiry
    C 2026-01-05T00:00:00Z inquiry ~> mql
    C 2026-01-05T00:00:00Z mql ~> sal
    C 2026-01-05T00:00:00Z sal ~> sql
    C 2026-01-05T00:00:00Z sql ~> opportunity
    C 2026-01-05T00:00:00Z opportunity -> customer
";

/// C was won two days before anybody recorded where it came from, and its traits were recorded with the deal.
const HEARD: &str = "
    A 2026-01-01T09:00:00Z ads
    B 2026-01-01T23:30:00Z -
    C 2026-01-05T00:00:00Z -
    C 2026-01-07T00:00:00Z ads
";

fn told(group_by: Option<Dimension>, form: Form) -> String {
    let (graph, zone) = (Graph::default(), Zone::utc());
    let mut tally = Tally::new(&graph, group_by, &zone);
    tally.take(transitions(ROWS), &heard(HEARD));
    rendered(&tally.end(), form)
}

#[test]
fn a_lead_counts_once_per_stage_under_the_source_known_now() {
    expect![[r#"
        source  leads  mql  sal  sql  opportunity  customer       won  days to close
        ads         2    2    2    2            2         2  100.00 %           15.5
        (none)      1    1    0    0            0         0    0.00 %              –
        all         3    3    2    2            2         2   66.67 %           15.5

        stage        leads  of the stage before  of all leads  median time  average time
        all              3                    –      100.00 %            –             –
        mql              3             100.00 %      100.00 %          1 d           1 d
        sal              2              66.67 %       66.67 %          2 h           2 h
        sql              2             100.00 %       66.67 %            –             –
        opportunity      2             100.00 %       66.67 %            –             –
        customer         2             100.00 %       66.67 %            –             –

        2 won, 66.67 % of all leads, 15.5 days from first contact to the deal on average
    "#]]
    .assert_eq(&told(Some(Dimension::Source), Form::Text));
}

#[test]
fn owners_are_those_of_the_latest_transition() {
    expect![[r#"
        owner,leads,mql,mql_percent_of_previous,mql_median_ms,mql_average_ms,sal,sal_percent_of_previous,sal_median_ms,sal_average_ms,sql,sql_percent_of_previous,sql_median_ms,sql_average_ms,opportunity,opportunity_percent_of_previous,opportunity_median_ms,opportunity_average_ms,customer,customer_percent_of_previous,customer_median_ms,customer_average_ms,won,won_percent,average_days_to_close
        Kim,1,1,100.00,172800000,172800000,1,100.00,7200000,7200000,1,100.00,,,1,100.00,,,1,100.00,,,1,100.00,33.0
        ,2,2,100.00,3600000,3600000,1,50.00,,,1,100.00,,,1,100.00,,,1,100.00,,,1,50.00,-2.0
    "#]].assert_eq(&told(Some(Dimension::Owner), Form::Csv));
}

#[test]
fn programs_get_null_for_a_group_without_a_name() {
    let json: serde_json::Value =
        serde_json::from_str(&told(Some(Dimension::Source), Form::Json)).unwrap();
    assert_eq!(json["groups"][1]["key"], serde_json::Value::Null);
    assert_eq!(json["groups"][0]["won_percent"], 100.0);
    assert_eq!(json["groups"][0]["average_days_to_close"], 15.5);
}

#[test]
fn the_order_of_rows_and_records_does_not_show() {
    let (graph, zone) = (Graph::default(), Zone::utc());
    let funnel = |rows: Vec<Transition>, heard: &Contacts| {
        let mut tally = Tally::new(&graph, Some(Dimension::Source), &zone);
        tally.take(rows, heard);
        tally.end()
    };
    let backwards: Vec<&str> = HEARD.lines().rev().collect();
    let mut rows = transitions(ROWS);
    let expected = funnel(rows.clone(), &heard(HEARD));
    rows.reverse();
    assert_eq!(funnel(rows, &heard(&backwards.join("\n"))), expected);
}

#[test]
fn days_to_close_are_of_the_zones_calendar() {
    let (graph, zone) = (Graph::default(), Zone::named("America/New_York").unwrap());
    let mut tally = Tally::new(&graph, None, &zone);
    let rows = "
        A 2026-01-02T03:00:00Z - -> inquiry
        A 2026-01-02T06:00:00Z opportunity -> customer
    ";
    tally.take(transitions(rows), &Contacts::default());
    let days = tally.end().all.average_days_to_close.unwrap();
    assert_eq!(days.to_string(), "1.0", "22:00 and 01:00 there");
}

#[test]
fn no_leads_make_an_empty_table_and_no_division_by_nothing() {
    let (graph, zone) = (Graph::default(), Zone::utc());
    let tally = Tally::new(&graph, Some(Dimension::Team), &zone);
    expect![[r#"
        team  leads  mql  sal  sql  opportunity  customer  won  days to close
        all       0    0    0    0            0         0    –              –

        stage        leads  of the stage before  of all leads  median time  average time
        all              0                    –             –            –             –
        mql              0                    –             –            –             –
        sal              0                    –             –            –             –
        sql              0                    –             –            –             –
        opportunity      0                    –             –            –             –
        customer         0                    –             –            –             –

        0 won, – of all leads, – days from first contact to the deal on average
    "#]]
    .assert_eq(&rendered(&tally.end(), Form::Text));
}
