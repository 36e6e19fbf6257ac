//! The show: puts the traffic into the log, lets the engine work, and tells what the ledger reads from the outputs.

use super::ledger::Ledger;
use super::life::{Deed, Told};
use super::screen;
use super::summary::{Records, Summary};
use super::traffic::{self, Delivery, Live, Plan};
use crate::audit::funnel::{self, Dimension};
use crate::cli::failure::{Failure, Outcome};
use crate::cli::{control, explain, folder, print, run, table};
use crate::lead::definition::Graph;
use crate::lead::event::Input;
use crate::log::{Log, NewRecord};
use crate::service::Engine;
use crate::service::stop::Stop;
use crate::time::zone::Zone;
use crate::time::{Now, Span, SystemNow, Timestamp};
use crate::wire::decode::{ControlKind, Decoder};
use crate::wire::encode;
use crate::wire::partition::partition;
use crate::wire::schemas::Schemas;
use crate::wire::topic::Topic;
use std::collections::BTreeMap;

/// Records of history appended between two turns of the engine.
const APPENDED_AT_ONCE: usize = 2_000;
/// How often the live view is drawn.
const REDRAWN_EVERY: Span = Span::from_secs(1);

/// The running demo.
#[derive(Debug)]
pub(super) struct Show {
    engine: Engine,
    partitions: u16,
    ledger: Ledger,
    graph: Graph,
    plan: Plan,
    /// Since when the CRM's connector is dead, as last told.
    outage: Option<Timestamp>,
    outages: u32,
}

impl Show {
    pub(super) fn new(mut engine: Engine, graph: Graph, plan: Plan) -> Self {
        let partitions = engine.log().partitions();
        Self {
            engine,
            partitions,
            ledger: Ledger::new(partitions, graph.clone()),
            graph,
            plan,
            outage: None,
            outages: 0,
        }
    }

    /// Reads some weeks of history at once, unless the folder has one already.
    pub(super) fn history(&mut self, until: Timestamp, stop: &Stop) -> Outcome {
        self.engine.set_importing(true);
        let mut is_new = true;
        for input in Input::ALL {
            for partition in 0..self.partitions {
                let end = self.engine.log().end(Topic::of(input), partition);
                is_new &= end.map_err(folder::of_log)? == 0;
            }
        }
        if is_new && self.plan.leads > 0 {
            let told = traffic::history(&self.plan, until);
            print::note(&format!(
                "history: {} records of {} leads in {}",
                table::count(told.len() as u64),
                table::count(self.plan.leads.into()),
                traffic::HISTORY,
            ))?;
            for some in told.chunks(APPENDED_AT_ONCE) {
                if stop.is_said() {
                    break;
                }
                self.append(some.iter(), SystemNow.now())?;
                self.engine.turn().map_err(run::of_service)?;
            }
        }
        // The CRM's connector says that all of it has been told; only then may anybody be judged.
        self.heartbeat(Input::Disposition, SystemNow.now())?;
        self.engine.catch_up().map_err(run::of_service)?;
        self.engine.set_importing(false);
        self.engine.catch_up().map_err(run::of_service)
    }

    /// Lets live traffic in until it has lasted long enough or was stopped.
    pub(super) fn live(&mut self, lasts: Option<Span>, watched: bool, stop: &Stop) -> Outcome {
        let began_at = SystemNow.now();
        let ends_at = lasts.map_or(Timestamp::MAX, |lasts| began_at + lasts);
        let mut live = Live::new(self.plan, began_at);
        let mut view = View::new(watched);
        let mut draw_at = began_at;
        loop {
            let now = SystemNow.now();
            if now >= ends_at || stop.is_said() {
                break;
            }
            self.deliver(&mut live, now)?;
            let turn = self.engine.turn().map_err(run::of_service)?;
            self.tell_of_connector(&live, watched)?;
            if watched && now >= draw_at {
                let head = self.head(&live, began_at, now);
                view.draw(&format!("{head}\n{}", self.page()?))?;
                // The report reads the whole log: when that takes long, it is drawn less often, so that the engine keeps its time.
                let took = SystemNow.now() - now;
                let least = REDRAWN_EVERY.max(Span::from_millis(took.as_millis() * 9));
                draw_at = now + least;
            }
            let until = live.due_at().min(draw_at).min(ends_at);
            if turn.is_idle && stop.wait(self.engine.rest(turn, until)) {
                break;
            }
        }
        view.clear()?;
        self.engine.catch_up().map_err(run::of_service)
    }

    fn deliver(&mut self, live: &mut Live, now: Timestamp) -> Outcome {
        let mut told = Vec::new();
        for delivery in live.deliver(now) {
            match delivery {
                Delivery::Told(record) => told.push(record),
                Delivery::Heartbeat(input, at) => {
                    // What was told before the heartbeat stands before it in the log.
                    self.append(told.iter(), now)?;
                    told.clear();
                    self.heartbeat(input, at)?;
                }
            }
        }
        self.append(told.iter(), now)
    }

    fn heartbeat(&mut self, input: Input, at: Timestamp) -> Outcome {
        let kind = ControlKind::Heartbeat;
        control::append(self.engine.log(), self.partitions, input, kind, at)
    }

    fn append<'a>(&mut self, told: impl Iterator<Item = &'a Told>, now: Timestamp) -> Outcome {
        /// What one partition of one input gets: keys and values.
        type Places<'a> = BTreeMap<(Input, u16), Vec<(&'a str, Vec<u8>)>>;
        let mut places: Places<'a> = BTreeMap::new();
        for told in told {
            let mut value = Vec::new();
            match (&told.deed, told.event()) {
                (Deed::Broken(_, bytes), _) => value.extend_from_slice(bytes.as_bytes()),
                (_, Some(event)) => encode::event(&event, &mut value),
                (_, None) => continue,
            }
            let home = partition(&told.lead_id, self.partitions);
            let place = places.entry((told.input(), home)).or_default();
            place.push((&told.lead_id, value));
        }
        for ((input, home), values) in &places {
            let records: Vec<NewRecord<'_>> = (values.iter())
                .map(|(lead_id, value)| NewRecord {
                    key: lead_id.as_bytes(),
                    value,
                    headers: &[],
                })
                .collect();
            (self.engine.log())
                .append(Topic::of(*input), *home, &records, now)
                .map_err(folder::of_log)?;
        }
        Ok(())
    }

    /// Off the terminal, the connector's death and return are told as they happen.
    fn tell_of_connector(&mut self, live: &Live, watched: bool) -> Outcome {
        match (self.outage, live.dead_since()) {
            (None, Some(since)) => {
                self.outage = Some(since);
                self.outages += 1;
                if watched {
                    return Ok(());
                }
                print::note(&format!("{}: {DEAD}", explain::instant(since)))
            }
            (Some(since), None) => {
                self.outage = None;
                if watched {
                    return Ok(());
                }
                let now = SystemNow.now();
                print::note(&format!(
                    "{}: the CRM's connector is back after {}; what it held has arrived, and the clocks are judged again",
                    explain::instant(now),
                    explain::about(now - since),
                ))
            }
            (None, None) | (Some(_), Some(_)) => Ok(()),
        }
    }

    fn head(&self, live: &Live, began_at: Timestamp, now: Timestamp) -> String {
        let behind = now - self.engine.watermark();
        let mut text = table::paragraph(
            "",
            &format!(
                "leadfold demo, live for {}: an hour of working life lasts {}; SLA outcomes are {} behind. Ctrl-C ends it.",
                explain::about(now - began_at),
                self.plan.hour,
                explain::about(behind),
            ),
            2,
        );
        if live.dead_since().is_some() {
            let held = live.held();
            text.push_str(&table::paragraph(
                "! ",
                &format!("{DEAD} ({held} dispositions wait)"),
                3,
            ));
        }
        text
    }

    /// What has been published so far.
    pub(super) fn summary(&mut self) -> Outcome<Summary> {
        self.ledger.look(self.engine.log())?;
        let mut records = Records {
            open_clocks: self.engine.open_clocks(),
            outages: self.outages,
            ..Records::default()
        };
        for counts in self.engine.counts() {
            records.consumed +=
                counts.records.iter().sum::<u64>() - counts.controls.iter().sum::<u64>();
            records.duplicates += counts.duplicates.iter().sum::<u64>();
            records.late += counts.late.iter().sum::<u64>();
        }
        let funnel = funnel::read(
            self.engine.log(),
            self.partitions,
            &mut Decoder::new(Schemas::bundled()),
            &self.graph,
            Some(Dimension::Campaign),
            &Zone::utc(),
        );
        let funnel = funnel.map_err(Failure::failed)?;
        Ok(self.ledger.summary(funnel, records))
    }

    /// The same, drawn.
    pub(super) fn page(&mut self) -> Outcome<String> {
        Ok(screen::page(&self.summary()?))
    }

    /// Ends it; what was kept can be worked on by `run`.
    pub(super) fn close(self) -> Outcome {
        self.engine.close().map_err(run::of_service)
    }
}

const DEAD: &str = "the CRM's connector is dead, its heartbeats have stopped: the clocks' judge waits, and nobody is accused";

/// The live view: a page drawn again in the same place.
#[derive(Debug)]
struct View {
    terminal: Option<console::Term>,
    lines: usize,
}

impl View {
    fn new(watched: bool) -> Self {
        Self {
            terminal: watched.then(console::Term::buffered_stdout),
            lines: 0,
        }
    }

    fn draw(&mut self, page: &str) -> Outcome {
        let Some(terminal) = &self.terminal else {
            return Ok(());
        };
        // A page longer than the screen would scroll, and could not be taken back.
        let height = usize::from(terminal.size().0).saturating_sub(1).max(1);
        let shown: Vec<&str> = page.lines().take(height).collect();
        let drawn = terminal
            .clear_last_lines(self.lines)
            .and_then(|()| terminal.write_str(&format!("{}\n", shown.join("\n"))))
            .and_then(|()| terminal.flush());
        drawn.map_err(Failure::failed)?;
        self.lines = shown.len();
        Ok(())
    }

    fn clear(&mut self) -> Outcome {
        let Some(terminal) = &self.terminal else {
            return Ok(());
        };
        let cleared = terminal
            .clear_last_lines(self.lines)
            .and_then(|()| terminal.flush());
        self.lines = 0;
        cleared.map_err(Failure::failed)
    }
}
