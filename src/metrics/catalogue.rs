//! The catalogue: every metric of leadfold, declared once, with its unit, its labels and its help. `docs/metrics.md` is generated from it.

use super::Metric;

/// What a metric is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// Only grows, from 0 at each start of the process.
    Counter,
    /// Goes up and down.
    Gauge,
    /// Counts observations by size.
    Histogram,
}

impl Sort {
    /// The word Prometheus has for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Counter => "counter",
            Self::Gauge => "gauge",
            Self::Histogram => "histogram",
        }
    }
}

/// One metric as declared.
#[derive(Clone, Copy, Debug)]
pub struct Declaration {
    /// Which.
    pub metric: Metric,
    /// Its full name.
    pub name: &'static str,
    /// What it is.
    pub sort: Sort,
    /// What is counted or measured.
    pub unit: &'static str,
    /// Its labels; each has few, known values.
    pub labels: &'static [&'static str],
    /// What it tells, and what to do about it.
    pub help: &'static str,
}

const fn counter(
    metric: Metric,
    name: &'static str,
    unit: &'static str,
    labels: &'static [&'static str],
    help: &'static str,
) -> Declaration {
    Declaration {
        metric,
        name,
        sort: Sort::Counter,
        unit,
        labels,
        help,
    }
}

const fn gauge(
    metric: Metric,
    name: &'static str,
    unit: &'static str,
    labels: &'static [&'static str],
    help: &'static str,
) -> Declaration {
    Declaration {
        metric,
        name,
        sort: Sort::Gauge,
        unit,
        labels,
        help,
    }
}

/// Where the latency histogram cuts: the thresholds promised to readers (25 ms, 1 s, 5 s) are among them, so that no ratio is interpolated.
pub(super) const LATENCY_CUTS: [f64; 14] = [
    0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0,
];

/// Every metric, in the order of [`Metric`].
pub const CATALOGUE: [Declaration; 33] = [
    counter(
        Metric::EventsConsumed,
        "leadfold_events_consumed_total",
        "events",
        &["input"],
        "Records read from an input, whatever became of them.",
    ),
    counter(
        Metric::EventsDuplicate,
        "leadfold_events_duplicate_total",
        "events",
        &[],
        "Events that had been accepted before and were dropped (rule J4).",
    ),
    counter(
        Metric::EventsRejected,
        "leadfold_rejected_total",
        "events",
        &["input", "code"],
        "Records refused, by reason code: they are no events, or come too late to be taken. Each is a dead letter; docs/rejections.md says what to do about it.",
    ),
    counter(
        Metric::EventsLate,
        "leadfold_late_total",
        "events",
        &[],
        "Accepted events that were older than the newest event of their lead; the lead was folded again.",
    ),
    counter(
        Metric::TransitionsAsserted,
        "leadfold_transitions_asserted_total",
        "rows",
        &["from_stage", "to_stage"],
        "Stage transitions asserted (sign +1). Asserted minus retracted is the net.",
    ),
    counter(
        Metric::TransitionsRetracted,
        "leadfold_transitions_retracted_total",
        "rows",
        &["from_stage", "to_stage"],
        "Stage transitions taken back (sign -1), because an earlier event arrived late or a disposition was revoked.",
    ),
    counter(
        Metric::SlaAsserted,
        "leadfold_sla_asserted_total",
        "rows",
        &["clock", "state"],
        "SLA outcomes asserted: met, violated, met_late, cancelled. A violated promise must never page an SRE.",
    ),
    counter(
        Metric::SlaRetracted,
        "leadfold_sla_retracted_total",
        "rows",
        &["clock", "state"],
        "SLA outcomes taken back, because the deed was done in time and heard of late.",
    ),
    counter(
        Metric::SlaAtRisk,
        "leadfold_sla_at_risk_total",
        "notices",
        &["clock"],
        "Warnings sent before a promise is due; sent once, never taken back.",
    ),
    counter(
        Metric::SlaEscalated,
        "leadfold_sla_escalated_total",
        "notices",
        &["clock"],
        "Escalations sent after a promise was broken; sent once each, never taken back.",
    ),
    counter(
        Metric::RefusedMoves,
        "leadfold_refused_moves_total",
        "events",
        &["outcome"],
        "Dispositions that were not lawful in their lead's stage and moved nothing (rule F7).",
    ),
    counter(
        Metric::UnspecifiedReasons,
        "leadfold_unspecified_reason_total",
        "events",
        &["outcome"],
        "Dispositions whose reason was missing or not in the agreement's list, and became `unspecified`.",
    ),
    counter(
        Metric::IrregularMoves,
        "leadfold_irregular_moves_total",
        "events",
        &["outcome"],
        "A reject after contact, or a disqualify before it: taken as said, and worth a talk (rule F7).",
    ),
    counter(
        Metric::TrimmedEarly,
        "leadfold_trimmed_early_total",
        "events",
        &[],
        "Events made final before the horizon because their lead's journal was full (rule J2).",
    ),
    counter(
        Metric::AssetsFull,
        "leadfold_assets_full_total",
        "events",
        &[],
        "Engagements that a rule with a limit by asset did not credit because their lead has touched 64 assets in its window (rule S12).",
    ),
    counter(
        Metric::TraitsFull,
        "leadfold_traits_full_total",
        "events",
        &[],
        "Records with further traits than the 256 for which a lead has room; those were left out.",
    ),
    gauge(
        Metric::Leads,
        "leadfold_leads",
        "leads",
        &["stage"],
        "Leads by the stage they stand in, from the task's own counts.",
    ),
    gauge(
        Metric::UnsettledLeads,
        "leadfold_unsettled_leads",
        "leads",
        &[],
        "Leads with rows that wait for quiet before they go out (rule W5).",
    ),
    gauge(
        Metric::SeededRows,
        "leadfold_seeded_rows",
        "rows",
        &[],
        "Rows that count as published and were never sent, because their leads stood there before (`import --seed`).",
    ),
    gauge(
        Metric::StageImbalance,
        "leadfold_stage_imbalance",
        "leads",
        &[],
        "Sum over stages of the difference between balance and inflow minus outflow. Anything but 0 is a bug (law 6).",
    ),
    gauge(
        Metric::OpenClocks,
        "leadfold_open_clocks",
        "clocks",
        &[],
        "SLA clocks that run at present.",
    ),
    gauge(
        Metric::WatermarkTimestamp,
        "leadfold_watermark_timestamp_seconds",
        "seconds since 1970",
        &["partition"],
        "How far event time has surely come; `time() -` this is how far SLA outcomes are behind.",
    ),
    gauge(
        Metric::WatermarkLag,
        "leadfold_watermark_lag_seconds",
        "seconds",
        &["input"],
        "How far behind the clock an input lets the watermark come, the largest of the partitions; infinite while nothing is known of it, as before the first heartbeat. Grows while the watermark is held.",
    ),
    gauge(
        Metric::WatermarkHolder,
        "leadfold_watermark_holder",
        "0 or 1",
        &["input", "reason"],
        "1 for an input that holds the watermark of some partition: a record stamped `ahead` of the clock, `stopped` by hand, the `breaker`, no `heartbeat`, or a `backlog`, the latter two from 2 min beyond the input's delay. 0 everywhere is health.",
    ),
    gauge(
        Metric::BreakerHeld,
        "leadfold_breaker_held",
        "tasks",
        &[],
        "Tasks that hold back a mass of violations because no disposition was read for long (rule W4). Look at the CRM's connector, then release.",
    ),
    gauge(
        Metric::Tasks,
        "leadfold_tasks",
        "tasks",
        &[],
        "Partitions that this process works on.",
    ),
    counter(
        Metric::Commits,
        "leadfold_commits_total",
        "commits",
        &[],
        "Commits made durable.",
    ),
    counter(
        Metric::CommitRecords,
        "leadfold_commit_records_total",
        "records",
        &["sort"],
        "Records written by commits: outputs (with dead letters) and state changes.",
    ),
    gauge(
        Metric::LastCommit,
        "leadfold_last_commit_timestamp_seconds",
        "seconds since 1970",
        &[],
        "When the newest commit was made; stands still while nothing happens.",
    ),
    Declaration {
        metric: Metric::Latency,
        name: "leadfold_latency_seconds",
        sort: Sort::Histogram,
        unit: "seconds",
        labels: &[],
        help: "From the append of the oldest record read for a commit until that commit was durable.",
    },
    gauge(
        Metric::ReplayedRecords,
        "leadfold_restore_replayed_records",
        "records",
        &[],
        "Changelog records replayed into the store when this process started.",
    ),
    gauge(
        Metric::BuildInfo,
        "leadfold_build_info",
        "1",
        &["version"],
        "The version of leadfold that runs.",
    ),
    gauge(
        Metric::DefinitionInfo,
        "leadfold_definition_info",
        "1",
        &["version"],
        "The versions of the agreement that are loaded.",
    ),
];
