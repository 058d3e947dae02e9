//! What Databricks writes and sqlparser does not read: literals with a suffix.

use datafusion::sql::sqlparser::tokenizer::{Token, TokenWithSpan, Word};

use crate::error::{WsError, WsResult};

/// The name of a column that stands where a LATERAL VIEW names none.
pub(super) const NO_ALIAS: &str = "\u{1}";

/// Words that follow a LATERAL VIEW and are no name of a column of it.
const AFTER_VIEW: &[&str] = &[
    "EXCEPT",
    "HAVING",
    "INTERSECT",
    "LIMIT",
    "MINUS",
    "OFFSET",
    "ORDER",
    "PIVOT",
    "QUALIFY",
    "UNION",
    "UNPIVOT",
    "WINDOW",
];

/// The type that a suffix of a number stands for.
fn suffix(word: &Word) -> Option<&'static str> {
    if word.quote_style.is_some() {
        return None;
    }
    Some(match word.value.to_ascii_uppercase().as_str() {
        "Y" => "TINYINT",
        "S" => "SMALLINT",
        "L" => "BIGINT",
        "F" => "FLOAT",
        "D" => "DOUBLE",
        "BD" => "DECIMAL",
        _ => return None,
    })
}

/// Numbers with a suffix as literals with a type: `1.5D` as `DOUBLE '1.5'`.
///
/// # Errors
/// Refuses what the tokenizer takes for a literal and an alias: `r'raw'`, `1x`.
pub(super) fn literals(tokens: Vec<TokenWithSpan>) -> WsResult<Vec<TokenWithSpan>> {
    let mut out: Vec<TokenWithSpan> = Vec::with_capacity(tokens.len());
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let next = tokens.peek().map(|next| &next.token);
        match (&token.token, next) {
            (Token::Number(number, long), Some(Token::Word(word))) => {
                let typed = suffix(word).filter(|_| !long);
                let Some(name) = typed else {
                    return Err(refused(&format!(
                        "the number literal `{number}{}`",
                        word.value
                    )));
                };
                typed_literal(&mut out, &token, name, number);
                tokens.next();
            }
            (Token::Number(number, true), _) => typed_literal(&mut out, &token, "BIGINT", number),
            (
                Token::Word(word),
                Some(Token::SingleQuotedString(_) | Token::DoubleQuotedString(_)),
            ) if word.quote_style.is_none() && !may_precede_text(&word.value) => {
                return Err(refused(&format!("the literal prefix `{}`", word.value)));
            }
            _ => out.push(token),
        }
    }
    Ok(out)
}

fn refused(what: &str) -> WsError {
    WsError::unsupported(what)
}

fn may_precede_text(word: &str) -> bool {
    [
        "x",
        "date",
        "timestamp",
        "timestamp_ntz",
        "interval",
        "in",
        "like",
        "as",
        "then",
        "else",
        "when",
        "and",
        "or",
        "by",
        "of",
        "select",
        "escape",
        "rlike",
    ]
    .iter()
    .any(|known| known.eq_ignore_ascii_case(word))
}

fn typed_literal(out: &mut Vec<TokenWithSpan>, at: &TokenWithSpan, name: &str, number: &str) {
    let mut push = |token| {
        out.push(TokenWithSpan {
            token,
            span: at.span,
        });
    };
    push(Token::make_word(name, None));
    if name == "DECIMAL" {
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        let whole = whole.trim_start_matches('0').len();
        push(Token::LParen);
        push(Token::Number(
            (whole + fraction.len()).max(1).to_string(),
            false,
        ));
        push(Token::Comma);
        push(Token::Number(fraction.len().to_string(), false));
        push(Token::RParen);
    }
    push(Token::SingleQuotedString(number.to_owned()));
}

/// Gives `LATERAL VIEW f(...) t` without names of columns one that says so, since sqlparser takes
/// the word after it for a name, be it `ORDER` or `UNION`.
pub(super) fn lateral_views(tokens: Vec<TokenWithSpan>) -> Vec<TokenWithSpan> {
    let mut out: Vec<TokenWithSpan> = Vec::with_capacity(tokens.len());
    // How many parentheses are open inside a LATERAL VIEW; none outside.
    let mut open: Option<usize> = None;
    let mut since_end = None;
    for token in tokens {
        if let Token::Whitespace(_) = token.token {
            out.push(token);
            continue;
        }
        match (&token.token, open) {
            (Token::Word(word), None) if is(word, "VIEW") && last_is(&out, "LATERAL") => {
                open = Some(0);
                since_end = None;
            }
            (Token::LParen, Some(depth)) => open = Some(depth + 1),
            (Token::RParen, Some(1)) => {
                open = None;
                since_end = Some(0);
            }
            (Token::RParen, Some(depth)) => open = Some(depth.saturating_sub(1)),
            (_, Some(_)) => {}
            (other, None) => match since_end {
                Some(0) => since_end = Some(1),
                Some(_) => {
                    if let Token::Word(word) = other
                        && AFTER_VIEW.iter().any(|known| is(word, known))
                    {
                        for inserted in [
                            Token::make_word("AS", None),
                            Token::make_word(NO_ALIAS, Some('`')),
                        ] {
                            out.push(TokenWithSpan {
                                token: inserted,
                                span: token.span,
                            });
                        }
                    }
                    since_end = None;
                }
                None => {}
            },
        }
        out.push(token);
    }
    out
}

fn is(word: &Word, name: &str) -> bool {
    word.quote_style.is_none() && word.value.eq_ignore_ascii_case(name)
}

fn last_is(tokens: &[TokenWithSpan], name: &str) -> bool {
    let mut before = tokens.iter().rev();
    let before = before.find(|token| !matches!(token.token, Token::Whitespace(_)));
    matches!(before.map(|token| &token.token), Some(Token::Word(word)) if is(word, name))
}
