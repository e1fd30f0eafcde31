using Bench.Analysis;

namespace Bench.Figures;

/// <summary>What panels of curves show: a measure against a cost, and how.</summary>
internal sealed record CurveView(CostAxis X, Measure Y, StyleBook Styles)
{
    public ValueScale Scale { get; init; } = ValueScale.Linear;
    public Spread Spread { get; init; } = Spread.Deviation;
    public bool Bands { get; init; }
    public Retrained Retrained { get; init; }
    public Limits? XLimits { get; init; }
    public Limits? YLimits { get; init; }

    /// <summary>Panels that have the same ends as a panel: all, where a user wants that.</summary>
    public IReadOnlyList<Panel> SharingX { get; init; } = [];

    /// <inheritdoc cref="SharingX"/>
    public IReadOnlyList<Panel> SharingY { get; init; } = [];

    /// <summary>What others have published of a panel, to stand beside its curves.</summary>
    public Func<Panel, IReadOnlyList<PublishedCurve>> Published { get; init; } = _ => [];

    /// <summary>As a user chooses, where the kind leaves it open.</summary>
    /// <param name="x">The cost, unless the user chooses another.</param>
    /// <param name="y">The measure, likewise.</param>
    /// <param name="scale">Of the measure's axis, likewise.</param>
    /// <param name="choice">What the user chooses.</param>
    /// <param name="styles">A style for each strategy.</param>
    /// <exception cref="Core.UserError">What is chosen does not go together.</exception>
    public static CurveView Of(CostAxis x, Measure y, ValueScale scale, FigureChoice choice, StyleBook styles)
    {
        if (choice is { Bands: true, X: { } over } && CostAxis.Find(over).IsBudget) throw new Core.UserError($"--x {over} joins no points, and bands lie along lines (give the spread without --bands, or another kind than bands)");
        if (choice is { Bands: true, Spread: Spread.None or Spread.Points })
            throw new Core.UserError($"--spread {(choice.Spread == Spread.None ? "none leaves nothing" : "points shows dots, which are nothing")} to draw as bands (with --bands, and with the kind bands, go: sd, ci, minmax)");
        return new(choice.X is null ? x : CostAxis.Find(choice.X), Shown(choice.Y is null ? y : Measure.Find(choice.Y), choice.Retrained), styles)
        {
            Scale = choice.YScale is null ? scale : ValueScale.Find(choice.YScale),
            Spread = choice.Spread ?? Spread.Deviation, Bands = choice.Bands ?? false, Retrained = choice.Retrained, XLimits = choice.XLimits, YLimits = choice.YLimits,
        };
    }

    /// <summary>Whether a strategy's points are joined.</summary>
    public bool IsJoined => !X.IsBudget;

    /// <summary>What a panel has to show; null where that is nothing. What has no place is a gap.</summary>
    public Panel? Of(Panel panel)
    {
        return panel.Curves.SelectMany(c => c.Points.Select(p => Has(c, p))).Concat(panel.Controls.Select(c => Has(null, c.Point))).All(has => has) ? panel : panel.Only(Has);
        bool Has(TradeoffCurve? curve, TradeoffPoint point) => X.Has(point) && Over(curve, point) is not null;
    }

    /// <summary>A point over its seeds; null where the measure is not known.</summary>
    public Sample? Over(TradeoffCurve? curve, TradeoffPoint point, bool before = false) =>
        (before ? Y.Before! : Y).Over(point, curve is null || point.IsControl ? point : curve.Control);

    /// <summary>A value of the measure on its axis.</summary>
    public double Place(double value) => Scale.To(Y.Factor * value);

    /// <summary>What is shown of the seeds; null where there is one, or nothing is to be shown.</summary>
    public (double Low, double High)? Around(Sample sample) => sample.Count == 1 ? null : Spread switch
    {
        Spread.Deviation => (sample.Lower, sample.Upper),
        Spread.Interval => sample.Interval() is { } interval ? (interval.Lower, interval.Upper) : null,
        Spread.Range or Spread.Points => (sample.Minimum, sample.Maximum),
        _ => null,
    };

    /// <summary>Every value that must be seen: of points with what is around them.</summary>
    public IEnumerable<double> Spanned(Panel panel)
    {
        var points = panel.Curves.Concat(panel.Others).SelectMany(c => c.Points.Select(p => ((TradeoffCurve?)c, p))).Concat(PanelPlot.Starts(panel).Select(p => ((TradeoffCurve?)null, p)));
        foreach (var (curve, point) in points)
            foreach (var sample in new[] { Over(curve, point), Retrained == Retrained.Both ? Over(curve, point, before: true) : null })
            {
                if (sample is null) continue;
                var (low, high) = Around(sample) ?? (sample.Mean, sample.Mean);
                yield return Y.Factor * low;
                yield return Y.Factor * high;
            }
    }

    private static Measure Shown(Measure measure, Retrained retrained) => retrained == Retrained.Yes ? measure
        : measure.Before is not { } before ? throw new Core.UserError($"--retrained: the measure '{measure.Name}' is not recorded before retraining "
            + $"(those are: {string.Join(", ", Measure.All.Where(m => m.Before is not null).Select(m => m.Name))})")
        : retrained == Retrained.No ? before with { Label = before.Label.Replace(" (", " before retraining (", StringComparison.Ordinal) } : measure;
}
