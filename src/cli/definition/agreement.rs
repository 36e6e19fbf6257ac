//! Which agreement the verbs below `leadfold definition` speak of: a folder of versions, one file, or what comes with leadfold.

use crate::cli::failure::{Failure, Outcome};
use crate::cli::print;
use crate::definition;
use crate::lead::definition::{Definition, Definitions};
use std::path::Path;

/// What is taken when no folder is named, if it is there.
const HERE: &str = "definitions";

/// The agreement of a folder or file; of none the one in `definitions` here, else the one that comes with leadfold. Its errors end the verb; its
/// warnings are what `leadfold check` is for.
pub(super) fn load(named: Option<&Path>) -> Outcome<Definitions> {
    let here = Path::new(HERE);
    match named {
        Some(named) => read(named),
        None if here.is_dir() => read(here),
        None => {
            print::note("no agreement was named: this is the one that comes with leadfold")?;
            Ok(definition::sample())
        }
    }
}

/// The agreement at a place that was named.
pub(super) fn read(place: &Path) -> Outcome<Definitions> {
    match definition::load(place) {
        Ok(loaded) => Ok(loaded.definitions),
        Err(problems) => {
            print::note(&format!("{problems}\n"))?;
            let place = place.display();
            let what = format!("the agreement in {place} cannot be used");
            Err(Failure::usage(what).hint(format!("`leadfold check {place}` tells the same")))
        }
    }
}

/// The version of that number; without one the newest.
pub(super) fn version(definitions: &Definitions, number: Option<u32>) -> Outcome<&Definition> {
    let versions = definitions.versions();
    let found = match number {
        Some(number) => definitions.version(number),
        None => versions.last(),
    };
    found.ok_or_else(|| {
        let number = number.unwrap_or_default();
        let numbers: Vec<String> = versions.iter().map(|one| one.version.to_string()).collect();
        Failure::usage(format!("the agreement has no version {number}"))
            .hint(format!("its versions: {}", numbers.join(", ")))
    })
}
