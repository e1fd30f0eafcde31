-- Schema 2 to 3: labels belong to sweeps; a cell has its options in columns, with hashes of what it shares with others; the time a cell needs to get its
-- starting weights is called so; a headline that was not a number is flagged. The tables are made anew, as SQLite cannot change them so; rows that
-- refer to them find them again at the end of the transaction. The rows of cell and pretraining follow from their configurations: see From2.cs.
PRAGMA defer_foreign_keys = ON;

-- What somebody has deleted by hand has left rows behind; a cell without its configuration cannot be told from others, and is planned anew.
DELETE FROM cell WHERE id NOT IN (SELECT cell FROM configuration);
DELETE FROM sweep_cell WHERE cell NOT IN (SELECT id FROM cell) OR sweep NOT IN (SELECT name FROM sweep);
DELETE FROM configuration WHERE cell NOT IN (SELECT id FROM cell);
DELETE FROM result WHERE cell NOT IN (SELECT id FROM cell);
DELETE FROM evaluation WHERE cell NOT IN (SELECT cell FROM result);
DELETE FROM layer WHERE cell NOT IN (SELECT cell FROM result);
DELETE FROM epoch WHERE cell NOT IN (SELECT cell FROM result);
DELETE FROM pretraining_epoch WHERE pretraining NOT IN (SELECT identity FROM pretraining);
DELETE FROM pretraining_evaluation WHERE pretraining NOT IN (SELECT identity FROM pretraining);

CREATE TEMP TABLE old_cell AS SELECT * FROM cell;
CREATE UNIQUE INDEX temp.old_cell_by_id ON old_cell (id);
CREATE TEMP TABLE old_sweep_cell AS SELECT * FROM sweep_cell;
CREATE TEMP TABLE old_pretraining AS SELECT * FROM pretraining;
CREATE TEMP TABLE old_result AS SELECT * FROM result;
DROP TABLE sweep_cell;
DROP TABLE result;
DROP TABLE pretraining;
DROP TABLE cell;

CREATE TABLE recipe (
  id            TEXT PRIMARY KEY,       -- hash of `text`: the same in every database
  text          TEXT NOT NULL UNIQUE,   -- all options, those at their default left out
  epochs        INTEGER,                -- length in epochs; NULL where it is given in steps
  steps         INTEGER,                -- length in optimizer steps; NULL where it is given in epochs
  batch         INTEGER NOT NULL,       -- samples a step
  optimizer     TEXT NOT NULL,          -- sgd, adam, adamw
  rate          REAL NOT NULL,          -- the peak learning rate
  rate_schedule TEXT NOT NULL,          -- of the learning rate: constant, step, cosine, one-cycle
  warmup        REAL NOT NULL,          -- fraction of the run over which the rate rises
  drops         TEXT,                   -- step: where the rate drops, as fractions of the run, separated by blanks
  gamma         REAL,                   -- step: the factor of each drop
  momentum      REAL,                   -- sgd
  nesterov      INTEGER CHECK (nesterov IN (0, 1)),     -- flag; sgd
  weight_decay  REAL NOT NULL,
  beta1         REAL,                   -- adam, adamw
  beta2         REAL,                   -- adam, adamw
  epsilon       REAL,                   -- adam, adamw
  flip          INTEGER NOT NULL CHECK (flip IN (0, 1)), -- flag: images are mirrored at random
  crop_padding  INTEGER NOT NULL        -- pixels of padding of random crops; 0: none
) STRICT, WITHOUT ROWID;

CREATE TABLE cell (
  id          INTEGER PRIMARY KEY,      -- short key, of this database only; other tables refer to it as `cell`
  identity    TEXT NOT NULL UNIQUE,     -- hash of the canonical configuration: the same in every database
  protocol    TEXT NOT NULL,            -- conventions of counting: bench, all-weights, shrinkbench
  dataset     TEXT NOT NULL,            -- name of the data set
  dataset_options TEXT,                 -- own data: what they are and how they are read, as JSON; NULL for the catalogue's
  synthetic   INTEGER NOT NULL CHECK (synthetic IN (0, 1)), -- flag: generated data, which no claim may rest on
  model       TEXT NOT NULL,            -- name of the architecture
  strategy    TEXT NOT NULL,            -- composition: the catalogue's name, else scope-criterion, then options that are not the default; dense for the control
  criterion   TEXT,                     -- the score of a parameter; NULL for the control
  scope       TEXT,                     -- where scores compete: global, layer; NULL for the control
  structure   TEXT NOT NULL,            -- what is removed together: weight
  schedule    TEXT NOT NULL,            -- one-shot
  scoring_samples    INTEGER,           -- training samples that criteria see which need data; NULL for the control
  scoring_batch      INTEGER,           -- samples in a batch of them; NULL for the control
  scoring_batch_norm TEXT,              -- batch norm meanwhile: eval, train; NULL for the control
  retraining  TEXT NOT NULL,            -- what follows: fine-tune, none
  retraining_id TEXT REFERENCES recipe (id),   -- how the pruned network is retrained; NULL without retraining
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
  point       TEXT NOT NULL             -- hash: see above
) STRICT;
CREATE INDEX cell_by_point ON cell (point, seed);

CREATE TABLE sweep_cell (
  sweep           TEXT NOT NULL REFERENCES sweep (name),
  operating_point INTEGER NOT NULL,     -- number within the sweep, shared by cells that differ in nothing but the seed
  cell            INTEGER NOT NULL REFERENCES cell (id),
  position        INTEGER NOT NULL,     -- place in the order in which the sweep runs; skipped cells come after the others
  strategy        TEXT NOT NULL,        -- label of the strategy in this sweep
  recipe          TEXT,                 -- label of the retraining recipe in this sweep
  pretraining_recipe TEXT,              -- label of the pretraining recipe in this sweep
  skip_reason     TEXT,                 -- why the cell cannot be run at all; NULL for a cell that can
  PRIMARY KEY (sweep, operating_point, cell)
) STRICT, WITHOUT ROWID;
CREATE INDEX sweep_cell_by_cell ON sweep_cell (cell);
INSERT INTO sweep_cell (sweep, operating_point, cell, position, strategy, recipe, pretraining_recipe, skip_reason)
SELECT s.sweep, s.operating_point, s.cell, s.position, s.strategy, s.recipe, k.json ->> '$.pretraining.name', s.skip_reason
FROM temp.old_sweep_cell s LEFT JOIN configuration k ON k.cell = s.cell;
DROP TABLE temp.old_sweep_cell;

CREATE TABLE pretraining (
  identity            TEXT PRIMARY KEY, -- hash of its canonical configuration; cell.start refers to it
  dataset             TEXT NOT NULL,
  model               TEXT NOT NULL,
  pretraining_id      TEXT REFERENCES recipe (id), -- how it was trained; NULL for imported weights
  seed                INTEGER,          -- NULL for imported weights
  configuration       TEXT NOT NULL CHECK (json_valid(configuration)), -- canonical JSON
  weights_fingerprint TEXT NOT NULL,    -- of the weights that the cells start from
  split_fingerprint   TEXT NOT NULL,    -- of the validation split's sample indices
  selected_epoch      INTEGER NOT NULL, -- the epoch, from 1, whose weights are used: best validation top-1, earliest on a tie; 0 if imported
  seconds             REAL,             -- duration of the whole pretraining
  environment         INTEGER NOT NULL REFERENCES environment (id)
) STRICT, WITHOUT ROWID;

CREATE TABLE result (
  cell                 INTEGER PRIMARY KEY REFERENCES cell (id),
  finished             TEXT NOT NULL,    -- time when the attempt that gave this result ended
  headline             TEXT NOT NULL CHECK (headline IN ('before', 'last', 'selected')), -- the evaluation.point that is reported
  selected_epoch       INTEGER NOT NULL, -- retraining epoch, from 1, of the best validation top-1, earliest on a tie; 0 without retraining
  total_parameters     INTEGER NOT NULL, -- of the whole network, dense
  prunable_parameters  INTEGER NOT NULL, -- those that the protocol may prune
  asked_kept           INTEGER NOT NULL, -- prunable parameters to be kept
  kept_prunable        INTEGER NOT NULL, -- prunable parameters that the masks keep
  kept_parameters      INTEGER NOT NULL, -- of the whole network
  achieved_compression REAL NOT NULL,    -- the protocol's ratio, from the counts above
  dense_macs           INTEGER NOT NULL,
  effective_macs       INTEGER NOT NULL, -- those that touch a kept weight
  theoretical_speedup  REAL NOT NULL,    -- dense_macs / effective_macs; Inf if nothing is left
  dense_bytes          INTEGER NOT NULL, -- all parameters in fp32
  sparse_bytes         INTEGER NOT NULL, -- one bit for each prunable parameter, and the kept ones in fp32
  tied_scores          INTEGER NOT NULL, -- scores equal to that at the cut, kept or not; 0: the cut fell between different scores
  budget_epochs        INTEGER NOT NULL, -- epochs of retraining
  budget_steps         INTEGER NOT NULL, -- optimizer steps of retraining
  budget_samples       INTEGER NOT NULL, -- training samples seen, with repetition
  budget_macs          REAL NOT NULL,    -- multiply-adds of all forward and backward passes of retraining
  seconds_load         REAL,             -- duration: data and network
  seconds_start        REAL,             -- duration: getting the starting weights, which is reading them; pretrainings have their own (pretraining.seconds)
  seconds_score        REAL,             -- duration: scores and masks
  seconds_retrain      REAL,             -- duration: retraining
  seconds_evaluate     REAL,             -- duration: evaluations
  seconds_total        REAL,             -- duration: the whole attempt
  split_fingerprint    TEXT NOT NULL,    -- of the validation split's sample indices
  start_fingerprint    TEXT NOT NULL,    -- of the starting weights
  mask_fingerprint     TEXT NOT NULL,    -- of the mask bits
  flags                TEXT NOT NULL,    -- warnings, separated by blanks, such as validation-seen, dead-layer, nearly-dead-layer, at-chance; docs/methods.md explains them; usually empty
  environment          INTEGER NOT NULL REFERENCES environment (id)
) STRICT;
INSERT INTO result (cell, finished, headline, selected_epoch, total_parameters, prunable_parameters, asked_kept, kept_prunable, kept_parameters, achieved_compression,
  dense_macs, effective_macs, theoretical_speedup, dense_bytes, sparse_bytes, tied_scores, budget_epochs, budget_steps, budget_samples, budget_macs,
  seconds_load, seconds_start, seconds_score, seconds_retrain, seconds_evaluate, seconds_total, split_fingerprint, start_fingerprint,
  mask_fingerprint, flags, environment)
SELECT o.cell, o.finished, o.headline, o.selected_epoch, o.total_parameters, o.prunable_parameters, o.asked_kept, o.kept_prunable, o.kept_parameters,
  o.achieved_compression, o.dense_macs, o.effective_macs, o.theoretical_speedup, o.dense_bytes, o.sparse_bytes, o.tied_scores, o.budget_epochs,
  o.budget_steps, o.budget_samples, o.budget_macs, o.seconds_load, o.seconds_pretrain, o.seconds_score, o.seconds_retrain, o.seconds_evaluate,
  o.seconds_total, o.split_fingerprint, o.start_fingerprint, o.mask_fingerprint,
  CASE WHEN e.total IS NOT NULL AND e.loss IS NULL AND ' ' || o.flags || ' ' NOT LIKE '% not-a-number %' THEN trim(o.flags || ' not-a-number') ELSE o.flags END,
  o.environment
FROM temp.old_result o LEFT JOIN evaluation e ON e.cell = o.cell AND e.split = 'test' AND e.point = o.headline;
DROP TABLE temp.old_result;
