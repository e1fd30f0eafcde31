using Bench.Analysis.Statistics;
using Bench.Core;

namespace Bench.Analysis.Comparing;

/// <summary>What is compared in a block.</summary>
public enum ComparedValue
{
    /// <summary>Top-1 accuracy.</summary>
    Top1,

    /// <summary>Top-1 less that of the own control, seed by seed: for strategies that begin or are trained differently.</summary>
    Difference,
}

/// <summary>How strategies are compared over data sets and models.</summary>
public sealed record ComparisonChoice
{
    /// <summary>The strategy that the others are tested against; null: <see cref="Ours"/>, else the one-shot <c>global-magnitude</c> where there is one, else all pairs.</summary>
    public string? Reference { get; init; }

    /// <summary>What the sweep calls its own; null where it says nothing.</summary>
    public string? Ours { get; init; }

    /// <summary>Test all pairs, also where there is a reference.</summary>
    public bool AllPairs { get; init; }

    /// <summary>The asked ratios; none: all above 1.</summary>
    public IReadOnlyList<double> Compressions { get; init; } = [];

    /// <summary>Which of the ratios that are there is meant by one that is asked for as it is shown, 1.43 for 1.428571.</summary>
    /// <exception cref="UserError">None is.</exception>
    public static double RatioMeant(double asked, IReadOnlyCollection<double> there) => there.OrderBy(c => Math.Abs(c - asked)).FirstOrDefault() is var nearest && Math.Abs(nearest - asked) <= 0.005 * asked ? nearest
        : throw new UserError($"no result has the compression ratio {asked:0.###}; there are {string.Join(", ", there.Order().Select(c => $"{c:0.##}"))}");

    /// <summary>What is compared.</summary>
    public ComparedValue Value { get; init; }

    /// <summary>Level of significance, which is also that of the critical difference.</summary>
    public double Level { get; init; } = Verdict.StandardLevel;

    /// <summary>How intervals of means are made, and of which confidence.</summary>
    public IntervalKind Interval { get; init; }
    public double Confidence { get; init; } = Statistics.Interval.StandardConfidence;

    /// <summary>How far below its control a curve may be and still keep the accuracy.</summary>
    public double Margin { get; init; } = KeptAccuracy.StandardMargin;

    /// <summary>Let generated data count, on which no claim may rest.</summary>
    public bool Synthetic { get; init; }

    /// <summary>The interval of a mean as it is asked for.</summary>
    public Interval? IntervalOf(Sample? sample) => sample?.Interval(Interval, Confidence);
}
