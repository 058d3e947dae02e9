//! Names of several parts as they stand in the text.

use std::borrow::Cow;
use std::ops::Range;

use super::Walker;
use super::constant::Constant;
use crate::lex::{Kw, Tok, TokKind};
use crate::refusal::Fault;

/// One part of a name and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Part<'a> {
    /// The name, without backticks and escapes.
    pub(super) value: Cow<'a, str>,
    pub(super) span: Range<usize>,
    pub(super) quoted: bool,
    /// The literal in which it stands, if any.
    pub(super) literal: Option<Quoting>,
}

/// How a literal is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Quoting {
    pub(super) quote: char,
    pub(super) raw: bool,
}

/// A name of several parts.
#[derive(Clone, Debug)]
pub(super) struct Chain<'a> {
    pub(super) parts: Vec<Part<'a>>,
    /// The token after the name.
    pub(super) end: usize,
    /// Whether `.*` ends it.
    pub(super) star: bool,
    /// Whether a part is only known while running.
    pub(super) opaque: bool,
    /// Whether a part comes from `IDENTIFIER(…)`.
    pub(super) constant: bool,
    pub(super) span: Range<usize>,
}

impl<'a> Walker<'a> {
    /// Tells whether a name can start here.
    pub(super) fn is_name(&self, index: usize) -> bool {
        self.at(index).is_name()
    }

    pub(super) fn is_identifier_clause(&self, index: usize) -> bool {
        self.kw(index) == Kw::Identifier && self.is_open(index + 1)
    }

    /// The text of a part, backticks undone.
    pub(super) fn value(&self, tok: Tok) -> Cow<'a, str> {
        let text = self.slice(tok);
        match text
            .strip_prefix('`')
            .and_then(|text| text.strip_suffix('`'))
        {
            Some(inner) if inner.contains('`') => Cow::Owned(inner.replace("``", "`")),
            Some(inner) => Cow::Borrowed(inner),
            None => Cow::Borrowed(text),
        }
    }

    /// Reads the name that starts here.
    ///
    /// # Errors
    /// No name starts here, or an `IDENTIFIER` clause may hide a mapped one.
    pub(super) fn chain(&mut self, index: usize) -> Result<Chain<'a>, Fault> {
        let start = self.at(index).start as usize;
        let mut chain = Chain {
            parts: Vec::with_capacity(4),
            end: index,
            star: false,
            opaque: false,
            constant: false,
            span: start..start,
        };
        loop {
            let part = chain.end;
            let tok = self.at(part);
            if self.is_identifier_clause(chain.end) {
                let close = self.at(chain.end + 1).mate as usize;
                chain.constant = true;
                match self.constant_name(chain.end + 2, close)? {
                    Constant::Name(parts) => chain.parts.extend(parts),
                    Constant::Opaque => chain.opaque = true,
                }
                chain.end = close + 1;
            } else if tok.is_name() {
                chain.parts.push(Part {
                    value: self.value(tok),
                    span: tok.span(),
                    quoted: tok.kind == TokKind::Tick,
                    literal: None,
                });
                chain.end += 1;
            } else {
                return self.expected(chain.end, "a name");
            }
            chain.span.end = self.before(chain.end).end as usize;
            self.see(part, chain.end);
            if self.kind(chain.end) != TokKind::Dot {
                return Ok(chain);
            }
            match self.kind(chain.end + 1) {
                TokKind::Star => {
                    chain.star = true;
                    chain.end += 2;
                    return Ok(chain);
                }
                TokKind::Word | TokKind::Tick => chain.end += 1,
                _ => return Ok(chain),
            }
        }
    }
}
