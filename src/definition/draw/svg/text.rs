//! How wide text is, before any browser has seen it. Estimated for the widest of the usual sans-serif fonts, so that in the others it only gets
//! more air. Widths are whole pixels.

/// The width of a text at a font size.
pub(super) fn width(text: &str, size: u32) -> u32 {
    let thousandths: u32 = text.chars().map(letter).sum();
    (thousandths * size).div_ceil(1000)
}

/// The width of a text in bold letters.
pub(super) fn bold(text: &str, size: u32) -> u32 {
    (width(text, size) * 11).div_ceil(10)
}

/// The room that plain letters may take so that bold ones fit into `room`.
pub(super) const fn for_bold(room: u32) -> u32 {
    room * 10 / 11
}

/// A letter's width in thousandths of the font size.
const fn letter(letter: char) -> u32 {
    match letter {
        'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | ' ' => 340,
        'f' | 'r' | 't' | '(' | ')' | '-' | '/' | 'I' => 440,
        'm' | 'w' | 'M' | 'W' | '%' | '@' => 1000,
        'A'..='Z' => 780,
        '\0'..='\u{24f}' => 660,
        // Signs of Asian scripts are as wide as they are high, and a few more than that.
        _ => 1200,
    }
}

/// Lines of at most that width, at most so many; what does not fit ends in `…`.
pub(super) fn wrapped(text: &str, size: u32, room: u32, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut rest = text.split_whitespace().peekable();
    let mut line = String::new();
    while let Some(word) = rest.next() {
        let longer = if line.is_empty() {
            word.to_owned()
        } else {
            format!("{line} {word}")
        };
        if width(&longer, size) <= room || line.is_empty() {
            line = longer;
        } else if lines.len() + 1 == most {
            line = format!("{longer} {}", rest.collect::<Vec<_>>().join(" "));
            break;
        } else {
            lines.push(clipped(&line, size, room));
            line = word.to_owned();
        }
    }
    if !line.is_empty() {
        lines.push(clipped(&line, size, room));
    }
    lines
}

/// One line of at most that width.
pub(super) fn clipped(text: &str, size: u32, room: u32) -> String {
    if width(text, size) <= room {
        return text.to_owned();
    }
    let mut kept = String::new();
    for letter in text.chars() {
        kept.push(letter);
        if width(&kept, size) + width("…", size) > room {
            kept.pop();
            break;
        }
    }
    format!("{}…", kept.trim_end())
}
