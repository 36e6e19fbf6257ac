//! What stands before the first story of a file: which agreement the stories are about, and how their times are meant.

use super::LONGEST_FILE;
use super::lines::lines;
use crate::definition::file::split_mark;
use crate::definition::{Code, Problems, Report, quoted, span, suggestion};
use crate::time::Span;
use crate::time::zone::Zone;

/// What stands before the first story.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// The agreement that the stories are about: a file, or a folder of versions; relative to the file of stories.
    pub agreement: Option<String>,
    pub(super) zone: Option<Zone>,
    pub(super) delay: Span,
}

/// Reads what stands before the first story, so that the agreement can be loaded which the stories are read by.
///
/// # Errors
/// The mistakes of that part.
pub fn head(file: &str, text: &str) -> Result<Head, Problems> {
    let (_, text) = split_mark(text);
    let mut report = Report::new(file, text);
    if text.len() > LONGEST_FILE {
        report.error(
            Code::TooLarge,
            0,
            format!("a file of stories has at most {LONGEST_FILE} bytes"),
        );
        return Err(Problems(report.finish()));
    }
    let head = read_head(&mut report, text);
    let is_broken = report.errors() > 0;
    let problems = report.finish();
    if is_broken {
        Err(Problems(problems))
    } else {
        Ok(head)
    }
}

const HEAD: [&str; 3] = ["agreement", "zone", "delay"];

fn read_head(report: &mut Report<'_>, text: &str) -> Head {
    let mut head = Head::default();
    let mut seen: Vec<&str> = Vec::new();
    for line in lines(text).take_while(|line| !line.is_of("story")) {
        let code = line.code();
        if code.trim().is_empty() {
            continue;
        }
        let at = line.at + line.indent();
        let (name, value) = code.split_once('=').unwrap_or((code, ""));
        let (name, value) = (name.trim(), value.trim());
        if !HEAD.contains(&name) {
            let first = name.split_whitespace().next().unwrap_or_default();
            let message = format!("{} is not said before the first story", quoted(first));
            report.error_with(
                Code::UnknownKey,
                at,
                message,
                suggestion(first, &[&HEAD[..], &["story"]].concat()),
            );
            continue;
        }
        if seen.contains(&name) {
            report.error(
                Code::NameTaken,
                at,
                format!("{} is said twice", quoted(name)),
            );
        }
        seen.push(name);
        let inner = value
            .strip_prefix('"')
            .and_then(|rest| rest.strip_suffix('"'))
            .filter(|inner| !inner.contains('"') && !inner.trim().is_empty());
        let Some(inner) = inner else {
            let hint = match name {
                "agreement" => "write `agreement = \"agreement.toml\"`",
                "zone" => "write `zone = \"Europe/Berlin\"`",
                _ => "write `delay = \"2 min\"`",
            };
            report.error_with(
                Code::WrongType,
                at,
                format!("{} is a text in quotation marks", quoted(name)),
                hint,
            );
            continue;
        };
        let value_at = line.at + code.find('"').unwrap_or(0);
        match name {
            "agreement" => head.agreement = Some(inner.to_owned()),
            "zone" => match Zone::named(inner) {
                Ok(zone) => head.zone = Some(zone),
                Err(message) => {
                    let hint = "a zone of the IANA database, such as `Europe/Berlin`";
                    report.error_with(Code::BadValue, value_at, message, hint);
                }
            },
            _ => match span(inner) {
                Ok(delay) => head.delay = delay,
                Err(message) => report.error(Code::BadValue, value_at, message),
            },
        }
    }
    head
}
