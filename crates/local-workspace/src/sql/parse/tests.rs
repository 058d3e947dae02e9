use super::*;
use crate::runner::SqlParam;
use crate::sql::ast::{AsOf, CloneDepth, Describe, Existing, Show};
use proptest::prelude::*;
use rstest::rstest;

fn read(sql: &str) -> Result<Statement, SqlError> {
    parse(sql, Parameters::NONE)
}

#[rstest]
#[case::catalog("CREATE CATALOG IF NOT EXISTS c MANAGED LOCATION '/x' COMMENT 'it''s'")]
#[case::schema("create schema c.s comment 'x' with dbproperties (a = 'b', 'c.d' = 1)")]
#[case::database("CREATE DATABASE `s`")]
#[case::table("CREATE TABLE t (a INT NOT NULL COMMENT 'k', b STRING DEFAULT 'x', c DECIMAL(10,2))")]
#[case::table_types(
    "CREATE TABLE t (a ARRAY<STRUCT<x: INT, y :string NOT NULL COMMENT 'z'>>, b MAP<STRING, ARRAY<MAP<INT,INT>>>, c INTERVAL DAY TO SECOND, d VARIANT, e TIMESTAMP_NTZ)"
)]
#[case::table_keys(
    "CREATE TABLE t (id BIGINT GENERATED ALWAYS AS IDENTITY (START WITH 5 INCREMENT BY 2), \
     d DATE GENERATED ALWAYS AS (CAST(ts AS DATE)), ts TIMESTAMP, p INT CONSTRAINT pk PRIMARY KEY NOT ENFORCED RELY, \
     f INT REFERENCES o.x (id), CONSTRAINT fk FOREIGN KEY (f, p) REFERENCES c.s.o, CHECK (p > 0))"
)]
#[case::table_all(
    "CREATE OR REPLACE TABLE c.s.t (a INT MASK c.s.m USING COLUMNS (b), b INT) USING DELTA \
     PARTITIONED BY (b) LOCATION '/p' COMMENT 'x' TBLPROPERTIES ('a'='b') WITH ROW FILTER c.s.f ON (a)"
)]
#[case::cluster("CREATE TABLE t (a INT) CLUSTER BY (a, b.c)")]
#[case::cluster_auto("CREATE TABLE t (a INT) CLUSTER BY AUTO")]
#[case::ctas("CREATE TABLE t USING DELTA PARTITIONED BY (x) AS SELECT 1 AS x")]
#[case::ctas_parens("CREATE TABLE t (SELECT 1 AS x)")]
#[case::column_called_values("CREATE TABLE t (values INT)")]
#[case::clone(
    "CREATE OR REPLACE TABLE t DEEP CLONE s VERSION AS OF 3 TBLPROPERTIES (a='b') LOCATION '/l'"
)]
#[case::clone_ts("CREATE TABLE IF NOT EXISTS t SHALLOW CLONE s TIMESTAMP AS OF '2024-01-01'")]
#[case::replace_clone("REPLACE TABLE t CLONE s")]
#[case::view(
    "CREATE OR REPLACE VIEW v (a COMMENT 'x', `b c`) COMMENT 'v' TBLPROPERTIES (k = 'v') WITH SCHEMA EVOLUTION AS SELECT 1, 2 -- end"
)]
#[case::function(
    "CREATE FUNCTION f(x INT DEFAULT 1 COMMENT 'a', y STRING) RETURNS INT LANGUAGE SQL DETERMINISTIC COMMENT 'c' CONTAINS SQL RETURN x + 1"
)]
#[case::table_function(
    "CREATE OR REPLACE FUNCTION f() RETURNS TABLE (a INT COMMENT 'b') RETURN SELECT 1 AS a"
)]
#[case::python("CREATE FUNCTION f(x INT) RETURNS INT LANGUAGE PYTHON AS $$ return ';' $$;")]
#[case::volume("CREATE VOLUME IF NOT EXISTS c.s.v COMMENT 'x'")]
#[case::external_volume("CREATE EXTERNAL VOLUME v LOCATION '/v' COMMENT 'x'")]
#[case::insert("INSERT INTO t (a, b) VALUES (1, (2)), (3, 4)")]
#[case::insert_parens("INSERT INTO t (SELECT 1)")]
#[case::insert_by_name("INSERT OVERWRITE TABLE t BY NAME SELECT 1 AS a")]
#[case::delete("DELETE FROM t AS x WHERE x.a = (SELECT max(a) FROM t)")]
#[case::delete_all("DELETE FROM t")]
#[case::update(
    "UPDATE t x SET x.a = CASE WHEN b THEN 1 ELSE f(1, 2) END, b = true WHERE a IN (1, 2)"
)]
#[case::truncate("TRUNCATE TABLE t")]
#[case::restore("RESTORE TABLE t TO VERSION AS OF 1")]
#[case::drop("DROP SCHEMA IF EXISTS c.s CASCADE")]
#[case::drop_restrict("DROP CATALOG c RESTRICT")]
#[case::undrop("UNDROP TABLE c.s.t")]
#[case::owner("ALTER TABLE t OWNER TO `a@b.c`")]
#[case::set_owner("ALTER FUNCTION f SET OWNER TO admins")]
#[case::unset("ALTER VIEW v UNSET TBLPROPERTIES IF EXISTS ('a', b.c)")]
#[case::tags("ALTER SCHEMA s SET TAGS ('pii', 'cost' = 'a', k = v)")]
#[case::column_tags("ALTER TABLE t ALTER COLUMN `a b` UNSET TAGS ('pii')")]
#[case::add_columns("ALTER TABLE t ADD COLUMNS (a INT COMMENT 'x' FIRST, b STRING AFTER c)")]
#[case::add_column("ALTER TABLE t ADD COLUMN a INT DEFAULT 1")]
#[case::drop_columns("ALTER TABLE t DROP COLUMN IF EXISTS a, b")]
#[case::rename_column("ALTER TABLE t RENAME COLUMN a TO `b c`")]
#[case::constraint("ALTER TABLE t ADD CONSTRAINT pk PRIMARY KEY (a TIMESERIES, b) RELY")]
#[case::check("ALTER TABLE t ADD CONSTRAINT ck CHECK (a > 0)")]
#[case::drop_constraint("ALTER TABLE t DROP CONSTRAINT IF EXISTS ck CASCADE")]
#[case::drop_pk("ALTER TABLE t DROP PRIMARY KEY IF EXISTS")]
#[case::drop_fk("ALTER TABLE t DROP FOREIGN KEY (a, b)")]
#[case::mask("ALTER TABLE t ALTER COLUMN a SET MASK c.s.m USING COLUMNS (b, `c d`)")]
#[case::filter("ALTER TABLE t SET ROW FILTER c.s.f ON ()")]
#[case::view_as("ALTER VIEW v AS SELECT 1")]
#[case::comment("COMMENT ON COLUMN c.s.t.a IS NULL")]
#[case::comment_table("COMMENT ON TABLE t IS 'a' ' b'")]
#[case::set_tag("SET TAG ON COLUMN c.s.t.a `cost center` = `x y`")]
#[case::unset_tag("UNSET TAG ON CATALOG c pii")]
#[case::grant("GRANT USE CATALOG, CREATE_TABLE, ALL PRIVILEGES ON CATALOG c TO `account users`")]
#[case::grant_table("GRANT SELECT ON c.s.t TO u")]
#[case::grant_table_called_table("GRANT SELECT ON TABLE table TO u")]
#[case::revoke("REVOKE ALL PRIVILEGES ON VOLUME v FROM `a@b.c`")]
#[case::show_grants("SHOW GRANTS `a b` ON SCHEMA c.s")]
#[case::show_tables("SHOW TABLES IN c.s LIKE 'a*|b'")]
#[case::show_schemas("SHOW DATABASES FROM c 'x*'")]
#[case::show_columns("SHOW COLUMNS IN t IN c.s")]
#[case::describe("DESCRIBE TABLE EXTENDED c.s.t AS JSON")]
#[case::describe_table_called_detail("DESC detail")]
#[case::describe_table_called_table("DESC table")]
#[case::describe_catalog("DESCRIBE CATALOG EXTENDED c")]
#[case::history("DESCRIBE HISTORY t LIMIT 3")]
#[case::use_catalog("USE CATALOG c")]
#[case::use_schema("USE c.s")]
#[case::query("WITH a AS (SELECT ';') SELECT * FROM a;")]
#[case::query_parens("(SELECT 1) UNION (SELECT 2)")]
#[case::identifier("DROP TABLE IDENTIFIER('c.`s x`' || '.t')")]
fn statements_are_read(#[case] sql: &str) {
    if let Err(error) = read(sql) {
        panic!("{sql}: {error}");
    }
}

#[rstest]
#[case("MERGE INTO t USING s ON a = b WHEN MATCHED THEN DELETE", "MERGE")]
#[case("OPTIMIZE t", "OPTIMIZE")]
#[case("VACUUM t", "VACUUM")]
#[case("EXPLAIN SELECT 1", "EXPLAIN")]
#[case("CREATE MATERIALIZED VIEW v AS SELECT 1", "CREATE MATERIALIZED VIEW")]
#[case("CREATE OR REFRESH STREAMING TABLE t", "CREATE OR REFRESH")]
#[case("CREATE TEMPORARY VIEW v AS SELECT 1", "CREATE TEMPORARY")]
#[case(
    "CREATE TABLE t (a INT) USING PARQUET",
    "CREATE TABLE ... USING PARQUET"
)]
#[case("CREATE TABLE t LIKE u", "LIKE")]
#[case("CREATE TABLE t (a STRING COLLATE UTF8_LCASE)", "COLLATE")]
#[case("CREATE TABLE t (a GEOGRAPHY)", "the data type GEOGRAPHY")]
#[case("CREATE CATALOG c USING SHARE p.s", "CREATE CATALOG ... USING")]
#[case("CREATE FUNCTION f AS 'com.x'", "CREATE FUNCTION of a Java class")]
#[case("ALTER TABLE t ALTER COLUMN a TYPE BIGINT", "ALTER COLUMN ... TYPE")]
#[case("ALTER TABLE t DROP FEATURE x", "ALTER TABLE ... DROP FEATURE")]
#[case("DROP SHARE s", "DROP SHARE")]
#[case("DROP TABLE t FORCE", "FORCE")]
#[case("CREATE TABLE t DEEP CLONE s WITH HISTORY", "CLONE ... WITH HISTORY")]
#[case("INSERT INTO t REPLACE WHERE a = 1 SELECT 1", "REPLACE WHERE")]
#[case("INSERT INTO t PARTITION (a = 1) SELECT 1", "PARTITION")]
#[case("SHOW TABLE EXTENDED LIKE 'x'", "SHOW TABLE EXTENDED")]
#[case("DROP TABLE a.b.c.d", "a name of more than three parts")]
fn what_is_not_run_is_refused_by_name(#[case] sql: &str, #[case] construct: &str) {
    let error = read(sql).unwrap_err();
    assert_eq!(
        (error.sqlstate.as_str(), error.text.as_str()),
        (
            "0A000",
            format!("{construct} is not supported in the local workspace.").as_str()
        ),
    );
}

#[rstest]
#[case::empty(
    "",
    "[PARSE_SYNTAX_ERROR] Syntax error at or near end of input. SQLSTATE: 42601 (line 1, pos 0)"
)]
#[case::comment(
    "-- x",
    "[PARSE_SYNTAX_ERROR] Syntax error at or near end of input. SQLSTATE: 42601 (line 1, pos 4)"
)]
#[case::word(
    "FROBNICATE x",
    "[PARSE_SYNTAX_ERROR] Syntax error at or near 'FROBNICATE'. SQLSTATE: 42601 (line 1, pos 0)"
)]
#[case::two(
    "DROP TABLE a; DROP TABLE b",
    "[PARSE_SYNTAX_ERROR] Syntax error at or near ';'. SQLSTATE: 42601 (line 1, pos 12)"
)]
#[case::two_queries(
    "SELECT 1; DROP TABLE b",
    "[PARSE_SYNTAX_ERROR] Syntax error at or near ';'. SQLSTATE: 42601 (line 1, pos 8)"
)]
#[case::trailing(
    "DROP TABLE a\n  b",
    "[PARSE_SYNTAX_ERROR] Syntax error at or near 'b'. SQLSTATE: 42601 (line 2, pos 2)"
)]
#[case::both(
    "CREATE OR REPLACE TABLE IF NOT EXISTS a (b INT)",
    "[PARSE_SYNTAX_ERROR] Syntax error at or near 'IF'. SQLSTATE: 42601 (line 1, pos 24)"
)]
#[case::privilege(
    "GRANT FLY ON TABLE t TO u",
    "[PARSE_SYNTAX_ERROR] Syntax error at or near 'FLY'. SQLSTATE: 42601 (line 1, pos 6)"
)]
#[case::type_(
    "CREATE TABLE t (a WIBBLE)",
    "[UNSUPPORTED_DATATYPE] Unsupported data type \"WIBBLE\". SQLSTATE: 0A000"
)]
#[case::precision(
    "CREATE TABLE t (a DECIMAL(99))",
    "[PARSE_SYNTAX_ERROR] Syntax error at or near '99'. SQLSTATE: 42601 (line 1, pos 26)"
)]
#[case::open(
    "DELETE FROM t WHERE (a",
    "[PARSE_SYNTAX_ERROR] Syntax error at or near end of input. SQLSTATE: 42601 (line 1, pos 22)"
)]
#[case::parameter(
    "SELECT :a",
    "[UNBOUND_SQL_PARAMETER] Found the unbound parameter: a. Please, fix `args` and provide a mapping of the parameter. SQLSTATE: 42P02"
)]
fn errors_name_condition_place_and_state(#[case] sql: &str, #[case] message: &str) {
    assert_eq!(read(sql).unwrap_err().to_string(), message);
}

fn given(name: &str, value: Option<&str>, type_text: &str) -> SqlParam {
    SqlParam {
        name: name.to_owned(),
        value: value.map(str::to_owned),
        type_text: type_text.to_owned(),
    }
}

#[test]
fn parameters_become_literals_names_and_strings() {
    let parameters = [
        given("n", Some("1"), "INT"),
        given("s", Some(r"a'b\"), "STRING"),
        given("t", Some("c.s.t"), "STRING"),
        given("z", None, "DATE"),
    ];
    let parameters = Parameters(&parameters);
    let query = "SELECT :n, :s, :z, a:n, b::int FROM IDENTIFIER(:t) WHERE x=:n -- :n";
    assert_eq!(
        parse(query, parameters).unwrap(),
        Statement::Query(crate::sql::ast::Fragment(
            r"SELECT CAST('1' AS int), 'a\'b\\', CAST(NULL AS date), a:n, b::int FROM `c`.`s`.`t` WHERE x=CAST('1' AS int)"
                .to_owned()
        ))
    );
    let comment = parse("COMMENT ON TABLE IDENTIFIER(:t) IS :s", parameters).unwrap();
    assert!(matches!(comment, Statement::Comment { comment: Some(text), .. } if text == r"a'b\"));
}

#[test]
fn markers_without_a_name_take_values_by_place() {
    let parameters = [
        given("?2", Some("x"), "STRING"),
        given("?1", Some("1"), "INT"),
    ];
    assert_eq!(
        parse("SELECT ?, concat(?, '?')", Parameters(&parameters)).unwrap(),
        Statement::Query(crate::sql::ast::Fragment(
            "SELECT CAST('1' AS int), concat('x', '?')".to_owned()
        ))
    );
    let error = parse("SELECT ?, ?, ?", Parameters(&parameters)).unwrap_err();
    assert!(error.to_string().contains("parameter: _3."), "{error}");
}

#[test]
fn a_parameter_type_cannot_carry_sql() {
    let parameters = [given("n", Some("1"), "INT) FROM secrets --")];
    assert!(parse("SELECT :n", Parameters(&parameters)).is_err());
}

#[test]
fn a_clone_keeps_every_clause() {
    let statement =
        read("CREATE OR REPLACE TABLE `a b`.c SHALLOW CLONE s.`x``y` VERSION AS OF 7 TBLPROPERTIES ('k'='v')")
            .unwrap();
    let Statement::CloneTable(clone) = statement else {
        panic!("{statement:?}")
    };
    assert_eq!(clone.target.to_string(), "`a b`.`c`");
    assert_eq!(clone.source.to_string(), "`s`.`x``y`");
    assert_eq!(clone.as_of, Some(AsOf::Version(7)));
    assert_eq!(clone.existing, Existing::Replace);
    assert_eq!(clone.depth, CloneDepth::Shallow);
    assert_eq!(clone.properties, [("k".to_owned(), "v".to_owned())]);
}

#[test]
fn a_view_keeps_its_query_as_written() {
    let statement = read("CREATE VIEW v AS\n  SELECT a, -- one\n b FROM t ;").unwrap();
    let Statement::CreateView(view) = statement else {
        panic!("{statement:?}")
    };
    assert_eq!(view.query.0, "SELECT a, -- one\n b FROM t");
}

#[test]
fn names_may_be_keywords() {
    let statement = read("DESCRIBE HISTORY history").unwrap();
    assert!(matches!(
        statement,
        Statement::Describe(Describe::History { .. })
    ));
    let statement = read("SHOW TABLES IN in").unwrap();
    assert!(matches!(
        statement,
        Statement::Show(Show::Tables {
            schema: Some(_),
            ..
        })
    ));
}

const SOUP: [&str; 72] = [
    "CREATE",
    "OR",
    "REPLACE",
    "TABLE",
    "VIEW",
    "CATALOG",
    "SCHEMA",
    "FUNCTION",
    "VOLUME",
    "IF",
    "NOT",
    "EXISTS",
    "DEEP",
    "SHALLOW",
    "CLONE",
    "VERSION",
    "AS",
    "OF",
    "SELECT",
    "FROM",
    "WHERE",
    "(",
    ")",
    ",",
    ".",
    "=",
    "'s'",
    "`q`",
    "1",
    ":p",
    "COMMENT",
    "IS",
    "ON",
    "GRANT",
    "REVOKE",
    "TO",
    "ALTER",
    "COLUMN",
    "ADD",
    "DROP",
    "SET",
    "UNSET",
    "TAGS",
    "TBLPROPERTIES",
    "OWNER",
    "a",
    "t",
    "INT",
    "ARRAY",
    "<",
    ">",
    "STRUCT",
    ":",
    "DEFAULT",
    "PRIMARY",
    "KEY",
    "CONSTRAINT",
    "CHECK",
    "MASK",
    "USING",
    "COLUMNS",
    "DESCRIBE",
    "SHOW",
    "IDENTIFIER",
    "INSERT",
    "INTO",
    "VALUES",
    "UPDATE",
    "DELETE",
    "$$",
    "'",
    "/*",
];

proptest! {
    #[test]
    fn token_soup_never_panics(words in prop::collection::vec(prop::sample::select(&SOUP[..]), 0..40)) {
        let parameters = [given("p", Some("x"), "STRING")];
        let _outcome = parse(&words.join(" "), Parameters(&parameters));
    }

    #[test]
    fn any_text_never_panics(text in "\\PC{0,60}") {
        let _outcome = read(&text);
        let _outcome = read(&format!("SELECT {text}"));
        let _outcome = parse_type(&text);
    }

    #[test]
    fn quoted_names_and_strings_read_back(name in "[^\u{0}]{1,20}", text in "\\PC{0,20}") {
        let sql = format!(
            "COMMENT ON TABLE {} IS {}",
            crate::sql::names::quoted(&name),
            crate::sql::names::string_literal(&text.replace(['%', '_'], "x")),
        );
        let Ok(Statement::Comment { target, comment }) = read(&sql) else {
            return Err(TestCaseError::fail(sql));
        };
        prop_assert_eq!(target.name.0, vec![name]);
        prop_assert_eq!(comment, Some(text.replace(['%', '_'], "x")));
    }

    #[test]
    fn types_print_as_they_are_read(text in types()) {
        let parsed = parse_type(&text).unwrap();
        prop_assert_eq!(parse_type(&parsed.to_string()).unwrap(), parsed);
    }
}

fn types() -> impl Strategy<Value = String> {
    let leaf = prop::sample::select(vec![
        "INT".to_owned(),
        "bigint".to_owned(),
        "DECIMAL(12, 3)".to_owned(),
        "VARCHAR(5)".to_owned(),
        "Timestamp_NTZ".to_owned(),
        "INTERVAL YEAR TO MONTH".to_owned(),
        "string".to_owned(),
    ]);
    leaf.prop_recursive(4, 20, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(|inner| format!("ARRAY<{inner}>")),
            (inner.clone(), inner.clone()).prop_map(|(key, value)| format!("MAP<{key}, {value}>")),
            prop::collection::vec(inner, 0..3).prop_map(|fields| {
                let fields: Vec<String> = fields
                    .iter()
                    .enumerate()
                    .map(|(n, field)| format!("`f {n}`: {field} NOT NULL COMMENT 'it''s'"))
                    .collect();
                format!("STRUCT<{}>", fields.join(", "))
            }),
        ]
    })
}
