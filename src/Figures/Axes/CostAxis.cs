using System.Globalization;
using Bench.Analysis;
using Bench.Core;
using Bench.Results;

namespace Bench.Figures;

/// <summary>What accuracy is drawn against; another one is one line in <see cref="All"/>.</summary>
/// <param name="Name">How it is asked for, and the end of the file's name.</param>
/// <param name="Label">The axis label.</param>
/// <param name="At">The position of a point; null where it is not known.</param>
/// <param name="Shared">Whether strategies stand at the same positions, so that their error bars would cover each other.</param>
internal sealed record CostAxis(string Name, string Label, Func<TradeoffPoint, double?> At, bool Shared)
{
    public static CostAxis Compression { get; } = new("compression", "Compression ratio", p => p.AchievedCompression, Shared: true);

    public static CostAxis Speedup { get; } = new("speedup", "Theoretical speedup", p => p.Speedup, Shared: false);

    public static CostAxis Parameters { get; } = new("parameters", "Parameters", p => Mean(p, r => r.Numbers.KeptParameters), Shared: false) { Written = Short };

    /// <summary>Measured ones, of points that were measured; drawn beside the theoretical one, to the same scale.</summary>
    public static IReadOnlyList<CostAxis> Measured { get; } =
    [
        new("measured-1", "Measured speedup, batch 1", p => p.MeasuredSpeedup1, Shared: false) { Beside = Speedup, TimedBy = new(LatencyRecord.Ours, 1) },
        new("measured-128", "Measured speedup, batch 128", p => p.MeasuredSpeedup128, Shared: false) { Beside = Speedup, TimedBy = new(LatencyRecord.Ours, 128) },
    ];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<CostAxis> All { get; } =
    [
        Compression, Speedup, .. Measured.Select(m => m with { Beside = null }),
        new("macs", "Multiply-adds of a sample", p => Mean(p, r => r.Numbers.EffectiveMacs), Shared: false) { Written = Short },
        new("latency-1", "Measured latency, batch 1 (ms)", p => 1e3 * Mean(p, r => r.Numbers.Latency1), Shared: false) { Written = Short, TimedBy = new(LatencyRecord.Ours, 1) },
        new("latency-128", "Measured latency, batch 128 (ms)", p => 1e3 * Mean(p, r => r.Numbers.Latency128), Shared: false) { Written = Short, TimedBy = new(LatencyRecord.Ours, 128) },
        new("onnx-measured-1", "Measured speedup in ONNX Runtime, batch 1", p => Mean(p, r => r.Numbers.OnnxSpeedup1), Shared: false) { TimedBy = new(LatencyRecord.OnnxRuntime, 1) },
        new("onnx-measured-128", "Measured speedup in ONNX Runtime, batch 128", p => Mean(p, r => r.Numbers.OnnxSpeedup128), Shared: false) { TimedBy = new(LatencyRecord.OnnxRuntime, 128) },
        new("onnx-latency-1", "Measured latency in ONNX Runtime, batch 1 (ms)", p => 1e3 * Mean(p, r => r.Numbers.OnnxLatency1), Shared: false) { Written = Short, TimedBy = new(LatencyRecord.OnnxRuntime, 1) },
        new("onnx-latency-128", "Measured latency in ONNX Runtime, batch 128 (ms)", p => 1e3 * Mean(p, r => r.Numbers.OnnxLatency128), Shared: false) { Written = Short, TimedBy = new(LatencyRecord.OnnxRuntime, 128) },
        Parameters,
        new("density", "Parameters kept (%)", p => 100 / p.AchievedCompression, Shared: true) { Written = Short },
        new("bytes", "Bytes of the weights, with a bit for each pruned one", p => Mean(p, r => r.Numbers.SparseBytes), Shared: false) { Written = Short },
        new("file-bytes", "Bytes of the file", p => Mean(p, r => r.Numbers.FileBytes), Shared: false) { Written = Short },
        new("compressed-bytes", "Bytes of the file in gzip", p => Mean(p, r => r.Numbers.CompressedBytes), Shared: false) { Written = Short },
        new("memory", "Bytes of memory for a sample", p => Mean(p, r => r.Numbers.InferenceBytes), Shared: false) { Written = Short },
        new("epochs", "Epochs of training, with the pretraining", p => p.Epochs, Shared: false) { Written = Short, IsBudget = true },
        new("training-macs", "Multiply-adds of training after the start", p => Mean(p, r => r.Numbers.BudgetMacs), Shared: false) { Written = Short, IsBudget = true },
    ];

    /// <summary>Another axis that has the same ends; null: its ends are its own.</summary>
    public CostAxis? Beside { get; init; }

    /// <summary>Which passes were timed with a clock; null where it follows from counting.</summary>
    public Timing? TimedBy { get; init; }

    /// <summary>How a position is written at a tick; null for ratios to the dense network, which begin at 1 and have ticks at powers of two.</summary>
    public Func<double, string>? Written { get; init; }

    /// <summary>Whether it is what was spent, and not what is left: points of one strategy are no curve over it.</summary>
    public bool IsBudget { get; init; }

    /// <summary>The coordinate at which 0 stands, apart from the logarithmic axis; null where nothing stands there.</summary>
    public double? Zero { get; init; }

    /// <summary>By name.</summary>
    /// <exception cref="UserError">There is none of this name.</exception>
    public static CostAxis Find(string name) => All.FirstOrDefault(a => a.Name == name) ?? throw new UserError(Names.Unknown("axis", name, All.Select(a => a.Name)));

    /// <summary>The position of a point that has one.</summary>
    public double Of(TradeoffPoint point) => At(point)!.Value;

    /// <summary>Whether a point has a position: a ratio or a size is above 0, and a budget may be nothing.</summary>
    public bool Has(TradeoffPoint point) => At(point) is { } at && double.IsFinite(at) && (at > 0 || (IsBudget && at == 0));

    /// <summary>The coordinate of a position.</summary>
    public double Place(double position) => position > 0 ? Math.Log2(position) : Zero ?? double.NaN;

    /// <summary>The axis over some positions, and itself with a place for 0 where one of them is that.</summary>
    /// <param name="positions">All that are shown.</param>
    /// <param name="length">In points.</param>
    /// <param name="beside">Room for what is drawn beside its place, in octaves.</param>
    /// <param name="limits">The ends, where a user chooses them.</param>
    public (Scale Scale, CostAxis Axis) Over(IReadOnlyCollection<double> positions, float length, double beside = 0, Limits? limits = null)
    {
        if (Written is null) return (Scale.Log2([1, .. positions], length, beside, limits), this);
        var above = positions.Where(p => p > 0).ToList();
        if (above.Count == positions.Count) return (Scale.Curved(positions.Count == 0 ? [1] : positions, length, Math.Log2, Written, limits, upright: false), this);
        var scale = Scale.WithZero(above, length, Written, limits);
        return (scale, this with { Zero = scale.Zero });
    }

    /// <summary>Positions that lie between the ends of the axis.</summary>
    public IEnumerable<double> Spanned(TradeoffPoint point) => Beside is null ? [Of(point)] : [Of(point), Beside.Of(point)];

    private static double? Mean(TradeoffPoint point, Func<ResultRow, double?> of) => point.Cells.Count > 0 && point.Cells.All(c => of(c) is not null) ? point.Cells.Average(of) : null;

    // 0.5, 20, 5k, 1M.
    private static string Short(double value)
    {
        var (unit, letter) = value switch { >= 1e15 => (1e15, "P"), >= 1e12 => (1e12, "T"), >= 1e9 => (1e9, "G"), >= 1e6 => (1e6, "M"), >= 1e3 => (1e3, "k"), _ => (1, "") };
        return (value / unit).ToString("0.######", CultureInfo.InvariantCulture) + letter;
    }
}
