//! Functions of texts: splitting, regular expressions, JSON paths, encodings.

use arrow::datatypes::DataType;
use regex::Regex;

use super::row::{Entry, Gives, Row, Takes, texts};
use crate::error::{WsError, WsResult};

/// The functions of this file.
pub(super) static ENTRIES: &[Entry] = &[
    Entry {
        name: "spark_split",
        takes: &[Takes::Text, Takes::Text, Takes::Long],
        optional: 1,
        gives: texts,
        value: split,
    },
    Entry {
        name: "spark_split_part",
        takes: &[Takes::Text, Takes::Text, Takes::Long],
        optional: 0,
        gives: || DataType::Utf8,
        value: split_part,
    },
    Entry {
        name: "spark_regexp_extract",
        takes: &[Takes::Text, Takes::Text, Takes::Long],
        optional: 1,
        gives: || DataType::Utf8,
        value: extract,
    },
    Entry {
        name: "spark_regexp_replace",
        takes: &[Takes::Text, Takes::Text, Takes::Text],
        optional: 0,
        gives: || DataType::Utf8,
        value: regexp_replace,
    },
    Entry {
        name: "spark_regexp_count",
        takes: &[Takes::Text, Takes::Text],
        optional: 0,
        gives: || DataType::Int32,
        value: count,
    },
    Entry {
        name: "spark_regexp_instr",
        takes: &[Takes::Text, Takes::Text],
        optional: 0,
        gives: || DataType::Int32,
        value: instr,
    },
    Entry {
        name: "spark_locate",
        takes: &[Takes::Text, Takes::Text, Takes::Long],
        optional: 1,
        gives: || DataType::Int32,
        value: locate,
    },
    Entry {
        name: "spark_replace",
        takes: &[Takes::Text, Takes::Text, Takes::Text],
        optional: 1,
        gives: || DataType::Utf8,
        value: replace,
    },
    Entry {
        name: "get_json_object",
        takes: &[Takes::Text, Takes::Text],
        optional: 0,
        gives: || DataType::Utf8,
        value: json_path,
    },
    Entry {
        name: "spark_encode",
        takes: &[Takes::Text, Takes::Text],
        optional: 0,
        gives: || DataType::Binary,
        value: encode,
    },
    Entry {
        name: "spark_decode",
        takes: &[Takes::Bytes, Takes::Text],
        optional: 0,
        gives: || DataType::Utf8,
        value: decode,
    },
    Entry {
        name: "conv",
        takes: &[Takes::Text, Takes::Long, Takes::Long],
        optional: 0,
        gives: || DataType::Utf8,
        value: conv,
    },
    Entry {
        name: "spark_substring_index",
        takes: &[Takes::Text, Takes::Text, Takes::Long],
        optional: 0,
        gives: || DataType::Utf8,
        value: substring_index,
    },
    Entry {
        name: "spark_octet_length",
        takes: &[Takes::Bytes],
        optional: 0,
        gives: || DataType::Int32,
        value: |row| Ok(int(row.bytes(0).map_or(0, <[u8]>::len))),
    },
    Entry {
        name: "spark_bit_length",
        takes: &[Takes::Bytes],
        optional: 0,
        gives: || DataType::Int32,
        value: |row| Ok(int(row.bytes(0).map_or(0, |bytes| bytes.len() * 8))),
    },
    Entry {
        name: "spark_find_in_set",
        takes: &[Takes::Text, Takes::Text],
        optional: 0,
        gives: || DataType::Int32,
        value: find_in_set,
    },
    Entry {
        name: "spark_levenshtein",
        takes: &[Takes::Text, Takes::Text],
        optional: 0,
        gives: || DataType::Int32,
        value: levenshtein,
    },
    Entry {
        name: "format_number",
        takes: &[Takes::Double, Takes::Long],
        optional: 0,
        gives: || DataType::Utf8,
        value: format_number,
    },
    Entry {
        name: "spark_chr",
        takes: &[Takes::Long],
        optional: 0,
        gives: || DataType::Utf8,
        value: chr,
    },
    Entry {
        name: "spark_initcap",
        takes: &[Takes::Text],
        optional: 0,
        gives: || DataType::Utf8,
        value: initcap,
    },
];

fn int(number: usize) -> Gives {
    Gives::Int(i32::try_from(number).unwrap_or(i32::MAX))
}

fn text<'a>(row: &'a Row<'_>, place: usize) -> &'a str {
    row.text(place).unwrap_or_default()
}

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

fn split(row: &Row<'_>) -> WsResult<Gives> {
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

fn split_part(row: &Row<'_>) -> WsResult<Gives> {
    let (whole, delimiter, number) = (text(row, 0), text(row, 1), row.long(2).unwrap_or(0));
    if number == 0 {
        return Err(WsError::sql(
            "INVALID_INDEX_OF_ZERO",
            "22003",
            "The index 0 is invalid. An index shall be either < 0 or > 0 (the first element has index 1).",
        ));
    }
    let parts: Vec<&str> = match delimiter {
        "" => vec![whole],
        delimiter => whole.split(delimiter).collect(),
    };
    let place = usize::try_from(number.unsigned_abs()).unwrap_or(usize::MAX);
    let part = match number > 0 {
        true => parts.get(place - 1),
        false => parts
            .len()
            .checked_sub(place)
            .and_then(|place| parts.get(place)),
    };
    Ok(Gives::Text(part.copied().unwrap_or_default().to_owned()))
}

fn extract(row: &Row<'_>) -> WsResult<Gives> {
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

fn regexp_replace(row: &Row<'_>) -> WsResult<Gives> {
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

fn count(row: &Row<'_>) -> WsResult<Gives> {
    Ok(int(pattern(text(row, 1))?.find_iter(text(row, 0)).count()))
}

fn instr(row: &Row<'_>) -> WsResult<Gives> {
    let whole = text(row, 0);
    let found = pattern(text(row, 1))?.find(whole);
    Ok(int(
        found.map_or(0, |found| letters(whole, found.start()) + 1)
    ))
}

/// How many letters are before a byte.
fn letters(text: &str, byte: usize) -> usize {
    text.char_indices().take_while(|(at, _)| *at < byte).count()
}

fn locate(row: &Row<'_>) -> WsResult<Gives> {
    let (needle, whole) = (text(row, 0), text(row, 1));
    let from = row.long(2).filter(|_| row.len() > 2).unwrap_or(1);
    let Some(skip) = usize::try_from(from - 1).ok() else {
        return Ok(Gives::Int(0));
    };
    let start = whole
        .char_indices()
        .map(|(at, _)| at)
        .chain([whole.len()])
        .nth(skip);
    let found = start.and_then(|start| Some(start + whole.get(start..)?.find(needle)?));
    Ok(int(found.map_or(0, |found| letters(whole, found) + 1)))
}

fn replace(row: &Row<'_>) -> WsResult<Gives> {
    let (whole, needle) = (text(row, 0), text(row, 1));
    if needle.is_empty() {
        return Ok(Gives::Text(whole.to_owned()));
    }
    Ok(Gives::Text(whole.replace(needle, text(row, 2))))
}

/// A value in a JSON text, by `$.a.b[0]`; wildcards are refused.
fn json_path(row: &Row<'_>) -> WsResult<Gives> {
    let (json, path) = (text(row, 0), text(row, 1));
    let refused = || WsError::unsupported(format_args!("the JSON path `{path}`"));
    let Ok(document) = serde_json::from_str::<serde_json::Value>(json) else {
        return Ok(Gives::Null);
    };
    let mut rest = path.strip_prefix('$').ok_or_else(refused)?;
    let mut at = Some(&document);
    while !rest.is_empty() {
        if let Some(tail) = rest.strip_prefix('.') {
            let end = tail.find(['.', '[']).unwrap_or(tail.len());
            let (name, tail) = tail.split_at(end);
            if name.is_empty() || name == "*" {
                return Err(refused());
            }
            at = at.and_then(|value| value.get(name));
            rest = tail;
        } else {
            let tail = rest.strip_prefix('[').ok_or_else(refused)?;
            let (inside, tail) = tail.split_once(']').ok_or_else(refused)?;
            at = match inside.parse::<usize>() {
                Ok(place) => at.and_then(|value| value.get(place)),
                Err(_) => {
                    let name = inside
                        .strip_prefix('\'')
                        .and_then(|name| name.strip_suffix('\''));
                    let name = name.ok_or_else(refused)?;
                    at.and_then(|value| value.get(name))
                }
            };
            rest = tail;
        }
    }
    Ok(match at {
        None | Some(serde_json::Value::Null) => Gives::Null,
        Some(serde_json::Value::String(text)) => Gives::Text(text.clone()),
        Some(other) => Gives::Text(other.to_string()),
    })
}

fn charset(name: &str) -> WsResult<()> {
    match name.to_lowercase().as_str() {
        "utf-8" | "utf8" => Ok(()),
        _ => Err(WsError::unsupported(format_args!(
            "the character set `{name}`"
        ))),
    }
}

fn encode(row: &Row<'_>) -> WsResult<Gives> {
    charset(text(row, 1))?;
    Ok(Gives::Bytes(text(row, 0).as_bytes().to_vec()))
}

fn decode(row: &Row<'_>) -> WsResult<Gives> {
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

fn conv(row: &Row<'_>) -> WsResult<Gives> {
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

fn substring_index(row: &Row<'_>) -> WsResult<Gives> {
    let (whole, delimiter, count) = (text(row, 0), text(row, 1), row.long(2).unwrap_or(0));
    if delimiter.is_empty() || count == 0 {
        return Ok(Gives::Text(String::new()));
    }
    let parts: Vec<&str> = whole.split(delimiter).collect();
    let take = usize::try_from(count.unsigned_abs())
        .unwrap_or(usize::MAX)
        .min(parts.len());
    let kept: Vec<&str> = match count > 0 {
        true => parts.into_iter().take(take).collect(),
        false => {
            let skip = parts.len() - take;
            parts.into_iter().skip(skip).collect()
        }
    };
    Ok(Gives::Text(kept.join(delimiter)))
}

fn find_in_set(row: &Row<'_>) -> WsResult<Gives> {
    let needle = text(row, 0);
    if needle.contains(',') {
        return Ok(Gives::Int(0));
    }
    Ok(int(text(row, 1)
        .split(',')
        .position(|part| part == needle)
        .map_or(0, |place| place + 1)))
}

fn levenshtein(row: &Row<'_>) -> WsResult<Gives> {
    let (left, right): (Vec<char>, Vec<char>) = (
        text(row, 0).chars().collect(),
        text(row, 1).chars().collect(),
    );
    let mut costs: Vec<usize> = (0..=right.len()).collect();
    for (i, a) in left.iter().enumerate() {
        let mut corner = i;
        let mut before = i + 1;
        if let Some(first) = costs.first_mut() {
            *first = before;
        }
        for (b, cost) in right.iter().zip(costs.iter_mut().skip(1)) {
            let changed = corner + usize::from(a != b);
            corner = *cost;
            before = changed.min(before + 1).min(corner + 1);
            *cost = before;
        }
    }
    Ok(int(costs.last().copied().unwrap_or(0)))
}

fn format_number(row: &Row<'_>) -> WsResult<Gives> {
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

fn chr(row: &Row<'_>) -> WsResult<Gives> {
    let code = row.long(0).unwrap_or(0);
    if code < 0 {
        return Ok(Gives::Text(String::new()));
    }
    let letter = u8::try_from(code % 256).map(char::from).unwrap_or('\0');
    Ok(Gives::Text(letter.to_string()))
}

fn initcap(row: &Row<'_>) -> WsResult<Gives> {
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
