//! Depth, length and soup: an answer or an error, never an abort and never a long wait.

use std::time::{Duration, Instant};

use proptest::prelude::*;
use rstest::rstest;
use sql_rewrite::{Ident, Input, Mapping, Namespace, Reason, SqlKind, retarget};

fn answer(text: &str, kind: SqlKind) -> Result<String, Reason> {
    let namespace = Namespace {
        catalog: Ident::new("prod"),
        schema: Ident::new("sales"),
    };
    let mapping = Mapping::catalog(Ident::new("prod"), Ident::new("staging"));
    let input = Input {
        text,
        kind,
        namespace: &namespace,
        mapping: &mapping,
    };
    retarget(&input)
        .map(|done| done.text)
        .map_err(|refusal| refusal.reason)
}

/// Runs on a stack as small as that of a worker thread.
fn small_stack(text: String, kind: SqlKind) -> Result<String, Reason> {
    let thread = std::thread::Builder::new()
        .stack_size(2 << 20)
        .spawn(move || {
            let start = Instant::now();
            let done = answer(&text, kind);
            assert!(
                start.elapsed() < Duration::from_secs(20),
                "{:?}",
                start.elapsed()
            );
            done
        })
        .unwrap();
    thread.join().unwrap()
}

fn nested(open: &str, inner: &str, close: &str, depth: usize) -> String {
    format!("{}{inner}{}", open.repeat(depth), close.repeat(depth))
}

#[test]
fn deep_expressions_are_answered() {
    for (open, close) in [
        ("(", ")"),
        ("f(", ")"),
        ("a[", "]"),
        ("CASE WHEN x THEN ", " END"),
    ] {
        let text = format!(
            "SELECT {} FROM prod.a.b",
            nested(open, "prod.a.b.x", close, 20_000)
        );
        let done = small_stack(text, SqlKind::Query).unwrap();
        assert!(done.contains("staging.a.b.x") && done.ends_with("staging.a.b"));
    }
}

#[test]
fn a_chain_of_forty_thousand_terms_is_answered() {
    for operator in [" AND ", " + ", " || "] {
        let chain = vec!["prod.a.b.x"; 40_000].join(operator);
        let text = format!("SELECT 1 FROM prod.a.b WHERE {chain}");
        let done = small_stack(text, SqlKind::Query).unwrap();
        assert_eq!(done.matches("staging.a.b").count(), 40_001);
    }
}

#[test]
fn deep_queries_are_refused() {
    for (open, inner, close) in [
        ("SELECT * FROM (", "SELECT 1", ") t"),
        ("SELECT (", "SELECT 1", ")"),
        ("(", "SELECT 1", ")"),
        ("(SELECT 1 UNION ", "SELECT 1", ")"),
        ("WITH a AS (", "SELECT 1", ") SELECT 1"),
        ("SELECT * FROM ((", "a", "))"),
        ("SELECT * FROM STREAM(", "a", ")"),
        ("FROM a |> UNION ALL (", "FROM b", ")"),
    ] {
        let done = small_stack(nested(open, inner, close, 20_000), SqlKind::Query);
        assert!(
            matches!(done, Err(Reason::TooDeep { .. })),
            "{open}: {done:?}"
        );
    }
    for (open, inner, close) in [
        ("BEGIN ", "SELECT 1;", " END;"),
        ("IF x THEN ", "SELECT 1;", " END IF;"),
        ("EXPLAIN ", "SELECT 1", ""),
        ("WITH a AS (SELECT 1) ", "INSERT INTO b SELECT 1", ""),
        ("DECLARE EXIT HANDLER FOR NOT FOUND ", "SELECT 1", ""),
    ] {
        let done = small_stack(nested(open, inner, close, 20_000), SqlKind::Statement);
        assert!(done.is_err(), "{open}: {done:?}");
    }
}

#[test]
fn queries_as_deep_as_people_write_them_are_answered() {
    let text = nested("SELECT * FROM (", "SELECT * FROM prod.a.b", ") t", 100);
    assert!(
        small_stack(text, SqlKind::Query)
            .unwrap()
            .contains("staging.a.b")
    );
}

#[test]
fn long_texts_take_linear_time() {
    let many = |part: &str, join: &str, count: usize| vec![part; count].join(join);
    let numbered = |prefix: &str, suffix: &str, join: &str, count: usize| {
        let parts = (0..count).map(|n| format!("{prefix}{n}{suffix}"));
        parts.collect::<Vec<_>>().join(join)
    };
    let texts = [
        format!(
            "SELECT {} FROM prod.a.b",
            many("prod.a.b.x + 1", " AND ", 60_000)
        ),
        format!("SELECT 1 FROM {}", many("prod.a.b", ", ", 80_000)),
        format!(
            "SELECT 1 FROM {}",
            numbered("prod.a.t", "", " JOIN ", 60_000)
        ),
        format!(
            "SELECT {} FROM {}",
            numbered("t", ".x", ", ", 40_000),
            numbered("prod.a.t", "", ", ", 40_000)
        ),
        many("SELECT 1 FROM prod.a.b", " UNION ALL ", 40_000),
        format!(
            "WITH {} SELECT 1",
            numbered("c", " AS (SELECT * FROM c1)", ", ", 30_000)
        ),
        format!("FROM prod.a.b {}", many("|> WHERE x", " ", 60_000)),
        format!("SELECT * FROM a {}", many("LEFT", " ", 200_000)),
        format!("SELECT {}", many("x -> (", " ", 200)) + &")".repeat(200),
        format!("SELECT {}", many("(x, y) -> f(x)", ", ", 50_000)),
        format!("SELECT {} FROM a", many("'prod.x'", ", ", 100_000)),
        format!(
            "SELECT * FROM VALUES {} AS t",
            many("(1, 2)", ", ", 100_000)
        ),
        format!("SELECT {}", many("a:b.c[0]", ", ", 100_000)),
        format!("SELECT {} 1", many("/* /* x */ */", "\n", 80_000)),
    ];
    for text in texts {
        let start: String = text.chars().take(60).collect();
        let timer = Instant::now();
        drop(small_stack(text, SqlKind::Query));
        assert!(
            timer.elapsed() < Duration::from_secs(10),
            "{start}: {:?}",
            timer.elapsed()
        );
    }
}

#[test]
fn a_megabyte_of_one_fragment_is_no_long_wait() {
    for fragment in [
        "a.",
        "(",
        "a[",
        "CASE WHEN ",
        "x -> ",
        "JOIN a ",
        "a, ",
        "|> WHERE x ",
        "BEGIN ",
        "IF x THEN ",
        "IDENTIFIER(",
        "WITH a AS (",
        "concat('a', ",
        "- ",
        "{",
        "  - name: a\n    expr: x\n",
        "joins:\n - name: a\n   source: b\n   on: x\n",
        "/* ",
        "'x' ",
        "SELECT (SELECT ",
    ] {
        let text = fragment.repeat((1 << 20) / fragment.len());
        drop(small_stack(text.clone(), SqlKind::Statement));
        drop(small_stack(text.clone(), SqlKind::MetricView));
        drop(small_stack(format!("SELECT * FROM {text}"), SqlKind::Query));
    }
}

#[rstest]
#[case("SELECT 1,\n  'x", 2, 3)]
#[case("SELECT 1,\n  \"x", 2, 3)]
#[case("SELECT r'x", 1, 8)]
#[case("é /* x /* y */", 1, 3)]
#[case("SELECT\n\n `x", 3, 2)]
#[case("SELECT f(a,\n[1)", 2, 3)]
#[case("SELECT (1", 1, 8)]
#[case("SELECT 1)", 1, 9)]
#[case("SELECT $$ x", 1, 8)]
fn what_never_ends_is_refused_with_its_place(
    #[case] text: &str,
    #[case] line: usize,
    #[case] column: usize,
) {
    let namespace = Namespace {
        catalog: Ident::new("prod"),
        schema: Ident::new("sales"),
    };
    for kind in [SqlKind::Query, SqlKind::Statement, SqlKind::Expression] {
        let refusal = retarget(&Input {
            text,
            kind,
            namespace: &namespace,
            mapping: &Mapping::default(),
        })
        .unwrap_err();
        assert_eq!((refusal.line, refusal.column), (line, column), "{refusal}");
    }
}

const WORDS: &[&str] = &[
    "SELECT",
    "FROM",
    "WITH",
    "AS",
    "JOIN",
    "ON",
    "WHERE",
    "(",
    ")",
    "[",
    "]",
    ",",
    ".",
    "*",
    ";",
    "prod",
    "prod.a.b",
    "x",
    "t.x",
    "'s'",
    "`q`",
    "r'x'",
    "1",
    "UNION",
    "ALL",
    "EXCEPT",
    "VALUES",
    "TABLE",
    "STREAM",
    "LATERAL",
    "VIEW",
    "PIVOT",
    "|>",
    "->",
    "=>",
    "::",
    ":",
    "IDENTIFIER",
    "CREATE",
    "FUNCTION",
    "RETURN",
    "RETURNS",
    "BEGIN",
    "END",
    "IF",
    "THEN",
    "CASE",
    "WHEN",
    "LOOP",
    "MERGE",
    "INTO",
    "USING",
    "INSERT",
    "UPDATE",
    "SET",
    "DELETE",
    "ALTER",
    "MASK",
    "ROW",
    "FILTER",
    "$$ x $$",
    "/* c */",
    "-- c\n",
    "\n",
    "@",
    "INTERVAL",
    "VERSION",
    "OF",
    "TIMESTAMP",
    "BY",
    "ORDER",
    "LIMIT",
    "WINDOW",
    "table_changes",
    "||",
    "DECLARE",
    "HANDLER",
    "FOR",
    "DO",
    "WHILE",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn soup_of_tokens_never_panics(
        words in prop::collection::vec(prop::sample::select(WORDS), 0..40),
        glue in prop::sample::select(&["", " "][..]),
    ) {
        let text = words.join(glue);
        for kind in [SqlKind::Query, SqlKind::Statement, SqlKind::Expression, SqlKind::MetricView] {
            drop(answer(&text, kind));
        }
    }

    #[test]
    fn soup_of_characters_never_panics(text in "[a-z'\"`$/*().\\[\\]\\\\ \n:|>é-]{0,60}") {
        for kind in [SqlKind::Query, SqlKind::Statement, SqlKind::Expression, SqlKind::MetricView] {
            drop(answer(&text, kind));
        }
    }

    #[test]
    fn soup_of_yaml_never_panics(
        parts in prop::collection::vec(prop::sample::select(&[
            "source:", "joins:", "expr:", " ", "  ", "\n", "- ", "name: x", "|", ">-", "'", "\"",
            "{", "}", "[", "]", ",", "prod.a.b", "# c", "\t", "on:", "filter:", "é", "\\n", ":",
        ][..]), 0..40),
    ) {
        drop(answer(&parts.concat(), SqlKind::MetricView));
    }
}
