//! Who they are and what they do: `[fit]`, `[score]`, `[models.*]`, and the lists of rules beside them.

use super::{Form, Key, Keys, may, need};
use crate::definition::scope::Scope;
use crate::lead::definition::Model;

/// The most rules of one list.
pub(in crate::definition) const MOST_RULES: usize = 1000;

/// The most models beside the default one: every model scores every engagement.
pub(in crate::definition) const MOST_MODELS: usize = Model::MOST - 1;

/// The most groups of a model.
pub(in crate::definition) const MOST_GROUPS: usize = 64;

pub(in crate::definition) const GRADES: [&str; 4] = ["A", "B", "C", "D"];
pub(in crate::definition) const UNITS: [&str; 2] = ["asset", "lead"];
pub(in crate::definition) const PERIODS: [&str; 4] = ["day", "week", "month", "quarter"];
pub(in crate::definition) const WINDOWS: [&str; 6] =
    ["day", "week", "month", "quarter", "cycle", "ever"];
pub(in crate::definition) const ACTS: [&str; 2] = ["suspend", "resume"];
pub(in crate::definition) const HELD_BY: [&str; 1] = ["score"];
pub(in crate::definition) const TO: [&str; 1] = ["mql"];

pub(in crate::definition) static FIT: Keys = Keys {
    title: "[fit]",
    says: "Who they are: points for what is known of a person, graded A to D.",
    parts: &[&[
        may(
            "grades",
            Form::Table(&GRADE_POINTS),
            "The least points of each grade, falling; needed when there are rules.",
        ),
        may(
            "rules",
            Form::Many(&Form::Table(&FIT_RULE), MOST_RULES),
            FIT_RULE.says,
        ),
        may(
            "vetoes",
            Form::Many(&Form::Table(&TRAIT_VETO), MOST_RULES),
            TRAIT_VETO.says,
        ),
    ]],
    others: None,
};

pub(in crate::definition) static GRADE_POINTS: Keys = Keys {
    title: "`grades`",
    says: "The least points of each grade; who has less than D's is D too.",
    parts: &[&[
        need("A", Form::Points, "The least points of the best grade."),
        need("B", Form::Points, "The least points of a good grade."),
        need("C", Form::Points, "The least points of a middling grade."),
        need("D", Form::Points, "The least points of the lowest grade."),
    ]],
    others: None,
};

pub(in crate::definition) static FIT_RULE: Keys = Keys {
    title: "[[fit.rules]]",
    says: "Points for something that is known of a person.",
    parts: &[&[
        need(
            "name",
            Form::Name,
            "How people call the rule; unique in its list.",
        ),
        need("when", Form::Test(Scope::Profile), "When it holds."),
        need("points", Form::Points, "What it gives."),
    ]],
    others: None,
};

pub(in crate::definition) static TRAIT_VETO: Keys = Keys {
    title: "[[fit.vetoes]]",
    says: "Who is never a lead: a person of whom this is known becomes `ineligible`.",
    parts: &[&[
        need(
            "name",
            Form::Name,
            "How people call the veto; unique in its list.",
        ),
        need("when", Form::Test(Scope::Profile), "When it holds."),
        may(
            "reason",
            Form::Name,
            "The reason code of the move; the name unless said otherwise.",
        ),
    ]],
    others: None,
};

pub(in crate::definition) static VETO: Keys = Keys {
    title: "[[vetoes]]",
    says: "What ends a lead: who does this becomes `ineligible`.",
    parts: &[&[
        need(
            "name",
            Form::Name,
            "How people call the veto; unique in its list.",
        ),
        need("when", Form::Test(Scope::Engagement), "When it holds."),
        may(
            "reason",
            Form::Name,
            "The reason code of the move; the name unless said otherwise.",
        ),
    ]],
    others: None,
};

/// What every model may say.
static MODEL_KEYS: [Key; 5] = [
    may("cap", Form::Points, "The most the score can be; above 0."),
    may(
        "floor",
        Form::Points,
        "The least the score can be; 0 or below. It clamps the sum, not each step.",
    ),
    may(
        "decay",
        Form::Either(&[Form::OneOf(&["none"]), Form::Table(&DECAY)]),
        "How points fade; `\"none\"` unless said otherwise. Negative points never fade.",
    ),
    may("groups", Form::Table(&GROUPS), GROUPS.says),
    may(
        "rules",
        Form::Many(&Form::Table(&SCORE_RULE), MOST_RULES),
        SCORE_RULE.says,
    ),
];

/// How a score qualifies.
pub(super) static THRESHOLD_KEYS: [Key; 3] = [
    may(
        "enter",
        Form::Table(&ENTER),
        "The score, and perhaps the grade, by which points make an MQL.",
    ),
    may(
        "leave_below",
        Form::Points,
        "Below this score a lead that points made an MQL is one no longer; goes with `held_by`.",
    ),
    may(
        "held_by",
        Form::OneOf(&HELD_BY),
        "`\"score\"`: whom points made an MQL, faded points take back; goes with `leave_below`.",
    ),
];

pub(in crate::definition) static SCORE: Keys = Keys {
    title: "[score]",
    says: "What they do: the model that counts for every lead in no segment.",
    parts: &[&MODEL_KEYS],
    others: None,
};

pub(in crate::definition) static MODELS: Keys = Keys {
    title: "[models]",
    says: "Other ways to add up what leads do, by name; segments and PQL rules use them.",
    parts: &[],
    others: Some(&Form::Table(&MODEL)),
};

pub(in crate::definition) static MODEL: Keys = Keys {
    title: "[models.NAME]",
    says: "A model like `[score]`, with a threshold of its own or that of `[stages.mql]`.",
    parts: &[&MODEL_KEYS, &THRESHOLD_KEYS],
    others: None,
};

pub(in crate::definition) static DECAY: Keys = Keys {
    title: "`decay`",
    says: "One of three ways to fade.",
    parts: &[&[
        may(
            "half_life",
            Form::Span,
            "Half of the points are gone after this time.",
        ),
        may(
            "linear",
            Form::Span,
            "The points fade evenly, to nothing after this time.",
        ),
        may(
            "expiry",
            Form::Span,
            "The points are gone all at once when this time is over.",
        ),
    ]],
    others: None,
};

pub(in crate::definition) static GROUPS: Keys = Keys {
    title: "[score.groups]",
    says: "Groups of rules, by name.",
    parts: &[],
    others: Some(&Form::Table(&GROUP)),
};

pub(in crate::definition) static GROUP: Keys = Keys {
    title: "[score.groups.NAME]",
    says: "Rules that together give no more than a cap.",
    parts: &[&[may(
        "cap",
        Form::Points,
        "The most that the rules of the group give together; above 0.",
    )]],
    others: None,
};

pub(in crate::definition) static SCORE_RULE: Keys = Keys {
    title: "[[score.rules]]",
    says: "What an engagement earns. Every rule that matches earns.",
    parts: &[&[
        need(
            "name",
            Form::Name,
            "How people call the rule; unique in its model.",
        ),
        need(
            "when",
            Form::Test(Scope::Engagement),
            "Which engagements it is about.",
        ),
        may(
            "points",
            Form::Points,
            "What it gives or, below zero, takes; needed unless `do` is there.",
        ),
        may("group", Form::Name, "The group whose cap it shares."),
        may(
            "decay",
            Form::Either(&[Form::OneOf(&["none"]), Form::Table(&DECAY)]),
            "How its points fade; as the model's unless said otherwise.",
        ),
        may("limit", Form::Table(&LIMIT), LIMIT.says),
        may("count", Form::Table(&COUNT), COUNT.says),
        may(
            "do",
            Form::OneOf(&ACTS),
            "What it does besides: later engagements earn nothing, or earn again.",
        ),
    ]],
    others: None,
};

pub(in crate::definition) static LIMIT: Keys = Keys {
    title: "`limit`",
    says: "How often the rule may earn.",
    parts: &[&[
        need("max", Form::Whole(1, 64), "So often."),
        need(
            "per",
            Form::Either(&[Form::OneOf(&WINDOWS), Form::Span]),
            "In what: `\"day\"` is the day of the calendar, `\"24 h\"` or `\"1 day\"` the 24 hours before.",
        ),
        may(
            "by",
            Form::OneOf(&UNITS),
            "`\"asset\"`: for each asset by itself; `\"lead\"` unless said otherwise.",
        ),
    ]],
    others: None,
};

pub(in crate::definition) static COUNT: Keys = Keys {
    title: "`count`",
    says: "The rule earns at one match of several only.",
    parts: &[&[
        need(
            "nth",
            Form::Whole(2, 64),
            "At the match that makes so many.",
        ),
        need(
            "within",
            Form::Span,
            "Within this time, that match included.",
        ),
    ]],
    others: None,
};

pub(in crate::definition) static ENTER: Keys = Keys {
    title: "`enter`",
    says: "Both must be so.",
    parts: &[&[
        need("score", Form::Points, "The least score; above 0."),
        may(
            "grade",
            Form::OneOf(&GRADES),
            "The least grade; needs `[fit]`.",
        ),
    ]],
    others: None,
};

pub(in crate::definition) static SEGMENT: Keys = Keys {
    title: "[[segments]]",
    says: "Kinds of leads; the first one that fits is the lead's.",
    parts: &[&[
        need("name", Form::Name, "How people call the segment; unique."),
        need("when", Form::Test(Scope::Profile), "Who belongs to it."),
        may(
            "model",
            Form::Name,
            "The model that counts for it; `[score]` unless said otherwise.",
        ),
    ]],
    others: None,
};

pub(in crate::definition) static HAND_RAISE: Keys = Keys {
    title: "[[hand_raises]]",
    says: "How a lead asks for sales: it needs no points and no grade.",
    parts: &[&[
        need(
            "name",
            Form::Name,
            "Shown as the reason of the move; unique.",
        ),
        need(
            "when",
            Form::Test(Scope::Engagement),
            "Which engagement it is.",
        ),
        need("to", Form::OneOf(&TO), "Where it leads."),
        may(
            "model",
            Form::Name,
            "It counts only while this model does; always unless said otherwise.",
        ),
    ]],
    others: None,
};

pub(in crate::definition) static PQL: Keys = Keys {
    title: "[[pql]]",
    says: "Who is ready by what is known of them, such as their use of the product.",
    parts: &[&[
        need(
            "name",
            Form::Name,
            "Shown as the reason of the move; unique.",
        ),
        need("when", Form::Test(Scope::Profile), "Who it is."),
        need("to", Form::OneOf(&TO), "Where it leads."),
        may(
            "model",
            Form::Name,
            "The model whose score is asked for; goes with `score`.",
        ),
        may(
            "score",
            Form::Points,
            "The least score in that model, above 0; goes with `model`.",
        ),
        may(
            "grade",
            Form::OneOf(&GRADES),
            "The least grade; needs `[fit]`.",
        ),
    ]],
    others: None,
};
