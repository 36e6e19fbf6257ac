//! Working times: `[calendars.*]` (C3), compiled.

use super::agreement::zone;
use super::code::Code;
use super::keys::{CALENDAR, CALENDARS, HOURS, MOST_BLOCKS, MOST_CALENDARS, MOST_HOLIDAYS};
use super::problem::{Report, nearest, quoted};
use super::section::Section;
use super::typed::{Value, as_table, is_name, list, mistyped, text};
use crate::lead::definition::NamedCalendar;
use crate::time::calendar::{Block, Calendar};
use crate::time::zone::{Day, Zone};
use toml::de::DeValue;

const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// Working hours, Monday first.
type Week = [Vec<Block>; 7];

/// Reads `[calendars.*]`, in the order of the file.
pub(super) fn read(
    root: &Section<'_>,
    default: &Zone,
    report: &mut Report<'_>,
) -> Vec<NamedCalendar> {
    let Some(section) = root.table("calendars", CALENDARS.title, report) else {
        return Vec::new();
    };
    let mut calendars = Vec::new();
    for (name, at, value) in section.entries_up_to(MOST_CALENDARS, "calendars", report) {
        let title = format!("[calendars.{name}]");
        if !is_name(name, at, report) {
            continue;
        }
        let errors = report.errors();
        let Some(calendar) = as_table(value, &title, report) else {
            continue;
        };
        let compiled = compile(&calendar, default, report);
        match (compiled, report.errors() > errors) {
            (Ok(calendar), _) => calendars.push(NamedCalendar {
                name: name.to_owned(),
                calendar,
            }),
            (Err(_), true) => {}
            // What the calendar finds and the reader did not.
            (Err(message), false) => report.error(Code::BadCalendar, calendar.at, message),
        }
    }
    calendars
}

/// The names of an agreement's calendars, in the order of the file, those with mistakes too: who refers to one of them makes no mistake.
pub(super) fn names<'a>(root: &Section<'a>) -> Vec<&'a str> {
    let section = root.within("calendars");
    let entries = section.map_or_else(Vec::new, |section| section.entries());
    entries.into_iter().map(|(name, ..)| name).collect()
}

fn compile(
    calendar: &Section<'_>,
    default: &Zone,
    report: &mut Report<'_>,
) -> Result<Calendar, String> {
    calendar.check_keys(&CALENDAR, report);
    let zone = zone(calendar, report).unwrap_or_else(|| default.clone());
    let mut week = Week::default();
    if calendar.need("hours", report).is_some()
        && let Some(hours) = calendar.table("hours", HOURS.title, report)
    {
        week = read_hours(&hours, report);
    }
    let holidays = match calendar.get("holidays") {
        Some(value) => holidays(value, report),
        None => Vec::new(),
    };
    Calendar::new(zone, week, holidays)
}

fn read_hours(hours: &Section<'_>, report: &mut Report<'_>) -> Week {
    let mut week = Week::default();
    let mut said: [Option<&str>; 7] = [None; 7];
    for (key, at, value) in hours.entries() {
        let days = days(key, at, report);
        let blocks = blocks(value, report);
        for day in days {
            if let Some(before) = said[day].replace(key) {
                let message = format!(
                    "the hours of `{}` are said twice, by {} too",
                    WEEKDAYS[day],
                    quoted(before)
                );
                report.error(Code::BadCalendar, at, message);
            }
            week[day].clone_from(&blocks);
        }
    }
    week
}

/// The weekdays of a key: `mon`, `mon-thu`, `mon,wed`.
fn days(key: &str, at: usize, report: &mut Report<'_>) -> Vec<usize> {
    let mut days = Vec::new();
    // A week has seven days: more parts than that say one twice.
    for part in key.split(',').take(8) {
        let range = match part.split_once('-') {
            Some((first, last)) => day(first, at, report).zip(day(last, at, report)),
            None => day(part, at, report).map(|day| (day, day)),
        };
        let Some((first, last)) = range else { continue };
        if first > last {
            let message = format!("the days {} end before they begin", quoted(part.trim()));
            let hint = "a week begins on Monday: write `sat-sun`, or a list such as \"sun,mon\"";
            report.error_with(Code::BadCalendar, at, message, hint);
        }
        for (day, name) in WEEKDAYS.iter().enumerate().take(last + 1).skip(first) {
            if days.contains(&day) {
                let message = format!("`{name}` is there twice");
                report.error(Code::BadCalendar, at, message);
            } else {
                days.push(day);
            }
        }
    }
    days
}

fn day(word: &str, at: usize, report: &mut Report<'_>) -> Option<usize> {
    let word = word.trim();
    let found = WEEKDAYS.iter().position(|weekday| *weekday == word);
    if found.is_none() {
        let lower: String = word.chars().take(3).collect::<String>().to_lowercase();
        let meant = nearest(&lower, WEEKDAYS).unwrap_or("mon");
        let message = format!("{} is no weekday", quoted(word));
        let hint = format!(
            "did you mean `{meant}`? Weekdays are {}, ranges `mon-thu`, lists \"mon,wed\"",
            WEEKDAYS.join(", ")
        );
        report.error_with(Code::BadCalendar, at, message, hint);
    }
    found
}

/// The blocks of a day, in order and apart.
fn blocks(value: Value<'_>, report: &mut Report<'_>) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let Some(entries) = list(value, report) else {
        return blocks;
    };
    if entries.len() > MOST_BLOCKS {
        let message = format!("a day has at most {MOST_BLOCKS} blocks");
        report.error(Code::OutOfBounds, value.span().start, message);
        return blocks;
    }
    for entry in entries {
        let at = entry.span().start;
        let Some(block) = text(entry, report).and_then(|text| block(text, at, report)) else {
            continue;
        };
        if blocks
            .last()
            .is_some_and(|before| before.until > block.from)
        {
            let message = "this block begins before the one before it ends";
            let hint = "the blocks of a day stand in order and do not overlap";
            report.error_with(Code::BadCalendar, at, message, hint);
            continue;
        }
        blocks.push(block);
    }
    blocks
}

/// Reads `09:00-12:30`.
fn block(text: &str, at: usize, report: &mut Report<'_>) -> Option<Block> {
    let hint = "write it as \"09:00-12:30\"; the end of the day is 24:00";
    let Some((from, until)) = text
        .split_once('-')
        .and_then(|(from, until)| Some((minute(from.trim())?, minute(until.trim())?)))
    else {
        let message = format!("{} is no block of a day", quoted(text));
        report.error_with(Code::BadCalendar, at, message, hint);
        return None;
    };
    if from < until {
        return Some(Block { from, until });
    }
    let (message, hint) = if until == 0 || from > until {
        (
            "a block ends on the day on which it begins",
            "a night shift is two blocks: \"22:00-24:00\" on one day, \"00:00-06:00\" on the next",
        )
    } else {
        ("this block is empty", hint)
    };
    report.error_with(Code::BadCalendar, at, message, hint);
    None
}

/// Minutes since midnight, up to 24:00.
fn minute(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let two = |part: &str, most: u16| {
        let digits = part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
        let number: u16 = digits.then(|| part.parse().ok()).flatten()?;
        (number <= most).then_some(number)
    };
    let minutes = two(hour, 24)? * 60 + two(minute, 59)?;
    (minutes <= 24 * 60).then_some(minutes)
}

fn holidays(value: Value<'_>, report: &mut Report<'_>) -> Vec<Day> {
    let Some(entries) = list(value, report) else {
        return Vec::new();
    };
    if entries.len() > MOST_HOLIDAYS {
        let message = format!("a calendar has at most {MOST_HOLIDAYS} holidays");
        report.error(Code::OutOfBounds, value.span().start, message);
        return Vec::new();
    }
    entries.filter_map(|entry| holiday(entry, report)).collect()
}

/// A date without a time of day.
fn holiday(value: Value<'_>, report: &mut Report<'_>) -> Option<Day> {
    let hint = "write it without quotation marks: 2026-12-25";
    let DeValue::Datetime(datetime) = value.get_ref() else {
        return mistyped(value, "a day", hint, report);
    };
    let day = match (datetime.date, datetime.time) {
        (Some(date), None) => {
            let part = |part: u8| i8::try_from(part).ok();
            let year = i16::try_from(date.year).ok();
            year.zip(part(date.month))
                .zip(part(date.day))
                .and_then(|((year, month), day)| Day::of_date(year, month, day))
        }
        _ => None,
    };
    if day.is_none() {
        let at = value.span().start;
        report.error_with(Code::BadValue, at, "a holiday is a whole day", hint);
    }
    day
}
