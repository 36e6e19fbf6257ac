//! A data folder: `log` and `store` below it, and beside them the `definitions` it was run with. Errors of opening it get their hints here.

use super::failure::{Failure, Outcome};
use super::print;
use crate::log::embedded::Embedded;
use crate::{definition, log, store};
use std::path::{Path, PathBuf};

/// The agreement that lies in a folder when nothing else was said.
pub(super) fn definitions(data: &Path) -> PathBuf {
    data.join("definitions")
}

/// The folder of the agreement: the one that was named, else that of the data folder. The agreement that comes with leadfold is put there when
/// there is none, so that every later verb judges by the same words (D2).
pub(super) fn agreement(data: &Path, named: Option<&Path>) -> Outcome<PathBuf> {
    if let Some(named) = named {
        return Ok(named.to_owned());
    }
    let sample = [("1.toml", definition::SAMPLE.to_owned())];
    let (agreement, is_new) = put_agreement(data, &sample)?;
    if is_new {
        let place = agreement.display();
        print::note(&format!(
            "no agreement was named: the one that comes with leadfold is now in {place}"
        ))?;
    }
    Ok(agreement)
}

/// Puts files where the agreement of a data folder lies, and answers whether it did: an agreement that is there stays, since what has judged
/// must not change.
pub(super) fn put_agreement(data: &Path, files: &[(&str, String)]) -> Outcome<(PathBuf, bool)> {
    let agreement = definitions(data);
    if agreement.exists() {
        return Ok((agreement, false));
    }
    // Renamed when whole: half an agreement would be taken for one.
    let unfinished = data.join("definitions.new");
    std::fs::create_dir_all(&unfinished).map_err(Failure::failed)?;
    for (name, text) in files {
        std::fs::write(unfinished.join(name), text).map_err(Failure::failed)?;
    }
    std::fs::rename(&unfinished, &agreement).map_err(Failure::failed)?;
    Ok((agreement, true))
}

/// With how many partitions the folder's log was created; nothing when there is none yet.
pub(super) fn partitions(data: &Path) -> Outcome<Option<u16>> {
    if !data.join("log").join("CURRENT").exists() {
        return Ok(None);
    }
    Ok(Some(look(data)?.partitions()))
}

/// Refuses a folder without a log.
pub(super) fn expect_log(data: &Path) -> Outcome {
    if !data.join("log").join("CURRENT").exists() {
        let missing = format!("there is no log in {}", data.display());
        return Err(Failure::failed(missing)
            .hint("`leadfold demo --data FOLDER`, `leadfold import` or `leadfold run` make one"));
    }
    Ok(())
}

/// The folder's log for reading, also while a running process owns it.
pub(super) fn look(data: &Path) -> Outcome<Embedded> {
    expect_log(data)?;
    Embedded::open_read_only(data).map_err(of_log)
}

/// The folder's log for writing: nobody else may have it.
pub(super) fn own(data: &Path) -> Outcome<Embedded> {
    let partitions = look(data)?.partitions();
    Embedded::open(data, partitions).map_err(of_log)
}

const OWNED: &str = "a running leadfold owns this folder; end it first. Reading (`lead`, `report`, `tail`) works meanwhile";

/// A failure of the log, with what can be done about it.
pub(super) fn of_log(error: log::Error) -> Failure {
    if matches!(error, log::Error::Partitions { .. }) {
        return Failure::usage(error)
            .hint("leave `partitions` out, and what the folder has is taken");
    }
    let hint = match &error {
        log::Error::InUse { .. } => Some(OWNED),
        _ => None,
    };
    with(Failure::failed(error), hint)
}

/// A failure of the store, with what can be done about it.
pub(super) fn of_store(error: store::Error) -> Failure {
    let hint = match &error {
        store::Error::InUse { .. } => Some(OWNED),
        store::Error::Torn { .. } => {
            Some("delete the folder `store` if the log still has its whole changelog")
        }
        store::Error::Open { .. } | store::Error::Partitions { .. } | store::Error::Io { .. } => {
            None
        }
    };
    with(Failure::failed(error), hint)
}

fn with(failure: Failure, hint: Option<&str>) -> Failure {
    match hint {
        Some(hint) => failure.hint(hint),
        None => failure,
    }
}
