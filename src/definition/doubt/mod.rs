//! What is legal and surely not meant (D3), asked of an agreement without mistakes as a whole. In doubt nothing is said, since a false warning
//! teaches people to pass over the true ones.
//!
//! One file per question: [`truth`] what can be said of a test alone, [`reach`] which stages leads come to; then scores, stages, clocks, and
//! names that nothing refers to.

mod clocks;
mod names;
mod reach;
mod scores;
mod stages;
mod truth;

use super::problem::Report;
use super::section::Section;
use crate::lead::definition::Definition;

use reach::Reached;
pub(super) use truth::{warn_if_always, warn_if_never};

/// Looks at an agreement without mistakes: what was compiled stands in the order of the file.
pub(super) fn check(root: &Section<'_>, definition: &Definition, report: &mut Report<'_>) {
    let reached = Reached::of(definition);
    scores::check(root, definition, report);
    stages::check(root, definition, &reached, report);
    clocks::check(root, definition, &reached, report);
    names::check(root, definition, &reached, report);
}
