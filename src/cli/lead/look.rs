//! Looks at what is remembered of a lead while another process may own the folder: the store as that process made it durable, and on it the
//! rest of the changelog. Nothing is written.

use crate::cli::failure::{Failure, Outcome};
use crate::cli::{folder, run};
use crate::lead::definition::Definitions;
use crate::log::embedded::Embedded;
use crate::processor::{Inspection, inspect};
use crate::service;
use crate::store::Store;
use crate::time::Timestamp;
use crate::wire::partition::partition;
use crate::{definition, log, store};
use std::path::Path;
use std::sync::Arc;

/// How often the folder is opened before giving up. Its owner flushes and trims once in seconds, opening takes a fraction of one.
const ATTEMPTS: usize = 5;

/// A lead, and the agreement by which it was judged.
#[derive(Debug)]
pub(super) struct Looked {
    pub(super) found: Inspection,
    pub(super) definitions: Arc<Definitions>,
}

/// Looks at the lead.
///
/// # Errors
/// When the folder cannot be read, its agreement is another one than the lead was judged by, or nothing is known of the lead.
pub(super) fn look(data: &Path, agreement: Option<&Path>, lead_id: &str) -> Outcome<Looked> {
    folder::expect_log(data)?;
    if !data.join("store").exists() {
        let missing = format!("nothing has been worked on in {}", data.display());
        return Err(Failure::failed(missing)
            .hint("`leadfold run --data FOLDER --once` works on what the log has"));
    }
    let definitions = agreed(data, agreement)?;
    let (store, home) = (persistently(|| restore(data, lead_id))).map_err(run::of_service)?;
    let found = inspect(&store, home, lead_id, &definitions, Timestamp::MIN)
        .map_err(|source| {
            let partition = home;
            service::Error::Task { partition, source }
        })
        .map_err(run::of_service)?;
    match found {
        Some(found) => Ok(Looked { found, definitions }),
        None => Err(
            Failure::failed(format!("nothing is known of the lead {lead_id:?}")).hint(
                "ids are compared letter by letter; a lead without any accepted event is not known",
            ),
        ),
    }
}

/// The agreement by which the folder was worked on: as named, or its own, or the one that comes with leadfold.
fn agreed(data: &Path, agreement: Option<&Path>) -> Outcome<Arc<Definitions>> {
    let own = folder::definitions(data);
    match agreement {
        Some(named) => run::agreed(named),
        None if own.exists() => run::agreed(&own),
        None => Ok(Arc::new(definition::sample())),
    }
}

/// The store as it is after the last commit, and in which partition the lead is.
fn restore(data: &Path, lead_id: &str) -> Result<(Arc<Store>, u16), service::Error> {
    // The store first: what the owner flushes meanwhile is then still in the changelog, unless it was trimmed in that moment.
    let store = Store::open_read_only(&data.join("store"))?;
    let mut log = Embedded::open_read_only(data)?;
    if store.partitions() != log.partitions() {
        return Err(service::Error::Store(store::Error::Partitions {
            path: data.join("store"),
            found: store.partitions(),
            wanted: log.partitions(),
        }));
    }
    let home = partition(lead_id, log.partitions());
    service::replay(&mut log, &store, home)?;
    Ok((Arc::new(store), home))
}

/// Tries again what the owner's work may have spoiled: a file or a piece of the changelog that it has just done away with.
fn persistently<T>(
    mut once: impl FnMut() -> Result<T, service::Error>,
) -> Result<T, service::Error> {
    let mut tried = 1;
    loop {
        match once() {
            Err(error) if is_race(&error) && tried < ATTEMPTS => tried += 1,
            answered => return answered,
        }
    }
}

const fn is_race(error: &service::Error) -> bool {
    matches!(
        error,
        service::Error::Log(
            log::Error::Trimmed { .. } | log::Error::Open { .. } | log::Error::Io { .. }
        ) | service::Error::Store(store::Error::Open { .. } | store::Error::Io { .. })
            | service::Error::Hole { .. }
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trimmed() -> service::Error {
        service::Error::Log(log::Error::Trimmed {
            topic: "leadfold-changelog",
            partition: 0,
            from: 7,
            start: 9,
        })
    }

    #[test]
    fn an_owner_that_trims_meanwhile_only_makes_it_look_again() {
        let mut tries = 0;
        let answered = persistently(|| {
            tries += 1;
            if tries < 3 { Err(trimmed()) } else { Ok(tries) }
        });
        assert_eq!(answered.unwrap(), 3);
    }

    #[test]
    fn what_stays_wrong_is_told_after_a_few_tries_and_what_is_no_race_at_once() {
        let mut tries = 0;
        let answered = persistently(|| -> Result<(), _> {
            tries += 1;
            Err(trimmed())
        });
        assert!(answered.is_err());
        assert_eq!(tries, ATTEMPTS);
        let mut tries = 0;
        let torn = persistently(|| -> Result<(), _> {
            tries += 1;
            Err(service::Error::Store(store::Error::Torn { partition: 0 }))
        });
        assert!(torn.is_err());
        assert_eq!(tries, 1);
    }
}
