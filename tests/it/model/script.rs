//! Stories as text: a script of what happened, and the trace of what follows from it by the model.
//!
//! A line is a time, an input and what was said: `09:05 engagement form_submitted form=contact_sales`. Times are of the first day, or of
//! day n after `dN`. `W 10:00` moves the watermark. `id=`, `sequence=` and `appended=` belong to any event; a name with a minus clears.
//! `day_precision` says that only the day is known. `journal=2 horizon_minutes=60` sets the bounds of acceptance.

use super::acceptance::{Acceptance, Bounds, Verdict};
use super::event::{OwnedDisposition, OwnedEngagement, OwnedEvent, OwnedFact, OwnedProfile};
use super::fold::{Folded, fold};
use super::view::View;
use leadfold::lead::definition::{Definitions, Graph};
use leadfold::lead::event::Outcome;
use leadfold::lead::row::{Detail, Kind, Row};
use leadfold::time::{Span, Timestamp};
use std::fmt::Write;

/// 2026-03-02T00:00:00Z, a Monday.
pub(super) const FIRST_DAY: Timestamp = Timestamp::from_millis(1_772_409_600_000);

/// Plays the script and tells the trace: what was not accepted, the rows at the last W, and where the lead stands.
pub(super) fn trace(definitions: &Definitions, script: &str) -> String {
    let (acceptance, watermark, mut told) = play(script);
    let folded = fold(&acceptance.accepted(), definitions, watermark);
    told.push_str(&tell(&folded, definitions.graph()));
    told
}

/// Plays the script; answers what was accepted, the last W, and a line for each event that was not accepted.
pub(super) fn play(script: &str) -> (Acceptance, Timestamp, String) {
    let mut bounds = Bounds::WIDE;
    let mut acceptance = Acceptance::new(bounds);
    let mut watermark = Timestamp::MIN;
    let mut told = String::new();
    for (number, line) in script.lines().enumerate() {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            [] => {}
            ["W", time @ ..] => watermark = instant(time).0,
            [first, ..] if first.starts_with("journal=") => {
                bounds = bounds_of(&words);
                acceptance = Acceptance::new(bounds);
            }
            _ => {
                let event = event(number, &words);
                let verdict = acceptance.arrive(&event, watermark);
                if verdict != Verdict::Accepted {
                    let id = &event.event_id;
                    told += &format!("{} {id}: {verdict:?}\n", clock_time(event.occurred_at));
                }
            }
        }
    }
    (acceptance, watermark, told)
}

fn bounds_of(words: &[&str]) -> Bounds {
    let mut bounds = Bounds::WIDE;
    for word in words {
        match word
            .split_once('=')
            .map(|(name, value)| (name, number(value)))
        {
            Some(("journal", entries)) => {
                bounds.journal = usize::try_from(entries).expect("a count");
            }
            Some(("horizon_minutes", minutes)) => bounds.horizon = Span::from_mins(minutes),
            other => panic!("no bound is called so: {other:?}"),
        }
    }
    bounds
}

fn event(line: usize, words: &[&str]) -> OwnedEvent {
    let (occurred_at, rest) = instant(words);
    let [input, said @ ..] = rest else {
        panic!("an event names its input: {words:?}");
    };
    let mut plain = Vec::new();
    let mut event = OwnedEvent::new("lead", &format!("line{line}"), occurred_at, nothing());
    for word in said {
        match word.split_once('=') {
            Some(("id", id)) => event.event_id = id.to_owned(),
            Some(("sequence", count)) => event.sequence = number(count),
            Some(("appended", time)) => event.appended_at = instant(&[time]).0,
            None if *word == "day_precision" => event.day_precision = true,
            Some(_) | None => plain.push(*word),
        }
    }
    event.fact = match *input {
        "created" => created(&plain),
        "merged" => OwnedFact::Merged(plain.join(" ")),
        "erased" => OwnedFact::Erased,
        "scoring_suspended" => OwnedFact::Scoring { suspended: true },
        "scoring_resumed" => OwnedFact::Scoring { suspended: false },
        "engagement" => engagement(&plain),
        "disposition" => disposition(&plain),
        other => panic!("no input is called {other}"),
    };
    event.digested()
}

fn nothing() -> OwnedFact {
    OwnedFact::Created(OwnedProfile::default())
}

fn created(words: &[&str]) -> OwnedFact {
    let mut profile = OwnedProfile::default();
    for word in words {
        let Some((name, value)) = word.split_once('=') else {
            let name = word.strip_prefix('-').expect("a word without value clears");
            profile.cleared.push(name.to_owned());
            continue;
        };
        match name {
            "account" => profile.account = Some(value.to_owned()),
            "source" => profile.source = Some(value.to_owned()),
            "campaign" => profile.campaign = Some(value.to_owned()),
            _ => profile.traits.push((name.to_owned(), value.to_owned())),
        }
    }
    OwnedFact::Created(profile)
}

fn engagement(words: &[&str]) -> OwnedFact {
    let mut engagement = OwnedEngagement::default();
    for word in words {
        match word.split_once('=') {
            None => engagement.kind = (*word).to_owned(),
            Some(("asset", value)) => engagement.asset = Some(value.to_owned()),
            Some(("campaign", value)) => engagement.campaign = Some(value.to_owned()),
            Some((name, value)) => engagement
                .properties
                .push((name.to_owned(), value.to_owned())),
        }
    }
    OwnedFact::Engagement(engagement)
}

fn disposition(words: &[&str]) -> OwnedFact {
    let [outcome, rest @ ..] = words else {
        panic!("a disposition has an outcome");
    };
    let outcome = Outcome::parse(outcome).expect("an outcome of the field");
    let mut said = OwnedDisposition::of(outcome);
    for word in rest {
        let (name, value) = word.split_once('=').expect("name=value");
        let value_of = Some(value.to_owned());
        match name {
            "reason" => said.reason = value_of,
            "owner" => said.owner = value_of,
            "team" => said.team = value_of,
            "actor" => said.actor = value_of,
            "target" => said.target = value_of,
            "amount" => said.amount = Some(number(value)),
            // `until=d3/09:00`, for a script has words.
            "until" => {
                let words: Vec<&str> = value.split('/').collect();
                said.until = Some(instant(&words).0);
            }
            other => panic!("a disposition has no {other}"),
        }
    }
    OwnedFact::Disposition(said)
}

/// `09:05`, `09:05:30`, `09:05:30.001`, after `dN` of day N; answers the rest of the words too.
fn instant<'a, 'b>(words: &'a [&'b str]) -> (Timestamp, &'a [&'b str]) {
    let (day, rest) = match words {
        [day, rest @ ..] if day.starts_with('d') => (number(&day[1..]), rest),
        _ => (1, words),
    };
    let [time, rest @ ..] = rest else {
        panic!("a line begins with a time: {words:?}");
    };
    let (whole, millis) = time.split_once('.').unwrap_or((time, "0"));
    let mut parts = whole.split(':').map(number);
    let mut next = || parts.next().unwrap_or(0);
    let (hours, minutes, seconds) = (next(), next(), next());
    let at = FIRST_DAY
        + Span::from_days(day - 1)
        + Span::from_hours(hours)
        + Span::from_mins(minutes)
        + Span::from_secs(seconds)
        + Span::from_millis(number(millis));
    (at, rest)
}

fn number(text: &str) -> i64 {
    text.parse().expect("a number")
}

/// The time as a script writes it.
fn clock_time(at: Timestamp) -> String {
    const DAY: i64 = 86_400_000;
    let since = (at - FIRST_DAY).as_millis();
    let (day, within) = (since.div_euclid(DAY) + 1, since.rem_euclid(DAY));
    let mut told = if day == 1 {
        String::new()
    } else {
        format!("d{day} ")
    };
    let (hours, minutes) = (within / 3_600_000, within / 60_000 % 60);
    told += &format!("{hours:02}:{minutes:02}");
    let millis = within % 60_000;
    if millis != 0 {
        told += &format!(":{:02}.{:03}", millis / 1000, millis % 1000);
    }
    told
}

/// The rows, then where the lead stands.
fn tell(folded: &Folded, graph: &Graph) -> String {
    let mut told = String::new();
    for row in &folded.rows {
        told += &row_line(row, graph);
        told.push('\n');
    }
    if let Some(view) = &folded.view {
        told += &view_line(view, graph);
        told.push('\n');
    }
    told
}

fn row_line(row: &Row, graph: &Graph) -> String {
    let mut line = clock_time(row.identity.instant);
    // Writing into a String cannot fail, which is why the answers of `write!` are dropped here.
    let mut add = |text: std::fmt::Arguments<'_>| line.write_fmt(text).unwrap_or_default();
    match (&row.identity.kind, &row.values.detail) {
        (
            Kind::Transition { to },
            Detail::Transition {
                from,
                route,
                inferred,
                irregular,
                reason,
                actor,
                ..
            },
        ) => {
            if let Some(from) = from {
                add(format_args!(" {}", graph.name(*from)));
            }
            add(format_args!(" -> {}, {}", graph.name(*to), route.name()));
            if let Some(reason) = reason {
                add(format_args!(" \"{reason}\""));
            }
            if let Some(actor) = actor {
                add(format_args!(" by {actor}"));
            }
            for (flag, word) in [(inferred, " (inferred)"), (irregular, " (irregular)")] {
                if *flag {
                    add(format_args!("{word}"));
                }
            }
            add(format_args!(", score {}", points(row.score)));
        }
        (
            Kind::Sla {
                state,
                clock,
                started_at,
                ..
            },
            Detail::Sla { due_at, .. },
        ) => {
            let (started, due) = (clock_time(*started_at), clock_time(*due_at));
            add(format_args!(
                "   {} {clock}, from {started}, due {due}",
                state.name()
            ));
        }
        (Kind::Transition { .. }, Detail::Sla { .. })
        | (Kind::Sla { .. }, Detail::Transition { .. }) => {
            panic!("a row's kind and detail speak of the same thing");
        }
    }
    if row.values.cycle > 1 {
        add(format_args!(", cycle {}", row.values.cycle));
    }
    if row.values.version > 1 {
        add(format_args!(", version {}", row.values.version));
    }
    if let Some(owner) = &row.values.owner {
        add(format_args!(", owner {owner}"));
    }
    line
}

fn view_line(view: &View, graph: &Graph) -> String {
    let mut line = format!(
        "= {} since {}, grade {}, score {}, cycle {}",
        graph.name(view.stage),
        clock_time(view.entered_at),
        view.grade.name(),
        points(view.score),
        view.cycle
    );
    if view.contacted {
        line += ", contacted";
    }
    line
}

/// Milli-points as people read points.
fn points(milli: i64) -> String {
    let sign = if milli < 0 { "-" } else { "" };
    let (whole, rest) = (milli.unsigned_abs() / 1000, milli.unsigned_abs() % 1000);
    if rest == 0 {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{rest:03}")
    }
}
