namespace Bench.Analysis.Statistics;

/// <summary>What a test of a hypothesis gave.</summary>
public abstract record StatisticalTest
{
    /// <summary>Its name, such as <c>Wilcoxon signed-rank</c>.</summary>
    public abstract string Name { get; }

    /// <summary>On how many blocks, pairs or seeds.</summary>
    public required int N { get; init; }

    /// <summary>Two-sided, uncorrected; null where it is not defined, of which <see cref="Undefined"/> tells.</summary>
    public double? P { get; init; }

    /// <summary>Why there is no p-value; null where there is one.</summary>
    public string? Undefined { get; init; }

    /// <summary>The least p-value that any data of this number give; 1 where nothing can be found at all.</summary>
    public required double LeastP { get; init; }
}
