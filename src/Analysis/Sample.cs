using Bench.Analysis.Statistics;

namespace Bench.Analysis;

/// <summary>The statistics of one quantity over seeds.</summary>
/// <param name="Count">n, at least 1.</param>
/// <param name="Mean">Arithmetic mean.</param>
/// <param name="Deviation">Sample standard deviation (divisor n − 1); null for a single value, of which nothing is known.</param>
/// <param name="Minimum">The least value.</param>
/// <param name="Maximum">The greatest value.</param>
public sealed record Sample(int Count, double Mean, double? Deviation, double Minimum, double Maximum)
{
    /// <summary>The values themselves, in the order in which they came.</summary>
    public IReadOnlyList<double> Values { get; init; } = [];

    /// <summary>A confidence interval of the mean; null where there is none, as of a single value.</summary>
    public Interval? Interval(IntervalKind kind = IntervalKind.StudentT, double confidence = Statistics.Interval.StandardConfidence) =>
        kind == IntervalKind.Bootstrap ? Statistics.Interval.Bootstrap(Values, confidence) : Statistics.Interval.Student(this, confidence);

    /// <summary>Mean − deviation, or the mean alone where there is no deviation.</summary>
    public double Lower => Mean - (Deviation ?? 0);

    /// <summary>Mean + deviation, or the mean alone where there is no deviation.</summary>
    public double Upper => Mean + (Deviation ?? 0);

    /// <summary>The statistics of at least one value; the deviation by a second pass over differences from the mean, which keeps its digits.</summary>
    public static Sample Of(IReadOnlyCollection<double> values)
    {
        ArgumentOutOfRangeException.ThrowIfZero(values.Count);
        var mean = values.Sum() / values.Count;
        double? deviation = values.Count == 1 ? null : Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1));
        return new Sample(values.Count, mean, deviation, values.Min(), values.Max()) { Values = [.. values] };
    }

    /// <inheritdoc/>
    public bool Equals(Sample? other) => other is not null && (Count, Mean, Deviation, Minimum, Maximum) == (other.Count, other.Mean, other.Deviation, other.Minimum, other.Maximum) && Values.SequenceEqual(other.Values);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Count, Mean, Deviation);
}
