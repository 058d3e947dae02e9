"""Catalogs, schemas, tables and functions through the official client."""

import pytest
from databricks.sdk.errors import AlreadyExists, BadRequest, NotFound, ResourceAlreadyExists
from databricks.sdk.service.catalog import TableType

from conftest import statement


def test_a_catalog_is_born_with_two_schemas(client, catalog):
    assert {s.name for s in client.schemas.list(catalog)} == {"default", "information_schema"}
    assert client.catalogs.get(catalog).owner == "admin@local"


def test_catalogs_are_listed_and_changed(client, catalog):
    assert catalog in {c.name for c in client.catalogs.list()}
    client.catalogs.update(catalog, comment="judged", properties={"team": "core"})
    read = client.catalogs.get(catalog)
    assert (read.comment, read.properties["team"]) == ("judged", "core")


def test_an_empty_first_page_does_not_end_a_list(server, client, names):
    hidden, shown = sorted([names("page_a"), names("page_z")])
    viewer = server.principal(names("viewer@local"))
    for name in (hidden, shown):
        client.catalogs.create(name=name)
    statement(client, f"GRANT USE CATALOG ON CATALOG `{shown}` TO `{viewer['name']}`")
    path = "/api/2.1/unity-catalog/catalogs?max_results=1"
    status, first = server.call("GET", path, token=viewer["token"])
    assert status == 200
    assert not first.get("catalogs") and first["next_page_token"], "the first page is to be empty"
    theirs = server.connect(token=viewer["token"])
    listed = [c.name for c in theirs.catalogs.list(max_results=1)]
    assert shown in listed and hidden not in listed
    for name in (hidden, shown):
        client.catalogs.delete(name, force=True)


def test_lists_are_whole_whatever_the_page(client, schema):
    catalog, name = schema.split(".")
    for number in range(7):
        statement(client, f"CREATE TABLE {schema}.t{number} (id INT)")
    whole = [t.name for t in client.tables.list(catalog, name)]
    assert whole == sorted(whole) and len(whole) == 7
    for size in (1, 2, 3, 50):
        assert [t.name for t in client.tables.list(catalog, name, max_results=size)] == whole
    summaries = list(client.tables.list_summaries(catalog, schema_name_pattern="s"))
    assert {s.full_name for s in summaries} == {f"{schema}.{t}" for t in whole}


def test_a_table_tells_what_was_said_of_it(client, schema):
    statement(
        client,
        f"CREATE TABLE {schema}.orders (id BIGINT NOT NULL COMMENT 'key', amount DECIMAL(10,2), day DATE) "
        "PARTITIONED BY (day) COMMENT 'all orders' TBLPROPERTIES ('team' = 'core')",
    )
    table = client.tables.get(f"{schema}.orders")
    assert table.table_type == TableType.MANAGED
    assert (table.comment, table.properties["team"]) == ("all orders", "core")
    columns = {c.name: c for c in table.columns}
    assert list(columns) == ["id", "amount", "day"]
    assert (columns["id"].comment, columns["id"].nullable) == ("key", False)
    assert (columns["amount"].type_text, columns["day"].partition_index) == ("decimal(10,2)", 0)
    assert client.tables.exists(f"{schema}.orders").table_exists
    client.tables.delete(f"{schema}.orders")
    assert not client.tables.exists(f"{schema}.orders").table_exists


def test_views_and_functions_are_listed_with_their_text(client, schema):
    catalog, name = schema.split(".")
    statement(client, f"CREATE VIEW {schema}.v AS SELECT 1 AS one")
    statement(client, f"CREATE FUNCTION {schema}.twice(x INT) RETURNS INT RETURN x * 2")
    view = client.tables.get(f"{schema}.v")
    assert view.table_type == TableType.VIEW and "SELECT 1 AS one" in view.view_definition
    function = client.functions.get(f"{schema}.twice")
    assert function.routine_definition.strip() == "x * 2"
    assert [f.name for f in client.functions.list(catalog, name)] == ["twice"]


@pytest.mark.parametrize(
    "read",
    [
        lambda c, n: c.catalogs.get(n),
        lambda c, n: c.schemas.get(f"{n}.s"),
        lambda c, n: c.tables.get(f"{n}.s.t"),
        lambda c, n: c.volumes.read(f"{n}.s.v"),
        lambda c, n: c.functions.get(f"{n}.s.f"),
    ],
    ids=["catalog", "schema", "table", "volume", "function"],
)
def test_what_is_not_there_is_a_typed_error(client, names, read):
    with pytest.raises(NotFound):
        read(client, names("nowhere"))


def test_what_is_there_is_a_typed_error_too(client, catalog):
    with pytest.raises((AlreadyExists, ResourceAlreadyExists, BadRequest)) as refusal:
        client.catalogs.create(name=catalog)
    assert "already exists" in str(refusal.value)


def test_a_catalog_with_content_is_kept_unless_forced(client, names):
    name = names("full")
    client.catalogs.create(name=name)
    client.schemas.create(name="s", catalog_name=name)
    with pytest.raises(BadRequest, match="not empty"):
        client.catalogs.delete(name)
    client.catalogs.delete(name, force=True)
    with pytest.raises(NotFound):
        client.catalogs.get(name)


@pytest.mark.parametrize("name", ["", "a.b", "a b", "a/b", "a\tb"])
def test_names_that_no_catalog_may_have_are_refused(client, name):
    with pytest.raises(BadRequest):
        client.catalogs.create(name=name)


def test_names_that_need_care_in_a_path_work(client, catalog):
    # The official client writes `#` and `?` into a path as they are, so those are ours to judge.
    made = client.schemas.create(name="größe%", catalog_name=catalog)
    assert client.schemas.get(made.full_name).name == "größe%"
    client.schemas.delete(made.full_name)
