using Bench.Results;

namespace Bench.Analysis;

/// <summary>Whether a result that was computed again is the stored one.</summary>
public sealed record ReproductionVerdict
{
    // What no rounding changes, whatever computes; the counts of channels follow from scores, and are not among them.
    private static readonly string[] Exact =
    [
        "total_parameters", "prunable_parameters", "dense_macs", "dense_bytes", "split_fingerprint", "rounds", "budget_epochs", "budget_steps", "budget_samples",
        "budget_total_samples", "target", "target_asked", "headline",
    ];

    // Flags that results did not carry before there was the word.
    private static readonly string[] LaterWords = ["cut-off"];

    private static readonly string[] ExactOfWeights = ["asked_kept", "kept_prunable", "kept_parameters"];

    /// <summary>Of the headline on the test set, three standard errors of the difference between two networks of that accuracy.</summary>
    public const double StandardErrors = 3;

    /// <summary>Whether every number was expected to be equal.</summary>
    public required bool BitForBit { get; init; }

    /// <summary>How many numbers were held beside each other.</summary>
    public required int Compared { get; init; }

    /// <summary>All that differs.</summary>
    public required IReadOnlyList<ComparedFact> Differences { get; init; }

    /// <summary>What differs and should not.</summary>
    public required IReadOnlyList<ComparedFact> Unexpected { get; init; }

    /// <summary>Correct test samples of the headline, stored and now, and how many there are.</summary>
    public required (long Stored, long Now, long Total) Correct { get; init; }

    /// <summary>By how many samples of the test set the headline may differ where bits may.</summary>
    public required double Tolerance { get; init; }

    /// <summary>Whether it is the stored result, as far as that can be asked.</summary>
    public bool IsReproduced => Unexpected.Count == 0;

    /// <summary>Judges the numbers of a result that was computed again.</summary>
    /// <param name="facts">Stored and now.</param>
    /// <param name="bitForBit">Whether the machine is of the same kind, so that every number has to be equal.</param>
    /// <param name="imported">Whether it starts from imported weights, which have to be the same anywhere.</param>
    /// <param name="points">Points of accuracy that the headline may differ by where bits may; null: <see cref="StandardErrors"/>.</param>
    public static ReproductionVerdict Of(IReadOnlyList<ComparedFact> facts, bool bitForBit, bool imported, double? points = null)
    {
        object? Find(string section, string key, bool now = false) => facts.FirstOrDefault(f => f.Section == section && f.Key == key) is { } fact ? now ? fact.Other : fact.One : null;
        var headline = Find("result", "headline") as string ?? "selected";
        var (stored, now, total) = (Count($"test {headline} correct"), Count($"test {headline} correct", true), Count($"test {headline} total"));
        var accuracy = total == 0 ? 0 : (double)stored / total;
        var tolerance = points is { } asked ? asked / 100 * total : Math.Max(1, StandardErrors * Math.Sqrt(2 * total * accuracy * (1 - accuracy)));
        var ofChannels = Find("result", "target") is not null;
        var differences = facts.Where(f => !f.IsEqual).ToList();
        return new()
        {
            BitForBit = bitForBit,
            Compared = facts.Count,
            Differences = differences,
            Unexpected = bitForBit ? [.. differences.Where(f => !IsLaterWord(f))] : [.. differences.Where(f => IsExact(f) || f.Key == $"test {headline} correct" && Math.Abs(stored - now) > tolerance)],
            Correct = (stored, now, total),
            Tolerance = tolerance,
        };

        long Count(string key, bool again = false) => Find("accuracy", key, again) as long? ?? 0;

        // A word that the stored result's build did not know is no other number.
        static bool IsLaterWord(ComparedFact fact) => fact is { Section: "result", Key: "flags", One: string stored, Other: string again }
            && again.Split(' ', StringSplitOptions.RemoveEmptyEntries).Except(LaterWords).SequenceEqual(stored.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        bool IsExact(ComparedFact fact) => fact.Section == "result"
            ? Exact.Contains(fact.Key) || (!ofChannels && ExactOfWeights.Contains(fact.Key)) || (imported && fact.Key == "start_fingerprint")
            : fact.Section is "accuracy" or "class" && fact.Key.EndsWith(" total", StringComparison.Ordinal);
    }
}
