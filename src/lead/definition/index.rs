//! Which rules an engagement has to be tried against: those that may match its kind (D4), so that its cost does not grow with the others.

use crate::lead::definition::Definition;
use crate::lead::predicate::Predicate;
use std::collections::HashMap;

/// The rules of one version, by the kind of engagement.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Index {
    by_kind: HashMap<String, Candidates>,
    any: Candidates,
}

/// Indices of rules that may match, each list in the order of the version.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Candidates {
    /// Of the score rules.
    pub rules: Vec<u16>,
    /// Of the hand-raises.
    pub hand_raises: Vec<u16>,
    /// Of the vetoes on engagements.
    pub vetoes: Vec<u16>,
}

impl Index {
    /// The index of a version.
    #[must_use]
    pub fn of(definition: &Definition) -> Self {
        let mut index = Self::default();
        let kinds = |tests: &mut dyn Iterator<Item = &Predicate>| -> Vec<String> {
            let named = tests.filter_map(Predicate::kinds).flatten();
            named.map(str::to_owned).collect()
        };
        let mut all = kinds(&mut definition.rules.iter().map(|rule| &rule.when));
        all.extend(kinds(
            &mut definition.hand_raises.iter().map(|raise| &raise.when),
        ));
        all.extend(kinds(
            &mut definition.engagement_vetoes.iter().map(|veto| &veto.when),
        ));
        for kind in all {
            index.by_kind.entry(kind).or_default();
        }
        index.sort_in(
            definition.rules.iter().map(|rule| &rule.when),
            |candidates| &mut candidates.rules,
        );
        index.sort_in(
            definition.hand_raises.iter().map(|raise| &raise.when),
            |candidates| &mut candidates.hand_raises,
        );
        index.sort_in(
            definition.engagement_vetoes.iter().map(|veto| &veto.when),
            |candidates| &mut candidates.vetoes,
        );
        index
    }

    /// What an engagement of that kind has to be tried against.
    #[must_use]
    pub fn of_kind(&self, kind: &str) -> &Candidates {
        self.by_kind.get(kind).unwrap_or(&self.any)
    }

    fn sort_in<'a>(
        &mut self,
        tests: impl Iterator<Item = &'a Predicate>,
        list: impl Fn(&mut Candidates) -> &mut Vec<u16>,
    ) {
        for (place, test) in tests.enumerate() {
            let place = u16::try_from(place)
                .expect("a version has at most 65,535 rules of a kind; its reader sees to it");
            match test.kinds() {
                Some(kinds) => {
                    for kind in kinds {
                        let candidates = self.by_kind.entry(kind.to_owned()).or_default();
                        // A kind may be named twice in one test.
                        if list(candidates).last() != Some(&place) {
                            list(candidates).push(place);
                        }
                    }
                }
                None => {
                    let all = self.by_kind.values_mut();
                    for candidates in all.chain([&mut self.any]) {
                        list(candidates).push(place);
                    }
                }
            }
        }
    }
}
