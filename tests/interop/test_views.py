"""Views as production has them: rows made of arrays, lambdas, pivots; and masks through all of them."""

import pytest

from conftest import statement

SETUP = (
    "CREATE SCHEMA main.views",
    """CREATE TABLE main.views.orders (id INT, who STRING, region STRING, a INT, b INT,
        lines ARRAY<STRUCT<sku: STRING, qty: INT>>, tags MAP<STRING, STRING>)""",
    """INSERT INTO main.views.orders SELECT * FROM VALUES
        (1, 'ana', 'eu', 1, 2, array(named_struct('sku', 'x', 'qty', 2), named_struct('sku', 'y', 'qty', 3)), map('k', 'v')),
        (2, 'bo', 'us', 3, 4, array(named_struct('sku', 'x', 'qty', 5)), map('k', 'w'))""",
    """CREATE VIEW main.views.by_line AS SELECT o.id, o.who, l.line.sku AS Sku, l.pos
        FROM main.views.orders o LATERAL VIEW posexplode(o.lines) l AS pos, line""",
    """CREATE VIEW main.views.lambdas AS SELECT id, aggregate(transform(lines, l -> l.qty), 0, (x, y) -> x + y) AS total,
        transform_values(tags, (k, v) -> concat(v, who)) AS t FROM main.views.orders WHERE exists(lines, l -> l.qty > a)""",
    """CREATE VIEW main.views.wide (Id, East, West) AS SELECT * FROM (SELECT id, region, who FROM main.views.orders)
        PIVOT (max(who) FOR region IN ('eu' AS east, 'us' AS west))""",
    """CREATE VIEW main.views.tall AS SELECT * FROM (SELECT id, who, region FROM main.views.orders)
        UNPIVOT (what FOR kind IN (who, region))""",
)

MASK = (
    "CREATE FUNCTION main.views.hide(v STRING) RETURNS STRING RETURN array_join(transform(array(1, 2), v -> '*'), '')",
    "ALTER TABLE main.views.orders ALTER COLUMN who SET MASK main.views.hide",
)

QUERIES = {
    "SELECT id, who, Sku, pos FROM main.views.by_line ORDER BY id, pos": [
        ["1", "{ana}", "x", "0"], ["1", "{ana}", "y", "1"], ["2", "{bo}", "x", "0"]
    ],
    "SELECT id, total, t['k'] FROM main.views.lambdas ORDER BY id": [["1", "5", "v{ana}"], ["2", "5", "w{bo}"]],
    "SELECT * FROM main.views.wide ORDER BY Id": [["1", "{ana}", None], ["2", None, "{bo}"]],
    "SELECT * FROM main.views.tall ORDER BY id, kind": [
        ["1", "region", "eu"], ["1", "who", "{ana}"], ["2", "region", "us"], ["2", "who", "{bo}"]
    ],
}


def told(client, names: dict[str, str]) -> None:
    """Every view answers with these names."""
    for sql, rows in QUERIES.items():
        wanted = [[value and value.format(**names) for value in row] for row in rows]
        assert statement(client, sql) == wanted, sql


@pytest.fixture(scope="module")
def views(client):
    for sql in SETUP:
        statement(client, sql)
    yield client
    statement(client, "DROP SCHEMA main.views CASCADE")


def test_views_answer_before_and_behind_a_mask(views):
    told(views, {"ana": "ana", "bo": "bo"})
    for sql in MASK:
        statement(views, sql)
    told(views, {"ana": "**", "bo": "**"})
