//! `CLONE`, `RESTORE`, and what a clone carries.

use crate::sql_support::shell;

#[tokio::test(flavor = "multi_thread")]
async fn a_clone_carries_the_log_and_nothing_of_the_catalog() {
    let shell = shell();
    let transcript = shell
        .script(&[
            "CREATE TABLE s (id INT NOT NULL COMMENT 'key', d DATE, CONSTRAINT pk PRIMARY KEY (id), \
             CONSTRAINT ok CHECK (id > 0)) PARTITIONED BY (d) COMMENT 'source' TBLPROPERTIES ('k' = 'v')",
            "ALTER TABLE s SET TAGS ('pii')",
            "GRANT SELECT ON TABLE s TO `account users`",
            "CREATE TABLE t DEEP CLONE s TBLPROPERTIES ('k' = 'w')",
            "SHOW CREATE TABLE t",
            "SHOW GRANTS ON TABLE t",
            "DESCRIBE HISTORY t",
            "CREATE TABLE t CLONE s",
            "CREATE TABLE IF NOT EXISTS t CLONE s",
            "CREATE OR REPLACE TABLE t CLONE s",
            "CREATE TABLE sh SHALLOW CLONE s",
            "CREATE TABLE sh2 SHALLOW CLONE sh",
            "CREATE OR REPLACE TABLE sh SHALLOW CLONE s",
            "CREATE TABLE nope SHALLOW CLONE missing",
            "CREATE TABLE nope CLONE s VERSION AS OF 99",
            "SHOW TABLES",
        ])
        .await;
    insta::assert_snapshot!(transcript, @r#"
    > CREATE TABLE s (id INT NOT NULL COMMENT 'key', d DATE, CONSTRAINT pk PRIMARY KEY (id), CONSTRAINT ok CHECK (id > 0)) PARTITIONED BY (d) COMMENT 'source' TBLPROPERTIES ('k' = 'v')
    ok
    > ALTER TABLE s SET TAGS ('pii')
    ok
    > GRANT SELECT ON TABLE s TO `account users`
    ok
    > CREATE TABLE t DEEP CLONE s TBLPROPERTIES ('k' = 'w')
    source_table_size | source_num_of_files | num_removed_files | num_copied_files | removed_files_size | copied_files_size
    0 | 0 | 0 | 0 | 0 | 0
    > SHOW CREATE TABLE t
    createtab_stmt
    CREATE TABLE main.default.t (
      id INT NOT NULL COMMENT 'key',
      d DATE)
    USING delta
    PARTITIONED BY (d)
    TBLPROPERTIES (
      'delta.constraints.ok' = 'id > 0',
      'k' = 'w')
    > SHOW GRANTS ON TABLE t
    Principal | ActionType | ObjectType | ObjectKey
    > DESCRIBE HISTORY t
    version | timestamp | userId | userName | operation | operationParameters | job | notebook | clusterId | readVersion | isolationLevel | isBlindAppend | operationMetrics | userMetadata | engineInfo
    0 | <time> | NULL | NULL | CLONE | {"isShallow":"false","source":"main.default.s","sourceVersion":"0"} | NULL | NULL | NULL | NULL | Serializable | false | {"copiedFilesSize":"0","numCopiedFiles":"0","numRemovedFiles":"0","removedFilesSize":"0","sourceNumOfFiles":"0","sourceTableSize":"0"} | NULL | delta-clone/0.1.0
    > CREATE TABLE t CLONE s
    [TABLE_OR_VIEW_ALREADY_EXISTS] Cannot create table or view `main`.`default`.`t` because it already exists. Choose a different name, drop or replace the existing object, or add the IF NOT EXISTS clause to tolerate pre-existing objects. SQLSTATE: 42P07
    > CREATE TABLE IF NOT EXISTS t CLONE s
    source_table_size | source_num_of_files | num_removed_files | num_copied_files | removed_files_size | copied_files_size
    0 | 0 | 0 | 0 | 0 | 0
    > CREATE OR REPLACE TABLE t CLONE s
    source_table_size | source_num_of_files | num_removed_files | num_copied_files | removed_files_size | copied_files_size
    0 | 0 | 0 | 0 | 0 | 0
    > CREATE TABLE sh SHALLOW CLONE s
    source_table_size | source_num_of_files | num_removed_files | num_copied_files | removed_files_size | copied_files_size
    0 | 0 | 0 | 0 | 0 | 0
    > CREATE TABLE sh2 SHALLOW CLONE sh
    [CANNOT_SHALLOW_CLONE_NESTED] Cannot shallow clone table 'main.default.sh' that is already a shallow clone. SQLSTATE: 0AKUC
    > CREATE OR REPLACE TABLE sh SHALLOW CLONE s
    [INVALID_PARAMETER_VALUE.UPDATE_TABLE_TYPE] Changing table_type is not supported: 'main.default.sh' is MANAGED_SHALLOW_CLONE; drop it first. SQLSTATE: 22023
    > CREATE TABLE nope SHALLOW CLONE missing
    [TABLE_OR_VIEW_NOT_FOUND] Table 'main.default.missing' does not exist. SQLSTATE: 42P01
    > CREATE TABLE nope CLONE s VERSION AS OF 99
    [DELTA_VERSION_NOT_FOUND] `file://<dir>/ws/managed/<id>` has no version 99; its newest version is 0. SQLSTATE: 22003
    > SHOW TABLES
    database | tableName | isTemporary
    default | s | false
    default | sh | false
    default | t | false
    "#);
}
