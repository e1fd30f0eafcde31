using Bench.Core;

namespace Bench.Sweeps;

/// <summary>The behaviour versions of what a cell is made of.</summary>
internal static class CellVersions
{
    /// <summary>How a model's width multiplies channels.</summary>
    public const string Width = "model/width";

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
            cell.Network is null && ModelName.Of(cell.Model).LosesHalves ? Width : null,
            "measurement", $"retraining/{strategy.Retraining}", strategy.MeasureAfter == Renewals.Nothing ? null : $"retraining/{strategy.MeasureAfter}",
            cell.Pretraining?.LearningRate.RisesLinearly == true || cell.Retraining?.LearningRate.RisesLinearly == true ? "warm-up" : null,
            .. cell.IsControl ? [] : new[] { $"criterion/{strategy.Criterion}", $"scope/{strategy.Scope}", $"structure/{strategy.Structure}", $"schedule/{strategy.Schedule}" },
            .. cell.IsControl ? [] : strategy.Rule.Followed().SelectMany(other => new[] { $"criterion/{other.Criterion}", $"scope/{other.Scope}", $"structure/{other.Structure}" }),
        ];
        foreach (var part in parts.OfType<string>())
            if (all.TryGetValue(part, out var version)) versions[part] = version;
        if (all.TryGetValue($"training/{NameOf(cell)}", out var training)) versions["training"] = training;
        return versions;
    }

    private static string NameOf(CellSpec cell) => cell.Network is null ? ModelName.Of(cell.Model).Bare : OwnNetwork.Family;
}
