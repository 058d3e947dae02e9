"""Judges clones by readers that are not ours: deltalake, duckdb and pysail.

    golden_readers.py PAIRS.json [--write]

PAIRS.json is a list of {"source": dir, "clone": dir, "kind": word}, as the example `clone_dirs`
of the crate delta-clone prints it; "source_version" and "clone_version" ask for older versions. Each
reader reads both sides; rows (in any order) and schema must be equal. A source that a reader cannot
read is listed by name, and at its newest version the clone must then not be readable either. A
clone of the kind "shallow" names its files by absolute URLs: for a reader that follows none, what it
cannot read is only counted. With --write, deltalake appends rows to each clone afterwards, so that
the next clone has something to undo. Exit code 1 if anything differs, or if no reader could be used.
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
    follows_urls = True

    def __init__(self):
        import deltalake

        self.lib = deltalake

    def read(self, path, version=None):
        table = self.lib.DeltaTable(path, version=version)
        query = self.lib.QueryBuilder().register("t", table)
        return pa.table(query.execute("SELECT * FROM t").read_all())


class DuckDb:
    """DuckDB with the delta extension, loaded from its wheel: no download."""

    name = "duckdb"
    follows_urls = False

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

    def read(self, path, version=None):
        try:
            if version is None:
                return self.connection.execute("FROM delta_scan(?)", [path]).to_arrow_table()
            quoted = path.replace("'", "''")
            self.connection.execute(f"ATTACH '{quoted}' AS past (TYPE delta, VERSION {version:d})")
            try:
                return self.connection.execute("FROM past").to_arrow_table()
            finally:
                self.connection.execute("DETACH past")
        except Exception:
            # An internal error invalidates the connection for all later tables.
            self.connection.close()
            self.connection = self.connect()
            raise


class Sail:
    """Sail, which shares no Delta code with us, through Spark Connect in this process."""

    name = "pysail"
    follows_urls = False

    def __init__(self):
        from pyspark.sql import SparkSession
        from pysail.spark import SparkConnectServer

        self.server = SparkConnectServer("127.0.0.1", 0)
        self.server.start()
        _, port = self.server.listening_address
        self.spark = SparkSession.builder.remote(f"sc://127.0.0.1:{port}").getOrCreate()
        self.spark.conf.set("spark.sql.session.timeZone", "UTC")

    def read(self, path, version=None):
        reader = self.spark.read.format("delta")
        if version is not None:
            reader = reader.option("versionAsOf", version)
        return reader.load(path).toArrow()


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


def attempt(reader, path, version):
    """What a reader sees: (table, None) or (None, error)."""
    try:
        return reader.read(path, version), None
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


def verdict(reader, pair, original, copy):
    """What is wrong with a clone in words; None if nothing is."""
    (source, why), (clone, why_not) = original, copy
    if source is None:
        # A reader that loses its way in the history of the source may find it in the clone's.
        both = clone is None or pair.get("source_version") is not None
        return None if both else f"only the clone can be read; the source: {why}"
    follows = reader.follows_urls or pair["kind"] != "shallow"
    if clone is not None:
        return compare(source, clone)
    return f"the clone cannot be read: {why_not}" if follows else None


def judge(reader, pairs):
    """Compares all pairs by one reader; returns how many differ."""
    equal, different, unreadable, unfollowed = 0, 0, {}, 0
    seen = {}
    for pair in pairs:
        source = (pair["source"], pair.get("source_version"))
        if source not in seen:
            # One source at a time is enough: its pairs stand together.
            seen = {source: attempt(reader, *source)}
        original = seen[source]
        copy = attempt(reader, pair["clone"], pair.get("clone_version"))
        found = verdict(reader, pair, original, copy)
        if found is not None:
            different += 1
            print(f"DIFFERENT {reader.name}: {pair['kind']} {pair['clone']}: {found}")
        elif original[0] is None:
            unreadable[source] = original[1]
        elif copy[0] is None:
            unfollowed += 1
        else:
            equal += 1
    for (source, version), why in sorted(unreadable.items(), key=str):
        at = "" if version is None else f" at version {version}"
        print(f"  {reader.name} cannot read the source {os.path.basename(source)}{at}: {why}")
    if unfollowed:
        print(f"  {reader.name} follows no absolute URLs: {unfollowed} shallow clones not judged")
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
