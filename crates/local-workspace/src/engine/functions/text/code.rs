//! Encodings: bytes, digits of other bases, codes of letters.

use super::text;
use crate::engine::functions::row::{Gives, Row};
use crate::error::{WsError, WsResult};

fn charset(name: &str) -> WsResult<()> {
    match name.to_lowercase().as_str() {
        "utf-8" | "utf8" => Ok(()),
        _ => Err(WsError::unsupported(format_args!(
            "the character set `{name}`"
        ))),
    }
}

pub(super) fn encode(row: &Row<'_>) -> WsResult<Gives> {
    charset(text(row, 1))?;
    Ok(Gives::Bytes(text(row, 0).as_bytes().to_vec()))
}

pub(super) fn decode(row: &Row<'_>) -> WsResult<Gives> {
    charset(text(row, 1))?;
    match std::str::from_utf8(row.bytes(0).unwrap_or_default()) {
        Ok(text) => Ok(Gives::Text(text.to_owned())),
        Err(_) => Err(WsError::sql(
            "MALFORMED_CHARACTER_CODING",
            "22000",
            "Invalid value found when performing `decode` with utf-8.",
        )),
    }
}

pub(super) fn conv(row: &Row<'_>) -> WsResult<Gives> {
    let (number, from, to) = (
        text(row, 0).trim(),
        row.long(1).unwrap_or(10),
        row.long(2).unwrap_or(10),
    );
    let (Ok(from), Ok(to)) = (u32::try_from(from), u32::try_from(to)) else {
        return Err(WsError::unsupported("a negative base of conv"));
    };
    if !(2..=36).contains(&from) || !(2..=36).contains(&to) || number.starts_with('-') {
        return Err(WsError::unsupported(
            "a base outside 2 to 36, or a negative number, of conv",
        ));
    }
    let end = number
        .find(|c: char| !c.is_digit(from))
        .unwrap_or(number.len());
    let digits = number.get(..end).unwrap_or_default();
    if digits.is_empty() {
        return Ok(Gives::Text("0".to_owned()));
    }
    let mut value = u64::from_str_radix(digits, from).map_err(|_| {
        WsError::sql(
            "ARITHMETIC_OVERFLOW",
            "22003",
            "Overflow in function conv().",
        )
    })?;
    let mut out = Vec::new();
    loop {
        let digit = u32::try_from(value % u64::from(to)).unwrap_or(0);
        out.extend(char::from_digit(digit, to));
        value /= u64::from(to);
        if value == 0 {
            break;
        }
    }
    Ok(Gives::Text(
        out.iter().rev().collect::<String>().to_uppercase(),
    ))
}

pub(super) fn chr(row: &Row<'_>) -> WsResult<Gives> {
    let code = row.long(0).unwrap_or(0);
    if code < 0 {
        return Ok(Gives::Text(String::new()));
    }
    let letter = u8::try_from(code % 256).map(char::from).unwrap_or('\0');
    Ok(Gives::Text(letter.to_string()))
}
