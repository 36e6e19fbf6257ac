//! Who takes part in the demo: campaigns of different quality, and salespeople of different pace, known by codes.

use super::random::Random;

/// A campaign, with how good its leads are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Campaign {
    pub(super) name: &'static str,
    pub(super) source: &'static str,
    /// How many of a hundred leads it brings.
    pub(super) weight: i64,
    /// How many of a thousand of its leads fit the product.
    pub(super) fits: i64,
    /// How many of a thousand ask to be called.
    pub(super) asks: i64,
    /// The most engagements one of its leads shows before it falls silent.
    pub(super) interest: i64,
    /// How many of a thousand deals with its leads are won.
    pub(super) wins: i64,
}

/// A salesperson, by a code.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rep {
    pub(super) code: &'static str,
    pub(super) team: &'static str,
    /// How long they take for one step, in minutes of working life, on average.
    pub(super) pace_minutes: i64,
}

const fn campaign(
    name: &'static str,
    source: &'static str,
    [weight, fits, asks, interest, wins]: [i64; 5],
) -> Campaign {
    Campaign {
        name,
        source,
        weight,
        fits,
        asks,
        interest,
        wins,
    }
}

/// The weights add up to 100.
pub(super) const CAMPAIGNS: [Campaign; 6] = [
    campaign("partner-referral", "referral", [8, 850, 320, 7, 520]),
    campaign("pricing-search", "paid_search", [18, 650, 180, 8, 380]),
    campaign("webinar-pipeline", "webinar", [22, 560, 60, 9, 300]),
    campaign("trade-fair-spring", "event", [14, 480, 90, 5, 260]),
    campaign("ebook-download", "content", [20, 330, 25, 6, 180]),
    campaign("social-awareness", "paid_social", [18, 180, 15, 4, 90]),
];

/// Two of six are slow: their promises break first.
pub(super) const REPS: [Rep; 6] = [
    rep("rep-01", "emea", 100),
    rep("rep-02", "emea", 140),
    rep("rep-03", "emea", 420),
    rep("rep-04", "amer", 90),
    rep("rep-05", "amer", 160),
    rep("rep-06", "amer", 560),
];

const fn rep(code: &'static str, team: &'static str, pace_minutes: i64) -> Rep {
    Rep {
        code,
        team,
        pace_minutes,
    }
}

/// Reason codes as the demo's agreement lists them.
pub(super) const REJECT_REASONS: [&str; 4] = [
    "misrouted",
    "duplicate",
    "incomplete_record",
    "outside_target_market",
];
pub(super) const DISQUALIFY_REASONS: [&str; 4] =
    ["no_need", "no_budget", "no_authority", "competitor"];
pub(super) const RECYCLE_REASONS: [&str; 4] =
    ["no_response", "not_ready", "in_contract", "evaluating"];
pub(super) const LOSE_REASONS: [&str; 4] =
    ["pricing", "competition", "unresponsive", "missing_features"];

/// A campaign, drawn by weight.
pub(super) fn draw_campaign(random: &mut Random) -> Campaign {
    let mut left = random.below(100);
    for campaign in CAMPAIGNS {
        left -= campaign.weight;
        if left < 0 {
            return campaign;
        }
    }
    CAMPAIGNS[0]
}
