//! `leadfold definition test`: plays the stories of files by their agreements, and tells where what comes of them is not what they say.

use crate::cli::check::as_json;
use crate::cli::failure::{Failure, Outcome};
use crate::cli::{Format, print};
use crate::definition::{self, Code, Loaded, Problem, Problems};
use crate::story::{self, Dial, Mark, Played, Story, Utterance};
use clap::Args;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::rc::Rc;

const EXAMPLES: &str = "\
Examples:
  leadfold definition test agreement
  leadfold definition test friday.story --definitions agreement
  leadfold definition test agreement --update
  leadfold definition test agreement --format json | jq '.stories[] | select(.outcome == \"failed\")'";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct Arguments {
    /// Files of stories, or folders: of these all `*.story` files, also in folders below.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// The agreement of stories that name none: a folder of versions, or one file.
    #[arg(long, value_name = "DIR")]
    definitions: Option<PathBuf>,
    /// Write what was said in the place of what was expected below each `expect`.
    #[arg(long)]
    update: bool,
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// What came of all stories.
#[derive(Default)]
struct Report {
    text: String,
    stories: Vec<Value>,
    problems: Vec<Problem>,
    ok: usize,
    failed: usize,
    updated: usize,
}

pub(in crate::cli) fn run(arguments: &Arguments) -> Outcome {
    let mut report = Report::default();
    let mut agreements = Agreements::default();
    let files = files(&arguments.paths, &mut report);
    for file in &files {
        report.file(file, arguments, &mut agreements)?;
    }
    let (errors, warnings) = definition::count(&report.problems);
    match arguments.format {
        Format::Json => {
            let problems: Vec<Value> = report.problems.iter().map(as_json).collect();
            print::json(&json!({
                "stories": report.stories,
                "problems": problems,
                "summary": {
                    "stories": report.stories.len(),
                    "ok": report.ok,
                    "failed": report.failed,
                    "updated": report.updated,
                    "errors": errors,
                    "warnings": warnings,
                },
            }))?;
        }
        Format::Text => {
            let Report {
                ok,
                failed,
                updated,
                ..
            } = report;
            let rewritten = if updated > 0 {
                format!(", {updated} updated")
            } else {
                String::new()
            };
            let all = ok + failed + updated;
            let stories = if all == 1 { "story" } else { "stories" };
            let sum = format!("{all} {stories}: {ok} ok, {failed} failed{rewritten}\n");
            print::text(&format!("{}{sum}", report.text))?;
        }
    }
    if errors > 0 {
        let what = format!("the stories or their agreements have mistakes: {errors}");
        return Err(Failure::usage(what));
    }
    if report.failed > 0 {
        let (failed, all) = (report.failed, report.stories.len());
        let stories = if all == 1 { "story" } else { "stories" };
        let failure = format!("{failed} of {all} {stories} did not come out as they say");
        return Err(Failure::failed(failure));
    }
    if files.is_empty() {
        return Err(Failure::usage(
            "there is no `*.story` file in what was named",
        ));
    }
    Ok(())
}

impl Report {
    fn file(&mut self, file: &Path, arguments: &Arguments, agreements: &mut Agreements) -> Outcome {
        let name = file.display().to_string();
        self.text.push_str(&format!("{name}\n"));
        // One file that cannot be read, or names no agreement, hides nothing of what comes of the others.
        let text = match definition::file::read(file, "file of stories") {
            Ok(text) => text,
            Err(problem) => return self.tell(vec![*problem]),
        };
        let head = match story::head(&name, &text) {
            Ok(head) => head,
            Err(problems) => return self.tell(problems.0),
        };
        let place = match (&head.agreement, &arguments.definitions) {
            (Some(agreement), _) => file.with_file_name(agreement),
            (None, Some(definitions)) => definitions.clone(),
            (None, None) => {
                let hint = "write `agreement = \"agreement.toml\"` above the first story, or say `--definitions DIR`";
                let message = "these stories name no agreement";
                let problem = Problem::of_file(&name, Code::NoAgreement, message, Some(hint));
                return self.tell(vec![problem]);
            }
        };
        let loaded = match agreements.load(&place) {
            Ok(loaded) => loaded,
            Err(Some(problems)) => return self.tell(problems.0),
            // An agreement that several files share is told of once.
            Err(None) => {
                self.text
                    .push_str("  not played: its agreement has mistakes, see above\n");
                return Ok(());
            }
        };
        let stories = match story::parse(&name, &text, &loaded.definitions) {
            Ok(stories) => stories,
            Err(problems) => return self.tell(problems.0),
        };
        self.tell(stories.warnings)?;
        let played: Vec<Played> = (stories.stories.iter())
            .map(|story| story::play(story, &stories.dial, &loaded.definitions))
            .collect();
        let pairs: Vec<(&Story, &Played)> = stories.stories.iter().zip(&played).collect();
        for &(story, played) in &pairs {
            self.story(&name, story, played, &stories.dial, arguments.update);
        }
        if arguments.update {
            let new = story::rewritten(&text, &stories.dial, &pairs);
            if new != text {
                std::fs::write(file, new).map_err(|error| {
                    Failure::failed(format!("could not write stories to {name}: {error}"))
                })?;
            }
        }
        Ok(())
    }

    fn story(&mut self, file: &str, story: &Story, played: &Played, dial: &Dial, is_update: bool) {
        // What is below an `expect` is written anew; a check that fails stays as it is.
        let failures: Vec<_> = (played.failures.iter())
            .filter(|failure| !is_update || failure.so.is_some())
            .collect();
        let word = match (played.failures.is_empty(), failures.is_empty()) {
            (true, _) => {
                self.ok += 1;
                "ok"
            }
            (false, true) => {
                self.updated += 1;
                "updated"
            }
            (false, false) => {
                self.failed += 1;
                "failed"
            }
        };
        self.text.push_str(&format!("  {word:7}  {}\n", story.name));
        for failure in &failures {
            for line in failure.told(dial).lines() {
                self.text.push_str(format!("  {line}").trim_end());
                self.text.push('\n');
            }
        }
        let lines = |wanted: Mark, difference: &[(Mark, Utterance)]| -> Vec<Value> {
            let lines = (difference.iter())
                .filter(|(mark, _)| *mark == Mark::Same || *mark == wanted)
                .map(|(_, line)| json!({ "at": line.at.to_string(), "text": line.text }));
            lines.collect()
        };
        let failures: Vec<Value> = (failures.iter())
            .map(|failure| match &failure.so {
                Some(so) => json!({ "line": failure.line, "check": failure.check, "so": so }),
                None => json!({
                    "line": failure.line,
                    "expected": lines(Mark::Expected, &failure.difference),
                    "said": lines(Mark::Said, &failure.difference),
                }),
            })
            .collect();
        self.stories.push(json!({
            "file": file,
            "line": story.line,
            "story": story.name,
            "outcome": word,
            "failures": failures,
        }));
    }

    fn tell(&mut self, problems: Vec<Problem>) -> Outcome {
        for problem in &problems {
            self.text.push_str(&format!("{problem}\n\n"));
        }
        self.problems.extend(problems);
        Ok(())
    }
}

/// The agreements that were loaded, by their places; nothing where the mistakes were told already.
#[derive(Default)]
struct Agreements {
    known: Vec<(PathBuf, Option<Rc<Loaded>>)>,
}

impl Agreements {
    fn load(&mut self, place: &Path) -> Result<Rc<Loaded>, Option<Problems>> {
        if let Some((_, loaded)) = self.known.iter().find(|(known, _)| known == place) {
            return loaded.clone().ok_or(None);
        }
        let loaded = definition::load(place).map(Rc::new);
        self.known
            .push((place.to_owned(), loaded.as_ref().ok().cloned()));
        loaded.map_err(Some)
    }
}

/// The files of stories that were named, those of folders by name. A folder that cannot be read is told.
fn files(paths: &[PathBuf], report: &mut Report) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            search(path, &mut files, report);
        } else {
            files.push(path.clone());
        }
    }
    files
}

fn search(folder: &Path, files: &mut Vec<PathBuf>, report: &mut Report) {
    let mut below = match entries(folder) {
        Ok(below) => below,
        Err(error) => {
            let message = format!("could not read this folder: {error}");
            let place = folder.display().to_string();
            let problem = Problem::of_file(&place, Code::Unreadable, message, None);
            report.problems.push(problem.clone());
            return report.text.push_str(&format!("{problem}\n\n"));
        }
    };
    below.sort_by(|(one, _), (other, _)| one.cmp(other));
    for (path, is_folder) in below {
        // A link to a folder is not followed, so that no circle is.
        if is_folder {
            search(&path, files, report);
        } else if (path.extension()).is_some_and(|extension| extension == "story")
            && !definition::file::is_hidden(&path)
        {
            files.push(path);
        }
    }
}

/// What is in a folder, and whether it is one.
fn entries(folder: &Path) -> std::io::Result<Vec<(PathBuf, bool)>> {
    let entries = std::fs::read_dir(folder)?;
    entries
        .map(|entry| {
            let entry = entry?;
            Ok((entry.path(), entry.file_type()?.is_dir()))
        })
        .collect()
}
