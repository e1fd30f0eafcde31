namespace Bench.Sweeps.Costs;

/// <summary>What an estimate rests on.</summary>
public enum Basis
{
    /// <summary>Cells and pretrainings that are finished.</summary>
    Finished,

    /// <summary>A measurement of seconds.</summary>
    Measured,
}

/// <summary>Repeated observations of one speed, as seconds a sample (or a cell).</summary>
internal sealed class Speeds
{
    // However even the observations are, the machine of tomorrow is not quite that of today; a measurement of seconds knows
    // neither the heat of a long run nor the other workers.
    private const double Margin = 0.1, MeasuredBelow = 0.2, MeasuredAbove = 0.5;

    private readonly List<double> finished = [];
    private readonly List<double> measured = [];

    public Basis? Basis => finished.Count > 0 ? Costs.Basis.Finished : measured.Count > 0 ? Costs.Basis.Measured : null;

    public void Add(Basis basis, double seconds)
    {
        if (double.IsFinite(seconds) && seconds >= 0) (basis == Costs.Basis.Finished ? finished : measured).Add(seconds);
    }

    /// <summary>
    /// The mean of finished work between its 10th and 90th percentile, at least 10 % to either side; without any the mean of
    /// measurements from a fifth below the smallest to a half above the largest; null without either.
    /// </summary>
    public Estimate? Seconds()
    {
        if (finished.Count > 0)
        {
            var sorted = finished.Order().ToList();
            var mean = sorted.Average();
            return new(Math.Min(At(sorted, 0.1), (1 - Margin) * mean), mean, Math.Max(At(sorted, 0.9), (1 + Margin) * mean));
        }
        return measured.Count > 0 ? new((1 - MeasuredBelow) * measured.Min(), measured.Average(), (1 + MeasuredAbove) * measured.Max()) : null;
    }

    private static double At(List<double> sorted, double quantile) => sorted[(int)Math.Round(quantile * (sorted.Count - 1))];
}
