-- Schema 6 to 7: attempts say where on a cluster they ran, and sweeps which part of their cells a database was asked for: all of it, until now.
-- (From6.cs then adds the flag cut-off where the numbers of a result say it.)
-- The tables are made anew, as SQLite cannot put columns in their place; rows that refer to them find them again at the end of the transaction.
PRAGMA defer_foreign_keys = ON;

-- What somebody has deleted by hand has left rows behind.
DELETE FROM sweep_cell WHERE cell NOT IN (SELECT id FROM cell) OR sweep NOT IN (SELECT name FROM sweep);

CREATE TEMP TABLE old_sweep AS SELECT * FROM sweep;
CREATE TEMP TABLE old_sweep_cell AS SELECT * FROM sweep_cell;
CREATE TEMP TABLE old_attempt AS SELECT * FROM attempt;
DROP TABLE sweep_cell;
DROP TABLE sweep;
DROP TABLE attempt;

CREATE TABLE sweep (
  name        TEXT PRIMARY KEY,         -- the sweep's name
  text        TEXT NOT NULL,            -- the whole YAML file
  sha256      TEXT NOT NULL,            -- fingerprint of the file
  membership  TEXT NOT NULL,            -- fingerprint of the list of its cells: tells whether sweep_cell must be rewritten
  registered  TEXT NOT NULL,            -- time when this version of it was first run
  shards      TEXT                      -- the parts of its cells that this database was asked for, such as 2/5, separated by blanks; NULL: all of it
) STRICT, WITHOUT ROWID;
INSERT INTO sweep (name, text, sha256, membership, registered) SELECT name, text, sha256, membership, registered FROM temp.old_sweep;
DROP TABLE temp.old_sweep;

CREATE TABLE sweep_cell (
  sweep           TEXT NOT NULL REFERENCES sweep (name),
  operating_point INTEGER NOT NULL,     -- number within the sweep, shared by cells that differ in nothing but the seed
  cell            INTEGER NOT NULL REFERENCES cell (id),
  position        INTEGER NOT NULL,     -- place in the order in which the sweep runs; skipped cells come after the others
  strategy        TEXT NOT NULL,        -- label of the strategy in this sweep
  recipe          TEXT,                 -- label of the retraining recipe in this sweep
  pretraining_recipe TEXT,              -- label of the pretraining recipe in this sweep
  latency         INTEGER NOT NULL CHECK (latency IN (0, 1)), -- flag: the sweep asks for measured latencies (table `latency`)
  skip_reason     TEXT,                 -- why the cell cannot be run at all; NULL for a cell that can
  elsewhere       INTEGER NOT NULL CHECK (elsewhere IN (0, 1)), -- flag: the cell is of another part of the sweep (sweep.shards), for which this database was not asked
  PRIMARY KEY (sweep, operating_point, cell)
) STRICT, WITHOUT ROWID;
INSERT INTO sweep_cell (sweep, operating_point, cell, position, strategy, recipe, pretraining_recipe, latency, skip_reason, elsewhere)
SELECT sweep, operating_point, cell, position, strategy, recipe, pretraining_recipe, latency, skip_reason, 0 FROM temp.old_sweep_cell;
DROP TABLE temp.old_sweep_cell;

CREATE INDEX sweep_cell_by_cell ON sweep_cell (cell);

CREATE TABLE attempt (
  id         INTEGER PRIMARY KEY,
  identity   TEXT NOT NULL,             -- cell.identity, or pretraining.identity for one that failed before any cell
  started    TEXT NOT NULL,             -- time
  ended      TEXT NOT NULL,             -- time
  host       TEXT NOT NULL,
  process_id INTEGER NOT NULL,          -- of the worker
  device     TEXT NOT NULL,             -- where the worker computed: cpu, cuda:0
  outcome    TEXT NOT NULL CHECK (outcome IN ('finished', 'failed', 'died')), -- failed: an exception, a NaN; died: the worker ended
  reason     TEXT,                      -- one line; NULL when finished
  peak_memory INTEGER,                  -- bytes of resident memory of the worker at their highest during this attempt; NULL where not known
  node       TEXT,                      -- of a cluster, by its scheduler's name for it; NULL on a machine without one, as are the next two
  job        TEXT,                      -- of the scheduler, with the place in its array, such as 1234_17
  requeues   INTEGER,                   -- how often the scheduler had begun the job anew by then; 0: never
  CHECK (outcome <> 'finished' OR reason IS NULL)
) STRICT;
INSERT INTO attempt (id, identity, started, ended, host, process_id, device, outcome, reason, peak_memory)
SELECT id, identity, started, ended, host, process_id, device, outcome, reason, peak_memory FROM temp.old_attempt;
DROP TABLE temp.old_attempt;

CREATE INDEX attempt_by_identity ON attempt (identity);
