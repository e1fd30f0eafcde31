namespace Bench.Datasets;

/// <summary>What the raw values of a set are like.</summary>
public sealed class RawRange
{
    /// <summary>Whether they lie in the file as floating-point numbers; else they are written out.</summary>
    public bool AreFloats { get; init; }

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

    /// <summary>That of several sets at once; null where that of one is not known.</summary>
    public static RawRange? Of(IEnumerable<RawRange?> parts)
    {
        var all = parts.ToList();
        return all.Contains(null) ? null : new()
        {
            AreFloats = all.TrueForAll(p => p!.AreFloats), Largest = all.Max(p => p!.Largest), HasFractions = all.Exists(p => p!.HasFractions),
        };
    }
}
