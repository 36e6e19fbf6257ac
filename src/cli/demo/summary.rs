//! What the demo tells a sales manager, as data: made by the [ledger](super::ledger) from the output log, drawn by the [screen](super::screen).

use crate::time::Timestamp;
use serde::{Serialize, Serializer};

/// One look at everything.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Summary {
    /// Distinct leads.
    pub(super) leads: u64,
    /// The success path, in order.
    pub(super) stages: Vec<StageLine>,
    /// Stages beside the path where leads stand: name and how many.
    pub(super) beside: Vec<(String, u64)>,
    pub(super) campaigns: Vec<CampaignLine>,
    pub(super) clocks: Vec<ClockLine>,
    /// The newest transitions, newest first.
    pub(super) latest: Vec<Told>,
    pub(super) corrections: Corrections,
    pub(super) records: Records,
}

/// A stage of the success path.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct StageLine {
    pub(super) stage: String,
    /// Leads that ever came here.
    pub(super) reached: u64,
    /// The median time from the stage before, in milliseconds, over leads that came through both.
    pub(super) median_ms: Option<i64>,
    /// Leads that stand here now.
    pub(super) standing: u64,
}

/// A campaign, or leads without one.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct CampaignLine {
    pub(super) campaign: Option<String>,
    pub(super) leads: u64,
    pub(super) mql: u64,
    pub(super) sal: u64,
    pub(super) sql: u64,
    pub(super) customer: u64,
}

/// A promise, net of what was taken back.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct ClockLine {
    pub(super) clock: String,
    /// Clocks that were warned about and have come to nothing yet.
    pub(super) at_risk: u64,
    pub(super) met: u64,
    pub(super) met_late: u64,
    pub(super) violated: u64,
    pub(super) cancelled: u64,
}

/// One line of news.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Told {
    #[serde(serialize_with = "rfc3339")]
    pub(super) at: Timestamp,
    pub(super) lead_id: String,
    pub(super) what: String,
    pub(super) why: String,
}

/// What was taken back, and why.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Corrections {
    /// Transitions that turned out not to have been.
    pub(super) transitions_withdrawn: u64,
    /// SLA outcomes that turned out not to have been, but violations.
    pub(super) outcomes_withdrawn: u64,
    /// Violations taken back.
    pub(super) violations_withdrawn: u64,
    /// Rows that stand, with another value.
    pub(super) restated: u64,
    /// The newest, newest first.
    pub(super) latest: Vec<Told>,
}

/// What became of the records read.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Records {
    pub(super) consumed: u64,
    pub(super) duplicates: u64,
    pub(super) late: u64,
    /// SLA clocks that run now.
    pub(super) open_clocks: u64,
    /// How often the CRM's connector died.
    pub(super) outages: u32,
    /// By reason code.
    pub(super) dead_letters: Vec<(String, u64)>,
}

fn rfc3339<S: Serializer>(at: &Timestamp, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(at)
}
