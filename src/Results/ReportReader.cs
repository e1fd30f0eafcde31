using Microsoft.Data.Sqlite;

namespace Bench.Results;

/// <summary>What a report wants to know of a sweep's cells, or of all: each in one query, however many cells there are.</summary>
/// <param name="reader">Of a database; what is read in one <see cref="ResultReader.AtOnce"/> is of one moment.</param>
/// <param name="scope">Which cells.</param>
public sealed class ReportReader(ResultReader reader, ScopeQueries scope)
{
    private readonly Database database = reader.Database;

    /// <summary>By identity.</summary>
    public IReadOnlyDictionary<string, CellTimes> Times() => database.Read(
        $"SELECT c.identity, r.seconds_total, r.scoring_seconds, (SELECT count(*) FROM attempt a WHERE a.identity = c.identity) FROM result r JOIN cell c ON c.id = r.cell WHERE r.cell IN (SELECT cell FROM ({scope.Cells}))",
        row => new CellTimes(row.GetString(0), NumberOrNull(row, 1), NumberOrNull(row, 2), row.GetInt32(3))).ToDictionary(t => t.Identity, StringComparer.Ordinal);

    /// <summary>Each once, in the order of the sweep, or of all cells.</summary>
    public IReadOnlyList<UnfinishedCell> Unfinished() => [.. database.Read(
        $"SELECT identity, dataset, model, strategy, compression, seed, status, reason, attempts FROM ({scope.Missing})",
        row => new UnfinishedCell
        {
            Identity = row.GetString(0),
            Dataset = row.GetString(1),
            Model = row.GetString(2),
            Strategy = row.GetString(3),
            Compression = row.GetDouble(4),
            Seed = row.GetInt32(5),
            Status = row.GetString(6),
            Reason = ResultReader.TextOrNull(row, 7),
            Attempts = row.GetInt32(8),
        }).DistinctBy(c => c.Identity)];

    /// <summary>The machines that have computed cells, that of the most first.</summary>
    public IReadOnlyList<MachineUse> Machines() => database.Read(
        $"""
        SELECT e.host, e.cpu, e.threads, e.device, e.operating_system, e.dotnet, e.torchsharp, e.libtorch, e.product,
          count(*), coalesce(sum(r.seconds_total), 0) / 3600, min(r.finished), max(r.finished)
        FROM result r JOIN environment e ON e.id = r.environment WHERE r.cell IN (SELECT cell FROM ({scope.Cells})) GROUP BY e.id ORDER BY count(*) DESC, e.id
        """,
        row => new MachineUse(
            new()
            {
                Host = row.GetString(0), Cpu = row.GetString(1), Threads = row.GetInt32(2), Device = row.GetString(3), OperatingSystem = row.GetString(4),
                Dotnet = row.GetString(5), TorchSharp = row.GetString(6), LibTorch = row.GetString(7), Product = row.GetString(8),
            },
            row.GetInt32(9), row.GetDouble(10), Results.Times.Parse(row.GetString(11)), Results.Times.Parse(row.GetString(12))));

    /// <summary>Where the time of the finished cells went, and that of the pretrainings they start from, once each.</summary>
    public IReadOnlyList<PhaseTime> Phases() => database.Read(
        $"""
        WITH mine AS (SELECT cell FROM ({scope.Cells}))
        SELECT phase, count(*), coalesce(sum(seconds), 0) / 3600 FROM v_times
        WHERE identity IN (SELECT identity FROM cell WHERE id IN mine UNION ALL SELECT start FROM cell WHERE id IN mine)
        GROUP BY phase ORDER BY sum(seconds) DESC, phase
        """,
        row => new PhaseTime(row.GetString(0), row.GetInt32(1), row.GetDouble(2)));

    /// <summary>All that is stored of each cell, finished or not; read one by one, since all together they are large.</summary>
    public IEnumerable<CellDetails> Details() => database.Stream(DetailsQuery.Replace("{cells}", $"SELECT cell FROM ({scope.Cells}) UNION SELECT cell FROM ({scope.Missing})", StringComparison.Ordinal),
        row => new CellDetails(row.GetString(0), row.GetString(1)));

    private static double? NumberOrNull(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetDouble(column);

    // A column of a table as one array: what is alike stands together, and is packed the better.
    private static string Columns(params string[] columns) => $"json_array({string.Join(", ", columns.Select(c => $"json_group_array({c})"))})";

    // Arrays rather than objects, whose names would be the larger part; report.js names the places.
    private static readonly string DetailsQuery =
        $$"""
        SELECT c.identity, json_object(
          'identity', c.identity, 'composition', c.strategy, 'versions', c.versions, 'start', c.start,
          'configuration', json(g.json),
          'result', CASE WHEN r.cell IS NOT NULL THEN json_object(
            'headline', r.headline, 'selected epoch', r.selected_epoch, 'all parameters', r.total_parameters, 'prunable parameters', r.prunable_parameters,
            'kept parameters', r.kept_parameters, 'asked kept (prunable)', r.asked_kept, 'kept (prunable)', r.kept_prunable, 'kept on a path', r.effective_kept,
            'cut-off outputs', r.cut_off_outputs, 'achieved compression', r.achieved_compression, 'dense MACs', r.dense_macs, 'effective MACs', r.effective_macs,
            'theoretical speedup', r.theoretical_speedup, 'dense bytes', r.dense_bytes, 'sparse bytes', r.sparse_bytes, 'tied scores', r.tied_scores, 'rounds', r.rounds,
            'epochs of retraining', r.budget_epochs, 'epochs in all steps', r.budget_total_epochs, 'samples in all steps', r.budget_total_samples,
            'scoring seconds', r.scoring_seconds, 'chosen learning rate', r.chosen_rate, 'top-1 of the worst class', r.worst_class_top1, 'calibration error', r.calibration_error,
            'agreement with the dense network', r.dense_agreement, 'seconds', r.seconds_total, 'flags', r.flags, 'finished', r.finished,
            'split fingerprint', r.split_fingerprint, 'start fingerprint', r.start_fingerprint, 'mask fingerprint', r.mask_fingerprint,
            'machine', e.host || ', ' || e.cpu || ', ' || e.device || ', ' || e.threads || ' threads', 'program', e.product) END,
          'evaluations', (SELECT json_group_array(json_array(point, split, top1, top5, loss)) FROM (SELECT * FROM evaluation WHERE cell = c.id ORDER BY split, point)),
          'epochs', (SELECT {{Columns("epoch", "round(train_loss, 4)", "round(train_top1, 4)", "round(validation_loss, 4)", "round(validation_top1, 4)", "learning_rate")}}
            FROM (SELECT * FROM epoch WHERE cell = c.id ORDER BY epoch)),
          'layers', (SELECT {{Columns("name", "kind", "shape", "weights", "kept", "effective_kept", "channels", "kept_channels", "dead_channels", "dense_macs", "effective_macs", "dead")}}
            FROM (SELECT * FROM layer WHERE cell = c.id ORDER BY position)),
          'cuts', (SELECT json_group_array(json_array(step, asked_kept, kept, tied_scores, round(seconds, 4), samples, forward_passes, backward_passes))
            FROM (SELECT * FROM cut WHERE cell = c.id ORDER BY position)),
          'latencies', (SELECT json_group_array(json_array(network || iif(runtime = 'bench', '', ', ONNX Runtime') || iif(precision = 'fp32', '', ', ' || precision), batch, median, lower_quartile, upper_quartile, repetitions, noisy))
            FROM (SELECT * FROM latency WHERE cell = c.id ORDER BY batch, runtime, precision, network)),
          'attempts', (SELECT json_group_array(json_array(started, ended, outcome, reason, host, device, peak_memory))
            FROM (SELECT * FROM attempt WHERE identity = c.identity ORDER BY id)))
        FROM cell c
        LEFT JOIN configuration g ON g.cell = c.id
        LEFT JOIN result r ON r.cell = c.id
        LEFT JOIN environment e ON e.id = r.environment
        WHERE c.id IN ({cells})
        ORDER BY c.id
        """;
}
