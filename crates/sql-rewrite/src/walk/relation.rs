//! One relation of a `FROM` list, and what belongs to it: versions, samples, pivots, aliases.

use std::borrow::Cow;

use super::Walker;
use super::chain::Chain;
use super::names::Rank;
use super::scope::{Binding, Columns, ScopeId};
use crate::QName;
use crate::lex::{Kw, TokKind};
use crate::reference::{Access, RefKind};
use crate::refusal::Fault;

/// What a relation's name means: its full name, and what that becomes.
pub(super) type Named = Option<(QName, Option<QName>)>;

/// What a relation answers to while it has no alias.
enum Answers<'a> {
    Nothing,
    Local(Cow<'a, str>),
    Table(QName, Option<QName>),
}

impl<'a> Walker<'a> {
    /// Walks through one relation with all that belongs to it; returns the token after it.
    pub(super) fn relation(
        &mut self,
        lo: usize,
        hi: usize,
        scope: ScopeId,
    ) -> Result<usize, Fault> {
        if lo >= hi {
            return self.expected(lo, "a relation");
        }
        let lateral = self.kw(lo) == Kw::Lateral && self.kw(lo + 1) != Kw::View;
        let at = lo + usize::from(lateral);
        if self.is_open(at) {
            return self.group(at, hi, scope, lateral);
        }
        let (answers, at) = self.plain(at, hi, scope, RefKind::Relation)?;
        self.bound(at, hi, scope, answers)
    }

    /// Reads suffixes and the alias of a relation, and binds it.
    fn bound(
        &mut self,
        at: usize,
        hi: usize,
        scope: ScopeId,
        answers: Answers<'a>,
    ) -> Result<usize, Fault> {
        let at = self.relation_suffixes(at, hi)?;
        let Some((alias, next)) = self.alias(at, hi) else {
            self.bind_answers(scope, answers);
            return Ok(at);
        };
        self.bind(scope, Binding::Alias(alias));
        if self.kind(next - 1) == TokKind::Close {
            self.knows(
                scope,
                Columns::List(self.at(next - 1).mate as usize + 1, next - 1),
            );
        }
        let at = self.relation_suffixes(next, hi)?;
        // A pivot after the alias may bring one of its own.
        match self.alias(at, hi).filter(|_| at > next) {
            Some((alias, next)) => {
                self.bind(scope, Binding::Alias(alias));
                Ok(next)
            }
            None => Ok(at),
        }
    }

    /// A relation after which no alias is read.
    pub(super) fn unaliased_relation(
        &mut self,
        lo: usize,
        hi: usize,
        scope: ScopeId,
    ) -> Result<usize, Fault> {
        if self.is_open(lo) {
            return self.group(lo, hi, scope, false);
        }
        let (answers, at) = self.plain(lo, hi, scope, RefKind::Relation)?;
        let at = self.relation_suffixes(at, hi)?;
        if self.kw(at) == Kw::As {
            return self.bound(at, hi, scope, answers);
        }
        self.bind_answers(scope, answers);
        Ok(at)
    }

    fn bind_answers(&mut self, scope: ScopeId, answers: Answers<'a>) {
        match answers {
            Answers::Nothing => {}
            Answers::Local(name) => self.bind(scope, Binding::Alias(name)),
            Answers::Table(full, to) => self.bind(scope, Binding::Table { full, to }),
        }
    }

    /// A bracket in a `FROM` list: a query, or relations.
    fn group(
        &mut self,
        open: usize,
        hi: usize,
        scope: ScopeId,
        lateral: bool,
    ) -> Result<usize, Fault> {
        let close = self.at(open).mate as usize;
        if self.holds_query(open) {
            let parent = self.outside(scope, lateral);
            self.deeper(open, |walker| walker.query(open + 1, close, parent))?;
            self.knows(scope, Columns::Query(open + 1, close));
            return self.bound(close + 1, hi, scope, Answers::Nothing);
        }
        let parent = self.outside(scope, false);
        let inner = self.child_scope(parent);
        let end = self.deeper(open, |walker| {
            walker.with_deferred(inner, |walker| walker.relations(open + 1, close, inner))
        })?;
        if end != close {
            return self.expected(end, "a join or `)`");
        }
        let at = self.relation_suffixes(close + 1, hi)?;
        match self.alias(at, hi) {
            Some((alias, next)) => {
                self.bind(scope, Binding::Alias(alias));
                Ok(next)
            }
            None => {
                self.adopt(scope, inner);
                Ok(at)
            }
        }
    }

    /// The scope that a subquery of a `FROM` list sees around it.
    fn outside(&mut self, scope: ScopeId, lateral: bool) -> ScopeId {
        if lateral {
            scope
        } else {
            self.parent(scope).unwrap_or(scope)
        }
    }

    /// Tells whether the bracket holds a query and not relations: `((SELECT 1) UNION (SELECT 2))`
    /// against `((SELECT 1) a JOIN b)`.
    fn holds_query(&self, open: usize) -> bool {
        let inner = open + 1;
        if !self.is_open(inner) {
            return self.starts_query(inner);
        }
        let after = self.past(inner);
        let ends = self.kind(after) == TokKind::Close;
        self.starts_query(inner)
            && (ends || self.follows_from(after))
            && self.holds_query_or_group(inner)
    }

    /// Follows the first bracket of each bracket down to what is not a bracket.
    fn holds_query_or_group(&self, mut open: usize) -> bool {
        loop {
            let inner = open + 1;
            if !self.is_open(inner) {
                return self.starts_query(inner);
            }
            let after = self.past(inner);
            if self.kind(after) != TokKind::Close && !self.follows_from(after) {
                return false;
            }
            open = inner;
        }
    }

    /// A relation that is no bracket; returns what it answers to and the token after it.
    fn plain(
        &mut self,
        at: usize,
        hi: usize,
        scope: ScopeId,
        kind: RefKind,
    ) -> Result<(Answers<'a>, usize), Fault> {
        match self.kw(at) {
            Kw::Values if self.kind(at + 1) != TokKind::Dot && self.is_row(at + 1) => {
                let end = self.inline_table(at + 1, hi, scope)?;
                Ok((Answers::Nothing, end))
            }
            Kw::Stream if self.is_open(at + 1) => {
                let close = self.at(at + 1).mate as usize;
                let inner =
                    at + 2 + usize::from(self.kw(at + 2) == Kw::Table && self.is_name(at + 3));
                if self.starts_query(inner) {
                    let parent = self.outside(scope, false);
                    self.deeper(at, |walker| walker.query(inner, close, parent))?;
                    return Ok((Answers::Nothing, close + 1));
                }
                let (answers, end) = self.deeper(at, |walker| {
                    walker.plain(inner, close, scope, RefKind::Stream)
                })?;
                let end = self.relation_suffixes(end, close)?;
                if end != close {
                    return self.expected(end, "`)`");
                }
                Ok((answers, close + 1))
            }
            Kw::Stream if self.is_name(at + 1) && !self.is_after_relation(at + 1) => self
                .deeper(at, |walker| {
                    walker.plain(at + 1, hi, scope, RefKind::Stream)
                }),
            Kw::Table if self.is_open(at + 1) => {
                let close = self.at(at + 1).mate as usize;
                let inner = self.child_scope(scope);
                self.deeper(at, |walker| walker.table_in_brackets(at + 2, close, inner))?;
                Ok((Answers::Nothing, close + 1))
            }
            Kw::Table if self.is_name(at + 1) && !self.is_after_relation(at + 1) => {
                self.deeper(at, |walker| walker.plain(at + 1, hi, scope, kind))
            }
            _ => self.named(at, scope, kind),
        }
    }

    fn is_row(&self, at: usize) -> bool {
        !self.is_after_relation(at)
    }

    /// Tells whether this word follows a relation, so that the word before was one.
    fn is_after_relation(&self, at: usize) -> bool {
        at >= self.tokens.len()
            || self.kw(at) == Kw::As
            || matches!(
                self.kind(at),
                TokKind::Comma | TokKind::Close | TokKind::Semi
            )
            || (self.is_name(at) && !self.is_alias(at))
    }

    /// A table, view or table function by its name.
    fn named(
        &mut self,
        at: usize,
        scope: ScopeId,
        kind: RefKind,
    ) -> Result<(Answers<'a>, usize), Fault> {
        let start = self.at(at);
        if !start.is_name() || (self.follows_from(at) && self.kind(at + 1) != TokKind::Dot) {
            return self.expected(at, "a relation");
        }
        let chain = self.chain(at)?;
        if self.is_open(chain.end) && !chain.star {
            return self.table_function(&chain, scope);
        }
        if let [only] = chain.parts.as_slice()
            && !chain.star
            && self.is_local(&only.value)
        {
            return Ok((Answers::Local(only.value.clone()), chain.end));
        }
        let answers = match self.object(&chain, Rank::Object, kind, Access::Read)? {
            Some((full, to)) => Answers::Table(full, to),
            None => match chain.parts.last() {
                Some(leaf) => Answers::Local(leaf.value.clone()),
                None => Answers::Nothing,
            },
        };
        Ok((answers, chain.end))
    }

    fn table_function(
        &mut self,
        chain: &Chain<'a>,
        scope: ScopeId,
    ) -> Result<(Answers<'a>, usize), Fault> {
        let open = chain.end;
        let close = self.at(open).mate as usize;
        let changes = matches!(chain.parts.as_slice(),
            [only] if only.value.eq_ignore_ascii_case("table_changes"));
        let named = if changes {
            self.table_changes(open - 1)?;
            None
        } else {
            self.function(chain, Access::Read)?
        };
        self.expression(open + 1, close, scope)?;
        let answers = match (named, chain.parts.last()) {
            (Some((full, to)), _) => Answers::Table(full, to),
            (None, Some(leaf)) => Answers::Local(leaf.value.clone()),
            (None, None) => Answers::Nothing,
        };
        Ok((answers, close + 1))
    }

    /// Reads the first argument of `table_changes` as a name; returns its opening bracket.
    pub(super) fn table_changes(&mut self, at: usize) -> Result<usize, Fault> {
        let open = at + 1;
        let close = self.at(open).mate as usize;
        let mut end = open + 1;
        while end < close && self.kind(end) != TokKind::Comma {
            end = self.past(end);
        }
        let start = self.at(open + 1).start as usize;
        let mut chain = Chain {
            parts: Vec::new(),
            end,
            star: false,
            opaque: false,
            constant: true,
            span: start..self.before(end).end as usize,
        };
        // A name that is no string is no documented form; it is left to the engine to refuse.
        match self.constant_name(open + 1, end)? {
            super::constant::Constant::Name(parts) => chain.parts = parts,
            super::constant::Constant::Opaque => chain.opaque = true,
        }
        self.object(&chain, Rank::Object, RefKind::Constant, Access::Read)?;
        Ok(open)
    }

    /// `TABLE(…)`: a relation, a table function or a query.
    pub(super) fn table_in_brackets(
        &mut self,
        lo: usize,
        hi: usize,
        scope: ScopeId,
    ) -> Result<(), Fault> {
        if self.starts_query(lo) {
            return self.query(lo, hi, scope).map(drop);
        }
        let end = self.with_deferred(scope, |walker| walker.relation(lo, hi, scope))?;
        if end == hi {
            Ok(())
        } else {
            self.expected(end, "`)`")
        }
    }

    /// A relation that can only be a name: `TABLE t`.
    pub(super) fn named_relation(&mut self, at: usize, scope: ScopeId) -> Result<usize, Fault> {
        let (answers, end) = self.named(at, scope, RefKind::Relation)?;
        self.bind_answers(scope, answers);
        Ok(end)
    }

    /// The rows after `VALUES` in a `FROM` list.
    fn inline_table(&mut self, lo: usize, hi: usize, scope: ScopeId) -> Result<usize, Fault> {
        let mut at = lo;
        while at < hi {
            let tok = self.at(at);
            let operand = matches!(
                self.before(at).kind,
                TokKind::Close | TokKind::Number | TokKind::Str | TokKind::Word | TokKind::Tick
            ) && at > lo;
            if tok.kw == Kw::As
                || self.join(at).is_some()
                || self.follows_from(at)
                || (operand && tok.is_name() && self.is_alias(at) && !self.is_infix(at))
            {
                break;
            }
            at = self.past(at);
        }
        self.expression(lo, at, scope)?;
        Ok(at)
    }

    /// Words between the operands of an expression, and words that an operand starts with.
    fn is_infix(&self, at: usize) -> bool {
        let typed = self.before(at).kind == TokKind::Word;
        typed
            || matches!(
                self.kw(at),
                Kw::And | Kw::Or | Kw::Is | Kw::In | Kw::Not | Kw::Between | Kw::Like
            )
    }
}
