"""Asks pysail, which shares no code with us, the queries of `oracle_queries.json` again.

An entry holds the columns and rows that both engines give, as the Statement Execution API writes
values. `refused` entries are those that the local workspace does not run; `alone` says why an entry
holds what Spark answers where pysail answers otherwise. Both are counted, never compared.

Ends with 0 when all answers are the same, 1 when some differ (each is printed), and 3 when the other
engine did not come to an answer (which says nothing about the stored ones).
"""

import base64
import datetime
import decimal
import json
import math
import os
import pathlib
import sys
import time
import traceback

QUERIES = pathlib.Path(__file__).with_name("oracle_queries.json")


def number(value, single):
    """A float as Java writes it."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    shortest = repr(value)
    if single:
        import numpy

        shortest = str(numpy.float32(value))
    if value == 0 or 1e-3 <= abs(value) < 1e7:
        plain = format(decimal.Decimal(shortest), "f")
        plain = "-" + plain.lstrip("-") if math.copysign(1, value) < 0 else plain
        return plain if "." in plain else plain + ".0"
    sign, digits, exponent = decimal.Decimal(shortest).normalize().as_tuple()
    figures = "".join(map(str, digits))
    exponent += len(figures) - 1
    return f"{'-' if sign else ''}{figures[0]}.{figures[1:] or '0'}E{exponent}"


def text(value, kind):
    """A value as the JSON_ARRAY format has it."""
    name = kind.typeName()
    if value is None:
        return None
    if name == "boolean":
        return "true" if value else "false"
    if name in ("double", "float"):
        return number(value, name == "float")
    if name == "decimal":
        return format(value, "f")
    if name == "binary":
        return base64.b64encode(bytes(value)).decode()
    if name in ("timestamp", "timestamp_ntz"):
        if value.tzinfo is not None:
            value = value.astimezone(datetime.timezone.utc)
        zone = "Z" if name == "timestamp" else ""
        return value.strftime("%Y-%m-%dT%H:%M:%S.") + f"{value.microsecond // 1000:03}{zone}"
    if name in ("array", "map", "struct"):
        return json.dumps(nested(value, kind), separators=(",", ":"), ensure_ascii=False)
    return str(value)


def nested(value, kind):
    name = kind.typeName()
    if value is None:
        return None
    if name == "array":
        return [nested(one, kind.elementType) for one in value]
    if name == "map":
        return {text(key, kind.keyType): nested(one, kind.valueType) for key, one in value.items()}
    if name == "struct":
        return {field.name: nested(value[at], field.dataType) for at, field in enumerate(kind.fields)}
    return text(value, kind)


def equal(kinds, told, stored):
    """Whether rows are the same, but for the last place of floats, which depends on a machine's libm."""
    if told == stored:
        return True
    floats = [kind in ("double", "float") for kind in kinds]
    return len(told) == len(stored) and all(
        one == other or (single and one and other and math.isclose(float(one), float(other), rel_tol=5e-16))
        for row, expected in zip(told, stored, strict=True)
        for single, one, other in zip(floats, row, expected, strict=True)
    )


def session():
    os.environ["TZ"] = "UTC"
    time.tzset()
    from pysail.spark import SparkConnectServer
    from pyspark.sql import SparkSession

    server = SparkConnectServer("127.0.0.1", 0)
    server.start(background=True)
    _, port = server.listening_address
    spark = SparkSession.builder.remote(f"sc://127.0.0.1:{port}").getOrCreate()
    spark.conf.set("spark.sql.session.timeZone", "UTC")
    spark.conf.set("spark.sql.ansi.enabled", "true")
    return server, spark


def main():
    entries = json.loads(QUERIES.read_text(encoding="utf-8"))
    server, spark = session()
    same = different = 0
    for entry in entries:
        if "refused" in entry or "alone" in entry:
            continue
        frame = spark.sql(entry["sql"])
        fields = frame.schema.fields
        types = [field.dataType.simpleString() for field in fields]
        rows = [[text(row[at], field.dataType) for at, field in enumerate(fields)] for row in frame.collect()]
        if types == [kind for _, kind in entry["columns"]] and equal(types, rows, entry["rows"]):
            same += 1
            continue
        different += 1
        print(f"different: {entry['sql']}\n  pysail: {types} {rows}\n  stored: {entry['columns']} {entry['rows']}")
    refused = sum("refused" in entry for entry in entries)
    alone = sum("alone" in entry for entry in entries)
    print(f"{same} the same, {different} different; not compared: {refused} refused by us, {alone} as Spark alone answers")
    return 1 if different or not same else 0


if __name__ == "__main__":
    try:
        code = main()
    except Exception:
        traceback.print_exc()
        code = 3
    sys.stdout.flush()
    # The server of pysail waits for its client when the interpreter ends, and the client for it.
    os._exit(code)
