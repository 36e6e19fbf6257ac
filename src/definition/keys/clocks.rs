//! What the sides promise: `[clocks.*]`, `[calendars.*]`, `[promises.*]`, and `[money]`.

use super::scoring::{GRADES, PERIODS};
use super::{Form, Keys, SIDES, may, need};
use crate::definition::scope::Scope;

/// The most clocks of an agreement: each lead carries the state of all that run.
pub(in crate::definition) const MOST_CLOCKS: usize = 32;

/// The most targets of a clock.
pub(in crate::definition) const MOST_TARGETS: usize = 32;

/// The most escalations of a clock: each is sent once for each lead that is late.
pub(in crate::definition) const MOST_TIERS: usize = 8;

/// The most calendars of an agreement.
pub(in crate::definition) const MOST_CALENDARS: usize = 64;

/// The most blocks of working time in a day.
pub(in crate::definition) const MOST_BLOCKS: usize = 16;

/// The most holidays of a calendar: a dozen a year for forty years.
pub(in crate::definition) const MOST_HOLIDAYS: usize = 500;

/// The most promises across leads.
pub(in crate::definition) const MOST_PROMISES: usize = 64;

/// The most that can be promised of a period.
pub(in crate::definition) const MOST_PROMISED: i64 = 1_000_000_000;

pub(in crate::definition) const ON_REASSIGN: [&str; 2] = ["continue", "restart"];
pub(in crate::definition) const ANY_GRADE: [&str; 5] = ["A", "B", "C", "D", "unknown"];

pub(in crate::definition) static CLOCKS: Keys = Keys {
    title: "[clocks]",
    says: "What a side promises for every lead, by name.",
    parts: &[],
    others: Some(&Form::Table(&CLOCK)),
};

pub(in crate::definition) static CLOCK: Keys = Keys {
    title: "[clocks.NAME]",
    says: "A promise to every lead.",
    parts: &[&[
        need("promised_by", Form::OneOf(&SIDES), "Who promises."),
        need(
            "run_while",
            Form::Test(Scope::Lead),
            "The clock starts when this becomes so, and is cancelled when it ceases to be so unmet.",
        ),
        need(
            "met_when",
            Form::Test(Scope::Lead),
            "The promise is kept when this is so.",
        ),
        may(
            "cancel_when",
            Form::Test(Scope::Lead),
            "The promise is void when this is so.",
        ),
        may(
            "pause_while",
            Form::Test(Scope::Lead),
            "The time stands still while this is so.",
        ),
        may(
            "restart_on",
            Form::Test(Scope::Restart),
            "When this becomes so, a new promise takes the place of the old one.",
        ),
        may(
            "within",
            Form::Span,
            "How long it may take, for every lead; or `targets`.",
        ),
        may(
            "calendar",
            Form::Name,
            "Whose working time is counted; with `within` alone.",
        ),
        may(
            "targets",
            Form::Many(&Form::Table(&TARGET), MOST_TARGETS),
            "How long it may take, lead by lead: the first target that fits when the clock starts.",
        ),
        may(
            "at_risk",
            Form::Either(&[Form::Share, Form::Span]),
            "When to warn: `\"75 %\"` of the time used, or `\"30 min\"` before it is over.",
        ),
        may(
            "tiers",
            Form::Many(&Form::Tier, MOST_TIERS),
            "How long after it was due each escalation is sent, growing.",
        ),
        may(
            "on_reassign",
            Form::OneOf(&ON_REASSIGN),
            "What a change of owner does to a running clock; nothing unless said otherwise.",
        ),
    ]],
    others: None,
};

pub(in crate::definition) static TARGET: Keys = Keys {
    title: "a target",
    says: "How long a promise may take for some leads; all that it says must hold.",
    parts: &[&[
        may("when", Form::Test(Scope::Lead), "For which leads."),
        may(
            "grade",
            Form::Either(&[
                Form::OneOf(&ANY_GRADE),
                Form::Many(&Form::OneOf(&ANY_GRADE), 5),
            ]),
            "For leads of this grade, or of one of these.",
        ),
        may(
            "team",
            Form::Either(&[Form::Name, Form::Many(&Form::Name, MOST_TARGETS)]),
            "For leads of this team, or of one of these.",
        ),
        may(
            "segment",
            Form::Either(&[Form::Name, Form::Many(&Form::Name, MOST_TARGETS)]),
            "For leads of this segment, or of one of these.",
        ),
        need("within", Form::Span, "How long it may take."),
        may(
            "calendar",
            Form::Name,
            "Whose working time is counted; without it every hour counts.",
        ),
    ]],
    others: None,
};

pub(in crate::definition) static CALENDARS: Keys = Keys {
    title: "[calendars]",
    says: "Working times, by name.",
    parts: &[],
    others: Some(&Form::Table(&CALENDAR)),
};

pub(in crate::definition) static CALENDAR: Keys = Keys {
    title: "[calendars.NAME]",
    says: "When people work.",
    parts: &[&[
        may(
            "zone",
            Form::Name,
            "The IANA zone of its wall clock; the agreement's unless said otherwise.",
        ),
        need("hours", Form::Table(&HOURS), HOURS.says),
        may(
            "holidays",
            Form::Many(&Form::Day, MOST_HOLIDAYS),
            "Days on which nobody works, as dates without quotation marks.",
        ),
    ]],
    others: None,
};

pub(in crate::definition) static HOURS: Keys = Keys {
    title: "`hours`",
    says: "Working hours by weekday: `mon`, a range `mon-thu`, a list `\"mon,wed\"`; each day once.",
    parts: &[],
    others: Some(&Form::Many(&Form::Name, MOST_BLOCKS)),
};

pub(in crate::definition) static PROMISES: Keys = Keys {
    title: "[promises]",
    says: "What a side promises across leads, by name.",
    parts: &[],
    others: Some(&Form::Table(&PROMISE)),
};

pub(in crate::definition) static PROMISE: Keys = Keys {
    title: "[promises.NAME]",
    says: "A promise across leads: at least so many, or at least so good.",
    parts: &[&[
        need("promised_by", Form::OneOf(&SIDES), "Who promises."),
        need(
            "per",
            Form::OneOf(&PERIODS),
            "For each of these, in the agreement's zone.",
        ),
        may(
            "at_least",
            Form::Whole(1, MOST_PROMISED),
            "At least so many leads enter the stage.",
        ),
        may(
            "stage",
            Form::Word,
            "Which stage `at_least` counts; `mql` unless said otherwise.",
        ),
        may(
            "acceptance_rate",
            Form::Share,
            "At least this share of the period's MQLs is accepted; up to `\"100 %\"`.",
        ),
    ]],
    others: None,
};

pub(in crate::definition) static MONEY: Keys = Keys {
    title: "[money]",
    says: "What open deals are worth.",
    parts: &[&[
        may(
            "currency",
            Form::Text(3),
            "The currency's code of three letters, for readers.",
        ),
        may("probability", Form::Table(&PROBABILITY), PROBABILITY.says),
    ]],
    others: None,
};

pub(in crate::definition) static PROBABILITY: Keys = Keys {
    title: "`probability`",
    says: "How likely a lead of a stage is won, by stage; a stage that is not listed counts nothing.",
    parts: &[],
    others: Some(&Form::Probability),
};

const _: () = assert!(ANY_GRADE.len() == GRADES.len() + 1);
