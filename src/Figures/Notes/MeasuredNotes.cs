using Bench.Analysis;

namespace Bench.Figures;

/// <summary>What must be known of measured speedups.</summary>
internal static class MeasuredNotes
{
    /// <summary>How they were measured, and which are not to be relied on.</summary>
    public static string Of(Places places)
    {
        var noisy = places.Said(places.Panels.Select(p => (Panel: p, Points: p.Curves
                .SelectMany(c => c.Points.Where(x => x is { IsControl: false, NoisyLatencies: > 0 }).Select(x => (c.Strategy, (double?)x.Compression)))
                .Concat(p.Controls.Where(c => c.Point.NoisyLatencies > 0).Select(c => (Legend.NameOf(p, c), (double?)null))).ToList()))
            .Where(p => p.Points.Count > 0).Select(p => (p.Panel, Places.Points(p.Points)))).ToList();
        return "In theory: multiply-adds of the dense network ÷ those that touch a kept weight. Measured: the dense network's median latency ÷ that of the network "
            + "that is left, one thread of a CPU, fp32; weights pruned one by one leave a network of the same shape, which is not faster."
            + (noisy.Count > 0 ? $" Not to be relied on, since the machine was not quiet: {string.Join("; ", noisy)}." : "");
    }
}
