//! `lead show` for people: a page of 80 columns that answers "why is this lead an MQL" in its first lines.

use super::look::Looked;
use super::standing::{
    Standing, calendar_of, fit, judgement, left, move_of, rows, rule_name, segment,
};
use crate::cli::explain::{self, about, instant, points, signed};
use crate::cli::table::{WIDTH, clip, columns, count, paragraph};
use crate::lead::definition::Definitions;
use crate::lead::entry::{Deed, Patch, What};
use crate::lead::row::{Detail, Kind, Row};
use crate::lead::state::{Clock, Running};
use crate::lead::steps::{Step, steps};
use crate::lead::text::Text;
use crate::lead::walk::Note;
use crate::time::{Span, Timestamp};

/// Lines of each list shown unless all are asked for: the newest. A list then fits a screen.
const MOST: usize = 16;
/// Lines of one paragraph: a hostile reason or name cannot fill the terminal.
const MOST_LINES: usize = 8;

/// The page; with `all`, lists are not cut.
pub(super) fn page(lead_id: &str, looked: &Looked, all: bool) -> String {
    let most = if all { usize::MAX } else { MOST };
    let mut text = why(lead_id, looked);
    text.push('\n');
    text.push_str(&stands(looked));
    text.push('\n');
    text.push_str(&score(looked, most));
    text.push('\n');
    text.push_str(&clocks(looked));
    text.push('\n');
    text.push_str(&journal(looked, most));
    text.push('\n');
    text.push_str(&published(looked, most));
    text
}

fn why(lead_id: &str, looked: &Looked) -> String {
    let graph = looked.definitions.graph();
    let mut text = format!("lead {}\n", clip(lead_id, WIDTH - 5));
    let told = looked.found.reasons.iter().rev();
    for told in told.filter_map(|reason| move_of(&reason.row, Some(&reason.evidence), graph)) {
        text.push_str(&paragraph("  ", &explain::sentence(&told), MOST_LINES));
    }
    if looked.found.reasons.is_empty() {
        let state = looked.found.lead.current();
        let standing = format!(
            "stands in {} since {}",
            graph.name(state.stage),
            instant(state.entered_at)
        );
        text.push_str(&paragraph("  ", &standing, MOST_LINES));
    }
    text
}

fn stands(looked: &Looked) -> String {
    let state = looked.found.lead.current();
    let profile = &state.profile;
    let word = |value: &Option<Text>| {
        value
            .as_ref()
            .map_or_else(|| "-".to_owned(), |text| text.as_str().to_owned())
    };
    let stage = looked.definitions.graph().name(state.stage);
    let mut lines = vec![
        (
            "stage",
            format!("{stage} since {}", instant(state.entered_at)),
        ),
        ("route", state.route.name().to_owned()),
        ("cycle", state.cycle.to_string()),
        ("score", score_line(looked)),
        ("grade", grade_line(looked)),
        (
            "contacted",
            if state.contacted { "yes" } else { "no" }.to_owned(),
        ),
        ("owner", word(&state.owner)),
        ("team", word(&state.team)),
        (
            "amount",
            state
                .amount
                .map_or_else(|| "-".to_owned(), |amount| format!("{amount} minor units")),
        ),
        ("source", word(&profile.source)),
        ("campaign", word(&profile.campaign)),
        ("account", word(&profile.account)),
        ("agreement", format!("version {}", state.version)),
    ];
    lines.extend(extras(looked));
    let mut text = "where it stands\n".to_owned();
    for (name, value) in lines {
        text.push_str(&paragraph(&format!("  {name:<10} "), &value, MOST_LINES));
    }
    text
}

/// What most leads do not have.
fn extras(looked: &Looked) -> Vec<(&'static str, String)> {
    let found = &looked.found;
    let state = found.lead.current();
    let mut lines = Vec::new();
    let definition = looked.definitions.version(state.version);
    if definition.is_some_and(|definition| definition.models.len() > 1) {
        let segment = segment(state, &looked.definitions).unwrap_or("-");
        lines.push(("segment", segment.to_owned()));
        lines.push(("model", found.lines.model.clone()));
    }
    if state.suspended {
        lines.push((
            "scoring",
            "suspended: what it does earns nothing".to_owned(),
        ));
    }
    if let Some(until) = state.hold_until {
        lines.push(("on hold", format!("until {}", instant(until))));
    }
    match state.pinned_until {
        Some(Timestamp::MAX) => lines.push(("pinned", "by an override, for good".to_owned())),
        Some(until) if until >= found.as_of => {
            lines.push(("pinned", format!("by an override until {}", instant(until))));
        }
        Some(_) | None => {}
    }
    if let Some(until) = state.cool_until.filter(|until| *until > found.as_of) {
        let told = format!("until {}: points wait, people need not", instant(until));
        lines.push(("cool-down", told));
    }
    lines
}

fn score_line(looked: &Looked) -> String {
    let found = &looked.found;
    let state = found.lead.current();
    let mut text = points(found.lines.score);
    let definition = looked.definitions.version(state.version);
    let model = definition.and_then(|definition| {
        let mut models = definition.models.iter();
        models.find(|model| model.name == found.lines.model)
    });
    if let Some(threshold) = model.and_then(|model| model.threshold.as_ref()) {
        text.push_str(&format!(" of {}", points(threshold.score)));
        if let Some(least) = threshold.grade {
            text.push_str(&format!(" with grade {} or better", least.name()));
        }
    }
    if let Some(leave) = state.held_at {
        text.push_str(&format!(", the stage is left below {}", points(leave)));
    }
    text.push_str(&format!(", as of {}", instant(found.as_of)));
    text
}

fn grade_line(looked: &Looked) -> String {
    let grade = looked.found.lead.current().grade.name();
    let earned: Vec<String> = fit(looked)
        .into_iter()
        .map(|(rule, milli)| format!("{rule} {}", signed(milli)))
        .collect();
    if earned.is_empty() {
        grade.to_owned()
    } else {
        format!("{grade}: {}", earned.join(", "))
    }
}

/// The score line by line; what is not shown is summed, so that the column adds up (law 7).
fn score(looked: &Looked, most: usize) -> String {
    let lines = &looked.found.lines;
    let hidden = lines.credits.len().saturating_sub(most);
    let mut table = vec![vec![
        "  points".to_owned(),
        "then".to_owned(),
        "now".to_owned(),
    ]];
    if hidden > 0 {
        let (then, now) = lines.credits[..hidden]
            .iter()
            .fold((0_i64, 0_i64), |(then, now), (credit, worth)| {
                (then.saturating_add(credit.points), now + worth)
            });
        let name = format!("  {} older lines, shown by --all", count(hidden as u64));
        table.push(vec![name, exact(then), exact(now)]);
    }
    for (credit, now) in &lines.credits[hidden..] {
        let rule = rule_name(&looked.definitions, credit.version, credit.rule);
        // 80 columns less the instant and two numbers of up to 11 characters.
        let name = format!("  {}  {}", short(credit.at), clip(&rule, 30));
        table.push(vec![name, exact(credit.points), exact(*now)]);
    }
    let mut rest = vec![("earlier".to_owned(), lines.earlier)];
    for (group, cut) in &lines.groups {
        rest.push((format!("cap of {}", clip(group, 30)), *cut));
    }
    for (name, change) in [("cap of all", lines.cap), ("floor", lines.floor)] {
        if change != 0 {
            rest.push((name.to_owned(), change));
        }
    }
    rest.push(("rounding".to_owned(), lines.rounding));
    rest.push(("score".to_owned(), lines.score));
    for (name, now) in rest {
        table.push(vec![format!("  {name}"), String::new(), exact(now)]);
    }
    columns(&table)
}

fn clocks(looked: &Looked) -> String {
    let watermark = looked.found.watermark;
    let judge = if watermark < Timestamp::EARLIEST_EVENT {
        "the watermark is not known yet".to_owned()
    } else {
        format!("at the watermark, {}", instant(watermark))
    };
    let mut text = format!("promises {judge}\n");
    let clocks = &looked.found.lead.current().clocks;
    if clocks.is_empty() {
        text.push_str("  none runs\n");
    }
    // Names are aligned, and a long one leaves room for what is said of it.
    let names = clocks.iter().map(|clock| clip(clock.name.as_str(), 30));
    let widest = (names.clone().map(|name| name.chars().count()).max()).unwrap_or(0);
    for (clock, name) in clocks.iter().zip(names) {
        let head = format!("  {name:<widest$}  ");
        let told = match &clock.running {
            None => "is answered, nothing is due".to_owned(),
            Some(running) => clock_line(clock, running, watermark, &looked.definitions),
        };
        text.push_str(&paragraph(&head, &told, MOST_LINES));
    }
    text
}

fn clock_line(
    clock: &Clock,
    running: &Running,
    watermark: Timestamp,
    definitions: &Definitions,
) -> String {
    let of = match calendar_of(clock, running, definitions) {
        Some(calendar) => format!("{} of the time of {calendar}", running.within),
        None => running.within.to_string(),
    };
    let left = left(clock, running, watermark, definitions);
    let mut text = match running.paused_at {
        Some(since) if !running.violated => {
            format!("paused since {}, promised within {of}", instant(since))
        }
        Some(_) | None => format!("due {}, promised within {of}", instant(running.due_at)),
    };
    match left {
        None => {}
        // Its last event is later than the watermark: true already, and not yet said (F3).
        Some(left) if left > Span::ZERO && running.violated => {
            text.push_str(": has passed, judged when the watermark gets there");
        }
        Some(left) if left > Span::ZERO => {
            text.push_str(&format!(": {} left", about(left)));
            if running.at_risk_at.is_some_and(|at| at <= watermark) {
                text.push_str(", at risk");
            }
        }
        // C10: paused at the very instant it was due.
        Some(_) if !running.violated => text.push_str(": nothing left"),
        Some(Span::ZERO) => text.push_str(": VIOLATED just now"),
        Some(over) => {
            let over = Span::from_millis(over.as_millis().saturating_neg());
            text.push_str(&format!(": VIOLATED, over by {}", about(over)));
        }
    }
    let paused = running.paused_at(running.paused_at.map_or(watermark, |at| at.max(watermark)));
    if paused > Span::ZERO {
        text.push_str(&format!(", paused for {}", about(paused)));
    }
    text
}

fn journal(looked: &Looked, most: usize) -> String {
    let steps = steps(&looked.found.lead, &looked.definitions);
    let mut text = format!(
        "what is remembered, oldest first, times in UTC ({})\n",
        many(steps.len(), "event")
    );
    let hidden = steps.len().saturating_sub(most);
    if hidden > 0 {
        text.push_str(&format!(
            "  {} before these, shown by --all\n",
            many(hidden, "event")
        ));
    }
    for step in &steps[hidden..] {
        let key = &step.entry.key;
        let told = format!(
            "{}{} [{} {} @{}]",
            said(step, looked),
            marks(step, looked),
            key.input.name(),
            key.event_id,
            step.entry.offset
        );
        let head = format!("  {}  ", short(key.occurred_at));
        text.push_str(&paragraph(&head, &told, MOST_LINES));
    }
    text
}

/// What the event said, or was worth.
fn said(step: &Step<'_>, looked: &Looked) -> String {
    match &step.entry.what {
        What::Created(patch) => known(patch),
        What::Disposition(deed) => disposition(deed),
        What::Merged(into) => format!("became the lead {into}"),
        What::Erased => "to be forgotten".to_owned(),
        What::Scoring { suspended: true } => "scoring suspended".to_owned(),
        What::Scoring { suspended: false } => "scoring resumed".to_owned(),
        What::Engagement(_) => {
            let judged = judgement(step, &looked.definitions);
            let told = judged.rules.iter().map(|matched| {
                let rule = matched.rule;
                match (matched.points, matched.is_credited) {
                    (0, _) => rule.to_owned(),
                    (points, true) => format!("{rule} {}", signed(points)),
                    (_, false) => format!("{rule}, not credited"),
                }
            });
            let mut parts: Vec<String> = told.collect();
            let raised = judged.raised.iter();
            parts.extend(raised.map(|name| format!("raised its hand: {name}")));
            parts.extend(judged.veto.map(|name| format!("vetoed: {name}")));
            if parts.is_empty() {
                "an engagement that no rule asks for".to_owned()
            } else {
                parts.join(", ")
            }
        }
    }
}

fn known(patch: &Patch) -> String {
    let fields = [
        ("account", &patch.account),
        ("source", &patch.source),
        ("campaign", &patch.campaign),
    ];
    let own = (fields.into_iter())
        .filter_map(|(name, value)| value.as_ref().map(|value| format!("{name} {value}")));
    let traits = (patch.set.iter()).map(|(name, value)| format!("{name} {value}"));
    let cleared = (patch.cleared.iter()).map(|name| format!("{name} removed"));
    let all: Vec<String> = own.chain(traits).chain(cleared).collect();
    if all.is_empty() {
        "known, without traits".to_owned()
    } else {
        format!("known: {}", all.join(", "))
    }
}

fn disposition(deed: &Deed) -> String {
    let mut text = deed.outcome.name().to_owned();
    let fields = [
        (" by ", &deed.actor),
        (": ", &deed.reason),
        (" of ", &deed.target),
        (", owner ", &deed.owner),
        (", team ", &deed.team),
    ];
    for (before, value) in fields {
        if let Some(value) = value {
            text.push_str(&format!("{before}{value}"));
        }
    }
    if let Some(amount) = deed.amount {
        text.push_str(&format!(", amount {amount}"));
    }
    if let Some(until) = deed.until {
        text.push_str(&format!(", until {}", instant(until)));
    }
    text
}

/// What it did, or why it did nothing.
fn marks(step: &Step<'_>, looked: &Looked) -> String {
    let graph = looked.definitions.graph();
    let mut text = String::new();
    for stage in &step.entered {
        text.push_str(&format!(" -> {}", graph.name(*stage)));
    }
    if step.has_removed {
        text.push_str("; undid it");
    }
    if step.entry.removed {
        text.push_str("; REMOVED");
        if let Some(revoke) = step.removed_by {
            text.push_str(&format!(" by the revoke {revoke}"));
        }
    }
    for note in &step.notes {
        match note {
            Note::Refused(_) => text.push_str(&format!(
                "; NOT LAWFUL from {}, moved nothing",
                graph.name(step.stood)
            )),
            Note::Irregular(_) => text.push_str("; irregular"),
            Note::Unspecified(_) => text.push_str("; its reason is missing or not on the list"),
            Note::IdleRevoke => text.push_str("; there was nothing to undo"),
            Note::AssetsFull => text.push_str("; too many assets for a limit"),
            Note::TraitsFull => text.push_str("; too many traits for one lead"),
        }
    }
    if step.is_final {
        text.push_str("; final");
    }
    text
}

fn published(looked: &Looked, most: usize) -> String {
    let rows = rows(looked);
    let waiting = rows
        .iter()
        .filter(|(_, standing)| standing.waits().is_some())
        .count();
    let mut text = format!(
        "what leadfold says of it ({}, {waiting} waiting)\n",
        many(rows.len(), "row")
    );
    let hidden = rows.len().saturating_sub(most);
    let summarised = looked.found.lead.rows.summarised;
    if summarised > 0 {
        text.push_str(&format!(
            "  {} that are final and only counted\n",
            many(summarised as usize, "older row")
        ));
    }
    if hidden > 0 {
        text.push_str(&format!(
            "  {} before these, shown by --all\n",
            many(hidden, "row")
        ));
    }
    for (row, standing) in &rows[hidden..] {
        let waits = standing.waits().map_or("", |waits| waits.words());
        let told = match standing {
            Standing::Published => row_line(row, looked),
            Standing::Seeded => format!("(seeded, not sent) {}", row_line(row, looked)),
            Standing::Pending(_) => format!("({waits}) {}", row_line(row, looked)),
            Standing::Withdrawn(_) => {
                format!("(to be TAKEN BACK, {waits}) {}", row_line(row, looked))
            }
        };
        text.push_str(&paragraph("  ", &told, MOST_LINES));
    }
    text
}

fn row_line(row: &Row, looked: &Looked) -> String {
    if let Some(told) = move_of(row, None, looked.definitions.graph()) {
        return explain::sentence(&told);
    }
    let at = instant(row.identity.instant);
    match (&row.identity.kind, &row.values.detail) {
        (
            Kind::Sla { state, clock, .. },
            Detail::Sla {
                due_at,
                target,
                counted,
                paused,
                ..
            },
        ) => {
            let paused = if *paused > Span::ZERO {
                format!(", paused for {}", about(*paused))
            } else {
                String::new()
            };
            format!(
                "{clock} {} on {at}, after {} of {target}{paused}, due {}",
                state.name(),
                about(*counted),
                instant(*due_at)
            )
        }
        (Kind::Sla { .. } | Kind::Transition { .. }, _) => at,
    }
}

/// Whole milli-points, as a column that adds up: `64.250`.
fn exact(milli: i64) -> String {
    let sign = if milli < 0 { "-" } else { "" };
    let whole = milli.unsigned_abs();
    format!("{sign}{}.{:03}", whole / 1_000, whole % 1_000)
}

/// An instant in a column: UTC, to the second.
fn short(at: Timestamp) -> String {
    instant(at).trim_end_matches(" UTC").to_owned()
}

fn many(number: usize, what: &str) -> String {
    let end = if number == 1 { "" } else { "s" };
    format!("{} {what}{end}", count(number as u64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_of_a_column_are_told_to_the_last_milli_point() {
        let told = [64_250, -50_000, 7, -1, 0].map(exact);
        assert_eq!(told, ["64.250", "-50.000", "0.007", "-0.001", "0.000"]);
    }
}
