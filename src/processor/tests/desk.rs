//! A task with a small log of its own, a script of what happens, and the trace that it leaves.
//!
//! A line is `time word arguments`. The time is what the clock shows (`09:05`, `09:05:30`, `+2d09:00` two days later, `-400d09:00` long
//! before); arguments are `name=value`. Words:
//!
//! - `created`, `merged`, `erased`, `suspended`, `resumed`: a lead-created record; `view`, `form`, `webinar`, `unsubscribe`: an engagement; the name of an
//!   outcome: a disposition. `lead=` (default `a`), `id=`, `owner=`, `target=`, `actor=`, `until=`, `into=`, `asset=`, `campaign=`, `occurred=` (default: now),
//!   `appended=` (default: now), `times=` for as many leads.
//! - `heartbeat`, `stop`, `release` with `input=`; `unread input=… count=…`: so many records exist that cannot be read yet.
//! - `pass`: nothing but time; `import`, `imported`: history is being read, or no more; `seed`, `seeded`: it is only taken note of, or no more; `restart`: the process dies and comes back.
//! - `where`: tells W and what holds it.

use super::agreement;
use crate::lead::definition::Definitions;
use crate::lead::event::{Disposition, Engagement, Fact, Input, LeadEvent, Outcome, Profile};
use crate::processor::batch::Output;
use crate::processor::{End, Settings, Task};
use crate::store::Store;
use crate::time::{Span, Timestamp};
use crate::wire::decode::ControlKind;
use crate::wire::record::{Headers, Record};
use crate::wire::rejection::ERROR_CODE;
use crate::wire::schemas::Schemas;
use crate::wire::topic::Topic;
use crate::wire::{encode, read};
use expect_test::Expect;
use std::fmt::Write;
use std::sync::Arc;

/// Midnight of the day of the stories.
const DAY: Timestamp = Timestamp::from_millis(1_772_409_600_000);

/// The desk.
pub(super) struct Desk {
    definitions: Arc<Definitions>,
    pub(super) settings: Settings,
    pub(super) store: Arc<Store>,
    pub(super) task: Task,
    log: [Vec<Logged>; 3],
    /// Records at the end of each input that cannot be read yet.
    unread: [i64; 3],
    commits: i64,
    events: u32,
    now: Timestamp,
    pub(super) trace: String,
    /// The dead letters, as they went out.
    pub(super) dead: Vec<Logged>,
    /// The transitions, as they went out.
    pub(super) moves: Vec<read::Transition>,
    /// The SLA rows and warnings, as they went out.
    pub(super) promises: Vec<read::Sla>,
    /// The views, as they went out; none is a tombstone.
    pub(super) views: Vec<Option<read::Snapshot>>,
}

/// A record of the desk's log.
pub(super) struct Logged {
    pub(super) appended_at: Timestamp,
    pub(super) key: Vec<u8>,
    pub(super) value: Option<Vec<u8>>,
    pub(super) headers: Vec<u8>,
}

/// Plays a script at a usual desk.
pub(super) fn check(script: &str, trace: Expect) {
    check_with(Settings::default(), script, trace);
}

/// Plays a script at a desk with these settings.
pub(super) fn check_with(settings: Settings, script: &str, trace: Expect) {
    let mut desk = Desk::new(agreement::usual(), settings);
    desk.play(script);
    trace.assert_eq(&desk.trace);
}

impl Desk {
    pub(super) fn new(definitions: Definitions, settings: Settings) -> Self {
        let definitions = Arc::new(definitions);
        let store = Arc::new(Store::in_memory(1));
        let task = open(&definitions, 1, settings, &store);
        Self {
            definitions,
            settings,
            store,
            task,
            log: Default::default(),
            unread: [0; 3],
            commits: 0,
            events: 0,
            now: DAY,
            trace: String::new(),
            dead: Vec::new(),
            moves: Vec::new(),
            promises: Vec::new(),
            views: Vec::new(),
        }
    }

    /// A desk of partition 0 of so many.
    pub(super) fn of_partitions(partitions: u16) -> Self {
        let mut desk = Self::new(agreement::usual(), Settings::default());
        desk.task = open(&desk.definitions, partitions, desk.settings, &desk.store);
        desk
    }

    /// Plays a script, line by line.
    pub(super) fn play(&mut self, script: &str) {
        for line in script
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
        {
            let mut words = line.split_whitespace();
            let at = words.next().expect("a line begins with a time");
            self.now = instant(at);
            let word = words.next().expect("a line says what happens");
            let arguments = Arguments(words.filter_map(|word| word.split_once('=')).collect());
            self.act(word, &arguments);
        }
    }

    fn act(&mut self, word: &str, arguments: &Arguments<'_>) {
        match word {
            "pass" => {}
            "restart" => self.task = open(&self.definitions, 1, self.settings, &self.store),
            "import" => self.task.set_importing(true),
            "imported" => self.task.set_importing(false),
            "seed" => self.task.set_seeding(true),
            "seeded" => self.task.set_seeding(false),
            "unread" => {
                let count = arguments.get("count").expect("how many are unread");
                self.unread[arguments.input() as usize] = count.parse().expect("a number");
            }
            "where" => return self.tell_where(),
            "heartbeat" | "stop" | "release" => self.control(word, arguments),
            _ => self.events(word, arguments),
        }
        self.run();
    }

    fn control(&mut self, word: &str, arguments: &Arguments<'_>) {
        let kind = match word {
            "heartbeat" => ControlKind::Heartbeat,
            "stop" => ControlKind::Stop,
            _ => ControlKind::Release,
        };
        let input = arguments.input();
        let mut value = Vec::new();
        encode::control(
            input,
            kind,
            arguments.time("occurred", self.now),
            &mut value,
        );
        self.append(input, arguments.time("appended", self.now), "", Some(value));
    }

    fn events(&mut self, word: &str, arguments: &Arguments<'_>) {
        let lead = arguments.get("lead").unwrap_or("a");
        let Some(times) = arguments.get("times") else {
            return self.event(word, lead, arguments);
        };
        for number in 0..times.parse().expect("a number") {
            let number: u32 = number;
            self.event(word, &format!("{lead}{number}"), arguments);
        }
    }

    fn event(&mut self, word: &str, lead: &str, arguments: &Arguments<'_>) {
        self.events += 1;
        let id = format!("e{}", self.events);
        let event = LeadEvent {
            lead_id: lead,
            event_id: arguments.get("id").unwrap_or(&id),
            occurred_at: arguments.time("occurred", self.now),
            appended_at: self.now,
            offset: 0,
            sequence: 0,
            day_precision: false,
            digest: 0,
            fact: fact(word, arguments),
        };
        let mut value = Vec::new();
        encode::event(&event, &mut value);
        let appended_at = arguments.time("appended", self.now);
        self.append(event.input(), appended_at, lead, Some(value));
    }

    /// Appends a record to an input.
    pub(super) fn append(
        &mut self,
        input: Input,
        appended_at: Timestamp,
        key: &str,
        value: Option<Vec<u8>>,
    ) {
        self.append_logged(
            input,
            Logged {
                appended_at,
                key: key.as_bytes().to_vec(),
                value,
                headers: Vec::new(),
            },
        );
    }

    /// Appends a record as it is.
    pub(super) fn append_logged(&mut self, input: Input, record: Logged) {
        self.log[input as usize].push(record);
    }

    /// Reads, steps and commits until nothing is left to do.
    pub(super) fn run(&mut self) {
        // Far more than any story needs; a task that never rests is a bug.
        for _ in 0..10_000 {
            let is_read = !self.fill();
            let ends: [End; 3] = std::array::from_fn(|input| End {
                offset: self.log[input].len() as i64 + self.unread[input],
                asked_at: self.now,
            });
            let step = self
                .task
                .step(ends, self.now)
                .expect("the store can be read");
            let is_idle = step.is_idle;
            let batch = step.batch.clone();
            if !batch.is_empty() {
                for output in batch.outputs() {
                    self.keep(&output);
                    tell(
                        &mut self.trace,
                        self.now,
                        output.topic,
                        output.value,
                        output.headers,
                    );
                }
                self.commits += 1;
                self.task
                    .committed(self.commits)
                    .expect("the store can be written");
            }
            if is_idle || (is_read && batch.is_empty() && self.unread != [0; 3]) {
                return;
            }
        }
        panic!("the task never comes to rest");
    }

    fn keep(&mut self, output: &Output<'_>) {
        let value = output.value.unwrap_or_default();
        match output.topic {
            Topic::DeadLetters => self.dead.push(Logged {
                appended_at: self.now,
                key: output.key.to_vec(),
                value: output.value.map(<[u8]>::to_vec),
                headers: output.headers.to_vec(),
            }),
            Topic::LeadTransitions => {
                let row = read::Transition::read(value).expect("a transition");
                self.moves.push(row);
            }
            Topic::SlaViolations => {
                let row = read::Sla::read(value).expect("an SLA event");
                self.promises.push(row);
            }
            Topic::LeadSnapshots => {
                let view = output.value.map(read::Snapshot::read);
                self.views.push(view.transpose().expect("a view"));
            }
            _ => {}
        }
    }

    /// Hands over what can be read; answers whether that was anything.
    fn fill(&mut self) -> bool {
        let mut has_read = false;
        for input in Input::ALL {
            let wanted = self.task.wants(input);
            let from = usize::try_from(wanted.from).expect("offsets begin at 0");
            let records = self.log[input as usize].iter().enumerate();
            for (offset, logged) in records.skip(from).take(wanted.most) {
                has_read = true;
                self.task.buffer(input).push(Record {
                    offset: offset as i64,
                    appended_at: logged.appended_at,
                    key: &logged.key,
                    value: logged.value.as_deref(),
                    headers: &logged.headers,
                });
            }
        }
        has_read
    }

    fn tell_where(&mut self) {
        let watermark = match self.task.watermark() {
            Timestamp::MIN => "nowhere".to_owned(),
            at => short(at),
        };
        let hold = self.task.hold();
        writeln!(
            self.trace,
            "{} W {watermark}, held by {hold:?}",
            short(self.now)
        )
        .expect("writing into a string cannot fail");
    }
}

fn open(
    definitions: &Arc<Definitions>,
    partitions: u16,
    settings: Settings,
    store: &Arc<Store>,
) -> Task {
    let schemas = Schemas::bundled();
    let (definitions, store) = (Arc::clone(definitions), Arc::clone(store));
    Task::open(0, partitions, definitions, settings, schemas, store)
        .unwrap_or_else(|error| panic!("the task does not open: {error}"))
}

struct Arguments<'a>(Vec<(&'a str, &'a str)>);

impl<'a> Arguments<'a> {
    fn get(&self, name: &str) -> Option<&'a str> {
        let found = self.0.iter().find(|(other, _)| *other == name);
        found.map(|(_, value)| *value)
    }

    fn time(&self, name: &str, otherwise: Timestamp) -> Timestamp {
        self.get(name).map_or(otherwise, instant)
    }

    fn input(&self) -> Input {
        let word = self.get("input").expect("which input");
        let mut all = Input::ALL.into_iter();
        all.find(|input| input.name() == word)
            .expect("an input's name")
    }
}

fn fact<'a>(word: &'a str, arguments: &Arguments<'a>) -> Fact<'a> {
    match word {
        "created" => Fact::Created(Profile {
            source: arguments.get("source"),
            ..Profile::default()
        }),
        "merged" => Fact::Merged(arguments.get("into").expect("into whom")),
        "erased" => Fact::Erased,
        "suspended" | "resumed" => Fact::Scoring {
            suspended: word == "suspended",
        },
        "view" | "form" | "webinar" | "unsubscribe" => Fact::Engagement(Engagement {
            kind: word,
            asset: arguments.get("asset"),
            campaign: arguments.get("campaign"),
            ..Engagement::default()
        }),
        outcome => Fact::Disposition(Disposition {
            outcome: Outcome::parse(outcome).expect("a word of the script"),
            reason: None,
            owner: arguments.get("owner"),
            team: None,
            amount: None,
            actor: arguments.get("actor"),
            target: arguments.get("target"),
            until: arguments.get("until").map(instant),
        }),
    }
}

/// `09:05`, `09:05:30`, `+2d09:05`, `-400d09:05`.
pub(super) fn instant(text: &str) -> Timestamp {
    let (days, time) = text.split_once('d').unwrap_or(("0", text));
    let days: i64 = days.parse().expect("a number of days");
    let mut seconds = 0;
    for part in time.split(':') {
        seconds = seconds * 60 + part.parse::<i64>().expect("a time of day");
    }
    if time.matches(':').count() == 1 {
        seconds *= 60;
    }
    DAY + Span::from_days(days) + Span::from_secs(seconds)
}

/// The same, told back.
pub(super) fn short(at: Timestamp) -> String {
    let millis = (at - DAY).as_millis();
    let (days, rest) = (millis.div_euclid(86_400_000), millis.rem_euclid(86_400_000));
    let (minutes, seconds) = (rest / 60_000, rest % 60_000);
    let mut text = String::new();
    if days != 0 {
        text.push_str(&format!("{days:+}d"));
    }
    text.push_str(&format!("{:02}:{:02}", minutes / 60, minutes % 60));
    if seconds != 0 {
        text.push_str(&format!(":{:02}", seconds / 1000));
    }
    if seconds % 1000 != 0 {
        text.push_str(&format!(".{:03}", seconds % 1000));
    }
    text
}

/// One line for an output; snapshots follow from transitions and are not told.
fn tell(trace: &mut String, now: Timestamp, topic: Topic, value: Option<&[u8]>, headers: &[u8]) {
    let now = short(now);
    let value = value.unwrap_or_default();
    let sign = |sign: i32| match sign {
        1 => '+',
        -1 => '-',
        _ => '!',
    };
    let backfill = |of: &read::Publication| match (of.backfill, of.seeded) {
        (false, false) => "",
        (true, false) => ", backfill",
        (false, true) => ", seeded",
        (true, true) => ", backfill, seeded",
    };
    let line = match topic {
        Topic::LeadTransitions => {
            let row = read::Transition::read(value).expect("a transition");
            format!(
                "{} {} {} -> {} at {}{}",
                sign(row.sign),
                row.lead_id,
                row.from_stage.as_deref().unwrap_or("birth"),
                row.to_stage,
                short(row.instant),
                backfill(&row.publication)
            )
        }
        Topic::SlaViolations => {
            let row = read::Sla::read(value).expect("an SLA event");
            let tier = row.tier.filter(|tier| *tier > 0);
            format!(
                "{} {} {}{} {} at {}{}",
                sign(row.sign),
                row.lead_id,
                row.state,
                tier.map_or_else(String::new, |tier| format!(" {tier}")),
                row.clock,
                short(row.instant),
                backfill(&row.publication)
            )
        }
        Topic::DeadLetters => {
            let code = Headers(headers).find(|(name, _)| *name == ERROR_CODE.as_bytes());
            let code = code.map(|(_, value)| String::from_utf8_lossy(value).into_owned());
            format!("x {}", code.expect("a dead letter has a code"))
        }
        _ => return,
    };
    writeln!(trace, "{now} {line}").expect("writing into a string cannot fail");
}
