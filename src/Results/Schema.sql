-- The results database of bench: tables. (Views for people are in Views.sql; start with those.)
--
-- One row of `cell` is one dataset x model x strategy x compression x seed under one protocol and recipe. A cell is
-- finished when `result` has a row for it; everything about it is then there, written in one transaction.
-- Sweeps share cells: a cell is computed once, however many sweeps ask for it.
--
-- Units and conventions
--   accuracy     fraction in [0, 1] over all samples of a split
--   loss         mean cross-entropy in nats; NULL where it was not a number, Inf where it was infinite
--   times        text, ISO 8601, UTC, such as 2026-01-31T22:15:00.000Z; durations in seconds of wall time
--   MACs         multiply-adds of one sample; one multiply-add counts once
--   parameters   counts, from masks (never by testing for zeros)
--   fingerprints SHA-256 in lower-case hexadecimal
--   flags        0 or 1
-- PRAGMA application_id is 0x62656E63 ('benc'), PRAGMA user_version the version of this schema.

-- A sweep file as it was last run under its name.
CREATE TABLE sweep (
  name        TEXT PRIMARY KEY,         -- the sweep's name
  text        TEXT NOT NULL,            -- the whole YAML file
  sha256      TEXT NOT NULL,            -- fingerprint of the file
  membership  TEXT NOT NULL,            -- fingerprint of the list of its cells: tells whether sweep_cell must be rewritten
  registered  TEXT NOT NULL,            -- time when this version of it was first run
  shards      TEXT                      -- the parts of its cells that this database was asked for, such as 2/5, separated by blanks; NULL: all of it
) STRICT, WITHOUT ROWID;

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

-- What a cell is, in columns to filter and group by. No label of a sweep is among them: those are in `sweep_cell`.
-- Hashes are of the options, so they are the same in every database: cells that share
--   point    differ in nothing but the seed
--   curve    differ in nothing but compression and seed
--   setting  differ in nothing but strategy, compression and seed: what a comparison of strategies holds equal. Where pruning begins, its schedule
--            and how it is retrained are the strategy's; whether there is any retraining, and by which recipe, is the setting's. So budgets of one
--            setting may differ: see result.budget_total_...
-- The control of a cell is the cell whose point is its control_point, of the same seed.
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

CREATE INDEX cell_by_point ON cell (point, seed);

-- The full configuration of a cell: enough to run it again.
CREATE TABLE configuration (
  cell        INTEGER PRIMARY KEY REFERENCES cell (id),
  json        TEXT NOT NULL CHECK (json_valid(json)) -- canonical JSON, read it with ->> '$.key'
) STRICT;

-- Which cells a sweep asks for. A cell that left the sweep file leaves this table, not the database.
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

CREATE INDEX sweep_cell_by_cell ON sweep_cell (cell);

-- Where and with what something was computed; one row for each different one.
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

-- A dense network trained once, or weights imported: what cells start from.
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

-- One row for each epoch of a pretraining; columns as in `epoch`.
CREATE TABLE pretraining_epoch (
  pretraining     TEXT NOT NULL REFERENCES pretraining (identity),
  epoch           INTEGER NOT NULL CHECK (epoch >= 1),
  steps           INTEGER NOT NULL,
  train_loss      REAL,
  train_top1      REAL,
  validation_loss REAL,
  validation_top1 REAL,
  validation_top5 REAL,
  learning_rate   REAL,
  seconds         REAL,
  PRIMARY KEY (pretraining, epoch)
) STRICT, WITHOUT ROWID;

-- Loss and accuracy of the pretrained weights that are used; columns as in `evaluation`.
CREATE TABLE pretraining_evaluation (
  pretraining  TEXT NOT NULL REFERENCES pretraining (identity),
  point        TEXT NOT NULL CHECK (point IN ('before', 'last', 'selected')),
  split        TEXT NOT NULL CHECK (split IN ('test', 'validation')),
  loss         REAL,
  correct      INTEGER NOT NULL,
  correct_top5 INTEGER NOT NULL,
  total        INTEGER NOT NULL CHECK (total > 0),
  top1         REAL GENERATED ALWAYS AS (CAST(correct AS REAL) / total) VIRTUAL,
  top5         REAL GENERATED ALWAYS AS (CAST(correct_top5 AS REAL) / total) VIRTUAL,
  PRIMARY KEY (pretraining, point, split)
) STRICT, WITHOUT ROWID;

-- What makes numbers comparable; one row for each different one. `text` has two parts. "everywhere": what must be equal among all that stands in one table,
-- figure or test: the protocol, the precision, the versions of what is measured. "within": what must be equal on one data set and model: the data with
-- their options, the validation split, the recipe of the pretraining or the imported weights, the augmentation of retraining, the versions of data,
-- model and training. Versions at 1 are left out, and so is what a cell does not have, such as the augmentation of a retraining. Strategy,
-- start, retraining, budget and seed are no part of it: those are what results are compared by.
CREATE TABLE fingerprint (
  id   TEXT PRIMARY KEY,                -- hash of `text`: the same in every database
  text TEXT NOT NULL UNIQUE CHECK (json_valid(text)) -- canonical JSON, read it with ->> '$.within.split' and the like
) STRICT, WITHOUT ROWID;

-- One row for each finished cell: sizes, budget, times, provenance.
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
  budget_epochs        INTEGER NOT NULL, -- epochs of all training after the start: rounds, and what is trained before a cut, too; one that is begun counts
  budget_steps         INTEGER NOT NULL, -- optimizer steps of the same
  budget_samples       INTEGER NOT NULL, -- training samples seen in the same, with repetition
  budget_macs          REAL NOT NULL,    -- multiply-adds of all forward and backward passes of the same
  budget_total_epochs  REAL NOT NULL,    -- passes over the training samples in the same and for renewed norm statistics, in fractions; without scoring
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

-- Loss and accuracy of a cell's network on a split, at up to three points.
CREATE TABLE evaluation (
  cell         INTEGER NOT NULL REFERENCES result (cell),
  point        TEXT NOT NULL CHECK (point IN ('before', 'last', 'selected')), -- before retraining, after its last, after its selected epoch
  split        TEXT NOT NULL CHECK (split IN ('test', 'validation')),
  loss         REAL,
  correct      INTEGER NOT NULL,        -- samples whose label has the highest output
  correct_top5 INTEGER NOT NULL,        -- samples whose label is among the five highest outputs
  total        INTEGER NOT NULL CHECK (total > 0), -- samples in the split
  top1         REAL GENERATED ALWAYS AS (CAST(correct AS REAL) / total) VIRTUAL,      -- accuracy
  top5         REAL GENERATED ALWAYS AS (CAST(correct_top5 AS REAL) / total) VIRTUAL, -- accuracy
  PRIMARY KEY (cell, split, point)
) STRICT, WITHOUT ROWID;

-- One row for each convolution and linear layer of a finished cell.
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

-- One row for each cut of a finished cell: what was scored, and what that cost. Costs are NULL where they were not recorded, as before schema 4.
CREATE TABLE cut (
  cell            INTEGER NOT NULL REFERENCES result (cell),
  position        INTEGER NOT NULL,     -- in order, from 0
  step            TEXT NOT NULL,        -- when: pretrained, initialization, epoch 2, step 500
  asked_kept      INTEGER NOT NULL,     -- prunable parameters to be kept; where channels are removed, parameters or MACs, as result.target says
  kept            INTEGER NOT NULL,     -- what is kept of the same
  tied_scores     INTEGER NOT NULL,     -- scores equal to that at the cut, kept or not
  seconds         REAL,                 -- duration: scores and masks
  samples         INTEGER,              -- samples that scoring has seen, with repetition
  forward_passes  INTEGER,              -- a batch each
  backward_passes INTEGER,              -- a batch each
  PRIMARY KEY (cell, position)
) STRICT, WITHOUT ROWID;

-- One row for each class of a finished cell: the headline on the test set.
CREATE TABLE class_accuracy (
  cell            INTEGER NOT NULL REFERENCES result (cell),
  class           INTEGER NOT NULL,     -- label, from 0
  correct         INTEGER NOT NULL,     -- samples of the class whose label has the highest output
  total           INTEGER NOT NULL,     -- samples of the class
  top1            REAL GENERATED ALWAYS AS (CAST(correct AS REAL) / total) VIRTUAL, -- accuracy; NULL for a class without samples
  PRIMARY KEY (cell, class)
) STRICT, WITHOUT ROWID;

-- One row for each epoch of a finished cell's retraining.
CREATE TABLE epoch (
  cell            INTEGER NOT NULL REFERENCES result (cell),
  epoch           INTEGER NOT NULL CHECK (epoch >= 1), -- from 1
  steps           INTEGER NOT NULL,     -- optimizer steps since the start of the retraining
  train_loss      REAL,                 -- mean over the epoch's samples as they were trained on
  train_top1      REAL,                 -- accuracy on the same
  validation_loss REAL,                 -- at the end of the epoch
  validation_top1 REAL,                 -- accuracy at the end of the epoch
  validation_top5 REAL,                 -- accuracy at the end of the epoch
  learning_rate   REAL,                 -- of the epoch's last step
  seconds         REAL,                 -- duration
  PRIMARY KEY (cell, epoch)
) STRICT, WITHOUT ROWID;

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

-- A scan, which tells which layers of a network bear how much: one row for each different one. What it has found is in `sensitivity`.
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

-- One row for each try, whatever came of it.
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

CREATE INDEX attempt_by_identity ON attempt (identity);
