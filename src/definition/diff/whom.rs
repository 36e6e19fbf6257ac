//! For whom a change counts, and from when on: what D1 and S11 mean for each part of an agreement.

use super::{Change, Pair, since};
use crate::definition::describe::words::capital;
use crate::definition::describe::{Part, Thing};
use crate::lead::definition::Definition;

/// For whom a changed thing counts.
pub(super) fn changed(pair: &Pair<'_>) -> String {
    let has = |field: &str| {
        let mut facets = pair.facets.iter();
        facets.any(|(before, after)| after.or(*before).is_some_and(|f| f.field == field))
    };
    let text = match pair.after.part {
        Part::Head if has("zone") => {
            "Limits per day, week, month or quarter and promises follow the new zone from then on."
        }
        Part::Rule => return rule(pair, has),
        Part::Threshold => return threshold(pair),
        Part::Model | Part::Group | Part::Segment => AT_NEXT_EVENT,
        Part::Fit | Part::FitRule => GRADED_ANEW,
        Part::TraitVeto | Part::EngagementVeto => VETOED,
        Part::HandRaise | Part::Pql => "It counts for what occurs from then on.",
        Part::Recycle => "It counts for leads that are recycled from then on.",
        Part::Path if has("path") => PATH,
        Part::Path | Part::Move => MOVED,
        Part::Stage => return stage(has),
        Part::Clock => "Clocks that run already keep what was promised when they started.",
        Part::Calendar => "Clocks that run already keep the hours under which they started.",
        Part::Promise => ACROSS,
        Part::Reasons => "It counts for dispositions from then on.",
        Part::Money => FIGURES,
        Part::Head => "",
    };
    text.to_owned()
}

const AT_NEXT_EVENT: &str = "It counts for each lead from its first event under the new version; until then the old one does.";
const GRADED_ANEW: &str =
    "Each lead is graded anew at its next event; a grade that falls takes no stage away.";
const VETOED: &str = "It is asked at a lead's next engagement or record; who is ineligible already stays so until an \
     override.";
const MOVED: &str = "It counts for what occurs from then on; no lead moves by itself.";
const PATH: &str = "No lead moves by itself; one in a stage that is no longer used counts as standing \
                    at the beginning of the path.";
const ACROSS: &str = "It is counted across all leads; for no single lead anything changes.";
const FIGURES: &str = "It changes figures; no lead moves.";

/// What was credited is priced once (S3), by the version of its event.
fn rule(pair: &Pair<'_>, has: impl Fn(&str) -> bool) -> String {
    let mut parts = Vec::new();
    if has("points") {
        let old = pair.before.facet("points").map(|facet| facet.value.text());
        let old = old.unwrap_or_default();
        parts.push(format!("what was credited before keeps its {old}"));
    } else if has("decay") {
        parts.push("what was credited before fades as it did".to_owned());
    }
    if has("group") {
        parts.push("what was credited before stays where it was counted".to_owned());
    }
    let is_remembered = ["limit", "count"].iter().any(|&field| {
        has(field)
            && pair
                .after
                .facet(field)
                .is_some_and(|facet| !facet.is_default)
    });
    if is_remembered {
        parts
            .push("matches and credits that are remembered count toward the new window".to_owned());
    }
    if parts.is_empty() {
        parts.push("it counts for engagements from then on".to_owned());
    }
    format!("{}.", capital(&parts.join("; ")))
}

/// The leave-threshold is that of the stage's entry; the way in is that of the event (S11, G4).
fn threshold(pair: &Pair<'_>) -> String {
    let old = pair.before.facet("leave_below");
    let stay = match old.filter(|facet| !facet.is_default) {
        Some(facet) => format!(
            "Leads that are MQL already stay by the threshold under which they came (leave below {}).",
            facet.value.text().trim_end_matches(" points")
        ),
        None => "Leads that are MQL already stay so.".to_owned(),
    };
    let easier = pair.facets.iter().any(|(before, after)| {
        after.is_some_and(|after| after.field != "leave_below") && before.is_some()
    });
    if easier {
        format!("{stay} {IN_SILENCE}")
    } else {
        stay
    }
}

const IN_SILENCE: &str = "Nobody is promoted in silence: who has enough already becomes an MQL at the \
                          next event that may promote.";

fn stage(has: impl Fn(&str) -> bool) -> String {
    let mut parts = Vec::new();
    if has("timeout") {
        parts.push("Leads that stand in it already keep the timeout under which they came.");
    }
    if has("type") || has("place") {
        parts.push("No lead moves by itself.");
    }
    if parts.is_empty() {
        parts.push("It is for readers and figures; no lead moves.");
    }
    parts.join(" ")
}

/// For whom a new thing counts.
pub(super) const fn added(part: Part) -> &'static str {
    match part {
        Part::Rule => "What occurred before earns nothing after the fact.",
        Part::Threshold => IN_SILENCE,
        Part::Model => {
            "It scores what occurs from then on; what occurred before is not added after the fact."
        }
        Part::Group | Part::Segment => AT_NEXT_EVENT,
        Part::Fit | Part::FitRule => GRADED_ANEW,
        Part::TraitVeto | Part::EngagementVeto => VETOED,
        Part::HandRaise | Part::Pql => "It counts for what occurs from then on.",
        Part::Clock => {
            "It starts at a lead's first event from then on at which it should run, also where the \
             lead stands there already."
        }
        Part::Path | Part::Move | Part::Stage => MOVED,
        Part::Promise => ACROSS,
        Part::Reasons => "It counts for dispositions from then on.",
        Part::Money => FIGURES,
        Part::Head | Part::Recycle | Part::Calendar => "",
    }
}

/// For whom a dropped thing counts no longer.
pub(super) fn removed(thing: &Thing, to: &Definition) -> String {
    let text = match thing.part {
        Part::Rule => "What it credited before stays and fades as it did.",
        Part::Threshold => {
            "Leads that are MQL already stay by the threshold under which they came."
        }
        Part::Model => "What it has added up is kept, and read by nobody.",
        Part::Group => {
            "What was credited in it before is no longer capped, for each lead from its first event \
             under the new version."
        }
        Part::Segment => AT_NEXT_EVENT,
        Part::Fit if to.fit.is_none() => {
            "Nobody is graded from a lead's next event on; no stage is taken away."
        }
        Part::Fit | Part::FitRule => GRADED_ANEW,
        Part::TraitVeto | Part::EngagementVeto => {
            "Who is ineligible already stays so until an override."
        }
        Part::HandRaise | Part::Pql => "Who came by it stays where they are.",
        Part::Clock => "Clocks that run already run to their end.",
        Part::Path | Part::Move => MOVED,
        Part::Stage => PATH,
        Part::Calendar => "Clocks that run already keep the hours under which they started.",
        Part::Promise => ACROSS,
        Part::Reasons => "From then on any reason is taken as given.",
        Part::Money => FIGURES,
        Part::Head | Part::Recycle => "",
    };
    text.to_owned()
}

/// What a new name means: rules, models and groups are known by theirs (S11).
pub(super) const fn renamed(part: Part) -> &'static str {
    match part {
        Part::Rule => {
            "A rule is known by its name: its limits and counts begin anew, and what was credited \
             under the old name stays."
        }
        Part::Model => {
            "A model is known by its name: under the new one every lead begins with no points."
        }
        Part::Group => {
            "A group is known by its name: what was credited under the old one is no longer capped."
        }
        Part::Clock => {
            "A clock is known by its name: those that run end under the old one, and new ones start."
        }
        Part::Stage => {
            "A stage is known by its name: leads in the old one stay there until they are moved."
        }
        Part::Head
        | Part::Fit
        | Part::FitRule
        | Part::TraitVeto
        | Part::EngagementVeto
        | Part::Segment
        | Part::Threshold
        | Part::HandRaise
        | Part::Pql
        | Part::Recycle
        | Part::Path
        | Part::Move
        | Part::Calendar
        | Part::Promise
        | Part::Reasons
        | Part::Money => "",
    }
}

/// What happens when the later of two versions takes effect (D1): nothing by itself, and who is judged by what.
pub(super) fn closing(from: &Definition, to: &Definition, changes: &[Change]) -> Vec<String> {
    if to.effective_from == from.effective_from {
        return vec![format!(
            "Both begin on {}: only one of them can be in use.",
            since(to)
        )];
    }
    let backwards = to.effective_from < from.effective_from;
    let (earlier, later) = if backwards { (to, from) } else { (from, to) };
    let (old, new) = (earlier.version, later.version);
    let mut told = Vec::new();
    if backwards {
        told.push(format!(
            "This is told backwards: version {new} is the later one, from {} on.",
            since(later)
        ));
    }
    told.push(format!(
        "On {} nothing happens by itself: no lead moves, no points come or go, no clock starts or stops.",
        since(later)
    ));
    told.push(format!(
        "What occurs before is judged by version {old}, what occurs from then on by version {new}, \
         however late either becomes known."
    ));
    let any = |parts: &[Part]| changes.iter().any(|change| parts.contains(&change.part));
    if any(&[
        Part::Fit,
        Part::FitRule,
        Part::Segment,
        Part::Model,
        Part::Group,
        Part::Threshold,
    ]) {
        told.push(format!(
            "Grade, segment, caps, floor and the score that qualifies are those of version {new} for a \
             lead from its first event after that; until then they are those of version {old}."
        ));
    }
    if any(&[Part::Threshold, Part::Stage, Part::Clock, Part::Calendar]) {
        told.push(
            "A score below which a stage is lost, a timeout and a running clock stay with the version \
             under which they began."
                .to_owned(),
        );
    }
    if any(&[Part::Rule]) {
        told.push(format!(
            "Points that were earned under version {old} stay, at the price and with the fading of \
             their day."
        ));
    }
    told
}
