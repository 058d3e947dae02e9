//! Statements: which head is which, and where a statement ends.

use super::Walker;
use super::scope::ScopeId;
use crate::lex::{Kw, TokKind};
use crate::reference::{Access, RefKind, Reference, Verdict, WarningKind};
use crate::refusal::{Fault, Reason};

impl<'a> Walker<'a> {
    /// Walks through statements between semicolons.
    pub(super) fn statements(&mut self, lo: usize, hi: usize, scope: ScopeId) -> Result<(), Fault> {
        let mut at = lo;
        let mut seen = false;
        while at < hi {
            if self.kind(at) == TokKind::Semi {
                at += 1;
                continue;
            }
            seen = true;
            at = self.statement(at, hi, scope)?;
            if at < hi && self.kind(at) != TokKind::Semi {
                return self.expected(at, "`;` or the end of the statement");
            }
        }
        if seen {
            Ok(())
        } else {
            self.expected(lo, "a statement")
        }
    }

    /// Walks through one statement; returns the token after it.
    pub(super) fn statement(
        &mut self,
        lo: usize,
        hi: usize,
        scope: ScopeId,
    ) -> Result<usize, Fault> {
        let labelled = self.is_name(lo) && self.kind(lo + 1) == TokKind::Colon;
        let at = lo + if labelled { 2 } else { 0 };
        if let Some(end) = self.compound(at, hi, scope)? {
            return Ok(end);
        }
        let mut end = self.statement_end(at, hi);
        // The body of a procedure has semicolons of its own.
        let block = matches!(self.kw(at), Kw::Create | Kw::Replace)
            .then(|| (at..end).find(|index| self.kw(*index) == Kw::Begin))
            .flatten()
            .filter(|begin| matches!(self.before(*begin).kw, Kw::As | Kw::Return));
        if let Some(begin) = block {
            end = begin;
        }
        let mark = self.declared.len();
        let temporary = self.simple(at, end, scope)?;
        self.forget(mark);
        if let Some(name) = temporary {
            self.declare(&name);
        }
        match block {
            Some(begin) => match self.compound(begin, hi, scope)? {
                Some(end) => Ok(end),
                None => self.expected(begin, "a block"),
            },
            None => Ok(end),
        }
    }

    pub(super) fn statement_end(&self, mut at: usize, hi: usize) -> usize {
        while at < hi && self.kind(at) != TokKind::Semi {
            at = self.past(at);
        }
        at.min(hi)
    }

    /// A statement without statements in it. Returns the name of a temporary view that it creates.
    pub(super) fn simple(
        &mut self,
        lo: usize,
        hi: usize,
        scope: ScopeId,
    ) -> Result<Option<String>, Fault> {
        if self.is_open(lo) {
            return self.query(lo, hi, scope).map(|_| None);
        }
        match self.kw(lo) {
            Kw::Select | Kw::From | Kw::Values | Kw::Table | Kw::Map | Kw::Reduce => {
                self.query(lo, hi, scope)?;
            }
            Kw::With => {
                let mark = self.declared.len();
                let body = self.with_clause(lo, hi, scope)?;
                if self.starts_query(body) {
                    self.body(body, hi, scope)?;
                } else {
                    self.deeper(lo, |walker| walker.simple(body, hi, scope))?;
                }
                self.forget(mark);
            }
            Kw::Explain => {
                let mut at = lo + 1;
                while self.is_name(at) && self.is_explain_word(at) {
                    at += 1;
                }
                return self.deeper(lo, |walker| walker.simple(at, hi, scope));
            }
            Kw::Create | Kw::Replace => return self.create(lo, hi, scope),
            Kw::Alter => self.alter(lo, hi, scope)?,
            Kw::Insert => self.insert(lo, hi, scope)?,
            Kw::Merge => self.merge(lo, hi, scope)?,
            Kw::Update => self.update(lo, hi, scope)?,
            Kw::Delete => self.delete(lo, hi, scope)?,
            Kw::Copy => self.copy(lo, hi, scope)?,
            Kw::Apply | Kw::Auto => self.change_capture(lo, hi, scope)?,
            Kw::Call => {
                let chain = self.chain(lo + 1)?;
                self.function(&chain, Access::Read)?;
                self.expression(chain.end, hi, scope)?;
            }
            Kw::Execute if self.kw(lo + 1) == Kw::Immediate => self.dynamic(lo, hi, scope)?,
            Kw::Use => self.use_namespace(lo, hi)?,
            Kw::Set if self.kw(lo + 1) == Kw::Catalog && self.is_name(lo + 2) => {
                self.use_namespace(lo, hi)?;
            }
            Kw::Return if self.starts_query(lo + 1) && !self.is_open(lo + 1) => {
                self.query(lo + 1, hi, scope)?;
            }
            Kw::Set | Kw::Unset if self.is_word(lo + 1, "tag") && self.kw(lo + 2) == Kw::On => {
                self.admin(lo, hi, scope)?;
            }
            Kw::Declare => self.declaration(lo, hi, scope)?,
            Kw::Set
            | Kw::Return
            | Kw::Leave
            | Kw::Iterate
            | Kw::Signal
            | Kw::Resignal
            | Kw::Open
            | Kw::Close
            | Kw::Fetch
            | Kw::Reset => {
                self.expression(lo + 1, hi, scope)?;
            }
            _ if ["get", "commit", "rollback"]
                .iter()
                .any(|word| self.is_word(lo, word)) => {}
            _ => self.admin(lo, hi, scope)?,
        }
        Ok(None)
    }

    fn is_explain_word(&self, at: usize) -> bool {
        matches!(self.kw(at), Kw::Extended | Kw::Formatted)
            || ["cost", "codegen", "logical"]
                .iter()
                .any(|word| self.is_word(at, word))
    }

    /// `EXECUTE IMMEDIATE x INTO y USING z`: the text that runs is not known.
    fn dynamic(&mut self, lo: usize, hi: usize, scope: ScopeId) -> Result<(), Fault> {
        let span = self.at(lo).start as usize..self.before(hi).end as usize;
        self.warn(span.clone(), WarningKind::Dynamic);
        self.findings.references.push(Reference {
            span,
            parts: Vec::new(),
            kind: RefKind::Dynamic,
            access: Access::Write,
            resolved: None,
            verdict: Verdict::Opaque,
        });
        self.expression(lo + 2, hi, scope)
    }

    pub(super) fn unknown(&self, at: usize) -> Fault {
        let tok = self.at(at);
        let head = self.slice(tok).chars().take(40).collect();
        Fault::new(tok.start as usize, Reason::Statement { head })
    }
}
