"""Volumes and the files in them through the official client."""

import io
import os

import pytest
from databricks.sdk.errors import NotFound
from databricks.sdk.service.catalog import VolumeType


@pytest.fixture
def volume(client, schema):
    catalog, name = schema.split(".")
    client.volumes.create(catalog, name, "v", VolumeType.MANAGED, comment="judged")
    return f"/Volumes/{catalog}/{name}/v"


def read(client, path):
    return client.files.download(path).contents.read()


def test_volumes_are_made_listed_and_renamed(client, schema):
    catalog, name = schema.split(".")
    made = client.volumes.create(catalog, name, "files", VolumeType.MANAGED)
    assert made.storage_location and made.volume_id
    assert [v.name for v in client.volumes.list(catalog, name)] == ["files"]
    client.volumes.update(made.full_name, comment="new", new_name="renamed")
    assert client.volumes.read(f"{schema}.renamed").comment == "new"
    client.volumes.delete(f"{schema}.renamed")
    with pytest.raises(NotFound):
        client.volumes.read(f"{schema}.renamed")


@pytest.mark.parametrize("name", ["a.txt", "dir with space/a%b.txt", "größe.csv", "deep/er/still"])
def test_bytes_come_back(client, volume, name):
    content = name.encode() * 1000
    client.files.upload(f"{volume}/{name}", io.BytesIO(content), overwrite=True)
    assert read(client, f"{volume}/{name}") == content
    assert client.files.get_metadata(f"{volume}/{name}").content_length == len(content)


def test_a_large_file_streams(client, volume):
    content = os.urandom(1 << 20) * 12
    client.files.upload(f"{volume}/large", io.BytesIO(content), overwrite=True)
    assert read(client, f"{volume}/large") == content


def test_a_file_is_kept_unless_told_otherwise(client, volume):
    path = f"{volume}/f"
    client.files.upload(path, io.BytesIO(b"one"), overwrite=False)
    with pytest.raises(Exception, match="(?i)exist"):
        client.files.upload(path, io.BytesIO(b"two"), overwrite=False)
    assert read(client, path) == b"one"
    client.files.upload(path, io.BytesIO(b"three"), overwrite=True)
    assert read(client, path) == b"three"


def test_directories_are_made_listed_and_removed(client, volume):
    client.files.create_directory(f"{volume}/a/b")
    client.files.create_directory(f"{volume}/a/b")
    client.files.upload(f"{volume}/a/x", io.BytesIO(b"12345"))
    entries = {e.name: e for e in client.files.list_directory_contents(f"{volume}/a")}
    assert (entries["b"].is_directory, entries["x"].file_size) == (True, 5)
    with pytest.raises(Exception):
        client.files.delete_directory(f"{volume}/a")
    client.files.delete(f"{volume}/a/x")
    client.files.delete_directory(f"{volume}/a/b")
    client.files.delete_directory(f"{volume}/a")
    with pytest.raises(NotFound):
        list(client.files.list_directory_contents(f"{volume}/a"))


def test_a_file_that_is_not_there_is_a_typed_error(client, volume):
    with pytest.raises(NotFound):
        client.files.download(f"{volume}/nothing")


def test_no_path_leaves_its_volume(server, volume):
    catalog = volume.split("/")[2]
    for escape in ["..%2F..%2F..%2Fmeta.db", "%2e%2e/%2e%2e/meta.db"]:
        status, _ = server.call("GET", f"/api/2.0/fs/files/Volumes/{catalog}/s/v/{escape}")
        assert status in (400, 404), escape
