"""Delta Spark, the reference implementation, makes a table for each feature that it can switch on.

    writer.py JARS DIRECTORY

Each table gets a folder below `warehouse` in the directory, and several versions. A statement that this Spark refuses
is named, and the table ends there.
"""

import concurrent.futures
import os
import pathlib
import sys
import time

from judge import session
from pyspark.sql import SparkSession

SETTINGS = {
    "spark.databricks.delta.checkpoint.partSize": "2",
    "spark.databricks.delta.retentionDurationCheck.enabled": "false",
    "spark.sql.sources.parallelPartitionDiscovery.parallelism": "2",
    # Without, Delta's Spark has no column with a collation.
    "spark.databricks.delta.schema.typeCheck.enabled": "false",
}
ROWS = "SELECT id, CAST(id % 3 AS INT) AS p, concat('row ', id) AS text FROM range({0}, {1})"
INSERT = "INSERT INTO {t} (id, p, text) " + ROWS
CREATE = "CREATE TABLE {t} (id BIGINT, p INT, text STRING) USING delta"
MERGE = (
    "MERGE INTO {t} AS t USING (SELECT id, 9 AS p, 'merged' AS text FROM range(4, 12)) AS s ON t.id = s.id "
    "WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *"
)


def insert(first: int, last: int) -> str:
    return INSERT.replace("{0}", str(first)).replace("{1}", str(last))


def with_properties(*properties: str, more: str = "") -> str:
    return f"{CREATE} {more} TBLPROPERTIES ({', '.join(properties)})"


TABLES = {
    "plain": [CREATE, insert(0, 5), insert(5, 9), "DELETE FROM {t} WHERE id < 2", "UPDATE {t} SET text = 'x' WHERE id = 3"],
    "empty": [CREATE, "ALTER TABLE {t} SET TBLPROPERTIES ('a.b' = 'c')", "COMMENT ON TABLE {t} IS 'it''s empty'"],
    "partitioned_types": [
        "CREATE TABLE {t} (id INT, d DATE, ts TIMESTAMP, n DECIMAL(20, 3), b BOOLEAN, s STRING, y BINARY) USING delta "
        "PARTITIONED BY (d, ts, n, b, s)",
        "INSERT INTO {t} VALUES (1, DATE'2024-02-29', TIMESTAMP'1969-12-31 23:59:59.123456', -1.5, true, 'a b/c=d%20', X'00FF'), "
        "(2, NULL, NULL, NULL, NULL, NULL, NULL), (3, DATE'0001-01-01', TIMESTAMP'9999-12-31 00:00:00', 12345678901234567.891, false, '', X'')",
        "INSERT INTO {t} VALUES (4, DATE'2024-02-29', TIMESTAMP'2020-01-01 00:00:00', 1.000, true, 'ü:#?', X'01')",
        "DELETE FROM {t} WHERE s IS NULL",
    ],
    "generated_defaults_checks": [
        "CREATE TABLE {t} (id BIGINT NOT NULL COMMENT 'the key', at TIMESTAMP, day DATE GENERATED ALWAYS AS (CAST(at AS DATE)), "
        "kind STRING DEFAULT 'none') USING delta PARTITIONED BY (day) COMMENT 'all of it' "
        "TBLPROPERTIES ('delta.feature.allowColumnDefaults' = 'supported')",
        "ALTER TABLE {t} ADD CONSTRAINT positive CHECK (id > 0)",
        "INSERT INTO {t} (id, at) VALUES (1, TIMESTAMP'2024-01-01 10:00:00'), (2, TIMESTAMP'2024-01-02 10:00:00')",
        "ALTER TABLE {t} ALTER COLUMN kind SET DEFAULT 'some'",
        "INSERT INTO {t} (id, at) VALUES (3, TIMESTAMP'2024-01-01 11:00:00')",
        "ALTER TABLE {t} DROP CONSTRAINT positive",
    ],
    "identity": [
        "CREATE TABLE {t} (id BIGINT GENERATED ALWAYS AS IDENTITY (START WITH 10 INCREMENT BY 5), text STRING) USING delta",
        "INSERT INTO {t} (text) VALUES ('a'), ('b')",
        "INSERT INTO {t} (text) VALUES ('c')",
    ],
    "column_mapping": [
        with_properties("'delta.columnMapping.mode' = 'name'", more="PARTITIONED BY (p)"),
        insert(0, 4),
        "ALTER TABLE {t} RENAME COLUMN text TO `a text, with (odd) = name`",
        "ALTER TABLE {t} ADD COLUMNS (nested STRUCT<`x y`: INT, m: MAP<STRING, ARRAY<STRUCT<z: DATE>>>>)",
        "INSERT INTO {t} VALUES (7, 1, 'later', named_struct('x y', 1, 'm', map('k', array(named_struct('z', DATE'2024-01-01')))))",
        "ALTER TABLE {t} RENAME COLUMN nested.`x y` TO `y x`",
        "ALTER TABLE {t} RENAME COLUMN p TO `part of it`",
        "ALTER TABLE {t} DROP COLUMN `a text, with (odd) = name`",
        "INSERT INTO {t} (id, `part of it`) VALUES (8, 2)",
    ],
    "column_mapping_later": [
        CREATE,
        insert(0, 4),
        "ALTER TABLE {t} SET TBLPROPERTIES ('delta.columnMapping.mode' = 'name', 'delta.minReaderVersion' = '2', 'delta.minWriterVersion' = '5')",
        "ALTER TABLE {t} DROP COLUMN text",
        "ALTER TABLE {t} ADD COLUMNS (text STRING)",
        insert(4, 6),
    ],
    "column_mapping_id": [with_properties("'delta.columnMapping.mode' = 'id'"), insert(0, 4), "ALTER TABLE {t} RENAME COLUMN text TO said", "INSERT INTO {t} VALUES (9, 9, 'nine')"],
    "deletion_vectors": [
        with_properties("'delta.enableDeletionVectors' = 'true'", more="PARTITIONED BY (p)"),
        insert(0, 60), "DELETE FROM {t} WHERE id IN (1, 2, 3, 30)", "DELETE FROM {t} WHERE id IN (4, 31)",
        "UPDATE {t} SET text = 'changed' WHERE id BETWEEN 10 AND 12", MERGE, "OPTIMIZE {t}", "DELETE FROM {t} WHERE p = 9",
        "REORG TABLE {t} APPLY (PURGE)",
    ],
    "row_tracking": [
        with_properties("'delta.enableRowTracking' = 'true'"), insert(0, 10), "UPDATE {t} SET text = 'u' WHERE id = 3", MERGE, "OPTIMIZE {t}",
    ],
    "row_tracking_later": [CREATE, insert(0, 10), "ALTER TABLE {t} SET TBLPROPERTIES ('delta.enableRowTracking' = 'true')", insert(20, 25)],
    "in_commit_timestamps": [
        CREATE, insert(0, 3), "ALTER TABLE {t} SET TBLPROPERTIES ('delta.enableInCommitTimestamps' = 'true')", insert(3, 5), insert(5, 6),
    ],
    "type_widening": [
        "CREATE TABLE {t} (a BYTE, b INT, c DATE, d DECIMAL(5, 2), s STRUCT<f: FLOAT>) USING delta TBLPROPERTIES ("
        "'delta.enableTypeWidening' = 'true', 'delta.feature.timestampNtz' = 'supported')",
        "INSERT INTO {t} VALUES (1, 2, DATE'2024-01-01', 1.25, named_struct('f', CAST(1.5 AS FLOAT)))",
        "ALTER TABLE {t} ALTER COLUMN a TYPE INT",
        "ALTER TABLE {t} ALTER COLUMN b TYPE BIGINT",
        "ALTER TABLE {t} ALTER COLUMN d TYPE DECIMAL(12, 4)",
        "ALTER TABLE {t} ALTER COLUMN s.f TYPE DOUBLE",
        "INSERT INTO {t} VALUES (70000, 5000000000, DATE'2024-01-02', 12345678.1234, named_struct('f', 1e300))",
        "ALTER TABLE {t} ALTER COLUMN c TYPE TIMESTAMP_NTZ",
    ],
    "variant": [
        "CREATE TABLE {t} (id INT, v VARIANT) USING delta",
        "INSERT INTO {t} SELECT 1, parse_json('{\"a\": [1, 2.5, null], \"b\": {\"c\": \"x\"}}')",
        "INSERT INTO {t} SELECT 2, parse_json('null') UNION ALL SELECT 3, NULL",
    ],
    "variant_shredded": [
        "CREATE TABLE {t} (id INT, v VARIANT) USING delta TBLPROPERTIES ('delta.enableVariantShredding' = 'true')",
        "INSERT INTO {t} SELECT CAST(id AS INT), parse_json(concat('{\"a\": ', id, '}')) FROM range(0, 20)",
    ],
    "timestamp_ntz": [
        "CREATE TABLE {t} (id INT, n TIMESTAMP_NTZ, p TIMESTAMP_NTZ) USING delta PARTITIONED BY (p)",
        "INSERT INTO {t} VALUES (1, TIMESTAMP_NTZ'2024-01-01 00:00:00.000001', TIMESTAMP_NTZ'1900-01-01 00:00:00'), (2, NULL, NULL)",
    ],
    "v2_checkpoint_sidecars": [
        with_properties("'delta.checkpointPolicy' = 'v2'", "'delta.checkpointInterval' = '2'"),
        *[insert(at, at + 2) for at in range(0, 10, 2)], "DELETE FROM {t} WHERE id = 3", insert(20, 22),
    ],
    "multi_part_checkpoint": [
        with_properties("'delta.checkpointInterval' = '3'"), *[insert(at, at + 2) for at in range(0, 14, 2)],
    ],
    "clustered": [
        "CREATE TABLE {t} (id BIGINT, p INT, text STRING) USING delta CLUSTER BY (p, id)", insert(0, 10), "OPTIMIZE {t}",
        "ALTER TABLE {t} CLUSTER BY (text)", insert(10, 12), "ALTER TABLE {t} CLUSTER BY NONE",
    ],
    "change_data_feed": [
        with_properties("'delta.enableChangeDataFeed' = 'true'", more="PARTITIONED BY (p)"), insert(0, 9), MERGE,
        "DELETE FROM {t} WHERE id = 1", "ALTER TABLE {t} SET TBLPROPERTIES ('delta.enableChangeDataFeed' = 'false')", insert(50, 52),
    ],
    "replaced": [
        CREATE, insert(0, 9),
        "CREATE OR REPLACE TABLE {t} (k STRING, v MAP<STRING, INT>) USING delta PARTITIONED BY (k)",
        "INSERT INTO {t} VALUES ('a', map('x', 1)), ('b', NULL)",
        "RESTORE TABLE {t} TO VERSION AS OF 1", insert(70, 71),
    ],
    "iceberg_compat": [
        with_properties("'delta.columnMapping.mode' = 'name'", "'delta.enableIcebergCompatV2' = 'true'"), insert(0, 9), "OPTIMIZE {t}",
    ],
    "collations": [
        "CREATE TABLE {t} (id INT, c STRING COLLATE UTF8_LCASE, a ARRAY<STRING COLLATE UNICODE_CI>) USING delta",
        "INSERT INTO {t} VALUES (1, 'Abc', array('X', 'x')), (2, 'aBC', NULL)",
        "DELETE FROM {t} WHERE c = 'abc' AND id = 1",
    ],
    "chars": [
        "CREATE TABLE {t} (c CHAR(5), v VARCHAR(7), s STRUCT<c: CHAR(2)>) USING delta", "INSERT INTO {t} VALUES ('a', 'b', named_struct('c', 'd'))",
    ],
    "features_dropped": [
        with_properties("'delta.enableDeletionVectors' = 'true'"), insert(0, 9),
        "DELETE FROM {t} WHERE id = 1", "ALTER TABLE {t} SET TBLPROPERTIES ('delta.enableDeletionVectors' = 'false')",
        "ALTER TABLE {t} DROP FEATURE deletionVectors", insert(20, 22),
    ],
    "vacuumed": [
        CREATE, insert(0, 9), "DELETE FROM {t} WHERE id = 1", "UPDATE {t} SET p = 4", insert(20, 22), "VACUUM {t} RETAIN 0 HOURS", insert(30, 32),
    ],
    "hive_names": [
        "CREATE TABLE {t} (`Id` INT, `MiXed` STRING, `ünï` STRING) USING delta PARTITIONED BY (`MiXed`)",
        "INSERT INTO {t} VALUES (1, 'A', 'é'), (2, 'a', NULL), (3, '__HIVE_DEFAULT_PARTITION__', 'x')",
    ],
    "random_prefixes": [
        with_properties("'delta.randomizeFilePrefixes' = 'true'", "'delta.dataSkippingNumIndexedCols' = '1'", more="PARTITIONED BY (p)"),
        insert(0, 9), insert(9, 12),
    ],
    "appended_only": [with_properties("'delta.appendOnly' = 'true'"), insert(0, 9), insert(9, 12)],
    "everything": [
        "CREATE TABLE {t} (id BIGINT, p INT, text STRING) USING delta PARTITIONED BY (p) TBLPROPERTIES ("
        "'delta.columnMapping.mode' = 'name', 'delta.enableDeletionVectors' = 'true', 'delta.enableRowTracking' = 'true', "
        "'delta.enableChangeDataFeed' = 'true', 'delta.enableInCommitTimestamps' = 'true', 'delta.enableTypeWidening' = 'true', "
        "'delta.checkpointPolicy' = 'v2', 'delta.checkpointInterval' = '3')",
        insert(0, 30), "DELETE FROM {t} WHERE id IN (3, 7)", "ALTER TABLE {t} RENAME COLUMN text TO said",
        "UPDATE {t} SET said = 'new' WHERE id = 5", "INSERT INTO {t} VALUES (99, 1, 'z')", "OPTIMIZE {t}", "DELETE FROM {t} WHERE id = 99",
        "ALTER TABLE {t} ALTER COLUMN p TYPE BIGINT",
    ],
}


def made(spark: SparkSession, name: str) -> str | None:
    """Runs the statements of a table; what Spark refused."""
    for statement in TABLES[name]:
        start = time.monotonic()
        try:
            spark.sql(statement.replace("{t}", f"`{name}`")).collect()
        except Exception as error:
            return f"Spark makes no more of {name} at {statement[:60]!r}: {' '.join(str(error).split())[:200]}"
        print(f"{time.monotonic() - start:.1f} s {name}: {statement[:60]}", file=sys.stderr, flush=True)
    return None


def main() -> None:
    jars, directory = map(pathlib.Path, sys.argv[1:3])
    spark = session(jars, directory)
    spark.sparkContext.setLogLevel("OFF")
    for name, value in SETTINGS.items():
        spark.conf.set(name, value)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        refused = [why for why in pool.map(lambda name: made(spark, name), TABLES) if why]
    print("\n".join(refused))
    print(f"Spark made {len(TABLES)} tables; {len(refused)} end early")
    spark.stop()


if __name__ == "__main__":
    main()
