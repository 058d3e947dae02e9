//! Timestamps of time travel.

use delta_kernel::history_manager::{HistoryCommitType, latest_version_as_of};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use url::Url;

use super::error::of_kernel;
use super::snapshot;
use crate::error::WsResult;

/// Which version of a table a query reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TableAt {
    /// The newest.
    Latest,
    /// This one.
    Version(u64),
    /// The one that was current at this moment, in milliseconds since 1970.
    Timestamp(i64),
}

/// Milliseconds since 1970 of `2026-01-31`, `2026-01-31 09:30:00.5`, `2026-01-31T09:30:00Z`; UTC
/// where no zone is named.
pub(crate) fn parse_timestamp(text: &str) -> Option<i64> {
    let text = text.trim();
    if let Ok(instant) = text.parse::<jiff::Timestamp>() {
        return Some(instant.as_millisecond());
    }
    let civil = text.parse::<DateTime>().ok()?;
    Some(
        civil
            .to_zoned(TimeZone::UTC)
            .ok()?
            .timestamp()
            .as_millisecond(),
    )
}

/// The version that was current at a moment. Blocks.
///
/// # Errors
/// When there is no table, or its history does not reach back.
pub(crate) fn pin(location: &Url, at: TableAt) -> WsResult<TableAt> {
    let TableAt::Timestamp(millis) = at else {
        return Ok(at);
    };
    let opened = snapshot::open(location, TableAt::Latest)?;
    let found = latest_version_as_of(
        &opened.snapshot,
        opened.engine.as_ref(),
        millis,
        HistoryCommitType::Recreatable,
    );
    let found = found.map_err(|error| of_kernel(location.as_str(), &error))?;
    Ok(TableAt::Version(found.version))
}
