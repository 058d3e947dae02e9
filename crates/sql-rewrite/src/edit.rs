//! Edits of a text, and the proof that they changed nothing else.

use std::ops::Range;

use crate::lex::{Tok, lex};
use crate::refusal::{Fault, Reason};

/// A replacement of some bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Edit {
    pub(crate) span: Range<usize>,
    pub(crate) text: String,
}

/// Applies edits, which must not overlap.
///
/// # Errors
/// [`Reason::Unproven`] when they overlap or do not fit the text.
pub(crate) fn apply(text: &str, edits: &mut [Edit]) -> Result<String, Fault> {
    edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let mut out = String::with_capacity(text.len() + 16 * edits.len());
    let mut done = 0;
    for edit in edits.iter() {
        let kept = text.get(done..edit.span.start);
        out.push_str(kept.ok_or(Fault::new(edit.span.start, Reason::Unproven))?);
        out.push_str(&edit.text);
        done = edit.span.end;
    }
    out.push_str(text.get(done..).ok_or(Fault::new(done, Reason::Unproven))?);
    Ok(out)
}

/// Proves that `output` reads as the tokens of `text`, but for those that `edits` (sorted) touch.
///
/// # Errors
/// [`Reason::Unproven`] at the first token that differs.
pub(crate) fn prove<'t>(
    tokens: impl Iterator<Item = &'t Tok>,
    output: &str,
    edits: &[Edit],
) -> Result<(), Fault> {
    let unproven = |at| Fault::new(at, Reason::Unproven);
    let read = lex(output).map_err(|fault| unproven(fault.at))?;
    let mut next = 0;
    let mut edits = edits.iter().peekable();
    // How far the output is ahead of the input.
    let (mut added, mut removed) = (0_usize, 0_usize);
    for tok in tokens {
        let span = tok.span();
        let mut touched = false;
        let (start_added, start_removed) = (added, removed);
        while let Some(edit) = edits.next_if(|edit| edit.span.start < span.end) {
            touched = true;
            added += edit.text.len();
            removed += edit.span.len();
        }
        let start = span.start + start_added - start_removed;
        let end = span.end + added - removed;
        let mut found = read.at(next);
        if !touched {
            if (found.span(), found.kind) != (start..end, tok.kind) {
                return Err(unproven(span.start));
            }
            next += 1;
            continue;
        }
        if found.start as usize != start {
            return Err(unproven(span.start));
        }
        // A touched token becomes names and dots, or stays one literal.
        while (found.end as usize) < end {
            next += 1;
            found = read.at(next);
            if !(found.is_name() || found.kind == crate::lex::TokKind::Dot) {
                return Err(unproven(span.start));
            }
        }
        if found.end as usize != end {
            return Err(unproven(span.start));
        }
        next += 1;
    }
    if next == read.len() {
        Ok(())
    } else {
        Err(unproven(0))
    }
}
