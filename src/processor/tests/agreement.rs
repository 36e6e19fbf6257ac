//! The agreement of the stories: who fills in a form is an MQL, and sales has half an hour to reach them.

use crate::definition;
use crate::lead::definition::Definitions;

/// Half an hour, with a warning after twenty minutes.
const TEXT: &str = r#"
version = VERSION
effective_from = EFFECTIVE_FROM
agreed_by = ["marketing", "sales"]
why = "For stories."

[[hand_raises]]
name = "asked to be called"
when = 'kind == "form"'
to = "mql"

[stages.mql]
type = "sla"

[clocks.time_to_first_touch]
promised_by = "sales"
run_while = 'stage in ["mql", "sal"] && !contacted'
met_when = 'contacted'
within = "WITHIN"
at_risk = "10 min"
"#;

/// One version of it as a file: its number, from when on it is in force, and within what time a lead must be reached.
pub(super) fn file(version: u32, effective_from: &str, within: &str) -> String {
    TEXT.replace("VERSION", &version.to_string())
        .replace("EFFECTIVE_FROM", effective_from)
        .replace("WITHIN", within)
}

/// Those versions together.
pub(super) fn of(files: &[String]) -> Definitions {
    let named: Vec<(&str, &str)> = files
        .iter()
        .map(|text| ("story.toml", text.as_str()))
        .collect();
    definition::parse(&named)
        .unwrap_or_else(|problems| panic!("the agreement of the stories: {problems}"))
        .definitions
}

/// The usual one.
pub(super) fn usual() -> Definitions {
    of(&[file(1, "2020-01-01T00:00:00Z", "30 min")])
}

/// Points that halve every hour; a webinar is enough for an MQL, and below ten points it is none any more.
pub(super) fn fading() -> Definitions {
    let text = file(1, "2020-01-01T00:00:00Z", "30 d") + FADING;
    of(&[text.replace("type = \"sla\"\n", HELD)])
}

const HELD: &str = r#"type = "sla"
enter = { score = 30 }
leave_below = 10
held_by = "score"
"#;

const FADING: &str = r#"
[score]
decay = { half_life = "1 h" }

[[score.rules]]
name = "came to a webinar"
when = 'kind == "webinar"'
points = 40

[[score.rules]]
name = "unsubscribed"
when = 'kind == "unsubscribe"'
points = -10
"#;
