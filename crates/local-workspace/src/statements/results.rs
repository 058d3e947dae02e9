//! Results, cut to their limits and into chunks.

use bytes::Bytes;

use super::{Delivery, Format};
use crate::error::{WsError, WsResult};
use crate::runner::{SqlColumn, SqlResult, TextRow};

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

impl Limits {
    /// Refuses a result of this many bytes when an inline one may not have as many.
    pub(super) fn check_inline(&self, bytes: usize) -> WsResult<()> {
        let Some(most) = self.abort_above.filter(|most| bytes > *most) else {
            return Ok(());
        };
        Err(WsError::new(
            "BAD_REQUEST",
            400,
            format!(
                "Inline byte limit exceeded. Statements executed with disposition=INLINE can have a result size of at most {most} bytes. Please execute the statement with disposition=EXTERNAL_LINKS if you want to download the full result."
            ),
        ))
    }
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
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Chunk {
    pub(crate) offset: usize,
    pub(crate) rows: usize,
    pub(crate) bytes: usize,
    pub(crate) body: Body,
}

/// The rows of a chunk.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Body {
    Text(Vec<TextRow>),
    /// An Arrow IPC stream, compressed as its statement asked.
    #[cfg_attr(
        not(feature = "engine"),
        expect(dead_code, reason = "the engine makes Arrow")
    )]
    Stream(Bytes),
}

impl ResultSet {
    /// Cuts a result into chunks of the format in which it is delivered.
    ///
    /// # Errors
    /// When it is larger than what an inline result may be, when a value has no such form.
    pub(crate) fn cut(result: SqlResult, limits: Limits, delivery: Delivery) -> WsResult<Self> {
        match delivery.format {
            Format::Json | Format::Csv => Self::text(result, limits),
            #[cfg(feature = "engine")]
            Format::Arrow(compression) => super::arrow::cut(result, limits, compression),
            #[cfg(not(feature = "engine"))]
            Format::Arrow(_) => Err(WsError::unsupported(
                "results in the format ARROW_STREAM: it was built without its SQL engine",
            )),
        }
    }

    fn text(result: SqlResult, limits: Limits) -> WsResult<Self> {
        let mut set = Self {
            columns: result.columns,
            chunks: Vec::new(),
            rows: 0,
            bytes: 0,
            truncated: false,
        };
        let (mut rows, mut filled): (Vec<TextRow>, usize) = (Vec::new(), 0);
        for row in result.rows.into_texts()? {
            let bytes = size(&row);
            let full = limits.rows.is_some_and(|most| set.rows >= most)
                || limits.bytes.is_some_and(|most| set.bytes + bytes > most);
            if full {
                set.truncated = true;
                break;
            }
            limits.check_inline(set.bytes + bytes)?;
            if !rows.is_empty() && filled + bytes > limits.chunk {
                set.push(std::mem::take(&mut rows), filled);
                filled = 0;
            }
            filled += bytes;
            set.bytes += bytes;
            set.rows += 1;
            rows.push(row);
        }
        if !rows.is_empty() {
            set.push(rows, filled);
        }
        Ok(set)
    }

    /// Ends a chunk with the rows that were counted last.
    fn push(&mut self, rows: Vec<TextRow>, bytes: usize) {
        self.chunks.push(Chunk {
            offset: self.rows - rows.len(),
            rows: rows.len(),
            bytes,
            body: Body::Text(rows),
        });
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
    use crate::runner::SqlRows;

    fn limits() -> Limits {
        Limits {
            rows: None,
            bytes: None,
            abort_above: None,
            chunk: 20,
        }
    }

    fn texts(rows: usize) -> Vec<TextRow> {
        (0..rows).map(|n| vec![Some(n.to_string())]).collect()
    }

    fn result(rows: usize) -> SqlResult {
        SqlResult {
            columns: vec![SqlColumn {
                name: "n".to_owned(),
                type_text: "BIGINT".to_owned(),
                type_name: "LONG".to_owned(),
                precision: None,
                scale: None,
            }],
            rows: SqlRows::Text(texts(rows)),
        }
    }

    proptest! {
        #[test]
        fn chunks_join_to_the_result(rows in 0_usize..60, chunk in 1_usize..100, most in 0_usize..60) {
            let limits = Limits { rows: Some(most), chunk, ..limits() };
            let cut = ResultSet::cut(result(rows), limits, Delivery::default()).unwrap();
            let mut joined = Vec::new();
            for chunk in &cut.chunks {
                prop_assert_eq!(chunk.offset, joined.len());
                let Body::Text(rows) = &chunk.body else { panic!("no text") };
                prop_assert!(!rows.is_empty());
                prop_assert_eq!(chunk.rows, rows.len());
                joined.extend(rows.iter().cloned());
            }
            prop_assert_eq!(joined.len(), rows.min(most));
            prop_assert_eq!(cut.truncated, rows > most);
            prop_assert_eq!(&joined[..], &texts(rows)[..rows.min(most)]);
        }

        #[cfg(feature = "engine")]
        #[test]
        fn streams_join_to_the_result(rows in 0_usize..60, chunk in 1_usize..300, most in 0_usize..60) {
            let limits = Limits { rows: Some(most), chunk, ..limits() };
            let delivery = Delivery { format: Format::Arrow(None), ..Delivery::default() };
            let cut = ResultSet::cut(result(rows), limits, delivery).unwrap();
            let mut joined = Vec::new();
            for chunk in &cut.chunks {
                prop_assert_eq!(chunk.offset, joined.len());
                let Body::Stream(stream) = &chunk.body else { panic!("no stream") };
                let reader = arrow::ipc::reader::StreamReader::try_new(&stream[..], None).unwrap();
                let batches: Vec<_> = reader.map(Result::unwrap).collect();
                let rows = crate::engine::texts(&batches).unwrap();
                prop_assert_eq!(chunk.rows, rows.len());
                joined.extend(rows);
            }
            prop_assert_eq!(cut.truncated, rows > most);
            prop_assert_eq!(&joined[..], &texts(rows)[..rows.min(most)]);
        }
    }

    #[test]
    fn a_result_above_the_inline_limit_is_aborted_not_cut() {
        let above = Limits {
            abort_above: Some(30),
            ..limits()
        };
        let error = ResultSet::cut(result(20), above, Delivery::default()).unwrap_err();
        assert!(
            error.message.contains("Inline byte limit exceeded"),
            "{error}"
        );
        assert!(ResultSet::cut(result(3), above, Delivery::default()).is_ok());
    }
}
