"""The same configuration, resolved by the official SDK and by `clxs auth status`.

A small server on the loopback interface stands in for a workspace's discovery and token endpoints.
Each row of the table is files, variables and arguments; both sides must name the same strategy, host
and profile, or both must refuse.
"""

import base64
import dataclasses
import json
import os
import pathlib
import subprocess
import unittest.mock

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from databricks.sdk.core import Config

from conftest import program
from sign_in import Provider, claims, host  # noqa: F401 (`host` is a fixture, which pytest finds by its name)

CONFIG = """\
[DEFAULT]
host = {host}
token = of-default

[work]
host = {host}/
token = of-work

[m2m]
host = {host}
client_id = id
client_secret = secret

[both]
host = {host}
token = of-both
client_id = id
client_secret = secret

[chosen]
host = {host}
token = of-chosen
client_id = id
client_secret = secret
auth_type = oauth-m2m

[cli]
host = {host}
auth_type = databricks-cli

[Mixed Case]
HOST = {host}
Token: of-mixed

[inherits]
client_id = id

[service]
host = {host}
metadata_service_url = {host}/session/token
"""

SETTINGS = "[__settings__]\ndefault_profile = work\n"

CLI = """#!/bin/sh
case "$1" in
  version) echo '{"Major":0,"Minor":300,"Patch":0}';;
  *) echo '{"access_token":"of-cli","token_type":"Bearer","expiry":"2099-01-01T00:00:00Z"}';;
esac
"""


@dataclasses.dataclass
class Row:
    """What is configured; `{host}` stands for the server, `{home}` for the folder of the user."""

    name: str
    env: dict = dataclasses.field(default_factory=dict)
    arguments: dict = dataclasses.field(default_factory=dict)
    file: str = CONFIG


KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PEM = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
ACCOUNT = {
    "type": "service_account",
    "client_email": "clone@project.example",
    "private_key": KEY.private_bytes(*PEM).decode(),
    "private_key_id": "key-1",
    "token_uri": "{host}/google/token",
}

H = {"DATABRICKS_HOST": "{host}"}
T = {"DATABRICKS_TOKEN": "of-environment"}
M2M = {"DATABRICKS_CLIENT_ID": "id", "DATABRICKS_CLIENT_SECRET": "secret"}
CLIENT = {"DATABRICKS_CLIENT_ID": "id"}
CLI_PATH = {"DATABRICKS_CLI_PATH": "{home}/cli"}
GROUP = {"DATABRICKS_GROUP_ID": "7"}
SERVICE = {"DATABRICKS_METADATA_SERVICE_URL": "{host}/session/token"}
GITHUB = {
    "ACTIONS_ID_TOKEN_REQUEST_URL": "{host}/github?v=1",
    "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "job",
}
GITHUB_WITHOUT_PERMISSION = GITHUB | {"ACTIONS_ID_TOKEN_REQUEST_TOKEN": "another"}
PIPELINE = {
    "SYSTEM_ACCESSTOKEN": "job",
    "SYSTEM_TEAMFOUNDATIONCOLLECTIONURI": "{host}/team/",
    "SYSTEM_TEAMPROJECTID": "p",
    "SYSTEM_HOSTTYPE": "build",
    "SYSTEM_PLANID": "plan-1",
    "SYSTEM_JOBID": "job-1",
}
PIPELINE_WITHOUT_TOKEN = {k: v for k, v in PIPELINE.items() if k != "SYSTEM_ACCESSTOKEN"}
PIPELINE_WITHOUT_PLAN = {k: v for k, v in PIPELINE.items() if k != "SYSTEM_PLANID"}
AZURE = {
    "DATABRICKS_HOST": "https://adb-1.0.azuredatabricks.net",
    # Nobody answers there: these rows need no answer, and ask nobody outside.
    "HTTPS_PROXY": "http://127.0.0.1:9",
    "ARM_CLIENT_ID": "x",
    "ARM_TENANT_ID": "t",
}
GOOGLE = {"GOOGLE_CREDENTIALS": "{home}/key.json"}
AZURE_SECRET = {"ARM_CLIENT_SECRET": "y"}

ROWS = [
    Row("environment", H | T),
    Row("host-with-slash", {"DATABRICKS_HOST": "{host}/"} | T),
    Row("environment-m2m", H | M2M),
    Row("environment-m2m-and-azure-id", H | M2M | {"ARM_CLIENT_ID": "x"}),
    Row("environment-azure-id-and-auth-type", H | M2M | {"ARM_CLIENT_ID": "x", "DATABRICKS_AUTH_TYPE": "oauth-m2m"}),
    Row("environment-pat-and-m2m", H | T | M2M),
    Row("environment-pat-chosen", H | T | M2M | {"DATABRICKS_AUTH_TYPE": "pat"}),
    Row("environment-m2m-chosen", H | T | M2M | {"DATABRICKS_AUTH_TYPE": "oauth-m2m"}),
    Row("auth-type-without-values", H | T | {"DATABRICKS_AUTH_TYPE": "oauth-m2m"}),
    Row("auth-type-unknown", H | T | {"DATABRICKS_AUTH_TYPE": "kerberos"}),
    Row("empty-variables", H | T | {"DATABRICKS_CLIENT_ID": "", "ARM_CLIENT_ID": ""}),
    Row("nothing-but-default-section"),
    Row("no-file-no-environment", file=""),
    Row("default-profile-of-settings", file=CONFIG + SETTINGS),
    Row("default-profile-is-gone", file="[__settings__]\ndefault_profile = gone\n"),
    Row("profile-of-environment", {"DATABRICKS_CONFIG_PROFILE": "work"}),
    Row("profile-argument", arguments={"profile": "work"}),
    Row("profile-argument-before-environment", {"DATABRICKS_CONFIG_PROFILE": "gone"}, {"profile": "work"}),
    Row("profile-m2m", arguments={"profile": "m2m"}),
    Row("profile-both", arguments={"profile": "both"}),
    Row("profile-auth-type", arguments={"profile": "chosen"}),
    Row("profile-case-and-colon", arguments={"profile": "Mixed Case"}),
    Row("profile-names-have-case", arguments={"profile": "WORK"}),
    Row("profile-unknown", arguments={"profile": "gone"}),
    Row("profile-reserved", arguments={"profile": "__settings__"}, file=CONFIG + SETTINGS),
    Row("profile-inherits-nothing", arguments={"profile": "inherits"}),
    Row("profile-and-environment-token", T, {"profile": "work"}),
    Row("profile-and-environment-family", T, {"profile": "m2m"}),
    Row("environment-host-skips-default", H),
    Row("environment-token-skips-default", T),
    Row("argument-host-and-environment-token", T, {"host": "{host}"}),
    Row("other-file", {"DATABRICKS_CONFIG_FILE": "{home}/other"}, file=CONFIG),
    Row("cli-of-profile", {"DATABRICKS_CLI_PATH": "{home}/cli"}, {"profile": "cli"}),
    Row("cli-as-last-resort", H | {"DATABRICKS_CLI_PATH": "{home}/cli"}),
    Row("cli-missing", arguments={"profile": "cli"}),
    Row("env-oidc", H | {"DATABRICKS_OIDC_TOKEN": "jwt"}),
    Row("env-oidc-named", H | {"DATABRICKS_OIDC_TOKEN_ENV": "MY_JWT", "MY_JWT": "jwt"}),
    Row("env-oidc-absent", H | {"DATABRICKS_OIDC_TOKEN_ENV": "MY_JWT"}),
    Row("env-oidc-and-client", H | {"DATABRICKS_OIDC_TOKEN_ENV": "MY_JWT", "MY_JWT": "jwt", "DATABRICKS_CLIENT_ID": "x"}),
    Row("file-oidc", H | {"DATABRICKS_OIDC_TOKEN_FILEPATH": "{home}/jwt"}),
    Row("file-oidc-old-name", H | {"DATABRICKS_OIDC_TOKEN_FILE": "{home}/jwt"}),
    Row("file-oidc-absent", H | {"DATABRICKS_OIDC_TOKEN_FILEPATH": "{home}/none"}),
    Row("github-oidc", H | CLIENT | GITHUB),
    Row("github-oidc-without-permission", H | CLIENT | GITHUB_WITHOUT_PERMISSION),
    Row("github-oidc-without-permission-but-cli", H | CLIENT | GITHUB_WITHOUT_PERMISSION | CLI_PATH),
    Row("github-oidc-and-pipeline", H | CLIENT | GITHUB | PIPELINE),
    Row("github-oidc-without-permission-and-pipeline", H | CLIENT | GITHUB_WITHOUT_PERMISSION | PIPELINE),
    Row("metadata-service", H | SERVICE),
    Row("metadata-service-chosen", H | T | SERVICE | {"DATABRICKS_AUTH_TYPE": "metadata-service"}),
    Row("metadata-service-of-profile", arguments={"profile": "service"}),
    Row("metadata-service-and-pat", H | T | SERVICE),
    Row("metadata-service-and-client", H | CLIENT | SERVICE),
    Row("metadata-service-and-azure-id", H | SERVICE | {"ARM_CLIENT_ID": "x"}),
    Row("metadata-service-without-address", H | {"DATABRICKS_AUTH_TYPE": "metadata-service"}),
    Row("metadata-service-gone", H | CLI_PATH | {"DATABRICKS_METADATA_SERVICE_URL": "http://127.0.0.1:9/"}),
    Row("metadata-service-refuses", H | CLI_PATH | {"DATABRICKS_METADATA_SERVICE_URL": "{host}/none"}),
    Row("metadata-service-without-end", H | {"DATABRICKS_METADATA_SERVICE_URL": "{host}/session/endless"}),
    Row("metadata-service-and-group", H | SERVICE | GROUP),
    Row("metadata-service-and-identity", H | SERVICE | {"DATABRICKS_OIDC_TOKEN": "jwt"}),
    Row("metadata-service-passed-over-for-a-group", H | SERVICE | GROUP | {"DATABRICKS_OIDC_TOKEN": "jwt"}),
    Row("azure-devops-oidc", H | CLIENT | PIPELINE),
    Row("azure-devops-oidc-chosen", H | T | CLIENT | PIPELINE | {"DATABRICKS_AUTH_TYPE": "azure-devops-oidc"}),
    Row("azure-devops-oidc-for-a-group", H | CLIENT | PIPELINE | GROUP),
    Row("azure-devops-oidc-without-client", H | PIPELINE),
    Row("azure-devops-oidc-without-token", H | CLIENT | PIPELINE_WITHOUT_TOKEN),
    Row("azure-devops-oidc-without-plan", H | CLIENT | PIPELINE_WITHOUT_PLAN),
    Row("azure-devops-oidc-without-token-but-cli", H | CLIENT | PIPELINE_WITHOUT_TOKEN | CLI_PATH),
    Row("azure-devops-oidc-refused", H | CLIENT | PIPELINE | {"SYSTEM_ACCESSTOKEN": "another"}),
    Row("azure-devops-oidc-refused-but-cli", H | CLIENT | PIPELINE | CLI_PATH | {"SYSTEM_ACCESSTOKEN": "another"}),
    Row("azure-devops-oidc-and-secret", H | M2M | PIPELINE),
    Row("azure-devops-oidc-and-pat", H | T | CLIENT | PIPELINE),
    Row("discovery-url", H | M2M | {"DATABRICKS_DISCOVERY_URL": "{host}/elsewhere"}),
    Row("azure-client-secret", AZURE | AZURE_SECRET),
    Row("azure-client-secret-and-github", AZURE | AZURE_SECRET | GITHUB),
    Row("azure-client-without-secret", AZURE),
    Row("azure-client-and-pat", AZURE | T | GITHUB),
    Row("github-oidc-azure", AZURE | GITHUB),
    Row("github-oidc-azure-chosen", AZURE | T | GITHUB | {"DATABRICKS_AUTH_TYPE": "github-oidc-azure"}),
    Row("github-oidc-azure-and-client", AZURE | CLIENT | GITHUB),
    Row("github-oidc-azure-without-permission", AZURE | GITHUB_WITHOUT_PERMISSION),
    Row("github-oidc-azure-without-client", AZURE | {"ARM_CLIENT_ID": ""} | GITHUB),
    Row("github-oidc-azure-elsewhere", H | {"ARM_CLIENT_ID": "x", "ARM_TENANT_ID": "t"} | GITHUB),
    Row("github-oidc-azure-for-a-group", AZURE | GITHUB | GROUP),
    Row("google-credentials", H | GOOGLE),
    Row("google-credentials-as-text", H | {"GOOGLE_CREDENTIALS": json.dumps(ACCOUNT)}),
    Row("google-credentials-chosen", H | T | GOOGLE | {"DATABRICKS_AUTH_TYPE": "google-credentials"}),
    Row("google-credentials-and-pat", H | T | GOOGLE),
    Row("google-credentials-and-identity", H | GOOGLE | {"DATABRICKS_OIDC_TOKEN": "jwt"}),
    Row("google-credentials-and-cli", H | GOOGLE | CLI_PATH),
    Row("google-credentials-for-a-group", H | GOOGLE | GROUP),
    Row("google-credentials-gone", H | {"GOOGLE_CREDENTIALS": "{home}/gone.json"}),
    Row("google-credentials-without-key", H | {"GOOGLE_CREDENTIALS": "{home}/no-key.json"}),
    Row("google-credentials-with-another-key", H | {"GOOGLE_CREDENTIALS": "{home}/other-key.json"}),
    Row("managed-identity-and-pat", H | T | {"ARM_USE_MSI": "true"}),
    Row("group-passes-over-pat", H | T | {"DATABRICKS_GROUP_ID": "7"}),
    Row("group-and-m2m", H | M2M | {"DATABRICKS_GROUP_ID": "7"}),
    Row(
        "group-passes-over-password",
        H | GROUP | {"DATABRICKS_USERNAME": "u", "DATABRICKS_PASSWORD": "p", "DATABRICKS_OIDC_TOKEN": "jwt"},
    ),
]


def place(row: Row, host: str, home: pathlib.Path) -> tuple[dict, dict]:
    """Writes the row's files; gives the environment and the arguments of both sides."""

    def filled(values: dict) -> dict:
        return {k: v.replace("{host}", host).replace("{home}", str(home)) for k, v in values.items()}

    (home / ".databrickscfg").write_text(row.file.replace("{host}", host))
    (home / "other").write_text(f"[DEFAULT]\nhost = {host}\ntoken = of-other\n")
    (home / "jwt").write_text("jwt\n")
    keys = {"key": ACCOUNT, "no-key": {"type": "service_account"}, "other-key": ACCOUNT | {"private_key": "of EC"}}
    for name, key in keys.items():
        (home / f"{name}.json").write_text(json.dumps(filled(key)))
    cli = home / "cli"
    cli.write_text(CLI)
    cli.chmod(0o755)
    bare = {"HOME": str(home), "PATH": "/usr/bin:/bin", "NO_PROXY": "127.0.0.1"}
    return bare | filled(row.env), filled(row.arguments)


def by_sdk(env: dict, arguments: dict) -> dict:
    with unittest.mock.patch.dict(os.environ, env, clear=True):
        try:
            config = Config(retry_timeout_seconds=1, http_timeout_seconds=5, **arguments)
        except Exception as error:
            return {"refused": str(error)}
    return {"auth_type": config.auth_type, "host": config.host, "profile": config.profile}


def by_clxs(env: dict, arguments: dict) -> dict:
    options = [part for k, v in arguments.items() for part in (f"--{k}", v)]
    command = [program(), "auth", "status", "--json", *options]
    run = subprocess.run(command, env=env, capture_output=True, text=True, timeout=300)
    if run.returncode:
        return {"refused": run.stderr}
    told = json.loads(run.stdout)
    return {name: told[name] for name in ("auth_type", "host", "profile")}


def unique(asked: list) -> list[str]:
    return sorted({json.dumps(seen, sort_keys=True) for seen in asked})


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_both_resolve_the_same(row: Row, host: str, tmp_path: pathlib.Path):
    env, arguments = place(row, host, tmp_path)
    theirs, ours = by_sdk(env, arguments), by_clxs(env, arguments)
    if "refused" in theirs:
        assert "refused" in ours, f"the SDK refuses: {theirs['refused']}"
        return
    theirs["host"] = theirs["host"].rstrip("/")
    assert ours == theirs


@pytest.mark.parametrize(
    "env",
    [H | M2M, H | SERVICE, H | CLIENT | GITHUB, H | CLIENT | PIPELINE, H | CLIENT | PIPELINE | GROUP],
    ids=["oauth-m2m", "metadata-service", "github-oidc", "azure-devops-oidc", "azure-devops-oidc-for-a-group"],
)
def test_both_ask_the_same_and_get_the_same_token(env: dict, host: str, tmp_path: pathlib.Path):
    """What the provider sees of either: the address, who asks, and the form; once is enough."""
    env, _ = place(Row("", env), host, tmp_path)
    Provider.seen.clear()
    with unittest.mock.patch.dict(os.environ, env, clear=True):
        theirs = Config(retry_timeout_seconds=1, http_timeout_seconds=5).authenticate()["Authorization"]
    they_asked = list(Provider.seen)
    Provider.seen.clear()
    run = subprocess.run([program(), "auth", "token"], env=env, capture_output=True, text=True, timeout=300)
    assert run.returncode == 0, run.stderr
    assert f"Bearer {run.stdout.strip()}" == theirs
    assert unique(Provider.seen) == unique(they_asked) != []


def asked_of_google() -> list[dict]:
    """What was asked of Google, by tokens of our key, without their times."""
    asked = []
    for _, path, told, form in Provider.seen:
        if path != "/google/token":
            continue
        text, signature = form["assertion"].rsplit(".", 1)
        signature = base64.urlsafe_b64decode(signature + "=" * (-len(signature) % 4))
        KEY.public_key().verify(signature, text.encode(), padding.PKCS1v15(), hashes.SHA256())
        said = claims(form["assertion"])
        assert said.pop("exp") - said.pop("iat") == 3600
        asked.append({"told": told, "grant_type": form["grant_type"], "form": sorted(form)} | said)
    return asked


def test_a_key_of_google_names_its_account_to_the_workspace(host: str, tmp_path: pathlib.Path):
    """The second token, which the SDK sends everywhere, opens a cloud: only accounts are sent it."""
    env, _ = place(Row("", H | GOOGLE), host, tmp_path)
    Provider.seen.clear()
    with unittest.mock.patch.dict(os.environ, env, clear=True):
        theirs = Config(retry_timeout_seconds=1, http_timeout_seconds=5).authenticate()
    they_asked = asked_of_google()
    Provider.seen.clear()
    run = subprocess.run([program(), "auth", "token"], env=env, capture_output=True, text=True, timeout=300)
    assert f"Bearer {run.stdout.strip()}" == theirs["Authorization"], run.stderr
    assert claims(run.stdout)["aud"] == host
    assert asked_of_google() == [asked for asked in they_asked if "target_audience" in asked]
    assert len(they_asked) == 2 and "X-Databricks-GCP-SA-Access-Token" in theirs


def test_a_managed_identity_is_asked_for_a_token(host: str, tmp_path: pathlib.Path):
    """The Go SDK's own strategy, with its variables; the Python SDK has none to compare with."""
    machine = {"ARM_USE_MSI": "true", "ARM_CLIENT_ID": "x", "AZURE_POD_IDENTITY_AUTHORITY_HOST": "{host}"}
    env, _ = place(Row("", H | {"DATABRICKS_CLOUD": "azure"} | machine), host, tmp_path)
    Provider.seen.clear()
    run = subprocess.run([program(), "auth", "token"], env=env, capture_output=True, text=True, timeout=300)
    assert run.stdout.strip() == "of-machine", run.stderr
    application = "2ff814a6-3304-4ab8-85cb-cd0e6f879c1d"
    query = f"api-version=2018-02-01&resource={application}&client_id=x"
    asked = f"/metadata/identity/oauth2/token?{query}"
    assert Provider.seen == [("GET", asked, {"Metadata": "true"}, {})]


def test_two_families_are_named_by_both(host: str, tmp_path: pathlib.Path):
    row = Row("", H | T | M2M | {"ARM_CLIENT_ID": "x"})
    env, arguments = place(row, host, tmp_path)
    theirs, ours = by_sdk(env, arguments)["refused"], by_clxs(env, arguments)["refused"]
    for family in ("azure", "oauth", "pat"):
        assert family in theirs and family in ours
    assert "DATABRICKS_TOKEN" in ours and "of-environment" not in ours


def test_a_token_beside_another_host_is_sent_by_the_sdk_alone(host: str, tmp_path: pathlib.Path):
    """The one rule of ours that is stricter; told in the docs."""
    row = Row("", {"DATABRICKS_HOST": "https://other.invalid"} | T, {"host": host})
    env, arguments = place(row, host, tmp_path)
    assert by_sdk(env, arguments)["auth_type"] == "pat"
    assert "is not sent to" in by_clxs(env, arguments)["refused"]
