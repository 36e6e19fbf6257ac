//! `lead show` beside an owner: what the page says of a lead whose folder another process has, of which nothing has reached the store's disk.

use super::{leadfold, text, transcript};
use expect_test::{Expect, expect};
use leadfold::definition;
use leadfold::lead::event::Input;
use leadfold::log::embedded::Embedded;
use leadfold::log::{Log, NewRecord};
use leadfold::processor::{End, Settings, Task};
use leadfold::store::Store;
use leadfold::time::Timestamp;
use leadfold::wire::schemas::Schemas;
use leadfold::wire::topic::Topic;
use std::path::Path;
use std::sync::Arc;
use tempfile::TempDir;

const AGREEMENT: &str = include_str!("../../../src/cli/demo/agreement.toml");

/// The owner of a folder, as an engine is one, but without upkeep: the store is never flushed.
struct Owner {
    folder: TempDir,
    log: Embedded,
    store: Arc<Store>,
    task: Task,
    now: Timestamp,
    events: usize,
}

impl Owner {
    fn new() -> Self {
        Self::by(AGREEMENT)
    }

    fn by(text: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let agreement = folder.path().join("definitions");
        std::fs::create_dir(&agreement).unwrap();
        std::fs::write(agreement.join("1.toml"), text).unwrap();
        let definitions = Arc::new(definition::load(&agreement).unwrap().definitions);
        let log = Embedded::open(folder.path(), 1).unwrap();
        let store = Arc::new(Store::open(&folder.path().join("store"), 1).unwrap());
        let settings = Settings::default();
        let schemas = Schemas::bundled();
        let task = Task::open(0, 1, definitions, settings, schemas, Arc::clone(&store)).unwrap();
        Self {
            folder,
            log,
            store,
            task,
            now: Timestamp::MIN,
            events: 0,
        }
    }

    /// Reads a script: each line is a time of 1 October 2026, then an input and its JSON fields, or `now`.
    fn follow(&mut self, script: &str) {
        for line in script.lines().map(str::trim) {
            let (time, rest) = line.split_once(' ').unwrap();
            let at = format!("2026-10-{}:00Z", time.replace('/', "T"));
            let at_time = Timestamp::parse(&at).unwrap();
            match rest.split_once(' ') {
                None => {
                    self.now = at_time;
                    self.work();
                }
                Some((input, fields)) => {
                    self.events += 1;
                    let event_id = format!("e{}", self.events);
                    let value = format!(
                        r#"{{"lead_id":"L1","event_id":"{event_id}","occurred_at":"{at}",{fields}}}"#
                    );
                    let input = (Input::ALL.into_iter())
                        .find(|known| known.name() == input)
                        .unwrap();
                    let appended_at = self.now.max(at_time);
                    self.append(input, &value, appended_at);
                }
            }
        }
    }

    fn append(&mut self, input: Input, value: &str, appended_at: Timestamp) {
        let record = NewRecord {
            key: b"L1",
            value: value.as_bytes(),
            headers: &[],
        };
        let topic = Topic::of(input);
        self.log.append(topic, 0, &[record], appended_at).unwrap();
    }

    /// Works until nothing is left to do; time stands still meanwhile.
    fn work(&mut self) {
        loop {
            for input in Input::ALL {
                let wanted = self.task.wants(input);
                let buffer = self.task.buffer(input);
                (self.log)
                    .read(Topic::of(input), 0, wanted.from, wanted.most, buffer)
                    .unwrap();
            }
            let ends = Input::ALL.map(|input| End {
                offset: self.log.end(Topic::of(input), 0).unwrap(),
                asked_at: self.now,
            });
            let step = self.task.step(ends, self.now).unwrap();
            let is_idle = step.is_idle;
            if !step.batch.is_empty() {
                let end = self.log.commit(step.batch, self.now).unwrap();
                self.task.committed(end).unwrap();
            }
            if is_idle {
                break;
            }
        }
        assert_eq!(self.store.durable_end(0), 0, "nothing was flushed");
    }

    fn data(&self) -> &str {
        self.folder.path().to_str().unwrap()
    }

    fn show(&self, more: &[&str]) -> String {
        let ran = leadfold(&[&["lead", "show", "L1", "--data", self.data()], more].concat());
        assert!(ran.status.success(), "{}", text(&ran.stderr));
        text(&ran.stdout)
    }

    fn shown(&self) -> serde_json::Value {
        serde_json::from_str(&self.show(&["--format", "json"])).unwrap()
    }
}

fn check(script: &str, expected: Expect) {
    check_by(AGREEMENT, script, expected);
}

fn check_by(agreement: &str, script: &str, expected: Expect) {
    let mut owner = Owner::by(agreement);
    owner.follow(script);
    let page = owner.show(&[]);
    for line in page.lines() {
        assert!(line.chars().count() <= 80, "wider than 80 columns: {line}");
    }
    expected.assert_eq(&page);
}

/// A lead that became an MQL by points and was accepted; a reject was undone, a loss came without a deal.
const ACCEPTED: &str = r#"01/09:00 lead_created "kind":"created","source":"webinar","campaign":"q3","account":"ACME","traits":{"seniority":"vp","employees":900}
    01/09:05 engagement "kind":"webinar_attended"
    01/09:10 engagement "kind":"page_view","asset":"/pricing"
    01/09:15 engagement "kind":"newsletter_read"
    01/09:20 engagement "kind":"page_view","asset":"/pricing"
    01/09:21 engagement "kind":"email_open"
    01/09:25 disposition "outcome":"assign","owner":"rep-01","team":"emea","actor":"router"
    01/09:30 disposition "outcome":"accept","actor":"rep-01"
    01/09:40 disposition "outcome":"reject","reason":"misrouted","actor":"rep-02"
    01/09:45 disposition "outcome":"revoke","target":"e9","actor":"rep-01"
    01/09:50 disposition "outcome":"lose","actor":"rep-01"
    01/10:02 now"#;

#[test]
fn why_a_lead_is_an_mql_stands_in_the_first_lines_and_all_that_is_remembered_below() {
    check(
        ACCEPTED,
        expect![[r#"
            lead L1
              became a SAL on 2026-10-01 09:30:00 UTC, after 9 min as an MQL, accepted by
              rep-01
              became an MQL on 2026-10-01 09:21:00 UTC, after 21 min as an inquiry, because
              its score reached 61.9 of 60 with grade A: looked at the prices +29.9 (2
              times), attended a webinar +29.9, opened an e-mail +2

            where it stands
              stage      sal since 2026-10-01 09:30:00 UTC
              route      disposition
              cycle      1
              score      61.9 of 60 with grade B or better, as of 2026-10-01 10:00:00 UTC
              grade      A: decision maker +40, right size +40
              contacted  no
              owner      rep-01
              team       emea
              amount     -
              source     webinar
              campaign   q3
              account    ACME
              agreement  version 1

              points                                       then     now
              2026-10-01 09:05:00  attended a webinar    30.000  29.973
              2026-10-01 09:10:00  looked at the prices  15.000  14.987
              2026-10-01 09:20:00  looked at the prices  15.000  14.990
              2026-10-01 09:21:00  opened an e-mail       2.000   1.998
              earlier                                             0.000
              rounding                                            0.002
              score                                              61.950

            promises at the watermark, 2026-10-01 10:00:00 UTC
              time_to_first_touch  due 2026-10-02 01:21:00 UTC, promised within 16 h: 15 h
                                   21 min left

            what is remembered, oldest first, times in UTC (11 events)
              2026-10-01 09:00:00  known: account ACME, source webinar, campaign q3,
                                   employees 900, seniority vp -> inquiry [lead_created e1
                                   @0]
              2026-10-01 09:05:00  attended a webinar +30 [engagement e2 @0]
              2026-10-01 09:10:00  looked at the prices +15 [engagement e3 @1]
              2026-10-01 09:15:00  an engagement that no rule asks for [engagement e4 @2]
              2026-10-01 09:20:00  looked at the prices +15 [engagement e5 @3]
              2026-10-01 09:21:00  opened an e-mail +2 -> mql [engagement e6 @4]
              2026-10-01 09:25:00  assign by router, owner rep-01, team emea [disposition e7
                                   @0]
              2026-10-01 09:30:00  accept by rep-01 -> sal [disposition e8 @1]
              2026-10-01 09:40:00  reject by rep-02: misrouted; REMOVED by the revoke e10
                                   [disposition e9 @2]
              2026-10-01 09:45:00  revoke by rep-01 of e9; undid it [disposition e10 @3]
              2026-10-01 09:50:00  lose by rep-01: unspecified; its reason is missing or not
                                   on the list; NOT LAWFUL from sal, moved nothing
                                   [disposition e11 @4]

            what leadfold says of it (4 rows, 0 waiting)
              became known on 2026-10-01 09:00:00 UTC, from webinar, campaign q3
              became an MQL on 2026-10-01 09:21:00 UTC, after 21 min as an inquiry, because
              its score reached 61.9 with grade A
              became a SAL on 2026-10-01 09:30:00 UTC, after 9 min as an MQL, accepted by
              rep-01
              time_to_acceptance met on 2026-10-01 09:30:00 UTC, after 9 min of 8 h, due
              2026-10-01 17:21:00 UTC
        "#]],
    );
}

/// Caps, a segment with a model of its own, working hours, a pause while the lead is on hold.
const WHOLE: &str = r#"
version = 1
effective_from = 2026-01-01T00:00:00Z
agreed_by = ["marketing", "sales"]
why = "For a page that shows all there is."
zone = "Europe/Berlin"

[score]
decay = "none"

[models.enterprise]
cap = 50
decay = "none"

[models.enterprise.groups.web]
cap = 20

[[models.enterprise.rules]]
name = "looked at the prices"
when = 'kind == "page_view"'
points = 15
group = "web"
limit = { max = 2, per = "day" }

[[models.enterprise.rules]]
name = "came to a webinar"
when = 'kind == "webinar_attended"'
points = 35

[[segments]]
name = "large"
when = 'traits.employees >= 500'
model = "enterprise"

[stages.mql]
enter = { score = 45 }

[stages.recycled]
cool_down = "30 days"

[calendars.office]
zone = "Europe/Berlin"
hours = { mon-fri = ["09:00-17:00"] }

[clocks.time_to_acceptance]
promised_by = "sales"
run_while = 'stage == "mql"'
met_when = 'stage == "sal"'
pause_while = 'on_hold'
within = "10 h"
calendar = "office"
"#;

#[test]
fn caps_a_segment_a_hold_and_working_hours_are_told_where_there_are_any() {
    check_by(
        WHOLE,
        r#"01/07:00 lead_created "kind":"created","traits":{"employees":900}
        01/07:10 engagement "kind":"page_view"
        01/07:20 engagement "kind":"page_view"
        01/07:30 engagement "kind":"page_view"
        01/08:00 engagement "kind":"webinar_attended","campaign":"q3"
        01/09:00 disposition "outcome":"hold_until","until":"2026-10-05T07:00:00Z","actor":"rep-01"
        01/09:30 lead_created "kind":"scoring_suspended"
        01/12:00 now"#,
        expect![[r#"
            lead L1
              became an MQL on 2026-10-01 08:00:00 UTC, after 1 h as an inquiry, because its
              score reached 50 of 45 with grade unknown: came to a webinar +35, looked at
              the prices +30 (2 times), of which caps take 15

            where it stands
              stage      mql since 2026-10-01 08:00:00 UTC
              route      threshold
              cycle      1
              score      50 of 45, as of 2026-10-01 11:58:00 UTC
              grade      unknown
              contacted  no
              owner      -
              team       -
              amount     -
              source     -
              campaign   -
              account    -
              agreement  version 1
              segment    large
              model      enterprise
              scoring    suspended: what it does earns nothing
              on hold    until 2026-10-05 07:00:00 UTC

              points                                       then      now
              2026-10-01 07:10:00  looked at the prices  15.000   15.000
              2026-10-01 07:20:00  looked at the prices  15.000   15.000
              2026-10-01 08:00:00  came to a webinar     35.000   35.000
              earlier                                              0.000
              cap of web                                         -10.000
              cap of all                                          -5.000
              rounding                                             0.000
              score                                               50.000

            promises at the watermark, 2026-10-01 11:58:00 UTC
              time_to_acceptance  paused since 2026-10-01 09:00:00 UTC, promised within 10 h
                                  of the time of office: 9 h left, paused for 2 h 58 min

            what is remembered, oldest first, times in UTC (7 events)
              2026-10-01 07:00:00  known: employees 900 -> inquiry [lead_created e1 @0]
              2026-10-01 07:10:00  looked at the prices +15 [engagement e2 @0]
              2026-10-01 07:20:00  looked at the prices +15 [engagement e3 @1]
              2026-10-01 07:30:00  looked at the prices, not credited [engagement e4 @2]
              2026-10-01 08:00:00  came to a webinar +35 -> mql [engagement e5 @3]
              2026-10-01 09:00:00  hold_until by rep-01, until 2026-10-05 07:00:00 UTC
                                   [disposition e6 @0]
              2026-10-01 09:30:00  scoring suspended [lead_created e7 @1]

            what leadfold says of it (2 rows, 0 waiting)
              became known on 2026-10-01 07:00:00 UTC, from an unknown source
              became an MQL on 2026-10-01 08:00:00 UTC, after 1 h as an inquiry, because its
              score reached 50 with grade unknown
        "#]],
    );
}

#[test]
fn a_lead_that_ended_and_one_that_was_put_somewhere_are_told() {
    let mut owner = Owner::by(WHOLE);
    owner.follow(
        r#"01/07:00 lead_created "kind":"created","traits":{"employees":900}
        01/08:00 disposition "outcome":"override","target":"mql","actor":"kim","until":"2026-12-01T00:00:00Z"
        01/09:00 disposition "outcome":"recycle","actor":"kim"
        01/10:00 now"#,
    );
    let lines = |page: &str, wanted: &[&str]| -> String {
        let told = page
            .lines()
            .filter(|line| wanted.iter().any(|word| line.contains(word)));
        told.map(|line| format!("{}\n", line.trim())).collect()
    };
    expect![[r#"
        became an MQL on 2026-10-01 08:00:00 UTC, after 1 h as an inquiry, put there
        cool-down  until 2026-10-31 09:00:00 UTC: points wait, people need not
        2026-10-01 08:00:00  override by kim of mql, until 2026-12-01 00:00:00 UTC ->
        became an MQL on 2026-10-01 08:00:00 UTC, after 1 h as an inquiry, put there
    "#]]
    .assert_eq(&lines(
        &owner.show(&[]),
        &["cool-down", "pinned", "override", "put there"],
    ));
    owner.follow(
        r#"01/10:10 lead_created "kind":"merged","into":"L2"
        01/10:20 engagement "kind":"page_view"
        01/12:00 now"#,
    );
    let page = owner.show(&[]);
    expect![[r#"
        became another lead on 2026-10-01 10:10:00 UTC, after 1 h 10 min as a recycled
        lead, because it is the lead L2 from now on
        stage      merged since 2026-10-01 10:10:00 UTC
        route      merged
        2026-10-01 10:10:00  became the lead L2 -> merged [lead_created e4 @1]
        became another lead on 2026-10-01 10:10:00 UTC, after 1 h 10 min as a recycled
        lead, because it is the lead L2 from now on
    "#]]
    .assert_eq(&lines(
        &page,
        &["merged", "another lead", "L2", "page_view", "rule asks"],
    ));
    let shown = owner.shown();
    assert_eq!(
        (&shown["has_ended"], &shown["stage"]),
        (&true.into(), &"merged".into())
    );
}

#[test]
fn a_promise_that_is_broken_is_overdue_at_the_watermark() {
    let mut owner = Owner::new();
    owner.follow(
        r#"01/09:00 lead_created "kind":"created"
        01/09:10 engagement "kind":"form_submitted","properties":{"form":"contact_sales"}
        01/18:12 now"#,
    );
    let page = owner.show(&[]);
    let promises: Vec<&str> = (page.lines())
        .skip_while(|line| !line.starts_with("promises"))
        .take_while(|line| !line.is_empty())
        .collect();
    expect![[r#"
        promises at the watermark, 2026-10-01 18:10:00 UTC
          time_to_acceptance   due 2026-10-01 17:10:00 UTC, promised within 8 h:
                               VIOLATED, over by 1 h
          time_to_first_touch  due 2026-10-02 01:10:00 UTC, promised within 16 h: 7 h
                               left"#]]
    .assert_eq(&promises.join("\n"));
}

#[test]
fn a_row_ahead_of_the_watermark_waits_for_it() {
    // Due at 17:10; the watermark is at 17:09, two minutes behind the clock, and an event at 17:11 has come.
    let mut owner = Owner::new();
    owner.follow(
        r#"01/09:00 lead_created "kind":"created"
        01/09:10 engagement "kind":"form_submitted","properties":{"form":"contact_sales"}
        01/17:11 engagement "kind":"email_open"
        01/17:11 now"#,
    );
    let told = rows_of(&owner.show(&[]));
    expect![[r#"
        what leadfold says of it (3 rows, 1 waiting)
          became known on 2026-10-01 09:00:00 UTC, from an unknown source
          became an MQL on 2026-10-01 09:10:00 UTC, after 10 min as an inquiry, because
          it raised its hand: asked to be called
          (waits for the watermark) time_to_acceptance violated on 2026-10-01 17:10:00
          UTC, after 8 h of 8 h, due 2026-10-01 17:10:00 UTC"#]]
    .assert_eq(&told);
    let shown = owner.shown();
    assert_eq!(shown["rows"][2]["standing"], "pending");
    assert_eq!(shown["rows"][2]["waits_for"], "watermark");
}

#[test]
fn what_came_years_late_waits_to_settle() {
    let mut owner = Owner::new();
    owner.follow(
        r#"01/09:00 lead_created "kind":"created","source":"fair"
        20/09:00 now"#,
    );
    expect![[r#"
        what leadfold says of it (1 row, 1 waiting)
          (waits to settle) became known on 2026-10-01 09:00:00 UTC, from fair"#]]
    .assert_eq(&rows_of(&owner.show(&[])));
    assert_eq!(owner.shown()["rows"][0]["waits_for"], "settling");
}

fn rows_of(page: &str) -> String {
    let lines: Vec<&str> = (page.lines())
        .skip_while(|line| !line.starts_with("what leadfold says"))
        .collect();
    lines.join("\n")
}

#[test]
fn the_lines_of_the_score_add_up_in_json_too() {
    let mut owner = Owner::new();
    owner.follow(ACCEPTED);
    owner.follow("09/10:02 now");
    let shown = owner.shown();
    let score = &shown["score"];
    let lines = score["lines"].as_array().unwrap();
    let sum: i64 = lines
        .iter()
        .map(|line| line["now_milli_points"].as_i64().unwrap())
        .chain([
            score["earlier_milli_points"].as_i64().unwrap(),
            score["rounding_milli_points"].as_i64().unwrap(),
            score["cap_milli_points"].as_i64().unwrap(),
            score["floor_milli_points"].as_i64().unwrap(),
        ])
        .sum();
    assert_eq!(lines.len(), 4);
    assert_eq!(shown["score_milli_points"], sum);
    assert_eq!(shown["stage"], "sal");
    let ran = leadfold(&[
        "lead",
        "explain",
        "L1",
        "--data",
        owner.data(),
        "--format",
        "json",
    ]);
    let explained: serde_json::Value = serde_json::from_slice(&ran.stdout).unwrap();
    assert_eq!(shown["rows"][0]["id"], explained["moves"][0]["id"]);
    assert_eq!(shown["journal"][8]["removed_by"], "e10");
    assert_eq!(shown["journal"][10]["notes"][0], "unspecified");
    assert_eq!(shown["journal"][10]["notes"][1], "not_lawful");
}

#[test]
fn long_lists_are_cut_to_the_newest_unless_all_is_asked_for() {
    let mut owner = Owner::new();
    let views: Vec<String> = (0..30)
        .map(|minute| format!(r#"01/09:{minute:02} engagement "kind":"email_open""#))
        .collect();
    owner.follow(&format!("{}\n01/10:00 now", views.join("\n")));
    let (cut, whole) = (owner.show(&[]), owner.show(&["--all"]));
    assert!(cut.contains("14 older lines, shown by --all"), "{cut}");
    assert!(
        cut.contains("14 events before these, shown by --all"),
        "{cut}"
    );
    assert_eq!(
        whole.matches(" opened an e-mail +2 ").count(),
        30,
        "{whole}"
    );
    assert!(!whole.contains("--all"), "{whole}");
}

#[test]
fn a_lead_that_nobody_knows_and_another_agreement_are_told() {
    let mut owner = Owner::new();
    owner.follow(ACCEPTED);
    let folder = Path::new(owner.data()).to_owned();
    let data = owner.data();
    let unknown = transcript(&folder, &["lead", "show", "L2", "--data", data]);
    expect![[r#"
        exit 1
        --- stdout
        --- stderr
        error: nothing is known of the lead "L2"

        hint: ids are compared letter by letter; a lead without any accepted event is not known
    "#]]
    .assert_eq(&unknown);
    let changed = AGREEMENT.replace("points = 30", "points = 31");
    std::fs::write(folder.join("definitions/1.toml"), changed).unwrap();
    let other = transcript(&folder, &["lead", "show", "L1", "--data", data]);
    expect![[r#"
        exit 2
        --- stdout
        --- stderr
        error: could not open task 0
          because: version 1 of the agreement has judged events and was changed since; write a new version instead

        hint: versions of an agreement are only ever added; see docs/definition.md
    "#]].assert_eq(&other);
}
