"""`clxs auth` as a person and as a job use it, against a sign-in on the loopback interface."""

import base64
import json
import pathlib
import stat
import subprocess
import sys
import threading
import urllib.request

import pytest

from conftest import program
from sign_in import host  # noqa: F401 (a fixture, which pytest finds by its name)

# Follows redirects as a browser does.
BROWSER = f"""#!{sys.executable}
import sys, urllib.request
urllib.request.build_opener(urllib.request.ProxyHandler({{}})).open(sys.argv[1], timeout=30).read()
"""


def environment(home: pathlib.Path, **more: str) -> dict:
    return {"HOME": str(home), "PATH": "/usr/bin:/bin", "NO_COLOR": "1", "NO_PROXY": "127.0.0.1"} | more


def clxs(env: dict, *arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [program(), *arguments], env=env, capture_output=True, text=True, timeout=120, stdin=subprocess.DEVNULL
    )


@pytest.fixture
def browser(tmp_path: pathlib.Path) -> str:
    """A program that is a browser, as `BROWSER` names one."""
    script = tmp_path / "browser"
    script.write_text(BROWSER)
    script.chmod(0o755)
    return str(script)


def test_a_person_signs_in_stays_signed_in_and_signs_out(host, browser, tmp_path):
    env = environment(tmp_path, BROWSER=browser, DATABRICKS_HOST=host)
    login = clxs(env, "auth", "login", "--json", "--timeout", "60")
    assert login.returncode == 0, login.stderr
    said = json.loads(login.stdout)
    assert said["host"] == host and said["renews"] is True
    cache = tmp_path / ".databricks" / "token-cache.json"
    assert said["cache"] == str(cache)
    assert stat.S_IMODE(cache.stat().st_mode) == 0o600
    kept = json.loads(cache.read_text())
    assert kept["version"] == 1 and kept["tokens"][host]["refresh_token"] == "again"

    # No auth_type: nothing else signs in here. The first token is over and is renewed.
    status = json.loads(clxs(env, "auth", "status", "--verify", "--json").stdout)
    assert status["auth_type"] == "external-browser"
    assert status["user"] == "holder of given-for-refresh_token"
    token = clxs(env, "auth", "token")
    assert token.stdout == "given-for-refresh_token\n"

    assert json.loads(clxs(env, "auth", "logout", "--json").stdout)["was_signed_in"] is True
    gone = clxs(env, "auth", "status")
    assert gone.returncode == 7 and "error[CX2001]" in gone.stderr
    asked_for = clxs(env | {"DATABRICKS_AUTH_TYPE": "external-browser"}, "auth", "status")
    assert asked_for.returncode == 7 and "error[CX2004]" in asked_for.stderr
    assert f"clxs auth login --host {host}" in asked_for.stderr


def test_without_a_browser_the_address_is_printed(host, tmp_path):
    env = environment(tmp_path, DATABRICKS_HOST=host, CI="true")
    command = [program(), "auth", "login", "--no-browser", "--timeout", "60", "--json"]
    process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    timer = threading.Timer(90, process.kill)
    timer.start()
    address = next(line for line in process.stderr if line.startswith("http"))
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    assert "Signed in" in opener.open(address.strip(), timeout=30).read().decode()
    out, _ = process.communicate(timeout=60)
    timer.cancel()
    assert process.returncode == 0 and json.loads(out)["host"] == host


@pytest.mark.parametrize(
    ("variables", "why"),
    [
        ({"CI": "true", "DISPLAY": ":0"}, "CI job"),
        ({"SSH_CONNECTION": "x", "DISPLAY": ":0"}, "SSH"),
        ({}, "no display"),
        ({"DISPLAY": ":0"}, "no terminal"),
    ],
    ids=["ci", "ssh", "no-display", "no-terminal"],
)
@pytest.mark.skipif(sys.platform != "linux", reason="displays are found by variables on Linux")
def test_a_headless_place_says_what_to_do(variables, why, host, tmp_path):
    said = clxs(environment(tmp_path, DATABRICKS_HOST=host, **variables), "auth", "login", "--json")
    problem = json.loads(said.stderr)
    assert said.returncode == 7 and problem["code"] == "CX2004"
    assert why in problem["because"][0]
    assert "--no-browser" in problem["hint"] and "DATABRICKS_CLIENT_ID" in problem["hint"]


def test_a_job_gets_a_token_and_no_log_holds_its_secret(host, tmp_path):
    secret = "dose-0123456789"
    env = environment(
        tmp_path,
        DATABRICKS_HOST=host,
        DATABRICKS_CLIENT_ID="job",
        DATABRICKS_CLIENT_SECRET=secret,
        CLXS_LOG="trace",
        RUST_LOG="trace",
    )
    said = clxs(env, "auth", "status", "--verify", "-v")
    assert "holder of given-for-client_credentials" in said.stdout, said.stderr
    assert "/oidc/v1/token" in said.stderr or "uc_client" in said.stderr, "the log says something"
    basic = base64.b64encode(f"job:{secret}".encode()).decode()
    for hidden in (secret, basic, "Bearer given"):
        assert hidden not in said.stderr
    token = clxs(env, "auth", "token", "-v")
    assert token.stdout == "given-for-client_credentials\n"
    assert "given-for-client_credentials" not in token.stderr


def test_the_official_sdk_sees_the_same_principal(host, tmp_path):
    code = "from databricks.sdk import WorkspaceClient; print(WorkspaceClient().current_user.me().user_name)"
    env = environment(
        tmp_path, DATABRICKS_HOST=host, DATABRICKS_CLIENT_ID="job", DATABRICKS_CLIENT_SECRET="dose"
    )
    theirs = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, timeout=120)
    ours = clxs(env, "auth", "status", "--verify", "--json")
    assert theirs.stdout.strip() == json.loads(ours.stdout)["user"], theirs.stderr


def test_a_person_signs_in_to_the_local_workspace(server, browser, tmp_path):
    status, said = server.call("GET", "/oidc/.well-known/oauth-authorization-server")
    if "authorization_code" not in said.get("grant_types_supported", []):
        pytest.skip("this local workspace signs in no people")
    env = environment(tmp_path, BROWSER=browser, DATABRICKS_HOST=server.address)
    login = clxs(env, "auth", "login", "--timeout", "60")
    assert login.returncode == 0, login.stderr
    ours = json.loads(clxs(env, "auth", "status", "--verify", "--json").stdout)
    assert ours["auth_type"] == "external-browser"
    token = clxs(env, "auth", "token").stdout.strip()
    assert server.connect(token=token).current_user.me().user_name == ours["user"]
    found = clxs(env, "inventory", "main", "--verify-auth", "--json")
    assert found.returncode == 0 and f"as {ours['user']} (external-browser)" in found.stderr


def test_a_service_principal_signs_in_to_the_local_workspace(server, names, tmp_path):
    made = server.principal(names("job"), "SERVICE_PRINCIPAL")
    env = environment(
        tmp_path,
        DATABRICKS_HOST=server.address,
        DATABRICKS_CLIENT_ID=made["name"],
        DATABRICKS_CLIENT_SECRET=made["client_secret"],
    )
    ours = json.loads(clxs(env, "auth", "status", "--verify", "--json").stdout)
    theirs = server.connect(client_id=made["name"], client_secret=made["client_secret"])
    assert ours["auth_type"] == "oauth-m2m"
    assert ours["user"] == theirs.current_user.me().user_name
