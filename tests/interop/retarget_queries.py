"""Random queries over a few catalogs whose names are also schemas, tables, aliases and fields.

A query is right by construction for its own catalogs, or Spark says that it is not and it is left
out. What it means after retargeting is for Spark to say as well.
"""

import dataclasses
import random

COLUMNS = "id INT, k STRING, v INT, j VARIANT, s STRUCT<prod: STRUCT<sales: STRUCT<orders: INT>>>"
NAMES = ("prod", "sales", "orders", "crm", "people", "o", "t", "`my t`")
CATALOGS = ("prod", "prod_eu", "ref")
SCHEMAS = ("sales", "crm", "prod")
LEAVES = ("orders", "people", "prod", "sales")
NOISE = ("/* prod.sales.orders */ ", "-- it's prod.sales.\n", "/* a /* prod. */ ' */ ", "\n  ")
STRINGS = ("'prod.sales.orders'", "'it\\'s prod.x'", "'a''prod.b'", "r'prod.\\'", '"prod.crm.x"')
UNIVERSE = tuple(f"{c}.{s}.{t}" for c in CATALOGS for s in SCHEMAS for t in LEAVES)
FUNCTIONS = tuple(f"{c}.util.fx" for c in CATALOGS)
MAPS = (
    {"catalogs": {"prod": "staging"}},
    {"catalogs": {"PROD": "qa-1"}},
    {"catalogs": {"prod": "ref", "ref": "prod"}},
    {"schemas": {"prod.sales": "prod.retail"}},
    {"schemas": {"prod.crm": "staging.crm"}},
    {"schemas": {"prod.sales": "staging.retail"}},
    {"objects": {"prod.sales.orders": "prod.sales.orders_v2"}},
    {"objects": {"prod.sales.people": "staging.hist.`people 2020`"}},
    {"catalogs": {"prod": "staging"}, "objects": {"prod.sales.orders": "ref.hist.o2"}},
)


@dataclasses.dataclass
class Relation:
    """A relation in scope: the qualifiers it answers to, one of which is written."""

    qualifiers: list[list[str]]
    columns: tuple[str, ...] = ("id", "k", "v")
    is_table: bool = False


def plain(part: str) -> str:
    """A part of a name without its backticks."""
    return part.strip("`")


class Writer:
    """Writes one query."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.mapping = self.random.choice(MAPS)
        self.catalog = self.random.choice(("prod", "prod", "prod", "ref"))
        self.schema = self.random.choice(("sales", "sales", "crm"))

    def maybe(self, chance: float) -> bool:
        return self.random.random() < chance

    def pick(self, *of):
        return self.random.choice(of)

    def noise(self) -> str:
        return self.random.choice(NOISE) if self.maybe(0.05) else ""

    def spelled(self, part: str) -> str:
        """A part in another case or in backticks."""
        if part.startswith("`"):
            return part
        if self.maybe(0.1):
            part = self.pick(part.upper(), part.capitalize())
        return f"`{part}`" if self.maybe(0.12) else part

    def dotted(self, parts: list[str]) -> str:
        dot = self.pick(".", ".", ".", ".", ".", " . ", "./*c*/")
        return dot.join(self.spelled(part) for part in parts)

    def named(self, parts: list[str]) -> str:
        """The name of an object; open-source Spark tells catalogs apart by case."""
        if len(parts) < 3:
            return self.dotted(parts)
        catalog = f"`{parts[0]}`" if self.maybe(0.1) else parts[0]
        return f"{catalog}{self.pick('.', '.', ' . ', './*c*/')}{self.dotted(parts[1:])}"

    def table(self, ctes: list[str]) -> tuple[str, Relation]:
        """A relation by its name, and what it answers to without an alias."""
        if ctes and self.maybe(0.4):
            name = self.random.choice(ctes)
            return self.spelled(name), Relation([[name]])
        catalog = self.random.choice((*CATALOGS, "prod", "prod"))
        schema, leaf = self.random.choice(SCHEMAS), self.random.choice(LEAVES)
        parts = [catalog, schema, leaf]
        # What open-source Spark reads as a catalog is left to three parts.
        if catalog == self.catalog and schema not in CATALOGS and self.maybe(0.5):
            parts = [schema, leaf]
            if schema == self.schema and leaf not in ctes and self.maybe(0.5):
                parts = [leaf]
        text = self.named(parts)
        if self.maybe(0.06):
            text += self.pick(" VERSION AS OF 3", "@v1", " TIMESTAMP AS OF '2024-01-01'")
        if self.maybe(0.04):
            return f"IDENTIFIER('{'.'.join(parts)}')", Relation(
                [[leaf], [schema, leaf], [catalog, schema, leaf]], is_table=True
            )
        full = [catalog, schema, leaf]
        return text, Relation([full[2:], full[1:], full], is_table=True)

    def source(self, ctes: list[str], outer: list[list[Relation]], depth: int):
        """One item of a FROM list."""
        roll = self.random.random()
        if depth > 0 and roll < 0.2:
            text, relation = f"({self.query(ctes, outer, depth - 1)})", Relation([])
        elif roll < 0.25:
            alias = self.random.choice(NAMES)
            return f"VALUES (1, 'prod.x', 2) AS {alias}(id, k, v)", Relation([[alias]])
        else:
            text, relation = self.table(ctes)
        if not relation.qualifiers or self.maybe(0.45):
            alias = self.random.choice(NAMES)
            text += f"{self.pick(' AS ', ' ')}{alias}"
            relation = dataclasses.replace(relation, qualifiers=[[alias]])
        return text, relation

    def column(self, levels: list[list[Relation]]) -> str:
        """A reference to a column, mostly of the innermost level."""
        relation = self.random.choice(levels[-1])
        if len(levels) > 1 and self.maybe(0.2):
            outer = self.random.choice(levels[-2])
            relation = outer if self.reaches(outer, levels[-1]) else relation
        name = self.random.choice(relation.columns)
        if relation.is_table and self.maybe(0.1):
            name = "s.prod.sales.orders"
        elif relation.is_table and self.maybe(0.06):
            name = self.pick("j:prod.sales.orders", "j:prod[0].x", "j:['prod.a']") + "::int"
        qualifier = self.random.choice(relation.qualifiers)
        return f"{self.dotted(qualifier)}.{self.spelled(name) if '.' not in name and ':' not in name else name}"

    def reaches(self, outer: Relation, level: list[Relation]) -> bool:
        """Whether no relation of the inner level could answer to a qualifier of the outer one."""
        heads = {qualifier[0].lower() for qualifier in outer.qualifiers}
        return not any(q[0].lower() in heads for inner in level for q in inner.qualifiers)

    def number(self, levels, ctes, depth: int) -> str:
        """An expression that is a number."""
        column = f"CAST({self.column(levels)} AS INT)"
        roll = self.random.random()
        if roll < 0.3:
            return column
        if roll < 0.4:
            return f"{self.function()}({column})"
        if roll < 0.5:
            name = plain(self.random.choice(NAMES[:5]))
            return f"aggregate(array(1, 2), 0, (acc, {name}) -> acc + {name}) + {column}"
        if roll < 0.55:
            name = plain(self.random.choice(NAMES[:5]))
            body = f"{name}.sales.orders.x + {self.function()}({name}.sales.orders.x)"
            inner = "struct(struct(struct(1 AS x) AS orders) AS sales)"
            return f"transform(array({inner}), {name} -> {body})[0]"
        if roll < 0.62:
            return f"CASE WHEN {column} > 1 THEN length({self.random.choice(STRINGS)}) ELSE {column} END"
        if roll < 0.66:
            return f"named_struct('prod', struct({column} AS sales)).prod.sales"
        if roll < 0.7:
            return f"element_at(array({column}), CAST({self.column(levels)} AS INT))"
        if depth > 0 and roll < 0.8:
            inner = self.query(ctes, levels, depth - 1, scalar=True)
            return f"coalesce(({inner}), 0)"
        return f"{column} {self.pick('+', '*', '-')} {self.random.randint(1, 9)}"

    def function(self) -> str:
        catalog = self.random.choice(CATALOGS)
        parts = ["util", "fx"] if catalog == self.catalog and self.maybe(0.5) else [catalog, "util", "fx"]
        return self.named(parts)

    def condition(self, levels, ctes, depth: int) -> str:
        roll = self.random.random()
        left = self.column(levels)
        if depth > 0 and roll < 0.25:
            return f"CAST({left} AS INT) IN ({self.query(ctes, levels, depth - 1, scalar=True)})"
        if depth > 0 and roll < 0.4:
            return f"EXISTS ({self.query(ctes, levels, depth - 1)})"
        if roll < 0.6:
            return f"CAST({left} AS STRING) <> {self.random.choice(STRINGS)}"
        return f"{self.number(levels, ctes, 0)} {self.pick('>', '<=>', '=', 'IS DISTINCT FROM')} {self.column(levels)}"

    def block(self, ctes, outer, depth: int, scalar: bool) -> str:
        """SELECT … FROM … with its clauses."""
        level: list[Relation] = []
        levels = [*outer[-1:], level]
        texts = []
        for _ in range(self.random.choice((1, 1, 1, 2, 2, 3))):
            text, relation = self.source(ctes, outer, depth)
            if self.collides(relation, level):
                continue
            if level:
                join = self.pick("JOIN", "LEFT JOIN", "INNER JOIN", "CROSS JOIN", ",", "FULL OUTER JOIN")
                level.append(relation)
                if join == ",":
                    text = f", {text}"
                else:
                    on = "" if join == "CROSS JOIN" else f" ON {self.column([level])} = {self.column([level])}"
                    text = f" {join} {self.noise()}{text}{on}"
            else:
                level.append(relation)
            texts.append(text)
        if self.maybe(0.08):
            alias, name = self.random.choice(NAMES), plain(self.random.choice(NAMES[4:7]))
            exploded = Relation([[alias]], (f"{name}_x",))
            if not self.collides(exploded, level):
                texts.append(f" LATERAL VIEW explode(array({self.column([level])})) {alias} AS {name}_x")
                level.append(exploded)
        source = "".join(texts)
        where = f" WHERE {self.noise()}{self.condition(levels, ctes, depth)}" if self.maybe(0.5) else ""
        if scalar:
            return f"SELECT max({self.number(levels, ctes, 0)}) AS m FROM {source}{where}"
        if self.maybe(0.08):
            stages = [f"|> WHERE {self.condition(levels, ctes, 0)}" for _ in range(self.pick(0, 1))]
            items = self.items(levels, ctes, 0)
            return f"FROM {source} {' '.join(stages)} |> SELECT {items}{self.pick('', ' |> WHERE v > 1')}"
        items = self.items(levels, ctes, depth)
        tail = ""
        if self.maybe(0.1):
            tail = f" QUALIFY row_number() OVER (PARTITION BY {self.column([level])} ORDER BY {self.column([level])}) = 1"
        return f"SELECT {self.noise()}{items} {self.noise()}FROM {self.noise()}{source}{where}{tail}"

    @staticmethod
    def collides(relation: Relation, level: list[Relation]) -> bool:
        """Whether a qualifier would mean two relations of one level."""
        known = {tuple(map(str.lower, q)) for other in level for q in other.qualifiers}
        return any(tuple(map(str.lower, q)) in known for q in relation.qualifiers)

    def items(self, levels, ctes, depth: int) -> str:
        alias = self.pick("AS ", "AS ", "")
        here = [levels[-1]]
        return (
            f"CAST({self.column(here)} AS INT) {alias}id, CAST({self.column(here)} AS STRING) {alias}k, "
            f"{self.noise()}{self.number(levels, ctes, depth)} AS v"
        )

    def query(self, ctes, outer, depth: int, scalar: bool = False) -> str:
        """A query of the columns id, k and v, or of one number."""
        ctes = list(ctes)
        with_clause = ""
        if depth > 0 and self.maybe(0.3):
            parts = []
            for _ in range(self.pick(1, 2, 3)):
                name = plain(self.random.choice(NAMES[:5]))
                if name in ctes[-3:]:
                    continue
                parts.append(f"{name} AS ({self.query(ctes, [], depth - 1)})")
                ctes.append(name)
            if parts:
                with_clause = f"WITH {', '.join(parts)} "
        body = self.block(ctes, outer, depth, scalar)
        if not scalar and self.maybe(0.12):
            other = self.block(ctes, outer, max(depth - 1, 0), scalar)
            body = f"{body} {self.pick('UNION ALL', 'INTERSECT', 'EXCEPT', 'UNION')} {other}"
        return with_clause + body


def case(seed: int) -> dict:
    """A request of `clxs sql retarget --jsonl`."""
    writer = Writer(seed)
    return {
        "id": str(seed),
        "kind": "query",
        "input": writer.query([], [], writer.pick(1, 2, 2, 3)),
        "default_catalog": writer.catalog,
        "default_schema": writer.schema,
        "map": writer.mapping,
    }
