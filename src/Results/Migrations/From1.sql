-- Schema 1 to 2: where something was computed and a worker's peak memory are kept too; until then the former was the CPU. The two tables are made anew, as
-- SQLite cannot change a constraint; rows that refer to an environment find it again at the end of the transaction.
PRAGMA defer_foreign_keys = ON;

CREATE TEMP TABLE old_environment AS SELECT * FROM environment;
DROP TABLE environment;
CREATE TABLE environment (
  id               INTEGER PRIMARY KEY,
  host             TEXT NOT NULL,
  cpu              TEXT NOT NULL,       -- model name of the processor
  threads          INTEGER NOT NULL,    -- threads within an operation
  device           TEXT NOT NULL,       -- what computed: cpu, or a GPU with its name, such as cuda:0 NVIDIA A100-SXM4-40GB
  operating_system TEXT NOT NULL,
  dotnet           TEXT NOT NULL,       -- version of .NET
  torchsharp       TEXT NOT NULL,       -- version of TorchSharp
  libtorch         TEXT NOT NULL,       -- version of libtorch
  product          TEXT NOT NULL,       -- version and commit of bench
  UNIQUE (host, cpu, threads, device, operating_system, dotnet, torchsharp, libtorch, product)
) STRICT;
INSERT INTO environment (id, host, cpu, threads, device, operating_system, dotnet, torchsharp, libtorch, product)
SELECT id, host, cpu, threads, 'cpu', operating_system, dotnet, torchsharp, libtorch, product FROM temp.old_environment;
DROP TABLE temp.old_environment;

CREATE TEMP TABLE old_attempt AS SELECT * FROM attempt;
DROP TABLE attempt;
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
  CHECK (outcome <> 'finished' OR reason IS NULL)
) STRICT;
CREATE INDEX attempt_by_identity ON attempt (identity);
INSERT INTO attempt (id, identity, started, ended, host, process_id, device, outcome, reason)
SELECT id, identity, started, ended, host, process_id, 'cpu', outcome, reason FROM temp.old_attempt;
DROP TABLE temp.old_attempt;
