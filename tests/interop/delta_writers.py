"""Writes Delta tables by programs that are not ours: deltalake and pysail.

    delta_writers.py DIRECTORY

Makes one table below the directory for each case; a writer that is not installed is named. Each
table has several versions, so that it can be cloned at older ones and step by step.
"""

import os
import pathlib
import sys

import pyarrow as pa

ODD = ["a b", "ü/%", None, "x=y", "1:2", "100%25", "#?&", "it's", "c\\d", "", "{e}", "+"]


def rows(start, values=ODD):
    """Rows with a partition value each."""
    numbers = range(start, start + len(values))
    return pa.table({"id": pa.array(numbers, pa.int64()), "p": pa.array(values, pa.string())})


def by_deltalake(directory):
    """Tables of delta-rs."""
    import deltalake
    from deltalake import DeltaTable, write_deltalake

    odd = directory / "deltalake odd partitions"
    write_deltalake(odd, rows(0), partition_by=["p"])
    write_deltalake(odd, rows(100), mode="append")
    DeltaTable(odd).delete("id = 3")
    DeltaTable(odd).delete("p = 'ü/%'")

    grown = directory / "deltalake-grown"
    write_deltalake(grown, rows(0), configuration={"delta.enableChangeDataFeed": "true"})
    wider = rows(50).append_column("more", pa.array([1.5] * len(ODD)))
    write_deltalake(grown, wider, mode="append", schema_mode="merge")
    DeltaTable(grown).update(predicate="id < 3", updates={"p": "'updated'"})
    DeltaTable(grown).alter.add_constraint({"positive": "id >= 0"})

    packed = directory / "deltalake-packed"
    for start in range(0, 40, 4):
        write_deltalake(packed, rows(start, ["x", "y", "x", "y"]), mode="append")
    DeltaTable(packed).create_checkpoint()
    DeltaTable(packed).optimize.compact()
    DeltaTable(packed).restore(4)
    write_deltalake(packed, rows(900, ["z"]), mode="append")

    replaced = directory / "deltalake-replaced"
    write_deltalake(replaced, rows(0))
    other = pa.table({"when": pa.array([1, 2], pa.timestamp("us", "UTC")), "blob": [b"1", b"2"]})
    write_deltalake(replaced, other, mode="overwrite", schema_mode="overwrite")
    write_deltalake(replaced, other.slice(0, 0), mode="overwrite")
    print(f"deltalake {deltalake.__version__}: 4 tables")


def by_sail(directory):
    """Tables of Sail."""
    import pysail
    from pyspark.sql import SparkSession
    from pysail.spark import SparkConnectServer

    server = SparkConnectServer("127.0.0.1", 0)
    server.start()
    _, port = server.listening_address
    spark = SparkSession.builder.remote(f"sc://127.0.0.1:{port}").getOrCreate()

    def write(name, query, mode, *partitions):
        writer = spark.sql(query).write.format("delta").mode(mode)
        if partitions:
            writer = writer.partitionBy(*partitions)
        writer.save(str(directory / name))

    numbers = "SELECT id, id % 3 AS p, named_struct('a', id, 'b', array(id, NULL)) AS s FROM range({}, {})"
    write("sail-partitioned", numbers.format(0, 20), "overwrite", "p")
    write("sail-partitioned", numbers.format(20, 30), "append", "p")
    write("sail-partitioned", numbers.format(5, 8), "overwrite", "p")
    dates = "SELECT DATE'2026-11-2{0}' AS day, CAST({0}.25 AS DECIMAL(10, 2)) AS d, 'a b/{0}' AS p"
    write("sail-dates", dates.format(1), "overwrite", "p", "day")
    write("sail-dates", dates.format(2), "append", "p", "day")
    print(f"pysail {pysail.__version__}: 2 tables")


def main():
    """Lets each writer write that is installed."""
    directory = pathlib.Path(sys.argv[1])
    for write in (by_deltalake, by_sail):
        try:
            write(directory)
        except ImportError as error:
            print(f"skipped: {write.__name__}: {error}")


if __name__ == "__main__":
    main()
    sys.stdout.flush()
    # The server of pysail waits for its client when the interpreter ends, and the client for it.
    os._exit(0)
