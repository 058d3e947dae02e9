"""Who the caller is: personal tokens, client credentials, and strangers."""

import pytest
from databricks.sdk.errors import PermissionDenied


def test_a_token_stands_for_a_user(client):
    me = client.current_user.me()
    assert me.user_name == "admin@local"
    assert me.active


def test_discovery_tells_where_tokens_come_from(server):
    status, config = server.call("GET", "/.well-known/databricks-config")
    assert status == 200
    assert config["oidc_endpoint"].startswith(server.address)
    assert config["workspace_id"]


def test_a_program_gets_a_token_for_its_secret(server, names):
    program = server.principal(names("robot"), "SERVICE_PRINCIPAL")
    machine = server.connect(client_id=program["name"], client_secret=program["client_secret"])
    assert machine.config.auth_type == "oauth-m2m"
    assert machine.current_user.me().user_name == program["name"]


def test_a_wrong_secret_gets_no_token(server, names):
    program = server.principal(names("robot"), "SERVICE_PRINCIPAL")
    # Depending on its version the client asks for the token at once or with the first call.
    with pytest.raises(Exception) as refusal:
        server.connect(client_id=program["name"], client_secret="wrong").current_user.me()
    assert "secret" not in str(refusal.value).lower().replace("client_secret", "")


def test_a_stranger_is_not_let_in(server):
    # The real service answers 403 "Invalid access token."
    with pytest.raises(PermissionDenied, match="Invalid access token"):
        server.connect(token="dapi-unknown").current_user.me()


def test_the_workspace_has_a_metastore_and_a_warehouse(client):
    summary = client.metastores.summary()
    assert summary.metastore_id and summary.global_metastore_id.count(":") == 2
    assert client.metastores.current().metastore_id == summary.metastore_id
    warehouse = next(iter(client.warehouses.list()))
    assert client.warehouses.get(warehouse.id).id == warehouse.id
