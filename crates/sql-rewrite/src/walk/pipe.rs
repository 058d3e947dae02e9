//! The stages of a pipe: `FROM t |> WHERE … |> SELECT …`.

use super::Walker;
use super::scope::{Binding, ScopeId};
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
                Ok((scope, end))
            }
            _ => self.expected(lo, "a pipe operator"),
        }
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
