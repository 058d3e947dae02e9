//! Times made and moved, and the months between two.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime};

use super::{civil, day, days, range};
use crate::engine::functions::row::{Gives, Row};
use crate::error::{WsError, WsResult};

pub(super) fn scaled(row: &Row<'_>, by: i64) -> WsResult<Gives> {
    let micros = row.long(0).unwrap_or(0).checked_mul(by);
    micros
        .map(Gives::Time)
        .ok_or_else(|| WsError::sql("ARITHMETIC_OVERFLOW", "22003", "long overflow."))
}

pub(super) fn shifted(row: &Row<'_>, sign: i64) -> WsResult<Gives> {
    let moved = i64::from(row.date(0).unwrap_or(0)).checked_add(sign * row.long(1).unwrap_or(0));
    let moved = moved.and_then(|days| i32::try_from(days).ok());
    moved
        .map(Gives::Date)
        .ok_or_else(|| WsError::sql("DATETIME_OVERFLOW", "22008", "date overflow."))
}

pub(super) fn add_months(row: &Row<'_>) -> WsResult<Gives> {
    let moved = day(row.date(0))?
        .checked_add(row.long(1).unwrap_or(0).months())
        .map_err(range)?;
    Ok(Gives::Date(days(moved)))
}

pub(super) fn make_date(row: &Row<'_>) -> WsResult<Gives> {
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

pub(super) fn months_between(row: &Row<'_>) -> WsResult<Gives> {
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
