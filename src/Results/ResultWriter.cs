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
        var (size, footprint) = (result.Size, result.Size.Footprint);
        var (cuts, budget, lost) = (result.Cuts, result.Budget, result.Loss);
        object? Seconds(string phase) => result.Seconds.TryGetValue(phase, out var seconds) ? seconds : null;
        database.Insert("result", ignore: false,
            ("cell", cell), ("finished", finished), ("headline", result.Headline), ("selected_epoch", result.SelectedEpoch),
            ("total_parameters", size.TotalParameters), ("prunable_parameters", size.PrunableParameters),
            ("asked_kept", size.AskedKept), ("kept_prunable", size.KeptPrunable), ("kept_parameters", size.KeptParameters),
            ("achieved_compression", size.AchievedCompression), ("dense_macs", size.DenseMacs), ("effective_macs", size.EffectiveMacs),
            ("theoretical_speedup", size.TheoreticalSpeedup), ("dense_bytes", size.DenseBytes), ("sparse_bytes", size.SparseBytes),
            ("effective_kept", size.EffectiveKept), ("effective_density", size.EffectiveDensity), ("cut_off_outputs", size.CutOffOutputs),
            ("target", size.Target), ("target_asked", size.TargetAsked), ("target_achieved", size.TargetAchieved),
            ("inference_bytes", footprint?.InferenceBytes), ("inference_bytes_of_128", footprint?.InferenceBytesOf128),
            ("dense_inference_bytes", footprint?.DenseInferenceBytes), ("dense_inference_bytes_of_128", footprint?.DenseInferenceBytesOf128),
            ("file_bytes", footprint?.FileBytes), ("compressed_bytes", footprint?.CompressedBytes), ("kept_units", result.KeptUnits),
            ("tied_scores", size.TiedScores), ("rounds", cuts.Count), ("budget_epochs", budget.Epochs), ("budget_steps", budget.Steps),
            ("budget_samples", budget.Samples), ("budget_macs", budget.Macs), ("budget_total_epochs", budget.TotalEpochs ?? budget.Epochs),
            ("budget_total_samples", budget.TotalSamples ?? budget.Samples), ("budget_total_macs", budget.TotalMacs ?? budget.Macs),
            ("scoring_seconds", cuts.Sum(c => c.Seconds)), ("scoring_samples_seen", cuts.Sum(c => c.Samples)),
            ("scoring_forward_passes", cuts.Sum(c => c.ForwardPasses)), ("scoring_backward_passes", cuts.Sum(c => c.BackwardPasses)),
            ("active_share", budget.ActiveShare), ("chosen_rate", budget.ChosenRate),
            ("worst_class_top1", lost?.WorstClassTop1), ("calibration_error", lost?.CalibrationError), ("dense_agreement", lost?.DenseAgreement),
            ("seconds_load", Seconds("load")), ("seconds_start", Seconds("start")), ("seconds_score", Seconds("score")),
            ("seconds_retrain", Seconds("retrain")), ("seconds_evaluate", Seconds("evaluate")), ("seconds_total", Seconds("total")),
            ("split_fingerprint", result.SplitFingerprint), ("start_fingerprint", result.StartFingerprint),
            ("mask_fingerprint", result.MaskFingerprint), ("fingerprint", ResultFingerprint.Store(database, cell, result.SplitFingerprint)), ("flags", string.Join(' ', result.Flags)),
            ("environment", EnvironmentId(database, result.Environment)));
        foreach (var evaluation in result.Evaluations) Insert(database, "evaluation", "cell", cell, evaluation);
        foreach (var layer in result.Layers) Insert(database, cell, layer);
        foreach (var epoch in result.Epochs) Insert(database, "epoch", "cell", cell, epoch);
        foreach (var (position, cut) in cuts.Index()) Insert(database, cell, position, cut);
        foreach (var (label, accuracy) in (lost?.Classes ?? []).Index())
            database.Insert("class_accuracy", ignore: false, ("cell", cell), ("class", label), ("correct", accuracy.Correct), ("total", accuracy.Total));
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
            ("dense_macs", layer.DenseMacs), ("effective_macs", layer.EffectiveMacs), ("dead", layer.Dead),
            ("effective_kept", layer.EffectiveKept), ("disconnected_outputs", layer.DisconnectedOutputs),
            ("channels", layer.Channels), ("kept_channels", layer.KeptChannels), ("dead_channels", layer.DeadChannels));

    private static void Insert(Database database, long cell, int position, CutRecord cut) =>
        database.Insert("cut", ignore: false,
            ("cell", cell), ("position", position), ("step", cut.Step), ("asked_kept", cut.AskedKept), ("kept", cut.Kept), ("tied_scores", cut.TiedScores),
            ("seconds", cut.Seconds), ("samples", cut.Samples), ("forward_passes", cut.ForwardPasses), ("backward_passes", cut.BackwardPasses));

    public static long EnvironmentId(Database database, EnvironmentRecord environment)
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
