//! What stands between the name of a new object and its query: columns, constraints, filters.

use super::Walker;
use super::names::Rank;
use super::scope::ScopeId;
use crate::lex::{Kw, TokKind};
use crate::reference::{Access, RefKind};
use crate::refusal::Fault;

impl<'a> Walker<'a> {
    /// Walks through clauses up to the query of the object, its `$$` body, or the end; returns the
    /// token that stopped it.
    pub(super) fn clauses(&mut self, lo: usize, hi: usize, scope: ScopeId) -> Result<usize, Fault> {
        let mut at = lo;
        while at < hi {
            let tok = self.at(at);
            at = match tok.kw {
                Kw::None if tok.kind == TokKind::Dollar => return Ok(at),
                Kw::None if self.is_open(at) && self.adds_columns(at) => {
                    let end = self.past(at);
                    self.definitions(at + 1, end - 1, scope)?;
                    end
                }
                Kw::None if self.is_open(at) && self.before(at).kw == Kw::As => {
                    let end = self.past(at);
                    self.expression(at + 1, end - 1, scope)?;
                    end
                }
                Kw::None => self.past(at),
                Kw::Drop if self.is_word(at + 1, "columns") => self.see(at, self.past(at + 2)),
                // The new default of an existing column; a view has a DEFAULT COLLATION.
                Kw::Default if !self.is_word(at + 1, "collation") => {
                    self.expression(at + 1, hi, scope)?;
                    hi
                }
                Kw::As if self.ends_header(at + 1) => return Ok(at),
                Kw::Select | Kw::Begin => return Ok(at),
                Kw::Return if self.before(at).kind != TokKind::Dot => return Ok(at),
                Kw::Comment => at + 1 + usize::from(self.at(at + 1).is_string()),
                // Words of these may be names; none is a reference.
                Kw::Tblproperties | Kw::Options => self.see(at, self.past_columns(at + 1)),
                Kw::Partitioned | Kw::Cluster if self.is_open(at + 2) => {
                    self.see(at, self.past(at + 2))
                }
                // A path into a column.
                Kw::Column if self.is_name(at + 1) => {
                    let mut end = at + 2;
                    while self.kind(end) == TokKind::Dot && self.is_name(end + 1) {
                        end += 2;
                    }
                    self.see(at, end)
                }
                Kw::Check | Kw::Expect if self.is_open(at + 1) => {
                    let end = self.past(at + 1);
                    self.expression(at + 2, end - 1, scope)?;
                    end
                }
                Kw::Flow if self.kw(at + 1) == Kw::Auto => {
                    self.change_capture(at + 1, hi, scope)?;
                    hi
                }
                Kw::Rename if self.kw(at + 1) == Kw::To && self.is_name(at + 2) => {
                    self.written(at + 2, RefKind::Relation)?.1
                }
                _ => match self.named_clause(at)? {
                    Some(end) => end,
                    None => at + 1,
                },
            };
        }
        Ok(hi)
    }

    /// `ADD COLUMNS (…)`, `REPLACE COLUMNS (…)`.
    fn adds_columns(&self, open: usize) -> bool {
        let before = open.saturating_sub(1);
        self.is_word(before, "columns") && matches!(self.before(before).kw, Kw::Add | Kw::Replace)
            || matches!(self.kw(before), Kw::Add | Kw::Column)
    }

    /// Tells whether what follows `AS` is the content of the object.
    fn ends_header(&self, at: usize) -> bool {
        self.starts_query(at)
            || matches!(
                self.kind(at),
                TokKind::Dollar | TokKind::Str | TokKind::RawStr
            )
            || matches!(self.kw(at), Kw::Begin | Kw::Insert | Kw::Auto | Kw::Apply)
    }

    /// A clause that names another object; returns the token after the name.
    fn named_clause(&mut self, at: usize) -> Result<Option<usize>, Fault> {
        match self.kw(at) {
            Kw::Row if self.kw(at + 1) == Kw::Filter && self.starts_name(at + 2) => {
                self.policy_function(at + 2).map(Some)
            }
            Kw::Mask if self.starts_name(at + 1) && !self.is_column_name(at) => {
                self.policy_function(at + 1).map(Some)
            }
            Kw::References if self.starts_name(at + 1) && !self.is_column_name(at) => {
                self.read_name(at + 1).map(Some)
            }
            Kw::Like | Kw::Clone if self.starts_name(at + 1) && !self.is_column_name(at) => {
                let end = self.read_name(at + 1)?;
                self.relation_suffixes(end, self.tokens.len()).map(Some)
            }
            _ => Ok(None),
        }
    }

    fn starts_name(&self, at: usize) -> bool {
        self.is_name(at)
    }

    /// A word where the name of a column stands is that name.
    fn is_column_name(&self, at: usize) -> bool {
        matches!(
            self.before(at).kind,
            TokKind::Open | TokKind::Comma | TokKind::Dot
        )
    }

    /// The function of a filter or mask, and the columns it is given.
    fn policy_function(&mut self, at: usize) -> Result<usize, Fault> {
        let chain = self.chain(at)?;
        self.function(&chain, Access::Read)?;
        let mut end = chain.end;
        // ON (…), USING COLUMNS (…): columns and literals.
        if self.kw(end) == Kw::On && self.is_open(end + 1) {
            end = self.past(end + 1);
        } else if self.kw(end) == Kw::Using && self.is_word(end + 1, "columns") {
            end = self.past_columns(end + 2);
        }
        Ok(self.see(chain.end, end))
    }

    /// Reads a name that is read from.
    pub(super) fn read_name(&mut self, at: usize) -> Result<usize, Fault> {
        let chain = self.chain(at)?;
        self.object(&chain, Rank::Object, RefKind::Relation, Access::Read)?;
        Ok(chain.end)
    }

    /// Walks through definitions of columns and constraints, inside their bracket.
    pub(super) fn definitions(
        &mut self,
        lo: usize,
        hi: usize,
        scope: ScopeId,
    ) -> Result<(), Fault> {
        let mut from = lo;
        let mut at = lo;
        while at < hi {
            let named = match self.kw(at) {
                Kw::Mask | Kw::References | Kw::Row => {
                    self.expression(from, at, scope)?;
                    from = at;
                    self.named_clause(at)?
                }
                _ => None,
            };
            match named {
                Some(end) => {
                    at = end;
                    from = end;
                }
                None => at = self.past(at),
            }
        }
        self.expression(from, hi, scope)
    }
}
