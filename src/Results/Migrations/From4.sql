-- Schema 4 to 5: channels, what a network takes in use, measured latencies, and the L1 term of recipes on norm scales. Until then no channels were removed,
-- no latency was asked for, and there was no such term: of layers follow the channels, all kept, and the dead ones where paths were followed. The tables are
-- made anew, as SQLite cannot put columns in their place; rows that refer to them find them again at the end of the transaction.
PRAGMA defer_foreign_keys = ON;

-- What somebody has deleted by hand has left rows behind.
DELETE FROM sweep_cell WHERE cell NOT IN (SELECT id FROM cell) OR sweep NOT IN (SELECT name FROM sweep);
DELETE FROM configuration WHERE cell NOT IN (SELECT id FROM cell);
DELETE FROM result WHERE cell NOT IN (SELECT id FROM cell);
DELETE FROM evaluation WHERE cell NOT IN (SELECT cell FROM result);
DELETE FROM layer WHERE cell NOT IN (SELECT cell FROM result);
DELETE FROM epoch WHERE cell NOT IN (SELECT cell FROM result);
DELETE FROM cut WHERE cell NOT IN (SELECT cell FROM result);
DELETE FROM class_accuracy WHERE cell NOT IN (SELECT cell FROM result);
DELETE FROM pretraining_epoch WHERE pretraining NOT IN (SELECT identity FROM pretraining);
DELETE FROM pretraining_evaluation WHERE pretraining NOT IN (SELECT identity FROM pretraining);

CREATE TEMP TABLE old_recipe AS SELECT * FROM recipe;
CREATE TEMP TABLE old_sweep_cell AS SELECT * FROM sweep_cell;
CREATE TEMP TABLE old_result AS SELECT * FROM result;
CREATE TEMP TABLE old_layer AS SELECT * FROM layer;
DROP TABLE sweep_cell;
DROP TABLE layer;
DROP TABLE result;
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
  crop_padding  INTEGER NOT NULL,       -- pixels of padding of random crops; 0: none
  scale_l1      REAL NOT NULL           -- the L1 term on norm scales: what is added, by sign, to their gradients; 0: none
) STRICT, WITHOUT ROWID;
INSERT INTO recipe SELECT o.id, o.text, o.epochs, o.steps, o.batch, o.optimizer, o.rate, o.rates, o.rate_schedule, o.warmup, o.drops, o.gamma, o.cycles, o.momentum,
  o.nesterov, o.weight_decay, o.beta1, o.beta2, o.epsilon, o.flip, o.crop_padding, 0
FROM temp.old_recipe o;
DROP TABLE temp.old_recipe;

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
  PRIMARY KEY (sweep, operating_point, cell)
) STRICT, WITHOUT ROWID;
CREATE INDEX sweep_cell_by_cell ON sweep_cell (cell);
INSERT INTO sweep_cell (sweep, operating_point, cell, position, strategy, recipe, pretraining_recipe, skip_reason, latency)
SELECT o.sweep, o.operating_point, o.cell, o.position, o.strategy, o.recipe, o.pretraining_recipe, o.skip_reason, 0
FROM temp.old_sweep_cell o;
DROP TABLE temp.old_sweep_cell;

CREATE TABLE result (
  cell                 INTEGER PRIMARY KEY REFERENCES cell (id),
  finished             TEXT NOT NULL,    -- time when the attempt that gave this result ended
  headline             TEXT NOT NULL CHECK (headline IN ('before', 'last', 'selected')), -- the evaluation.point that is reported
  selected_epoch       INTEGER NOT NULL, -- retraining epoch, from 1, of the best validation top-1, earliest on a tie; 0 without retraining
  total_parameters     INTEGER NOT NULL, -- of the whole network, dense
  prunable_parameters  INTEGER NOT NULL, -- those that the protocol may prune
  asked_kept           INTEGER NOT NULL, -- prunable parameters to be kept; where channels are removed, as many as are kept (see target_asked)
  kept_prunable        INTEGER NOT NULL, -- prunable parameters that the masks keep
  kept_parameters      INTEGER NOT NULL, -- of the whole network
  effective_kept       INTEGER,          -- prunable weights kept that lie on a path of kept weights from input to output; biases neither count nor make paths; NULL before schema 4
  effective_density    REAL,             -- effective_kept / prunable weights; NULL before schema 4
  cut_off_outputs      INTEGER,          -- classes that no path from the input reaches: their output does not depend on it; NULL before schema 4
  achieved_compression REAL NOT NULL,    -- the protocol's ratio, from the counts above
  dense_macs           INTEGER NOT NULL,
  effective_macs       INTEGER NOT NULL, -- those that touch a kept weight
  theoretical_speedup  REAL NOT NULL,    -- dense_macs / effective_macs; Inf if nothing is left
  target               TEXT CHECK (target IN ('compression', 'macs')), -- what the asked ratio divides where channels are removed: parameters or MACs; NULL elsewhere
  target_asked         INTEGER,          -- the most parameters or MACs that this allows
  target_achieved      INTEGER,          -- parameters or MACs of the smaller network
  dense_bytes          INTEGER NOT NULL, -- all parameters in fp32
  sparse_bytes         INTEGER NOT NULL, -- one bit for each prunable parameter, and the kept ones in fp32; of a network without the channels that are removed its parameters alone
  inference_bytes      INTEGER,          -- memory that a forward pass of one sample needs at once, in fp32: parameters, and values that are alive together; of the network that is handed on (dense with pruned weights at 0, or smaller); NULL before schema 5, as are the next five
  inference_bytes_of_128 INTEGER,        -- the same of 128 samples
  dense_inference_bytes  INTEGER,        -- both of the dense network
  dense_inference_bytes_of_128 INTEGER,
  file_bytes           INTEGER,          -- a safetensors file of the network that is handed on, norm statistics included
  compressed_bytes     INTEGER,          -- the same file in gzip
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
  kept_units           TEXT,             -- which channel units are kept, a bit each, the first in the lowest of the first byte, in base64; width=0.5 where a network so many times as wide takes its place; NULL where no channels are removed
  flags                TEXT NOT NULL,    -- warnings, separated by blanks, such as validation-seen, dead-layer, nearly-dead-layer, at-chance; docs/methods.md explains them; usually empty
  environment          INTEGER NOT NULL REFERENCES environment (id)
) STRICT;
INSERT INTO result (cell, finished, headline, selected_epoch, total_parameters, prunable_parameters, asked_kept, kept_prunable, kept_parameters, effective_kept,
  effective_density, cut_off_outputs, achieved_compression, dense_macs, effective_macs, theoretical_speedup, dense_bytes, sparse_bytes, tied_scores,
  rounds, budget_epochs, budget_steps, budget_samples, budget_macs, budget_total_epochs, budget_total_samples, budget_total_macs, scoring_seconds,
  scoring_samples_seen, scoring_forward_passes, scoring_backward_passes, active_share, chosen_rate, worst_class_top1, calibration_error,
  dense_agreement, seconds_load, seconds_start, seconds_score, seconds_retrain, seconds_evaluate, seconds_total, split_fingerprint, start_fingerprint,
  mask_fingerprint, flags, environment)
SELECT o.cell, o.finished, o.headline, o.selected_epoch, o.total_parameters, o.prunable_parameters, o.asked_kept, o.kept_prunable, o.kept_parameters,
  o.effective_kept, o.effective_density, o.cut_off_outputs, o.achieved_compression, o.dense_macs, o.effective_macs, o.theoretical_speedup,
  o.dense_bytes, o.sparse_bytes, o.tied_scores, o.rounds, o.budget_epochs, o.budget_steps, o.budget_samples, o.budget_macs, o.budget_total_epochs,
  o.budget_total_samples, o.budget_total_macs, o.scoring_seconds, o.scoring_samples_seen, o.scoring_forward_passes, o.scoring_backward_passes,
  o.active_share, o.chosen_rate, o.worst_class_top1, o.calibration_error, o.dense_agreement, o.seconds_load, o.seconds_start, o.seconds_score,
  o.seconds_retrain, o.seconds_evaluate, o.seconds_total, o.split_fingerprint, o.start_fingerprint, o.mask_fingerprint, o.flags, o.environment
FROM temp.old_result o;
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
  channels       INTEGER NOT NULL,      -- outputs of the dense layer (units, channels)
  kept_channels  INTEGER NOT NULL,      -- those that are not removed; without removal of channels all of them, whatever their weights
  dead_channels  INTEGER,               -- of those, the ones on no path of kept weights, as where all their weights are pruned; NULL before schema 4
  PRIMARY KEY (cell, position)
) STRICT, WITHOUT ROWID;
INSERT INTO layer (cell, position, name, kind, shape, prunable, weights, kept, dense_macs, effective_macs, dead, effective_kept, disconnected_outputs, channels,
  kept_channels, dead_channels)
SELECT o.cell, o.position, o.name, o.kind, o.shape, o.prunable, o.weights, o.kept, o.dense_macs, o.effective_macs, o.dead, o.effective_kept,
  o.disconnected_outputs, CAST(o.shape AS INTEGER), CAST(o.shape AS INTEGER), o.disconnected_outputs
FROM temp.old_layer o;
DROP TABLE temp.old_layer;

CREATE TABLE latency (
  cell           INTEGER NOT NULL REFERENCES result (cell),
  network        TEXT NOT NULL CHECK (network IN ('dense', 'masked', 'shrunk')), -- unpruned; of the same shape, with pruned weights at 0; without the channels that are removed
  batch          INTEGER NOT NULL,      -- samples of a pass
  handed_on      INTEGER NOT NULL CHECK (handed_on IN (0, 1)), -- flag: this is the network that the cell ends with: shrunk where channels are removed, masked where weights are pruned, dense for a control
  median         REAL NOT NULL,         -- duration of a pass
  lower_quartile REAL NOT NULL,         -- duration: a quarter of the passes was faster
  upper_quartile REAL NOT NULL,         -- duration: a quarter of the passes was slower
  repetitions    INTEGER NOT NULL,      -- passes, without those to warm up
  load           REAL,                  -- processors that other programs kept busy meanwhile, on average; NULL where the system does not tell
  noisy          INTEGER NOT NULL CHECK (noisy IN (0, 1)), -- flag: others used the machine, or the passes differ much: not to be relied on
  measured       TEXT NOT NULL,         -- time
  environment    INTEGER NOT NULL REFERENCES environment (id), -- with the threads and the device of the measurement
  PRIMARY KEY (cell, network, batch)
) STRICT, WITHOUT ROWID;
