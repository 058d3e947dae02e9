//! What stands between user SQL and DataFusion.
//!
//! DataFusion drops what it does not know (`VERSION AS OF`, `TABLESAMPLE`) and answers some
//! expressions otherwise than Databricks (`5/2`). So a text is parsed here, every construct in it
//! must be on a list ([`shape`] for clauses, [`expression`] for expressions, [`functions`] for
//! calls), known differences are rewritten, and names are replaced by what they stand for. What is
//! on no list is refused by name, never ignored.

mod dialect;
mod expand;
mod expression;
mod functions;
mod names;
mod scopes;
mod shape;
mod substitute;
mod time;

pub(crate) use expand::{Expanded, Expander};
pub(crate) use names::CaseMap;

use datafusion::sql::sqlparser::ast::{Expr, Query, Statement};
use datafusion::sql::sqlparser::parser::{Parser, ParserError};
use datafusion::sql::sqlparser::tokenizer::{Token, TokenWithSpan, Tokenizer};

use self::dialect::Databricks;
use crate::error::{WsError, WsResult};

/// How deep expressions and subqueries may be nested.
const DEPTH: usize = 300;

fn parser(sql: &str) -> WsResult<Parser<'static>> {
    let tokens = Tokenizer::new(&Databricks, sql)
        .tokenize_with_location()
        .map_err(|error| syntax(&ParserError::from(error)))?;
    adjacent(&tokens)?;
    Ok(Parser::new(&Databricks)
        .with_recursion_limit(DEPTH)
        .with_tokens_with_locations(tokens))
}

/// Refuses literals that the tokenizer takes for a literal and an alias: `r'raw'`, `1.5D`.
fn adjacent(tokens: &[TokenWithSpan]) -> WsResult<()> {
    for token in tokens {
        if let Token::Word(word) = &token.token
            && word.quote_style.is_none()
            && word.value.starts_with(|c: char| c.is_ascii_digit())
        {
            return Err(WsError::unsupported(format_args!(
                "the number literal `{}`",
                word.value
            )));
        }
    }
    for (first, second) in tokens.iter().zip(tokens.iter().skip(1)) {
        match (&first.token, &second.token) {
            (Token::Word(word), Token::SingleQuotedString(_) | Token::DoubleQuotedString(_))
                if word.quote_style.is_none() && !word.value.eq_ignore_ascii_case("x") =>
            {
                return Err(WsError::unsupported(format_args!(
                    "the literal prefix `{}`",
                    word.value
                )));
            }
            (Token::Number(number, _), Token::Word(word)) => {
                return Err(WsError::unsupported(format_args!(
                    "the number literal `{number}{}`",
                    word.value
                )));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Parses one query.
fn parse_query(sql: &str) -> WsResult<Query> {
    let mut parser = parser(sql)?;
    let statements = parser.parse_statements().map_err(|error| syntax(&error))?;
    let mut statements = statements.into_iter();
    match (statements.next(), statements.next()) {
        (Some(Statement::Query(query)), None) => Ok(*query),
        (Some(_), None) => Err(WsError::unsupported(
            "this statement where a query is expected",
        )),
        (None, _) => Err(WsError::sql(
            "PARSE_EMPTY_STATEMENT",
            "42617",
            "The statement is empty.",
        )),
        (_, Some(_)) => Err(WsError::sql(
            "PARSE_SYNTAX_ERROR",
            "42601",
            "Syntax error: more than one statement.",
        )),
    }
}

/// Parses one expression.
fn parse_expression(sql: &str) -> WsResult<Expr> {
    let mut parser = parser(sql)?;
    let expr = parser.parse_expr().map_err(|error| syntax(&error))?;
    match parser.peek_token().token {
        Token::EOF => Ok(expr),
        other => Err(WsError::sql(
            "PARSE_SYNTAX_ERROR",
            "42601",
            format_args!("Syntax error at or near '{other}'."),
        )),
    }
}

fn syntax(error: &ParserError) -> WsError {
    match error {
        ParserError::RecursionLimitExceeded => WsError::sql(
            "RECURSION_LIMIT_EXCEEDED",
            "54001",
            format_args!("expressions are nested more than {DEPTH} deep."),
        ),
        ParserError::TokenizerError(text) | ParserError::ParserError(text) => WsError::sql(
            "PARSE_SYNTAX_ERROR",
            "42601",
            format_args!("Syntax error: {text}."),
        ),
    }
}
