//! Times as texts, by patterns as Java writes them.

use jiff::civil::DateTime;

use super::civil;
use crate::engine::functions::row::{Gives, Row};
use crate::error::{WsError, WsResult};

/// Letters of a pattern and how often each is repeated; text between quotes as it is.
enum Piece {
    Letters(char, usize),
    Text(String),
}

fn pieces(pattern: &str) -> WsResult<Vec<Piece>> {
    let mut pieces = Vec::new();
    let mut letters = pattern.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter.is_ascii_alphabetic() {
            let mut count = 1;
            while letters.next_if_eq(&letter).is_some() {
                count += 1;
            }
            pieces.push(Piece::Letters(letter, count));
        } else if letter == '\'' {
            let mut text = String::new();
            if letters.next_if_eq(&'\'').is_some() {
                text.push('\'');
            } else {
                loop {
                    match letters.next() {
                        Some('\'') => match letters.next_if_eq(&'\'') {
                            Some(_) => text.push('\''),
                            None => break,
                        },
                        Some(other) => text.push(other),
                        None => return Err(refused(pattern)),
                    }
                }
            }
            pieces.push(Piece::Text(text));
        } else if "[]{}#".contains(letter) {
            return Err(refused(pattern));
        } else {
            pieces.push(Piece::Text(letter.to_string()));
        }
    }
    Ok(pieces)
}

fn refused(pattern: &str) -> WsError {
    WsError::unsupported(format_args!("the datetime pattern `{pattern}`"))
}

pub(super) fn format(time: &DateTime, pattern: &str) -> WsResult<String> {
    let mut out = String::new();
    for piece in pieces(pattern)? {
        let (letter, count) = match piece {
            Piece::Text(text) => {
                out.push_str(&text);
                continue;
            }
            Piece::Letters(letter, count) => (letter, count),
        };
        let number = |value: i32| format!("{value:0count$}");
        let shown = match (letter, count) {
            ('y' | 'u', 2) => format!("{:02}", i32::from(time.year()).rem_euclid(100)),
            ('y' | 'u', 1 | 3 | 4) => number(i32::from(time.year())),
            ('M' | 'L', 1 | 2) => number(i32::from(time.month())),
            ('M' | 'L', 3) => time.strftime("%b").to_string(),
            ('M' | 'L', 4) => time.strftime("%B").to_string(),
            ('d', 1 | 2) => number(i32::from(time.day())),
            ('D', 1..=3) => number(i32::from(time.day_of_year())),
            ('E', 1..=3) => time.strftime("%a").to_string(),
            ('E', 4) => time.strftime("%A").to_string(),
            ('Q' | 'q', 1 | 2) => number((i32::from(time.month()) - 1) / 3 + 1),
            ('H', 1 | 2) => number(i32::from(time.hour())),
            ('h', 1 | 2) => number((i32::from(time.hour()) + 11) % 12 + 1),
            ('m', 1 | 2) => number(i32::from(time.minute())),
            ('s', 1 | 2) => number(i32::from(time.second())),
            ('S', 1..=9) => format!("{:09}", time.subsec_nanosecond())
                .chars()
                .take(count)
                .collect(),
            ('a', 1) => if time.hour() < 12 { "AM" } else { "PM" }.to_owned(),
            _ => return Err(refused(pattern)),
        };
        out.push_str(&shown);
    }
    Ok(out)
}

pub(super) fn from_unixtime(row: &Row<'_>) -> WsResult<Gives> {
    let pattern = row
        .text(1)
        .filter(|_| row.len() > 1)
        .unwrap_or("yyyy-MM-dd HH:mm:ss");
    let micros = row.long(0).unwrap_or(0).checked_mul(1_000_000);
    let micros = micros.ok_or_else(|| WsError::sql("DATETIME_OVERFLOW", "22008", "overflow."))?;
    format(&civil(Some(micros))?, pattern).map(Gives::Text)
}

pub(super) fn parsed(row: &Row<'_>) -> WsResult<DateTime> {
    let (text, pattern) = (
        row.text(0).unwrap_or_default(),
        row.text(1).unwrap_or_default(),
    );
    parse(text, pattern)?.ok_or_else(|| {
        WsError::sql(
            "CANNOT_PARSE_TIMESTAMP",
            "22007",
            format_args!("Text '{text}' could not be parsed with `{pattern}`. Use `try_to_timestamp` to tolerate invalid input string and return NULL instead."),
        )
    })
}

/// The time that a text says; none when it does not fit the pattern.
fn parse(text: &str, pattern: &str) -> WsResult<Option<DateTime>> {
    let mut rest = text;
    let (mut year, mut month, mut dom) = (1970_i16, 1_i8, 1_i8);
    let (mut hour, mut minute, mut second, mut nano) = (0_i8, 0_i8, 0_i8, 0_i32);
    let mut afternoon = None;
    let pieces = pieces(pattern)?;
    for (place, piece) in pieces.iter().enumerate() {
        let (letter, count) = match piece {
            Piece::Text(text) => match rest.strip_prefix(text.as_str()) {
                Some(tail) => {
                    rest = tail;
                    continue;
                }
                None => return Ok(None),
            },
            Piece::Letters(letter, count) => (*letter, *count),
        };
        if letter == 'a' {
            let Some((head, tail)) = rest.split_at_checked(2) else {
                return Ok(None);
            };
            afternoon = Some(head.eq_ignore_ascii_case("pm"));
            rest = tail;
            continue;
        }
        // Digits of one field end where the next field begins, if no text is between them.
        let fixed = matches!(pieces.get(place + 1), Some(Piece::Letters(..))) || count > 1;
        let most = match (fixed, letter) {
            (true, _) => count,
            (false, 'y') => 4,
            (false, _) => 2,
        };
        let length = rest
            .bytes()
            .take(most)
            .take_while(u8::is_ascii_digit)
            .count();
        if length == 0 || (fixed && length < count) {
            return Ok(None);
        }
        let (digits, tail) = rest.split_at(length);
        rest = tail;
        let Ok(value) = digits.parse::<i32>() else {
            return Ok(None);
        };
        let small = i8::try_from(value).unwrap_or(i8::MAX);
        match (letter, count) {
            ('y' | 'u', 2) => year = i16::try_from(2000 + value).unwrap_or(2000),
            ('y' | 'u', _) => year = i16::try_from(value).unwrap_or(i16::MAX),
            ('M' | 'L', 1 | 2) => month = small,
            ('d', 1 | 2) => dom = small,
            ('H' | 'h', 1 | 2) => hour = small,
            ('m', 1 | 2) => minute = small,
            ('s', 1 | 2) => second = small,
            ('S', 1..=9) => {
                let scale = 10_i32.pow(u32::try_from(9 - length).unwrap_or(0));
                nano = value * scale;
            }
            _ => return Err(refused(pattern)),
        }
    }
    if let Some(afternoon) = afternoon {
        hour = hour % 12 + if afternoon { 12 } else { 0 };
    }
    if !rest.is_empty() {
        return Ok(None);
    }
    Ok(DateTime::new(year, month, dom, hour, minute, second, nano).ok())
}
