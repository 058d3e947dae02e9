//! Functions of dates and times: patterns as Java writes them, parts, differences.

mod cut;
mod pattern;
mod shift;

use arrow::datatypes::DataType;
use jiff::civil::{Date, DateTime, date};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan, Unit};

use self::cut::{date_trunc, trunc};
use self::pattern::{format, from_unixtime, parsed};
use self::shift::{add_months, make_date, months_between, scaled, shifted};
use super::row::{Entry, Gives, Takes, timestamp};
use crate::error::{WsError, WsResult};

/// The functions of these files.
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
