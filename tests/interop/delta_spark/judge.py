"""Delta Spark, the reference implementation, reads clones, tells their history, and writes to them.

    judge.py JARS PAIRS.json ANSWERS.json [--write]

PAIRS.json is a list of {"source": dir, "clone": dir, "version": of the source}. The answer to each
is {"clone", "source_error", "clone_error", "missing", "extra", "same_schema", "history", "rows_after"}.
With --write, each clone that can be read gets its own rows once more, unless its pair says "write":
false. A pair that says "detail": true gets "source_detail" and "clone_detail" of the newest versions.
"""

import concurrent.futures
import json
import os
import pathlib
import sys
import time

from pyspark.sql import SparkSession


def session(jars: pathlib.Path, room: pathlib.Path) -> SparkSession:
    builder = SparkSession.builder.master("local[2]").appName("judge")
    settings = {
        "spark.jars": ",".join(str(jar) for jar in sorted(jars.glob("*.jar"))),
        "spark.sql.extensions": "io.delta.sql.DeltaSparkSessionExtension",
        "spark.sql.catalog.spark_catalog": "org.apache.spark.sql.delta.catalog.DeltaCatalog",
        # Hundreds of queries over a few rows each: what takes long to prepare does not pay.
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.codegen.factoryMode": "NO_CODEGEN",
        "spark.sql.adaptive.enabled": "false",
        "spark.sql.shuffle.partitions": "1",
        "spark.databricks.delta.snapshotPartitions": "1",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.warehouse.dir": str(room / "warehouse"),
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.memory": "1g",
    }
    for key, value in settings.items():
        builder = builder.config(key, value)
    return builder.getOrCreate()


def attempt(work):
    """What the work gives: (result, None) or (None, error)."""
    try:
        return work(), None
    except Exception as error:  # Spark raises errors of many kinds
        return None, " ".join(str(error).split())[:300]


def rows(frame) -> list[str]:
    """The rows as sorted texts, made by Spark: Python has no maps whose keys are lists."""
    whole = frame.selectExpr("CAST(struct(*) AS STRING) AS whole")
    return sorted(row["whole"] for row in whole.collect())


def detail(spark: SparkSession, table: str) -> dict:
    """What a table is, without where and when."""
    told = spark.sql(f"DESCRIBE DETAIL delta.`{table}`").collect()[0].asDict()
    kept = ("partitionColumns", "clusteringColumns", "minReaderVersion", "minWriterVersion", "tableFeatures", "properties")
    answer = {name: told.get(name) for name in kept}
    answer["tableFeatures"] = sorted(answer["tableFeatures"] or [])
    if answer["properties"].get("delta.enableRowTracking") == "true":
        ids = spark.read.format("delta").load(table).selectExpr("_metadata.row_id AS row_id")
        found = [row["row_id"] for row in ids.collect()]
        answer["row_ids"] = {"rows": len(found), "different": len(set(found) - {None})}
    return answer


def judged(spark: SparkSession, pair: dict, write: bool, seen: dict) -> dict:
    """What Spark finds in one pair; `seen` holds what it found in sources."""
    source, clone = pair["source"], pair["clone"]
    answer = {"clone": clone}

    def read_source():
        frame = spark.read.format("delta").option("versionAsOf", pair["version"]).load(source)
        return frame.schema, rows(frame)

    def read_clone():
        frame = spark.read.format("delta").load(clone)
        return frame.schema, rows(frame)

    version = (source, pair["version"])
    if version not in seen:
        seen[version] = attempt(read_source)
    original, answer["source_error"] = seen[version]
    copy, answer["clone_error"] = attempt(read_clone)
    if original and copy:
        there, here = original[1], copy[1]
        answer["same_schema"] = original[0] == copy[0]
        answer["missing"] = sum(one not in here for one in there) if there != here else 0
        answer["extra"] = abs(len(here) - len(there))
        answer["rows"] = len(here)
    if pair.get("detail"):
        answer["source_detail"], _ = attempt(lambda: detail(spark, source))
        answer["clone_detail"], _ = attempt(lambda: detail(spark, clone))
    history, answer["history_error"] = attempt(
        lambda: spark.sql(f"DESCRIBE HISTORY delta.`{clone}` LIMIT 1").collect()[0]
    )
    if history:
        answer["history"] = {
            "operation": history["operation"],
            "parameters": dict(history["operationParameters"]),
            "metrics": dict(history["operationMetrics"] or {}),
        }
    if write and copy and pair.get("write", True):
        _, answer["write_error"] = attempt(
            lambda: spark.read.format("delta").load(clone).write.format("delta").mode("append").save(clone)
        )
        after, error = attempt(lambda: spark.read.format("delta").load(clone).count())
        answer["rows_after"] = after if error is None else error
    return answer


def main() -> None:
    jars, pairs, answers = map(pathlib.Path, sys.argv[1:4])
    spark = session(jars, answers.parent)
    spark.sparkContext.setLogLevel("ERROR")

    def of_source(pairs: list[dict]) -> list[dict]:
        """The answers to the pairs of one source, which is read once for each version."""
        seen, found = {}, []
        for pair in pairs:
            start = time.monotonic()
            found.append(judged(spark, pair, "--write" in sys.argv, seen))
            print(f"{time.monotonic() - start:.1f} s {pair['clone']}", file=sys.stderr, flush=True)
        return found

    together = {}
    for pair in json.loads(pairs.read_text()):
        together.setdefault(pair["source"], []).append(pair)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        found = [answer for answers in pool.map(of_source, together.values()) for answer in answers]
    answers.write_text(json.dumps(found, indent=1))
    spark.stop()


if __name__ == "__main__":
    main()
