//! Rows as consumers get them, back from bytes to the words of the domain.

use leadfold::lead::definition::{Grade, Graph};
use leadfold::lead::event::Input;
use leadfold::lead::row::{
    Cause, Detail, Identity, Kind, Lags, Route, Row, SlaNotice, SlaState, Values,
};
use leadfold::lead::text::Text;
use leadfold::wire::read;

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
        "timeout" => Cause::Timeout,
        "hold_end" => Cause::HoldEnd,
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
        first_touch_campaign: text(&of.first_touch_campaign),
        mql_campaign: text(&of.mql_campaign),
        detail,
    }
}

pub(crate) fn transition(row: &read::Transition, graph: &Graph) -> Row {
    let detail = Detail::Transition {
        from: row
            .from_stage
            .as_deref()
            .map(|name| graph.stage(name).expect("a stage of the graph")),
        entered_from_at: row.entered_from_at,
        stayed_business: row.stayed_business,
        route: Route::ALL
            .into_iter()
            .find(|route| route.name() == row.route)
            .expect("a route's word"),
        inferred: row.inferred,
        irregular: row.irregular,
        reason: text(&row.reason),
        reason_group: text(&row.reason_group),
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
        lags: row.lags,
    }
}

/// A warning (R5).
pub(crate) fn notice(row: &read::Sla) -> SlaNotice {
    let tier = row.tier.expect("a warning has a tier");
    SlaNotice {
        clock: Text::new(&row.clock),
        started_at: row.started_at,
        started_by: cause(&row.started_by),
        tier: u8::try_from(tier).expect("few tiers"),
        instant: row.instant,
        notify_not_before: row.notify_not_before,
        due_at: row.due_at,
        target: row.target,
        cycle: row.cycle,
        version: row.definition_version,
    }
}

pub(crate) fn sla(row: &read::Sla) -> Row {
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
        counted: row.counted.expect("an SLA row says what its clock counted"),
        paused: row.paused.expect("an SLA row says how long it was paused"),
        notify_not_before: row.notify_not_before,
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
        lags: Lags::default(),
    }
}
