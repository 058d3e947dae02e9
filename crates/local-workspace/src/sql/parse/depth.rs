//! How deep the tree of a statement gets, told from its tokens before any parser runs.
//!
//! Parsers, visitors and the engine follow a tree by recursion. A thread of the warehouse has room
//! for the depth that is allowed here (`statements::crew`); beyond that a statement is refused, for
//! a stack that overflows ends the program. What is counted: brackets, nested types, CASE, chains of
//! operators (`a OR b OR ...`, each of which nests the ones before), and joined or united queries.

use super::super::error::SqlError;
use super::super::lexer::{Kind, Token};

/// How many brackets, types and CASEs may be open.
const DEEPEST: usize = 200;
/// How long a chain may be.
const LONGEST: usize = 1000;
/// How many classes of operators there are, from those that bind least ([`sign_class`]).
const CLASSES: usize = 7;

/// Refuses what nests deeper than this.
pub(super) fn check(sql: &str, tokens: &[Token]) -> Result<(), SqlError> {
    let mut levels = vec![Level::new(Opened::Statement)];
    for (at, token) in tokens.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| tokens.get(before));
        let next = tokens.get(at + 1);
        follow(&mut levels, before, token, next);
        let refused = if levels.len() > DEEPEST {
            format!("nesting of more than {DEEPEST} brackets, types or CASEs")
        } else if levels.iter().map(Level::now).sum::<usize>() > LONGEST {
            format!("a chain of more than {LONGEST} operators, joins or united queries")
        } else {
            continue;
        };
        return Err(SqlError::unsupported(refused).at(sql, token.start));
    }
    Ok(())
}

/// What a level began with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Opened {
    Statement,
    Bracket,
    Type,
    Case,
}

/// What is known of the text between two brackets, or what takes their place.
#[derive(Debug)]
struct Level {
    opened: Opened,
    /// The chain that goes on, for each class of operators.
    chain: [usize; CLASSES],
    /// The longest chain of each class in this expression.
    longest: [usize; CLASSES],
    /// The deepest of the brackets in this expression.
    inner: usize,
    /// The deepest of the expressions before this one.
    deepest: usize,
    /// Joins and united queries; lists do not end these.
    queries: usize,
}

impl Level {
    fn new(opened: Opened) -> Self {
        Self {
            opened,
            chain: [0; CLASSES],
            longest: [0; CLASSES],
            inner: 0,
            deepest: 0,
            queries: 0,
        }
    }

    /// An operator: it ends the chains of those that bind tighter.
    fn operator(&mut self, class: usize) {
        for (at, chain) in self.chain.iter_mut().enumerate().skip(class) {
            *chain = if at == class { *chain + 1 } else { 0 };
        }
        for (longest, chain) in self.longest.iter_mut().zip(self.chain) {
            *longest = chain.max(*longest);
        }
    }

    /// The expression is at its end.
    fn expression_ends(&mut self) {
        self.deepest = self.deepest.max(self.expression());
        self.inner = 0;
        self.chain = [0; CLASSES];
        self.longest = [0; CLASSES];
    }

    /// How deep the expression is that is being read.
    fn expression(&self) -> usize {
        self.inner + self.longest.iter().sum::<usize>()
    }

    /// What is around an expression that comes next.
    fn now(&self) -> usize {
        self.expression() + self.queries
    }
}

/// Closes the last level, which is one operand of an expression of the level around it.
fn close(levels: &mut Vec<Level>) -> Option<Opened> {
    // The statement itself is not closed.
    let closed = if levels.len() > 1 { levels.pop() } else { None }?;
    if let Some(around) = levels.last_mut() {
        let depth = closed.deepest.max(closed.expression()) + closed.queries + 1;
        around.inner = around.inner.max(depth);
    }
    Some(closed.opened)
}

fn follow(levels: &mut Vec<Level>, before: Option<&Token>, token: &Token, next: Option<&Token>) {
    match &token.kind {
        Kind::Punct('(') => levels.push(Level::new(Opened::Bracket)),
        Kind::Punct('[') => {
            operator(levels, CLASSES - 1);
            levels.push(Level::new(Opened::Bracket));
        }
        Kind::Punct(')' | ']') => {
            // What was opened behind the bracket and not closed ends with it.
            while close(levels).is_some_and(|opened| opened != Opened::Bracket) {}
        }
        Kind::Punct('<') if before.is_some_and(opens_type) => levels.push(Level::new(Opened::Type)),
        Kind::Punct('>') if top_is(levels, Opened::Type) => drop(close(levels)),
        Kind::Punct(',') => ends(levels),
        Kind::Punct(';') => *levels = vec![Level::new(Opened::Statement)],
        Kind::Punct(sign) => {
            let goes_on = before.is_some_and(|before| {
                before.end == token.start
                    && matches!(before.kind, Kind::Punct(c) if !"()[]".contains(c))
            });
            if !goes_on {
                operator(levels, sign_class(*sign));
            }
        }
        Kind::Word(word) => word_follows(levels, word, next),
        _ => {}
    }
}

fn word_follows(levels: &mut Vec<Level>, word: &str, next: Option<&Token>) {
    match word.to_ascii_uppercase().as_str() {
        "CASE" => levels.push(Level::new(Opened::Case)),
        "END" if top_is(levels, Opened::Case) => drop(close(levels)),
        "WHEN" | "THEN" | "ELSE" if top_is(levels, Opened::Case) => ends(levels),
        "SELECT" | "WHERE" | "HAVING" | "QUALIFY" | "ON" => ends(levels),
        "JOIN" | "UNION" | "EXCEPT" | "MINUS" | "INTERSECT" | "LATERAL" | "PIVOT" | "UNPIVOT" => {
            if let Some(level) = levels.last_mut() {
                level.queries += 1;
            }
        }
        // A common table expression may read the one before.
        "AS" if next.is_some_and(|next| next.kind == Kind::Punct('(')) => {
            if let Some(level) = levels.last_mut() {
                level.queries += 1;
            }
        }
        "OR" => operator(levels, 0),
        "AND" => operator(levels, 1),
        "NOT" => operator(levels, 2),
        "IS" | "LIKE" | "ILIKE" | "RLIKE" | "REGEXP" | "BETWEEN" | "IN" => operator(levels, 3),
        "DIV" => operator(levels, 5),
        "COLLATE" | "AT" => operator(levels, 6),
        _ => {}
    }
}

fn sign_class(sign: char) -> usize {
    match sign {
        '=' | '<' | '>' | '!' => 3,
        '+' | '-' | '|' | '&' | '^' => 4,
        '*' | '/' | '%' => 5,
        _ => CLASSES - 1,
    }
}

fn opens_type(before: &Token) -> bool {
    matches!(&before.kind, Kind::Word(word)
        if ["ARRAY", "MAP", "STRUCT"].iter().any(|name| word.eq_ignore_ascii_case(name)))
}

fn top_is(levels: &[Level], opened: Opened) -> bool {
    levels.last().is_some_and(|level| level.opened == opened)
}

fn ends(levels: &mut [Level]) {
    if let Some(level) = levels.last_mut() {
        level.expression_ends();
    }
}

fn operator(levels: &mut [Level], class: usize) {
    if let Some(level) = levels.last_mut() {
        level.operator(class);
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::super::super::lexer::tokens;

    fn refused(sql: &str) -> Option<String> {
        let error = super::check(sql, &tokens(sql).unwrap()).err()?;
        Some(error.to_string())
    }

    fn repeated(first: &str, link: &str, times: usize) -> String {
        format!("SELECT {first}{}", link.repeat(times))
    }

    #[rstest]
    #[case("a", " OR a = t.a.b[0]")]
    #[case("a", " AND a > -1 * 2 + 3")]
    #[case("a", " || 'x'")]
    #[case("a", " + a * a * a")]
    #[case("a", " IS NOT NULL")]
    #[case("a", "::INT")]
    #[case("a", "[0]")]
    #[case("a", ".a")]
    #[case("a", " JOIN b ON a + 1 = b")]
    #[case("a", " UNION ALL SELECT a, b FROM c WHERE d")]
    #[case("a", " IS DISTINCT FROM a")]
    #[case("1), c AS (SELECT 1", "), c AS (SELECT 1")]
    fn chains_end_somewhere(#[case] first: &str, #[case] link: &str) {
        assert_eq!(refused(&repeated(first, link, 900)), None);
        let why = refused(&repeated(first, link, 1100)).unwrap();
        assert!(why.contains("a chain of more than 1000"), "{why}");
    }

    #[rstest]
    #[case("(", ")")]
    #[case("f(a, [", "])")]
    #[case("CASE WHEN a THEN ", " ELSE b END")]
    #[case("ARRAY<", ">")]
    #[case("MAP<STRING, ", ">")]
    #[case("STRUCT<a: INT, b: ", ">")]
    fn nests_end_somewhere(#[case] open: &str, #[case] close: &str) {
        let nested =
            |times: usize| format!("SELECT {}1{}", open.repeat(times), close.repeat(times));
        assert_eq!(refused(&nested(90)), None);
        let why = refused(&nested(250)).unwrap();
        assert!(why.contains("nesting of more than 200"), "{why}");
    }

    #[rstest]
    #[case("a, b = c + d")]
    #[case("f(a) + 1, CASE WHEN a THEN b END")]
    #[case("CAST(a AS MAP<STRING, ARRAY<INT>>)")]
    #[case("a < b, c > d")]
    fn lists_are_as_long_as_they_are(#[case] element: &str) {
        assert_eq!(
            refused(&repeated("a", &format!(", {element}"), 20_000)),
            None
        );
    }

    #[test]
    fn brackets_and_chains_add_up() {
        let nested =
            |times: usize| format!("SELECT {}a{}", "(".repeat(times), " OR b)".repeat(times));
        assert_eq!(refused(&nested(150)), None);
        let long = |times: usize| {
            format!(
                "SELECT {}a{}",
                "(".repeat(20),
                format!("{})", " + b".repeat(times)).repeat(20)
            )
        };
        assert_eq!(refused(&long(40)), None);
        assert!(refused(&long(60)).is_some());
    }

    #[test]
    fn statements_of_a_script_stand_beside_each_other() {
        let one = format!("SELECT a FROM b{};", " JOIN c ON d".repeat(600));
        assert_eq!(refused(&one.repeat(3)), None);
    }

    #[test]
    fn branches_of_a_case_do_not_nest() {
        let branches = " WHEN a = 1 AND b = 2 THEN c || d".repeat(5_000);
        assert_eq!(refused(&format!("SELECT CASE{branches} ELSE e END")), None);
    }
}
