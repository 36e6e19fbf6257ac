//! The sample agreements that people copy from: each is without mistakes and without warnings, does what its stories say, and has a page that
//! names its files; and the mapping that belongs to one of them makes of foreign notifications what its page says.

#![expect(
    clippy::unwrap_used,
    reason = "a test, with its helpers, may fail and say where"
)]

use leadfold::definition::{self, Loaded};
use leadfold::ingest::event::of_row;
use leadfold::ingest::mapping::Mapping;
use leadfold::ingest::table::{Next, Row, Rows};
use leadfold::lead::event::Fact;
use leadfold::story;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// A sample: its files and its page.
struct Sample {
    /// The name of its page, and of its folder; the sober default stands in the folder of all samples.
    name: String,
    folder: PathBuf,
}

impl Sample {
    /// The names of its files that end so, in order.
    fn files(&self, ending: &str) -> Vec<String> {
        let entries = fs::read_dir(&self.folder).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.filter(|name| name.ends_with(ending)).collect();
        names.sort();
        names
    }
}

fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn samples() -> Vec<Sample> {
    let all = repository().join("examples/agreement");
    let mut samples = vec![Sample {
        name: "default".to_owned(),
        folder: all.clone(),
    }];
    for entry in fs::read_dir(all).unwrap() {
        let folder = entry.unwrap().path();
        if folder.is_dir() {
            let name = folder.file_name().unwrap().to_str().unwrap().to_owned();
            samples.push(Sample { name, folder });
        }
    }
    samples.sort_by(|a, b| a.name.cmp(&b.name));
    samples
}

fn load(place: &Path) -> Loaded {
    definition::load(place).unwrap_or_else(|problems| panic!("{problems}"))
}

#[test]
fn every_sample_is_without_mistakes_and_without_warnings() {
    let samples = samples();
    let names: Vec<&str> = samples.iter().map(|sample| sample.name.as_str()).collect();
    let expected = [
        "default",
        "enterprise",
        "gitlab-2020",
        "hubspot-words",
        "product-led",
    ];
    assert_eq!(names, expected);
    for sample in samples {
        let loaded = load(&sample.folder);
        assert_eq!(loaded.warnings, [], "{}", sample.name);
        let versions = loaded.definitions.versions().len();
        assert_eq!(versions, sample.files(".toml").len(), "{}", sample.name);
    }
}

#[test]
fn every_sample_does_what_its_stories_say() {
    let mut wrong = String::new();
    for sample in samples() {
        let mut told = 0;
        for file in sample.files(".story") {
            let place = format!("{}/{file}", sample.name);
            let text = fs::read_to_string(sample.folder.join(&file)).unwrap();
            let head = story::head(&place, &text).unwrap_or_else(|problems| panic!("{problems}"));
            let agreement = head
                .agreement
                .expect("a sample's stories name their agreement");
            let loaded = load(&sample.folder.join(agreement));
            let stories = story::parse(&place, &text, &loaded.definitions)
                .unwrap_or_else(|problems| panic!("{problems}"));
            assert_eq!(stories.warnings, [], "{place}");
            for told in &stories.stories {
                let played = story::play(told, &stories.dial, &loaded.definitions);
                for failure in played.failures {
                    writeln!(
                        wrong,
                        "{place}:{}: \"{}\": {failure:?}",
                        failure.line, told.name
                    )
                    .unwrap();
                }
            }
            told += stories.stories.len();
        }
        assert!(told >= 3, "{} has {told} stories", sample.name);
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_sample_has_a_page_that_names_its_files_and_is_found() {
    let readme = fs::read_to_string(repository().join("README.md")).unwrap();
    let reference = fs::read_to_string(repository().join("docs/definition.md")).unwrap();
    for sample in samples() {
        let page = format!("docs/samples/{}.md", sample.name);
        let text = fs::read_to_string(repository().join(&page)).unwrap();
        for file in [sample.files(".toml"), sample.files(".story")].concat() {
            assert!(
                text.contains(&format!("[`{file}`](")),
                "{page} does not name {file}"
            );
        }
        assert!(
            readme.contains(&format!("({page})")),
            "README.md does not lead to {page}"
        );
        let link = format!("(samples/{}.md)", sample.name);
        assert!(
            reference.contains(&link),
            "docs/definition.md does not lead to {page}"
        );
    }
}

/// Notifications as HubSpot sends them, one a line: of old accounts and new, in no order, one of them twice.
const NOTIFICATIONS: &str = r#"
{"objectId":7,"propertyName":"lifecyclestage","propertyValue":"marketingqualifiedlead","eventId":2,"subscriptionId":25,"portalId":33,"occurredAt":1772528400000,"subscriptionType":"contact.propertyChange"}
{"objectId":7,"changeSource":"FORM","eventId":1,"subscriptionId":24,"portalId":33,"occurredAt":1772442000000,"subscriptionType":"contact.creation"}
{"objectId":8,"changeSource":"IMPORT","eventId":1,"subscriptionId":24,"portalId":33,"occurredAt":1772442000000,"eventType":"contact.creation"}
{"objectId":7,"propertyName":"lifecyclestage","propertyValue":"salesqualifiedlead","eventId":3,"subscriptionId":25,"portalId":33,"occurredAt":1772532000000,"subscriptionType":"contact.propertyChange"}
{"objectId":7,"propertyName":"hs_lead_status","propertyValue":"BAD_TIMING","eventId":4,"subscriptionId":26,"portalId":33,"occurredAt":1772535600000,"subscriptionType":"contact.propertyChange"}
{"objectId":7,"propertyName":"hs_lead_status","propertyValue":"UNQUALIFIED","eventId":4,"subscriptionId":26,"portalId":33,"occurredAt":1772535600000,"subscriptionType":"contact.propertyChange"}
{"objectId":7,"propertyName":"hs_lead_status","propertyValue":"NEW","eventId":5,"subscriptionId":26,"portalId":33,"occurredAt":1772535600000,"subscriptionType":"contact.propertyChange"}
{"objectId":7,"propertyName":"numberofemployees","propertyValue":"200","eventId":6,"subscriptionId":27,"portalId":33,"occurredAt":1772535600000,"subscriptionType":"contact.propertyChange"}
{"objectId":7,"propertyName":"hubspot_owner_id","propertyValue":"","eventId":7,"subscriptionId":28,"portalId":33,"occurredAt":1772535600000,"subscriptionType":"contact.propertyChange"}
{"objectId":7,"propertyName":"favourite_colour","propertyValue":"red","eventId":8,"subscriptionId":29,"portalId":33,"occurredAt":1772535600000,"subscriptionType":"contact.propertyChange"}
"#;

#[test]
fn hubspots_notifications_become_what_the_page_says() {
    let text = fs::read_to_string(repository().join("examples/mappings/hubspot.toml")).unwrap();
    let mapping =
        Mapping::parse("hubspot.toml", &text).unwrap_or_else(|problems| panic!("{problems}"));
    let rule = &mapping.files[0];
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("hubspot.jsonl");
    fs::write(&path, NOTIFICATIONS.trim_start()).unwrap();
    let mut rows = Rows::open(&path, rule, &mapping).unwrap();
    let mut row = Row::default();
    let mut heard = Vec::new();
    loop {
        match rows.next(&mut row).unwrap() {
            Next::End => break,
            Next::Bad(why) => panic!("line {}: {why}", row.line),
            Next::Row => {
                let mut events = Vec::new();
                of_row(rule, &row, &mut |event| {
                    events.push(format!("{} {}", event.lead_id, told(&event.fact)));
                })
                .unwrap();
                heard.push(events.join(" | "));
            }
        }
    }
    let expected = [
        "hubspot-7 created traits=[lifecyclestage=marketingqualifiedlead] | hubspot-7 hubspot_stage",
        "hubspot-7 created source=FORM",
        "hubspot-8 created source=IMPORT",
        "hubspot-7 created traits=[lifecyclestage=salesqualifiedlead] | hubspot-7 accept",
        "hubspot-7 recycle reason=bad_timing",
        "hubspot-7 disqualify",
        "",
        "hubspot-7 created traits=[numberofemployees=200]",
        "",
        "",
    ];
    assert_eq!(heard, expected);
}

fn told(fact: &Fact<'_>) -> String {
    match fact {
        Fact::Created(profile) => {
            let mut text = "created".to_owned();
            if let Some(source) = profile.source {
                write!(text, " source={source}").unwrap();
            }
            for (name, value) in profile.traits.iter() {
                write!(text, " traits=[{name}={value}]").unwrap();
            }
            text
        }
        Fact::Engagement(engagement) => engagement.kind.to_owned(),
        Fact::Disposition(disposition) => {
            let reason = disposition.reason.map(|reason| format!(" reason={reason}"));
            format!(
                "{}{}",
                disposition.outcome.name(),
                reason.unwrap_or_default()
            )
        }
        Fact::Merged(_) | Fact::Erased | Fact::Scoring { .. } => "not imported".to_owned(),
    }
}
