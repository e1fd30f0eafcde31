using Bench.Core;

namespace Bench.Models;

/// <summary>Finds how wide a model may be: the dense network of a given size, to compare pruned ones with.</summary>
public static class WidthSolver
{
    /// <summary>
    /// The widest network with at most that size, exactly: among all widths that round to different networks, up to the widest multiplier. Its width is the
    /// shortest number that gives it. Null where even the narrowest, with one channel a layer, is larger.
    /// </summary>
    /// <param name="model">The model; its own width does not matter.</param>
    /// <param name="input">Of one sample.</param>
    /// <param name="classes">How many, which stay.</param>
    /// <param name="size">Such as parameters or MACs: what no wider network has less of.</param>
    /// <param name="most">The size.</param>
    /// <exception cref="UserError">The model does not take such inputs.</exception>
    public static ModelEntry? Solve(ModelEntry model, InputShape input, int classes, Func<NetworkGraph, long> size, long most)
    {
        var widths = WidthsOf(NetworkGraph.Of(model, input, classes));
        var (fit, least) = (-1, 0);
        for (var end = widths.Count - 1; least <= end;)
        {
            var middle = (least + end) / 2;
            if (size(NetworkGraph.Of(model.WithWidth(widths[middle]), input, classes)) <= most) (fit, least) = (middle, middle + 1);
            else end = middle - 1;
        }
        return fit < 0 ? null : model.WithWidth(widths[fit]);
    }

    /// <summary>One multiplier of each of the networks that differ in a width, from the narrowest on.</summary>
    internal static IReadOnlyList<double> WidthsOf(NetworkGraph graph)
    {
        // A layer of n channels gets its k-th one at (k − 1/2) ÷ n.
        var steps = graph.Widths.SelectMany(n => Enumerable.Range(2, (int)(ModelName.Widest * n)).Select(k => (2 * k - 1m) / (2 * n))).Where(s => s < ModelName.Widest).Distinct().Order().ToList();
        return [.. steps.Prepend(0).Zip(steps.Append(ModelName.Widest), Shortest)];
    }

    // Of all decimals between two numbers the smallest of those with the fewest digits.
    private static double Shortest(decimal low, decimal high)
    {
        for (var scale = 1m; ; scale *= 10)
            if ((decimal.Floor(low * scale) + 1) / scale is var candidate && candidate < high || candidate == ModelName.Widest) return (double)candidate;
    }
}
