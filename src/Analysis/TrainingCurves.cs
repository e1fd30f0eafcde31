using Bench.Results;

namespace Bench.Analysis;

/// <summary>One epoch over seeds; what was not a number for one of them is null.</summary>
/// <param name="Epoch">Since the beginning of the pretraining, or of the training where there is none; a network as it was pruned stands at the end of the pretraining.</param>
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
    /// Validation accuracy and loss by epoch. Retraining is counted from the end of the pretraining where it goes on from there, else from 0: the epochs that
    /// strategies train for differ.
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
        var before = Over([.. trained.Where(t => GoesOn(t.Composition)).SelectMany(t => t.Cells).Select(r => r.Start).Distinct().Select(s => pretraining[s]).Where(e => e.Any())], 0);
        var length = before.Count == 0 ? 0 : before[^1].Epoch;
        return new(compression, before, [.. trained.Select(t => new TrainedStrategy(t.Curve, t.Name, t.Composition,
            Over([.. t.Cells.Select(r => epochs[r.Identity]).Where(e => e.Any())], GoesOn(t.Composition) ? length : 0))).Where(s => s.Epochs.Count > 0)]);
    }

    private sealed record Trained(TradeoffCurve? Curve, string Name, Composition Composition, IReadOnlyList<ResultRow> Cells);

    // From the end of the pretraining.
    private static bool GoesOn(Composition composition) => composition.Start == "pretrained";

    // Epochs that all have: seeds are trained equally long, but for what is still running.
    private static List<TrainedEpoch> Over(IReadOnlyList<IEnumerable<EpochRow>> runs, double from) => [.. runs.SelectMany(r => r).GroupBy(e => e.Epoch).Where(g => g.Count() == runs.Count).OrderBy(g => g.Key)
        .Select(g => new TrainedEpoch(from + g.Key, Sampled(g.Select(e => e.ValidationTop1)), Sampled(g.Select(e => e.ValidationLoss))))];

    private static Sample? Sampled(IEnumerable<double?> values) => values.ToList() is var all && all.TrueForAll(v => v is { } known && double.IsFinite(known)) ? Sample.Of([.. all.OfType<double>()]) : null;
}
