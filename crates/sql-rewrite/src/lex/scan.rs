//! From text to tokens.

use super::{Kw, Tok, TokKind};
use crate::refusal::{Fault, Reason};

/// The largest text that is read: offsets are 32 bits wide.
const MAX_BYTES: usize = 256 << 20;

/// All tokens of a text.
#[derive(Debug, Default)]
pub(crate) struct Tokens {
    list: Vec<Tok>,
    end: u32,
}

impl Tokens {
    /// Returns a token; beyond the last one there is only [`TokKind::Eof`].
    pub(crate) fn at(&self, index: usize) -> Tok {
        self.list.get(index).copied().unwrap_or(Tok {
            kind: TokKind::Eof,
            kw: Kw::None,
            start: self.end,
            end: self.end,
            mate: 0,
        })
    }

    pub(crate) fn len(&self) -> usize {
        self.list.len()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Tok> {
        self.list.iter()
    }
}

/// Reads all tokens of a text.
///
/// # Errors
/// A literal, comment or name that never ends; a bracket without its partner.
pub(crate) fn lex(text: &str) -> Result<Tokens, Fault> {
    let end = u32::try_from(text.len())
        .ok()
        .filter(|_| text.len() <= MAX_BYTES);
    let end = end.ok_or(Fault::new(0, Reason::TooLong { bytes: MAX_BYTES }))?;
    let mut lexer = Lexer {
        text,
        bytes: text.as_bytes(),
        at: 0,
        out: Vec::with_capacity(text.len() / 5 + 4),
        open: Vec::new(),
    };
    lexer.run()?;
    Ok(Tokens {
        list: lexer.out,
        end,
    })
}

struct Lexer<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    out: Vec<Tok>,
    /// Brackets that wait for their partner.
    open: Vec<u32>,
}

impl Lexer<'_> {
    fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    fn run(&mut self) -> Result<(), Fault> {
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c => self.at += 1,
                b'a'..=b'z' | b'A'..=b'Z' | b'_' => self.word()?,
                b'0'..=b'9' => self.number(),
                b'-' if self.peek(1) == b'-' => self.line_comment(),
                b'/' if self.peek(1) == b'*' => self.block_comment()?,
                b'\'' | b'"' => self.string(self.at, byte)?,
                b'`' => self.tick()?,
                b'$' => self.dollar()?,
                b'(' | b'[' => self.open(),
                b')' | b']' => self.close(byte)?,
                b'.' => self.dot(),
                0x80.. => self.beyond_ascii()?,
                _ => self.sign(byte),
            }
        }
        match self.open.pop() {
            Some(open) => {
                let at = self
                    .out
                    .get(open as usize)
                    .map_or(0, |tok| tok.start as usize);
                Err(Fault::new(at, Reason::Unclosed { what: "bracket" }))
            }
            None => Ok(()),
        }
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "the text is shorter than MAX_BYTES"
    )]
    fn push(&mut self, kind: TokKind, kw: Kw, start: usize, end: usize) {
        self.out.push(Tok {
            kind,
            kw,
            start: start as u32,
            end: end as u32,
            mate: 0,
        });
        self.at = end;
    }

    /// The end of a run of letters, digits and underscores.
    fn run_end(&self, start: usize) -> usize {
        let mut end = start;
        while let Some(&byte) = self.bytes.get(end) {
            if byte.is_ascii_alphanumeric() || byte == b'_' {
                end += 1;
            } else if byte >= 0x80 {
                match self.text.get(end..).and_then(|rest| rest.chars().next()) {
                    Some(c) if c.is_alphanumeric() => end += c.len_utf8(),
                    _ => break,
                }
            } else {
                break;
            }
        }
        end
    }

    fn word(&mut self) -> Result<(), Fault> {
        let start = self.at;
        let end = self.run_end(start);
        let quote = self.bytes.get(end).copied();
        let raw = end - start == 1 && matches!(self.peek(0), b'r' | b'R');
        if raw && let Some(quote @ (b'\'' | b'"')) = quote {
            return self.raw_string(start, quote);
        }
        let kw = Kw::of(self.bytes.get(start..end).unwrap_or_default());
        self.push(TokKind::Word, kw, start, end);
        Ok(())
    }

    /// A number, or a word that starts with digits.
    fn number(&mut self) {
        let start = self.at;
        let digits = |from: usize| {
            let rest = self.bytes.get(from..).unwrap_or_default();
            from + rest.iter().take_while(|b| b.is_ascii_digit()).count()
        };
        let mut end = digits(start);
        let mut word = false;
        let after_point = self.bytes.get(end + 1).copied().unwrap_or(0);
        let joined =
            after_point == b'_' || after_point.is_ascii_alphabetic() || after_point >= 0x80;
        if self.bytes.get(end) == Some(&b'.') && (!joined || self.exponent(end + 1).is_some()) {
            end = digits(end + 1);
        } else {
            word = true;
        }
        if let Some(after) = self.exponent(end) {
            end = self.run_end(digits(after));
            word = false;
        } else {
            let run = self.run_end(end);
            let suffix = self
                .bytes
                .get(end..run)
                .unwrap_or_default()
                .to_ascii_lowercase();
            word = word
                && !matches!(
                    suffix.as_slice(),
                    b"" | b"l" | b"s" | b"y" | b"f" | b"d" | b"bd"
                );
            end = run;
        }
        self.push(
            if word { TokKind::Word } else { TokKind::Number },
            Kw::None,
            start,
            end,
        );
    }

    /// Where the digits of an exponent start, if one stands here.
    fn exponent(&self, at: usize) -> Option<usize> {
        let byte = |index: usize| self.bytes.get(index).copied().unwrap_or(0);
        let signed = usize::from(matches!(byte(at + 1), b'+' | b'-'));
        (matches!(byte(at), b'e' | b'E') && byte(at + 1 + signed).is_ascii_digit())
            .then_some(at + 1 + signed)
    }

    fn dot(&mut self) {
        let start = self.at;
        // Digits right after the dot of a name are the name's next part.
        let joins = self
            .out
            .last()
            .is_some_and(|tok| tok.is_name() && tok.end as usize == start);
        let digit = self.peek(1).is_ascii_digit();
        if digit && !joins {
            let rest = self.bytes.get(start + 1..).unwrap_or_default();
            let end = start + 1 + rest.iter().take_while(|b| b.is_ascii_digit()).count();
            let end = self.run_end(self.exponent(end).unwrap_or(end));
            return self.push(TokKind::Number, Kw::None, start, end);
        }
        self.push(TokKind::Dot, Kw::None, start, start + 1);
        if digit {
            let end = self.run_end(start + 1);
            self.push(TokKind::Word, Kw::None, start + 1, end);
        }
    }

    fn line_comment(&mut self) {
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b'\n' | b'\r' => return,
                // A backslash carries the comment over the end of its line.
                b'\\' if self.peek(1) == b'\n' => self.at += 2,
                _ => self.at += 1,
            }
        }
    }

    fn block_comment(&mut self) -> Result<(), Fault> {
        let start = self.at;
        let mut depth = 1_usize;
        self.at += 2;
        while depth > 0 {
            match (self.peek(0), self.peek(1)) {
                (b'*', b'/') => {
                    depth -= 1;
                    self.at += 2;
                }
                // A hint inside a comment opens no further comment.
                (b'/', b'*') if self.peek(2) != b'+' => {
                    depth += 1;
                    self.at += 2;
                }
                _ if self.at >= self.bytes.len() => {
                    return Err(Fault::new(start, Reason::Unclosed { what: "comment" }));
                }
                _ => self.at += 1,
            }
        }
        Ok(())
    }

    fn string(&mut self, start: usize, quote: u8) -> Result<(), Fault> {
        let mut at = self.at + 1;
        while let Some(&byte) = self.bytes.get(at) {
            match byte {
                b'\\' => at += 2,
                _ if byte == quote => {
                    self.push(TokKind::Str, Kw::None, start, at + 1);
                    return Ok(());
                }
                _ => at += 1,
            }
        }
        Err(Fault::new(start, Reason::Unclosed { what: "string" }))
    }

    fn raw_string(&mut self, start: usize, quote: u8) -> Result<(), Fault> {
        let rest = self.bytes.get(start + 2..).unwrap_or_default();
        let Some(length) = rest.iter().position(|b| *b == quote) else {
            return Err(Fault::new(start, Reason::Unclosed { what: "string" }));
        };
        self.push(TokKind::RawStr, Kw::None, start, start + 2 + length + 1);
        Ok(())
    }

    fn tick(&mut self) -> Result<(), Fault> {
        let start = self.at;
        let mut at = start + 1;
        while let Some(&byte) = self.bytes.get(at) {
            at += 1;
            if byte == b'`' {
                if self.bytes.get(at) != Some(&b'`') {
                    self.push(TokKind::Tick, Kw::None, start, at);
                    return Ok(());
                }
                at += 1;
            }
        }
        Err(Fault::new(
            start,
            Reason::Unclosed {
                what: "quoted name",
            },
        ))
    }

    fn dollar(&mut self) -> Result<(), Fault> {
        let start = self.at;
        let rest = self.bytes.get(start + 1..).unwrap_or_default();
        let tag = rest
            .iter()
            .take_while(|b| b.is_ascii_alphanumeric() || **b == b'_')
            .count();
        if rest.get(tag) != Some(&b'$') || rest.first().is_some_and(u8::is_ascii_digit) {
            self.push(TokKind::Op, Kw::None, start, start + 1);
            return Ok(());
        }
        let fence = self.text.get(start..start + tag + 2).unwrap_or_default();
        let body = start + fence.len();
        match self.text.get(body..).and_then(|text| text.find(fence)) {
            Some(length) => {
                self.push(
                    TokKind::Dollar,
                    Kw::None,
                    start,
                    body + length + fence.len(),
                );
                Ok(())
            }
            None => Err(Fault::new(start, Reason::Unclosed { what: "$$ body" })),
        }
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "there are fewer tokens than bytes"
    )]
    fn open(&mut self) {
        self.open.push(self.out.len() as u32);
        self.push(TokKind::Open, Kw::None, self.at, self.at + 1);
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "there are fewer tokens than bytes"
    )]
    fn close(&mut self, byte: u8) -> Result<(), Fault> {
        let fault = Fault::new(self.at, Reason::Unopened);
        let open = self.open.pop().ok_or_else(|| fault.clone())?;
        let here = self.out.len() as u32;
        let partner = self
            .out
            .get_mut(open as usize)
            .ok_or_else(|| fault.clone())?;
        let wanted = if byte == b')' { b'(' } else { b'[' };
        if self.bytes.get(partner.start as usize) != Some(&wanted) {
            return Err(fault);
        }
        partner.mate = here;
        self.push(TokKind::Close, Kw::None, self.at, self.at + 1);
        if let Some(tok) = self.out.last_mut() {
            tok.mate = open;
        }
        Ok(())
    }

    fn beyond_ascii(&mut self) -> Result<(), Fault> {
        match self
            .text
            .get(self.at..)
            .and_then(|rest| rest.chars().next())
        {
            Some(c) if c.is_alphanumeric() => self.word(),
            Some(c) if c.is_whitespace() || c == '\u{feff}' => {
                self.at += c.len_utf8();
                Ok(())
            }
            c => {
                let end = self.at + c.map_or(1, char::len_utf8);
                self.push(TokKind::Op, Kw::None, self.at, end);
                Ok(())
            }
        }
    }

    fn sign(&mut self, byte: u8) {
        let next = (self.peek(1), self.peek(2));
        let (kind, length) = match (byte, next) {
            (b',', _) => (TokKind::Comma, 1),
            (b';', _) => (TokKind::Semi, 1),
            (b'*', _) => (TokKind::Star, 1),
            (b'@', _) => (TokKind::At, 1),
            (b':', (b':', _)) => (TokKind::Cast, 2),
            (b':', (b'=', _)) => (TokKind::Op, 2),
            (b':', _) => (TokKind::Colon, 1),
            (b'?', (b':', b':')) => (TokKind::Cast, 3),
            (b'-', (b'>', _)) => (TokKind::Arrow, 2),
            (b'=', (b'>', _)) => (TokKind::FatArrow, 2),
            (b'|', (b'>', _)) => (TokKind::Pipe, 2),
            (b'<', (b'=', b'>')) => (TokKind::Op, 3),
            (b'|', (b'|', _))
            | (b'<', (b'=' | b'>' | b'<', _))
            | (b'>', (b'=', _))
            | (b'!', (b'=', _))
            | (b'=', (b'=', _)) => (TokKind::Op, 2),
            _ => (TokKind::Op, 1),
        };
        self.push(kind, Kw::None, self.at, self.at + length);
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn texts(sql: &str) -> Vec<&str> {
        lex(sql)
            .unwrap()
            .iter()
            .map(|tok| &sql[tok.span()])
            .collect()
    }

    #[rstest]
    #[case(r"'it\'s' 'a''b'", &[r"'it\'s'", "'a'", "'b'"])]
    #[case(r"r'a\' R'b' xr'c'", &[r"r'a\'", "R'b'", "xr", "'c'"])]
    #[case("a /* x /* y */ ' */ b -- c\n d", &["a", "b", "d"])]
    #[case("/*+ BROADCAST(a) */ x", &["x"])]
    #[case("-- a\\\n b\nc", &["c"])]
    #[case("`a``b`.`c`", &["`a``b`", ".", "`c`"])]
    #[case("t.1a.b 1.5 .5 1e-3 20E2BD 1.x a.b", &["t", ".", "1a", ".", "b", "1.5", ".5", "1e-3", "20E2BD", "1", ".", "x", "a", ".", "b"])]
    #[case("a<=>b x=>1 p->q a|>b c||d e?::f", &["a", "<=>", "b", "x", "=>", "1", "p", "->", "q", "a", "|>", "b", "c", "||", "d", "e", "?::", "f"])]
    #[case("$$ it's $$ $py$ $$ $py$ ${x}", &["$$ it's $$", "$py$ $$ $py$", "$", "{", "x", "}"])]
    #[case("café_1\u{a0}x", &["café_1", "x"])]
    fn splits(#[case] sql: &str, #[case] expected: &[&str]) {
        assert_eq!(texts(sql), expected);
    }

    #[rstest]
    #[case("a 'b", 2)]
    #[case("a \"b'", 2)]
    #[case("a `b", 2)]
    #[case("a /* /* */", 2)]
    #[case("f(a, [1)", 7)]
    #[case("f(a", 1)]
    #[case("a)", 1)]
    #[case("as $$ x $", 3)]
    #[case(r"'a\'", 0)]
    fn refuses_what_never_ends(#[case] sql: &str, #[case] at: usize) {
        assert_eq!(lex(sql).unwrap_err().at, at);
    }

    #[test]
    fn brackets_know_their_mates() {
        let tokens = lex("f(a[1], (b))").unwrap();
        for index in 0..tokens.len() {
            let tok = tokens.at(index);
            if matches!(tok.kind, TokKind::Open | TokKind::Close) {
                assert_eq!(tokens.at(tok.mate as usize).mate as usize, index);
            }
        }
    }
}
