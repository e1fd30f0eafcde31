using System.Globalization;
using System.Text.Json;
using Bench.Core;
using Bench.Results;

namespace Bench.Analysis.Claims;

/// <summary>The results that claims are tested on: real data alone, by data set × model.</summary>
public sealed record ClaimData
{
    /// <summary>By data set, then model.</summary>
    public required IReadOnlyList<Block> Blocks { get; init; }

    /// <summary>Pairs of synthetic data, which never count.</summary>
    public int SyntheticPairs { get; init; }

    /// <summary>What is not strictly comparable and was taken together all the same; null where nothing is.</summary>
    public string? Caption { get; init; }

    /// <summary>Reads the finished cells of a sweep (null: of the whole database) of which conditions hold, and the controls that they are measured by.</summary>
    /// <exception cref="UserError">The sweep is not there, a condition is a mistake, or results are not comparable and may not be mixed.</exception>
    public static ClaimData Read(ResultReader reader, string? sweep = null, RowFilter? filter = null, bool allowMixed = false)
    {
        var rows = reader.WithControls(reader.ReadRows(sweep, filter), sweep, filter ?? RowFilter.None);
        return Of(rows, ClaimFacts.Read(reader, sweep)) with { Caption = Comparability.Check([.. rows.Where(r => !r.Synthetic)], allowMixed) };
    }

    /// <summary>Sorts rows into blocks, arenas and methods.</summary>
    public static ClaimData Of(IReadOnlyList<ResultRow> rows, IReadOnlyDictionary<string, ClaimFacts> facts)
    {
        var pairs = rows.GroupBy(r => (r.Dataset, r.Model, r.Synthetic)).ToList();
        return new ClaimData
        {
            SyntheticPairs = pairs.Count(p => p.Key.Synthetic),
            Blocks = [.. pairs.Where(p => !p.Key.Synthetic).OrderBy(p => p.Key.Dataset, StringComparer.Ordinal).ThenBy(p => p.Key.Model, StringComparer.Ordinal)
                .Select(p => new Block(p.Key.Dataset, p.Key.Model, [.. Retrained([.. p]).GroupBy(r => (r.Protocol, r.Setting, r.ControlPoint))
                    .OrderBy(g => g.Key.Protocol, StringComparer.Ordinal).ThenBy(g => g.Key.Setting, StringComparer.Ordinal).ThenBy(g => g.Key.ControlPoint, StringComparer.Ordinal)
                    .Select(g => Arena.Of(g.Key.Protocol, g.Key.Setting, [.. g.GroupBy(r => r.Composition).OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => Method.Of([.. m], facts))]))]))],
        };
    }

    // The claims are of pruning with retraining: what was not retrained counts only where nothing was.
    private static IEnumerable<ResultRow> Retrained(IReadOnlyList<ResultRow> rows) => rows.All(r => r.Retraining == "none") ? rows : rows.Where(r => r.Retraining != "none");
}

/// <summary>A data set × model.</summary>
public sealed record Block(string Dataset, string Model, IReadOnlyList<Arena> Arenas)
{
    public string Name => $"{Dataset} × {Model}";
}

/// <summary>Cells that begin at the same point and are trained and measured alike: what differs between them is how they were pruned.</summary>
/// <param name="Protocol">How sizes are counted.</param>
/// <param name="Setting">Recipes and what else comparisons hold equal, as JSON.</param>
/// <param name="All">The methods, the unpruned network among them.</param>
public sealed record Arena(string Protocol, string Setting, IReadOnlyList<Method> All)
{
    /// <summary>With the control standing in at ratio 1 of every method, as on curves.</summary>
    internal static Arena Of(string protocol, string setting, IReadOnlyList<Method> methods)
    {
        if (methods.FirstOrDefault(m => m.Composition.IsDense)?.Points.GetValueOrDefault(1) is not { } control) return new(protocol, setting, methods);
        return new(protocol, setting, [.. methods.Select(m => m.Composition.IsPoint || m.Points.ContainsKey(1) ? m : m with { Points = new SortedDictionary<double, IReadOnlyDictionary<int, CellValue>>(m.Points.ToDictionary()) { [1] = control } })]);
    }

    /// <summary>The unpruned network with the same training; null where it is not finished.</summary>
    public Method? Control => All.FirstOrDefault(m => m.Composition.IsDense);

    /// <summary>Methods that prune single weights.</summary>
    public IEnumerable<Method> Weights => All.Where(m => m.Composition.Structure == "weight" && !m.Composition.IsDense);

    /// <summary>The method that was declared before: magnitude pruning, global where there is that, else by layer; null where there is neither.</summary>
    public Method? Declared => Weights.Where(m => m.Is("magnitude") && m.Composition.Scope is "global" or "layer" && m.Composition.Schedule == "one-shot" && m.IsPlain).OrderBy(m => m.Composition.Scope, StringComparer.Ordinal).FirstOrDefault();
}

/// <summary>What is known of one cell.</summary>
/// <param name="Top1">Headline on the test set, in [0, 1].</param>
/// <param name="Compression">Achieved.</param>
/// <param name="Speedup">Theoretical.</param>
/// <param name="Epochs">Of training in all, with the pretraining; null where not known.</param>
/// <param name="Facts">What else is known.</param>
public sealed record CellValue(double Top1, double Compression, double Speedup, double? Epochs, ClaimFacts Facts);

/// <summary>One way of pruning within an arena.</summary>
/// <param name="Composition">What it is.</param>
/// <param name="Points">Its cells by asked ratio and seed.</param>
public sealed record Method(Composition Composition, IReadOnlyDictionary<double, IReadOnlyDictionary<int, CellValue>> Points)
{
    private readonly IReadOnlyDictionary<string, string> parts = PartsOf(Composition.Text);

    // What a method looks at in order to score, which criteria without data have too.
    private static readonly string[] Scoring = ["scoring-samples", "scoring-batch", "scoring-batch-norm", "criterion-options"];

    /// <summary>Whether it scores by this criterion.</summary>
    public bool Is(string criterion) => Composition.Criterion == criterion;

    /// <summary>Without limits to layers and not a shuffled mask.</summary>
    public bool IsPlain => !parts.Keys.Any(key => key is "layers-only" or "layers-except" or "floor" or "cap" or "shuffle");

    /// <summary>Whether two methods differ in nothing but some parts (and, with the criterion, in what it looks at).</summary>
    public bool DiffersOnlyIn(Method other, params string[] keys) => Rest(keys) == other.Rest(keys);

    /// <summary>A part or an option, such as <c>schedule-options</c>; empty where it is at its default.</summary>
    public string Part(string key) => parts.GetValueOrDefault(key, "");

    internal static Method Of(IReadOnlyList<ResultRow> rows, IReadOnlyDictionary<string, ClaimFacts> facts) => new(Composition.Parse(rows[0].Composition),
        rows.Where(r => double.IsFinite(r.Top1)).GroupBy(r => r.Compression).OrderBy(g => g.Key).ToDictionary(g => g.Key, IReadOnlyDictionary<int, CellValue> (g) => g.GroupBy(r => r.Seed).OrderBy(s => s.Key).ToDictionary(
            s => s.Key, s => s.First() is var r ? new CellValue(r.Top1, r.AchievedCompression, r.TheoreticalSpeedup, r.BudgetEpochs, facts.GetValueOrDefault(r.Identity, ClaimFacts.None)) : null!)));

    private string Rest(string[] keys)
    {
        var besides = keys.Contains("criterion") ? Scoring : [];
        return string.Join('\n', parts.Where(p => !keys.Contains(p.Key) && !besides.Contains(p.Key)).Select(p => $"{p.Key}={p.Value}"));
    }

    private static SortedDictionary<string, string> PartsOf(string json)
    {
        using var document = JsonDocument.Parse(json);
        return new(document.RootElement.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.ToString()), StringComparer.Ordinal);
    }
}

/// <summary>What a cell's row does not say.</summary>
/// <param name="StartTop1">Test accuracy of the dense weights that it started from.</param>
/// <param name="Parameters">Of the dense network.</param>
/// <param name="Macs">Of the dense network: multiply-adds of one sample.</param>
/// <param name="Samples">Training samples seen since the start.</param>
public sealed record ClaimFacts(double? StartTop1, double? Parameters, double? Macs, double? Samples)
{
    /// <summary>Nothing is known.</summary>
    public static ClaimFacts None { get; } = new(null, null, null, null);

    internal static Dictionary<string, ClaimFacts> Read(ResultReader reader, string? sweep) => reader
        .Query($"SELECT identity, start_top1, total_parameters, dense_macs, budget_total_samples FROM ({reader.QueriesOf(sweep).Cells})").Rows
        .GroupBy(row => (string)row[0]!).ToDictionary(g => g.Key, g => g.First() is var row ? new ClaimFacts(Number(row[1]), Number(row[2]), Number(row[3]), Number(row[4])) : null!, StringComparer.Ordinal);

    private static double? Number(object? value) => value is null ? null : Convert.ToDouble(value, CultureInfo.InvariantCulture);
}
