//! How texts and numbers look.

use super::text;
use crate::engine::functions::row::{Gives, Row};
use crate::error::WsResult;

pub(super) fn format_number(row: &Row<'_>) -> WsResult<Gives> {
    let (number, digits) = (row.double(0).unwrap_or(0.0), row.long(1).unwrap_or(0));
    let Ok(digits) = usize::try_from(digits) else {
        return Ok(Gives::Null);
    };
    let shown = format!("{:.digits$}", number.abs());
    let (whole, fraction) = shown.split_once('.').unwrap_or((&shown, ""));
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let sign = if number < 0.0 { "-" } else { "" };
    let point = if digits > 0 { "." } else { "" };
    Ok(Gives::Text(format!("{sign}{grouped}{point}{fraction}")))
}

pub(super) fn initcap(row: &Row<'_>) -> WsResult<Gives> {
    let mut first = true;
    let mut out = String::new();
    for letter in text(row, 0).chars() {
        match first {
            true => out.extend(letter.to_uppercase()),
            false => out.extend(letter.to_lowercase()),
        }
        first = letter == ' ';
    }
    Ok(Gives::Text(out))
}
