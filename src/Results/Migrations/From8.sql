-- Schema 8 to 9: cells say which ONNX file their network is, where it is one of the user's own, and scans which of them may be averaged.
-- (From8.cs then makes their hashes anew: those of such cells told where the file lay, so that cells of equal files were not compared.)
-- The tables are made anew, as SQLite cannot put columns in their place; rows that refer to them find them again at the end of the transaction.
PRAGMA defer_foreign_keys = ON;

CREATE TEMP TABLE old_cell AS SELECT * FROM cell;
DROP TABLE cell;

CREATE TABLE cell (
  id          INTEGER PRIMARY KEY,      -- short key, of this database only; other tables refer to it as `cell`
  identity    TEXT NOT NULL UNIQUE,     -- hash of the canonical configuration: the same in every database
  protocol    TEXT NOT NULL,            -- conventions of counting: bench, all-weights, shrinkbench
  dataset     TEXT NOT NULL,            -- name of the data set
  dataset_options TEXT,                 -- own data: what they are and how they are read, as JSON; NULL for the catalogue's
  synthetic   INTEGER NOT NULL CHECK (synthetic IN (0, 1)), -- flag: generated data, which no claim may rest on
  model       TEXT NOT NULL,            -- name of the architecture
  network_file TEXT,                    -- SHA-256 of the ONNX file that a network of one's own is; NULL for the catalogue's
  strategy    TEXT NOT NULL,            -- composition: the catalogue's name, else scope-criterion, then options that are not the default; dense for the control
  criterion   TEXT,                     -- the score of a parameter; NULL for the control
  criterion_options TEXT,               -- those that are not at their default, such as block=50 damping=0.001; NULL where all are, as in the other columns ..._options
  scope       TEXT,                     -- where scores compete: global, layer, row, ...; NULL for the control
  scope_options TEXT,
  layers_only TEXT,                     -- patterns of the names of the layers that may be pruned, separated by blanks; NULL: all
  layers_except TEXT,                   -- patterns of those that may not; NULL: none
  floor       REAL NOT NULL CHECK (floor BETWEEN 0 AND 1), -- least density of a layer
  cap         REAL NOT NULL CHECK (cap BETWEEN 0 AND 1),   -- greatest density of a layer
  shuffled    INTEGER NOT NULL CHECK (shuffled IN (0, 1)), -- flag: a check of the strategy, with its mask shuffled within each layer
  structure   TEXT NOT NULL,            -- what is removed together: weight, n:m
  structure_options TEXT,
  start_point TEXT NOT NULL,            -- where pruning begins: pretrained, initialization, epoch 2, step 500
  schedule    TEXT NOT NULL,            -- when it is pruned: one-shot, iterative, gradual, ...
  schedule_options TEXT,
  scoring_samples    INTEGER,           -- training samples that criteria see which need data; NULL for the control
  scoring_batch      INTEGER,           -- samples in a batch of them; NULL for the control
  scoring_batch_norm TEXT,              -- batch norm meanwhile: eval, train; NULL for the control
  retraining  TEXT NOT NULL,            -- what follows: fine-tune, weight-rewind, ..., none
  retraining_options TEXT,
  retraining_id TEXT REFERENCES recipe (id),   -- how the pruned network is retrained; NULL without retraining
  measure_after TEXT NOT NULL,          -- what is done to the network before any measurement: nothing, renew-norm, ...
  measure_after_options TEXT,
  compression REAL NOT NULL CHECK (compression >= 1), -- asked ratio: total parameters / parameters kept
  seed        INTEGER NOT NULL,         -- the cell's seed
  precision   TEXT NOT NULL,            -- arithmetic of training: fp32, bf16
  start       TEXT NOT NULL,            -- pretraining.identity of the weights that the cell starts from
  pretraining_id TEXT REFERENCES recipe (id),  -- how these were trained; NULL for imported weights
  imported    INTEGER NOT NULL CHECK (imported IN (0, 1)),   -- flag: those weights were not trained by bench
  is_control  INTEGER NOT NULL CHECK (is_control IN (0, 1)), -- flag: the unpruned network, trained on with the same budget
  versions    TEXT NOT NULL,            -- parts whose behaviour is beyond its first version, such as: training 2; usually empty
  setting     TEXT NOT NULL,            -- hash: see above
  curve       TEXT NOT NULL,            -- hash: see above
  control_point TEXT NOT NULL,          -- point of the control: the unpruned network that begins where the strategy does and is trained and measured as it is
  point       TEXT NOT NULL             -- hash: see above
) STRICT;
INSERT INTO cell (id, identity, protocol, dataset, dataset_options, synthetic, model, network_file, strategy, criterion, criterion_options, scope, scope_options,
  layers_only, layers_except, floor, cap, shuffled, structure, structure_options, start_point, schedule, schedule_options, scoring_samples, scoring_batch,
  scoring_batch_norm, retraining, retraining_options, retraining_id, measure_after, measure_after_options, compression, seed, precision, start, pretraining_id,
  imported, is_control, versions, setting, curve, control_point, point)
SELECT id, identity, protocol, dataset, dataset_options, synthetic, model, (SELECT k.json ->> '$.network.sha256' FROM configuration k WHERE k.cell = o.id),
  strategy, criterion, criterion_options, scope, scope_options, layers_only, layers_except, floor, cap, shuffled, structure, structure_options, start_point,
  schedule, schedule_options, scoring_samples, scoring_batch, scoring_batch_norm, retraining, retraining_options, retraining_id, measure_after,
  measure_after_options, compression, seed, precision, start, pretraining_id, imported, is_control, versions, setting, curve, control_point, point
FROM temp.old_cell o;
DROP TABLE temp.old_cell;

CREATE INDEX cell_by_point ON cell (point, seed);

CREATE TEMP TABLE old_scan AS SELECT * FROM scan;
DROP TABLE scan;

CREATE TABLE scan (
  id            INTEGER PRIMARY KEY,    -- short key, of this database only; `sensitivity` refers to it as `scan`
  identity      TEXT NOT NULL UNIQUE,   -- hash of `configuration`: the same in every database
  point         TEXT NOT NULL,          -- hash that scans share which differ in nothing but the seed: they may be averaged
  start         TEXT NOT NULL REFERENCES pretraining (identity), -- the weights that are cut
  protocol      TEXT NOT NULL,          -- conventions of counting: bench, all-weights
  dataset       TEXT NOT NULL,          -- name of the data set
  model         TEXT NOT NULL,          -- name of the architecture
  seed          INTEGER NOT NULL,       -- of the scoring, of the choice among equal scores and of what is drawn
  precision     TEXT NOT NULL,          -- arithmetic of the training of the weights: fp32, bf16
  structure     TEXT NOT NULL CHECK (structure IN ('weight', 'channel')), -- what is cut alone: the weights of a layer, or the channels of layers that go together
  criterion     TEXT NOT NULL,          -- the score by which it is cut
  criterion_options TEXT,               -- those that are not at their default; NULL where all are
  scoring_samples INTEGER NOT NULL,     -- training samples that criteria see which need data
  renewed_samples INTEGER,              -- training images over which norm statistics are renewed after each cut; NULL: they stay as they are
  split         TEXT NOT NULL CHECK (split IN ('test', 'validation')), -- what it is measured on
  samples       INTEGER,                -- so many of its samples, drawn by the seed; NULL: all
  configuration TEXT NOT NULL CHECK (json_valid(configuration)) -- canonical JSON
) STRICT;
INSERT INTO scan (id, identity, point, start, protocol, dataset, model, seed, precision, structure, criterion, criterion_options, scoring_samples,
  renewed_samples, split, samples, configuration)
SELECT id, identity, '', start, protocol, dataset, model, seed, precision, structure, criterion, criterion_options, scoring_samples, renewed_samples, split,
  samples, configuration FROM temp.old_scan;
DROP TABLE temp.old_scan;
