//! How often a case of the rules was met: a random test that never meets a case proves nothing about it.

use std::collections::BTreeMap;
use std::fmt;

/// Counters by the case's words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Meets(BTreeMap<String, u64>);

impl Meets {
    /// The case was met.
    pub(crate) fn note(&mut self, case: &str) {
        *self.0.entry(case.to_owned()).or_default() += 1;
    }

    /// One case, met so often.
    pub(crate) fn times_of(case: &str, times: u64) -> Self {
        Self(BTreeMap::from([(case.to_owned(), times)]))
    }

    /// How often.
    pub(crate) fn times(&self, case: &str) -> u64 {
        self.0.get(case).copied().unwrap_or_default()
    }

    /// Adds another's counts.
    pub(crate) fn add(&mut self, other: &Self) {
        for (case, times) in &other.0 {
            *self.0.entry(case.clone()).or_default() += times;
        }
    }
}

impl fmt::Display for Meets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (case, times) in &self.0 {
            writeln!(f, "{times:>9}  {case}")?;
        }
        Ok(())
    }
}
