using Bench.Harness.Running;
using Bench.Launching;
using Bench.Results;
using Bench.Sweeps;

namespace Bench.Cli;

internal static class MeasuredCellsOfPlan
{
    /// <summary>Whether all is measured of a cell that a plan asks to be.</summary>
    public static bool Has(this MeasuredCells measured, SweepPlan plan, string identity) => measured.Has(identity, plan.OnnxRuntime.Contains(identity), plan.Int8.Contains(identity));

    /// <summary>Whether all is measured of a cell that a task is asked to measure.</summary>
    public static bool Has(this MeasuredCells measured, JobOutline job) => measured.Has(job.Identity, job.OnnxRuntime, job.Int8);

    /// <summary>
    /// The plan without what cannot be measured: 8 bits of finished cells of which no weights are kept. The rest is measured of them, unless they were measured in 8 bits when
    /// they had weights: what is compared was measured together.
    /// </summary>
    /// <param name="plan">What is asked.</param>
    /// <param name="places">Where weights may lie.</param>
    /// <param name="finished">Cells with a result.</param>
    /// <param name="measured">What is measured.</param>
    public static SweepPlan Measurable(this SweepPlan plan, IReadOnlyList<WorkFolder> places, IReadOnlySet<string> finished, MeasuredCells measured)
    {
        var lacking = plan.Int8.Where(cell => finished.Contains(cell) && !places.Any(place => File.Exists(place.Weights(cell)))).ToHashSet(StringComparer.Ordinal);
        return lacking.Count == 0 ? plan : plan with
        {
            Int8 = plan.Int8.Where(cell => !lacking.Contains(cell)).ToHashSet(StringComparer.Ordinal),
            Latencies = plan.Latencies.Where(cell => !lacking.Contains(cell) || !measured.InInt8.Contains(cell)).ToHashSet(StringComparer.Ordinal),
        };
    }
}
