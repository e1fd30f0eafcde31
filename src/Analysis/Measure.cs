using Bench.Core;
using Bench.Results;

namespace Bench.Analysis;

/// <summary>How good a network is: a quantity of finished cells that figures and tables show over seeds.</summary>
/// <param name="Name">How it is asked for.</param>
/// <param name="Label">What it is, with its unit.</param>
/// <param name="Of">Its value for a cell, and for the control with the same seed where it is a difference; null where it is not known.</param>
public sealed record Measure(string Name, string Label, Func<ResultRow, ResultRow?, double?> Of)
{

    public static Measure Top1 { get; } = new("top1", "Top-1 accuracy (%)", (r, _) => r.Top1) { Before = new("top1", "Top-1 accuracy (%)", (r, _) => r.Top1Before) };

    public static Measure Error { get; } = new("error", "Top-1 error (%)", (r, _) => 1 - r.Top1)
    {
        LowerIsBetter = true, Before = new("error", "Top-1 error (%)", (r, _) => 1 - r.Top1Before) { LowerIsBetter = true },
    };

    /// <summary>Accuracy of the control − accuracy, by pairs of equal start, training and seed: negative where the pruned network is the better one.</summary>
    public static Measure Drop { get; } = new("drop", "Drop of top-1 accuracy (points)", (r, k) => k?.Top1 - r.Top1)
    {
        LowerIsBetter = true, IsDifference = true, Before = new("drop", "Drop of top-1 accuracy (points)", (r, k) => k?.Top1 - r.Top1Before) { LowerIsBetter = true, IsDifference = true },
    };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Measure> All { get; } =
    [
        Top1,
        new("top5", "Top-5 accuracy (%)", (r, _) => r.Top5) { Before = new("top5", "Top-5 accuracy (%)", (r, _) => r.Numbers.Top5Before) },
        Error, Drop,
        new("loss", "Test loss", (r, _) => r.Loss) { Factor = 1, LowerIsBetter = true, Before = new("loss", "Test loss", (r, _) => r.Numbers.LossBefore) { Factor = 1, LowerIsBetter = true } },
        new("worst-class", "Accuracy of the worst class (%)", (r, _) => r.Numbers.WorstClassTop1),
        new("calibration", "Calibration error (%)", (r, _) => r.Numbers.CalibrationError) { LowerIsBetter = true },
        new("agreement", "Agreement with the dense network (%)", (r, _) => r.Numbers.DenseAgreement),
    ];

    /// <summary>By what it is multiplied where it is shown: 100 for shares, which are shown in percent or points.</summary>
    public double Factor { get; init; } = 100;

    public bool LowerIsBetter { get; init; }

    /// <summary>Whether it is a difference to the control, so that 0 means as good.</summary>
    public bool IsDifference { get; init; }

    /// <summary>Whether it lies between 0 and 100 %.</summary>
    public bool IsShare => Factor == 100 && !IsDifference;

    /// <summary>The same of the pruned network before it is retrained; null where that is not recorded.</summary>
    public Measure? Before { get; init; }

    /// <summary>By name.</summary>
    /// <exception cref="UserError">There is none of this name.</exception>
    public static Measure Find(string name) => All.FirstOrDefault(m => m.Name == name) ?? throw new UserError(Names.Unknown("measure", name, All.Select(m => m.Name)));

    /// <summary>Over the seeds of a point, in [0, 1] where it is a share; null where it is not known for all of them (of a difference, for any of them).</summary>
    /// <param name="point">Of which.</param>
    /// <param name="control">The unpruned network that it is measured by; null where there is none.</param>
    public Sample? Over(TradeoffPoint point, TradeoffPoint? control)
    {
        if (ReferenceEquals(this, Top1)) return point.Top1;
        if (ReferenceEquals(this, Drop) && !point.IsControl) return point.Drop;
        var partners = IsDifference ? control?.Cells.ToDictionary(c => c.Seed) ?? [] : [];
        var values = point.Cells.Select(c => Of(c, partners.GetValueOrDefault(c.Seed)) is { } v && double.IsFinite(v) ? v : (double?)null).ToList();
        if (!IsDifference && values.Contains(null)) return null;
        return values.OfType<double>().ToList() is { Count: > 0 } known ? Sample.Of(known) : null;
    }
}
