//! The rows (R2, R7, R8): what is written of an entry into a stage, and of what a clock came to.

use super::clock::Ended;
use super::fold::Walk;
use super::lead::{Marks, Moment, Step};
use leadfold::lead::row::{Detail, Identity, Kind, Lags, Row, SlaState, Values};
use leadfold::lead::text::Text;
use leadfold::time::{Span, Timestamp};

impl<'a> Walk<'a> {
    pub(super) fn write_transition(&mut self, step: &Step, moment: &Moment<'a>) {
        let detail = Detail::Transition {
            from: step.from,
            entered_from_at: step.entered_from_at,
            route: step.how.route,
            inferred: step.how.inferred,
            irregular: step.how.irregular,
            stayed_business: step.stayed_business,
            reason: text(step.how.reason.as_ref()),
            reason_group: text(step.how.reason_group.as_ref()),
            actor: text(step.how.actor.as_ref()),
        };
        let kind = Kind::Transition { to: step.to };
        let mut values = self.values(step.cycle, moment.definition.version, detail);
        values.mql_campaign = text(step.mql_campaign.as_ref());
        self.write(kind, values, moment);
    }

    pub(super) fn write_sla(&mut self, (state, instance): &Ended<'a>, moment: &Moment<'a>) {
        self.lead.meets.note(match state {
            SlaState::Met => "clock met",
            SlaState::Violated => "clock violated",
            SlaState::MetLate => "clock met late",
            SlaState::Cancelled => "clock cancelled",
        });
        let kind = Kind::Sla {
            state: *state,
            clock: instance.policy.name.clone(),
            started_at: instance.started_at,
            started_by: instance.started_by.clone(),
        };
        // R8: cycle and version of the start, everything else of the instant.
        let detail = instance.detail(moment.at);
        let values = self.values(instance.cycle, instance.version, detail);
        self.write(kind, values, moment);
    }

    fn values(&self, cycle: u32, version: u32, detail: Detail) -> Values {
        let lead = &self.lead;
        Values {
            cycle,
            version,
            owner: text(lead.owner.as_ref()),
            team: text(lead.team.as_ref()),
            source: text(lead.known.source.as_ref()),
            campaign: text(lead.known.campaign.as_ref()),
            amount: lead.amount,
            first_touch_campaign: text(lead.campaigns.first.as_ref()),
            mql_campaign: text(lead.campaigns.at_mql.as_ref()),
            detail,
        }
    }

    fn write(&mut self, kind: Kind, values: Values, moment: &Moment<'a>) {
        self.rows.push(Row {
            identity: Identity {
                instant: moment.at,
                kind,
                cause: moment.cause.clone(),
            },
            values,
            score: self.lead.score(moment.at),
            grade: self.lead.grade,
            lags: lags(&self.lead.marks, moment.ingest),
        });
    }
}

/// C13: absent if either end is, or if the end comes before the beginning.
fn lags(marks: &Marks, ingest: Option<Span>) -> Lags {
    let between = |from: Option<Timestamp>, until: Option<Timestamp>| {
        let (from, until) = (from?, until?);
        (from <= until).then(|| until - from)
    };
    Lags {
        ingest,
        routing: between(marks.qualified_at, marks.assigned_at),
        acceptance: between(marks.assigned_at, marks.accepted_at),
        reaction: between(marks.accepted_at, marks.touched_at),
    }
}

fn text(value: Option<&String>) -> Option<Text> {
    value.map(|value| Text::new(value))
}
