"""`clxs delta clone` to Azure and from it: Azurite, Microsoft's emulator, is the server, deltalake the reader.

`CLXS_AZURITE` names the folder that `cargo xtask test` installs it into. Without it, or without Node,
these tests are skipped and say so.
"""

import base64
import datetime
import hashlib
import hmac
import os
import pathlib
import re
import shutil
import subprocess
import time
import urllib.request

import deltalake
import pytest
from conftest import START_SECONDS
from stores import cloned, follows_and_does_not_overwrite_others, read
from test_delta_clone_s3 import source  # noqa: F401 (a fixture, which pytest finds by its name)

# The account and the key that every emulator has, from Microsoft's documentation.
ACCOUNT = "devstoreaccount1"
KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="


def make_container(address: str, name: str) -> None:
    """Creates a container, signed as "Authorize with Shared Key" tells."""
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%a, %d %b %Y %H:%M:%S GMT")
    headers = f"x-ms-date:{now}\nx-ms-version:2021-08-06\n"
    text = "PUT" + "\n" * 12 + headers + f"/{ACCOUNT}/{ACCOUNT}/{name}\nrestype:container"
    mac = hmac.new(base64.b64decode(KEY), text.encode(), hashlib.sha256).digest()
    signed = {
        "x-ms-date": now,
        "x-ms-version": "2021-08-06",
        "Authorization": f"SharedKey {ACCOUNT}:{base64.b64encode(mac).decode()}",
        "Content-Length": "0",
    }
    url = f"{address}/{ACCOUNT}/{name}?restype=container"
    with urllib.request.urlopen(urllib.request.Request(url, headers=signed, method="PUT"), timeout=60) as answer:
        assert answer.status == 201


@pytest.fixture(scope="module")
def azure(tmp_path_factory):
    """A running emulator with two containers, in the environment of whoever asks for a store."""
    room = os.environ.get("CLXS_AZURITE")
    if room is None or shutil.which("node") is None:
        pytest.skip("Azure does not judge clones: CLXS_AZURITE or Node is missing")
    program = pathlib.Path(room) / "node_modules" / ".bin" / "azurite-blob"
    command = [program, "--inMemoryPersistence", "--disableTelemetry", "--skipApiVersionCheck"]
    command += ["--blobHost", "127.0.0.1", "--blobPort", "0"]
    home = tmp_path_factory.mktemp("azurite")
    said = home / "said"
    with said.open("w") as out:
        process = subprocess.Popen(command, cwd=home, stdout=out, stderr=subprocess.STDOUT)
    try:
        deadline = time.monotonic() + START_SECONDS
        while (found := re.search(r"listens on (http://\S+)", said.read_text())) is None:
            assert process.poll() is None and time.monotonic() < deadline, said.read_text()
            time.sleep(0.1)
        address = found.group(1)
        for name in ("one", "two"):
            make_container(address, name)
        options = {
            "AZURE_STORAGE_USE_EMULATOR": "true",
            "AZURE_STORAGE_ACCOUNT_NAME": ACCOUNT,
            "AZURITE_BLOB_STORAGE_URL": address,
        }
        with pytest.MonkeyPatch.context() as patch:
            for name, value in options.items():
                patch.setenv(name, value)
            yield
    finally:
        process.terminate()
        process.wait(timeout=20)


def test_table_goes_up_across_and_down_again(azure, source, tmp_path):
    """Disk to container, inside it, to another one under the name that Hadoop gives it, to disk."""
    expected, down = read(source), tmp_path / "down"
    hadoop = f"abfss://two@{ACCOUNT}.dfs.core.windows.net/a%20b/across"
    for before, after in [(source, "az://one/up"), ("az://one/up", "az://one/inside"),
                          ("az://one/inside", hadoop), (hadoop, down)]:
        assert cloned(before, after)["target_version"] == 0
        assert read(after) == expected, after


def test_second_clone_follows_and_does_not_overwrite_others(azure, source):
    follows_and_does_not_overwrite_others(source, "az://one/again")


def test_shallow_clone_names_blobs_by_url(azure, source):
    """The log names blobs of another container; deltalake follows them."""
    cloned(source, "az://one/base")
    answer = cloned("az://one/base", "az://two/thin", "--shallow")
    assert answer["metrics"]["num_copied_files"] == 0
    assert deltalake.DeltaTable("az://two/thin").version() == 0
