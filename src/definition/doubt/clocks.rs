//! Clocks that never start, never run, never end; targets that no lead gets to.

use super::reach::Reached;
use super::truth::{holds_in, is_always, is_never, may_hold_in, stages_asked};
use crate::definition::code::Code;
use crate::definition::graph::Used;
use crate::definition::problem::{Report, quoted};
use crate::definition::section::Section;
use crate::lead::definition::{ClockPolicy, Definition, Stage};
use crate::lead::predicate::Predicate;

/// Looks at every clock.
pub(super) fn check(
    root: &Section<'_>,
    definition: &Definition,
    reached: &Reached,
    report: &mut Report<'_>,
) {
    let Some(section) = root.within("clocks") else {
        return;
    };
    let graph = &definition.graph;
    let names: Vec<&str> = reached.stages().map(|stage| graph.name(stage)).collect();
    let used = Used::of(graph, root);
    for clock in &definition.clocks {
        let Some(section) = section.within(clock.name.as_str()) else {
            continue;
        };
        unused_stages(&section, clock, definition, &used, report);
        // Of a test that is never so alone the reader has spoken.
        if !is_never(&clock.run_while) {
            starts(&section, clock, &names, report);
        }
        ends(&section, clock, &names, report);
        targets(&section, clock, report);
    }
}

/// A clock that is met or void whenever it would start never starts; one that pauses whenever it runs never runs.
fn starts(section: &Section<'_>, clock: &ClockPolicy, stages: &[&str], report: &mut Report<'_>) {
    let run_while = &clock.run_while;
    if !stages.iter().any(|stage| may_hold_in(run_while, stage)) {
        report.warning(
            Code::NeverStarts,
            section.place("run_while"),
            "no lead comes to a stage in which this is so: the clock never starts",
            "name stages that leads come to",
        );
        return;
    }
    let asks = [
        (
            "met_when",
            &clock.met_when,
            "the promise is kept before it begins",
        ),
        (
            "cancel_when",
            &clock.cancel_when,
            "the promise is void before it begins",
        ),
    ];
    for (key, test, then) in asks {
        if covers(test, run_while) {
            let message = format!("this is so whenever `run_while` is: {then}");
            let hint = "the clock never starts; ask for something that comes later";
            report.warning(Code::NeverStarts, section.place(key), message, hint);
        }
    }
    if covers(&clock.pause_while, run_while) {
        report.warning(
            Code::NeverRuns,
            section.place("pause_while"),
            "this is so whenever `run_while` is: the clock never runs",
            "ask for something that is so only sometimes",
        );
    }
}

/// Whether a test is surely so whenever another one is.
fn covers(test: &Predicate, whenever: &Predicate) -> bool {
    match test {
        Predicate::Any(parts) => parts.iter().any(|part| covers(part, whenever)),
        Predicate::All(parts) => parts.iter().all(|part| covers(part, whenever)),
        _ => {
            let without = match test {
                Predicate::Not(inner) => inner.as_ref().clone(),
                _ => Predicate::Not(Box::new(test.clone())),
            };
            test == whenever || is_never(&Predicate::All(vec![whenever.clone(), without]))
        }
    }
}

/// A clock that cannot be met, or that nothing ends at all.
fn ends(section: &Section<'_>, clock: &ClockPolicy, stages: &[&str], report: &mut Report<'_>) {
    let may =
        |test: &Predicate| !is_never(test) && stages.iter().any(|stage| may_hold_in(test, stage));
    if may(&clock.met_when) {
        return;
    }
    let ceases = !stages.iter().all(|stage| holds_in(&clock.run_while, stage));
    if !ceases && !may(&clock.cancel_when) {
        report.warning(
            Code::NeverEnds,
            section.at,
            "this clock never ends: it is never met, never void, and always runs",
            "say in `met_when` how the promise is kept",
        );
    } else if !is_never(&clock.met_when) {
        report.warning(
            Code::NeverTrue,
            section.place("met_when"),
            "no lead comes to a stage in which this is so: the promise can never be kept",
            "name stages that leads come to",
        );
    }
}

/// Targets behind one that fits every lead, or that fit none while the clock runs.
fn targets(section: &Section<'_>, clock: &ClockPolicy, report: &mut Report<'_>) {
    let places = section.each("targets");
    for (index, (target, place)) in clock.targets.iter().zip(&places).enumerate() {
        let mut earlier = clock.targets[..index].iter();
        let (message, hint) = if earlier.any(|one| is_always(&one.when) || one.when == target.when)
        {
            (
                "no lead gets to this target: one before it fits all that this one fits",
                "the first target that fits counts: put the general one last",
            )
        } else if is_never(&Predicate::All(vec![
            clock.run_while.clone(),
            target.when.clone(),
        ])) {
            (
                "this target fits no lead while the clock runs",
                "what it asks for must be possible together with `run_while`",
            )
        } else {
            continue;
        };
        report.warning(Code::NeverReached, place.at, message, hint);
    }
}

/// Stages of other versions: a lead may still stand there, and more often it is a slip.
fn unused_stages(
    section: &Section<'_>,
    clock: &ClockPolicy,
    definition: &Definition,
    used: &Used,
    report: &mut Report<'_>,
) {
    let tests = [
        ("run_while", &clock.run_while),
        ("met_when", &clock.met_when),
        ("cancel_when", &clock.cancel_when),
        ("pause_while", &clock.pause_while),
        ("restart_on", &clock.restart_on),
    ];
    let mut asked: Vec<(usize, &Predicate)> = tests
        .into_iter()
        .map(|(key, test)| (section.place(key), test))
        .collect();
    for (target, place) in clock.targets.iter().zip(section.each("targets")) {
        asked.push((place.place("when"), &target.when));
    }
    for (at, test) in asked {
        let is_unused = |name: &&str| {
            let stage = definition.graph.stage(name);
            stage.is_some_and(|stage: Stage| !used.has(stage))
        };
        if let Some(name) = stages_asked(test).into_iter().find(is_unused) {
            report.warning(
                Code::UnusedStage,
                at,
                format!("this version does not use the stage {}", quoted(name)),
                "leads that came there under another version may still stand in it; otherwise leave it out",
            );
        }
    }
}
