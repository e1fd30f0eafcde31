namespace Bench.Analysis.Statistics;

/// <summary>How an interval is made.</summary>
public enum IntervalKind
{
    /// <summary>Student's t: of a mean of few, about normally distributed values (Student 1908).</summary>
    StudentT,

    /// <summary>Percentile bootstrap of the mean (Efron 1979): no distribution is supposed, but below about ten values it is too narrow.</summary>
    Bootstrap,
}

/// <summary>A confidence interval.</summary>
/// <param name="Lower">Its lower end.</param>
/// <param name="Upper">Its upper end.</param>
/// <param name="Confidence">Such as 0.95.</param>
/// <param name="Kind">How it was made.</param>
public sealed record Interval(double Lower, double Upper, double Confidence, IntervalKind Kind)
{
    /// <summary>What stands where nobody says otherwise.</summary>
    public const double StandardConfidence = 0.95;

    /// <summary>Resamples of a bootstrap.</summary>
    public const int Resamples = 10_000;

    /// <summary>
    /// Mean ± t · s / √n with n − 1 degrees of freedom (Student, "The probable error of a mean", Biometrika 1908). Null for a single value, of whose
    /// spread nothing is known, and where a value is not a finite number. Equal values give an interval of no width.
    /// </summary>
    public static Interval? Student(Sample sample, double confidence = StandardConfidence)
    {
        Check(confidence);
        if (sample.Deviation is not { } deviation || !double.IsFinite(sample.Mean) || !double.IsFinite(deviation)) return null;
        var half = deviation == 0 ? 0 : Tails.StudentQuantile(confidence, sample.Count - 1) * deviation / Math.Sqrt(sample.Count);
        return new(sample.Mean - half, sample.Mean + half, confidence, IntervalKind.StudentT);
    }

    /// <summary>
    /// The percentile bootstrap interval of the mean (Efron, "Bootstrap methods: another look at the jackknife", Annals of Statistics 1979): quantiles, linear
    /// between order statistics, of the means of 10,000 resamples that are drawn from a fixed stream, so that equal values have equal intervals. Null as
    /// <see cref="Student"/>'s.
    /// </summary>
    public static Interval? Bootstrap(IReadOnlyList<double> values, double confidence = StandardConfidence)
    {
        Check(confidence);
        if (values.Count < 2 || values.Any(v => !double.IsFinite(v))) return null;
        var means = Statistics.Bootstrap.Of("mean", stream =>
        {
            var sum = 0.0;
            for (var i = 0; i < values.Count; i++) sum += values[stream.NextInt(values.Count)];
            return sum / values.Count;
        });
        var outside = (1 - confidence) / 2;
        return new(Statistics.Bootstrap.Quantile(means, outside), Statistics.Bootstrap.Quantile(means, 1 - outside), confidence, IntervalKind.Bootstrap);
    }

    private static void Check(double confidence)
    {
        if (!(confidence > 0 && confidence < 1)) throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "a confidence lies between 0 and 1");
    }
}
