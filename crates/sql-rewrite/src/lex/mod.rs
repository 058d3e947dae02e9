//! The lexer: Databricks SQL text to tokens, exactly as Spark reads it.
//!
//! White space, comments and hints are no tokens. Brackets know their mates, so that a parser can
//! step over a group at once. What never ends, or closes what was not opened, is refused here.

mod keyword;
mod scan;
mod token;

pub(crate) use keyword::Kw;
pub(crate) use scan::{Tokens, lex};
pub(crate) use token::{Tok, TokKind};
