"""The official SQL connector with its kernel: runs what standard input names, tells what it read.

A process of its own, because the kernel wants another pyarrow than the other judges. It reads a
JSON object: `host`, `path`, `token`, `certificate`, options of `connect`, and `statements`. For each
statement it writes a JSON object: the columns, and the rows as Python writes them, or the error.
With `arrow` they are the rows of the Arrow table: the others pass through pandas, which takes NaN for
NULL. With `summary` it tells only how many there are.
"""

import json
import sys

from databricks import sql


def answer(cursor, wanted: dict) -> dict:
    cursor.execute(wanted["text"], wanted.get("parameters"))
    columns = [[name, kind] for name, kind, *_ in cursor.description or []]
    if wanted.get("summary"):
        table = cursor.fetchall_arrow()
        column = table.column(0)
        return {"rows": table.num_rows, "distinct": len(set(column.to_pylist()))}
    if wanted.get("arrow"):
        table = cursor.fetchall_arrow()
        rows = zip(*(column.to_pylist() for column in table.columns))
        return {"columns": columns, "rows": [[repr(value) for value in row] for row in rows]}
    rows = [[repr(value) for value in row] for row in cursor.fetchall()] if columns else []
    return {"columns": columns, "rows": rows}


def main() -> None:
    wanted = json.load(sys.stdin)
    connection = sql.connect(
        server_hostname=wanted["host"],
        http_path=wanted["path"],
        access_token=wanted["token"],
        use_kernel=True,
        _tls_trusted_ca_file=wanted["certificate"],
        enable_telemetry=False,
        **wanted.get("options", {}),
    )
    with connection, connection.cursor() as cursor:
        for statement in wanted["statements"]:
            try:
                told = answer(cursor, statement)
            except sql.Error as error:
                told = {"error": f"{type(error).__name__}: {error}"}
            print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main()
