//! Text for terminals: numbers, shares and columns within 80 characters.

use std::fmt::Write;

/// How wide a page is.
pub(super) const WIDTH: usize = 80;

/// `12,345`.
pub(super) fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `part` of `whole` with one decimal, half up, in whole numbers; `-` of nothing.
pub(super) fn share(part: u64, whole: u64) -> String {
    if whole == 0 {
        return "-".to_owned();
    }
    let tenths = (u128::from(part) * 2_000 + u128::from(whole)) / (u128::from(whole) * 2);
    format!("{}.{}%", tenths / 10, tenths % 10)
}

/// Rows in columns: the first to the left, all others to the right, two blanks between. The first row is the head.
pub(super) fn columns(rows: &[Vec<String>]) -> String {
    let most = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..most)
        .map(|column| {
            let cells = rows.iter().filter_map(|row| row.get(column));
            cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
        })
        .collect();
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (index, (cell, width)) in row.iter().zip(&widths).enumerate() {
            let put = if index == 0 {
                write!(line, "{cell:<width$}")
            } else {
                write!(line, "  {cell:>width$}")
            };
            put.expect("text can be written into memory");
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// `text` after `head`, wrapped at words; further lines stand under the first one's text. At most `most` lines, the rest is `…`.
pub(super) fn paragraph(head: &str, text: &str, most: usize) -> String {
    let indent = head.chars().count();
    let room = WIDTH.saturating_sub(indent).max(20);
    let mut lines: Vec<String> = vec![String::new()];
    for word in text.split_whitespace() {
        let word = clip(word, room);
        let line = lines.last_mut().expect("there is always a line");
        if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > room {
            lines.push(word);
        } else {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(&word);
        }
    }
    if lines.len() > most.max(1) {
        lines.truncate(most.max(1));
        let last = lines.last_mut().expect("at least one line is left");
        *last = clip(&format!("{last} …"), room);
        if !last.ends_with('…') {
            last.push('…');
        }
    }
    let mut out = String::new();
    for (index, line) in lines.iter().enumerate() {
        let before = if index == 0 {
            head.to_owned()
        } else {
            " ".repeat(indent)
        };
        out.push_str(format!("{before}{line}").trim_end());
        out.push('\n');
    }
    out
}

/// At most `most` characters, the last one `…` when some are missing. Control characters, which a hostile record could send to the terminal,
/// become `?`.
pub(super) fn clip(text: &str, most: usize) -> String {
    let clean = |letter: char| if letter.is_control() { '?' } else { letter };
    if text.chars().count() <= most {
        return text.chars().map(clean).collect();
    }
    let kept = text.chars().take(most.saturating_sub(1)).map(clean);
    kept.chain(std::iter::once('…')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;

    #[test]
    fn numbers_read_as_people_write_them() {
        let told: Vec<String> = [0, 999, 1_000, 1_234_567].map(count).into();
        assert_eq!(told, ["0", "999", "1,000", "1,234,567"]);
    }

    #[test]
    fn shares_are_rounded_half_up_and_nothing_has_none() {
        let told = [
            share(1, 3),
            share(1, 2000),
            share(2, 2),
            share(0, 9),
            share(1, 0),
        ];
        assert_eq!(told, ["33.3%", "0.1%", "100.0%", "0.0%", "-"]);
    }

    #[test]
    fn long_text_is_wrapped_under_its_head_and_cut_at_last() {
        let words = "because its score reached 64.2 of 60 with grade A: attended a webinar +30, looked at the prices +29.3 (2 times), opened an e-mail +4.9";
        expect![[r"
            09:30:00  L000012  mql  because its score reached 64.2 of 60 with grade A:
                                    attended a webinar +30, looked at the prices +29.3 (2 …
        "]]
        .assert_eq(&paragraph("09:30:00  L000012  mql  ", words, 2));
    }

    #[test]
    fn a_record_cannot_move_the_cursor() {
        assert_eq!(clip("a\u{1b}[2Jb", 20), "a?[2Jb");
    }
}
