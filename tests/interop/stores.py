"""What holds for clones in every object store; each test file brings its own server."""

import json

import deltalake
from conftest import clxs
from delta_writers import rows
from test_delta_clone_s3 import ordered


def cloned(before: object, after: object, *options: object) -> dict:
    """Clones and verifies."""
    return json.loads(clxs("delta", "clone", before, after, "--verify", "--json", *options).stdout)


def read(table: object) -> list[dict]:
    """The rows of a table, in order."""
    return ordered(deltalake.DeltaTable(table).to_pyarrow_table())


def follows_and_does_not_overwrite_others(source: object, target: str) -> None:
    """One file and one commit; a commit of deltalake's is refused, and undone when asked."""
    cloned(source, target)
    assert cloned(source, target)["target_version"] is None
    deltalake.write_deltalake(source, rows(500, ["new"]), mode="append")
    answer = cloned(source, target)
    assert (answer["target_version"], answer["metrics"]["num_copied_files"]) == (1, 1)
    deltalake.write_deltalake(target, rows(900, ["x"]), mode="append")
    refused = clxs("delta", "clone", source, target, codes=(2, 3, 4))
    assert "version 2: WRITE" in refused.stderr
    assert cloned(source, target, "--overwrite")["overwritten"]
    assert read(target) == read(source)
