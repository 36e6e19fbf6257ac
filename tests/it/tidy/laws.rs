//! Laws of the code: who may use whom, which crate is whose, how long a file may be.

use super::source::{File, layers, paths};
use std::collections::BTreeMap;

/// The modules of `src/`, each below what it may use, with all that it may use. ARCHITECTURE.md has the same table with the reasons.
const MODULES: &[(&str, &[&str])] = &[
    ("time", &[]),
    ("metrics", &[]),
    ("fault", &[]),
    ("lead", &["time"]),
    ("definition", &["time", "lead"]),
    ("wire", &["time", "lead"]),
    ("store", &["time", "fault", "lead"]),
    (
        "processor",
        &[
            "time",
            "metrics",
            "fault",
            "lead",
            "definition",
            "wire",
            "store",
        ],
    ),
    // Plays the rules as they are, so that a story is never told by a second set of them.
    ("story", &["time", "lead", "definition"]),
    (
        "log",
        &["time", "metrics", "fault", "wire", "store", "processor"],
    ),
    // Foreign rows become events, so it needs the words for them, and no rule.
    (
        "ingest",
        &["time", "metrics", "fault", "lead", "wire", "log"],
    ),
    (
        "audit",
        &[
            "time",
            "metrics",
            "lead",
            "definition",
            "wire",
            "store",
            "processor",
            "log",
        ],
    ),
    (
        "http",
        &[
            "time",
            "metrics",
            "lead",
            "definition",
            "wire",
            "store",
            "processor",
            "log",
        ],
    ),
    ("config", BELOW_CONFIG),
    ("telemetry", BELOW_CONFIG),
    ("service", BELOW_SERVICE),
    ("cli", BELOW_CLI),
    ("main", BELOW_MAIN),
];

const BELOW_CONFIG: &[&str] = &[
    "time",
    "metrics",
    "fault",
    "lead",
    "definition",
    "wire",
    "store",
    "processor",
    "log",
    "ingest",
    "audit",
    "http",
];
const BELOW_SERVICE: &[&str] = &[
    "time",
    "metrics",
    "fault",
    "lead",
    "definition",
    "wire",
    "store",
    "processor",
    "log",
    "ingest",
    "audit",
    "http",
    "config",
    "telemetry",
];
const BELOW_CLI: &[&str] = &[
    "time",
    "metrics",
    "fault",
    "lead",
    "definition",
    "wire",
    "store",
    "processor",
    "story",
    "log",
    "ingest",
    "audit",
    "http",
    "config",
    "telemetry",
    "service",
];
const BELOW_MAIN: &[&str] = &["cli", "config", "telemetry", "service"];

/// Crates that are an implementation detail of one place, so that another can take their part without a search.
const SOLE_USERS: &[(&str, &[&str])] = &[
    // Mapping files name formats and zones of foreign time texts; only that is `ingest`'s.
    ("jiff", &["src/time", "src/ingest"]),
    ("prometheus", &["src/metrics", "src/http"]),
    // Agreements, the configuration and mapping files are TOML.
    ("toml", &["src/definition", "src/config", "src/ingest"]),
    ("cel", &["src/definition"]),
    ("apache_avro", &["src/wire"]),
    ("rocksdb", &["src/store", "src/log/embedded"]),
    ("axum", &["src/http"]),
    ("clap", &["src/cli", "src/main"]),
    ("csv", &["src/ingest"]),
    ("flate2", &["src/ingest"]),
    ("zstd", &["src/ingest"]),
    ("tracing_subscriber", &["src/telemetry"]),
];

/// What the naive model may take from the library: the words, and none of the rules.
const MODEL_MAY_USE: &[&str] = &[
    "time",
    "lead::event",
    "lead::row",
    "lead::definition",
    "lead::predicate",
    "lead::text",
    "lead::pairs",
];

/// More than this and a file is a place where things are put, not a thing.
const MOST_LINES: usize = 600;

/// Each row of the table may name only rows above it.
pub(super) fn order() -> Vec<String> {
    let mut faults = Vec::new();
    for (place, (module, may)) in MODULES.iter().enumerate() {
        for used in *may {
            if !MODULES[..place].iter().any(|(above, _)| above == used) {
                faults.push(format!(
                    "`{module}` names `{used}`, which does not stand above it"
                ));
            }
        }
    }
    faults
}

/// The map that people read names the modules of the table that is enforced, in the same order of ranks.
pub(super) fn map(files: &[File]) -> Vec<String> {
    let Some(architecture) = files.iter().find(|file| file.path == "ARCHITECTURE.md") else {
        return Vec::new();
    };
    // `| 5 | `config`, `telemetry` | what they are | …`
    let drawn: Vec<&str> = architecture
        .text
        .lines()
        .filter_map(|line| {
            let (rank, rest) = line.strip_prefix("| ")?.split_once(" | ")?;
            rank.parse::<u8>().ok()?;
            rest.split(" | ").next()
        })
        .flat_map(|cell| cell.split('`').skip(1).step_by(2))
        .collect();
    let enforced: Vec<&str> = MODULES.iter().map(|(module, _)| *module).collect();
    if drawn == enforced {
        return Vec::new();
    }
    vec![format!(
        "ARCHITECTURE.md draws {drawn:?}, the table enforces {enforced:?}"
    )]
}

/// A module uses what the table lets it use. `lib.rs` only declares.
pub(super) fn imports(files: &[File]) -> Vec<String> {
    let mut faults = Vec::new();
    let mut without_place = BTreeMap::new();
    for file in files.iter().filter(|file| file.is_rust_in("src/")) {
        let Some(module) = file.module().filter(|module| *module != "lib") else {
            continue;
        };
        let Some((_, may)) = MODULES.iter().find(|(name, _)| *name == module) else {
            without_place.insert(module, &file.path);
            continue;
        };
        let code = layers(&file.text).code;
        let within = paths(&code, "crate");
        // The binary is a crate of its own and names the library.
        for named in within.iter().chain(&paths(&code, "leadfold")) {
            let Some(used) = named.segments.first() else {
                continue;
            };
            let is_module = MODULES.iter().any(|(name, _)| name == used);
            if is_module && used != module && !may.contains(&used.as_str()) {
                faults.push(format!(
                    "{}:{}: `{module}` may not use `{used}`",
                    file.path, named.line
                ));
            }
        }
    }
    faults.extend(without_place.into_iter().map(|(module, path)| {
        format!("{path}: `{module}` has no place in the table of modules; give it one here and in ARCHITECTURE.md")
    }));
    faults
}

/// A crate with one owner is named by nobody else.
pub(super) fn sole_users(files: &[File]) -> Vec<String> {
    let mut faults = Vec::new();
    for file in files.iter().filter(|file| file.is_rust_in("src/")) {
        let code = layers(&file.text).code;
        for (name, owners) in SOLE_USERS {
            if owners.iter().any(|owner| is_at(&file.path, owner)) {
                continue;
            }
            for named in paths(&code, name) {
                faults.push(format!(
                    "{}:{}: `{name}` belongs to {}",
                    file.path,
                    named.line,
                    owners.join(", ")
                ));
            }
        }
    }
    faults
}

/// Whether `path` is the module file `place.rs` or lies in the folder `place/`.
fn is_at(path: &str, place: &str) -> bool {
    path.strip_prefix(place)
        .is_some_and(|rest| rest == ".rs" || rest.starts_with('/'))
}

/// `lead/` names no dependency: the rules are std and arithmetic.
pub(super) fn lead_is_std_only(files: &[File]) -> Vec<String> {
    let manifest = files.iter().find(|file| file.path == "Cargo.toml");
    let dependencies = manifest.map_or_else(Vec::new, |file| dependencies(&file.text));
    let mut faults = Vec::new();
    for file in files.iter().filter(|file| file.is_rust_in("src/lead/")) {
        let code = layers(&file.text).code;
        for name in &dependencies {
            for named in paths(&code, name) {
                faults.push(format!(
                    "{}:{}: `lead` may not use the crate `{name}`",
                    file.path, named.line
                ));
            }
        }
    }
    faults
}

/// The names in `[dependencies]`, as code writes them. What only tests use is not there, and tests of rules may use it.
fn dependencies(manifest: &str) -> Vec<String> {
    manifest
        .lines()
        .skip_while(|line| *line != "[dependencies]")
        .skip(1)
        .take_while(|line| !line.starts_with('['))
        .filter_map(|line| line.split_once('='))
        .map(|(name, _)| name.trim().replace('-', "_"))
        .collect()
}

/// The naive model is written from the rules, so it may not lean on the code that it judges.
pub(super) fn model_is_independent(files: &[File]) -> Vec<String> {
    let mut faults = Vec::new();
    for file in files
        .iter()
        .filter(|file| file.is_rust_in("tests/it/model"))
    {
        for named in paths(&layers(&file.text).code, "leadfold") {
            let path = named.segments.join("::");
            let is_allowed = MODEL_MAY_USE.iter().any(|allowed| {
                path.strip_prefix(allowed)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
            });
            if !is_allowed {
                faults.push(format!(
                    "{}:{}: the model may not use `leadfold::{path}`",
                    file.path, named.line
                ));
            }
        }
    }
    faults
}

/// No Rust file is longer than a reader's patience.
pub(super) fn file_sizes(files: &[File]) -> Vec<String> {
    files
        .iter()
        .filter(|file| {
            ["src/", "tests/", "benches/"]
                .iter()
                .any(|folder| file.is_rust_in(folder))
        })
        .map(|file| (file, file.text.lines().count()))
        .filter(|(_, lines)| *lines > MOST_LINES)
        .map(|(file, lines)| {
            format!(
                "{} has {lines} lines, more than {MOST_LINES}: split it by question",
                file.path
            )
        })
        .collect()
}

/// A reader learns what a file is for from its first line.
pub(super) fn purposes(files: &[File]) -> Vec<String> {
    files
        .iter()
        .filter(|file| file.is_rust_in("src/") && !file.text.starts_with("//! "))
        .map(|file| format!("{} does not open with `//!` and its purpose", file.path))
        .collect()
}
