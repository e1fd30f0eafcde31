using Bench.Analysis;

namespace Bench.Figures.Kinds;

/// <summary>Measured curves with what others have published of the same data set and model, always apart from each other.</summary>
internal static class Published
{
    public static FigureKind Kind { get; } = new("published", "Published curves beside measured ones.")
    {
        Question = "Do results agree with what is published of the same data set, model and method?",
        Needs = "finished cells of a data set and model of which there are published points ('bench list published')",
        Example = "bench plot published --overlay shrinkbench-figures",
        Pages = Pages,
    };

    // Only panels that have something published.
    private static IEnumerable<Page> Pages(FigureData data)
    {
        IReadOnlyList<string> files = data.Choice.Overlay.Count > 0 ? data.Choice.Overlay : [PublishedOverlay.All];
        PublishedOverlay.Check(data, files, data.Panels);
        return new CurvePages(data, "published", axis => CurveView.Of(axis, Measure.Top1, ValueScale.Linear, data.Choice, data.Styles), [.. data.Panels.Where(p => PublishedOverlay.Has(data, files, p))], files)
            .Against([data.Choice.X is null ? CostAxis.Compression : CostAxis.Find(data.Choice.X)]);
    }
}
