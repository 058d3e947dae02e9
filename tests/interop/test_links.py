"""Results behind links, a warehouse that takes its time, and large files, by the official client."""

import csv
import io
import json
import time
import urllib.error
import urllib.request

import pyarrow
import pyarrow.ipc
import pytest
from databricks.sdk.errors import NotFound
from databricks.sdk.service.catalog import VolumeType
from databricks.sdk.service.sql import Disposition, Format, QueryFilter, State, StatementState

from conftest import Server, connected
from test_sign_in import conduct  # noqa: F401 (a fixture, which pytest finds by its name)
from test_statements import finished, numbers

ROWS = 100_000
QUERY = f"SELECT id, CASE WHEN id % 2 = 0 THEN repeat('x', 100) END AS text FROM ({numbers(5)}) ORDER BY id"


def run(server: Server, text: str, format: Format):
    answer = server.client.statement_execution.execute_statement(
        statement=text,
        warehouse_id=server.warehouse,
        wait_timeout="50s",
        disposition=Disposition.EXTERNAL_LINKS,
        format=format,
    )
    if answer.status.state in {StatementState.PENDING, StatementState.RUNNING}:
        answer = finished(server.client, answer.statement_id)
    assert answer.status.state == StatementState.SUCCEEDED, answer.status
    return answer


def fetch(link, **headers) -> bytes:
    request = urllib.request.Request(link.external_link, headers=(link.http_headers or {}) | headers)
    with urllib.request.urlopen(request, timeout=60) as body:
        return body.read()


def chunks(server, answer):
    links = list(answer.result.external_links)
    while links:
        link = links.pop(0)
        yield link, fetch(link)
        if not links and link.next_chunk_index is not None:
            more = server.client.statement_execution.get_statement_result_chunk_n(
                answer.statement_id, link.next_chunk_index
            )
            links += more.external_links


def test_arrow_comes_in_chunks(server):
    answer = run(server, QUERY, Format.ARROW_STREAM)
    assert answer.manifest.format == Format.ARROW_STREAM and answer.manifest.total_chunk_count > 1
    tables, offset = [], 0
    for link, body in chunks(server, answer):
        table = pyarrow.ipc.open_stream(body).read_all()
        assert (link.row_offset, link.row_count, link.byte_count) == (offset, table.num_rows, len(body))
        offset += table.num_rows
        tables.append(table)
    assert len(tables) == answer.manifest.total_chunk_count
    table = pyarrow.concat_tables(tables)
    assert table["id"].to_pylist() == list(range(ROWS)) and table["text"].null_count == ROWS // 2


def test_csv_has_its_head_once(server):
    answer = run(server, QUERY, Format.CSV)
    text = "".join(body.decode() for _, body in chunks(server, answer))
    head, *rows = csv.reader(io.StringIO(text, newline=""))
    assert head == ["id", "text"] and len(rows) == ROWS
    assert rows[:2] == [["0", "x" * 100], ["1", "null"]]


def test_json_is_compact(server):
    answer = run(server, "SELECT 1 AS n, NULL AS nothing", Format.JSON_ARRAY)
    ((_, body),) = chunks(server, answer)
    assert body == b'[["1",null]]'


def test_a_link_takes_no_token(server):
    link = run(server, "SELECT 1", Format.JSON_ARRAY).result.external_links[0]
    with pytest.raises(urllib.error.HTTPError) as refusal:
        fetch(link, Authorization="Bearer dapi-local")
    assert refusal.value.code == 400
    link.external_link = link.external_link[:-1] + ("0" if link.external_link[-1] != "0" else "1")
    with pytest.raises(urllib.error.HTTPError) as refusal:
        fetch(link)
    assert refusal.value.code == 403


def test_a_link_expires_and_another_is_given(server, conduct):
    conduct(link_seconds=1)
    answer = run(server, "SELECT 1", Format.JSON_ARRAY)
    link = answer.result.external_links[0]
    time.sleep(1.1)
    with pytest.raises(urllib.error.HTTPError) as refusal:
        fetch(link)
    assert refusal.value.code == 403 and b"expired" in refusal.value.read()
    again = server.client.statement_execution.get_statement_result_chunk_n(answer.statement_id, 0)
    assert again.external_links[0].external_link != link.external_link
    assert json.loads(fetch(again.external_links[0])) == [["1"]]


def test_arrow_keeps_what_text_rounds(server):
    text = "SELECT TIMESTAMP '2026-01-31 09:30:00.123456' AS t, CAST(1.50 AS DECIMAL(10,2)) AS d, 2 AS n"
    ((_, body),) = chunks(server, run(server, text, Format.ARROW_STREAM))
    table = pyarrow.ipc.open_stream(body).read_all()
    assert [str(field.type) for field in table.schema] == ["timestamp[us, tz=UTC]", "decimal128(10, 2)", "int32"]
    assert table["t"][0].as_py().microsecond == 123456


def test_a_warehouse_takes_its_time_to_start(server, client, conduct):
    conduct(warehouse_start_ms=1500)
    client.warehouses.stop(server.warehouse).result()
    assert client.warehouses.get(server.warehouse).state == State.STOPPED
    started = time.monotonic()
    pending = client.statement_execution.execute_statement(
        statement="SELECT 1", warehouse_id=server.warehouse, wait_timeout="0s"
    )
    assert pending.status.state == StatementState.PENDING
    assert client.warehouses.get(server.warehouse).state == State.STARTING
    assert finished(client, pending.statement_id).result.data_array == [["1"]]
    assert time.monotonic() - started >= 1.5
    assert client.warehouses.get(server.warehouse).state == State.RUNNING


def test_a_warehouse_is_started_and_waited_for(server, client, conduct):
    conduct(warehouse_start_ms=300)
    client.warehouses.stop(server.warehouse).result()
    assert client.warehouses.start(server.warehouse).result().state == State.RUNNING


def test_a_statement_that_waits_for_the_warehouse_can_be_cancelled(server, client, conduct):
    conduct(warehouse_start_ms=60_000)
    client.warehouses.stop(server.warehouse).result()
    try:
        waiting = client.statement_execution.execute_statement(
            statement="SELECT 1", warehouse_id=server.warehouse, wait_timeout="0s"
        )
        client.statement_execution.cancel_execution(waiting.statement_id)
        assert finished(client, waiting.statement_id).status.state == StatementState.CANCELED
    finally:
        conduct(warehouse_start_ms=0)
        client.warehouses.stop(server.warehouse).result()
        client.warehouses.start(server.warehouse).result()


def test_the_history_is_filtered_by_user(server, client, names):
    person = server.principal(f"{names('history')}@local")
    sent = client.statement_execution.execute_statement(
        statement="SELECT 'mine'", warehouse_id=server.warehouse, wait_timeout="50s"
    )
    ids = [sent.statement_id]
    me = int(client.current_user.me().id)

    def found(**filters):
        page = client.query_history.list(filter_by=QueryFilter(statement_ids=ids, **filters), max_results=1000)
        return [query.query_id for query in page.res or []]

    assert found() == found(user_ids=[me]) == found(warehouse_ids=[server.warehouse]) == ids
    assert found(user_ids=[int(person["id"])]) == []


def test_an_object_can_be_slow_to_appear(server, client, catalog):
    rule = {"path": "/api/2.1/unity-catalog/schemas/*", "kind": "not_yet", "reads": 2}
    client.schemas.create(name="before", catalog_name=catalog)
    time.sleep(0.01)
    status, _ = server.call("POST", "/__faults", rule)
    assert status == 200
    try:
        client.schemas.create(name="after", catalog_name=catalog)
        assert client.schemas.get(f"{catalog}.before").name == "before"
        for _ in range(2):
            with pytest.raises(NotFound):
                client.schemas.get(f"{catalog}.after")
        assert client.schemas.get(f"{catalog}.after").name == "after"
    finally:
        server.call("DELETE", "/__faults")


def test_a_large_file_goes_up_in_parts(server, schema):
    catalog, name = schema.split(".")
    careful = connected(server.address, server.home, token="dapi-local")
    careful.config.files_ext_multipart_upload_min_stream_size = 1 << 20
    careful.volumes.create(catalog, name, "parts", VolumeType.MANAGED)
    content = bytes(range(256)) * (12 << 10)
    path = f"/Volumes/{catalog}/{name}/parts/large"
    careful.files.upload(path, io.BytesIO(content), overwrite=True, part_size=1 << 20)
    assert careful.files.download(path).contents.read() == content
