//! The cursor in the YAML: what stands at it, and moving over space.

use super::Found;
use crate::refusal::{Fault, Reason};

/// How deep collections may nest.
pub(super) const MAX_LEVELS: usize = 48;

/// A cursor, and what was found before it.
pub(super) struct Scanner<'a> {
    pub(super) yaml: &'a str,
    pub(super) at: usize,
    /// The keys around the cursor; an item of a sequence is an empty key.
    pub(super) path: Vec<String>,
    pub(super) found: Found,
    pub(super) level: usize,
}

impl<'a> Scanner<'a> {
    pub(super) fn refuse<T>(&self, what: &'static str) -> Result<T, Fault> {
        Err(Fault::new(self.at, Reason::Yaml { what }))
    }

    pub(super) fn rest(&self) -> &'a str {
        self.yaml.get(self.at..).unwrap_or_default()
    }

    pub(super) fn byte(&self, ahead: usize) -> u8 {
        self.yaml
            .as_bytes()
            .get(self.at + ahead)
            .copied()
            .unwrap_or(0)
    }

    pub(super) fn ends(&self) -> bool {
        self.at >= self.yaml.len()
    }

    pub(super) fn line_start(&self) -> usize {
        let before = self.yaml.get(..self.at).unwrap_or_default();
        before.rfind('\n').map_or(0, |at| at + 1)
    }

    pub(super) fn column(&self) -> usize {
        self.at - self.line_start()
    }

    /// The end of the current line, without its line break.
    pub(super) fn line_end(&self) -> usize {
        self.rest()
            .find('\n')
            .map_or(self.yaml.len(), |length| self.at + length)
    }

    /// Moves over space, line breaks and comments.
    pub(super) fn next_content(&mut self) -> Result<(), Fault> {
        loop {
            match self.byte(0) {
                b' ' | b'\n' | b'\r' => self.at += 1,
                b'\t' => {
                    let line = self.yaml.get(self.line_start()..self.line_end());
                    if !line.unwrap_or_default().trim().is_empty() {
                        return self.refuse("a tab as indentation");
                    }
                    self.at += 1;
                }
                b'#' => self.at = self.line_end(),
                _ => return Ok(()),
            }
        }
    }

    /// Moves over spaces; tells whether the line has no more content.
    pub(super) fn line_is_done(&mut self) -> bool {
        let start = self.at;
        while matches!(self.byte(0), b' ' | b'\t') {
            self.at += 1;
        }
        let comment = self.byte(0) == b'#' && self.at > start;
        self.ends() || matches!(self.byte(0), b'\n' | b'\r') || comment
    }

    pub(super) fn is_item(&self) -> bool {
        self.byte(0) == b'-' && matches!(self.byte(1), b' ' | b'\n' | b'\r' | b'\t' | 0)
    }

    pub(super) fn marker(&self) -> bool {
        self.rest().starts_with("---") || self.rest().starts_with("...")
    }
}
