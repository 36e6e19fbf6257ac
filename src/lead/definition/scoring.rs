//! What an engagement earns and who fits: models, groups, rules with their limits and counts, fades, vetoes (section 6).

use crate::lead::predicate::Predicate;
use crate::time::Span;
use crate::time::zone::Period;

/// A name as it stands in a lead's memory: a 32-bit digest. The reader of agreements refuses two names of one digest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(pub u32);

impl Name {
    /// What has no name: rules outside any group.
    pub const NONE: Self = Self(0);

    /// The digest of a name within another, such as a rule's within its model (FNV-1a); never that of [`NONE`](Self::NONE).
    #[must_use]
    pub fn of(within: &str, name: &str) -> Self {
        let bytes = within.bytes().chain([0]).chain(name.bytes());
        let digest = bytes.fold(0x811c_9dc5_u32, |digest, byte| {
            (digest ^ u32::from(byte)).wrapping_mul(0x0100_0193)
        });
        Self(digest.max(1))
    }
}

/// The name of the model that counts for leads in no segment.
pub const DEFAULT_MODEL: &str = "default";

/// One way to add up what a lead does. Every model scores every event; the lead's segment says which one counts (S11).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Model {
    /// How people call it.
    pub name: String,
    /// `Name::of("", name)`: by it a lead's sums are the same across versions (S11).
    pub id: Name,
    /// The most the score can be, in milli-points.
    pub cap: Option<i64>,
    /// The least it can be: it clamps the sum, not each step (S5).
    pub floor: Option<i64>,
    /// Groups of rules with a cap of their own.
    pub groups: Vec<Group>,
    /// When this score qualifies; absent: points never do.
    pub threshold: Option<Threshold>,
}

impl Default for Model {
    fn default() -> Self {
        Self::named(DEFAULT_MODEL)
    }
}

impl Model {
    /// The most models of an agreement: every engagement is added up in each.
    pub const MOST: usize = 8;

    /// A model of that name without caps, groups and threshold.
    #[must_use]
    pub fn named(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            id: Name::of("", name),
            cap: None,
            floor: None,
            groups: Vec::new(),
            threshold: None,
        }
    }
}

/// Rules that together give no more than a cap (S3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// How people call it.
    pub name: String,
    /// `Name::of(model, group)`.
    pub id: Name,
    /// The most that they give together, in milli-points.
    pub cap: Option<i64>,
}

/// Points for an engagement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScoreRule {
    /// How people call it.
    pub name: String,
    /// `Name::of(model, name)`: by it a lead's memory is the same across versions (S11).
    pub id: Name,
    /// The model it belongs to: an index into [`Definition::models`](super::Definition::models).
    pub model: u16,
    /// The test on the event alone (S2).
    pub when: Predicate,
    /// Milli-points, at most [`ScoreRule::MOST`] either way; negative ones do not decay (S3). Zero for a rule that only acts.
    pub points: i64,
    /// How often it may earn.
    pub limit: Option<Limit>,
    /// It earns at one match of many only.
    pub count: Option<Count>,
    /// Its group's [`id`](Group::id), or [`Name::NONE`].
    pub group: Name,
    /// How its points fade.
    pub decay: Decay,
    /// What it does besides (S10).
    pub act: Option<Act>,
}

impl ScoreRule {
    /// The most a rule may give or take: a million points. With it the sums of [`score`](crate::lead::score) cannot overflow.
    pub const MOST: i64 = 1_000_000_000;

    /// A rule of the default model that earns whenever it matches; points fade by `decay`.
    #[must_use]
    pub fn plain(name: &str, when: Predicate, points: i64, decay: Decay) -> Self {
        Self {
            name: name.to_owned(),
            id: Name::of(DEFAULT_MODEL, name),
            model: 0,
            when,
            points,
            limit: None,
            count: None,
            group: Name::NONE,
            decay,
            act: None,
        }
    }
}

/// How often a rule may earn (S6): an event is credited if fewer than `most` were credited in the window before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// So often: 1 to [`Limit::MOST`].
    pub most: u8,
    /// In this window.
    pub per: Window,
    /// Counted for each asset by itself; events without an asset count together.
    pub by_asset: bool,
}

impl Limit {
    /// The most that `most` may be: so many instants a lead remembers per rule.
    pub const MOST: u8 = 64;
    /// The assets that a limit by asset remembers (S12).
    pub const ASSETS: usize = 64;
}

/// What a limit or a count looks back on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Window {
    /// The span before the event, open on its left: (t − w, t].
    Rolling(Span),
    /// The calendar period that holds the event, in the agreement's zone (S7).
    Calendar(Period),
    /// The lead's present cycle.
    Cycle,
    /// All its life.
    Ever,
}

/// A rule that earns at the event which makes its matches in the window exactly `nth` (S6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    /// 2 to [`Limit::MOST`].
    pub nth: u8,
    /// The window, open on its left.
    pub within: Span,
}

/// How the points of a contribution fade (S3, S8). Negative points never do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Decay {
    /// Not at all.
    #[default]
    None,
    /// Half of them are gone after this span.
    HalfLife(Span),
    /// Evenly, to nothing after this span.
    Linear(Span),
    /// All at once, when this span is over.
    Expiry(Span),
}

/// What a rule does besides earning; it does so at every match (S10).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Later engagements earn nothing.
    Suspend,
    /// They earn again.
    Resume,
}

/// An engagement by which a lead asks for sales.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandRaise {
    /// How people call it.
    pub name: String,
    /// The test on the event alone.
    pub when: Predicate,
    /// It counts only while this model does; none: always.
    pub model: Option<u16>,
}

/// A way into `mql` by what is known of a lead, such as its use of the product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pql {
    /// How people call it.
    pub name: String,
    /// The test on the profile.
    pub when: Predicate,
    /// The least score of a model, in milli-points, asked for besides.
    pub score: Option<(u16, i64)>,
    /// The least grade.
    pub grade: Option<Grade>,
}

/// What makes a lead ineligible (G9).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Veto {
    /// How people call it.
    pub name: String,
    /// The test: on the profile for a trait veto, on the event for an engagement veto.
    pub when: Predicate,
    /// The reason code of the transition.
    pub reason: String,
}

/// Leads that another model scores.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// How people call it.
    pub name: String,
    /// The test on the profile; the first segment that fits is the lead's.
    pub when: Predicate,
    /// Its model.
    pub model: u16,
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

/// What happens to the engagement scores when a lead is recycled (S9).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnRecycle {
    /// Every contribution is dropped.
    #[default]
    Reset,
    /// Every contribution is scaled to this percentage, toward zero.
    Reduce {
        /// What stays, 1 to 99.
        keep: u8,
    },
    /// Nothing.
    Keep,
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
