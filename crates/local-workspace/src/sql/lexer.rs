//! Tokens of Databricks SQL with their places in the text.
//!
//! Operators are single characters: nothing here evaluates an expression, an expression is cut out
//! of the text by its first and last token.

use super::error::SqlError;

/// One token and the bytes of the statement it stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Token {
    /// What it is.
    pub(crate) kind: Kind,
    /// First byte.
    pub(crate) start: usize,
    /// One past the last byte.
    pub(crate) end: usize,
}

/// What a token is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A keyword or a plain identifier, as written.
    Word(String),
    /// An identifier in backticks, without them.
    Quoted(String),
    /// A string literal, unescaped.
    Str(String),
    /// A body between `$$`, verbatim.
    Dollar(String),
    /// A number, as written.
    Number(String),
    /// A parameter marker: `:name`, or `?` under its number, `?1`.
    Param(String),
    /// Any other character.
    Punct(char),
}

impl Token {
    /// Whether an expression can end with this token, so that a colon after it is a path.
    fn ends_value(&self) -> bool {
        !matches!(self.kind, Kind::Punct(c) if c != ')' && c != ']')
    }
}

/// Cuts `sql` into tokens; blanks and comments disappear.
///
/// # Errors
/// A string, identifier, comment or body that does not end.
pub(crate) fn tokens(sql: &str) -> Result<Vec<Token>, SqlError> {
    let mut lexer = Lexer {
        sql,
        at: 0,
        out: Vec::new(),
        markers: 0,
    };
    while lexer.step()? {}
    Ok(lexer.out)
}

struct Lexer<'a> {
    sql: &'a str,
    at: usize,
    out: Vec<Token>,
    /// How many markers without a name there were.
    markers: usize,
}

impl Lexer<'_> {
    fn rest(&self) -> &str {
        self.sql.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn push(&mut self, kind: Kind, start: usize) {
        self.out.push(Token {
            kind,
            start,
            end: self.at,
        });
    }

    /// Reads one token or one blank; false at the end.
    fn step(&mut self) -> Result<bool, SqlError> {
        let start = self.at;
        let Some(first) = self.peek() else {
            return Ok(false);
        };
        let rest = self.rest();
        if first.is_whitespace() || first == '\u{feff}' {
            self.at += first.len_utf8();
        } else if rest.starts_with("--") {
            self.at += rest.find('\n').unwrap_or(rest.len());
        } else if rest.starts_with("/*") {
            self.comment(start)?;
        } else if rest.starts_with("$$") {
            self.dollar(start)?;
        } else if first == '\'' || first == '"' {
            self.at += 1;
            self.string(start, first, Escapes::Backslash)?;
        } else if matches!(first, 'r' | 'R') && matches!(rest.chars().nth(1), Some('\'' | '"')) {
            let quote = rest.chars().nth(1).unwrap_or('\'');
            self.at += 2;
            self.string(start, quote, Escapes::Raw)?;
        } else if first == '`' {
            self.backticks(start)?;
        } else if first.is_ascii_digit() {
            self.number(start);
        } else if is_word(first) {
            let word: String = rest.chars().take_while(|c| is_word(*c)).collect();
            self.at += word.len();
            self.push(Kind::Word(word), start);
        } else if first == ':' && self.is_parameter() {
            self.at += 1;
            let name: String = self.rest().chars().take_while(|c| is_word(*c)).collect();
            self.at += name.len();
            self.push(Kind::Param(name), start);
        } else if first == '?' && self.is_marker() {
            self.at += 1;
            self.markers += 1;
            self.push(Kind::Param(format!("?{}", self.markers)), start);
        } else {
            self.at += first.len_utf8();
            self.push(Kind::Punct(first), start);
        }
        Ok(true)
    }

    /// `a?::int` is a cast that may fail; every other `?` is a parameter.
    fn is_marker(&self) -> bool {
        let touches = self
            .out
            .last()
            .is_some_and(|token| token.end == self.at && token.ends_value());
        !(touches && self.rest().starts_with("?::"))
    }

    /// `a:b` reads field `b` of `a`; ` :b` and `(:b` are parameters; `::` is a cast.
    fn is_parameter(&self) -> bool {
        let named = self
            .rest()
            .chars()
            .nth(1)
            .is_some_and(|c| is_word(c) && !c.is_ascii_digit());
        let touches = self.out.last().is_some_and(|token| {
            token.end == self.at && (token.ends_value() || token.kind == Kind::Punct(':'))
        });
        named && !touches
    }

    fn comment(&mut self, start: usize) -> Result<(), SqlError> {
        let mut depth = 0usize;
        loop {
            let rest = self.rest();
            if rest.starts_with("/*") {
                depth += 1;
                self.at += 2;
            } else if rest.starts_with("*/") {
                depth -= 1;
                self.at += 2;
                if depth == 0 {
                    return Ok(());
                }
            } else if let Some(next) = self.peek() {
                self.at += next.len_utf8();
            } else {
                return Err(SqlError::unclosed(self.sql, start, "a bracketed comment"));
            }
        }
    }

    fn dollar(&mut self, start: usize) -> Result<(), SqlError> {
        self.at += 2;
        let Some(length) = self.rest().find("$$") else {
            return Err(SqlError::unclosed(self.sql, start, "a `$$` body"));
        };
        let body = self.rest().get(..length).unwrap_or_default().to_owned();
        self.at += length + 2;
        self.push(Kind::Dollar(body), start);
        Ok(())
    }

    fn backticks(&mut self, start: usize) -> Result<(), SqlError> {
        self.at += 1;
        let mut name = String::new();
        loop {
            let Some(next) = self.peek() else {
                return Err(SqlError::unclosed(
                    self.sql,
                    start,
                    "an identifier in backticks",
                ));
            };
            self.at += next.len_utf8();
            if next != '`' {
                name.push(next);
            } else if self.peek() == Some('`') {
                name.push('`');
                self.at += 1;
            } else {
                self.push(Kind::Quoted(name), start);
                return Ok(());
            }
        }
    }

    fn string(&mut self, start: usize, quote: char, escapes: Escapes) -> Result<(), SqlError> {
        let mut value = String::new();
        loop {
            let Some(next) = self.peek() else {
                return Err(SqlError::unclosed(self.sql, start, "a string literal"));
            };
            self.at += next.len_utf8();
            if next == '\\' && escapes == Escapes::Backslash {
                self.escape(&mut value);
            } else if next != quote {
                value.push(next);
            } else if escapes == Escapes::Backslash && self.peek() == Some(quote) {
                value.push(quote);
                self.at += 1;
            } else {
                self.push(Kind::Str(value), start);
                return Ok(());
            }
        }
    }

    /// The character or characters after a backslash; the caller reports a text that ends here.
    fn escape(&mut self, value: &mut String) {
        let Some(next) = self.peek() else { return };
        self.at += next.len_utf8();
        match next {
            'n' => value.push('\n'),
            't' => value.push('\t'),
            'r' => value.push('\r'),
            'b' => value.push('\u{8}'),
            '0'..='3' if self.octal(next, value) => {}
            '0' => value.push('\0'),
            'Z' => value.push('\u{1a}'),
            // LIKE patterns keep their own escapes.
            '%' | '_' => value.extend(['\\', next]),
            'u' if self.code_point(value, 4) => {}
            'U' if self.code_point(value, 8) => {}
            other => value.push(other),
        }
    }

    /// Three octal digits, the first of which was read.
    fn octal(&mut self, first: char, value: &mut String) -> bool {
        let digits = self.rest().get(..2).unwrap_or_default();
        let plain = digits.len() == 2 && digits.chars().all(|c| c.is_digit(8));
        let decoded = u32::from_str_radix(&format!("{first}{digits}"), 8).ok();
        match decoded.and_then(char::from_u32) {
            Some(decoded) if plain => {
                value.push(decoded);
                self.at += 2;
                true
            }
            _ => false,
        }
    }

    fn code_point(&mut self, value: &mut String, length: usize) -> bool {
        let digits = self.rest().get(..length).unwrap_or_default();
        let plain = digits.chars().all(|c| c.is_ascii_hexdigit()) && digits.len() == length;
        match u32::from_str_radix(digits, 16)
            .ok()
            .and_then(char::from_u32)
        {
            Some(decoded) if plain => {
                value.push(decoded);
                self.at += length;
                true
            }
            _ => false,
        }
    }

    fn number(&mut self, start: usize) {
        let rest = self.rest();
        let word: String = rest.chars().take_while(|c| is_word(*c)).collect();
        // `1abc` is an identifier, `1e5` and `10L` are numbers.
        if is_number(&word) {
            let mut length = word.len();
            let tail = rest.get(length..).unwrap_or_default();
            if tail.starts_with('.') && word.chars().all(|c| c.is_ascii_digit()) {
                let fraction: usize = tail
                    .chars()
                    .skip(1)
                    .take_while(|c| c.is_ascii_alphanumeric())
                    .map(char::len_utf8)
                    .sum();
                length += 1 + fraction;
            }
            let text = rest.get(..length).unwrap_or_default().to_owned();
            self.at += length;
            self.push(Kind::Number(text), start);
        } else {
            self.at += word.len();
            self.push(Kind::Word(word), start);
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Escapes {
    Backslash,
    Raw,
}

fn is_word(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

fn is_number(word: &str) -> bool {
    let upper = word.to_ascii_uppercase();
    let digits = upper
        .trim_end_matches("BD")
        .trim_end_matches(['L', 'S', 'Y', 'F', 'D']);
    if !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit()) {
        return upper.len() - digits.len() <= 2;
    }
    upper.split_once('E').is_some_and(|(mantissa, exponent)| {
        [mantissa, exponent]
            .iter()
            .all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn kinds(sql: &str) -> Vec<Kind> {
        tokens(sql)
            .unwrap()
            .into_iter()
            .map(|token| token.kind)
            .collect()
    }

    #[rstest]
    #[case("'it''s'", "it's")]
    #[case(r"'it\'s'", "it's")]
    #[case(r"'a\nb\\c\%'", "a\nb\\c\\%")]
    #[case("\"double 'quoted'\"", "double 'quoted'")]
    #[case(r"r'C:\new'", r"C:\new")]
    #[case(r"'\u00e9\U0001F600\101'", "é😀A")]
    fn string_literals_are_unescaped(#[case] sql: &str, #[case] value: &str) {
        assert_eq!(kinds(sql), vec![Kind::Str(value.to_owned())]);
    }

    #[rstest]
    #[case("a:b", false)]
    #[case("x = :b", true)]
    #[case("f(:b)", true)]
    #[case("a::int", false)]
    #[case("SELECT :b", true)]
    #[case("struct<a: int>", false)]
    fn colons_are_parameters_only_where_a_value_may_stand(#[case] sql: &str, #[case] is: bool) {
        assert_eq!(
            kinds(sql).iter().any(|kind| matches!(kind, Kind::Param(_))),
            is
        );
    }

    #[rstest]
    #[case("SELECT ?, f(?)::int", &["?1", "?2"])]
    #[case("x=?::int", &["?1"])]
    #[case("a?::int", &[])]
    #[case("'?' -- ?", &[])]
    fn question_marks_are_parameters_by_number(#[case] sql: &str, #[case] names: &[&str]) {
        let found: Vec<_> = kinds(sql)
            .into_iter()
            .filter_map(|kind| match kind {
                Kind::Param(name) => Some(name),
                _ => None,
            })
            .collect();
        assert_eq!(found, names);
    }

    #[rstest]
    #[case("-- only a comment", 0)]
    #[case("/* outer /* inner */ still */ a", 1)]
    #[case("a--b\nc", 2)]
    #[case("`a``b` . 1abc", 3)]
    #[case("1e5 10L 3.14 0.5BD", 4)]
    #[case("größe", 1)]
    fn tokens_are_counted(#[case] sql: &str, #[case] count: usize) {
        assert_eq!(kinds(sql).len(), count, "{:?}", kinds(sql));
    }

    #[rstest]
    #[case("'open")]
    #[case("`open")]
    #[case("/* open")]
    #[case("$$ open")]
    #[case(r"'open\")]
    fn unclosed_texts_are_refused(#[case] sql: &str) {
        assert_eq!(tokens(sql).unwrap_err().sqlstate, "42601");
    }
}
