namespace Bench.Analysis.Comparing;

/// <summary>In what two strategies differ besides what they prune.</summary>
internal static class Caveats
{
    private const string Ratios = "ratios of multiply-adds";

    /// <summary>What ratios are of, start, retraining and epochs of training, the method's first; empty where all blocks give both the same control and budget.</summary>
    /// <param name="blocks">Their entries.</param>
    /// <param name="method">One strategy.</param>
    /// <param name="reference">The other.</param>
    /// <param name="atRatio">Whether they are compared at a ratio that is asked for.</param>
    public static string Of(IReadOnlyList<(Entry Method, Entry Reference)> blocks, Composition method, Composition reference, bool atRatio)
    {
        var parts = new List<string>();
        if (atRatio && method.RatiosAreOfMacs != reference.RatiosAreOfMacs) parts.Add(method.RatiosAreOfMacs ? $"{Ratios} against ratios of parameters" : $"ratios of parameters against {Ratios}");
        if (method.Start != reference.Start) parts.Add($"start {method.Start} against {reference.Start}");
        if (method.Retraining != reference.Retraining) parts.Add($"retraining {method.Retraining} against {reference.Retraining}");
        if (parts.Count == 0 && blocks.Any(b => b.Method.ControlPoint != b.Reference.ControlPoint)) parts.Add("another control");
        if (blocks.Any(b => !SameBudget(b.Method.Epochs, b.Reference.Epochs)))
            parts.Add($"epochs {Epochs(blocks.Select(b => b.Method.Epochs))} against {Epochs(blocks.Select(b => b.Reference.Epochs))}");
        return string.Join(", ", parts);
    }

    /// <summary>Why two points are no pair, whose difference would be the strategy's alone; null where they are one.</summary>
    public static string? WhyNoPair(TradeoffCurve method, TradeoffPoint point, TradeoffCurve reference, TradeoffPoint other, ComparedValue value)
    {
        if (method.Composition.RatiosAreOfMacs != reference.Composition.RatiosAreOfMacs) return $"not paired: {Ratios} against ratios of parameters, which are other sizes";
        if (value == ComparedValue.Difference)
            return Lone(method, point) ?? Lone(reference, other);
        if (method.ControlPoint != reference.ControlPoint) return "not paired: the two begin or are trained differently, so each has a control of its own";
        return SameBudget(point.Epochs, other.Epochs) ? null : $"not paired: {point.Epochs:0.#} epochs of training against {other.Epochs:0.#}";
    }

    private static string? Lone(TradeoffCurve curve, TradeoffPoint point) =>
        curve.Control is not { } control ? $"the control of {curve.Strategy} is not finished"
        : point is { EpochsAfterStart: { } own } && control is { EpochsAfterStart: { } its } // from one start
            ? SameBudget(own, its) ? null : $"not paired: {curve.Strategy} has {own:0.##} epochs of training after the start, its control {its:0.##}"
        : SameBudget(point.Epochs, control.Epochs) ? null : $"not paired: {curve.Strategy} has {point.Epochs:0.##} epochs of training, its control {control.Epochs:0.##}";

    // Within a hundredth, as an epoch may be cut at a step.
    private static bool SameBudget(double? first, double? second) => first is not { } a || second is not { } b || Math.Abs(a - b) <= 0.01 * Math.Max(a, b);

    private static string Epochs(IEnumerable<double?> epochs)
    {
        var known = epochs.OfType<double>().Select(e => $"{e:0.#}").Distinct().ToList();
        return known.Count == 1 ? known[0] : $"{known[0]} to {known[^1]}";
    }
}
