"""Tables of other Delta implementations, cloned by `clxs delta clone`, read by other programs.

Each table is cloned deep and shallow: at its newest version, at some older ones, and step by step
into one target. The readers of `golden_readers.py` (deltalake, duckdb, pysail) then read source and
clone: equal rows and schema, or neither can be read. A table that `clxs` refuses is a clone that
cannot be read, so that a reader which reads the source finds it out. Afterwards deltalake writes to
deep clones, and they are cloned again.

The tables are the golden ones, read where they lie, and those that `delta_writers.py` makes.
"""

import concurrent.futures
import dataclasses
import json
import os
import pathlib
import re
import subprocess
import sys

import deltalake
import pyarrow as pa
import pytest
from conftest import clxs, shared_data

HERE = pathlib.Path(__file__).parent
READERS = ("deltalake", "duckdb", "pysail")
DEPTHS = {"deep": (), "shallow": ("--shallow",)}
OLDER = 2
STEPS = 6
# Done, refused or failed; never 1, a bug of clxs.
ENDS = (0, 2, 3, 4, 7, 8)


@dataclasses.dataclass(frozen=True)
class Table:
    """A table to clone."""

    name: str
    path: pathlib.Path
    versions: tuple[int, ...]


@dataclasses.dataclass
class Clones:
    """What was cloned, and what was not."""

    pairs: list[dict]
    refused: list["Refusal"]


@dataclasses.dataclass(frozen=True)
class Refusal:
    """A clone that was not made."""

    table: str
    what: str
    reason: str


def versions(table: pathlib.Path) -> tuple[int, ...]:
    """The versions whose commit is there."""
    names = [path.name for path in (table / "_delta_log").glob("*.json")]
    return tuple(sorted(int(name[:-5]) for name in names if re.fullmatch(r"\d{20}\.json", name)))


def tables_below(folder: pathlib.Path) -> list[Table]:
    """The tables below a folder, and the directories that only look like one."""
    tops = [path for path in sorted(folder.iterdir()) if path.is_dir()]
    found = []
    for top in tops:
        nested = sorted({log.parent for log in top.rglob("_delta_log") if log.is_dir()})
        found += [Table(str(path.relative_to(folder)), path, versions(path)) for path in nested or [top]]
    return found


def spread(several: tuple[int, ...], most: int) -> list[int]:
    """At most so many of them, the first and the last among them where two are allowed."""
    if len(several) <= most:
        return list(several)
    if most == 1:
        return [several[0]]
    return sorted({several[n * (len(several) - 1) // (most - 1)] for n in range(most)})


def clone(table: Table, target: pathlib.Path, *options: object) -> tuple[dict | None, str]:
    """What a clone answers, or the reason of its refusal."""
    run = clxs("delta", "clone", table.path, target, "--verify", "--json", *options, codes=ENDS)
    if run.returncode == 0:
        return json.loads(run.stdout), ""
    assert not run.stdout, f"{table.name}: a refusal with a result: {run.stdout}"
    problem = json.loads(run.stderr.splitlines()[-1])
    assert problem["because"], f"{table.name}: a refusal without a reason: {problem}"
    return None, f"{'; '.join(problem['because'])} ({problem['hint']})"


class Work:
    """All clones of one table."""

    def __init__(self, table: Table, room: pathlib.Path):
        self.table, self.room = table, room / table.name.replace("/", "--")
        self.pairs, self.refused = [], []

    def done(self) -> "Work":
        """Clones."""
        for depth, options in DEPTHS.items():
            self.once(depth, "newest", None, *options)
            for version in spread(self.table.versions[:-1], OLDER):
                self.once(depth, f"at-{version}", version, "--version", version, *options)
            self.step_by_step(depth, *options)
        return self

    def pair(self, depth: str, target: pathlib.Path, source: int | None, clone: int | None) -> None:
        """Notes what the readers are to compare."""
        self.pairs.append({
            "source": str(self.table.path), "source_version": source,
            "clone": str(target), "clone_version": clone, "kind": depth,
        })

    def refuse(self, what: str, reason: str) -> None:
        """Notes a refusal."""
        self.refused.append(Refusal(self.table.name, what, reason.replace(str(self.table.path), "...")))

    def once(self, depth: str, what: str, version: int | None, *options: object) -> None:
        """One clone into a new directory."""
        target = self.room / f"{depth}-{what}"
        answer, reason = clone(self.table, target, *options)
        if answer is None:
            self.refuse(f"{depth} {what}", reason)
            assert not versions(target), f"{target} was refused and is a table: {reason}"
        self.pair("refused" if answer is None else depth, target, version, None)

    def step_by_step(self, depth: str, *options: str) -> None:
        """One target that follows the source; its history is compared, too."""
        target, newest = self.room / f"{depth}-steps", None
        for version in spread(self.table.versions, STEPS):
            before = versions(target)
            answer, reason = clone(self.table, target, "--version", version, *options)
            if answer is None:
                self.refuse(f"{depth} step {version}", reason)
                assert versions(target) == before, f"{target} was changed: {reason}"
                continue
            if answer["target_version"] is not None:
                newest = answer["target_version"]
            self.pair(depth, target, version, newest)


@pytest.fixture(scope="module")
def tables(tmp_path_factory) -> list[Table]:
    """The tables to clone."""
    made = tmp_path_factory.mktemp("made")
    subprocess.run([sys.executable, HERE / "delta_writers.py", made], check=True, timeout=120)
    found = tables_below(made)
    assert len(found) >= 4, found
    golden = shared_data("delta-tables")
    if golden is None:
        print("skipped: golden tables: shared data folder is absent")
        return found
    return found + tables_below(golden)


@pytest.fixture(scope="module")
def clones(tables, tmp_path_factory) -> Clones:
    """All clones of all tables."""
    room = tmp_path_factory.mktemp("clones")
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        works = list(pool.map(lambda table: Work(table, room).done(), tables))
    return Clones([pair for work in works for pair in work.pairs], [one for work in works for one in work.refused])


class Judge:
    """A reader at work, in a process of its own."""

    def __init__(self, reader: str, listing: pathlib.Path):
        self.log = listing.with_name(f"{reader}.txt")
        command = [sys.executable, HERE / "golden_readers.py", listing, "--reader", reader]
        with self.log.open("w") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)

    def verdict(self) -> None:
        """Waits; what it found must be nothing."""
        code = self.process.wait(timeout=600)
        print(self.log.read_text())
        assert code == 0, "a reader finds a clone that differs from its source"

    def end(self) -> None:
        """Leaves no process behind."""
        self.process.kill()
        self.process.wait()


def judged(pairs: list[dict], room: pathlib.Path) -> dict[str, Judge]:
    """The readers, comparing these pairs."""
    listing = room / "pairs.json"
    listing.write_text(json.dumps(pairs))
    return {reader: Judge(reader, listing) for reader in READERS}


@pytest.fixture(scope="module")
def judges(clones, tmp_path_factory):
    """The readers, comparing all clones."""
    running = judged(clones.pairs, tmp_path_factory.mktemp("judges"))
    yield running
    for judge in running.values():
        judge.end()


def test_refusals_are_few_and_have_reasons(tables, clones):
    """What is not cloned is named; most of it is broken on purpose."""
    print(f"\n{len(clones.pairs)} clones of {len(tables)} tables, {len(clones.refused)} of them refused:")
    for table in sorted({refusal.table for refusal in clones.refused}):
        of_table = [refusal for refusal in clones.refused if refusal.table == table]
        print(f"  {table}: {len(of_table)}, {of_table[0].what}: {of_table[0].reason[:200]}")
    newest = {refusal.table for refusal in clones.refused if refusal.what.endswith(" newest")}
    assert len(newest) * 4 <= len(tables), sorted(newest)


@pytest.mark.parametrize("reader", READERS)
def test_reader_sees_in_each_clone_what_it_sees_in_the_source(judges, reader):
    """Rows and schema, at the newest version and at older ones."""
    judges[reader].verdict()


def written(table: pathlib.Path) -> str:
    """Lets deltalake append and delete; what it did, or why it did nothing."""
    try:
        found = deltalake.DeltaTable(table)
        read = pa.table(deltalake.QueryBuilder().register("t", found).execute("SELECT * FROM t").read_all())
        if read.num_rows == 0:
            return "it has no rows to append or delete"
        deltalake.write_deltalake(found, read, mode="append")
        deltalake.DeltaTable(table).delete()
        return ""
    except BaseException as error:  # a panic of delta-rs is no Exception
        if isinstance(error, (KeyboardInterrupt, SystemExit)):
            raise
        return " ".join(str(error).split())[:160]


def test_clone_that_deltalake_wrote_to_is_replaced_only_when_asked(tables, clones, judges, tmp_path_factory):
    """Writes of others are refused by name, and gone after `--overwrite`."""
    for judge in judges.values():
        judge.process.wait(timeout=600)
    sources = {str(table.path): table for table in tables}
    deep = [pair for pair in clones.pairs if pair["kind"] == "deep" and pair["clone"].endswith("deep-newest")]

    def again(pair: dict) -> str:
        target, table = pathlib.Path(pair["clone"]), sources[pair["source"]]
        before = versions(target)
        why = written(target)
        if versions(target) == before:
            return f"  deltalake does not write to the clone of {table.name}: {why}"
        answer, reason = clone(table, target)
        assert answer is None, f"{table.name}: what deltalake wrote was overwritten unasked"
        assert "--overwrite" in reason, reason
        answer, reason = clone(table, target, "--overwrite")
        assert answer is not None, f"{table.name}: {reason}"
        assert answer["overwritten"], f"{table.name}: nothing was told of what deltalake wrote"
        assert clone(table, target)[0]["target_version"] is None
        return ""

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        unwritten = [line for line in pool.map(again, deep) if line]
    print("\n".join(unwritten))
    assert len(deep) - len(unwritten) >= 4, "deltalake wrote to too few clones"
    running = judged(deep, tmp_path_factory.mktemp("judges-again"))
    try:
        for judge in running.values():
            judge.verdict()
    finally:
        for judge in running.values():
            judge.end()
