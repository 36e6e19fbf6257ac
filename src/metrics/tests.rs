//! The catalogue keeps its own order, the page says what it says, and counters stand at 0 before they count.

use super::catalogue::CATALOGUE;
use super::{Labels, Metric, Metrics, document};
use expect_test::expect_file;

fn labels() -> Labels {
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    Labels {
        inputs: words(&["lead_created", "engagement"]),
        codes: words(&["unreadable_json"]),
        stages: words(&["inquiry", "mql"]),
        moves: vec![("inquiry".to_owned(), "mql".to_owned())],
        clocks: words(&["time_to_acceptance"]),
        states: words(&["met", "violated"]),
        outcomes: words(&["accept"]),
        reasons: words(&["stopped"]),
        versions: words(&["1", "2"]),
    }
}

fn line<'a>(scrape: &'a str, start: &str) -> Option<&'a str> {
    scrape.lines().find(|line| line.starts_with(start))
}

#[test]
fn the_catalogue_stands_in_the_order_of_the_enum() {
    for (index, declared) in CATALOGUE.iter().enumerate() {
        assert_eq!(declared.metric as usize, index, "{}", declared.name);
    }
}

#[test]
fn names_say_what_kind_they_are() {
    for declared in &CATALOGUE {
        let total = declared.name.ends_with("_total");
        let counter = declared.sort == super::Sort::Counter;
        assert_eq!(total, counter, "{}", declared.name);
        assert!(declared.name.starts_with("leadfold_"), "{}", declared.name);
    }
}

#[test]
fn every_known_combination_stands_at_zero_from_the_start() {
    let scrape = Metrics::new(&labels()).scrape();
    for expected in [
        "leadfold_events_consumed_total{input=\"engagement\"} 0",
        "leadfold_rejected_total{code=\"unreadable_json\",input=\"lead_created\"} 0",
        "leadfold_sla_asserted_total{clock=\"time_to_acceptance\",state=\"violated\"} 0",
        "leadfold_transitions_asserted_total{from_stage=\"inquiry\",to_stage=\"mql\"} 0",
        "leadfold_leads{stage=\"mql\"} 0",
        "leadfold_events_duplicate_total 0",
        "leadfold_stage_imbalance 0",
        "leadfold_definition_info{version=\"2\"} 1",
        "leadfold_latency_seconds_count 0",
    ] {
        assert_eq!(line(&scrape, expected), Some(expected));
    }
}

#[test]
fn a_counter_is_raised_and_never_falls() {
    let metrics = Metrics::new(&labels());
    let shown = || metrics.scrape();
    metrics.raise(Metric::Commits, &[], 7);
    metrics.raise(Metric::Commits, &[], 5);
    assert_eq!(
        line(&shown(), "leadfold_commits_total"),
        Some("leadfold_commits_total 7")
    );
    metrics.add(Metric::Commits, &[], 2);
    assert_eq!(
        line(&shown(), "leadfold_commits_total"),
        Some("leadfold_commits_total 9")
    );
}

#[test]
fn the_page_is_what_the_catalogue_says() {
    expect_file!["../../docs/metrics.md"].assert_eq(&document());
}
