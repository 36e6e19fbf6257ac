//! Every metric, declared once (in [`catalogue`]), in a registry of its own: no globals, so two services in one process do not mix.
//!
//! Rules count in plain integers; whoever drives them publishes the totals here after a commit. Label values are few and known: they are
//! given at the start, and each combination stands at 0 before it first happens, so that rates over it are right from the first increase.

pub mod catalogue;
#[cfg(test)]
mod tests;

use self::catalogue::{CATALOGUE, LATENCY_CUTS, Sort};
use prometheus::{
    Encoder, GaugeVec, Histogram, HistogramOpts, IntCounterVec, Opts, Registry, TextEncoder,
};
use std::fmt::Write;

/// A metric of the [catalogue](CATALOGUE), whose order is this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the catalogue says what each is")]
pub enum Metric {
    EventsConsumed,
    EventsDuplicate,
    EventsRejected,
    EventsLate,
    TransitionsAsserted,
    TransitionsRetracted,
    SlaAsserted,
    SlaRetracted,
    SlaAtRisk,
    SlaEscalated,
    RefusedMoves,
    UnspecifiedReasons,
    IrregularMoves,
    TrimmedEarly,
    AssetsFull,
    /// Records with traits for which their lead had no room.
    TraitsFull,
    Leads,
    UnsettledLeads,
    SeededRows,
    StageImbalance,
    OpenClocks,
    WatermarkTimestamp,
    WatermarkLag,
    WatermarkHolder,
    BreakerHeld,
    Tasks,
    Commits,
    CommitRecords,
    LastCommit,
    Latency,
    ReplayedRecords,
    BuildInfo,
    DefinitionInfo,
}

/// The values that labels may take.
#[derive(Clone, Debug, Default)]
pub struct Labels {
    /// The inputs' names.
    pub inputs: Vec<String>,
    /// The codes of rejections.
    pub codes: Vec<String>,
    /// The stages' names.
    pub stages: Vec<String>,
    /// The moves that the stage graph allows, from and to; a birth is from `none`.
    pub moves: Vec<(String, String)>,
    /// The clocks' names.
    pub clocks: Vec<String>,
    /// What a clock comes to.
    pub states: Vec<String>,
    /// The dispositions.
    pub outcomes: Vec<String>,
    /// Why an input holds the watermark.
    pub reasons: Vec<String>,
    /// The versions of the agreement.
    pub versions: Vec<String>,
}

/// All metrics of one service.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    families: Vec<Family>,
}

#[derive(Debug)]
enum Family {
    Counter(IntCounterVec),
    Gauge(GaugeVec),
    Histogram(Histogram),
}

impl Metrics {
    /// All metrics at 0, for those label values.
    #[must_use]
    pub fn new(labels: &Labels) -> Self {
        let registry = Registry::new();
        let families = CATALOGUE
            .iter()
            .map(|declared| family(&registry, declared))
            .collect();
        let metrics = Self { registry, families };
        for declared in &CATALOGUE {
            for values in combinations(declared.labels, labels) {
                let values: Vec<&str> = values.iter().map(String::as_str).collect();
                metrics.touch(declared.metric, &values);
            }
        }
        metrics.set(Metric::BuildInfo, &[env!("CARGO_PKG_VERSION")], 1.0);
        for version in &labels.versions {
            metrics.set(Metric::DefinitionInfo, &[version], 1.0);
        }
        metrics
    }

    /// Raises a counter to `total`; a total below what it shows changes nothing, since counters only grow.
    ///
    /// # Panics
    /// When the metric is no counter, or has other labels.
    pub fn raise(&self, metric: Metric, labels: &[&str], total: u64) {
        let Family::Counter(counters) = &self.families[metric as usize] else {
            panic!("{metric:?} is not a counter");
        };
        let counter = counters.with_label_values(labels);
        counter.inc_by(total.saturating_sub(counter.get()));
    }

    /// Adds to a counter.
    ///
    /// # Panics
    /// When the metric is no counter, or has other labels.
    pub fn add(&self, metric: Metric, labels: &[&str], more: u64) {
        let Family::Counter(counters) = &self.families[metric as usize] else {
            panic!("{metric:?} is not a counter");
        };
        counters.with_label_values(labels).inc_by(more);
    }

    /// Sets a gauge.
    ///
    /// # Panics
    /// When the metric is no gauge, or has other labels.
    pub fn set(&self, metric: Metric, labels: &[&str], value: f64) {
        let Family::Gauge(gauges) = &self.families[metric as usize] else {
            panic!("{metric:?} is not a gauge");
        };
        gauges.with_label_values(labels).set(value);
    }

    /// Records one observation.
    ///
    /// # Panics
    /// When the metric is no histogram.
    pub fn observe(&self, metric: Metric, value: f64) {
        let Family::Histogram(histogram) = &self.families[metric as usize] else {
            panic!("{metric:?} is not a histogram");
        };
        histogram.observe(value);
    }

    /// The text that Prometheus scrapes.
    #[must_use]
    pub fn scrape(&self) -> String {
        let mut text = Vec::new();
        TextEncoder::new()
            .encode(&self.registry.gather(), &mut text)
            .expect("metrics of this catalogue can be written into memory");
        String::from_utf8(text).expect("the exposition is text")
    }

    fn touch(&self, metric: Metric, values: &[&str]) {
        match &self.families[metric as usize] {
            Family::Counter(counters) => drop(counters.with_label_values(values)),
            Family::Gauge(gauges) => drop(gauges.with_label_values(values)),
            Family::Histogram(_) => {}
        }
    }
}

fn family(registry: &Registry, declared: &catalogue::Declaration) -> Family {
    const LAWFUL: &str = "the catalogue has lawful and distinct names";
    let options = Opts::new(declared.name, declared.help);
    match declared.sort {
        Sort::Counter => {
            let counters = IntCounterVec::new(options, declared.labels).expect(LAWFUL);
            registry.register(Box::new(counters.clone())).expect(LAWFUL);
            Family::Counter(counters)
        }
        Sort::Gauge => {
            let gauges = GaugeVec::new(options, declared.labels).expect(LAWFUL);
            registry.register(Box::new(gauges.clone())).expect(LAWFUL);
            Family::Gauge(gauges)
        }
        Sort::Histogram => {
            let options = HistogramOpts::from(options).buckets(LATENCY_CUTS.to_vec());
            let histogram = Histogram::with_opts(options).expect(LAWFUL);
            registry
                .register(Box::new(histogram.clone()))
                .expect(LAWFUL);
            Family::Histogram(histogram)
        }
    }
}

/// All label values a metric starts with. Versions and partitions are not known before; those series begin when they are first set.
fn combinations(names: &[&str], labels: &Labels) -> Vec<Vec<String>> {
    if names == ["from_stage", "to_stage"] {
        return (labels.moves.iter())
            .map(|(from, to)| vec![from.clone(), to.clone()])
            .collect();
    }
    let mut all = vec![Vec::new()];
    for name in names {
        let sorts = ["output".to_owned(), "change".to_owned()];
        let values: &[String] = match *name {
            "input" => &labels.inputs,
            "code" => &labels.codes,
            "stage" => &labels.stages,
            "clock" => &labels.clocks,
            "state" => &labels.states,
            "outcome" => &labels.outcomes,
            "reason" => &labels.reasons,
            "sort" => &sorts,
            _ => &[],
        };
        all = all
            .iter()
            .flat_map(|prefix| {
                values.iter().map(move |value| {
                    let mut next = prefix.clone();
                    next.push(value.clone());
                    next
                })
            })
            .collect();
    }
    all
}

/// `docs/metrics.md`, as generated from the catalogue.
#[must_use]
pub fn document() -> String {
    let mut text = String::from(
        "# Metrics\n\n\
         `/metrics` answers in the Prometheus text format. Names and labels are part of leadfold's interface: a change stands in the changelog.\n\
         Generated from `src/metrics/catalogue.rs`; `UPDATE_EXPECT=1 cargo test --lib metrics` writes this page anew.\n\n\
         No label ever holds a lead, a person, a campaign or a free text. Every known combination stands at 0 from the start. Buckets are classic; a\n\
         server may turn them into native histograms with custom buckets when it scrapes.\n\n\
         | name | type | unit | labels | meaning |\n|---|---|---|---|---|\n",
    );
    for declared in &CATALOGUE {
        let labels: Vec<String> = (declared.labels.iter())
            .map(|label| format!("`{label}`"))
            .collect();
        let row = writeln!(
            text,
            "| `{}` | {} | {} | {} | {} |",
            declared.name,
            declared.sort.name(),
            declared.unit,
            labels.join(", "),
            declared.help,
        );
        row.expect("text can be written into memory");
    }
    text
}
