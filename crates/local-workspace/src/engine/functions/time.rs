//! Functions of dates and times: patterns as Java writes them, parts, differences.

use arrow::datatypes::DataType;
use jiff::civil::{Date, DateTime, date};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan, Unit};

use super::row::{Entry, Gives, Row, Takes, timestamp};
use crate::error::{WsError, WsResult};

/// The functions of this file.
pub(super) static ENTRIES: &[Entry] = &[
    Entry {
        name: "spark_date_format",
        takes: &[Takes::Time, Takes::Text],
        optional: 0,
        gives: || DataType::Utf8,
        value: |row| format(&civil(row.time(0))?, row.text(1).unwrap_or_default()).map(Gives::Text),
    },
    Entry {
        name: "spark_from_unixtime",
        takes: &[Takes::Long, Takes::Text],
        optional: 1,
        gives: || DataType::Utf8,
        value: from_unixtime,
    },
    Entry {
        name: "spark_to_date",
        takes: &[Takes::Text, Takes::Text],
        optional: 0,
        gives: || DataType::Date32,
        value: |row| Ok(Gives::Date(days(parsed(row)?.date()))),
    },
    Entry {
        name: "spark_to_timestamp",
        takes: &[Takes::Text, Takes::Text],
        optional: 0,
        gives: timestamp,
        value: |row| Ok(Gives::Time(micros(&parsed(row)?)?)),
    },
    Entry {
        name: "spark_unix_timestamp",
        takes: &[Takes::Text, Takes::Text],
        optional: 0,
        gives: || DataType::Int64,
        value: |row| Ok(Gives::Long(micros(&parsed(row)?)?.div_euclid(1_000_000))),
    },
    Entry {
        name: "spark_unix_seconds",
        takes: &[Takes::Time],
        optional: 0,
        gives: || DataType::Int64,
        value: |row| Ok(Gives::Long(row.time(0).unwrap_or(0).div_euclid(1_000_000))),
    },
    Entry {
        name: "spark_unix_millis",
        takes: &[Takes::Time],
        optional: 0,
        gives: || DataType::Int64,
        value: |row| Ok(Gives::Long(row.time(0).unwrap_or(0).div_euclid(1_000))),
    },
    Entry {
        name: "spark_unix_micros",
        takes: &[Takes::Time],
        optional: 0,
        gives: || DataType::Int64,
        value: |row| Ok(Gives::Long(row.time(0).unwrap_or(0))),
    },
    Entry {
        name: "spark_unix_date",
        takes: &[Takes::Date],
        optional: 0,
        gives: || DataType::Int32,
        value: |row| Ok(Gives::Int(row.date(0).unwrap_or(0))),
    },
    Entry {
        name: "timestamp_seconds",
        takes: &[Takes::Long],
        optional: 0,
        gives: timestamp,
        value: |row| scaled(row, 1_000_000),
    },
    Entry {
        name: "timestamp_millis",
        takes: &[Takes::Long],
        optional: 0,
        gives: timestamp,
        value: |row| scaled(row, 1_000),
    },
    Entry {
        name: "timestamp_micros",
        takes: &[Takes::Long],
        optional: 0,
        gives: timestamp,
        value: |row| scaled(row, 1),
    },
    Entry {
        name: "dayofweek",
        takes: &[Takes::Date],
        optional: 0,
        gives: || DataType::Int32,
        value: |row| {
            Ok(Gives::Int(i32::from(
                day(row.date(0))?.weekday().to_sunday_one_offset(),
            )))
        },
    },
    Entry {
        name: "spark_weekday",
        takes: &[Takes::Date],
        optional: 0,
        gives: || DataType::Int32,
        value: |row| {
            Ok(Gives::Int(i32::from(
                day(row.date(0))?.weekday().to_monday_zero_offset(),
            )))
        },
    },
    Entry {
        name: "dayname",
        takes: &[Takes::Date],
        optional: 0,
        gives: || DataType::Utf8,
        value: |row| Ok(Gives::Text(day(row.date(0))?.strftime("%a").to_string())),
    },
    Entry {
        name: "spark_monthname",
        takes: &[Takes::Date],
        optional: 0,
        gives: || DataType::Utf8,
        value: |row| Ok(Gives::Text(day(row.date(0))?.strftime("%b").to_string())),
    },
    Entry {
        name: "spark_second",
        takes: &[Takes::Time],
        optional: 0,
        gives: || DataType::Int32,
        value: |row| Ok(Gives::Int(i32::from(civil(row.time(0))?.second()))),
    },
    Entry {
        name: "months_between",
        takes: &[Takes::Time, Takes::Time],
        optional: 0,
        gives: || DataType::Float64,
        value: months_between,
    },
    Entry {
        name: "spark_trunc",
        takes: &[Takes::Date, Takes::Text],
        optional: 0,
        gives: || DataType::Date32,
        value: trunc,
    },
    Entry {
        name: "spark_date_trunc",
        takes: &[Takes::Text, Takes::Time],
        optional: 0,
        gives: timestamp,
        value: date_trunc,
    },
    Entry {
        name: "spark_add_months",
        takes: &[Takes::Date, Takes::Long],
        optional: 0,
        gives: || DataType::Date32,
        value: add_months,
    },
    Entry {
        name: "spark_date_add",
        takes: &[Takes::Date, Takes::Long],
        optional: 0,
        gives: || DataType::Date32,
        value: |row| shifted(row, 1),
    },
    Entry {
        name: "spark_date_sub",
        takes: &[Takes::Date, Takes::Long],
        optional: 0,
        gives: || DataType::Date32,
        value: |row| shifted(row, -1),
    },
    Entry {
        name: "spark_datediff",
        takes: &[Takes::Date, Takes::Date],
        optional: 0,
        gives: || DataType::Int32,
        value: |row| {
            Ok(Gives::Int(
                row.date(0).unwrap_or(0) - row.date(1).unwrap_or(0),
            ))
        },
    },
    Entry {
        name: "spark_last_day",
        takes: &[Takes::Date],
        optional: 0,
        gives: || DataType::Date32,
        value: |row| Ok(Gives::Date(days(day(row.date(0))?.last_of_month()))),
    },
    Entry {
        name: "spark_make_date",
        takes: &[Takes::Long, Takes::Long, Takes::Long],
        optional: 0,
        gives: || DataType::Date32,
        value: make_date,
    },
];

fn range(error: jiff::Error) -> WsError {
    WsError::sql("DATETIME_OVERFLOW", "22008", error)
}

fn day(days: Option<i32>) -> WsResult<Date> {
    date(1970, 1, 1)
        .checked_add(i64::from(days.unwrap_or(0)).days())
        .map_err(range)
}

fn days(day: Date) -> i32 {
    day.since((Unit::Day, date(1970, 1, 1)))
        .map_or(0, |span| span.get_days())
}

fn civil(micros: Option<i64>) -> WsResult<DateTime> {
    let instant = Timestamp::from_microsecond(micros.unwrap_or(0)).map_err(range)?;
    Ok(instant.to_zoned(TimeZone::UTC).datetime())
}

fn micros(time: &DateTime) -> WsResult<i64> {
    Ok(time
        .to_zoned(TimeZone::UTC)
        .map_err(range)?
        .timestamp()
        .as_microsecond())
}

fn scaled(row: &Row<'_>, by: i64) -> WsResult<Gives> {
    let micros = row.long(0).unwrap_or(0).checked_mul(by);
    micros
        .map(Gives::Time)
        .ok_or_else(|| WsError::sql("ARITHMETIC_OVERFLOW", "22003", "long overflow."))
}

fn shifted(row: &Row<'_>, sign: i64) -> WsResult<Gives> {
    let moved = i64::from(row.date(0).unwrap_or(0)).checked_add(sign * row.long(1).unwrap_or(0));
    let moved = moved.and_then(|days| i32::try_from(days).ok());
    moved
        .map(Gives::Date)
        .ok_or_else(|| WsError::sql("DATETIME_OVERFLOW", "22008", "date overflow."))
}

fn add_months(row: &Row<'_>) -> WsResult<Gives> {
    let moved = day(row.date(0))?
        .checked_add(row.long(1).unwrap_or(0).months())
        .map_err(range)?;
    Ok(Gives::Date(days(moved)))
}

fn make_date(row: &Row<'_>) -> WsResult<Gives> {
    let (year, month, day) = (
        row.long(0).unwrap_or(0),
        row.long(1).unwrap_or(0),
        row.long(2).unwrap_or(0),
    );
    let made = i16::try_from(year)
        .ok()
        .zip(i8::try_from(month).ok())
        .zip(i8::try_from(day).ok());
    let made = made.and_then(|((year, month), day)| Date::new(year, month, day).ok());
    made.map(|day| Gives::Date(days(day))).ok_or_else(|| {
        WsError::sql(
            "DATETIME_FIELD_OUT_OF_BOUNDS.WITHOUT_SUGGESTION",
            "22023",
            format_args!("{year}-{month}-{day} is not a date."),
        )
    })
}

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

fn format(time: &DateTime, pattern: &str) -> WsResult<String> {
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

fn from_unixtime(row: &Row<'_>) -> WsResult<Gives> {
    let pattern = row
        .text(1)
        .filter(|_| row.len() > 1)
        .unwrap_or("yyyy-MM-dd HH:mm:ss");
    let micros = row.long(0).unwrap_or(0).checked_mul(1_000_000);
    let micros = micros.ok_or_else(|| WsError::sql("DATETIME_OVERFLOW", "22008", "overflow."))?;
    format(&civil(Some(micros))?, pattern).map(Gives::Text)
}

fn parsed(row: &Row<'_>) -> WsResult<DateTime> {
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

fn months_between(row: &Row<'_>) -> WsResult<Gives> {
    let (left, right) = (civil(row.time(0))?, civil(row.time(1))?);
    let months = (i32::from(left.year()) - i32::from(right.year())) * 12 + i32::from(left.month())
        - i32::from(right.month());
    let last = |time: &DateTime| time.day() == time.date().last_of_month().day();
    if left.day() == right.day() || (last(&left) && last(&right)) {
        return Ok(Gives::Double(f64::from(months)));
    }
    let seconds = |time: &DateTime| {
        f64::from(
            i32::from(time.hour()) * 3600
                + i32::from(time.minute()) * 60
                + i32::from(time.second()),
        )
    };
    let days = f64::from(left.day()) - f64::from(right.day())
        + (seconds(&left) - seconds(&right)) / 86400.0;
    let exact = f64::from(months) + days / 31.0;
    Ok(Gives::Double((exact * 1e8).round() / 1e8))
}

fn trunc(row: &Row<'_>) -> WsResult<Gives> {
    let day = day(row.date(0))?;
    let first = match row.text(1).unwrap_or_default().to_uppercase().as_str() {
        "YEAR" | "YYYY" | "YY" => day.first_of_year(),
        "QUARTER" => quarter(day)?,
        "MONTH" | "MM" | "MON" => day.first_of_month(),
        "WEEK" => monday(day)?,
        // Another unit gives NULL, not an error.
        _ => return Ok(Gives::Null),
    };
    Ok(Gives::Date(days(first)))
}

fn quarter(day: Date) -> WsResult<Date> {
    Date::new(day.year(), (day.month() - 1) / 3 * 3 + 1, 1).map_err(range)
}

fn monday(day: Date) -> WsResult<Date> {
    day.checked_sub(i64::from(day.weekday().to_monday_zero_offset()).days())
        .map_err(range)
}

fn date_trunc(row: &Row<'_>) -> WsResult<Gives> {
    let time = civil(row.time(1))?;
    let day = time.date();
    let start = |day: Date| day.at(0, 0, 0, 0);
    let first = match row.text(0).unwrap_or_default().to_uppercase().as_str() {
        "YEAR" | "YYYY" | "YY" => start(day.first_of_year()),
        "QUARTER" => start(quarter(day)?),
        "MONTH" | "MM" | "MON" => start(day.first_of_month()),
        "WEEK" => start(monday(day)?),
        "DAY" | "DD" => start(day),
        "HOUR" => day.at(time.hour(), 0, 0, 0),
        "MINUTE" => day.at(time.hour(), time.minute(), 0, 0),
        "SECOND" => day.at(time.hour(), time.minute(), time.second(), 0),
        "MILLISECOND" => day.at(
            time.hour(),
            time.minute(),
            time.second(),
            time.subsec_nanosecond() / 1_000_000 * 1_000_000,
        ),
        "MICROSECOND" => time,
        _ => return Ok(Gives::Null),
    };
    Ok(Gives::Time(micros(&first)?))
}
