//! The agreement, compiled: what an engagement earns, who fits, when a lead moves, what the teams promised (D1).
//!
//! Built and validated by the `definition` module from files; the fold only reads it. The stage graph is data here, so that an agreement can
//! name its own.

use crate::lead::event::Outcome;
use crate::lead::predicate::Predicate;
use crate::lead::text::Text;
use crate::time::{Span, Timestamp};

/// All versions, oldest first. F sees all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definitions {
    versions: Vec<Definition>,
    graph: Graph,
}

/// One version of the agreement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// Its number, growing.
    pub version: u32,
    /// From when on it judges events, by their `occurred_at`.
    pub effective_from: Timestamp,
    /// A digest of the file, so that a used version cannot change unnoticed (D2).
    pub digest: u64,
    /// Who they are; absent when the agreement does not grade fit.
    pub fit: Option<Fit>,
    /// How engagement points fade; none: they do not. A half-life.
    pub half_life: Option<Span>,
    /// What an engagement earns.
    pub rules: Vec<ScoreRule>,
    /// Who may say that they are ready, without points.
    pub hand_raises: Vec<HandRaise>,
    /// When engagement and fit make an MQL; absent: points never do.
    pub mql: Option<Threshold>,
    /// What an entry into `recycled` does to the engagement score.
    pub on_recycle: OnRecycle,
    /// What the teams promise, ordered by name (F8).
    pub clocks: Vec<ClockPolicy>,
    /// The reason codes of outcomes that have a list; an outcome without one takes any reason as given.
    pub reasons: Vec<(Outcome, Vec<String>)>,
}

/// Points for who they are, graded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fit {
    /// The least points of grades A, B, C and D, falling; who has less than D's is D too.
    pub least: [i64; 4],
    /// What earns them, in milli-points.
    pub rules: Vec<FitRule>,
}

/// Points for a trait.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FitRule {
    /// How people call it.
    pub name: String,
    /// The test on the profile.
    pub when: Predicate,
    /// Milli-points.
    pub points: i64,
}

/// Points for an engagement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScoreRule {
    /// How people call it.
    pub name: String,
    /// The test on the event alone (S2).
    pub when: Predicate,
    /// Milli-points, at most [`ScoreRule::MOST`] either way; negative ones do not decay (S3).
    pub points: i64,
}

impl ScoreRule {
    /// The most a rule may give or take: a million points. With it the sums of [`score`](super::score) cannot overflow.
    pub const MOST: i64 = 1_000_000_000;
}

/// An engagement by which a lead asks for sales.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandRaise {
    /// How people call it.
    pub name: String,
    /// The test on the event alone.
    pub when: Predicate,
}

/// When points qualify: both must be met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Threshold {
    /// The least engagement score, in milli-points; above 0.
    pub score: i64,
    /// The least grade; absent when fit is not asked for.
    pub grade: Option<Grade>,
    /// A stage held by score is left as soon as the score is below this (milli-points, above 0, at most `score`); absent: it is not held.
    pub leave_below: Option<i64>,
}

/// What happens to the engagement score when a lead is recycled (S9).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnRecycle {
    /// Every contribution is dropped.
    #[default]
    Reset,
    /// Nothing.
    Keep,
}

/// A grade of fit. The order is from the best to the worst, `Unknown` last: `grade <= Grade::B` is A or B.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grade {
    /// Best.
    A,
    /// Good.
    B,
    /// Middling.
    C,
    /// Poor.
    D,
    /// No trait is known (G5); no threshold accepts it.
    #[default]
    Unknown,
}

impl Grade {
    /// All, in order.
    pub const ALL: [Self; 5] = [Self::A, Self::B, Self::C, Self::D, Self::Unknown];

    /// Its word.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
            Self::D => "D",
            Self::Unknown => "unknown",
        }
    }
}

/// A promise to every lead (C2), in raw time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClockPolicy {
    /// `time_to_acceptance`, `time_to_first_touch`, or any other.
    pub name: Text,
    /// The clock starts when this becomes so.
    pub run_while: Predicate,
    /// The promise is kept when this is so.
    pub met_when: Predicate,
    /// The promise is void when this is so; [`Predicate::Not`] of [`Predicate::Always`] when the agreement names nothing.
    pub cancel_when: Predicate,
    /// How long it may take.
    pub within: Span,
    /// How long after the start the lead is at risk; absent: no warning. Above zero and below `within`.
    pub at_risk_after: Option<Span>,
}

/// A stage: an index into the graph's names. The default graph's stages are the constants.
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

    /// Its place in tables.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// The stages and the lawful moves between them (G1–G3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Graph {
    /// The names, by [`Stage::index`].
    pub names: Vec<Text>,
    /// The success path, from birth to the end.
    pub path: Vec<Stage>,
    /// For a stage beside the path, the stage on it where it stands (G2); by index. A path stage stands where it is.
    pub rejoins: Vec<Stage>,
    /// For each outcome that moves: from where, and to where.
    pub moves: Vec<Move>,
    /// From where points may qualify (G3).
    pub qualify_from: Vec<Stage>,
    /// From where a hand-raise may (G3).
    pub hand_raise_from: Vec<Stage>,
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
            path,
            rejoins,
            moves,
            qualify_from: vec![S::INQUIRY, S::RECYCLED],
            hand_raise_from: vec![S::INQUIRY, S::RECYCLED, S::REJECTED, S::DISQUALIFIED],
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

    /// What the outcome does, if it moves at all.
    #[must_use]
    pub fn move_of(&self, outcome: Outcome) -> Option<&Move> {
        self.moves.iter().find(|step| step.outcome == outcome)
    }
}

impl Definitions {
    /// All versions.
    ///
    /// # Panics
    /// When there is none, or numbers or effective dates do not grow.
    #[must_use]
    pub fn new(versions: Vec<Definition>) -> Self {
        assert!(
            !versions.is_empty(),
            "an agreement has at least one version"
        );
        assert!(
            versions.windows(2).all(|pair| {
                pair[0].version < pair[1].version && pair[0].effective_from < pair[1].effective_from
            }),
            "version numbers and effective dates grow together"
        );
        Self {
            versions,
            graph: Graph::default(),
        }
    }

    /// The version in force at that instant; before the first, the first (F10).
    #[must_use]
    pub fn at(&self, instant: Timestamp) -> &Definition {
        let later = self
            .versions
            .partition_point(|version| version.effective_from <= instant);
        &self.versions[later.saturating_sub(1)]
    }

    /// The version of that number.
    #[must_use]
    pub fn version(&self, number: u32) -> Option<&Definition> {
        let index = self
            .versions
            .binary_search_by_key(&number, |version| version.version)
            .ok()?;
        self.versions.get(index)
    }

    /// All, oldest first.
    #[must_use]
    pub fn versions(&self) -> &[Definition] {
        &self.versions
    }

    /// The stages and moves.
    #[must_use]
    pub const fn graph(&self) -> &Graph {
        &self.graph
    }
}

impl Definition {
    /// The clock of that name.
    #[must_use]
    pub fn clock(&self, name: &str) -> Option<&ClockPolicy> {
        self.clocks.iter().find(|clock| clock.name.as_str() == name)
    }
}
