//! The first look at an expression, before the CEL parser sees it: only what an agreement may ask goes on.
//!
//! It bounds length, nesting and number of words, so that the parser behind it cannot be driven into depth, and it names the usual slips
//! (`=` for `==`, `and` for `&&`) where a grammar could only say "unexpected". Positions are byte offsets in the expression.

use super::code::Code;
use super::problem::quoted;

/// The longest expression, in bytes.
pub(super) const LONGEST: usize = 4096;

/// The deepest nesting of brackets.
const DEEPEST: usize = 32;

/// The most words and signs. A list of 200 domains has 400; the parser recurses at most once per word.
const MOST: usize = 600;

/// Why an expression is not accepted, and where in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    /// Byte offset in the expression.
    pub(super) at: usize,
    /// One sentence without its end.
    pub(super) message: String,
    /// What to write instead.
    pub(super) hint: Option<String>,
    /// What kind of problem it is.
    pub(super) code: Code,
}

impl Refusal {
    pub(super) fn new(at: usize, message: impl Into<String>) -> Self {
        Self {
            at,
            message: message.into(),
            hint: None,
            code: Code::BadExpression,
        }
    }

    pub(super) fn with(at: usize, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            hint: Some(hint.into()),
            ..Self::new(at, message)
        }
    }

    pub(super) fn coded(mut self, code: Code) -> Self {
        self.code = code;
        self
    }
}

/// Checks the words of an expression.
///
/// # Errors
/// The first thing that cannot go on to the parser.
pub(super) fn scan(text: &str) -> Result<(), Refusal> {
    if text.len() > LONGEST {
        return Err(Refusal::with(
            0,
            format!("an expression has at most {LONGEST} bytes"),
            "split it into several rules",
        )
        .coded(Code::OutOfBounds));
    }
    if text.trim().is_empty() {
        return Err(Refusal::new(0, "the expression is empty"));
    }
    let mut open = Vec::new();
    let mut words = 0;
    let mut at = 0;
    while at < text.len() {
        let length =
            word_length(text, at).map_err(|refusal| hyphenated(text, at).unwrap_or(refusal))?;
        if !text[at..].starts_with([' ', '\t', '\r', '\n']) {
            words += 1;
        }
        if words > MOST {
            return Err(Refusal::with(
                at,
                format!("an expression has at most {MOST} words and signs"),
                "split it into several rules",
            )
            .coded(Code::OutOfBounds));
        }
        brackets(&mut open, &text[at..at + length], at)?;
        at += length;
    }
    match open.pop() {
        Some((_, at)) => Err(Refusal::new(at, "this bracket is never closed")),
        None => Ok(()),
    }
}

/// Keeps account of one bracket, if the word is one.
fn brackets(open: &mut Vec<(char, usize)>, word: &str, at: usize) -> Result<(), Refusal> {
    match word {
        "(" => open.push((')', at)),
        "[" => open.push((']', at)),
        ")" | "]" => {
            let closed = open.pop();
            if closed.is_none_or(|(wanted, _)| !word.starts_with(wanted)) {
                return Err(Refusal::new(at, format!("`{word}` closes nothing")));
            }
        }
        _ => {}
    }
    if open.len() > DEEPEST {
        return Err(
            Refusal::new(at, format!("brackets are nested more than {DEEPEST} deep"))
                .coded(Code::TooDeep),
        );
    }
    Ok(())
}

/// The length in bytes of the word, sign or space that begins at `at`.
pub(super) fn word_length(text: &str, at: usize) -> Result<usize, Refusal> {
    let rest = &text[at..];
    let mut letters = rest.chars();
    // `at` is below the length, so there is one.
    let Some(first) = letters.next() else {
        return Ok(1);
    };
    let second = letters.next();
    if let Some(refusal) = wrong_sign(rest, at) {
        return Err(refusal);
    }
    match (first, second) {
        (' ' | '\t' | '\r' | '\n' | '(' | ')' | '[' | ']' | ',' | '.', _) => Ok(1),
        ('=' | '!' | '<' | '>', Some('=')) | ('&', Some('&')) | ('|', Some('|')) => Ok(2),
        ('!' | '<' | '>', _) => Ok(1),
        ('"' | '\'', _) => quotation(rest, first, at),
        ('0'..='9', _) => number(rest, at),
        ('-', Some('0'..='9')) => Ok(1),
        ('a'..='z' | 'A'..='Z' | '_', _) => name(rest, at),
        _ => Err(stranger(first, at)),
    }
}

/// Signs of comparison as other languages write them, or with a blank inside.
fn wrong_sign(rest: &str, at: usize) -> Option<Refusal> {
    const MEANT: [(&str, &str); 6] = [
        ("=>", ">="),
        ("=<", "<="),
        ("<>", "!="),
        ("≥", ">="),
        ("≤", "<="),
        ("≠", "!="),
    ];
    let of = |sign: &str, meant: &str| {
        let message = format!("{} compares nothing", quoted(sign));
        Some(Refusal::with(at, message, format!("write `{meant}`")))
    };
    if let Some((sign, meant)) = MEANT.iter().find(|(sign, _)| rest.starts_with(sign)) {
        return of(sign, meant);
    }
    for (begin, meant) in [('>', ">="), ('<', "<="), ('!', "!="), ('=', "==")] {
        let Some(after) = rest.strip_prefix(begin) else {
            continue;
        };
        let later = after.trim_start_matches([' ', '\t']);
        if later.len() < after.len() && later.starts_with('=') && !later.starts_with("==") {
            return of(&format!("{begin} ="), meant);
        }
    }
    None
}

fn quotation(rest: &str, quote: char, at: usize) -> Result<usize, Refusal> {
    if rest[1..].starts_with(quote) && rest[2..].starts_with(quote) {
        let message = "triple quotes have no meaning in an expression";
        let refusal = Refusal::with(at, message, "use one quotation mark");
        return Err(refusal.coded(Code::NotSupported));
    }
    let mut escaped = false;
    for (index, letter) in rest.char_indices().skip(1) {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '\n' => break,
            _ if letter == quote => return Ok(index + 1),
            _ => {}
        }
    }
    Err(Refusal::new(at, "this quotation is never closed"))
}

fn number(rest: &str, at: usize) -> Result<usize, Refusal> {
    let length = rest
        .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '.'))
        .unwrap_or(rest.len());
    let digits = |part: &str, most: usize| {
        (1..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    let whole = &rest[..length];
    let plain = match whole.split_once('.') {
        Some((before, after)) => digits(before, 18) && digits(after, 9),
        None => digits(whole, 18),
    };
    if plain {
        return Ok(length);
    }
    Err(Refusal::with(
        at,
        format!("{} is not a number that can be compared", quoted(whole)),
        "up to 18 digits before the point and 9 after it; text stands in quotation marks",
    ))
}

fn name(rest: &str, at: usize) -> Result<usize, Refusal> {
    let length = rest
        .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
        .unwrap_or(rest.len());
    let word = &rest[..length];
    let instead = match word.to_ascii_lowercase().as_str() {
        "and" => Some("&&"),
        "or" => Some("||"),
        "not" => Some("!"),
        _ => None,
    };
    if let Some(sign) = instead {
        let message = format!("`{word}` is not a word of CEL");
        let then = rest[length..].trim_start();
        if sign == "!" && (then.starts_with("in ") || then.starts_with("in[")) {
            let hint = "write `!(FIELD in [\"a\", \"b\"])`";
            return Err(Refusal::with(at, message, hint));
        }
        return Err(Refusal::with(at, message, format!("write `{sign}`")));
    }
    if rest[length..].starts_with(['"', '\'']) {
        let message = "a letter before a quotation has no meaning";
        let refusal = Refusal::with(at, message, "leave the letter out");
        return Err(refusal.coded(Code::NotSupported));
    }
    Ok(length)
}

/// `properties.utm-source`: CEL takes the hyphen for a minus.
fn hyphenated(text: &str, at: usize) -> Option<Refusal> {
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-' || c == '.';
    let rest = text[at..].strip_prefix('-')?;
    let before = text[..at].trim_end_matches(is_of_name);
    let end = rest.find(|c| !is_of_name(c)).unwrap_or(rest.len());
    let path = &text[before.len()..at + 1 + end];
    let (of, name) = path.split_once('.')?;
    if !["properties", "traits"].contains(&of) || rest[..end].is_empty() {
        return None;
    }
    let message = format!("{} has a hyphen in its name", quoted(path));
    Some(Refusal::with(
        before.len(),
        message,
        format!("write `{of}[\"{name}\"]`"),
    ))
}

fn stranger(letter: char, at: usize) -> Refusal {
    let is = |message: &str, hint: &str| Refusal::with(at, message, hint);
    match letter {
        '=' => is("`=` compares nothing", "write `==`"),
        '&' => is("a single `&` has no meaning", "write `&&`"),
        '|' => is("a single `|` has no meaning", "write `||`"),
        '+' | '-' | '*' | '/' | '%' => is(
            "an expression does not reckon",
            "compare the field with the number itself",
        )
        .coded(Code::NotSupported),
        '?' | ':' => is(
            "`… ? … : …` is not part of what an agreement may ask",
            "say it with `&&` and `||`",
        )
        .coded(Code::NotSupported),
        '“' | '”' | '„' | '‘' | '’' => is(
            "this is a typographic quotation mark",
            "write a plain \" or '",
        ),
        _ => Refusal::new(
            at,
            format!("{} has no meaning here", quoted(&letter.to_string())),
        ),
    }
}
