//! Results, cut to their limits and into chunks.

use crate::error::{WsError, WsResult};
use crate::runner::{SqlColumn, SqlResult};

/// What bounds a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Limits {
    /// The most rows; more are cut off.
    pub(crate) rows: Option<usize>,
    /// The most bytes; more are cut off.
    pub(crate) bytes: Option<usize>,
    /// The most bytes before the statement is aborted.
    pub(crate) abort_above: Option<usize>,
    /// The most bytes in one chunk.
    pub(crate) chunk: usize,
}

/// A result in chunks.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ResultSet {
    pub(crate) columns: Vec<SqlColumn>,
    pub(crate) chunks: Vec<Chunk>,
    pub(crate) rows: usize,
    pub(crate) bytes: usize,
    pub(crate) truncated: bool,
}

/// A part of a result.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Chunk {
    pub(crate) offset: usize,
    pub(crate) bytes: usize,
    pub(crate) rows: Vec<Vec<Option<String>>>,
}

impl ResultSet {
    /// Cuts a result.
    ///
    /// # Errors
    /// When it is larger than what an inline result may be.
    pub(crate) fn cut(result: SqlResult, limits: Limits) -> WsResult<Self> {
        let mut set = Self {
            columns: result.columns,
            chunks: Vec::new(),
            rows: 0,
            bytes: 0,
            truncated: false,
        };
        let mut current = Chunk::default();
        for row in result.rows {
            let bytes = size(&row);
            let full = limits.rows.is_some_and(|most| set.rows >= most)
                || limits.bytes.is_some_and(|most| set.bytes + bytes > most);
            if full {
                set.truncated = true;
                break;
            }
            if limits
                .abort_above
                .is_some_and(|most| set.bytes + bytes > most)
            {
                let most = limits.abort_above.unwrap_or_default();
                return Err(WsError::new(
                    "BAD_REQUEST",
                    400,
                    format!(
                        "Inline byte limit exceeded. Statements executed with disposition=INLINE can have a result size of at most {most} bytes. Please execute the statement with disposition=EXTERNAL_LINKS if you want to download the full result."
                    ),
                ));
            }
            if !current.rows.is_empty() && current.bytes + bytes > limits.chunk {
                let next = Chunk {
                    offset: set.rows,
                    ..Chunk::default()
                };
                set.chunks.push(std::mem::replace(&mut current, next));
            }
            current.bytes += bytes;
            set.bytes += bytes;
            set.rows += 1;
            current.rows.push(row);
        }
        if !current.rows.is_empty() {
            set.chunks.push(current);
        }
        Ok(set)
    }
}

/// The size of a row as JSON, near enough.
fn size(row: &[Option<String>]) -> usize {
    2 + row
        .iter()
        .map(|value| value.as_ref().map_or(4, |text| text.len() + 2) + 1)
        .sum::<usize>()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn limits() -> Limits {
        Limits {
            rows: None,
            bytes: None,
            abort_above: None,
            chunk: 20,
        }
    }

    fn result(rows: usize) -> SqlResult {
        let rows = (0..rows).map(|n| vec![Some(n.to_string())]).collect();
        SqlResult {
            columns: Vec::new(),
            rows,
        }
    }

    proptest! {
        #[test]
        fn chunks_join_to_the_result(rows in 0_usize..60, chunk in 1_usize..100, most in 0_usize..60) {
            let cut = ResultSet::cut(result(rows), Limits { rows: Some(most), chunk, ..limits() }).unwrap();
            let mut joined = Vec::new();
            for chunk in &cut.chunks {
                prop_assert_eq!(chunk.offset, joined.len());
                prop_assert!(!chunk.rows.is_empty());
                joined.extend(chunk.rows.iter().cloned());
            }
            prop_assert_eq!(joined.len(), rows.min(most));
            prop_assert_eq!(cut.truncated, rows > most);
            prop_assert_eq!(&joined[..], &result(rows).rows[..rows.min(most)]);
        }
    }

    #[test]
    fn a_result_above_the_inline_limit_is_aborted_not_cut() {
        let above = Limits {
            abort_above: Some(30),
            ..limits()
        };
        let error = ResultSet::cut(result(20), above).unwrap_err();
        assert!(
            error.message.contains("Inline byte limit exceeded"),
            "{error}"
        );
        assert!(ResultSet::cut(result(3), above).is_ok());
    }
}
