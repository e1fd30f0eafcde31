namespace Bench.Results;

/// <summary>
/// Numbers the operating points of a sweep: cells share one if they differ in nothing but the seed, and so may be averaged, whatever the sweep calls
/// them.
/// </summary>
internal sealed class OperatingPoints(CellOptionsReader options)
{
    private readonly Dictionary<string, int> numbers = [];

    /// <summary>The number of a cell's operating point, from 0 in order of appearance.</summary>
    public int NumberOf(CellDescription cell)
    {
        var key = options.PointOf(cell);
        if (!numbers.TryGetValue(key, out var number)) numbers.Add(key, number = numbers.Count);
        return number;
    }
}
