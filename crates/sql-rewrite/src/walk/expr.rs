//! Expressions: passed over as tokens, for columns, calls and subqueries.

use std::borrow::Cow;

use super::Walker;
use super::scope::{ScopeId, same};
use crate::lex::{Kw, TokKind};
use crate::reference::{Access, WarningKind};
use crate::refusal::{Fault, Reason};

/// How many lambdas may be open at once.
const MAX_LAMBDAS: usize = 256;

/// A name that a lambda gives to its argument.
#[derive(Debug)]
pub(super) struct LambdaParam<'a> {
    name: Cow<'a, str>,
    /// The bracket depth at which the lambda's body ends.
    depth: usize,
}

impl<'a> Walker<'a> {
    /// Walks through an expression, or several, from `lo` to before `hi`.
    pub(super) fn expression(&mut self, lo: usize, hi: usize, scope: ScopeId) -> Result<(), Fault> {
        // Lambdas around a subquery are not seen in it.
        let around = std::mem::take(&mut self.lambdas);
        let done = self.tokens_of_expression(lo, hi, scope);
        self.lambdas = around;
        done
    }

    fn tokens_of_expression(&mut self, lo: usize, hi: usize, scope: ScopeId) -> Result<(), Fault> {
        let mut depth = 0_usize;
        let mut at = lo;
        while at < hi {
            let tok = self.at(at);
            at = match tok.kind {
                TokKind::Word | TokKind::Tick => self.word(at, depth, scope)?,
                TokKind::Open => {
                    let close = tok.mate as usize;
                    if self.is_open(at) && self.is_subquery(at) {
                        self.deeper(at, |walker| walker.query(at + 1, close, scope))?;
                        at = close + 1;
                        continue;
                    }
                    if self.kind(close + 1) == TokKind::Arrow {
                        self.lambda(at + 1, close, depth)?;
                        close + 2
                    } else {
                        depth += 1;
                        at + 1
                    }
                }
                TokKind::Close => {
                    depth = depth.saturating_sub(1);
                    self.end_lambdas(depth + 1);
                    at + 1
                }
                TokKind::Comma => {
                    self.end_lambdas(depth);
                    at + 1
                }
                // A path into JSON, or the name of a parameter.
                TokKind::Colon => self.see(at, self.past_path(at + 1)),
                // A type.
                TokKind::Cast if self.is_name(at + 1) => at + 2,
                // A field of what came before; names take their own dots.
                TokKind::Dot => self.see(at, self.past_path(at)),
                _ => at + 1,
            };
        }
        Ok(())
    }

    /// Walks over one word: a name, a call, a lambda, or a word of the syntax.
    fn word(&mut self, at: usize, depth: usize, scope: ScopeId) -> Result<usize, Fault> {
        let tok = self.at(at);
        match self.kind(at + 1) {
            TokKind::Dot => {}
            TokKind::Open if self.is_open(at + 1) => {}
            TokKind::Arrow => {
                self.lambda(at, at + 1, depth)?;
                return Ok(at + 2);
            }
            TokKind::FatArrow => return Ok(at + 2),
            _ => {
                return Ok(match tok.kw {
                    // An alias or a type; `OF` of `AS OF` is as good.
                    Kw::As if self.is_name(at + 1) => at + 2,
                    Kw::Table if self.is_table_argument(at) => self.table_argument(at, scope)?,
                    _ => at + 1,
                });
            }
        }
        if tok.kw == Kw::As && self.is_open(at + 1) {
            return Ok(at + 1);
        }
        if tok.kw == Kw::Table && self.is_table_argument(at) {
            return self.table_argument(at, scope);
        }
        let chain = self.chain(at)?;
        if chain.end == at + 1 && !chain.constant {
            return self.call_of_one_part(at);
        }
        if self.is_open(chain.end) && !chain.star {
            self.function(&chain, Access::Read)?;
        } else if chain.opaque {
            self.opaque(&chain, Access::Read);
        } else if !self.is_lambda_param(&chain.parts) {
            self.column(&chain, scope)?;
        }
        Ok(chain.end)
    }

    fn call_of_one_part(&mut self, at: usize) -> Result<usize, Fault> {
        let tok = self.at(at);
        if is_syntax(tok.kw) || !self.is_open(at + 1) {
            return Ok(at + 1);
        }
        let name = self.slice(tok);
        if ["current_catalog", "current_schema", "current_database"]
            .iter()
            .any(|function| name.eq_ignore_ascii_case(function))
        {
            self.warn(tok.span(), WarningKind::CurrentNamespace);
        }
        let chain = self.chain(at)?;
        if name.eq_ignore_ascii_case("table_changes") {
            return self.table_changes(at);
        }
        self.function(&chain, Access::Read)?;
        Ok(at + 1)
    }

    /// `TABLE t` or `TABLE(t)` as the argument of a table function.
    fn is_table_argument(&self, at: usize) -> bool {
        let before = self.before(at);
        let starts = matches!(before.kind, TokKind::Comma | TokKind::FatArrow)
            || before.kind == TokKind::Open;
        starts && (self.is_open(at + 1) || (self.is_name(at + 1) && !self.is_operator(at + 1)))
    }

    fn is_operator(&self, at: usize) -> bool {
        matches!(
            self.kw(at),
            Kw::As
                | Kw::Is
                | Kw::In
                | Kw::And
                | Kw::Or
                | Kw::Not
                | Kw::Like
                | Kw::Between
                | Kw::Then
                | Kw::Else
                | Kw::End
                | Kw::When
                | Kw::From
                | Kw::Asc
                | Kw::Desc
        )
    }

    fn table_argument(&mut self, at: usize, scope: ScopeId) -> Result<usize, Fault> {
        let inner = self.child_scope(scope);
        if self.is_open(at + 1) {
            let close = self.at(at + 1).mate as usize;
            self.deeper(at, |walker| walker.table_in_brackets(at + 2, close, inner))?;
            return Ok(close + 1);
        }
        self.named_relation(at + 1, inner)
    }

    /// A bracket after TRIM and its kin starts no query, although FROM may be its first word.
    fn is_trim(&self, open: usize) -> bool {
        self.kw(open + 1) == Kw::From
            && [
                "trim",
                "ltrim",
                "rtrim",
                "btrim",
                "substring",
                "substr",
                "overlay",
                "position",
            ]
            .iter()
            .any(|name| open > 0 && self.is_word(open - 1, name))
    }

    /// Tells whether a bracket in an expression holds a query. A bracket around nothing but a
    /// bracket is left to the inner one.
    fn is_subquery(&self, open: usize) -> bool {
        if !self.is_open(open + 1) {
            return self.starts_query(open + 1) && !self.is_trim(open);
        }
        let after = self.past(open + 1);
        let goes_on = self.set_operator(after).is_some()
            || self.kind(after) == TokKind::Pipe
            || self.is_ordering(after);
        goes_on && self.starts_query(open + 1)
    }

    /// The token after a path: names, dots, colons and subscripts in any order.
    fn past_path(&self, mut at: usize) -> usize {
        loop {
            let tok = self.at(at);
            match tok.kind {
                TokKind::Dot | TokKind::Colon => at += 1,
                // A subscript that is no literal is an expression, which may hold names.
                TokKind::Open if self.is_literal_subscript(at) => at = tok.mate as usize + 1,
                TokKind::Star | TokKind::Word | TokKind::Tick | TokKind::Str
                    if matches!(self.before(at).kind, TokKind::Dot | TokKind::Colon) =>
                {
                    at += 1;
                }
                _ => return at,
            }
        }
    }

    /// `[0]`, `['a']`, `[*]`.
    fn is_literal_subscript(&self, open: usize) -> bool {
        let literal = matches!(
            self.kind(open + 1),
            TokKind::Number | TokKind::Str | TokKind::RawStr | TokKind::Star
        );
        literal && !self.is_open(open) && self.at(open).mate as usize == open + 2
    }

    fn lambda(&mut self, lo: usize, hi: usize, depth: usize) -> Result<(), Fault> {
        for index in lo..hi {
            let tok = self.at(index);
            if !tok.is_name() {
                continue;
            }
            if self.lambdas.len() >= MAX_LAMBDAS {
                let reason = Reason::TooDeep {
                    levels: MAX_LAMBDAS,
                };
                return Err(Fault::new(tok.start as usize, reason));
            }
            let name = self.value(tok);
            self.lambdas.push(LambdaParam { name, depth });
        }
        Ok(())
    }

    /// Ends the lambdas whose bodies lie at `depth` or deeper.
    fn end_lambdas(&mut self, depth: usize) {
        while self
            .lambdas
            .last()
            .is_some_and(|param| param.depth >= depth)
        {
            self.lambdas.pop();
        }
    }

    fn is_lambda_param(&self, parts: &[super::chain::Part<'_>]) -> bool {
        parts.first().is_some_and(|part| {
            self.lambdas
                .iter()
                .any(|param| same(&param.name, &part.value))
        })
    }
}

/// Words that are followed by a bracket without being called.
fn is_syntax(kw: Kw) -> bool {
    matches!(
        kw,
        Kw::In
            | Kw::And
            | Kw::Or
            | Kw::Not
            | Kw::Values
            | Kw::Filter
            | Kw::Within
            | Kw::Exists
            | Kw::Any
            | Kw::All
            | Kw::Using
            | Kw::On
            | Kw::When
            | Kw::Then
            | Kw::Else
            | Kw::Case
            | Kw::Interval
            | Kw::As
            | Kw::Select
            | Kw::By
            | Kw::Where
            | Kw::Having
            | Kw::From
            | Kw::Distinct
            | Kw::Except
            | Kw::Replace
            | Kw::Union
            | Kw::Intersect
            | Kw::Minus
            | Kw::Insert
            | Kw::Set
            | Kw::Is
            | Kw::Like
            | Kw::Between
            | Kw::For
            | Kw::Lateral
            | Kw::Pivot
            | Kw::Unpivot
            | Kw::Limit
            | Kw::Offset
            | Kw::Qualify
            | Kw::Group
            | Kw::Order
            | Kw::Partition
            | Kw::End
            | Kw::Return
            | Kw::With
            | Kw::Default
            | Kw::Check
            | Kw::Window
            | Kw::Table
            | Kw::Apply
            | Kw::Join
            | Kw::If
            | Kw::While
            | Kw::Until
            | Kw::Do
            | Kw::Elseif
            | Kw::Tablesample
            | Kw::Repeatable
    )
}
