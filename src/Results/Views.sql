-- The results database of bench: views for people. Units and conventions are those of Schema.sql.
--
-- Two names of a strategy: `composition` says what it is made of and is the same everywhere; `strategy` is the composition in views without a sweep, and
-- what the sweep calls it in views that have a column `sweep`. `recipe` and `pretraining_recipe`, in the latter, are the sweep's labels too; what a recipe
-- consists of is in the columns retraining_... and pretraining_....
-- Cells may be averaged if they share `point`, belong on one curve if they share `curve`, and may be compared if they share `setting` (see cell).

-- A cell with all its options, finished or not: what the other views begin with.
CREATE VIEW v_cells AS
SELECT
  c.id AS cell,                         -- key into the tables and the other views
  c.identity,
  c.setting,                            -- hash that cells share which differ in nothing but strategy, compression and seed: their curves may be compared
  c.curve,                              -- hash that cells share which differ in nothing but compression and seed: their points make a curve
  c.point,                              -- hash that cells share which differ in nothing but the seed: they may be averaged
  c.control_point,                      -- point of the control
  CASE WHEN NOT c.is_control THEN (SELECT k.id FROM cell k WHERE k.point = c.control_point AND k.seed = c.seed) END
    AS control,                         -- cell of the unpruned network with the same start, seed and training; NULL for controls, and where no sweep asked for it
  c.protocol, c.dataset, c.dataset_options, c.synthetic, c.model, c.network_file,
  c.strategy AS composition,            -- what the strategy is made of: the catalogue's name, else scope-criterion, then options that are not the default; dense for the control
  c.criterion,
  c.criterion_options,                  -- of the criterion, those that are not at their default, such as block=50; NULL where all are
  c.scope,
  c.scope_options,                      -- of the scope, those that are not at their default; NULL where all are
  c.layers_only,
  c.layers_except,                      -- patterns of the names of the layers that may not be pruned; NULL: none
  c.floor, c.cap, c.shuffled, c.structure,
  c.structure_options,                  -- of the structure, those that are not at their default; NULL where all are
  c.start_point,                        -- where pruning begins: pretrained unless a sweep says so, initialization, epoch 2, step 500
  c.schedule,
  c.schedule_options,                   -- of the schedule, those that are not at their default; NULL where all are
  c.scoring_samples,
  c.scoring_batch,                      -- samples in a batch of those that criteria see; NULL for the control
  c.scoring_batch_norm,                 -- batch norm while criteria score: eval, train; NULL for the control
  c.retraining,                         -- what follows pruning: fine-tune, weight-rewind, ..., none
  c.retraining_options,                 -- of the retraining, those that are not at their default; NULL where all are
  c.measure_after,
  c.measure_after_options,              -- of measure_after, those that are not at their default; NULL where all are
  c.compression,                        -- asked ratio: total parameters / parameters kept
  c.seed, c.precision, c.start,
  c.imported,                           -- flag: the weights that the cell starts from were not trained by bench
  c.is_control,
  c.versions,
  c.retraining_id,                      -- hash of the options of the retraining, which are the following columns: NULL without retraining, as they are
  rt.text AS retraining_text,           -- options of the retraining in words, those at their default left out
  rt.epochs AS retraining_epochs,       -- length of the retraining in epochs; NULL where it is given in steps
  rt.steps AS retraining_steps,         -- length of the retraining in optimizer steps; NULL where it is given in epochs
  rt.batch AS retraining_batch,         -- samples a step of the retraining
  rt.optimizer AS retraining_optimizer, -- sgd, adam, adamw
  rt.rate AS retraining_rate,           -- the peak learning rate of the retraining
  rt.rates AS retraining_rates,
  rt.rate_schedule AS retraining_rate_schedule,
  rt.warmup AS retraining_warmup,       -- fraction of the retraining over which the rate rises
  rt.drops AS retraining_drops, rt.gamma AS retraining_gamma, rt.cycles AS retraining_cycles,
  rt.momentum AS retraining_momentum,   -- of sgd; NULL for other optimizers
  rt.nesterov AS retraining_nesterov,   -- flag, of sgd; NULL for other optimizers
  rt.weight_decay AS retraining_weight_decay, -- factor of the L2 term in the retraining
  rt.beta1 AS retraining_beta1,         -- of adam and adamw; NULL for sgd
  rt.beta2 AS retraining_beta2,         -- of adam and adamw; NULL for sgd
  rt.epsilon AS retraining_epsilon,     -- of adam and adamw; NULL for sgd
  rt.flip AS retraining_flip,           -- flag: images are mirrored at random in the retraining
  rt.crop_padding AS retraining_crop_padding, -- pixels of padding of random crops in the retraining; 0: none
  rt.resized_crop AS retraining_resized_crop, -- the least share of an image's area that a random resized crop takes in the retraining; 0: none
  rt.scale_l1 AS retraining_scale_l1,
  c.pretraining_id,                     -- hash of the options of the pretraining, which are the following columns: NULL for imported weights, as they are
  pt.text AS pretraining_text,          -- options of the pretraining in words, those at their default left out
  pt.epochs AS pretraining_epochs,      -- length of the pretraining in epochs; NULL where it is given in steps
  pt.steps AS pretraining_steps,        -- length of the pretraining in optimizer steps; NULL where it is given in epochs
  pt.batch AS pretraining_batch,        -- samples a step of the pretraining
  pt.optimizer AS pretraining_optimizer, -- sgd, adam, adamw
  pt.rate AS pretraining_rate,          -- the peak learning rate of the pretraining
  pt.rates AS pretraining_rates,
  pt.rate_schedule AS pretraining_rate_schedule,
  pt.warmup AS pretraining_warmup,      -- fraction of the pretraining over which the rate rises
  pt.drops AS pretraining_drops, pt.gamma AS pretraining_gamma, pt.cycles AS pretraining_cycles,
  pt.momentum AS pretraining_momentum,  -- of sgd; NULL for other optimizers
  pt.nesterov AS pretraining_nesterov,  -- flag, of sgd; NULL for other optimizers
  pt.weight_decay AS pretraining_weight_decay, -- factor of the L2 term in the pretraining
  pt.beta1 AS pretraining_beta1,        -- of adam and adamw; NULL for sgd
  pt.beta2 AS pretraining_beta2,        -- of adam and adamw; NULL for sgd
  pt.epsilon AS pretraining_epsilon,    -- of adam and adamw; NULL for sgd
  pt.flip AS pretraining_flip,          -- flag: images are mirrored at random in the pretraining
  pt.crop_padding AS pretraining_crop_padding, -- pixels of padding of random crops in the pretraining; 0: none
  pt.resized_crop AS pretraining_resized_crop, -- the least share of an image's area that a random resized crop takes in the pretraining; 0: none
  pt.scale_l1 AS pretraining_scale_l1
FROM cell c
LEFT JOIN recipe rt ON rt.id = c.retraining_id
LEFT JOIN recipe pt ON pt.id = c.pretraining_id;

-- One row for each finished cell, everything flat but for a strategy's name: that is added by the two views after it.
CREATE VIEW v_finished AS
SELECT
  c.*,
  r.headline,                           -- the point that top1, top5 and loss report: before retraining, last epoch or selected epoch
  h.top1,                               -- the headline: accuracy on the test set
  h.top5,                               -- the headline: accuracy among the five highest outputs, on the test set
  h.loss,                               -- the headline: mean cross-entropy on the test set in nats; NULL where it was not a number
  s.top1 AS start_top1,                 -- test accuracy of the dense weights that the cell started from
  tb.top1 AS test_top1_before, tb.top5 AS test_top5_before, -- accuracy on the test set: pruned, not yet retrained
  tb.loss AS test_loss_before,          -- loss on the test set: pruned, not yet retrained
  tl.top1 AS test_top1_last, tl.top5 AS test_top5_last, -- accuracy on the test set: last epoch
  tl.loss AS test_loss_last,            -- loss on the test set: last epoch
  ts.top1 AS test_top1_selected, ts.top5 AS test_top5_selected, -- accuracy on the test set: selected epoch
  ts.loss AS test_loss_selected,        -- loss on the test set: selected epoch
  vb.top1 AS validation_top1_before, vb.top5 AS validation_top5_before, -- accuracy on the validation split: pruned, not yet retrained
  vb.loss AS validation_loss_before,    -- loss on the validation split: pruned, not yet retrained
  vl.top1 AS validation_top1_last, vl.top5 AS validation_top5_last, -- accuracy on the validation split: last epoch
  vl.loss AS validation_loss_last,      -- loss on the validation split: last epoch
  vs.top1 AS validation_top1_selected, vs.top5 AS validation_top5_selected, -- accuracy on the validation split: selected epoch
  vs.loss AS validation_loss_selected,  -- loss on the validation split: selected epoch
  r.selected_epoch,
  r.total_parameters,                   -- of the whole network, dense
  r.prunable_parameters,                -- of the dense network, those that the protocol may prune
  r.asked_kept, r.kept_prunable,
  r.kept_parameters,                    -- of the whole network, those that are kept
  r.achieved_compression,               -- the protocol's ratio, counted from the masks
  r.effective_kept,                     -- prunable weights kept on a path of kept weights from input to output
  r.effective_density,                  -- effective_kept / prunable weights
  r.cut_off_outputs,                    -- classes that no path of kept weights from the input reaches
  r.dense_macs,                         -- multiply-adds of one sample in the dense network
  r.effective_macs,                     -- multiply-adds of one sample that touch a kept weight
  r.theoretical_speedup,
  r.target,
  r.target_asked,                       -- the most parameters or MACs that the target allows; NULL where no channels are removed
  r.target_achieved,                    -- parameters or MACs of the smaller network; NULL where no channels are removed
  (SELECT sum(channels) FROM layer WHERE cell = r.cell) AS channels, -- outputs of all dense layers
  (SELECT sum(kept_channels) FROM layer WHERE cell = r.cell) AS kept_channels, -- outputs of all layers that are not removed
  (SELECT sum(dead_channels) FROM layer WHERE cell = r.cell) AS dead_channels, -- outputs that are not removed and on no path of kept weights
  ld1.median AS dense_latency_1,        -- measured: seconds of a pass of one sample of the dense network; NULL where no sweep asks for it
  lo1.median AS latency_1,              -- measured: seconds of a pass of one sample of the network that is handed on; NULL where no sweep asks for it
  ld1.median / lo1.median AS measured_speedup_1, -- dense_latency_1 / latency_1, which is not the theoretical one
  ld128.median AS dense_latency_128,    -- measured: seconds of a pass of 128 samples of the dense network; NULL where no sweep asks for it
  lo128.median AS latency_128,          -- measured: seconds of a pass of 128 samples of the network that is handed on; NULL where no sweep asks for it
  ld128.median / lo128.median AS measured_speedup_128, -- dense_latency_128 / latency_128
  ld1.noisy OR lo1.noisy OR ld128.noisy OR lo128.noisy AS latency_noisy, -- flag: others used the machine while latencies were measured by bench, or passes differ much, so do not rely on them
  xd1.median AS onnx_dense_latency_1,  -- measured in ONNX Runtime: seconds of a pass of one sample of the dense network; NULL where no sweep asks for it, as are those that follow
  xo1.median AS onnx_latency_1,        -- measured in ONNX Runtime: seconds of a pass of one sample of the network that is handed on
  xd1.median / xo1.median AS onnx_measured_speedup_1, -- onnx_dense_latency_1 / onnx_latency_1
  xq1.median AS int8_latency_1,        -- measured in ONNX Runtime: seconds of a pass of one sample of the network that is handed on, in int8
  xd128.median AS onnx_dense_latency_128,  -- measured in ONNX Runtime: seconds of a pass of 128 samples of the dense network; NULL where no sweep asks for it, as are those that follow
  xo128.median AS onnx_latency_128,        -- measured in ONNX Runtime: seconds of a pass of 128 samples of the network that is handed on
  xd128.median / xo128.median AS onnx_measured_speedup_128, -- onnx_dense_latency_128 / onnx_latency_128
  xq128.median AS int8_latency_128,        -- measured in ONNX Runtime: seconds of a pass of 128 samples of the network that is handed on, in int8
  xd1.noisy OR xo1.noisy OR xd128.noisy OR xo128.noisy OR coalesce(xq1.noisy, 0) OR coalesce(xq128.noisy, 0)
    AS onnx_latency_noisy,              -- flag: the same of the latencies in ONNX Runtime, in int8 too
  df.top1 AS onnx_top1,                 -- accuracy on the test set of the network that is handed on, in ONNX Runtime in fp32
  df.file_bytes AS onnx_file_bytes,     -- of its ONNX file
  dq.top1 AS int8_top1,                 -- the same in int8
  dq.file_bytes AS int8_file_bytes,     -- of its ONNX file in int8
  r.dense_bytes,                        -- all parameters of the dense network in fp32
  r.sparse_bytes,
  r.inference_bytes,
  r.inference_bytes_of_128,             -- memory that a forward pass of 128 samples needs at once, in fp32, of the network that is handed on; NULL before schema 5
  r.dense_inference_bytes,              -- memory that a forward pass of one sample needs at once, in fp32, of the dense network; NULL before schema 5
  r.dense_inference_bytes_of_128,       -- memory that a forward pass of 128 samples needs at once, in fp32, of the dense network; NULL before schema 5
  r.file_bytes,                         -- of a safetensors file of the network that is handed on, norm statistics included; NULL before schema 5
  r.compressed_bytes,                   -- of the same file in gzip; NULL before schema 5
  r.tied_scores,
  r.rounds,                             -- cuts
  r.budget_epochs,
  r.budget_steps,                       -- optimizer steps of all training after the start
  r.budget_samples,                     -- training samples seen in all training after the start, with repetition
  r.budget_macs,                        -- multiply-adds of all forward and backward passes of all training after the start
  r.budget_total_epochs,                -- passes over the training samples in all training after the start and for renewed norm statistics, in fractions; without scoring
  r.budget_total_samples,               -- training samples seen in all training after the start and for renewed norm statistics, with repetition
  r.budget_total_macs,                  -- multiply-adds of all training after the start and of renewing norm statistics
  r.budget_total_epochs + CASE WHEN c.start_point = 'pretrained' AND c.criterion IS NOT 'width' THEN (
    SELECT CASE WHEN count(*) = 0 OR c.pretraining_steps IS NULL THEN count(*)
      ELSE count(*) - 1 + min(1.0, (max(p.steps) - (count(*) - 1) * min(p.steps))
        * coalesce(c.pretraining_batch * r.budget_total_epochs / nullif(r.budget_total_samples, 0), CASE WHEN count(*) > 1 THEN 1.0 / min(p.steps) END)) END
    FROM pretraining_epoch p WHERE p.pretraining = c.start) ELSE 0 END
    AS budget_overall_epochs,           -- budget_total_epochs with the pretraining's, where the cell starts from its end, the part of a last epoch that is cut short too; without what imported weights took; a narrower dense network (criterion width) has nothing of it
  r.scoring_seconds,                    -- duration of all scoring; NULL before schema 4, as are the three columns after it
  r.scoring_samples_seen, r.scoring_forward_passes, r.scoring_backward_passes,
  r.active_share, r.chosen_rate,
  r.worst_class_top1,                   -- headline on the test set: accuracy of the class that has the lowest; NULL before schema 4
  r.calibration_error,                  -- headline on the test set: expected calibration error (Guo 2017), 15 bins; NULL before schema 4
  r.dense_agreement,                    -- headline on the test set: share of samples for which the pretrained dense network predicts the same class; NULL before schema 4
  r.skipped_images,                     -- pictures of the data set that were left out as they cannot be decoded
  r.seconds_load,
  r.seconds_start,                      -- reading the starting weights; how long training them took is in v_pretrainings
  r.seconds_score, r.seconds_retrain, r.seconds_evaluate, r.seconds_total,
  r.flags,
  r.fingerprint,                        -- what makes the numbers comparable: results of one model that share it may be compared; v_fingerprints says what it is
  r.split_fingerprint,                  -- SHA-256 of the validation split's sample indices
  r.start_fingerprint,                  -- SHA-256 of the starting weights
  r.mask_fingerprint,                   -- SHA-256 of the mask bits
  r.finished,
  e.host,                               -- name of the machine that computed
  e.cpu, e.threads, e.device,
  e.operating_system,                   -- name and version
  e.dotnet, e.torchsharp, e.libtorch, e.product,
  a.node,                               -- of a cluster, on which the attempt ran that gave this result; NULL on a machine without a scheduler, as are the next and the last column
  a.job,                                -- of the cluster's scheduler, with the place in its array, such as 1234_17
  (SELECT count(*) FROM attempt t WHERE t.identity = c.identity AND t.started <= a.started)
    AS attempts,                        -- how many tries at the cell were recorded until this result, the one that gave it included: those that failed or died; one that was stopped after a checkpoint, or whose whole task or run was killed, is none
  a.requeues                            -- how often the scheduler had begun the job anew by then; 0: never
FROM result r
JOIN v_cells c ON c.cell = r.cell
JOIN environment e ON e.id = r.environment
LEFT JOIN attempt a ON a.id = (SELECT min(f.id) FROM attempt f WHERE f.identity = c.identity AND f.outcome = 'finished' AND f.ended = r.finished)
LEFT JOIN evaluation h ON h.cell = r.cell AND h.split = 'test' AND h.point = r.headline
LEFT JOIN evaluation tb ON tb.cell = r.cell AND tb.split = 'test' AND tb.point = 'before'
LEFT JOIN evaluation tl ON tl.cell = r.cell AND tl.split = 'test' AND tl.point = 'last'
LEFT JOIN evaluation ts ON ts.cell = r.cell AND ts.split = 'test' AND ts.point = 'selected'
LEFT JOIN evaluation vb ON vb.cell = r.cell AND vb.split = 'validation' AND vb.point = 'before'
LEFT JOIN evaluation vl ON vl.cell = r.cell AND vl.split = 'validation' AND vl.point = 'last'
LEFT JOIN evaluation vs ON vs.cell = r.cell AND vs.split = 'validation' AND vs.point = 'selected'
LEFT JOIN pretraining_evaluation s ON s.pretraining = c.start AND s.point = 'selected' AND s.split = 'test'
LEFT JOIN latency ld1 ON ld1.cell = r.cell AND ld1.network = 'dense' AND ld1.batch = 1 AND ld1.runtime = 'bench'
LEFT JOIN latency lo1 ON lo1.cell = r.cell AND lo1.handed_on AND lo1.batch = 1 AND lo1.runtime = 'bench'
LEFT JOIN latency ld128 ON ld128.cell = r.cell AND ld128.network = 'dense' AND ld128.batch = 128 AND ld128.runtime = 'bench'
LEFT JOIN latency lo128 ON lo128.cell = r.cell AND lo128.handed_on AND lo128.batch = 128 AND lo128.runtime = 'bench'
LEFT JOIN latency xd1 ON xd1.cell = r.cell AND xd1.network = 'dense' AND xd1.batch = 1 AND xd1.runtime = 'onnx-runtime' AND xd1.precision = 'fp32'
LEFT JOIN latency xo1 ON xo1.cell = r.cell AND xo1.handed_on AND xo1.batch = 1 AND xo1.runtime = 'onnx-runtime' AND xo1.precision = 'fp32'
LEFT JOIN latency xq1 ON xq1.cell = r.cell AND xq1.handed_on AND xq1.batch = 1 AND xq1.runtime = 'onnx-runtime' AND xq1.precision = 'int8'
  AND (xq1.measured, xq1.environment) = (xo1.measured, xo1.environment)
LEFT JOIN latency xd128 ON xd128.cell = r.cell AND xd128.network = 'dense' AND xd128.batch = 128 AND xd128.runtime = 'onnx-runtime' AND xd128.precision = 'fp32'
LEFT JOIN latency xo128 ON xo128.cell = r.cell AND xo128.handed_on AND xo128.batch = 128 AND xo128.runtime = 'onnx-runtime' AND xo128.precision = 'fp32'
LEFT JOIN latency xq128 ON xq128.cell = r.cell AND xq128.handed_on AND xq128.batch = 128 AND xq128.runtime = 'onnx-runtime' AND xq128.precision = 'int8'
  AND (xq128.measured, xq128.environment) = (xo128.measured, xo128.environment)
LEFT JOIN deployed df ON df.cell = r.cell AND df.precision = 'fp32'
LEFT JOIN deployed dq ON dq.cell = r.cell AND dq.precision = 'int8';

-- One row for each finished cell, everything flat.
CREATE VIEW v_results AS
SELECT
  f.composition AS strategy,            -- what the strategy is made of: its composition
  f.*
FROM v_finished f;

-- One row for each sweep and finished cell of it, in the sweep's order: as v_results, with the sweep's labels.
CREATE VIEW v_sweep_results AS
SELECT
  sc.sweep,                             -- name of the sweep
  sc.position, sc.strategy, sc.recipe, sc.pretraining_recipe, f.*
FROM sweep_cell sc
JOIN v_finished f ON f.cell = sc.cell
ORDER BY sc.sweep, sc.position;

-- One row for each finished cell whose control is finished too: the difference that pruning made, at equal start, seed and training. Negative
-- accuracy differences are losses. Schedules may train for longer than the control: equal_budget tells.
CREATE VIEW v_paired AS
SELECT
  c.composition AS strategy,            -- what the strategy is made of: its composition
  c.*,
  h.top1,                               -- the headline: accuracy on the test set
  kh.top1 AS control_top1,              -- the control's headline
  h.top1 - kh.top1 AS top1_difference,  -- top1 - control_top1: negative is a loss
  h.top5,                               -- the headline: accuracy among the five highest outputs, on the test set
  kh.top5 AS control_top5,              -- the control's
  h.top5 - kh.top5 AS top5_difference,  -- top5 - control_top5
  h.loss,                               -- the headline: mean cross-entropy on the test set in nats
  kh.loss AS control_loss,              -- the control's
  h.loss - kh.loss AS loss_difference,  -- loss - control_loss: positive is worse
  r.worst_class_top1,
  k.worst_class_top1 AS control_worst_class_top1, -- the control's
  r.calibration_error,
  k.calibration_error AS control_calibration_error, -- the control's
  r.achieved_compression, r.theoretical_speedup, r.flags,
  k.flags AS control_flags,             -- the control's
  r.fingerprint,                        -- what makes the numbers comparable
  r.budget_total_epochs,
  k.budget_total_epochs AS control_budget_total_epochs, -- the control's
  r.budget_total_samples,               -- training samples seen in all steps after the start, with repetition
  k.budget_total_samples AS control_budget_total_samples, -- the control's
  r.budget_total_macs,                  -- multiply-adds of all steps after the start, at the cell's own density
  k.budget_total_macs AS control_budget_total_macs, -- the control's, which is dense
  r.budget_total_samples = k.budget_total_samples
    AS equal_budget                     -- flag: both have seen as many training samples since the start
FROM v_cells c
JOIN result r ON r.cell = c.cell
JOIN evaluation h ON h.cell = r.cell AND h.split = 'test' AND h.point = r.headline
JOIN result k ON k.cell = c.control
JOIN evaluation kh ON kh.cell = k.cell AND kh.split = 'test' AND kh.point = k.headline;

-- The trade-off curves: one row for each sweep and operating point (what differs in the seed alone) with at least one
-- finished cell. Give the sweep (WHERE sweep = '...'): the view then reads that sweep only.
-- The standard deviation is the sample's (n - 1), from integer counts, so nothing cancels: all seeds share a test set.
CREATE VIEW v_tradeoff AS
SELECT
  g.sweep,                              -- name of the sweep
  g.position,                           -- of the first of its cells in the sweep's order
  c.protocol, c.dataset, c.dataset_options, c.synthetic, c.model, c.network_file,
  g.strategy,                           -- as this sweep calls it; a / b where it has two names for it
  c.composition,
  c.criterion, c.criterion_options, c.scope, c.scope_options, c.layers_only, c.layers_except, c.floor, c.cap, c.shuffled, c.structure, c.structure_options,
  c.start_point, c.schedule, c.schedule_options, c.scoring_samples, c.scoring_batch, c.scoring_batch_norm,
  c.retraining, c.retraining_options, c.measure_after, c.measure_after_options,
  g.recipe,                             -- as this sweep calls it
  g.pretraining_recipe,                 -- as this sweep calls it
  c.precision, c.imported,
  CASE WHEN c.imported THEN c.start END AS start, -- which weights were imported; NULL where each seed has a pretraining of its own
  c.is_control, c.versions,
  c.setting, c.curve, c.point,
  c.compression,
  g.planned,                            -- seeds that the sweep asks for
  g.n,                                  -- seeds that are finished: what means, deviations, minimum and maximum are over
  g.fingerprint,                        -- what makes the numbers comparable; NULL where the n have several
  CAST(g.sum_correct AS REAL) / g.n / g.total AS top1_mean,           -- headline test accuracy
  CASE WHEN g.n > 1 THEN sqrt(CAST(g.n * g.sum_correct2 - g.sum_correct * g.sum_correct AS REAL) / g.n / (g.n - 1)) / g.total END
    AS top1_sd,                         -- sample standard deviation of the headline test accuracy; NULL for a single seed
  CAST(g.min_correct AS REAL) / g.total AS top1_min, -- the least headline test accuracy
  CAST(g.max_correct AS REAL) / g.total AS top1_max, -- the greatest headline test accuracy
  CAST(g.sum_top5 AS REAL) / g.n / g.total AS top5_mean, -- headline test accuracy among the five highest outputs
  CASE WHEN g.n > 1 THEN sqrt(CAST(g.n * g.sum_top52 - g.sum_top5 * g.sum_top5 AS REAL) / g.n / (g.n - 1)) / g.total END
    AS top5_sd,                         -- sample standard deviation of the same; NULL for a single seed
  g.loss_mean,                          -- mean of the headline test loss; NULL where one of the n was not a number
  g.compression_mean,                   -- mean of the achieved ratio
  g.speedup_mean,                       -- mean of the theoretical speedup
  g.measured_speedup_1_mean,            -- mean of the measured speedup of a pass of one sample; NULL where one of the n was not measured
  g.measured_speedup_128_mean,          -- mean of the measured speedup of a pass of 128 samples; NULL where one of the n was not measured
  g.noisy_latencies,                    -- how many of the n have noisy times; NULL where one was not measured
  g.channel_density_mean,               -- mean of: outputs of layers that are not removed / those of the dense network
  g.effective_density_mean,             -- mean of effective_density; NULL where one of the n has none
  g.worst_class_top1_mean,              -- mean of worst_class_top1; NULL where one of the n has none
  g.calibration_error_mean,             -- mean of calibration_error; NULL where one of the n has none
  g.dense_agreement_mean,               -- mean of dense_agreement; NULL where one of the n has none
  g.budget_epochs_mean,                 -- mean of the whole budget: epochs of all steps after the start
  c.retraining_id,
  c.retraining_text, c.retraining_epochs, c.retraining_steps, c.retraining_batch, c.retraining_optimizer, c.retraining_rate, c.retraining_rates,
  c.retraining_rate_schedule, c.retraining_warmup, c.retraining_drops, c.retraining_gamma, c.retraining_cycles, c.retraining_momentum, c.retraining_nesterov,
  c.retraining_weight_decay, c.retraining_beta1, c.retraining_beta2, c.retraining_epsilon, c.retraining_flip, c.retraining_crop_padding, c.retraining_resized_crop, c.retraining_scale_l1,
  c.pretraining_id,
  c.pretraining_text, c.pretraining_epochs, c.pretraining_steps, c.pretraining_batch, c.pretraining_optimizer, c.pretraining_rate, c.pretraining_rates,
  c.pretraining_rate_schedule, c.pretraining_warmup, c.pretraining_drops, c.pretraining_gamma, c.pretraining_cycles, c.pretraining_momentum, c.pretraining_nesterov,
  c.pretraining_weight_decay, c.pretraining_beta1, c.pretraining_beta2, c.pretraining_epsilon, c.pretraining_flip, c.pretraining_crop_padding, c.pretraining_resized_crop, c.pretraining_scale_l1
FROM (
  SELECT
    sc.sweep, sc.operating_point, min(sc.cell) AS cell, min(sc.position) AS position,
    min(sc.strategy) || CASE WHEN min(sc.strategy) < max(sc.strategy) THEN ' / ' || max(sc.strategy) ELSE '' END AS strategy,
    min(sc.recipe) || CASE WHEN min(sc.recipe) < max(sc.recipe) THEN ' / ' || max(sc.recipe) ELSE '' END AS recipe,
    min(sc.pretraining_recipe) || CASE WHEN min(sc.pretraining_recipe) < max(sc.pretraining_recipe) THEN ' / ' || max(sc.pretraining_recipe) ELSE '' END
      AS pretraining_recipe,
    count(*) AS planned, count(r.cell) AS n, max(e.total) AS total,
    CASE WHEN min(r.fingerprint) = max(r.fingerprint) THEN min(r.fingerprint) END AS fingerprint,
    sum(e.correct) AS sum_correct, sum(e.correct * e.correct) AS sum_correct2, min(e.correct) AS min_correct, max(e.correct) AS max_correct,
    sum(e.correct_top5) AS sum_top5, sum(e.correct_top5 * e.correct_top5) AS sum_top52,
    CASE WHEN count(e.loss) = count(r.cell) THEN avg(e.loss) END AS loss_mean,
    avg(r.achieved_compression) AS compression_mean, avg(r.theoretical_speedup) AS speedup_mean,
    CASE WHEN count(lo1.cell) = count(r.cell) THEN avg(ld1.median / lo1.median) END AS measured_speedup_1_mean,
    CASE WHEN count(lo128.cell) = count(r.cell) THEN avg(ld128.median / lo128.median) END AS measured_speedup_128_mean,
    CASE WHEN count(lo1.cell) = count(r.cell) THEN sum(ld1.noisy OR lo1.noisy OR ld128.noisy OR lo128.noisy) END AS noisy_latencies,
    avg((SELECT CAST(sum(kept_channels) AS REAL) / sum(channels) FROM layer WHERE cell = r.cell)) AS channel_density_mean,
    CASE WHEN count(r.effective_density) = count(r.cell) THEN avg(r.effective_density) END AS effective_density_mean,
    CASE WHEN count(r.worst_class_top1) = count(r.cell) THEN avg(r.worst_class_top1) END AS worst_class_top1_mean,
    CASE WHEN count(r.calibration_error) = count(r.cell) THEN avg(r.calibration_error) END AS calibration_error_mean,
    CASE WHEN count(r.dense_agreement) = count(r.cell) THEN avg(r.dense_agreement) END AS dense_agreement_mean,
    avg(r.budget_total_epochs) AS budget_epochs_mean
  FROM sweep_cell sc
  LEFT JOIN result r ON r.cell = sc.cell
  LEFT JOIN evaluation e ON e.cell = r.cell AND e.split = 'test' AND e.point = r.headline
  LEFT JOIN latency ld1 ON ld1.cell = r.cell AND ld1.network = 'dense' AND ld1.batch = 1 AND ld1.runtime = 'bench'
  LEFT JOIN latency lo1 ON lo1.cell = r.cell AND lo1.handed_on AND lo1.batch = 1 AND lo1.runtime = 'bench'
  LEFT JOIN latency ld128 ON ld128.cell = r.cell AND ld128.network = 'dense' AND ld128.batch = 128 AND ld128.runtime = 'bench'
  LEFT JOIN latency lo128 ON lo128.cell = r.cell AND lo128.handed_on AND lo128.batch = 128 AND lo128.runtime = 'bench'
  WHERE sc.skip_reason IS NULL
  GROUP BY sc.sweep, sc.operating_point
  HAVING count(r.cell) > 0
) g
JOIN v_cells c ON c.cell = g.cell;

-- One row for each fingerprint: what makes numbers comparable. Results of one model that share it may be compared, whatever their strategy, start,
-- retraining and budget; among data sets and models protocol, precision and versions of the measurement must be equal.
CREATE VIEW v_fingerprints AS
SELECT
  f.id AS fingerprint,
  f.text ->> '$.within.dataset' AS dataset, -- name of the data set
  f.text -> '$.within.data' AS dataset_options, -- own data: what they are and how they are read, as JSON
  f.text ->> '$.within.network' AS network_file, -- SHA-256 of the ONNX file that a network of one's own is; NULL for the catalogue's
  f.text ->> '$.everywhere.protocol' AS protocol, -- conventions of counting: bench, all-weights, shrinkbench
  f.text ->> '$.everywhere.precision' AS precision, -- arithmetic of training: fp32, bf16
  f.text ->> '$.within.pretraining' AS pretraining_text, -- recipe of the pretraining; NULL for imported weights
  f.text -> '$.within.weights' AS weights, -- the imported weights, as JSON
  f.text ->> '$.within.augmentation' AS augmentation, -- of retraining; NULL without retraining
  f.text ->> '$.within.split' AS split_fingerprint, -- SHA-256 of the validation split's sample indices
  (SELECT count(*) FROM result r WHERE r.fingerprint = f.id) AS results, -- finished cells that have it
  (SELECT group_concat(model, ', ') FROM (SELECT DISTINCT c.model FROM result r JOIN cell c ON c.id = r.cell WHERE r.fingerprint = f.id ORDER BY c.model))
    AS models,                          -- of the cells that have it
  f.text                                -- all of it, as JSON
FROM fingerprint f
ORDER BY dataset, f.text;

-- One row for each layer of each finished cell.
CREATE VIEW v_layers AS
SELECT
  c.composition AS strategy,            -- what the strategy is made of: its composition
  c.*,
  l.position, l.name, l.kind, l.shape, l.prunable, l.weights, l.kept,
  CAST(l.kept AS REAL) / l.weights AS density,  -- kept fraction
  l.effective_kept,                     -- weights kept on a path of kept weights from input to output
  CAST(l.effective_kept AS REAL) / l.weights AS effective_density, -- effective_kept / weights
  l.disconnected_outputs,               -- outputs of the layer on no path of kept weights
  l.channels,
  l.kept_channels,                      -- outputs of the layer that are not removed
  CAST(l.kept_channels AS REAL) / l.channels AS channel_density, -- kept_channels / channels
  l.dead_channels,                      -- outputs that are not removed and on no path of kept weights
  l.dense_macs,                         -- multiply-adds of one sample in the dense layer
  l.effective_macs,                     -- multiply-adds of one sample that touch a kept weight
  l.dead
FROM layer l
JOIN v_cells c ON c.cell = l.cell;

-- One row for each network and batch of each finished cell that was measured.
CREATE VIEW v_latencies AS
SELECT
  c.composition AS strategy,            -- what the strategy is made of: its composition
  c.*,
  l.network,                            -- dense; masked: of the same shape, with pruned weights at 0; shrunk: without the channels that are removed
  l.batch,                              -- samples of a pass
  l.runtime,
  l.precision AS latency_precision,     -- arithmetic of the pass; `precision` is that of the training
  l.median,                             -- seconds of a pass
  l.lower_quartile,                     -- seconds: a quarter of the passes was faster
  l.upper_quartile,                     -- seconds: a quarter of the passes was slower
  l.batch / l.median AS samples_per_second, -- batch / median
  d.median / l.median AS measured_speedup, -- median of the dense network in the same runtime and in fp32, in turns with which this was measured / this one
  CASE WHEN l.network = 'dense' THEN 1.0 ELSE r.theoretical_speedup END AS theoretical_speedup, -- what the speedup would be if time went with the MACs
  l.repetitions, l.load, l.noisy,
  l.noisy OR d.noisy AS speedup_noisy,  -- flag: this or the dense network's measurement is noisy, so do not rely on measured_speedup
  l.measured,                           -- time of the measurement
  e.host,                               -- name of the machine that computed
  e.cpu, e.threads, e.device,
  e.operating_system,                   -- name and version
  e.libtorch, l.runtime_version, e.product
FROM latency l
JOIN result r ON r.cell = l.cell
JOIN v_cells c ON c.cell = l.cell
JOIN environment e ON e.id = l.environment
LEFT JOIN latency d ON d.cell = l.cell AND d.batch = l.batch AND d.network = 'dense' AND d.runtime = l.runtime AND d.precision = 'fp32'
  AND (d.measured, d.environment) = (l.measured, l.environment);

-- One row for each finished cell and arithmetic: what the network that it ends with is worth in ONNX Runtime.
CREATE VIEW v_deployed AS
SELECT
  c.composition AS strategy,            -- what the strategy is made of: its composition
  c.*,
  d.precision AS deployed_precision,    -- arithmetic in ONNX Runtime: fp32, int8; `precision` is that of the training
  d.correct, d.total, d.top1,
  h.top1 AS headline_top1,              -- the headline: accuracy on the test set by this program
  d.file_bytes, d.compressed_bytes, d.calibration_samples,
  d.measured,                           -- time of the measurement
  e.cpu, d.runtime_version, e.product
FROM deployed d
JOIN result r ON r.cell = d.cell
JOIN v_cells c ON c.cell = d.cell
JOIN environment e ON e.id = d.environment
LEFT JOIN evaluation h ON h.cell = r.cell AND h.split = 'test' AND h.point = r.headline;

-- One row for each cut of each finished cell: what was kept, and what scoring cost.
CREATE VIEW v_cuts AS
SELECT
  c.composition AS strategy,            -- what the strategy is made of: its composition
  c.*,
  u.position,                           -- of the cut, in order, from 0
  u.step,                               -- when it is cut: pretrained, initialization, epoch 2, step 500
  u.asked_kept,                         -- prunable parameters to be kept; where channels are removed, parameters or MACs, as the target says
  u.kept,                               -- what is kept of the same
  u.kept / CASE r.target
    WHEN 'macs' THEN CAST(r.dense_macs AS REAL)
    WHEN 'compression' THEN r.achieved_compression * r.target_achieved -- all parameters, as the protocol counts them
    ELSE CAST(r.prunable_parameters AS REAL)
  END AS density,                       -- kept fraction of the prunable parameters; of channels, of what the target counts
  u.tied_scores,
  u.seconds,                            -- duration of scoring and cutting; NULL before schema 4, as are the three columns after it
  u.samples,                            -- samples that scoring has seen, with repetition
  u.forward_passes,                     -- forward passes of scoring, a batch each
  u.backward_passes                     -- backward passes of scoring, a batch each
FROM cut u
JOIN result r ON r.cell = u.cell
JOIN v_cells c ON c.cell = u.cell;

-- One row for each class of each finished cell: the headline on the test set, beside the control's.
CREATE VIEW v_classes AS
SELECT
  c.composition AS strategy,            -- what the strategy is made of: its composition
  c.*,
  a.class,                              -- label, from 0
  a.correct, a.total,
  a.top1,                               -- accuracy on the test samples of the class; NULL for a class without samples
  k.top1 AS control_top1,               -- the control's; NULL where it is not finished
  a.top1 - k.top1 AS top1_difference    -- top1 - control_top1; NULL where the control is not finished
FROM class_accuracy a
JOIN v_cells c ON c.cell = a.cell
LEFT JOIN class_accuracy k ON k.cell = c.control AND k.class = a.class;

-- One row for each epoch of each finished cell's retraining.
CREATE VIEW v_epochs AS
SELECT
  c.composition AS strategy,            -- what the strategy is made of: its composition
  c.*,
  e.epoch,                              -- of the retraining, from 1
  e.steps, e.train_loss,
  e.train_top1,                         -- accuracy over the epoch's samples as they were trained on
  e.validation_loss,                    -- loss on the validation split at the end of the epoch
  e.validation_top1,                    -- accuracy on the validation split at the end of the epoch
  e.validation_top5,                    -- accuracy among the five highest outputs, on the validation split
  e.learning_rate,
  e.seconds                             -- duration of the epoch
FROM epoch e
JOIN v_cells c ON c.cell = e.cell;

-- One row for each pretraining (and each set of imported weights): the dense networks.
CREATE VIEW v_pretrainings AS
SELECT
  p.identity,                           -- cell.start of the cells that start from it
  p.dataset,                            -- name of the data set
  CASE WHEN p.configuration ->> '$.dataset.sha256' IS NOT NULL THEN json_remove(p.configuration -> '$.dataset', '$.name') END
    AS dataset_options,                 -- own data: what they are and how they are read, as JSON
  p.model,                              -- name of the architecture
  p.configuration ->> '$.network.sha256' AS network_file, -- SHA-256 of the ONNX file that a network of one's own is; NULL for the catalogue's
  p.seed,
  coalesce(p.configuration ->> '$.precision', 'fp32') AS precision, -- arithmetic of training: fp32, bf16
  p.configuration -> '$.versions' AS versions, -- parts whose behaviour is beyond its first version, as JSON
  p.selected_epoch,
  t.top1 AS test_top1, t.top5 AS test_top5, -- accuracy of the weights that are used, on the test set
  t.loss AS test_loss,                  -- their loss on the test set
  v.top1 AS validation_top1, v.top5 AS validation_top5, -- their accuracy on the validation split
  v.loss AS validation_loss,            -- their loss on the validation split
  p.seconds,                            -- duration of the whole pretraining
  p.weights_fingerprint,                -- SHA-256 of the weights that the cells start from
  p.split_fingerprint,                  -- SHA-256 of the validation split's sample indices
  e.host,                               -- name of the machine that computed
  e.cpu, e.device, e.product,
  p.pretraining_id,                     -- hash of the options of the pretraining, which are the following columns: NULL for imported weights
  pt.text AS pretraining_text, pt.epochs AS pretraining_epochs, pt.steps AS pretraining_steps, pt.batch AS pretraining_batch,
  pt.optimizer AS pretraining_optimizer, pt.rate AS pretraining_rate, pt.rates AS pretraining_rates, pt.rate_schedule AS pretraining_rate_schedule, pt.warmup AS pretraining_warmup,
  pt.drops AS pretraining_drops, pt.gamma AS pretraining_gamma, pt.cycles AS pretraining_cycles, pt.momentum AS pretraining_momentum, pt.nesterov AS pretraining_nesterov,
  pt.weight_decay AS pretraining_weight_decay, -- factor of the L2 term
  pt.beta1 AS pretraining_beta1, pt.beta2 AS pretraining_beta2, pt.epsilon AS pretraining_epsilon,
  pt.flip AS pretraining_flip, pt.crop_padding AS pretraining_crop_padding, pt.resized_crop AS pretraining_resized_crop,
  pt.scale_l1 AS pretraining_scale_l1
FROM pretraining p
JOIN environment e ON e.id = p.environment
LEFT JOIN recipe pt ON pt.id = p.pretraining_id
LEFT JOIN pretraining_evaluation t ON t.pretraining = p.identity AND t.point = 'selected' AND t.split = 'test'
LEFT JOIN pretraining_evaluation v ON v.pretraining = p.identity AND v.point = 'selected' AND v.split = 'validation';

-- Where the time went: one row for each phase of each finished cell, and one for each pretraining, which its cells share. (Time of failed attempts is in
-- `attempt`.)
CREATE VIEW v_times AS
SELECT p.value AS phase,                -- pretrain; of a cell: load, start, score, retrain, evaluate and other, which add up to seconds_total
  c.identity,                           -- of the cell or the pretraining
  c.dataset, c.model,
  CASE p.value WHEN 'load' THEN r.seconds_load WHEN 'start' THEN r.seconds_start WHEN 'score' THEN r.seconds_score
    WHEN 'retrain' THEN r.seconds_retrain WHEN 'evaluate' THEN r.seconds_evaluate
    ELSE r.seconds_total - coalesce(r.seconds_load, 0) - coalesce(r.seconds_start, 0) - coalesce(r.seconds_score, 0)
      - coalesce(r.seconds_retrain, 0) - coalesce(r.seconds_evaluate, 0) END
    AS seconds,                         -- duration of the phase
  e.host,                               -- name of the machine that computed
  e.cpu, e.device, e.product
FROM result r
JOIN cell c ON c.id = r.cell
JOIN environment e ON e.id = r.environment
CROSS JOIN json_each('["load","start","score","retrain","evaluate","other"]') p
UNION ALL
SELECT 'pretrain', p.identity, p.dataset, p.model, p.seconds, e.host, e.cpu, e.device, e.product
FROM pretraining p
JOIN environment e ON e.id = p.environment;

-- One row for each cut of a scan (`bench sensitivity`): one layer, or one group of layers whose channels go together, cut alone, beside the same network uncut.
CREATE VIEW v_sensitivity AS
SELECT
  s.identity,
  s.scan,                               -- key into the table `scan`: rows of one scan belong together
  c.point,                              -- hash that scans share which differ in nothing but the seed: they may be averaged
  c.start,
  p.pretraining_id IS NULL AS imported, -- flag: the weights were not trained by bench, so their author may have chosen them by the validation split
  c.protocol, c.dataset, c.model,
  p.configuration ->> '$.network.sha256' AS network_file, -- SHA-256 of the ONNX file that a network of one's own is; NULL for the catalogue's
  c.seed, c.precision, c.structure, c.criterion, c.criterion_options, c.scoring_samples, c.renewed_samples, c.split, c.samples,
  s.position, s.layer, s.density, s.elements, s.kept, s.loss, s.correct, s.total, s.top1,
  d.top1 AS dense_top1,                 -- accuracy of the same network without the cut; NULL as long as that is not measured
  d.loss AS dense_loss,                 -- its loss
  100 * (s.top1 - d.top1) AS change,    -- of accuracy, in percentage points; negative is a loss
  s.loss - d.loss AS loss_increase,     -- what the cut adds to the loss
  s.seconds, s.measured,
  e.host,                               -- name of the machine that computed
  e.cpu, e.device, e.product
FROM sensitivity s
JOIN scan c ON c.id = s.scan
JOIN pretraining p ON p.identity = c.start
JOIN environment e ON e.id = s.environment
LEFT JOIN sensitivity d ON d.scan = s.scan AND d.position = -1
WHERE s.position >= 0;

-- One row for each cell that a sweep asks for and that has no result, in the sweep's order.
CREATE VIEW v_missing AS
SELECT
  sc.sweep,                             -- name of the sweep
  sc.position, sc.strategy, sc.recipe, sc.pretraining_recipe, c.*,
  CASE WHEN sc.skip_reason IS NOT NULL THEN 'skipped' WHEN f.id IS NOT NULL THEN 'failed' WHEN sc.elsewhere THEN 'elsewhere' ELSE 'pending' END
    AS status,                          -- skipped: cannot be run; failed: was tried; pending: not tried yet; elsewhere: of a part of the sweep for which this database was not asked
  coalesce(sc.skip_reason, f.reason) AS reason,  -- of the last attempt, where it failed
  (SELECT count(*) FROM attempt a WHERE a.identity = c.identity) AS attempts, -- how many tries were recorded, as in v_results
  f.ended AS last_attempt               -- time
FROM sweep_cell sc
JOIN v_cells c ON c.cell = sc.cell
LEFT JOIN attempt f ON f.id = (SELECT max(a.id) FROM attempt a WHERE a.identity = c.identity AND a.outcome <> 'finished')
WHERE NOT EXISTS (SELECT 1 FROM result r WHERE r.cell = sc.cell)
ORDER BY sc.sweep, sc.position;
