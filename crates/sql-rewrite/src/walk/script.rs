//! SQL scripting: blocks, conditions, loops, handlers.

use super::Walker;
use super::scope::ScopeId;
use crate::lex::{Kw, TokKind};
use crate::refusal::Fault;

impl<'a> Walker<'a> {
    /// A statement that holds statements, if one starts here; returns the token after it.
    pub(super) fn compound(
        &mut self,
        lo: usize,
        hi: usize,
        scope: ScopeId,
    ) -> Result<Option<usize>, Fault> {
        let next = self.kind(lo + 1);
        match self.kw(lo) {
            Kw::Begin if next != TokKind::Semi => {
                // BEGIN ATOMIC
                let atomic = self.is_word(lo + 1, "atomic");
                let end = self.nested(lo, |walker| {
                    let mark = walker.declared.len();
                    let at = lo + 1 + usize::from(atomic);
                    let end = walker.list(at, hi, scope)?;
                    walker.forget(mark);
                    walker.expect_kw(end, Kw::End, "END")
                })?;
                Ok(Some(self.past_label(end, hi)))
            }
            Kw::If => self
                .conditionally(lo, |walker| walker.branches(lo, hi, scope))
                .map(Some),
            Kw::Case => self
                .conditionally(lo, |walker| walker.cases(lo, hi, scope))
                .map(Some),
            Kw::While => self
                .conditionally(lo, |walker| {
                    let end = walker.until(lo + 1, hi, Kw::Do)?;
                    walker.expression(lo + 1, end, scope)?;
                    walker.looped(end + 1, hi, scope, Kw::While)
                })
                .map(Some),
            Kw::Loop => self
                .conditionally(lo, |walker| walker.looped(lo + 1, hi, scope, Kw::Loop))
                .map(Some),
            Kw::Repeat => self
                .conditionally(lo, |walker| {
                    let end = walker.list(lo + 1, hi, scope)?;
                    let start = walker.expect_kw(end, Kw::Until, "UNTIL")?;
                    let end = walker.until(start, hi, Kw::End)?;
                    walker.expression(start, end, scope)?;
                    walker.ended(end, hi, Kw::Repeat)
                })
                .map(Some),
            Kw::For => self
                .conditionally(lo, |walker| walker.rows(lo, hi, scope))
                .map(Some),
            Kw::Declare if self.is_handler(lo) => self.handler(lo, hi, scope).map(Some),
            _ => Ok(None),
        }
    }

    fn nested(
        &mut self,
        at: usize,
        inner: impl FnOnce(&mut Self) -> Result<usize, Fault>,
    ) -> Result<usize, Fault> {
        self.deeper(at, inner)
    }

    fn conditionally(
        &mut self,
        at: usize,
        inner: impl FnOnce(&mut Self) -> Result<usize, Fault>,
    ) -> Result<usize, Fault> {
        let around = std::mem::replace(&mut self.conditional, true);
        let done = self.deeper(at, inner);
        self.conditional = around;
        done
    }

    /// Statements up to a word that ends their list; returns that word.
    fn list(&mut self, lo: usize, hi: usize, scope: ScopeId) -> Result<usize, Fault> {
        let mut at = lo;
        while at < hi {
            if self.kind(at) == TokKind::Semi {
                at += 1;
                continue;
            }
            if matches!(
                self.kw(at),
                Kw::End | Kw::Elseif | Kw::Else | Kw::Until | Kw::When
            ) {
                return Ok(at);
            }
            at = self.statement(at, hi, scope)?;
            if self.kind(at) != TokKind::Semi || at >= hi {
                return self.expected(at, "`;`");
            }
        }
        self.expected(hi, "END")
    }

    /// IF c THEN … [ELSEIF c THEN …] [ELSE …] END IF
    fn branches(&mut self, lo: usize, hi: usize, scope: ScopeId) -> Result<usize, Fault> {
        let mut at = lo;
        loop {
            let then = self.until(at + 1, hi, Kw::Then)?;
            self.expression(at + 1, then, scope)?;
            at = self.list(then + 1, hi, scope)?;
            match self.kw(at) {
                Kw::Elseif => {}
                Kw::Else => {
                    let end = self.list(at + 1, hi, scope)?;
                    return self.ended(end, hi, Kw::If);
                }
                _ => return self.ended(at, hi, Kw::If),
            }
        }
    }

    /// CASE [x] WHEN c THEN … [ELSE …] END CASE
    fn cases(&mut self, lo: usize, hi: usize, scope: ScopeId) -> Result<usize, Fault> {
        let mut at = self.until(lo + 1, hi, Kw::When)?;
        self.expression(lo + 1, at, scope)?;
        while self.kw(at) == Kw::When {
            let then = self.until(at + 1, hi, Kw::Then)?;
            self.expression(at + 1, then, scope)?;
            at = self.list(then + 1, hi, scope)?;
        }
        if self.kw(at) == Kw::Else {
            at = self.list(at + 1, hi, scope)?;
        }
        self.ended(at, hi, Kw::Case)
    }

    fn looped(&mut self, lo: usize, hi: usize, scope: ScopeId, word: Kw) -> Result<usize, Fault> {
        let end = self.list(lo, hi, scope)?;
        self.ended(end, hi, word)
    }

    /// FOR [row AS] query DO … END FOR
    fn rows(&mut self, lo: usize, hi: usize, scope: ScopeId) -> Result<usize, Fault> {
        let inner = self.child_scope(scope);
        let named = self.is_name(lo + 1) && self.kw(lo + 2) == Kw::As;
        let start = lo + if named { 3 } else { 1 };
        let end = self.until(start, hi, Kw::Do)?;
        self.query(start, end, scope)?;
        if named {
            self.bind_loop_row(inner, lo + 1);
        }
        self.looped(end + 1, hi, inner, Kw::For)
    }

    /// END IF, END CASE, …, with a label.
    fn ended(&self, at: usize, hi: usize, word: Kw) -> Result<usize, Fault> {
        let at = self.expect_kw(at, Kw::End, "END")?;
        let at = self.expect_kw(at, word, "the word that END ends")?;
        Ok(self.past_label(at, hi))
    }

    fn past_label(&self, at: usize, hi: usize) -> usize {
        at + usize::from(at < hi && self.is_name(at))
    }

    /// The word that ends an expression, outside of brackets and of CASE … END.
    fn until(&self, lo: usize, hi: usize, word: Kw) -> Result<usize, Fault> {
        let mut at = lo;
        let mut cases = 0_usize;
        while at < hi && self.kind(at) != TokKind::Semi {
            let named = self.before(at).kind == TokKind::Dot || self.kind(at + 1) == TokKind::Dot;
            let kw = if named { Kw::None } else { self.kw(at) };
            if kw == word && cases == 0 {
                return Ok(at);
            }
            match kw {
                Kw::Case => cases += 1,
                Kw::End => cases = cases.saturating_sub(1),
                _ => {}
            }
            at = self.past(at);
        }
        self.expected(at, "the end of a condition")
    }

    fn is_handler(&self, lo: usize) -> bool {
        (1..4).any(|ahead| self.kw(lo + ahead) == Kw::Handler && self.kw(lo + ahead + 1) == Kw::For)
    }

    /// DECLARE EXIT HANDLER FOR conditions statement
    fn handler(&mut self, lo: usize, hi: usize, scope: ScopeId) -> Result<usize, Fault> {
        let mut at = lo;
        while self.kw(at) != Kw::Handler {
            at += 1;
        }
        at += 2;
        loop {
            if self.kw(at) == Kw::Not {
                at += 2;
            } else if self.is_word(at, "sqlstate") {
                at += 1;
                at += usize::from(self.is_word(at, "value"));
                at += 1;
            } else {
                at += 1;
            }
            if self.kind(at) != TokKind::Comma {
                break;
            }
            at += 1;
        }
        self.conditionally(lo, |walker| walker.statement(at, hi, scope))
    }

    /// DECLARE of variables, conditions and cursors.
    pub(super) fn declaration(
        &mut self,
        lo: usize,
        hi: usize,
        scope: ScopeId,
    ) -> Result<(), Fault> {
        let cursor = (lo..hi).find(|at| self.words(*at, &[Kw::Cursor, Kw::For]));
        if let Some(cursor) = cursor {
            return self.query(cursor + 2, hi, scope).map(drop);
        }
        self.expression(lo + 1, hi, scope)
    }
}
