"""Tables of Delta Spark, one for each feature that it can switch on, cloned and given back to it.

Each is cloned deep, shallow, and version by version into one target; Spark then finds in each clone the
rows and the schema of the source, in the deep ones its properties, features and keys, and appends to
those.
"""

import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys

import pytest
from conftest import clxs
from test_delta_spark import JUDGE, answers, environment, judge
from test_delta_spark import spark  # noqa: F401 (a fixture, which pytest finds by its name)

# Of this table older versions cannot be read any more, by anybody.
VACUUMED = "vacuumed"
# Properties that tell of a log, or name what only one table has, and that a clone therefore has of its
# own. So are its row ids: each row has one, which is not the source's.
OWN = (
    "delta.rowTracking.materialized",
    "delta.inCommitTimestampEnablement",
    "delta.requireCheckpointProtectionBeforeVersion",
)


@pytest.fixture(scope="module")
def tables(spark, tmp_path_factory) -> list[pathlib.Path]:
    """What Spark made."""
    room = tmp_path_factory.mktemp("made")
    command = [sys.executable, JUDGE.with_name("writer.py"), spark / "delta-jars", room]
    run = subprocess.run(command, capture_output=True, text=True, env=environment(spark), timeout=900)
    assert run.returncode == 0, run.stdout[-2000:] + run.stderr[-4000:]
    print(run.stdout)
    assert "no more of" not in run.stdout, "the versions of Spark and Delta are pinned: it makes all of each table"
    return sorted(log.parent for log in (room / "warehouse").glob("*/_delta_log"))


def versions(table: pathlib.Path) -> list[int]:
    return sorted(int(file.stem) for file in (table / "_delta_log").glob("*.json") if file.stem.isdigit() and len(file.stem) == 20)


def cloned(table: pathlib.Path, room: pathlib.Path) -> list[dict]:
    """All clones of a table, as pairs for Spark."""
    pairs = []

    def clone(kind: str, *options: object) -> None:
        target = room / kind / table.name
        run = clxs("delta", "clone", table, target, "--verify", "--json", *options)
        version = json.loads(run.stdout)["source_version"]
        pairs.append({"source": str(table), "clone": str(target), "version": version, "kind": kind,
                      "write": kind == "deep", "detail": kind == "deep"})

    newest = versions(table)[-1]
    clone("deep")
    clone("shallow", "--shallow")
    for version in versions(table):
        if table.name == VACUUMED and version not in (0, newest):
            continue
        clone("steps", "--version", version)
    # Spark sees of a target what its last step made of it.
    return [*pairs[:2], pairs[-1]]


def carried(detail: dict) -> dict:
    """What a clone has to have of the details of its source."""
    kept = {name: value for name, value in detail["properties"].items() if not name.startswith(OWN)}
    ids = detail.get("row_ids", {"rows": 0, "different": 0})
    assert ids["rows"] == ids["different"], detail
    return detail | {"properties": kept}


def test_spark_finds_every_feature_in_the_clones(spark, tables, tmp_path):
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        pairs = [pair for made in pool.map(lambda table: cloned(table, tmp_path), tables) for pair in made]
    found = answers(spark, pairs, tmp_path, "--write")
    assert all(one["source_error"] is None for one in found), [one["source_error"] for one in found]
    judge(found, {pair["clone"]: pair["kind"] == "shallow" for pair in pairs})
    details = [(one["clone"], carried(one["source_detail"]), carried(one["clone_detail"])) for one in found if "clone_detail" in one]
    assert len(details) == len(tables)
    other = [one for one in details if one[1] != one[2]]
    assert not other, json.dumps(other, indent=1)
    tried = {pathlib.Path(one["clone"]).name: one["write_error"] for one in found if "write_error" in one}
    unwritten = {name: why for name, why in tried.items() if why}
    for name, why in unwritten.items():
        print(f"  Spark does not append rows of {name} to its clone: {why}")
    # It does not append to a table whose keys it makes itself.
    assert len(tried) == len(tables) and set(unwritten) <= {"identity"}, unwritten
    print(f"Delta Spark: {len(found)} clones of its {len(tables)} tables hold what the source holds")
