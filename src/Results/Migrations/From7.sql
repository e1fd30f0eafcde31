-- Schema 7 to 8: scans of which layers bear how much, of which there were none; latencies say which runtime computed and in which arithmetic, which was this program
-- in fp32 until now; what a network is worth in ONNX Runtime has a table; results say how many pictures were left out, and recipes how much of an image a random
-- resized crop takes: none, until now.

-- A scan, which tells which layers of a network bear how much: one row for each different one. What it has found is in `sensitivity`.
CREATE TABLE scan (
  id            INTEGER PRIMARY KEY,    -- short key, of this database only; `sensitivity` refers to it as `scan`
  identity      TEXT NOT NULL UNIQUE,   -- hash of `configuration`: the same in every database
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

-- One row for each cut of a scan: one layer, or one group of layers whose channels go together, is cut alone and nothing is trained.
CREATE TABLE sensitivity (
  identity       TEXT PRIMARY KEY,      -- hash of the scan's configuration, the layer and the density: the same in every database
  scan           INTEGER NOT NULL REFERENCES scan (id),
  position       INTEGER NOT NULL,      -- of the layer or group in forward order, from 0; -1 where nothing is cut
  layer          TEXT,                  -- name of the layer, or of the group; NULL: nothing is cut, with which the others are compared
  density        REAL NOT NULL CHECK (density BETWEEN 0 AND 1), -- asked: fraction of the layer's weights, or of the group's channels, that is kept
  elements       INTEGER NOT NULL,      -- weights of the layer, channels of the group; of the whole network its prunable weights or its channels
  kept           INTEGER NOT NULL,      -- of these
  loss           REAL,                  -- mean over these samples
  correct        INTEGER NOT NULL,      -- samples whose label has the highest output
  correct_top5   INTEGER NOT NULL,      -- samples whose label is among the five highest outputs
  total          INTEGER NOT NULL CHECK (total > 0), -- samples measured on
  top1           REAL GENERATED ALWAYS AS (CAST(correct AS REAL) / total) VIRTUAL, -- accuracy
  seconds        REAL,                  -- duration: cut, renewed statistics and evaluation
  measured       TEXT NOT NULL,         -- time
  environment    INTEGER NOT NULL REFERENCES environment (id)
) STRICT, WITHOUT ROWID;

CREATE INDEX sensitivity_by_scan ON sensitivity (scan, position, density);

-- Tables are made anew, as SQLite cannot put columns in their place.
CREATE TEMP TABLE old_latency AS SELECT * FROM latency WHERE cell IN (SELECT cell FROM result);
DROP TABLE latency;

-- How long a forward pass takes: one row for each network, batch and runtime of a finished cell whose sweep asks for it. Times are of the networks' shapes, not of
-- their values. What is compared was measured in turns. These numbers differ from time to time and from machine to machine: they are no part of what repeats.
CREATE TABLE latency (
  cell           INTEGER NOT NULL REFERENCES result (cell),
  network        TEXT NOT NULL CHECK (network IN ('dense', 'masked', 'shrunk')), -- unpruned; of the same shape, with pruned weights at 0; without the channels that are removed
  batch          INTEGER NOT NULL,      -- samples of a pass
  runtime        TEXT NOT NULL DEFAULT 'bench' CHECK (runtime IN ('bench', 'onnx-runtime')), -- what computes: this program by libtorch, or ONNX Runtime
  precision      TEXT NOT NULL DEFAULT 'fp32' CHECK (precision IN ('fp32', 'int8')), -- arithmetic of the pass; int8: static quantization, with the weights that the cell has kept
  handed_on      INTEGER NOT NULL CHECK (handed_on IN (0, 1)), -- flag: this is the network that the cell ends with: shrunk where channels are removed, masked where weights are pruned, dense for a control
  median         REAL NOT NULL,         -- duration of a pass
  lower_quartile REAL NOT NULL,         -- duration: a quarter of the passes was faster
  upper_quartile REAL NOT NULL,         -- duration: a quarter of the passes was slower
  repetitions    INTEGER NOT NULL,      -- passes, without those to warm up
  load           REAL,                  -- processors that other programs kept busy meanwhile, on average; NULL where the system does not tell
  noisy          INTEGER NOT NULL CHECK (noisy IN (0, 1)), -- flag: others used the machine, or the passes differ much: not to be relied on
  measured       TEXT NOT NULL,         -- time
  environment    INTEGER NOT NULL REFERENCES environment (id), -- with the threads and the device of the measurement
  runtime_version TEXT,                 -- of ONNX Runtime; NULL for bench, whose libtorch the environment names
  PRIMARY KEY (cell, network, batch, runtime, precision)
) STRICT, WITHOUT ROWID;

-- What the network that a cell ends with, with the weights that it has kept, is worth in ONNX Runtime: in fp32, and in int8 by static quantization (weights for each
-- output, values by the range that they have over training samples). One row for each of the two, where a sweep asks for int8.
CREATE TABLE deployed (
  cell           INTEGER NOT NULL REFERENCES result (cell),
  precision      TEXT NOT NULL CHECK (precision IN ('fp32', 'int8')), -- arithmetic
  correct        INTEGER NOT NULL,      -- test samples whose label has the highest output
  total          INTEGER NOT NULL CHECK (total > 0), -- test samples
  top1           REAL GENERATED ALWAYS AS (CAST(correct AS REAL) / total) VIRTUAL, -- accuracy
  file_bytes     INTEGER NOT NULL,      -- of the ONNX file
  compressed_bytes INTEGER NOT NULL,    -- of the same file in gzip
  calibration_samples INTEGER,          -- training samples that gave the ranges of values; NULL for fp32
  measured       TEXT NOT NULL,         -- time
  environment    INTEGER NOT NULL REFERENCES environment (id),
  runtime_version TEXT NOT NULL,        -- of ONNX Runtime
  PRIMARY KEY (cell, precision)
) STRICT, WITHOUT ROWID;
INSERT INTO latency (cell, network, batch, handed_on, median, lower_quartile, upper_quartile, repetitions, load, noisy, measured, environment)
SELECT cell, network, batch, handed_on, median, lower_quartile, upper_quartile, repetitions, load, noisy, measured, environment FROM temp.old_latency;
DROP TABLE temp.old_latency;

-- The table is made anew, as SQLite cannot put a column in its place; rows that refer to it find it again at the end of the transaction.
PRAGMA defer_foreign_keys = ON;

CREATE TEMP TABLE old_result AS SELECT * FROM result;
DROP TABLE result;

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
  skipped_images       INTEGER NOT NULL, -- pictures of the data set that were left out as they cannot be decoded
  split_fingerprint    TEXT NOT NULL,    -- of the validation split's sample indices
  start_fingerprint    TEXT NOT NULL,    -- of the starting weights
  mask_fingerprint     TEXT NOT NULL,    -- of the mask bits
  kept_units           TEXT,             -- which channel units are kept, a bit each, the first in the lowest of the first byte, in base64; width=0.5 where a network so many times as wide takes its place; NULL where no channels are removed
  fingerprint          TEXT NOT NULL REFERENCES fingerprint (id), -- what makes the numbers comparable: results of one model that share it may be compared
  flags                TEXT NOT NULL,    -- warnings, separated by blanks, such as validation-seen, dead-layer, nearly-dead-layer, at-chance; docs/methods.md explains them; usually empty
  environment          INTEGER NOT NULL REFERENCES environment (id)
) STRICT;

INSERT INTO result (
  cell, finished, headline, selected_epoch, total_parameters, prunable_parameters, asked_kept, kept_prunable, kept_parameters, effective_kept,
  effective_density, cut_off_outputs, achieved_compression, dense_macs, effective_macs, theoretical_speedup, target, target_asked, target_achieved,
  dense_bytes, sparse_bytes, inference_bytes, inference_bytes_of_128, dense_inference_bytes, dense_inference_bytes_of_128, file_bytes,
  compressed_bytes, tied_scores, rounds, budget_epochs, budget_steps, budget_samples, budget_macs, budget_total_epochs, budget_total_samples,
  budget_total_macs, scoring_seconds, scoring_samples_seen, scoring_forward_passes, scoring_backward_passes, active_share, chosen_rate,
  worst_class_top1, calibration_error, dense_agreement, seconds_load, seconds_start, seconds_score, seconds_retrain, seconds_evaluate, seconds_total,
  skipped_images, split_fingerprint, start_fingerprint, mask_fingerprint, kept_units, fingerprint, flags, environment)
SELECT
  o.cell, o.finished, o.headline, o.selected_epoch, o.total_parameters, o.prunable_parameters, o.asked_kept, o.kept_prunable, o.kept_parameters,
  o.effective_kept, o.effective_density, o.cut_off_outputs, o.achieved_compression, o.dense_macs, o.effective_macs, o.theoretical_speedup, o.target,
  o.target_asked, o.target_achieved, o.dense_bytes, o.sparse_bytes, o.inference_bytes, o.inference_bytes_of_128, o.dense_inference_bytes,
  o.dense_inference_bytes_of_128, o.file_bytes, o.compressed_bytes, o.tied_scores, o.rounds, o.budget_epochs, o.budget_steps, o.budget_samples,
  o.budget_macs, o.budget_total_epochs, o.budget_total_samples, o.budget_total_macs, o.scoring_seconds, o.scoring_samples_seen,
  o.scoring_forward_passes, o.scoring_backward_passes, o.active_share, o.chosen_rate, o.worst_class_top1, o.calibration_error, o.dense_agreement,
  o.seconds_load, o.seconds_start, o.seconds_score, o.seconds_retrain, o.seconds_evaluate, o.seconds_total, 0, o.split_fingerprint,
  o.start_fingerprint, o.mask_fingerprint, o.kept_units, o.fingerprint, o.flags, o.environment
FROM old_result o;

DROP TABLE old_result;

CREATE TEMP TABLE old_recipe AS SELECT * FROM recipe;
DROP TABLE recipe;

-- How something is trained, whatever it is called: one row for each different set of options. What an optimizer or schedule does not look at is NULL.
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
  resized_crop  REAL NOT NULL,          -- the least share of an image's area that a random resized crop takes; 0: none
  scale_l1      REAL NOT NULL           -- the L1 term on norm scales: what is added, by sign, to their gradients; 0: none
) STRICT, WITHOUT ROWID;
INSERT INTO recipe SELECT id, text, epochs, steps, batch, optimizer, rate, rates, rate_schedule, warmup, drops, gamma, cycles, momentum, nesterov, weight_decay, beta1, beta2, epsilon, flip,
  crop_padding, 0, scale_l1
FROM temp.old_recipe;
DROP TABLE temp.old_recipe;
