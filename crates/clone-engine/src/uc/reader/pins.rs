//! The version of each Delta table.

use clone_core::model::{Detail, Object, Pin};
use clone_core::ports::{Observer, PortError, PortErrorKind, PortResult};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::{is_delta, seen};
use crate::uc::link::no_column;
use crate::uc::{Link, Rows, together};

/// Asks each Delta table for its newest version.
///
/// A table that does not answer keeps no pin: the planner says what that means for it, and the
/// others are not held up.
pub(super) async fn add(
    link: &Link,
    objects: &mut [Object],
    width: usize,
    observer: &dyn Observer,
) -> PortResult<()> {
    let tables = objects.iter_mut().filter(|object| is_delta(object));
    let jobs = tables
        .map(|object| pin_one(link, object, observer))
        .collect();
    together(width, jobs).await?;
    Ok(())
}

async fn pin_one(link: &Link, object: &mut Object, observer: &dyn Observer) -> PortResult<()> {
    let sql = format!("DESCRIBE HISTORY {} LIMIT 1", object.name.to_sql());
    match link.query(&sql).await {
        Ok(rows) => {
            let pin = pin(&rows).map_err(|error| error.with("table", object.name.to_string()))?;
            if let Detail::Table(table) = &mut object.detail {
                table.pin = Some(pin);
            }
        }
        Err(error) if is_about_the_table(error.kind) => {
            tracing::warn!(table = %object.name, %error, "has no version to read");
        }
        Err(error) => return Err(error),
    }
    seen(observer, &object.key());
    Ok(())
}

fn is_about_the_table(kind: PortErrorKind) -> bool {
    matches!(
        kind,
        PortErrorKind::NotFound
            | PortErrorKind::Denied
            | PortErrorKind::Invalid
            | PortErrorKind::Unsupported
            | PortErrorKind::Unknown
    )
}

fn pin(rows: &Rows) -> PortResult<Pin> {
    let column = |name| {
        rows.column(name)
            .map_err(|name| no_column("DESCRIBE HISTORY", name))
    };
    let (version, at) = (column("version")?, column("timestamp")?);
    let version = rows
        .text(0, version)
        .parse()
        .map_err(|error: std::num::ParseIntError| {
            PortError::new(
                PortErrorKind::Unsupported,
                "DESCRIBE HISTORY shows no version",
            )
            .because(error)
        })?;
    Ok(Pin {
        version,
        at: rows.value(0, at).and_then(instant),
    })
}

/// A timestamp as SQL answers spell it: with a zone, or in UTC without one.
fn instant(text: &str) -> Option<Timestamp> {
    if let Ok(instant) = text.parse() {
        return Some(instant);
    }
    let civil: DateTime = text.parse().ok()?;
    civil
        .to_zoned(TimeZone::UTC)
        .ok()
        .map(|zoned| zoned.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case("2026-11-21T09:00:00.123Z", Some("2026-11-21T09:00:00.123Z"))]
    #[case("2026-11-21T09:00:00.123+01:00", Some("2026-11-21T08:00:00.123Z"))]
    #[case("2026-11-21 09:00:00", Some("2026-11-21T09:00:00Z"))]
    #[case("yesterday", None)]
    fn timestamps_of_answers_are_read(#[case] text: &str, #[case] expected: Option<&str>) {
        assert_eq!(instant(text).map(|at| at.to_string()).as_deref(), expected);
    }
}
