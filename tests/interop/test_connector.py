"""The official SQL connector, whose kernel speaks to the workspace over TLS.

`CLXS_CONNECTOR` names the folder it is installed in; `cargo xtask test` sets it. The connector's
other way of speaking, Thrift, is not offered by the workspace.
"""

import dataclasses
import json
import os
import pathlib
import re
import subprocess
import sys

import pytest

from conftest import TOKEN, bare_environment, first_address, program

JUDGE = pathlib.Path(__file__).parent / "connector" / "judge.py"


@dataclasses.dataclass
class Connector:
    """The connector, and the workspace it is connected to."""

    host: str
    certificate: pathlib.Path
    environment: dict

    def tell(self, *statements: str | dict, **options) -> list[dict]:
        """What the connector tells of each statement; one that it could not run is a failure."""
        told = self.run(*statements, **options)
        assert not [one["error"] for one in told if "error" in one], told
        return told

    def run(self, *statements: str | dict, token: str = TOKEN, **options) -> list[dict]:
        """What the connector tells of each statement, run in one session."""
        wanted = {
            "host": self.host,
            "path": "/sql/1.0/warehouses/10ca1e7a4e0a5e00",
            "token": token,
            "certificate": str(self.certificate),
            "options": options,
            "statements": [s if isinstance(s, dict) else {"text": s} for s in statements],
        }
        run = subprocess.run(
            [sys.executable, str(JUDGE)],
            input=json.dumps(wanted),
            capture_output=True,
            text=True,
            timeout=300,
            env=self.environment,
        )
        assert run.returncode == 0, f"{run.stdout}\n{run.stderr}"
        return [json.loads(line) for line in run.stdout.splitlines()]


@pytest.fixture(scope="module")
def connector(tmp_path_factory) -> Connector:
    room = os.environ.get("CLXS_CONNECTOR")
    if not room:
        pytest.skip("the SQL connector is not installed; `cargo xtask test` sets CLXS_CONNECTOR")
    home = tmp_path_factory.mktemp("home")
    directory = tmp_path_factory.mktemp("workspace") / "tls"
    certificate = home / "trusted.pem"
    process = subprocess.Popen(
        [program(), "local", "serve", "--tls", "--cert-out", certificate, "--dir", directory],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=bare_environment(home),
    )
    try:
        address = first_address(process)
        assert address.startswith("https://")
        environment = bare_environment(home) | {"PYTHONPATH": room, "PYTHONDONTWRITEBYTECODE": "1"}
        yield Connector(address.removeprefix("https://"), certificate, environment)
        assert process.poll() is None, "the server died while it was judged"
    finally:
        process.terminate()
        process.wait(timeout=20)


def cast(kind: str, text: str) -> tuple[str, str]:
    return f"CAST({text} AS {kind})", f"CAST(NULL AS {kind})"


def maybe(text: str) -> tuple[str, str]:
    """For types that the workspace does not cast to."""
    return text, f"CASE WHEN length(current_catalog()) = 0 THEN {text} END"


# Column, type, a value and a NULL in SQL, the value that the connector reads.
VALUES = [
    ("b", "TINYINT", cast("TINYINT", "-128"), "-128"),
    ("s", "SMALLINT", cast("SMALLINT", "32767"), "32767"),
    ("i", "INT", cast("INT", "-2147483648"), "-2147483648"),
    ("l", "BIGINT", cast("BIGINT", "9223372036854775807"), "9223372036854775807"),
    ("f", "FLOAT", cast("FLOAT", "1.5"), "1.5"),
    ("d", "DOUBLE", cast("DOUBLE", "2.25"), "2.25"),
    ("nan", "DOUBLE", cast("DOUBLE", "'NaN'"), "nan"),
    ("inf", "DOUBLE", cast("DOUBLE", "'-Infinity'"), "-inf"),
    ("small", "DECIMAL(5,2)", cast("DECIMAL(5,2)", "-1.50"), "Decimal('-1.50')"),
    (
        "large",
        "DECIMAL(38,10)",
        cast("DECIMAL(38,10)", "'1234567890123456789012345678.0123456789'"),
        "Decimal('1234567890123456789012345678.0123456789')",
    ),
    ("t", "STRING", cast("STRING", "'größe'"), "'größe'"),
    ("e", "STRING", cast("STRING", "''"), "''"),
    ("bin", "BINARY", cast("BINARY", "X'00ff10'"), "b'\\x00\\xff\\x10'"),
    ("yes", "BOOLEAN", cast("BOOLEAN", "true"), "True"),
    ("day", "DATE", cast("DATE", "'1969-12-31'"), "datetime.date(1969, 12, 31)"),
    (
        "ts",
        "TIMESTAMP",
        cast("TIMESTAMP", "'2026-01-31T09:30:00.123456Z'"),
        "datetime.datetime(2026, 1, 31, 9, 30, 0, 123456, tzinfo=<UTC>)",
    ),
    ("a", "ARRAY<INT>", maybe("array(1, 2, 3)"), "[1, 2, 3]"),
    ("m", "MAP<STRING,INT>", maybe("map('k', 1)"), "[('k', 1)]"),
    ("st", "STRUCT<x:INT,y:STRING>", maybe("named_struct('x', 1, 'y', 'z')"), "{'x': 1, 'y': 'z'}"),
]


# There is no expression of this type, only columns.
NTZ = ("ntz", "TIMESTAMP_NTZ", cast("TIMESTAMP", "'2026-01-31T09:30:00.123456Z'"), "datetime.datetime(2026, 1, 31, 9, 30, 0, 123456)")


def normalised(text: str) -> str:
    """UTC goes by the name of who made it."""
    return re.sub(r"tzinfo=(<UTC>|zoneinfo\.ZoneInfo\(key='UTC'\)|datetime\.timezone\.utc)", "tzinfo=utc", text)


def test_every_type_comes_back(connector):
    some = ", ".join(f"{value} AS {name}" for name, _, (value, _), _ in VALUES)
    (told,) = connector.tell({"text": f"SELECT {some}", "arrow": True})
    assert [name for name, _ in told["columns"]] == [name for name, *_ in VALUES]
    read = {name: normalised(value) for (name, _), value in zip(told["columns"], told["rows"][0])}
    assert read == {name: normalised(value) for name, _, _, value in VALUES}


def test_every_type_comes_back_as_null(connector):
    nulls = ", ".join(f"{null} AS {name}" for name, _, (_, null), _ in VALUES)
    (told,) = connector.tell({"text": f"SELECT {nulls}, NULL AS nothing", "arrow": True})
    assert told["rows"] == [["None"] * (len(VALUES) + 1)]


def test_every_type_comes_back_from_a_table(connector):
    values = [*VALUES, NTZ]
    columns = ", ".join(f"{name} {kind}" for name, kind, *_ in values)
    some = ", ".join(f"{value} AS {name}" for name, _, (value, _), _ in values)
    nulls = ", ".join(f"{null} AS {name}" for name, _, (_, null), _ in values)
    *_, told = connector.tell(
        "CREATE SCHEMA main.typed",
        f"CREATE TABLE main.typed.all_types ({columns})",
        f"INSERT INTO main.typed.all_types SELECT {some}",
        f"INSERT INTO main.typed.all_types SELECT {nulls}",
        {"text": "SELECT * FROM main.typed.all_types ORDER BY b", "arrow": True},
    )
    nothing, something = told["rows"]
    assert nothing == ["None"] * len(values)
    assert [normalised(v) for v in something] == [normalised(value) for *_, value in values]


def test_intervals_come_back_as_text(connector):
    (told,) = connector.tell("SELECT INTERVAL 1 DAY AS day, INTERVAL 3 YEAR AS year")
    assert told["rows"] == [["'1 00:00:00.000000000'", "'3-0'"]]


def test_parameters_by_position_are_values(connector):
    asked = {"text": "SELECT ? + 1, concat(?, '?'), ?::DATE, ?", "parameters": [7, "it's", "2026-01-31", None]}
    (told,) = connector.tell(asked)
    assert told["rows"] == [["8", "\"it's?\"", "datetime.date(2026, 1, 31)", "None"]]


def test_parameters_by_position_must_all_have_a_value(connector):
    (told,) = connector.run({"text": "SELECT ?, ?", "parameters": [3]})
    assert "UNBOUND_SQL_PARAMETER" in told["error"] and "_2" in told["error"]


def test_rows_come_as_python_values_too(connector):
    (told,) = connector.tell("SELECT 1 AS n, CAST('1.50' AS DECIMAL(5,2)) AS d, 'x' AS s, CAST(NULL AS INT) AS nothing")
    assert told["rows"] == [["1", "Decimal('1.50')", "'x'", "None"]]


def test_large_results_come_in_chunks(connector):
    """Twelve megabytes: several chunks, behind links that have to be fetched without a token."""
    ten = "SELECT n FROM VALUES " + ", ".join(f"({n})" for n in range(10)) + " AS t(n)"
    value = " + ".join(f"d{place}.n * {10**place}" for place in range(5))
    tables = " CROSS JOIN ".join(f"ten d{place}" for place in range(5))
    text = f"WITH ten AS ({ten}) SELECT {value} AS id, repeat('x', 120) AS text FROM {tables}"
    (told,) = connector.tell({"text": text, "summary": True})
    assert told == {"rows": 100_000, "distinct": 100_000}


def test_no_rows_have_columns(connector):
    (told,) = connector.tell("SELECT 1 AS n, 'x' AS s WHERE false")
    assert [name for name, _ in told["columns"]] == ["n", "s"] and told["rows"] == []


def test_a_session_keeps_its_catalog_and_schema(connector):
    told = connector.tell(
        "CREATE CATALOG kept",
        "CREATE SCHEMA kept.inside",
        "USE CATALOG kept",
        "SELECT current_catalog(), current_schema()",
        "USE SCHEMA inside",
        "SELECT current_catalog(), current_schema()",
    )
    assert told[3]["rows"] == [["'kept'", "'default'"]]
    assert told[5]["rows"] == [["'kept'", "'inside'"]]
    (told,) = connector.tell("SELECT current_catalog(), current_schema()")
    assert told["rows"] == [["'main'", "'default'"]], "another session begins afresh"


def test_a_session_begins_where_it_is_told(connector):
    connector.tell("CREATE SCHEMA IF NOT EXISTS main.begin")
    (told,) = connector.tell("SELECT current_schema()", catalog="main", schema="begin")
    assert told["rows"] == [["'begin'"]]


def test_settings_are_kept_or_refused_by_name(connector):
    told = connector.run("SET ansi_mode = true", "SET ansi_mode", "SET ansi_mode = false", "SET shuffle = 7")
    assert told[1]["rows"] == [["'ansi_mode'", "'true'"]]
    assert "ansi_mode with the value false" in told[2]["error"]
    assert "the setting shuffle" in told[3]["error"]


def test_utility_statements_have_typed_columns(connector):
    told = connector.tell(
        "CREATE TABLE main.default.described (id INT) TBLPROPERTIES ('a' = 'b')",
        "DESCRIBE DETAIL main.default.described",
        "SHOW TABLES IN main.default",
    )
    detail = dict(zip([name for name, _ in told[1]["columns"]], told[1]["rows"][0]))
    assert detail["numFiles"] == "0" and "('a', 'b')" in detail["properties"]
    assert ["'default'", "'described'", "False"] in [row[:3] for row in told[2]["rows"]]


def test_named_parameters_are_values(connector):
    (told,) = connector.tell({"text": "SELECT :n + 1, :s", "parameters": {"n": 7, "s": "it's"}})
    assert told["rows"] == [["8", "\"it's\""]]


def test_failures_name_their_reason(connector):
    (told,) = connector.run("SELECT * FROM main.default.nothing")
    assert "TABLE_OR_VIEW_NOT_FOUND" in told["error"]


def test_a_certificate_of_another_workspace_is_not_trusted(connector, tmp_path_factory):
    other = tmp_path_factory.mktemp("other")
    stranger = dataclasses.replace(connector, certificate=other / "ca.pem")
    process = subprocess.Popen(
        [program(), "local", "serve", "--tls", "--cert-out", stranger.certificate, "--dir", other / "ws"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=bare_environment(other),
    )
    try:
        first_address(process)
        with pytest.raises(AssertionError, match="(?i)certificate|error sending request"):
            stranger.run("SELECT 1", _retry_stop_after_attempts_count=1)
    finally:
        process.terminate()
        process.wait(timeout=20)
