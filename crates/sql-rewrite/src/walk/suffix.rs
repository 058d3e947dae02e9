//! What follows a relation: versions, samples, options, pivots, and its alias.

use std::borrow::Cow;

use super::Walker;
use crate::lex::{Kw, TokKind};
use crate::refusal::Fault;

impl<'a> Walker<'a> {
    /// Walks over all that can stand between a relation and its alias. Expressions in it are put
    /// aside.
    pub(super) fn relation_suffixes(&mut self, lo: usize, hi: usize) -> Result<usize, Fault> {
        let mut at = lo;
        while at < hi {
            let next = match self.kw(at) {
                Kw::None if self.kind(at) == TokKind::At => at + 2,
                Kw::For if self.is_version(at + 1) => self.version(at + 1),
                _ if self.is_version(at) => self.version(at),
                Kw::Tablesample => self.sample(at),
                Kw::With if self.is_open(at + 1) => self.past(at + 1),
                Kw::Watermark => self.watermark(at, hi),
                Kw::Pivot | Kw::Unpivot => {
                    let end = self.pivot(at);
                    if end > at {
                        self.deferred.push(at + 1..end);
                    }
                    end
                }
                Kw::Changes if matches!(self.kw(at + 1), Kw::From | Kw::For) => {
                    self.changes(at, hi)
                }
                _ => at,
            };
            if next == at {
                break;
            }
            at = next;
        }
        Ok(at)
    }

    /// `[AS] name [(columns)]`; returns the name and the token after it.
    pub(super) fn alias(&self, at: usize, hi: usize) -> Option<(Cow<'a, str>, usize)> {
        let named = at + usize::from(self.kw(at) == Kw::As);
        let there = named < hi && self.is_name(named) && (named > at || self.is_alias(named));
        there.then(|| (self.value(self.at(named)), self.past_columns(named + 1)))
    }

    /// Tells whether a name after a relation is its alias and not the next word of the syntax.
    pub(super) fn is_alias(&self, at: usize) -> bool {
        match self.kw(at) {
            Kw::None => true,
            Kw::As
            | Kw::On
            | Kw::Using
            | Kw::Lateral
            | Kw::Where
            | Kw::Join
            | Kw::Natural
            | Kw::Inner
            | Kw::Cross
            | Kw::Left
            | Kw::Right
            | Kw::Full
            | Kw::Semi
            | Kw::Anti
            | Kw::Union
            | Kw::Except
            | Kw::Intersect
            | Kw::Setminus => false,
            Kw::Asof => self.join(at).is_none(),
            Kw::Set | Kw::When | Kw::Then | Kw::Having | Kw::Qualify | Kw::Select => false,
            Kw::Tablesample => !self.is_open(at + 1),
            Kw::Pivot | Kw::Unpivot => self.pivot(at) == at,
            Kw::With => !self.is_open(at + 1),
            Kw::For => !self.is_version(at + 1),
            Kw::Version | Kw::Timestamp | Kw::SystemVersion | Kw::SystemTime => {
                !self.is_version(at)
            }
            Kw::Changes => !matches!(self.kw(at + 1), Kw::From | Kw::For),
            _ => !self.follows_from(at),
        }
    }

    pub(super) fn past_columns(&self, at: usize) -> usize {
        if self.is_open(at) { self.past(at) } else { at }
    }

    fn is_version(&self, at: usize) -> bool {
        let word = matches!(
            self.kw(at),
            Kw::Version | Kw::Timestamp | Kw::SystemVersion | Kw::SystemTime
        );
        word && self.kw(at + 1) == Kw::As && self.kw(at + 2) == Kw::Of
    }

    /// `VERSION AS OF x`.
    fn version(&mut self, at: usize) -> usize {
        let end = self.past_value(at + 3);
        self.deferred.push(at + 3..end);
        end
    }

    fn sample(&self, at: usize) -> usize {
        // TABLESAMPLE [method] (…) [REPEATABLE (…)]
        let open = at + 1 + usize::from(self.is_name(at + 1));
        if !self.is_open(open) {
            return at;
        }
        let end = self.past(open);
        if self.kw(end) == Kw::Repeatable {
            self.past_columns(end + 1)
        } else {
            end
        }
    }

    fn watermark(&mut self, at: usize, hi: usize) -> usize {
        let mut delay = at + 1;
        while delay < hi && !(self.kw(delay) == Kw::Delay && self.kw(delay + 1) == Kw::Of) {
            delay = self.past(delay);
        }
        if delay >= hi {
            return at;
        }
        self.deferred.push(at + 1..delay);
        self.past_value(delay + 2)
    }

    fn pivot(&self, at: usize) -> usize {
        // UNPIVOT [INCLUDE | EXCLUDE NULLS] (…)
        let nulls = self.is_word(at + 1, "include") || self.is_word(at + 1, "exclude");
        let open = at + 1 + if nulls { 2 } else { 0 };
        if self.is_open(open) {
            self.past(open)
        } else {
            at
        }
    }

    /// `CHANGES FROM VERSION 1 TO VERSION 2`.
    fn changes(&self, at: usize, hi: usize) -> usize {
        let mut end = at + 2;
        while end < hi {
            let tok = self.at(end);
            let word = matches!(tok.kw, Kw::Version | Kw::Timestamp | Kw::To)
                || self.is_word(end, "inclusive")
                || self.is_word(end, "exclusive");
            if !(word || tok.is_string() || tok.kind == TokKind::Number) {
                break;
            }
            end += 1;
        }
        end
    }

    /// The token after a value: operands and the operators between them.
    fn past_value(&self, mut at: usize) -> usize {
        loop {
            while self.kind(at) == TokKind::Op {
                at += 1;
            }
            at = self.past_operand(at);
            loop {
                match self.kind(at) {
                    TokKind::Cast => at = self.past_columns(at + 2),
                    TokKind::Open if !self.is_open(at) => at = self.past(at),
                    TokKind::Dot => at += 2,
                    _ => break,
                }
            }
            if !matches!(self.kind(at), TokKind::Op | TokKind::Star) {
                return at;
            }
            at += 1;
        }
    }

    fn past_operand(&self, mut at: usize) -> usize {
        let tok = self.at(at);
        match tok.kind {
            TokKind::Open | TokKind::Number => self.past(at),
            TokKind::Str | TokKind::RawStr => {
                while self.at(at).is_string() {
                    at += 1;
                }
                at
            }
            TokKind::Colon => at + 2,
            TokKind::Word if tok.kw == Kw::Interval => {
                at += 1;
                loop {
                    while self.kind(at) == TokKind::Op {
                        at += 1;
                    }
                    at = self.past(at);
                    // A unit, and perhaps TO and another.
                    if self.is_name(at) && self.is_unit(at) {
                        at += 1;
                        if self.kw(at) == Kw::To {
                            at += 2;
                        }
                    }
                    let more = self.at(at);
                    if !(more.is_string() || more.kind == TokKind::Number) {
                        return at;
                    }
                }
            }
            TokKind::Word | TokKind::Tick => {
                at += 1;
                while self.kind(at) == TokKind::Dot && self.is_name(at + 1) {
                    at += 2;
                }
                if self.is_open(at) {
                    self.past(at)
                } else {
                    // A typed literal: DATE '…'.
                    at + usize::from(self.at(at).is_string())
                }
            }
            _ => at,
        }
    }

    fn is_unit(&self, at: usize) -> bool {
        let word = self.slice(self.at(at)).to_ascii_lowercase();
        let unit = word.strip_suffix('s').unwrap_or(&word);
        [
            "year",
            "month",
            "week",
            "day",
            "hour",
            "minute",
            "second",
            "millisecond",
            "microsecond",
        ]
        .contains(&unit)
    }
}
