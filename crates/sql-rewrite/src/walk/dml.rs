//! Statements that change rows: `INSERT`, `MERGE`, `UPDATE`, `DELETE`, `COPY INTO`, change capture.

use super::Walker;
use super::scope::{Binding, ScopeId};
use crate::lex::{Kw, TokKind};
use crate::reference::RefKind;
use crate::refusal::Fault;

impl<'a> Walker<'a> {
    /// `INSERT INTO t [columns] query`, with all that can stand between.
    pub(super) fn insert(&mut self, lo: usize, hi: usize, scope: ScopeId) -> Result<(), Fault> {
        let mut at = lo + 1;
        if self.kw(at) == Kw::With && self.is_word(at + 2, "evolution") {
            at += 3;
        }
        if !matches!(self.kw(at), Kw::Into | Kw::Overwrite | Kw::Table) {
            return self.expected(at, "INTO or OVERWRITE");
        }
        while matches!(self.kw(at), Kw::Into | Kw::Overwrite | Kw::Table | Kw::Once)
            && (self.is_name(at + 1) || self.at(at + 1).is_string())
        {
            at += 1;
        }
        let inner = self.child_scope(scope);
        if self.kw(at) == Kw::Directory
            || (self.is_word(at, "local") && self.kw(at + 1) == Kw::Directory)
        {
            while at < hi && !self.starts_query(at) {
                at = self.past(at);
            }
            return self.query(at, hi, scope).map(drop);
        }
        let (named, end) = self.written(at, RefKind::Relation)?;
        at = end;
        if self.kw(at) == Kw::As && self.is_name(at + 1) {
            let name = self.value(self.at(at + 1));
            self.bind(inner, Binding::Alias(name));
            at += 2;
        }
        self.bind_table(inner, named);
        while at < hi && !(self.starts_query(at) || self.is_values(at)) {
            let start = at;
            while at < hi && !(self.starts_query(at) || self.is_values(at)) {
                at = self.past(at);
            }
            // REPLACE WHERE x, REPLACE ON x, PARTITION (…), column names.
            self.expression(start, at, inner)?;
        }
        if at >= hi {
            return self.expected(at, "a query");
        }
        if self.is_values(at) {
            return self.expression(at + 1, hi, scope);
        }
        // The rows may have a name, for REPLACE ON.
        let close = self.past(at);
        let named = self.is_open(at) && self.alias(close, hi).is_some_and(|(_, end)| end == hi);
        self.query(at, if named { close } else { hi }, scope)
            .map(drop)
    }

    fn is_values(&self, at: usize) -> bool {
        self.kw(at) == Kw::Values && !matches!(self.kind(at + 1), TokKind::Comma | TokKind::Close)
    }

    /// `MERGE INTO t USING s ON … WHEN … THEN …`.
    pub(super) fn merge(&mut self, lo: usize, hi: usize, scope: ScopeId) -> Result<(), Fault> {
        let mut at = lo + 1;
        if self.kw(at) == Kw::With {
            at += 3;
        }
        at += usize::from(self.kw(at) == Kw::Into);
        let inner = self.child_scope(scope);
        at = self.target(at, hi, inner)?;
        at = self.expect_kw(at, Kw::Using, "USING")?;
        at = self.with_deferred(inner, |walker| walker.relation(at, hi, inner))?;
        if self.kw(at) != Kw::On {
            return self.expected(at, "ON");
        }
        self.expression(at + 1, hi, inner)
    }

    /// The table that a statement changes, with its alias.
    fn target(&mut self, at: usize, hi: usize, scope: ScopeId) -> Result<usize, Fault> {
        let (named, end) = self.written(at, RefKind::Relation)?;
        match self.alias(end, hi) {
            Some((alias, next)) => {
                self.bind(scope, Binding::Alias(alias));
                Ok(next)
            }
            None => {
                self.bind_table(scope, named);
                Ok(end)
            }
        }
    }

    /// `UPDATE t SET … [FROM …] WHERE …`.
    pub(super) fn update(&mut self, lo: usize, hi: usize, scope: ScopeId) -> Result<(), Fault> {
        let inner = self.child_scope(scope);
        let at = self.target(lo + 1, hi, inner)?;
        if self.kw(at) != Kw::Set {
            return self.expected(at, "SET");
        }
        let from = self.find_from(at + 1, hi);
        let mut rest = from;
        if from < hi {
            rest = self.list_of_relations(from + 1, hi, inner)?;
        }
        self.expression(at + 1, from, inner)?;
        self.expression(rest, hi, inner)
    }

    /// `DELETE FROM t WHERE …`.
    pub(super) fn delete(&mut self, lo: usize, hi: usize, scope: ScopeId) -> Result<(), Fault> {
        let at = lo + 1 + usize::from(self.kw(lo + 1) == Kw::From);
        let inner = self.child_scope(scope);
        let at = self.target(at, hi, inner)?;
        if at < hi && !matches!(self.kw(at), Kw::Where | Kw::Using) {
            return self.expected(at, "WHERE");
        }
        if self.kw(at) == Kw::Using {
            let at = self.with_deferred(inner, |walker| walker.relations(at + 1, hi, inner))?;
            return self.expression(at, hi, inner);
        }
        self.expression(at, hi, inner)
    }

    /// `COPY INTO t FROM 'path'` or `FROM (SELECT … FROM 'path')`.
    pub(super) fn copy(&mut self, lo: usize, hi: usize, scope: ScopeId) -> Result<(), Fault> {
        let at = self.expect_kw(lo + 1, Kw::Into, "INTO")?;
        let end = self.written(at, RefKind::Relation)?.1;
        // The source is a path, also inside its query, so that there is no FROM list to read.
        for index in end..hi {
            if self.is_open(index) && self.kw(index + 1) == Kw::Select {
                let close = self.at(index).mate as usize;
                self.expression(index + 2, close, scope)?;
            }
        }
        Ok(())
    }

    /// `APPLY CHANGES INTO t FROM s …`, `AUTO CDC INTO t FROM s …`.
    pub(super) fn change_capture(
        &mut self,
        lo: usize,
        hi: usize,
        scope: ScopeId,
    ) -> Result<(), Fault> {
        if !matches!(self.kw(lo + 1), Kw::Changes | Kw::Cdc) {
            return self.expected(lo + 1, "CHANGES or CDC");
        }
        let inner = self.child_scope(scope);
        let mut at = lo + 2 + usize::from(self.kw(lo + 2) == Kw::Once);
        if self.kw(at) == Kw::Into {
            at = self.written(at + 1, RefKind::Relation)?.1;
        }
        while at < hi && self.kw(at) != Kw::From {
            at = self.past(at);
        }
        at = self.expect_kw(at, Kw::From, "FROM")?;
        at = self.with_deferred(inner, |walker| walker.unaliased_relation(at, hi, inner))?;
        self.expression(at, hi, inner)
    }
}
