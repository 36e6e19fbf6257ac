//! The engine against the model: at every commit, for every lead, on every story, delivery, bound and restart (laws 1 to 7).

use super::engine::{Engine, settings};
use super::generator::Scenario;
use super::plan::{Model, Order, Plan, Step};
use super::random::Random;
use super::seeds;
use crate::model::compare::compare;
use crate::model::fold::View;
use crate::model::meets::Meets;
use leadfold::lead::text::Text;
use leadfold::processor::{Counts, inspect};

/// Stories of one run; each in three orders, each with wide and with tiny bounds.
const USUAL: u64 = 400;

#[test]
fn the_engine_says_what_the_model_says_laws_1_to_7() {
    let mut meets = Meets::default();
    for seed in seeds(USUAL) {
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
    println!("met:\n{meets}");
}

fn follow(scenario: &Scenario, plan: &Plan, seed: u64, meets: &mut Meets) -> Result<(), String> {
    let mut random = Random::new(seed ^ 0x5e9);
    let segment = random.below(4) + 1;
    let mut settings = settings(plan.bounds.journal, plan.bounds.horizon, segment);
    // With hardly any lead in memory, most are read back from the store.
    settings.cached_leads = if random.percent(50) { 1 } else { 1000 };
    settings.step_leads = random.below(3) + 1;
    let mut model = Model::new(&scenario.definitions, plan.bounds);
    let mut engine = Engine::new(&scenario.definitions, settings);
    let steps = plan.steps.iter().map(as_taken);
    for (number, step) in steps.enumerate() {
        let step = &step;
        let verdicts = model.hear(step);
        engine
            .follow(step)
            .map_err(|why| format!("step {number}: {why}"))?;
        let _verdicts = verdicts;
        for (lead, folded) in model.folded() {
            let net = engine.net.get(lead).map(Vec::as_slice).unwrap_or_default();
            compare(net, &folded).map_err(|why| format!("step {number}, {lead}:\n{why}"))?;
        }
    }
    for (lead, folded) in model.folded() {
        meets.add(&folded.meets);
        same_view(&engine, scenario, lead, folded.view.as_ref())?;
    }
    meets.add(&model.meets());
    for counts in engine.all_counts() {
        note(&counts, meets);
    }
    Ok(())
}

/// The inputs take turns in the order in which the log took their records (W6); of one instant, in F2's order of inputs.
fn as_taken(step: &Step) -> Step {
    let mut step = step.clone();
    if let Step::Deliver(events) = &mut step {
        events.sort_by_key(|event| (event.appended_at, event.input()));
    }
    step
}

/// S13 and law 7: where the lead stands, and that the lines of its score add up.
fn same_view(
    engine: &Engine,
    scenario: &Scenario,
    lead: &str,
    view: Option<&View>,
) -> Result<(), String> {
    let found = inspect(
        &engine.store,
        0,
        lead,
        &scenario.definitions,
        engine.task.watermark(),
    )
    .map_err(|e| e.to_string())?;
    let (Some(found), Some(view)) = (&found, view) else {
        return if found.is_none() && view.is_none() {
            Ok(())
        } else {
            Err(format!("{lead}: only one side knows it"))
        };
    };
    let state = found.lead.current();
    let owned = |text: &Option<Text>| text.as_ref().map(|text| text.as_str().to_owned());
    let engines = View {
        stage: state.stage,
        entered_at: state.entered_at,
        cycle: state.cycle,
        contacted: state.contacted,
        owner: owned(&state.owner),
        team: owned(&state.team),
        amount: state.amount,
        source: owned(&state.profile.source),
        campaign: owned(&state.profile.campaign),
        grade: state.grade,
        score: state.score.at(found.as_of),
        version: state.version,
    };
    if engines != *view {
        return Err(format!(
            "{lead}: the engine sees {engines:?}, the model {view:?}"
        ));
    }
    let lines = &found.lines;
    let sum =
        lines.earlier + lines.rounding + lines.credits.iter().map(|(_, now)| now).sum::<i64>();
    if sum != view.score || lines.score != view.score {
        return Err(format!(
            "{lead}: the lines come to {sum}, the score is {}",
            view.score
        ));
    }
    Ok(())
}

fn note(counts: &Counts, meets: &mut Meets) {
    let mut add = |case: &str, times: u64| {
        for _ in 0..times.min(1) {
            meets.note(case);
        }
    };
    add("engine: trimmed", counts.trimmed);
    add("engine: walked again", counts.refolds);
    add("engine: took back", counts.retracted.values().sum());
    add(
        "engine: took an SLA row back",
        counts.sla_retracted.values().sum(),
    );
    add("engine: W stood still", counts.stalls);
    add("engine: warned", counts.warned.values().sum());
}
