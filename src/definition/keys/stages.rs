//! Where leads stand and how they move: `[graph]`, `[stages.*]`, `[reasons.*]`.

use super::scoring::THRESHOLD_KEYS;
use super::{Form, Key, Keys, SIDES, may, need};
use crate::lead::definition::Stage;

/// The most codes of one outcome. A list that nobody can overlook is answered with "other".
pub(in crate::definition) const MOST_CODES: usize = 200;

pub(in crate::definition) const TYPES: [&str; 3] = ["inventory", "sla", "gate"];
pub(in crate::definition) const PLACES: [&str; 2] = ["success", "detour"];
pub(in crate::definition) const ON_RECYCLE: [&str; 2] = ["reset", "keep"];

const STAGE_LIST: Form = Form::Many(&Form::Word, Stage::MOST);

pub(in crate::definition) static GRAPH: Keys = Keys {
    title: "[graph]",
    says: "The stages and the lawful moves between them, where they are not the default ones.",
    parts: &[&[
        may(
            "path",
            STAGE_LIST,
            "The success path: `inquiry` first, `mql` on it, last the stage of leads that were won.",
        ),
        may(
            "qualify_from",
            STAGE_LIST,
            "From where points and PQL rules make an MQL; `inquiry` and `recycled` unless said otherwise.",
        ),
        may(
            "hand_raise_from",
            STAGE_LIST,
            "From where a hand-raise does; also `rejected` and `disqualified` unless said otherwise.",
        ),
        may("moves", Form::Table(&MOVES), MOVES.says),
    ]],
    others: None,
};

const MOVED: &str = "From where this disposition moves a lead, and where to.";

pub(in crate::definition) static MOVES: Keys = Keys {
    title: "[graph.moves]",
    says: "Moves that differ from the default ones, by disposition.",
    parts: &[&[
        may("accept", Form::Table(&MOVE), MOVED),
        may("reject", Form::Table(&MOVE), MOVED),
        may("qualify", Form::Table(&MOVE), MOVED),
        may("disqualify", Form::Table(&MOVE), MOVED),
        may("recycle", Form::Table(&MOVE), MOVED),
        may("open_opportunity", Form::Table(&MOVE), MOVED),
        may("win", Form::Table(&MOVE), MOVED),
        may("lose", Form::Table(&MOVE), MOVED),
    ]],
    others: None,
};

pub(in crate::definition) static MOVE: Keys = Keys {
    title: "[graph.moves.OUTCOME]",
    says: MOVED,
    parts: &[&[
        need("from", STAGE_LIST, "Where the lead must stand."),
        need("to", Form::Word, "Where it goes."),
    ]],
    others: None,
};

/// What every stage may say.
static STAGE_KEYS: [Key; 7] = [
    may(
        "label",
        Form::Name,
        "How people call the stage; shown, never matched.",
    ),
    may(
        "type",
        Form::OneOf(&TYPES),
        "`\"inventory\"` may wait, in `\"sla\"` a clock runs, a `\"gate\"` is passed in the same instant.",
    ),
    may(
        "owner",
        Form::OneOf(&SIDES),
        "The side that answers for it, for readers.",
    ),
    may(
        "path",
        Form::OneOf(&PLACES),
        "Whether it stands on the success path or beside it; a new stage beside it needs `\"detour\"`.",
    ),
    may(
        "rejoins",
        Form::Word,
        "Of a detour: the stage of the path where it stands; `inquiry` unless said otherwise.",
    ),
    may("timeout", Form::Table(&TIMEOUT), TIMEOUT.says),
    may(
        "calendar",
        Form::Name,
        "The calendar in which time in the stage is also told.",
    ),
];

pub(in crate::definition) static STAGES: Keys = Keys {
    title: "[stages]",
    says: "What is agreed about single stages, by name.",
    parts: &[&[
        may("mql", Form::Table(&MQL), MQL.says),
        may("recycled", Form::Table(&RECYCLED), RECYCLED.says),
        may("ineligible", Form::Table(&INELIGIBLE), INELIGIBLE.says),
    ]],
    others: Some(&Form::Table(&STAGE)),
};

pub(in crate::definition) static STAGE: Keys = Keys {
    title: "[stages.NAME]",
    says: "What is agreed about a stage.",
    parts: &[&STAGE_KEYS],
    others: None,
};

pub(in crate::definition) static MQL: Keys = Keys {
    title: "[stages.mql]",
    says: "When a lead is ready, and when it ceases to be.",
    parts: &[&THRESHOLD_KEYS, &STAGE_KEYS],
    others: None,
};

pub(in crate::definition) static RECYCLED: Keys = Keys {
    title: "[stages.recycled]",
    says: "What goes back to marketing.",
    parts: &[
        &[
            may("on_entry", Form::Table(&ON_ENTRY), ON_ENTRY.says),
            may(
                "cool_down",
                Form::Span,
                "How long points and PQL rules wait after a recycle; hand-raises do not.",
            ),
        ],
        &STAGE_KEYS,
    ],
    others: None,
};

pub(in crate::definition) static INELIGIBLE: Keys = Keys {
    title: "[stages.ineligible]",
    says: "Where vetoes lead.",
    parts: &[
        &[may(
            "veto_from",
            STAGE_LIST,
            "Where vetoes act; inquiry, mql, recycled and rejected unless said otherwise.",
        )],
        &STAGE_KEYS,
    ],
    others: None,
};

pub(in crate::definition) static ON_ENTRY: Keys = Keys {
    title: "`on_entry`",
    says: "What happens to the scores of a lead that is recycled.",
    parts: &[&[need(
        "score",
        Form::Either(&[Form::OneOf(&ON_RECYCLE), Form::Table(&REDUCE)]),
        "`\"reset\"`: all earned points are dropped; `\"keep\"`; or `{ reduce = \"50 %\" }`.",
    )]],
    others: None,
};

pub(in crate::definition) static REDUCE: Keys = Keys {
    title: "`score` of `on_entry`",
    says: "The scores lose a share.",
    parts: &[&[need("reduce", Form::Share, "The share that is lost.")]],
    others: None,
};

pub(in crate::definition) static TIMEOUT: Keys = Keys {
    title: "`timeout`",
    says: "When a lead that rests too long goes elsewhere by itself, never up the path.",
    parts: &[&[
        need(
            "after",
            Form::Span,
            "After so long in the stage, nights and holds included; at least a minute.",
        ),
        need("to", Form::Word, "Where it goes."),
    ]],
    others: None,
};

pub(in crate::definition) static REASONS: Keys = Keys {
    title: "[reasons]",
    says: "Why: the codes that a disposition's reason is one of, by disposition.",
    parts: &[],
    others: Some(&Form::Table(&REASON)),
};

pub(in crate::definition) static REASON: Keys = Keys {
    title: "[reasons.OUTCOME]",
    says: "The reason codes of one disposition; another one becomes `unspecified`.",
    parts: &[&[
        may(
            "required",
            Form::Flag,
            "Whether a missing reason becomes `unspecified` too; `true` unless said otherwise.",
        ),
        may(
            "codes",
            Form::Many(&Form::Name, MOST_CODES),
            "Codes in no group.",
        ),
        may("groups", Form::Table(&REASON_GROUPS), REASON_GROUPS.says),
    ]],
    others: None,
};

pub(in crate::definition) static REASON_GROUPS: Keys = Keys {
    title: "`groups`",
    says: "Groups of codes, by name.",
    parts: &[],
    others: Some(&Form::Many(&Form::Name, MOST_CODES)),
};
