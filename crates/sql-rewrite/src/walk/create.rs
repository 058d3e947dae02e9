//! `CREATE` and `ALTER`.

use super::names::Rank;
use super::relation::Named;
use super::scope::{Binding, ScopeId};
use super::{Surroundings, Walker};
use crate::lex::{Kw, TokKind};
use crate::metric_view;
use crate::reference::{Access, RefKind, WarningKind};
use crate::refusal::{Fault, Reason};

/// What is created.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Noun {
    Table,
    View,
    Function,
    Procedure,
    Flow,
    Schema,
    Catalog,
    Volume,
    Policy,
}

impl<'a> Walker<'a> {
    /// `CREATE …`; returns the name of a temporary view.
    pub(super) fn create(
        &mut self,
        lo: usize,
        hi: usize,
        scope: ScopeId,
    ) -> Result<Option<String>, Fault> {
        let mut temporary = false;
        let mut at = lo + 1;
        let noun = loop {
            let noun = match self.kw(at) {
                Kw::Table => Noun::Table,
                Kw::View => Noun::View,
                Kw::Function => Noun::Function,
                Kw::Procedure => Noun::Procedure,
                Kw::Flow => Noun::Flow,
                Kw::Schema | Kw::Database => Noun::Schema,
                Kw::Catalog => Noun::Catalog,
                Kw::Volume => Noun::Volume,
                Kw::Policy => Noun::Policy,
                Kw::Temp | Kw::Temporary => {
                    temporary = true;
                    at += 1;
                    continue;
                }
                Kw::Or
                | Kw::Replace
                | Kw::Refresh
                | Kw::Materialized
                | Kw::Streaming
                | Kw::Live
                | Kw::Private
                | Kw::External
                | Kw::Global
                | Kw::Recursive => {
                    at += 1;
                    continue;
                }
                _ if self.is_word(at, "foreign") || self.is_word(at, "aggregate") => {
                    at += 1;
                    continue;
                }
                _ => return Err(self.unknown(at)),
            };
            break noun;
        };
        at += 1;
        if self.words(at, &[Kw::If, Kw::Not, Kw::Exists]) {
            at += 3;
        }
        let local = temporary && matches!(noun, Noun::View | Noun::Table | Noun::Function);
        let local = local.then(|| self.value(self.at(at)).into_owned());
        let inner = self.child_scope(scope);
        let at = match (noun, &local) {
            (_, Some(_)) => self.chain(at)?.end,
            (Noun::Flow | Noun::Policy, None) => self.past(at),
            (Noun::Schema, None) => self.named_rank(at, Rank::Schema, RefKind::Schema)?.1,
            (Noun::Catalog, None) => self.named_rank(at, Rank::Catalog, RefKind::Catalog)?.1,
            (Noun::Volume, None) => self.named_rank(at, Rank::Object, RefKind::Volume)?.1,
            (Noun::Function | Noun::Procedure, None) => {
                let (named, end) = self.named_rank(at, Rank::Object, RefKind::Function)?;
                self.bind_table(inner, named);
                end
            }
            (Noun::Table | Noun::View, None) => {
                let (named, end) = self.written(at, RefKind::Relation)?;
                self.bind_table(inner, named);
                end
            }
        };
        match noun {
            Noun::Function | Noun::Procedure => self.routine(at, hi, inner)?,
            Noun::Flow => self.flow(at, hi, scope)?,
            Noun::Policy => self.policy(at, hi, scope)?,
            Noun::Schema | Noun::Catalog | Noun::Volume => {}
            Noun::Table | Noun::View => self.relation_body(at, hi, inner, scope)?,
        }
        Ok(local.filter(|_| noun != Noun::Function))
    }

    fn named_rank(
        &mut self,
        at: usize,
        rank: Rank,
        kind: RefKind,
    ) -> Result<(Named, usize), Fault> {
        let chain = self.chain(at)?;
        let named = self.object(&chain, rank, kind, Access::Write)?;
        Ok((named, chain.end))
    }

    /// Columns, clauses and query of a table or view.
    fn relation_body(
        &mut self,
        lo: usize,
        hi: usize,
        inner: ScopeId,
        outer: ScopeId,
    ) -> Result<(), Fault> {
        let mut at = lo;
        if self.is_open(at) && !self.starts_query(at + 1) {
            let close = self.at(at).mate as usize;
            self.definitions(at + 1, close, inner)?;
            at = close + 1;
        }
        let end = self.with_deferred(inner, |walker| walker.clauses(at, hi, inner))?;
        if end >= hi {
            return Ok(());
        }
        if self.kw(end) == Kw::Select {
            return self.query(end, hi, outer).map(drop);
        }
        let body = end + usize::from(self.kw(end) == Kw::As);
        if self.starts_query(body) {
            return self.query(body, hi, outer).map(drop);
        }
        let metrics = (lo..end).any(|index| self.kw(index) == Kw::Metrics);
        if self.kind(body) == TokKind::Dollar && metrics && body + 1 == hi {
            return self.metric_body(body);
        }
        self.expected(body, "a query")
    }

    /// The YAML of a metric view between `$$`.
    fn metric_body(&mut self, at: usize) -> Result<(), Fault> {
        let tok = self.at(at);
        let text = self.slice(tok);
        let fence = text
            .get(1..)
            .and_then(|rest| rest.find('$'))
            .map_or(2, |tag| tag + 2);
        let yaml = text
            .get(fence..text.len().saturating_sub(fence))
            .unwrap_or_default();
        let base = tok.start as usize + fence;
        let around = Surroundings {
            mapping: self.mapping,
            volumes: self.volumes,
            source: self.source.clone(),
            target: self.target.clone(),
        };
        let mut found = metric_view::walk(yaml, &around).map_err(|mut fault| {
            fault.at += base;
            fault
        })?;
        let dollar = found.edits.iter().find(|edit| edit.text.contains('$'));
        if let Some(edit) = dollar {
            let (name, place) = (edit.text.clone(), "a $$ body");
            return Err(Fault::new(
                base + edit.span.start,
                Reason::Unwritable { name, place },
            ));
        }
        let edits = found.edits.iter_mut().map(|edit| &mut edit.span);
        let references = found
            .references
            .iter_mut()
            .map(|reference| &mut reference.span);
        let warnings = found.warnings.iter_mut().map(|warning| &mut warning.span);
        for span in edits.chain(references).chain(warnings) {
            *span = span.start + base..span.end + base;
        }
        self.findings.edits.extend(found.edits);
        self.findings.references.extend(found.references);
        self.findings.warnings.extend(found.warnings);
        Ok(())
    }

    /// Parameters, properties and body of a function or procedure.
    fn routine(&mut self, lo: usize, hi: usize, scope: ScopeId) -> Result<(), Fault> {
        let mut at = lo;
        if self.is_open(lo) {
            at = self.past(lo);
            self.expression(lo + 1, at - 1, scope)?;
        }
        let mut body = None;
        let mut sql = None;
        while at < hi {
            match self.kw(at) {
                Kw::Language => {
                    sql = Some(self.is_word(at + 1, "sql"));
                    at += 2;
                    continue;
                }
                Kw::Return => {
                    let start = at + 1;
                    if self.starts_query(start) && !self.is_open(start) {
                        return self.query(start, hi, scope).map(drop);
                    }
                    if self.kw(start) == Kw::Begin {
                        return self.block(start, hi, scope);
                    }
                    return self.expression(start, hi, scope);
                }
                Kw::Begin => return self.block(at, hi, scope),
                Kw::As if self.kind(at + 1) == TokKind::Dollar => body = Some(at + 1),
                _ => {}
            }
            at = self.past(at);
        }
        let Some(body) = body else { return Ok(()) };
        let tok = self.at(body);
        let text = self.slice(tok);
        if self.mentions(text) {
            if sql.unwrap_or(true) {
                return Err(Fault::new(tok.start as usize, Reason::Body));
            }
            self.warn(tok.span(), WarningKind::NameInBody);
        }
        Ok(())
    }

    pub(super) fn block(&mut self, at: usize, hi: usize, scope: ScopeId) -> Result<(), Fault> {
        match self.compound(at, hi, scope)? {
            Some(end) if end >= hi => Ok(()),
            Some(end) => self.expected(end, "the end of the statement"),
            None => self.expected(at, "a block"),
        }
    }

    /// `CREATE FLOW f AS INSERT INTO …` or `AS AUTO CDC …`.
    fn flow(&mut self, lo: usize, hi: usize, scope: ScopeId) -> Result<(), Fault> {
        let mut at = lo;
        while at < hi && self.kw(at) != Kw::As {
            at = self.past(at);
        }
        match self.kw(at + 1) {
            Kw::Insert => self.insert(at + 1, hi, scope),
            Kw::Auto | Kw::Apply => self.change_capture(at + 1, hi, scope),
            _ => self.expected(at + 1, "INSERT or AUTO CDC"),
        }
    }

    /// `CREATE POLICY p ON SCHEMA s ROW FILTER f TO … FOR TABLES … MATCH COLUMNS …`.
    fn policy(&mut self, lo: usize, hi: usize, scope: ScopeId) -> Result<(), Fault> {
        let mut at = lo;
        let mut named = false;
        while at < hi {
            at = match self.kw(at) {
                Kw::On if !named => {
                    named = true;
                    let (rank, kind, name) = match self.kw(at + 1) {
                        Kw::Catalog => (Rank::Catalog, RefKind::Catalog, at + 2),
                        Kw::Schema | Kw::Database => (Rank::Schema, RefKind::Schema, at + 2),
                        Kw::Table => (Rank::Object, RefKind::Relation, at + 2),
                        _ => return self.expected(at + 1, "CATALOG, SCHEMA or TABLE"),
                    };
                    self.named_rank(name, rank, kind)?.1
                }
                Kw::Filter | Kw::Mask if self.is_name(at + 1) => {
                    let chain = self.chain(at + 1)?;
                    self.function(&chain, Access::Read)?;
                    chain.end
                }
                Kw::To => {
                    // Principals, which may look like names.
                    let mut end = at + 1;
                    while end < hi && !(self.kw(end) == Kw::For && end > at + 1) {
                        end = self.past(end);
                    }
                    end
                }
                Kw::When => {
                    self.expression(at + 1, hi, scope)?;
                    hi
                }
                _ => self.past(at),
            };
        }
        Ok(())
    }

    /// `ALTER …`.
    pub(super) fn alter(&mut self, lo: usize, hi: usize, scope: ScopeId) -> Result<(), Fault> {
        let mut at = lo + 1;
        while matches!(
            self.kw(at),
            Kw::Materialized | Kw::Streaming | Kw::Live | Kw::External
        ) {
            at += 1;
        }
        let (rank, kind) = match self.kw(at) {
            Kw::Table | Kw::View => (Rank::Object, RefKind::Relation),
            Kw::Function | Kw::Procedure => (Rank::Object, RefKind::Function),
            Kw::Schema | Kw::Database => (Rank::Schema, RefKind::Schema),
            Kw::Catalog => (Rank::Catalog, RefKind::Catalog),
            Kw::Volume => (Rank::Object, RefKind::Volume),
            _ => return Err(self.unknown(at)),
        };
        at += 1;
        if self.words(at, &[Kw::If, Kw::Exists]) {
            at += 2;
        }
        let (named, at) = self.named_rank(at, rank, kind)?;
        let inner = self.child_scope(scope);
        self.bind_table(inner, named);
        if kind != RefKind::Relation {
            return self.rename_to(at, hi, rank, kind);
        }
        self.alterations(at, hi, inner, scope)
    }

    /// `RENAME TO` of what is no relation.
    fn rename_to(&mut self, at: usize, hi: usize, rank: Rank, kind: RefKind) -> Result<(), Fault> {
        for index in at..hi {
            if self.kw(index) == Kw::Rename && self.kw(index + 1) == Kw::To {
                self.named_rank(index + 2, rank, kind)?;
            }
        }
        Ok(())
    }

    fn alterations(
        &mut self,
        lo: usize,
        hi: usize,
        inner: ScopeId,
        outer: ScopeId,
    ) -> Result<(), Fault> {
        let mut at = lo;
        while at < hi {
            let end = self.with_deferred(inner, |walker| walker.clauses(at, hi, inner))?;
            if end >= hi {
                return Ok(());
            }
            if self.kw(end) == Kw::As && self.starts_query(end + 1) {
                return self.query(end + 1, hi, outer).map(drop);
            }
            if self.kind(end) == TokKind::Dollar || self.kind(end + 1) == TokKind::Dollar {
                let body = end + usize::from(self.kw(end) == Kw::As);
                return self.metric_body(body);
            }
            at = end + 1;
        }
        Ok(())
    }

    /// Hides the names of a block's variables from nothing: variables are never relations.
    pub(super) fn bind_loop_row(&mut self, scope: ScopeId, at: usize) {
        let name = self.value(self.at(at));
        self.bind(scope, Binding::Alias(name));
    }
}
