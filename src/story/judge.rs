//! Whether a statement of a story is so, and how it is instead.

use super::check::{Check, Claim, Due, Lag, Which};
use super::desk::Desk;
use super::dial::span_text;
use super::tell::{parts, points};
use crate::lead::definition::Stage;
use crate::lead::text::Text;
use crate::time::{Span, Timestamp};

impl Check {
    /// What is so instead, if the statement is not true.
    pub(super) fn contradiction(&self, desk: &Desk<'_>) -> Option<String> {
        let (holds, so) = self.claim.judge(desk);
        (holds == self.is_negated).then_some(so)
    }
}

impl Claim {
    /// Whether it is so, and how it is.
    fn judge(&self, desk: &Desk<'_>) -> (bool, String) {
        let state = desk.state();
        match self {
            Self::Stage(stage) => judge_stage(desk, *stage),
            Self::Score(score) => {
                let now = desk.score();
                (now == *score, format!("the score is {}", points(now)))
            }
            Self::Grade(grade) => (
                state.grade == *grade,
                format!("the grade is {}", state.grade.name()),
            ),
            Self::Cycle(cycle) => (
                state.cycle == *cycle,
                format!("the cycle is {}", state.cycle),
            ),
            Self::Owner(owner) => text_claim(
                "owner",
                owner.as_deref(),
                state.owner.as_ref().map(Text::as_str),
            ),
            Self::Team(team) => text_claim(
                "team",
                team.as_deref(),
                state.team.as_ref().map(Text::as_str),
            ),
            Self::Segment(segment) => text_claim("segment", segment.as_deref(), desk.segment()),
            Self::Contacted => flag_claim(state.contacted, "contacted"),
            Self::OnHold => flag_claim(state.hold_until.is_some(), "on hold"),
            Self::BarredBy(bar) => {
                let bars = desk.bars();
                let so = match why_not(desk) {
                    None => "nothing bars the lead".to_owned(),
                    Some(why) => format!("what bars it: {why}"),
                };
                (bars.iter().any(|(name, _)| name == bar), so)
            }
            Self::Due(clock, due) => judge_due(desk, clock, *due),
            Self::Entered { which, stage, at } => judge_visit(desk, *which, (*stage, *at)),
            Self::Lag(lag, long) => judge_lag(desk, *lag, *long),
            Self::Row { parts, at } => judge_row(desk, parts, *at),
        }
    }
}

fn judge_stage(desk: &Desk<'_>, stage: Stage) -> (bool, String) {
    let state = desk.state();
    let (now, since) = (
        desk.teller.graph.name(state.stage),
        desk.told(state.entered_at),
    );
    let mut so = format!("the lead is in {now} since {since}");
    if stage == Stage::MQL
        && state.stage != Stage::MQL
        && let Some(why) = why_not(desk)
    {
        so.push_str(&format!("; {why}"));
    }
    (state.stage == stage, so)
}

fn judge_visit(desk: &Desk<'_>, which: Which, (stage, at): (Stage, Timestamp)) -> (bool, String) {
    let visit = (desk.state().visits.iter()).find(|visit| visit.stage == stage);
    let entered = visit.map(|visit| match which {
        Which::First => visit.first_at,
        Which::Latest => visit.latest_at,
    });
    let so = match entered {
        None => format!("the lead never was in {}", desk.teller.graph.name(stage)),
        Some(at) => format!("it was {}", desk.told(at)),
    };
    (entered == Some(at), so)
}

fn judge_lag(desk: &Desk<'_>, lag: Lag, long: Option<Span>) -> (bool, String) {
    let lags = desk.state().marks.lags(None);
    let now = match lag {
        Lag::Routing => lags.routing,
        Lag::Acceptance => lags.acceptance,
        Lag::Reaction => lags.reaction,
    };
    let so = match now {
        None => "there is none".to_owned(),
        Some(now) => format!("it is {}", span_text(now)),
    };
    (now == long, so)
}

fn text_claim(what: &str, wanted: Option<&str>, is: Option<&str>) -> (bool, String) {
    let so = match is {
        None => format!("there is no {what}"),
        Some(is) => format!("the {what} is {is}"),
    };
    (wanted == is, so)
}

fn flag_claim(is: bool, what: &str) -> (bool, String) {
    let not = if is { "" } else { "not " };
    (is, format!("the lead is {not}{what}"))
}

fn judge_due(desk: &Desk<'_>, clock: &str, due: Due) -> (bool, String) {
    let clocks = desk.state().clocks.iter();
    let running = clocks
        .filter(|running| running.name.as_str() == clock)
        .find_map(|running| running.running.as_ref());
    let Some(running) = running else {
        return (due == Due::None, "the clock does not run".to_owned());
    };
    if running.running_since.is_none() {
        return (due == Due::Paused, "the clock is paused".to_owned());
    }
    let so = format!("it is due {}", desk.told(running.due_at));
    (due == Due::At(running.due_at), so)
}

fn judge_row(desk: &Desk<'_>, wanted: &[String], at: Option<Timestamp>) -> (bool, String) {
    let is_it = |text: &str| {
        let said = parts(text);
        wanted.iter().all(|wanted| {
            said.iter().any(|part| {
                part.strip_prefix(wanted.as_str())
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
            })
        })
    };
    let mut lines = Vec::new();
    let mut found = false;
    for row in desk.published() {
        let text = desk.teller.row(row);
        found |= is_it(&text) && at.is_none_or(|at| at == row.identity.instant);
        lines.push(format!("{}  {text}", desk.told(row.identity.instant)));
    }
    let so = if lines.is_empty() {
        "there is no row yet".to_owned()
    } else {
        format!("the rows are\n    {}", lines.join("\n    "))
    };
    (found, so)
}

/// Why points do not make the lead an MQL now: `score 45 of 60; grade C where B is asked for`.
fn why_not(desk: &Desk<'_>) -> Option<String> {
    let bars: Vec<String> = desk.bars().into_iter().map(|(_, why)| why).collect();
    (!bars.is_empty()).then(|| bars.join("; "))
}
