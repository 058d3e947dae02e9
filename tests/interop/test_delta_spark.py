"""Delta Spark, the reference implementation, judges clones made by `clxs delta clone`.

It reads source and clone, deep and shallow, tells the history of the clone, and appends to it; then
the clone is cloned again, over what Spark wrote, and read once more. `CLXS_DELTA_SPARK` names a
folder with pyspark and, in `delta-jars`, the jars of Delta; `cargo xtask test` fills it.
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys

import deltalake
import pyarrow as pa
import pytest
from conftest import clxs, shared_data

JUDGE = pathlib.Path(__file__).parent / "delta_spark" / "judge.py"

GOLDEN = (
    "dv-with-columnmapping",
    "table-with-columnmapping-mode-id",
    "type-widening",
    "v2-checkpoint-json",
)


@pytest.fixture(scope="module")
def spark() -> pathlib.Path:
    """The folder with pyspark and the jars of Delta."""
    room = os.environ.get("CLXS_DELTA_SPARK")
    if not room or not (pathlib.Path(room) / "delta-jars").is_dir():
        pytest.skip("Delta Spark does not judge clones: CLXS_DELTA_SPARK names no folder with its jars")
    if not shutil.which("java"):
        pytest.skip("Delta Spark does not judge clones: there is no Java")
    return pathlib.Path(room)


def environment(spark: pathlib.Path) -> dict[str, str]:
    """What a program that uses this Spark has to find."""
    found = os.environ | {"PYTHONPATH": str(spark), "SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_PYTHON": sys.executable}
    found.pop("SPARK_HOME", None)
    return found


def answers(spark: pathlib.Path, pairs: list[dict], directory: pathlib.Path, *options: str) -> list[dict]:
    """What Spark says of the pairs."""
    listing, answered = directory / "pairs.json", directory / "answers.json"
    listing.write_text(json.dumps(pairs))
    command = [sys.executable, JUDGE, spark / "delta-jars", listing, answered, *options]
    run = subprocess.run(command, capture_output=True, text=True, env=environment(spark), timeout=900)
    assert run.returncode == 0, run.stdout[-2000:] + run.stderr[-4000:]
    return json.loads(answered.read_text())


def partitioned(directory: pathlib.Path) -> pathlib.Path:
    """A table of deltalake with odd partition values, a deletion, and three versions."""
    table = directory / "odd table"
    rows = pa.table({"id": list(range(6)), "p": ["a b", "ü/%", None, "x=y", "a b", "1:2"]})
    deltalake.write_deltalake(table, rows, partition_by=["p"])
    deltalake.write_deltalake(table, rows, mode="append")
    deltalake.DeltaTable(table).delete("id = 1")
    return table


def sources(directory: pathlib.Path) -> list[pathlib.Path]:
    """The tables to clone."""
    golden = shared_data("delta-tables")
    if golden is None:
        print("skipped: golden tables: shared data folder is absent")
        return [partitioned(directory)]
    return [partitioned(directory), *(golden / name for name in GOLDEN)]


def cloned(source: pathlib.Path, clone: pathlib.Path, *options: str) -> dict:
    """Clones by `clxs`, as JSON tells it."""
    run = clxs("delta", "clone", source, clone, "--verify", "--json", *options)
    return {"source": str(source), "clone": str(clone), **json.loads(run.stdout)}


def judge(found: list[dict], depth_of: dict[str, bool]) -> None:
    """Fails on the first thing that Spark does not see as it should be."""
    wrong = []
    for one in found:
        if one["source_error"]:
            print(f"Spark cannot read the source of {one['clone']}: {one['source_error']}")
            continue
        told = one.get("history", {})
        expected = (
            not one["clone_error"]
            and one["same_schema"]
            and one["missing"] == one["extra"] == 0
            and told.get("operation") == "CLONE"
            and told["parameters"]["isShallow"] == str(depth_of[one["clone"]]).lower()
            and "sourceVersion" in told["parameters"]
            and "numCopiedFiles" in told["metrics"]
        )
        if not expected:
            wrong.append(one)
    assert not wrong, json.dumps(wrong, indent=1)


def test_delta_spark_reads_and_writes_clones(spark, tmp_path):
    """Spark finds in a clone what it finds in the source, before and after it wrote to it."""
    pairs, shallow = [], {}
    for source in sources(tmp_path):
        for depth in ("deep", "shallow"):
            clone = tmp_path / depth / source.name
            made = cloned(source, clone, *(["--shallow"] if depth == "shallow" else []))
            pairs.append({"source": str(source), "clone": str(clone), "version": made["source_version"]})
            shallow[str(clone)] = depth == "shallow"
    found = answers(spark, pairs, tmp_path, "--write")
    judge(found, shallow)
    written = [one for one in found if one.get("write_error") is None and one.get("rows_after")]
    for one in found:
        if one.get("write_error"):
            print(f"Spark does not write to {one['clone']}: {one['write_error']}")
    assert all(one["rows_after"] == 2 * one["rows"] for one in written)
    assert len(written) >= len(pairs) // 2, json.dumps(found, indent=1)
    # What Spark wrote is noticed, and undone when asked.
    for pair in pairs:
        options = ["--shallow"] if shallow[pair["clone"]] else []
        if any(one["clone"] == pair["clone"] for one in written):
            refused = clxs("delta", "clone", pair["source"], pair["clone"], *options, codes=(1, 2, 3, 4, 5))
            assert "was changed since it was cloned" in refused.stderr
        cloned(pair["source"], pair["clone"], "--overwrite", *options)
    judge(answers(spark, pairs, tmp_path), shallow)
