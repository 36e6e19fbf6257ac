//! Why a lead stands where it stands, in sentences: made from transitions as read from the output log, with their evidence. `lead explain` and
//! the demo tell them with the same words.

use crate::time::{Span, Timestamp};
use crate::wire::read::Transition;
use serde_json::Value;

/// The most lines of evidence told of one transition; the rest is counted.
const MOST_LINES: usize = 6;

/// A transition as it is told.
#[derive(Clone, Copy, Debug)]
pub(super) struct Move<'a> {
    pub(super) at: Timestamp,
    pub(super) from: Option<&'a str>,
    pub(super) to: &'a str,
    pub(super) entered_from_at: Option<Timestamp>,
    pub(super) route: &'a str,
    pub(super) reason: Option<&'a str>,
    pub(super) actor: Option<&'a str>,
    pub(super) source: Option<&'a str>,
    pub(super) campaign: Option<&'a str>,
    pub(super) cycle: u32,
    pub(super) inferred: bool,
    pub(super) irregular: bool,
    /// Milli-points.
    pub(super) score: i64,
    pub(super) grade: &'a str,
    /// JSON, as published.
    pub(super) evidence: Option<&'a str>,
}

impl<'a> From<&'a Transition> for Move<'a> {
    fn from(read: &'a Transition) -> Self {
        Self {
            at: read.instant,
            from: read.from_stage.as_deref(),
            to: &read.to_stage,
            entered_from_at: read.entered_from_at,
            route: &read.route,
            reason: read.reason.as_deref(),
            actor: read.actor.as_deref(),
            source: read.dimensions.source.as_deref(),
            campaign: read.dimensions.campaign.as_deref(),
            cycle: read.cycle,
            inferred: read.inferred,
            irregular: read.irregular,
            score: read.score,
            grade: &read.grade,
            evidence: read.evidence.as_deref(),
        }
    }
}

/// A whole sentence: `became an MQL on 2026-10-02 09:30:00 UTC because …`.
pub(super) fn sentence(told: &Move<'_>) -> String {
    let mut text = format!("{} on {}", deed(told), instant(told.at));
    if let (Some(from), Some(entered)) = (told.from, told.entered_from_at) {
        text.push_str(&format!(
            ", after {} as {}",
            about(told.at - entered),
            article(from)
        ));
    }
    text.push_str(", ");
    text.push_str(&because(told));
    if told.cycle > 1 {
        text.push_str(&format!(" (cycle {})", told.cycle));
    }
    text
}

/// The reason alone, for a line of a table: `score 64.0 of 60 with grade A: …`.
pub(super) fn because(told: &Move<'_>) -> String {
    if told.inferred && told.route != "birth" {
        return "because it lies on the way to the next stage".to_owned();
    }
    let reason = told
        .reason
        .map_or_else(String::new, |reason| format!(": {reason}"));
    let by = told.actor.unwrap_or("sales");
    match told.route {
        "birth" if told.inferred => {
            "with its first event, before its lead-created record".to_owned()
        }
        "birth" => match (told.source, told.campaign) {
            (Some(source), Some(campaign)) => format!("from {source}, campaign {campaign}"),
            (Some(source), None) => format!("from {source}"),
            (None, Some(campaign)) => format!("from campaign {campaign}"),
            (None, None) => "from an unknown source".to_owned(),
        },
        "threshold" => threshold(told),
        "hand_raise" => format!("because it raised its hand{reason}"),
        "disposition" => {
            let said = said(told.to);
            let irregular = match (told.irregular, told.to) {
                (false, _) => "",
                (true, "rejected") => " (irregular: after contact)",
                (true, _) => " (irregular: without contact)",
            };
            format!("{said} by {by}{reason}{irregular}")
        }
        "decay" => format!("because its score fell to {}", points(told.score)),
        "pql" => format!("because of what is known of it{reason}"),
        "veto" => format!("because of a veto{reason}"),
        "override" => format!("put there by {by}{reason}"),
        "timeout" => "because it had stood there for too long".to_owned(),
        "merged" => format!(
            "because it is the lead{} from now on",
            reason.replacen(':', "", 1)
        ),
        "erased" => "on request".to_owned(),
        "revoke" => format!("because {by} revoked an earlier disposition"),
        other => format!("by {other}{reason}"),
    }
}

/// What sales did to bring a lead there.
fn said(stage: &str) -> &'static str {
    match stage {
        "sal" => "accepted",
        "sql" => "qualified",
        "opportunity" => "deal opened",
        "customer" => "won",
        "recycled" => "sent back",
        "rejected" => "rejected",
        "disqualified" => "disqualified",
        "lost" => "lost",
        _ => "moved",
    }
}

fn threshold(told: &Move<'_>) -> String {
    let evidence: Value = (told.evidence)
        .and_then(|text| serde_json::from_str(text).ok())
        .unwrap_or(Value::Null);
    let needed = evidence["threshold"]
        .as_i64()
        .or_else(|| evidence["threshold"]["score"].as_i64())
        .map_or_else(String::new, |least| format!(" of {}", points(least)));
    let mut text = format!(
        "because its score reached {}{needed} with grade {}",
        points(told.score),
        told.grade
    );
    let lines = evidence_lines(&evidence);
    if !lines.is_empty() {
        let shown: Vec<String> = (lines.iter().take(MOST_LINES))
            .map(|(rule, times, milli)| match times {
                1 => format!("{rule} {}", signed(*milli)),
                _ => format!("{rule} {} ({times} times)", signed(*milli)),
            })
            .collect();
        text.push_str(": ");
        text.push_str(&shown.join(", "));
        if lines.len() > MOST_LINES {
            text.push_str(&format!(" and {} more", lines.len() - MOST_LINES));
        }
        let cut = taken_by_caps(&evidence);
        if cut != 0 {
            text.push_str(&format!(
                ", of which caps take {}",
                points(cut.saturating_neg())
            ));
        }
    }
    text
}

/// What caps of groups and of all take away, in milli-points; zero or below.
fn taken_by_caps(evidence: &Value) -> i64 {
    let groups = evidence["groups"].as_array().into_iter().flatten();
    let cuts = groups
        .map(|group| &group["points"])
        .chain([&evidence["cap"]]);
    cuts.filter_map(Value::as_i64).fold(0, i64::saturating_add)
}

/// The evidence by rule: how often, and how many milli-points in all; the largest first.
fn evidence_lines(evidence: &Value) -> Vec<(&str, usize, i64)> {
    let mut rules: Vec<(&str, usize, i64)> = Vec::new();
    for line in evidence["lines"].as_array().into_iter().flatten() {
        let (Some(rule), Some(milli)) = (line["rule"].as_str(), line["points"].as_i64()) else {
            continue;
        };
        match rules.iter_mut().find(|(name, ..)| *name == rule) {
            Some((_, times, sum)) => {
                *times += 1;
                *sum = sum.saturating_add(milli);
            }
            None => rules.push((rule, 1, milli)),
        }
    }
    rules.sort_by_key(|&(rule, _, milli)| (-milli.saturating_abs(), rule));
    rules
}

fn deed(told: &Move<'_>) -> String {
    if told.route == "decay" || told.route == "revoke" {
        return format!("went back to {}", told.to);
    }
    if told.from.is_some() && told.to == "inquiry" {
        return "went back to inquiry".to_owned();
    }
    match told.to {
        "inquiry" => "became known".to_owned(),
        "opportunity" => "became an open deal".to_owned(),
        "customer" => "was won".to_owned(),
        "recycled" => "was sent back to marketing".to_owned(),
        "rejected" => "was rejected before contact".to_owned(),
        "disqualified" => "was disqualified".to_owned(),
        "lost" => "was lost".to_owned(),
        "ineligible" => "became ineligible".to_owned(),
        "merged" => "became another lead".to_owned(),
        "erased" => "was erased".to_owned(),
        other => format!("became {}", article(other)),
    }
}

/// A stage as a noun with its article.
fn article(stage: &str) -> String {
    match stage {
        "mql" => "an MQL".to_owned(),
        "sal" => "a SAL".to_owned(),
        "sql" => "an SQL".to_owned(),
        "inquiry" => "an inquiry".to_owned(),
        "opportunity" => "an opportunity".to_owned(),
        "ineligible" => "an ineligible lead".to_owned(),
        other => format!("a {other} lead").replace("a customer lead", "a customer"),
    }
}

/// Milli-points as people say them: `64` or `63.9`; cut, never rounded up to a threshold that was not reached.
pub(super) fn points(milli: i64) -> String {
    let sign = if milli < 0 { "-" } else { "" };
    let tenths = milli.unsigned_abs() / 100;
    match tenths % 10 {
        0 => format!("{sign}{}", tenths / 10),
        tenth => format!("{sign}{}.{tenth}", tenths / 10),
    }
}

/// Milli-points with their sign: `+15`, `-50`.
pub(super) fn signed(milli: i64) -> String {
    if milli < 0 {
        points(milli)
    } else {
        format!("+{}", points(milli))
    }
}

/// An instant to the second, as in `2026-10-02 09:30:00 UTC`.
pub(super) fn instant(at: Timestamp) -> String {
    let text = at.to_string();
    match text.split_once('T') {
        Some((day, time)) if time.len() >= 8 && time.is_char_boundary(8) => {
            format!("{day} {} UTC", &time[..8])
        }
        _ => text,
    }
}

/// A span as people say it: without milliseconds from two seconds on; `-` when there is none.
pub(super) fn span(span: Option<Span>) -> String {
    span.map_or_else(|| "-".to_owned(), about)
}

/// A span as people say it: without milliseconds from two seconds on.
pub(super) fn about(span: Span) -> String {
    let millis = span.as_millis();
    let is_short = millis.unsigned_abs() < 2_000;
    let told = if is_short {
        millis
    } else {
        millis / 1_000 * 1_000
    };
    Span::from_millis(told).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    const MQL: Move<'static> = Move {
        at: Timestamp::from_millis(1_790_933_400_000),
        from: Some("inquiry"),
        to: "mql",
        entered_from_at: Some(Timestamp::from_millis(1_790_760_600_000)),
        route: "threshold",
        reason: None,
        actor: None,
        source: Some("webinar"),
        campaign: Some("webinar-pipeline"),
        cycle: 1,
        inferred: false,
        irregular: false,
        score: 64_250,
        grade: "A",
        evidence: None,
    };

    fn check(told: Move<'_>, expected: Expect) {
        expected.assert_eq(&sentence(&told));
    }

    #[test]
    fn an_mql_by_threshold_names_what_earned_the_points() {
        let evidence = r#"{"threshold":60000,"version":1,"lines":[
            {"offset":4,"at":1,"rule":"looked at the prices","points":14500},
            {"offset":9,"at":2,"rule":"attended a webinar","points":30000},
            {"offset":11,"at":3,"rule":"looked at the prices","points":14800},
            {"offset":12,"at":4,"rule":"opened an e-mail","points":4950}]}"#;
        let told = Move {
            evidence: Some(evidence),
            ..MQL
        };
        check(
            told,
            expect![
                "became an MQL on 2026-10-02 09:30:00 UTC, after 2 d as an inquiry, because its score reached 64.2 of 60 with grade A: attended a webinar +30, looked at the prices +29.3 (2 times), opened an e-mail +4.9"
            ],
        );
    }

    #[test]
    fn what_caps_take_away_is_told_with_what_was_earned() {
        let evidence = r#"{"threshold":45000,"lines":[
            {"rule":"looked at the prices","points":30000},{"rule":"came to a webinar","points":35000}],
            "groups":[{"group":"web","points":-10000}],"cap":-5000}"#;
        let told = Move {
            score: 50_000,
            evidence: Some(evidence),
            ..MQL
        };
        check(
            told,
            expect![
                "became an MQL on 2026-10-02 09:30:00 UTC, after 2 d as an inquiry, because its score reached 50 of 45 with grade A: came to a webinar +35, looked at the prices +30, of which caps take 15"
            ],
        );
    }

    #[test]
    fn evidence_that_cannot_be_read_is_left_out() {
        for evidence in [
            None,
            Some("{"),
            Some("[]"),
            Some(r#"{"lines":7}"#),
            Some(r#"{"lines":[{"rule":1}]}"#),
        ] {
            check(
                Move { evidence, ..MQL },
                expect![
                    "became an MQL on 2026-10-02 09:30:00 UTC, after 2 d as an inquiry, because its score reached 64.2 with grade A"
                ],
            );
        }
    }

    #[test]
    fn each_way_in_has_its_words() {
        let told = |route, to, reason| Move {
            route,
            to,
            reason,
            actor: Some("rep-03"),
            ..MQL
        };
        let born = Move {
            from: None,
            entered_from_at: None,
            ..told("birth", "inquiry", None)
        };
        let all = [
            born,
            Move {
                inferred: true,
                ..born
            },
            told("hand_raise", "mql", Some("asked to be called")),
            Move {
                cycle: 2,
                ..told("disposition", "sal", None)
            },
            Move {
                irregular: true,
                ..told("disposition", "rejected", Some("misrouted"))
            },
            told("decay", "inquiry", None),
            told("revoke", "sal", None),
            told("pql", "mql", Some("uses it daily")),
            told("veto", "ineligible", Some("competitor")),
            told("override", "sql", Some("met at a fair")),
            Move {
                from: Some("recycled"),
                ..told("timeout", "inquiry", None)
            },
            told("merged", "merged", Some("L2")),
            told("erased", "erased", None),
            Move {
                inferred: true,
                ..told("disposition", "sql", None)
            },
        ];
        let lines: Vec<String> = all.iter().map(sentence).collect();
        expect![[r#"
            became known on 2026-10-02 09:30:00 UTC, from webinar, campaign webinar-pipeline
            became known on 2026-10-02 09:30:00 UTC, with its first event, before its lead-created record
            became an MQL on 2026-10-02 09:30:00 UTC, after 2 d as an inquiry, because it raised its hand: asked to be called
            became a SAL on 2026-10-02 09:30:00 UTC, after 2 d as an inquiry, accepted by rep-03 (cycle 2)
            was rejected before contact on 2026-10-02 09:30:00 UTC, after 2 d as an inquiry, rejected by rep-03: misrouted (irregular: after contact)
            went back to inquiry on 2026-10-02 09:30:00 UTC, after 2 d as an inquiry, because its score fell to 64.2
            went back to sal on 2026-10-02 09:30:00 UTC, after 2 d as an inquiry, because rep-03 revoked an earlier disposition
            became an MQL on 2026-10-02 09:30:00 UTC, after 2 d as an inquiry, because of what is known of it: uses it daily
            became ineligible on 2026-10-02 09:30:00 UTC, after 2 d as an inquiry, because of a veto: competitor
            became an SQL on 2026-10-02 09:30:00 UTC, after 2 d as an inquiry, put there by rep-03: met at a fair
            went back to inquiry on 2026-10-02 09:30:00 UTC, after 2 d as a recycled lead, because it had stood there for too long
            became another lead on 2026-10-02 09:30:00 UTC, after 2 d as an inquiry, because it is the lead L2 from now on
            was erased on 2026-10-02 09:30:00 UTC, after 2 d as an inquiry, on request
            became an SQL on 2026-10-02 09:30:00 UTC, after 2 d as an inquiry, because it lies on the way to the next stage"#]]
        .assert_eq(&lines.join("\n"));
    }
}
