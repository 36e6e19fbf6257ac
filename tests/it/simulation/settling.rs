//! Law 1 while rows wait for their leads to settle (W5): a settled lead's net is the truth, an unsettled one's is not yet; and history, read
//! in any order, takes nothing back.

use super::engine::{Engine, settings};
use super::generator::Scenario;
use super::plan::{Model, Order, Plan};
use super::random::Random;
use super::seeds;
use crate::model::compare::compare;
use crate::model::meets::Meets;
use leadfold::processor::{Settings, inspect};
use leadfold::time::Span;

const USUAL: u64 = 150;

/// Long after every story.
const YEARS: Span = Span::from_days(20_000);

#[test]
fn a_settled_lead_says_what_is_so_and_an_unsettled_one_not_yet_law_1_w5() {
    let mut meets = Meets::default();
    let seeds = seeds(USUAL);
    for seed in seeds.clone() {
        let scenario = Scenario::of(seed);
        for order in Order::ALL {
            let plan = Plan::of(&scenario, seed, order, seed % 2 == 0);
            if let Err(why) = follow(&scenario, &plan, seed, &mut meets) {
                panic!("seed {seed}, {order:?}: {why}\n{scenario}\n{plan}");
            }
        }
    }
    #[expect(clippy::print_stdout, reason = "a run tells how often what was met")]
    {
        println!("met:\n{meets}");
    }
    if seeds.end - seeds.start >= USUAL {
        for case in ["compared settled", "compared unsettled", "settled"] {
            assert!(meets.times(case) > 0, "never met: {case}");
        }
    }
}

fn follow(scenario: &Scenario, plan: &Plan, seed: u64, meets: &mut Meets) -> Result<(), String> {
    let mut random = Random::new(seed ^ 0x5e77);
    let mut engine = Engine::new(
        &scenario.definitions,
        impatient(&mut random, scenario, plan),
    );
    engine.set_importing(random.percent(25));
    let mut model = Model::new(&scenario.definitions, plan.bounds);
    for (number, step) in plan.steps.iter().map(super::agrees::as_taken).enumerate() {
        let _verdicts = model.hear(&step);
        engine
            .follow(&step)
            .map_err(|why| format!("step {number}: {why}"))?;
        same(&engine, scenario, &model, meets).map_err(|why| format!("step {number}, {why}"))?;
    }
    engine.set_importing(false);
    engine.pass(YEARS)?;
    if engine.task.record().unsettled != 0 {
        return Err("some lead never settles".to_owned());
    }
    same(&engine, scenario, &model, meets)?;
    for counts in engine.all_counts() {
        meets.add(&Meets::times_of("settled", counts.settled));
    }
    Ok(())
}

/// Settled means exactly that nothing is held.
fn same(
    engine: &Engine,
    scenario: &Scenario,
    model: &Model<'_>,
    meets: &mut Meets,
) -> Result<(), String> {
    for (lead, folded) in model.folded() {
        let found = inspect(
            &engine.store,
            0,
            lead,
            &scenario.definitions,
            engine.task.watermark(),
        );
        let found = found.map_err(|e| e.to_string())?;
        let is_settled = found.is_none_or(|found| !found.lead.is_unsettled);
        let net = engine.net.get(lead).map(Vec::as_slice).unwrap_or_default();
        let compared = compare(net, &folded);
        meets.note(if is_settled {
            "compared settled"
        } else {
            "compared unsettled"
        });
        match compared {
            Err(why) if is_settled => return Err(format!("{lead}:\n{why}")),
            Ok(()) if !is_settled => return Err(format!("{lead} waits for nothing")),
            _ => {}
        }
    }
    Ok(())
}

/// Rows are old soon, and leads settle soon, measured by the pace of the story.
fn impatient(random: &mut Random, scenario: &Scenario, plan: &Plan) -> Settings {
    let segment = random.below(4) + 1;
    let mut settings = settings(plan.bounds.journal, plan.bounds.horizon, segment);
    let tempo = scenario.tempo.as_millis();
    settings.settle_older_than = Span::from_millis(random.between(0, 3 * tempo));
    settings.settle_quiet = Span::from_millis(random.between(1, 4 * tempo));
    settings.settle_most = Span::from_millis(random.between(1, 20 * tempo));
    settings.cached_leads = if random.percent(50) { 1 } else { 1000 };
    settings.step_leads = random.below(3) + 1;
    if random.percent(50) {
        settings.bounds.rows = random.below(4) + 1;
    }
    settings
}

#[test]
fn history_shuffled_takes_nothing_back_w5() {
    for seed in seeds(USUAL) {
        let scenario = Scenario::of(seed);
        let plan = Plan::of(&scenario, seed, Order::Any, seed % 2 == 0);
        let mut random = Random::new(seed ^ 0x7ea5);
        let mut settings = impatient(&mut random, &scenario, &plan);
        settings.settle_older_than = Span::from_days(1);
        let mut engine = Engine::new(&scenario.definitions, settings);
        engine.now = plan_end(&scenario) + YEARS;
        // Without an import, the whole history fits into the minute of quiet: the clock stands still.
        engine.set_importing(seed % 3 == 0);
        let mut model = Model::new(&scenario.definitions, plan.bounds);
        for step in plan.steps.iter().map(super::agrees::as_taken) {
            let _verdicts = model.hear(&step);
            engine
                .follow(&step)
                .unwrap_or_else(|why| panic!("seed {seed}: {why}\n{scenario}\n{plan}"));
        }
        assert!(engine.net.is_empty(), "seed {seed}: history spoke too soon");
        engine.set_importing(false);
        engine
            .pass(YEARS)
            .unwrap_or_else(|why| panic!("seed {seed}: {why}\n{scenario}\n{plan}"));
        for counts in engine.all_counts() {
            let back = counts.retracted.values().sum::<u64>();
            let back = back + counts.sla_retracted.values().sum::<u64>();
            assert_eq!(
                back, 0,
                "seed {seed}: took something back\n{scenario}\n{plan}"
            );
        }
        for (lead, folded) in model.folded() {
            let net = engine.net.get(lead).map(Vec::as_slice).unwrap_or_default();
            if let Err(why) = compare(net, &folded) {
                panic!("seed {seed}, {lead}:\n{why}\n{scenario}\n{plan}");
            }
        }
    }
}

fn plan_end(scenario: &Scenario) -> leadfold::time::Timestamp {
    let last = scenario.events.iter().map(|event| event.occurred_at).max();
    last.expect("a story has events") + Span::from_days(2100)
}
