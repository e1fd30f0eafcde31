using Bench.Core;
using Bench.Results;

namespace Bench.Analysis;

/// <summary>A part of a fingerprint in which results differ that would have to be equal in it.</summary>
/// <param name="Place">The data set and model; empty where it is among several.</param>
/// <param name="Key">Of the part.</param>
/// <param name="IsEverywhere">Whether it must be equal among data sets and models, too.</param>
/// <param name="Values">What there is, the most frequent first.</param>
internal sealed record Mixture(string Place, string Key, bool IsEverywhere, IReadOnlyList<MixedValue> Values)
{
    private const int MostShown = 3;
    private const string Weights = "start_fingerprint"; // the column

    /// <summary>Such as <c>precision is bf16 or fp32</c>, whatever their numbers.</summary>
    public string Words => $"{Name} is {Listed(Values.OrderBy(v => v.Value, StringComparer.Ordinal).Select(v => v.Shown), " or ")}";

    /// <summary>The same with how many have each.</summary>
    public string CountedWords => $"{Name} is {Listed(Values.Select((v, i) => $"{v.Shown} in {v.Count}{(i == 0 ? " of them" : "")}"), " and ")}";

    /// <summary>A pretraining of which some are left whatever weights one leaves out; null where that helps.</summary>
    private string? Start { get; init; }

    /// <summary>What leaves the rarer ones out, in a shell; of weights those that the controls have not, which are never left out alone.</summary>
    public string Choice => Key is "protocol" or "precision" ? $"--where {Key}={Values[0].Value}"
        : Key == Weights ? Start is { } start ? $"--where start!={start}" : $"--where {Key}!={string.Join(',', Values.Skip(1).Select(v => v.Value))}"
        : $"--where fingerprint!={string.Join(',', Values.Skip(1).SelectMany(v => v.Fingerprints).Except(Values[0].Fingerprints).Distinct())}";

    private string Name => Key switch
    {
        "pretraining" => "the pretraining",
        "augmentation" => "the augmentation of retraining",
        "split" => "the validation split",
        "data" => "what the data are",
        "network" => "the network's file",
        Weights => "what cells of one pretraining began with",
        _ when Key.EndsWith("-version", StringComparison.Ordinal) => $"the version of {Key[..^"-version".Length]}",
        _ => Key,
    };

    /// <summary>The parts in which some results differ.</summary>
    /// <param name="place">Where they are.</param>
    /// <param name="rows">The results.</param>
    /// <param name="counts">Whether a part must be equal.</param>
    public static IEnumerable<Mixture> Of(string place, IReadOnlyCollection<ResultRow> rows, Func<FingerprintPart, bool> counts)
    {
        var fingerprints = rows.GroupBy(r => r.FingerprintText).Select(g => (g.First().Fingerprint, Count: g.Count(), Parts: FingerprintPart.Read(g.Key))).ToList();
        if (fingerprints.Count < 2) yield break;
        foreach (var part in fingerprints.SelectMany(f => f.Parts.Keys).Distinct().Where(counts).OrderBy(part => part.Key, StringComparer.Ordinal).ToList())
        {
            var values = fingerprints.Select(f => (f.Fingerprint, f.Count, Value: f.Parts.GetValueOrDefault(part) ?? part.Standing)).Where(f => f.Value is not null)
                .GroupBy(f => f.Value!).Select(g => new MixedValue(g.Key, g.Sum(f => f.Count), [.. g.Select(f => f.Fingerprint).Order(StringComparer.Ordinal)]))
                .OrderByDescending(v => v.Count).ThenBy(v => v.Value, StringComparer.Ordinal).ToList();
            if (values.Count > 1) yield return new(place, part.Key, part.IsEverywhere, values);
        }
    }

    /// <summary>Starts with which cells began that have other weights: made twice, on machines of different kinds. Then nothing is paired with its control.</summary>
    /// <param name="place">Where they are.</param>
    /// <param name="rows">The results.</param>
    public static IEnumerable<Mixture> OfWeights(string place, IEnumerable<ResultRow> rows) => rows.GroupBy(r => r.Start)
        .Select(start => (start.Key, Weights: start.GroupBy(r => r.StartWeights).OrderByDescending(g => g.Any(r => r.IsControl)).ThenByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).ToList()))
        .Where(start => start.Weights.Count > 1).Select(start => new Mixture(place, Weights, IsEverywhere: false, [.. start.Weights.Select(g => new MixedValue(g.Key, g.Count(), []))])
        {
            Start = start.Weights.Count(g => g.Any(r => r.IsControl)) > 1 ? start.Key : null,
        });

    private static string Listed(IEnumerable<string> values, string last)
    {
        var all = values.ToList();
        return all.Count > MostShown ? $"{string.Join(", ", all.Take(MostShown))} and {all.Count - MostShown} others" : $"{string.Join(", ", all.SkipLast(1))}{last}{all[^1]}";
    }
}

/// <summary>A value of a part of fingerprints.</summary>
/// <param name="Value">As it is written there.</param>
/// <param name="Count">Results that have it.</param>
/// <param name="Fingerprints">Of these results.</param>
internal sealed record MixedValue(string Value, int Count, IReadOnlyList<string> Fingerprints)
{
    private const int HashLength = 64, HashDigits = 8;

    /// <summary>Short enough for a line; a hash by its beginning.</summary>
    public string Shown => Value.Length == HashLength && Value.All(char.IsAsciiHexDigitLower) ? Value[..HashDigits] : Value.Contains(' ') || Value.Contains('{') ? Names.Quoted(Value) : Value;
}
