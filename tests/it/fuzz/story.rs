//! Stories: every answer is told with a place, and what is accepted plays to its end.

use super::{mutated, reworded, target};
use leadfold::{definition, story};
use std::path::Path;

const WORDS: [&str; 32] = [
    "story \"x\"\n",
    "  expect\n",
    "    nothing\n",
    "not ",
    "row ",
    "-> mql, ",
    "mql -> sal, threshold\n",
    "violated ",
    "at ",
    "at 09:00 ",
    "+99999 d ",
    "+2h30min ",
    "Fri ",
    "2026-03-29 02:30 ",
    "2026-10-25 02:30 ",
    "2026-02-30 ",
    "0001-01-01 00:00 ",
    "9999-12-31 23:59 ",
    "W\n",
    "created ",
    "engagement ",
    "override stage=sql actor=ann\n",
    "revoke target=x\n",
    "occurred=2026-01-01 ",
    "until=\"Mon 09:00\" ",
    "id=x ",
    "bounds journal=1 segment=1\n",
    "barred_by score\n",
    "=",
    "\"",
    "# ",
    "\u{feff}",
];

#[test]
fn whatever_a_story_says_reading_it_answers_and_it_can_be_played() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/stories");
    let loaded = definition::load(&folder.join("sales.toml")).unwrap();
    let example = std::fs::read_to_string(folder.join("sales.story")).unwrap();
    let mut accepted = 0;
    target("story", 600, |random| {
        let text = if random.percent(80) {
            reworded(random, &example, &WORDS)
        } else {
            String::from_utf8_lossy(&mutated(random, example.as_bytes())).into_owned()
        };
        if let Err(problems) = story::head("a.story", &text) {
            assert!(!problems.to_string().is_empty());
        }
        let stories = match story::parse("a.story", &text, &loaded.definitions) {
            Ok(stories) => stories,
            Err(problems) => {
                assert!(!problems.to_string().is_empty());
                return;
            }
        };
        accepted += 1;
        let played: Vec<_> = (stories.stories.iter())
            .map(|story| story::play(story, &stories.dial, &loaded.definitions))
            .collect();
        for failure in played.iter().flat_map(|played| &played.failures) {
            assert!(!failure.told(&stories.dial).is_empty());
        }
        // What was said is what the rewritten file expects: only checks can fail in it.
        let pairs: Vec<_> = stories.stories.iter().zip(&played).collect();
        let new = story::rewritten(&text, &stories.dial, &pairs);
        let again = story::parse("a.story", &new, &loaded.definitions)
            .unwrap_or_else(|problems| panic!("{problems}"));
        for story in &again.stories {
            let played = story::play(story, &again.dial, &loaded.definitions);
            assert!(
                played.failures.iter().all(|failure| failure.so.is_some()),
                "{new}"
            );
        }
    });
    println!("stories that are read: {accepted}");
}
