//! Who may do what, and who sees what.

use crate::sql_support::{ANN, shell};

#[tokio::test(flavor = "multi_thread")]
async fn statements_need_their_privileges() {
    let shell = shell();
    for sql in [
        "CREATE SCHEMA hr",
        "CREATE TABLE hr.pay (name STRING, amount INT)",
        "INSERT INTO hr.pay VALUES ('x', 1)",
        "CREATE VIEW hr.names AS SELECT name FROM hr.pay",
        "CREATE FUNCTION hr.f(x INT) RETURNS INT RETURN x",
    ] {
        shell.ok(sql).await;
    }
    let asked = [
        "SELECT * FROM hr.pay",
        "SELECT * FROM hr.names",
        "SELECT hr.f(1) AS one",
        "INSERT INTO hr.pay VALUES ('y', 2)",
        "CREATE TABLE hr.mine (a INT)",
        "CREATE TABLE default.mine CLONE hr.pay",
        "ALTER TABLE hr.pay SET TBLPROPERTIES ('a' = 'b')",
        "COMMENT ON COLUMN hr.pay.name IS 'x'",
        "DROP TABLE hr.pay",
        "GRANT SELECT ON TABLE hr.pay TO `ann@example.com`",
        "DESCRIBE HISTORY hr.pay",
        "SHOW TABLES IN hr",
        "CREATE CATALOG mine",
    ];
    let mut text = format!("nothing granted\n{}", shell.script_as(ANN, &asked).await);
    for sql in [
        "GRANT USE CATALOG ON CATALOG main TO `ann@example.com`",
        "GRANT USE SCHEMA ON SCHEMA hr TO `ann@example.com`",
        "GRANT SELECT ON TABLE hr.names TO `ann@example.com`",
        "GRANT EXECUTE ON FUNCTION hr.f TO `ann@example.com`",
    ] {
        shell.ok(sql).await;
    }
    text.push_str("\nview and function granted\n");
    text.push_str(&shell.script_as(ANN, &asked).await);
    insta::assert_snapshot!(text, @"
    nothing granted
    > SELECT * FROM hr.pay
    [INSUFFICIENT_PERMISSIONS] Insufficient privileges: User does not have USE CATALOG on Catalog 'main'. SQLSTATE: 42501
    > SELECT * FROM hr.names
    [INSUFFICIENT_PERMISSIONS] Insufficient privileges: User does not have USE CATALOG on Catalog 'main'. SQLSTATE: 42501
    > SELECT hr.f(1) AS one
    [INSUFFICIENT_PERMISSIONS] Insufficient privileges: User does not have USE CATALOG on Catalog 'main'. SQLSTATE: 42501
    > INSERT INTO hr.pay VALUES ('y', 2)
    [INSUFFICIENT_PERMISSIONS] Insufficient privileges: User does not have USE CATALOG on Catalog 'main'. SQLSTATE: 42501
    > CREATE TABLE hr.mine (a INT)
    [INSUFFICIENT_PERMISSIONS] Insufficient privileges: User does not have USE CATALOG on Catalog 'main'. SQLSTATE: 42501
    > CREATE TABLE default.mine CLONE hr.pay
    [INSUFFICIENT_PERMISSIONS] Insufficient privileges: User does not have USE CATALOG on Catalog 'main'. SQLSTATE: 42501
    > ALTER TABLE hr.pay SET TBLPROPERTIES ('a' = 'b')
    [INSUFFICIENT_PERMISSIONS] Insufficient privileges: User does not have USE CATALOG on Catalog 'main'. SQLSTATE: 42501
    > COMMENT ON COLUMN hr.pay.name IS 'x'
    [INSUFFICIENT_PERMISSIONS] Insufficient privileges: User does not have USE CATALOG on Catalog 'main'. SQLSTATE: 42501
    > DROP TABLE hr.pay
    [INSUFFICIENT_PERMISSIONS] Insufficient privileges: User does not have USE CATALOG on Catalog 'main'. SQLSTATE: 42501
    > GRANT SELECT ON TABLE hr.pay TO `ann@example.com`
    [INSUFFICIENT_PERMISSIONS] Insufficient privileges: User does not have USE CATALOG on Catalog 'main'. SQLSTATE: 42501
    > DESCRIBE HISTORY hr.pay
    [INSUFFICIENT_PERMISSIONS] Insufficient privileges: User does not have USE CATALOG on Catalog 'main'. SQLSTATE: 42501
    > SHOW TABLES IN hr
    [INSUFFICIENT_PERMISSIONS] Insufficient privileges: User does not have USE CATALOG on Catalog 'main'. SQLSTATE: 42501
    > CREATE CATALOG mine
    [INSUFFICIENT_PERMISSIONS] Insufficient privileges: User does not have CREATE CATALOG on Metastore 'metastore_local'. SQLSTATE: 42501

    view and function granted
    > SELECT * FROM hr.pay
    [INSUFFICIENT_PERMISSIONS] Insufficient privileges: User does not have SELECT on Table 'main.hr.pay'. SQLSTATE: 42501
    > SELECT * FROM hr.names
    name
    x
    > SELECT hr.f(1) AS one
    one
    1
    > INSERT INTO hr.pay VALUES ('y', 2)
    [INSUFFICIENT_PERMISSIONS] Insufficient privileges: User does not have MODIFY on Table 'main.hr.pay'. SQLSTATE: 42501
    > CREATE TABLE hr.mine (a INT)
    [INSUFFICIENT_PERMISSIONS] Insufficient privileges: User does not have CREATE TABLE on Schema 'main.hr'. SQLSTATE: 42501
    > CREATE TABLE default.mine CLONE hr.pay
    [INSUFFICIENT_PERMISSIONS] Insufficient privileges: User does not have SELECT on Table 'main.hr.pay'. SQLSTATE: 42501
    > ALTER TABLE hr.pay SET TBLPROPERTIES ('a' = 'b')
    [INSUFFICIENT_PERMISSIONS] Insufficient privileges: User does not have SELECT on Table 'main.hr.pay'. SQLSTATE: 42501
    > COMMENT ON COLUMN hr.pay.name IS 'x'
    [INSUFFICIENT_PERMISSIONS] Insufficient privileges: User does not have SELECT on Table 'main.hr.pay'. SQLSTATE: 42501
    > DROP TABLE hr.pay
    [INSUFFICIENT_PERMISSIONS] Insufficient privileges: User does not have SELECT on Table 'main.hr.pay'. SQLSTATE: 42501
    > GRANT SELECT ON TABLE hr.pay TO `ann@example.com`
    [INSUFFICIENT_PERMISSIONS] Insufficient privileges: User is not an owner of Table 'main.hr.pay'. SQLSTATE: 42501
    > DESCRIBE HISTORY hr.pay
    [INSUFFICIENT_PERMISSIONS] Insufficient privileges: User does not have SELECT on Table 'main.hr.pay'. SQLSTATE: 42501
    > SHOW TABLES IN hr
    database | tableName | isTemporary
    hr | names | false
    > CREATE CATALOG mine
    [INSUFFICIENT_PERMISSIONS] Insufficient privileges: User does not have CREATE CATALOG on Metastore 'metastore_local'. SQLSTATE: 42501
    ");
}

#[tokio::test(flavor = "multi_thread")]
async fn policies_hide_rows_and_columns_and_forbid_cloning() {
    let shell = shell();
    let transcript = shell
        .script(&[
            "CREATE TABLE pay (name STRING, amount INT)",
            "INSERT INTO pay VALUES ('x', 1), ('y', 2)",
            "CREATE FUNCTION mask_name(n STRING) RETURNS STRING RETURN '***'",
            "CREATE FUNCTION only_small(a INT) RETURNS BOOLEAN RETURN a < 2",
            "ALTER TABLE pay ALTER COLUMN name SET MASK mask_name",
            "ALTER TABLE pay SET ROW FILTER only_small ON (amount)",
            "SELECT * FROM pay",
            "CREATE TABLE copy CLONE pay",
            "DELETE FROM pay",
            "SELECT * FROM information_schema.row_filters",
            "SELECT * FROM information_schema.column_masks",
            "CREATE TABLE born (a INT MASK nothing) WITH ROW FILTER only_small ON (a)",
            "CREATE TABLE born (a INT) WITH ROW FILTER only_small ON (b)",
            "CREATE TABLE born (a INT) WITH ROW FILTER only_small ON (a)",
            "INSERT INTO born VALUES (1), (5)",
            "SELECT * FROM born",
            "ALTER TABLE pay DROP ROW FILTER",
            "ALTER TABLE pay ALTER COLUMN name DROP MASK",
            "SELECT * FROM pay ORDER BY name",
        ])
        .await;
    insta::assert_snapshot!(transcript, @"
    > CREATE TABLE pay (name STRING, amount INT)
    ok
    > INSERT INTO pay VALUES ('x', 1), ('y', 2)
    num_affected_rows | num_inserted_rows
    2 | 2
    > CREATE FUNCTION mask_name(n STRING) RETURNS STRING RETURN '***'
    ok
    > CREATE FUNCTION only_small(a INT) RETURNS BOOLEAN RETURN a < 2
    ok
    > ALTER TABLE pay ALTER COLUMN name SET MASK mask_name
    ok
    > ALTER TABLE pay SET ROW FILTER only_small ON (amount)
    ok
    > SELECT * FROM pay
    name | amount
    *** | 1
    > CREATE TABLE copy CLONE pay
    [UNSUPPORTED_FEATURE.CLONE_WITH_ROW_FILTER_OR_COLUMN_MASK] Table 'main.default.pay' has column masks; CLONE of it is not supported. SQLSTATE: 0A000
    > DELETE FROM pay
    [UNSUPPORTED] the local workspace does not support DELETE and UPDATE of `main.default.pay`, which has a row filter or column masks. SQLSTATE: 0A000
    > SELECT * FROM information_schema.row_filters
    catalog_name | schema_name | table_name | filter_catalog | filter_schema | filter_name | filter_col_usage | table_catalog | table_schema | target_columns
    main | default | pay | main | default | main.default.only_small | amount | main | default | amount
    > SELECT * FROM information_schema.column_masks
    catalog_name | schema_name | table_name | column_name | mask_catalog | mask_schema | mask_name | mask_col_usage | table_catalog | table_schema | using_columns
    main | default | pay | name | main | default | main.default.mask_name |  | main | default |
    > CREATE TABLE born (a INT MASK nothing) WITH ROW FILTER only_small ON (a)
    [ROUTINE_NOT_FOUND] Routine or Model 'main.default.nothing' does not exist. SQLSTATE: 42883
    > CREATE TABLE born (a INT) WITH ROW FILTER only_small ON (b)
    [UNRESOLVED_COLUMN.WITHOUT_SUGGESTION] A column with name `b` cannot be resolved. SQLSTATE: 42703
    > CREATE TABLE born (a INT) WITH ROW FILTER only_small ON (a)
    ok
    > INSERT INTO born VALUES (1), (5)
    num_affected_rows | num_inserted_rows
    2 | 2
    > SELECT * FROM born
    a
    1
    > ALTER TABLE pay DROP ROW FILTER
    ok
    > ALTER TABLE pay ALTER COLUMN name DROP MASK
    ok
    > SELECT * FROM pay ORDER BY name
    name | amount
    x | 1
    y | 2
    ");
}

#[tokio::test(flavor = "multi_thread")]
async fn information_schema_shows_each_caller_what_it_may_see() {
    let shell = shell();
    for sql in [
        "CREATE TABLE a (id INT NOT NULL COMMENT 'k', CONSTRAINT a_key PRIMARY KEY (id)) COMMENT 'c'",
        "CREATE TABLE b (id INT, d DECIMAL(10,2), CONSTRAINT b_a FOREIGN KEY (id) REFERENCES a)",
        "CREATE VIEW v AS SELECT id FROM a",
        "CREATE VOLUME files COMMENT 'f'",
        "CREATE FUNCTION f(x INT DEFAULT 1) RETURNS INT COMMENT 'id' RETURN x",
        "ALTER TABLE a SET TAGS ('pii' = 'yes')",
        "SET TAG ON COLUMN a.id key = part",
        "ALTER SCHEMA default SET TAGS ('env')",
        "GRANT USE CATALOG ON CATALOG main TO `ann@example.com`",
        "GRANT USE SCHEMA ON SCHEMA default TO `ann@example.com`",
        "GRANT SELECT ON TABLE b TO `ann@example.com`",
    ] {
        shell.ok(sql).await;
    }
    let asked = [
        "SELECT catalog_name, catalog_owner FROM system.information_schema.catalogs ORDER BY 1",
        "SELECT schema_name, schema_owner FROM information_schema.schemata ORDER BY 1",
        "SELECT table_name, table_type, comment, data_source_format FROM information_schema.tables WHERE table_schema = 'default' ORDER BY 1",
        "SELECT table_name, column_name, ordinal_position, is_nullable, full_data_type, data_type, numeric_precision, numeric_scale, comment FROM information_schema.columns ORDER BY 1, 3",
        "SELECT table_name, view_definition, sql_path FROM information_schema.views",
        "SELECT volume_name, volume_type, comment FROM information_schema.volumes",
        "SELECT routine_name, data_type, routine_definition, comment FROM information_schema.routines",
        "SELECT specific_name, parameter_name, full_data_type, parameter_default FROM information_schema.parameters",
        "SELECT constraint_name, table_name, constraint_type FROM information_schema.table_constraints ORDER BY 1",
        "SELECT constraint_name, column_name, ordinal_position, position_in_unique_constraint FROM information_schema.key_column_usage ORDER BY 1",
        "SELECT constraint_name, unique_constraint_name FROM information_schema.referential_constraints",
        "SELECT constraint_name, table_name, column_name FROM information_schema.constraint_column_usage ORDER BY 1",
        "SELECT * FROM information_schema.table_tags",
        "SELECT * FROM information_schema.column_tags",
        "SELECT * FROM information_schema.schema_tags",
        "SELECT * FROM information_schema.table_privileges",
        "SELECT * FROM information_schema.catalog_privileges",
        "SELECT * FROM information_schema.catalog_provider_share_usage",
        "SELECT * FROM information_schema.nope",
    ];
    let mut text = shell.script(&asked).await;
    text.push_str("\nann\n");
    text.push_str(&shell.script_as(ANN, &asked[1..17]).await);
    insta::assert_snapshot!(text, @"
    > SELECT catalog_name, catalog_owner FROM system.information_schema.catalogs ORDER BY 1
    catalog_name | catalog_owner
    main | admin@local
    system | System user
    > SELECT schema_name, schema_owner FROM information_schema.schemata ORDER BY 1
    schema_name | schema_owner
    default | admin@local
    information_schema | System user
    > SELECT table_name, table_type, comment, data_source_format FROM information_schema.tables WHERE table_schema = 'default' ORDER BY 1
    table_name | table_type | comment | data_source_format
    a | MANAGED | c | DELTA
    b | MANAGED | NULL | DELTA
    v | VIEW | NULL | UNKNOWN_DATA_SOURCE_FORMAT
    > SELECT table_name, column_name, ordinal_position, is_nullable, full_data_type, data_type, numeric_precision, numeric_scale, comment FROM information_schema.columns ORDER BY 1, 3
    table_name | column_name | ordinal_position | is_nullable | full_data_type | data_type | numeric_precision | numeric_scale | comment
    a | id | 1 | NO | int | INT | 10 | 0 | k
    b | id | 1 | YES | int | INT | 10 | 0 | NULL
    b | d | 2 | YES | decimal(10,2) | DECIMAL | 10 | 2 | NULL
    v | id | 1 | YES | int | INT | 10 | 0 | NULL
    > SELECT table_name, view_definition, sql_path FROM information_schema.views
    table_name | view_definition | sql_path
    v | SELECT id FROM a | main.default
    > SELECT volume_name, volume_type, comment FROM information_schema.volumes
    volume_name | volume_type | comment
    files | MANAGED | f
    > SELECT routine_name, data_type, routine_definition, comment FROM information_schema.routines
    routine_name | data_type | routine_definition | comment
    f | INT | x | id
    > SELECT specific_name, parameter_name, full_data_type, parameter_default FROM information_schema.parameters
    specific_name | parameter_name | full_data_type | parameter_default
    f | x | int | 1
    > SELECT constraint_name, table_name, constraint_type FROM information_schema.table_constraints ORDER BY 1
    constraint_name | table_name | constraint_type
    a_key | a | PRIMARY KEY
    b_a | b | FOREIGN KEY
    > SELECT constraint_name, column_name, ordinal_position, position_in_unique_constraint FROM information_schema.key_column_usage ORDER BY 1
    constraint_name | column_name | ordinal_position | position_in_unique_constraint
    a_key | id | 1 | NULL
    b_a | id | 1 | 1
    > SELECT constraint_name, unique_constraint_name FROM information_schema.referential_constraints
    constraint_name | unique_constraint_name
    b_a | a_key
    > SELECT constraint_name, table_name, column_name FROM information_schema.constraint_column_usage ORDER BY 1
    constraint_name | table_name | column_name
    a_key | a | id
    b_a | a | id
    > SELECT * FROM information_schema.table_tags
    catalog_name | schema_name | table_name | tag_name | tag_value
    main | default | a | pii | yes
    > SELECT * FROM information_schema.column_tags
    catalog_name | schema_name | table_name | column_name | tag_name | tag_value
    main | default | a | id | key | part
    > SELECT * FROM information_schema.schema_tags
    catalog_name | schema_name | tag_name | tag_value
    main | default | env |
    > SELECT * FROM information_schema.table_privileges
    grantor | grantee | table_catalog | table_schema | table_name | privilege_type | is_grantable | inherited_from
    admin@local | ann@example.com | main | default | b | SELECT | NO | NONE
    > SELECT * FROM information_schema.catalog_privileges
    grantor | grantee | catalog_name | privilege_type | is_grantable | inherited_from
    admin@local | ann@example.com | main | USE_CATALOG | NO | NONE
    > SELECT * FROM information_schema.catalog_provider_share_usage
    catalog_name | provider_name | share_name
    > SELECT * FROM information_schema.nope
    [TABLE_OR_VIEW_NOT_FOUND] Table 'main.information_schema.nope' does not exist. SQLSTATE: 42P01

    ann
    > SELECT schema_name, schema_owner FROM information_schema.schemata ORDER BY 1
    schema_name | schema_owner
    default | admin@local
    information_schema | System user
    > SELECT table_name, table_type, comment, data_source_format FROM information_schema.tables WHERE table_schema = 'default' ORDER BY 1
    table_name | table_type | comment | data_source_format
    b | MANAGED | NULL | DELTA
    > SELECT table_name, column_name, ordinal_position, is_nullable, full_data_type, data_type, numeric_precision, numeric_scale, comment FROM information_schema.columns ORDER BY 1, 3
    table_name | column_name | ordinal_position | is_nullable | full_data_type | data_type | numeric_precision | numeric_scale | comment
    b | id | 1 | YES | int | INT | 10 | 0 | NULL
    b | d | 2 | YES | decimal(10,2) | DECIMAL | 10 | 2 | NULL
    > SELECT table_name, view_definition, sql_path FROM information_schema.views
    table_name | view_definition | sql_path
    > SELECT volume_name, volume_type, comment FROM information_schema.volumes
    volume_name | volume_type | comment
    > SELECT routine_name, data_type, routine_definition, comment FROM information_schema.routines
    routine_name | data_type | routine_definition | comment
    > SELECT specific_name, parameter_name, full_data_type, parameter_default FROM information_schema.parameters
    specific_name | parameter_name | full_data_type | parameter_default
    > SELECT constraint_name, table_name, constraint_type FROM information_schema.table_constraints ORDER BY 1
    constraint_name | table_name | constraint_type
    b_a | b | FOREIGN KEY
    > SELECT constraint_name, column_name, ordinal_position, position_in_unique_constraint FROM information_schema.key_column_usage ORDER BY 1
    constraint_name | column_name | ordinal_position | position_in_unique_constraint
    b_a | id | 1 | 1
    > SELECT constraint_name, unique_constraint_name FROM information_schema.referential_constraints
    constraint_name | unique_constraint_name
    b_a | NULL
    > SELECT constraint_name, table_name, column_name FROM information_schema.constraint_column_usage ORDER BY 1
    constraint_name | table_name | column_name
    b_a | a | id
    > SELECT * FROM information_schema.table_tags
    catalog_name | schema_name | table_name | tag_name | tag_value
    > SELECT * FROM information_schema.column_tags
    catalog_name | schema_name | table_name | column_name | tag_name | tag_value
    > SELECT * FROM information_schema.schema_tags
    catalog_name | schema_name | tag_name | tag_value
    main | default | env |
    > SELECT * FROM information_schema.table_privileges
    grantor | grantee | table_catalog | table_schema | table_name | privilege_type | is_grantable | inherited_from
    admin@local | ann@example.com | main | default | b | SELECT | NO | NONE
    > SELECT * FROM information_schema.catalog_privileges
    grantor | grantee | catalog_name | privilege_type | is_grantable | inherited_from
    admin@local | ann@example.com | main | USE_CATALOG | NO | NONE
    ");
}
