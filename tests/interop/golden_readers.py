"""Judges clones by readers that are not ours: deltalake, duckdb and pysail.

    golden_readers.py PAIRS.json [--write]

PAIRS.json is a list of {"source": dir, "clone": dir, "kind": word}, as the example `clone_dirs`
of the crate delta-clone prints it. Each reader reads both sides; rows (in any order) and schema
must be equal. A source that a reader cannot read is listed by name, and the clone must then not be
readable either. With --write, deltalake appends rows to each clone afterwards, so that the next
clone has something to undo. Exit code 1 if anything differs, or if no reader could be used.
"""

import argparse
import collections
import json
import os
import pathlib
import sys

import pyarrow as pa


class DeltaLake:
    """delta-rs with its DataFusion reader."""

    name = "deltalake"

    def __init__(self):
        import deltalake

        self.lib = deltalake

    def read(self, path):
        table = self.lib.DeltaTable(path)
        query = self.lib.QueryBuilder().register("t", table)
        return pa.table(query.execute("SELECT * FROM t").read_all())


class DuckDb:
    """DuckDB with the delta extension, loaded from its wheel: no download."""

    name = "duckdb"

    def __init__(self):
        import duckdb
        import duckdb_extension_delta

        self.lib = duckdb
        package = pathlib.Path(duckdb_extension_delta.__file__).parent
        found = sorted(package.glob(f"extensions/v{duckdb.__version__}/delta.duckdb_extension"))
        if not found:
            raise ImportError(f"no delta extension for duckdb {duckdb.__version__} in {package}")
        self.extension = str(found[0])
        self.connection = self.connect()

    def connect(self):
        connection = self.lib.connect(
            config={"allow_unsigned_extensions": True, "autoinstall_known_extensions": False}
        )
        connection.execute(f"LOAD '{self.extension}'")
        connection.execute("SET TimeZone = 'UTC'")
        return connection

    def read(self, path):
        try:
            return self.connection.execute("FROM delta_scan(?)", [path]).to_arrow_table()
        except Exception:
            # An internal error invalidates the connection for all later tables.
            self.connection.close()
            self.connection = self.connect()
            raise


class Sail:
    """Sail, which shares no Delta code with us, through Spark Connect in this process."""

    name = "pysail"

    def __init__(self):
        from pyspark.sql import SparkSession
        from pysail.spark import SparkConnectServer

        self.server = SparkConnectServer("127.0.0.1", 0)
        self.server.start()
        _, port = self.server.listening_address
        self.spark = SparkSession.builder.remote(f"sc://127.0.0.1:{port}").getOrCreate()
        self.spark.conf.set("spark.sql.session.timeZone", "UTC")

    def read(self, path):
        return self.spark.read.format("delta").load(path).toArrow()


def readers(wanted):
    """The readers that are wanted and installed; those that are not installed are named."""
    usable = []
    for kind in (DeltaLake, DuckDb, Sail):
        if wanted and kind.name not in wanted:
            continue
        try:
            usable.append(kind())
        except ImportError as error:
            print(f"skipped: reader {kind.name} is not installed: {error}")
    return usable


def text(value):
    """A value as text that is equal for equal values, whatever the order of map entries."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{key}:{text(value[key])}" for key in sorted(value)) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(map(text, value)) + "]"
    return repr(value)


def rows(table):
    """The rows of a table as a multiset."""
    columns = [column.to_pylist() for column in table.columns]
    return collections.Counter(tuple(map(text, row)) for row in zip(*columns, strict=True))


def attempt(reader, path):
    """What a reader sees: (table, None) or (None, error)."""
    try:
        return reader.read(path), None
    except BaseException as error:  # duckdb and Sail raise errors of their own kinds
        if isinstance(error, (KeyboardInterrupt, SystemExit)):
            raise
        return None, " ".join(str(error).split())[:200]


def sortable(kind):
    """Whether Arrow sorts by a column of this type."""
    views = pa.types.is_binary_view(kind) or pa.types.is_string_view(kind)
    return not (views or pa.types.is_nested(kind))


def compare(source, clone):
    """The difference between two tables in words; None if they are equal."""
    if source.schema != clone.schema:
        return f"schema {clone.schema} instead of {source.schema}"
    if source.num_rows != clone.num_rows:
        return f"{clone.num_rows} rows instead of {source.num_rows}"
    if source.num_columns == 0 or source.equals(clone):
        return None
    if all(map(sortable, source.schema.types)):
        # A million rows are sorted in a moment, and counted in minutes.
        unnamed = [str(position) for position in range(source.num_columns)]
        order = [(name, "ascending") for name in unnamed]
        one, other = source.rename_columns(unnamed), clone.rename_columns(unnamed)
        if one.sort_by(order).equals(other.sort_by(order)):
            return None
    missing, extra = rows(source) - rows(clone), rows(clone) - rows(source)
    if missing or extra:
        return f"{missing.total()} rows missing, {extra.total()} rows too many"
    return None


def judge(reader, pairs):
    """Compares all pairs by one reader; returns how many differ."""
    equal, different, unreadable = 0, 0, {}
    seen = {}
    for pair in pairs:
        source, clone = pair["source"], pair["clone"]
        if source not in seen:
            seen[source] = attempt(reader, source)
        original, why = seen[source]
        copy, why_not = attempt(reader, clone)
        if original is None:
            if copy is None:
                unreadable[source] = why
                continue
            found = f"only the clone can be read; the source: {why}"
        elif copy is None:
            found = f"the clone cannot be read: {why_not}"
        else:
            found = compare(original, copy)
        if found is None:
            equal += 1
        else:
            different += 1
            print(f"DIFFERENT {reader.name}: {pair['kind']} {clone}: {found}")
    for source, why in sorted(unreadable.items()):
        print(f"  {reader.name} cannot read the source {os.path.basename(source)}: {why}")
    print(
        f"{reader.name}: {equal} clones equal, {different} different, "
        f"{len(unreadable)} sources unreadable"
    )
    return different


def write(pairs):
    """Appends to each clone the rows that it has, where deltalake can write the table."""
    import deltalake

    written, refused = 0, {}
    for pair in pairs:
        try:
            table = deltalake.DeltaTable(pair["clone"])
            query = deltalake.QueryBuilder().register("t", table)
            read = pa.table(query.execute("SELECT * FROM t").read_all())
            deltalake.write_deltalake(table, read, mode="append")
            written += 1
        except BaseException as error:
            if isinstance(error, (KeyboardInterrupt, SystemExit)):
                raise
            refused[pair["clone"]] = " ".join(str(error).split())[:160]
    for clone, why in sorted(refused.items()):
        print(f"  deltalake does not write to {os.path.basename(clone)}: {why}")
    print(f"deltalake: appended to {written} clones, refused {len(refused)}")


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("pairs", type=pathlib.Path)
    arguments.add_argument("--write", action="store_true")
    arguments.add_argument("--reader", action="append", help="only this reader; may be repeated")
    arguments = arguments.parse_args()
    # What was found so far is to be seen even if a reader hangs.
    sys.stdout.reconfigure(line_buffering=True)
    pairs = json.loads(arguments.pairs.read_text())
    judges = readers(arguments.reader)
    different = sum(judge(reader, pairs) for reader in judges)
    if arguments.write:
        write(pairs)
    if not judges:
        print("no reader is installed")
    return 1 if different or not judges else 0


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    # The server of pysail waits for its client when the interpreter ends, and the client for it.
    os._exit(code)
