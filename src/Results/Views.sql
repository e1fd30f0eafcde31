-- The results database of bench: views for people. Units and conventions are those of Schema.sql.

-- One row for each finished cell, everything flat.
CREATE VIEW v_results AS
SELECT
  c.id AS cell,                         -- key into the tables and the other views
  c.identity,
  c.protocol, c.dataset, c.synthetic, c.model,
  c.strategy, c.criterion, c.scope, c.structure, c.schedule, c.retraining, c.recipe,
  c.compression,                        -- asked ratio
  c.seed, c.start, c.imported, c.is_control,
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
  r.dense_macs, r.effective_macs, r.theoretical_speedup,
  r.dense_bytes, r.sparse_bytes, r.tied_scores,
  r.budget_epochs, r.budget_steps, r.budget_samples, r.budget_macs,
  r.seconds_load, r.seconds_pretrain, r.seconds_score, r.seconds_retrain, r.seconds_evaluate, r.seconds_total,
  r.flags,
  r.split_fingerprint, r.start_fingerprint, r.mask_fingerprint,
  r.finished,
  e.host, e.cpu, e.threads, e.device, e.operating_system, e.dotnet, e.torchsharp, e.libtorch, e.product
FROM result r
JOIN cell c ON c.id = r.cell
JOIN environment e ON e.id = r.environment
LEFT JOIN evaluation h ON h.cell = r.cell AND h.split = 'test' AND h.point = r.headline
LEFT JOIN evaluation tb ON tb.cell = r.cell AND tb.split = 'test' AND tb.point = 'before'
LEFT JOIN evaluation tl ON tl.cell = r.cell AND tl.split = 'test' AND tl.point = 'last'
LEFT JOIN evaluation ts ON ts.cell = r.cell AND ts.split = 'test' AND ts.point = 'selected'
LEFT JOIN evaluation vb ON vb.cell = r.cell AND vb.split = 'validation' AND vb.point = 'before'
LEFT JOIN evaluation vl ON vl.cell = r.cell AND vl.split = 'validation' AND vl.point = 'last'
LEFT JOIN evaluation vs ON vs.cell = r.cell AND vs.split = 'validation' AND vs.point = 'selected'
LEFT JOIN pretraining_evaluation s ON s.pretraining = c.start AND s.point = 'selected' AND s.split = 'test';

-- The trade-off curves: one row for each sweep and operating point (what differs in the seed alone) with at least one
-- finished cell. Give the sweep (WHERE sweep = '...'): the view then reads that sweep only.
-- The standard deviation is the sample's (n - 1), from integer counts, so nothing cancels: all seeds share a test set.
CREATE VIEW v_tradeoff AS
SELECT
  g.sweep,
  c.protocol, c.dataset, c.synthetic, c.model,
  g.strategy,                           -- as this sweep calls it
  c.criterion, c.scope, c.structure, c.schedule, c.retraining,
  g.recipe,                             -- as this sweep calls it
  c.imported,
  CASE WHEN c.imported THEN c.start END AS start, -- which weights were imported; NULL where each seed has a pretraining of its own
  c.is_control,
  c.compression,                        -- asked ratio
  g.planned,                            -- seeds that the sweep asks for
  g.n,                                  -- seeds that are finished: what the following columns are over
  CAST(g.sum_correct AS REAL) / g.n / g.total AS top1_mean,           -- headline test accuracy
  CASE WHEN g.n > 1 THEN sqrt(CAST(g.n * g.sum_correct2 - g.sum_correct * g.sum_correct AS REAL) / g.n / (g.n - 1)) / g.total END
    AS top1_sd,                         -- NULL for a single seed
  CAST(g.min_correct AS REAL) / g.total AS top1_min,
  CAST(g.max_correct AS REAL) / g.total AS top1_max,
  CAST(g.sum_top5 AS REAL) / g.n / g.total AS top5_mean,
  CASE WHEN g.n > 1 THEN sqrt(CAST(g.n * g.sum_top52 - g.sum_top5 * g.sum_top5 AS REAL) / g.n / (g.n - 1)) / g.total END AS top5_sd,
  g.loss_mean,
  g.compression_mean,                   -- achieved ratio
  g.speedup_mean                        -- theoretical speedup
FROM (
  SELECT
    sc.sweep, sc.operating_point, min(sc.cell) AS cell, sc.strategy, sc.recipe,
    count(*) AS planned, count(r.cell) AS n, max(e.total) AS total,
    sum(e.correct) AS sum_correct, sum(e.correct * e.correct) AS sum_correct2, min(e.correct) AS min_correct, max(e.correct) AS max_correct,
    sum(e.correct_top5) AS sum_top5, sum(e.correct_top5 * e.correct_top5) AS sum_top52,
    avg(e.loss) AS loss_mean, avg(r.achieved_compression) AS compression_mean, avg(r.theoretical_speedup) AS speedup_mean
  FROM sweep_cell sc
  LEFT JOIN result r ON r.cell = sc.cell
  LEFT JOIN evaluation e ON e.cell = r.cell AND e.split = 'test' AND e.point = r.headline
  WHERE sc.skip_reason IS NULL
  GROUP BY sc.sweep, sc.operating_point
  HAVING count(r.cell) > 0
) g
JOIN cell c ON c.id = g.cell;

-- One row for each layer of each finished cell.
CREATE VIEW v_layers AS
SELECT
  c.id AS cell, c.identity, c.protocol, c.dataset, c.model, c.strategy, c.retraining, c.compression, c.seed,
  l.position, l.name, l.kind, l.shape, l.prunable, l.weights, l.kept,
  CAST(l.kept AS REAL) / l.weights AS density,  -- kept fraction
  l.dense_macs, l.effective_macs, l.dead
FROM layer l
JOIN cell c ON c.id = l.cell;

-- One row for each epoch of each finished cell's retraining.
CREATE VIEW v_epochs AS
SELECT
  c.id AS cell, c.identity, c.protocol, c.dataset, c.model, c.strategy, c.retraining, c.compression, c.seed,
  e.epoch, e.steps, e.train_loss, e.train_top1, e.validation_loss, e.validation_top1, e.validation_top5, e.learning_rate, e.seconds
FROM epoch e
JOIN cell c ON c.id = e.cell;

-- One row for each pretraining (and each set of imported weights): the dense networks.
CREATE VIEW v_pretrainings AS
SELECT
  p.identity, p.dataset, p.model, p.recipe, p.seed, p.selected_epoch,
  t.top1 AS test_top1, t.top5 AS test_top5, t.loss AS test_loss,
  v.top1 AS validation_top1, v.top5 AS validation_top5, v.loss AS validation_loss,
  p.seconds, p.weights_fingerprint, p.split_fingerprint, e.host, e.device, e.product
FROM pretraining p
JOIN environment e ON e.id = p.environment
LEFT JOIN pretraining_evaluation t ON t.pretraining = p.identity AND t.point = 'selected' AND t.split = 'test'
LEFT JOIN pretraining_evaluation v ON v.pretraining = p.identity AND v.point = 'selected' AND v.split = 'validation';

-- One row for each cell that a sweep asks for and that has no result, in the sweep's order.
CREATE VIEW v_missing AS
SELECT
  sc.sweep, sc.position, c.id AS cell, c.identity, c.protocol, c.dataset, c.synthetic, c.model, sc.strategy, c.retraining, c.compression,
  c.seed, c.imported,
  CASE WHEN sc.skip_reason IS NOT NULL THEN 'skipped' WHEN f.id IS NOT NULL THEN 'failed' ELSE 'pending' END
    AS status,                          -- skipped: cannot be run; failed: was tried; pending: not tried yet
  coalesce(sc.skip_reason, f.reason) AS reason,  -- of the last attempt, where it failed
  (SELECT count(*) FROM attempt a WHERE a.identity = c.identity) AS attempts,
  f.ended AS last_attempt               -- time
FROM sweep_cell sc
JOIN cell c ON c.id = sc.cell
LEFT JOIN attempt f ON f.id = (SELECT max(a.id) FROM attempt a WHERE a.identity = c.identity AND a.outcome <> 'finished')
WHERE NOT EXISTS (SELECT 1 FROM result r WHERE r.cell = sc.cell)
ORDER BY sc.sweep, sc.position;
