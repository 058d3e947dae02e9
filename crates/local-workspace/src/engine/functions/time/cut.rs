//! Beginnings of years, months, weeks, hours.

use jiff::ToSpan;
use jiff::civil::Date;

use super::{civil, day, days, micros, range};
use crate::engine::functions::row::{Gives, Row};
use crate::error::WsResult;

pub(super) fn trunc(row: &Row<'_>) -> WsResult<Gives> {
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

pub(super) fn date_trunc(row: &Row<'_>) -> WsResult<Gives> {
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
