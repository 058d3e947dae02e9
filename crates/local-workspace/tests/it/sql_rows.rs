//! Statements that read and write rows.

use crate::sql_support::shell;

/// Sizes of files are the writer's affair.
fn without_sizes(transcript: &str) -> String {
    let line = regex::Regex::new(r"(?m)^[0-9| ]+$").unwrap();
    let size = regex::Regex::new(r"\b\d{3,}\b").unwrap();
    let hidden = |line: &regex::Captures<'_>| size.replace_all(&line[0], "<bytes>").into_owned();
    line.replace_all(transcript, hidden).into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_are_written_read_and_travelled_to() {
    let shell = shell();
    let transcript = shell
        .script(&[
            "CREATE TABLE t (id INT, name STRING) COMMENT 'c'",
            "INSERT INTO t VALUES (1, 'a'), (2, 'b')",
            "INSERT INTO t (name, id) VALUES ('c', 3)",
            "SELECT * FROM t ORDER BY id",
            "SELECT count(*) AS n FROM t VERSION AS OF 1",
            "INSERT OVERWRITE t SELECT 9, 'z'",
            "SELECT * FROM t",
            "RESTORE TABLE t TO VERSION AS OF 2",
            "SELECT * FROM t ORDER BY id",
            "CREATE TABLE u AS SELECT id * 2 AS Twice, name FROM t WHERE id > 1",
            "DESCRIBE u",
            "SELECT Twice, name FROM u ORDER BY 1",
            "CREATE OR REPLACE TABLE u AS SELECT 1 AS one",
            "SELECT * FROM u",
            "CREATE TABLE broken AS SELECT nope FROM t",
            "SHOW TABLES",
        ])
        .await;
    insta::assert_snapshot!(without_sizes(&transcript), @"
    > CREATE TABLE t (id INT, name STRING) COMMENT 'c'
    ok
    > INSERT INTO t VALUES (1, 'a'), (2, 'b')
    num_affected_rows | num_inserted_rows
    2 | 2
    > INSERT INTO t (name, id) VALUES ('c', 3)
    num_affected_rows | num_inserted_rows
    1 | 1
    > SELECT * FROM t ORDER BY id
    id | name
    1 | a
    2 | b
    3 | c
    > SELECT count(*) AS n FROM t VERSION AS OF 1
    n
    2
    > INSERT OVERWRITE t SELECT 9, 'z'
    num_affected_rows | num_inserted_rows
    1 | 1
    > SELECT * FROM t
    id | name
    9 | z
    > RESTORE TABLE t TO VERSION AS OF 2
    table_size_after_restore | num_of_files_after_restore | num_removed_files | num_restored_files | removed_files_size | restored_files_size
    <bytes> | 2 | 1 | 2 | <bytes> | <bytes>
    > SELECT * FROM t ORDER BY id
    id | name
    1 | a
    2 | b
    3 | c
    > CREATE TABLE u AS SELECT id * 2 AS Twice, name FROM t WHERE id > 1
    ok
    > DESCRIBE u
    col_name | data_type | comment
    Twice | int | NULL
    name | string | NULL
    > SELECT Twice, name FROM u ORDER BY 1
    Twice | name
    4 | b
    6 | c
    > CREATE OR REPLACE TABLE u AS SELECT 1 AS one
    ok
    > SELECT * FROM u
    one
    1
    > CREATE TABLE broken AS SELECT nope FROM t
    [UNRESOLVED_COLUMN.WITHOUT_SUGGESTION] A column, variable, or function parameter with name `nope` cannot be resolved. SQLSTATE: 42703
    > SHOW TABLES
    database | tableName | isTemporary
    default | t | false
    default | u | false
    ");
}

#[tokio::test(flavor = "multi_thread")]
async fn views_and_functions_run_where_they_were_made() {
    let shell = shell();
    let transcript = shell
        .script(&[
            "CREATE SCHEMA other",
            "CREATE TABLE t (id INT)",
            "INSERT INTO t VALUES (1), (2)",
            "CREATE FUNCTION twice(x INT) RETURNS INT RETURN x * 2",
            "CREATE VIEW other.v (a COMMENT 'first') COMMENT 'v' AS SELECT twice(id) FROM t",
            "SELECT a FROM main.other.v ORDER BY a",
            "DESCRIBE TABLE EXTENDED other.v",
            "ALTER VIEW other.v AS SELECT id AS b FROM t",
            "SELECT * FROM other.v ORDER BY b",
            "CREATE VIEW w AS SELECT nope FROM t",
            "CREATE OR REPLACE VIEW t AS SELECT 1",
            "CREATE OR REPLACE VIEW other.v AS SELECT * FROM other.v",
            "SHOW VIEWS IN other",
        ])
        .await;
    insta::assert_snapshot!(transcript, @"
    > CREATE SCHEMA other
    ok
    > CREATE TABLE t (id INT)
    ok
    > INSERT INTO t VALUES (1), (2)
    num_affected_rows | num_inserted_rows
    2 | 2
    > CREATE FUNCTION twice(x INT) RETURNS INT RETURN x * 2
    ok
    > CREATE VIEW other.v (a COMMENT 'first') COMMENT 'v' AS SELECT twice(id) FROM t
    ok
    > SELECT a FROM main.other.v ORDER BY a
    a
    2
    4
    > DESCRIBE TABLE EXTENDED other.v
    col_name | data_type | comment
    a | int | first
     |  |
    # Detailed Table Information |  |
    Catalog | main |
    Database | other |
    Table | v |
    Created Time | <time> |
    Last Access | UNKNOWN |
    Created By | admin@local |
    Type | VIEW |
    Comment | v |
    Owner | admin@local |
    View Text | SELECT twice(id) FROM t |
    View Original Text | SELECT twice(id) FROM t |
    View Schema Mode | COMPENSATION |
    View Catalog and Namespace | `main`.`default` |
    View Query Output Columns | [`a`] |
    > ALTER VIEW other.v AS SELECT id AS b FROM t
    ok
    > SELECT * FROM other.v ORDER BY b
    b
    1
    2
    > CREATE VIEW w AS SELECT nope FROM t
    [UNRESOLVED_COLUMN.WITHOUT_SUGGESTION] A column, variable, or function parameter with name `nope` cannot be resolved. SQLSTATE: 42703
    > CREATE OR REPLACE VIEW t AS SELECT 1
    [EXPECT_VIEW_NOT_TABLE.NO_ALTERNATIVE] 'CREATE OR REPLACE VIEW' expects a view but main.default.t is a table. SQLSTATE: 42809
    > CREATE OR REPLACE VIEW other.v AS SELECT * FROM other.v
    [RECURSIVE_VIEW] Recursive view `main.other.v` detected (cycle: `main.other.v` -> `main.other.v`). SQLSTATE: 42K0H
    > SHOW VIEWS IN other
    namespace | viewName | isTemporary | isMaterialized
    other | v | false | false
    ");
}

#[tokio::test(flavor = "multi_thread")]
async fn clones_hold_the_rows_of_their_version() {
    let shell = shell();
    let transcript = shell
        .script(&[
            "CREATE TABLE s (id INT)",
            "INSERT INTO s VALUES (1)",
            "INSERT INTO s VALUES (2)",
            "CREATE TABLE d DEEP CLONE s VERSION AS OF 1",
            "SELECT * FROM d",
            "CREATE TABLE h SHALLOW CLONE s",
            "SELECT * FROM h ORDER BY id",
            "DROP TABLE s",
            "INSERT INTO s VALUES (3)",
            "CREATE OR REPLACE TABLE d CLONE s",
            "SELECT * FROM d ORDER BY id",
            "DROP TABLE h",
            "DROP TABLE s",
            "SELECT * FROM d ORDER BY id",
            "UNDROP TABLE s",
            "SELECT count(*) AS n FROM s",
        ])
        .await;
    insta::assert_snapshot!(without_sizes(&transcript), @"
    > CREATE TABLE s (id INT)
    ok
    > INSERT INTO s VALUES (1)
    num_affected_rows | num_inserted_rows
    1 | 1
    > INSERT INTO s VALUES (2)
    num_affected_rows | num_inserted_rows
    1 | 1
    > CREATE TABLE d DEEP CLONE s VERSION AS OF 1
    source_table_size | source_num_of_files | num_removed_files | num_copied_files | removed_files_size | copied_files_size
    <bytes> | 1 | 0 | 1 | 0 | <bytes>
    > SELECT * FROM d
    id
    1
    > CREATE TABLE h SHALLOW CLONE s
    source_table_size | source_num_of_files | num_removed_files | num_copied_files | removed_files_size | copied_files_size
    <bytes> | 2 | 0 | 0 | 0 | 0
    > SELECT * FROM h ORDER BY id
    id
    1
    2
    > DROP TABLE s
    [CANNOT_DROP_BASE_TABLE_REFERENCED_BY_SHALLOW_CLONE] Cannot drop table 'main.default.s': 1 shallow clone reads files of it: main.default.h. SQLSTATE: 42893
    > INSERT INTO s VALUES (3)
    num_affected_rows | num_inserted_rows
    1 | 1
    > CREATE OR REPLACE TABLE d CLONE s
    source_table_size | source_num_of_files | num_removed_files | num_copied_files | removed_files_size | copied_files_size
    <bytes> | 3 | 0 | 2 | 0 | <bytes>
    > SELECT * FROM d ORDER BY id
    id
    1
    2
    3
    > DROP TABLE h
    ok
    > DROP TABLE s
    ok
    > SELECT * FROM d ORDER BY id
    id
    1
    2
    3
    > UNDROP TABLE s
    ok
    > SELECT count(*) AS n FROM s
    n
    3
    ");
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_are_changed_and_constraints_hold() {
    let shell = shell();
    let transcript = shell
        .script(&[
            "CREATE TABLE t (id INT NOT NULL, n INT, p STRING) PARTITIONED BY (p)",
            "INSERT INTO t VALUES (1, 10, 'a'), (2, 20, 'b'), (3, NULL, 'a')",
            "UPDATE t AS x SET n = n + 1 WHERE x.id < 3",
            "DELETE FROM t WHERE id = 2",
            "SELECT * FROM t ORDER BY id",
            "SHOW PARTITIONS t",
            "INSERT INTO t VALUES (NULL, 1, 'a')",
            "ALTER TABLE t ALTER COLUMN n SET NOT NULL",
            "ALTER TABLE t ADD CONSTRAINT small CHECK (n > 100)",
            "ALTER TABLE t ADD CONSTRAINT small CHECK (n < 100)",
            "INSERT INTO t VALUES (4, 500, 'a')",
            "TRUNCATE TABLE t",
            "SELECT count(*) AS n FROM t",
        ])
        .await;
    insta::assert_snapshot!(transcript, @"
    > CREATE TABLE t (id INT NOT NULL, n INT, p STRING) PARTITIONED BY (p)
    ok
    > INSERT INTO t VALUES (1, 10, 'a'), (2, 20, 'b'), (3, NULL, 'a')
    num_affected_rows | num_inserted_rows
    3 | 3
    > UPDATE t AS x SET n = n + 1 WHERE x.id < 3
    num_affected_rows
    2
    > DELETE FROM t WHERE id = 2
    num_affected_rows
    1
    > SELECT * FROM t ORDER BY id
    id | n | p
    1 | 11 | a
    3 | NULL | a
    > SHOW PARTITIONS t
    p
    a
    > INSERT INTO t VALUES (NULL, 1, 'a')
    [DELTA_NOT_NULL_CONSTRAINT_VIOLATED] NOT NULL constraint violated for column: id. SQLSTATE: 23502
    > ALTER TABLE t ALTER COLUMN n SET NOT NULL
    [DELTA_NEW_NOT_NULL_VIOLATION] 1 rows in main.default.t violate the new NOT NULL constraint on n. SQLSTATE: 23512
    > ALTER TABLE t ADD CONSTRAINT small CHECK (n > 100)
    [DELTA_NEW_CHECK_CONSTRAINT_VIOLATION] 1 rows in main.default.t violate the new CHECK constraint (n > 100). SQLSTATE: 23512
    > ALTER TABLE t ADD CONSTRAINT small CHECK (n < 100)
    ok
    > INSERT INTO t VALUES (4, 500, 'a')
    [DELTA_VIOLATE_CONSTRAINT_WITH_VALUES] CHECK constraint small (n < 100) is violated by 1 of the rows. SQLSTATE: 23001
    > TRUNCATE TABLE t
    ok
    > SELECT count(*) AS n FROM t
    n
    0
    ");
}
