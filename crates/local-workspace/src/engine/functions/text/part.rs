//! Parts of texts: finding, cutting, comparing.

use super::{int, letters, text};
use crate::engine::functions::row::{Gives, Row};
use crate::error::{WsError, WsResult};

pub(super) fn split_part(row: &Row<'_>) -> WsResult<Gives> {
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

pub(super) fn locate(row: &Row<'_>) -> WsResult<Gives> {
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

pub(super) fn replace(row: &Row<'_>) -> WsResult<Gives> {
    let (whole, needle) = (text(row, 0), text(row, 1));
    if needle.is_empty() {
        return Ok(Gives::Text(whole.to_owned()));
    }
    Ok(Gives::Text(whole.replace(needle, text(row, 2))))
}

pub(super) fn substring_index(row: &Row<'_>) -> WsResult<Gives> {
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

pub(super) fn find_in_set(row: &Row<'_>) -> WsResult<Gives> {
    let needle = text(row, 0);
    if needle.contains(',') {
        return Ok(Gives::Int(0));
    }
    Ok(int(text(row, 1)
        .split(',')
        .position(|part| part == needle)
        .map_or(0, |place| place + 1)))
}

pub(super) fn levenshtein(row: &Row<'_>) -> WsResult<Gives> {
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
