//! What stands between user SQL and DataFusion.
//!
//! DataFusion drops what it does not know (`VERSION AS OF`, `TABLESAMPLE`) and answers some
//! expressions otherwise than Databricks (`5/2`). So a text is parsed here, every construct in it
//! must be on a list ([`shape`] for clauses, [`expression`] for expressions, [`functions`] for
//! calls), known differences are rewritten, and names are replaced by what they stand for. What is
//! on no list is refused by name, never ignored.

mod calls;
mod defaults;
mod dialect;
mod expand;
mod expression;
mod functions;
mod generators;
mod lambdas;
mod names;
mod ordinals;
mod pivots;
mod scopes;
mod select;
mod shape;
mod substitute;
mod time;
mod titles;
mod tokens;

pub(crate) use expand::{Expanded, Expander};
pub(crate) use names::CaseMap;
pub(super) use pivots::pivoted;

use datafusion::sql::sqlparser::ast::{Expr, Query, Statement};
use datafusion::sql::sqlparser::parser::{Parser, ParserError};
use datafusion::sql::sqlparser::tokenizer::{Token, Tokenizer};

use self::dialect::Databricks;
use crate::error::{WsError, WsResult};

/// How deep expressions and subqueries may be nested.
const DEPTH: usize = 300;

fn parser(sql: &str) -> WsResult<Parser<'static>> {
    let tokens = Tokenizer::new(&Databricks, sql)
        .tokenize_with_location()
        .map_err(|error| syntax(&ParserError::from(error)))?;
    let tokens = tokens::lateral_views(tokens::literals(tokens)?);
    Ok(Parser::new(&Databricks)
        .with_recursion_limit(DEPTH)
        .with_tokens_with_locations(tokens))
}

/// Parses one query.
fn parse_query(sql: &str) -> WsResult<Query> {
    let mut parser = parser(sql)?;
    let statements = parser.parse_statements().map_err(|error| syntax(&error))?;
    let mut statements = statements.into_iter();
    match (statements.next(), statements.next()) {
        (Some(Statement::Query(mut query)), None) => {
            lambdas::rename(query.as_mut())?;
            Ok(*query)
        }
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
    let mut expr = parser.parse_expr().map_err(|error| syntax(&error))?;
    lambdas::rename(&mut expr)?;
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
