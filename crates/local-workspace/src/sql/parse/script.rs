//! `BEGIN ...; END`: statements one after another.
//!
//! Variables, handlers, loops and conditions are refused by name: their first words are no
//! statements here.

use super::super::lexer::{Kind, Token};
use super::{Parameters, SqlError, Statement};

type Tokens<'a> = &'a [Token];

/// The statements of a script, each as its tokens; none when the text is not a script.
///
/// # Errors
/// A script without `END`, reported at its last statement.
pub(super) fn statements(tokens: &[Token]) -> Option<Result<Vec<Tokens<'_>>, SqlError>> {
    let (first, rest) = tokens.split_first()?;
    if !is_word(first, "BEGIN") {
        return None;
    }
    let Some((last, body)) = rest.split_last() else {
        return Some(Err(SqlError::unsupported("BEGIN without END")));
    };
    if !is_word(last, "END") {
        return Some(Err(SqlError::unsupported("BEGIN without END")));
    }
    let statements = body.split(|token| token.kind == Kind::Punct(';'));
    Some(Ok(statements
        .filter(|statement| !statement.is_empty())
        .collect()))
}

fn is_word(token: &Token, word: &str) -> bool {
    matches!(&token.kind, Kind::Word(text) if text.eq_ignore_ascii_case(word))
}

/// Reads each statement of a script.
///
/// # Errors
/// As [`super::parse`].
pub(super) fn script(
    sql: &str,
    statements: &[Tokens<'_>],
    parameters: Parameters<'_>,
) -> Result<Statement, SqlError> {
    let read = |tokens: &Tokens<'_>| super::one(sql, tokens, parameters);
    statements
        .iter()
        .map(read)
        .collect::<Result<_, _>>()
        .map(Statement::Script)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::super::parse;
    use super::*;

    #[rstest]
    #[case(
        "BEGIN COMMENT ON TABLE a.b.c IS 'x;y'; ALTER TABLE a.b.c SET TAGS ('k' = 'v'); END",
        2
    )]
    #[case("begin SELECT 1; end;", 1)]
    #[case("BEGIN END", 0)]
    fn a_script_is_its_statements(#[case] sql: &str, #[case] count: usize) {
        let Ok(Statement::Script(statements)) = parse(sql, Parameters::NONE) else {
            panic!("{sql} is not a script");
        };
        assert_eq!(statements.len(), count);
    }

    #[rstest]
    #[case("BEGIN SELECT 1;")]
    #[case("BEGIN")]
    #[case("BEGIN DECLARE x INT; SELECT x; END")]
    #[case("BEGIN IF true THEN SELECT 1; END IF; END")]
    #[case("BEGIN BEGIN SELECT 1; END; END")]
    fn what_a_script_may_not_hold_is_refused(#[case] sql: &str) {
        assert!(parse(sql, Parameters::NONE).is_err(), "{sql}");
    }
}
