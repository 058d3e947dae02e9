//! Names that were passed over: the net under the walk.
//!
//! A mapped name of three parts that was never read as a name stands in a clause that is not known.
//! It may or may not be a reference, so the text is refused.

use super::Walker;
use super::scope::same;
use crate::lex::TokKind;
use crate::refusal::{Fault, Reason};

impl Walker<'_> {
    /// Notes that these tokens were read; returns the token after them.
    pub(super) fn see(&mut self, lo: usize, hi: usize) -> usize {
        if let Some(seen) = self.seen.get_mut(lo..hi.min(self.tokens.len())) {
            seen.fill(true);
        }
        hi
    }

    /// Refuses a mapped name that was passed over. Tells whether mapped names are left that were
    /// read and found to be something else.
    ///
    /// # Errors
    /// [`Reason::Unread`] at the first name.
    pub(crate) fn leftovers(&self) -> Result<bool, Fault> {
        if self.mapping.is_empty() {
            return Ok(false);
        }
        let references = self.findings.references.iter();
        let mut starts: Vec<_> = references.map(|reference| reference.span.start).collect();
        starts.sort_unstable();
        let mut left = false;
        for index in 0..self.tokens.len() {
            if !self.is_mapped_name(index) {
                continue;
            }
            let start = self.at(index).start as usize;
            if self.seen.get(index) != Some(&true) {
                let end = self.at(index + 4).end as usize;
                let name = self.text.get(start..end).unwrap_or_default().to_owned();
                return Err(Fault::new(start, Reason::Unread { name }));
            }
            left |= starts.binary_search(&start).is_err();
        }
        Ok(left)
    }

    /// Three parts, the first of which is a catalog of the mapping.
    pub(super) fn is_mapped_name(&self, index: usize) -> bool {
        let dotted = self.kind(index + 1) == TokKind::Dot
            && self.kind(index + 3) == TokKind::Dot
            && self.is_name(index)
            && self.is_name(index + 2)
            && self.is_name(index + 4)
            && (index == 0 || self.kind(index - 1) != TokKind::Dot);
        if !dotted {
            return false;
        }
        let first = self.value(self.at(index));
        self.mapped_catalogs().iter().any(|name| same(name, &first))
    }
}
