"""Retargets the texts of stdin (a JSON list) with sqlglot, once for each line that follows.

Answers each line with the seconds that one round took. This is the shortest way with sqlglot:
parse, give each table of the catalog its new name, write the tree.
"""

import json
import sys
import time

import sqlglot
from sqlglot import exp

texts = json.loads(sys.stdin.readline())
print(sqlglot.__version__, flush=True)
for _ in sys.stdin:
    start = time.perf_counter()
    for text in texts:
        tree = sqlglot.parse_one(text, dialect="databricks")
        for table in tree.find_all(exp.Table):
            if table.catalog == "prod":
                table.set("catalog", exp.to_identifier("staging"))
        tree.sql(dialect="databricks")
    print(time.perf_counter() - start, flush=True)
