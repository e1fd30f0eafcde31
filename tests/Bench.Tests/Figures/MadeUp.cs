using Bench.Analysis.Published;
using Bench.Core;
using Bench.Figures;
using Bench.Results;

namespace Bench.Tests.Figures;

/// <summary>Made-up rows that look like results: accuracy falls with compression, sooner for weaker strategies, with noise of seeds.</summary>
internal static class MadeUp
{
    public static readonly string[] Seven =
    [
        "global-magnitude", "layer-magnitude", "global-gradient", "layer-gradient", "random", "global-activation", "layer-activation",
    ];

    public static readonly double[] Ratios = [2, 4, 8, 16, 32];

    /// <summary>The dense control and every strategy × ratio × seed on one data set and model.</summary>
    /// <param name="dense">Top-1 of the dense network.</param>
    /// <param name="fall">How much the middle strategy loses at the highest ratio.</param>
    public static IEnumerable<ResultRow> Rows(
        string dataset, string model, double dense = 0.92, double fall = 0.06, int seeds = 3, IReadOnlyList<string>? strategies = null,
        IReadOnlyList<double>? ratios = null, bool synthetic = false, bool imported = false, string protocol = "bench")
    {
        var noise = SeededStream.For(1, $"{dataset} {model}");
        ratios ??= Ratios;
        for (var seed = 1; seed <= seeds; seed++)
        {
            yield return Row("dense", 1, 1, seed, dense + 0.0015 * noise.NextNormal()) with { IsControl = true };
            foreach (var (i, strategy) in (strategies ?? Seven).Index())
                foreach (var ratio in ratios)
                {
                    var depth = Math.Log2(ratio) / Math.Log2(ratios[^1]);
                    var weakness = strategy == "random" ? 3.5 : 0.55 + 0.2 * i;
                    var top1 = dense + 0.004 * Math.Sin(3 * depth) - fall * weakness * Math.Pow(depth, 2.2) + 0.1 * fall * depth * noise.NextNormal();
                    var speedup = Math.Pow(ratio, strategy.StartsWith("layer", StringComparison.Ordinal) ? 0.95 : 0.72 + 0.02 * i);
                    yield return Row(strategy, ratio, speedup, seed, Math.Clamp(top1, 0.1, 1));
                }
        }

        ResultRow Row(string strategy, double ratio, double speedup, int seed, double top1) => new()
        {
            Identity = $"{protocol}/{dataset}/{model}/{strategy}/{ratio}/{seed}",
            Protocol = protocol,
            Dataset = dataset,
            Synthetic = synthetic,
            Model = model,
            Strategy = strategy,
            Composition = CompositionOf(strategy),
            CompositionName = strategy,
            Retraining = "fine-tune",
            IsControl = false,
            Imported = imported,
            Seed = seed,
            Compression = ratio,
            AchievedCompression = ratio,
            TheoreticalSpeedup = speedup,
            Top1 = top1,
            Top5 = 1,
            Loss = 0.3,
            Top1Before = top1 / 2,
            Flags = imported ? ["validation-seen"] : [],
        };
    }

    /// <summary>What a strategy of this name would be: <c>layer-magnitude</c> magnitude within layers, another name a global criterion of its own.</summary>
    public static string CompositionOf(string strategy)
    {
        var (scope, criterion) = strategy.Split('-', 2) is [("global" or "layer") and var within, var score] ? (within, score) : ("global", strategy);
        return strategy == "dense"
            ? """{"structure":"weight","schedule":"one-shot"}"""
            : $$"""{"criterion":"{{criterion}}","scope":"{{scope}}","structure":"weight","schedule":"one-shot"}""";
    }

    /// <summary>The same cell of a strategy that differs by some members of its composition, such as <c>"from":"initialization"</c>, measured by a control of its own.</summary>
    public static ResultRow Course(ResultRow row, string members, string control, string? setting = null) => row with
    {
        Composition = row.Composition.Replace("{", $"{{{members},", StringComparison.Ordinal),
        ControlPoint = control,
        Setting = setting ?? row.Setting,
        Retraining = members.Contains("weight-rewind", StringComparison.Ordinal) ? "weight-rewind" : "fine-tune",
    };

    /// <summary>Sixteen strategies of two kinds, eight that prune after training and eight before, with a control for each kind.</summary>
    public static IEnumerable<ResultRow> Crowd(string dataset, string model) =>
    [
        .. Rows(dataset, model, strategies: [.. Enumerable.Range(1, 8).Select(i => $"late{i}")]),
        .. Rows(dataset, model, dense: 0.9, strategies: [.. Enumerable.Range(1, 8).Select(i => $"early{i}")])
            .Select(r => Course(r, "\"from\":\"initialization\"", "early") with { Identity = $"early {r.Identity}" }),
    ];

    /// <summary>
    /// Layers of which the first is pruned and the last is not, two epochs of retraining after three of pretraining, and two curves and a point that are published of
    /// each data set and model: one of <c>global-magnitude</c> that counts as the protocol <c>bench</c> does, two that do not say what they count.
    /// </summary>
    public static FigureDetails Details(IEnumerable<ResultRow> rows) => new(
        () => rows.SelectMany(r => new[] { new LayerRow(r.Identity, 0, "conv1", true, 1000, (long)(1000 / r.Compression), 10, 10), new LayerRow(r.Identity, 1, "fc2", false, 50, 50, 5, 5) }),
        () => rows.SelectMany(r => Enumerable.Range(0, 3).Select(e => new EpochRow(r.Identity, e, 1.0 / (e + 1), r.Top1 * (0.7 + 0.15 * e)))),
        () => Enumerable.Range(1, 3).Select(e => new EpochRow("", e, 0.5 / e, 0.8 + 0.03 * e)),
        () => new PublishedPoints([.. rows.Select(r => (r.Dataset, r.Model)).Distinct().SelectMany(d => (PublishedPoint[])
        [
            .. new[] { 4.0, 16, 40, 100 }.Select((r, i) => Published(d, "papers", i + 2, "magnitude", r, 0.9 - 0.02 * i) with { OurMethod = "global-magnitude", OurProtocols = ["bench"], Seeds = 3, Deviation = 0.01 }),
            .. new[] { 4.0, 16 }.Select((r, i) => Published(d, "papers", i + 6, $"another for {d.Dataset}", r, 0.85) with { Caveat = "n not stated" }),
            Published(d, "others", 2, "third", 8, 0.8),
        ])]));

    private static PublishedPoint Published((string Dataset, string Model) of, string file, int line, string method, double ratio, double top1) => new()
    {
        File = file, Line = line, Method = method, Dataset = "MNIST", Model = "LeNet", Compression = ratio, SizeConvention = "weights as reported", Speedup = ratio / 2, Top1 = top1, DenseTop1 = 0.93,
        Source = $"{file}, table 1", HowObtained = "table", OurDataset = of.Dataset, OurModel = of.Model,
    };

    /// <summary>The same cell of a strategy that removes whole channels.</summary>
    public static ResultRow OfChannels(ResultRow row) => row with { Composition = row.Composition.Replace("\"weight\"", "\"channel\"", StringComparison.Ordinal), Identity = $"channels {row.Identity}" };

    /// <summary>The same cell with measured speedups: less than the theoretical one, and least for one sample.</summary>
    public static ResultRow Measured(ResultRow row) => row with { MeasuredSpeedup1 = Math.Pow(row.TheoreticalSpeedup, 0.4), MeasuredSpeedup128 = Math.Pow(row.TheoreticalSpeedup, 0.8) };

    /// <summary>The same cell as one without a result.</summary>
    public static MissingRow Missing(ResultRow row, string status, string? reason = null) => new()
    {
        Protocol = row.Protocol,
        Dataset = row.Dataset,
        Synthetic = row.Synthetic,
        Model = row.Model,
        Strategy = row.Strategy,
        Composition = row.Composition,
        Retraining = row.Retraining,
        Imported = row.Imported,
        Setting = row.Setting,
        ControlPoint = row.ControlPoint,
        Compression = row.Compression,
        Seed = row.Seed,
        Status = status,
        Reason = reason,
    };
}
