using Bench.Core;

namespace Bench.Sweeps;

/// <summary>The behaviour versions of what a cell is made of.</summary>
internal static class CellVersions
{
    /// <summary>How a model's width multiplies channels.</summary>
    public const string Width = "model/width";

    /// <summary>How channels are drawn that are removed at random in rounds.</summary>
    public const string RandomRounds = "criterion/random-channels-in-rounds";

    // Hidden layers of which binary fractions once lost a half, such as 0.57 of 50: no others of the catalogue, at widths of up to three decimals.
    private static readonly Dictionary<string, int[]> Halved = new(StringComparer.Ordinal) { ["lenet5"] = [50, 500], ["lenet-300-100"] = [100, 300] };

    /// <summary>The versions, beyond 1, of the parts that a cell is made of.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="all">All parts beyond version 1.</param>
    public static SortedDictionary<string, int> Of(CellSpec cell, IReadOnlyDictionary<string, int> all)
    {
        var versions = new SortedDictionary<string, int>(StringComparer.Ordinal);
        if (all.Count == 0) return versions;
        var strategy = cell.Strategy;
        string?[] parts =
        [
            $"protocol/{cell.Protocol}", $"model/{NameOf(cell)}", cell.Dataset.Files is null ? $"dataset/{cell.Dataset.Name}" : null,
            cell.Network is null && LostHalves(cell.Model) ? Width : null,
            "measurement", $"retraining/{strategy.Retraining}", strategy.MeasureAfter == Renewals.Nothing ? null : $"retraining/{strategy.MeasureAfter}",
            cell.Pretraining?.LearningRate.RisesLinearly == true || cell.Retraining?.LearningRate.RisesLinearly == true ? "warm-up" : null,
            strategy is { IsOfChannels: true, Criterion: "random", Schedule: "iterative" } ? RandomRounds : null,
            .. cell.IsControl ? [] : new[] { $"criterion/{strategy.Criterion}", $"scope/{strategy.Scope}", $"structure/{strategy.Structure}", $"schedule/{strategy.Schedule}" },
            .. cell.IsControl ? [] : strategy.Rule.Followed().SelectMany(other => new[] { $"criterion/{other.Criterion}", $"scope/{other.Scope}", $"structure/{other.Structure}" }),
        ];
        foreach (var part in parts.OfType<string>())
            if (all.TryGetValue(part, out var version)) versions[part] = version;
        if (all.TryGetValue($"training/{NameOf(cell)}", out var training)) versions["training"] = training;
        return versions;
    }

    /// <summary>Whether the model had fewer channels than its width says, before halves of them were rounded up.</summary>
    internal static bool LostHalves(string model) => ModelName.Of(model) is var name && name.Width != 1 && Halved.TryGetValue(name.Bare, out var layers)
        && layers.Any(n => Math.Round((decimal)name.Width * n, MidpointRounding.AwayFromZero) != (decimal)Math.Round(name.Width * n, MidpointRounding.AwayFromZero));

    private static string NameOf(CellSpec cell) => cell.Network is null ? ModelName.Of(cell.Model).Bare : OwnNetwork.Family;
}
