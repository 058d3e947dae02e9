//! The stages of a pipe: `FROM t |> WHERE … |> SELECT …`.

use super::Walker;
use super::scope::{Binding, Columns, ScopeId};
use crate::lex::{Kw, TokKind};
use crate::refusal::Fault;

impl<'a> Walker<'a> {
    /// Walks through one stage; returns the scope after it and the token after it.
    pub(super) fn stage(
        &mut self,
        lo: usize,
        hi: usize,
        scope: ScopeId,
        outer: ScopeId,
    ) -> Result<(ScopeId, usize), Fault> {
        match self.kw(lo) {
            Kw::As if self.is_name(lo + 1) => {
                let renamed = self.child_scope(outer);
                let name = self.value(self.at(lo + 1));
                self.bind(renamed, Binding::Alias(name));
                Ok((renamed, self.past_columns(lo + 2)))
            }
            Kw::Union | Kw::Intersect | Kw::Except | Kw::Minus | Kw::Setminus => {
                let mut at = match self.set_operator(lo) {
                    Some(next) => self.term(next, hi, outer)?.1,
                    None => return self.expected(lo + 1, "a query"),
                };
                while self.kind(at) == TokKind::Comma && at < hi {
                    at = self.term(at + 1, hi, outer)?.1;
                }
                Ok((scope, at))
            }
            Kw::Pivot | Kw::Unpivot | Kw::Tablesample | Kw::Watermark => {
                let end = self.with_deferred(scope, |walker| {
                    let end = walker.relation_suffixes(lo, hi)?;
                    Ok(walker.alias(end, hi).map_or(end, |(_, next)| next))
                })?;
                Ok((scope, end))
            }
            _ if self.join(lo).is_some() || self.kw(lo) == Kw::Lateral => {
                let end = self.with_deferred(scope, |walker| walker.joins(lo, hi, scope))?;
                Ok((scope, end))
            }
            _ if self.is_stage_word(lo) => {
                let end = self.stage_end(lo, hi);
                self.expression(lo + 1, end, scope)?;
                Ok((self.piped(lo, end, scope), end))
            }
            _ => self.expected(lo, "a pipe operator"),
        }
    }

    /// The scope after a stage that gives its columns new names.
    fn piped(&mut self, lo: usize, hi: usize, scope: ScopeId) -> ScopeId {
        if self.kw(lo) != Kw::Select && !self.is_word(lo, "aggregate") {
            return scope;
        }
        let after = self.renewed(scope);
        let mut at = lo + 1;
        while at < hi {
            // Other names could not be taken for something mapped.
            if self.kw(at) == Kw::As
                && self.is_name(at + 1)
                && self.mentions(&self.value(self.at(at + 1)))
            {
                self.knows(after, Columns::Piped(at + 1));
            }
            at = self.past(at);
        }
        after
    }

    fn is_stage_word(&self, at: usize) -> bool {
        matches!(
            self.kw(at),
            Kw::Select
                | Kw::Where
                | Kw::Set
                | Kw::Drop
                | Kw::Order
                | Kw::Sort
                | Kw::Cluster
                | Kw::Distribute
                | Kw::Limit
                | Kw::Offset
                | Kw::Window
                | Kw::Qualify
                | Kw::Distinct
        ) || ["extend", "aggregate", "rename", "call"]
            .iter()
            .any(|word| self.is_word(at, word))
    }

    /// The next pipe outside of brackets.
    fn stage_end(&self, mut at: usize, hi: usize) -> usize {
        while at < hi && self.kind(at) != TokKind::Pipe && self.set_operator(at).is_none() {
            at = self.past(at);
        }
        at.min(hi)
    }
}
