//! Tests on an event's, a profile's or a lead's fields: what the CEL expressions of a definition are compiled to (D4).
//!
//! A missing field satisfies no test but `!has()` (S5). Text that should be a number and is none satisfies no comparison.

use std::cmp::Ordering;
use std::fmt;

/// A test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Predicate {
    /// Always so: an absent `when`.
    Always,
    /// All of them (`&&`).
    All(Vec<Self>),
    /// At least one (`||`).
    Any(Vec<Self>),
    /// Not so (`!`).
    Not(Box<Self>),
    /// The field has a value (`has(f)`); of a flag: it is true.
    Has(Field),
    /// The field is this (`==`).
    Equals(Field, Literal),
    /// The field is there and is not this (`!=`).
    Differs(Field, Literal),
    /// The field is one of these (`in`).
    In(Field, Vec<Literal>),
    /// The field begins so (`.startsWith()`).
    StartsWith(Field, String),
    /// The field is a number below this (`<`).
    Less(Field, Decimal),
    /// The field is a number, at most this (`<=`).
    AtMost(Field, Decimal),
    /// The field is a number above this (`>`).
    Greater(Field, Decimal),
    /// The field is a number, at least this (`>=`).
    AtLeast(Field, Decimal),
}

/// What a test may look at.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    /// Of an engagement.
    Kind,
    /// Of an engagement.
    Asset,
    /// Of an engagement; of a lead's profile, the campaign that brought it.
    Campaign,
    /// Of an engagement.
    Channel,
    /// Of an engagement: `properties.name`.
    Property(String),
    /// Of a lead's profile: `traits.name`.
    Trait(String),
    /// Of a lead's profile.
    Source,
    /// Of a lead's profile.
    Account,
    /// Of a lead: the stage's name.
    Stage,
    /// Of a lead: a flag, a first touch in this cycle.
    Contacted,
    /// Of a lead: `A` to `D` or `unknown`.
    Grade,
    /// Of a lead: how it came into its stage.
    Route,
    /// Of a lead.
    Owner,
    /// Of a lead.
    Team,
    /// Of a lead: a number.
    Cycle,
    /// Of a lead: a flag, between a hold and its end (C11).
    OnHold,
    /// Of a lead: the name of its segment.
    Segment,
    /// Of a lead: the deal's amount in minor units, a number.
    Amount,
    /// Of a lead, during a disposition and never after it: the disposition's word. Only `restart_on` may ask for it.
    Disposition,
}

/// A constant of a test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Literal {
    /// Quoted text: equal byte for byte.
    Text(String),
    /// A number: equal by value (`5`, `5.0` and `"5"` are the same).
    Number(Decimal),
    /// `true` or `false`: the text of that word.
    Flag(bool),
}

/// An exact decimal: `units / 10^scale`.
#[derive(Clone, Copy, Debug)]
pub struct Decimal {
    units: i128,
    scale: u32,
}

impl Decimal {
    /// A whole number.
    #[must_use]
    pub const fn whole(units: i64) -> Self {
        Self {
            units: units as i128,
            scale: 0,
        }
    }

    /// Reads `-12.50`: a sign, up to 18 digits before and 9 after the point; nothing else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (sign, digits) = match text.strip_prefix('-') {
            Some(rest) => (-1, rest),
            None => (1, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        let all_digits = |part: &str, most: usize| {
            !part.is_empty() && part.len() <= most && part.bytes().all(|byte| byte.is_ascii_digit())
        };
        if !all_digits(whole, 18) || !all_digits(fraction, 9) {
            return None;
        }
        let number = |part: &str| {
            part.bytes()
                .fold(0_i128, |sum, byte| sum * 10 + i128::from(byte - b'0'))
        };
        let scale = u32::try_from(fraction.len()).ok()?;
        Some(Self {
            units: sign * (number(whole) * 10_i128.pow(scale) + number(fraction)),
            scale,
        })
    }
}

impl fmt::Display for Decimal {
    /// Its shortest form: equal ones are written alike.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let power = 10_u128.pow(self.scale);
        let units = self.units.unsigned_abs();
        if self.units < 0 {
            f.write_str("-")?;
        }
        write!(f, "{}", units / power)?;
        let fraction = units % power;
        if fraction != 0 {
            let digits = format!("{fraction:0width$}", width = self.scale as usize);
            write!(f, ".{}", digits.trim_end_matches('0'))?;
        }
        Ok(())
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        let common = self.scale.max(other.scale);
        let scaled = |decimal: &Self| decimal.units * 10_i128.pow(common - decimal.scale);
        scaled(self).cmp(&scaled(other))
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Decimal {}

/// What tests can be asked about.
pub trait Fields {
    /// The field's value as text, if it has one. A flag that is false has none; one that is true is `true`. Of a number its decimal
    /// digits, which is why the answer goes to `use_it` instead of being returned.
    fn with<R>(&self, field: &Field, use_it: impl FnOnce(Option<&str>) -> R) -> R;
}

impl Predicate {
    /// Never so: an absent `cancel_when`.
    #[must_use]
    pub fn never() -> Self {
        Self::Not(Box::new(Self::Always))
    }

    /// Whether it is so.
    #[must_use]
    pub fn holds(&self, of: &impl Fields) -> bool {
        match self {
            Self::Always => true,
            Self::All(parts) => parts.iter().all(|part| part.holds(of)),
            Self::Any(parts) => parts.iter().any(|part| part.holds(of)),
            Self::Not(inner) => !inner.holds(of),
            Self::Has(field) => of.with(field, |value| value.is_some()),
            Self::Equals(field, literal) => {
                of.with(field, |value| value.is_some_and(|v| literal.is(v)))
            }
            Self::Differs(field, literal) => {
                of.with(field, |value| value.is_some_and(|v| !literal.is(v)))
            }
            Self::In(field, literals) => of.with(field, |value| {
                value.is_some_and(|v| literals.iter().any(|literal| literal.is(v)))
            }),
            Self::StartsWith(field, prefix) => of.with(field, |value| {
                value.is_some_and(|v| v.starts_with(prefix.as_str()))
            }),
            Self::Less(field, bound) => {
                of.with(field, |value| compares(value, bound, Ordering::is_lt))
            }
            Self::AtMost(field, bound) => {
                of.with(field, |value| compares(value, bound, Ordering::is_le))
            }
            Self::Greater(field, bound) => {
                of.with(field, |value| compares(value, bound, Ordering::is_gt))
            }
            Self::AtLeast(field, bound) => {
                of.with(field, |value| compares(value, bound, Ordering::is_ge))
            }
        }
    }

    /// Of a rule on engagements: the kinds it can match, or none when it may match any. Rules are indexed by this (D4).
    #[must_use]
    pub fn kinds(&self) -> Option<Vec<&str>> {
        match self {
            Self::Equals(Field::Kind, Literal::Text(kind)) => Some(vec![kind]),
            Self::In(Field::Kind, literals) => literals
                .iter()
                .map(|literal| match literal {
                    Literal::Text(kind) => Some(kind.as_str()),
                    Literal::Number(_) | Literal::Flag(_) => None,
                })
                .collect(),
            Self::All(parts) => parts.iter().find_map(Self::kinds),
            Self::Any(parts) => {
                let sets: Option<Vec<_>> = parts.iter().map(Self::kinds).collect();
                sets.map(|sets| sets.concat())
            }
            Self::Always
            | Self::Not(_)
            | Self::Has(_)
            | Self::Equals(..)
            | Self::In(..)
            | Self::Differs(..)
            | Self::StartsWith(..)
            | Self::Less(..)
            | Self::AtMost(..)
            | Self::Greater(..)
            | Self::AtLeast(..) => None,
        }
    }
}

impl Literal {
    fn is(&self, value: &str) -> bool {
        match self {
            Self::Text(text) => text == value,
            Self::Number(number) => Decimal::parse(value).is_some_and(|decimal| decimal == *number),
            Self::Flag(flag) => value == if *flag { "true" } else { "false" },
        }
    }
}

fn compares(value: Option<&str>, bound: &Decimal, wanted: impl FnOnce(Ordering) -> bool) -> bool {
    value
        .and_then(Decimal::parse)
        .is_some_and(|decimal| wanted(decimal.cmp(bound)))
}
