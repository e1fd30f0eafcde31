-- Schema 3 to 4: more axes of strategies, each at what was the only choice; whole budgets, the cost of scoring, connectivity and what is lost, which are
-- known where they follow from what was stored: until then every cell was pruned in one cut, after pretraining. The tables are made anew, as SQLite cannot
-- put columns in their place; rows that refer to them find them again at the end of the transaction.
PRAGMA defer_foreign_keys = ON;

-- What somebody has deleted by hand has left rows behind.
DELETE FROM sweep_cell WHERE cell NOT IN (SELECT id FROM cell) OR sweep NOT IN (SELECT name FROM sweep);
DELETE FROM configuration WHERE cell NOT IN (SELECT id FROM cell);
DELETE FROM result WHERE cell NOT IN (SELECT id FROM cell);
DELETE FROM evaluation WHERE cell NOT IN (SELECT cell FROM result);
DELETE FROM layer WHERE cell NOT IN (SELECT cell FROM result);
DELETE FROM epoch WHERE cell NOT IN (SELECT cell FROM result);
DELETE FROM pretraining_epoch WHERE pretraining NOT IN (SELECT identity FROM pretraining);
DELETE FROM pretraining_evaluation WHERE pretraining NOT IN (SELECT identity FROM pretraining);

CREATE TEMP TABLE old_recipe AS SELECT * FROM recipe;
CREATE TEMP TABLE old_cell AS SELECT * FROM cell;
CREATE TEMP TABLE old_result AS SELECT * FROM result;
CREATE TEMP TABLE old_layer AS SELECT * FROM layer;
DROP TABLE layer;
DROP TABLE result;
DROP TABLE cell;
DROP TABLE recipe;

CREATE TABLE recipe (
  id            TEXT PRIMARY KEY,       -- hash of `text`: the same in every database
  text          TEXT NOT NULL UNIQUE,   -- all options, those at their default left out
  epochs        INTEGER,                -- length in epochs; NULL where it is given in steps
  steps         INTEGER,                -- length in optimizer steps; NULL where it is given in epochs
  batch         INTEGER NOT NULL,       -- samples a step
  optimizer     TEXT NOT NULL,          -- sgd, adam, adamw
  rate          REAL NOT NULL,          -- the peak learning rate
  rates         TEXT,                   -- peak rates among which validation chooses, separated by blanks; NULL where there is no choice
  rate_schedule TEXT NOT NULL,          -- of the learning rate: constant, step, cosine, linear, cyclic, one-cycle
  warmup        REAL NOT NULL,          -- fraction of the run over which the rate rises
  drops         TEXT,                   -- step: where the rate drops, as fractions of the run, separated by blanks
  gamma         REAL,                   -- step: the factor of each drop
  cycles        INTEGER,                -- cyclic: how many times the rate falls to 0
  momentum      REAL,                   -- sgd
  nesterov      INTEGER CHECK (nesterov IN (0, 1)),     -- flag; sgd
  weight_decay  REAL NOT NULL,
  beta1         REAL,                   -- adam, adamw
  beta2         REAL,                   -- adam, adamw
  epsilon       REAL,                   -- adam, adamw
  flip          INTEGER NOT NULL CHECK (flip IN (0, 1)), -- flag: images are mirrored at random
  crop_padding  INTEGER NOT NULL        -- pixels of padding of random crops; 0: none
) STRICT, WITHOUT ROWID;
INSERT INTO recipe (id, text, epochs, steps, batch, optimizer, rate, rate_schedule, warmup, drops, gamma, momentum, nesterov, weight_decay, beta1, beta2, epsilon,
  flip, crop_padding)
SELECT o.id, o.text, o.epochs, o.steps, o.batch, o.optimizer, o.rate, o.rate_schedule, o.warmup, o.drops, o.gamma, o.momentum, o.nesterov, o.weight_decay, o.beta1,
  o.beta2, o.epsilon, o.flip, o.crop_padding
FROM temp.old_recipe o;
DROP TABLE temp.old_recipe;

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
CREATE INDEX cell_by_point ON cell (point, seed);
INSERT INTO cell (id, identity, protocol, dataset, dataset_options, synthetic, model, strategy, criterion, scope, structure, schedule, scoring_samples, scoring_batch,
  scoring_batch_norm, retraining, retraining_id, compression, seed, precision, start, pretraining_id, imported, is_control, versions, setting, curve,
  point, floor, cap, shuffled, start_point, measure_after, control_point)
SELECT o.id, o.identity, o.protocol, o.dataset, o.dataset_options, o.synthetic, o.model, o.strategy, o.criterion, o.scope, o.structure, o.schedule,
  o.scoring_samples, o.scoring_batch, o.scoring_batch_norm, o.retraining, o.retraining_id, o.compression, o.seed, o.precision, o.start,
  o.pretraining_id, o.imported, o.is_control, o.versions, o.setting, o.curve, o.point, 0, 1, 0, 'pretrained', 'nothing', o.setting
FROM temp.old_cell o;
DROP TABLE temp.old_cell;

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
  effective_kept       INTEGER,          -- prunable weights kept that lie on a path of kept weights from input to output; biases neither count nor make paths; NULL before schema 4
  effective_density    REAL,             -- effective_kept / prunable weights; NULL before schema 4
  cut_off_outputs      INTEGER,          -- classes that no path from the input reaches: their output does not depend on it; NULL before schema 4
  achieved_compression REAL NOT NULL,    -- the protocol's ratio, from the counts above
  dense_macs           INTEGER NOT NULL,
  effective_macs       INTEGER NOT NULL, -- those that touch a kept weight
  theoretical_speedup  REAL NOT NULL,    -- dense_macs / effective_macs; Inf if nothing is left
  dense_bytes          INTEGER NOT NULL, -- all parameters in fp32
  sparse_bytes         INTEGER NOT NULL, -- one bit for each prunable parameter, and the kept ones in fp32
  tied_scores          INTEGER NOT NULL, -- scores equal to that at the cut, kept or not; 0: the cut fell between different scores; of the last cut
  rounds               INTEGER NOT NULL, -- cuts: rows of `cut`
  budget_epochs        INTEGER NOT NULL, -- epochs of retraining
  budget_steps         INTEGER NOT NULL, -- optimizer steps of retraining
  budget_samples       INTEGER NOT NULL, -- training samples seen, with repetition
  budget_macs          REAL NOT NULL,    -- multiply-adds of all forward and backward passes of retraining
  budget_total_epochs  REAL NOT NULL,    -- passes over the training samples in all steps after the start (rounds, retraining, renewed norm statistics as a fraction); without scoring
  budget_total_samples INTEGER NOT NULL, -- training samples seen in the same, with repetition
  budget_total_macs    REAL NOT NULL,    -- multiply-adds of the same
  scoring_seconds      REAL,             -- duration of all scoring: the sum over `cut`; NULL before schema 4, as are the next three
  scoring_samples_seen INTEGER,          -- samples that scoring has seen, with repetition
  scoring_forward_passes  INTEGER,       -- forward passes of scoring, a batch each
  scoring_backward_passes INTEGER,       -- backward passes of scoring, a batch each
  active_share         REAL,             -- share of the prunable weights that were active at some time of dynamic sparse training; NULL elsewhere
  chosen_rate          REAL,             -- peak learning rate that validation has chosen from the recipe's list; NULL where there was no choice
  worst_class_top1     REAL,             -- headline on the test set: accuracy of the class that has the lowest; NULL before schema 4, as are the next two
  calibration_error    REAL,             -- headline on the test set: expected calibration error (Guo 2017): 15 bins of equal width of the highest probability
  dense_agreement      REAL,             -- headline on the test set: share of samples for which the pretrained dense network predicts the same class
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
  mask_fingerprint, flags, environment, rounds, budget_total_epochs, budget_total_samples, budget_total_macs)
SELECT o.cell, o.finished, o.headline, o.selected_epoch, o.total_parameters, o.prunable_parameters, o.asked_kept, o.kept_prunable, o.kept_parameters,
  o.achieved_compression, o.dense_macs, o.effective_macs, o.theoretical_speedup, o.dense_bytes, o.sparse_bytes, o.tied_scores, o.budget_epochs,
  o.budget_steps, o.budget_samples, o.budget_macs, o.seconds_load, o.seconds_start, o.seconds_score, o.seconds_retrain, o.seconds_evaluate,
  o.seconds_total, o.split_fingerprint, o.start_fingerprint, o.mask_fingerprint, o.flags, o.environment, NOT c.is_control,
  o.budget_epochs, o.budget_samples, o.budget_macs
FROM temp.old_result o JOIN cell c ON c.id = o.cell;
DROP TABLE temp.old_result;

CREATE TABLE layer (
  cell           INTEGER NOT NULL REFERENCES result (cell),
  position       INTEGER NOT NULL,      -- in forward order, from 0
  name           TEXT NOT NULL,         -- name in the network, such as conv1
  kind           TEXT NOT NULL,         -- conv2d or linear
  shape          TEXT NOT NULL,         -- of the weight, such as 64×3×3×3 (output × input × height × width)
  prunable       INTEGER NOT NULL CHECK (prunable IN (0, 1)), -- flag: the protocol may prune it
  weights        INTEGER NOT NULL,      -- weights, without biases
  kept           INTEGER NOT NULL,      -- weights kept
  dense_macs     INTEGER NOT NULL,
  effective_macs INTEGER NOT NULL,
  dead           INTEGER NOT NULL CHECK (dead IN (0, 1)),     -- flag: no weight is kept, nothing but the bias passes
  effective_kept INTEGER,               -- weights kept that lie on a path of kept weights from input to output; NULL before schema 4
  disconnected_outputs INTEGER,         -- outputs of the layer (units, channels) on no such path; NULL before schema 4
  PRIMARY KEY (cell, position)
) STRICT, WITHOUT ROWID;
INSERT INTO layer (cell, position, name, kind, shape, prunable, weights, kept, dense_macs, effective_macs, dead)
SELECT o.cell, o.position, o.name, o.kind, o.shape, o.prunable, o.weights, o.kept, o.dense_macs, o.effective_macs, o.dead
FROM temp.old_layer o;
DROP TABLE temp.old_layer;

CREATE TABLE cut (
  cell            INTEGER NOT NULL REFERENCES result (cell),
  position        INTEGER NOT NULL,     -- in order, from 0
  step            TEXT NOT NULL,        -- when: pretrained, initialization, epoch 2, step 500
  asked_kept      INTEGER NOT NULL,     -- prunable parameters to be kept
  kept            INTEGER NOT NULL,     -- prunable parameters that the masks keep
  tied_scores     INTEGER NOT NULL,     -- scores equal to that at the cut, kept or not
  seconds         REAL,                 -- duration: scores and masks
  samples         INTEGER,              -- samples that scoring has seen, with repetition
  forward_passes  INTEGER,              -- a batch each
  backward_passes INTEGER,              -- a batch each
  PRIMARY KEY (cell, position)
) STRICT, WITHOUT ROWID;
INSERT INTO cut (cell, position, step, asked_kept, kept, tied_scores)
SELECT r.cell, 0, 'pretrained', r.asked_kept, r.kept_prunable, r.tied_scores FROM result r JOIN cell c ON c.id = r.cell WHERE NOT c.is_control;

CREATE TABLE class_accuracy (
  cell            INTEGER NOT NULL REFERENCES result (cell),
  class           INTEGER NOT NULL,     -- label, from 0
  correct         INTEGER NOT NULL,     -- samples of the class whose label has the highest output
  total           INTEGER NOT NULL,     -- samples of the class
  top1            REAL GENERATED ALWAYS AS (CAST(correct AS REAL) / total) VIRTUAL, -- accuracy; NULL for a class without samples
  PRIMARY KEY (cell, class)
) STRICT, WITHOUT ROWID;
