"""Ctrl-C while `clxs` reads: it ends, and so does the statement that it waited for."""

import signal
import subprocess
import time

from databricks.sdk.service.sql import QueryStatus

from conftest import TOKEN, bare_environment, program, statement
from test_statements import numbers

SECONDS = 60


def read_of(server, table):
    """The newest statement that counts the rows of a table, as the query history tells of it."""
    page = server.client.query_history.list(max_results=100)
    found = [query for query in page.res or [] if query.query_text.startswith("SELECT") and table in query.query_text]
    return found[0] if found else None


def test_ctrl_c_cancels_what_is_read(server, client, catalog, names):
    copy = client.catalogs.create(name=names("copy")).name
    for name in (catalog, copy):
        client.schemas.create(name="s", catalog_name=name)
        statement(client, f"CREATE TABLE {name}.s.t AS {numbers(6)}")
    table = f"`{catalog}`.`s`.`t`"
    process = subprocess.Popen(
        [program(), "verify", "--source", catalog, "--dest", copy, "--host", server.address, "--token", TOKEN],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=bare_environment(server.home),
    )
    deadline = time.monotonic() + SECONDS
    while (query := read_of(server, table)) is None:
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline, "no statement was sent"
    assert query.status in {QueryStatus.STARTED, QueryStatus.RUNNING, QueryStatus.COMPILING, QueryStatus.QUEUED}, query
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=SECONDS)
    assert (process.returncode, out) == (130, ""), err
    assert "error[CX5130]: interrupted; nothing has changed" in err
    while (query := read_of(server, table)).status != QueryStatus.CANCELED:
        assert query.status == QueryStatus.RUNNING, query
        assert time.monotonic() < deadline, query
    client.catalogs.delete(copy, force=True)
