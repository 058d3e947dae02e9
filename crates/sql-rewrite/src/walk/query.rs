//! Queries: `WITH`, set operators, `SELECT`, `FROM` first, `TABLE`, `VALUES`.

use super::Walker;
use super::scope::ScopeId;
use crate::lex::{Kw, TokKind};
use crate::reference::{Access, RefKind};
use crate::refusal::Fault;

/// Where a part of a query stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stop {
    /// Before the operator, pipe or end that closes the whole term.
    Term,
    /// Also before an `ORDER BY` and its kin, which order the whole query.
    Ordering,
    /// Also before `FROM`.
    From,
}

impl<'a> Walker<'a> {
    /// Tells whether a query starts here, perhaps in brackets.
    pub(super) fn starts_query(&self, mut at: usize) -> bool {
        while self.is_open(at) {
            at += 1;
        }
        let next = self.at(at + 1);
        match self.kw(at) {
            // A column may be called like these words; then no name, literal or bracket follows.
            Kw::Select => !matches!(next.kind, TokKind::Comma | TokKind::Close | TokKind::Dot),
            Kw::With => next.is_name(),
            Kw::From => next.is_name() || self.is_open(at + 1),
            Kw::Table => next.is_name() && !matches!(next.kw, Kw::As | Kw::Is | Kw::In),
            Kw::Values => self.is_open(at + 1) || next.is_string() || next.kind == TokKind::Number,
            _ => false,
        }
    }

    /// Walks through the query from `lo` to before `hi`; returns the scope of its first term.
    pub(super) fn query(&mut self, lo: usize, hi: usize, outer: ScopeId) -> Result<ScopeId, Fault> {
        let mark = self.declared.len();
        let body = self.with_clause(lo, hi, outer)?;
        let scope = self.body(body, hi, outer);
        self.forget(mark);
        scope
    }

    /// Walks through `WITH a AS (…), …`; its names stay declared. Returns the token after it.
    pub(super) fn with_clause(
        &mut self,
        lo: usize,
        hi: usize,
        outer: ScopeId,
    ) -> Result<usize, Fault> {
        if self.kw(lo) != Kw::With {
            return Ok(lo);
        }
        let recursive = self.kw(lo + 1) == Kw::Recursive && self.is_name(lo + 2);
        let mut at = lo + 1 + usize::from(recursive);
        loop {
            if !self.is_name(at) {
                return self.expected(at, "the name of a common table expression");
            }
            let name = self.value(self.at(at));
            at += 1;
            if self.is_open(at) && !self.starts_query(at + 1) {
                at = self.past(at);
            }
            // MAX RECURSION LEVEL n
            if self.is_word(at, "max") && self.is_word(at + 1, "recursion") {
                at += 4;
            }
            if self.kw(at) == Kw::As {
                at += 1;
            }
            if self.kw(at) == Kw::Not && self.kw(at + 1) == Kw::Materialized {
                at += 1;
            }
            if self.kw(at) == Kw::Materialized {
                at += 1;
            }
            let (inner, close) = self.expect_open(at)?;
            if recursive {
                self.declare(&name);
            }
            self.deeper(at, |walker| walker.query(inner, close, outer))?;
            if !recursive {
                self.declare(&name);
            }
            at = close + 1;
            if self.kind(at) != TokKind::Comma || at >= hi {
                return Ok(at);
            }
            at += 1;
        }
    }

    /// Walks through the terms of a query, its order and its pipe.
    pub(super) fn body(&mut self, lo: usize, hi: usize, outer: ScopeId) -> Result<ScopeId, Fault> {
        let (mut scope, mut at) = self.term(lo, hi, outer)?;
        loop {
            if at >= hi {
                return Ok(scope);
            }
            if let Some(next) = self.set_operator(at) {
                at = self.term(next, hi, outer)?.1;
            } else if self.kind(at) == TokKind::Pipe {
                (scope, at) = self.stage(at + 1, hi, scope, outer)?;
            } else if self.is_ordering(at) {
                let end = self.stop(at + 1, hi, Stop::Term);
                self.expression(at, end, scope)?;
                at = end;
            } else {
                return self.expected(at, "the end of the query");
            }
        }
    }

    /// Walks through one term of a set operation; returns its scope and the token after it.
    pub(super) fn term(
        &mut self,
        lo: usize,
        hi: usize,
        outer: ScopeId,
    ) -> Result<(ScopeId, usize), Fault> {
        if lo >= hi {
            return self.expected(lo, "a query");
        }
        if self.is_open(lo) {
            let close = self.at(lo).mate as usize;
            let scope = self.deeper(lo, |walker| walker.query(lo + 1, close, outer))?;
            return Ok((scope, close + 1));
        }
        match self.kw(lo) {
            Kw::Select | Kw::Map | Kw::Reduce => self.select(lo, hi, outer),
            Kw::From => self.hive_query(lo, hi, outer),
            Kw::Table => {
                let scope = self.child_scope(outer);
                Ok((scope, self.named_relation(lo + 1, scope)?))
            }
            Kw::Values => {
                let scope = self.child_scope(outer);
                let end = self.stop(lo, hi, Stop::Ordering);
                self.expression(lo + 1, end, scope)?;
                Ok((scope, end))
            }
            // A WITH may open any term.
            Kw::With => {
                let mark = self.declared.len();
                let body = self.with_clause(lo, hi, outer)?;
                let found = self.deeper(lo, |walker| walker.term(body, hi, outer));
                self.forget(mark);
                found
            }
            _ => self.expected(lo, "a query"),
        }
    }

    fn select(&mut self, lo: usize, hi: usize, outer: ScopeId) -> Result<(ScopeId, usize), Fault> {
        let scope = self.child_scope(outer);
        let list_end = self.stop(lo + 1, hi, Stop::From);
        let mut rest = list_end;
        if self.kw(list_end) == Kw::From && list_end < hi {
            rest = self.list_of_relations(list_end + 1, hi, scope)?;
        }
        let end = self.stop(rest, hi, Stop::Ordering);
        self.expression(lo + 1, list_end, scope)?;
        self.expression(rest, end, scope)?;
        Ok((scope, end))
    }

    /// `FROM t`, alone, before pipes, or before clauses in the manner of Hive.
    fn hive_query(
        &mut self,
        lo: usize,
        hi: usize,
        outer: ScopeId,
    ) -> Result<(ScopeId, usize), Fault> {
        let scope = self.child_scope(outer);
        let mut at = self.list_of_relations(lo + 1, hi, scope)?;
        let end = self.stop(at, hi, Stop::Ordering);
        let mut from = at;
        while at < end {
            if self.kw(at) == Kw::Insert && matches!(self.kw(at + 1), Kw::Into | Kw::Overwrite) {
                self.expression(from, at, scope)?;
                at += 2 + usize::from(self.kw(at + 2) == Kw::Table);
                at = self.written(at, RefKind::Relation)?.1;
                from = at;
            } else {
                at = self.past(at);
            }
        }
        self.expression(from, end, scope)?;
        Ok((scope, end))
    }

    /// Reads a name that is written to; returns what it names and the token after it.
    pub(super) fn written(
        &mut self,
        at: usize,
        kind: RefKind,
    ) -> Result<(super::relation::Named, usize), Fault> {
        let chain = self.chain(at)?;
        let named = self.object(&chain, super::names::Rank::Object, kind, Access::Write)?;
        Ok((named, chain.end))
    }

    /// The first token from `at` on that ends this part of a query, outside of brackets.
    fn stop(&self, mut at: usize, hi: usize, stop: Stop) -> usize {
        let start = at;
        while at < hi {
            let tok = self.at(at);
            let ends = match tok.kw {
                Kw::None => tok.kind == TokKind::Pipe,
                Kw::From => stop == Stop::From && self.is_from(at),
                Kw::Order | Kw::Sort | Kw::Cluster | Kw::Distribute => {
                    stop == Stop::Ordering && self.is_ordering(at)
                }
                Kw::Limit | Kw::Offset => {
                    stop == Stop::Ordering && at > start && self.is_ordering(at)
                }
                Kw::Union | Kw::Intersect | Kw::Except | Kw::Minus | Kw::Setminus => {
                    self.set_operator(at).is_some()
                }
                _ => false,
            };
            if ends {
                return at;
            }
            at = self.past(at);
        }
        hi
    }

    /// The first FROM that starts a clause, outside of brackets.
    pub(super) fn find_from(&self, lo: usize, hi: usize) -> usize {
        let mut at = lo;
        while at < hi && !(self.kw(at) == Kw::From && self.is_from(at)) {
            at = self.past(at);
        }
        at.min(hi)
    }

    fn is_from(&self, at: usize) -> bool {
        let before = self.before(at);
        // A column may have this name.
        let next = self.at(at + 1);
        let column = matches!(next.kind, TokKind::Comma | TokKind::Dot | TokKind::Close)
            || matches!(next.kw, Kw::From | Kw::As);
        // IS [NOT] DISTINCT FROM x; SELECT DISTINCT FROM is nothing.
        let distinct =
            before.kw == Kw::Distinct && matches!(self.before(at - 1).kw, Kw::Is | Kw::Not);
        !column && !distinct && before.kind != TokKind::Dot && before.kw != Kw::As
    }

    pub(super) fn is_ordering(&self, at: usize) -> bool {
        match self.kw(at) {
            Kw::Order | Kw::Sort | Kw::Cluster | Kw::Distribute => self.kw(at + 1) == Kw::By,
            Kw::Window => self.is_name(at + 1) && self.kw(at + 2) == Kw::As,
            Kw::Limit | Kw::Offset => {
                let before = self.before(at);
                let next = self.at(at + 1);
                !matches!(before.kind, TokKind::Dot | TokKind::Comma | TokKind::Op)
                    && !matches!(before.kw, Kw::As | Kw::Select | Kw::By | Kw::And | Kw::Or)
                    && (next.is_name()
                        || matches!(next.kind, TokKind::Number | TokKind::Colon | TokKind::Op)
                        || next.kind == TokKind::Open
                        || next.is_string())
            }
            _ => false,
        }
    }

    /// The token after a set operator that stands here.
    pub(super) fn set_operator(&self, at: usize) -> Option<usize> {
        let operator = matches!(
            self.kw(at),
            Kw::Union | Kw::Intersect | Kw::Except | Kw::Minus | Kw::Setminus
        );
        if !operator || self.before(at).kind == TokKind::Dot {
            return None;
        }
        let mut next = at + 1;
        let quantified = matches!(self.kw(next), Kw::All | Kw::Distinct);
        next += usize::from(quantified);
        if self.kw(next) == Kw::By && self.is_word(next + 1, "name") {
            next += 2;
        }
        let starts = self.starts_query(next)
            || matches!(self.kw(next), Kw::Map | Kw::Reduce if self.is_name(next + 1));
        starts.then_some(next)
    }
}
