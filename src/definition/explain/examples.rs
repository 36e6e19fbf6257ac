//! Examples in numbers, computed by what computes the real ones.

use crate::definition::describe::words::{named, number, ordinal, points, span, times};
use crate::definition::describe::{Part, Thing, across};
use crate::lead::definition::{
    AtRisk, ClockPolicy, Count, Decay, Definition, Fit, Grade, Limit, Model, Name, PromiseTarget,
    ScoreRule, Target, Window,
};
use crate::lead::score::Score;
use crate::time::calendar::Calendar;
use crate::time::zone::{Moment, Notation, Zone};
use crate::time::{Span, Timestamp};

/// Examples for a thing of a version; none for what needs none.
pub(super) fn of(version: &Definition, thing: &Thing) -> Vec<String> {
    match thing.part {
        Part::Rule => {
            let rule = version
                .rules
                .iter()
                .find(|rule| is_rule(version, rule, thing));
            rule.map_or_else(Vec::new, |rule| rule_examples(version, rule))
        }
        Part::Fit => version.fit.as_ref().map_or_else(Vec::new, grades),
        Part::Group => group(version, thing),
        Part::Threshold => threshold(version, thing),
        Part::Clock => {
            let clock = version.clock(&thing.name);
            clock.map_or_else(Vec::new, |clock| clock_examples(version, clock))
        }
        Part::Calendar => {
            let mut calendars = version.calendars.iter();
            let calendar = calendars.find(|calendar| calendar.name == thing.name);
            calendar.map_or_else(Vec::new, |named| {
                let hour = Span::from_hours(1);
                vec![due(version, &named.calendar, hour, "an hour that begins")]
            })
        }
        Part::Promise => promise(version, thing),
        Part::Head
        | Part::FitRule
        | Part::TraitVeto
        | Part::EngagementVeto
        | Part::Segment
        | Part::Model
        | Part::HandRaise
        | Part::Pql
        | Part::Recycle
        | Part::Path
        | Part::Move
        | Part::Stage
        | Part::Reasons
        | Part::Money => Vec::new(),
    }
}

/// The model a thing belongs to; the only one when it names none.
pub(super) fn model_of<'d>(version: &'d Definition, thing: &Thing) -> Option<&'d Model> {
    match &thing.model {
        Some(name) => version.models.iter().find(|model| model.name == *name),
        None => version.models.first(),
    }
}

fn is_rule(version: &Definition, rule: &ScoreRule, thing: &Thing) -> bool {
    let model = &version.models[usize::from(rule.model)];
    rule.name == thing.name && thing.model.as_ref().is_none_or(|name| *name == model.name)
}

fn rule_examples(version: &Definition, rule: &ScoreRule) -> Vec<String> {
    let mut told = Vec::new();
    if rule.points > 0 && rule.decay != Decay::None {
        told.push(fading(rule));
    }
    if let Some(count) = rule.count {
        told.push(counted(rule, count));
    }
    if let Some(limit) = rule.limit {
        told.push(limited(version, rule, limit));
    }
    told
}

/// "12 points are worth 6.000 after 30 days, 3.000 after 60 days, 1.500 after 90 days".
fn fading(rule: &ScoreRule) -> String {
    let step = match rule.decay {
        Decay::None => Span::ZERO,
        Decay::HalfLife(half) => half,
        // A third is no whole number of milliseconds of most spans; a quarter of most.
        Decay::Linear(whole) | Decay::Expiry(whole) => Span::from_millis(whole.as_millis() / 2),
    };
    let mut score = Score::default();
    let model = Model::named("example");
    let born = Timestamp::from_millis(0);
    score.add((model.id, Name::NONE), rule.points, rule.decay, born);
    let after = |steps: i64| {
        let age = Span::from_millis(step.as_millis().saturating_mul(steps));
        format!(
            "{} after {}",
            thousandths(score.at(&model, born + age)),
            span(age)
        )
    };
    let steps: Vec<String> = (1..=3).map(after).collect();
    let steps = match rule.decay {
        Decay::HalfLife(_) => &steps[..],
        Decay::None | Decay::Linear(_) | Decay::Expiry(_) => &steps[..2],
    };
    format!("{} are worth {}", points(rule.points), steps.join(", "))
}

/// A score to the milli-point: `6.000`.
fn thousandths(milli: i64) -> String {
    format!("{}.{:03}", milli / 1000, milli % 1000)
}

fn counted(rule: &ScoreRule, count: Count) -> String {
    let nth = usize::from(count.nth);
    format!(
        "of {} matches within {} the {} earns {}, those before it nothing, and so does the {}",
        nth + 1,
        span(count.within),
        ordinal(nth),
        points(rule.points),
        ordinal(nth + 1),
    )
}

fn limited(version: &Definition, rule: &ScoreRule, limit: Limit) -> String {
    let most = limit.most;
    let sum = points(rule.points.saturating_mul(i64::from(most)));
    let where_ = if limit.by_asset { " of one asset" } else { "" };
    let matches = usize::from(most) + 1;
    let when = match limit.per {
        Window::Rolling(within) => {
            return format!(
                "{matches} matches{where_} a minute apart earn {sum} together; {} after the first was \
                 credited the next one earns again",
                span(within)
            );
        }
        Window::Calendar(period) => {
            let period = across::period(period);
            return format!(
                "{matches} matches{where_} on one {period} earn {sum} together; the next {period} \
                 begins at midnight in {}, however little later",
                version.zone.name()
            )
            .replace("on one week", "in one week")
            .replace("on one month", "in one month")
            .replace("on one quarter", "in one quarter");
        }
        Window::Cycle => "until the lead enters `mql` again",
        Window::Ever => "for ever",
    };
    let credited = times(most);
    format!("{matches} matches{where_} earn {sum} together: it is credited {credited} {when}")
}

fn grades(fit: &Fit) -> Vec<String> {
    let most: i64 = fit.rules.iter().map(|rule| rule.points.max(0)).sum();
    let reached = Grade::ALL
        .iter()
        .zip(fit.least)
        .find(|(_, least)| most >= *least);
    let grade = reached.map_or(Grade::D, |(grade, _)| *grade);
    vec![format!(
        "a lead that meets every fit rule with positive points has {} and grade {}",
        points(most),
        grade.name()
    )]
}

fn group(version: &Definition, thing: &Thing) -> Vec<String> {
    let Some(model) = model_of(version, thing) else {
        return Vec::new();
    };
    let Some(group) = model.groups.iter().find(|group| group.name == thing.name) else {
        return Vec::new();
    };
    let members = version.rules.iter().filter(|rule| rule.group == group.id);
    let best = members
        .max_by_key(|rule| rule.points)
        .filter(|rule| rule.points > 0);
    let (Some(cap), Some(best)) = (group.cap, best) else {
        return Vec::new();
    };
    let matches = (cap / best.points).saturating_add(1).max(2);
    let sum = best.points.saturating_mul(matches);
    if best.limit.is_some() || best.count.is_some() || sum <= cap {
        return Vec::new();
    }
    vec![format!(
        "{matches} matches of {} at once would be {}; the group gives {}",
        named(&best.name),
        points(sum),
        number(cap)
    )]
}

fn threshold(version: &Definition, thing: &Thing) -> Vec<String> {
    let model = model_of(version, thing);
    let Some(threshold) = model.and_then(|model| model.threshold.as_ref()) else {
        return Vec::new();
    };
    let Some(leave) = threshold.leave_below else {
        return Vec::new();
    };
    vec![format!(
        "a lead that came by {} stays while it has {} or more, and goes back in the first millisecond in \
         which it has less",
        points(threshold.score),
        points(leave),
    )]
}

fn clock_examples(version: &Definition, clock: &ClockPolicy) -> Vec<String> {
    // More than a screen of them teaches nothing.
    const MOST: usize = 6;
    let several = clock.targets.len() > 1;
    let mut told: Vec<String> = (clock.targets.iter().take(MOST).enumerate())
        .map(|(place, target)| {
            let whose = if several {
                format!("by the {} target a clock that starts", ordinal(place + 1))
            } else {
                "a clock that starts".to_owned()
            };
            target_example(version, clock, target, &whose)
        })
        .collect();
    if clock.targets.len() > MOST {
        told.push(format!("and {} targets more", clock.targets.len() - MOST));
    }
    told
}

fn target_example(
    version: &Definition,
    clock: &ClockPolicy,
    target: &Target,
    whose: &str,
) -> String {
    let calendar = target.calendar.map(|index| version.calendar(index));
    let zone = calendar.map_or(&version.zone, Calendar::zone);
    let start = friday(version, zone);
    let add = |length: Span| match calendar {
        Some(calendar) => calendar.add(start, length),
        None => start + length,
    };
    let mut text = begun(zone, start, add(target.within), whose);
    if let Some(risk) = clock.at_risk {
        let after = risk.after(target.within);
        if Span::ZERO < after && after < target.within {
            let left = match risk {
                AtRisk::Share(_) => "; the warning comes",
                AtRisk::Left(_) => "; the warning comes before that,",
            };
            text.push_str(&format!("{left} {}", shown(zone, add(after))));
        }
    }
    if let Some(&tier) = clock.tiers.first() {
        let late = Span::from_millis(target.within.as_millis().saturating_add(tier.as_millis()));
        text.push_str(&format!(
            "; the first escalation {}",
            shown(zone, add(late))
        ));
    }
    text
}

fn due(version: &Definition, calendar: &Calendar, within: Span, what: &str) -> String {
    let zone = calendar.zone();
    let start = friday(version, zone);
    let end = calendar.add(start, within);
    begun(zone, start, end, what).replace(" is due ", " is over ")
}

fn begun(zone: &Zone, start: Timestamp, end: Timestamp, what: &str) -> String {
    format!("{what} {} is due {}", shown(zone, start), shown(zone, end))
}

fn shown(zone: &Zone, at: Timestamp) -> String {
    if at == Timestamp::MAX {
        "never".to_owned()
    } else {
        zone.wall_clock_with_weekday(at)
    }
}

/// Half past four on the first Friday of a version: the hour at which people ask what their working time means.
fn friday(version: &Definition, zone: &Zone) -> Timestamp {
    const FRIDAY: usize = 4;
    let mut day = zone.day_of(version.effective_from);
    for _ in 0..7 {
        let half_past_four = Notation::parse("%Y-%m-%d %H:%M")
            .and_then(|notation| zone.read(&notation, &format!("{day} 16:30")));
        if let Ok(Moment::Instant(at)) = half_past_four
            && day.weekday() == FRIDAY
            && at >= version.effective_from
        {
            return at;
        }
        day = zone.day_of(zone.end_of(day) + Span::from_millis(1));
    }
    version.effective_from
}

fn promise(version: &Definition, thing: &Thing) -> Vec<String> {
    let promise = version
        .promises
        .iter()
        .find(|promise| promise.name == thing.name);
    promise.map_or_else(Vec::new, |promise| {
        let period = across::period(promise.per);
        vec![match promise.target {
            PromiseTarget::Volume { at_least, stage } => format!(
                "a {period} with {} entries into {} falls short by 1",
                at_least.saturating_sub(1),
                named(version.graph.name(stage))
            ),
            PromiseTarget::AcceptanceRate { percent } => format!(
                "of 200 MQLs of a {period} at least {} are accepted",
                u64::from(percent) * 2
            ),
        }]
    })
}
