namespace Bench.Datasets;

/// <summary>What the raw values of a set are like.</summary>
public sealed class RawRange
{
    /// <summary>The largest; -Inf before there is one.</summary>
    public double Largest { get; private set; } = double.NegativeInfinity;

    /// <summary>Whether one is no whole number.</summary>
    public bool HasFractions { get; private set; }

    /// <summary>Looks at a value.</summary>
    public void Add(double value)
    {
        Largest = Math.Max(Largest, value);
        HasFractions |= value != Math.Floor(value);
    }
}
