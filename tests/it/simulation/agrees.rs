//! The engine against the model: at every commit, for every lead, on every story, delivery, bound and restart (laws 1 to 7).

use super::cases;
use super::engine::{Engine, settings};
use super::generator::Scenario;
use super::plan::{Model, Order, Plan, Step};
use super::random::Random;
use super::seeds;
use super::standing::standing;
use crate::model::acceptance::Verdict;
use crate::model::compare::compare;
use crate::model::event::OwnedEvent;
use crate::model::fold::Folded;
use crate::model::meets::Meets;
use crate::model::score::Taken;
use leadfold::lead::explain::Lines;
use leadfold::processor::{Counts, Settings, inspect};
use leadfold::time::Span;
use std::collections::VecDeque;

/// Stories of one run; each in three orders, each with wide and with tiny bounds.
const USUAL: u64 = 2000;

#[test]
fn the_engine_says_what_the_model_says_laws_1_to_7() {
    let mut meets = Meets::default();
    let seeds = seeds(USUAL);
    // The stories know nothing of each other: two halves of them are walked side by side.
    let halves: Vec<Meets> = std::thread::scope(|scope| {
        let walk = |half: u64| {
            let own = seeds.clone().filter(move |seed| seed % 2 == half);
            scope.spawn(|| agree(own))
        };
        let walking: Vec<_> = [0, 1].map(walk).into();
        let ended = walking.into_iter().map(|walking| walking.join());
        ended
            .map(|ended| ended.unwrap_or_else(|told| std::panic::resume_unwind(told)))
            .collect()
    });
    halves.iter().for_each(|half| meets.add(half));
    #[expect(clippy::print_stdout, reason = "a run tells how often what was met")]
    {
        println!("met:\n{meets}");
    }
    // Whoever looks at one seed must not be told what it lacks.
    if seeds.end - seeds.start >= USUAL {
        let cases = cases::RULES.iter().chain(cases::ENGINE);
        let never = cases.filter(|case| meets.times(case) == 0);
        let never: Vec<_> = never.collect();
        assert!(never.is_empty(), "never met: {never:?}");
    }
}

/// Every delivery of those stories, engine against model; answers what was met.
fn agree(seeds: impl Iterator<Item = u64>) -> Meets {
    let mut meets = Meets::default();
    for seed in seeds {
        let scenario = Scenario::of(seed);
        for order in Order::ALL {
            for tiny in [false, true] {
                let plan = Plan::of(&scenario, seed, order, tiny);
                if let Err(why) = follow(&scenario, &plan, seed, &mut meets) {
                    panic!("seed {seed}, {order:?}, tiny {tiny}: {why}\n{scenario}\n{plan}");
                }
            }
        }
    }
    meets
}

fn follow(scenario: &Scenario, plan: &Plan, seed: u64, meets: &mut Meets) -> Result<(), String> {
    let mut random = Random::new(seed ^ 0x5e9);
    let mut model = Model::new(&scenario.definitions, plan.bounds);
    let mut engine = Engine::new(&scenario.definitions, chosen(&mut random, plan));
    let mut refused = 0;
    for (number, step) in plan.steps.iter().map(as_taken).enumerate() {
        let told = |why: String| format!("step {number}: {why}");
        let is_refused =
            |verdict: &&Verdict| !matches!(verdict, Verdict::Accepted | Verdict::Duplicate);
        engine.warnings.clear();
        refused += model.hear(&step).iter().filter(is_refused).count() as u64;
        if matches!(step, Step::Watermark(_)) && random.percent(10) {
            engine.follow_stopped(&step).map_err(told)?;
            meets.note("engine: W stopped by hand");
        } else {
            engine.follow(&step).map_err(told)?;
        }
        if engine.dead_letters != refused {
            // Law 3: acceptance is the model's.
            let letters = engine.dead_letters;
            return Err(told(format!("{letters} dead letters instead of {refused}")));
        }
        for (lead, folded) in model.folded() {
            let net = engine.net.get(lead).map(Vec::as_slice).unwrap_or_default();
            compare(net, &folded).map_err(|why| told(format!("{lead}:\n{why}")))?;
            // Of several events at once some are folded before the others have come.
            let is_single = !matches!(&step, Step::Deliver(events) if events.len() > 1);
            let warnings = engine.warnings.iter().filter(|_| is_single);
            let mut of_lead = warnings.filter(|(of, _)| of == lead);
            let all = &folded.notices;
            if let Some((_, notice)) = of_lead.find(|(_, notice)| !all.contains(notice)) {
                return Err(told(format!(
                    "{lead}: warned of {notice:?}, not of {all:?}"
                )));
            }
        }
    }
    for (lead, folded) in model.folded() {
        meets.add(&folded.meets);
        same_view(&engine, scenario, lead, &folded, meets)?;
    }
    meets.add(&model.meets());
    let all_counts = engine.all_counts();
    for _ in 1..all_counts.len() {
        meets.note("engine: began again");
    }
    for counts in all_counts {
        note(&counts, meets);
    }
    Ok(())
}

/// An engine with little of everything, so that its edges are met.
fn chosen(random: &mut Random, plan: &Plan) -> Settings {
    let segment = random.below(4) + 1;
    let mut settings = settings(plan.bounds.journal, plan.bounds.horizon, segment);
    // With hardly any lead in memory, most are read back from the store.
    settings.cached_leads = if random.percent(50) { 1 } else { 1000 };
    settings.step_leads = random.below(3) + 1;
    if random.percent(50) {
        settings.bounds.rows = random.below(4) + 1;
    }
    if random.percent(30) {
        // It trips at the first violation after the last word of sales.
        settings.breaker.least = 0;
        settings.breaker.percent = 0;
        settings.breaker.silence = Span::from_millis(1);
    }
    settings
}

/// The inputs take turns in the order in which the log took their records (W6); of one instant, as they happened.
pub(super) fn as_taken(step: &Step) -> Step {
    let mut step = step.clone();
    if let Step::Deliver(events) = &mut step {
        let mut waiting: [VecDeque<OwnedEvent>; 3] = Default::default();
        for event in events.drain(..) {
            waiting[event.input() as usize].push_back(event);
        }
        let head = |queue: &VecDeque<OwnedEvent>| {
            queue
                .front()
                .map(|event| (event.appended_at, event.occurred_at, event.input()))
        };
        while let Some((.., input)) = waiting.iter().filter_map(head).min() {
            events.extend(waiting[input as usize].pop_front());
        }
    }
    step
}

/// S13 and law 7: where the lead stands, and that the lines of its score add up.
fn same_view(
    engine: &Engine,
    scenario: &Scenario,
    lead: &str,
    folded: &Folded,
    meets: &mut Meets,
) -> Result<(), String> {
    let found = inspect(
        &engine.store,
        0,
        lead,
        &scenario.definitions,
        engine.task.watermark(),
    )
    .map_err(|e| e.to_string())?;
    let (Some(found), Some(view)) = (&found, &folded.view) else {
        return if found.is_none() && folded.view.is_none() {
            Ok(())
        } else {
            Err(format!("{lead}: only one side knows it"))
        };
    };
    if found.lead.rows.summarised > 0 {
        meets.note("engine: rows summarised");
    }
    let engines = standing(found.lead.current(), &scenario.definitions, found.as_of);
    if engines != *view {
        return Err(format!(
            "{lead}: the engine sees {engines:?}, the model {view:?}"
        ));
    }
    add_up(&found.lines, &folded.taken).map_err(|why| format!("{lead}: {why}"))
}

/// Law 7: the lines of a score add up to it, and tell what caps and floor do.
fn add_up(lines: &Lines, taken: &Taken) -> Result<(), String> {
    let credits = lines.credits.iter().map(|(_, now)| now).sum::<i64>();
    let groups = lines.groups.iter().map(|(_, cut)| cut).sum::<i64>();
    let sum = lines.earlier + credits + lines.rounding + groups + lines.cap + lines.floor;
    let told = Taken {
        score: sum,
        by_group_caps: -groups,
        by_cap: -lines.cap,
        by_floor: lines.floor,
    };
    if told != *taken || lines.score != taken.score {
        return Err(format!("the lines come to {told:?}, not to {taken:?}"));
    }
    Ok(())
}

fn note(counts: &Counts, meets: &mut Meets) {
    let sum = |of: [u64; 3]| of.iter().sum::<u64>();
    let mut add = |case: &str, times: u64| meets.add(&Meets::times_of(case, times));
    add("engine: trimmed", counts.trimmed);
    add("engine: late", sum(counts.late));
    add("engine: duplicate", sum(counts.duplicates));
    add("engine: walked again", counts.refolds);
    add(
        "engine: took a transition back",
        counts.retracted.values().sum(),
    );
    add(
        "engine: took an SLA row back",
        counts.sla_retracted.values().sum(),
    );
    add("engine: W stood still", counts.stalls);
    add("engine: breaker tripped", counts.breaks);
    add("engine: warned", counts.warned.values().sum());
    add("engine: escalated", counts.escalated.values().sum());
    add("engine: one asset too many", counts.assets_full);
    add("engine: idle revoke", counts.idle_revokes);
    for ((_, code), times) in &counts.rejected {
        add(&format!("engine: {}", code.name()), *times);
    }
    for (what, of) in [
        ("refused", &counts.refused),
        ("irregular", &counts.irregular),
        ("unspecified", &counts.unspecified),
    ] {
        for (outcome, times) in of {
            add(&format!("engine: {what} {}", outcome.name()), *times);
        }
    }
}
