//! What people are shown of a lead (S13).

use super::clock::Running;
use super::lead::{Campaigns, Lead, Marks, Visit};
use leadfold::lead::definition::{Grade, Stage};
use leadfold::time::Timestamp;

/// Where a lead stands at the later of W and its last event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct View {
    pub(crate) stage: Stage,
    pub(crate) entered_at: Timestamp,
    pub(crate) cycle: u32,
    pub(crate) contacted: bool,
    pub(crate) owner: Option<String>,
    pub(crate) team: Option<String>,
    pub(crate) amount: Option<i64>,
    pub(crate) source: Option<String>,
    pub(crate) campaign: Option<String>,
    pub(crate) grade: Grade,
    pub(crate) segment: Option<String>,
    /// The one that counts, in milli-points.
    pub(crate) score: i64,
    /// The version that judged the last event.
    pub(crate) version: u32,
    pub(crate) on_hold_until: Option<Timestamp>,
    pub(crate) suspended: bool,
    /// While the pin is in force.
    pub(crate) pinned_until: Option<Timestamp>,
    /// By stage.
    pub(crate) visits: Vec<Visit>,
    pub(crate) marks: Marks,
    pub(crate) campaigns: Campaigns,
    /// By name.
    pub(crate) clocks: Vec<Running>,
}

impl View {
    pub(super) fn of(lead: &Lead<'_>, clocks: Vec<Running>, at: Timestamp) -> Self {
        let mut visits = lead.visits.clone();
        visits.sort_by_key(|visit| visit.stage);
        Self {
            stage: lead.stage,
            entered_at: lead.entered_at,
            cycle: lead.cycle,
            contacted: lead.contacted,
            owner: lead.owner.clone(),
            team: lead.team.clone(),
            amount: lead.amount,
            source: lead.known.source.clone(),
            campaign: lead.known.campaign.clone(),
            grade: lead.grade,
            segment: lead.segment_name().map(str::to_owned),
            score: lead.score(at),
            version: lead.definition.version,
            on_hold_until: lead.hold_until,
            suspended: lead.suspended,
            pinned_until: lead.pinned_until.filter(|until| at <= *until),
            visits,
            marks: lead.marks,
            campaigns: lead.campaigns.clone(),
            clocks,
        }
    }
}
