//! Agreement files: every answer is told with a place, and what is accepted judges events.

use super::{mutated, reworded, target};
use crate::simulation::generator::Scenario;
use leadfold::definition;
use leadfold::lead::journal::{Bounds, Lead};
use leadfold::lead::walk::Walk;
use leadfold::time::{Span, Timestamp};

const WORDS: [&str; 40] = [
    "\"mql\"",
    "\"nowhere\"",
    "\"1 day\"",
    "\"day\"",
    "\"99999 weeks\"",
    "\"-1 h\"",
    "\"50 %\"",
    "\"101 %\"",
    "0",
    "-1",
    "1e9",
    "nan",
    "99999999999999999999",
    "true",
    "[]",
    "{}",
    "[[score.rules]]\n",
    "[models.other]\n",
    "[stages.mql]\n",
    "[stages.beyond]\n",
    "[graph]\n",
    "path = [\"inquiry\", \"mql\"]\n",
    "[clocks.time]\n",
    "[calendars.here]\n",
    "[reasons.reject]\n",
    "timeout = { after = \"1 min\", to = \"inquiry\" }\n",
    "type = \"gate\"\n",
    "rejoins = \"mql\"\n",
    "path = \"detour\"\n",
    "limit = { max = 64, per = \"cycle\", by = \"asset\" }\n",
    "count = { nth = 2, within = \"1 ms\" }\n",
    "group = \"email\"\n",
    "do = \"suspend\"\n",
    "decay = { linear = \"1 s\" }\n",
    "when = 'true'\n",
    "when = '!(has(traits.x) && stage == \"mql\")'\n",
    "((((((((",
    "holidays = [2026-02-30]\n",
    "zone = \"Europe/Berlin\"\n",
    "effective_from = 0001-01-01T00:00:00Z\n",
];

#[test]
fn whatever_an_agreement_says_reading_it_answers_and_the_fold_can_use_it() {
    let examples = examples();
    let mut accepted = 0;
    target("agreement", 600, |random| {
        let example = &examples[random.below(examples.len())];
        let text = if random.percent(80) {
            reworded(random, example, &WORDS)
        } else {
            String::from_utf8_lossy(&mutated(random, example.as_bytes())).into_owned()
        };
        let loaded = match definition::parse(&[("a.toml", &text)]) {
            Ok(loaded) => loaded,
            Err(problems) => {
                assert!(!problems.to_string().is_empty());
                return;
            }
        };
        accepted += 1;
        let scenario = Scenario::of(random.next() % 1000);
        let bounds = Bounds::default();
        let mut lead = Lead::default();
        let mut last = Timestamp::EARLIEST_EVENT;
        for event in &scenario.events {
            lead.arrive(
                &event.borrowed(),
                &loaded.definitions,
                Timestamp::MIN,
                &bounds,
            );
            last = last.max(event.occurred_at);
        }
        let mut walk = Walk::new(&loaded.definitions);
        lead.fold(&mut walk, last + Span::from_days(800), &bounds);
        let _warnings = lead.warnings(last + Span::from_days(800), &loaded.definitions);
    });
    println!("agreements that are read: {accepted}");
}

/// All agreements that come with leadfold.
fn examples() -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![std::path::PathBuf::from(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/examples/agreement"
    ))];
    while let Some(folder) = folders.pop() {
        let mut paths: Vec<_> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        paths.sort();
        for path in paths {
            if path.is_dir() {
                folders.push(path);
            } else if path
                .extension()
                .is_some_and(|extension| extension == "toml")
            {
                found.push(std::fs::read_to_string(path).unwrap());
            }
        }
    }
    assert!(!found.is_empty());
    found
}
