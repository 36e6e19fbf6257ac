//! The stories of `tests/stories` and of the samples: read as anyone's stories are, played by the engine, and held against the naive model.
//!
//! Each story was checked by hand against the rules. Besides, every one of them must come out alike in whatever pieces the engine keeps a
//! lead (`segment`), in whatever order its events come in (law 2), and by the model, which is written from the rules alone (law 1).

use crate::model::acceptance::{Acceptance, Bounds, Verdict};
use crate::model::compare::compare;
use crate::model::event::{OwnedDisposition, OwnedEngagement, OwnedEvent, OwnedFact, OwnedProfile};
use crate::model::fold::{Folded, fold};
use leadfold::definition;
use leadfold::lead::definition::Definitions;
use leadfold::lead::event::{Fact, LeadEvent};
use leadfold::lead::journal::{self, Lead};
use leadfold::lead::pairs::Pairs;
use leadfold::lead::walk::Walk;
use leadfold::story::{self, Played, Stories, Story};
use leadfold::time::Timestamp;
use std::path::{Path, PathBuf};

/// A file of stories with the agreement it is about.
struct Book {
    file: PathBuf,
    definitions: Definitions,
    stories: Stories,
}

fn books() -> Vec<Book> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    find(&root.join("tests/stories"), &mut files);
    find(&root.join("examples"), &mut files);
    files.sort();
    assert!(files.len() > 5, "the stories are gone: {files:?}");
    files.into_iter().map(open).collect()
}

fn find(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            find(&path, files);
        } else if path
            .extension()
            .is_some_and(|extension| extension == "story")
        {
            files.push(path);
        }
    }
}

fn open(file: PathBuf) -> Book {
    let text = std::fs::read_to_string(&file).unwrap();
    read(file, &text)
}

fn read(file: PathBuf, text: &str) -> Book {
    let name = file.display().to_string();
    let head = story::head(&name, text).unwrap_or_else(|problems| panic!("{problems}"));
    let agreement = head.agreement.unwrap_or_else(|| ".".to_owned());
    let loaded = definition::load(&file.parent().unwrap().join(agreement));
    let definitions = loaded
        .unwrap_or_else(|problems| panic!("{problems}"))
        .definitions;
    let stories = story::parse(&name, text, &definitions);
    let stories = stories.unwrap_or_else(|problems| panic!("{problems}"));
    Book {
        file,
        definitions,
        stories,
    }
}

/// Asks the same of every story; all that do not hold are told.
fn each(mut ask: impl FnMut(&Book, &Story, &Played) -> Result<(), String>) {
    let mut told = String::new();
    for book in &books() {
        for story in &book.stories.stories {
            let played = story::play(story, &book.stories.dial, &book.definitions);
            if let Err(why) = ask(book, story, &played) {
                let (file, line) = (book.file.display(), story.line);
                told.push_str(&format!("{file}:{line} {}\n{why}\n", story.name));
            }
        }
    }
    assert!(told.is_empty(), "\n{told}");
}

#[test]
fn every_story_holds() {
    each(|book, _, played| {
        let failures = played.failures.iter();
        let told: String = failures
            .map(|failure| failure.told(&book.stories.dial))
            .collect();
        if told.is_empty() { Ok(()) } else { Err(told) }
    });
}

/// The blocks of the page that tell stories are one file of stories.
#[test]
fn the_stories_of_the_page_hold() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = std::fs::read_to_string(root.join("docs/stories.md")).unwrap();
    let blocks = page.split("```text\n").skip(1);
    let told: String = blocks
        .filter_map(|block| block.split("```").next())
        .filter(|block| block.contains("story \""))
        .collect();
    let folder = root.join("examples/agreement");
    let book = read(folder.join("of the page.story"), &told);
    assert_eq!(book.stories.stories.len(), 2);
    for story in &book.stories.stories {
        let played = story::play(story, &book.stories.dial, &book.definitions);
        let failures = played.failures.iter();
        let told: String = failures
            .map(|failure| failure.told(&book.stories.dial))
            .collect();
        assert!(told.is_empty(), "{told}");
    }
}

#[test]
fn the_model_says_the_same_of_every_story_law_1() {
    each(|book, story, played| {
        let (acceptance, verdicts) = accept(story, played);
        verdicts?;
        let model = fold(&acceptance.accepted(), &book.definitions, played.watermark);
        compare(&played.rows(), &model)?;
        same_view(played, &model, &book.definitions)
    });
}

#[test]
fn the_pieces_in_which_a_lead_is_kept_do_not_show() {
    each(|book, story, played| {
        for segment in [1, 2, 3] {
            let mut pieces = story.clone();
            pieces.bounds.segment = segment;
            let again = story::play(&pieces, &book.stories.dial, &book.definitions);
            if again.trace != played.trace {
                return Err(format!("with segments of {segment}: {:#?}", again.trace));
            }
        }
        Ok(())
    });
}

#[test]
fn the_order_in_which_things_are_heard_does_not_show_law_2() {
    each(|book, story, played| {
        if story.bounds.journal < 4096 || played.arrivals.iter().any(|arrival| !is_taken(arrival)) {
            // Who forgets is allowed to know less; and of two events of one identity the first that comes is the one that counts.
            return Ok(());
        }
        let events: Vec<LeadEvent<'_>> = (played.arrivals.iter().enumerate())
            .map(|(place, arrival)| arrival.event.borrowed(place as i64))
            .collect();
        let model = {
            let (acceptance, _) = accept(story, played);
            fold(&acceptance.accepted(), &book.definitions, played.watermark)
        };
        for turn in 0..events.len().min(6) {
            let mut turned = events.clone();
            turned.rotate_left(turn);
            for _ in 0..2 {
                turned.reverse();
                let rows = told_at_once(&turned, &book.definitions, played.watermark);
                compare(&rows, &model).map_err(|why| format!("turned by {turn}: {why}"))?;
            }
        }
        Ok(())
    });
}

fn is_taken(arrival: &story::Arrival) -> bool {
    match arrival.verdict {
        journal::Verdict::Accepted | journal::Verdict::AcceptedLate => true,
        journal::Verdict::Duplicate
        | journal::Verdict::IdConflict
        | journal::Verdict::BeyondHorizon => false,
    }
}

/// All events come in before the watermark moves; the rows that exist at its end.
fn told_at_once(
    events: &[LeadEvent<'_>],
    definitions: &Definitions,
    watermark: Timestamp,
) -> Vec<leadfold::lead::row::Row> {
    let bounds = journal::Bounds {
        journal: 4096,
        segment: 2,
        horizon: leadfold::time::Span::from_days(36_525),
        rows: 4096,
    };
    let mut lead = Lead::default();
    for event in events {
        lead.arrive(event, definitions, Timestamp::MIN, &bounds);
        look(&mut lead, definitions, Timestamp::MIN, &bounds);
    }
    look(&mut lead, definitions, watermark, &bounds);
    let rows = lead.rows.stored.unwrap_or_default().into_iter();
    let wanted = rows.filter(|stored| {
        stored.wanted && (!stored.row.is_sla() || stored.row.identity.instant <= watermark)
    });
    wanted.map(|stored| stored.row).collect()
}

fn look(
    lead: &mut Lead,
    definitions: &Definitions,
    watermark: Timestamp,
    bounds: &journal::Bounds,
) {
    let mut walk = Walk::new(definitions);
    if let Some(region) = lead.fold(&mut walk, watermark, bounds) {
        lead.rows.replace(&region, walk.found.drain(..));
    }
}

/// The model's acceptance of the story's events, and whether it took the same ones.
fn accept(story: &Story, played: &Played) -> (Acceptance, Result<(), String>) {
    let mut acceptance = Acceptance::new(Bounds {
        journal: story.bounds.journal,
        horizon: story.bounds.horizon,
    });
    let mut verdicts = Ok(());
    for (place, arrival) in played.arrivals.iter().enumerate() {
        let event = owned(&arrival.event.borrowed(place as i64));
        let model = acceptance.arrive(&event, arrival.watermark);
        let is_same = match arrival.verdict {
            journal::Verdict::Accepted | journal::Verdict::AcceptedLate => {
                matches!(model, Verdict::Accepted | Verdict::AcceptedAfterEnd)
            }
            journal::Verdict::Duplicate => model == Verdict::Duplicate,
            journal::Verdict::IdConflict => model == Verdict::IdConflict,
            journal::Verdict::BeyondHorizon => model == Verdict::BeyondHorizon,
        };
        if !is_same {
            verdicts = Err(format!(
                "{event}: {:?}, by the model {model:?}",
                arrival.verdict
            ));
        }
    }
    (acceptance, verdicts)
}

/// Where the lead stands in the end, by both.
fn same_view(played: &Played, model: &Folded, definitions: &Definitions) -> Result<(), String> {
    let Some(view) = &model.view else {
        return Ok(());
    };
    let state = played.lead.current();
    let at = state
        .last_at
        .map_or(played.watermark, |last| last.max(played.watermark));
    let engine = (
        state.stage,
        state.cycle,
        state.grade,
        state.score_at(definitions, at),
    );
    let model = (view.stage, view.cycle, view.grade, view.score);
    if engine == model {
        return Ok(());
    }
    Err(format!("stands {engine:?}, by the model {model:?}"))
}

fn owned(event: &LeadEvent<'_>) -> OwnedEvent {
    let text = |value: Option<&str>| value.map(str::to_owned);
    let fact = match &event.fact {
        Fact::Created(profile) => OwnedFact::Created(OwnedProfile {
            account: text(profile.account),
            source: text(profile.source),
            campaign: text(profile.campaign),
            traits: pairs(&profile.traits),
            cleared: profile
                .cleared
                .iter()
                .map(|name| (*name).to_owned())
                .collect(),
        }),
        Fact::Merged(into) => OwnedFact::Merged((*into).to_owned()),
        Fact::Erased => OwnedFact::Erased,
        Fact::Scoring { suspended } => OwnedFact::Scoring {
            suspended: *suspended,
        },
        Fact::Engagement(engagement) => OwnedFact::Engagement(OwnedEngagement {
            kind: engagement.kind.to_owned(),
            asset: text(engagement.asset),
            campaign: text(engagement.campaign),
            channel: text(engagement.channel),
            properties: pairs(&engagement.properties),
        }),
        Fact::Disposition(said) => OwnedFact::Disposition(OwnedDisposition {
            outcome: said.outcome,
            reason: text(said.reason),
            owner: text(said.owner),
            team: text(said.team),
            amount: said.amount,
            actor: text(said.actor),
            target: text(said.target),
            until: said.until,
        }),
    };
    OwnedEvent {
        lead_id: event.lead_id.to_owned(),
        event_id: event.event_id.to_owned(),
        occurred_at: event.occurred_at,
        appended_at: event.appended_at,
        offset: event.offset,
        sequence: event.sequence,
        day_precision: event.day_precision,
        digest: event.digest,
        fact,
    }
}

fn pairs(pairs: &Pairs<'_>) -> Vec<(String, String)> {
    let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
    pairs.iter().map(owned).collect()
}
