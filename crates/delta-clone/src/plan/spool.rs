//! Actions on their way to the commit, on disk instead of in memory.

use std::fs::File;
use std::io::{BufWriter, Seek, SeekFrom, Write};
use std::path::Path;

use serde::Serialize;

use crate::error::CloneError;

/// A file of action lines, gone when dropped.
#[derive(Debug)]
pub(crate) struct Spool {
    lines: BufWriter<File>,
    count: u64,
    bytes: u64,
}

impl Spool {
    /// Makes an empty spool in a directory.
    pub(crate) fn new(directory: &Path) -> Result<Self, CloneError> {
        let file = tempfile::tempfile_in(directory)
            .map_err(|error| CloneError::io("make a spool file in", directory, error))?;
        Ok(Self {
            lines: BufWriter::new(file),
            count: 0,
            bytes: 0,
        })
    }

    /// Adds one action: a line `{"KIND":BODY}`.
    pub(crate) fn push<T: Serialize>(&mut self, kind: &str, body: &T) -> Result<(), CloneError> {
        let line = line(kind, body)?;
        self.lines.write_all(&line).map_err(failed)?;
        self.count += 1;
        self.bytes += line.len() as u64;
        Ok(())
    }

    /// How many actions it holds.
    pub(crate) fn count(&self) -> u64 {
        self.count
    }

    /// How many bytes it holds.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The file, at its start.
    pub(crate) fn into_file(self) -> Result<File, CloneError> {
        let mut file = self
            .lines
            .into_inner()
            .map_err(|error| failed(error.into_error()))?;
        file.seek(SeekFrom::Start(0)).map_err(failed)?;
        Ok(file)
    }
}

/// One line of a commit file.
pub(crate) fn line<T: Serialize>(kind: &str, body: &T) -> Result<Vec<u8>, CloneError> {
    let mut line = format!("{{\"{kind}\":").into_bytes();
    serde_json::to_writer(&mut line, body).map_err(|error| failed(error.into()))?;
    line.extend_from_slice(b"}\n");
    Ok(line)
}

fn failed(error: std::io::Error) -> CloneError {
    CloneError::io("write", "the spool of actions", error)
}
