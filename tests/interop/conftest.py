"""A local workspace served by `clxs`, and the official client connected to it.

`CLXS` names the program; `cargo xtask test` sets it. Nothing here reads the configuration of the
user who runs the tests.
"""

import dataclasses
import itertools
import json
import os
import pathlib
import queue
import re
import subprocess
import threading
import urllib.error
import urllib.request

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.core import Config
from databricks.sdk.service.sql import Disposition, StatementState

ROOT = pathlib.Path(__file__).parents[2]
TOKEN = "dapi-local"
START_SECONDS = 60


def pytest_terminal_summary(terminalreporter):
    """Shows what passing judges say of their work; what they indent is detail, for `-rP`."""
    said = {}
    for report in terminalreporter.getreports("passed"):
        for heading, text in report.sections:
            if heading.startswith("Captured stdout"):
                told = said.setdefault(report.nodeid.partition("::")[0], {})
                told.update(dict.fromkeys(line for line in text.splitlines() if line.strip() and not line[0].isspace()))
    if said:
        terminalreporter.section("what the judges say")
    for file, lines in said.items():
        for line in lines:
            terminalreporter.line(f"{pathlib.Path(file).stem}: {line}")


def program() -> str:
    """The `clxs` to judge."""
    named = os.environ.get("CLXS")
    if named:
        return named
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    return str(target / "debug" / "clxs")


def bare_environment(home: pathlib.Path) -> dict[str, str]:
    """The environment without a word about any workspace."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("DATABRICKS_", "CLXS_"))}
    return kept | {"HOME": str(home), "NO_COLOR": "1"}


def clxs(*arguments: object, codes: tuple[int, ...] = (0,)) -> subprocess.CompletedProcess:
    """Runs `clxs` to its end; an exit code not among `codes` fails the test with what it printed."""
    command = [program(), *map(str, arguments)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=900)
    assert run.returncode in codes, f"{command} ended with {run.returncode}\n{run.stdout}\n{run.stderr}"
    return run


def shared_data(folder: str) -> pathlib.Path | None:
    """A folder of the data that tests read where it is, if this machine has it."""
    base = pathlib.Path(os.environ.get("CLXS_SHARED_DATA", ROOT.parent / "shared" / "data"))
    found = base / folder
    return found if found.is_dir() else None


def connected(address: str, home: pathlib.Path, **credentials: str) -> WorkspaceClient:
    """The official client, with no configuration but this and little patience."""
    config = Config(
        host=address, config_file=str(home / "none"), retry_timeout_seconds=20, **credentials
    )
    return WorkspaceClient(config=config)


@dataclasses.dataclass
class Server:
    """A running `clxs local serve`."""

    address: str
    directory: pathlib.Path
    home: pathlib.Path
    client: WorkspaceClient
    warehouse: str = ""

    def connect(self, **credentials: str) -> WorkspaceClient:
        """A client with other credentials."""
        return connected(self.address, self.home, **credentials)

    def call(self, method: str, path: str, body: object = None, token: str = TOKEN):
        """A call without any client: its status and its body."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        request = urllib.request.Request(self.address + path, data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                status, raw = answer.status, answer.read()
        except urllib.error.HTTPError as refusal:
            status, raw = refusal.code, refusal.read()
        return status, json.loads(raw) if raw else None

    def principal(self, name: str, kind: str = "USER") -> dict:
        """A new principal with its secrets."""
        status, body = self.call("POST", "/__admin/principals", {"kind": kind, "name": name})
        assert status == 200, body
        return body


def first_address(process: subprocess.Popen) -> str:
    """The address that the program prints, or a failure with everything it said instead."""
    lines: queue.Queue = queue.Queue()

    def read() -> None:
        for line in process.stdout:
            lines.put(line)
        lines.put(None)

    threading.Thread(target=read, daemon=True).start()
    said = ""
    while True:
        try:
            line = lines.get(timeout=START_SECONDS)
        except queue.Empty:
            pytest.fail(f"`clxs local serve` named no address within {START_SECONDS} s; it said: {said}")
        if line is None:
            pytest.fail(f"`clxs local serve` ended with {process.wait()}; it said: {said}")
        said += line
        found = re.search(r"listening on (https?://\S+)", line)
        if found:
            return found.group(1)


@pytest.fixture(scope="session")
def server(tmp_path_factory) -> Server:
    """One workspace for all tests; each test makes catalogs of its own in it."""
    if not pathlib.Path(program()).is_file():
        pytest.exit(f"`{program()}` is not built; set CLXS", returncode=1)
    home = tmp_path_factory.mktemp("home")
    directory = tmp_path_factory.mktemp("workspace") / "local"
    for name in [name for name in os.environ if name.startswith("DATABRICKS_")]:
        del os.environ[name]
    process = subprocess.Popen(
        [program(), "local", "serve", "--dir", str(directory), "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=bare_environment(home),
    )
    try:
        address = first_address(process)
        client = connected(address, home, token=TOKEN)
        running = Server(address, directory, home, client)
        running.warehouse = next(iter(client.warehouses.list())).id
        yield running
        assert process.poll() is None, "the server died while it was judged"
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture(scope="session")
def client(server) -> WorkspaceClient:
    """The official client as the administrator."""
    return server.client


@pytest.fixture(scope="session")
def names():
    """Names that no other test uses."""
    numbers = itertools.count()
    return lambda word: f"{word}_{next(numbers)}"


@pytest.fixture
def catalog(client, names):
    """A catalog of the test's own, gone afterwards."""
    made = client.catalogs.create(name=names("judged"))
    yield made.name
    client.catalogs.delete(made.name, force=True)


@pytest.fixture
def schema(client, catalog):
    """A schema in it."""
    return client.schemas.create(name="s", catalog_name=catalog).full_name


def statement(client: WorkspaceClient, text: str, **options):
    """Runs a statement to its end and gives its rows."""
    warehouse = next(iter(client.warehouses.list())).id
    options.setdefault("disposition", Disposition.INLINE)
    answer = client.statement_execution.execute_statement(
        statement=text, warehouse_id=warehouse, wait_timeout="50s", **options
    )
    assert answer.status.state == StatementState.SUCCEEDED, f"{text}\n{answer.status}"
    return (answer.result and answer.result.data_array) or []
