"""Drives a local workspace at argv[1] with the official SDK; any surprise is an AssertionError."""

import io
import json
import sys
import urllib.request

from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import BadRequest, NotFound, PermissionDenied, ResourceConflict
from databricks.sdk.service import catalog as uc
from databricks.sdk.service import sql

HOST = sys.argv[1]


def admin(method, path, body=None):
    request = urllib.request.Request(
        HOST + path,
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": "Bearer dapi-local"},
    )
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def raises(kind, call):
    try:
        call()
    except kind as error:
        return error
    raise AssertionError(f"{kind.__name__} was not raised")


w = WorkspaceClient(host=HOST, token="dapi-local")

me = w.current_user.me()
assert me.user_name == "admin@local" and me.active and "admins" in [g.display for g in me.groups], me

admin("POST", "/__faults", {"method": "GET", "path": "*/catalogs", "kind": "empty_first_page"})
assert {c.name for c in w.catalogs.list()} == {"main", "system"}
admin("DELETE", "/__faults")

made = w.catalogs.create("Sales", comment="a catalog", properties={"a": "1"})
assert made.name == "sales" and made.owner == "admin@local", made
assert made.effective_predictive_optimization_flag.value == uc.EnablePredictiveOptimization.DISABLE
raises(BadRequest, lambda: w.catalogs.create("a.b"))
conflict = raises(BadRequest, lambda: w.catalogs.create("sales"))
assert "already exists" in str(conflict), conflict
missing = raises(NotFound, lambda: w.catalogs.get("nope"))
assert str(missing) == "Catalog 'nope' does not exist." and missing.error_code == "CATALOG_DOES_NOT_EXIST"

for name in ("s1", "s2", "s3"):
    w.schemas.create(name, "sales")
assert [s.name for s in w.schemas.list("sales")] == ["default", "information_schema", "s1", "s2", "s3"]
assert w.schemas.update("sales.s1", comment="one", new_name="one").full_name == "sales.one"

columns = [
    uc.ColumnInfo(name="id", type_text="bigint", type_name=uc.ColumnTypeName.LONG, type_json="{}", position=0, nullable=False),
    uc.ColumnInfo(name="Amount", type_text="decimal(10,2)", type_name=uc.ColumnTypeName.DECIMAL, type_json="{}", type_precision=10, type_scale=2, position=1),
]
for name in ("orders", "items", "ids"):
    w.tables.create(
        name, "sales", "one", uc.TableType.EXTERNAL, uc.DataSourceFormat.DELTA,
        f"file:///data/{name}", columns=columns, properties={"p": "q"},
    )
assert [t.name for t in w.tables.list("sales", "one")] == ["ids", "items", "orders"]
assert [t.full_name for t in w.tables.list_summaries("sales", table_name_pattern="i%")] == ["sales.one.ids", "sales.one.items"]
orders = w.tables.get("sales.one.orders")
assert orders.columns[1].type_scale == 2 and orders.storage_location == "file:///data/orders", orders
assert w.tables.exists("sales.one.orders").table_exists and not w.tables.exists("sales.one.nope").table_exists
w.table_constraints.create("sales.one.orders", uc.TableConstraint(
    primary_key_constraint=uc.PrimaryKeyConstraint(name="pk", child_columns=["id"])))
w.table_constraints.create("sales.one.items", uc.TableConstraint(
    foreign_key_constraint=uc.ForeignKeyConstraint(
        name="fk", child_columns=["id"], parent_table="sales.one.orders", parent_columns=["id"])))
keys = w.tables.get("sales.one.items").table_constraints
assert keys[0].foreign_key_constraint.parent_table == "sales.one.orders", keys
raises(BadRequest, lambda: w.table_constraints.delete("sales.one.orders", "pk", False))
w.table_constraints.delete("sales.one.orders", "pk", True)
w.tables.update("sales.one.ids", owner="users")
w.tables.delete("sales.one.ids")
raises(NotFound, lambda: w.tables.get("sales.one.ids"))

tag = uc.EntityTagAssignment(entity_type="columns", entity_name="sales.one.orders.Amount", tag_key="pii", tag_value="yes")
w.entity_tag_assignments.create(tag)
assert [t.tag_value for t in w.entity_tag_assignments.list("columns", "sales.one.orders.Amount")] == ["yes"]
tag.tag_value = "no"
assert w.entity_tag_assignments.update("columns", tag.entity_name, "pii", tag, "tag_value").tag_value == "no"
w.entity_tag_assignments.delete("columns", tag.entity_name, "pii")
assert list(w.entity_tag_assignments.list("columns", tag.entity_name)) == []
assert list(w.policies.list_policies("CATALOG", "sales")) == []
assert list(w.workspace_bindings.get_bindings("catalog", "sales")) == []

w.volumes.create("sales", "one", "files", uc.VolumeType.MANAGED, comment="bytes")
root = "/Volumes/sales/one/files"
payload = bytes(range(256)) * 5000
path = f"{root}/dir with space/a%b.bin"
w.files.create_directory(f"{root}/dir with space")
w.files.upload(path, io.BytesIO(payload))
assert w.files.download(path).contents.read() == payload
assert w.files.get_metadata(path).content_length == len(payload)
raises(ResourceConflict, lambda: w.files.upload(path, io.BytesIO(b"x"), overwrite=False))
w.files.upload(path, io.BytesIO(b"x"), overwrite=True)
big = bytes(range(256)) * (60 << 12)
w.files.upload(f"{root}/big", io.BytesIO(big))
assert w.files.download(f"{root}/big").contents.read() == big
w.files.delete(f"{root}/big")
for n in range(3):
    w.files.upload(f"{root}/f{n}", io.BytesIO(b"abc"))
assert [e.name for e in w.files.list_directory_contents(root, page_size=2)] == ["dir with space", "f0", "f1", "f2"]
raises(NotFound, lambda: w.files.download(f"{root}/nope"))
w.files.delete(path)
w.files.delete_directory(f"{root}/dir with space")

assert list(w.functions.list("sales", "one")) == []
w.registered_models.create(catalog_name="sales", schema_name="one", name="m")
assert [m.full_name for m in w.registered_models.list(catalog_name="sales", schema_name="one")] == ["sales.one.m"]

admin("POST", "/__admin/principals", {"kind": "SERVICE_PRINCIPAL", "name": "app-1", "client_secret": "s3cret"})
app = WorkspaceClient(host=HOST, client_id="app-1", client_secret="s3cret")
assert app.current_user.me().user_name == "app-1"
denied = raises(PermissionDenied, lambda: app.tables.get("sales.one.orders"))
assert str(denied).startswith("User does not have USE CATALOG on Catalog 'sales'."), denied
change = [uc.PermissionsChange(principal="app-1", add=[uc.Privilege.USE_CATALOG, uc.Privilege.USE_SCHEMA, uc.Privilege.SELECT])]
w.grants.update("CATALOG", "sales", changes=change)
assert app.tables.get("sales.one.orders").name == "orders"
assert w.grants.get("catalog", "sales").privilege_assignments[0].principal == "app-1"
effective = app.grants.get_effective("TABLE", "sales.one.orders").privilege_assignments
assert effective[0].privileges[0].inherited_from_type == uc.SecurableType.CATALOG, effective

assert w.metastores.summary().global_metastore_id.count(":") == 2
assert w.metastores.current().default_catalog_name == "main"
assert len(list(w.metastores.list())) == 1

warehouse = next(iter(w.warehouses.list()))
assert warehouse.state == sql.State.RUNNING
run = w.statement_execution.execute_statement(
    "numbers 500", warehouse.id, wait_timeout="50s", row_limit=400,
    query_tags=[sql.QueryTag(key="k", value="v")])
assert run.status.state == sql.StatementState.SUCCEEDED and run.manifest.truncated, run
rows, chunk = list(run.result.data_array), run.result
while chunk.next_chunk_index is not None:
    chunk = w.statement_execution.get_statement_result_chunk_n(run.statement_id, chunk.next_chunk_index)
    rows += chunk.data_array
assert [int(r[0]) for r in rows] == list(range(400)) and run.manifest.total_chunk_count > 1
bad = raises(BadRequest, lambda: w.statement_execution.execute_statement("x", warehouse.id, wait_timeout="3s"))
assert "wait_timeout" in str(bad)
failed = w.statement_execution.execute_statement("x", warehouse.id, wait_timeout="50s")
assert failed.status.state == sql.StatementState.FAILED and failed.status.sql_state == "42601", failed
waiting = w.statement_execution.execute_statement("wait", warehouse.id, wait_timeout="0s")
w.statement_execution.cancel_execution(waiting.statement_id)
while (state := w.statement_execution.get_statement(waiting.statement_id).status.state) in (
    sql.StatementState.PENDING, sql.StatementState.RUNNING):
    pass
assert state == sql.StatementState.CANCELED, state
history = w.query_history.list(max_results=2)
assert history.has_next_page and len(history.res) == 2
raises(NotFound, lambda: w.statement_execution.get_statement("nope"))

raises(BadRequest, lambda: w.catalogs.delete("sales"))
w.catalogs.delete("sales", force=True)
raises(NotFound, lambda: w.schemas.get("sales.one"))
print("the SDK finds a workspace")
