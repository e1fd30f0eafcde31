using Bench.Core;

namespace Bench.Results;

/// <summary>How two cells differ, in configuration and in result.</summary>
public sealed record CellDifference
{
    /// <summary>What each is.</summary>
    public required ComparedCell One { get; init; }
    public required ComparedCell Other { get; init; }

    /// <summary>Everything that is known of both, in a fixed order: what differs, and what is equal.</summary>
    public required IReadOnlyList<ComparedFact> Facts { get; init; }

    /// <summary>What differs.</summary>
    public IEnumerable<ComparedFact> Differences => Facts.Where(fact => !fact.IsEqual);

    /// <summary>Holds a cell beside another, of the same or of another database.</summary>
    /// <param name="oneReader">Where the first is.</param>
    /// <param name="one">The beginning of its identity.</param>
    /// <param name="otherReader">Where the second is.</param>
    /// <param name="other">The beginning of its identity.</param>
    /// <exception cref="UserError">There is no such cell, or several begin so.</exception>
    public static CellDifference Of(ResultReader oneReader, string one, ResultReader otherReader, string other)
    {
        var (first, second) = (CellLookup.Find(oneReader.Database, one), CellLookup.Find(otherReader.Database, other));
        return new()
        {
            One = CellLookup.Describe(oneReader.Database, first),
            Other = CellLookup.Describe(otherReader.Database, second),
            Facts = Beside(FactsOfCell.Of(oneReader.Database, "main.", first), FactsOfCell.Of(otherReader.Database, "main.", second)),
        };
    }

    /// <summary>Facts of two cells side by side, section by section; in each what only the other has comes last.</summary>
    internal static IReadOnlyList<ComparedFact> Beside(IEnumerable<CellFact> one, IEnumerable<CellFact> other)
    {
        var (mine, theirs) = (Values(one), Values(other));
        return [.. mine.Keys.Concat(theirs.Keys).Distinct().GroupBy(k => k.Section).SelectMany(g => g)
            .Select(k => new ComparedFact(k.Section, k.Key, mine.GetValueOrDefault(k), theirs.GetValueOrDefault(k)))];
    }

    private static Dictionary<(string Section, string Key), object?> Values(IEnumerable<CellFact> facts)
    {
        var values = new Dictionary<(string, string), object?>();
        foreach (var fact in facts) values.TryAdd((fact.Section, fact.Key), fact.Value); // names of layers may repeat
        return values;
    }
}

/// <summary>A cell that is compared.</summary>
/// <param name="Identity">The whole of it.</param>
/// <param name="Description">Such as <c>mnist × lenet5, global-magnitude at 4×, seed 1</c>.</param>
/// <param name="Sweeps">That ask for it, with what they call its strategy.</param>
/// <param name="Finished">When its result was computed; null where it has none.</param>
public sealed record ComparedCell(string Identity, string Description, IReadOnlyList<string> Sweeps, string? Finished);

/// <summary>One thing that is known of two cells.</summary>
/// <param name="Section">What it is about: <c>configuration</c>, <c>accuracy</c>, <c>result</c>, <c>layer</c>, <c>cut</c>, <c>environment</c>, <c>latency</c>, <c>time</c>.</param>
/// <param name="Key">Which.</param>
/// <param name="One">Of the first: <see cref="long"/>, <see cref="double"/>, <see cref="string"/>, or null where it has none.</param>
/// <param name="Other">Of the second.</param>
public sealed record ComparedFact(string Section, string Key, object? One, object? Other)
{
    /// <summary>Whether both have the same, to the last bit.</summary>
    public bool IsEqual => Equals(One, Other);

    /// <summary>Second − first, of numbers.</summary>
    public object? Difference => (One, Other) switch
    {
        (long a, long b) => b - a,
        (double or long, double or long) => Convert.ToDouble(Other) - Convert.ToDouble(One) is var d && double.IsNaN(d) ? null : d,
        _ => null,
    };
}
