using Bench.Analysis;

namespace Bench.Figures.Kinds;

/// <summary>The error on a logarithmic axis, which sets apart what an axis of accuracies shows as one line.</summary>
internal static class Error
{
    public static FigureKind Kind { get; } = new("error", "Error on a logarithmic axis.")
    {
        Question = "Which strategies differ where all of them are near the control?",
        Needs = "finished cells",
        Refuses = new Dictionary<string, string> { ["y"] = "it shows the error; 'tradeoff' takes other measures" },
        Example = "bench plot error --ylim 0.5,20",
        Pages = data => new CurvePages(data, "error", axis => CurveView.Of(axis, Measure.Error, ValueScale.Log, data.Choice, data.Styles))
            .Against([data.Choice.X is null ? CostAxis.Compression : CostAxis.Find(data.Choice.X)]),
    };
}
