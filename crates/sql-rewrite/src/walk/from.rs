//! `FROM` lists: relations, joins, and what follows the list.

use super::Walker;
use super::scope::{Binding, Columns, ScopeId};
use crate::lex::{Kw, TokKind};
use crate::reference::Access;
use crate::refusal::Fault;

impl<'a> Walker<'a> {
    /// Walks through a whole `FROM` list and binds its relations in `scope`; returns the token
    /// after it.
    pub(super) fn list_of_relations(
        &mut self,
        lo: usize,
        hi: usize,
        scope: ScopeId,
    ) -> Result<usize, Fault> {
        let end = self.with_deferred(scope, |walker| walker.relations(lo, hi, scope))?;
        if end < hi && !self.follows_from(end) {
            return self.expected(end, "a join, a clause, or the end of the query");
        }
        Ok(end)
    }

    /// Walks through relations between commas, with their joins.
    pub(super) fn relations(
        &mut self,
        lo: usize,
        hi: usize,
        scope: ScopeId,
    ) -> Result<usize, Fault> {
        let mut at = lo;
        loop {
            at = self.relation(at, hi, scope)?;
            at = self.joins(at, hi, scope)?;
            if at >= hi || self.kind(at) != TokKind::Comma {
                return Ok(at);
            }
            at += 1;
        }
    }

    /// Walks through any number of joins, lateral views and pivots.
    pub(super) fn joins(&mut self, lo: usize, hi: usize, scope: ScopeId) -> Result<usize, Fault> {
        let mut at = lo;
        while at < hi {
            if let Some(next) = self.join(at) {
                at = self.relation(next, hi, scope)?;
                at = self.join_condition(at, hi);
            } else if self.kw(at) == Kw::On || (self.kw(at) == Kw::Using && self.is_open(at + 1)) {
                // The condition of a join further out.
                at = self.join_condition(at, hi);
            } else if self.kw(at) == Kw::Lateral && self.kw(at + 1) == Kw::View {
                at = self.lateral_view(at + 2, hi, scope)?;
            } else {
                return Ok(at);
            }
        }
        Ok(at)
    }

    /// The token after the words of a join that starts here.
    pub(super) fn join(&self, at: usize) -> Option<usize> {
        let mut next = at;
        while next < at + 5 {
            match self.kw(next) {
                Kw::Join => return Some(next + 1),
                Kw::Natural
                | Kw::Inner
                | Kw::Cross
                | Kw::Left
                | Kw::Right
                | Kw::Full
                | Kw::Outer
                | Kw::Semi
                | Kw::Anti
                | Kw::Asof => next += 1,
                _ => return None,
            }
        }
        None
    }

    /// Puts the condition of a join aside until all relations are known.
    fn join_condition(&mut self, at: usize, hi: usize) -> usize {
        match self.kw(at) {
            Kw::Using if self.is_open(at + 1) => {
                let end = self.past(at + 1);
                // USING (a, b) AS x
                if self.kw(end) == Kw::As && self.is_name(end + 1) {
                    end + 2
                } else {
                    end
                }
            }
            Kw::On => {
                let end = self.condition_end(at + 1, hi);
                self.deferred.push(at + 1..end);
                end
            }
            _ => at,
        }
    }

    /// The token that ends the condition of a join.
    fn condition_end(&self, mut at: usize, hi: usize) -> usize {
        while at < hi {
            let tok = self.at(at);
            if tok.kind == TokKind::Comma
                || (tok.kw != Kw::None && self.join(at).is_some())
                || (tok.kw == Kw::Lateral && self.kw(at + 1) == Kw::View)
                || self.follows_from(at)
                || (tok.kw == Kw::On && at > 0)
            {
                return at;
            }
            at = self.past(at);
        }
        hi
    }

    /// Runs `inner`, then walks through the expressions that it put aside.
    pub(super) fn with_deferred(
        &mut self,
        scope: ScopeId,
        inner: impl FnOnce(&mut Self) -> Result<usize, Fault>,
    ) -> Result<usize, Fault> {
        let waiting = std::mem::take(&mut self.deferred);
        let end = inner(self)?;
        for range in std::mem::take(&mut self.deferred) {
            self.expression(range.start, range.end, scope)?;
        }
        self.deferred = waiting;
        Ok(end)
    }

    /// `LATERAL VIEW [OUTER] f(x) t AS a, b`, from after its first words.
    fn lateral_view(&mut self, lo: usize, hi: usize, scope: ScopeId) -> Result<usize, Fault> {
        let outer = self.kw(lo) == Kw::Outer && !self.is_open(lo + 1);
        let chain = self.chain(lo + usize::from(outer))?;
        self.function(&chain, Access::Read)?;
        let (inner, close) = self.expect_open(chain.end)?;
        self.expression(inner, close, scope)?;
        let mut at = close + 1;
        if self.is_name(at) && self.is_alias(at) && self.kw(at) != Kw::As && at < hi {
            let name = self.value(self.at(at));
            self.bind(scope, Binding::Alias(name));
            at += 1;
        }
        if self.kw(at) == Kw::As {
            at += 1;
        } else if !(self.is_name(at) && self.is_alias(at)) {
            return Ok(at);
        }
        if self.is_open(at) {
            return Ok(self.past(at));
        }
        let start = at;
        while self.is_name(at) && at < hi {
            at += 1;
            if self.kind(at) != TokKind::Comma || !self.is_name(at + 1) {
                break;
            }
            at += 1;
        }
        self.knows(scope, Columns::List(start, at));
        Ok(at)
    }

    /// Tells whether a clause that can follow a `FROM` list starts here.
    pub(super) fn follows_from(&self, at: usize) -> bool {
        let next = self.at(at + 1);
        match self.kw(at) {
            Kw::Where | Kw::Having | Kw::Qualify => {
                !matches!(next.kind, TokKind::Dot | TokKind::Comma | TokKind::Eof)
            }
            Kw::Group | Kw::Order | Kw::Sort | Kw::Cluster | Kw::Distribute => next.kw == Kw::By,
            Kw::Limit | Kw::Offset => {
                next.is_name()
                    || next.is_string()
                    || matches!(
                        next.kind,
                        TokKind::Number | TokKind::Open | TokKind::Colon | TokKind::Op
                    )
            }
            Kw::Window => next.is_name() && self.kw(at + 2) == Kw::As,
            Kw::Select => true,
            Kw::Map | Kw::Reduce => {
                matches!(next.kind, TokKind::Tick | TokKind::Word) && next.kw == Kw::None
            }
            Kw::Insert => matches!(next.kw, Kw::Into | Kw::Overwrite),
            Kw::Union | Kw::Intersect | Kw::Except | Kw::Minus | Kw::Setminus => {
                self.set_operator(at).is_some()
            }
            _ => self.kind(at) == TokKind::Pipe,
        }
    }
}
