"""`clxs sql retarget` as another program calls it: a line in, a line out, one at a time."""

import json
import queue
import subprocess
import threading

import pytest
from conftest import program

PATIENCE_SECONDS = 20
REQUEST = {
    "id": "a",
    "kind": "query",
    "input": "SELECT prod.crm.people.id, 'prod.x' FROM prod.crm.people",
    "default_catalog": "prod",
    "default_schema": "sales",
    "map": {"catalogs": {"prod": "staging"}},
}


@pytest.fixture
def retarget():
    """A function that sends one line and waits for its answer while the program goes on."""
    process = subprocess.Popen(
        [program(), "sql", "retarget", "--jsonl"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    answers: queue.Queue = queue.Queue()
    threading.Thread(target=lambda: [answers.put(line) for line in process.stdout], daemon=True).start()

    def ask(line: bytes) -> dict:
        process.stdin.write(line + b"\n")
        process.stdin.flush()
        return json.loads(answers.get(timeout=PATIENCE_SECONDS))

    yield ask
    process.stdin.close()
    assert process.wait(timeout=PATIENCE_SECONDS) == 0


def test_each_answer_comes_before_the_next_question(retarget):
    for number in range(3):
        answer = retarget(json.dumps(REQUEST | {"id": number}).encode())
        assert answer == {"id": number, "output": "SELECT staging.crm.people.id, 'prod.x' FROM staging.crm.people"}


@pytest.mark.parametrize(
    ("line", "id", "error"),
    [
        (json.dumps(REQUEST | {"kind": "poem"}).encode(), "a", "poem"),
        (json.dumps(REQUEST | {"input": "SELECT 'x"}).encode(), "a", "line 1, column 8"),
        (json.dumps(REQUEST | {"map": {"objects": {"a.b.c": "x"}}}).encode(), "a", "a.b.c to x"),
        (json.dumps({"id": 7}).encode(), 7, "not a request"),
        (b"{", None, "not a request"),
        (b"\xff\xfe", None, "not a request"),
    ],
)
def test_a_bad_line_spoils_only_itself(retarget, line, id, error):
    answer = retarget(line)
    assert answer["id"] == id
    assert error in answer["error"]
    assert "output" in retarget(json.dumps(REQUEST).encode())
