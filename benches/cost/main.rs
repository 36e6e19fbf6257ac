//! What an event costs: processor time, allocations and bytes, measured side by side in one run. Figures are printed, none is asserted.
//!
//! `cargo bench --profile dev --bench cost` runs everything; words behind `--` name the parts to run: `wire`, `fold`, `task`, `bytes`,
//! `scale`, `embedded`. `LEADFOLD_BENCH_EVENTS` sets the events of the part `embedded`. What the figures mean stands in `docs/performance.md`.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a bench is run by a person, who reads what it prints and sees where it stops"
)]

mod bytes;
mod embedded;
mod fold;
mod harness;
mod scale;
mod task;
mod wire;
mod world;

fn main() {
    let wanted: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with('-'))
        .collect();
    let parts: [(&str, fn()); 6] = [
        ("wire", wire::run),
        ("fold", fold::run),
        ("task", task::run),
        ("bytes", bytes::run),
        ("scale", scale::run),
        ("embedded", embedded::run),
    ];
    for (name, run) in parts {
        if wanted.is_empty() || wanted.iter().any(|word| word == name) {
            run();
        }
    }
}
