//! Names inside constants: `IDENTIFIER('prod.' || 'sales.orders')`, `table_changes('…')`.

use std::borrow::Cow;
use std::ops::Range;

use super::Walker;
use super::chain::{Part, Quoting};
use crate::lex::{Kw, Tok, TokKind};
use crate::refusal::{Fault, Reason};

/// Functions that keep the letters of their arguments: what they return holds a mapped name only if
/// their arguments do.
const KEEPING: &[&str] = &[
    "concat",
    "concat_ws",
    "lower",
    "upper",
    "trim",
    "coalesce",
    "nvl",
    "ifnull",
    "if",
];

/// What a constant names.
pub(super) enum Constant<'a> {
    /// This name.
    Name(Vec<Part<'a>>),
    /// Something that is only known while running, and holds no mapped name.
    Opaque,
}

/// The text of string literals, and where each character of it comes from.
#[derive(Default)]
pub(super) struct Decoded {
    chars: Vec<(char, Range<usize>, Quoting)>,
}

impl<'a> Walker<'a> {
    /// Reads tokens that make up a constant name.
    ///
    /// # Errors
    /// [`Reason::Computed`] when the name is computed and could be a mapped one.
    pub(super) fn constant_name(&self, lo: usize, hi: usize) -> Result<Constant<'a>, Fault> {
        let Some(decoded) = self.concatenation(lo, hi) else {
            return self.computed(lo, hi);
        };
        match decoded.parts() {
            Some(parts) => Ok(Constant::Name(parts)),
            None => self.computed(lo, hi),
        }
    }

    /// The value of `'a' || 'b'`, `concat('a', 'b')`, `'a' 'b'`; none when other things are there.
    fn concatenation(&self, lo: usize, hi: usize) -> Option<Decoded> {
        let mut decoded = Decoded::default();
        for index in lo..hi {
            let tok = self.at(index);
            match tok.kind {
                TokKind::Str | TokKind::RawStr => decoded.push(self.slice(tok), tok),
                TokKind::Open | TokKind::Close | TokKind::Comma => {}
                TokKind::Op if self.slice(tok) == "||" => {}
                TokKind::Word if self.is_word(index, "concat") && self.is_open(index + 1) => {}
                _ => return None,
            }
        }
        Some(decoded)
    }

    /// A name that is not constant is left alone when no part of it can be a mapped name.
    fn computed(&self, lo: usize, hi: usize) -> Result<Constant<'a>, Fault> {
        let computed = Fault::new(self.at(lo).start as usize, Reason::Computed);
        let (mut variable, mut changed) = (false, false);
        // A mapped name may be put together from pieces, of which none holds all of it.
        let mut pieces = String::new();
        for index in lo..hi {
            let tok = self.at(index);
            if tok.is_string() {
                let text = self.decode(tok).text();
                if self.mentions(&text) {
                    return Err(computed);
                }
                pieces.push_str(&text);
            }
            if self.is_mapped_name(index) {
                return Err(computed);
            }
            let called = tok.is_name() && self.is_open(index + 1);
            changed |= called && !KEEPING.iter().any(|name| self.is_word(index, name));
            variable |= matches!(tok.kind, TokKind::Colon)
                || (tok.is_name() && !self.is_open(index + 1))
                || (tok.kind == TokKind::Op && self.slice(tok) == "?")
                || tok.kw == Kw::Select;
        }
        let harmless = pieces.is_empty() || !(changed || self.mentions(&pieces));
        if (variable && harmless) || self.mapping.is_empty() {
            Ok(Constant::Opaque)
        } else {
            Err(computed)
        }
    }

    /// Tells whether a text holds a name that the mapping treats.
    pub(super) fn mentions(&self, text: &str) -> bool {
        if self.mapping.is_empty() {
            return false;
        }
        let text = text.to_lowercase();
        let catalogs = self.mapping.catalogs.keys().map(crate::Ident::as_str);
        let schemas = self.mapping.schemas.keys().map(crate::QName::leaf);
        let objects = self.mapping.objects.keys().map(crate::QName::leaf);
        catalogs
            .chain(schemas)
            .chain(objects)
            .any(|name| text.contains(&name.to_lowercase()))
    }

    /// The value of one string literal.
    pub(super) fn decode(&self, tok: Tok) -> Decoded {
        let mut decoded = Decoded::default();
        decoded.push(self.slice(tok), tok);
        decoded
    }
}

impl Decoded {
    /// Appends the value of one literal.
    fn push(&mut self, literal: &str, tok: Tok) {
        let raw = tok.kind == TokKind::RawStr;
        let open = if raw { 2 } else { 1 };
        let quote = if literal.get(open - 1..open) == Some("\"") {
            '"'
        } else {
            '\''
        };
        let quoting = Quoting { quote, raw };
        let inner = literal
            .get(open..literal.len().saturating_sub(1))
            .unwrap_or_default();
        let base = tok.start as usize + open;
        let mut at = 0;
        while let Some(rest) = inner.get(at..).filter(|rest| !rest.is_empty()) {
            let (c, length) = if raw { plain(rest) } else { unescape(rest) };
            self.chars.push((c, base + at..base + at + length, quoting));
            at += length;
        }
    }

    pub(super) fn text(&self) -> String {
        self.chars.iter().map(|(c, _, _)| *c).collect()
    }

    /// The parts of the name that the text is; none when it is no name, or when a part crosses from
    /// one literal into another.
    fn parts<'a>(&self) -> Option<Vec<Part<'a>>> {
        let mut parts = Vec::new();
        let mut at = self.skip_space(0);
        loop {
            let start = at;
            let mut value = String::new();
            let quoted = self.char(at) == Some('`');
            if quoted {
                at += 1;
                loop {
                    match (self.char(at)?, self.char(at + 1)) {
                        ('`', Some('`')) => {
                            value.push('`');
                            at += 2;
                        }
                        ('`', _) => {
                            at += 1;
                            break;
                        }
                        (c, _) => {
                            value.push(c);
                            at += 1;
                        }
                    }
                }
            } else {
                while let Some(c) = self.char(at).filter(|c| c.is_alphanumeric() || *c == '_') {
                    value.push(c);
                    at += 1;
                }
            }
            if value.is_empty() {
                return None;
            }
            let (span, quoting) = self.span(start, at)?;
            parts.push(Part {
                value: Cow::Owned(value),
                span,
                quoted,
                literal: Some(quoting),
            });
            at = self.skip_space(at);
            match self.char(at) {
                None => return Some(parts),
                Some('.') => at = self.skip_space(at + 1),
                Some(_) => return None,
            }
        }
    }

    /// Where some characters stand, if they stand together.
    pub(super) fn span(&self, start: usize, end: usize) -> Option<(Range<usize>, Quoting)> {
        let chars = self.chars.get(start..end)?;
        let (first, last) = (chars.first()?, chars.last()?);
        let together = chars.windows(2).all(|pair| match pair {
            [(_, a, _), (_, b, _)] => a.end == b.start,
            _ => true,
        });
        together.then_some((first.1.start..last.1.end, first.2))
    }

    fn char(&self, at: usize) -> Option<char> {
        self.chars.get(at).map(|(c, _, _)| *c)
    }

    fn skip_space(&self, mut at: usize) -> usize {
        while self.char(at).is_some_and(char::is_whitespace) {
            at += 1;
        }
        at
    }
}

fn plain(rest: &str) -> (char, usize) {
    let c = rest.chars().next().unwrap_or('\0');
    (c, c.len_utf8())
}

/// The first character of the inside of a literal, and how many bytes write it.
fn unescape(rest: &str) -> (char, usize) {
    let (first, length) = plain(rest);
    if first != '\\' {
        return (first, length);
    }
    let (c, width) = plain(rest.get(1..).unwrap_or_default());
    let coded = |digits: usize, radix: u32, from: usize| {
        let code = rest.get(from..from + digits)?;
        let code = u32::from_str_radix(code, radix)
            .ok()
            .and_then(char::from_u32)?;
        Some((code, from + digits))
    };
    let found = match c {
        'u' => coded(4, 16, 2),
        'U' => coded(8, 16, 2),
        '0'..='1' => coded(3, 8, 1),
        _ => None,
    };
    found.unwrap_or_else(|| {
        let value = match c {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'b' => '\u{8}',
            'Z' => '\u{1a}',
            '0' => '\0',
            // The backslash of `\%` and `\_` is kept for LIKE; no name holds one.
            c => c,
        };
        (value, 1 + width)
    })
}

impl Quoting {
    /// Writes a name so that it stands in the literal; none when the literal cannot hold it.
    pub(super) fn escape(self, name: &str) -> Option<String> {
        if self.raw {
            return (!name.contains(self.quote)).then(|| name.to_owned());
        }
        let mut out = String::with_capacity(name.len());
        for c in name.chars() {
            if c == '\\' || c == self.quote {
                out.push('\\');
            }
            out.push(c);
        }
        Some(out)
    }
}
