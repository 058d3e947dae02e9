-- Runs of plans and what happened to their steps. Rows are only ever added.
CREATE TABLE run (
    seq     INTEGER PRIMARY KEY,
    id      TEXT NOT NULL UNIQUE,
    plan_id TEXT NOT NULL,
    source  TEXT NOT NULL,
    target  TEXT NOT NULL,
    begun   TEXT NOT NULL,
    plan    TEXT NOT NULL
) STRICT;
CREATE INDEX run_by_plan ON run (plan_id, seq);

CREATE TABLE entry (
    run  INTEGER NOT NULL REFERENCES run (seq),
    n    INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (run, n)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER run_is_kept BEFORE DELETE ON run
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER run_is_final BEFORE UPDATE ON run
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER entry_is_kept BEFORE DELETE ON entry
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER entry_is_final BEFORE UPDATE ON entry
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
