//! The weighted pipeline: what the open deals are worth, each by how likely leads of its stage are won, by the campaign that began it or made it an
//! MQL.
//!
//! A lead counts once, in the stage in which it stands now and with the amount of its latest transition. How likely its stage is won says the
//! version of the agreement that judged that transition; stages for which it says nothing are not in the pipeline.
//!
//! A row carries the amount at its move. An amount that became known while the lead stayed where it stands has no row, and so is not in the pipeline
//! before the lead moves again; the lead's snapshot has it at once.

use crate::audit::{Error, net};
use crate::lead::definition::Definitions;
use crate::log::Log;
use crate::wire::read::Transition;
use serde::Serialize;
use std::collections::BTreeMap;

/// By what deals are grouped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// The first campaign that the lead touched.
    FirstTouchCampaign,
    /// The campaign that it had touched last when it last entered `mql`.
    MqlCampaign,
}

/// A pipeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Pipeline {
    /// By what deals are grouped; absent: not at all.
    pub group_by: Option<Origin>,
    /// The groups, the most valuable first; empty without grouping.
    pub groups: Vec<Group>,
    /// All together. Each weighted figure is rounded down once, so those of the groups may add up to a little less.
    pub all: Group,
    /// Leads judged by a version that is not among the definitions; they are in no figure.
    pub unknown_versions: u64,
    /// Rows of the log that do not add up; above 0 the log lacks something and the figures are wrong.
    pub unbalanced_rows: usize,
}

/// The figures of one group of deals.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Group {
    /// The campaign; null where leads have none.
    pub key: Option<String>,
    /// Leads in the pipeline.
    pub leads: u64,
    /// Of those, how many have an amount; the others are worth nothing yet.
    pub leads_with_amount: u64,
    /// Their amounts, in minor units.
    pub amount: i128,
    /// Their amounts, each times how likely its stage is won, in minor units, rounded down.
    pub weighted_amount: i128,
}

/// Adds up deals, partition by partition, because all rows of a lead lie in one.
#[derive(Debug)]
pub struct Tally<'a> {
    definitions: &'a Definitions,
    group_by: Option<Origin>,
    groups: BTreeMap<Option<String>, Sum>,
    all: Sum,
    unknown_versions: u64,
    unbalanced_rows: usize,
}

#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    leads: u64,
    leads_with_amount: u64,
    amount: i128,
    /// Minor units times tenths of a percent: exact.
    thousandths: i128,
}

/// The pipeline of a log, read from its outputs.
///
/// # Errors
/// When the log cannot be read or understood.
pub fn read<L: Log + ?Sized>(
    log: &mut L,
    partitions: u16,
    definitions: &Definitions,
    group_by: Option<Origin>,
) -> Result<Pipeline, Error> {
    let mut tally = Tally::new(definitions, group_by);
    for partition in 0..partitions {
        let (rows, unbalanced) = net::transitions(log, partition)?;
        tally.unbalanced_rows += unbalanced;
        tally.take(&rows);
    }
    Ok(tally.end())
}

impl<'a> Tally<'a> {
    /// Nothing added up yet.
    #[must_use]
    pub fn new(definitions: &'a Definitions, group_by: Option<Origin>) -> Self {
        Self {
            definitions,
            group_by,
            groups: BTreeMap::new(),
            all: Sum::default(),
            unknown_versions: 0,
            unbalanced_rows: 0,
        }
    }

    /// Adds leads by their net transitions, as [`net::transitions`] gives them: those of a lead together.
    pub fn take(&mut self, transitions: &[Transition]) {
        for rows in transitions.chunk_by(|one, other| one.lead_id == other.lead_id) {
            if let Some(latest) = latest(rows) {
                self.add(latest);
            }
        }
    }

    fn add(&mut self, row: &Transition) {
        let Some(definition) = self.definitions.version(row.definition_version) else {
            self.unknown_versions += 1;
            return;
        };
        let mut likely = definition.money.probability.iter();
        let stage = definition.graph.stage(&row.to_stage);
        let Some((_, thousandths)) = likely.find(|(of, _)| Some(*of) == stage) else {
            return;
        };
        let amount = row.dimensions.amount;
        let group = self.group_by.map(|origin| {
            let campaign = match origin {
                Origin::FirstTouchCampaign => &row.dimensions.first_touch_campaign,
                Origin::MqlCampaign => &row.dimensions.mql_campaign,
            };
            self.groups.entry(campaign.clone()).or_default()
        });
        for sum in [Some(&mut self.all), group].into_iter().flatten() {
            let amount = i128::from(amount.unwrap_or(0));
            sum.leads += 1;
            sum.leads_with_amount += u64::from(row.dimensions.amount.is_some());
            sum.amount += amount;
            sum.thousandths += amount * i128::from(*thousandths);
        }
    }

    /// The pipeline.
    #[must_use]
    pub fn end(self) -> Pipeline {
        let groups = self.groups.into_iter();
        let mut groups: Vec<Group> = groups.map(|(key, sum)| sum.group(key)).collect();
        // Stable: groups of equal worth stand by name, those without one first.
        groups.sort_by_key(|group| std::cmp::Reverse(group.weighted_amount));
        Pipeline {
            group_by: self.group_by,
            groups,
            all: self.all.group(None),
            unknown_versions: self.unknown_versions,
            unbalanced_rows: self.unbalanced_rows,
        }
    }
}

impl Sum {
    fn group(self, key: Option<String>) -> Group {
        Group {
            key,
            leads: self.leads,
            leads_with_amount: self.leads_with_amount,
            amount: self.amount,
            weighted_amount: self.thousandths.div_euclid(1_000),
        }
    }
}

/// The transition into the stage where a lead stands now. Of several at one instant it is the one whose stage no other has left: the order in
/// which they were published tells nothing once one of them was corrected.
fn latest(rows: &[Transition]) -> Option<&Transition> {
    let at = rows.iter().map(|row| row.instant).max()?;
    let newest = || rows.iter().filter(|row| row.instant == at);
    let is_left = |row: &&Transition| {
        newest().any(|other| other.from_stage.as_deref() == Some(row.to_stage.as_str()))
    };
    let resting = newest().filter(|row| !is_left(row));
    let by_revision = |row: &&Transition| row.publication.revision;
    // A lead that went in a circle within a millisecond has left every stage of it.
    resting
        .max_by_key(by_revision)
        .or_else(|| newest().max_by_key(by_revision))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lead::definition::{Definition, Money, Stage};
    use crate::time::Timestamp;
    use crate::wire::read::{Dimensions, Publication};
    use expect_test::{Expect, expect};

    /// Version 1 gives an SQL 25 % and an open deal 50 %; version 2 gives an open deal 33.3 %.
    fn definitions() -> Definitions {
        let version = |version, probability| Definition {
            version,
            effective_from: Timestamp::from_millis(i64::from(version)),
            money: Money {
                currency: Some("EUR".to_owned()),
                probability,
            },
            ..Definition::default()
        };
        Definitions::new(vec![
            version(1, vec![(Stage::SQL, 250), (Stage::OPPORTUNITY, 500)]),
            version(2, vec![(Stage::OPPORTUNITY, 333)]),
        ])
    }

    /// `L1 10 inquiry -> mql 1 12.50 spring/summer`: lead, minute, stages, version, amount or `-`, first-touch and MQL campaign. Revisions are
    /// those of the lines, or as `@7` at the end says.
    fn rows(script: &str) -> Vec<Transition> {
        let lines = script
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty());
        let rows = lines.zip(1..).map(|(line, number)| {
            let words: Vec<&str> = line.split_whitespace().collect();
            let (first, mql) = words[7].split_once('/').unwrap();
            let some = |word: &str| (word != "-").then(|| word.to_owned());
            let minute: i64 = words[1].parse().unwrap();
            let cents = |text: String| text.replace('.', "").parse().unwrap();
            let revision = words.get(8).map(|word| word[1..].parse().unwrap());
            Transition {
                lead_id: words[0].to_owned(),
                instant: Timestamp::from_millis(minute * 60_000),
                from_stage: some(words[2]),
                to_stage: words[4].to_owned(),
                definition_version: words[5].parse().unwrap(),
                dimensions: Dimensions {
                    amount: some(words[6]).map(cents),
                    first_touch_campaign: some(first),
                    mql_campaign: some(mql),
                    ..Dimensions::default()
                },
                publication: Publication {
                    revision: revision.unwrap_or(number),
                    ..Publication::default()
                },
                ..Transition::default()
            }
        });
        rows.collect()
    }

    fn told(script: &str, group_by: Option<Origin>) -> String {
        let definitions = definitions();
        let mut tally = Tally::new(&definitions, group_by);
        tally.take(&rows(script));
        let pipeline = tally.end();
        let line = |group: &Group| {
            format!(
                "{}: {} leads, {} with an amount, {} cents, weighted {}\n",
                group.key.as_deref().unwrap_or("-"),
                group.leads,
                group.leads_with_amount,
                group.amount,
                group.weighted_amount
            )
        };
        let groups: String = pipeline.groups.iter().map(line).collect();
        groups + &line(&pipeline.all)
    }

    fn check(script: &str, group_by: Option<Origin>, expected: Expect) {
        expected.assert_eq(&told(script, group_by));
    }

    const DEALS: &str = "
        A 10 - -> inquiry 1 - spring/-
        A 20 inquiry -> mql 1 - spring/spring
        A 30 mql -> opportunity 1 1000.00 spring/spring
        B 10 - -> inquiry 1 - spring/-
        B 40 inquiry -> sql 1 400.00 spring/autumn
        C 10 - -> inquiry 1 - -/-
        C 50 inquiry -> opportunity 2 100.01 -/autumn
        D 10 - -> inquiry 1 - spring/-
        D 60 inquiry -> opportunity 1 - spring/spring
        E 10 - -> inquiry 1 - spring/-
        E 20 inquiry -> opportunity 1 9999.00 spring/spring
        E 30 opportunity -> lost 1 9999.00 spring/spring
        F 10 - -> inquiry 1 - spring/-
        F 20 inquiry -> sql 2 700.00 spring/spring";

    #[test]
    fn open_deals_are_worth_their_amounts_by_how_likely_their_stage_is_won() {
        // 1000.00 at 50 % + 400.00 at 25 % + 100.01 at 33.3 % = 500.00 + 100.00 + 33.303. E is lost; version 2 gives an SQL nothing.
        check(
            DEALS,
            None,
            expect![[r#"
                -: 4 leads, 3 with an amount, 150001 cents, weighted 63330
            "#]],
        );
    }

    #[test]
    fn the_same_deals_by_the_campaign_that_began_them_and_by_that_of_the_mql() {
        check(
            DEALS,
            Some(Origin::FirstTouchCampaign),
            expect![[r#"
                spring: 3 leads, 2 with an amount, 140000 cents, weighted 60000
                -: 1 leads, 1 with an amount, 10001 cents, weighted 3330
                -: 4 leads, 3 with an amount, 150001 cents, weighted 63330
            "#]],
        );
        check(
            DEALS,
            Some(Origin::MqlCampaign),
            expect![[r#"
                spring: 2 leads, 1 with an amount, 100000 cents, weighted 50000
                autumn: 2 leads, 2 with an amount, 50001 cents, weighted 13330
                -: 4 leads, 3 with an amount, 150001 cents, weighted 63330
            "#]],
        );
    }

    #[test]
    fn each_figure_is_rounded_once_and_not_deal_by_deal() {
        // Three deals of 0.01 at 50 % are 1.5 cents: 1, and not 0 three times; one taken back is -0.5, which is -1.
        check(
            "A 10 - -> opportunity 1 0.01 a/-
             B 10 - -> opportunity 1 0.01 a/-
             C 10 - -> opportunity 1 0.01 a/-
             D 10 - -> opportunity 1 -0.01 b/-",
            Some(Origin::FirstTouchCampaign),
            expect![[r#"
                a: 3 leads, 3 with an amount, 3 cents, weighted 1
                b: 1 leads, 1 with an amount, -1 cents, weighted -1
                -: 4 leads, 4 with an amount, 2 cents, weighted 1
            "#]],
        );
    }

    #[test]
    fn of_stages_entered_at_one_instant_the_last_one_counts_whatever_was_corrected() {
        // The inferred SQL was corrected after the deal was published, so its revision is the greatest.
        check(
            "A 10 - -> inquiry 1 - a/-
             A 20 inquiry -> sql 1 2.00 a/- @9
             A 20 sql -> opportunity 1 2.00 a/- @3",
            None,
            expect![[r#"
                -: 1 leads, 1 with an amount, 200 cents, weighted 100
            "#]],
        );
    }

    #[test]
    fn a_version_that_is_not_there_is_counted_and_guessed_at_by_nobody() {
        let definitions = definitions();
        let mut tally = Tally::new(&definitions, None);
        tally.take(&rows("A 10 - -> opportunity 7 2.00 a/-"));
        let pipeline = tally.end();
        assert_eq!((pipeline.all.leads, pipeline.unknown_versions), (0, 1));
    }
}
