//! The stages and the lawful moves between them, as data (C1, G1–G3, G13).

use crate::lead::event::Outcome;
use crate::lead::text::Text;
use crate::time::Span;

/// A stage: an index into the graph's names. The default graph's stages are the constants; an agreement's own follow them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stage(pub u8);

impl Stage {
    /// Known, not qualified.
    pub const INQUIRY: Self = Self(0);
    /// Marketing qualified.
    pub const MQL: Self = Self(1);
    /// Accepted by sales.
    pub const SAL: Self = Self(2);
    /// Sales qualified.
    pub const SQL: Self = Self(3);
    /// A deal is open.
    pub const OPPORTUNITY: Self = Self(4);
    /// Won.
    pub const CUSTOMER: Self = Self(5);
    /// Back with marketing.
    pub const RECYCLED: Self = Self(6);
    /// Refused before contact.
    pub const REJECTED: Self = Self(7);
    /// Ended after contact.
    pub const DISQUALIFIED: Self = Self(8);
    /// Vetoed.
    pub const INELIGIBLE: Self = Self(9);
    /// The deal is lost.
    pub const LOST: Self = Self(10);
    /// Became another lead.
    pub const MERGED: Self = Self(11);
    /// Forgotten on request.
    pub const ERASED: Self = Self(12);

    /// The most stages of a graph, the thirteen default ones included: counts per stage stand in every task's record.
    pub const MOST: usize = 32;

    /// Its place in tables.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// The stages of one version and the lawful moves between them. The names are the same in all versions of an agreement; a stage that a
/// version does not use is on no path and in no move.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Graph {
    /// The names, by [`Stage::index`].
    pub names: Vec<Text>,
    /// What is agreed about each stage, by index; as many as names.
    pub stages: Vec<StageRule>,
    /// The success path, from birth to the end.
    pub path: Vec<Stage>,
    /// For a stage beside the path, the stage on it where it stands (G2); by index. A path stage stands where it is.
    pub rejoins: Vec<Stage>,
    /// For each outcome that moves: from where, and to where.
    pub moves: Vec<Move>,
    /// From where points and PQL rules may qualify (G3).
    pub qualify_from: Vec<Stage>,
    /// From where a hand-raise may (G3).
    pub hand_raise_from: Vec<Stage>,
    /// Where vetoes act (G9).
    pub veto_from: Vec<Stage>,
}

/// What is agreed about one stage.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StageRule {
    /// Whether a lead may rest there (G13).
    pub kind: Option<StageKind>,
    /// How people call it, where that differs from its name; shown, never matched.
    pub label: Option<String>,
    /// The side that answers for it: `marketing` or `sales`; for readers.
    pub owner: Option<String>,
    /// When a lead that rests too long goes elsewhere.
    pub timeout: Option<Timeout>,
    /// The calendar in which time in the stage is also told; an index into [`Definition::calendars`](super::Definition::calendars).
    pub calendar: Option<u16>,
}

/// The type of a stage (G13).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StageKind {
    /// May wait.
    Inventory,
    /// A clock runs in it.
    Sla,
    /// Passed in the same instant: the lead goes on to the next stage of the path, or to where the stage rejoins it.
    Gate,
}

/// A lead that stands in a stage for so long goes on by itself (G10). Never to a higher stage on the path, never in a circle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeout {
    /// After that, in raw time.
    pub after: Span,
    /// It goes there.
    pub to: Stage,
}

/// What a disposition does to the stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// The word.
    pub outcome: Outcome,
    /// Where the lead must stand.
    pub from: Vec<Stage>,
    /// Where it goes.
    pub to: Stage,
}

/// The default stages, each at its [`Stage`]'s index.
const DEFAULT_STAGES: [&str; 13] = [
    "inquiry",
    "mql",
    "sal",
    "sql",
    "opportunity",
    "customer",
    "recycled",
    "rejected",
    "disqualified",
    "ineligible",
    "lost",
    "merged",
    "erased",
];

impl Default for Graph {
    /// The default graph of the field: inquiry, MQL, SAL, SQL, opportunity, customer and the side exits.
    fn default() -> Self {
        type S = Stage;
        let path = vec![
            S::INQUIRY,
            S::MQL,
            S::SAL,
            S::SQL,
            S::OPPORTUNITY,
            S::CUSTOMER,
        ];
        let mut rejoins = vec![S::INQUIRY; DEFAULT_STAGES.len()];
        for &stage in &path {
            rejoins[stage.index()] = stage;
        }
        let to = |outcome, from: &[Stage], to| Move {
            outcome,
            from: from.to_vec(),
            to,
        };
        let moves = vec![
            to(
                Outcome::Accept,
                &[S::INQUIRY, S::MQL, S::RECYCLED, S::REJECTED],
                S::SAL,
            ),
            to(Outcome::Reject, &[S::MQL, S::SAL], S::REJECTED),
            to(
                Outcome::Qualify,
                &[S::INQUIRY, S::MQL, S::SAL, S::RECYCLED],
                S::SQL,
            ),
            to(
                Outcome::Disqualify,
                &[S::INQUIRY, S::MQL, S::SAL, S::SQL, S::RECYCLED],
                S::DISQUALIFIED,
            ),
            to(
                Outcome::Recycle,
                &[S::MQL, S::SAL, S::SQL, S::OPPORTUNITY, S::REJECTED, S::LOST],
                S::RECYCLED,
            ),
            to(
                Outcome::OpenOpportunity,
                &[S::INQUIRY, S::MQL, S::SAL, S::SQL],
                S::OPPORTUNITY,
            ),
            to(
                Outcome::Win,
                &[S::INQUIRY, S::MQL, S::SAL, S::SQL, S::OPPORTUNITY, S::LOST],
                S::CUSTOMER,
            ),
            to(Outcome::Lose, &[S::SQL, S::OPPORTUNITY], S::LOST),
        ];
        Self {
            names: DEFAULT_STAGES.into_iter().map(Text::new).collect(),
            stages: vec![StageRule::default(); DEFAULT_STAGES.len()],
            path,
            rejoins,
            moves,
            qualify_from: vec![S::INQUIRY, S::RECYCLED],
            hand_raise_from: vec![S::INQUIRY, S::RECYCLED, S::REJECTED, S::DISQUALIFIED],
            veto_from: vec![S::INQUIRY, S::MQL, S::RECYCLED, S::REJECTED],
        }
    }
}

impl Graph {
    /// The stage's name.
    #[must_use]
    pub fn name(&self, stage: Stage) -> &str {
        self.names[stage.index()].as_str()
    }

    /// The stage of that name.
    #[must_use]
    pub fn stage(&self, name: &str) -> Option<Stage> {
        let index = self
            .names
            .iter()
            .position(|candidate| candidate.as_str() == name)?;
        u8::try_from(index).ok().map(Stage)
    }

    /// How far along the success path a stage stands; a side stage where it rejoins.
    #[must_use]
    pub fn standing(&self, stage: Stage) -> usize {
        let on_path = self.rejoins[stage.index()];
        self.path
            .iter()
            .position(|&step| step == on_path)
            .unwrap_or(0)
    }

    /// Where a lead goes on to from a gate: the next stage of the path, or from beside it the stage where it rejoins. None from any other
    /// stage.
    #[must_use]
    pub fn beyond(&self, stage: Stage) -> Option<Stage> {
        if self.stages[stage.index()].kind != Some(StageKind::Gate) {
            return None;
        }
        match self.path.iter().position(|&step| step == stage) {
            Some(place) => self.path.get(place + 1).copied(),
            None => Some(self.rejoins[stage.index()]),
        }
    }

    /// What the outcome does, if it moves at all.
    #[must_use]
    pub fn move_of(&self, outcome: Outcome) -> Option<&Move> {
        self.moves.iter().find(|step| step.outcome == outcome)
    }
}
