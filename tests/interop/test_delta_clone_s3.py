"""`clxs delta clone` to S3 and from it, with moto as the server, and deltalake as the reader.

moto is an S3 of somebody else, on the loopback: it answers conditional writes as S3 does. Where it is
not installed, these tests are skipped and say so.
"""

import concurrent.futures
import hashlib
import json
import logging
import pathlib
import random
import re
import subprocess

import deltalake
import pyarrow as pa
import pytest
from conftest import clxs, program
from delta_writers import ODD, rows



class S3:
    """A running server, and what lies in it."""

    def __init__(self, address: str):
        import boto3

        self.options = {
            "AWS_ENDPOINT_URL": address,
            "AWS_ALLOW_HTTP": "true",
            "AWS_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "nobody",
            "AWS_SECRET_ACCESS_KEY": "nothing",
        }

        self.client = boto3.client(
            "s3", endpoint_url=address, region_name="us-east-1",
            aws_access_key_id="nobody", aws_secret_access_key="nothing",
        )

    def objects(self, bucket: str, prefix: str) -> dict[str, str]:
        """The objects below a prefix, with their etags."""
        listed = self.client.list_objects_v2(Bucket=bucket, Prefix=prefix)
        assert not listed["IsTruncated"]
        return {found["Key"]: found["ETag"] for found in listed.get("Contents", [])}

    def text(self, bucket: str, key: str) -> str:
        """The text of an object."""
        return self.client.get_object(Bucket=bucket, Key=key)["Body"].read().decode()

    def read(self, url: str) -> list[dict]:
        """The rows of a table, in order."""
        table = deltalake.DeltaTable(url, storage_options=self.options)
        return ordered(table.to_pyarrow_table())


def ordered(table: pa.Table) -> list[dict]:
    """Rows in an order of their own."""
    return sorted(table.to_pylist(), key=lambda row: (row["id"], str(row["p"])))


@pytest.fixture(scope="module")
def s3():
    """One server for all tests, with two buckets."""
    try:
        from moto.server import ThreadedMotoServer
    except ImportError as error:
        pytest.skip(f"S3 does not judge clones: moto is not installed: {error}")
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    running = S3(f"http://{host}:{port}")
    for bucket in ("one", "two"):
        running.client.create_bucket(Bucket=bucket)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in running.options.items():
            patch.setenv(name, value)
        yield running
    server.stop()


@pytest.fixture
def source(tmp_path) -> pathlib.Path:
    """A table with partition values that are hard to put into keys."""
    table = tmp_path / "odd table"
    deltalake.write_deltalake(table, rows(0), partition_by=["p"])
    deltalake.write_deltalake(table, rows(100), mode="append")
    deltalake.DeltaTable(table).delete("id = 3")
    return table


def cloned(source: object, target: object, *options: object) -> dict:
    """Clones and verifies."""
    return json.loads(clxs("delta", "clone", source, target, "--verify", "--json", *options).stdout)


def test_table_goes_up_across_and_down_again(s3, source, tmp_path):
    """Disk to bucket, inside the bucket, to another bucket, to disk: the rows stay the same."""
    expected = ordered(deltalake.DeltaTable(source).to_pyarrow_table())
    assert len(expected) == 2 * len(ODD) - 1
    down = tmp_path / "down"
    for before, after in [(source, "s3://one/up"), ("s3://one/up", "s3://one/a b/inside"),
                          ("s3://one/a%20b/inside", "s3://two/across"), ("s3://two/across", down)]:
        answer = cloned(before, after)
        assert answer["target_version"] == 0
        if after != down:
            assert s3.read(str(after).replace(" ", "%20")) == expected, after
    assert ordered(deltalake.DeltaTable(down).to_pyarrow_table()) == expected


def test_second_clone_writes_only_what_changed(s3, source):
    """Nothing, then one file and one commit; older versions stay."""
    first = cloned(source, "s3://one/again")
    there = s3.objects("one", "again/")
    assert len(there) == first["metrics"]["num_copied_files"] + 1
    assert cloned(source, "s3://one/again")["target_version"] is None
    assert s3.objects("one", "again/") == there
    deltalake.write_deltalake(source, rows(500, ["new"]), mode="append")
    answer = cloned(source, "s3://one/again")
    assert (answer["target_version"], answer["metrics"]["num_copied_files"]) == (1, 1)
    now = s3.objects("one", "again/")
    assert len(now) == len(there) + 2
    assert there.items() <= now.items()
    assert s3.read("s3://one/again") == ordered(deltalake.DeltaTable(source).to_pyarrow_table())


def numbers(table: pathlib.Path, files: int) -> dict[str, bytes]:
    """A table of files of 1 MiB and one of 18 MiB, none of which can be compressed, and their bytes."""
    noise = random.Random(7)
    for mebibytes in [1] * (files - 1) + [18]:
        data = pa.table({"noise": [noise.randbytes(1 << 20) for _ in range(mebibytes)]})
        deltalake.write_deltalake(table, data, mode="append")
    return {file.name: file.read_bytes() for file in table.glob("*.parquet")}


def test_uploads_have_the_etags_that_their_bytes_give(s3, tmp_path):
    """Small files go in one request, larger ones in parts of 8 MiB: clxs compares the same etags."""
    files = numbers(tmp_path / "noise", 2)
    cloned(tmp_path / "noise", "s3://one/noise")
    etags = {key.removeprefix("noise/"): etag for key, etag in s3.objects("one", "noise/").items()}
    for name, content in files.items():
        parts = [hashlib.md5(content[at : at + (8 << 20)]) for at in range(0, len(content), 8 << 20)]
        together = hashlib.md5(b"".join(part.digest() for part in parts)).hexdigest()
        expected = parts[0].hexdigest() if len(parts) == 1 else f"{together}-{len(parts)}"
        assert etags[name] == f'"{expected}"', (name, len(content))
    assert sorted(len(content) >> 20 for content in files.values()) == [1, 18]


def test_commit_that_is_too_large_for_one_request(s3, source):
    """It goes in parts under another name, and gets its own only if nobody has it."""
    log = source / "_delta_log" / f"{0:020}.json"
    actions = [json.loads(line) for line in log.read_text().splitlines()]
    next(action["add"] for action in actions if "add" in action)["tags"] = {"long": "x" * (70 << 20)}
    log.write_text("".join(json.dumps(action) + "\n" for action in actions))
    target = "s3://one/long"
    assert cloned(source, target, "--version", 0)["target_version"] == 0
    names = s3.objects("one", "long/_delta_log/")
    assert list(names) == [f"long/_delta_log/{0:020}.json"]
    assert s3.read(target) == ordered(deltalake.DeltaTable(source, version=0).to_pyarrow_table())


def test_killed_upload_is_gone_on_with(s3, tmp_path):
    """What a killed run had sent is not sent again."""
    source, target = tmp_path / "many", "s3://two/killed"
    numbers(source, 40)
    process = subprocess.Popen(
        [program(), "delta", "clone", str(source), target], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    sent = {}
    while len(sent) < 5:
        assert process.poll() is None, "it ended before it could be killed"
        sent = {key for key in s3.objects("two", "killed/") if key.endswith(".parquet")}
    process.kill()
    process.wait()
    assert not s3.objects("two", "killed/_delta_log/")
    answer = cloned(source, target)
    assert len(sent) <= answer["reused_files"] < 40
    assert deltalake.DeltaTable(target, storage_options=s3.options).to_pyarrow_table().sort_by("noise") == deltalake.DeltaTable(source).to_pyarrow_table().sort_by("noise")
    assert not s3.objects("two", "killed/_clone_progress/")


def test_shallow_clone_names_objects_and_copies_none(s3, source):
    """Only a log is written; its files are URLs of the source."""
    cloned(source, "s3://one/base")
    answer = cloned("s3://one/base", "s3://two/thin", "--shallow")
    assert answer["metrics"]["num_copied_files"] == 0
    assert list(s3.objects("two", "thin/")) == [f"thin/_delta_log/{0:020}.json"]
    log = s3.text("two", f"thin/_delta_log/{0:020}.json")
    paths = [json.loads(line)["add"]["path"] for line in log.splitlines() if '"add"' in line]
    assert len(paths) == answer["metrics"]["source_num_of_files"]
    assert all(path.startswith("s3://one/base/p=") for path in paths)


def test_writer_from_elsewhere_is_not_overwritten_unasked(s3, source):
    """deltalake appends to the clone: refused, and undone when asked."""
    cloned(source, "s3://one/changed")
    deltalake.write_deltalake("s3://one/changed", rows(900, ["x"]), mode="append", storage_options=s3.options)
    changed = s3.read("s3://one/changed")
    refused = clxs("delta", "clone", source, "s3://one/changed", codes=(2, 3, 4))
    assert "version 1: WRITE" in refused.stderr
    assert s3.read("s3://one/changed") == changed
    assert cloned(source, "s3://one/changed", "--overwrite")["overwritten"]
    assert s3.read("s3://one/changed") == ordered(deltalake.DeltaTable(source).to_pyarrow_table())


def test_of_clones_at_one_time_each_version_has_one_winner(s3, source):
    """Several clones of several versions into one place: put-if-absent lets one write a version."""
    target = "s3://one/race"

    def run(version: int):
        return clxs("delta", "clone", source, target, "--version", version, "--json", codes=(0, 2, 3, 4))

    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        ends = list(pool.map(run, [0, 1, 2, 0, 1, 2]))
    won = [json.loads(end.stdout)["target_version"] for end in ends if end.returncode == 0]
    written = sorted(version for version in won if version is not None)
    commits = [key for key in s3.objects("one", "race/_delta_log/") if re.search(r"/\d{20}\.json$", key)]
    assert written == list(range(len(commits))), [end.stderr for end in ends]
    assert cloned(source, target)["source_version"] == 2
    assert s3.read(target) == ordered(deltalake.DeltaTable(source).to_pyarrow_table())
    assert not s3.objects("one", "race/_clone_progress/")
