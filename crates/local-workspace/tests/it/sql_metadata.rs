//! Statements on catalogs, schemas, tables, volumes and functions.

use crate::sql_support::shell;

#[tokio::test(flavor = "multi_thread")]
async fn containers_are_made_described_and_dropped() {
    let shell = shell();
    let transcript = shell
        .script(&[
            "CREATE CATALOG Prod COMMENT 'it''s prod'",
            "CREATE CATALOG prod",
            "CREATE CATALOG IF NOT EXISTS prod",
            "CREATE SCHEMA prod.sales COMMENT 's' WITH DBPROPERTIES (a = 'b')",
            "CREATE VOLUME prod.sales.files",
            "SHOW CATALOGS",
            "SHOW SCHEMAS IN prod LIKE 's*|d*'",
            "SHOW VOLUMES IN prod.sales",
            "DESCRIBE CATALOG prod",
            "DESCRIBE SCHEMA EXTENDED prod.sales",
            "COMMENT ON SCHEMA prod.sales IS 'other'",
            "ALTER SCHEMA prod.sales OWNER TO `ann@example.com`",
            "DESCRIBE SCHEMA prod.sales",
            "USE CATALOG prod",
            "USE SCHEMA prod.nope",
            "DROP SCHEMA prod.sales",
            "DROP CATALOG prod CASCADE",
            "DROP CATALOG IF EXISTS prod",
            "CREATE SCHEMA `a b`",
            "CREATE SCHEMA hive_metastore.x",
        ])
        .await;
    insta::assert_snapshot!(transcript, @r#"
    > CREATE CATALOG Prod COMMENT 'it''s prod'
    ok
    > CREATE CATALOG prod
    [CATALOG_ALREADY_EXISTS] Catalog 'prod' already exists. SQLSTATE: 42710
    > CREATE CATALOG IF NOT EXISTS prod
    ok
    > CREATE SCHEMA prod.sales COMMENT 's' WITH DBPROPERTIES (a = 'b')
    ok
    > CREATE VOLUME prod.sales.files
    ok
    > SHOW CATALOGS
    catalog
    main
    prod
    system
    > SHOW SCHEMAS IN prod LIKE 's*|d*'
    databaseName
    default
    sales
    > SHOW VOLUMES IN prod.sales
    database | volume_name
    sales | files
    > DESCRIBE CATALOG prod
    info_name | info_value
    Catalog Name | prod
    Comment | it's prod
    Owner | admin@local
    > DESCRIBE SCHEMA EXTENDED prod.sales
    database_description_item | database_description_value
    Catalog Name | prod
    Namespace Name | sales
    Comment | s
    Location |
    Owner | admin@local
    Properties | ((a,b))
    > COMMENT ON SCHEMA prod.sales IS 'other'
    ok
    > ALTER SCHEMA prod.sales OWNER TO `ann@example.com`
    ok
    > DESCRIBE SCHEMA prod.sales
    database_description_item | database_description_value
    Catalog Name | prod
    Namespace Name | sales
    Comment | other
    Location |
    Owner | ann@example.com
    > USE CATALOG prod
    ok
    > USE SCHEMA prod.nope
    [SCHEMA_NOT_FOUND] Schema 'prod.nope' does not exist. SQLSTATE: 42704
    > DROP SCHEMA prod.sales
    [SCHEMA_NOT_EMPTY] Schema 'prod.sales' is not empty SQLSTATE: 2BP01
    > DROP CATALOG prod CASCADE
    ok
    > DROP CATALOG IF EXISTS prod
    ok
    > CREATE SCHEMA `a b`
    [INVALID_PARAMETER_VALUE] Invalid input: RPC CreateSchema Field managedcatalog.SchemaInfo.name: name "a b" is not a valid name. Valid names cannot contain spaces, periods, forward slashes, or control characters. SQLSTATE: 22023
    > CREATE SCHEMA hive_metastore.x
    [UC_HIVE_METASTORE_DISABLED_EXCEPTION] `hive_metastore` is not a catalog of Unity Catalog; the local workspace has no Hive metastore. SQLSTATE: 0A000
    "#);
}

#[tokio::test(flavor = "multi_thread")]
async fn tables_keep_what_their_statement_says() {
    let shell = shell();
    let transcript = shell
        .script(&[
            "CREATE TABLE parent (id BIGINT PRIMARY KEY, `o k` STRING COMMENT 'odd') COMMENT 'p'",
            "CREATE TABLE child (id INT NOT NULL, p BIGINT CONSTRAINT to_parent REFERENCES parent, \
             day DATE, amount DECIMAL(10,2) DEFAULT 0, CONSTRAINT positive CHECK (amount >= 0)) \
             PARTITIONED BY (day) COMMENT 'c' TBLPROPERTIES ('delta.feature.allowColumnDefaults' = 'supported', 'team' = 'x')",
            "CREATE TABLE child (a INT)",
            "CREATE TABLE d (a INT DEFAULT 1)",
            "SHOW TABLES",
            "SHOW CREATE TABLE child",
            "DESCRIBE TABLE EXTENDED child",
            "DESCRIBE TABLE EXTENDED parent AS JSON",
            "DESCRIBE DETAIL child",
            "ALTER TABLE child SET TBLPROPERTIES ('team' = 'y', 'n' = '1')",
            "ALTER TABLE child UNSET TBLPROPERTIES ('team')",
            "ALTER TABLE child UNSET TBLPROPERTIES ('team')",
            "SHOW TBLPROPERTIES child",
            "ALTER TABLE child ADD COLUMNS (extra ARRAY<INT> COMMENT 'e' AFTER id, last STRING)",
            "ALTER TABLE child ALTER COLUMN last COMMENT 'the last'",
            "COMMENT ON COLUMN child.id IS 'key'",
            "ALTER TABLE child DROP COLUMN last",
            "ALTER TABLE child DROP CONSTRAINT positive",
            "ALTER TABLE child DROP CONSTRAINT to_parent",
            "ALTER TABLE child RENAME TO kid",
            "DESCRIBE kid",
            "DESCRIBE HISTORY kid LIMIT 2",
            "DROP VIEW kid",
            "DROP TABLE kid",
            "UNDROP TABLE kid",
            "SHOW COLUMNS IN kid",
        ])
        .await;
    insta::assert_snapshot!(transcript, @r#"
    > CREATE TABLE parent (id BIGINT PRIMARY KEY, `o k` STRING COMMENT 'odd') COMMENT 'p'
    ok
    > CREATE TABLE child (id INT NOT NULL, p BIGINT CONSTRAINT to_parent REFERENCES parent, day DATE, amount DECIMAL(10,2) DEFAULT 0, CONSTRAINT positive CHECK (amount >= 0)) PARTITIONED BY (day) COMMENT 'c' TBLPROPERTIES ('delta.feature.allowColumnDefaults' = 'supported', 'team' = 'x')
    ok
    > CREATE TABLE child (a INT)
    [TABLE_OR_VIEW_ALREADY_EXISTS] Cannot create table or view `main`.`default`.`child` because it already exists. Choose a different name, drop or replace the existing object, or add the IF NOT EXISTS clause to tolerate pre-existing objects. SQLSTATE: 42P07
    > CREATE TABLE d (a INT DEFAULT 1)
    [WRONG_COLUMN_DEFAULTS_FOR_DELTA_FEATURE_NOT_ENABLED] Failed to execute the command because it assigned a column DEFAULT value, but the corresponding table feature was not enabled. Please retry the command again after executing ALTER TABLE tableName SET TBLPROPERTIES('delta.feature.allowColumnDefaults' = 'supported'). SQLSTATE: 0AKDE
    > SHOW TABLES
    database | tableName | isTemporary
    default | child | false
    default | parent | false
    > SHOW CREATE TABLE child
    createtab_stmt
    CREATE TABLE main.default.child (
      id INT NOT NULL,
      p BIGINT,
      day DATE,
      amount DECIMAL(10,2) DEFAULT 0,
      CONSTRAINT to_parent FOREIGN KEY (p) REFERENCES main.default.parent (id))
    USING delta
    PARTITIONED BY (day)
    COMMENT 'c'
    TBLPROPERTIES (
      'delta.constraints.positive' = 'amount >= 0',
      'team' = 'x')
    > DESCRIBE TABLE EXTENDED child
    col_name | data_type | comment
    id | int | NULL
    p | bigint | NULL
    day | date | NULL
    amount | decimal(10,2) | NULL
    # Partition Information |  |
    # col_name | data_type | comment
    day | date | NULL
     |  |
    # Detailed Table Information |  |
    Catalog | main |
    Database | default |
    Table | child |
    Created Time | <time> |
    Last Access | UNKNOWN |
    Created By | admin@local |
    Type | MANAGED |
    Comment | c |
    Location | file://<dir>/ws/managed/<id> |
    Provider | delta |
    Owner | admin@local |
    Table Properties | [delta.constraints.positive=amount >= 0,team=x] |
     |  |
    # Constraints |  |
    to_parent | FOREIGN KEY (`p`) REFERENCES `main`.`default`.`parent` (`id`) |
    > DESCRIBE TABLE EXTENDED parent AS JSON
    json_metadata
    {"table_name":"parent","catalog_name":"main","namespace":["default"],"schema_name":"default","columns":[{"name":"id","type":{"name":"bigint"},"nullable":false},{"name":"o k","type":{"name":"string"},"nullable":true,"comment":"odd"}],"owner":"admin@local","created_time":"<time>","created_by":"admin@local","type":"MANAGED","comment":"p","location":"file://<dir>/ws/managed/<id>","provider":"delta","table_properties":{}}
    > DESCRIBE DETAIL child
    format | id | name | description | location | createdAt | lastModified | partitionColumns | clusteringColumns | numFiles | sizeInBytes | properties | minReaderVersion | minWriterVersion | tableFeatures | statistics
    delta | <id> | main.default.child | c | file://<dir>/ws/managed/<id> | <time> | <time> | ["day"] | [] | 0 | 0 | {"delta.constraints.positive":"amount >= 0","team":"x"} | 1 | 7 | ["allowColumnDefaults","appendOnly","checkConstraints","invariants"] | {}
    > ALTER TABLE child SET TBLPROPERTIES ('team' = 'y', 'n' = '1')
    ok
    > ALTER TABLE child UNSET TBLPROPERTIES ('team')
    ok
    > ALTER TABLE child UNSET TBLPROPERTIES ('team')
    [DELTA_UNSET_NON_EXISTENT_PROPERTY] Attempted to unset non-existent property 'team' in table main.default.child. SQLSTATE: 42616
    > SHOW TBLPROPERTIES child
    key | value
    delta.constraints.positive | amount >= 0
    n | 1
    > ALTER TABLE child ADD COLUMNS (extra ARRAY<INT> COMMENT 'e' AFTER id, last STRING)
    ok
    > ALTER TABLE child ALTER COLUMN last COMMENT 'the last'
    ok
    > COMMENT ON COLUMN child.id IS 'key'
    ok
    > ALTER TABLE child DROP COLUMN last
    [DELTA_UNSUPPORTED_DROP_COLUMN] DROP COLUMN is not supported for your Delta table: its column mapping mode is 'none'. SQLSTATE: 0AKDC
    > ALTER TABLE child DROP CONSTRAINT positive
    ok
    > ALTER TABLE child DROP CONSTRAINT to_parent
    ok
    > ALTER TABLE child RENAME TO kid
    ok
    > DESCRIBE kid
    col_name | data_type | comment
    id | int | key
    extra | array<int> | e
    p | bigint | NULL
    day | date | NULL
    amount | decimal(10,2) | NULL
    last | string | the last
    # Partition Information |  |
    # col_name | data_type | comment
    day | date | NULL
    > DESCRIBE HISTORY kid LIMIT 2
    version | timestamp | userId | userName | operation | operationParameters | job | notebook | clusterId | readVersion | isolationLevel | isBlindAppend | operationMetrics | userMetadata | engineInfo
    6 | <time> | NULL | admin@local | DROP CONSTRAINT | {"expr":"amount >= 0","name":"positive"} | NULL | NULL | NULL | 5 | WriteSerializable | true | {} | NULL | clone-xs/0.1.0
    5 | <time> | NULL | admin@local | CHANGE COLUMN | {"column":"{\"name\":\"id\",\"type\":\"integer\",\"nullable\":false,\"metadata\":{\"comment\":\"key\"}}"} | NULL | NULL | NULL | 4 | WriteSerializable | true | {} | NULL | clone-xs/0.1.0
    > DROP VIEW kid
    [WRONG_COMMAND_FOR_OBJECT_TYPE] The operation DROP VIEW requires a VIEW. But main.default.kid is a TABLE. Use DROP TABLE instead. SQLSTATE: 42809
    > DROP TABLE kid
    ok
    > UNDROP TABLE kid
    ok
    > SHOW COLUMNS IN kid
    col_name
    id
    extra
    p
    day
    amount
    last
    "#);
}

#[tokio::test(flavor = "multi_thread")]
async fn tags_and_grants_are_set_and_shown() {
    let shell = shell();
    let transcript = shell
        .script(&[
            "CREATE TABLE t (a INT)",
            "ALTER TABLE t SET TAGS ('pii' = 'yes', 'team')",
            "SET TAG ON COLUMN t.a pii = low",
            "ALTER TABLE t ALTER COLUMN a UNSET TAGS ('pii')",
            "UNSET TAG ON TABLE t nope",
            "GRANT USE SCHEMA, SELECT ON SCHEMA main.default TO `ann@example.com`",
            "GRANT SELECT, MODIFY ON TABLE t TO `account users`",
            "REVOKE MODIFY ON t FROM `account users`",
            "GRANT SELECT ON TABLE t TO nobody",
            "GRANT USE CATALOG ON TABLE t TO `ann@example.com`",
            "SHOW GRANTS ON TABLE t",
            "SHOW GRANTS `ann@example.com` ON TABLE t",
        ])
        .await;
    insta::assert_snapshot!(transcript, @"
    > CREATE TABLE t (a INT)
    ok
    > ALTER TABLE t SET TAGS ('pii' = 'yes', 'team')
    ok
    > SET TAG ON COLUMN t.a pii = low
    ok
    > ALTER TABLE t ALTER COLUMN a UNSET TAGS ('pii')
    ok
    > UNSET TAG ON TABLE t nope
    [RESOURCE_DOES_NOT_EXIST] Tag assignment with tag key nope does not exist.
    > GRANT USE SCHEMA, SELECT ON SCHEMA main.default TO `ann@example.com`
    ok
    > GRANT SELECT, MODIFY ON TABLE t TO `account users`
    ok
    > REVOKE MODIFY ON t FROM `account users`
    ok
    > GRANT SELECT ON TABLE t TO nobody
    [PRINCIPAL_DOES_NOT_EXIST] Could not find principal with name nobody
    > GRANT USE CATALOG ON TABLE t TO `ann@example.com`
    [INVALID_PARAMETER_VALUE] Privilege USE CATALOG is not applicable to this entity [main.default.t:TABLE/TABLE_STANDARD]. If this seems unexpected, please check the privilege version of the metastore in use. SQLSTATE: 22023
    > SHOW GRANTS ON TABLE t
    Principal | ActionType | ObjectType | ObjectKey
    account users | SELECT | TABLE | main.default.t
    ann@example.com | SELECT | SCHEMA | main.default
    > SHOW GRANTS `ann@example.com` ON TABLE t
    Principal | ActionType | ObjectType | ObjectKey
    ann@example.com | SELECT | SCHEMA | main.default
    ");
}

#[tokio::test(flavor = "multi_thread")]
async fn functions_are_described_and_replaced() {
    let shell = shell();
    let transcript = shell
        .script(&[
            "CREATE FUNCTION add1(x INT DEFAULT 1 COMMENT 'in', y DECIMAL(4,1)) RETURNS INT COMMENT 'adds' RETURN x + 1",
            "CREATE FUNCTION add1() RETURNS INT RETURN 1",
            "DESCRIBE FUNCTION add1",
            "CREATE OR REPLACE FUNCTION add1(x INT) RETURNS BIGINT NOT DETERMINISTIC RETURN x + 2",
            "DESCRIBE FUNCTION EXTENDED add1",
            "CREATE FUNCTION rows_of(n INT) RETURNS TABLE (a INT, b STRING) RETURN SELECT n, 'x'",
            "SHOW USER FUNCTIONS IN main.default",
            "DROP FUNCTION add1",
            "DROP FUNCTION add1",
        ])
        .await;
    insta::assert_snapshot!(transcript, @"
    > CREATE FUNCTION add1(x INT DEFAULT 1 COMMENT 'in', y DECIMAL(4,1)) RETURNS INT COMMENT 'adds' RETURN x + 1
    ok
    > CREATE FUNCTION add1() RETURNS INT RETURN 1
    [ROUTINE_ALREADY_EXISTS] Function 'main.default.add1' already exists. SQLSTATE: 42723
    > DESCRIBE FUNCTION add1
    function_desc
    Function: main.default.add1
    Type:     SCALAR
    Input:    x INT, y DECIMAL(4,1)
    Returns:  INT
    > CREATE OR REPLACE FUNCTION add1(x INT) RETURNS BIGINT NOT DETERMINISTIC RETURN x + 2
    ok
    > DESCRIBE FUNCTION EXTENDED add1
    function_desc
    Function: main.default.add1
    Type:     SCALAR
    Input:    x INT
    Returns:  BIGINT
    Comment:
    Data Access: CONTAINS SQL
    Deterministic: false
    Owner:    admin@local
    Create Time: <time>
    Language: SQL
    Body:     x + 2
    > CREATE FUNCTION rows_of(n INT) RETURNS TABLE (a INT, b STRING) RETURN SELECT n, 'x'
    ok
    > SHOW USER FUNCTIONS IN main.default
    function
    main.default.add1
    main.default.rows_of
    > DROP FUNCTION add1
    ok
    > DROP FUNCTION add1
    [ROUTINE_NOT_FOUND] Routine or Model 'main.default.add1' does not exist. SQLSTATE: 42883
    ");
}
