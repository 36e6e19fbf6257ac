//! The real engine under a plan: records in, batches out, and the net of what was published, read back from the bytes that went out.

use super::plan::Step;
use super::told::{notice, sla, transition};
use crate::model::event::OwnedEvent;
use leadfold::lead::definition::Definitions;
use leadfold::lead::event::Input;
use leadfold::lead::row::{Identity, Row, SlaNotice};
use leadfold::lead::text::Text;
use leadfold::processor::batch::Batch;
use leadfold::processor::{Counts, End, Hold, Settings, Task};
use leadfold::store::Store;
use leadfold::time::{Span, Timestamp};
use leadfold::wire::decode::ControlKind;
use leadfold::wire::encode;
use leadfold::wire::read;
use leadfold::wire::record::Record;
use leadfold::wire::schemas::Schemas;
use leadfold::wire::topic::Topic;
use std::collections::{BTreeMap, BTreeSet};
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
    /// The warnings sent (R5): lead, clock, start, tier.
    warned: BTreeSet<(String, Text, Timestamp, u8)>,
    /// Those of the last step.
    pub(crate) warnings: Vec<(String, SlaNotice)>,
    is_importing: bool,
    /// The id of each row ever told (R7).
    ids: BTreeMap<(String, Identity), String>,
    /// W as of the last commit.
    committed: Timestamp,
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
            warned: BTreeSet::new(),
            warnings: Vec::new(),
            is_importing: false,
            ids: BTreeMap::new(),
            committed: Timestamp::MIN,
        }
    }

    /// Does one step of a plan; answers what contradicts the laws of publication.
    pub(crate) fn follow(&mut self, step: &Step) -> Result<(), String> {
        match step {
            Step::Deliver(events) => self.deliver(events),
            Step::Watermark(to) => {
                self.watermark = self.watermark.max(*to);
                self.now = self.now.max(*to);
                self.run()?;
                self.let_go()
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
            self.put(event.input(), event.appended_at, &event.lead_id, &value);
        }
        self.run()
    }

    pub(crate) fn put(&mut self, input: Input, appended_at: Timestamp, key: &str, value: &[u8]) {
        let offset = self.ends[input as usize];
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

    /// A word about an input's watermark (W3).
    pub(crate) fn control(&mut self, input: Input, kind: ControlKind) -> Result<(), String> {
        let mut value = Vec::new();
        // The stories play around 1970 too; a control speaks of no lead's time.
        encode::control(input, kind, Timestamp::from_millis(0), &mut value);
        let appended_at = self.now.max(Timestamp::from_millis(0));
        self.now = appended_at;
        self.put(input, appended_at, "", &value);
        self.run()
    }

    /// While the breaker holds W, nothing more is said; released, it goes on (W4).
    fn let_go(&mut self) -> Result<(), String> {
        for turn in 0.. {
            if self.task.watermark() >= self.watermark {
                break;
            }
            if self.task.hold() != Some(Hold::Breaker) || turn > 1000 {
                return Err(format!("W does not go on: {:?}", self.task.hold()));
            }
            self.control(Input::ALL[turn % 3], ControlKind::Release)?;
        }
        Ok(())
    }

    /// W asked for while it is stopped by hand stays where it was (W3).
    pub(crate) fn follow_stopped(&mut self, step: &Step) -> Result<(), String> {
        self.control(Input::Disposition, ControlKind::Stop)?;
        let before = self.task.watermark();
        if let Step::Watermark(to) = step {
            self.watermark = self.watermark.max(*to);
            self.now = self.now.max(*to);
            self.run()?;
        }
        if self.task.watermark() != before || self.task.hold().is_none() {
            return Err("W went on although it was stopped".to_owned());
        }
        self.control(Input::Disposition, ControlKind::Release)?;
        self.let_go()
    }

    /// Whether history is being read (W5).
    pub(crate) fn set_importing(&mut self, is_importing: bool) {
        self.is_importing = is_importing;
        self.task.set_importing(is_importing);
    }

    /// Time passes, and nothing else.
    pub(crate) fn pass(&mut self, span: Span) -> Result<(), String> {
        self.now = self.now + span;
        self.run()
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
                self.hear(&batch)?;
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

    /// Takes a batch for committed: what goes out is accounted for, what changes is kept.
    fn hear(&mut self, batch: &Batch) -> Result<(), String> {
        let mut asserted = BTreeSet::new();
        for output in batch.outputs() {
            let value = output.value.unwrap_or_default();
            match output.topic {
                Topic::LeadTransitions => {
                    let row = read::Transition::read(value).map_err(|e| e.to_string())?;
                    let told = transition(&row, self.definitions.graph());
                    self.identify(&mut asserted, &row.lead_id, row.sign, &row.id, &told)?;
                    self.account(&row.lead_id, row.sign, &row.publication, told)?;
                }
                Topic::SlaViolations => {
                    let row = read::Sla::read(value).map_err(|e| e.to_string())?;
                    if row.sign == 0 {
                        self.warn(&row)?;
                        continue;
                    }
                    let told = sla(&row);
                    self.identify(&mut asserted, &row.lead_id, row.sign, &row.id, &told)?;
                    self.account(&row.lead_id, row.sign, &row.publication, told)?;
                }
                Topic::DeadLetters => self.dead_letters += 1,
                _ => {}
            }
        }
        for change in batch.changes() {
            self.changelog
                .push((change.key.to_vec(), change.value.map(<[u8]>::to_vec)));
        }
        self.committed = self.task.watermark();
        Ok(())
    }

    /// R7: one identity, one id, whatever the values. R1: what is replaced goes before what replaces it.
    fn identify(
        &mut self,
        asserted: &mut BTreeSet<String>,
        lead: &str,
        sign: i32,
        id: &str,
        row: &Row,
    ) -> Result<(), String> {
        let key = (lead.to_owned(), row.identity.clone());
        let known = self.ids.entry(key).or_insert_with(|| id.to_owned());
        if known != id {
            return Err(format!("{lead}: {known} is now called {id}: {row:?}"));
        }
        if sign > 0 {
            asserted.insert(id.to_owned());
        } else if asserted.contains(id) {
            return Err(format!("{lead}: asserted before taken back: {row:?}"));
        }
        Ok(())
    }

    /// R5: once, when W has passed it; of the risk not when the promise is broken already, of an escalation not before.
    fn warn(&mut self, sent: &read::Sla) -> Result<(), String> {
        let watermark = self.task.watermark();
        let told = notice(sent);
        let key = (
            sent.lead_id.clone(),
            told.clock.clone(),
            told.started_at,
            told.tier,
        );
        let is_broken = told.due_at <= watermark;
        if told.instant > watermark || is_broken != (told.tier > 0) || !self.warned.insert(key) {
            return Err(format!(
                "warned out of turn, or twice, at {watermark}: {sent:?}"
            ));
        }
        self.warnings.push((sent.lead_id.clone(), told));
        Ok(())
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
        // A folder may be opened with another size of segments.
        self.settings.bounds.segment = self.settings.bounds.segment % 4 + 1;
        self.task = open(&self.definitions, self.settings, &self.store);
        self.task.set_importing(self.is_importing);
        if self.task.watermark() != self.committed {
            return Err("W is not the one of the last commit".to_owned());
        }
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

/// All keys and values of a store.
type Content = Vec<(Vec<u8>, Vec<u8>)>;

fn content(store: &Store) -> Result<Content, String> {
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
