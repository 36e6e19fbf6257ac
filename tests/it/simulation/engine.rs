//! The real engine under a plan: records in, batches out, and the net of what was published, read back from the bytes that went out.

use super::plan::Step;
use crate::model::event::OwnedEvent;
use leadfold::lead::definition::{Definitions, Grade, Graph};
use leadfold::lead::event::Input;
use leadfold::lead::row::{Cause, Detail, Identity, Kind, Route, Row, SlaState, Values};
use leadfold::lead::text::Text;
use leadfold::processor::{Counts, End, Settings, Task};
use leadfold::store::Store;
use leadfold::time::{Span, Timestamp};
use leadfold::wire::encode;
use leadfold::wire::read;
use leadfold::wire::record::Record;
use leadfold::wire::schemas::Schemas;
use leadfold::wire::topic::Topic;
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;

/// A task that has no log but what a test hands it.
pub(crate) struct Engine {
    definitions: Arc<Definitions>,
    settings: Settings,
    pub(crate) store: Arc<Store>,
    pub(crate) task: Task,
    /// Every change ever committed, in order.
    changelog: Vec<(Vec<u8>, Option<Vec<u8>>)>,
    ends: [i64; 3],
    watermark: Timestamp,
    /// The clock: not before anything that was appended.
    pub(crate) now: Timestamp,
    /// What stands published, by lead.
    pub(crate) net: BTreeMap<String, Vec<Row>>,
    revisions: BTreeMap<String, u64>,
    /// Counts of all tasks that were opened.
    counts: Vec<Counts>,
    pub(crate) dead_letters: u64,
}

impl Engine {
    pub(crate) fn new(definitions: &Definitions, settings: Settings) -> Self {
        let definitions = Arc::new(definitions.clone());
        let store = Arc::new(Store::in_memory(1));
        let task = open(&definitions, settings, &store);
        Self {
            definitions,
            settings,
            store,
            task,
            changelog: Vec::new(),
            ends: [0; 3],
            watermark: Timestamp::from_millis(i64::MIN / 4),
            now: Timestamp::from_millis(i64::MIN / 4),
            net: BTreeMap::new(),
            revisions: BTreeMap::new(),
            counts: Vec::new(),
            dead_letters: 0,
        }
    }

    /// Does one step of a plan; answers what contradicts the laws of publication.
    pub(crate) fn follow(&mut self, step: &Step) -> Result<(), String> {
        match step {
            Step::Deliver(events) => self.deliver(events),
            Step::Watermark(to) => {
                self.watermark = self.watermark.max(*to);
                self.now = self.now.max(*to);
                self.run()
            }
            Step::Restart => self.restart(),
        }
    }

    fn deliver(&mut self, events: &[OwnedEvent]) -> Result<(), String> {
        let mut value = Vec::new();
        for event in events {
            value.clear();
            encode::event(&event.borrowed(), &mut value);
            self.now = self.now.max(event.appended_at);
            self.put(
                event.input(),
                event.offset,
                event.appended_at,
                &event.lead_id,
                &value,
            );
        }
        self.run()
    }

    pub(crate) fn put(
        &mut self,
        input: Input,
        offset: i64,
        appended_at: Timestamp,
        key: &str,
        value: &[u8],
    ) {
        let wanted = self.task.wants(input);
        assert!(wanted.from <= offset, "a position never runs ahead");
        self.ends[input as usize] = offset + 1;
        self.task.buffer(input).push(Record {
            offset,
            appended_at,
            key: key.as_bytes(),
            value: Some(value),
            headers: &[],
        });
    }

    /// Steps until nothing is left to do.
    pub(crate) fn run(&mut self) -> Result<(), String> {
        for _ in 0..1000 {
            let asked_at = self.watermark;
            let ends = self.ends.map(|offset| End { offset, asked_at });
            let step = self
                .task
                .step(ends, self.now)
                .map_err(|error| error.to_string())?;
            let is_idle = step.is_idle;
            if !step.batch.is_empty() {
                let batch = step.batch.clone();
                for output in batch.outputs() {
                    let value = output.value.unwrap_or_default();
                    match output.topic {
                        Topic::LeadTransitions => {
                            let row = read::Transition::read(value).map_err(|e| e.to_string())?;
                            self.account(
                                &row.lead_id,
                                row.sign,
                                &row.publication,
                                transition(&row, self.definitions.graph()),
                            )?;
                        }
                        Topic::SlaViolations => {
                            let row = read::Sla::read(value).map_err(|e| e.to_string())?;
                            if row.sign != 0 {
                                self.account(&row.lead_id, row.sign, &row.publication, sla(&row))?;
                            }
                        }
                        Topic::DeadLetters => self.dead_letters += 1,
                        _ => {}
                    }
                }
                for change in batch.changes() {
                    self.changelog
                        .push((change.key.to_vec(), change.value.map(<[u8]>::to_vec)));
                }
                self.task
                    .committed(self.changelog.len() as i64)
                    .map_err(|e| e.to_string())?;
            }
            if is_idle {
                return self.balance();
            }
        }
        Err("the engine never comes to rest".to_owned())
    }

    /// Law 6: each lead in one stage; per stage, balance = inflow - outflow.
    fn balance(&self) -> Result<(), String> {
        let record = self.task.record();
        if record.unsettled == 0 && record.imbalance() != 0 {
            return Err(format!("stages do not balance: {:?}", record.leads));
        }
        Ok(())
    }

    fn account(
        &mut self,
        lead: &str,
        sign: i32,
        publication: &read::Publication,
        row: Row,
    ) -> Result<(), String> {
        let revision = self.revisions.entry(lead.to_owned()).or_default();
        if publication.revision <= *revision {
            return Err(format!(
                "{lead}: revision {} after {revision}",
                publication.revision
            ));
        }
        *revision = publication.revision;
        let net = self.net.entry(lead.to_owned()).or_default();
        if sign > 0 {
            net.push(row);
            return Ok(());
        }
        match net.iter().position(|stands| stands.says_the_same_as(&row)) {
            Some(place) => {
                net.swap_remove(place);
                Ok(())
            }
            None => Err(format!("{lead}: took back what was never said: {row:?}")),
        }
    }

    /// The process dies and comes back: with its store, or, by turns, with nothing but the changelog (law 4).
    fn restart(&mut self) -> Result<(), String> {
        let rebuilt = Arc::new(Store::in_memory(1));
        let changes = self
            .changelog
            .iter()
            .map(|(key, value)| (key.as_slice(), value.as_deref()));
        rebuilt
            .apply(0, changes, self.changelog.len() as i64)
            .map_err(|e| e.to_string())?;
        if content(&rebuilt)? != content(&self.store)? {
            return Err(
                "the state rebuilt from the changelog is not the one that was live".to_owned(),
            );
        }
        self.counts.push(self.task.counts().clone());
        self.store = rebuilt;
        self.task = open(&self.definitions, self.settings, &self.store);
        self.run()
    }

    pub(crate) fn all_counts(&self) -> Vec<Counts> {
        let mut all = self.counts.clone();
        all.push(self.task.counts().clone());
        all
    }
}

fn open(definitions: &Arc<Definitions>, settings: Settings, store: &Arc<Store>) -> Task {
    let schemas = Schemas::bundled();
    Task::open(
        0,
        1,
        Arc::clone(definitions),
        settings,
        schemas,
        Arc::clone(store),
    )
    .unwrap_or_else(|error| panic!("the task does not open: {error}"))
}

fn content(store: &Store) -> Result<Vec<(Vec<u8>, Vec<u8>)>, String> {
    let mut all = Vec::new();
    store
        .scan(0, &[], |key, value| {
            all.push((key.to_vec(), value.to_vec()));
            ControlFlow::Continue(())
        })
        .map_err(|e| e.to_string())?;
    Ok(all)
}

/// The engine's settings for a plan: nothing waits to settle, nothing is late by a source's delay.
pub(crate) fn settings(journal: usize, horizon: Span, segment: usize) -> Settings {
    let mut settings = Settings::default();
    settings.bounds.journal = journal;
    settings.bounds.horizon = horizon;
    settings.bounds.segment = segment;
    settings.delay = [Span::ZERO; 3];
    settings.settle_older_than = Span::from_days(1_000_000);
    settings.breaker.least = u64::MAX;
    settings
}

fn text(text: &Option<String>) -> Option<Text> {
    text.as_deref().map(Text::new)
}

fn grade(name: &str) -> Grade {
    Grade::ALL
        .into_iter()
        .find(|grade| grade.name() == name)
        .expect("a grade's word")
}

fn cause(cause: &read::Cause) -> Cause {
    match cause.word.as_str() {
        "decay" => Cause::Decay,
        "due" => Cause::Due,
        _ => Cause::Event {
            input: Input::ALL
                .into_iter()
                .find(|input| Some(input.name()) == cause.input.as_deref())
                .expect("an event has an input"),
            event_id: text(&cause.event_id).expect("an event has an id"),
            occurred_at: cause.occurred_at.expect("an event has a time"),
        },
    }
}

fn values(of: &read::Dimensions, cycle: u32, version: u32, detail: Detail) -> Values {
    Values {
        cycle,
        version,
        owner: text(&of.owner),
        team: text(&of.team),
        source: text(&of.source),
        campaign: text(&of.campaign),
        amount: of.amount,
        detail,
    }
}

fn transition(row: &read::Transition, graph: &Graph) -> Row {
    let detail = Detail::Transition {
        from: row
            .from_stage
            .as_deref()
            .map(|name| graph.stage(name).expect("a stage of the graph")),
        entered_from_at: row.entered_from_at,
        route: Route::ALL
            .into_iter()
            .find(|route| route.name() == row.route)
            .expect("a route's word"),
        inferred: row.inferred,
        irregular: row.irregular,
        reason: text(&row.reason),
        actor: text(&row.actor),
    };
    let to = graph.stage(&row.to_stage).expect("a stage of the graph");
    Row {
        identity: Identity {
            instant: row.instant,
            kind: Kind::Transition { to },
            cause: cause(&row.cause),
        },
        values: values(&row.dimensions, row.cycle, row.definition_version, detail),
        score: row.score,
        grade: grade(&row.grade),
    }
}

fn sla(row: &read::Sla) -> Row {
    let state = SlaState::ALL
        .into_iter()
        .find(|state| state.name() == row.state);
    let kind = Kind::Sla {
        state: state.expect("a state's word"),
        clock: Text::new(&row.clock),
        started_at: row.started_at,
        started_by: cause(&row.started_by),
    };
    let elapsed = row.elapsed.expect("an SLA row says how long it took");
    let detail = Detail::Sla {
        due_at: row.due_at,
        target: row.target,
        elapsed,
    };
    Row {
        identity: Identity {
            instant: row.instant,
            kind,
            cause: cause(&row.cause),
        },
        values: values(&row.dimensions, row.cycle, row.definition_version, detail),
        score: row.score,
        grade: grade(&row.grade),
    }
}
