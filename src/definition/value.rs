//! The small words of an agreement: spans of time, points, percentages. Exact, in integers; every value has its bounds.

use crate::lead::definition::ScoreRule;
use crate::time::Span;

/// The longest span an agreement may name: a hundred years. No promise is longer, and sums of instants and spans stay far from overflow.
pub(super) const LONGEST: Span = Span::from_days(36_525);

/// Units by their words, the longest first.
const UNITS: [(&[&str], Span); 6] = [
    (&["week", "weeks", "w"], Span::from_days(7)),
    (&["d", "day", "days"], Span::from_days(1)),
    (&["h", "hour", "hours"], Span::from_hours(1)),
    (&["min", "mins", "minute", "minutes"], Span::from_mins(1)),
    (&["s", "sec", "second", "seconds"], Span::from_secs(1)),
    (&["ms"], Span::from_millis(1)),
];

/// Reads `30 min`, `14 days`, `2 h 30 min`: whole numbers with units, the longer unit first. A day is 24 hours, a week seven of them.
///
/// # Errors
/// A sentence: not a span, not above zero, or beyond [`LONGEST`].
pub(crate) fn span(text: &str) -> Result<Span, String> {
    let mut rest = text.trim();
    let mut total = 0_i64;
    let mut smaller_than = UNITS.len() + 1;
    while !rest.is_empty() {
        let (number, after) = split(rest, |c| c.is_ascii_digit());
        let (unit, after) = split(after.trim_start(), |c| c.is_ascii_alphabetic());
        let number: i64 = number
            .parse()
            .map_err(|_| "a span of time is a whole number and a unit".to_owned())?;
        let rank = UNITS
            .iter()
            .position(|(words, _)| words.contains(&unit))
            .ok_or_else(|| unknown_unit(unit, after))?;
        // From the long unit to the short one, each once: `30 min 2 h` is a slip of the pen.
        let rank_from_below = UNITS.len() - rank;
        if rank_from_below >= smaller_than {
            return Err("the longer unit comes first, each once".to_owned());
        }
        smaller_than = rank_from_below;
        total = number
            .checked_mul(UNITS[rank].1.as_millis())
            .and_then(|part| total.checked_add(part))
            .filter(|&total| total <= LONGEST.as_millis())
            .ok_or_else(|| "a span of time is at most a hundred years".to_owned())?;
        rest = after.trim_start();
    }
    if total == 0 {
        return Err("a span of time is above zero".to_owned());
    }
    Ok(Span::from_millis(total))
}

/// Whether a span of time is said in days or weeks, which are 24 hours and 168 even where only working time counts.
pub(super) fn says_days(text: &str) -> bool {
    text.split(|c: char| !c.is_ascii_alphabetic())
        .any(|unit| UNITS[..2].iter().any(|(words, _)| words.contains(&unit)))
}

/// Reads `75 %`: a whole share between 1 and `most`.
pub(super) fn percent(text: &str, most: u8) -> Option<u8> {
    let number = text.trim().strip_suffix('%')?.trim_end();
    if !(1..=3).contains(&number.len()) || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    number
        .parse()
        .ok()
        .filter(|share| (1..=most).contains(share))
}

/// Reads `12.5 %` into tenths of a percent: 0 to 100, one decimal at most.
pub(super) fn probability(text: &str) -> Option<u16> {
    let number = text.trim().strip_suffix('%')?.trim_end();
    let (whole, tenth) = number.split_once('.').unwrap_or((number, "0"));
    let digits = |part: &str, most: usize| {
        (1..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    if !digits(whole, 3) || !digits(tenth, 1) {
        return None;
    }
    let tenths = whole.parse::<u16>().ok()? * 10 + tenth.parse::<u16>().ok()?;
    Some(tenths).filter(|tenths| *tenths <= 1000)
}

/// Whole points as milli-points, within [`ScoreRule::MOST`] either way.
pub(super) fn whole_points(points: i64) -> Option<i64> {
    points.checked_mul(1000).filter(within_bounds)
}

/// Reads `-12.5`, as TOML writes a decimal, into milli-points: up to three decimals, no exponent.
///
/// # Errors
/// A sentence.
pub(crate) fn decimal_points(text: &str) -> Result<i64, String> {
    let text = text.replace('_', "");
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text.strip_prefix('+').unwrap_or(&text)),
    };
    let plain = "points are written as a plain number, such as 12 or 0.5";
    let (whole, fraction) = digits.split_once('.').ok_or(plain)?;
    let digits_only = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !digits_only(whole) || !digits_only(fraction) {
        return Err(plain.to_owned());
    }
    let fraction = fraction.trim_end_matches('0');
    if fraction.len() > 3 {
        return Err("points have at most three decimals".to_owned());
    }
    let milli: i64 = format!("{fraction:0<3}").parse().map_err(|_| plain)?;
    whole
        .parse::<i64>()
        .ok()
        .and_then(|whole| whole.checked_mul(1000)?.checked_add(milli))
        .map(|points| sign * points)
        .filter(within_bounds)
        .ok_or_else(too_many_points)
}

/// The sentence for points beyond [`ScoreRule::MOST`].
pub(super) fn too_many_points() -> String {
    "points lie between -1000000 and 1000000".to_owned()
}

fn within_bounds(points: &i64) -> bool {
    (-ScoreRule::MOST..=ScoreRule::MOST).contains(points)
}

fn unknown_unit(unit: &str, after: &str) -> String {
    match unit {
        "" if after.is_empty() => "a span of time needs its unit".to_owned(),
        "" => "a span of time is a whole number and a unit".to_owned(),
        "month" | "months" | "year" | "years" | "y" => {
            "months and years differ in length: say it in days".to_owned()
        }
        _ => "this is no unit of time".to_owned(),
    }
}

/// The leading part that satisfies `wanted`, and what follows.
fn split(text: &str, wanted: impl Fn(char) -> bool) -> (&str, &str) {
    let end = text.find(|c| !wanted(c)).unwrap_or(text.len());
    text.split_at(end)
}
