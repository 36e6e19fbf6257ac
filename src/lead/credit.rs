//! What an engagement is credited: counts, then limits, rule by rule, in every model (S5–S7, S10, S12).

use crate::lead::definition::{Act, Count, Definition, Limit, Model, OnRecycle, ScoreRule, Window};
use crate::lead::entry::{Entry, Judged};
use crate::lead::state::{Memory, State};
use crate::lead::walk::{Credit, Note, Walk};
use crate::time::{Span, Timestamp};

/// The points that an event was credited, per model, before caps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Credited([i64; Model::MOST]);

impl Credited {
    /// In that model.
    pub(super) fn in_model(&self, model: u16) -> i64 {
        self.0[usize::from(model)]
    }
}

impl Walk<'_> {
    /// Credits an engagement and lets its rules act; answers what it was credited.
    pub(super) fn credit(
        &mut self,
        state: &mut State,
        entry: &Entry,
        judged: &Judged,
        definition: &Definition,
    ) -> Credited {
        let at = entry.key.occurred_at;
        let counts_now = state.model_in(definition);
        let mut credited = Credited::default();
        let mut act = None;
        for index in judged.rules.iter() {
            let rule = &definition.rules[usize::from(index)];
            if rule.act.is_some() && rule.model == counts_now {
                act = rule.act;
            }
            if rule.points == 0 || !self.earns(state, entry, judged, rule, definition) {
                continue;
            }
            let model = &definition.models[usize::from(rule.model)];
            let sum = (model.id, rule.group);
            let has_pushed_out = state.score.add(sum, rule.points, rule.decay, at);
            credited.0[usize::from(rule.model)] += rule.points;
            self.is_lowered |= rule.points < 0 || has_pushed_out;
            if let Some(credits) = &mut self.credits {
                credits.push(Credit {
                    offset: entry.offset,
                    at,
                    version: definition.version,
                    rule: index,
                    points: rule.points,
                    decay: rule.decay,
                });
            }
        }
        // From the next event on (S10).
        match act {
            Some(Act::Suspend) => state.suspended = true,
            Some(Act::Resume) => state.suspended = false,
            None => {}
        }
        credited
    }

    /// Whether a matching rule earns: its count is reached, its limit leaves room, and scoring is not suspended. Remembers the match.
    fn earns(
        &mut self,
        state: &mut State,
        entry: &Entry,
        judged: &Judged,
        rule: &ScoreRule,
        definition: &Definition,
    ) -> bool {
        let place = state
            .memory
            .binary_search_by_key(&rule.id, |memory| memory.rule);
        if rule.limit.is_none() && rule.count.is_none() {
            if let Ok(place) = place {
                // An earlier version limited it; this one asks for nothing.
                state.memory.remove(place);
            }
            return !state.suspended;
        }
        let at = entry.key.occurred_at;
        let place = place.unwrap_or_else(|place| {
            state.memory.insert(
                place,
                Memory {
                    rule: rule.id,
                    ..Memory::default()
                },
            );
            place
        });
        let cycle_began = state.cycle_began();
        let memory = &mut state.memory[place];
        let is_counted = match rule.count {
            Some(count) => remember_match(&mut memory.matched, count, at),
            None => {
                memory.matched.clear();
                true
            }
        };
        let earns = match rule.limit {
            Some(limit) => {
                let since = window_start(limit.per, cycle_began, at, definition);
                cut(memory, limit, since);
                let asset = match (&judged.asset, limit.by_asset) {
                    (Some(asset), true) => digest(asset.as_bytes()),
                    (Some(_) | None, _) => 0,
                };
                let asks = is_counted && !state.suspended;
                let room = asks && has_room(memory, limit, asset);
                if asks && !room && is_full_for(memory, limit, asset) && entry.fresh {
                    self.notes.push(Note::AssetsFull);
                }
                if room {
                    remember_credit(memory, limit, asset, at);
                }
                room
            }
            None => {
                memory.credited.clear();
                is_counted && !state.suspended
            }
        };
        if memory.matched.is_empty() && memory.credited.is_empty() {
            state.memory.remove(place);
        }
        earns
    }

    /// What an entry into `recycled` does to the scores (S9).
    pub(super) fn recycle(&mut self, state: &mut State, definition: &Definition) {
        match definition.on_recycle {
            OnRecycle::Keep => return,
            OnRecycle::Reset => {
                state.score.reset();
                self.earlier.reset();
                if let Some(credits) = &mut self.credits {
                    credits.clear();
                }
            }
            OnRecycle::Reduce { keep } => {
                state.score.reduce(keep);
                self.earlier.reduce(keep);
                for credit in self.credits.iter_mut().flatten() {
                    credit.points = credit.points * i64::from(keep) / 100;
                }
            }
        }
        self.is_lowered = true;
    }
}

/// Remembers a match and answers whether it is exactly the one that earns (S6).
fn remember_match(matched: &mut Vec<Timestamp>, count: Count, at: Timestamp) -> bool {
    matched.retain(|before| at - *before < count.within);
    matched.push(at);
    let most = usize::from(count.nth);
    let is_it = matched.len() == most;
    let surplus = matched.len().saturating_sub(most);
    matched.drain(..surplus);
    is_it
}

/// The earliest instant that lies in the window at `at`.
fn window_start(
    window: Window,
    cycle_began: Option<Timestamp>,
    at: Timestamp,
    definition: &Definition,
) -> Timestamp {
    let one = Span::from_millis(1);
    match window {
        // Open on its left.
        Window::Rolling(span) => at - span + one,
        Window::Calendar(period) => definition.zone.period_start(period, at),
        Window::Cycle => cycle_began.map_or(Timestamp::MIN, |began| began + one),
        Window::Ever => Timestamp::MIN,
    }
}

/// Drops what this limit can no longer ask for.
fn cut(memory: &mut Memory, limit: Limit, since: Timestamp) {
    let most = usize::from(limit.most);
    memory.credited.retain_mut(|(asset, instants)| {
        instants.retain(|instant| *instant >= since);
        let surplus = instants.len().saturating_sub(most);
        instants.drain(..surplus);
        !instants.is_empty() && (limit.by_asset || *asset == 0)
    });
}

fn has_room(memory: &Memory, limit: Limit, asset: u64) -> bool {
    match place_of(memory, asset) {
        Ok(place) => memory.credited[place].1.len() < usize::from(limit.most),
        Err(_) => !is_full_for(memory, limit, asset),
    }
}

/// Whether a further asset would be one too many (S12).
fn is_full_for(memory: &Memory, limit: Limit, asset: u64) -> bool {
    limit.by_asset && place_of(memory, asset).is_err() && memory.credited.len() >= Limit::ASSETS
}

fn remember_credit(memory: &mut Memory, limit: Limit, asset: u64, at: Timestamp) {
    let place = place_of(memory, asset).unwrap_or_else(|place| {
        memory.credited.insert(place, (asset, Vec::new()));
        place
    });
    let instants = &mut memory.credited[place].1;
    if instants.capacity() == 0 {
        instants.reserve_exact(usize::from(limit.most).min(4));
    }
    instants.push(at);
}

fn place_of(memory: &Memory, asset: u64) -> Result<usize, usize> {
    memory
        .credited
        .binary_search_by_key(&asset, |(digest, _)| *digest)
}

/// A digest of an asset (FNV-1a); never 0, which stands for none.
fn digest(asset: &[u8]) -> u64 {
    let digest = asset
        .iter()
        .fold(0xcbf2_9ce4_8422_2325_u64, |digest, byte| {
            (digest ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
    digest.max(1)
}
