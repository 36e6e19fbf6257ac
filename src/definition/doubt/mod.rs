//! What is legal and surely not meant (D3). In doubt nothing is said, since a false warning teaches people to pass over the true ones.

mod truth;

use super::problem::Report;
use super::section::Section;
use crate::lead::definition::Definition;

pub(super) use truth::warn_if_never;

/// Looks at an agreement without mistakes as a whole.
pub(super) fn check(_root: &Section<'_>, _definition: &Definition, _report: &mut Report<'_>) {}
