//! Where the engine says that a lead stands, in the words of the model (S13).

use crate::model::clock::Running;
use crate::model::lead::{Campaigns, Marks, Visit};
use crate::model::view::View;
use leadfold::lead::definition::Definitions;
use leadfold::lead::state::{Clock, State};
use leadfold::lead::text::Text;
use leadfold::time::{Span, Timestamp};

/// The engine's state as of an instant to which it was walked.
pub(crate) fn standing(state: &State, definitions: &Definitions, as_of: Timestamp) -> View {
    let version = definitions.version(state.version);
    let segment = version
        .zip(state.segment)
        .map(|(version, place)| version.segments[usize::from(place)].name.clone());
    let visits = state.visits.iter().map(|visit| Visit {
        stage: visit.stage,
        first_at: visit.first_at,
        latest_at: visit.latest_at,
    });
    View {
        stage: state.stage,
        entered_at: state.entered_at,
        cycle: state.cycle,
        contacted: state.contacted,
        owner: owned(state.owner.as_ref()),
        team: owned(state.team.as_ref()),
        amount: state.amount,
        source: owned(state.profile.source.as_ref()),
        campaign: owned(state.profile.campaign.as_ref()),
        grade: state.grade,
        segment,
        score: state.score_at(definitions, as_of),
        version: state.version,
        on_hold_until: state.hold_until,
        suspended: state.suspended,
        pinned_until: state.pinned_until.filter(|until| as_of <= *until),
        visits: visits.collect(),
        marks: Marks {
            qualified_at: state.marks.qualified_at,
            assigned_at: state.marks.assigned_at,
            accepted_at: state.marks.accepted_at,
            touched_at: state.marks.touched_at,
        },
        campaigns: Campaigns {
            first: owned(state.campaigns.first.as_ref()),
            last: owned(state.campaigns.last.as_ref()),
            at_mql: owned(state.campaigns.at_mql.as_ref()),
        },
        clocks: state
            .clocks
            .iter()
            .filter_map(|clock| running(clock, definitions, as_of))
            .collect(),
    }
}

fn running(clock: &Clock, definitions: &Definitions, as_of: Timestamp) -> Option<Running> {
    let running = clock.running.as_ref()?;
    let version = definitions.version(running.version)?;
    let target = &version.clock(clock.name.as_str())?.targets[usize::from(running.target)];
    let since = running.running_since.map(|since| match target.calendar {
        Some(place) => version.calendar(place).elapsed(since, as_of),
        None => as_of - since,
    });
    let counted = running.counted.as_millis() + since.unwrap_or(Span::ZERO).as_millis();
    Some(Running {
        name: clock.name.as_str().to_owned(),
        started_at: running.started_at,
        is_paused: running.running_since.is_none(),
        counted: Span::from_millis(counted),
        due_at: (running.running_since.is_some() || running.violated).then_some(running.due_at),
    })
}

fn owned(text: Option<&Text>) -> Option<String> {
    text.map(|text| text.as_str().to_owned())
}
