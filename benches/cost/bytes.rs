//! Bytes that one event makes the log and the store write, by how long the lead's history is: they should not depend on it.

use crate::task::Bare;
use crate::world;
use std::collections::BTreeMap;

const LEADS: u64 = 200;
const MEASURED: usize = 32;

pub(crate) fn run() {
    println!("\nbytes of changelog, per engagement in order, one per lead and commit");
    println!(
        "  {:>16} {:>9} {:>9} {:>9} {:>9}",
        "events before", "all", "heads", "segments", "others"
    );
    for history in [1, 16, 64, 256, 1_000] {
        let mut bare = Bare::new(LEADS);
        bare.live_through(history, &world::page_view());
        let mut by_kind: BTreeMap<u8, usize> = BTreeMap::new();
        for _ in 0..MEASURED {
            bare.deliver(&world::page_view());
            for change in bare.step().changes() {
                let kind = change.key.first().copied().unwrap_or_default();
                let bytes = change.key.len() + change.value.map_or(0, <[u8]>::len);
                *by_kind.entry(kind).or_default() += bytes;
            }
            bare.committed();
        }
        let events = LEADS as usize * MEASURED;
        let all = by_kind.values().sum::<usize>() / events;
        let of = |kind: u8| by_kind.get(&kind).copied().unwrap_or_default() / events;
        let (heads, segments) = (of(b'h'), of(b's'));
        let others = all - heads - segments;
        println!("  {history:>16} {all:>9} {heads:>9} {segments:>9} {others:>9}");
    }
}
