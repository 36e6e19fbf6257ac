//! The net view: signed rows added up, so that what was taken back is gone and what was corrected stands once (R3).

use crate::audit::{Error, scan};
use crate::log::Log;
use crate::wire::read::{Publication, Sla, Transition};
use crate::wire::topic::Topic;
use std::collections::HashMap;

/// Rows by their id, with the sum of their signs.
#[derive(Clone, Debug)]
pub struct Net<R> {
    rows: HashMap<u128, Held<R>>,
}

#[derive(Clone, Debug)]
struct Held<R> {
    sum: i64,
    row: R,
}

impl<R> Default for Net<R> {
    fn default() -> Self {
        Self {
            rows: HashMap::new(),
        }
    }
}

impl<R> Net<R> {
    /// Adds a row. Of a correction the asserted row stands, in whatever order its two halves come; warnings (sign 0) are no rows.
    pub fn add(&mut self, id: &str, sign: i32, row: R) {
        use std::collections::hash_map::Entry;
        if sign == 0 {
            return;
        }
        match self.rows.entry(key(id)) {
            Entry::Vacant(vacant) => {
                let sum = i64::from(sign);
                vacant.insert(Held { sum, row });
            }
            Entry::Occupied(mut occupied) => {
                let held = occupied.get_mut();
                held.sum += i64::from(sign);
                if held.sum == 0 {
                    occupied.remove();
                } else if sign > 0 {
                    held.row = row;
                }
            }
        }
    }

    /// What is true now, in no order.
    pub fn into_rows(self) -> impl Iterator<Item = R> {
        let standing = self.rows.into_values().filter(|held| held.sum > 0);
        standing.map(|held| held.row)
    }

    /// Rows that stand more often than once, or were taken back without having been said: none, unless the log lacks something.
    #[must_use]
    pub fn unbalanced(&self) -> usize {
        self.rows.values().filter(|held| held.sum != 1).count()
    }
}

/// Ids are 128 bits in hexadecimal; of anything else a digest does as well.
fn key(id: &str) -> u128 {
    u128::from_str_radix(id, 16).unwrap_or_else(|_| xxhash_rust::xxh3::xxh3_128(id.as_bytes()))
}

/// Whether it takes back what was never sent: the two are none, and leave nothing (C1).
const fn is_of_seeded(sign: i32, publication: &Publication) -> bool {
    sign < 0 && publication.seeded
}

/// The transitions of one partition that are true now, by lead, instant and revision, and how many rows are [unbalanced](Net::unbalanced).
///
/// # Errors
/// When the log cannot be read or understood.
pub fn transitions<L: Log + ?Sized>(
    log: &mut L,
    partition: u16,
) -> Result<(Vec<Transition>, usize), Error> {
    let mut net = Net::default();
    scan(log, Topic::LeadTransitions, partition, |record| {
        let row = Transition::read(record.value.unwrap_or_default())?;
        if !is_of_seeded(row.sign, &row.publication) {
            net.add(&row.id.clone(), row.sign, row);
        }
        Ok(())
    })?;
    let unbalanced = net.unbalanced();
    let mut rows: Vec<Transition> = net.into_rows().collect();
    rows.sort_by(|a, b| {
        let place = |row: &Transition| (row.instant, row.publication.revision);
        a.lead_id
            .cmp(&b.lead_id)
            .then_with(|| place(a).cmp(&place(b)))
    });
    Ok((rows, unbalanced))
}

/// The SLA outcomes of one partition that are true now, by lead, instant and revision, and how many rows are [unbalanced](Net::unbalanced). Warnings are
/// left out.
///
/// # Errors
/// When the log cannot be read or understood.
pub fn sla<L: Log + ?Sized>(log: &mut L, partition: u16) -> Result<(Vec<Sla>, usize), Error> {
    let mut net = Net::default();
    scan(log, Topic::SlaViolations, partition, |record| {
        let row = Sla::read(record.value.unwrap_or_default())?;
        if !is_of_seeded(row.sign, &row.publication) {
            net.add(&row.id.clone(), row.sign, row);
        }
        Ok(())
    })?;
    let unbalanced = net.unbalanced();
    let mut rows: Vec<Sla> = net.into_rows().collect();
    rows.sort_by(|a, b| {
        let place = |row: &Sla| (row.instant, row.publication.revision);
        a.lead_id
            .cmp(&b.lead_id)
            .then_with(|| place(a).cmp(&place(b)))
    });
    Ok((rows, unbalanced))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn net(rows: &[(&str, i32, &'static str)]) -> (Vec<&'static str>, usize) {
        let mut net = Net::default();
        for (id, sign, row) in rows {
            net.add(id, *sign, *row);
        }
        let unbalanced = net.unbalanced();
        let mut rows: Vec<_> = net.into_rows().collect();
        rows.sort_unstable();
        (rows, unbalanced)
    }

    #[test]
    fn what_was_taken_back_is_gone_and_a_correction_stands_once() {
        let said = [
            ("a1", 1, "kept"),
            ("b2", 1, "wrong"),
            ("c3", 1, "old"),
            ("d4", 0, "warning"),
        ];
        let corrected = [("b2", -1, "wrong"), ("c3", -1, "old"), ("c3", 1, "new")];
        assert_eq!(
            net(&[&said[..], &corrected].concat()),
            (vec!["kept", "new"], 0)
        );
        // Halves of a correction that a reader gets the other way round.
        let crossed = [("c3", 1, "old"), ("c3", 1, "new"), ("c3", -1, "old")];
        assert_eq!(net(&crossed), (vec!["new"], 0));
    }

    #[test]
    fn a_log_that_lacks_rows_is_noticed() {
        assert_eq!(net(&[("a1", -1, "lost")]), (vec![], 1));
        assert_eq!(net(&[("a1", 1, "x"), ("a1", 1, "x")]), (vec!["x"], 1));
    }
}
