//! A row becomes events, as the mapping says. What the row gets wrong is a [`Fault`]: which column, which field, why.
//!
//! A row is taken whole or not at all: half a row's events would be a history that nobody wrote down.

use crate::ingest::mapping::{
    DispositionRule, EventRule, FactRule, FileRule, Is, Otherwise, Part, Sequence, Source, Table,
    Test, TimeRule,
};
use crate::ingest::problem::clip;
use crate::ingest::table::Row;
use crate::lead::event::{Disposition, Engagement, Fact, Input, LeadEvent, Outcome, Profile};
use crate::time::Timestamp;
use crate::time::zone::{Day, Moment, Notation};
use std::borrow::Cow;

/// The longest lead id and event id, in bytes.
const MOST_ID: usize = 128;
/// The longest other text.
const MOST_TEXT: usize = 512;
/// Kinds of engagement that are not engagements but messages about the input itself.
const RESERVED_KINDS: [&str; 3] = ["heartbeat", "watermark_stop", "watermark_release"];

/// What is wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The data's column, where one is to blame.
    pub column: Option<String>,
    /// The event's field.
    pub field: String,
    /// Why: lower case, no full stop.
    pub why: String,
}

type Text<'r> = Option<Cow<'r, str>>;

/// What a record of the lead-created input may say besides what is known of the lead.
enum Beyond<'r> {
    Merged(Cow<'r, str>),
    Erased,
    Scoring { suspended: bool },
}

impl Beyond<'_> {
    fn as_fact(&self) -> Fact<'_> {
        match self {
            Self::Merged(into) => Fact::Merged(into),
            Self::Erased => Fact::Erased,
            Self::Scoring { suspended } => Fact::Scoring {
                suspended: *suspended,
            },
        }
    }
}

/// Gives every event of a row to `each`, in the mapping's order, and answers how many there were. Events are given while later ones of the row may
/// still prove bad: the caller forgets them then.
///
/// # Errors
/// The first fault.
pub fn of_row(
    rule: &FileRule,
    row: &Row,
    each: &mut impl FnMut(&LeadEvent<'_>),
) -> Result<usize, Fault> {
    let cells = Cells { rule, row };
    let mut count = 0;
    for event in &rule.events {
        if cells.pass(&event.when)? {
            cells.event(event, each)?;
            count += 1;
        }
    }
    Ok(count)
}

/// A row together with its columns' names.
#[derive(Clone, Copy)]
struct Cells<'r> {
    rule: &'r FileRule,
    row: &'r Row,
}

impl<'r> Cells<'r> {
    fn event(
        self,
        rule: &'r EventRule,
        each: &mut impl FnMut(&LeadEvent<'_>),
    ) -> Result<(), Fault> {
        let lead_id = self.required(&rule.lead_id, "lead_id", MOST_ID)?;
        let event_id = self.required(&rule.event_id, "event_id", MOST_ID)?;
        let occurred_at = self.time(&rule.occurred_at, rule.input)?;
        let sequence = self.sequence(&rule.sequence)?;
        let mut finish = |fact: Fact<'_>| {
            each(&LeadEvent {
                lead_id: &lead_id,
                event_id: &event_id,
                occurred_at,
                // Log position and digest are the log's and the reader's to give.
                appended_at: occurred_at,
                offset: 0,
                sequence,
                day_precision: rule.occurred_at.day_precision,
                digest: 0,
                fact,
            });
        };
        match &rule.fact {
            FactRule::Created {
                account,
                source,
                campaign,
                traits,
                kind,
                into,
            } => {
                if let Some(fact) = self.beyond_traits(kind.as_ref(), into.as_ref(), &lead_id)? {
                    finish(fact.as_fact());
                    return Ok(());
                }
                let account = self.text(account.as_ref(), "account")?;
                let source = self.text(source.as_ref(), "source")?;
                let campaign = self.text(campaign.as_ref(), "campaign")?;
                let traits = self.named(traits)?;
                finish(Fact::Created(Profile {
                    account: account.as_deref(),
                    source: source.as_deref(),
                    campaign: campaign.as_deref(),
                    traits: pairs(&traits).into(),
                    cleared: Vec::new(),
                }));
            }
            FactRule::Engagement {
                kind,
                asset,
                campaign,
                channel,
                properties,
            } => {
                let said = kind;
                let kind = self.required(said, "kind", MOST_TEXT)?;
                if RESERVED_KINDS.contains(&kind.as_ref()) {
                    return Err(self.fault(said, "kind", format!("{kind:?} is reserved")));
                }
                let asset = self.text(asset.as_ref(), "asset")?;
                let campaign = self.text(campaign.as_ref(), "campaign")?;
                let channel = self.text(channel.as_ref(), "channel")?;
                let properties = self.named(properties)?;
                finish(Fact::Engagement(Engagement {
                    kind: &kind,
                    asset: asset.as_deref(),
                    campaign: campaign.as_deref(),
                    channel: channel.as_deref(),
                    properties: pairs(&properties).into(),
                }));
            }
            FactRule::Disposition(rule) => self.disposition(rule, finish)?,
        }
        Ok(())
    }

    /// What a record of the lead-created input says that is no patch of what is known; none when it is one.
    fn beyond_traits(
        self,
        said: Option<&'r Source>,
        into: Option<&'r Source>,
        lead_id: &str,
    ) -> Result<Option<Beyond<'r>>, Fault> {
        let Some(said) = said else { return Ok(None) };
        let kind = self.required(said, "kind", MOST_TEXT)?;
        match kind.as_ref() {
            "created" | "updated" => Ok(None),
            "erased" => Ok(Some(Beyond::Erased)),
            "scoring_suspended" => Ok(Some(Beyond::Scoring { suspended: true })),
            "scoring_resumed" => Ok(Some(Beyond::Scoring { suspended: false })),
            "merged" => {
                let named = into.map(|into| self.required(into, "into", MOST_ID));
                match named.transpose()? {
                    Some(survivor) if survivor != lead_id => Ok(Some(Beyond::Merged(survivor))),
                    _ => {
                        let why = "a merge names the other lead that goes on".to_owned();
                        Err(self.fault(into.unwrap_or(said), "into", why))
                    }
                }
            }
            other => {
                let why = format!("{:?} is no kind of this input", clip(other, 60));
                Err(self.fault(said, "kind", why))
            }
        }
    }

    fn disposition(
        self,
        rule: &'r DispositionRule,
        finish: impl FnOnce(Fact<'_>),
    ) -> Result<(), Fault> {
        let word = self.required(&rule.outcome, "outcome", MOST_TEXT)?;
        let Some(outcome) = Outcome::parse(&word) else {
            let why = format!("{:?} is no outcome", clip(&word, 60));
            return Err(self.fault(&rule.outcome, "outcome", why));
        };
        let reason = self.text(rule.reason.as_ref(), "reason")?;
        let owner = self.text(rule.owner.as_ref(), "owner")?;
        let team = self.text(rule.team.as_ref(), "team")?;
        let actor = self.text(rule.actor.as_ref(), "actor")?;
        let target = self.text(rule.target.as_ref(), "target")?;
        if outcome == Outcome::Revoke && target.is_none() {
            return Err(self.fault(
                &rule.outcome,
                "target",
                "a revoke names what it undoes".to_owned(),
            ));
        }
        if outcome == Outcome::Override && (target.is_none() || actor.is_none()) {
            let why = "an override names the stage, and who says so";
            return Err(self.fault(&rule.outcome, "target", why.to_owned()));
        }
        let until = match &rule.until {
            None => None,
            Some(until) => self.optional_time(until, "until", Input::LeadCreated)?,
        };
        let amount = match &rule.amount {
            None => None,
            Some((source, decimals)) => self.amount(source, *decimals)?,
        };
        finish(Fact::Disposition(Disposition {
            outcome,
            reason: reason.as_deref(),
            owner: owner.as_deref(),
            team: team.as_deref(),
            amount,
            actor: actor.as_deref(),
            target: target.as_deref(),
            until,
        }));
        Ok(())
    }

    fn pass(self, tests: &[Test]) -> Result<bool, Fault> {
        for test in tests {
            let value = self.cell(test.column, "when")?;
            let holds = match &test.is {
                Is::OneOf(words) => {
                    value.is_some_and(|value| words.iter().any(|word| word == value))
                }
                Is::NoneOf(words) => {
                    !value.is_some_and(|value| words.iter().any(|word| word == value))
                }
                Is::Empty => value.is_none(),
                Is::NotEmpty => value.is_some(),
            };
            if !holds {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn required(self, source: &'r Source, field: &str, most: usize) -> Result<Cow<'r, str>, Fault> {
        let text = self
            .bounded(source, field, most)?
            .filter(|text| !text.is_empty());
        text.ok_or_else(|| self.fault(source, field, "there is none".to_owned()))
    }

    fn text(self, source: Option<&'r Source>, field: &str) -> Result<Text<'r>, Fault> {
        source.map_or(Ok(None), |source| self.bounded(source, field, MOST_TEXT))
    }

    fn bounded(self, source: &'r Source, field: &str, most: usize) -> Result<Text<'r>, Fault> {
        match self.value(source, field)? {
            Some(text) if text.len() > most => {
                Err(self.fault(source, field, format!("longer than {most} bytes")))
            }
            text => Ok(text),
        }
    }

    fn named(self, sources: &'r [(String, Source)]) -> Result<Vec<(&'r str, Cow<'r, str>)>, Fault> {
        let mut named = Vec::with_capacity(sources.len());
        for (name, source) in sources {
            if let Some(text) = self.bounded(source, name, MOST_TEXT)? {
                named.push((name.as_str(), text));
            }
        }
        Ok(named)
    }

    /// What a source says of this row: its pieces put together, then translated, then the default.
    fn value(self, source: &'r Source, field: &str) -> Result<Text<'r>, Fault> {
        let text = self.pieces(&source.parts, field)?;
        let text = match (text, &source.table) {
            (Some(text), Some(table)) => {
                translate(text, table).map_err(|why| self.fault(source, field, why))?
            }
            (text, _) => text,
        };
        Ok(text.or_else(|| source.default.as_deref().map(Cow::Borrowed)))
    }

    fn pieces(self, parts: &'r [Part], field: &str) -> Result<Text<'r>, Fault> {
        if let [part] = parts {
            return self.piece(part, field);
        }
        let mut whole = String::new();
        for part in parts {
            match self.piece(part, field)? {
                Some(piece) => whole.push_str(&piece),
                None => return Ok(None),
            }
        }
        Ok(Some(Cow::Owned(whole)))
    }

    fn piece(self, part: &'r Part, field: &str) -> Result<Text<'r>, Fault> {
        Ok(match part {
            Part::Text(text) => Some(Cow::Borrowed(text)),
            Part::Row => Some(Cow::Owned(self.row.number.to_string())),
            Part::Column(column) => self.cell(*column, field)?.map(Cow::Borrowed),
        })
    }

    fn cell(self, column: usize, field: &str) -> Result<Option<&'r str>, Fault> {
        self.row.get(column).map_err(|why| Fault {
            column: self.name(column),
            field: field.to_owned(),
            why: why.to_owned(),
        })
    }

    fn name(self, column: usize) -> Option<String> {
        self.rule
            .columns
            .get(column)
            .map(|column| column.name.clone())
    }

    /// A fault of a field, laid at the first column that it is made of.
    fn fault(self, source: &Source, field: &str, why: String) -> Fault {
        let column = source.parts.iter().find_map(|part| match part {
            Part::Column(column) => Some(*column),
            Part::Text(_) | Part::Row => None,
        });
        Fault {
            column: column.and_then(|column| self.name(column)),
            field: field.to_owned(),
            why,
        }
    }

    /// J6: of a day, births are at its start and deeds at its end.
    fn time(self, rule: &'r TimeRule, input: Input) -> Result<Timestamp, Fault> {
        let field = "occurred_at";
        let at = self.optional_time(rule, field, input)?;
        at.ok_or_else(|| self.fault(&rule.source, field, "there is none".to_owned()))
    }

    /// A time, if the row has it. What lasts until a day ends where that day begins, as a birth would lie.
    fn optional_time(
        self,
        rule: &'r TimeRule,
        field: &str,
        input: Input,
    ) -> Result<Option<Timestamp>, Fault> {
        let text = self.bounded(&rule.source, field, MOST_TEXT)?;
        let Some(text) = text.filter(|text| !text.is_empty()) else {
            return Ok(None);
        };
        let read = |notation: &Notation| rule.zone.read(notation, &text).ok();
        let Some(moment) = rule.notations.iter().find_map(read) else {
            let why = format!("{:?} fits none of the formats", clip(&text, 60));
            return Err(self.fault(&rule.source, field, why));
        };
        let at = match (moment, rule.day_precision) {
            (Moment::Instant(at), false) => at,
            (Moment::Instant(at), true) => day(rule, rule.zone.day_of(at), input),
            (Moment::Day(of), _) => day(rule, of, input),
        };
        if (Timestamp::EARLIEST_EVENT..=Timestamp::LATEST_EVENT).contains(&at) {
            Ok(Some(at))
        } else {
            let why = format!("{:?} is outside the years 1 to 9999", clip(&text, 60));
            Err(self.fault(&rule.source, field, why))
        }
    }

    fn sequence(self, sequence: &Sequence) -> Result<i64, Fault> {
        match sequence {
            Sequence::Zero => Ok(0),
            Sequence::Row => Ok(i64::try_from(self.row.number).unwrap_or(i64::MAX)),
            Sequence::Column(column) => {
                let text = self.cell(*column, "sequence")?;
                text.map_or(Ok(0), str::parse).map_err(|_| Fault {
                    column: self.name(*column),
                    field: "sequence".to_owned(),
                    why: "not a whole number".to_owned(),
                })
            }
        }
    }

    fn amount(self, source: &'r Source, decimals: u8) -> Result<Option<i64>, Fault> {
        let Some(text) = self.bounded(source, "amount", MOST_TEXT)? else {
            return Ok(None);
        };
        let units = minor_units(&text, decimals);
        units.map(Some).ok_or_else(|| {
            let why = format!(
                "{:?} is no amount with at most {decimals} decimals",
                clip(&text, 60)
            );
            self.fault(source, "amount", why)
        })
    }
}

fn day(rule: &TimeRule, day: Day, input: Input) -> Timestamp {
    match input {
        Input::LeadCreated => rule.zone.start_of(day),
        Input::Engagement | Input::Disposition => rule.zone.end_of(day),
    }
}

fn translate<'r>(text: Cow<'r, str>, table: &'r Table) -> Result<Text<'r>, String> {
    if let Some(word) = table.values.get(text.as_ref()) {
        return Ok(Some(Cow::Borrowed(word)));
    }
    match &table.otherwise {
        Otherwise::Reject => Err(format!("{:?} is not in the table", clip(&text, 60))),
        Otherwise::Keep => Ok(Some(text)),
        Otherwise::Absent => Ok(None),
        Otherwise::Constant(word) => Ok(Some(Cow::Borrowed(word))),
    }
}

fn pairs<'a>(named: &'a [(&'a str, Cow<'a, str>)]) -> Vec<(&'a str, &'a str)> {
    named
        .iter()
        .map(|(name, text)| (*name, text.as_ref()))
        .collect()
}

/// `12.5` with two decimals is 1250. Further decimals may only be zeros: an amount is never rounded in silence.
fn minor_units(text: &str, decimals: u8) -> Option<i64> {
    let (negative, digits) = text
        .strip_prefix('-')
        .map_or((false, text), |rest| (true, rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let places = usize::from(decimals);
    let (kept, dropped) = fraction.split_at_checked(places).unwrap_or((fraction, ""));
    let digits_only = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty()
        || !digits_only(whole)
        || !digits_only(kept)
        || dropped.bytes().any(|b| b != b'0')
    {
        return None;
    }
    let units: i64 = format!("{whole}{kept:0<places$}").parse().ok()?;
    Some(if negative { -units } else { units })
}

#[cfg(test)]
mod tests;
