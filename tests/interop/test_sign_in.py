"""Signing in through the official client: a browser that follows redirects, and programs."""

import contextlib
import functools
import socket
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import webbrowser

import pytest
from databricks.sdk import oauth
from databricks.sdk.core import Config


def free_port() -> int:
    with contextlib.closing(socket.socket()) as taken:
        taken.bind(("localhost", 0))
        return taken.getsockname()[1]


class Stop(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments):
        return None


def visit(address: str) -> tuple[int, str, str]:
    """What a browser is answered that follows no redirect: the status, where to go, the page."""
    opener = urllib.request.build_opener(Stop)
    try:
        with opener.open(address, timeout=30) as answer:
            return answer.status, "", answer.read().decode()
    except urllib.error.HTTPError as answer:
        return answer.code, answer.headers.get("Location", ""), answer.read().decode()


def browse(address: str) -> bool:
    """Opens an address as a browser does, and goes where it leads once the client listens there."""

    def follow():
        status, back, page = visit(address)
        assert status == 302, page
        for _ in range(200):
            try:
                return urllib.request.urlopen(back, timeout=30).read()
            except urllib.error.HTTPError:
                return None
            except urllib.error.URLError:
                time.sleep(0.05)

    threading.Thread(target=follow, daemon=True).start()
    return True


@pytest.fixture
def browser(monkeypatch, tmp_path):
    """A browser without a screen; the client's own cache of tokens goes to a folder of the test."""
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ["open", "open_new", "open_new_tab"]:
        monkeypatch.setattr(webbrowser, name, browse)
    # The client listens on a port of its own choice, which another test run may hold.
    original, port = oauth.OAuthClient.__init__, free_port()

    @functools.wraps(original)
    def elsewhere(self, *arguments, **named):
        original(self, *arguments, **named | {"redirect_url": f"http://localhost:{port}"})

    monkeypatch.setattr(oauth.OAuthClient, "__init__", elsewhere)


@pytest.fixture
def conduct(server):
    """Changes how the workspace behaves, until the test ends."""
    _, before = server.call("GET", "/__admin/conduct")

    def change(**changes):
        status, body = server.call("PATCH", "/__admin/conduct", changes)
        assert status == 200, body

    yield change
    change(**before)


def test_a_person_signs_in_with_a_browser(server, browser, conduct):
    conduct(sign_in_as="admin@local")
    person = server.connect(auth_type="external-browser")
    assert person.current_user.me().user_name == "admin@local"


def test_a_token_that_expired_is_renewed_without_the_browser(server, browser, conduct, monkeypatch):
    conduct(sign_in_as="admin@local", token_seconds=1)
    person = server.connect(auth_type="external-browser")
    monkeypatch.setattr(webbrowser, "open_new", lambda _: pytest.fail("the browser was opened again"))
    first = person.config.authenticate()["Authorization"]
    time.sleep(1.1)
    assert person.current_user.me().user_name == "admin@local"
    assert person.config.authenticate()["Authorization"] != first
    with pytest.raises(Exception, match="Invalid access token"):
        server.connect(token=first.removeprefix("Bearer ")).current_user.me()


def test_a_refresh_token_can_be_for_one_use(server, browser, conduct):
    conduct(sign_in_as="admin@local", single_use_refresh_tokens=True)
    endpoints = Config(host=server.address, token="dapi-local", config_file="none").databricks_oidc_endpoints
    consent = oauth.OAuthClient(
        endpoints, redirect_url="http://localhost:1", client_id="databricks-cli", scopes=["all-apis", "offline_access"]
    ).initiate_consent()
    credentials = consent.launch_external_browser()
    first = credentials.token().refresh_token
    renewed = credentials.refresh()
    assert renewed.refresh_token not in (None, first)
    with pytest.raises(ValueError, match="invalid_grant"):
        credentials.refresh()


def test_a_token_of_a_program_is_renewed(server, names, conduct):
    conduct(token_seconds=1)
    program = server.principal(names("robot"), "SERVICE_PRINCIPAL")
    machine = server.connect(client_id=program["name"], client_secret=program["client_secret"])
    assert machine.current_user.me().user_name == program["name"]
    time.sleep(1.1)
    assert machine.current_user.me().user_name == program["name"]


def authorize(server, **changes) -> str:
    query = {
        "client_id": "databricks-cli",
        "response_type": "code",
        "redirect_uri": "http://localhost:8020",
        "state": "s",
        "scope": "all-apis",
        "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
        "code_challenge_method": "S256",
    }
    query = {key: value for key, value in (query | changes).items() if value is not None}
    return f"{server.address}/oidc/v1/authorize?{urllib.parse.urlencode(query)}"


@pytest.mark.parametrize("address", ["http://example.com/", "https://localhost:1", "file:///tmp", "javascript:1", ""])
def test_a_code_goes_to_this_machine_only(server, address):
    status, back, page = visit(authorize(server, redirect_uri=address, login_hint="admin@local"))
    assert (status, back) == (400, "") and "redirect_uri" in page


@pytest.mark.parametrize(
    "changes, error",
    [
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"client_id": None}, "invalid_request"),
        ({"login_hint": "nobody@local"}, "access_denied"),
    ],
)
def test_a_refusal_goes_back_to_the_client(server, changes, error):
    status, back, _ = visit(authorize(server, **changes))
    told = dict(urllib.parse.parse_qsl(urllib.parse.urlparse(back).query))
    assert (status, told["error"], told["state"]) == (302, error, "s")


def test_among_several_users_a_page_asks_who_it_is(server, names):
    name = f"{names('person')}<b>@local"
    server.principal(name)
    status, back, page = visit(authorize(server))
    assert (status, back) == (200, "") and name not in page and "admin@local" in page
    status, back, _ = visit(authorize(server, login_hint=name))
    assert status == 302 and "code=" in back


def test_a_code_is_for_one_use_and_its_own_client(server):
    def redeem(code, **changes):
        form = {
            "grant_type": "authorization_code",
            "client_id": "databricks-cli",
            "redirect_uri": "http://localhost:8020",
            "code": code,
            "code_verifier": "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
        }
        data = urllib.parse.urlencode(form | changes).encode()
        try:
            with urllib.request.urlopen(f"{server.address}/oidc/v1/token", data, timeout=30) as answer:
                return answer.status
        except urllib.error.HTTPError as refusal:
            return refusal.code

    def code():
        _, back, _ = visit(authorize(server, login_hint="admin@local"))
        return dict(urllib.parse.parse_qsl(urllib.parse.urlparse(back).query))["code"]

    used = code()
    assert [redeem(used), redeem(used)] == [200, 400]
    for changes in [{"code_verifier": "x" * 43}, {"client_id": "other"}, {"redirect_uri": "http://localhost:1"}]:
        assert redeem(code(), **changes) == 400, changes


def test_other_grants_are_refused_by_name(server):
    data = b"grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Atoken-exchange&subject_token=x"
    with pytest.raises(urllib.error.HTTPError) as refusal:
        urllib.request.urlopen(f"{server.address}/oidc/v1/token", data, timeout=30)
    assert refusal.value.code == 400 and b"unsupported_grant_type" in refusal.value.read()
