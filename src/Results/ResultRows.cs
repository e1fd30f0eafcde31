namespace Bench.Results;

/// <summary>A row of a table.</summary>
internal readonly record struct TableRow(string Table, (string Column, object? Value)[] Values);

/// <summary>The rows of a finished cell, without what only a database can say: the keys of its own. The row of <c>result</c> comes first.</summary>
internal static class ResultRows
{
    /// <summary>Tables of a result, with what tells the rows of one apart.</summary>
    public static readonly (string Table, string[] Keys)[] Tables =
        [("result", []), ("evaluation", ["point", "split"]), ("layer", ["position"]), ("cut", ["position"]), ("epoch", ["epoch"]), ("class_accuracy", ["class"])];

    /// <summary>All of them, by table.</summary>
    public static IEnumerable<TableRow> Of(CellResult result)
    {
        yield return new("result", Values(result));
        foreach (var evaluation in result.Evaluations) yield return new("evaluation", Values(evaluation));
        foreach (var layer in result.Layers) yield return new("layer", Values(layer));
        foreach (var epoch in result.Epochs) yield return new("epoch", Values(epoch));
        foreach (var (position, cut) in result.Cuts.Index()) yield return new("cut", Values(position, cut));
        foreach (var (label, accuracy) in (result.Loss?.Classes ?? []).Index())
            yield return new("class_accuracy", [("class", label), ("correct", accuracy.Correct), ("total", accuracy.Total)]);
    }

    public static (string Column, object? Value)[] Values(Evaluation evaluation) =>
    [
        ("point", evaluation.Point), ("split", evaluation.Split), ("loss", evaluation.Loss),
        ("correct", evaluation.Correct), ("correct_top5", evaluation.CorrectTop5), ("total", evaluation.Total),
    ];

    public static (string Column, object? Value)[] Values(EpochRecord epoch) =>
    [
        ("epoch", epoch.Epoch), ("steps", epoch.Steps), ("train_loss", epoch.TrainLoss), ("train_top1", epoch.TrainTop1),
        ("validation_loss", epoch.ValidationLoss), ("validation_top1", epoch.ValidationTop1), ("validation_top5", epoch.ValidationTop5),
        ("learning_rate", epoch.LearningRate), ("seconds", epoch.Seconds),
    ];

    private static (string Column, object? Value)[] Values(CellResult result)
    {
        var (size, footprint) = (result.Size, result.Size.Footprint);
        var (cuts, budget, lost) = (result.Cuts, result.Budget, result.Loss);
        object? Seconds(string phase) => result.Seconds.TryGetValue(phase, out var seconds) ? seconds : null;
        return
        [
            ("headline", result.Headline), ("selected_epoch", result.SelectedEpoch),
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
            ("skipped_images", result.SkippedImages), ("split_fingerprint", result.SplitFingerprint), ("start_fingerprint", result.StartFingerprint),
            ("mask_fingerprint", result.MaskFingerprint), ("flags", string.Join(' ', result.Flags)),
        ];
    }

    private static (string Column, object? Value)[] Values(LayerRecord layer) =>
    [
        ("position", layer.Index), ("name", layer.Name), ("kind", layer.Kind), ("shape", layer.Shape),
        ("prunable", layer.Prunable), ("weights", layer.Weights), ("kept", layer.Kept),
        ("dense_macs", layer.DenseMacs), ("effective_macs", layer.EffectiveMacs), ("dead", layer.Dead),
        ("effective_kept", layer.EffectiveKept), ("disconnected_outputs", layer.DisconnectedOutputs),
        ("channels", layer.Channels), ("kept_channels", layer.KeptChannels), ("dead_channels", layer.DeadChannels),
    ];

    private static (string Column, object? Value)[] Values(int position, CutRecord cut) =>
    [
        ("position", position), ("step", cut.Step), ("asked_kept", cut.AskedKept), ("kept", cut.Kept), ("tied_scores", cut.TiedScores),
        ("seconds", cut.Seconds), ("samples", cut.Samples), ("forward_passes", cut.ForwardPasses), ("backward_passes", cut.BackwardPasses),
    ];
}
