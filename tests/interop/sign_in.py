"""A server on the loopback interface that stands in for a workspace's sign-in."""

import base64
import hashlib
import http.server
import json
import threading
import urllib.parse

import pytest


PIPELINE = "/team/p/_apis/distributedtask/hubs/build/plans/plan-1/jobs/job-1/oidctoken"
# What a client of one of these says about itself is part of what it asks for.
TOLD = ("Authorization", "X-Databricks-Metadata-Version", "X-Databricks-Host", "Metadata")


def claims(token: str) -> dict:
    """What a JSON web token says of itself."""
    payload = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))


def token(claims: dict) -> str:
    """A JSON web token that nobody signed."""
    part = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in ({}, claims)]
    return f"{part[0]}.{part[1]}."


class Provider(http.server.BaseHTTPRequestHandler):
    """Says where to sign in, and gives a token to whoever asks.

    It is Google too, a job's own service, as GitHub and Azure Pipelines have one, the metadata service
    that starts other programs, and the one of a machine in Azure.
    """

    seen: list[tuple] = []

    def log_message(self, *arguments):
        pass

    def do_GET(self):
        host = f"http://127.0.0.1:{self.server.server_port}"
        endpoints = {
            "authorization_endpoint": f"{host}/oidc/v1/authorize",
            "token_endpoint": f"{host}/oidc/v1/token",
        }
        answers = {
            "/.well-known/databricks-config": {"oidc_endpoint": f"{host}/oidc", "workspace_id": "1"},
            "/oidc/.well-known/oauth-authorization-server": endpoints,
            "/elsewhere": endpoints,
            "/session/token": {"access_token": "of-service", "token_type": "Bearer", "expires_on": 4_000_000_000},
            "/session/endless": {"access_token": "of-service", "token_type": "Bearer"},
            "/metadata/identity/oauth2/token": {"access_token": "of-machine", "expires_on": "4000000000"},
        }
        if self.headers.get("Authorization") == "Bearer job":
            answers["/github"] = {"value": "jwt-of-job"}
        path, _, query = self.path.partition("?")
        self.note({})
        if path == "/oidc/v1/authorize":
            return self.authorize(dict(urllib.parse.parse_qsl(query)))
        if path == "/api/2.0/preview/scim/v2/Me":
            bearer = self.headers.get("Authorization", "")
            return self.answer({"id": "1", "userName": f"holder of {bearer.split()[-1]}"})
        self.answer(answers.get(path))

    def authorize(self, asked):
        """A person who says yes at once."""
        self.server.challenge = asked["code_challenge"]
        back = urllib.parse.urlencode({"code": "code-of-person", "state": asked["state"]})
        self.send_response(302)
        self.send_header("Location", f"{asked['redirect_uri']}/?{back}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        form = dict(urllib.parse.parse_qsl(body))
        self.note(form)
        if self.path == f"{PIPELINE}?api-version=7.2-preview.1":
            is_job = self.headers.get("Authorization") == "Bearer job"
            return self.answer({"oidcToken": "jwt-of-pipeline"} if is_job else None)
        if self.path == "/google/token":
            wants = claims(form["assertion"])
            name = token({"exp": 4_000_000_000, "aud": wants.get("target_audience")})
            is_name = "target_audience" in wants
            return self.answer({"id_token": name} if is_name else {"access_token": "of-google", "expires_in": 3600})
        grant = form.get("grant_type")
        if grant == "authorization_code":
            digest = hashlib.sha256(form["code_verifier"].encode()).digest()
            proof = base64.urlsafe_b64encode(digest).decode().rstrip("=")
            if proof != self.server.challenge or form["code"] != "code-of-person":
                return self.answer({"error": "invalid_grant"}, 400)
        # A person's first token is over when it is given, so that the next command renews it.
        given = {"access_token": f"given-for-{grant}", "token_type": "Bearer", "expires_in": 3600}
        if grant == "authorization_code":
            given |= {"expires_in": 30, "refresh_token": "again"}
        self.answer(given)

    def note(self, form):
        """Keeps what was asked; where to sign in, each client finds out in its own way."""
        if "/.well-known/" not in self.path:
            told = {name: self.headers[name] for name in TOLD if name in self.headers}
            self.seen.append((self.command, urllib.parse.unquote(self.path), told, form))

    def answer(self, body, status=200):
        raw = json.dumps(body or {"error_code": "NOT_FOUND", "message": "no"}).encode()
        self.send_response(status if body else 404)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)


@pytest.fixture(scope="module")
def host():
    """The address of the provider."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
