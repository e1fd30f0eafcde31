using System.Text.Json;

namespace Bench.Results;

/// <summary>Records to rows.</summary>
internal static class ResultWriter
{
    private static readonly string[] Phases = ["load", "start", "score", "retrain", "evaluate", "total"];

    /// <summary>Inserts all rows of a finished cell; returns false where it has a result.</summary>
    public static bool Insert(Database database, long cell, CellResult result, DateTimeOffset finished)
    {
        if (database.Scalar("SELECT 1 FROM result WHERE cell = ?1", cell) is not null) return false;
        if (result.Seconds.Keys.Except(Phases).FirstOrDefault() is { } unknown)
            throw new ArgumentException($"unknown phase '{unknown}' (valid: {string.Join(", ", Phases)})", nameof(result));
        Orphans.RemoveOfResult(database, cell);
        var size = result.Size;
        object? Seconds(string phase) => result.Seconds.TryGetValue(phase, out var seconds) ? seconds : null;
        database.Insert("result", ignore: false,
            ("cell", cell), ("finished", finished), ("headline", result.Headline), ("selected_epoch", result.SelectedEpoch),
            ("total_parameters", size.TotalParameters), ("prunable_parameters", size.PrunableParameters),
            ("asked_kept", size.AskedKept), ("kept_prunable", size.KeptPrunable), ("kept_parameters", size.KeptParameters),
            ("achieved_compression", size.AchievedCompression), ("dense_macs", size.DenseMacs), ("effective_macs", size.EffectiveMacs),
            ("theoretical_speedup", size.TheoreticalSpeedup), ("dense_bytes", size.DenseBytes), ("sparse_bytes", size.SparseBytes),
            ("tied_scores", size.TiedScores), ("budget_epochs", result.Budget.Epochs), ("budget_steps", result.Budget.Steps),
            ("budget_samples", result.Budget.Samples), ("budget_macs", result.Budget.Macs),
            ("seconds_load", Seconds("load")), ("seconds_start", Seconds("start")), ("seconds_score", Seconds("score")),
            ("seconds_retrain", Seconds("retrain")), ("seconds_evaluate", Seconds("evaluate")), ("seconds_total", Seconds("total")),
            ("split_fingerprint", result.SplitFingerprint), ("start_fingerprint", result.StartFingerprint),
            ("mask_fingerprint", result.MaskFingerprint), ("flags", string.Join(' ', result.Flags)),
            ("environment", EnvironmentId(database, result.Environment)));
        foreach (var evaluation in result.Evaluations) Insert(database, "evaluation", "cell", cell, evaluation);
        foreach (var layer in result.Layers) Insert(database, cell, layer);
        foreach (var epoch in result.Epochs) Insert(database, "epoch", "cell", cell, epoch);
        return true;
    }

    /// <summary>Inserts all rows of a pretraining; returns false where it is already there.</summary>
    public static bool Insert(Database database, PretrainingRecord pretraining)
    {
        using var configuration = JsonDocument.Parse(pretraining.Configuration);
        var recipe = RecipeOptions.Of(configuration.RootElement, "pretraining");
        recipe?.Store(database);
        var added = database.Insert("pretraining", ignore: true,
            ("identity", pretraining.Identity), ("dataset", pretraining.Dataset), ("model", pretraining.Model), ("pretraining_id", recipe?.Id),
            ("seed", pretraining.Seed), ("configuration", pretraining.Configuration), ("weights_fingerprint", pretraining.WeightsFingerprint),
            ("split_fingerprint", pretraining.SplitFingerprint), ("selected_epoch", pretraining.SelectedEpoch),
            ("seconds", pretraining.Seconds), ("environment", EnvironmentId(database, pretraining.Environment)));
        if (!added) return false;
        Orphans.RemoveOfPretraining(database, pretraining.Identity);
        foreach (var evaluation in pretraining.Evaluations) Insert(database, "pretraining_evaluation", "pretraining", pretraining.Identity, evaluation);
        foreach (var epoch in pretraining.Epochs) Insert(database, "pretraining_epoch", "pretraining", pretraining.Identity, epoch);
        return true;
    }

    private static void Insert(Database database, string table, string key, object owner, Evaluation evaluation) =>
        database.Insert(table, ignore: false,
            (key, owner), ("point", evaluation.Point), ("split", evaluation.Split), ("loss", evaluation.Loss),
            ("correct", evaluation.Correct), ("correct_top5", evaluation.CorrectTop5), ("total", evaluation.Total));

    private static void Insert(Database database, string table, string key, object owner, EpochRecord epoch) =>
        database.Insert(table, ignore: false,
            (key, owner), ("epoch", epoch.Epoch), ("steps", epoch.Steps), ("train_loss", epoch.TrainLoss), ("train_top1", epoch.TrainTop1),
            ("validation_loss", epoch.ValidationLoss), ("validation_top1", epoch.ValidationTop1), ("validation_top5", epoch.ValidationTop5),
            ("learning_rate", epoch.LearningRate), ("seconds", epoch.Seconds));

    private static void Insert(Database database, long cell, LayerRecord layer) =>
        database.Insert("layer", ignore: false,
            ("cell", cell), ("position", layer.Index), ("name", layer.Name), ("kind", layer.Kind), ("shape", layer.Shape),
            ("prunable", layer.Prunable), ("weights", layer.Weights), ("kept", layer.Kept),
            ("dense_macs", layer.DenseMacs), ("effective_macs", layer.EffectiveMacs), ("dead", layer.Dead));

    private static long EnvironmentId(Database database, EnvironmentRecord environment)
    {
        database.Insert("environment", ignore: true,
            ("host", environment.Host), ("cpu", environment.Cpu), ("threads", environment.Threads), ("device", environment.Device),
            ("operating_system", environment.OperatingSystem), ("dotnet", environment.Dotnet), ("torchsharp", environment.TorchSharp),
            ("libtorch", environment.LibTorch), ("product", environment.Product));
        return (long)database.Scalar(
            """
            SELECT id FROM environment WHERE host = ?1 AND cpu = ?2 AND threads = ?3 AND device = ?4 AND operating_system = ?5
              AND dotnet = ?6 AND torchsharp = ?7 AND libtorch = ?8 AND product = ?9
            """,
            environment.Host, environment.Cpu, environment.Threads, environment.Device, environment.OperatingSystem,
            environment.Dotnet, environment.TorchSharp, environment.LibTorch, environment.Product)!;
    }
}
