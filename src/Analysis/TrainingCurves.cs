using Bench.Results;

namespace Bench.Analysis;

/// <summary>One epoch over seeds; what was not a number for one of them is null.</summary>
/// <param name="Epoch">
/// Since the beginning of the pretraining, or of the training where there is none; a network as it was pruned stands at the end of the pretraining. An epoch that was cut
/// short by a number of steps counts as the part of it.
/// </param>
/// <param name="Top1">Validation accuracy at its end, in [0, 1].</param>
/// <param name="Loss">Validation loss at its end.</param>
public sealed record TrainedEpoch(double Epoch, Sample? Top1, Sample? Loss);

/// <summary>How one strategy's networks were trained after their pretraining.</summary>
/// <param name="Curve">The strategy; null for the control.</param>
/// <param name="Name">What figures call it.</param>
/// <param name="Composition">What it does.</param>
/// <param name="Epochs">By rising epoch.</param>
public sealed record TrainedStrategy(TradeoffCurve? Curve, string Name, Composition Composition, IReadOnlyList<TrainedEpoch> Epochs);

/// <summary>The training of all networks of a panel at one ratio.</summary>
/// <param name="Compression">The asked ratio.</param>
/// <param name="Pretraining">Of the networks that all begin with; empty where they are imported or nothing is recorded.</param>
/// <param name="Strategies">In the order of the panel's curves, the controls last.</param>
public sealed record TrainingCurves(double Compression, IReadOnlyList<TrainedEpoch> Pretraining, IReadOnlyList<TrainedStrategy> Strategies)
{
    /// <summary>
    /// Validation accuracy and loss by epoch. Retraining is counted from the end of the pretraining where it goes on from there, else from 0, as of networks that begin
    /// with new weights: the epochs that strategies train for differ.
    /// </summary>
    /// <param name="panel">A data set and model.</param>
    /// <param name="compression">The asked ratio; the controls are shown whatever it is.</param>
    /// <param name="epochs">Of retraining, by identity of the cell; epoch 0 is the network as it was pruned.</param>
    /// <param name="pretraining">By identity of the pretraining.</param>
    public static TrainingCurves Of(Panel panel, double compression, ILookup<string, EpochRow> epochs, ILookup<string, EpochRow> pretraining)
    {
        var trained = panel.Curves
            .Select(c => new Trained(c, c.Strategy, c.Composition, [.. c.Points.Where(p => !p.IsControl && p.Compression == compression).SelectMany(p => p.Cells)]))
            .Concat(panel.Controls.Where(c => c.Point.Cells.Count > 0).Select(c => new Trained(null, c.Name, Composition.Parse(c.Point.Cells[0].Composition), c.Point.Cells)))
            .Where(t => t.Cells.Count > 0).ToList();
        var goingOn = trained.Where(t => GoesOn(t.Composition)).SelectMany(t => t.Cells).ToList();
        var before = Over([.. goingOn.Select(r => r.Start).Distinct().Select(s => pretraining[s]).Where(e => e.Any())], 0, Longest(goingOn, r => r.BudgetEpochs - r.Numbers.EpochsAfterStart));
        var length = before.Count == 0 ? 0 : before[^1].Epoch;
        return new(compression, before, [.. trained.Select(t => new TrainedStrategy(t.Curve, t.Name, t.Composition,
            Over([.. t.Cells.Select(r => epochs[r.Identity].Where(e => e.Epoch > 0 || !LeavesWeights(t.Composition))).Where(e => e.Any())], GoesOn(t.Composition) ? length : 0, t.Composition.Schedule == "iterative" ? null : Longest(t.Cells, r => r.Numbers.EpochsAfterStart)))).Where(s => s.Epochs.Count > 0)]);
    }

    /// <summary>Whether a strategy's training is drawn from the end of the pretraining on, and does not begin with new weights, or elsewhere. (Weights of an earlier step are trained in addition.)</summary>
    public static bool GoesOn(Composition composition) => composition.Start == "pretrained" && !DrawsAnew(composition);

    private sealed record Trained(TradeoffCurve? Curve, string Name, Composition Composition, IReadOnlyList<ResultRow> Cells);

    // What was pruned is not what is trained: its accuracy is no beginning of the curve. (The narrower network is itself what stands before it.)
    private static bool LeavesWeights(Composition composition) => DrawsAnew(composition) && composition.Criterion != "width";

    private static bool DrawsAnew(Composition composition) => composition.Retraining == "reinitialize" || composition.Retraining.StartsWith("scratch-", StringComparison.Ordinal);

    // Of all cells; null where it is not known of one.
    private static double? Longest(IReadOnlyList<ResultRow> cells, Func<ResultRow, double?> of) => cells.Count > 0 && cells.All(c => of(c) > 0) ? cells.Max(of) : null;

    // Epochs that all have: seeds are trained equally long, but for what is still running.
    private static List<TrainedEpoch> Over(IReadOnlyList<IEnumerable<EpochRow>> runs, double from, double? most) => [.. runs.SelectMany(r => r).GroupBy(e => e.Epoch).Where(g => g.Count() == runs.Count).OrderBy(g => g.Key)
        .Select(g => new TrainedEpoch(from + Math.Min(g.Key, most ?? g.Key), Sampled(g.Select(e => e.ValidationTop1)), Sampled(g.Select(e => e.ValidationLoss))))];

    private static Sample? Sampled(IEnumerable<double?> values) => values.ToList() is var all && all.TrueForAll(v => v is { } known && double.IsFinite(known)) ? Sample.Of([.. all.OfType<double>()]) : null;
}
