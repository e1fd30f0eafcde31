using Bench.Core;
using Bench.Results;

namespace Bench.Figures.Tables;

/// <summary>What a table tells of each operating point; one is added with a line in <see cref="All"/>.</summary>
/// <param name="Name">As options name it.</param>
/// <param name="Title">Such as <c>Top-1 accuracy on the test set</c>.</param>
/// <param name="Unit">Such as <c>%</c>; empty for a ratio or a plain number.</param>
/// <param name="HigherIsBetter">Null where neither is better.</param>
/// <param name="Of">Of a cell and its control of the same seed, which may be missing; null where it is not known.</param>
public sealed record Quantity(string Name, string Title, string Unit, bool? HigherIsBetter, Func<ResultRow, ResultRow?, double?> Of)
{
    /// <summary>Decimals; null: by the spread of seeds.</summary>
    public int? Decimals { get; init; }

    /// <summary>Whether it is a difference to the control.</summary>
    public bool IsDifference { get; init; }

    /// <summary>Which passes were timed with a clock; null where it follows from counting.</summary>
    public Timing? TimedBy { get; init; }

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Quantity> All { get; } =
    [
        new("top1", "Top-1 accuracy on the test set", "%", true, (cell, _) => 100 * cell.Top1),
        new("drop", "Top-1 accuracy lost against the control of the same seed", "points", false, (cell, control) => 100 * (control?.Top1 - cell.Top1)) { IsDifference = true },
        new("error", "Top-1 error on the test set", "%", false, (cell, _) => 100 * (1 - cell.Top1)),
        new("top5", "Top-5 accuracy on the test set", "%", true, (cell, _) => 100 * cell.Top5),
        new("before", "Top-1 accuracy on the test set after pruning and before retraining", "%", true, (cell, _) => 100 * cell.Top1Before),
        new("loss", "Cross-entropy on the test set", "nats", false, (cell, _) => cell.Loss) { Decimals = 4 },
        new("compression", "Achieved compression ratio", "", null, (cell, _) => cell.AchievedCompression) { Decimals = 2 },
        new("speedup", "Theoretical speedup (dense ÷ effective multiply-adds)", "", true, (cell, _) => cell.TheoreticalSpeedup) { Decimals = 2 },
        new("measured-1", "Measured speedup, passes of one sample", "", true, (cell, _) => cell.MeasuredSpeedup1) { Decimals = 2, TimedBy = new(LatencyRecord.Ours, 1) },
        new("measured-128", "Measured speedup, passes of 128 samples", "", true, (cell, _) => cell.MeasuredSpeedup128) { Decimals = 2, TimedBy = new(LatencyRecord.Ours, 128) },
        new("epochs", "Epochs of training, with the pretraining", "", null, (cell, _) => cell.BudgetEpochs) { Decimals = 1 },
    ];

    /// <summary>That of a name.</summary>
    /// <exception cref="UserError">There is none.</exception>
    public static Quantity Named(string name) => All.FirstOrDefault(q => q.Name == name) ?? throw new UserError(Names.Unknown("metric", name, All.Select(q => q.Name)));

    /// <summary>As a heading, such as <c>Top-1 accuracy on the test set (%)</c>.</summary>
    public string Heading => Unit == "" ? Title : $"{Title} ({Unit})";
}
