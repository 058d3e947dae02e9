"""`clxs delta clone` to Google Cloud Storage and from it; deltalake is the reader.

No emulator of the XML API that clients of GCS speak can be had from the registries. That API is S3's
but for the names of some headers and for conditions, so moto answers it behind a translator of those
("XML API request headers", per Google's documentation of 2026-08). What moto does not check is GCS's
own: generations other than 0, and its sign-in.
"""

import json
import logging
import pathlib
import threading

import deltalake
import pytest
from stores import cloned, follows_and_does_not_overwrite_others, read
from test_delta_clone_s3 import ordered
from test_delta_clone_s3 import source  # noqa: F401 (a fixture, which pytest finds by its name)


class Translator:
    """GCS's headers in, S3's out; it remembers what GCS alone says."""

    ABSENT = "HTTP_X_GOOG_IF_GENERATION_MATCH"
    COPY = "HTTP_X_GOOG_COPY_SOURCE"
    # moto wants to be told who asks, and does not check it.
    NOBODY = "AWS4-HMAC-SHA256 Credential=nobody/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0"

    def __init__(self, inner):
        from werkzeug.test import Client

        self.inner = inner
        self.asking = Client(inner)
        self.seen: list[str] = []
        self.lock = threading.Lock()

    def __call__(self, environ, start_response):
        told = {name: environ.pop(name) for name in list(environ) if name.startswith("HTTP_X_GOOG_")}
        environ["HTTP_AUTHORIZATION"] = self.NOBODY
        self.seen.append(f"{environ['REQUEST_METHOD']} {' '.join(sorted(told))}".strip())
        unknown = told.keys() - {self.ABSENT, self.COPY}
        if unknown:
            return self.refused(start_response, "501 Not Implemented", f"what are {sorted(unknown)}?")
        if self.COPY in told:
            environ["HTTP_X_AMZ_COPY_SOURCE"] = told[self.COPY]
        if self.ABSENT not in told:
            return self.inner(environ, start_response)
        if told[self.ABSENT] != "0":
            return self.refused(start_response, "501 Not Implemented", "a generation other than 0")
        # Between the question and the write nobody else may write.
        with self.lock:
            headers = {"Host": environ["HTTP_HOST"], "Authorization": self.NOBODY}
            if self.asking.head(environ["PATH_INFO"], headers=headers).status_code == 200:
                return self.refused(start_response, "412 Precondition Failed", "it is there")
            return list(self.inner(environ, start_response))

    def refused(self, start_response, status: str, why: str):
        body = f"<Error><Code>{status[4:].replace(' ', '')}</Code><Message>{why}</Message></Error>".encode()
        start_response(status, [("Content-Type", "application/xml"), ("Content-Length", str(len(body)))])
        return [body]


@pytest.fixture(scope="module")
def gcs():
    """A server with two buckets, in the environment of whoever asks for a store."""
    try:
        import boto3
        from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
        from werkzeug.serving import make_server
    except ImportError as error:
        pytest.skip(f"GCS does not judge clones: moto is not installed: {error}")
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    translator = Translator(DomainDispatcherApplication(create_backend_app))
    server = make_server("127.0.0.1", 0, translator, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_address[1]}"
    client = boto3.client(
        "s3", endpoint_url=address, region_name="us-east-1",
        aws_access_key_id="nobody", aws_secret_access_key="nothing",
    )
    for bucket in ("three", "four"):
        client.create_bucket(Bucket=bucket)
    key = {"gcs_base_url": address, "disable_oauth": True, "client_email": "", "private_key": "", "private_key_id": ""}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GOOGLE_SERVICE_ACCOUNT_KEY", json.dumps(key))
        yield translator, client
    server.shutdown()


def names(client, bucket: str, prefix: str) -> list[str]:
    listed = client.list_objects_v2(Bucket=bucket, Prefix=prefix)
    return [found["Key"] for found in listed.get("Contents", [])]


def test_table_goes_up_across_and_down_again(gcs, source, tmp_path):
    """Disk to bucket, inside it by the server's own copies, to another one, to disk."""
    translator, _ = gcs
    expected, down = read(source), tmp_path / "down"
    for before, after in [(source, "gs://three/up"), ("gs://three/up", "gs://three/a%20b/inside"),
                          ("gs://three/a%20b/inside", "gs://four/across"), ("gs://four/across", down)]:
        asked = len(translator.seen)
        answer = cloned(before, after)
        assert answer["target_version"] == 0
        assert read(after) == expected, after
        copies = sum(Translator.COPY in one for one in translator.seen[asked:])
        between = str(before).startswith("gs:") and str(after).startswith("gs:")
        assert copies == (answer["metrics"]["num_copied_files"] if between and "four" not in after else 0)


def test_second_clone_follows_and_does_not_overwrite_others(gcs, source):
    follows_and_does_not_overwrite_others(source, "gs://three/again")


def test_commit_that_is_too_large_for_one_request(gcs, source):
    """It goes in parts under another name, and gets its own only if nobody has it."""
    _, client = gcs
    log = pathlib.Path(source) / "_delta_log" / f"{0:020}.json"
    actions = [json.loads(line) for line in log.read_text().splitlines()]
    next(action["add"] for action in actions if "add" in action)["tags"] = {"long": "x" * (70 << 20)}
    log.write_text("".join(json.dumps(action) + "\n" for action in actions))
    assert cloned(source, "gs://four/long", "--version", 0)["target_version"] == 0
    assert names(client, "four", "long/_delta_log/") == [f"long/_delta_log/{0:020}.json"]
    assert read("gs://four/long") == ordered(deltalake.DeltaTable(source, version=0).to_pyarrow_table())


def test_shallow_clone_names_objects_by_url(gcs, source):
    """Only a log is written; its files are URLs of the source, which deltalake follows."""
    _, client = gcs
    cloned(source, "gs://three/base")
    answer = cloned("gs://three/base", "gs://four/thin", "--shallow")
    assert answer["metrics"]["num_copied_files"] == 0
    assert names(client, "four", "thin/") == [f"thin/_delta_log/{0:020}.json"]
    assert deltalake.DeltaTable("gs://four/thin").version() == 0
