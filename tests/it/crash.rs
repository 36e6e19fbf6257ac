//! A process that is killed, again and again, at any instant and inside its commits, while another one reads what it says.
//!
//! The test is the reader and the killer; the worker is this same binary, started with the folder in its environment. Time is told by the
//! story, not by a clock, so that every life goes on exactly where the last one ended: the log says how many events were taken. In the end the
//! net of what was said must be what the model says of the whole story: nothing lost, nothing doubled, nothing taken back wrongly.

use crate::model::acceptance::{Acceptance, Bounds};
use crate::model::compare::compare;
use crate::model::event::OwnedEvent;
use crate::model::fold::fold;
use crate::simulation::generator::Scenario;
use crate::simulation::random::Random;
use crate::simulation::told::{sla, transition};
use leadfold::fault::{self, Point};
use leadfold::lead::definition::{Definitions, Graph};
use leadfold::lead::row::Row;
use leadfold::log::embedded::Embedded;
use leadfold::log::{Log, NewRecord};
use leadfold::processor::Settings;
use leadfold::service::{Engine, Options};
use leadfold::time::{ManualNow, Span, Timestamp};
use leadfold::wire::record::Records;
use leadfold::wire::topic::Topic;
use leadfold::wire::{encode, partition, read};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

const PARTITIONS: u16 = 2;
/// Deaths at an instant the worker does not know, and as many inside a commit.
const DEATHS: usize = 240;
/// The worker's last word.
const FINISHED: &str = "finished";
/// Between a batch's being complete and the store's having all of it.
const COMMIT: [Point; 5] = [
    Point::BeforeCommit,
    Point::InsideCommit,
    Point::AfterCommitBeforeApply,
    Point::InsideApply,
    Point::AfterApply,
];
/// When producers append, and when the store is made durable.
const AROUND: [Point; 5] = [
    Point::BeforeFlush,
    Point::InsideFlush,
    Point::AfterFlush,
    Point::BeforeAppend,
    Point::AfterAppend,
];
/// Journals so short that most leads outgrow them: final entries, reused slots and refusals die too. By count alone, so that acceptance depends
/// on the order of arrival and not on how far W had come.
const JOURNAL: usize = 5;
const FOLDER: &str = "LEADFOLD_CRASH_FOLDER";
const FAULT: &str = "LEADFOLD_CRASH_FAULT";
const SEED: u64 = 20_260_301;

/// The story: many leads, told one event after the other, each a minute after the last was appended.
fn story() -> (Definitions, Vec<OwnedEvent>) {
    let definitions = Scenario::of(SEED).definitions;
    let mut events = Vec::new();
    let mut at = Timestamp::from_millis(1_772_409_600_000);
    for seed in SEED.. {
        let scenario = Scenario::of(seed);
        if scenario.reuses_ids {
            continue;
        }
        let Some(first) = scenario.events.first().map(|event| event.occurred_at) else {
            continue;
        };
        let begin = at;
        for mut event in scenario.events {
            // All stories happen in one time, each in its own leads.
            event.lead_id = format!("{seed}-{}", event.lead_id);
            event.occurred_at = begin + (event.occurred_at - first);
            at = (at + Span::from_mins(1)).max(event.occurred_at);
            event.appended_at = at;
            events.push(event.digested());
        }
        if events.len() > 2400 {
            return (definitions, events);
        }
    }
    unreachable!("seeds do not end")
}

fn settings() -> Settings {
    let mut settings = Settings {
        cached_leads: 20,
        ..Settings::default()
    };
    settings.bounds.horizon = Span::from_days(400_000);
    settings.bounds.journal = JOURNAL;
    settings.bounds.segment = 3;
    settings.breaker.least = u64::MAX;
    settings
}

/// The worker's life, when this binary is started as one; otherwise nothing.
#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "the worker is told its folder by the test that starts it"
)]
fn a_worker_lives_until_it_is_killed() {
    let Ok(folder) = std::env::var(FOLDER) else {
        return;
    };
    let (definitions, events) = story();
    let now = Arc::new(ManualNow::new(events[0].appended_at));
    let options = Options {
        data: folder.into(),
        partitions: PARTITIONS,
        definitions: Arc::new(definitions),
        settings: settings(),
    };
    if let Ok(armed) = std::env::var(FAULT) {
        fault::arm(armed.parse().unwrap());
    }
    let mut engine = Engine::open(options, now.clone()).unwrap();
    let done = taken(engine.log());
    // The clock never goes back: it stands where the last event was appended.
    now.set(events[done.saturating_sub(1)].appended_at);
    let mut value = Vec::new();
    for (number, event) in events.iter().enumerate().skip(done) {
        now.set(event.appended_at);
        value.clear();
        encode::event(&event.borrowed(), &mut value);
        let record = NewRecord {
            key: event.lead_id.as_bytes(),
            value: &value,
            headers: &[],
        };
        let place = partition::partition(&event.lead_id, PARTITIONS);
        engine
            .log()
            .append(
                Topic::of(event.input()),
                place,
                &[record],
                event.appended_at,
            )
            .unwrap();
        // Sometimes several events wait for one commit.
        if number % 3 != 0 {
            engine.turn().unwrap();
        }
        if number % 5 == 0 {
            let log = engine.log().clone();
            log.checkpoint(engine.store()).unwrap();
        }
        println!("worked {number}");
    }
    let mut end = events[events.len() - 1].appended_at;
    for wait in [
        Span::from_days(2000),
        Span::from_mins(11),
        Span::from_mins(11),
    ] {
        end = end + wait;
        now.set(end);
        engine.catch_up().unwrap();
    }
    engine.close().unwrap();
    println!("{FINISHED}");
}

/// How many events the log has taken.
fn taken(log: &mut Embedded) -> usize {
    let mut taken = 0;
    for topic in [
        Topic::LeadCreated,
        Topic::LeadEngagement,
        Topic::SalesDisposition,
    ] {
        for partition in 0..PARTITIONS {
            taken += log.end(topic, partition).unwrap();
        }
    }
    usize::try_from(taken).unwrap()
}

fn worker(folder: &Path, fault: Option<&str>) -> Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args([
            "--exact",
            "crash::a_worker_lives_until_it_is_killed",
            "--nocapture",
        ])
        .env(FOLDER, folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    if let Some(fault) = fault {
        command.env(FAULT, fault);
    }
    command.spawn().unwrap()
}

/// What another process has read so far.
struct Reader {
    positions: BTreeMap<(Topic, u16), i64>,
    net: BTreeMap<String, Vec<Row>>,
    graph: Graph,
    read: usize,
    taken_back: usize,
}

impl Reader {
    /// Reads on, from where it was; every record only once, whatever happens to the writer meanwhile.
    fn read_on(&mut self, log: &mut Embedded) {
        for topic in [Topic::LeadTransitions, Topic::SlaViolations] {
            for partition in 0..PARTITIONS {
                let position = self.positions.entry((topic, partition)).or_default();
                let mut records = Records::default();
                log.read(topic, partition, *position, 100_000, &mut records)
                    .unwrap();
                for record in records.iter() {
                    assert_eq!(record.offset, *position, "no output is lost or doubled");
                    *position += 1;
                    self.read += 1;
                    let value = record.value.unwrap();
                    let (lead, sign, row) = if topic == Topic::LeadTransitions {
                        let said = read::Transition::read(value).unwrap();
                        (
                            said.lead_id.clone(),
                            said.sign,
                            transition(&said, &self.graph),
                        )
                    } else {
                        let said = read::Sla::read(value).unwrap();
                        if said.sign == 0 {
                            continue;
                        }
                        (said.lead_id.clone(), said.sign, sla(&said))
                    };
                    let net = self.net.entry(lead).or_default();
                    if sign > 0 {
                        assert!(
                            !net.iter().any(|other| other.identity == row.identity),
                            "said twice: {row:?}"
                        );
                        net.push(row);
                    } else {
                        let place = net.iter().position(|other| other.says_the_same_as(&row));
                        net.swap_remove(place.expect("only what stands can be taken back"));
                        self.taken_back += 1;
                    }
                }
            }
        }
    }
}

/// One life of the worker, read beside it, and its end; answers what ended it.
fn live_and_die(
    folder: &Path,
    death: usize,
    random: &mut Random,
    reader: &mut Reader,
) -> &'static str {
    // Two of three deaths are at a point, two of three of those inside a commit.
    let points = [&COMMIT[..], &COMMIT[..], &AROUND[..]].concat();
    let point = points[(death / 3 * 2 + death % 3) % points.len()];
    let fault = (death % 3 < 2).then(|| format!("{point}:{}:park", random.below(4) + 1));
    let spare = random.below(24) + 1;
    let mut child = worker(folder, fault.as_deref());
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut worked = 0;
    let cause = loop {
        let Some(Ok(line)) = lines.next() else {
            panic!("the worker died by itself, {fault:?}")
        };
        if line == "parked" {
            break point.name();
        }
        if line == FINISHED {
            break FINISHED;
        }
        worked += usize::from(line.starts_with("worked"));
        if worked >= spare && (fault.is_none() || worked >= 60) {
            break "any instant";
        }
        if worked % 8 == 3 {
            // Beside the living writer.
            reader.read_on(&mut Embedded::open_read_only(folder).unwrap());
        }
    };
    // SIGKILL: no destructor, no last word.
    child.kill().unwrap();
    child.wait().unwrap();
    reader.read_on(&mut Embedded::open_read_only(folder).unwrap());
    cause
}

#[test]
fn a_killed_worker_loses_doubles_and_retracts_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (definitions, events) = story();
    let mut random = Random::new(SEED);
    let mut reader = Reader {
        positions: BTreeMap::new(),
        net: BTreeMap::new(),
        graph: definitions.graph().clone(),
        read: 0,
        taken_back: 0,
    };
    let mut deaths = BTreeMap::<String, usize>::new();
    let mut is_finished = false;
    for death in 0..DEATHS * 3 {
        let cause = live_and_die(folder.path(), death, &mut random, &mut reader);
        *deaths.entry(cause.to_owned()).or_default() += 1;
        is_finished = cause == FINISHED;
        if is_finished {
            break;
        }
    }
    // Whatever is left is done in peace.
    if !is_finished {
        let mut child = worker(folder.path(), None);
        let mut all = String::new();
        std::io::Read::read_to_string(&mut child.stdout.take().unwrap(), &mut all).unwrap();
        assert!(child.wait().unwrap().success(), "{all}");
    }
    let mut log = Embedded::open(folder.path(), PARTITIONS).unwrap();
    reader.read_on(&mut log);
    assert_eq!(
        taken(&mut log),
        events.len(),
        "every event was taken exactly once"
    );
    writeln!(
        std::io::stdout(),
        "deaths: {deaths:?}; {} outputs read, {} taken back",
        reader.read,
        reader.taken_back
    )
    .unwrap();
    let killed: usize = deaths
        .iter()
        .filter(|(cause, _)| *cause != FINISHED)
        .map(|(_, times)| times)
        .sum();
    let at = |point: &Point| deaths.get(point.name()).copied().unwrap_or_default();
    let inside: usize = COMMIT.iter().map(at).sum();
    let missed: Vec<&Point> = Point::ALL.iter().filter(|point| at(point) == 0).collect();
    assert!(missed.is_empty(), "nobody died at {missed:?}");
    assert!(
        killed >= 200 && inside >= 100,
        "killed {killed} times, {inside} of them inside a commit"
    );
    assert!(
        reader.taken_back > 0,
        "a story without a correction proves nothing about corrections"
    );
    judge(&definitions, &events, &reader);
}

/// Against the model: of all events, at the end of time.
fn judge(definitions: &Definitions, events: &[OwnedEvent], reader: &Reader) {
    let mut leads: BTreeMap<&str, Acceptance> = BTreeMap::new();
    for event in events {
        let lead = leads.entry(&event.lead_id).or_insert_with(|| {
            Acceptance::new(Bounds {
                journal: JOURNAL,
                ..Bounds::WIDE
            })
        });
        let _verdict = lead.arrive(event, Timestamp::MIN);
    }
    let end = events[events.len() - 1].appended_at + Span::from_days(2000);
    for (lead, acceptance) in leads {
        let folded = fold(&acceptance.accepted(), definitions, end);
        let net = reader.net.get(lead).map(Vec::as_slice).unwrap_or_default();
        if let Err(why) = compare(net, &folded) {
            panic!("{lead}:\n{why}");
        }
    }
}
