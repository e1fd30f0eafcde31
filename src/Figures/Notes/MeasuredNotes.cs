using Bench.Analysis;
using Bench.Results;

namespace Bench.Figures;

/// <summary>What must be known of what a clock has measured.</summary>
internal static class MeasuredNotes
{
    /// <summary>How speedups were measured, and which are not to be relied on.</summary>
    /// <param name="places">The panels.</param>
    /// <param name="timing">The passes that are drawn.</param>
    public static string Of(Places places, Timing timing) =>
        "In theory: multiply-adds of the dense network ÷ those that touch a kept weight. Measured: the dense network's median latency ÷ that of the network "
        + "that is left, one thread of a CPU, fp32; weights pruned one by one leave a network of the same shape, which is not faster."
        + (Doubts(places, timing) is { } doubts ? $" {doubts}" : "");

    /// <summary>Which measurements are noisy, and that there was more than one kind of machine; null where neither is so.</summary>
    public static string? Doubts(Places places, Timing timing)
    {
        bool IsNoisy(TradeoffPoint point) => point.Cells.Any(cell => cell.NoisyTimes.Contains(timing));
        var noisy = places.Said(places.Panels.Select(p => (Panel: p, Points: p.Curves
                .SelectMany(c => c.Points.Where(x => !x.IsControl && IsNoisy(x)).Select(x => (c.Strategy, (double?)x.Compression)))
                .Concat(p.Controls.Where(c => IsNoisy(c.Point)).Select(c => (Legend.NameOf(p, c), (double?)null))).ToList()))
            .Where(p => p.Points.Count > 0).Select(p => (p.Panel, Places.Points(p.Points)))).ToList();
        var processors = places.Panels.SelectMany(p => p.Curves.SelectMany(c => c.Points).Concat(p.Controls.Select(c => c.Point)))
            .SelectMany(p => p.Cells).Select(c => c.LatencyProcessor).OfType<string>().Distinct().Order(StringComparer.Ordinal).ToList();
        string[] said =
        [
            noisy.Count > 0 ? $"Noisy, so not to be relied on (other programs ran, or passes took very different times): {string.Join("; ", noisy)}." : "",
            processors.Count > 1 ? $"Measured on {processors.Count} kinds of processors, whose times and speedups are not those of one another: {string.Join("; ", processors)}." : "",
        ];
        return said.Any(s => s != "") ? string.Join(' ', said.Where(s => s != "")) : null;
    }
}
