//! Times as stories write them: `Fri 2026-03-06 16:30`, `Mon 09:30`, `16:30:05.250`, `+2h`, and how they are told back.
//!
//! A date may be left out when it is that of the line before; a weekday alone is the next day of that name. A weekday beside a date is
//! checked. A local time that a clock change skips is a mistake; one that comes twice needs its offset: `02:30+01:00`.

use super::lines::Word;
use crate::definition::{quoted, span};
use crate::time::zone::{Day, Zone};
use crate::time::{Span, Timestamp};

const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

const FORMS: &str =
    "a time is `Fri 2026-03-06 16:30`, `Fri 16:30`, `16:30`, `16:30:05.250` or `+2h30min`";

/// A mistake in a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wrong {
    /// Where, in bytes.
    pub(super) at: usize,
    pub(super) message: String,
    pub(super) hint: Option<String>,
}

/// A time as it is written, before it is known which instant is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Written {
    /// Where it begins, in bytes.
    pub(super) at: usize,
    weekday: Option<usize>,
    pub(super) date: Option<Day>,
    clock: Option<(Span, Option<Span>)>,
    after: Option<Span>,
}

/// Which day is meant by a weekday alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Toward {
    /// The next of that name, today included.
    Future,
    /// The last one.
    Past,
}

/// The wall clock by which a story is told.
#[derive(Clone, Debug)]
pub struct Dial {
    pub(super) zone: Zone,
}

/// Takes the words of a time off the front; none when the first word is none.
pub(super) fn take(words: &mut &[Word<'_>]) -> Result<Option<Written>, Wrong> {
    let mut written = Written::default();
    let mut count = 0;
    while let Some((word, text)) = words
        .get(count)
        .and_then(|word| word.plain().map(|text| (*word, text)))
    {
        if !written.take(word, text)? {
            break;
        }
        if count == 0 {
            written.at = word.at;
        }
        count += 1;
    }
    *words = &words[count..];
    Ok((count > 0).then_some(written))
}

/// The time that a value says: `until=17:00`, `until="Mon 2026-03-09 09:00"`.
pub(super) fn of_value(word: &Word<'_>) -> Result<Written, Wrong> {
    let mut written = Written {
        at: word.value_at,
        ..Written::default()
    };
    for text in word.value.split_whitespace() {
        let part = Word {
            at: word.value_at,
            name: None,
            value: text,
            value_at: word.value_at,
            is_quoted: false,
        };
        if !written.take(part, text)? {
            return Err(wrong(
                word.value_at,
                format!("{} is no time", quoted(word.value)),
            ));
        }
    }
    Ok(written)
}

pub(super) fn wrong(at: usize, message: String) -> Wrong {
    Wrong {
        at,
        message,
        hint: Some(FORMS.to_owned()),
    }
}

impl Written {
    /// Takes one word in; answers false when it is no part of a time.
    fn take(&mut self, word: Word<'_>, text: &str) -> Result<bool, Wrong> {
        let no_time = || wrong(word.at, format!("{} is no time", quoted(text)));
        let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        let mut chars = text.chars();
        let (first, second) = (chars.next(), chars.next());
        if let Some(weekday) = WEEKDAYS.iter().position(|name| *name == text) {
            self.at_most_once(word, self.weekday.is_some() || self.clock.is_some())?;
            self.weekday = Some(weekday);
        } else if first == Some('+') && is_digit(second) {
            self.at_most_once(
                word,
                *self
                    != Self {
                        at: self.at,
                        ..Self::default()
                    },
            )?;
            let after = span(&text[1..]).map_err(|message| {
                let is_bare = text[1..].bytes().all(|byte| byte.is_ascii_digit());
                let hint =
                    format!("write the unit right behind the number: `{text}h`, `{text}min`");
                Wrong {
                    hint: Some(if is_bare { hint } else { FORMS.to_owned() }),
                    ..wrong(word.at, message)
                }
            })?;
            self.after = Some(after);
        } else if is_digit(first) && text.contains(':') {
            self.at_most_once(word, self.clock.is_some() || self.after.is_some())?;
            self.clock = Some(clock(text).ok_or_else(|| {
                let padded = format!("0{text}");
                let hint = clock(&padded).map(|_| format!("write `{padded}`"));
                Wrong {
                    hint: hint.or_else(|| Some(FORMS.to_owned())),
                    ..no_time()
                }
            })?);
        } else if is_digit(first) {
            self.at_most_once(word, self.date.is_some() || self.clock.is_some())?;
            self.date = Some(date(text).ok_or_else(no_time)?);
        } else {
            let is_like = |name: &&&str| {
                text.get(..3)
                    .is_some_and(|head| head.eq_ignore_ascii_case(name) && text.ends_with("day"))
                    || text.eq_ignore_ascii_case(name)
            };
            if let Some(name) = WEEKDAYS.iter().find(is_like) {
                return Err(Wrong {
                    hint: Some(format!("write `{name}`")),
                    ..no_time()
                });
            }
            return Ok(false);
        }
        Ok(true)
    }

    fn at_most_once(&self, word: Word<'_>, is_there: bool) -> Result<(), Wrong> {
        if is_there || self.after.is_some() {
            return Err(wrong(
                word.at,
                format!("{} does not belong here", quoted(word.value)),
            ));
        }
        Ok(())
    }

    /// Only a day is said.
    pub(super) const fn is_day_only(&self) -> bool {
        self.clock.is_none() && self.after.is_none()
    }
}

/// `2026-03-06`.
pub(super) fn date(text: &str) -> Option<Day> {
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let is_whole = parts.next().is_none() && (year.len(), month.len(), day.len()) == (4, 2, 2);
    let digits = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'-');
    if !is_whole || !digits {
        return None;
    }
    Day::of_date(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

/// `16:30`, `16:30:05`, `16:30:05.250`, each with an offset if need be: since midnight, and the offset.
fn clock(text: &str) -> Option<(Span, Option<Span>)> {
    let sign_at = text.find(['+', '-']);
    let (shown, offset) = match sign_at {
        None => (text, None),
        Some(at) => {
            let (shown, offset) = text.split_at(at);
            let minutes = two_parts(&offset[1..])?;
            let sign = if offset.starts_with('-') { -1 } else { 1 };
            (shown, Some(Span::from_mins(sign * minutes)))
        }
    };
    let (whole, millis) = match shown.split_once('.') {
        None => (shown, 0),
        Some((whole, fraction)) if whole.len() == 8 && fraction.len() == 3 => {
            (whole, number(fraction)?)
        }
        Some(_) => return None,
    };
    let (minutes, seconds) = match whole.len() {
        5 => (two_parts(whole)?, 0),
        8 if whole.as_bytes()[5] == b':' && whole.is_char_boundary(5) => {
            (two_parts(whole.get(..5)?)?, number(whole.get(6..)?)?)
        }
        _ => return None,
    };
    let is_within = minutes < 24 * 60 && seconds < 60;
    let since = Span::from_millis((minutes * 60 + seconds) * 1000 + millis);
    is_within.then_some((since, offset))
}

/// `HH:MM`, in minutes.
fn two_parts(text: &str) -> Option<i64> {
    let (hours, minutes) = text.split_once(':')?;
    let is_plain = hours.len() == 2 && minutes.len() == 2;
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    (is_plain && hours < 24 && minutes < 60).then_some(hours * 60 + minutes)
}

fn number(text: &str) -> Option<i64> {
    let is_plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_plain)
}

impl Dial {
    /// The instant that is meant, `last` being that of the line before.
    pub(super) fn instant(
        &self,
        written: &Written,
        last: Option<Timestamp>,
        toward: Toward,
    ) -> Result<Timestamp, Wrong> {
        let wrong_with = |message: String, hint: String| Wrong {
            at: written.at,
            message,
            hint: Some(hint),
        };
        let within = |at: Timestamp| {
            let calendar = Timestamp::EARLIEST_EVENT..=Timestamp::LATEST_EVENT;
            let message = "this is beyond the calendar".to_owned();
            let hint = "years go from 0001 to 9999".to_owned();
            (calendar.contains(&at).then_some(at)).ok_or_else(|| wrong_with(message, hint))
        };
        if let Some(after) = written.after {
            let last = last.ok_or_else(|| no_date(written.at))?;
            return within(last + after);
        }
        let day = self.day(written, last, toward)?;
        let Some((since_midnight, offset)) = written.clock else {
            return Err(wrong_with(
                "a time of day is missing".to_owned(),
                FORMS.to_owned(),
            ));
        };
        let (zone, shown) = (self.zone.name(), clock_text(since_midnight));
        let instants = self.zone.instants_of(day, since_midnight);
        let meant: Vec<Timestamp> = (instants.iter().copied())
            .filter(|instant| offset.is_none_or(|offset| self.zone.offset_at(*instant) == offset))
            .collect();
        match (meant.as_slice(), instants.as_slice()) {
            ([instant], _) => within(*instant),
            (_, []) => Err(wrong_with(
                format!("{shown} does not exist on {day} in {zone}: the clocks go forward"),
                "take a time before or after the gap".to_owned(),
            )),
            ([], known) => Err(wrong_with(
                format!("{zone} does not have that offset on {day} at {shown}"),
                format!("it is {}", self.offsets(known)),
            )),
            (_, known) => Err(wrong_with(
                format!("{shown} comes twice on {day} in {zone}: the clocks go back"),
                format!("say which one: {shown}{}", self.offsets(known)),
            )),
        }
    }

    /// The day that is meant.
    pub(super) fn day(
        &self,
        written: &Written,
        last: Option<Timestamp>,
        toward: Toward,
    ) -> Result<Day, Wrong> {
        let today = last.map(|last| self.zone.local_time(last).0);
        match (written.date, written.weekday) {
            (Some(date), Some(weekday)) if date.weekday() != weekday => Err(Wrong {
                at: written.at,
                message: format!("{date} is no {}", WEEKDAYS[weekday]),
                hint: Some(format!("it is a {}", WEEKDAYS[date.weekday()])),
            }),
            (Some(date), _) => Ok(date),
            (None, weekday) => {
                let today = today.ok_or_else(|| no_date(written.at))?;
                let Some(weekday) = weekday else {
                    return Ok(today);
                };
                let ahead = (weekday + 7 - today.weekday()) % 7;
                let days = match toward {
                    Toward::Future => ahead as i32,
                    Toward::Past => -(((7 - ahead) % 7) as i32),
                };
                Ok(today.plus(days))
            }
        }
    }

    fn offsets(&self, instants: &[Timestamp]) -> String {
        let offsets = instants.iter().map(|instant| self.offset_text(*instant));
        offsets.collect::<Vec<_>>().join(" or ")
    }

    fn offset_text(&self, instant: Timestamp) -> String {
        let minutes = self.zone.offset_at(instant).as_millis() / 60_000;
        let sign = if minutes < 0 { '-' } else { '+' };
        let minutes = minutes.abs();
        format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    }

    /// `Fri 2026-03-06`, or nothing when it is the day of `beside`.
    pub(super) fn date_text(&self, at: Timestamp, beside: Option<Timestamp>) -> String {
        let day = self.zone.local_time(at).0;
        if beside.is_some_and(|beside| self.zone.local_time(beside).0 == day) {
            return String::new();
        }
        format!("{} {day}", WEEKDAYS[day.weekday()])
    }

    /// `16:30`, with its offset where the wall clock shows it twice.
    pub(super) fn clock_text(&self, at: Timestamp) -> String {
        let (day, since_midnight) = self.zone.local_time(at);
        let mut text = clock_text(since_midnight);
        if self.zone.instants_of(day, since_midnight).len() > 1 {
            text.push_str(&self.offset_text(at));
        }
        text
    }

    /// Both, as within a sentence.
    pub(super) fn tell(&self, at: Timestamp, beside: Option<Timestamp>) -> String {
        if at == Timestamp::MAX {
            return "never".to_owned();
        }
        let date = self.date_text(at, beside);
        let clock = self.clock_text(at);
        if date.is_empty() {
            clock
        } else {
            format!("{date} {clock}")
        }
    }
}

pub(super) fn no_date(at: usize) -> Wrong {
    Wrong {
        at,
        message: "the first line of a story says its date".to_owned(),
        hint: Some("write `Fri 2026-03-06 16:30`".to_owned()),
    }
}

fn clock_text(since_midnight: Span) -> String {
    let millis = since_midnight.as_millis();
    let (minutes, millis) = (millis / 60_000, millis % 60_000);
    let mut text = format!("{:02}:{:02}", minutes / 60, minutes % 60);
    if millis != 0 {
        text.push_str(&format!(":{:02}", millis / 1000));
    }
    if millis % 1000 != 0 {
        text.push_str(&format!(".{:03}", millis % 1000));
    }
    text
}

/// A span exactly, as it can be written: `2 h 30 min`. Hours are the largest unit, since days of work differ in length.
pub(super) fn span_text(span: Span) -> String {
    const UNITS: [(i64, &str); 4] = [(3_600_000, "h"), (60_000, "min"), (1000, "s"), (1, "ms")];
    let mut rest = span.as_millis().saturating_abs();
    let mut parts = Vec::new();
    for (length, unit) in UNITS {
        if rest >= length {
            parts.push(format!("{} {unit}", rest / length));
            rest %= length;
        }
    }
    if parts.is_empty() {
        return "0 min".to_owned();
    }
    let sign = if span < Span::ZERO { "-" } else { "" };
    format!("{sign}{}", parts.join(" "))
}
