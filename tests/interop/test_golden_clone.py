"""Tables written by other Delta implementations, cloned by clxs, read back by other programs.

Each golden table is registered as an external table of a local workspace; `clxs clone` clones the
catalog; the readers of `golden_readers.py` (deltalake, duckdb, pysail) then compare every clone
with its source. Tables that the workspace cannot register are listed by name: most of them are
broken on purpose.
"""

import json
import pathlib
import subprocess
import sys

import pytest

from conftest import clxs, shared_data, statement

HERE = pathlib.Path(__file__).parent


def delta_tables(root: pathlib.Path) -> list[pathlib.Path]:
    """The directories below `root` that hold a Delta log, nested ones included."""
    return sorted(log.parent for log in root.rglob("_delta_log") if log.is_dir())


def word_of(result: str | dict) -> str:
    """The verdict of a report: a word, or a word with what belongs to it."""
    return result if isinstance(result, str) else next(iter(result))


@pytest.fixture(scope="module")
def golden() -> pathlib.Path:
    """The folder of golden tables."""
    folder = shared_data("delta-tables")
    if folder is None:
        pytest.skip("shared data folder is absent")
    return folder


def test_every_golden_table_is_cloned_as_it_was(golden, server, tmp_path):
    """What a reader finds in a source it finds in the clone, too."""
    client = server.client
    statement(client, "CREATE CATALOG golden")
    statement(client, "CREATE SCHEMA golden.tables")
    registered, refused = {}, {}
    for number, table in enumerate(delta_tables(golden)):
        name = f"t{number:03}"
        answer = client.statement_execution.execute_statement(
            statement=f"CREATE TABLE golden.tables.{name} USING DELTA LOCATION '{table.as_uri()}'",
            warehouse_id=server.warehouse,
            wait_timeout="50s",
        )
        if answer.status.state.value == "SUCCEEDED":
            registered[name] = table
        else:
            refused[str(table.relative_to(golden))] = answer.status.error.message
    print(f"\n{len(registered)} registered, {len(refused)} refused:")
    for table, reason in refused.items():
        print(f"  {table}: {reason.splitlines()[0][:160]}")
    assert len(registered) >= 60, "the workspace refuses too many golden tables"

    # 4: some tables failed; which ones is judged below.
    run = clxs("clone", "--source", "golden", "--dest", "copied", "--local", server.directory, "--yes", "--json", codes=(0, 4))
    report = json.loads(run.stdout)
    failed = [
        one for one in report["objects"]
        if one["kind"] == "table" and word_of(one["result"]) not in ("cloned", "unchanged")
    ]
    print(f"{len(registered) - len(failed)} cloned, {len(failed)} not:")
    for one in failed:
        print(f"  {json.dumps(one)}")

    pairs = []
    for info in client.tables.list("copied", "tables"):
        pairs.append({"name": info.name, "source": str(registered[info.name]), "clone": info.storage_location, "kind": "deep"})
    assert len(pairs) == len(registered) - len(failed)
    listing = tmp_path / "pairs.json"
    listing.write_text(json.dumps(pairs))
    judge = subprocess.run([sys.executable, HERE / "golden_readers.py", listing], text=True)
    assert judge.returncode == 0, "a reader finds a clone that differs from its source"
