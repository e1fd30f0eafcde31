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
  c.setting, c.curve, c.point,          -- hashes of what cells share: see above
  c.control_point,                      -- point of the next
  CASE WHEN NOT c.is_control THEN (SELECT k.id FROM cell k WHERE k.point = c.control_point AND k.seed = c.seed) END
    AS control,                         -- the unpruned network with the same start, seed and training; NULL for controls, and where no sweep asked for it
  c.protocol, c.dataset, c.dataset_options, c.synthetic, c.model,
  c.strategy AS composition,
  c.criterion, c.criterion_options, c.scope, c.scope_options, c.layers_only, c.layers_except, c.floor, c.cap, c.shuffled, c.structure, c.structure_options,
  c.start_point,                        -- where pruning begins; pretrained unless a sweep says so
  c.schedule, c.schedule_options, c.scoring_samples, c.scoring_batch, c.scoring_batch_norm,
  c.retraining, c.retraining_options, c.measure_after, c.measure_after_options,
  c.compression,                        -- asked ratio
  c.seed, c.precision, c.start, c.imported, c.is_control, c.versions,
  c.retraining_id,                      -- hash of the following options: NULL without retraining
  rt.text AS retraining_text, rt.epochs AS retraining_epochs, rt.steps AS retraining_steps, rt.batch AS retraining_batch,
  rt.optimizer AS retraining_optimizer, rt.rate AS retraining_rate, rt.rates AS retraining_rates, rt.rate_schedule AS retraining_rate_schedule, rt.warmup AS retraining_warmup,
  rt.drops AS retraining_drops, rt.gamma AS retraining_gamma, rt.cycles AS retraining_cycles, rt.momentum AS retraining_momentum, rt.nesterov AS retraining_nesterov,
  rt.weight_decay AS retraining_weight_decay, rt.beta1 AS retraining_beta1, rt.beta2 AS retraining_beta2, rt.epsilon AS retraining_epsilon,
  rt.flip AS retraining_flip, rt.crop_padding AS retraining_crop_padding, rt.scale_l1 AS retraining_scale_l1,
  c.pretraining_id,                     -- hash of the following options: NULL for imported weights
  pt.text AS pretraining_text, pt.epochs AS pretraining_epochs, pt.steps AS pretraining_steps, pt.batch AS pretraining_batch,
  pt.optimizer AS pretraining_optimizer, pt.rate AS pretraining_rate, pt.rates AS pretraining_rates, pt.rate_schedule AS pretraining_rate_schedule, pt.warmup AS pretraining_warmup,
  pt.drops AS pretraining_drops, pt.gamma AS pretraining_gamma, pt.cycles AS pretraining_cycles, pt.momentum AS pretraining_momentum, pt.nesterov AS pretraining_nesterov,
  pt.weight_decay AS pretraining_weight_decay, pt.beta1 AS pretraining_beta1, pt.beta2 AS pretraining_beta2, pt.epsilon AS pretraining_epsilon,
  pt.flip AS pretraining_flip, pt.crop_padding AS pretraining_crop_padding, pt.scale_l1 AS pretraining_scale_l1
FROM cell c
LEFT JOIN recipe rt ON rt.id = c.retraining_id
LEFT JOIN recipe pt ON pt.id = c.pretraining_id;

-- One row for each finished cell, everything flat but for a strategy's name: that is added by the two views after it.
CREATE VIEW v_finished AS
SELECT
  c.*,
  r.headline,                           -- the point that the next three report: before, last or selected
  h.top1, h.top5, h.loss,               -- the headline: on the test set
  s.top1 AS start_top1,                 -- test accuracy of the dense weights that the cell started from
  tb.top1 AS test_top1_before, tb.top5 AS test_top5_before, tb.loss AS test_loss_before,                     -- pruned, not yet retrained
  tl.top1 AS test_top1_last, tl.top5 AS test_top5_last, tl.loss AS test_loss_last,                           -- last epoch
  ts.top1 AS test_top1_selected, ts.top5 AS test_top5_selected, ts.loss AS test_loss_selected,               -- selected epoch
  vb.top1 AS validation_top1_before, vb.top5 AS validation_top5_before, vb.loss AS validation_loss_before,
  vl.top1 AS validation_top1_last, vl.top5 AS validation_top5_last, vl.loss AS validation_loss_last,
  vs.top1 AS validation_top1_selected, vs.top5 AS validation_top5_selected, vs.loss AS validation_loss_selected,
  r.selected_epoch,
  r.total_parameters, r.prunable_parameters, r.asked_kept, r.kept_prunable, r.kept_parameters,
  r.achieved_compression,
  r.effective_kept,                     -- prunable weights kept on a path of kept weights from input to output
  r.effective_density,                  -- those / prunable weights
  r.cut_off_outputs,                    -- classes that no such path reaches
  r.dense_macs, r.effective_macs, r.theoretical_speedup,
  r.target, r.target_asked, r.target_achieved,                              -- of removed channels
  (SELECT sum(channels) FROM layer WHERE cell = r.cell) AS channels,        -- outputs of all dense layers
  (SELECT sum(kept_channels) FROM layer WHERE cell = r.cell) AS kept_channels, -- those that are not removed
  (SELECT sum(dead_channels) FROM layer WHERE cell = r.cell) AS dead_channels, -- of these, the ones on no path of kept weights
  ld1.median AS dense_latency_1, lo1.median AS latency_1,                   -- measured: seconds of a pass of one sample, of the dense network and of the one that is handed on; NULL where no sweep asks for it, as in the next six
  ld1.median / lo1.median AS measured_speedup_1,                            -- their ratio, which is not the theoretical one
  ld128.median AS dense_latency_128, lo128.median AS latency_128,           -- of a pass of 128 samples
  ld128.median / lo128.median AS measured_speedup_128,
  ld1.noisy OR lo1.noisy OR ld128.noisy OR lo128.noisy AS latency_noisy,    -- flag: the machine was not quiet, so do not rely on these
  r.dense_bytes, r.sparse_bytes,
  r.inference_bytes, r.inference_bytes_of_128, r.dense_inference_bytes, r.dense_inference_bytes_of_128, r.file_bytes, r.compressed_bytes,
  r.tied_scores,
  r.rounds,                             -- cuts
  r.budget_epochs, r.budget_steps, r.budget_samples, r.budget_macs,         -- of retraining
  r.budget_total_epochs, r.budget_total_samples, r.budget_total_macs,       -- of all steps after the start
  r.budget_total_epochs + CASE WHEN c.start_point = 'pretrained' AND c.criterion IS NOT 'width' THEN (SELECT count(*) FROM pretraining_epoch p WHERE p.pretraining = c.start) ELSE 0 END
    AS budget_overall_epochs,           -- with the pretraining's, where the cell starts from its end; without what imported weights took; a narrower dense network (criterion width) has nothing of it
  r.scoring_seconds, r.scoring_samples_seen, r.scoring_forward_passes, r.scoring_backward_passes,
  r.active_share, r.chosen_rate,
  r.worst_class_top1, r.calibration_error, r.dense_agreement,               -- of the headline on the test set
  r.seconds_load,
  r.seconds_start,                      -- reading the starting weights; how long training them took is in v_pretrainings
  r.seconds_score, r.seconds_retrain, r.seconds_evaluate, r.seconds_total,
  r.flags,
  r.fingerprint,                        -- what makes the numbers comparable: results of one model that share it may be compared; v_fingerprints says what it is
  r.split_fingerprint, r.start_fingerprint, r.mask_fingerprint,
  r.finished,
  e.host, e.cpu, e.threads, e.device, e.operating_system, e.dotnet, e.torchsharp, e.libtorch, e.product
FROM result r
JOIN v_cells c ON c.cell = r.cell
JOIN environment e ON e.id = r.environment
LEFT JOIN evaluation h ON h.cell = r.cell AND h.split = 'test' AND h.point = r.headline
LEFT JOIN evaluation tb ON tb.cell = r.cell AND tb.split = 'test' AND tb.point = 'before'
LEFT JOIN evaluation tl ON tl.cell = r.cell AND tl.split = 'test' AND tl.point = 'last'
LEFT JOIN evaluation ts ON ts.cell = r.cell AND ts.split = 'test' AND ts.point = 'selected'
LEFT JOIN evaluation vb ON vb.cell = r.cell AND vb.split = 'validation' AND vb.point = 'before'
LEFT JOIN evaluation vl ON vl.cell = r.cell AND vl.split = 'validation' AND vl.point = 'last'
LEFT JOIN evaluation vs ON vs.cell = r.cell AND vs.split = 'validation' AND vs.point = 'selected'
LEFT JOIN pretraining_evaluation s ON s.pretraining = c.start AND s.point = 'selected' AND s.split = 'test'
LEFT JOIN latency ld1 ON ld1.cell = r.cell AND ld1.network = 'dense' AND ld1.batch = 1
LEFT JOIN latency lo1 ON lo1.cell = r.cell AND lo1.handed_on AND lo1.batch = 1
LEFT JOIN latency ld128 ON ld128.cell = r.cell AND ld128.network = 'dense' AND ld128.batch = 128
LEFT JOIN latency lo128 ON lo128.cell = r.cell AND lo128.handed_on AND lo128.batch = 128;

-- One row for each finished cell, everything flat.
CREATE VIEW v_results AS
SELECT f.composition AS strategy, f.* FROM v_finished f;

-- One row for each sweep and finished cell of it, in the sweep's order: as v_results, with the sweep's labels.
CREATE VIEW v_sweep_results AS
SELECT sc.sweep, sc.position, sc.strategy, sc.recipe, sc.pretraining_recipe, f.*
FROM sweep_cell sc
JOIN v_finished f ON f.cell = sc.cell
ORDER BY sc.sweep, sc.position;

-- One row for each finished cell whose control is finished too: the difference that pruning made, at equal start, seed and training. Negative
-- accuracy differences are losses. Schedules may train for longer than the control: equal_budget tells.
CREATE VIEW v_paired AS
SELECT
  c.composition AS strategy, c.*,
  h.top1, kh.top1 AS control_top1, h.top1 - kh.top1 AS top1_difference,   -- headline test accuracies
  h.top5, kh.top5 AS control_top5, h.top5 - kh.top5 AS top5_difference,
  h.loss, kh.loss AS control_loss, h.loss - kh.loss AS loss_difference,
  r.worst_class_top1, k.worst_class_top1 AS control_worst_class_top1,
  r.calibration_error, k.calibration_error AS control_calibration_error,
  r.achieved_compression, r.theoretical_speedup, r.flags,
  k.flags AS control_flags,
  r.fingerprint,                        -- what makes the numbers comparable
  r.budget_total_epochs, k.budget_total_epochs AS control_budget_total_epochs,
  r.budget_total_samples, k.budget_total_samples AS control_budget_total_samples,
  r.budget_total_macs, k.budget_total_macs AS control_budget_total_macs,  -- each at its own density
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
  g.sweep,
  g.position,                           -- of the first of its cells in the sweep's order
  c.protocol, c.dataset, c.dataset_options, c.synthetic, c.model,
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
  c.setting, c.curve, c.point,          -- hashes of what cells share: see above
  c.compression,                        -- asked ratio
  g.planned,                            -- seeds that the sweep asks for
  g.n,                                  -- seeds that are finished: what the following columns are over
  g.fingerprint,                        -- what makes the numbers comparable; NULL where the n have several
  CAST(g.sum_correct AS REAL) / g.n / g.total AS top1_mean,           -- headline test accuracy
  CASE WHEN g.n > 1 THEN sqrt(CAST(g.n * g.sum_correct2 - g.sum_correct * g.sum_correct AS REAL) / g.n / (g.n - 1)) / g.total END
    AS top1_sd,                         -- NULL for a single seed
  CAST(g.min_correct AS REAL) / g.total AS top1_min,
  CAST(g.max_correct AS REAL) / g.total AS top1_max,
  CAST(g.sum_top5 AS REAL) / g.n / g.total AS top5_mean,
  CASE WHEN g.n > 1 THEN sqrt(CAST(g.n * g.sum_top52 - g.sum_top5 * g.sum_top5 AS REAL) / g.n / (g.n - 1)) / g.total END AS top5_sd,
  g.loss_mean,                          -- NULL where one of the n was not a number
  g.compression_mean,                   -- achieved ratio
  g.speedup_mean,                       -- theoretical speedup
  g.measured_speedup_1_mean,            -- measured speedup of a pass of one sample; NULL where one of the n was not measured, as in the next two
  g.measured_speedup_128_mean,          -- of a pass of 128 samples
  g.noisy_latencies,                    -- how many of the n were measured on a machine that was not quiet
  g.channel_density_mean,               -- outputs of layers that are not removed / those of the dense network
  g.effective_density_mean,             -- NULL where one of the n has none, as in the next three
  g.worst_class_top1_mean, g.calibration_error_mean, g.dense_agreement_mean,
  g.budget_epochs_mean,                 -- whole budget: epochs of all steps after the start
  c.retraining_id,
  c.retraining_text, c.retraining_epochs, c.retraining_steps, c.retraining_batch, c.retraining_optimizer, c.retraining_rate, c.retraining_rates,
  c.retraining_rate_schedule, c.retraining_warmup, c.retraining_drops, c.retraining_gamma, c.retraining_cycles, c.retraining_momentum, c.retraining_nesterov,
  c.retraining_weight_decay, c.retraining_beta1, c.retraining_beta2, c.retraining_epsilon, c.retraining_flip, c.retraining_crop_padding, c.retraining_scale_l1,
  c.pretraining_id,
  c.pretraining_text, c.pretraining_epochs, c.pretraining_steps, c.pretraining_batch, c.pretraining_optimizer, c.pretraining_rate, c.pretraining_rates,
  c.pretraining_rate_schedule, c.pretraining_warmup, c.pretraining_drops, c.pretraining_gamma, c.pretraining_cycles, c.pretraining_momentum, c.pretraining_nesterov,
  c.pretraining_weight_decay, c.pretraining_beta1, c.pretraining_beta2, c.pretraining_epsilon, c.pretraining_flip, c.pretraining_crop_padding, c.pretraining_scale_l1
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
  LEFT JOIN latency ld1 ON ld1.cell = r.cell AND ld1.network = 'dense' AND ld1.batch = 1
  LEFT JOIN latency lo1 ON lo1.cell = r.cell AND lo1.handed_on AND lo1.batch = 1
  LEFT JOIN latency ld128 ON ld128.cell = r.cell AND ld128.network = 'dense' AND ld128.batch = 128
  LEFT JOIN latency lo128 ON lo128.cell = r.cell AND lo128.handed_on AND lo128.batch = 128
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
  f.text ->> '$.within.dataset' AS dataset,
  f.text -> '$.within.data' AS dataset_options, -- own data: what they are and how they are read, as JSON
  f.text ->> '$.everywhere.protocol' AS protocol,
  f.text ->> '$.everywhere.precision' AS precision,
  f.text ->> '$.within.pretraining' AS pretraining_text, -- recipe of the pretraining; NULL for imported weights
  f.text -> '$.within.weights' AS weights,               -- the imported weights, as JSON
  f.text ->> '$.within.augmentation' AS augmentation,    -- of retraining; NULL without retraining
  f.text ->> '$.within.split' AS split_fingerprint,
  (SELECT count(*) FROM result r WHERE r.fingerprint = f.id) AS results, -- finished cells that have it
  (SELECT group_concat(model, ', ') FROM (SELECT DISTINCT c.model FROM result r JOIN cell c ON c.id = r.cell WHERE r.fingerprint = f.id ORDER BY c.model))
    AS models,                          -- of these cells
  f.text                                -- all of it, as JSON
FROM fingerprint f
ORDER BY dataset, f.text;

-- One row for each layer of each finished cell.
CREATE VIEW v_layers AS
SELECT
  c.composition AS strategy, c.*,
  l.position, l.name, l.kind, l.shape, l.prunable, l.weights, l.kept,
  CAST(l.kept AS REAL) / l.weights AS density,  -- kept fraction
  l.effective_kept,                     -- weights kept on a path of kept weights from input to output
  CAST(l.effective_kept AS REAL) / l.weights AS effective_density,
  l.disconnected_outputs,               -- outputs of the layer on no such path
  l.channels, l.kept_channels,          -- outputs of the dense layer, and those that are not removed
  CAST(l.kept_channels AS REAL) / l.channels AS channel_density, -- those / outputs of the dense layer
  l.dead_channels,                      -- outputs that are not removed and on no path of kept weights
  l.dense_macs, l.effective_macs, l.dead
FROM layer l
JOIN v_cells c ON c.cell = l.cell;

-- One row for each network and batch of each finished cell that was measured.
CREATE VIEW v_latencies AS
SELECT
  c.composition AS strategy, c.*,
  l.network,                            -- dense; masked: of the same shape, with pruned weights at 0; shrunk: without the channels that are removed
  l.batch, l.median, l.lower_quartile, l.upper_quartile,                    -- seconds of a pass
  l.batch / l.median AS samples_per_second,
  d.median / l.median AS measured_speedup,  -- dense median / this one
  CASE WHEN l.network = 'dense' THEN 1.0 ELSE r.theoretical_speedup END AS theoretical_speedup, -- what it would be if time went with the MACs
  l.repetitions, l.load, l.noisy, l.measured,
  e.host, e.cpu, e.threads, e.device, e.operating_system, e.libtorch, e.product
FROM latency l
JOIN result r ON r.cell = l.cell
JOIN v_cells c ON c.cell = l.cell
JOIN environment e ON e.id = l.environment
LEFT JOIN latency d ON d.cell = l.cell AND d.batch = l.batch AND d.network = 'dense';

-- One row for each cut of each finished cell: what was kept, and what scoring cost.
CREATE VIEW v_cuts AS
SELECT
  c.composition AS strategy, c.*,
  u.position, u.step, u.asked_kept, u.kept,                 -- where channels are removed: parameters or MACs, as the target says
  u.kept / CASE r.target                                    -- kept fraction of the prunable parameters; of channels, of what the target counts
    WHEN 'macs' THEN CAST(r.dense_macs AS REAL)
    WHEN 'compression' THEN r.achieved_compression * r.target_achieved -- all parameters, as the protocol counts them
    ELSE CAST(r.prunable_parameters AS REAL)
  END AS density,
  u.tied_scores, u.seconds, u.samples, u.forward_passes, u.backward_passes
FROM cut u
JOIN result r ON r.cell = u.cell
JOIN v_cells c ON c.cell = u.cell;

-- One row for each class of each finished cell: the headline on the test set, beside the control's.
CREATE VIEW v_classes AS
SELECT
  c.composition AS strategy, c.*,
  a.class, a.correct, a.total, a.top1,
  k.top1 AS control_top1, a.top1 - k.top1 AS top1_difference  -- NULL where the control is not finished
FROM class_accuracy a
JOIN v_cells c ON c.cell = a.cell
LEFT JOIN class_accuracy k ON k.cell = c.control AND k.class = a.class;

-- One row for each epoch of each finished cell's retraining.
CREATE VIEW v_epochs AS
SELECT
  c.composition AS strategy, c.*,
  e.epoch, e.steps, e.train_loss, e.train_top1, e.validation_loss, e.validation_top1, e.validation_top5, e.learning_rate, e.seconds
FROM epoch e
JOIN v_cells c ON c.cell = e.cell;

-- One row for each pretraining (and each set of imported weights): the dense networks.
CREATE VIEW v_pretrainings AS
SELECT
  p.identity,                           -- cell.start of the cells that start from it
  p.dataset,
  CASE WHEN p.configuration ->> '$.dataset.sha256' IS NOT NULL THEN json_remove(p.configuration -> '$.dataset', '$.name') END
    AS dataset_options,                 -- own data: what they are and how they are read, as JSON
  p.model, p.seed,
  coalesce(p.configuration ->> '$.precision', 'fp32') AS precision,
  p.configuration -> '$.versions' AS versions, -- parts whose behaviour is beyond its first version, as JSON
  p.selected_epoch,
  t.top1 AS test_top1, t.top5 AS test_top5, t.loss AS test_loss,
  v.top1 AS validation_top1, v.top5 AS validation_top5, v.loss AS validation_loss,
  p.seconds,                            -- duration of the whole pretraining
  p.weights_fingerprint, p.split_fingerprint, e.host, e.cpu, e.device, e.product,
  p.pretraining_id,                     -- hash of the following options: NULL for imported weights
  pt.text AS pretraining_text, pt.epochs AS pretraining_epochs, pt.steps AS pretraining_steps, pt.batch AS pretraining_batch,
  pt.optimizer AS pretraining_optimizer, pt.rate AS pretraining_rate, pt.rates AS pretraining_rates, pt.rate_schedule AS pretraining_rate_schedule, pt.warmup AS pretraining_warmup,
  pt.drops AS pretraining_drops, pt.gamma AS pretraining_gamma, pt.cycles AS pretraining_cycles, pt.momentum AS pretraining_momentum, pt.nesterov AS pretraining_nesterov,
  pt.weight_decay AS pretraining_weight_decay, pt.beta1 AS pretraining_beta1, pt.beta2 AS pretraining_beta2, pt.epsilon AS pretraining_epsilon,
  pt.flip AS pretraining_flip, pt.crop_padding AS pretraining_crop_padding, pt.scale_l1 AS pretraining_scale_l1
FROM pretraining p
JOIN environment e ON e.id = p.environment
LEFT JOIN recipe pt ON pt.id = p.pretraining_id
LEFT JOIN pretraining_evaluation t ON t.pretraining = p.identity AND t.point = 'selected' AND t.split = 'test'
LEFT JOIN pretraining_evaluation v ON v.pretraining = p.identity AND v.point = 'selected' AND v.split = 'validation';

-- Where the time went: one row for each phase of each finished cell, and one for each pretraining, which its cells share. (Time of failed attempts is in
-- `attempt`.)
CREATE VIEW v_times AS
SELECT p.value AS phase,                -- pretrain; of a cell: load, start, score, retrain, evaluate and other, which add up to seconds_total
  c.identity, c.dataset, c.model,
  CASE p.value WHEN 'load' THEN r.seconds_load WHEN 'start' THEN r.seconds_start WHEN 'score' THEN r.seconds_score
    WHEN 'retrain' THEN r.seconds_retrain WHEN 'evaluate' THEN r.seconds_evaluate
    ELSE r.seconds_total - coalesce(r.seconds_load, 0) - coalesce(r.seconds_start, 0) - coalesce(r.seconds_score, 0)
      - coalesce(r.seconds_retrain, 0) - coalesce(r.seconds_evaluate, 0) END AS seconds,
  e.host, e.cpu, e.device, e.product
FROM result r
JOIN cell c ON c.id = r.cell
JOIN environment e ON e.id = r.environment
CROSS JOIN json_each('["load","start","score","retrain","evaluate","other"]') p
UNION ALL
SELECT 'pretrain', p.identity, p.dataset, p.model, p.seconds, e.host, e.cpu, e.device, e.product
FROM pretraining p
JOIN environment e ON e.id = p.environment;

-- One row for each cell that a sweep asks for and that has no result, in the sweep's order.
CREATE VIEW v_missing AS
SELECT
  sc.sweep, sc.position, sc.strategy, sc.recipe, sc.pretraining_recipe, c.*,
  CASE WHEN sc.skip_reason IS NOT NULL THEN 'skipped' WHEN f.id IS NOT NULL THEN 'failed' ELSE 'pending' END
    AS status,                          -- skipped: cannot be run; failed: was tried; pending: not tried yet
  coalesce(sc.skip_reason, f.reason) AS reason,  -- of the last attempt, where it failed
  (SELECT count(*) FROM attempt a WHERE a.identity = c.identity) AS attempts,
  f.ended AS last_attempt               -- time
FROM sweep_cell sc
JOIN v_cells c ON c.cell = sc.cell
LEFT JOIN attempt f ON f.id = (SELECT max(a.id) FROM attempt a WHERE a.identity = c.identity AND a.outcome <> 'finished')
WHERE NOT EXISTS (SELECT 1 FROM result r WHERE r.cell = sc.cell)
ORDER BY sc.sweep, sc.position;
