//! What rules remember of a lead's past: limits and counts (S6, S12).
//!
//! Everything that ever matched or was credited stays in one list. What a lead remembers of it is cut at each match to what the version's own limit
//! and count can still ask for, which is what a later version finds.

use super::calendar::period_start;
use super::meets::Meets;
use leadfold::lead::definition::{Count, Limit, Name, ScoreRule, Window};
use leadfold::time::zone::Zone;
use leadfold::time::{Span, Timestamp};
use std::collections::BTreeSet;

/// All that matched and all that was credited, in F2's order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Past(Vec<Seen>);

#[derive(Clone, Debug)]
struct Seen {
    rule: Name,
    at: Timestamp,
    what: What,
    /// Whether the lead still remembers it.
    remembered: bool,
    /// What the rule asked for then.
    terms: Terms,
}

type Terms = (Option<Limit>, Option<Count>, Zone);

#[derive(Clone, Debug, PartialEq, Eq)]
enum What {
    Match,
    /// Of an asset, where they are told apart.
    Credit(Option<String>),
}

/// The engagement at hand, as limits see it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Occasion<'a> {
    pub(crate) at: Timestamp,
    pub(crate) asset: Option<&'a str>,
    /// When the present cycle began; none in the first.
    pub(crate) cycle_began: Option<Timestamp>,
    pub(crate) zone: &'a Zone,
    /// Nothing is credited now (S10).
    pub(crate) suspended: bool,
}

impl Past {
    /// A match of that rule: is it credited?
    pub(crate) fn credits(
        &mut self,
        rule: &ScoreRule,
        occasion: &Occasion<'_>,
        meets: &mut Meets,
    ) -> bool {
        self.note(rule, occasion, What::Match);
        let is_nth = self.count(rule, occasion, meets);
        let is_allowed = self.limit(rule, occasion, meets);
        if occasion.suspended {
            meets.note("engagement while scoring is suspended");
        }
        let credited = is_nth && is_allowed && !occasion.suspended && rule.points != 0;
        if let Some(limit) = rule.limit.filter(|_| credited) {
            let asset = occasion.asset.filter(|_| limit.by_asset);
            let credit = What::Credit(asset.map(str::to_owned));
            self.note(rule, occasion, credit);
        }
        credited
    }

    /// F11: an erased lead forgets.
    pub(crate) fn forget(&mut self) {
        self.0.clear();
    }

    fn note(&mut self, rule: &ScoreRule, occasion: &Occasion<'_>, what: What) {
        self.0.push(Seen {
            rule: rule.id,
            at: occasion.at,
            what,
            remembered: true,
            terms: terms(rule, occasion),
        });
    }

    /// S6: the match is remembered first; it counts if with it the matches in the window are exactly as many as asked for.
    fn count(&mut self, rule: &ScoreRule, occasion: &Occasion<'_>, meets: &mut Meets) -> bool {
        let is_match = |seen: &Seen| seen.what == What::Match;
        let Some(count) = rule.count else {
            self.keep(rule.id, is_match, 0);
            return true;
        };
        let open = occasion.at - count.within;
        self.forget_unless(rule.id, |seen| !is_match(seen) || seen.at > open);
        let found = self.remembered(rule.id, is_match).count();
        let nth = usize::from(count.nth);
        let is_counted = |seen: &Seen| is_match(seen) && seen.at > open;
        let terms = terms(rule, occasion);
        self.check(&terms, rule.id, found == nth, is_counted, |times| {
            times == nth
        });
        self.keep(rule.id, is_match, nth);
        meets.note(if found == nth {
            "count: the match that earns"
        } else if found > nth {
            "count: a match too many"
        } else {
            "count: a match too few"
        });
        found == nth
    }

    /// S6: whether fewer were credited in the window than the limit allows; S12 for assets.
    fn limit(&mut self, rule: &ScoreRule, occasion: &Occasion<'_>, meets: &mut Meets) -> bool {
        let is_credit = |seen: &Seen| seen.what != What::Match;
        let Some(limit) = rule.limit else {
            self.keep(rule.id, is_credit, 0);
            return true;
        };
        // The last instant before the window.
        let open = match limit.per {
            Window::Rolling(span) => Some(occasion.at - span),
            Window::Calendar(period) => {
                Some(period_start(occasion.zone, period, occasion.at) - Span::from_millis(1))
            }
            Window::Cycle => occasion.cycle_began,
            Window::Ever => None,
        };
        let is_inside = |at: Timestamp| open.is_none_or(|open| at > open);
        let told_apart = |seen: &Seen| limit.by_asset || seen.what == What::Credit(None);
        self.forget_unless(rule.id, |seen| {
            !is_credit(seen) || (is_inside(seen.at) && told_apart(seen))
        });
        let places: BTreeSet<Option<String>> = self
            .remembered(rule.id, is_credit)
            .filter_map(|seen| match &seen.what {
                What::Credit(asset) => Some(asset.clone()),
                What::Match => None,
            })
            .collect();
        for place in &places {
            let what = What::Credit(place.clone());
            self.keep(rule.id, |seen| seen.what == what, limit.most.into());
        }
        let place = occasion.asset.filter(|_| limit.by_asset).map(str::to_owned);
        if limit.by_asset && !places.contains(&place) && places.len() >= Limit::ASSETS {
            meets.note("limit: one asset too many");
            return false;
        }
        let what = What::Credit(place);
        let credited = self.remembered(rule.id, |seen| seen.what == what).count();
        let is_allowed = credited < usize::from(limit.most);
        let is_counted = |seen: &Seen| seen.what == what && is_inside(seen.at);
        let terms = terms(rule, occasion);
        self.check(&terms, rule.id, is_allowed, is_counted, |times| {
            times < usize::from(limit.most)
        });
        if !is_allowed {
            meets.note(match limit.per {
                Window::Rolling(_) => "limit: enough in a span",
                Window::Calendar(_) => "limit: enough in a calendar period",
                Window::Cycle => "limit: enough in a cycle",
                Window::Ever => "limit: enough for ever",
            });
            if limit.by_asset {
                meets.note("limit: enough of an asset");
            }
        }
        is_allowed
    }

    fn remembered<'a>(
        &'a self,
        rule: Name,
        wanted: impl Fn(&Seen) -> bool + 'a,
    ) -> impl Iterator<Item = &'a Seen> + 'a {
        let of_rule = self.0.iter().filter(move |seen| seen.rule == rule);
        of_rule.filter(move |seen| seen.remembered && wanted(seen))
    }

    fn forget_unless(&mut self, rule: Name, stays: impl Fn(&Seen) -> bool) {
        for seen in self.0.iter_mut().filter(|seen| seen.rule == rule) {
            seen.remembered &= stays(seen);
        }
    }

    /// Of what is wanted only the newest `most` stay.
    fn keep(&mut self, rule: Name, wanted: impl Fn(&Seen) -> bool, most: usize) {
        let of_rule = self.0.iter_mut().filter(|seen| seen.rule == rule);
        let found = of_rule.filter(|seen| seen.remembered && wanted(seen));
        for seen in found.rev().skip(most) {
            seen.remembered = false;
        }
    }

    /// As long as a rule never asked for anything else, what is remembered answers what all of the past would.
    fn check(
        &self,
        terms: &Terms,
        rule: Name,
        answer: bool,
        counted: impl Fn(&Seen) -> bool,
        wanted: impl Fn(usize) -> bool,
    ) {
        let mut of_rule = self.0.iter().filter(|seen| seen.rule == rule);
        if of_rule.clone().all(|seen| seen.terms == *terms) {
            let times = of_rule.by_ref().filter(|seen| counted(seen)).count();
            assert_eq!(answer, wanted(times), "nothing was forgotten too early");
        }
    }
}

fn terms(rule: &ScoreRule, occasion: &Occasion<'_>) -> Terms {
    (rule.limit, rule.count, occasion.zone.clone())
}
