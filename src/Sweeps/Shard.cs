using System.Globalization;
using Bench.Core;

namespace Bench.Sweeps;

/// <summary>One of several parts into which a sweep's cells are divided, for as many machines.</summary>
/// <param name="Number">Which, from 1.</param>
/// <param name="Count">How many parts there are.</param>
public sealed record Shard(int Number, int Count)
{
    /// <summary>Reads <c>2/5</c>, the second of five parts.</summary>
    public static bool TryParse(string text, out Shard? shard)
    {
        shard = text.Split('/') is [var number, var count] && Read(number) is { } k && Read(count) is { } n && k <= n ? new(k, n) : null;
        return shard is not null;

        static int? Read(string digits) => int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= 1 ? value : null;
    }

    /// <summary>The part of a plan: the same on every machine that makes the same plan, whatever it has measured or finished.</summary>
    /// <exception cref="UserError">A data set is not at hand, without which the plan is another one.</exception>
    public SweepPlan Of(SweepPlan plan)
    {
        if (plan.MissingData is [var missing, ..])
            throw new UserError($"{missing.Reason}; part {this} of a sweep is the same everywhere only where all of its data sets are at hand");
        var cells = Number > plan.Cells.Count ? [] : Shards.Of(plan, Math.Min(Count, plan.Cells.Count))[Number - 1];
        return plan.Part(cells.Select(c => c.Identity).ToHashSet(StringComparer.Ordinal));
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Number}/{Count}");
}
