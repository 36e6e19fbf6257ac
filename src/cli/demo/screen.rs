//! The demo's page: a summary drawn within 80 columns, without a colour needed to understand it.

use super::summary::{CampaignLine, ClockLine, Corrections, Records, StageLine, Summary, Told};
use crate::cli::explain;
use crate::cli::table::{clip, columns, count, paragraph, share};
use crate::time::Span;

/// The longest name shown of a campaign.
const NAME: usize = 24;

/// The whole page.
pub(super) fn page(summary: &Summary) -> String {
    let parts = [
        funnel(&summary.stages, &summary.beside, summary.leads),
        campaigns(&summary.campaigns),
        promises(&summary.clocks, summary.records.open_clocks),
        news("LATEST MOVES, AND WHY", &summary.latest),
        corrected(&summary.corrections),
        records(&summary.records),
    ];
    parts.join("\n")
}

fn funnel(stages: &[StageLine], beside: &[(String, u64)], leads: u64) -> String {
    let mut rows = vec![row(&[
        "FUNNEL",
        "reached",
        "of previous",
        "of all leads",
        "median time",
        "here now",
    ])];
    let mut before = None;
    for line in stages {
        rows.push(vec![
            line.stage.clone(),
            count(line.reached),
            before.map_or_else(|| "-".to_owned(), |before| share(line.reached, before)),
            share(line.reached, leads),
            explain::span(line.median_ms.map(Span::from_millis)),
            count(line.standing),
        ]);
        before = Some(line.reached);
    }
    let mut text = columns(&rows);
    if !beside.is_empty() {
        let parts: Vec<String> = beside
            .iter()
            .map(|(stage, leads)| format!("{stage} {}", count(*leads)))
            .collect();
        text.push_str(&paragraph("beside the path: ", &parts.join(" · "), 3));
    }
    text
}

fn campaigns(lines: &[CampaignLine]) -> String {
    let mut rows = vec![row(&[
        "CAMPAIGN",
        "leads",
        "MQL",
        "SAL",
        "SQL",
        "won",
        "leads>MQL",
        "MQL>SAL",
        "won",
    ])];
    for line in lines {
        rows.push(vec![
            clip(line.campaign.as_deref().unwrap_or("(none)"), NAME),
            count(line.leads),
            count(line.mql),
            count(line.sal),
            count(line.sql),
            count(line.customer),
            share(line.mql, line.leads),
            share(line.sal, line.mql),
            share(line.customer, line.leads),
        ]);
    }
    columns(&rows)
}

fn promises(lines: &[ClockLine], open: u64) -> String {
    let mut rows = vec![row(&[
        "PROMISES OF SALES",
        "at risk",
        "violated",
        "met in time",
        "met late",
        "kept",
    ])];
    for line in lines {
        rows.push(vec![
            clip(&line.clock, NAME),
            count(line.at_risk),
            count(line.violated),
            count(line.met),
            count(line.met_late),
            share(line.met, line.met + line.violated),
        ]);
    }
    let mut text = columns(&rows);
    text.push_str(&format!("clocks running now: {}\n", count(open)));
    text
}

fn news(head: &str, told: &[Told]) -> String {
    let mut text = format!("{head}\n");
    if told.is_empty() {
        text.push_str("none yet\n");
    }
    for line in told {
        text.push_str(&one(line));
    }
    text
}

fn one(line: &Told) -> String {
    let at = line.at.to_string();
    let time = at.get(11..19).unwrap_or(&at);
    let text = format!(
        "{} {}: {}",
        clip(&line.lead_id, 16),
        clip(&line.what, 16),
        line.why
    );
    paragraph(&format!("{time}  "), &text, 2)
}

fn corrected(corrections: &Corrections) -> String {
    let Corrections {
        transitions_withdrawn,
        outcomes_withdrawn,
        violations_withdrawn,
        restated,
        latest,
    } = corrections;
    let head = format!(
        "{} violations, {} other SLA outcomes and {} moves taken back; {} told again",
        count(*violations_withdrawn),
        count(*outcomes_withdrawn),
        count(*transitions_withdrawn),
        count(*restated),
    );
    let mut text = paragraph("CORRECTED: ", &head, 2);
    for line in latest {
        text.push_str(&one(line));
    }
    text
}

fn records(records: &Records) -> String {
    let dead: Vec<String> = (records.dead_letters.iter())
        .map(|(code, records)| format!("{code} {}", count(*records)))
        .collect();
    let dead = if dead.is_empty() {
        "none".to_owned()
    } else {
        dead.join(", ")
    };
    let text = format!(
        "{} read; {} repeated and dropped; {} came late and were put in their place; dead letters: {dead}",
        count(records.consumed),
        count(records.duplicates),
        count(records.late),
    );
    paragraph("RECORDS: ", &text, 4)
}

fn row(cells: &[&str]) -> Vec<String> {
    cells.iter().map(|cell| (*cell).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::table::WIDTH;
    use crate::time::Timestamp;
    use expect_test::expect;

    fn stage(stage: &str, reached: u64, median_ms: Option<i64>, standing: u64) -> StageLine {
        StageLine {
            stage: stage.to_owned(),
            reached,
            median_ms,
            standing,
        }
    }

    fn told(lead_id: &str, what: &str, why: &str) -> Told {
        Told {
            at: Timestamp::from_millis(1_790_933_400_000),
            lead_id: lead_id.to_owned(),
            what: what.to_owned(),
            why: why.to_owned(),
        }
    }

    fn summary() -> Summary {
        Summary {
            leads: 3_120,
            stages: vec![
                stage("inquiry", 3_120, None, 2_000),
                stage("mql", 801, Some(97_200_000), 33),
                stage("sal", 640, Some(7_260_000), 120),
            ],
            beside: vec![("recycled".to_owned(), 91), ("lost".to_owned(), 12)],
            campaigns: vec![
                CampaignLine {
                    campaign: Some("webinar-pipeline".to_owned()),
                    leads: 700,
                    mql: 250,
                    sal: 200,
                    sql: 90,
                    customer: 21,
                },
                CampaignLine {
                    campaign: None,
                    leads: 1,
                    ..CampaignLine::default()
                },
            ],
            clocks: vec![ClockLine {
                clock: "time_to_first_touch".to_owned(),
                at_risk: 3,
                met: 600,
                met_late: 80,
                violated: 101,
                cancelled: 4,
            }],
            latest: vec![told(
                "N1790933-00012",
                "mql",
                "because its score reached 64.2 of 60 with grade A: attended a webinar +30, looked at the prices +29.3 (2 times), opened an e-mail +4.9",
            )],
            corrections: Corrections {
                violations_withdrawn: 5,
                latest: vec![told(
                    "L000012",
                    "not violated",
                    "time_to_acceptance was met on 2026-10-02 09:29:58 UTC, 3 s before it was heard of",
                )],
                ..Corrections::default()
            },
            records: Records {
                consumed: 14_320,
                duplicates: 288,
                late: 611,
                open_clocks: 41,
                outages: 0,
                dead_letters: vec![("unreadable_json".to_owned(), 9)],
            },
        }
    }

    #[test]
    fn a_sales_manager_can_read_the_page() {
        let page = page(&summary());
        assert!(
            page.lines().all(|line| line.chars().count() <= WIDTH),
            "{page}"
        );
        expect![[r#"
            FUNNEL   reached  of previous  of all leads  median time  here now
            inquiry    3,120            -        100.0%            -     2,000
            mql          801        25.7%         25.7%      1 d 3 h        33
            sal          640        79.9%         20.5%    2 h 1 min       120
            beside the path: recycled 91 · lost 12

            CAMPAIGN          leads  MQL  SAL  SQL  won  leads>MQL  MQL>SAL   won
            webinar-pipeline    700  250  200   90   21      35.7%    80.0%  3.0%
            (none)                1    0    0    0    0       0.0%        -  0.0%

            PROMISES OF SALES    at risk  violated  met in time  met late   kept
            time_to_first_touch        3       101          600        80  85.6%
            clocks running now: 41

            LATEST MOVES, AND WHY
            09:30:00  N1790933-00012 mql: because its score reached 64.2 of 60 with grade A:
                      attended a webinar +30, looked at the prices +29.3 (2 times), opened …

            CORRECTED: 5 violations, 0 other SLA outcomes and 0 moves taken back; 0 told
                       again
            09:30:00  L000012 not violated: time_to_acceptance was met on 2026-10-02
                      09:29:58 UTC, 3 s before it was heard of

            RECORDS: 14,320 read; 288 repeated and dropped; 611 came late and were put in
                     their place; dead letters: unreadable_json 9
        "#]]
        .assert_eq(&page);
    }

    #[test]
    fn before_anything_has_come_the_page_says_so() {
        let page = page(&Summary::default());
        assert!(page.contains("none yet"), "{page}");
        assert!(page.contains("dead letters: none"), "{page}");
    }
}
