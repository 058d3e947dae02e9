"""Privileges and tags through the official client."""

import pytest
from databricks.sdk.errors import BadRequest, NotFound, PermissionDenied
from databricks.sdk.service.catalog import EntityTagAssignment, PermissionsChange, Privilege

from conftest import statement


@pytest.fixture
def table(client, schema):
    statement(client, f"CREATE TABLE {schema}.t AS SELECT 1 AS id")
    return f"{schema}.t"


def granted(client, kind, name):
    found = client.grants.get(kind, name).privilege_assignments or []
    return {a.principal: {getattr(p, "value", p) for p in a.privileges} for a in found}


def test_privileges_are_given_and_taken(server, client, table, names):
    reader = server.principal(names("reader@local"))["name"]
    change = PermissionsChange(principal=reader, add=[Privilege.SELECT, Privilege.MODIFY])
    client.grants.update("TABLE", table, changes=[change])
    assert granted(client, "TABLE", table)[reader] == {"SELECT", "MODIFY"}
    change = PermissionsChange(principal=reader, remove=[Privilege.MODIFY])
    client.grants.update("table", table, changes=[change])
    assert granted(client, "TABLE", table)[reader] == {"SELECT"}


def test_a_privilege_is_not_given_and_taken_at_once(server, client, table, names):
    reader = server.principal(names("reader@local"))["name"]
    both = PermissionsChange(principal=reader, add=[Privilege.SELECT], remove=[Privilege.SELECT])
    with pytest.raises(BadRequest, match="Duplicate privileges"):
        client.grants.update("TABLE", table, changes=[both])


def test_effective_privileges_say_where_they_come_from(server, client, table, names):
    reader = server.principal(names("reader@local"))["name"]
    catalog = table.split(".")[0]
    change = PermissionsChange(principal=reader, add=[Privilege.SELECT])
    client.grants.update("CATALOG", catalog, changes=[change])
    found = client.grants.get_effective("TABLE", table, principal=reader).privilege_assignments
    select = next(p for a in found for p in a.privileges if p.privilege == Privilege.SELECT)
    assert (select.inherited_from_name, select.inherited_from_type.value) == (catalog, "CATALOG")
    assert reader not in granted(client, "TABLE", table)


def test_privileges_are_enforced(server, client, table, names):
    reader = server.principal(names("reader@local"))
    theirs = server.connect(token=reader["token"])
    with pytest.raises((NotFound, PermissionDenied)):
        theirs.tables.get(table)
    catalog, name, _ = table.split(".")
    for kind, full_name, privilege in [
        ("CATALOG", catalog, Privilege.USE_CATALOG),
        ("SCHEMA", f"{catalog}.{name}", Privilege.USE_SCHEMA),
        ("TABLE", table, Privilege.SELECT),
    ]:
        change = PermissionsChange(principal=reader["name"], add=[privilege])
        client.grants.update(kind, full_name, changes=[change])
    assert statement(theirs, f"SELECT id FROM {table}") == [["1"]]
    denied = theirs.statement_execution.execute_statement(
        statement=f"DELETE FROM {table}", warehouse_id=server.warehouse, wait_timeout="50s"
    )
    assert denied.status.state.value == "FAILED"


@pytest.mark.parametrize("key", ["cost/center", "a b", "größe"])
def test_tags_live_on_objects(client, table, key):
    tags = client.entity_tag_assignments
    made = tags.create(
        EntityTagAssignment(entity_type="tables", entity_name=table, tag_key=key, tag_value="1")
    )
    assert made.tag_value == "1"
    assert [(t.tag_key, t.tag_value) for t in tags.list("tables", table)] == [(key, "1")]


def test_tags_are_read_changed_and_removed(client, table):
    tags, column = client.entity_tag_assignments, f"{table}.id"
    for kind, name in [("tables", table), ("columns", column), ("schemas", table.rsplit(".", 1)[0])]:
        assignment = EntityTagAssignment(entity_type=kind, entity_name=name, tag_key="pii", tag_value="no")
        tags.create(assignment)
        assignment.tag_value = "yes"
        tags.update(kind, name, "pii", assignment, update_mask="tag_value")
        assert tags.get(kind, name, "pii").tag_value == "yes"
        tags.delete(kind, name, "pii")
        assert list(tags.list(kind, name)) == []


def test_a_tag_that_is_not_there_is_a_typed_error(client, table):
    with pytest.raises(NotFound):
        client.entity_tag_assignments.get("tables", table, "nothing")


def test_policies_are_listed(client, catalog):
    assert list(client.policies.list_policies("CATALOG", catalog)) == []
