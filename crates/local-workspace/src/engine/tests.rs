//! Queries and writes over real tables, through the engine's verbs alone.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use rstest::rstest;
use serde_json::json;
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

use super::{
    Current, Engine, FunctionBody, FunctionParameter, Header, Inputs, Mask, Relation, Resolver,
    RowFilter, Source, SqlFunction, TablePolicies, TargetColumns, WriteMode,
};
use crate::error::WsResult;

/// Parameters, return type and body of a SQL function.
type Definition = (
    Vec<(&'static str, &'static str)>,
    &'static str,
    &'static str,
);

/// A catalog of one schema, `c.s`, in a directory.
struct World {
    directory: TempDir,
    views: BTreeMap<String, String>,
    functions: BTreeMap<String, Definition>,
    masked: bool,
}

#[derive(Clone)]
struct Names(Arc<World>);

#[async_trait]
impl Resolver for Names {
    fn current(&self) -> Current {
        Current {
            user: "ana@example.com".to_owned(),
            groups: vec!["analysts".to_owned()],
            catalog: "c".to_owned(),
            schema: "s".to_owned(),
            metastore: "m-1".to_owned(),
        }
    }

    async fn relation(&self, name: &[String; 3]) -> WsResult<Relation> {
        let [_, _, leaf] = name;
        if let Some(text) = self.0.views.get(leaf) {
            let within = Arc::new(self.clone());
            return Ok(Relation::View {
                text: text.clone(),
                columns: Vec::new(),
                within,
            });
        }
        let policies = match self.0.masked {
            false => TablePolicies::default(),
            true => TablePolicies {
                row_filter: Some(RowFilter {
                    function: self.sql_function("small"),
                    columns: vec!["id".to_owned()],
                }),
                masks: vec![Mask {
                    column: "name".to_owned(),
                    function: self.sql_function("hide"),
                    using: Vec::new(),
                }],
            },
        };
        let location = self
            .0
            .directory
            .path()
            .join(leaf)
            .to_string_lossy()
            .into_owned();
        Ok(Relation::Table { location, policies })
    }

    async fn function(&self, name: &[String; 3]) -> WsResult<Option<SqlFunction>> {
        let known = self.0.functions.contains_key(&name[2]);
        Ok(known.then(|| self.sql_function(&name[2])))
    }
}

impl Names {
    fn sql_function(&self, name: &str) -> SqlFunction {
        let (parameters, returns, text) = &self.0.functions[name];
        let parameter = |(name, type_text): &(&str, &str)| FunctionParameter {
            name: (*name).to_owned(),
            type_text: (*type_text).to_owned(),
            default: None,
        };
        SqlFunction {
            name: format!("c.s.{name}"),
            parameters: parameters.iter().map(parameter).collect(),
            body: FunctionBody::Scalar {
                text: (*text).to_owned(),
                returns: (*returns).to_owned(),
            },
            within: Arc::new(self.clone()),
        }
    }

    async fn create(&self, name: &str, fields: serde_json::Value, query: &str) {
        let schema = json!({ "type": "struct", "fields": fields }).to_string();
        let header = Header {
            operation: "CREATE TABLE AS SELECT".to_owned(),
            parameters: json!({}),
            actions: vec![
                json!({ "protocol": { "minReaderVersion": 1, "minWriterVersion": 2 } }),
                json!({ "metaData": {
                    "id": uuid::Uuid::new_v4().to_string(),
                    "format": { "provider": "parquet", "options": {} },
                    "schemaString": schema, "partitionColumns": ["part"], "configuration": {},
                }}),
            ],
        };
        let source = Source::Query {
            text: query.to_owned(),
            columns: TargetColumns::ByPosition,
        };
        self.write(name, header, WriteMode::Create, source)
            .await
            .unwrap();
    }

    async fn write(
        &self,
        name: &str,
        header: Header,
        mode: WriteMode,
        source: Source,
    ) -> WsResult<super::Outcome> {
        let location = self
            .0
            .directory
            .path()
            .join(name)
            .to_string_lossy()
            .into_owned();
        let full = ["c", "s", name].map(str::to_owned);
        let inputs = Inputs {
            location: &location,
            name: &full,
            resolver: Arc::new(self.clone()),
            cancel: CancellationToken::new(),
        };
        Engine::default().write(&inputs, header, mode, source).await
    }

    async fn rows(&self, sql: &str) -> Result<String, String> {
        let resolver: Arc<dyn Resolver> = Arc::new(self.clone());
        let output = Engine::default()
            .query(sql, &resolver, &CancellationToken::new())
            .await;
        let output = output.map_err(|error| error.message)?;
        let texts = super::texts(&output.batches).map_err(|error| error.message)?;
        let row = |row: Vec<Option<String>>| {
            row.into_iter()
                .map(|value| value.unwrap_or("NULL".to_owned()))
                .collect::<Vec<_>>()
                .join(",")
        };
        Ok(texts.into_iter().map(row).collect::<Vec<_>>().join(" | "))
    }
}

async fn world(masked: bool) -> Names {
    let views = [
        ("small", "SELECT id, Name AS Label FROM people WHERE id < 3"),
        ("smaller", "SELECT Label FROM s.small WHERE id = 1"),
        ("loop", "SELECT * FROM loop"),
    ];
    let functions: [(&str, Definition); 5] = [
        (
            "plus_each",
            (
                vec![("x", "INT"), ("y", "INT")],
                "ARRAY<INT>",
                "transform(array(y, 1), x -> x + plus_each.x)",
            ),
        ),
        ("twice", (vec![("x", "INT")], "INT", "x * 2")),
        ("small", (vec![("x", "INT")], "BOOLEAN", "x < 3")),
        (
            "hide",
            (
                vec![("v", "STRING")],
                "STRING",
                "concat(left(v, 1), array_join(transform(array(1, 2, 3), v -> '*'), ''))",
            ),
        ),
        (
            "name_of",
            (
                vec![("who", "INT")],
                "STRING",
                "SELECT max(name) FROM people WHERE id = who",
            ),
        ),
    ];
    let names = Names(Arc::new(World {
        directory: TempDir::new().unwrap(),
        views: views
            .iter()
            .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
            .collect(),
        functions: functions
            .into_iter()
            .map(|(name, all)| (name.to_owned(), all))
            .collect(),
        masked,
    }));
    let fields = json!([
        { "name": "id", "type": "integer", "nullable": true, "metadata": {} },
        { "name": "Name", "type": "string", "nullable": false, "metadata": {} },
        { "name": "part", "type": "string", "nullable": true, "metadata": {} },
    ]);
    let query =
        "SELECT * FROM VALUES (1, 'ana', 'x y'), (2, 'bo', 'x y'), (3, 'cy', NULL) AS t(a, b, c)";
    names.create("people", fields, query).await;
    names
}

#[rstest]
#[case("SELECT count(*), count(part) FROM people", "3,2")]
#[case("SELECT part FROM people WHERE part IS NOT NULL LIMIT 1", "x y")]
#[case("SELECT 1 FROM c.s.people LIMIT 1", "1")]
#[case("SELECT c.s.people.name FROM people ORDER BY id DESC LIMIT 1", "cy")]
#[case("SELECT NAME FROM People WHERE ID = 2", "bo")]
#[case(
    "WITH people AS (SELECT max(id) AS m FROM people) SELECT m FROM people",
    "3"
)]
#[case("SELECT label FROM small ORDER BY label", "ana | bo")]
#[case("SELECT * FROM smaller", "ana")]
#[case("SELECT twice(id) + 1 FROM people ORDER BY id", "3 | 5 | 7")]
#[case("SELECT s.twice(twice(5))", "20")]
#[case("SELECT name_of(2)", "bo")]
// The parameter of the lambda is neither that of the function nor what it is called with.
#[case(
    "SELECT transform(array(100), x -> plus_each(x, 2)) FROM people LIMIT 1",
    r#"[["102","101"]]"#
)]
#[case(
    "SELECT plus_each(id, plus_each(1, id)[0]) FROM people ORDER BY id LIMIT 1",
    r#"["3","2"]"#
)]
#[case("SELECT * FROM VALUES (1, 'a'), (2, 'b') WHERE col1 = 2", "2,b")]
#[case("SELECT part FROM people ORDER BY part, id", "NULL | x y | x y")]
#[case("SELECT part FROM people ORDER BY part DESC, id", "x y | x y | NULL")]
#[case("SELECT count(*) FROM people VERSION AS OF 0", "3")]
#[case("SELECT 5 / 2, 6 / 3, 7 % 4, -7 % 4", "2.5,2.0,3,-3")]
#[case("SELECT 1.5 / 0.5", "3.000000")]
#[case("SELECT try_divide(1, 0)", "NULL")]
#[case("SELECT \"text\", 'it''s', 'a\\nb'", "text,it's,a\nb")]
#[case(
    "SELECT current_user(), current_catalog(), current_schema(), is_account_group_member('analysts')",
    "ana@example.com,c,s,true"
)]
#[case(
    "SELECT CAST('2026-01-31' AS DATE), DATE '2026-02-01', year(DATE '2026-02-01')",
    "2026-01-31,2026-02-01,2026"
)]
#[case("SELECT TIMESTAMP '2026-01-31 09:30:00'", "2026-01-31T09:30:00.000Z")]
#[case(
    "SELECT 1.0e10, CAST(1 AS DOUBLE), CAST('NaN' AS DOUBLE)",
    "1.0E10,1.0,NaN"
)]
#[case(
    "SELECT if(1 < 2, 'a', 'b'), nvl(NULL, 'c'), coalesce(NULL, 3)",
    "a,c,3"
)]
#[case("SELECT NULL <=> NULL, 1 <=> 2", "true,false")]
#[case("SELECT 'abc' RLIKE 'b', 'abc' LIKE 'a%'", "true,true")]
#[case("SELECT count_if(id > 1) FROM people", "2")]
#[case(
    "SELECT substring('Databricks', -5), substring('abc', 2, 1)",
    "ricks,b"
)]
#[case(
    "SELECT id, row_number() OVER (ORDER BY id DESC) FROM people QUALIFY row_number() OVER (ORDER BY id DESC) = 1",
    "3,1"
)]
#[tokio::test]
async fn queries_answer_as_databricks_does(#[case] sql: &str, #[case] rows: &str) {
    assert_eq!(
        world(false).await.rows(sql).await.as_deref(),
        Ok(rows),
        "{sql}"
    );
}

#[rstest]
#[case("SELECT 1 / 0", "[DIVIDE_BY_ZERO]")]
#[case("SELECT 2147483647 + 1", "[ARITHMETIC_OVERFLOW]")]
#[case("SELECT CAST('x' AS INT)", "[CAST_INVALID_INPUT]")]
#[case("SELECT * FROM people TABLESAMPLE (10 PERCENT)", "[UNSUPPORTED]")]
#[case("SELECT * FROM loop", "[RECURSIVE_VIEW]")]
#[case("SELECT nothing(1)", "[UNRESOLVED_ROUTINE]")]
#[case("SELECT no_column FROM people", "[UNRESOLVED_COLUMN")]
#[case("SELECT * FROM people VERSION AS OF 7", "[DELTA_")]
#[case("SELEC 1", "[PARSE_SYNTAX_ERROR]")]
#[case(
    "SELECT id FROM people LATERAL VIEW length(name) t AS x",
    "[UNSUPPORTED_GENERATOR.NOT_GENERATOR]"
)]
#[case(
    "SELECT id FROM people JOIN LATERAL explode(array(1)) AS u(e) ON u.e = id",
    "[UNSUPPORTED]"
)]
#[case(
    "SELECT id FROM (people JOIN LATERAL explode(array(1)) AS u(e) ON u.e = id)",
    "[UNSUPPORTED]"
)]
#[case(
    "SELECT * FROM people p JOIN small s PIVOT (max(name) FOR part IN ('x'))",
    "[UNSUPPORTED]"
)]
#[case("SELECT id FROM people, LATERAL (SELECT 1) AS u", "[UNSUPPORTED]")]
#[case("SELECT date_format(DATE '2026-01-01', 'VV')", "[UNSUPPORTED]")]
#[case("SELECT * FROM small VERSION AS OF 0", "[UNSUPPORTED]")]
#[case("SELECT array(1, 2)[2]", "[INVALID_ARRAY_INDEX]")]
#[case(
    "SELECT sum(x) FROM VALUES (9223372036854775807), (1L) AS t(x)",
    "[ARITHMETIC_OVERFLOW]"
)]
#[case("SELECT 1 % 0", "[DIVIDE_BY_ZERO]")]
#[case("SELECT DATE'2026-01-02' - DATE'2026-01-01'", "[UNSUPPORTED]")]
#[case("SELECT name_of(id) FROM people", "[UNSUPPORTED]")]
#[case(
    "SELECT row_number() OVER (ORDER BY id), explode(array(1)) FROM people",
    "[UNSUPPORTED]"
)]
#[case("SELECT r'raw'", "[UNSUPPORTED]")]
#[case("SELECT 15x", "[UNSUPPORTED]")]
#[case("INSERT INTO people VALUES (1)", "[UNSUPPORTED]")]
#[tokio::test]
async fn what_is_not_answered_is_refused_by_name(#[case] sql: &str, #[case] class: &str) {
    let error = world(false).await.rows(sql).await.unwrap_err();
    assert!(error.starts_with(class), "{sql}: {error}");
}

#[rstest]
#[case("SELECT parse_json('{}')", "VARIANT")]
#[case("SELECT try_variant_get(name, '$.a', 'INT') FROM people", "VARIANT")]
#[case("SELECT name:a.b::INT FROM people", "VARIANT")]
#[case("SELECT CAST(name AS VARIANT) FROM people", "VARIANT")]
#[case("SELECT * FROM variant_explode(parse_json('[1]'))", "VARIANT")]
#[case("SELECT * FROM people, LATERAL variant_explode(name) AS v", "VARIANT")]
#[case("SELECT * FROM read_files('/Volumes/x')", "`read_files`")]
#[tokio::test]
async fn a_refusal_names_what_is_not_there(#[case] sql: &str, #[case] named: &str) {
    let error = world(false).await.rows(sql).await.unwrap_err();
    assert!(error.starts_with("[UNSUPPORTED]"), "{sql}: {error}");
    assert!(error.contains(named), "{sql}: {error}");
}

/// On one thread, where only a query that gives way lets anybody else run.
#[rstest]
#[case("SELECT count(DISTINCT a.id % 7919) FROM range(200000) a CROSS JOIN range(200000) b")]
#[case("SELECT sum(a.id) FROM range(200000) a JOIN range(200000) b ON a.id % 2 = b.id % 2")]
#[case("SELECT count(*) FROM range(200000) a JOIN range(200000) b ON a.id < b.id OR b.id < 7")]
#[tokio::test]
async fn a_query_that_multiplies_rows_can_be_cancelled(#[case] sql: &str) {
    let resolver: Arc<dyn Resolver> = Arc::new(world(false).await);
    let cancel = CancellationToken::new();
    let waits = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        cancel.cancel();
    };
    let engine = Engine::default();
    let (rows, ()) = tokio::join!(engine.query(sql, &resolver, &cancel), waits);
    let error = rows.unwrap_err();
    assert!(error.message.starts_with("[OPERATION_CANCELED]"), "{error}");
}

#[tokio::test]
async fn filters_and_masks_hide_rows_and_values_from_everything_around_them() {
    let names = world(true).await;
    let rows = names
        .rows("SELECT id, name FROM people WHERE name LIKE '%' ORDER BY id")
        .await;
    assert_eq!(rows.as_deref(), Ok("1,a*** | 2,b***"));
    assert_eq!(
        names
            .rows("SELECT count(*) FROM people WHERE name = 'ana'")
            .await
            .as_deref(),
        Ok("0")
    );
}

#[rstest]
#[case(
    "SELECT id, shown FROM people LATERAL VIEW explode(array(name)) v AS shown ORDER BY id",
    "1,a*** | 2,b***"
)]
#[case(
    "SELECT v.part FROM c.s.people LATERAL VIEW explode(split(people.name, 'n')) v AS part ORDER BY 1",
    "a*** | b***"
)]
#[case(
    "SELECT p.id, u.v FROM people p, LATERAL stack(2, p.name, p.part) AS u(v) ORDER BY 1, 2",
    "1,a*** | 1,x y | 2,b*** | 2,x y"
)]
#[case(
    "SELECT posexplode(collect_list(name)) FROM people WHERE id = 1",
    "0,a***"
)]
#[case(
    "SELECT e FROM (SELECT name FROM people) q LATERAL VIEW OUTER explode(split(name, '[*]')) v AS e WHERE e <> '' ORDER BY e",
    "a | b"
)]
#[case(
    "SELECT transform(array(id, 0), x -> concat(name, x)) FROM people ORDER BY id",
    r#"["a***1","a***0"] | ["b***2","b***0"]"#
)]
#[case(
    "SELECT filter(collect_list(name), n -> n LIKE '%n%' OR n = 'bo') FROM people",
    "[]"
)]
#[case(
    "SELECT * FROM people PIVOT (max(name) FOR part IN ('x y' AS xy)) ORDER BY id",
    "1,a*** | 2,b***"
)]
#[case(
    "SELECT count(*) FROM (SELECT name FROM people) PIVOT (count(*) FOR name IN ('ana')) WHERE ana > 0",
    "0"
)]
#[case(
    "SELECT id, what FROM (SELECT id, name FROM people) UNPIVOT (what FOR column IN (name)) ORDER BY id",
    "1,a*** | 2,b***"
)]
#[tokio::test]
async fn masks_hold_through_relations_and_lambdas(#[case] sql: &str, #[case] rows: &str) {
    assert_eq!(
        world(true).await.rows(sql).await.as_deref(),
        Ok(rows),
        "{sql}"
    );
}

#[tokio::test]
async fn results_keep_the_case_in_which_names_were_written() {
    let names = world(false).await;
    let resolver: Arc<dyn Resolver> = Arc::new(names);
    let sql = "SELECT *, id + 1, id AS MyId FROM people";
    let (columns, uses) = Engine::default().analyze(sql, &resolver).await.unwrap();
    let shown: Vec<_> = columns
        .iter()
        .map(|column| format!("{} {}", column.name, column.type_text))
        .collect();
    assert_eq!(
        shown,
        [
            "id int",
            "Name string",
            "part string",
            "(id + 1) int",
            "MyId int"
        ]
    );
    assert_eq!(uses.relations, [["c", "s", "people"].map(str::to_owned)]);
}

fn header(operation: &str) -> Header {
    Header {
        operation: operation.to_owned(),
        parameters: json!({}),
        actions: Vec::new(),
    }
}

fn values(text: &str) -> Source {
    Source::Query {
        text: text.to_owned(),
        columns: TargetColumns::ByPosition,
    }
}

#[tokio::test]
async fn rows_are_added_replaced_and_refused() {
    let names = world(false).await;
    let put = |mode, text: &'static str| names.write("people", header("WRITE"), mode, values(text));
    let added = put(WriteMode::Append, "VALUES (4, 'di', 'z')")
        .await
        .unwrap();
    assert_eq!((added.version, added.affected_rows), (Some(1), 1));
    assert_eq!(
        names.rows("SELECT sum(id) FROM people").await.as_deref(),
        Ok("10")
    );
    let missing = put(WriteMode::Append, "VALUES (5, NULL, 'z')")
        .await
        .unwrap_err();
    assert!(
        missing
            .message
            .starts_with("[DELTA_NOT_NULL_CONSTRAINT_VIOLATED]"),
        "{missing}"
    );
    let wide = put(WriteMode::Append, "VALUES (5, 'e')").await.unwrap_err();
    assert!(
        wide.message.starts_with("[INSERT_COLUMN_ARITY_MISMATCH]"),
        "{wide}"
    );
    let wrong = put(WriteMode::Append, "VALUES ('5', 'e', 'z')")
        .await
        .unwrap_err();
    assert!(
        wrong.message.starts_with("[INCOMPATIBLE_DATA_FOR_TABLE"),
        "{wrong}"
    );
    put(WriteMode::Overwrite, "VALUES (9, 'z', NULL)")
        .await
        .unwrap();
    assert_eq!(
        names.rows("SELECT * FROM people").await.as_deref(),
        Ok("9,z,NULL")
    );
    assert_eq!(
        names
            .rows("SELECT count(*) FROM people VERSION AS OF 1")
            .await
            .as_deref(),
        Ok("4")
    );
}

#[tokio::test]
async fn delete_and_update_write_one_version_each() {
    let names = world(false).await;
    let location = names
        .0
        .directory
        .path()
        .join("people")
        .to_string_lossy()
        .into_owned();
    let full = ["c", "s", "people"].map(str::to_owned);
    let inputs = Inputs {
        location: &location,
        name: &full,
        resolver: Arc::new(names.clone()),
        cancel: CancellationToken::new(),
    };
    let engine = Engine::default();
    let deleted = engine
        .delete(&inputs, None, Some("part IS NULL"))
        .await
        .unwrap();
    assert_eq!((deleted.version, deleted.affected_rows), (Some(1), 1));
    let sets = [("name".to_owned(), "upper(name)".to_owned())];
    let updated = engine
        .update(&inputs, Some("p"), &sets, Some("p.id = 2"))
        .await
        .unwrap();
    assert_eq!((updated.version, updated.affected_rows), (Some(2), 1));
    assert_eq!(
        names
            .rows("SELECT name FROM people ORDER BY id")
            .await
            .as_deref(),
        Ok("ana | BO")
    );
    assert_eq!(
        engine
            .delete(&inputs, None, Some("id = 77"))
            .await
            .unwrap()
            .version,
        None
    );
    assert_eq!(engine.violations(&inputs, "id > 1").await.unwrap(), 1);
}
