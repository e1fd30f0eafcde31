-- Schema 9 to 10: where channels were removed, a result says how many scores were tied at its last cut, as the cut itself does (it said 0); budgets say that they are of all
-- training after the start.
-- The table is made anew, as SQLite cannot change what stands in it; rows that refer to it find it again at the end of the transaction.
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
  o.dense_inference_bytes_of_128, o.file_bytes, o.compressed_bytes, coalesce((SELECT u.tied_scores FROM cut u WHERE u.cell = o.cell AND o.kept_units
  IS NOT NULL ORDER BY u.position DESC LIMIT 1), o.tied_scores), o.rounds, o.budget_epochs, o.budget_steps, o.budget_samples, o.budget_macs,
  o.budget_total_epochs, o.budget_total_samples, o.budget_total_macs, o.scoring_seconds, o.scoring_samples_seen, o.scoring_forward_passes,
  o.scoring_backward_passes, o.active_share, o.chosen_rate, o.worst_class_top1, o.calibration_error, o.dense_agreement, o.seconds_load,
  o.seconds_start, o.seconds_score, o.seconds_retrain, o.seconds_evaluate, o.seconds_total, o.skipped_images, o.split_fingerprint,
  o.start_fingerprint, o.mask_fingerprint, o.kept_units, o.fingerprint, o.flags, o.environment
FROM old_result o;

DROP TABLE old_result;
