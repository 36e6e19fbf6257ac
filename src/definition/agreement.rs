//! One agreement file, from its text to a compiled [`Definition`]: the head here, each part by the file of its name.
//!
//! What an agreement may say stands in `docs/definition.md`; what is wrong with one is noted in the [`Report`], all of it at once (D3). A file
//! is opened before it is read: the stages of all versions are numbered together, and only then is any of them compiled.

use toml::Spanned;
use toml::de::{DeTable, DeValue};
use xxhash_rust::xxh3::xxh3_64;

use super::code::Code;
use super::file::split_mark;
use super::keys::{FILE, LONGEST_WHY, SIDES};
use super::names::Named;
use super::problem::Report;
use super::scope::Words;
use super::section::Section;
use super::typed::{name, some_of, text, whole};
use super::{LONGEST_FILE, typed};
use super::{
    calendars, clocks, doubt, fit, graph, names, promises, reasons, routes, scoring, stages,
};
use crate::lead::definition::Definition;
use crate::lead::text::Text;
use crate::time::Timestamp;
use crate::time::zone::Zone;

/// One file on its way to a definition.
#[derive(Debug)]
pub(super) struct Draft<'a> {
    /// What is wrong with it.
    pub(super) report: Report<'a>,
    /// What the versions of a folder are compared by.
    pub(super) head: Head,
    /// What it means; none until it is read, and none when anything in it is wrong.
    pub(super) definition: Option<Definition>,
    /// Names that a lead's memory knows by their digests.
    pub(super) named: Vec<Named>,
    root: Option<Spanned<DeTable<'a>>>,
}

/// What the versions of one folder are compared by; each with its place in the file.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Head {
    /// The number of the version.
    pub(super) version: Option<(u32, usize)>,
    /// From when on it judges.
    pub(super) effective_from: Option<(Timestamp, usize)>,
}

impl<'a> Draft<'a> {
    /// The file as TOML, and its head.
    pub(super) fn open(file: &'a str, content: &'a str) -> Self {
        let (_, content) = split_mark(content);
        let mut draft = Self {
            report: Report::new(file, content),
            head: Head::default(),
            definition: None,
            named: Vec::new(),
            root: None,
        };
        if content.len() > LONGEST_FILE {
            let message = format!("an agreement has at most {LONGEST_FILE} bytes");
            draft.report.error(Code::TooLarge, 0, message);
            return draft;
        }
        let (root, mistakes) = DeTable::parse_recoverable(content);
        // What follows from a damaged file is noise: its grammar first.
        let mut told_of = None;
        for mistake in &mistakes {
            let at = mistake.span().map_or(0, |span| span.start);
            let at = content.floor_char_boundary(at);
            let (begin, line) = line_of(content, at);
            // One slip is often several mistakes of grammar; the first of a line says where.
            if told_of.replace(begin) == Some(begin) {
                continue;
            }
            let said = one_line(mistake.message());
            let hint = slip_in(line).unwrap_or_else(|| toml_hint(&said).to_owned());
            let message = format!("this is not TOML: {said}");
            draft.report.error_with(Code::NotToml, at, message, hint);
        }
        if mistakes.is_empty() {
            let section = Section::new(FILE.title.to_owned(), 0, root.get_ref());
            draft.head = head(&section, &mut draft.report);
            draft.root = Some(root);
        }
        draft
    }

    /// The names of its own stages, in the order of the file, with their places.
    pub(super) fn stage_names(&self) -> Vec<(usize, &str)> {
        let root = self.root.as_ref();
        root.map_or_else(Vec::new, |root| {
            graph::names_in(&Section::new(String::new(), 0, root.get_ref()))
        })
    }

    /// Compiles it, with the names of all versions' stages.
    pub(super) fn read(&mut self, stages: &[Text]) {
        let Some(root) = self.root.take() else {
            return;
        };
        let report = &mut self.report;
        let root = Section::new(FILE.title.to_owned(), 0, root.get_ref());
        root.check_keys(&FILE, report);
        let definition = read(&root, self.head, stages, report);
        scoring::check_size(&root, &definition, report);
        self.named = names::known_by_digest(&definition, &root);
        if report.errors() == 0 {
            doubt::check(&root, &definition, report);
            self.definition = Some(definition);
        }
    }
}

/// The line of that byte, and where it begins.
fn line_of(content: &str, at: usize) -> (usize, &str) {
    let begin = content[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let end = content[at..]
        .find('\n')
        .map_or(content.len(), |more| at + more);
    (begin, &content[begin..end])
}

/// The usual slips, by what stands in the line itself.
fn slip_in(line: &str) -> Option<String> {
    let value = line.split_once('=')?.1.trim();
    if value.starts_with(['“', '”', '„', '‘', '’', '«', '»']) {
        return Some("quotation marks are straight ones: \" or '".to_owned());
    }
    let is_bare = value.starts_with(|letter: char| letter.is_ascii_alphabetic());
    let signs = [
        "==",
        "!=",
        "<",
        ">",
        "&&",
        "||",
        " in ",
        "startsWith",
        "has(",
    ];
    if is_bare && signs.iter().any(|sign| value.contains(sign)) {
        return Some(
            "an expression stands in single quotation marks: 'kind == \"page_view\"'".to_owned(),
        );
    }
    let is_number =
        |part: &&str| !part.is_empty() && part.bytes().all(|digit| digit.is_ascii_digit());
    let parts = |sign: char| -> Vec<&str> { value.split(sign).take_while(is_number).collect() };
    match (parts('.').as_slice(), parts(',').as_slice()) {
        ([day, month, year], _) if year.len() == 4 && day.len() < 3 && month.len() < 3 => {
            Some(format!("write a day as {year}-{month:0>2}-{day:0>2}"))
        }
        (_, [whole, rest]) => Some(format!("write a decimal point: {whole}.{rest}")),
        _ => None,
    }
}

/// What is usually behind a mistake of grammar.
fn toml_hint(said: &str) -> &'static str {
    if said.contains("duplicate key") {
        "each key stands once; of a list every entry begins with its heading in double brackets"
    } else if said.contains("invalid date") || said.contains("invalid time") {
        "days and hours are those of the calendar: 2026-12-25, 2026-04-01T00:00:00+02:00"
    } else if said.contains("quoted") {
        "text stands in quotation marks"
    } else if said.contains("unexpected key or value") {
        "a mark inside text ends it: an expression with double ones stands in single ones, 'kind == \"page_view\"'"
    } else {
        "a quotation mark, a bracket or a comma may be missing on this line or before it"
    }
}

/// The library writes some of its messages over several lines.
fn one_line(message: &str) -> String {
    message.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn read(root: &Section<'_>, head: Head, stages: &[Text], report: &mut Report<'_>) -> Definition {
    let (agreed_by, why) = signatures(root, report);
    let zone = zone(root, report).unwrap_or_else(Zone::utc);
    let mut graph = graph::read(root, stages, report);
    let calendars = calendars::read(root, &zone, report);
    let words = Words {
        stages: stages.iter().map(|name| name.as_str().to_owned()).collect(),
        segments: routes::segment_names(root),
    };
    let models = scoring::model_names(root, report);
    let model_names: Vec<&str> = models.iter().map(|model| model.name).collect();
    let fit = fit::read(root, &words, report);
    let mut scoring = scoring::read(&models, &words, report);
    let segments = routes::segments(root, &model_names, &words, report);
    let hand_raises = routes::hand_raises(root, &model_names, &words, report);
    let pql = routes::pql(root, &model_names, &words, report);
    let engagement_vetoes = fit::engagement_vetoes(root, &words, report);
    let settled = stages::read(root, &mut graph, report);
    scoring::inherit(&mut scoring.models, settled.threshold);
    fit::check_grades_asked(root, fit.fit.is_some(), report);
    let clocks = clocks::read(root, &words, report);
    Definition {
        version: head.version.map_or(0, |(version, _)| version),
        effective_from: head.effective_from.map_or(Timestamp::MIN, |(at, _)| at),
        digest: xxh3_64(report.text().as_bytes()),
        agreed_by,
        why,
        fit: fit.fit,
        trait_vetoes: fit.vetoes,
        engagement_vetoes,
        segments,
        models: scoring.models,
        rules: scoring.rules,
        hand_raises,
        pql,
        on_recycle: settled.on_recycle,
        cool_down: settled.cool_down,
        clocks,
        promises: promises::read(root, &graph, report),
        reasons: reasons::read(root, report),
        money: promises::money(root, &graph, report),
        calendars,
        graph,
        zone,
    }
}

fn head(root: &Section<'_>, report: &mut Report<'_>) -> Head {
    let version = root.need("version", report).and_then(|value| {
        let number = whole(value, (1, i64::from(u32::MAX)), report)?;
        Some((u32::try_from(number).ok()?, value.span().start))
    });
    let effective_from = root.need("effective_from", report).and_then(|value| {
        let at = value.span().start;
        let hint =
            "write it with its offset and without quotation marks: 2026-04-01T00:00:00+02:00";
        let DeValue::Datetime(datetime) = value.get_ref() else {
            return typed::mistyped(value, "an instant", hint, report);
        };
        // The library checks the parts; an instant needs all three of them.
        let instant = Timestamp::parse(&datetime.to_string())
            .ok()
            .filter(|instant| {
                (Timestamp::EARLIEST_EVENT..=Timestamp::LATEST_EVENT).contains(instant)
            });
        if instant.is_none() {
            report.error_with(Code::BadValue, at, "this is not an instant", hint);
        }
        Some((instant?, at))
    });
    Head {
        version,
        effective_from,
    }
}

/// Who agreed, and why: for people.
fn signatures(root: &Section<'_>, report: &mut Report<'_>) -> (Vec<String>, Option<String>) {
    let mut agreed_by: Vec<String> = Vec::new();
    let parties = root.get("agreed_by");
    if let Some(entries) = parties.and_then(|value| some_of(value, 100, report)) {
        let named = entries.filter_map(|entry| name(entry, report));
        agreed_by.extend(named.map(str::to_owned));
    }
    let mut missing = SIDES.to_vec();
    missing.retain(|side| !agreed_by.iter().any(|party| party == side));
    if !missing.is_empty() {
        let have = if missing.len() == 1 { "has" } else { "have" };
        report.warning(
            Code::OneSided,
            root.place("agreed_by"),
            format!(
                "{} {have} not agreed to this version",
                missing.join(" and ")
            ),
            "an agreement of one side is none: `agreed_by = [\"marketing\", \"sales\"]`",
        );
    }
    let why = root.get("why").and_then(|value| text(value, report));
    if why.is_some_and(|why| why.len() > LONGEST_WHY) {
        let message = format!("the reason for a version has at most {LONGEST_WHY} bytes");
        report.error(Code::OutOfBounds, root.place("why"), message);
    }
    (agreed_by, why.map(str::to_owned))
}

/// The zone that a section names.
pub(super) fn zone(of: &Section<'_>, report: &mut Report<'_>) -> Option<Zone> {
    let value = of.get("zone")?;
    let zone = Zone::named(text(value, report)?).ok();
    if zone.is_none() {
        let hint = "write an IANA name, such as `Europe/Berlin` or `UTC`";
        let at = value.span().start;
        report.error_with(
            Code::UnknownName,
            at,
            "this is not the name of a zone",
            hint,
        );
    }
    zone
}
