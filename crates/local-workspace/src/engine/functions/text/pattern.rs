//! Regular expressions.

use regex::Regex;

use super::{int, letters, text};
use crate::engine::functions::row::{Gives, Row};
use crate::error::{WsError, WsResult};

/// The pattern, in the syntax that Java and this engine share.
///
/// # Errors
/// When it is no pattern here: look-around and back references have no form without backtracking.
fn pattern(text: &str) -> WsResult<Regex> {
    // Patterns repeat from row to row.
    thread_local! {
        static LAST: std::cell::RefCell<Option<(String, Regex)>> = const { std::cell::RefCell::new(None) };
    }
    LAST.with_borrow_mut(|last| {
        if let Some((known, regex)) = last
            && known == text
        {
            return Ok(regex.clone());
        }
        let regex = Regex::new(text).map_err(|error| {
            WsError::unsupported(format_args!("the regular expression `{text}`: {error}"))
        })?;
        *last = Some((text.to_owned(), regex.clone()));
        Ok(regex)
    })
}

pub(super) fn split(row: &Row<'_>) -> WsResult<Gives> {
    let regex = pattern(text(row, 1))?;
    let limit = row.long(2).filter(|_| row.len() > 2).unwrap_or(-1);
    let whole = text(row, 0);
    let mut parts = Vec::new();
    let mut from = 0;
    for found in regex.find_iter(whole) {
        if limit > 0 && parts.len() + 1 >= usize::try_from(limit).unwrap_or(usize::MAX) {
            break;
        }
        // As in Java, an empty match at the start gives no empty part.
        if found.end() == 0 || (found.is_empty() && found.start() >= whole.len()) {
            continue;
        }
        parts.push(whole.get(from..found.start()).map(str::to_owned));
        from = found.end();
    }
    parts.push(whole.get(from..).map(str::to_owned));
    Ok(Gives::Texts(parts))
}

pub(super) fn extract(row: &Row<'_>) -> WsResult<Gives> {
    let regex = pattern(text(row, 1))?;
    let group = row.long(2).filter(|_| row.len() > 2).unwrap_or(1);
    let count = regex.captures_len() - 1;
    let place = usize::try_from(group).ok().filter(|group| *group <= count).ok_or_else(|| {
        WsError::sql(
            "INVALID_PARAMETER_VALUE.REGEX_GROUP_INDEX",
            "22023",
            format_args!("The value of parameter(s) `idx` in `regexp_extract` is invalid: Expects group index between 0 and {count}, but got {group}."),
        )
    })?;
    let found = regex
        .captures(text(row, 0))
        .and_then(|found| found.get(place).map(|part| part.as_str().to_owned()));
    Ok(Gives::Text(found.unwrap_or_default()))
}

pub(super) fn regexp_replace(row: &Row<'_>) -> WsResult<Gives> {
    let regex = pattern(text(row, 1))?;
    // Java reads `$1x` as group 1 followed by x; here that would be a group of the name `1x`.
    let mut with = String::new();
    let mut letters = text(row, 2).chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => with.extend(letters.next()),
            '$' => {
                let mut digits = String::new();
                while let Some(digit) = letters.next_if(char::is_ascii_digit) {
                    digits.push(digit);
                }
                if digits.is_empty() {
                    return Err(WsError::unsupported("`$` without a group in a replacement"));
                }
                with.push_str(&format!("${{{digits}}}"));
            }
            other => with.push(other),
        }
    }
    Ok(Gives::Text(
        regex.replace_all(text(row, 0), with.as_str()).into_owned(),
    ))
}

pub(super) fn count(row: &Row<'_>) -> WsResult<Gives> {
    Ok(int(pattern(text(row, 1))?.find_iter(text(row, 0)).count()))
}

pub(super) fn instr(row: &Row<'_>) -> WsResult<Gives> {
    let whole = text(row, 0);
    let found = pattern(text(row, 1))?.find(whole);
    Ok(int(
        found.map_or(0, |found| letters(whole, found.start()) + 1)
    ))
}
