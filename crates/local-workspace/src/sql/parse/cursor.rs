//! A place in the tokens of a statement, and the small steps every statement is made of.

use crate::sql::ast::{Fragment, Properties};
use crate::sql::error::SqlError;
use crate::sql::lexer::{Kind, Token, tokens};
use crate::sql::names::{ObjectName, quoted};
use crate::sql::params::Parameters;

/// A reader of tokens.
pub(super) struct Cursor<'a> {
    sql: &'a str,
    tokens: &'a [Token],
    at: usize,
    parameters: Parameters<'a>,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(sql: &'a str, tokens: &'a [Token], parameters: Parameters<'a>) -> Self {
        Self {
            sql,
            tokens,
            at: 0,
            parameters,
        }
    }

    /// The kind of the token `ahead` of the next one.
    pub(super) fn kind(&self, ahead: usize) -> Option<&'a Kind> {
        self.tokens.get(self.at + ahead).map(|token| &token.kind)
    }

    /// The unquoted word `ahead` of the next token, as written.
    pub(super) fn word(&self, ahead: usize) -> Option<&'a str> {
        match self.kind(ahead) {
            Some(Kind::Word(word)) => Some(word),
            _ => None,
        }
    }

    /// Whether the token `ahead` is the keyword `word`.
    pub(super) fn is_word(&self, ahead: usize, word: &str) -> bool {
        self.word(ahead)
            .is_some_and(|found| found.eq_ignore_ascii_case(word))
    }

    /// Whether the next tokens are these keywords, separated by blanks.
    pub(super) fn is(&self, words: &str) -> bool {
        words
            .split(' ')
            .enumerate()
            .all(|(ahead, word)| self.is_word(ahead, word))
    }

    /// Whether the next token is `c`.
    pub(super) fn is_punct(&self, c: char) -> bool {
        self.kind(0) == Some(&Kind::Punct(c))
    }

    pub(super) fn at_end(&self) -> bool {
        self.kind(0).is_none()
    }

    pub(super) fn skip(&mut self) {
        self.at += 1;
    }

    /// Goes past these keywords if they are next.
    pub(super) fn take(&mut self, words: &str) -> bool {
        let found = self.is(words);
        if found {
            self.at += words.split(' ').count();
        }
        found
    }

    /// Goes past the first of these groups of keywords that is next.
    pub(super) fn take_any(&mut self, groups: &[&'static str]) -> Option<&'static str> {
        groups.iter().find(|words| self.take(words)).copied()
    }

    pub(super) fn take_punct(&mut self, c: char) -> bool {
        let found = self.is_punct(c);
        if found {
            self.at += 1;
        }
        found
    }

    pub(super) fn expect(&mut self, words: &str) -> Result<(), SqlError> {
        for word in words.split(' ') {
            if !self.take(word) {
                return Err(self.error());
            }
        }
        Ok(())
    }

    pub(super) fn expect_punct(&mut self, c: char) -> Result<(), SqlError> {
        if self.take_punct(c) {
            Ok(())
        } else {
            Err(self.error())
        }
    }

    pub(super) fn expect_end(&self) -> Result<(), SqlError> {
        if self.at_end() {
            Ok(())
        } else {
            Err(self.error())
        }
    }

    /// A syntax error at the next token.
    pub(super) fn error(&self) -> SqlError {
        match self.tokens.get(self.at) {
            Some(token) => {
                SqlError::syntax(self.sql, token.start, self.sql.get(token.start..token.end))
            }
            None => SqlError::syntax(self.sql, self.sql.len(), None),
        }
    }

    /// A refusal of `construct` at the next token.
    pub(super) fn unsupported(&self, construct: &str) -> SqlError {
        let at = self
            .tokens
            .get(self.at)
            .map_or(self.sql.len(), |token| token.start);
        SqlError::unsupported(construct).at(self.sql, at)
    }

    /// Refuses `words` by name if they are next.
    pub(super) fn refuse(&self, words: &str) -> Result<(), SqlError> {
        if self.is(words) {
            Err(self.unsupported(words))
        } else {
            Ok(())
        }
    }

    /// One identifier; `IDENTIFIER(...)` of one part too.
    pub(super) fn ident(&mut self) -> Result<String, SqlError> {
        let start = self.at;
        match self.kind(0) {
            Some(Kind::Word(word)) if !self.is_identifier_clause() => {
                self.skip();
                Ok(word.clone())
            }
            Some(Kind::Quoted(name)) if !name.is_empty() => {
                self.skip();
                Ok(name.clone())
            }
            Some(Kind::Word(_)) => match self.identifier_clause()?.0.as_slice() {
                [one] => Ok(one.clone()),
                _ => {
                    self.at = start;
                    Err(self.error())
                }
            },
            _ => Err(self.error()),
        }
    }

    /// A name of one to three parts.
    pub(super) fn object_name(&mut self) -> Result<ObjectName, SqlError> {
        let start = self.at;
        let parts = self.dotted()?;
        if parts.len() > 3 {
            self.at = start;
            return Err(self.unsupported("a name of more than three parts"));
        }
        Ok(ObjectName(parts))
    }

    /// Identifiers with dots between.
    pub(super) fn dotted(&mut self) -> Result<Vec<String>, SqlError> {
        if self.is_identifier_clause() {
            return Ok(self.identifier_clause()?.0);
        }
        let mut parts = vec![self.ident()?];
        while self.take_punct('.') {
            parts.push(self.ident()?);
        }
        Ok(parts)
    }

    fn is_identifier_clause(&self) -> bool {
        self.is_word(0, "IDENTIFIER") && self.kind(1) == Some(&Kind::Punct('('))
    }

    /// `IDENTIFIER(string)`: the name in a string.
    fn identifier_clause(&mut self) -> Result<ObjectName, SqlError> {
        self.skip();
        self.expect_punct('(')?;
        let start = self.at;
        let mut text = self.string()?;
        while self.take_punct('|') {
            self.expect_punct('|')?;
            text.push_str(&self.string()?);
        }
        let tokens = tokens(&text)?;
        let mut inner = Cursor::new(&text, &tokens, Parameters::NONE);
        let plain = !inner.is_identifier_clause();
        let name = inner
            .object_name()
            .and_then(|name| inner.expect_end().map(|()| name));
        match name {
            Ok(name) if plain => {
                self.expect_punct(')')?;
                Ok(name)
            }
            _ => {
                self.at = start;
                Err(self.error())
            }
        }
    }

    /// A string literal, adjacent ones joined, or a parameter.
    pub(super) fn string(&mut self) -> Result<String, SqlError> {
        if let Some(Kind::Param(name)) = self.kind(0) {
            self.skip();
            return self.parameters.text(name);
        }
        let mut value: Option<String> = None;
        while let Some(Kind::Str(part)) = self.kind(0) {
            value.get_or_insert_default().push_str(part);
            self.skip();
        }
        value.ok_or_else(|| self.error())
    }

    /// A whole number that may be negative, or a parameter.
    pub(super) fn integer(&mut self) -> Result<i64, SqlError> {
        let start = self.at;
        let minus = self.take_punct('-');
        let text = match self.kind(0) {
            Some(Kind::Number(text)) => text.clone(),
            Some(Kind::Param(name)) => self.parameters.text(name)?,
            _ => return Err(self.error()),
        };
        let text = if minus { format!("-{text}") } else { text };
        if let Ok(value) = text.parse() {
            self.skip();
            Ok(value)
        } else {
            self.at = start;
            Err(self.error())
        }
    }

    /// `item, item, ...`.
    pub(super) fn list<T>(
        &mut self,
        mut item: impl FnMut(&mut Self) -> Result<T, SqlError>,
    ) -> Result<Vec<T>, SqlError> {
        let mut items = vec![item(self)?];
        while self.take_punct(',') {
            items.push(item(self)?);
        }
        Ok(items)
    }

    /// `(item, item, ...)`.
    pub(super) fn parens<T>(
        &mut self,
        item: impl FnMut(&mut Self) -> Result<T, SqlError>,
    ) -> Result<Vec<T>, SqlError> {
        self.expect_punct('(')?;
        let items = self.list(item)?;
        self.expect_punct(')')?;
        Ok(items)
    }

    /// `(key = value, ...)` of properties; keys may be strings or dotted words.
    pub(super) fn properties(&mut self) -> Result<Properties, SqlError> {
        self.parens(|c| {
            let key = c.property_key()?;
            c.take_punct('=');
            Ok((key, c.property_value()?))
        })
    }

    /// A key of properties.
    pub(super) fn property_key(&mut self) -> Result<String, SqlError> {
        match self.kind(0) {
            Some(Kind::Str(_) | Kind::Param(_)) => self.string(),
            _ => Ok(self.dotted()?.join(".")),
        }
    }

    fn property_value(&mut self) -> Result<String, SqlError> {
        match self.kind(0) {
            Some(Kind::Number(number)) => {
                self.skip();
                Ok(number.clone())
            }
            Some(Kind::Word(word))
                if word.eq_ignore_ascii_case("true") || word.eq_ignore_ascii_case("false") =>
            {
                self.skip();
                Ok(word.to_ascii_lowercase())
            }
            Some(Kind::Punct('-')) => self.integer().map(|value| value.to_string()),
            _ => self.string(),
        }
    }

    /// All that is left, which may not be nothing.
    pub(super) fn rest(&mut self) -> Result<Fragment, SqlError> {
        self.until(|_| false)
    }

    /// `(expression)`.
    pub(super) fn parenthesised(&mut self) -> Result<Fragment, SqlError> {
        self.expect_punct('(')?;
        let inner = self.until(|c| c.is_punct(')'))?;
        self.expect_punct(')')?;
        Ok(inner)
    }

    /// The text up to a token outside of brackets for which `stop` holds, which may not be nothing.
    pub(super) fn until(&mut self, stop: impl Fn(&Self) -> bool) -> Result<Fragment, SqlError> {
        let first = self.at;
        let mut depth = 0usize;
        while let Some(kind) = self.kind(0) {
            if depth == 0 && stop(self) {
                break;
            }
            match kind {
                Kind::Punct('(' | '[') => depth += 1,
                Kind::Punct(')' | ']') if depth == 0 => return Err(self.error()),
                Kind::Punct(')' | ']') => depth -= 1,
                // A second statement would be run, or hidden, by nobody's decision.
                Kind::Punct(';') => return Err(self.error()),
                _ => {}
            }
            self.skip();
        }
        if depth > 0 || self.at == first {
            return Err(self.error());
        }
        self.render(first, self.at)
    }

    /// Whether a parameter marker stands in what is left.
    pub(super) fn has_parameters(&self) -> bool {
        let left = self.tokens.get(self.at..).unwrap_or_default();
        left.iter()
            .any(|token| matches!(token.kind, Kind::Param(_)))
    }

    /// The text of the tokens `first..last` with parameters and `IDENTIFIER` clauses put in.
    fn render(&self, first: usize, last: usize) -> Result<Fragment, SqlError> {
        let mut text = String::new();
        let mut copied = self.tokens.get(first).map_or(0, |token| token.start);
        let mut inner = Cursor {
            at: first,
            ..Cursor::new(self.sql, self.tokens, self.parameters)
        };
        while inner.at < last {
            let Some(token) = inner.tokens.get(inner.at) else {
                break;
            };
            text.push_str(self.sql.get(copied..token.start).unwrap_or_default());
            copied = token.end;
            if let Kind::Param(name) = &token.kind {
                text.push_str(&self.parameters.literal(name)?);
                inner.skip();
            } else if inner.is_identifier_clause() {
                let parts = inner.identifier_clause()?.0;
                let parts: Vec<String> = parts.iter().map(|part| quoted(part)).collect();
                text.push_str(&parts.join("."));
                copied = inner
                    .tokens
                    .get(inner.at - 1)
                    .map_or(copied, |token| token.end);
            } else {
                text.push_str(self.sql.get(token.start..token.end).unwrap_or_default());
                inner.skip();
            }
        }
        Ok(Fragment(text))
    }
}
