//! One token.

use std::ops::Range;

use super::Kw;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokKind {
    /// A bare identifier or keyword.
    Word,
    /// An identifier in backticks.
    Tick,
    /// A string with escapes, in single or double quotes.
    Str,
    /// A string without escapes: `r'…'`.
    RawStr,
    Number,
    /// `$$…$$` or `$tag$…$tag$`.
    Dollar,
    /// `(` or `[`.
    Open,
    /// `)` or `]`.
    Close,
    Dot,
    Comma,
    Semi,
    Colon,
    /// `::` or `?::`.
    Cast,
    /// `->`.
    Arrow,
    /// `=>`.
    FatArrow,
    /// `|>`.
    Pipe,
    Star,
    At,
    /// Any other operator or sign.
    Op,
    /// What is there after the last token.
    Eof,
}

/// A token and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tok {
    pub(crate) kind: TokKind,
    /// Which keyword the word could be.
    pub(crate) kw: Kw,
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// Of a bracket, the token of its partner.
    pub(crate) mate: u32,
}

impl Tok {
    pub(crate) fn span(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Tells whether this can be a part of a name.
    pub(crate) fn is_name(self) -> bool {
        matches!(self.kind, TokKind::Word | TokKind::Tick)
    }

    pub(crate) fn is_string(self) -> bool {
        matches!(self.kind, TokKind::Str | TokKind::RawStr)
    }
}
